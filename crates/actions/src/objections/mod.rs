//! Objections of agencies to how the assessment judged them (the Opinion's 三(三); the procedure is a rule of this system): the
//! agency says what is wrong, two people of the office above it decide, and what they decide becomes public as a
//! disclosure, which is what changes the score, here and from any copy of the log.

mod publishing;
mod reading;
mod steps;

use mingjing_procedures::objection::{AnyObjection, Event};
use mingjing_store::objections::ObjectionRow;

pub use mingjing_store::supervisions::Side;
pub use publishing::{note_published_decisions, prepare_decision};
pub use reading::{Case, CaseLine, CaseStep, Contested, case, contestable, list};
pub use steps::{NewObjection, lodge, take_step};

use crate::cases::CaseKey;
use crate::{Error, House};

const CASE: Error = Error::NotFound("这件异议");

/// A case of this procedure.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "objection", id }
}

fn replayed(house: &House, row: &ObjectionRow, events: &[Event]) -> Result<AnyObjection, Error> {
    AnyObjection::replay(&crate::requests::rules(house), events)?
        .ok_or_else(|| Error::Corrupt(format!("异议 {} 没有办理记录", row.number)))
}
