//! The states of a consultation and the steps each has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::evidence::some;
use super::{CALL, Call, Consultation, File, GroupAnswer, STUDY, Tally, Withholding, usual_close};
use crate::error::refused;
use crate::{Result, Review, Rules};

/// The limit of the outcome.
const OUTCOME: &str = "consultation.outcome";

/// 待审核: proposed; another person opens it or sends it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Why it was sent back; empty while it waits.
    pub returned: String,
}

/// 正在征求意见: comments are taken until the last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open;

/// Comments that say the same thing, with their answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they say, in short.
    pub title: String,
    /// Their numbers.
    pub comments: BTreeSet<u32>,
    /// What is done about them.
    pub answer: Option<GroupAnswer>,
}

/// 整理答复: closed; comments are grouped, groups answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How many comments came; they are numbered from 1.
    pub received: u32,
    /// What the questionnaire gave.
    pub tally: Tally,
    /// The groups, in the order in which they were made; one may be empty after its comments were moved.
    pub groups: Vec<Group>,
}

/// 结果待公布: everything is answered, and the outcome takes the steps of a disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcing {
    /// What was found and answered.
    pub found: Closed,
    /// The disclosure that will hold the outcome.
    pub outcome: String,
}

/// 已公布结果.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What was found and answered.
    pub found: Closed,
    /// The disclosure that holds the outcome.
    pub outcome: String,
    /// The day it was published.
    pub on: NaiveDate,
    /// Whether that was after the last day.
    pub late: bool,
}

impl Closed {
    /// Comments that stand in no group.
    #[must_use]
    pub fn ungrouped(&self) -> Vec<u32> {
        let of = self.group_of();
        (1..=self.received).filter(|number| !of.contains_key(number)).collect()
    }

    /// The group of each comment, by its number in the list.
    #[must_use]
    pub fn group_of(&self) -> BTreeMap<u32, usize> {
        let all = self.groups.iter().enumerate();
        all.flat_map(|(at, group)| group.comments.iter().map(move |number| (*number, at))).collect()
    }

    /// Puts comments into a group, out of whichever they are in.
    fn put(&mut self, group: usize, comments: &BTreeSet<u32>) -> Result<()> {
        if let Some(unknown) = comments.iter().find(|number| **number == 0 || **number > self.received) {
            return refused(STUDY, format!("没有第 {unknown} 号意见"));
        }
        for other in &mut self.groups {
            other.comments.retain(|number| !comments.contains(number));
        }
        match self.groups.get_mut(group) {
            Some(group) => group.comments.extend(comments),
            None => return refused(STUDY, "没有这一类，请刷新页面"),
        }
        Ok(())
    }
}

impl Consultation<Proposed> {
    /// Proposes a call.
    #[must_use]
    pub fn propose(call: Call) -> Self {
        let last = call.on;
        let file = File { call, opened_on: None, closes_on: None, withheld: BTreeMap::new(), last };
        Self { file, state: Proposed { returned: String::new() } }
    }

    /// Proposes it anew, on the same draft.
    ///
    /// # Errors
    /// When it is about another draft.
    pub fn propose_again(mut self, call: Call) -> Result<Self> {
        if call.draft != self.file.call.draft {
            return refused(CALL, "同一次征求意见不能换草案");
        }
        self.file.step(call.on)?;
        self.file.call = call;
        Ok(self.turn(Proposed { returned: String::new() }))
    }

    /// Another person does not agree.
    ///
    /// # Errors
    /// When it is who proposed it, it was sent back before, or no reason is given.
    pub fn send_back(mut self, review: &Review, reason: &str) -> Result<Self> {
        self.may_review(review)?;
        if reason.trim().is_empty() {
            return refused(CALL, "请写明退回的理由");
        }
        self.file.step(review.on)?;
        Ok(self.turn(Proposed { returned: reason.trim().to_owned() }))
    }

