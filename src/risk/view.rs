//! What the register's templates are given.

use super::catalogue;
use super::form::{AFTER, DEPUTIES, DUTIES, MEASURES, NEW_MEASURES, SCORES, measure_field};
use super::line::LevelLine;
use super::matrix::{Found, Spot};
use super::model::{
    DirectRule, Factor, Hazard, Judgement, Kind, LifeStage, Measure, MeasureKind, Proof, Reason, ReviewCause, RiskPoint, Stage, Tier,
};
use super::rhythm::{Frequency, of_measure, rhythm};
use super::rules::{self, Deed, Refusal};
use super::scheme::{InForce, Scheme, decimal};
use super::store::{Evaluated, Filter, Listed, Named, PAGE};
use crate::access::Place;
use crate::ledger::Line;
use crate::text::{Lang, filters};
use crate::ticket;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

fn areas(lang: Lang) -> Vec<Choice> {
    catalogue::areas().iter().map(|area| Choice::named(area.code.as_str(), area.words.say(lang))).collect()
}

/// The levels a list can be narrowed to: those in force, and any other that is still seen here.
fn levels(view: &View, filter: &Filter, rows: &[ListRow]) -> Vec<Choice> {
    let seen = |rank: i16| filter.level == Some(rank) || rows.iter().any(|one| one.row.level == rank);
    (1..=4).filter(|rank| view.levels.has(*rank) || seen(*rank)).map(|rank| Choice::named(rank.to_string(), view.level(rank))).collect()
}

#[derive(Template)]
#[template(path = "risk/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// The list stands over several schools.
    pub wide: bool,
    /// The reader may add points.
    pub keeper: bool,
    pub filter: Filter,
    pub rows: Vec<ListRow>,
    /// All rows fit on this page, so their number is the whole.
    pub whole: bool,
    pub older: Option<String>,
    pub areas: Vec<Choice>,
    pub levels: Vec<Choice>,
    pub form: Form,
    pub narrowed: bool,
    exported: String,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
    pub area: String,
    pub value: String,
    pub review: Review,
}

/// When a point is looked at anew: a day, or how late it is.
pub struct Review {
    pub due: Due,
    pub day: String,
}

impl Review {
    fn of(day: chrono::NaiveDate, view: &View) -> Self {
        let due = match Due::of(Some(day), view.today(), view.lang) {
            late @ (Due::Late(_) | Due::Today) => late,
            _ => Due::None,
        };
        Self { due, day: view.lang.day(day) }
    }
}

impl ListPage {
    pub fn new(view: &View, place: &Place, keeper: bool, filter: Filter, asked: Fields, rows: Vec<Listed>) -> Self {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        let mut rows: Vec<ListRow> = rows
            .into_iter()
            .map(|row| ListRow {
                school: row.school(view.lang).to_owned(),
                area: catalogue::area_name(&row.area, view.lang).to_owned(),
                value: row.value.zip(row.divisor).map(|(value, divisor)| decimal(value, divisor)).unwrap_or_default(),
                review: Review::of(row.review_on, view),
                row,
            })
            .collect();
        rows.truncate(size);
        let older = rows.last().filter(|_| more).map(|last| {
            let after = format!("{}_{}_{}", last.row.level, last.row.number, last.row.id);
            format!("/o/{}/risks?{}", place.code, asked.address_with("after", &after))
        });
        let exported = asked.address_with("after", "");
        let mut shown = asked;
        shown.set("after", "");
        let tab = Filter { mine: filter.mine, incomplete: filter.incomplete, due_by: filter.due_by, ..Filter::default() };
        let narrowed = Filter { after: None, ..filter.clone() } != tab;
        Self {
            shell: view.shell(Section::Risks),
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            place: place.clone(),
            keeper,
            whole: !more && filter.after.is_none(),
            older,
            areas: areas(view.lang),
            levels: levels(view, &filter, &rows),
            form: Form::filled(shown),
            filter,
            rows,
            narrowed,
            exported,
        }
    }

