//! What an application is for: information (条例 第二十七条), or that a record about oneself is mended (第四十一条).

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Result;
use crate::error::refused;

/// Where it stands that a record is mended.
const ARTICLE: &str = "条例第四十一条";

/// What an application is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 申请公开政府信息
    #[default]
    Information,
    /// 更正与自身相关的政府信息记录: the applicant shows that it is not accurate.
    Record,
}

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Information, Self::Record];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Record => "record",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Information => "申请公开政府信息",
            Self::Record => "更正与自己有关的政府信息记录",
        }
    }

    /// The purpose with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.key() == key)
    }

    /// The limit of the answer.
    pub(super) fn limit(self) -> &'static str {
        match self {
            Self::Information => "request.answer",
            Self::Record => "request.record",
        }
    }

    /// Where it stands. The article on records sets no limit: the one there is is a rule of our own.
    pub(super) fn article(self) -> &'static str {
        match self {
            Self::Information => "条例第三十三条",
            Self::Record => "条例第四十一条；期限是本系统自定的规则",
        }
    }

    /// Steps that are there for information alone: others are asked, reasons and fees for too many, more time, publicity.
    ///
    /// # Errors
    /// Such a step, where a record is to be mended; an answer that hands it on and does not say to whom.
    pub(super) fn permits(self, event: &Event) -> Result<()> {
        if self == Self::Information {
            return Ok(());
        }
        match event {
            Event::Consulted { .. }
            | Event::ReasonAsked { .. }
            | Event::Delayed { .. }
            | Event::ExtensionAsked { .. }
            | Event::FeeAsked { .. }
            | Event::PublicityWished { .. } => {
                refused(ARTICLE, format!("更正记录的申请没有“{}”这一步", event.zh()))
            }
            Event::Proposed { outcome, names, .. } if outcome.names_another() && names.trim().is_empty() => {
                refused(ARTICLE, "请写明有权更正的机关")
            }
            _ => Ok(()),
        }
    }
}
