//! The states of a request and the steps each has.

use chrono::NaiveDate;

use super::{
    Answer, Channel, Charge, Charged, Closed, Consultation, CorrectionNotice, Extension, File, Group,
    Outcome, Party, Purpose, Reply, Request, Review, Rules,
};
use crate::Result;
use crate::error::refused;

/// Where an extension stands.
const EXTENSION: &str = "条例第三十三条";
/// Where the fee stands.
pub(super) const FEE: &str = "条例第四十二条";
/// Where it stands that answers are looked at before they go out.
const REVIEW: &str = "条例第四十五条";

/// 待确认: came in by a way on which both sides confirm (第三十一条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted;

/// 办理中: the limit of the answer runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handling;

/// 待补正: the applicant was told what to mend (第三十条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correcting {
    /// Until when.
    pub until: NaiveDate,
}

/// 征求意见: others are asked; the limit stands still (第三十二条至第三十四条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consulting {
    /// Those asked, in the order they were.
    pub asked: Vec<Consulted>,
}

/// One of those who are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consulted {
    /// Who.
    pub party: Party,
    /// When the letter went out.
    pub asked_on: NaiveDate,
    /// When it arrived: from then on the limit of the reply counts.
    pub delivered_on: Option<NaiveDate>,
    /// On which day the time for it ended: the reply came, or its limit passed.
    pub ended_on: Option<NaiveDate>,
}

/// 待说明理由: it was asked why there are so many requests (第三十五条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explaining;

/// 待审核: an answer is proposed and another person looks at it (第四十五条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The answer.
    pub outcome: Outcome,
    /// Who proposes it.
    pub by: String,
}

impl Request<Submitted> {
    /// Comes in by a way on which both sides confirm.
    ///
    /// # Errors
    /// When this way needs no confirmation.
    pub fn lodge((purpose, channel): (Purpose, Channel), on: NaiveDate) -> Result<Self> {
        if !channel.must_be_confirmed() {
            return refused("条例第三十一条", format!("{}不需要另行确认，直接登记收到日期", channel.zh()));
        }
        Ok(Self { file: fresh(purpose, channel, on), state: Submitted })
    }

    /// Both sides have confirmed: from this day it counts as received.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn confirm(mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<Request<Handling>> {
        self.file.step(on)?;
        self.file.receive(rules, on)?;
        Ok(self.turn(Handling))
    }
}

fn fresh(purpose: Purpose, channel: Channel, on: NaiveDate) -> File {
    File {
        purpose,
        channel,
        submitted_on: on,
        received_on: None,
        term: None,
        correction_asked: false,
        extension_asked: None,
        extended_by: None,
        third_party_asked: false,
        third_party_objects: false,
        reason_asked: false,
        reason_given: false,
        charged: false,
        agreed_until: None,
        last: on,
    }
}

impl Request<Handling> {
    /// Comes in at the counter or by post that is signed for: received on this day (第三十一条第一项、第二项).
    ///
    /// # Errors
    /// When this way needs confirmation first.
    pub fn receive(rules: &Rules<'_>, (purpose, channel): (Purpose, Channel), on: NaiveDate) -> Result<Self> {
        if channel.must_be_confirmed() {
            return refused("条例第三十一条", format!("{}以双方确认之日为收到申请之日", channel.zh()));
        }
        let mut file = fresh(purpose, channel, on);
        file.receive(rules, on)?;
        Ok(Self { file, state: Handling })
    }

    /// Tells once what to mend, within the limit from receipt (第三十条).
    ///
    /// # Errors
    /// The second time, and when the limit for it is over.
    pub fn ask_correction(
        mut self,
        rules: &Rules<'_>,
        notice: &CorrectionNotice,
    ) -> Result<Request<Correcting>> {
        const ARTICLE: &str = "条例第三十条";
        if self.file.correction_asked {
            return refused(ARTICLE, "补正只能告知一次，补正后仍不明确的请按“补正后内容仍不明确”答复");
        }
        let last =
            rules.end("request.correction_notice", self.file.received_on.unwrap_or(notice.on)).map(Some);
        if let Some(last) = rules.over(last, notice.on)? {
            return refused(ARTICLE, format!("告知补正的期限已于 {last} 届满，请直接办理"));
        }
        self.file.step(notice.on)?;
        self.file.correction_asked = true;
        Ok(self.turn(Correcting { until: notice.until }))
    }

