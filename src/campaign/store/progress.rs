//! How far a campaign is: by school, by district, and what the bureau does about it. Read from the tasks themselves, so it is as of now.

use crate::access::Place;
use crate::campaign::model::{Campaign, District, Figures, State, Target};
use crate::campaign::rules;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::Result;
use crate::id::{CampaignId, InspectionId, PersonId};
use crate::ledger::{self, Event, Facts, Subject};
use crate::money::Fen;
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};

/// Schools a page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 100;

struct Row {
    code: String,
    path: String,
    name_zh: String,
    name_en: String,
    state: State,
    person: String,
    person_id: Option<PersonId>,
    task: Option<InspectionId>,
    opens: Option<DateTime<Utc>>,
    due: Option<DateTime<Utc>>,
    done: Option<DateTime<Utc>>,
    number: Option<String>,
    items: i16,
    answered: i64,
    found: i64,
    open: i64,
    closed: i64,
    spent: i64,
    reminded: Option<DateTime<Utc>>,
    reminders: i16,
    report: String,
    reported: Option<DateTime<Utc>>,
    reporter: String,
}

impl From<Row> for Target {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            path: row.path,
            name: Words { zh: row.name_zh, en: row.name_en },
            state: row.state,
            person: row.person,
            person_id: row.person_id,
            task: row.task,
            opens: row.opens,
            due: row.due,
            done: row.done,
            number: row.number,
            items: row.items,
            answered: row.answered,
            found: row.found,
            open: row.open,
            closed: row.closed,
            spent: Fen(row.spent),
            reminded: row.reminded,
            reminders: row.reminders,
            report: row.report,
            reported: row.reported,
            reporter: row.reporter,
        }
    }
}

/// The schools of a campaign ($1) at or below a path ($2), each with its task, its state and what it found: the one source of lists and sums,
/// so that every figure is the length of its list.
macro_rules! schools {
    ($scope:expr, $into:ident, $columns:literal, $end:literal, $($value:expr),+) => {
        sqlx::query_as!(
            $into,
            r#"WITH a AS (
            SELECT s.district_id, s.school_id, s.path, s.reminded_at, s.reminders, s.report, s.reported_at, s.reported_by, k.id AS task, k.person_id, k.opens_at, k.due_at, k.done_at,
                   coalesce(k.items, 0::smallint) AS items, i.number, n.answered, coalesce(t.found, 0) AS found, coalesce(t.open, 0) AS open, coalesce(t.closed, 0) AS closed, coalesce(t.spent, 0) AS spent,
                   CASE WHEN k.id IS NULL THEN 'nobody' WHEN k.done_at <= k.due_at THEN 'done' WHEN k.done_at IS NOT NULL THEN 'late' WHEN now() > k.due_at THEN 'overdue'
                        WHEN i.id IS NOT NULL THEN 'begun' WHEN now() < k.opens_at THEN 'waiting' ELSE 'fresh' END AS state
              FROM campaign_school s
              LEFT JOIN inspection_task k ON k.district_id = s.district_id AND k.campaign_id = s.campaign_id AND k.school_id = s.school_id
              LEFT JOIN inspection i ON i.district_id = k.district_id AND i.id = k.id
              CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.result <> 'unchecked') AS answered FROM inspection_item x WHERE x.district_id = k.district_id AND x.inspection_id = k.id) n
              LEFT JOIN LATERAL (SELECT count(*) AS found, count(*) FILTER (WHERE y.state NOT IN ('closed', 'void')) AS open, count(*) FILTER (WHERE y.state = 'closed') AS closed, sum(y.spent_fen)::bigint AS spent
                                   FROM inspection_item x JOIN ticket y ON y.district_id = x.district_id AND y.id = x.ticket_id
                                  WHERE x.district_id = k.district_id AND x.inspection_id = k.id AND x.ticket_id IS NOT NULL) t ON i.problems > 0
             WHERE s.campaign_id = $1 AND starts_with(s.path, $2)) "#
                + $columns
                + $end,
            $($value),+
        )
        .fetch_all($scope.conn())
        .await?
    };
}

macro_rules! targets {
    ($scope:expr, $end:literal, $($value:expr),+) => {
        schools!(
            $scope,
            Row,
            r#"SELECT o.code, a.path, o.name_zh, o.name_en, a.state AS "state!: State", coalesce(p.name, '') AS "person!", a.person_id AS "person_id?: PersonId", a.task AS "task?: InspectionId",
                      a.opens_at AS "opens?", a.due_at AS "due?", a.done_at AS "done?", a.number AS "number?", a.items AS "items!", a.answered AS "answered!", a.found AS "found!", a.open AS "open!",
                      a.closed AS "closed!", a.spent AS "spent!", a.reminded_at AS "reminded?", a.reminders, a.report, a.reported_at AS "reported?", coalesce(r.name, '') AS "reporter!"
                 FROM a JOIN org o ON o.id = a.school_id LEFT JOIN person p ON p.id = a.person_id LEFT JOIN person r ON r.id = a.reported_by WHERE "#,
            $end,
            $($value),+
        )
        .into_iter()
        .map(Target::from)
        .collect::<Vec<Target>>()
    };
}

