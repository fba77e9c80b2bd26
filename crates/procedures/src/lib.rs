#![doc = include_str!("../README.md")]

mod answers;
pub mod appeal;
pub mod consultation;
mod decision;
mod error;
mod letters;
pub mod lot;
pub mod objection;
mod owed;
pub mod public_opinion;
mod report;
mod request;
mod running;
pub mod selection;
pub mod supervision;
pub mod yearly;

pub use answers::{AnswerTexts, Answered};
pub use decision::{
    Accepts, Candidate, Case, Claim, Condition, DecisionProcedure, Document, Evidence, Independent, Material,
    MaterialState, Materials, OmissionGround, Own, Proof, Record, Remark, Shortest, Skipped, Standing, Step,
    StepStanding, StepState,
};
pub use error::Error;
pub use letters::{CaseFacts, LetterAt, LetterKind, LetterText, letters, zh_day};
pub use owed::{Ended, Kept, LastDay, OwedAnswer};
pub use report::{ApplicantKind, RequestCount, RequestTable};
pub use request::{
    AfterReply, Answer, AnyRequest, Channel, Charge, Charged, Clock, Closed, Consultation, Consulted,
    Consulting, Correcting, CorrectionNotice, Event, Explaining, Extension, FeeBasis, FeeRules, File, Group,
    Handling, Outcome, Party, Proposed, Publicity, Purpose, Remedy, RemedyResult, Reply, Request, Review,
    Rules, Submitted,
};
pub use running::RunningClock;

/// What every step of this crate answers.
pub type Result<T> = std::result::Result<T, Error>;
