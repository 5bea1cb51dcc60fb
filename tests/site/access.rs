//! Every door of the site, tried by everybody; the snapshot is the document. And how often each page asks the database.

use crate::common::{Browser, Org, Page, TestSite, story};
use hazard_register::access::Role;
use std::fmt::Write as _;

/// Things to open in a school: a ticket with a photo, a risk point, an inspection, a person, an import, a check list, days in the calendar.
struct Things {
    ticket: String,
    photo: String,
    risk: String,
    inspection: String,
    person: String,
    plan: String,
    import: String,
    /// An inspection plan and a task of it.
    round: String,
    task: String,
    list: String,
    entry: String,
    /// A bureau's round of visits, and the visit of this school.
    visits: String,
    visit: String,
    /// A campaign that runs and asks the school.
    campaign: String,
    /// A message to the school's officer, and a webhook of the school.
    message: String,
    hook: String,
    /// A report of the public, and its picture.
    tip: String,
    picture: String,
    /// A file of an old ledger whose columns are not said yet, and a danger of another that was taken over.
    upload: String,
    legacy: String,
    /// A closing that the bureau drew.
    sample: String,
}

impl Things {
    async fn of(school: &Org) -> Self {
        let (staff, officer) = (school.staff().await, school.officer().await);
        let url = story::reported(school, &staff).await;
        let photo = staff.get(&url).await.attr(".pair img", "src").split('/').nth(4).unwrap_or_default().to_owned();
        let number = |url: &str| url.rsplit('/').next().unwrap_or_default().to_owned();
        let risk = number(&story::adopted(school, &officer).await);
        let inspection = number(&story::inspecting(school, &officer).await);
        let plan = story::mapped(school, &officer).await.rsplit('/').next().unwrap_or_default().to_owned();
        // Somebody whom the administrator's doors may change without changing what the others see.
        let person = school.another(Role::Staff).await.person.to_string();
        let import = number(&story::import_checked(school, &officer).await);
        let (round, task) = story::planned(school, &officer, &staff).await;
        let (round, task) = (number(&round), number(&task));
        let form = officer.get(&school.url("checklists/new")).await.form("/checklists");
        let form = form.set("title", "晚间巡查").set("kind", "daily").set("q1_question", "灯关了吗？");
        let list = number(officer.send(form).await.location());
        let entry = story::dated(school, &officer, "off", "校运会", "2026-11-05", "2026-11-06")
            .await
            .rsplit('/')
            .nth(1)
            .unwrap_or_default()
            .to_owned();
        let bureau = school.site.bureau("东区局");
        let reviewer = bureau.reviewer().await;
        let visits = story::drawn(&bureau, &reviewer, &[school]).await;
        let visit = number(&reviewer.get(&visits).await.attr("[data-visit] a.t", "href"));
        let url_of_campaign = story::drafted(&bureau, &reviewer, "防汛检查").await;
        reviewer.done(story::launching(&url_of_campaign, &reviewer, &[&school.place.code]).await).await;
        let campaign = number(&url_of_campaign);
        let message = number(&officer.get("/inbox").await.attr("[data-message] form", "action"));
        let principal = school.principal().await;
        let form = principal.get(&school.url("webhooks")).await.form("/webhooks").set("name", "值班群").set("form", "wecom");
        principal.done(form.set("url", "https://robot.example/send?key=k").set("digest", "yes")).await;
        let hook = principal.get(&school.url("webhooks")).await.attr("[data-hook]", "id");
        story::tipped(school, "门卫室插座发热").await;
        let tip = officer.get(&school.url("public-reports")).await.attr("[data-tip] a.t", "href");
        let picture = officer.get(&tip).await.attr(".tip-shots img", "src").split('/').nth(6).unwrap_or_default().to_owned();
        let tip = number(&tip);
        let ledger = story::old_ledger(&[["1", "2024.3.5", "食堂", "地面湿滑", "2024.3.8", "未整改"]]);
        let url_of_ledger = story::ledger_sent(school, &officer, "2024.csv", ledger).await;
        story::ledger_mapped(&url_of_ledger, &officer).await;
        story::ledger_taken(school, &url_of_ledger, &officer).await;
        let legacy = number(&officer.get(&school.url("taken-over")).await.attr("main li a.t", "href"));
        let upload = number(&story::ledger_sent(school, &officer, "x.csv", b"a,b,c\n1,2,3\n".to_vec()).await);
        let ended = story::reported(school, &staff).await;
        story::confirmed(&ended, &officer, "general").await;
        story::assigned(&ended, &officer, &staff).await;
        story::submitted(&ended, &staff).await;
        story::passed(&ended, &officer).await;
        story::signed(&ended, &principal).await;
        reviewer.done(reviewer.get(&bureau.url("samples")).await.form("/samples")).await;
        let sample = number(&reviewer.get(&bureau.url("samples")).await.attr("[data-sample] a", "href"));
        Self {
            ticket: number(&url),
            photo,
            risk,
            inspection,
            person,
            plan,
            import,
            list,
            round,
            task,
            entry,
            visits: number(&visits),
            visit,
            campaign,
            message,
            hook,
            tip,
            picture,
            upload,
            legacy,
            sample,
        }
    }

