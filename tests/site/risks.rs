//! The risk register, told through the pages.

use crate::common::{Org, TestSite, User, photo};
use std::time::Instant;

const POINT: [(&str, &str); 13] = [
    ("name", "食堂燃气间"),
    ("area", "canteen"),
    ("kind", "place"),
    ("place", "食堂一层北侧"),
    ("accident", "燃气爆炸"),
    ("hazard_what", "软管老化"),
    ("hazard_type", "other_explosion"),
    ("factor", "thing"),
    ("score_1", "10"),
    ("score_2", "60"),
    ("score_3", "40"),
    ("measure_kind_1", "engineering"),
    ("measure_text_1", "可燃气体报警器"),
];

async fn added(school: &Org, by: &User, changes: &[(&str, &str)]) -> String {
    let page = by.get(&school.url("risks/new")).await;
    let mut form = page.form("/risks");
    for (name, value) in POINT.iter().chain(changes) {
        form = form.set(name, value);
    }
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the point was not taken:\n{page}");
    page.location().to_owned()
}

/// Risk 1 to 4 and incomplete, of the school and of its district.
async fn sums(school: &Org) -> Vec<(i64, i64, i64, i64, i64)> {
    sqlx::query_as("SELECT risk_1, risk_2, risk_3, risk_4, incomplete FROM rollup WHERE org_id = ANY($1) ORDER BY org_id = $2 DESC")
        .bind([school.place.id, school.place.district])
        .bind(school.place.id)
        .fetch_all(school.site.owner())
        .await
        .expect("sums")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_from_its_first_score_to_its_end() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let url = added(&school, &officer, &[("duty_post", &staff.person.to_string())]).await;
    assert_eq!(url, school.url("risks/FX-001"));
    assert_eq!(sums(&school).await, [(0, 1, 0, 0, 1); 2], "orange, and nobody at school and department");

    let page = staff.get(&url).await;
    assert_eq!(page.text("h1"), "食堂燃气间");
    assert_eq!(page.events(), ["add_point"]);
    assert!(page.text(".chart").contains("240"), "{page}");
    assert!(!page.has(&format!("a[href='{url}/edit']")), "staff look, they do not change");
    assert!(page.has(&format!("a[href^='{}?risk_point=']", school.url("tickets/new"))), "but they report");

    // People at the other two tiers make it complete.
    let form = officer.get(&format!("{url}/edit")).await.form("/edit");
    let form = form.set("duty_school", &principal.person.to_string()).set("duty_department", &officer.person.to_string());
    officer.done(form.set("measure_kind_1", "training").set("measure_text_1", "每学期演练")).await;
    assert_eq!(sums(&school).await, [(0, 1, 0, 0, 0); 2]);

    // A second, graver hazard makes the point red.
    let mut form = officer.get(&format!("{url}/hazard")).await.form("/hazard");
    for (name, value) in [
        ("hazard_what", "无人值守"),
        ("hazard_type", "fire"),
        ("factor", "human"),
        ("score_1", "30"),
        ("score_2", "100"),
        ("score_3", "15"),
    ] {
        form = form.set(name, value);
    }
    let page = officer.done(form).await;
    assert_eq!(page.events(), ["add_hazard", "revise_point", "add_point"]);
    assert_eq!(sums(&school).await, [(1, 0, 0, 0, 0); 2]);

    // Its level falls only with a word why.
    let second = page.attrs(".panel-f a", "href").pop().expect("a link to evaluate the second hazard");
    let form = principal.get(&second).await.form("/evaluate");
    let form = form.set("score_1", "5").set("score_2", "60").set("score_3", "7").set("reason", "change");
    let page = principal.send(form.clone()).await;
    assert_eq!(page.status(), 422, "{page}");
    assert!(page.has("#note-err") && page.value("#score_3") == "7", "{page}");
    let page = principal.done(form.set("note", "已安排专人值守")).await;
    assert_eq!(page.events().first().map(String::as_str), Some("evaluate"));
    assert_eq!(sums(&school).await, [(0, 1, 0, 0, 0); 2]);

    // Open hidden dangers keep it in use.
    let report = staff.get(&page.attr(".page-act a", "href")).await.form("/tickets");
    let report =
        report.set("title", "报警器离线").set("place", "燃气间").set("category", "fire").set("grade", "general").file("photo", photo(1));
    assert_eq!(staff.send(report).await.status(), 303);
    let page = officer.get(&url).await;
    assert!(page.text("[aria-labelledby=tickets-h]").contains("报警器离线"), "{page}");
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    let form = officer.get(&format!("{url}/retire")).await.form("/retire").set("note", "拆除");
    let page = officer.send(form).await;
    assert_eq!(page.status(), 409, "{page}");
    sqlx::query("UPDATE ticket SET state = 'void', void_reason = 'untrue', waits_for = NULL").execute(site.owner()).await.expect("voided");
    let form = officer.get(&format!("{url}/retire")).await.form("/retire").set("note", "拆除");
    let page = officer.done(form).await;
    assert_eq!(page.events().first().map(String::as_str), Some("retire_point"));
    assert_eq!(sums(&school).await, [(0, 0, 0, 0, 0); 2]);
    assert_eq!(officer.get(&format!("{url}/edit")).await.status(), 409);
    assert_eq!(officer.get(&school.url("risks")).await.all("tbody tr").len(), 0);
    assert_eq!(site.count("evaluation").await, 3, "no evaluation is ever rewritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_faults_comes_back_as_it_was_typed() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let mut form = officer.get(&school.url("risks/new")).await.form("/risks");
    for (name, value) in POINT {
        form = form.set(name, value);
    }
    let page = officer.send(form.set("name", "").set("score_2", "7").set("measure_kind_1", "")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.attrs(".errsum a", "href"), ["#name", "#score_2", "#measure_kind_1"]);
    assert_eq!((page.value("#place").as_str(), page.value("#score_3").as_str()), ("食堂一层北侧", "40"));
    assert_eq!(page.value("#measure_text_1"), "可燃气体报警器");
    assert_eq!(site.count("risk_point").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_keeps_their_words_and_is_told() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let url = added(&school, &officer, &[]).await;
    let late = principal.get(&format!("{url}/edit")).await.form("/edit").set("name", "燃气间");
    officer.done(officer.get(&format!("{url}/edit")).await.form("/edit").set("place", "北门")).await;
    let page = principal.send(late).await;
    assert_eq!(page.status(), 409);
    assert!(page.has("[role=alert]"));
    assert_eq!(page.value("#name"), "燃气间");
    assert_eq!(officer.get(&url).await.text("h1"), "食堂燃气间");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_adopts_the_catalogue_in_one_go_and_only_once() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let me = officer.person.to_string();
    let page = officer.get(&school.url("risks/adopt?tick=all")).await;
    assert_eq!(page.value("#duty_post"), me, "the reader is offered first");
    let form = page.form("/adopt").set("duty_school", &me).set("duty_department", &me);
    let began = Instant::now();
    let page = officer.send(form.clone()).await;
    assert_eq!(page.status(), 303, "{page}");
    assert!(began.elapsed().as_secs_f32() < 2.0, "took {:?}", began.elapsed());
    assert!(page.statements.len() < 20, "{:?}", page.statements);
    assert_eq!(sums(&school).await, [(3, 20, 25, 40, 0); 2]);
    assert_eq!((site.count("risk_point").await, site.count("hazard").await, site.count("evaluation").await), (88, 88, 88));
    assert_eq!(site.count("ledger_event").await, 88);

    // The same press, and a new one from an old page: nothing changes.
    assert_eq!(officer.send(form.clone()).await.status(), 303);
    assert_eq!(officer.send(form.set("request_id", "0192d2c0-0000-7000-8000-000000000001")).await.status(), 303);
    assert_eq!((site.count("risk_point").await, site.count("ledger_event").await), (88, 88));
    assert!(!officer.get(&school.url("risks/adopt")).await.has("input[name=pick]"), "all are in use");

    // In the words of whoever adopts.
    let other = site.school("二小");
    let principal = other.principal().await;
    let english = principal.in_english();
    let form = english.get(&other.url("risks/adopt")).await.form("/adopt").set("pick", "GATE-01").without("duty_post");
    let page = english.done(form).await;
    assert_eq!(page.text("tbody th a"), "Gate access control");
    assert_eq!(sums(&other).await.first(), Some(&(0, 1, 0, 0, 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_read_page_by_page_and_by_its_filters() {
    let site = TestSite::new().await;
    let (school, county, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=all")).await.form("/adopt")).await;
    let first = officer.get(&school.url("risks")).await;
    assert_eq!(first.all("tbody tr").len(), 50);
    assert!(first.statements.len() <= 3, "{:?}", first.statements);
    let second = officer.get(&first.attr("a[rel=next]", "href")).await;
    assert_eq!(second.all("tbody tr").len(), 38);
    assert!(!second.has("a[rel=next]"));
    let mut seen: Vec<String> = [first.attrs("tbody th a", "href"), second.attrs("tbody th a", "href")].concat();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 88, "each once");
    for (query, rows) in [
        ("level=1", 3),
        ("area=dorm", 4),
        ("incomplete=yes", 48),
        ("person=me", 50),
        ("review=due", 0),
        ("words=FX-00", 9),
        ("level=7", 50),
    ] {
        assert_eq!(officer.get(&school.url(&format!("risks?{query}"))).await.all("tbody tr").len(), rows, "{query}");
    }
    for bureau in [&county, &city] {
        let reviewer = bureau.reviewer().await;
        let page = reviewer.get(&bureau.url("risks?level=1")).await;
        assert_eq!(page.attrs("tbody th a", "href").len(), 3);
        assert!(!page.has(".page-act"), "a bureau looks on");
        let point = reviewer.get(&page.attr("tbody th a", "href")).await;
        assert_eq!(point.status(), 200);
        assert!(!point.has("a[href$='/edit']"));
        assert_eq!(reviewer.get(&school.url("risks/new")).await.status(), 404);
    }
    let stranger = site.school("三中").officer().await;
    assert_eq!(stranger.get(&school.url("risks")).await.status(), 404);
}
