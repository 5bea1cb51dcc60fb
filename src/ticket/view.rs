//! What the ticket's templates are given.

mod desk;
mod grave;
mod list;

pub use self::desk::{DeskPage, Signable};
pub use self::grave::Ground;
use self::grave::{ControlRow, Group, ListingView, Row as CriterionRow};
pub use self::list::ListPage;
use super::limits::LIMITS;
use super::listing::ListingState;
use super::major::ControlKind;
use super::model::{Category, Grade, State, Ticket, VoidReason};
use super::rules::{self, Deed, Refusal};
use super::similar::Before;
use super::store::{Around, Known};
use crate::access::{Actor, Place};
use crate::evidence::Moment;
use crate::evidence::store::Shown;
use crate::id::{PersonId, RequestId};
use crate::ledger::Line;
use crate::paper;
use crate::risk::store::PointChoice;
use crate::text::filters;
use crate::web::form::{Choice, Form};
use crate::web::page::{Due, Section, Shell, Stage, View};
use askama::Template;
use chrono::{DateTime, Days, Utc};

/// The categories as choices, with their icons.
pub fn categories() -> Vec<Choice> {
    let icon = |category| match category {
        Category::Fire => "flame",
        Category::Electrical => "zap",
        Category::Building => "building-2",
        Category::Food => "utensils",
        Category::Lab => "flask-conical",
        Category::Equipment => "wrench",
        Category::Transport => "bus",
        Category::Security => "shield",
        Category::Health => "heart-pulse",
        Category::Other => "ellipsis",
    };
    Category::ALL
        .iter()
        .map(|category| Choice { icon: icon(*category), ..Choice::keyed(category.code(), format!("category-{category}")) })
        .collect()
}

/// The two grades, each with the sentence that tells them apart.
pub fn grades() -> Vec<Choice> {
    Grade::ALL
        .iter()
        .map(|grade| Choice { small: format!("grade-{grade}-help"), ..Choice::keyed(grade.code(), format!("grade-{grade}")) })
        .collect()
}

#[derive(Template)]
#[template(path = "ticket/form.html")]
pub struct NewPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub categories: Vec<Choice>,
    pub grades: Vec<Choice>,
    pub points: Vec<Choice>,
    /// The clock on the wall now, for the field of the claimed time.
    pub now: String,
    /// They may say that they put it right at once.
    pub fixes: bool,
    /// Open ones that may be the same.
    pub alike: Vec<Alike>,
}

/// One that a report may be the same as.
pub struct Alike {
    pub number: String,
    pub title: String,
    pub place: String,
    pub state: State,
    pub version: i32,
    pub reported_at: DateTime<Utc>,
    pub responsible: Option<String>,
    pub due: Due,
    pub photo: Option<String>,
    /// This person reported it, or joined it.
    pub known: bool,
    pub request: RequestId,
}

impl NewPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, form: Form, points: Vec<PointChoice>) -> Self {
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults();
        Self {
            shell,
            place: place.clone(),
            form,
            categories: categories(),
            grades: grades(),
            points: points
                .into_iter()
                .map(|point| Choice::named(point.id.to_string(), format!("{} {}", point.number, point.name)))
                .collect(),
            fixes: actor.role() != crate::access::Role::Principal,
            now: view.zone.local(view.at()).format("%Y-%m-%dT%H:%M").to_string(),
            alike: vec![],
        }
    }

    /// The same form, with what it may be a repetition of on top.
    #[must_use]
    pub fn beside(mut self, view: &View, actor: &Actor, alike: Vec<Before>) -> Self {
        self.shell.problem = true;
        self.alike = alike
            .into_iter()
            .map(|one| Alike {
                photo: one.photo.map(|id| format!("/o/{}/photos/{id}/thumb", self.place.code)),
                due: Due::of(one.due_on, view.today(), view.lang),
                known: one.reporter == actor.person() || one.also.contains(&actor.person()),
                request: RequestId::new(),
                number: one.number,
                title: one.title,
                place: one.place,
                state: one.state,
                version: one.version,
                reported_at: one.reported_at,
                responsible: one.responsible,
            })
            .collect();
        self
    }
}

