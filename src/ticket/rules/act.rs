//! The acts by name, what each needs, and why one is refused.

use crate::id::{InspectionPlanId, PersonId, PhotoId, TicketId};
use crate::money::Fen;
use crate::ticket::major::{Acceptance, ControlKind, SixParts, Ticked};
use crate::ticket::model::{Category, Grade, VoidReason};
use chrono::NaiveDate;

codes! {
    /// The acts, by name.
    pub enum Deed {
        Report = "report",
        Confirm = "confirm",
        Void = "void",
        FixOnTheSpot = "fix_on_the_spot",
        Assign = "assign",
        ApprovePlan = "approve_plan",
        ReturnPlan = "return_plan",
        Progress = "progress",
        Reassign = "reassign",
        AskExtension = "ask_extension",
        GrantExtension = "grant_extension",
        DenyExtension = "deny_extension",
        Submit = "submit",
        Pass = "pass",
        Fail = "fail",
        Sign = "sign",
        SendBack = "send_back",
        Accept = "accept",
        Refuse = "refuse",
        Reopen = "reopen",
        Regrade = "regrade",
        /// 临时管控措施
        Control = "control",
        Lift = "lift",
        /// 停用: its place is closed to everybody.
        CloseOff = "close_off",
        /// 恢复使用
        PutBack = "put_back",
        /// 挂牌
        List = "list",
        /// 不挂牌
        DeclineListing = "decline_listing",
        /// 报安委会备案
        FileListing = "file_listing",
        /// 公示
        PublishListing = "publish_listing",
        /// 摘牌
        Delist = "delist",
        Comment = "comment",
        /// Somebody saw the same and says so, instead of reporting it once more.
        Join = "join",
        /// What a duplicate leaves with the original; part of voiding it, never asked for.
        Absorb = "absorb",
    }
}

impl Deed {
    /// From the last part of an address: `fix-on-the-spot`.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.slug() == slug)
    }

    pub fn slug(self) -> String {
        self.code().replace('_', "-")
    }

    /// The Fluent key of what is said once it is done: what was done, and who goes on.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Report => "flash-reported",
            Self::Confirm => "flash-confirmed",
            Self::Void => "flash-voided",
            Self::FixOnTheSpot => "flash-fixed",
            Self::Assign => "flash-assigned",
            Self::ApprovePlan => "flash-plan-approved",
            Self::ReturnPlan => "flash-plan-returned",
            Self::Progress => "flash-progress",
            Self::Reassign => "flash-reassigned",
            Self::AskExtension => "flash-extension-asked",
            Self::GrantExtension => "flash-extension-granted",
            Self::DenyExtension => "flash-extension-denied",
            Self::Submit => "flash-submitted",
            Self::Pass => "flash-passed",
            Self::Fail => "flash-failed",
            Self::Sign => "flash-signed",
            Self::SendBack => "flash-sent-back",
            Self::Accept => "flash-accepted",
            Self::Refuse => "flash-refused",
            Self::Reopen => "flash-reopened",
            Self::Regrade => "flash-regraded",
            Self::Control => "flash-controlled",
            Self::Lift => "flash-lifted",
            Self::CloseOff => "flash-closed-off",
            Self::PutBack => "flash-put-back",
            Self::List => "flash-listed",
            Self::DeclineListing => "flash-listing-declined",
            Self::FileListing => "flash-listing-filed",
            Self::PublishListing => "flash-listing-published",
            Self::Delist => "flash-delisted",
            Self::Comment => "flash-commented",
            Self::Join | Self::Absorb => "flash-joined",
        }
    }

    /// What a ticket waits for. The others may be done while it waits for somebody else, so nobody is asked for them.
    pub const fn is_awaited(self) -> bool {
        matches!(
            self,
            Self::Confirm
                | Self::Assign
                | Self::ApprovePlan
                | Self::ReturnPlan
                | Self::GrantExtension
                | Self::DenyExtension
                | Self::Submit
                | Self::Pass
                | Self::Fail
                | Self::Sign
                | Self::SendBack
                | Self::Accept
                | Self::Refuse
                | Self::Delist
        )
    }
}

/// Somebody who may be made responsible: the store finds them by an active post at the school, so nobody else can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignee {
    pub person: PersonId,
    /// They also hold the principal's post here; the principal signs, so cannot answer for the work.
    pub principal: bool,
}

