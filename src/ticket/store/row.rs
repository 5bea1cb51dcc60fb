//! A ticket as it lies in its table.

use super::Minders;
use crate::access::Kind;
use crate::id::{CriterionId, InspectionId, OrgId, PersonId, RiskPointId, TicketId};
use crate::money::Fen;
use crate::text::Words;
use crate::ticket::listing::{Listing, ListingState, Sign};
use crate::ticket::major::{Acceptance, Basis, Control, SixParts};
use crate::ticket::model::{Ask, Category, Fulfilments, Grade, Position, Source, State, Ticket, VoidReason, Work};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;

/// A row as it lies in the table. Becomes a [`Ticket`] only when its parts fit together.
pub(super) struct Row {
    pub(super) district_id: OrgId,
    pub(super) id: TicketId,
    pub(super) school_id: OrgId,
    pub(super) path: String,
    pub(super) number: String,
    pub(super) version: i32,
    pub(super) state: State,
    pub(super) grade: Grade,
    pub(super) category: Category,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) place: String,
    pub(super) source: Source,
    pub(super) risk_point_id: Option<RiskPointId>,
    pub(super) level: Option<i16>,
    pub(super) inspection_id: Option<InspectionId>,
    pub(super) latitude_e6: Option<i32>,
    pub(super) longitude_e6: Option<i32>,
    pub(super) accuracy_m: Option<i32>,
    pub(super) found_at: DateTime<Utc>,
    pub(super) reported_at: DateTime<Utc>,
    pub(super) acted_at: DateTime<Utc>,
    pub(super) reporter_id: PersonId,
    pub(super) on_the_spot: bool,
    pub(super) confirmer_id: Option<PersonId>,
    pub(super) void_reason: Option<VoidReason>,
    pub(super) merged_into: Option<TicketId>,
    pub(super) also_ids: Vec<PersonId>,
    pub(super) asked_due_on: Option<NaiveDate>,
    pub(super) asker_id: Option<PersonId>,
    pub(super) ask_reason: Option<String>,
    pub(super) ask_interim: Option<String>,
    pub(super) first_due_on: Option<NaiveDate>,
    pub(super) extended: i16,
    pub(super) responsible_id: Option<PersonId>,
    pub(super) measures: Option<String>,
    pub(super) planned_fen: Option<Fen>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) contingency: Option<String>,
    pub(super) causes: Option<String>,
    pub(super) harm: Option<String>,
    pub(super) goal: Option<String>,
    pub(super) materials: Option<String>,
    pub(super) bodies: Option<String>,
    pub(super) requirements: Option<String>,
    pub(super) basis: Option<Basis>,
    pub(super) criterion_ids: Vec<CriterionId>,
    pub(super) controls: Json<Vec<Control>>,
    pub(super) out_of_use_on: Option<NaiveDate>,
    pub(super) recurs_from: Option<TicketId>,
    pub(super) listing: Option<ListingState>,
    pub(super) listing_number: Option<String>,
    pub(super) listing_bureau_id: Option<OrgId>,
    pub(super) listing_level: Option<Kind>,
    pub(super) lister_id: Option<PersonId>,
    pub(super) listed_on: Option<NaiveDate>,
    pub(super) listed_until: Option<NaiveDate>,
    pub(super) supervisor_id: Option<PersonId>,
    pub(super) listing_filed_on: Option<NaiveDate>,
    pub(super) listing_published_on: Option<NaiveDate>,
    pub(super) delister_id: Option<PersonId>,
    pub(super) delisted_on: Option<NaiveDate>,
    pub(super) delisting_published_on: Option<NaiveDate>,
    pub(super) assigner_id: Option<PersonId>,
    pub(super) rectifier_id: Option<PersonId>,
    pub(super) done: Option<String>,
    pub(super) spent_fen: Option<Fen>,
    pub(super) verifier_id: Option<PersonId>,
    pub(super) signer_id: Option<PersonId>,
    pub(super) signed_for: Option<PersonId>,
    pub(super) visited_on: Option<NaiveDate>,
    pub(super) members: Vec<String>,
    pub(super) accepter_id: Option<PersonId>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    pub(super) returned: i16,
    pub(super) reopened: i16,
    pub(super) risk_point: Option<String>,
    pub(super) bureau: Option<Json<Words>>,
    pub(super) original: Option<String>,
    pub(super) repeats: Option<String>,
    pub(super) minders: Option<Json<Minders>>,
    pub(super) asked_criterion: Option<String>,
    pub(super) contest_days: Option<i32>,
}

