//! What stands in which cell of a paper. Pure.

use crate::clock::Zone;
use crate::id::PersonId;
use crate::ledger::Line;
use crate::text::Lang;
use crate::ticket::major::Control;
use crate::ticket::model::Ticket;
use crate::ticket::rules::Deed;
use crate::ticket::store::{Known, Minders};
use sha2::{Digest, Sha256};

codes! {
    /// The papers of one hidden danger.
    pub enum Kind {
        /// 隐患整改通知书: to whoever is made responsible.
        Notice = "notice",
        /// 整改回执: that it is done, by whoever was.
        Receipt = "receipt",
        /// 重大事故隐患报告
        MajorReport = "major-report",
        /// 隐患整改验收销号单
        Verification = "verification",
    }
}

impl Kind {
    /// Whether the record says enough for this paper.
    pub fn fits(self, t: &Ticket) -> bool {
        match self {
            Self::Notice => t.plan.is_some(),
            Self::Receipt => t.work.is_some(),
            Self::MajorReport => t.is_open_major() || t.plan.as_ref().is_some_and(|plan| plan.six.is_some()),
            Self::Verification => t.verifier.is_some(),
        }
    }

    /// Those that the record says enough for.
    pub fn of(t: &Ticket) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|kind| kind.fits(t)).collect()
    }
}

/// A cell with its label, the Fluent key `paper-` and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub name: &'static str,
    pub value: String,
}

/// A table of a paper; a row has one cell or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// A Fluent key, or empty.
    pub heading: &'static str,
    pub rows: Vec<Vec<Cell>>,
}

/// A paper, ready to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub kind: Kind,
    pub blocks: Vec<Block>,
    /// The pair of photos stands after this many blocks; `None` for none.
    pub photos_after: Option<usize>,
    /// Who signs by hand, as Fluent keys.
    pub signs: &'static [&'static str],
}

impl Paper {
    /// `7F3A-91C2`: the same for two papers that say the same.
    pub fn code(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.kind.code());
        for cell in self.blocks.iter().flat_map(|block| &block.rows).flatten() {
            for part in [cell.name, cell.value.as_str()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        let text = hex::encode_upper(hash.finalize());
        format!("{}-{}", text.get(..4).unwrap_or_default(), text.get(4..8).unwrap_or_default())
    }
}

/// The record a paper is made of.
pub struct Record<'a> {
    pub t: &'a Ticket,
    /// Newest first, as the ledger tells it.
    pub history: &'a [Line],
    pub people: &'a [Known],
    /// Number and name of its risk point, and its level in words.
    pub risk_point: String,
    /// The criteria that make it major, in words.
    pub criteria: Vec<String>,
    /// Who looks after its temporary controls today.
    pub minders: Minders,
    pub lang: Lang,
    pub zone: Zone,
}

impl Record<'_> {
    fn name(&self, id: Option<PersonId>) -> String {
        let found = id.and_then(|id| self.people.iter().find(|one| one.id == id));
        found.map_or(String::new(), |one| {
            if one.title.is_empty() {
                one.name.clone()
            } else {
                self.lang.say_with("paper-person", [("a", one.name.clone().into()), ("b", one.title.clone().into())])
            }
        })
    }

    /// The last act of one of these kinds.
    fn last(&self, deeds: &[Deed]) -> Option<&Line> {
        self.history.iter().find(|line| deeds.iter().any(|deed| deed.code() == line.act))
    }

    fn when(&self, deeds: &[Deed]) -> String {
        self.last(deeds).map(|line| self.lang.moment(self.zone, line.at)).unwrap_or_default()
    }

    fn note(&self, deeds: &[Deed]) -> String {
        self.last(deeds).map(|line| line.text("note").to_owned()).unwrap_or_default()
    }
}

fn minder(r: &Record<'_>, control: &Control) -> String {
    r.minders.get(&control.plan).cloned().unwrap_or_else(|| r.name(Some(control.owner)))
}

fn cell(name: &'static str, value: impl Into<String>) -> Cell {
    Cell { name, value: value.into() }
}

fn what(r: &Record<'_>) -> Block {
    let t = r.t;
    Block {
        heading: "",
        rows: vec![
            vec![cell("title", t.title.clone())],
            vec![cell("place", t.place.clone()), cell("risk-point", r.risk_point.clone())],
            vec![
                cell("grade", r.lang.say(&format!("grade-{}", t.grade))),
                cell("category", r.lang.say(&format!("category-{}", t.category))),
            ],
            vec![cell("found-by", r.name(Some(t.reporter))), cell("found-at", r.lang.moment(r.zone, t.found_at))],
        ],
    }
}

fn five(r: &Record<'_>) -> Option<Block> {
    let plan = r.t.plan.as_ref()?;
    let planned = plan.planned.to_string();
    let funds = match &r.t.work {
        Some(work) => r.lang.say_with("paper-planned-spent", [("a", planned.into()), ("b", work.spent.to_string().into())]),
        None => r.lang.say_with("paper-planned", [("a", planned.into())]),
    };
    Some(Block {
        heading: "paper-five",
        rows: vec![
            vec![cell("responsible", r.name(Some(plan.responsible)))],
            vec![cell("measures", plan.measures.clone())],
            vec![cell("funds", funds)],
            vec![cell("deadline", r.lang.day(plan.due_on))],
            vec![cell("contingency", plan.contingency.clone())],
        ],
    })
}

