//! The criteria of a bureau: the list, one of them with its versions, a new one.

use super::{Tab, areas, named, shell};
use crate::access::Place;
use crate::grading::area;
use crate::grading::criterion::{Criterion, Deed, Mode, Region, Verification, categories, category_name, threshold};
use crate::grading::store::Kept;
use crate::text::{Lang, filters};
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Shell, View};
use askama::Template;
use chrono::{DateTime, Utc};

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
