//! The overview of a school, a district, a city or a province.

use super::chart::{self, Bar, Piece, Trend};
use super::model::{Coverage, Figures, Row, Show, Sort, Week};
use super::rules::{self, Rate, grouped, rate};
use super::store::{self, PAGE, Wanted};
use crate::access::{Actor, Kind, Place};
use crate::error::Result;
use crate::text::{Lang, filters};
use crate::web::App;
use crate::web::form::Fields;
use crate::web::page::{Section, Shell, View};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

/// How a school or a bureau stands, from the sums alone: three statements, whatever the number of hidden dangers.
pub async fn overview(State(app): State<App>, actor: Actor, place: Place, view: View, RawQuery(query): RawQuery) -> Result<Response> {
    let asked = crate::web::form::query(query.as_deref().unwrap_or_default())?;
    let wanted = wanted(&asked, &place, view.lang);
    let (today, at) = (view.today(), view.at());
    let mut scope = app.db.scope(&actor).await?;
    let figures = store::figures(&mut scope, &place, today, at).await?;
    let weeks = store::weeks(&mut scope, &place, rules::trend_from(today)).await?;
    let rows = if place.is_school() { vec![] } else { store::rows(&mut scope, &place, &wanted, today, at, PAGE + 1).await? };
    drop(scope);
    view.page(&OverviewPage::new(&view, &place, figures, &rules::trend(&weeks, today), wanted, rows))
}

/// The table an address asks for. What is not understood gives the usual one: a link may be older than the site.
fn wanted(asked: &Fields, place: &Place, lang: Lang) -> Wanted {
    let above = matches!(place.kind, Kind::Province | Kind::City);
    let usual = if above { Show::Below } else { Show::Schools };
    let show = Show::from_code(asked.get("show")).filter(|show| above || *show != Show::Below).unwrap_or(usual);
    let after = asked.get("after").split_once('_').and_then(|(overdue, code)| Some((overdue.parse().ok()?, code.to_owned())));
    Wanted { show, sort: Sort::from_code(asked.get("sort")).unwrap_or(Sort::Overdue), english: lang == Lang::En, after }
}

/// One of the six big figures. `value` and every note lead to the list they count.
pub struct Tile {
    pub key: &'static str,
    pub href: String,
    pub value: String,
    /// The whole, for "58 / 62".
    pub of: Option<String>,
    pub percent: bool,
    pub late: bool,
    pub notes: Vec<Note>,
}

/// A smaller figure under a big one: a key with `$n` and `$a`.
pub struct Note {
    pub key: &'static str,
    pub n: i64,
    pub text: String,
    pub href: String,
}

/// A step of coverage as a bar.
pub struct Step {
    pub key: &'static str,
    pub n: i64,
    pub of: i64,
    pub width: String,
    pub href: String,
}

/// A tab over the table.
pub struct Tab {
    pub key: &'static str,
    pub href: String,
    pub n: Option<i64>,
    pub current: bool,
}

/// A line of the table.
pub struct TableRow {
    pub row: Row,
    pub name: String,
    pub risks: i64,
    pub pieces: Vec<Piece>,
    pub closure: Option<Rate>,
    /// The day of the last inspection, in words.
    pub last: Option<String>,
}

/// A week of the table behind the trend.
pub struct WeekRow {
    pub name: String,
    pub reported: i64,
    pub closed: i64,
}

#[derive(Template)]
#[template(path = "dashboard/district.html")]
pub struct OverviewPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    /// When the figures were read, in words.
    pub read_at: String,
    pub school: bool,
    pub coverage: Coverage,
    pub figures: Figures,
    /// Risk points in use.
    pub risks: i64,
    pub tiles: Vec<Tile>,
    /// Whether anything was found or closed in the weeks shown.
    pub moved: bool,
    pub trend: Trend,
    pub weeks: Vec<WeekRow>,
    pub bars: Vec<Bar>,
    pub steps: Vec<Step>,
    pub tabs: Vec<Tab>,
    pub wanted: Wanted,
    pub rows: Vec<TableRow>,
    pub older: Option<String>,
}

