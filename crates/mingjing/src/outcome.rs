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

/// The command line lacks something; the text says what.
#[derive(Debug)]
pub struct UsageError(pub &'static str);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for UsageError {}

/// Input that was refused and checks that failed are told from what failed inside.
pub fn of_error(e: &anyhow::Error) -> Outcome {
    use mingjing_actions::Error;
    if e.downcast_ref::<UsageError>().is_some() {
        return Outcome::Usage;
    }
    if let Some(error) = e.downcast_ref::<mingjing_ledger::Error>() {
        return of_ledger(error);
    }
    match e.downcast_ref::<Error>() {
        Some(Error::Store(_) | Error::Corrupt(_) | Error::Ledger(_) | Error::Search(_)) => Outcome::Internal,
        Some(_) => Outcome::Refused,
        None if e.downcast_ref::<mingjing_store::Error>().is_some() => Outcome::Internal,
        None => Outcome::Refused,
    }
}

/// A log that cannot be reached or does not hold together was not found right: the check of it failed.
fn of_ledger(error: &mingjing_ledger::Error) -> Outcome {
    use mingjing_ledger::Error;
    match error {
        Error::VerifierKey { .. }
        | Error::Checkpoint(_)
        | Error::Malformed { .. }
        | Error::Source { .. }
        | Error::Missing(_)
        | Error::Proof(_)
        | Error::Fork(_) => Outcome::CheckFailed,
        Error::Origin { .. } | Error::KeyFile { .. } | Error::Path { .. } | Error::EntryTooLong { .. } => {
            Outcome::Refused
        }
        Error::Store { .. } | Error::Backend(_) | Error::Conflict(_) | Error::Write { .. } => {
            Outcome::Internal
        }
    }
}

/// What a check found wrong before it could go on, to be reported like everything else that it finds. Other errors
/// stay errors.
pub fn as_problem(e: anyhow::Error, place: &str) -> anyhow::Result<mingjing_ledger::Problem> {
    if of_error(&e) == Outcome::CheckFailed {
        return Ok(mingjing_ledger::Problem { place: place.to_owned(), reason: format!("{e:#}") });
    }
    Err(e)
}
