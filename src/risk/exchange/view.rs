//! What the import's templates are given.

use super::check::Remark;
use super::pages::SHOWN;
use super::store::{Import, Left, Past, Stage};
use crate::access::Place;
use crate::job;
use crate::sheet::{MOST_BYTES, MOST_ROWS};
use crate::text::filters;
use crate::web::form::Form;
use crate::web::page::{Section, Shell, View};
use askama::Template;

#[derive(Template)]
#[template(path = "risk/import.html")]
pub struct UploadPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub past: Vec<Past>,
}

impl UploadPage {
    pub fn new(view: &View, place: &Place, form: Form, past: Vec<Past>) -> Self {
        let mut shell = view.shell(Section::Risks);
        shell.problem = form.has_faults();
        Self { shell, place: place.clone(), form, past }
    }

    pub fn most_rows(&self) -> usize {
        MOST_ROWS
    }

    pub fn most_mib(&self) -> usize {
        MOST_BYTES / 1024 / 1024
    }
}

/// How an import stands, for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Read; nothing of it is in the register.
    Checked,
    /// On its way in.
    Running,
    /// Its job was given up half-way.
    Stopped,
    Done,
}

impl Standing {
    pub fn of(import: &Import, job: Option<&job::State>) -> Self {
        match import.stage {
            Stage::Checked => Self::Checked,
            Stage::Done => Self::Done,
            Stage::Running if job.is_some_and(|job| job.failed) => Self::Stopped,
            Stage::Running => Self::Running,
        }
    }
}

#[derive(Template)]
#[template(path = "risk/import-show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub place: Place,
    pub form: Form,
    pub import: Import,
    pub standing: Standing,
    /// Why it stopped: a Fluent key, or empty.
    pub told: String,
    /// It failed and is tried again by itself.
    pub waiting: bool,
    pub faulty: Vec<Left>,
    pub there: Vec<Left>,
    moment: String,
}

impl ShowPage {
    pub fn new(view: &View, place: &Place, form: Form, import: Import, job: Option<&job::State>, left: Vec<Left>) -> Self {
        let mut shell = view.shell(Section::Risks);
        shell.problem = form.has_faults();
        let standing = Standing::of(&import, job);
        let (faulty, there) = left.into_iter().partition(|one| !one.faults.0.is_empty());
        let told = job.map(|job| job.told.clone()).filter(|key| view.lang.knows(key)).unwrap_or_default();
        let waiting = job.is_some_and(|job| job.again_at.is_some());
        Self {
            shell,
            place: place.clone(),
            form,
            standing,
            told,
            waiting,
            faulty,
            there,
            moment: view.lang.moment(view.zone, import.at),
            import,
        }
    }

    pub fn url(&self) -> String {
        format!("/o/{}/risks/import/{}", self.place.code, self.import.id)
    }

    /// Points that go in or are in.
    pub fn going(&self) -> i64 {
        self.import.tally.new + self.import.tally.added
    }

    /// Those with faults that the page does not name.
    pub fn more_faulty(&self) -> i64 {
        (self.import.tally.faulty - SHOWN).max(0)
    }

    pub fn more_there(&self) -> i64 {
        (self.import.tally.there - SHOWN).max(0)
    }

    /// How it stands, as the keys of its words have it.
    pub fn named(&self) -> &'static str {
        match self.standing {
            Standing::Checked => "checked",
            Standing::Running => "running",
            Standing::Stopped => "stopped",
            Standing::Done => "done",
        }
    }

    pub fn is(&self, standing: &str) -> bool {
        self.named() == standing
    }

    pub fn notes(&self) -> &[Remark] {
        &self.import.notes
    }

    /// When the file was read, written out.
    pub fn moment(&self) -> &str {
        &self.moment
    }
}

impl Left {
    /// What is wrong with it.
    pub fn said(&self) -> &[Remark] {
        &self.faults.0
    }
}

impl Remark {
    /// The Fluent key of where it points, with `$a` the row and `$b` the column.
    pub fn at(&self) -> &'static str {
        match (self.row, self.column.is_empty()) {
            (0, true) => "import-at-file",
            (0, false) => "import-at-column",
            (_, true) => "import-at-row",
            (_, false) => "import-at-cell",
        }
    }
}
