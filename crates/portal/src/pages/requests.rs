//! `/requests/new` and `/track`.

use askama::Template;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link};
use mingjing_design::frame::Frame;

use super::CommentTracked;

/// Which agency is asked.
#[derive(Debug, Clone, Template)]
#[template(path = "request_choose.html")]
pub struct RequestChoosePage {
    /// Around the page.
    pub frame: Frame,
    /// Words of the agency's name.
    pub looked_for: String,
    /// Agencies that have them.
    pub agencies: Vec<Link>,
}

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Code of the agency.
    pub agency: String,
    /// Information, or that a record is mended.
    pub purpose: String,
    /// Kind of applicant.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Kind and number of a document.
    pub identity: String,
    /// Telephone or mail.
    pub contact: String,
    /// Address for letters.
    pub address: String,
    /// Where progress is told.
    pub mail: String,
    /// What is asked for.
    pub description: String,
    /// How it should come.
    pub form: String,
    /// What shows that a record is not accurate.
    pub evidence: String,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "request_form.html")]
pub struct RequestFormPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong.
    pub summary: ErrorSummary,
    /// Kinds of applicant: key and title.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// What an application may be for: key and title.
    pub purposes: Vec<(&'static str, &'static str)>,
    /// Name of the agency.
    pub agency: String,
    /// Field and what is wrong with it.
    pub wrong: Vec<(String, String)>,
    /// What was typed.
    pub typed: Typed,
    /// The token of this form.
    pub once: String,
    /// Files that came with it and are kept.
    pub files: Vec<FileRow>,
    /// Whether this site sends mail.
    pub sends_mail: bool,
}

/// How an applicant may want to have it.
const FORMS: [&str; 5] = ["电子邮件", "凭查询码在网上下载", "邮寄纸质件", "当面领取", "当面查阅、抄录"];

impl RequestFormPage {
    fn error(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    fn files_label(&self) -> &'static str {
        "身份证明的复印件、其他材料（可以不上传）"
    }

    fn forms(&self) -> [&'static str; 5] {
        FORMS
    }

    fn mail_help(&self) -> &'static str {
        "填了，办到下一步就发一封邮件告诉您；邮件里不写内容。"
    }
}

/// What the applicant keeps.
#[derive(Debug, Clone, Template)]
#[template(path = "request_receipt.html")]
pub struct RequestReceiptPage {
    /// Around the page.
    pub frame: Frame,
    /// The code.
    pub code: String,
    /// What people call the case.
    pub number: String,
    /// Name of the agency.
    pub agency: String,
    /// The day.
    pub lodged_on: String,
    /// Whether the same form had come before.
    pub again: bool,
    /// Whether a record is to be mended.
    pub record: bool,
}

/// Something the applicant is told.
#[derive(Debug, Clone)]
pub struct NoticeLine {
    /// The day.
    pub on: String,
    /// What happened.
    pub title: String,
    /// In words.
    pub text: String,
}

/// A file of a case.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Identity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How large it is.
    pub size: String,
    /// Of the answer, or else the applicant's own.
    pub of_answer: bool,
}

/// A letter that went to the applicant.
#[derive(Debug, Clone)]
pub struct LetterRow {
    /// Which, as a form says it.
    pub at: String,
    /// What it is.
    pub title: String,
    /// Its number.
    pub number: String,
}

/// A case as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// What people call it.
    pub number: String,
    /// Name of the agency.
    pub agency: String,
    /// What was asked for.
    pub description: String,
    /// How it should come.
    pub form: String,
    /// Whether a record is to be mended.
    pub record: bool,
    /// What shows that it is not accurate.
    pub evidence: String,
    /// State in words.
    pub state: &'static str,
    /// How it ended.
    pub outcome: Option<&'static str>,
    /// What is waited for.
    pub waits: Option<String>,
    /// Its clock.
    pub clock: Option<ClockBadge>,
    /// What happened.
    pub notices: Vec<NoticeLine>,
    /// Files that can be taken.
    pub files: Vec<FileRow>,
    /// Letters that can be taken.
    pub letters: Vec<LetterRow>,
    /// Whether the applicant may wish that what was given should be open to all.
    pub may_wish: bool,
    /// Why, as it was written when it was refused.
    pub wish: String,
}

/// Seeing what became of a case.
#[derive(Debug, Clone, Template)]
#[template(path = "track.html")]
pub struct TrackPage {
    /// Around the page.
    pub frame: Frame,
    /// What is wrong with the code.
    pub summary: ErrorSummary,
    /// The code of the case that is shown; empty where none is.
    pub code: String,
    /// The case.
    pub tracked: Option<Tracked>,
    /// The comment on a draft, where the code is of one.
    pub comment: Option<CommentTracked>,
}
