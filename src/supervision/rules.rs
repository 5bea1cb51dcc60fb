//! What of a listing is due by when. Pure.

use super::limits::{Limits, Obligation};
use crate::calendar::rules::{working_day_after, working_day_before};
use crate::ticket::listing::{Listing, ListingState};
use chrono::{Days, NaiveDate};

/// Something a bureau or a school has to do, and when it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub obligation: Obligation,
    pub by: NaiveDate,
    pub done: Option<NaiveDate>,
}

impl Due {
    pub fn late(&self, today: NaiveDate) -> bool {
        self.done.map_or(self.by < today, |done| done > self.by)
    }
}

/// What is known of a listing beside itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// The day the principal signed the work.
    pub signed_on: Option<NaiveDate>,
    /// The day more time was asked for, while nobody has decided.
    pub asked_on: Option<NaiveDate>,
}

/// What a listing still asks for and what was done of it, in the order of its life.
pub fn dues(listing: &Listing, around: Around, limits: &Limits) -> Vec<Due> {
    let Some(sign) = &listing.sign else { return vec![] };
    let after = |obligation: Obligation, from: NaiveDate, done: Option<NaiveDate>| {
        let by = match limits.days(obligation) {
            (days, true) => working_day_after(from, days),
            (days, false) => from.checked_add_days(Days::new(days.into())).unwrap_or(from),
        };
        Due { obligation, by, done }
    };
    let mut found =
        vec![after(Obligation::File, sign.listed_on, sign.filed_on), after(Obligation::Publish, sign.listed_on, sign.published_on)];
    if listing.state == ListingState::Listed {
        match around.asked_on {
            Some(asked) => found.push(after(Obligation::Decide, asked, None)),
            None => {
                let by = match limits.days(Obligation::Ask) {
                    (days, true) => working_day_before(sign.due_on, days),
                    (days, false) => sign.due_on.checked_sub_days(Days::new(days.into())).unwrap_or(sign.due_on),
                };
                // A right, not a obligation: the last day on which more time can be asked for in time. It is never late, it is over.
                found.push(Due { obligation: Obligation::Ask, by, done: None });
            }
        }
    }
    if let (ListingState::Requested | ListingState::Delisted, Some(signed)) = (listing.state, around.signed_on) {
        found.push(after(Obligation::Accept, signed, listing.delisted_on));
    }
    if let Some(off) = listing.delisted_on {
        found.push(after(Obligation::PublishDelisting, off, listing.delisting_published_on));
    }
    found
}

/// The last day that what was listed on a day may be supervised to.
pub fn last_day(limits: &Limits, listed_on: NaiveDate) -> NaiveDate {
    match limits.days(Obligation::Longest) {
        (days, true) => working_day_after(listed_on, days),
        (days, false) => listed_on.checked_add_days(Days::new(days.into())).unwrap_or(listed_on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Kind;
    use crate::id::{OrgId, PersonId};
    use crate::ticket::listing::Sign;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn listing(state: ListingState) -> Listing {
        let sign = Sign {
            number: "2026-1".into(),
            bureau: OrgId(Uuid::nil()),
            level: Kind::City,
            lister: PersonId(Uuid::nil()),
            // A Wednesday before National Day.
            listed_on: day("2026-09-30"),
            due_on: day("2026-12-31"),
            supervisor: PersonId(Uuid::nil()),
            filed_on: Some(day("2026-10-12")),
            published_on: None,
        };
        Listing { state, sign: Some(sign), ..Listing::proposed() }
    }

    #[test]
    fn each_duty_is_counted_from_its_own_day_in_its_own_kind_of_days() {
        let told = |listing: &Listing, around| -> Vec<String> {
            dues(listing, around, &Limits::default())
                .into_iter()
                .map(|one| format!("{} {}{}", one.obligation, one.by, if one.late(day("2026-10-14")) { " late" } else { "" }))
                .collect()
        };
        let none = Around::default();
        assert_eq!(
            told(&listing(ListingState::Listed), none),
            ["file 2026-10-10 late", "publish 2026-10-13 late", "ask 2026-12-03"],
            "the holidays do not count, the Saturday that is worked does"
        );
        let asked = Around { asked_on: Some(day("2026-10-12")), ..none };
        assert_eq!(told(&listing(ListingState::Listed), asked).last().unwrap(), "decide 2026-10-26");
        let signed = Around { signed_on: Some(day("2026-10-01")), ..none };
        assert_eq!(told(&listing(ListingState::Requested), signed).last().unwrap(), "accept 2026-10-11 late", "days of the calendar");
        let off = Listing { delisted_on: Some(day("2026-10-12")), ..listing(ListingState::Delisted) };
        assert_eq!(told(&off, none).last().unwrap(), "publish_delisting 2026-10-19");
        assert_eq!(told(&Listing::proposed(), none), Vec::<String>::new());
    }
}
