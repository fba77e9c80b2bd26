//! The audit trail: who did what, when and why. Rows are only ever added.

use sqlx::FromRow;

use crate::db::{MAX_BINDS, on, sql};
use crate::{Result, Tx};

/// One step.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AuditRow {
    /// UUIDv7: rows sort by it.
    pub id: String,
    /// When.
    pub at: String,
    /// Who, by identity.
    pub officer_id: String,
    /// Who, by the name of that day.
    pub officer_name: String,
    /// The agency the person acted for.
    pub agency_code: String,
    /// What was done.
    pub action: String,
    /// On which disclosure, if on one.
    pub disclosure_id: Option<String>,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// Further detail, JSON.
    pub detail: Option<String>,
}

/// Adds steps.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, rows: &[AuditRow]) -> Result<()> {
    const HEAD: &str = "INSERT INTO audit (id, at, officer_id, officer_name, agency_code, action, disclosure_id, reason, detail) ";
    for chunk in rows.chunks(MAX_BINDS / 9) {
        on!(tx, |c| {
            let mut q = sqlx::QueryBuilder::new(HEAD);
            q.push_values(chunk, |mut b, r| {
                b.push_bind(&r.id)
                    .push_bind(&r.at)
                    .push_bind(&r.officer_id)
                    .push_bind(&r.officer_name)
                    .push_bind(&r.agency_code)
                    .push_bind(&r.action)
                    .push_bind(&r.disclosure_id)
                    .push_bind(&r.reason)
                    .push_bind(&r.detail);
            });
            q.build().execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// All steps of one disclosure, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, id: &str) -> Result<Vec<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/of_disclosure")).bind(id).fetch_all(c).await)?)
}
