//! The risk register, told through the pages.

use crate::common::{Org, Page, TestSite, User, photo, story};
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
    assert!(page.text("[aria-labelledby=hazard-1] .chart").contains("240"), "{page}");
    assert!(!page.has(&format!("a[href='{url}/edit']")), "staff look, they do not change");
    assert!(page.has(&format!("a[href^='{}?risk_point=']", school.url("tickets/new"))), "but they report");

    // People at the other two tiers make it complete.
    let form = officer.get(&format!("{url}/edit")).await.form("/edit");
    let form = form.set("duty_school", &principal.person.to_string()).set("duty_department", &officer.person.to_string());
    officer.done(form).await;
    assert_eq!(sums(&school).await, [(0, 1, 0, 0, 0); 2]);

    // Measures: one gets its keeper and a rhythm, one is new.
    let form = officer.get(&format!("{url}/measures")).await.form("/measures");
    let form = form.set("m1_owner", &staff.person.to_string()).set("m1_proof", "reading").set("m1_question", "报警器是否在线");
    let form = form.set("new1_kind", "training").set("new1_words", "燃气泄漏演练").set("new1_frequency", "yearly");
    let page = officer.done(form).await;
    let measures = page.text("[aria-labelledby=measures-h]");
    assert!(["报警器是否在线", "燃气泄漏演练", "读数"].iter().all(|words| measures.contains(words)), "{measures}");
    assert!(
        measures.contains("每学期") && measures.contains("使用期间每两小时"),
        "as often as the rule for canteens asks, whatever less was wanted: {measures}"
    );

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
    assert_eq!(page.events(), ["add_hazard", "change_measures", "revise_point", "add_point"]);
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

/// Inherent, after controls, current: as the page shows them.
fn shown_levels(page: &Page) -> Vec<String> {
    page.all(".trio .lv")
}

