//! Special campaigns, told through the pages: launched once however often, by each school's own calendar, followed to the end, and closed.

use crate::common::{Org, Page, TestSite, User, photo, story};
use chrono::{Days, NaiveDate};
use hazard_register::access::{Kind, Place, Role};
use hazard_register::id::OrgId;
use hazard_register::task::schedule;

/// A school more, under a county, without anybody.
async fn founded(site: &TestSite, county: &str, code: &str, pupils: i32, boarding: bool) -> Org {
    let above = site.org(county).place;
    let place = Place {
        id: OrgId::new(),
        district: above.id,
        kind: Kind::School,
        code: code.to_owned(),
        path: format!("{}{code}.", above.path),
        name_zh: format!("{code}小学"),
        name_en: format!("School {code}"),
    };
    sqlx::query("INSERT INTO org (id, parent_id, district_id, kind, stage, ownership, boarding, pupils, code, path, name_zh, name_en) VALUES ($1, $2, $2, 'school', 'primary', 'public', $3, $4, $5, $6, $7, $8)")
        .bind(place.id)
        .bind(above.id)
        .bind(boarding)
        .bind(pupils)
        .bind(code)
        .bind(&place.path)
        .bind(&place.name_zh)
        .bind(&place.name_en)
        .execute(site.owner())
        .await
        .expect("the school is founded");
    sqlx::query("INSERT INTO ledger_head (district_id, school_id, path) VALUES ($1, $2, $3)")
        .bind(place.district)
        .bind(place.id)
        .bind(&place.path)
        .execute(site.owner())
        .await
        .expect("its chain begins");
    Org { site: site.clone(), place }
}

/// Days said of at a path.
pub async fn said(site: &TestSite, path: &str, kind: &str, from: NaiveDate, to: NaiveDate) {
    sqlx::query(
        "INSERT INTO calendar_entry (id, owner_path, kind, name, starts_on, ends_on) VALUES (gen_random_uuid(), $1, $2, 'x', $3, $4)",
    )
    .bind(path)
    .bind(kind)
    .bind(from)
    .bind(to)
    .execute(site.owner())
    .await
    .expect("said");
}

/// The schools' tasks: code, the first and the last day, who has it.
pub async fn tasks(site: &TestSite) -> Vec<(String, NaiveDate, NaiveDate, String)> {
    sqlx::query_as(
        "SELECT o.code, (k.opens_at AT TIME ZONE 'Asia/Shanghai')::date, ((k.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, p.name
           FROM inspection_task k JOIN org o ON o.id = k.school_id JOIN person p ON p.id = k.person_id WHERE k.campaign_id IS NOT NULL ORDER BY o.code",
    )
    .fetch_all(site.owner())
    .await
    .expect("tasks")
}

pub async fn day(by: &User, days: i64) -> NaiveDate {
    story::in_days(by, days).await.parse().expect("a day")
}

