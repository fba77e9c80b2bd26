//! An appeal as its events tell it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::evidence::IN_CHARGE;
use super::states::{AfterPart, AfterRating, SentBack};
use super::{
    Answer, Answered, Appeal, Closed, Ending, File, Handling, Joint, Kind, Lodged, MoreTime, Proposed,
    Returned, Rules, Transfer, Way,
};
use crate::error::refused;
use crate::{Result, Review};

/// How an appeal begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodging {
    /// How it came in.
    pub way: Way,
    /// What is wanted.
    pub kind: Kind,
    /// Agency that has it first.
    pub agency: String,
    /// Whether its writer agrees that the answer becomes public.
    pub consent: bool,
}

/// What happened, as it is stored. Texts are for people; the state depends on whether they are there, not on what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a step of a state, documented there; `on` is its day, `text` what was said"
)]
pub enum Event {
    /// Came in.
    Lodged {
        on: NaiveDate,
        #[serde(flatten)]
        lodging: Lodging,
    },
    /// Accepted by the agency that has it.
    Accepted { on: NaiveDate },
    /// Went on to another agency.
    Transferred { on: NaiveDate, to: String, text: String },
    /// Returned to the office.
    Returned { on: NaiveDate, to: String, text: String },
    /// The office decided.
    Routed { on: NaiveDate, to: String, text: String },
    /// Others are asked for their part.
    Joined { on: NaiveDate, agencies: Vec<String>, text: String },
    /// One of them said it.
    Contributed { on: NaiveDate, agency: String, text: String },
    /// One of them did not in time.
    WentOn { on: NaiveDate, agency: String },
    /// More time is asked for.
    ExtensionAsked { on: NaiveDate, days: u32, text: String, by: String },
    /// Agreed to.
    Extended { on: NaiveDate, by: String },
    /// Its writer asks where it stays.
    Urged { on: NaiveDate, text: String },
    /// An answer is proposed; `question` is what the public reads of the appeal, `withheld` why it reads nothing.
    Proposed { on: NaiveDate, ending: Ending, text: String, question: String, withheld: String, by: String },
    /// Another person agrees with it.
    Approved { on: NaiveDate, by: String },
    /// Another person does not.
    SentBack { on: NaiveDate, text: String, by: String },
    /// Its writer says whether it helped.
    Rated { on: NaiveDate, satisfied: bool, text: String },
    /// Its writer asks to handle it again.
    Reopened { on: NaiveDate, text: String },
    /// A disclosure with the answer was drafted.
    Prepared { on: NaiveDate, disclosure: String },
    /// Taken back by its writer.
    Withdrawn { on: NaiveDate },
}

impl Event {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Lodged { .. } => "提出诉求",
            Self::Accepted { .. } => "受理",
            Self::Transferred { .. } => "转办",
            Self::Returned { .. } => "退回分办",
            Self::Routed { .. } => "分办",
            Self::Joined { .. } => "请其他单位协办",
            Self::Contributed { .. } => "协办单位提出意见",
            Self::WentOn { .. } => "协办逾期，主办单位继续办理",
            Self::ExtensionAsked { .. } => "提出延长办理期限",
            Self::Extended { .. } => "同意延长办理期限",
            Self::Urged { .. } => "催办",
            Self::Proposed { .. } => "拟出答复",
            Self::Approved { .. } => "审核通过，答复提出人",
            Self::SentBack { .. } => "退回重拟",
            Self::Rated { satisfied: true, .. } => "评价：满意",
            Self::Rated { .. } => "评价：不满意",
            Self::Reopened { .. } => "要求重新办理",
            Self::Prepared { .. } => "起草公开的办理结果",
            Self::Withdrawn { .. } => "提出人撤回",
        }
    }

    /// Its day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Lodged { on, .. }
            | Self::Accepted { on }
            | Self::Transferred { on, .. }
            | Self::Returned { on, .. }
            | Self::Routed { on, .. }
            | Self::Joined { on, .. }
            | Self::Contributed { on, .. }
            | Self::WentOn { on, .. }
            | Self::ExtensionAsked { on, .. }
            | Self::Extended { on, .. }
            | Self::Urged { on, .. }
            | Self::Proposed { on, .. }
            | Self::Approved { on, .. }
            | Self::SentBack { on, .. }
            | Self::Rated { on, .. }
            | Self::Reopened { on, .. }
            | Self::Prepared { on, .. }
            | Self::Withdrawn { on } => *on,
        }
    }

    /// What was said; empty where nothing was.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Transferred { text, .. }
            | Self::Returned { text, .. }
            | Self::Routed { text, .. }
            | Self::Joined { text, .. }
            | Self::Contributed { text, .. }
            | Self::ExtensionAsked { text, .. }
            | Self::Urged { text, .. }
            | Self::Proposed { text, .. }
            | Self::SentBack { text, .. }
            | Self::Rated { text, .. }
            | Self::Reopened { text, .. } => text,
            _ => "",
        }
    }

    /// Whether it is for somebody else than who handles the case: to agree to what was proposed, or not.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::SentBack { .. } | Self::Extended { .. })
    }

    /// Whether only its writer takes this step.
    #[must_use]
    pub fn is_of_the_writer(&self) -> bool {
        matches!(
            self,
            Self::Urged { .. } | Self::Rated { .. } | Self::Reopened { .. } | Self::Withdrawn { .. }
        )
    }

    /// The step as these people take it.
    #[must_use]
    pub fn taken_by(mut self, who: &str) -> Self {
        if let Self::ExtensionAsked { by, .. }
        | Self::Extended { by, .. }
        | Self::Proposed { by, .. }
        | Self::Approved { by, .. }
        | Self::SentBack { by, .. } = &mut self
        {
            who.clone_into(by);
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
        let forget = |said: &mut String| {
            if !said.is_empty() {
                instead.clone_into(said);
            }
        };
        match &mut self {
            Self::Proposed { text, question, withheld, .. } => {
                for said in [text, question, withheld] {
                    forget(said);
                }
            }
            Self::Transferred { text, .. }
            | Self::Returned { text, .. }
            | Self::Routed { text, .. }
            | Self::Joined { text, .. }
            | Self::Contributed { text, .. }
            | Self::ExtensionAsked { text, .. }
            | Self::Urged { text, .. }
            | Self::SentBack { text, .. }
            | Self::Rated { text, .. }
            | Self::Reopened { text, .. } => forget(text),
            _ => {}
        }
        self
    }
}