/// What somebody wants to do, with everything the act needs. Fields that an act requires are fields of its variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Real, of this grade and category. Graver or lighter than reported is said why; lighter is the principal's to say. A criterion that is met
    /// decides.
    Confirm {
        grade: Grade,
        category: Category,
        ticked: Ticked,
        note: String,
    },
    /// Untrue, a duplicate of another that is open, or not ours; never deleted.
    Void {
        reason: VoidReason,
        note: String,
        original: Option<TicketId>,
    },
    /// Put right at once (即查即改): general ones only; a second person still looks.
    FixOnTheSpot {
        done: String,
        spent: Fen,
        photos: Vec<PhotoId>,
    },
    /// The five fulfilments. A general one starts at once, a major one waits for the bureau's word on the plan.
    Assign {
        to: Assignee,
        measures: String,
        planned: Fen,
        due_on: NaiveDate,
        contingency: String,
        /// Of a major one.
        six: Option<SixParts>,
    },
    ApprovePlan {
        note: String,
    },
    ReturnPlan {
        note: String,
    },
    /// A note on the way; nothing moves.
    Progress {
        note: String,
    },
    /// Another person answers for it from now on; plan and deadline stay.
    Reassign {
        to: Assignee,
        note: String,
    },
    /// More time: until when, why, and what keeps people safe until then. Asking moves nothing.
    AskExtension {
        until: NaiveDate,
        reason: String,
        interim: String,
    },
    /// The new deadline: later than the old one, not later than asked for.
    GrantExtension {
        until: NaiveDate,
        note: String,
    },
    DenyExtension {
        note: String,
    },
    /// Said to be fixed, with a photo taken afterwards.
    Submit {
        done: String,
        spent: Fen,
        photos: Vec<PhotoId>,
    },
    Pass {
        note: String,
    },
    Fail {
        note: String,
    },
    /// The principal's signature; the password was asked again.
    Sign {
        note: String,
    },
    SendBack {
        note: String,
    },
    /// The bureau was on site, with two people at least.
    Accept {
        on_site: Acceptance,
        note: String,
    },
    Refuse {
        note: String,
    },
    /// It is back, or was never put right. With a plan the work begins again, to a new deadline.
    Reopen {
        due_on: Option<NaiveDate>,
        note: String,
    },
    Regrade {
        grade: Grade,
        ticked: Ticked,
        note: String,
    },
    /// What keeps people safe until then; looked at every day by the plan that is begun with it.
    Control {
        plan: InspectionPlanId,
        kind: ControlKind,
        words: String,
        owner: PersonId,
        times: u8,
    },
    /// One of them is no longer needed, and why.
    Lift {
        plan: InspectionPlanId,
        note: String,
    },
    CloseOff {
        note: String,
    },
    PutBack {
        note: String,
    },
    /// On the bureau's list, under a number, to a deadline, followed by one of its own.
    List {
        number: String,
        due_on: NaiveDate,
        supervisor: PersonId,
        note: String,
    },
    DeclineListing {
        note: String,
    },
    FileListing,
    PublishListing,
    /// Off the list: the bureau was on site.
    Delist {
        on_site: Acceptance,
        note: String,
    },
    /// Words beside the loop; nothing moves.
    Comment {
        note: String,
    },
    Join {
        note: String,
    },
}

impl Act {
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Confirm { .. } => Deed::Confirm,
            Self::Void { .. } => Deed::Void,
            Self::FixOnTheSpot { .. } => Deed::FixOnTheSpot,
            Self::Assign { .. } => Deed::Assign,
            Self::ApprovePlan { .. } => Deed::ApprovePlan,
            Self::ReturnPlan { .. } => Deed::ReturnPlan,
            Self::Progress { .. } => Deed::Progress,
            Self::Reassign { .. } => Deed::Reassign,
            Self::AskExtension { .. } => Deed::AskExtension,
            Self::GrantExtension { .. } => Deed::GrantExtension,
            Self::DenyExtension { .. } => Deed::DenyExtension,
            Self::Submit { .. } => Deed::Submit,
            Self::Pass { .. } => Deed::Pass,
            Self::Fail { .. } => Deed::Fail,
            Self::Sign { .. } => Deed::Sign,
            Self::SendBack { .. } => Deed::SendBack,
            Self::Accept { .. } => Deed::Accept,
            Self::Refuse { .. } => Deed::Refuse,
            Self::Reopen { .. } => Deed::Reopen,
            Self::Regrade { .. } => Deed::Regrade,
            Self::Control { .. } => Deed::Control,
            Self::Lift { .. } => Deed::Lift,
            Self::CloseOff { .. } => Deed::CloseOff,
            Self::PutBack { .. } => Deed::PutBack,
            Self::List { .. } => Deed::List,
            Self::DeclineListing { .. } => Deed::DeclineListing,
            Self::FileListing => Deed::FileListing,
            Self::PublishListing => Deed::PublishListing,
            Self::Delist { .. } => Deed::Delist,
            Self::Comment { .. } => Deed::Comment,
            Self::Join { .. } => Deed::Join,
        }
    }
}

