//! Reports of the public: from a card or a board without a script and without a name, to the repair; what is limited, and what nobody is told.

use crate::common::{Browser, Org, Page, TestSite, User, photo, story};
use axum::body::Body;
use axum::http::Request;
use hazard_register::tip::limits::limits;
use hazard_register::tip::receipt::Code;
use http_body_util::BodyExt;
use sqlx::{AssertSqlSafe, Row};
use tower::ServiceExt;

const CONTACT: &str = "王女士 139-0000-1111";
const WORDS: &str = "实验楼二层灭火器压力指针在红区。";

/// The address of a card's form.
async fn card(school: &Org) -> String {
    let token: String = sqlx::query_scalar("SELECT token FROM risk_point WHERE school_id = $1 ORDER BY number LIMIT 1")
        .bind(school.place.id)
        .fetch_one(school.site.owner())
        .await
        .expect("a card");
    format!("/r/{token}")
}

async fn opened(school: &Org, officer: &User) {
    let page = officer.get(&school.url("notice")).await;
    officer.done(page.form("/notice").set("open", "yes").set("duty_line", "0734-000 0307")).await;
}

fn code_of(page: &Page) -> String {
    page.location().split(['=', '&']).nth(1).expect("a code").to_owned()
}

/// A report through the form of this spot. Returns its code.
async fn sent(visitor: &Browser, spot: &str, words: &str) -> String {
    let page = visitor.get(&format!("{spot}/report")).await;
    let page = visitor.send(page.form("/report").set("words", words).set("place", "东门外")).await;
    assert_eq!(page.status(), 303, "the report was not taken:\n{page}");
    code_of(&page)
}

/// The address of the only report that waits.
async fn waiting(school: &Org, officer: &User) -> String {
    let found = officer.get(&school.url("public-reports")).await.attrs("[aria-labelledby=waiting-h] a.t", "href");
    assert_eq!(found.len(), 1, "one waits: {found:?}");
    found[0].clone()
}

async fn standing(visitor: &Browser, code: &str) -> String {
    let page = visitor.get(&format!("/follow?code={code}")).await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    page.attr("[data-standing]", "data-standing")
}

