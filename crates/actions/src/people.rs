//! What administrators do with the accounts of the agencies in their reach: invite, change roles, bar, reset, end
//! sessions. Whoever manages a person must be able to grant every role that person has, so that nobody gets at an
//! account that may do more.

use std::collections::BTreeSet;

use mingjing_store::officers::OfficerRow;
use mingjing_store::{Tx, credentials, officers, sessions};
use serde_json::{Value, json};

use crate::accounts::{insert, must_go_together, new_row, row_for, step};
use crate::links::{self, Link};
use crate::officer::{read_roles, roles_text};
use crate::trail::{record, record_all};
use crate::{Action, Error, House, Officer, Role};

/// Most people invited at once.
const MOST_AT_ONCE: usize = 200;

/// One person of an agency, as administrators see it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Identity.
    pub id: String,
    /// What the person signs in with.
    pub username: String,
    /// Name.
    pub name: String,
    /// Agency.
    pub agency: String,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Whether sign-in is refused.
    pub disabled: bool,
    /// Whether the person has ever chosen a password.
    pub has_password: bool,
    /// Until when an open one-time link is good.
    pub link_until: Option<String>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Whether the one who looks may change this account.
    pub manageable: bool,
}

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// What the person will sign in with.
    pub username: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: BTreeSet<Role>,
}

/// What is wrong with a line of a list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and how to mend it.
    pub reason: String,
}

/// Somebody who was invited, with the link that is shown once.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Who.
    pub person: NewPerson,
    /// The link.
    pub link: Link,
}

impl House {
    /// The roles that somebody may give to people of an agency.
    #[must_use]
    pub fn grantable(&self, by: &Officer, agency: &str) -> BTreeSet<Role> {
        if by.is_operator() {
            return Role::ALL.into_iter().collect();
        }
        let own = by.roles.iter().map(|role| (*role, by.agency.as_str()));
        let lent = by.deputyships.iter().map(|d| (d.role, d.agency.as_str()));
        own.chain(lent)
            .filter(|(role, from)| self.reaches((*role, Action::ManagePeople), from, agency))
            .flat_map(|(role, _)| self.rules.permissions.grants(role))
            .collect()
    }
}

/// The people of an agency.
///
/// # Errors
/// When the person may not see them.
pub async fn list(house: &House, by: &Officer, agency: &str) -> Result<Vec<Person>, Error> {
    house.must(by, Action::ReadPeople, agency)?;
    let mut tx = house.db.read().await?;
    let mut found = Vec::new();
    for row in officers::of_agency(&mut tx, agency).await? {
        found.push(view(house, &mut tx, by, row).await?);
    }
    Ok(found)
}

/// One person.
///
/// # Errors
/// When there is none, or the one who looks may not see the agency's people.
pub async fn one(house: &House, by: &Officer, id: &str) -> Result<Person, Error> {
    let mut tx = house.db.read().await?;
    let row = officers::by_id(&mut tx, id).await?.ok_or(Error::NotFound("这个账号"))?;
    house.must(by, Action::ReadPeople, &row.agency_code)?;
    view(house, &mut tx, by, row).await
}

async fn view(house: &House, tx: &mut Tx, by: &Officer, row: OfficerRow) -> Result<Person, Error> {
    let link_until = credentials::invitation_of(tx, &row.id).await?;
    let second_factor = row.totp_secret.is_some() || !credentials::passkeys(tx, &row.id).await?.is_empty();
    Ok(Person {
        manageable: must_manage(house, by, &row).is_ok(),
        roles: read_roles(&row.roles)?,
        has_password: !row.password_hash.is_empty(),
        link_until: link_until.filter(|until| *until > house.now_text()),
        id: row.id,
        username: row.username,
        name: row.name,
        agency: row.agency_code,
        disabled: row.disabled,
        second_factor,
    })
}

/// The administrator as the one who manages this account.
pub(crate) fn must_manage(house: &House, by: &Officer, row: &OfficerRow) -> Result<Officer, Error> {
    let acting = house.must(by, Action::ManagePeople, &row.agency_code)?;
    let grantable = house.grantable(by, &row.agency_code);
    match read_roles(&row.roles)?.iter().find(|role| !grantable.contains(role)) {
        Some(role) => Err(Error::Forbidden(format!("这个账号是“{role}”，您不能管理，请联系上一级管理员"))),
        None => Ok(acting),
    }
}

fn must_grant(house: &House, by: &Officer, agency: &str, roles: &BTreeSet<Role>) -> Result<(), Error> {
    must_be_among(house, &house.grantable(by, agency), roles)
}

