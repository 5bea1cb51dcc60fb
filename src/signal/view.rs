//! What the templates of signals are given.

use super::limits::Limits;
use super::model::{Kind, Mark, Said, Sample, Signal};
use super::rules;
use super::store::{Coverage, Last};
use crate::access::{Actor, Place, Role};
use crate::evidence::Moment;
use crate::evidence::store::Shown;
use crate::id::RequestId;
use crate::text::filters;
use crate::ticket::limits::LIMITS;
use crate::ticket::model::Ticket;
use crate::web::form::Form;
use crate::web::page::{Section, Shell, View};
use askama::Template;
use chrono::Days;

/// A signal as a line.
pub struct Line {
    pub signal: Signal,
    pub school: String,
    pub why: String,
    /// What fills the reason.
    pub a: String,
    pub b: String,
    pub url: String,
    /// Where the other thing is.
    pub other: Option<String>,
    pub said: Vec<Said>,
    pub explains: bool,
    pub judges: bool,
    pub request: RequestId,
}

/// A kind with how many there are.
pub struct Tab {
    pub kind: Option<Kind>,
    pub n: usize,
    pub current: bool,
}

#[derive(Template)]
#[template(path = "signal/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub wide: bool,
    pub tabs: Vec<Tab>,
    pub open: Vec<Line>,
    pub settled: Vec<Line>,
    pub form: Form,
    pub days: i32,
}

impl ListPage {
    pub fn new(view: &View, actor: &Actor, place: &Place, kind: Option<Kind>, signals: Vec<Signal>, limits: &Limits, form: Form) -> Self {
        let open = |signal: &&Signal| !signal.settled();
        let mut tabs = vec![Tab { kind: None, n: signals.iter().filter(open).count(), current: kind.is_none() }];
        for one in Kind::ALL {
            if signals.iter().any(|signal| signal.kind == *one) {
                let n = signals.iter().filter(open).filter(|signal| signal.kind == *one).count();
                tabs.push(Tab { kind: Some(*one), n, current: kind == Some(*one) });
            }
        }
        let lines =
            signals.into_iter().filter(|signal| kind.is_none_or(|kind| signal.kind == kind)).map(|signal| Line::of(view, actor, signal));
        let (settled, open): (Vec<Line>, Vec<Line>) = lines.partition(|line| line.signal.settled());
        let mut shell = view.shell(Section::Signals);
        shell.problem = form.has_faults();
        Self {
            shell,
            name: place.name(view.lang).to_owned(),
            wide: !place.is_school(),
            place: place.clone(),
            tabs,
            open,
            settled,
            form,
            days: limits.window_days,
        }
    }
}

impl Line {
    fn of(view: &View, actor: &Actor, signal: Signal) -> Self {
        let rank = |level: i64| view.level(i16::try_from(level).unwrap_or(4));
        let (n, m, who) = (signal.n.to_string(), signal.m.to_string(), signal.who.clone());
        let (a, b) = match signal.kind {
            Kind::Silent | Kind::Rushed | Kind::Clear => (n, m),
            Kind::Late | Kind::Quick | Kind::Batch => (n, who),
            Kind::Photo => (signal.other.clone(), who),
            Kind::Level => (rank(signal.n), rank(signal.m)),
            Kind::Lowered => (who, String::new()),
            Kind::Contested => (who, n),
        };
        let why = if signal.kind == Kind::Photo && signal.n == 0 { format!("{}-alike", signal.kind) } else { signal.kind.to_string() };
        let side = if signal.other.starts_with("JC") { "inspections" } else { "tickets" };
        let at = Place {
            id: signal.school,
            district: signal.district,
            kind: crate::access::Kind::School,
            code: signal.school_code.clone(),
            path: signal.path.clone(),
            name_zh: signal.school_zh.clone(),
            name_en: signal.school_en.clone(),
        };
        Self {
            school: signal.school(view.lang).to_owned(),
            why: format!("signal-why-{why}"),
            a,
            b,
            url: signal.url(),
            other: (!signal.other.is_empty()).then(|| format!("/o/{}/{side}/{}", signal.other_code, signal.other)),
            said: signal.said.clone(),
            explains: rules::may_mark(Mark::Explained, actor, &at),
            judges: !signal.settled() && rules::may_mark(Mark::Looked, actor, &at),
            request: RequestId::new(),
            signal,
        }
    }
}

