//! Major dangers through the pages: a criterion that decides, temporary controls, a place closed off, listed supervision to its end, what came
//! back, and the word of a body outside.

use crate::common::{Page, TestSite, User, photo, story};
use hazard_register::access::Role;

fn sees(page: &Page, words: &str) {
    assert!(page.text("main").contains(words), "{words} is not on the page:\n{page}");
}

/// The box of the criterion whose words hold these.
fn criterion(page: &Page, words: &str) -> String {
    let row = page.all("details .pick").iter().position(|one| one.contains(words)).expect("the criterion is offered");
    page.attrs("details .pick input[name=criterion]", "value")[row].clone()
}

/// Confirmed as major by a direct criterion whose words hold these.
pub async fn decided(url: &str, officer: &User, words: &str) -> Page {
    let page = officer.get(url).await;
    let id = criterion(&page, words);
    officer.done(page.form("/confirm").set("grade", "major").set("category", "building").set("criterion", &id)).await
}

/// Found by a question about a criterion: it comes ticked, and whoever confirms answers for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_inspection_asked_about_is_ticked_already() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let page = officer.get(&school.url("inspections/new")).await;
    let list: String = sqlx::query_scalar("SELECT id::text FROM check_template WHERE code = 'fire_daily' ORDER BY version DESC LIMIT 1")
        .fetch_one(site.owner())
        .await
        .expect("the list");
    let walk = officer.send(page.form("/inspections").set("list", &list)).await.location().to_owned();
    let page = officer.get(&walk).await;
    let asked: i16 = sqlx::query_scalar("SELECT ordinal FROM inspection_item WHERE criterion = 'FIRE-D-06'")
        .fetch_one(site.owner())
        .await
        .expect("the question");
    let form = story::all_fine(&page, &walk).set(&format!("r-{asked}"), "problem").set(&format!("n-{asked}"), "楼道里有一辆电动车在充电");
    officer.done(form.file(&format!("p-{asked}"), photo(77))).await;
    let url = school.url(&format!(
        "tickets/{}",
        sqlx::query_scalar::<_, String>("SELECT number FROM ticket").fetch_one(site.owner()).await.expect("one")
    ));
    let page = officer.get(&url).await;
    let ticked = page.attrs("input[name=criterion][checked]", "value");
    assert_eq!(ticked, [criterion(&page, "电动自行车")]);
    sees(&page, "检查项问的就是这一条");
    // Taken off it is an ordinary judgement again; left, it decides and names its clause.
    let page = officer.done(page.form("/confirm")).await;
    assert_eq!(page.attr("[data-basis]", "data-basis"), "criterion");
    sees(&page, "第三条（一）6");
}

