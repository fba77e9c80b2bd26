//! A request as its events tell it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::states::AfterReply;
use super::{
    Answer, Channel, Charge, Charged, Closed, Consultation, Consulting, Correcting, CorrectionNotice,
    Explaining, Extension, FeeBasis, File, Handling, Outcome, Party, Proposed, Purpose, Remedy, RemedyResult,
    Reply, Request, Review, Rules, Submitted,
};
use crate::Result;
use crate::error::refused;

/// What happened, as it is stored. Texts are for people; the state depends on whether they are there, not on what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a step of a state, documented there; `on` is its day, `text` what was said"
)]
pub enum Event {
    /// Came in.
    Lodged {
        on: NaiveDate,
        channel: Channel,
        #[serde(default)]
        purpose: Purpose,
    },
    /// Both sides confirmed.
    Confirmed { on: NaiveDate },
    /// The notice to correct.
    CorrectionAsked { on: NaiveDate, until: NaiveDate, text: String },
    /// The corrected request; `text` is the reason where it came late.
    Corrected { on: NaiveDate, text: String },
    /// Nothing came.
    Abandoned { on: NaiveDate },
    /// A letter went out; `text` says to whom, and about what.
    Consulted { on: NaiveDate, party: Party, text: String },
    /// It arrived.
    Delivered { on: NaiveDate, number: usize },
    /// The reply.
    Replied { on: NaiveDate, number: usize, reply: Reply, text: String },
    /// No reply in time.
    Silent { on: NaiveDate, number: usize },
    /// Why so many requests?
    ReasonAsked { on: NaiveDate, text: String },
    /// The reason, and whether it is good.
    Explained { on: NaiveDate, reasonable: bool, text: String },
    /// Put off by agreement.
    Delayed { on: NaiveDate, until: NaiveDate, text: String },
    /// More time is asked for.
    ExtensionAsked { on: NaiveDate, working_days: u32, text: String, by: String },
    /// Agreed to.
    Extended { on: NaiveDate, by: String },
    /// An answer is proposed; `names` is the agency in charge or the earlier answer, where there is one.
    Proposed {
        on: NaiveDate,
        outcome: Outcome,
        text: String,
        names: String,
        public_interest: String,
        by: String,
    },
    /// Another person agrees with it.
    Approved { on: NaiveDate, by: String },
    /// Another person does not.
    SentBack { on: NaiveDate, text: String, by: String },
    /// A fee is asked for; `count` is which request of the month it is, or how many pages; `text` says how it is paid.
    FeeAsked { on: NaiveDate, basis: FeeBasis, count: u32, yuan: u32, text: String },
    /// The notice of it reached the applicant.
    FeeTold { on: NaiveDate },
    /// Paid.
    FeePaid { on: NaiveDate },
    /// Not paid in time.
    FeeUnpaid { on: NaiveDate },
    /// The applicant wishes that what was given should be open to all.
    PublicityWished { on: NaiveDate, text: String },
    /// What the agency tells about that.
    PublicityDecided { on: NaiveDate, agreed: bool, text: String },
    /// Taken back by the applicant.
    Withdrawn { on: NaiveDate },
    /// Contested, with what came of it.
    Contested { on: NaiveDate, remedy: Remedy, result: RemedyResult, text: String },
}

