//! What the templates of grading are given; `criteria` of criteria, `calls` of calls for a review.

mod calls;
mod criteria;

pub use calls::{CallsPage, NewCallPage};
pub use criteria::{CriteriaPage, CriterionPage, NewCriterionPage};

use super::area;
use super::form::{BANDS, BandFields, MEANINGS};
use super::pages::scheme::ABOVE;
use super::preview::{Moved, Share};
use super::scheme::{Scheme, decimal};
use super::store::{Chosen, Offered, PastChoice};
use crate::access::Place;
use crate::id::ChoiceId;
use crate::level::{Colour, Levels};
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

/// Which of the three pages is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Scheme,
    Criteria,
    Calls,
}

impl Tab {
    /// Address, Fluent key and whether it is this one.
    pub fn all(self) -> [(&'static str, &'static str, bool); 3] {
        [
            ("grading", "grading-scheme", self == Self::Scheme),
            ("grading/criteria", "criteria", self == Self::Criteria),
            ("grading/calls", "calls", self == Self::Calls),
        ]
    }
}

fn shell(view: &View, form: Option<&Form>) -> Shell {
    // A school reaches these pages from its register.
    let mut shell = view.shell(if view.at_school() { Section::Risks } else { Section::Grading });
    shell.problem = form.is_some_and(Form::has_faults);
    shell
}

fn named(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::En && !en.is_empty() { en.to_owned() } else { zh.to_owned() }
}

fn areas(lang: Lang) -> Vec<Choice> {
    area::areas().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(lang))).collect()
}

/// The bands of a scheme side by side, each of the same width, the least grave on the left. Pixels of a drawing 620 wide.
pub struct Drawn {
    pub rank: i16,
    pub x: i64,
    pub middle: i64,
    pub width: i64,
    pub name: String,
    /// The value at which it begins; empty at the left end.
    pub from: String,
}

fn drawn(scheme: &Scheme, lang: Lang) -> Vec<Drawn> {
    let width = 620 / i64::try_from(scheme.levels.len()).unwrap_or(1).max(1);
    let place = |(at, band): (i64, &super::scheme::Band)| Drawn {
        rank: band.rank,
        x: at * width,
        middle: at * width + width / 2,
        width,
        name: band.name.say(lang).to_owned(),
        from: if band.from == 0 { String::new() } else { decimal(band.from / scheme.divisor, 1) },
    };
    (0_i64..).zip(scheme.levels.iter().rev()).map(place).collect()
}

/// What a level's scheme would do, in figures and classes.
pub struct Figures {
    pub shares: Vec<Share>,
    /// `None` where there are too many evaluations to read in one go.
    pub moved: Option<Moved>,
}

/// A scheme as a page shows it.
pub struct Shown {
    pub name: String,
    pub version: i32,
    pub symbol: String,
    /// Classes that give its levels their colours, whatever the page's own are.
    pub classes: String,
    pub bands: Vec<Drawn>,
    pub rows: Vec<Row>,
    pub factors: Vec<Factor>,
    pub inputs: usize,
    /// Names of levels that no input reaches.
    pub empty: Vec<String>,
}

/// A level of it.
pub struct Row {
    pub rank: i16,
    pub name: String,
    pub from: String,
    pub span: String,
    pub inputs: usize,
}

/// A factor with its scores.
pub struct Factor {
    pub letter: String,
    pub name: String,
    pub scores: Vec<(String, String)>,
}

impl Shown {
    fn new(scheme: &Scheme, shares: &[Share], lang: Lang) -> Self {
        let row = |share: &Share| Row {
            rank: share.rank,
            name: share.name.say(lang).to_owned(),
            from: share.from.clone(),
            span: match &share.span {
                None => String::new(),
                Some((least, most)) if least == most => least.clone(),
                Some((least, most)) => format!("{least}–{most}"),
            },
            inputs: share.inputs,
        };
        let factors = scheme.factors.iter().map(|factor| Factor {
            letter: factor.code.to_uppercase(),
            name: factor.name.say(lang).to_owned(),
            scores: factor.scores.iter().map(|one| (factor.shown(one.score), one.meaning.say(lang).to_owned())).collect(),
        });
        Self {
            name: scheme.name.say(lang).to_owned(),
            version: scheme.version,
            symbol: scheme.symbol.clone(),
            classes: scheme.levels.iter().map(|band| Levels::class(band.rank, band.colour)).collect::<Vec<_>>().join(" "),
            bands: drawn(scheme, lang),
            rows: shares.iter().map(row).collect(),
            factors: factors.collect(),
            inputs: shares.iter().map(|share| share.inputs).sum(),
            empty: shares.iter().filter(|share| share.inputs == 0).map(|share| share.name.say(lang).to_owned()).collect(),
        }
    }

    /// `D = L × E × C`
    pub fn formula(&self) -> String {
        let letters: Vec<&str> = self.factors.iter().map(|factor| factor.letter.as_str()).collect();
        format!("{} = {}", self.symbol, letters.join(" × "))
    }
}

#[derive(Template)]
#[template(path = "grading/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub tab: Tab,
    /// The scheme in force.
    pub id: String,
    pub scheme: Shown,
    /// Who chose it: organisation, person where known, when, whether it was this very bureau.
    pub by: Option<By>,
    pub past: Vec<Past>,
    pub offers: Vec<Offer>,
    pub choosing: bool,
    /// A form to return to what the bureau above has.
    pub follow: Option<Form>,
    pub seen: String,
}

pub struct By {
    pub org: String,
    pub person: String,
    pub at: DateTime<Utc>,
}

