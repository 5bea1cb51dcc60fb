//! Nothing that was recorded can be changed without being named: every tampering is done by the database's owner, past all walls.

use crate::common::{TestSite, story};
use hazard_register::ledger::{self, Anchor, Report};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row};
use std::collections::BTreeMap;
use uuid::Uuid;

const TABLES: [&str; 4] = ["ledger_head", "ledger_event", "ledger_text", "ticket"];
const S: &str = "430405S001";

/// A closed ticket (events 1 to 6), a confirmed one (7 and 8), and one at another school.
async fn told() -> (TestSite, Vec<Anchor>, sqlx::pool::PoolConnection<sqlx::Postgres>) {
    let site = TestSite::new().await;
    let (school, other) = (site.school("一中"), site.school("三中"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = story::reported(&school, &staff).await;
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    let second = story::reported(&school, &staff).await;
    story::confirmed(&second, &officer, "general").await;
    story::reported(&other, &other.staff().await).await;
    let mut owner = site.owner().acquire().await.unwrap();
    // The owner may do what no constraint between tables allows.
    owner.execute("SET session_replication_role = replica").await.unwrap();
    for table in TABLES {
        owner.execute(AssertSqlSafe(format!("CREATE TABLE saved_{table} AS TABLE {table}"))).await.unwrap();
    }
    let anchors = ledger::anchors(&mut owner).await.unwrap();
    (site, anchors, owner)
}

/// The columns of a table that are written, not made of others.
async fn written(owner: &mut PgConnection, table: &str) -> String {
    let all = "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''";
    sqlx::query_scalar(all).bind(table).fetch_one(owner).await.unwrap()
}

async fn restore(owner: &mut PgConnection) {
    for table in TABLES {
        let columns = written(owner, table).await;
        let again = format!("DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM saved_{table}");
        owner.execute(AssertSqlSafe(again)).await.unwrap();
    }
}

async fn verify(owner: &mut PgConnection, anchors: Option<&[Anchor]>) -> Report {
    ledger::verify(owner, anchors).await.unwrap()
}

fn lines(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tampering_is_named_by_its_row() {
    let (_site, anchors, mut owner) = told().await;
    let report = verify(&mut owner, Some(&anchors)).await;
    assert!(report.clean(), "{:#?}", lines(&report));
    assert_eq!((report.events, report.tickets, report.chains), (9, 3, 8));
    assert_eq!(anchors.iter().map(|anchor| (anchor.school.as_str(), anchor.seq)).collect::<Vec<_>>(), [(S, 8), ("430406S001", 1)]);

    let school = format!("(SELECT id FROM org WHERE code = '{S}')");
    let at = |table: &str| format!("{table} WHERE school_id = {school}");
    let event = |set: &str, seq: i64| format!("UPDATE ledger_event SET {set} WHERE seq = {seq} AND school_id = {school}");
    let text = |set: &str, seq: i64, field: &str| {
        format!("UPDATE ledger_text SET {set} WHERE seq = {seq} AND field = '{field}' AND school_id = {school}")
    };
    let ticket = |set: &str, number: i64| format!("UPDATE ticket SET {set} WHERE number LIKE '%-000{number}' AND school_id = {school}");
    let head = |set: &str| format!("UPDATE ledger_head SET {set} WHERE school_id = {school}");
    let drop_event =
        |seq: i64| format!("DELETE FROM {} AND seq = {seq}; DELETE FROM {} AND seq = {seq}", at("ledger_text"), at("ledger_event"));
    let number = format!(
        "{}-0001",
        &sqlx::query_scalar::<_, String>("SELECT number FROM ticket LIMIT 1").fetch_one(&mut *owner).await.unwrap()[..4]
    );
    let of_ticket = written(&mut owner, "ticket").await;
    let columns = "district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, from_state, to_state, facts, at, digest, prev, hash";
    let tamperings: Vec<(&str, String, String)> = vec![
        ("a text", text("body = '没事'", 1, "title"), format!("{S} event 1: the text \"title\" is not the one")),
        ("whose name stands there", text("body = '别人'", 5, "actor"), format!("{S} event 5: the text \"actor\" is not the one")),
        ("a salt", text("salt = decode('00', 'hex')", 2, "actor"), format!("{S} event 2: the text \"actor\" is not the one")),
        (
            "a text taken away",
            format!("DELETE FROM {} AND seq = 3 AND field = 'measures'", at("ledger_text")),
            format!("{S} event 3: the text \"measures\" is missing"),
        ),
        (
            "a text added",
            format!(
                "INSERT INTO ledger_text SELECT district_id, school_id, path, seq, 'note', salt, '加了一句' FROM {} AND seq = 3 AND field = 'measures'",
                at("ledger_text")
            ),
            format!("{S} event 3: the text \"note\" stands beside it"),
        ),
        ("a fact", event("facts = jsonb_set(facts, '{due_on}', '\"2099-01-01\"')", 3), format!("{S} event 3: its content")),
        ("facts that are none", event("facts = '[1]'", 3), format!("{S} event 3: its facts cannot be read")),
        ("a time", event("at = at - interval '2 days'", 6), format!("{S} event 6: its content")),
        ("a time, out of order", event("at = at - interval '2 days'", 6), format!("{S} event 6: is dated before event 5")),
        ("a time that is none", event("at = 'infinity'", 6), format!("{S} event 6: its time is no time")),
        ("the actor", event("actor_id = gen_random_uuid()", 5), format!("{S} event 5: its content")),
        ("the actor's role", event("actor_role = 'leader'", 5), format!("{S} event 5: its content")),
        ("the act", event("act = 'accept'", 5), format!("{S} event 5: its content")),
        ("the state it led to", event("to_state = 'closed'", 4), format!("{S} event 4: its content")),
        ("what it is about", event("subject_id = gen_random_uuid()", 4), format!("{S} event 4: its content")),
        ("its hash", event("hash = decode(repeat('11', 32), 'hex')", 4), format!("{S} event 4: its content")),
        ("the hash before it", event("prev = decode(repeat('11', 32), 'hex')", 4), format!("{S} event 4: does not follow from event 3")),
        ("where it is seen", event("path = '43.4304.430406.'", 4), format!("{S} event 4: stands under the path")),
        ("the digest's name", event("digest = 'none'", 4), format!("{S} event 4: was hashed with")),
        ("an event in the middle taken away", drop_event(4), format!("{S} event 5: event 4 is missing")),
        ("the first event taken away", drop_event(1), format!("{S} event 2: event 1 is missing")),
        (
            "two events swapped",
            [(4, 104), (5, 4), (104, 5)]
                .map(|(from, to)| {
                    ["ledger_event", "ledger_text"]
                        .map(|table| format!("UPDATE {table} SET seq = {to} WHERE seq = {from} AND school_id = {school}"))
                        .join("; ")
                })
                .join("; "),
            format!("{S} event 4: its content"),
        ),
        ("the last event taken away", drop_event(8), format!("{S}: the head tells of event 8, the last event is 7")),
        (
            "the last event taken away and the head moved back",
            format!(
                "{}; {}",
                drop_event(8),
                head(
                    "(seq, hash, at) = (SELECT seq, hash, at FROM ledger_event e WHERE e.seq = 7 AND e.school_id = ledger_head.school_id)"
                )
            ),
            format!("{S} ticket {}: stands at confirmed, its last event led to reported", number.replace("0001", "0002")),
        ),
        (
            "an event added",
            format!(
                "INSERT INTO ledger_event ({columns}) SELECT {} FROM {} AND seq = 8",
                columns.replace(" seq,", " 9,").replace("prev, hash", "hash, hash"),
                at("ledger_event")
            ),
            format!("{S} event 9: its content"),
        ),
        ("the head's number", head("seq = 9"), format!("{S}: the head tells of event 9")),
        ("the head's hash", head("hash = decode(repeat('11', 32), 'hex')"), format!("{S}: the head's hash is not that of event 8")),
        ("the head's time", head("at = at + interval '1 second'"), format!("{S}: the head's time")),
        (
            "all events taken away",
            format!("DELETE FROM {}; DELETE FROM {}", at("ledger_text"), at("ledger_event")),
            format!("{S}: the head tells of event 8, but there are no events"),
        ),
        ("a chain without its head", format!("DELETE FROM {}", at("ledger_head")), "stands in a chain that has no head".to_owned()),
        ("a deadline in the row", ticket("due_on = due_on + 30", 1), format!("{S} ticket {number}: due_on is")),
        (
            "money in the row",
            ticket("spent_fen = spent_fen + 1", 1),
            format!("{S} ticket {number}: spent_fen is 30001, its events say 30000"),
        ),
        (
            "the verifier in the row",
            ticket("verifier_id = confirmer_id, confirmer_id = NULL", 1),
            format!("{S} ticket {number}: confirmer is empty"),
        ),
        (
            "the state of the row",
            ticket("state = 'void', void_reason = 'untrue', waits_for = NULL", 2),
            format!("{S} ticket {}: stands at void, its last event led to confirmed", number.replace("0001", "0002")),
        ),
        (
            "the day of closure in the row",
            ticket("closed_at = closed_at - interval '9 days', acted_at = acted_at - interval '9 days'", 1),
            format!("{S} ticket {number}: closed_at is"),
        ),
        (
            "the day of the report in the row",
            ticket("reported_at = reported_at + interval '1 day'", 1),
            format!("{S} ticket {number}: reported_at is"),
        ),
        ("the claimed time in the row", ticket("found_at = found_at + interval '1 day'", 1), format!("{S} ticket {number}: found_at is")),
        ("the title of the row", ticket("title = '没事'", 1), format!("{S} ticket {number}: its title is not what was recorded")),
        ("a description slipped in", ticket("description = '没事'", 1), format!("{S} ticket {number}: its description was never recorded")),
        ("the measures of the row", ticket("measures = '没事'", 1), format!("{S} ticket {number}: its measures is not what was recorded")),
        (
            "the number of the row",
            ticket("number = '2026-0099'", 1),
            format!("{S} ticket 2026-0099: number is 2026-0099, its events say {number}"),
        ),
        ("where the row is seen", ticket("path = '43.4304.430406.'", 1), format!("{S} ticket {number}: stands under the path")),
        (
            "a ticket dropped",
            format!("DELETE FROM {} AND number = '{number}'", at("ticket")),
            format!("{S} ticket {number}: its events are here, but the ticket is gone"),
        ),
        (
            "a ticket that nobody reported",
            format!(
                "CREATE TEMP TABLE forged AS SELECT * FROM {} AND number LIKE '%-0002'; UPDATE forged SET id = gen_random_uuid(), number = '2026-0077'; INSERT INTO ticket ({of_ticket}) SELECT {of_ticket} FROM forged; DROP TABLE forged",
                at("ticket")
            ),
            format!("{S} ticket 2026-0077: no event tells of it"),
        ),
    ];
    for (name, sql, expected) in tamperings {
        owner.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        let report = verify(&mut owner, None).await;
        let found = lines(&report);
        assert!(found.iter().any(|line| line.contains(&expected)), "{name}: wanted {expected:?}, found {found:#?}");
        restore(&mut owner).await;
    }
    let report = verify(&mut owner, Some(&anchors)).await;
    assert!(report.clean(), "{:#?}", lines(&report));
}

/// The owner of the database can cut off the end, put the row back and move the head: the chain cannot show that. Heads kept elsewhere do.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_at_the_end_shows_only_against_anchors() {
    let (_site, anchors, mut owner) = told().await;
    let school = format!("(SELECT id FROM org WHERE code = '{S}')");
    owner
        .execute(AssertSqlSafe(format!(
            "DELETE FROM ledger_text WHERE seq = 8 AND school_id = {school}; DELETE FROM ledger_event WHERE seq = 8 AND school_id = {school};
             UPDATE ledger_head h SET seq = 7, hash = e.hash, at = e.at FROM ledger_event e WHERE e.seq = 7 AND e.school_id = h.school_id AND h.school_id = {school};
             UPDATE ticket SET state = 'reported', waits_for = 'officer', version = 1, confirmer_id = NULL, acted_at = reported_at WHERE number LIKE '%-0002' AND school_id = {school}"
        )))
        .await
        .unwrap();
    assert!(verify(&mut owner, None).await.clean(), "the chain alone shows nothing");
    let found = lines(&verify(&mut owner, Some(&anchors)).await);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with(&format!("{S} event 8: an anchor tells of this event")), "{found:#?}");

    let strange = Anchor { school: "nobody".into(), ..anchors[0].clone() };
    let found = lines(&verify(&mut owner, Some(&[strange])).await);
    assert!(found[0].starts_with("nobody: an anchor tells of event 8, but there is no such chain"), "{found:#?}");
}

/// A chain rewritten with every hash made anew is sound in itself. The hashing here is written from the description, not with our code: the
/// same could stand in a checker by somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_rewritten_chain_shows_only_against_anchors() {
    let (_site, anchors, mut owner) = told().await;
    let school: Uuid = sqlx::query_scalar("SELECT id FROM org WHERE code = $1").bind(S).fetch_one(&mut *owner).await.unwrap();
    sqlx::query("UPDATE ledger_event SET facts = jsonb_set(facts, '{due_on}', '\"2031-01-01\"') WHERE school_id = $1 AND seq = 3")
        .bind(school)
        .execute(&mut *owner)
        .await
        .unwrap();
    sqlx::query("UPDATE ticket SET due_on = '2031-01-01' WHERE school_id = $1 AND number LIKE '%-0001'")
        .bind(school)
        .execute(&mut *owner)
        .await
        .unwrap();
    let rows = sqlx::query(
        "SELECT seq, subject, subject_id, act, actor_id, actor_role, from_state, to_state, facts, (extract(epoch FROM at) * 1000000)::bigint AS micros, hash FROM ledger_event WHERE school_id = $1 ORDER BY seq",
    )
    .bind(school)
    .fetch_all(&mut *owner)
    .await
    .unwrap();
    let mut prev = vec![0_u8; 32];
    for (n, row) in rows.iter().enumerate() {
        let facts: BTreeMap<String, String> = row.get::<sqlx::types::Json<_>, _>("facts").0;
        let mut hash = Sha256::new();
        hash.update([1]);
        hash.update(&prev);
        hash.update(school.as_bytes());
        hash.update(row.get::<i64, _>("seq").to_be_bytes());
        hash.update(row.get::<Uuid, _>("subject_id").as_bytes());
        hash.update(row.get::<Uuid, _>("actor_id").as_bytes());
        let mut word = |word: &str| {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        };
        for name in ["subject", "act", "actor_role", "from_state", "to_state"] {
            word(row.get::<&str, _>(name));
        }
        hash.update((facts.len() as u64).to_be_bytes());
        for (name, value) in &facts {
            for word in [name, value] {
                hash.update((word.len() as u64).to_be_bytes());
                hash.update(word.as_bytes());
            }
        }
        hash.update(row.get::<i64, _>("micros").to_be_bytes());
        let made = hash.finalize().to_vec();
        assert_eq!(made == row.get::<Vec<u8>, _>("hash"), n < 2, "untouched events hash as described, event {}", n + 1);
        sqlx::query("UPDATE ledger_event SET prev = $3, hash = $4 WHERE school_id = $1 AND seq = $2")
            .bind(school)
            .bind(row.get::<i64, _>("seq"))
            .bind(&prev)
            .bind(&made)
            .execute(&mut *owner)
            .await
            .unwrap();
        prev = made;
    }
    sqlx::query("UPDATE ledger_head SET hash = $2 WHERE school_id = $1").bind(school).bind(&prev).execute(&mut *owner).await.unwrap();
    let report = verify(&mut owner, None).await;
    assert!(report.clean(), "{:#?}", lines(&report));
    let found = lines(&verify(&mut owner, Some(&anchors)).await);
    assert_eq!(found, [format!("{S} event 8: is not the event that the anchor tells of")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_the_chains_within_reach_and_takes_the_anchors_away() {
    let (site, anchors, mut owner) = told().await;
    let (east, city, school) = (site.bureau("东区局"), site.bureau("市局"), site.school("一中"));
    let auditor = east.auditor().await;
    let page = auditor.get(&east.url("ledger")).await;
    assert!(page.statements.len() <= 2, "{:?}", page.statements);
    assert_eq!(page.attrs("tbody th a", "href"), ["/o/430405/ledger/events", "/o/430405S001/ledger/events", "/o/430405S002/ledger/events"]);
    assert!(page.body().contains(&anchors[0].hash), "{page}");
    assert!(!page.body().contains(&anchors[1].hash), "the other county's chain is not shown");

    let file = auditor.get(&east.url("ledger/anchors")).await;
    assert_eq!((file.status(), file.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename=\"anchors-430405-"));
    let read = ledger::read_anchors(&file.body()).unwrap();
    assert_eq!(read, anchors[..1]);
    assert!(verify(&mut owner, Some(&read)).await.clean());
    let all = city.leader().await.get(&city.url("ledger/anchors")).await;
    assert_eq!(ledger::read_anchors(&all.body()).unwrap(), anchors);

    let page = auditor.get(&school.url("ledger/events")).await;
    assert!(page.statements.len() <= 3, "{:?}", page.statements);
    assert_eq!(page.events(), ["confirm", "report", "sign", "pass", "submit", "assign", "confirm", "report"]);
    let page = auditor.get(&school.url("ledger/events?before=3")).await;
    assert_eq!(page.attrs("[data-seq]", "data-seq"), ["2", "1"]);
    assert_eq!(auditor.get(&school.url("ledger/events?before=x")).await.status(), 404);
    assert_eq!(auditor.get(&site.school("三中").url("ledger/events")).await.status(), 404);
    for role in [hazard_register::access::Role::Officer, hazard_register::access::Role::Principal] {
        assert_eq!(school.signed_in(role).await.get(&school.url("ledger")).await.status(), 404);
    }
    assert_eq!(east.administrator().await.get(&east.url("ledger")).await.status(), 404);
}
