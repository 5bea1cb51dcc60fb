-- A bureau's rounds of visits (四不两直 and other checks from above), drawn so that an auditor can draw them again. All of it stands under the
-- bureau's own path: until an inspection has begun, nothing of a visit lies where a school reads.
CREATE TABLE visit_round (
    district_id uuid NOT NULL REFERENCES org,          -- the bureau's own
    id          uuid NOT NULL,
    bureau_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",             -- the bureau's
    title       text NOT NULL CHECK (title <> ''),
    occasion    text NOT NULL CHECK (occasion IN ('unannounced', 'announced', 'recheck', 'joint')),
    starts_on   date NOT NULL,
    ends_on     date NOT NULL,
    asks        jsonb NOT NULL,                        -- see visit::model::Asks
    pool        jsonb NOT NULL,                        -- which schools may be drawn
    method      text NOT NULL CHECK (method IN ('chosen', 'random', 'weighted')),
    size        smallint NOT NULL CHECK (size > 0),
    team        jsonb NOT NULL,
    person_id   uuid NOT NULL REFERENCES person,
    created_at  timestamptz NOT NULL DEFAULT now(),
    closed_at   timestamptz,
    summary     text NOT NULL DEFAULT '',
    PRIMARY KEY (district_id, id),
    CHECK (ends_on >= starts_on),
    CHECK ((closed_at IS NULL) = (summary = ''))
);
CREATE INDEX visit_round_bureau ON visit_round (district_id, bureau_id, id DESC);

-- Every draw is kept; another one follows it under the next number, with its reason.
CREATE TABLE visit_draw (
    district_id uuid NOT NULL,
    round_id    uuid NOT NULL,
    number      smallint NOT NULL,
    path        text NOT NULL COLLATE "C",
    method      text NOT NULL,
    size        smallint NOT NULL CHECK (size >= 0),
    head        text NOT NULL,                         -- end of the bureau's chain when it was drawn
    nonce       text NOT NULL,                         -- the server's own chance
    seed        text NOT NULL,
    weights     jsonb NOT NULL,
    lots        jsonb NOT NULL,                        -- [{id, code, weight}], by code
    digest      text NOT NULL,
    reason      text NOT NULL DEFAULT '',
    person_id   uuid NOT NULL REFERENCES person,
    drawn_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, round_id, number),
    FOREIGN KEY (district_id, round_id) REFERENCES visit_round,
    CHECK ((number > 1) = (reason <> ''))
);

CREATE TABLE visit (
    district_id uuid NOT NULL,
    id          uuid NOT NULL,
    path        text NOT NULL COLLATE "C",             -- the bureau's
    round_id    uuid NOT NULL,
    draw        smallint NOT NULL,
    rank        integer NOT NULL CHECK (rank > 0),     -- its place in the order of the draw
    place_id    uuid NOT NULL REFERENCES org,          -- the school
    leader_id   uuid NOT NULL REFERENCES person,
    planned_on  date,
    dropped_at  timestamptz,
    drop_reason text NOT NULL DEFAULT '',
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, round_id, draw) REFERENCES visit_draw,
    CHECK ((dropped_at IS NULL) = (drop_reason = ''))
);
CREATE UNIQUE INDEX visit_once ON visit (district_id, round_id, place_id) WHERE dropped_at IS NULL;
CREATE INDEX visit_leader ON visit (leader_id) WHERE dropped_at IS NULL;

-- Once it has begun, the school's own record says whose visit it is. Whether a visit has begun is whether such an inspection exists.
ALTER TABLE inspection
    ADD COLUMN bureau_id uuid REFERENCES org,
    ADD COLUMN visit_id  uuid,
    ADD COLUMN round_id  uuid,
    ADD COLUMN occasion  text CHECK (occasion IN ('unannounced', 'announced', 'recheck', 'joint')),
    ADD COLUMN team      jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN rechecks  uuid[] NOT NULL DEFAULT '{}',     -- by ordinal: the ticket asked about
    ADD CONSTRAINT inspection_of_bureau CHECK (bureau_id IS NULL OR by_bureau),
    ADD CONSTRAINT inspection_of_visit CHECK ((visit_id IS NULL) = (round_id IS NULL) AND (visit_id IS NULL) = (occasion IS NULL) AND (visit_id IS NULL OR bureau_id IS NOT NULL));
-- Those from before: the bureau that keeps the inspector's account.
UPDATE inspection i SET bureau_id = o.id FROM person p JOIN org o ON o.path = p.path AND o.kind <> 'school' WHERE i.by_bureau AND p.id = i.inspector_id;
CREATE UNIQUE INDEX inspection_visit ON inspection (district_id, visit_id);
CREATE INDEX inspection_round ON inspection (round_id) WHERE round_id IS NOT NULL;
CREATE INDEX inspection_bureau ON inspection (bureau_id, school_id, started_at DESC) WHERE bureau_id IS NOT NULL;
GRANT INSERT (bureau_id, visit_id, round_id, occasion, team, rechecks) ON inspection TO register_app;

ALTER TABLE visit_round ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit_draw ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON visit_round FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY made_at_home ON visit_round FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY closed_once ON visit_round FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND closed_at IS NULL) WITH CHECK (closed_at = now());
CREATE POLICY within_scope ON visit_draw FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY made_at_home ON visit_draw FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY within_scope ON visit FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY made_at_home ON visit FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY dropped_once ON visit FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND dropped_at IS NULL) WITH CHECK (dropped_at IS NULL OR dropped_at = now());
GRANT SELECT, INSERT (district_id, id, bureau_id, path, title, occasion, starts_on, ends_on, asks, pool, method, size, team, person_id),
      UPDATE (closed_at, summary) ON visit_round TO register_app;
GRANT SELECT, INSERT (district_id, round_id, number, path, method, size, head, nonce, seed, weights, lots, digest, reason, person_id) ON visit_draw TO register_app;
GRANT SELECT, INSERT (district_id, id, path, round_id, draw, rank, place_id, leader_id, planned_on), UPDATE (leader_id, planned_on, dropped_at, drop_reason) ON visit TO register_app;

-- The ledger tells of visits too. Other subjects may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''visit''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''visit''::text, ');
    END IF;
END $$;
