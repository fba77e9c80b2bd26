//! The letters of a case that asks for information: which there are, to whom each goes, and what it says. Their words stand
//! in `law/answers.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{AnswerTexts, Answered, Event, FeeBasis, Party, Purpose};

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// 登记回执
    Receipt,
    /// 补正告知书 (条例 第三十条)
    Correction,
    /// 征求第三方意见书 (第三十二条)
    ThirdParty,
    /// 征求共同制作机关意见函 (第三十四条)
    JointAgency,
    /// 说明理由通知书 (第三十五条)
    Reason,
    /// 延迟答复告知书 (第三十五条)
    Delay,
    /// 延期答复告知书 (第三十三条)
    Extension,
    /// 答复书 (第三十六条至第三十九条)
    Answer,
    /// 决定告知书, to a third party that did not agree (第三十二条)
    Overruled,
    /// 收费通知 (第四十二条)
    Fee,
    /// 不再处理告知书 (第四十二条)
    FeeUnpaid,
    /// 主动公开建议答复书 (第四十四条)
    Publicity,
    /// 更正记录的登记回执 (第四十一条)
    RecordReceipt,
    /// 更正记录的补正告知书
    RecordCorrection,
    /// 更正记录的答复书
    RecordAnswer,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Receipt,
        Self::Correction,
        Self::ThirdParty,
        Self::JointAgency,
        Self::Reason,
        Self::Delay,
        Self::Extension,
        Self::Answer,
        Self::Overruled,
        Self::Fee,
        Self::FeeUnpaid,
        Self::Publicity,
        Self::RecordReceipt,
        Self::RecordCorrection,
        Self::RecordAnswer,
    ];

    /// The word that forms and files use.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Correction => "correction",
            Self::ThirdParty => "third_party",
            Self::JointAgency => "joint_agency",
            Self::Reason => "reason",
            Self::Delay => "delay",
            Self::Extension => "extension",
            Self::Answer => "answer",
            Self::Overruled => "overruled",
            Self::Fee => "fee",
            Self::FeeUnpaid => "fee_unpaid",
            Self::Publicity => "publicity",
            Self::RecordReceipt => "record_receipt",
            Self::RecordCorrection => "record_correction",
            Self::RecordAnswer => "record_answer",
        }
    }

    /// The kind with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether the applicant gets it; the others go to somebody who may not know who asks.
    #[must_use]
    pub fn is_for_applicant(self) -> bool {
        !matches!(self, Self::ThirdParty | Self::JointAgency | Self::Overruled)
    }
}

/// One letter of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterAt {
    /// The step it goes out with, from 0.
    pub position: usize,
    /// What it is.
    pub kind: LetterKind,
}

impl fmt::Display for LetterAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.position, self.kind.key())
    }
}

impl FromStr for LetterAt {
    type Err = UnknownLetter;

    fn from_str(text: &str) -> Result<Self, UnknownLetter> {
        let (position, kind) = text.split_once('.').ok_or(UnknownLetter)?;
        let position = position.parse().map_err(|_| UnknownLetter)?;
        Ok(Self { position, kind: LetterKind::of_key(kind).ok_or(UnknownLetter)? })
    }
}

/// No letter is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLetter;

/// What is known of a case, for its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts<'a> {
    /// Name of the agency.
    pub agency: &'a str,
    /// What people call the case.
    pub number: &'a str,
    /// The day the request came in.
    pub lodged_on: NaiveDate,
    /// Who asks.
    pub applicant: &'a str,
    /// What is asked for.
    pub wanted: &'a str,
    /// How the applicant wants to have it.
    pub form: &'a str,
}

/// A letter as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterText {
    /// What it is.
    pub title: String,
    /// Number of the case and of the step.
    pub number: String,
    /// To whom; empty where only the one who sends it knows.
    pub to: String,
    /// What it says, a paragraph a line.
    pub text: String,
    /// The day it goes out.
    pub on: NaiveDate,
}

/// Title and text of a kind of letter, as the file has them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    title: String,
    text: String,
}

