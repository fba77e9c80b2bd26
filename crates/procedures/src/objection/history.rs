//! An objection as its events tell it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ARTICLE, Claim, Closed, Decided, File, Lodged, Objection, Proposed, Verdict};
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
    /// An agency objects.
    Lodged {
        on: NaiveDate,
        #[serde(flatten)]
        claim: Claim,
    },
    /// One person of the office proposes a decision.
    Proposed { on: NaiveDate, verdict: Verdict, text: String, by: String },
    /// Another person did not agree.
    SentBack { on: NaiveDate, text: String, by: String },
    /// Another person agreed.
    Decided { on: NaiveDate, by: String },
    /// The agency took it back.
    Withdrawn { on: NaiveDate, text: String },
    /// A disclosure with the decision was drafted.
    Prepared { on: NaiveDate, disclosure: String },
    /// The decision is public.
    Published { on: NaiveDate },
}

impl Event {
    /// The day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Lodged { on, .. }
            | Self::Proposed { on, .. }
            | Self::SentBack { on, .. }
            | Self::Decided { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::Prepared { on, .. }
            | Self::Published { on } => *on,
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Lodged { .. } => "提出异议",
            Self::Proposed { .. } => "拟定裁定",
            Self::SentBack { .. } => "退回重拟",
            Self::Decided { .. } => "作出裁定",
            Self::Withdrawn { .. } => "撤回异议",
            Self::Prepared { .. } => "起草公开的裁定",
            Self::Published { .. } => "裁定公开",
        }
    }

    /// What was said.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Lodged { claim, .. } => &claim.ground,
            Self::Proposed { text, .. } | Self::SentBack { text, .. } | Self::Withdrawn { text, .. } => text,
            _ => "",
        }
    }

    /// Whether it decides about what somebody else proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::Decided { .. } | Self::SentBack { .. })
    }

    /// Whether it is a step of the agency that objects.
    #[must_use]
    pub fn is_of_the_agency(&self) -> bool {
        matches!(self, Self::Lodged { .. } | Self::Withdrawn { .. })
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
        if let Self::Proposed { by, .. } | Self::SentBack { by, .. } | Self::Decided { by, .. } = &mut self {
            who.clone_into(by);
        }
        self
    }
}

/// An objection in whichever state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a state, documented there")]
pub enum AnyObjection {
    Lodged(Objection<Lodged>),
    Proposed(Objection<Proposed>),
    Decided(Objection<Decided>),
    Closed(Objection<Closed>),
}

impl AnyObjection {
    /// The state that events lead to; nothing where there are none.
    ///
    /// # Errors
    /// When a state does not have a step, or the rules ask for more.
    pub fn replay(rules: &Rules<'_>, events: &[Event]) -> Result<Option<Self>> {
        let Some((first, rest)) = events.split_first() else { return Ok(None) };
        let Event::Lodged { on, claim } = first else {
            return refused(ARTICLE, format!("异议不能从“{}”开始", first.zh()));
        };
        let begun = Self::Lodged(Objection::lodge(*on, claim.clone())?);
        rest.iter().try_fold(begun, |state, event| state.apply(rules, event)).map(Some)
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the rules ask for more.
    pub fn apply(self, rules: &Rules<'_>, event: &Event) -> Result<Self> {
        let zh = self.zh();
        match (self, event) {
            (Self::Lodged(s), Event::Proposed { on, verdict, text, by }) => {
                s.propose(*on, (*verdict, text), by).map(Self::Proposed)
            }
            (Self::Lodged(s), Event::Withdrawn { on, .. }) => s.withdraw(*on).map(Self::Closed),
            (Self::Proposed(s), Event::Withdrawn { on, .. }) => s.withdraw(*on).map(Self::Closed),
            (Self::Proposed(s), Event::Decided { on, by }) => {
                s.decide(rules, &Review::new(*on, by)).map(Self::Decided)
            }
            (Self::Proposed(s), Event::SentBack { on, text, by }) => {
                s.send_back(&Review::new(*on, by), text).map(Self::Lodged)
            }
            (Self::Decided(s), Event::Prepared { on, disclosure }) => {
                s.prepare(*on, disclosure).map(Self::Decided)
            }
            (Self::Decided(s), Event::Published { on }) => s.publish(*on).map(Self::Closed),
            _ => refused(ARTICLE, format!("异议现在是“{zh}”，不能“{}”", event.zh())),
        }
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Lodged(s) => &s.file,
            Self::Proposed(s) => &s.file,
            Self::Decided(s) => &s.file,
            Self::Closed(s) => &s.file,
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Lodged(_) => "lodged",
            Self::Proposed(_) => "proposed",
            Self::Decided(_) => "decided",
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
        "lodged" => "待裁定",
        "proposed" => "裁定待审核",
        "decided" => "已裁定，待公开",
        _ => "已办结",
    }
}
