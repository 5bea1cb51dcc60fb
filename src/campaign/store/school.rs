//! What a school does in a campaign: it adds questions, hands its task on, writes its report. Each in the school's turn, with the event in its chain.

use crate::access::Place;
use crate::campaign::model::{Added, Campaign, Target};
use crate::db::{Head, Scope};
use crate::error::{Error, Result};
use crate::id::{CampaignId, InspectionId, OrgId, PersonId};
use crate::inspection::model::Question;
use crate::ledger::{self, Event, Facts, Subject};

/// The questions a school added, in the order they will be asked.
///
/// # Errors
/// When the database is away.
pub async fn added(scope: &mut Scope, place: &Place, id: CampaignId) -> Result<Vec<Added>> {
    Ok(sqlx::query_as!(
        Added,
        r#"SELECT q.ordinal, q.area, q.question, q.standard, coalesce(p.name, '') AS "person!", q.added_at AS at FROM campaign_question q LEFT JOIN person p ON p.id = q.person_id
            WHERE q.district_id = $1 AND q.campaign_id = $2 AND q.school_id = $3 AND q.withdrawn_at IS NULL ORDER BY q.ordinal"#,
        place.district as OrgId,
        id as CampaignId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?)
}

fn event<'a>(campaign: &Campaign, act: &'a str, facts: Facts, texts: Vec<(String, String)>) -> Event<'a> {
    Event { subject: Subject::Campaign, subject_id: campaign.id.0, act, from_state: "", to_state: "", facts, texts }
}

/// Adds a question after all others.
///
/// # Errors
/// [`Error::Conflict`] when the walk has begun meanwhile; when the database refuses or is away.
pub async fn ask(scope: &mut Scope, place: &Place, head: &Head, campaign: &Campaign, target: &Target, question: &Question) -> Result<Head> {
    let person = scope.actor().person();
    let task = target.task.ok_or(Error::Conflict("campaign-begun"))?;
    let counted = sqlx::query!(
        "UPDATE inspection_task k SET items = k.items + 1 WHERE k.district_id = $1 AND k.id = $2 AND k.done_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM inspection i WHERE i.district_id = k.district_id AND i.id = k.id)",
        place.district as OrgId,
        task as InspectionId
    )
    .execute(scope.conn())
    .await?;
    if counted.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-begun"));
    }
    sqlx::query!(
        "INSERT INTO campaign_question (district_id, campaign_id, school_id, path, ordinal, area, question, standard, person_id)
         SELECT $1, $2, $3, $4, 1 + count(*)::smallint, $5, $6, $7, $8 FROM campaign_question WHERE district_id = $1 AND campaign_id = $2 AND school_id = $3",
        place.district as OrgId,
        campaign.id as CampaignId,
        place.id as OrgId,
        place.path,
        question.area,
        question.question,
        question.standard,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    let facts = Facts::from([("task".into(), task.to_string()), ("items".into(), (target.items + 1).to_string())]);
    let texts = vec![("question".to_owned(), question.question.clone()), ("standard".to_owned(), question.standard.clone())];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    ledger::append(scope, place, head, event(campaign, "ask_campaign", facts, texts)).await
}

/// Gives the school's task to another of its people.
///
/// # Errors
/// [`Error::Conflict`] when it was done meanwhile; when the database refuses or is away.
pub async fn hand(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    campaign: &Campaign,
    target: &Target,
    to: (PersonId, &str),
) -> Result<Head> {
    let task = target.task.ok_or(Error::Conflict("campaign-done"))?;
    let done = sqlx::query!(
        "UPDATE inspection_task SET person_id = $3 WHERE district_id = $1 AND id = $2 AND done_at IS NULL",
        place.district as OrgId,
        task as InspectionId,
        to.0 as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-done"));
    }
    let from = target.person_id.map(|id| id.to_string()).unwrap_or_default();
    let facts = Facts::from([("task".into(), task.to_string()), ("from".into(), from), ("to".into(), to.0.to_string())]);
    let texts = vec![("to".to_owned(), to.1.to_owned())];
    ledger::append(scope, place, head, event(campaign, "hand_campaign", facts, texts)).await
}

