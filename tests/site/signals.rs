//! What is worth a question from above, and closings looked at again: the seeded ones show up with their reasons, the honest school is quiet.

use crate::common::{Org, Page, TestSite, User, photo, story};
use chrono::{Days, NaiveDate};
use hazard_register::access::Role;
use hazard_register::signal::clock;
use hazard_register::visit::rules as drum;

/// A hidden danger of its own with this picture. Returns the address of its ticket.
async fn reported(school: &Org, by: &User, title: &str, picture: u8) -> String {
    let form = by.get(&school.url("tickets/new")).await.form("/tickets").set("title", title).set("place", title);
    let form = form.set("category", "fire").set("grade", "general").set("anyway", "yes").file("photo", photo(picture));
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

/// The same to its closure, as slowly as honest people are: the events of its way lie hours apart.
async fn closed(school: &Org, people: (&User, &User, &User), title: &str, picture: u8) -> String {
    let (staff, officer, principal) = people;
    let url = reported(school, staff, title, picture).await;
    story::confirmed(&url, officer, "general").await;
    story::assigned(&url, officer, staff).await;
    let page = staff.get(&format!("{url}/submit")).await;
    staff.done(page.form("/submit").set("done", "换了").set("spent", "0").file("photo", photo(picture + 100))).await;
    story::passed(&url, officer).await;
    story::signed(&url, principal).await;
    url
}

async fn run(site: &TestSite, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(site.owner()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// School and kind of every signal on a page.
fn shown(page: &Page) -> Vec<String> {
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    let kinds = page.attrs("[data-signal]", "data-signal");
    let mut all: Vec<String> =
        kinds.iter().zip(page.attrs("[data-signal]", "data-school")).map(|(kind, school)| format!("{school} {kind}")).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn four_seeded_signals_show_up_with_their_reasons_and_the_honest_are_quiet() {
    let site = TestSite::new().await;
    let city = site.bureau("市局");
    let (one, two, three, four) = (site.school("一中"), site.school("二小"), site.school("三中"), site.school("四小"));
    // All four in one district and of one stage, so that they are like each other.
    run(
        &site,
        &format!("UPDATE org SET stage = 'middle' WHERE kind = 'school'; INSERT INTO org (id, parent_id, district_id, kind, stage, code, path, name_zh)
                  SELECT gen_random_uuid(), '{0}', '{0}', 'school', 'middle', '430405S00' || n, '43.4304.430405.430405S00' || n || '.', '静校' || n FROM generate_series(8, 9) n", one.place.district),
    )
    .await;
    // The honest one closes what it finds, in its own time, by its own pictures.
    let (staff, officer, principal) = (one.staff().await, one.officer().await, one.principal().await);
    closed(&one, (&staff, &officer, &principal), "灯坏了", 11).await;
    closed(&one, (&staff, &officer, &principal), "门松了", 23).await;
    run(&site, "UPDATE ledger_event SET at = at - interval '3 hours' WHERE act = 'submit'").await;
    // A report dated back by five days.
    let late = two.staff().await;
    let url = reported(&two, &late, "墙裂了", 35).await;
    run(&site, &format!("UPDATE ticket SET found_at = found_at - interval '5 days' WHERE school_id = '{}'", two.place.id)).await;
    // A photo of the honest school's, sent by another.
    let copier = three.staff().await;
    reported(&three, &copier, "插座松了", 11).await;
    // Eighty-six points in four minutes, and otherwise a report now and then.
    reported(&four, &four.staff().await, "地滑", 47).await;
    let walker = four.officer().await;
    let walk = story::inspecting(&four, &walker).await;
    walker.done(story::all_fine(&walker.get(&walk).await, walk.rsplit('/').next().unwrap_or_default())).await;
    run(&site, r#"UPDATE inspection SET looks = '[{"what": "rushed", "items": 86, "seconds": 240}]'"#).await;
    // In use for four months, and no report: silent, for there is no term that would excuse it. Its neighbour was never in use.
    run(
        &site,
        "INSERT INTO ledger_head (district_id, school_id, path) SELECT district_id, id, path FROM org WHERE code = '430405S008';
         INSERT INTO ledger_event (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, facts, prev, hash, at)
         SELECT o.district_id, o.id, o.path, 1, 'notice', o.id, 'set_notice', p.id, 'officer', '{}', '\\x00', '\\x01', now() - interval '120 days' FROM org o, person p WHERE o.code = '430405S008' LIMIT 1",
    )
    .await;

    let leader = city.leader().await;
    let page = leader.get(&city.url("signals")).await;
    assert_eq!(shown(&page), ["430405S002 late", "430405S008 silent", "430406S001 photo", "430406S002 rushed"], "{page}");
    let why = page.text("main");
    for reason in ["没有上报隐患", "比上报早了 120 小时", "是同一张", "86 项只用了 240 秒"] {
        assert!(why.contains(reason), "{reason}: {why}");
    }
    assert_eq!(leader.get(&url).await.status(), 200);
    for link in page.attrs("[data-signal] a.t", "href") {
        assert_eq!(leader.get(&link).await.status(), 200, "{link}");
    }
    // Each sees their own: a county not the other's, a school its own alone.
    let east = site.bureau("东区局");
    let reviewer = east.reviewer().await;
    assert_eq!(shown(&reviewer.get(&east.url("signals")).await), ["430405S002 late", "430405S008 silent"]);
    assert_eq!(shown(&officer.get(&one.url("signals")).await), [""; 0], "the honest school is quiet");
    let accused = two.officer().await;
    let own = accused.get(&two.url("signals")).await;
    assert_eq!(shown(&own), ["430405S002 late"]);
    assert_eq!(late.get(&two.url("signals")).await.status(), 404);
    assert_eq!(reviewer.get(&three.url("signals")).await.status(), 404);

    // The school explains, in words; the bureau marks; neither in the other's place.
    let form = own.form("/signals");
    let mute = accused.send(form.clone().set("mark", "explained").set("words", "")).await;
    assert_eq!((mute.status(), mute.has(".errsum")), (422, true), "{mute}");
    assert_eq!(accused.send(form.clone().set("mark", "harmless")).await.status(), 404);
    let told = form.set("mark", "explained").set("words", "国庆放假，回来才补报");
    accused.done(told.clone()).await;
    accused.done(told).await;
    assert_eq!(site.count("signal_mark").await, 1, "a second press says nothing twice");
    let page = reviewer.get(&east.url("signals?kind=late")).await;
    assert!(page.text("[data-said=explained]").contains("国庆放假"), "{page}");
    let form = page.form(&two.url("signals"));
    assert_eq!(reviewer.send(form.clone().set("mark", "explained").set("words", "x")).await.status(), 404);
    reviewer.done(form.set("mark", "harmless")).await;
    let page = reviewer.get(&east.url("signals")).await;
    assert_eq!(page.all("[aria-labelledby=settled-h] [data-signal]").len(), 1);
    assert!(accused.get(&url).await.events().contains(&"explain_signal".to_owned()), "its story tells of it");
    // Nothing is said to what is not there.
    let made_up = [("kind", "batch"), ("mark", "looked"), ("subject", "00000000-0000-7000-8000-000000000001")];
    assert_eq!(reviewer.post(&two.url("signals"), &made_up).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn haste_batches_and_lowering_are_asked_about() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let people = (&school.staff().await, &school.officer().await, &school.principal().await);
    let reviewer = bureau.reviewer().await;
    for n in 0..5_u8 {
        closed(&school, people, &format!("第{n}处"), 11 + 12 * n).await;
    }
    let page = reviewer.get(&bureau.url("signals")).await;
    let all = shown(&page);
    let count = |kind: &str| all.iter().filter(|one| one.ends_with(kind)).count();
    assert_eq!((count("quick"), count("batch"), all.len()), (5, 1, 6), "{page}");
    assert!(page.text("[data-signal=batch]").contains("验收了 5 条"), "{page}");

    let major = story::reported_as(&school, people.0, "major").await;
    let form = people.2.get(&format!("{major}/confirm")).await.form("/confirm").set("grade", "general").set("category", "fire");
    people.2.done(form.set("note", "不属于重大")).await;
    assert_eq!(reviewer.get(&bureau.url("signals?kind=lowered")).await.all("[data-signal]").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn closings_are_drawn_looked_at_and_opened_again() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, auditor) = (bureau.reviewer().await, bureau.auditor().await);
    let samples = bureau.url("samples");
    assert_eq!(reviewer.post(&samples, &[]).await.status(), 409, "nothing was closed");
    let url = closed(&school, (&staff, &officer, &principal), "灯坏了", 11).await;
    let form = reviewer.get(&samples).await.form("/samples");
    reviewer.done(form.clone()).await;
    reviewer.done(form).await;
    assert_eq!((site.count("sample_draw").await, site.count("sample").await), (1, 1), "a second press draws nothing");
    assert_eq!(reviewer.post(&samples, &[]).await.status(), 409, "each closing is in one drum");

    // The draw can be made again from what was kept of it.
    let (id, number, head, nonce, seed, lots): (uuid::Uuid, i16, String, String, String, Vec<String>) =
        sqlx::query_as("SELECT id, number, head, nonce, seed, lots FROM sample_draw").fetch_one(site.owner()).await.unwrap();
    let again = hazard_register::visit::rules::seed(&hex::decode(head).unwrap(), &hex::decode(nonce).unwrap(), id, number);
    assert_eq!((hex::encode(again), lots.len()), (seed, 1));

    // Under the bureau's own path: the school learns nothing of it before it is looked at.
    let page = reviewer.get(&samples).await;
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    assert_eq!((page.text("[data-closings]"), page.text("[data-drawn]"), page.text("[data-looked]")), ("1".into(), "1".into(), "0".into()));
    let sample = page.attr("[data-sample] a", "href");
    for user in [&staff, &officer, &principal, &site.bureau("西区局").reviewer().await] {
        assert_eq!(user.get(&sample).await.status(), 404, "{}", user.role);
    }
    assert!(!auditor.get(&sample).await.has("form[action*='/samples/']"), "who audits only reads");
    let page = reviewer.get(&sample).await;
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    assert_eq!(page.all(".pair img").len(), 2, "before and after");
    // It does not stand: why, until when; then the ticket is open again, by its own act.
    let form = page.form(&sample).set("result", "falls");
    let mute = reviewer.send(form.clone()).await;
    assert_eq!((mute.status(), mute.has("#words-err")), (422, true), "{mute}");
    let form = form.set("words", "照片不是同一个地方");
    reviewer.done(form.clone()).await;
    let late = reviewer.send(form.set("request_id", "")).await;
    assert_eq!(late.status(), 409, "once");
    let ticket = officer.get(&url).await;
    assert_eq!(ticket.text(".dl-box b"), "整改中");
    assert!(ticket.events().starts_with(&["sample_falls".into(), "reopen".into()]), "{:?}", ticket.events());
    assert_eq!(reviewer.get(&samples).await.text("[data-falls]"), "1");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reported_may_say_that_it_is_not_fixed() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (other, reviewer) = (school.another(Role::Staff).await, bureau.reviewer().await);
    let url = closed(&school, (&staff, &officer, &principal), "阀门漏气", 11).await;
    let contest = url.replace("/tickets/", "/contest/");
    assert!(staff.get(&url).await.has(&format!("a[href='{contest}']")));
    assert!(!other.get(&url).await.has(&format!("a[href='{contest}']")));
    assert_eq!((other.get(&contest).await.status(), other.post(&contest, &[("words", "x")]).await.status()), (404, 409));
    let form = staff.get(&contest).await.form(&contest);
    let form = form.clone().set("words", "");
    let mute = staff.send(form.clone()).await;
    assert_eq!((mute.status(), mute.has("#words-err")), (422, true));
    staff.done(form.set("words", "还在漏，只贴了胶带")).await;
    assert_eq!(staff.post(&contest, &[("words", "再说一次")]).await.status(), 409, "once for each closing");
    let page = reviewer.get(&bureau.url("signals?kind=contested")).await;
    assert!(page.text("[data-signal=contested]").contains("只贴了胶带"), "{page}");
    for user in [&principal, &reviewer] {
        assert!(user.get("/inbox").await.text("main").contains("没有整改好"), "{}", user.role);
    }
    site.holds_together().await;
    // Too late, when the days are over.
    run(
        &site,
        "DELETE FROM signal_contest; UPDATE ticket SET closed_at = now() - interval '16 days', acted_at = now() - interval '16 days'",
    )
    .await;
    assert_eq!((staff.get(&contest).await.status(), staff.post(&contest, &[("words", "x")]).await.status()), (404, 409));
}

/// Several clocks at once, one of them killed wherever it happens to be, and one that comes late. Returns how many draws they made.
async fn clocks(site: &TestSite, day: NaiveDate) -> u64 {
    let db = site.app().db.clone();
    let killed = tokio::spawn({
        let db = db.clone();
        async move { clock::week(&db, day, || [3; 32]).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    killed.abort();
    let before = killed.await.map_or(0, |made| made.expect("drawn"));
    let (a, b, c) = tokio::join!(clock::week(&db, day, || [4; 32]), clock::week(&db, day, || [5; 32]), clock::week(&db, day, || [6; 32]));
    before + a.expect("drawn") + b.expect("drawn") + c.expect("drawn") + clock::week(&db, day, || [7; 32]).await.expect("drawn")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_draws_each_bureaus_closings_once_a_week_and_they_stand_as_work() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, auditor) = (bureau.reviewer().await, bureau.auditor().await);
    let today = site.app().db.today().await.expect("today");
    let week = |n: u64| today + Days::new(7 * n);
    assert_eq!((clocks(&site, week(0)).await, site.count("sample_draw").await), (0, 0), "nothing was closed");
    assert!(!reviewer.get("/").await.has("[data-samples]"));

    // In the next week its county, its city and its province have something to draw, the other county has not.
    let url = closed(&school, (&staff, &officer, &principal), "灯坏了", 11).await;
    assert_eq!(clocks(&site, week(0)).await, 0, "this week is drawn");
    clocks(&site, week(1)).await;
    let drawn: Vec<(String, i16, i64)> = sqlx::query_as(
        "SELECT o.name_zh, d.number, count(s.id) FROM sample_draw d JOIN org o ON o.id = d.bureau_id LEFT JOIN sample s ON s.draw_id = d.id WHERE d.person_id IS NULL GROUP BY 1, 2 ORDER BY min(o.path)",
    )
    .fetch_all(site.owner())
    .await
    .unwrap();
    assert_eq!(drawn, [("省厅".into(), 1, 1), ("市局".into(), 1, 1), ("东区局".into(), 1, 1)], "one drum each, however many clocks");
    assert_eq!(clocks(&site, week(2)).await, 0, "a week without closings has no drum");

    // It stands as work of that bureau's reviewers, and leads exactly there.
    let home = reviewer.get("/").await;
    assert!(home.statements.len() <= 6, "{:?}", home.statements);
    assert_eq!(home.attr("[data-samples]", "data-samples"), "1");
    let list = reviewer.get(&home.attr("[data-samples] a", "href")).await;
    assert_eq!(list.all("[data-sample]").len(), 1);
    assert!(list.text("[data-last]").contains("系统自动抽"), "{list}");
    assert!(!list.has("[data-draw]"), "the seed is for whoever audits");
    for user in [&officer, &site.bureau("西区局").reviewer().await, &auditor] {
        assert!(!user.get("/").await.has("[data-samples]"), "{}", user.role);
    }

    // Whoever audits draws the same again from what the page shows, and finds it in the chain, in nobody's name.
    let page = auditor.get(&bureau.url("samples")).await;
    let shown = |what: &str| page.text(&format!("[data-draw] [data-{what}]"));
    let nonce = hex::decode(shown("nonce")).unwrap();
    assert!(nonce.iter().all(|byte| *byte == nonce[0]) && nonce.len() == 32, "the chance that was handed in");
    let seed = drum::seed(&hex::decode(shown("head")).unwrap(), &nonce, shown("id").parse().unwrap(), 1);
    assert_eq!(hex::encode(seed), shown("seed"));
    assert_eq!(page.text("[data-lots] li"), format!("430405S001 {}", url.rsplit('/').next().unwrap()));
    let events = auditor.get(&bureau.url("ledger/events")).await;
    assert!(events.text("[data-event=draw_closings]").contains("系统时钟"), "{events}");
    assert!(events.text("[data-event=draw_closings] dl").contains(&shown("digest")), "{events}");
    site.holds_together().await;

    // Looked at, it is work no more; a press draws at once, and the clock finds nothing left.
    let sample = list.attr("[data-sample] a", "href");
    reviewer.done(reviewer.get(&sample).await.form(&sample).set("result", "stands")).await;
    assert!(!reviewer.get("/").await.has("[data-samples]"));
    closed(&school, (&staff, &officer, &principal), "门松了", 23).await;
    reviewer.done(reviewer.get(&bureau.url("samples")).await.form("/samples")).await;
    clocks(&site, week(3)).await;
    let of_bureau: i64 = sqlx::query_scalar("SELECT count(*) FROM sample_draw WHERE bureau_id = $1")
        .bind(bureau.place.id)
        .fetch_one(site.owner())
        .await
        .unwrap();
    assert_eq!(of_bureau, 2, "each closing is in one drum");

    // Nobody takes the clock's name.
    let mut tx = site.runtime(&bureau.place.path).await;
    sqlx::query("SELECT set_config('app.person', $1, true)").bind(reviewer.person.to_string()).execute(&mut *tx).await.unwrap();
    let forged = sqlx::query("INSERT INTO sample_draw (district_id, id, bureau_id, path, number, share, head, nonce, seed, lots) VALUES ($1, gen_random_uuid(), $1, $2, 9, 5, '', '', '', '{}')")
        .bind(bureau.place.id)
        .bind(&bureau.place.path)
        .execute(&mut *tx)
        .await;
    assert!(forged.is_err(), "a draw in nobody's name");
    drop(tx);
    let mut tx = site.runtime(&bureau.place.path).await;
    sqlx::query("SELECT set_config('app.person', $1, true)").bind(reviewer.person.to_string()).execute(&mut *tx).await.unwrap();
    let forged = sqlx::query("INSERT INTO ledger_event (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, facts, prev, hash) VALUES ($1, $1, $2, 900, 'signal', $1, 'draw_closings', $1, 'clock', '{}', '', '')")
        .bind(bureau.place.id)
        .bind(&bureau.place.path)
        .execute(&mut *tx)
        .await;
    assert!(forged.is_err(), "an event of the clock's");
}
