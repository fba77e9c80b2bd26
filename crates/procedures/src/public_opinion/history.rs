//! A case as its events tell it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    ARTICLE, Closed, File, Judgement, Matter, Noted, PublicOpinion, PublicOpinionRules, Responded, Responding,
};
use crate::Result;
use crate::error::refused;

/// What happened, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a step of a state, documented there; `at` is its moment, `text` what was said, `by` who is behind it"
)]
pub enum Event {
    /// Somebody saw it.
    Noted {
        at: DateTime<FixedOffset>,
        #[serde(flatten)]
        matter: Matter,
        by: String,
    },
    /// The office says how grave it is and who answers.
    Judged {
        at: DateTime<FixedOffset>,
        #[serde(flatten)]
        judgement: Judgement,
        by: String,
    },
    /// The office judges it anew.
    Rejudged {
        at: DateTime<FixedOffset>,
        #[serde(flatten)]
        judgement: Judgement,
        by: String,
    },
    /// A joint meeting was held.
    Met { at: DateTime<FixedOffset>, on: NaiveDate, people: String, decided: String },
    /// The agency says what it did.
    Handled { at: DateTime<FixedOffset>, text: String },
    /// A disclosure that answers was drafted.
    Prepared { at: DateTime<FixedOffset>, disclosure: String },
    /// A disclosure that answers became public, at the moment of its leaf.
    Released { at: DateTime<FixedOffset>, disclosure: String },
    /// A press conference was held; the disclosure tells of it.
    Conferred { at: DateTime<FixedOffset>, disclosure: String, held: DateTime<FixedOffset> },
    /// It needs no answer.
    NotNeeded { at: DateTime<FixedOffset>, text: String, by: String },
    /// The office says what was learned.
    Reviewed { at: DateTime<FixedOffset>, text: String },
}

impl Event {
    /// Its moment.
    #[must_use]
    pub fn at(&self) -> DateTime<FixedOffset> {
        match self {
            Self::Noted { at, .. }
            | Self::Judged { at, .. }
            | Self::Rejudged { at, .. }
            | Self::Met { at, .. }
            | Self::Handled { at, .. }
            | Self::Prepared { at, .. }
            | Self::Released { at, .. }
            | Self::Conferred { at, .. }
            | Self::NotNeeded { at, .. }
            | Self::Reviewed { at, .. } => *at,
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Noted { .. } => "登记",
            Self::Judged { .. } => "研判",
            Self::Rejudged { .. } => "改判",
            Self::Met { .. } => "会商",
            Self::Handled { .. } => "报告处置情况",
            Self::Prepared { .. } => "起草回应",
            Self::Released { .. } => "公开回应",
            Self::Conferred { .. } => "举行新闻发布会",
            Self::NotNeeded { .. } => "定为不需要回应",
            Self::Reviewed { .. } => "评估，办结",
        }
    }

    /// The same step without what was said in it. What is counted, and who is behind it, stays.
    #[must_use]
    pub fn anonymous(mut self, instead: &str) -> Self {
        let said: Vec<&mut String> = match &mut self {
            Self::Noted { matter, .. } => vec![&mut matter.title, &mut matter.text, &mut matter.seen],
            Self::Judged { judgement, .. } | Self::Rejudged { judgement, .. } => vec![&mut judgement.ground],
            Self::Met { people, decided, .. } => vec![people, decided],
            Self::Handled { text, .. } | Self::NotNeeded { text, .. } | Self::Reviewed { text, .. } => {
                vec![text]
            }
            Self::Prepared { .. } | Self::Released { .. } | Self::Conferred { .. } => Vec::new(),
        };
        for text in said {
            instead.clone_into(text);
        }
        self
    }
}

/// A case in whichever state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a state, documented there")]
pub enum AnyPublicOpinion {
    Noted(PublicOpinion<Noted>),
    Responding(PublicOpinion<Responding>),
    Responded(PublicOpinion<Responded>),
    Closed(PublicOpinion<Closed>),
}

impl AnyPublicOpinion {
    /// The state that events lead to; nothing where there are none.
    ///
    /// # Errors
    /// When a state does not have a step, or the rules ask for more.
    pub fn replay(rules: &PublicOpinionRules, events: &[Event]) -> Result<Option<Self>> {
        let Some((first, rest)) = events.split_first() else { return Ok(None) };
        let Event::Noted { at, matter, by } = first else {
            return refused(ARTICLE, format!("舆情不能从“{}”开始", first.zh()));
        };
        let begun = Self::Noted(PublicOpinion::note((*at, by), matter.clone())?);
        rest.iter().try_fold(begun, |state, event| state.apply(rules, event)).map(Some)
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the rules ask for more.
    pub fn apply(self, rules: &PublicOpinionRules, event: &Event) -> Result<Self> {
        let zh = self.zh();
        match (self, event) {
            (Self::Noted(s), Event::Judged { at, judgement, by }) => {
                s.judge(rules, (*at, by), judgement.clone()).map(Self::Responding)
            }
            (Self::Noted(s), Event::NotNeeded { at, text, by }) => {
                s.not_needed((*at, by), text).map(Self::Closed)
            }
            (Self::Responding(s), event) => s.apply(rules, event),
            (Self::Responded(s), Event::Reviewed { at, text }) => {
                s.review(rules, *at, text).map(Self::Closed)
            }
            (Self::Responded(s), event) => s.reopen().apply(rules, event),
            _ => refused(ARTICLE, format!("这件舆情现在是“{zh}”，不能“{}”", event.zh())),
        }
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Noted(s) => s.file(),
            Self::Responding(s) => s.file(),
            Self::Responded(s) => s.file(),
            Self::Closed(s) => s.file(),
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Noted(_) => "noted",
            Self::Responding(_) => "responding",
            Self::Responded(_) => "responded",
            Self::Closed(_) => "closed",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        state_zh(self.key())
    }
}

impl PublicOpinion<Responding> {
    fn apply(self, rules: &PublicOpinionRules, event: &Event) -> Result<AnyPublicOpinion> {
        match event {
            Event::Rejudged { at, judgement, by } => self.judge_again(rules, (*at, by), judgement.clone()),
            Event::Met { at, on, people, decided } => {
                self.tell(rules, |file| file.meet(*at, (*on, people, decided)))
            }
            Event::Handled { at, text } => self.tell(rules, |file| file.handle(*at, text)),
            Event::Prepared { at, disclosure } => {
                self.prepare(rules, *at, disclosure)?.tell(rules, |_| Ok(()))
            }
            Event::Released { at, disclosure } => self.tell(rules, |file| file.release(*at, disclosure)),
            Event::Conferred { at, disclosure, held } => {
                self.tell(rules, |file| file.confer(*at, (disclosure, *held)))
            }
            Event::NotNeeded { at, text, by } => {
                self.not_needed((*at, by), text).map(AnyPublicOpinion::Closed)
            }
            Event::Noted { .. } | Event::Judged { .. } => {
                refused(ARTICLE, format!("已经研判，不能“{}”；级别要变的，请改判", event.zh()))
            }
            Event::Reviewed { .. } => refused(ARTICLE, "还没有全部回应，不能评估办结"),
        }
    }
}

/// What people read for a stored state.
#[must_use]
pub fn state_zh(key: &str) -> &'static str {
    match key {
        "noted" => "待研判",
        "responding" => "待回应",
        "responded" => "已回应，待评估",
        _ => "已办结",
    }
}
