//! A small demo: what it writes holds together like what people write, and shows what a demo is for.

use crate::common::database::{Database, ZONE};
use crate::common::proof;
use chrono::{DateTime, TimeZone, Utc};
use hazard_register::db::connect_owner;
use hazard_register::demo::{Demo, SignIn};
use hazard_register::evidence::shelf::Shelf;
use hazard_register::ledger;
use hazard_register::text::Lang;
use sqlx::PgPool;
use std::collections::BTreeSet;

/// The demo's schools, three of them, with two drawn photos instead of dozens.
async fn filled(lang: Lang, now: DateTime<Utc>) -> (Database, PgPool, Vec<SignIn>, Vec<String>) {
    let database = Database::migrated().await;
    let owner = connect_owner(database.options("postgres"), ZONE).await.expect("the owner connects");
    let folder = std::env::temp_dir().join(format!("{}_photos", database.name));
    let shelf = Shelf::new(&folder);
    shelf.ensure().await.expect("a folder for photos");
    let demo = Demo { schools: 3, scenes: 1, variants: 1, ..Demo::whole(lang, ZONE, now, 7) };
    let mut said = Vec::new();
    let sign_ins = demo.fill(&owner, &shelf, &mut |line| said.push(line)).await.expect("the demo is filled");
    std::fs::remove_dir_all(&folder).expect("the photos go");
    (database, owner, sign_ins, said)
}

async fn words(owner: &PgPool, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(owner).await.expect("a list of words")
}

