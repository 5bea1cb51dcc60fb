//! Without a pointer: nothing here is clicked and no field is set by a script; only keys are pressed.

use crate::axe::Findings;
use crate::chromium::{Scripts, Stage};
use crate::common::{Org, PASSWORD, User, story};
use crate::tab::Tab;
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn adopting_with_the_keyboard_only() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let officer = school.officer().await;
    let mut findings = Findings::default();

    // From the empty register.
    signed_in(tab, &officer, &school.url("risks")).await;
    reach(tab, "main a[href$='/risks/adopt']").await;
    tab.enter().await;
    assert_eq!(tab.path().await, school.url("risks/adopt"));

    // Nothing ticked: the summary has the focus and leads to the entries.
    reach(tab, ".dock button").await;
    tab.enter().await;
    tab.until("the summary to have the focus", "return document.activeElement.matches('.errsum')").await;
    reach(tab, ".errsum a[href='#pick']").await;
    tab.press(Key::Enter).await;
    tab.until("the entries to have the focus", "return document.activeElement.id === 'pick'").await;

    // Ticked by what the school has, besides what is known of it.
    tab.open(&school.url("risks/adopt")).await;
    let known = tab.count("input[name=has]:checked").await;
    for facility in ["lift", "pond"] {
        tick(tab, &format!("input[name=has][value={facility}]"), true).await;
    }
    reach(tab, "form[method=get] button").await;
    tab.enter().await;
    let fitting = tab.count("input[name=pick]:checked").await;
    let all = tab.count("input[name=pick]").await;
    assert!(0 < fitting && fitting < all, "{fitting} of {all}");
    assert_eq!(tab.count("input[name=has]:checked").await, known + 2);

    // One that the school does not have after all, one that it has all the same.
    let off = first(tab, "input[name=pick]:checked").await;
    let on = first(tab, "input[name=pick]:not(:checked)").await;
    tick(tab, &format!("[id='{off}']"), false).await;
    tick(tab, &format!("[id='{on}']"), true).await;
    pick(tab, "#duty_school", &officer.person.to_string()).await;
    pick(tab, "#duty_post", &officer.person.to_string()).await;
    findings.look(tab, "entries ticked by what the school has").await;
    reach(tab, ".dock button").await;
    tab.enter().await;
    assert_eq!(tab.path().await, school.url("risks"));
    tab.sees(".flash", "已选用").await;
    let kept: Vec<String> = sqlx::query_scalar("SELECT 'pick-' || catalogue_code FROM risk_point ORDER BY number")
        .fetch_all(stage.site.owner())
        .await
        .expect("points");
    assert_eq!((kept.len(), kept.contains(&on), kept.contains(&off)), (fitting, true, false), "{kept:?}");

    // In the register, with the person who answers for it.
    reach(tab, &format!("main a[href='{}']", school.url("risks/FX-001"))).await;
    tab.enter().await;
    tab.sees("[aria-labelledby=duties-h]", &officer.name).await;
    findings.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn grading_with_the_keyboard_only() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let (school, bureau) = (stage.site.school("一中"), stage.site.bureau("东区局"));
    let officer = school.officer().await;
    three_levels(&bureau).await;
    let page = officer.get(&school.url("risks/adopt")).await;
    officer.done(page.form("/adopt").set("pick", "GATE-01").set("duty_school", &officer.person.to_string())).await;
    let point = school.url("risks/FX-001");
    let mut findings = Findings::default();

    // 1 × 6 × 40 = 240: above the bureau's first threshold.
    signed_in(tab, &officer, &point).await;
    tab.sees(".trio .now", "红色").await;
    reach(tab, "a[href$='/evaluate']").await;
    tab.enter().await;
    tab.sees("main form", "三级评价法").await;
    for (factor, score) in [("#score_1", "10"), ("#score_2", "60"), ("#score_3", "15")] {
        // In the tenths the scheme counts in: 1 × 6 × 15.
        pick(tab, factor, score).await;
    }
    pick(tab, "#reason", "periodic").await;
    reach(tab, ".dock button").await;
    tab.enter().await;

    // A lower level asks what has changed, and keeps what was chosen.
    tab.until("the summary to have the focus", "return document.activeElement.matches('.errsum')").await;
    tab.sees(".errsum", "有什么变化").await;
    findings.look(tab, "an evaluation without its reason").await;
    assert_eq!((tab.value("#score_3").await.as_str(), tab.value("#reason").await.as_str()), ("15", "periodic"));
    reach(tab, "#note").await;
    tab.keys("新装了人脸识别闸机").await;
    reach(tab, ".dock button").await;
    tab.enter().await;
    assert_eq!(tab.path().await, point);
    tab.sees(".trio .now", "黄色").await;
    tab.sees(".trio", "90").await;
    tab.sees("[aria-labelledby=past-h]", "到期复评").await;
    tab.history(&["evaluate", "adopt_point"]).await;

    // Red at once, by a criterion, whatever the scores say.
    reach(tab, "a[href$='/judge']").await;
    tab.enter().await;
    reach(tab, "input[name=rule]").await;
    tab.press(Key::Space).await;
    tab.press(Key::Down).await;
    tab.until("the next ground to be chosen", "return document.querySelector('#rule-2').checked").await;
    tab.press(Key::Up).await;
    tab.until("the first ground to be chosen", "return document.querySelector('#rule').checked").await;
    pick(tab, "#criterion", &first_option(tab, "#criterion").await).await;
    let criterion = tab.script("return document.querySelector('#criterion').selectedOptions[0].text", vec![]).await;
    reach(tab, "#note").await;
    tab.keys("闸机断电后大门敞开，无人值守").await;
    reach(tab, ".dock button").await;
    tab.enter().await;
    assert_eq!(tab.path().await, point);
    tab.sees(".trio .now", "红色").await;
    tab.sees("[aria-labelledby=levels-h] .note", "违反法律法规").await;
    tab.sees("[aria-labelledby=levels-h] .note", criterion.as_str().and_then(|option| option.split_once(' ')).expect("a code and words").1)
        .await;
    tab.history(&["judge_point", "evaluate", "adopt_point"]).await;
    findings.look(tab, "a point judged directly").await;
    findings.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn placing_with_the_keyboard_only() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    let mut findings = Findings::default();

    // A school without a drawing: a plain grid, from the empty page.
    signed_in(tab, &officer, &school.url("map")).await;
    tab.tab_to("a[href$='/map/new?blank=yes']").await;
    tab.enter().await;
    tab.tab_to("#building").await;
    tab.keys("A 栋").await;
    tab.tab_to("main form button[type=submit]").await;
    tab.enter().await;
    assert_eq!(tab.path().await, school.url("map/1/edit"));

    // The first point: chosen by its number, placed by a cell and Enter.
    tab.tab_to("#point").await;
    tab.keys("FX-001").await;
    tab.until("the point to be chosen", "return document.querySelector('#point').value === 'FX-001'").await;
    tab.press(Key::Tab).await;
    tab.until("the position to have the focus", "return document.activeElement.id === 'at'").await;
    tab.keys("c7").await;
    tab.enter().await;
    tab.sees(".flash", "已标到图上").await;
    assert_eq!(tab.value("#at").await, "12.5, 50");

    // Nudged: the arrow that was pressed keeps the focus, so Enter goes on.
    tab.tab_to("button[value=right]").await;
    tab.enter().await;
    tab.until("the arrow to keep the focus", "return document.activeElement.value === 'right'").await;
    tab.enter().await;
    assert_eq!(tab.value("#at").await, "14.5, 50");
    findings.look(tab, "a point that is nudged").await;

    // From the list of those not placed yet; something wrong is told where it is, the words stay.
    tab.tab_to("[aria-labelledby=off-h] a[href$='point=FX-002']").await;
    tab.enter().await;
    tab.until("the position to have the focus", "return document.activeElement.id === 'at'").await;
    tab.keys("Z99").await;
    tab.enter().await;
    tab.until("the summary to have the focus", "return document.activeElement.matches('.errsum')").await;
    tab.tab_to(".errsum a[href='#at']").await;
    tab.press(Key::Enter).await;
    tab.until("the position to have the focus", "return document.activeElement.id === 'at'").await;
    assert_eq!((tab.value("#at").await.as_str(), tab.value("#point").await.as_str()), ("Z99", "FX-002"));
    tab.press(Key::End).await;
    for _ in 0..3 {
        tab.press(Key::Backspace).await;
    }
    tab.keys("42.5, 61").await;
    tab.enter().await;
    assert_eq!(tab.value("#at").await, "42.5, 61");

    // An area by its corners.
    tab.tab_to("a[href$='/area/new']").await;
    tab.enter().await;
    tab.tab_to("#name").await;
    tab.keys("教学区").await;
    tab.tab_to("#corners").await;
    tab.keys("B5 F5 F9 B9").await;
    tab.tab_to("main form button.btn-1").await;
    tab.enter().await;
    tab.sees("[aria-labelledby=areas-h]", "教学区").await;

    // The map: every mark can be come to and leads to its point.
    tab.tab_to(".page-act a.btn-1").await;
    tab.enter().await;
    assert_eq!(tab.path().await, school.url("map/1"));
    assert_eq!(tab.count("svg.plan a").await, 2);
    tab.until(
        "pins of at least 28 pixels",
        "return [...document.querySelectorAll('svg.plan a circle')].every(pin => pin.getBoundingClientRect().width >= 28)",
    )
    .await;
    findings.look(tab, "the map").await;
    tab.tab_to(&format!("svg.plan a[href='{}']", school.url("risks/FX-001"))).await;
    tab.enter().await;
    assert_eq!(tab.path().await, school.url("risks/FX-001"));
    let lies: (i32, i32) =
        sqlx::query_as("SELECT m.x, m.y FROM plan_mark m JOIN risk_point r ON r.id = m.risk_point_id WHERE r.number = 'FX-001'")
            .fetch_one(stage.site.owner())
            .await
            .expect("its mark");
    assert_eq!(lies, (1450, 5000));
    findings.assert_none();
}

