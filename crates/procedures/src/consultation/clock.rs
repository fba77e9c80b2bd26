//! The clock of a consultation: what is waited for, until when, by which article.

use chrono::NaiveDate;

use super::{AnyConsultation, CALL, File, STUDY};
use crate::{Clock, Result, Rules};

impl AnyConsultation {
    /// What is waited for on a day; none when the outcome is public. While comments come, days are calendar days, and no
    /// standing is counted.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<Clock>> {
        let file = self.file();
        Ok(match self {
            Self::Proposed(c) if c.state().returned.is_empty() => Some(call("审核并开始征求意见", None)),
            Self::Proposed(_) => Some(call("经办人修改后重新提交", None)),
            Self::Open(c) if c.takes(today) => Some(call("公众提意见", Some(file.closes_on()))),
            Self::Open(_) => Some(outcome(file, rules, today, "登记截止，整理意见")?),
            Self::Closed(_) => Some(outcome(file, rules, today, "整理意见，逐类答复")?),
            Self::Announcing(_) => Some(outcome(file, rules, today, "公布意见征集结果")?),
            Self::Published(_) => None,
        })
    }
}

fn call(waits_for: &'static str, due: Option<NaiveDate>) -> Clock {
    Clock { waits_for, due, standing: None, article: CALL }
}

fn outcome(file: &File, rules: &Rules<'_>, today: NaiveDate, waits_for: &'static str) -> Result<Clock> {
    let due = file.outcome_due(rules)?;
    let standing = due.map(|due| rules.calendar.standing(due, today)).transpose()?;
    Ok(Clock { waits_for, due, standing, article: STUDY })
}