/// Why not. Each is a sentence for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The ticket is not at the step this act belongs to.
    #[error("not at this step")]
    State,
    /// Another post's work.
    #[error("not your post")]
    Role,
    /// Whoever did or answered for the work neither verifies nor signs it.
    #[error("own work")]
    OwnWork,
    /// Only the responsible person.
    #[error("not responsible")]
    NotResponsible,
    /// The principal signs, so cannot be the one responsible.
    #[error("principal cannot be responsible")]
    PrincipalResponsible,
    /// The principal signs, so cannot have put it right themselves.
    #[error("principal cannot fix")]
    PrincipalFixes,
    /// It is already theirs.
    #[error("already responsible")]
    SamePerson,
    /// The deadline lies before today, or more than a year away.
    #[error("deadline")]
    Deadline,
    /// A major one cannot be put right on the spot.
    #[error("major")]
    Major,
    /// Without a photo nobody can compare.
    #[error("no photo")]
    NoPhoto,
    /// More time is asked for already.
    #[error("asked already")]
    Asked,
    /// It got more time as often as it may.
    #[error("extended too often")]
    Extended,
    /// A new deadline that is not later than the old one.
    #[error("not later")]
    NotLater,
    /// More time than was asked for.
    #[error("longer than asked")]
    Longer,
    /// Whoever asked does not decide.
    #[error("own request")]
    OwnRequest,
    /// Closed too long ago to be opened again.
    #[error("too late")]
    TooLate,
    /// It is of this grade already.
    #[error("same grade")]
    SameGrade,
    /// From major to general takes another person, and the principal or the bureau.
    #[error("lowering")]
    Lowering,
    /// A grade is not changed without a word.
    #[error("no reason")]
    NoReason,
    /// A duplicate of what? Of another that is open.
    #[error("which one")]
    WhichOne,
    /// A criterion that was ticked makes it major.
    #[error("a criterion is met")]
    Criterion,
    /// What a criterion made major only the bureau makes less of.
    #[error("the bureau lowers")]
    BureauLowers,
    /// The plan of a major one says six things.
    #[error("six parts")]
    SixParts,
    /// Two people at least accept it on site.
    #[error("two people")]
    TwoPeople,
    /// A day on site that lies ahead, or before it was reported.
    #[error("day on site")]
    Visited,
    /// On a bureau's list; first it is taken off.
    #[error("listed")]
    Listed,
    /// The bureau that listed it, or one above, ends that.
    #[error("listed above")]
    ListedAbove,
    /// Outside the deadline of the listing.
    #[error("beyond the listing")]
    BeyondListing,
    /// No such temporary control stands; or there are enough.
    #[error("controls")]
    Controls,
    /// A deputy signs nothing they verified.
    #[error("own verdict")]
    OwnVerdict,
    /// They reported it, or joined it, already.
    #[error("known")]
    Known,
    /// Somebody acted since the form was opened.
    #[error("stale")]
    Stale,
}

impl Refusal {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::State => "refused-state",
            Self::Role => "refused-role",
            Self::OwnWork => "refused-own-work",
            Self::NotResponsible => "refused-not-responsible",
            Self::PrincipalResponsible => "refused-principal-responsible",
            Self::PrincipalFixes => "refused-principal-fixes",
            Self::SamePerson => "refused-same-person",
            Self::Deadline => "refused-deadline",
            Self::Major => "refused-major",
            Self::NoPhoto => "refused-no-photo",
            Self::Asked => "refused-asked",
            Self::Extended => "refused-extended",
            Self::NotLater => "refused-not-later",
            Self::Longer => "refused-longer",
            Self::OwnRequest => "refused-own-request",
            Self::TooLate => "refused-too-late",
            Self::SameGrade => "refused-same-grade",
            Self::Lowering => "refused-lowering",
            Self::NoReason => "refused-no-reason",
            Self::WhichOne => "refused-which-one",
            Self::Criterion => "refused-criterion",
            Self::BureauLowers => "refused-bureau-lowers",
            Self::SixParts => "refused-six-parts",
            Self::TwoPeople => "refused-two-people",
            Self::Visited => "refused-visited",
            Self::Listed => "refused-listed",
            Self::ListedAbove => "refused-listed-above",
            Self::BeyondListing => "refused-beyond-listing",
            Self::Controls => "refused-controls",
            Self::OwnVerdict => "refused-own-verdict",
            Self::Known => "refused-known",
            Self::Stale => "refused-stale",
        }
    }
}