#[tokio::test(flavor = "multi_thread")]
async fn three_levels_side_by_side() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let url = added(&school, &officer, &[]).await;
    let evaluate = async |changes: &[(&str, &str)]| {
        let mut form = officer.get(&format!("{url}/evaluate")).await.form("/evaluate").set("reason", "periodic");
        for (name, value) in [("score_1", "10"), ("score_2", "60"), ("score_3", "40")].iter().chain(changes) {
            form = form.set(name, value);
        }
        officer.send(form).await
    };

    // With its controls it is yellow; the principal still controls an orange place.
    let after = [("after_1", "10"), ("after_2", "60"), ("after_3", "15"), ("note", "报警器联动切断阀"), ("together", "工程师郑凯")];
    assert_eq!(evaluate(&after).await.status(), 303);
    let page = officer.get(&url).await;
    assert_eq!(shown_levels(&page), ["较大风险", "一般风险", "一般风险"]);
    assert!(page.text("[aria-labelledby=hazard-1]").contains("郑凯"), "{page}");
    assert!(page.text("[aria-labelledby=duties-h]").contains("校级"), "{page}");
    assert_eq!(sums(&school).await, [(0, 0, 1, 0, 1); 2], "the sums are of the current level");
    // Graver with controls than without is a slip; half a score is none.
    let page = evaluate(&[("score_3", "15"), ("after_1", "10"), ("after_2", "60"), ("after_3", "40"), ("note", "x")]).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#after_1".to_owned()]));
    let page = evaluate(&[("after_1", "10")]).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#after_2".to_owned(), "#after_3".to_owned()]));

    // Judged directly it is red whatever the scores, and stays so until an evaluation lifts it with a word why.
    let judge = async |rule: &str, level: &str, note: &str| {
        let form = officer.get(&format!("{url}/judge")).await.form("/judge");
        officer.send(form.set("rule", rule).set("level", level).set("note", note)).await
    };
    assert_eq!(judge("raise", "4", "x").await.attrs(".errsum a", "href"), ["#level"]);
    assert_eq!(judge("luck", "", "").await.attrs(".errsum a", "href"), ["#rule", "#note"]);
    assert_eq!(judge("crowd", "", "用餐时二百人").await.status(), 303);
    let page = officer.get(&url).await;
    assert_eq!(shown_levels(&page)[2], "重大风险");
    assert!(page.text("[aria-labelledby=levels-h]").contains("用餐时二百人"), "{page}");
    assert_eq!(judge("raise", "2", "x").await.attrs(".errsum a", "href"), ["#level"], "red cannot be raised");
    let lift = officer.get(&format!("{url}/evaluate")).await.attr("input[name=lift]", "value");
    assert_eq!(evaluate(&[("lift", lift.as_str())]).await.attrs(".errsum a", "href"), ["#note"]);
    assert_eq!(evaluate(&[("lift", lift.as_str()), ("note", "已改为分批用餐")]).await.status(), 303);
    let page = officer.get(&url).await;
    assert_eq!(shown_levels(&page), ["较大风险", "较大风险", "较大风险"]);
    assert_eq!(page.events(), ["evaluate", "judge_point", "evaluate", "add_point"]);
    assert_eq!(sums(&school).await, [(0, 1, 0, 0, 1); 2]);

    // A new stove: by a day, and it is on the list of what is due.
    let form = officer.get(&format!("{url}/review")).await.form("/review").set("cause", "change").set("note", "换了灶具");
    let late = officer.send(form.clone().set("due_on", "2099-01-01")).await;
    assert_eq!((late.status(), late.attrs(".errsum a", "href")), (422, vec!["#due_on".to_owned()]));
    let today = story::in_days(&officer, 0).await;
    let page = officer.done(form.set("due_on", &today)).await;
    assert_eq!(page.events().first().map(String::as_str), Some("ask_review"));
    assert_eq!(officer.get(&school.url("risks?review=due")).await.all("tbody tr").len(), 1);
    let home = officer.get("/").await;
    assert!(home.text("[aria-labelledby=reviews-h]").contains("食堂燃气间"), "{home}");
    assert!(home.statements.len() <= 6, "{:?}", home.statements);
    assert!(!school.staff().await.get("/").await.has("[aria-labelledby=reviews-h]"), "only those they answer for");
    assert_eq!(evaluate(&[]).await.status(), 303);
    assert!(!officer.get("/").await.has("[aria-labelledby=reviews-h]"), "graded, and off the list");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_major_danger_makes_its_point_red_until_it_is_over() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let reviewer = bureau.reviewer().await;
    let url = added(&school, &officer, &[("score_3", "7")]).await;
    assert_eq!(shown_levels(&officer.get(&url).await)[2], "低风险");
    let report = staff.get(&officer.get(&url).await.attr(".page-act a", "href")).await.form("/tickets");
    let report =
        report.set("title", "燃气泄漏").set("place", "燃气间").set("category", "fire").set("grade", "major").file("photo", photo(1));
    let page = staff.send(report).await;
    let ticket = page.location().to_owned();
    assert_eq!(shown_levels(&officer.get(&url).await)[2], "低风险", "only once it is confirmed");
    story::confirmed(&ticket, &officer, "major").await;
    let page = officer.get(&url).await;
    assert_eq!(shown_levels(&page), ["低风险", "低风险", "重大风险"]);
    assert_eq!(page.events(), ["follow_ticket", "add_point"]);
    assert_eq!(sums(&school).await, [(1, 0, 0, 0, 1); 2]);
    site.holds_together().await;

    story::assigned(&ticket, &principal, &staff).await;
    let page = reviewer.get(&ticket).await;
    reviewer.done(page.form("/approve-plan").set("note", "可行")).await;
    story::submitted(&ticket, &staff).await;
    story::passed(&ticket, &officer).await;
    story::signed(&ticket, &principal).await;
    let page = reviewer.get(&ticket).await;
    reviewer.done(page.form("/accept").set("members", "刘敏、李工").set("note", "到场核查，已消除").file("photo", photo(9))).await;
    let page = officer.get(&url).await;
    assert_eq!(shown_levels(&page), ["低风险", "低风险", "低风险"]);
    assert!(page.text("[aria-labelledby=duties-h]").contains("隐患后"), "to be graded anew soon: {page}");
    assert_eq!(sums(&school).await, [(0, 0, 0, 1, 1); 2]);
    site.holds_together().await;
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

/// The points of a list, over all its pages.
async fn listed(by: &User, url: String) -> Vec<String> {
    let (mut found, mut next) = (vec![], Some(url));
    while let Some(url) = next {
        let page = by.get(&url).await;
        assert_eq!(page.status(), 200, "{page}");
        found.extend(page.attrs("tbody th a", "href"));
        next = page.attrs("a[rel=next]", "href").into_iter().next();
    }
    found
}