pub(crate) type Templates = BTreeMap<LetterKind, Template>;

/// A day as letters write it.
#[must_use]
pub fn zh_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The letters of a case, in the order of its steps.
#[must_use]
pub fn letters(events: &[Event]) -> Vec<LetterAt> {
    let each = events.iter().enumerate().flat_map(|(position, event)| {
        kinds(event, &events[..position]).into_iter().map(move |kind| LetterAt { position, kind })
    });
    each.collect()
}

fn kinds(event: &Event, before: &[Event]) -> Vec<LetterKind> {
    let first = before.first().unwrap_or(event);
    let is_of_record = matches!(first, Event::Lodged { purpose: Purpose::Record, .. });
    match event {
        Event::Lodged { .. } if is_of_record => vec![LetterKind::RecordReceipt],
        Event::CorrectionAsked { .. } if is_of_record => vec![LetterKind::RecordCorrection],
        Event::Approved { .. } if is_of_record => vec![LetterKind::RecordAnswer],
        Event::Lodged { .. } => vec![LetterKind::Receipt],
        Event::CorrectionAsked { .. } => vec![LetterKind::Correction],
        Event::Consulted { party: Party::ThirdParty, .. } => vec![LetterKind::ThirdParty],
        Event::Consulted { party: Party::Agency, .. } => vec![LetterKind::JointAgency],
        Event::ReasonAsked { .. } => vec![LetterKind::Reason],
        Event::Delayed { .. } => vec![LetterKind::Delay],
        Event::Extended { .. } => vec![LetterKind::Extension],
        Event::FeeAsked { .. } => vec![LetterKind::Fee],
        Event::FeeUnpaid { .. } => vec![LetterKind::FeeUnpaid],
        Event::PublicityDecided { .. } => vec![LetterKind::Publicity],
        Event::Approved { .. } => match proposed(before) {
            Some(Event::Proposed { outcome, public_interest, .. })
                if outcome.opens() && !public_interest.is_empty() =>
            {
                vec![LetterKind::Answer, LetterKind::Overruled]
            }
            _ => vec![LetterKind::Answer],
        },
        _ => Vec::new(),
    }
}

fn proposed(before: &[Event]) -> Option<&Event> {
    before.iter().rev().find(|event| matches!(event, Event::Proposed { .. }))
}

impl AnswerTexts {
    /// A letter of a case; none where there is no such letter.
    #[must_use]
    pub fn letter(&self, facts: &CaseFacts<'_>, events: &[Event], which: LetterAt) -> Option<LetterText> {
        let LetterAt { position, kind } = which;
        let (event, before) = (events.get(position)?, &events[..position]);
        if !kinds(event, before).contains(&kind) {
            return None;
        }
        let template = self.letters.get(&kind)?;
        let said = Said::of(event, before, || self.said_to(kind, facts, before));
        let to = match kind {
            LetterKind::Overruled => "",
            LetterKind::ThirdParty | LetterKind::JointAgency => said.whom,
            _ => facts.applicant,
        };
        let fill = [
            ("{lodged}", zh_day(facts.lodged_on)),
            ("{number}", facts.number.to_owned()),
            ("{wanted}", facts.wanted.replace('\n', "；")),
            ("{form}", facts.form.to_owned()),
            ("{until}", said.until.map(zh_day).unwrap_or_default()),
            ("{days}", said.days.to_string()),
            ("{channel}", said.channel.to_owned()),
            ("{basis}", said.basis),
            ("{yuan}", said.yuan.to_string()),
            ("{agreed}", said.agreed.to_owned()),
            ("{text}", said.text),
        ];
        Some(LetterText {
            title: template.title.clone(),
            number: format!("{}-{:02}", facts.number, position + 1),
            to: to.to_owned(),
            text: filled(&template.text, &fill),
            on: event.on(),
        })
    }
}

