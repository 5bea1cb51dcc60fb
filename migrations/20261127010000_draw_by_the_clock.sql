-- The clock draws closings too, once a week for each bureau, in nobody's name; the press stays for "now". What it did stands in the bureau's chain.
ALTER TABLE sample_draw ALTER COLUMN person_id DROP NOT NULL;  -- NULL: the clock's
CREATE INDEX sample_waiting ON sample (path) WHERE result IS NULL;

-- How far a bureau's drum was filled by the clock. One row, taken by one clock at a time.
CREATE TABLE sample_schedule (
    district_id uuid NOT NULL REFERENCES org,
    bureau_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    drawn_week  date NOT NULL,                          -- its Monday
    PRIMARY KEY (district_id, bureau_id)
);
ALTER TABLE sample_schedule ENABLE ROW LEVEL SECURITY;
CREATE POLICY for_the_clock ON sample_schedule FOR SELECT TO register_web USING (true);
CREATE POLICY within_scope ON sample_schedule TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT ON sample_schedule TO register_web;
GRANT SELECT, INSERT, UPDATE (drawn_week) ON sample_schedule TO register_app;

-- Nobody draws in the clock's name or in another's, and nobody signs the clock's events.
CREATE POLICY in_its_own_name ON sample_draw AS RESTRICTIVE FOR INSERT TO register_app
    WITH CHECK (person_id IS NOT DISTINCT FROM nullif(current_setting('app.person', true), '')::uuid);
CREATE POLICY the_clocks_own ON ledger_event AS RESTRICTIVE FOR INSERT TO register_app
    WITH CHECK (actor_role <> 'clock' OR nullif(current_setting('app.person', true), '') IS NULL);
