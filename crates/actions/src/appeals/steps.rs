//! One step of a case: at the desk, or by its writer.

use mingjing_procedures::appeal::{AnyAppeal, Event, Publicity};
use mingjing_store::Tx;
use mingjing_store::appeals::{self, AppealRow, Counts, EventRow};
use serde_json::json;

use super::{key, lodging, replayed, rules, sealed_away};
use crate::cases::{
    Progress, countable, keep_until, must_be_another as another, must_be_short, tell, uncountable,
};
use crate::house::as_i64;
use crate::screening::must_be_clean;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, Register};

/// What its writer does with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriterStep {
    /// Asks where it stays.
    Urge {
        /// In words; may be empty.
        text: String,
    },
    /// Says whether the answer helped.
    Rate {
        /// Whether it did.
        satisfied: bool,
        /// In words; may be empty.
        text: String,
    },
    /// Asks to handle it again.
    Reopen {
        /// What was not solved.
        text: String,
    },
    /// Takes it back.
    Withdraw,
}

/// Longest text of a step of the writer, in characters.
const LONGEST: usize = 1_000;

/// Takes a step on a case that was read at `lock_version`. Every step is of today. Who proposed something does not agree to
/// it, nor does a deputy; whoever has it hands it on, and a partner says its own part.
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
    let mut tx = house.db.begin().await?;
    // Events before the row: whoever takes a step in between makes its version another one.
    let known = appeals::events(&mut tx, id).await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let by = &house.must(by, action(&event), holder(&event, &row))?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if event.is_of_the_writer() || matches!(event, Event::Lodged { .. } | Event::Prepared { .. }) {
        return Err(Error::NotFound("这一步"));
    }
    let event = addressed(&house.register(), &row, event)?;
    checked_words(house, &event)?;
    apply(house, &mut tx, Some(by), (row, known), event).await?;
    tx.commit().await?;
    Ok(())
}

fn action(event: &Event) -> Action {
    if event.is_review() { Action::ReviewAppeals } else { Action::HandleAppeals }
}

/// Whose step it is: a partner's part is the partner's.
fn holder<'a>(event: &'a Event, row: &'a AppealRow) -> &'a str {
    match event {
        Event::Contributed { agency, .. } => agency,
        _ => &row.agency_code,
    }
}

/// The step with the agencies it goes to looked up: there are such, and what is returned goes to the office above.
fn addressed(register: &Register, row: &AppealRow, event: Event) -> Result<Event, Error> {
    let open = |code: &str| {
        register.open_agency(code).map(drop).ok_or_else(|| Error::Refused("请从名册里选择单位".into()))
    };
    match &event {
        Event::Transferred { to, .. } | Event::Routed { to, .. } => open(to)?,
        Event::Joined { agencies, .. } => {
            for agency in agencies {
                open(agency)?;
            }
        }
        _ => {}
    }
    Ok(match event {
        Event::Returned { on, text, .. } => {
            let to = office_above(register, &row.agency_code)
                .ok_or_else(|| Error::Refused("本单位上面没有分办单位，请直接转给应当办理的单位".into()))?;
            Event::Returned { on, to, text }
        }
        other => other,
    })
}

/// The office that decides what an agency returns: of its region, or for the office itself, of the region above.
fn office_above(register: &Register, agency: &str) -> Option<String> {
    let region = register.agency(agency)?.region_code.as_str();
    let own = register.office_of(region).filter(|office| *office != agency);
    let above = || register.office_of(register.region(region)?.parent_code.as_deref()?);
    own.or_else(above).map(str::to_owned)
}

/// What the public will read of an appeal holds nothing that must not be open.
fn checked_words(house: &House, event: &Event) -> Result<(), Error> {
    let Event::Proposed { question, withheld, .. } = event else { return Ok(()) };
    if !withheld.trim().is_empty() {
        return must_be_clean(house, "不公开的理由会告诉提出人", withheld);
    }
    must_be_clean(house, "诉求的概括会公开", question)
}

/// Takes a step of the writer on the case of a receipt code; whether there is such a case.
///
/// # Errors
/// When the rules do not allow it, with the article; [`Error::Conflict`] when the desk took a step in the same moment.
pub async fn writer_step(house: &House, code: &str, step: WriterStep) -> Result<bool, Error> {
    let digest = lodging::receipt_digest(house, code);
    let mut tx = house.db.begin().await?;
    let Some(found) = appeals::by_receipt(&mut tx, &digest).await? else { return Ok(false) };
    let known = appeals::events(&mut tx, &found.id).await?;
    let row = appeals::one(&mut tx, &found.id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let on = house.now().date_naive();
    let event = match step {
        WriterStep::Urge { text } => Event::Urged { on, text: short(&text)? },
        WriterStep::Rate { satisfied, text } => Event::Rated { on, satisfied, text: short(&text)? },
        WriterStep::Reopen { text } => Event::Reopened { on, text: short(&text)? },
        WriterStep::Withdraw => Event::Withdrawn { on },
    };
    apply(house, &mut tx, None, (row, known), event).await?;
    tx.commit().await?;
    Ok(true)
}

fn short(text: &str) -> Result<String, Error> {
    let text = crate::requests::lodging::clean(text);
    must_be_short("", &text, LONGEST)?;
    Ok(text)
}

/// Applies one more event to a case that was loaded in this transaction, notes it and counts it; the trail comes last.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: Option<&Officer>,
    (mut row, known): (AppealRow, Vec<EventRow>),
    event: Event,
) -> Result<(), Error> {
    if row.said.is_none() {
        return Err(sealed_away());
    }
    let today = house.now().date_naive();
    if event.on() != today {
        return Err(Error::Refused("日期已经变了，请刷新页面再办".into()));
    }
    let events = key(&row.id).open_events(house, &known)?;
    let event = match by {
        Some(by) => {
            must_be_another(by, &event, &events)?;
            event.taken_by(&by.behind())
        }
        None => event,
    };
    let before = row.clone();
    let appeal = replayed(house, &row, &events)?.apply(&rules(house), &event)?;
    project(house, &mut row, &appeal)?;
    appeals::step(tx, &row).await?;
    partners(house, tx, &row, (&event, &appeal)).await?;
    let position = as_i64(known.len() as u64);
    let noted = key(&row.id).noted(house, by, (position, &event))?;
    appeals::add_event(tx, &noted).await?;
    count(tx, Some(&before), &row).await?;
    let Some(by) = by else { return Ok(()) };
    if super::reading::is_told(&event) {
        let what = &house.rules.appeals.of(appeal.file().kind())?.title;
        let progress = Progress { what, number: &row.number, step: event.zh() };
        tell(house, tx, &super::writer(house, &row)?.mail, progress).await?;
    }
    let action = if event.is_review() { "appeal-review" } else { "appeal-step" };
    let mut detail = json!({ "appeal": row.number, "step": event.zh(), "state": appeal.zh() });
    if before.agency_code != row.agency_code {
        detail["to"] = row.agency_code.clone().into();
    }
    let agency = holder(&event, &before);
    let step = Step { action, disclosure: None, agency, reason: None, detail: Some(detail) };
    record(house, tx, by, step).await
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
    another(by, proposed.unwrap_or_default(), "")
}

