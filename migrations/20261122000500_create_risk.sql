-- Risk points (风险点), their hazards (危险源), evaluations, control measures (管控措施) and the people who control them.
-- Schemes are versioned data: an evaluation keeps the scheme, the inputs and the value it was made with.
CREATE TABLE scheme (
    id         uuid PRIMARY KEY,
    code       text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    owner_path text NOT NULL DEFAULT '' COLLATE "C",   -- '' for the product's own; else the bureau that set it
    definition jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (code, version, owner_path)
);
GRANT SELECT ON scheme TO register_app;

CREATE TABLE risk_point (
    district_id    uuid NOT NULL REFERENCES org,
    id             uuid NOT NULL,
    school_id      uuid NOT NULL REFERENCES org,
    path           text NOT NULL COLLATE "C",
    number         text NOT NULL COLLATE "C",          -- FX-007
    catalogue_code text,                               -- the entry of the starter catalogue it was adopted from
    name           text NOT NULL CHECK (name <> ''),
    area           text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('place', 'facility', 'activity')),
    place          text NOT NULL DEFAULT '',
    accident       text NOT NULL DEFAULT '',
    level          smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    review_on      date NOT NULL,
    complete       boolean NOT NULL,                   -- a named person at every tier that must control it
    retired_at     timestamptz,
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, number)
);
CREATE UNIQUE INDEX risk_point_adopted ON risk_point (district_id, school_id, catalogue_code) WHERE catalogue_code IS NOT NULL AND retired_at IS NULL;
CREATE INDEX risk_point_list ON risk_point (district_id, school_id, level, number) WHERE retired_at IS NULL;
CREATE INDEX risk_point_district ON risk_point (district_id, level, number, id) WHERE retired_at IS NULL;
CREATE INDEX risk_point_all ON risk_point (level, number, id) WHERE retired_at IS NULL;

CREATE TABLE hazard (
    district_id   uuid NOT NULL,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    risk_point_id uuid NOT NULL,
    ordinal       smallint NOT NULL,
    description   text NOT NULL CHECK (description <> ''),
    factor        text NOT NULL CHECK (factor IN ('human', 'thing', 'environment', 'management')),
    hazard_type   text NOT NULL DEFAULT '',
    level         smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, risk_point_id, ordinal),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point
);

CREATE TABLE evaluation (
    district_id   uuid NOT NULL,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    risk_point_id uuid NOT NULL,
    hazard_id     uuid NOT NULL,
    scheme_id     uuid NOT NULL REFERENCES scheme,
    scores        integer[] NOT NULL,                  -- as the scheme writes them: tenths for L and E of LEC
    value         bigint NOT NULL,                     -- exact, in the scheme's divisor (hundredths for LEC)
    level         smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    reason        text NOT NULL CHECK (reason IN ('initial', 'periodic', 'accident', 'hidden_danger', 'change', 'season')),
    person_id     uuid NOT NULL,
    at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, hazard_id) REFERENCES hazard,
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point
);
CREATE INDEX evaluation_point ON evaluation (district_id, risk_point_id, at DESC);

CREATE TABLE measure (
    district_id   uuid NOT NULL,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    risk_point_id uuid NOT NULL,
    ordinal       smallint NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('engineering', 'management', 'training', 'ppe', 'emergency')),
    description   text NOT NULL CHECK (description <> ''),
    retired_at    timestamptz,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point
);
CREATE INDEX measure_point ON measure (district_id, risk_point_id, ordinal);

CREATE TABLE risk_duty (
    district_id   uuid NOT NULL,
    school_id     uuid NOT NULL,
    path          text NOT NULL COLLATE "C",
    risk_point_id uuid NOT NULL,
    tier          text NOT NULL CHECK (tier IN ('school', 'department', 'post')),
    person_id     uuid NOT NULL REFERENCES person,
    PRIMARY KEY (district_id, risk_point_id, tier),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point
);
CREATE INDEX risk_duty_person ON risk_duty (district_id, person_id);

ALTER TABLE risk_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE hazard ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE measure ENABLE ROW LEVEL SECURITY;
ALTER TABLE risk_duty ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON risk_point TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON hazard TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON evaluation TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON measure TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON risk_duty TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, INSERT (district_id, id, school_id, path, number, catalogue_code, name, area, kind, place, accident, level, review_on, complete),
      UPDATE (name, area, kind, place, accident, level, review_on, complete, retired_at, version) ON risk_point TO register_app;
GRANT SELECT, INSERT, UPDATE (description, factor, hazard_type, level) ON hazard TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, risk_point_id, hazard_id, scheme_id, scores, value, level, reason, person_id) ON evaluation TO register_app;
GRANT SELECT, INSERT (district_id, id, school_id, path, risk_point_id, ordinal, kind, description), UPDATE (ordinal, kind, description, retired_at) ON measure TO register_app;
GRANT SELECT, INSERT, UPDATE (person_id), DELETE ON risk_duty TO register_app;   -- who controls it now; who did before stands in the ledger
