//! Asking schools: who can be asked, and the one task each is given. By a bureau's hand at a launch, by the clock where somebody came later.

use crate::access::Place;
use crate::calendar::rules::Calendar;
use crate::campaign::model::{Campaign, Candidate, Wanted};
use crate::campaign::rules;
use crate::clock::Zone;
use crate::db::{Head, Scope};
use crate::error::Result;
use crate::id::{CampaignId, InspectionId, OrgId, PersonId, TemplateId};
use crate::inspection::model::Kind;
use crate::ledger::{self, Event, Facts, Subject};
use crate::org::model::{Ownership, Stage};
use crate::task;
use crate::text::Words;
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// Schools named in an event of the ledger; more are told by their number and digest.
const NAMED: usize = 50;

struct Row {
    id: OrgId,
    district: OrgId,
    code: String,
    path: String,
    name_zh: String,
    name_en: String,
    district_zh: String,
    district_en: String,
    stage: Option<Stage>,
    pupils: Option<i32>,
    manned: bool,
}

/// The schools at or below a place that are looked for and not asked by a campaign yet, in the order of the tree; at most `limit`. With `codes`
/// only those of them. "Manned" is a school whose safety officer or, failing that, principal can be given the task today.
///
/// # Errors
/// When the database is away.
pub async fn candidates(
    scope: &mut Scope,
    place: &Place,
    id: CampaignId,
    wanted: &Wanted,
    codes: Option<&[String]>,
    limit: i64,
) -> Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id AS "id: OrgId", o.district_id AS "district: OrgId", o.code, o.path, o.name_zh, o.name_en, d.name_zh AS district_zh, d.name_en AS district_en,
                  o.stage AS "stage: Stage", o.pupils,
                  EXISTS (SELECT 1 FROM post p JOIN person q ON q.id = p.person_id AND q.disabled_at IS NULL
                           WHERE p.org_id = o.id AND p.role IN ('officer', 'principal') AND p.from_on <= current_date AND (p.to_on IS NULL OR p.to_on >= current_date)) AS "manned!"
             FROM org o JOIN org d ON d.id = o.district_id
            WHERE o.kind = 'school' AND starts_with(o.path, $1) AND ($2 = '' OR d.code = $2) AND ($3::text IS NULL OR o.stage = $3) AND ($4::text IS NULL OR o.ownership = $4)
              AND ($5::boolean IS NULL OR o.boarding = $5) AND ($6::integer IS NULL OR o.pupils >= $6) AND ($7::integer IS NULL OR o.pupils <= $7) AND ($8::text[] IS NULL OR o.code = ANY ($8))
              AND NOT EXISTS (SELECT 1 FROM campaign_school s WHERE s.campaign_id = $9 AND s.school_id = o.id)
            ORDER BY o.path LIMIT $10"#,
        place.path,
        wanted.district,
        wanted.stage as Option<Stage>,
        wanted.ownership as Option<Ownership>,
        wanted.boarding,
        wanted.least,
        wanted.most,
        codes,
        id as CampaignId,
        limit
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            id: row.id,
            district: row.district,
            code: row.code,
            path: row.path,
            name: Words { zh: row.name_zh, en: row.name_en },
            district_name: Words { zh: row.district_zh, en: row.district_en },
            stage: row.stage,
            pupils: row.pupils,
            manned: row.manned,
        })
        .collect())
}

/// The districts below a place that have schools: code and name, in the order of the tree.
///
/// # Errors
/// When the database is away.
pub async fn districts(scope: &mut Scope, place: &Place) -> Result<Vec<(String, Words)>> {
    let rows = sqlx::query!(
        "SELECT d.code, d.name_zh, d.name_en FROM org d WHERE d.id IN (SELECT district_id FROM org o WHERE o.kind = 'school' AND starts_with(o.path, $1)) ORDER BY d.path",
        place.path
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, Words { zh: row.name_zh, en: row.name_en })).collect())
}

