//! Reports of the public: what the database says when everything above it fails.

use crate::common::sample::Sample;
use crate::common::{Org, TestSite};
use sqlx::{AssertSqlSafe, Executor};

fn hex(n: u8) -> String {
    format!("0{n}").repeat(32)
}

async fn furnish(school: &Org, n: u8) -> Sample {
    let sample =
        Sample { district: school.place.district.to_string(), school: school.place.id.to_string(), path: school.place.path.clone(), n };
    let mut conn = school.site.owner().acquire().await.expect("a connection");
    sample.insert_all(&mut conn).await;
    sample
}

/// What the public role is answered: rows, or the code of the refusal.
async fn asked(site: &TestSite, settings: &[(&str, &str)], sql: &str) -> Result<u64, String> {
    let mut tx = site.passerby(settings).await;
    let done = tx.execute(AssertSqlSafe(sql.to_owned())).await;
    done.map(|done| done.rows_affected()).map_err(|error| {
        error.as_database_error().and_then(|error| error.code()).map_or_else(|| error.to_string(), |code| code.into_owned())
    })
}

/// The third role alone, with no query of ours before it.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_role_leaves_reports_where_they_are_taken_and_follows_its_own() {
    const REFUSED: &str = "42501";
    let site = TestSite::new().await;
    let (here, next) = (site.school("一中"), site.school("二小"));
    let (one, other) = (furnish(&here, 1).await, furnish(&next, 2).await);
    let token: String =
        sqlx::query_scalar("SELECT token FROM risk_point WHERE path = $1").bind(&one.path).fetch_one(site.owner()).await.unwrap();
    let (mine, theirs, fresh) = (hex(1), hex(2), hex(7));
    let district = one.district.as_str();
    let at_card =
        [("app.token", token.as_str()), ("app.district", district), ("app.school", one.path.as_str()), ("app.receipt", fresh.as_str())];
    let at_board = [("app.district", district), ("app.school", one.path.as_str()), ("app.receipt", fresh.as_str())];
    let tip = |of: &Sample, receipt: &str, point: &str| {
        format!(
            "INSERT INTO tip (district_id, id, school_id, path, receipt, risk_point_id, place, words, due_on)
             VALUES ('{}', gen_random_uuid(), '{}', '{}', decode('{receipt}', 'hex'), {point}, 'x', 'y', '2030-01-01')",
            of.district, of.school, of.path
        )
    };
    let photo = |of: &Sample, receipt: &str| {
        format!(
            "INSERT INTO tip_photo (district_id, id, school_id, path, receipt, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height)
             VALUES ('{}', gen_random_uuid(), '{}', '{}', decode('{receipt}', 'hex'), decode('{receipt}', 'hex'), decode('{receipt}', 'hex'), 1, 4, 3, 4, 3)",
            of.district, of.school, of.path
        )
    };
    let point = format!("'{}'", one.id('f'));
    // Where they are taken: from the card, from the open board, under one's own receipt.
    for (settings, sql) in [
        (&at_card[..], tip(&one, &fresh, &point)),
        (&at_card, tip(&one, &fresh, "NULL")),
        (&at_board, tip(&one, &fresh, "NULL")),
        (&at_card, photo(&one, &fresh)),
        (&at_board, photo(&one, &fresh)),
    ] {
        assert_eq!(asked(&site, settings, &sql).await, Ok(1), "{sql}");
    }
    // Elsewhere, under another's receipt, at a point nobody scanned, already answered, back-dated: not.
    let answered = tip(&one, &fresh, "NULL").replace("due_on)", "due_on, state)").replace("'2030-01-01')", "'2030-01-01', 'declined')");
    let dated = tip(&one, &fresh, "NULL").replace("due_on)", "due_on, received_at)").replace("'2030-01-01')", "'2030-01-01', now())");
    let half = one.path.trim_end_matches('.').to_owned();
    for (settings, sql) in [
        (&at_card[..], tip(&other, &fresh, "NULL")),
        (&at_card, tip(&one, &mine, "NULL")),
        (&at_board, tip(&one, &fresh, &point)),
        (&at_card, tip(&one, &fresh, &format!("'{}'", other.id('f')))),
        (&at_card, answered),
        (&at_card, dated),
        (&at_card, photo(&other, &fresh)),
        (&at_card, photo(&one, &mine)),
        (&[("app.receipt", fresh.as_str())], tip(&one, &fresh, "NULL")),
        (&[("app.district", district), ("app.school", half.as_str()), ("app.receipt", fresh.as_str())], tip(&one, &fresh, "NULL")),
        (&at_card[..3], tip(&one, &fresh, "NULL")),
        (&[("app.scope", "43."), ("app.receipt", fresh.as_str())], tip(&one, &fresh, "NULL")),
    ] {
        assert_eq!(asked(&site, settings, &sql).await, Err(REFUSED.into()), "{settings:?} {sql}");
    }
    // The board closed, then the card too.
    sqlx::query("UPDATE notice SET open = false").execute(site.owner()).await.unwrap();
    assert_eq!(asked(&site, &at_board, &tip(&one, &fresh, "NULL")).await, Err(REFUSED.into()));
    assert_eq!(asked(&site, &at_card, &tip(&one, &fresh, &point)).await, Ok(1));
    sqlx::query("UPDATE notice SET tips = false").execute(site.owner()).await.unwrap();
    assert_eq!(asked(&site, &at_card, &tip(&one, &fresh, &point)).await, Err(REFUSED.into()));
    assert_eq!(asked(&site, &at_card, &photo(&one, &fresh)).await, Err(REFUSED.into()));
    sqlx::query("UPDATE notice SET tips = true, open = true").execute(site.owner()).await.unwrap();
    sqlx::query("UPDATE risk_point SET retired_at = now()").execute(site.owner()).await.unwrap();
    sqlx::query("UPDATE notice SET open = false").execute(site.owner()).await.unwrap();
    assert_eq!(asked(&site, &at_card, &tip(&one, &fresh, "NULL")).await, Err(REFUSED.into()), "a card out of use");

    // One's own report by its receipt, and no other's; nothing of the contact, the mark, the ticket's inside.
    let with_mine = [("app.receipt", mine.as_str())];
    for (settings, words) in [
        (&with_mine[..], vec!["井盖松了1"]),
        (&[("app.receipt", theirs.as_str())], vec!["井盖松了2"]),
        (&at_card, vec![]),
        (&[], vec![]),
        (&[("app.receipt", "")], vec![]),
    ] {
        let mut tx = site.passerby(settings).await;
        let found: Vec<String> = sqlx::query_scalar("SELECT words FROM tip").fetch_all(&mut *tx).await.unwrap();
        assert_eq!(found, words, "{settings:?}");
        let photos: i64 = sqlx::query_scalar("SELECT count(id) FROM tip_photo").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(photos, i64::try_from(words.len()).unwrap(), "{settings:?}");
    }
    for sql in [
        "SELECT contact FROM tip_contact",
        "SELECT tip_id FROM tip_mark",
        "SELECT mark FROM tip_mark",
        "SELECT key FROM tip_key",
        "SELECT bucket FROM tip_count",
        "SELECT answerer_id FROM tip",
        "SELECT contest FROM tip",
        "SELECT reason FROM tip",
        "SELECT sha256 FROM tip_photo",
        "SELECT number FROM ticket",
        "SELECT title FROM ticket",
        "SELECT uploader_id FROM photo",
        "UPDATE tip SET words = 'x'",
        "UPDATE tip SET answer = 'x'",
        "UPDATE tip SET received_at = now()",
        "UPDATE tip SET due_on = '2000-01-01'",
        "UPDATE tip_photo SET sha256 = receipt",
        "DELETE FROM tip",
        "DELETE FROM tip_photo",
        "INSERT INTO ticket (title) VALUES ('x')",
    ] {
        // The due day alone is no contest: there is the right, and the wall finds nothing to change.
        let expected = if sql.contains("due_on") { Ok(0) } else { Err(REFUSED.into()) };
        assert_eq!(asked(&site, &with_mine, sql).await, expected, "{sql}");
    }
    // A ticket and its pictures only behind a report that became it, and the pictures only at the end.
    let seen = async |sql: &str| -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut *site.passerby(&with_mine).await).await.unwrap()
    };
    assert_eq!(seen("SELECT count(id) FROM ticket").await, 0);
    let linked = "UPDATE tip SET state = 'accepted', ticket_id = t.id, answered_at = now(), answerer_id = t.reporter_id FROM ticket t WHERE t.path = tip.path";
    sqlx::query(linked).execute(site.owner()).await.unwrap();
    assert_eq!(seen("SELECT count(id) FROM ticket").await, 1, "its own, not the neighbour's");
    sqlx::query("UPDATE photo SET moment = 'after'").execute(site.owner()).await.unwrap();
    assert_eq!(seen("SELECT count(sha256) FROM photo").await, 0, "not before the end");
    let contest = "UPDATE tip SET state = 'contested', contested_at = now(), contests = contests + 1";
    assert_eq!(asked(&site, &with_mine, contest).await, Ok(0), "nothing to contest yet");
    let me = one.id('a');
    let closed = format!(
        "UPDATE ticket SET state = 'closed', waits_for = NULL, closed_at = now(), acted_at = now(), on_the_spot = true, rectifier_id = '{me}', done = 'd', spent_fen = 0,
                verifier_id = (SELECT id FROM person WHERE id <> '{me}' LIMIT 1), signer_id = (SELECT id FROM person WHERE id <> '{me}' LIMIT 1) WHERE path = '{}'",
        one.path
    );
    sqlx::query(AssertSqlSafe(closed)).execute(site.owner()).await.unwrap();
    assert_eq!(seen("SELECT count(sha256) FROM photo").await, 1);
    assert_eq!(asked(&site, &with_mine, contest).await, Ok(1));
    assert_eq!(asked(&site, &[("app.receipt", theirs.as_str())], contest).await, Ok(0));
    for bad in [
        "UPDATE tip SET state = 'contested', contested_at = now() - interval '1 day', contests = 1",
        "UPDATE tip SET state = 'waiting', contested_at = now(), contests = 1",
    ] {
        assert_eq!(asked(&site, &with_mine, bad).await, Err(REFUSED.into()), "{bad}");
    }
    sqlx::query("UPDATE ticket SET closed_at = now() - interval '16 days', acted_at = now() - interval '16 days' WHERE state = 'closed'")
        .execute(site.owner())
        .await
        .unwrap();
    assert_eq!(asked(&site, &with_mine, contest).await, Ok(0), "after fifteen days");
}