impl Event {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Lodged { .. } => "提交申请",
            Self::Confirmed { .. } => "确认收到申请",
            Self::CorrectionAsked { .. } => "告知补正",
            Self::Corrected { .. } => "收到补正",
            Self::Abandoned { .. } => "逾期不补正，视为放弃",
            Self::Consulted { party: Party::ThirdParty, .. } => "征求第三方意见",
            Self::Consulted { party: Party::Agency, .. } => "征求共同制作机关意见",
            Self::Delivered { .. } => "征求意见书送达",
            Self::Replied { .. } => "收到意见",
            Self::Silent { .. } => "逾期未提出意见",
            Self::ReasonAsked { .. } => "要求说明理由",
            Self::Explained { .. } => "说明理由",
            Self::Delayed { .. } => "确定延迟答复的期限",
            Self::ExtensionAsked { .. } => "提出延长答复期限",
            Self::Extended { .. } => "同意延长答复期限",
            Self::Proposed { .. } => "拟出答复",
            Self::Approved { .. } => "审核通过，答复申请人",
            Self::SentBack { .. } => "退回重拟",
            Self::FeeAsked { .. } => "发出收费通知",
            Self::FeeTold { .. } => "收费通知送达",
            Self::FeePaid { .. } => "缴纳信息处理费",
            Self::FeeUnpaid { .. } => "逾期未缴费，视为放弃",
            Self::PublicityWished { .. } => "建议主动公开",
            Self::PublicityDecided { agreed: true, .. } => "答复建议：纳入主动公开",
            Self::PublicityDecided { agreed: false, .. } => "答复建议：不纳入主动公开",
            Self::Withdrawn { .. } => "申请人撤回",
            Self::Contested { .. } => "复议或诉讼",
        }
    }

    /// Its day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Lodged { on, .. }
            | Self::Confirmed { on }
            | Self::CorrectionAsked { on, .. }
            | Self::Corrected { on, .. }
            | Self::Abandoned { on }
            | Self::Consulted { on, .. }
            | Self::Delivered { on, .. }
            | Self::Replied { on, .. }
            | Self::Silent { on, .. }
            | Self::ReasonAsked { on, .. }
            | Self::Explained { on, .. }
            | Self::Delayed { on, .. }
            | Self::ExtensionAsked { on, .. }
            | Self::Extended { on, .. }
            | Self::Proposed { on, .. }
            | Self::Approved { on, .. }
            | Self::SentBack { on, .. }
            | Self::FeeAsked { on, .. }
            | Self::FeeTold { on }
            | Self::FeePaid { on }
            | Self::FeeUnpaid { on }
            | Self::PublicityWished { on, .. }
            | Self::PublicityDecided { on, .. }
            | Self::Withdrawn { on }
            | Self::Contested { on, .. } => *on,
        }
    }

    /// What was said; empty where nothing was.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::CorrectionAsked { text, .. }
            | Self::Corrected { text, .. }
            | Self::Consulted { text, .. }
            | Self::Replied { text, .. }
            | Self::ReasonAsked { text, .. }
            | Self::Explained { text, .. }
            | Self::Delayed { text, .. }
            | Self::ExtensionAsked { text, .. }
            | Self::Proposed { text, .. }
            | Self::SentBack { text, .. }
            | Self::FeeAsked { text, .. }
            | Self::PublicityWished { text, .. }
            | Self::PublicityDecided { text, .. }
            | Self::Contested { text, .. } => text,
            _ => "",
        }
    }

    /// Whether it is for somebody else than who handles the case: to agree to what was proposed, or not.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::SentBack { .. } | Self::Extended { .. })
    }

    /// The step as somebody takes it today. What comes from outside keeps the day it came; what the agency does itself is
    /// of today, whatever is said.
    #[must_use]
    pub fn taken(mut self, who: &str, today: NaiveDate) -> Self {
        if let Self::ExtensionAsked { by, .. }
        | Self::Extended { by, .. }
        | Self::Proposed { by, .. }
        | Self::Approved { by, .. }
        | Self::SentBack { by, .. } = &mut self
        {
            who.clone_into(by);
        }
        match &mut self {
            Self::Lodged { .. }
            | Self::Corrected { .. }
            | Self::Delivered { .. }
            | Self::Replied { .. }
            | Self::Explained { .. }
            | Self::FeeTold { .. }
            | Self::FeePaid { .. }
            | Self::Withdrawn { .. }
            | Self::Contested { .. } => {}
            Self::Confirmed { on }
            | Self::CorrectionAsked { on, .. }
            | Self::Abandoned { on }
            | Self::Consulted { on, .. }
            | Self::Silent { on, .. }
            | Self::ReasonAsked { on, .. }
            | Self::Delayed { on, .. }
            | Self::ExtensionAsked { on, .. }
            | Self::Extended { on, .. }
            | Self::Proposed { on, .. }
            | Self::Approved { on, .. }
            | Self::SentBack { on, .. }
            | Self::FeeAsked { on, .. }
            | Self::FeeUnpaid { on }
            | Self::PublicityWished { on, .. }
            | Self::PublicityDecided { on, .. } => *on = today,
        }
        self
    }

    /// Who proposed what waits for somebody else; none for other steps.
    #[must_use]
    pub fn proposed_by(&self) -> Option<&str> {
        match self {
            Self::ExtensionAsked { by, .. } | Self::Proposed { by, .. } => Some(by),
            _ => None,
        }
    }

    /// The same step without what was said, for when the time to keep it is over: every text becomes `instead`.
    #[must_use]
    pub fn anonymous(mut self, instead: &str) -> Self {
        match &mut self {
            Self::Proposed { text, names, public_interest, .. } => {
                for said in [text, names, public_interest].into_iter().filter(|said| !said.is_empty()) {
                    *said = instead.to_owned();
                }
            }
            Self::CorrectionAsked { text, .. }
            | Self::Corrected { text, .. }
            | Self::Consulted { text, .. }
            | Self::Replied { text, .. }
            | Self::ReasonAsked { text, .. }
            | Self::Explained { text, .. }
            | Self::Delayed { text, .. }
            | Self::ExtensionAsked { text, .. }
            | Self::SentBack { text, .. }
            | Self::FeeAsked { text, .. }
            | Self::PublicityWished { text, .. }
            | Self::PublicityDecided { text, .. }
            | Self::Contested { text, .. }
                if !text.is_empty() =>
            {
                *text = instead.to_owned();
            }
            _ => {}
        }
        self
    }
}