    /// Another person opens it. The time is counted from this day: less than usual needs a reason that is published.
    ///
    /// # Errors
    /// When it is who proposed it; when the time is short without a reason.
    pub fn open(mut self, rules: &Rules<'_>, review: &Review) -> Result<Consultation<Open>> {
        self.may_review(review)?;
        let call = &self.file.call;
        if call.until <= review.on {
            return refused(CALL, format!("截止日期 {} 已到，请先更新草案的征求意见期限", call.until));
        }
        let usual = usual_close(rules, review.on)?;
        if call.until < usual && call.short_reason.is_empty() {
            return refused(
                CALL,
                format!(
                    "今天开始、{} 截止，不足 30 日。请更新草案：把截止日期改到 {usual} 或以后，或者写明期限少于三十日的理由",
                    call.until
                ),
            );
        }
        self.file.step(review.on)?;
        self.file.opened_on = Some(review.on);
        self.file.closes_on = Some(self.file.call.until);
        Ok(self.turn(Open))
    }

    fn may_review(&self, review: &Review) -> Result<()> {
        if !self.state.returned.is_empty() {
            return refused(CALL, "已经退回，请经办人修改后重新提交");
        }
        review.of_another(CALL, &self.file.call.by)
    }
}

impl Consultation<Open> {
    /// Whether a comment that comes on this day is taken.
    #[must_use]
    pub fn takes(&self, on: NaiveDate) -> bool {
        on <= self.file.closes_on()
    }

    /// Goes on longer.
    ///
    /// # Errors
    /// When the last day is not later than before.
    pub fn prolong(mut self, on: NaiveDate, until: NaiveDate) -> Result<Self> {
        let now = self.file.closes_on();
        if until <= now || until <= on {
            return refused(CALL, format!("现在的截止日期是 {now},只能往后延"));
        }
        self.file.step(on)?;
        self.file.closes_on = Some(until);
        Ok(self)
    }

    /// Closes it, after the last day.
    ///
    /// # Errors
    /// While comments may still come.
    pub fn close(mut self, on: NaiveDate, received: u32, tally: Tally) -> Result<Consultation<Closed>> {
        if self.takes(on) {
            let until = self.file.closes_on();
            return refused(CALL, format!("征求意见到 {until} 为止，过了这一天才能截止登记"));
        }
        self.file.step(on)?;
        Ok(self.turn(Closed { received, tally, groups: Vec::new() }))
    }
}

impl Consultation<Closed> {
    /// Makes a group of comments.
    ///
    /// # Errors
    /// When it has no title or no comments.
    pub fn group(mut self, on: NaiveDate, title: &str, comments: &[u32]) -> Result<Self> {
        let title = title.trim();
        if title.is_empty() {
            return refused(STUDY, "请概括这一类意见说的是什么");
        }
        let comments = some(comments)?;
        self.state.groups.push(Group { title: title.to_owned(), comments: BTreeSet::new(), answer: None });
        let newest = self.state.groups.len() - 1;
        self.state.put(newest, &comments)?;
        self.file.step(on)?;
        Ok(self)
    }

    /// Puts comments into a group that there is.
    ///
    /// # Errors
    /// When there is no such group or comment.
    pub fn put(mut self, on: NaiveDate, group: usize, comments: &[u32]) -> Result<Self> {
        self.state.put(group, &some(comments)?)?;
        self.file.step(on)?;
        Ok(self)
    }

    /// Answers a group, or answers it anew.
    ///
    /// # Errors
    /// When there is no such group.
    pub fn answer(mut self, on: NaiveDate, group: usize, answer: GroupAnswer) -> Result<Self> {
        match self.state.groups.get_mut(group) {
            Some(group) => group.answer = Some(answer),
            None => return refused(STUDY, "没有这一类，请刷新页面"),
        }
        self.file.step(on)?;
        Ok(self)
    }

