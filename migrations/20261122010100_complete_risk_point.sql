-- Three levels of a point: inherent (固有, as if nothing held it), after controls (管控后), current (当前: after controls, or graver by direct
-- judgement or an open major hidden danger). What was graded before was graded once: it becomes the inherent grade.
ALTER TABLE risk_point
    ADD COLUMN inherent     smallint CHECK (inherent BETWEEN 1 AND 4),
    ADD COLUMN residual     smallint CHECK (residual BETWEEN 1 AND 4),
    ADD COLUMN graded_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN open_majors  integer NOT NULL DEFAULT 0 CHECK (open_majors >= 0),        -- confirmed major hidden dangers there; each makes it red
    ADD COLUMN review_cause text NOT NULL DEFAULT 'periodic' CHECK (review_cause IN ('periodic', 'accident', 'hidden_danger', 'change'));
UPDATE risk_point r SET inherent = level, residual = level,
       graded_at = coalesce((SELECT max(e.at) FROM evaluation e WHERE e.district_id = r.district_id AND e.risk_point_id = r.id), r.created_at);
ALTER TABLE risk_point ALTER COLUMN inherent SET NOT NULL, ALTER COLUMN residual SET NOT NULL, ADD CHECK (residual >= inherent), ADD CHECK (level <= residual);

ALTER TABLE hazard
    ADD COLUMN inherent   smallint CHECK (inherent BETWEEN 1 AND 4),
    ADD COLUMN life_stage text NOT NULL DEFAULT 'use' CHECK (life_stage IN ('build', 'use', 'maintain', 'retire'));
UPDATE hazard SET inherent = level;
ALTER TABLE hazard ALTER COLUMN inherent SET NOT NULL, ADD CHECK (level >= inherent);   -- controls never make it worse
COMMENT ON COLUMN hazard.level IS 'after controls; the inherent level where it was not scored with them';

ALTER TABLE evaluation
    ADD COLUMN stage    text NOT NULL DEFAULT 'inherent' CHECK (stage IN ('inherent', 'residual')),
    ADD COLUMN together text NOT NULL DEFAULT '';                                       -- who graded beside the one who typed

-- Direct judgement (直接判定), and a level raised by hand. It never lowers a level, and only a new evaluation lifts it.
CREATE TABLE judgement (
    district_id   uuid NOT NULL,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    risk_point_id uuid NOT NULL,
    rule          text NOT NULL CHECK (rule IN ('law', 'recurrence', 'installation', 'crowd', 'expert', 'raise')),
    level         smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    criterion_id  uuid REFERENCES criterion,
    note          text NOT NULL CHECK (note <> ''),
    person_id     uuid NOT NULL REFERENCES person,
    at            timestamptz NOT NULL DEFAULT now(),
    lifted_at     timestamptz,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point,
    CHECK (rule = 'raise' OR level = 1)
);
CREATE INDEX judgement_point ON judgement (district_id, risk_point_id) WHERE lifted_at IS NULL;
ALTER TABLE judgement ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON judgement FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY judged_within_scope ON judgement FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY lifted_once ON judgement FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND lifted_at IS NULL) WITH CHECK (lifted_at = now());

-- A measure is somebody's, is looked at by a tier in a rhythm, and becomes a question of an inspection.
ALTER TABLE measure
    ADD COLUMN owner_id  uuid REFERENCES person,
    ADD COLUMN tier      text NOT NULL DEFAULT 'post' CHECK (tier IN ('school', 'department', 'post')),
    ADD COLUMN frequency text CHECK (frequency IN ('each_use', 'two_hourly', 'five_daily', 'twice_nightly', 'daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'termly', 'yearly')),
    ADD COLUMN question  text NOT NULL DEFAULT '',
    ADD COLUMN evidence  text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'photo', 'reading', 'record'));
ALTER TABLE risk_duty ADD COLUMN deputy_id uuid REFERENCES person CHECK (deputy_id <> person_id);
CREATE INDEX risk_duty_deputy ON risk_duty (district_id, deputy_id) WHERE deputy_id IS NOT NULL;
CREATE INDEX measure_owner ON measure (district_id, owner_id) WHERE retired_at IS NULL AND owner_id IS NOT NULL;

-- What an inspection found through a measure, and when a point was last walked.
CREATE INDEX inspection_item_measure ON inspection_item (district_id, measure_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX inspection_item_point ON inspection_item (district_id, risk_point_id) WHERE frozen;

ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check,
    ADD CONSTRAINT ledger_event_subject_check CHECK (subject IN ('ticket', 'inspection', 'risk_point', 'person', 'scheme', 'criterion', 'review_call', 'plan', 'notice'));

-- Nobody grades tomorrow.
CREATE POLICY graded_by_now ON risk_point AS RESTRICTIVE FOR UPDATE TO register_app USING (true) WITH CHECK (graded_at <= now());
GRANT INSERT (inherent, residual, review_cause), UPDATE (inherent, residual, graded_at, open_majors, review_cause) ON risk_point TO register_app;
GRANT UPDATE (inherent, life_stage) ON hazard TO register_app;
GRANT INSERT (stage, together) ON evaluation TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, risk_point_id, rule, level, criterion_id, note, person_id), UPDATE (lifted_at) ON judgement TO register_app;
GRANT INSERT (owner_id, tier, frequency, question, evidence), UPDATE (owner_id, tier, frequency, question, evidence) ON measure TO register_app;
GRANT UPDATE (deputy_id) ON risk_duty TO register_app;