/// An appeal in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each state is documented at its type")]
pub enum AnyAppeal {
    Lodged(Appeal<Lodged>),
    Returned(Appeal<Returned>),
    Handling(Appeal<Handling>),
    Joint(Appeal<Joint>),
    Proposed(Appeal<Proposed>),
    Answered(Appeal<Answered>),
    Closed(Appeal<Closed>),
}

impl AnyAppeal {
    /// The state that events tell, from the first on; `None` when there are none.
    ///
    /// # Errors
    /// The first event that the rules do not allow where it stands.
    pub fn replay<'e>(
        rules: &Rules<'_>,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<Option<Self>> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else { return Ok(None) };
        let Event::Lodged { on, lodging } = first else {
            return refused(IN_CHARGE, "办理记录的第一步必须是提出诉求");
        };
        let mut appeal = Self::lodge(*on, lodging);
        for event in events {
            appeal = appeal.apply(rules, event)?;
        }
        Ok(Some(appeal))
    }

    /// An appeal as it comes in.
    #[must_use]
    pub fn lodge(on: NaiveDate, lodging: &Lodging) -> Self {
        Self::Lodged(Appeal::lodge(on, lodging))
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the rules ask for more.
    pub fn apply(self, rules: &Rules<'_>, event: &Event) -> Result<Self> {
        match event {
            Event::Urged { on, .. } => return self.urge(rules, *on),
            Event::Withdrawn { on } => return self.withdraw(*on, event),
            _ => {}
        }
        match self {
            Self::Lodged(a) => lodged(a, rules, event),
            Self::Returned(a) => match event {
                Event::Routed { on, to, text } => {
                    a.route(rules, &Transfer::new(*on, to, text)?).map(Self::Lodged)
                }
                _ => impossible("待分办", event),
            },
            Self::Handling(a) => handling(a, rules, event),
            Self::Joint(a) => joint(a, rules, event),
            Self::Proposed(a) => match event {
                Event::Approved { on, by } => a.approve(rules, &Review::new(*on, by)).map(Self::Answered),
                Event::SentBack { on, text, by } => Ok(match a.send_back(&Review::new(*on, by), text)? {
                    SentBack::Lodged(a) => Self::Lodged(a),
                    SentBack::Handling(a) => Self::Handling(a),
                }),
                _ => impossible("待审核", event),
            },
            Self::Answered(a) => match event {
                Event::Rated { on, satisfied, .. } => Ok(match a.rate(*on, *satisfied)? {
                    AfterRating::Answered(a) => Self::Answered(a),
                    AfterRating::Closed(a) => Self::Closed(a),
                }),
                Event::Reopened { on, text } => a.reopen(rules, *on, text).map(Self::Handling),
                Event::Prepared { on, disclosure } => a.prepare(*on, disclosure).map(Self::Answered),
                _ => impossible("已答复", event),
            },
            Self::Closed(a) => match event {
                Event::Prepared { on, disclosure } => a.prepare(*on, disclosure).map(Self::Closed),
                _ => impossible("已办结", event),
            },
        }
    }

    fn urge(self, rules: &Rules<'_>, on: NaiveDate) -> Result<Self> {
        Ok(match self {
            Self::Lodged(a) => Self::Lodged(a.urge(rules, on)?),
            Self::Returned(a) => Self::Returned(a.urge(rules, on)?),
            Self::Handling(a) => Self::Handling(a.urge(rules, on)?),
            Self::Joint(a) => Self::Joint(a.urge(rules, on)?),
            Self::Proposed(a) => Self::Proposed(a.urge(rules, on)?),
            Self::Answered(_) | Self::Closed(_) => {
                return refused(IN_CHARGE, "已经答复，不用催办；没有解决的可以要求重新办理");
            }
        })
    }

    fn withdraw(self, on: NaiveDate, event: &Event) -> Result<Self> {
        match self {
            Self::Lodged(a) => a.withdraw(on),
            Self::Returned(a) => a.withdraw(on),
            Self::Handling(a) => a.withdraw(on),
            Self::Joint(a) => a.withdraw(on),
            Self::Proposed(a) => a.withdraw(on),
            other => return impossible(other.zh(), event),
        }
        .map(Self::Closed)
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::Lodged(a) => a.file(),
            Self::Returned(a) => a.file(),
            Self::Handling(a) => a.file(),
            Self::Joint(a) => a.file(),
            Self::Proposed(a) => a.file(),
            Self::Answered(a) => a.file(),
            Self::Closed(a) => a.file(),
        }
    }

    /// The answer that was given last; none before it, and where the appeal was taken back.
    #[must_use]
    pub fn answered(&self) -> Option<&Answered> {
        match self {
            Self::Answered(a) => Some(a.state()),
            Self::Closed(a) => a.state().answered.as_ref(),
            _ => None,
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Lodged(_) => "lodged",
            Self::Returned(_) => "returned",
            Self::Handling(_) => "handling",
            Self::Joint(_) => "joint",
            Self::Proposed(_) => "proposed",
            Self::Answered(_) => "answered",
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
        "lodged" => "待受理",
        "returned" => "待分办",
        "handling" => "办理中",
        "joint" => "协同办理中",
        "proposed" => "待审核",
        "answered" => "已答复",
        _ => "已办结",
    }
}

