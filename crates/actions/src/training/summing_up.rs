//! The training of a year as a disclosure: what was taught, and numbers. No name goes into it.

use chrono::{Datelike, NaiveDate};
use mingjing_store::training::{self, SessionRow};
use serde_json::{Map, Value, json};

use super::coverage::{told_days, trained_within};
use super::rules::filled;
use crate::{Action, Error, House, Officer, drafting};

/// Drafts the numbers of a year of an agency; answers the identity of the draft. Screening and approval are those of any
/// disclosure.
///
/// # Errors
/// When the person may not draft for the agency, there was no session in that year, or the agency publishes no such numbers.
pub async fn prepare_summary(house: &House, by: &Officer, agency: &str, year: i32) -> Result<String, Error> {
    house.must(by, Action::ReadTraining, agency)?;
    let drafter = house.must(by, Action::Draft, agency)?;
    let today = house.now().date_naive();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|first| first.year() <= today.year());
    let first = first.ok_or_else(|| Error::Refused("请写今年或者以前的年度".into()))?;
    let end = NaiveDate::from_ymd_opt(year + 1, 1, 1).unwrap_or(first).min(today.succ_opt().unwrap_or(today));
    let days = (first.to_string(), end.to_string());
    let mut tx = house.db.read().await?;
    let sessions = training::sessions_of_year(&mut tx, agency, (&days.0, &days.1)).await?;
    if sessions.is_empty() {
        return Err(Error::Refused(format!("{year} 年还没有办过培训")));
    }
    let numbers = training::count_of_year(&mut tx, agency, (&days.0, &days.1)).await?;
    drop(tx);
    let rules = &house.rules.training.summary;
    let (since, until) = told_days(house)?;
    let covered = trained_within(house, agency, (since, until)).await?;
    let item = house.item(&rules.item)?;
    let f = &rules.fields;
    let mut values: Map<String, Value> = Map::new();
    let mut put = |key: &str, value: Value| values.insert(key.to_owned(), value);
    put(&f.title, filled(&rules.title, &[("年度", &year.to_string())]).into());
    put(&f.kind, rules.kind_value.clone().into());
    put(&f.year, year.into());
    put(&f.issued_on, today.to_string().into());
    put(&f.courses, sessions.iter().map(|row| course(house, row)).collect());
    put(&f.planned, numbers.invited.into());
    put(&f.attended, numbers.attended.into());
    put(&f.covers, json!({ "from": since.to_string(), "until": until.to_string() }));
    put(&f.staff, covered.staff.into());
    put(&f.trained, covered.covered.into());
    if let Some(percent) = covered.percent() {
        put(&f.coverage, percent.into());
    }
    drafting::begin(house, &drafter, item, agency, (values, None)).await
}

/// One session as a course.
fn course(house: &House, row: &SessionRow) -> Value {
    let f = &house.rules.training.summary.fields;
    json!({ f.course_name.as_str(): row.topics, f.course_hours.as_str(): row.hours })
}
