//! Tokens by which an agency's own systems push rows, and what was answered to each push. A token is a keyed digest
//! here, never itself.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A token.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct TokenRow {
    /// UUIDv7.
    pub id: String,
    /// Keyed digest of the token.
    pub digest: String,
    /// What its makers call it: the system that has it.
    pub name: String,
    /// Agency for which it pushes.
    pub agency_code: String,
    /// Catalogue items whose rows it may push, JSON array.
    pub items: String,
    /// What it may do, JSON array.
    pub actions: String,
    /// Who made it.
    pub made_by: String,
    /// Identities of all who stand behind its making, JSON array.
    pub drafted_by: String,
    /// When.
    pub made_at: String,
    /// Last day on which it is good.
    pub expires_on: String,
    /// Who let the source of its rows pass screening.
    pub screened_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved: good from then on.
    pub approved_at: Option<String>,
    /// When it was last used.
    pub used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
    /// Counts saves.
    pub lock_version: i64,
}

/// A push that was answered.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct PushRow {
    /// SHA-256 of what was sent, and where.
    pub body_digest: String,
    /// What was answered, JSON.
    pub answer: String,
}

/// Adds a token.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, t: &TokenRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("tokens/insert"))
        .bind(&t.id)
        .bind(&t.digest)
        .bind(&t.name)
        .bind(&t.agency_code)
        .bind(&t.items)
        .bind(&t.actions)
        .bind(&t.made_by)
        .bind(&t.drafted_by)
        .bind(&t.made_at)
        .bind(&t.expires_on)
        .bind(&t.screened_by)
        .bind(&t.approved_by)
        .bind(&t.approved_at)
        .bind(&t.used_at)
        .bind(&t.revoked_at)
        .bind(t.lock_version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The token with this identity.
///
/// # Errors
/// When the database refuses.
pub async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<TokenRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("tokens/by_id")).bind(id).fetch_optional(c).await)?)
}

/// The token with this digest.
///
/// # Errors
/// When the database refuses.
pub async fn by_digest(tx: &mut Tx, digest: &str) -> Result<Option<TokenRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("tokens/by_digest")).bind(digest).fetch_optional(c).await)?)
}

/// The newest tokens of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<TokenRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("tokens/of_agency")).bind(agency).bind(limit).fetch_all(c).await)?)
}

/// How many tokens of an agency wait for a person: to be screened or approved, as far as the person does either there,
/// and only those that are good on `today` (YYYY-MM-DD) and that the person did not make.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(
    tx: &mut Tx,
    agency: &str,
    (officer, today): (&str, &str),
    (screens, approves): (bool, bool),
) -> Result<i64> {
    let person = format!("%\"{officer}\"%");
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("tokens/waiting"))
        .bind(agency)
        .bind(&person)
        .bind(i64::from(screens))
        .bind(i64::from(approves))
        .bind(today)
        .fetch_one(c)
        .await)?)
}

/// Saves what people decided about a token that was read with `t.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else saved in between.
pub async fn save(tx: &mut Tx, t: &TokenRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("tokens/save"))
        .bind(&t.id)
        .bind(t.lock_version)
        .bind(&t.screened_by)
        .bind(&t.approved_by)
        .bind(&t.approved_at)
        .bind(&t.revoked_at)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Notes that a token was used.
///
/// # Errors
/// When the database refuses.
pub async fn used(tx: &mut Tx, id: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("tokens/use")).bind(id).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// What was answered to a push under this key.
///
/// # Errors
/// When the database refuses.
pub async fn push(tx: &mut Tx, token: &str, key: &str) -> Result<Option<PushRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("pushes/get")).bind(token).bind(key).fetch_optional(c).await)?)
}

/// Keeps what is answered to a push, in the transaction that did it.
///
/// # Errors
/// When the database refuses: as a duplicate, where the same key was answered meanwhile.
pub async fn keep_push(tx: &mut Tx, token: &str, key: &str, push: &PushRow, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("pushes/insert"))
        .bind(token)
        .bind(key)
        .bind(&push.body_digest)
        .bind(&push.answer)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets the answers to a token's pushes from before `at`.
///
/// # Errors
/// When the database refuses.
pub async fn forget_pushes(tx: &mut Tx, token: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("pushes/delete_old")).bind(token).bind(at).execute(c).await.map(drop))?;
    Ok(())
}
