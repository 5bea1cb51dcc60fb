//! What the templates of money are given.

use super::model::{Deed, Entry, Figure, Line, Part, Standing, Sums};
use super::rules::{self, Refusal};
use super::source;
use super::store::{Item, PAGE, Row, Total, Wanted};
use crate::access::{Actor, Place};
use crate::calendar::model::Entry as Term;
use crate::money::Fen;
use crate::text::{Lang, filters};
use crate::ticket::model::{Category, Grade, Ticket};
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

/// An amount that opens the list it is the sum of.
pub struct Amount {
    pub fen: Fen,
    pub href: String,
}

/// A line of one of a school's tables.
pub struct Table {
    /// A Fluent key, or empty where the words are data.
    pub key: String,
    pub name: String,
    pub sums: [Amount; 3],
}

/// A source's line: budget, approved, spent, left.
pub struct SourceLine {
    pub name: String,
    pub budget: Fen,
    pub approved: Amount,
    pub spent: Amount,
    pub left: Fen,
}

#[derive(Template)]
#[template(path = "fund/school.html")]
pub struct SchoolPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub year: i32,
    pub keeps: bool,
    pub standing: Standing,
    pub whole: [Amount; 3],
    pub open: Amount,
    pub differs: String,
    pub sources: Vec<SourceLine>,
    pub tables: Vec<(&'static str, Vec<Table>)>,
}

/// The address of a list: figure and what narrows it.
fn list(base: &str, figure: Figure, narrow: &str) -> String {
    format!("{base}/list?figure={figure}&{narrow}")
}

impl SchoolPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        year: i32,
        terms: &[Term],
        parts: &[Part],
        budget: &[Line],
        standing: Standing,
    ) -> Self {
        let base = format!("/o/{}/funds", place.code);
        let in_year = |part: &Part| crate::clock::year_of(part.on) == year;
        let three = |sums: Sums, narrow: &str| {
            [(Figure::Planned, sums.planned), (Figure::Approved, sums.approved), (Figure::Spent, sums.spent)]
                .map(|(figure, fen)| Amount { fen, href: list(&base, figure, narrow) })
        };
        let of_year = format!("year={year}");
        let sources = source::sources()
            .iter()
            .map(|one| {
                let sums = rules::sums(parts, |part| in_year(part) && part.source.as_deref() == Some(one.code.as_str()));
                let [_, approved, spent] = three(sums, &format!("{of_year}&source={}", one.code));
                let budget = budget.iter().find(|line| line.source == one.code).map_or(Fen(0), |line| line.fen);
                SourceLine { name: one.name.say(view.lang).to_owned(), budget, left: Fen(budget.0 - spent.fen.0), approved, spent }
            })
            .filter(|line| [line.budget, line.approved.fen, line.spent.fen].iter().any(|fen| fen.0 != 0))
            .collect();
        let some = |line: &Table| line.sums.iter().any(|amount| amount.fen.0 != 0);
        let categories = Category::ALL.iter().map(|category| Table {
            key: format!("category-{category}"),
            name: String::new(),
            sums: three(rules::sums(parts, |part| in_year(part) && part.category == *category), &format!("{of_year}&category={category}")),
        });
        let grades = Grade::ALL.iter().map(|grade| Table {
            key: format!("grade-{grade}"),
            name: String::new(),
            sums: three(rules::sums(parts, |part| in_year(part) && part.grade == *grade), &format!("{of_year}&grade={grade}")),
        });
        let terms = terms.iter().map(|term| Table {
            key: String::new(),
            name: format!("{} ({}–{})", term.name.say(view.lang), view.lang.short_day(term.starts), view.lang.short_day(term.ends)),
            sums: three(rules::sums(parts, |part| term.holds(part.on)), &format!("from={}&to={}", term.starts, term.ends)),
        });
        Self {
            shell: view.shell(Section::Funds),
            name: place.name(view.lang).to_owned(),
            year,
            keeps: rules::keeps(actor, place),
            standing,
            whole: three(rules::sums(parts, in_year), &of_year),
            open: Amount { fen: standing.open, href: list(&base, Figure::Open, &of_year) },
            differs: list(&base, Figure::Differs, &of_year),
            sources,
            tables: vec![
                ("fund-by-category", categories.filter(some).collect()),
                ("fund-by-grade", grades.filter(some).collect()),
                ("fund-by-term", terms.collect()),
            ],
            base,
        }
    }
}

