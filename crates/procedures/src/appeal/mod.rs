//! The appeal (咨询、投诉、建议、举报、求助), 信访工作条例 第十七条至第三十五条 and the Opinion's 二(一)2: one type for each
//! state, and only the steps it has. Handing it on does not begin the answer's limit anew; an extension and a reopening
//! are possible once.

mod clock;
mod evidence;
mod history;
mod rules;
mod states;

use chrono::NaiveDate;

pub use evidence::{Answer, Ending, MoreTime, Publicity, Transfer, Way};
pub use history::{AnyAppeal, Event, Lodging, state_zh};
pub use rules::{AnswerFields, AppealRules, CountsFrom, Kind, KindRule, Rules};
pub use states::{Answered, Closed, Handling, Joint, Lodged, Partner, Proposed, Returned};

use crate::Result;
use crate::error::refused;

use evidence::IN_CHARGE;

/// What is known of an appeal whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    way: Way,
    kind: Kind,
    lodged_on: NaiveDate,
    /// Whether whoever appeals agrees that the answer becomes public.
    consent: bool,
    /// Who has it now.
    agency: String,
    /// Everybody who had it, in order.
    had_by: Vec<String>,
    /// Whether it came from another agency, which may be objected to.
    handed_on: bool,
    /// Whether the office decided who has it: then nobody hands it on any more.
    decided: bool,
    /// Since when the agency has it.
    held_since: NaiveDate,
    /// The day from which the limit of acceptance counts.
    received_on: NaiveDate,
    accepted_on: Option<NaiveDate>,
    /// The day from which the limit of the answer counts anew, once it was reopened.
    reopened_on: Option<NaiveDate>,
    extension_asked: Option<(u32, String)>,
    extended_by: Option<u32>,
    urged_on: Vec<NaiveDate>,
    /// The disclosure with the answer, once one was drafted.
    disclosure: Option<String>,
    /// The day of the last step.
    last: NaiveDate,
}

impl File {
    /// How it came in.
    #[must_use]
    pub fn way(&self) -> Way {
        self.way
    }

    /// What is wanted.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// When it came in.
    #[must_use]
    pub fn lodged_on(&self) -> NaiveDate {
        self.lodged_on
    }

    /// Whether whoever appeals agrees that the answer becomes public.
    #[must_use]
    pub fn consent(&self) -> bool {
        self.consent
    }

    /// Code of the agency that has it.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// Whether the office decided who has it.
    #[must_use]
    pub fn decided(&self) -> bool {
        self.decided
    }

    /// For how many days more somebody asks.
    #[must_use]
    pub fn extension_asked(&self) -> Option<u32> {
        self.extension_asked.as_ref().map(|(days, _)| *days)
    }

    /// By how many days the answer was put off.
    #[must_use]
    pub fn extended_by(&self) -> Option<u32> {
        self.extended_by
    }

    /// Whether it was reopened.
    #[must_use]
    pub fn reopened(&self) -> bool {
        self.reopened_on.is_some()
    }

    /// The days on which it was urged.
    #[must_use]
    pub fn urged_on(&self) -> &[NaiveDate] {
        &self.urged_on
    }

    /// The disclosure with the answer, once one was drafted.
    #[must_use]
    pub fn disclosure(&self) -> Option<&str> {
        self.disclosure.as_deref()
    }

    /// Takes a step on a day: never before the last one.
    fn step(&mut self, on: NaiveDate) -> Result<()> {
        if on < self.last {
            let last = self.last;
            return refused(IN_CHARGE, format!("{on} 早于上一步的日期 {last}，请核对日期"));
        }
        self.last = on;
        Ok(())
    }

    /// The last day for saying whether it is accepted.
    fn acceptance_due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        rules.end(&rules.of(self.kind)?.acceptance, self.received_on)
    }

    /// The last day for what an agency does first: to say whether it takes the case. Once somebody took it, handing it on
    /// begins no new limit for the answer, and nobody has longer than that.
    fn first_due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        let acceptance = self.acceptance_due(rules)?;
        if self.accepted_on.is_none() && self.reopened_on.is_none() {
            return Ok(acceptance);
        }
        let due = self.due(rules)?;
        Ok(if self.received_on > self.lodged_on { acceptance.min(due) } else { due })
    }

    /// The last day for the answer; before it is accepted, where it counts from then, that of the acceptance.
    fn due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        let rule = rules.of(self.kind)?;
        let from = match (self.reopened_on, rule.counts_from, self.accepted_on) {
            (Some(reopened), ..) => reopened,
            (None, CountsFrom::Lodged, _) => self.lodged_on,
            (None, CountsFrom::Accepted, Some(accepted)) => accepted,
            (None, CountsFrom::Accepted, None) => return self.acceptance_due(rules),
        };
        let due = rules.end(&rule.closing, from)?;
        match self.extended_by {
            Some(days) => rules.put_off(&rule.extension, due, days),
            None => Ok(due),
        }
    }

    /// It goes to another agency: the limit of acceptance begins anew only where the rule says so; that of the answer
    /// never does.
    fn hand_on(&mut self, rules: &Rules<'_>, on: NaiveDate, to: &str) -> Result<()> {
        if rules.of(self.kind)?.transferred {
            self.received_on = on;
        }
        self.held_since = on;
        to.clone_into(&mut self.agency);
        self.had_by.push(to.to_owned());
        self.extension_asked = None;
        Ok(())
    }

    /// Whoever appeals asks where it stays; not all the time.
    fn urge(&mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<()> {
        const OWN: &str = "law/limits.toml appeal.urging";
        if let Some(before) = self.urged_on.last() {
            let until = rules.end("appeal.urging", *before);
            if rules.over(until.clone(), on)?.is_none() {
                let until = until.map(|day| format!("，{day} 以后可以再催办")).unwrap_or_default();
                return refused(OWN, format!("{before} 已经催办过{until}"));
            }
        }
        self.step(on)?;
        self.urged_on.push(on);
        Ok(())
    }
}

/// An appeal in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal<S> {
    file: File,
    state: S,
}

impl<S> Appeal<S> {
    /// What is known of it whatever its state.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// What belongs to the state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    fn turn<T>(self, state: T) -> Appeal<T> {
        Appeal { file: self.file, state }
    }
}