/// What a page tells after an act that did not happen.
#[derive(Default)]
pub struct Told {
    pub form: Option<Form>,
    pub refusal: Option<Refusal>,
}

#[derive(Template)]
#[template(path = "ticket/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub t: Ticket,
    /// Number and name of the risk point.
    pub risk_point: Option<String>,
    /// The bureau that found it.
    pub bureau: Option<String>,
    /// The number of the one it is a duplicate of.
    pub original: Option<String>,
    /// Who asked for more time.
    pub asker: String,
    /// The deadline before it was extended.
    pub first_due: Option<String>,
    pub due: Due,
    pub stages: Vec<Stage>,
    pub before: Vec<Picture>,
    pub after: Vec<Picture>,
    pub beside: Vec<Picture>,
    pub people: Vec<Part>,
    pub history: Vec<Past>,
    pub responsible: String,
    pub assigner: String,
    /// The act whose form is open.
    pub act: Option<Deed>,
    /// Others this actor may do now.
    pub others: Vec<Deed>,
    pub form: Form,
    pub categories: Vec<Choice>,
    pub grades: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub candidates: Vec<Choice>,
    pub refusal: Option<&'static str>,
    /// The last act, shown to whoever came too late.
    pub last: Option<Past>,
    pub waits_for: Option<String>,
    pub today: String,
    /// The criteria of a form that grades.
    pub groups: Vec<Group>,
    /// The criteria that were ticked.
    pub met: Vec<CriterionRow>,
    pub controls: Vec<ControlRow>,
    pub control_kinds: Vec<Choice>,
    pub times: Vec<Choice>,
    pub listing: Option<ListingView>,
    pub supervisors: Vec<Choice>,
    /// The number of the closed one it repeats.
    pub repeats: Option<String>,
    /// The principal in whose place it was signed.
    pub signed_for: String,
    /// What can be printed of it.
    pub papers: Vec<paper::compose::Kind>,
    /// Who accepted it on site.
    pub members: String,
    /// The year's money, while a plan is made.
    pub funds: Option<crate::fund::model::Standing>,
    /// They reported it and may say that it is not fixed.
    pub contests: bool,
}

/// A photo of the ticket.
pub struct Picture {
    pub thumb: String,
    pub full: String,
    pub width: i32,
    pub height: i32,
    pub moment: Moment,
    pub who: String,
    pub at: DateTime<Utc>,
}

/// A person and their part in it.
pub struct Part {
    pub initial: String,
    pub name: String,
    pub title: String,
    pub phone: String,
    pub key: &'static str,
}

/// A line of the history.
#[derive(Clone)]
pub struct Past {
    pub act: String,
    pub actor: String,
    pub at: DateTime<Utc>,
    pub note: String,
    pub due_on: String,
    /// The day asked for.
    pub until: String,
    pub responsible: String,
    pub money: String,
}

impl Past {
    /// The Fluent key of what was done.
    pub fn key(&self) -> String {
        format!("did-{}", self.act.replace('_', "-"))
    }
}

