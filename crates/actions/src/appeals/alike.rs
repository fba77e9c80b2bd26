//! One answer for appeals that say the same. Each stays a case of its own: with its clock, its receipt code, its steps, and
//! two people behind its answer; published is the answer once.

use mingjing_procedures::appeal::{AnyAppeal, Ending, Event, state_zh};
use mingjing_store::Tx;
use mingjing_store::appeals::{self, AppealRow};

use super::{key, may_be_handed_on, replayed, take_step};
use crate::{Action, Error, House, Officer};

/// Cases looked at, those that ended last first.
const LIKE: i64 = 200;

/// An open case that says the same as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeCase {
    /// The case.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// State in words.
    pub state: &'static str,
    /// What can be done with it together with the other.
    pub step: AlikeStep,
}

/// What is done with several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlikeStep {
    /// The same answer is proposed.
    Propose,
    /// The same answer, which was proposed, is agreed to.
    Approve,
}

/// What became of one of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// What people call it.
    pub number: String,
    /// Why nothing happened; none where it did.
    pub refused: Option<String>,
}

/// Why the same answer is not published again.
const ONCE: &str = "同一件事的办理结果已经公开或者将要公开，不重复公开";

/// What was proposed last.
struct Answer {
    ending: Ending,
    text: String,
    question: String,
    withheld: String,
}

impl Answer {
    fn says_the_same(&self, other: &Self) -> bool {
        self.ending == other.ending && self.text == other.text
    }
}

async fn opened(house: &House, tx: &mut Tx, row: &AppealRow) -> Result<(AnyAppeal, Option<Answer>), Error> {
    let rows = appeals::events(tx, &row.id).await?;
    let events: Vec<Event> = key(&row.id).open_events(house, &rows)?;
    let appeal = replayed(house, row, &events)?;
    let last = events.into_iter().rev().find_map(|event| match event {
        Event::Proposed { ending, text, question, withheld, .. } => {
            Some(Answer { ending, text, question, withheld })
        }
        _ => None,
    });
    Ok((appeal, last))
}

/// What can be done with a case where another one has this answer: it is proposed in those in hand once the other one's was
/// proposed, and agreed to where it is the same once the other one's was. Only what was proposed has to be opened for it.
async fn step(
    house: &House,
    tx: &mut Tx,
    (answer, answered): (&Answer, bool),
    other: &AppealRow,
) -> Result<Option<AlikeStep>, Error> {
    if may_be_handed_on(&other.state) {
        return Ok(Some(AlikeStep::Propose));
    }
    if !answered || other.state != "proposed" {
        return Ok(None);
    }
    let theirs = opened(house, tx, other).await?.1;
    Ok(theirs.filter(|theirs| theirs.says_the_same(answer)).map(|_| AlikeStep::Approve))
}

/// Open cases of the same agency that say the same as this one, and can be answered with it by this person.
///
/// # Errors
/// When there is no such case, or the person may not see it.
pub async fn alike(house: &House, by: &Officer, id: &str) -> Result<Vec<AlikeCase>, Error> {
    let mut tx = house.db.read().await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    house.must(by, Action::ReadAppeals, &row.agency_code)?;
    let Some(first) = row.like_id.as_deref().filter(|_| row.said.is_some()) else { return Ok(Vec::new()) };
    let (lead, Some(answer)) = opened(house, &mut tx, &row).await? else { return Ok(Vec::new()) };
    let answered = match lead {
        AnyAppeal::Proposed(_) => false,
        AnyAppeal::Answered(_) => true,
        _ => return Ok(Vec::new()),
    };
    let (handles, reviews) = (
        house.may(by, Action::HandleAppeals, &row.agency_code),
        house.may(by, Action::ReviewAppeals, &row.agency_code),
    );
    let mut found = Vec::new();
    for other in appeals::alike_in_hand(&mut tx, (first, &row.agency_code), LIKE).await? {
        if other.id == row.id {
            continue;
        }
        let step = step(house, &mut tx, (&answer, answered), &other).await?;
        let may = |step: &AlikeStep| if *step == AlikeStep::Propose { handles } else { reviews };
        if let Some(step) = step.filter(may) {
            let state = state_zh(&other.state);
            found.push(AlikeCase { state, id: other.id, number: other.number, step });
        }
    }
    Ok(found)
}

/// Gives these the answer of another case that they say the same as: proposes it, or agrees to it where it was proposed. Each
/// is a step of its own; what is refused keeps none of the others.
///
/// # Errors
/// When there is no such case, or the database refuses.
pub async fn answer_alike(
    house: &House,
    by: &Officer,
    id: &str,
    others: &[String],
) -> Result<Vec<Also>, Error> {
    let ready = alike(house, by, id).await?;
    let mut done = Vec::new();
    for other in ready.into_iter().filter(|one| others.contains(&one.id)) {
        let refused = match answer_one(house, by, id, &other).await {
            Ok(()) => None,
            Err(e @ (Error::Refused(_) | Error::Conflict | Error::Forbidden(_))) => Some(e.to_string()),
            Err(e) => return Err(e),
        };
        done.push(Also { number: other.number, refused });
    }
    Ok(done)
}

async fn answer_one(house: &House, by: &Officer, lead: &str, other: &AlikeCase) -> Result<(), Error> {
    let on = house.now().date_naive();
    let mut tx = house.db.read().await?;
    let from = appeals::one(&mut tx, lead).await?.ok_or(Error::NotFound("这件诉求"))?;
    let row = appeals::one(&mut tx, &other.id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let (_, answer) = opened(house, &mut tx, &from).await?;
    let answer = answer.ok_or(Error::Conflict)?;
    let (state, theirs) = opened(house, &mut tx, &row).await?;
    drop(tx);
    let mut version = row.lock_version;
    if other.step == AlikeStep::Approve {
        if !theirs.is_some_and(|theirs| theirs.says_the_same(&answer)) {
            return Err(Error::Conflict);
        }
        return take_step(house, by, &row.id, version, Event::Approved { on, by: String::new() }).await;
    }
    if matches!(state, AnyAppeal::Lodged(_)) && !answer.ending.before_acceptance() {
        take_step(house, by, &row.id, version, Event::Accepted { on }).await?;
        version += 1;
    }
    let Answer { ending, text, question, withheld } = answer;
    let withheld = if withheld.is_empty() { ONCE.to_owned() } else { withheld };
    let event = Event::Proposed { on, ending, text, question, withheld, by: String::new() };
    take_step(house, by, &row.id, version, event).await
}
