//! Messages told through the pages: inboxes, the ladder with several clocks at work and asleep, real mail, real webhooks, and what is refused.

use crate::common::{Org, TestSite, User, story};
use crate::outside::{Letter, MailServer};
use chrono::{Days, NaiveDate};
use hazard_register::access::Role;
use hazard_register::config::Options;
use hazard_register::message::{clock, outbox};
use sqlx::{AssertSqlSafe, Executor};

pub async fn today(site: &TestSite) -> NaiveDate {
    site.app().db.today().await.expect("today")
}

pub async fn mailing(server: &MailServer) -> TestSite {
    TestSite::with(Options {
        smtp_url: Some(server.url.clone()),
        mail_from: Some("双防台账 <register@example.org>".into()),
        address: Some("https://register.example".into()),
        webhooks_to_loopback: true,
        ..Options::default()
    })
    .await
}

/// Everything to be carried is carried now, whatever the hour.
pub async fn carry(site: &TestSite) -> usize {
    site.owner().execute("UPDATE delivery SET next_at = now() WHERE sent_at IS NULL AND failed_at IS NULL").await.expect("hurried");
    outbox::drain(site.app()).await.expect("carried")
}

/// Gives a person a confirmed address, through the page and the letter.
async fn mailed(site: &TestSite, server: &MailServer, user: &User) -> String {
    let address = format!("{}@school.example", user.username);
    let page = user.get("/inbox/settings").await;
    let page = user.done(page.form("/settings/mail").set("mail", &address)).await;
    carry(site).await;
    let letters = server.take();
    let [letter] = letters.as_slice() else { panic!("one letter: {letters:#?}") };
    assert_eq!((letter.from.as_str(), letter.to.as_slice()), ("register@example.org", [address.clone()].as_slice()));
    let code: String = letter.subject.chars().filter(char::is_ascii_digit).collect();
    let page = user.done(page.form("/settings/code").set("code", &code)).await;
    assert!(page.text("[data-address]").contains(&address), "{page}");
    address
}

/// Assigned to somebody, due in a week. Returns its address.
async fn due_in_a_week(school: &Org, officer: &User, staff: &User) -> String {
    let url = story::reported(school, staff).await;
    story::confirmed(&url, officer, "general").await;
    story::assigned(&url, officer, staff).await;
    url
}

async fn reassigned(url: &str, by: &User, to: &User) {
    let page = by.get(&format!("{url}/reassign")).await;
    by.done(page.form("/reassign").set("responsible", &to.person.to_string()).set("note", "换人负责")).await;
}

async fn ladder(bureau: &Org, by: &User, days: &[(&str, &str)]) {
    let page = by.get(&bureau.url("ladder")).await;
    let form = days.iter().fold(page.form("/ladder"), |form, (rung, days)| form.set(rung, days));
    by.done(form).await;
}