    /// What the list is narrowed to, as the end of an address: its export is narrowed likewise.
    pub fn asked(&self) -> String {
        if self.exported.is_empty() { String::new() } else { format!("?{}", self.exported) }
    }

    /// This list's address with another tab of it.
    pub fn tab(&self, query: &str) -> String {
        format!("/o/{}/risks{query}", self.place.code)
    }

    /// The tab that is open.
    pub fn open(&self) -> &'static str {
        match (self.filter.mine, self.filter.incomplete, self.filter.due_by.is_some()) {
            (true, _, _) => "?person=me",
            (_, true, _) => "?incomplete=yes",
            (_, _, true) => "?review=due",
            _ => "",
        }
    }

    pub fn nothing(&self) -> bool {
        !self.narrowed && self.open().is_empty()
    }
}

/// What the forms offer to choose from.
pub struct Offer {
    pub areas: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub factors: Vec<Choice>,
    pub hazard_types: Vec<Choice>,
    pub measure_kinds: Vec<Choice>,
    pub people: Vec<Choice>,
    pub scores: Vec<ScoreField>,
    /// The same factors, scored with the controls.
    pub after: Vec<ScoreField>,
    pub life_stages: Vec<Choice>,
    pub scheme: String,
}

/// One factor of the scheme as a field.
pub struct ScoreField {
    pub name: &'static str,
    pub label: String,
    choices: Vec<Choice>,
}

impl ScoreField {
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
}

impl Offer {
    pub fn new(lang: Lang, scheme: Option<&Scheme>, people: &[ticket::store::Known]) -> Self {
        let score = |(factor, name): (&super::scheme::FactorOf, &'static str)| ScoreField {
            name,
            label: format!("{} {}", factor.code.to_uppercase(), factor.name.say(lang)),
            choices: factor
                .scores
                .iter()
                .map(|one| Choice::named(one.score.to_string(), format!("{} · {}", factor.shown(one.score), one.meaning.say(lang))))
                .collect(),
        };
        let person = |one: &ticket::store::Known| {
            Choice::named(one.id.to_string(), if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) })
        };
        Self {
            areas: areas(lang),
            kinds: Choice::codes("risk-kind", Kind::ALL.iter().map(|kind| kind.code())),
            factors: Choice::codes("risk-factor", Factor::ALL.iter().map(|factor| factor.code())),
            hazard_types: catalogue::hazard_types().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(lang))).collect(),
            measure_kinds: Choice::codes("measure", MeasureKind::ALL.iter().map(|kind| kind.code())),
            people: people.iter().map(person).collect(),
            scores: scheme.map(|scheme| scheme.factors.iter().zip(SCORES).map(score).collect()).unwrap_or_default(),
            after: scheme.map(|scheme| scheme.factors.iter().zip(AFTER).map(score).collect()).unwrap_or_default(),
            life_stages: Choice::codes("risk-life", LifeStage::ALL.iter().map(|stage| stage.code())),
            scheme: scheme.map(|scheme| scheme.name.say(lang).to_owned()).unwrap_or_default(),
        }
    }

    /// What adopting offers. `instead_of` is the scheme in force where the catalogue is scored by another.
    pub fn of_catalogue(lang: Lang, instead_of: Option<&Scheme>, people: &[ticket::store::Known]) -> Self {
        let scheme = instead_of.map(|scheme| scheme.name.say(lang).to_owned()).unwrap_or_default();
        Self { scheme, ..Self::new(lang, None, people) }
    }

    /// The fields of new measures.
    pub fn measures(&self) -> [(&'static str, &'static str); 4] {
        MEASURES
    }

    /// The fields of the named persons, each with its tier's word.
    pub fn duties(&self) -> Vec<(&'static str, String, String)> {
        DUTIES.iter().map(|(tier, name)| (*name, format!("tier-{tier}"), format!("tier-{tier}-hint"))).collect()
    }

    /// Likewise, of those who stand in.
    pub fn deputies(&self) -> Vec<(&'static str, String)> {
        DEPUTIES.iter().map(|(tier, name)| (*name, format!("deputy-{tier}"))).collect()
    }
}

