//! The states of an objection and the steps each has.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ARTICLE, Claim, Decision, File, Objection, Verdict, said};
use crate::error::refused;
use crate::{Result, Review, Rules};

/// 待裁定: lodged; one person of the office proposes a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lodged {
    /// Why a proposal was sent back; empty where none was.
    pub returned: String,
}

/// 待审核: one person proposed a decision; another one agrees or sends it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What counts instead.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who proposed it, parted by commas.
    pub by: String,
}

/// 已裁定，待公开.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The day.
    pub on: NaiveDate,
}

/// How an objection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The decision is public.
    Published,
    /// The agency took it back.
    Withdrawn,
}

impl Ending {
    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Published => "裁定已公开",
            Self::Withdrawn => "单位撤回异议",
        }
    }
}

/// 已办结.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How.
    pub ending: Ending,
    /// The day.
    pub on: NaiveDate,
}

impl Objection<Lodged> {
    /// An agency objects.
    ///
    /// # Errors
    /// When it gives no ground, or would decide about itself.
    pub fn lodge(on: NaiveDate, claim: Claim) -> Result<Self> {
        said("对哪一项判断有异议", &claim.matter)?;
        said("异议的理由", &claim.ground)?;
        if claim.duty.is_empty() || claim.owed.is_empty() {
            return refused(ARTICLE, "请从单位的应办事项里选择对哪一项有异议");
        }
        if claim.agency == claim.office {
            return refused(ARTICLE, "不能自己裁定自己的异议，由上一级政务公开主管部门裁定");
        }
        let file = File { claim, lodged_on: on, decision: None, late: false, disclosure: None, last: on };
        Ok(Self { file, state: Lodged { returned: String::new() } })
    }

    /// One person of the office proposes what counts, and why.
    ///
    /// # Errors
    /// Without a reason; on a day before the last step.
    pub fn propose(
        mut self,
        on: NaiveDate,
        (verdict, reason): (Verdict, &str),
        by: &str,
    ) -> Result<Objection<Proposed>> {
        said("裁定的理由", reason)?;
        self.file.step(on)?;
        let reason = reason.trim().to_owned();
        Ok(self.turn(Proposed { verdict, reason, by: by.to_owned() }))
    }

    /// The agency takes it back.
    ///
    /// # Errors
    /// On a day before the last step.
    pub fn withdraw(self, on: NaiveDate) -> Result<Objection<Closed>> {
        withdrawn(self, on)
    }
}

impl Objection<Proposed> {
    /// Another person agrees: it is decided.
    ///
    /// # Errors
    /// When it is who proposed it; on a day before the last step.
    pub fn decide(mut self, rules: &Rules<'_>, review: &Review) -> Result<Objection<Decided>> {
        review.of_another(ARTICLE, &self.state.by)?;
        let late = rules.over(self.file.decision_due(rules).map(Some), review.on)?.is_some();
        self.file.step(review.on)?;
        self.file.late = late;
        let (verdict, reason) = (self.state.verdict, self.state.reason.clone());
        self.file.decision = Some(Decision { verdict, reason, on: review.on });
        Ok(self.turn(Decided { on: review.on }))
    }

    /// Another person does not agree.
    ///
    /// # Errors
    /// When it is who proposed it, or no reason is given.
    pub fn send_back(mut self, review: &Review, reason: &str) -> Result<Objection<Lodged>> {
        review.of_another(ARTICLE, &self.state.by)?;
        said("退回的理由", reason)?;
        self.file.step(review.on)?;
        Ok(self.turn(Lodged { returned: reason.trim().to_owned() }))
    }

    /// The agency takes it back.
    ///
    /// # Errors
    /// On a day before the last step.
    pub fn withdraw(self, on: NaiveDate) -> Result<Objection<Closed>> {
        withdrawn(self, on)
    }
}

fn withdrawn<S>(mut objection: Objection<S>, on: NaiveDate) -> Result<Objection<Closed>> {
    objection.file.step(on)?;
    Ok(objection.turn(Closed { ending: Ending::Withdrawn, on }))
}

impl Objection<Decided> {
    /// A disclosure with the decision was drafted.
    ///
    /// # Errors
    /// On a day before the last step.
    pub fn prepare(mut self, on: NaiveDate, disclosure: &str) -> Result<Self> {
        self.file.step(on)?;
        self.file.disclosure = Some(disclosure.to_owned());
        Ok(self)
    }

    /// The decision is public.
    ///
    /// # Errors
    /// When no disclosure was drafted; on a day before the last step.
    pub fn publish(mut self, on: NaiveDate) -> Result<Objection<Closed>> {
        if self.file.disclosure.is_none() {
            return refused(ARTICLE, "裁定还没有起草");
        }
        self.file.step(on)?;
        Ok(self.turn(Closed { ending: Ending::Published, on }))
    }
}