#[derive(Template)]
#[template(path = "fund/bureau.html")]
pub struct BureauPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub year: i32,
    pub total: Total,
    pub rows: Vec<(String, Row)>,
    pub older: Option<String>,
}

impl BureauPage {
    pub fn new(view: &View, place: &Place, year: i32, total: Total, mut rows: Vec<Row>) -> Self {
        let base = format!("/o/{}/funds", place.code);
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|row| format!("{base}?year={year}&after={}", row.path));
        Self {
            shell: view.shell(Section::Funds),
            name: place.name(view.lang).to_owned(),
            base,
            year,
            total,
            rows: rows.into_iter().map(|row| (row.name(view.lang).to_owned(), row)).collect(),
            older,
        }
    }
    pub fn left(&self, budget: &Fen, spent: &Fen) -> Fen {
        Fen(budget.0 - spent.0)
    }
}

#[derive(Template)]
#[template(path = "fund/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub wide: bool,
    pub figure: Figure,
    /// Tickets, not entries.
    pub tickets: bool,
    pub span: String,
    pub narrowed: Vec<String>,
    pub rows: Vec<(Item, String, String)>,
    pub count: i64,
    pub total: Fen,
    pub older: Option<String>,
    pub export: String,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, wanted: &Wanted, asked: &Fields, mut rows: Vec<Item>) -> Self {
        let base = format!("/o/{}/funds", place.code);
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().filter(|_| more).map(|row| {
            let (on, id) = row.key();
            format!("{base}/list?{}", asked.address_with("after", &format!("{on}_{id}")))
        });
        let mut narrowed = Vec::new();
        narrowed.extend(wanted.source.as_deref().map(|code| source::name(code, view.lang)));
        narrowed.extend(wanted.category.map(|category| view.lang.say(&format!("category-{category}"))));
        narrowed.extend(wanted.grade.map(|grade| view.lang.say(&format!("grade-{grade}"))));
        Self {
            shell: view.shell(Section::Funds),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            figure: wanted.figure,
            tickets: !matches!(wanted.figure, Figure::Approved | Figure::Spent),
            span: format!("{} – {}", view.lang.day(wanted.from), view.lang.day(wanted.to)),
            narrowed,
            count: rows.first().map_or(0, |row| row.count),
            total: rows.first().map_or(Fen(0), |row| row.total),
            export: format!("{base}/export.csv?{}", asked.address_with("after", "")),
            rows: rows
                .into_iter()
                .map(|row| (source::name(&row.source, view.lang), row.school(view.lang).to_owned(), row))
                .map(|(source, school, row)| (row, source, school))
                .collect(),
            older,
            base,
        }
    }
}

#[derive(Template)]
#[template(path = "fund/budget.html")]
pub struct BudgetPage {
    pub shell: Shell,
    pub base: String,
    pub year: i32,
    pub form: Form,
    /// Code and name.
    pub sources: Vec<(String, String)>,
    pub lines: Vec<(String, Line)>,
    pub seen: i32,
    pub stale: bool,
}

impl BudgetPage {
    pub fn new(view: &View, place: &Place, year: i32, lines: &[Line], form: Option<Form>, stale: bool) -> Self {
        let form = form.unwrap_or_else(|| {
            let mut fields = Fields::default();
            for line in lines {
                fields.set(&line.source, line.fen.plain());
            }
            Form::filled(fields)
        });
        let mut shell = view.shell(Section::Funds);
        shell.problem = form.has_faults() || stale;
        Self {
            shell,
            base: format!("/o/{}/funds", place.code),
            year,
            form,
            sources: source::sources().iter().map(|one| (one.code.clone(), one.name.say(view.lang).to_owned())).collect(),
            lines: lines.iter().map(|line| (source::name(&line.source, view.lang), line.clone())).collect(),
            seen: super::pages::seen(lines),
            stale,
        }
    }
}

