//! Who controls what: reading it, naming somebody for many points at once, and handing everything over.

use crate::common::{Org, TestSite, User, story};
use hazard_register::access::Role;
use hazard_register::id::PersonId;

/// The whole catalogue, the same people at all tiers. 48 of its 88 points need more than a post.
async fn adopted(school: &Org, by: &User, duties: &[(&str, &User)]) {
    let mut form = by.get(&school.url("risks/adopt?tick=all")).await.form("/adopt").without("duty_post");
    for (name, user) in duties {
        form = form.set(name, &user.person.to_string());
    }
    by.done(form).await;
}

async fn held(site: &TestSite, person: PersonId) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM risk_duty WHERE person_id = $1").bind(person).fetch_one(site.owner()).await.expect("a count")
}

async fn incomplete(school: &Org) -> (i64, i64) {
    let kept: i64 = sqlx::query_scalar("SELECT incomplete FROM rollup WHERE org_id = $1")
        .bind(school.place.id)
        .fetch_one(school.site.owner())
        .await
        .expect("a sum");
    let real: i64 = sqlx::query_scalar("SELECT count(*) FROM risk_point WHERE school_id = $1 AND NOT complete AND retired_at IS NULL")
        .bind(school.place.id)
        .fetch_one(school.site.owner())
        .await
        .expect("a count");
    (kept, real)
}

async fn events(site: &TestSite, act: &str) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM ledger_event WHERE act = $1").bind(act).fetch_one(site.owner()).await.expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_of_the_overview_opens_exactly_its_points() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    adopted(&school, &officer, &[("duty_school", &principal), ("duty_post", &staff)]).await;
    let page = staff.get(&school.url("duties")).await;
    assert!(page.statements.len() <= 3, "{:?}", page.statements);
    assert!(page.has("nav.side a[aria-current=page][href$='/duties']"), "{page}");
    assert!(!page.has("a[href*='/hand-over']"), "staff look, they hand nothing over");
    // 48 points need a department, nobody is named there.
    assert_eq!(page.text("[aria-labelledby=lacking-h] .t"), "部门、年级");
    let mut links = 0;
    for row in page.all("tbody tr") {
        assert!(row.contains(&staff.name) || row.contains(&principal.name), "{row}");
    }
    for (text, href) in
        page.all("tbody td a[href*='/risks?person=']").into_iter().zip(page.attrs("tbody td a[href*='/risks?person=']", "href"))
    {
        let count: usize = text.parse().unwrap_or_else(|_| panic!("{text} is no count"));
        let mut rows = 0;
        let mut next = Some(href.clone());
        while let Some(address) = next {
            let list = staff.get(&address).await;
            rows += list.all("tbody tr").len();
            next = list.attrs("a[rel=next]", "href").pop();
        }
        assert_eq!(rows, count, "{href}");
        links += 1;
    }
    assert!(links >= 8, "only {links} counts");
    // By tier and by post.
    let page = staff.get(&school.url("duties?by=tier")).await;
    assert_eq!(page.all("tbody tr").len(), 3);
    for (text, href) in page.all("tbody a").into_iter().zip(page.attrs("tbody a", "href")) {
        assert_eq!(staff.get(&href).await.all(".rows li").len().to_string(), text, "{href}");
    }
    let page = staff.get(&school.url("duties?by=title")).await;
    assert_eq!(page.all("tbody th"), ["教师", "校长"]);
    assert_eq!(page.all("tbody tr:first-child td:last-child"), ["88"]);
    // A bureau looks on from above, and answers for nothing itself.
    let reviewer = site.bureau("东区局").reviewer().await;
    assert_eq!(reviewer.get(&school.url("duties")).await.status(), 200);
    assert_eq!(reviewer.get("/o/430405/duties").await.status(), 404);
    assert_eq!(site.school("二小").officer().await.get(&school.url("duties")).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_act_names_somebody_for_all_points_that_lack_a_tier() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    adopted(&school, &officer, &[("duty_school", &principal), ("duty_post", &staff)]).await;
    assert_eq!(incomplete(&school).await, (48, 48));
    let lacking = school.url("duties/name?tier=department");
    let page = officer.get(&lacking).await;
    assert_eq!(page.all(".rows li").len(), 48);
    assert!(page.statements.len() <= 3, "{:?}", page.statements);
    assert!(!staff.get(&lacking).await.has("input[name=pick]"), "staff look on");
    // All are ticked where they lack somebody: one press names them all.
    let form = page.form("/duties/name").set("person", &officer.person.to_string());
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "pick").count(), 48);
    let stale = form.clone().set("request_id", "0192d2c0-0000-7000-8000-000000000003");
    let page = officer.send(form.clone()).await;
    assert_eq!(page.status(), 303, "{page}");
    assert!(page.statements.len() < 16, "{:?}", page.statements);
    assert_eq!(incomplete(&school).await, (0, 0));
    assert_eq!((held(&site, officer.person).await, events(&site, "name_duty").await), (48, 48));
    // The same press again, and the old page sent once more.
    assert_eq!(officer.send(form).await.status(), 303);
    let page = officer.send(stale).await;
    assert_eq!(page.status(), 409, "{page}");
    assert!(page.text("[role=alert]").contains("一个都没有改"));
    assert_eq!(events(&site, "name_duty").await, 48);
    assert!(officer.get(&lacking).await.has(".empty"));
    // In its own history, with who did it.
    let history = officer.get(&school.url("risks/FX-001")).await;
    assert!(history.events().first().is_some_and(|act| act == "name_duty" || act == "adopt_point"), "{history}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_choice_is_named_and_nothing_is_changed() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    adopted(&school, &officer, &[("duty_post", &staff)]).await;
    let elsewhere = site.school("二小").staff().await;
    let gone = school.another(Role::Staff).await;
    sqlx::query("UPDATE post SET to_on = current_date - 1 WHERE person_id = $1")
        .bind(gone.person)
        .execute(site.owner())
        .await
        .expect("ended");
    let (elsewhere, gone, me) = (elsewhere.person.to_string(), gone.person.to_string(), officer.person.to_string());
    let form = || async { officer.get(&school.url("duties/name?tier=school&show=all")).await.form("/duties/name") };
    let first = officer.get(&school.url("duties/name?tier=school&show=all")).await.attr("input[name=pick]", "value");
    for (name, value, field) in [
        ("person", "", "#person"),
        ("person", "x", "#person"),
        ("person", elsewhere.as_str(), "#person"),
        ("person", gone.as_str(), "#person"),
        ("pick", "", "#pick"),
        ("pick", "FX-001", "#pick"),
        ("pick", "FX-001:x", "#pick"),
        ("tier", "district", "#tier"),
    ] {
        let mut filled = form().await.set("pick", &first).set("person", &me);
        filled = if value.is_empty() { filled.without(name) } else { filled.set(name, value) };
        let page = officer.send(filled).await;
        assert_eq!(page.status(), 422, "{name} = {value}: {page}");
        assert_eq!(page.attrs(".errsum a", "href"), [field], "{name} = {value}");
    }
    // A number that is not there, or not as it was seen: 409, and what was ticked is still ticked.
    for pick in ["FX-999:1", "FX-001:77"] {
        let page = officer.send(form().await.set("pick", pick).set("person", &me)).await;
        assert_eq!(page.status(), 409, "{pick}: {page}");
    }
    assert_eq!((events(&site, "name_duty").await, held(&site, officer.person).await), (0, 0));
    for other in [&staff, &site.school("二小").officer().await] {
        let fields = [("tier", "school"), ("pick", first.as_str()), ("person", me.as_str())];
        assert_eq!(other.post(&school.url("duties/name"), &fields).await.status(), 404, "{}", other.name);
    }
    site.holds_together().await;
}

