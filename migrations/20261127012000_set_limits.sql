-- Numbers a bureau sets for itself and everybody below: when something is asked about, how many criteria together are major, how much the public may
-- send. One row a number; without a value it was taken back, and what stands above holds again. The product's own stand in data/limits.json.
CREATE TABLE limit_own (
    owner_path text NOT NULL COLLATE "C",
    code       text NOT NULL,
    value      integer CHECK (value >= 0),
    source     text NOT NULL,                           -- the rule it was taken from, or why
    version    integer NOT NULL DEFAULT 1,
    person_id  uuid NOT NULL REFERENCES person,
    set_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_path, code),
    CHECK ((value IS NULL) = (source = ''))
);
ALTER TABLE limit_own ENABLE ROW LEVEL SECURITY;
CREATE POLICY along_the_path ON limit_own FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY own ON limit_own FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY own_again ON limit_own FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '')) WITH CHECK (owner_path = nullif(current_setting('app.scope', true), '') AND set_at = now());
-- What the public may send is counted before anybody is known.
CREATE POLICY for_the_public ON limit_own FOR SELECT TO register_web USING (true);
GRANT SELECT, INSERT (owner_path, code, value, source, person_id), UPDATE (value, source, version, person_id, set_at) ON limit_own TO register_app;
GRANT SELECT (owner_path, code, value) ON limit_own TO register_web;

-- The number in force at a path, where a bureau at or above it set one.
CREATE FUNCTION limit_in_force(of_code text, at_path text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT l.value FROM limit_own l WHERE l.code = of_code AND l.owner_path = ANY (at_or_above(at_path)) AND l.value IS NOT NULL ORDER BY length(l.owner_path) DESC LIMIT 1
$$;

DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
    EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''limit''::text, ');
END $$;
