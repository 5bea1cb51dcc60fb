//! Every page of the site, looked at for barriers in Chinese on a phone and for its width on a desktop; once for each route also its
//! colours in the dark, and its width on a phone in English.
//!
//! The list of pages is the router's own: a page nobody visits here fails the test, and so does a visit to a page that is no more.

use crate::axe::Findings;
use crate::chromium::Stage;
use crate::common::{User, story};
use crate::world::World;
use hazard_register::access::Role;
use std::collections::BTreeSet;

/// What answers with something else than a page.
const NO_PAGES: [&str; 21] = [
    "/app.webmanifest",
    "/o/{org}/tickets/{number}/papers/{paper}/xlsx",
    "/o/{org}/ticket-ledger/xlsx",
    "/healthz",
    "/readyz",
    "/static/{*file}",
    "/sw.js",
    "/o/{org}/photos/{photo}/{size}",
    "/o/{org}/ledger/anchors",
    "/o/{org}/risks/{number}/qr",
    "/o/{org}/risks/import/template.xlsx",
    "/o/{org}/risks/export.xlsx",
    "/o/{org}/funds/export.csv",
    "/o/{org}/funds/export.xlsx",
    "/o/{org}/inspections/book.xlsx",
    "/o/{org}/inspections/{number}/record.xlsx",
    "/o/{org}/risks/export.csv",
    "/o/{org}/visits/{round}/draw.csv",
    "/o/{org}/taken-over/import/{upload}/rows.csv",
    "/follow/photo",
    "/o/{org}/public-reports/{tip}/photos/{picture}/{size}",
];

/// One page to look at.
struct Visit {
    /// The address as the router knows it; empty for an address it does not know.
    route: &'static str,
    path: String,
    status: u64,
    /// A button to press there, and the status of the page that comes.
    press: Option<(&'static str, u64)>,
    /// Whether this visit stands for its route in English.
    english: bool,
    /// Whether this visit stands for its route in the dark: the page that comes after the button, where there is one.
    dark: bool,
}

fn at(route: &'static str, path: impl Into<String>) -> Visit {
    Visit { route, path: path.into(), status: 200, press: None, english: false, dark: false }
}

impl Visit {
    /// Also the page that answers when the form is sent as it stands.
    fn then(self, button: &'static str, status: u64) -> Self {
        Self { press: Some((button, status)), ..self }
    }