impl From<Row> for Ticket {
    fn from(row: Row) -> Self {
        let six = match (row.causes, row.harm, row.goal, row.materials, row.bodies, row.requirements) {
            (Some(causes), Some(harm), Some(goal), Some(materials), Some(bodies), Some(requirements)) => {
                Some(SixParts { causes, harm, goal, materials, bodies, requirements })
            }
            _ => None,
        };
        let sign = match (
            row.listing_number,
            row.listing_bureau_id,
            row.listing_level,
            row.lister_id,
            row.listed_on,
            row.listed_until,
            row.supervisor_id,
        ) {
            (Some(number), Some(bureau), Some(level), Some(lister), Some(listed_on), Some(due_on), Some(supervisor)) => Some(Sign {
                number,
                bureau,
                level,
                lister,
                listed_on,
                due_on,
                supervisor,
                filed_on: row.listing_filed_on,
                published_on: row.listing_published_on,
            }),
            _ => None,
        };
        let listing = row.listing.map(|state| Listing {
            state,
            sign,
            delister: row.delister_id,
            delisted_on: row.delisted_on,
            delisting_published_on: row.delisting_published_on,
        });
        let plan = match (row.responsible_id, row.measures, row.planned_fen, row.due_on, row.contingency) {
            (Some(responsible), Some(measures), Some(planned), Some(due_on), Some(contingency)) => {
                Some(Fulfilments { responsible, measures, planned, due_on, contingency, six })
            }
            _ => None,
        };
        let work = match (row.rectifier_id, row.done, row.spent_fen) {
            (Some(rectifier), Some(done), Some(spent)) => Some(Work { rectifier, done, spent }),
            _ => None,
        };
        let ask = match (row.asked_due_on, row.asker_id, row.ask_reason, row.ask_interim) {
            (Some(until), Some(by), Some(reason), Some(interim)) => Some(Ask { until, by, reason, interim }),
            _ => None,
        };
        let position = match (row.latitude_e6, row.longitude_e6, row.accuracy_m) {
            (Some(latitude_e6), Some(longitude_e6), Some(accuracy_m)) => Some(Position { latitude_e6, longitude_e6, accuracy_m }),
            _ => None,
        };
        Self {
            district: row.district_id,
            id: row.id,
            school: row.school_id,
            path: row.path,
            number: row.number,
            version: row.version,
            state: row.state,
            grade: row.grade,
            category: row.category,
            title: row.title,
            description: row.description,
            place: row.place,
            source: row.source,
            risk_point: row.risk_point_id,
            level: row.level,
            inspection: row.inspection_id,
            position,
            found_at: row.found_at,
            reported_at: row.reported_at,
            acted_at: row.acted_at,
            reporter: row.reporter_id,
            on_the_spot: row.on_the_spot,
            confirmer: row.confirmer_id,
            void_reason: row.void_reason,
            merged_into: row.merged_into,
            also: row.also_ids,
            ask,
            first_due_on: row.first_due_on,
            extended: row.extended,
            basis: row.basis,
            criteria: row.criterion_ids,
            controls: row.controls.0,
            out_of_use_on: row.out_of_use_on,
            recurs_from: row.recurs_from,
            listing,
            plan,
            assigner: row.assigner_id,
            work,
            verifier: row.verifier_id,
            signer: row.signer_id,
            signed_for: row.signed_for,
            acceptance: row.visited_on.map(|visited_on| Acceptance { visited_on, members: row.members }),
            accepter: row.accepter_id,
            closed_at: row.closed_at,
            returned: row.returned,
            reopened: row.reopened,
        }
    }
}
