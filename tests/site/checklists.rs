//! Check lists, told through the pages: the product's own, a bureau's, a school's, and what an inspection takes from them.

use crate::common::{Browser, FilledForm, Org, Page, TestSite, User, story};
use hazard_register::checklist::model::{PRODUCTS, Product};
use hazard_register::checklist::store::{install, install_these};
use sqlx::AssertSqlSafe;

/// The form of a new list with two questions in it.
async fn new_list(org: &Org, by: &User, title: &str) -> FilledForm {
    let page = by.get(&org.url("checklists/new")).await;
    page.form("/checklists")
        .set("title", title)
        .set("kind", "daily")
        .set("q1_area", "食堂")
        .set("q1_question", "地面干净吗？")
        .set("q1_standard", "无油污、无积水")
        .set("q1_evidence", "photo")
        .set("q1_criterion", "FOOD-D-02")
        .set("q2_question", "冰箱冷吗？")
        .set("q2_question_en", "Is the fridge cold?")
        .set("q2_method", "test")
        .set("q2_evidence", "reading")
}

/// Keeps one and returns its address.
async fn kept(org: &Org, by: &User, title: &str) -> String {
    let page = by.send(new_list(org, by, title).await).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

/// Begins an inspection with the newest version of a list, by its title on the form.
async fn begun(school: &Org, by: &Browser, title: &str) -> String {
    let page = by.get(&school.url("inspections/new")).await;
    let id: String = sqlx::query_scalar(
        "SELECT id::text FROM check_template WHERE $1 IN (title, title_en) AND retired_at IS NULL ORDER BY version DESC LIMIT 1",
    )
    .bind(title)
    .fetch_one(school.site.owner())
    .await
    .expect("the list is kept");
    assert!(page.has(&format!("[name=list][value='{id}']")), "{title} is not offered: {page}");
    let page = by.send(page.form("/inspections").set("list", &id)).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

/// What an inspection asks: question, evidence, criterion.
async fn asked(site: &TestSite, url: &str) -> Vec<(String, String, String)> {
    let number = url.rsplit('/').next().expect("a number");
    sqlx::query_as(
        "SELECT x.question, x.evidence, x.criterion FROM inspection_item x JOIN inspection i ON i.id = x.inspection_id WHERE i.number = $1 ORDER BY x.ordinal",
    )
    .bind(number)
    .fetch_all(site.owner())
    .await
    .expect("readable")
}

async fn titles(org: &Org, by: &User, query: &str) -> Vec<String> {
    by.get(&org.url(&format!("checklists{query}"))).await.all(".rows a.t")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_products_lists_are_installed_once_and_a_new_edition_leaves_the_old_one() {
    let site = TestSite::new().await;
    for _ in 0..2 {
        install(site.owner()).await.expect("installed again");
    }
    let lists = i64::try_from(PRODUCTS.len()).expect("few");
    assert_eq!(site.count("check_template").await, lists);
    let school = site.school("一中");
    let officer = school.officer().await;
    let inspection = begun(&school, &officer, "防火每日巡查表").await;
    let before = asked(&site, &inspection).await;
    assert!(before.iter().any(|(_, evidence, _)| evidence == "photo") && before.iter().any(|(.., criterion)| criterion == "FIRE-D-06"));

    let mut product: Product = serde_json::from_str(PRODUCTS[0]).expect("a list");
    product.items[0].question.zh = "每个安全出口都能一推就开吗？".into();
    for _ in 0..2 {
        install_these(site.owner(), std::slice::from_ref(&product)).await.expect("installed");
    }
    assert_eq!(site.count("check_template").await, lists + 1, "one new version, once");
    assert_eq!(asked(&site, &inspection).await, before, "what was asked stays as it was asked");
    let again = begun(&school, &officer, "防火每日巡查表").await;
    assert_eq!(asked(&site, &again).await[0].0, "每个安全出口都能一推就开吗？");
    assert_eq!(titles(&school, &officer, "").await.len(), PRODUCTS.len(), "a list stands once, in its newest version");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_asked_in_the_words_of_whoever_begins() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let (zh, en) = (begun(&school, &officer, "宿舍夜间检查表").await, begun(&school, &officer.in_english(), "Dormitory night check").await);
    assert!(officer.get(&zh).await.text("h1").contains("宿舍夜间检查表"));
    assert!(officer.get(&en).await.text("h1").contains("Dormitory night check"));
    let (zh, en) = (asked(&site, &zh).await, asked(&site, &en).await);
    assert_eq!(zh.len(), en.len());
    assert!(zh.iter().all(|(question, ..)| question.ends_with('？')) && en.iter().all(|(question, ..)| question.is_ascii()));
    assert!(zh.iter().zip(&en).all(|(one, other)| (&one.1, &one.2) == (&other.1, &other.2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_leaves_what_was_begun_with_the_old_one() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let url = kept(&school, &officer, "食堂巡查").await;
    let first = begun(&school, &officer, "食堂巡查").await;
    let then = asked(&site, &first).await;
    assert_eq!(then, [("地面干净吗？".into(), "photo".into(), "FOOD-D-02".into()), ("冰箱冷吗？".into(), "reading".into(), String::new())]);
    let page = officer.get(&url).await;
    assert_eq!(page.all(".rows .b").len(), 2);
    assert!(page.text("main").contains("第 1 版") && page.text("main").contains("一中安全员"), "{page}");

    let form = officer.get(&format!("{url}/edit")).await.form("/edit");
    assert_eq!((form.get("q1_area"), form.get("q2_area"), form.get("q2_method")), ("食堂", "食堂", "test"));
    let form = form
        .set("q1_drop", "yes")
        .set("q3_area", "后厨")
        .set("q3_question", "燃气关了吗？")
        .set("q4_area", "食堂")
        .set("q4_question", "留样了吗？");
    let again = form.clone();
    let done = officer.send(form).await;
    assert_eq!((done.status(), done.location()), (303, url.as_str()), "{done}");
    let repeated = officer.send(again).await;
    assert_eq!((repeated.status(), repeated.location()), (303, url.as_str()), "a second press leads to the same");
    let page = officer.get(&url).await;
    assert_eq!(page.all(".rows .b"), ["1. 冰箱冷吗？", "2. 留样了吗？", "3. 燃气关了吗？"], "side by side by area");
    assert_eq!(page.events().len(), 2, "two versions");
    assert_eq!(officer.get(&format!("{url}?version=1")).await.all(".rows .b")[0], "1. 地面干净吗？");
    assert_eq!(officer.get(&format!("{url}?version=3")).await.status(), 404);

    assert_eq!(asked(&site, &first).await, then);
    let second = begun(&school, &officer, "食堂巡查").await;
    assert_eq!(asked(&site, &second).await.len(), 3);
    let acts: Vec<String> = sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'check_list' ORDER BY seq")
        .fetch_all(site.owner())
        .await
        .expect("read");
    assert_eq!(acts, ["keep_check_list", "revise_check_list"]);
    let auditor = site.bureau("东区局").auditor().await;
    let page = auditor.get(&school.url("ledger/events")).await;
    assert!(page.text("main").contains("存了检查表的新版") && page.text("main").contains("食堂巡查"), "{page}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_second_loses_no_word() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let url = kept(&school, &officer, "食堂巡查").await;
    let slow = principal.get(&format!("{url}/edit")).await.form("/edit").set("q3_question", "鼠板在吗？");
    officer.done(officer.get(&format!("{url}/edit")).await.form("/edit").set("title", "食堂每日巡查")).await;
    let page = principal.send(slow).await;
    assert_eq!(page.status(), 409, "{page}");
    assert!(page.text("[role=alert]").contains("一中安全员") && page.text("[role=alert]").contains("第 2 版"), "{page}");
    assert_eq!((page.value("#q3_question").trim(), page.value("#title")), ("鼠板在吗？", "食堂巡查".to_owned()), "kept as typed");
    assert_eq!(site.count("check_template WHERE owner_path <> ''").await, 2);
    // Seen and sent again on purpose.
    principal.done(page.form("/edit").set("title", "食堂每日巡查")).await;
    let page = principal.get(&url).await;
    assert!(page.text("h1").contains("食堂每日巡查") && page.all(".rows .b").len() == 3, "{page}");
    assert_eq!(page.events().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureaus_list_is_used_at_its_schools_and_not_next_door() {
    let site = TestSite::new().await;
    let (school, next, bureau) = (site.school("一中"), site.school("三中"), site.bureau("东区局"));
    let (reviewer, officer, staff) = (bureau.reviewer().await, school.officer().await, school.staff().await);
    let url = kept(&bureau, &reviewer, "区局防汛检查表").await;
    let here = url.replace(&bureau.place.code, &school.place.code);
    assert!(titles(&school, &staff, "").await.contains(&"区局防汛检查表".to_owned()));
    assert!(!titles(&next, &next.officer().await, "").await.contains(&"区局防汛检查表".to_owned()));
    let page = staff.get(&here).await;
    assert!(page.text("main").contains("东区局") && !page.has("a[href$='/edit']") && !page.has("form[action$='/retire']"), "{page}");
    assert_eq!(next.officer().await.get(&url.replace(&bureau.place.code, &next.place.code)).await.status(), 404);
    begun(&school, &staff, "区局防汛检查表").await;

    // A school does not change it, nor does the bureau above the bureau, nor somebody at the school who keeps no lists.
    let edit = reviewer.get(&format!("{url}/edit")).await.form("/edit");
    let mut theirs = edit.clone();
    theirs.action = format!("{here}/edit");
    for (who, form) in [(&officer, theirs.clone()), (&officer, edit.clone()), (&site.bureau("市局").leader().await, edit.clone())] {
        assert_eq!(who.send(form).await.status(), 404, "{}", who.name);
    }
    for act in ["edit", "retire", "restore"] {
        assert_eq!(officer.post(&format!("{here}/{act}"), &[("seen", "x")]).await.status(), 404, "{act}");
    }
    assert_eq!(officer.get(&format!("{here}/edit")).await.status(), 404);
    assert_ne!(staff.get(&school.url("checklists/new")).await.status(), 200);
    assert_eq!(reviewer.get(&school.url("checklists/new")).await.status(), 404, "a bureau keeps none in a school's name");
    assert_eq!(site.count("check_template WHERE owner_path <> ''").await, 1);

    // It makes one of its own of it.
    let page = officer.get(&officer.get(&here).await.attr("a[href*='?from=']", "href")).await;
    let form = page.form("/checklists");
    assert_eq!(
        (form.get("title"), form.get("q2_question").trim(), form.get("q2_question_en").trim()),
        ("区局防汛检查表", "冰箱冷吗？", "Is the fridge cold?")
    );
    let made = officer.done(form.set("title", "一中防汛检查表").set("q3_question", "沙袋够吗？")).await;
    assert!(made.text("h1").contains("一中防汛检查表") && made.has("a[href$='/edit']"), "{made}");
    assert_eq!(reviewer.get(&url).await.all(".rows .b").len(), 2, "the original stays");
    assert!(titles(&school, &officer, "").await.starts_with(&["一中防汛检查表".to_owned(), "区局防汛检查表".to_owned()]), "its own first");
    let (act, from): (String, Option<String>) =
        sqlx::query_as("SELECT act, facts ->> 'from' FROM ledger_event WHERE subject = 'check_list' AND school_id = $1")
            .bind(school.place.id)
            .fetch_one(site.owner())
            .await
            .expect("one event");
    assert!(act == "adapt_check_list" && from.is_some(), "{act}");
    // The bureau reads what its school made, and may take it over.
    let page = reviewer.get(&made.asked.replace("GET ", "")).await;
    assert_eq!((page.status(), page.has("a[href$='/edit']")), (200, false));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_words_are_refused_at_their_fields_and_rows_grow() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    kept(&school, &officer, "食堂巡查").await;
    let good = new_list(&school, &officer, "食堂晚查").await;
    for (name, value, at) in [
        ("title", "", "title"),
        ("title", "食堂巡查", "title"),
        ("kind", "", "kind"),
        ("q3_standard", "无油污", "q3_question"),
        ("q3_question", "冰箱冷吗？", "q3_question"),
        ("q1_criterion", "FOOD-D-99", "q1_criterion"),
    ] {
        let page = officer.send(good.clone().set(name, value)).await;
        assert_eq!(page.status(), 422, "{name}={value}: {page}");
        assert!(page.has(&format!("#{at}[aria-invalid=true]")) && page.has(&format!(".errsum a[href='#{at}']")), "{name}={value}: {page}");
        assert_eq!(page.value("#q2_question").trim(), "冰箱冷吗？", "what was typed stays");
    }
    assert_eq!(site.count("check_template WHERE owner_path <> ''").await, 1);
    // More rows without script, and nothing is lost or kept by it.
    let page = officer.send(good.set("do", "more")).await;
    assert_eq!(
        (page.status(), page.value("#q2_question").trim(), page.has("#q10_question"), page.has("#q11_question")),
        (200, "冰箱冷吗？", true, false)
    );
    assert_eq!(site.count("check_template WHERE owner_path <> ''").await, 1);
    let page = officer.done(page.form("/checklists").set("do", "keep").set("q10_question", "灯关了吗？")).await;
    assert_eq!(page.all(".rows .b").len(), 3, "{page}");
    // What is no list is not found.
    for path in ["checklists/x", "checklists/0192f7c4-0000-7000-8000-000000000000", "checklists/new?from=x"] {
        assert_eq!(officer.get(&school.url(path)).await.status(), 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_out_of_use_and_comes_back() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let url = kept(&school, &officer, "食堂巡查").await;
    let first = begun(&school, &officer, "食堂巡查").await;
    let stale = officer.get(&url).await.form("/retire");
    let page = officer.done(officer.get(&url).await.form("/retire")).await;
    assert!(page.text("h1 + p").contains("已停用"), "{page}");
    assert!(!titles(&school, &officer, "").await.contains(&"食堂巡查".to_owned()));
    assert!(titles(&school, &officer, "?retired=yes").await.contains(&"食堂巡查".to_owned()));
    assert!(!officer.get(&school.url("inspections/new")).await.text("main").contains("食堂巡查"));
    assert_eq!(officer.get(&first).await.status(), 200);
    let late = officer.send(stale).await;
    assert_eq!(late.status(), 409, "{late}");
    // Its name is free meanwhile, and then taken.
    let other = kept(&school, &officer, "食堂巡查").await;
    let page = officer.send(officer.get(&url).await.form("/restore")).await;
    assert_eq!(page.status(), 409, "{page}");
    officer.done(officer.get(&other).await.form("/retire")).await;
    let page = officer.done(officer.get(&url).await.form("/restore")).await;
    assert!(page.text("main").contains("第 2 版") && !page.text("h1 + p").contains("已停用"), "{page}");
    begun(&school, &officer, "食堂巡查").await;
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_found_by_words_and_kind() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    assert_eq!(titles(&school, &staff, "?kind=pre_term").await, ["开学前安全检查表"]);
    let page: Page = staff.get(&school.url("checklists?words=%E4%BA%9A%E7%A1%9D%E9%85%B8%E7%9B%90")).await;
    assert_eq!(page.all(".rows a.t"), ["食堂每日检查表"], "by a word of a question");
    assert_eq!(titles(&school, &staff, "?words=five+in+place").await, ["防汛“五到位”检查表"], "in either language");
    assert!(titles(&school, &staff, "?words=none-such").await.is_empty());
    assert!(staff.get(&school.url("inspections")).await.has(&format!("a[href='{}']", school.url("checklists"))));
    let page = staff.get(&school.url("inspections/new")).await;
    assert!(page.text("main").contains("别处出了事故") && !page.has("#keep"), "kinds are explained, and staff keep no lists: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_questions_become_a_list_and_measures_bring_their_own() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    for own in ["# 食堂\n灭火器在位吗？", "# 食堂\n灭火器在位吗？\n通道通吗？"] {
        let page = officer.get(&school.url("inspections/new")).await;
        officer.done(page.form("/inspections").set("own", own).set("title", "晚间巡查").set("kind", "daily").set("keep", "yes")).await;
    }
    let versions: Vec<i32> = sqlx::query_scalar("SELECT version FROM check_template WHERE title = '晚间巡查' ORDER BY 1")
        .fetch_all(site.owner())
        .await
        .expect("read");
    assert_eq!(versions, [1, 2], "of the same name, the next version");
    assert_eq!(titles(&school, &officer, "?words=%E6%99%9A%E9%97%B4%E5%B7%A1%E6%9F%A5").await.len(), 1);
    // Staff who send the box anyway keep nothing.
    let staff = school.staff().await;
    let page = staff.get(&school.url("inspections/new")).await;
    staff.done(page.form("/inspections").set("own", "好吗？").set("title", "我的").set("kind", "daily").set("keep", "yes")).await;
    assert_eq!(site.count("check_template WHERE title = '我的'").await, 0);

    story::adopted(&school, &officer).await;
    let point: String = sqlx::query_scalar(
        "WITH one AS (SELECT district_id, id, risk_point_id FROM measure WHERE retired_at IS NULL ORDER BY id LIMIT 1)
         UPDATE measure m SET question = '阀门关严了吗？', evidence = 'photo' FROM one WHERE m.district_id = one.district_id AND m.id = one.id RETURNING m.risk_point_id::text",
    )
    .fetch_one(site.owner())
    .await
    .expect("a measure");
    let page = officer.get(&school.url("inspections/new")).await;
    let page = officer.send(page.form("/inspections").set("pick", &point).set("title", "看措施").set("kind", "measure_effect")).await;
    let asked = asked(&site, page.location()).await;
    assert!(asked.contains(&("阀门关严了吗？".into(), "photo".into(), String::new())), "{asked:?}");
    assert!(asked.iter().any(|(question, evidence, _)| question != "阀门关严了吗？" && evidence == "none"), "{asked:?}");
    site.holds_together().await;
}

/// Row-level security alone: a school writes no list in another's name, nor in its bureau's or the product's, and retires none of theirs.
#[tokio::test(flavor = "multi_thread")]
async fn the_wall_keeps_lists_at_home() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    kept(&school, &school.officer().await, "自家的").await;
    kept(&bureau, &bureau.leader().await, "区局的").await;
    for (scope, owner) in [(&school, ""), (&school, bureau.place.path.as_str()), (&bureau, school.place.path.as_str()), (&bureau, "")] {
        let insert = format!(
            "INSERT INTO check_template (id, series, owner_path, kind, title, items) VALUES (gen_random_uuid(), gen_random_uuid(), '{owner}', 'daily', 'x', '[]')"
        );
        let refused = sqlx::query(AssertSqlSafe(insert)).execute(&mut *site.runtime(&scope.place.path).await).await;
        assert!(refused.is_err(), "{} wrote for '{owner}'", scope.place.name_zh);
        let retire = format!("UPDATE check_template SET retired_at = now() WHERE owner_path = '{owner}'");
        let done =
            sqlx::query(AssertSqlSafe(retire)).execute(&mut *site.runtime(&scope.place.path).await).await.expect("no row is its own");
        assert_eq!(done.rows_affected(), 0, "{} retired '{owner}'", scope.place.name_zh);
    }
    let words = "UPDATE check_template SET title = 'x'";
    assert!(sqlx::query(words).execute(&mut *site.runtime(&school.place.path).await).await.is_err(), "a version never changes");
}