/// A request in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each state is documented at its type")]
pub enum AnyRequest {
    Submitted(Request<Submitted>),
    Handling(Request<Handling>),
    Correcting(Request<Correcting>),
    Consulting(Request<Consulting>),
    Explaining(Request<Explaining>),
    Charged(Request<Charged>),
    Proposed(Request<Proposed>),
    Closed(Request<Closed>),
}

impl AnyRequest {
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
        let Event::Lodged { on, channel, purpose } = first else {
            return refused("条例第二十九条", "办理记录的第一步必须是提交申请");
        };
        let mut request = Self::lodge(rules, (*purpose, *channel), *on)?;
        for event in events {
            request = request.apply(rules, event)?;
        }
        Ok(Some(request))
    }

    /// A request as it comes in.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn lodge(rules: &Rules<'_>, (purpose, channel): (Purpose, Channel), on: NaiveDate) -> Result<Self> {
        if channel.must_be_confirmed() {
            Request::lodge((purpose, channel), on).map(Self::Submitted)
        } else {
            Request::receive(rules, (purpose, channel), on).map(Self::Handling)
        }
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the law asks for more.
    pub fn apply(self, rules: &Rules<'_>, event: &Event) -> Result<Self> {
        self.file().purpose().permits(event)?;
        match (self, event) {
            (Self::Submitted(r), Event::Confirmed { on }) => r.confirm(rules, *on).map(Self::Handling),
            (Self::Handling(r), event) => handling(r, rules, event),
            (Self::Correcting(r), Event::Corrected { on, text }) => {
                r.corrected(rules, *on, text).map(Self::Handling)
            }
            (Self::Correcting(r), Event::Abandoned { on }) => r.abandon(*on).map(Self::Closed),
            (Self::Consulting(r), event) => consulting(r, rules, event),
            (Self::Explaining(r), Event::Explained { on, reasonable, .. }) => {
                r.explained(*on, *reasonable).map(Self::Handling)
            }
            (Self::Proposed(r), Event::Approved { on, by }) => {
                r.approve(rules, &Review::new(*on, by)).map(Self::Closed)
            }
            (Self::Proposed(r), Event::SentBack { on, text, by }) => {
                r.send_back(&Review::new(*on, by), text).map(Self::Handling)
            }
            (Self::Charged(r), event) => charged(r, rules, event),
            (Self::Closed(r), event) => closed(r, event).map(Self::Closed),
            (other, event) => impossible(other.zh(), event),
        }
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Submitted(r) => r.file(),
            Self::Handling(r) => r.file(),
            Self::Correcting(r) => r.file(),
            Self::Consulting(r) => r.file(),
            Self::Explaining(r) => r.file(),
            Self::Charged(r) => r.file(),
            Self::Proposed(r) => r.file(),
            Self::Closed(r) => r.file(),
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "submitted",
            Self::Handling(_) => "handling",
            Self::Correcting(_) => "correcting",
            Self::Consulting(_) => "consulting",
            Self::Explaining(_) => "explaining",
            Self::Charged(_) => "charged",
            Self::Proposed(_) => "proposed",
            Self::Closed(r) if r.state().publicity_waits() => "publicity",
            Self::Closed(_) => "closed",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "待确认收到",
            Self::Handling(_) => "办理中",
            Self::Correcting(_) => "待补正",
            Self::Consulting(_) => "征求意见中",
            Self::Explaining(_) => "待说明理由",
            Self::Charged(_) => "待缴费",
            Self::Proposed(_) => "待审核",
            Self::Closed(r) if r.state().publicity_waits() => "已办结，待答复主动公开的建议",
            Self::Closed(_) => "已办结",
        }
    }
}

