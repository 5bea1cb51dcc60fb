-- Money of hidden dangers (资金). What is planned stands in the ticket's plan; here stand what was approved, what was spent with its voucher, and
-- what a school has for a year. Nothing is changed or deleted: a wrong entry is taken back by its counter-entry, a budget line by its next version.
CREATE TABLE fund_entry (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    ticket_id   uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('approved', 'spent')),
    fen         bigint NOT NULL CHECK (fen <> 0 AND abs(fen) <= 999999999999),
    source      text NOT NULL CHECK (source <> ''),        -- a code of data/fund-sources.json
    on_day      date NOT NULL,                             -- of the voucher or the approval; a counter-entry takes that of what it cancels
    words       text NOT NULL DEFAULT '',
    voucher     text NOT NULL DEFAULT '',
    photos      uuid[] NOT NULL DEFAULT '{}',
    by_bureau   boolean NOT NULL DEFAULT false,            -- granted from above
    cancels     uuid,
    undone      bigint GENERATED ALWAYS AS (-fen) STORED,
    person_id   uuid NOT NULL REFERENCES person,
    entered_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    CONSTRAINT fund_cancelled_once UNIQUE (district_id, cancels),
    UNIQUE (district_id, id, ticket_id, kind, source, on_day, fen, by_bureau),
    -- A counter-entry is its entry to the fen, the other way round.
    CONSTRAINT fund_counter_entry FOREIGN KEY (district_id, cancels, ticket_id, kind, source, on_day, undone, by_bureau)
        REFERENCES fund_entry (district_id, id, ticket_id, kind, source, on_day, fen, by_bureau),
    CONSTRAINT fund_counter_sign CHECK ((cancels IS NULL) = (fen > 0)),
    CONSTRAINT fund_counter_reason CHECK (cancels IS NULL OR words <> ''),
    CONSTRAINT fund_grant CHECK (NOT by_bureau OR kind = 'approved')
);
CREATE INDEX fund_entry_ticket ON fund_entry (district_id, ticket_id);
CREATE INDEX fund_entry_school ON fund_entry (district_id, school_id, on_day);

CREATE TABLE fund_budget (
    district_id uuid NOT NULL REFERENCES org,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    year        integer NOT NULL CHECK (year BETWEEN 2000 AND 2099),
    source      text NOT NULL CHECK (source <> ''),
    version     integer NOT NULL CHECK (version > 0),      -- the last one is in force
    fen         bigint NOT NULL CHECK (fen BETWEEN 0 AND 999999999999),
    words       text NOT NULL DEFAULT '',
    person_id   uuid NOT NULL REFERENCES person,
    set_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, school_id, year, source, version)
);

-- Sums by year, at the grains of rollup. Planned counts in the year the hidden danger was reported, the others in the year of their day.
CREATE TABLE rollup_fund (
    district_id  uuid NOT NULL REFERENCES org,
    org_id       uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    year         integer NOT NULL,
    budget_fen   bigint NOT NULL DEFAULT 0,
    planned_fen  bigint NOT NULL DEFAULT 0,
    approved_fen bigint NOT NULL DEFAULT 0,
    spent_fen    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (district_id, org_id, year)
) WITH (fillfactor = 60);
CREATE INDEX rollup_fund_path ON rollup_fund (year, path);
INSERT INTO rollup_fund (district_id, org_id, path, year, planned_fen)
SELECT t.district_id, o.id, o.path, extract(year FROM t.reported_at AT TIME ZONE 'Asia/Shanghai')::integer, sum(t.planned_fen)
  FROM ticket t JOIN org o ON o.id IN (t.school_id, t.district_id) WHERE t.state <> 'void' AND t.planned_fen IS NOT NULL GROUP BY 1, 2, 3, 4;

-- How a school stands in a year: whether it keeps a budget, how much that is, what was spent, and what open plans will still cost.
CREATE FUNCTION fund_standing(district uuid, school uuid, of_year integer, OUT kept boolean, OUT budget bigint, OUT spent bigint, OUT open bigint)
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM fund_budget b WHERE b.district_id = district AND b.school_id = school AND b.year = of_year),
           coalesce((SELECT r.budget_fen FROM rollup_fund r WHERE r.district_id = district AND r.org_id = school AND r.year = of_year), 0),
           coalesce((SELECT r.spent_fen FROM rollup_fund r WHERE r.district_id = district AND r.org_id = school AND r.year = of_year), 0),
           coalesce((SELECT sum(greatest(t.planned_fen - coalesce((SELECT sum(e.fen) FROM fund_entry e WHERE e.district_id = t.district_id AND e.ticket_id = t.id AND e.kind = 'spent'), 0), 0))
                       FROM ticket t WHERE t.district_id = district AND t.school_id = school AND t.state NOT IN ('closed', 'void')), 0)::bigint
$$;

ALTER TABLE fund_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE fund_budget ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollup_fund ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON fund_entry FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- As in fund::rules: whoever planned the work or answers for it approves no money for it, whoever approved neither spends nor takes back.
CREATE POLICY entered_within_scope ON fund_entry FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')) AND on_day <= current_date
                AND EXISTS (SELECT FROM ticket t WHERE t.district_id = fund_entry.district_id AND t.id = fund_entry.ticket_id AND t.school_id = fund_entry.school_id AND t.path = fund_entry.path
                                AND (fund_entry.kind = 'spent' OR fund_entry.cancels IS NOT NULL
                                     OR (t.planned_fen IS NOT NULL AND fund_entry.person_id IS DISTINCT FROM t.assigner_id AND fund_entry.person_id IS DISTINCT FROM t.responsible_id)))
                AND ((kind = 'approved' AND cancels IS NULL)
                     OR NOT EXISTS (SELECT FROM fund_entry e WHERE e.district_id = fund_entry.district_id AND e.ticket_id = fund_entry.ticket_id AND e.kind = 'approved' AND e.cancels IS NULL AND e.person_id = fund_entry.person_id)));
CREATE POLICY within_scope ON fund_budget FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY set_at_home ON fund_budget FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY within_scope ON rollup_fund TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (org_id = district_id AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
GRANT SELECT, INSERT (district_id, id, school_id, path, ticket_id, kind, fen, source, on_day, words, voucher, photos, by_bureau, cancels, person_id) ON fund_entry TO register_app;
GRANT SELECT, INSERT (district_id, school_id, path, year, source, version, fen, words, person_id) ON fund_budget TO register_app;
GRANT SELECT, INSERT, UPDATE (budget_fen, planned_fen, approved_fen, spent_fen) ON rollup_fund TO register_app;

-- A scan of a voucher is a photo beside the loop: it belongs to the ticket and shows no moment of it.
ALTER TABLE photo DROP CONSTRAINT photo_moment_check;
ALTER TABLE photo ADD CONSTRAINT photo_moment_check CHECK (moment IN ('before', 'during', 'after', 'check', 'plan', 'voucher'));

-- The ledger tells of a school's budget too; the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''fund''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''fund''::text, ');
    END IF;
END $$;