#[derive(Template)]
#[template(path = "risk/form.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub offer: Offer,
}

impl NewPage {
    pub fn new(view: &View, place: &Place, form: Form, offer: Offer) -> Self {
        let mut shell = view.shell(Section::Risks);
        shell.problem = form.has_faults();
        Self { shell, place: place.clone(), form, offer }
    }
}

#[derive(Template)]
#[template(path = "risk/adopt.html")]
pub struct ShelfPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub offer: Offer,
    pub areas: Vec<ShelfArea>,
    /// Entries not in use yet.
    pub left: usize,
    /// What a school may have or be, those ticked that this one has.
    pub has: Vec<Choice>,
    pub having: Form,
}

/// Which entries are ticked first.
#[derive(Clone, Copy, Default)]
pub struct Ticks<'a> {
    /// `fits`, `common`, `all` or nothing.
    pub way: &'a str,
    pub has: &'a [String],
}

impl Ticks<'_> {
    fn takes(&self, item: &catalogue::Item) -> bool {
        match self.way {
            "all" => true,
            "common" => item.common(),
            "fits" => item.fits(self.has),
            _ => false,
        }
    }
}

/// An area of the catalogue.
pub struct ShelfArea {
    pub name: String,
    pub items: Vec<ShelfItem>,
}

/// An entry as the page shows it.
pub struct ShelfItem {
    pub code: String,
    pub name: String,
    pub accident: String,
    pub level: i16,
    pub adopted: bool,
    pub ticked: bool,
}

impl ShelfPage {
    pub fn new(
        view: &View,
        place: &Place,
        scheme: &InForce,
        form: Form,
        offer: Offer,
        adopted: &BTreeSet<String>,
        ticks: &Ticks<'_>,
    ) -> Self {
        let item = |item: &catalogue::Item| ShelfItem {
            code: item.code.clone(),
            name: item.name.say(view.lang).to_owned(),
            accident: item.possible_accident.say(view.lang).to_owned(),
            level: scheme.assess(&item.scores()).map_or(4, |assessed| assessed.level()),
            adopted: adopted.contains(&item.code),
            ticked: form.is("pick", &item.code) || ticks.takes(item),
        };
        let of = |area: &catalogue::Named| ShelfArea {
            name: area.words.say(view.lang).to_owned(),
            items: catalogue::items().iter().filter(|one| one.area.code == area.code).map(item).collect(),
        };
        let areas: Vec<ShelfArea> = catalogue::areas().iter().map(of).filter(|area| !area.items.is_empty()).collect();
        let left = areas.iter().flat_map(|area| &area.items).filter(|item| !item.adopted).count();
        let mut shell = view.shell(Section::Risks);
        shell.problem = form.has_faults();
        let has = catalogue::facilities().into_iter().map(|tag| Choice::keyed(tag, format!("adopt-has-{tag}"))).collect();
        let mut having = Fields::default();
        for tag in ticks.has {
            having.add_one("has", tag);
        }
        Self { shell, place: place.clone(), form, offer, areas, left, has, having: Form::filled(having) }
    }
}

/// The identification matrix (辨识矩阵): areas by factor and stage of life, so that what nobody looked at is seen.
#[derive(Template)]
#[template(path = "risk/matrix.html")]
pub struct MatrixPage {
    pub shell: Shell,
    pub place: Place,
    pub keeper: bool,
    pub factors: Vec<&'static str>,
    pub rows: Vec<MatrixRow>,
    pub points: i64,
    /// Areas with nothing in them, and factors missing in areas that have something.
    pub blank_areas: usize,
    pub gaps: usize,
}

/// An area and its cells, factor by factor.
pub struct MatrixRow {
    pub code: String,
    pub name: String,
    pub cells: Vec<MatrixCell>,
    pub empty: bool,
}