/// Journey 7: ticked, major at once, the clause named, the bureau told, put up for listing; lowering is the bureau's.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticked_criterion_makes_it_major_and_names_its_clause() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (officer, principal, reviewer) = (school.officer().await, school.principal().await, bureau.reviewer().await);
    let url = story::reported(&school, &officer).await;

    // What is met decides, whatever else was chosen.
    let page = officer.get(&url).await;
    let first = criterion(&page, "地下");
    let refused = officer.send(page.form("/confirm").set("grade", "general").set("category", "building").set("criterion", &first)).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#grade".to_owned()]), "{refused}");
    assert!(refused.has(&format!("input[name=criterion][value='{first}'][checked]")), "the tick is kept");

    let page = decided(&url, &officer, "地下").await;
    assert_eq!(page.attr("[data-basis]", "data-basis"), "criterion");
    sees(&page, "第三条（一）2");
    sees(&page, "待核对条文");
    assert_eq!(page.attr("[data-listing]", "data-listing"), "proposed");
    let inbox = reviewer.get("/inbox").await;
    sees(&inbox, "定为重大隐患");
    let list = reviewer.get(&bureau.url("supervision")).await;
    assert_eq!(list.attrs("[data-group=proposed] a.t", "href"), std::slice::from_ref(&url));
    // It stands as work of the bureau directly above, and leads exactly there; the city watches, but is not waited for.
    let home = reviewer.get("/").await;
    assert_eq!(home.attr("[data-listings]", "data-listings"), "1");
    let list = reviewer.get(&home.attr("[data-listings] a", "href")).await;
    assert_eq!(list.attrs("[data-supervised] a.t", "href"), std::slice::from_ref(&url));
    let city = site.bureau("市局");
    let above = city.reviewer().await;
    assert!(!above.get("/").await.has("[data-listings]") && above.get(&city.url("supervision")).await.has("[data-supervised]"));
    assert!(!above.get(&city.url("supervision?show=waiting")).await.has("[data-supervised]"));

    let lower = |page: Page| page.form("/regrade").set("grade", "general").set("note", "已搬出");
    let refused = principal.send(lower(principal.get(&format!("{url}/regrade")).await)).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#grade".to_owned()]), "{refused}");
    let page = reviewer.done(lower(reviewer.get(&format!("{url}/regrade")).await)).await;
    assert!(!page.has("[data-basis]") && !page.has("[data-listing]"), "{page}");
    assert!(!reviewer.get("/").await.has("[data-listings]"), "decided, it is work no more");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_is_looked_at_every_day_and_a_closed_place_opens_with_the_end() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal, reviewer) =
        (school.staff().await, school.officer().await, school.principal().await, bureau.reviewer().await);
    let url = story::reported_as(&school, &officer, "major").await;
    let form = officer.get(&format!("{url}/control")).await.form("/control");
    let page = officer.send(form.clone().without("times")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href").len()), (422, 4), "{page}");
    let form = form.set("kind", "cordon").set("words", "东侧围挡完好，无人进入").set("owner", &staff.person.to_string()).set("times", "1");
    let page = officer.done(form).await;
    assert_eq!(page.all("[data-control=stands]").len(), 1, "{page}");
    sees(&page, "东侧围挡完好");

    // The task is there today, with the words as its question; its plan leads to the ticket.
    let tasks = staff.get(&school.url("tasks")).await;
    let task = tasks.attr("[data-task] a", "href");
    let walk = staff.get(&task).await;
    sees(&walk, "东侧围挡完好，无人进入");
    let plan = officer.get(&school.url("plans")).await.attr(".rows a.t", "href");
    assert_eq!(officer.get(&plan).await.location(), url);
    assert_eq!(officer.post(&plan, &[("version", "1"), ("do", "end")]).await.status(), 404, "it ends where it was ordered");

    // Handed over: it is whoever it came to that the page names.
    let heir = school.another(Role::Staff).await;
    let page = officer.get(&school.url(&format!("duties/hand-over?from={}&to={}", staff.person, heir.person))).await;
    officer.done(page.form("/hand-over").set("reason", "离职")).await;
    let page = officer.get(&url).await;
    assert!(page.text("[data-control]").contains(&heir.name), "{page}");

    // Closed off by the principal; the bureau knows at once.
    assert!(!officer.get(&format!("{url}/close-off")).await.has("form[action$='/close-off']"));
    let page =
        principal.done(principal.get(&format!("{url}/close-off")).await.form("/close-off").set("note", "墙体外倾，随时可能倒")).await;
    assert!(page.has("[data-out-of-use]"), "{page}");
    sees(&reviewer.get("/inbox").await, "场所停用");

    // To its end: what was begun with it ends with it.
    story::confirmed(&url, &officer, "major").await;
    story::assigned(&url, &principal, &staff).await;
    reviewer.done(reviewer.get(&url).await.form("/approve-plan")).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    let form = reviewer.get(&url).await.form("/accept").set("note", "已消除");
    let alone = reviewer.send(form.clone().set("members", "刘敏")).await;
    assert_eq!((alone.status(), alone.attrs(".errsum a", "href")), (422, vec!["#members".to_owned()]));
    let page = reviewer.done(form.set("members", "刘敏、李工\n周工").file("photo", photo(9))).await;
    assert_eq!((page.all("[data-control=over]").len(), page.has("[data-out-of-use]")), (1, false), "{page}");
    sees(&page, "周工");
    assert_eq!(site.count("inspection_plan WHERE control_of IS NOT NULL AND state = 'ended'").await, 1);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_listed_is_watched_by_its_days_and_closes_only_when_taken_off() {
    let site = TestSite::new().await;
    let (school, county, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, city_reviewer, leader) = (county.reviewer().await, city.reviewer().await, city.leader().await);
    // The board is open, so that what is published stands there.
    let form = officer.get(&school.url("notice")).await.form("/notice").set("open", "yes").set("duty_line", "0734-000 0000");
    officer.done(form).await;
    let url = story::reported(&school, &officer).await;
    decided(&url, &officer, "地下").await;

    // A limit of the city's own, with its source, holds below.
    let page = leader.get(&city.url("supervision/limits")).await;
    let form = page.form("/limits").set("days-file", "2").set("days-longest", "90").set("rule-file", "");
    let refused = leader.send(form.clone()).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#rule-file".to_owned()]));
    let stale = form.clone();
    leader.done(form.set("rule-file", "市安委办〔2026〕1号")).await;
    assert_eq!(leader.send(stale.set("rule-file", "x").set("request_id", &uuid::Uuid::now_v7().to_string())).await.status(), 409);
    sees(&reviewer.get(&county.url("supervision/limits")).await, "市安委办〔2026〕1号");
    assert!(!reviewer.get(&county.url("supervision/limits")).await.has("form[action$='/limits']"));

    // Listed by the city, under its first number.
    let form = city_reviewer.get(&format!("{url}/list")).await.form("/list");
    let refused = city_reviewer.send(form.clone().set("supervisor", &staff.person.to_string())).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#supervisor".to_owned()]), "nobody of the school");
    let form = form.set("supervisor", &leader.person.to_string());
    let refused = city_reviewer.send(form.clone().set("due_on", &story::in_days(&officer, 91).await)).await;
    assert_eq!(
        (refused.status(), refused.attrs(".errsum a", "href")),
        (422, vec!["#due_on".to_owned()]),
        "longer than the city's own limit"
    );
    let form = form.set("due_on", &story::in_days(&officer, 60).await);
    let page = city_reviewer.done(form.set("note", "停用一层，每周报进度")).await;
    assert_eq!(page.attr("[data-listing]", "data-listing"), "listed");
    sees(&page, "号");
    sees(&officer.get("/inbox").await, "被挂牌督办");
    let list = city_reviewer.get(&city.url("supervision")).await;
    assert_eq!(list.attrs("[data-group=listed] [data-duty]", "data-duty"), ["file", "publish", "ask"]);
    assert!(!county.auditor().await.get(&url).await.has("form[action$='/list']"));

    // Told and filed; the public reads it, without a name.
    city_reviewer.done(city_reviewer.get(&format!("{url}/file-listing")).await.form("/file-listing")).await;
    assert!(!site.visitor().get(&format!("/public/{}", school.place.code)).await.has("[data-listed]"));
    city_reviewer.done(city_reviewer.get(&format!("{url}/publish-listing")).await.form("/publish-listing")).await;
    let board = site.visitor().get(&format!("/public/{}", school.place.code)).await;
    assert_eq!(board.attr("[data-listed]", "data-listed"), "listing", "{board}");
    for name in [&staff.name, &officer.name, &principal.name, &leader.name] {
        assert!(!board.text("[data-listed]").contains(name), "{name}");
    }
    let list = city_reviewer.get(&city.url("supervision")).await;
    assert_eq!(list.all("[data-duty=file].late").len(), 0);
    sees(&list, "已备案");

    // The work; the signature asks for delisting; nobody closes it before.
    story::assigned(&url, &principal, &staff).await;
    reviewer.done(reviewer.get(&url).await.form("/approve-plan")).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    let page = story::signed(&url, &principal).await;
    assert_eq!(page.attr("[data-listing]", "data-listing"), "requested");
    assert!(!reviewer.get(&url).await.has("form[action$='/accept']"), "not while it is listed");
    let refused = reviewer.post(&format!("{url}/accept"), &[("note", "x"), ("members", "甲、乙"), ("visited_on", "2026-01-01")]).await;
    assert_eq!(refused.status(), 409, "{refused}");
    let mut tx = site.runtime(&county.place.path).await;
    TestSite::say_before(&mut tx, "listing = 'requested'").await;
    let forced = sqlx::query(
        "UPDATE ticket SET version = version + 1, state = 'closed', closed_at = now(), acted_at = now(), waits_for = NULL, accepter_id = $1, members = '{甲,乙}', visited_on = current_date WHERE listing = 'requested'",
    )
    .bind(reviewer.person.0)
    .execute(&mut *tx)
    .await;
    let broken = forced.err().and_then(|error| error.into_database_error()?.constraint().map(str::to_owned));
    assert_eq!(broken.as_deref(), Some("ticket_listed_stays_open"), "closed by a statement while it is listed");
    drop(tx);
    let form = city_reviewer.get(&url).await.form("/delist").set("members", "赵敏、李工").set("note", "隐患已消除");
    city_reviewer.done(form).await;
    let page = story::accepted(&url, &reviewer).await;
    assert_eq!(page.events()[..2], ["accept", "delist"]);
    city_reviewer.done(city_reviewer.get(&format!("{url}/publish-listing")).await.form("/publish-listing")).await;
    let board = site.visitor().get(&format!("/public/{}", school.place.code)).await;
    assert_eq!(board.attr("[data-listed]", "data-listed"), "delisting", "{board}");
    assert_eq!(
        city_reviewer.get(&city.url("supervision")).await.attrs("[data-group=delisted] [data-supervised]", "data-supervised").len(),
        1
    );
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_at_a_point_is_linked_and_the_point_graded_anew() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    story::adopted(&school, &officer).await;
    let point: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM risk_point WHERE number = 'FX-001'").fetch_one(site.owner()).await.expect("a point");
    let report = async || {
        let page = officer.get(&school.url(&format!("tickets/new?risk_point={point}"))).await;
        let form = page.form("/tickets").set("title", "护栏松动").set("place", "三楼").set("category", "building").set("grade", "general");
        let page = officer.send(form.file("photo", photo(1))).await;
        assert_eq!(page.status(), 303, "{page}");
        page.location().to_owned()
    };
    let first = report().await;
    let confirm = async |url: &str| {
        let page = officer.get(url).await;
        officer.done(page.form("/confirm").set("grade", "general").set("category", "building")).await
    };
    confirm(&first).await;
    story::assigned(&first, &officer, &staff).await;
    story::submitted(&first, &staff).await;
    story::passed(&first, &officer).await;
    story::signed(&first, &principal).await;
    let review = async || -> (chrono::NaiveDate, String) {
        sqlx::query_as("SELECT review_on, review_cause FROM risk_point WHERE number = 'FX-001'").fetch_one(site.owner()).await.expect("it")
    };
    let before = review().await;
    let again = report().await;
    let page = officer.get(&again).await;
    assert_eq!(page.attr("[data-repeats] a", "href"), first, "{page}");
    assert_eq!(review().await, before, "nobody confirmed it yet");
    confirm(&again).await;
    let (on, cause) = review().await;
    assert!(on < before.0 && cause == "hidden_danger", "{on} {cause}");
    // Another kind at the same point is no repetition.
    let page = officer.get(&school.url(&format!("tickets/new?risk_point={point}"))).await;
    let form = page.form("/tickets").set("title", "门口积水").set("place", "三楼").set("category", "other").set("grade", "general");
    let other = officer.send(form.set("anyway", "yes").file("photo", photo(2))).await;
    assert!(!officer.get(other.location()).await.has("[data-repeats]"));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_outside_is_asked_and_its_answer_kept() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = story::reported(&school, &officer).await;
    let list = format!("{url}/referrals");
    assert!(!officer.get(&list).await.has("form[action$='/referrals']"), "not before it is confirmed");
    story::confirmed(&url, &officer, "general").await;
    let version: i32 = sqlx::query_scalar("SELECT version FROM ticket").fetch_one(site.owner()).await.expect("it");
    assert!(!staff.get(&list).await.has("form[action$='/referrals']"), "staff read it");
    let form = officer.get(&list).await.form("/referrals");
    let refused = officer.send(form.clone().set("body", "fire").set("answer_by", "2020-01-01")).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href").len()), (422, 3), "{refused}");
    let form = form
        .set("body", "fire")
        .set("name", "区消防救援大队 王参谋")
        .set("asked", "请现场核查疏散门")
        .set("answer_by", &story::in_days(&officer, 5).await);
    let twice = form.clone();
    let page = officer.done(form).await;
    assert_eq!(page.attrs("[data-referral]", "data-referral"), ["waiting"], "{page}");
    assert_eq!(officer.send(twice).await.status(), 303);
    assert_eq!(site.count("referral").await, 1, "pressed twice, asked once");
    let answer = page.form(&page.attr("[data-referral] details form", "action"));
    let refused = officer.send(answer.clone().set("replied_on", "2020-01-01")).await;
    assert!(refused.status() == 422 && refused.has("[data-referral] details[open] .err"), "{refused}");
    let page = officer.done(answer.set("reply", "已核查，限三日内拆除门禁")).await;
    assert_eq!(page.attrs("[data-referral]", "data-referral"), ["answered"]);
    // It stands in the ticket's history, and an open form is as good as before.
    assert_eq!(officer.get(&url).await.events(), ["refer_reply", "refer", "confirm", "report"]);
    sees(&officer.get(&url).await, "限三日内拆除门禁");
    assert_eq!(sqlx::query_scalar::<_, i32>("SELECT version FROM ticket").fetch_one(site.owner()).await.expect("it"), version);
    // Not answered again, not by another school.
    let mut tx = site.runtime(&school.place.path).await;
    let done = sqlx::query("UPDATE referral SET reply = 'x' WHERE reply IS NOT NULL").execute(&mut *tx).await;
    assert!(done.is_ok_and(|done| done.rows_affected() == 0), "what was answered stays");
    drop(tx);
    assert_eq!(site.school("三中").officer().await.get(&list).await.status(), 404);
    site.holds_together().await;
}

/// Journey 11: five signed one after the other; and somebody signs in the principal's place, never under their own verdict.
#[tokio::test(flavor = "multi_thread")]
async fn a_principal_signs_one_after_the_other_and_lets_somebody_stand_in() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let other = school.another(Role::Officer).await;
    let ready = async |verifier: &User| {
        let url = story::reported(&school, &staff).await;
        story::confirmed(&url, &officer, "general").await;
        story::assigned(&url, &officer, &staff).await;
        story::submitted(&url, &staff).await;
        story::passed(&url, verifier).await;
        url
    };
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(ready(&officer).await);
    }
    let desk = school.url("desk");
    for nobody in [&staff, &officer] {
        assert_eq!(nobody.get(&desk).await.status(), 404, "a desk is the principal's");
    }
    let page = principal.get(&desk).await;
    assert_eq!(page.attrs("[data-waiting]", "data-waiting").len(), 3, "{page}");
    assert_eq!(page.all("article figure.shot").len(), 2, "the pair side by side");
    assert!(!page.has("input[name=decision][checked]"), "nothing is decided beforehand");
    let form = page.form(&page.attr("article form", "action"));
    let undecided = principal.send(form.clone().set("password", crate::common::PASSWORD)).await;
    assert_eq!((undecided.status(), undecided.attrs(".errsum a", "href")), (422, vec!["#decision".to_owned()]), "{undecided}");
    let wrong = principal.send(form.clone().set("decision", "sign").set("password", "not it")).await;
    assert_eq!((wrong.status(), wrong.attrs(".errsum a", "href")), (422, vec!["#password".to_owned()]));
    assert!(wrong.has("input[name=decision][value=sign][checked]") && wrong.value("#password").is_empty(), "{wrong}");
    let wordless = principal.send(form.clone().set("decision", "send_back")).await;
    assert_eq!((wordless.status(), wordless.attrs(".errsum a", "href")), (422, vec!["#note".to_owned()]));
    let first = page.attr("article", "data-case");
    let page = principal.done(form.clone().set("decision", "sign").set("password", crate::common::PASSWORD)).await;
    assert_ne!(page.attr("article", "data-case"), first, "the next one");
    // An old form of it: somebody was first, and the next is shown.
    let stale = principal
        .send(form.set("decision", "sign").set("password", crate::common::PASSWORD).set("request_id", &uuid::Uuid::now_v7().to_string()))
        .await;
    assert_eq!((stale.status(), stale.has("article[data-case]")), (409, true), "{stale}");
    let form = page.form(&page.attr("article form", "action"));
    let page = principal.done(form.set("decision", "send_back").set("note", "缺试压记录")).await;
    assert_eq!(page.attrs("[data-waiting]", "data-waiting").len(), 1);

    // Somebody stands in, for days that are known.
    let delegations = school.url("delegations");
    assert!(!officer.get(&delegations).await.has("form[action$='/delegations']"));
    let form = principal.get(&delegations).await.form("/delegations").set("deputy", &officer.person.to_string()).set("reason", "外出培训");
    let refused = principal.send(form.clone().set("to", "2020-01-01")).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#to".to_owned()]), "{refused}");
    let page = principal.done(form.clone().set("to", &story::in_days(&principal, 3).await)).await;
    assert_eq!(page.attrs("[data-delegation]", "data-delegation"), ["now"]);
    let another = form.set("deputy", &other.person.to_string()).set("to", &story::in_days(&principal, 1).await);
    let overlapping = principal.send(another.set("request_id", &uuid::Uuid::now_v7().to_string())).await;
    assert_eq!((overlapping.status(), overlapping.attrs(".errsum a", "href")), (422, vec!["#to".to_owned()]));

    // What the deputy verified is not theirs to sign; what another verified is.
    let page = officer.get(&desk).await;
    assert!(page.status() == 200 && !page.has("article[data-case]"), "{page}");
    let url = ready(&other).await;
    sees(&officer.get("/inbox").await, "签");
    let page = officer.get(&desk).await;
    let form = page.form(&page.attr("article form", "action"));
    officer.done(form.set("decision", "sign").set("password", crate::common::PASSWORD)).await;
    let signed: (uuid::Uuid, Option<uuid::Uuid>) = sqlx::query_as("SELECT signer_id, signed_for FROM ticket WHERE number = $1")
        .bind(url.rsplit('/').next())
        .fetch_one(site.owner())
        .await
        .expect("it");
    assert_eq!(signed, (officer.person.0, Some(principal.person.0)));
    sees(&officer.get(&url).await, "代谁签批");
    let own = &waiting[2];
    let forged = officer.post(&format!("{own}/sign"), &[("password", crate::common::PASSWORD)]).await;
    assert_eq!(forged.status(), 409, "by a forged form either: {forged}");
    let mut tx = site.runtime(&school.place.path).await;
    TestSite::say_before(&mut tx, &format!("state = 'signing' AND verifier_id = '{}'", officer.person)).await;
    let forced = sqlx::query("UPDATE ticket SET version = version + 1, state = 'closed', closed_at = now(), acted_at = now(), waits_for = NULL, signer_id = $1, signed_for = $2 WHERE verifier_id = $1 AND state = 'signing'")
        .bind(officer.person.0)
        .bind(principal.person.0)
        .execute(&mut *tx)
        .await;
    let broken = forced.err().and_then(|error| error.into_database_error()?.constraint().map(str::to_owned));
    assert_eq!(broken.as_deref(), Some("ticket_signed_by_a_deputy"), "nor by a statement");
    drop(tx);

    // Ended early, by either; then it is over at once.
    let page = officer.get(&delegations).await;
    officer.done(page.form("/end")).await;
    assert_eq!(officer.get(&desk).await.status(), 404);
    assert_eq!(officer.get(&delegations).await.attrs("[data-delegation]", "data-delegation"), ["ended"]);
    site.holds_together().await;
}