fn must_be_among(house: &House, grantable: &BTreeSet<Role>, roles: &BTreeSet<Role>) -> Result<(), Error> {
    match roles.iter().find(|role| !grantable.contains(role)) {
        Some(role) => Err(Error::Forbidden(format!("您不能给出“{role}”这个角色"))),
        None => must_go_together(house, roles),
    }
}

/// Reads an account that somebody wants to manage, and the administrator as the one who does.
pub(crate) async fn managed(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    id: &str,
) -> Result<(OfficerRow, Officer), Error> {
    let row = officers::by_id(tx, id).await?.ok_or(Error::NotFound("这个账号"))?;
    let acting = must_manage(house, by, &row)?;
    Ok((row, acting))
}

fn must_be_another(by: &Officer, id: &str) -> Result<(), Error> {
    if by.identities().any(|own| own == id) {
        return Err(Error::Refused("不能更改自己的账号，请由另一位管理员办理".into()));
    }
    Ok(())
}

/// Invites people of an agency: accounts without passwords, each with a one-time link. All or none.
///
/// # Errors
/// When the person may not, a user name is taken, or a role cannot be given.
pub async fn invite(
    house: &House,
    by: &Officer,
    agency: &str,
    people: Vec<NewPerson>,
) -> Result<Vec<Invited>, Error> {
    let acting = house.must(by, Action::ManagePeople, agency)?;
    let grantable = house.grantable(by, agency);
    for person in &people {
        must_be_among(house, &grantable, &person.roles)?;
        new_row(house, (&person.username, &person.name), agency, &person.roles)?;
    }
    let mut tx = house.db.begin().await?;
    let (invited, done) = invite_in(house, &mut tx, &acting, agency, people).await?;
    let steps = done.into_iter().map(|detail| step("invite", agency, Some(detail))).collect();
    record_all(house, &mut tx, &acting, steps).await?;
    tx.commit().await?;
    Ok(invited)
}

/// Makes the accounts of people who were judged, and says what is to be recorded of each.
pub(crate) async fn invite_in(
    house: &House,
    tx: &mut Tx,
    acting: &Officer,
    agency: &str,
    people: Vec<NewPerson>,
) -> Result<(Vec<Invited>, Vec<Value>), Error> {
    let (mut invited, mut done) = (Vec::new(), Vec::new());
    for person in people {
        let row = row_for(house, (&person.username, &person.name), agency, &person.roles)?;
        insert(tx, &row).await?;
        let link = links::make(house, tx, acting, &row.id).await?;
        done.push(json!({ "officer": row.id, "name": row.name, "after": { "roles": row.roles } }));
        invited.push(Invited { person, link });
    }
    Ok((invited, done))
}

/// Reads a pasted table, one person a line: name, user name, roles; separated by tabs or commas, roles by 、 or spaces.
/// All problems of all lines are told at once.
///
/// # Errors
/// The problems; when the person may not manage the agency's people.
pub async fn read_list(
    house: &House,
    by: &Officer,
    agency: &str,
    text: &str,
) -> Result<Result<Vec<NewPerson>, Vec<LineProblem>>, Error> {
    house.must(by, Action::ManagePeople, agency)?;
    let (people, mut problems) = judge_list(house, &house.grantable(by, agency), agency, text).await?;
    if people.is_empty() && problems.is_empty() {
        problems.push(LineProblem { line: 1, reason: "没有人员，请每行填写一人".into() });
    }
    Ok(if problems.is_empty() { Ok(people) } else { Err(problems) })
}

/// The people of a pasted table who may be invited by who grants these roles, and what is wrong with the other lines.
pub(crate) async fn judge_list(
    house: &House,
    grantable: &BTreeSet<Role>,
    agency: &str,
    text: &str,
) -> Result<(Vec<NewPerson>, Vec<LineProblem>), Error> {
    let mut tx = house.db.read().await?;
    let (mut people, mut problems) = (Vec::new(), Vec::new());
    let mut names = BTreeSet::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let judged = match read_line(line) {
            Ok(person) => judge(house, &mut tx, (grantable, agency), person, &mut names).await?,
            Err(reason) => Err(reason),
        };
        match judged {
            Ok(person) => people.push(person),
            Err(reason) => problems.push(LineProblem { line: n + 1, reason }),
        }
    }
    if people.len() + problems.len() > MOST_AT_ONCE {
        problems = vec![LineProblem {
            line: MOST_AT_ONCE + 1,
            reason: format!("一次最多 {MOST_AT_ONCE} 人，请分几次"),
        }];
    }
    Ok((people, problems))
}