    /// A door with everything named in it filled in.
    fn address(&self, path: &str, org: &str) -> String {
        let number = if path.contains("/risks/") {
            &self.risk
        } else if path.contains("/inspections/") {
            &self.inspection
        } else {
            &self.ticket
        };
        let round = format!("/plans/{}", self.round);
        let act = if path.contains("/risks/") { "evaluate" } else { "confirm" };
        let pairs = [("{org}", org), ("{number}", number), ("{act}", act), ("{photo}", &self.photo), ("{size}", "thumb")];
        let others = [
            ("{person}", self.person.as_str()),
            ("{post}", "x"),
            ("{*file}", "app.css"),
            ("/public/{code}", "/public/430405S001"),
            ("{code}", "FIRE-D-01"),
            ("{token}", "000000000000"),
            ("{round}", self.visits.as_str()),
            ("{visit}", &self.visit),
            ("/plans/{plan}", &round),
            ("{plan}", &self.plan),
            ("{task}", &self.task),
            ("{area}", "new"),
            ("{import}", &self.import),
            ("{list}", &self.list),
            ("{entry}", &self.entry),
            ("{campaign}", &self.campaign),
            ("{question}", "1"),
            ("{message}", &self.message),
            ("{hook}", &self.hook),
            ("{tip}", &self.tip),
            ("{picture}", &self.picture),
            ("{answer}", "decline"),
            ("{delegation}", "00000000-0000-7000-8000-000000000000"),
            ("{referral}", "00000000-0000-7000-8000-000000000000"),
            ("{paper}", "major-report"),
            ("{upload}", &self.upload),
            ("{legacy}", &self.legacy),
            ("{deed}", "approve"),
            ("{sample}", &self.sample),
        ];
        let filled = pairs.iter().chain(&others).fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        assert!(!filled.contains('{'), "{path} has a part that this test cannot fill in: name it here");
        filled
    }
}

