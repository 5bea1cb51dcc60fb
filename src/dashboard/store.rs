//! Reading the sums. A bureau down to the county reads district rows (`org_id = district_id`), a township and a school read school rows; both
//! grains are written with every act, so a page never counts tickets. Whose turn it is stands in [`crate::ticket::store`].

use super::model::{Coverage, Figures, Row, Show, Sort, Sums, Week};
use super::rules::QUIET_DAYS;
use crate::access::{Kind, Place};
use crate::campaign::store::progress::Running;
use crate::db::Scope;
use crate::error::Result;
use crate::id::{OrgId, PersonId};
use crate::money::Fen;
use crate::org::model::Stage;
use crate::task::uses::Use;
use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::types::Json;

/// Rows of the table on one page.
pub const PAGE: i64 = 50;

/// Every path at or below a place lies from the first up to, but not at, the second: a range that the index of `path` serves, as a prefix
/// test with a parameter would not. ('/' follows '.' in ASCII, and paths sort by bytes.)
fn subtree(place: &Place) -> (&str, String) {
    below(&place.path)
}

/// The bounds of a path's subtree. A row of the sums repeats its organisation's path, so joins may name the range once more: the planner
/// then reads the range instead of looking up each row.
fn below(path: &str) -> (&str, String) {
    (path, format!("{}/", path.strip_suffix('.').unwrap_or(path)))
}

/// Whether a place's sums are those of district rows.
fn by_district(place: &Place) -> bool {
    matches!(place.kind, Kind::Province | Kind::City | Kind::County)
}

/// The instant before which an inspection is no longer recent.
fn recent(at: DateTime<Utc>) -> DateTime<Utc> {
    at - Days::new(QUIET_DAYS)
}

/// What a place adds up to. `today` is the day of its zone, `at` the instant of asking.
///
/// # Errors
/// When the database is away.
pub async fn figures(scope: &mut Scope, place: &Place, today: NaiveDate, at: DateTime<Utc>) -> Result<Figures> {
    let (from, to) = subtree(place);
    let row = sqlx::query!(
        r#"SELECT t.reported AS "reported!", t.open AS "open!", t.closed AS "closed!", t.closed_late AS "closed_late!", t.major_open AS "major_open!", t.planned AS "planned!: Fen", t.spent AS "spent!: Fen",
                  t.risk_1 AS "risk_1!", t.risk_2 AS "risk_2!", t.risk_3 AS "risk_3!", t.risk_4 AS "risk_4!", t.incomplete AS "incomplete!", t.inspections AS "inspections!", t.inspected_at AS "inspected_at?",
                  d.overdue AS "overdue!", d.oldest AS "oldest?", c.schools AS "schools!", c.with_risks AS "with_risks!", c.inspected AS "inspected!", c.recent AS "recent!", c.covered AS "covered!"
             FROM (SELECT coalesce(sum(r.reported), 0)::bigint AS reported, coalesce(sum(r.open), 0)::bigint AS open, coalesce(sum(r.closed), 0)::bigint AS closed, coalesce(sum(r.closed_late), 0)::bigint AS closed_late,
                          coalesce(sum(r.major_open), 0)::bigint AS major_open, coalesce(sum(r.planned_fen), 0)::bigint AS planned, coalesce(sum(r.spent_fen), 0)::bigint AS spent,
                          coalesce(sum(r.risk_1), 0)::bigint AS risk_1, coalesce(sum(r.risk_2), 0)::bigint AS risk_2, coalesce(sum(r.risk_3), 0)::bigint AS risk_3, coalesce(sum(r.risk_4), 0)::bigint AS risk_4,
                          coalesce(sum(r.incomplete), 0)::bigint AS incomplete, coalesce(sum(r.inspections), 0)::bigint AS inspections, max(r.inspected_at) AS inspected_at
                     FROM org g JOIN rollup r ON r.district_id = g.district_id AND r.org_id = g.id WHERE (g.id = g.district_id) = $3 AND g.path >= $1 AND g.path < $2) t,
                  (SELECT coalesce(sum(u.open), 0)::bigint AS overdue, min(u.due_on) FILTER (WHERE u.open > 0) AS oldest
                     FROM org g JOIN rollup_due u ON u.district_id = g.district_id AND u.org_id = g.id WHERE (g.id = g.district_id) = $3 AND g.path >= $1 AND g.path < $2 AND u.due_on < $4) d,
                  (SELECT count(*) AS schools, count(*) FILTER (WHERE r.risk_1 + r.risk_2 + r.risk_3 + r.risk_4 > 0) AS with_risks, count(*) FILTER (WHERE r.inspections > 0) AS inspected,
                          count(*) FILTER (WHERE r.inspected_at >= $5) AS recent, count(*) FILTER (WHERE r.risk_1 + r.risk_2 + r.risk_3 + r.risk_4 > 0 AND r.inspections > 0) AS covered
                     FROM org s LEFT JOIN rollup r ON r.district_id = s.district_id AND r.org_id = s.id AND r.path >= $1 AND r.path < $2 WHERE s.kind = 'school' AND s.path >= $1 AND s.path < $2) c"#,
        from,
        to,
        by_district(place),
        today,
        recent(at)
    )
    .fetch_one(scope.conn())
    .await?;
    let sums = Sums {
        reported: row.reported,
        open: row.open,
        closed: row.closed,
        closed_late: row.closed_late,
        major_open: row.major_open,
        overdue: row.overdue,
        planned: row.planned,
        spent: row.spent,
        risk: [row.risk_1, row.risk_2, row.risk_3, row.risk_4],
        incomplete: row.incomplete,
        inspections: row.inspections,
        inspected_at: row.inspected_at,
    };
    let coverage =
        Coverage { schools: row.schools, with_risks: row.with_risks, inspected: row.inspected, recent: row.recent, covered: row.covered };
    Ok(Figures { sums, coverage, oldest_due: row.oldest })
}