impl ShowPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        t: Ticket,
        around: Around,
        history: Vec<Line>,
        photos: Vec<Shown>,
        people: Vec<Known>,
        ground: Ground,
        chosen: Option<Deed>,
        told: Told,
    ) -> Self {
        let name_of =
            |id: Option<PersonId>| id.and_then(|id| people.iter().find(|one| one.id == id)).map(|one| one.name.clone()).unwrap_or_default();
        let mut open = rules::open_to(&t, actor);
        // Nobody is offered what the rules will refuse for its age.
        let until = t.closed_at.and_then(|at| at.checked_add_days(Days::new(LIMITS.reopen_days)));
        open.retain(|deed| *deed != Deed::Reopen || until.is_some_and(|until| view.at() <= until));
        // Whoever is named on it knows of it; that they saw it, too, is no news.
        open.retain(|deed| *deed != Deed::Join || !people.iter().any(|one| one.id == actor.person() && named_on(&t, one.id)));
        let late = told.refusal.is_some();
        let act = chosen.filter(|deed| open.contains(deed)).or_else(|| open.iter().copied().find(|deed| deed.is_awaited()));
        let act = if late { chosen.filter(|deed| open.contains(deed)) } else { act };
        // Accepting and refusing are two buttons of one form; each pair counts once.
        let paired = |deed| {
            matches!(deed, Deed::Fail | Deed::SendBack | Deed::Refuse | Deed::ReturnPlan | Deed::DenyExtension)
                || (deed == Deed::DeclineListing && act == Some(Deed::List))
        };
        let act = act.map(pair_head);
        let others = open.iter().copied().filter(|deed| Some(*deed) != act && !paired(*deed)).collect();
        let mut form = told.form.unwrap_or_else(Form::blank);
        if act == Some(Deed::Confirm) && !form.has_faults() && !late {
            form.suggest("category", t.category.code());
            // What the inspection asked about is ticked already; whoever confirms sees it and answers for it.
            if let Some(asked) = ground.criteria.iter().find(|one| Some(&one.code) == around.asked_criterion.as_ref()) {
                form.suggest("criterion", &asked.id.to_string());
                form.suggest("grade", Grade::Major.code());
            }
        }
        if !form.has_faults() && !late {
            let days = if t.grade == Grade::Major { LIMITS.major_days } else { LIMITS.general_days };
            match act {
                Some(Deed::List) => {
                    let offered = view.today() + Days::new(LIMITS.major_days);
                    form.suggest("due_on", &t.due_on().map_or(offered, |due| due.max(offered)).to_string());
                }
                Some(Deed::Accept | Deed::Delist) => {
                    form.suggest("visited_on", &t.acceptance.as_ref().map_or(view.today(), |on_site| on_site.visited_on).to_string());
                    let members = t.acceptance.as_ref().map(|on_site| on_site.members.join(view.lang.comma()));
                    form.suggest("members", &members.unwrap_or_else(|| actor.name().to_owned()));
                }
                Some(Deed::Control) => form.suggest("times", "1"),
                Some(Deed::Assign | Deed::Reopen) => form.suggest("due_on", &(view.today() + Days::new(days)).to_string()),
                Some(Deed::GrantExtension) => form.suggest("until", &t.ask.as_ref().map(|ask| ask.until.to_string()).unwrap_or_default()),
                _ => {}
            }
        }
        let due = match (t.state, t.closed_at) {
            (State::Closed, Some(at)) => Due::Done(view.lang.day(view.zone.day(at))),
            (State::Void, _) => Due::None,
            _ => Due::of(t.due_on(), view.today(), view.lang),
        };
        let past: Vec<Past> = history
            .iter()
            .map(|line| Past {
                act: line.act.clone(),
                actor: line.actor().to_owned(),
                at: line.at,
                note: [line.text("note"), line.text("ask_reason"), line.text("ask_interim"), line.text("no_photo")]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n"),
                until: line.fact("asked_due_on").parse().map(|day| view.lang.day(day)).unwrap_or_default(),
                due_on: line.fact("due_on").parse().map(|day| view.lang.day(day)).unwrap_or_default(),
                responsible: line.fact("responsible").parse().map(|id| name_of(Some(id))).unwrap_or_default(),
                money: [line.fact("spent_fen"), line.fact("fund_fen")]
                    .concat()
                    .parse()
                    .map(|fen| crate::money::Fen(fen).to_string())
                    .unwrap_or_default(),
            })
            .collect();
        let picture = |photo: &Shown| Picture {
            thumb: format!("/o/{}/photos/{}/thumb", place.code, photo.id),
            full: format!("/o/{}/photos/{}/page", place.code, photo.id),
            width: photo.thumb_width,
            height: photo.thumb_height,
            moment: photo.moment,
            who: photo.uploader.clone(),
            at: photo.uploaded_at,
        };
        let of = |wanted: fn(Moment) -> bool| photos.iter().filter(|photo| wanted(photo.moment)).map(picture).collect::<Vec<_>>();
        let stages = stages(view, &t, &history, &name_of);
        let parts = [
            (Some(t.reporter), "part-reporter"),
            (t.confirmer, "part-confirmer"),
            (t.responsible(), "part-responsible"),
            (t.rectifier().filter(|id| t.responsible() != Some(*id)), "part-rectifier"),
            (t.verifier, "part-verifier"),
            (t.signer, "part-signer"),
            (t.accepter, "part-accepter"),
        ];
        let also = t.also.iter().map(|id| (Some(*id), "part-also"));
        let parts = parts
            .into_iter()
            .chain(also)
            .filter_map(|(id, key)| {
                let one = people.iter().find(|one| Some(one.id) == id)?;
                Some(Part {
                    initial: one.name.chars().next().map(String::from).unwrap_or_default(),
                    name: one.name.clone(),
                    title: one.title.clone(),
                    phone: masked(&one.phone),
                    key,
                })
            })
            .collect();
        let waits_for = match (rules::waits_for(&t), t.responsible()) {
            (Some(rules::Turn::Responsible), id) => Some(name_of(id)),
            _ => None,
        };
        let candidates = people
            .iter()
            .filter(|one| one.here && !one.principal && (act != Some(Deed::Reassign) || Some(one.id) != t.responsible()))
            .map(|one| {
                Choice::named(
                    one.id.to_string(),
                    if one.title.is_empty() { one.name.clone() } else { format!("{} · {}", one.name, one.title) },
                )
            })
            .collect();
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults() || late;
        Self {
            shell,
            place: place.clone(),
            risk_point: around.risk_point,
            original: around.original,
            first_due: t.first_due_on.map(|day| view.lang.day(day)),
            asker: name_of(t.ask.as_ref().map(|ask| ask.by)),
            repeats: around.repeats,
            groups: if matches!(act, Some(Deed::Confirm | Deed::Regrade)) {
                grave::groups(&ground.criteria, &t, &form, around.asked_criterion.as_deref(), view.lang)
            } else {
                vec![]
            },
            met: grave::met(&ground.criteria, &t, view.lang),
            controls: grave::controls(&t, &around.minders, &name_of),
            control_kinds: Choice::codes("control", ControlKind::ALL.iter().map(|kind| kind.code())),
            times: ["1", "2", "3"].map(|n| Choice::keyed(n, format!("control-times-{n}"))).into(),
            listing: t.listing.as_ref().map(|listing| ListingView::of(listing, &name_of)),
            supervisors: ground
                .bureau
                .iter()
                .filter(|one| one.here)
                .map(|one| Choice::named(one.id.to_string(), one.name.clone()))
                .collect(),
            signed_for: name_of(t.signed_for),
            papers: paper::compose::Kind::of(&t),
            members: t.acceptance.as_ref().map(|on_site| on_site.members.join(view.lang.comma())).unwrap_or_default(),
            bureau: around.bureau.map(|bureau| bureau.say(view.lang).to_owned()),
            due,
            stages,
            before: of(|moment| moment == Moment::Before),
            after: of(|moment| moment == Moment::After),
            beside: of(|moment| matches!(moment, Moment::During | Moment::Check)),
            people: parts,
            last: past.first().filter(|_| late).cloned(),
            history: past,
            responsible: name_of(t.responsible()),
            assigner: name_of(t.assigner),
            act,
            others,
            form,
            categories: categories(),
            grades: grades(),
            reasons: Choice::codes("void", VoidReason::ALL.iter().map(|reason| reason.code())),
            candidates,
            refusal: told.refusal.map(Refusal::key),
            waits_for,
            today: view.today().to_string(),
            funds: None,
            contests: crate::signal::rules::may_contest(&t, actor, place, around.contest_days, view.at()),
            t,
        }
    }

    pub fn url(&self, deed: &Deed) -> String {
        format!("/o/{}/tickets/{}/{}", self.place.code, self.t.number, deed.slug())
    }

    pub fn is(&self, deed: &str) -> bool {
        self.act.is_some_and(|act| act.code() == deed)
    }

    /// How often a body outside was asked.
    pub fn referred(&self) -> usize {
        self.history.iter().filter(|past| past.act == "refer").count()
    }

    /// Whether a bureau has still to say if it lists this one.
    pub fn proposed(&self) -> bool {
        self.listing.as_ref().is_some_and(|listing| listing.state == ListingState::Proposed)
    }

    /// How many of the five fulfilments are there: all or none, by the rules.
    pub fn fulfilled(&self) -> u8 {
        if self.t.plan.is_some() { 5 } else { 0 }
    }
}

