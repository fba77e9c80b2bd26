//! Supervision of an agency by the openness office of its region (the Opinion's 二(一)3 and 三(三); 条例第四十六条、第四十七条):
//! a notice that two people sign, the agency's answer, its rectification, the office's check, and where nothing helps, whom it
//! is reported to. One type for each state, and only the steps it has.

mod history;
mod states;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use history::{AnySupervision, Event, state_zh};
pub use states::{Closed, Ending, Issued, Mending, Proposed, Reported};

use crate::error::refused;
use crate::{Result, Rules, RunningClock};

/// Where the procedure stands.
const ARTICLE: &str = "《实施意见》二（一）3、政府信息公开条例第四十七条";
/// The limit of the agency's answer.
const ANSWER: &str = "supervision.answer";
/// The limit of the office's check.
const CHECK: &str = "supervision.check";
/// After so many rectifications that were not enough it may be reported, also before anything is late.
const TRIES: u32 = 2;

/// What the office asks of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Code of the agency that supervises.
    pub office: String,
    /// Code of the agency that is to mend something.
    pub agency: String,
    /// In a line; becomes public with the notice.
    pub title: String,
    /// What is wrong.
    pub problem: String,
    /// What is to be done.
    pub demand: String,
    /// Last day for it.
    pub until: NaiveDate,
}

/// What is known of a supervision whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    notice: Notice,
    issued_on: Option<NaiveDate>,
    /// The last day for the rectification, once it was moved.
    until: NaiveDate,
    /// How often a rectification was not enough.
    refused: u32,
    /// Whether the answer or a rectification came after its last day.
    late: bool,
    /// The disclosure with the notice, once one was drafted.
    disclosure: Option<String>,
    last: NaiveDate,
}

impl File {
    /// What is asked.
    #[must_use]
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The day it was issued.
    #[must_use]
    pub fn issued_on(&self) -> Option<NaiveDate> {
        self.issued_on
    }

    /// The last day for the rectification.
    #[must_use]
    pub fn until(&self) -> NaiveDate {
        self.until
    }

    /// How often a rectification was not enough.
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.refused
    }

    /// Whether something came after its last day.
    #[must_use]
    pub fn late(&self) -> bool {
        self.late
    }

    /// The disclosure with the notice, once one was drafted.
    #[must_use]
    pub fn disclosure(&self) -> Option<&str> {
        self.disclosure.as_deref()
    }

    /// Takes a step on a day: never before the last one.
    fn step(&mut self, on: NaiveDate) -> Result<()> {
        if on < self.last {
            let last = self.last;
            return refused(ARTICLE, format!("{on} 早于上一步的日期 {last}，请核对日期"));
        }
        self.last = on;
        Ok(())
    }
}

/// A supervision in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervision<S> {
    file: File,
    state: S,
}

impl<S> Supervision<S> {
    /// What is known of it whatever its state.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// What belongs to the state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    fn turn<T>(self, state: T) -> Supervision<T> {
        Supervision { file: self.file, state }
    }
}

impl AnySupervision {
    /// What it waits for on a day; none before it is issued and once it is closed.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<RunningClock>> {
        let (waits_for, due, article) = match self {
            Self::Proposed(_) | Self::Closed(_) => return Ok(None),
            Self::Issued(s) => ("被督办单位答复", s.answer_due(rules)?, source(rules, ANSWER)?),
            Self::Mending(s) => ("被督办单位报送整改结果", s.file().until, "督办通知规定的期限".to_owned()),
            Self::Reported(s) => {
                ("主管部门核查", rules.last_day(CHECK, s.state().on)?, source(rules, CHECK)?)
            }
        };
        RunningClock::new(rules, today, (waits_for, due, article)).map(Some)
    }
}

fn source(rules: &Rules<'_>, limit: &str) -> Result<String> {
    let limit = rules.limits.get(limit)?;
    Ok(format!("{}，{}", limit.source, limit.article))
}

/// Refuses an empty text.
fn said(what: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { refused(ARTICLE, format!("请写明{what}")) } else { Ok(()) }
}
