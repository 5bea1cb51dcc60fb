//! How a bureau grades, told through the pages: choosing and adapting a scheme, the criteria, the calls.

use crate::common::{FilledForm, Org, Page, TestSite, User, story};
use sqlx::{AssertSqlSafe, Executor};

/// The id of one of the product's schemes.
async fn preset(site: &TestSite, code: &str) -> String {
    sqlx::query_scalar("SELECT id::text FROM scheme WHERE owner_path = '' AND code = $1")
        .bind(code)
        .fetch_one(site.owner())
        .await
        .expect("a preset")
}

/// The form of an own version of a scheme.
async fn adapting(bureau: &Org, leader: &User, scheme: &str) -> FilledForm {
    leader.get(&bureau.url(&format!("grading/adapt?scheme={scheme}"))).await.form("/grading/adapt")
}

/// Three levels in the words and colours of a city that has only three (red, yellow, green).
fn three(form: FilledForm) -> FilledForm {
    [
        ("name_zh", "三级评价法"),
        ("name_en", "Three levels"),
        ("from_1", "160"),
        ("zh_1", "红色"),
        ("en_1", "Red"),
        ("zh_3", "黄色"),
        ("en_3", "Yellow"),
        ("zh_4", "绿色"),
        ("en_4", "Green"),
        ("colour_4", "green"),
    ]
    .into_iter()
    .fold(form.without("use_2"), |form, (name, value)| form.set(name, value))
}

async fn adapted(bureau: &Org, leader: &User) -> Page {
    let form = three(adapting(bureau, leader, &preset(&bureau.site, "lec").await).await);
    leader.done(form).await
}

async fn chosen(bureau: &Org, leader: &User, code: &str) -> Page {
    let url = bureau.url(&format!("grading/choose?scheme={}", preset(&bureau.site, code).await));
    leader.done(leader.get(&url).await.form("/grading/choose")).await
}

