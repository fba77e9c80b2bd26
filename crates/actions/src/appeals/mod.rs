//! Appeals (咨询、投诉、建议、举报、求助; 信访工作条例 第十七条至第三十五条, the Opinion's 二(一)2): how they come in, to whom they
//! go, how they are answered, how an answer becomes a disclosure, who sees what of them, how long personal data are kept.
//!
//! Who appeals, what is said and every step are sealed with the key of the desk. The state is what the steps say; the row of
//! a case holds only what lists and counts need of it. Nothing of an appeal becomes public but numbers, and its answer by a
//! disclosure like any other.

mod advising;
mod alike;
mod answering;
mod counting;
mod handing_on;
mod intake;
mod keeping;
mod lodging;
mod reading;
mod steps;

use mingjing_procedures::appeal::{AnyAppeal, Event, Rules};
use mingjing_store::appeals::AppealRow;
use serde::{Deserialize, Serialize};

pub use advising::{Advice, advise};
pub use alike::{AlikeCase, AlikeStep, Also, alike, answer_alike};
pub use answering::prepare_answer;
pub use counting::{Numbers, OverdueAgency, Overview, RegionNumbers, overview};
pub use handing_on::{HandedOn, MOST_AT_ONCE, hand_on, may_be_handed_on};
pub use intake::{Intake, TakenIn, take_in};
pub use keeping::forget_writers;
pub use lodging::{LONGEST_TEXT, NewAppeal, Receipt, lodge, register};
pub use mingjing_store::appeals::{AlikeRow, View};
pub use reading::{
    Appealed, Case, CaseLine, CaseStep, Listing, Notice, case, export_of, list, list_of, reveal, track,
};
pub use steps::{WriterStep, take_step, writer_step};

use crate::cases::CaseKey;
use crate::{Error, House};

/// Who appeals; everything may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// Name of a person or an organisation.
    pub name: String,
    /// Telephone or mail.
    pub contact: String,
    /// Where letters go.
    pub address: String,
    /// Where progress is told by mail; may be empty.
    #[serde(default)]
    pub mail: String,
}

impl Writer {
    fn is_empty(&self) -> bool {
        [&self.name, &self.contact, &self.address, &self.mail].iter().all(|entry| entry.is_empty())
    }
}

/// What is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// In a line.
    pub title: String,
    /// In full.
    pub text: String,
}

/// Calendar, limits and kinds of the house.
pub(crate) fn rules(house: &House) -> Rules<'_> {
    Rules { time: crate::requests::rules(house), appeals: &house.rules.appeals }
}

/// A case of this procedure.
pub(crate) fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "appeal", id }
}

fn sealed_away() -> Error {
    Error::Refused("这件诉求的内容已按保存期限删除".into())
}

fn said(house: &House, row: &AppealRow) -> Result<Said, Error> {
    key(&row.id).open(house, "said", row.said.as_deref().ok_or_else(sealed_away)?)
}

/// What a case is about, in a line.
pub(crate) fn subject(house: &House, id: &str, sealed: &str) -> Result<String, Error> {
    let said: Said = key(id).open(house, "said", sealed)?;
    Ok(said.title)
}

/// What is said in a case, as one text, for grouping.
pub(crate) fn said_of(house: &House, id: &str, sealed: &str) -> Result<String, Error> {
    let said: Said = key(id).open(house, "said", sealed)?;
    Ok(format!("{}\n{}", said.title, said.text))
}

/// Who appeals; nobody where nothing was said of it.
fn writer(house: &House, row: &AppealRow) -> Result<Writer, Error> {
    match &row.writer {
        Some(sealed) => key(&row.id).open(house, "writer", sealed),
        None => Ok(Writer::default()),
    }
}

fn replayed(house: &House, row: &AppealRow, events: &[Event]) -> Result<AnyAppeal, Error> {
    AnyAppeal::replay(&rules(house), events)?
        .ok_or_else(|| Error::Corrupt(format!("诉求 {} 没有办理记录", row.number)))
}