/// The words of a template with what stands for each mark. What is put in is not looked at again.
fn filled(template: &str, fill: &[(&str, String)]) -> String {
    let (mut text, mut rest) = (String::new(), template);
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        match fill.iter().find(|(mark, _)| from.starts_with(mark)) {
            Some((mark, value)) => {
                text.push_str(value);
                rest = &from[mark.len()..];
            }
            None => {
                text.push('{');
                rest = &from[1..];
            }
        }
    }
    text + rest
}

/// By what a fee is counted, as the one who pays it reads it.
fn fee_basis(basis: FeeBasis, count: u32) -> String {
    match basis {
        FeeBasis::Cases => format!("{}，这是您本月向本机关提出的第{count}件申请", basis.zh()),
        FeeBasis::Pages => format!("{}，共{count}页", basis.zh()),
    }
}

/// What a step says to the one who gets its letter.
#[derive(Default)]
struct Said<'a> {
    text: String,
    whom: &'a str,
    until: Option<NaiveDate>,
    days: u32,
    channel: &'static str,
    basis: String,
    yuan: u32,
    agreed: &'static str,
}

impl<'a> Said<'a> {
    fn of(event: &'a Event, before: &[Event], decided: impl FnOnce() -> String) -> Self {
        let mut said = Self { text: event.text().to_owned(), ..Self::default() };
        match event {
            Event::Lodged { channel, .. } => said.channel = channel.zh(),
            Event::CorrectionAsked { until, .. } | Event::Delayed { until, .. } => said.until = Some(*until),
            // The first of several lines says whom is asked.
            Event::Consulted { text, .. } => {
                if let Some((whom, asked)) = text.split_once('\n') {
                    (said.whom, said.text) = (whom.trim(), asked.to_owned());
                }
            }
            Event::Extended { .. } => {
                let wish = before.iter().rev().find_map(|event| match event {
                    Event::ExtensionAsked { working_days, text, .. } => Some((*working_days, text.clone())),
                    _ => None,
                });
                (said.days, said.text) = wish.unwrap_or_default();
            }
            Event::FeeAsked { basis, count, yuan, .. } => {
                said.basis = fee_basis(*basis, *count);
                said.yuan = *yuan;
            }
            Event::PublicityDecided { agreed, .. } => {
                said.agreed = if *agreed {
                    "决定纳入主动公开的范围。"
                } else {
                    "认为不属于主动公开的范围。"
                };
            }
            Event::Approved { .. } => said.text = decided(),
            _ => {}
        }
        said
    }
}

impl AnswerTexts {
    /// What was decided, as the applicant is told it, or a third party that did not agree.
    fn said_to(&self, kind: LetterKind, facts: &CaseFacts<'_>, before: &[Event]) -> String {
        let Some(Event::Proposed { outcome, text, names, public_interest, .. }) = proposed(before) else {
            return String::new();
        };
        if kind == LetterKind::Overruled {
            return format!("{text}\n理由：{public_interest}");
        }
        let CaseFacts { agency, number, lodged_on, .. } = *facts;
        self.body(&Answered { agency, number, lodged_on, on: None, outcome: *outcome, text, names })
    }
}

#[cfg(test)]
mod tests {
    use mingjing_law::LawFiles;

