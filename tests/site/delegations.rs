//! Who signs for a principal: told to the other side once, by the act or by the clock, and in sight on both home pages.

use crate::common::{Page, TestSite, User, story};
use chrono::Days;
use hazard_register::message::clock;

/// What a person's inbox says, the newest first.
async fn inbox(user: &User) -> Vec<String> {
    user.get("/inbox").await.all("[data-message=notice]")
}

fn signs(page: &Page) -> (Vec<String>, String) {
    (page.attrs("[data-signs]", "data-signs"), page.all("[data-signs]").join(" "))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deputy_is_told_once_and_both_sides_see_it_at_home() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let list = school.url("delegations");
    let until = story::in_days(&principal, 3).await;
    let form = principal.get(&list).await.form("/delegations").set("deputy", &officer.person.to_string()).set("reason", "外出培训");
    let form = form.set("to", &until);
    principal.done(form.clone()).await;
    principal.done(form).await;
    let told = inbox(&officer).await;
    assert!(told.len() == 1 && told[0].contains("校长让你代签字") && told[0].contains("生效"), "{told:?}");
    assert_eq!(inbox(&principal).await, [""; 0], "nobody is told of their own act");
    // It leads to the list.
    let page = officer.get("/inbox").await;
    let opened = officer.post(&page.attr("[data-message] form", "action"), &[]).await;
    assert_eq!((opened.status(), opened.location()), (303, list.as_str()));

    let (sides, words) = signs(&officer.get("/").await);
    assert!(sides == ["deputy"] && words.contains(&format!("你代{}签字", principal.name)), "{words}");
    let home = principal.get("/").await;
    assert!(home.statements.len() <= 6, "{:?}", home.statements);
    let (sides, words) = signs(&home);
    assert!(sides == ["principal"] && words.contains(&format!("{}代你签字", officer.name)), "{words}");
    let day: chrono::NaiveDate = until.parse().unwrap();
    assert!(words.contains(&hazard_register::text::Lang::Zh.day(day)), "until when: {words}");
    assert_eq!(signs(&school.staff().await.get("/").await).0, [""; 0]);

    // What began with the act is not told again by the clock.
    let (db, zone) = (&site.app().db, site.app().zone);
    let today = db.today().await.unwrap();
    for ahead in 0..=2 {
        clock::tell(db, zone, today + Days::new(ahead)).await.unwrap();
    }
    assert_eq!(inbox(&officer).await.len(), 1);

    // Ended early, by either, the other is told; both home pages are silent again.
    officer.done(officer.get(&list).await.form("/end")).await;
    let told = inbox(&principal).await;
    assert!(told.len() == 1 && told[0].contains("代签已提前结束"), "{told:?}");
    assert_eq!(inbox(&officer).await.len(), 1);
    assert_eq!((signs(&officer.get("/").await).0, signs(&principal.get("/").await).0), (vec![], vec![]));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_given_for_later_is_told_of_again_on_its_day_by_one_clock() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let list = school.url("delegations");
    let (from, to) = (story::in_days(&principal, 2).await, story::in_days(&principal, 4).await);
    let form = principal.get(&list).await.form("/delegations").set("deputy", &officer.person.to_string()).set("reason", "外出培训");
    principal.done(form.set("from", &from).set("to", &to)).await;
    let (db, zone) = (site.app().db.clone(), site.app().zone);
    let today = db.today().await.unwrap();
    for ahead in 0..=1 {
        clock::tell(&db, zone, today + Days::new(ahead)).await.unwrap();
    }
    assert_eq!((inbox(&officer).await.len(), inbox(&principal).await.len()), (1, 0), "not yet");
    let day = today + Days::new(2);
    let (a, b, c) = tokio::join!(clock::tell(&db, zone, day), clock::tell(&db, zone, day), clock::tell(&db, zone, day));
    a.and(b).and(c).unwrap();
    clock::tell(&db, zone, day + Days::new(1)).await.unwrap();
    for user in [&officer, &principal] {
        let told = inbox(user).await;
        assert_eq!(told.iter().filter(|one| one.contains("代签今天开始")).count(), 1, "{told:?}");
    }
    // Ended before its day by the principal: what waited to be told is over.
    principal.done(principal.get(&list).await.form("/end")).await;
    let told = inbox(&officer).await;
    assert!(told.len() == 3 && told[0].contains("代签已提前结束"), "{told:?}");
    assert_eq!(told.iter().filter(|one| one.contains("已过")).count(), 2, "{told:?}");
    site.holds_together().await;
}
