//! Mail that is to be sent. A letter is sealed before it comes here, and its row goes when it was sent.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A letter that waits, or one that was given up.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct OutboxRow {
    /// UUIDv7; the Message-ID is made of it.
    pub id: String,
    /// Key of the message text.
    pub message: String,
    /// Address, subject and text, sealed; none once it was given up.
    pub letter: Option<String>,
    /// When what it tells of happened, RFC 3339.
    pub made_at: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: String,
    /// What went wrong the last time, without the address.
    pub problem: Option<String>,
    /// When it was given up.
    pub failed_at: Option<String>,
}

/// How much waits.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct WaitingRow {
    /// Letters.
    pub number: i64,
    /// When the oldest of them was written.
    pub oldest: Option<String>,
    /// What went wrong with one of them.
    pub problem: Option<String>,
}

/// Adds a letter, to be sent at once.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, id: &str, message: &str, letter: &str, made_at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("outbox/add"))
        .bind(id)
        .bind(message)
        .bind(letter)
        .bind(made_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Letters whose time has come, the longest due first.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, now: &str, limit: i64) -> Result<Vec<OutboxRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("outbox/due")).bind(now).bind(limit).fetch_all(c).await)?)
}

/// Counts a try before it is made, and says when the next one would be: whoever dies in between has only waited.
///
/// # Errors
/// [`crate::Error::Conflict`] when another process took it.
pub async fn claim(tx: &mut Tx, id: &str, tries: i64, next_at: &str) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("outbox/claim"))
        .bind(id)
        .bind(tries)
        .bind(next_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// Takes away a letter that was sent.
///
/// # Errors
/// When the database refuses.
pub async fn sent(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("outbox/sent")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes why a letter could not be sent this time.
///
/// # Errors
/// When the database refuses.
pub async fn put_problem(tx: &mut Tx, id: &str, problem: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("outbox/put_problem")).bind(id).bind(problem).execute(c).await.map(drop))?;
    Ok(())
}

/// Gives a letter up, and forgets what stood in it.
///
/// # Errors
/// When the database refuses.
pub async fn give_up(tx: &mut Tx, id: &str, problem: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("outbox/give_up"))
        .bind(id)
        .bind(problem)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Letters that were given up, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn failed(tx: &mut Tx, limit: i64) -> Result<Vec<OutboxRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("outbox/failed")).bind(limit).fetch_all(c).await)?)
}

/// How much waits to be sent.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx) -> Result<WaitingRow> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("outbox/waiting")).fetch_one(c).await)?)
}

/// Forgets letters that were given up before a time.
///
/// # Errors
/// When the database refuses.
pub async fn forget_failed(tx: &mut Tx, before: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("outbox/forget_failed")).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
