-- The school calendar (校历): terms, days off, make-up school days and key periods, as bureaus and schools keep them.
-- A bureau's entries hold for everything below; what the nearer organisation says of a day goes before (see calendar::rules).
CREATE TABLE calendar_entry (
    id         uuid PRIMARY KEY,
    owner_path text NOT NULL COLLATE "C",              -- empty: the product's own, the public holidays of the country
    kind       text NOT NULL CHECK (kind IN ('term', 'off', 'school', 'key')),
    name       text NOT NULL CHECK (name <> ''),
    name_en    text NOT NULL DEFAULT '',
    starts_on  date NOT NULL,
    ends_on    date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz,
    CHECK (ends_on >= starts_on AND ends_on - starts_on <= 400)
);
CREATE INDEX calendar_entry_owner ON calendar_entry (owner_path, starts_on) WHERE retired_at IS NULL;

ALTER TABLE calendar_entry ENABLE ROW LEVEL SECURITY;
-- Read from below and from above; kept only by the organisation itself.
CREATE POLICY usable ON calendar_entry FOR SELECT TO register_app
    USING (starts_with(nullif(current_setting('app.scope', true), ''), owner_path) OR starts_with(owner_path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY kept_at_home ON calendar_entry FOR INSERT TO register_app WITH CHECK (owner_path = nullif(current_setting('app.scope', true), ''));
CREATE POLICY retired_at_home ON calendar_entry FOR UPDATE TO register_app
    USING (owner_path = nullif(current_setting('app.scope', true), '') AND retired_at IS NULL) WITH CHECK (retired_at = now());
GRANT SELECT, INSERT (id, owner_path, kind, name, name_en, starts_on, ends_on), UPDATE (retired_at) ON calendar_entry TO register_app;
