//! Listed supervision (挂牌督办): a bureau puts a major hidden danger on its list, under a number, to a deadline, with one of its own to follow it,
//! and takes it off again only after it was on site. Meanwhile the ticket cannot be closed.

use crate::access::{Actor, Kind};
use crate::id::{OrgId, PersonId};
use chrono::NaiveDate;

codes! {
    /// Where a listing stands.
    pub enum ListingState {
        /// 拟挂牌: a criterion is met; the bureau decides.
        Proposed = "proposed",
        /// 已挂牌
        Listed = "listed",
        /// 申请摘牌: the principal's signature under the work asks for it.
        Requested = "requested",
        /// 已摘牌
        Delisted = "delisted",
        /// 不挂牌
        Declined = "declined",
    }
}

/// The listing of a ticket, the last one if it was listed more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub state: ListingState,
    /// What was listed; `None` while it is only proposed, or was declined.
    pub sign: Option<Sign>,
    pub delister: Option<PersonId>,
    pub delisted_on: Option<NaiveDate>,
    /// 摘牌公示: the day of its notice; no fact of the row, so that it can follow the end.
    pub delisting_published_on: Option<NaiveDate>,
}

/// What hangs at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// `2026-3`: the third of its bureau in that year.
    pub number: String,
    pub bureau: OrgId,
    pub level: Kind,
    pub lister: PersonId,
    pub listed_on: NaiveDate,
    pub due_on: NaiveDate,
    /// Who follows it for the bureau (督办责任人).
    pub supervisor: PersonId,
    /// 报安委会备案
    pub filed_on: Option<NaiveDate>,
    /// 挂牌公示
    pub published_on: Option<NaiveDate>,
}

impl Listing {
    pub const fn proposed() -> Self {
        Self { state: ListingState::Proposed, sign: None, delister: None, delisted_on: None, delisting_published_on: None }
    }

    /// On the list, so that the ticket cannot be closed.
    pub const fn holds(&self) -> bool {
        matches!(self.state, ListingState::Listed | ListingState::Requested)
    }

    /// Whether the listing is this actor's to end: the bureau that listed it, or one above it.
    pub fn belongs_to(&self, actor: &Actor) -> bool {
        self.sign.as_ref().is_none_or(|sign| actor.place().kind <= sign.level)
    }

    /// What the ledger keeps of it; empty values are left out by the caller.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        fn day(day: Option<NaiveDate>) -> String {
            day.map(|day| day.to_string()).unwrap_or_default()
        }
        let mut facts = vec![
            ("listing", self.state.to_string()),
            ("delister", self.delister.map(|id| id.to_string()).unwrap_or_default()),
            ("delisted_on", day(self.delisted_on)),
        ];
        if let Some(sign) = &self.sign {
            facts.extend([
                ("listing_number", sign.number.clone()),
                ("listing_bureau", sign.bureau.to_string()),
                ("listing_level", sign.level.to_string()),
                ("lister", sign.lister.to_string()),
                ("listed_on", sign.listed_on.to_string()),
                ("listed_until", sign.due_on.to_string()),
                ("supervisor", sign.supervisor.to_string()),
                ("listing_filed_on", day(sign.filed_on)),
                ("listing_published_on", day(sign.published_on)),
            ]);
        }
        facts
    }
}
