//! The clock of an appeal: what is waited for, until when, by which article.

use chrono::NaiveDate;

use super::{AnyAppeal, Rules};
use crate::{Result, RunningClock};

impl AnyAppeal {
    /// What the appeal waits for on a day; none once it was answered or taken back.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<RunningClock>> {
        let waits_for = match self {
            Self::Lodged(_) => "办理单位告知是否受理",
            Self::Returned(_) => "分办单位决定由谁办理",
            Self::Handling(_) => "办理单位答复",
            Self::Joint(_) => "协办单位提出意见，办理期限照常计算",
            Self::Proposed(_) => "审核拟答复",
            Self::Answered(_) | Self::Closed(_) => return Ok(None),
        };
        let Some(due) = self.last_day(rules) else { return Ok(None) };
        let article = rules.of(self.file().kind())?.article.clone();
        Ok(Some(RunningClock::new(&rules.time, today, (waits_for, due?, article))?))
    }

    /// The last day of what is waited for; none once it was answered or taken back.
    pub(crate) fn last_day(&self, rules: &Rules<'_>) -> Option<Result<NaiveDate>> {
        Some(match self {
            Self::Lodged(a) => a.file().first_due(rules),
            Self::Returned(a) => a.file().first_due(rules),
            Self::Handling(a) => a.file().due(rules),
            Self::Joint(a) => a.file().due(rules),
            Self::Proposed(a) if a.state().accepted => a.file().due(rules),
            Self::Proposed(a) => a.file().first_due(rules),
            Self::Answered(_) | Self::Closed(_) => return None,
        })
    }

    /// The last day for the part of a partner that is still waited for; none where nobody is.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn part_due(&self, rules: &Rules<'_>, agency: &str) -> Result<Option<NaiveDate>> {
        let Self::Joint(a) = self else { return Ok(None) };
        let open = a.state().partners.iter().find(|one| one.agency == agency && one.ended_on.is_none());
        open.map(|one| one.due(rules)).transpose()
    }
}
