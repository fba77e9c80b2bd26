//! Public opinion that a government has to answer (政务舆情; the Opinion's 二(三)1、二(三)2; 国办发〔2016〕61号、80号): noted, judged
//! by level, answered by a disclosure within hours, some with a press conference and a joint meeting, reviewed. One type for
//! each state, and only the steps it has.

mod clock;
mod history;
mod rules;
mod states;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

pub use clock::{HourClock, WaitsFor};
pub use history::{AnyPublicOpinion, Event, state_zh};
pub use rules::{
    ConferenceFields, CountsFrom, Escalation, Hours, Level, Meeting, PublicOpinionRules, ResponseFields, Whom,
};
pub use states::{Closed, Ending, Noted, Responded, Responding};

use crate::Result;
use crate::error::refused;

/// Where the procedure stands.
const ARTICLE: &str = "国办发〔2016〕61号；《实施意见》二（三）";

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// In a line; stays inside.
    pub title: String,
    /// What is said.
    pub text: String,
    /// Where it was seen.
    pub seen: String,
    /// Code of the agency whose business it seems to be.
    pub agency: String,
    /// When it was found.
    pub found: DateTime<FixedOffset>,
    /// When it happened, where it is an event and that is known.
    pub happened: Option<DateTime<FixedOffset>>,
}

impl Matter {
    /// The first moment known of it.
    #[must_use]
    pub fn began(&self) -> DateTime<FixedOffset> {
        self.happened.unwrap_or(self.found)
    }
}

/// How grave it is, and who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Key of the level.
    pub level: String,
    /// Code of the agency that answers.
    pub agency: String,
    /// Why.
    pub ground: String,
}

/// What became public, and when: an answer when it was published, a press conference when it was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The disclosure.
    pub disclosure: String,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// What is known of a case whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    matter: Matter,
    noted_at: DateTime<FixedOffset>,
    /// Who noted it, parted by commas.
    noted_by: String,
    judged: Option<Judgement>,
    /// Who judged it last, parted by commas.
    judged_by: String,
    met: bool,
    /// The draft of an answer that is not public yet.
    draft: Option<String>,
    released: Option<Told>,
    conferred: Option<Told>,
    /// Whether something was late under a level that it does not have any more.
    was_late: bool,
    last: DateTime<FixedOffset>,
}

impl File {
    /// What was seen.
    #[must_use]
    pub fn matter(&self) -> &Matter {
        &self.matter
    }

    /// When it was noted at the desk.
    #[must_use]
    pub fn noted_at(&self) -> DateTime<FixedOffset> {
        self.noted_at
    }

    /// The moment from which something counts.
    #[must_use]
    pub fn since(&self, from: CountsFrom) -> DateTime<FixedOffset> {
        match from {
            CountsFrom::Happened => self.matter.began(),
            CountsFrom::Found => self.matter.found,
            CountsFrom::Noted => self.noted_at,
        }
    }

    /// How it was judged last.
    #[must_use]
    pub fn judged(&self) -> Option<&Judgement> {
        self.judged.as_ref()
    }

    /// The agency that answers; before it is judged, the one whose business it seems to be.
    #[must_use]
    pub fn agency(&self) -> &str {
        self.judged.as_ref().map_or(&self.matter.agency, |judged| &judged.agency)
    }

    /// Whether there was a joint meeting.
    #[must_use]
    pub fn met(&self) -> bool {
        self.met
    }

    /// The draft of an answer that is not public yet.
    #[must_use]
    pub fn draft(&self) -> Option<&str> {
        self.draft.as_deref()
    }

    /// The first answer that was published.
    #[must_use]
    pub fn released(&self) -> Option<&Told> {
        self.released.as_ref()
    }

    /// The press conference.
    #[must_use]
    pub fn conferred(&self) -> Option<&Told> {
        self.conferred.as_ref()
    }

    /// Whether anything of it was answered in public.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.released.is_some()
    }

    /// Takes a step at a moment, never before the last one.
    fn step(&mut self, at: DateTime<FixedOffset>) -> Result<()> {
        if at < self.last {
            let last = self.last.format("%Y-%m-%d %H:%M");
            return refused(ARTICLE, format!("时间早于上一步（{last}），请核对"));
        }
        self.last = at;
        Ok(())
    }

    /// What became public cannot answer what had not begun.
    fn must_follow(&self, at: DateTime<FixedOffset>, what: &str) -> Result<()> {
        if at < self.matter.began() {
            let began = self.matter.began().format("%Y-%m-%d %H:%M");
            return refused(ARTICLE, format!("{what}早于事情发生、发现的时间（{began}），不是对它的回应"));
        }
        Ok(())
    }
}

/// A case in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicOpinion<S> {
    file: File,
    state: S,
}

impl<S> PublicOpinion<S> {
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

    fn turn<T>(self, state: T) -> PublicOpinion<T> {
        PublicOpinion { file: self.file, state }
    }
}

/// Refuses an empty text.
fn said(what: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { refused(ARTICLE, format!("请写明{what}")) } else { Ok(()) }
}