    fn absent(self) -> Self {
        Self { status: 404, ..self }
    }
}

const TICKET: &str = "/o/{org}/tickets/{number}";
const TICKET_ACT: &str = "/o/{org}/tickets/{number}/{act}";
const FUND: &str = "/o/{org}/funds/{number}";
const CAMPAIGN: &str = "/o/{org}/campaigns/{campaign}";
const RISK_ACT: &str = "/o/{org}/risks/{number}/{act}";
/// The button of a long form.
const DOCK: &str = ".dock button[type=submit]";

/// Whoever is not signed in.
fn nobody(w: &World) -> Vec<Visit> {
    vec![
        at("/login", "/login").then("form[action='/login'] button.btn-1", 422),
        at("", "/no-such-page").absent(),
        at("/r/{token}", &w.card),
        at("/r/{token}", "/r/000000000000").absent(),
        at("/public/{code}", format!("/public/{}", w.school.place.code)),
        at("/public/{code}", "/public/none").absent(),
        at("/r/{token}/report", format!("{}/report", w.card)).then(DOCK, 422),
        at("/r/{token}/report", "/r/000000000000/report").absent(),
        at("/public/{code}/report", format!("/public/{}/report", w.school.place.code)).then(DOCK, 422),
        at("/follow", "/follow?code=AAAABBBBCCCCDDDD").absent(),
        at("/follow", "/follow"),
        at("/follow", format!("/follow?code={}&new=yes", w.codes[0])),
        at("/follow", format!("/follow?code={}", w.codes[1])),
        at("/follow", format!("/follow?code={}", w.codes[2])),
        at("/offline", "/offline"),
    ]
}

fn at_school(w: &World) -> Vec<(&User, Vec<Visit>)> {
    let (s, t) = (&w.school, &w.tickets);
    let point_act = |act: &str| at(RISK_ACT, format!("{}/{act}", w.point));
    let staff = vec![
        at("/", "/"),
        at("/inbox", "/inbox"),
        at("/inbox", "/inbox?show=unread&after=00000000-0000-7000-8000-000000000000"),
        at("/inbox/settings", "/inbox/settings"),
        at("/post", "/post"),
        at("/password", "/password").then("main form button.btn-1", 422),
        at("/o/{org}/tickets/new", s.url("tickets/new")).then(DOCK, 422),
        at(TICKET, &t.rectifying).then("form[action$='/submit'] button.btn-1", 422),
        at(TICKET_ACT, format!("{}/progress", t.rectifying)),
        at(TICKET, &t.closed),
        at("/o/{org}/contest/{number}", t.closed.replace("/tickets/", "/contest/")).then("form[action*='/contest/'] button", 422),
        at("/o/{org}/inspections", s.url("inspections")),
        at("/o/{org}/tasks", s.url("tasks?whose=all")),
        at("/o/{org}/tasks/{task}", &w.task),
        at("/o/{org}/inspections/new", s.url("inspections/new")).then(DOCK, 422),
        at("/o/{org}/inspections/{number}", &w.walk),
        at("/o/{org}/inspections/{number}", &w.record),
        at("", s.url("no-such-page")).absent(),
    ];
    let officer = vec![
        at("/", "/"),
        at("/o/{org}/tickets", s.url("tickets")),
        at("/o/{org}/tickets", s.url("tickets?show=all&words=none")),
        at("/o/{org}/tickets", s.url("tickets?show=all&grade=general&words=a")),
        at(TICKET, &t.reported),
        at(TICKET_ACT, format!("{}/void", t.reported)).then("form[action$='/void'] button.btn-late", 422),
        at(TICKET, &t.confirmed).then("form[action$='/assign'] button.btn-1", 422),
        at(TICKET_ACT, format!("{}/reassign", t.rectifying)),
        at(TICKET_ACT, format!("{}/ask-extension", t.rectifying)).then("form[action$='/ask-extension'] button.btn-1", 422),
        at(TICKET_ACT, format!("{}/control", t.planning)).then("form[action$='/control'] button.btn-1", 422),
        at(TICKET_ACT, format!("{}/lift", t.planning)).then("form[action$='/lift'] button.btn-late", 422),
        at("/o/{org}/tickets/{number}/referrals", format!("{}/referrals", t.planning)).then("form[action$='/referrals'] button.btn-1", 422),
        at("/o/{org}/tickets/{number}/papers/{paper}", format!("{}/papers/verification", t.closed)),
        at("/o/{org}/tickets/{number}/papers/{paper}", format!("{}/papers/major-report", t.planning)),
        at("/o/{org}/ticket-ledger", s.url("ticket-ledger?photos=yes")),
        at(TICKET_ACT, format!("{}/reopen", t.closed)).then("form[action$='/reopen'] button.btn-late", 422),
        at(TICKET, &t.verifying),
        at("/o/{org}/taken-over", s.url("taken-over")),
        at("/o/{org}/taken-over", s.url("taken-over?words=none")),
        at("/o/{org}/taken-over/{legacy}", &w.legacy[0]),
        at("/o/{org}/taken-over/{legacy}", &w.legacy[1]),
        at("/o/{org}/taken-over/import", s.url("taken-over/import")).then("main form button.btn-1", 422),
        at("/o/{org}/taken-over/import/{upload}", &w.uploads[0]).then("form[action$='/columns'] button.btn-1", 422),
        at("/o/{org}/taken-over/import/{upload}", &w.uploads[1]),
        at("/o/{org}/taken-over/import/{upload}", &w.uploads[2]),
        at("/o/{org}/taken-over/import/{upload}", &w.uploads[3]),
        at("/o/{org}/public-reports", s.url("public-reports")),
        at("/o/{org}/public-reports/{tip}", &w.tip).then("form[action$='/accept'] button.btn-1", 422),
        at("/o/{org}/public-reports/{tip}", format!("{}?do=known", w.tip)).then("form[action$='/known'] button.btn-1", 422),
        at("/o/{org}/public-reports/{tip}", format!("{}?do=decline", w.tip)).then("form[action$='/decline'] button.btn-1", 422),
        at("/o/{org}/public-reports/{tip}", format!("{}?do=abuse", w.tip)),
        at("/o/{org}/signals", s.url("signals")),
        at("/o/{org}/funds", s.url("funds")),
        at("/o/{org}/funds/list", s.url("funds/list?figure=planned")),
        at("/o/{org}/funds/list", s.url("funds/list?figure=spent&category=lab")),
        at("/o/{org}/funds/budget", s.url("funds/budget")),
        at(FUND, t.rectifying.replace("/tickets/", "/funds/")).then("form[action$='/spend'] button.btn-1", 422),
        at("/o/{org}/campaigns", s.url("campaigns")),
        at(CAMPAIGN, s.url(&format!("campaigns/{}", w.campaign))).then("form[action$='/questions'] button", 422),
        at("/o/{org}/checklists", s.url("checklists")),
        at("/o/{org}/checklists/{list}", &w.product_list),
        at("/o/{org}/checklists/{list}", &w.list),
        at("/o/{org}/checklists/new", s.url("checklists/new")).then(DOCK, 422),
        at("/o/{org}/checklists/{list}/edit", format!("{}/edit", w.list)).then("button[value=more]", 200),
        at("/o/{org}/calendar", s.url("calendar?year=2026")),
        at("/o/{org}/calendar/new", s.url("calendar/new")).then(DOCK, 422),
        at("/o/{org}/calendar/{entry}/retire", &w.day_off),
        at("/o/{org}/risks", s.url("risks")),
        at("/o/{org}/risks/new", s.url("risks/new")).then(DOCK, 422),
        at("/o/{org}/risks/adopt", s.url("risks/adopt")).then(DOCK, 422),
        at("/o/{org}/grading", s.url("grading")),
        at("/o/{org}/grading/calls", s.url("grading/calls")),
        at("/o/{org}/risks/import", s.url("risks/import")).then("main form button.btn-1", 422),
        at("/o/{org}/risks/import/{import}", &w.import).then("main form button.btn-1", 422),
        at("/o/{org}/risks/{number}", &w.point),
        at("/o/{org}/map", s.url("map?point=FX-002")),
        at("/o/{org}/map/new", s.url("map/new")).then("main form button.btn-1", 422),
        at("/o/{org}/map/{plan}", &w.plan),
        at("/o/{org}/map/{plan}/edit", format!("{}/edit?point=FX-001", w.plan)),
        at("/o/{org}/map/{plan}/edit", format!("{}/edit", w.plan)).then("form[action$='/place'] button.btn-1", 422),
        at("/o/{org}/map/{plan}/about", format!("{}/about", w.plan)).then("form[action$='/retire'] button", 422),
        at("/o/{org}/map/{plan}/area/{area}", format!("{}/area/1", w.plan)),
        at("/o/{org}/map/{plan}/area/{area}", format!("{}/area/new?corners=B2+D5+D2+B5", w.plan)).then("main form button.btn-1", 422),
        at("/o/{org}/risks/matrix", s.url("risks/matrix")),
        at("/o/{org}/plans", s.url("plans")),
        at("/o/{org}/plans/new", s.url("plans/new")).then(DOCK, 422),
        at("/o/{org}/inspections/book", s.url("inspections/book")),
        // Leads on to what asks about the point.
        at("/o/{org}/risks/{number}/check", format!("{}/check", w.point)),
        at("/o/{org}/plans/suggest", s.url("plans/suggest")),
        at("/o/{org}/plans/{plan}", &w.round),
        point_act("evaluate"),
        point_act("judge").then(DOCK, 422),
        point_act("review"),
        point_act("measures"),
        point_act("hazard"),
        point_act("edit"),
        point_act("retire"),
    ];
    let principal = vec![
        at("/", "/"),
        at(TICKET, &t.signing).then("form[action$='/sign'] button.btn-1", 422),
        at("/o/{org}/desk", s.url("desk")).then("article form button.btn-1", 422),
        at("/o/{org}/desk/{number}", s.url(&format!("desk/{}", t.signing.rsplit('/').next().unwrap_or_default()))),
        at("/o/{org}/delegations", s.url("delegations")).then("form[action$='/delegations'] button.btn-1", 422),
        at(TICKET_ACT, format!("{}/close-off", t.planning)).then("form[action$='/close-off'] button.btn-late", 422),
        at("/o/{org}/supervision", s.url("supervision")),
        at("/o/{org}/dashboard", s.url("dashboard")),
        at(FUND, t.rectifying.replace("/tickets/", "/funds/")).then("form[action$='/approve'] button.btn-1", 422),
        at("/r/{token}", &w.card),
        at("/o/{org}/webhooks", s.url("webhooks")).then("form[action$='/webhooks'] button", 422),
        at("/o/{org}/notice", s.url("notice")),
        at("/o/{org}/risks/cards", s.url("risks/cards?level=2")),
        at("/o/{org}/risks/{number}/card", format!("{}/card", w.point)),
        at("/o/{org}/duties", s.url("duties")),
        at("/o/{org}/duties", s.url("duties?by=tier")),
        at("/o/{org}/duties", s.url("duties?by=title")),
        at("/o/{org}/duties/name", s.url("duties/name?tier=department")).then(DOCK, 422),
        at("/o/{org}/duties/hand-over", s.url(&format!("duties/hand-over?from={}&to={}", w.officer.person, w.staff.person)))
            .then(DOCK, 422),
        at("/o/{org}/duties/{person}/card", s.url(&format!("duties/{}/card", w.officer.person))),
    ];
    vec![(&w.staff, staff), (&w.officer, officer), (&w.principal, principal)]
}

fn at_bureau(w: &World) -> Vec<(&User, Vec<Visit>)> {
    let (s, b, t) = (&w.school, &w.bureau, &w.tickets);
    let person = |rest: &str| s.url(&format!("people/{}{rest}", w.staff.person));
    let reviewer = vec![
        at("/", "/"),
        at("/o/{org}/tickets", b.url("tickets")),
        at(TICKET, &t.planning),
        at("/o/{org}/supervision", b.url("supervision")),
        at("/o/{org}/supervision/limits", b.url("supervision/limits")),
        at(TICKET_ACT, format!("{}/publish-listing", t.planning)),
        at(TICKET_ACT, format!("{}/file-listing", t.planning)),
        at(TICKET_ACT, format!("{}/list", t.accepting)).then("form[action$='/list'] button.btn-1", 422),
        at(TICKET, &t.accepting).then("form[action$='/accept'] button.btn-1", 422),
        at("/o/{org}/taken-over", b.url("taken-over")),
        at("/o/{org}/public-reports", b.url("public-reports")),
        at("/o/{org}/funds", b.url("funds")),
        at("/o/{org}/signals", b.url("signals")),
        at("/o/{org}/samples/{sample}", &w.sample).then("button[value=falls]", 422),
        at("/o/{org}/samples", b.url("samples")),
        at("/o/{org}/public-reports/{tip}", &w.tip),
        at("/o/{org}/risks", b.url("risks")),
        at("/o/{org}/map/{plan}", &w.plan),
        at("/o/{org}/inspections", b.url("inspections")),
        at("/o/{org}/tasks", b.url("tasks")),
        at("/o/{org}/inspections/figures", b.url("inspections/figures")),
        at("/o/{org}/calendar", b.url("calendar?year=2027")),
        at("/o/{org}/visits", b.url("visits")),
        at("/o/{org}/visits/new", b.url("visits/new")).then("button[value=preview]", 200),
        at("/o/{org}/visits/new", b.url("visits/new")).then("button[value=draw]", 422),
        at("/o/{org}/visits/coverage", b.url("visits/coverage")),
        at("/o/{org}/visits/{round}", &w.visits),
        at("/o/{org}/visits/{round}/draw", format!("{}/draw", w.visits)).then("form[action$='/draw'] button", 422),
        at("/o/{org}/visits/{round}/edit", format!("{}/edit", w.drawn)).then(DOCK, 422),
        at("/o/{org}/visits/{round}/{visit}", &w.visit).then("form .btn-late", 422),
        at("/o/{org}/inspections/{number}", &w.visited),
        at("/o/{org}/campaigns", b.url("campaigns")),
        at("/o/{org}/campaigns/new", b.url("campaigns/new")).then(DOCK, 422),
        at(CAMPAIGN, b.url(&format!("campaigns/{}", w.drafted))),
        at(CAMPAIGN, b.url(&format!("campaigns/{}", w.campaign))),
        at(CAMPAIGN, b.url(&format!("campaigns/{}", w.closed))),
        at("/o/{org}/campaigns/{campaign}/edit", b.url(&format!("campaigns/{}/edit", w.campaign))).then("button[value=more_phases]", 200),
        at("/o/{org}/campaigns/{campaign}/schools", b.url(&format!("campaigns/{}/schools", w.drafted))),
        at("/o/{org}/campaigns/{campaign}/schools", b.url(&format!("campaigns/{}/schools?stage=kindergarten", w.campaign))),
        at("/o/{org}/campaigns/{campaign}/deadline", b.url(&format!("campaigns/{}/deadline", w.campaign))).then(DOCK, 422),
        at("/o/{org}/campaigns/{campaign}/close", b.url(&format!("campaigns/{}/close", w.campaign))),
    ];
    let leader = vec![
        at("/inbox", "/inbox"),
        at("/o/{org}/ladder", b.url("ladder")),
        at("/o/{org}/supervision/limits", b.url("supervision/limits")),
        at("/o/{org}/limits", b.url("limits?of=tips")),
        at("/o/{org}/limits", s.url("limits?of=signals")),
        at("/", "/"),
        at("/o/{org}/dashboard", b.url("dashboard")),
        at("/o/{org}/dashboard", b.url("dashboard?show=schools")),
        at("/o/{org}/dashboard", s.url("dashboard")),
        at("/o/{org}/orgs", b.url("orgs")),
        at("/o/{org}/grading", b.url("grading")),
        at("/o/{org}/grading/choose", b.url(&format!("grading/choose?scheme={}", w.scheme))),
        at("/o/{org}/grading/adapt", b.url(&format!("grading/adapt?scheme={}", w.scheme))).then("button[formaction]", 200),
        at("/o/{org}/grading/criteria", b.url("grading/criteria")),
        at("/o/{org}/grading/criteria/new", b.url("grading/criteria/new")).then(DOCK, 422),
        at("/o/{org}/grading/criteria/{code}", b.url("grading/criteria/OTH-01")),
        at("/o/{org}/grading/calls/new", b.url("grading/calls/new")).then(DOCK, 422),
    ];
    let administrator = vec![
        at("/", "/"),
        at("/o/{org}/people", b.url("people")),
        at("/o/{org}/people", b.url("people?show=below")),
        at("/o/{org}/people", s.url("people")),
        at("/o/{org}/people/new", s.url("people/new")).then("main form button.btn-1", 422),
        at("/o/{org}/people/existing", s.url("people/existing")).then("main form button.btn-1", 422),
        at("/o/{org}/people/{person}", person("")),
        at("/o/{org}/people/{person}/post", person("/post")),
        at("/o/{org}/people/{person}/post/{post}", person(&format!("/post/{}", w.second_post))),
        at("/o/{org}/people/{person}/disable", person("/disable")),
        // Last: it ends the person's session. What comes shows the one-time password.
        at("/o/{org}/people/{person}/password", person("/password")).then("main form button.btn-1", 200),
    ];
    let auditor = vec![at("/", "/"), at("/o/{org}/ledger", b.url("ledger")), at("/o/{org}/ledger/events", s.url("ledger/events"))];
    vec![(&w.reviewer, reviewer), (&w.leader, leader), (&w.administrator, administrator), (&w.auditor, auditor)]
}

/// Everybody's visits in one order. English and the dark are looked at once for each route: a route has one set of words and colours, and
/// looking is slow. The home page is another page to each role, and an address that is no page stands for itself.
fn everything(world: &World) -> Vec<(Option<&User>, Vec<Visit>)> {
    let mut all = vec![(None, nobody(world))];
    all.extend(at_school(world).into_iter().chain(at_bureau(world)).map(|(user, visits)| (Some(user), visits)));
    let key = |user: Option<&User>, visit: &Visit| match visit.route {
        "" => visit.path.clone(),
        "/" => user.map_or(visit.route, |user| user.role.code()).to_owned(),
        route => route.to_owned(),
    };
    let (mut english, mut dark) = (BTreeSet::new(), BTreeSet::new());
    for (user, visits) in &mut all {
        for visit in visits {
            visit.english = english.insert(key(*user, visit));
            // What a form looks like with its faults, before what it looks like without.
            visit.dark = visit.press.is_some() && dark.insert(key(*user, visit));
        }
    }
    for (user, visits) in &mut all {
        for visit in visits {
            visit.dark |= dark.insert(key(*user, visit));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_school_have_no_barriers() {
    let Some(stage) = Stage::for_looking().await else { return };
    let world = World::new(&stage.site).await;
    let mut findings = Findings::default();
    walk(&stage, &mut findings, &world, |role| role.is_none_or(|role| matches!(role, Role::Staff | Role::Principal))).await;
    findings.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_an_officer_have_no_barriers() {
    let Some(stage) = Stage::for_looking().await else { return };
    let world = World::new(&stage.site).await;
    let mut findings = Findings::default();
    walk(&stage, &mut findings, &world, |role| role == Some(Role::Officer)).await;
    too_late(&stage, &mut findings, &world).await;
    findings.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_bureau_have_no_barriers() {
    let Some(stage) = Stage::for_looking().await else { return };
    let world = World::new(&stage.site).await;
    every_page_is_visited(&world);
    let mut findings = Findings::default();
    let bureau = |role| !matches!(role, Role::Staff | Role::Officer | Role::Principal);
    walk(&stage, &mut findings, &world, |role| role.is_some_and(bureau)).await;
    findings.assert_none();
}

/// The pages the router knows are the pages that are visited, each once in English and once in the dark.
fn every_page_is_visited(world: &World) {
    let routes = hazard_register::routes();
    let pages: BTreeSet<&str> = routes
        .list()
        .iter()
        .filter(|route| route.method == "GET")
        .map(|route| route.path.as_str())
        .filter(|path| !NO_PAGES.contains(path))
        .collect();
    let all = everything(world);
    let visits = || all.iter().flat_map(|(_, visits)| visits).filter(|visit| !visit.route.is_empty());
    for (how, visited) in [
        ("in Chinese", visits().map(|visit| visit.route).collect()),
        ("in English", visits().filter(|visit| visit.english).map(|visit| visit.route).collect()),
        ("in the dark", visits().filter(|visit| visit.dark).map(|visit| visit.route).collect::<BTreeSet<_>>()),
    ] {
        assert_eq!(pages, visited, "left: pages of the site; right: pages visited here {how}. Add a visit for a new page");
    }
}

/// Walks everybody of these roles through their pages: in English first, which asks no engine of the page, then in Chinese.
async fn walk(stage: &Stage, findings: &mut Findings, world: &World, whose: impl Fn(Option<Role>) -> bool) {
    let all = everything(world);
    let mine: Vec<_> = all.iter().filter(|(user, _)| whose(user.map(|user| user.role))).collect();
    for language in ["en", "zh-CN"] {
        for (user, visits) in &mine {
            stage.tab.forget().await;
            stage.tab.remember("language", language).await;
            if let Some(user) = user {
                stage.tab.remember("session", &user.cookie("session").expect("signed in")).await;
            }
            let who = user.map_or("nobody", |user| user.role.code());
            for visit in visits {
                if language == "en" {
                    glance(stage, findings, who, visit).await;
                } else {
                    look(stage, findings, who, visit).await;
                }
            }
        }
    }
}

async fn glance(stage: &Stage, findings: &mut Findings, who: &str, visit: &Visit) {
    if visit.english {
        stage.tab.open(&visit.path).await;
        answered(stage, visit.status).await;
        stage.tab.until("English", "return document.documentElement.lang === 'en'").await;
        findings.glance(&stage.tab, &format!("{} as {who}, in English", visit.path)).await;
    }
}

/// The page, then what comes after its button.
async fn look(stage: &Stage, findings: &mut Findings, who: &str, visit: &Visit) {
    let tab = &stage.tab;
    let what = format!("{} as {who}", visit.path);
    tab.open(&visit.path).await;
    answered(stage, visit.status).await;
    // A page that comes instead of the form, not as the form with its faults, is another page.
    let another = visit.press.is_none_or(|(_, status)| status != 422);
    findings.look_in_passing(tab, &what, visit.dark && another).await;
    if let Some((button, status)) = visit.press {
        tab.send(button).await;
        answered(stage, status).await;
        findings.look_in_passing(tab, &format!("{what}, sent"), visit.dark).await;
    }
}

async fn answered(stage: &Stage, status: u64) {
    let got = stage.tab.status().await;
    if got != status {
        stage.tab.fail(&format!("the page should be answered with {status}, not {got}")).await;
    }
}

/// Somebody else was first: the page that says so.
async fn too_late(stage: &Stage, findings: &mut Findings, world: &World) {
    let tab = &stage.tab;
    tab.forget().await;
    tab.remember("session", &world.officer.cookie("session").expect("signed in")).await;
    tab.open(&world.tickets.reported).await;
    story::confirmed(&world.tickets.reported, &world.officer, "general").await;
    tab.send("form[action$='/confirm'] button.btn-1").await;
    answered(stage, 409).await;
    findings.look(tab, "a ticket somebody else has confirmed").await;
}
