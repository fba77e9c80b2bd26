//! A consultation as its events tell it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Adoption, Announcing, CALL, Call, Closed, Consultation, File, GroupAnswer, Open, Proposed, Published,
    Question, STUDY, Tally,
};
use crate::error::refused;
use crate::{Result, Review, Rules};

/// What happened, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a step of a state, documented there; `on` is its day, `text` what was said, `by` who did it"
)]
pub enum Event {
    /// Proposed, or proposed anew.
    Proposed {
        on: NaiveDate,
        draft: String,
        until: NaiveDate,
        short_reason: String,
        questions: Vec<Question>,
        by: String,
    },
    /// Not agreed to.
    SentBack { on: NaiveDate, text: String, by: String },
    /// Opened.
    Opened { on: NaiveDate, by: String },
    /// Goes on longer.
    Prolonged { on: NaiveDate, until: NaiveDate },
    /// Closed, with what came.
    Closed { on: NaiveDate, received: u32, tally: Tally },
    /// Comments become a group.
    Grouped { on: NaiveDate, title: String, comments: Vec<u32> },
    /// Comments are put into a group.
    Put { on: NaiveDate, group: usize, comments: Vec<u32> },
    /// A group is answered.
    Answered { on: NaiveDate, group: usize, adoption: Adoption, text: String },
    /// The outcome is drafted.
    Prepared { on: NaiveDate, outcome: String },
    /// Its draft was given up.
    Dropped { on: NaiveDate },
    /// It is public.
    Published { on: NaiveDate },
    /// A comment should not be listed.
    WithholdingProposed { on: NaiveDate, comment: u32, text: String, by: String },
    /// Another person agrees.
    Withheld { on: NaiveDate, comment: u32, by: String },
    /// Another person does not.
    WithholdingRefused { on: NaiveDate, comment: u32, by: String },
}

impl Event {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Proposed { .. } => "提出征求意见",
            Self::SentBack { .. } => "退回修改",
            Self::Opened { .. } => "开始征求意见",
            Self::Prolonged { .. } => "延长期限",
            Self::Closed { .. } => "截止登记",
            Self::Grouped { .. } => "意见归类",
            Self::Put { .. } => "调整归类",
            Self::Answered { .. } => "逐类答复",
            Self::Prepared { .. } => "起草意见征集结果",
            Self::Dropped { .. } => "放弃结果稿，继续答复",
            Self::Published { .. } => "公布意见征集结果",
            Self::WithholdingProposed { .. } => "提出不公开一条意见",
            Self::Withheld { .. } => "同意不公开一条意见",
            Self::WithholdingRefused { .. } => "不同意不公开一条意见",
        }
    }

    /// Its day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Proposed { on, .. }
            | Self::SentBack { on, .. }
            | Self::Opened { on, .. }
            | Self::Prolonged { on, .. }
            | Self::Closed { on, .. }
            | Self::Grouped { on, .. }
            | Self::Put { on, .. }
            | Self::Answered { on, .. }
            | Self::Prepared { on, .. }
            | Self::Dropped { on }
            | Self::Published { on }
            | Self::WithholdingProposed { on, .. }
            | Self::Withheld { on, .. }
            | Self::WithholdingRefused { on, .. } => *on,
        }
    }

    /// Whether it is for somebody else than who proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(
            self,
            Self::SentBack { .. }
                | Self::Opened { .. }
                | Self::Withheld { .. }
                | Self::WithholdingRefused { .. }
        )
    }

    /// Who is named in it, where two people are needed.
    #[must_use]
    pub fn by(&self) -> Option<&str> {
        match self {
            Self::Proposed { by, .. }
            | Self::SentBack { by, .. }
            | Self::Opened { by, .. }
            | Self::WithholdingProposed { by, .. }
            | Self::Withheld { by, .. }
            | Self::WithholdingRefused { by, .. } => Some(by),
            _ => None,
        }
    }
}

/// A consultation in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each state is documented at its type")]
pub enum AnyConsultation {
    Proposed(Consultation<Proposed>),
    Open(Consultation<Open>),
    Closed(Consultation<Closed>),
    Announcing(Consultation<Announcing>),
    Published(Consultation<Published>),
}