/// A factor within an area: what was found in each stage.
pub struct MatrixCell {
    pub factor: &'static str,
    pub found: Vec<(&'static str, Found)>,
}

impl MatrixPage {
    pub fn new(view: &View, place: &Place, keeper: bool, found: &[(Spot, Found)]) -> Self {
        let cell = |area: &str, factor: Factor| MatrixCell {
            factor: factor.code(),
            found: found
                .iter()
                .filter(|(spot, _)| spot.area == area && spot.factor == factor)
                .map(|(spot, found)| (spot.life_stage.code(), *found))
                .collect(),
        };
        let row = |code: &str| {
            let cells: Vec<MatrixCell> = Factor::ALL.iter().map(|factor| cell(code, *factor)).collect();
            let empty = cells.iter().all(|cell| cell.found.is_empty());
            MatrixRow { code: code.to_owned(), name: catalogue::area_name(code, view.lang).to_owned(), cells, empty }
        };
        let mut codes: Vec<&str> = catalogue::areas().iter().map(|area| area.code.as_str()).collect();
        for (spot, _) in found {
            if !codes.contains(&spot.area.as_str()) {
                codes.push(&spot.area);
            }
        }
        let rows: Vec<MatrixRow> = codes.into_iter().map(row).collect();
        Self {
            shell: view.shell(Section::Risks),
            place: place.clone(),
            keeper,
            factors: Factor::ALL.iter().map(|factor| factor.code()).collect(),
            points: found.iter().map(|(_, found)| found.hazards).sum(),
            blank_areas: rows.iter().filter(|row| row.empty).count(),
            gaps: rows.iter().filter(|row| !row.empty).flat_map(|row| &row.cells).filter(|cell| cell.found.is_empty()).count(),
            rows,
        }
    }
}

#[derive(Template)]
#[template(path = "risk/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub keeper: bool,
    pub area: String,
    pub hazards: Vec<Shown>,
    pub duties: Vec<Duty>,
    pub controls: Vec<Control>,
    pub judged: Vec<Judged>,
    pub line: LevelLine,
    /// The values of the gravest hazard, inherent and after controls.
    pub values: (String, String),
    pub evaluations: Vec<Past>,
    pub history: Vec<Line>,
    pub tickets: Vec<Here>,
    pub review: Review,
    /// Since when it is out of use.
    pub retired: Option<String>,
    pub p: RiskPoint,
}

/// A hazard with its present evaluation.
pub struct Shown {
    pub hazard: Hazard,
    pub hazard_type: String,
    pub scheme: String,
    pub day: String,
    /// Who graded, and who with them.
    pub by: String,
    pub symbol: String,
    pub value: String,
    /// The value with the controls, where it was scored so.
    pub after: Option<String>,
    /// `1 × 6 × 40`
    pub product: String,
    /// `L × E × C`
    pub letters: String,
    pub factors: Vec<Scored>,
    pub scale: Scale,
}

/// A factor as it was scored.
pub struct Scored {
    pub name: String,
    pub score: String,
    pub meaning: String,
    /// The score with the controls, where it differs.
    pub after: Option<String>,
}

/// The four bands in a row, each of the same width, and where the value stands. Pixels of a drawing 620 wide.
pub struct Scale {
    pub bands: Vec<BandDrawn>,
    pub x: i64,
    /// Where the value with the controls stands.
    pub after: Option<i64>,
}

pub struct BandDrawn {
    pub rank: i16,
    pub x: i64,
    pub middle: i64,
    pub width: i64,
    pub name: String,
    /// The value at which it begins; empty at the left end.
    pub from: String,
}

