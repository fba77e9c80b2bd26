//! The request for information (依申请公开), 条例 第二十七条至第四十五条: one type for each state, and only the steps it has.

mod charged;
mod clock;
mod closed;
mod evidence;
mod fee;
mod history;
mod outcome;
mod purpose;
mod states;

use chrono::NaiveDate;
use mingjing_calendar::{Amount, Limits, Term, WorkCalendar};

pub use charged::Charged;
pub use clock::Clock;
pub use closed::{Closed, Publicity};
pub use evidence::{
    Answer, Channel, Charge, Consultation, CorrectionNotice, Extension, Party, Remedy, RemedyResult, Reply,
    Review,
};
pub use fee::{FeeBasis, FeeRules};
pub use history::{AnyRequest, Event};
pub use outcome::{Group, Outcome};
pub use purpose::Purpose;
pub use states::{AfterReply, Consulted, Consulting, Correcting, Explaining, Handling, Proposed, Submitted};

use crate::error::refused;
use crate::{Error, Result};

/// Working days and limits that a request runs under.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Working days.
    pub calendar: &'a WorkCalendar,
    /// Limits.
    pub limits: &'a Limits,
}

impl Rules<'_> {
    /// A limit in working days.
    pub(crate) fn working_days(&self, key: &str) -> Result<u32> {
        match self.limits.get(key)?.amount {
            Amount::WorkingDays(days) => Ok(days),
            _ => refused("law/limits.toml", format!("{key} 须以工作日计")),
        }
    }

    /// The last day of a limit that begins on a day.
    pub(crate) fn end(&self, key: &str, from: NaiveDate) -> Result<NaiveDate> {
        Ok(self.calendar.add_working_days(from, self.working_days(key)?)?)
    }

    /// A last day that is over on `on`. One that lies in a year whose holidays are not known yet is not over on any day
    /// of a year whose holidays are known.
    pub(crate) fn over(&self, due: Result<Option<NaiveDate>>, on: NaiveDate) -> Result<Option<NaiveDate>> {
        match due {
            Err(Error::Calendar(mingjing_calendar::Error::NoCalendar { .. }))
                if self.calendar.is_working_day(on).is_ok() =>
            {
                Ok(None)
            }
            due => Ok(due?.filter(|due| on > *due)),
        }
    }
}

/// What is known of a request whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    purpose: Purpose,
    channel: Channel,
    submitted_on: NaiveDate,
    /// The day from which the answer's limit counts: received, or received as corrected.
    received_on: Option<NaiveDate>,
    /// The limit of the answer, once it runs.
    term: Option<Term>,
    /// Whether the one notice to correct was given.
    correction_asked: bool,
    /// For how many working days more somebody asks, and who.
    extension_asked: Option<(u32, String)>,
    extended_by: Option<u32>,
    third_party_asked: bool,
    third_party_objects: bool,
    /// Whether it was asked why there are so many requests, and whether the reason came.
    reason_asked: bool,
    reason_given: bool,
    /// Whether a fee was asked for (第四十二条).
    charged: bool,
    /// Until when an answer was put off because there are so many requests (第三十五条).
    agreed_until: Option<NaiveDate>,
    /// The day of the last step.
    last: NaiveDate,
}

impl File {
    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// How it came in.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// The day from which the answer's limit counts; none before it counts as received.
    #[must_use]
    pub fn received_on(&self) -> Option<NaiveDate> {
        self.received_on
    }

    /// Whether the one notice to correct was given.
    #[must_use]
    pub fn correction_asked(&self) -> bool {
        self.correction_asked
    }

    /// For how many working days more somebody asks.
    #[must_use]
    pub fn extension_asked(&self) -> Option<u32> {
        self.extension_asked.as_ref().map(|(days, _)| *days)
    }

    /// By how many working days the answer was put off.
    #[must_use]
    pub fn extended_by(&self) -> Option<u32> {
        self.extended_by
    }

    /// Whether a third party objects with a good reason.
    #[must_use]
    pub fn third_party_objects(&self) -> bool {
        self.third_party_objects
    }

    /// Whether it was asked why there are so many requests.
    #[must_use]
    pub fn reason_asked(&self) -> bool {
        self.reason_asked
    }

    /// Whether a fee was asked for.
    #[must_use]
    pub fn charged(&self) -> bool {
        self.charged
    }

    /// Takes a step on a day: never before the last one.
    fn step(&mut self, on: NaiveDate) -> Result<()> {
        if on < self.last {
            let last = self.last;
            return refused("条例第四十五条", format!("{on} 早于上一步的日期 {last},请核对日期"));
        }
        self.last = on;
        Ok(())
    }

    /// Received: the limit of the answer begins, or begins anew (第三十条、第三十一条、第三十三条).
    fn receive(&mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<()> {
        self.received_on = Some(on);
        self.term = Some(Term::start(on, rules.working_days(self.purpose.limit())?));
        Ok(())
    }

    /// The last day for an answer; none while the limit stands still or has not begun.
    pub(crate) fn due(&self, rules: &Rules<'_>) -> Result<Option<NaiveDate>> {
        let Some(term) = &self.term else { return Ok(None) };
        let due = term.due(rules.calendar)?;
        Ok(due.map(|due| self.agreed_until.map_or(due, |agreed| agreed.max(due))))
    }
}

/// A request in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<S> {
    file: File,
    state: S,
}

impl<S> Request<S> {
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

    fn turn<T>(self, state: T) -> Request<T> {
        Request { file: self.file, state }
    }
}