async fn answered(officer: &User, url: &str, deed: &str, set: &[(&str, &str)]) -> Page {
    let page = officer.get(&format!("{url}?do={deed}")).await;
    let form = set.iter().fold(page.form(&format!("/{deed}")), |form, (name, value)| form.set(name, value));
    officer.done(form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_at_the_gate_reports_without_a_name_and_sees_the_repair() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let reviewer = site.bureau("东区局").reviewer().await;
    story::adopted(&school, &officer).await;
    let card = card(&school).await;

    // Scan, photo, one sentence, send.
    let visitor = site.visitor();
    let scanned = visitor.get(&card).await;
    let form = visitor.get(&scanned.attr("a.btn-1[href$='/report']", "href")).await;
    assert_eq!((form.status(), form.text("h1").as_str()), (200, "随手报隐患"));
    assert!(form.statements.len() <= 6, "{:?}", form.statements);
    assert!(form.text(".dock").contains("前答复") && form.text("#photo-hint").contains("学生的脸"), "{form}");
    assert_eq!((form.header("cache-control"), form.header("set-cookie")), (Some("no-store"), None));
    let form = form.form("/report").set("words", WORDS).set("contact", CONTACT).file("photo", photo(41)).file("photo_2", photo(42));
    let page = visitor.send(form).await;
    let code = code_of(&page);
    assert!(page.location().starts_with("/follow?code=") && page.location().ends_with("&new=yes"));
    let receipt = visitor.get(page.location()).await;
    assert_eq!(receipt.text("h1"), "已经收到");
    assert_eq!(receipt.text(".tip-code").replace('-', ""), code);
    assert_eq!(receipt.text(".tip-code").len(), 19, "four groups of four");
    assert!(receipt.has(&format!("a[href='/follow?code={code}']")) && receipt.text(".note").contains("前答复"), "{receipt}");
    assert!(!receipt.body().contains(CONTACT));
    assert_eq!(visitor.cookie("session"), None);
    assert_eq!(standing(&visitor, &code).await, "received");

    // The officer is told, the principal and the bureau see it, nobody else does.
    assert!(officer.get("/").await.text("[data-tips]").contains("1 件群众举报待处理"));
    assert!(principal.get("/").await.has("[data-tips]") && !staff.get("/").await.has("[data-tips]"));
    let tip = waiting(&school, &officer).await;
    let shown = officer.get(&tip).await;
    let pictures = shown.attrs(".tip-shots img", "src");
    assert_eq!((shown.text(".tip-words").as_str(), pictures.len()), (WORDS, 2));
    for (user, status) in [(&officer, 200), (&principal, 200), (&reviewer, 200), (&staff, 404)] {
        assert_eq!(user.get(&tip).await.status(), status, "{}", user.role);
        assert_eq!(user.get(&pictures[0]).await.status(), status, "{}", user.role);
    }
    assert_eq!(visitor.get(&pictures[0]).await.status(), 303, "quarantined");
    assert!(!principal.get(&tip).await.has("form[action$='/accept']") && !reviewer.get(&tip).await.has("form[action$='/accept']"));
    assert_eq!(site.count("photo").await, 0);

    // Taken up: a hidden danger like any other, by the officer, with one of the two pictures.
    let left_out = shown.attrs("input[name=pick]", "value")[1].clone();
    let form = shown.form("/accept").set("category", "fire").set("answer", "当天换了合格的灭火器。");
    let form = form.clone().without("pick").set("pick", form.get("pick"));
    assert_ne!(form.get("pick"), left_out);
    let page = officer.done(form.clone()).await;
    assert_eq!(page.text("[role=status]"), "已转为隐患，举报人能看到进度。");
    officer.done(form).await;
    assert_eq!((site.count("ticket").await, site.count("photo").await), (1, 1), "a second press opens no second one");
    let ticket = page.attr("[aria-labelledby=answer-h] a[href*='/tickets/']", "href");
    let story_so_far = officer.get(&ticket).await;
    assert_eq!(story_so_far.all(".pair img").len(), 1, "the one that was taken over");
    assert!(story_so_far.body().contains("群众举报") && story_so_far.events() == ["report"], "{story_so_far}");
    let source: (String, String) = sqlx::query_as("SELECT t.source, p.name FROM ticket t JOIN person p ON p.id = t.reporter_id")
        .fetch_one(site.owner())
        .await
        .unwrap();
    assert_eq!(source, ("public".to_owned(), officer.name.clone()));
    assert_eq!(standing(&visitor, &code).await, "looked_into");

    // To the end of it; the reporter sees five things and no step of ours.
    story::confirmed(&ticket, &officer, "general").await;
    assert_eq!(standing(&visitor, &code).await, "looked_into");
    story::assigned(&ticket, &officer, &staff).await;
    assert_eq!(standing(&visitor, &code).await, "rectifying");
    story::submitted(&ticket, &staff).await;
    story::passed(&ticket, &officer).await;
    let before = visitor.get(&format!("/follow?code={code}")).await;
    assert!(!before.has("img") && before.attr("[data-standing]", "data-standing") == "rectifying", "no picture before the end: {before}");
    assert_eq!(visitor.get(&format!("/follow/photo?code={code}&n=1")).await.status(), 404);
    story::signed(&ticket, &principal).await;
    let done = visitor.get(&format!("/follow?code={code}")).await;
    assert_eq!(done.attr("[data-standing]", "data-standing"), "done");
    assert_eq!(done.text("[data-answer]"), "当天换了合格的灭火器。");
    let repair = done.attr(".tip-shots img", "src");
    let picture = visitor.get(&repair).await;
    assert_eq!((picture.status(), picture.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(visitor.get(&format!("{repair}&size=page")).await.status(), 200);
    for nothing in [format!("/follow/photo?code={code}&n=2"), format!("/follow/photo?code={code}&n=0"), "/follow/photo".into()] {
        assert_eq!(visitor.get(&nothing).await.status(), 404, "{nothing}");
    }
    for inside in [staff.name.as_str(), officer.name.as_str(), "阀门已更换", "更换阀门并试压", "300", &ticket, "2026-0001", "现场试压合格"]
    {
        assert!(!done.body().contains(inside), "{inside} is ours: {done}");
    }
    assert_eq!(visitor.in_english().get(&format!("/follow?code={code}")).await.text("[data-standing]"), "Fixed");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_board_a_place_is_typed_and_nothing_is_lost_on_the_way() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let visitor = site.visitor();
    let board = format!("/public/{}", school.place.code);
    let report = format!("{board}/report");
    // While the board is closed there is none to report from, as there is none to read.
    for path in [&report, "/public/999999/report", "/public/430405/report", "/r/000000000000/report", "/r/%00/report"] {
        let page = visitor.get(path).await;
        assert_eq!((page.status(), page.text("h1").as_str()), (404, "这里不收举报"), "{path}");
    }
    opened(&school, &officer).await;
    assert_eq!(visitor.get(&board).await.attr("a.btn-1[href$='/report']", "href"), report);

    // Nothing typed: named at each field, with the photo that came along.
    let page = visitor.get(&report).await;
    let page = visitor.send(page.form("/report").set("contact", CONTACT).file("photo", photo(50))).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#words".to_owned(), "#place".into()]), "{page}");
    assert_eq!((page.value("#contact").as_str(), page.all("input[name=kept]").len()), (CONTACT, 1));
    assert!(!page.has("img"), "what is in quarantine is shown to nobody outside");
    let broken = visitor.send(page.form("/report").set("words", WORDS).file("photo_2", b"no photo".to_vec())).await;
    assert_eq!((broken.status(), broken.attrs(".errsum a", "href")), (422, vec!["#photo".to_owned(), "#place".into()]), "{broken}");
    assert_eq!((broken.value("#words").as_str(), broken.all("input[name=kept]").len()), (WORDS, 1));
    // Four are more than three; the three are kept.
    let more = broken.form("/report").file("photo", photo(51)).file("photo_2", photo(52)).file("photo_3", photo(53));
    let more = visitor.send(more).await;
    assert_eq!((more.status(), more.all("input[name=kept]").len()), (422, 3), "{more}");
    assert!(!more.has("input[type=file]"), "no more of them");
    // One is taken out again; the form is good now, and a second press changes nothing.
    let kept = more.attrs("input[name=kept]", "value");
    let form = more.form("/report").set("place", "东门外人行道").without("kept").also("kept", &kept[0]).also("kept", &kept[1]);
    let page = visitor.send(form.clone()).await;
    assert_eq!(page.status(), 303, "{page}");
    let again = visitor.send(form.set("words", "别的话")).await;
    assert_eq!(again.location(), page.location());
    assert_eq!((site.count("tip").await, site.count("tip_contact").await, site.count("tip_mark").await), (1, 1, 1));
    let row = sqlx::query("SELECT words, place, cardinality(photos) AS n, risk_point_id IS NULL AS board FROM tip")
        .fetch_one(site.owner())
        .await
        .unwrap();
    assert_eq!(
        (row.get::<String, _>(0), row.get::<String, _>(1), row.get::<i32, _>(2), row.get::<bool, _>(3)),
        (WORDS.into(), "东门外人行道".into(), 2, true)
    );
    // Pictures of somebody else's form cannot be taken along.
    let stranger = visitor.get(&report).await.form("/report").set("words", "x").set("place", "y").also("kept", &kept[0]);
    visitor.send(stranger).await;
    let photos: Vec<i32> =
        sqlx::query_scalar("SELECT cardinality(photos) FROM tip ORDER BY received_at").fetch_all(site.owner()).await.unwrap();
    assert_eq!(photos, [2, 0]);

    // The school says no: neither card nor board takes any.
    story::adopted(&school, &officer).await;
    let card = card(&school).await;
    let late = visitor.get(&format!("{card}/report")).await.form("/report").set("words", "晚了一步");
    let page = officer.get(&school.url("notice")).await;
    assert_eq!(page.form("/notice").get("tips"), "yes");
    officer.done(page.form("/notice").without("tips")).await;
    assert_eq!(visitor.send(late).await.status(), 404);
    for path in [&report, &format!("{card}/report")] {
        assert_eq!(visitor.get(path).await.status(), 404, "{path}");
    }
    assert!(!visitor.get(&card).await.has("a[href$='/report']") && !visitor.get(&board).await.has("a[href$='/report']"));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_answers_once_and_the_reporter_may_say_that_it_is_not_so() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    story::adopted(&school, &officer).await;
    let (card, visitor) = (card(&school).await, site.visitor());
    assert!(officer.get(&school.url("public-reports")).await.body().contains("没有待处理的举报"));

    // Declined, in words and with a reason, or not at all.
    let code = sent(&visitor, &card, "校外小摊很多").await;
    let tip = waiting(&school, &officer).await;
    let form = officer.get(&format!("{tip}?do=decline")).await.form("/decline");
    let page = officer.send(form.clone().set("answer", "")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#answer".to_owned(), "#reason".into()]), "{page}");
    let stale = form.clone().set("version", "9").set("request_id", "0192d2c0-0000-7000-8000-000000000009");
    let page = officer.send(stale.set("reason", "not_ours").set("answer", "已告知城管")).await;
    assert_eq!((page.status(), page.has(".errsum")), (409, true), "{page}");
    assert!(page.text(".kept-words").contains("已告知城管"));
    assert_eq!(principal.send(form.clone()).await.status(), 404, "the officer answers");
    let good = form.set("reason", "not_ours").set("answer", "校外摊点归城管，我们已经告知。");
    officer.done(good.clone()).await;
    let again = officer.send(good.set("request_id", "0192d2c0-0000-7000-8000-00000000000a")).await;
    assert_eq!(again.status(), 409, "{again}");
    let page = visitor.get(&format!("/follow?code={code}")).await;
    assert_eq!(
        (page.attr("[data-standing]", "data-standing").as_str(), page.text("[data-answer]").as_str()),
        ("not_taken", "校外摊点归城管，我们已经告知。")
    );

    // It is not so.
    let contest = page.form("/follow").set("words", "摊子就摆在校门里面");
    let page = visitor.send(contest.clone()).await;
    assert_eq!((page.status(), page.location()), (303, format!("/follow?code={code}").as_str()));
    assert_eq!(visitor.send(contest.clone()).await.status(), 303, "a second press finds it there");
    assert_eq!(standing(&visitor, &code).await, "looked_into");
    let page = officer.get(&waiting(&school, &officer).await).await;
    assert!(page.text(".note-late").contains("摊子就摆在校门里面"), "{page}");
    let contests: i16 = sqlx::query_scalar("SELECT contests FROM tip").fetch_one(site.owner()).await.unwrap();
    assert_eq!(contests, 1);

    // Known already: joined to an open hidden danger of the school, and to no other.
    let ticket = story::reported(&school, &school.staff().await).await;
    let number = ticket.rsplit('/').next().unwrap().to_owned();
    let form = officer.get(&format!("{tip}?do=known")).await.form("/known");
    for bad in ["", "1999-0001", "'; --"] {
        assert_eq!(officer.send(form.clone().set("ticket", bad)).await.status(), 422, "{bad}");
    }
    officer.done(form.set("ticket", &number)).await;
    story::confirmed(&ticket, &officer, "general").await;
    story::assigned(&ticket, &officer, &school.staff().await).await;
    assert_eq!(standing(&visitor, &code).await, "rectifying");
    assert!(!visitor.get(&format!("/follow?code={code}")).await.has("form[action='/follow'][method=post]"), "nothing to contest yet");
    story::submitted(&ticket, &school.staff().await).await;
    story::passed(&ticket, &officer).await;
    story::signed(&ticket, &principal).await;
    let page = visitor.get(&format!("/follow?code={code}")).await;
    assert_eq!(page.attr("[data-standing]", "data-standing"), "done");
    // Fifteen days, not more: by the page and by the wall below it.
    let late = page.form("/follow").set("words", "又坏了");
    let moved = "UPDATE ticket SET closed_at = closed_at - interval '16 days', acted_at = acted_at - interval '16 days'";
    sqlx::query(moved).execute(site.owner()).await.unwrap();
    assert!(!visitor.get(&format!("/follow?code={code}")).await.has("form[action='/follow'][method=post]"));
    assert_eq!(visitor.send(late.clone()).await.status(), 409);
    let back = "UPDATE ticket SET closed_at = closed_at + interval '16 days', acted_at = acted_at + interval '16 days'";
    sqlx::query(back).execute(site.owner()).await.unwrap();
    assert_eq!(visitor.send(late).await.status(), 303);
    assert_eq!(waiting(&school, &officer).await, tip, "before the officer again");
    // The officer may open another one.
    answered(&officer, &tip, "accept", &[("category", "other")]).await;
    assert_eq!(site.count("ticket").await, 2);
    let acts: Vec<String> =
        sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'tip' ORDER BY seq").fetch_all(site.owner()).await.unwrap();
    assert_eq!(acts, ["decline_tip", "know_tip", "accept_tip"]);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_reports_meet_a_question_and_then_an_end() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    opened(&school, &officer).await;
    let (card, visitor) = (card(&school).await, site.visitor());
    let report = format!("{card}/report");
    for n in 0..limits().address.ask_after {
        assert!(!visitor.get(&report).await.has("#check"), "nobody is asked before there were {n}");
        sent(&visitor, &card, &format!("第{n}件")).await;
    }
    // Now the number that stands on the card is asked for; what was typed is kept.
    let page = visitor.get(&report).await;
    assert!(page.has("#check") && !page.body().contains("FX-001"), "{page}");
    for (typed, key) in [("", "请填写这一项"), ("FX-002", "对不上")] {
        let page = visitor.send(page.form("/report").set("words", WORDS).set("check", typed)).await;
        assert_eq!((page.status(), page.value("#words").as_str()), (422, WORDS), "{page}");
        assert!(page.text(".errsum").contains(key), "{page}");
    }
    assert_eq!(visitor.send(page.form("/report").set("words", WORDS).set("check", "fx001")).await.status(), 303);
    // At the board the last digits of the duty line are.
    let board = format!("/public/{}", school.place.code);
    let page = visitor.get(&format!("{board}/report")).await;
    let form = page.form("/report").set("words", WORDS).set("place", "东门");
    assert_eq!(visitor.send(form.clone().set("check", "0306")).await.status(), 422);
    assert_eq!(visitor.send(form.set("check", "０３０７")).await.status(), 303);

    // Each of the three ends: 429 in clear words, and nothing typed is lost.
    let set = async |kind: &str, hits: i32| {
        sqlx::query("UPDATE tip_count SET hits = $2 WHERE kind = $1").bind(kind).bind(hits).execute(site.owner()).await.unwrap();
    };
    for (kind, most, then) in
        [("address", limits().address.most, 0), ("point", limits().point.most, 0), ("everywhere", limits().everywhere.most, 0)]
    {
        set(kind, most).await;
        let page = visitor.get(&report).await;
        assert_eq!(page.status(), 429, "{kind}");
        let count = site.count("tip").await;
        let page = visitor.send(page.form("/report").set("words", WORDS).set("check", "1")).await;
        assert_eq!((page.status(), page.value("#words").as_str(), site.count("tip").await), (429, WORDS, count), "{kind}");
        assert!(page.text(".errsum h2").contains("现在收不了") && page.header("retry-after").is_some(), "{page}");
        assert!(page.text(".errsum").contains("0734-000 0307"), "{page}");
        set(kind, then).await;
    }
    // A span that is over counts for nothing.
    sqlx::query("UPDATE tip_count SET hits = 100000, ends_at = now() - interval '1 second'").execute(site.owner()).await.unwrap();
    sent(&visitor, &card, "过了一天").await;
    // Sending and sending, good or not, is not listened to.
    sqlx::query("UPDATE tip_count SET hits = $1 WHERE kind = 'try'").bind(limits().tries.most).execute(site.owner()).await.unwrap();
    let page = visitor.post(&report, &[("words", WORDS)]).await;
    assert_eq!((page.status(), page.text("h1").as_str()), (429, "操作太快了"));
    // Nor are codes tried out; a good one has to wait as well.
    let mut last = 0;
    for n in 0..=limits().looks.most {
        last = visitor.get(&format!("/follow?code=AAAABBBBCCCC{:04}", 2222 + n)).await.status();
    }
    assert_eq!(last, 429);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn abuse_counts_against_its_source_until_it_is_forgotten() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    let (card, visitor) = (card(&school).await, site.visitor());
    let report = format!("{card}/report");
    for n in 0..limits().abuse.most {
        sqlx::query("DELETE FROM tip_count").execute(site.owner()).await.unwrap();
        let page = visitor.get(&report).await;
        assert_eq!((page.status(), page.has("#check")), (200, n >= limits().abuse.ask_after), "after {n}");
        let page = visitor.send(page.form("/report").set("words", "骂人的话").set("check", "1")).await;
        let code = code_of(&page);
        let tip = waiting(&school, &officer).await;
        answered(&officer, &tip, "abuse", &[]).await;
        let page = visitor.get(&format!("/follow?code={code}")).await;
        assert_eq!(page.attr("[data-standing]", "data-standing"), "not_taken");
        assert!(!page.has("form[action='/follow'][method=post]") && !page.body().contains("恶意"), "{page}");
        assert_eq!(visitor.post("/follow", &[("code", &code)]).await.status(), 409);
    }
    assert_eq!(visitor.get(&report).await.status(), 429);
    // The address is nowhere, only its mark; and that goes after thirty days, and with it the memory.
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM tip_mark WHERE position(convert_to('192.0.2.7', 'UTF8') IN mark) > 0")
        .fetch_one(site.owner())
        .await
        .unwrap();
    assert_eq!(left, 0);
    sqlx::query("UPDATE tip_mark SET at = now() - interval '29 days'").execute(site.owner()).await.unwrap();
    let due = "UPDATE job SET run_at = now(), done_at = NULL WHERE kind = 'forget_reporters'";
    let forget = async || {
        sqlx::query(due).execute(site.owner()).await.unwrap();
        hazard_register::job::drain(site.app(), &hazard_register::jobs()).await.unwrap()
    };
    assert_eq!(forget().await, 2, "one in two days, one in a month");
    assert_eq!(site.count("tip_mark").await, limits().abuse.most);
    sqlx::query("UPDATE tip_mark SET at = now() - interval '31 days'").execute(site.owner()).await.unwrap();
    forget().await;
    assert_eq!((site.count("tip_mark").await, site.count("tip").await), (0, limits().abuse.most));
    assert_eq!(visitor.get(&report).await.status(), 200);
    // Pictures of a form that was never sent go after a day; those of a report stay.
    let page = visitor.get(&report).await;
    visitor.send(page.form("/report").file("photo", photo(60))).await;
    let code = {
        let page = visitor.get(&report).await;
        code_of(&visitor.send(page.form("/report").set("words", "x").file("photo", photo(61))).await)
    };
    sqlx::query("UPDATE tip_photo SET sent_at = now() - interval '25 hours'").execute(site.owner()).await.unwrap();
    forget().await;
    assert_eq!(site.count("tip_photo").await, 1);
    assert_eq!(standing(&visitor, &code).await, "received");
}

/// Nothing that tells who reported stands anywhere but in its own two tables, and looking the contact up is on record.
#[tokio::test(flavor = "multi_thread")]
async fn who_reported_is_told_nowhere_and_looking_it_up_is_on_record() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let bureau = site.bureau("东区局");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, auditor) = (bureau.reviewer().await, bureau.auditor().await);
    story::adopted(&school, &officer).await;
    let (card, visitor) = (card(&school).await, site.visitor());
    let page = visitor.get(&format!("{card}/report")).await;
    let code = code_of(&visitor.send(page.form("/report").set("words", WORDS).set("contact", CONTACT).file("photo", photo(41))).await);
    let tip = waiting(&school, &officer).await;
    let before = officer.get(&tip).await;
    answered(&officer, &tip, "accept", &[("category", "fire")]).await;
    let ticket = officer.get(&tip).await.attr("[aria-labelledby=answer-h] a[href*='/tickets/']", "href");

    let events = format!("/o/{}/ledger/events", school.place.code);
    let code_parts = [code.clone(), code[..8].to_owned()];
    let everywhere = [
        (
            &officer,
            vec![
                "/".to_owned(),
                school.url("public-reports"),
                tip.clone(),
                ticket.clone(),
                school.url("tickets?show=all"),
                school.url("dashboard"),
            ],
        ),
        (&principal, vec!["/".into(), tip.clone(), ticket.clone()]),
        (&staff, vec!["/".into(), ticket.clone(), school.url("tickets?show=all")]),
        (&reviewer, vec!["/".into(), bureau.url("public-reports"), tip.clone(), ticket.clone(), events.clone()]),
        (&auditor, vec![events.clone(), tip.clone(), bureau.url("ledger/anchors"), school.url("ledger/anchors")]),
    ];
    for (user, paths) in &everywhere {
        for path in paths {
            let page = user.get(path).await;
            assert_eq!(page.status(), 200, "{path} as {}: {page}", user.role);
            for secret in [CONTACT, "139-0000-1111", "王女士", "192.0.2.7", &code_parts[0], &code_parts[1]] {
                assert!(!page.body().contains(secret), "{path} as {} says {secret}", user.role);
            }
        }
    }
    let events_page = auditor.get(&events).await;
    assert!(!events_page.body().contains(WORDS), "the record commits to the words and does not hold them");
    // In the whole database: the contact in its table, the words in two (the report, and the ticket the officer made of it with its record).
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").fetch_all(site.owner()).await.unwrap();
    let holding = async |words: &str| {
        let mut found = Vec::new();
        for table in &tables {
            let sql = format!("SELECT count(*) FROM {table} t WHERE strpos(t::text, $1) > 0");
            let n: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(words).fetch_one(site.owner()).await.unwrap();
            if n > 0 {
                found.push(table.clone());
            }
        }
        found.sort();
        found
    };
    assert_eq!(holding("139-0000-1111").await, ["tip_contact"]);
    assert_eq!(holding("192.0.2.7").await, [""; 0]);
    assert_eq!(holding(&code).await, [""; 0]);
    assert_eq!(holding(WORDS).await, ["ledger_text", "ticket", "tip"]);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM ledger_text x JOIN ledger_event e USING (district_id, school_id, seq) WHERE e.subject = 'tip' AND x.field <> 'actor'")
        .fetch_one(site.owner())
        .await
        .unwrap();
    assert_eq!(kept, 0);

    // Only the officer may look the contact up, only by asking, and it is written down first.
    for user in [&principal, &reviewer, &auditor, &staff] {
        assert!(!user.get(&tip).await.has("form[action$='/contact']"), "{}", user.role);
        assert_eq!(user.post(&format!("{tip}/contact"), &[]).await.status(), 404, "{}", user.role);
    }
    let told = |acts: Vec<String>| acts.iter().filter(|act| *act == "see_contact").count();
    assert_eq!(told(auditor.get(&events).await.events()), 0);
    let page = officer.send(before.form("/contact")).await;
    assert_eq!((page.status(), page.text("[data-contact]").as_str(), page.header("cache-control")), (200, CONTACT, Some("no-store")));
    assert_eq!(told(auditor.get(&events).await.events()), 1);
    assert!(!officer.get(&tip).await.has("[data-contact]"), "gone with the page");
    // Somebody who left none.
    let none = sent(&visitor, &card, "没有留").await;
    let tip = waiting(&school, &officer).await;
    assert!(!officer.get(&tip).await.has("form[action$='/contact']"));
    assert_eq!(officer.post(&format!("{tip}/contact"), &[]).await.status(), 404);
    assert_eq!(standing(&visitor, &none).await, "received");

    // Another school, another county: there is nothing.
    let outsiders = [site.school("二小").officer().await, site.school("三中").principal().await, site.bureau("西区局").reviewer().await];
    for outsider in &outsiders {
        for path in [tip.clone(), school.url("public-reports"), format!("{tip}/photos/{}/thumb", "0192d2c0-0000-7000-8000-000000000009")] {
            assert_eq!(outsider.get(&path).await.status(), 404, "{path} as {}", outsider.name);
        }
        for deed in ["accept", "known", "decline", "abuse", "contact"] {
            assert_eq!(outsider.post(&format!("{tip}/{deed}"), &[("version", "1")]).await.status(), 404);
        }
        // Their own address with our report's id.
        let own = tip.replace(&school.place.code, "430405S002");
        assert_eq!(outsider.get(&own).await.status(), 404);
        assert_eq!(outsider.post(&format!("{own}/abuse"), &[("version", "1")]).await.status(), 404);
    }
    assert_eq!(officer.get(&bureau.url("public-reports")).await.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_codes_are_all_the_same_and_late_answers_are_marked() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, bureau) = (school.officer().await, site.bureau("东区局"));
    story::adopted(&school, &officer).await;
    let (card, visitor) = (card(&school).await, site.visitor());
    let code = sent(&visitor, &card, WORDS).await;
    let written = Code::parse(&code).unwrap().groups();
    // As it was written down, in small letters, with spaces.
    for typed in [written.clone(), written.to_lowercase(), written.replace('-', "+")] {
        assert_eq!(standing(&visitor, &typed).await, "received", "{typed}");
    }
    let mut pages = Vec::new();
    for typed in ["AAAABBBBCCCCDDDD", "AAAA", "", "%27%3B+DROP", "%E4%B8%AD%E6%96%87"] {
        let page = visitor.get(&format!("/follow?code={typed}")).await;
        assert_eq!((page.status(), page.text(".errsum").as_str()), (404, "没有查到看看查询码有没有抄错，再输一次"), "{typed}");
        pages.push(page.statements.len());
    }
    assert!(pages.iter().all(|n| *n == pages[0]), "the same work for all: {pages:?}");
    assert_eq!(visitor.get("/follow").await.status(), 200);

    // Late: said to everybody who looks.
    sqlx::query("UPDATE tip SET due_on = current_date - 3").execute(site.owner()).await.unwrap();
    let page = officer.get(&school.url("public-reports")).await;
    assert!(page.text("[data-tip=waiting] .due-late").contains("3 天") && page.text(".panel-h .late").contains("1 件逾期"), "{page}");
    assert!(officer.get("/").await.text("[data-tips]").contains("其中 1 件已经过了答应答复的日子"));
    let above = bureau.reviewer().await.get(&bureau.url("public-reports")).await;
    assert!(above.text("[data-tip=waiting]").contains("一中") && above.has(".due-late"), "{above}");
    assert!(visitor.get(&format!("/follow?code={code}")).await.text(".late").contains("已经过期"));
    let city = site.bureau("市局");
    assert_eq!(city.leader().await.get(&city.url("public-reports")).await.all("[data-tip]").len(), 1);
    assert_eq!(site.bureau("西区局").leader().await.get(&site.bureau("西区局").url("public-reports")).await.all("[data-tip]").len(), 0);
}

/// With scripts off, on a slow line: all that a first visit fetches.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_page_weighs_less_than_fifty_kilobytes() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    opened(&school, &officer).await;
    let card = card(&school).await;
    let code = sent(&site.visitor(), &card, WORDS).await;
    let router = hazard_register::site(site.app().clone());
    let fetch = async |path: &str| {
        let request = Request::get(path).header("accept-encoding", "gzip").header("accept-language", "zh-CN").body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let headers = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
        headers + response.into_body().collect().await.unwrap().to_bytes().len()
    };
    for path in [
        card.clone(),
        format!("{card}/report"),
        format!("/public/{}/report", school.place.code),
        "/follow".into(),
        format!("/follow?code={code}&new=yes"),
    ] {
        let page = site.visitor().get(&path).await;
        let mut parts: Vec<String> = page.attrs("link[href^='/static']", "href");
        parts.extend(page.attrs("script[src]", "src"));
        parts.extend(page.attrs("img[src^='/']", "src"));
        parts.push("/static/icons.svg".into());
        let mut all = fetch(&path).await;
        for part in &parts {
            all += fetch(part).await;
        }
        assert!(all < 50 * 1024, "{path} weighs {all} bytes with {parts:?}");
        assert!(page.attrs("form", "enctype").iter().all(|kind| kind == "multipart/form-data"), "{path}");
    }
}
