//! Pages on imported rows that screening held back.

use askama::Template;
use mingjing_design::components::{ErrorSummary, Pagination};
use mingjing_design::frame::Frame;

use super::{FindingView, Stretch};
use crate::form::Form;

/// A held row in a list. Its values are not shown there.
pub(crate) struct HeldLineView {
    pub(crate) id: String,
    pub(crate) item: String,
    pub(crate) file: String,
    pub(crate) row_number: i64,
    pub(crate) found: String,
    pub(crate) held_at: String,
}

/// A file with several held rows.
pub(crate) struct HeldFileView {
    pub(crate) source: String,
    pub(crate) file: String,
    pub(crate) item: String,
    pub(crate) held: i64,
}

/// The held rows of an agency.
#[derive(Template)]
#[template(path = "held.html")]
pub(crate) struct HeldListPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// What was sent and refused.
    pub(crate) sent: Form,
    pub(crate) total: u64,
    pub(crate) files: Vec<HeldFileView>,
    pub(crate) rows: Vec<HeldLineView>,
    pub(crate) pagination: Pagination,
}

impl HeldListPage {
    /// Whether what was refused was about this file.
    fn opens(&self, file: &HeldFileView) -> bool {
        !self.summary.errors.is_empty() && self.sent.text("source") == file.source
    }

    fn typed(&self, file: &HeldFileView) -> &str {
        if self.opens(file) { self.sent.text("reason") } else { "" }
    }
}

/// One held row, to be decided.
#[derive(Template)]
#[template(path = "held_row.html")]
pub(crate) struct HeldRowPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) item: String,
    pub(crate) file: String,
    pub(crate) row_number: i64,
    pub(crate) held_at: String,
    pub(crate) imported_by: String,
    /// Identity and title of what is public under the same natural key.
    pub(crate) amends: Option<(String, String)>,
    pub(crate) facts: Vec<(String, Vec<Stretch>)>,
    pub(crate) body: Vec<Stretch>,
    pub(crate) findings: Vec<FindingView>,
}