    use super::*;
    use crate::{Channel, Outcome};

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn facts() -> CaseFacts<'static> {
        CaseFacts {
            agency: "某厅",
            number: "130001-2026-00001",
            lodged_on: day(2),
            applicant: "王小明",
            wanted: "某合同{text}",
            form: "电子邮件",
        }
    }

    fn events(outcome: Outcome) -> Vec<Event> {
        let text = |text: &str| text.to_owned();
        vec![
            Event::Lodged { on: day(2), channel: Channel::Counter, purpose: Purpose::Information },
            Event::CorrectionAsked { on: day(3), until: day(20), text: text("哪一份合同") },
            Event::Corrected { on: day(4), text: text("") },
            Event::Consulted {
                on: day(5), party: Party::ThirdParty, text: text("某公司\n合同可否公开")
            },
            Event::Consulted { on: day(5), party: Party::Agency, text: text("可否公开") },
            Event::ReasonAsked { on: day(6), text: text("为什么申请这样多") },
            Event::Delayed { on: day(7), until: day(28), text: text("件数太多") },
            Event::ExtensionAsked {
                on: day(8), working_days: 7, text: text("要查档案"), by: text("甲")
            },
            Event::Extended { on: day(9), by: text("乙") },
            Event::Proposed {
                on: day(10),
                outcome,
                text: text("见附件"),
                names: text(""),
                public_interest: text("事关饮水安全"),
                by: text("甲"),
            },
            Event::Approved { on: day(11), by: text("乙") },
            Event::FeeAsked {
                on: day(12),
                basis: FeeBasis::Pages,
                count: 40,
                yuan: 100,
                text: text("到柜台"),
            },
            Event::FeeUnpaid { on: day(13) },
            Event::PublicityDecided { on: day(14), agreed: true, text: text("将在门户公开") },
        ]
    }

    #[test]
    fn every_kind_of_letter_is_written_without_a_mark_left() {
        let texts = AnswerTexts::load(&LawFiles::embedded()).unwrap();
        let events = events(Outcome::Granted);
        let mut of_record = events.clone();
        if let Some(Event::Lodged { purpose, .. }) = of_record.first_mut() {
            *purpose = Purpose::Record;
        }
        let (all, record) = (letters(&events), letters(&of_record));
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::of_key(kind.key()), Some(kind));
            let find = |letters: &[LetterAt]| letters.iter().find(|at| at.kind == kind).copied();
            let (events, which) = match (find(&all), find(&record)) {
                (Some(which), _) => (&events, which),
                (None, which) => (&of_record, which.unwrap_or_else(|| panic!("{kind:?}"))),
            };
            let letter = texts.letter(&facts(), events, which).unwrap();
            let marks = letter.text.replace("某合同{text}", "");
            assert!(!marks.contains('{') && letter.text.contains("《政府信息公开条例》"), "{}", letter.text);
            assert_eq!(kind.is_for_applicant(), letter.to == "王小明", "{letter:?}");
            assert!(kind.is_for_applicant() || !format!("{letter:?}").contains("王小明"), "{letter:?}");
        }
        let both: std::collections::BTreeSet<&str> =
            all.iter().chain(&record).map(|at| at.kind.key()).collect();
        assert_eq!(both.len(), LetterKind::ALL.len());
        assert!(all.iter().chain(&record).all(|at| at.to_string().parse() == Ok(*at)));
        assert!(["", "1", "x.answer", "1.nothing"].iter().all(|text| text.parse::<LetterAt>().is_err()));
        let wrong = LetterAt { position: 2, kind: LetterKind::Answer };
        assert_eq!(texts.letter(&facts(), &events, wrong), None);
        assert_eq!(texts.letter(&facts(), &events, LetterAt { position: 99, ..wrong }), None);
    }

    #[test]
    fn a_refusal_says_that_reconsideration_comes_first() {
        let texts = AnswerTexts::load(&LawFiles::embedded()).unwrap();
        let said = |outcome| {
            let at = LetterAt { position: 10, kind: LetterKind::Answer };
            texts.letter(&facts(), &events(outcome), at).unwrap()
        };
        let refused = said(Outcome::ProcessInformation);
        assert!(refused.text.contains("应当先") && refused.text.contains("十五日"), "{}", refused.text);
        assert!(said(Outcome::PartlyGranted).text.contains("应当先"));
        let open = said(Outcome::NotHeld);
        assert!(!open.text.contains("应当先") && open.text.contains("六个月"), "{}", open.text);
        assert_eq!((open.number.as_str(), open.on), ("130001-2026-00001-11", day(11)));
        let asked = LetterAt { position: 3, kind: LetterKind::ThirdParty };
        let asked = texts.letter(&facts(), &events(Outcome::Granted), asked).unwrap();
        assert_eq!(asked.to, "某公司");
        assert!(!asked.text.contains("某公司") && asked.text.contains("十五个工作日"), "{}", asked.text);
    }
}
