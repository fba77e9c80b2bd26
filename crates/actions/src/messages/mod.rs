//! The mail this site sends: which messages there are, what may stand in their texts, the standard texts of
//! `law/messages.toml` and those that an administrator wrote in their place.

mod changing;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use mingjing_law::LawFiles;
use mingjing_store::Tx;
use mingjing_store::message_texts;
use serde::Deserialize;
use serde_spanned::Spanned;

pub use changing::{ChangedText, MessageProblem, change, one, preview, reset, texts};
pub use text::{Placeholder, Text, TextProblem};

use crate::Error;

/// Path of the file below `law/`.
const FILE: &str = "messages.toml";
/// Longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 60;
/// Longest text, in characters.
pub const LONGEST_BODY: usize = 4_000;

/// A message that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// Asks whether a subscription is meant.
    SubscriptionConfirm,
    /// Tells what is new of a subscription.
    SubscriptionDigest,
    /// Asks whether the address of somebody at the desk is meant.
    OfficerConfirm,
    /// Tells somebody at the desk what waits.
    OfficerNotices,
    /// Tells whoever signed up for a hearing or meeting whether they take part.
    SelectionResult,
    /// Tells whoever asked, complained or commented that the case went on.
    CaseProgress,
}

const SITE: Placeholder = Placeholder {
    name: "站名",
    meaning: "本站的名称",
    example: "某省政务公开",
    personal: false,
    required: false,
};
const TOPIC: Placeholder = Placeholder {
    name: "订阅内容",
    meaning: "订阅了什么",
    example: "“公告公示”新公开的信息",
    personal: true,
    required: true,
};

const TERM: Placeholder = Placeholder {
    name: "有效期",
    meaning: "多久以内可以确认",
    example: "48 小时",
    personal: false,
    required: false,
};

/// What the text of each message may hold.
const CONFIRM: [Placeholder; 4] = [
    SITE,
    TOPIC,
    Placeholder {
        name: "确认链接",
        meaning: "按一下就确认的网页",
        example: "https://open.example.gov.cn/subscription/0000",
        personal: true,
        required: true,
    },
    TERM,
];
const DIGEST: [Placeholder; 5] = [
    SITE,
    TOPIC,
    Placeholder {
        name: "条数", meaning: "有几条更新", example: "2", personal: false, required: false
    },
    Placeholder {
        name: "更新列表",
        meaning: "每条的标题、机关和网址",
        example: "1. 公开：关于城市更新条例征求意见的公告\n   某省人民政府办公厅\n   https://open.example.gov.cn/d/0000",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "退订链接",
        meaning: "按一下就退订的网页",
        example: "https://open.example.gov.cn/subscription/0000",
        personal: true,
        required: true,
    },
];

const OFFICER_CONFIRM: [Placeholder; 3] = [
    SITE,
    Placeholder {
        name: "确认码",
        meaning: "填到工作台里的码",
        example: "7K2MX-0QZ4H-W8T1A-93BND",
        personal: true,
        required: true,
    },
    TERM,
];
const OFFICER_NOTICES: [Placeholder; 4] = [
    SITE,
    Placeholder {
        name: "件数", meaning: "有几件工作", example: "3", personal: false, required: false
    },
    Placeholder {
        name: "事项列表",
        meaning: "什么工作、几件、在哪里办",
        example: "2 份草稿等您审查\n   https://open.example.gov.cn/desk",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "设置链接",
        meaning: "选择提醒的网页",
        example: "https://open.example.gov.cn/desk/me/mail",
        personal: false,
        required: true,
    },
];

const SELECTION_RESULT: [Placeholder; 4] = [
    SITE,
    Placeholder {
        name: "公告",
        meaning: "听证或会议公告的标题",
        example: "关于召开城市供水价格听证会的公告",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "结果",
        meaning: "是否参加",
        example: "您被选为参加人。请留意主办单位的联系和材料。",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "网页",
        meaning: "名单和结果的网页",
        example: "https://open.example.gov.cn/hearings/0000",
        personal: false,
        required: true,
    },
];

