//! The register's forms: a new point, the catalogue to tick, the changes of a point.

use super::Offer;
use crate::access::Place;
use crate::risk::catalogue;
use crate::risk::form::{DEPUTIES, DUTIES, NEW_MEASURES, measure_field};
use crate::risk::model::{DirectRule, Hazard, Judgement, Proof, Reason, ReviewCause, RiskPoint, Tier};
use crate::risk::rhythm::Frequency;
use crate::risk::rules::{Deed, Refusal};
use crate::risk::scheme::{InForce, decimal};
use crate::risk::store::Evaluated;
use crate::text::filters;
use crate::web::form::{Choice, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;
use std::collections::BTreeSet;

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