#[derive(Template)]
#[template(path = "signal/contest.html")]
pub struct ContestPage {
    pub shell: Shell,
    pub place: Place,
    pub number: String,
    pub title: String,
    pub form: Form,
}

impl ContestPage {
    pub fn new(view: &View, place: &Place, t: &Ticket, form: Form) -> Self {
        let mut shell = view.shell(Section::Tickets);
        shell.problem = form.has_faults();
        Self { shell, place: place.clone(), number: t.number.clone(), title: t.title.clone(), form }
    }
}

#[derive(Template)]
#[template(path = "signal/samples.html")]
pub struct SamplesPage {
    pub shell: Shell,
    pub base: String,
    pub name: String,
    pub coverage: Coverage,
    pub last: Option<Last>,
    /// The SHA-256 of the last drum, as the ledger has it.
    pub digest: String,
    pub waiting: Vec<(String, Sample)>,
    pub done: Vec<(String, Sample)>,
    pub draws: bool,
    /// Whoever audits may make the draw again.
    pub audits: bool,
    pub request: RequestId,
    pub share: i32,
}

impl SamplesPage {
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        coverage: Coverage,
        samples: Vec<Sample>,
        last: Option<Last>,
        share: i32,
    ) -> Self {
        let named = samples.into_iter().map(|one| (one.school(view.lang).to_owned(), one));
        let (waiting, done) = named.partition(|(_, one)| one.result.is_none());
        Self {
            shell: view.shell(Section::Signals),
            base: format!("/o/{}", place.code),
            name: place.name(view.lang).to_owned(),
            coverage,
            digest: last.as_ref().map(|last| rules::digest(&last.lots)).unwrap_or_default(),
            last,
            waiting,
            done,
            draws: rules::looks(actor) && actor.place().id == place.id,
            audits: actor.role() == Role::Auditor,
            request: RequestId::new(),
            share,
        }
    }
}

/// A picture: small, large, its size, when and by whom.
pub struct Picture {
    pub thumb: String,
    pub full: String,
    pub width: i32,
    pub height: i32,
    pub line: String,
}

#[derive(Template)]
#[template(path = "signal/sample.html")]
pub struct SamplePage {
    pub shell: Shell,
    pub place: Place,
    pub back: String,
    pub sample: Sample,
    pub school: String,
    pub description: String,
    pub done: String,
    pub planned: bool,
    pub before: Vec<Picture>,
    pub after: Vec<Picture>,
    pub looks: bool,
    pub form: Form,
    pub refusal: Option<&'static str>,
    pub today: String,
}

impl SamplePage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        actor: &Actor,
        place: &Place,
        sample: Sample,
        t: &Ticket,
        photos: &[Shown],
        form: Option<Form>,
        refusal: Option<&'static str>,
    ) -> Self {
        let pictures = |moment: Moment| {
            let of = photos.iter().filter(|photo| photo.moment == moment);
            of.map(|photo| Picture {
                thumb: format!("/o/{}/photos/{}/thumb", place.code, photo.id),
                full: format!("/o/{}/photos/{}/page", place.code, photo.id),
                width: photo.thumb_width,
                height: photo.thumb_height,
                line: format!("{} · {}", view.lang.short_moment(view.zone, photo.uploaded_at), photo.uploader),
            })
            .collect::<Vec<_>>()
        };
        let mut form = form.unwrap_or_else(Form::blank);
        if !form.has_faults() && refusal.is_none() {
            form.suggest("due_on", &(view.today() + Days::new(LIMITS.general_days)).to_string());
        }
        let mut shell = view.shell(Section::Signals);
        shell.problem = form.has_faults() || refusal.is_some();
        Self {
            shell,
            back: format!("/o/{}/samples", actor.place().code),
            school: sample.school(view.lang).to_owned(),
            description: t.description.clone(),
            done: t.work.as_ref().map(|work| work.done.clone()).unwrap_or_default(),
            planned: t.plan.is_some(),
            before: pictures(Moment::Before),
            after: pictures(Moment::After),
            looks: sample.result.is_none() && rules::looks(actor),
            place: place.clone(),
            sample,
            form,
            refusal,
            today: view.today().to_string(),
        }
    }
}