/// An entry as its page tells it.
pub struct Told {
    pub entry: Entry,
    pub source: String,
    /// Small pictures and the large ones behind them.
    pub scans: Vec<(String, String)>,
    /// It was taken back.
    pub gone: bool,
    /// Where it can be taken back, for those who may.
    pub cancel: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub number: String,
    pub title: String,
    pub grade: Grade,
    pub category: Category,
    pub state: String,
    /// Something is planned.
    pub planned: bool,
    pub sums: Sums,
    /// What the fixer stated, and whether vouchers say the same.
    pub stated: Option<(Fen, bool)>,
    /// By how much more was spent than approved.
    pub over: Option<Fen>,
    pub standing: Standing,
    pub year: i32,
    pub entries: Vec<Told>,
    pub deeds: Vec<Deed>,
    pub act: Option<Deed>,
    /// The entry that would be taken back: kind, amount, id.
    pub which: Option<(&'static str, Fen, String)>,
    pub form: Form,
    pub sources: Vec<Choice>,
    pub refusal: Option<&'static str>,
    pub today: String,
}

impl ShowPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        t: &Ticket,
        entries: Vec<Entry>,
        standing: Standing,
        deed: Option<Deed>,
        entry: &str,
        form: Option<Form>,
        refusal: Option<Refusal>,
    ) -> Self {
        let base = format!("/o/{}/funds", place.code);
        let may = |deed, which: Option<&Entry>| rules::may(deed, t, &entries, which, actor, place).is_ok();
        let which = entries.iter().find(|one| one.id.to_string() == entry);
        let deeds: Vec<Deed> = [Deed::Approve, Deed::Spend].into_iter().filter(|deed| may(*deed, None)).collect();
        let asked = deed.filter(|deed| if *deed == Deed::Cancel { may(Deed::Cancel, which) } else { deeds.contains(deed) });
        let act = if refusal.is_some() { None } else { asked.or(deeds.first().copied()) };
        let planned = t.plan.as_ref().map_or(Fen(0), |plan| plan.planned);
        let sums = rules::of_entries(planned, &entries);
        let mut form = form.unwrap_or_else(Form::blank);
        if !form.has_faults() && refusal.is_none() {
            match act {
                Some(Deed::Approve) if sums.planned > sums.approved => {
                    form.suggest("amount", &Fen(sums.planned.0 - sums.approved.0).plain());
                }
                Some(Deed::Spend) => form.suggest("on", &view.today().to_string()),
                _ => {}
            }
        }
        let told = entries
            .iter()
            .map(|one| Told {
                source: source::name(&one.source, view.lang),
                scans: one
                    .photos
                    .iter()
                    .map(|id| (format!("/o/{}/photos/{id}/thumb", place.code), format!("/o/{}/photos/{id}/page", place.code)))
                    .collect(),
                gone: entries.iter().any(|other| other.cancels == Some(one.id)),
                cancel: may(Deed::Cancel, Some(one)).then(|| format!("{base}/{}?do=cancel&entry={}#do-h", t.number, one.id)),
                entry: one.clone(),
            })
            .collect();
        let mut shell = view.shell(Section::Funds);
        shell.problem = form.has_faults() || refusal.is_some();
        Self {
            shell,
            place: place.clone(),
            number: t.number.clone(),
            title: t.title.clone(),
            grade: t.grade,
            category: t.category,
            state: format!("state-{}", t.state),
            planned: t.plan.is_some(),
            sums,
            stated: t.work.as_ref().map(|work| (work.spent, work.spent == sums.spent)),
            over: (sums.approved.0 > 0 && sums.spent > sums.approved).then(|| Fen(sums.spent.0 - sums.approved.0)),
            standing,
            year: crate::clock::year_of(view.today()),
            which: which.filter(|_| act == Some(Deed::Cancel)).map(|one| (one.kind.code(), one.fen, one.id.to_string())),
            entries: told,
            deeds,
            act,
            form,
            sources: source::sources().iter().map(|one| Choice::named(one.code.clone(), one.name.say(view.lang))).collect(),
            refusal: refusal.map(Refusal::key),
            today: view.today().to_string(),
            base,
        }
    }

    pub fn url(&self) -> String {
        format!("{}/{}", self.base, self.number)
    }
    pub fn is(&self, deed: &str) -> bool {
        self.act.is_some_and(|act| act.code() == deed)
    }
}

/// Money in words of a table of another program: a plain decimal number.
pub fn cell(fen: Fen) -> crate::sheet::Cell {
    crate::sheet::Cell::Number(fen.plain())
}

/// The name of a source in a table of another program; empty where there is none.
pub fn source_cell(code: &str, lang: Lang) -> crate::sheet::Cell {
    if code.is_empty() { crate::sheet::Cell::Empty } else { crate::sheet::Cell::text(source::name(code, lang)) }
}
