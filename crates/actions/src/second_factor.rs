//! What a person signs in with beside the password: one-time codes (RFC 6238), recovery codes; and changing the
//! password itself.

use mingjing_store::{Tx, credentials, officers, sessions};
use totp_rs::{Builder, Secret, Totp};

use crate::accounts::{hash_for, step};
use crate::passwords;
use crate::trail::record;
use crate::{Error, House, Officer};

/// Recovery codes a person gets.
const RECOVERY_CODES: usize = 10;
/// Bytes of a secret: what RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Without look-alikes.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";

/// What a person has beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Factors {
    /// One-time codes.
    pub totp: bool,
    /// Passkeys.
    pub passkeys: usize,
    /// Recovery codes left.
    pub recovery_codes: usize,
}

impl Factors {
    /// Whether the password is not enough.
    #[must_use]
    pub fn any(self) -> bool {
        self.totp || self.passkeys > 0
    }
}

/// A secret that waits for the first right code.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret, sealed for this person; sent back with the first code.
    pub sealed: String,
    /// The secret as people type it.
    pub secret: String,
    /// The secret as a `otpauth://` address, for a two-dimensional code.
    pub url: String,
}

/// What a person has beside the password.
///
/// # Errors
/// When the database refuses.
pub async fn factors(house: &House, id: &str) -> Result<Factors, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_id(&mut tx, id).await?.ok_or(Error::NotFound("这个账号"))?;
    let codes = credentials::count_recovery_codes(&mut tx, id).await?;
    Ok(Factors {
        totp: row.totp_secret.is_some(),
        passkeys: credentials::passkeys(&mut tx, id).await?.len(),
        recovery_codes: usize::try_from(codes).unwrap_or(0),
    })
}

fn codes(house: &House, username: &str, secret: Vec<u8>) -> Result<Totp, Error> {
    Builder::new()
        .with_secret(Secret::new(secret.into_boxed_slice()))
        .with_issuer(Some(house.site.name.replace(':', " ")))
        .with_account_name(username.replace(':', " "))
        .build()
        .map_err(|e| Error::Corrupt(format!("动态验证码：{e}")))
}

fn owner_of(id: &str) -> String {
    format!("totp {id}")
}

/// A new secret for one-time codes; nothing is kept until [`confirm_totp`].
///
/// # Errors
/// When it cannot be sealed.
pub fn begin_totp(house: &House, by: &Officer) -> Result<Enrolment, Error> {
    let secret = house.random_bytes::<SECRET_BYTES>();
    let sealed = house.seal.seal(house.random_bytes(), &owner_of(&by.id), &secret)?;
    enrolment(house, by, sealed)
}

/// The same secret once more, where the first code was wrong.
///
/// # Errors
/// When it was not sealed for this person.
pub fn enrolment(house: &House, by: &Officer, sealed: String) -> Result<Enrolment, Error> {
    let totp = codes(house, &by.username, house.seal.open(&owner_of(&by.id), &sealed)?)?;
    let url = totp.to_url().map_err(|e| Error::Corrupt(format!("动态验证码：{e}")))?;
    Ok(Enrolment { sealed, secret: totp.secret().to_base32(), url })
}

