//! A selection as it is stored: what happened, in order. The state is derived from it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Closed, Drawn, Entry, File, Listed, SELECTION, Selection, SigningUp, Terms};
use crate::error::refused;
use crate::{Result, Review};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as the steps that take them")]
pub enum Event {
    /// The notice became public, or was amended.
    Published { on: NaiveDate, terms: Terms },
    /// Somebody took a sign-up back.
    Withdrawn { on: NaiveDate, number: u32 },
    /// Somebody at the desk does not want to accept a sign-up.
    Objected { on: NaiveDate, number: u32, text: String, by: String },
    /// Another person agrees.
    LeftOut { on: NaiveDate, number: u32, by: String },
    /// Another person does not.
    Kept { on: NaiveDate, number: u32, by: String },
    /// The time to sign up is over.
    Closed { on: NaiveDate },
    /// The list of entries was drafted.
    Prepared { on: NaiveDate, entries: Vec<Entry> },
    /// It became public.
    Listed { on: NaiveDate },
    /// The seed was opened.
    Drawn { on: NaiveDate, number: String, chosen: Vec<String>, by: String },
    /// The public number was put right, and drawn again.
    Corrected { on: NaiveDate, number: String, text: String, chosen: Vec<String>, by: String },
    /// The result became public.
    Announced { on: NaiveDate },
}

impl Event {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Published { .. } => "公告公开",
            Self::Withdrawn { .. } => "报名人退出",
            Self::Objected { .. } => "提出不接受一份报名",
            Self::LeftOut { .. } => "同意不接受一份报名",
            Self::Kept { .. } => "不同意，照常参加",
            Self::Closed { .. } => "报名截止登记",
            Self::Prepared { .. } => "起草抽签编号名单",
            Self::Listed { .. } => "抽签编号名单公开",
            Self::Drawn { .. } => "抽签",
            Self::Corrected { .. } => "更正公共数字重新计算",
            Self::Announced { .. } => "抽签结果公开",
        }
    }

    /// Its day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Published { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::Objected { on, .. }
            | Self::LeftOut { on, .. }
            | Self::Kept { on, .. }
            | Self::Closed { on }
            | Self::Prepared { on, .. }
            | Self::Listed { on }
            | Self::Drawn { on, .. }
            | Self::Corrected { on, .. }
            | Self::Announced { on } => *on,
        }
    }

    /// Whether it is for somebody else than who proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(self, Self::LeftOut { .. } | Self::Kept { .. } | Self::Corrected { .. })
    }

    /// Which sign-up it is about.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Withdrawn { number, .. }
            | Self::Objected { number, .. }
            | Self::LeftOut { number, .. }
            | Self::Kept { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Without what is said of a person.
    #[must_use]
    pub fn anonymous(self, gone: &str) -> Self {
        match self {
            Self::Objected { on, number, by, .. } => Self::Objected { on, number, text: gone.to_owned(), by },
            other => other,
        }
    }
}

/// A selection in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each state is documented at its type")]
pub enum AnySelection {
    SigningUp(Selection<SigningUp>),
    Closed(Selection<Closed>),
    Listed(Selection<Listed>),
    Drawn(Selection<Drawn>),
}