    /// The outcome is drafted as a disclosure.
    ///
    /// # Errors
    /// While a comment stands in no group, a group has no answer, or a withholding waits for the second person.
    pub fn prepare(mut self, on: NaiveDate, outcome: &str) -> Result<Consultation<Announcing>> {
        self.is_answered()?;
        if outcome.is_empty() {
            return refused(STUDY, "结果稿没有编号");
        }
        self.file.step(on)?;
        let Self { file, state: found } = self;
        Ok(Consultation { file, state: Announcing { found, outcome: outcome.to_owned() } })
    }

    /// Refuses while something is left to be answered.
    ///
    /// # Errors
    /// With what is left.
    pub fn is_answered(&self) -> Result<()> {
        if let Some(first) = self.state.ungrouped().first() {
            let left = self.state.ungrouped().len();
            return refused(STUDY, format!("还有 {left} 条意见没有归类(如第 {first} 号)"));
        }
        let open = |group: &&Group| group.answer.is_none() && !group.comments.is_empty();
        if let Some(group) = self.state.groups.iter().find(open) {
            return refused(STUDY, format!("“{}”这一类还没有答复", group.title));
        }
        let waiting = |(_, w): &(&u32, &Withholding)| w.agreed_on.is_none();
        if let Some((number, _)) = self.file.withheld.iter().find(waiting) {
            return refused(STUDY, format!("第 {number} 号意见是否公开，还在等另一人审核"));
        }
        Ok(())
    }
}

impl Consultation<Announcing> {
    /// The draft of the outcome was given up: back to answering.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn drop_outcome(mut self, on: NaiveDate) -> Result<Consultation<Closed>> {
        self.file.step(on)?;
        let Self { file, state } = self;
        Ok(Consultation { file, state: state.found })
    }

    /// The outcome is public.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn publish(mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<Consultation<Published>> {
        self.file.step(on)?;
        let late = self.file.is_late(rules, on)?;
        let Self { file, state: Announcing { found, outcome } } = self;
        Ok(Consultation { file, state: Published { found, outcome, on, late } })
    }
}

impl File {
    /// The last day for the outcome.
    pub(super) fn outcome_due(&self, rules: &Rules<'_>) -> Result<Option<NaiveDate>> {
        rules.end(OUTCOME, self.closes_on()).map(Some)
    }

    /// Whether an outcome of this day is late. So many days are never more than so many working days: within them no
    /// calendar is asked, which may not be announced yet.
    fn is_late(&self, rules: &Rules<'_>, on: NaiveDate) -> Result<bool> {
        let surely = self.closes_on() + Days::new(rules.working_days(OUTCOME)?.into());
        Ok(on > surely && rules.over(self.outcome_due(rules), on)?.is_some())
    }

    /// Somebody wants a comment withheld from the public list.
    pub(super) fn propose_withholding(
        &mut self,
        (on, by): (NaiveDate, &str),
        comment: u32,
        ground: &str,
    ) -> Result<()> {
        if ground.trim().is_empty() {
            return refused(STUDY, "请写明不公开这条意见的理由和依据");
        }
        if comment == 0 || self.withheld.contains_key(&comment) {
            return refused(STUDY, "这条意见已经提出过，或者已经不公开");
        }
        self.step(on)?;
        let ground = ground.trim().to_owned();
        self.withheld.insert(comment, Withholding { ground, by: by.to_owned(), agreed_on: None });
        Ok(())
    }

    /// Another person decides about it.
    pub(super) fn decide_withholding(&mut self, review: &Review, comment: u32, agree: bool) -> Result<()> {
        let Some(proposed) = self.withheld.get_mut(&comment).filter(|w| w.agreed_on.is_none()) else {
            return refused(STUDY, "没有待审核的不公开提议，请刷新页面");
        };
        review.of_another(STUDY, &proposed.by)?;
        if agree {
            proposed.agreed_on = Some(review.on);
        } else {
            self.withheld.remove(&comment);
        }
        self.step(review.on)
    }
}
