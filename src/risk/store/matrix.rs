//! Where hazards were identified, spot by spot.

use crate::access::Place;
use crate::db::Scope;
use crate::error::Result;
use crate::id::OrgId;
use crate::risk::model::{Factor, Found, LifeStage, Spot};

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