/// Sums of risk points and inspections beside those kept along the way.
const SUMS: &str = "
    WITH p AS (SELECT school_id AS org, level, complete FROM risk_point WHERE retired_at IS NULL UNION ALL SELECT district_id, level, complete FROM risk_point WHERE retired_at IS NULL),
         i AS (SELECT school_id AS org, problems, submitted_at FROM inspection WHERE submitted_at IS NOT NULL UNION ALL SELECT district_id, problems, submitted_at FROM inspection WHERE submitted_at IS NOT NULL),
         truth AS (SELECT org, count(*) FILTER (WHERE level = 1) AS risk_1, count(*) FILTER (WHERE level = 2) AS risk_2, count(*) FILTER (WHERE level = 3) AS risk_3,
                          count(*) FILTER (WHERE level = 4) AS risk_4, count(*) FILTER (WHERE NOT complete) AS incomplete FROM p GROUP BY org),
         walked AS (SELECT org, count(*) AS inspections, sum(problems) AS problems, max(submitted_at) AS inspected_at FROM i GROUP BY org)
    SELECT r.path FROM rollup r LEFT JOIN truth t ON t.org = r.org_id LEFT JOIN walked w ON w.org = r.org_id
     WHERE (r.risk_1, r.risk_2, r.risk_3, r.risk_4, r.incomplete, r.inspections, r.problems, r.inspected_at)
        IS DISTINCT FROM (t.risk_1, t.risk_2, t.risk_3, t.risk_4, t.incomplete, w.inspections, w.problems::bigint, w.inspected_at)";

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_holds_together_and_shows_every_state() {
    // A Sunday: most people try things out when no school is open.
    let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).single().expect("an instant");
    let (_database, owner, sign_ins, said) = filled(Lang::Zh, now).await;
    proof::holds_together(&owner).await;
    assert_eq!(words(&owner, SUMS).await, [""; 0]);
    let mut conn = owner.acquire().await.expect("a connection");
    let report = ledger::verify(&mut conn, None).await.expect("the ledger is read");
    assert!(report.clean(), "{:#?}", report.findings);
    assert!(report.events > 900, "only {} events", report.events);

    assert_eq!(
        words(&owner, "SELECT DISTINCT state FROM ticket ORDER BY 1").await,
        ["accepting", "closed", "confirmed", "planning", "rectifying", "reported", "signing", "verifying", "void"]
    );
    assert_eq!(words(&owner, "SELECT DISTINCT source FROM ticket ORDER BY 1").await, ["inspection", "public", "snap", "superior"]);
    let nothing = |sql| {
        let owner = owner.clone();
        async move { assert_eq!(words(&owner, sql).await, [""; 0], "{sql}") }
    };
    // Nothing happened before its beginning, after now, or at the time of writing.
    nothing("SELECT number FROM ticket WHERE reported_at > acted_at OR found_at > reported_at OR acted_at > '2026-11-22 08:00Z' OR reported_at < '2026-02-24'").await;
    nothing(
        "SELECT number FROM inspection WHERE started_at > submitted_at OR submitted_at > '2026-11-22 08:00Z' OR started_at < '2026-02-24'",
    )
    .await;
    nothing("SELECT id::text FROM photo WHERE uploaded_at > '2026-11-22 08:00Z' OR (ticket_id IS NULL AND inspection_id IS NULL AND plan_id IS NULL)").await;
    nothing("SELECT id::text FROM evaluation WHERE at > '2026-11-22 08:00Z'").await;
    nothing("SELECT name FROM plan WHERE created_at > '2026-02-25'").await;
    nothing("SELECT number FROM risk_point WHERE created_at > '2026-02-25'").await;
    nothing("SELECT seq::text FROM ledger_event WHERE at > '2026-11-22 08:00Z'").await;
    nothing(
        "SELECT voucher FROM fund_entry WHERE entered_at > '2026-11-22 08:00Z' OR entered_at < '2026-02-24' OR on_day > entered_at::date",
    )
    .await;
    nothing("SELECT source FROM fund_budget WHERE set_at > '2026-11-22 08:00Z'").await;
    nothing("SELECT name_zh FROM org o WHERE EXISTS (SELECT FROM risk_point r WHERE r.school_id = o.id) AND NOT EXISTS (SELECT FROM notice n WHERE n.school_id = o.id AND n.open)").await;
    nothing("SELECT name FROM person WHERE must_change OR disabled_at IS NOT NULL OR created_at > '2026-02-25'").await;
    // Reports of the public: some wait, some were answered, each after it came.
    assert_eq!(
        words(&owner, "SELECT DISTINCT state FROM tip WHERE received_at < coalesce(answered_at, '2026-11-22 08:00Z') ORDER BY 1").await,
        ["accepted", "declined", "known", "waiting"]
    );
    nothing("SELECT words FROM tip WHERE received_at >= coalesce(answered_at, '2026-11-22 08:00Z') OR due_on < received_at::date").await;
    // Some are late today, some fall due, some were closed late, some came back.
    for some in [
        "SELECT number FROM ticket WHERE state NOT IN ('closed', 'void') AND due_on < '2026-11-22'",
        "SELECT number FROM ticket WHERE state NOT IN ('closed', 'void') AND due_on BETWEEN '2026-11-22' AND '2026-11-23'",
        "SELECT number FROM ticket WHERE state = 'closed' AND (closed_at AT TIME ZONE 'Asia/Shanghai')::date > due_on",
        "SELECT number FROM ticket WHERE state = 'closed' AND returned > 0",
        "SELECT number FROM ticket WHERE state = 'closed' AND grade = 'major'",
        "SELECT number FROM ticket WHERE state = 'closed' AND on_the_spot",
        "SELECT number FROM inspection WHERE submitted_at IS NULL",
        // Money with its vouchers, in a year's budget; second reports put together; more time; what is looked after; who stands in.
        "SELECT voucher FROM fund_entry WHERE kind = 'spent' AND fen > 0",
        "SELECT source FROM fund_budget WHERE fen > 0",
        "SELECT number FROM ticket WHERE void_reason = 'duplicate' AND merged_into IS NOT NULL",
        "SELECT number FROM ticket WHERE also_ids <> '{}'",
        "SELECT number FROM ticket WHERE extended > 0",
        "SELECT number FROM ticket WHERE asked_due_on IS NOT NULL",
        "SELECT title FROM inspection_plan WHERE control_of IS NOT NULL",
        "SELECT reason FROM delegation WHERE to_on >= '2026-11-22'",
        "SELECT number FROM risk_point r WHERE NOT EXISTS (SELECT FROM plan_mark m WHERE m.risk_point_id = r.id)",
    ] {
        assert!(!words(&owner, some).await.is_empty(), "{some}");
    }

    let posts: BTreeSet<(String, String)> = sign_ins.iter().map(|one| (one.org.clone(), one.role.clone())).collect();
    assert_eq!((sign_ins.len(), posts.len()), (5 * 4 + 3 * 3, 5 * 4 + 3 * 3), "every role once at every organisation that has people");
    let usernames: BTreeSet<String> = words(&owner, "SELECT username FROM person").await.into_iter().collect();
    assert!(sign_ins.iter().all(|one| usernames.contains(&one.username) && !one.password.is_empty() && !one.org_name.is_empty()));
    let two =
        words(&owner, "SELECT p.username FROM person p JOIN post q ON q.person_id = p.id GROUP BY p.username HAVING count(*) > 1").await;
    assert_eq!(two, [hazard_register::demo::TWO_POSTS]);
    assert!(!said.is_empty() && said.iter().all(|line| !line.starts_with("demo-")), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_english_demo_in_the_holidays_has_no_chinese_and_is_alive() {
    let now = Utc.with_ymd_and_hms(2026, 8, 5, 2, 30, 0).single().expect("an instant");
    let (_database, owner, _, _) = filled(Lang::En, now).await;
    proof::holds_together(&owner).await;
    // What a bureau sets stands in both languages, in the record too.
    let all = "SELECT title || description || place || coalesce(measures, '') || coalesce(done, '') FROM ticket
               UNION ALL SELECT t.body FROM ledger_text t JOIN ledger_event e USING (district_id, school_id, seq) WHERE e.subject NOT IN ('scheme', 'criterion', 'calendar') UNION ALL SELECT name FROM person UNION ALL SELECT title FROM post
               UNION ALL SELECT name || place || accident FROM risk_point UNION ALL SELECT name FROM plan UNION ALL SELECT name FROM plan_area UNION ALL SELECT question || standard || note FROM inspection_item UNION ALL SELECT title || items::text FROM check_template WHERE owner_path <> ''";
    let chinese: Vec<String> =
        words(&owner, all).await.into_iter().filter(|text| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))).collect();
    assert_eq!(chinese, [""; 0]);
    let recent = words(&owner, "SELECT number FROM ticket WHERE reported_at > '2026-07-29'").await;
    assert!(!recent.is_empty());
}
