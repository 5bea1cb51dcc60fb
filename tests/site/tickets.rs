//! What happens to a ticket beside the straight way: more time, opened again, another grade, reported twice, a word beside it.

use crate::common::{Org, Page, TestSite, User, photo, story};

/// A general one being rectified: its address, and who is at it.
async fn rectifying(site: &TestSite) -> (String, User, User, User, Org) {
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = story::reported(&school, &officer).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    (url, staff, officer, principal, school)
}

fn sees(page: &Page, words: &str) {
    assert!(page.text("main").contains(words), "{words} is not on the page:\n{page}");
}

async fn due(site: &TestSite, url: &str) -> (chrono::NaiveDate, Option<chrono::NaiveDate>, i16) {
    sqlx::query_as("SELECT due_on, first_due_on, extended FROM ticket WHERE number = $1")
        .bind(url.rsplit('/').next())
        .fetch_one(site.owner())
        .await
        .expect("the ticket")
}

/// Journey 8: ten more days, asked for and granted.
#[tokio::test(flavor = "multi_thread")]
async fn more_time_is_asked_for_by_one_and_granted_by_another() {
    let site = TestSite::new().await;
    let (url, staff, officer, principal, school) = rectifying(&site).await;
    let first = due(&site, &url).await.0;
    let ask = staff.get(&format!("{url}/ask-extension")).await.form("/ask-extension");

    // What is missing is said where it is missing, and nothing is lost.
    let page = staff.send(ask.set("until", &story::in_days(&staff, 3).await).set("reason", "等配件")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#interim".to_owned()]));
    let page = staff.send(page.form("/ask-extension").set("interim", "围挡封闭")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#until".to_owned()]), "not later than the deadline");
    let ask = page.form("/ask-extension").set("until", &story::in_days(&staff, 17).await);
    let before = ask.clone();
    staff.done(ask).await;
    assert_eq!(due(&site, &url).await, (first, None, 0), "asking moves nothing");
    // Pressed twice: the first answer again.
    assert_eq!(staff.send(before).await.status(), 303);
    assert_eq!(site.count("ledger_event WHERE act = 'ask_extension'").await, 1);

    // It is the principal's now, and still the work of whoever does it.
    for (who, there) in [(&principal, true), (&staff, true), (&officer, false)] {
        let list = who.get(&school.url("tickets?mine=yes")).await;
        assert_eq!(list.attrs(".tix a", "href").contains(&url), there, "{list}");
    }
    assert_eq!(officer.post(&format!("{url}/grant-extension"), &[("version", "4")]).await.status(), 409);
    let form = principal.get(&url).await.form("/grant-extension");
    assert_eq!(form.get("until"), story::in_days(&staff, 17).await, "what was asked for is offered");
    let later = principal.send(form.clone().set("until", &story::in_days(&staff, 18).await)).await;
    assert_eq!((later.status(), later.attrs(".errsum a", "href")), (422, vec!["#until".to_owned()]), "not more than asked for");
    let wordless = principal.send(later.form("/grant-extension").press("/deny-extension")).await;
    assert_eq!((wordless.status(), wordless.attrs(".errsum a", "href")), (422, vec!["#note".to_owned()]));
    principal.done(form.set("until", &story::in_days(&staff, 12).await)).await;
    let (now, was, times) = due(&site, &url).await;
    assert_eq!((now - first, was, times), (chrono::Duration::days(5), Some(first), 1));
    let page = principal.get(&url).await;
    sees(&page, "延期 1 次");
    sees(&page, "围挡封闭");

    // Both dates, also for the auditor who folds the chain.
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_closed_is_opened_again_with_a_new_deadline() {
    let site = TestSite::new().await;
    let (url, staff, officer, principal, _) = rectifying(&site).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    assert_eq!(staff.get(&format!("{url}/reopen")).await.attrs("form[action$='/reopen']", "action").len(), 0, "not everybody opens it");
    let page = officer.send(officer.get(&format!("{url}/reopen")).await.form("/reopen").set("due_on", "2020-01-01")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href").len()), (422, 2), "a reason, and a deadline ahead");
    let form = page.form("/reopen").set("note", "今天又松了").set("due_on", &story::in_days(&officer, 3).await);
    officer.done(form).await;
    let page = officer.get(&url).await;
    sees(&page, "整改中");
    sees(&page, "重新打开次数");
    site.holds_together().await;
    // And through once more.
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    site.holds_together().await;

    // Long ago is long ago: nothing is offered, and the rules refuse.
    sqlx::query("UPDATE ticket SET closed_at = closed_at - interval '91 days', acted_at = acted_at - interval '91 days'")
        .execute(site.owner())
        .await
        .expect("aged");
    let page = officer.get(&format!("{url}/reopen")).await;
    assert_eq!(page.attrs("form[action$='/reopen']", "action").len(), 0);
    let late = [("note", "又松了"), ("due_on", &story::in_days(&officer, 3).await)];
    assert_eq!(officer.post(&format!("{url}/reopen"), &late).await.status(), 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_grade_needs_a_reason_and_a_lighter_one_another_person() {
    let site = TestSite::new().await;
    let (url, staff, officer, principal, school) = rectifying(&site).await;
    let reviewer = site.bureau("东区局").reviewer().await;
    let page = officer.send(officer.get(&format!("{url}/regrade")).await.form("/regrade")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#note".to_owned()]));
    officer.done(page.form("/regrade").set("note", "疏散楼梯，符合判定标准")).await;
    sees(&officer.get(&url).await, "待下达");
    // The officer who raised it cannot lower it, and the forged form is refused as well.
    let page = officer.send(officer.get(&format!("{url}/regrade")).await.form("/regrade").set("note", "算了")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#grade".to_owned()]));
    reviewer.done(reviewer.get(&format!("{url}/regrade")).await.form("/regrade").set("note", "现场看过，不算")).await;
    assert_eq!(site.count("ticket WHERE grade = 'general'").await, 1);
    site.holds_together().await;

    // Reported as major: the officer does not make less of it, the principal may, with a word.
    let url = story::reported_as(&school, &staff, "major").await;
    let form = officer.get(&url).await.form("/confirm").set("grade", "general").set("category", "fire").set("note", "不算");
    let page = officer.send(form).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#grade".to_owned()]));
    let form = principal.get(&url).await.form("/confirm").set("grade", "general").set("category", "fire");
    let page = principal.send(form).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#note".to_owned()]));
    principal.done(page.form("/confirm").set("note", "不在疏散路线上")).await;
    site.holds_together().await;
}

/// Journey 5: the stair rail that a colleague reported yesterday.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_shown_before_it_is_kept_and_joined_instead() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let report = async |who: &User, title: &str| {
        let form = who.get(&school.url("tickets/new")).await.form("/tickets");
        let form = form.set("title", title).set("place", "教学楼三楼西侧楼梯").set("category", "building").set("grade", "general");
        who.send(form.set("description", "上楼的学生会抓").file("photo", photo(4))).await
    };
    let first = report(&officer, "三楼楼梯扶手松动").await;
    assert_eq!(first.status(), 303, "{first}");
    let page = report(&staff, "楼梯扶手松动").await;
    assert_eq!(page.status(), 409);
    sees(&page, "三楼楼梯扶手松动");
    sees(&page, "待核实");
    assert_eq!((page.attrs(".alike img", "src").len(), site.count("ticket").await), (1, 1), "with its photo, and nothing is kept yet");
    let (join, anyway) = (page.form("/join"), page.form("/tickets"));
    assert_eq!((anyway.get("title"), anyway.get("kept").is_empty()), ("楼梯扶手松动", false), "nothing typed or sent is lost");
    let again = join.clone();
    let joined = staff.done(join).await;
    sees(&joined, "也发现了");
    assert_eq!(staff.send(again).await.status(), 303, "pressed twice");
    assert_eq!((site.count("ticket").await, site.count("ledger_event WHERE act = 'join'").await), (1, 1));
    let mine = staff.get(&school.url("tickets?by_me=yes")).await;
    assert_eq!(mine.attrs(".tix a", "href"), [first.location().to_owned()], "it is theirs, too");

    // Whoever reported it is told so; and another rail is another.
    let page = report(&staff, "楼梯扶手松动").await;
    assert_eq!((page.status(), page.attrs("form[action$='/join']", "action").len()), (409, 0));
    let page = staff.send(page.form("/tickets").set("anyway", "yes")).await;
    assert_eq!((page.status(), site.count("ticket").await), (303, 2));
    let second = page.location().to_owned();

    // The officer finds that it was the same after all.
    let void = async |original: &str| {
        let form = officer.get(&format!("{second}/void")).await.form("/void").set("reason", "duplicate").set("note", "同一处扶手");
        officer.send(form.set("original", original)).await
    };
    for wrong in ["", "2026-9999", second.rsplit('/').next().unwrap()] {
        let page = void(wrong).await;
        assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#original".to_owned()]), "{wrong}");
    }
    let number = first.location().rsplit('/').next().unwrap();
    assert_eq!(void(number).await.status(), 303);
    let page = officer.get(&second).await;
    assert!(page.attrs(".facts a", "href").contains(&first.location().to_owned()), "{page}");
    assert_eq!(site.count("ledger_event WHERE act = 'absorb'").await, 1);
    site.holds_together().await;

    // Another school's is nobody's business here.
    let other = site.school("二小");
    let stranger = other.officer().await;
    let elsewhere = story::reported(&other, &stranger).await;
    let form = stranger.get(&format!("{elsewhere}/void")).await.form("/void").set("reason", "duplicate").set("note", "同一处");
    assert_eq!(stranger.send(form.set("original", "2026-0009")).await.status(), 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_beside_it_moves_nothing_even_when_it_is_closed() {
    let site = TestSite::new().await;
    let (url, staff, officer, principal, _) = rectifying(&site).await;
    let reviewer = site.bureau("东区局").reviewer().await;
    // A form opened before the comment is still good after it.
    let open = staff.get(&format!("{url}/submit")).await.form("/submit");
    reviewer.done(reviewer.get(&format!("{url}/comment")).await.form("/comment").set("note", "施工时注意疏散通道")).await;
    staff.done(open.set("done", "已换").set("spent", "10").file("photo", photo(8))).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    let closed: chrono::DateTime<chrono::Utc> = sqlx::query_scalar("SELECT closed_at FROM ticket").fetch_one(site.owner()).await.unwrap();
    staff.done(staff.get(&format!("{url}/comment")).await.form("/comment").set("note", "开学后再看一次")).await;
    let page = staff.get(&url).await;
    sees(&page, "施工时注意疏散通道");
    sees(&page, "开学后再看一次");
    let still: chrono::DateTime<chrono::Utc> = sqlx::query_scalar("SELECT closed_at FROM ticket").fetch_one(site.owner()).await.unwrap();
    assert_eq!(closed, still);
    assert_eq!(site.bureau("西区局").reviewer().await.post(&format!("{url}/comment"), &[("note", "x")]).await.status(), 404);
    site.holds_together().await;
}