/// The number that stands with a figure on a page of progress.
fn tile(page: &Page, n: usize) -> String {
    page.all(".tile .v").into_iter().nth(n).unwrap_or_else(|| panic!("no tile {n}: {page}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_schools_are_asked_once_each_by_their_own_calendar() {
    let site = TestSite::new().await;
    let (city, west) = (site.bureau("市局"), site.bureau("西区局"));
    let reviewer = city.reviewer().await;
    let (first, last) = (day(&reviewer, 0).await, day(&reviewer, 10).await);
    let mut schools = Vec::new();
    for n in 1..=12 {
        let county = if n % 2 == 0 { "西区局" } else { "东区局" };
        schools.push(founded(&site, county, &format!("N{n:02}"), 100 * n, n > 8).await);
    }
    for (n, school) in schools.iter().enumerate() {
        match n {
            // Nobody at the twelfth; at the eleventh only a principal.
            11 => {}
            10 => drop(school.principal().await),
            _ => drop(school.officer().await),
        }
    }
    // There is school on both days, whatever day this test runs on, but for two schools, each off on one of them, and a third off on both.
    for on in [first, last, first + Days::new(3), last + Days::new(2)] {
        said(&site, &city.place.path, "school", on, on).await;
    }
    for (n, from, to) in [(0, first, first + Days::new(2)), (1, last, last + Days::new(1)), (2, first, last + Days::new(1))] {
        said(&site, &schools[n].place.path, "off", from, to).await;
    }

    let url = story::drafted(&city, &reviewer, "汛期安全专项检查").await;
    let page = reviewer.get(&format!("{url}/schools")).await;
    assert_eq!(page.all("input[name=pick][checked]").len(), 16, "before a launch all that are found are meant: {page}");
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    for (query, found) in [
        ("district=430405", 8),
        ("stage=primary", 12),
        ("boarding=yes", 4),
        ("ownership=private", 0),
        ("least=300&most=700", 5),
        ("district=430406&boarding=yes", 2),
    ] {
        let page = reviewer.get(&format!("{url}/schools?{query}")).await;
        assert_eq!(page.all("input[name=pick]").len(), found, "{query}");
    }
    let page = reviewer.get(&format!("{url}/schools?stage=primary")).await;
    assert!(page.attr("[data-unmanned]", "data-unmanned") == "1" && page.text("[data-unmanned]").contains("N12小学"), "{page}");
    assert_eq!(page.all(".camp-box .tag").len(), 3, "whose days are moved is said beforehand: {page}");

    let none = reviewer.send(page.form("/schools").without("pick")).await;
    assert!(none.status() == 422 && none.has("#pick-err"), "{none}");
    let form = page.form("/schools");
    let (a, b) = tokio::join!(reviewer.send(form.clone()), reviewer.send(form.clone()));
    assert_eq!((a.status(), b.status()), (303, 303), "a double press: {a} {b}");
    // Another tab that still shows the draft.
    let stale = reviewer.send(form.clone().set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert_eq!(stale.status(), 409, "{stale}");

    let made = tasks(&site).await;
    let of = |code: &str| made.iter().find(|(of, ..)| of == code).unwrap_or_else(|| panic!("{code} has no task: {made:?}"));
    assert_eq!(made.len(), 11, "{made:?}");
    for (code, opens, due, who) in &made {
        let (opened, ended) = match code.as_str() {
            "N01" => (first + Days::new(3), last),
            "N02" => (first, last + Days::new(2)),
            "N03" => (last + Days::new(2), last + Days::new(2)),
            _ => (first, last),
        };
        assert_eq!((*opens, *due), (opened, ended), "{code}");
        assert!(who.ends_with(if code == "N11" { "校长" } else { "安全员" }), "{code} {who}");
    }
    assert!(of("N11").3.contains("N11"));

    // The timer: today's run and tomorrow's, each twice and two at once. Nothing doubles, nothing comes for the school without anybody.
    let (db, zone) = (site.app().db.clone(), site.app().zone);
    for ahead in [0, 1, 1] {
        let on = first + Days::new(ahead);
        let (a, b) = tokio::join!(schedule::make(&db, zone, on), schedule::make(&db, zone, on));
        a.expect("made");
        b.expect("made");
        assert_eq!(tasks(&site).await, made);
    }
    site.holds_together().await;
    // Once there is somebody, the clock makes the task, once, and not a late one.
    let officer = schools[11].officer().await;
    for _ in 0..2 {
        schedule::make(&db, zone, first + Days::new(2)).await.expect("made");
    }
    let all = tasks(&site).await;
    assert_eq!((all.len(), all[11].0.as_str(), all[11].2), (12, "N12", last), "{all:?}");
    assert!(all[11].3 == officer.name && all[..11] == made[..]);
    site.holds_together().await;

    // A school more by hand: it gets its task then, the others keep theirs.
    let page = reviewer.get(&format!("{url}/schools")).await;
    assert!(page.all("input[name=pick]").len() == 4 && !page.has("input[name=pick][checked]"), "only those not asked yet: {page}");
    drop(site.school("三中").officer().await);
    reviewer.done(story::launching(&url, &reviewer, &["430406S001"]).await).await;
    assert_eq!(tasks(&site).await.len(), 13);
    let outside = reviewer.send(story::launching(&url, &reviewer, &["43"]).await).await;
    assert_eq!(outside.status(), 422, "no school of theirs: {outside}");
    site.holds_together().await;
    // Both districts see their own of it; their sums are the city's.
    let (whole, part) = (reviewer.get(&url).await, west.leader().await);
    let id = url.rsplit('/').next().expect("an id");
    let seen = part.get(&west.url(&format!("campaigns/{id}"))).await;
    assert_eq!(seen.all("tbody [data-school]").len() + whole.all("tbody [data-school]").len(), 7 + 13, "{seen}");
    assert_eq!(whole.all("[aria-labelledby=districts-h] tbody tr").len(), 2);
    assert!(!seen.has("form[action$='/remind']") && !seen.has("a[href$='/schools']"), "another bureau's: {seen}");
    for what in ["edit", "schools", "close"] {
        assert_eq!(part.get(&west.url(&format!("campaigns/{id}/{what}"))).await.status(), 404, "{what}");
    }
    let acts: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'campaign' ORDER BY seq")
        .fetch_all(site.owner())
        .await
        .expect("acts");
    assert_eq!(acts, ["draft_campaign", "launch_campaign", "widen_campaign"], "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_as_of_now_and_every_figure_opens_its_list() {
    let site = TestSite::new().await;
    let (east, one, two) = (site.bureau("东区局"), site.school("一中"), site.school("二小"));
    let (reviewer, officer, other) = (east.reviewer().await, one.officer().await, two.officer().await);
    said(&site, &east.place.path, "school", day(&reviewer, 0).await, day(&reviewer, 10).await).await;
    let url = story::drafted(&east, &reviewer, "防汛检查").await;
    assert!(!officer.get(&one.url("campaigns")).await.has("[data-campaign]"), "a draft is nobody's yet");
    reviewer.done(story::launching(&url, &reviewer, &["430405S001", "430405S002"]).await).await;

    // The school: from its home page to the walk; half of it first.
    assert!(officer.get(&one.url("campaigns")).await.has("[data-campaign=running]"));
    let id = url.rsplit('/').next().expect("an id").to_owned();
    let own = one.url(&format!("campaigns/{id}"));
    let page = officer.get(&own).await;
    assert!(page.has("[data-state=fresh]") && page.statements.len() <= 6, "{:?} {page}", page.statements);
    let task = officer.get("/").await.attr(".rows a.t[href*='/tasks/']", "href");
    assert_eq!(task, page.attr("a.btn-1[href*='/tasks/']", "href"));

    // Questions of its own come last, and nothing is taken away, by no statement of the running server either.
    let asked = officer.get(&task).await.all("fieldset legend");
    let form = page.form("/questions").set("question", "沙袋够不够？").set("standard", "不少于 50 只");
    officer.done(form.clone()).await;
    officer.done(form).await;
    let blank = officer.send(page.form("/questions").set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert!(blank.status() == 422 && blank.has("#question-err"), "{blank}");
    let now = officer.get(&task).await.all("fieldset legend");
    assert_eq!(now.len(), asked.len() + 1, "pressed twice, added once");
    assert!(now[..asked.len()] == asked[..] && now[asked.len()].contains("沙袋够不够"), "{now:?}");
    for sql in [
        "DELETE FROM campaign_question",
        "UPDATE campaign_question SET ordinal = 9",
        "UPDATE campaign_question SET withdrawn_at = now() - interval '1 day'",
        "DELETE FROM campaign_school",
        "UPDATE campaign_school SET school_id = gen_random_uuid()",
        "UPDATE campaign SET title = 'x'",
    ] {
        let mut tx = site.runtime(&one.place.path).await;
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await;
        assert!(done.is_err() || done.is_ok_and(|done| done.rows_affected() == 0), "{sql}");
    }
    assert_eq!(two.officer().await.get(&two.url(&format!("tasks/{}", task.rsplit('/').next().unwrap_or_default()))).await.status(), 404);

    // Handed to a teacher, who begins.
    let teacher = one.staff().await;
    let page = officer.get(&own).await;
    officer.done(page.form("/hand").set("person", &teacher.person.to_string())).await;
    let nobody = officer.send(officer.get(&own).await.form("/hand").set("person", &other.person.to_string())).await;
    assert!(nobody.status() == 422 && nobody.has("#person-err"), "not at this school: {nobody}");
    assert!(!officer.get("/").await.has(".rows a.t[href*='/tasks/']") && teacher.get("/").await.has(".rows a.t[href*='/tasks/']"));
    let walk = teacher.get(&task).await;
    teacher.done(walk.form(&task).set("r-1", "ok").set("do", "save")).await;
    let page = reviewer.get(&url).await;
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    assert_eq!(page.attr("[data-school='430405S001']", "data-state"), "begun");
    assert!(page.text("[data-school='430405S001']").contains(&format!("1 / {}", now.len())), "{page}");
    assert_eq!(page.attr("[data-school='430405S002']", "data-state"), "fresh");
    // Begun is begun: no question more, and not by an old page.
    assert!(!officer.get(&own).await.has("form[action$='/questions']"));
    let late = officer.post(&format!("{own}/questions"), &[("question", "再加一个")]).await;
    assert_eq!(late.status(), 409, "{late}");
    let mut tx = site.runtime(&one.place.path).await;
    let forced = sqlx::query("UPDATE campaign_question SET question = 'x'").execute(&mut *tx).await.expect("nothing is within reach");
    assert_eq!(forced.rows_affected(), 0, "the record has it now");
    assert_eq!(officer.post(&format!("{own}/report"), &[("report", "先写上")]).await.status(), 409, "not done yet");

    // Done, with two problems.
    let walk = teacher.get(&task).await;
    let mut form = story::all_fine(&walk, &task);
    for n in [2, 3] {
        form = form.set(&format!("r-{n}"), "problem").set(&format!("n-{n}"), "排水沟堵了").file(&format!("p-{n}"), photo(n));
    }
    let done = teacher.send(form).await;
    assert_eq!(done.status(), 303, "{done}");
    site.holds_together().await;
    let page = reviewer.get(&url).await;
    assert_eq!((tile(&page, 0), tile(&page, 4)), ("1 / 2".into(), "2".into()), "{page}");
    assert_eq!(page.attr("[data-school='430405S001']", "data-state"), "done");
    // Every figure opens its list: the tiles, the tabs, the tickets.
    for (n, link) in page.attrs(".tile a", "href").into_iter().enumerate().take(4) {
        let want: usize = tile(&page, n).split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
        let list = reviewer.get(link.split('#').next().unwrap_or_default()).await;
        assert_eq!(list.all("tbody [data-school]").len(), want, "{link}: {list}");
    }
    let found = reviewer.get(&page.attrs(".tile a", "href")[4]).await;
    assert_eq!(found.all(".rows.tix > li").len(), 2, "{found}");
    // One that was found otherwise is not among them.
    story::reported(&one, &teacher).await;
    assert_eq!(reviewer.get(&page.attrs(".tile a", "href")[4]).await.all(".rows.tix > li").len(), 2);
    let ticket = found.attr(".rows.tix a.t", "href");
    story::confirmed(&ticket, &officer, "general").await;
    let open = page.attr(".facts a[href*='campaign=']", "href");
    assert_eq!(reviewer.get(&open).await.all(".rows.tix > li").len(), 2);

    // Its report, written and written anew.
    let page = officer.get(&own).await;
    let empty = officer.send(page.form("/report")).await;
    assert!(empty.status() == 422 && empty.has("#report-err"), "{empty}");
    officer.done(page.form("/report").set("report", "查了全校，两处堵塞已报。")).await;
    assert!(reviewer.get(&url).await.text("[data-school='430405S001']").contains("两处堵塞"));
    let acts: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'campaign' AND school_id = $1 ORDER BY seq")
        .bind(one.place.id)
        .fetch_all(site.owner())
        .await
        .expect("acts");
    assert_eq!(acts, ["ask_campaign", "hand_campaign", "report_campaign"], "the school's own chain has what the school did");
    // Staff only read; the next school sees its own row and no other's.
    let page = teacher.get(&own).await;
    assert!(page.status() == 200 && !page.has("main form"), "{page}");
    let theirs = other.get(&two.url(&format!("campaigns/{id}"))).await;
    assert!(theirs.status() == 200 && !theirs.text("main").contains("两处堵塞"));
    assert_eq!(other.get(&own).await.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_is_given_once_a_day_and_a_school_is_waited_for() {
    let site = TestSite::new().await;
    let (east, one, two) = (site.bureau("东区局"), site.school("一中"), site.school("二小"));
    let (reviewer, officer, principal, other) = (east.reviewer().await, one.officer().await, one.principal().await, two.officer().await);
    said(&site, &east.place.path, "school", day(&reviewer, 0).await, day(&reviewer, 10).await).await;
    let url = story::drafted(&east, &reviewer, "防汛检查").await;
    reviewer.done(story::launching(&url, &reviewer, &["430405S001", "430405S002"]).await).await;
    let done = async |school: &Org, by: &User, late: &str| {
        let task = by.get("/").await.attr(".rows a.t[href*='/tasks/']", "href");
        let page = by.get(&task).await;
        let form = story::all_fine(&page, &task);
        let form = if late.is_empty() { form } else { form.set("late", late) };
        let page = by.send(form).await;
        assert_eq!(page.status(), 303, "{} {page}", school.place.code);
    };
    done(&two, &other, "").await;
    let remind = async || {
        let form = reviewer.get(&url).await.form("/remind");
        reviewer.done(form).await
    };
    assert!(!principal.get("/").await.has("[data-reminder]"));
    remind().await;
    remind().await;
    let count = async || -> Vec<(String, i16)> {
        sqlx::query_as("SELECT o.code, s.reminders FROM campaign_school s JOIN org o ON o.id = s.school_id ORDER BY o.code")
            .fetch_all(site.owner())
            .await
            .expect("reminders")
    };
    assert_eq!(count().await, [("430405S001".into(), 1), ("430405S002".into(), 0)], "once a day, and not who is done");
    assert_eq!(site.count("ledger_event WHERE act = 'remind_campaign'").await, 1);
    for who in [&officer, &principal] {
        let page = who.get("/").await;
        assert!(page.text("[data-reminder]").contains("东区局") && page.statements.len() <= 6, "{:?} {page}", page.statements);
    }
    assert!(!other.get("/").await.has("[data-reminder]"));
    let task = officer.get("/").await.attr(".rows a.t[href*='/tasks/']", "href");
    assert!(officer.get(&task).await.text("[data-reminder]").contains("东区局"));
    let home = reviewer.get("/").await;
    assert!(home.text("[aria-labelledby=campaigns-h]").contains("1 / 2") && home.statements.len() <= 6, "{:?} {home}", home.statements);

    // Days later, long over the time in which other tasks can be done late: the bureau still waits, and the school still can.
    sqlx::query(
        "UPDATE inspection_task SET opens_at = opens_at - interval '30 days', due_at = due_at - interval '30 days' WHERE done_at IS NULL",
    )
    .execute(site.owner())
    .await
    .expect("moved");
    sqlx::query("UPDATE campaign_school SET reminded_at = reminded_at - interval '1 day'").execute(site.owner()).await.expect("moved");
    remind().await;
    assert_eq!(count().await[0].1, 2, "the next day again");
    let page = reviewer.get(&url).await;
    assert_eq!(
        (page.attr("[data-school='430405S001']", "data-state").as_str(), page.text(".tile-late .v").as_str()),
        ("overdue", "1"),
        "{page}"
    );
    assert!(officer.get(&one.url("tasks")).await.has("[data-task=overdue] a"), "still to be done");
    done(&one, &officer, "那几天停课").await;
    assert_eq!(reviewer.get(&url).await.attr("[data-school='430405S001']", "data-state"), "late");
    assert!(!principal.get("/").await.has("[data-reminder]"));
    assert!(!reviewer.get(&url).await.has("form[action$='/remind']"), "nobody is left to remind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_closed_with_its_figures_and_stays_closed() {
    let site = TestSite::new().await;
    let (east, west, one, two) = (site.bureau("东区局"), site.bureau("西区局"), site.school("一中"), site.school("二小"));
    let (reviewer, officer) = (east.reviewer().await, one.officer().await);
    drop(two.officer().await);
    said(&site, &east.place.path, "school", day(&reviewer, 0).await, day(&reviewer, 10).await).await;
    let url = story::drafted(&east, &reviewer, "安全生产月").await;
    let id = url.rsplit('/').next().expect("an id").to_owned();
    // A draft can be changed in everything; somebody who was slower is told.
    let form = reviewer.get(&format!("{url}/edit")).await.form("/edit");
    let more = reviewer.send(form.clone().set("do", "more_phases")).await;
    assert!(more.status() == 200 && more.has("#p4_name") && more.value("#title") == "安全生产月", "{more}");
    reviewer.done(form.clone().set("title", "安全生产月检查")).await;
    let stale = reviewer.send(form.set("title", "我改的").set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert_eq!((stale.status(), stale.value("#title").as_str()), (409, "我改的"));
    reviewer.done(story::launching(&url, &reviewer, &["430405S001", "430405S002"]).await).await;
    // Launched, what was asked stays: the fields are not there, and sending them changes nothing.
    let page = reviewer.get(&format!("{url}/edit")).await;
    assert!(!page.has("#deadline") && !page.has("#list"), "{page}");
    let later = story::in_days(&reviewer, 20).await;
    reviewer.done(page.form("/edit").set("deadline", &later).set("words", "补充要求")).await;
    let kept: String = sqlx::query_scalar("SELECT deadline::text FROM campaign").fetch_one(site.owner()).await.expect("it");
    assert_eq!(kept, story::in_days(&reviewer, 10).await);
    assert!(officer.get(&one.url(&format!("campaigns/{id}"))).await.text("main").contains("补充要求"));

    // Who is not asked and not above sees nothing of it, by page or by statement.
    for (org, user) in [(&west, west.reviewer().await), (&site.school("三中"), site.school("三中").officer().await)] {
        assert!(!user.get(&org.url("campaigns")).await.has("[data-campaign]"));
        assert_eq!(user.get(&org.url(&format!("campaigns/{id}"))).await.status(), 404);
        assert_eq!(user.get(&url).await.status(), 404);
        let mut tx = site.runtime(&org.place.path).await;
        let seen: i64 = sqlx::query_scalar("SELECT (SELECT count(*) FROM campaign) + (SELECT count(*) FROM campaign_school)")
            .fetch_one(&mut *tx)
            .await
            .expect("a count");
        assert_eq!(seen, 0, "{}", org.place.code);
    }
    let city = site.bureau("市局");
    assert!(city.leader().await.get(&city.url("campaigns")).await.has("[data-campaign=running]"), "from above it is seen");

    let task = officer.get("/").await.attr(".rows a.t[href*='/tasks/']", "href");
    let page = officer.get(&task).await;
    let form = story::all_fine(&page, &task).set("r-1", "problem").set("n-1", "没有值班表").file("p-1", photo(3));
    assert_eq!(officer.send(form).await.status(), 303);
    let page = reviewer.get(&format!("{url}/close")).await;
    let draft = page.value("#summary");
    for part in ["应查学校 2 所", "按时完成 1 所，补做 0 所，未完成 1 所", "发现隐患 1 处，已销号 0 处，办理中 1 处"]
    {
        assert!(draft.contains(part), "{draft}");
    }
    let empty = reviewer.send(page.form("/close").set("summary", " ")).await;
    assert!(empty.status() == 422 && empty.has("#summary-err"), "{empty}");
    let closed = reviewer.done(page.form("/close").set("summary", "总体较好，二小未完成。")).await;
    assert!(closed.has("[data-standing=closed]") && closed.text("[data-at-close]").contains("1 / 2"), "{closed}");
    assert!(officer.get(&one.url(&format!("campaigns/{id}"))).await.text("main").contains("二小未完成"));
    for what in ["remind", "close", "schools", "edit"] {
        assert_eq!(
            reviewer.post(&format!("{url}/{what}"), &[("version", "4"), ("summary", "又一次"), ("pick", "430405S001")]).await.status(),
            409,
            "{what}"
        );
    }
    let mut tx = site.runtime(&east.place.path).await;
    let moved =
        sqlx::query("UPDATE campaign SET summary = 'x'").execute(&mut *tx).await.expect("allowed, and reaches nothing").rows_affected();
    assert_eq!(moved, 0, "what is closed stays as it is");
    drop(tx);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_its_field() {
    let site = TestSite::new().await;
    let east = site.bureau("东区局");
    let reviewer = east.reviewer().await;
    let url = story::drafted(&east, &reviewer, "防汛检查").await;
    let form = reviewer.get(&format!("{url}/edit")).await.form("/edit");
    let (early, late) = (story::in_days(&reviewer, -1).await, story::in_days(&reviewer, 31).await);
    for (name, value) in [
        ("title", ""),
        ("kind", "daily"),
        ("list", ""),
        ("deadline", early.as_str()),
        ("deadline", late.as_str()),
        ("ends", early.as_str()),
        ("p1_from", early.as_str()),
        ("p1_to", late.as_str()),
        ("p1_name", ""),
        ("starts", "tomorrow"),
    ] {
        let page = reviewer.send(form.clone().set(name, value)).await;
        assert!(page.status() == 422 && page.has(&format!("#{name}-err")), "{name}={value}: {page}");
        assert!(name == "kind" || page.value(&format!("#{name}")) == value, "what was typed is kept: {name}");
    }
    assert_eq!(site.count("campaign").await, 1);
    // A deadline that passed while it lay as a draft.
    sqlx::query("UPDATE campaign SET starts_on = starts_on - 40, ends_on = ends_on - 40, deadline = deadline - 40, phases = '[]'")
        .execute(site.owner())
        .await
        .expect("moved");
    let page = reviewer.send(story::launching(&url, &reviewer, &["430405S001"]).await).await;
    assert!(page.status() == 422 && page.has("#pick-err") && site.count("campaign_school").await == 0, "{page}");
    // Only a bureau's safety section and leader; a school cannot, nor the bureau above in the county's name.
    for (who, at) in [
        (east.administrator().await, east.url("campaigns/new")),
        (site.school("一中").officer().await, site.school("一中").url("campaigns/new")),
        (site.bureau("市局").reviewer().await, east.url("campaigns/new")),
    ] {
        assert_eq!(who.get(&at).await.status(), 404, "{at}");
    }
    assert_eq!(site.school("一中").signed_in(Role::Principal).await.get(&site.school("一中").url("campaigns")).await.status(), 200);
}
