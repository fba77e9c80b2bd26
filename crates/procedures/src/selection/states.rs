//! The states of a selection and the steps each has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Entry, File, SELECTION, Selection, Terms};
use crate::error::refused;
use crate::{Result, Review};

/// 报名: people sign up until the last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningUp;

/// 报名截止: whoever does not belong is left out by two; then the list of entries is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The list as it is drafted; none before, and when somebody was left out since.
    pub prepared: Option<Vec<Entry>>,
}

/// 名单已公开: the entries are fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The day they became public.
    pub on: NaiveDate,
}

/// 已抽签: the seed is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The public number; empty where none was named.
    pub number: String,
    /// Who drew.
    pub by: String,
    /// Codes that were drawn, side by side, the first drawn first.
    pub chosen: Vec<String>,
    /// The day the result became public; none before.
    pub announced: Option<NaiveDate>,
}

/// How many entries each side has.
fn count(entries: &[Entry]) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.side.as_str()).or_default() += 1;
    }
    counts
}

impl Terms {
    /// Whether some side has more entries than places; else everybody takes part.
    #[must_use]
    pub fn needs_draw(&self, entries: &[Entry]) -> bool {
        let counts = count(entries);
        self.sides.iter().any(|side| counts.get(side.name.as_str()).is_some_and(|n| *n > side.places))
    }
}

impl Selection<SigningUp> {
    /// Begins with what was published.
    ///
    /// # Errors
    /// When nobody could sign up, or no side is named.
    pub fn publish(on: NaiveDate, terms: Terms) -> Result<Self> {
        if terms.closes < terms.opens || terms.held_on <= terms.closes {
            return refused(SELECTION, "报名期限的开始、截止和召开日期要依次在后");
        }
        if terms.sides.is_empty() {
            return refused(SELECTION, "要保证相关各方都有代表参加，请写明各方面的名额");
        }
        let file = File { terms, withdrawn: BTreeSet::new(), objections: BTreeMap::new(), last: on };
        Ok(Self { file, state: SigningUp })
    }

    /// Whether a sign-up that comes on this day is taken.
    #[must_use]
    pub fn takes(&self, on: NaiveDate) -> bool {
        let terms = self.file.terms();
        (terms.opens..=terms.closes).contains(&on)
    }

    /// Somebody takes a sign-up back.
    ///
    /// # Errors
    /// When it takes part no longer.
    pub fn withdraw(mut self, on: NaiveDate, number: u32) -> Result<Self> {
        self.file.withdraw(on, number)?;
        Ok(self)
    }

    /// Closes it, after the last day.
    ///
    /// # Errors
    /// While people may still sign up.
    pub fn close(mut self, on: NaiveDate) -> Result<Selection<Closed>> {
        let until = self.file.terms.closes;
        if on <= until {
            return refused(SELECTION, format!("报名到 {until} 为止，过了这一天才能截止登记"));
        }
        self.file.step(on)?;
        Ok(self.turn(Closed { prepared: None }))
    }
}

impl Selection<Closed> {
    /// Fixes the list for the draft that publishes it.
    ///
    /// # Errors
    /// While an objection waits, nobody signed up, or an entry does not take part.
    pub fn prepare(mut self, on: NaiveDate, entries: Vec<Entry>) -> Result<Self> {
        let file = &self.file;
        if let Some(number) = file.objections.iter().find(|(_, o)| o.agreed_on.is_none()).map(|(n, _)| n) {
            return refused(SELECTION, format!("第 {number} 号报名接受不接受，还在等另一人审核"));
        }
        if entries.is_empty() {
            return refused(
                SELECTION,
                "没有人报名，不能抽签。请更新公告延长报名期限，或者撤回公告改用别的遴选方式",
            );
        }
        if let Some(entry) = entries.iter().find(|entry| !file.takes_part(entry.number)) {
            return refused(SELECTION, format!("第 {} 号报名已经退出或者没有被接受", entry.number));
        }
        let known: BTreeSet<&str> = file.terms.sides.iter().map(|side| side.name.as_str()).collect();
        if let Some(entry) = entries.iter().find(|entry| !known.contains(entry.side.as_str())) {
            return refused(SELECTION, format!("公告里没有“{}”这个方面", entry.side));
        }
        let codes: BTreeSet<&str> = entries.iter().map(|entry| entry.code.as_str()).collect();
        let numbers: BTreeSet<u32> = entries.iter().map(|entry| entry.number).collect();
        if codes.len() != entries.len() || numbers.len() != entries.len() {
            return refused(SELECTION, "同一份报名只能有一个抽签编号，编号不能重复");
        }
        self.file.step(on)?;
        self.state.prepared = Some(entries);
        Ok(self)
    }