/// Notes whose part is waited for, for their lists.
async fn partners(
    house: &House,
    tx: &mut Tx,
    row: &AppealRow,
    (event, appeal): (&Event, &AnyAppeal),
) -> Result<(), Error> {
    match event {
        Event::Joined { agencies, .. } => {
            for agency in agencies {
                let due = countable(appeal.part_due(&rules(house), agency))?;
                let due = due.unwrap_or_else(|| uncountable(house));
                appeals::put_partner(tx, &row.id, agency, (&due.to_string(), false)).await?;
            }
        }
        Event::Contributed { agency, on, .. } | Event::WentOn { agency, on } => {
            appeals::put_partner(tx, &row.id, agency, (&on.to_string(), true)).await?;
        }
        Event::Withdrawn { .. } => appeals::end_partners(tx, &row.id).await?,
        _ => {}
    }
    Ok(())
}

/// Changes the public counters by what a step changed; of two agencies always in the same order, so that nobody waits for
/// each other.
pub(super) async fn count(tx: &mut Tx, before: Option<&AppealRow>, after: &AppealRow) -> Result<(), Error> {
    let key = |row: &AppealRow| (row.agency_code.clone(), row.region_code.clone(), row.kind.clone());
    let mut changes = vec![(key(after), counted(after, 1))];
    if let Some(before) = before {
        let taken = counted(before, -1);
        match changes.iter_mut().find(|(of, _)| *of == key(before)) {
            Some((_, change)) => *change = sum(change, &taken),
            None => changes.push((key(before), taken)),
        }
    }
    changes.sort_by(|(one, _), (other, _)| one.cmp(other));
    for ((agency, region, kind), change) in changes {
        if change != Counts::default() {
            appeals::count_up(tx, (&agency, &region, &kind), &change).await?;
        }
    }
    Ok(())
}

/// What a case adds to the counters.
fn counted(row: &AppealRow, sign: i64) -> Counts {
    let ended = row.closed_on.is_some();
    let one = |is: bool| if is { sign } else { 0 };
    Counts {
        received: sign,
        ended: one(ended),
        answered: one(ended && row.ending.is_some()),
        late: one(ended && row.ending.is_some() && row.late),
        satisfied: one(row.satisfied == Some(true)),
        unsatisfied: one(row.satisfied == Some(false)),
        withheld: one(ended && row.withheld),
    }
}

fn sum(one: &Counts, other: &Counts) -> Counts {
    Counts {
        received: one.received + other.received,
        ended: one.ended + other.ended,
        answered: one.answered + other.answered,
        late: one.late + other.late,
        satisfied: one.satisfied + other.satisfied,
        unsatisfied: one.unsatisfied + other.unsatisfied,
        withheld: one.withheld + other.withheld,
    }
}

/// Writes into the row what lists and counts need of the state. That an answer came late stays, also where it is given again.
pub(super) fn project(house: &House, row: &mut AppealRow, appeal: &AnyAppeal) -> Result<(), Error> {
    let today = house.now().date_naive();
    let file = appeal.file();
    row.state = appeal.key().to_owned();
    file.agency().clone_into(&mut row.agency_code);
    row.urged = as_i64(file.urged_on().len() as u64);
    row.disclosure_id = file.disclosure().map(str::to_owned);
    let answered = appeal.answered();
    row.ending = answered.map(|a| a.ending.key().to_owned());
    row.satisfied = answered.and_then(|a| a.satisfied);
    row.withheld = answered.is_some_and(|a| a.publicity != Publicity::Owed);
    row.late |= answered.is_some_and(|a| a.late);
    let ended = match appeal {
        AnyAppeal::Answered(a) => Some(a.state().on),
        AnyAppeal::Closed(a) => {
            Some(a.state().answered.as_ref().map_or(a.state().on, |answered| answered.on))
        }
        _ => None,
    };
    row.closed_on = ended.map(|day| day.to_string());
    row.keep_until =
        ended.map(|_| keep_until(house, "appeal.retention", today)).transpose()?.map(|day| day.to_string());
    if let Some(day) = ended {
        row.due_on = day.to_string();
        return Ok(());
    }
    let clock = countable(appeal.clock(&rules(house), today))?;
    row.due_on = clock.map_or_else(|| uncountable(house), |clock| clock.due).to_string();
    Ok(())
}