impl Scale {
    fn new(scheme: &Scheme, value: i64, after: Option<i64>, lang: Lang) -> Self {
        let count = i64::try_from(scheme.levels.len()).unwrap_or(1).max(1);
        let width = 620 / count;
        let most = scheme
            .factors
            .iter()
            .map(|factor| factor.scores.iter().map(|one| i64::from(one.score)).max().unwrap_or(1))
            .fold(1_i64, i64::saturating_mul);
        // From the left, the least grave first; each band ends where the next begins.
        let ends = std::iter::once(most).chain(scheme.levels.iter().map(|band| band.from));
        let mut rows: Vec<(&super::scheme::Band, i64)> = scheme.levels.iter().zip(ends).collect();
        rows.reverse();
        let place = |value: i64| {
            let stands = rows.iter().zip(0_i64..).filter(|((band, _), _)| value >= band.from).last();
            let x = stands.map_or(0, |((band, end), at)| at * width + width * (value - band.from) / (end - band.from).max(1));
            x.clamp(6, 614)
        };
        let (x, after) = (place(value), after.map(place));
        let bands = rows
            .iter()
            .zip(0_i64..)
            .map(|((band, _), at)| BandDrawn {
                rank: band.rank,
                x: at * width,
                middle: at * width + width / 2,
                width,
                name: band.name.say(lang).to_owned(),
                from: if band.from == 0 { String::new() } else { decimal(band.from / scheme.divisor, 1) },
            })
            .collect();
        Self { bands, x, after }
    }
}

/// A tier, its person, and how often they look.
pub struct Duty {
    pub tier: Tier,
    pub name: String,
    pub title: String,
    pub deputy: Option<String>,
    /// A Fluent key.
    pub frequency: String,
    /// The rule that asks for more than the level does.
    pub rule: Option<&'static str>,
}

/// A measure as the page shows it.
pub struct Control {
    pub measure: Measure,
    /// A Fluent key.
    pub frequency: String,
}

/// A judgement in force, in the reader's words.
pub struct Judged {
    pub at: String,
    pub by: String,
    /// A Fluent key.
    pub rule: String,
    pub level: i16,
    pub criterion: Option<String>,
    pub note: String,
}

/// A line of the evaluations.
pub struct Past {
    pub at: DateTime<Utc>,
    pub by: String,
    pub hazard: String,
    pub value: String,
    pub level: i16,
    pub reason: String,
    /// Scored with the controls.
    pub after: bool,
}

/// A hidden danger found here.
pub struct Here {
    pub row: ticket::store::Listed,
    pub due: Due,
}

