//! Who is to take part in a session, and who did.

use mingjing_store::Tx;
use mingjing_store::officers;
use mingjing_store::training::{self, AttendeeRow, PlanRow, SessionRow};
use serde_json::json;

use super::{PLAN, Person, SESSION, key, must_be_held, named};
use crate::cases::keep_until;
use crate::requests::lodging::{clean, masked};
use crate::requests::read_day;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Most people of one session.
const MOST: usize = 500;
/// Longest name and longest unit of somebody without an account, in characters.
const LONGEST: usize = 50;

/// Somebody who is to take part, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Identity in this session.
    pub id: String,
    /// By name; masked for whoever only looks where the person has no account; empty once the time to keep it is over.
    pub name: String,
    /// Agency or unit; empty where the name is masked or gone.
    pub unit: String,
    /// Whether the person has an account.
    pub has_account: bool,
    /// Whether it was confirmed that the person was there.
    pub confirmed: bool,
    /// Number of the certificate.
    pub certificate: Option<String>,
}

/// A session with who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// As it is stored.
    pub row: SessionRow,
    /// Its plan.
    pub plan: PlanRow,
    /// Who takes part.
    pub attendees: Vec<Attendee>,
    /// Whether the day has come, so that it can be confirmed who was there.
    pub may_confirm: bool,
}

/// One session.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn session(house: &House, by: &Officer, id: &str) -> Result<Session, Error> {
    let mut tx = house.db.read().await?;
    let row = training::session(&mut tx, id).await?.ok_or(SESSION)?;
    house.must(by, Action::ReadTraining, &row.agency_code)?;
    let plan = training::plan(&mut tx, &row.plan_id).await?.ok_or(PLAN)?;
    let opens = house.may(by, Action::ManageTraining, &row.agency_code);
    let mut attendees = Vec::new();
    for one in training::attendees(&mut tx, id).await? {
        let has_account = one.officer_id.is_some();
        let (name, unit) = if has_account || opens {
            named(house, &one)?.unwrap_or_default()
        } else {
            (one.mask.clone(), String::new())
        };
        attendees.push(Attendee {
            name,
            unit,
            has_account,
            confirmed: one.confirmed_on.is_some(),
            certificate: one.certificate,
            id: one.id,
        });
    }
    let may_confirm = !row.cancelled && read_day(&row.held_on)? <= house.now().date_naive();
    Ok(Session { row, plan, attendees, may_confirm })
}

/// A session that is to be changed, by whoever may.
async fn to_change(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    id: &str,
) -> Result<(SessionRow, Officer), Error> {
    let row = training::session(tx, id).await?.ok_or(SESSION)?;
    let by = house.must(by, Action::ManageTraining, &row.agency_code)?;
    must_be_held(&row)?;
    Ok((row, by))
}

/// Enters who is to take part: one a line, a user name, or for people without an account name and unit, parted by a comma. All
/// of them or nobody; who is in already is left as is. Answers how many were entered.
///
/// # Errors
/// With the line, where there is no such account, the person does not look after its agency, or a line does not read; when the
/// session is not held, or too many take part.
pub async fn enrol(house: &House, by: &Officer, id: &str, lines: &str) -> Result<usize, Error> {
    let mut tx = house.db.begin().await?;
    let (row, by) = to_change(house, &mut tx, by, id).await?;
    let known = training::attendees(&mut tx, id).await?;
    let keep = keep_until(house, "training.retention", read_day(&row.held_on)?)?.to_string();
    let mut new: Vec<AttendeeRow> = Vec::new();
    for (at, text) in lines.lines().map(str::trim).enumerate().filter(|(_, text)| !text.is_empty()) {
        let told = |why: String| Error::Refused(format!("第 {} 行“{text}”：{why}", at + 1));
        let entry = AttendeeRow {
            id: house.new_id(),
            session_id: row.id.clone(),
            officer_id: None,
            officer_name: None,
            officer_agency: None,
            person: None,
            mask: String::new(),
            held_on: row.held_on.clone(),
            confirmed_on: None,
            certificate: None,
            keep_until: keep.clone(),
        };
        let entry = match text.split_once(['，', ',']) {
            Some((name, unit)) => somebody(house, entry, (name, unit)).map_err(told)?,
            None => {
                let account = officers::by_username(&mut tx, text).await?.filter(|row| !row.disabled);
                let account =
                    account.ok_or_else(|| told("没有这个账号；没有账号的人写“姓名，单位”".into()))?;
                if !house.may(&by, Action::ManageTraining, &account.agency_code) {
                    return Err(told("这个账号的单位不归您管培训".into()));
                }
                AttendeeRow { officer_id: Some(account.id), ..entry }
            }
        };
        let is_in = |one: &AttendeeRow| one.officer_id.is_some() && one.officer_id == entry.officer_id;
        if !known.iter().chain(&new).any(is_in) {
            new.push(entry);
        }
    }
    if new.is_empty() {
        return Err(Error::Refused("请写参训的人，一行一个；名单里已有的不用再写".into()));
    }
    if known.len() + new.len() > MOST {
        return Err(Error::Refused(format!("一次培训最多 {MOST} 人")));
    }
    for one in &new {
        training::add_attendee(&mut tx, one).await?;
    }
    let detail = Some(json!({ "session": row.id, "people": new.len() }));
    noted(house, &mut tx, &by, ("training-enrol", &row, detail)).await?;
    tx.commit().await?;
    Ok(new.len())
}

