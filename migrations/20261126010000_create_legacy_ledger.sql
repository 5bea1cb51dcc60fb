-- Ledgers of before (历史台账): hidden dangers that a school wrote down elsewhere and takes over from xlsx or csv. Kept apart from tickets, because
-- nobody here saw them found, rectified or verified. What was read is history: the runtime role may add to it and change nothing of it.
CREATE TABLE legacy_upload (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    person_id   uuid NOT NULL REFERENCES person,
    file_name   text NOT NULL CHECK (file_name <> ''),
    sha256      bytea NOT NULL CHECK (length(sha256) = 32),
    from_1904   boolean NOT NULL,                                     -- day numbers count from 1904, as old Macs did
    sheets      jsonb NOT NULL,                                        -- name and rows of each, the empty ones too
    stage       text NOT NULL DEFAULT 'read' CHECK (stage IN ('read', 'mapped', 'running', 'done')),
    sheet       smallint,                                              -- the one that is taken over
    head        integer,                                               -- the row its headings begin in
    head_rows   smallint CHECK (head_rows IN (1, 2)),
    year        smallint,                                              -- of days without one
    heads       text[],                                                -- what stands over the columns
    columns     jsonb,
    job_id      uuid,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    CHECK (stage = 'read' OR num_nulls(sheet, head, head_rows, heads, columns) = 0)
);
CREATE INDEX legacy_upload_school ON legacy_upload (district_id, school_id, created_at DESC);

-- Every row of the file as it was read, and what became of it.
CREATE TABLE legacy_upload_row (
    district_id uuid NOT NULL,
    upload_id   uuid NOT NULL,
    sheet       smallint NOT NULL,
    row         integer NOT NULL,                                      -- as the spreadsheet numbers it
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    cells       text[] NOT NULL,
    merged      smallint[] NOT NULL DEFAULT '{}',                      -- columns filled from a merged cell above
    state       text NOT NULL DEFAULT 'raw' CHECK (state IN ('raw', 'apart', 'left', 'there', 'new', 'taken')),
    key         bytea,
    draft       jsonb,                                                 -- what will be taken over
    remarks     jsonb NOT NULL DEFAULT '[]',                           -- why it was left, or what was repaired
    PRIMARY KEY (district_id, upload_id, sheet, row),
    FOREIGN KEY (district_id, upload_id) REFERENCES legacy_upload,
    CHECK ((state = 'new') = (draft IS NOT NULL)),
    CHECK (state NOT IN ('new', 'there', 'taken') OR key IS NOT NULL)
);
CREATE INDEX legacy_upload_row_new ON legacy_upload_row (district_id, upload_id, sheet, row) WHERE state = 'new';

-- How a school's columns were understood, so that the next file with the same headings is understood by itself.
CREATE TABLE legacy_heading (
    district_id uuid NOT NULL REFERENCES org,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    heads       bytea NOT NULL CHECK (length(heads) = 32),             -- SHA-256 of the headings
    columns     jsonb NOT NULL,
    PRIMARY KEY (district_id, school_id, heads)
);

