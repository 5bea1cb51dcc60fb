//! Where hazards were identified (风险辨识): by area, by factor and by stage of life. Comprehensive means no area left out, all-factor no factor,
//! all-cycle no stage; the page shows the blanks.

use super::model::{Factor, LifeStage};
use crate::access::Place;
use crate::db::Scope;
use crate::error::Result;
use crate::id::OrgId;

/// One spot of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub area: String,
    pub factor: Factor,
    pub life_stage: LifeStage,
}

/// What was found there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub hazards: i64,
    /// Points in use that have one; the list behind the number holds these.
    pub points: i64,
    /// The gravest inherent level among them.
    pub level: i16,
}

/// What a school found, spot by spot; blanks are not among them.
///
/// # Errors
/// When the database is away.
pub async fn found(scope: &mut Scope, place: &Place) -> Result<Vec<(Spot, Found)>> {
    let rows = sqlx::query!(
        r#"SELECT r.area, h.factor AS "factor: Factor", h.life_stage AS "life_stage: LifeStage", count(*) AS "hazards!", count(DISTINCT r.id) AS "points!", min(h.inherent) AS "level!"
             FROM risk_point r JOIN hazard h ON h.district_id = r.district_id AND h.risk_point_id = r.id
            WHERE r.district_id = $1 AND r.school_id = $2 AND r.retired_at IS NULL
            GROUP BY r.area, h.factor, h.life_stage ORDER BY r.area, h.factor, h.life_stage"#,
        place.district as OrgId,
        place.id as OrgId
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let spot = Spot { area: row.area, factor: row.factor, life_stage: row.life_stage };
            (spot, Found { hazards: row.hazards, points: row.points, level: row.level })
        })
        .collect())
}
