//! Pages for what comes after publication: reviews of urgent releases, readers' reports.

use askama::Template;
use mingjing_design::components::{ErrorSummary, Tag};
use mingjing_design::frame::Frame;

use crate::form::Form;

/// A revision that one person released and nobody reviewed yet.
pub(crate) struct UrgentView {
    pub(crate) leaf: i64,
    pub(crate) id: String,
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) index_no: String,
    pub(crate) basis: String,
    pub(crate) reason: String,
    /// Who released it.
    pub(crate) who: String,
    pub(crate) at: String,
    pub(crate) due: String,
    /// How long is left.
    pub(crate) left: Tag,
    pub(crate) withdrawn: bool,
    /// Whether this person may review it.
    pub(crate) may_review: bool,
}

/// `/desk/urgent`.
#[derive(Template)]
#[template(path = "urgent.html")]
pub(crate) struct UrgentPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// What was sent and could not be done, and for which leaf.
    pub(crate) sent: (i64, Form),
    pub(crate) waiting: Vec<UrgentView>,
}

impl UrgentPage {
    /// What was typed for the review of this one.
    fn typed(&self, of: &UrgentView, name: &str) -> &str {
        if self.sent.0 == of.leaf { self.sent.1.text(name) } else { "" }
    }
}

/// A reader's report.
pub(crate) struct ReportView {
    pub(crate) id: String,
    pub(crate) disclosure: String,
    /// Which revision the reader saw.
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) index_no: String,
    pub(crate) withdrawn: bool,
    pub(crate) said: String,
    pub(crate) sent: String,
    /// Whether the reader said how to be reached.
    pub(crate) has_contact: bool,
    /// How, once somebody asked for it.
    pub(crate) contact: Option<String>,
    /// Revisions that may have corrected it.
    pub(crate) later: Vec<i64>,
    pub(crate) typed_answer: String,
    pub(crate) typed_outcome: String,
    pub(crate) answer: Option<String>,
    pub(crate) corrected_in: Option<i64>,
    pub(crate) answered: String,
    pub(crate) who: String,
}

/// `/desk/reports`.
#[derive(Template)]
#[template(path = "reports.html")]
pub(crate) struct ReportsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) rows: Vec<ReportView>,
    /// Whether those are shown that were answered.
    pub(crate) answered: bool,
    /// Whether the list begins at its beginning.
    pub(crate) first: bool,
    /// Where it goes on.
    pub(crate) next: Option<String>,
    pub(crate) may_draft: bool,
}

/// One line of the lists of withdrawals.
pub(crate) struct WithdrawalListLine {
    pub(crate) id: String,
    pub(crate) ground: String,
    pub(crate) state: &'static str,
    pub(crate) ready: i64,
    pub(crate) who: String,
    pub(crate) updated_at: String,
}

/// `/desk/bulk-withdrawals`.
#[derive(Template)]
#[template(path = "bulk_withdrawals.html")]
pub(crate) struct BulkWithdrawalsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) lists: Vec<WithdrawalListLine>,
    pub(crate) may_withdraw: bool,
    /// What was ticked and could not be taken.
    pub(crate) named: Vec<String>,
    pub(crate) sent: Form,
}

/// What this person can do with a list of withdrawals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithdrawalStep {
    Confirm,
    Cancel,
    Stop,
    Resume,
    Look,
}

/// One line of a list of withdrawals.
pub(crate) struct WithdrawalLine {
    pub(crate) number: i64,
    pub(crate) named: String,
    pub(crate) title: String,
    /// The page of the disclosure, if it is one.
    pub(crate) href: Option<String>,
    pub(crate) problem: Option<String>,
    /// When it was withdrawn.
    pub(crate) done: Option<String>,
}

/// One list of withdrawals.
#[derive(Template)]
#[template(path = "bulk_withdrawal.html")]
pub(crate) struct BulkWithdrawalPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) article: String,
    pub(crate) reason: String,
    pub(crate) state: &'static str,
    /// Who proposed it.
    pub(crate) who: String,
    /// Why the worker stopped.
    pub(crate) stopped: Option<String>,
    pub(crate) ready: i64,
    pub(crate) refused: i64,
    pub(crate) done: i64,
    /// Whether somebody confirmed it.
    pub(crate) begun: bool,
    pub(crate) step: WithdrawalStep,
    pub(crate) lines: Vec<WithdrawalLine>,
    /// Whether the lines begin at the first.
    pub(crate) first: bool,
    /// Where they go on.
    pub(crate) next: Option<String>,
}
