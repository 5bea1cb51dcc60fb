-- Special campaigns (专项整治): a bureau has many schools look at one thing by one check list within a period. The task of each school is an
-- inspection_task like any other, made once.
CREATE TABLE campaign (
    id          uuid PRIMARY KEY,
    owner_path  text NOT NULL COLLATE "C",              -- the bureau's
    title       text NOT NULL CHECK (title <> ''),
    theme       text NOT NULL DEFAULT '',
    kind        text NOT NULL,                          -- the occasion, as of an inspection
    document_no text NOT NULL DEFAULT '',
    words       text NOT NULL DEFAULT '',               -- what is asked of the schools
    starts_on   date NOT NULL,
    ends_on     date NOT NULL,
    deadline    date NOT NULL,                          -- of the schools' check
    phases      jsonb NOT NULL DEFAULT '[]',            -- see campaign::model::Phase
    leaders     jsonb NOT NULL DEFAULT '[]',            -- see campaign::model::Member
    series      uuid NOT NULL,                          -- the check list
    template_id uuid REFERENCES check_template,         -- its version, from the launch on
    state       text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'closed')),
    summary     text NOT NULL DEFAULT '',
    figures     jsonb,                                  -- as they stood when it was closed
    version     integer NOT NULL DEFAULT 1,
    person_id   uuid NOT NULL REFERENCES person,        -- who drafted it
    created_at  timestamptz NOT NULL DEFAULT now(),
    launched_at timestamptz,
    closed_at   timestamptz,
    CHECK (starts_on <= deadline AND deadline <= ends_on AND ends_on - starts_on <= 400),
    CHECK ((state = 'draft') = (launched_at IS NULL) AND (state = 'draft') = (template_id IS NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (figures IS NOT NULL))
);
CREATE INDEX campaign_owner ON campaign (owner_path, starts_on DESC);

-- The schools a campaign asks. Frozen at the launch; more may be added, none is taken away.
CREATE TABLE campaign_school (
    district_id uuid NOT NULL REFERENCES org,
    campaign_id uuid NOT NULL REFERENCES campaign,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    added_at    timestamptz NOT NULL DEFAULT now(),
    reminded_at timestamptz,
    reminders   smallint NOT NULL DEFAULT 0,
    report      text NOT NULL DEFAULT '',               -- what the school says of it in the end
    reported_at timestamptz,
    reported_by uuid REFERENCES person,
    PRIMARY KEY (district_id, campaign_id, school_id),
    CHECK ((report = '') = (reported_at IS NULL))
);
CREATE INDEX campaign_school_campaign ON campaign_school (campaign_id, path);
CREATE INDEX campaign_school_school ON campaign_school (district_id, school_id);

-- Questions a school adds to those of the bureau. Only ever added: the runtime role has no right to change or delete one.
CREATE TABLE campaign_question (
    district_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    ordinal     smallint NOT NULL,
    area        text NOT NULL DEFAULT '',
    question    text NOT NULL CHECK (question <> ''),
    standard    text NOT NULL DEFAULT '',
    person_id   uuid NOT NULL REFERENCES person,
    added_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, campaign_id, school_id, ordinal),
    FOREIGN KEY (district_id, campaign_id, school_id) REFERENCES campaign_school
);

-- Only schools that are asked have a task; what a school adds counts among its items.
ALTER TABLE inspection_task ADD FOREIGN KEY (district_id, campaign_id, school_id) REFERENCES campaign_school;
GRANT UPDATE (items) ON inspection_task TO register_app;
-- The hidden dangers that an inspection found, from the other side.
CREATE INDEX inspection_item_ticket ON inspection_item (district_id, ticket_id) WHERE ticket_id IS NOT NULL;

ALTER TABLE campaign ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_school ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_question ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON campaign_school FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY asked_within_scope ON campaign_school FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY told_within_scope ON campaign_school FOR UPDATE TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON campaign_question FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY added_at_home ON campaign_question FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
-- A bureau's own and those of the bureaus below it; from above once it is launched, where a school within reach is asked. The bureaus' own
-- are few, so the look-up is no cost; the wall of campaign_school stands inside it as well.
CREATE POLICY concerns ON campaign FOR SELECT TO register_app
    USING (starts_with(owner_path, nullif(current_setting('app.scope', true), ''))
           OR (state <> 'draft' AND starts_with(nullif(current_setting('app.scope', true), ''), owner_path)
               AND EXISTS (SELECT 1 FROM campaign_school s WHERE s.campaign_id = campaign.id AND starts_with(s.path, nullif(current_setting('app.scope', true), '')))));
CREATE POLICY kept_at_home ON campaign FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
-- What is closed stays as it is, and is closed now.
CREATE POLICY changed_at_home ON campaign FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '') AND state <> 'closed') WITH CHECK (closed_at IS NULL OR closed_at = now());
GRANT SELECT, INSERT (id, owner_path, title, theme, kind, document_no, words, starts_on, ends_on, deadline, phases, leaders, series, person_id),
      UPDATE (title, theme, kind, document_no, words, starts_on, ends_on, deadline, phases, leaders, series, template_id, state, summary, figures, version, launched_at, closed_at) ON campaign TO register_app;
GRANT SELECT, INSERT (district_id, campaign_id, school_id, path), UPDATE (reminded_at, reminders, report, reported_at, reported_by) ON campaign_school TO register_app;
GRANT SELECT, INSERT (district_id, campaign_id, school_id, path, ordinal, area, question, standard, person_id) ON campaign_question TO register_app;
