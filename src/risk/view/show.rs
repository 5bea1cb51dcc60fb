//! A risk point on its page.

use super::list::Review;
use crate::access::Place;
use crate::ledger::Line;
use crate::risk::catalogue;
use crate::risk::line::LevelLine;
use crate::risk::model::{Hazard, Judgement, Measure, RiskPoint, Stage, Tier};
use crate::risk::rhythm::{of_measure, rhythm};
use crate::risk::rules;
use crate::risk::scheme::{Band, Scheme, decimal};
use crate::risk::store::{Evaluated, Named};
use crate::text::{Lang, filters};
use crate::ticket;
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

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
        let mut rows: Vec<(&Band, i64)> = scheme.levels.iter().zip(ends).collect();
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
