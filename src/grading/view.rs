//! What the templates of grading are given.

use super::area;
use super::call::{Call, Cause, seasons};
use super::criterion::{Criterion, Deed, Mode, Region, Verification, categories, category_name, threshold};
use super::form::{BANDS, BandFields, MEANINGS};
use super::pages::scheme::ABOVE;
use super::preview::{Moved, Share};
use super::scheme::{Scheme, decimal};
use super::store::{Chosen, Kept, Offered, PastChoice};
use crate::access::Place;
use crate::id::ChoiceId;
use crate::level::{Colour, Levels};
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Due, Section, Shell, View};
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

/// A criterion as the list shows it.
pub struct CriterionRow {
    pub code: String,
    pub text: String,
    pub mode: String,
    pub region: String,
    pub verification: String,
    pub confirmed: bool,
    pub retired: bool,
    pub source: String,
    pub areas: String,
    pub version: i32,
    /// Whose version; empty for the product's.
    pub org: String,
}

impl CriterionRow {
    fn new(kept: &Kept, lang: Lang) -> Self {
        let one = &kept.criterion;
        Self {
            code: one.code.clone(),
            text: one.text.say(lang).to_owned(),
            mode: format!("criterion-mode-{}", one.mode),
            region: format!("criterion-region-{}", one.region),
            verification: format!("criterion-seen-{}", one.verification.code().replace('_', "-")),
            confirmed: !one.draft(),
            retired: one.retired,
            source: one.source.clone(),
            areas: area::names(&one.areas, lang).join(&lang.say("board-comma")),
            version: one.version,
            org: named(lang, kept.org_zh.as_deref().unwrap_or_default(), kept.org_en.as_deref().unwrap_or_default()),
        }
    }
}

#[derive(Template)]
#[template(path = "grading/criteria.html")]
pub struct CriteriaPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub tab: Tab,
    pub keeper: bool,
    pub form: Form,
    pub narrowed: bool,
    pub categories: Vec<Choice>,
    pub flags: Vec<Choice>,
    pub regions: Vec<Choice>,
    /// By category.
    pub groups: Vec<(String, Vec<CriterionRow>)>,
    pub count: usize,
    /// Of those in force, how many no bureau has confirmed.
    pub drafts: usize,
    pub threshold: i64,
}

/// Also a flag of the filter: those retired here.
const RETIRED: &str = "retired";

impl CriteriaPage {
    pub fn new(view: &View, place: &Place, keeper: bool, asked: Fields, all: Vec<Kept>) -> Self {
        let lang = view.lang;
        let (category, flag, region) = (asked.get("category"), asked.get("flag"), asked.get("region"));
        let fits = |one: &Criterion| {
            (category.is_empty() || one.category == category)
                && (region.is_empty() || one.region.code() == region)
                && match flag {
                    RETIRED => one.retired,
                    "" => !one.retired,
                    code => !one.retired && one.verification.code() == code,
                }
        };
        let drafts = all.iter().filter(|one| !one.criterion.retired && one.criterion.draft()).count();
        let shown: Vec<&Kept> = all.iter().filter(|one| fits(&one.criterion)).collect();
        let of = |code: &str| shown.iter().filter(|one| one.criterion.category == code).map(|one| CriterionRow::new(one, lang)).collect();
        let groups = categories()
            .iter()
            .map(|one| (one.words.say(lang).to_owned(), of(&one.code)))
            .filter(|(_, rows): &(String, Vec<CriterionRow>)| !rows.is_empty());
        let seen = |one: &Verification| Choice::keyed(one.code(), format!("criterion-seen-{}", one.code().replace('_', "-")));
        let mut flags: Vec<Choice> = Verification::ALL.iter().map(seen).collect();
        flags.push(Choice::keyed(RETIRED, "criterion-retired"));
        Self {
            shell: shell(view, None),
            place: place.clone(),
            name: place.name(lang).to_owned(),
            tab: Tab::Criteria,
            keeper,
            narrowed: !category.is_empty() || !flag.is_empty() || !region.is_empty(),
            categories: categories().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(lang))).collect(),
            flags,
            regions: Choice::codes("criterion-region", Region::ALL.iter().map(|one| one.code())),
            groups: groups.collect(),
            count: shown.len(),
            drafts,
            threshold: threshold(),
            form: Form::filled(asked),
        }
    }
}

/// What the forms of a criterion offer.
fn modes() -> Vec<Choice> {
    Mode::ALL
        .iter()
        .map(|mode| Choice { small: format!("criterion-mode-{mode}-hint"), ..Choice::keyed(mode.code(), format!("criterion-mode-{mode}")) })
        .collect()
}

fn areas(lang: Lang) -> Vec<Choice> {
    area::areas().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(lang))).collect()
}

/// A line of a criterion's versions.
pub struct Version {
    pub row: CriterionRow,
    pub at: DateTime<Utc>,
    pub person: String,
}

#[derive(Template)]
#[template(path = "grading/criterion.html")]
pub struct CriterionPage {
    pub shell: Shell,
    pub place: Place,
    pub keeper: bool,
    pub category: String,
    pub now: CriterionRow,
    pub text_zh: String,
    pub text_en: String,
    pub direct: bool,
    pub versions: Vec<Version>,
    /// Which version the forms were opened at.
    pub seen: String,
    pub confirm: Form,
    pub reword: Form,
    pub retire: Form,
    pub modes: Vec<Choice>,
    pub areas: Vec<Choice>,
    /// The form that came back, to be open.
    pub open: &'static str,
    pub stale: bool,
}

