-- Plans (平面图) for the four-colour map (四色分布图): a school's drawings, where its risk points lie on them, and the areas that take their colour.
-- Positions are whole ten-thousandths of the plan's width and height, so that a better picture leaves every mark where it was.
ALTER TABLE photo DROP CONSTRAINT photo_moment_check;
ALTER TABLE photo ADD CONSTRAINT photo_moment_check CHECK (moment IN ('before', 'during', 'after', 'check', 'plan'));
ALTER TABLE photo ADD COLUMN plan_id uuid;

CREATE TABLE plan (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    number      smallint NOT NULL CHECK (number > 0),           -- in its address; never given out twice
    name        text NOT NULL CHECK (name <> ''),
    building    text NOT NULL DEFAULT '',
    floor       text NOT NULL DEFAULT '',
    ordinal     smallint NOT NULL,                              -- its place among the tabs
    photo_id    uuid,                                           -- none: a plain grid, until somebody has a drawing
    width       integer NOT NULL CHECK (width > 0),             -- of the picture, in pixels; their ratio is the plan's shape
    height      integer NOT NULL CHECK (height > 0),
    retired_at  timestamptz,
    version     integer NOT NULL DEFAULT 1,                     -- counts every change of the plan, its marks and its areas
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, number),
    FOREIGN KEY (district_id, photo_id) REFERENCES photo
);
ALTER TABLE photo ADD FOREIGN KEY (district_id, plan_id) REFERENCES plan;

CREATE TABLE plan_mark (
    district_id   uuid NOT NULL,
    plan_id       uuid NOT NULL,
    risk_point_id uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    x             integer NOT NULL CHECK (x BETWEEN 0 AND 10000),
    y             integer NOT NULL CHECK (y BETWEEN 0 AND 10000),
    removed_at    timestamptz,                                  -- taken off the plan again
    PRIMARY KEY (district_id, plan_id, risk_point_id),
    FOREIGN KEY (district_id, plan_id) REFERENCES plan,
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point
);
CREATE INDEX plan_mark_point ON plan_mark (district_id, risk_point_id) WHERE removed_at IS NULL;

CREATE TABLE plan_area (
    district_id uuid NOT NULL,
    id          uuid NOT NULL,
    plan_id     uuid NOT NULL,
    school_id   uuid NOT NULL,
    path        text NOT NULL COLLATE "C",
    number      smallint NOT NULL CHECK (number > 0),
    name        text NOT NULL CHECK (name <> ''),
    area        text NOT NULL DEFAULT '',                       -- a code of the catalogue's areas, or empty
    corners     integer[] NOT NULL CHECK (cardinality(corners) BETWEEN 6 AND 48 AND cardinality(corners) % 2 = 0 AND 0 <= ALL (corners) AND 10000 >= ALL (corners)),
    retired_at  timestamptz,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, plan_id, number),
    FOREIGN KEY (district_id, plan_id) REFERENCES plan
);

-- A picture that hangs on a plan hangs on nothing else.
DROP POLICY attached_once ON photo;
CREATE POLICY attached_once ON photo FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND ticket_id IS NULL AND plan_id IS NULL)
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT UPDATE (plan_id) ON photo TO register_app;
ALTER TABLE photo ADD CHECK (plan_id IS NULL OR (ticket_id IS NULL AND inspection_id IS NULL));

ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_area ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON plan TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON plan_mark TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON plan_area TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, INSERT (district_id, id, school_id, path, number, name, building, floor, ordinal, photo_id, width, height),
      UPDATE (name, building, floor, ordinal, photo_id, width, height, retired_at, version) ON plan TO register_app;
GRANT SELECT, INSERT (district_id, plan_id, risk_point_id, school_id, path, x, y), UPDATE (x, y, removed_at) ON plan_mark TO register_app;
GRANT SELECT, INSERT (district_id, id, plan_id, school_id, path, number, name, area, corners), UPDATE (name, area, corners, retired_at) ON plan_area TO register_app;

-- The ledger learns one more kind of subject, unless it knows it. Others may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''plan''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''plan''::text, ');
    END IF;
END $$;
