//! Pages on files of rows.

use askama::Template;
use mingjing_actions::bulk::Counts;
use mingjing_actions::import::Tally;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use super::ItemChoice;
use crate::form::Form;

/// A file in a list.
pub(crate) struct BulkLine {
    pub(crate) id: String,
    pub(crate) file: String,
    pub(crate) item: String,
    pub(crate) state: &'static str,
    pub(crate) updated_at: String,
    pub(crate) returned: Option<String>,
}

/// Files of an agency, and putting in another one.
#[derive(Template)]
#[template(path = "bulk.html")]
pub(crate) struct BulkListPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) may_draft: bool,
    pub(crate) items: Vec<ItemChoice>,
    /// Key of the item chosen before.
    pub(crate) chosen: String,
    pub(crate) jobs: Vec<BulkLine>,
}

/// One column of the file, with what it may hold.
pub(crate) struct ColumnView {
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) examples: String,
    pub(crate) field: Option<String>,
}

/// A field that a column may hold.
pub(crate) struct FieldChoice {
    pub(crate) key: String,
    pub(crate) label: String,
}

/// One of the first rows, judged.
pub(crate) struct RowView {
    pub(crate) number: u64,
    pub(crate) cells: Vec<String>,
    /// `good`, `held`, `bad` or `same`.
    pub(crate) kind: &'static str,
    pub(crate) words: String,
}

/// What the person can do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BulkStep {
    /// Choose columns, hand in.
    Prepare,
    /// Let it pass screening.
    Screen,
    /// Approve it.
    Approve,
    /// Stop it.
    Stop,
    /// Let it go on.
    Resume,
    /// Nothing.
    Look,
}

/// One file.
#[derive(Template)]
#[template(path = "bulk_job.html")]
pub(crate) struct BulkPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) file: String,
    pub(crate) item: String,
    pub(crate) state: &'static str,
    pub(crate) step: BulkStep,
    pub(crate) may_return: bool,
    pub(crate) drafted_by_me: bool,
    pub(crate) returned: Option<String>,
    pub(crate) columns: Vec<ColumnView>,
    pub(crate) fields: Vec<FieldChoice>,
    /// Labels of the fields that every row needs and no column holds.
    pub(crate) missing: String,
    pub(crate) first: Vec<RowView>,
    pub(crate) counts: Option<Counts>,
    pub(crate) done: Option<Tally>,
    pub(crate) is_done: bool,
}

impl BulkPage {
    /// Whether its refused rows can be taken away.
    fn has_refused(&self) -> bool {
        self.missing.is_empty() && (self.counts.is_some() || !self.first.is_empty() || self.done.is_some())
    }

    fn is_chosen(&self, column: &ColumnView, field: &FieldChoice) -> bool {
        column.field.as_deref() == Some(field.key.as_str())
    }
}
