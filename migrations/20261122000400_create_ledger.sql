-- The ledger (台账): every act once, in order, chained by hash per school (a bureau keeps one for its own people).
-- The runtime role may append and read; it can neither change nor date an event: "at" is the database's clock.
CREATE TABLE ledger_head (
    district_id uuid NOT NULL REFERENCES org,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    seq         bigint NOT NULL DEFAULT 0,
    hash        bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    at          timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (district_id, school_id)
) WITH (fillfactor = 60);

CREATE TABLE ledger_event (
    district_id  uuid NOT NULL,
    school_id    uuid NOT NULL,
    path         text NOT NULL COLLATE "C",
    seq          bigint NOT NULL,
    subject      text NOT NULL CHECK (subject IN ('ticket', 'inspection', 'risk_point', 'person')),
    subject_id   uuid NOT NULL,
    act          text NOT NULL,
    actor_id     uuid NOT NULL,
    actor_role   text NOT NULL,
    from_state   text NOT NULL DEFAULT '',
    to_state     text NOT NULL DEFAULT '',
    facts        jsonb NOT NULL,                    -- codes, ids and numbers as text; a free text stands here only as a salted commitment
    at           timestamptz NOT NULL DEFAULT now(),
    digest       text NOT NULL DEFAULT 'sha256',
    prev         bytea NOT NULL,
    hash         bytea NOT NULL,
    PRIMARY KEY (district_id, school_id, seq),
    FOREIGN KEY (district_id, school_id) REFERENCES ledger_head
);
CREATE INDEX ledger_subject ON ledger_event (district_id, subject_id, seq);

-- Words and names beside the chain: erasing them leaves the chain verifiable, changing them does not.
CREATE TABLE ledger_text (
    district_id uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    seq         bigint NOT NULL,
    field       text NOT NULL,
    salt        bytea NOT NULL,
    body        text NOT NULL,
    PRIMARY KEY (district_id, school_id, seq, field),
    FOREIGN KEY (district_id, school_id, seq) REFERENCES ledger_event
);

-- One row per form that was carried out: a second press of the same button is answered with the first result.
CREATE TABLE request (
    district_id uuid NOT NULL,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    person_id   uuid NOT NULL,
    location    text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id)
);

-- The last human number given out, per school, kind of thing and year.
CREATE TABLE counter (
    district_id uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    kind        text NOT NULL CHECK (kind IN ('ticket', 'inspection', 'risk_point')),
    year        integer NOT NULL,                   -- 0 for numbers that run on over the years
    last        integer NOT NULL,
    PRIMARY KEY (district_id, school_id, kind, year)
) WITH (fillfactor = 60);

ALTER TABLE ledger_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE request ENABLE ROW LEVEL SECURITY;
ALTER TABLE counter ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON ledger_head FOR SELECT TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY moves_now ON ledger_head FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), ''))) WITH CHECK (at = now());
CREATE POLICY within_scope ON ledger_event TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON ledger_text TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON request TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON counter TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, UPDATE (seq, hash, at) ON ledger_head TO register_app;
GRANT SELECT, INSERT (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, from_state, to_state, facts, prev, hash) ON ledger_event TO register_app;
GRANT SELECT, INSERT ON ledger_text TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, person_id, location) ON request TO register_app;
GRANT SELECT, INSERT, UPDATE (last) ON counter TO register_app;
