//! Pages on training.

use askama::Template;
use mingjing_actions::training::Checked;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use crate::form::Form;
use crate::tried::Tried;

/// Somebody who works on openness.
pub(crate) struct PersonCoverageView {
    pub(crate) name: String,
    pub(crate) trained_on: Option<String>,
    pub(crate) until: String,
    pub(crate) covered: bool,
    pub(crate) overdue: bool,
}

/// Plans of an agency, and whom training has not reached there.
#[derive(Template)]
#[template(path = "training.html")]
pub(crate) struct TrainingPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) tried: Tried,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    /// Identity, title and year.
    pub(crate) plans: Vec<(String, String, i64)>,
    pub(crate) staff: usize,
    pub(crate) covered: usize,
    /// First and last day that the assessment looks at, and how many were trained within them.
    pub(crate) told: (String, String, u64),
    pub(crate) people: Vec<PersonCoverageView>,
    /// The window in words, with where it stands.
    pub(crate) window: String,
    pub(crate) year: i32,
    pub(crate) may_manage: bool,
    pub(crate) may_draft: bool,
}

/// An agency in the list of coverage.
pub(crate) struct CoverageView {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) percent: u64,
    pub(crate) staff: u64,
    pub(crate) covered: u64,
    pub(crate) overdue: u64,
}

/// How far training has come in each agency.
#[derive(Template)]
#[template(path = "training_coverage.html")]
pub(crate) struct TrainingCoveragePage {
    pub(crate) frame: Frame,
    pub(crate) staff: u64,
    pub(crate) covered: u64,
    pub(crate) overdue: u64,
    pub(crate) window: String,
    pub(crate) many: usize,
    pub(crate) lines: Vec<CoverageView>,
}

/// Whether a certificate is right.
#[derive(Template)]
#[template(path = "training_check.html")]
pub(crate) struct CertificateCheckPage {
    pub(crate) frame: Frame,
    pub(crate) asked: Form,
    /// Whether one was asked about.
    pub(crate) wanted: bool,
    pub(crate) found: Option<Checked>,
}

/// A session in its plan.
pub(crate) struct SessionLineView {
    pub(crate) id: String,
    pub(crate) held_on: String,
    pub(crate) hours: i64,
    pub(crate) place: String,
    pub(crate) topics: String,
    pub(crate) cancelled: bool,
}

/// One plan.
#[derive(Template)]
#[template(path = "training_plan.html")]
pub(crate) struct TrainingPlanPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) tried: Tried,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) year: i64,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    pub(crate) may_manage: bool,
    pub(crate) sessions: Vec<SessionLineView>,
}

/// Somebody who takes part.
pub(crate) struct AttendeeView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) confirmed: bool,
    pub(crate) certificate: Option<String>,
}

/// One session.
#[derive(Template)]
#[template(path = "training_session.html")]
pub(crate) struct TrainingSessionPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) tried: Tried,
    pub(crate) id: String,
    /// Identity and title.
    pub(crate) plan: (String, String),
    pub(crate) held_on: String,
    pub(crate) hours: i64,
    pub(crate) place: String,
    pub(crate) topics: String,
    pub(crate) cancelled: bool,
    pub(crate) may_manage: bool,
    /// Whether somebody can be confirmed.
    pub(crate) may_confirm: bool,
    pub(crate) confirmed: usize,
    pub(crate) attendees: Vec<AttendeeView>,
}
