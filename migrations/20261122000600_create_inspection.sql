-- Inspections (检查): a check list is walked item by item and frozen when submitted; a problem opens a ticket.
CREATE TABLE check_template (
    id         uuid PRIMARY KEY,
    owner_path text NOT NULL COLLATE "C",              -- the school or bureau that keeps it; schools below a bureau may use the bureau's
    kind       text NOT NULL,
    title      text NOT NULL CHECK (title <> ''),
    items      jsonb NOT NULL,                         -- [{area, question, standard}]
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX check_template_owner ON check_template (owner_path);

CREATE TABLE inspection (
    district_id  uuid NOT NULL REFERENCES org,
    id           uuid NOT NULL,
    school_id    uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    number       text NOT NULL COLLATE "C",
    kind         text NOT NULL CHECK (kind IN ('daily', 'comprehensive', 'professional', 'special', 'seasonal', 'holiday', 'pre_term', 'post_term', 'analogy', 'resumption', 'expert', 'measure_effect', 'superior', 'petition')),
    title        text NOT NULL CHECK (title <> ''),
    inspector_id uuid NOT NULL,
    by_bureau    boolean NOT NULL DEFAULT false,       -- begun through a bureau's post: only that person walks it
    items        smallint NOT NULL CHECK (items > 0),
    problems     smallint NOT NULL DEFAULT 0,
    started_at   timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, number)
);
CREATE INDEX inspection_list ON inspection (district_id, school_id, started_at DESC, id DESC);
CREATE INDEX inspection_district ON inspection (district_id, started_at DESC, id DESC);
CREATE INDEX inspection_tree ON inspection (started_at DESC, id DESC);
CREATE INDEX inspection_open ON inspection (district_id, school_id, started_at DESC, id DESC) WHERE submitted_at IS NULL;

CREATE TABLE inspection_item (
    district_id   uuid NOT NULL,
    inspection_id uuid NOT NULL,
    ordinal       smallint NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    area          text NOT NULL DEFAULT '',
    question      text NOT NULL CHECK (question <> ''),
    standard      text NOT NULL DEFAULT '',
    risk_point_id uuid,
    measure_id    uuid,
    category      text NOT NULL DEFAULT 'other',       -- of the ticket that a problem opens
    result        text NOT NULL DEFAULT 'unchecked' CHECK (result IN ('unchecked', 'ok', 'problem', 'not_applicable')),
    note          text NOT NULL DEFAULT '',
    answered_by   uuid,
    answered_at   timestamptz,
    ticket_id     uuid,
    frozen        boolean NOT NULL DEFAULT false,      -- set for all items when the record is submitted; no update passes afterwards
    PRIMARY KEY (district_id, inspection_id, ordinal),
    FOREIGN KEY (district_id, inspection_id) REFERENCES inspection,
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point,
    FOREIGN KEY (district_id, measure_id) REFERENCES measure,
    -- while walking, a problem may still lack its words; the record may not
    CONSTRAINT inspection_item_complete CHECK (NOT frozen OR (result <> 'unchecked' AND (result <> 'problem' OR (note <> '' AND ticket_id IS NOT NULL))))
);

ALTER TABLE check_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspection ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspection_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY usable ON check_template FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY kept_within_scope ON check_template FOR INSERT TO register_app WITH CHECK (starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON inspection FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY begun_within_scope ON inspection FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY frozen_when_submitted ON inspection FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND submitted_at IS NULL) WITH CHECK (submitted_at IS NULL OR submitted_at = now());
CREATE POLICY within_scope ON inspection_item FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY begun_within_scope ON inspection_item FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY frozen_when_submitted ON inspection_item FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND NOT frozen) WITH CHECK (answered_at IS NULL OR answered_at <= now());
GRANT SELECT, INSERT (id, owner_path, kind, title, items, version) ON check_template TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, number, kind, title, inspector_id, by_bureau, items), UPDATE (problems, submitted_at) ON inspection TO register_app;
GRANT SELECT, INSERT (district_id, inspection_id, ordinal, school_id, path, area, question, standard, risk_point_id, measure_id, category),
      UPDATE (result, note, category, answered_by, answered_at, ticket_id, frozen) ON inspection_item TO register_app;