impl ShowPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        keeper: bool,
        p: RiskPoint,
        named: Vec<Named>,
        evaluations: Vec<Evaluated>,
        tickets: Vec<ticket::store::Listed>,
        history: Vec<Line>,
    ) -> Self {
        let shown = |hazard: &Hazard| {
            let of = |stage: Stage| {
                evaluations.iter().find(|one| one.evaluation.hazard == hazard.id && one.evaluation.stage == stage && one.scheme.is_some())
            };
            let latest = of(Stage::Inherent)?;
            let scheme = latest.scheme.as_ref()?;
            let made = &latest.evaluation;
            // Scored with the controls at the same time, or not any more.
            let after = of(Stage::Residual).map(|one| &one.evaluation).filter(|after| after.at == made.at);
            let factors: Vec<Scored> = scheme
                .factors
                .iter()
                .zip(&made.scores)
                .enumerate()
                .map(|(at, (factor, score))| Scored {
                    name: format!("{} {}", factor.code.to_uppercase(), factor.name.say(view.lang)),
                    score: factor.shown(*score),
                    meaning: factor.score(*score).map(|one| one.meaning.say(view.lang).to_owned()).unwrap_or_default(),
                    after: after.and_then(|after| after.scores.get(at)).filter(|after| *after != score).map(|after| factor.shown(*after)),
                })
                .collect();
            Some(Shown {
                hazard: hazard.clone(),
                hazard_type: catalogue::hazard_type_name(&hazard.hazard_type, view.lang).to_owned(),
                scheme: scheme.name.say(view.lang).to_owned(),
                day: view.lang.day(view.zone.day(made.at)),
                by: [made.by.as_str(), &made.together]
                    .into_iter()
                    .filter(|name| !name.is_empty())
                    .collect::<Vec<_>>()
                    .join(view.lang.comma()),
                symbol: scheme.symbol.clone(),
                value: scheme.shown(made.value),
                after: after.map(|after| scheme.shown(after.value)),
                product: factors.iter().map(|one| one.score.as_str()).collect::<Vec<_>>().join(" × "),
                letters: scheme.factors.iter().map(|factor| factor.code.to_uppercase()).collect::<Vec<_>>().join(" × "),
                factors,
                scale: Scale::new(scheme, made.value, after.map(|after| after.value), view.lang),
            })
        };
        let hazards: Vec<Shown> = p.hazards.iter().filter_map(shown).collect();
        let gravest = |level: fn(&Hazard) -> i16| hazards.iter().min_by_key(|one| level(&one.hazard));
        let values = (
            gravest(|hazard| hazard.inherent).map(|one| format!("{} {}", one.symbol, one.value)).unwrap_or_default(),
            gravest(|hazard| hazard.level)
                .and_then(|one| one.after.as_ref().map(|value| format!("{} {value}", one.symbol)))
                .unwrap_or_default(),
        );
        let level = p.levels.control();
        let duty = |tier: &Tier| {
            let needed = rules::tiers(level).contains(tier);
            let person = named.iter().find(|one| one.tier == *tier);
            let rhythm = rhythm(level, *tier, &p.area);
            (needed || person.is_some()).then(|| Duty {
                tier: *tier,
                name: person.map(|one| one.name.clone()).unwrap_or_default(),
                title: person.map(|one| one.title.clone()).unwrap_or_default(),
                deputy: person.and_then(|one| one.deputy.clone()),
                frequency: rhythm.frequency.key(),
                rule: rhythm.rule.map(|rule| rule.say(view.lang)),
            })
        };
        let control =
            |measure: &Measure| Control { frequency: of_measure(level, &p.area, &measure.control).key(), measure: measure.clone() };
        let judged = |one: &Judgement| Judged {
            at: view.lang.moment(view.zone, one.at),
            by: one.by.clone(),
            rule: format!("risk-rule-{}", one.rule),
            level: one.level,
            criterion: one.words.as_ref().map(|(zh, en)| if view.lang == Lang::En && !en.is_empty() { en.clone() } else { zh.clone() }),
            note: one.note.clone(),
        };
        let past = |one: &Evaluated| {
            let made = &one.evaluation;
            let hazard = p.hazards.iter().find(|hazard| hazard.id == made.hazard).filter(|_| p.hazards.len() > 1);
            Past {
                at: made.at,
                by: [made.by.as_str(), &made.together]
                    .into_iter()
                    .filter(|name| !name.is_empty())
                    .collect::<Vec<_>>()
                    .join(view.lang.comma()),
                hazard: hazard.map(|hazard| hazard.description.clone()).unwrap_or_default(),
                value: decimal(made.value, made.divisor),
                level: made.level,
                reason: format!("risk-reason-{}", made.reason.code().replace('_', "-")),
                after: made.stage == Stage::Residual,
            }
        };
        let here = |row: ticket::store::Listed| {
            let due = match row.closed_at {
                Some(at) => Due::Done(view.lang.short_day(view.zone.day(at))),
                None => Due::of(row.due_on, view.today(), view.lang),
            };
            Here { row, due }
        };
        Self {
            shell: view.shell(Section::Risks),
            place: place.clone(),
            keeper: keeper && p.retired_at.is_none(),
            area: catalogue::area_name(&p.area, view.lang).to_owned(),
            hazards,
            duties: Tier::ALL.iter().filter_map(duty).collect(),
            controls: p.measures.iter().map(control).collect(),
            judged: p.judgements.iter().map(judged).collect(),
            line: LevelLine::new(&history, p.levels.current, &view.levels.ranks(), view.at()),
            values,
            evaluations: evaluations.iter().map(past).collect(),
            history,
            tickets: tickets.into_iter().map(here).collect(),
            review: Review::of(p.due_on, view),
            retired: p.retired_at.map(|at| view.lang.moment(view.zone, at)),
            p,
        }
    }

    pub fn url(&self, end: &str) -> String {
        format!("/o/{}/risks/{}{end}", self.place.code, self.p.number)
    }

    /// Where a hidden danger found here is reported, for those who report.
    pub fn report(&self) -> Option<String> {
        self.shell.report.as_ref().filter(|_| self.p.retired_at.is_none()).map(|href| format!("{href}?risk_point={}", self.p.id))
    }
}

