//! Pages on groups of appeals and on supervisions.

use askama::Template;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::frame::Frame;
use mingjing_procedures::supervision::Notice;

use super::CaseStepView;
use crate::tried::Tried;

/// Numbers of a group in a region.
pub(crate) struct NumbersView {
    pub(crate) name: String,
    pub(crate) cases: u64,
    pub(crate) recent: u64,
    pub(crate) earlier: u64,
    pub(crate) regions: u64,
    pub(crate) agencies: u64,
    pub(crate) attention: String,
    pub(crate) since: String,
}

/// A group in a list.
pub(crate) struct ClusterView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) numbers: NumbersView,
}

/// Groups of a region.
#[derive(Template)]
#[template(path = "clusters.html")]
pub(crate) struct ClustersPage {
    pub(crate) frame: Frame,
    /// Whether they deserve attention.
    pub(crate) noticed: bool,
    pub(crate) total: u64,
    pub(crate) recent_days: u32,
    pub(crate) window_days: u32,
    pub(crate) said_in: usize,
    /// The rules for attention, in words.
    pub(crate) rules: Vec<String>,
    pub(crate) lines: Vec<ClusterView>,
    pub(crate) pagination: Pagination,
}

/// A case of a group.
pub(crate) struct MemberView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) agency: String,
    pub(crate) region: String,
    pub(crate) kind: String,
    pub(crate) state: &'static str,
    pub(crate) on: String,
}

/// One group.
#[derive(Template)]
#[template(path = "cluster.html")]
pub(crate) struct ClusterPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) pinned: bool,
    pub(crate) recent_days: u32,
    pub(crate) numbers: NumbersView,
    pub(crate) below: Vec<NumbersView>,
    pub(crate) followed: Vec<SupervisionLineView>,
    pub(crate) may_supervise: bool,
    pub(crate) cases: Vec<MemberView>,
}

/// A supervision in a list.
pub(crate) struct SupervisionLineView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) title: String,
    /// Name of the agency on the other side.
    pub(crate) other: String,
    pub(crate) state: &'static str,
    pub(crate) late: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) closed_on: String,
}

/// Supervisions of an agency.
#[derive(Template)]
#[template(path = "supervisions.html")]
pub(crate) struct SupervisionsPage {
    pub(crate) frame: Frame,
    /// Whether the person may supervise others.
    pub(crate) office: bool,
    /// `office` or `agency`.
    pub(crate) side: &'static str,
    pub(crate) open: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<SupervisionLineView>,
    pub(crate) pagination: Pagination,
}

/// The form for a notice.
#[derive(Template)]
#[template(path = "supervision_new.html")]
pub(crate) struct SupervisionNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// The group it is about, and how many cases it has.
    pub(crate) about: Option<(String, u64)>,
    /// What an address asks for, or what was typed.
    pub(crate) tried: Tried,
}

/// What a person may do with a supervision.
pub(crate) struct SupervisionSteps {
    pub(crate) state: &'static str,
    pub(crate) office: bool,
    pub(crate) agency: bool,
    pub(crate) prepare: bool,
}

/// One supervision.
#[derive(Template)]
#[template(path = "supervision.html")]
pub(crate) struct SupervisionPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) notice: Notice,
    pub(crate) until: String,
    pub(crate) office: String,
    pub(crate) agency: String,
    /// The group it is about, for who may see groups.
    pub(crate) cluster: Option<String>,
    pub(crate) appeals: Option<i64>,
    pub(crate) state: &'static str,
    pub(crate) ending: Option<&'static str>,
    pub(crate) late: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) waits: Option<String>,
    pub(crate) history: Vec<CaseStepView>,
    pub(crate) steps: SupervisionSteps,
    pub(crate) draft: Option<Link>,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) summary: ErrorSummary,
}

impl SupervisionPage {
    fn is_at(&self, state: &str) -> bool {
        self.steps.state == state
    }

    /// A word of the notice to be mended: what was typed, else as it stands.
    fn kept<'a>(&'a self, name: &str, stands: &'a str) -> &'a str {
        if self.tried.refuses("propose") { self.tried.form.text(name) } else { stands }
    }
}
