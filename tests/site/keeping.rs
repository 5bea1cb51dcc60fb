//! What ages: the daily sweep deletes by the days of the data, never sooner, never the record; and once a day however many ask.

use crate::common::{TestSite, story};
use hazard_register::{job, keeping};
use sqlx::{AssertSqlSafe, Executor};

async fn run(site: &TestSite, sql: &str) {
    site.owner().execute(AssertSqlSafe(sql.to_owned())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A day's sweep, whatever the hour, asked for by several at once.
async fn sweep(site: &TestSite) {
    run(site, "DELETE FROM job WHERE kind = 'forget_in_time'").await;
    let app = site.app();
    let (a, b, c) = tokio::join!(keeping::due(app), keeping::due(app), keeping::due(app));
    a.and(b).and(c).expect("asked for");
    let jobs: i64 = sqlx::query_scalar("SELECT count(*) FROM job WHERE kind = 'forget_in_time'").fetch_one(site.owner()).await.unwrap();
    assert_eq!(jobs, 1, "one a day");
    run(site, "UPDATE job SET run_at = now() WHERE kind = 'forget_in_time'").await;
    job::drain(app, &hazard_register::jobs()).await.expect("swept");
    let failed: Vec<String> = sqlx::query_scalar("SELECT last_error FROM job WHERE kind = 'forget_in_time' AND done_at IS NULL")
        .fetch_all(site.owner())
        .await
        .unwrap();
    assert_eq!(failed, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporters_contact_goes_ninety_days_after_the_answer_and_a_refused_report_later() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let page = officer.get(&school.url("notice")).await;
    officer.done(page.form("/notice").set("open", "yes").set("duty_line", "0734-000 0307")).await;
    let spot = format!("/public/{}/report", school.place.code);
    let visitor = site.visitor();
    let mut codes = Vec::new();
    for words in ["灯坏了", "门坏了", "墙裂了"] {
        let page = visitor.get(&spot).await;
        assert!(page.text("[data-kept]").contains("答复 90 天后自动删除"), "the form says so: {page}");
        let page = visitor.send(page.form("/report").set("words", words).set("place", "东门外").set("contact", "139-0000-1111")).await;
        codes.push(page.location().split(['=', '&']).nth(1).expect("a code").to_owned());
    }
    // One refused, one taken up, one not answered.
    let list = officer.get(&school.url("public-reports")).await;
    let tips = list.attrs("[aria-labelledby=waiting-h] a.t", "href");
    let of = |words: &str| {
        let at = list.all("[aria-labelledby=waiting-h] a.t").iter().position(|one| one == words).expect("it waits");
        tips[at].clone()
    };
    let page = officer.get(&format!("{}?do=decline", of("灯坏了"))).await;
    officer.done(page.form("/decline").set("reason", "unfounded").set("answer", "现场看过，是好的")).await;
    let page = officer.get(&format!("{}?do=accept", of("门坏了"))).await;
    officer.done(page.form("/accept").set("grade", "general").set("category", "building")).await;

    let after = async |days: i32| {
        run(&site, &format!("UPDATE tip SET answered_at = now() - interval '{days} days' WHERE answered_at IS NOT NULL; UPDATE tip_mark SET at = at - interval '40 days'")).await;
        run(&site, "DELETE FROM tip_mark").await;
        sweep(&site).await;
        (site.count("tip").await, site.count("tip_contact").await)
    };
    assert_eq!(after(89).await, (3, 3), "not yet");
    assert_eq!(after(91).await, (3, 1), "what is not answered keeps its contact");
    let shown = officer.get(&of("门坏了")).await;
    assert!(shown.has("[data-erased]") && !shown.has("form[action$='/contact']"), "{shown}");
    assert_eq!(officer.post(&format!("{}/contact", of("门坏了")), &[]).await.status(), 404);
    assert!(officer.get(&of("墙裂了")).await.has("form[action$='/contact']"));
    assert_eq!(after(179).await, (3, 1));
    assert_eq!(after(181).await, (2, 1), "the refused one is gone, what became a hidden danger stays");
    assert_eq!(officer.get(&of("灯坏了")).await.status(), 404);
    assert_eq!(site.count("ticket").await, 1);
    let words = visitor.get(&format!("/follow?code={}", codes[1])).await;
    assert_eq!(words.status(), 200, "its reporter still follows it");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn read_messages_deliveries_imports_and_jobs_go_and_the_record_stays() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    let import = story::import_checked(&school, &officer).await;
    run(
        &site,
        "INSERT INTO delivery (id, path, channel, kind, person_id) SELECT gen_random_uuid(), p.path, 'mail', 'confirm', p.id FROM person p LIMIT 2;
         UPDATE delivery SET sent_at = now() WHERE id = (SELECT min(id::text)::uuid FROM delivery)",
    )
    .await;
    let messages = site.count("message").await;
    let unread: i64 = sqlx::query_scalar("SELECT count(*) FROM message WHERE read_at IS NULL").fetch_one(site.owner()).await.unwrap();
    assert!(messages > unread && unread > 0, "{messages} {unread}");
    let before = (site.count("ledger_event").await, site.count("ledger_text").await, site.count("photo").await);
    let after = async |days: i32| {
        run(
            &site,
            &format!(
                "UPDATE message SET read_at = now() - interval '{days} days' WHERE read_at IS NOT NULL; UPDATE delivery SET sent_at = now() - interval '{days} days' WHERE sent_at IS NOT NULL;
                 UPDATE message SET created_at = now() - interval '{days} days'; UPDATE risk_import SET created_at = now() - interval '{days} days';
                 UPDATE job SET done_at = now() - interval '{days} days' WHERE done_at IS NOT NULL"
            ),
        )
        .await;
        sweep(&site).await;
        (site.count("message").await, site.count("delivery").await, site.count("risk_import_row").await)
    };
    let rows = site.count("risk_import_row").await;
    assert!(rows > 0);
    assert_eq!(after(29).await, (messages, 2, rows));
    assert_eq!(officer.get(&import).await.status(), 200);
    assert_eq!(after(31).await, (messages, 2, 0));
    assert_eq!(officer.get(&import).await.status(), 404);
    assert_eq!(after(179).await, (messages, 2, 0));
    assert_eq!(after(181).await, (unread, 1, 0), "what is not read or not carried stays");
    assert_eq!((site.count("ledger_event").await, site.count("ledger_text").await, site.count("photo").await), before);
    assert_eq!(officer.get(&url).await.status(), 200);
    site.holds_together().await;
}

/// The server's own role deletes nothing sooner, and nothing else at all.
#[tokio::test(flavor = "multi_thread")]
async fn the_walls_let_nothing_go_sooner() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::import_checked(&school, &officer).await;
    run(&site, "INSERT INTO delivery (id, path, channel, kind, person_id, sent_at) SELECT gen_random_uuid(), p.path, 'mail', 'confirm', p.id, now() FROM person p LIMIT 1").await;
    run(&site, "INSERT INTO job (id, kind, path, payload, done_at) VALUES (gen_random_uuid(), 'x', '', '{}', now())").await;
    run(&site, "UPDATE message SET read_at = now()").await;
    for (table, sql) in [
        ("message", "DELETE FROM message"),
        ("delivery", "DELETE FROM delivery"),
        ("job", "DELETE FROM job"),
        ("risk_import_row", "DELETE FROM risk_import_row"),
        ("risk_import", "DELETE FROM risk_import"),
    ] {
        let there = site.count(table).await;
        let mut tx = site.runtime(&school.place.path).await;
        tx.execute("RESET ROLE").await.expect("the server's own role");
        let gone = tx.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected();
        assert!(there > 0 && gone == 0, "{table}: {gone} of {there}");
    }
    for sql in [
        "DELETE FROM ticket",
        "DELETE FROM ledger_event",
        "DELETE FROM ledger_text",
        "DELETE FROM photo",
        "SELECT contact FROM tip_contact",
        "UPDATE tip SET words = ''",
    ] {
        let mut tx = site.runtime(&school.place.path).await;
        tx.execute("RESET ROLE").await.expect("the server's own role");
        assert!(tx.execute(sql).await.is_err(), "{sql}");
    }
}
