//! Numbers a bureau sets for itself and everybody below: what is asked about, what makes a danger major, how much the public may send.

use crate::common::{FilledForm, Org, Page, TestSite, User, story};

async fn page(org: &Org, user: &User, of: &str) -> Page {
    let page = user.get(&org.url(&format!("limits?of={of}"))).await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    page
}

async fn form(org: &Org, user: &User, of: &str, set: &[(&str, &str)]) -> FilledForm {
    let form = page(org, user, of).await.form("/limits");
    set.iter().fold(form, |form, (code, value)| {
        let why = if value.is_empty() { "" } else { "区里统一规定" };
        form.set(&format!("value-{code}"), value).set(&format!("source-{code}"), why)
    })
}

async fn set(org: &Org, user: &User, of: &str, numbers: &[(&str, &str)]) {
    user.done(form(org, user, of, numbers).await).await;
}

fn now(page: &Page, code: &str) -> String {
    page.text(&format!("[data-limit={code}] [data-now]"))
}

fn why(page: &Page, code: &str) -> String {
    page.text(&format!("[data-limit={code}]"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bureau_sets_holds_below_until_it_is_taken_back() {
    let site = TestSite::new().await;
    let (school, county, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let (leader, above, reviewer, officer) = (county.leader().await, city.leader().await, county.reviewer().await, school.officer().await);
    // A report that came thirty hours after it was found is late by the product's own number.
    let url = story::reported(&school, &school.staff().await).await;
    sqlx::query("UPDATE ticket SET found_at = found_at - interval '30 hours'").execute(site.owner()).await.unwrap();
    let late = async |org: &Org, user: &User| user.get(&org.url("signals")).await.all("[data-signal=late]").len();
    assert_eq!((late(&county, &reviewer).await, late(&city, &above).await, late(&school, &officer).await), (1, 1, 1));
    assert!(why(&page(&school, &officer, "signals").await, "late_hours").contains("系统默认"));

    // The city sets it, the county another; each looks by its own, the school by its county's.
    set(&city, &above, "signals", &[("late_hours", "28")]).await;
    assert_eq!((late(&county, &reviewer).await, now(&page(&school, &officer, "signals").await, "late_hours")), (1, "28".into()));
    set(&county, &leader, "signals", &[("late_hours", "48")]).await;
    assert_eq!((late(&county, &reviewer).await, late(&city, &above).await, late(&school, &officer).await), (0, 1, 0));
    let shown = page(&school, &officer, "signals").await;
    assert!(now(&shown, "late_hours") == "48" && why(&shown, "late_hours").contains("东区局: 区里统一规定"), "{shown}");
    let other = site.school("三中");
    assert_eq!(now(&page(&other, &other.officer().await, "signals").await, "late_hours"), "28", "the other county has its city's");
    let shown = page(&county, &leader, "signals").await;
    assert!(why(&shown, "late_hours").contains("不填就用市局定的 28"), "{shown}");

    // Nobody was asked twice; two at once are told of each other; a number without its source, out of bounds or out of order is refused.
    let stale = form(&county, &leader, "signals", &[("late_hours", "60")]).await;
    let pressed = form(&county, &leader, "signals", &[("contest_days", "1")]).await;
    leader.done(pressed.clone()).await;
    leader.done(pressed).await;
    let told: i64 = sqlx::query_scalar("SELECT count(*) FROM ledger_event WHERE act = 'set_limits'").fetch_one(site.owner()).await.unwrap();
    assert_eq!(told, 3, "one event for each change");
    let refused = leader.send(stale).await;
    assert_eq!((refused.status(), refused.value("#value-late_hours")), (409, "60".into()), "what was typed is kept: {refused}");
    for (code, value, field) in [("late_hours", "0", "#value-late_hours"), ("sample_share", "4", "#value-sample_share")] {
        let refused = leader.send(form(&county, &leader, "signals", &[(code, value)]).await).await;
        assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec![field.to_owned()]), "{refused}");
    }
    let sourceless = form(&county, &leader, "signals", &[]).await.set("value-late_hours", "50").set("source-late_hours", " ");
    let refused = leader.send(sourceless).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#source-late_hours".to_owned()]));
    let swapped = form(&county, &leader, "tips", &[("address_ask", "20")]).await;
    let refused = leader.send(swapped).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#value-address_most".to_owned()]), "{refused}");

    // Taken back, the city's holds again.
    set(&county, &leader, "signals", &[("late_hours", "")]).await;
    assert_eq!((late(&county, &reviewer).await, now(&page(&county, &leader, "signals").await, "late_hours")), (1, "28".into()));
    let events = county.auditor().await.get(&county.url("ledger/events")).await;
    assert!(events.text("[data-event=set_limits]").contains("设了阈值与限额"), "{events}");

    // Only a bureau's own leader or administrator sets them.
    for (user, org) in [(&reviewer, &county), (&officer, &school), (&above, &county)] {
        assert!(!page(org, user, "signals").await.has("form[action$='/limits']"), "{}", user.role);
        assert_eq!(user.post(&org.url("limits"), &[("of", "signals"), ("version", "0")]).await.status(), 404, "{}", user.role);
    }
    let mut tx = site.runtime(&county.place.path).await;
    let forged =
        sqlx::query("UPDATE limit_own SET value = 1, set_at = now() WHERE owner_path = $1").bind(&city.place.path).execute(&mut *tx).await;
    assert_eq!(forged.unwrap().rows_affected(), 0, "nor by a statement what is above");
    drop(tx);
    assert_eq!(officer.get(&url).await.status(), 200);
    sqlx::query("UPDATE ticket SET found_at = found_at + interval '30 hours'").execute(site.owner()).await.unwrap();
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_criteria_as_the_bureau_says_make_it_major() {
    let site = TestSite::new().await;
    let (school, county) = (site.school("一中"), site.bureau("东区局"));
    let (officer, leader) = (school.officer().await, county.leader().await);
    let two: Vec<String> =
        sqlx::query_scalar("SELECT id::text FROM criterion WHERE mode = 'comprehensive' AND category = 'fire' ORDER BY code LIMIT 2")
            .fetch_all(site.owner())
            .await
            .unwrap();
    let confirm = async |grade: &str| {
        let url = story::reported(&school, &officer).await;
        let form = officer.get(&url).await.form("/confirm").set("grade", grade).set("category", "fire").set("note", "到现场看过");
        officer.send(two.iter().fold(form, |form, id| form.also("criterion", id))).await
    };
    let page = confirm("general").await;
    assert_eq!(page.status(), 303, "two of three: {page}");
    set(&county, &leader, "majors", &[("together", "2")]).await;
    let refused = confirm("general").await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#grade".to_owned()]), "{refused}");
    let page = confirm("major").await;
    assert_eq!(officer.get(page.location()).await.attr("[data-basis]", "data-basis"), "count");
    let criteria = officer.get(&school.url("grading/criteria")).await;
    assert!(criteria.text(".note.mb5").contains("有 2 条就算重大"), "{criteria}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_says_when_the_public_is_answered_and_how_much_it_may_send() {
    let site = TestSite::new().await;
    let (school, county) = (site.school("一中"), site.bureau("东区局"));
    let (officer, leader) = (school.officer().await, county.leader().await);
    let settings = officer.get(&school.url("notice")).await;
    officer.done(settings.form("/notice").set("open", "yes").set("duty_line", "0734-000 0307")).await;
    let spot = format!("/public/{}/report", school.place.code);
    let visitor = site.visitor();
    let before = visitor.get(&spot).await;
    assert!(before.statements.len() <= 6, "{:?}", before.statements);
    set(&county, &leader, "tips", &[("answer_days", "30"), ("address_ask", "1"), ("address_most", "2")]).await;
    let page = visitor.get(&spot).await;
    assert_ne!(before.text(".dock"), page.text(".dock"), "another day is promised");
    assert!(!page.has("#check"));
    let send = async |page: &Page, check: &str| {
        let form = page.form("/report").set("words", "灯坏了").set("place", "东门外");
        visitor.send(if check.is_empty() { form } else { form.set("check", check) }).await
    };
    assert_eq!(send(&page, "").await.status(), 303);
    let due: i32 = sqlx::query_scalar("SELECT due_on - current_date FROM tip").fetch_one(site.owner()).await.unwrap();
    assert!(due >= 30, "thirty working days: {due}");
    let asked = visitor.get(&spot).await;
    assert!(asked.has("#check"), "a question before the second: {asked}");
    assert_eq!(send(&asked, "0307").await.status(), 303);
    assert_eq!(visitor.get(&spot).await.status(), 429, "and none after it");
}
