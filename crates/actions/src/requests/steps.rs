//! One step of a case at the desk.

use chrono::{Datelike, NaiveDate};
use mingjing_procedures::{AnyRequest, Event, FeeBasis};
use mingjing_store::Tx;
use mingjing_store::requests::{self, RequestRow};
use serde_json::json;

use super::{key, rules};
use crate::cases::{
    Progress, countable, keep_until, must_be_another as another, must_be_short, tell, uncountable,
};
use crate::house::as_i64;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Longest reason for a wish of the applicant, in characters.
const LONGEST_WISH: usize = 1_000;

/// Takes a step on a case that was read at `lock_version`. Days of what comes from outside are as the event says; what the
/// agency does itself is of today. Who proposed something does not agree to it, nor does a deputy.
///
/// # Errors
/// [`Error::Conflict`] when somebody else took a step in between; when the person may not; when the law does not allow it,
/// with the article.
pub async fn take_step(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    event: Event,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    // Events before the row: whoever takes a step in between makes its version another one.
    let known = requests::events(&mut tx, id).await?;
    let mut row = requests::one(&mut tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    let action = if event.is_review() { Action::ReviewRequests } else { Action::HandleRequests };
    let by = &house.must(by, action, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if row.applicant.is_none() {
        return Err(super::sealed_away());
    }
    let today = house.now().date_naive();
    if event.on() > today {
        return Err(Error::Refused(format!("{} 还没有到，请核对日期", event.on())));
    }
    let events = key(id).open_events(house, &known)?;
    let who = by.behind();
    must_be_another(by, &event, &events)?;
    let event = priced(house, &mut tx, &row, event.taken(&who, today)).await?;
    let request = apply(house, &mut tx, Some(by), (&mut row, &events), &event).await?;
    if let Event::Contested { on, remedy, result, .. } = &event {
        let words = (word(remedy)?, word(result)?);
        requests::put_remedy(&mut tx, id, (&words.0, &words.1), &on.to_string()).await?;
    }
    let action = if event.is_review() { "request-review" } else { "request-step" };
    let detail = Some(json!({ "request": row.number, "step": event.zh(), "state": request.zh() }));
    let step = Step { action, disclosure: None, agency: &row.agency_code, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a step, and notes what it makes of the case.
async fn apply(
    house: &House,
    tx: &mut Tx,
    by: Option<&Officer>,
    (row, events): (&mut RequestRow, &[Event]),
    event: &Event,
) -> Result<AnyRequest, Error> {
    let rules = rules(house);
    let request = AnyRequest::replay(&rules, events)?
        .ok_or_else(|| Error::Corrupt(format!("申请 {} 没有办理记录", row.number)))?
        .apply(&rules, event)?;
    project(house, row, &request, house.now().date_naive())?;
    requests::step(tx, row).await?;
    let position = as_i64(events.len() as u64);
    let noted = key(&row.id).noted(house, by, (position, event))?;
    requests::add_event(tx, &noted).await?;
    if by.is_some() && super::reading::is_told(event) {
        let step = event.zh();
        let progress = Progress { what: "公开申请", number: &row.number, step };
        tell(house, tx, &super::applicant(house, row)?.mail, progress).await?;
    }
    Ok(request)
}

/// A notice of a fee with what the rules ask for it, whatever was sent.
async fn priced(house: &House, tx: &mut Tx, row: &RequestRow, event: Event) -> Result<Event, Error> {
    let Event::FeeAsked { on, basis, count, text, .. } = event else { return Ok(event) };
    let count = match basis {
        FeeBasis::Cases => {
            let first = super::read_day(&row.lodged_on)?.with_day(1).unwrap_or_default().to_string();
            u32::try_from(requests::nth_of_month(tx, row, &first).await?).unwrap_or(u32::MAX)
        }
        FeeBasis::Pages => count,
    };
    let yuan = house.rules.answers.fees().yuan(basis, count);
    Ok(Event::FeeAsked { on, basis, count, yuan, text })
}

/// The applicant wishes that what was given should be open to all (条例 第四十四条第二款). Answers whether the code is one.
///
/// # Errors
/// When the case does not allow it, or the words are too long.
pub async fn wish_publicity(house: &House, code: &str, why: &str) -> Result<bool, Error> {
    let text = super::lodging::clean(why);
    must_be_short("", &text, LONGEST_WISH)?;
    let mut tx = house.db.begin().await?;
    let digest = super::lodging::receipt_digest(house, code);
    let Some(found) = requests::by_receipt(&mut tx, &digest).await? else { return Ok(false) };
    // Events before the row: whoever takes a step in between makes its version another one.
    let known = requests::events(&mut tx, &found.id).await?;
    let mut row = requests::one(&mut tx, &found.id).await?.ok_or(Error::NotFound("这件申请"))?;
    let events = key(&found.id).open_events(house, &known)?;
    let event = Event::PublicityWished { on: house.now().date_naive(), text };
    apply(house, &mut tx, None, (&mut row, &events), &event).await?;
    tx.commit().await?;
    Ok(true)
}

/// The word under which a value is stored.
fn word(value: &impl serde::Serialize) -> Result<String, Error> {
    let value = serde_json::to_value(value)?;
    value.as_str().map(str::to_owned).ok_or_else(|| Error::Corrupt(value.to_string()))
}

/// Whoever is behind what was proposed, as person or as principal, does not agree to it.
fn must_be_another(by: &Officer, event: &Event, events: &[Event]) -> Result<(), Error> {
    if !event.is_review() {
        return Ok(());
    }
    let extension = matches!(event, Event::Extended { .. });
    let proposed = events.iter().rev().find_map(|known| match known {
        Event::ExtensionAsked { .. } if extension => known.proposed_by(),
        Event::Proposed { .. } if !extension => known.proposed_by(),
        _ => None,
    });
    another(by, proposed.unwrap_or_default(), "(条例第四十五条)")
}

/// Writes into the row what lists and counts need of the state.
pub(super) fn project(
    house: &House,
    row: &mut RequestRow,
    request: &AnyRequest,
    today: NaiveDate,
) -> Result<(), Error> {
    row.state = request.key().to_owned();
    if let AnyRequest::Closed(closed) = request {
        let closed = closed.state();
        row.outcome = Some(closed.outcome.key().to_owned());
        row.late = closed.late;
        row.closed_on = Some(closed.on.to_string());
        let clock = countable(request.clock(&rules(house), today))?;
        let due = if closed.publicity_waits() {
            clock.and_then(|clock| clock.due).unwrap_or_else(|| uncountable(house))
        } else {
            closed.on
        };
        row.due_on = due.to_string();
        row.keep_until = Some(keep_until(house, "request.retention", today)?.to_string());
        return Ok(());
    }
    let clock = countable(request.clock(&rules(house), today))?;
    row.due_on = clock.and_then(|clock| clock.due).unwrap_or_else(|| uncountable(house)).to_string();
    Ok(())
}