fn impossible<T>(state: &str, event: &Event) -> Result<T> {
    refused(IN_CHARGE, format!("诉求现在是“{state}”，不能“{}”", event.zh()))
}

fn lodged(a: Appeal<Lodged>, rules: &Rules<'_>, event: &Event) -> Result<AnyAppeal> {
    match event {
        Event::Accepted { on } => a.accept(*on).map(AnyAppeal::Handling),
        Event::Transferred { on, to, text } => {
            a.transfer(rules, &Transfer::new(*on, to, text)?).map(AnyAppeal::Lodged)
        }
        Event::Returned { on, to, text } => {
            a.give_back(rules, &Transfer::new(*on, to, text)?).map(AnyAppeal::Returned)
        }
        Event::Proposed { .. } => a.propose(answer(event)?).map(AnyAppeal::Proposed),
        _ => impossible("待受理", event),
    }
}

fn handling(a: Appeal<Handling>, rules: &Rules<'_>, event: &Event) -> Result<AnyAppeal> {
    match event {
        Event::Transferred { on, to, text } => {
            a.transfer(rules, &Transfer::new(*on, to, text)?).map(AnyAppeal::Lodged)
        }
        Event::Joined { on, agencies, text } => {
            super::evidence::said(IN_CHARGE, "请协办单位做什么", text)?;
            a.join(*on, agencies).map(AnyAppeal::Joint)
        }
        Event::ExtensionAsked { on, days, text, by } => {
            let more = MoreTime::new(rules, a.file().kind(), (*on, *days), text, by)?;
            a.ask_extension(more).map(AnyAppeal::Handling)
        }
        Event::Extended { on, by } => a.extend(rules, &Review::new(*on, by)).map(AnyAppeal::Handling),
        Event::Proposed { .. } => a.propose(answer(event)?).map(AnyAppeal::Proposed),
        _ => impossible("办理中", event),
    }
}

fn joint(a: Appeal<Joint>, rules: &Rules<'_>, event: &Event) -> Result<AnyAppeal> {
    let after = match event {
        Event::Joined { on, agencies, text } => {
            super::evidence::said(IN_CHARGE, "请协办单位做什么", text)?;
            return a.join(*on, agencies).map(AnyAppeal::Joint);
        }
        Event::Contributed { on, agency, text } => {
            super::evidence::said(IN_CHARGE, "协办意见", text)?;
            a.contribute(*on, agency)?
        }
        Event::WentOn { on, agency } => a.without(rules, *on, agency)?,
        _ => return impossible("协同办理中", event),
    };
    Ok(match after {
        AfterPart::Waiting(a) => AnyAppeal::Joint(a),
        AfterPart::Handling(a) => AnyAppeal::Handling(a),
    })
}

fn answer(event: &Event) -> Result<Answer> {
    let Event::Proposed { on, ending, text, question, withheld, by } = event else {
        return impossible("待审核", event);
    };
    Answer::new((*on, by), *ending, text, (question, withheld))
}
