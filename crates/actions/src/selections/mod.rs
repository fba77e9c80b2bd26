//! Participants of hearings and meetings who sign up here and are drawn by lot (重大行政决策程序暂行条例 第十六条): how the seed is
//! promised with the notice, how people sign up, how the list and the result become public, who sees what of it.
//!
//! The seed is made when the notice is handed in, and sealed with the key of the desk. It is opened only once the list of
//! entries stands in the signed log. Who signed up is sealed and becomes public only as far as the person agreed.

mod amending;
mod checking;
mod keeping;
mod reading;
mod signing_up;
mod steps;

use mingjing_procedures::selection::{AnySelection, DrawnItem, Event};
use mingjing_store::Tx;
use mingjing_store::selections::{self, EventRow, SelectionRow, SignUpRow};
use serde::{Deserialize, Serialize};

pub use amending::{draw_lot, prepare_list};
pub(crate) use checking::{imported, problems, promise};
pub use keeping::{catch_up, forget_people, tell_results};
pub use mingjing_store::selections::Part;
pub use reading::{
    DeskPerson, DeskSelection, DeskStep, PublicSelection, SelectionLine, SignedUp, desk_selection,
    desk_selections, export_of, public_selection, public_selections, reveal_person, selections_waiting,
    track,
};
pub use signing_up::{LONGEST_REASON, NewSignUp, SignUpReceipt, register, sign_up, take_back};
pub use steps::{Command, take_step};

use crate::cases::CaseKey;
use crate::{Error, House};

/// Somebody who signs up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address to which the result is sent; empty where it is not wanted.
    pub mail: String,
    /// Occupation, and why this person speaks for the side.
    pub reason: String,
    /// Whether the name may stand in the published list.
    pub publish_name: bool,
}

/// A selection, for what of it is sealed.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "selection", id }
}

/// The part that holds the seed.
const SEED: &str = "seed";

/// The part that holds who signed up.
fn person_part(number: i64) -> String {
    format!("person {number}")
}

fn person(house: &House, row: &SignUpRow) -> Result<Option<Person>, Error> {
    let part = person_part(row.number);
    row.person.as_deref().map(|sealed| key(&row.selection_id).open(house, &part, sealed)).transpose()
}

async fn load(tx: &mut Tx, id: &str) -> Result<SelectionRow, Error> {
    selections::one(tx, id).await?.ok_or(Error::NotFound("这次报名"))
}

fn rule<'h>(house: &'h House, row: &SelectionRow) -> Result<&'h DrawnItem, Error> {
    house.rules.lots.of(&row.item).ok_or(Error::NotFound("这次报名"))
}

fn read_events(house: &House, id: &str, rows: &[EventRow]) -> Result<Vec<Event>, Error> {
    key(id).open_events(house, rows)
}

/// The state; none before the notice is public.
async fn replayed(house: &House, tx: &mut Tx, id: &str) -> Result<(Option<AnySelection>, usize), Error> {
    let rows = selections::events(tx, id).await?;
    let state = AnySelection::replay(&read_events(house, id, &rows)?)?;
    Ok((state, rows.len()))
}
