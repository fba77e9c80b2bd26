//! Deputies: who acts in whose place, in one role, from one day to another. What a deputy does is in the trail under
//! both names, and a deputy does not do what the principal could not: who drafted neither screens nor approves.

use chrono::{NaiveDate, TimeDelta};
use mingjing_store::deputies::{self, DeputyRow, NewDeputy};
use mingjing_store::{Tx, officers};
use serde_json::json;

use crate::accounts::step;
use crate::officer::read_roles;
use crate::people::must_manage;
use crate::trail::record;
use crate::{Error, House, Officer, Role};

/// Longest deputyship, in days: who stands in for longer gets the role.
const LONGEST: i64 = 366;

/// A deputyship to be made.
#[derive(Debug, Clone)]
pub struct Deputing<'a> {
    /// Identity of the one in whose place.
    pub officer: &'a str,
    /// User name of the deputy.
    pub deputy: &'a str,
    /// In which role.
    pub role: Role,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
}

/// Deputyships of a person, as deputy or as principal, that are not over.
///
/// # Errors
/// When the one who looks may see neither them nor the agency's people.
pub async fn list(house: &House, by: &Officer, id: &str) -> Result<Vec<DeputyRow>, Error> {
    if by.id != id {
        crate::people::one(house, by, id).await?;
    }
    let mut tx = house.db.read().await?;
    Ok(deputies::of_officer(&mut tx, id, &house.now().date_naive().to_string()).await?)
}

/// Who may lend a role: its owner, or who manages the owner's account. Roles that go with no other are lent by the
/// latter only.
async fn must_lend(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    id: &str,
    role: Role,
) -> Result<(officers::OfficerRow, Officer), Error> {
    let row = officers::by_id(tx, id).await?.ok_or(Error::NotFound("这个账号"))?;
    let owns = by.id == id && !house.rules.permissions.is_alone(role);
    let acting = if owns { by.clone() } else { must_manage(house, by, &row)? };
    Ok((row, acting))
}

/// Names a deputy.
///
/// # Errors
/// When the person may not, the principal has no such role, the deputy is of another agency or barred, or the days are
/// wrong.
pub async fn name(house: &House, by: &Officer, new: &Deputing<'_>) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (principal, acting) = must_lend(house, &mut tx, by, new.officer, new.role).await?;
    let role = new.role;
    if principal.disabled || !read_roles(&principal.roles)?.contains(&role) {
        return Err(Error::Refused(format!("{}没有“{role}”的角色，不能请人代理", principal.name)));
    }
    let deputy = officers::by_username(&mut tx, new.deputy.trim()).await?;
    let same = |d: &officers::OfficerRow| d.agency_code == principal.agency_code && !d.disabled;
    let Some(deputy) = deputy.filter(same) else {
        return Err(Error::Refused("代理人须是同一单位、未停用的账号，请核对用户名".into()));
    };
    if deputy.id == principal.id {
        return Err(Error::Refused("不能代理自己".into()));
    }
    let mut together = read_roles(&deputy.roles)?;
    together.insert(role);
    if let Some(alone) = house.rules.permissions.must_be_alone(&together) {
        return Err(Error::Refused(format!("“{alone}”不能与其他角色兼任，不能由{}代理", deputy.name)));
    }
    if new.ends_on < new.starts_on || new.ends_on < house.now().date_naive() {
        return Err(Error::Refused("结束日期不能早于开始日期或今天".into()));
    }
    if new.ends_on - new.starts_on > TimeDelta::days(LONGEST) {
        return Err(Error::Refused("代理最长一年；更长请直接给对方角色".into()));
    }
    let (id, starts_on, ends_on) = (house.new_id(), new.starts_on.to_string(), new.ends_on.to_string());
    let row = NewDeputy {
        id: &id,
        officer: &principal.id,
        deputy: &deputy.id,
        role: role.key(),
        starts_on: &starts_on,
        ends_on: &ends_on,
        made_by: &acting.id,
        made_at: &house.now_text(),
    };
    deputies::insert(&mut tx, &row).await?;
    let detail = json!({ "officer": principal.id, "name": principal.name, "deputy": deputy.id, "deputy_name": deputy.name, "role": role.key(), "from": starts_on, "until": ends_on });
    record(house, &mut tx, &acting, step("deputy", &principal.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a deputyship.
///
/// # Errors
/// When there is none, or the person may not.
pub async fn end(house: &House, by: &Officer, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = deputies::by_id(&mut tx, id).await?.ok_or(Error::NotFound("这项代理"))?;
    let role: Role = row.role.parse()?;
    let (principal, acting) = must_lend(house, &mut tx, by, &row.officer_id, role).await?;
    deputies::delete(&mut tx, id).await?;
    let detail = json!({ "officer": principal.id, "name": principal.name, "deputy": row.deputy_id, "deputy_name": row.deputy_name, "role": row.role, "before": { "from": row.starts_on, "until": row.ends_on } });
    record(house, &mut tx, &acting, step("deputy-end", &principal.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}
