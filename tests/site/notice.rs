//! Notice cards and the notice board: what they show, what they never show, and what the database says when everything above it fails.

use crate::common::database::{Database, ZONE};
use crate::common::sample::Sample;
use crate::common::{Org, TestSite, User, story};
use hazard_register::access::Role;
use hazard_register::db::Db;
use sqlx::{AssertSqlSafe, Connection, Executor};

const NO_RIGHT: &str = "42501";

/// An orange gas room with hazards, controls and emergency steps; named people at all tiers. Returns its address.
async fn gas_room(school: &Org, officer: &User, principal: &User, staff: &User) -> String {
    let page = officer.get(&school.url("risks/new")).await;
    let mut form = page.form("/risks");
    for (name, value) in [
        ("name", "食堂燃气间"),
        ("area", "canteen"),
        ("kind", "place"),
        ("place", "食堂一层北侧"),
        ("accident", "燃气爆炸、火灾"),
        ("hazard_what", "软管老化"),
        ("hazard_type", "other_explosion"),
        ("factor", "thing"),
        ("score_1", "10"),
        ("score_2", "60"),
        ("score_3", "40"),
        ("measure_kind_1", "engineering"),
        ("measure_text_1", "可燃气体报警器"),
        ("measure_kind_2", "emergency"),
        ("measure_text_2", "关总阀，开门窗；撤到室外再打电话"),
        ("duty_school", &principal.person.to_string()),
        ("duty_department", &officer.person.to_string()),
        ("duty_post", &staff.person.to_string()),
    ] {
        form = form.set(name, value);
    }
    let page = officer.send(form).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

/// A blue point of the same school.
async fn notice_wall(school: &Org, officer: &User) -> String {
    let page = officer.get(&school.url("risks/new")).await;
    let mut form = page.form("/risks");
    for (name, value) in [
        ("name", "宣传栏"),
        ("area", "outdoor"),
        ("kind", "facility"),
        ("accident", "倾倒"),
        ("hazard_what", "基座松动"),
        ("hazard_type", "collapse"),
        ("factor", "thing"),
        ("score_1", "2"),
        ("score_2", "60"),
        ("score_3", "15"),
        ("duty_post", &officer.person.to_string()),
    ] {
        form = form.set(name, value);
    }
    let page = officer.send(form).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

async fn opened(school: &Org, officer: &User, changes: &[(&str, &str)]) {
    let page = officer.get(&school.url("notice")).await;
    let mut form = page.form("/notice").set("open", "yes").set("duty_line", "0734-000 0000").set("report_line", "投校门口意见箱");
    for (name, value) in changes {
        form = if value.is_empty() { form.without(name) } else { form.set(name, value) };
    }
    officer.done(form).await;
}

async fn token(site: &TestSite, name: &str) -> String {
    sqlx::query_scalar("SELECT token FROM risk_point WHERE name = $1").bind(name).fetch_one(site.owner()).await.expect("a token")
}

fn board(school: &Org) -> String {
    format!("/public/{}", school.place.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_tells_what_stands_on_a_wall_and_its_code_leads_to_the_same() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let url = gas_room(&school, &officer, &principal, &staff).await;
    opened(&school, &officer, &[]).await;

    let page = staff.get(&url).await;
    assert_eq!(page.attrs("[aria-labelledby=notice-h] a", "href"), [format!("{url}/card")]);
    let picture = staff.get(&page.attr("[aria-labelledby=notice-h] img", "src")).await;
    assert_eq!((picture.status(), picture.header("content-type")), (200, Some("image/svg+xml")));

    let page = staff.get(&format!("{url}/card")).await;
    assert_eq!(page.all(".sheet.a5l").len(), 1);
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    let words = page.text(".sheet");
    for wanted in
        ["FX-001", "食堂燃气间", "食堂一层北侧", "较大风险", "燃气爆炸、火灾", "软管老化", "可燃气体报警器", "0734-000 0000", "119", "一中"]
    {
        assert!(words.contains(wanted), "{wanted} is not on the card: {words}");
    }
    assert_eq!(page.all(".sheet ol li"), ["关总阀，开门窗", "撤到室外再打电话"]);
    assert!(words.contains(&staff.name) && words.contains(&officer.name), "the nearest person and the next above: {words}");
    assert!(!words.contains("13800006021"), "no personal telephone: {words}");
    assert!(page.attr(".ncard-q path", "d").starts_with("M4 4h7v1h-7z"));
    assert!(!page.has("form[action$='/card']"), "staff cannot make a card void");

    // What the code leads to, for somebody nobody knows.
    let token = token(&site, "食堂燃气间").await;
    let scanned = site.visitor().get(&format!("/r/{token}")).await;
    assert_eq!((scanned.status(), scanned.text("h1").as_str()), (200, "食堂燃气间"));
    assert!(scanned.statements.len() <= 6, "{:?}", scanned.statements);
    assert_eq!(scanned.all("ol.todo li"), ["关总阀，开门窗", "撤到室外再打电话"]);
    assert!(scanned.has("a[href^='/login?next=%2Fr%2F']") && !scanned.has("a[href*='/risks/']"), "{scanned}");
    assert_eq!(scanned.header("cache-control"), Some("public, max-age=300"));
    assert!(scanned.headers.get_all("vary").iter().any(|one| one.to_str().unwrap_or_default().contains("cookie")));
    assert_eq!(scanned.header("set-cookie"), None);

    // Who may see the point is led on, in their own page that is not kept on the way.
    let page = staff.get(&format!("/r/{token}")).await;
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.has(&format!("a[href='{url}']")), "{page}");
    let report = staff.get(&page.attr("a[href*='/tickets/new?risk_point=']", "href")).await;
    assert!(report.has("#risk_point option[selected][value]:not([value=''])"), "the report names the point: {report}");
    let stranger = site.school("三中").officer().await.get(&format!("/r/{token}")).await;
    assert_eq!(stranger.status(), 200);
    assert!(!stranger.has("a[href*='/risks/']") && !stranger.has("a[href*='/tickets/']"), "{stranger}");
    let reviewer = site.bureau("东区局").reviewer().await.get(&format!("/r/{token}")).await;
    assert!(reviewer.has(&format!("a[href='{url}']")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_card_and_a_made_up_one_lead_nowhere_in_plain_words() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    let url = gas_room(&school, &officer, &principal, &staff).await;
    let old = token(&site, "食堂燃气间").await;
    let form = officer.get(&format!("{url}/card")).await.form("/card");
    let late = principal.get(&format!("{url}/card")).await.form("/card");
    officer.done(form.clone()).await;
    let new = token(&site, "食堂燃气间").await;
    assert_ne!(old, new);
    // The same press again changes nothing; a press on the old page is told so.
    officer.done(form).await;
    assert_eq!(token(&site, "食堂燃气间").await, new);
    let page = principal.send(late).await;
    assert_eq!(page.status(), 409, "{page}");
    assert_eq!(token(&site, "食堂燃气间").await, new);

    let visitor = site.visitor();
    assert_eq!(visitor.get(&format!("/r/{new}")).await.status(), 200);
    let upper = new.to_uppercase();
    for bad in [old.as_str(), "000000000000", "1", "0123456789abc", upper.as_str(), "%00", "..%2F..%2Fhealthz", "a'--", "gggggggggggg"] {
        let page = visitor.get(&format!("/r/{bad}")).await;
        if bad == upper && upper == new {
            continue;
        }
        assert_eq!(page.status(), 404, "{bad}: {page}");
        assert_eq!(page.text("h1"), "这张告知卡已经作废", "{bad}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
    assert_eq!(visitor.in_english().get(&format!("/r/{old}")).await.text("h1"), "This notice card is void");
    // A point out of use has no card.
    officer.done(officer.get(&format!("{url}/retire")).await.form("/retire").set("note", "拆除")).await;
    assert_eq!(visitor.get(&format!("/r/{new}")).await.status(), 404);
    assert_eq!(officer.get(&format!("{url}/card")).await.status(), 404);
    let page = officer.get(&url).await;
    assert_eq!(page.events()[..2], ["retire_point", "renew_card"]);
    assert!(!page.has("[aria-labelledby=notice-h]"));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_school_decides_what_its_board_shows() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal, staff) = (school.officer().await, school.principal().await, school.staff().await);
    gas_room(&school, &officer, &principal, &staff).await;
    notice_wall(&school, &officer).await;
    let visitor = site.visitor();
    // Not opened yet, unknown, a bureau, nonsense: all the same.
    for path in [board(&school), "/public/999999".into(), "/public/430405".into(), "/public/%00".into(), "/public/a'b".into()] {
        let page = visitor.get(&path).await;
        assert_eq!((page.status(), page.text("h1").as_str()), (404, "没有这个公告栏"), "{path}");
    }
    opened(&school, &officer, &[]).await;
    let page = visitor.get(&board(&school)).await;
    assert_eq!(page.status(), 200);
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    assert_eq!(page.all(".boards h2"), ["食堂燃气间"], "red and orange only");
    for wanted in ["一中", "0734-000 0000", "投校门口意见箱", "燃气爆炸、火灾", "可燃气体报警器", "撤到室外再打电话", "教师"]
    {
        assert!(page.body().contains(wanted), "{wanted}: {page}");
    }
    assert!(page.body().contains(&staff.name), "named, unless the school says otherwise");
    assert_eq!((page.header("cache-control"), page.header("set-cookie")), (Some("public, max-age=300"), None));
    assert!(!page.has("a[href^='/o/']") && !page.has("img"), "{page}");
    let english = visitor.in_english().get(&board(&school)).await;
    assert_eq!(english.text("h1"), "Risk notice board");

    opened(&school, &officer, &[("levels", "all"), ("names", "")]).await;
    let page = visitor.get(&board(&school)).await;
    assert_eq!(page.all(".boards h2"), ["食堂燃气间", "宣传栏"]);
    let names = [&staff.name, &officer.name, &principal.name];
    assert!(names.iter().all(|name| !page.body().contains(name.as_str())), "posts only: {page}");
    assert!(page.text(".boards li").contains("教师"), "{page}");
    let scanned = visitor.get(&format!("/r/{}", token(&site, "食堂燃气间").await)).await;
    assert!(names.iter().all(|name| !scanned.body().contains(name.as_str())), "{scanned}");

    opened(&school, &officer, &[("open", "")]).await;
    assert_eq!(visitor.get(&board(&school)).await.status(), 404);
    assert_eq!(visitor.get(&format!("/r/{}", token(&site, "食堂燃气间").await)).await.status(), 200, "cards stay on the walls");
    // Every change is in the ledger of the school, and the auditor can read it.
    let events = site.bureau("东区局").auditor().await.get(&format!("/o/{}/ledger/events", school.place.code)).await;
    assert_eq!(events.events().iter().filter(|act| *act == "set_notice").count(), 3);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_checked_kept_once_and_never_overwritten_unseen() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let fresh = || async { officer.get(&school.url("notice")).await.form("/notice").set("open", "yes") };
    for (name, value, field) in [
        ("duty_line", "", "#duty_line"),
        ("duty_line", "138-0000-6021", "#duty_line"),
        ("report_line", "找安全员，13800006021", "#report_line"),
        ("levels", "5", "#levels"),
        ("duty_line", "0734\u{0}", "#duty_line"),
    ] {
        let mut form = fresh().await;
        if name != "duty_line" {
            form = form.set("duty_line", "0734-000 0000");
        }
        let page = officer.send(form.set(name, value)).await;
        assert_eq!(page.status(), 422, "{name} = {value}: {page}");
        assert_eq!(page.attrs(".errsum a", "href"), [field], "{name} = {value}");
    }
    assert_eq!(site.count("notice").await, 0);
    let (first, second) = (fresh().await.set("duty_line", "0734-000 0000"), principal.get(&school.url("notice")).await.form("/notice"));
    officer.done(first.clone()).await;
    officer.done(first).await;
    assert_eq!((site.count("notice").await, site.count("ledger_event").await), (1, 1), "a second press is answered with the first result");
    let page = principal.send(second.set("duty_line", "0734-000 0009").set("open", "yes")).await;
    assert_eq!((page.status(), page.value("#duty_line").as_str()), (409, "0734-000 0009"), "{page}");
    assert!(page.has("[role=alert]"));
    principal.done(page.form("/notice").set("request_id", "0192d2c0-0000-7000-8000-000000000002")).await;
    let line: String = sqlx::query_scalar("SELECT duty_line FROM notice").fetch_one(site.owner()).await.expect("a line");
    assert_eq!(line, "0734-000 0009");
    // Nobody else decides.
    let staff = school.staff().await;
    assert_eq!(staff.get(&school.url("notice")).await.status(), 404);
    assert_eq!(staff.post(&school.url("notice"), &[("open", "yes")]).await.status(), 404);
    assert_eq!(site.school("二小").officer().await.get(&school.url("notice")).await.status(), 404);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cards_are_printed_as_they_were_filtered_or_ticked() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=all")).await.form("/adopt")).await;
    for (query, sheets) in
        [("", 88), ("?level=1", 3), ("?area=dorm", 4), ("?pick=FX-002&pick=FX-005&pick=FX-999", 2), ("?words=nothing-like-it", 0)]
    {
        let page = officer.get(&school.url(&format!("risks/cards{query}"))).await;
        assert_eq!((page.status(), page.all(".sheet.a5l").len()), (200, sheets), "{query}");
        assert!(page.statements.len() <= 5, "{query}: {:?}", page.statements);
    }
    let list = officer.get(&school.url("risks?level=1")).await;
    assert!(list.has(&format!("button[formaction='{}']", school.url("risks/cards"))));
    let page = officer.get(&school.url("risks/cards?level=1")).await;
    let tokens: Vec<String> = sqlx::query_scalar("SELECT token FROM risk_point").fetch_all(site.owner()).await.expect("tokens");
    assert_eq!(tokens.iter().collect::<std::collections::BTreeSet<_>>().len(), 88, "every card has an address of its own");
    assert!(page.all(".ncard-f").iter().all(|words| words.contains("119")));
    let bureau = site.bureau("东区局");
    assert_eq!(bureau.reviewer().await.get(&bureau.url("risks/cards")).await.status(), 404, "a bureau has no walls");
    assert_eq!(bureau.reviewer().await.get(&school.url("risks/cards?level=1")).await.all(".sheet").len(), 3, "but looks at a school's");
    assert_eq!(site.school("三中").officer().await.get(&school.url("risks/cards")).await.status(), 404);
}

/// What a public page may never say, whoever put it in.
#[tokio::test(flavor = "multi_thread")]
async fn public_pages_show_no_reporter_no_telephone_and_no_hidden_danger() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    let holder = school.staff().await;
    let reporter = school.another(Role::Staff).await;
    let url = gas_room(&school, &officer, &principal, &holder).await;
    opened(&school, &officer, &[("levels", "all")]).await;
    let token = token(&site, "食堂燃气间").await;
    let point: String = sqlx::query_scalar("SELECT id::text FROM risk_point").fetch_one(site.owner()).await.expect("an id");
    let report = reporter.get(&school.url(&format!("tickets/new?risk_point={point}"))).await.form("/tickets");
    let report = report.set("title", "报警器离线没人管").set("place", "燃气间").set("category", "fire").set("grade", "general");
    let report = report.file("photo", crate::common::photo(3));
    let ticket = reporter.send(report).await.location().to_owned();
    story::confirmed(&ticket, &officer, "general").await;
    for path in [board(&school), format!("/r/{token}")] {
        let page = site.visitor().get(&path).await;
        assert_eq!(page.status(), 200, "{page}");
        for secret in
            [reporter.name.as_str(), "13800006021", "报警器离线", "2026-", "隐患台账", &ticket, &url, &point, &holder.username, "password"]
        {
            assert!(!page.body().contains(secret), "{path} says {secret}: {page}");
        }
        assert!(page.body().contains(&holder.name));
    }
}

/// A row of every table for a school.
async fn furnish(school: &Org, n: u8) -> Sample {
    let sample =
        Sample { district: school.place.district.to_string(), school: school.place.id.to_string(), path: school.place.path.clone(), n };
    let mut conn = school.site.owner().acquire().await.expect("a connection");
    sample.insert_all(&mut conn).await;
    sample
}

async fn seen(site: &TestSite, settings: &[(&str, &str)], sql: &str) -> Result<Vec<String>, String> {
    let mut tx = site.passerby(settings).await;
    sqlx::query_scalar::<_, String>(AssertSqlSafe(sql.to_owned())).fetch_all(&mut *tx).await.map_err(|error| {
        error.as_database_error().and_then(|error| error.code()).map_or_else(|| error.to_string(), |code| code.into_owned())
    })
}

/// The third role alone, with no query of ours before it.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_role_reads_one_board_or_one_card_and_nothing_else() {
    let site = TestSite::new().await;
    let (here, next) = (site.school("一中"), site.school("二小"));
    let (one, other) = (furnish(&here, 1).await, furnish(&next, 2).await);
    let blue = "INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, inherent, residual, level, review_on, complete)
                VALUES ($1::uuid, gen_random_uuid(), $2::uuid, $3, 'FX-950', '蓝色点', 'x', 'place', 4, 4, 4, '2030-01-01', true)";
    sqlx::query(blue).bind(&one.district).bind(&one.school).bind(&one.path).execute(site.owner()).await.expect("a blue point");
    let retired =
        "INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, inherent, residual, level, review_on, complete, retired_at)
                   VALUES ($1::uuid, gen_random_uuid(), $2::uuid, $3, 'FX-951', '停用点', 'x', 'place', 1, 1, 1, '2030-01-01', true, now())";
    sqlx::query(retired).bind(&one.district).bind(&one.school).bind(&one.path).execute(site.owner()).await.expect("a retired point");
    // Somebody of the school who answers for nothing.
    let bystander = here.staff().await;
    let tables = ["hazard", "measure", "evaluation", "risk_duty"];
    let district = one.district.as_str();
    let at_board = [("app.district", district), ("app.school", one.path.as_str())];

    let points = "SELECT name FROM risk_point ORDER BY name";
    assert_eq!(seen(&site, &at_board, points).await.unwrap(), ["锅炉房1"]);
    assert_eq!(seen(&site, &at_board, "SELECT name FROM person").await.unwrap(), ["样例1"]);
    assert_eq!(seen(&site, &at_board, "SELECT duty_line FROM notice").await.unwrap(), ["0734-000 0001"]);
    for table in tables {
        let count = format!("SELECT count(risk_point_id)::text FROM {table}");
        assert_eq!(seen(&site, &at_board, &count).await.unwrap(), ["1"], "{table}");
    }
    assert_eq!(seen(&site, &at_board, "SELECT count(person_id)::text FROM post").await.unwrap(), ["1"]);

    // A card: its point and no other, though the board is the same school's and closed.
    sqlx::query("UPDATE notice SET open = false").execute(site.owner()).await.expect("closed");
    let token: String =
        sqlx::query_scalar("SELECT token FROM risk_point WHERE name = '蓝色点'").fetch_one(site.owner()).await.expect("a token");
    let at_card = [("app.token", token.as_str()), ("app.district", district), ("app.school", one.path.as_str())];
    assert_eq!(seen(&site, &at_card, points).await.unwrap(), ["蓝色点"]);
    assert_eq!(seen(&site, &at_card, "SELECT name FROM person").await.unwrap(), [""; 0], "nobody answers for it");
    assert_eq!(seen(&site, &at_board, points).await.unwrap(), [""; 0], "closed");
    assert_eq!(seen(&site, &at_board, "SELECT name FROM person").await.unwrap(), [""; 0]);
    sqlx::query("UPDATE notice SET open = true, names = false").execute(site.owner()).await.expect("opened without names");
    assert_eq!(seen(&site, &at_board, points).await.unwrap(), ["锅炉房1"]);
    assert_eq!(seen(&site, &at_board, "SELECT name FROM person").await.unwrap(), [""; 0], "names are the school's to show");
    sqlx::query("UPDATE notice SET least = 4").execute(site.owner()).await.expect("all levels");
    assert_eq!(seen(&site, &at_board, points).await.unwrap(), ["蓝色点", "锅炉房1"], "out of use is never shown");

    // Without a setting, with half of one, with another's: nothing.
    let half = other.path.trim_end_matches('.').to_owned();
    for settings in [
        vec![],
        vec![("app.school", one.path.as_str())],
        vec![("app.district", district)],
        vec![("app.district", district), ("app.school", "43.")],
        vec![("app.district", district), ("app.school", half.as_str())],
        vec![("app.scope", "43.")],
        vec![("app.token", "")],
        vec![("app.token", "000000000000")],
    ] {
        for table in ["risk_point", "hazard", "measure", "evaluation", "risk_duty", "notice", "person", "post"] {
            let column = match table {
                "notice" => "path",
                "risk_point" => "number",
                "person" => "name",
                "post" => "title",
                _ => "risk_point_id::text",
            };
            let found = seen(&site, &settings, &format!("SELECT {column} FROM {table}")).await.unwrap();
            assert_eq!(found, [""; 0], "{table} with {settings:?}");
        }
    }
    let _ = bystander;

    // Columns and tables that are not on any wall, whatever is set.
    for sql in [
        "SELECT phone FROM person",
        "SELECT username FROM person",
        "SELECT password_hash FROM person",
        "SELECT path FROM person",
        "SELECT role FROM post",
        "SELECT id::text FROM post",
        "SELECT person_id::text FROM evaluation",
        "SELECT scores::text FROM evaluation",
        "SELECT catalogue_code FROM risk_point",
        "SELECT version::text FROM risk_point",
        "SELECT ownership FROM org",
        "SELECT title FROM ticket",
        "SELECT id::text FROM photo",
        "SELECT number FROM inspection",
        "SELECT question FROM inspection_item",
        "SELECT title FROM check_template",
        "SELECT act FROM ledger_event",
        "SELECT body FROM ledger_text",
        "SELECT path FROM ledger_head",
        "SELECT location FROM request",
        "SELECT kind FROM counter",
        "SELECT path FROM rollup",
        "SELECT path FROM rollup_due",
        "SELECT path FROM rollup_week",
        "SELECT code FROM scheme",
        "SELECT person_id::text FROM session",
        "SELECT bucket FROM sign_in_failure",
        "UPDATE notice SET duty_line = 'x' RETURNING path",
        "UPDATE risk_point SET token = 'aaaaaaaaaaaa' RETURNING number",
        "INSERT INTO notice SELECT * FROM notice RETURNING path",
        "DELETE FROM risk_duty RETURNING tier",
    ] {
        assert_eq!(seen(&site, &at_board, sql).await, Err(NO_RIGHT.to_owned()), "{sql}");
    }
    let mut tx = site.passerby(&at_board).await;
    for sql in [
        "SET LOCAL ROLE postgres",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE notice DISABLE ROW LEVEL SECURITY",
        "DROP POLICY on_the_board ON risk_point",
    ] {
        tx.execute("SAVEPOINT s").await.expect("a savepoint");
        assert!(tx.execute(AssertSqlSafe(sql.to_owned())).await.is_err(), "{sql}");
        tx.execute("ROLLBACK TO s").await.expect("back");
    }
    // Nothing that a later migration adds is open to this role without somebody naming it here.
    let readable: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND has_column_privilege('register_public', c.oid, a.attnum, 'SELECT') ORDER BY 1",
    )
    .fetch_all(site.owner())
    .await
    .expect("the catalogue is readable");
    // The last four only by the receipt of a report: see `tips`.
    let shown = [
        "evaluation",
        "hazard",
        "listing_notice",
        "measure",
        "notice",
        "org",
        "person",
        "photo",
        "post",
        "risk_duty",
        "risk_point",
        "ticket",
        "tip",
        "tip_photo",
    ];
    assert_eq!(readable, shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_does_not_start_when_the_public_role_owns_a_table() {
    // Roles belong to the whole server that other tests share: the role gets a table of this database, not a power.
    let database = Database::migrated().await;
    let mut owner = sqlx::PgConnection::connect_with(&database.options("postgres")).await.expect("the owner connects");
    assert!(Db::open(database.options("register_web"), ZONE, 1).await.is_ok());
    owner.execute("CREATE TABLE stray (a int); ALTER TABLE stray OWNER TO register_public").await.expect("a stray table");
    let why = Db::open(database.options("register_web"), ZONE, 1).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(why.contains("owns tables"), "{why}");
}
