//! Accounts: signing in, and what the operator at the machine does with them. What people at the desk do is in
//! `people.rs`.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use mingjing_store::officers::OfficerRow;
use mingjing_store::{Tx, credentials, deputies, officers, sessions};
use serde_json::json;

use crate::officer::{Deputyship, Principal, read_roles, roles_text};
use crate::passwords;
use crate::trail::{Step, record};
use crate::{Error, House, Officer, Role};

/// What an instance asks of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountPolicy {
    /// Days after which a password has to be changed; none for any time.
    pub password_days: Option<u32>,
    /// Whether everybody needs a second factor.
    pub second_factor_required: bool,
    /// Hours for which a one-time link is good.
    pub link_hours: u32,
}

impl Default for AccountPolicy {
    fn default() -> Self {
        Self { password_days: None, second_factor_required: false, link_hours: 72 }
    }
}

/// An account to be made by the operator.
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

/// What has to be done before anything else at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Choose a new password: somebody else knows this one, or it is too old.
    NewPassword,
    /// Set up a second factor: the instance asks for one.
    SecondFactor,
}

/// Makes an account.
///
/// # Errors
/// When the user name is taken, the agency unknown or the password too weak.
pub async fn add_account(house: &House, account: NewAccount) -> Result<Officer, Error> {
    let roles: BTreeSet<Role> = account.roles.iter().copied().collect();
    let mut row = new_row(house, (&account.username, &account.name), &account.agency, &roles)?;
    row.password_hash = hash_for(house, &row, &account.password).await?;
    let mut tx = house.db.begin().await?;
    insert(&mut tx, &row).await?;
    let detail = json!({ "officer": row.id, "name": row.name, "after": { "roles": roles_text(&roles) } });
    record(house, &mut tx, &Officer::operator(), step("account-add", &row.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Officer::from_row(&row)
}

/// A checked account without a password, of an agency that exists.
pub(crate) fn new_row(
    house: &House,
    names: (&str, &str),
    agency: &str,
    roles: &BTreeSet<Role>,
) -> Result<OfficerRow, Error> {
    if house.register().open_agency(agency).is_none() {
        return Err(Error::Refused(format!("没有代码为“{agency}”的单位，请核对单位代码")));
    }
    row_for(house, names, agency, roles)
}

/// A checked account without a password, of an agency that exists or is just being set up.
pub(crate) fn row_for(
    house: &House,
    (username, name): (&str, &str),
    agency: &str,
    roles: &BTreeSet<Role>,
) -> Result<OfficerRow, Error> {
    let (username, name) = (username.trim(), name.trim());
    if username.is_empty() || !username.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c)) {
        return Err(Error::Refused("用户名只能用文字、数字和 . _ - @,不能为空".into()));
    }
    if name.is_empty() || name.chars().count() > 50 {
        return Err(Error::Refused("姓名不能为空，最多 50 个字".into()));
    }
    if username.chars().count() > 100 {
        return Err(Error::Refused("用户名最多 100 个字符".into()));
    }
    must_go_together(house, roles)?;
    Ok(OfficerRow {
        id: house.new_id(),
        username: username.to_owned(),
        name: name.to_owned(),
        agency_code: agency.to_owned(),
        roles: roles_text(roles),
        password_hash: String::new(),
        disabled: false,
        created_at: house.now_text(),
        must_change_password: false,
        password_changed_at: house.now_text(),
        totp_secret: None,
        totp_used: 0,
    })
}

/// Refuses no role at all, and roles that go with no other.
pub(crate) fn must_go_together(house: &House, roles: &BTreeSet<Role>) -> Result<(), Error> {
    if roles.is_empty() {
        return Err(Error::Refused("请至少给一个角色".into()));
    }
    match house.rules.permissions.must_be_alone(roles) {
        Some(role) => Err(Error::Refused(format!("“{role}”不能与其他角色兼任，请分给不同的人"))),
        None => Ok(()),
    }
}

/// Inserts an account.
pub(crate) async fn insert(tx: &mut Tx, row: &OfficerRow) -> Result<(), Error> {
    match officers::insert(tx, row).await {
        Err(e) if e.is_duplicate() => {
            Err(Error::Refused(format!("用户名“{}”已被使用，请换一个", row.username)))
        }
        other => Ok(other?),
    }
}

/// A password for an account, not made of what everybody knows of the person.
pub(crate) async fn hash_for(house: &House, row: &OfficerRow, password: &str) -> Result<String, Error> {
    let register = house.register();
    let agency = register.agency_name(&row.agency_code);
    passwords::hash(house, password, &[&row.username, &row.name, &row.agency_code, agency, "mingjing"]).await
}

/// The person with this name and password; none when they do not fit. It takes as long for a name that does
/// not exist, or has no password, as for a wrong password.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(house: &House, username: &str, password: &str) -> Result<Option<Officer>, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_username(&mut tx, username.trim()).await?;
    let stored = match &row {
        Some(row) if !row.password_hash.is_empty() => row.password_hash.clone(),
        _ => house.decoy_hash().to_owned(),
    };
    drop(tx);
    let fits = passwords::fits(stored, password).await;
    match row {
        Some(row) if fits && !row.disabled => Ok(Some(load(house, &row).await?)),
        _ => Ok(None),
    }
}