/// Found and closed by week since a Monday; weeks without either are missing.
///
/// # Errors
/// When the database is away.
pub async fn weeks(scope: &mut Scope, place: &Place, since: NaiveDate) -> Result<Vec<Week>> {
    let (from, to) = subtree(place);
    Ok(sqlx::query_as!(
        Week,
        r#"SELECT w.week_on AS "on!", sum(w.reported)::bigint AS "reported!", sum(w.closed)::bigint AS "closed!"
             FROM org g JOIN rollup_week w ON w.district_id = g.district_id AND w.org_id = g.id
            WHERE (g.id = g.district_id) = $3 AND g.path >= $1 AND g.path < $2 AND w.week_on >= $4 GROUP BY w.week_on ORDER BY w.week_on"#,
        from,
        to,
        by_district(place),
        since
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Which rows of a table, in which order, after which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub show: Show,
    pub sort: Sort,
    /// Names are ordered as they are shown.
    pub english: bool,
    /// The last row of the page before: its overdue count and code.
    pub after: Option<(i64, String)>,
}

/// One select for every table; where the rows come from and their order differ. Both sources give `o` (the organisation), `r` (its sums),
/// `d` (its overdue) and `c` (its schools). Days with nothing open any more stay in the sums for ever; a school's overdue is therefore
/// looked for only on the days on which its district has some. (The union with nought for every school tells the planner how many
/// rows to expect; without it, it compares each with each.)
macro_rules! rows {
    (below $order:ident $($given:expr),+) => {
        rows!(
            $order
            "org o
             CROSS JOIN LATERAL (SELECT o.path AS low, rtrim(o.path, '.') || '/' AS high, o.kind <> 'school' AS above) b
             CROSS JOIN LATERAL (SELECT sum(x.reported) AS reported, sum(x.open) AS open, sum(x.closed) AS closed, sum(x.closed_late) AS closed_late, sum(x.major_open) AS major_open, sum(x.planned_fen) AS planned_fen,
                                        sum(x.spent_fen) AS spent_fen, sum(x.risk_1) AS risk_1, sum(x.risk_2) AS risk_2, sum(x.risk_3) AS risk_3, sum(x.risk_4) AS risk_4, sum(x.incomplete) AS incomplete,
                                        sum(x.inspections) AS inspections, max(x.inspected_at) AS inspected_at
                                   FROM org g JOIN rollup x ON x.district_id = g.district_id AND x.org_id = g.id WHERE (g.id = g.district_id) = b.above AND g.path >= b.low AND g.path < b.high) r
             CROSS JOIN LATERAL (SELECT sum(u.open) AS open FROM org g JOIN rollup_due u ON u.district_id = g.district_id AND u.org_id = g.id
                                  WHERE (g.id = g.district_id) = b.above AND g.path >= b.low AND g.path < b.high AND u.due_on < $3) d
             CROSS JOIN LATERAL (SELECT count(*) AS schools, count(*) FILTER (WHERE x.risk_1 + x.risk_2 + x.risk_3 + x.risk_4 > 0 AND x.inspections > 0) AS covered
                                   FROM org s LEFT JOIN rollup x ON x.district_id = s.district_id AND x.org_id = s.id AND x.path >= b.low AND x.path < b.high WHERE s.kind = 'school' AND s.path >= b.low AND s.path < b.high) c
             WHERE o.parent_id = $4",
            $($given),+
        )
    };
    (schools $order:ident $($given:expr),+) => {
        rows!(
            $order
            "org o LEFT JOIN rollup r ON r.district_id = o.district_id AND r.org_id = o.id AND r.path >= $1 AND r.path < $2
             JOIN (SELECT n.org_id, sum(n.open) AS open
                     FROM (SELECT s.id AS org_id, 0::bigint AS open FROM org s WHERE s.kind = 'school' AND s.path >= $1 AND s.path < $2
                           UNION ALL
                           SELECT u.org_id, u.open
                             FROM org g JOIN rollup_due e ON e.district_id = g.id AND e.org_id = g.id AND e.open > 0 AND e.due_on < $3
                                        JOIN rollup_due u ON u.district_id = e.district_id AND u.due_on = e.due_on AND u.org_id <> u.district_id AND u.open > 0
                            WHERE (g.id = g.district_id) = true AND g.path >= $11 AND g.path < $12) n
                    GROUP BY n.org_id) d ON d.org_id = o.id
             CROSS JOIN LATERAL (SELECT 1::bigint AS schools, CASE WHEN r.risk_1 + r.risk_2 + r.risk_3 + r.risk_4 > 0 AND r.inspections > 0 THEN 1::bigint ELSE 0 END AS covered) c
             WHERE o.kind = 'school' AND o.path >= $1 AND o.path < $2
               AND CASE $6 WHEN 'covered' THEN c.covered = 1 WHEN 'uncovered' THEN c.covered = 0 WHEN 'risks' THEN r.risk_1 + r.risk_2 + r.risk_3 + r.risk_4 > 0 WHEN 'inspected' THEN r.inspections > 0
                           WHEN 'recent' THEN r.inspected_at >= $5 WHEN 'quiet' THEN coalesce(r.inspected_at < $5, true) ELSE true END",
            $($given),+
        )
    };
    (overdue $source:literal, $($given:expr),+) => {
        rows!($($given),+, $source, "coalesce(d.open, 0) < $7 OR (coalesce(d.open, 0) = $7 AND o.code > $8)) ORDER BY coalesce(d.open, 0) DESC, o.code LIMIT $10")
    };
    (name $source:literal, $($given:expr),+) => {
        rows!(
            $($given),+,
            $source,
            "(CASE WHEN $9 AND o.name_en <> '' THEN o.name_en ELSE o.name_zh END, o.code) > ((SELECT CASE WHEN $9 AND l.name_en <> '' THEN l.name_en ELSE l.name_zh END FROM org l WHERE l.code = $8), $8))
             ORDER BY CASE WHEN $9 AND o.name_en <> '' THEN o.name_en ELSE o.name_zh END, o.code LIMIT $10"
        )
    };
    ($scope:expr, $from:expr, $to:expr, $org:expr, $today:expr, $recent:expr, $wanted:expr, $limit:expr, $wide:expr, $source:literal, $order:literal) => {{
        let (overdue, code) = $wanted.after.clone().unzip();
        let found = sqlx::query!(
            r#"SELECT o.code AS "code!", o.name_zh AS "name_zh!", o.name_en AS "name_en!", o.kind AS "kind!: Kind", o.stage AS "stage?: Stage", c.schools AS "schools!", c.covered AS "covered!",
                      coalesce(r.reported, 0)::bigint AS "reported!", coalesce(r.open, 0)::bigint AS "open!", coalesce(r.closed, 0)::bigint AS "closed!", coalesce(r.closed_late, 0)::bigint AS "closed_late!",
                      coalesce(r.major_open, 0)::bigint AS "major_open!", coalesce(d.open, 0)::bigint AS "overdue!", coalesce(r.planned_fen, 0)::bigint AS "planned!: Fen", coalesce(r.spent_fen, 0)::bigint AS "spent!: Fen",
                      coalesce(r.risk_1, 0)::bigint AS "risk_1!", coalesce(r.risk_2, 0)::bigint AS "risk_2!", coalesce(r.risk_3, 0)::bigint AS "risk_3!", coalesce(r.risk_4, 0)::bigint AS "risk_4!",
                      coalesce(r.incomplete, 0)::bigint AS "incomplete!", coalesce(r.inspections, 0)::bigint AS "inspections!", r.inspected_at AS "inspected_at?"
                 FROM "# + $source + r#" AND ($4::uuid IS NULL OR true) AND ($1::text <> $2::text) AND ($5::timestamptz IS NULL OR true) AND ($6::text IS NULL OR true) AND ($9::boolean IS NULL OR true) AND ($11::text <> $12::text)
                  AND ($7::bigint IS NULL OR $8::text IS NULL OR "# + $order,
            $from,
            $to,
            $today,
            $org as OrgId,
            $recent,
            $wanted.show.code(),
            overdue,
            code,
            $wanted.english,
            $limit,
            $wide.0,
            $wide.1
        )
        .fetch_all($scope.conn())
        .await?;
        found
            .into_iter()
            .map(|row| Row {
                code: row.code,
                name_zh: row.name_zh,
                name_en: row.name_en,
                kind: row.kind,
                stage: row.stage,
                schools: row.schools,
                covered: row.covered,
                sums: Sums {
                    reported: row.reported,
                    open: row.open,
                    closed: row.closed,
                    closed_late: row.closed_late,
                    major_open: row.major_open,
                    overdue: row.overdue,
                    planned: row.planned,
                    spent: row.spent,
                    risk: [row.risk_1, row.risk_2, row.risk_3, row.risk_4],
                    incomplete: row.incomplete,
                    inspections: row.inspections,
                    inspected_at: row.inspected_at,
                },
            })
            .collect()
    }};
}

/// The rows below a bureau, at most `limit`. With [`Show::Below`] the bureaus and schools directly below, whose sums together are the
/// bureau's own; else schools of the whole subtree.
///
/// # Errors
/// When the database is away.
pub async fn rows(scope: &mut Scope, place: &Place, wanted: &Wanted, today: NaiveDate, at: DateTime<Utc>, limit: i64) -> Result<Vec<Row>> {
    let (from, to) = subtree(place);
    let (org, recent) = (place.id, recent(at));
    // A township's schools are counted in its county.
    let wide = below(place.district_path());
    Ok(match (wanted.show, wanted.sort) {
        (Show::Below, Sort::Overdue) => rows!(below overdue scope, from, to, org, today, recent, wanted, limit, wide),
        (Show::Below, Sort::Name) => rows!(below name scope, from, to, org, today, recent, wanted, limit, wide),
        (_, Sort::Overdue) => rows!(schools overdue scope, from, to, org, today, recent, wanted, limit, wide),
        (_, Sort::Name) => rows!(schools name scope, from, to, org, today, recent, wanted, limit, wide),
    })
}

/// An inspection somebody began and has not handed in, or has to begin.
#[derive(Debug, serde::Deserialize)]
pub struct Unfinished {
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: Option<String>,
    pub title: String,
    pub started_at: DateTime<Utc>,
    pub items: i64,
    pub answered: i64,
    pub problems: i64,
    /// Of a task: itself, and when it is due.
    pub task: Option<uuid::Uuid>,
    pub due_at: Option<DateTime<Utc>>,
    /// Of a visit that has not begun: the bureau's code and the round.
    pub bureau_code: Option<String>,
    pub round: Option<uuid::Uuid>,
}

/// What is under way for this actor.
pub struct Underway {
    /// See [`underway`].
    pub begun: Vec<Unfinished>,
    /// Campaigns that run and concern the place: at a bureau all, at a school those where its task is not done.
    pub campaigns: Vec<Running>,
    /// Reports of the public that wait at a school, and those of them whose promised day is past.
    pub tips: (i64, i64),
    /// How a school stands with its money this year.
    pub funds: crate::fund::model::Standing,
    /// At a school, what they may begin before each use.
    pub uses: Vec<Use>,
    /// Closings a bureau drew and nobody has looked at again.
    pub samples: i64,
    /// Hidden dangers of a bureau's own schools that wait for its decision on listing them.
    pub listings: i64,
    /// Who signs for this actor, or for whom they sign: now, or soon.
    pub deputies: Vec<Deputy>,
}

/// A delegation that stands, as either side sees it.
#[derive(Debug, serde::Deserialize)]
pub struct Deputy {
    pub principal: PersonId,
    pub principal_name: String,
    pub deputy_name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What this actor has to inspect at or below a place: their tasks that are open or can still be done late, the first due first, then the visits of
/// their bureau that they lead, then inspections they began of their own accord and did not hand in; and the campaigns that run. One statement for both, since a home page has few.
/// Index: inspection_open, inspection_task_person, campaign_school_campaign, visit_leader.
///
/// # Errors
/// When the database is away.
pub async fn underway(scope: &mut Scope, place: &Place, limit: i64) -> Result<Underway> {
    let me = scope.actor().person();
    let (from, to) = subtree(place);
    let school = place.is_school();
    let row = sqlx::query!(
        r#"WITH begun AS (
           SELECT o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, i.number, i.task, i.due_at, i.title, i.started_at, i.items, n.answered, n.problems, b.code AS bureau_code, i.round, i.id
             FROM (SELECT i.district_id, i.school_id, i.id, i.number, NULL::uuid AS task, NULL::timestamptz AS due_at, i.title, i.started_at, i.items, NULL::uuid AS round, NULL::uuid AS bureau
                     FROM inspection i WHERE i.submitted_at IS NULL AND i.inspector_id = $1 AND i.path >= $2 AND i.path < $3 AND ($4::uuid IS NULL OR (i.district_id = $4 AND i.school_id = $5))
                      AND NOT EXISTS (SELECT 1 FROM inspection_task t WHERE t.district_id = i.district_id AND t.id = i.id)
                   UNION ALL
                   SELECT t.district_id, t.school_id, t.id, NULL, t.id, t.due_at, t.title, t.opens_at, t.items, NULL, NULL
                     FROM inspection_task t LEFT JOIN campaign c ON c.id = t.campaign_id
                    WHERE t.district_id = $4 AND t.school_id = $5 AND t.person_id = $1 AND t.done_at IS NULL AND t.opens_at <= now()
                      AND (t.due_at > now() - make_interval(days => $7) OR c.state = 'running')
                   UNION ALL
                   SELECT v.district_id, v.place_id, v.id, NULL, NULL, (coalesce(v.planned_on, r.ends_on) + 1)::timestamptz - interval '1 minute', r.title, r.created_at, 0, r.id, r.bureau_id
                     FROM visit v JOIN visit_round r ON r.district_id = v.district_id AND r.id = v.round_id
                    WHERE v.leader_id = $1 AND v.dropped_at IS NULL AND r.closed_at IS NULL AND r.bureau_id = $5
                      AND NOT EXISTS (SELECT FROM inspection x WHERE x.round_id = r.id AND x.visit_id = v.id)) i
             JOIN org o ON o.id = i.school_id LEFT JOIN org b ON b.id = i.bureau
             CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE t.result <> 'unchecked') AS answered, count(*) FILTER (WHERE t.result = 'problem') AS problems
                                   FROM inspection_item t WHERE t.district_id = i.district_id AND t.inspection_id = i.id) n
            ORDER BY i.round IS NOT NULL, i.due_at NULLS LAST, i.started_at, i.id LIMIT $6),
           called AS (
           SELECT c.id, c.title, b.name_zh AS owner_zh, b.name_en AS owner_en, c.deadline, count(*) AS schools, count(k.done_at) AS finished,
                  count(*) FILTER (WHERE k.done_at IS NULL AND k.due_at < now()) AS overdue, max(s.reminded_at) AS reminded, c.shifts -> -1 AS shift, min(k.id::text)::uuid AS task, min(k.due_at) AS due
             FROM campaign c JOIN org b ON b.path = c.owner_path JOIN campaign_school s ON s.campaign_id = c.id
             LEFT JOIN inspection_task k ON k.district_id = s.district_id AND k.campaign_id = s.campaign_id AND k.school_id = s.school_id
            WHERE c.state = 'running' AND starts_with(s.path, $8) AND (NOT $9 OR k.done_at IS NULL)
            GROUP BY c.id, c.title, b.name_zh, b.name_en, c.deadline ORDER BY c.deadline, c.id LIMIT $6)
           SELECT coalesce((SELECT jsonb_agg(to_jsonb(b) ORDER BY b.round IS NOT NULL, b.due_at NULLS LAST, b.started_at, b.id) FROM begun b), '[]') AS "begun!: Json<Vec<Unfinished>>",
                  coalesce((SELECT jsonb_agg(to_jsonb(c) ORDER BY c.deadline, c.id) FROM called c), '[]') AS "called!: Json<Vec<Running>>",
                  coalesce((SELECT jsonb_agg(to_jsonb(u) ORDER BY u.title, u.id) FROM each_use_plans($4, $5, $1) u), '[]') AS "uses!: Json<Vec<Use>>",
                  (SELECT count(*) FROM tip p WHERE p.district_id = $4 AND p.school_id = $5 AND p.state IN ('waiting', 'contested')) AS "tips!",
                  (SELECT count(*) FROM tip p WHERE p.district_id = $4 AND p.school_id = $5 AND p.state IN ('waiting', 'contested') AND p.due_on < current_date) AS "tips_late!",
                  (SELECT count(*) FROM (SELECT FROM sample s WHERE s.path = $8 AND s.result IS NULL LIMIT 1000) s) AS "samples!",
                  (SELECT count(*) FROM ticket t WHERE NOT $9 AND t.district_id = $10 AND t.listing = 'proposed' AND starts_with(t.path, $8)) AS "listings!",
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('principal', d.principal_id, 'principal_name', p.name, 'deputy_name', q.name, 'from', d.from_on, 'to', d.to_on) ORDER BY d.from_on), '[]')
                     FROM delegation d JOIN person p ON p.id = d.principal_id JOIN person q ON q.id = d.deputy_id
                    WHERE d.district_id = $4 AND d.school_id = $5 AND d.ended_at IS NULL AND d.to_on >= current_date AND $1 IN (d.principal_id, d.deputy_id)) AS "deputies!: Json<Vec<Deputy>>",
                  f.kept AS "kept!", f.budget AS "budget!: Fen", f.spent AS "spent!: Fen", f.open AS "open!: Fen"
             FROM fund_standing($4, $5, extract(year FROM current_date)::integer) f"#,
        me as PersonId,
        from,
        to,
        school.then_some(place.district) as Option<OrgId>,
        place.id as OrgId,
        limit,
        i32::try_from(crate::task::rules::LATE_DAYS).unwrap_or_default(),
        place.path,
        school,
        place.district as OrgId
    )
    .fetch_one(scope.conn())
    .await?;
    let funds = crate::fund::model::Standing { kept: row.kept, budget: row.budget, spent: row.spent, open: row.open };
    Ok(Underway {
        begun: row.begun.0,
        campaigns: row.called.0,
        tips: (row.tips, row.tips_late),
        funds,
        uses: row.uses.0,
        samples: row.samples,
        listings: row.listings,
        deputies: row.deputies.0,
    })
}

