//! Lists and figures of what was taken over: narrowed, in order, page by page.

use crate::access::Place;
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::{LegacyId, LegacyUploadId};
use crate::text::Lang;
use crate::ticket::model::Category;
use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

/// A line of a list.
#[derive(sqlx::FromRow)]
pub struct Listed {
    pub id: LegacyId,
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub found_on: NaiveDate,
    pub place: String,
    pub description: String,
    pub closed: bool,
    pub responsible: String,
    pub file_name: String,
    pub row: i32,
    /// Number of the ticket it goes on as.
    pub ticket: Option<String>,
}

impl Listed {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub closed: Option<bool>,
    /// Still open there and not carried over.
    pub waiting: bool,
    pub category: Option<Category>,
    /// Found in this year.
    pub year: Option<i32>,
    pub upload: Option<LegacyUploadId>,
    pub words: String,
    /// The end of the page before.
    pub after: Option<(NaiveDate, LegacyId)>,
}

/// How many were taken over, and how they stand there. None of them counts among the tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    pub found: i64,
    pub closed: i64,
    pub carried: i64,
    /// Said to be rectified before they were found.
    pub before: i64,
}

impl Figures {
    pub fn open(&self) -> i64 {
        self.found - self.closed
    }
    /// Open and not carried over.
    pub fn waiting(&self) -> i64 {
        self.open() - self.carried
    }
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

const CARRIED: &str = "EXISTS (SELECT FROM legacy_carried c WHERE c.district_id = t.district_id AND c.legacy_id = t.id)";

impl Filter {
    /// Only what is asked for stands in the statement, made of constants: see the list of risk points for why.
    fn conditions(&self, place: &Place) -> String {
        let below = if place.is_school() {
            "t.district_id = $1 AND t.school_id = $2 AND t.path = $3"
        } else {
            "starts_with(t.path, $3) AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL"
        };
        let waiting = format!(" AND NOT t.closed AND NOT {CARRIED}");
        let asked: [(bool, &str); 7] = [
            (self.closed == Some(true), " AND t.closed"),
            (self.closed == Some(false), " AND NOT t.closed"),
            (self.waiting, &waiting),
            (self.category.is_some(), " AND t.category = $4"),
            (self.year.is_some(), " AND t.found_on >= make_date($5, 1, 1) AND t.found_on <= make_date($5, 12, 31)"),
            (self.upload.is_some(), " AND t.upload_id = $6"),
            (!self.words.trim().is_empty(), " AND t.words LIKE (SELECT lower($7))"),
        ];
        let conditions: String = asked.iter().filter(|(yes, _)| *yes).map(|(_, text)| *text).collect();
        // Every parameter has a type, asked for or not.
        format!(
            "{below}{conditions} AND ($4::text, $5::integer, $6::uuid, $7::text, $8::date, $9::uuid) IS NOT DISTINCT FROM ($4, $5, $6, $7, $8, $9)"
        )
    }
}

macro_rules! asked {
    ($query:expr, $place:expr, $filter:expr) => {
        $query
            .bind($place.district)
            .bind($place.id)
            .bind(&$place.path)
            .bind($filter.category)
            .bind($filter.year)
            .bind($filter.upload)
            .bind(like(&$filter.words))
            .bind($filter.after.map(|(on, _)| on))
            .bind($filter.after.map(|(_, id)| id))
    };
}

/// What was taken over at a school or anywhere below a bureau: the latest found first; at most `limit`.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let after = if filter.after.is_some() { " AND (t.found_on, t.id) < ($8, $9)" } else { "" };
    let conditions = filter.conditions(place);
    let query = format!(
        "SELECT t.id, o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, t.found_on, t.place, t.description, t.closed, t.responsible, u.file_name, t.row,
                (SELECT k.number FROM legacy_carried c JOIN ticket k ON k.district_id = c.district_id AND k.id = c.ticket_id WHERE c.district_id = t.district_id AND c.legacy_id = t.id) AS ticket
           FROM legacy_ticket t JOIN org o ON o.id = t.school_id JOIN legacy_upload u ON u.district_id = t.district_id AND u.id = t.upload_id
          WHERE {conditions}{after} ORDER BY t.found_on DESC, t.id DESC LIMIT {limit}"
    );
    Ok(asked!(sqlx::query_as(AssertSqlSafe(query)), place, filter).fetch_all(scope.conn()).await?)
}

/// How many those are, however they stand.
///
/// # Errors
/// When the database is away.
pub async fn figures(scope: &mut Scope, place: &Place, filter: &Filter) -> Result<Figures> {
    let filter = Filter { closed: None, waiting: false, after: None, ..filter.clone() };
    let conditions = filter.conditions(place);
    let query = format!(
        "SELECT count(*) AS found, count(*) FILTER (WHERE t.closed) AS closed, count(*) FILTER (WHERE NOT t.closed AND {CARRIED}) AS carried, count(*) FILTER (WHERE t.closed AND t.rectified_on < t.found_on) AS before
           FROM legacy_ticket t WHERE {conditions}"
    );
    Ok(asked!(sqlx::query_as(AssertSqlSafe(query)), place, &filter).fetch_one(scope.conn()).await?)
}
