-- Signals (异常线索) are computed when somebody looks and never stored; kept is only what people say of them, whoever contests a closing, and which
-- closings a bureau drew to look at again. Nothing is changed but that a drawn closing is looked at once.
CREATE TABLE signal_mark (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    kind        text NOT NULL,
    subject_id  uuid NOT NULL,                         -- a ticket, an inspection, a risk point or the school itself
    mark        text NOT NULL CHECK (mark IN ('explained', 'looked', 'harmless')),
    words       text NOT NULL DEFAULT '',
    person_id   uuid NOT NULL REFERENCES person,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    CHECK (mark <> 'explained' OR words <> '')
);
CREATE INDEX signal_mark_subject ON signal_mark (district_id, subject_id, kind);

-- A member of staff says that what they reported is not fixed. Once for each closing.
CREATE TABLE signal_contest (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    ticket_id   uuid NOT NULL,
    closing     smallint NOT NULL,                     -- how often the ticket was opened again before: which closing is meant
    words       text NOT NULL CHECK (words <> ''),
    person_id   uuid NOT NULL REFERENCES person,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    UNIQUE (district_id, ticket_id, closing, person_id)
);

-- A bureau's draws of closings. Under its own path: a school does not learn which of its closings were drawn until one is looked at.
CREATE TABLE sample_draw (
    district_id uuid NOT NULL REFERENCES org,          -- the bureau's own
    id          uuid NOT NULL,
    bureau_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",             -- the bureau's
    number      smallint NOT NULL CHECK (number > 0),
    until       timestamptz NOT NULL DEFAULT now(),    -- closings up to the draw itself, from the draw before on
    share       smallint NOT NULL CHECK (share BETWEEN 5 AND 100),
    head        text NOT NULL,                         -- end of the bureau's chain
    nonce       text NOT NULL,                         -- the operating system's chance
    seed        text NOT NULL,
    lots        text[] NOT NULL,                       -- every closing in the drum, by code and number
    person_id   uuid NOT NULL REFERENCES person,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, bureau_id, number)
);
CREATE TABLE sample (
    district_id     uuid NOT NULL,
    id              uuid NOT NULL,
    path            text NOT NULL COLLATE "C",         -- the bureau's
    draw_id         uuid NOT NULL,
    rank            integer NOT NULL CHECK (rank > 0),
    ticket_district uuid NOT NULL,
    ticket_id       uuid NOT NULL,
    school_id       uuid NOT NULL REFERENCES org,
    result          text CHECK (result IN ('stands', 'falls')),
    words           text NOT NULL DEFAULT '',
    person_id       uuid REFERENCES person,
    looked_at       timestamptz,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, draw_id) REFERENCES sample_draw,
    FOREIGN KEY (ticket_district, ticket_id) REFERENCES ticket,
    UNIQUE (district_id, draw_id, ticket_id),
    CHECK ((result IS NULL) = (looked_at IS NULL) AND (result IS NULL) = (person_id IS NULL)),
    CHECK (result IS DISTINCT FROM 'falls' OR words <> '')
);

CREATE INDEX ticket_reported ON ticket (reported_at);
CREATE INDEX ticket_closed_at ON ticket (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX ledger_passed ON ledger_event (at) WHERE act IN ('pass', 'confirm', 'regrade');
CREATE INDEX ledger_levels ON ledger_event (at) WHERE subject = 'risk_point';
CREATE INDEX photo_source_anywhere ON photo (source_sha256);
CREATE INDEX photo_likeness_anywhere ON photo (likeness);

ALTER TABLE signal_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE signal_contest ENABLE ROW LEVEL SECURITY;
ALTER TABLE sample_draw ENABLE ROW LEVEL SECURITY;
ALTER TABLE sample ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON signal_mark FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- The school explains, whoever stands above it looks.
CREATE POLICY said_by_its_side ON signal_mark FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')) AND (mark = 'explained') = (path = nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON signal_contest FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY contested_by_its_reporter ON signal_contest FOR INSERT TO register_app
    WITH CHECK (path = nullif(current_setting('app.scope', true), '') AND person_id = nullif(current_setting('app.person', true), '')::uuid
                AND EXISTS (SELECT FROM ticket t WHERE t.district_id = signal_contest.district_id AND t.id = signal_contest.ticket_id AND t.school_id = signal_contest.school_id AND t.state = 'closed'
                                AND t.reopened = signal_contest.closing AND (t.reporter_id = signal_contest.person_id OR signal_contest.person_id = ANY (t.also_ids))));
CREATE POLICY within_scope ON sample_draw FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY drawn_at_home ON sample_draw FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY within_scope ON sample FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY drawn_at_home ON sample FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), '') AND result IS NULL);
CREATE POLICY looked_at_once ON sample FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND result IS NULL) WITH CHECK (looked_at = now());
GRANT SELECT, INSERT (district_id, id, school_id, path, kind, subject_id, mark, words, person_id) ON signal_mark TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, ticket_id, closing, words, person_id) ON signal_contest TO register_app;
GRANT SELECT, INSERT (district_id, id, bureau_id, path, number, share, head, nonce, seed, lots, person_id) ON sample_draw TO register_app;
GRANT SELECT, INSERT (district_id, id, path, draw_id, rank, ticket_district, ticket_id, school_id), UPDATE (result, words, person_id, looked_at) ON sample TO register_app;

DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''signal''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''signal''::text, ');
    END IF;
END $$;