/// What scores a risk point at a school would be given by, as the form of a new one says.
async fn scale(school: &Org) -> String {
    school.officer().await.get(&school.url("risks/new")).await.text("main")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_products_schemes_and_criteria_are_installed_once() {
    let site = TestSite::new().await;
    for _ in 0..2 {
        hazard_register::grading::store::install(site.owner()).await.expect("installed again");
    }
    assert_eq!((site.count("scheme").await, site.count("criterion").await), (5, 47));
    let school = site.school("一中");
    let page = school.staff().await.get(&school.url("grading")).await;
    assert!(page.text("main").contains("LEC") && page.text("main").contains("没有单位另选"), "{page}");
    assert_eq!(page.all(".lec tbody tr").len(), 7 + 6 + 6, "every score with its meaning");
    assert_eq!(page.all(".chart text").iter().filter(|word| ["重大", "较大", "一般", "低"].contains(&word.as_str())).count(), 4);
    assert!(!page.has("form[action*='/grading']") && !page.has("a[href*='/adapt']"), "a school looks on");
    assert!(school.staff().await.get(&school.url("risks")).await.has(&format!("a[href='{}']", school.url("grading"))));
    assert!(school.staff().await.in_english().get(&school.url("grading")).await.text("main").contains("Practically impossible"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_is_made_by_the_scheme_of_its_day_and_stays_readable() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (officer, leader) = (school.officer().await, bureau.leader().await);
    story::adopted(&school, &officer).await;
    let before = officer.get(&school.url("risks?level=2")).await;
    let old = before.attrs("tbody th a", "href").first().cloned().expect("an orange point");
    assert!(before.text("tbody").contains("较大风险"), "{before}");

    // What it would do, before it is kept: the figures, and nothing written.
    let form = three(adapting(&bureau, &leader, &preset(&site, "lec").await).await);
    let page = leader.send(form.clone().press("/grading/preview")).await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    let looked = leader.get(&bureau.url(&format!("grading/choose?scheme={}", preset(&site, "mes").await))).await;
    assert!(looked.statements.len() <= 6 && looked.text("main").contains("因素不同"), "{looked}");
    assert_eq!(page.all("#preview tbody th"), ["红色", "黄色", "绿色"]);
    assert_eq!(page.all("#preview tbody td:last-child"), ["61", "30", "161"], "of the 252 inputs");
    let evaluations = site.count("evaluation").await;
    let orange: i64 = sqlx::query_scalar("SELECT count(*) FROM evaluation WHERE level = 2").fetch_one(site.owner()).await.expect("counted");
    assert_eq!(page.all("#preview .facts dd"), [evaluations.to_string(), orange.to_string(), "0".into()]);
    assert!(page.has("#preview .l4-green .lv-4"), "in the colours it would have");
    assert_eq!((site.count("scheme").await, site.count("scheme_choice").await), (5, 0));

    let page = leader.done(page.form("/grading/adapt")).await;
    assert!(page.text("main").contains("三级评价法") && page.text("main").contains("第 1 版"), "{page}");
    assert_eq!(page.attr("html", "class"), "l4-green");
    assert_eq!((site.count("scheme").await, site.count("scheme_choice").await), (6, 1));
    assert!(page.text("[aria-labelledby=past-h]").contains("三级评价法"), "{page}");

    // Old evaluations keep their level, and its word, though no new one can have it.
    let page = officer.get(&old).await;
    assert_eq!(page.attr("html", "class"), "l4-green");
    assert!(page.text("main").contains("较大风险"), "{page}");
    let levels: Vec<String> = officer.get(&school.url("risks")).await.attrs("#level option", "value");
    assert_eq!(levels, ["", "1", "2", "3", "4"], "orange points are still there");
    assert!(officer.get(&school.url("risks?level=4")).await.text("tbody").contains("绿色风险"));
    assert!(officer.in_english().get(&school.url("risks?level=4")).await.text("tbody").contains("Green"));

    // A new grade is made by the bureau's bands: 160 to 320 is red now.
    let form = officer.get(&format!("{old}/evaluate")).await.form("/evaluate");
    let form = form.set("score_1", "10").set("score_2", "60").set("score_3", "40").set("reason", "periodic").set("note", "按新方法");
    let page = officer.done(form).await;
    assert!(page.text("main").contains("红色风险") && page.text("main").contains("240"), "{page}");
    assert!(page.text("[aria-labelledby=past-h]").contains("较大风险"), "the old grade stays readable: {page}");
    assert_eq!(site.count("evaluation").await, evaluations + 1);

    // The overview of the bureau says its own names.
    let page = leader.get(&bureau.url("dashboard")).await;
    assert!(page.text("[aria-labelledby=levels-h]").contains("绿色风险"), "{page}");
    // Next door nothing changed.
    let next = site.school("三中");
    let page = next.officer().await.get(&next.url("grading")).await;
    assert!(
        page.text("main").contains("LEC") && !page.text("main").contains("三级评价法") && page.attrs("html", "class").is_empty(),
        "{page}"
    );
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_level_beyond_every_input_is_warned_of_and_bad_bands_are_refused_at_their_fields() {
    let site = TestSite::new().await;
    let bureau = site.bureau("东区局");
    let leader = bureau.leader().await;
    let form = adapting(&bureau, &leader, &preset(&site, "ls_20_9_4").await).await;
    let page = leader.send(form.clone().set("from_1", "26").press("/grading/preview")).await;
    assert_eq!(page.status(), 200);
    assert!(page.text(".note-late").contains("重大"), "{page}");
    for (name, value, at) in [
        ("from_2", "20", "from_2"),
        ("from_2", "9.5", "from_2"),
        ("from_2", "many", "from_2"),
        ("from_4", "1", "from_4"),
        ("zh_2", "", "zh_2"),
        ("zh_2", "重大", "zh_2"),
        ("colour_3", "red", "colour_3"),
        ("name_zh", " ", "name_zh"),
        ("m1_zh", "", "m1_zh"),
    ] {
        for end in ["/preview", "/adapt"] {
            let form = form.clone().set(name, value);
            let form = if end == "/preview" { form.press("/grading/preview") } else { form };
            let page = leader.send(form).await;
            assert_eq!(page.status(), 422, "{name} = {value}: {page}");
            assert!(page.has(&format!("#{at}-err")) && page.attrs(".errsum a", "href") == [format!("#{at}")], "{name} = {value}: {page}");
            assert_eq!(page.value("#from_3"), "4", "the rest is kept");
        }
    }
    let page = leader.send(form.without("use_2").without("use_3")).await;
    assert!(page.status() == 422 && page.has("#use_2-err"), "{page}");
    assert_eq!((site.count("scheme").await, site.count("scheme_choice").await, site.count("ledger_event").await), (5, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_reaches_everything_below_without_a_nearer_one() {
    let site = TestSite::new().await;
    let (city, east, west) = (site.bureau("市局"), site.bureau("东区局"), site.bureau("西区局"));
    let (at_east, at_west) = (site.school("一中"), site.school("三中"));
    chosen(&city, &city.leader().await, "mes").await;
    assert!(scale(&at_east).await.contains("MES") && scale(&at_west).await.contains("MES"), "a city's reaches all");
    chosen(&east, &east.leader().await, "ls_20_9_4").await;
    assert!(scale(&at_east).await.contains("LS") && scale(&at_west).await.contains("MES"), "a county's only its own");
    let page = west.leader().await.get(&west.url("grading")).await;
    assert!(page.text("[aria-labelledby=scheme-h]").contains("市局"), "who chose is named: {page}");
    // The city reads how the county grades; it does not set it.
    let above = city.leader().await;
    assert_eq!(above.get(&east.url("grading")).await.status(), 200);
    for path in ["grading/choose", "grading/adapt", "grading/preview"] {
        assert_eq!(above.post(&east.url(path), &[("scheme", "above")]).await.status(), 404, "{path}");
    }
    // A county's own version is not on offer next door, nor by its id.
    let page = adapted(&east, &east.leader().await).await;
    let own = page.attrs("a[href*='/adapt?scheme=']", "href").first().cloned().unwrap_or_default();
    let id = own.rsplit('=').next().unwrap_or_default().to_owned();
    let stranger = west.leader().await;
    assert_eq!(stranger.get(&west.url(&format!("grading/choose?scheme={id}"))).await.status(), 404);
    let form = stranger.get(&west.url(&format!("grading/choose?scheme={}", preset(&site, "lec").await))).await.form("/choose");
    assert_eq!(stranger.send(form.set("scheme", &id)).await.status(), 404);
    // Back to what the city has, now and later.
    let leader = east.leader().await;
    leader.done(leader.get(&east.url("grading")).await.form("/grading/choose")).await;
    assert!(scale(&at_east).await.contains("MES"));
    chosen(&city, &above, "ls_20_15_9").await;
    assert!(scale(&at_east).await.contains("LS") && scale(&at_west).await.contains("LS"));
    // And back to an earlier version of its own.
    let page = leader.get(&east.url("grading")).await;
    assert_eq!(page.all("[aria-labelledby=past-h] li").len(), 3);
    let again = page.attrs("[aria-labelledby=past-h] a", "href").first().cloned().expect("a way back");
    let page = leader.done(leader.get(&again).await.form("/grading/choose")).await;
    assert_eq!(page.attr("html", "class"), "l4-green");
    let told: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE path = $1 AND subject = 'scheme' ORDER BY seq")
        .bind(&east.place.path)
        .fetch_all(site.owner())
        .await
        .expect("events");
    assert_eq!(told, ["choose_scheme", "adapt_scheme", "follow_scheme", "choose_scheme"]);
    let page = east.auditor().await.get(&east.url("ledger/events")).await;
    assert!(page.text("main").contains("修订并选用了评价方法"), "{page}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_reads_a_level_in_the_bureaus_words() {
    let site = TestSite::new().await;
    let (east, school) = (site.bureau("东区局"), site.school("一中"));
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=common")).await.form("/risks/adopt")).await;
    let form = officer.get(&school.url("notice")).await.form("/notice");
    officer.done(form.set("open", "yes").set("levels", "all").set("duty_line", "0734-000 0000")).await;
    let board = format!("/public/{}", school.place.code);
    let visitor = site.visitor();
    let before = visitor.get(&board).await;
    assert!(before.text("main").contains("低风险") && !before.text("main").contains("绿色风险"), "{before}");

    adapted(&east, &east.leader().await).await;
    let card = officer.get(&officer.get(&school.url("risks")).await.attr("tbody th a", "href")).await.attr(".card-prev img", "src");
    let token = officer.get(&card.replace("/qr", "/card")).await.form("/card").get("token").to_owned();
    for url in [board, format!("/r/{token}")] {
        let page = visitor.get(&url).await;
        assert_eq!(page.attr("html", "class"), "l4-green", "{url}");
        assert!(!page.text("main").contains("低风险") && page.text("main").contains("色风险"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_press_keeps_one_version_and_a_late_one_is_told() {
    let site = TestSite::new().await;
    let bureau = site.bureau("东区局");
    let leader = bureau.leader().await;
    let form = three(adapting(&bureau, &leader, &preset(&site, "lec").await).await);
    let late = form.clone().set("request_id", "0192d2c0-0000-7000-8000-000000000001").set("name_zh", "晚到的");
    for _ in 0..2 {
        assert_eq!(leader.send(form.clone()).await.status(), 303);
    }
    assert_eq!((site.count("scheme").await, site.count("scheme_choice").await), (6, 1));
    let page = leader.send(late).await;
    assert_eq!(page.status(), 409);
    assert!(page.has("[role=alert]") && page.value("#name_zh") == "晚到的", "{page}");
    // Having seen it, they may save it.
    let page = leader.done(page.form("/grading/adapt")).await;
    assert!(page.text("main").contains("晚到的") && page.text("main").contains("第 2 版"), "{page}");
    let url = bureau.url(&format!("grading/choose?scheme={}", preset(&site, "mes").await));
    let form = leader.get(&url).await.form("/grading/choose");
    chosen(&bureau, &leader, "ls_20_9_4").await;
    let page = leader.send(form).await;
    assert_eq!(page.status(), 409, "{page}");
    assert_eq!(leader.send(page.form("/grading/choose")).await.status(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_others_factors_are_in_force_the_catalogue_begins_with_lec() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let officer = school.officer().await;
    // MES has three factors too: its scores must not be taken for those of LEC.
    chosen(&bureau, &bureau.leader().await, "mes").await;
    let page = officer.get(&school.url("risks/adopt")).await;
    assert!(page.text(".note").contains("LEC") && page.text(".note").contains("MES"), "{page}");
    officer.done(page.form("/adopt").set("pick", "GATE-01")).await;
    let by: String = sqlx::query_scalar("SELECT s.code FROM evaluation e JOIN scheme s ON s.id = e.scheme_id")
        .fetch_one(site.owner())
        .await
        .expect("one evaluation");
    assert_eq!(by, "lec");
    let form = officer.get(&school.url("risks/FX-001/evaluate")).await.form("/evaluate");
    let form = form.set("score_1", "5").set("score_2", "100").set("score_3", "10").set("reason", "periodic").set("note", "按 MES");
    let page = officer.send(form).await;
    assert_eq!(page.status(), 303, "{page}");
    let own = site.school("三中");
    assert!(!own.officer().await.get(&own.url("risks/adopt")).await.has(".note"), "not where LEC is in force");
}

/// A criterion's page.
fn criterion(org: &Org, code: &str) -> String {
    org.url(&format!("grading/criteria/{code}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_criterion_is_a_draft_until_a_bureau_names_its_clause() {
    let site = TestSite::new().await;
    let (school, east, west) = (site.school("一中"), site.bureau("东区局"), site.bureau("西区局"));
    let reviewer = east.reviewer().await;
    let page = reviewer.get(&east.url("grading/criteria")).await;
    assert_eq!(page.all(".rows li").len(), 47);
    assert!(page.text(".note").contains("47") && page.text("main").contains("待核对：只知道主题"), "{page}");
    for (query, rows) in [
        ("category=fire", 18),
        ("flag=excerpt_seen", 10),
        ("flag=confirmed", 0),
        ("flag=retired", 0),
        ("region=local", 0),
        ("category=building&flag=underlying_rule_seen", 2),
    ] {
        assert_eq!(reviewer.get(&east.url(&format!("grading/criteria?{query}"))).await.all(".rows li").len(), rows, "{query}");
    }
    let first = "FIRE-D-02";
    let page = reviewer.get(&criterion(&east, first)).await;
    let form = page.form("/confirm");
    let page = reviewer.send(form.clone().set("source", " ")).await;
    assert!(page.status() == 422 && page.has("#source-err"), "{page}");
    let page = reviewer.done(form.clone().set("source", "教发厅函〔2024〕20号第三条（一）2")).await;
    assert!(page.text(".page-h").contains("已确认") && page.all("[data-event=criterion]").len() == 2, "{page}");
    // The same press again, and a form of before.
    assert_eq!(reviewer.send(form.clone().set("source", "x")).await.status(), 303);
    let page = reviewer.send(form.set("request_id", "0192d2c0-0000-7000-8000-000000000002").set("source", "别的依据")).await;
    assert_eq!(page.status(), 409, "{page}");
    assert_eq!(site.count("criterion").await, 48);

    // Below it holds, next door it is still a draft.
    let staff = school.staff().await;
    assert!(staff.get(&criterion(&school, first)).await.text(".page-h").contains("已确认"));
    assert!(!staff.get(&criterion(&school, first)).await.has("form[action*=criteria]"));
    assert!(west.reviewer().await.get(&criterion(&west, first)).await.text(".page-h").contains("待核对"));

    // Reworded, retired with a reason, brought back: each a version.
    let leader = east.leader().await;
    let form = leader.get(&criterion(&east, first)).await.form("/reword").set("text_zh", "本区的说法");
    let page = leader.send(form.clone().set("source", "").set("call", "yes").set("due_on", "2020-01-01")).await;
    assert_eq!(page.status(), 422);
    let missing: Vec<String> = page.attrs(".errsum a", "href").into_iter().filter(|field| !page.has(field)).collect();
    assert_eq!((page.all(".errsum a").len(), missing), (2, vec![]), "the summary leads to the fields: {page}");
    let page = leader.done(form).await;
    assert!(page.text(".words").contains("本区的说法"), "{page}");
    let form = leader.get(&criterion(&east, first)).await.form("/retire");
    assert_eq!(leader.send(form.clone()).await.status(), 422);
    let page = leader.done(form.set("note", "与省里的重复")).await;
    assert!(page.text(".page-h").contains("已停用"), "{page}");
    assert_eq!(staff.get(&school.url("grading/criteria")).await.all(".rows li").len(), 46);
    let page = leader.done(page.form("/restore")).await;
    assert_eq!(page.all("[data-event=criterion]").len(), 5);
    assert!(page.text(".words").contains("本区的说法"));
    let told: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE path = $1 ORDER BY seq")
        .bind(&east.place.path)
        .fetch_all(site.owner())
        .await
        .expect("events");
    assert_eq!(told, ["confirm_criterion", "reword_criterion", "retire_criterion", "restore_criterion"]);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_adds_its_own_criteria_and_calls_in_the_same_act() {
    let site = TestSite::new().await;
    let (school, city, east) = (site.school("一中"), site.bureau("市局"), site.bureau("东区局"));
    let reviewer = east.reviewer().await;
    let form = reviewer.get(&east.url("grading/criteria/new")).await.form("/grading/criteria");
    let page = reviewer.send(form.clone().set("call", "yes")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.attrs(".errsum a", "href"), ["#category", "#text_zh", "#mode", "#source", "#due_on"]);
    let form = form.set("category", "other").set("text_zh", "水塘没有围栏").set("mode", "direct").set("source", "区安委〔2026〕5号第二条");
    let page = reviewer.send(form.clone().set("pick", "moon")).await;
    assert_eq!(page.status(), 422);
    let form = form.set("pick", "water").set("call", "yes").set("due_on", &story::in_days(&reviewer, 14).await);
    let page = reviewer.done(form.clone()).await;
    assert_eq!(page.text("h1"), "430405-01");
    assert!(page.text(".page-h").contains("本地"), "{page}");
    assert_eq!(reviewer.send(form).await.status(), 303);
    assert_eq!((site.count("criterion").await, site.count("review_call").await), (48, 1));
    let page = school.officer().await.get(&school.url("grading/calls")).await;
    assert!(page.text("main").contains("430405-01") && page.text("main").contains("泳池与水域"), "{page}");
    // Below, never above; a province's are the province's.
    assert_eq!(city.reviewer().await.get(&criterion(&city, "430405-01")).await.status(), 404);
    let province = site.bureau("省厅");
    let chief = province.reviewer().await;
    let form = chief.get(&province.url("grading/criteria/new")).await.form("/grading/criteria");
    let form = form.set("category", "fire").set("text_zh", "省里的一条").set("mode", "comprehensive").set("source", "省教育厅文件");
    let page = chief.done(form).await;
    assert!(page.text(".page-h").contains("全省"), "{page}");
    assert_eq!(school.staff().await.get(&criterion(&school, "43-01")).await.status(), 200);
    let forced = school.officer().await.post(&school.url("grading/criteria"), &[("text_zh", "x")]).await;
    assert_eq!(forced.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_counts_what_is_left_until_it_ends() {
    let site = TestSite::new().await;
    let (school, next, bureau) = (site.school("一中"), site.school("二小"), site.bureau("东区局"));
    let (officer, reviewer) = (school.officer().await, bureau.reviewer().await);
    story::adopted(&school, &officer).await;
    let form = reviewer.get(&bureau.url("grading/calls/new")).await.form("/grading/calls");
    for (changes, at) in [
        (vec![], "cause"),
        (vec![("cause", "season")], "season"),
        (vec![("cause", "term"), ("due_on", "2020-01-01")], "due_on"),
        (vec![("cause", "term"), ("due_on", "2099-01-01")], "due_on"),
    ] {
        let page = reviewer.send(changes.iter().fold(form.clone(), |form, (name, value)| form.set(name, value))).await;
        assert_eq!(page.status(), 422, "{changes:?}");
        assert!(page.attrs(".errsum a", "href").contains(&format!("#{at}")), "{changes:?}: {page}");
    }
    let day = story::in_days(&reviewer, 20).await;
    let form = form.set("cause", "season").set("season", "winter").set("due_on", &day);
    let page = reviewer.done(form.clone()).await;
    assert!(
        page.text("main").contains("冬季") && !page.text("main").contains("没有重新评估"),
        "a bureau does not count every school's: {page}"
    );
    assert_eq!(reviewer.send(form).await.status(), 303);
    assert_eq!(site.count("review_call").await, 1);

    let areas = ["road", "stairs", "outdoor", "bus", "boiler_gas", "dorm", "fire", "electrical"];
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM risk_point WHERE area = ANY($1)")
        .bind(&areas[..])
        .fetch_one(site.owner())
        .await
        .expect("counted");
    assert!(all > 1);
    let page = officer.get(&school.url("grading/calls")).await;
    assert!(page.text("main").contains(&format!("还有 {all} 个风险点没有重新评估")), "{page}");
    assert!(!page.has("form[action$='/end']"), "only whoever called ends it");
    // The date of a point follows from the call until it is graded again.
    let due = "SELECT count(*) FROM risk_point WHERE review_due(path, area, graded_at, review_on) = $1::date";
    let count = || sqlx::query_scalar::<_, i64>(due).bind(&day).fetch_one(site.owner());
    assert_eq!(count().await.expect("counted"), all);
    sqlx::query(
        "UPDATE risk_point SET graded_at = now() WHERE id = (SELECT id FROM risk_point WHERE area = 'fire' ORDER BY number LIMIT 1)",
    )
    .execute(site.owner())
    .await
    .expect("graded");
    assert_eq!(count().await.expect("counted"), all - 1);
    assert!(officer.get(&school.url("grading/calls")).await.text("main").contains(&format!("还有 {} 个", all - 1)));

    // A school calls for itself only, and ends its own.
    let form = officer
        .get(&school.url("grading/calls/new"))
        .await
        .form("/grading/calls")
        .set("cause", "change")
        .set("title", "食堂改建")
        .set("pick", "canteen");
    let page = officer.done(form.set("due_on", &day)).await;
    assert_eq!(page.all("[aria-labelledby=open-h] li").len(), 2);
    assert_eq!(next.officer().await.get(&next.url("grading/calls")).await.all("[aria-labelledby=open-h] li").len(), 1);
    let end = page.form("/calls/end");
    let page = officer.done(end.clone()).await;
    assert_eq!((page.all("[aria-labelledby=open-h] li").len(), page.all("[aria-labelledby=ended-h] li").len()), (1, 1));
    assert_eq!(officer.send(end.clone()).await.status(), 303, "the same press");
    let fresh = end.set("request_id", "0192d2c0-0000-7000-8000-000000000003");
    assert_eq!(officer.send(fresh).await.status(), 404, "ended already");
    let theirs: String = sqlx::query_scalar("SELECT id::text FROM review_call WHERE owner_path = $1")
        .bind(&bureau.place.path)
        .fetch_one(site.owner())
        .await
        .expect("one");
    assert_eq!(officer.post(&school.url("grading/calls/end"), &[("call", &theirs)]).await.status(), 404);
    assert_eq!(officer.post(&bureau.url("grading/calls/end"), &[("call", &theirs)]).await.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn below_the_pages_nobody_sets_what_is_not_theirs() {
    let site = TestSite::new().await;
    let (east, west, city) = (site.bureau("东区局"), site.bureau("西区局"), site.bureau("市局"));
    let leader = east.leader().await;
    let (person, scheme) = (leader.person, preset(&site, "mes").await);
    adapted(&east, &leader).await;
    let choose = |path: &str| {
        format!(
            "INSERT INTO scheme_choice (id, owner_path, scheme_id, person_id) VALUES (gen_random_uuid(), '{path}', '{scheme}', '{person}')"
        )
    };
    let call = |path: &str| {
        format!(
            "INSERT INTO review_call (id, owner_path, cause, title, due_on, person_id) VALUES (gen_random_uuid(), '{path}', 'term', 'x', '2030-01-01', '{person}')"
        )
    };
    let own = |path: &str| {
        format!(
            "INSERT INTO criterion (id, owner_path, code, version, region, category, mode, text_zh, verification, source) VALUES (gen_random_uuid(), '{path}', 'X', 1, 'local', 'fire', 'direct', 'x', 'confirmed', 's')"
        )
    };
    let mut refused = vec![
        "UPDATE scheme SET definition = '{}'".to_owned(),
        "UPDATE scheme_choice SET scheme_id = NULL".into(),
        "UPDATE criterion SET text_zh = 'x'".into(),
        "UPDATE review_call SET due_on = '2030-01-01'".into(),
        "DELETE FROM scheme_choice".into(),
        "DELETE FROM criterion".into(),
        "DELETE FROM review_call".into(),
        choose(&east.place.path)
            .replace("person_id)", "person_id, chosen_at)")
            .replace(&format!("'{person}')"), &format!("'{person}', now())")),
    ];
    for other in [&west.place.path, &city.place.path, &site.school("一中").place.path, &String::new()] {
        refused.extend([choose(other), call(other), own(other)]);
    }
    for sql in &refused {
        let mut tx = site.runtime(&east.place.path).await;
        let code = tx
            .execute(AssertSqlSafe(sql.clone()))
            .await
            .err()
            .and_then(|error| error.as_database_error().and_then(|one| one.code().map(|code| code.into_owned())));
        assert_eq!(code.as_deref(), Some("42501"), "{sql}");
    }
    let mut tx = site.runtime(&east.place.path).await;
    for sql in [choose(&east.place.path), call(&east.place.path), own(&east.place.path)] {
        tx.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    let early = tx.execute("UPDATE review_call SET ended_at = now() - interval '1 day'").await;
    assert!(early.is_err(), "nobody dates the end of a call");
    // Who confirms names the clause.
    let mut tx = site.runtime(&east.place.path).await;
    let bare = own(&east.place.path).replace("'s')", "'')");
    assert!(tx.execute(AssertSqlSafe(bare)).await.is_err());
    // The next county sees neither the choice nor the version.
    let seen: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM scheme_choice) + (SELECT count(*) FROM scheme WHERE owner_path <> '')")
            .fetch_one(&mut *site.runtime(&west.place.path).await)
            .await
            .expect("readable");
    assert_eq!(seen, 0);
}
