//! Bulk work: files of rows or documents become disclosures, with the operator standing for drafter, screener and
//! approver.

mod batch;
mod documents;
mod holding;
mod judge;
mod pushed;
mod reading;
mod table;
mod values;

use mingjing_catalogue::FieldProblem;
use serde::{Deserialize, Serialize};

pub use documents::{DocumentImport, RefusedDocument, import_documents};
pub use pushed::{Change, PushedRow, RowResult};
pub use reading::Chosen;
pub use table::{Finished, TableImport, import_once, import_table};
pub use values::import_values;

pub(crate) use judge::{Verdict, kinds};
pub(crate) use pushed::{PushedRows, publish_pushed, read_pushed};
pub(crate) use reading::{Fit, Judging};
pub(crate) use table::{Mandate, run, tally_of};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// New disclosures.
    pub created: u64,
    /// Amendments.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows refused, or held back for a person's screening decision.
    pub rejected: u64,
}

impl Tally {
    /// All rows so far.
    #[must_use]
    pub fn total(self) -> u64 {
        self.created + self.updated + self.unchanged + self.rejected
    }

    fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "导入 {} 条,更新 {} 条,未变 {} 条,拒绝 {} 条",
            self.created, self.updated, self.unchanged, self.rejected
        )
    }
}

/// What the caller of an import is told while it runs.
pub trait Progress: Send + Sync {
    /// A batch was committed.
    fn done(&self, tally: Tally);
    /// Something the operator should know, in Chinese.
    fn note(&self, text: &str);
    /// Whether the operator wants to stop; the import then ends after the batch in hand and may be resumed.
    fn stop(&self) -> bool;
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reject {
    /// The column, if it is one column's fault.
    pub(crate) column: Option<String>,
    /// What is wrong and how to mend it.
    pub(crate) reason: String,
    /// Whether it is not refused but waits for a screener.
    pub(crate) held: bool,
}

impl Reject {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into(), held: false }
    }

    /// One column's fault.
    pub(crate) fn in_column(column: Option<String>, reason: impl Into<String>) -> Self {
        Self { column, ..Self::new(reason) }
    }

    /// All that is wrong with a record, under its first wrong field.
    pub(crate) fn of(problems: &[FieldProblem]) -> Self {
        let column = problems.first().map(|p| p.label.clone());
        let reason = problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join(";");
        Self::in_column(column, reason)
    }
}
