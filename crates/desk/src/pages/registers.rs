//! `/desk/registers`

use askama::Template;
use mingjing_design::frame::Frame;

/// A change of an entry of a list.
pub(crate) struct ChangeLine {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) list: String,
    pub(crate) agency: String,
    /// `新增`, `变更` or `移出`.
    pub(crate) kind: &'static str,
    /// The day from which it is so.
    pub(crate) day: String,
    pub(crate) at: String,
}

/// A record that the national platform refused.
pub(crate) struct RefusalLine {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) reason: String,
    pub(crate) at: String,
}

/// What changed in lists, and what the national platform refused.
#[derive(Template)]
#[template(path = "registers.html")]
pub(crate) struct RegistersPage {
    pub(crate) frame: Frame,
    pub(crate) changes: Vec<ChangeLine>,
    pub(crate) refusals: Vec<RefusalLine>,
}
