//! Plans and tasks, told through the pages; and the clock that makes tasks, with several at work, killed and asleep.

use crate::common::{Org, TestSite, User, photo};
use chrono::{Days, NaiveDate};
use hazard_register::task::schedule;
use serde_json::{Value, json};

/// A school with two points adopted and everybody named.
async fn with_points(school: &Org) -> User {
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=common")).await.form("/risks/adopt")).await;
    officer
}

/// All that the register suggests, kept.
async fn planned(school: &Org, officer: &User) {
    let page = officer.get(&school.url("plans/suggest")).await;
    officer.done(page.form("/plans/suggest")).await;
}

/// A daily plan with one list of two questions. Returns the address of the plan.
pub async fn daily(school: &Org, officer: &User, person: &User, title: &str, changes: &[(&str, &str)]) -> String {
    let list = format!("{title}检查表");
    let begun = officer.get(&school.url("inspections/new")).await;
    let form =
        begun.form("/inspections").set("title", &list).set("kind", "daily").set("own", "# 校门\n大门关好了吗\n灯亮吗").set("keep", "yes");
    officer.done(form).await;
    let page = officer.get(&school.url("plans/new")).await;
    let series: String = sqlx::query_scalar("SELECT series::text FROM check_template WHERE title = $1 ORDER BY version DESC LIMIT 1")
        .bind(&list)
        .fetch_one(school.site.owner())
        .await
        .expect("the list was kept");
    let form = page
        .form("/plans")
        .set("title", title)
        .set("person", &person.person.to_string())
        .set("list", &series)
        .set("rhythm", "daily")
        .without("school_days");
    let form = changes.iter().fold(form, |form, (name, value)| form.set(name, value));
    officer.done(form).await;
    officer.get(&school.url("plans")).await.attrs(".rows a.t", "href").last().cloned().expect("the plan is listed")
}

