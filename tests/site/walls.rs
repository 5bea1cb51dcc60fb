//! Two schools in one database, and what stands between them and around the loop when everything above the database fails.

use crate::common::sample::Sample;
use crate::common::{Org, Page, TestSite, story};
use hazard_register::access::Role;
use sqlx::{AssertSqlSafe, Executor, Postgres, Transaction};

/// The code with which the database answers; `None` when it did what it was told.
async fn answer(site: &TestSite, scope: &str, sql: &str) -> Option<String> {
    let mut tx = site.runtime(scope).await;
    TestSite::say_before(&mut tx, "true").await;
    answer_in(tx, sql).await
}

/// The same to the owner of the tables, whom no policy and no loop binds; nothing of it stays.
async fn owners(site: &TestSite, sql: &str) -> Option<String> {
    answer_in(site.owner().begin().await.expect("the owner begins"), sql).await
}

async fn answer_in(mut tx: Transaction<'static, Postgres>, sql: &str) -> Option<String> {
    match tx.execute(AssertSqlSafe(sql.to_owned())).await {
        Ok(_) => None,
        Err(error) => {
            Some(error.as_database_error().and_then(|error| error.code()).map_or_else(|| error.to_string(), |code| code.into_owned()))
        }
    }
}

const NO_RIGHT: &str = "42501";
const CHECK: &str = "23514";

/// A row of every table for a school.
async fn furnish(school: &Org, n: u8) -> Sample {
    let sample =
        Sample { district: school.place.district.to_string(), school: school.place.id.to_string(), path: school.place.path.clone(), n };
    let mut conn = school.site.owner().acquire().await.expect("a connection");
    sample.insert_all(&mut conn).await;
    sample
}

#[tokio::test(flavor = "multi_thread")]
async fn the_runtime_role_cannot_rewrite_history() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let sample = furnish(&school, 1).await;
    let Sample { district, school: id, path, .. } = &sample;
    let (person, other) = (sample.id('a'), &site.school("二小").place.path);
    let insert = "INSERT INTO ticket (district_id, id, school_id, path, number, state, grade, category, title, place, source, found_at, reporter_id, waits_for";
    let values = format!(
        "VALUES ('{district}', gen_random_uuid(), '{id}', '{path}', '1999-0009', 'reported', 'general', 'fire', 'x', 'y', 'snap', now(), '{person}', 'officer'"
    );
    let event =
        "INSERT INTO ledger_event (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, facts, prev, hash";
    let joined = "UPDATE ticket SET also_ids = also_ids || gen_random_uuid(), version = version + 1";
    let refused = [
        "DELETE FROM ticket".to_owned(),
        "DELETE FROM ledger_event".into(),
        "DELETE FROM ledger_text".into(),
        "DELETE FROM ledger_head".into(),
        "DELETE FROM photo".into(),
        "DELETE FROM inspection".into(),
        "DELETE FROM evaluation".into(),
        "DELETE FROM rollup".into(),
        "DELETE FROM request".into(),
        "DELETE FROM person".into(),
        "DELETE FROM org".into(),
        "TRUNCATE ledger_event".into(),
        "UPDATE ledger_event SET act = 'pass'".into(),
        "UPDATE ledger_event SET at = now()".into(),
        "UPDATE ledger_event SET hash = '\\x02'".into(),
        "UPDATE ledger_text SET body = 'x'".into(),
        "UPDATE ledger_head SET at = now() - interval '1 day'".into(),
        "UPDATE ledger_head SET at = now() + interval '1 day'".into(),
        "UPDATE evaluation SET level = 4".into(),
        "UPDATE ticket SET reported_at = now()".into(),
        "UPDATE ticket SET found_at = now()".into(),
        "UPDATE ticket SET number = '1999-0008'".into(),
        "UPDATE ticket SET reporter_id = gen_random_uuid()".into(),
        "UPDATE ticket SET title = 'x'".into(),
        format!("UPDATE ticket SET path = '{other}'"),
        format!("{joined}, acted_at = now() - interval '1 second'"),
        format!("{joined}, acted_at = now() + interval '1 second'"),
        // Made in an earlier transaction, so an update that does not say when it happened is refused too.
        joined.into(),
        format!("{insert}, reported_at) {values}, now() - interval '1 year')"),
        format!("{insert}, acted_at) {values}, now())"),
        format!("{insert}, closed_at) {values}, now())"),
        format!("{insert}) {}", values.replace("'reported'", "'closed'") + ")"),
        format!("{insert}) {}", values.replace("'reported'", "'confirmed'") + ")"),
        format!("{insert}) {}", values.replace(path.as_str(), other) + ")"),
        format!(
            "{event}, at) VALUES ('{district}', '{id}', '{path}', 901, 'ticket', gen_random_uuid(), 'pass', '{person}', 'officer', '{{}}', '\\x01', '\\x02', now() - interval '1 day')"
        ),
        format!(
            "{event}) VALUES ('{district}', '{id}', '{other}', 901, 'ticket', gen_random_uuid(), 'pass', '{person}', 'officer', '{{}}', '\\x01', '\\x02')"
        ),
        "SELECT password_hash FROM person".into(),
        "SELECT token_hash FROM session".into(),
        "SELECT * FROM sign_in_failure".into(),
        "UPDATE post SET role = 'principal'".into(),
        "UPDATE org SET path = '43.'".into(),
        "SET LOCAL ROLE postgres".into(),
        "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY".into(),
        "DROP POLICY acted_now ON ticket".into(),
        "CREATE TABLE mine (a int)".into(),
    ];
    for sql in &refused {
        assert_eq!(answer(&site, path, sql).await.as_deref(), Some(NO_RIGHT), "{sql}");
    }
    // And the same role may do what the site does, so it is not merely blind.
    assert_eq!(answer(&site, path, &format!("{joined}, acted_at = now()")).await, None);
    assert_eq!(answer(&site, path, &format!("{insert}) {values})")).await, None);
}