/// A line of the choices.
pub struct Past {
    pub at: DateTime<Utc>,
    pub person: String,
    /// Empty: again as the bureau above has it.
    pub scheme: String,
    pub version: i32,
    pub own: bool,
    /// Where it can be chosen again.
    pub again: Option<String>,
}

/// A scheme on offer.
pub struct Offer {
    pub id: String,
    pub name: String,
    pub version: i32,
    /// Whose version; empty for the product's.
    pub org: String,
    pub in_force: bool,
    pub levels: String,
}

impl ShowPage {
    pub fn new(view: &View, place: &Place, chosen: Chosen, past: Vec<PastChoice>, offered: Vec<Offered>, choosing: bool) -> Self {
        let lang = view.lang;
        let own_choice = chosen.by.as_ref().is_some_and(|by| by.path == place.path);
        let seen = past.first().map(|last| last.id.to_string()).unwrap_or_default();
        let offers = offered.iter().map(|one| Offer {
            id: one.id.to_string(),
            name: one.scheme.name.say(lang).to_owned(),
            version: one.scheme.version,
            org: named(lang, one.org_zh.as_deref().unwrap_or_default(), one.org_en.as_deref().unwrap_or_default()),
            in_force: one.in_force,
            levels: one.scheme.levels.iter().map(|band| band.name.say(lang)).collect::<Vec<_>>().join(&lang.say("board-comma")),
        });
        let base = format!("/o/{}/grading", place.code);
        let past = past.into_iter().map(|one| Past {
            at: one.at,
            person: one.person.unwrap_or_default(),
            scheme: one.definition.as_ref().map(|scheme| scheme.0.name.say(lang).to_owned()).unwrap_or_default(),
            version: one.definition.as_ref().map_or(0, |scheme| scheme.0.version),
            own: one.own == Some(true),
            again: one.scheme.filter(|id| choosing && *id != chosen.id).map(|id| format!("{base}/choose?scheme={id}")),
        });
        Self {
            shell: shell(view, None),
            place: place.clone(),
            name: place.name(lang).to_owned(),
            tab: Tab::Scheme,
            id: chosen.id.to_string(),
            scheme: Shown::new(&chosen.scheme, &super::preview::shares(&chosen.scheme), lang),
            past: past.collect(),
            offers: offers.collect(),
            choosing,
            follow: (choosing && own_choice).then(Form::blank),
            seen,
            by: chosen.by.map(|by| By { org: named(lang, &by.org_zh, &by.org_en), person: by.person.unwrap_or_default(), at: by.at }),
        }
    }

    pub fn above(&self) -> &'static str {
        ABOVE
    }
}

#[derive(Template)]
#[template(path = "grading/choose.html")]
pub struct ChoosePage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub id: String,
    pub scheme: Shown,
    pub moved: Option<Moved>,
    pub seen: String,
    /// Somebody chose since the form was opened.
    pub stale: bool,
}

impl ChoosePage {
    pub fn new(view: &View, place: &Place, offered: &Offered, figures: &Figures, last: Option<ChoiceId>, form: Form, stale: bool) -> Self {
        let mut shell = shell(view, Some(&form));
        shell.problem |= stale;
        Self {
            shell,
            place: place.clone(),
            form,
            id: offered.id.to_string(),
            scheme: Shown::new(&offered.scheme, &figures.shares, view.lang),
            moved: figures.moved,
            seen: last.map(|id| id.to_string()).unwrap_or_default(),
            stale,
        }
    }
}

/// The preview of a version not yet kept.
pub struct Preview {
    pub scheme: Shown,
    pub moved: Option<Moved>,
}

/// A score whose meaning may be worded anew.
pub struct Meaning {
    pub zh: &'static str,
    pub en: &'static str,
    pub score: String,
}

#[derive(Template)]
#[template(path = "grading/adapt.html")]
pub struct AdaptPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub id: String,
    /// The scheme it starts from.
    pub from: String,
    pub symbol: String,
    pub colours: Vec<Choice>,
    /// Each factor with its scores.
    pub factors: Vec<(String, Vec<Meaning>)>,
    pub preview: Option<Preview>,
    pub stale: bool,
}

impl AdaptPage {
    pub fn new(view: &View, place: &Place, offered: &Offered, form: Form, made: Option<(&Scheme, &Figures)>, stale: bool) -> Self {
        let mut names = MEANINGS.iter();
        let factors = offered
            .scheme
            .factors
            .iter()
            .map(|factor| {
                let meanings = factor
                    .scores
                    .iter()
                    .zip(names.by_ref())
                    .map(|(one, (zh, en))| Meaning { zh, en, score: factor.shown(one.score) })
                    .collect();
                (format!("{} {}", factor.code.to_uppercase(), factor.name.say(view.lang)), meanings)
            })
            .collect();
        let mut shell = shell(view, Some(&form));
        shell.problem |= stale;
        Self {
            shell,
            place: place.clone(),
            form,
            id: offered.id.to_string(),
            from: offered.scheme.name.say(view.lang).to_owned(),
            symbol: offered.scheme.symbol.clone(),
            colours: Colour::ALL.iter().map(|colour| Choice::keyed(colour.code(), format!("colour-{colour}"))).collect(),
            factors,
            preview: made.map(|(scheme, figures)| Preview { scheme: Shown::new(scheme, &figures.shares, view.lang), moved: figures.moved }),
            stale,
        }
    }

    pub fn bands(&self) -> &'static [BandFields] {
        &BANDS
    }
}
