//! `/consultations`: drafts on which people comment, and what became of their comments.

use std::sync::Arc;

use askama::Template;
use mingjing_design::components::{
    BarChart, Breadcrumb, ClockBadge, DaysBadge, ErrorSummary, FactTable, Link, Pagination,
};
use mingjing_design::frame::Frame;
use mingjing_design::markdown::Rendered;

use super::{Attachment, RelatedGroup};

/// A call in a list.
#[derive(Debug, Clone)]
pub struct CallEntry {
    /// The draft, with the address of the call.
    pub what: Link,
    /// Whose it is.
    pub agency: String,
    /// Days left for comments.
    pub days: Option<DaysBadge>,
    /// Time left for the outcome, once comments are closed.
    pub outcome: Option<ClockBadge>,
    /// What else there is to say: when it closed, how it ended.
    pub note: String,
    /// How many comments came.
    pub comments: i64,
    /// Whether the outcome came late.
    pub late: bool,
}

/// All calls.
#[derive(Debug, Clone, Template)]
#[template(path = "consultations.html")]
pub struct ConsultationsPage {
    /// Around the page.
    pub frame: Frame,
    /// Comments are taken.
    pub open: Vec<CallEntry>,
    /// Closed, without an outcome.
    pub ended: Vec<CallEntry>,
    /// With an outcome.
    pub published: Vec<CallEntry>,
    /// Of those with an outcome.
    pub pagination: Pagination,
}

/// A group of comments with its answer.
#[derive(Debug, Clone)]
pub struct GroupLine {
    /// What they say.
    pub title: String,
    /// How many.
    pub comments: usize,
    /// What is done.
    pub result: &'static str,
    /// Why, or how.
    pub reason: String,
}

/// What a question gave.
#[derive(Debug, Clone)]
pub struct QuestionResult {
    /// What was asked.
    pub title: String,
    /// Options with how many chose them; of a question in words nothing.
    pub chart: Option<BarChart>,
    /// Options, how many, and their share in percent.
    pub rows: Vec<(String, u32, String)>,
    /// Of a question in words, how many wrote something.
    pub written: u32,
}

/// One call.
#[derive(Debug, Clone, Template)]
#[template(path = "consultation.html")]
pub struct ConsultationPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Identity of the call.
    pub id: String,
    /// Title of the draft.
    pub title: String,
    /// State in words.
    pub state: &'static str,
    /// The call with its times.
    pub entry: CallEntry,
    /// First day for comments.
    pub opened_on: String,
    /// Last day for comments.
    pub closes_on: String,
    /// Why the time is short; may be empty.
    pub short_reason: String,
    /// Whether comments are taken today.
    pub is_open: bool,
    /// How many questions the questionnaire has.
    pub questions: usize,
    /// How many questionnaires came.
    pub questionnaires: i64,
    /// Explanation and basis, as the disclosure shows them.
    pub facts: FactTable,
    /// Address of the disclosure with the draft.
    pub draft: String,
    /// The text of the draft, with links to comment while that is possible.
    pub body: Option<Arc<Rendered>>,
    /// Files of the draft.
    pub attachments: Vec<Attachment>,
    /// What the draft refers to.
    pub related: Vec<RelatedGroup>,
    /// What the questionnaire gave, once it is closed.
    pub results: Vec<QuestionResult>,
    /// Groups and answers, once the outcome is public.
    pub groups: Vec<GroupLine>,
    /// The outcome, once it is public.
    pub outcome: Option<String>,
}

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct TypedComment {
    /// Address of the clause; empty for the whole.
    pub clause: String,
    /// What is said.
    pub text: String,
    /// Who says it.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// Where the outcome is told.
    pub mail: String,
}

/// The form for a comment.
#[derive(Debug, Clone, Template)]
#[template(path = "comment_form.html")]
pub struct CommentFormPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// Identity of the call.
    pub id: String,
    /// Title of the draft.
    pub title: String,
    /// What the clause is called, and its text; none for the whole.
    pub clause: Option<(String, String)>,
    /// Clauses to choose from: address and what it is called.
    pub clauses: Vec<(String, String)>,
    /// Field and what is wrong with it.
    pub wrong: Vec<(String, String)>,
    /// What was typed.
    pub typed: TypedComment,
    /// The token of this form.
    pub once: String,
    /// How much work makes the quick lane, in bits.
    pub work: u32,
    /// Longest comment, in characters.
    pub longest: usize,
    /// Whether this site sends mail.
    pub sends_mail: bool,
}

impl CommentFormPage {
    fn error(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    fn mail_help(&self) -> &'static str {
        "填了，结果公布时发一封邮件告诉您。截止一年后删除。"
    }
}

/// What the commenter keeps.
#[derive(Debug, Clone, Template)]
#[template(path = "comment_receipt.html")]
pub struct CommentReceiptPage {
    /// Around the page.
    pub frame: Frame,
    /// The call, with the title of the draft.
    pub call_: Link,
    /// The code.
    pub code: String,
    /// Number of the comment.
    pub number: u32,
    /// Whether the same form had come before.
    pub again: bool,
}

/// A question as it is asked.
#[derive(Debug, Clone)]
pub struct AskedQuestion {
    /// What is asked.
    pub title: String,
    /// Options; empty for a question in words.
    pub options: Vec<String>,
    /// Whether several may be chosen.
    pub many: bool,
    /// What was chosen.
    pub chosen: Vec<usize>,
    /// What was written.
    pub text: String,
}

impl AskedQuestion {
    fn has(&self, option: &usize) -> bool {
        self.chosen.contains(option)
    }
}

/// The questionnaire.
#[derive(Debug, Clone, Template)]
#[template(path = "questionnaire.html")]
pub struct QuestionnairePage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// Identity of the call.
    pub id: String,
    /// Title of the draft.
    pub title: String,
    /// The questions.
    pub questions: Vec<AskedQuestion>,
    /// The token of this form.
    pub once: String,
    /// How much work makes the quick lane, in bits.
    pub work: u32,
}

/// The questionnaire has come.
#[derive(Debug, Clone, Template)]
#[template(path = "questionnaire_taken.html")]
pub struct QuestionnaireTakenPage {
    /// Around the page.
    pub frame: Frame,
    /// The call, with the title of the draft.
    pub call_: Link,
    /// Whether the same form had come before.
    pub again: bool,
}

/// A comment as its writer sees it on `/track`.
#[derive(Debug, Clone)]
pub struct CommentTracked {
    /// Its number.
    pub number: u32,
    /// The call, with the title of the draft.
    pub call_: Link,
    /// Name of the agency.
    pub agency: String,
    /// The day it came.
    pub on: String,
    /// The clause it is about.
    pub clause: Option<Link>,
    /// What was said.
    pub text: String,
    /// State of the call in words.
    pub state: &'static str,
    /// The group, what is done about it, and why.
    pub answer: Option<(String, &'static str, String)>,
    /// Address of the outcome.
    pub outcome: Option<String>,
    /// Why it is not listed.
    pub withheld: Option<String>,
}
