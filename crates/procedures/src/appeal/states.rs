//! The states of an appeal and the steps each has.

use chrono::NaiveDate;

use super::evidence::{ANSWER, EXTENSION, IN_CHARGE, REVIEW, SEVERAL};
use super::{Answer, Appeal, Ending, File, Lodging, MoreTime, Publicity, Rules, Transfer};
use crate::Result;
use crate::Review;
use crate::error::refused;

/// Where it stands that whoever is not content may go on.
const AGAIN: &str = "信访工作条例第三十五条";
/// Where it stands what is not published.
const NOT_PUBLIC: &str = "信访工作条例第三十条";

/// 待受理: an agency has it, and has not said whether it accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lodged;

/// 待分办: it was returned to the office, which decides who has it (第二十三条、第二十四条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned;

/// 办理中: accepted, and the limit of the answer runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handling;

/// An agency that has to say something before the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its code.
    pub agency: String,
    /// When it was asked.
    pub asked_on: NaiveDate,
    /// When it said it, or its time was over.
    pub ended_on: Option<NaiveDate>,
}

/// 协同办理: others are asked for their part; the limit of the answer goes on (第二十四条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Those asked, in the order they were.
    pub partners: Vec<Partner>,
}

/// 待审核: an answer is proposed and another person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The answer.
    pub ending: Ending,
    /// Whether it becomes public.
    pub publicity: Publicity,
    /// Whether the appeal had been accepted before.
    pub accepted: bool,
    /// Who proposes it.
    pub by: String,
}

/// 已答复: whoever appeals may say whether it helped, and may ask once for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub ending: Ending,
    /// Whether it becomes public.
    pub publicity: Publicity,
    /// When it was given.
    pub on: NaiveDate,
    /// Whether that was after the last day.
    pub late: bool,
    /// Whether whoever appeals is content; none where nothing was said.
    pub satisfied: Option<bool>,
}

/// 已办结: nothing more happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The answer; none where it was taken back.
    pub answered: Option<Answered>,
    /// When.
    pub on: NaiveDate,
}

impl Appeal<Lodged> {
    /// Comes in at an agency.
    #[must_use]
    pub fn lodge(on: NaiveDate, lodging: &Lodging) -> Self {
        let agency = lodging.agency.clone();
        let file = File {
            way: lodging.way,
            kind: lodging.kind,
            lodged_on: on,
            consent: lodging.consent,
            had_by: vec![agency.clone()],
            agency,
            handed_on: false,
            decided: false,
            held_since: on,
            received_on: on,
            accepted_on: None,
            reopened_on: None,
            extension_asked: None,
            extended_by: None,
            urged_on: Vec::new(),
            disclosure: None,
            last: on,
        };
        Self { file, state: Lodged }
    }

    /// The agency accepts it, and says so (第二十三条).
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn accept(mut self, on: NaiveDate) -> Result<Appeal<Handling>> {
        self.file.step(on)?;
        // An acceptance by an earlier agency stands: the limit of the answer does not begin anew.
        self.file.accepted_on.get_or_insert(on);
        Ok(self.turn(Handling))
    }

    /// Goes on to another agency.
    ///
    /// # Errors
    /// When the office decided who has it, or the other one had it before.
    pub fn transfer(mut self, rules: &Rules<'_>, transfer: &Transfer) -> Result<Self> {
        hand_on(&mut self.file, rules, transfer)?;
        Ok(self)
    }

    /// The agency objects to having it, within the limit; the office decides (第二十三条第三款).
    ///
    /// # Errors
    /// When the limit is over, or the office decided already.
    pub fn give_back(mut self, rules: &Rules<'_>, transfer: &Transfer) -> Result<Appeal<Returned>> {
        undecided(&self.file)?;
        if self.file.handed_on {
            let last = rules.end("appeal.objection", self.file.held_since);
            if let Some(last) = rules.over(last, transfer.on)? {
                return refused(IN_CHARGE, format!("提出异议的期限已于 {last} 届满，请办理"));
            }
        }
        give_back(&mut self.file, rules, transfer)?;
        Ok(self.turn(Returned))
    }

    /// Proposes not to accept it, or names the lawful way for it (第二十三条、第三十一条).
    ///
    /// # Errors
    /// For any other answer: those need that it was accepted.
    pub fn propose(self, answer: Answer) -> Result<Appeal<Proposed>> {
        if !answer.result.before_acceptance() {
            return refused(IN_CHARGE, format!("请先受理，再作出“{}”的答复", answer.result.zh()));
        }
        propose(self, answer, false)
    }
}