fn read_line(line: &str) -> Result<NewPerson, String> {
    let mut cells = line.splitn(3, ['\t', ',', '，']).map(str::trim);
    let (Some(name), Some(username), Some(roles)) = (cells.next(), cells.next(), cells.next()) else {
        return Err("应有三项：姓名，用户名，角色".into());
    };
    let words = roles.split(['、', ' ', ';', '；', '\t', ',', '，', '\u{3000}']).filter(|w| !w.is_empty());
    let roles =
        words.map(str::parse).collect::<Result<BTreeSet<Role>, Error>>().map_err(|e| e.to_string())?;
    Ok(NewPerson { username: username.to_owned(), name: name.to_owned(), roles })
}

async fn judge(
    house: &House,
    tx: &mut Tx,
    (grantable, agency): (&BTreeSet<Role>, &str),
    person: NewPerson,
    names: &mut BTreeSet<String>,
) -> Result<Result<NewPerson, String>, Error> {
    let checked = must_be_among(house, grantable, &person.roles)
        .and_then(|()| row_for(house, (&person.username, &person.name), agency, &person.roles));
    Ok(match checked {
        Err(e @ (Error::Refused(_) | Error::Forbidden(_))) => Err(e.to_string()),
        Err(e) => return Err(e),
        Ok(row) if !names.insert(row.username.clone()) => {
            Err(format!("用户名“{}”在上面已经出现", row.username))
        }
        Ok(row) if officers::by_username(tx, &row.username).await?.is_some() => {
            Err(format!("用户名“{}”已被使用，请换一个", row.username))
        }
        Ok(_) => Ok(person),
    })
}

/// Gives somebody other roles, and ends the sessions.
///
/// # Errors
/// When the person may not, when it is the person's own account, or somebody changed it in the same moment.
pub async fn change_roles(
    house: &House,
    by: &Officer,
    id: &str,
    roles: &BTreeSet<Role>,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting) = managed(house, &mut tx, by, id).await?;
    must_be_another(&acting, id)?;
    must_grant(house, by, &row.agency_code, roles)?;
    let after = roles_text(roles);
    if !officers::set_roles(&mut tx, id, (&row.roles, &after)).await? {
        return Err(Error::Conflict);
    }
    sessions::delete_of_officer(&mut tx, id).await?;
    let detail = json!({ "officer": id, "name": row.name, "before": { "roles": row.roles }, "after": { "roles": after } });
    record(house, &mut tx, &acting, step("roles", &row.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}

/// Bars somebody from signing in and ends the sessions, or lets the person in again.
///
/// # Errors
/// When the person may not, or it is the person's own account.
pub async fn bar(house: &House, by: &Officer, id: &str, disabled: bool) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting) = managed(house, &mut tx, by, id).await?;
    must_be_another(&acting, id)?;
    officers::set_disabled(&mut tx, id, disabled).await?;
    sessions::delete_of_officer(&mut tx, id).await?;
    if disabled {
        credentials::forget_invitations(&mut tx, id).await?;
    }
    let detail = json!({ "officer": id, "name": row.name, "before": { "disabled": row.disabled }, "after": { "disabled": disabled } });
    let action = if disabled { "account-disable" } else { "account-enable" };
    record(house, &mut tx, &acting, step(action, &row.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}

/// Recovery by an administrator: everything the person could sign in with is taken away, the sessions end, and a new
/// one-time link is made.
///
/// # Errors
/// When the person may not, or it is the person's own account.
pub async fn reset(house: &House, by: &Officer, id: &str) -> Result<Link, Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting) = managed(house, &mut tx, by, id).await?;
    must_be_another(&acting, id)?;
    if row.disabled {
        return Err(Error::Refused("这个账号已停用，请先启用再重置".into()));
    }
    officers::set_password(&mut tx, id, ("", false), &house.now_text()).await?;
    officers::set_totp(&mut tx, id, None).await?;
    credentials::forget_recovery_codes(&mut tx, id).await?;
    credentials::forget_passkeys(&mut tx, id).await?;
    credentials::forget_identities(&mut tx, id).await?;
    sessions::delete_of_officer(&mut tx, id).await?;
    let link = links::make(house, &mut tx, &acting, id).await?;
    let before = json!({ "password": !row.password_hash.is_empty(), "totp": row.totp_secret.is_some() });
    let detail = json!({ "officer": id, "name": row.name, "before": before });
    record(house, &mut tx, &acting, step("account-reset", &row.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(link)
}
