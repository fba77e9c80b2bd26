//! Exit codes.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// A check failed.
    CheckFailed,
    /// Some input was refused.
    Refused,
    /// The command line was wrong.
    Usage,
    /// Something inside failed.
    Internal,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::CheckFailed => 1,
            Outcome::Refused => 2,
            Outcome::Usage => 64,
            Outcome::Internal => 70,
        })
    }
}

/// Input that was refused is told from what failed inside.
pub fn of_error(e: &anyhow::Error) -> Outcome {
    use mingjing_actions::Error;
    match e.downcast_ref::<Error>() {
        Some(Error::Store(_) | Error::Corrupt(_) | Error::Ledger(_) | Error::Search(_)) => Outcome::Internal,
        Some(_) => Outcome::Refused,
        None if e.downcast_ref::<mingjing_store::Error>().is_some() => Outcome::Internal,
        None => Outcome::Refused,
    }
}
