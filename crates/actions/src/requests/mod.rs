//! Requests for information (依申请公开, 条例 第四章): how they come in, how a case goes on, who sees what of it, and how
//! long personal data are kept.
//!
//! Who asks, what for and every step are sealed with the key of the desk. The state is what the steps say; the row of a case
//! holds only what lists and counts need of it.

mod fees;
mod keeping;
mod letters;
pub(crate) mod lodging;
mod reading;
mod steps;

use chrono::NaiveDate;
use mingjing_procedures::{ApplicantKind, Rules};
use mingjing_store::requests::RequestRow;
use serde::{Deserialize, Serialize};

pub(crate) use fees::fees_paid;
pub(crate) use reading::left;

pub use keeping::forget_what_was_kept_too_long;
pub use letters::{LetterFile, LetterFormat, LetterLine, letter, letter_of};
pub use lodging::{NewRequest, Receipt, lodge, register};
pub use reading::{
    Applied, Case, CaseLine, CaseStep, Listing, Notice, case, export_of, list, list_of, remedies,
    request_table, reveal, track,
};
pub(crate) use reading::{counted_remedies, counted_requests};
pub use steps::{take_step, wish_publicity};

use crate::cases::CaseKey;
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
    /// Where progress is told by mail; may be empty.
    #[serde(default)]
    pub mail: String,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Name, number or description of the information.
    pub description: String,
    /// How the applicant wants to have it.
    pub form: String,
    /// What shows that a record is not accurate, where it is to be mended (第四十一条).
    #[serde(default)]
    pub evidence: String,
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

/// A case of this procedure.
pub(crate) fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "request", id }
}

fn sealed_away() -> Error {
    Error::Refused("这件申请的个人信息已按保存期限删除".into())
}

fn wanted(house: &House, row: &RequestRow) -> Result<Wanted, Error> {
    key(&row.id).open(house, "wanted", row.wanted.as_deref().ok_or_else(sealed_away)?)
}

/// What a case is about.
pub(crate) fn subject(house: &House, id: &str, sealed: &str) -> Result<String, Error> {
    let wanted: Wanted = key(id).open(house, "wanted", sealed)?;
    Ok(wanted.description)
}

fn applicant(house: &House, row: &RequestRow) -> Result<Applicant, Error> {
    key(&row.id).open(house, "applicant", row.applicant.as_deref().ok_or_else(sealed_away)?)
}

pub(crate) fn read_day(text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::Corrupt(format!("申请的日期“{text}”")))
}