async fn try_door(browser: &Browser, method: &str, path: &str) -> Page {
    if method == "GET" { browser.get(path).await } else { browser.ask(axum::http::Method::POST, path, "", vec![]).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_as_everybody() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let things = Things::of(&school).await;
    let mut people = Vec::new();
    for role in Role::ALL {
        people.push((role.code().to_owned(), if role.at_school() { school.signed_in(*role).await } else { bureau.signed_in(*role).await }));
    }
    people.push(("next school's officer".into(), site.school("二小").officer().await));
    people.push(("next county's reviewer".into(), site.bureau("西区局").reviewer().await));
    people.push(("city's leader".into(), site.bureau("市局").leader().await));
    let routes = hazard_register::routes();
    let mut table = String::new();
    for route in routes.list() {
        // At a school, and where it makes sense at its bureau.
        let orgs: &[&str] = if route.path.contains("{org}") { &["430405S001", "430405"] } else { &[""] };
        for org in orgs {
            let path = things.address(&route.path, org);
            let mut by_status: Vec<(u16, Vec<&str>)> = Vec::new();
            let visitor = site.visitor();
            let mut answers = vec![("nobody", try_door(&visitor, &route.method, &path).await)];
            for (name, user) in &people {
                // A door that ends the session must not end it for the doors that follow.
                let page = if path == "/logout" {
                    let own = site.visitor();
                    own.sign_in(&user.username).await;
                    try_door(&own, &route.method, &path).await
                } else {
                    try_door(user, &route.method, &path).await
                };
                answers.push((name, page));
            }
            for (name, page) in answers {
                assert!(!page.status.is_server_error(), "{} {path} as {name}: {page}", route.method);
                assert!(
                    page.headers.contains_key("content-security-policy") && page.headers.contains_key("x-content-type-options"),
                    "{path} without its headers"
                );
                match by_status.iter_mut().find(|(status, _)| *status == page.status()) {
                    Some((_, names)) => names.push(name),
                    None => by_status.push((page.status(), vec![name])),
                }
            }
            by_status.sort();
            let at = match *org {
                "" => "",
                "430405" => " (of the bureau)",
                _ => " (of the school)",
            };
            writeln!(table, "{} {}{at}  [{}]", route.method, route.path, route.gate).unwrap();
            for (status, names) in by_status {
                writeln!(table, "  {status}  {}", names.join(", ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!("every_door_as_everybody", table);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_asks_the_database_more_than_six_times() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer) = (school.staff().await, school.officer().await);
    let mut urls = Vec::new();
    // More than one of everything: a query in a loop shows.
    for _ in 0..4 {
        urls.push(story::reported(&school, &staff).await);
    }
    for url in &urls[..3] {
        story::confirmed(url, &officer, "general").await;
        story::assigned(url, &officer, &staff).await;
    }
    story::submitted(&urls[0], &staff).await;
    let things = Things::of(&school).await;
    let mut people = Vec::new();
    for role in Role::ALL {
        people.push(if role.at_school() { school.signed_in(*role).await } else { bureau.signed_in(*role).await });
    }
    let (mut pages, mut faults) = (0, String::new());
    for route in hazard_register::routes().list().iter().filter(|route| route.method == "GET") {
        for org in ["430405S001", "430405"] {
            let path = things.address(&route.path, org);
            // Lists are shaped by one query; what they stand in adds a few.
            let list = ["/tickets", "/risks", "/inspections"].iter().any(|end| path.ends_with(end));
            let most = if list { 4 } else { 6 };
            for user in &people {
                let page = user.get(&path).await;
                if page.status() != 200 {
                    continue;
                }
                pages += 1;
                if page.statements.len() > most {
                    writeln!(
                        faults,
                        "{path} as {}: {} statements\n    {}",
                        user.role,
                        page.statements.len(),
                        page.statements.join("\n    ")
                    )
                    .unwrap();
                }
                let writes = page
                    .statements
                    .iter()
                    .any(|one| ["INSERT", "UPDATE", "DELETE"].iter().any(|word| one.to_uppercase().starts_with(word)));
                assert!(!writes, "{path} writes: {:?}", page.statements);
                // Counted at all: a page behind the sign-in looks at least at the session.
                assert!(route.gate == "public" || !page.statements.is_empty(), "{path}: nothing was counted");
            }
        }
    }
    assert_eq!(faults, "");
    assert!(pages > 20, "only {pages} pages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_its_person_its_post_or_its_time_does() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let cases = [
        "UPDATE person SET disabled_at = now()",
        "UPDATE post SET to_on = current_date - 1",
        "UPDATE post SET from_on = current_date + 1",
        "UPDATE session SET seen_at = now() - interval '31 minutes'",
        "UPDATE session SET created_at = now() - interval '13 hours'",
        "DELETE FROM session",
    ];
    for (n, sql) in cases.into_iter().enumerate() {
        let user = school.another(Role::Officer).await;
        assert_eq!(user.get(&school.url("tickets")).await.status(), 200);
        sqlx::query(sql).execute(site.owner()).await.unwrap();
        let page = user.get(&school.url("tickets")).await;
        assert_eq!(page.status(), 303, "{sql}: {page}");
        assert_ne!(user.post(&school.url("tickets"), &[]).await.status(), 200, "case {n}");
        sqlx::query("UPDATE person SET disabled_at = NULL").execute(site.owner()).await.unwrap();
        sqlx::query("UPDATE post SET to_on = NULL, from_on = '2020-01-01'").execute(site.owner()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let cookie = format!("session={}", officer.cookie("session").unwrap());
    let router = hazard_register::site(site.app().clone());
    for (name, value, expected) in [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "https://evil.example", 403),
        ("sec-fetch-site", "same-origin", 422),
    ] {
        let request = Request::post(school.url("tickets"))
            .header("host", "register.example")
            .header("cookie", &cookie)
            .header(name, value)
            .body(Body::empty())
            .unwrap();
        let status = router.clone().oneshot(request).await.unwrap().status();
        assert_eq!(status.as_u16(), expected, "{name}: {value}");
    }
    assert_eq!(site.count("ticket").await, 0);
}
