//! The list of tickets: one box to search in, and links that narrow what it shows, each with how many stand behind it.

use crate::access::Place;
use crate::text::{Lang, filters};
use crate::ticket::model::{Category, Source, State};
use crate::ticket::store::{Behind, Facet, Filter, Listed, PAGE, Range, Term, never, terms};
use crate::web::form::Fields;
use crate::web::page::{Due, Section, Shell, View};
use askama::Template;

/// People offered to narrow by.
const PEOPLE: usize = 8;
/// What an address may ask for besides words and the page.
const KEPT: [&str; 14] = [
    "show",
    "mine",
    "by_me",
    "risk_point",
    "round",
    "campaign",
    "level",
    "state",
    "overdue",
    "grade",
    "category",
    "source",
    "term",
    "person",
];

#[derive(Template)]
#[template(path = "ticket/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    /// The list stands over several schools.
    pub wide: bool,
    pub filter: Filter,
    pub rows: Vec<ListRow>,
    /// How many fit; `None` above a district, where nobody counts them.
    pub all: Option<i64>,
    /// All rows fit on this page, so their number is the whole.
    pub whole: bool,
    pub older: Option<String>,
    /// What the search keeps.
    pub kept: Vec<(&'static str, String)>,
    /// What it is narrowed to: words, and the address without that.
    pub chips: Vec<(String, String)>,
    pub groups: Vec<Group>,
    pub narrowed: bool,
    asked: Fields,
}

pub struct ListRow {
    pub row: Listed,
    pub school: String,
    pub due: Due,
}

/// Links that narrow by one thing.
pub struct Group {
    pub facet: Facet,
    pub links: Vec<Link>,
}

pub struct Link {
    pub text: String,
    pub n: i64,
    pub href: String,
    /// It is asked for; the link takes it back.
    pub current: bool,
}

impl ListPage {
    pub fn new(view: &View, place: &Place, filter: Filter, asked: Fields, behind: Vec<Behind>, rows: Vec<Listed>) -> Self {
        let lang = view.lang;
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        let mut rows: Vec<ListRow> = rows
            .into_iter()
            .map(|row| {
                let due = match row.closed_at {
                    Some(at) => Due::Done(lang.short_day(view.zone.day(at))),
                    None => Due::of(row.due_on, view.today(), lang),
                };
                ListRow { school: row.school(lang).to_owned(), due, row }
            })
            .collect();
        rows.truncate(most);
        let base = format!("/o/{}/tickets", place.code);
        let to = |fields: &Fields, name: &str, value: &str| {
            let query = fields.address_with(name, value);
            if query.is_empty() { base.clone() } else { format!("{base}?{query}") }
        };
        let older = rows.last().filter(|_| more).map(|last| {
            let on = last.row.due_on.unwrap_or_else(never);
            to(&asked, "after", &format!("{on}_{}", last.row.id))
        });
        let mut shown = asked;
        shown.set("after", "");
        let narrowed = filter != Filter { range: filter.range, after: filter.after, ..Filter::default() };
        let groups = groups(view, &filter, &behind, &|facet, code| to(&shown, facet.code(), code));
        let named =
            |facet: Facet, code: &str| behind.iter().find(|one| one.facet == facet && one.code == code).and_then(|one| one.name.clone());
        let chips = chips(lang, &filter, named).into_iter().map(|(name, text)| (text, to(&shown, name, ""))).collect();
        let counted = !behind.is_empty() || (rows.is_empty() && filter.after.is_none());
        Self {
            shell: view.shell(Section::Tickets),
            name: place.name(lang).to_owned(),
            wide: !place.is_school(),
            place: place.clone(),
            all: counted.then(|| behind.iter().find(|one| one.facet == Facet::All).map_or(0, |one| one.n)),
            whole: !more && filter.after.is_none(),
            older,
            kept: KEPT.iter().filter(|name| !shown.get(name).is_empty()).map(|name| (*name, shown.get(name).to_owned())).collect(),
            chips,
            groups,
            filter,
            rows,
            narrowed,
            asked: shown,
        }
    }

    /// This list with another tab of it, narrowed as it is; an end that the tab does not show is no longer asked for.
    pub fn tab(&self, mine: bool, all: bool) -> String {
        let mut fields = self.asked.clone();
        fields.set("mine", if mine { "yes" } else { "" });
        if !all && self.filter.state.is_some_and(|state| !state.open()) {
            fields.set("state", "");
        }
        let query = fields.address_with("show", if all { "all" } else { "" });
        format!("/o/{}/tickets{}{query}", self.place.code, if query.is_empty() { "" } else { "?" })
    }

    /// This list, narrowed to nothing.
    pub fn plain(&self) -> String {
        format!("/o/{}/tickets{}", self.place.code, if self.everything() { "?show=all" } else { "" })
    }

