//! Every migration onto a database that already holds rows, and the walls they leave behind.

use crate::common::database::{Database, ZONE, migrating};
use crate::common::sample::{ROWS, Sample};
use hazard_register::clock::Zone;
use hazard_register::db::{Db, MIGRATOR, migrate};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

async fn owner(database: &Database) -> PgConnection {
    PgConnection::connect_with(&database.options("postgres")).await.expect("the owner connects")
}

#[tokio::test]
async fn each_migration_runs_onto_rows_that_are_already_there() {
    let database = Database::empty().await;
    let _turn = migrating().await;
    let mut conn = owner(&database).await;
    let sample = Sample {
        district: "00000000-0000-7000-8000-0000000000d1".into(),
        school: "00000000-0000-7000-8000-0000000000e1".into(),
        path: "D1.S1.".into(),
        n: 1,
    };
    let mut so_far = Vec::new();
    for migration in MIGRATOR.iter() {
        so_far.push(migration.clone());
        let version = migration.version;
        Migrator::with_migrations(so_far.clone())
            .run(&mut conn)
            .await
            .unwrap_or_else(|error| panic!("{version} does not run onto the rows of those before: {error}"));
        sample.insert(&mut conn, version).await;
    }
    let empty: Vec<String> = tables(&mut conn).await;
    for table in empty {
        let rows: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut conn).await.expect("readable");
        assert!(
            rows > 0 || table == "_sqlx_migrations",
            "{table} has no sample row: add one to tests/common/sample.rs, so that later migrations are tried on it"
        );
    }
    assert!(ROWS.iter().all(|(version, ..)| MIGRATOR.iter().any(|one| one.version == *version)), "a sample belongs to no migration");
    // Once more is no work and no error.
    migrate(database.options("postgres")).await.expect("migrating again changes nothing");
}

async fn tables(conn: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        .fetch_all(conn)
        .await
        .expect("the catalogue is readable")
}

#[tokio::test]
async fn every_table_of_a_school_stands_behind_its_wall() {
    let database = Database::migrated().await;
    let mut conn = owner(&database).await;
    let tables: Vec<(String, bool, bool, i64, i64)> = sqlx::query_as(
        "SELECT c.relname::text, c.relrowsecurity,
                EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('path', 'owner_path') AND NOT a.attisdropped),
                (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND 'register_app'::regrole::oid = ANY (p.polroles)),
                (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('district_id', 'school_id', 'path') AND a.attnotnull AND NOT a.attisdropped)
           FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1",
    )
    .fetch_all(&mut conn)
    .await
    .expect("the catalogue is readable");
    let scoped: Vec<_> = tables.iter().filter(|(name, _, has_path, ..)| *has_path && !matches!(name.as_str(), "org" | "scheme")).collect();
    assert!(scoped.len() >= 18, "only {} tables of schools", scoped.len());
    for (name, secured, _, policies, _) in &scoped {
        assert!(*secured, "{name} has no row-level security");
        assert!(*policies > 0, "{name} has no policy for register_app");
    }
    // Tables of a school name district, school (or, for sums and accounts, an organisation) and path, always.
    let of_school: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'school_id'",
    )
    .fetch_all(&mut conn)
    .await
    .expect("readable");
    for (name, secured, _, policies, named) in tables.iter().filter(|(name, ..)| of_school.contains(name)) {
        assert!(*secured && *policies > 0 && *named == 3, "{name} lacks its wall or one of its three columns");
    }
    // The first column of every key of such a table is the district.
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
          WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&mut conn)
    .await
    .expect("readable");
    for (table, first) in keys.iter().filter(|(table, _)| of_school.contains(table)) {
        assert_eq!(first, "district_id", "the key of {table}");
    }
}

