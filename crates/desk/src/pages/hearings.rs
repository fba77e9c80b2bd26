//! Pages on sign-ups for hearings and meetings.

use askama::Template;
use mingjing_actions::selections::Person;
use mingjing_design::components::{DaysBadge, ErrorSummary, Pagination};
use mingjing_design::frame::Frame;

use crate::form::Form;
use crate::tried::Tried;

/// A selection in a list.
pub(crate) struct HearingLineView {
    pub(crate) id: String,
    pub(crate) title: String,
    /// What one takes part in.
    pub(crate) what: String,
    pub(crate) state: &'static str,
    pub(crate) sign_ups: i64,
    pub(crate) held_on: String,
    /// Until the end of signing up, or until it must be known who takes part.
    pub(crate) days: Option<DaysBadge>,
    pub(crate) settled_on: String,
    pub(crate) late: bool,
    pub(crate) to_review: bool,
}

/// Selections of an agency.
#[derive(Template)]
#[template(path = "hearings.html")]
pub(crate) struct HearingsPage {
    pub(crate) frame: Frame,
    /// With participants that are public, or in hand.
    pub(crate) done: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<HearingLineView>,
    /// For what people may sign up.
    pub(crate) items: String,
    pub(crate) pagination: Pagination,
}

/// Somebody who signed up, masked.
pub(crate) struct ApplicantView {
    pub(crate) number: u32,
    pub(crate) at: String,
    pub(crate) mask: String,
    pub(crate) side: String,
    pub(crate) code: String,
    /// In how many sign-ups the telephone stands.
    pub(crate) same_phone: u64,
    pub(crate) standing: &'static str,
    /// Who wrote it in; empty where the person did.
    pub(crate) registered_by: String,
}

/// A sign-up that somebody wants left out, or that is.
pub(crate) struct ObjectionView {
    pub(crate) number: u32,
    pub(crate) reason: String,
    pub(crate) agreed: bool,
}

/// A step that was taken.
pub(crate) struct HearingStepView {
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

/// One selection.
#[derive(Template)]
#[template(path = "hearing.html")]
pub(crate) struct HearingPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) what: String,
    pub(crate) key: String,
    pub(crate) state: &'static str,
    pub(crate) settled: bool,
    /// Whether the last day to sign up is over.
    pub(crate) is_over: bool,
    pub(crate) needs_draw: bool,
    /// Whether the list of entries was drafted.
    pub(crate) prepared: bool,
    pub(crate) period: String,
    pub(crate) held_on: String,
    pub(crate) known_by: String,
    pub(crate) late: bool,
    pub(crate) sides: Vec<String>,
    pub(crate) number_source: String,
    /// The public number that was written down.
    pub(crate) number: String,
    pub(crate) waits: Option<&'static str>,
    pub(crate) days: Option<DaysBadge>,
    pub(crate) handle: bool,
    pub(crate) review: bool,
    pub(crate) objections: Vec<ObjectionView>,
    /// Whether somebody may be written in.
    pub(crate) may_register: bool,
    pub(crate) may_object: bool,
    pub(crate) people: Vec<ApplicantView>,
    pub(crate) total: u64,
    pub(crate) pagination: Pagination,
    pub(crate) history: Vec<HearingStepView>,
}

impl HearingPage {
    fn is_at(&self, key: &str) -> bool {
        self.key == key
    }
}

/// The form for somebody who called, wrote or came.
#[derive(Template)]
#[template(path = "sign_up_new.html")]
pub(crate) struct SignUpNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    /// The token of the form.
    pub(crate) once: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) period: String,
    /// Names of the sides.
    pub(crate) sides: Vec<String>,
    pub(crate) longest: usize,
    pub(crate) sent: Form,
}

impl SignUpNewPage {
    fn typed(&self, name: &str) -> &str {
        self.sent.text(name)
    }
}

/// The receipt of somebody who was written in, shown once.
#[derive(Template)]
#[template(path = "sign_up_registered.html")]
pub(crate) struct SignUpRegisteredPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) number: u32,
    pub(crate) code: String,
    pub(crate) entry: String,
}

/// Who signed up.
#[derive(Template)]
#[template(path = "sign_up.html")]
pub(crate) struct SignUpPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) person: Person,
}
