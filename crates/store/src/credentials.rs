//! By what people prove who they are, beside the password: one-time links, recovery codes, passkeys, identities of a
//! single sign-on. Tokens and codes are keyed digests here, never themselves.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A one-time link to choose a password by.
#[derive(Debug, Clone)]
pub struct Invitation<'a> {
    /// Keyed digest of the token.
    pub token: &'a str,
    /// Whose.
    pub officer: &'a str,
    /// Who made it.
    pub made_by: &'a str,
    /// Until when.
    pub expires_at: &'a str,
}

/// A passkey.
#[derive(Debug, Clone, FromRow)]
pub struct PasskeyRow {
    /// Credential, base64url.
    pub id: String,
    /// Whose.
    pub officer_id: String,
    /// What its owner calls it.
    pub name: String,
    /// Public key and counter, JSON.
    pub data: String,
    /// Since when.
    pub made_at: String,
    /// When it was used last.
    pub used_at: Option<String>,
}

/// Adds a one-time link.
///
/// # Errors
/// When the database refuses.
pub async fn invite(tx: &mut Tx, i: &Invitation<'_>) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("invitations/insert"))
        .bind(i.token)
        .bind(i.officer)
        .bind(i.made_by)
        .bind(i.expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whose link this is, unless it has expired at `now`.
///
/// # Errors
/// When the database refuses.
pub async fn invited(tx: &mut Tx, token: &str, now: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("invitations/officer"))
        .bind(token)
        .bind(now)
        .fetch_optional(c)
        .await)?)
}

/// Until when the officer's newest link is good, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn invitation_of(tx: &mut Tx, officer: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("invitations/of_officer")).bind(officer).fetch_optional(c).await)?)
}

/// Takes all links of an officer away.
///
/// # Errors
/// When the database refuses.
pub async fn forget_invitations(tx: &mut Tx, officer: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("invitations/delete_of_officer")).bind(officer).execute(c).await.map(drop))?;
    Ok(())
}

/// Adds a recovery code.
///
/// # Errors
/// When the database refuses.
pub async fn add_recovery_code(tx: &mut Tx, officer: &str, code: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("recovery_codes/insert"))
        .bind(officer)
        .bind(code)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a recovery code; `false` when there is no such one.
///
/// # Errors
/// When the database refuses.
pub async fn use_recovery_code(tx: &mut Tx, officer: &str, code: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("recovery_codes/use"))
        .bind(officer)
        .bind(code)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}

/// Takes all recovery codes of an officer away.
///
/// # Errors
/// When the database refuses.
pub async fn forget_recovery_codes(tx: &mut Tx, officer: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("recovery_codes/delete_of_officer"))
        .bind(officer)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// How many recovery codes an officer has left.
///
/// # Errors
/// When the database refuses.
pub async fn count_recovery_codes(tx: &mut Tx, officer: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("recovery_codes/count")).bind(officer).fetch_one(c).await)?)
}

/// Adds a passkey.
///
/// # Errors
/// When the database refuses.
pub async fn add_passkey(tx: &mut Tx, p: &PasskeyRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("passkeys/insert"))
        .bind(&p.id)
        .bind(&p.officer_id)
        .bind(&p.name)
        .bind(&p.data)
        .bind(&p.made_at)
        .bind(&p.used_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The passkeys of an officer.
///
/// # Errors
/// When the database refuses.
pub async fn passkeys(tx: &mut Tx, officer: &str) -> Result<Vec<PasskeyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("passkeys/of_officer")).bind(officer).fetch_all(c).await)?)
}

/// The passkey with this credential.
///
/// # Errors
/// When the database refuses.
pub async fn passkey(tx: &mut Tx, id: &str) -> Result<Option<PasskeyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("passkeys/by_id")).bind(id).fetch_optional(c).await)?)
}

/// Keeps what changed with the use of a passkey.
///
/// # Errors
/// When the database refuses.
pub async fn use_passkey(tx: &mut Tx, id: &str, (data, at): (&str, &str)) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("passkeys/use")).bind(id).bind(data).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Takes a passkey away; `false` when the officer has no such one.
///
/// # Errors
/// When the database refuses.
pub async fn delete_passkey(tx: &mut Tx, officer: &str, id: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("passkeys/delete"))
        .bind(officer)
        .bind(id)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}

/// Takes all passkeys of an officer away.
///
/// # Errors
/// When the database refuses.
pub async fn forget_passkeys(tx: &mut Tx, officer: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("passkeys/delete_of_officer")).bind(officer).execute(c).await.map(drop))?;
    Ok(())
}

/// Who has this identity at a provider of single sign-on.
///
/// # Errors
/// When the database refuses.
pub async fn identified(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("identities/officer"))
        .bind(issuer)
        .bind(subject)
        .fetch_optional(c)
        .await)?)
}

/// Ties an identity of a provider to an officer.
///
/// # Errors
/// When the database refuses.
pub async fn identify(tx: &mut Tx, (issuer, subject): (&str, &str), officer: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("identities/insert"))
        .bind(issuer)
        .bind(subject)
        .bind(officer)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes all identities of an officer away.
///
/// # Errors
/// When the database refuses.
pub async fn forget_identities(tx: &mut Tx, officer: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("identities/delete_of_officer")).bind(officer).execute(c).await.map(drop))?;
    Ok(())
}

/// How many identities an officer has.
///
/// # Errors
/// When the database refuses.
pub async fn count_identities(tx: &mut Tx, officer: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("identities/count")).bind(officer).fetch_one(c).await)?)
}
