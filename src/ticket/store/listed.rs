//! Lists of tickets: narrowed, in order, page by page.

use crate::access::{Kind, Place};
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::{CampaignId, InspectionId, OrgId, PersonId, RiskPointId, TicketId, VisitRoundId};
use crate::text::Lang;
use crate::ticket::model::{Category, Grade, State};
use crate::ticket::rules::Turn;
use chrono::{DateTime, NaiveDate, Utc};

/// A line of a list.
pub struct Listed {
    pub id: TicketId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub title: String,
    pub place: String,
    pub state: State,
    pub grade: Grade,
    pub category: Category,
    pub level: Option<i16>,
    pub due_on: Option<NaiveDate>,
    pub reported_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub responsible: Option<String>,
    /// Its turn is this actor's.
    pub mine: bool,
}

impl Listed {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/tickets/{}", self.school_code, self.number)
    }
}

/// Which tickets a list begins with; decides its order and its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// Open, the nearest deadline first; those without one last.
    #[default]
    Open,
    /// Every one, the newest report first.
    All,
}

/// What a list is narrowed to. Every figure of a dashboard is one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub range: Range,
    pub state: Option<State>,
    /// Open ones past their deadline.
    pub overdue: bool,
    pub grade: Option<Grade>,
    pub category: Option<Category>,
    pub level: Option<i16>,
    /// Only those whose turn is this actor's.
    pub mine: bool,
    pub reported_by_me: bool,
    pub risk_point: Option<RiskPointId>,
    /// Found by a bureau's round of visits.
    pub round: Option<VisitRoundId>,
    /// Found in this campaign.
    pub campaign: Option<CampaignId>,
    /// Words of the title, the place or the number.
    pub words: String,
    /// The end of the page before: its deadline (or [`NEVER`]) and id.
    pub after: Option<(NaiveDate, TicketId)>,
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// Where tickets without a deadline stand in the order of deadlines. The indexes of the table say the same.
pub fn never() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// One select for every list; only the indexed range and the order differ, so that each keeps its index
/// (ticket_school_open, ticket_district_open, ticket_open; ticket_school_all, ticket_district_all, primary key).
macro_rules! many {
    ($scope:expr, $filter:expr, $of:expr, $today:expr, $limit:expr, $district:expr, $org:expr, $path:expr, $range:literal) => {{
        let (me, turns) = ($scope.actor().person(), Turn::of($scope.actor().role()));
        let (after_on, after_id) = $filter.after.unzip();
        sqlx::query_as!(
            Listed,
            r#"SELECT t.id AS "id: TicketId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, t.number, t.title, t.place, t.state AS "state: State", t.grade AS "grade: Grade",
                      t.category AS "category: Category", t.level, t.due_on, t.reported_at, t.closed_at, p.name AS "responsible?",
                      coalesce(t.waits_for = ANY($1) OR (t.state = 'rectifying' AND t.responsible_id = $2), false)
                          AND NOT coalesce(t.waits_for = 'verifier' AND $2 IN (t.responsible_id, t.rectifier_id), false) AS "mine!"
                 FROM ticket t JOIN org o ON o.id = t.school_id LEFT JOIN person p ON p.id = t.responsible_id
                WHERE ($3::text IS NULL OR t.state = $3) AND ($4::date IS NULL OR (t.due_on < $4 AND t.state NOT IN ('closed', 'void'))) AND ($5::text IS NULL OR t.grade = $5)
                  AND ($6::text IS NULL OR t.category = $6) AND ($7::smallint IS NULL OR t.level = $7) AND ($8::uuid IS NULL OR t.reporter_id = $8 OR t.also_ids @> ARRAY[$8]) AND ($9::uuid IS NULL OR t.risk_point_id = $9)
                  AND ($10 = '' OR t.title ILIKE $10 OR t.place ILIKE $10 OR t.number ILIKE $10)
                  AND (NOT $11 OR ((t.waits_for = ANY($1) OR (t.state = 'rectifying' AND t.responsible_id = $2))
                                   AND NOT coalesce(t.waits_for = 'verifier' AND $2 IN (t.responsible_id, t.rectifier_id), false)))
                  AND ($12::uuid IS NULL OR $13::date IS NOT NULL) AND ($14::uuid IS NULL OR true) AND ($15::uuid IS NULL OR true) AND starts_with(t.path, $16)
                  AND ($18::uuid[] IS NULL OR t.inspection_id = ANY ($18))
                  AND ($19::uuid IS NULL OR EXISTS (SELECT 1 FROM inspection_item x JOIN inspection_task k ON k.district_id = x.district_id AND k.id = x.inspection_id
                                                     WHERE x.district_id = t.district_id AND x.ticket_id = t.id AND k.campaign_id = $19))
                  AND "# + $range,
            turns as &[Turn],
            me as PersonId,
            $filter.state as Option<State>,
            $filter.overdue.then_some($today),
            $filter.grade as Option<Grade>,
            $filter.category as Option<Category>,
            $filter.level,
            $filter.reported_by_me.then_some(me) as Option<PersonId>,
            $filter.risk_point as Option<RiskPointId>,
            like(&$filter.words),
            $filter.mine,
            after_id as Option<TicketId>,
            after_on,
            $district as OrgId,
            $org as OrgId,
            $path,
            $limit,
            $of as Option<&[InspectionId]>,
            $filter.campaign as Option<CampaignId>
        )
        .fetch_all($scope.conn())
        .await?
    }};
}

