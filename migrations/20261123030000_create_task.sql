-- Inspections that happen: plans (检查计划) say who looks at what how often, and on their day become tasks (检查任务), each exactly once and with
-- its questions frozen. A task done late says why; one not done stays missed.

-- Versions of a check list belong together, and a list can be taken out of use.
ALTER TABLE check_template ADD COLUMN series uuid, ADD COLUMN retired_at timestamptz;
UPDATE check_template t SET series = (SELECT f.id FROM check_template f WHERE f.owner_path = t.owner_path AND f.title = t.title ORDER BY f.version, f.id LIMIT 1);
ALTER TABLE check_template ALTER COLUMN series SET NOT NULL;
CREATE UNIQUE INDEX check_template_series ON check_template (series, version);
GRANT INSERT (series), UPDATE (retired_at) ON check_template TO register_app;
CREATE POLICY retired_within_scope ON check_template FOR UPDATE TO register_app
    USING (starts_with(owner_path, nullif(current_setting('app.scope', true), '')) AND retired_at IS NULL) WITH CHECK (retired_at = now());

CREATE TABLE inspection_plan (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    title       text NOT NULL CHECK (title <> ''),
    kind        text NOT NULL,                          -- the occasion, as of an inspection
    tier        text NOT NULL CHECK (tier IN ('school', 'department', 'post')),
    person_id   uuid NOT NULL REFERENCES person,
    series      uuid,                                   -- a check list, in the version of the task's day
    points      uuid[] NOT NULL DEFAULT '{}',           -- or the measures of risk points, walked in this order
    timing      jsonb NOT NULL,                         -- see task::model::Timing
    starts_on   date NOT NULL,
    ends_on     date,
    state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    CHECK ((series IS NOT NULL) <> (cardinality(points) > 0)),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX inspection_plan_school ON inspection_plan (district_id, school_id) WHERE state <> 'ended';
CREATE INDEX inspection_plan_active ON inspection_plan (district_id, id) WHERE state = 'active';
CREATE INDEX inspection_plan_person ON inspection_plan (district_id, person_id) WHERE state <> 'ended';

-- The measures of a plan's points as they were asked on a day. Kept once for as long as nothing changes.
CREATE TABLE task_list (
    district_id uuid NOT NULL,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    digest      text NOT NULL,
    items       jsonb NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, digest)
);

CREATE TABLE inspection_task (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,                          -- the inspection that answers it has the same
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    plan_id     uuid,
    campaign_id uuid,
    title       text NOT NULL CHECK (title <> ''),
    kind        text NOT NULL,
    person_id   uuid NOT NULL REFERENCES person,
    slot        text NOT NULL,                          -- which of its plan's occasions: "2026-11-23#2"
    opens_at    timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    template_id uuid REFERENCES check_template,         -- this version; versions never change
    list_id     uuid,
    items       smallint NOT NULL CHECK (items > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz,
    late_reason text NOT NULL DEFAULT '',
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, plan_id, slot),                -- exactly once, however many clocks tick
    UNIQUE (district_id, campaign_id, school_id),
    FOREIGN KEY (district_id, plan_id) REFERENCES inspection_plan,
    FOREIGN KEY (district_id, list_id) REFERENCES task_list,
    CHECK ((plan_id IS NULL) <> (campaign_id IS NULL)),
    CHECK ((template_id IS NULL) <> (list_id IS NULL)),
    CHECK (due_at > opens_at),
    -- not done in time: only with a reason
    CHECK (done_at IS NULL OR done_at <= due_at OR late_reason <> '')
);
CREATE INDEX inspection_task_open ON inspection_task (district_id, school_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX inspection_task_person ON inspection_task (district_id, person_id, due_at) WHERE done_at IS NULL;
CREATE INDEX inspection_task_due ON inspection_task (district_id, school_id, due_at DESC, id DESC);

-- How far a district's tasks are made. One row, taken by one clock at a time.
CREATE TABLE task_schedule (
    district_id uuid PRIMARY KEY REFERENCES org,
    path        text NOT NULL COLLATE "C",
    made_until  date NOT NULL
);

-- Tasks by the day they were due: of a school, and of its district.
CREATE TABLE rollup_task (
    district_id uuid NOT NULL REFERENCES org,
    org_id      uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    due_on      date NOT NULL,
    due         bigint NOT NULL DEFAULT 0,
    done        bigint NOT NULL DEFAULT 0,              -- in time
    late        bigint NOT NULL DEFAULT 0,              -- done, but afterwards
    PRIMARY KEY (district_id, org_id, due_on)
) WITH (fillfactor = 60);

-- What an answer may carry beside itself.
ALTER TABLE inspection_item
    ADD COLUMN claimed_at timestamptz,                  -- when it was answered by the clock of the phone; answered_at is the server's
    ADD COLUMN evidence   text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'photo', 'reading', 'record')),
    ADD COLUMN criterion  text NOT NULL DEFAULT '';     -- of a major danger, which a problem here would be

ALTER TABLE inspection_plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspection_task ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollup_task ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON inspection_plan TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON task_list TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON inspection_task FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY made_within_scope ON inspection_task FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- What is done stays done, and is done now.
CREATE POLICY done_once ON inspection_task FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND done_at IS NULL) WITH CHECK (done_at IS NULL OR done_at = now());
CREATE POLICY for_the_clock ON task_schedule FOR SELECT TO register_web USING (true);
-- A school's first plan begins its district's schedule.
CREATE POLICY within_scope ON task_schedule TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR starts_with(nullif(current_setting('app.scope', true), ''), path));
CREATE POLICY within_scope ON rollup_task TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (org_id = district_id AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
GRANT SELECT, INSERT (district_id, id, school_id, path, title, kind, tier, person_id, series, points, timing, starts_on, ends_on),
      UPDATE (title, kind, tier, person_id, series, points, timing, starts_on, ends_on, state, version) ON inspection_plan TO register_app;
GRANT SELECT, INSERT ON task_list TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, plan_id, campaign_id, title, kind, person_id, slot, opens_at, due_at, template_id, list_id, items),
      UPDATE (person_id, done_at, late_reason) ON inspection_task TO register_app;
GRANT SELECT ON task_schedule TO register_web;
GRANT SELECT, INSERT, UPDATE (made_until) ON task_schedule TO register_app;
GRANT SELECT, INSERT, UPDATE ON rollup_task TO register_app;
GRANT INSERT (evidence, criterion), UPDATE (claimed_at) ON inspection_item TO register_app;

-- The ledger tells of plans, check lists, calendars and campaigns too.
ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check,
    ADD CONSTRAINT ledger_event_subject_check CHECK (subject IN ('ticket', 'inspection', 'risk_point', 'person', 'scheme', 'criterion', 'review_call', 'plan', 'notice', 'inspection_plan', 'check_list', 'calendar', 'campaign'));
