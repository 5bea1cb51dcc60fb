//! Lists of tickets: narrowed, in order, page by page; and how many there are behind each link that narrows them further.

use crate::access::{Kind, Place};
use crate::db::{Scope, like};
use crate::error::Result;
use crate::id::{CampaignId, InspectionId, OrgId, PersonId, RiskPointId, TicketId, VisitRoundId};
use crate::text::Lang;
use crate::ticket::model::{Category, Grade, Source, State};
use crate::ticket::rules::Turn;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sqlx::{Postgres, QueryBuilder};

/// A line of a list.
#[derive(sqlx::FromRow)]
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
    pub source: Option<Source>,
    /// Found in this span of time.
    pub term: Option<Term>,
    /// This person answers for it.
    pub person: Option<PersonId>,
    pub level: Option<i16>,
    /// Only those whose turn is this actor's.
    pub mine: bool,
    pub reported_by_me: bool,
    pub risk_point: Option<RiskPointId>,
    /// Found by a bureau's round of visits.
    pub round: Option<VisitRoundId>,
    /// Found in this campaign.
    pub campaign: Option<CampaignId>,
    /// Words, each of which the ticket must say or have to do with: its number, title, place, description, measures, the name of whoever answers for,
    /// reported or verified it, or of its risk point.
    pub words: String,
    /// The end of the page before: its deadline (or [`NEVER`]) and id.
    pub after: Option<(NaiveDate, TicketId)>,
}

/// A term of school years as they are counted in China: the first from September to January, the second from February to August. What a school's
/// own calendar says is not asked: a district's schools would each have another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The year the school year begins in.
    pub year: i32,
    pub second: bool,
}

impl Term {
    /// The term of a day.
    pub fn of(day: NaiveDate) -> Self {
        match day.month() {
            9..=12 => Self { year: day.year(), second: false },
            1 => Self { year: day.year() - 1, second: false },
            _ => Self { year: day.year() - 1, second: true },
        }
    }

    /// `2025-1`
    pub fn code(self) -> String {
        format!("{}-{}", self.year, if self.second { 2 } else { 1 })
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let (year, half) = code.split_once('-')?;
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return None,
        };
        Some(Self { year: year.parse().ok().filter(|year| (2000..2100).contains(year))?, second })
    }

    pub fn before(self) -> Self {
        if self.second { Self { second: false, ..self } } else { Self { year: self.year - 1, second: true } }
    }

    /// Its first day, and the first of the one after.
    pub fn span(self) -> (NaiveDate, NaiveDate) {
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX);
        if self.second { (first(self.year + 1, 2), first(self.year + 1, 9)) } else { (first(self.year, 9), first(self.year + 1, 2)) }
    }
}

/// Rows a list page shows; one more is fetched to know whether it goes on.
pub const PAGE: i64 = 50;

/// Where tickets without a deadline stand in the order of deadlines. The indexes of the table say the same.
pub fn never() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// Words looked for at once; further ones are not.
const WORDS: usize = 6;
/// Tickets that a word is looked up for by its letters; where more have it, the list is gone through in its order and soon has a page. And people
/// and risk points of a name that are told apart by their ids.
const RARE: i32 = 300;
/// Terms that a list offers to narrow by, the present one first.
const TERMS: usize = 4;

type Query = QueryBuilder<Postgres>;

/// What is looked up before the tickets are: for each word whom and what it names, and the tickets of the rarest word if any is rare.
#[derive(Default)]
pub struct Lookup {
    words: Vec<Word>,
    inspections: Option<Vec<InspectionId>>,
}

#[derive(sqlx::FromRow)]
struct Word {
    part: String,
    people: Option<Vec<PersonId>>,
    points: Option<Vec<RiskPointId>>,
    districts: Option<Vec<OrgId>>,
    tickets: Option<Vec<TicketId>>,
}

