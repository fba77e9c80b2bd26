//! The page on tasks of a document.

use askama::Template;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use crate::tried::Tried;

/// One task.
pub(crate) struct TaskView {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Who leads, to be mended.
    pub(crate) lead: String,
    /// Who leads, as written.
    pub(crate) written: String,
    /// Whether the register has it.
    pub(crate) known: bool,
    pub(crate) supports: String,
    pub(crate) due: String,
    /// What is to be checked about its limits: which have no day and why, or that there are several; empty where one day is sure.
    pub(crate) undated: String,
    pub(crate) measures: String,
    pub(crate) ticked: bool,
    /// The draft it became.
    pub(crate) became: Option<String>,
}

/// The tasks of a document.
#[derive(Template)]
#[template(path = "tasks.html")]
pub(crate) struct TasksPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// What was done just now; may be empty.
    pub(crate) done: String,
    /// Whether a document was read.
    pub(crate) read: bool,
    /// What was asked for.
    pub(crate) asked: String,
    /// Of the public document; empty where a text was pasted.
    pub(crate) index_no: String,
    pub(crate) title: String,
    /// What was pasted.
    pub(crate) text: String,
    pub(crate) rows: Vec<TaskView>,
    pub(crate) left_out: usize,
    pub(crate) tried: Tried,
}
