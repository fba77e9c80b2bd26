//! The states of a case and the steps each has.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::rules::Meeting;
use super::{
    ARTICLE, AnyPublicOpinion, File, Judgement, Matter, PublicOpinion, PublicOpinionRules, Told, said,
};
use crate::Result;
use crate::error::refused;

/// 待研判: somebody saw it; the office says how grave it is and who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted;

/// 待回应: judged; an answer, or a press conference that its level wants, is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responding;

/// 已回应: everything that its level wants is public; the office reviews it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responded;

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was answered and reviewed.
    Reviewed,
    /// It needs no answer.
    NotNeeded,
}

impl Ending {
    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::NotNeeded => "not_needed",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Reviewed => "已回应，已评估",
            Self::NotNeeded => "不需要回应",
        }
    }
}

/// 已办结.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How.
    pub ending: Ending,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// Who takes a step, parted by commas, and when.
type Taken<'a> = (DateTime<FixedOffset>, &'a str);

impl PublicOpinion<Noted> {
    /// Notes what was seen.
    ///
    /// # Errors
    /// When something is not said, or a moment is not over.
    pub fn note((at, by): Taken<'_>, matter: Matter) -> Result<Self> {
        said("一句话的标题", &matter.title)?;
        said("反映的内容", &matter.text)?;
        said("在哪里看到的", &matter.seen)?;
        if matter.found > at {
            return refused(ARTICLE, "发现的时间还没有到，请核对");
        }
        if matter.happened.is_some_and(|happened| happened > matter.found) {
            return refused(ARTICLE, "发生的时间晚于发现的时间，请核对");
        }
        let file = File {
            matter,
            noted_at: at,
            noted_by: by.to_owned(),
            judged: None,
            judged_by: String::new(),
            met: false,
            draft: None,
            released: None,
            conferred: None,
            was_late: false,
            last: at,
        };
        Ok(Self { file, state: Noted })
    }

    /// The office says how grave it is and who answers.
    ///
    /// # Errors
    /// When it does not say why, or there is no such level.
    pub fn judge(
        mut self,
        rules: &PublicOpinionRules,
        (at, by): Taken<'_>,
        judgement: Judgement,
    ) -> Result<PublicOpinion<Responding>> {
        self.file.judge(rules, (at, by), judgement)?;
        Ok(self.turn(Responding))
    }

    /// It needs no answer.
    ///
    /// # Errors
    /// Without a ground, and for who noted it.
    pub fn not_needed(mut self, taken: Taken<'_>, ground: &str) -> Result<PublicOpinion<Closed>> {
        self.file.not_needed(taken, ground)?;
        Ok(self.turn(Closed { ending: Ending::NotNeeded, at: taken.0 }))
    }
}

impl PublicOpinion<Responding> {
    /// The office judges it anew; hours count from the first moment, and what was late stays late.
    ///
    /// # Errors
    /// As [`PublicOpinion::judge`]; when nothing changes.
    pub fn judge_again(
        mut self,
        rules: &PublicOpinionRules,
        taken: Taken<'_>,
        judgement: Judgement,
    ) -> Result<AnyPublicOpinion> {
        self.file.judge_again(rules, taken, judgement)?;
        self.settle(rules)
    }

    /// An answer was drafted as a disclosure.
    ///
    /// # Errors
    /// Before the joint meeting that the level wants first.
    pub fn prepare(
        mut self,
        rules: &PublicOpinionRules,
        at: DateTime<FixedOffset>,
        disclosure: &str,
    ) -> Result<Self> {
        self.file.prepare(rules, at, disclosure)?;
        Ok(self)
    }

    /// An answer became public, or a press conference was held.
    ///
    /// # Errors
    /// When that was before the matter began.
    pub(super) fn tell(
        mut self,
        rules: &PublicOpinionRules,
        tell: impl FnOnce(&mut File) -> Result<()>,
    ) -> Result<AnyPublicOpinion> {
        tell(&mut self.file)?;
        self.settle(rules)
    }

    /// It needs no answer after all.
    ///
    /// # Errors
    /// Without a ground, for who noted or judged it, and once something is public.
    pub fn not_needed(mut self, taken: Taken<'_>, ground: &str) -> Result<PublicOpinion<Closed>> {
        self.file.not_needed(taken, ground)?;
        Ok(self.turn(Closed { ending: Ending::NotNeeded, at: taken.0 }))
    }

    /// Whether everything its level wants is public.
    fn settle(self, rules: &PublicOpinionRules) -> Result<AnyPublicOpinion> {
        if self.file.clocks(rules)?.iter().all(|clock| clock.done.is_some()) {
            return Ok(AnyPublicOpinion::Responded(self.turn(Responded)));
        }
        Ok(AnyPublicOpinion::Responding(self))
    }
}

impl PublicOpinion<Responded> {
    /// More can be said after the first answer: then it is as before it.
    pub(super) fn reopen(self) -> PublicOpinion<Responding> {
        self.turn(Responding)
    }

