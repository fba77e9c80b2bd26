//! The states of a supervision and the steps each has.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ANSWER, ARTICLE, File, Notice, Supervision, TRIES, said};
use crate::error::refused;
use crate::{Result, Review, Rules};

/// 待签发: proposed; another person of the office issues it or sends it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Who proposed it, parted by commas.
    pub by: String,
    /// Why it was sent back; empty while it waits.
    pub returned: String,
}

/// 待答复: issued; the agency says what it will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The day.
    pub on: NaiveDate,
}

/// 整改中: answered, or a rectification was not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending;

/// 待核查: the agency says that it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The day.
    pub on: NaiveDate,
}

/// How a supervision ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It is mended.
    Mended,
    /// It is reported to whoever stands above.
    Escalated,
    /// It was never issued.
    Dropped,
}

impl Ending {
    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Mended => "mended",
            Self::Escalated => "escalated",
            Self::Dropped => "dropped",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Mended => "整改到位，销号",
            Self::Escalated => "上报",
            Self::Dropped => "没有发出，作废",
        }
    }
}

/// 已办结.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How.
    pub ending: Ending,
    /// The day.
    pub on: NaiveDate,
}

impl Supervision<Proposed> {
    /// Proposes a notice.
    ///
    /// # Errors
    /// When something is not said, or the last day is not ahead.
    pub fn propose(on: NaiveDate, notice: Notice, by: &str) -> Result<Self> {
        checked(on, &notice)?;
        let until = notice.until;
        let file =
            File { notice, issued_on: None, until, refused: 0, late: false, disclosure: None, last: on };
        Ok(Self { file, state: Proposed { by: by.to_owned(), returned: String::new() } })
    }

    /// Proposes it anew after it was sent back.
    ///
    /// # Errors
    /// When it waits to be issued; as for [`Self::propose`].
    pub fn propose_again(mut self, on: NaiveDate, notice: Notice, by: &str) -> Result<Self> {
        if self.state.returned.is_empty() {
            return refused(ARTICLE, "已经提交签发，等签发或者退回以后再改");
        }
        if notice.office != self.file.notice.office {
            return refused(ARTICLE, "同一件督办不能换主管部门");
        }
        checked(on, &notice)?;
        self.file.step(on)?;
        self.file.until = notice.until;
        self.file.notice = notice;
        Ok(self.turn(Proposed { by: by.to_owned(), returned: String::new() }))
    }

    /// Another person issues it.
    ///
    /// # Errors
    /// When it is who proposed it, it was sent back, or its last day has come.
    pub fn issue(mut self, review: &Review) -> Result<Supervision<Issued>> {
        self.waits(review)?;
        if self.file.until <= review.on {
            return refused(ARTICLE, format!("整改期限 {} 已到，请退回重新写期限", self.file.until));
        }
        self.file.step(review.on)?;
        self.file.issued_on = Some(review.on);
        Ok(self.turn(Issued { on: review.on }))
    }

    /// Another person does not agree.
    ///
    /// # Errors
    /// When it is who proposed it, it was sent back before, or no reason is given.
    pub fn send_back(mut self, review: &Review, reason: &str) -> Result<Self> {
        self.waits(review)?;
        said("退回的理由", reason)?;
        self.file.step(review.on)?;
        let by = self.state.by.clone();
        Ok(self.turn(Proposed { by, returned: reason.trim().to_owned() }))
    }

    /// Nobody will issue it.
    ///
    /// # Errors
    /// When the day lies before the last step.
    pub fn drop(mut self, on: NaiveDate) -> Result<Supervision<Closed>> {
        self.file.step(on)?;
        Ok(self.turn(Closed { ending: Ending::Dropped, on }))
    }

    fn waits(&self, review: &Review) -> Result<()> {
        if !self.state.returned.is_empty() {
            return refused(ARTICLE, "已经退回，等重新提交以后再签发");
        }
        review.of_another(ARTICLE, &self.state.by)
    }
}