/// What a state must have, whoever writes it; `refusals` has the way from one state to another.
#[tokio::test(flavor = "multi_thread")]
async fn no_state_is_without_what_it_needs() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let sample = furnish(&school, 1).await;
    let (me, path) = (sample.id('a'), &sample.path);
    let plan = format!("responsible_id = '{me}', measures = 'm', planned_fen = 0, due_on = '2030-01-01', contingency = 'c'");
    let skipping = [
        "state = 'rectifying', waits_for = 'responsible'".to_owned(),
        "state = 'verifying', waits_for = 'verifier'".into(),
        format!("state = 'verifying', waits_for = 'verifier', {plan}"),
        format!("state = 'signing', waits_for = 'principal', {plan}, rectifier_id = '{me}', done = 'd', spent_fen = 0"),
        "state = 'closed', waits_for = NULL, closed_at = now()".into(),
        format!("state = 'closed', waits_for = NULL, closed_at = now(), {plan}, rectifier_id = '{me}', done = 'd', spent_fen = 0"),
        "state = 'planning', waits_for = 'bureau'".into(),
        "state = 'void', waits_for = NULL".into(),
        "state = 'confirmed', waits_for = NULL".into(),
        "on_the_spot = true, grade = 'major'".into(),
        // Own verification and own signature.
        format!(
            "state = 'signing', waits_for = 'principal', {plan}, rectifier_id = '{me}', done = 'd', spent_fen = 0, verifier_id = '{me}'"
        ),
    ]
    .into_iter()
    .map(|set| format!("UPDATE ticket SET version = version + 1, acted_at = now(), {set}"));
    for sql in skipping {
        assert_eq!(answer(&site, path, &sql).await.as_deref(), Some(CHECK), "{sql}");
        assert_eq!(owners(&site, &sql).await.as_deref(), Some(CHECK), "{sql}");
    }
    // Each of the five alone is missed.
    for part in ["responsible_id = NULL", "measures = ''", "planned_fen = NULL", "due_on = NULL", "contingency = ''", "planned_fen = -1"] {
        let name = part.split(' ').next().unwrap_or_default();
        let four: Vec<&str> = plan.split(", ").filter(|one| !one.starts_with(name)).collect();
        let sql =
            format!("UPDATE ticket SET acted_at = now(), state = 'rectifying', waits_for = 'responsible', {}, {part}", four.join(", "));
        assert_eq!(owners(&site, &sql).await.as_deref(), Some(CHECK), "{sql}");
    }
    let sql = format!("UPDATE ticket SET acted_at = now(), state = 'rectifying', waits_for = 'responsible', {plan}");
    assert_eq!(owners(&site, &sql).await, None, "all five");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_verifies_their_own_work_by_page_by_forged_form_or_by_sql() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &officer).await;
    story::submitted(&url, &officer).await;
    let page = officer.get(&url).await;
    assert!(!page.has("form[action$='/pass']"), "{page}");
    for act in ["pass", "fail"] {
        assert!(!officer.get(&format!("{url}/{act}")).await.has(".act form"));
        let version: i32 = sqlx::query_scalar("SELECT version FROM ticket").fetch_one(site.owner()).await.expect("the ticket");
        let page = officer.post(&format!("{url}/{act}"), &[("version", &version.to_string()), ("note", "看过了")]).await;
        assert_eq!((page.status(), page.has(".errsum")), (409, true), "{page}");
    }
    // Through another post of the same person neither.
    school.appoint(officer.person, Role::Principal, "副校长").await;
    let again = site.visitor();
    again.sign_in(&officer.username).await;
    let posts = again.get("/post").await;
    let choice = posts.attrs("form[action='/post'] input[name=post]", "value");
    assert_eq!(choice.len(), 2, "{posts}");
    for post in choice {
        assert_eq!(again.post("/post", &[("post", &post)]).await.status(), 303);
        assert!(!again.get(&url).await.has("form[action$='/pass']"));
        let page = again.post(&format!("{url}/pass"), &[("version", "4"), ("note", "")]).await;
        assert_eq!(page.status(), 409, "{page}");
    }
    let sql =
        "UPDATE ticket SET acted_at = now(), version = version + 1, state = 'signing', waits_for = 'principal', verifier_id = rectifier_id";
    assert_eq!(answer(&site, &school.place.path, sql).await.as_deref(), Some(CHECK));
    assert_eq!(officer.get(&url).await.events(), ["submit", "assign", "confirm", "report"]);
    site.holds_together().await;
}

