-- Roll-ups: what dashboards read. Written in the transaction of the act, at two grains: the school's row and its district's row (org_id = district_id).
-- A city and everything above it is the sum of district rows. No INCLUDE columns and room in the page, so that updates stay in place (HOT).
CREATE TABLE rollup (
    district_id  uuid NOT NULL REFERENCES org,
    org_id       uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    reported     bigint NOT NULL DEFAULT 0,     -- tickets ever found; void ones excluded
    open         bigint NOT NULL DEFAULT 0,
    closed       bigint NOT NULL DEFAULT 0,
    closed_late  bigint NOT NULL DEFAULT 0,     -- closed after the deadline
    major        bigint NOT NULL DEFAULT 0,
    major_open   bigint NOT NULL DEFAULT 0,
    planned_fen  bigint NOT NULL DEFAULT 0,
    spent_fen    bigint NOT NULL DEFAULT 0,
    risk_1       bigint NOT NULL DEFAULT 0,
    risk_2       bigint NOT NULL DEFAULT 0,
    risk_3       bigint NOT NULL DEFAULT 0,
    risk_4       bigint NOT NULL DEFAULT 0,
    incomplete   bigint NOT NULL DEFAULT 0,     -- risk points lacking a named person
    inspections  bigint NOT NULL DEFAULT 0,
    problems     bigint NOT NULL DEFAULT 0,
    inspected_at timestamptz,
    PRIMARY KEY (district_id, org_id)
) WITH (fillfactor = 60);
CREATE INDEX rollup_path ON rollup (path);

-- Open tickets by deadline: what is overdue is a sum over the days before today, whatever day it is when somebody looks.
CREATE TABLE rollup_due (
    district_id uuid NOT NULL REFERENCES org,
    org_id      uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    due_on      date NOT NULL,
    open        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (district_id, org_id, due_on)
) WITH (fillfactor = 60);
CREATE INDEX rollup_due_day ON rollup_due (district_id, due_on, org_id);   -- which schools have what their district has overdue; "open" stays out of it (HOT)

-- Found and closed by week (the Monday), for the trend.
CREATE TABLE rollup_week (
    district_id uuid NOT NULL REFERENCES org,
    org_id      uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    week_on     date NOT NULL,
    reported    bigint NOT NULL DEFAULT 0,
    closed      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (district_id, org_id, week_on)
) WITH (fillfactor = 60);

ALTER TABLE rollup ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollup_due ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollup_week ENABLE ROW LEVEL SECURITY;
-- A school's act must also move its district's sums, so those rows (sums only) are within reach from below.
CREATE POLICY within_scope ON rollup TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (org_id = district_id AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
CREATE POLICY within_scope ON rollup_due TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (org_id = district_id AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
CREATE POLICY within_scope ON rollup_week TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (org_id = district_id AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
GRANT SELECT, INSERT, UPDATE ON rollup, rollup_due, rollup_week TO register_app;
