//! What steps of a consultation are taken on.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CALL, MOST_QUESTIONS, Question, STUDY};
use crate::Result;
use crate::error::refused;

/// A call for comments on a published draft, as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub(super) on: NaiveDate,
    pub(super) by: String,
    pub(super) draft: String,
    pub(super) until: NaiveDate,
    pub(super) short_reason: String,
    pub(super) questions: Vec<Question>,
}

impl Call {
    /// On the disclosure `draft`, until a day, with the reason why it is shorter than usual (empty where it is not), and the
    /// questions of a questionnaire. `by` is who proposes it.
    ///
    /// # Errors
    /// When it names no draft, leaves no day, or a question cannot be answered.
    pub fn new(
        (on, by): (NaiveDate, &str),
        draft: &str,
        (until, short_reason): (NaiveDate, &str),
        questions: &[Question],
    ) -> Result<Self> {
        if draft.is_empty() {
            return refused(CALL, "请先公布决策草案及其说明等材料");
        }
        if until <= on {
            return refused(CALL, format!("征求意见的截止日期 {until} 须晚于开始的当天"));
        }
        if questions.len() > MOST_QUESTIONS {
            return refused(CALL, format!("问卷最多 {MOST_QUESTIONS} 题"));
        }
        for question in questions {
            question.must_be_sound()?;
        }
        Ok(Self {
            on,
            by: by.to_owned(),
            draft: draft.to_owned(),
            until,
            short_reason: short_reason.trim().to_owned(),
            questions: questions.to_vec(),
        })
    }

    /// Who proposes it.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The disclosure that holds the draft.
    #[must_use]
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// Why the time is shorter than usual; may be empty.
    #[must_use]
    pub fn short_reason(&self) -> &str {
        &self.short_reason
    }

    /// The questionnaire; empty where there is none.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }
}

/// What is done about a group of comments (第十八条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// 采纳
    Adopted,
    /// 部分采纳
    Partly,
    /// 未采纳
    Not,
}

impl Adoption {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Adopted, Self::Partly, Self::Not];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Partly => "partly",
            Self::Not => "not",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Adopted => "采纳",
            Self::Partly => "部分采纳",
            Self::Not => "未采纳",
        }
    }

    /// The one with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// The answer to a group of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAnswer {
    /// Whether it is taken up.
    pub adoption: Adoption,
    /// Why, or how.
    pub text: String,
}

impl GroupAnswer {
    /// An answer; what is not wholly taken up says why.
    ///
    /// # Errors
    /// When it does not.
    pub fn new(adoption: Adoption, text: &str) -> Result<Self> {
        if adoption != Adoption::Adopted && text.trim().is_empty() {
            return refused(STUDY, format!("{}的意见要写明理由", adoption.zh()));
        }
        Ok(Self { adoption, text: text.trim().to_owned() })
    }
}

/// Comments by number: at least one.
pub(super) fn some(comments: &[u32]) -> Result<BTreeSet<u32>> {
    if comments.is_empty() {
        return refused(STUDY, "没有选中意见，请先勾选");
    }
    Ok(comments.iter().copied().collect())
}