fn undecided(file: &File) -> Result<()> {
    if file.decided {
        return refused(SEVERAL, "分办单位已经决定由本单位办理，不能再转办、退回");
    }
    Ok(())
}

fn hand_on(file: &mut File, rules: &Rules<'_>, transfer: &Transfer) -> Result<()> {
    undecided(file)?;
    if file.had_by.contains(&transfer.to) {
        return refused(SEVERAL, "这个单位已经办过这件诉求；有争议的请退回分办，由上一级决定");
    }
    file.step(transfer.on)?;
    file.hand_on(rules, transfer.on, &transfer.to)?;
    file.handed_on = true;
    Ok(())
}

fn give_back(file: &mut File, rules: &Rules<'_>, transfer: &Transfer) -> Result<()> {
    file.step(transfer.on)?;
    file.hand_on(rules, transfer.on, &transfer.to)
}

impl Appeal<Returned> {
    /// The office decides who has it; from then on nobody hands it on.
    ///
    /// # Errors
    /// When the day does not fit.
    pub fn route(mut self, rules: &Rules<'_>, transfer: &Transfer) -> Result<Appeal<Lodged>> {
        self.file.step(transfer.on)?;
        self.file.hand_on(rules, transfer.on, &transfer.to)?;
        self.file.handed_on = true;
        self.file.decided = true;
        Ok(self.turn(Lodged))
    }
}

impl Appeal<Handling> {
    /// Goes on to another agency after all.
    ///
    /// # Errors
    /// As before acceptance.
    pub fn transfer(mut self, rules: &Rules<'_>, transfer: &Transfer) -> Result<Appeal<Lodged>> {
        hand_on(&mut self.file, rules, transfer)?;
        Ok(self.turn(Lodged))
    }

    /// Asks other agencies for their part.
    ///
    /// # Errors
    /// When none is named, or the agency itself.
    pub fn join(mut self, on: NaiveDate, agencies: &[String]) -> Result<Appeal<Joint>> {
        self.file.step(on)?;
        let mut state = Joint { partners: Vec::new() };
        state.ask(&self.file, on, agencies)?;
        Ok(self.turn(state))
    }

    /// Asks for more time, once.
    ///
    /// # Errors
    /// When it was extended before.
    pub fn ask_extension(mut self, more: MoreTime) -> Result<Self> {
        not_extended(&self.file)?;
        self.file.step(more.on)?;
        self.file.extension_asked = Some((more.days, more.by));
        Ok(self)
    }

    /// Another person agrees, before the limit is over (第三十四条: 经本机关、单位负责人批准).
    ///
    /// # Errors
    /// When nobody asked for it, when it is the same person, and when the limit is over.
    pub fn extend(mut self, rules: &Rules<'_>, review: &Review) -> Result<Self> {
        not_extended(&self.file)?;
        let Some((days, asked_by)) = self.file.extension_asked.clone() else {
            return refused(EXTENSION, "还没有人提出延长");
        };
        review.of_another(EXTENSION, &asked_by)?;
        if let Some(due) = rules.over(self.file.due(rules), review.on)? {
            return refused(EXTENSION, format!("办理期限已于 {due} 届满，不能再延长"));
        }
        self.file.step(review.on)?;
        self.file.extension_asked = None;
        self.file.extended_by = Some(days);
        Ok(self)
    }

    /// Proposes an answer.
    ///
    /// # Errors
    /// When it does not fit the kind, or does not say what the public reads.
    pub fn propose(self, answer: Answer) -> Result<Appeal<Proposed>> {
        propose(self, answer, true)
    }
}

fn not_extended(file: &File) -> Result<()> {
    if file.extended_by.is_some() {
        return refused(EXTENSION, "办理期限只能延长一次");
    }
    Ok(())
}

fn propose<S>(mut appeal: Appeal<S>, answer: Answer, accepted: bool) -> Result<Appeal<Proposed>> {
    let Answer { on, result, withheld, question, by } = answer;
    if !result.fits(appeal.file.kind) {
        return refused(result.article(), format!("这一类诉求不能答复“{}”，请选择别的结果", result.zh()));
    }
    if withheld.is_empty() && question.is_empty() {
        return refused(ANSWER, "请写明公开时怎样概括诉求，不写提出人和他人的个人信息；不公开的写明理由");
    }
    let publicity = if withheld.is_empty() { Publicity::Owed } else { Publicity::Withheld(withheld) };
    appeal.file.step(on)?;
    Ok(appeal.turn(Proposed { ending: result, publicity, accepted, by }))
}

