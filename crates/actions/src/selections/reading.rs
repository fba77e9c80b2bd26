//! What the public, the desk and whoever signed up see of selections.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_procedures::Clock;
use mingjing_procedures::selection::{AnySelection, Event, Lot};
use mingjing_store::Tx;
use mingjing_store::selections::{self, Part, SelectionRow, SignUpRow};
use serde_json::{Value, json};

use super::signing_up::receipt_digest;
use super::{Person, load, person, read_events, replayed, rule, steps};
use crate::house::{as_i64, as_u32, as_u64};
use crate::reading::{self, PublicDisclosure};
use crate::requests::read_day;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// A selection in a list.
#[derive(Debug, Clone)]
pub struct SelectionLine {
    /// As it is stored.
    pub row: SelectionRow,
    /// What one takes part in.
    pub what: String,
    /// First day to sign up.
    pub opens_on: NaiveDate,
    /// Last day to sign up.
    pub closes_on: NaiveDate,
    /// The day it is held.
    pub held_on: NaiveDate,
    /// The last day on which it may become known who takes part.
    pub known_by: NaiveDate,
    /// Whether that is over, and it became known later or is not known.
    pub late: bool,
}

/// A selection as the public sees it.
#[derive(Debug, Clone)]
pub struct PublicSelection {
    /// In a list.
    pub line: SelectionLine,
    /// Its state.
    pub state: AnySelection,
    /// The notice with its versions.
    pub notice: PublicDisclosure,
    /// The lot as it stands in the newest version.
    pub lot: Lot,
    /// Whether people may sign up today.
    pub is_open: bool,
    /// Versions of the notice by what they brought first: the promise, the list, the seed.
    pub brought: [Option<u64>; 3],
}

/// A step as the desk sees it.
#[derive(Debug, Clone)]
pub struct DeskStep {
    /// When it was noted, RFC 3339.
    pub at: String,
    /// By whom; none where the notice or whoever signed up says so.
    pub by: Option<String>,
    /// What.
    pub event: Event,
}

/// Somebody who signed up, as the desk sees it: masked.
#[derive(Debug, Clone)]
pub struct DeskPerson {
    /// From 1.
    pub number: u32,
    /// When, RFC 3339.
    pub at: String,
    /// The code that is drawn.
    pub code: String,
    /// For which side.
    pub side: String,
    /// The first character of the name; empty once it is forgotten.
    pub mask: String,
    /// In how many sign-ups the same telephone stands; 1 for only this one.
    pub same_phone: u64,
    /// The officer who wrote it in; empty where the person did.
    pub registered_by: String,
}

/// A selection as the desk sees it.
#[derive(Debug, Clone)]
pub struct DeskSelection {
    /// In a list.
    pub line: SelectionLine,
    /// Its state.
    pub state: AnySelection,
    /// Every step.
    pub steps: Vec<DeskStep>,
    /// What is waited for.
    pub clock: Option<Clock>,
    /// One page of those who signed up.
    pub people: Vec<DeskPerson>,
}

/// A sign-up as whoever sent it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedUp {
    /// The notice.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What one takes part in.
    pub what: String,
    /// Name of the agency.
    pub agency: String,
    /// The day it came.
    pub on: NaiveDate,
    /// The code that is drawn.
    pub entry: String,
    /// For which side.
    pub side: String,
    /// Who; none once the time to keep it is over.
    pub person: Option<Person>,
    /// State of the selection in words.
    pub state: &'static str,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Why it is not accepted, where two people agreed.
    pub left_out: Option<String>,
    /// Whether this person takes part; none while that is not public.
    pub takes_part: Option<bool>,
    /// Whether it may be taken back.
    pub may_take_back: bool,
    /// The day of the hearing or meeting.
    pub held_on: NaiveDate,
}