/// Looks up what the words of a filter name, and the inspections of its round of visits. No statement when it asks for neither.
///
/// # Errors
/// When the database is away.
pub async fn look_up(scope: &mut Scope, place: &Place, filter: &Filter) -> Result<Lookup> {
    // Read first, so that the index of inspections serves and not a walk through everything there is.
    let inspections = match filter.round {
        Some(round) => Some(
            sqlx::query_scalar!(r#"SELECT id AS "id: InspectionId" FROM inspection WHERE round_id = $1"#, round as VisitRoundId)
                .fetch_all(scope.conn())
                .await?,
        ),
        None => None,
    };
    let mut parts: Vec<String> = filter.words.split_whitespace().map(ToOwned::to_owned).take(WORDS).collect();
    parts.dedup();
    let words = if parts.is_empty() {
        vec![]
    } else {
        sqlx::query_as!(
            Word,
            r#"SELECT part AS "part!", people AS "people: Vec<PersonId>", points AS "points: Vec<RiskPointId>", districts AS "districts: Vec<OrgId>", tickets AS "tickets: Vec<TicketId>"
                 FROM tickets_saying($1, $2, $3)"#,
            &parts,
            place.path,
            RARE
        )
        .fetch_all(scope.conn())
        .await?
    };
    Ok(Lookup { words, inspections })
}

/// Whose turn it is, as the rows say and the conditions ask.
fn mine(query: &mut Query, turns: &'static [Turn], me: PersonId) {
    query.push("coalesce(t.waits_for = ANY(").push_bind(turns).push(") OR (t.state = 'rectifying' AND t.responsible_id = ").push_bind(me);
    query
        .push("), false) AND NOT coalesce(t.waits_for = 'verifier' AND ")
        .push_bind(me)
        .push(" IN (t.responsible_id, t.rectifier_id), false)");
}

/// `FROM ticket t WHERE` with everything asked for that no link of the page changes. Only what is asked for stands in the statement: PostgreSQL soon
/// keeps one plan for all values, and a condition that a parameter switches off is in that plan all the same.
fn tickets(query: &mut Query, scope: &Scope, place: &Place, filter: &Filter, lookup: &Lookup) {
    let me = scope.actor().person();
    query.push(" FROM ticket t WHERE starts_with(t.path, ").push_bind(place.path.clone()).push(")");
    match place.kind {
        Kind::School => {
            query.push(" AND t.district_id = ").push_bind(place.district).push(" AND t.school_id = ").push_bind(place.id);
        }
        // A city bureau is a district too, of the schools directly under it, but its list is that of its whole subtree.
        Kind::County => {
            query.push(" AND t.district_id = ").push_bind(place.district);
        }
        _ => {}
    }
    if filter.range == Range::Open {
        query.push(" AND t.state NOT IN ('closed', 'void')");
    }
    if let Some(level) = filter.level {
        query.push(" AND t.level = ").push_bind(level);
    }
    if filter.mine {
        query.push(" AND ");
        mine(query, Turn::of(scope.actor().role()), me);
    }
    if filter.reported_by_me {
        query.push(" AND (t.reporter_id = ").push_bind(me).push(" OR t.also_ids @> ARRAY[").push_bind(me).push("])");
    }
    if let Some(point) = filter.risk_point {
        query.push(" AND t.risk_point_id = ").push_bind(point);
    }
    if let Some(inspections) = &lookup.inspections {
        query.push(" AND t.inspection_id = ANY(").push_bind(inspections.clone()).push(")");
    }
    if let Some(campaign) = filter.campaign {
        query.push(" AND EXISTS (SELECT FROM inspection_item x JOIN inspection_task k ON k.district_id = x.district_id AND k.id = x.inspection_id WHERE x.district_id = t.district_id AND x.ticket_id = t.id AND k.campaign_id = ");
        query.push_bind(campaign).push(")");
    }
    let rarest =
        lookup.words.iter().filter_map(|word| word.districts.as_ref().zip(word.tickets.as_ref())).min_by_key(|(_, tickets)| tickets.len());
    if let Some((districts, tickets)) = rarest {
        query
            .push(" AND (t.district_id, t.id) IN (SELECT * FROM unnest(")
            .push_bind(districts.clone())
            .push(", ")
            .push_bind(tickets.clone())
            .push("))");
    }
}

impl Lookup {
    /// Words are asked for that many tickets have.
    fn common(&self) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| word.tickets.is_none())
    }

    fn said(&self, query: &mut Query) {
        // A row for no word tells the tickets that say all of them.
        for word in self.words.iter().filter(|word| !word.part.is_empty()) {
            said(query, word);
        }
    }
}

/// The ticket says this word, or somebody or something of that name has to do with it.
fn said(query: &mut Query, word: &Word) {
    let pattern = like(&word.part).to_lowercase();
    query.push(" AND (t.words LIKE ").push_bind(pattern.clone());
    match &word.people {
        Some(people) if people.is_empty() => {}
        Some(people) => {
            for column in ["t.responsible_id", "t.reporter_id", "t.verifier_id"] {
                query.push(" OR ").push(column).push(" = ANY(").push_bind(people.clone()).push(")");
            }
        }
        None => {
            query.push(
                " OR EXISTS (SELECT FROM person w WHERE w.id IN (t.responsible_id, t.reporter_id, t.verifier_id) AND lower(w.name) LIKE ",
            );
            query.push_bind(pattern.clone()).push(")");
        }
    }
    match &word.points {
        Some(points) if points.is_empty() => {}
        Some(points) => {
            query.push(" OR t.risk_point_id = ANY(").push_bind(points.clone()).push(")");
        }
        None => {
            query.push(" OR EXISTS (SELECT FROM risk_point w WHERE w.district_id = t.district_id AND w.id = t.risk_point_id AND lower(w.name) LIKE ");
            query.push_bind(pattern).push(")");
        }
    }
    query.push(")");
}