/// Three clocks at once, one of them killed wherever it happens to be, and one that comes late.
pub async fn clocks(site: &TestSite, day: NaiveDate) {
    let (db, zone) = (site.app().db.clone(), site.app().zone);
    let killed = tokio::spawn({
        let db = db.clone();
        async move { clock::tell(&db, zone, day).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    killed.abort();
    let _ = killed.await;
    let (a, b) = tokio::join!(clock::tell(&db, zone, day), clock::tell(&db, zone, day));
    a.and(b).expect("told");
    clock::tell(&db, zone, day).await.expect("told");
}

fn digests(letters: &[Letter]) -> Vec<&Letter> {
    letters.iter().filter(|letter| letter.subject.contains("期限提醒")).collect()
}

/// Journey 20.
#[tokio::test(flavor = "multi_thread")]
async fn three_overdue_hazards_climb_the_ladder_one_digest_a_person_and_day() {
    let server = MailServer::start();
    let site = mailing(&server).await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, leader, heir) = (bureau.reviewer().await, bureau.leader().await, school.another(Role::Staff).await);
    let people = [
        ("owner", &staff),
        ("officer", &officer),
        ("principal", &principal),
        ("reviewer", &reviewer),
        ("leader", &leader),
        ("heir", &heir),
    ];
    for (_, user) in people {
        mailed(&site, &server, user).await;
    }
    ladder(&bureau, &leader, &[("owner", "-1, 2, 4"), ("officer", "0"), ("principal", "1"), ("bureau", "3")]).await;
    let mut urls = Vec::new();
    for _ in 0..3 {
        urls.push(due_in_a_week(&school, &officer, &staff).await);
    }
    carry(&site).await;
    let told = server.take();
    assert!(!told.is_empty() && digests(&told).is_empty(), "acts are told at once: {told:#?}");

    let due = today(&site).await + Days::new(7);
    let mut table = Vec::new();
    for offset in -7_i64..=6 {
        let day = due.checked_add_signed(chrono::TimeDelta::days(offset)).expect("a day");
        clocks(&site, day).await;
        if offset == 2 {
            // Told in the night, handed on in the morning before the digest goes.
            reassigned(&urls[0], &officer, &heir).await;
        }
        carry(&site).await;
        let letters = server.take();
        for (who, user) in people {
            let mine: Vec<_> = digests(&letters).into_iter().filter(|letter| letter.to[0].starts_with(&user.username)).collect();
            assert!(mine.len() <= 1, "{who} on day {offset}: {mine:#?}");
            if let Some(letter) = mine.first() {
                let lines = letter.text.matches("燃气阀门漏气").count();
                assert_eq!(letter.html.matches("燃气阀门漏气").count(), lines);
                assert!(letter.text.contains("https://register.example/o/430405S001/tickets/"), "{letter:#?}");
                table.push((offset, who, lines));
            }
        }
    }
    assert_eq!(
        table,
        [
            (-1, "owner", 3),
            (0, "officer", 3),
            (1, "principal", 3),
            // The old person hears no more of the one that was handed on; the new one was told when it was.
            (2, "owner", 2),
            (3, "reviewer", 3),
            (4, "owner", 2),
            (4, "heir", 1),
        ]
    );
    let doubled: i64 =
        sqlx::query_scalar("SELECT count(*) - count(DISTINCT (ticket_id, person_id, step)) FROM message WHERE kind = 'ladder'")
            .fetch_one(site.owner())
            .await
            .expect("a count");
    assert_eq!((doubled, site.count("message WHERE kind = 'ladder'").await), (0, 3 + 3 + 3 + 3 + 3 + 3));
    let inbox = reviewer.get("/inbox").await;
    assert_eq!(inbox.all("[data-message=ladder]").len(), 3, "{inbox}");
    assert!(inbox.text("[data-message=ladder]").contains("已超期 3 天"), "{inbox}");
    assert!(reviewer.in_english().get("/inbox").await.text("main").contains("3 days overdue"));
    let old = staff.get("/inbox").await;
    assert!(old.all("[data-message]").iter().any(|row| row.contains("已过")), "what was handed on is shown as over: {old}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_slept_through_come_as_one_digest_and_a_later_deadline_climbs_anew() {
    let server = MailServer::start();
    let site = mailing(&server).await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    for user in [&staff, &officer, &principal] {
        mailed(&site, &server, user).await;
    }
    let url = due_in_a_week(&school, &officer, &staff).await;
    carry(&site).await;
    server.take();
    let now = today(&site).await;
    clocks(&site, now).await;
    // From a week before to five days after the deadline, nothing ran.
    clocks(&site, now + Days::new(12)).await;
    carry(&site).await;
    let letters = server.take();
    let to: Vec<&str> = letters.iter().map(|letter| letter.to[0].split('-').next().unwrap_or_default()).collect();
    assert_eq!(digests(&letters).len(), 3, "{letters:#?}");
    assert!(["staff", "officer", "principal"].iter().all(|role| to.contains(role)), "{to:?}");
    assert_eq!(site.count("message WHERE kind = 'ladder'").await, 3);
    // A school without its principal on the day: nobody is told for them; a new one is not told what was told before.
    sqlx::query("UPDATE ticket SET due_on = due_on + 30").execute(site.owner()).await.expect("granted");
    clocks(&site, now + Days::new(36)).await;
    carry(&site).await;
    let letters = server.take();
    assert_eq!(digests(&letters).len(), 1, "a reminder before the new deadline: {letters:#?}");
    assert!(letters[0].text.contains("还有 1 天到期"), "{letters:#?}");
    // Put right: nothing more.
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    carry(&site).await;
    server.take();
    clocks(&site, now + Days::new(60)).await;
    assert_eq!(carry(&site).await, 0);
    assert_eq!(server.take().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_is_told_of_what_waits_and_is_its_persons_own() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let empty = officer.get("/inbox").await;
    assert!(empty.has(".empty") && empty.text("header a[href='/inbox']") == "消息", "{empty}");

    let url = story::reported(&school, &staff).await;
    assert_eq!(staff.get("/inbox").await.all("[data-message]").len(), 0, "nobody is told of their own act");
    let page = officer.get(&url).await;
    assert_eq!(page.text("header a[href='/inbox'] b"), "1", "the number stands on every page");
    let inbox = officer.get("/inbox").await;
    assert!(inbox.text(".msg-new").contains("待你核实"), "{inbox}");
    let action = inbox.attr("[data-message] form", "action");
    for other in [&staff, &principal, &site.school("二小").officer().await, &bureau.reviewer().await] {
        assert_eq!(other.post(&action, &[]).await.status(), 404, "another person's");
    }
    assert_eq!(officer.post("/inbox/nothing", &[]).await.status(), 404);
    let opened = officer.post(&action, &[]).await;
    assert_eq!((opened.status(), opened.location()), (303, url.as_str()));
    // Once more is the same.
    assert_eq!(officer.post(&action, &[]).await.location(), url);
    assert!(!officer.get("/inbox").await.has(".msg-new"));
    assert!(officer.get("/inbox?show=unread").await.has(".empty"));

    story::confirmed(&url, &officer, "general").await;
    assert_eq!(officer.get("/inbox").await.all("[data-message]").len(), 1, "the turn stayed theirs");
    story::assigned(&url, &officer, &staff).await;
    let inbox = staff.get("/inbox").await;
    assert!(inbox.text("[data-message=turn]").contains("交给你整改") && inbox.text("[data-message]").contains(&officer.name), "{inbox}");
    // Acting reads what waited.
    story::submitted(&url, &staff).await;
    let inbox = staff.get("/inbox").await;
    assert!(!inbox.has(".msg-new") && inbox.text("[data-message]").contains("已过"), "{inbox}");
    assert!(officer.get("/inbox").await.text("[data-message]").contains("待你验收"));
    let page = officer.get(&format!("{url}/fail")).await;
    officer.done(page.form("/pass").press("/fail").set("note", "还在漏")).await;
    assert!(staff.get("/inbox").await.text("[data-message]").contains("被退回"), "newest first");
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    assert!(principal.get("/inbox").await.text("[data-message]").contains("待你签字"));
    story::signed(&url, &principal).await;
    let inbox = staff.get("/inbox").await;
    assert!(inbox.text("[data-message=outcome]").contains("你上报的隐患已销号"), "{inbox}");

    // All at once, up to what was seen: what came meanwhile stays unread.
    let seen = staff.get("/inbox").await;
    let another = story::reported(&school, &staff).await;
    story::confirmed(&another, &officer, "general").await;
    story::assigned(&another, &officer, &staff).await;
    staff.done(seen.form("/inbox")).await;
    let inbox = staff.get("/inbox").await;
    assert_eq!(inbox.attr("[data-unread]", "data-unread"), "1", "{inbox}");
    // A double press of an act leaves one message.
    let page = staff.get(&format!("{another}/submit")).await;
    let form = page.form("/submit").set("done", "换了").set("spent", "1").file("photo", crate::common::photo(7));
    let (a, b) = tokio::join!(staff.send(form.clone()), staff.send(form));
    assert_eq!((a.status(), b.status()), (303, 303));
    assert_eq!(site.count("message WHERE state = 'verifying'").await, 3, "one for each time it was said to be fixed");

    // Pages of forty, by key.
    sqlx::query(
        "INSERT INTO message (district_id, id, school_id, path, person_id, kind, ticket_id, state)
         SELECT district_id, gen_random_uuid(), school_id, path, person_id, 'outcome', ticket_id, 'closed' FROM message, generate_series(1, 200) WHERE kind = 'outcome'",
    )
    .execute(site.owner())
    .await
    .expect("many");
    let (mut next, mut seen) = ("/inbox".to_owned(), 0);
    loop {
        let page = staff.get(&next).await;
        seen += page.all("[data-message]").len();
        let Some(older) = page.attrs("a[rel=next]", "href").pop() else { break };
        next = older;
    }
    assert_eq!(i64::try_from(seen).expect("few"), site.count(&format!("message WHERE person_id = '{}'", staff.person)).await);
    assert_eq!(staff.get("/").await.text("header a[href='/inbox'] b"), "99+");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_is_told_of_plans_and_chooses_nothing_for_others() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal, reviewer) =
        (school.staff().await, school.officer().await, school.principal().await, bureau.reviewer().await);
    let url = story::reported_as(&school, &staff, "major").await;
    story::confirmed(&url, &officer, "major").await;
    assert!(principal.get("/inbox").await.text("[data-message]").contains("待你下达"));
    story::assigned(&url, &principal, &staff).await;
    let inbox = reviewer.get("/inbox").await;
    assert!(inbox.text("[data-message]").contains("方案待你审核") && inbox.text("[data-message]").contains("一中"), "{inbox}");
    assert!(!site.bureau("市局").reviewer().await.get("/inbox").await.has("[data-message]"), "only the bureau directly above");
    assert!(!bureau.leader().await.get("/inbox").await.has("[data-message]"), "the leader only where there is no safety section");
    // The walls: what the running server may do for one person shows nothing of another's.
    let mut tx = site.runtime(&bureau.place.path).await;
    tx.execute(AssertSqlSafe(format!("SET LOCAL app.person = '{}'", reviewer.person))).await.expect("set");
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM message").fetch_one(&mut *tx).await.expect("readable");
    assert_eq!((seen, site.count("message").await), (2, 4), "that it is major, and its plan");
    for forbidden in [
        "UPDATE message SET person_id = gen_random_uuid()",
        "UPDATE message SET read_at = now() - interval '1 day'",
        "DELETE FROM message",
        "SELECT address FROM mail_address",
        "SELECT url FROM webhook",
        "SELECT secret FROM webhook",
        "UPDATE person SET told_by_mail = '{}'",
        "UPDATE delivery SET sent_at = now()",
    ] {
        let mut tx = site.runtime(&bureau.place.path).await;
        tx.execute(AssertSqlSafe(format!("SET LOCAL app.person = '{}'", reviewer.person))).await.expect("set");
        let error = tx.execute(forbidden).await.expect_err(forbidden);
        assert_eq!(error.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"), "{forbidden}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_to_a_proven_address_is_tried_again_and_keeps_its_id() {
    let server = MailServer::start();
    let site = mailing(&server).await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    // Wrong codes, and a right one too late.
    let page = officer.get("/inbox/settings").await;
    for bad in ["", "officer", "a@b", "a@school.example\r\nBcc: b@school.example"] {
        let refused = officer.send(page.form("/settings/mail").set("mail", bad)).await;
        assert_eq!(refused.status(), 422, "{bad:?}: {refused}");
    }
    let form = page.form("/settings/mail").set("mail", "officer@school.example");
    let (a, b) = tokio::join!(officer.send(form.clone()), officer.send(form.clone()));
    assert_eq!((a.status(), b.status()), (303, 303));
    carry(&site).await;
    let letters = server.take();
    assert_eq!(letters.len(), 1, "a double press mails one code");
    let other = officer.send(page.form("/settings/mail").set("mail", "other@school.example")).await;
    assert!(other.status() == 422 && other.has("#mail-err"), "{other}");
    let code: String = letters[0].subject.chars().filter(char::is_ascii_digit).collect();
    let page = officer.get("/inbox/settings").await;
    for _ in 0..5 {
        let wrong = officer.send(page.form("/settings/code").set("code", "x")).await;
        assert!(wrong.status() == 422 && wrong.has("#code-err"), "{wrong}");
    }
    assert_eq!(officer.send(page.form("/settings/code").set("code", &code)).await.status(), 422, "guessed at too often");
    assert_eq!(site.count("mail_address WHERE address <> ''").await, 0);
    story::reported(&school, &staff).await;
    assert_eq!(carry(&site).await, 0, "nothing is mailed to an address that is not proven");
    sqlx::query("UPDATE mail_address SET asked_at = now() - interval '2 minutes'").execute(site.owner()).await.expect("later");
    let address = mailed(&site, &server, &officer).await;

    // The server is busy, then away for good, then back.
    server.refuse(451);
    story::reported(&school, &staff).await;
    carry(&site).await;
    let (attempts, error): (i32, String) =
        sqlx::query_as("SELECT attempts, last_error FROM delivery WHERE kind = 'message' AND sent_at IS NULL AND failed_at IS NULL")
            .fetch_one(site.owner())
            .await
            .expect("kept");
    assert!(attempts == 1 && error.contains("not now"), "{attempts} {error}");
    assert_eq!(outbox::drain(site.app()).await.expect("drained"), 0, "not before its time");
    carry(&site).await;
    server.refuse(0);
    carry(&site).await;
    let letters = server.take();
    let [letter] = letters.as_slice() else { panic!("{letters:#?}") };
    assert_eq!(letter.to, [address]);
    assert!(letter.subject.contains("待你核实：燃气阀门漏气") && letter.html.contains("lang=\"zh-CN\""), "{letter:#?}");
    let (id, tries): (String, i32) =
        sqlx::query_as("SELECT id::text, attempts FROM delivery WHERE kind = 'message' AND sent_at IS NOT NULL")
            .fetch_one(site.owner())
            .await
            .expect("sent");
    assert_eq!((letter.message_id.as_str(), tries), (format!("<{id}@example.org>").as_str(), 3), "the same id however often it is tried");

    // No such mailbox: no use in trying again. Eight failures: given up.
    server.refuse(550);
    story::reported(&school, &staff).await;
    carry(&site).await;
    assert_eq!(site.count("delivery WHERE failed_at IS NOT NULL AND attempts = 1").await, 1);
    server.refuse(451);
    story::reported(&school, &staff).await;
    for _ in 0..10 {
        carry(&site).await;
    }
    assert_eq!(site.count("delivery WHERE failed_at IS NOT NULL AND attempts = 8").await, 1);
    server.refuse(0);

    // Choices: only what was ticked, in the person's language; and no address, no mail.
    let page = officer.get("/inbox/settings").await;
    assert!(
        page.has("input[name=turn][checked]") && page.has("input[name=ladder][checked]") && !page.has("input[name=outcome][checked]"),
        "{page}"
    );
    officer.done(page.form("/inbox/settings").without("turn")).await;
    story::reported(&school, &staff).await;
    assert_eq!(carry(&site).await, 0);
    let page = officer.get("/inbox/settings").await;
    officer.done(page.form("/inbox/settings").set("turn", "yes")).await;
    sqlx::query("UPDATE person SET language = 'en' WHERE id = $1").bind(officer.person).execute(site.owner()).await.expect("set");
    story::reported(&school, &staff).await;
    carry(&site).await;
    assert!(server.take()[0].subject.contains("Yours to confirm"));
    officer.done(officer.get("/inbox/settings").await.form("/settings/forget")).await;
    story::reported(&school, &staff).await;
    assert_eq!(carry(&site).await, 0);
    assert_eq!(site.count("mail_address WHERE address <> '' OR wanted <> ''").await, 0);
    // Where a site sends no mail, the page says so and the door is shut.
    let quiet = TestSite::new().await;
    let officer = quiet.school("一中").officer().await;
    assert!(officer.get("/inbox/settings").await.has("[data-no-mail]"));
    assert_eq!(officer.post("/inbox/settings/mail", &[("mail", "a@school.example")]).await.status(), 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_sets_its_ladder_for_what_lies_below() {
    let site = TestSite::new().await;
    let (bureau, city, school) = (site.bureau("东区局"), site.bureau("市局"), site.school("一中"));
    let (leader, administrator) = (bureau.leader().await, bureau.administrator().await);
    let page = leader.get(&bureau.url("ladder")).await;
    assert_eq!((page.value("#owner"), page.value("#bureau")), ("-3, -1, 1".into(), "7".into()), "the product's own");
    let refused = leader.send(page.form("/ladder").set("officer", "tomorrow")).await;
    assert!(refused.status() == 422 && refused.has("#officer-err") && refused.value("#officer") == "tomorrow", "{refused}");
    // The city's is in force below it until the county sets its own; who comes second is told.
    ladder(&city, &city.leader().await, &[("officer", "2")]).await;
    assert_eq!(leader.get(&bureau.url("ladder")).await.value("#officer"), "2");
    let stale = administrator.get(&bureau.url("ladder")).await;
    ladder(&bureau, &leader, &[("officer", "0, 5")]).await;
    let late = administrator.send(stale.form("/ladder").set("officer", "9")).await;
    assert!(late.status() == 409 && late.value("#officer") == "9", "{late}");
    let page = administrator.get(&bureau.url("ladder")).await;
    assert_eq!(page.value("#officer"), "0, 5");
    let form = page.form("/ladder").set("officer", "1");
    let (a, b) = tokio::join!(administrator.send(form.clone()), administrator.send(form));
    assert_eq!((a.status(), b.status()), (303, 303));
    assert_eq!(site.count("ledger_event WHERE subject = 'ladder'").await, 3, "the city's once, the county's twice");
    for (who, org) in [(&leader, &school), (&leader, &city), (&city.leader().await, &bureau)] {
        assert_eq!(who.get(&org.url("ladder")).await.status(), 404);
    }
    assert_eq!(bureau.reviewer().await.get(&bureau.url("ladder")).await.status(), 404);
    site.holds_together().await;
}