    /// The office says what was learned, and closes it.
    ///
    /// # Errors
    /// When it says nothing, and before the joint meeting that its level wants.
    pub fn review(
        mut self,
        rules: &PublicOpinionRules,
        at: DateTime<FixedOffset>,
        text: &str,
    ) -> Result<PublicOpinion<Closed>> {
        said("评估的结论", text)?;
        self.file.must_have_met(rules, |_| true, "办结")?;
        self.file.step(at)?;
        self.file.draft = None;
        Ok(self.turn(Closed { ending: Ending::Reviewed, at }))
    }
}

impl File {
    fn judge(&mut self, rules: &PublicOpinionRules, (at, by): Taken<'_>, judgement: Judgement) -> Result<()> {
        rules.level(&judgement.level)?;
        said("研判的理由", &judgement.ground)?;
        self.step(at)?;
        self.judged = Some(judgement);
        by.clone_into(&mut self.judged_by);
        Ok(())
    }

    fn judge_again(
        &mut self,
        rules: &PublicOpinionRules,
        taken: Taken<'_>,
        judgement: Judgement,
    ) -> Result<()> {
        let same = |one: &Judgement| one.level == judgement.level && one.agency == judgement.agency;
        if self.judged.as_ref().is_some_and(same) {
            return refused(ARTICLE, "级别和回应单位都没有变");
        }
        self.was_late |= self.clocks(rules)?.iter().any(|clock| clock.is_late(taken.0));
        self.judge(rules, taken, judgement)
    }

    fn not_needed(&mut self, (at, by): Taken<'_>, ground: &str) -> Result<()> {
        said("不需要回应的理由", ground)?;
        if self.released.is_some() || self.conferred.is_some() {
            return refused(ARTICLE, "已经公开回应，不能再定为不需要回应");
        }
        let before: Vec<&str> = self.noted_by.split(',').chain(self.judged_by.split(',')).collect();
        if by.split(',').any(|who| !who.is_empty() && before.contains(&who)) {
            return refused(ARTICLE, "不需要回应的，须由登记、研判以外的另一人决定");
        }
        self.step(at)?;
        self.draft = None;
        Ok(())
    }

    fn prepare(&mut self, rules: &PublicOpinionRules, at: DateTime<FixedOffset>, id: &str) -> Result<()> {
        self.must_have_met(rules, |meeting| meeting == Meeting::BeforeResponse, "起草回应")?;
        self.step(at)?;
        self.draft = Some(id.to_owned());
        Ok(())
    }

    fn must_have_met(
        &self,
        rules: &PublicOpinionRules,
        wanted: impl FnOnce(Meeting) -> bool,
        before: &str,
    ) -> Result<()> {
        let Some(judged) = &self.judged else { return Ok(()) };
        let level = rules.level(&judged.level)?;
        if !self.met && level.meeting.is_some_and(wanted) {
            return refused(ARTICLE, format!("“{}”要先会商，登记会商情况以后才能{before}", level.title));
        }
        Ok(())
    }

    /// A joint meeting was held.
    pub(super) fn meet(
        &mut self,
        at: DateTime<FixedOffset>,
        (on, people, decided): (NaiveDate, &str, &str),
    ) -> Result<()> {
        said("参加会商的单位和人员", people)?;
        said("会商的结论", decided)?;
        if on > at.date_naive() || on < self.matter.began().date_naive() {
            return refused(ARTICLE, "会商的日期要在事情发生以后、今天以前");
        }
        self.step(at)?;
        self.met = true;
        Ok(())
    }

    /// The agency says what it did.
    pub(super) fn handle(&mut self, at: DateTime<FixedOffset>, text: &str) -> Result<()> {
        said("处置的情况", text)?;
        self.step(at)
    }

    /// An answer became public; the first one counts.
    pub(super) fn release(&mut self, at: DateTime<FixedOffset>, disclosure: &str) -> Result<()> {
        self.must_follow(at, "公开的时间")?;
        if self.draft.as_deref() == Some(disclosure) {
            self.draft = None;
        }
        if self.released.as_ref().is_none_or(|first| at < first.at) {
            self.released = Some(Told { disclosure: disclosure.to_owned(), at });
        }
        Ok(())
    }

    /// A press conference was held; the first one counts.
    pub(super) fn confer(
        &mut self,
        at: DateTime<FixedOffset>,
        (disclosure, held): (&str, DateTime<FixedOffset>),
    ) -> Result<()> {
        self.must_follow(held, "新闻发布会的时间")?;
        if held > at {
            return refused(ARTICLE, "新闻发布会还没有举行，举行以后再登记");
        }
        self.step(at)?;
        if self.conferred.as_ref().is_none_or(|first| held < first.at) {
            self.conferred = Some(Told { disclosure: disclosure.to_owned(), at: held });
        }
        Ok(())
    }

    /// Whether something was late, or is at this moment.
    ///
    /// # Errors
    /// When its level is not in the rules any more.
    pub fn is_late(&self, rules: &PublicOpinionRules, now: DateTime<FixedOffset>) -> Result<bool> {
        Ok(self.was_late || self.clocks(rules)?.iter().any(|clock| clock.is_late(now)))
    }
}
