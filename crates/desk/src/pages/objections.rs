//! Pages on objections to the assessment.

use askama::Template;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::frame::Frame;
use mingjing_procedures::objection::Claim;

use super::CaseStepView;
use crate::tried::Tried;

/// An objection in a list.
pub(crate) struct ObjectionLineView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) matter: String,
    /// Name of the agency on the other side.
    pub(crate) other: String,
    pub(crate) state: &'static str,
    pub(crate) late: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) closed_on: String,
}

/// Objections that an agency decides or lodged.
#[derive(Template)]
#[template(path = "objections.html")]
pub(crate) struct ObjectionsPage {
    pub(crate) frame: Frame,
    pub(crate) may_lodge: bool,
    /// Whether the person may decide.
    pub(crate) office: bool,
    /// `office` or `agency`.
    pub(crate) side: &'static str,
    pub(crate) open: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<ObjectionLineView>,
    pub(crate) pagination: Pagination,
}

/// Something that is judged late.
pub(crate) struct ContestedView {
    /// The form about it.
    pub(crate) href: String,
    pub(crate) duty: String,
    pub(crate) owed: String,
    pub(crate) matter: String,
    pub(crate) judged: &'static str,
    pub(crate) due: String,
}

/// What may be objected to, and the form.
#[derive(Template)]
#[template(path = "objection_new.html")]
pub(crate) struct ObjectionNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// Who decides; none where nobody stands above.
    pub(crate) office: Option<String>,
    /// Whether the log was read.
    pub(crate) ready: bool,
    pub(crate) chosen: Option<ContestedView>,
    pub(crate) offered: Vec<ContestedView>,
    /// How many more are judged late.
    pub(crate) left_out: usize,
    /// What an address asks for, or what was typed.
    pub(crate) tried: Tried,
}

/// What a person may do with an objection.
pub(crate) struct ObjectionSteps {
    pub(crate) state: &'static str,
    pub(crate) office: bool,
    pub(crate) agency: bool,
    pub(crate) prepare: bool,
}

/// One objection.
#[derive(Template)]
#[template(path = "objection.html")]
pub(crate) struct ObjectionPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) claim: Claim,
    pub(crate) office: String,
    pub(crate) agency: Link,
    pub(crate) state: &'static str,
    pub(crate) ending: Option<&'static str>,
    pub(crate) late: bool,
    /// What one person proposed, for the office.
    pub(crate) proposed: Option<(&'static str, String)>,
    pub(crate) decision: Option<(&'static str, String)>,
    /// What may be proposed.
    pub(crate) verdicts: [(&'static str, &'static str); 4],
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) waits: Option<String>,
    pub(crate) history: Vec<CaseStepView>,
    pub(crate) steps: ObjectionSteps,
    pub(crate) draft: Option<Link>,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) summary: ErrorSummary,
}

impl ObjectionPage {
    fn is_at(&self, state: &str) -> bool {
        self.steps.state == state
    }
}
