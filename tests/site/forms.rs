//! What happens when something is wrong: at the field, with everything typed and sent kept; in time, with who was first; twice, once.

use crate::common::{PASSWORD, Page, TestSite, User, photo, story};
use futures_util::future::join_all;
use hazard_register::id::RequestId;

fn good(page: &Page) -> crate::common::FilledForm {
    page.form("/tickets").set("title", "燃气阀门漏气").set("place", "食堂后厨").set("category", "fire").set("grade", "general")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_place_is_pointed_at_and_nothing_is_lost() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let page = staff.get(&school.url("tickets/new")).await;
    let page = staff.send(good(&page).set("place", " 　\u{200b}").set("description", "闻到气味").file("photo", photo(1))).await;
    assert_eq!(page.status(), 422, "{page}");
    assert_eq!((page.value("#title"), page.value("#description")), ("燃气阀门漏气".into(), "闻到气味".into()));
    assert!(page.has("#place-err") && page.has("#place[aria-invalid=true]") && !page.has("#title-err"), "{page}");
    assert!(page.has(".errsum a[href=\"#place\"]"), "the summary leads to the field");
    assert_eq!(page.attr("input[name=category][checked]", "value"), "fire");
    let kept = page.attr(".kept img", "src");
    assert_eq!(staff.get(&kept).await.status(), 200, "the photo that went up is shown");
    assert_eq!(school.officer().await.get(&kept).await.status(), 404, "to nobody else yet");
    assert_eq!(site.count("ticket").await, 0);

    // Once more, without sending the photo again.
    let page = staff.done(page.form("/tickets").set("place", "食堂后厨")).await;
    assert_eq!(page.attrs(".pair img", "src").len(), 1, "the ticket has the photo of the first try");
    assert_eq!((site.count("ticket").await, site.count("photo").await, site.count("photo WHERE ticket_id IS NOT NULL").await), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_was_left_out_is_left_out() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let page = staff.get(&school.url("tickets/new")).await;
    let page = staff.send(good(&page).set("place", "").file("photo", photo(1))).await;
    let page = staff.send(page.form("/tickets").set("place", "后厨").without("kept")).await;
    assert_eq!((page.status(), page.has("#photo-err")), (422, true), "no photo and no reason: {page}");
    let page = staff.done(page.form("/tickets").set("no_photo", "夜间断电，拍不清")).await;
    assert!(page.attrs(".pair img", "src").is_empty());
}

/// Another person's draft photo cannot be taken over by naming it.
#[tokio::test(flavor = "multi_thread")]
async fn a_photo_of_somebody_elses_draft_cannot_be_claimed() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let page = staff.get(&school.url("tickets/new")).await;
    let page = staff.send(good(&page).set("place", "").file("photo", photo(1))).await;
    let stolen = page.form("/tickets").set("place", "后厨");
    let page = officer.send(stolen).await;
    assert_eq!((page.status(), page.has("#photo-err")), (422, true), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_input_of_a_report_is_named_at_its_field() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let page = staff.get(&school.url("tickets/new")).await;
    let long = "长".repeat(61);
    let cases: [(&str, &str, &str); 20] = [
        ("title", "", "title"),
        ("title", "\u{a0}\u{2003}\u{feff}", "title"),
        ("title", &long, "title"),
        ("title", "a\u{0}b", "title"),
        ("title", "a\u{7}b", "title"),
        ("place", "\u{3164}", "place"),
        ("place", &long, "place"),
        ("category", "", "category"),
        ("category", "volcano", "category"),
        ("grade", "", "grade"),
        ("grade", "minor", "grade"),
        ("found_at", "yesterday", "found_at"),
        ("found_at", "2026-02-30T10:00", "found_at"),
        ("found_at", "0000-01-01T10:00", "found_at"),
        ("found_at", "10000-01-01T10:00", "found_at"),
        ("found_at", "2099-01-01T10:00", "found_at"),
        ("no_photo", "\u{1b}[2J", "no_photo"),
        ("description", "a\u{c}b", "description"),
        ("spent", "-1", "spent"),
        ("spent", "1.234", "spent"),
    ];
    for (name, value, at) in cases {
        let form = good(&page).set("no_photo", "拍不清").set("fixed", if at == "spent" { "yes" } else { "" }).set(name, value);
        let answer = staff.send(form).await;
        assert_eq!(answer.status(), 422, "{name} = {value:?}: {answer}");
        assert!(answer.has(&format!("#{at}-err")), "{name} = {value:?} is not named: {answer}");
        if !value.contains(|c: char| c.is_control()) && !matches!(name, "category" | "grade") {
            assert_eq!(answer.value(&format!("#{name}")), value, "what was typed is kept");
        }
    }
    assert_eq!(site.count("ticket").await, 0);
    // A claimed time, strange scripts, and marks of other alphabets are kept as typed.
    let odd = "𠮷野家🔥 བོད་ ئۇيغۇر \u{202e}abc";
    let page = staff.done(good(&page).set("no_photo", "拍不清").set("title", odd).set("found_at", "2026-01-31T23:59")).await;
    assert_eq!(page.text("h1"), odd.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept: String = sqlx::query_scalar("SELECT title || '|' || (found_at AT TIME ZONE 'Asia/Shanghai')::text FROM ticket")
        .fetch_one(site.owner())
        .await
        .expect("the ticket");
    assert_eq!(kept, format!("{odd}|2026-01-31 23:59:00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_input_of_a_plan_is_named_at_its_field() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let stranger = site.school("二小").staff().await;
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    let page = officer.get(&url).await;
    let (yesterday, year) = (story::in_days(&officer, -1).await, story::in_days(&officer, 366).await);
    let (principal, stranger) = (principal.person.to_string(), stranger.person.to_string());
    let cases = [
        ("responsible", ""),
        ("responsible", "nobody"),
        ("responsible", principal.as_str()),
        ("responsible", stranger.as_str()),
        ("measures", " "),
        ("planned", ""),
        ("planned", "-0.01"),
        ("planned", "1.005"),
        ("planned", "一百"),
        ("planned", "99999999999999999999"),
        ("planned", "1e3"),
        ("due_on", ""),
        ("due_on", "2026-02-29"),
        ("due_on", "29/02/2028"),
        ("due_on", yesterday.as_str()),
        ("due_on", year.as_str()),
        ("contingency", "\u{2800}"),
    ];
    let week = story::in_days(&officer, 7).await;
    let full = page
        .form("/assign")
        .set("responsible", &staff.person.to_string())
        .set("measures", "换阀门")
        .set("planned", "0")
        .set("due_on", &week)
        .set("contingency", "停气");
    for (name, value) in cases {
        let answer = officer.send(full.clone().set(name, value)).await;
        assert_eq!(answer.status(), 422, "{name} = {value:?}: {answer}");
        assert!(answer.has(&format!("#{name}-err")), "{name} = {value:?} is not named: {answer}");
        for (other, kept) in [("measures", "换阀门"), ("contingency", "停气")] {
            assert!(other == name || answer.value(&format!("#{other}")) == kept, "{other} was lost when {name} was wrong");
        }
    }
    assert_eq!(officer.get(&url).await.events(), ["confirm", "report"], "nothing happened");
    officer.done(full).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_without_a_photo_is_asked_for_one() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    let page = staff.get(&url).await;
    let page = staff.send(page.form("/submit").set("done", "已更换").set("spent", "300")).await;
    assert_eq!((page.status(), page.has("#photo-err"), page.value("#done")), (422, true, "已更换".into()), "{page}");
    for broken in [b"GIF89a no photo".to_vec(), b"\xff\xd8\xff broken".to_vec(), b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()] {
        let page = staff.send(page.form("/submit").file("photo", broken)).await;
        assert_eq!((page.status(), page.has("#photo-err"), page.value("#done")), (422, true, "已更换".into()), "{page}");
    }
    let page = staff.send(page.form("/submit").file("photo", photo(2)).set("spent", "x")).await;
    assert_eq!((page.status(), page.has("#photo-err"), page.has("#spent-err")), (422, false, true), "{page}");
    staff.done(page.form("/submit").set("spent", "300")).await;
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_too_large_is_413_and_the_words_stay() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let page = staff.get(&school.url("tickets/new")).await;
    let mut huge = photo(1);
    huge.resize(10 * 1024 * 1024 + 1, 0);
    let page = staff.send(good(&page).file("photo", huge)).await;
    assert_eq!((page.status(), page.has("#photo-err"), page.value("#title")), (413, true, "燃气阀门漏气".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_that_cannot_be_read_get_a_clear_page() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let form = "application/x-www-form-urlencoded";
    let bodies: [(&str, &[u8]); 5] = [
        (form, b"title=a&title=b"),
        (form, b"title=%ff%fe"),
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"no part"),
        ("multipart/form-data", b""),
    ];
    for (kind, body) in bodies {
        let page = staff.ask(axum::http::Method::POST, &school.url("tickets"), kind, body.to_vec()).await;
        assert_eq!((page.status(), page.has("h1")), (422, true), "{kind} {body:?}: {page}");
    }
    let page = staff.ask(axum::http::Method::POST, &school.url("tickets"), form, vec![b'a'; 600 * 1024]).await;
    assert_eq!((page.status(), page.has("h1")), (413, true), "{page}");
    for bad in ["tickets/new%00", "tickets/%ff", "tickets?words=%ff", "tickets/2026-0001/dance"] {
        let page = staff.get(&school.url(bad)).await;
        assert!(page.status.is_client_error() && page.has("h1"), "{bad}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_of_one_button_are_one_act() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let page = staff.get(&school.url("tickets/new")).await;
    let form = good(&page).set("no_photo", "拍不清");
    let answers = join_all((0..5).map(|_| staff.send(form.clone()))).await;
    let places: Vec<&str> = answers.iter().map(Page::location).collect();
    assert!(places.iter().all(|place| place == &places[0]), "{places:?}");
    assert_eq!((site.count("ticket").await, site.count("ledger_event").await), (1, 1));

    let page = officer.get(places[0]).await;
    let form = page.form("/confirm").set("grade", "general").set("category", "fire");
    let (first, second) = (officer.send(form.clone()).await, officer.send(form).await);
    assert_eq!((first.status(), second.status(), first.location() == second.location()), (303, 303, true));
    assert_eq!(officer.get(first.location()).await.events(), ["confirm", "report"]);
    // Somebody else's request id is no answer.
    let other = site.school("二小").staff().await;
    let page = other.get("/o/430405S002/tickets/new").await;
    let reused = good(&page).set("no_photo", "拍不清").set("request_id", good(&page).get("request_id"));
    assert_eq!(other.send(reused).await.location(), format!("/o/430405S002/tickets/{}", places[0].rsplit('/').next().unwrap_or_default()));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_is_told_who_was_first() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let second = school.another(hazard_register::access::Role::Officer).await;
    let url = story::reported(&school, &staff).await;
    let stale = second.get(&format!("{url}/void")).await;
    story::confirmed(&url, &officer, "general").await;
    let page = second.send(stale.form("/void").set("reason", "untrue").set("note", "看过了，没有漏气")).await;
    assert_eq!(page.status(), 409);
    let told = page.text(".errsum");
    for part in [officer.name.as_str(), "待下达", "看过了，没有漏气"] {
        assert!(told.contains(part), "{part} is missing: {told}");
    }
    assert_eq!(page.events(), ["confirm", "report"]);

    // At the same step, but over a ticket that moved: the version tells.
    story::assigned(&url, &officer, &staff).await;
    let stale = staff.get(&format!("{url}/progress")).await;
    let page = officer.get(&format!("{url}/progress")).await;
    officer.done(page.form("/progress").set("note", "催一下")).await;
    let page = staff.send(stale.form("/progress").set("note", "阀门已到货")).await;
    assert_eq!((page.status(), page.value("#note")), (409, "阀门已到货".into()), "{page}");
    // The page that says so carries the new version, so the same words can be sent again.
    staff.done(page.form("/progress")).await;
    site.holds_together().await;
}

/// So many people press at the same moment; returns the statuses, sorted.
async fn all_at_once(people: &[User], url: &str, end: &str, fields: &[(&str, &str)]) -> Vec<u16> {
    let version = people[0].get(url).await.form(end).get("version").to_owned();
    let presses = people.iter().map(|one| {
        let (one, url, version, end) = (one.clone(), url.to_owned(), version.clone(), end.to_owned());
        let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        tokio::spawn(async move {
            let request = RequestId::new().to_string();
            let mut all = vec![("request_id", request.as_str()), ("version", version.as_str())];
            all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            one.post(&format!("{url}{end}"), &all).await.status()
        })
    });
    let mut statuses: Vec<u16> = join_all(presses).await.into_iter().map(|done| done.expect("no panic")).collect();
    statuses.sort_unstable();
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_the_same_moment_one_wins() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = story::reported(&school, &staff).await;
    let mut expected = vec![303];
    expected.extend([409; 19]);
    assert_eq!(all_at_once(&vec![officer.clone(); 20], &url, "/confirm", &[("grade", "general"), ("category", "fire")]).await, expected);
    assert_eq!(officer.get(&url).await.events(), ["confirm", "report"]);
    story::assigned(&url, &officer, &staff).await;
    story::submitted(&url, &staff).await;
    let judges: Vec<User> = (0..20).map(|n| if n % 2 == 0 { officer.clone() } else { principal.clone() }).collect();
    assert_eq!(all_at_once(&judges, &url, "/pass", &[("note", "")]).await, expected);
    // The signature hashes a password on the way.
    assert_eq!(all_at_once(&vec![principal.clone(); 20], &url, "/sign", &[("password", PASSWORD)]).await, expected);
    assert_eq!(officer.get(&url).await.events(), ["sign", "pass", "submit", "assign", "confirm", "report"]);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_run_without_gap_under_a_crowd() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let staff = school.staff().await;
    let presses = (0..12).map(|n| {
        let (staff, url) = (staff.clone(), school.url("tickets"));
        tokio::spawn(async move {
            let (request, title) = (RequestId::new().to_string(), format!("第 {n} 处"));
            let fields = [
                ("request_id", request.as_str()),
                ("title", &title),
                ("place", "操场"),
                ("category", "other"),
                ("grade", "general"),
                ("no_photo", "演练"),
            ];
            staff.post(&url, &fields).await.location().to_owned()
        })
    });
    let mut places: Vec<String> = join_all(presses).await.into_iter().map(|done| done.expect("no panic")).collect();
    places.sort();
    for (n, place) in places.iter().enumerate() {
        assert!(place.ends_with(&format!("-{:04}", n + 1)), "{places:?}");
    }
    site.holds_together().await;
}
