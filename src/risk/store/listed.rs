//! Lists of risk points: narrowed, in order, page by page.

use crate::access::{Kind as OrgKind, Place};
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::{OrgId, PersonId, RiskPointId};
use crate::risk::model::{Factor, LifeStage};
use crate::text::Lang;
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// A line of a list.
#[derive(sqlx::FromRow)]
pub struct Listed {
    pub id: RiskPointId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub name: String,
    pub area: String,
    pub place: String,
    pub accident: String,
    pub level: i16,
    pub review_on: NaiveDate,
    pub complete: bool,
    /// The value of its gravest hazard, and what it is divided by to be shown.
    pub value: Option<i64>,
    pub divisor: Option<i64>,
    pub measures: i64,
    /// The person of the highest tier that has one.
    pub owner: Option<String>,
    pub open_tickets: i64,
}

impl Listed {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/risks/{}", self.school_code, self.number)
    }
}

/// What a list is narrowed to. Every figure of a dashboard is one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub level: Option<i16>,
    pub area: String,
    /// Only those a tier of which has no named person.
    pub incomplete: bool,
    /// Only those to be graded anew by this day: by their own date or an open call's.
    pub due_by: Option<NaiveDate>,
    /// Only those this actor answers for.
    pub mine: bool,
    /// Only those with a hazard of this factor, in this stage of life.
    pub factor: Option<Factor>,
    pub life_stage: Option<LifeStage>,
    /// Only those this person answers for.
    pub person: Option<PersonId>,
    /// Words of the name, the place, the accident or the number.
    pub words: String,
    /// The end of the page before: level, number, id.
    pub after: Option<(i16, String, RiskPointId)>,
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// The points of a page and nothing of them but their key, so that an index alone can answer; then what hangs on them, for these rows only.
const HEAD: &str = r"SELECT r.id, o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, r.number, r.name, r.area, r.place, r.accident, r.level,
       review_due(r.path, r.area, r.graded_at, r.review_on) AS review_on, r.complete, v.value,
       (SELECT (s.definition->>'divisor')::bigint FROM scheme s WHERE s.id = v.scheme_id) AS divisor,
       (SELECT count(*) FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL) AS measures,
       (SELECT p.name FROM person p
         WHERE p.id = (SELECT d.person_id FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id
                        ORDER BY array_position(ARRAY['school', 'department', 'post'], d.tier) LIMIT 1)) AS owner,
       (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.state NOT IN ('closed', 'void')) AS open_tickets
  FROM (SELECT r.district_id, r.id FROM risk_point r WHERE r.retired_at IS NULL";
const TAIL: &str = r") page
  JOIN risk_point r ON r.district_id = page.district_id AND r.id = page.id
  JOIN org o ON o.id = r.school_id
  LEFT JOIN LATERAL (
     SELECT e.value, e.scheme_id
       FROM (SELECT DISTINCT ON (hazard_id) value, level, scheme_id FROM evaluation WHERE district_id = r.district_id AND risk_point_id = r.id ORDER BY hazard_id, at DESC, stage DESC, id DESC) e
      ORDER BY e.level, e.value DESC LIMIT 1) v ON true
 ORDER BY r.level, r.number, r.id";

const SCHOOL: &str = " AND r.district_id = $1 AND r.school_id = $2";
const DISTRICT: &str = " AND r.district_id = $1";
const SUBTREE: &str = " AND starts_with(r.path, $3)";

/// Points that words are looked up for by their letters; where more have them, the list is gone through in its order and soon has a page.
const RARE: i32 = 200;
/// So many among the first thousand of a list, and it is gone through in its order anyway: about a page.
const COMMON: i32 = 50;

impl Filter {
    /// The conditions asked for, each with whether it is. `found`: the points that have the words are known.
    fn conditions(&self, found: bool) -> [(bool, &'static str); 10] {
        let hazard = match (self.factor, self.life_stage) {
            (Some(_), Some(_)) => {
                " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.factor = $11 AND h.life_stage = $12)"
            }
            (Some(_), None) => {
                " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.factor = $11)"
            }
            _ => " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.life_stage = $12)",
        };
        [
            (self.after.is_some(), r#" AND (r.level, r.number, r.id) > ($4, $5::text COLLATE "C", $6)"#),
            (self.level.is_some(), " AND r.level = $7"),
            (!self.area.is_empty(), " AND r.area = $8"),
            (self.incomplete, " AND NOT r.complete"),
            (
                self.due_by.is_some(),
                " AND (r.review_on <= $9 OR EXISTS (SELECT FROM review_call c WHERE c.ended_at IS NULL AND c.due_on <= $9 AND c.called_at > r.graded_at
                       AND starts_with(r.path, c.owner_path) AND (c.areas = '{}' OR r.area = ANY (c.areas))))",
            ),
            (
                self.mine || self.person.is_some(),
                " AND EXISTS (SELECT FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id AND d.person_id = $10)",
            ),
            (self.factor.is_some() || self.life_stage.is_some(), hazard),
            (found, " AND (r.district_id, r.id) IN (SELECT * FROM unnest($14, $15))"),
            // Lowered once and not for every row.
            (!self.words.trim().is_empty(), " AND r.words LIKE (SELECT lower($13))"),
            (true, " ORDER BY r.level, r.number, r.id LIMIT "),
        ]
    }
}

/// Risk points in use of a school, a district or anything above: the gravest first, then by number; at most `limit`.
///
/// Only what is asked for stands in the statement. PostgreSQL soon keeps one plan for all values of a prepared statement, and a condition that a
/// parameter switches off is in that plan all the same: guessed to leave one row, it made the plan sort a whole district for fifty rows. The
/// text is made of the constants above and a number, so that there are few of them and each stays prepared.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let range = match place.kind {
        OrgKind::School => SCHOOL,
        // A city bureau is a district too, of the schools directly under it, but its list is that of its whole subtree.
        OrgKind::County => DISTRICT,
        _ => SUBTREE,
    };
    let (districts, points) = match range {
        // A school's points are fewer than the look-up is worth.
        SCHOOL => (None, None),
        DISTRICT => rare(scope, Some(place.district), &filter.words).await?,
        _ => rare(scope, None, &filter.words).await?,
    };
    let conditions: String = filter.conditions(points.is_some()).iter().filter(|(asked, _)| *asked).map(|(_, text)| *text).collect();
    let me = scope.actor().person();
    let (level, number, id) = match &filter.after {
        Some((level, number, id)) => (Some(*level), Some(number.as_str()), Some(*id)),
        None => (None, None, None),
    };
    // With nothing switched off in it, the plan for all values is the plan for each; weighing the values anew took a fifth of a page's time.
    // How much of the list lies within reach does matter where words are looked for, so there the values are weighed.
    if filter.words.trim().is_empty() {
        sqlx::raw_sql("SET LOCAL plan_cache_mode = force_generic_plan").execute(scope.conn()).await?;
    }
    Ok(sqlx::query_as(AssertSqlSafe(format!("{HEAD}{range}{conditions}{limit}{TAIL}")))
        .bind(place.district)
        .bind(place.id)
        .bind(&place.path)
        .bind(level)
        .bind(number)
        .bind(id)
        .bind(filter.level)
        .bind(&filter.area)
        .bind(filter.due_by)
        .bind(filter.mine.then_some(me).or(filter.person))
        .bind(filter.factor)
        .bind(filter.life_stage)
        .bind(like(&filter.words))
        .bind(districts)
        .bind(points)
        .fetch_all(scope.conn())
        .await?)
}

/// The points within reach that have these words, by their keys; `None` when they are not rare, or no words are asked for.
async fn rare(scope: &mut Scope, district: Option<OrgId>, words: &str) -> Result<(Option<Vec<OrgId>>, Option<Vec<RiskPointId>>)> {
    let words = words.trim();
    if words.is_empty() {
        return Ok((None, None));
    }
    let found = sqlx::query!(
        r#"SELECT districts AS "districts: Vec<OrgId>", points AS "points: Vec<RiskPointId>" FROM risk_points_saying($1, $2, $3, $4)"#,
        words,
        district as Option<OrgId>,
        COMMON,
        RARE
    )
    .fetch_one(scope.conn())
    .await?;
    Ok((found.districts, found.points))
}
