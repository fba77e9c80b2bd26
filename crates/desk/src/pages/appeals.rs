//! Pages on appeals.

use askama::Template;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::frame::Frame;
use mingjing_procedures::appeal::{Ending, Kind};

use super::{CaseStepView, FileRow, HandlerPart};
use crate::form::Form;
use crate::tried::Tried;

/// A case in a list.
pub(crate) struct AppealLineView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) state: &'static str,
    pub(crate) urged: i64,
    pub(crate) late: bool,
    pub(crate) satisfied: Option<bool>,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) closed_on: String,
    /// Identity and version, where it can be ticked to be handed on.
    pub(crate) ticked: Option<String>,
}

/// Cases of an agency.
#[derive(Template)]
#[template(path = "appeals.html")]
pub(crate) struct AppealsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    /// Another agency than the person's own: how addresses say so, and its name.
    pub(crate) other: Option<(String, String)>,
    /// `open`, `joint` or `closed`.
    pub(crate) view: &'static str,
    pub(crate) may_handle: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<AppealLineView>,
    pub(crate) pagination: Pagination,
}

impl AppealsPage {
    /// What addresses say of the agency.
    fn of(&self) -> &str {
        self.other.as_ref().map_or("", |(part, _)| part)
    }

    /// Whether something can be ticked.
    fn ticks(&self) -> bool {
        self.lines.iter().any(|line| line.ticked.is_some())
    }
}

/// Several cases that are to be handed on.
#[derive(Template)]
#[template(path = "appeals_transfer.html")]
pub(crate) struct TransferPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    /// The cases: identity and version, number, title.
    pub(crate) cases: Vec<(String, String, String)>,
    /// To whom, code and name, once that was understood; then it waits to be confirmed.
    pub(crate) to: Option<(String, String)>,
}

/// What became of several cases that were handed on.
#[derive(Template)]
#[template(path = "appeals_transferred.html")]
pub(crate) struct TransferredPage {
    pub(crate) frame: Frame,
    pub(crate) to: String,
    /// Numbers of those that were.
    pub(crate) done: Vec<String>,
    /// Those that were not: identity, number, why.
    pub(crate) refused: Vec<(String, String, String)>,
}

/// A partner whose part is waited for.
pub(crate) struct PartnerView {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) asked_on: String,
    pub(crate) ended_on: Option<String>,
    /// Whether this person may say its part.
    pub(crate) own: bool,
}

/// A case that can be answered together with another one.
pub(crate) struct AlikeView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) state: &'static str,
    /// What is done with it.
    pub(crate) does: &'static str,
}

/// What this person can do with a case in its state.
pub(crate) struct AppealSteps {
    pub(crate) state: &'static str,
    pub(crate) handle: bool,
    pub(crate) review: bool,
    pub(crate) decided: bool,
    pub(crate) extension_asked: Option<u32>,
    pub(crate) extended: bool,
    pub(crate) partners: Vec<PartnerView>,
    /// Whether the public answer can be drafted.
    pub(crate) prepare: bool,
}

/// One case.
#[derive(Template)]
#[template(path = "appeal.html")]
pub(crate) struct AppealPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) kind: Kind,
    pub(crate) kind_title: String,
    pub(crate) agency: String,
    pub(crate) region: String,
    pub(crate) way: &'static str,
    pub(crate) state: &'static str,
    pub(crate) ending: Option<&'static str>,
    pub(crate) late: bool,
    pub(crate) satisfied: Option<bool>,
    pub(crate) urged: usize,
    pub(crate) reopened: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) waits: Option<String>,
    /// What is said; none once the time to keep it is over.
    pub(crate) said: Option<(String, String)>,
    pub(crate) named: bool,
    /// Why the answer cannot be published whatever it says; empty where it can.
    pub(crate) not_public: &'static str,
    /// How many cases say almost the same, and some of the others.
    pub(crate) same: u64,
    pub(crate) others: Vec<Link>,
    pub(crate) history: Vec<CaseStepView>,
    pub(crate) steps: AppealSteps,
    /// The draft or the page of the public answer.
    pub(crate) draft: Option<Link>,
    /// Cases that can be answered with it.
    pub(crate) alike: Vec<AlikeView>,
    /// Whether it waits for something.
    pub(crate) open: bool,
    pub(crate) files: Vec<FileRow>,
    /// Who handles it.
    pub(crate) handler: HandlerPart,
    /// Texts that an answer can begin with: identity and title.
    pub(crate) templates: Vec<(String, String)>,
}

impl AppealPage {
    /// How the case can be answered where it stands.
    fn endings(&self) -> Vec<Ending> {
        let before = self.steps.state == "lodged";
        Ending::ALL
            .into_iter()
            .filter(|ending| ending.fits(self.kind) && (!before || ending.before_acceptance()))
            .collect()
    }

    /// The ground that stands in the form before anything was typed.
    fn ground(&self) -> &str {
        let typed = self.tried.typed("propose", "withheld");
        if typed.is_empty() { self.not_public } else { typed }
    }

    fn is_at(&self, state: &str) -> bool {
        self.steps.state == state
    }
}

/// Who appeals.
#[derive(Template)]
#[template(path = "appeal_writer.html")]
pub(crate) struct WriterPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) mail: String,
    pub(crate) address: String,
}

/// The form for a letter, a call or a visit.
#[derive(Template)]
#[template(path = "appeal_new.html")]
pub(crate) struct AppealNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) today: String,
    pub(crate) kinds: Vec<(&'static str, String)>,
    pub(crate) ways: Vec<(&'static str, &'static str)>,
    /// Regions of the agency: code and name.
    pub(crate) regions: Vec<(String, String)>,
    /// The token of this form: sent twice, it makes one case.
    pub(crate) once: String,
}

impl AppealNewPage {
    fn typed(&self, name: &str) -> &str {
        self.sent.text(name)
    }

    fn day(&self) -> &str {
        if self.sent.text("on").is_empty() { &self.today } else { self.sent.text("on") }
    }
}

/// The receipt of a case that was noted at the desk.
#[derive(Template)]
#[template(path = "appeal_registered.html")]
pub(crate) struct AppealRegisteredPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) number: String,
    pub(crate) lodged_on: String,
}
