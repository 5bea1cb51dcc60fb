//! Whatever the rules do not allow is refused by the pages, to everybody at every state, and whatever is no step of the loop by the database, to the
//! site's own role. What is allowed is walked by the journeys and by `machine`.

use crate::common::{Org, TestSite, User, story};
use hazard_register::access::Role;
use hazard_register::ticket::model::{Grade, State};
use hazard_register::ticket::rules::{self, Deed};
use hazard_register::ticket::store;
use sqlx::{AssertSqlSafe, Executor};
use std::collections::BTreeSet;

/// Everybody who works on the tickets below. Who did not need to be somebody else is always the same.
struct Cast {
    school: Org,
    staff: User,
    officer: User,
    principal: User,
    reviewer: User,
    doer: User,
}

impl Cast {
    async fn of(site: &TestSite) -> Self {
        let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
        Self {
            staff: school.staff().await,
            officer: school.officer().await,
            principal: school.principal().await,
            reviewer: bureau.reviewer().await,
            doer: school.another(Role::Staff).await,
            school,
        }
    }

    /// Everybody who tries something: those of the school and above, then those who have no business here.
    async fn all(&self, site: &TestSite) -> Vec<User> {
        let (bureau, next) = (site.bureau("东区局"), site.school("二小"));
        vec![
            self.officer.clone(),
            self.principal.clone(),
            self.reviewer.clone(),
            self.staff.clone(),
            self.doer.clone(),
            self.school.another(Role::Staff).await,
            bureau.leader().await,
            site.bureau("市局").reviewer().await,
            bureau.administrator().await,
            bureau.auditor().await,
            next.officer().await,
            next.principal().await,
            site.bureau("西区局").reviewer().await,
        ]
    }

    /// A ticket brought to a state the ordinary way. Returns its address.
    async fn brought(&self, grade: Grade, to: State) -> String {
        let major = grade == Grade::Major;
        let url = story::reported_as(&self.school, &self.staff, grade.code()).await;
        if to == State::Void {
            let page = self.officer.get(&format!("{url}/void")).await;
            self.officer.done(page.form("/void").set("reason", "untrue").set("note", "现场没有")).await;
        }
        if has(to, State::Confirmed) {
            story::confirmed(&url, &self.officer, grade.code()).await;
        }
        if has(to, State::Planning) {
            story::assigned(&url, if major { &self.principal } else { &self.officer }, &self.doer).await;
            if major && to != State::Planning {
                let page = self.reviewer.get(&format!("{url}/approve-plan")).await;
                self.reviewer.done(page.form("/approve-plan")).await;
            }
        }
        for (state, by) in [(State::Verifying, &self.doer), (State::Signing, &self.officer), (State::Accepting, &self.principal)] {
            if !has(to, state) {
                break;
            }
            match state {
                State::Verifying => story::submitted(&url, by).await,
                State::Signing => story::passed(&url, by).await,
                _ => story::signed(&url, by).await,
            };
        }
        if major && to == State::Closed {
            story::accepted(&url, &self.reviewer).await;
        }
        url
    }
}

/// Every grade and state there is. No general one waits for the bureau.
fn everywhere() -> Vec<(Grade, State)> {
    let all = Grade::ALL.iter().flat_map(|grade| State::ALL.iter().map(move |state| (*grade, *state)));
    all.filter(|(grade, state)| *grade == Grade::Major || !matches!(state, State::Planning | State::Accepting)).collect()
}

/// Whether what got to a state went through another, or would have, were it major.
fn has(to: State, state: State) -> bool {
    let place = |state: State| State::ALL.iter().position(|one| *one == state);
    to != State::Void && place(to) >= place(state)
}

fn number(url: &str) -> &str {
    url.rsplit('/').next().expect("an address ends with its number")
}

/// All of a ticket and of its school's chain.
async fn all_of(site: &TestSite, number: &str) -> (String, i64) {
    sqlx::query_as("SELECT t::text, (SELECT count(*) FROM ledger_event) FROM ticket t WHERE number = $1")
        .bind(number)
        .fetch_one(site.owner())
        .await
        .expect("the ticket")
}

