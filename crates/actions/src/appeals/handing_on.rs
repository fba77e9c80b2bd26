//! Several appeals handed on to one agency at once: each by the same step, in a transaction of its own.

use mingjing_procedures::appeal::Event;
use mingjing_store::appeals;

use super::steps::take_step;
use crate::{Error, House, Officer};

/// Most cases that are handed on at once.
pub const MOST_AT_ONCE: usize = 50;

/// What became of one of several cases.
#[derive(Debug)]
pub struct HandedOn {
    /// The case.
    pub id: String,
    /// What people call it; empty where there is no such case.
    pub number: String,
    /// Whether it was handed on, or why not.
    pub done: Result<(), Error>,
}

/// Whether a case in this state can be handed on by whoever has it, as far as its state says.
#[must_use]
pub fn may_be_handed_on(state: &str) -> bool {
    matches!(state, "lodged" | "handling")
}

/// Hands cases on to one agency, for one reason, each read at the version beside it (信访工作条例 第二十三条). A case that cannot be
/// handed on keeps no other from it.
///
/// # Errors
/// When there are none, or too many; what is wrong with one of them stands beside it.
pub async fn hand_on(
    house: &House,
    by: &Officer,
    cases: &[(String, i64)],
    (to, text): (&str, &str),
) -> Result<Vec<HandedOn>, Error> {
    if cases.is_empty() {
        return Err(Error::Refused("没有选中诉求，请先勾选".into()));
    }
    if cases.len() > MOST_AT_ONCE {
        return Err(Error::Refused(format!("一次最多转办 {MOST_AT_ONCE} 件，请分几次办")));
    }
    let mut found = Vec::with_capacity(cases.len());
    for (id, version) in cases {
        let on = house.now().date_naive();
        let event = Event::Transferred { on, to: to.to_owned(), text: text.to_owned() };
        let done = take_step(house, by, id, *version, event).await;
        // An outage is none of the case: nothing more is tried, and what was done is in the trail.
        if let Err(error) = &done
            && error.outage().is_some()
        {
            return done.map(|()| found);
        }
        let row = appeals::one(&mut house.db.read().await?, id).await?;
        found.push(HandedOn { id: id.clone(), number: row.map(|row| row.number).unwrap_or_default(), done });
    }
    Ok(found)
}
