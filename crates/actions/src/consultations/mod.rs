//! Public calls for comments (公开征求意见, 重大行政决策程序暂行条例 第十五条、第十八条): how a call begins, how comments come
//! in, how they are grouped and answered, how the outcome becomes a disclosure, who sees what of it.
//!
//! What people write is sealed with the key of the desk, and nobody changes or deletes it. Nothing of it becomes public but
//! by the outcome, which is a disclosure like any other.

mod commenting;
mod keeping;
mod outcome;
mod reading;
mod steps;

use mingjing_procedures::consultation::{AnyConsultation, Event};
use mingjing_store::Tx;
use mingjing_store::consultations::{self, CommentRow, ConsultationRow, StepRow};
use serde::{Deserialize, Serialize};

pub use commenting::{CommentReceipt, LONGEST_COMMENT, NewComment, answer_questionnaire, comment};
pub use keeping::{forget_commenters, note_published_outcomes, tell_outcomes};
pub use mingjing_store::consultations::{DraftRow, Part};
pub use outcome::prepare_outcome;
pub use reading::{
    CallLine, CommentLine, Commented, Comments, DeskCall, DeskStep, PublicCall, Which, calls_waiting,
    comments, desk_call, desk_calls, export_of, free_drafts, public_call, public_calls, reveal_commenter,
    track,
};
pub use steps::{Command, propose, take_step};

use crate::cases::CaseKey;
use crate::requests::rules;
use crate::{Error, House};

/// Who wrote a comment; everything may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commenter {
    /// Name of a person or an organisation.
    pub name: String,
    /// Telephone or mail.
    pub contact: String,
    /// Where the outcome is told by mail; may be empty.
    #[serde(default)]
    pub mail: String,
}

/// A call, for what of it is sealed.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "consultation", id }
}

/// What a comment says.
fn said(house: &House, row: &CommentRow) -> Result<String, Error> {
    key(&row.consultation_id).open(house, &format!("comment {}", row.number), &row.said)
}

async fn load(tx: &mut Tx, id: &str) -> Result<ConsultationRow, Error> {
    consultations::one(tx, id).await?.ok_or(Error::NotFound("这次征求意见"))
}

fn read_events(rows: &[StepRow]) -> Result<Vec<Event>, Error> {
    rows.iter().map(|row| Ok(serde_json::from_str(&row.event)?)).collect()
}

fn replayed(house: &House, row: &ConsultationRow, events: &[Event]) -> Result<AnyConsultation, Error> {
    AnyConsultation::replay(&rules(house), events)?
        .ok_or_else(|| Error::Corrupt(format!("征求意见 {} 没有办理记录", row.id)))
}
