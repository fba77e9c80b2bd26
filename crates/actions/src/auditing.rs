//! Reading the audit trail: searched and exported by those who may, in their reach.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use mingjing_store::audit::{self, AuditQuery, AuditRow, NamedRow};
use mingjing_store::drafts;
use serde_json::json;

use crate::accounts::step;
use crate::permissions::Scope;
use crate::trail::record;
use crate::{Action, Error, House, Officer};

/// What is looked for; empty texts and days are not asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// Code of an agency.
    pub agency: String,
    /// Who: identity or name.
    pub officer: String,
    /// What was done.
    pub action: String,
    /// Identity or index number of a disclosure.
    pub disclosure: String,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Behind this row, newest first.
    pub before: String,
}

/// The steps that were looked for, newest first.
///
/// # Errors
/// When the person may not read the trail, or not that of this agency.
pub async fn search(
    house: &House,
    by: &Officer,
    asked: &AuditSearch,
    limit: u32,
) -> Result<Vec<AuditRow>, Error> {
    let (agency, region) = reach(house, by, asked.agency.trim())?;
    let mut tx = house.db.read().await?;
    let disclosure = match asked.disclosure.trim() {
        "" => String::new(),
        name => {
            drafts::disclosure_by_index_no(&mut tx, name).await?.map_or_else(|| name.to_owned(), |d| d.id)
        }
    };
    let day_after = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
    let query = AuditQuery {
        agency,
        region,
        officer: asked.officer.trim().to_owned(),
        action: asked.action.trim().to_owned(),
        disclosure,
        from: asked.from.map(|d| d.to_string()).unwrap_or_default(),
        until: asked.until.map_or_else(|| "9999".to_owned(), |d| day_after(d).to_string()),
        before_id: asked.before.clone(),
        limit: i64::from(limit),
    };
    Ok(audit::search(&mut tx, &query).await?)
}

/// The agency, or the region with all below it, that the person's search is kept to; both empty for everything.
fn reach(house: &House, by: &Officer, agency: &str) -> Result<(String, String), Error> {
    if !agency.is_empty() {
        house.must(by, Action::ReadAudit, agency)?;
        return Ok((agency.to_owned(), String::new()));
    }
    match house.widest(by, Action::ReadAudit) {
        Some((Scope::All, _)) => Ok((String::new(), String::new())),
        Some((Scope::Region, from)) => {
            let region = house.register().agency(&from).map(|a| a.region_code.clone());
            Ok((String::new(), region.ok_or(Error::NotFound("您的单位"))?))
        }
        Some((Scope::Agency, from)) => Ok((from, String::new())),
        None => Err(Error::Forbidden("您没有“查操作记录”的权限，请联系本单位管理员".into())),
    }
}

/// Where a disclosure of the trail is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// At the desk: it is worked on.
    Desk,
    /// On the portal: it is or was public.
    Portal,
    /// Nowhere that this person may go.
    Nowhere,
}

/// A disclosure of the trail, for who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its title; none where this person may not know it yet, empty where it was erased.
    pub title: Option<String>,
    /// Where it is read.
    pub opens: Opens,
}

/// What the disclosures of these steps are called, by identity; those that were given up have no name any more. What is
/// not public is named to those only who may see the work on it.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(house: &House, by: &Officer, steps: &[AuditRow]) -> Result<HashMap<String, Named>, Error> {
    let mut ids: Vec<&str> = steps.iter().filter_map(|step| step.disclosure_id.as_deref()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = audit::named(&mut house.db.read().await?, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), named(house, by, row))).collect())
}

fn named(house: &House, by: &Officer, row: NamedRow) -> Named {
    let may = |action| house.may(by, action, &row.agency_code);
    let (works, public) = (may(Action::ReadWork), row.revision > 0);
    let opens = match row.working_title {
        Some(_) if works => Opens::Desk,
        _ if public => Opens::Portal,
        _ => Opens::Nowhere,
    };
    let title = match row.working_title {
        _ if public => Some(row.title),
        Some(title) if works || may(Action::ReadOthers) => Some(title),
        _ => None,
    };
    Named { title, opens }
}

/// Records that somebody exports the trail.
///
/// # Errors
/// When the person may not read it.
pub async fn record_export(house: &House, by: &Officer, asked: &AuditSearch) -> Result<(), Error> {
    reach(house, by, asked.agency.trim())?;
    let mut tx = house.db.begin().await?;
    let detail =
        json!({ "agency": asked.agency, "action": asked.action, "from": asked.from, "until": asked.until });
    record(house, &mut tx, by, step("audit-export", &by.agency, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}
