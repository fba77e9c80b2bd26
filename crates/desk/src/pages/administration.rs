//! Pages of administration: people, permissions, the audit trail, withdrawals that wait.

use askama::Template;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use super::account::{DeputyView, RoleChoice, SessionView};
use crate::audit::Asked;
use crate::form::Form;

/// One person of a list.
pub(crate) struct PersonView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) roles: String,
    pub(crate) state: String,
    pub(crate) second_factor: bool,
}

/// The people of an agency.
#[derive(Template)]
#[template(path = "people.html")]
pub(crate) struct PeoplePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    /// Whether the person sees more than one agency.
    pub(crate) wide: bool,
    pub(crate) q: String,
    pub(crate) found: Vec<(String, String)>,
    pub(crate) people: Vec<PersonView>,
    /// Roles that may be given; none where nobody may be invited.
    pub(crate) roles: Vec<RoleChoice>,
    pub(crate) form: Form,
}

/// Somebody invited.
pub(crate) struct InvitedView {
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) link: String,
    pub(crate) until: String,
}

/// Links, shown once.
#[derive(Template)]
#[template(path = "invited.html")]
pub(crate) struct InvitedPage {
    pub(crate) frame: Frame,
    pub(crate) agency: String,
    pub(crate) invited: Vec<InvitedView>,
}

/// One person.
#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct PersonPage {
    /// What was sent and could not be done.
    pub(crate) sent: Form,
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) person: PersonView,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    pub(crate) disabled: bool,
    pub(crate) own: bool,
    pub(crate) manageable: bool,
    pub(crate) roles: Vec<RoleChoice>,
    pub(crate) lendable: Vec<RoleChoice>,
    pub(crate) sessions: Vec<SessionView>,
    pub(crate) deputies: Vec<DeputyView>,
}

/// One role, a column of the table.
pub(crate) struct RoleView {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) article: String,
    pub(crate) alone: bool,
    pub(crate) grants: String,
    pub(crate) mine: bool,
}

/// One action of the table.
pub(crate) struct PermissionLine {
    pub(crate) action: &'static str,
    /// For whom, in the order of the roles; empty where not at all.
    pub(crate) scopes: Vec<&'static str>,
}

/// Who may do what.
#[derive(Template)]
#[template(path = "permissions.html")]
pub(crate) struct PermissionsPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<PermissionLine>,
    pub(crate) roles: Vec<RoleView>,
    pub(crate) source: String,
}

/// What a step of the trail was about.
pub(crate) struct TrailTarget {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Where it can be read, if this person may.
    pub(crate) href: Option<String>,
}

/// One step of the trail.
pub(crate) struct AuditLine {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) acting_for: Option<String>,
    pub(crate) action: &'static str,
    pub(crate) agency: String,
    pub(crate) disclosure: Option<TrailTarget>,
    pub(crate) reason: String,
    pub(crate) detail: String,
    pub(crate) address: String,
    pub(crate) position: Option<i64>,
}

/// The audit trail.
#[derive(Template)]
#[template(path = "audit.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: Frame,
    pub(crate) summary: ErrorSummary,
    pub(crate) asked: Asked,
    pub(crate) query: String,
    /// Key, words, whether it is chosen.
    pub(crate) actions: Vec<(&'static str, &'static str, bool)>,
    pub(crate) lines: Vec<AuditLine>,
    pub(crate) next: Option<String>,
}

/// A withdrawal that waits.
pub(crate) struct WithdrawalView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) ground: String,
    pub(crate) who: String,
    pub(crate) at: String,
    pub(crate) mine: bool,
    pub(crate) urgent: bool,
}

/// Withdrawals that wait for a second person.
#[derive(Template)]
#[template(path = "withdrawals.html")]
pub(crate) struct WithdrawalsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) waiting: Vec<WithdrawalView>,
    pub(crate) may_decide: bool,
}