    pub fn everything(&self) -> bool {
        self.filter.range == Range::All
    }
}

/// A term in words: `2025—2026 学年第一学期`.
fn term(lang: Lang, term: Term) -> String {
    let key = if term.second { "tickets-term-2" } else { "tickets-term-1" };
    lang.say_with(key, [("a", term.year.to_string().into()), ("b", (term.year + 1).to_string().into())])
}

/// The links of each thing a list may be narrowed by, in an order that stays. What nothing fits is not offered.
fn groups(view: &View, filter: &Filter, behind: &[Behind], to: &dyn Fn(Facet, &str) -> String) -> Vec<Group> {
    let lang = view.lang;
    let asked = |facet: Facet| match facet {
        Facet::State => filter.state.map(|one| one.code().to_owned()),
        Facet::Overdue => filter.overdue.then(|| "yes".to_owned()),
        Facet::Grade => filter.grade.map(|one| one.code().to_owned()),
        Facet::Category => filter.category.map(|one| one.code().to_owned()),
        Facet::Source => filter.source.map(|one| one.code().to_owned()),
        Facet::Term => filter.term.map(Term::code),
        Facet::Person => filter.person.map(|one| one.to_string()),
        Facet::All => None,
    };
    let link = |facet: Facet, code: &str, text: String| {
        let found = behind.iter().find(|one| one.facet == facet && one.code == code)?;
        let current = asked(facet).as_deref() == Some(code);
        Some(Link { text, n: found.n, href: to(facet, if current { "" } else { code }), current })
    };
    let coded = |facet: Facet, prefix: &str, codes: Vec<&str>| -> Vec<Link> {
        codes.into_iter().filter_map(|code| link(facet, code, lang.say(&format!("{prefix}-{code}")))).collect()
    };
    let people = behind.iter().filter(|one| one.facet == Facet::Person).take(PEOPLE);
    let all = [
        (Facet::State, coded(Facet::State, "state", State::ALL.iter().map(|one| one.code()).collect())),
        (Facet::Overdue, link(Facet::Overdue, "yes", lang.say("tickets-overdue")).into_iter().collect()),
        (Facet::Grade, coded(Facet::Grade, "grade", vec!["major", "general"])),
        (Facet::Category, coded(Facet::Category, "category", Category::ALL.iter().map(|one| one.code()).collect())),
        (Facet::Source, coded(Facet::Source, "source", Source::ALL.iter().map(|one| one.code()).collect())),
        (
            Facet::Term,
            terms(view.today(), filter.term).into_iter().filter_map(|one| link(Facet::Term, &one.code(), term(lang, one))).collect(),
        ),
        (Facet::Person, people.filter_map(|one| link(Facet::Person, &one.code, one.name.clone()?)).collect()),
    ];
    all.into_iter().filter(|(_, links): &(Facet, Vec<Link>)| !links.is_empty()).map(|(facet, links)| Group { facet, links }).collect()
}

/// What a list is narrowed to: the field of the address that says so, and words.
fn chips(lang: Lang, filter: &Filter, named: impl Fn(Facet, &str) -> Option<String>) -> Vec<(&'static str, String)> {
    let mut chips: Vec<(&'static str, String)> = Vec::new();
    let words = filter.words.trim();
    if !words.is_empty() {
        chips.push(("words", lang.say_with("tickets-chip-words", [("a", words.to_owned().into())])));
    }
    chips.extend(filter.state.map(|one| ("state", lang.say(&format!("state-{one}")))));
    if filter.overdue {
        chips.push(("overdue", lang.say("tickets-overdue")));
    }
    chips.extend(filter.grade.map(|one| ("grade", lang.say(&format!("grade-{one}")))));
    chips.extend(filter.category.map(|one| ("category", lang.say(&format!("category-{one}")))));
    chips.extend(filter.source.map(|one| ("source", lang.say(&format!("source-{one}")))));
    chips.extend(filter.term.map(|one| ("term", term(lang, one))));
    chips.extend(filter.person.map(|one| {
        let name = named(Facet::Person, &one.to_string()).unwrap_or_else(|| lang.say("tickets-chip-person"));
        ("person", name)
    }));
    if filter.reported_by_me {
        chips.push(("by_me", lang.say("tickets-chip-by-me")));
    }
    for (asked, field, key) in [
        (filter.risk_point.is_some(), "risk_point", "tickets-chip-risk-point"),
        (filter.round.is_some(), "round", "tickets-chip-round"),
        (filter.campaign.is_some(), "campaign", "tickets-chip-campaign"),
        (filter.level.is_some(), "level", "tickets-chip-level"),
    ] {
        if asked {
            chips.push((field, lang.say(key)));
        }
    }
    chips
}