    /// Asks a third party or an agency; the limit stands still from this day (第三十三条第三款).
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn consult(mut self, letter: &Consultation) -> Result<Request<Consulting>> {
        self.file.step(letter.on)?;
        self.file.third_party_asked |= letter.party == Party::ThirdParty;
        if let Some(term) = &mut self.file.term {
            term.suspend(letter.on)?;
        }
        Ok(self.turn(Consulting { asked: vec![asked(letter)] }))
    }

    /// Asks why there are so many requests (第三十五条). The limit goes on.
    ///
    /// # Errors
    /// The second time.
    pub fn ask_reason(mut self, on: NaiveDate) -> Result<Request<Explaining>> {
        if self.file.reason_asked {
            return refused("条例第三十五条", "已经要求说明过理由");
        }
        self.file.step(on)?;
        self.file.reason_asked = true;
        Ok(self.turn(Explaining))
    }

    /// Puts the answer off to a reasonable day that the applicant is told, because there are so many requests and the
    /// reason for them is good (第三十五条).
    ///
    /// # Errors
    /// When no reason was asked for and given, or the day is not later than the limit.
    pub fn agree_delay(mut self, rules: &Rules<'_>, on: NaiveDate, until: NaiveDate) -> Result<Self> {
        const ARTICLE: &str = "条例第三十五条";
        if !self.file.reason_given {
            return refused(ARTICLE, "须先要求申请人说明理由，理由合理的才能确定延迟答复的期限");
        }
        if self.file.due(rules)?.is_some_and(|due| until <= due) {
            return refused(ARTICLE, "延迟答复的日期须晚于现在的答复期限");
        }
        self.file.step(on)?;
        self.file.agreed_until = Some(until);
        Ok(self)
    }

    /// Asks for more time, once.
    ///
    /// # Errors
    /// When it was extended before.
    pub fn ask_extension(mut self, extension: Extension) -> Result<Self> {
        self.not_extended()?;
        self.file.step(extension.on)?;
        self.file.extension_asked = Some((extension.working_days, extension.by));
        Ok(self)
    }

    /// The head of the openness office agrees, before the limit is over (第三十三条第二款).
    ///
    /// # Errors
    /// When nobody asked for it, when it is the same person, and when the limit is over.
    pub fn extend(mut self, rules: &Rules<'_>, review: &Review) -> Result<Self> {
        self.not_extended()?;
        let Some((working_days, asked_by)) = self.file.extension_asked.clone() else {
            return refused(EXTENSION, "还没有人提出延长");
        };
        review.of_another(EXTENSION, &asked_by)?;
        if let Some(due) = rules.over(self.file.due(rules), review.on)? {
            return refused(EXTENSION, format!("答复期限已于 {due} 届满，不能再延长"));
        }
        self.file.step(review.on)?;
        self.file.extension_asked = None;
        self.file.extended_by = Some(working_days);
        if let Some(term) = &mut self.file.term {
            term.extend(working_days);
        }
        Ok(self)
    }

    fn not_extended(&self) -> Result<()> {
        if self.file.extended_by.is_some() {
            return refused(EXTENSION, "答复期限只能延长一次");
        }
        Ok(())
    }

