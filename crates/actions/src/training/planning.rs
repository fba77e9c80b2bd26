//! Plans of a year and their sessions.

use chrono::{Datelike, NaiveDate};
use mingjing_store::training::{self, PlanRow, SessionRow};
use serde_json::json;

use super::{PLAN, SESSION};
use crate::house::as_i64;
use crate::requests::lodging::clean;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Plans in a list.
const MOST: u64 = 100;
/// Longest title of a plan and longest place, in characters.
const LONGEST_LINE: usize = 100;
/// Longest text of what a session is about, in characters.
const LONGEST_TOPICS: usize = 500;
/// Most hours of one session.
const MOST_HOURS: u32 = 200;

/// A session to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The day.
    pub held_on: NaiveDate,
    /// How long it takes.
    pub hours: u32,
    /// Where.
    pub place: String,
    /// What it is about.
    pub topics: String,
}

/// Plans of an agency, the newest year first.
///
/// # Errors
/// When the person may not see them.
pub async fn plans(house: &House, by: &Officer, agency: &str) -> Result<Vec<PlanRow>, Error> {
    house.must(by, Action::ReadTraining, agency)?;
    Ok(training::plans(&mut house.db.read().await?, agency, as_i64(MOST)).await?)
}

/// One plan with its sessions.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn plan(house: &House, by: &Officer, id: &str) -> Result<(PlanRow, Vec<SessionRow>), Error> {
    let mut tx = house.db.read().await?;
    let row = training::plan(&mut tx, id).await?.ok_or(PLAN)?;
    house.must(by, Action::ReadTraining, &row.agency_code)?;
    let sessions = training::sessions_of_plan(&mut tx, id).await?;
    Ok((row, sessions))
}

/// A text as it is kept, or why not.
fn line(text: &str, what: &str, most: usize) -> Result<String, Error> {
    let text = clean(text);
    if text.is_empty() || text.chars().count() > most {
        return Err(Error::Refused(format!("请写{what}，最多 {most} 字")));
    }
    Ok(text)
}

/// Makes a plan for a year; answers its identity.
///
/// # Errors
/// When the person may not, there is no such agency, or title or year are wrong.
pub async fn add_plan(
    house: &House,
    by: &Officer,
    agency: &str,
    (year, title): (i32, &str),
) -> Result<String, Error> {
    let by = &house.must(by, Action::ManageTraining, agency)?;
    let open = house.register().open_agency(agency).map(|agency| agency.code.clone());
    let agency = open.ok_or_else(|| Error::Refused("请从名册里选择单位".into()))?;
    let title = line(title, "计划的名称", LONGEST_LINE)?;
    let this = house.now().year();
    if (year - this).abs() > 1 {
        return Err(Error::Refused(format!("年度应是 {}、{this} 或者 {}", this - 1, this + 1)));
    }
    let row = PlanRow {
        id: house.new_id(),
        agency_code: agency,
        year: i64::from(year),
        title,
        made_at: house.now_text(),
    };
    let mut tx = house.db.begin().await?;
    training::add_plan(&mut tx, &row).await?;
    let detail = Some(json!({ "plan": row.id, "title": row.title, "year": year }));
    let agency = row.agency_code.as_str();
    record(
        house,
        &mut tx,
        by,
        Step { action: "training-plan", disclosure: None, agency, reason: None, detail },
    )
    .await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Puts a session into a plan; answers its identity.
///
/// # Errors
/// When there is no such plan, the person may not, or day, hours, place or topics are wrong.
pub async fn add_session(house: &House, by: &Officer, plan: &str, new: &NewSession) -> Result<String, Error> {
    let mut tx = house.db.begin().await?;
    let of = training::plan(&mut tx, plan).await?.ok_or(PLAN)?;
    let by = &house.must(by, Action::ManageTraining, &of.agency_code)?;
    if i64::from(new.held_on.year()) != of.year {
        return Err(Error::Refused(format!("这是 {} 年度的计划，培训的日期也应在这一年", of.year)));
    }
    if new.hours == 0 || new.hours > MOST_HOURS {
        return Err(Error::Refused(format!("学时应在 1 到 {MOST_HOURS} 之间")));
    }
    let row = SessionRow {
        id: house.new_id(),
        plan_id: of.id,
        agency_code: of.agency_code,
        held_on: new.held_on.to_string(),
        hours: i64::from(new.hours),
        place: line(&new.place, "地点", LONGEST_LINE)?,
        topics: line(&new.topics, "培训的内容", LONGEST_TOPICS)?,
        cancelled: false,
    };
    training::add_session(&mut tx, &row).await?;
    let detail = Some(json!({ "session": row.id, "on": row.held_on, "hours": row.hours }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "training-session", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Notes that a session is not held. One at which somebody was confirmed was held.
///
/// # Errors
/// When there is no such session, the person may not, or it was held or cancelled already.
pub async fn cancel_session(house: &House, by: &Officer, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = training::session(&mut tx, id).await?.ok_or(SESSION)?;
    let by = &house.must(by, Action::ManageTraining, &row.agency_code)?;
    let there = training::attendees(&mut tx, id).await?;
    if there.iter().any(|one| one.confirmed_on.is_some()) {
        return Err(Error::Refused("已经有人确认到场，不能取消".into()));
    }
    if !training::cancel_session(&mut tx, id).await? {
        return Err(Error::Refused("这次培训已经取消".into()));
    }
    let detail = Some(json!({ "session": row.id, "on": row.held_on }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "training-cancel", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}
