//! The clock of a case whose limits stand in a rule file, and the last day of such a limit.

use chrono::NaiveDate;
use mingjing_calendar::{Amount, Standing};

use crate::error::refused;
use crate::{Result, Rules};

/// What a case waits for on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningClock {
    /// What is waited for.
    pub waits_for: &'static str,
    /// Its last day.
    pub due: NaiveDate,
    /// Working days left or overdue.
    pub standing: Standing,
    /// Where the limit stands.
    pub article: String,
}

impl RunningClock {
    pub(crate) fn new(
        rules: &Rules<'_>,
        today: NaiveDate,
        (waits_for, due, article): (&'static str, NaiveDate, String),
    ) -> Result<Self> {
        Ok(Self { waits_for, due, standing: rules.calendar.standing(due, today)?, article })
    }
}

impl Rules<'_> {
    /// The last day of a limit that begins on a day, however it counts.
    pub(crate) fn last_day(&self, limit: &str, from: NaiveDate) -> Result<NaiveDate> {
        self.after(self.limits.get(limit)?.amount, from)
    }

    /// The last day of an amount of time that begins on a day.
    pub(crate) fn after(&self, amount: Amount, from: NaiveDate) -> Result<NaiveDate> {
        Ok(match amount {
            Amount::WorkingDays(days) => self.calendar.add_working_days(from, days)?,
            Amount::Days(days) => self.calendar.end_of_days(from, days)?,
            Amount::Months(months) => self.calendar.end_of_months(from, months)?,
            Amount::Hours(_) => return refused("law/limits.toml", "办理的期限不能以小时计"),
        })
    }
}
