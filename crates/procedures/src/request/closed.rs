//! A request that has ended, and what can still come after: it is contested, or what was given should be open to all.

use chrono::NaiveDate;

use super::{Outcome, Remedy, RemedyResult, Request};
use crate::Result;
use crate::error::refused;

/// Where it stands that what one asked for may be open to all.
const PUBLICITY: &str = "条例第四十四条";

/// 已办结.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub on: NaiveDate,
    /// Whether that was after the last day.
    pub late: bool,
    /// How it was contested, and what came of it.
    pub remedies: Vec<(Remedy, RemedyResult)>,
    /// Whether the applicant wished it to be open to all.
    pub publicity: Option<Publicity>,
}

/// Whether what was given to one applicant should be open to all (第四十四条第二款).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publicity {
    /// The applicant thinks so, since this day.
    Wished(NaiveDate),
    /// The agency has told that it will be, or why not.
    Decided {
        /// Whether it will be.
        agreed: bool,
    },
}

impl Closed {
    pub(super) fn new(outcome: Outcome, on: NaiveDate, late: bool) -> Self {
        Self { outcome, on, late, remedies: Vec::new(), publicity: None }
    }

    /// Whether the applicant may wish that what was given should be open to all.
    #[must_use]
    pub fn may_be_wished_open(&self) -> bool {
        self.outcome.opens() && self.publicity.is_none()
    }

    /// Whether such a wish waits for what the agency tells.
    #[must_use]
    pub fn publicity_waits(&self) -> bool {
        matches!(self.publicity, Some(Publicity::Wished(_)))
    }
}

impl Request<Closed> {
    /// The applicant wishes that what was given should be open to all (第四十四条第二款), once.
    ///
    /// # Errors
    /// When nothing was given, no reason is told, or it was wished before.
    pub fn wish_publicity(mut self, on: NaiveDate, why: &str) -> Result<Self> {
        if !self.state.outcome.opens() {
            return refused(PUBLICITY, "只有依申请公开了的信息，才能建议纳入主动公开的范围");
        }
        if self.state.publicity.is_some() {
            return refused(PUBLICITY, "已经提出过这项建议");
        }
        if why.trim().is_empty() {
            return refused(PUBLICITY, "请写明为什么需要公众知晓或者参与");
        }
        self.file.step(on)?;
        self.state.publicity = Some(Publicity::Wished(on));
        Ok(self)
    }

    /// The agency tells whether it will be.
    ///
    /// # Errors
    /// When nobody wishes it, or a refusal has no reason.
    pub fn decide_publicity(mut self, on: NaiveDate, agreed: bool, text: &str) -> Result<Self> {
        if !matches!(self.state.publicity, Some(Publicity::Wished(_))) {
            return refused(PUBLICITY, "没有等待答复的主动公开建议");
        }
        if text.trim().is_empty() {
            return refused(PUBLICITY, "请写明在哪里公开，或者不属于主动公开范围的理由");
        }
        self.file.step(on)?;
        self.state.publicity = Some(Publicity::Decided { agreed });
        Ok(self)
    }
    /// The answer was contested, or what came of it is known now (第五十一条).
    ///
    /// # Errors
    /// When it ended already.
    pub fn contested(mut self, on: NaiveDate, remedy: Remedy, result: RemedyResult) -> Result<Self> {
        self.file.step(on)?;
        match self.state.remedies.iter_mut().find(|(known, _)| *known == remedy) {
            Some((_, RemedyResult::Open)) | None => {
                self.state.remedies.retain(|(known, _)| *known != remedy);
                self.state.remedies.push((remedy, result));
                Ok(self)
            }
            Some(_) => refused("条例第五十一条", format!("{}的结果已经登记过", remedy.zh())),
        }
    }
}
