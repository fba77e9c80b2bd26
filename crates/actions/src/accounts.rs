//! Accounts: signing in, adding a person, changing a password.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use mingjing_store::{officers, sessions};

use crate::{Error, House, Officer, Role};

/// Shortest password taken (GB/T 39786 asks for eight of mixed kinds; length does more).
pub const MIN_PASSWORD_CHARS: usize = 10;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What the person signs in with.
    pub username: String,
    /// The person's name.
    pub name: String,
    /// Code of the agency.
    pub agency: String,
    /// Roles in that agency.
    pub roles: Vec<Role>,
    /// The first password.
    pub password: String,
}

/// Makes an account.
///
/// # Errors
/// When the user name is taken, the agency unknown or the password too weak.
pub async fn add_account(house: &House, account: NewAccount) -> Result<Officer, Error> {
    let username = account.username.trim().to_owned();
    if username.is_empty() || !username.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c)) {
        return Err(Error::Refused("用户名只能用文字、数字和 . _ - @,不能为空".into()));
    }
    if house.register().agency(&account.agency).is_none() {
        return Err(Error::Refused(format!("没有代码为“{}”的单位,请核对单位代码", account.agency)));
    }
    let row = officers::OfficerRow {
        id: house.new_id(),
        username,
        name: account.name.trim().to_owned(),
        agency_code: account.agency,
        roles: account.roles.iter().map(|r| r.key()).collect::<Vec<_>>().join(","),
        password_hash: hash(house, &account.password).await?,
        disabled: false,
        created_at: house.now_text(),
    };
    let mut tx = house.db.begin().await?;
    match officers::insert(&mut tx, &row).await {
        Err(e) if e.is_duplicate() => {
            return Err(Error::Refused(format!("用户名“{}”已被使用,请换一个", row.username)));
        }
        other => other?,
    }
    tx.commit().await?;
    Officer::from_row(&row)
}

/// The person with this name and password; none when they do not fit. It takes as long for a name that does
/// not exist as for a wrong password.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(house: &House, username: &str, password: &str) -> Result<Option<Officer>, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_username(&mut tx, username.trim()).await?;
    let stored = match &row {
        Some(row) => row.password_hash.clone(),
        None => house.decoy_hash().to_owned(),
    };
    let password = password.to_owned();
    let fits = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored)
            .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
    })
    .await
    .unwrap_or(false);
    match row {
        Some(row) if fits && !row.disabled => Ok(Some(Officer::from_row(&row)?)),
        _ => Ok(None),
    }
}

/// The person with this identity, if the account is open.
///
/// # Errors
/// When the database refuses.
pub async fn officer(house: &House, id: &str) -> Result<Option<Officer>, Error> {
    let mut tx = house.db.read().await?;
    match officers::by_id(&mut tx, id).await? {
        Some(row) if !row.disabled => Ok(Some(Officer::from_row(&row)?)),
        _ => Ok(None),
    }
}

/// Sets a password and ends all sessions of the account.
///
/// # Errors
/// When there is no such account or the password is too weak.
pub async fn set_password(house: &House, username: &str, password: &str) -> Result<(), Error> {
    let hashed = hash(house, password).await?;
    let mut tx = house.db.begin().await?;
    if !officers::set_password(&mut tx, username, &hashed).await? {
        return Err(Error::NotFound("这个账号"));
    }
    end_sessions(&mut tx, username).await?;
    tx.commit().await?;
    Ok(())
}

/// Bars an account from signing in and ends its sessions, or lets it in again.
///
/// # Errors
/// When there is no such account.
pub async fn set_disabled(house: &House, username: &str, disabled: bool) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    if !officers::set_disabled(&mut tx, username, disabled).await? {
        return Err(Error::NotFound("这个账号"));
    }
    end_sessions(&mut tx, username).await?;
    tx.commit().await?;
    Ok(())
}

async fn end_sessions(tx: &mut mingjing_store::Tx, username: &str) -> Result<(), Error> {
    if let Some(row) = officers::by_username(tx, username).await? {
        sessions::delete_of_officer(tx, &row.id).await?;
    }
    Ok(())
}

async fn hash(house: &House, password: &str) -> Result<String, Error> {
    if password.chars().count() < MIN_PASSWORD_CHARS {
        return Err(Error::Refused(format!("密码至少 {MIN_PASSWORD_CHARS} 个字符,请换一个更长的")));
    }
    let salt = house.random_bytes::<16>();
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || hash_with_salt(&password, &salt))
        .await
        .map_err(|e| Error::Refused(format!("密码处理中断:{e}")))?
}

/// argon2id in PHC string form, with the library's recommended costs.
pub(crate) fn hash_with_salt(password: &str, salt: &[u8]) -> Result<String, Error> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|h| h.to_string())
        .map_err(|e| Error::Refused(format!("密码处理失败:{e}")))
}