/// Row-level security alone, with no WHERE of ours: every table, as the runtime role with the reach of one school.
#[tokio::test(flavor = "multi_thread")]
async fn without_any_query_of_ours_no_row_of_another_school_is_seen() {
    let site = TestSite::new().await;
    let (here, next, far) = (site.school("一中"), site.school("二小"), site.school("三中"));
    let mut people = Vec::new();
    for (school, n) in [(&here, 1), (&next, 2), (&far, 3)] {
        people.push(furnish(school, n).await.id('a'));
    }
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('path', 'owner_path')
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity ORDER BY 1",
    )
    .fetch_all(site.owner())
    .await
    .expect("the catalogue is readable");
    assert!(columns.len() >= 18, "{columns:?}");
    for (table, column) in &columns {
        for (other, scope) in [(&next, &here.place.path), (&far, &here.place.path), (&far, &site.bureau("东区局").place.path)] {
            let sql = format!("SELECT count({column}) FROM {table} WHERE starts_with({column}, '{}')", other.place.path);
            let truth: i64 = sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(site.owner()).await.expect("the owner sees all");
            assert!(truth > 0, "{table} holds nothing of {}, so this proves nothing", other.place.name_zh);
            let seen: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_one(&mut *site.runtime(scope).await)
                .await
                .unwrap_or_else(|error| panic!("{table}: {error}"));
            assert_eq!(seen, 0, "{table} shows rows of {} within {scope}", other.place.name_zh);
        }
        let own = format!("SELECT count({column}) FROM {table} WHERE starts_with({column}, '{}')", here.place.path);
        let mut tx = site.runtime(&here.place.path).await;
        // A message is its person's own.
        tx.execute(AssertSqlSafe(format!("SET LOCAL app.person = '{}'", people[0]))).await.expect("set");
        let seen: i64 = sqlx::query_scalar(AssertSqlSafe(own.clone())).fetch_one(&mut *tx).await.expect("readable");
        // A reporter's contact is shown to nobody who has not told the ledger so: see `tips`.
        assert!(seen > 0 || table == "tip_contact", "{table} hides a school's own rows");
        if table == "message" {
            for other in ["", people[1].as_str()] {
                tx.execute(AssertSqlSafe(format!("SET LOCAL app.person = '{other}'"))).await.expect("set");
                let seen: i64 = sqlx::query_scalar(AssertSqlSafe(own.clone())).fetch_one(&mut *tx).await.expect("readable");
                assert_eq!(seen, 0, "somebody else's messages are shown to {other:?}");
            }
        }
        // Without a reach there is nothing at all.
        let all: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count({column}) FROM {table}")))
            .fetch_one(&mut *site.runtime("").await)
            .await
            .expect("readable");
        assert_eq!(all, 0, "{table} is open without a reach");
    }
    // What begins like the path but is another organisation is not below it.
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM ticket")
        .fetch_one(&mut *site.runtime("43.4304.430405.430405S00").await)
        .await
        .expect("readable");
    assert_eq!(seen, 2, "paths end with a dot, so that no code is the beginning of another");
}