impl AnyConsultation {
    /// The state that events tell, from the first on; `None` when there are none.
    ///
    /// # Errors
    /// The first event that the law does not allow where it stands.
    pub fn replay<'e>(
        rules: &Rules<'_>,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<Option<Self>> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else { return Ok(None) };
        let mut consultation = Self::begin(first)?;
        for event in events {
            consultation = consultation.apply(rules, event)?;
        }
        Ok(Some(consultation))
    }

    /// A consultation as it is proposed.
    ///
    /// # Errors
    /// When the event is another one, or cannot be proposed.
    pub fn begin(event: &Event) -> Result<Self> {
        match called(event)? {
            Some(call) => Ok(Self::Proposed(Consultation::propose(call))),
            None => refused(CALL, "办理记录的第一步必须是提出征求意见"),
        }
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the law asks for more.
    pub fn apply(mut self, rules: &Rules<'_>, event: &Event) -> Result<Self> {
        if self.may_withhold(event) {
            withhold(self.file_mut(), event)?;
            return Ok(self);
        }
        match (self, event) {
            (Self::Proposed(c), event) => proposed(c, rules, event),
            (Self::Open(c), Event::Prolonged { on, until }) => c.prolong(*on, *until).map(Self::Open),
            (Self::Open(c), Event::Closed { on, received, tally }) => {
                c.close(*on, *received, tally.clone()).map(Self::Closed)
            }
            (Self::Closed(c), event) => closed(c, event),
            (Self::Announcing(c), Event::Dropped { on }) => c.drop_outcome(*on).map(Self::Closed),
            (Self::Announcing(c), Event::Published { on }) => c.publish(rules, *on).map(Self::Published),
            (other, event) => impossible(other.zh(), event),
        }
    }

    /// Comments are withheld from the list while there is something to list and it is not public yet.
    fn may_withhold(&self, event: &Event) -> bool {
        let about = matches!(
            event,
            Event::WithholdingProposed { .. } | Event::Withheld { .. } | Event::WithholdingRefused { .. }
        );
        about && matches!(self, Self::Open(_) | Self::Closed(_))
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Proposed(c) => c.file(),
            Self::Open(c) => c.file(),
            Self::Closed(c) => c.file(),
            Self::Announcing(c) => c.file(),
            Self::Published(c) => c.file(),
        }
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            Self::Proposed(c) => &mut c.file,
            Self::Open(c) => &mut c.file,
            Self::Closed(c) => &mut c.file,
            Self::Announcing(c) => &mut c.file,
            Self::Published(c) => &mut c.file,
        }
    }

    /// What was found and answered, once it is closed.
    #[must_use]
    pub fn found(&self) -> Option<&Closed> {
        match self {
            Self::Proposed(_) | Self::Open(_) => None,
            Self::Closed(c) => Some(c.state()),
            Self::Announcing(c) => Some(&c.state().found),
            Self::Published(c) => Some(&c.state().found),
        }
    }

    /// The disclosure that holds the outcome, or will.
    #[must_use]
    pub fn outcome(&self) -> Option<&str> {
        match self {
            Self::Announcing(c) => Some(&c.state().outcome),
            Self::Published(c) => Some(&c.state().outcome),
            Self::Proposed(_) | Self::Open(_) | Self::Closed(_) => None,
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "proposed",
            Self::Open(_) => "open",
            Self::Closed(_) => "closed",
            Self::Announcing(_) => "announcing",
            Self::Published(_) => "published",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "待审核",
            Self::Open(_) => "正在征求意见",
            Self::Closed(_) => "已截止，正在整理答复",
            Self::Announcing(_) => "已答复，结果待公布",
            Self::Published(_) => "已公布结果",
        }
    }
}

fn impossible<T>(state: &str, event: &Event) -> Result<T> {
    refused(STUDY, format!("这次征求意见现在是“{state}”，不能“{}”", event.zh()))
}

/// The call that an event proposes, if it does.
fn called(event: &Event) -> Result<Option<Call>> {
    let Event::Proposed { on, draft, until, short_reason, questions, by } = event else { return Ok(None) };
    Call::new((*on, by), draft, (*until, short_reason), questions).map(Some)
}

fn proposed(c: Consultation<Proposed>, rules: &Rules<'_>, event: &Event) -> Result<AnyConsultation> {
    if let Some(call) = called(event)? {
        return c.propose_again(call).map(AnyConsultation::Proposed);
    }
    match event {
        Event::SentBack { on, text, by } => {
            c.send_back(&Review::new(*on, by), text).map(AnyConsultation::Proposed)
        }
        Event::Opened { on, by } => c.open(rules, &Review::new(*on, by)).map(AnyConsultation::Open),
        _ => impossible("待审核", event),
    }
}

fn closed(c: Consultation<Closed>, event: &Event) -> Result<AnyConsultation> {
    match event {
        Event::Grouped { on, title, comments } => c.group(*on, title, comments).map(AnyConsultation::Closed),
        Event::Put { on, group, comments } => c.put(*on, *group, comments).map(AnyConsultation::Closed),
        Event::Answered { on, group, adoption, text } => {
            c.answer(*on, *group, GroupAnswer::new(*adoption, text)?).map(AnyConsultation::Closed)
        }
        Event::Prepared { on, outcome } => c.prepare(*on, outcome).map(AnyConsultation::Announcing),
        _ => impossible("已截止，正在整理答复", event),
    }
}

fn withhold(file: &mut File, event: &Event) -> Result<()> {
    match event {
        Event::WithholdingProposed { on, comment, text, by } => {
            file.propose_withholding((*on, by), *comment, text)
        }
        Event::Withheld { on, comment, by } => file.decide_withholding(&Review::new(*on, by), *comment, true),
        Event::WithholdingRefused { on, comment, by } => {
            file.decide_withholding(&Review::new(*on, by), *comment, false)
        }
        _ => Ok(()),
    }
}
