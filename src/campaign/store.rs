//! The SQL of campaigns: themselves here, [`give`] asks schools, [`deadline`] moves it, [`progress`] reads how far they are, [`school`] is what a school does. Every write happens in the turn of the bureau that keeps it (see [`Scope::turn`]).

pub mod deadline;
pub mod give;
pub mod progress;
pub mod school;

use super::model::{Campaign, Draft, Figures, Listed, Member, Phase, Shift, Standing};
use crate::access::Place;
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CampaignId, PersonId, TemplateId};
use crate::inspection::model::Kind;
use crate::ledger::{self, Event, Facts, Subject};
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;

/// The most campaigns of a list.
const PAGE: i64 = 100;

/// A campaign that can be seen at a place: kept there or below, or from above where it asks a school there.
///
/// # Errors
/// [`Error::NotFound`] when there is none within reach.
pub async fn find(scope: &mut Scope, place: &Place, id: CampaignId) -> Result<Campaign> {
    let row = sqlx::query!(
        r#"SELECT c.owner_path, o.code AS owner_code, o.name_zh, o.name_en, c.title, c.theme, c.kind AS "kind: Kind", c.document_no, c.words, c.starts_on, c.ends_on, c.deadline,
                  c.phases AS "phases: Json<Vec<Phase>>", c.leaders AS "leaders: Json<Vec<Member>>", c.series AS "series: TemplateId", c.template_id AS "template: TemplateId",
                  c.state AS "standing: Standing", c.summary, c.figures AS "figures: Json<Figures>", c.shifts AS "shifts: Json<Vec<Shift>>", c.version, c.launched_at, c.closed_at,
                  t.title AS "list_zh?", t.title_en AS "list_en?", coalesce(jsonb_array_length(t.items), 0) AS "questions!", coalesce(t.retired_at IS NOT NULL, true) AS "retired!"
             FROM campaign c JOIN org o ON o.path = c.owner_path
             LEFT JOIN LATERAL (SELECT * FROM check_template t WHERE t.series = c.series AND (c.template_id IS NULL OR t.id = c.template_id) ORDER BY t.version DESC LIMIT 1) t ON true
            WHERE c.id = $1 AND (starts_with(c.owner_path, $2)
                  OR (starts_with($2, c.owner_path) AND EXISTS (SELECT 1 FROM campaign_school s WHERE s.campaign_id = c.id AND starts_with(s.path, $2))))"#,
        id as CampaignId,
        place.path
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Campaign {
        id,
        owner_path: row.owner_path,
        owner_code: row.owner_code,
        owner: Words { zh: row.name_zh, en: row.name_en },
        draft: Draft {
            title: row.title,
            theme: row.theme,
            kind: row.kind,
            document: row.document_no,
            words: row.words,
            starts: row.starts_on,
            ends: row.ends_on,
            deadline: row.deadline,
            phases: row.phases.0,
            leaders: row.leaders.0,
            series: row.series,
        },
        template: row.template,
        standing: row.standing,
        summary: row.summary,
        figures: row.figures.map(|figures| figures.0),
        version: row.version,
        shifts: row.shifts.0,
        launched_at: row.launched_at,
        closed_at: row.closed_at,
        list: Words { zh: row.list_zh.unwrap_or_default(), en: row.list_en.unwrap_or_default() },
        questions: row.questions,
        list_retired: row.retired,
    })
}

struct Row {
    id: CampaignId,
    owner_path: String,
    name_zh: String,
    name_en: String,
    title: String,
    theme: String,
    kind: Kind,
    starts: NaiveDate,
    ends: NaiveDate,
    deadline: NaiveDate,
    standing: Standing,
    schools: i64,
    finished: i64,
    overdue: i64,
}

/// The campaigns of a place: its own, those of bureaus below it, and those from above that ask a school there; what runs first, the newest
/// first. How far they are counts the schools at or below the place.
///
/// # Errors
/// When the database is away.
pub async fn list(scope: &mut Scope, place: &Place) -> Result<Vec<Listed>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT c.id AS "id: CampaignId", c.owner_path, o.name_zh, o.name_en, c.title, c.theme, c.kind AS "kind: Kind", c.starts_on AS starts, c.ends_on AS ends, c.deadline,
                  c.state AS "standing: Standing", n.schools AS "schools!", n.finished AS "finished!", n.overdue AS "overdue!"
             FROM campaign c JOIN org o ON o.path = c.owner_path
             CROSS JOIN LATERAL (
                  SELECT count(*) AS schools, count(k.done_at) AS finished, count(*) FILTER (WHERE k.done_at IS NULL AND k.due_at < now()) AS overdue
                    FROM campaign_school s LEFT JOIN inspection_task k ON k.district_id = s.district_id AND k.campaign_id = s.campaign_id AND k.school_id = s.school_id
                   WHERE s.campaign_id = c.id AND starts_with(s.path, $1)) n
            WHERE starts_with(c.owner_path, $1) OR (starts_with($1, c.owner_path) AND n.schools > 0)
            ORDER BY array_position(ARRAY['running', 'draft', 'closed'], c.state), length(c.owner_path), c.starts_on DESC, c.id DESC LIMIT $2"#,
        place.path,
        PAGE
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.id,
            owner_path: row.owner_path,
            owner: Words { zh: row.name_zh, en: row.name_en },
            title: row.title,
            theme: row.theme,
            kind: row.kind,
            starts: row.starts,
            ends: row.ends,
            deadline: row.deadline,
            standing: row.standing,
            schools: row.schools,
            finished: row.finished,
            overdue: row.overdue,
        })
        .collect())
}