    /// Proposes an answer.
    ///
    /// # Errors
    /// When it rests on a step that was not taken: a third party not asked, nothing corrected, no reason asked for.
    pub fn propose(mut self, answer: Answer) -> Result<Request<Proposed>> {
        let (file, outcome) = (&self.file, answer.outcome);
        let missing = match outcome {
            Outcome::ThirdParty if !file.third_party_asked => Some("须先书面征求第三方的意见"),
            Outcome::StillUnclear if !file.correction_asked => Some("须先一次性告知申请人补正"),
            Outcome::Excessive if !file.reason_asked => Some("须先要求申请人说明理由"),
            _ if (outcome.group() == Group::Record) != (file.purpose == Purpose::Record) => {
                Some("这种答复与申请的事项不符，请另选答复类型")
            }
            _ if outcome.opens() && file.third_party_objects && !answer.public_interest => {
                return refused(
                    "条例第三十二条",
                    "第三方不同意公开且有合理理由；确需公开的，请写明不公开可能对公共利益造成的重大影响，并书面告知第三方",
                );
            }
            _ => None,
        };
        if let Some(missing) = missing {
            return refused(outcome.article(), missing);
        }
        self.file.step(answer.on)?;
        Ok(self.turn(Proposed { outcome, by: answer.by }))
    }

    /// Asks for a fee, once, while the limit of the answer runs. From this day the limit stands still (第四十二条; 国办函〔2020〕109号).
    ///
    /// # Errors
    /// The second time, and when the limit of the answer is over.
    pub fn charge(mut self, rules: &Rules<'_>, charge: &Charge) -> Result<Request<Charged>> {
        if self.file.charged {
            return refused(FEE, "一件申请只能发一次收费通知");
        }
        if let Some(due) = rules.over(self.file.due(rules), charge.on)? {
            return refused(FEE, format!("收费通知应当在答复期限内发出，期限已于 {due} 届满"));
        }
        self.file.step(charge.on)?;
        self.file.charged = true;
        self.file.term = None;
        let yuan = charge.yuan;
        Ok(self.turn(Charged { yuan, told_on: None }))
    }

    /// The applicant takes the request back.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn withdraw(mut self, on: NaiveDate) -> Result<Request<Closed>> {
        self.file.step(on)?;
        Ok(self.turn(Closed::new(Outcome::Withdrawn, on, false)))
    }
}

fn asked(letter: &Consultation) -> Consulted {
    Consulted { party: letter.party, asked_on: letter.on, delivered_on: None, ended_on: None }
}

impl Request<Correcting> {
    /// The corrected request came: the limit of the answer begins anew on this day. After the time that was given, only
    /// with a good reason.
    ///
    /// # Errors
    /// When it is late without a reason.
    pub fn corrected(
        mut self,
        rules: &Rules<'_>,
        on: NaiveDate,
        reason_for_delay: &str,
    ) -> Result<Request<Handling>> {
        if on > self.state.until && reason_for_delay.trim().is_empty() {
            let until = self.state.until;
            return refused("条例第三十条", format!("补正期限已于 {until} 届满，有正当理由的请写明理由"));
        }
        self.file.step(on)?;
        self.file.receive(rules, on)?;
        Ok(self.turn(Handling))
    }

    /// Nothing came in the time that was given: given up.
    ///
    /// # Errors
    /// While there is time.
    pub fn abandon(mut self, on: NaiveDate) -> Result<Request<Closed>> {
        if on <= self.state.until {
            let until = self.state.until;
            return refused("条例第三十条", format!("补正期限到 {until} 为止，届满以后才能视为放弃申请"));
        }
        self.file.step(on)?;
        Ok(self.turn(Closed::new(Outcome::Abandoned, on, false)))
    }
}

