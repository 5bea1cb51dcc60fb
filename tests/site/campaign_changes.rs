//! What changes while a campaign runs: its deadline, and the questions of a school's own.

use crate::campaigns::{day, said, tasks};
use crate::common::{TestSite, story};
use chrono::{Days, NaiveDate};

/// The schools' sums of tasks by the day they are due: code, day, how many.
async fn due(site: &TestSite) -> Vec<(String, NaiveDate, i64)> {
    sqlx::query_as("SELECT o.code, r.due_on, r.due FROM rollup_task r JOIN org o ON o.id = r.org_id WHERE r.due <> 0 ORDER BY 1, 2")
        .fetch_all(site.owner())
        .await
        .expect("sums")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_is_moved_with_a_reason_and_what_is_open_follows() {
    let site = TestSite::new().await;
    let (city, east, one, two, three) =
        (site.bureau("市局"), site.bureau("东区局"), site.school("一中"), site.school("二小"), site.school("三中"));
    let (reviewer, officer, other, third) = (city.reviewer().await, one.officer().await, two.officer().await, three.officer().await);
    let (first, last) = (day(&reviewer, 0).await, day(&reviewer, 10).await);
    let (later, sooner, beyond) = (first + Days::new(20), first + Days::new(5), first + Days::new(45));
    said(&site, &city.place.path, "school", first, beyond + Days::new(3)).await;
    said(&site, &two.place.path, "off", later, later + Days::new(1)).await;
    let url = story::drafted(&city, &reviewer, "消防检查").await;
    let move_url = format!("{url}/deadline");
    assert_eq!(reviewer.get(&move_url).await.status(), 409, "a draft is simply changed");
    reviewer.done(story::launching(&url, &reviewer, &["430405S001", "430405S002", "430406S001"]).await).await;
    let id = url.rsplit('/').next().expect("an id").to_owned();
    // One is done; what is done stays.
    let task = third.get("/").await.attr(".rows a.t[href*='/tasks/']", "href");
    third.done(story::all_fine(&third.get(&task).await, &task)).await;
    site.holds_together().await;

    let page = reviewer.get(&url).await;
    assert!(page.has(&format!("a[href='{move_url}']")), "{page}");
    let page = reviewer.get(&move_url).await;
    assert!(page.text(".note").contains('2') && page.statements.len() <= 6, "two are open: {page}");
    let form = page.form("/deadline");
    for (to, why, at) in [
        (last.to_string(), "没变", "#deadline"),
        ((first - Days::new(1)).to_string(), "昨天", "#deadline"),
        ("2026-6-1".into(), "写错", "#deadline"),
        ((first + Days::new(500)).to_string(), "太远", "#deadline"),
        (later.to_string(), "", "#why"),
    ] {
        let refused = reviewer.send(form.clone().set("deadline", &to).set("why", why)).await;
        assert!(refused.status() == 422 && refused.has(&format!("{at}-err")), "{to} {why}: {refused}");
    }
    assert_eq!(site.count("ledger_event WHERE act = 'shift_campaign'").await, 0);
    // Pressed twice at once; and a stale page afterwards.
    let good = form.clone().set("deadline", &later.to_string()).set("why", "连日暴雨，延后");
    let (a, b) = tokio::join!(reviewer.send(good.clone()), reviewer.send(good.clone()));
    assert_eq!((a.status(), b.status(), a.location()), (303, 303, b.location()));
    let stale = reviewer.send(good.set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert_eq!(stale.status(), 409, "{stale}");
    let ends = |of: &[(String, NaiveDate, NaiveDate, String)]| of.iter().map(|(code, _, due, _)| (code.clone(), *due)).collect::<Vec<_>>();
    let now = ends(&tasks(&site).await);
    assert_eq!(
        now,
        [("430405S001".into(), later), ("430405S002".into(), later + Days::new(2)), ("430406S001".into(), last)],
        "each by its own calendar, and what is done stays"
    );
    let sums = due(&site).await;
    assert!(sums.contains(&("430405".into(), later, 1)) && sums.contains(&("430405".into(), later + Days::new(2), 1)), "{sums:?}");
    assert!(!sums.iter().any(|(code, on, _)| code == "430405" && *on == last), "{sums:?}");
    site.holds_together().await;

    // Both days and the reason: in the chain, on the bureau's page, on the school's, and on the home page of who has it to do, once.
    let event: (serde_json::Value, i64) = sqlx::query_as("SELECT facts, count(*) OVER () FROM ledger_event WHERE act = 'shift_campaign'")
        .fetch_one(site.owner())
        .await
        .expect("one event");
    assert_eq!(
        (event.0["from"].as_str(), event.0["to"].as_str(), event.0["schools"].as_str(), event.1),
        (Some(&*last.to_string()), Some(&*later.to_string()), Some("2"), 1)
    );
    let page = reviewer.get(&url).await;
    assert!(page.has("[data-event=shift_campaign]") && page.has("[data-was]") && page.text("[data-shift]").contains("连日暴雨"), "{page}");
    let below = east.leader().await.get(&east.url(&format!("campaigns/{id}"))).await;
    assert!(below.text("[data-shift]").contains("连日暴雨") && !below.has("a[href$='/deadline']"), "{below}");
    assert_eq!(east.reviewer().await.get(&east.url(&format!("campaigns/{id}/deadline"))).await.status(), 404, "not theirs to move");
    let seen = officer.get(&one.url(&format!("campaigns/{id}"))).await;
    assert!(seen.text("[data-shift]").contains("连日暴雨") && seen.statements.len() <= 6, "{seen}");
    for (user, told) in [(&officer, 1), (&other, 1), (&third, 0)] {
        let home = user.get("/").await;
        assert_eq!(home.all("[data-shifted]").len(), told, "{}: {home}", user.name);
        assert!(home.statements.len() <= 6, "{:?}", home.statements);
    }
    assert!(officer.get("/").await.text("[data-shifted]").contains("连日暴雨"));

    // Earlier, and then beyond its last day, which follows.
    for (to, why) in [(sooner, "天气好转，提前"), (beyond, "再延")] {
        let form = reviewer.get(&move_url).await.form("/deadline").set("deadline", &to.to_string()).set("why", why);
        reviewer.done(form).await;
        assert_eq!(ends(&tasks(&site).await)[0].1, to);
        site.holds_together().await;
    }
    let (deadline, end, moves): (NaiveDate, NaiveDate, i32) =
        sqlx::query_as("SELECT deadline, ends_on, jsonb_array_length(shifts) FROM campaign").fetch_one(site.owner()).await.expect("it");
    assert_eq!((deadline, end, moves), (beyond, beyond, 3));
    assert_eq!(officer.get("/").await.all("[data-shifted]").len(), 1, "the last one only");
    // What was overdue is open again when it is given time; a campaign that is closed is not moved.
    sqlx::query(
        "UPDATE inspection_task SET due_at = due_at - interval '60 days', opens_at = opens_at - interval '60 days' WHERE done_at IS NULL",
    )
    .execute(site.owner())
    .await
    .expect("moved");
    sqlx::query("UPDATE rollup_task SET due_on = due_on - 60 WHERE due_on = $1").bind(beyond).execute(site.owner()).await.expect("moved");
    assert_eq!(reviewer.get(&url).await.attr("[data-school='430405S001']", "data-state"), "overdue");
    let form = reviewer.get(&move_url).await.form("/deadline").set("deadline", &later.to_string()).set("why", "给一次机会");
    reviewer.done(form).await;
    assert_eq!(reviewer.get(&url).await.attr("[data-school='430405S001']", "data-state"), "fresh");
    site.holds_together().await;
    let form = reviewer.get(&format!("{url}/close")).await.form("/close").set("summary", "办结");
    reviewer.done(form).await;
    assert_eq!((reviewer.get(&move_url).await.status(), reviewer.post(&move_url, &[("why", "x")]).await.status()), (409, 409));

    // The door in the database: no other bureau's campaign, no school, no closed one, no task beside it.
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT id FROM inspection_task").fetch_all(site.owner()).await.expect("tasks");
    let districts: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT district_id FROM inspection_task").fetch_all(site.owner()).await.expect("districts");
    let moved = async |path: &str| -> i64 {
        let mut tx = site.runtime(path).await;
        sqlx::query_scalar(
            "SELECT count(*) FROM shift_campaign_tasks($1::uuid, $2, $3, array_fill(now() + interval '9 days', ARRAY[cardinality($3)]))",
        )
        .bind(&id)
        .bind(&districts)
        .bind(&ids)
        .fetch_one(&mut *tx)
        .await
        .expect("an answer")
    };
    assert_eq!(moved(&city.place.path).await, 0, "closed");
    sqlx::query("UPDATE campaign SET state = 'running', closed_at = NULL, figures = NULL").execute(site.owner()).await.expect("as it was");
    for (path, n) in [(&east.place.path, 0), (&one.place.path, 0), (&"".to_owned(), 0), (&city.place.path, 2)] {
        assert_eq!(moved(path).await, n, "{path}");
    }
    let mut tx = site.runtime(&city.place.path).await;
    assert!(sqlx::query("UPDATE inspection_task SET due_at = now()").execute(&mut *tx).await.is_err(), "there is no other way");
    // The auditor's page leads to the campaign.
    let chain = city.auditor().await;
    let page = chain.get(&city.url("ledger/events")).await;
    let link = page.attr("[data-event=shift_campaign] a", "href");
    assert_eq!((link.as_str(), chain.get(&link).await.status()), (url.as_str(), 200));
    assert!(page.text("[data-event=shift_campaign]").contains("消防检查"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schools_own_question_is_corrected_and_taken_back_until_the_walk_begins() {
    let site = TestSite::new().await;
    let (east, one, two) = (site.bureau("东区局"), site.school("一中"), site.school("二小"));
    let (reviewer, officer, teacher, other) = (east.reviewer().await, one.officer().await, one.staff().await, two.officer().await);
    said(&site, &east.place.path, "school", day(&reviewer, 0).await, day(&reviewer, 10).await).await;
    let url = story::drafted(&east, &reviewer, "防汛检查").await;
    reviewer.done(story::launching(&url, &reviewer, &["430405S001", "430405S002"]).await).await;
    let id = url.rsplit('/').next().expect("an id").to_owned();
    let own = one.url(&format!("campaigns/{id}"));
    let page = officer.get(&own).await;
    let task = page.attr("a.btn-1[href*='/tasks/']", "href");
    let asked = officer.get(&task).await.all("fieldset legend").len();
    for question in ["沙代够不够？", "水泵试过了吗？"] {
        officer.done(officer.get(&own).await.form("/questions").set("question", question)).await;
    }
    // Corrected where it stands; empty words are not taken, and nothing else is touched.
    let page = officer.get(&own).await;
    assert!(page.attrs("[data-added]", "data-added") == ["1", "2"], "{page}");
    let empty = officer.send(page.form("/questions/1").set("question", " ").set("do", "keep")).await;
    assert!(empty.status() == 422 && empty.has("#question-1-err") && empty.has("[data-added='1'] details[open]"), "{empty}");
    let form = page.form("/questions/1").set("question", "沙袋够不够？").set("standard", "不少于 50 只").set("do", "keep");
    officer.done(form.clone()).await;
    officer.done(form).await;
    let walk = officer.get(&task).await.all("fieldset legend");
    assert!(walk.len() == asked + 2 && walk[asked].contains("沙袋够不够") && walk[asked + 1].contains("水泵"), "{walk:?}");
    // Taken back; the next one added follows the others.
    let page = officer.get(&own).await;
    let back = page.form("/questions/2").set("do", "back");
    let (a, b) = tokio::join!(officer.send(back.clone()), officer.send(back.clone()));
    assert_eq!((a.status(), b.status()), (303, 303), "pressed twice: {a} {b}");
    officer.done(officer.get(&own).await.form("/questions").set("question", "水泵试运行了吗？")).await;
    let walk = officer.get(&task).await.all("fieldset legend");
    assert!(walk.len() == asked + 2 && walk[asked + 1].contains("试运行"), "{walk:?}");
    assert_eq!(officer.post(&format!("{own}/questions/2"), &[("do", "back")]).await.status(), 404, "it is gone");
    // Not by another school, not by staff, not the bureau's.
    assert_eq!(other.post(&two.url(&format!("campaigns/{id}/questions/1")), &[("do", "back")]).await.status(), 404, "they have none");
    for user in [&teacher, &reviewer, &other] {
        assert_eq!(user.post(&format!("{own}/questions/1"), &[("do", "back")]).await.status(), 404, "{}", user.name);
    }
    site.holds_together().await;
    // Once somebody answered, the record has it.
    teacher.done(teacher.get(&task).await.form(&task).set("r-1", "ok").set("do", "save")).await;
    let page = officer.get(&own).await;
    assert!(!page.has("form[action*='/questions']") && page.all("[data-added]").len() == 2, "{page}");
    for act in ["back", "keep"] {
        let late = officer.post(&format!("{own}/questions/1"), &[("do", act), ("question", "别的")]).await;
        assert_eq!(late.status(), 409, "{late}");
    }
    let texts: Vec<(String, String)> = sqlx::query_as(
        "SELECT e.act, string_agg(t.field || '=' || t.body, ' ' ORDER BY t.field) FROM ledger_event e JOIN ledger_text t USING (district_id, school_id, seq)
          WHERE e.act IN ('correct_campaign', 'withdraw_campaign') AND t.field <> 'actor' GROUP BY e.act, e.seq ORDER BY e.seq",
    )
    .fetch_all(site.owner())
    .await
    .expect("events");
    assert_eq!(
        texts,
        [
            ("correct_campaign".into(), "question=沙袋够不够？ standard=不少于 50 只 was=沙代够不够？".into()),
            ("withdraw_campaign".into(), "question=水泵试过了吗？".into())
        ] as [(String, String); 2],
        "the chain has both wordings"
    );
    site.holds_together().await;
}
