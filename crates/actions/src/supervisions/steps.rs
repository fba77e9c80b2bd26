//! One step of a supervision: of the office, or of the agency that is supervised.

use chrono::{Datelike, NaiveDate};
use mingjing_procedures::supervision::{AnySupervision, Event, Notice};
use mingjing_store::supervisions::{self, EventRow, SupervisionRow};
use mingjing_store::{Tx, clusters};
use serde_json::json;

use super::{CASE, key, replayed};
use crate::cases::{self, countable, must_be_another, uncountable};
use crate::clusters::region_of;
use crate::house::as_i64;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 100;
/// Longest text of a step, in characters.
const LONGEST: usize = 3_000;

/// What an office wants to supervise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSupervision {
    /// The agency that is to mend something.
    pub agency: String,
    /// The group of appeals it is about.
    pub cluster: Option<String>,
    /// In a line; becomes public with the notice.
    pub title: String,
    /// What is wrong.
    pub problem: String,
    /// What is to be done.
    pub demand: String,
    /// Last day for it.
    pub until: NaiveDate,
}

impl NewSupervision {
    fn notice(&self, office: &str) -> Notice {
        Notice {
            office: office.to_owned(),
            agency: self.agency.clone(),
            title: self.title.trim().to_owned(),
            problem: self.problem.trim().to_owned(),
            demand: self.demand.trim().to_owned(),
            until: self.until,
        }
    }
}