#[derive(Template)]
#[template(path = "risk/act.html")]
pub struct ActPage {
    pub shell: Shell,
    pub place: Place,
    pub deed: Deed,
    pub form: Form,
    pub offer: Offer,
    /// The hazards to choose from, each with its present score.
    pub hazards: Vec<Choice>,
    pub reasons: Vec<Choice>,
    /// Judgements in force, each of which a new evaluation may lift.
    pub lifts: Vec<Choice>,
    pub rules: Vec<Choice>,
    pub criteria: Vec<Choice>,
    pub raises: Vec<Choice>,
    pub causes: Vec<Choice>,
    pub ways: Ways,
    pub measures: Vec<MeasureRow>,
    pub refusal: Option<&'static str>,
    pub p: RiskPoint,
}

impl ActPage {
    /// What the form of a change shows first.
    pub fn first(deed: Deed, p: &RiskPoint, hazard: &str) -> Fields {
        let mut fields = Fields::default();
        match deed {
            Deed::Evaluate => {
                let chosen = p
                    .hazards
                    .iter()
                    .find(|one| one.id.to_string() == hazard)
                    .or_else(|| p.hazards.first().filter(|_| p.hazards.len() == 1));
                if let Some(chosen) = chosen {
                    fields.set("hazard", chosen.id.to_string());
                }
            }
            Deed::Revise => {
                for (name, value) in
                    [("name", p.name.as_str()), ("area", &p.area), ("kind", p.kind.code()), ("place", &p.place), ("accident", &p.accident)]
                {
                    fields.set(name, value);
                }
                for (people, names) in [(p.duties, DUTIES), (p.deputies, DEPUTIES)] {
                    for (tier, name) in names {
                        fields.set(name, people.of(tier).map(|person| person.to_string()).unwrap_or_default());
                    }
                }
            }
            Deed::Control => {
                for n in 1..=NEW_MEASURES {
                    fields.set(&measure_field(&format!("new{n}"), "tier"), Tier::Post.code());
                }
                for one in &p.measures {
                    let prefix = format!("m{}", one.ordinal);
                    let control = &one.control;
                    for (part, value) in [
                        ("kind", control.kind.code().to_owned()),
                        ("words", control.description.clone()),
                        ("owner", control.owner.map(|owner| owner.to_string()).unwrap_or_default()),
                        ("tier", control.tier.code().to_owned()),
                        ("frequency", control.frequency.map(|one| one.code().to_owned()).unwrap_or_default()),
                        ("question", control.question.clone()),
                        ("proof", control.proof.code().to_owned()),
                    ] {
                        fields.set(&measure_field(&prefix, part), value);
                    }
                }
            }
            _ => {}
        }
        fields
    }

    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        deed: Deed,
        p: RiskPoint,
        form: Form,
        offer: Offer,
        criteria: Vec<Choice>,
        evaluations: &[Evaluated],
        refusal: Option<Refusal>,
    ) -> Self {
        let hazard = |hazard: &Hazard| {
            let latest = evaluations.iter().find(|one| one.evaluation.hazard == hazard.id).map(|one| &one.evaluation);
            let value = latest.map(|made| format!(" · {}", decimal(made.value, made.divisor))).unwrap_or_default();
            let text = format!("{} · {}{value}", hazard.description, view.level(hazard.inherent));
            Choice::named(hazard.id.to_string(), text)
        };
        let hazards = p.hazards.iter().map(hazard).collect();
        let mut shell = view.shell(Section::Risks);
        shell.problem = form.has_faults() || refusal.is_some();
        let key = |rank: i16| Choice::named(rank.to_string(), view.level(rank));
        let lift = |one: &Judgement| {
            let text = format!("{} · {}", view.lang.say(&format!("risk-rule-{}", one.rule)), one.note);
            Choice::named(one.id.to_string(), text)
        };
        let frequency = |one: &Frequency| Choice::keyed(one.code(), one.key());
        Self {
            shell,
            place: place.clone(),
            deed,
            measures: if deed == Deed::Control { MeasureRow::all(&p, &form) } else { vec![] },
            form,
            offer,
            hazards,
            reasons: Choice::codes("risk-reason", Reason::AGAIN.iter().map(|reason| reason.code())),
            lifts: p.judgements.iter().map(lift).collect(),
            rules: Choice::codes("risk-rule", DirectRule::ALL.iter().map(|rule| rule.code())),
            criteria,
            raises: view.levels.ranks().into_iter().filter(|rank| *rank < p.levels.current).map(key).collect(),
            causes: Choice::codes("risk-reason", ReviewCause::ASKED.iter().map(|cause| cause.code())),
            ways: Ways {
                tiers: Choice::codes("tier", Tier::ALL.iter().map(|tier| tier.code())),
                frequencies: Frequency::ALL.iter().map(frequency).collect(),
                proofs: Choice::codes("risk-proof", Proof::ALL.iter().map(|proof| proof.code())),
            },
            refusal: refusal.map(Refusal::key),
            p,
        }
    }

    pub fn is(&self, slug: &str) -> bool {
        self.deed.slug() == slug
    }

    pub fn back(&self) -> String {
        format!("/o/{}/risks/{}", self.place.code, self.p.number)
    }
}

