//! What steps of an appeal are taken on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Kind, Rules};
use crate::Result;
use crate::error::refused;

/// Where an extension stands.
pub(super) const EXTENSION: &str = "信访工作条例第三十四条";
/// Where it stands who is in charge, and that others are told.
pub(super) const IN_CHARGE: &str = "信访工作条例第二十三条";
/// Where it stands what happens when several are concerned or dispute it.
pub(super) const SEVERAL: &str = "信访工作条例第二十四条";
/// Where the answer stands.
pub(super) const ANSWER: &str = "信访工作条例第三十二条";
/// Where it stands that nobody decides about what he proposed himself.
pub(super) const REVIEW: &str = "政府信息公开条例第十七条";

/// How an appeal came in (信访工作条例第十七条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 网上
    Online,
    /// 来信
    Letter,
    /// 来电
    Phone,
    /// 来访
    Visit,
    /// 12345 热线
    Hotline,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Online, Self::Letter, Self::Phone, Self::Visit, Self::Hotline];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Letter => "letter",
            Self::Phone => "phone",
            Self::Visit => "visit",
            Self::Hotline => "hotline",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Online => "网上",
            Self::Letter => "来信",
            Self::Phone => "来电",
            Self::Visit => "来访",
            Self::Hotline => "12345 热线",
        }
    }
}

/// How an appeal is answered (信访工作条例第二十九条、第三十一条、第三十二条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 已经解决 (第三十二条第一项)
    Resolved,
    /// 解释说明 (第三十二条第二项)
    Explained,
    /// 不予支持 (第三十二条第三项)
    NotSupported,
    /// 采纳 (第二十九条)
    Adopted,
    /// 部分采纳 (第二十九条)
    PartlyAdopted,
    /// 不采纳 (第二十九条)
    NotAdopted,
    /// 引导到法定途径 (第三十一条)
    OtherWay,
    /// 不予受理 (第二十三条)
    NotAccepted,
}

impl Ending {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Resolved,
        Self::Explained,
        Self::NotSupported,
        Self::Adopted,
        Self::PartlyAdopted,
        Self::NotAdopted,
        Self::OtherWay,
        Self::NotAccepted,
    ];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Explained => "explained",
            Self::NotSupported => "not_supported",
            Self::Adopted => "adopted",
            Self::PartlyAdopted => "partly_adopted",
            Self::NotAdopted => "not_adopted",
            Self::OtherWay => "other_way",
            Self::NotAccepted => "not_accepted",
        }
    }

    /// The result of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Resolved => "已经解决",
            Self::Explained => "解释说明",
            Self::NotSupported => "不予支持",
            Self::Adopted => "采纳",
            Self::PartlyAdopted => "部分采纳",
            Self::NotAdopted => "不采纳",
            Self::OtherWay => "引导到法定途径",
            Self::NotAccepted => "不予受理",
        }
    }

    /// The article it rests on.
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Self::Resolved | Self::Explained | Self::NotSupported => "信访工作条例第三十二条",
            Self::Adopted | Self::PartlyAdopted | Self::NotAdopted => "信访工作条例第二十九条",
            Self::OtherWay => "信访工作条例第三十一条",
            Self::NotAccepted => "信访工作条例第二十三条",
        }
    }

    /// Whether a kind can be answered so: suggestions are adopted or not, what is asked for is not.
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Adopted | Self::PartlyAdopted | Self::NotAdopted => kind == Kind::Suggestion,
            Self::Resolved | Self::NotSupported => !matches!(kind, Kind::Suggestion | Kind::Consult),
            Self::Explained | Self::OtherWay | Self::NotAccepted => true,
        }
    }

    /// Whether it may be given before the appeal was accepted.
    #[must_use]
    pub fn before_acceptance(self) -> bool {
        matches!(self, Self::OtherWay | Self::NotAccepted)
    }
}

pub(super) fn said(article: &'static str, what: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { refused(article, format!("请写明{what}")) } else { Ok(()) }
}

/// That an appeal goes to another agency, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub(super) on: NaiveDate,
    pub(super) to: String,
}

impl Transfer {
    /// To this agency, for a reason: whoever hands on says whose business it is (第二十三条).
    ///
    /// # Errors
    /// When it names no agency or no reason.
    pub fn new(on: NaiveDate, to: &str, reason: &str) -> Result<Self> {
        said(IN_CHARGE, "转给哪个单位", to)?;
        said(IN_CHARGE, "为什么由它办理", reason)?;
        Ok(Self { on, to: to.trim().to_owned() })
    }
}

/// A wish for more time (第三十四条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoreTime {
    pub(super) on: NaiveDate,
    pub(super) days: u32,
    pub(super) by: String,
}

impl MoreTime {
    /// So many days more for an appeal of this kind, with the reason that the appellant is told.
    ///
    /// # Errors
    /// When it is longer than the limit of the kind, or has no reason.
    pub fn new(
        rules: &Rules<'_>,
        kind: Kind,
        (on, days): (NaiveDate, u32),
        reason: &str,
        by: &str,
    ) -> Result<Self> {
        said(EXTENSION, "延长的理由，理由会告诉提出人", reason)?;
        let (most, words) = rules.most(&rules.of(kind)?.extension)?;
        if days == 0 || days > most {
            return refused(EXTENSION, format!("延长最多 {words}"));
        }
        Ok(Self { on, days, by: by.to_owned() })
    }
}

/// Whether the answer becomes public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publicity {
    /// It does, once a disclosure of it was screened and approved.
    Owed,
    /// It does not, on this ground.
    Withheld(String),
}

/// An answer as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub(super) on: NaiveDate,
    pub(super) result: Ending,
    pub(super) withheld: String,
    pub(super) question: String,
    pub(super) by: String,
}

impl Answer {
    /// An answer with its text (第三十二条: the facts, the opinion and what it rests on). `withheld` is the ground on
    /// which it does not become public, empty where it does; then `question` says in public what was asked.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn new(
        (on, by): (NaiveDate, &str),
        result: Ending,
        text: &str,
        (question, withheld): (&str, &str),
    ) -> Result<Self> {
        said(ANSWER, "答复内容：事实、处理意见和依据", text)?;
        Ok(Self {
            on,
            result,
            withheld: withheld.trim().to_owned(),
            question: question.trim().to_owned(),
            by: by.to_owned(),
        })
    }
}
