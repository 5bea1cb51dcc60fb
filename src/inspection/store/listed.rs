//! Lists of inspections: narrowed, the newest first, page by page. A day is one where the schools are, as in all sessions of the database.

use crate::access::{Kind as OrgKind, Place};
use crate::db::Scope;
use crate::error::Result;
use crate::id::{InspectionId, OrgId, PersonId};
use crate::inspection::model::{Kind, Occasion};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};

/// A line of a list.
pub struct Listed {
    pub id: InspectionId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub kind: Kind,
    pub title: String,
    pub inspector: String,
    pub items: i16,
    pub answered: i64,
    pub problems: i16,
    pub started_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// How many things on it are worth a second look.
    pub looks: i32,
    /// The bureau that came, and how.
    pub bureau_zh: Option<String>,
    pub bureau_en: Option<String>,
    pub occasion: Option<Occasion>,
}

impl Listed {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
    pub fn bureau(&self, lang: Lang) -> Option<&str> {
        match (lang, self.bureau_en.as_deref()) {
            (Lang::En, Some(name)) if !name.is_empty() => Some(name),
            _ => self.bureau_zh.as_deref(),
        }
    }
    pub fn url(&self) -> String {
        format!("/o/{}/inspections/{}", self.school_code, self.number)
    }
    /// 0 to 100.
    pub fn percent(&self) -> i64 {
        (self.answered * 100).checked_div(i64::from(self.items)).unwrap_or_default()
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub kind: Option<Kind>,
    /// Begun and not yet submitted.
    pub unfinished: bool,
    pub submitted: bool,
    /// Submitted with problems.
    pub problems: bool,
    /// Submitted with something worth a second look.
    pub looks: bool,
    /// Begun on this day or later, and on this day or earlier.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Walked by this person.
    pub person: Option<PersonId>,
    /// The end of the page before.
    pub after: Option<(DateTime<Utc>, InspectionId)>,
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// One select for every list; only the range differs, so that each keeps its index (inspection_list, inspection_district, inspection_tree).
macro_rules! many {
    ($scope:expr, $place:expr, $filter:expr, $limit:expr, $range:literal) => {{
        let (after_at, after_id) = $filter.after.unzip();
        sqlx::query_as!(
            Listed,
            r#"SELECT i.id AS "id: InspectionId", o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, i.number, i.kind AS "kind: Kind", i.title, coalesce(p.name, '') AS "inspector!",
                      i.items, i.problems, i.started_at, i.submitted_at, jsonb_array_length(i.looks) AS "looks!", b.name_zh AS "bureau_zh?", b.name_en AS "bureau_en?", i.occasion AS "occasion: Occasion",
                      CASE WHEN i.submitted_at IS NULL
                           THEN (SELECT count(*) FROM inspection_item x WHERE x.district_id = i.district_id AND x.inspection_id = i.id AND x.result <> 'unchecked')
                           ELSE i.items END AS "answered!"
                 FROM inspection i JOIN org o ON o.id = i.school_id LEFT JOIN person p ON p.id = i.inspector_id LEFT JOIN org b ON b.id = i.bureau_id
                WHERE ($1::uuid IS NULL OR true) AND ($2::uuid IS NULL OR true) AND starts_with(i.path, $3)
                  AND ($4::text IS NULL OR i.kind = $4) AND (NOT $5 OR i.submitted_at IS NULL) AND (NOT $6 OR i.problems > 0) AND (NOT $10 OR i.looks <> '[]')
                  AND ($11::date IS NULL OR i.started_at >= $11) AND ($12::date IS NULL OR i.started_at < $12 + 1) AND ($13::uuid IS NULL OR i.inspector_id = $13)
                  AND (NOT $14 OR i.submitted_at IS NOT NULL)
                  AND ($8::uuid IS NULL OR (i.started_at, i.id) < ($7::timestamptz, $8)) AND "#
                + $range
                + " ORDER BY i.started_at DESC, i.id DESC LIMIT $9",
            $place.district as OrgId,
            $place.id as OrgId,
            $place.path,
            $filter.kind as Option<Kind>,
            $filter.unfinished,
            $filter.problems,
            after_at,
            after_id as Option<InspectionId>,
            $limit,
            $filter.looks,
            $filter.from,
            $filter.to,
            $filter.person as Option<PersonId>,
            $filter.submitted
        )
        .fetch_all($scope.conn())
        .await?
    }};
}

/// Inspections of a school, a district or anything above, the newest first; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    Ok(match place.kind {
        OrgKind::School => many!(scope, place, filter, limit, "i.district_id = $1 AND i.school_id = $2"),
        // A city bureau is a district too, of the schools directly under it, but its list is that of its whole subtree.
        OrgKind::County => many!(scope, place, filter, limit, "i.district_id = $1"),
        _ => many!(scope, place, filter, limit, "true"),
    })
}