/// A school that has nobody in one of the two posts without which no hidden danger can be closed.
pub struct Unmanned {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub officer: bool,
    pub principal: bool,
    /// Such schools in all.
    pub total: i64,
}

/// Schools at or below a place without a safety officer or without a principal today.
///
/// # Errors
/// When the database is away.
pub async fn unmanned(scope: &mut Scope, place: &Place, today: NaiveDate, limit: i64) -> Result<Vec<Unmanned>> {
    let (from, to) = subtree(place);
    Ok(sqlx::query_as!(
        Unmanned,
        r#"SELECT o.code AS "code!", o.name_zh AS "name_zh!", o.name_en AS "name_en!", coalesce(h.officer, false) AS "officer!", coalesce(h.principal, false) AS "principal!", count(*) OVER () AS "total!"
             FROM org o
             LEFT JOIN (SELECT q.org_id, bool_or(q.role = 'officer') AS officer, bool_or(q.role = 'principal') AS principal
                          FROM post q JOIN person p ON p.id = q.person_id
                         WHERE q.path >= $1 AND q.path < $2 AND q.role IN ('officer', 'principal') AND q.from_on <= $3 AND (q.to_on IS NULL OR q.to_on >= $3) AND p.disabled_at IS NULL
                         GROUP BY q.org_id) h ON h.org_id = o.id
            WHERE o.kind = 'school' AND o.path >= $1 AND o.path < $2 AND NOT coalesce(h.officer AND h.principal, false)
            ORDER BY o.path LIMIT $4"#,
        from,
        to,
        today,
        limit
    )
    .fetch_all(scope.conn())
    .await?)
}