fn line(house: &House, row: SelectionRow) -> Result<SelectionLine, Error> {
    let day = |day: &Option<String>| read_day(day.as_deref().unwrap_or_default());
    let drawn = rule(house, &row)?;
    let held_on = day(&row.held_on)?;
    let known_by = mingjing_procedures::selection::last_day(&house.rules.limits, &drawn.lead, held_on)?;
    let late = match &row.settled_on {
        Some(_) => row.late,
        None => house.now().date_naive() > known_by,
    };
    let (opens_on, closes_on) = (day(&row.opens_on)?, day(&row.closes_on)?);
    Ok(SelectionLine { what: drawn.what.clone(), opens_on, closes_on, held_on, known_by, late, row })
}

/// One of the public lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn public_selections(
    house: &House,
    part: Part,
    (limit, offset): (u64, u64),
) -> Result<Vec<SelectionLine>, Error> {
    let today = house.now().date_naive().to_string();
    let mut tx = house.db.read().await?;
    let rows = selections::page(&mut tx, part, &today, (as_i64(limit), as_i64(offset))).await?;
    rows.into_iter().map(|row| line(house, row)).collect()
}

/// A selection whose notice is public; none where there is no such one.
///
/// # Errors
/// When the database cannot be read.
pub async fn public_selection(house: &House, id: &str) -> Result<Option<PublicSelection>, Error> {
    let mut tx = house.db.read().await?;
    let Some(row) = selections::one(&mut tx, id).await? else { return Ok(None) };
    let Some(state) = replayed(house, &mut tx, id).await?.0 else { return Ok(None) };
    drop(tx);
    let Some(notice) = reading::disclosure(house, id).await? else { return Ok(None) };
    let Some(content) = notice.content() else { return Ok(None) };
    let lots = &house.rules.lots;
    let lot = Lot::read(lots, rule(house, &row)?, &content.fields)
        .map_err(|problems| Error::Corrupt(format!("报名 {id}：{problems:?}")))?;
    let f = &lots.fields;
    let brought = [&f.commitment, &f.entries, &f.seed].map(|key| {
        let has = |content: &mingjing_publication::Content| content.fields.contains_key(key);
        notice.revisions.iter().find(|one| one.content.as_ref().is_some_and(has)).map(|one| one.revision)
    });
    let today = house.now().date_naive();
    let is_open = matches!(&state, AnySelection::SigningUp(s) if s.takes(today));
    Ok(Some(PublicSelection { line: line(house, row)?, state, notice, lot, is_open, brought }))
}

/// The sign-up of a receipt code, as whoever sent it sees it; none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn track(house: &House, code: &str) -> Result<Option<SignedUp>, Error> {
    let mut tx = house.db.read().await?;
    let digest = receipt_digest(house, code);
    let Some(found) = selections::sign_up_by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let row = load(&mut tx, &found.selection_id).await?;
    let state = steps::state_of(house, &mut tx, &row).await?;
    drop(tx);
    let number = as_u32(found.number);
    let file = state.file();
    let left_out = file.objections().get(&number).filter(|objection| objection.agreed_on.is_some());
    let today = house.now().date_naive();
    Ok(Some(SignedUp {
        what: rule(house, &row)?.what.clone(),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        on: read_day(found.at.get(..10).unwrap_or_default())?,
        person: person(house, &found)?,
        entry: found.code,
        side: found.side,
        state: state.zh(),
        withdrawn: file.withdrawn().contains(&number),
        left_out: left_out.map(|objection| objection.reason.clone()),
        takes_part: state.result_of(number),
        may_take_back: matches!(state, AnySelection::SigningUp(_))
            && today <= file.terms().closes
            && file.takes_part(number),
        held_on: file.terms().held_on,
        id: row.id,
        title: row.title,
    }))
}

/// Everything kept of a sign-up, for whoever sent it (个人信息保护法 第四十五条); none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn export_of(house: &House, code: &str) -> Result<Option<Value>, Error> {
    let Some(found) = track(house, code).await? else { return Ok(None) };
    let who = found.person.unwrap_or_default();
    Ok(Some(json!({
        "公告": found.title,
        "组织的机关": found.agency,
        "报名日期": found.on.to_string(),
        "抽签编号": found.entry,
        "代表方面": found.side,
        "姓名": who.name,
        "联系电话": who.phone,
        "邮箱": who.mail,
        "职业和理由": who.reason,
        "同意公布姓名": who.publish_name,
        "状态": found.state,
    })))
}

