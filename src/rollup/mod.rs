//! Roll-ups: the sums that home pages and dashboards read. Each act writes its difference in its own transaction, to the school's row and to
//! its district's; a city is the sum of its districts. What a ticket or a risk point counts for is a pure function of its present
//! ([`Counts`]), the difference is after minus before, so that the sums can be proved against the rows at any time.

use crate::access::Place;
use crate::db::Scope;
use crate::error::Result;
use crate::id::OrgId;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

/// What something counts for. Money in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub reported: i64,
    pub open: i64,
    pub closed: i64,
    pub closed_late: i64,
    pub major: i64,
    pub major_open: i64,
    pub planned_fen: i64,
    pub spent_fen: i64,
    /// Risk points by level, 1 to 4.
    pub risk: [i64; 4],
    pub incomplete: i64,
    pub inspections: i64,
    pub problems: i64,
    /// Open tickets by deadline.
    pub due: BTreeMap<NaiveDate, i64>,
    /// Found and closed, by the Monday of the week.
    pub week: BTreeMap<NaiveDate, (i64, i64)>,
    /// By the year it counts in.
    pub money: BTreeMap<i32, Money>,
}

/// Money of one year, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    pub budget: i64,
    pub planned: i64,
    pub approved: i64,
    pub spent: i64,
}

impl Counts {
    fn apply(&mut self, other: &Self, sign: i64) {
        self.reported += sign * other.reported;
        self.open += sign * other.open;
        self.closed += sign * other.closed;
        self.closed_late += sign * other.closed_late;
        self.major += sign * other.major;
        self.major_open += sign * other.major_open;
        self.planned_fen += sign * other.planned_fen;
        self.spent_fen += sign * other.spent_fen;
        for (mine, theirs) in self.risk.iter_mut().zip(other.risk) {
            *mine += sign * theirs;
        }
        self.incomplete += sign * other.incomplete;
        self.inspections += sign * other.inspections;
        self.problems += sign * other.problems;
        for (day, n) in &other.due {
            *self.due.entry(*day).or_default() += sign * n;
        }
        for (week, (reported, closed)) in &other.week {
            let mine = self.week.entry(*week).or_default();
            mine.0 += sign * reported;
            mine.1 += sign * closed;
        }
        for (year, theirs) in &other.money {
            let mine = self.money.entry(*year).or_default();
            mine.budget += sign * theirs.budget;
            mine.planned += sign * theirs.planned;
            mine.approved += sign * theirs.approved;
            mine.spent += sign * theirs.spent;
        }
        self.money.retain(|_, money| *money != Money::default());
        self.due.retain(|_, n| *n != 0);
        self.week.retain(|_, n| *n != (0, 0));
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.apply(other, 1);
    }
}

impl SubAssign<&Self> for Counts {
    fn sub_assign(&mut self, other: &Self) {
        self.apply(other, -1);
    }
}

/// Adds a difference to the sums of a school and of its district. `inspected` moves the date of the last inspection on.
///
/// # Errors
/// When the database is away.
pub async fn add(scope: &mut Scope, place: &Place, change: &Counts, inspected: Option<DateTime<Utc>>) -> Result<()> {
    if *change == Counts::default() && inspected.is_none() {
        return Ok(());
    }
    let [risk_1, risk_2, risk_3, risk_4] = change.risk;
    // The school's row always before its district's: one order for all writers.
    let orgs = [place.id, place.district];
    let paths = [place.path.clone(), place.district_path().to_owned()];
    sqlx::query!(
        "INSERT INTO rollup (district_id, org_id, path, reported, open, closed, closed_late, major, major_open, planned_fen, spent_fen, risk_1, risk_2, risk_3, risk_4, incomplete, inspections, problems, inspected_at)
         SELECT $1, o, p, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19 FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, p, n) ORDER BY n
         ON CONFLICT (district_id, org_id) DO UPDATE SET
            reported = rollup.reported + excluded.reported, open = rollup.open + excluded.open, closed = rollup.closed + excluded.closed, closed_late = rollup.closed_late + excluded.closed_late,
            major = rollup.major + excluded.major, major_open = rollup.major_open + excluded.major_open, planned_fen = rollup.planned_fen + excluded.planned_fen, spent_fen = rollup.spent_fen + excluded.spent_fen,
            risk_1 = rollup.risk_1 + excluded.risk_1, risk_2 = rollup.risk_2 + excluded.risk_2, risk_3 = rollup.risk_3 + excluded.risk_3, risk_4 = rollup.risk_4 + excluded.risk_4,
            incomplete = rollup.incomplete + excluded.incomplete, inspections = rollup.inspections + excluded.inspections, problems = rollup.problems + excluded.problems,
            inspected_at = greatest(rollup.inspected_at, excluded.inspected_at)",
        place.district as OrgId,
        &orgs as &[OrgId],
        &paths,
        change.reported,
        change.open,
        change.closed,
        change.closed_late,
        change.major,
        change.major_open,
        change.planned_fen,
        change.spent_fen,
        risk_1,
        risk_2,
        risk_3,
        risk_4,
        change.incomplete,
        change.inspections,
        change.problems,
        inspected
    )
    .execute(scope.conn())
    .await?;
    if !change.due.is_empty() {
        let (days, counts): (Vec<NaiveDate>, Vec<i64>) = change.due.iter().map(|(day, n)| (*day, *n)).unzip();
        sqlx::query!(
            "INSERT INTO rollup_due (district_id, org_id, path, due_on, open)
             SELECT $1, o, p, d, c FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, p, n), unnest($4::date[], $5::bigint[]) AS u (d, c) ORDER BY n, d
             ON CONFLICT (district_id, org_id, due_on) DO UPDATE SET open = rollup_due.open + excluded.open",
            place.district as OrgId,
            &orgs as &[OrgId],
            &paths,
            &days,
            &counts
        )
        .execute(scope.conn())
        .await?;
    }
    if !change.week.is_empty() {
        let weeks: Vec<NaiveDate> = change.week.keys().copied().collect();
        let (reported, closed): (Vec<i64>, Vec<i64>) = change.week.values().copied().unzip();
        sqlx::query!(
            "INSERT INTO rollup_week (district_id, org_id, path, week_on, reported, closed)
             SELECT $1, o, p, w, r, c FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, p, n), unnest($4::date[], $5::bigint[], $6::bigint[]) AS u (w, r, c) ORDER BY n, w
             ON CONFLICT (district_id, org_id, week_on) DO UPDATE SET reported = rollup_week.reported + excluded.reported, closed = rollup_week.closed + excluded.closed",
            place.district as OrgId,
            &orgs as &[OrgId],
            &paths,
            &weeks,
            &reported,
            &closed
        )
        .execute(scope.conn())
        .await?;
    }
    for (year, money) in &change.money {
        sqlx::query!(
            "INSERT INTO rollup_fund (district_id, org_id, path, year, budget_fen, planned_fen, approved_fen, spent_fen)
             SELECT $1, o, p, $4, $5, $6, $7, $8 FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (o, p, n) ORDER BY n
             ON CONFLICT (district_id, org_id, year) DO UPDATE SET budget_fen = rollup_fund.budget_fen + excluded.budget_fen, planned_fen = rollup_fund.planned_fen + excluded.planned_fen,
                approved_fen = rollup_fund.approved_fen + excluded.approved_fen, spent_fen = rollup_fund.spent_fen + excluded.spent_fen",
            place.district as OrgId,
            &orgs as &[OrgId],
            &paths,
            *year,
            money.budget,
            money.planned,
            money.approved,
            money.spent
        )
        .execute(scope.conn())
        .await?;
    }
    Ok(())
}