impl OverviewPage {
    pub fn new(view: &View, place: &Place, figures: Figures, weeks: &[Week], wanted: Wanted, mut rows: Vec<Row>) -> Self {
        let base = format!("/o/{}", place.code);
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let older = rows
            .last()
            .filter(|_| more)
            .map(|last| format!("{base}/dashboard?show={}&sort={}&after={}_{}", wanted.show, wanted.sort, last.sums.overdue, last.code));
        let rows = rows
            .into_iter()
            .map(|row| TableRow {
                name: row.name(view.lang).to_owned(),
                risks: row.sums.risks(),
                pieces: chart::stack(row.sums.risk),
                closure: row.sums.closure(),
                last: row.sums.inspected_at.map(|at| view.lang.short_day(view.zone.day(at))),
                row,
            })
            .collect();
        Self {
            shell: view.shell(Section::Dashboard),
            name: place.name(view.lang).to_owned(),
            read_at: view.lang.moment(view.zone, view.at()),
            school: place.is_school(),
            tiles: tiles(view, place, &base, &figures),
            moved: weeks.iter().any(|week| week.reported + week.closed > 0),
            trend: chart::trend(weeks),
            weeks: weeks
                .iter()
                .map(|week| WeekRow { name: view.lang.short_day(week.on), reported: week.reported, closed: week.closed })
                .collect(),
            bars: chart::levels(figures.sums.risk, &view.levels),
            steps: steps(&base, figures.coverage),
            tabs: tabs(place, &base, figures.coverage, &wanted),
            coverage: figures.coverage,
            risks: figures.sums.risks(),
            figures,
            base,
            wanted,
            rows,
            older,
        }
    }

    /// The table's address in another order.
    pub fn sorted(&self, sort: &str) -> String {
        format!("{}/dashboard?show={}&sort={sort}#rows", self.base, self.wanted.show)
    }
    /// A count with separated thousands.
    pub fn grouped(&self, n: &i64) -> String {
        grouped(*n)
    }
    pub fn by_name(&self) -> bool {
        self.wanted.sort == Sort::Name
    }
    /// The rows are bureaus (and schools run by this one), not only schools.
    pub fn below(&self) -> bool {
        self.wanted.show == Show::Below
    }
    /// A row's levels in words, for those who do not see the bar.
    pub fn risk_text(&self, risk: &[i64; 4]) -> String {
        (1..)
            .zip(risk)
            .map(|(rank, n)| format!("{} {}", self.shell.levels.word(rank, self.lang()), grouped(*n)))
            .collect::<Vec<_>>()
            .join(&self.lang().say("board-comma"))
    }
    fn lang(&self) -> Lang {
        self.shell.lang
    }
    /// A week's name under the axis; the last is the present one.
    pub fn tick(&self, week: &usize) -> Option<&str> {
        if week + 1 == self.weeks.len() { None } else { self.weeks.get(*week).map(|row| row.name.as_str()) }
    }
}

fn tiles(view: &View, place: &Place, base: &str, figures: &Figures) -> Vec<Tile> {
    let (sums, coverage) = (&figures.sums, figures.coverage);
    let note = |key, n: i64, href: String| Note { key, n, text: grouped(n), href };
    let tile = |key, href: String, value: String, notes| Tile { key, href, value, of: None, percent: false, late: false, notes };
    let mut tiles = Vec::with_capacity(6);
    if !place.is_school() {
        let left = coverage.schools - coverage.covered;
        let notes = if left > 0 { vec![note("board-uncovered", left, format!("{base}/dashboard?show=uncovered#rows"))] } else { vec![] };
        tiles.push(Tile {
            of: Some(grouped(coverage.schools)),
            ..tile("board-covered", format!("{base}/dashboard?show=covered#rows"), grouped(coverage.covered), notes)
        });
    }
    // The two gravest levels in force, each by its own name.
    let gravest = (1..).zip(sums.risk).filter(|(rank, _)| view.levels.has(*rank)).take(2).map(|(rank, n)| Note {
        key: "board-risks-level",
        n,
        text: format!("{} {}", view.levels.name(rank, view.lang), grouped(n)),
        href: format!("{base}/risks?level={rank}"),
    });
    tiles.push(tile("board-risks", format!("{base}/risks"), grouped(sums.risks()), gravest.collect()));
    let inspected = sums.inspected_at.map(|at| view.lang.short_day(view.zone.day(at)));
    let notes = match inspected {
        Some(day) => vec![Note { key: "board-inspected-last", n: 0, text: day, href: format!("{base}/inspections") }],
        None => vec![],
    };
    tiles.push(tile("board-inspections", format!("{base}/inspections"), grouped(sums.inspections), notes));
    tiles.push(tile(
        "board-open",
        format!("{base}/tickets"),
        grouped(sums.open),
        vec![note("board-open-major", sums.major_open, format!("{base}/tickets?grade=major"))],
    ));
    let oldest = figures.oldest_due.map(|due| (view.today() - due).num_days());
    let overdue = format!("{base}/tickets?overdue=yes");
    let notes = oldest.map(|days| note("board-overdue-longest", days, overdue.clone())).into_iter().collect();
    tiles.push(Tile { late: sums.overdue > 0, ..tile("board-overdue", overdue, grouped(sums.overdue), notes) });
    let closed = format!("{base}/tickets?state=closed");
    let closure = sums.closure();
    let value = closure.map_or_else(|| view.lang.say("board-no-rate"), |rate| rate.to_string());
    let notes = if place.is_school() { vec![] } else { vec![note("board-closed", sums.closed, closed.clone())] };
    tiles.push(Tile { percent: closure.is_some(), ..tile("board-closure", closed.clone(), value, notes) });
    if place.is_school() {
        let notes = sums
            .on_time()
            .map(|share| Note { key: "board-on-time-share", n: 0, text: share.to_string(), href: closed.clone() })
            .into_iter()
            .collect();
        tiles.push(tile("board-closed-all", closed, grouped(sums.closed), notes));
    }
    tiles
}