fn impossible<T>(state: &str, event: &Event) -> Result<T> {
    refused("条例第四十五条", format!("申请现在是“{state}”，不能“{}”", event.zh()))
}

fn handling(r: Request<Handling>, rules: &Rules<'_>, event: &Event) -> Result<AnyRequest> {
    match event {
        Event::CorrectionAsked { on, until, text } => {
            let notice = CorrectionNotice::new(*on, text, *until)?;
            r.ask_correction(rules, &notice).map(AnyRequest::Correcting)
        }
        Event::Consulted { on, party, text } => {
            r.consult(&Consultation::new(*on, *party, text)?).map(AnyRequest::Consulting)
        }
        Event::ReasonAsked { on, .. } => r.ask_reason(*on).map(AnyRequest::Explaining),
        Event::Delayed { on, until, .. } => r.agree_delay(rules, *on, *until).map(AnyRequest::Handling),
        Event::ExtensionAsked { on, working_days, text, by } => {
            let extension = Extension::new(rules, (*on, *working_days), text, by)?;
            r.ask_extension(extension).map(AnyRequest::Handling)
        }
        Event::Extended { on, by } => r.extend(rules, &Review::new(*on, by)).map(AnyRequest::Handling),
        Event::Proposed { on, outcome, text, public_interest, by, .. } => {
            r.propose(Answer::new((*on, by), *outcome, text, public_interest)?).map(AnyRequest::Proposed)
        }
        Event::FeeAsked { on, yuan, text, .. } => {
            r.charge(rules, &Charge::new(*on, *yuan, text)?).map(AnyRequest::Charged)
        }
        Event::Withdrawn { on } => r.withdraw(*on).map(AnyRequest::Closed),
        _ => impossible("办理中", event),
    }
}

fn charged(r: Request<Charged>, rules: &Rules<'_>, event: &Event) -> Result<AnyRequest> {
    match event {
        Event::FeeTold { on } => r.told(*on).map(AnyRequest::Charged),
        Event::FeePaid { on } => r.paid(rules, *on).map(AnyRequest::Handling),
        Event::FeeUnpaid { on } => r.unpaid(rules, *on).map(AnyRequest::Closed),
        Event::Withdrawn { on } => r.withdraw(*on).map(AnyRequest::Closed),
        _ => impossible("待缴费", event),
    }
}

fn closed(r: Request<Closed>, event: &Event) -> Result<Request<Closed>> {
    match event {
        Event::Contested { on, remedy, result, .. } => r.contested(*on, *remedy, *result),
        Event::PublicityWished { on, text } => r.wish_publicity(*on, text),
        Event::PublicityDecided { on, agreed, text } => r.decide_publicity(*on, *agreed, text),
        _ => impossible("已办结", event),
    }
}

fn consulting(r: Request<Consulting>, rules: &Rules<'_>, event: &Event) -> Result<AnyRequest> {
    let after = match event {
        Event::Consulted { on, party, text } => {
            return r.consult(&Consultation::new(*on, *party, text)?).map(AnyRequest::Consulting);
        }
        Event::Delivered { on, number } => return r.delivered(*number, *on).map(AnyRequest::Consulting),
        Event::Replied { on, number, reply, .. } => r.replied(rules, *number, (*on, *reply))?,
        Event::Silent { on, number } => r.silent(rules, *number, *on)?,
        _ => return impossible("征求意见中", event),
    };
    Ok(match after {
        AfterReply::Waiting(r) => AnyRequest::Consulting(r),
        AfterReply::Handling(r) => AnyRequest::Handling(r),
    })
}
