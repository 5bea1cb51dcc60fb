-- The risk notice board (安全风险公告栏) of a school, the address on a notice card (风险告知卡), and the third role: what anybody may read.
--   register_public  taken for one transaction at a time; sees the open board of one school (app.district, app.school) or one card (app.token),
--                    a few columns of it, and writes nothing.
DO $$
BEGIN
    CREATE ROLE register_public NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role('register_web', 'register_public', 'MEMBER') THEN
        GRANT register_public TO register_web;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO register_public;

-- What a school shows. No row: nothing but the cards it has put up.
CREATE TABLE notice (
    district_id uuid NOT NULL REFERENCES org,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    open        boolean NOT NULL,                                  -- anybody may read the board
    least       smallint NOT NULL CHECK (least BETWEEN 1 AND 4),   -- the least grave level on it: 2 for red and orange, 4 for all
    names       boolean NOT NULL,                                  -- who answers for a point by name, not only by post
    duty_line   text NOT NULL DEFAULT '',                          -- the school's telephone, never a person's
    report_line text NOT NULL DEFAULT '',                          -- how a hidden danger is reported
    version     integer NOT NULL DEFAULT 1,
    PRIMARY KEY (district_id, school_id),
    CHECK (NOT open OR duty_line <> '')
);
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON notice TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, INSERT, UPDATE (open, least, names, duty_line, report_line, version) ON notice TO register_app;

-- The end of a card's address: 48 random bits that tell nothing of the point. Whoever reads the card on the wall has it; renewing it voids the card.
ALTER TABLE risk_point ADD COLUMN token text NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 12) CHECK (token ~ '^[0-9a-f]{12}$');
CREATE UNIQUE INDEX risk_point_token ON risk_point (district_id, token);
CREATE INDEX risk_point_card ON risk_point (token);
GRANT UPDATE (token) ON risk_point TO register_app;

-- The ledger learns one more kind of subject, unless it knows it. Others may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''notice''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''notice''::text, ');
    END IF;
END $$;

-- Columns that stand on a card or the board, and those by which their rows are found.
GRANT SELECT (id, district_id, kind, code, path, name_zh, name_en) ON org TO register_public;
GRANT SELECT ON notice TO register_public;
GRANT SELECT (district_id, id, school_id, path, number, name, area, place, accident, inherent, level, review_on, token, retired_at) ON risk_point TO register_public;
GRANT SELECT (district_id, risk_point_id, ordinal, description) ON hazard TO register_public;
GRANT SELECT (district_id, risk_point_id, ordinal, kind, description, retired_at) ON measure TO register_public;
GRANT SELECT (district_id, risk_point_id, at) ON evaluation TO register_public;
GRANT SELECT (district_id, school_id, risk_point_id, tier, person_id) ON risk_duty TO register_public;
GRANT SELECT (id, name) ON person TO register_public;
GRANT SELECT (person_id, org_id, title, to_on) ON post TO register_public;

-- Rows: first what the school shows, then its points, then what hangs on a point that is shown. Each policy asks only those before it, and what
-- it asks is bound by their policies in turn, so none can show more than the points themselves. Unset, every setting is NULL and nothing is seen.
CREATE POLICY of_the_school ON notice FOR SELECT TO register_public
    USING (district_id = nullif(current_setting('app.district', true), '')::uuid AND path = nullif(current_setting('app.school', true), ''));
CREATE POLICY by_its_card ON risk_point FOR SELECT TO register_public
    USING (retired_at IS NULL AND token = nullif(current_setting('app.token', true), ''));
CREATE POLICY on_the_board ON risk_point FOR SELECT TO register_public
    USING (retired_at IS NULL AND path = nullif(current_setting('app.school', true), '')
           AND EXISTS (SELECT FROM notice n WHERE n.district_id = risk_point.district_id AND n.school_id = risk_point.school_id AND n.open AND least(risk_point.inherent, risk_point.level) <= n.least));
CREATE POLICY of_a_shown_point ON hazard FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM risk_point r WHERE r.district_id = hazard.district_id AND r.id = hazard.risk_point_id));
CREATE POLICY of_a_shown_point ON measure FOR SELECT TO register_public
    USING (retired_at IS NULL AND EXISTS (SELECT FROM risk_point r WHERE r.district_id = measure.district_id AND r.id = measure.risk_point_id));
CREATE POLICY of_a_shown_point ON evaluation FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM risk_point r WHERE r.district_id = evaluation.district_id AND r.id = evaluation.risk_point_id));
CREATE POLICY of_a_shown_point ON risk_duty FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM risk_point r WHERE r.district_id = risk_duty.district_id AND r.id = risk_duty.risk_point_id));
-- The district stands here so that the index risk_duty_person serves.
CREATE POLICY named_by_the_school ON person FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM notice n WHERE n.district_id = nullif(current_setting('app.district', true), '')::uuid AND n.names)
           AND EXISTS (SELECT FROM risk_duty d WHERE d.district_id = nullif(current_setting('app.district', true), '')::uuid AND d.person_id = person.id));
CREATE POLICY of_a_named_person ON post FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM risk_duty d WHERE d.district_id = nullif(current_setting('app.district', true), '')::uuid AND d.person_id = post.person_id AND d.school_id = post.org_id));