/// Takes the secret into use when the first code is right. Answers the recovery codes, which are shown once.
///
/// # Errors
/// When the code is wrong, or the secret was not made for this person.
pub async fn confirm_totp(
    house: &House,
    by: &Officer,
    sealed: &str,
    code: &str,
) -> Result<Vec<String>, Error> {
    let totp = codes(house, &by.username, house.seal.open(&owner_of(&by.id), sealed)?)?;
    let Some(used) = totp.check(&digits(code), now(house)) else {
        return Err(Error::Refused("验证码不对，请看验证器上现在显示的六位数字；手机时间要准".into()));
    };
    let mut tx = house.db.begin().await?;
    officers::set_totp(&mut tx, &by.id, Some(sealed)).await?;
    officers::use_totp(&mut tx, &by.id, i64::try_from(used).unwrap_or(i64::MAX)).await?;
    let codes = new_recovery_codes(house, &mut tx, &by.id).await?;
    record(house, &mut tx, by, step("totp-add", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(codes)
}

/// New recovery codes in place of those left. They are shown once.
///
/// # Errors
/// When the password is wrong.
pub async fn renew_recovery_codes(house: &House, by: &Officer, password: &str) -> Result<Vec<String>, Error> {
    must_know_password(house, by, password).await?;
    let mut tx = house.db.begin().await?;
    let codes = new_recovery_codes(house, &mut tx, &by.id).await?;
    record(house, &mut tx, by, step("recovery-codes", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn new_recovery_codes(house: &House, tx: &mut Tx, id: &str) -> Result<Vec<String>, Error> {
    credentials::forget_recovery_codes(tx, id).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let random = house.random_bytes::<12>();
        let letters: String = random.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect();
        credentials::add_recovery_code(tx, id, &recovery_digest(house, id, &letters)).await?;
        codes.push(format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..]));
    }
    Ok(codes)
}

fn recovery_digest(house: &House, id: &str, letters: &str) -> String {
    house.seal.digest("recovery", &format!("{id} {letters}"))
}

fn digits(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

fn now(house: &House) -> u64 {
    u64::try_from(house.now().timestamp()).unwrap_or(0)
}

/// Whether this is a one-time code of the person that was not used yet, or a recovery code, which is gone afterwards.
/// Answers which.
///
/// # Errors
/// When the database refuses.
pub async fn check_code(house: &House, id: &str, code: &str) -> Result<Option<&'static str>, Error> {
    let code = digits(code);
    let mut tx = house.db.begin().await?;
    let Some(row) = officers::by_id(&mut tx, id).await?.filter(|row| !row.disabled) else { return Ok(None) };
    if let Some(sealed) = &row.totp_secret {
        let totp = codes(house, &row.username, house.seal.open(&owner_of(id), sealed)?)?;
        if let Some(used) = totp.check(&code, now(house)) {
            // A code is taken once: RFC 6238, 5.2.
            let fresh = officers::use_totp(&mut tx, id, i64::try_from(used).unwrap_or(i64::MAX)).await?;
            tx.commit().await?;
            return Ok(fresh.then_some("totp"));
        }
    }
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let found = credentials::use_recovery_code(&mut tx, id, &recovery_digest(house, id, &letters)).await?;
    tx.commit().await?;
    Ok(found.then_some("recovery-code"))
}

/// Takes one-time codes away.
///
/// # Errors
/// When the password is wrong, or there would be no second factor left where the instance asks for one.
pub async fn remove_totp(house: &House, by: &Officer, password: &str) -> Result<(), Error> {
    must_know_password(house, by, password).await?;
    let left = Factors { totp: false, ..factors(house, &by.id).await? };
    if house.accounts.second_factor_required && !left.any() {
        return Err(Error::Refused("本系统要求二次验证，请先登记通行密钥再停用验证器".into()));
    }
    let mut tx = house.db.begin().await?;
    officers::set_totp(&mut tx, &by.id, None).await?;
    if !left.any() {
        credentials::forget_recovery_codes(&mut tx, &by.id).await?;
    }
    record(house, &mut tx, by, step("totp-remove", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the own password and ends all sessions; the caller begins a new one.
///
/// # Errors
/// When the old one is wrong, the new one too weak, or both are the same.
pub async fn change_password(house: &House, by: &Officer, (old, new): (&str, &str)) -> Result<(), Error> {
    let row = must_know_password(house, by, old).await?;
    if old == new {
        return Err(Error::Refused("新密码不能与原密码相同".into()));
    }
    let hashed = hash_for(house, &row, new).await?;
    let mut tx = house.db.begin().await?;
    officers::set_password(&mut tx, &by.id, (&hashed, false), &house.now_text()).await?;
    credentials::forget_invitations(&mut tx, &by.id).await?;
    sessions::delete_of_officer(&mut tx, &by.id).await?;
    record(house, &mut tx, by, step("password", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses unless this is the person's password: before what somebody at an unlocked screen must not do.
pub(crate) async fn must_know_password(
    house: &House,
    by: &Officer,
    password: &str,
) -> Result<officers::OfficerRow, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_id(&mut tx, &by.id).await?.ok_or(Error::NotFound("这个账号"))?;
    drop(tx);
    if !passwords::fits(row.password_hash.clone(), password).await {
        return Err(Error::Refused("现在的密码不对，请重新输入".into()));
    }
    Ok(row)
}
