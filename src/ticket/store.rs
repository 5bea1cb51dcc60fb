//! All SQL of tickets. Reads are shaped for their page; the one write, [`save`], accepts only a lawful [`Step`].

mod listed;
mod row;

use self::row::Row;
pub use listed::{Behind, Facet, Filter, Listed, Lookup, PAGE, Range, Term, behind, list, list_with, look_up, never, terms};

use super::limits::LIMITS;
use super::listing::ListingState;
use super::major::{Basis, Control};
use super::model::{Category, Grade, Source, State, Ticket, VoidReason};
use super::rules::{Assignee, Deed, Step, Turn, waits_for};
use super::similar::Before;
use crate::access::{Kind, Place};
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CriterionId, InspectionId, InspectionPlanId, OrgId, PersonId, PhotoId, RiskPointId, TicketId};
use crate::ledger::{self, Event, Subject};
use crate::limit::model::{Number, kept};
use crate::message;
use crate::money::Fen;
use crate::risk;
use crate::rollup;
use crate::task;
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::{Stream, TryStreamExt};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::BTreeMap;

/// One select for reading one, locking one and reading all: only its end differs.
macro_rules! rows {
    ($end:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"SELECT district_id AS "district_id: OrgId", id AS "id: TicketId", school_id AS "school_id: OrgId", path, number, version, state AS "state: State", grade AS "grade: Grade",
                      category AS "category: Category", title, description, place, source AS "source: Source", risk_point_id AS "risk_point_id: RiskPointId", level,
                      inspection_id AS "inspection_id: InspectionId", latitude_e6, longitude_e6, accuracy_m, found_at, reported_at, acted_at, reporter_id AS "reporter_id: PersonId", on_the_spot, confirmer_id AS "confirmer_id: PersonId",
                      void_reason AS "void_reason: VoidReason", merged_into AS "merged_into: TicketId", also_ids AS "also_ids: Vec<PersonId>", asked_due_on, asker_id AS "asker_id: PersonId",
                      ask_reason, ask_interim, first_due_on, extended, responsible_id AS "responsible_id: PersonId", measures, planned_fen AS "planned_fen: Fen", due_on, contingency,
                      causes, harm, goal, materials, bodies, requirements, basis AS "basis: Basis", criterion_ids AS "criterion_ids: Vec<CriterionId>", controls AS "controls: Json<Vec<Control>>",
                      out_of_use_on, recurs_from AS "recurs_from: TicketId", listing AS "listing: ListingState", listing_number, listing_bureau_id AS "listing_bureau_id: OrgId",
                      listing_level AS "listing_level: Kind", lister_id AS "lister_id: PersonId", listed_on, listed_until, supervisor_id AS "supervisor_id: PersonId", listing_filed_on,
                      listing_published_on, delister_id AS "delister_id: PersonId", delisted_on,
                      CASE WHEN listing = 'delisted' THEN (SELECT n.published_at::date FROM listing_notice n WHERE n.district_id = ticket.district_id AND n.ticket_id = ticket.id AND n.kind = 'delisting' AND n.number = ticket.listing_number) END AS delisting_published_on,
                      assigner_id AS "assigner_id: PersonId", rectifier_id AS "rectifier_id: PersonId", done, spent_fen AS "spent_fen: Fen", verifier_id AS "verifier_id: PersonId",
                      signer_id AS "signer_id: PersonId", signed_for AS "signed_for: PersonId", visited_on, members, accepter_id AS "accepter_id: PersonId", closed_at, returned, reopened,
                      (SELECT r.number || ' ' || r.name FROM risk_point r WHERE r.district_id = ticket.district_id AND r.id = ticket.risk_point_id) AS risk_point,
                      CASE WHEN source = 'superior' THEN (
                           SELECT jsonb_build_object('zh', o.name_zh, 'en', o.name_en) FROM org o
                            WHERE o.kind <> 'school' AND (o.id = (SELECT i.bureau_id FROM inspection i WHERE i.district_id = ticket.district_id AND i.id = ticket.inspection_id)
                                  OR (ticket.inspection_id IS NULL AND o.path = (SELECT p.path FROM person p WHERE p.id = ticket.reporter_id)))) END AS "bureau: Json<Words>",
                      (SELECT m.number FROM ticket m WHERE m.district_id = ticket.district_id AND m.id = ticket.merged_into) AS original,
                      (SELECT m.number FROM ticket m WHERE m.district_id = ticket.district_id AND m.id = ticket.recurs_from) AS repeats,
                      CASE WHEN controls <> '[]' THEN (SELECT jsonb_object_agg(p.id, n.name) FROM inspection_plan p JOIN person n ON n.id = p.person_id WHERE p.district_id = ticket.district_id AND p.control_of = ticket.id) END AS "minders: Json<Minders>",
                      CASE WHEN inspection_id IS NOT NULL AND state = 'reported' THEN (SELECT i.criterion FROM inspection_item i WHERE i.district_id = ticket.district_id AND i.inspection_id = ticket.inspection_id AND i.ticket_id = ticket.id) END AS asked_criterion,
                      CASE WHEN closed_at > now() - interval '91 days' THEN limit_in_force('contest_days', path) END AS contest_days
                 FROM ticket "#
                + $end
            $(, $arg)*
        )
    };
}