/// What does not fit a state is tried by three people of it there, what fits by everybody; with `REFUSALS=whole` everything by everybody.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_takes_what_the_rules_do_not_allow() {
    let site = TestSite::new().await;
    let cast = Cast::of(&site).await;
    let everybody = cast.all(&site).await;
    let whole = std::env::var("REFUSALS").is_ok_and(|how| how == "whole");
    let mut tickets = Vec::new();
    for (grade, state) in everywhere() {
        tickets.push(cast.brought(grade, state).await);
    }
    // One that more time is asked for, one that asks to be taken off the list, and one proposed for it: their acts fit nowhere else.
    let asked = cast.brought(Grade::General, State::Rectifying).await;
    let form = cast.doer.get(&format!("{asked}/ask-extension")).await.form("/ask-extension");
    let form = form.set("until", &story::in_days(&cast.doer, 14).await).set("reason", "等配件").set("interim", "停用");
    cast.doer.done(form).await;
    let listed = cast.brought(Grade::Major, State::Rectifying).await;
    let form = cast.reviewer.get(&format!("{listed}/list")).await.form("/list");
    let form = form.set("supervisor", &cast.reviewer.person.to_string()).set("due_on", &story::in_days(&cast.reviewer, 60).await);
    cast.reviewer.done(form).await;
    let form = cast.officer.get(&format!("{listed}/control")).await.form("/control").set("kind", "cordon").set("words", "围挡完好");
    cast.officer.done(form.set("owner", &cast.staff.person.to_string()).set("times", "1")).await;
    let form = cast.principal.get(&format!("{listed}/close-off")).await.form("/close-off").set("note", "停用");
    cast.principal.done(form).await;
    story::submitted(&listed, &cast.doer).await;
    story::passed(&listed, &cast.officer).await;
    story::signed(&listed, &cast.principal).await;
    let proposed = cast.brought(Grade::General, State::Reported).await;
    crate::majors::decided(&proposed, &cast.officer, "地下").await;
    tickets.extend([asked, listed, proposed]);

    let deeds: Vec<Deed> = Deed::ALL.iter().copied().filter(|deed| !matches!(deed, Deed::Report | Deed::Absorb)).collect();
    let (mut refused, mut met) = (0, BTreeSet::new());
    for url in &tickets {
        let before = all_of(&site, number(url)).await;
        let actor = cast.officer.actor().await;
        let mut scope = site.app().db.scope(&actor).await.expect("a scope");
        let (ticket, _) = store::find(&mut scope, &cast.school.place, number(url)).await.expect("the ticket");
        drop(scope);
        for (n, user) in everybody.iter().enumerate() {
            let actor = user.actor().await;
            for deed in &deeds {
                let Err(refusal) = rules::may(&ticket, &actor, *deed) else { continue };
                if refusal == rules::Refusal::State && n > 2 && !whole {
                    continue;
                }
                let page = user.post(&format!("{url}/{}", deed.slug()), &[("version", &ticket.version.to_string())]).await;
                // To whoever does not reach the school it does not exist.
                let answer = if actor.reaches(&ticket.path) { 409 } else { 404 };
                assert_eq!(page.status(), answer, "{deed} of {} by {}: {refusal:?}\n{page}", ticket.state, user.name);
                refused += 1;
                met.insert((*deed, refusal.key()));
            }
        }
        assert_eq!(all_of(&site, number(url)).await, before, "something moved at {}", ticket.state);
    }
    // Each act was refused for its place in the loop and, where it is somebody's, to somebody else.
    let anywhere: Vec<_> = deeds.iter().filter(|deed| !met.contains(&(**deed, "refused-state"))).collect();
    assert_eq!(anywhere, [&Deed::Comment], "fits everywhere");
    let anybody: Vec<_> = deeds.iter().filter(|deed| !met.iter().any(|(met, key)| met == *deed && *key != "refused-state")).collect();
    assert!(anybody.is_empty(), "{anybody:?} was open to everybody");
    println!("{refused} refused");
    site.holds_together().await;
}

/// The ways from state to state that the rules know, as their own test prints them.
fn ways() -> BTreeSet<(State, State)> {
    let printed = include_str!("../../src/ticket/rules/snapshots/hazard_register__ticket__rules__tests__which_way_it_goes.snap");
    let state = |code: &str| State::from_code(code.trim()).expect("a state");
    let lines = printed.lines().filter_map(|line| line.split_once(':')?.0.split_once('>'));
    lines.map(|(from, to)| (state(from), state(to))).collect()
}

