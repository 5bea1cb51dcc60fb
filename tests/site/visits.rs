//! A bureau's rounds of visits, told through the pages: drawn so that it can be drawn again, unseen by the schools until it begins, walked,
//! re-checked, closed.

use crate::common::{FilledForm, Org, Page, TestSite, User, photo, story};
use hazard_register::access::Role;
use sha2::{Digest, Sha256};
use sqlx::Row;

/// The form of a round, filled in as far as every round needs it.
async fn round_form(bureau: &Org, by: &User, changes: &[(&str, &str)]) -> FilledForm {
    let page = by.get(&bureau.url("visits/new")).await;
    let form = page
        .form("/visits")
        .set("title", "秋季检查")
        .set("occasion", "unannounced")
        .set("asks", "list")
        .set("list", &page.attrs("#list option", "value")[1])
        .set("method", "random")
        .set("size", "1")
        .set("do", "draw");
    changes.iter().fold(form, |form, (name, value)| form.set(name, value))
}

async fn round(bureau: &Org, by: &User, changes: &[(&str, &str)]) -> String {
    let page = by.send(round_form(bureau, by, changes).await).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

/// The form by which the first school of a round that waits is begun.
fn beginning(page: &Page) -> FilledForm {
    let action = page.attr("[data-visit=drawn] form", "action");
    page.form(&action)
}

/// Everything answered well, but one problem.
fn walked(page: &Page, url: &str, words: &str) -> FilledForm {
    story::all_fine(page, url).set("r-1", "problem").set("n-1", words).file("p-1", photo(7))
}

/// What an auditor works out from the page alone: the codes in the order of the draw.
fn drawn_again(page: &Page) -> Vec<String> {
    let seed = hex::decode(page.text("[data-seed]")).expect("hexadecimal");
    let lots = page.attrs("[data-lot]", "data-lot").into_iter().zip(page.attrs("[data-lot]", "data-weight"));
    let mut scored: Vec<(f64, String)> = lots
        .map(|(code, weight)| {
            let hash = Sha256::digest([seed.as_slice(), code.as_bytes()].concat());
            let h = hash[..6].iter().fold(0_u64, |sum, byte| sum * 256 + u64::from(*byte));
            let share = (h as f64 + 0.5) / 2_f64.powi(48);
            (-share.ln() / weight.parse::<f64>().expect("a weight"), code)
        })
        .collect();
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    scored.into_iter().map(|(_, code)| code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_drawn_walked_and_closed() {
    let site = TestSite::new().await;
    let (city, east) = (site.bureau("市局"), site.bureau("东区局"));
    let (reviewer, officer) = (city.reviewer().await, site.school("一中").officer().await);
    // A reason to come: an open ticket.
    story::reported(&site.school("一中"), &site.school("一中").staff().await).await;
    let form = round_form(&city, &reviewer, &[("method", "weighted"), ("size", "3"), ("others", "张工 | 消防救援大队")]).await;
    let preview = reviewer.send(form.clone().set("do", "preview")).await;
    assert_eq!((preview.status(), preview.all("[data-candidate]").len()), (200, 4), "{preview}");
    assert_eq!(site.count("visit_round").await, 0, "looking draws nothing");
    let narrowed = reviewer.send(form.clone().set("district", "430406").set("do", "preview")).await;
    assert_eq!(narrowed.all("[data-candidate]").len(), 2, "{narrowed}");

    // Pressed twice: one round.
    let first = reviewer.send(form.clone()).await;
    let second = reviewer.send(form).await;
    assert_eq!((first.status(), first.location()), (303, second.location()));
    let url = first.location().to_owned();
    assert_eq!((site.count("visit_round").await, site.count("visit").await), (1, 3));

    // The page shows all that is needed to draw it again.
    let draw = reviewer.get(&format!("{url}/draw")).await;
    let order = draw.attrs("[data-lot]", "data-lot");
    assert_eq!((order.len(), &order), (4, &drawn_again(&draw)));
    let (head, nonce) = (hex::decode(draw.text("[data-head]")).unwrap(), hex::decode(draw.text("[data-nonce]")).unwrap());
    let id = uuid::Uuid::parse_str(url.rsplit('/').next().unwrap()).unwrap();
    let seed = Sha256::digest([head.as_slice(), &nonce, id.as_bytes(), &1_i16.to_be_bytes()].concat());
    assert_eq!(draw.text("[data-seed]"), hex::encode(seed));
    let mut lines: Vec<String> =
        order.iter().zip(draw.attrs("[data-lot]", "data-weight")).map(|(code, weight)| format!("{code} {weight}\n")).collect();
    lines.sort();
    assert_eq!(draw.text("[data-digest]"), hex::encode(Sha256::digest(lines.concat())));
    assert_ne!(
        draw.attr("[data-lot='430405S001']", "data-weight"),
        draw.attr("[data-lot='430405S002']", "data-weight"),
        "trouble weighs more"
    );
    let visited: Vec<String> = sqlx::query_scalar("SELECT o.code FROM visit v JOIN org o ON o.id = v.place_id ORDER BY v.rank")
        .fetch_all(site.owner())
        .await
        .unwrap();
    assert_eq!(visited, order[..3]);
    let csv = reviewer.get(&format!("{url}/draw.csv")).await;
    assert!(csv.header("content-type").unwrap_or_default().starts_with("text/csv") && csv.body().lines().count() == 5, "{csv}");
    let told = sqlx::query("SELECT facts, path FROM ledger_event WHERE act = 'draw_visits'").fetch_one(site.owner()).await.unwrap();
    let facts: serde_json::Value = told.get("facts");
    assert_eq!(
        (facts["seed"].as_str(), facts["digest"].as_str(), facts["lots"].as_str()),
        (Some(&*draw.text("[data-seed]")), Some(&*draw.text("[data-digest]")), Some("4"))
    );
    assert_eq!(told.get::<String, _>("path"), city.place.path, "in the bureau's chain");
    assert!(reviewer.get("/").await.has(&format!("a[href='{url}']")), "whoever leads has it on their desk");

    // Begun by one press, twice over: one inspection each.
    let page = reviewer.get(&url).await;
    assert_eq!(page.all("[data-visit=drawn] form").len(), 3);
    let schools: Vec<Org> = visited.iter().map(|code| site.school(code)).collect();
    for (n, school) in schools.iter().enumerate() {
        let page = reviewer.get(&url).await;
        let form = beginning(&page);
        let begun = reviewer.send(form.clone()).await;
        assert_eq!(begun.status(), 303, "{begun}");
        let again = reviewer.send(form.clone().set("request_id", &uuid::Uuid::now_v7().to_string())).await;
        assert_eq!(again.location(), begun.location());
        assert_eq!(site.count("inspection WHERE visit_id IS NOT NULL").await, i64::try_from(n + 1).unwrap());
        let walk = reviewer.get(begun.location()).await;
        assert!(walk.location_is_of(school), "{}", begun.location());
        if n == 2 {
            continue;
        }
        reviewer.done(walked(&walk, begun.location(), "灭火器压力不足")).await;
    }
    let page = reviewer.get(&url).await;
    assert_eq!(
        ["done", "left", "found", "major", "open", "closed"].map(|tile| page.text(&format!("[data-tile='visit-tile-{tile}']"))),
        ["2 / 3", "1", "2", "2", "2", "0"]
    );
    // Each figure opens exactly its list.
    for (tile, rows) in [("found", 2), ("major", 2), ("open", 2), ("closed", 0)] {
        let list = reviewer.get(&page.attr(&format!("[data-tile='visit-tile-{tile}']"), "href")).await;
        assert_eq!(list.all(".tix li").len(), rows, "{tile}: {list}");
    }
    // The round closes only when all is done or dropped, and with words.
    assert!(!page.has("#summary"));
    let early = reviewer.post(&url, &[("summary", "提前办结")]).await;
    assert_eq!(early.status(), 409, "{early}");
    let last = page.attr("[data-visit=begun] a.t", "href");
    reviewer.done(walked(&reviewer.get(&last).await, &last, "通道堵塞")).await;
    let page = reviewer.get(&url).await;
    let blank = reviewer.send(page.form(&url).set("summary", " ")).await;
    assert!(blank.status() == 422 && blank.has("#summary-err"), "{blank}");
    let closed = reviewer.done(page.form(&url).set("summary", "总体平稳，消防器材维护不到位")).await;
    assert!(closed.text("main").contains("总体平稳"), "{closed}");
    assert!(!closed.has("[data-visit] form") && !closed.has("form[action$='/draw']"));
    assert_eq!(reviewer.post(&url, &[("summary", "再来一次")]).await.status(), 409);

    // The ticket of a school names the bureau, and its record the team and the occasion.
    let school = site.school("一中");
    if visited.contains(&school.place.code) {
        let ticket = officer.get(&school.url("tickets?show=all&words=灭火器")).await.attrs(".tix a.t", "href");
        if let Some(ticket) = ticket.first() {
            assert!(officer.get(ticket).await.text("main").contains("上级检查 · 市局"));
        }
    }
    let begun = &schools[0];
    let theirs = begun.officer().await;
    let list = theirs.get(&begun.url("inspections")).await;
    assert!(list.text("main").contains("市局 · 四不两直"), "{list}");
    let record = theirs.get(&list.attr(".rows a.t", "href")).await;
    let from = record.text("[data-bureau]");
    assert!(from.contains("检查单位：市局") && from.contains("四不两直") && from.contains("张工（消防救援大队）"), "{from}");
    let ticket = theirs.get(&record.attr("a[href*='/tickets/2']", "href")).await;
    assert!(ticket.text("main").contains("上级检查 · 市局"), "{ticket}");
    assert!(east.reviewer().await.get(&url).await.status() == 404, "another bureau's round");
    site.holds_together().await;
}

trait Of {
    fn location_is_of(&self, school: &Org) -> bool;
}

impl Of for Page {
    /// The page stands under this school's address.
    fn location_is_of(&self, school: &Org) -> bool {
        self.asked.contains(&school.url("inspections/"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_learns_of_a_visit_only_when_it_begins() {
    let site = TestSite::new().await;
    let (bureau, school) = (site.bureau("东区局"), site.school("一中"));
    let reviewer = bureau.reviewer().await;
    let people = [school.officer().await, school.principal().await, school.staff().await];
    let before: Vec<String> = pages_of(&school, &people).await;
    let url = story::drawn(&bureau, &reviewer, &[&school]).await;
    let visit = reviewer.get(&url).await.attr("[data-visit] a.t", "href");
    let plan = reviewer.get(&visit).await.form(&visit).set("do", "plan").set("leader", &reviewer.person.to_string());
    reviewer.done(plan.set("planned", &story::in_days(&reviewer, 3).await)).await;
    assert_eq!(pages_of(&school, &people).await, before, "no page of the school says a word");
    for person in &people {
        for path in [&url, &visit, &format!("{url}/draw"), &format!("{url}/draw.csv"), &bureau.url("visits"), &school.url("visits")] {
            assert_eq!(person.get(path).await.status(), 404, "{path}");
        }
    }
    // By SQL as the running server: nothing of it lies within the school's reach, in any table.
    let id = url.rsplit('/').next().unwrap();
    for sql in [
        "SELECT count(*) FROM visit_round".to_owned(),
        "SELECT count(*) FROM visit_draw".into(),
        "SELECT count(*) FROM visit".into(),
        "SELECT count(*) FROM inspection WHERE by_bureau".into(),
        "SELECT count(*) FROM ledger_event WHERE subject = 'visit'".into(),
        "SELECT count(*) FROM ledger_text WHERE body LIKE '%四不两直%'".into(),
        format!("SELECT count(*) FROM request WHERE location LIKE '%{id}%'"),
    ] {
        for scope in [&school.place.path, &site.school("二小").place.path] {
            let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone())).fetch_one(&mut *site.runtime(scope).await).await.unwrap();
            assert_eq!(seen, 0, "{sql} within {scope}");
        }
    }
    // Nor can a school write itself a visit, or one away.
    for sql in [
        format!("UPDATE visit SET dropped_at = now(), drop_reason = 'x' WHERE round_id = '{id}'"),
        format!("UPDATE visit_round SET closed_at = now(), summary = 'x' WHERE id = '{id}'"),
    ] {
        let mut tx = site.runtime(&school.place.path).await;
        assert_eq!(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap().rows_affected(), 0);
    }
    // What is done is done: the bureau itself does not unwrite it.
    let mut tx = site.runtime(&bureau.place.path).await;
    assert!(sqlx::query("DELETE FROM visit").execute(&mut *tx).await.is_err());
    let mut tx = site.runtime(&bureau.place.path).await;
    assert!(sqlx::query("UPDATE visit_draw SET seed = 'x'").execute(&mut *tx).await.is_err(), "a draw stays as it was");

    let begun = reviewer.send(beginning(&reviewer.get(&url).await)).await;
    let list = people[0].get(&school.url("inspections")).await;
    assert!(list.has(&format!("a[href='{}']", begun.location())), "{list}");
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM visit").fetch_one(&mut *site.runtime(&school.place.path).await).await.unwrap();
    assert_eq!(seen, 0, "the bureau's own side stays the bureau's");
    // Only whoever began it walks it.
    let walk = people[0].get(begun.location()).await;
    assert!(!walk.has("form[data-walk]"));
    site.holds_together().await;
}

/// What the school's people read before anything begins.
async fn pages_of(school: &Org, people: &[User]) -> Vec<String> {
    let mut words = Vec::new();
    for person in people {
        for path in [
            "/".to_owned(),
            school.url("inspections"),
            school.url("tasks"),
            school.url("dashboard"),
            school.url("tickets?show=all"),
            school.url("checklists"),
        ] {
            words.push(person.get(&path).await.text("main"));
        }
    }
    words
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_school_makes_room_for_the_next_and_a_draw_can_be_repeated_with_a_reason() {
    let site = TestSite::new().await;
    let city = site.bureau("市局");
    let reviewer = city.reviewer().await;
    let url = round(&city, &reviewer, &[("size", "2")]).await;
    let order = drawn_again(&reviewer.get(&format!("{url}/draw")).await);
    let school = |code: &str| site.school(code).place.name_zh.clone();
    let names = |page: &Page, state: &str| page.all(&format!("[data-visit={state}] p.b"));
    let page = reviewer.get(&url).await;
    assert_eq!(names(&page, "drawn"), [school(&order[0]), school(&order[1])]);

    let visit = page.attrs("[data-visit=drawn] a.t", "href")[0].clone();
    let one = reviewer.get(&visit).await;
    let drop = one.form(&visit).set("do", "drop");
    let blank = reviewer.send(drop.clone().set("reason", "\u{3000}")).await;
    assert!(blank.status() == 422 && blank.has("#reason-err"), "{blank}");
    let wrong = reviewer.send(one.form(&visit).set("do", "plan").set("planned", "2026-13-40")).await;
    assert!(wrong.status() == 422 && wrong.has("#planned-err"), "{wrong}");
    let page = reviewer.done(drop.clone().set("reason", "当天停课")).await;
    assert_eq!(names(&page, "drawn"), [school(&order[1]), school(&order[2])], "the next in order");
    assert_eq!(names(&page, "dropped"), [school(&order[0])]);
    assert!(page.text("main").contains("当天停课"));
    let late = reviewer.send(drop.set("request_id", &uuid::Uuid::now_v7().to_string()).set("reason", "又一次")).await;
    assert_eq!(late.status(), 409, "{late}");
    let begun = reviewer.post(&visit, &[("do", "begin")]).await;
    assert_eq!(begun.status(), 409, "a dropped school is not visited: {begun}");
    assert_eq!(reviewer.post(&visit, &[("do", "dance")]).await.status(), 422);

    // One has begun and stays; the other makes room.
    let begun = reviewer.send(beginning(&page)).await;
    assert_eq!(begun.status(), 303);
    let kept = reviewer.post(&page.attrs("[data-visit=drawn] a.t", "href")[0], &[("do", "drop"), ("reason", "晚了")]).await;
    assert_eq!(kept.status(), 409, "{kept}");
    let draw = reviewer.get(&format!("{url}/draw")).await;
    let again = draw.form("/draw");
    let blank = reviewer.send(again.clone()).await;
    assert!(blank.status() == 422 && blank.has("#reason-err"), "{blank}");
    let page = reviewer.done(again.clone().set("reason", "名单提前泄露")).await;
    assert_eq!(names(&page, "begun"), [school(&order[1])]);
    assert_eq!(names(&page, "drawn").len(), 1);
    let stale = reviewer.send(again.set("request_id", &uuid::Uuid::now_v7().to_string()).set("reason", "再抽")).await;
    assert_eq!(stale.status(), 409, "somebody has drawn meanwhile: {stale}");
    let draw = reviewer.get(&format!("{url}/draw")).await;
    assert_eq!(draw.attrs("[data-lot]", "data-lot"), drawn_again(&draw));
    assert_eq!(draw.all("[data-lot]").len(), 3, "the school that is being visited is not in the drum");
    assert!(draw.text("[data-earlier]").contains("名单提前泄露"));
    let acts: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'visit' AND path = $1 ORDER BY seq")
        .bind(&city.place.path)
        .fetch_all(site.owner())
        .await
        .unwrap();
    assert_eq!(acts, ["draw_visits", "drop_visit", "redraw_visits"]);
    let chain = city.auditor().await.get(&city.url("ledger/events")).await;
    assert!(chain.text("main").contains("重新抽取了检查的学校"), "{chain}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_re_check_asks_about_what_was_closed() {
    let site = TestSite::new().await;
    let (bureau, school) = (site.bureau("东区局"), site.school("一中"));
    let (reviewer, officer, staff, principal) =
        (bureau.reviewer().await, school.officer().await, school.staff().await, school.principal().await);
    let form = round_form(&bureau, &reviewer, &[("occasion", "recheck"), ("asks", "closed"), ("days", "90"), ("share", "5")]).await;
    let none = reviewer.send(form.clone()).await;
    assert!(none.status() == 422 && none.has("#size-err"), "nothing was closed anywhere: {none}");
    let mut closed = Vec::new();
    for _ in 0..2 {
        let url = story::reported(&school, &staff).await;
        story::confirmed(&url, &officer, "general").await;
        story::assigned(&url, &officer, &staff).await;
        story::submitted(&url, &staff).await;
        story::passed(&url, &officer).await;
        story::signed(&url, &principal).await;
        closed.push(url.rsplit('/').next().unwrap().to_owned());
    }
    let drawn = reviewer.send(form).await;
    assert_eq!(drawn.status(), 303, "{drawn}");
    let url = drawn.location().to_owned();
    let begun = reviewer.send(beginning(&reviewer.get(&url).await)).await;
    let walk = reviewer.get(begun.location()).await;
    let asked = walk.all("fieldset legend");
    assert_eq!(asked.len(), 1, "five percent of two is one: {asked:?}");
    let number = closed.iter().find(|number| asked[0].contains(*number)).expect("it names the ticket");
    assert!(asked[0].contains("是否仍然保持") && walk.text("main").contains("阀门已更换"), "{asked:?}");
    assert!(walk.has(&format!("a[href='{}']", school.url(&format!("tickets/{number}")))), "and leads to it: {walk}");
    let record = reviewer.done(walked(&walk, begun.location(), "又在漏气")).await;
    assert!(record.text("main").contains("又在漏气"));
    let again = officer.get(&record.attr("a[href*='/tickets/']:not([href$='0001']):not([href$='0002'])", "href")).await;
    assert!(again.text("main").contains("上级检查 · 东区局") && again.text("main").contains(number.as_str()), "{again}");
    assert!(record.text("[data-bureau]").contains("回头看"));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn measures_are_drawn_with_the_grave_points_preferred() {
    let site = TestSite::new().await;
    let (bureau, school) = (site.bureau("东区局"), site.school("一中"));
    let reviewer = bureau.reviewer().await;
    let form = round_form(&bureau, &reviewer, &[("asks", "points"), ("count", "2"), ("method", "chosen")]).await;
    let url = reviewer.send(form.also("pick", &school.place.id.to_string())).await.location().to_owned();
    let page = reviewer.get(&url).await;
    let nothing = reviewer.send(beginning(&page)).await;
    assert!(nothing.status() == 409 && nothing.text("[role=alert]").contains("没有可查的内容"), "{nothing}");
    assert_eq!(site.count("inspection").await, 0);
    story::adopted(&school, &school.officer().await).await;
    let begun = reviewer.send(beginning(&reviewer.get(&url).await)).await;
    assert_eq!(begun.status(), 303, "{begun}");
    let (kind, points): (String, i64) = sqlx::query_as(
        "SELECT i.kind, (SELECT count(DISTINCT x.risk_point_id) FROM inspection_item x WHERE x.inspection_id = i.id) FROM inspection i",
    )
    .fetch_one(site.owner())
    .await
    .unwrap();
    assert_eq!((kind.as_str(), points), ("measure_effect", 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_told_at_its_field_and_other_bureaus_see_nothing() {
    let site = TestSite::new().await;
    let bureau = site.bureau("东区局");
    let reviewer = bureau.reviewer().await;
    for (changes, field) in [
        (vec![("title", "")], "title"),
        (vec![("occasion", "")], "occasion"),
        (vec![("starts", "0000-00-00")], "starts"),
        (vec![("starts", "2026-12-01"), ("ends", "2026-11-30")], "ends"),
        (vec![("list", "")], "list"),
        (vec![("asks", "points"), ("count", "一")], "count"),
        (vec![("asks", "closed"), ("share", "1")], "share"),
        (vec![("size", "3")], "size"),
        (vec![("method", "chosen")], "pick"),
        (vec![("leader", "x")], "leader"),
        (vec![("others", "没有单位")], "others"),
        (vec![("title", "x\u{0}y")], "title"),
    ] {
        let page = reviewer.send(round_form(&bureau, &reviewer, &changes).await).await;
        assert!(page.status() == 422 && page.has(&format!("#{field}-err")) && page.has(&format!("[id='{field}']")), "{changes:?}: {page}");
    }
    assert_eq!(site.count("visit_round").await, 0);
    let url = round(&bureau, &reviewer, &[]).await;
    let visit = reviewer.get(&url).await.attr("[data-visit] a.t", "href");
    // A reviewer of the city reads it and keeps it not; the next county sees nothing; ids that are none lead nowhere.
    let above = site.bureau("市局").reviewer().await;
    let page = above.get(&url).await;
    assert!(page.status() == 200 && !page.has("[data-visit] form"), "{page}");
    assert_eq!(above.post(&visit, &[("do", "begin")]).await.status(), 404);
    assert_eq!(above.post(&url, &[("summary", "x")]).await.status(), 404);
    let next = site.bureau("西区局").reviewer().await;
    for path in [&url, &visit, &format!("{url}/draw"), &bureau.url("visits"), &bureau.url("visits/coverage")] {
        assert_eq!(next.get(path).await.status(), 404, "{path}");
    }
    let west = site.bureau("西区局");
    let id = url.rsplit('/').next().unwrap();
    for path in [west.url(&format!("visits/{id}")), west.url(&format!("visits/{id}/draw")), west.url("visits/x")] {
        assert_eq!(next.get(&path).await.status(), 404, "{path}");
    }
    assert!(!next.get(&west.url("visits")).await.has("[data-round]"));
    assert!(bureau.signed_in(Role::Leader).await.get(&url).await.status() == 200);
    assert_eq!(bureau.signed_in(Role::Administrator).await.get(&url).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_tells_who_was_left_out() {
    let site = TestSite::new().await;
    let city = site.bureau("市局");
    let reviewer = city.reviewer().await;
    let (first, second) = (site.school("一中"), site.school("三中"));
    let url = story::drawn(&city, &reviewer, &[&first, &second]).await;
    reviewer.send(beginning(&reviewer.get(&url).await)).await;
    reviewer.send(beginning(&reviewer.get(&url).await)).await;
    sqlx::query("UPDATE inspection SET started_at = started_at - interval '400 days' WHERE school_id = $1")
        .bind(first.place.id)
        .execute(site.owner())
        .await
        .unwrap();
    let page = reviewer.get(&city.url("visits/coverage")).await;
    assert_eq!(page.all("tbody th"), ["二小", "四小", "一中", "三中"], "never before long ago before lately");
    assert!(page.text("main").contains("共 4 所学校，今年还有 3 所没有去过"), "{page}");
    let never = reviewer.get(&city.url("visits/coverage?never=yes&sort=code")).await;
    assert_eq!(never.all("tbody th"), ["一中", "二小", "四小"]);
    assert_eq!(never.text("[data-never]"), "3");
    // The county was nowhere: a visit of the city's is the city's.
    let county = site.bureau("东区局");
    assert!(county.reviewer().await.get(&county.url("visits/coverage")).await.text("main").contains("共 2 所学校，今年还有 2 所没有去过"));
    // Page after page tells each school once.
    let rest = reviewer.get(&city.url("visits/coverage?after=never_430406S002")).await;
    assert_eq!(rest.all("tbody th"), ["一中", "三中"]);
    let day: String = sqlx::query_scalar("SELECT started_at::date::text FROM inspection WHERE school_id = $1")
        .bind(first.place.id)
        .fetch_one(site.owner())
        .await
        .unwrap();
    let rest = reviewer.get(&city.url(&format!("visits/coverage?after={day}_430405S001"))).await;
    assert_eq!(rest.all("tbody th"), ["三中"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_corrected_until_its_first_visit_begins_and_its_draw_never() {
    let site = TestSite::new().await;
    let (city, east) = (site.bureau("市局"), site.bureau("东区局"));
    let (reviewer, second) = (city.reviewer().await, city.another(Role::Reviewer).await);
    let url = round(&city, &reviewer, &[("size", "2"), ("others", "张工 | 消防救援大队")]).await;
    let edit = format!("{url}/edit");
    let drawn = async || -> Vec<String> {
        let mut rows: Vec<String> =
            sqlx::query_scalar("SELECT md5(d::text) FROM visit_draw d ORDER BY number").fetch_all(site.owner()).await.unwrap();
        rows.extend(
            sqlx::query_scalar::<_, String>("SELECT place_id::text || rank || draw FROM visit ORDER BY rank")
                .fetch_all(site.owner())
                .await
                .unwrap(),
        );
        rows.push(
            sqlx::query_scalar("SELECT concat_ws(' ', occasion, asks, pool, method, size) FROM visit_round")
                .fetch_one(site.owner())
                .await
                .unwrap(),
        );
        rows
    };
    let before = drawn().await;
    let page = reviewer.get(&url).await;
    assert!(page.has(&format!("a[href='{edit}']")), "{page}");
    let page = reviewer.get(&edit).await;
    assert!(page.statements.len() <= 6 && page.value("#others").contains("张工 | 消防救援大队"), "{:?} {page}", page.statements);
    assert!(!page.has("[name=method]") && !page.has("[name=size]") && !page.has("[name=occasion]"), "the draw is not on it");
    let (from, to) = (story::in_days(&reviewer, 2).await, story::in_days(&reviewer, 9).await);
    let form =
        page.form("/edit").set("title", "秋季消防检查").set("starts", &from).set("ends", &to).set("note", "八点在东门集合，带测温仪");
    let form =
        form.without("member").set("leader", &second.person.to_string()).set("others", "李工 | 质监站").set("reason", "名称写错，换人带队");
    for (name, value, at) in [
        ("title", " ", "#title"),
        ("starts", "2026-13-40", "#starts"),
        ("ends", "2020-01-01", "#ends"),
        ("leader", "00000000-0000-7000-8000-000000000001", "#leader"),
        ("others", "没有单位", "#others"),
        ("reason", "", "#reason"),
    ] {
        let refused = reviewer.send(form.clone().set(name, value)).await;
        assert!(refused.status() == 422 && refused.has(&format!("{at}-err")), "{name}: {refused}");
    }
    let (a, b) = tokio::join!(reviewer.send(form.clone()), reviewer.send(form.clone()));
    assert_eq!((a.status(), b.status(), a.location()), (303, 303, b.location()), "pressed twice");
    // What cannot be corrected is not, whatever is sent along.
    let sneaked =
        reviewer.get(&edit).await.form("/edit").set("reason", "再改").also("method", "chosen").also("size", "1").also("asks", "points");
    reviewer.done(sneaked).await;
    let stale = reviewer.send(form.clone().set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert!(stale.status() == 409 && stale.attr("#title", "value") == "秋季消防检查", "{stale}");
    assert_eq!(drawn().await, before, "the draw stands");
    let page = reviewer.get(&url).await;
    let words = page.text("main");
    assert!(words.contains("秋季消防检查") && words.contains("李工") && !words.contains("张工"), "{words}");
    assert_eq!(page.text("[data-note]"), "八点在东门集合，带测温仪");
    assert!(
        second.get("/").await.has(&format!("a[href='{url}']")) && !reviewer.get("/").await.has(&format!("a[href='{url}']")),
        "who leads has it on their desk"
    );
    let told: Vec<(serde_json::Value, String)> = sqlx::query_as(
        "SELECT e.facts, string_agg(t.field || '=' || t.body, ' ' ORDER BY t.field) FROM ledger_event e JOIN ledger_text t USING (district_id, school_id, seq)
          WHERE e.act = 'correct_visits' AND t.field IN ('reason', 'title', 'title_was') GROUP BY e.seq, e.facts ORDER BY e.seq",
    )
    .fetch_all(site.owner())
    .await
    .unwrap();
    assert_eq!((told.len(), told[0].0["ends"].as_str()), (2, Some(to.as_str())));
    assert_eq!(told[0].1, "reason=名称写错，换人带队 title=秋季消防检查 title_was=秋季检查");
    // Others look at it, or do not even that; and the door in the database is as narrow.
    assert_eq!(city.leader().await.get(&edit).await.status(), 404);
    assert_eq!(east.reviewer().await.get(&edit).await.status(), 404);
    let mut tx = site.runtime(&city.place.path).await;
    assert!(sqlx::query("UPDATE visit_round SET method = 'chosen'").execute(&mut *tx).await.is_err());

    let form = reviewer.get(&edit).await.form("/edit").set("reason", "又改");
    let begun = second.send(beginning(&second.get(&url).await)).await;
    assert_eq!(begun.status(), 303, "{begun}");
    assert!(second.get(begun.location()).await.text("main").contains("李工"), "the record has those who came");
    assert!(!reviewer.get(&url).await.has(&format!("a[href='{edit}']")));
    assert_eq!((reviewer.get(&edit).await.status(), reviewer.send(form).await.status()), (409, 409));
    let mut tx = site.runtime(&city.place.path).await;
    let forced = sqlx::query("UPDATE visit_round SET title = 'x'").execute(&mut *tx).await;
    assert!(forced.is_err(), "what has begun is not renamed");
    site.holds_together().await;
}
