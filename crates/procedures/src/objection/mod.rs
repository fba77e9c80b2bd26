//! An agency's objection to how the assessment judged it (the Opinion's 三(三); 条例第四十六条; the procedure itself is a rule of
//! this system): lodged by the agency, decided by two people of the office that stands above it, and then published, which
//! is what changes the score. One type for each state, and only the steps it has.

mod history;
mod states;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use history::{AnyObjection, Event, state_zh};
pub use states::{Closed, Decided, Ending, Lodged, Proposed};

use crate::error::refused;
use crate::{Result, Rules, RunningClock};

/// Where the procedure stands.
const ARTICLE: &str = "《实施意见》三（三），本系统自定的程序";
/// The limit of the decision.
const DECIDE: &str = "objection.decide";
/// The limit of its publication.
const PUBLISH: &str = "objection.publish";

/// What the office makes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is not counted.
    Excused,
    /// It counts as done in time.
    Met,
    /// It counts as done late.
    Late,
    /// It stands as it was judged.
    Kept,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Excused, Self::Met, Self::Late, Self::Kept];

    /// The word in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Excused => "excused",
            Self::Met => "met",
            Self::Late => "late",
            Self::Kept => "kept",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Excused => "异议成立，不计入考核",
            Self::Met => "异议成立，算按时完成",
            Self::Late => "异议部分成立，算逾期完成",
            Self::Kept => "异议不成立，维持原来的判断",
        }
    }
}

/// What an agency objects to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Code of the agency that objects.
    pub agency: String,
    /// Code of the office that decides.
    pub office: String,
    /// Key of the duty.
    pub duty: String,
    /// What of it, as findings name it.
    pub owed: String,
    /// The same in words.
    pub matter: String,
    /// How it was judged when the objection was lodged, in words.
    pub judged: String,
    /// Why that is wrong; becomes public with the decision.
    pub ground: String,
    /// What shows it; for the office only.
    pub evidence: String,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What counts instead.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// The day.
    pub on: NaiveDate,
}

/// What is known of an objection whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    claim: Claim,
    lodged_on: NaiveDate,
    decision: Option<Decision>,
    /// Whether it was decided after the last day.
    late: bool,
    /// The disclosure with the decision, once one was drafted.
    disclosure: Option<String>,
    last: NaiveDate,
}

impl File {
    /// What is objected to.
    #[must_use]
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The day it was lodged.
    #[must_use]
    pub fn lodged_on(&self) -> NaiveDate {
        self.lodged_on
    }

    /// What was decided, once two people agree.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        self.decision.as_ref()
    }

    /// Whether it was decided after the last day.
    #[must_use]
    pub fn late(&self) -> bool {
        self.late
    }

    /// The disclosure with the decision, once one was drafted.
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

/// An objection in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection<S> {
    file: File,
    state: S,
}

impl<S> Objection<S> {
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

    fn turn<T>(self, state: T) -> Objection<T> {
        Objection { file: self.file, state }
    }
}

impl AnyObjection {
    /// What it waits for on a day; none once it is closed.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<RunningClock>> {
        let (waits_for, due, limit) = match self {
            Self::Closed(_) => return Ok(None),
            Self::Lodged(_) | Self::Proposed(_) => ("主管部门裁定", self.file().decision_due(rules)?, DECIDE),
            Self::Decided(s) => ("裁定公开", rules.last_day(PUBLISH, s.state().on)?, PUBLISH),
        };
        let limit = rules.limits.get(limit)?;
        let article = format!("{}，{}", limit.source, limit.article);
        RunningClock::new(rules, today, (waits_for, due, article)).map(Some)
    }
}

impl File {
    /// The last day of the decision.
    fn decision_due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        rules.last_day(DECIDE, self.lodged_on)
    }
}

/// Refuses an empty text.
fn said(what: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { refused(ARTICLE, format!("请写明{what}")) } else { Ok(()) }
}
