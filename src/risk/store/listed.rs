//! Lists of risk points: narrowed, in order, page by page.

use crate::access::{Kind as OrgKind, Place};
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::{OrgId, PersonId, RiskPointId};
use crate::risk::model::{Factor, LifeStage};
use crate::text::Lang;
use chrono::NaiveDate;

/// A line of a list.
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

/// One select for every list; only the range differs, so that each keeps its index (risk_point_list, risk_point_district, risk_point_all).
/// What hangs on a point is looked up for the rows of the page only.
macro_rules! many {
    ($scope:expr, $filter:expr, $limit:expr, $district:expr, $org:expr, $path:expr, $range:literal) => {{
        let me = $scope.actor().person();
        let (level, number, id) = match &$filter.after {
            Some((level, number, id)) => (Some(*level), Some(number.as_str()), Some(*id)),
            None => (None, None, None),
        };
        sqlx::query_as!(
            Listed,
            r#"SELECT r.id AS "id: RiskPointId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, r.number, r.name, r.area, r.place, r.accident, r.level, review_due(r.path, r.area, r.graded_at, r.review_on) AS "review_on!", r.complete,
                      v.value AS "value?", v.divisor AS "divisor?",
                      (SELECT count(*) FROM measure m WHERE m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL) AS "measures!",
                      (SELECT p.name FROM risk_duty d JOIN person p ON p.id = d.person_id WHERE d.district_id = r.district_id AND d.risk_point_id = r.id
                        ORDER BY array_position(ARRAY['school', 'department', 'post'], d.tier) LIMIT 1) AS owner,
                      (SELECT count(*) FROM ticket t WHERE t.district_id = r.district_id AND t.risk_point_id = r.id AND t.state NOT IN ('closed', 'void')) AS "open_tickets!"
                 FROM (SELECT * FROM risk_point r
                        WHERE r.retired_at IS NULL AND ($1::smallint IS NULL OR r.level = $1) AND ($2 = '' OR r.area = $2) AND (NOT $3 OR NOT r.complete)
                          AND ($4::date IS NULL OR r.review_on <= $4
                               OR EXISTS (SELECT FROM review_call c WHERE c.ended_at IS NULL AND c.due_on <= $4 AND c.called_at > r.graded_at AND starts_with(r.path, c.owner_path)
                                                                      AND (c.areas = '{}' OR r.area = ANY (c.areas))))
                          AND ($5::uuid IS NULL OR EXISTS (SELECT FROM risk_duty d WHERE d.district_id = r.district_id AND d.risk_point_id = r.id AND d.person_id = $5))
                          AND ($14::text IS NULL AND $15::text IS NULL OR EXISTS (SELECT FROM hazard h WHERE h.district_id = r.district_id AND h.risk_point_id = r.id
                               AND ($14::text IS NULL OR h.factor = $14) AND ($15::text IS NULL OR h.life_stage = $15)))
                          AND ($6 = '' OR r.name ILIKE $6 OR r.place ILIKE $6 OR r.accident ILIKE $6 OR r.number ILIKE $6)
                          AND ($7::smallint IS NULL OR (r.level, r.number, r.id) > ($7, $8::text COLLATE "C", $9::uuid))
                          AND ($10::uuid IS NULL OR true) AND ($11::uuid IS NULL OR true) AND starts_with(r.path, $12)
                          AND "# + $range + r#"
                        ORDER BY r.level, r.number, r.id LIMIT $13) r
                 JOIN org o ON o.id = r.school_id
                 LEFT JOIN LATERAL (
                    SELECT e.value, (s.definition->>'divisor')::bigint AS divisor
                      FROM (SELECT DISTINCT ON (hazard_id) value, level, scheme_id FROM evaluation WHERE district_id = r.district_id AND risk_point_id = r.id ORDER BY hazard_id, at DESC, stage DESC, id DESC) e
                      JOIN scheme s ON s.id = e.scheme_id ORDER BY e.level, e.value DESC LIMIT 1) v ON true
                ORDER BY r.level, r.number, r.id"#,
            $filter.level,
            $filter.area,
            $filter.incomplete,
            $filter.due_by,
            $filter.mine.then_some(me).or($filter.person) as Option<PersonId>,
            like(&$filter.words),
            level,
            number,
            id as Option<RiskPointId>,
            $district as OrgId,
            $org as OrgId,
            $path,
            $limit,
            $filter.factor as Option<Factor>,
            $filter.life_stage as Option<LifeStage>
        )
        .fetch_all($scope.conn())
        .await?
    }};
}

/// Risk points in use of a school, a district or anything above: the gravest first, then by number; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let (district, org, path) = (place.district, place.id, place.path.as_str());
    Ok(match place.kind {
        OrgKind::School => many!(scope, filter, limit, district, org, path, "r.district_id = $10 AND r.school_id = $11"),
        // A city bureau is a district too, of the schools directly under it, but its list is that of its whole subtree.
        OrgKind::County => many!(scope, filter, limit, district, org, path, "r.district_id = $10"),
        _ => many!(scope, filter, limit, district, org, path, "true"),
    })
}
