//! Typed identifiers: a ticket's id cannot be passed where a person's is wanted. All are UUID version 7, made here and never by the database.

use chrono::{DateTime, Utc};
use uuid::{NoContext, Timestamp, Uuid};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh one, ordered by the time it was made.
            #[expect(clippy::new_without_default, reason = "every call differs; a default would hide that")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// A fresh one that sorts as if it had been made at `at` (the demo's history).
            pub fn at(at: DateTime<Utc>) -> Self {
                let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
                Self(Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos())))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// An organisation: a bureau or a school.
    OrgId,
    /// A person, whatever posts they hold.
    PersonId,
    /// One post of one person.
    PostId,
    /// One press of a button: the form's own id, so that a second press is recognised.
    RequestId,
    /// Something asked of a body outside.
    ReferralId,
    /// A principal's leave to sign in their place.
    DelegationId,
    /// A risk point (风险点).
    RiskPointId,
    /// A hazard (危险源) inside a risk point.
    HazardId,
    /// One evaluation of a hazard.
    EvaluationId,
    /// A control measure (管控措施).
    MeasureId,
    /// A versioned grading scheme.
    SchemeId,
    /// One version of a criterion (判定标准) of a major hidden danger.
    CriterionId,
    /// A direct judgement (直接判定) or a raise of a point's level.
    JudgementId,
    /// A bureau's choice of a scheme.
    ChoiceId,
    /// A call to grade risk points anew.
    CallId,
    /// A check list kept for use (检查表).
    TemplateId,
    /// One inspection (检查).
    InspectionId,
    /// A hidden danger's ticket (隐患).
    TicketId,
    /// A photo.
    PhotoId,
    /// A plan of the four-colour map (平面图).
    PlanId,
    /// An area drawn on a plan.
    PlanAreaId,
    /// An entry of a school calendar.
    EntryId,
    /// An inspection plan (检查计划).
    InspectionPlanId,
    /// A special campaign (专项整治).
    CampaignId,
    /// The frozen questions of a task.
    ListId,
    /// A bureau's round of visits.
    VisitRoundId,
    /// One school's visit in a round.
    VisitId,
    /// A job of the queue.
    JobId,
    /// An import of a risk list.
    ImportId,
    /// A file of an old ledger.
    LegacyUploadId,
    /// A hidden danger of an old ledger.
    LegacyId,
    /// A message to a person (消息).
    MessageId,
    /// Something to be carried out of the house.
    DeliveryId,
    /// A robot or a program that an organisation wants told.
    WebhookId,
    /// A report of the public (tip).
    TipId,
    /// An entry of money.
    FundEntryId,
    /// What somebody said to a signal, or a closing they contest.
    MarkId,
    /// A bureau's draw of closings.
    DrawId,
    /// A closing that was drawn.
    SampleId,
}
