//! Lists of risk points: narrowed, in order, page by page.

use crate::access::Place;
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
    /// The school's.
    pub path: String,
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
    pub fn key(&self) -> Key {
        Key { level: self.level, path: self.path.clone(), number: self.number.clone() }
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
    /// The end of the page before.
    pub after: Option<Key>,
}

/// Where a point stands in a list of several schools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub level: i16,
    /// The school's.
    pub path: String,
    pub number: String,
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// The points of a page and nothing of them but their key, so that an index alone can answer; then what hangs on them, for these rows only. Each
/// level is asked for a page of its own: within a level, the schools below one place stand together in the index, wherever they are in the tree.
/// The levels come in order, so that a level is not asked when those before it filled the page.
const HEAD: &str = r"SELECT r.id, r.path, o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, r.number, r.name, r.area, r.place, r.accident, r.level,
       review_due(r.path, r.area, r.graded_at, r.review_on) AS review_on, r.complete, v.value,
       (SELECT (s.definition->>'divisor')::bigint FROM scheme s WHERE s.id = v.scheme_id) AS divisor,
       (SELECT count(*) FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL) AS measures,
       (SELECT p.name FROM person p
         WHERE p.id = (SELECT d.person_id FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id
                        ORDER BY array_position(ARRAY['school', 'department', 'post'], d.tier) LIMIT 1)) AS owner,
       (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.state NOT IN ('closed', 'void')) AS open_tickets
  FROM (SELECT r.district_id, r.id
          FROM (SELECT level FROM unnest($1::smallint[]) level ORDER BY level) l
         CROSS JOIN LATERAL (
               SELECT r.district_id, r.id, r.path, r.number FROM risk_point r
                WHERE r.retired_at IS NULL AND r.level = l.level";
const TAIL: &str = r") page
  JOIN risk_point r ON r.district_id = page.district_id AND r.id = page.id
  JOIN org o ON o.id = r.school_id
  LEFT JOIN LATERAL (
     SELECT e.value, e.scheme_id
       FROM (SELECT DISTINCT ON (hazard_id) value, level, scheme_id FROM evaluation WHERE district_id = r.district_id AND risk_point_id = r.id ORDER BY hazard_id, at DESC, stage DESC, id DESC) e
      ORDER BY e.level, e.value DESC LIMIT 1) v ON true
 ORDER BY r.level, r.path, r.number";

const BELOW: &str = " AND r.path >= $2 AND r.path < $2 || '~'";
/// The same, guessed to be many by whoever plans it: a person's points are then found by the person.
const BELOW_FEW: &str = " AND starts_with(r.path, $2)";

/// Points that words are looked up for by their letters; where more have them, the list is gone through in its order and soon has a page.
const RARE: i32 = 200;
/// So many among the first thousand of a list, and it is gone through in its order anyway: about a page.
const COMMON: i32 = 50;

impl Filter {
    /// The conditions asked for, each with whether it is. `found`: the points that have the words are known.
    fn conditions(&self, found: bool) -> [(bool, &'static str); 8] {
        let hazard = match (self.factor, self.life_stage) {
            (Some(_), Some(_)) => {
                " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.factor = $9 AND h.life_stage = $10)"
            }
            (Some(_), None) => {
                " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.factor = $9)"
            }
            _ => " AND EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id AND h.life_stage = $10)",
        };
        [
            (self.after.is_some(), r#" AND (r.level, r.path, r.number) > ($3, $4::text COLLATE "C", $5::text COLLATE "C")"#),
            (!self.area.is_empty(), " AND r.area = $6"),
            (self.incomplete, " AND NOT r.complete"),
            (
                self.due_by.is_some(),
                " AND (r.review_on <= $7 OR EXISTS (SELECT FROM review_call c WHERE c.ended_at IS NULL AND c.due_on <= $7 AND c.called_at > r.graded_at
                       AND starts_with(r.path, c.owner_path) AND (c.areas = '{}' OR r.area = ANY (c.areas))))",
            ),
            (
                self.mine || self.person.is_some(),
                " AND EXISTS (SELECT FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id AND d.person_id = $8)",
            ),
            (self.factor.is_some() || self.life_stage.is_some(), hazard),
            (found, " AND (r.district_id, r.id) IN (SELECT * FROM unnest($12, $13))"),
            // Lowered once and not for every row.
            (!self.words.trim().is_empty(), " AND r.words LIKE (SELECT lower($11))"),
        ]
    }
}

/// Risk points in use of a school, a district or anything above: the gravest first, school by school, by number; at most `limit`.
///
/// By school before number: schools that adopted one catalogue have the same point under the same number, and a word that the first of them does
/// not have was then looked for through a point of every school.
///
/// Only what is asked for stands in the statement. PostgreSQL soon keeps one plan for all values of a prepared statement, and a condition that a
/// parameter switches off is in that plan all the same: guessed to leave one row, it made the plan sort a whole district for fifty rows. The
/// text is made of the constants above and a number, so that there are few of them and each stays prepared.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    // A school's points are fewer than the look-up is worth.
    let (districts, points) = if place.is_school() { (None, None) } else { rare(scope, &place.path, &filter.words).await? };
    let after = filter.after.as_ref();
    let levels: Vec<i16> = (after.map_or(1, |key| key.level)..=4).filter(|level| filter.level.is_none_or(|only| only == *level)).collect();
    let conditions: String = filter.conditions(points.is_some()).iter().filter(|(asked, _)| *asked).map(|(_, text)| *text).collect();
    let person = filter.mine.then_some(scope.actor().person()).or(filter.person);
    let below = if person.is_some() { BELOW_FEW } else { BELOW };
    // With nothing switched off in it, the plan for all values is the plan for each; weighing the values anew took a fifth of a page's time.
    // How much of the list lies within reach does matter where words are looked for, so there the values are weighed.
    if filter.words.trim().is_empty() || place.is_school() {
        sqlx::raw_sql("SET LOCAL plan_cache_mode = force_generic_plan").execute(scope.conn()).await?;
    }
    Ok(sqlx::query_as(AssertSqlSafe(format!(
        "{HEAD}{below}{conditions} ORDER BY r.path, r.number LIMIT {limit}) r ORDER BY l.level, r.path, r.number LIMIT {limit}{TAIL}"
    )))
    .bind(levels)
    .bind(&place.path)
    .bind(after.map(|key| key.level))
    .bind(after.map(|key| key.path.as_str()))
    .bind(after.map(|key| key.number.as_str()))
    .bind(&filter.area)
    .bind(filter.due_by)
    .bind(person)
    .bind(filter.factor)
    .bind(filter.life_stage)
    .bind(like(&filter.words))
    .bind(districts)
    .bind(points)
    .fetch_all(scope.conn())
    .await?)
}

/// The points below a place that have these words, by their keys; `None` when they are not rare, or no words are asked for.
async fn rare(scope: &mut Scope, path: &str, words: &str) -> Result<(Option<Vec<OrgId>>, Option<Vec<RiskPointId>>)> {
    let words = words.trim();
    if words.is_empty() {
        return Ok((None, None));
    }
    let found = sqlx::query!(
        r#"SELECT districts AS "districts: Vec<OrgId>", points AS "points: Vec<RiskPointId>" FROM risk_points_saying($1, $2, $3, $4)"#,
        words,
        path,
        COMMON,
        RARE
    )
    .fetch_one(scope.conn())
    .await?;
    Ok((found.districts, found.points))
}