/// Each condition stands in the statement only when it is asked for, so every two must get along.
#[tokio::test(flavor = "multi_thread")]
async fn conditions_of_the_list_hold_together() {
    let site = TestSite::new().await;
    let (school, county, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=all")).await.form("/adopt")).await;
    let first = officer.get(&school.url("risks/FX-030/edit")).await.form("/edit");
    officer.done(first.set("name", "E-Bike 充电棚").set("place", "50%_off")).await;
    assert_eq!(listed(&officer, school.url("risks?words=e-bike")).await.len(), 1, "capitals make no difference");
    assert_eq!(listed(&officer, school.url("risks?words=充电棚")).await.len(), 1);
    assert_eq!(listed(&officer, school.url("risks?words=50%25_o")).await.len(), 1, "signs of a pattern mean themselves");
    assert_eq!(listed(&officer, school.url("risks?words=50%25off")).await.len(), 0);
    let asked = ["level=3", "area=canteen", "incomplete=yes", "person=me", "review=due", "factor=thing", "life=use", "words=fx-0"];
    let mut alone = Vec::new();
    for query in asked {
        alone.push(listed(&officer, school.url(&format!("risks?{query}"))).await);
    }
    assert!(alone.iter().enumerate().all(|(at, found)| at == 4 || !found.is_empty()), "nothing is compared with nothing");
    for (at, one) in asked.iter().enumerate() {
        for (by, other) in asked.iter().enumerate().skip(at + 1) {
            let both = listed(&officer, school.url(&format!("risks?{one}&{other}"))).await;
            let expected: Vec<String> = alone[at].iter().filter(|found| alone[by].contains(found)).cloned().collect();
            assert_eq!(both, expected, "{one} and {other}");
        }
    }
    for bureau in [&county, &city] {
        let reviewer = bureau.reviewer().await;
        for (query, found) in asked.iter().zip(&alone).filter(|(query, _)| **query != "person=me") {
            assert_eq!(&listed(&reviewer, bureau.url(&format!("risks?{query}"))).await, found, "{query}");
        }
        let officer = format!("risks?person={}&level=3", officer.person);
        assert!(!listed(&reviewer, bureau.url(&officer)).await.is_empty());
        assert!(listed(&reviewer, bureau.url("risks?person=me")).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_shows_what_was_looked_at_and_what_was_not() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let blank = officer.get(&school.url("risks/matrix")).await;
    assert_eq!((blank.all("tbody tr").len(), blank.all(".matrix a[href*=factor]").len()), (29, 0));
    added(&school, &officer, &[]).await;
    added(&school, &officer, &[("name", "冷库"), ("factor", "human"), ("life_stage", "maintain")]).await;
    let page = officer.get(&school.url("risks/matrix")).await;
    let links = page.attrs(".matrix a[href*=factor]", "href");
    assert_eq!(links.len(), 2);
    for link in links {
        assert_eq!(officer.get(&link).await.all("tbody tr").len(), 1, "each number opens its list: {link}");
    }
    assert_eq!(page.all(".matrix .blank").len(), 29 * 4 - 2);
    let reviewer = site.bureau("东区局").reviewer().await;
    assert_eq!(reviewer.get(&school.url("risks/matrix")).await.status(), 200);
    assert_eq!(reviewer.get(&site.bureau("东区局").url("risks/matrix")).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_adopts_what_fits_it() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let page = officer.get(&school.url("risks/adopt")).await;
    assert!(page.has("input[name=has][value=secondary][checked]"), "the tree knows a middle school: {page}");
    assert!(!page.has("input[name=has][value=pool][checked]"));
    let fits = officer.get(&school.url("risks/adopt?tick=fits&has=secondary&has=canteen&has=boarding")).await;
    let ticked = fits.attrs("input[name=pick][checked]", "value");
    assert!(ticked.iter().any(|code| code.starts_with("LAB")) && ticked.iter().any(|code| code.starts_with("DOR")), "{ticked:?}");
    assert!(!ticked.iter().any(|code| code.starts_with("KIN") || code.starts_with("BUS")), "{ticked:?}");
    let none = officer.get(&school.url("risks/adopt?tick=fits")).await.attrs("input[name=pick][checked]", "value");
    assert!(!none.is_empty() && none.len() < ticked.len(), "what every school has");
}
