//! Whether everybody who works on openness was trained within the window of `training.rotation`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_store::training::{self, StaffRow};

use crate::cases::months;
use crate::officer::read_roles;
use crate::requests::read_day;
use crate::{Action, Error, House, Officer, Scope};

/// The limit within which everybody is trained once.
const ROTATION: &str = "training.rotation";

/// The window within which everybody is trained once, in words, with where it stands.
///
/// # Errors
/// When the limit is missing or not in months.
pub fn window(house: &House) -> Result<String, Error> {
    let months = months(house, ROTATION)?.as_u32();
    let limit = house.rules.limits.get(ROTATION).map_err(|e| Error::Refused(e.to_string()))?;
    Ok(format!("{months} 个月内一遍，{}{}", limit.source, limit.article))
}

/// One person of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCoverage {
    /// By name.
    pub name: String,
    /// Day of the newest session; none before the first.
    pub trained_on: Option<NaiveDate>,
    /// Last day by which the person has to be trained (again): counted from the newest session, or from the day the account
    /// was made.
    pub until: NaiveDate,
    /// Whether the newest session lies within the window.
    pub covered: bool,
    /// Whether the last day is over.
    pub overdue: bool,
}

/// The people of one agency, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgencyCoverage {
    /// Code of the agency.
    pub agency: String,
    /// Who works on openness there.
    pub staff: u64,
    /// Of these, trained within the window.
    pub covered: u64,
    /// Of these, not trained though the last day is over.
    pub overdue: u64,
}

impl AgencyCoverage {
    /// Share of the trained in percent, rounded down, so that only all are a hundred; none where nobody works on openness.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        (self.covered * 100).checked_div(self.staff)
    }
}

fn today(house: &House) -> String {
    house.now().date_naive().to_string()
}

/// A person who works on openness as the rules say; none for others.
fn person(house: &House, row: &StaffRow) -> Result<Option<PersonCoverage>, Error> {
    if read_roles(&row.roles)?.is_disjoint(&house.rules.training.staff) {
        return Ok(None);
    }
    let today = house.now().date_naive();
    let trained_on = row.trained_on.as_deref().map(read_day).transpose()?;
    let from = match trained_on {
        Some(day) => day,
        None => read_day(row.created_at.get(..10).unwrap_or_default())?,
    };
    let until = from
        .checked_add_months(months(house, ROTATION)?)
        .ok_or_else(|| Error::Refused("轮训的期限超出可计算的范围".into()))?;
    let overdue = until < today;
    let covered = trained_on.is_some() && !overdue;
    Ok(Some(PersonCoverage { name: row.name.clone(), trained_on, until, covered, overdue }))
}

/// The people of an agency, who is due first before all others.
///
/// # Errors
/// When the person may not see them.
pub async fn people(house: &House, by: &Officer, agency: &str) -> Result<Vec<PersonCoverage>, Error> {
    house.must(by, Action::ReadTraining, agency)?;
    let rows = training::staff(&mut house.db.read().await?, (agency, ""), &today(house)).await?;
    let found: Result<Vec<Option<PersonCoverage>>, Error> =
        rows.iter().map(|row| person(house, row)).collect();
    let mut found: Vec<PersonCoverage> = found?.into_iter().flatten().collect();
    found.sort_by(|a, b| (a.covered, a.until, &a.name).cmp(&(b.covered, b.until, &b.name)));
    Ok(found)
}

/// Coverage of each agency that the person sees, the least covered first; agencies where nobody works on openness are left
/// out.
///
/// # Errors
/// When the person may see none.
pub async fn coverage(house: &House, by: &Officer) -> Result<Vec<AgencyCoverage>, Error> {
    let (agency, region) = match house.widest(by, Action::ReadTraining) {
        Some((Scope::All, _)) => (String::new(), "*".to_owned()),
        Some((Scope::Region, from)) => {
            let region = house.register().agency(&from).map(|agency| agency.region_code.clone());
            (String::new(), region.ok_or(Error::NotFound("您的单位"))?)
        }
        Some((Scope::Agency, from)) => (from, String::new()),
        None => return Err(Error::Forbidden("您没有查看培训情况的权限，请联系本单位管理员".into())),
    };
    let rows = training::staff(&mut house.db.read().await?, (&agency, &region), &today(house)).await?;
    let mut found: BTreeMap<String, AgencyCoverage> = BTreeMap::new();
    for row in &rows {
        let Some(one) = person(house, row)? else { continue };
        let of = found.entry(row.agency_code.clone()).or_insert_with(|| AgencyCoverage {
            agency: row.agency_code.clone(),
            ..AgencyCoverage::default()
        });
        of.staff += 1;
        of.covered += u64::from(one.covered);
        of.overdue += u64::from(one.overdue);
    }
    let mut found: Vec<AgencyCoverage> = found.into_values().collect();
    found.sort_by_key(|one| (one.percent(), one.agency.clone()));
    Ok(found)
}

/// The days that a summary tells of: of the window up to today those that lie in the three years that are judged, as what was
/// taught before counts for the three years before. While the limit after three years runs they are the ones told of.
///
/// # Errors
/// When the window is not in months.
pub(super) fn told_days(house: &House) -> Result<(NaiveDate, NaiveDate), Error> {
    let today = house.now().date_naive();
    let rules = &house.rules;
    if let Some(period) = rules.duties.share_period(&rules.training.summary.item, today, &rules.calendar) {
        return Ok((period.first(), period.last().min(today)));
    }
    let first = today.checked_sub_months(months(house, ROTATION)?);
    Ok((first.ok_or_else(|| Error::Refused("轮训的期限超出可计算的范围".into()))?, today))
}

/// How many of an agency's people were trained within the days that a summary tells of.
///
/// # Errors
/// When the person may not see them.
pub async fn told(house: &House, by: &Officer, agency: &str) -> Result<((NaiveDate, NaiveDate), u64), Error> {
    house.must(by, Action::ReadTraining, agency)?;
    let days = told_days(house)?;
    Ok((days, trained_within(house, agency, days).await?.covered))
}

/// The people of one agency, and how many of them were trained within some days, without asking who looks.
pub(super) async fn trained_within(
    house: &House,
    agency: &str,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<AgencyCoverage, Error> {
    let rows = training::staff(&mut house.db.read().await?, (agency, ""), &last.to_string()).await?;
    let mut of = AgencyCoverage { agency: agency.to_owned(), ..AgencyCoverage::default() };
    for row in &rows {
        let Some(one) = person(house, row)? else { continue };
        of.staff += 1;
        of.covered += u64::from(one.trained_on.is_some_and(|day| day >= first));
        of.overdue += u64::from(one.overdue);
    }
    Ok(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_are_a_hundred_percent() {
        let of = |staff, covered| AgencyCoverage { staff, covered, ..AgencyCoverage::default() }.percent();
        assert_eq!(of(0, 0), None);
        assert_eq!((of(3, 2), of(201, 200), of(4, 4)), (Some(66), Some(99), Some(100)));
    }
}
