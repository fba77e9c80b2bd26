//! Identities of a single sign-on (OpenID Connect): a person ties one to the account once, signed in by password, and
//! signs in by it from then on. Nothing is tied by a name that the provider tells.

use mingjing_store::{credentials, officers};

use crate::accounts::{load, step};
use crate::second_factor::must_know_password;
use crate::trail::record;
use crate::{Error, House, Officer};

/// The person whom this identity is tied to, if the account is open.
///
/// # Errors
/// When the database refuses.
pub async fn identified(house: &House, (issuer, subject): (&str, &str)) -> Result<Option<Officer>, Error> {
    let mut tx = house.db.read().await?;
    let Some(id) = credentials::identified(&mut tx, issuer, subject).await? else { return Ok(None) };
    let row = officers::by_id(&mut tx, &id).await?.filter(|row| !row.disabled);
    drop(tx);
    match row {
        Some(row) => Ok(Some(load(house, &row).await?)),
        None => Ok(None),
    }
}

/// Ties an identity to the own account.
///
/// # Errors
/// When it is tied to somebody already.
pub async fn tie(house: &House, by: &Officer, identity: (&str, &str)) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    match credentials::identify(&mut tx, identity, &by.id, &house.now_text()).await {
        Err(e) if e.is_duplicate() => {
            return Err(Error::Refused("这个统一身份已经关联了账号，一个身份只能关联一个账号".into()));
        }
        other => other?,
    }
    record(house, &mut tx, by, step("identity-add", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes all identities of the own account away.
///
/// # Errors
/// When the password is wrong.
pub async fn untie(house: &House, by: &Officer, password: &str) -> Result<(), Error> {
    must_know_password(house, by, password).await?;
    let mut tx = house.db.begin().await?;
    credentials::forget_identities(&mut tx, &by.id).await?;
    record(house, &mut tx, by, step("identity-remove", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether an identity is tied to the account.
///
/// # Errors
/// When the database refuses.
pub async fn is_tied(house: &House, id: &str) -> Result<bool, Error> {
    let mut tx = house.db.read().await?;
    Ok(credentials::count_identities(&mut tx, id).await? > 0)
}
