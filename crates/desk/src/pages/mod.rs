//! Pages of the desk, as typed templates.

use askama::Template;
use mingjing_actions::{Draft, action_zh};
use mingjing_catalogue::Item;
use mingjing_design::components::ErrorSummary;
use mingjing_design::form::ItemForm;
use mingjing_design::frame::Frame;
use mingjing_publication::difference::ChangeKind;
use mingjing_screening::{Finding, Treatment};
use mingjing_store::audit::AuditRow;

use crate::conflict::FieldDifference;
use crate::form::Form;

/// Signing in.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    pub(crate) username: String,
    pub(crate) error: Option<String>,
}

/// Something did not work.
#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct FailurePage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// One line of a list of work.
pub(crate) struct WorkRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) state: String,
    pub(crate) amends: bool,
    pub(crate) returned: Option<String>,
    pub(crate) scheduled: Option<String>,
    pub(crate) updated_at: String,
}

/// An imported row that screening held back. Its values are not shown in lists.
pub(crate) struct HeldView {
    pub(crate) item: String,
    pub(crate) row_number: i64,
    pub(crate) found: String,
    pub(crate) held_at: String,
}

/// The desk's front page.
#[derive(Template)]
#[template(path = "mine.html")]
pub(crate) struct MinePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) person: String,
    pub(crate) agency: String,
    pub(crate) roles: String,
    pub(crate) waiting: Vec<WorkRow>,
    pub(crate) others: Vec<WorkRow>,
    pub(crate) newest: Vec<PublishedRow>,
    pub(crate) may_draft: bool,
    pub(crate) held: Vec<HeldView>,
}

/// One kind of information.
pub(crate) struct ItemChoice {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) area: &'static str,
}

/// Choosing what to draft.
#[derive(Template)]
#[template(path = "choose.html")]
pub(crate) struct ChoosePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) items: Vec<ItemChoice>,
}

/// One public disclosure.
pub(crate) struct PublishedRow {
    pub(crate) id: String,
    pub(crate) index_no: String,
    pub(crate) title: String,
    pub(crate) issued_on: String,
    pub(crate) withdrawn: bool,
}

/// A step on a public disclosure that was refused, with what was typed for it.
pub(crate) struct RefusedStep {
    pub(crate) id: String,
    pub(crate) step: &'static str,
    pub(crate) form: Form,
}

/// What is public of the agency.
#[derive(Template)]
#[template(path = "published.html")]
pub(crate) struct PublishedPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) refused: Option<RefusedStep>,
    pub(crate) rows: Vec<PublishedRow>,
    pub(crate) may_amend: bool,
    pub(crate) may_withdraw: bool,
}

impl PublishedPage {
    fn opens(&self, row: &PublishedRow, step: &str) -> bool {
        self.refused.as_ref().is_some_and(|r| r.id == row.id && r.step == step)
    }

    /// What was typed for a step of this row.
    fn typed(&self, row: &PublishedRow, step: &str, name: &str) -> &str {
        let of_row = self.refused.as_ref().filter(|_| self.opens(row, step));
        of_row.map_or("", |r| r.form.text(name))
    }
}

/// What this person can do with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Edit,
    Screen,
    Approve,
    Look,
}

/// A finding with its surroundings.
pub(crate) struct FindingView {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) place: String,
    pub(crate) before: String,
    pub(crate) text: String,
    pub(crate) after: String,
    pub(crate) ground: String,
    pub(crate) article: String,
    pub(crate) replacement: String,
    pub(crate) may_redact: bool,
    pub(crate) advice: &'static str,
    pub(crate) decision: String,
    pub(crate) kept_ground: String,
}

impl FindingView {
    /// A finding with the decision that was sent for it, if one was.
    pub(crate) fn new(f: Finding, draft: &Draft, item: &Item, sent: &Form) -> Self {
        let in_file = draft.attachments.iter().any(|a| a.name == f.place);
        let source = match f.place.as_str() {
            "body" => draft.body.clone().unwrap_or_default(),
            key => draft.values.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned(),
        };
        let before: String = source.get(..f.start).unwrap_or_default().chars().rev().take(24).collect();
        let after = source.get(f.end..).unwrap_or_default().chars().take(24).collect();
        Self {
            place: match item.field(&f.place) {
                Some(field) => field.label.zh.clone(),
                None if in_file => format!("附件 {}", f.place),
                None => f.place,
            },
            decision: sent.text(&format!("decision-{}", f.id)).to_owned(),
            kept_ground: sent.text(&format!("ground-{}", f.id)).to_owned(),
            before: before.chars().rev().collect(),
            after,
            may_redact: !in_file && f.treatment != Treatment::Refuse,
            advice: f.treatment.label(),
            id: f.id,
            label: f.label,
            text: f.text,
            ground: f.ground,
            article: f.article,
            replacement: f.replacement,
        }
    }
}

/// One step of the audit trail.
pub(crate) struct TrailRow {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) action: &'static str,
    pub(crate) reason: String,
}

impl TrailRow {
    pub(crate) fn new(row: AuditRow) -> Self {
        Self {
            at: row.at.get(..16).unwrap_or_default().replace('T', " "),
            who: row.officer_name,
            action: action_zh(&row.action),
            reason: row.reason.unwrap_or_default(),
        }
    }
}

/// One draft.
#[derive(Template)]
#[template(path = "draft.html")]
pub(crate) struct DraftPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) state: &'static str,
    pub(crate) stage: Stage,
    pub(crate) reason: Option<String>,
    pub(crate) returned: Option<String>,
    pub(crate) drafted_by_me: bool,
    pub(crate) may_return: bool,
    pub(crate) missing: usize,
    pub(crate) summary: ErrorSummary,
    pub(crate) sent: Form,
    pub(crate) conflict: Option<Vec<FieldDifference>>,
    pub(crate) form: Option<ItemForm>,
    pub(crate) takes_files: bool,
    pub(crate) attachments: Vec<(String, String)>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) findings: Vec<FindingView>,
    pub(crate) trail: Vec<TrailRow>,
}

impl DraftPage {
    fn edits(&self) -> bool {
        self.stage == Stage::Edit
    }

    fn screens(&self) -> bool {
        self.stage == Stage::Screen
    }

    fn approves(&self) -> bool {
        self.stage == Stage::Approve
    }
}
