//! Supervision of agencies by the openness office of their region (the Opinion's 二(一)3; 条例第四十七条): a notice that two people
//! sign, often about a group of appeals, the agency's answer and rectification, the office's check. What becomes public is a
//! disclosure like any other: the notice, and the rectification that refers to it.

mod publishing;
mod reading;
mod steps;

use mingjing_procedures::supervision::{AnySupervision, Event};
use mingjing_store::supervisions::SupervisionRow;

pub use mingjing_store::supervisions::Side;
pub use publishing::prepare_notice;
pub use reading::{Case, CaseLine, CaseStep, Published, case, list, of_cluster, published};
pub use steps::{NewSupervision, propose, take_step};

use crate::cases::CaseKey;
use crate::{Error, House};

const CASE: Error = Error::NotFound("这件督办");

/// A case of this procedure.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "supervision", id }
}

fn replayed(house: &House, row: &SupervisionRow, events: &[Event]) -> Result<AnySupervision, Error> {
    AnySupervision::replay(&crate::requests::rules(house), events)?
        .ok_or_else(|| Error::Corrupt(format!("督办 {} 没有办理记录", row.number)))
}