/// A school whose teacher answers for many points and for hidden dangers in several states. Returns the addresses of the latter:
/// two being rectified, one that waits for verification, one closed.
async fn busy(school: &Org, officer: &User, principal: &User, staff: &User) -> [String; 4] {
    adopted(school, officer, &[("duty_school", principal), ("duty_department", staff), ("duty_post", staff)]).await;
    let mut urls = Vec::new();
    for _ in 0..4 {
        let url = story::reported(school, officer).await;
        story::confirmed(&url, officer, "general").await;
        story::assigned(&url, officer, staff).await;
        urls.push(url);
    }
    for url in &urls[2..] {
        story::submitted(url, staff).await;
    }
    story::passed(&urls[3], officer).await;
    story::signed(&urls[3], principal).await;
    urls.try_into().expect("four")
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_over_in_one_act_and_nothing_keeps_the_old_name() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let heir = school.another(Role::Staff).await;
    let [first, second, verifying, closed] = busy(&school, &officer, &principal, &staff).await;
    let before = held(&site, staff.person).await;
    assert_eq!(before, 88 + 48);
    // They also stand in for somebody, and keep measures in order.
    sqlx::query("UPDATE risk_duty SET deputy_id = $1 WHERE person_id <> $1")
        .bind(staff.person)
        .execute(site.owner())
        .await
        .expect("deputies");
    sqlx::query("UPDATE measure SET owner_id = $1").bind(staff.person).execute(site.owner()).await.expect("keepers");
    let address = school.url(&format!("duties/hand-over?from={}&to={}", staff.person, heir.person));
    let page = principal.get(&address).await;
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    assert_eq!(page.all("[aria-labelledby=go-h] li").len(), 88);
    assert_eq!(page.all("[aria-labelledby=tickets-h] li").len(), 2);
    assert_eq!(page.all("#left li").len(), 1, "what waits for verification is done work and stays");
    let number = verifying.rsplit('/').next().unwrap_or_default();
    assert!(page.text("#left").contains(number));
    let form = page.form("/hand-over").set("tickets", "yes").set("reason", "调往教务处");
    let answer = principal.send(form.clone()).await;
    assert_eq!(answer.status(), 303, "{answer}");
    assert!(answer.location().contains("hand-over?from="), "what stayed is shown: {}", answer.location());
    let after = principal.get(answer.location()).await;
    assert_eq!((after.all("#left li").len(), after.all("[aria-labelledby=go-h] li").len()), (1, 0), "{after}");

    assert_eq!((held(&site, staff.person).await, held(&site, heir.person).await), (0, before));
    let still = "SELECT (SELECT count(*) FROM risk_duty WHERE deputy_id = $1) + (SELECT count(*) FROM measure WHERE owner_id = $1)";
    let still: i64 = sqlx::query_scalar(still).bind(staff.person).fetch_one(site.owner()).await.expect("a count");
    assert_eq!(still, 0, "nothing keeps the old name");
    assert_eq!((events(&site, "hand_over_duty").await, events(&site, "reassign").await), (88, 2));
    let answers = "SELECT number FROM ticket WHERE responsible_id = $1 ORDER BY number";
    let of = |person: PersonId| sqlx::query_scalar::<_, String>(answers).bind(person);
    let tail = |url: &String| url.rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(of(heir.person).fetch_all(site.owner()).await.expect("numbers"), [tail(&first), tail(&second)]);
    assert_eq!(of(staff.person).fetch_all(site.owner()).await.expect("numbers"), [tail(&verifying), tail(&closed)]);
    assert_eq!(incomplete(&school).await, (0, 0));
    // Words and people stand in each history.
    let history = staff.get(&school.url("risks/FX-001")).await;
    assert_eq!(history.events()[0], "hand_over_duty");
    assert!(history.text("[data-event=hand_over_duty]").contains("调往教务处"));
    assert!(heir.get(&first).await.has("form[action$='/submit']"), "the heir goes on with the work");

    // A second press, and the old page with a fresh id: nothing happens twice.
    assert_eq!(principal.send(form.clone()).await.status(), 303);
    let late = principal.send(form.set("request_id", "0192d2c0-0000-7000-8000-000000000004")).await;
    assert_eq!(late.status(), 409, "{late}");
    assert_eq!(late.value("#reason"), "调往教务处", "their words are kept");
    assert_eq!((events(&site, "hand_over_duty").await, events(&site, "reassign").await), (88, 2));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_principal_takes_points_but_no_hidden_dangers_and_a_box_left_empty_leaves_them() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let urls = busy(&school, &officer, &principal, &staff).await;
    let address = school.url(&format!("duties/hand-over?from={}&to={}", staff.person, principal.person));
    let page = officer.get(&address).await;
    assert_eq!(page.all("[aria-labelledby=tickets-h] li").len(), 0);
    assert_eq!(page.all("#left li").len(), 3);
    for url in &urls[..3] {
        assert!(page.text("#left").contains(url.rsplit('/').next().unwrap_or_default()), "{url} is not named: {page}");
    }
    let page = officer.send(page.form("/hand-over").set("tickets", "yes").set("reason", "离职")).await;
    assert_eq!(page.status(), 303, "{page}");
    assert_eq!((held(&site, staff.person).await, events(&site, "reassign").await), (0, 0));

    // Back again, the hidden dangers left alone by choice.
    let other = school.another(Role::Staff).await;
    let address = school.url(&format!("duties/hand-over?from={}&to={}", staff.person, other.person));
    let page = officer.get(&address).await;
    assert_eq!(page.all("[aria-labelledby=tickets-h] li").len(), 2);
    let page = officer.send(page.form("/hand-over").without("tickets").set("reason", "离职")).await;
    assert_eq!(page.status(), 422, "no point and no ticket: nothing to hand over: {page}");
    assert_eq!(events(&site, "reassign").await, 0);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handing_over_that_cannot_be_is_told_why() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    adopted(&school, &officer, &[("duty_school", &principal), ("duty_post", &staff)]).await;
    let elsewhere = site.school("二小").staff().await.person.to_string();
    let gone = school.another(Role::Staff).await;
    sqlx::query("UPDATE post SET to_on = current_date - 1 WHERE person_id = $1")
        .bind(gone.person)
        .execute(site.owner())
        .await
        .expect("ended");
    let (from, to, gone) = (staff.person.to_string(), officer.person.to_string(), gone.person.to_string());
    for (from, to, field) in [
        ("", to.as_str(), "#from"),
        ("x", to.as_str(), "#from"),
        (elsewhere.as_str(), to.as_str(), "#from"),
        (from.as_str(), "", "#to"),
        (from.as_str(), elsewhere.as_str(), "#to"),
        (from.as_str(), gone.as_str(), "#to"),
        (from.as_str(), from.as_str(), "#to"),
    ] {
        let page = officer.get(&school.url(&format!("duties/hand-over?from={from}&to={to}"))).await;
        assert_eq!(page.status(), 422, "{from} to {to}: {page}");
        assert_eq!(page.attrs(".errsum a", "href"), [field], "{from} to {to}");
        let fields = [("from", from), ("to", to), ("reason", "x"), ("seen", "x")];
        assert_eq!(officer.post(&school.url("duties/hand-over"), &fields).await.status(), 422, "{from} to {to}");
    }
    let page = officer.get(&school.url(&format!("duties/hand-over?from={from}&to={to}"))).await;
    let long = "长".repeat(501);
    for reason in ["", "  ", "a\0b", long.as_str()] {
        let page = officer.send(page.form("/hand-over").set("reason", reason)).await;
        assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#reason".to_owned()]), "{page}");
        assert_eq!(page.all("[aria-labelledby=go-h] li").len(), 88, "what would go over is still shown");
    }
    // Somebody with nothing to give.
    let idle = school.another(Role::Officer).await.person.to_string();
    let page = officer.get(&school.url(&format!("duties/hand-over?from={idle}&to={to}"))).await;
    let page = officer.send(page.form("/hand-over").set("reason", "离职")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#from".to_owned()]), "{page}");
    // A point changed between looking and confirming.
    let form = officer.get(&school.url(&format!("duties/hand-over?from={from}&to={to}"))).await.form("/hand-over").set("reason", "离职");
    officer.done(officer.get(&school.url("risks/FX-002/edit")).await.form("/edit").set("place", "北门")).await;
    let page = officer.send(form).await;
    assert_eq!((page.status(), page.value("#reason").as_str()), (409, "离职"), "{page}");
    assert_eq!(events(&site, "hand_over_duty").await, 0);
    // Staff and strangers do not hand over.
    assert_eq!(staff.get(&school.url("duties/hand-over")).await.status(), 404);
    let stranger = site.school("二小").officer().await;
    assert_eq!(stranger.post(&school.url("duties/hand-over"), &[("from", &from), ("to", &to), ("reason", "x")]).await.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_must_know_card_says_what_to_look_after_how_often_and_what_to_do_first() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    adopted(&school, &officer, &[("duty_school", &principal), ("duty_post", &staff)]).await;
    officer.done(officer.get(&school.url("notice")).await.form("/notice").set("duty_line", "0734-000 0000")).await;
    let url = |user: &User| school.url(&format!("duties/{}/card", user.person));
    let page = staff.get(&url(&staff)).await;
    assert_eq!(page.all(".duty-card tbody tr").len(), 88);
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    let words = page.text(".duty-card");
    for wanted in [staff.name.as_str(), "教师", "一中", "FX-001", "班级、岗位", "每晚两次", "每天", "每周", "119", "0734-000 0000"]
    {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
    assert!(!words.contains("13800006021") && !words.contains("每年"), "{words}");
    assert!(page.has(".duty-card tbody ol li"), "the first minutes");
    let page = principal.get(&url(&principal)).await;
    assert_eq!(page.all(".duty-card tbody tr").len(), 23, "red and orange");
    let page = staff.get(&url(&officer)).await;
    assert_eq!((page.status(), page.all(".duty-card tbody tr").len()), (200, 0));
    for nobody in ["x", "0192d2c0-0000-7000-8000-000000000009"] {
        assert_eq!(staff.get(&school.url(&format!("duties/{nobody}/card"))).await.status(), 404);
    }
    let other = site.school("二小").staff().await;
    assert_eq!(staff.get(&school.url(&format!("duties/{}/card", other.person))).await.status(), 404, "of another school");
    assert_eq!(other.get(&url(&staff)).await.status(), 404);
}