#[tokio::test]
async fn the_runtime_roles_own_nothing_and_delete_almost_nothing() {
    let database = Database::migrated().await;
    let mut conn = owner(&database).await;
    let owned: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_class WHERE relowner IN ('register_app'::regrole, 'register_web'::regrole, 'register_public'::regrole)",
    )
    .fetch_one(&mut conn)
    .await
    .expect("readable");
    assert_eq!(owned, 0);
    let powers: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_roles WHERE rolname IN ('register_app', 'register_web', 'register_public') AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)")
        .fetch_one(&mut conn)
        .await
        .expect("readable");
    assert_eq!(powers, 0);
    let may = |privilege: &'static str| {
        sqlx::query_scalar::<_, String>(
            "SELECT r || ' ' || c.relname FROM pg_class c, unnest(ARRAY['register_app', 'register_web', 'register_public']) r
              WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND has_table_privilege(r, c.oid, $1) ORDER BY 1",
        )
        .bind(privilege)
    };
    let deletes = may("DELETE").fetch_all(&mut conn).await.expect("readable");
    // Counters, and what is forgotten: old marks and pictures of forms that were never sent; and by age alone what `keeping` sweeps.
    assert_eq!(
        deletes,
        [
            "register_app risk_duty",
            "register_app session",
            "register_web delivery",
            "register_web job",
            "register_web message",
            "register_web risk_import",
            "register_web risk_import_row",
            "register_web session",
            "register_web sign_in_failure",
            "register_web tip",
            "register_web tip_contact",
            "register_web tip_count",
            "register_web tip_mark",
            "register_web tip_photo"
        ]
    );
    for privilege in ["TRUNCATE", "TRIGGER", "REFERENCES"] {
        assert_eq!(may(privilege).fetch_all(&mut conn).await.expect("readable"), [""; 0], "{privilege}");
    }
    let whole_updates = may("UPDATE").fetch_all(&mut conn).await.expect("readable");
    assert_eq!(
        whole_updates,
        [
            "register_app rollup",
            "register_app rollup_due",
            "register_app rollup_task",
            "register_app rollup_week",
            "register_web session",
            "register_web sign_in_failure"
        ]
    );
    let ledger: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_attribute a WHERE a.attrelid IN ('ledger_event'::regclass, 'ledger_text'::regclass) AND a.attnum > 0 AND has_column_privilege('register_app', a.attrelid, a.attnum, 'UPDATE')")
        .fetch_one(&mut conn)
        .await
        .expect("readable");
    assert_eq!(ledger, 0, "the ledger can be changed");
}

/// Times the server sets: the runtime role has no right to write them when a row is made.
#[tokio::test]
async fn nobody_dates_what_they_do() {
    let database = Database::migrated().await;
    let mut conn = owner(&database).await;
    let writable: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND a.atttypid = 'timestamptz'::regtype
            AND has_column_privilege('register_app', c.oid, a.attnum, 'INSERT') ORDER BY 1",
    )
    .fetch_all(&mut conn)
    .await
    .expect("readable");
    // When a digest may go, from when to when a task is to be done, what the finder claims, and sums that are told the time of an inspection.
    assert_eq!(
        writable,
        ["delivery.next_at", "inspection_task.due_at", "inspection_task.opens_at", "rollup.inspected_at", "ticket.found_at"]
    );
}

#[tokio::test]
async fn nothing_but_plain_tables_is_used() {
    let database = Database::migrated().await;
    let mut conn = owner(&database).await;
    let odd: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('S', 'm', 'f')
         UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL SELECT typname::text FROM pg_type WHERE typtype IN ('e', 'd') AND typnamespace = 'public'::regnamespace
         UNION ALL SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql'",
    )
    .fetch_all(&mut conn)
    .await
    .expect("readable");
    assert_eq!(odd, [""; 0], "sequences, views kept, triggers, enums, extensions");
}

#[tokio::test]
async fn today_is_the_day_where_the_schools_are() {
    // These two are never on the same day, so a day of UTC fails for one of them at any hour.
    let database = Database::migrated().await;
    for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Niue] {
        let db = Db::open(database.options("register_web"), Zone(zone), 1).await.unwrap();
        let before = hazard_register::clock::now().with_timezone(&zone).date_naive();
        let today = db.today().await.unwrap();
        assert!((before..=hazard_register::clock::now().with_timezone(&zone).date_naive()).contains(&today), "{today} in {zone}");
    }
}

#[tokio::test]
async fn the_server_refuses_to_run_above_the_walls() {
    let database = Database::migrated().await;
    for user in ["postgres"] {
        let options: PgConnectOptions = database.options(user);
        let why = Db::open(options, ZONE, 1).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(why.contains("register_web"), "{user} may serve: {why}");
    }
    let bare = Database::empty().await;
    let why = Db::open(bare.options("register_web"), ZONE, 1).await.err().map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(why.contains("migrate"), "{why}");
}