/// Everything a state needs, filled where it is not there yet and taken back where it has no place, so that nothing but the step can be wrong.
fn moved(from: State, to: State, other: &str, third: &str) -> String {
    let past = |state: State| has(to, state);
    let at_once = from == State::Reported && to == State::Verifying;
    let kept = |fits: bool, column: &str, filled: &str| {
        if fits { format!("{column} = coalesce({column}, {filled})") } else { format!("{column} = NULL") }
    };
    let person = |id: &str| format!("'{id}'::uuid");
    let mut set = vec![
        format!("state = '{to}', version = version + 1, acted_at = now(), on_the_spot = {at_once}"),
        "reopened = reopened + (state = 'closed')::integer".into(),
        format!("waits_for = {}", if to.open() { "'officer'" } else { "NULL" }),
        format!("closed_at = {}", if to == State::Closed { "now()" } else { "NULL" }),
        format!("void_reason = {}", if to == State::Void { "'untrue'" } else { "NULL" }),
        kept(past(State::Verifying), "rectifier_id", &person(other)),
        kept(past(State::Verifying), "done", "'d'"),
        kept(past(State::Verifying), "spent_fen", "0"),
        kept(past(State::Signing), "verifier_id", &person(third)),
        kept(past(State::Accepting), "signer_id", &person(third)),
        "accepter_id = CASE WHEN grade = 'major' AND state = 'accepting' AND closed_at IS NULL THEN accepter_id END".into(),
    ];
    if to == State::Closed {
        set.pop();
        set.push(format!("accepter_id = CASE WHEN grade = 'major' THEN {} END", person(third)));
        set.push("members = CASE WHEN grade = 'major' THEN '{甲,乙}'::text[] ELSE '{}' END".into());
        set.push("visited_on = CASE WHEN grade = 'major' THEN current_date END".into());
    } else {
        set.push("members = '{}', visited_on = NULL".into());
    }
    if past(State::Planning) && !at_once {
        let words = ["measures", "contingency"].map(|column| format!("{column} = coalesce({column}, 'w')"));
        let parts = ["causes", "harm", "goal", "materials", "bodies", "requirements"]
            .map(|column| format!("{column} = coalesce({column}, CASE WHEN grade = 'major' THEN 'w' END)"));
        set.extend(words);
        set.extend(parts);
        set.push(format!(
            "responsible_id = coalesce(responsible_id, {}), assigner_id = coalesce(assigner_id, {})",
            person(other),
            person(third)
        ));
        set.push("planned_fen = coalesce(planned_fen, 0), due_on = coalesce(due_on, current_date + 7)".into());
        set.push("basis = coalesce(basis, CASE WHEN grade = 'major' THEN 'judgement' END)".into());
    }
    if to == State::Confirmed {
        set.push(format!("confirmer_id = coalesce(confirmer_id, {})", person(third)));
    }
    format!("UPDATE ticket SET {} WHERE number = ", set.join(", "))
}