impl AnySelection {
    /// The state that events tell, from the first on; `None` when there are none.
    ///
    /// # Errors
    /// The first event that the order does not allow where it stands.
    pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Result<Option<Self>> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else { return Ok(None) };
        let mut selection = Self::begin(first)?;
        for event in events {
            selection = selection.apply(event)?;
        }
        Ok(Some(selection))
    }

    /// A selection as its notice becomes public.
    ///
    /// # Errors
    /// When the event is another one.
    pub fn begin(event: &Event) -> Result<Self> {
        match event {
            Event::Published { on, terms } => Selection::publish(*on, terms.clone()).map(Self::SigningUp),
            _ => refused(SELECTION, "遴选记录的第一步必须是公告公开"),
        }
    }

    /// The state after one more event.
    ///
    /// # Errors
    /// When this state does not have this step, or the order asks for more.
    pub fn apply(mut self, event: &Event) -> Result<Self> {
        if let Event::Published { on, terms } = event {
            return self.amended(*on, terms);
        }
        if self.may_object(event) {
            object(self.file_mut(), event)?;
            if let (Self::Closed(s), Event::LeftOut { .. } | Event::Kept { .. } | Event::Objected { .. }) =
                (&mut self, event)
            {
                s.state.prepared = None;
            }
            return Ok(self);
        }
        match (self, event) {
            (Self::SigningUp(s), Event::Withdrawn { on, number }) => {
                s.withdraw(*on, *number).map(Self::SigningUp)
            }
            (Self::SigningUp(s), Event::Closed { on }) => s.close(*on).map(Self::Closed),
            (Self::Closed(s), Event::Prepared { on, entries }) => {
                s.prepare(*on, entries.clone()).map(Self::Closed)
            }
            (Self::Closed(s), Event::Listed { on }) => s.list(*on).map(Self::Listed),
            (Self::Listed(s), Event::Drawn { on, number, chosen, by }) => {
                s.draw((*on, by), number, chosen.clone()).map(Self::Drawn)
            }
            (Self::Drawn(s), Event::Corrected { on, number, text, chosen, by }) => {
                s.correct(&Review::new(*on, by), (number, text), chosen.clone()).map(Self::Drawn)
            }
            (Self::Drawn(s), Event::Announced { on }) => s.announce(*on).map(Self::Drawn),
            (other, event) => refused(SELECTION, format!("现在是“{}”，不能“{}”", other.zh(), event.zh())),
        }
    }

    /// The notice was amended. Sides and the source of the public number stay as they were first published; days may change.
    /// What is closed and not listed opens again where there is more time.
    fn amended(mut self, on: NaiveDate, terms: &Terms) -> Result<Self> {
        let file = self.file_mut();
        if (&terms.sides, &terms.number_source) != (&file.terms.sides, &file.terms.number_source) {
            return refused(SELECTION, "公告公开以后，各方面名额和公共数字的来源不能再改");
        }
        file.step(on)?;
        file.terms.clone_from(terms);
        Ok(match self {
            Self::Closed(s) if on <= terms.closes => Self::SigningUp(s.reopen()),
            other => other,
        })
    }

    /// Sign-ups are objected to until the list is public.
    fn may_object(&self, event: &Event) -> bool {
        let about = matches!(event, Event::Objected { .. } | Event::LeftOut { .. } | Event::Kept { .. });
        about && matches!(self, Self::SigningUp(_) | Self::Closed(_))
    }

    /// What is known whatever the state.
    #[must_use]
    pub fn file(&self) -> &File {
        match self {
            Self::SigningUp(s) => s.file(),
            Self::Closed(s) => s.file(),
            Self::Listed(s) => s.file(),
            Self::Drawn(s) => s.file(),
        }
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            Self::SigningUp(s) => &mut s.file,
            Self::Closed(s) => &mut s.file,
            Self::Listed(s) => &mut s.file,
            Self::Drawn(s) => &mut s.file,
        }
    }

    /// The entries that are drafted or public; none before.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match self {
            Self::SigningUp(_) => None,
            Self::Closed(s) => s.state().prepared.as_deref(),
            Self::Listed(s) => Some(&s.state().entries),
            Self::Drawn(s) => Some(&s.state().entries),
        }
    }

    /// Whether a sign-up takes part in the end; none while that is not public.
    #[must_use]
    pub fn result_of(&self, number: u32) -> Option<bool> {
        let entry = |entries: &[Entry]| entries.iter().find(|entry| entry.number == number).cloned();
        match self {
            Self::Listed(s) if !s.needs_draw() => Some(entry(&s.state().entries).is_some()),
            Self::Drawn(s) if s.state().announced.is_some() => {
                let chosen = &s.state().chosen;
                Some(entry(&s.state().entries).is_some_and(|entry| chosen.contains(&entry.code)))
            }
            _ => None,
        }
    }

    /// The day on which it became public who takes part; none before.
    #[must_use]
    pub fn settled_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Listed(s) if !s.needs_draw() => Some(s.state().on),
            Self::Drawn(s) => s.state().announced,
            _ => None,
        }
    }

    /// The word that is stored.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::SigningUp(_) => "signing-up",
            Self::Closed(_) => "closed",
            Self::Listed(_) => "listed",
            Self::Drawn(_) => "drawn",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::SigningUp(_) => "报名",
            Self::Closed(_) => "报名已截止，名单待公开",
            Self::Listed(s) if s.needs_draw() => "名单已公开，等待抽签",
            Self::Listed(_) => "报名未超过名额，全部参加",
            Self::Drawn(s) if s.state().announced.is_some() => "已抽签，结果已公开",
            Self::Drawn(_) => "已抽签，结果待公开",
        }
    }
}

fn object(file: &mut File, event: &Event) -> Result<()> {
    match event {
        Event::Objected { on, number, text, by } => file.object((*on, by), *number, text),
        Event::LeftOut { on, number, by } => file.decide(&Review::new(*on, by), *number, true),
        Event::Kept { on, number, by } => file.decide(&Review::new(*on, by), *number, false),
        _ => Ok(()),
    }
}