/// Records that somebody signed in or out, with what.
///
/// # Errors
/// When the database refuses.
pub async fn record_sign_in(house: &House, by: &Officer, entered: bool, with: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let action = if entered { "sign-in" } else { "sign-out" };
    let detail = (!with.is_empty()).then(|| json!({ "with": with }));
    record(house, &mut tx, by, step(action, &by.agency, detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Records an attempt that failed. The name that was typed is not kept unless it is an account: people type passwords
/// there. It takes as long for a name that does not exist.
///
/// # Errors
/// When the database refuses.
pub async fn record_refusal(
    house: &House,
    username: &str,
    address: Option<&str>,
    at: &'static str,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = officers::by_username(&mut tx, username.trim()).await?;
    let mut by = match row {
        Some(row) => Officer::from_row(&row)?,
        None => Officer::nobody(),
    };
    by.address = address.map(str::to_owned);
    let agency = by.agency.clone();
    record(house, &mut tx, &by, step("sign-in-refused", &agency, Some(json!({ "at": at })))).await?;
    tx.commit().await?;
    Ok(())
}

/// The person with this identity, if the account is open, with the deputyships of today.
///
/// # Errors
/// When the database refuses.
pub async fn officer(house: &House, id: &str) -> Result<Option<Officer>, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_id(&mut tx, id).await?;
    drop(tx);
    match row {
        Some(row) if !row.disabled => Ok(Some(load(house, &row).await?)),
        _ => Ok(None),
    }
}

/// The person behind an account, with the deputyships of today and what is owed.
pub(crate) async fn load(house: &House, row: &OfficerRow) -> Result<Officer, Error> {
    let mut officer = Officer::from_row(row)?;
    let mut tx = house.db.read().await?;
    let today = house.now().date_naive().to_string();
    for d in deputies::in_force(&mut tx, &row.id, &today).await? {
        // Who has the role no more, or is barred, has nothing to lend.
        let role: Role = d.role.parse()?;
        let together: BTreeSet<Role> = officer.roles.iter().copied().chain([role]).collect();
        if d.officer_disabled
            || !read_roles(&d.officer_roles)?.contains(&role)
            || house.rules.permissions.must_be_alone(&together).is_some()
        {
            continue;
        }
        let principal = Principal { id: d.officer_id, name: d.officer_name };
        officer.deputyships.push(Deputyship { principal, role, agency: d.agency_code });
    }
    officer.owes = owed(house, &mut tx, row).await?;
    Ok(officer)
}

async fn owed(house: &House, tx: &mut Tx, row: &OfficerRow) -> Result<Option<Owed>, Error> {
    let changed = DateTime::parse_from_rfc3339(&row.password_changed_at).ok();
    let too_old = house
        .accounts
        .password_days
        .is_some_and(|days| changed.is_none_or(|at| house.now() - at > TimeDelta::days(i64::from(days))));
    if !row.password_hash.is_empty() && (row.must_change_password || too_old) {
        return Ok(Some(Owed::NewPassword));
    }
    if !house.accounts.second_factor_required || row.totp_secret.is_some() {
        return Ok(None);
    }
    Ok(credentials::passkeys(tx, &row.id).await?.is_empty().then_some(Owed::SecondFactor))
}

/// Sets a password from the machine and ends all sessions of the account; the person has to choose another one.
///
/// # Errors
/// When there is no such account or the password is too weak.
pub async fn set_password(house: &House, username: &str, password: &str) -> Result<(), Error> {
    let row = by_name(house, username).await?;
    let hashed = hash_for(house, &row, password).await?;
    let mut tx = house.db.begin().await?;
    officers::set_password(&mut tx, &row.id, (&hashed, true), &house.now_text()).await?;
    credentials::forget_invitations(&mut tx, &row.id).await?;
    sessions::delete_of_officer(&mut tx, &row.id).await?;
    let detail = Some(json!({ "officer": row.id, "name": row.name }));
    record(house, &mut tx, &Officer::operator(), step("password-reset", &row.agency_code, detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Bars an account from signing in and ends its sessions, or lets it in again; from the machine.
///
/// # Errors
/// When there is no such account.
pub async fn set_disabled(house: &House, username: &str, disabled: bool) -> Result<(), Error> {
    let row = by_name(house, username).await?;
    crate::people::bar(house, &Officer::operator(), &row.id, disabled).await
}

/// Gives an account other roles, from the machine.
///
/// # Errors
/// When there is no such account, or the roles do not go together.
pub async fn set_roles(house: &House, username: &str, roles: &BTreeSet<Role>) -> Result<(), Error> {
    let row = by_name(house, username).await?;
    crate::people::change_roles(house, &Officer::operator(), &row.id, roles).await
}

async fn by_name(house: &House, username: &str) -> Result<OfficerRow, Error> {
    let mut tx = house.db.read().await?;
    officers::by_username(&mut tx, username.trim()).await?.ok_or(Error::NotFound("这个账号"))
}

/// A step of the trail that is about no disclosure.
pub(crate) fn step<'a>(action: &'static str, agency: &'a str, detail: Option<serde_json::Value>) -> Step<'a> {
    Step { action, disclosure: None, agency, reason: None, detail }
}