pub async fn today(site: &TestSite) -> NaiveDate {
    sqlx::query_scalar("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date").fetch_one(site.owner()).await.expect("today")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_becomes_plans_and_a_walk_is_done_once() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = with_points(&school).await;
    let page = officer.get(&school.url("plans/suggest")).await;
    let routes = page.all("input[name=pick]").len();
    assert!(routes > 0, "{page}");
    planned(&school, &officer).await;
    assert_eq!(officer.get(&school.url("plans")).await.all(".rows li").len(), routes);
    assert!(!officer.get(&school.url("plans/suggest")).await.has("input[name=pick]"), "nothing is suggested twice");

    // One more that surely has a task today, whatever weekday this test runs on.
    let staff = school.staff().await;
    daily(&school, &officer, &staff, "校门", &[]).await;
    let page = staff.get(&school.url("tasks")).await;
    let task = page.attr("[data-task=open] a", "href");
    assert_eq!(page.all("[data-task]").len(), 1, "only their own: {page}");
    let shown = staff.get(&task).await;
    assert!(shown.text("main").contains("大门关好了吗") && shown.text("main").contains("还没有开始"), "{shown}");
    assert_eq!(site.count("inspection").await, 1, "the list's own first walk; looking begins nothing");

    let walk = staff.send(shown.form(&task).set("r-1", "ok").set("do", "save")).await;
    assert_eq!(walk.status(), 303, "{walk}");
    // Another page of the same task, opened before it had begun, sends its part: one inspection, both answers.
    let other = shown.form(&task).set("request_id", &uuid::Uuid::now_v7().to_string());
    let other = staff
        .send(other.set("r-2", "problem").set("n-2", "灯不亮").file("p-2", photo(3)).set("at-2", "1764000000000").set("do", "submit"))
        .await;
    assert_eq!(other.status(), 303, "{other}");
    let record = staff.get(other.location()).await;
    assert!(record.text("main").contains("灯不亮") && record.has("a[href*='/tickets/']"), "{record}");
    let page = staff.get(&school.url("tasks")).await;
    assert!(page.has("[data-task=done]") && !page.has("[data-task=open]"), "{page}");
    let claimed: i64 =
        sqlx::query_scalar("SELECT (extract(epoch FROM claimed_at) * 1000)::bigint FROM inspection_item WHERE claimed_at IS NOT NULL")
            .fetch_one(site.owner())
            .await
            .expect("the device's own time is kept beside ours");
    assert_eq!(claimed, 1_764_000_000_000);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_needs_a_reason_and_too_late_stays_missed() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    daily(&school, &officer, &staff, "校门", &[]).await;
    let task = staff.get(&school.url("tasks")).await.attr("[data-task=open] a", "href");
    let move_by = async |days: &str| {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "WITH t AS (UPDATE inspection_task SET opens_at = opens_at - interval '{days}', due_at = due_at - interval '{days}' RETURNING 1)
             SELECT count(*) FROM t"
        )))
        .fetch_one(site.owner())
        .await
        .expect("moved");
        sqlx::query("DELETE FROM rollup_task").execute(site.owner()).await.expect("emptied");
        sqlx::query(
            "INSERT INTO rollup_task (district_id, org_id, path, due_on, due)
             SELECT t.district_id, o.id, o.path, ((due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, 1 FROM inspection_task t JOIN org o ON o.id IN (t.district_id, t.school_id)",
        )
        .execute(site.owner())
        .await
        .expect("summed");
    };
    move_by("2 days").await;
    let page = staff.get(&task).await;
    assert!(page.has("#late"), "{page}");
    let form = page.form(&task).set("r-1", "ok").set("r-2", "not_applicable").set("do", "submit");
    let refused = staff.send(form.clone()).await;
    assert!(refused.status() == 422 && refused.has("#late-err"), "{refused}");
    // What was answered is kept all the same.
    let page = staff.get(&task).await;
    assert!(page.has("#r-1-ok[checked]"), "{page}");
    let done = staff.send(page.form(&task).set("late", "那天停电，改在今天").set("do", "submit")).await;
    assert_eq!(done.status(), 303, "{done}");
    let page = staff.get(&school.url("tasks")).await;
    assert!(page.has("[data-task=late]") && page.text("[data-task=late]").contains("那天停电"), "{page}");
    assert!(staff.get(done.location()).await.text("main").contains("那天停电"));
    site.holds_together().await;

    // Another day's that nobody did.
    let tomorrow = today(&site).await + Days::new(1);
    assert_eq!(schedule::make(&site.app().db, site.app().zone, tomorrow).await.expect("made"), 1);
    sqlx::query(
        "UPDATE inspection_task SET opens_at = now() - interval '9 days', due_at = now() - interval '4 days' WHERE done_at IS NULL",
    )
    .execute(site.owner())
    .await
    .expect("moved");
    let missed = staff.get(&school.url("tasks")).await;
    assert!(missed.has("[data-task=missed]") && !missed.has("[data-task=missed] a"), "{missed}");
    let id: String =
        sqlx::query_scalar("SELECT id::text FROM inspection_task WHERE done_at IS NULL").fetch_one(site.owner()).await.expect("it");
    let url = school.url(&format!("tasks/{id}"));
    let page = staff.get(&url).await;
    assert!(page.text("main").contains("不能再填"), "{page}");
    let refused = staff.post(&url, &[("r-1", "ok"), ("do", "submit")]).await;
    assert_eq!(refused.status(), 409, "{refused}");
    // And not by SQL either, with what the running server may do.
    let mut tx = site.runtime(&school.place.path).await;
    let forced = sqlx::query("UPDATE inspection_task SET done_at = now() WHERE done_at IS NULL").execute(&mut *tx).await;
    assert!(forced.is_err(), "late without a reason");
    assert_eq!(site.count("inspection WHERE submitted_at IS NULL").await, 1, "only the list's own first walk");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_at_work_killed_or_asleep_a_day_is_made_once() {
    let site = TestSite::new().await;
    let (school, other) = (site.school("一中"), site.school("三中"));
    let (officer, stranger) = (school.officer().await, other.officer().await);
    for (org, by, title) in [(&school, &officer, "甲"), (&school, &officer, "乙"), (&other, &stranger, "丙")] {
        daily(org, by, by, title, &[("windows", "7:00-8:00, 12:00-13:00, 22:00-2:00")]).await;
    }
    // 197 more like them, made by the owner in one go: two hundred plans.
    sqlx::query(
        "INSERT INTO inspection_plan (district_id, id, school_id, path, title, kind, tier, person_id, series, points, timing, starts_on)
         SELECT p.district_id, gen_random_uuid(), p.school_id, p.path, p.title || n, p.kind, p.tier, p.person_id, p.series, p.points,
                CASE WHEN n % 2 = 0 THEN p.timing ELSE '{\"rhythm\": \"daily\", \"school_days\": false}'::jsonb END, p.starts_on
           FROM inspection_plan p, generate_series(1, 99) n WHERE p.title = '甲' OR (p.title = '丙' AND n < 99)",
    )
    .execute(site.owner())
    .await
    .expect("plans");
    let first = today(&site).await;
    let before = site.count("inspection_task").await;
    let (db, zone) = (site.app().db.clone(), site.app().zone);
    // Per plan and day: the odd ones once, the even ones and the first three three times.
    let a_day = (50 + 49) + (49 + 49) * 3 + 3 * 3;
    assert_eq!(site.count("inspection_plan").await, 200);
    let mut made = 0;
    let mut asleep = 0;
    for (n, day) in first.iter_days().skip(1).take(50).enumerate() {
        if n % 5 == 3 {
            asleep += 1;
            continue;
        }
        // One is killed wherever it happens to be, two are at it at once, and a fourth comes late.
        let killed = tokio::spawn({
            let db = db.clone();
            async move { schedule::make(&db, zone, day).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(3 * n as u64)).await;
        killed.abort();
        let survived = killed.await.map(|made| made.expect("made")).unwrap_or_default();
        let (a, b) = tokio::join!(schedule::make(&db, zone, day), schedule::make(&db, zone, day));
        let c = schedule::make(&db, zone, day).await.expect("made");
        made += survived + a.expect("made") + b.expect("made") + c;
        // A killed clock's last word may have been lost, its work was not.
        assert_eq!(site.count("task_schedule WHERE made_until < current_date").await, 0);
    }
    assert!(asleep > 0);
    // Whoever was killed may hold the last day for another moment, and who finds it held leaves it to the next look.
    let last = first + Days::new(50);
    for _ in 0..100 {
        schedule::make(&db, zone, last).await.expect("made");
        if db.behind(last).await.expect("districts").is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(site.count("inspection_task").await - before, 50 * a_day, "every slot of every day, once ({made} reported)");
    let doubled: i64 = sqlx::query_scalar("SELECT count(*) - count(DISTINCT (plan_id, slot)) FROM inspection_task")
        .fetch_one(site.owner())
        .await
        .expect("a count");
    assert_eq!(doubled, 0);
    let without: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM inspection_plan p, generate_series($1::date + 1, $1::date + 50, '1 day') d
          WHERE NOT EXISTS (SELECT 1 FROM inspection_task t WHERE t.plan_id = p.id AND t.slot LIKE d::date || '%')",
    )
    .bind(first)
    .fetch_one(site.owner())
    .await
    .expect("a count");
    assert_eq!(without, 0);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_keeps_what_it_asks_and_a_plan_changes_only_what_comes() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = with_points(&school).await;
    planned(&school, &officer).await;
    let (db, zone) = (&site.app().db, site.app().zone);
    // Thirty days on, so that a school day is among them.
    schedule::make(db, zone, today(&site).await + Days::new(30)).await.expect("made");
    let lists = site.count("task_list").await;
    let routes: i64 = sqlx::query_scalar("SELECT count(DISTINCT plan_id) FROM inspection_task WHERE list_id IS NOT NULL")
        .fetch_one(site.owner())
        .await
        .expect("a count");
    assert!(lists > 0 && lists <= routes, "one list a route, kept once: {lists} for {routes}");
    // What the tasks of the first month ask, whatever they were told since.
    let last: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("SELECT max(created_at) FROM inspection_task").fetch_one(site.owner()).await.expect("it");
    let asked = async || -> Option<String> {
        sqlx::query_scalar("SELECT md5(string_agg(l.items::text, ',' ORDER BY t.id)) FROM inspection_task t JOIN task_list l ON l.id = t.list_id WHERE t.created_at <= $1")
            .bind(last)
            .fetch_one(site.owner())
            .await
            .expect("what is asked")
    };
    let before = asked().await;
    assert!(before.is_some());
    sqlx::query("UPDATE measure SET description = description || '（改）'").execute(site.owner()).await.expect("changed");
    schedule::make(db, zone, today(&site).await + Days::new(60)).await.expect("made");
    assert!(site.count("task_list").await > lists, "what comes asks anew");
    assert_eq!(before, asked().await);

    let plan = officer.get(&school.url("plans")).await.attr(".rows a.t", "href");
    let form = officer.get(&plan).await.form(&plan);
    for (name, value, at) in [
        ("title", "", "#title"),
        ("person", "00000000-0000-0000-0000-000000000000", "#person"),
        ("rhythm", "hourly", "#rhythm"),
        ("windows", "8-9", "#windows"),
        ("ends", "2020-01-01", "#ends"),
        ("tier", "x", "#tier"),
    ] {
        let form = if name == "windows" { form.clone().set("rhythm", "daily") } else { form.clone() };
        let page = officer.send(form.set(name, value)).await;
        assert!(page.status() == 422 && page.has(&format!("{at}-err")), "{name}: {page}");
    }
    let page = officer.send(form.clone().without("pick")).await;
    assert!(page.status() == 422 && page.has("#pick-err"), "{page}");
    officer.done(form.clone().set("do", "pause")).await;
    let stale = officer.send(form.set("title", "我改的名字").set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert_eq!((stale.status(), stale.attr("#title", "value").as_str()), (409, "我改的名字"));
    let acts: Vec<String> = sqlx::query_scalar("SELECT DISTINCT act FROM ledger_event WHERE subject = 'inspection_plan' ORDER BY act")
        .fetch_all(site.owner())
        .await
        .expect("acts");
    assert_eq!(acts, ["add_round", "pause_round"]);
    // Nobody from outside, and staff only look.
    assert_eq!(site.school("三中").officer().await.get(&plan).await.status(), 404);
    assert_eq!(school.staff().await.get(&plan).await.status(), 404);
    assert_eq!(school.staff().await.get(&school.url("plans")).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_answer_is_shown_and_the_code_of_a_card_leads_to_its_items() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = with_points(&school).await;
    sqlx::query("UPDATE measure SET evidence = 'photo' WHERE ordinal = 1").execute(site.owner()).await.expect("a photo is wanted");
    let points: Vec<(uuid::Uuid, String, String)> = sqlx::query_as(
        "SELECT r.id, r.number, r.token FROM risk_point r WHERE EXISTS (SELECT FROM measure m WHERE m.risk_point_id = r.id AND m.ordinal = 1) ORDER BY r.number LIMIT 2",
    )
    .fetch_all(site.owner())
    .await
    .expect("points");
    let [_, (second, number, token)] = points.as_slice() else { panic!("two points") };

    // Nothing asks about it yet: it can be checked on its own.
    let card = officer.get(&format!("/r/{token}")).await;
    let check = card.attr("a[href$='/check']", "href");
    assert_eq!(check, school.url(&format!("risks/{number}/check")));
    assert_eq!(officer.get(&check).await.location(), school.url(&format!("inspections/new?pick={second}")));
    let new = officer.get(officer.get(&check).await.location()).await;
    assert!(new.has(&format!("input[name=pick][value='{second}'][checked]")), "{new}");
    // Strangers are offered nothing, a bureau walks none of a school's walks.
    assert!(!site.visitor().get(&format!("/r/{token}")).await.has("a[href$='/check']"));
    assert_eq!(site.bureau("东区局").reviewer().await.get(&check).await.status(), 404);

    let begun = officer.get(&school.url("inspections/new")).await;
    let form = begun.form("/inspections").set("title", "两点").set("kind", "daily");
    let picked: Vec<String> = points.iter().map(|(id, ..)| id.to_string()).collect();
    officer.done(picked.iter().fold(form, |form, id| form.also("pick", id))).await;
    let place = officer.get(&check).await.location().to_owned();
    let (walk_url, item) = place.split_once("#i-").expect("an item");
    let page = officer.get(walk_url).await;
    assert!(item.parse::<i64>().expect("a number") > 1 && page.text(&format!("#i-{item}")).contains(number.as_str()), "{page}");

    // Everything is fine, but some of it has to be shown.
    let wanted: Vec<String> = page.attrs(".shows textarea", "name").iter().map(|name| name.trim_start_matches("n-").to_owned()).collect();
    assert!(wanted.len() >= 2, "{page}");
    let all_ok = |page: &crate::common::Page| {
        let form = page.form("/inspections/JC-2026-0001");
        page.attrs(".seg > .yes", "name").iter().fold(form.set("do", "submit"), |form, name| form.set(name, "ok"))
    };
    let page = officer.send(all_ok(&page)).await;
    assert_eq!((page.status(), page.all(".errsum li").len()), (422, wanted.len()), "{page}");
    let form = wanted.iter().zip(3..).fold(all_ok(&page), |form, (n, seed)| form.file(&format!("p-{n}"), photo(seed)));
    let form = form.set(&format!("n-{}", wanted[0]), "已关好").set("request_id", &uuid::Uuid::now_v7().to_string());
    officer.done(form).await;
    let record = officer.get(walk_url).await;
    assert_eq!(record.all(".shots img").len(), wanted.len(), "what it was shown by stays: {record}");
    assert!(record.text("main").contains("已关好") && !record.has("form[data-walk]"));
    assert_eq!(site.count("ticket").await, 0);
    // And it stays for good, whoever asks.
    let mut runtime = site.runtime(&school.place.path).await;
    let moved = sqlx::query("UPDATE photo SET inspection_id = NULL, item = NULL").execute(&mut *runtime).await.expect("allowed to try");
    assert_eq!(moved.rows_affected(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_sees_what_was_due_and_done_below() {
    let site = TestSite::new().await;
    let (school, east, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let (officer, staff) = (school.officer().await, school.staff().await);
    daily(&school, &officer, &staff, "校门", &[("windows", "0:00-24:00")]).await;
    daily(&school, &officer, &staff, "宿舍", &[]).await;
    let url = staff.get(&school.url("tasks")).await.attr("[data-task=open] a", "href");
    let page = staff.get(&url).await;
    staff.done(page.form(&url).set("r-1", "ok").set("r-2", "ok").set("do", "submit")).await;
    let page = east.reviewer().await.get(&east.url("tasks")).await;
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    assert_eq!(page.all("tbody tr:not(.b)").len(), 2, "every school, also the one without: {page}");
    let row = page.all("tbody tr:not(.b)").into_iter().find(|row| row.contains("一中")).expect("the school");
    assert!(row.contains("50.0 %"), "{row}");
    let page = city.leader().await.get(&city.url("tasks")).await;
    assert!(page.text("tr.b").contains("50.0 %"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_over_finds_the_plans_and_the_tasks() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let heir = school.another(hazard_register::access::Role::Staff).await;
    daily(&school, &officer, &staff, "校门", &[]).await;
    assert!(staff.get("/").await.has("a[href*='/tasks/']"), "their own task is on the home page");
    let page = officer.get(&school.url(&format!("duties/hand-over?from={}&to={}", staff.person, heir.person))).await;
    assert!(page.text("[aria-labelledby=rounds-h]").contains("校门"), "{page}");
    officer.done(page.form("/hand-over").set("reason", "离职")).await;
    assert!(!staff.get("/").await.has("a[href*='/tasks/']"));
    let page = heir.get("/").await;
    assert!(page.has("a[href*='/tasks/']") && page.statements.len() <= 6, "{:?}", page.statements);
    assert_eq!(officer.get(&school.url("plans")).await.all(".rows .end > .sm"), [heir.name.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_gets_a_receipt_or_nothing_is_stored() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    daily(&school, &officer, &staff, "校门", &[]).await;
    let url = staff.get(&school.url("tasks")).await.attr("[data-task=open] a", "href");
    let page = staff.get(&url).await;
    let who = page.attr("#offline", "data-person");
    assert_eq!((page.header("x-person"), who.len()), (Some(who.as_str()), 16));
    assert!(
        page.header("content-security-policy").is_some_and(|policy| policy.contains("worker-src 'self'") && !policy.contains("unsafe"))
    );
    let script = staff.as_script();
    let told = |page: &crate::common::Page| serde_json::from_str::<Value>(&page.body()).unwrap_or_else(|_| panic!("no JSON: {page}"));
    let keys: Vec<String> = (0..6).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let first = [
        ("request_id", keys[0].as_str()),
        ("who", &who),
        ("r-1", "problem"),
        ("n-1", "门轴松了"),
        ("c-1", "building"),
        ("at-1", "1764000000000"),
        ("w-1", " "),
    ];

    // Somebody else's phone, somebody else's session: not taken for theirs.
    let other = officer.as_script().post(&url, &first).await;
    assert_eq!((other.status(), site.count("inspection_item WHERE note <> ''").await), (401, 0));
    let stored = script.post_with_photo(&url, &first, &[("p-1", photo(4))]).await;
    assert_eq!(stored.status(), 200, "{stored}");
    let receipt = told(&stored);
    assert_eq!(receipt["stored"], keys[0]);
    assert_eq!(
        (&receipt["answered"], &receipt["of"], &receipt["problems"], &receipt["submitted"]),
        (&json!(1), &json!(2), &json!(1), &json!(false))
    );
    // The same again, as after a receipt that was lost: the same receipt, and no second photo, not even a draft of one.
    let again = told(&script.post_with_photo(&url, &first, &[("p-1", photo(4))]).await);
    assert_eq!((&again["stored"], &again["number"], &again["answered"]), (&receipt["stored"], &receipt["number"], &receipt["answered"]));
    assert_eq!(site.count("photo").await, 1);

    // Something is wrong with it: nothing of it is stored, and it is refused again as often as it comes.
    let long = "长".repeat(501);
    let bad =
        [("request_id", keys[1].as_str()), ("who", &who), ("r-1", "problem"), ("n-1", &long), ("r-2", "ok"), ("w-1", " "), ("w-2", " ")];
    for _ in 0..2 {
        let refused = script.post(&url, &bad).await;
        assert_eq!((refused.status(), &told(&refused)["faults"][0]["item"]), (422, &json!(1)), "{refused}");
    }
    assert_eq!(site.count("inspection_item WHERE result = 'ok' AND inspection_id IN (SELECT id FROM inspection_task)").await, 0);
    let early = [("request_id", keys[2].as_str()), ("who", &who), ("do", "submit")];
    for _ in 0..2 {
        let refused = script.post(&url, &early).await;
        assert_eq!(
            (refused.status(), &told(&refused)["faults"][0]["item"]),
            (422, &json!(2)),
            "never \"submitted\" because it was asked before"
        );
    }

    // What is meant is stored, whatever the page showed: there and back again.
    for (key, outcome) in [(&keys[3], "not_applicable"), (&keys[4], "ok")] {
        let page = script.post(&url, &[("request_id", key), ("who", &who), ("r-2", outcome), ("w-2", " ")]).await;
        assert_eq!(told(&page)["answered"], 2, "{page}");
        let held: String = sqlx::query_scalar(
            "SELECT result FROM inspection_item WHERE ordinal = 2 AND inspection_id IN (SELECT id FROM inspection_task)",
        )
        .fetch_one(site.owner())
        .await
        .expect("the answer");
        assert_eq!(held, outcome);
    }
    let last = [("request_id", keys[5].as_str()), ("who", &who), ("do", "submit")];
    for _ in 0..2 {
        let done = script.post(&url, &last).await;
        assert_eq!((done.status(), &told(&done)["submitted"]), (200, &json!(true)), "{done}");
    }
    let late = script.post(&url, &[("who", &who), ("r-2", "problem"), ("w-2", " ")]).await;
    assert_eq!(late.status(), 409, "{late}");
    assert!(told(&late)["error"].as_str().is_some_and(|words| !words.is_empty()));
    sqlx::query("DELETE FROM session").execute(site.owner()).await.expect("the sessions end");
    let out = script.post(&url, &last).await;
    assert!(out.status() == 401 && told(&out)["error"].is_string(), "{out}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_works_without_a_network_is_small_and_never_stale() {
    use axum::body::Body;
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    let site = TestSite::new().await;
    let visitor = site.visitor();
    let worker = visitor.get("/sw.js").await;
    assert_eq!((worker.header("cache-control"), worker.header("service-worker-allowed")), (Some("no-cache"), Some("/")));
    assert!(worker.header("content-type").is_some_and(|kind| kind.starts_with("text/javascript")));
    let stamp = visitor.get("/login").await.attr("script[src*='offline.js']", "src");
    let stamp = stamp.split("v=").nth(1).expect("a stamp");
    assert!(worker.body().contains(stamp) && !worker.body().contains("__STAMP__"), "a new version of any file is a new worker");
    let mut size = 0;
    for path in ["/sw.js".to_owned(), format!("/static/offline.js?v={stamp}")] {
        let request = axum::http::Request::get(&path).header("accept-encoding", "gzip").body(Body::empty()).expect("a request");
        let answer = hazard_register::site(site.app().clone()).oneshot(request).await.expect("an answer");
        assert_eq!(answer.headers().get("content-encoding").map(axum::http::HeaderValue::as_bytes), Some(&b"gzip"[..]));
        size += answer.into_body().collect().await.expect("the body").to_bytes().len();
    }
    assert!(size <= 6 * 1024, "{size} bytes compressed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_an_app_on_a_phone() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, visitor) = (school.officer().await, site.visitor());
    assert!(!visitor.get("/login").await.has("link[rel=manifest]"), "only signed-in pages carry it");
    for (by, lang, name) in [((*officer).clone(), "zh-CN", "双防台账"), (officer.in_english(), "en", "Hazard Register")] {
        let page = by.get("/").await;
        let answer = visitor.get(&page.attr("link[rel=manifest]", "href")).await;
        assert_eq!((answer.status(), answer.header("content-type")), (200, Some("application/manifest+json")));
        let manifest: Value = serde_json::from_slice(&answer.bytes).expect("json");
        assert_eq!((&manifest["lang"], &manifest["short_name"]), (&json!(lang), &json!(name)), "asked for without a cookie");
        assert_eq!((&manifest["start_url"], &manifest["display"], &manifest["id"]), (&json!("/"), &json!("standalone"), &json!("/")));
        assert!(manifest["name"].as_str().is_some_and(|long| long.starts_with(name) && long.len() > name.len()));
        let icons = manifest["icons"].as_array().expect("icons");
        assert!(icons.iter().any(|icon| icon["purpose"] == "maskable") && icons.iter().any(|icon| icon["sizes"] == "192x192"));
        for icon in icons {
            let picture = visitor.get(icon["src"].as_str().expect("an address")).await;
            assert_eq!((picture.status(), picture.header("content-type")), (200, icon["type"].as_str()), "{icon}");
            if let Some((wide, _)) = icon["sizes"].as_str().and_then(|sizes| sizes.split_once('x')) {
                let read = image::load_from_memory(&picture.bytes).expect("a picture");
                assert_eq!((read.width().to_string(), read.height()), (wide.to_owned(), read.width()), "as large as it says");
            }
        }
        for meta in page.attrs("meta[name=theme-color]", "content") {
            assert!(meta.starts_with('#') && meta.len() == 7, "{meta}");
        }
    }
    // What stands in without a network: nothing of whoever asked is on it, and the worker takes it and its script along.
    let page = officer.get("/offline").await;
    assert_eq!(page.status(), 200);
    assert!(!page.body().contains(&officer.name) && !page.has(".tabbar") && page.header("x-person").is_none(), "{page}");
    assert!(page.has("#kept[data-script*='offline.js'][data-at*='%a']") && page.has("#offline[data-person='']"), "{page}");
    let worker = visitor.get("/sw.js").await.body();
    assert!(worker.contains("'/offline'") && worker.contains("'away.js'"), "{worker}");
    let script = page.attr("script[src*='away.js']", "src");
    assert!(visitor.get(&script).await.bytes.len() < 2048, "small, too");
}