/// Signs in on the page where the link leads, by keys.
async fn signed_in(tab: &Tab, user: &User, path: &str) {
    tab.open(path).await;
    assert_eq!(tab.path().await, "/login");
    reach(tab, "#username").await;
    tab.keys(&user.username).await;
    reach(tab, "#password").await;
    tab.keys(PASSWORD).await;
    tab.enter().await;
    assert_eq!(tab.path().await, path);
}

/// Comes to it by Tab, and it can be seen there: inside the window, not under a bar, with a ring around it.
async fn reach(tab: &Tab, css: &str) {
    tab.tab_to(css).await;
    let seen = "const e = document.activeElement, box = e.getBoundingClientRect();\
         const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20));\
         if (!at || !(e.contains(at) || at.contains(e) && at.closest('label'))) return 'it is hidden by ' + (at ? at.outerHTML.slice(0, 80) : 'the edge of the window');\
         const ring = [e, e.nextElementSibling, e.parentElement].some(one => one && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2);\
         return ring ? '' : 'it has no ring'";
    let wrong = tab.script(seen, vec![]).await;
    if wrong != "" {
        tab.fail(&format!("{css} has the focus, but {wrong}")).await;
    }
}

/// Ticks or unticks a box.
async fn tick(tab: &Tab, css: &str, on: bool) {
    reach(tab, css).await;
    tab.press(Key::Space).await;
    if tab.script("return document.querySelector(arguments[0]).checked", vec![json!(css)]).await != on {
        tab.fail(&format!("the space bar should set {css} to {on}")).await;
    }
}

