-- By when a bureau files, publishes, decides and accepts what it lists; its own limits, each with its source.
CREATE TABLE supervision_limit (
    owner_path text PRIMARY KEY COLLATE "C",
    limits     jsonb NOT NULL,                       -- see supervision::limits::Limits
    version    integer NOT NULL DEFAULT 1,
    person_id  uuid NOT NULL REFERENCES person,
    set_at     timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE supervision_limit ENABLE ROW LEVEL SECURITY;
CREATE POLICY along_the_path ON supervision_limit FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY own ON supervision_limit FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY own_again ON supervision_limit FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '')) WITH CHECK (owner_path = nullif(current_setting('app.scope', true), '') AND set_at = now());
GRANT SELECT, INSERT (owner_path, limits, person_id), UPDATE (limits, version, person_id, set_at) ON supervision_limit TO register_app;

-- Who signs for a principal, from when to when (授权代签). Ended early by either; never lengthened: that is another one.
CREATE TABLE delegation (
    district_id  uuid NOT NULL REFERENCES org,
    id           uuid NOT NULL,
    school_id    uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    principal_id uuid NOT NULL REFERENCES person,
    deputy_id    uuid NOT NULL REFERENCES person,
    from_on      date NOT NULL,
    to_on        date NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    given_at     timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz,
    ended_by     uuid REFERENCES person,
    PRIMARY KEY (district_id, id),
    CHECK (deputy_id <> principal_id),
    CHECK (to_on >= from_on AND to_on <= from_on + 92),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX delegation_school ON delegation (district_id, school_id, from_on DESC);
CREATE INDEX delegation_deputy ON delegation (deputy_id) WHERE ended_at IS NULL;
ALTER TABLE delegation ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON delegation FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY given_by_oneself ON delegation FOR INSERT TO register_app
    WITH CHECK (path = nullif(current_setting('app.scope', true), '') AND principal_id = nullif(current_setting('app.person', true), '')::uuid);
CREATE POLICY ended_once ON delegation FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND ended_at IS NULL)
    WITH CHECK (ended_at = now() AND ended_by = nullif(current_setting('app.person', true), '')::uuid AND ended_by IN (principal_id, deputy_id));
-- Sign-in reads whose deputy somebody is today.
CREATE POLICY for_sign_in ON delegation FOR SELECT TO register_web USING (true);
GRANT SELECT ON delegation TO register_web;
GRANT SELECT, INSERT (district_id, id, school_id, path, principal_id, deputy_id, from_on, to_on, reason), UPDATE (ended_at, ended_by) ON delegation TO register_app;

-- The ledger tells of both.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
    EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''supervision''::text, ''delegation''::text, ');
END $$;

-- What a bureau published (挂牌公示, 摘牌公示): as it read on that day, and nothing of people. It stands on the school's board while that is open.
CREATE TABLE listing_notice (
    district_id  uuid NOT NULL REFERENCES org,
    ticket_id    uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('listing', 'delisting')),
    number       text NOT NULL COLLATE "C",
    level        text NOT NULL,
    bureau_id    uuid NOT NULL REFERENCES org,
    school_id    uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    title        text NOT NULL,
    place        text NOT NULL,
    listed_on    date NOT NULL,
    due_on       date NOT NULL,
    delisted_on  date,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, ticket_id, kind, number),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    CHECK ((kind = 'delisting') = (delisted_on IS NOT NULL))
);
CREATE INDEX listing_notice_school ON listing_notice (district_id, school_id, published_at DESC);
ALTER TABLE listing_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON listing_notice FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY published_within_scope ON listing_notice FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY on_the_board ON listing_notice FOR SELECT TO register_public
    USING (path = nullif(current_setting('app.school', true), '')
           AND EXISTS (SELECT FROM notice n WHERE n.district_id = listing_notice.district_id AND n.school_id = listing_notice.school_id AND n.open));
GRANT SELECT, INSERT (district_id, ticket_id, kind, number, level, bureau_id, school_id, path, title, place, listed_on, due_on, delisted_on) ON listing_notice TO register_app;
GRANT SELECT (district_id, kind, number, level, bureau_id, school_id, path, title, place, listed_on, due_on, delisted_on, published_at) ON listing_notice TO register_public;
