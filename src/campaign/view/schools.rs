//! The choice of schools for a launch.

use super::span;
use crate::access::Place;
use crate::calendar::model::Entry;
use crate::calendar::rules::Calendar;
use crate::campaign::model::{Campaign, Candidate, Standing, Wanted};
use crate::campaign::rules::{self, MOST_BOXES};
use crate::dashboard::rules::grouped;
use crate::org::model::{Ownership, Stage};
use crate::text::{Words, filters};
use crate::web::form::{Choice, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "campaign/schools.html")]
pub struct SchoolsPage {
    pub shell: Shell,
    pub place: Place,
    pub base: String,
    pub title: String,
    /// Not launched yet.
    pub draft: bool,
    pub version: i32,
    pub form: Form,
    pub districts: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub ownerships: Vec<Choice>,
    pub rows: Vec<CandidateRow>,
    /// All that were found, of which the rows are a part where they are too many for boxes.
    pub count: usize,
    pub boxes: bool,
    /// Names of those where nobody can be asked.
    pub unmanned: Vec<String>,
    pub span: String,
    pub deadline: String,
    pub list: String,
    pub questions: i32,
    pub filter: Vec<(&'static str, String)>,
    pub narrowed: bool,
}

pub struct CandidateRow {
    pub code: String,
    pub name: String,
    pub district: String,
    pub stage: Option<Stage>,
    pub pupils: String,
    pub manned: bool,
    pub ticked: bool,
    /// Its first and last day, where they are others than the campaign's.
    pub moved: Option<String>,
}

const FILTER: [&str; 6] = ["district", "stage", "ownership", "boarding", "least", "most"];

impl SchoolsPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        campaign: &Campaign,
        form: Form,
        wanted: &Wanted,
        found: &[Candidate],
        districts: &[(String, Words)],
        entries: &[Entry],
    ) -> Self {
        let lang = view.lang;
        let boxes = found.len() <= MOST_BOXES;
        let draft = campaign.standing == Standing::Draft;
        let today = view.today();
        let usual = (campaign.draft.starts.max(today), campaign.draft.deadline.max(today));
        // Before a launch all that were looked for are meant; afterwards only whom somebody ticks. A form that came back keeps its ticks.
        let sent = form.has_faults();
        let row = |one: &Candidate| {
            let days = rules::days(&Calendar::at(entries, &one.path), campaign.draft.starts, campaign.draft.deadline, today);
            CandidateRow {
                code: one.code.clone(),
                name: one.name.say(lang).to_owned(),
                district: one.district_name.say(lang).to_owned(),
                stage: one.stage,
                pupils: one.pupils.map(|n| grouped(n.into())).unwrap_or_default(),
                manned: one.manned,
                ticked: if sent { form.is("pick", &one.code) } else { draft },
                moved: (days != usual).then(|| span(view, days.0, days.1)),
            }
        };
        let mut shell = view.shell(Section::Campaigns);
        shell.problem = sent;
        Self {
            shell,
            place: place.clone(),
            base: format!("/o/{}/campaigns/{}", place.code, campaign.id),
            title: campaign.draft.title.clone(),
            draft,
            version: campaign.version,
            rows: found.iter().take(MOST_BOXES).map(row).collect(),
            count: found.len(),
            boxes,
            unmanned: found.iter().filter(|one| !one.manned).map(|one| one.name.say(lang).to_owned()).collect(),
            span: span(view, campaign.draft.starts, campaign.draft.ends),
            deadline: lang.day(campaign.draft.deadline),
            list: campaign.list.say(lang).to_owned(),
            questions: campaign.questions,
            districts: districts.iter().map(|(code, name)| Choice::named(code, name.say(lang))).collect(),
            stages: Stage::ALL.iter().map(|stage| Choice::keyed(stage.code(), stage.key())).collect(),
            ownerships: Ownership::ALL.iter().map(|one| Choice::keyed(one.code(), one.key())).collect(),
            filter: FILTER.iter().map(|name| (*name, form.value(name).to_owned())).filter(|(_, value)| !value.is_empty()).collect(),
            narrowed: *wanted != Wanted::default(),
            form,
        }
    }

    /// The first few without anybody, in one line.
    pub fn unmanned_names(&self) -> String {
        self.unmanned.iter().take(20).cloned().collect::<Vec<_>>().join(self.shell.lang.comma())
    }
}
