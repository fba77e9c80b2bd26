//! The page of figures of cases.

use askama::Template;
use mingjing_actions::case_figures::Numbers;
use mingjing_design::frame::Frame;

/// A case whose last day cannot be counted.
pub(crate) struct NotCountedLine {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) lodged_on: String,
    /// The year whose holidays are not announced.
    pub(crate) year: i32,
}

/// The figures of an agency and a quarter.
#[derive(Template)]
#[template(path = "case_figures.html")]
pub(crate) struct CaseFiguresPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) agency: String,
    pub(crate) name: String,
    pub(crate) quarter: String,
    /// The first day of the quarter, as forms send it.
    pub(crate) chosen: String,
    /// Its first and last day.
    pub(crate) span: (String, String),
    pub(crate) today: String,
    pub(crate) quarters: Vec<(String, String)>,
    pub(crate) rows: Vec<(String, Numbers)>,
    pub(crate) all: Numbers,
    /// The share that was answered in time; none where nothing fell due.
    pub(crate) share: Option<String>,
    /// How many cases have no last day that can be counted, and some of them.
    pub(crate) many: usize,
    pub(crate) not_counted: Vec<NotCountedLine>,
    pub(crate) meanings: Vec<(&'static str, &'static str)>,
    pub(crate) may_draft: bool,
    /// Whether this person sees cases over other agencies.
    pub(crate) oversees: bool,
    /// The disclosure that was drafted of them.
    pub(crate) drafted: Option<String>,
}

impl CaseFiguresPage {
    fn is_chosen(&self, quarter: &str) -> bool {
        self.chosen == quarter
    }
}
