//! A supervision as its events tell it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ARTICLE, Closed, File, Issued, Mending, Notice, Proposed, Reported, Supervision};
use crate::error::refused;
use crate::{Result, Review, Rules};

/// What happened, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a step of a state, documented there; `on` is its day, `text` what was said, `by` who is behind it"
)]
pub enum Event {
    /// Proposed, or proposed anew.
    Proposed {
        on: NaiveDate,
        #[serde(flatten)]
        notice: Notice,
        by: String,
    },
    /// Another person issued it.
    Issued { on: NaiveDate, by: String },
    /// Another person did not agree.
    SentBack { on: NaiveDate, text: String, by: String },
    /// Nobody will issue it.
    Dropped { on: NaiveDate },
    /// The agency says what it will do.
    Answered { on: NaiveDate, text: String },
    /// The agency says what was done.
    Reported { on: NaiveDate, text: String },
    /// The office finds it mended.
    Accepted { on: NaiveDate, text: String },
    /// The office finds it not enough.
    NotYet { on: NaiveDate, text: String, until: NaiveDate },
    /// The office reports it.
    Escalated { on: NaiveDate, to: String, text: String },
    /// A disclosure with the notice was drafted.
    Prepared { on: NaiveDate, disclosure: String },
}

impl Event {
    /// The day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Proposed { on, .. }
            | Self::Issued { on, .. }
            | Self::SentBack { on, .. }
            | Self::Dropped { on }
            | Self::Answered { on, .. }
            | Self::Reported { on, .. }
            | Self::Accepted { on, .. }
            | Self::NotYet { on, .. }
            | Self::Escalated { on, .. }
            | Self::Prepared { on, .. } => *on,
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Proposed { .. } => "拟发督办通知",
            Self::Issued { .. } => "签发",
            Self::SentBack { .. } => "退回",
            Self::Dropped { .. } => "作废",
            Self::Answered { .. } => "答复",
            Self::Reported { .. } => "报送整改结果",
            Self::Accepted { .. } => "核查通过，销号",
            Self::NotYet { .. } => "整改不到位，继续整改",
            Self::Escalated { .. } => "上报",
            Self::Prepared { .. } => "起草公开的督查公告",
        }
    }

    /// What was said.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::SentBack { text, .. }
            | Self::Answered { text, .. }
            | Self::Reported { text, .. }
            | Self::Accepted { text, .. }
            | Self::NotYet { text, .. }
            | Self::Escalated { text, .. } => text,
            _ => "",
        }
    }

    /// Whether it decides about what somebody else proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::Issued { .. } | Self::SentBack { .. })
    }

    /// Whether it is a step of the agency that is supervised.
    #[must_use]
    pub fn is_of_the_agency(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Reported { .. })
    }

    /// Who is behind what is proposed, parted by commas.
    #[must_use]
    pub fn proposed_by(&self) -> Option<&str> {
        match self {
            Self::Proposed { by, .. } => Some(by),
            _ => None,
        }
    }

    /// The step with who is behind it.
    #[must_use]
    pub fn taken_by(mut self, who: &str) -> Self {
        if let Self::Proposed { by, .. } | Self::Issued { by, .. } | Self::SentBack { by, .. } = &mut self {
            who.clone_into(by);
        }
        self
    }
}

/// A supervision in whichever state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a state, documented there")]
pub enum AnySupervision {
    Proposed(Supervision<Proposed>),
    Issued(Supervision<Issued>),
    Mending(Supervision<Mending>),
    Reported(Supervision<Reported>),
    Closed(Supervision<Closed>),
}

impl AnySupervision {
    /// The state that events lead to; nothing where there are none.
    ///
    /// # Errors
    /// When a state does not have a step, or the rules ask for more.
    pub fn replay(rules: &Rules<'_>, events: &[Event]) -> Result<Option<Self>> {
        let Some((first, rest)) = events.split_first() else { return Ok(None) };
        let Event::Proposed { on, notice, by } = first else {
            return refused(ARTICLE, format!("督办不能从“{}”开始", first.zh()));
        };
        let begun = Self::Proposed(Supervision::propose(*on, notice.clone(), by)?);
        rest.iter().try_fold(begun, |state, event| state.apply(rules, event)).map(Some)
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the rules ask for more.
    pub fn apply(mut self, rules: &Rules<'_>, event: &Event) -> Result<Self> {
        if let Event::Prepared { on, disclosure } = event {
            self.file_mut().prepare(*on, disclosure)?;
            return Ok(self);
        }
        let zh = self.zh();
        match (self, event) {
            (Self::Proposed(s), Event::Proposed { on, notice, by }) => {
                s.propose_again(*on, notice.clone(), by).map(Self::Proposed)
            }
            (Self::Proposed(s), Event::Issued { on, by }) => s.issue(&Review::new(*on, by)).map(Self::Issued),
            (Self::Proposed(s), Event::SentBack { on, text, by }) => {
                s.send_back(&Review::new(*on, by), text).map(Self::Proposed)
            }
            (Self::Proposed(s), Event::Dropped { on }) => s.drop(*on).map(Self::Closed),
            (Self::Issued(s), Event::Answered { on, text }) => s.answer(rules, *on, text).map(Self::Mending),
            (Self::Issued(s), Event::Escalated { on, to, text }) => {
                s.escalate(rules, *on, (to, text)).map(Self::Closed)
            }
            (Self::Mending(s), Event::Reported { on, text }) => s.report(*on, text).map(Self::Reported),
            (Self::Mending(s), Event::Escalated { on, to, text }) => {
                s.escalate(*on, (to, text)).map(Self::Closed)
            }
            (Self::Reported(s), Event::Accepted { on, text }) => s.accept(*on, text).map(Self::Closed),
            (Self::Reported(s), Event::NotYet { on, text, until }) => {
                s.not_yet(*on, text, *until).map(Self::Mending)
            }
            _ => refused(ARTICLE, format!("督办现在是“{zh}”，不能“{}”", event.zh())),
        }
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Proposed(s) => &s.file,
            Self::Issued(s) => &s.file,
            Self::Mending(s) => &s.file,
            Self::Reported(s) => &s.file,
            Self::Closed(s) => &s.file,
        }
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            Self::Proposed(s) => &mut s.file,
            Self::Issued(s) => &mut s.file,
            Self::Mending(s) => &mut s.file,
            Self::Reported(s) => &mut s.file,
            Self::Closed(s) => &mut s.file,
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Proposed(s) if !s.state.returned.is_empty() => "returned",
            Self::Proposed(_) => "proposed",
            Self::Issued(_) => "issued",
            Self::Mending(_) => "mending",
            Self::Reported(_) => "reported",
            Self::Closed(_) => "closed",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        state_zh(self.key())
    }
}

/// What people read for a stored state.
#[must_use]
pub fn state_zh(key: &str) -> &'static str {
    match key {
        "returned" => "退回修改",
        "proposed" => "待签发",
        "issued" => "待答复",
        "mending" => "整改中",
        "reported" => "待核查",
        _ => "已办结",
    }
}