/// Asks schools: freezes them, gives each its task, tells the ledger. The bureau's turn must be taken and the campaign running; schools that are
/// asked already stay as they are. Returns how many were new.
///
/// # Errors
/// When the database refuses or is away.
pub async fn ask(
    scope: &mut Scope,
    place: &Place,
    head: &Head,
    zone: Zone,
    campaign: &Campaign,
    act: &'static str,
    schools: &[Candidate],
) -> Result<(u64, Head)> {
    let today = zone.day(scope.now()?);
    let districts: Vec<OrgId> = schools.iter().map(|one| one.district).collect();
    let ids: Vec<OrgId> = schools.iter().map(|one| one.id).collect();
    let paths: Vec<String> = schools.iter().map(|one| one.path.clone()).collect();
    let new = sqlx::query!(
        "INSERT INTO campaign_school (district_id, campaign_id, school_id, path) SELECT d, $1, s, p FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS t (d, s, p) ORDER BY d, s
         ON CONFLICT (district_id, campaign_id, school_id) DO NOTHING",
        campaign.id as CampaignId,
        &districts as &[OrgId],
        &ids as &[OrgId],
        &paths
    )
    .execute(scope.conn())
    .await?
    .rows_affected();
    // The clock looks after a district once it has a schedule; a campaign may be the first thing it has.
    let unique: BTreeSet<OrgId> = districts.iter().copied().collect();
    sqlx::query!(
        "INSERT INTO task_schedule (district_id, path, made_until) SELECT o.id, o.path, $2 FROM org o WHERE o.id = ANY ($1) ORDER BY o.id ON CONFLICT (district_id) DO NOTHING",
        &unique.into_iter().collect::<Vec<_>>() as &[OrgId],
        today
    )
    .execute(scope.conn())
    .await?;
    let made = tasks(scope.conn(), zone, today, &place.path, Some(campaign.id), None).await?;
    // District by district in the order of their ids, and within each its schools before itself, as every writer of these sums.
    let mut counts: BTreeMap<OrgId, (&str, task::store::Due)> = BTreeMap::new();
    for one in &made {
        counts
            .entry(one.district)
            .or_insert_with(|| (&one.district_path, task::store::Due::default()))
            .1
            .add(one.school, &one.path, one.due_on);
    }
    for (district, (path, due)) in &counts {
        task::store::count_due(scope.conn(), *district, path, due).await?;
    }
    let made = made.len();
    tracing::info!(campaign = %campaign.id, schools = new, tasks = made, "asked schools");
    let mut facts: Facts = [
        ("schools", new.to_string()),
        ("tasks", made.to_string()),
        ("starts", campaign.draft.starts.to_string()),
        ("deadline", campaign.draft.deadline.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    name(&mut facts, schools.iter().map(|one| one.code.clone()).collect());
    if let Some(template) = campaign.template {
        facts.insert("list".into(), template.to_string());
    }
    let from_state = if act == "launch_campaign" { "draft" } else { "running" };
    let event = Event {
        subject: Subject::Campaign,
        subject_id: campaign.id.0,
        act,
        from_state,
        to_state: "running",
        facts,
        texts: vec![("title".into(), campaign.draft.title.clone())],
    };
    Ok((new, ledger::append(scope, place, head, event).await?))
}

/// Names schools in an event: a few by their codes, and any number by the digest of them.
pub(super) fn name(facts: &mut Facts, mut codes: Vec<String>) {
    codes.sort_unstable();
    let codes_in_one = codes.join(" ");
    facts.insert("digest".into(), hex::encode(Sha256::digest(codes_in_one.as_bytes())));
    if codes.len() <= NAMED {
        facts.insert("codes".into(), codes_in_one);
    }
}

/// Gives the task of every running campaign, or of one, to the schools that are asked and have none, at or below a path, or of one district:
/// whoever asks first makes it, and asking again makes nothing. What was made is returned; whoever asked adds it to the sums.
///
/// # Errors
/// When the database refuses or is away.
pub async fn tasks(
    conn: &mut PgConnection,
    zone: Zone,
    today: NaiveDate,
    path: &str,
    only: Option<CampaignId>,
    district: Option<OrgId>,
) -> Result<Vec<Made>> {
    // Officers before principals, by the alphabet too; in one order for all who do this, so that none waits for one who waits for it.
    let missing = sqlx::query!(
        r#"SELECT s.district_id AS "district: OrgId", d.path AS district_path, s.campaign_id AS "campaign: CampaignId", s.school_id AS "school: OrgId", s.path, c.title, c.kind AS "kind: Kind",
                  c.template_id AS "template!: TemplateId", jsonb_array_length(t.items)::smallint AS "items!", c.starts_on, c.deadline, w.person_id AS "person: PersonId"
             FROM campaign c JOIN campaign_school s ON s.campaign_id = c.id JOIN org d ON d.id = s.district_id JOIN check_template t ON t.id = c.template_id
             CROSS JOIN LATERAL (SELECT p.person_id FROM post p JOIN person q ON q.id = p.person_id AND q.disabled_at IS NULL
                                  WHERE p.org_id = s.school_id AND p.role IN ('officer', 'principal') AND p.from_on <= $3 AND (p.to_on IS NULL OR p.to_on >= $3)
                                  ORDER BY p.role, p.from_on, p.id LIMIT 1) w
            WHERE c.state = 'running' AND starts_with(s.path, $1) AND ($2::uuid IS NULL OR c.id = $2) AND ($4::uuid IS NULL OR s.district_id = $4)
              AND NOT EXISTS (SELECT 1 FROM inspection_task k WHERE k.district_id = s.district_id AND k.campaign_id = s.campaign_id AND k.school_id = s.school_id)
            ORDER BY s.district_id, s.campaign_id, s.school_id"#,
        path,
        only as Option<CampaignId>,
        today,
        district as Option<OrgId>
    )
    .fetch_all(&mut *conn)
    .await?;
    if missing.is_empty() {
        return Ok(vec![]);
    }
    let entries = crate::calendar::store::around(&mut *conn, path).await?;
    let mut making = Making::default();
    for row in missing {
        let calendar = Calendar::at(&entries, &row.path);
        let (opens, due_on) = rules::days(&calendar, row.starts_on, row.deadline, today);
        let Some((opens, due)) = rules::span(zone, opens, due_on) else { continue };
        making.ids.push(InspectionId::new());
        making.districts.push(row.district);
        making.campaigns.push(row.campaign);
        making.schools.push(row.school);
        making.paths.push(row.path);
        making.titles.push(row.title);
        making.kinds.push(row.kind);
        making.people.push(row.person);
        making.opens.push(opens);
        making.due.push(due);
        making.due_on.push(due_on);
        making.templates.push(row.template);
        making.items.push(row.items);
        making.district_paths.insert(row.district, row.district_path);
    }
    making.insert(conn).await
}

/// A task that was made.
pub struct Made {
    pub district: OrgId,
    pub district_path: String,
    pub school: OrgId,
    pub path: String,
    pub due_on: NaiveDate,
}

/// Tasks about to be made, column by column.
#[derive(Default)]
struct Making {
    ids: Vec<InspectionId>,
    districts: Vec<OrgId>,
    campaigns: Vec<CampaignId>,
    schools: Vec<OrgId>,
    paths: Vec<String>,
    titles: Vec<String>,
    kinds: Vec<Kind>,
    people: Vec<PersonId>,
    opens: Vec<DateTime<Utc>>,
    due: Vec<DateTime<Utc>>,
    due_on: Vec<NaiveDate>,
    templates: Vec<TemplateId>,
    items: Vec<i16>,
    district_paths: BTreeMap<OrgId, String>,
}

impl Making {
    /// Inserts them; those that somebody else made meanwhile are left as they are.
    async fn insert(&self, conn: &mut PgConnection) -> Result<Vec<Made>> {
        let rows = sqlx::query!(
            r#"INSERT INTO inspection_task (district_id, id, school_id, path, campaign_id, title, kind, person_id, slot, opens_at, due_at, template_id, items)
               SELECT d, i, s, p, c, n, k, w, 'campaign', o, e, t, q
                 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::smallint[])
                      WITH ORDINALITY AS a (d, i, s, p, c, n, k, w, o, e, t, q, nr) WHERE q > 0 ORDER BY nr
               ON CONFLICT (district_id, campaign_id, school_id) DO NOTHING RETURNING id AS "id: InspectionId", district_id AS "district: OrgId", school_id AS "school: OrgId", path"#,
            &self.districts as &[OrgId],
            &self.ids as &[InspectionId],
            &self.schools as &[OrgId],
            &self.paths,
            &self.campaigns as &[CampaignId],
            &self.titles,
            &self.kinds as &[Kind],
            &self.people as &[PersonId],
            &self.opens,
            &self.due,
            &self.templates as &[TemplateId],
            &self.items
        )
        .fetch_all(conn)
        .await?;
        let due_on: BTreeMap<InspectionId, NaiveDate> = self.ids.iter().copied().zip(self.due_on.iter().copied()).collect();
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let district_path = self.district_paths.get(&row.district)?.clone();
                Some(Made { district: row.district, district_path, school: row.school, path: row.path, due_on: *due_on.get(&row.id)? })
            })
            .collect())
    }
}
