//! The public call for comments (公开征求意见), 重大行政决策程序暂行条例 第十四条、第十五条、第十八条: proposed, opened by
//! another person for at least thirty days or with a reason, closed, comments grouped, every group answered, the outcome
//! published.

mod clock;
mod evidence;
mod history;
mod items;
mod questionnaire;
mod similar;
mod states;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use mingjing_calendar::Amount;

pub use evidence::{Adoption, Call, GroupAnswer};
pub use history::{AnyConsultation, Event};
pub use items::{OutcomeFields, PublishedAs};
pub use questionnaire::{Given, MOST_QUESTIONS, Question, QuestionKind, Tally, tally};
pub use similar::{alike, marks, plain};
pub use states::{Announcing, Closed, Group, Open, Proposed, Published};

use crate::Result;
use crate::Rules;
use crate::error::refused;

/// The order that governs it, before the number of an article.
const CALL: &str = "重大行政决策程序暂行条例第十五条";
/// Comments are sorted, studied, and what is reasonable is taken up.
const STUDY: &str = "重大行政决策程序暂行条例第十八条";

/// Why a comment is not listed in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withholding {
    /// The ground, in words.
    pub ground: String,
    /// Who proposed it.
    pub by: String,
    /// The day another person agreed; none while it is proposed.
    pub agreed_on: Option<NaiveDate>,
}

/// What is known of a consultation whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    call: Call,
    opened_on: Option<NaiveDate>,
    /// The last day for comments, once it is open.
    closes_on: Option<NaiveDate>,
    /// Comments that are not to be listed, by number.
    withheld: BTreeMap<u32, Withholding>,
    /// The day of the last step.
    last: NaiveDate,
}

impl File {
    /// What is called for.
    #[must_use]
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// The first day for comments; none before it is opened.
    #[must_use]
    pub fn opened_on(&self) -> Option<NaiveDate> {
        self.opened_on
    }

    /// The last day for comments; before it is opened, the one that is proposed.
    #[must_use]
    pub fn closes_on(&self) -> NaiveDate {
        self.closes_on.unwrap_or(self.call.until)
    }

    /// Comments that somebody wants withheld, or that are, by number.
    #[must_use]
    pub fn withheld(&self) -> &BTreeMap<u32, Withholding> {
        &self.withheld
    }

    /// Whether two people agreed that a comment is not listed.
    #[must_use]
    pub fn is_withheld(&self, comment: u32) -> bool {
        self.withheld.get(&comment).is_some_and(|w| w.agreed_on.is_some())
    }

    /// Takes a step on a day: never before the last one.
    fn step(&mut self, on: NaiveDate) -> Result<()> {
        if on < self.last {
            let last = self.last;
            return refused(STUDY, format!("{on} 早于上一步的日期 {last},请核对日期"));
        }
        self.last = on;
        Ok(())
    }
}

/// A consultation in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation<S> {
    file: File,
    state: S,
}

impl<S> Consultation<S> {
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

    fn turn<T>(self, state: T) -> Consultation<T> {
        Consultation { file: self.file, state }
    }
}

/// The earliest last day of a call that opens on a day and gives no reason: the day itself does not count
/// (民法典 第二百零一条).
///
/// # Errors
/// When the limit is not in days.
pub fn usual_close(rules: &Rules<'_>, opened_on: NaiveDate) -> Result<NaiveDate> {
    match rules.limits.get("decision.public_call")?.amount {
        Amount::Days(days) => Ok(opened_on + Days::new(days.into())),
        _ => refused("law/limits.toml", "decision.public_call 须以天计"),
    }
}