/// Schools of a campaign at or below a place, in the order of the tree, from the one after `after` on; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn schools(
    scope: &mut Scope,
    place: &Place,
    id: CampaignId,
    states: Option<&[State]>,
    after: &str,
    limit: i64,
) -> Result<Vec<Target>> {
    Ok(targets!(
        scope,
        "($3::text[] IS NULL OR a.state = ANY ($3)) AND a.path > $4 ORDER BY a.path LIMIT $5",
        id as CampaignId,
        place.path,
        states as Option<&[State]>,
        after,
        limit
    ))
}

/// One school of a campaign; `None` when it is not asked.
///
/// # Errors
/// When the database is away.
pub async fn school(scope: &mut Scope, place: &Place, id: CampaignId) -> Result<Option<Target>> {
    Ok(targets!(scope, "a.path = $2", id as CampaignId, place.path).pop())
}

struct Sums {
    code: String,
    name_zh: String,
    name_en: String,
    schools: i64,
    nobody: i64,
    waiting: i64,
    fresh: i64,
    begun: i64,
    overdue: i64,
    late: i64,
    done: i64,
    found: i64,
    open: i64,
    closed: i64,
    spent_fen: i64,
    reports: i64,
}

/// The sums by district, of the schools at or below a place, in the order of the tree.
///
/// # Errors
/// When the database is away.
pub async fn districts(scope: &mut Scope, place: &Place, id: CampaignId) -> Result<Vec<District>> {
    let rows = schools!(
        scope,
        Sums,
        r#"SELECT d.code, d.name_zh, d.name_en, count(*) AS "schools!", count(*) FILTER (WHERE a.state = 'nobody') AS "nobody!", count(*) FILTER (WHERE a.state = 'waiting') AS "waiting!",
                  count(*) FILTER (WHERE a.state = 'fresh') AS "fresh!", count(*) FILTER (WHERE a.state = 'begun') AS "begun!", count(*) FILTER (WHERE a.state = 'overdue') AS "overdue!",
                  count(*) FILTER (WHERE a.state = 'late') AS "late!", count(*) FILTER (WHERE a.state = 'done') AS "done!", sum(a.found)::bigint AS "found!", sum(a.open)::bigint AS "open!",
                  sum(a.closed)::bigint AS "closed!", sum(a.spent)::bigint AS "spent_fen!", count(a.reported_at) AS "reports!" "#,
        "FROM a JOIN org d ON d.id = a.district_id GROUP BY d.id, d.code, d.name_zh, d.name_en, d.path ORDER BY d.path",
        id as CampaignId,
        place.path
    );
    Ok(rows
        .into_iter()
        .map(|row| District {
            code: row.code,
            name: Words { zh: row.name_zh, en: row.name_en },
            figures: Figures {
                schools: row.schools,
                nobody: row.nobody,
                waiting: row.waiting,
                fresh: row.fresh,
                begun: row.begun,
                overdue: row.overdue,
                late: row.late,
                done: row.done,
                found: row.found,
                open: row.open,
                closed: row.closed,
                spent_fen: row.spent_fen,
                reports: row.reports,
            },
        })
        .collect())
}

/// The sum of several districts.
pub fn sum(districts: &[District]) -> Figures {
    let mut sum = Figures::default();
    districts.iter().for_each(|one| sum += &one.figures);
    sum
}

/// Reminds the schools where something is still to be done, each once a day, with the event. The bureau's turn must be taken. Returns how many
/// that were, and no event where it was none.
///
/// # Errors
/// When the database refuses or is away.
pub async fn remind(scope: &mut Scope, place: &Place, head: &Head, zone: Zone, campaign: &Campaign) -> Result<u64> {
    let now = scope.now()?;
    let today = zone.day(now);
    let open = targets!(scope, "a.state IN ('fresh', 'begun', 'overdue') ORDER BY a.path", campaign.id as CampaignId, place.path);
    let (paths, codes): (Vec<String>, Vec<String>) =
        open.into_iter().filter(|one| rules::remindable(one, zone, today)).map(|one| (one.path, one.code)).unzip();
    if codes.is_empty() {
        return Ok(0);
    }
    sqlx::query!(
        "UPDATE campaign_school SET reminded_at = $3, reminders = reminders + 1 WHERE campaign_id = $1 AND path = ANY ($2)",
        campaign.id as CampaignId,
        &paths,
        now
    )
    .execute(scope.conn())
    .await?;
    let schools = u64::try_from(codes.len()).unwrap_or(u64::MAX);
    let mut facts = Facts::from([("schools".into(), schools.to_string()), ("deadline".into(), campaign.draft.deadline.to_string())]);
    super::give::name(&mut facts, codes);
    let event = Event {
        subject: Subject::Campaign,
        subject_id: campaign.id.0,
        act: "remind_campaign",
        from_state: "running",
        to_state: "running",
        facts,
        texts: vec![("title".into(), campaign.draft.title.clone())],
    };
    ledger::append(scope, place, head, event).await?;
    Ok(schools)
}

/// A running campaign that concerns a place, as its home page tells of it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Running {
    pub id: uuid::Uuid,
    pub title: String,
    pub owner_zh: String,
    pub owner_en: String,
    pub deadline: NaiveDate,
    pub schools: i64,
    pub finished: i64,
    pub overdue: i64,
    /// Of a school: when it was last reminded, its task and when that is due.
    pub reminded: Option<DateTime<Utc>>,
    pub task: Option<uuid::Uuid>,
    pub due: Option<DateTime<Utc>>,
    /// How its deadline was last moved.
    pub shift: Option<crate::campaign::model::Shift>,
}
