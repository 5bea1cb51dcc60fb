-- The two roles the running server uses. Neither owns anything, so row-level security binds both.
--   register_web  signs in to the database; may read only what sign-in needs.
--   register_app  taken for one transaction at a time (SET LOCAL ROLE) together with a scope; sees only what is inside that scope.
-- Roles belong to the whole server, so another database may have made them already.
DO $$
BEGIN
    CREATE ROLE register_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE register_web LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role('register_web', 'register_app', 'MEMBER') THEN
        GRANT register_app TO register_web;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO register_app, register_web;