/// What an administrator keeps: organisations and accounts at or below their own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept {
    pub orgs: i64,
    pub people: i64,
    /// Accounts that may sign in but hold no post today.
    pub idle: i64,
}

/// # Errors
/// When the database is away.
pub async fn kept(scope: &mut Scope, place: &Place, today: NaiveDate) -> Result<Kept> {
    let (from, to) = subtree(place);
    Ok(sqlx::query_as!(
        Kept,
        r#"SELECT (SELECT count(*) FROM org WHERE path >= $1 AND path < $2) AS "orgs!", count(*) AS "people!",
                  count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM post q WHERE q.person_id = p.id AND q.from_on <= $3 AND (q.to_on IS NULL OR q.to_on >= $3))) AS "idle!"
             FROM person p WHERE p.path >= $1 AND p.path < $2 AND p.disabled_at IS NULL"#,
        from,
        to,
        today
    )
    .fetch_one(scope.conn())
    .await?)
}

/// What the ledger holds at or below a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chains {
    pub chains: i64,
    pub events: i64,
    pub last_at: Option<DateTime<Utc>>,
}

/// # Errors
/// When the database is away.
pub async fn chains(scope: &mut Scope, place: &Place) -> Result<Chains> {
    let (from, to) = subtree(place);
    Ok(sqlx::query_as!(
        Chains,
        r#"SELECT count(*) FILTER (WHERE seq > 0) AS "chains!", coalesce(sum(seq), 0)::bigint AS "events!", max(at) FILTER (WHERE seq > 0) AS last_at FROM ledger_head WHERE path >= $1 AND path < $2"#,
        from,
        to
    )
    .fetch_one(scope.conn())
    .await?)
}
