//! The life of a hidden danger, told through the pages.

use crate::common::{PASSWORD, Page, TestSite, User, photo, story};

/// What a ticket's page says of where it stands.
fn standing(page: &Page) -> String {
    assert_eq!(page.status(), 200, "{page}");
    page.text(".dl-box b")
}

/// The act whose form is open, by the last part of its address.
fn asked(page: &Page) -> Option<String> {
    page.attrs(".act form", "action").into_iter().next().and_then(|action| action.rsplit('/').next().map(ToOwned::to_owned))
}

/// What each of these people is asked to do on this page.
async fn all_asked(url: &str, people: &[&User]) -> Vec<Option<String>> {
    let mut all = Vec::new();
    for one in people {
        all.push(asked(&one.get(url).await));
    }
    all
}

fn some(act: &str) -> Option<String> {
    Some(act.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_general_danger_from_report_to_closure() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let everybody = [&staff, &officer, &principal];

    let url = story::reported(&school, &staff).await;
    assert!(url.starts_with("/o/430405S001/tickets/20") && url.ends_with("-0001"), "{url}");
    let page = staff.get(&url).await;
    assert_eq!((page.text("h1"), standing(&page)), ("燃气阀门漏气".into(), "待核实".into()));
    assert!(page.has(".flash"), "the reporter is told that it worked");
    assert!(!staff.get(&url).await.has(".flash"), "once");
    assert_eq!(page.attrs(".pair img", "src").len(), 1, "the photo that was sent");
    assert_eq!(page.all(".track li.d").len(), 1);
    let picture = officer.get(&page.attr(".pair img", "src")).await;
    assert_eq!((picture.status(), picture.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(picture.bytes[..2], [0xff, 0xd8]);
    assert_eq!(all_asked(&url, &everybody).await, [None, some("confirm"), None]);
    let page = staff.get(&url).await;
    assert!(page.text("main").contains("等安全员核实"), "who reported it learns whom it waits for:\n{page}");
    assert!(page.attrs("nav a", "href").contains(&format!("{url}/fix-on-the-spot")), "and what they may do meanwhile:\n{page}");

    let page = story::confirmed(&url, &officer, "general").await;
    assert_eq!(standing(&page), "待下达");
    assert_eq!(all_asked(&url, &everybody).await, [None, some("assign"), some("assign")]);

    let page = story::assigned(&url, &officer, &staff).await;
    assert_eq!(standing(&page), "整改中");
    assert_eq!(all_asked(&url, &everybody).await, [some("submit"), None, None], "it waits for one person");

    let page = staff.get(&format!("{url}/progress")).await;
    let page = staff.done(page.form("/progress").set("note", "阀门已到货").file("photo", photo(3))).await;
    assert_eq!(standing(&page), "整改中");
    assert!(page.body().contains("阀门已到货"), "{page}");
    assert_eq!(page.all(".shots img").len(), 1, "a photo on the way");

    let page = story::submitted(&url, &staff).await;
    assert_eq!(standing(&page), "待验收");
    assert_eq!(page.attrs(".pair img", "src").len(), 2, "before and after");
    assert_eq!(all_asked(&url, &everybody).await, [None, some("pass"), some("pass")]);

    let page = story::passed(&url, &officer).await;
    assert_eq!(standing(&page), "待销号");
    assert_eq!(all_asked(&url, &everybody).await, [None, None, some("sign")]);

    let page = story::signed(&url, &principal).await;
    assert_eq!(standing(&page), "已销号");
    assert_eq!(page.events(), ["sign", "pass", "submit", "progress", "assign", "confirm", "report"]);
    assert_eq!(page.all(".track li.d").len(), 6);
    assert_eq!(all_asked(&url, &everybody).await, [None, None, None]);
    for who in [&staff.name, &officer.name, &principal.name] {
        assert!(page.body().contains(who.as_str()), "{who} had a part in it");
    }

    let (open, all) = (officer.get(&school.url("tickets")).await, officer.get(&school.url("tickets?show=all")).await);
    assert_eq!((open.all(".tix li").len(), all.all(".tix li").len()), (0, 1));
    let english = officer.in_english().get(&url).await;
    assert_eq!(english.text(".dl-box b"), "Closed");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_fixed_on_the_spot_is_looked_at_by_another_person() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);

    // Said with the report.
    let page = staff.get(&school.url("tickets/new")).await;
    let form = page
        .form("/tickets")
        .set("title", "插座松动")
        .set("place", "301 教室")
        .set("category", "electrical")
        .set("grade", "general")
        .file("photo", photo(1));
    let page = staff.done(form.set("fixed", "yes").set("done", "已拧紧").set("spent", "0").file("after", photo(2))).await;
    assert_eq!((standing(&page), page.attrs(".pair img", "src").len()), ("待验收".into(), 2));
    let url = page.asked.replace("GET ", "");
    assert_eq!(all_asked(&url, &[&staff, &officer]).await, [None, some("pass")]);
    story::passed(&url, &officer).await;
    let page = story::signed(&url, &principal).await;
    assert_eq!((standing(&page), page.events()), ("已销号".into(), ["sign", "pass", "report"].map(String::from).to_vec()));

    // Done by the officer afterwards: then the officer does not verify it, the principal may.
    let url = story::reported(&school, &staff).await;
    let page = officer.get(&format!("{url}/fix-on-the-spot")).await;
    officer.done(page.form("/fix-on-the-spot").set("done", "已拧紧").set("spent", "12.50").file("photo", photo(3))).await;
    assert_eq!(all_asked(&url, &[&officer, &principal]).await, [None, some("pass")]);
    let page = principal.get(&url).await;
    let page = principal.done(page.form("/pass").press("/fail").set("note", "还是松的")).await;
    assert_eq!(standing(&page), "待下达", "nobody was assigned yet, so somebody is now");
    site.holds_together().await;

    // A principal signs, so reports without fixing.
    let page = principal.get(&school.url("tickets/new")).await;
    assert!(!page.has("#fixed"));
    let form = page
        .form("/tickets")
        .set("title", "插座松动")
        .set("place", "302")
        .set("category", "electrical")
        .set("grade", "general")
        .file("photo", photo(4));
    let page = principal.send(form.set("fixed", "yes").set("done", "已拧紧").set("spent", "0").file("after", photo(5))).await;
    assert_eq!(page.status(), 422, "{page}");
    assert!(page.has("#fixed-err") && page.value("#title") == "插座松动", "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_not_good_enough_comes_back() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    story::submitted(&url, &staff).await;

    let page = officer.get(&url).await;
    let page = officer.send(page.form("/pass").press("/fail").set("note", "　")).await;
    assert_eq!((page.status(), page.has("#note-err")), (422, true), "whoever sends work back says why: {page}");
    let page = officer.done(page.form("/pass").press("/fail").set("note", "接口仍在漏")).await;
    assert_eq!(standing(&page), "整改中");
    assert!(page.body().contains("接口仍在漏"));
    let returned = |url: &str| {
        let (site, number) = (site.clone(), url.rsplit('/').next().unwrap_or_default().to_owned());
        async move {
            let row: (i16, Option<i64>) = sqlx::query_as("SELECT returned, spent_fen FROM ticket WHERE number = $1")
                .bind(number)
                .fetch_one(site.owner())
                .await
                .expect("the ticket");
            row
        }
    };
    assert_eq!(returned(&url).await, (1, None), "the money of work that did not count is not counted");

    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    let page = principal.get(&url).await;
    principal.done(page.form("/sign").press("/send-back").set("note", "票据没有附")).await;
    assert_eq!(returned(&url).await, (2, None));
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    let page = story::signed(&url, &principal).await;
    assert_eq!((standing(&page), returned(&url).await), ("已销号".into(), (2, Some(30_000))));
    assert_eq!(page.events().len(), 11);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_major_danger_goes_through_the_bureau_twice() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal, reviewer) =
        (school.staff().await, school.officer().await, school.principal().await, bureau.reviewer().await);
    let everybody = [&staff, &officer, &principal, &reviewer];
    let url = story::reported_as(&school, &staff, "major").await;
    assert_eq!(
        all_asked(&url, &everybody).await,
        [None, some("confirm"), some("confirm"), None],
        "a major one is not fixed on the spot, and made less of by the principal only"
    );
    story::confirmed(&url, &officer, "major").await;
    assert_eq!(all_asked(&url, &everybody).await, [None, None, some("assign"), None], "its plan is the principal's");

    let page = story::assigned(&url, &principal, &staff).await;
    assert_eq!(standing(&page), "方案待审");
    assert_eq!(all_asked(&url, &everybody).await, [None, None, None, some("approve-plan")]);
    let page = reviewer.get(&url).await;
    let page = reviewer.done(page.form("/approve-plan").press("/return-plan").set("note", "措施不够具体")).await;
    assert_eq!(standing(&page), "待下达");
    story::assigned(&url, &principal, &staff).await;
    let page = reviewer.get(&url).await;
    let page = reviewer.done(page.form("/approve-plan").set("note", "同意")).await;
    assert_eq!(standing(&page), "整改中");

    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    let page = story::signed(&url, &principal).await;
    assert_eq!(standing(&page), "待局级销号");
    let page = reviewer.get(&url).await;
    let page = reviewer.done(page.form("/accept").press("/refuse").set("note", "现场仍有隐患")).await;
    assert_eq!(standing(&page), "整改中");
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    let page = reviewer.get(&url).await;
    let page =
        reviewer.done(page.form("/accept").set("members", "刘敏、李工").set("note", "到场核查，已消除").file("photo", photo(9))).await;
    assert_eq!(standing(&page), "已销号");
    assert_eq!(page.events()[0], "accept");
    assert_eq!(page.all(".shots img").len(), 1, "the reviewer's photo of the place");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_no_danger_is_voided_and_counts_for_nothing() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &staff).await;
    let page = officer.get(&format!("{url}/void")).await;
    let page = officer.send(page.form("/void").set("note", "")).await;
    assert_eq!((page.status(), page.has("#reason-err"), page.has("#note-err")), (422, true, true), "{page}");
    let page = officer.done(page.form("/void").set("reason", "untrue").set("note", "现场看过，没有漏气")).await;
    assert_eq!((standing(&page), asked(&page)), ("作废".into(), None));
    assert_eq!(page.events(), ["void", "report"]);
    let counted: i64 = sqlx::query_scalar("SELECT sum(reported + open)::bigint FROM rollup").fetch_one(site.owner()).await.expect("sums");
    assert_eq!((counted, site.count("ticket").await), (0, 1), "nothing is deleted");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_asks_for_the_password_again() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    let page = principal.get(&url).await;
    for wrong in ["", "not the password"] {
        let page = principal.send(page.form("/sign").set("note", "同意销号").set("password", wrong)).await;
        assert_eq!((page.status(), page.has("#password-err"), page.value("#note")), (422, true, "同意销号".into()), "{page}");
        assert_eq!(page.value("#password"), "", "a password is never shown again");
    }
    let page = principal.done(page.form("/sign").set("password", PASSWORD)).await;
    assert_eq!(standing(&page), "已销号");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_takes_over_and_the_plan_stays() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let second = school.another(hazard_register::access::Role::Staff).await;
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    let page = officer.get(&format!("{url}/reassign")).await;
    let choices = page.attrs("#responsible option", "value");
    assert!(choices.contains(&second.person.to_string()) && !choices.contains(&staff.person.to_string()), "{choices:?}");
    let page = officer.done(page.form("/reassign").set("responsible", &second.person.to_string()).set("note", "调岗")).await;
    assert_eq!(standing(&page), "整改中");
    assert_eq!(all_asked(&url, &[&staff, &second]).await, [None, some("submit")]);
    site.holds_together().await;
}