/// Tickets of a school, a district or anything above, narrowed and in order; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, today: NaiveDate, limit: i64) -> Result<Vec<Listed>> {
    let (district, org, path) = (place.district, place.id, place.path.as_str());
    // Read first, so that the index of inspections serves and not a walk through everything there is.
    let of = match filter.round {
        Some(round) => Some(of_round(scope, round).await?),
        None => None,
    };
    let of = of.as_deref();
    let of_school = place.kind == Kind::School;
    // A city bureau is a district too, of the schools directly under it, but its list is that of its whole subtree.
    let of_district = place.kind == Kind::County;
    Ok(match filter.range {
        Range::Open if of_school => many!(
            scope,
            filter,
            of,
            today,
            limit,
            district,
            org,
            path,
            "t.district_id = $14 AND t.school_id = $15 AND t.state NOT IN ('closed', 'void') AND ($12 IS NULL OR (coalesce(t.due_on, DATE '9999-12-31'), t.id) > ($13, $12)) ORDER BY coalesce(t.due_on, DATE '9999-12-31'), t.id LIMIT $17"
        ),
        Range::Open if of_district => many!(
            scope,
            filter,
            of,
            today,
            limit,
            district,
            org,
            path,
            "t.district_id = $14 AND t.state NOT IN ('closed', 'void') AND ($12 IS NULL OR (coalesce(t.due_on, DATE '9999-12-31'), t.id) > ($13, $12)) ORDER BY coalesce(t.due_on, DATE '9999-12-31'), t.id LIMIT $17"
        ),
        Range::Open => many!(
            scope,
            filter,
            of,
            today,
            limit,
            district,
            org,
            path,
            "t.state NOT IN ('closed', 'void') AND ($12 IS NULL OR (coalesce(t.due_on, DATE '9999-12-31'), t.id) > ($13, $12)) ORDER BY coalesce(t.due_on, DATE '9999-12-31'), t.id LIMIT $17"
        ),
        Range::All if of_school => many!(
            scope,
            filter,
            of,
            today,
            limit,
            district,
            org,
            path,
            "t.district_id = $14 AND t.school_id = $15 AND ($12 IS NULL OR t.id < $12) ORDER BY t.id DESC LIMIT $17"
        ),
        Range::All if of_district => many!(
            scope,
            filter,
            of,
            today,
            limit,
            district,
            org,
            path,
            "t.district_id = $14 AND ($12 IS NULL OR t.id < $12) ORDER BY t.id DESC LIMIT $17"
        ),
        Range::All => {
            many!(scope, filter, of, today, limit, district, org, path, "($12 IS NULL OR t.id < $12) ORDER BY t.id DESC LIMIT $17")
        }
    })
}

async fn of_round(scope: &mut Scope, round: VisitRoundId) -> Result<Vec<InspectionId>> {
    Ok(sqlx::query_scalar!(r#"SELECT id AS "id: InspectionId" FROM inspection WHERE round_id = $1"#, round as VisitRoundId)
        .fetch_all(scope.conn())
        .await?)
}