impl CriterionPage {
    /// `None` when there is no such criterion. `sent`: the form that came back and whether it came too late.
    pub fn new(view: &View, place: &Place, keeper: bool, versions: Vec<Kept>, sent: Option<(Deed, Form, bool)>) -> Option<Self> {
        let first = versions.first()?;
        let now = &first.criterion;
        let source = |form: &mut Form| {
            if !now.draft() || now.verification == Verification::ExcerptSeen {
                form.suggest("source", &now.source);
            }
        };
        let mut confirm = Form::blank();
        source(&mut confirm);
        let mut fields = Fields::default();
        fields.set("text_zh", now.text.zh.as_str());
        fields.set("text_en", now.text.en.as_str());
        fields.set("mode", now.mode.code());
        fields.set_all("pick", now.areas.clone());
        let mut reword = Form::filled(fields);
        source(&mut reword);
        let mut page = Self {
            shell: shell(view, sent.as_ref().map(|(_, form, _)| form)),
            place: place.clone(),
            keeper,
            category: category_name(&now.category, view.lang).to_owned(),
            now: CriterionRow::new(first, view.lang),
            text_zh: now.text.zh.clone(),
            text_en: now.text.en.clone(),
            direct: now.mode == Mode::Direct,
            seen: now.id.to_string(),
            confirm,
            reword,
            retire: Form::blank(),
            modes: modes(),
            areas: areas(view.lang),
            open: "",
            stale: false,
            versions: vec![],
        };
        page.versions = versions
            .into_iter()
            .map(|kept| Version { row: CriterionRow::new(&kept, view.lang), at: kept.at, person: kept.person.unwrap_or_default() })
            .collect();
        if let Some((deed, form, stale)) = sent {
            page.stale = stale;
            page.shell.problem |= stale;
            match deed {
                Deed::Confirm => (page.open, page.confirm) = ("confirm", form),
                Deed::Reword => (page.open, page.reword) = ("reword", form),
                _ => (page.open, page.retire) = ("retire", form),
            }
        }
        Some(page)
    }

    /// The form whose faults the page tells of.
    pub fn sent(&self) -> Option<&Form> {
        match self.open {
            "confirm" => Some(&self.confirm),
            "reword" => Some(&self.reword),
            "retire" => Some(&self.retire),
            _ => None,
        }
    }

    /// A field of the rewording: by its own name where no other form of the page has it.
    pub fn own(&self, name: &'static str, other: &'static str) -> &'static str {
        if self.now.confirmed || self.open == "reword" { name } else { other }
    }

    pub fn url(&self) -> String {
        format!("/o/{}/grading/criteria/{}", self.place.code, self.now.code)
    }
}

#[derive(Template)]
#[template(path = "grading/criterion_new.html")]
pub struct NewCriterionPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub categories: Vec<Choice>,
    pub modes: Vec<Choice>,
    pub areas: Vec<Choice>,
}

impl NewCriterionPage {
    pub fn new(view: &View, place: &Place, form: Form) -> Self {
        Self {
            shell: shell(view, Some(&form)),
            place: place.clone(),
            form,
            categories: categories().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(view.lang))).collect(),
            modes: modes(),
            areas: areas(view.lang),
        }
    }
}

/// A call as the list shows it.
pub struct CallRow {
    pub id: String,
    pub title: String,
    pub cause: String,
    pub areas: String,
    pub org: String,
    pub person: String,
    pub called_at: DateTime<Utc>,
    pub due: Due,
    /// When it ended.
    pub ended: Option<String>,
    /// Points still to be graded, for a school.
    pub left: Option<i64>,
    /// The reader's own to end.
    pub own: bool,
}

#[derive(Template)]
#[template(path = "grading/calls.html")]
pub struct CallsPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub tab: Tab,
    pub caller: bool,
    pub open: Vec<CallRow>,
    pub ended: Vec<CallRow>,
    pub form: Form,
}

impl CallsPage {
    pub fn new(view: &View, place: &Place, caller: bool, all: Vec<Call>, form: Form) -> Self {
        let row = |call: Call| CallRow {
            id: call.id.to_string(),
            cause: format!("call-cause-{}", call.cause),
            areas: area::names(&call.areas, view.lang).join(&view.lang.say("board-comma")),
            org: named(view.lang, &call.org_zh, &call.org_en),
            person: call.person.unwrap_or_default(),
            called_at: call.called_at,
            due: Due::of(Some(call.due_on), view.today(), view.lang),
            ended: call.ended_at.map(|at| view.lang.moment(view.zone, at)),
            left: call.left,
            own: caller && call.org_code == place.code,
            title: call.title,
        };
        let (ended, open): (Vec<CallRow>, Vec<CallRow>) = all.into_iter().map(row).partition(|one| one.ended.is_some());
        Self {
            shell: shell(view, None),
            place: place.clone(),
            name: place.name(view.lang).to_owned(),
            tab: Tab::Calls,
            caller,
            open,
            ended,
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "grading/call_new.html")]
pub struct NewCallPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub causes: Vec<Choice>,
    pub seasons: Vec<Choice>,
    pub areas: Vec<Choice>,
    pub today: String,
}

impl NewCallPage {
    pub fn new(view: &View, place: &Place, form: Form) -> Self {
        Self {
            shell: shell(view, Some(&form)),
            place: place.clone(),
            form,
            causes: Choice::codes("call-cause", Cause::ALL.iter().map(|cause| cause.code())),
            seasons: seasons().iter().map(|one| Choice::named(one.code.as_str(), one.words.say(view.lang))).collect(),
            areas: areas(view.lang),
            today: view.today().to_string(),
        }
    }
}