/// Somebody without an account, sealed.
fn somebody(house: &House, entry: AttendeeRow, (name, unit): (&str, &str)) -> Result<AttendeeRow, String> {
    let person = Person { name: clean(name), unit: clean(unit) };
    let fits = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
    if !fits(&person.name) || !fits(&person.unit) {
        return Err(format!("姓名和单位都要写，各不超过 {LONGEST} 字"));
    }
    let sealed = key(&entry.id).seal(house, "person", &person).map_err(|e| e.to_string())?;
    Ok(AttendeeRow { person: Some(sealed), mask: masked(&person.name), ..entry })
}

async fn noted(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (action, row, detail): (&'static str, &SessionRow, Option<serde_json::Value>),
) -> Result<(), Error> {
    let agency = row.agency_code.as_str();
    record(house, tx, by, Step { action, disclosure: None, agency, reason: None, detail }).await
}

/// Confirms that people were at a session; each gets the number of a certificate. Who was confirmed before keeps it. Answers
/// how many were confirmed now.
///
/// # Errors
/// Before the day, when nobody of the session is named, or the person may not.
pub async fn confirm(house: &House, by: &Officer, id: &str, people: &[&str]) -> Result<usize, Error> {
    let mut tx = house.db.begin().await?;
    let (row, by) = to_change(house, &mut tx, by, id).await?;
    let (held_on, today) = (read_day(&row.held_on)?, house.now().date_naive());
    if held_on > today {
        return Err(Error::Refused(format!("{held_on} 还没有到，培训以后再确认到场")));
    }
    let known = training::attendees(&mut tx, id).await?;
    let there: Vec<&AttendeeRow> =
        known.iter().filter(|one| one.confirmed_on.is_none() && people.contains(&one.id.as_str())).collect();
    if there.is_empty() {
        return Err(Error::Refused("没有选中还没有确认的人，请先勾选".into()));
    }
    for one in &there {
        let year = chrono::Datelike::year(&held_on);
        let serial = training::next_serial(&mut tx, &row.agency_code, i64::from(year)).await?;
        let number = format!("{}-PX-{year}-{serial}", row.agency_code);
        training::confirm(&mut tx, &one.id, (&today.to_string(), &number)).await?;
    }
    let detail = Some(json!({ "session": row.id, "people": there.len() }));
    noted(house, &mut tx, &by, ("training-confirm", &row, detail)).await?;
    tx.commit().await?;
    Ok(there.len())
}

/// Takes somebody out of a session who was not confirmed.
///
/// # Errors
/// When there is no such person, or it was confirmed; when the user may not.
pub async fn remove(house: &House, by: &Officer, id: &str, attendee: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, by) = to_change(house, &mut tx, by, id).await?;
    let known = training::attendees(&mut tx, id).await?;
    if known.iter().all(|one| one.id != attendee) {
        return Err(Error::NotFound("这个参训的人"));
    }
    if !training::remove_attendee(&mut tx, attendee).await? {
        return Err(Error::Refused("已经确认到场，不能移出".into()));
    }
    let detail = Some(json!({ "session": row.id, "people": 1 }));
    noted(house, &mut tx, &by, ("training-remove", &row, detail)).await?;
    tx.commit().await?;
    Ok(())
}