/// One measure on the form: the names of its fields.
pub struct MeasureRow {
    pub kept: bool,
    /// Unfolded at first: a kept one, and a new one with something in it.
    pub open: bool,
    pub kind: String,
    pub words: String,
    pub owner: String,
    pub tier: String,
    pub frequency: String,
    pub question: String,
    pub proof: String,
    pub drop: String,
}

impl MeasureRow {
    fn new(prefix: &str, kept: bool, form: &Form) -> Self {
        let name = |part: &str| measure_field(prefix, part);
        let begun = ["kind", "words", "owner", "question"].iter().any(|part| !form.value(&name(part)).is_empty());
        Self {
            kept,
            open: kept || begun,
            kind: name("kind"),
            words: name("words"),
            owner: name("owner"),
            tier: name("tier"),
            frequency: name("frequency"),
            question: name("question"),
            proof: name("proof"),
            drop: name("drop"),
        }
    }

    /// The measures in use, then the room for new ones.
    fn all(p: &RiskPoint, form: &Form) -> Vec<Self> {
        let kept = p.measures.iter().map(|one| Self::new(&format!("m{}", one.ordinal), true, form));
        kept.chain((1..=NEW_MEASURES).map(|n| Self::new(&format!("new{n}"), false, form))).collect()
    }
}

/// What the fields of a measure offer.
pub struct Ways {
    pub tiers: Vec<Choice>,
    pub frequencies: Vec<Choice>,
    pub proofs: Vec<Choice>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::scheme::LEC;

    #[test]
    fn the_marker_stands_in_the_band_of_its_level() {
        let scheme: Scheme = serde_json::from_str(LEC).unwrap();
        for (scores, band) in [([5, 5, 1], 4), ([10, 100, 7], 3), ([10, 60, 40], 2), ([30, 100, 15], 1), ([100, 100, 100], 1)] {
            let (value, level) = scheme.evaluate(&scores).unwrap();
            let scale = Scale::new(&scheme, value, None, Lang::En);
            let at = scale.bands.iter().find(|one| one.rank == band).unwrap();
            assert!(level == band && (at.x..=at.x + at.width).contains(&scale.x), "{scores:?} at {}", scale.x);
        }
        let scale = Scale::new(&scheme, 24000, Some(9000), Lang::En);
        assert_eq!(scale.after.map(|x| x / 155), Some(1), "with the controls it stands in the second band from the left");
        assert_eq!(
            scale.bands.iter().map(|one| (one.rank, one.from.as_str())).collect::<Vec<_>>(),
            [(4, ""), (3, "70"), (2, "160"), (1, "320")]
        );
    }
}
