-- Messages (消息) to people, the ladder of reminders, and what is carried out of the house: mail and webhooks.
CREATE TABLE message (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    person_id   uuid NOT NULL REFERENCES person,        -- to whom
    kind        text NOT NULL CHECK (kind IN ('turn', 'outcome', 'ladder')),
    ticket_id   uuid NOT NULL,
    addressed   text NOT NULL DEFAULT '',               -- as what: whose turn it was, or the rung of the ladder
    deed        text NOT NULL DEFAULT '',               -- what was done; empty for the clock
    state       text NOT NULL,                          -- the ticket's, when this was said
    actor_id    uuid REFERENCES person,                 -- who did it; NULL for the clock
    step        smallint,                               -- of the ladder: days after the deadline
    due_on      date,
    told_on     date,
    created_at  timestamptz NOT NULL DEFAULT now(),
    read_at     timestamptz,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    -- Once per ticket, step and person, whatever runs or slept. A deadline that moved has steps of its own.
    UNIQUE (district_id, ticket_id, person_id, due_on, step),
    CHECK ((kind = 'ladder') = (step IS NOT NULL)),
    CHECK (step IS NULL OR (due_on IS NOT NULL AND told_on IS NOT NULL))
);
CREATE INDEX message_person ON message (person_id, id DESC);
CREATE INDEX message_unread ON message (person_id) WHERE read_at IS NULL;

-- When whom is reminded, where a bureau wants it otherwise than the product's own ladder.
CREATE TABLE ladder (
    owner_path text PRIMARY KEY COLLATE "C",
    rungs      jsonb NOT NULL,                          -- {"officer": [1], …}: days after the deadline
    version    integer NOT NULL DEFAULT 1,
    person_id  uuid NOT NULL REFERENCES person,
    set_at     timestamptz NOT NULL DEFAULT now()
);

-- How far a district's reminders are told. One row, taken by one clock at a time.
CREATE TABLE ladder_schedule (
    district_id uuid PRIMARY KEY REFERENCES org,
    path        text NOT NULL COLLATE "C",
    told_until  date NOT NULL
);

-- Where a person's mail goes. Nobody but the sign-in's role and the postman ever sees it.
CREATE TABLE mail_address (
    person_id    uuid PRIMARY KEY REFERENCES person,
    address      text NOT NULL DEFAULT '',              -- confirmed; empty for none
    confirmed_at timestamptz,
    wanted       text NOT NULL DEFAULT '',              -- to be confirmed
    code         text NOT NULL DEFAULT '',              -- mailed there
    asked_at     timestamptz NOT NULL DEFAULT now(),
    tries        smallint NOT NULL DEFAULT 0,
    CHECK ((address = '') = (confirmed_at IS NULL))
);
-- What they want by mail; empty while no address is confirmed.
ALTER TABLE person ADD COLUMN told_by_mail text[] NOT NULL DEFAULT '{}';

-- A robot or a program that an organisation wants told.
CREATE TABLE webhook (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org,
    path         text NOT NULL COLLATE "C",
    name         text NOT NULL CHECK (name <> ''),
    form         text NOT NULL CHECK (form IN ('json', 'wecom', 'dingtalk')),
    url          text NOT NULL,                         -- holds the robot's key, so is never shown again
    host         text NOT NULL,
    secret       text NOT NULL DEFAULT '',
    tells        text[] NOT NULL,
    language     text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    person_id    uuid NOT NULL REFERENCES person,
    created_at   timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz,
    last_at      timestamptz,                           -- of the last try
    last_outcome text NOT NULL DEFAULT ''
);
CREATE INDEX webhook_path ON webhook (path) WHERE ended_at IS NULL;

