//! Participants of a hearing or a meeting, drawn by a lot that anyone can draw again (重大行政决策程序暂行条例 第十六条: 公平公开组织
//! 遴选，保证相关各方都有代表参加): people sign up for one side, the list of entries is published, and only then the seed is
//! opened whose digest was published beforehand.

mod clock;
mod history;
mod public;
mod rules;
mod states;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use clock::last_day;
pub use history::{AnySelection, Event};
pub use public::{Lot, LotProblem, draw};
pub use rules::{Capacity, Drawn as DrawnItem, LotFields, LotRules};
pub use states::{Closed, Drawn, Listed, SigningUp};

use crate::error::refused;
use crate::{Result, Review};

/// The order that governs it.
const SELECTION: &str = "重大行政决策程序暂行条例第十六条";

/// A side that is to be represented, and how many of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// What it is called.
    pub name: String,
    /// Places.
    pub places: u32,
}

/// What is published of it beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// First day to sign up.
    pub opens: NaiveDate,
    /// Last day to sign up.
    pub closes: NaiveDate,
    /// The day of the hearing or meeting.
    pub held_on: NaiveDate,
    /// The sides, in the order in which they are published.
    pub sides: Vec<Side>,
    /// Which public number is mixed in; empty where none is.
    pub number_source: String,
}

/// Somebody who takes part in the lot, by what is published of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// Number of the sign-up, from 1; it is not published.
    pub number: u32,
    /// The code that is drawn.
    pub code: String,
    /// For which side.
    pub side: String,
}

/// That somebody is not to take part: another person has to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub by: String,
    /// The day another person agreed; none while it is proposed.
    pub agreed_on: Option<NaiveDate>,
}

/// What is known of a selection whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    terms: Terms,
    withdrawn: BTreeSet<u32>,
    objections: BTreeMap<u32, Objection>,
    /// The day of the last step.
    last: NaiveDate,
}

impl File {
    /// What is published of it.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Sign-ups that were taken back, by number.
    #[must_use]
    pub fn withdrawn(&self) -> &BTreeSet<u32> {
        &self.withdrawn
    }

    /// Sign-ups that somebody wants left out, or that are, by number.
    #[must_use]
    pub fn objections(&self) -> &BTreeMap<u32, Objection> {
        &self.objections
    }

    /// Whether a sign-up takes part, as things are.
    #[must_use]
    pub fn takes_part(&self, number: u32) -> bool {
        !self.withdrawn.contains(&number) && !self.is_left_out(number)
    }

    /// Whether two people agreed that a sign-up does not take part.
    #[must_use]
    pub fn is_left_out(&self, number: u32) -> bool {
        self.objections.get(&number).is_some_and(|objection| objection.agreed_on.is_some())
    }

    /// Takes a step on a day: never before the last one.
    fn step(&mut self, on: NaiveDate) -> Result<()> {
        if on < self.last {
            let last = self.last;
            return refused(SELECTION, format!("{on} 早于上一步的日期 {last},请核对日期"));
        }
        self.last = on;
        Ok(())
    }

    fn withdraw(&mut self, on: NaiveDate, number: u32) -> Result<()> {
        if !self.takes_part(number) {
            return refused(SELECTION, "这份报名已经退出或者没有被接受");
        }
        self.step(on)?;
        self.objections.remove(&number);
        self.withdrawn.insert(number);
        Ok(())
    }

    fn object(&mut self, (on, by): (NaiveDate, &str), number: u32, reason: &str) -> Result<()> {
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return refused(SELECTION, "请写明不接受这份报名的理由，报名人会看到");
        }
        if self.withdrawn.contains(&number) || self.objections.contains_key(&number) {
            return refused(SELECTION, "这份报名已经退出，或者已经有人提出不接受");
        }
        self.step(on)?;
        self.objections.insert(number, Objection { reason, by: by.to_owned(), agreed_on: None });
        Ok(())
    }

    fn decide(&mut self, review: &Review, number: u32, agree: bool) -> Result<()> {
        match self.objections.get_mut(&number) {
            Some(objection) if objection.agreed_on.is_none() => {
                review.of_another(SELECTION, &objection.by)?;
                objection.agreed_on = agree.then_some(review.on);
            }
            _ => return refused(SELECTION, format!("没有人提出不接受第 {number} 号报名，或者已经审核过")),
        }
        if !agree {
            self.objections.remove(&number);
        }
        self.step(review.on)
    }
}

/// A selection in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<S> {
    file: File,
    state: S,
}

impl<S> Selection<S> {
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

    fn turn<T>(self, state: T) -> Selection<T> {
        Selection { file: self.file, state }
    }
}
