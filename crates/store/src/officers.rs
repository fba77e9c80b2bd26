//! Accounts of the people who work at the desk.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One account.
#[derive(Clone, FromRow)]
pub struct OfficerRow {
    /// Stable identity, used in the audit trail.
    pub id: String,
    /// What the person signs in with.
    pub username: String,
    /// The person's name as shown.
    pub name: String,
    /// Agency the person works for.
    pub agency_code: String,
    /// Role names, separated by commas.
    pub roles: String,
    /// argon2id in PHC string form.
    pub password_hash: String,
    /// Whether sign-in is refused.
    pub disabled: bool,
    /// When the account was made.
    pub created_at: String,
}

impl std::fmt::Debug for OfficerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OfficerRow")
            .field("id", &self.id)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Adds an account.
///
/// # Errors
/// When the user name is taken ([`crate::Error::is_duplicate`]) or the database refuses.
pub async fn insert(tx: &mut Tx, o: &OfficerRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officers/insert"))
        .bind(&o.id)
        .bind(&o.username)
        .bind(&o.name)
        .bind(&o.agency_code)
        .bind(&o.roles)
        .bind(&o.password_hash)
        .bind(o.disabled)
        .bind(&o.created_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The account with this user name.
///
/// # Errors
/// When the database refuses.
pub async fn by_username(tx: &mut Tx, username: &str) -> Result<Option<OfficerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officers/by_username")).bind(username).fetch_optional(c).await)?)
}

/// The account with this identity.
///
/// # Errors
/// When the database refuses.
pub async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<OfficerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officers/by_id")).bind(id).fetch_optional(c).await)?)
}

/// All accounts by user name.
///
/// # Errors
/// When the database refuses.
pub async fn all(tx: &mut Tx) -> Result<Vec<OfficerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officers/all")).fetch_all(c).await)?)
}

/// Sets a password; `false` when there is no such account.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(tx: &mut Tx, username: &str, hash: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("officers/set_password"))
        .bind(username)
        .bind(hash)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}

/// Bars an account from signing in, or lets it in again; `false` when there is no such account.
///
/// # Errors
/// When the database refuses.
pub async fn set_disabled(tx: &mut Tx, username: &str, disabled: bool) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("officers/set_disabled"))
        .bind(username)
        .bind(disabled)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}
