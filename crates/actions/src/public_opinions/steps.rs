//! One step of a case: of the office that judges, or of the agency that answers.

use chrono::{DateTime, FixedOffset, NaiveDate};
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event, Judgement};
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, EventRow, PublicOpinionRow};
use serde_json::json;

use super::{key, load, now, project, replayed, responding};
use crate::cases::must_be_short;
use crate::house::as_i64;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Longest text of a step, in characters.
const LONGEST: usize = 3_000;

/// What somebody does with a case, now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a step of the procedure, documented there")]
pub enum Command {
    /// Says how grave it is and who answers, or says it anew.
    Judge(Judgement),
    /// Notes a joint meeting.
    Meet { on: NaiveDate, people: String, decided: String },
    /// Says what the agency did.
    Handle(String),
    /// Names an answer that was published without being drafted here, by its index number.
    NameRelease(String),
    /// Names the published disclosure of a press conference by its index number, and says when it was held.
    NameConference { index_no: String, held: DateTime<FixedOffset> },
    /// Says that no answer is needed.
    NotNeeded(String),
    /// Says what was learned, and closes it.
    Review(String),
}

impl Command {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Judge(judgement) => vec![&judgement.ground],
            Self::Meet { people, decided, .. } => vec![people, decided],
            Self::Handle(text) | Self::NotNeeded(text) | Self::Review(text) => vec![text],
            Self::NameRelease(_) | Self::NameConference { .. } => Vec::new(),
        }
    }

    /// The person as who may do this with a case.
    fn by(&self, house: &House, by: &Officer, row: &PublicOpinionRow) -> Result<Officer, Error> {
        match self {
            Self::Judge(judgement) => {
                let acting = house.must(by, Action::JudgePublicOpinion, &row.agency_code)?;
                house.must(by, Action::JudgePublicOpinion, &judgement.agency)?;
                Ok(acting)
            }
            Self::NotNeeded(_) | Self::Review(_) => {
                house.must(by, Action::JudgePublicOpinion, &row.agency_code)
            }
            // Whoever called the meeting notes it.
            Self::Meet { .. } if house.may(by, Action::JudgePublicOpinion, &row.agency_code) => {
                house.must(by, Action::JudgePublicOpinion, &row.agency_code)
            }
            _ => house.must(by, Action::AnswerPublicOpinion, &row.agency_code),
        }
    }
}

/// Takes a step on a case that was read at `lock_version`.
///
/// # Errors
/// [`Error::Conflict`] when somebody else took a step in between; when the person may not; when the rules do not allow it,
/// with where they stand.
pub async fn take_step(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    command: Command,
) -> Result<(), Error> {
    let named = responding::named(house, &command).await?;
    let mut tx = house.db.begin().await?;
    let (row, known) = load(&mut tx, id).await?;
    let by = &command.by(house, by, &row)?;
    for text in command.texts() {
        must_be_short("文字", text, LONGEST)?;
    }
    let event = event(house, &row, (command, named), by)?;
    apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

fn event(
    house: &House,
    row: &PublicOpinionRow,
    (command, named): (Command, Option<responding::Named>),
    by: &Officer,
) -> Result<Event, Error> {
    let (at, by) = (now(house), by.behind());
    let trimmed = |text: String| text.trim().to_owned();
    Ok(match command {
        Command::Judge(judgement) => {
            let agency = house.register().open_agency(&judgement.agency).map(|agency| agency.code.clone());
            let agency = agency.ok_or_else(|| Error::Refused("请从名册里选择单位".into()))?;
            let judgement = Judgement { agency, ground: trimmed(judgement.ground), ..judgement };
            if row.level.is_some() {
                Event::Rejudged { at, judgement, by }
            } else {
                Event::Judged { at, judgement, by }
            }
        }
        Command::Meet { on, people, decided } => {
            Event::Met { at, on, people: trimmed(people), decided: trimmed(decided) }
        }
        Command::Handle(text) => Event::Handled { at, text: trimmed(text) },
        Command::NotNeeded(text) => Event::NotNeeded { at, text: trimmed(text), by },
        Command::Review(text) => Event::Reviewed { at, text: trimmed(text) },
        Command::NameRelease(_) => {
            let named = named.ok_or(Error::NotFound("这条公开信息"))?;
            responding::must_answer(house, row, &named)?;
            Event::Released { at: named.published, disclosure: named.id }
        }
        Command::NameConference { held, .. } => {
            let named = named.ok_or(Error::NotFound("这条公开信息"))?;
            responding::must_be_held(house, &named, held)?;
            Event::Conferred { at, disclosure: named.id, held }
        }
    })
}

/// Applies one more event to a case that was loaded in this transaction, and notes it; the trail comes last.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (mut row, known, lock_version): (PublicOpinionRow, Vec<EventRow>, i64),
    event: Event,
) -> Result<(), Error> {
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let events: Vec<Event> = key(&row.id).open_events(house, &known)?;
    let before = row.agency_code.clone();
    let case = replayed(house, &row, &events)?.apply(&house.rules.public_opinion, &event)?;
    let begun = matches!(event, Event::Judged { .. } | Event::Rejudged { .. });
    project(house, &mut row, (&case, begun))?;
    public_opinions::step(tx, &row).await?;
    let position = as_i64(known.len() as u64);
    public_opinions::add_event(tx, &key(&row.id).noted(house, Some(by), (position, &event))?).await?;
    tell(house, tx, by, (&row, &event, &case), &before).await
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (row, event, case): (&PublicOpinionRow, &Event, &AnyPublicOpinion),
    before: &str,
) -> Result<(), Error> {
    let judges = matches!(
        event,
        Event::Judged { .. } | Event::Rejudged { .. } | Event::NotNeeded { .. } | Event::Reviewed { .. }
    );
    let action = if judges { "public-opinion-judge" } else { "public-opinion-answer" };
    let mut detail = json!({ "public_opinion": row.number, "step": event.zh(), "state": case.zh() });
    if let Some(level) = &row.level {
        detail["level"] = json!(level);
    }
    if before != row.agency_code {
        detail["handed_to"] = json!(row.agency_code);
    }
    let step = Step { action, disclosure: None, agency: before, reason: None, detail: Some(detail) };
    record(house, tx, by, step).await
}
