//! Requests for information (依申请公开, 条例 第四章): how they come in, how a case goes on, who sees what of it, and how
//! long personal data are kept.
//!
//! Who asks, what for and every step are sealed with the key of the desk. The state is what the steps say; the row of a case
//! holds only what lists and counts need of it.

mod keeping;
pub(crate) mod lodging;
mod reading;
mod steps;

use chrono::NaiveDate;
use mingjing_procedures::{ApplicantKind, Event, Rules};
use mingjing_store::requests::{EventRow, RequestRow};
use serde::{Deserialize, Serialize};

pub(crate) use reading::left;

pub use keeping::forget_what_was_kept_too_long;
pub use lodging::{NewRequest, Receipt, lodge, register};
pub use reading::{
    Applied, Case, CaseLine, CaseStep, Listing, Notice, case, export_of, list, remedies, request_table,
    reveal, track,
};
pub(crate) use reading::{counted_remedies, counted_requests};
pub use steps::take_step;

use crate::{Error, House};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Which kind.
    pub kind: ApplicantKind,
    /// Name of the person or the organisation.
    pub name: String,
    /// 身份证明: kind and number of the document.
    pub identity: String,
    /// Telephone or mail.
    pub contact: String,
    /// Where letters go; may be empty.
    pub address: String,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Name, number or description of the information.
    pub description: String,
    /// How the applicant wants to have it.
    pub form: String,
}

/// Calendar and limits of the house.
pub(crate) fn rules(house: &House) -> Rules<'_> {
    Rules { calendar: &house.rules.calendar, limits: &house.rules.limits }
}

impl From<mingjing_procedures::Error> for Error {
    fn from(e: mingjing_procedures::Error) -> Self {
        Self::Refused(e.to_string())
    }
}

/// For whom a sealed part of a case is sealed, so that no part can stand in the place of another one.
fn owner(id: &str, part: &str) -> String {
    format!("request {id} {part}")
}

fn seal<T: Serialize>(house: &House, id: &str, part: &str, what: &T) -> Result<String, Error> {
    house.seal.seal(house.random_bytes(), &owner(id, part), &serde_json::to_vec(what)?)
}

fn open<T: for<'d> Deserialize<'d>>(house: &House, id: &str, part: &str, sealed: &str) -> Result<T, Error> {
    Ok(serde_json::from_slice(&house.seal.open(&owner(id, part), sealed)?)?)
}

fn event_part(position: i64) -> String {
    format!("event {position}")
}

fn open_events(house: &House, id: &str, rows: &[EventRow]) -> Result<Vec<Event>, Error> {
    rows.iter().map(|row| open(house, id, &event_part(row.position), &row.event)).collect()
}

fn sealed_away() -> Error {
    Error::Refused("这件申请的个人信息已按保存期限删除".into())
}

fn wanted(house: &House, row: &RequestRow) -> Result<Wanted, Error> {
    open(house, &row.id, "wanted", row.wanted.as_deref().ok_or_else(sealed_away)?)
}

fn applicant(house: &House, row: &RequestRow) -> Result<Applicant, Error> {
    open(house, &row.id, "applicant", row.applicant.as_deref().ok_or_else(sealed_away)?)
}

pub(crate) fn read_day(text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::Corrupt(format!("申请的日期“{text}”")))
}
