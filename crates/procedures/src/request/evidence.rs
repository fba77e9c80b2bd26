//! What steps of a request are taken on. Each is checked when it is made, so that a step cannot be taken on less.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Outcome, Rules};
use crate::Result;
use crate::error::refused;

/// How a request came in (条例 第二十九条), which decides when it counts as received (第三十一条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 网上: received when both sides have confirmed.
    Online,
    /// 传真: as by the Internet.
    Fax,
    /// 平常信函: received when confirmed with the applicant, on the day it came.
    Letter,
    /// 挂号或快递: received when signed for.
    SignedPost,
    /// 当面: received when handed in.
    Counter,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Online, Self::Fax, Self::Letter, Self::SignedPost, Self::Counter];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Fax => "fax",
            Self::Letter => "letter",
            Self::SignedPost => "signed_post",
            Self::Counter => "counter",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Online => "网上申请",
            Self::Fax => "传真",
            Self::Letter => "平常信函",
            Self::SignedPost => "挂号信或快递",
            Self::Counter => "当面提交",
        }
    }

    /// Whether it counts as received only when both sides have confirmed.
    #[must_use]
    pub fn must_be_confirmed(self) -> bool {
        matches!(self, Self::Online | Self::Fax | Self::Letter)
    }
}

fn said(article: &'static str, what: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { refused(article, format!("请写明{what}")) } else { Ok(()) }
}

/// The one notice that a request is not clear, with a reasonable time to mend it (第三十条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionNotice {
    pub(super) on: NaiveDate,
    pub(super) until: NaiveDate,
}

impl CorrectionNotice {
    /// A notice of this day that says what to mend, until when.
    ///
    /// # Errors
    /// When it says nothing, or leaves no time.
    pub fn new(on: NaiveDate, what: &str, until: NaiveDate) -> Result<Self> {
        said("条例第三十条", "需要补正的事项", what)?;
        if until <= on {
            return refused("条例第三十条", "补正期限应当合理，须晚于告知当天");
        }
        Ok(Self { on, until })
    }
}

/// Who is asked before an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 第三方 (第三十二条).
    ThirdParty,
    /// 共同制作机关 (第三十四条).
    Agency,
}

impl Party {
    pub(super) fn article(self) -> &'static str {
        match self {
            Self::ThirdParty => "条例第三十二条",
            Self::Agency => "条例第三十四条",
        }
    }

    pub(super) fn limit(self) -> &'static str {
        match self {
            Self::ThirdParty => "request.third_party",
            Self::Agency => "request.joint_agency",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::ThirdParty => "第三方",
            Self::Agency => "共同制作机关",
        }
    }
}

/// A letter that asks somebody for an opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    pub(super) on: NaiveDate,
    pub(super) party: Party,
}

impl Consultation {
    /// A letter of this day.
    ///
    /// # Errors
    /// When it does not say whom it asks and what.
    pub fn new(on: NaiveDate, party: Party, whom: &str) -> Result<Self> {
        said(party.article(), "征求谁的意见、征求什么", whom)?;
        Ok(Self { on, party })
    }
}

/// What somebody who was asked says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Agrees.
    Consents,
    /// Does not agree, and has a good reason.
    Objects,
    /// Does not agree, without a good reason.
    ObjectsGroundlessly,
}

/// A wish for more time for the answer (第三十三条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub(super) on: NaiveDate,
    pub(super) working_days: u32,
    pub(super) by: String,
}

impl Extension {
    /// So many working days more, for a reason, wished for by this person.
    ///
    /// # Errors
    /// When it is longer than the limit, or has no reason.
    pub fn new(
        rules: &Rules<'_>,
        (on, working_days): (NaiveDate, u32),
        reason: &str,
        by: &str,
    ) -> Result<Self> {
        const ARTICLE: &str = "条例第三十三条";
        said(ARTICLE, "延长的理由", reason)?;
        let most = rules.working_days("request.extension")?;
        if working_days == 0 || working_days > most {
            return refused(ARTICLE, format!("延长须为 1 至 {most} 个工作日"));
        }
        Ok(Self { on, working_days, by: by.to_owned() })
    }
}

/// An answer as it is proposed (第三十六条至第三十九条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub(super) on: NaiveDate,
    pub(super) outcome: Outcome,
    pub(super) public_interest: bool,
    pub(super) by: String,
}

impl Answer {
    /// An answer of this kind with its text: the information or the way to it, or the reason why not. Where it is open
    /// against a third party's well-founded objection, `public_interest` says why. `by` is who proposes it.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn new(
        (on, by): (NaiveDate, &str),
        outcome: Outcome,
        text: &str,
        public_interest: &str,
    ) -> Result<Self> {
        said(outcome.article(), "答复内容：提供什么、怎样获取，或者不提供的理由和依据", text)?;
        if !outcome.is_answer() {
            return refused(outcome.article(), "这不是一种答复，请用“视为放弃”或“申请人撤回”登记");
        }
        Ok(Self { on, outcome, public_interest: !public_interest.trim().is_empty(), by: by.to_owned() })
    }
}

/// A notice of the fee for handling a request beyond what is usual (第四十二条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub(super) on: NaiveDate,
    pub(super) yuan: u32,
}

impl Charge {
    /// A notice of this day that asks for so much, and says how it is paid.
    ///
    /// # Errors
    /// When it asks for nothing, or does not say how it is paid.
    pub fn new(on: NaiveDate, yuan: u32, how: &str) -> Result<Self> {
        const ARTICLE: &str = "条例第四十二条";
        if yuan == 0 {
            return refused(ARTICLE, "按收费标准，这件申请不收费");
        }
        said(ARTICLE, "缴费的方式", how)?;
        Ok(Self { on, yuan })
    }
}

/// That somebody has looked at what another person proposes, and decides about it (第三十三条、第四十五条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub(crate) on: NaiveDate,
    by: String,
}

impl Review {
    /// Of this day, by this person.
    #[must_use]
    pub fn new(on: NaiveDate, by: &str) -> Self {
        Self { on, by: by.to_owned() }
    }

    /// Refuses one's own.
    pub(crate) fn of_another(&self, article: &'static str, proposed_by: &str) -> Result<()> {
        if self.by == proposed_by {
            refused(article, "须由另一人审核，不能自己审核自己提出的")
        } else {
            Ok(())
        }
    }
}

/// How an answer was contested (第五十一条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// 行政复议
    Reconsideration,
    /// 未经复议直接起诉
    Litigation,
    /// 复议后起诉
    LitigationAfterReconsideration,
}

impl Remedy {
    /// All of them, in the order of the yearly report.
    pub const ALL: [Self; 3] =
        [Self::Reconsideration, Self::Litigation, Self::LitigationAfterReconsideration];

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Reconsideration => "行政复议",
            Self::Litigation => "未经复议直接起诉",
            Self::LitigationAfterReconsideration => "复议后起诉",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemedyResult {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Corrected,
    /// 其他结果
    Other,
    /// 尚未审结
    Open,
}

impl RemedyResult {
    /// All of them, in the order of the yearly report.
    pub const ALL: [Self; 4] = [Self::Upheld, Self::Corrected, Self::Other, Self::Open];

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Upheld => "结果维持",
            Self::Corrected => "结果纠正",
            Self::Other => "其他结果",
            Self::Open => "尚未审结",
        }
    }
}