/// The contact stays closed to a transaction that has not told the ledger, and to everybody above the school.
#[tokio::test(flavor = "multi_thread")]
async fn the_contact_is_not_read_without_a_record() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let one = furnish(&school, 1).await;
    let told = format!(
        "INSERT INTO ledger_event (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, facts, prev, hash)
         VALUES ('{}', '{}', '{}', 901, 'tip', '{}', 'see_contact', '{}', 'officer', '{{}}', '\\x00', '\\x01')",
        one.district,
        one.school,
        one.path,
        one.id('6'),
        one.id('a')
    );
    let bureau = site.bureau("东区局").place.path;
    for (path, tells, seen) in
        [(one.path.as_str(), false, 0), (&one.path, true, 1), (&bureau, true, 0), (&site.school("二小").place.path, false, 0)]
    {
        let mut tx = site.runtime(path).await;
        if tells {
            tx.execute(AssertSqlSafe(told.clone())).await.unwrap();
        }
        let found: i64 = sqlx::query_scalar("SELECT count(contact) FROM tip_contact").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(found, seen, "{path} {tells}");
    }
    // An earlier record is no key for later.
    sqlx::query(AssertSqlSafe(told)).execute(site.owner()).await.unwrap();
    let found: i64 =
        sqlx::query_scalar("SELECT count(contact) FROM tip_contact").fetch_one(&mut *site.runtime(&one.path).await).await.unwrap();
    assert_eq!(found, 0);
    for sql in [
        "DELETE FROM tip",
        "DELETE FROM tip_contact",
        "UPDATE tip_contact SET contact = 'x'",
        "UPDATE tip SET words = 'x', answered_at = now()",
        "UPDATE tip SET received_at = now(), answered_at = now()",
        "UPDATE tip SET due_on = '2099-01-01', answered_at = now()",
        "UPDATE tip SET state = 'abuse', answered_at = now() - interval '1 day'",
        "UPDATE tip_mark SET mark = decode(repeat('00', 32), 'hex')",
        "SELECT mark FROM tip_mark",
        "SELECT key FROM tip_key",
        "SELECT hits FROM tip_count",
    ] {
        let refused = site.runtime(&one.path).await.execute(AssertSqlSafe(sql.to_owned())).await.err();
        let code = refused.and_then(|error| error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned()));
        assert_eq!(code.as_deref(), Some("42501"), "{sql}");
    }
}
