//! A request for whose handling a fee was asked for.

use chrono::NaiveDate;
use mingjing_calendar::Term;

use super::states::{FEE, Handling};
use super::{Closed, Outcome, Request, Rules};
use crate::Result;
use crate::error::refused;

/// 待缴费: a fee was asked for; nothing is owed by the agency until it is paid (第四十二条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    /// How much, in yuan.
    pub yuan: u32,
    /// When the notice reached the applicant: from then on the limit for paying counts.
    pub told_on: Option<NaiveDate>,
}

impl Request<Charged> {
    /// The notice reached the applicant: from the day after, the limit for paying counts.
    ///
    /// # Errors
    /// When it had before.
    pub fn told(mut self, on: NaiveDate) -> Result<Self> {
        if self.state.told_on.is_some() {
            return refused(FEE, "已经登记过收费通知的送达日期");
        }
        self.file.step(on)?;
        self.state.told_on = Some(on);
        Ok(self)
    }

    /// It was paid: the limit of the answer begins anew (国办函〔2020〕109号).
    ///
    /// # Errors
    /// When the limit for paying was over.
    pub fn paid(mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<Request<Handling>> {
        if let Some(due) = rules.over(self.state.due(rules), on)? {
            return refused(FEE, format!("缴费期限已于 {due} 届满，逾期未缴纳的视为放弃申请"));
        }
        self.file.step(on)?;
        self.file.term = Some(Term::start(on, rules.working_days("request.answer")?));
        Ok(self.turn(Handling))
    }

    /// It was not paid in time: given up.
    ///
    /// # Errors
    /// While there is time, or when it is not known when the notice arrived.
    pub fn unpaid(mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<Request<Closed>> {
        if self.state.told_on.is_none() {
            return refused(FEE, "还没有登记收费通知的送达日期，缴费期限没有开始");
        }
        if rules.over(self.state.due(rules), on)?.is_none() {
            return refused(FEE, "缴费期限还没有届满，届满以后才能视为放弃申请");
        }
        self.file.step(on)?;
        Ok(self.turn(Closed::new(Outcome::FeeUnpaid, on, false)))
    }

    /// The applicant takes the request back instead.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn withdraw(mut self, on: NaiveDate) -> Result<Request<Closed>> {
        self.file.step(on)?;
        Ok(self.turn(Closed::new(Outcome::Withdrawn, on, false)))
    }
}

impl Charged {
    /// The last day for paying; none before the notice arrived.
    pub(super) fn due(&self, rules: &Rules<'_>) -> Result<Option<NaiveDate>> {
        self.told_on.map(|on| rules.end("request.fee", on)).transpose()
    }
}