/// Our own queries and gates alone, with row-level security switched off: no page of one school shows anything to another.
#[tokio::test(flavor = "multi_thread")]
async fn without_row_level_security_no_page_of_another_school_is_shown() {
    let site = TestSite::new().await;
    let (here, next) = (site.school("一中"), site.school("二小"));
    let officer = here.officer().await;
    let theirs = story::reported(&next, &next.staff().await).await;
    furnish(&next, 2).await;
    let photo: String = sqlx::query_scalar("SELECT id::text FROM photo WHERE ticket_id IS NOT NULL AND path = $1 LIMIT 1")
        .bind(&next.place.path)
        .fetch_one(site.owner())
        .await
        .expect("a photo");
    let number = theirs.rsplit('/').next().unwrap_or_default().to_owned();
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity")
            .fetch_all(site.owner())
            .await
            .expect("readable");
    for table in &tables {
        site.owner().execute(AssertSqlSafe(format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))).await.expect("the owner may");
    }
    let leak: i64 = sqlx::query_scalar("SELECT count(*) FROM ticket WHERE path <> $1")
        .bind(&here.place.path)
        .fetch_one(&mut *site.runtime(&here.place.path).await)
        .await
        .expect("readable");
    assert_eq!(leak, 2, "the second wall is really down");

    let fill = |path: &str, org: &str| {
        let pairs = [
            ("{org}", org),
            ("{number}", &number),
            ("{act}", "confirm"),
            ("{photo}", &photo),
            ("{size}", "thumb"),
            ("{person}", "0000000a-0000-7000-8000-00000000000a"),
            ("{post}", "x"),
        ];
        pairs.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    };
    let routes = hazard_register::routes();
    let theirs_to_ask = routes.list().iter().filter(|route| route.path.contains("{org}"));
    let mut asked = 0;
    for route in theirs_to_ask {
        for user in [&officer, &here.principal().await] {
            let path = fill(&route.path, "430405S002");
            let page =
                if route.method == "GET" { user.get(&path).await } else { user.post(&path, &[("version", "1"), ("note", "x")]).await };
            assert_eq!(page.status(), 404, "{} {path} as {}", route.method, user.name);
            asked += 1;
        }
        // Their ids under our own address.
        if ["{number}", "{photo}", "{person}"].iter().any(|id| route.path.contains(id)) {
            let path = fill(&route.path, "430405S001");
            let page = if route.method == "GET" {
                officer.get(&path).await
            } else {
                officer.post(&path, &[("version", "1"), ("note", "x")]).await
            };
            assert_eq!(page.status(), 404, "{} {path}: another school's thing under our address", route.method);
        }
    }
    assert!(asked >= 14, "only {asked} doors");
    for list in ["tickets", "tickets?show=all", "dashboard", "risks", "inspections"] {
        let page = officer.get(&here.url(list)).await;
        assert!(!shows_theirs(&page), "{list} shows another school's rows: {page}");
    }
}

