//! Pages of the desk, as typed templates.

mod account;
mod administration;
mod bulk;
mod findings;
mod held;

use askama::Template;
use mingjing_actions::action_zh;
use mingjing_design::components::{Difference, ErrorSummary};
use mingjing_design::form::ItemForm;
use mingjing_design::frame::Frame;
use mingjing_publication::difference::ChangeKind;
use mingjing_store::audit::AuditRow;

use crate::conflict::FieldDifference;
use crate::form::Form;

pub(crate) use account::{
    CodesPage, DeputyView, LinkPage, MePage, PasskeyPage, PasskeyView, PasswordPage, RoleChoice,
    SecondFactorPage, SessionView, SignInPage, TiePage, TotpPage,
};
pub(crate) use administration::{
    AuditLine, AuditPage, InvitedPage, InvitedView, PeoplePage, PermissionsPage, PersonPage, PersonView,
    RoleView, WithdrawalView, WithdrawalsPage,
};
pub(crate) use bulk::{BulkLine, BulkListPage, BulkPage, BulkStep, ColumnView, FieldChoice, RowView};
pub(crate) use findings::{FindingView, Stretch, Texts, marked};
pub(crate) use held::{HeldFileView, HeldLineView, HeldListPage, HeldRowPage};

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
    /// Imported rows that wait for a screener.
    pub(crate) held: u64,
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
            who: match row.acting_for_name {
                Some(principal) => format!("{}(代{principal})", row.officer_name),
                None => row.officer_name,
            },
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
    /// What an amendment changes of what is published.
    pub(crate) difference: Option<Difference>,
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
