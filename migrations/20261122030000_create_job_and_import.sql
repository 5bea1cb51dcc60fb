-- Work that outlasts a page: a queue in the database, so that a job is there exactly when the change that wants it is. And imports of risk
-- lists, the first to use it: the rows of a file as they were understood, kept until they are in the register.
CREATE TABLE job (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind <> ''),
    key          text,                                  -- at most one job of a kind has it, ever: a schedule's "plan, due date"
    path         text NOT NULL COLLATE "C",             -- of the organisation it works for
    post_id      uuid REFERENCES post,                  -- through whose post it acts; NULL for the system's own
    payload      jsonb NOT NULL,
    run_at       timestamptz NOT NULL DEFAULT now(),
    attempts     integer NOT NULL DEFAULT 0,            -- since it last got on
    locked_until timestamptz,                           -- somebody works on it; past that, they are taken for dead
    last_error   text NOT NULL DEFAULT '',              -- for us
    told         text NOT NULL DEFAULT '',              -- for people: the words' key
    done_at      timestamptz,
    failed_at    timestamptz,                           -- given up; last_error and told say why
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, key),
    CHECK (done_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX job_due ON job (run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX job_failed ON job (failed_at) WHERE failed_at IS NOT NULL;

ALTER TABLE job ENABLE ROW LEVEL SECURITY;
-- The worker takes jobs before it has a scope, as sign-in looks for people before there is one.
CREATE POLICY at_work ON job TO register_web USING (true);
CREATE POLICY within_scope ON job FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- Whoever enqueues a job can give it a post of their own organisation only, never one that reaches further.
CREATE POLICY enqueued_within_scope ON job FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), ''))
                AND post_id IN (SELECT q.id FROM post q WHERE q.path = current_setting('app.scope', true)));
GRANT SELECT, INSERT (id, kind, key, path, post_id, payload, run_at), UPDATE (run_at, attempts, locked_until, last_error, told, done_at, failed_at) ON job TO register_web;
GRANT SELECT, INSERT (id, kind, key, path, post_id, payload) ON job TO register_app;

CREATE TABLE risk_import (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    person_id   uuid NOT NULL REFERENCES person,
    state       text NOT NULL CHECK (state IN ('checked', 'running', 'done')),
    scheme_id   uuid NOT NULL REFERENCES scheme,        -- the scores were read by
    sheet       text NOT NULL DEFAULT '',
    notes       jsonb NOT NULL,                         -- columns left out and what was assumed
    job_id      uuid,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id)
);
CREATE INDEX risk_import_school ON risk_import (district_id, school_id, created_at DESC);

-- One risk point of the file each.
CREATE TABLE risk_import_row (
    district_id uuid NOT NULL,
    import_id   uuid NOT NULL,
    row         integer NOT NULL,                       -- of the sheet, where the point begins
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    state       text NOT NULL CHECK (state IN ('new', 'there', 'faulty', 'added')),
    name        text NOT NULL,
    number      text NOT NULL DEFAULT '',               -- in the register, once it is there
    draft       jsonb,                                  -- what will be kept
    faults      jsonb NOT NULL,
    PRIMARY KEY (district_id, import_id, row),
    FOREIGN KEY (district_id, import_id) REFERENCES risk_import,
    CHECK ((state = 'new') = (draft IS NOT NULL))
);
CREATE INDEX risk_import_row_left ON risk_import_row (district_id, import_id, row) WHERE state = 'new';

ALTER TABLE risk_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE risk_import_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON risk_import TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON risk_import_row TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, INSERT (district_id, id, school_id, path, person_id, state, scheme_id, sheet, notes), UPDATE (state, job_id) ON risk_import TO register_app;
GRANT SELECT, INSERT, UPDATE (state, number, draft) ON risk_import_row TO register_app;
