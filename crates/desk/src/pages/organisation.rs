//! Pages of the organisation: agencies and regions.

use askama::Template;
use mingjing_actions::people::LineProblem;
use mingjing_catalogue::FieldProblem;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use crate::form::Form;

/// A form of the organisation as it was sent or as it begins, with what is wrong in it.
#[derive(Default)]
pub(crate) struct Fields {
    pub(crate) form: Form,
    pub(crate) problems: Vec<FieldProblem>,
}

impl Fields {
    pub(super) fn text(&self, name: &str) -> &str {
        self.form.text(name)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.text(name) == value
    }

    pub(super) fn error(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|p| p.field == name).map(|p| p.message.as_str())
    }
}

/// Code and name, to be chosen from.
pub(crate) type Choice = (String, String);

/// One agency of a list.
pub(crate) struct AgencyLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) until: Option<String>,
}

/// The agencies of a region, or those that were looked for.
#[derive(Template)]
#[template(path = "agencies.html")]
pub(crate) struct AgenciesPage {
    pub(crate) frame: Frame,
    pub(crate) q: String,
    pub(crate) region: String,
    pub(crate) region_name: String,
    pub(crate) regions: Vec<Choice>,
    pub(crate) found: Vec<AgencyLine>,
    pub(crate) more: bool,
    pub(crate) may_add: bool,
}

/// Setting up an agency with its people.
#[derive(Template)]
#[template(path = "agency_new.html")]
pub(crate) struct NewAgencyPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) fields: Fields,
    pub(crate) lines: Vec<LineProblem>,
    pub(crate) region_name: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) parents: Vec<Choice>,
    /// The roles that may be given, in words.
    pub(crate) roles: String,
}

/// One change.
pub(crate) struct EventView {
    pub(crate) day: String,
    pub(crate) what: String,
    pub(crate) basis: String,
    pub(crate) who: String,
    pub(crate) at: String,
}

/// One agency.
#[derive(Template)]
#[template(path = "agency.html")]
pub(crate) struct AgencyPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) fields: Fields,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) region_name: String,
    pub(crate) parent_name: String,
    pub(crate) until: Option<String>,
    pub(crate) heir: Option<String>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) regions: Vec<Choice>,
    pub(crate) events: Vec<EventView>,
    pub(crate) may_people: bool,
    pub(crate) may_change: bool,
    pub(crate) may_host: bool,
    pub(crate) may_move: bool,
    pub(crate) may_close: bool,
    /// Whether the form for closing was sent.
    pub(crate) closing: bool,
}

/// One region and those below it.
#[derive(Template)]
#[template(path = "regions.html")]
pub(crate) struct RegionsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) fields: Fields,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) parent: String,
    pub(crate) version: i64,
    pub(crate) until: Option<String>,
    pub(crate) below: Vec<Choice>,
    pub(crate) events: Vec<EventView>,
    pub(crate) may_add: bool,
    pub(crate) may_change: bool,
    /// Whether the form for another region was sent.
    pub(crate) adding: bool,
    /// Whether the form for closing was sent.
    pub(crate) closing: bool,
}