CREATE TABLE legacy_ticket (
    district_id    uuid NOT NULL REFERENCES org,
    id             uuid NOT NULL,
    school_id      uuid NOT NULL REFERENCES org,
    path           text NOT NULL COLLATE "C",
    upload_id      uuid NOT NULL,
    sheet          smallint NOT NULL,
    row            integer NOT NULL,
    key            bytea NOT NULL CHECK (length(key) = 32),            -- day, place and words, made comparable
    digest         bytea NOT NULL CHECK (length(digest) = 32),         -- of everything below; the ledger holds one of all rows
    found_on       date NOT NULL,
    place          text NOT NULL,
    description    text NOT NULL CHECK (description <> ''),
    kind           text NOT NULL DEFAULT '',                           -- in the file's words
    category       text CHECK (category IN ('fire', 'electrical', 'building', 'food', 'lab', 'equipment', 'transport', 'security', 'health', 'other')),
    grade          text CHECK (grade IN ('general', 'major')),
    finder         text NOT NULL DEFAULT '',
    responsible    text NOT NULL DEFAULT '',
    measures       text NOT NULL DEFAULT '',
    due_on         date CHECK (due_on >= found_on),
    rectified_on   date,                                               -- as the file says, even before it was found
    closed         boolean NOT NULL,
    state_words    text NOT NULL DEFAULT '',
    verifier       text NOT NULL DEFAULT '',
    verified_on    date,
    funds_fen      bigint CHECK (funds_fen >= 0),
    remarks        text NOT NULL DEFAULT '',
    repaired       jsonb NOT NULL DEFAULT '[]',
    person_id      uuid NOT NULL REFERENCES person,
    taken_at       timestamptz NOT NULL DEFAULT now(),
    words          text COLLATE "C" GENERATED ALWAYS AS (lower(description || chr(10) || place || chr(10) || responsible || chr(10) || verifier || chr(10) || kind)) STORED,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, key),
    UNIQUE (district_id, upload_id, sheet, row),
    FOREIGN KEY (district_id, upload_id, sheet, row) REFERENCES legacy_upload_row
);
CREATE INDEX legacy_ticket_school ON legacy_ticket (district_id, school_id, found_on DESC, id DESC);
CREATE INDEX legacy_ticket_district ON legacy_ticket (district_id, found_on DESC, id DESC);
CREATE INDEX legacy_ticket_all ON legacy_ticket (found_on DESC, id DESC) INCLUDE (path);

-- One that was open and goes on here: a ticket of today.
CREATE TABLE legacy_carried (
    district_id uuid NOT NULL REFERENCES org,
    legacy_id   uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    ticket_id   uuid NOT NULL,
    person_id   uuid NOT NULL REFERENCES person,
    carried_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, legacy_id),
    UNIQUE (district_id, ticket_id),
    FOREIGN KEY (district_id, legacy_id) REFERENCES legacy_ticket,
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket
);

ALTER TABLE legacy_upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE legacy_upload_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE legacy_heading ENABLE ROW LEVEL SECURITY;
ALTER TABLE legacy_ticket ENABLE ROW LEVEL SECURITY;
ALTER TABLE legacy_carried ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON legacy_upload TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON legacy_upload_row TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON legacy_heading TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON legacy_ticket TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON legacy_carried TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- A row that was taken over is settled: what was read of it and what was said of it stay.
CREATE POLICY unsettled ON legacy_upload_row AS RESTRICTIVE FOR UPDATE TO register_app USING (state <> 'taken') WITH CHECK (true);
GRANT SELECT, INSERT (district_id, id, school_id, path, person_id, file_name, sha256, from_1904, sheets), UPDATE (stage, sheet, head, head_rows, year, heads, columns, job_id) ON legacy_upload TO register_app;
GRANT SELECT, INSERT (district_id, upload_id, sheet, row, school_id, path, cells, merged), UPDATE (state, key, draft, remarks) ON legacy_upload_row TO register_app;
GRANT SELECT, INSERT, UPDATE (columns) ON legacy_heading TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, upload_id, sheet, row, key, digest, found_on, place, description, kind, category, grade, finder, responsible, measures, due_on, rectified_on,
                      closed, state_words, verifier, verified_on, funds_fen, remarks, repaired, person_id) ON legacy_ticket TO register_app;
GRANT SELECT, INSERT (district_id, legacy_id, school_id, path, ticket_id, person_id) ON legacy_carried TO register_app;

-- The ledger tells of what was taken over, and a ticket may come from there. Other words may have been added meanwhile, so the lists are extended
-- as they stand.
DO $$
DECLARE
    one record;
    known text;
BEGIN
    FOR one IN SELECT * FROM (VALUES ('ledger_event', 'ledger_event_subject_check', 'legacy'), ('ticket', 'ticket_source_check', 'legacy')) v (of_table, name, word) LOOP
        known := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = one.of_table::regclass AND conname = one.name);
        IF known NOT LIKE '%ARRAY[%' THEN
            RAISE EXCEPTION '% is not a list: %', one.name, known;
        END IF;
        IF known NOT LIKE '%''' || one.word || '''%' THEN
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.of_table, one.name);
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I ', one.of_table, one.name) || replace(known, 'ARRAY[', 'ARRAY[' || quote_literal(one.word) || '::text, ');
        END IF;
    END LOOP;
END $$;