const CASE_PROGRESS: [Placeholder; 5] = [
    SITE,
    Placeholder {
        name: "事项", meaning: "是哪一种事", example: "公开申请", personal: true, required: true
    },
    Placeholder {
        name: "编号",
        meaning: "登记编号",
        example: "130001-2026-00012",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "进展",
        meaning: "办到了哪一步",
        example: "答复了申请人",
        personal: true,
        required: true,
    },
    Placeholder {
        name: "网页",
        meaning: "凭查询码查看的网页",
        example: "https://open.example.gov.cn/track",
        personal: false,
        required: true,
    },
];

impl Message {
    /// All messages.
    pub const ALL: [Self; 6] = [
        Self::SubscriptionConfirm,
        Self::SubscriptionDigest,
        Self::OfficerConfirm,
        Self::OfficerNotices,
        Self::SelectionResult,
        Self::CaseProgress,
    ];

    /// The word in the database, in addresses and in `law/messages.toml`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::SubscriptionConfirm => "subscription-confirm",
            Self::SubscriptionDigest => "subscription-digest",
            Self::OfficerConfirm => "officer-confirm",
            Self::OfficerNotices => "officer-notices",
            Self::SelectionResult => "selection-result",
            Self::CaseProgress => "case-progress",
        }
    }

    /// The message of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|message| message.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::SubscriptionConfirm => "请人确认订阅",
            Self::SubscriptionDigest => "订阅的更新",
            Self::OfficerConfirm => "请工作人员确认邮箱",
            Self::OfficerNotices => "提醒工作人员",
            Self::SelectionResult => "告诉报名人结果",
            Self::CaseProgress => "告诉群众办理进展",
        }
    }

    /// What its text may hold.
    #[must_use]
    pub fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::SubscriptionConfirm => &CONFIRM,
            Self::SubscriptionDigest => &DIGEST,
            Self::OfficerConfirm => &OFFICER_CONFIRM,
            Self::OfficerNotices => &OFFICER_NOTICES,
            Self::SelectionResult => &SELECTION_RESULT,
            Self::CaseProgress => &CASE_PROGRESS,
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// Limits of what is sent, of `law/messages.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailLimits {
    /// Hours in which a subscription has to be confirmed.
    pub confirm_hours: u32,
    /// Minutes after which the same address may be asked again to confirm the same.
    pub again_minutes: u32,
    /// Subscriptions of one address that may wait for confirmation at the same time.
    pub unconfirmed: usize,
    /// Confirmed subscriptions of one address.
    pub subscriptions: usize,
    /// Minutes between two mails of one subscription.
    pub digest_minutes: u32,
    /// Changes that one mail lists.
    pub listed: usize,
    /// Minutes between two mails to one person of the desk.
    pub staff_minutes: u32,
    /// Working days before the last day of a request for information from which on it is told.
    pub request_days: u32,
    /// Minutes to wait after each try that failed.
    pub tries_minutes: Vec<u32>,
    /// Days for which a letter that was given up stays on the list.
    pub failed_days: u32,
}

/// The two texts of a message, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The subject as it is written.
    pub subject: String,
    /// The text as it is written.
    pub body: String,
    read: (Text, Text),
}