/// What the database says to a statement of the site's own role at this school: nothing, or the check that is broken.
async fn told(school: &Org, sql: &str) -> Option<String> {
    let mut tx = school.site.runtime(&school.place.path).await;
    let which = sql.rsplit(" WHERE ").next().expect("which one");
    TestSite::say_before(&mut tx, which).await;
    match tx.execute(AssertSqlSafe(sql.to_owned())).await {
        Ok(done) => {
            assert_eq!(done.rows_affected(), 1, "{sql}");
            None
        }
        Err(error) => {
            let error = error.into_database_error().expect("the database answers");
            assert_eq!(error.code().as_deref(), Some("23514"), "{error}: {sql}");
            Some(error.constraint().unwrap_or_default().to_owned())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_takes_a_step_the_rules_do_not_know() {
    let site = TestSite::new().await;
    let cast = Cast::of(&site).await;
    let ways = ways();
    let (other, third) = (cast.doer.person.to_string(), cast.reviewer.person.to_string());
    let mut taken = BTreeSet::new();
    for (grade, from) in everywhere() {
        let url = cast.brought(grade, from).await;
        for to in State::ALL.iter().copied() {
            if from == to {
                continue;
            }
            let sql = format!("{}'{}'", moved(from, to, &other, &third), number(&url));
            let answer = told(&cast.school, &sql).await;
            if answer.is_none() {
                taken.insert((from, to));
            }
            if !ways.contains(&(from, to)) {
                assert_eq!(answer.as_deref(), Some("ticket_loop_step"), "{grade} {from} > {to}: {sql}");
            }
        }
    }
    assert_eq!(taken, ways, "the database and the rules know the same ways");
}

/// On every way there is, facts are given with their own step and stay: one statement of each kind that rewrites one.
#[tokio::test(flavor = "multi_thread")]
async fn no_statement_rewrites_what_a_step_gave() {
    let site = TestSite::new().await;
    let cast = Cast::of(&site).await;
    let other = format!("'{}'::uuid", cast.reviewer.person);
    let acted = "UPDATE ticket SET version = version + 1, acted_at = now()";
    let rectifying = cast.brought(Grade::General, State::Rectifying).await;
    let verifying = cast.brought(Grade::General, State::Verifying).await;
    let signing = cast.brought(Grade::General, State::Signing).await;
    let accepting = cast.brought(Grade::Major, State::Accepting).await;
    let closed = cast.brought(Grade::Major, State::Closed).await;
    let void = cast.brought(Grade::General, State::Void).await;
    let reported = cast.brought(Grade::General, State::Reported).await;
    let rewriting: Vec<(&str, String, &str)> = vec![
        (&rectifying, "UPDATE ticket SET acted_at = now()".into(), "version"),
        (&rectifying, "UPDATE ticket SET version = version + 2, acted_at = now()".into(), "version"),
        (&rectifying, format!("{acted}, due_on = due_on + 30"), "due"),
        (&rectifying, format!("{acted}, due_on = due_on - 1"), "due"),
        (&rectifying, format!("{acted}, due_on = due_on + 30, first_due_on = due_on, extended = 1"), "due"),
        (&rectifying, format!("{acted}, first_due_on = due_on - 1, extended = 1"), "extended"),
        (&rectifying, format!("{acted}, measures = 'less'"), "planned"),
        (&rectifying, format!("{acted}, planned_fen = 1"), "planned"),
        (&rectifying, format!("{acted}, contingency = 'none'"), "planned"),
        (&rectifying, format!("{acted}, assigner_id = {other}"), "planned"),
        (&rectifying, format!("{acted}, confirmer_id = {other}"), "confirmed"),
        (&rectifying, format!("{acted}, category = 'food'"), "category"),
        (&rectifying, format!("{acted}, grade = 'major', basis = 'judgement'"), "grade"),
        (&rectifying, format!("{acted}, done = 'd', spent_fen = 0, rectifier_id = {other}"), "done"),
        (&rectifying, format!("{acted}, returned = 7"), "counted"),
        (&verifying, format!("{acted}, responsible_id = {other}"), "responsible"),
        (&verifying, format!("{acted}, verifier_id = {other}"), "verified"),
        (&signing, format!("{acted}, done = 'more'"), "done"),
        (&signing, format!("{acted}, spent_fen = 0"), "done"),
        (&signing, format!("{acted}, verifier_id = {other}"), "verified"),
        (&signing, format!("{acted}, signer_id = {other}"), "signed"),
        (
            &signing,
            format!("{acted}, state = 'closed', waits_for = NULL, closed_at = now(), signer_id = {other}, verifier_id = {other}"),
            "verified",
        ),
        (&accepting, format!("{acted}, signer_id = {other}"), "signed"),
        (&accepting, format!("{acted}, accepter_id = {other}"), "accepted"),
        (
            &accepting,
            format!(
                "{acted}, state = 'rectifying', waits_for = 'responsible', accepter_id = {other}, rectifier_id = NULL, done = NULL, spent_fen = NULL, verifier_id = NULL, signer_id = NULL"
            ),
            "accepted",
        ),
        (&closed, format!("{acted}, closed_at = now()"), "ended"),
        (&closed, format!("{acted}, members = '{{甲,乙,丙}}', closed_at = now()"), "ended"),
        (
            &closed,
            format!(
                "{acted}, state = 'rectifying', waits_for = 'responsible', closed_at = NULL, rectifier_id = NULL, done = NULL, spent_fen = NULL, verifier_id = NULL, signer_id = NULL, accepter_id = NULL, members = '{{}}', visited_on = NULL"
            ),
            "counted",
        ),
        (&void, format!("{acted}, void_reason = 'not_ours'"), "ended"),
        (&reported, format!("{acted}, on_the_spot = true"), "on_the_spot"),
        (&reported, format!("{acted}, category = 'food'"), "category"),
    ];
    for (url, sql, wrong) in rewriting {
        let sql = format!("{sql} WHERE number = '{}'", number(url));
        assert_eq!(told(&cast.school, &sql).await, Some(format!("ticket_loop_{wrong}")), "{sql}");
    }
    // Whoever reported it is not forgotten.
    let which = format!("number = '{}'", number(&reported));
    let mut tx = site.runtime(&cast.school.place.path).await;
    TestSite::say_before(&mut tx, &which).await;
    tx.execute(AssertSqlSafe(format!("{acted}, also_ids = ARRAY[{other}] WHERE {which}"))).await.expect("somebody joins");
    TestSite::say_before(&mut tx, &which).await;
    let forgotten = tx.execute(AssertSqlSafe(format!("{acted}, also_ids = '{{}}' WHERE {which}"))).await;
    let broken = forgotten.err().and_then(|error| error.into_database_error()?.constraint().map(str::to_owned));
    assert_eq!(broken.as_deref(), Some("ticket_loop_reported"));
    drop(tx);
    // Nothing said before, or what is not so: nothing is changed.
    let confirmed = format!("{acted}, state = 'confirmed', confirmer_id = {other} WHERE {which}");
    let mut tx = site.runtime(&cast.school.place.path).await;
    let refused = tx.execute(AssertSqlSafe(confirmed.clone())).await.expect_err("nothing was said before");
    assert_eq!(refused.into_database_error().and_then(|error| error.code().map(String::from)).as_deref(), Some("42501"));
    drop(tx);
    let mut tx = site.runtime(&cast.school.place.path).await;
    TestSite::say_before(&mut tx, &format!("number = '{}'", number(&signing))).await;
    assert_eq!(tx.execute(AssertSqlSafe(confirmed)).await.expect("no row is what was said").rows_affected(), 0);
}