impl Joint {
    fn ask(&mut self, file: &File, on: NaiveDate, agencies: &[String]) -> Result<()> {
        if agencies.is_empty() {
            return refused(SEVERAL, "请选择协办单位");
        }
        for agency in agencies {
            if *agency == file.agency || self.partners.iter().any(|one| one.agency == *agency) {
                return refused(SEVERAL, "协办单位不能是主办单位，也不能重复");
            }
            self.partners.push(Partner { agency: agency.clone(), asked_on: on, ended_on: None });
        }
        Ok(())
    }
}

/// What an appeal is after a partner's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AfterPart {
    Waiting(Appeal<Joint>),
    Handling(Appeal<Handling>),
}

impl Appeal<Joint> {
    /// Asks more.
    ///
    /// # Errors
    /// When one was asked already.
    pub fn join(mut self, on: NaiveDate, agencies: &[String]) -> Result<Self> {
        self.file.step(on)?;
        self.state.ask(&self.file, on, agencies)?;
        Ok(self)
    }

    /// A partner has said its part.
    pub(super) fn contribute(mut self, on: NaiveDate, agency: &str) -> Result<AfterPart> {
        self.file.step(on)?;
        self.open(agency)?.ended_on = Some(on);
        Ok(self.go_on())
    }

    /// A partner's time is over: the agency in charge goes on without it.
    pub(super) fn without(mut self, rules: &Rules<'_>, on: NaiveDate, agency: &str) -> Result<AfterPart> {
        self.file.step(on)?;
        let one = self.open(agency)?;
        if rules.over(rules.end("appeal.joint", one.asked_on), on)?.is_none() {
            return refused(SEVERAL, "协办单位的期限还没有届满");
        }
        one.ended_on = Some(on);
        Ok(self.go_on())
    }

    fn open(&mut self, agency: &str) -> Result<&mut Partner> {
        let one = self.state.partners.iter_mut().find(|one| one.agency == agency && one.ended_on.is_none());
        match one {
            Some(one) => Ok(one),
            None => refused(SEVERAL, "这个单位不在协办单位之列，或者已经提出过意见"),
        }
    }

    fn go_on(self) -> AfterPart {
        if self.state.partners.iter().any(|one| one.ended_on.is_none()) {
            AfterPart::Waiting(self)
        } else {
            AfterPart::Handling(self.turn(Handling))
        }
    }
}

impl Partner {
    /// The last day for its part.
    pub(super) fn due(&self, rules: &Rules<'_>) -> Result<NaiveDate> {
        rules.end("appeal.joint", self.asked_on)
    }
}

impl Appeal<Proposed> {
    /// Another person agrees: the answer goes out, and the clock ends.
    ///
    /// # Errors
    /// When it is who proposed it, or it would be public without consent or although the kind never is.
    pub fn approve(mut self, rules: &Rules<'_>, review: &Review) -> Result<Appeal<Answered>> {
        review.of_another(REVIEW, &self.state.by)?;
        if self.state.publicity == Publicity::Owed {
            may_be_public(rules, &self.file)?;
        }
        self.file.step(review.on)?;
        let due = if self.state.accepted { self.file.due(rules) } else { self.file.first_due(rules) };
        let late = rules.over(due, review.on)?.is_some();
        let Proposed { ending, publicity, .. } = self.state.clone();
        Ok(self.turn(Answered { ending, publicity, on: review.on, late, satisfied: None }))
    }

    /// Another person does not agree: it goes back to where it was.
    pub(super) fn send_back(mut self, review: &Review, reason: &str) -> Result<SentBack> {
        review.of_another(REVIEW, &self.state.by)?;
        super::evidence::said(REVIEW, "退回的理由", reason)?;
        self.file.step(review.on)?;
        Ok(if self.state.accepted {
            SentBack::Handling(self.turn(Handling))
        } else {
            SentBack::Lodged(self.turn(Lodged))
        })
    }
}

/// Where an appeal stands whose answer was not agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SentBack {
    Lodged(Appeal<Lodged>),
    Handling(Appeal<Handling>),
}

