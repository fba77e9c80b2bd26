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
    /// Whether a new password has to be chosen before anything else.
    pub must_change_password: bool,
    /// When the password was chosen.
    pub password_changed_at: String,
    /// Secret of the one-time codes, sealed with a key outside the database.
    pub totp_secret: Option<String>,
    /// The newest time step of which a one-time code was used.
    pub totp_used: i64,
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
        .bind(o.must_change_password)
        .bind(&o.password_changed_at)
        .bind(&o.totp_secret)
        .bind(o.totp_used)
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

/// The accounts of an agency by user name.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str) -> Result<Vec<OfficerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officers/of_agency")).bind(agency).fetch_all(c).await)?)
}

/// Sets a password, chosen `at`, and whether it must be changed at once.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(tx: &mut Tx, id: &str, (hash, must_change): (&str, bool), at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officers/set_password"))
        .bind(id)
        .bind(hash)
        .bind(must_change)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Bars an account from signing in, or lets it in again.
///
/// # Errors
/// When the database refuses.
pub async fn set_disabled(tx: &mut Tx, id: &str, disabled: bool) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officers/set_disabled"))
        .bind(id)
        .bind(disabled)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Lets a person work for another agency.
///
/// # Errors
/// When the database refuses.
pub async fn set_agency(tx: &mut Tx, id: &str, agency: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officers/set_agency")).bind(id).bind(agency).execute(c).await.map(drop))?;
    Ok(())
}

/// Changes roles from what they were; `false` when somebody else changed them meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn set_roles(tx: &mut Tx, id: &str, (before, after): (&str, &str)) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("officers/set_roles"))
        .bind(id)
        .bind(before)
        .bind(after)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}

/// Sets or takes away the sealed secret of one-time codes.
///
/// # Errors
/// When the database refuses.
pub async fn set_totp(tx: &mut Tx, id: &str, sealed: Option<&str>) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officers/set_totp")).bind(id).bind(sealed).execute(c).await.map(drop))?;
    Ok(())
}

/// Marks a time step as used; `false` when it or a later one was used already (RFC 6238, 5.2: a code is taken once).
///
/// # Errors
/// When the database refuses.
pub async fn use_totp(tx: &mut Tx, id: &str, step: i64) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("officers/use_totp"))
        .bind(id)
        .bind(step)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}
