-- The organisation tree (province > city > county > township > school): small, the same for everybody, readable by all.
-- path is the chain of codes, each ended by a dot ('43.4304.430405.430405S008.'), so that a subtree is a prefix.
CREATE TABLE org (
    id          uuid PRIMARY KEY,
    parent_id   uuid REFERENCES org,
    district_id uuid NOT NULL REFERENCES org,   -- the bureau directly above a school; a bureau's own is itself
    kind        text NOT NULL CHECK (kind IN ('province', 'city', 'county', 'township', 'school')),
    stage       text CHECK (stage IN ('kindergarten', 'primary', 'middle', 'senior', 'vocational', 'special', 'higher_ed', 'other')),
    code        text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-Za-z]{1,32}$'),
    path        text NOT NULL UNIQUE COLLATE "C",
    name_zh     text NOT NULL,
    name_en     text NOT NULL DEFAULT '',
    ownership   text CHECK (ownership IN ('public', 'private')),
    boarding    boolean,
    pupils      integer CHECK (pupils >= 0),
    CHECK ((kind = 'school') = (stage IS NOT NULL)),
    CHECK (path LIKE '%' || code || '.'),
    CHECK (kind <> 'school' OR district_id <> id)
);
CREATE INDEX org_parent ON org (parent_id);
CREATE INDEX org_district ON org (district_id);
CREATE INDEX org_grain ON org ((id = district_id), path);   -- the districts of a subtree: what a bureau's figures are summed over
GRANT SELECT ON org TO register_app, register_web;