fn checked(on: NaiveDate, notice: &Notice) -> Result<()> {
    said("督办什么", &notice.title)?;
    said("问题是什么", &notice.problem)?;
    said("要求做什么", &notice.demand)?;
    if notice.until <= on {
        return refused(ARTICLE, "整改期限要晚于今天");
    }
    if notice.agency == notice.office {
        return refused(ARTICLE, "不能督办自己，请由上一级主管部门督办");
    }
    Ok(())
}

impl Supervision<Issued> {
    /// The last day of the answer; never after that of the rectification.
    pub(super) fn answer_due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        Ok(rules.last_day(ANSWER, self.state.on)?.min(self.file.until))
    }

    /// The agency says what it will do.
    ///
    /// # Errors
    /// When it says nothing, or the day lies before the last step.
    pub fn answer(mut self, rules: &Rules<'_>, on: NaiveDate, text: &str) -> Result<Supervision<Mending>> {
        said("打算怎么整改", text)?;
        let late = rules.over(self.answer_due(rules).map(Some), on)?.is_some();
        self.file.step(on)?;
        self.file.late |= late;
        Ok(self.turn(Mending))
    }

    /// It did not answer in time: the office reports it.
    ///
    /// # Errors
    /// Before that, and without a reason and to whom.
    pub fn escalate(
        mut self,
        rules: &Rules<'_>,
        on: NaiveDate,
        (to, text): (&str, &str),
    ) -> Result<Supervision<Closed>> {
        if rules.over(self.answer_due(rules).map(Some), on)?.is_none() {
            return refused(ARTICLE, "答复期限还没有到，不能上报");
        }
        self.file.late = true;
        self.file.report(on, to, text)?;
        Ok(self.turn(Closed { ending: Ending::Escalated, on }))
    }
}

impl Supervision<Mending> {
    /// The agency says what was done.
    ///
    /// # Errors
    /// When it says nothing, or the day lies before the last step.
    pub fn report(mut self, on: NaiveDate, text: &str) -> Result<Supervision<Reported>> {
        said("整改结果", text)?;
        self.file.step(on)?;
        self.file.late |= on > self.file.until;
        Ok(self.turn(Reported { on }))
    }

    /// It is not mended in time, or was tried often enough: the office reports it.
    ///
    /// # Errors
    /// Before that, and without a reason and to whom.
    pub fn escalate(mut self, on: NaiveDate, (to, text): (&str, &str)) -> Result<Supervision<Closed>> {
        let overdue = on > self.file.until;
        if !overdue && self.file.refused < TRIES {
            return refused(
                ARTICLE,
                format!("整改期限 {} 还没有到，退回整改也不到 {TRIES} 次，不能上报", self.file.until),
            );
        }
        self.file.late |= overdue;
        self.file.report(on, to, text)?;
        Ok(self.turn(Closed { ending: Ending::Escalated, on }))
    }
}

impl Supervision<Reported> {
    /// The office has looked: it is mended.
    ///
    /// # Errors
    /// When it does not say what it found.
    pub fn accept(mut self, on: NaiveDate, text: &str) -> Result<Supervision<Closed>> {
        said("核查的情况", text)?;
        self.file.step(on)?;
        Ok(self.turn(Closed { ending: Ending::Mended, on }))
    }

    /// The office has looked: it is not enough; until a new last day.
    ///
    /// # Errors
    /// When it does not say what is missing, or the day is not ahead.
    pub fn not_yet(mut self, on: NaiveDate, text: &str, until: NaiveDate) -> Result<Supervision<Mending>> {
        said("还差什么", text)?;
        if until <= on {
            return refused(ARTICLE, "新的整改期限要晚于今天");
        }
        self.file.step(on)?;
        self.file.refused += 1;
        self.file.until = until;
        Ok(self.turn(Mending))
    }
}

impl File {
    fn report(&mut self, on: NaiveDate, to: &str, text: &str) -> Result<()> {
        said("上报给谁", to)?;
        said("上报的理由", text)?;
        self.step(on)
    }

    /// A disclosure with the notice was drafted.
    pub(super) fn prepare(&mut self, on: NaiveDate, disclosure: &str) -> Result<()> {
        if self.issued_on.is_none() {
            return refused(ARTICLE, "督办通知签发以后才能公开");
        }
        self.step(on)?;
        self.disclosure = Some(disclosure.to_owned());
        Ok(())
    }
}
