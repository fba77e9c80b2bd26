//! What was found: how an agency stands with one obligation.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::objection::Ruling;

/// What exactly is owed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An item: that there is something of it, or something new.
    Item(String),
    /// An item in whose column nothing new came for too long, until something did.
    Gap(String),
    /// A period, by its name.
    Period(String),
    /// A year that is to be reported on.
    Year(i32),
    /// What is owed for one other disclosure.
    Disclosure {
        /// The disclosure.
        id: String,
        /// Its leaf.
        leaf: u64,
    },
    /// One change of a disclosure: it may change again.
    Change {
        /// The disclosure.
        id: String,
        /// The leaf of the change.
        leaf: u64,
    },
    /// Disclosures of a span that met their limit, counted together.
    InTime,
}

/// Proof in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The disclosure.
    pub id: String,
    /// The leaf that proves it.
    pub leaf: u64,
    /// The day that counts.
    pub on: NaiveDate,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Done in time.
    Met,
    /// Done, but after the last day.
    Late,
    /// Not done, and there is time left.
    Open,
    /// Not done, and the last day has passed.
    Overdue,
    /// It cannot be known: what is owed lies, in part, before the log began.
    Unknown,
    /// The openness office decided that it is not counted.
    Excused,
}

impl State {
    /// The word in JSON and addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Late => "late",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Unknown => "unknown",
            Self::Excused => "excused",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Met => "按时完成",
            Self::Late => "逾期完成",
            Self::Open => "未到期",
            Self::Overdue => "逾期未完成",
            Self::Unknown => "没有记录,无法判断",
            Self::Excused => "异议成立,不计入",
        }
    }
}

/// One obligation of one agency, and how it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Key of the duty.
    pub duty: String,
    /// Code of the agency.
    pub agency: String,
    /// What exactly is owed.
    pub subject: Subject,
    /// Since when.
    pub since: NaiveDate,
    /// The last day; none where the law sets none.
    pub due: Option<NaiveDate>,
    /// The last minute of that day, where hours are counted from a minute that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<NaiveDateTime>,
    /// How it stands.
    pub state: State,
    /// How many obligations this is; more than one only where those met in time are counted together.
    pub count: u64,
    /// By what; empty while it is not done.
    pub evidence: Vec<Evidence>,
    /// What was decided about objections to it, in the order of the log.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rulings: Vec<Ruling>,
    /// How it was judged before a decision changed that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<State>,
}

impl Finding {
    /// What names this obligation among those of its agency and duty, in decisions about objections; none where several are
    /// counted together. What is owed all the time is named with its last day.
    #[must_use]
    pub fn owed(&self) -> Option<String> {
        let due = |due: NaiveDate| format!(" {due}");
        match &self.subject {
            Subject::Item(item) | Subject::Gap(item) => {
                Some(format!("item {item}{}", self.due.map(due).unwrap_or_default()))
            }
            Subject::Period(name) => Some(format!("period {name}")),
            Subject::Year(year) => Some(format!("year {year}")),
            Subject::Disclosure { id, .. } => Some(format!("disclosure {id}")),
            Subject::Change { id, leaf } => Some(format!("change {id} {leaf}")),
            Subject::InTime => None,
        }
    }

    /// Whether its agency may object to it: it is judged late, by itself.
    #[must_use]
    pub fn is_objectionable(&self) -> bool {
        matches!(self.before.unwrap_or(self.state), State::Late | State::Overdue) && self.owed().is_some()
    }
}