    /// The list became public.
    ///
    /// # Errors
    /// When none was drafted.
    pub fn list(mut self, on: NaiveDate) -> Result<Selection<Listed>> {
        let Some(entries) = self.state.prepared.take() else {
            return refused(SELECTION, "还没有起草抽签编号名单");
        };
        self.file.step(on)?;
        Ok(self.turn(Listed { entries, on }))
    }

    /// The notice gives more time: people sign up again.
    pub(super) fn reopen(self) -> Selection<SigningUp> {
        self.turn(SigningUp)
    }
}

impl Selection<Listed> {
    /// Whether some side has more entries than places; else everybody takes part and nothing is drawn.
    #[must_use]
    pub fn needs_draw(&self) -> bool {
        self.file.terms.needs_draw(&self.state.entries)
    }

    /// Draws.
    ///
    /// # Errors
    /// When everybody takes part; when the public number that was promised is missing or has anything but digits; when what
    /// was drawn are not as many of each side as there are places.
    pub fn draw(
        mut self,
        (on, by): (NaiveDate, &str),
        number: &str,
        chosen: Vec<String>,
    ) -> Result<Selection<Drawn>> {
        if !self.needs_draw() {
            return refused(SELECTION, "报名人数没有超过名额，全部参加，不用抽签");
        }
        is_number(&self.file.terms, number)?;
        is_full(&self.file.terms, &self.state.entries, &chosen)?;
        self.file.step(on)?;
        let (number, by) = (number.to_owned(), by.to_owned());
        let entries = std::mem::take(&mut self.state.entries);
        Ok(self.turn(Drawn { entries, number, by, chosen, announced: None }))
    }
}

impl Selection<Drawn> {
    /// The public number was written down wrong: another person draws again with the right one, before the result is public.
    ///
    /// # Errors
    /// When it is who drew, the result is public, or no reason is given; and as for drawing.
    pub fn correct(
        mut self,
        review: &Review,
        (number, reason): (&str, &str),
        chosen: Vec<String>,
    ) -> Result<Self> {
        review.of_another(SELECTION, &self.state.by)?;
        if self.state.announced.is_some() {
            return refused(SELECTION, "抽签结果已经公开，不能再改公共数字");
        }
        if reason.trim().is_empty() {
            return refused(SELECTION, "请写明公共数字登记错在哪里");
        }
        is_number(&self.file.terms, number)?;
        is_full(&self.file.terms, &self.state.entries, &chosen)?;
        self.file.step(review.on)?;
        number.clone_into(&mut self.state.number);
        self.state.chosen = chosen;
        Ok(self)
    }

    /// The result became public.
    ///
    /// # Errors
    /// When it is already.
    pub fn announce(mut self, on: NaiveDate) -> Result<Self> {
        if self.state.announced.is_some() {
            return refused(SELECTION, "抽签结果已经公开");
        }
        self.file.step(on)?;
        self.state.announced = Some(on);
        Ok(self)
    }
}

/// Only digits: another way to write the same number would be another lot.
fn is_number(terms: &Terms, number: &str) -> Result<()> {
    match (terms.number_source.is_empty(), number.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => refused(SELECTION, "公告没有说要用公共数字，不能填"),
        (false, true) => refused(SELECTION, format!("请填写公告所说的公共数字：{}", terms.number_source)),
        (false, false) if number.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        (false, false) => refused(SELECTION, "公共数字只写数字，按公告的顺序连写，不加空格和符号"),
    }
}

fn is_full(terms: &Terms, entries: &[Entry], chosen: &[String]) -> Result<()> {
    let mut drawn: Vec<&Entry> = Vec::with_capacity(chosen.len());
    for code in chosen {
        match entries.iter().find(|entry| entry.code == *code) {
            Some(entry) if !drawn.contains(&entry) => drawn.push(entry),
            _ => return refused(SELECTION, format!("抽签编号 {code} 不在名单里，或者出现了两次")),
        }
    }
    let all = count(entries);
    let mut of_side: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in drawn {
        *of_side.entry(&entry.side).or_default() += 1;
    }
    for side in &terms.sides {
        let name = side.name.as_str();
        let expected = all.get(name).copied().unwrap_or(0).min(side.places);
        if of_side.get(name).copied().unwrap_or(0) != expected {
            return refused(SELECTION, format!("“{name}”应当抽出 {expected} 人"));
        }
    }
    Ok(())
}