fn steps(base: &str, coverage: Coverage) -> Vec<Step> {
    let step = |key, n, show: Show| Step {
        key,
        n,
        of: coverage.schools,
        width: rate(n, coverage.schools).map_or_else(|| "0".into(), |share| share.percent()),
        href: format!("{base}/dashboard?show={show}#rows"),
    };
    vec![
        step("board-step-risks", coverage.with_risks, Show::Risks),
        step("board-step-inspected", coverage.inspected, Show::Inspected),
        step("board-step-recent", coverage.recent, Show::Recent),
        step("board-step-covered", coverage.covered, Show::Covered),
    ]
}

fn tabs(place: &Place, base: &str, coverage: Coverage, wanted: &Wanted) -> Vec<Tab> {
    let tab = |key, show: Show, n| Tab {
        key,
        href: format!("{base}/dashboard?show={show}&sort={}#rows", wanted.sort),
        n,
        current: wanted.show == show,
    };
    let mut tabs = vec![];
    match place.kind {
        Kind::Province => tabs.push(tab("board-tab-cities", Show::Below, None)),
        Kind::City => tabs.push(tab("board-tab-districts", Show::Below, None)),
        Kind::County | Kind::Township | Kind::School => {}
    }
    tabs.push(tab("board-tab-schools", Show::Schools, Some(coverage.schools)));
    tabs.push(tab("board-tab-uncovered", Show::Uncovered, Some(coverage.schools - coverage.covered)));
    tabs.push(tab("board-tab-quiet", Show::Quiet, Some(coverage.schools - coverage.recent)));
    // Reached from a figure or a bar: told, so that nobody takes the part for the whole.
    match wanted.show {
        Show::Covered => tabs.push(tab("board-tab-covered", Show::Covered, Some(coverage.covered))),
        Show::Risks => tabs.push(tab("board-tab-risks", Show::Risks, Some(coverage.with_risks))),
        Show::Inspected => tabs.push(tab("board-tab-inspected", Show::Inspected, Some(coverage.inspected))),
        Show::Recent => tabs.push(tab("board-tab-recent", Show::Recent, Some(coverage.recent))),
        Show::Below | Show::Schools | Show::Uncovered | Show::Quiet => {}
    }
    tabs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrgId;
    use uuid::Uuid;

    fn place(kind: Kind) -> Place {
        let id = OrgId(Uuid::nil());
        Place {
            id,
            district: id,
            kind,
            code: "430405".into(),
            path: "43.4304.430405.".into(),
            name_zh: "珠晖".into(),
            name_en: String::new(),
        }
    }

    #[test]
    fn an_address_that_says_nothing_or_nonsense_gives_the_usual_table() {
        let usual = |kind| wanted(&Fields::default(), &place(kind), Lang::Zh);
        assert_eq!(usual(Kind::City).show, Show::Below);
        assert_eq!(usual(Kind::County).show, Show::Schools);
        let odd = Fields::of([("show", "below"), ("sort", "colour"), ("after", "x_S1")]);
        assert_eq!(wanted(&odd, &place(Kind::County), Lang::Zh), usual(Kind::County));
    }

    #[test]
    fn a_page_goes_on_after_the_row_named_in_the_address() {
        let asked = Fields::of([("show", "quiet"), ("sort", "name"), ("after", "3_430405S008")]);
        let expected = Wanted { show: Show::Quiet, sort: Sort::Name, english: true, after: Some((3, "430405S008".into())) };
        assert_eq!(wanted(&asked, &place(Kind::City), Lang::En), expected);
    }

    #[test]
    fn a_list_reached_from_a_figure_is_named_over_the_table() {
        let coverage = Coverage { schools: 10, with_risks: 7, inspected: 5, recent: 4, covered: 5 };
        for show in Show::ALL {
            let wanted = Wanted { show: *show, sort: Sort::Overdue, english: false, after: None };
            let tabs = tabs(&place(Kind::City), "/o/x", coverage, &wanted);
            assert_eq!(tabs.iter().filter(|tab| tab.current).count(), 1, "{show}");
        }
    }
}