/// The act whose form a page opens: the chosen one, or the next that is awaited.
pub fn shown(t: &Ticket, actor: &Actor, chosen: Option<Deed>) -> Option<Deed> {
    let open = rules::open_to(t, actor);
    chosen.filter(|deed| open.contains(deed)).or_else(|| open.iter().copied().find(|deed| deed.is_awaited()))
}

/// Whether somebody has a part in it already.
fn named_on(t: &Ticket, person: PersonId) -> bool {
    [t.confirmer, t.assigner, t.responsible(), t.rectifier(), t.verifier, t.signer].contains(&Some(person))
}

/// The first of two acts that share a form.
const fn pair_head(deed: Deed) -> Deed {
    match deed {
        Deed::Fail => Deed::Pass,
        Deed::SendBack => Deed::Sign,
        Deed::Refuse => Deed::Accept,
        Deed::ReturnPlan => Deed::ApprovePlan,
        Deed::DenyExtension => Deed::GrantExtension,
        Deed::DeclineListing => Deed::List,
        other => other,
    }
}

/// `138****6021`: enough to recognise a number, not to misuse it.
fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    match (digits.get(..3), digits.len().checked_sub(4).and_then(|tail| digits.get(tail..))) {
        (Some(head), Some(tail)) if digits.len() >= 8 => {
            format!("{}****{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => String::new(),
    }
}

/// The six steps: who took each and when, from the ledger; the current one; those to come.
fn stages(view: &View, t: &Ticket, history: &[Line], name_of: &dyn Fn(Option<PersonId>) -> String) -> Vec<Stage> {
    // The last act of each kind counts: work that came back was done again.
    let when = |acts: &[Deed]| {
        history
            .iter()
            .find(|line| acts.iter().any(|act| act.code() == line.act))
            .map(|line| view.lang.short_moment(view.zone, line.at))
            .unwrap_or_default()
    };
    let step = t.state.step();
    let steps: [(&'static str, String, String); 6] = [
        ("step-report", name_of(Some(t.reporter)), when(&[Deed::Report])),
        ("step-assess", name_of(t.confirmer), when(&[Deed::Confirm])),
        ("step-plan", name_of(t.assigner), when(&[Deed::Assign, Deed::ApprovePlan])),
        ("step-rectify", name_of(t.rectifier().or(t.responsible())), when(&[Deed::Submit, Deed::FixOnTheSpot])),
        ("step-verify", name_of(t.verifier), when(&[Deed::Pass])),
        ("step-close", name_of(t.accepter.or(t.signer)), when(&[Deed::Accept, Deed::Sign])),
    ];
    steps
        .into_iter()
        .zip(1_u8..)
        .map(|((key, who, when), n)| {
            let state = match n.cmp(&step) {
                std::cmp::Ordering::Less => "d",
                std::cmp::Ordering::Equal if t.state.open() => "c",
                _ => "",
            };
            let state = if t.state == State::Void && n > 1 { "" } else { state };
            let done = state == "d";
            Stage {
                key,
                state,
                who: if done || (state == "c" && n == 4) { who } else { String::new() },
                when: if done { when } else { String::new() },
            }
        })
        .collect()
}
