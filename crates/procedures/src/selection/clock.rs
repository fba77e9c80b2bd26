//! The clock of a selection: what is waited for, and until when so that people get the materials in time.

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Amount, Limits};

use super::{AnySelection, SELECTION};
use crate::error::refused;
use crate::{Clock, Result};

/// How many days before it is held people must be known.
fn lead_days(limits: &Limits, lead: &str) -> Result<u32> {
    match limits.get(lead)?.amount {
        Amount::Days(days) => Ok(days),
        _ => refused("law/limits.toml", format!("{lead} 须以天计")),
    }
}

/// The last day on which it may become known who takes part.
///
/// # Errors
/// When the limit is not there, or not in days.
pub fn last_day(limits: &Limits, lead: &str, held_on: NaiveDate) -> Result<NaiveDate> {
    Ok(held_on - Days::new(lead_days(limits, lead)?.into()))
}

impl AnySelection {
    /// What is waited for on a day; none when it is known who takes part. All days are calendar days, and none is counted as
    /// a working day.
    ///
    /// # Errors
    /// When the limit is not there, or not in days.
    pub fn clock(&self, limits: &Limits, lead: &str, today: NaiveDate) -> Result<Option<Clock>> {
        if self.settled_on().is_some() {
            return Ok(None);
        }
        let terms = self.file().terms();
        let due = last_day(limits, lead, terms.held_on)?;
        let (waits_for, due) = match self {
            Self::SigningUp(_) if today < terms.opens => ("等报名开始", terms.opens),
            Self::SigningUp(s) if s.takes(today) => ("公众报名", terms.closes),
            Self::SigningUp(_) => ("报名截止登记", due),
            Self::Closed(s) if s.state().prepared.is_none() => ("核对报名，起草抽签编号名单", due),
            Self::Closed(_) => ("公开抽签编号名单", due),
            Self::Listed(_) => ("抽签", due),
            Self::Drawn(_) => ("公开抽签结果", due),
        };
        Ok(Some(Clock { waits_for, due: Some(due), standing: None, article: SELECTION }))
    }

    /// Whether it became known too late who takes part, or is not known although the last day is over.
    ///
    /// # Errors
    /// When the limit is not there, or not in days.
    pub fn is_late(&self, limits: &Limits, lead: &str, today: NaiveDate) -> Result<bool> {
        let due = last_day(limits, lead, self.file().terms().held_on)?;
        Ok(self.settled_on().unwrap_or(today) > due)
    }
}