impl Request<Consulting> {
    /// Asks one more.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn consult(mut self, letter: &Consultation) -> Result<Self> {
        self.file.step(letter.on)?;
        self.file.third_party_asked |= letter.party == Party::ThirdParty;
        self.state.asked.push(asked(letter));
        Ok(self)
    }

    fn open(&mut self, number: usize) -> Result<&mut Consulted> {
        match self.state.asked.get_mut(number) {
            Some(one) if one.ended_on.is_none() => Ok(one),
            _ => refused("条例第四十五条", "没有这份还在等答复的征求意见书"),
        }
    }

    /// The letter arrived: from this day the limit of the reply counts.
    ///
    /// # Errors
    /// When it had arrived before.
    pub fn delivered(mut self, number: usize, on: NaiveDate) -> Result<Self> {
        let one = self.open(number)?;
        if one.delivered_on.is_some() {
            return refused(one.party.article(), "已经登记过送达日期");
        }
        one.delivered_on = Some(on);
        self.file.step(on)?;
        Ok(self)
    }

    /// A reply came. What comes after the limit counts from the limit's last day, so that nobody's delay is added.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn replied(
        mut self,
        rules: &Rules<'_>,
        number: usize,
        (on, reply): (NaiveDate, Reply),
    ) -> Result<AfterReply> {
        self.file.step(on)?;
        let one = self.open(number)?;
        one.ended_on = Some(rules.over(one.due(rules), on)?.unwrap_or(on));
        self.file.third_party_objects |= one_objects(&self.state.asked[number], reply);
        self.go_on()
    }

    /// The limit of a reply passed without one: the agency decides (第三十二条), an agency counts as consenting (第三十四条).
    ///
    /// # Errors
    /// While it runs, or when it is not known when the letter arrived.
    pub fn silent(mut self, rules: &Rules<'_>, number: usize, on: NaiveDate) -> Result<AfterReply> {
        self.file.step(on)?;
        let one = self.open(number)?;
        let article = one.party.article();
        if one.delivered_on.is_none() {
            return refused(article, "还没有登记征求意见书的送达日期，期限没有开始");
        }
        let Some(due) = rules.over(one.due(rules), on)? else {
            return refused(article, "提出意见的期限还没有届满，届满以后才能按逾期办理");
        };
        one.ended_on = Some(due);
        self.go_on()
    }

    /// Back to handling when nobody is waited for any more: the limit goes on after the last day that was waited.
    fn go_on(mut self) -> Result<AfterReply> {
        let ends: Option<Vec<NaiveDate>> = self.state.asked.iter().map(|one| one.ended_on).collect();
        let Some(end) = ends.and_then(|ends| ends.into_iter().max()) else {
            return Ok(AfterReply::Waiting(self));
        };
        if let Some(term) = &mut self.file.term {
            term.resume(end)?;
        }
        Ok(AfterReply::Handling(self.turn(Handling)))
    }
}

fn one_objects(one: &Consulted, reply: Reply) -> bool {
    one.party == Party::ThirdParty && reply == Reply::Objects
}

/// What a request is after a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterReply {
    /// Others are still waited for.
    Waiting(Request<Consulting>),
    /// All is there.
    Handling(Request<Handling>),
}

impl Consulted {
    /// The last day for a reply; none before the letter arrived.
    pub(super) fn due(&self, rules: &Rules<'_>) -> Result<Option<NaiveDate>> {
        self.delivered_on.map(|on| rules.end(self.party.limit(), on)).transpose()
    }
}

impl Request<Explaining> {
    /// The applicant has said why, or has not in the time there was.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn explained(mut self, on: NaiveDate, reasonable: bool) -> Result<Request<Handling>> {
        self.file.step(on)?;
        self.file.reason_given = reasonable;
        Ok(self.turn(Handling))
    }
}

impl Request<Proposed> {
    /// Another person agrees: the answer goes out, and the clock ends.
    ///
    /// # Errors
    /// When it is who proposed it, or the day does not fit.
    pub fn approve(mut self, rules: &Rules<'_>, review: &Review) -> Result<Request<Closed>> {
        review.of_another(REVIEW, &self.state.by)?;
        self.file.step(review.on)?;
        let late = rules.over(self.file.due(rules), review.on)?.is_some();
        let outcome = self.state.outcome;
        Ok(self.turn(Closed::new(outcome, review.on, late)))
    }

    /// Another person does not agree.
    ///
    /// # Errors
    /// When it is who proposed it, or no reason is given.
    pub fn send_back(mut self, review: &Review, reason: &str) -> Result<Request<Handling>> {
        review.of_another(REVIEW, &self.state.by)?;
        if reason.trim().is_empty() {
            return refused(REVIEW, "请写明退回的理由");
        }
        self.file.step(review.on)?;
        Ok(self.turn(Handling))
    }
}