/// One ticket by its human number.
macro_rules! one {
    ($scope:expr, $place:expr, $number:expr, $end:literal) => {
        rows!($end, $place.district as OrgId, $place.id as OrgId, $number).fetch_optional($scope.conn()).await?.ok_or(Error::NotFound)?
    };
}

/// Names by the plan of a temporary control.
pub type Minders = BTreeMap<InspectionPlanId, String>;

/// What a ticket hangs together with, in words.
pub struct Around {
    /// Number and name of its risk point.
    pub risk_point: Option<String>,
    /// The bureau that found it.
    pub bureau: Option<Words>,
    /// The number of the one it is a duplicate of.
    pub original: Option<String>,
    /// The number of the closed one it repeats.
    pub repeats: Option<String>,
    /// Who looks after its temporary controls today: after a hand-over somebody else than they were ordered from.
    pub minders: Minders,
    /// Code of the criterion that the question asked about which it was found by; only until it is confirmed.
    pub asked_criterion: Option<String>,
    /// Days in which its closing may be contested.
    pub contest_days: i32,
}

/// A ticket of a school by its human number, and what it hangs together with.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, number: &str) -> Result<(Ticket, Around)> {
    let mut row = one!(scope, place, number, "WHERE district_id = $1 AND school_id = $2 AND number = $3");
    let around = Around {
        risk_point: row.risk_point.take(),
        bureau: row.bureau.take().map(|bureau| bureau.0),
        original: row.original.take(),
        repeats: row.repeats.take(),
        minders: row.minders.take().map(|minders| minders.0).unwrap_or_default(),
        asked_criterion: row.asked_criterion.take().filter(|code| !code.is_empty()),
        contest_days: kept(Number::ContestDays, row.contest_days),
    };
    Ok((row.into(), around))
}

/// A ticket, locked until the transaction ends. Take the school's turn first.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn lock(scope: &mut Scope, place: &Place, number: &str) -> Result<Ticket> {
    Ok(one!(scope, place, number, "WHERE district_id = $1 AND school_id = $2 AND number = $3 FOR UPDATE").into())
}

/// The number of a ticket of a school.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn number_of(scope: &mut Scope, place: &Place, id: TicketId) -> Result<String> {
    sqlx::query_scalar!(
        "SELECT number FROM ticket WHERE district_id = $1 AND school_id = $2 AND id = $3",
        place.district as OrgId,
        place.id as OrgId,
        id as TicketId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)
}

/// The open tickets of a school that somebody answers for, by number. In the school's turn nobody comes between this and a step.
///
/// # Errors
/// When the database is away.
pub async fn held(scope: &mut Scope, place: &Place, person: PersonId) -> Result<Vec<Ticket>> {
    let rows = rows!(
        "WHERE district_id = $1 AND school_id = $2 AND responsible_id = $3 AND state NOT IN ('closed', 'void') ORDER BY number",
        place.district as OrgId,
        place.id as OrgId,
        person as PersonId
    );
    Ok(rows.fetch_all(scope.conn()).await?.into_iter().map(Ticket::from).collect())
}

