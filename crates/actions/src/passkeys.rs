//! Passkeys (W3C Web Authentication, level 3): as second factor, and alone. A passkey is always asked to verify who uses it,
//! so that one alone is something one has and something one is or knows.

use mingjing_store::credentials::{self, PasskeyRow};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::accounts::step;
use crate::second_factor::{factors, must_know_password};
use crate::trail::record;
use crate::{Error, House, Officer};

/// Most passkeys of one person.
const MOST: usize = 10;

/// A ceremony begun: what the browser is asked, and what the server keeps until the answer. Both JSON.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// For the browser.
    pub options: String,
    /// For the session, never for the browser.
    pub state: String,
}

/// The library for the address by which browsers reach the desk. None for an address that passkeys do not work at:
/// they want a name.
fn at(house: &House, origin: &str) -> Result<Webauthn, Error> {
    let unusable =
        || Error::Refused("通行密钥只能在有域名的网址上用(不能是 IP 地址)，请用域名打开工作台".into());
    let url = Url::parse(origin).map_err(|_| unusable())?;
    let name = url.domain().ok_or_else(unusable)?.to_owned();
    let builder = WebauthnBuilder::new(&name, &url).map_err(|_| unusable())?;
    builder.rp_name(&house.site.name).build().map_err(|_| unusable())
}

fn failed(e: &webauthn_rs::prelude::WebauthnError) -> Error {
    tracing::info!(error = %e, "a passkey was refused");
    Error::Refused("通行密钥没有通过验证，请重试；若总不成功，请换一种方式".into())
}

/// The passkeys of a person.
///
/// # Errors
/// When the database refuses.
pub async fn of(house: &House, id: &str) -> Result<Vec<PasskeyRow>, Error> {
    let mut tx = house.db.read().await?;
    Ok(credentials::passkeys(&mut tx, id).await?)
}

async fn keys(house: &House, id: &str) -> Result<Vec<Passkey>, Error> {
    let rows = of(house, id).await?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.data)?)).collect()
}

