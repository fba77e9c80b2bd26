//! Answers that were owed by a last day, as figures of cases count them: each with its last day, whatever moved it, and how it
//! ended.

use chrono::NaiveDate;

use crate::appeal::{self, AnyAppeal};
use crate::{AnyRequest, Error, Outcome, Result, Rules};

/// The last day of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    /// This one.
    On(NaiveDate),
    /// Not before this year, of which the holidays are not announced.
    NotAnnounced(i32),
}

/// How it ended that an answer was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was given on this day.
    Answered(NaiveDate),
    /// Whoever asked took it back on this day.
    TakenBack(NaiveDate),
}

/// An answer that is or was owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwedAnswer {
    /// Its last day.
    pub due: LastDay,
    /// How it ended; none while it is owed.
    pub ended: Option<Ended>,
}

/// How an answer stands whose last day is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Given on the last day or before.
    InTime,
    /// Given, or taken back, after the last day.
    Late,
    /// Not given.
    Open,
}

impl OwedAnswer {
    fn new(due: Result<NaiveDate>, ended: Option<Ended>) -> Result<Self> {
        let due = match due {
            Err(Error::Calendar(mingjing_calendar::Error::NoCalendar { year, .. })) => {
                LastDay::NotAnnounced(year)
            }
            due => LastDay::On(due?),
        };
        Ok(Self { due, ended })
    }

    /// How it stands on a day; none before its last day is over, and where it was taken back by then: then nothing was owed on
    /// the last day. None where the last day is not known.
    #[must_use]
    pub fn kept(&self, today: NaiveDate) -> Option<Kept> {
        let LastDay::On(due) = self.due else { return None };
        match self.ended {
            Some(Ended::Answered(on)) if on <= due => Some(Kept::InTime),
            Some(Ended::TakenBack(on)) if on <= due => None,
            Some(Ended::Answered(_) | Ended::TakenBack(_)) => Some(Kept::Late),
            None => (today > due).then_some(Kept::Open),
        }
    }
}

impl AnyRequest {
    /// The answer that the agency owes, or owed. None while no limit of it runs: before it counts as received, while the
    /// applicant mends it or pays, while others are asked; none either where the applicant gave it up by silence.
    ///
    /// # Errors
    /// When a limit is missing.
    pub fn owed(&self, rules: &Rules<'_>) -> Result<Option<OwedAnswer>> {
        let ended = match self {
            Self::Submitted(_) | Self::Correcting(_) | Self::Charged(_) => return Ok(None),
            Self::Closed(closed) => match (closed.state().outcome, closed.state().on) {
                (Outcome::Abandoned | Outcome::FeeUnpaid, _) => return Ok(None),
                (Outcome::Withdrawn, on) => Some(Ended::TakenBack(on)),
                (_, on) => Some(Ended::Answered(on)),
            },
            _ => None,
        };
        let due = self.file().due(rules).transpose();
        due.map(|due| OwedAnswer::new(due, ended)).transpose()
    }
}

impl AnyAppeal {
    /// The answers that are or were owed for an appeal: one, and another one where it was reopened.
    ///
    /// # Errors
    /// The first event that the rules do not allow where it stands.
    pub fn owed<'e>(
        rules: &appeal::Rules<'_>,
        events: impl IntoIterator<Item = &'e appeal::Event>,
    ) -> Result<Vec<OwedAnswer>> {
        let mut events = events.into_iter();
        let Some(mut state) = Self::replay(rules, events.next())? else { return Ok(Vec::new()) };
        let mut owed = Vec::new();
        for event in events {
            let due = state.last_day(rules);
            state = state.apply(rules, event)?;
            let ended = match &state {
                Self::Answered(answered) => Ended::Answered(answered.state().on),
                Self::Closed(closed) => Ended::TakenBack(closed.state().on),
                _ => continue,
            };
            // What came after an answer owes nothing.
            if let Some(due) = due {
                owed.push(OwedAnswer::new(due, Some(ended))?);
            }
        }
        if let Some(due) = state.last_day(rules) {
            owed.push(OwedAnswer::new(due, None)?);
        }
        Ok(owed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_answer_is_in_time_up_to_the_last_day() {
        let due = LastDay::On(day("2026-09-10"));
        let kept = |ended, today: &str| OwedAnswer { due, ended }.kept(day(today));
        let answered = |on: &str| Some(Ended::Answered(day(on)));
        let taken_back = |on: &str| Some(Ended::TakenBack(day(on)));
        assert_eq!(kept(answered("2026-09-10"), "2026-10-08"), Some(Kept::InTime));
        assert_eq!(kept(answered("2026-09-11"), "2026-10-08"), Some(Kept::Late));
        assert_eq!(kept(taken_back("2026-09-10"), "2026-10-08"), None, "nothing was owed on the last day");
        assert_eq!(kept(taken_back("2026-09-11"), "2026-10-08"), Some(Kept::Late));
        assert_eq!(kept(None, "2026-09-10"), None, "there is still time");
        assert_eq!(kept(None, "2026-09-11"), Some(Kept::Open));
        let unknown = OwedAnswer { due: LastDay::NotAnnounced(2027), ended: answered("2026-12-30") };
        assert_eq!(unknown.kept(day("2027-06-01")), None);
    }
}