/// Tickets of a school, a district or anything above, narrowed and in order; at most `limit`. Indexes: ticket_school_open, ticket_district_open,
/// ticket_open; ticket_school_all, ticket_district_all, primary key.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place, filter: &Filter, today: NaiveDate, limit: i64) -> Result<Vec<Listed>> {
    let lookup = look_up(scope, place, filter).await?;
    list_with(scope, place, filter, &lookup, today, limit).await
}

/// The same when what its words name was looked up before.
///
/// # Errors
/// When the database is away.
pub async fn list_with(
    scope: &mut Scope,
    place: &Place,
    filter: &Filter,
    lookup: &Lookup,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<Listed>> {
    let mut query = Query::new(
        "SELECT t.id, o.code AS school_code, o.name_zh AS school_zh, o.name_en AS school_en, t.number, t.title, t.place, t.state, t.grade, t.category, t.level, t.due_on, t.reported_at, t.closed_at, p.name AS responsible, ",
    );
    mine(&mut query, Turn::of(scope.actor().role()), scope.actor().person());
    // PostgreSQL cannot know how many rows say a word and guesses few, so that it would read and sort a whole district for one page. Behind the fence
    // (OFFSET 0) it only knows that a page is wanted, and goes through the order's index.
    let fenced = lookup.common() && !place.is_school();
    query.push(if fenced { " AS mine FROM (SELECT * FROM (SELECT t.*" } else { " AS mine FROM (SELECT t.*" });
    tickets(&mut query, scope, place, filter, lookup);
    if !fenced {
        lookup.said(&mut query);
    }
    if let Some(state) = filter.state {
        query.push(" AND t.state = ").push_bind(state);
    }
    if filter.overdue {
        query.push(" AND t.due_on < ").push_bind(today).push(" AND t.state NOT IN ('closed', 'void')");
    }
    if let Some(grade) = filter.grade {
        query.push(" AND t.grade = ").push_bind(grade);
    }
    if let Some(category) = filter.category {
        query.push(" AND t.category = ").push_bind(category);
    }
    if let Some(source) = filter.source {
        query.push(" AND t.source = ").push_bind(source);
    }
    if let Some(person) = filter.person {
        query.push(" AND t.responsible_id = ").push_bind(person);
    }
    if let Some(term) = filter.term {
        let (from, until) = term.span();
        // A day as a moment begins at midnight where the schools are: so is the session's zone set.
        query.push(" AND t.found_at >= ").push_bind(from).push("::date AND t.found_at < ").push_bind(until).push("::date");
    }
    match (filter.range, filter.after) {
        (Range::Open, Some((on, id))) => {
            query.push(" AND (coalesce(t.due_on, DATE '9999-12-31'), t.id) > (").push_bind(on).push(", ").push_bind(id).push(")");
        }
        (Range::All, Some((_, id))) => {
            query.push(" AND t.id < ").push_bind(id);
        }
        (_, None) => {}
    }
    let order = if filter.range == Range::Open { " ORDER BY coalesce(t.due_on, DATE '9999-12-31'), t.id" } else { " ORDER BY t.id DESC" };
    query.push(order);
    if fenced {
        query.push(" OFFSET 0) t WHERE true");
        lookup.said(&mut query);
    }
    query
        .push(" LIMIT ")
        .push_bind(limit)
        .push(") t JOIN org o ON o.id = t.school_id LEFT JOIN person p ON p.id = t.responsible_id")
        .push(order);
    Ok(query.build_query_as().fetch_all(scope.conn()).await?)
}

codes! {
    /// What the links beside a list narrow it by.
    pub enum Facet {
        /// How many there are, all filters kept.
        All = "all",
        State = "state",
        Overdue = "overdue",
        Grade = "grade",
        Category = "category",
        Source = "source",
        Term = "term",
        /// Who answers for it.
        Person = "person",
    }
}

/// How many tickets one link leads to: those that fit all other filters.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Behind {
    pub facet: Facet,
    /// A code; a number of the terms offered; a person's id.
    pub code: String,
    pub n: i64,
    /// The person's name.
    pub name: Option<String>,
}

/// The terms that a list offers to narrow by; one that is asked for is among them.
pub fn terms(today: NaiveDate, asked: Option<Term>) -> Vec<Term> {
    let mut terms = vec![Term::of(today)];
    while terms.len() < TERMS {
        let before = terms.last().map_or(Term::of(today), |term| term.before());
        terms.push(before);
    }
    if let Some(asked) = asked.filter(|asked| !terms.contains(asked)) {
        terms.push(asked);
    }
    terms
}

