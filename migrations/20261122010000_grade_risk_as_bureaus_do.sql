-- Grading as each bureau sets it: which scheme (评价方法) its schools use, in its own bands, names and colours, and by which criteria
-- (判定标准) a danger is major. Nothing is overwritten: a choice, a version of a criterion, a call to grade anew is a row of its own.
CREATE TABLE scheme_choice (
    id         uuid PRIMARY KEY,
    owner_path text NOT NULL COLLATE "C" CHECK (owner_path <> ''),   -- the bureau; holds for everything below it without a nearer choice
    scheme_id  uuid REFERENCES scheme,                               -- none: again as the bureau above has it, now and later
    person_id  uuid NOT NULL REFERENCES person,
    chosen_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX scheme_choice_owner ON scheme_choice (owner_path, chosen_at DESC);

-- The paths of an organisation and of everything above it, so that an index finds what was set there.
CREATE FUNCTION at_or_above(at_path text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(left(at_path, n)) FROM generate_series(1, length(at_path)) n WHERE substr(at_path, n, 1) = '.'
$$;

-- The scheme in force at a path: what the nearest bureau at or above it chose last; else the product's own LEC.
CREATE FUNCTION scheme_in_force(at_path text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        (SELECT c.scheme_id
           FROM (SELECT DISTINCT ON (owner_path) owner_path, scheme_id FROM scheme_choice WHERE owner_path = ANY (at_or_above(at_path))
                  ORDER BY owner_path, chosen_at DESC, id DESC) c
          WHERE c.scheme_id IS NOT NULL ORDER BY length(c.owner_path) DESC LIMIT 1),
        (SELECT s.id FROM scheme s WHERE s.code = 'lec' AND s.owner_path = '' ORDER BY s.version DESC LIMIT 1))
$$;

CREATE TABLE criterion (
    id           uuid PRIMARY KEY,
    owner_path   text NOT NULL DEFAULT '' COLLATE "C",               -- '' for the product's check list; else the bureau that confirmed or wrote it
    code         text NOT NULL CHECK (code <> ''),
    version      integer NOT NULL CHECK (version > 0),
    region       text NOT NULL CHECK (region IN ('national', 'province', 'local')),
    category     text NOT NULL,
    mode         text NOT NULL CHECK (mode IN ('direct', 'comprehensive')),
    text_zh      text NOT NULL CHECK (text_zh <> ''),
    text_en      text NOT NULL DEFAULT '',
    source       text NOT NULL DEFAULT '',
    verification text NOT NULL CHECK (verification IN ('confirmed', 'excerpt_seen', 'underlying_rule_seen', 'from_memory_topic')),
    areas        text[] NOT NULL DEFAULT '{}',
    retired      boolean NOT NULL DEFAULT false,                     -- this version says: no longer asked here
    person_id    uuid REFERENCES person,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner_path, code, version),
    CHECK (verification <> 'confirmed' OR source <> '')              -- who confirms names the clause
);

-- A call to grade points anew: a term, a season, an accident elsewhere, a new criterion. Which points it reaches follows from path, area and
-- the day they were last graded, so that a city's call is one row and not a hundred thousand.
CREATE TABLE review_call (
    id         uuid PRIMARY KEY,
    owner_path text NOT NULL COLLATE "C" CHECK (owner_path <> ''),
    cause      text NOT NULL CHECK (cause IN ('term', 'season', 'accident', 'criterion', 'change')),
    title      text NOT NULL CHECK (title <> ''),
    areas      text[] NOT NULL DEFAULT '{}',                         -- none: every area
    due_on     date NOT NULL,
    person_id  uuid NOT NULL REFERENCES person,
    called_at  timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz
);
CREATE INDEX review_call_owner ON review_call (owner_path, called_at DESC);
CREATE INDEX review_call_open ON review_call (owner_path) WHERE ended_at IS NULL;

-- By when a point must be graded anew: its own date, or an earlier one of a call made since.
CREATE FUNCTION review_due(at_path text, at_area text, graded_at timestamptz, own date) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT least(own, (SELECT min(c.due_on) FROM review_call c
                        WHERE c.ended_at IS NULL AND c.called_at > graded_at AND c.owner_path = ANY (at_or_above(at_path)) AND (c.areas = '{}' OR at_area = ANY (c.areas))))
$$;

ALTER TABLE scheme ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheme_choice ENABLE ROW LEVEL SECURITY;
ALTER TABLE criterion ENABLE ROW LEVEL SECURITY;
ALTER TABLE review_call ENABLE ROW LEVEL SECURITY;
-- What stands above or below the reader; written only at the writer's own bureau or school.
CREATE POLICY along_the_path ON scheme FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY along_the_path ON scheme_choice FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY along_the_path ON criterion FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY along_the_path ON review_call FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY own ON scheme FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY own ON scheme_choice FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY own ON criterion FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY own ON review_call FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY ended_by_its_owner ON review_call FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '') AND ended_at IS NULL) WITH CHECK (ended_at = now());
-- Sign-in reads how levels are called and coloured where the visitor stands.
CREATE POLICY anywhere ON scheme FOR SELECT TO register_web USING (true);
CREATE POLICY anywhere ON scheme_choice FOR SELECT TO register_web USING (true);
GRANT SELECT ON scheme, scheme_choice TO register_web;
GRANT INSERT (id, code, version, owner_path, definition) ON scheme TO register_app;
GRANT SELECT, INSERT (id, owner_path, scheme_id, person_id) ON scheme_choice TO register_app;
GRANT SELECT, INSERT (id, owner_path, code, version, region, category, mode, text_zh, text_en, source, verification, areas, retired, person_id) ON criterion TO register_app;
GRANT SELECT, INSERT (id, owner_path, cause, title, areas, due_on, person_id), UPDATE (ended_at) ON review_call TO register_app;
