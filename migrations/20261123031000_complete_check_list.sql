-- Check lists (检查表) are kept by name: in two languages, by a person, and the product's own under a code by which a newer one follows an older.
ALTER TABLE check_template
    ADD COLUMN title_en  text NOT NULL DEFAULT '',
    ADD COLUMN code      text NOT NULL DEFAULT '',      -- of the product's own
    ADD COLUMN person_id uuid REFERENCES person;        -- who made this version
CREATE UNIQUE INDEX check_template_products ON check_template (code, version) WHERE code <> '';
GRANT INSERT (title_en, person_id) ON check_template TO register_app;

-- Kept by the organisation itself: who reaches a school from above reads its lists and writes none in its name.
DROP POLICY kept_within_scope ON check_template;
DROP POLICY retired_within_scope ON check_template;
CREATE POLICY kept_at_home ON check_template FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY retired_at_home ON check_template FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '') AND retired_at IS NULL) WITH CHECK (retired_at = now());

-- The ledger learns one more kind of subject, unless it knows it. Others may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''check_list''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''check_list''::text, ');
    END IF;
END $$;