/// What waits for the principal of a school, the nearest deadline first.
///
/// # Errors
/// When the database is away.
pub async fn desk(scope: &mut Scope, place: &Place) -> Result<Vec<Ticket>> {
    let rows = rows!(
        "WHERE district_id = $1 AND school_id = $2 AND waits_for = 'principal' AND state NOT IN ('closed', 'void') ORDER BY coalesce(due_on, DATE '9999-12-31'), id LIMIT 200",
        place.district as OrgId,
        place.id as OrgId
    );
    Ok(rows.fetch_all(scope.conn()).await?.into_iter().map(Ticket::from).collect())
}

/// An open ticket of the school by number, in its turn: what another may be a duplicate of. `None` when there is none.
///
/// # Errors
/// When the database is away.
pub async fn original(scope: &mut Scope, place: &Place, number: &str) -> Result<Option<Ticket>> {
    let row = rows!(
        "WHERE district_id = $1 AND school_id = $2 AND number = $3 AND state NOT IN ('closed', 'void') FOR UPDATE",
        place.district as OrgId,
        place.id as OrgId,
        number
    );
    Ok(row.fetch_optional(scope.conn()).await?.map(Ticket::from))
}

/// What the school has open, and what it closed since that day, the newest first: what a report may be the same as.
///
/// # Errors
/// When the database is away.
pub async fn before(scope: &mut Scope, place: &Place, since: DateTime<Utc>) -> Result<Vec<Before>> {
    Ok(sqlx::query_as!(
        Before,
        r#"SELECT t.id AS "id: TicketId", t.number, t.title, t.place, t.category AS "category: Category", t.risk_point_id AS "risk_point: RiskPointId", t.state AS "state: State", t.version, t.reported_at,
                  t.due_on, t.reporter_id AS "reporter: PersonId", p.name AS "responsible?", t.also_ids AS "also: Vec<PersonId>",
                  (SELECT f.id FROM photo f WHERE f.district_id = t.district_id AND f.ticket_id = t.id AND f.moment = 'before' ORDER BY f.id LIMIT 1) AS "photo?: PhotoId"
             FROM ticket t LEFT JOIN person p ON p.id = t.responsible_id
            WHERE t.district_id = $1 AND t.school_id = $2 AND (t.state NOT IN ('closed', 'void') OR (t.state = 'closed' AND t.closed_at >= $3)) ORDER BY t.id DESC LIMIT 1000"#,
        place.district as OrgId,
        place.id as OrgId,
        since
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Every ticket of the database, one at a time, district by district: for the owner who verifies the ledger. Row-level security does not
/// bind the owner; nothing else may call this.
pub(crate) fn all(owner: &mut PgConnection) -> impl Stream<Item = sqlx::Result<Ticket>> {
    rows!("ORDER BY district_id, school_id, id").fetch(owner).map_ok(Ticket::from)
}

/// Carries out a step: the row, its photos, the ledger's event and the roll-ups, in the scope's one transaction; its risk point follows when a
/// major hidden danger there begins or ends.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save(scope: &mut Scope, place: &Place, head: &Head, zone: Zone, step: &Step) -> Result<Head> {
    let recurring;
    let step = match (step.before(), step.after().risk_point) {
        (None, Some(point)) => {
            recurring = step.clone().recurring(repeated(scope, place, step.after(), point).await?);
            &recurring
        }
        _ => step,
    };
    let ticket = step.after();
    match step.before() {
        None => insert(scope, ticket).await?,
        Some(before) if step.moves() => update(scope, before, ticket).await?,
        Some(_) => {}
    }
    if !step.photos().is_empty() {
        attach(scope, place, ticket.id, step.photos()).await?;
    }
    let texts = step
        .texts()
        .into_iter()
        .chain(step.photos().iter().enumerate().map(|(n, id)| (format!("photo-{}", n + 1), id.to_string())))
        .collect();
    let from_state = step.before().map_or("", |before| before.state.code());
    let event = Event {
        subject: Subject::Ticket,
        subject_id: ticket.id.0,
        act: step.deed().code(),
        from_state,
        to_state: ticket.state.code(),
        facts: step.facts(),
        texts,
    };
    let head = ledger::append(scope, place, head, event).await?;
    let counts = |ticket: &Ticket| ticket.counts(zone.day(ticket.reported_at), ticket.closed_at.map(|at| zone.day(at)));
    let mut change = counts(ticket);
    if let Some(before) = step.before() {
        change -= &counts(before);
    }
    rollup::add(scope, place, &change, None).await?;
    if step.deed() == Deed::PublishListing {
        publish(scope, ticket).await?;
    }
    message::store::tell(scope, place, zone, step).await?;
    task::controls::follow(scope, place, zone, step).await?;
    let today = zone.day(scope.now()?);
    let begun =
        step.before().is_none_or(|before| before.state == State::Reported) && !matches!(ticket.state, State::Reported | State::Void);
    match ticket.risk_point {
        Some(point) if step.before().is_some_and(Ticket::is_open_major) != ticket.is_open_major() => {
            risk::store::follow(scope, place, head, point, today).await
        }
        // What was controlled and came back was not controlled: its point is graded anew (domain section 2.5).
        Some(point) if begun && ticket.recurs_from.is_some() => risk::store::doubt(scope, place, head, point, today).await,
        _ => Ok(head),
    }
}

/// What a bureau publishes of a listing, as it reads today; it is not changed afterwards.
async fn publish(scope: &mut Scope, t: &Ticket) -> Result<()> {
    let Some(listing) = &t.listing else { return Ok(()) };
    let Some(sign) = &listing.sign else { return Ok(()) };
    sqlx::query!(
        "INSERT INTO listing_notice (district_id, ticket_id, kind, number, level, bureau_id, school_id, path, title, place, listed_on, due_on, delisted_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        t.district as OrgId,
        t.id as TicketId,
        if listing.delisted_on.is_some() { "delisting" } else { "listing" },
        sign.number,
        sign.level as Kind,
        sign.bureau as OrgId,
        t.school as OrgId,
        t.path,
        t.title,
        t.place,
        sign.listed_on,
        sign.due_on,
        listing.delisted_on
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The last one of the same kind that was closed at this risk point within the window.
async fn repeated(scope: &mut Scope, place: &Place, t: &Ticket, point: RiskPointId) -> Result<Option<TicketId>> {
    let since = t.reported_at - chrono::Days::new(LIMITS.memory_days);
    Ok(sqlx::query_scalar!(
        r#"SELECT id AS "id: TicketId" FROM ticket WHERE district_id = $1 AND school_id = $2 AND risk_point_id = $3 AND category = $4 AND state = 'closed' AND closed_at >= $5
            ORDER BY closed_at DESC, id DESC LIMIT 1"#,
        place.district as OrgId,
        place.id as OrgId,
        point as RiskPointId,
        t.category as Category,
        since
    )
    .fetch_optional(scope.conn())
    .await?)
}

async fn insert(scope: &mut Scope, t: &Ticket) -> Result<()> {
    let work = t.work.as_ref();
    sqlx::query!(
        "INSERT INTO ticket (district_id, id, school_id, path, number, state, grade, category, title, description, place, source, risk_point_id, level, inspection_id, found_at, reporter_id,
                             on_the_spot, rectifier_id, done, spent_fen, waits_for, latitude_e6, longitude_e6, accuracy_m, recurs_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
        t.district as OrgId,
        t.id as TicketId,
        t.school as OrgId,
        t.path,
        t.number,
        t.state as State,
        t.grade as Grade,
        t.category as Category,
        t.title,
        t.description,
        t.place,
        t.source as Source,
        t.risk_point as Option<RiskPointId>,
        t.level,
        t.inspection as Option<InspectionId>,
        t.found_at,
        t.reporter as PersonId,
        t.on_the_spot,
        work.map(|work| work.rectifier) as Option<PersonId>,
        work.map(|work| work.done.as_str()),
        work.map(|work| work.spent) as Option<Fen>,
        waits_for(t) as Option<Turn>,
        t.position.map(|at| at.latitude_e6),
        t.position.map(|at| at.longitude_e6),
        t.position.map(|at| at.accuracy_m),
        t.recurs_from as Option<TicketId>
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn update(scope: &mut Scope, before: &Ticket, t: &Ticket) -> Result<()> {
    let (plan, work, ask, listing) = (t.plan.as_ref(), t.work.as_ref(), t.ask.as_ref(), t.listing.as_ref());
    let six = plan.and_then(|plan| plan.six.as_ref());
    let sign = listing.and_then(|listing| listing.sign.as_ref());
    say_before(scope, before).await?;
    let done = sqlx::query!(
        "UPDATE ticket SET version = $4, state = $5, grade = $6, category = $7, acted_at = $8, on_the_spot = $9, confirmer_id = $10, void_reason = $11, responsible_id = $12, measures = $13,
                planned_fen = $14, due_on = $15, contingency = $16, assigner_id = $17, rectifier_id = $18, done = $19, spent_fen = $20, verifier_id = $21, signer_id = $22, accepter_id = $23,
                closed_at = $24, returned = $25, reopened = $26, waits_for = $27, merged_into = $28, also_ids = $29, asked_due_on = $30, asker_id = $31, ask_reason = $32, ask_interim = $33,
                first_due_on = $34, extended = $35, causes = $36, harm = $37, goal = $38, materials = $39, bodies = $40, requirements = $41, basis = $42, criterion_ids = $43, controls = $44,
                out_of_use_on = $45, visited_on = $46, members = $47, signed_for = $48, listing = $49, listing_number = $50, listing_bureau_id = $51, listing_level = $52, lister_id = $53,
                listed_on = $54, listed_until = $55, supervisor_id = $56, listing_filed_on = $57, listing_published_on = $58, delister_id = $59, delisted_on = $60
          WHERE district_id = $1 AND id = $2 AND version = $3",
        t.district as OrgId,
        t.id as TicketId,
        before.version,
        t.version,
        t.state as State,
        t.grade as Grade,
        t.category as Category,
        t.acted_at,
        t.on_the_spot,
        t.confirmer as Option<PersonId>,
        t.void_reason as Option<VoidReason>,
        plan.map(|plan| plan.responsible) as Option<PersonId>,
        plan.map(|plan| plan.measures.as_str()),
        plan.map(|plan| plan.planned) as Option<Fen>,
        plan.map(|plan| plan.due_on),
        plan.map(|plan| plan.contingency.as_str()),
        t.assigner as Option<PersonId>,
        work.map(|work| work.rectifier) as Option<PersonId>,
        work.map(|work| work.done.as_str()),
        work.map(|work| work.spent) as Option<Fen>,
        t.verifier as Option<PersonId>,
        t.signer as Option<PersonId>,
        t.accepter as Option<PersonId>,
        t.closed_at,
        t.returned,
        t.reopened,
        waits_for(t) as Option<Turn>,
        t.merged_into as Option<TicketId>,
        &t.also as &[PersonId],
        ask.map(|ask| ask.until),
        ask.map(|ask| ask.by) as Option<PersonId>,
        ask.map(|ask| ask.reason.as_str()),
        ask.map(|ask| ask.interim.as_str()),
        t.first_due_on,
        t.extended,
        six.map(|six| six.causes.as_str()),
        six.map(|six| six.harm.as_str()),
        six.map(|six| six.goal.as_str()),
        six.map(|six| six.materials.as_str()),
        six.map(|six| six.bodies.as_str()),
        six.map(|six| six.requirements.as_str()),
        t.basis as Option<Basis>,
        &t.criteria as &[CriterionId],
        Json(&t.controls) as Json<&Vec<Control>>,
        t.out_of_use_on,
        t.acceptance.as_ref().map(|on_site| on_site.visited_on),
        t.acceptance.as_ref().map_or(&[][..], |on_site| on_site.members.as_slice()),
        t.signed_for as Option<PersonId>,
        listing.map(|listing| listing.state) as Option<ListingState>,
        sign.map(|sign| sign.number.as_str()),
        sign.map(|sign| sign.bureau) as Option<OrgId>,
        sign.map(|sign| sign.level) as Option<Kind>,
        sign.map(|sign| sign.lister) as Option<PersonId>,
        sign.map(|sign| sign.listed_on),
        sign.map(|sign| sign.due_on),
        sign.map(|sign| sign.supervisor) as Option<PersonId>,
        sign.and_then(|sign| sign.filed_on),
        sign.and_then(|sign| sign.published_on),
        listing.and_then(|listing| listing.delister) as Option<PersonId>,
        listing.and_then(|listing| listing.delisted_on)
    )
    .execute(scope.conn())
    .await?;
    sqlx::raw_sql("SET LOCAL app.before = ''").execute(scope.conn()).await?;
    // The row was locked and its version compared; nothing else can have moved it.
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Internal("a locked ticket moved".into())) }
}

/// Tells the table's policies what the ticket is before it changes: they let one step of the loop through and nothing else.
async fn say_before(scope: &mut Scope, t: &Ticket) -> Result<()> {
    let before: String = sqlx::query_scalar("SELECT ticket_before(t) FROM ticket t WHERE district_id = $1 AND id = $2")
        .bind(t.district)
        .bind(t.id)
        .fetch_one(scope.conn())
        .await?;
    // Codes, numbers and digests, no word of anybody's; a setting takes no parameter.
    if before.contains('\'') {
        return Err(Error::Internal("a ticket said before has a quote".into()));
    }
    sqlx::raw_sql(AssertSqlSafe(format!("SET LOCAL app.before = '{before}'"))).execute(scope.conn()).await?;
    Ok(())
}

async fn attach(scope: &mut Scope, place: &Place, ticket: TicketId, photos: &[PhotoId]) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE photo SET ticket_id = $4 WHERE district_id = $1 AND school_id = $2 AND id = ANY($3) AND ticket_id IS NULL",
        place.district as OrgId,
        place.id as OrgId,
        photos as &[PhotoId],
        ticket as TicketId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == photos.len() as u64 { Ok(()) } else { Err(Error::Conflict("refused-photo-gone")) }
}

/// A person of the school, or one named on a ticket.
pub struct Known {
    pub id: PersonId,
    pub name: String,
    pub title: String,
    pub phone: String,
    /// Holds a post at the school today, so may be made responsible (unless they are its principal).
    pub here: bool,
    pub principal: bool,
}

/// The people with a post at the school today, and those with the given ids wherever they are.
///
/// # Errors
/// When the database is away.
pub async fn people(scope: &mut Scope, place: &Place, ids: &[PersonId], today: NaiveDate) -> Result<Vec<Known>> {
    Ok(sqlx::query_as!(
        Known,
        r#"SELECT p.id AS "id: PersonId", p.name, p.phone,
                  coalesce((array_agg(q.title ORDER BY (q.org_id = $1) DESC, q.to_on DESC NULLS FIRST) FILTER (WHERE q.id IS NOT NULL))[1], '') AS "title!",
                  coalesce(bool_or(q.org_id = $1 AND p.disabled_at IS NULL AND q.from_on <= $3 AND (q.to_on IS NULL OR q.to_on >= $3)), false) AS "here!",
                  coalesce(bool_or(q.org_id = $1 AND q.role = 'principal' AND q.from_on <= $3 AND (q.to_on IS NULL OR q.to_on >= $3)), false) AS "principal!"
             FROM person p LEFT JOIN post q ON q.person_id = p.id
            WHERE p.id = ANY($2) OR p.id IN (SELECT person_id FROM post WHERE org_id = $1)
            GROUP BY p.id, p.name, p.phone, p.disabled_at ORDER BY p.name"#,
        place.id as OrgId,
        ids as &[PersonId],
        today
    )
    .fetch_all(scope.conn())
    .await?)
}

/// Those of [`people`] who may be asked to rectify, as the rules want them.
pub fn assignees(people: &[Known]) -> Vec<Assignee> {
    people.iter().filter(|one| one.here).map(|one| Assignee { person: one.id, principal: one.principal }).collect()
}
