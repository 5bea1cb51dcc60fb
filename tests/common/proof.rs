//! What must be true of a database after whatever happened, proved from the rows alone.

use super::TestSite;
use sqlx::PgPool;

/// Sums of the tickets as they lie in the table, by plain SQL, beside the sums that were kept along the way.
const SUMS: &str = "
    WITH t AS (SELECT *, (reported_at AT TIME ZONE 'Asia/Shanghai')::date AS found_on, (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS ended_on FROM ticket WHERE state <> 'void'),
         g AS (SELECT school_id AS org, t.* FROM t UNION ALL SELECT district_id AS org, t.* FROM t),
         truth AS (SELECT org::text || ' ' || concat_ws(',', count(*), count(*) FILTER (WHERE state <> 'closed'), count(*) FILTER (WHERE state = 'closed'),
                          count(*) FILTER (WHERE state = 'closed' AND ended_on > due_on), count(*) FILTER (WHERE grade = 'major'), count(*) FILTER (WHERE grade = 'major' AND state <> 'closed'),
                          coalesce(sum(planned_fen), 0), coalesce(sum(spent_fen), 0)) AS line FROM g GROUP BY org
                   UNION ALL SELECT 'due ' || org::text || ' ' || due_on || ' ' || count(*) FROM g WHERE state <> 'closed' AND due_on IS NOT NULL GROUP BY org, due_on
                   UNION ALL SELECT 'found ' || org::text || ' ' || date_trunc('week', found_on)::date || ' ' || count(*) FROM g GROUP BY org, date_trunc('week', found_on)
                   UNION ALL SELECT 'ended ' || org::text || ' ' || date_trunc('week', ended_on)::date || ' ' || count(*) FROM g WHERE state = 'closed' GROUP BY org, date_trunc('week', ended_on)),
         kept AS (SELECT org_id::text || ' ' || concat_ws(',', reported, open, closed, closed_late, major, major_open, planned_fen, spent_fen) AS line FROM rollup
                   WHERE (reported, open, closed, closed_late, major, major_open, planned_fen, spent_fen) <> (0, 0, 0, 0, 0, 0, 0, 0)
                   UNION ALL SELECT 'due ' || org_id::text || ' ' || due_on || ' ' || open FROM rollup_due WHERE open <> 0
                   UNION ALL SELECT 'found ' || org_id::text || ' ' || week_on || ' ' || reported FROM rollup_week WHERE reported <> 0
                   UNION ALL SELECT 'ended ' || org_id::text || ' ' || week_on || ' ' || closed FROM rollup_week WHERE closed <> 0)
    SELECT 'only in the rows: ' || line FROM (SELECT line FROM truth EXCEPT SELECT line FROM kept) a
    UNION ALL SELECT 'only in the sums: ' || line FROM (SELECT line FROM kept EXCEPT SELECT line FROM truth) b";

/// Breaks in any chain: a gap, a wrong link, a head that is not its end, a time that goes back.
const CHAIN: &str = "
    WITH e AS (SELECT *, lag(seq) OVER w AS seq_before, lag(hash) OVER w AS hash_before, lag(at) OVER w AS at_before FROM ledger_event WINDOW w AS (PARTITION BY district_id, school_id ORDER BY seq))
    SELECT 'broken at ' || school_id || ' ' || seq FROM e
     WHERE seq <> coalesce(seq_before, 0) + 1 OR prev <> coalesce(hash_before, decode(repeat('00', 32), 'hex')) OR at < at_before OR length(hash) <> 32
    UNION ALL SELECT 'head of ' || h.school_id FROM ledger_head h LEFT JOIN LATERAL (SELECT seq, hash, at FROM ledger_event e WHERE e.district_id = h.district_id AND e.school_id = h.school_id ORDER BY seq DESC LIMIT 1) l ON true
     WHERE (h.seq, h.hash) <> (coalesce(l.seq, 0), coalesce(l.hash, decode(repeat('00', 32), 'hex'))) OR (l.at IS NOT NULL AND h.at <> l.at)";

/// Tickets that are not where their last event left them, or whose events do not follow each other. What moves a ticket tells its new version; words and money beside it do not.
const STORY: &str = "
    WITH e AS (SELECT *, lag(to_state) OVER (PARTITION BY district_id, subject_id ORDER BY seq) AS came_from, count(*) FILTER (WHERE facts ? 'version') OVER (PARTITION BY district_id, subject_id ORDER BY seq) AS n FROM ledger_event WHERE subject = 'ticket')
    SELECT 'event ' || seq || ' begins at ' || from_state || ' but the one before ended at ' || coalesce(came_from, '') FROM e WHERE from_state <> coalesce(came_from, '')
    UNION ALL SELECT 'ticket ' || t.number || ' is ' || t.state || ' in version ' || t.version || ', its story says ' || coalesce(l.to_state, '?') || ' after ' || coalesce(l.n, 0)
      FROM ticket t LEFT JOIN LATERAL (SELECT to_state, n, at FROM e WHERE e.district_id = t.district_id AND e.subject_id = t.id AND e.facts ? 'version' ORDER BY seq DESC LIMIT 1) l ON true
     WHERE (l.to_state, l.n, l.at) IS DISTINCT FROM (t.state, t.version::bigint, t.acted_at)";

/// Tasks by the day they were due, beside the sums that were kept along the way (a day from which all were moved keeps a row of nothing); and tasks done without the inspection that did them.
const TASKS: &str = "
    WITH t AS (SELECT *, ((due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date AS due_on FROM inspection_task),
         g AS (SELECT school_id AS org, t.* FROM t UNION ALL SELECT district_id AS org, t.* FROM t),
         truth AS (SELECT concat_ws(' ', org, due_on, count(*), count(*) FILTER (WHERE done_at <= due_at), count(*) FILTER (WHERE done_at > due_at)) AS line FROM g GROUP BY org, due_on),
         kept AS (SELECT concat_ws(' ', org_id, due_on, due, done, late) AS line FROM rollup_task WHERE (due, done, late) <> (0, 0, 0))
    SELECT 'only in the tasks: ' || line FROM (SELECT line FROM truth EXCEPT SELECT line FROM kept) a
    UNION ALL SELECT 'only in the sums: ' || line FROM (SELECT line FROM kept EXCEPT SELECT line FROM truth) b
    UNION ALL SELECT 'done by nothing: ' || t.id FROM inspection_task t LEFT JOIN inspection i ON i.district_id = t.district_id AND i.id = t.id WHERE t.done_at IS DISTINCT FROM i.submitted_at";

/// Money: the kept sums beside the tickets, entries and budgets they are of; and entries that no event of their ticket tells of to the fen.
const MONEY: &str = "
    WITH m AS (SELECT district_id, school_id, extract(year FROM reported_at AT TIME ZONE 'Asia/Shanghai')::integer AS year, 0::bigint AS budget, coalesce(planned_fen, 0) AS planned, 0::bigint AS approved, 0::bigint AS spent FROM ticket WHERE state <> 'void'
               UNION ALL SELECT district_id, school_id, extract(year FROM on_day)::integer, 0, 0, CASE kind WHEN 'approved' THEN fen ELSE 0 END, CASE kind WHEN 'spent' THEN fen ELSE 0 END FROM fund_entry
               UNION ALL (SELECT DISTINCT ON (district_id, school_id, year, source) district_id, school_id, year, fen, 0, 0, 0 FROM fund_budget ORDER BY district_id, school_id, year, source, version DESC)),
         g AS (SELECT school_id AS org, m.* FROM m UNION ALL SELECT district_id AS org, m.* FROM m),
         truth AS (SELECT concat_ws(' ', org, year, sum(budget), sum(planned), sum(approved), sum(spent)) AS line FROM g GROUP BY org, year HAVING (sum(budget), sum(planned), sum(approved), sum(spent)) <> (0, 0, 0, 0)),
         kept AS (SELECT concat_ws(' ', org_id, year, budget_fen, planned_fen, approved_fen, spent_fen) AS line FROM rollup_fund WHERE (budget_fen, planned_fen, approved_fen, spent_fen) <> (0, 0, 0, 0)),
         entered AS (SELECT concat_ws(' ', id, ticket_id, kind, fen, source, on_day, by_bureau, cancels, person_id, entered_at) AS line FROM fund_entry),
         told AS (SELECT concat_ws(' ', facts ->> 'fund_entry', subject_id, facts ->> 'fund_kind', facts ->> 'fund_fen', facts ->> 'fund_source', facts ->> 'fund_on',
                         CASE facts ->> 'fund_by_bureau' WHEN 'true' THEN 't' ELSE 'f' END, facts ->> 'fund_cancels', actor_id, at) AS line FROM ledger_event WHERE facts ? 'fund_entry')
    SELECT 'only in the rows: ' || line FROM (SELECT line FROM truth EXCEPT SELECT line FROM kept) a
    UNION ALL SELECT 'only in the sums: ' || line FROM (SELECT line FROM kept EXCEPT SELECT line FROM truth) b
    UNION ALL SELECT 'told of by no event: ' || line FROM (SELECT line FROM entered EXCEPT SELECT line FROM told) c
    UNION ALL SELECT 'told of, but not there: ' || line FROM (SELECT line FROM told EXCEPT SELECT line FROM entered) d";

impl TestSite {
    /// Every chain is whole, every ticket is where its story ends, every sum is the sum of its rows.
    pub async fn holds_together(&self) {
        holds_together(self.owner()).await;
    }
}

/// The same of any database, as its owner.
pub async fn holds_together(owner: &PgPool) {
    for sql in [CHAIN, STORY, SUMS, TASKS, MONEY] {
        let faults: Vec<String> = sqlx::query_scalar(sql).fetch_all(owner).await.expect("the proof runs");
        assert_eq!(faults, [""; 0]);
    }
    let mut conn = owner.acquire().await.expect("a connection");
    let report = hazard_register::ledger::verify(&mut conn, None).await.expect("the verification runs");
    assert!(report.clean(), "{:#?}", report.findings);
}