-- What is to be carried out, written with the change that wants it and tried until it arrives or is given up.
CREATE TABLE delivery (
    id           uuid PRIMARY KEY,                      -- also the Message-ID: whoever gets it twice can tell
    path         text NOT NULL COLLATE "C",
    channel      text NOT NULL CHECK (channel IN ('mail', 'webhook')),
    kind         text NOT NULL CHECK (kind IN ('message', 'digest', 'confirm', 'act')),
    person_id    uuid REFERENCES person,
    webhook_id   uuid REFERENCES webhook,
    district_id  uuid,
    message_id   uuid,
    ticket_id    uuid,
    deed         text NOT NULL DEFAULT '',
    state        text NOT NULL DEFAULT '',
    digest_on    date,
    address      text NOT NULL DEFAULT '',              -- where it went
    next_at      timestamptz NOT NULL DEFAULT now(),
    attempts     integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    last_error   text NOT NULL DEFAULT '',
    sent_at      timestamptz,                           -- taken by the other side, or no longer wanted
    failed_at    timestamptz,                           -- given up
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((channel = 'mail') = (person_id IS NOT NULL)),
    CHECK ((channel = 'webhook') = (webhook_id IS NOT NULL)),
    CHECK ((kind = 'digest') = (digest_on IS NOT NULL)),
    CHECK (sent_at IS NULL OR failed_at IS NULL),
    -- One digest per person and day, and per robot and day.
    UNIQUE (person_id, digest_on),
    UNIQUE (webhook_id, digest_on)
);
CREATE INDEX delivery_due ON delivery (channel, next_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX delivery_webhook ON delivery (webhook_id, id DESC) WHERE webhook_id IS NOT NULL;

ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE ladder ENABLE ROW LEVEL SECURITY;
ALTER TABLE ladder_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_address ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
-- A message is its person's, and nobody else's, whoever acts; anybody whose act it tells of may leave one within reach.
CREATE POLICY own ON message FOR SELECT TO register_app
    USING (person_id = nullif(current_setting('app.person', true), '')::uuid AND starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY left_within_scope ON message FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY read_by_its_own ON message FOR UPDATE TO register_app
    USING (person_id = nullif(current_setting('app.person', true), '')::uuid AND starts_with(path, nullif(current_setting('app.scope', true), '')))
    WITH CHECK (read_at = now());
CREATE POLICY counted_at_sign_in ON message FOR SELECT TO register_web USING (true);
GRANT SELECT, INSERT (district_id, id, school_id, path, person_id, kind, ticket_id, addressed, deed, state, actor_id, step, due_on, told_on), UPDATE (read_at) ON message TO register_app;
GRANT SELECT (person_id, path, read_at) ON message TO register_web;

CREATE POLICY concerns ON ladder FOR SELECT TO register_app
    USING (starts_with(owner_path, nullif(current_setting('app.scope', true), '')) OR starts_with(nullif(current_setting('app.scope', true), ''), owner_path));
CREATE POLICY set_at_home ON ladder FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY changed_at_home ON ladder FOR UPDATE TO register_app USING (owner_path = nullif(current_setting('app.scope', true), '')) WITH CHECK (set_at = now());
GRANT SELECT, INSERT (owner_path, rungs, person_id), UPDATE (rungs, version, person_id, set_at) ON ladder TO register_app;

CREATE POLICY for_the_clock ON ladder_schedule FOR SELECT TO register_web USING (true);
CREATE POLICY within_scope ON ladder_schedule TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT ON ladder_schedule TO register_web;
GRANT SELECT, INSERT, UPDATE (told_until) ON ladder_schedule TO register_app;

CREATE POLICY at_sign_in ON mail_address TO register_web USING (true);
GRANT SELECT, INSERT (person_id, wanted, code), UPDATE (address, confirmed_at, wanted, code, asked_at, tries) ON mail_address TO register_web;
GRANT UPDATE (told_by_mail) ON person TO register_web;
GRANT SELECT (told_by_mail) ON person TO register_app;

-- Whoever acts below must know that somebody above wants to be told, but neither where nor with which key.
CREATE POLICY concerns ON webhook FOR SELECT TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR starts_with(nullif(current_setting('app.scope', true), ''), path));
CREATE POLICY kept_at_home ON webhook FOR INSERT TO register_app WITH CHECK (path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY ended_at_home ON webhook FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND ended_at IS NULL) WITH CHECK (ended_at = now());
CREATE POLICY at_work ON webhook TO register_web USING (true);
GRANT SELECT (id, org_id, path, name, form, host, tells, language, person_id, created_at, ended_at, last_at, last_outcome),
      INSERT (id, org_id, path, name, form, url, host, secret, tells, language, person_id), UPDATE (ended_at) ON webhook TO register_app;
GRANT SELECT, UPDATE (last_at, last_outcome) ON webhook TO register_web;

CREATE POLICY at_work ON delivery TO register_web USING (true);
CREATE POLICY own ON delivery FOR SELECT TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), ''))
           AND (person_id = nullif(current_setting('app.person', true), '')::uuid OR (webhook_id IS NOT NULL AND path = nullif(current_setting('app.scope', true), ''))));
-- A hook's stands under the hook's own path, which may lie above whoever acts.
CREATE POLICY left_within_scope ON delivery FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')) OR (webhook_id IS NOT NULL AND starts_with(nullif(current_setting('app.scope', true), ''), path)));
GRANT SELECT, INSERT (id, path, channel, kind, person_id), UPDATE (address, next_at, attempts, locked_until, last_error, sent_at, failed_at) ON delivery TO register_web;
-- When the morning's digest may go is a plan, not a date of what happened.
GRANT SELECT, INSERT (id, path, channel, kind, person_id, webhook_id, district_id, message_id, ticket_id, deed, state, digest_on, next_at) ON delivery TO register_app;

-- The ledger tells of ladders and webhooks too. Other subjects may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
    EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''ladder''::text, ''webhook''::text, ');
END $$;
