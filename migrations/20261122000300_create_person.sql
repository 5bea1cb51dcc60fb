-- People, the posts through which they may act, their sessions, and the counters that slow down guessing.
CREATE TABLE person (
    id            uuid PRIMARY KEY,
    path          text NOT NULL COLLATE "C",        -- of the organisation that keeps this account
    username      text NOT NULL CHECK (username = lower(username) AND username <> ''),
    name          text NOT NULL CHECK (name <> ''),
    phone         text NOT NULL DEFAULT '',
    language      text CHECK (language IN ('zh-CN', 'en')),
    password_hash text NOT NULL,
    must_change   boolean NOT NULL DEFAULT true,    -- a password someone else set is good for one sign-in only
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_username ON person (username);
CREATE INDEX person_path ON person (path);

CREATE TABLE post (
    id         uuid PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person,
    org_id     uuid NOT NULL REFERENCES org,
    path       text NOT NULL COLLATE "C",           -- the organisation's; a post at a bureau reaches its subtree
    role       text NOT NULL CHECK (role IN ('staff', 'officer', 'principal', 'reviewer', 'leader', 'administrator', 'auditor')),
    title      text NOT NULL DEFAULT '',
    from_on    date NOT NULL,
    to_on      date,                                -- last day; NULL while it lasts
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (to_on >= from_on)
);
CREATE INDEX post_person ON post (person_id);
CREATE INDEX post_org ON post (org_id, role);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,                   -- SHA-256 of the cookie's 256 random bits
    person_id  uuid NOT NULL REFERENCES person,
    post_id    uuid REFERENCES post,
    user_agent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE sign_in_failure (
    bucket    text PRIMARY KEY,                     -- 'account+address:…' or 'address:…', hashed
    failures  integer NOT NULL,
    last_at   timestamptz NOT NULL DEFAULT now()
);

-- Sign-in happens before there is a scope: register_web reads these directly and writes nothing of the register itself.
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE post ENABLE ROW LEVEL SECURITY;
CREATE POLICY at_sign_in ON person TO register_web USING (true);
CREATE POLICY at_sign_in ON post TO register_web USING (true);
GRANT SELECT ON person, post TO register_web;
GRANT UPDATE (password_hash, must_change, language) ON person TO register_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, sign_in_failure TO register_web;

-- Inside a scope: people of the subtree, and (to name who acted from above) of the organisations above it.
CREATE POLICY within_scope ON person FOR SELECT TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR starts_with(nullif(current_setting('app.scope', true), ''), path));
CREATE POLICY kept_within_scope ON person FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY changed_within_scope ON person FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY within_scope ON post FOR SELECT TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) OR starts_with(nullif(current_setting('app.scope', true), ''), path));
CREATE POLICY kept_within_scope ON post FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY changed_within_scope ON post FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT (id, path, username, name, phone, language, disabled_at, created_at) ON person TO register_app;
GRANT INSERT (id, path, username, name, phone, password_hash, must_change) ON person TO register_app;
-- path moves up when somebody gets a post beside or above: an account is kept by an organisation that reaches all its posts.
GRANT UPDATE (path, name, phone, password_hash, must_change, disabled_at) ON person TO register_app;
GRANT SELECT ON post TO register_app;
GRANT INSERT (id, person_id, org_id, path, role, title, from_on, to_on) ON post TO register_app;
GRANT UPDATE (to_on) ON post TO register_app;
-- Ending a post or resetting a password ends the sessions that rest on it.
GRANT SELECT (person_id, post_id), DELETE ON session TO register_app;