/// How many tickets stand behind each link of a list, in one walk through them: they are counted by everything that links can ask for at once, and
/// the few hundred sums are added up for each link. Not for lists above a district, which could be a nation's.
///
/// # Errors
/// When the database is away.
pub async fn behind(scope: &mut Scope, place: &Place, filter: &Filter, lookup: &Lookup, today: NaiveDate) -> Result<Vec<Behind>> {
    let of_school = place.is_school();
    let mut query = Query::new("WITH b AS (SELECT t.state, t.grade, t.category, t.source, t.due_on < ");
    query.push_bind(today).push(" AND t.state NOT IN ('closed', 'void') AS late, CASE");
    for term in terms(today, filter.term) {
        let (from, until) = term.span();
        query
            .push(" WHEN t.found_at >= ")
            .push_bind(from)
            .push("::date AND t.found_at < ")
            .push_bind(until)
            .push("::date THEN ")
            .push_bind(term.code());
    }
    query.push(" END AS term, ");
    // A district has too many people to choose from; there only one that was chosen elsewhere is counted.
    query.push(if of_school || filter.person.is_some() { "t.responsible_id" } else { "NULL::uuid" }).push(" AS person, count(*) AS n");
    tickets(&mut query, scope, place, filter, lookup);
    lookup.said(&mut query);
    query.push(" GROUP BY 1, 2, 3, 4, 5, 6, 7), k AS (SELECT b.*");
    let mut fits = |name: &'static str, push: &dyn Fn(&mut Query) -> bool| {
        query.push(", coalesce(");
        if !push(&mut query) {
            query.push("true");
        }
        query.push(", false) AS ").push(name);
    };
    fits("s", &|q| {
        filter.state.is_some_and(|state| {
            q.push("b.state = ").push_bind(state);
            true
        })
    });
    fits("o", &|q| {
        filter.overdue && {
            q.push("b.late");
            true
        }
    });
    fits("g", &|q| {
        filter.grade.is_some_and(|grade| {
            q.push("b.grade = ").push_bind(grade);
            true
        })
    });
    fits("c", &|q| {
        filter.category.is_some_and(|category| {
            q.push("b.category = ").push_bind(category);
            true
        })
    });
    fits("f", &|q| {
        filter.source.is_some_and(|source| {
            q.push("b.source = ").push_bind(source);
            true
        })
    });
    fits("w", &|q| {
        filter.term.is_some_and(|term| {
            q.push("b.term = ").push_bind(term.code());
            true
        })
    });
    fits("r", &|q| {
        filter.person.is_some_and(|person| {
            q.push("b.person = ").push_bind(person);
            true
        })
    });
    query.push(
        " FROM b) SELECT v.facet, v.code, sum(k.n)::bigint AS n, CASE WHEN v.facet = 'person' THEN (SELECT p.name FROM person p WHERE p.id::text = v.code AND v.facet = 'person') END AS name
            FROM k CROSS JOIN LATERAL (VALUES
                 ('all', '', s AND o AND g AND c AND f AND w AND r), ('state', k.state, o AND g AND c AND f AND w AND r), ('overdue', CASE WHEN k.late THEN 'yes' END, s AND g AND c AND f AND w AND r),
                 ('grade', k.grade, s AND o AND c AND f AND w AND r), ('category', k.category, s AND o AND g AND f AND w AND r), ('source', k.source, s AND o AND g AND c AND w AND r),
                 ('term', k.term, s AND o AND g AND c AND f AND r), ('person', k.person::text, s AND o AND g AND c AND f AND w)) v (facet, code, fits)
           WHERE v.fits AND v.code IS NOT NULL GROUP BY v.facet, v.code ORDER BY v.facet, n DESC, v.code",
    );
    Ok(query.build_query_as().fetch_all(scope.conn()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_follow_each_other_without_a_gap() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (on, code) in [
            ("2026-09-01", "2026-1"),
            ("2026-12-31", "2026-1"),
            ("2027-01-31", "2026-1"),
            ("2027-02-01", "2026-2"),
            ("2027-08-31", "2026-2"),
        ] {
            let term = Term::of(day(on));
            assert_eq!(term.code(), code, "{on}");
            assert_eq!(Term::from_code(code), Some(term));
            let (from, until) = term.span();
            assert!(from <= day(on) && day(on) < until);
            assert_eq!(term.before().span().1, from);
        }
        for none in ["2026", "2026-3", "x-1", "1999-1", "2026-1-1", ""] {
            assert_eq!(Term::from_code(none), None, "{none}");
        }
        let asked = Term { year: 2019, second: true };
        assert_eq!(
            terms(day("2026-11-22"), Some(asked)).iter().map(|term| term.code()).collect::<Vec<_>>(),
            ["2026-1", "2025-2", "2025-1", "2024-2", "2019-2"]
        );
    }
}
