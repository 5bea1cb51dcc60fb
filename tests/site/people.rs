//! Administrators look after people: accounts, posts, one-time passwords.

use crate::common::{Browser, Org, PASSWORD, Page, TestSite, User};
use hazard_register::access::Role;
use hazard_register::clock::Zone;
use hazard_register::ledger;
use hazard_register::person::command;
use sqlx::AssertSqlSafe;

/// Fills in the form of a new person and sends it.
async fn add(by: &User, org: &Org, username: &str, role: &str) -> Page {
    let page = by.get(&org.url("people/new")).await;
    by.send(
        page.form("/people")
            .set("name", "王小明")
            .set("username", username)
            .set("phone", "13800001111")
            .set("role", role)
            .set("title", "总务主任"),
    )
    .await
}

/// A fresh browser signed in with this password, wherever that led.
async fn sign_in(site: &TestSite, username: &str, password: &str) -> (Browser, Page) {
    let browser = site.visitor();
    let page = browser.post("/login", &[("username", username), ("password", password)]).await;
    (browser, page)
}

async fn text(site: &TestSite, sql: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(site.owner()).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn verified(site: &TestSite) {
    let mut owner = site.owner().acquire().await.unwrap();
    let report = ledger::verify(&mut owner, None).await.unwrap();
    assert!(report.clean(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_gets_a_password_once_and_a_second_press_changes_nothing() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let administrator = site.bureau("东区局").administrator().await;
    let page = administrator.get(&school.url("people/new")).await;
    let form = page
        .form("/people")
        .set("name", " 王小明 ")
        .set("username", " WangXM ")
        .set("phone", "13800001111")
        .set("role", "officer")
        .set("title", "总务主任");
    let told = administrator.send(form.clone()).await;
    assert_eq!(told.status(), 201, "{told}");
    let secret = told.text("[data-secret]");
    assert_eq!(secret.len(), 19);
    let people = site.count("person").await;

    let again = administrator.send(form).await;
    assert_eq!(again.status(), 303, "{again}");
    assert_eq!(again.location(), told.location(), "both answers lead to the same person");
    assert!(!again.body().contains(&secret));
    let page = administrator.get(again.location()).await;
    assert_eq!(page.text("h1"), "王小明");
    assert!(page.has(".flash") && !page.body().contains(&secret), "{page}");
    assert_eq!(page.events(), ["add_person"]);
    assert_eq!(site.count("person").await, people);
    assert_eq!(
        text(&site, "SELECT username || ' ' || name || ' ' || path FROM person WHERE name = '王小明'").await,
        "wangxm 王小明 43.4304.430405.430405S001."
    );

    let (browser, page) = sign_in(&site, "wangxm", &secret).await;
    assert_eq!(page.status(), 303, "{page}");
    assert_eq!(browser.get("/o/430405/tickets").await.location(), "/password", "a password somebody else knew is changed first");

    let facts = text(&site, "SELECT facts::text FROM ledger_event WHERE act = 'add_person'").await;
    for word in ["王小明", "wangxm", "13800001111", "总务主任"] {
        assert!(!facts.contains(word), "{word} stands in the chain: {facts}");
    }
    verified(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept() {
    let site = TestSite::new().await;
    let (school, elsewhere) = (site.school("一中"), site.school("三中"));
    let administrator = site.bureau("东区局").administrator().await;
    let stranger = elsewhere.officer().await;
    let (people, events) = (site.count("person").await, site.count("ledger_event").await);

    // Taken by somebody whom this administrator cannot see.
    let page = add(&administrator, &school, &stranger.username, "officer").await;
    assert_eq!(page.status(), 422, "{page}");
    assert!(page.has("#username-err"), "{page}");
    assert_eq!((page.value("#name"), page.value("#username")), ("王小明".into(), stranger.username.clone()));

    let page = administrator.get(&school.url("people/new")).await;
    let page = administrator
        .send(
            page.form("/people")
                .set("name", "\u{3000}")
                .set("username", "王")
                .set("phone", "打我")
                .set("role", "administrator")
                .set("from_on", "2026-02-30"),
        )
        .await;
    assert_eq!(page.status(), 422, "{page}");
    for field in ["name", "username", "phone", "role", "from_on"] {
        assert!(page.has(&format!("#{field}-err")), "{field}:\n{page}");
    }
    assert!(page.text("title").starts_with("有错误"), "{page}");
    assert_eq!((site.count("person").await, site.count("ledger_event").await), (people, events));

    let page = administrator.get(&site.bureau("东区局").url("people/new")).await;
    assert_eq!(page.attrs("[name=role]", "value"), ["reviewer", "leader", "administrator", "auditor"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_ends_every_session_and_the_old_password() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let administrator = site.bureau("东区局").administrator().await;
    let officer = school.officer().await;
    let url = school.url(&format!("people/{}", officer.person));
    let page = administrator.get(&format!("{url}/password")).await;
    let form = page.form(&format!("{url}/password"));
    let told = administrator.send(form.clone()).await;
    assert_eq!(told.status(), 200, "{told}");
    let secret = told.text("[data-secret]");
    let again = administrator.send(form).await;
    assert_eq!((again.status(), again.location()), (303, url.as_str()));

    assert!(officer.get(&school.url("tickets")).await.location().starts_with("/login"), "the session ended");
    let (_, page) = sign_in(&site, &officer.username, PASSWORD).await;
    assert_eq!(page.status(), 422);
    let (browser, page) = sign_in(&site, &officer.username, &secret).await;
    assert_eq!((page.status(), browser.get("/o/430405/tickets").await.location()), (303, "/password"));
    assert_eq!(text(&site, "SELECT count(*)::text FROM ledger_event WHERE act = 'reset_password'").await, "1");
    verified(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_and_back_when_enabled() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let administrator = site.bureau("东区局").administrator().await;
    let officer = school.officer().await;
    let url = school.url(&format!("people/{}", officer.person));
    let page = administrator.get(&format!("{url}/disable")).await;
    let form = page.form("/disable");
    let page = administrator.done(form.clone()).await;
    assert_eq!(page.events(), ["disable"]);
    assert!(page.has("form[action$='/enable']") && !page.has("a[href$='/disable']"), "{page}");
    assert!(officer.get(&school.url("tickets")).await.location().starts_with("/login"));
    assert_eq!(sign_in(&site, &officer.username, PASSWORD).await.1.status(), 422);

    // A form opened before, with an id of its own: somebody was faster.
    let page_two = administrator.send(form.set("request_id", "018f0000-0000-7000-8000-000000000002")).await;
    assert_eq!(page_two.status(), 409, "{page_two}");

    let page = administrator.done(page.form("/enable")).await;
    assert_eq!(page.events(), ["enable", "disable"]);
    assert_eq!(sign_in(&site, &officer.username, PASSWORD).await.1.status(), 303);
    verified(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_post_ends_its_sessions() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let administrator = site.bureau("东区局").administrator().await;
    let officer = school.officer().await;
    let url = school.url(&format!("people/{}", officer.person));
    let page = administrator.get(&url).await;
    let href = page.attr("a[href*='/post/']", "href");
    let page = administrator.get(&href).await;
    let today = page.value("#to_on");
    let late = administrator.send(page.form(&href).set("to_on", "2026-01-01")).await;
    assert_eq!(late.status(), 422, "{late}");
    assert_eq!((late.has("#to_on-err"), late.value("#to_on")), (true, "2026-01-01".into()));
    assert_eq!(officer.get(&school.url("tickets")).await.status(), 200);

    let page = administrator.done(page.form(&href)).await;
    assert_eq!(page.events(), ["end_post"]);
    assert!(officer.get(&school.url("tickets")).await.location().starts_with("/login"));
    assert_eq!(text(&site, &format!("SELECT to_on::text FROM post WHERE person_id = '{}'", officer.person)).await, today);
    verified(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_posts_in_two_districts_is_kept_above_both() {
    let site = TestSite::new().await;
    let (one, three) = (site.school("一中"), site.school("三中"));
    let (east, west, city) = (
        site.bureau("东区局").administrator().await,
        site.bureau("西区局").administrator().await,
        site.bureau("市局").administrator().await,
    );
    let officer = one.officer().await;

    // For the west the name does not exist; the city reaches both.
    let page = west.get(&three.url("people/existing")).await;
    let form = page.form("/existing").set("username", &officer.username).set("role", "officer");
    let refused = west.send(form).await;
    assert_eq!((refused.status(), refused.has("#username-err")), (422, true), "{refused}");
    let page = city.get(&three.url("people/existing")).await;
    let form = page.form("/existing").set("username", &officer.username.to_uppercase()).set("role", "officer");
    let page = city.done(form).await;
    assert_eq!(page.all("ul.rows li").len(), 2, "{page}");
    assert_eq!(text(&site, &format!("SELECT path FROM person WHERE id = '{}'", officer.person)).await, "43.4304.");

    // Whoever could reset the password could act through both posts: neither county may any more.
    for (county, school) in [(&east, &one), (&west, &three)] {
        let url = school.url(&format!("people/{}", officer.person));
        let page = county.get(&url).await;
        assert_eq!(page.status(), 200, "{page}");
        assert!(!page.has("a[href$='/password'].btn") && !page.has("a[href$='/disable']"), "{page}");
        for act in ["password", "disable", "enable", "post"] {
            let page = county.post(&format!("{url}/{act}"), &[("role", "staff"), ("from_on", "2026-01-01")]).await;
            assert_eq!(page.status(), 409, "{act}: {page}");
        }
        // The post here is theirs to end.
        assert!(page.has("a[href*='/post/']"), "{page}");
    }
    let page = city.get(&three.url("people/existing")).await;
    let twice = city.send(page.form("/existing").set("username", &officer.username).set("role", "officer")).await;
    assert_eq!((twice.status(), twice.has("#role-err")), (422, true), "{twice}");
    verified(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_manages_their_own_account() {
    let site = TestSite::new().await;
    let bureau = site.bureau("东区局");
    let administrator = bureau.administrator().await;
    let url = bureau.url(&format!("people/{}", administrator.person));
    let page = administrator.get(&url).await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(!page.has("main a[href*='/post']") && !page.has("main a[href$='/disable']"), "{page}");
    let post = text(&site, &format!("SELECT id::text FROM post WHERE person_id = '{}'", administrator.person)).await;
    let events = site.count("ledger_event").await;
    for act in ["disable", "enable", "password", "post", &format!("post/{post}")] {
        let page =
            administrator.post(&format!("{url}/{act}"), &[("to_on", "2030-01-01"), ("role", "leader"), ("from_on", "2026-01-01")]).await;
        assert_eq!(page.status(), 409, "{act}: {page}");
        assert!(page.text("main").contains("自己的账号"), "{act}: {page}");
    }
    assert_eq!(site.count("ledger_event").await, events);
    assert_eq!(administrator.get(&bureau.url("people")).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_other_organisations_are_absent() {
    let site = TestSite::new().await;
    let (one, two, three) = (site.school("一中"), site.school("二小"), site.school("三中"));
    let east = site.bureau("东区局").administrator().await;
    let (mine, theirs) = (one.officer().await, three.officer().await);
    for url in [
        three.url("people"),
        three.url(&format!("people/{}", theirs.person)),
        one.url(&format!("people/{}", theirs.person)),
        two.url(&format!("people/{}", mine.person)),
        one.url("people/nobody"),
    ] {
        assert_eq!(east.get(&url).await.status(), 404, "{url}");
        assert_eq!(east.post(&format!("{url}/disable"), &[]).await.status(), 404, "{url}");
    }
    for role in [Role::Reviewer, Role::Leader, Role::Auditor] {
        assert_eq!(site.bureau("东区局").signed_in(role).await.get(&one.url("people")).await.status(), 404, "{role}");
    }
    assert_eq!(one.principal().await.get(&one.url("people")).await.status(), 404);
    let page = east.get(&site.bureau("东区局").url("people?below=yes")).await;
    let listed = page.all("ul.rows a.t");
    assert!(listed.contains(&mine.name) && !listed.contains(&theirs.name), "{listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lists_are_turned_page_by_page_and_cost_one_query() {
    let site = TestSite::new().await;
    let (bureau, school) = (site.bureau("东区局"), site.school("一中"));
    let administrator = bureau.administrator().await;
    // Many of one name: the order must not depend on the name alone.
    let many = "INSERT INTO person (id, path, username, name, password_hash) SELECT gen_random_uuid(), '43.4304.430405.430405S001.', 'many' || n, '张伟' || n % 3, '' FROM generate_series(1, 120) n";
    sqlx::query(many).execute(site.owner()).await.unwrap();
    let mut url = school.url("people");
    let (mut seen, mut pages) = (std::collections::BTreeSet::new(), 0);
    loop {
        let page = administrator.get(&url).await;
        assert!(page.statements.len() <= 3, "{:?}", page.statements);
        for href in page.attrs("ul.rows a.t", "href") {
            assert!(seen.insert(href), "somebody stands on two pages");
        }
        pages += 1;
        match page.attrs("a[rel=next]", "href").pop() {
            Some(next) => url = next,
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (120, 3));
    let page = administrator.get(&school.url("people?words=many11")).await;
    assert_eq!(page.all("ul.rows a.t").len(), 11, "many11 and many110 to many119");
    let page = administrator.get(&school.url("people?words=%25")).await;
    assert_eq!(page.all("ul.rows a.t").len(), 0, "a percent sign is a percent sign");

    school.officer().await;
    let page = administrator.get(&bureau.url("people?show=below")).await;
    assert!(page.statements.len() <= 2, "{:?}", page.statements);
    assert_eq!(page.all("ul.rows a.t"), ["一中", "二小"]);
    let city = site.bureau("市局").administrator().await;
    let page = city.get(&site.bureau("市局").url("people?show=below")).await;
    assert_eq!(page.all("ul.rows a.t"), ["东区局", "西区局"]);
    let page = city.get(&site.bureau("市局").url("people?show=below&words=S002")).await;
    assert_eq!(page.all("ul.rows a.t"), ["二小", "四小"]);
    let page = administrator.get(&school.url("people?role=officer")).await;
    assert_eq!(page.all("ul.rows a.t").len(), 1, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_adds_the_first_administrator() {
    let site = TestSite::new().await;
    let zone = Zone(chrono_tz::Asia::Shanghai);
    let new = command::Add {
        org: "430405".into(),
        username: "Chen.J".into(),
        name: "陈静".into(),
        phone: String::new(),
        role: Role::Administrator,
        title: String::new(),
    };
    let secret = command::add(site.owner(), &new, zone).await.unwrap();
    let (browser, page) = sign_in(&site, "chen.j", &secret).await;
    assert_eq!((page.status(), browser.get("/o/430405/tickets").await.location()), (303, "/password"));
    for (wrong, told) in [
        (command::Add { org: "nowhere".into(), ..new.clone() }, "no organisation"),
        (command::Add { role: Role::Staff, username: "other".into(), ..new.clone() }, "does not fit"),
        (command::Add { username: "陈静".into(), ..new.clone() }, "sign-in name"),
        (new.clone(), "is taken"),
    ] {
        let error = command::add(site.owner(), &wrong, zone).await.unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    command::set_password(site.owner(), "chen.j", "a new password by hand").await.unwrap();
    assert_eq!(sign_in(&site, "chen.j", &secret).await.1.status(), 422);
    assert_eq!(sign_in(&site, "chen.j", "a new password by hand").await.1.status(), 303);
    assert!(command::set_password(site.owner(), "chen.j", "short").await.is_err());
    assert!(command::set_password(site.owner(), "nobody", "a new password by hand").await.is_err());
    assert_eq!(text(&site, "SELECT string_agg(act, ' ' ORDER BY seq) FROM ledger_event").await, "add_person reset_password");
    verified(&site).await;
}