/// A paper of a record; `None` while the record does not say enough.
pub fn compose(kind: Kind, r: &Record<'_>) -> Option<Paper> {
    let t = r.t;
    if !kind.fits(t) {
        return None;
    }
    let mut blocks = vec![what(r)];
    let mut photos_after = None;
    let signs: &[&str] = match kind {
        Kind::Notice => {
            blocks.extend(five(r));
            let controls: Vec<&str> = t.controls.iter().filter(|one| one.stands()).map(|one: &Control| one.words.as_str()).collect();
            let mut rows = vec![vec![cell("assigned-by", r.name(t.assigner)), cell("assigned-at", r.when(&[Deed::Assign]))]];
            if !controls.is_empty() {
                rows.insert(0, vec![cell("controls", controls.join("\n"))]);
            }
            blocks.push(Block { heading: "", rows });
            &["paper-sign-issuer", "paper-sign-receiver", "paper-sign-seal"]
        }
        Kind::Receipt => {
            let work = t.work.as_ref()?;
            blocks.push(Block {
                heading: "paper-work",
                rows: vec![
                    vec![cell("done", work.done.clone())],
                    vec![
                        cell("spent-yuan", work.spent.plain()),
                        cell("deadline", t.due_on().map(|day| r.lang.day(day)).unwrap_or_default()),
                    ],
                    vec![
                        cell("rectifier", r.name(Some(work.rectifier))),
                        cell("rectified-at", r.when(&[Deed::Submit, Deed::FixOnTheSpot, Deed::Report])),
                    ],
                ],
            });
            photos_after = Some(blocks.len());
            &["paper-sign-responsible", "paper-sign-officer", "paper-sign-date"]
        }
        Kind::MajorReport => {
            let basis = t.basis.map(|basis| r.lang.say(&format!("basis-{basis}"))).unwrap_or_default();
            let mut rows = vec![vec![cell("basis", basis)]];
            if !r.criteria.is_empty() {
                rows.push(vec![cell("criteria", r.criteria.join("\n"))]);
            }
            blocks.push(Block { heading: "paper-why", rows });
            if let Some((plan, six)) = t.plan.as_ref().and_then(|plan| plan.six.as_ref().map(|six| (plan, six))) {
                blocks.push(Block {
                    heading: "paper-report",
                    rows: vec![vec![cell("causes", six.causes.clone())], vec![cell("harm", six.harm.clone())]],
                });
                blocks.push(Block {
                    heading: "paper-six",
                    rows: vec![
                        vec![cell("goal", six.goal.clone())],
                        vec![cell("measures", plan.measures.clone())],
                        vec![
                            cell("funds", r.lang.say_with("paper-planned", [("a", plan.planned.to_string().into())])),
                            cell("materials", six.materials.clone()),
                        ],
                        vec![cell("responsible", r.name(Some(plan.responsible))), cell("bodies", six.bodies.clone())],
                        vec![cell("deadline", r.lang.day(plan.due_on)), cell("requirements", six.requirements.clone())],
                        vec![cell("contingency", plan.contingency.clone())],
                    ],
                });
            }
            let standing: Vec<String> =
                t.controls.iter().filter(|one| one.stands()).map(|one| format!("{} {}", one.words, minder(r, one))).collect();
            let out_of_use = t.out_of_use_on.map(|day| r.lang.day(day)).unwrap_or_default();
            if !standing.is_empty() || !out_of_use.is_empty() {
                let mut rows = Vec::new();
                if !standing.is_empty() {
                    rows.push(vec![cell("controls", standing.join("\n"))]);
                }
                if !out_of_use.is_empty() {
                    rows.push(vec![cell("out-of-use", out_of_use)]);
                }
                blocks.push(Block { heading: "paper-meanwhile", rows });
            }
            &["paper-sign-author", "paper-sign-principal", "paper-sign-seal"]
        }
        Kind::Verification => {
            blocks.extend(five(r));
            photos_after = Some(blocks.len());
            let mut rows = vec![
                vec![cell("done", t.work.as_ref().map(|work| work.done.clone()).unwrap_or_default())],
                vec![cell("opinion", r.note(&[Deed::Pass]))],
                vec![cell("verifier", r.name(t.verifier)), cell("verified-at", r.when(&[Deed::Pass]))],
            ];
            if t.signer.is_some() {
                rows.push(vec![cell("signer", r.name(t.signer)), cell("signed-at", r.when(&[Deed::Sign]))]);
            }
            if let Some(on_site) = &t.acceptance {
                rows.push(vec![cell("members", on_site.members.join(r.lang.comma())), cell("visited-on", r.lang.day(on_site.visited_on))]);
            }
            if let Some(at) = t.closed_at {
                rows.push(vec![cell("closed-on", r.lang.day(r.zone.day(at)))]);
            }
            blocks.push(Block { heading: "paper-verified", rows });
            &["paper-sign-responsible", "paper-sign-verifier", "paper-sign-principal"]
        }
    };
    Some(Paper { kind, blocks, photos_after, signs })
}