fn shows_theirs(page: &Page) -> bool {
    ["二小", "样例隐患2", "锅炉房2", "日查2", "燃气阀门漏气"].iter().any(|word| page.body().contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_reach_does_not_exist() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let url = story::reported(&school, &school.staff().await).await;
    let photo = school.officer().await.get(&url).await.attr(".pair img", "src");
    let outsiders = [site.school("二小").officer().await, site.school("三中").principal().await, site.bureau("西区局").reviewer().await];
    for outsider in &outsiders {
        for path in [&url, &format!("{url}/confirm"), &photo, &school.url("tickets"), &school.url("tickets/new")] {
            assert_eq!(outsider.get(path).await.status(), 404, "{path} as {}", outsider.name);
        }
        assert_eq!(
            outsider.post(&format!("{url}/confirm"), &[("version", "1"), ("grade", "general"), ("category", "fire")]).await.status(),
            404
        );
        assert_eq!(outsider.post(&school.url("tickets"), &[("title", "x")]).await.status(), 404);
    }
    for above in [bureau.reviewer().await, bureau.auditor().await, site.bureau("市局").leader().await] {
        assert_eq!(above.get(&url).await.status(), 200, "{} watches the school", above.name);
        assert_eq!(above.get(&photo).await.status(), 200);
    }
    // Absent and hidden look the same.
    let officer = site.school("二小").officer().await;
    let (hidden, absent) = (officer.get(&url).await, officer.get("/o/999999/tickets/2026-0001").await);
    assert_eq!(
        (hidden.status(), hidden.text("h1"), hidden.text("main p:nth-of-type(2)")),
        (404, absent.text("h1"), absent.text("main p:nth-of-type(2)"))
    );
    // Nobody signed in: to the sign-in, with the way back; a form is answered plainly.
    let visitor = site.visitor();
    let page = visitor.get(&url).await;
    assert_eq!((page.status(), page.location().starts_with("/login?next=")), (303, true));
    assert_eq!(visitor.post(&format!("{url}/confirm"), &[("version", "1")]).await.status(), 401);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_as_the_owner_is_known_and_tells_nothing_from_out_of_reach() {
    let site = TestSite::new().await;
    let names: Vec<String> =
        sqlx::query_scalar("SELECT proname::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1")
            .fetch_all(site.owner())
            .await
            .unwrap();
    assert_eq!(
        names,
        ["risk_points_saying", "shift_campaign_tasks", "tickets_saying"],
        "a function that runs as the owner steps around every wall: each has its test, here or (campaigns) where it is used"
    );
    let school = site.school("一中");
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=common")).await.form("/risks/adopt")).await;
    let words: String =
        sqlx::query_scalar("SELECT left(name, 2) FROM risk_point ORDER BY number LIMIT 1").fetch_one(site.owner()).await.unwrap();
    let having: i64 = sqlx::query_scalar("SELECT count(*) FROM risk_point WHERE strpos(words, lower($1)) > 0")
        .bind(&words)
        .fetch_one(site.owner())
        .await
        .unwrap();
    let bureau = site.bureau("东区局");
    for (path, seen) in [
        (school.place.path.as_str(), having),
        (bureau.place.path.as_str(), having),
        (site.school("二小").place.path.as_str(), 0),
        (site.bureau("西区局").place.path.as_str(), 0),
    ] {
        for below in ["", bureau.place.path.as_str()] {
            let mut runtime = site.runtime(path).await;
            let found: i64 = sqlx::query_scalar("SELECT cardinality(points)::bigint FROM risk_points_saying($1, $2, 1000, 1000)")
                .bind(&words)
                .bind(below)
                .fetch_one(&mut *runtime)
                .await
                .unwrap();
            assert_eq!(found, seen, "{path} {below}");
        }
    }
    // Tickets by their words, by a person's name and by a risk point's: of those within reach only, people and points too.
    story::reported(&school, &officer).await;
    let name = &officer.name;
    for (path, reached) in [
        (school.place.path.as_str(), true),
        (bureau.place.path.as_str(), true),
        (site.school("二小").place.path.as_str(), false),
        (site.bureau("西区局").place.path.as_str(), false),
    ] {
        for below in ["", bureau.place.path.as_str()] {
            for (part, people, points, tickets) in [("燃气阀门", 0, 0, 1), (name.as_str(), 1, 0, 1), (words.as_str(), 0, having, 0)] {
                let mut runtime = site.runtime(path).await;
                let found: (i64, i64, i64) = sqlx::query_as(
                    "SELECT cardinality(people)::bigint, cardinality(points)::bigint, cardinality(tickets)::bigint FROM tickets_saying(ARRAY[$1], $2, 1000)",
                )
                .bind(part)
                .bind(below)
                .fetch_one(&mut *runtime)
                .await
                .unwrap();
                let seen = if reached { (people, points, tickets) } else { (0, 0, 0) };
                // A point's name may be said in its description too: points are counted by name.
                if part == words {
                    assert_eq!(found.1 > 0, reached, "{path} {below} {part}");
                } else {
                    assert_eq!(found, seen, "{path} {below} {part}");
                }
            }
        }
    }
    for sql in ["SELECT risk_points_saying($1, '', 1000, 1000)", "SELECT tickets_saying(ARRAY[$1], '', 1000)"] {
        let mut passerby = site.passerby(&[]).await;
        let refused = sqlx::query(sql).bind(&words).execute(&mut *passerby).await;
        assert!(refused.is_err(), "the public looks nothing up");
    }
}
