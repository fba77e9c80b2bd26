//! 报告错误: the form on a disclosure's page, what follows it, and the answer to who has the receipt code.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_actions::reports::{LONGEST, LONGEST_CONTACT};
use mingjing_design::components::{Breadcrumb, ErrorSummary, Link};
use mingjing_design::frame::Frame;

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "report_form.html")]
pub struct ReportForm {
    /// Identity of the disclosure.
    pub id: String,
    /// What was typed.
    pub said: String,
    /// How the reader can be reached, as it was typed.
    pub contact: String,
}

impl HtmlSafe for ReportForm {}

impl ReportForm {
    /// Nothing typed yet.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), said: String::new(), contact: String::new() }
    }

    fn longest(&self) -> usize {
        LONGEST
    }

    fn longest_contact(&self) -> usize {
        LONGEST_CONTACT
    }
}

/// The form by itself: what was typed could not be taken, and why.
#[derive(Debug, Clone, Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The disclosure.
    pub about: Link,
    /// What is to be mended.
    pub summary: ErrorSummary,
    /// The form; none when the report was taken.
    pub form: Option<ReportForm>,
    /// The receipt code, shown once.
    pub code: String,
}

/// What became of a report.
#[derive(Debug, Clone)]
pub struct ReportState {
    /// The disclosure.
    pub about: Link,
    /// When it was sent, for people.
    pub sent: String,
    /// What was said.
    pub said: String,
    /// What the agency answers, and when.
    pub answer: Option<(String, String)>,
    /// What was changed, where it was corrected.
    pub corrected: Option<Link>,
}

/// `/reports`: asks for the receipt code, and says what became of the report.
#[derive(Debug, Clone, Template)]
#[template(path = "report_state.html")]
pub struct ReportStatePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// What is to be mended.
    pub summary: ErrorSummary,
    /// What became of it.
    pub found: Option<ReportState>,
}
