//! Training of those who work on openness (《关于全面推进政务公开工作的实施意见》三（四）: plans, and everybody trained once within
//! three years): plans and sessions, who took part, certificates, how many of an agency's people are covered, and the yearly
//! numbers as a disclosure.
//!
//! Who took part and who was not yet trained is work of the office: only numbers become public. People without an account are
//! sealed, and go when the time to keep them is over.

mod attending;
mod certificates;
mod coverage;
mod keeping;
mod planning;
mod rules;
mod summing_up;

use mingjing_store::training::{AttendeeRow, SessionRow};
use serde::{Deserialize, Serialize};

pub use attending::{Attendee, Session, confirm, enrol, remove, session};
pub use certificates::{Checked, certificate, check};
pub use coverage::{AgencyCoverage, PersonCoverage, coverage, people, told, window};
pub use keeping::forget_trainees;
pub use mingjing_store::training::PlanRow;
pub use planning::{NewSession, add_plan, add_session, cancel_session, plan, plans};
pub use rules::TrainingRules;
pub use summing_up::prepare_summary;

use crate::cases::CaseKey;
use crate::{Error, House};

const SESSION: Error = Error::NotFound("这次培训");
const PLAN: Error = Error::NotFound("这个培训计划");

/// Somebody without an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Person {
    name: String,
    unit: String,
}

/// An attendee, for what of it is sealed.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "training", id }
}

/// Name and unit of an attendee; none once the time to keep them is over.
fn named(house: &House, row: &AttendeeRow) -> Result<Option<(String, String)>, Error> {
    if let (Some(name), Some(agency)) = (&row.officer_name, &row.officer_agency) {
        return Ok(Some((name.clone(), house.register().agency_name(agency).to_owned())));
    }
    let Some(sealed) = &row.person else { return Ok(None) };
    let person: Person = key(&row.id).open(house, "person", sealed)?;
    Ok(Some((person.name, person.unit)))
}

/// Refuses what is to be done with a session that is not held.
fn must_be_held(row: &SessionRow) -> Result<(), Error> {
    if row.cancelled {
        return Err(Error::Refused("这次培训已经取消".into()));
    }
    Ok(())
}
