//! A token, as the database holds it and as the life cycle's types.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use mingjing_publication::life::{AnyWorking, Saved};
use mingjing_store::tokens::TokenRow;
use serde::{Deserialize, Serialize};

use crate::bulk::Parties;
use crate::{Error, House};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenAction {
    /// 推送数据行
    PushRows,
    /// 转来诉求 (12345)
    TakeAppeals,
    /// 转来舆情
    TakePublicOpinions,
}

impl TokenAction {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::PushRows => "推送数据行",
            Self::TakeAppeals => "转来诉求",
            Self::TakePublicOpinions => "转来舆情",
        }
    }
}

/// Where a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenStage {
    /// With people: waiting for screening or for approval.
    Open(AnyWorking),
    /// Good.
    InForce(Parties),
    /// Its last day is over.
    Expired,
    /// Somebody ended it.
    Revoked,
}

impl TokenStage {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Open(life) => life.zh(),
            Self::InForce(_) => "有效",
            Self::Expired => "已过期",
            Self::Revoked => "已撤销",
        }
    }
}

/// A token of an agency's system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// UUIDv7.
    pub id: String,
    /// What its makers call it.
    pub name: String,
    /// Agency for which it pushes.
    pub agency: String,
    /// Keys of the items whose rows it may push.
    pub items: Vec<String>,
    /// What it may do.
    pub actions: Vec<TokenAction>,
    /// Identity of who made it.
    pub made_by: String,
    /// When.
    pub made_at: String,
    /// Last day on which it is good.
    pub expires_on: NaiveDate,
    /// Where it is.
    pub stage: TokenStage,
    /// When it was last used.
    pub used_at: Option<String>,
    /// Counts saves.
    pub lock_version: i64,
}

impl ApiToken {
    pub(super) fn from_row(house: &House, row: &TokenRow) -> Result<Self, Error> {
        let expires_on = row.expires_on.parse().map_err(|_| Error::Corrupt("令牌的到期日期".into()))?;
        let drafted_by: BTreeSet<String> = serde_json::from_str(&row.drafted_by)?;
        let stage = match (&row.revoked_at, &row.screened_by, &row.approved_by) {
            (Some(_), ..) => TokenStage::Revoked,
            _ if expires_on < house.now().date_naive() => TokenStage::Expired,
            (None, Some(screened_by), Some(approved_by)) => {
                TokenStage::InForce(Parties::of(drafted_by, screened_by.clone(), approved_by.clone()))
            }
            (None, screened_by, _) => {
                let state = if screened_by.is_some() { "screened" } else { "submitted" }.to_owned();
                let screened_by = screened_by.clone();
                TokenStage::Open(AnyWorking::load(Saved {
                    state,
                    drafted_by,
                    screened_by,
                    ..Saved::default()
                })?)
            }
        };
        Ok(Self {
            id: row.id.clone(),
            name: row.name.clone(),
            agency: row.agency_code.clone(),
            items: serde_json::from_str(&row.items)?,
            actions: serde_json::from_str(&row.actions)?,
            made_by: row.made_by.clone(),
            made_at: row.made_at.clone(),
            expires_on,
            stage,
            used_at: row.used_at.clone(),
            lock_version: row.lock_version,
        })
    }
}

/// Why a token does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenProblem {
    /// There is no such token.
    Unknown,
    /// It was revoked.
    Revoked,
    /// Its last day is over.
    Expired(NaiveDate),
    /// It was not screened or not approved yet.
    Waiting(&'static str),
    /// It is for other items, or for another thing.
    OutOfScope(String),
    /// The same key came with another body before.
    KeyReused,
}

impl TokenProblem {
    /// The word in the audit trail.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
            Self::Expired(_) => "expired",
            Self::Waiting(_) => "waiting",
            Self::OutOfScope(_) => "out-of-scope",
            Self::KeyReused => "key-reused",
        }
    }
}

impl fmt::Display for TokenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str(
                "没有这个令牌。请核对请求头 Authorization: Bearer 后面的令牌，或请单位管理员在工作台重新建立",
            ),
            Self::Revoked => f.write_str("这个令牌已被撤销，请单位管理员在工作台重新建立"),
            Self::Expired(day) => {
                write!(f, "这个令牌的有效期到 {day} 为止，已经过期，请单位管理员在工作台重新建立")
            }
            Self::Waiting(stage) => {
                write!(f, "这个令牌还没有生效(现在是“{stage}”)，请本单位的审查人和批准人在工作台办理")
            }
            Self::OutOfScope(what) => f.write_str(what),
            Self::KeyReused => f.write_str(
                "这个 Idempotency-Key 已经用于另一份数据。重发须与上次完全相同；新的数据请换一个 Idempotency-Key",
            ),
        }
    }
}
