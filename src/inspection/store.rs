//! All SQL of inspections. Every write happens in the school's turn (see [`Scope::turn`]), so nobody is between a read and a write of it.

mod book;
mod listed;

pub use book::{Booked, Finding, Tally, Taskwork, booked, findings, tally, taskwork};
pub use listed::{Filter, Listed, PAGE, list};

use super::model::{Answer, Draft, FromAbove, Inspection, Item, Kind, Occasion, Outcome, Point, Question, Record, Shot, Teammate};
use super::patterns::{Beside, Look};
use super::rules::{self, Closing, Walk};
use crate::access::Place;
use crate::campaign::model::Called;
use crate::clock::{self, Zone};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CampaignId, InspectionId, MeasureId, OrgId, PersonId, PhotoId, RiskPointId, TicketId, VisitId, VisitRoundId};
use crate::ledger::{self, Event, Facts, Numbered, Subject};
use crate::risk::model::Proof;
use crate::rollup::{self, Counts};
use crate::task;
use crate::text::Words;
use crate::ticket;
use crate::ticket::model::Category;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use std::collections::BTreeMap;

/// Begins an inspection: its number, its row, the snapshot of its items, the ledger's event.
///
/// # Errors
/// When the database refuses or is away.
pub async fn begin(scope: &mut Scope, place: &Place, head: &Head, zone: Zone, draft: Draft) -> Result<(Inspection, Head)> {
    let now = scope.now()?;
    let actor = scope.actor().clone();
    let year = clock::year_of(zone.day(now));
    let number = format!("JC-{year}-{:04}", ledger::next_number(scope, place, Numbered::Inspection, year).await?);
    let bureau = (!actor.role().at_school()).then(|| actor.place().clone());
    let visiting = draft.visiting;
    let team = visiting.as_ref().map(|one| one.team.clone()).unwrap_or_default();
    let rechecks = visiting.as_ref().map(|one| one.rechecks.clone()).unwrap_or_default();
    let inspection = Inspection {
        district: place.district,
        id: draft.id,
        school: place.id,
        path: place.path.clone(),
        number,
        kind: draft.kind,
        title: draft.title,
        inspector: actor.person(),
        inspector_name: actor.name().to_owned(),
        by_bureau: bureau.is_some(),
        from_above: bureau.as_ref().map(|bureau| FromAbove {
            bureau: Words { zh: bureau.name_zh.clone(), en: bureau.name_en.clone() },
            occasion: visiting.as_ref().map(|one| one.occasion),
            team: team.clone(),
        }),
        items: i16::try_from(draft.questions.len()).map_err(|_| Error::TooLarge)?,
        problems: 0,
        started_at: now,
        submitted_at: None,
        due_at: None,
        called: None,
        late_reason: String::new(),
        looks: vec![],
    };
    sqlx::query!(
        "INSERT INTO inspection (district_id, id, school_id, path, number, kind, title, inspector_id, by_bureau, items, bureau_id, visit_id, round_id, occasion, team, rechecks)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        place.district as OrgId,
        inspection.id as InspectionId,
        place.id as OrgId,
        place.path,
        inspection.number,
        inspection.kind as Kind,
        inspection.title,
        inspection.inspector as PersonId,
        inspection.by_bureau,
        inspection.items,
        bureau.map(|bureau| bureau.id) as Option<OrgId>,
        visiting.as_ref().map(|one| one.visit) as Option<VisitId>,
        visiting.as_ref().map(|one| one.round) as Option<VisitRoundId>,
        visiting.as_ref().map(|one| one.occasion) as Option<Occasion>,
        Json(&team) as Json<&Vec<Teammate>>,
        &rechecks as &[TicketId]
    )
    .execute(scope.conn())
    .await?;
    insert_items(scope, place, inspection.id, &draft.questions).await?;
    let facts: Facts = [
        ("number", inspection.number.clone()),
        ("kind", inspection.kind.to_string()),
        ("items", inspection.items.to_string()),
        ("questions", digest_of(&draft.questions)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let texts = vec![("title".to_owned(), inspection.title.clone())];
    let event =
        Event { subject: Subject::Inspection, subject_id: inspection.id.0, act: "begin", from_state: "", to_state: "open", facts, texts };
    let head = ledger::append(scope, place, head, event).await?;
    Ok((inspection, head))
}

async fn insert_items(scope: &mut Scope, place: &Place, id: InspectionId, questions: &[Question]) -> Result<()> {
    let ordinals: Vec<i16> = (1..).take(questions.len()).collect();
    let texts = |of: fn(&Question) -> &String| questions.iter().map(|question| of(question).clone()).collect::<Vec<String>>();
    let (areas, asked, standards) = (texts(|q| &q.area), texts(|q| &q.question), texts(|q| &q.standard));
    let points: Vec<Option<RiskPointId>> = questions.iter().map(|question| question.measure.map(|(point, _)| point)).collect();
    let measures: Vec<Option<MeasureId>> = questions.iter().map(|question| question.measure.map(|(_, measure)| measure)).collect();
    let categories: Vec<Category> = questions.iter().map(|question| question.category).collect();
    let (evidence, criteria): (Vec<Proof>, Vec<String>) =
        questions.iter().map(|question| (question.evidence, question.criterion.clone())).unzip();
    sqlx::query!(
        "INSERT INTO inspection_item (district_id, inspection_id, ordinal, school_id, path, area, question, standard, risk_point_id, measure_id, category, evidence, criterion)
         SELECT $1, $2, n, $3, $4, a, q, s, p, m, c, e, k
           FROM unnest($5::smallint[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::text[]) AS t (n, a, q, s, p, m, c, e, k)",
        place.district as OrgId,
        id as InspectionId,
        place.id as OrgId,
        place.path,
        &ordinals,
        &areas,
        &asked,
        &standards,
        &points as &[Option<RiskPointId>],
        &measures as &[Option<MeasureId>],
        &categories as &[Category],
        &evidence as &[Proof],
        &criteria
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The SHA-256 of what will be asked, each word led by its length.
fn digest_of(questions: &[Question]) -> String {
    let mut hash = Sha256::new();
    for word in questions.iter().flat_map(|question| [&question.area, &question.question, &question.standard]) {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// An inspection of a school by its number, without its items.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, number: &str) -> Result<Inspection> {
    let row = sqlx::query!(
        r#"SELECT i.district_id AS "district: OrgId", i.id AS "id: InspectionId", i.school_id AS "school: OrgId", i.path, i.number, i.kind AS "kind: Kind", i.title,
                  i.inspector_id AS "inspector: PersonId", coalesce(p.name, '') AS "inspector_name!", i.by_bureau, i.items, i.problems, i.started_at, i.submitted_at, k.due_at AS "due_at?", coalesce(k.late_reason, '') AS "late_reason!",
                  i.looks AS "looks: Json<Vec<Look>>", b.name_zh AS "bureau_zh?", b.name_en AS "bureau_en?", i.occasion AS "occasion: Occasion", i.team AS "team: Json<Vec<Teammate>>",
                  c.id AS "campaign?: CampaignId", c.state = 'running' AS "running?", w.name_zh AS "owner_zh?", w.name_en AS "owner_en?", s.reminded_at AS "reminded?"
             FROM inspection i LEFT JOIN person p ON p.id = i.inspector_id LEFT JOIN org b ON b.id = i.bureau_id LEFT JOIN inspection_task k ON k.district_id = i.district_id AND k.id = i.id
             LEFT JOIN campaign c ON c.id = k.campaign_id LEFT JOIN org w ON w.path = c.owner_path
             LEFT JOIN campaign_school s ON s.district_id = k.district_id AND s.campaign_id = k.campaign_id AND s.school_id = k.school_id
            WHERE i.district_id = $1 AND i.school_id = $2 AND i.number = $3"#,
        place.district as OrgId,
        place.id as OrgId,
        number
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Inspection {
        district: row.district,
        id: row.id,
        school: row.school,
        path: row.path,
        number: row.number,
        kind: row.kind,
        title: row.title,
        inspector: row.inspector,
        inspector_name: row.inspector_name,
        by_bureau: row.by_bureau,
        from_above: row.bureau_zh.zip(row.bureau_en).map(|(zh, en)| FromAbove {
            bureau: Words { zh, en },
            occasion: row.occasion,
            team: row.team.0,
        }),
        items: row.items,
        problems: row.problems,
        started_at: row.started_at,
        submitted_at: row.submitted_at,
        due_at: row.due_at,
        called: row.campaign.map(|id| Called {
            id,
            running: row.running.unwrap_or_default(),
            owner: Words { zh: row.owner_zh.unwrap_or_default(), en: row.owner_en.unwrap_or_default() },
            reminded: row.reminded,
        }),
        late_reason: row.late_reason,
        looks: row.looks.0,
    })
}

/// What bears on whether a record is worth a second look, and does not stand on it.
///
/// # Errors
/// When the database is away.
pub async fn beside(scope: &mut Scope, i: &Inspection) -> Result<Beside> {
    let twins = sqlx::query!(
        r#"SELECT DISTINCT ON (f.item) f.item AS "item!", coalesce(t.number, n.number) AS "number!"
             FROM photo f JOIN photo o ON o.district_id = f.district_id AND o.school_id = f.school_id AND (o.source_sha256 = f.source_sha256 OR o.likeness = f.likeness)
                                      AND o.id <> f.id AND o.inspection_id IS DISTINCT FROM f.inspection_id
             LEFT JOIN ticket t ON t.district_id = o.district_id AND t.id = o.ticket_id
             LEFT JOIN inspection n ON n.district_id = o.district_id AND n.id = o.inspection_id
            WHERE f.district_id = $1 AND f.inspection_id = $2 AND f.item IS NOT NULL AND coalesce(t.number, n.number) IS NOT NULL ORDER BY f.item, o.uploaded_at"#,
        i.district as OrgId,
        i.id as InspectionId
    )
    .fetch_all(scope.conn())
    .await?;
    let rest = sqlx::query!(
        r#"SELECT (SELECT k.opens_at FROM inspection_task k WHERE k.district_id = $1 AND k.id = $2) AS opened, count(*) AS "records!", min(c.submitted_at) AS since
             FROM inspection c WHERE c.district_id = $1 AND c.school_id = $3 AND c.inspector_id = $4 AND c.submitted_at IS NOT NULL
              AND c.submitted_at > coalesce((SELECT max(p.submitted_at) FROM inspection p WHERE p.district_id = $1 AND p.school_id = $3 AND p.inspector_id = $4 AND p.problems > 0), '-infinity')"#,
        i.district as OrgId,
        i.id as InspectionId,
        i.school as OrgId,
        i.inspector as PersonId
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(Beside {
        opened: rest.opened,
        twins: twins.into_iter().map(|row| (row.item, row.number)).collect(),
        clear: rest.since.map(|since| (rest.records, since)),
    })
}

/// An inspection with its items and their photos. Three statements.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn load(scope: &mut Scope, place: &Place, number: &str) -> Result<Record> {
    let inspection = find(scope, place, number).await?;
    let rows = sqlx::query!(
        r#"SELECT i.ordinal, i.area, i.question, i.standard, i.category AS "category: Category", i.evidence AS "evidence: Proof", i.criterion, i.result AS "outcome: Outcome", i.note, p.name AS "answered_by?", i.answered_at, i.claimed_at,
                  i.ticket_id AS "ticket: TicketId", t.number AS "ticket_number?", r.id AS "point?: RiskPointId", r.number AS "point_number?", r.name AS "point_name?", r.place AS "point_place?",
                  r.level AS "point_level?", k.number AS "rechecks?"
             FROM inspection_item i JOIN inspection n ON n.district_id = i.district_id AND n.id = i.inspection_id LEFT JOIN person p ON p.id = i.answered_by
             LEFT JOIN ticket k ON k.district_id = i.district_id AND k.id = n.rechecks[i.ordinal]
             LEFT JOIN ticket t ON t.district_id = i.district_id AND t.id = i.ticket_id
             LEFT JOIN risk_point r ON r.district_id = i.district_id AND r.id = i.risk_point_id
            WHERE i.district_id = $1 AND i.inspection_id = $2 ORDER BY i.ordinal"#,
        place.district as OrgId,
        inspection.id as InspectionId
    )
    .fetch_all(scope.conn())
    .await?;
    let items = rows
        .into_iter()
        .map(|row| Item {
            ordinal: row.ordinal,
            area: row.area,
            question: row.question,
            standard: row.standard,
            risk_point: match (row.point, row.point_number, row.point_name, row.point_place, row.point_level) {
                (Some(id), Some(number), Some(name), Some(place), Some(level)) => Some(Point { id, number, name, place, level }),
                _ => None,
            },
            category: row.category,
            evidence: row.evidence,
            criterion: row.criterion,
            outcome: row.outcome,
            note: row.note,
            answered_by: row.answered_by,
            answered_at: row.answered_at,
            claimed_at: row.claimed_at,
            ticket: row.ticket.zip(row.ticket_number),
            rechecks: row.rechecks,
        })
        .collect();
    let shots = sqlx::query!(
        r#"SELECT id AS "id: PhotoId", item AS "item!", thumb_width, thumb_height FROM photo WHERE district_id = $1 AND inspection_id = $2 AND item IS NOT NULL ORDER BY item, uploaded_at, id"#,
        place.district as OrgId,
        inspection.id as InspectionId
    )
    .fetch_all(scope.conn())
    .await?;
    let mut photos: BTreeMap<i16, Vec<Shot>> = BTreeMap::new();
    for shot in shots {
        photos.entry(shot.item).or_default().push(Shot { id: shot.id, thumb_width: shot.thumb_width, thumb_height: shot.thumb_height });
    }
    Ok(Record { inspection, items, photos })
}

/// Stores answers: each with who and when. Answers that change nothing keep who gave them.
///
/// # Errors
/// When the database refuses or is away.
pub async fn answer(scope: &mut Scope, walk: &Walk, answers: &[Answer]) -> Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    let (now, person, i) = (scope.now()?, scope.actor().person(), walk.inspection());
    let ordinals: Vec<i16> = answers.iter().map(|answer| answer.ordinal).collect();
    let outcomes: Vec<Outcome> = answers.iter().map(|answer| answer.outcome).collect();
    let notes: Vec<String> = answers.iter().map(|answer| answer.note.clone()).collect();
    let categories: Vec<Category> = answers.iter().map(|answer| answer.category).collect();
    let claimed: Vec<Option<DateTime<Utc>>> = answers.iter().map(|answer| answer.claimed_at).collect();
    sqlx::query!(
        "UPDATE inspection_item i SET result = a.result, note = a.note, category = a.category, answered_by = $3, answered_at = $4, claimed_at = a.claimed
           FROM unnest($5::smallint[], $6::text[], $7::text[], $8::text[], $9::timestamptz[]) AS a (ordinal, result, note, category, claimed)
          WHERE i.district_id = $1 AND i.inspection_id = $2 AND i.ordinal = a.ordinal AND NOT i.frozen AND (i.result, i.note, i.category) IS DISTINCT FROM (a.result, a.note, a.category)",
        i.district as OrgId,
        i.id as InspectionId,
        person as PersonId,
        now,
        &ordinals,
        &outcomes as &[Outcome],
        &notes,
        &categories as &[Category],
        &claimed as &[Option<DateTime<Utc>>]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Hangs drafted photos on items of the inspection. They were kept under the inspection's id as their draft.
///
/// # Errors
/// When the database refuses or is away.
pub async fn attach(scope: &mut Scope, walk: &Walk, photos: &[(i16, PhotoId)]) -> Result<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let i = walk.inspection();
    let (items, ids): (Vec<i16>, Vec<PhotoId>) = photos.iter().copied().unzip();
    sqlx::query!(
        "UPDATE photo f SET inspection_id = $3, item = a.item FROM unnest($4::smallint[], $5::uuid[]) AS a (item, id)
          WHERE f.district_id = $1 AND f.school_id = $2 AND f.id = a.id AND f.draft_id = $3 AND f.inspection_id IS NULL AND f.ticket_id IS NULL",
        i.district as OrgId,
        i.school as OrgId,
        i.id as InspectionId,
        &items,
        &ids as &[PhotoId]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Takes photos off their items again; they stay as drafts that nobody but their sender sees.
///
/// # Errors
/// When the database refuses or is away.
pub async fn detach(scope: &mut Scope, walk: &Walk, photos: &[PhotoId]) -> Result<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let i = walk.inspection();
    sqlx::query!(
        "UPDATE photo SET inspection_id = NULL, item = NULL WHERE district_id = $1 AND inspection_id = $2 AND id = ANY($3) AND ticket_id IS NULL",
        i.district as OrgId,
        i.id as InspectionId,
        photos as &[PhotoId]
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Submits a record: its tickets, the freeze, the ledger's events, the roll-ups, in the scope's one transaction. Returns the numbers of the
/// tickets, in the order of their items. `looks` stay with the record.
///
/// # Errors
/// When the database refuses or is away; [`Error::Conflict`] when a report is refused.
pub async fn submit(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    zone: Zone,
    closing: &Closing,
    looks: &[Look],
) -> Result<(Vec<String>, Head)> {
    let now = scope.now()?;
    let actor = scope.actor().clone();
    let i = closing.inspection();
    let count = closing.tickets().len();
    let problems = i16::try_from(count).map_err(|_| Error::TooLarge)?;
    let mut head = head.clone();
    let mut numbers = Vec::with_capacity(count);
    if problems > 0 {
        let year = clock::year_of(zone.day(now));
        let first = ledger::take_numbers(scope, place, Numbered::Ticket, year, i32::from(problems)).await?;
        for ((_, report), n) in closing.tickets().iter().zip(first..) {
            let mut report = report.clone();
            report.number = format!("{year}-{n:04}");
            numbers.push(report.number.clone());
            let step = ticket::rules::report(place, &actor, report, now).map_err(|refusal| Error::Conflict(refusal.key()))?;
            head = ticket::store::save(scope, place, &head, zone, &step).await?;
        }
    }
    let (ordinals, tickets): (Vec<i16>, Vec<TicketId>) = closing.tickets().iter().map(|(ordinal, report)| (*ordinal, report.id)).unzip();
    // Photos of items that turned out well after all are no part of the record, unless they show that.
    sqlx::query!(
        "UPDATE photo SET inspection_id = NULL, item = NULL WHERE district_id = $1 AND inspection_id = $2 AND ticket_id IS NULL AND item <> ALL($3) AND item <> ALL($4)",
        i.district as OrgId,
        i.id as InspectionId,
        &ordinals,
        closing.shown()
    )
    .execute(scope.conn())
    .await?;
    let frozen = sqlx::query!(
        "UPDATE inspection_item i SET frozen = true, ticket_id = a.ticket
           FROM (SELECT x.ordinal, u.ticket FROM inspection_item x LEFT JOIN unnest($3::smallint[], $4::uuid[]) AS u (ordinal, ticket) ON u.ordinal = x.ordinal
                  WHERE x.district_id = $1 AND x.inspection_id = $2) a
          WHERE i.district_id = $1 AND i.inspection_id = $2 AND i.ordinal = a.ordinal",
        i.district as OrgId,
        i.id as InspectionId,
        &ordinals,
        &tickets as &[TicketId]
    )
    .execute(scope.conn())
    .await?;
    let done = sqlx::query!(
        "UPDATE inspection SET problems = $3, submitted_at = $4, looks = $5 WHERE district_id = $1 AND id = $2 AND submitted_at IS NULL",
        i.district as OrgId,
        i.id as InspectionId,
        problems,
        now,
        Json(looks) as Json<&[Look]>
    )
    .execute(scope.conn())
    .await?;
    // The school's turn is ours and the record was read in it; nothing else can have moved it.
    if done.rows_affected() != 1 || i64::try_from(frozen.rows_affected()).ok() != Some(i64::from(i.items)) {
        return Err(Error::Internal("an inspection moved in our turn".into()));
    }
    let facts: Facts = [("items", i.items.to_string()), ("problems", problems.to_string()), ("answers", closing.digest().to_owned())]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let event = Event {
        subject: Subject::Inspection,
        subject_id: i.id.0,
        act: "submit",
        from_state: "open",
        to_state: "submitted",
        facts,
        texts: vec![],
    };
    head = ledger::append(scope, place, &head, event).await?;
    task::store::done(scope, place, zone, i.id).await?;
    rollup::add(scope, place, &Counts { inspections: 1, problems: i64::from(problems), ..Counts::default() }, Some(now)).await?;
    Ok((numbers, head))
}

/// A risk point that can be inspected by its measures.
pub struct Inspectable {
    pub id: RiskPointId,
    pub number: String,
    pub name: String,
    pub area: String,
    pub level: i16,
    /// Active measures, each a question.
    pub measures: i64,
}

/// The school's risk points in use that have measures, by area, the gravest first.
///
/// # Errors
/// When the database is away.
pub async fn inspectable(scope: &mut Scope, place: &Place) -> Result<Vec<Inspectable>> {
    Ok(sqlx::query_as!(
        Inspectable,
        r#"SELECT r.id AS "id: RiskPointId", r.number, r.name, r.area, r.level, count(*) AS "measures!"
             FROM risk_point r JOIN measure m ON m.district_id = r.district_id AND m.risk_point_id = r.id AND m.retired_at IS NULL
            WHERE r.district_id = $1 AND r.school_id = $2 AND r.retired_at IS NULL
            GROUP BY r.district_id, r.id, r.number, r.name, r.area, r.level ORDER BY r.area, r.level, r.number"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

/// The active measures of chosen risk points as questions, walked point by point.
///
/// # Errors
/// When the database is away.
pub async fn measures(scope: &mut Scope, place: &Place, points: &[RiskPointId]) -> Result<Vec<Question>> {
    if points.is_empty() {
        return Ok(vec![]);
    }
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id: MeasureId", CASE m.question WHEN '' THEN m.description ELSE m.question END AS "question!", m.evidence AS "evidence: Proof", r.id AS "point: RiskPointId", r.name, r.area
             FROM measure m JOIN risk_point r ON r.district_id = m.district_id AND r.id = m.risk_point_id
            WHERE r.district_id = $1 AND r.school_id = $2 AND r.id = ANY($3) AND r.retired_at IS NULL AND m.retired_at IS NULL ORDER BY r.area, r.level, r.number, m.ordinal, m.id"#,
        place.district as OrgId,
        place.id as OrgId,
        points as &[RiskPointId]
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Question {
            area: row.name,
            question: row.question,
            standard: String::new(),
            measure: Some((row.point, row.id)),
            category: rules::category_of(&row.area),
            evidence: row.evidence,
            criterion: String::new(),
        })
        .collect())
}