/// Proposes a notice; another person of the office issues it. The cases of its group stay in the group from then on. Answers
/// the identity.
///
/// # Errors
/// When the person may not supervise the agency; when the agency or the group does not exist; when something is not said.
pub async fn propose(house: &House, by: &Officer, new: NewSupervision) -> Result<String, Error> {
    let by = &house.must(by, Action::Supervise, &new.agency)?;
    house.register().open_agency(&new.agency).ok_or_else(|| Error::Refused("请从名册里选择单位".into()))?;
    let office = by.agency.clone();
    let on = house.now().date_naive();
    let event = Event::Proposed { on, notice: new.notice(&office), by: String::new() };
    must_be_short(&event)?;
    let event = event.taken_by(&by.behind());
    let case = AnySupervision::replay(&crate::requests::rules(house), std::slice::from_ref(&event))?;
    let case = case.ok_or_else(|| Error::Corrupt("督办没有第一步".into()))?;
    let mut tx = house.db.begin().await?;
    let appeals = match &new.cluster {
        Some(cluster) => Some(counted(house, &mut tx, by, cluster).await?),
        None => None,
    };
    let year = on.year();
    let serial = supervisions::next_serial(&mut tx, &office, year.into()).await?;
    let mut row = SupervisionRow {
        id: house.new_id(),
        number: format!("督{office}-{year}-{serial:04}"),
        office_code: office,
        agency_code: new.agency,
        title: String::new(),
        cluster_id: new.cluster,
        appeals,
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
    supervisions::add(&mut tx, &row).await?;
    supervisions::add_event(&mut tx, &key(&row.id).noted(house, Some(by), (0, &event))?).await?;
    note(house, &mut tx, by, (&row, &event)).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// How many appeals of the office's region a group has; its cases stay in it from now on.
async fn counted(house: &House, tx: &mut Tx, by: &Officer, cluster: &str) -> Result<i64, Error> {
    let region = region_of(house, by)?;
    let regions = clusters::regions_of(tx, cluster).await?;
    let own = regions.iter().find(|one| one.region_code == region);
    let cases = own.ok_or(Error::NotFound("这一类诉求"))?.cases;
    clusters::pin(tx, cluster).await?;
    Ok(cases)
}

/// Takes a step on a case that was read at `lock_version`. Every step is of today. Who proposed a notice does not issue it, nor
/// does a deputy.
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
    if matches!(event, Event::Prepared { .. }) {
        return Err(Error::NotFound("这一步"));
    }
    let mut tx = house.db.begin().await?;
    // Events before the row: whoever takes a step in between makes its version another one.
    let known = supervisions::events(&mut tx, id).await?;
    let row = supervisions::one(&mut tx, id).await?.ok_or(CASE)?;
    let by = &if event.is_of_the_agency() {
        house.must(by, Action::AnswerSupervision, &row.agency_code)?
    } else {
        house.must(by, Action::Supervise, &row.office_code)?
    };
    let event = match event {
        // The office stays whichever it was; whom it may supervise is asked again.
        Event::Proposed { on, notice, by: who } => {
            house.must(by, Action::Supervise, &notice.agency)?;
            house
                .register()
                .open_agency(&notice.agency)
                .ok_or_else(|| Error::Refused("请从名册里选择单位".into()))?;
            let notice = Notice { office: row.office_code.clone(), ..notice };
            Event::Proposed { on, notice, by: who }
        }
        other => other,
    };
    must_be_short(&event)?;
    apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

fn must_be_short(event: &Event) -> Result<(), Error> {
    if let Event::Proposed { notice, .. } = event {
        cases::must_be_short("标题", &notice.title, LONGEST_TITLE)?;
        cases::must_be_short("问题", &notice.problem, LONGEST)?;
        cases::must_be_short("要求", &notice.demand, LONGEST)?;
    }
    cases::must_be_short("文字", event.text(), LONGEST)
}

/// Applies one more event to a case that was loaded in this transaction, and notes it; the trail comes last.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (mut row, known, lock_version): (SupervisionRow, Vec<EventRow>, i64),
    event: Event,
) -> Result<(), Error> {
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if event.on() != house.now().date_naive() {
        return Err(Error::Refused("日期已经变了，请刷新页面再办".into()));
    }
    let events: Vec<Event> = key(&row.id).open_events(house, &known)?;
    if event.is_review() {
        let proposed = events.iter().rev().find_map(Event::proposed_by);
        must_be_another(by, proposed.unwrap_or_default(), "督办通知")?;
    }
    let event = event.taken_by(&by.behind());
    let case = replayed(house, &row, &events)?.apply(&crate::requests::rules(house), &event)?;
    project(house, &mut row, &case)?;
    supervisions::step(tx, &row).await?;
    let position = as_i64(known.len() as u64);
    supervisions::add_event(tx, &key(&row.id).noted(house, Some(by), (position, &event))?).await?;
    note(house, tx, by, (&row, &event)).await
}

async fn note(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (row, event): (&SupervisionRow, &Event),
) -> Result<(), Error> {
    let action = if event.is_of_the_agency() { "supervision-answer" } else { "supervision-step" };
    let detail = json!({ "supervision": row.number, "step": event.zh(), "of": row.agency_code });
    let agency = if event.is_of_the_agency() { &row.agency_code } else { &row.office_code };
    record(house, tx, by, Step { action, disclosure: None, agency, reason: None, detail: Some(detail) }).await
}

/// Writes into the row what lists need of the state.
fn project(house: &House, row: &mut SupervisionRow, case: &AnySupervision) -> Result<(), Error> {
    let today = house.now().date_naive();
    let file = case.file();
    row.state = case.key().to_owned();
    row.agency_code.clone_from(&file.notice().agency);
    row.title.clone_from(&file.notice().title);
    row.late = file.late();
    row.disclosure_id = file.disclosure().map(str::to_owned);
    if let AnySupervision::Closed(closed) = case {
        row.ending = Some(closed.state().ending.key().to_owned());
        row.closed_on = Some(closed.state().on.to_string());
        row.due_on = closed.state().on.to_string();
        return Ok(());
    }
    let clock = case.clock(&crate::requests::rules(house), today);
    // Before it is issued nothing is counted: it stands behind what is due.
    let due = if row.state == "proposed" || row.state == "returned" {
        file.until()
    } else {
        countable(clock)?.map_or_else(|| uncountable(house), |clock| clock.due)
    };
    row.due_on = due.to_string();
    Ok(())
}