/// Picks an entry of a list by the arrow keys.
async fn pick(tab: &Tab, css: &str, value: &str) {
    reach(tab, css).await;
    tab.press(Key::Home).await;
    for _ in 0..tab.count(&format!("{css} option")).await {
        if tab.value(css).await == value {
            return;
        }
        tab.press(Key::Down).await;
    }
    tab.fail(&format!("the arrow keys never come to {value} in {css}")).await;
}

/// The id of the first of them.
async fn first(tab: &Tab, css: &str) -> String {
    let id = tab.script("return document.querySelector(arguments[0]).id", vec![json!(css)]).await;
    id.as_str().expect("an id").to_owned()
}

/// The first real choice of a list.
async fn first_option(tab: &Tab, css: &str) -> String {
    let value = tab.script("return document.querySelector(arguments[0]).options[1].value", vec![json!(css)]).await;
    value.as_str().expect("a value").to_owned()
}

/// The bureau grades by three levels in words of its own.
async fn three_levels(bureau: &Org) {
    let scheme: String = sqlx::query_scalar("SELECT scheme_in_force($1)::text")
        .bind(&bureau.place.path)
        .fetch_one(bureau.site.owner())
        .await
        .expect("a scheme");
    let leader = bureau.leader().await;
    let form = leader.get(&bureau.url(&format!("grading/adapt?scheme={scheme}"))).await.form("/grading/adapt").without("use_2");
    let own = [
        ("name_zh", "三级评价法"),
        ("name_en", "Three levels"),
        ("from_1", "160"),
        ("zh_1", "红色"),
        ("en_1", "Red"),
        ("zh_3", "黄色"),
        ("en_3", "Yellow"),
        ("zh_4", "绿色"),
        ("en_4", "Green"),
    ];
    leader.done(own.into_iter().fold(form, |form, (name, value)| form.set(name, value))).await;
}
