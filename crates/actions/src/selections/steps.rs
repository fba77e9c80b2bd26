//! One step of a selection, at the desk or by whoever signed up.

use chrono::NaiveDate;
use mingjing_procedures::lot::Seed;
use mingjing_procedures::selection::{AnySelection, Entry, Event, Terms, draw};
use mingjing_store::Tx;
use mingjing_store::selections::{self, SelectionRow};
use serde_json::json;

use super::keeping::follow;
use super::{SEED, key, load, read_events, rule};
use crate::cases::must_be_another as another;
use crate::house::as_i64;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// What somebody at the desk wants done with a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Propose that a sign-up is not accepted.
    Object {
        /// Its number.
        number: u32,
        /// Why.
        text: String,
    },
    /// Agree that it is not.
    LeaveOut {
        /// Its number.
        number: u32,
    },
    /// Do not agree.
    Keep {
        /// Its number.
        number: u32,
    },
    /// Close after the last day.
    Close,
    /// Put the public number right after it was drawn.
    Correct {
        /// As it should be.
        number: String,
        /// What was wrong.
        text: String,
    },
}

impl Command {
    /// Whether it is for somebody else than who proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::LeaveOut { .. } | Self::Keep { .. } | Self::Correct { .. })
    }
}

/// Takes a step on a selection that was read at `lock_version`.
///
/// # Errors
/// [`Error::Conflict`] when somebody else took a step in between; when the person may not; when the order does not allow
/// it, with the article.
pub async fn take_step(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    command: Command,
) -> Result<(), Error> {
    let action = if command.is_review() { Action::ReviewSelections } else { Action::HandleSelections };
    let (mut tx, by, row) = begin(house, (by, action), (id, lock_version)).await?;
    let event = event_of(house, &mut tx, &row, (&by, command)).await?;
    apply(house, &mut tx, Some(&by), row, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a transaction on a selection as it was read at a version, and brings it up to what is public of its notice.
pub(super) async fn begin(
    house: &House,
    (by, action): (&Officer, Action),
    (id, lock_version): (&str, i64),
) -> Result<(Tx, Officer, SelectionRow), Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let by = house.must(by, action, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let row = follow(house, &mut tx, row).await?;
    Ok((tx, by, row))
}

async fn event_of(
    house: &House,
    tx: &mut Tx,
    row: &SelectionRow,
    (by, command): (&Officer, Command),
) -> Result<Event, Error> {
    let (on, by) = (house.now().date_naive(), by.behind());
    let known = |number: u32| match i64::from(number) {
        1.. if i64::from(number) <= row.sign_ups => Ok(number),
        _ => Err(Error::NotFound("这份报名")),
    };
    Ok(match command {
        Command::Object { number, text } => Event::Objected { on, number: known(number)?, text, by },
        Command::LeaveOut { number } => Event::LeftOut { on, number, by },
        Command::Keep { number } => Event::Kept { on, number, by },
        Command::Close => Event::Closed { on },
        Command::Correct { number, text } => {
            let AnySelection::Drawn(s) = state_of(house, tx, row).await? else {
                return Err(Error::Refused("还没有抽签，没有公共数字可以更正".into()));
            };
            let chosen = chosen(house, row, (s.file().terms(), &s.state().entries), &number)?;
            Event::Corrected { on, number, text, chosen, by }
        }
    })
}

/// Opens the seed and draws. Only who has entries that are public asks this.
pub(super) fn chosen(
    house: &House,
    row: &SelectionRow,
    (terms, entries): (&Terms, &[Entry]),
    number: &str,
) -> Result<Vec<String>, Error> {
    Ok(draw(&seed(house, row)?, number, &terms.sides, entries))
}

pub(super) fn seed(house: &House, row: &SelectionRow) -> Result<Seed, Error> {
    let text: String = key(&row.id).open(house, SEED, &row.seed)?;
    Seed::parse(&text).ok_or_else(|| Error::Corrupt(format!("报名 {} 的种子读不出来", row.id)))
}

/// The state of a selection whose notice is public.
pub(super) async fn state_of(house: &House, tx: &mut Tx, row: &SelectionRow) -> Result<AnySelection, Error> {
    super::replayed(house, tx, &row.id).await?.0.ok_or(Error::NotFound("这次报名"))
}

/// Applies one more event to a selection that was loaded in this transaction, and notes it, with the trail as the last thing
/// where somebody at the desk takes it. Answers the row as it is now.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: Option<&Officer>,
    mut row: SelectionRow,
    event: Event,
) -> Result<SelectionRow, Error> {
    let known = selections::events(tx, &row.id).await?;
    let state = AnySelection::replay(&read_events(house, &row.id, &known)?)?;
    if let (Some(by), Some(state)) = (by, &state) {
        must_be_another(by, &event, state)?;
    }
    let state = match state {
        Some(state) => state.apply(&event)?,
        None => AnySelection::begin(&event)?,
    };
    project(house, &mut row, &state)?;
    selections::step(tx, &row).await?;
    row.lock_version += 1;
    let noted = key(&row.id).noted(house, by, (as_i64(known.len() as u64), &event))?;
    selections::add_event(tx, &noted).await?;
    if let Some(by) = by {
        let action = if event.is_review() { "selection-review" } else { "selection-step" };
        let detail = json!({ "step": event.zh(), "state": state.zh(), "sign_up": event.number() });
        let (disclosure, agency) = (Some(row.id.as_str()), row.agency_code.as_str());
        let step = Step { action, disclosure, agency, reason: None, detail: Some(detail) };
        record(house, tx, by, step).await?;
    }
    Ok(row)
}

/// Whoever is behind what was proposed, as person or as principal, does not agree to it.
fn must_be_another(by: &Officer, event: &Event, state: &AnySelection) -> Result<(), Error> {
    let proposed = match (event, state) {
        (Event::LeftOut { number, .. } | Event::Kept { number, .. }, state) => {
            state.file().objections().get(number).map_or("", |objection| objection.by.as_str())
        }
        (Event::Corrected { .. }, AnySelection::Drawn(s)) => s.state().by.as_str(),
        _ => return Ok(()),
    };
    another(by, proposed, "")
}

/// Writes into the row what lists need of the state.
fn project(house: &House, row: &mut SelectionRow, state: &AnySelection) -> Result<(), Error> {
    let (limits, lead) = (&house.rules.limits, &rule(house, row)?.lead);
    let today = house.now().date_naive();
    let terms = state.file().terms();
    let day = |day: NaiveDate| Some(day.to_string());
    row.state = state.key().to_owned();
    (row.opens_on, row.closes_on, row.held_on) = (day(terms.opens), day(terms.closes), day(terms.held_on));
    row.due_on =
        state.clock(limits, lead, today)?.and_then(|clock| clock.due).or(Some(terms.held_on)).and_then(day);
    row.to_review = state.file().objections().values().any(|objection| objection.agreed_on.is_none());
    row.settled_on = state.settled_on().and_then(day);
    row.late = state.settled_on().is_some() && state.is_late(limits, lead, today)?;
    Ok(())
}