/// Only what its writer agrees to and the rule allows becomes public.
fn may_be_public(rules: &Rules<'_>, file: &File) -> Result<()> {
    let rule = rules.of(file.kind)?;
    if !rule.publishable {
        return refused(NOT_PUBLIC, format!("“{}”的办理结果不公开，请写明不公开的理由", rule.title));
    }
    if !file.consent {
        return refused("个人信息保护法第十三条", "提出人不同意公开办理结果，请写明不公开的理由");
    }
    Ok(())
}

impl Appeal<Answered> {
    /// Whoever appeals says whether it helped. Content, or for the second time, it ends.
    pub(super) fn rate(mut self, on: NaiveDate, satisfied: bool) -> Result<AfterRating> {
        if self.state.satisfied.is_some() {
            return refused(AGAIN, "已经评价过这次答复");
        }
        self.file.step(on)?;
        self.state.satisfied = Some(satisfied);
        if satisfied || self.file.reopened_on.is_some() {
            let answered = Some(self.state.clone());
            return Ok(AfterRating::Closed(self.turn(Closed { answered, on })));
        }
        Ok(AfterRating::Answered(self))
    }

    /// Whoever appeals asks to handle it again: once, within the limit, with a reason. The limit of the answer begins anew.
    ///
    /// # Errors
    /// The second time, when the limit is over, or without a reason.
    pub fn reopen(mut self, rules: &Rules<'_>, on: NaiveDate, reason: &str) -> Result<Appeal<Handling>> {
        if self.file.reopened_on.is_some() {
            return refused(AGAIN, "只能要求重新办理一次；仍然不服的，可以请求上一级机关复查");
        }
        super::evidence::said(AGAIN, "哪里没有解决", reason)?;
        if let Some(last) = rules.over(rules.end("appeal.reopening", self.state.on), on)? {
            return refused(AGAIN, format!("要求重新办理的期限已于 {last} 届满"));
        }
        self.file.step(on)?;
        self.file.reopened_on = Some(on);
        self.file.accepted_on.get_or_insert(on);
        self.file.extension_asked = None;
        self.file.extended_by = None;
        Ok(self.turn(Handling))
    }

    /// A disclosure with the answer was drafted.
    ///
    /// # Errors
    /// When the answer does not become public.
    pub fn prepare(mut self, on: NaiveDate, disclosure: &str) -> Result<Self> {
        owed(&self.state)?;
        self.file.step(on)?;
        self.file.disclosure = Some(disclosure.to_owned());
        Ok(self)
    }
}

fn owed(answered: &Answered) -> Result<()> {
    match &answered.publicity {
        Publicity::Owed => Ok(()),
        Publicity::Withheld(ground) => refused(NOT_PUBLIC, format!("这件的办理结果不公开：{ground}")),
    }
}

/// What an appeal is once its answer was rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AfterRating {
    Answered(Appeal<Answered>),
    Closed(Appeal<Closed>),
}

impl Appeal<Closed> {
    /// A disclosure with the answer was drafted.
    ///
    /// # Errors
    /// When there is no answer, or it does not become public.
    pub fn prepare(mut self, on: NaiveDate, disclosure: &str) -> Result<Self> {
        match &self.state.answered {
            Some(answered) => owed(answered)?,
            None => return refused(ANSWER, "提出人已经撤回，没有办理结果"),
        }
        self.file.step(on)?;
        self.file.disclosure = Some(disclosure.to_owned());
        Ok(self)
    }
}

/// Steps of whoever appeals, in every state before the answer.
macro_rules! before_the_answer {
    ($($state:ty)*) => {$(
        impl Appeal<$state> {
            /// Whoever appeals asks where it stays.
            ///
            /// # Errors
            /// When that was asked a moment ago.
            pub fn urge(mut self, rules: &Rules<'_>, on: NaiveDate) -> Result<Self> {
                self.file.urge(rules, on)?;
                Ok(self)
            }

            /// Whoever appeals takes it back.
            ///
            /// # Errors
            /// When the day does not fit.
            pub fn withdraw(mut self, on: NaiveDate) -> Result<Appeal<Closed>> {
                self.file.step(on)?;
                Ok(self.turn(Closed { answered: None, on }))
            }
        }
    )*};
}

before_the_answer!(Lodged Returned Handling Joint Proposed);
