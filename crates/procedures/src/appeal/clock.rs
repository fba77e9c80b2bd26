//! The clock of an appeal: what is waited for, until when, by which article.

use chrono::NaiveDate;

use super::{AnyAppeal, File, Rules};
use crate::{Result, RunningClock};

impl AnyAppeal {
    /// What the appeal waits for on a day; none once it was answered or taken back.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<RunningClock>> {
        Ok(match self {
            Self::Lodged(a) => Some(accept(a.file(), rules, today, "办理单位告知是否受理")?),
            Self::Returned(a) => Some(accept(a.file(), rules, today, "分办单位决定由谁办理")?),
            Self::Handling(a) => Some(answer(a.file(), rules, today, "办理单位答复")?),
            Self::Joint(a) => Some(answer(a.file(), rules, today, "协办单位提出意见，办理期限照常计算")?),
            Self::Proposed(a) if a.state().accepted => Some(answer(a.file(), rules, today, "审核拟答复")?),
            Self::Proposed(a) => Some(accept(a.file(), rules, today, "审核拟答复")?),
            Self::Answered(_) | Self::Closed(_) => None,
        })
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

fn accept(file: &File, rules: &Rules<'_>, today: NaiveDate, waits_for: &'static str) -> Result<RunningClock> {
    clock(rules, today, file, (waits_for, file.first_due(rules)?))
}

fn answer(file: &File, rules: &Rules<'_>, today: NaiveDate, waits_for: &'static str) -> Result<RunningClock> {
    clock(rules, today, file, (waits_for, file.due(rules)?))
}

fn clock(
    rules: &Rules<'_>,
    today: NaiveDate,
    file: &File,
    (waits_for, due): (&'static str, NaiveDate),
) -> Result<RunningClock> {
    let article = rules.of(file.kind())?.article.clone();
    RunningClock::new(&rules.time, today, (waits_for, due, article))
}