/// Keeps a new draft, with its event. The bureau's turn must be taken.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add(scope: &mut Scope, place: &Place, head: &Head, draft: &Draft) -> Result<(CampaignId, Head)> {
    let id = CampaignId::at(scope.now()?);
    let person = scope.actor().person();
    sqlx::query!(
        "INSERT INTO campaign (id, owner_path, title, theme, kind, document_no, words, starts_on, ends_on, deadline, phases, leaders, series, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        id as CampaignId,
        place.path,
        draft.title,
        draft.theme,
        draft.kind as Kind,
        draft.document,
        draft.words,
        draft.starts,
        draft.ends,
        draft.deadline,
        Json(&draft.phases) as Json<&Vec<Phase>>,
        Json(&draft.leaders) as Json<&Vec<Member>>,
        draft.series as TemplateId,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let event = Event {
        subject: Subject::Campaign,
        subject_id: id.0,
        act: "draft_campaign",
        from_state: "",
        to_state: Standing::Draft.code(),
        facts: facts(draft),
        texts: texts(draft),
    };
    Ok((id, ledger::append(scope, place, head, event).await?))
}

/// Changes what is said of a campaign that still has the version it was read in. The bureau's turn must be taken.
///
/// # Errors
/// [`Error::Conflict`] when somebody was first; when the database refuses or is away.
pub async fn revise(scope: &mut Scope, place: &Place, head: &Head, before: &Campaign, draft: &Draft) -> Result<Head> {
    let done = sqlx::query!(
        "UPDATE campaign SET title = $4, theme = $5, kind = $6, document_no = $7, words = $8, starts_on = $9, ends_on = $10, deadline = $11, phases = $12, leaders = $13, series = $14,
                version = version + 1 WHERE id = $1 AND owner_path = $2 AND version = $3 AND state <> 'closed'",
        before.id as CampaignId,
        place.path,
        before.version,
        draft.title,
        draft.theme,
        draft.kind as Kind,
        draft.document,
        draft.words,
        draft.starts,
        draft.ends,
        draft.deadline,
        Json(&draft.phases) as Json<&Vec<Phase>>,
        Json(&draft.leaders) as Json<&Vec<Member>>,
        draft.series as TemplateId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-stale"));
    }
    let state = before.standing.code();
    let event = Event {
        subject: Subject::Campaign,
        subject_id: before.id.0,
        act: "change_campaign",
        from_state: state,
        to_state: state,
        facts: facts(draft),
        texts: texts(draft),
    };
    ledger::append(scope, place, head, event).await
}

fn facts(draft: &Draft) -> Facts {
    [
        ("kind", draft.kind.to_string()),
        ("list", draft.series.to_string()),
        ("starts", draft.starts.to_string()),
        ("ends", draft.ends.to_string()),
        ("deadline", draft.deadline.to_string()),
        ("phases", draft.phases.len().to_string()),
        ("leaders", draft.leaders.len().to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn texts(draft: &Draft) -> Vec<(String, String)> {
    [("title", &draft.title), ("theme", &draft.theme), ("words", &draft.words)]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), text.clone()))
        .collect()
}

/// Sets a draft running with the version of its list that is in use now. The bureau's turn must be taken; the event follows with the schools.
///
/// # Errors
/// [`Error::Conflict`] when it is no draft any more or its list is out of use.
pub async fn start(scope: &mut Scope, place: &Place, campaign: &Campaign, at: DateTime<Utc>) -> Result<TemplateId> {
    sqlx::query_scalar!(
        r#"UPDATE campaign c SET state = 'running', launched_at = $4, version = c.version + 1, template_id = t.id
             FROM (SELECT id, retired_at FROM check_template WHERE series = $5 ORDER BY version DESC LIMIT 1) t
            WHERE c.id = $1 AND c.owner_path = $2 AND c.version = $3 AND c.state = 'draft' AND t.retired_at IS NULL RETURNING t.id AS "id: TemplateId""#,
        campaign.id as CampaignId,
        place.path,
        campaign.version,
        at,
        campaign.draft.series as TemplateId
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::Conflict("campaign-stale"))
}

/// Closes a campaign with its summary and its figures as they stand, with the event. The bureau's turn must be taken.
///
/// # Errors
/// [`Error::Conflict`] when it does not run; when the database refuses or is away.
pub async fn close(scope: &mut Scope, place: &Place, head: &Head, campaign: &Campaign, figures: &Figures, summary: &str) -> Result<Head> {
    let now = scope.now()?;
    let done = sqlx::query!(
        "UPDATE campaign SET state = 'closed', closed_at = $4, summary = $5, figures = $6, version = version + 1 WHERE id = $1 AND owner_path = $2 AND version = $3 AND state = 'running'",
        campaign.id as CampaignId,
        place.path,
        campaign.version,
        now,
        summary,
        Json(figures) as Json<&Figures>
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-stale"));
    }
    let facts: Facts = [
        ("schools", figures.schools),
        ("done", figures.done),
        ("late", figures.late),
        ("found", figures.found),
        ("open", figures.open),
        ("spent_fen", figures.spent_fen),
    ]
    .into_iter()
    .map(|(name, n)| (name.to_owned(), n.to_string()))
    .collect();
    let event = Event {
        subject: Subject::Campaign,
        subject_id: campaign.id.0,
        act: "close_campaign",
        from_state: Standing::Running.code(),
        to_state: Standing::Closed.code(),
        facts,
        texts: vec![("summary".into(), summary.to_owned())],
    };
    ledger::append(scope, place, head, event).await
}
