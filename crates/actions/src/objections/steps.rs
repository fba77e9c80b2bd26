//! One step of an objection: of the agency that objects, or of the office that decides.

use chrono::Datelike;
use mingjing_procedures::objection::{AnyObjection, Claim, Event};
use mingjing_store::Tx;
use mingjing_store::objections::{self, EventRow, ObjectionRow};
use serde_json::json;

use super::{CASE, contestable, key, replayed};
use crate::cases::{countable, must_be_another, must_be_short, uncountable};
use crate::house::as_i64;
use crate::overseeing::office_over;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Longest text of a step, in characters.
const LONGEST: usize = 3_000;

/// What an agency objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObjection {
    /// Key of the duty.
    pub duty: String,
    /// What of it, as findings name it.
    pub owed: String,
    /// Why the judgement is wrong; becomes public with the decision.
    pub ground: String,
    /// What shows it; for the office only.
    pub evidence: String,
}

/// Lodges an objection of the person's agency; the office above it decides. Answers the identity.
///
/// # Errors
/// When the person may not; when nothing is judged late there, or it was objected to already; when nobody stands above.
pub async fn lodge(house: &House, by: &Officer, new: NewObjection) -> Result<String, Error> {
    let by = &house.must(by, Action::AnswerSupervision, &by.agency)?;
    let agency = by.agency.clone();
    let office = office_over(house, &agency).ok_or_else(|| {
        Error::Refused("本单位上面没有能在这里裁定的主管部门，不能提出异议；请直接向上级主管部门反映".into())
    })?;
    let unready = || Error::Refused("正在从公开日志计算，请过一会儿再来".into());
    let contested = contestable(house, &agency)?.ok_or_else(unready)?;
    let about = contested.into_iter().find(|one| one.finding.duty == new.duty && one.owed == new.owed);
    let about = about.ok_or_else(|| Error::Refused("这一件没有被判断为逾期，不用提出异议".into()))?;
    let judged = about.finding.before.unwrap_or(about.finding.state);
    let on = house.now().date_naive();
    let claim = Claim {
        agency,
        office,
        duty: new.duty,
        owed: new.owed,
        matter: about.matter,
        judged: judged.zh().to_owned(),
        ground: new.ground.trim().to_owned(),
        evidence: new.evidence.trim().to_owned(),
    };
    must_be_short("证据", &claim.evidence, LONGEST)?;
    must_be_short("异议的理由", &claim.ground, LONGEST)?;
    let event = Event::Lodged { on, claim: claim.clone() };
    let case = AnyObjection::replay(&crate::requests::rules(house), std::slice::from_ref(&event))?;
    let case = case.ok_or_else(|| Error::Corrupt("异议没有第一步".into()))?;
    let mut tx = house.db.begin().await?;
    // The serial comes first: whoever lodges at the same moment waits here.
    let serial = objections::next_serial(&mut tx, &claim.agency, on.year().into()).await?;
    for row in objections::of_finding(&mut tx, &claim.agency, (&claim.duty, &claim.owed)).await? {
        if row.closed_on.is_none() {
            return Err(Error::Refused(format!("这一件已经提出异议（{}），正在办理", row.number)));
        }
        if row.ending.as_deref() == Some("published") {
            return Err(Error::Refused(format!("这一件已经裁定（{}），不能再提异议", row.number)));
        }
    }
    let mut row = ObjectionRow {
        id: house.new_id(),
        number: format!("异{}-{}-{serial:04}", claim.agency, on.year()),
        office_code: claim.office,
        agency_code: claim.agency,
        duty: claim.duty,
        owed: claim.owed,
        state: String::new(),
        due_on: String::new(),
        ending: None,
        late: false,
        disclosure_id: None,
        opened_on: on.to_string(),
        closed_on: None,
        lock_version: 0,
    };
    project(house, &mut row, &case)?;
    objections::add(&mut tx, &row).await?;
    objections::add_event(&mut tx, &key(&row.id).noted(house, Some(by), (0, &event))?).await?;
    note(house, &mut tx, by, (&row, &event)).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Takes a step on a case that was read at `lock_version`. Every step is of today. Who proposed a decision does not agree to it,
/// nor does a deputy; nobody decides but people of the office.
///
/// # Errors
/// [`Error::Conflict`] when somebody else took a step in between; when the person may not; when the rules do not allow it,
/// with the article.
pub async fn take_step(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    event: Event,
) -> Result<(), Error> {
    if matches!(event, Event::Lodged { .. } | Event::Prepared { .. } | Event::Published { .. }) {
        return Err(Error::NotFound("这一步"));
    }
    let mut tx = house.db.begin().await?;
    // Events before the row: whoever takes a step in between makes its version another one.
    let known = objections::events(&mut tx, id).await?;
    let row = objections::one(&mut tx, id).await?.ok_or(CASE)?;
    let by = &if event.is_of_the_agency() {
        house.must(by, Action::AnswerSupervision, &row.agency_code)?
    } else {
        if by.agency != row.office_code {
            let office = house.register().agency_name(&row.office_code).to_owned();
            return Err(Error::Forbidden(format!("这件异议由{office}裁定")));
        }
        house.must(by, Action::Supervise, &row.office_code)?
    };
    must_be_short("文字", event.text(), LONGEST)?;
    apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

/// Applies one more event to a case that was loaded in this transaction, and notes it; the trail comes last.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (mut row, known, lock_version): (ObjectionRow, Vec<EventRow>, i64),
    event: Event,
) -> Result<(), Error> {
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    // What became public did so on its own day.
    if !matches!(event, Event::Published { .. }) && event.on() != house.now().date_naive() {
        return Err(Error::Refused("日期已经变了，请刷新页面再办".into()));
    }
    let events: Vec<Event> = key(&row.id).open_events(house, &known)?;
    if event.is_review() {
        let proposed = events.iter().rev().find_map(Event::proposed_by);
        must_be_another(by, proposed.unwrap_or_default(), "裁定")?;
    }
    let event = event.taken_by(&by.behind());
    let case = replayed(house, &row, &events)?.apply(&crate::requests::rules(house), &event)?;
    project(house, &mut row, &case)?;
    objections::step(tx, &row).await?;
    let position = as_i64(known.len() as u64);
    objections::add_event(tx, &key(&row.id).noted(house, Some(by), (position, &event))?).await?;
    note(house, tx, by, (&row, &event)).await
}

async fn note(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (row, event): (&ObjectionRow, &Event),
) -> Result<(), Error> {
    let action = if event.is_of_the_agency() { "objection-lodge" } else { "objection-step" };
    let detail = json!({ "objection": row.number, "step": event.zh(), "of": row.agency_code });
    let agency = if event.is_of_the_agency() { &row.agency_code } else { &row.office_code };
    record(house, tx, by, Step { action, disclosure: None, agency, reason: None, detail: Some(detail) }).await
}

/// Writes into the row what lists need of the state.
fn project(house: &House, row: &mut ObjectionRow, case: &AnyObjection) -> Result<(), Error> {
    let file = case.file();
    row.state = case.key().to_owned();
    row.late = file.late();
    row.disclosure_id = file.disclosure().map(str::to_owned);
    if let AnyObjection::Closed(closed) = case {
        row.ending = Some(closed.state().ending.key().to_owned());
        row.closed_on = Some(closed.state().on.to_string());
        row.due_on = closed.state().on.to_string();
        return Ok(());
    }
    let clock = case.clock(&crate::requests::rules(house), house.now().date_naive());
    let due = countable(clock)?.map_or_else(|| uncountable(house), |clock| clock.due);
    row.due_on = due.to_string();
    Ok(())
}