/// Keeps the school's report; a later one stands instead of an earlier, and the chain has both.
///
/// # Errors
/// When the database refuses or is away.
pub async fn report(scope: &mut Scope, place: &Place, head: &Head, campaign: &Campaign, words: &str) -> Result<Head> {
    let (now, person) = (scope.now()?, scope.actor().person());
    let done = sqlx::query!(
        "UPDATE campaign_school SET report = $4, reported_at = $5, reported_by = $6 WHERE district_id = $1 AND campaign_id = $2 AND school_id = $3",
        place.district as OrgId,
        campaign.id as CampaignId,
        place.id as OrgId,
        words,
        now,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::NotFound);
    }
    ledger::append(scope, place, head, event(campaign, "report_campaign", Facts::new(), vec![("report".into(), words.to_owned())])).await
}

/// Corrects a question of the school's own. The chain has both wordings.
///
/// # Errors
/// [`Error::Conflict`] when the walk has begun or the question was taken back meanwhile; when the database refuses or is away.
pub async fn correct(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    campaign: &Campaign,
    before: &Added,
    question: &Question,
) -> Result<Head> {
    let person = scope.actor().person();
    let done = sqlx::query!(
        "UPDATE campaign_question SET area = $5, question = $6, standard = $7, person_id = $8 WHERE district_id = $1 AND campaign_id = $2 AND school_id = $3 AND ordinal = $4 AND withdrawn_at IS NULL",
        place.district as OrgId,
        campaign.id as CampaignId,
        place.id as OrgId,
        before.ordinal,
        question.area,
        question.question,
        question.standard,
        person as PersonId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-begun"));
    }
    let facts = Facts::from([("ordinal".into(), before.ordinal.to_string())]);
    let texts =
        [("was", &before.question), ("was_standard", &before.standard), ("question", &question.question), ("standard", &question.standard)];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text.clone())).collect();
    ledger::append(scope, place, head, event(campaign, "correct_campaign", facts, texts)).await
}

/// Takes back a question of the school's own: it stays as a row, and is asked no more.
///
/// # Errors
/// [`Error::Conflict`] when the walk has begun or the question was taken back meanwhile; when the database refuses or is away.
pub async fn take_back(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    campaign: &Campaign,
    target: &Target,
    before: &Added,
) -> Result<Head> {
    let now = scope.now()?;
    let task = target.task.ok_or(Error::Conflict("campaign-begun"))?;
    let done = sqlx::query!(
        "UPDATE campaign_question SET withdrawn_at = $5 WHERE district_id = $1 AND campaign_id = $2 AND school_id = $3 AND ordinal = $4 AND withdrawn_at IS NULL",
        place.district as OrgId,
        campaign.id as CampaignId,
        place.id as OrgId,
        before.ordinal,
        now
    )
    .execute(scope.conn())
    .await?;
    let counted = sqlx::query!(
        "UPDATE inspection_task k SET items = k.items - 1 WHERE k.district_id = $1 AND k.id = $2 AND k.done_at IS NULL AND k.items > 1
            AND NOT EXISTS (SELECT 1 FROM inspection i WHERE i.district_id = k.district_id AND i.id = k.id)",
        place.district as OrgId,
        task as InspectionId
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() != 1 || counted.rows_affected() != 1 {
        return Err(Error::Conflict("campaign-begun"));
    }
    let facts = Facts::from([
        ("ordinal".into(), before.ordinal.to_string()),
        ("task".into(), task.to_string()),
        ("items".into(), (target.items - 1).to_string()),
    ]);
    let texts = vec![("question".to_owned(), before.question.clone())];
    ledger::append(scope, place, head, event(campaign, "withdraw_campaign", facts, texts)).await
}