/// Begins to register a passkey.
///
/// # Errors
/// When the address is not one for passkeys, or there are too many.
pub async fn begin_registration(house: &House, by: &Officer, origin: &str) -> Result<Ceremony, Error> {
    let library = at(house, origin)?;
    let known = keys(house, &by.id).await?;
    if known.len() >= MOST {
        return Err(Error::Refused(format!("通行密钥最多 {MOST} 个，请先删除不用的")));
    }
    let user = Uuid::parse_str(&by.id).map_err(|e| Error::Corrupt(e.to_string()))?;
    let exclude = known.iter().map(|k| k.cred_id().clone()).collect();
    let (options, state) = library
        .start_passkey_registration(user, &by.username, &by.name, Some(exclude))
        .map_err(|e| failed(&e))?;
    // The library leaves it to the device whether it remembers whose key it is; signing in by it alone wants that.
    let mut options = serde_json::to_value(&options)?;
    let selection = &mut options["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = "required".into();
    selection["requireResidentKey"] = true.into();
    Ok(Ceremony { options: options.to_string(), state: serde_json::to_string(&state)? })
}

/// Registers the passkey that the browser made.
///
/// # Errors
/// When it is not an answer to this ceremony.
pub async fn finish_registration(
    house: &House,
    by: &Officer,
    (origin, state): (&str, &str),
    (name, answer): (&str, &str),
) -> Result<(), Error> {
    let state: PasskeyRegistration = serde_json::from_str(state)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| unread())?;
    let key = at(house, origin)?.finish_passkey_registration(&answer, &state).map_err(|e| failed(&e))?;
    let name: String = name.trim().chars().take(50).collect();
    let row = PasskeyRow {
        id: answer.id.clone(),
        officer_id: by.id.clone(),
        name: if name.is_empty() { "通行密钥".into() } else { name },
        data: serde_json::to_string(&key)?,
        made_at: house.now_text(),
        used_at: None,
    };
    let mut tx = house.db.begin().await?;
    match credentials::add_passkey(&mut tx, &row).await {
        Err(e) if e.is_duplicate() => return Err(Error::Refused("这个通行密钥已经登记过".into())),
        other => other?,
    }
    record(house, &mut tx, by, step("passkey-add", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

fn unread() -> Error {
    Error::Refused("浏览器没有交来通行密钥，请重试；须开启 JavaScript".into())
}

/// Asks for one of a person's passkeys; none when there is none, or the address is not one for passkeys.
///
/// # Errors
/// When the database refuses.
pub async fn begin_check(house: &House, id: &str, origin: &str) -> Result<Option<Ceremony>, Error> {
    let known = keys(house, id).await?;
    let Ok(library) = at(house, origin) else { return Ok(None) };
    if known.is_empty() {
        return Ok(None);
    }
    let (options, state) = library.start_passkey_authentication(&known).map_err(|e| failed(&e))?;
    Ok(Some(Ceremony { options: serde_json::to_string(&options)?, state: serde_json::to_string(&state)? }))
}

/// Whether this is an answer by one of the person's passkeys.
///
/// # Errors
/// When the database refuses.
pub async fn check(
    house: &House,
    id: &str,
    origin: &str,
    (state, answer): (&str, &str),
) -> Result<bool, Error> {
    let state: PasskeyAuthentication = serde_json::from_str(state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(false) };
    let result = match at(house, origin)?.finish_passkey_authentication(&answer, &state) {
        Ok(result) => result,
        Err(e) => {
            tracing::info!(error = %e, "a passkey was refused");
            return Ok(false);
        }
    };
    note_use(house, id, &result).await
}

/// Notes that a passkey of a person was used; whether it is still there.
async fn note_use(house: &House, id: &str, result: &AuthenticationResult) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let rows = credentials::passkeys(&mut tx, id).await?;
    for row in rows {
        let mut key: Passkey = serde_json::from_str(&row.data)?;
        if key.update_credential(result).is_some() {
            let data = serde_json::to_string(&key)?;
            credentials::use_passkey(&mut tx, &row.id, (&data, &house.now_text())).await?;
            tx.commit().await?;
            return Ok(true);
        }
    }
    // It was taken away between question and answer.
    Ok(false)
}

/// Whether passkeys work at the address by which browsers reach the desk.
#[must_use]
pub fn work_at(house: &House, origin: &str) -> bool {
    at(house, origin).is_ok()
}

/// Asks whoever is there for a passkey that the device knows the owner of. The question is the same for everybody, so
/// it tells nothing of any account.
///
/// # Errors
/// When the address is not one for passkeys.
pub fn begin_sign_in(house: &House, origin: &str) -> Result<Ceremony, Error> {
    let (options, state) = at(house, origin)?.start_discoverable_authentication().map_err(|e| failed(&e))?;
    Ok(Ceremony { options: serde_json::to_string(&options)?, state: serde_json::to_string(&state)? })
}

/// Whose passkey somebody says to answer by; nothing is proved yet. None when no open account has that identity.
///
/// # Errors
/// When the database refuses.
pub async fn claimed_by(house: &House, origin: &str, answer: &str) -> Result<Option<Officer>, Error> {
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
    match at(house, origin)?.identify_discoverable_authentication(&answer) {
        Ok((user, _)) => crate::officer(house, &user.simple().to_string()).await,
        Err(_) => Ok(None),
    }
}

/// Whether this answers what [`begin_sign_in`] asked, by one of the person's passkeys, and the device verified who used
/// it.
///
/// # Errors
/// When the database refuses.
pub async fn check_sign_in(
    house: &House,
    id: &str,
    origin: &str,
    (state, answer): (&str, &str),
) -> Result<bool, Error> {
    let state: DiscoverableAuthentication = serde_json::from_str(state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(false) };
    let named = answer.get_credential_id();
    let Some(key) = keys(house, id).await?.into_iter().find(|key| key.cred_id().as_slice() == named) else {
        return Ok(false);
    };
    match at(house, origin)?.finish_discoverable_authentication_v2(&answer, state, &key) {
        Ok(result) => note_use(house, id, &result).await,
        Err(e) => {
            tracing::info!(error = %e, "a passkey was refused");
            Ok(false)
        }
    }
}

/// Takes a passkey away.
///
/// # Errors
/// When the password is wrong, there is no such passkey, or no second factor would be left where one is asked for.
pub async fn remove(house: &House, by: &Officer, id: &str, password: &str) -> Result<(), Error> {
    must_know_password(house, by, password).await?;
    let left = factors(house, &by.id).await?;
    if house.accounts.second_factor_required && !left.totp && left.passkeys <= 1 {
        return Err(Error::Refused("本系统要求二次验证，请先启用验证器再删除最后一个通行密钥".into()));
    }
    let mut tx = house.db.begin().await?;
    if !credentials::delete_passkey(&mut tx, &by.id, id).await? {
        return Err(Error::NotFound("这个通行密钥"));
    }
    if !left.totp && left.passkeys <= 1 {
        credentials::forget_recovery_codes(&mut tx, &by.id).await?;
    }
    record(house, &mut tx, by, step("passkey-remove", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}