/// Selections of a person's agency by urgency: those in hand, or those that are settled; and how many there are.
///
/// # Errors
/// When the person may not see them.
pub async fn desk_selections(
    house: &House,
    by: &Officer,
    settled: bool,
    (limit, offset): (u64, u64),
) -> Result<(Vec<SelectionLine>, u64), Error> {
    let by = house.must(by, Action::ReadSelections, &by.agency)?;
    let mut tx = house.db.read().await?;
    let total = as_u64(selections::count_of_agency(&mut tx, &by.agency, settled).await?);
    let window = (as_i64(limit), as_i64(offset));
    let rows = selections::of_agency(&mut tx, &by.agency, settled, window).await?;
    let lines = rows.into_iter().map(|row| line(house, row)).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

/// How many selections of the agency wait for this person.
///
/// # Errors
/// When the database cannot be read.
pub async fn selections_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    let may = |action| house.may(by, action, &by.agency);
    let ways = (may(Action::HandleSelections), may(Action::ReviewSelections));
    if ways == (false, false) {
        return Ok(0);
    }
    let today = house.now().date_naive().to_string();
    let mut tx = house.db.read().await?;
    Ok(as_u64(selections::waiting(&mut tx, &by.agency, ways, &today).await?))
}

/// One selection with a page of those who signed up.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn desk_selection(
    house: &House,
    by: &Officer,
    id: &str,
    (limit, after): (u64, u64),
) -> Result<DeskSelection, Error> {
    let mut tx = house.db.read().await?;
    let row = load(&mut tx, id).await?;
    house.must(by, Action::ReadSelections, &row.agency_code)?;
    let rows = selections::events(&mut tx, id).await?;
    let events = read_events(house, id, &rows)?;
    let state = AnySelection::replay(&events)?.ok_or(Error::NotFound("这次报名"))?;
    let people = people(&mut tx, id, (as_i64(limit), as_i64(after))).await?;
    let steps = rows.into_iter().zip(events);
    let steps = steps.map(|(row, event)| DeskStep { at: row.at, by: row.officer_name, event }).collect();
    let lead = &rule(house, &row)?.lead;
    let clock = state.clock(&house.rules.limits, lead, house.now().date_naive())?;
    Ok(DeskSelection { line: line(house, row)?, state, steps, clock, people })
}

async fn people(tx: &mut Tx, id: &str, (limit, after): (i64, i64)) -> Result<Vec<DeskPerson>, Error> {
    let repeated: BTreeMap<String, i64> = selections::repeated(tx, id).await?.into_iter().collect();
    let masked = |one: SignUpRow| DeskPerson {
        number: as_u32(one.number),
        same_phone: as_u64(repeated.get(&one.contact_digest).copied().unwrap_or(1)),
        at: one.at,
        code: one.code,
        side: one.side,
        mask: one.mask,
        registered_by: one.registered_by,
    };
    Ok(selections::sign_ups(tx, id, after, limit).await?.into_iter().map(masked).collect())
}

/// Who signed up, for whoever handles the selection. That it was looked at is written down.
///
/// # Errors
/// When the person may not, or the time to keep it is over.
pub async fn reveal_person(house: &House, by: &Officer, id: &str, number: u32) -> Result<Person, Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let by = &house.must(by, Action::HandleSelections, &row.agency_code)?;
    let found = selections::sign_up(&mut tx, id, i64::from(number)).await?;
    let found = found.ok_or(Error::NotFound("这份报名"))?;
    let who = person(house, &found)?.ok_or_else(|| Error::Refused("报名人的信息已按保存期限删除".into()))?;
    let detail = Some(json!({ "sign_up": number }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "sign-up-reveal", disclosure: Some(id), agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(who)
}
