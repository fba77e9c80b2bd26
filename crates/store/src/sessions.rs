//! Signed-in sessions of the desk. `id` is a digest of the cookie, never the cookie itself.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// Stores a session until `expires_at` (Unix seconds).
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, id: &str, officer_id: Option<&str>, data: &str, expires_at: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("sessions/put"))
        .bind(id)
        .bind(officer_id)
        .bind(data)
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The session's data, unless it has expired at `now` (Unix seconds).
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, id: &str, now: i64) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("sessions/get")).bind(id).bind(now).fetch_optional(c).await)?)
}

/// Ends one session.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("sessions/delete")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends all sessions of one officer.
///
/// # Errors
/// When the database refuses.
pub async fn delete_of_officer(tx: &mut Tx, officer_id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("sessions/delete_of_officer")).bind(officer_id).execute(c).await.map(drop))?;
    Ok(())
}

/// Removes what expired before `now` (Unix seconds).
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired(tx: &mut Tx, now: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("sessions/delete_expired")).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// One session of an officer.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    /// Digest of the cookie.
    pub id: String,
    /// What the session holds, JSON.
    pub data: String,
    /// When it ends, Unix seconds.
    pub expires_at: i64,
}

/// The sessions of one officer that have not expired at `now` (Unix seconds), the one used last first.
///
/// # Errors
/// When the database refuses.
pub async fn of_officer(tx: &mut Tx, officer_id: &str, now: i64) -> Result<Vec<SessionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("sessions/of_officer"))
        .bind(officer_id)
        .bind(now)
        .fetch_all(c)
        .await)?)
}

/// Ends one session of an officer; `false` when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn delete_one_of_officer(tx: &mut Tx, id: &str, officer_id: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("sessions/delete_one_of_officer"))
        .bind(id)
        .bind(officer_id)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}