/// A message with everything filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl Texts {
    /// Reads the texts of a message.
    ///
    /// # Errors
    /// What is wrong, and whether with the subject.
    pub fn read(message: Message, subject: &str, body: &str) -> Result<Self, (bool, TextProblem)> {
        let known = message.placeholders();
        let told = |is_subject, at, reason: String| Err((is_subject, TextProblem { at, reason }));
        let (subject, body) = (subject.trim(), body.trim());
        if subject.is_empty() || subject.chars().count() > LONGEST_SUBJECT {
            return told(true, 0, format!("主题须有 1 至 {LONGEST_SUBJECT} 字"));
        }
        if subject.contains(char::is_control) {
            return told(true, 0, "主题只能写一行".into());
        }
        if body.is_empty() || body.chars().count() > LONGEST_BODY {
            return told(false, 0, format!("正文须有 1 至 {LONGEST_BODY} 字"));
        }
        let in_subject = Text::read(subject, known).map_err(|problem| (true, problem))?;
        let personal = |name: &str| known.iter().any(|one| one.name == name && one.personal);
        if let Some(name) = in_subject.names().find(|name| personal(name)) {
            let at = subject.find(name).unwrap_or_default();
            return told(
                true,
                at,
                format!("主题里不能有 {{{name}}}：主题会显示在锁屏上，不写涉及个人的内容"),
            );
        }
        let in_body = Text::read(body, known).map_err(|problem| (false, problem))?;
        let missing = known.iter().find(|one| one.required && in_body.names().all(|name| name != one.name));
        if let Some(missing) = missing {
            return told(false, 0, format!("正文缺少 {{{}}}（{}）", missing.name, missing.meaning));
        }
        Ok(Self { subject: subject.to_owned(), body: body.to_owned(), read: (in_subject, in_body) })
    }

    /// The message with these values, each with its name.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> Filled {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, v)| *v);
        let subject = self.read.0.fill(value);
        let subject = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Filled { subject, body: self.read.1.fill(value) }
    }
}

/// A message as `law/messages.toml` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// When it is sent, for administrators.
    pub when: String,
    /// To whom.
    pub to: String,
    /// Its texts.
    pub texts: Texts,
}

/// All messages with their standard texts, and the limits of what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// The laws and standards behind it.
    pub source: String,
    /// Limits.
    pub limits: MailLimits,
    standard: BTreeMap<Message, Standard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    limits: MailLimits,
    message: BTreeMap<Message, RawMessage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMessage {
    when: String,
    to: String,
    subject: Spanned<String>,
    body: Spanned<String>,
}

impl Messages {
    /// Reads `law/messages.toml`.
    ///
    /// # Errors
    /// All problems, one line each: file, line, reason.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<String>> {
        let text = files.get(FILE).ok_or_else(|| vec![format!("law/{FILE}:1: 没有这个文件")])?;
        let told = |line: usize, reason: &str| format!("law/{FILE}:{line}: {reason}");
        let raw: Raw = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start);
            vec![told(line(text, at), &format!("格式有误({})", e.message()))]
        })?;
        let mut problems = Vec::new();
        if raw.source.trim().is_empty() {
            problems.push(told(1, "source 不能为空：请写明依据"));
        }
        if raw.limits.tries_minutes.is_empty() {
            problems.push(told(1, "tries_minutes 至少要有一个数"));
        }
        for message in Message::ALL.iter().filter(|m| !raw.message.contains_key(m)) {
            problems.push(told(line(text, text.len()), &format!("缺少 [message.{}]", message.key())));
        }
        let mut standard = BTreeMap::new();
        for (message, RawMessage { when, to, subject, body }) in raw.message {
            match Texts::read(message, subject.get_ref(), body.get_ref()) {
                Ok(texts) => drop(standard.insert(message, Standard { when, to, texts })),
                Err((is_subject, problem)) => {
                    let place = if is_subject { &subject } else { &body };
                    let at = line(text, place.span().start) + lines_before(text, place, problem.at);
                    problems.push(told(at, &format!("[message.{}] {}", message.key(), problem.reason)));
                }
            }
        }
        if problems.is_empty() {
            Ok(Self { source: raw.source, limits: raw.limits, standard })
        } else {
            Err(problems)
        }
    }

    /// A message as the rules have it.
    ///
    /// # Errors
    /// Never: all are there once the file was read.
    pub fn standard(&self, message: Message) -> Result<&Standard, Error> {
        self.standard.get(&message).ok_or(Error::NotFound("这封邮件的文字"))
    }

    /// The texts a message is sent with: an administrator's, where there are some that still fit, or the standard ones.
    pub(crate) async fn current(&self, tx: &mut Tx, message: Message) -> Result<Texts, Error> {
        let changed = message_texts::all(tx).await?.into_iter().find(|row| row.message == message.key());
        let Some(row) = changed else { return Ok(self.standard(message)?.texts.clone()) };
        match Texts::read(message, &row.subject, &row.body) {
            Ok(texts) => Ok(texts),
            Err((_, problem)) => {
                tracing::warn!(message = message.key(), reason = %problem.reason, "a changed text does not fit any more; the standard one is sent");
                Ok(self.standard(message)?.texts.clone())
            }
        }
    }
}

fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

/// Lines of a value in the file before a place of its trimmed text.
fn lines_before(file: &str, value: &Spanned<String>, at: usize) -> usize {
    let text = value.get_ref();
    let trimmed = text.len() - text.trim_start().len();
    // The line behind """ is not part of the value.
    let opening = usize::from(file[value.span()].starts_with("\"\"\"\n"));
    opening + text.as_bytes()[..(trimmed + at).min(text.len())].iter().filter(|b| **b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(from: &str, to: &str) -> Vec<String> {
        let files = LawFiles::embedded();
        let text = files.get(FILE).unwrap().replacen(from, to, 1);
        assert_ne!(files.get(FILE).unwrap(), text, "“{from}” is in the file");
        Messages::load(&files.with(FILE, text)).unwrap_err()
    }

    fn line_of(part: &str) -> usize {
        let files = LawFiles::embedded();
        files.get(FILE).unwrap().lines().position(|line| line.contains(part)).unwrap() + 1
    }

    #[test]
    fn the_embedded_texts_read_and_hold_nothing_personal_in_subjects() {
        let read = Messages::load(&LawFiles::embedded()).unwrap();
        for message in Message::ALL {
            let standard = read.standard(message).unwrap();
            let values: Vec<_> = message.placeholders().iter().map(|p| (p.name, p.example)).collect();
            let filled = standard.texts.fill(&values);
            assert!(!filled.body.contains(['{', '}']) && !filled.subject.contains(['{', '}']), "{filled:?}");
            assert!(
                message.placeholders().iter().all(|p| !p.personal || !filled.subject.contains(p.example))
            );
            assert_eq!(Message::of_key(message.key()), Some(message));
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let unknown = broken("{确认链接}", "{确认网址}");
        let told = format!(
            "law/messages.toml:{}: [message.subscription-confirm] 没有 {{确认网址}}",
            line_of("{确认链接}")
        );
        assert!(unknown[0].starts_with(&told), "{unknown:?}");
        let missing = broken("{退订链接}", "");
        assert!(missing[0].contains("正文缺少 {退订链接}"), "{missing:?}");
        let personal = broken("subject = \"请确认邮件订阅", "subject = \"请确认{订阅内容}");
        let at = line_of("subject = \"请确认邮件订阅");
        assert!(personal[0].starts_with(&format!("law/messages.toml:{at}: ")), "{personal:?}");
        assert!(personal[0].contains("主题里不能有 {订阅内容}"), "{personal:?}");
        assert!(broken("[message.subscription-digest]", "[message.greeting]")[0].contains("greeting"));
        assert!(broken("confirm_hours = 48", "confirm_hours = \"long\"")[0].contains("law/messages.toml:"));
        assert!(
            broken("tries_minutes = [1, 5, 30, 120, 360, 720, 1440]", "tries_minutes = []")[0]
                .contains("tries_minutes")
        );
    }

    #[test]
    fn a_subject_is_one_line_whatever_is_filled_in() {
        let texts = Texts::read(Message::SubscriptionConfirm, "{站名}", "{订阅内容}{确认链接}").unwrap();
        let filled = texts.fill(&[("站名", "甲\r\nBcc: all@example.cn"), ("确认链接", "a\nb")]);
        assert_eq!((filled.subject.as_str(), filled.body.as_str()), ("甲  Bcc: all@example.cn", "a\nb"));
    }
}
