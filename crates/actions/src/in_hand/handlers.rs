//! Who of an agency handles a case, and who is away and stands in.

use std::collections::BTreeMap;

use mingjing_store::{Tx, appeals, cases, deputies, officers, requests};
use serde_json::json;

use super::Kind;
use crate::officer::read_roles;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, Role};

/// Somebody who is away today, and who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Identity of who is away.
    pub id: String,
    /// By name.
    pub name: String,
    /// In which role others stand in, by name, and until when.
    pub stand_in: Vec<(Role, String, String)>,
}

/// Who handles a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handler {
    /// Identity.
    pub id: String,
    /// By name.
    pub name: String,
    /// Names of those who act in that place today.
    pub stand_in: Vec<String>,
}

/// Somebody of the agency who may handle cases of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Identity.
    pub id: String,
    /// By name.
    pub name: String,
}

/// Who handles a case, and who could.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handled {
    /// Who does; none where nobody in particular does.
    pub handler: Option<Handler>,
    /// Who could, for whoever may name somebody.
    pub colleagues: Vec<Colleague>,
}

/// Who of an agency is away today, with who stands in. Being away is having lent a role for the day.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn away(house: &House, tx: &mut Tx, agency: &str) -> Result<Vec<Away>, Error> {
    let today = house.now().date_naive().to_string();
    let mut found: BTreeMap<String, Away> = BTreeMap::new();
    for row in deputies::of_agency(tx, agency, &today).await? {
        let role: Role = row.role.parse()?;
        if row.officer_disabled || !read_roles(&row.officer_roles)?.contains(&role) {
            continue;
        }
        let one = found.entry(row.officer_id.clone()).or_insert_with(|| Away {
            id: row.officer_id,
            name: row.officer_name,
            stand_in: Vec::new(),
        });
        one.stand_in.push((role, row.deputy_name, row.ends_on));
    }
    Ok(found.into_values().collect())
}

/// Colleagues of a person who are away today.
///
/// # Errors
/// When the database cannot be read.
pub async fn away_today(house: &House, by: &Officer) -> Result<Vec<Away>, Error> {
    away(house, &mut house.db.read().await?, &by.agency).await
}

/// Names of those who act in a person's place today, as far as it allows to handle cases of a kind.
pub(super) fn standing_in(house: &House, away: &[Away], id: &str, kind: Kind) -> Vec<String> {
    let handles = |role: Role| house.rules.permissions.scope(role, kind.handle()).is_some();
    let lent = away.iter().filter(|one| one.id == id).flat_map(|one| &one.stand_in);
    lent.filter(|(role, _, _)| handles(*role)).map(|(_, name, _)| name.clone()).collect()
}

/// The person, and everybody in whose place the person may handle cases of a kind today.
pub(super) fn identities(house: &House, by: &Officer, kind: Kind) -> Vec<String> {
    let handles = |role: Role| house.rules.permissions.scope(role, kind.handle()).is_some();
    let lent = by.deputyships.iter().filter(|d| handles(d.role)).map(|d| d.principal.id.clone());
    std::iter::once(by.id.clone()).chain(lent).collect()
}

/// Number and agency of a case of a kind that persons are named for.
async fn of_case(tx: &mut Tx, kind: Kind, id: &str) -> Result<(String, String), Error> {
    let found = match kind {
        Kind::Request => requests::one(tx, id).await?.map(|row| (row.number, row.agency_code)),
        Kind::Appeal => appeals::one(tx, id).await?.map(|row| (row.number, row.agency_code)),
        _ => None,
    };
    found.ok_or(Error::NotFound("这件案件"))
}

async fn colleagues(
    house: &House,
    tx: &mut Tx,
    agency: &str,
    action: Action,
) -> Result<Vec<Colleague>, Error> {
    let mut found = Vec::new();
    for row in officers::of_agency(tx, agency).await? {
        let handles = |role: &Role| house.rules.permissions.scope(*role, action).is_some();
        if !row.disabled && read_roles(&row.roles)?.iter().any(handles) {
            found.push(Colleague { id: row.id, name: row.name });
        }
    }
    Ok(found)
}

/// Who handles a request or an appeal; who could only for whoever may name somebody.
///
/// # Errors
/// When there is no such case, or the person may not see it.
pub async fn handled(house: &House, by: &Officer, kind: Kind, id: &str) -> Result<Handled, Error> {
    let mut tx = house.db.read().await?;
    let (_, agency) = of_case(&mut tx, kind, id).await?;
    if !house.may(by, kind.read(), &agency) {
        // A partner in a joint case sees the case, and not how the other agency divides its work.
        return Ok(Handled::default());
    }
    let handler = match cases::handler(&mut tx, id, &agency).await? {
        Some((id, name)) => {
            let away = away(house, &mut tx, &agency).await?;
            Some(Handler { stand_in: standing_in(house, &away, &id, kind), id, name })
        }
        None => None,
    };
    let may = house.may(by, kind.handle(), &agency);
    let colleagues = if may { colleagues(house, &mut tx, &agency, kind.handle()).await? } else { Vec::new() };
    Ok(Handled { handler, colleagues })
}

/// Names who handles a request or an appeal; nobody in particular where `officer` is empty.
///
/// # Errors
/// When the person may not handle such cases, or the other one is not somebody of the agency who may.
pub async fn assign(house: &House, by: &Officer, kind: Kind, id: &str, officer: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (number, agency) = of_case(&mut tx, kind, id).await?;
    let by = &house.must(by, kind.handle(), &agency)?;
    let before = cases::handler(&mut tx, id, &agency).await?.map(|(_, name)| name);
    let after = if officer.is_empty() {
        cases::drop_handler(&mut tx, id).await?;
        None
    } else {
        let all = colleagues(house, &mut tx, &agency, kind.handle()).await?;
        let one = all.into_iter().find(|one| one.id == officer);
        let one = one.ok_or_else(|| {
            Error::Refused("经办人须是本单位能办理这类案件、未停用的人员，请从列表里选择".into())
        })?;
        cases::put_handler(&mut tx, (id, &agency), &one.id, &house.now_text()).await?;
        Some(one.name)
    };
    let detail = Some(json!({ kind.key(): number, "before": before, "after": after }));
    let step = Step { action: "case-assign", disclosure: None, agency: &agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}
