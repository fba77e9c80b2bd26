//! Pages on requests for information.

use askama::Template;
use mingjing_actions::requests::LetterLine;
use mingjing_design::components::{ClockBadge, ErrorSummary, Pagination};
use mingjing_design::frame::Frame;
use mingjing_procedures::{Group, Outcome, Remedy, RemedyResult};

use crate::form::Form;
use crate::pages::{HandlerPart, ItemChoice};
use crate::tried::Tried;

/// A case in a list. Who asks is masked.
pub(crate) struct CaseLineView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) applicant: String,
    pub(crate) subject: String,
    pub(crate) state: &'static str,
    pub(crate) late: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) closed_on: String,
}

/// Cases of an agency.
#[derive(Template)]
#[template(path = "requests.html")]
pub(crate) struct RequestsPage {
    pub(crate) frame: Frame,
    /// Open ones by urgency, or closed ones.
    pub(crate) open: bool,
    /// Another agency than the person's own: how addresses say so, and its name.
    pub(crate) other: Option<(String, String)>,
    pub(crate) may_handle: bool,
    pub(crate) total: u64,
    pub(crate) lines: Vec<CaseLineView>,
    pub(crate) pagination: Pagination,
}

impl RequestsPage {
    /// What addresses say of the agency.
    fn of(&self) -> &str {
        self.other.as_ref().map_or("", |(part, _)| part)
    }
}

/// A step that was taken.
pub(crate) struct CaseStepView {
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) on: String,
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

/// A letter that waits for a reply.
pub(crate) struct OpenLetter {
    pub(crate) number: usize,
    pub(crate) party: &'static str,
    pub(crate) asked_on: String,
    pub(crate) delivered_on: Option<String>,
}

/// A file of a case.
pub(crate) struct FileRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) size: String,
    /// Of the answer, or else of the citizen.
    pub(crate) of_answer: bool,
    pub(crate) may_take: bool,
}

/// What this person can do with a case in its state.
pub(crate) struct Steps {
    pub(crate) state: &'static str,
    /// Whether a record is to be mended.
    pub(crate) record: bool,
    pub(crate) handle: bool,
    pub(crate) review: bool,
    pub(crate) extension_asked: Option<u32>,
    pub(crate) extended: bool,
    pub(crate) correction_asked: bool,
    pub(crate) reason_asked: bool,
    pub(crate) charged: bool,
    /// The fee that is waited for, and whether its notice has arrived.
    pub(crate) fee: Option<(u32, bool)>,
    pub(crate) letters: Vec<OpenLetter>,
}

/// One case.
#[derive(Template)]
#[template(path = "request.html")]
pub(crate) struct CasePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// The step that was refused, with what was typed for it.
    pub(crate) tried: Tried,
    pub(crate) today: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) number: String,
    pub(crate) applicant: String,
    pub(crate) channel: &'static str,
    pub(crate) state: &'static str,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) late: bool,
    pub(crate) clock: Option<ClockBadge>,
    pub(crate) waits: Option<String>,
    /// What is asked for; none once the time to keep it is over.
    pub(crate) description: Option<String>,
    pub(crate) form: String,
    /// What shows that a record is not accurate.
    pub(crate) evidence: String,
    /// How many applicants asked for the same.
    pub(crate) same: u64,
    /// The whole text of the answer that is proposed or was given.
    pub(crate) notice: Option<String>,
    pub(crate) history: Vec<CaseStepView>,
    pub(crate) steps: Steps,
    /// As what the information can be open to all.
    pub(crate) kinds: Vec<ItemChoice>,
    pub(crate) files: Vec<FileRow>,
    /// Letters that this person may take out.
    pub(crate) letters: Vec<LetterLine>,
    /// Who handles it.
    pub(crate) handler: HandlerPart,
    /// Texts that an answer can begin with: identity and title.
    pub(crate) templates: Vec<(String, String)>,
}

/// A choice of the answer's kinds.
pub(crate) struct OutcomeGroup {
    pub(crate) title: &'static str,
    pub(crate) outcomes: Vec<Outcome>,
}

impl CasePage {
    /// What can be answered, in the order of the yearly report.
    fn groups(&self) -> Vec<OutcomeGroup> {
        if self.steps.record {
            let title = Group::Record.zh();
            return vec![OutcomeGroup { title, outcomes: Outcome::OF_RECORDS.to_vec() }];
        }
        let groups = [
            Group::Granted,
            Group::Partly,
            Group::Refused,
            Group::Impossible,
            Group::NotHandled,
            Group::Other,
        ];
        let of = |group: Group| OutcomeGroup {
            title: group.zh(),
            outcomes: Outcome::ALL.iter().copied().filter(|o| o.group() == group && o.is_answer()).collect(),
        };
        groups.into_iter().map(of).collect()
    }

    fn remedies(&self) -> [(&'static str, Remedy); 3] {
        let [first, second, third] = Remedy::ALL;
        [("reconsideration", first), ("litigation", second), ("litigation_after_reconsideration", third)]
    }

    fn results(&self) -> [(&'static str, RemedyResult); 4] {
        let [first, second, third, fourth] = RemedyResult::ALL;
        [("upheld", first), ("corrected", second), ("other", third), ("open", fourth)]
    }

    /// What was typed as a day, or today.
    fn day(&self, step: &str) -> &str {
        let typed = self.tried.typed(step, "on");
        if typed.is_empty() { &self.today } else { typed }
    }

    fn is_at(&self, state: &str) -> bool {
        self.steps.state == state
    }
}

/// Who asks.
#[derive(Template)]
#[template(path = "request_applicant.html")]
pub(crate) struct ApplicantPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) identity: String,
    pub(crate) contact: String,
    pub(crate) mail: String,
    pub(crate) address: String,
}

/// The form for a letter or a visit.
#[derive(Template)]
#[template(path = "request_letter.html")]
pub(crate) struct LetterPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) today: String,
    pub(crate) kinds: Vec<(&'static str, &'static str)>,
    pub(crate) channels: Vec<(&'static str, &'static str)>,
    pub(crate) purposes: Vec<(&'static str, &'static str)>,
    /// The token of this form: sent twice, it makes one case.
    pub(crate) once: String,
}

impl LetterPage {
    fn typed(&self, name: &str) -> &str {
        self.sent.text(name)
    }

    fn day(&self) -> &str {
        if self.sent.text("on").is_empty() { &self.today } else { self.sent.text("on") }
    }
}

/// The receipt of a case that was noted at the desk.
#[derive(Template)]
#[template(path = "request_registered.html")]
pub(crate) struct RegisteredPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) number: String,
    pub(crate) lodged_on: String,
}
