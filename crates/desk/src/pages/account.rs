//! Pages of signing in and of one's own account.

use askama::Template;
use mingjing_actions::Role;
use mingjing_actions::second_factor::Factors;
use mingjing_design::components::{ErrorSummary, QrCode};
use mingjing_design::frame::Frame;

use crate::form::Form;

/// Signing in.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: Frame,
    pub(crate) username: String,
    pub(crate) error: Option<String>,
    /// Whether passkeys work at this address.
    pub(crate) passkeys: bool,
    /// What people call the single sign-on, where there is one.
    pub(crate) single_sign_on: Option<String>,
}

/// On the way to the provider of single sign-on.
#[derive(Template)]
#[template(path = "tie.html")]
pub(crate) struct TiePage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
}

/// Proving the second factor.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub(crate) struct SecondFactorPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) error: Option<String>,
    /// What the browser is asked about passkeys.
    pub(crate) passkey: Option<String>,
    pub(crate) has_passkeys: bool,
    pub(crate) totp: bool,
    pub(crate) recovery: bool,
}

/// Choosing a password by a one-time link.
#[derive(Template)]
#[template(path = "link.html")]
pub(crate) struct LinkPage {
    pub(crate) frame: Frame,
    pub(crate) link: String,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) agency: String,
    pub(crate) summary: ErrorSummary,
}

/// Changing the own password.
#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) username: String,
    /// Whether it has to be changed before anything else.
    pub(crate) owed: bool,
    pub(crate) summary: ErrorSummary,
}

/// Setting up an authenticator app.
#[derive(Template)]
#[template(path = "totp.html")]
pub(crate) struct TotpPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) qr: Option<QrCode>,
    pub(crate) secret: String,
    pub(crate) sealed: String,
    pub(crate) summary: ErrorSummary,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "codes.html")]
pub(crate) struct CodesPage {
    pub(crate) frame: Frame,
    pub(crate) codes: Vec<String>,
}

/// Registering a passkey.
#[derive(Template)]
#[template(path = "passkey.html")]
pub(crate) struct PasskeyPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) options: String,
}

/// One passkey.
pub(crate) struct PasskeyView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) made_at: String,
    pub(crate) used_at: Option<String>,
}

/// One session.
pub(crate) struct SessionView {
    pub(crate) id: String,
    pub(crate) since: String,
    pub(crate) seen: String,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) here: bool,
}

/// A role to be chosen.
pub(crate) struct RoleChoice {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) chosen: bool,
}

impl RoleChoice {
    pub(crate) fn new(role: Role, chosen: bool) -> Self {
        Self { key: role.key(), title: role.zh(), chosen }
    }
}

/// One deputyship.
pub(crate) struct DeputyView {
    pub(crate) id: String,
    /// Whether the person lends the role, rather than acting in it.
    pub(crate) lends: bool,
    pub(crate) role: String,
    pub(crate) principal: String,
    pub(crate) deputy: String,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
}

/// One's own account.
#[derive(Template)]
#[template(path = "me.html")]
pub(crate) struct MePage {
    /// What was sent and could not be done.
    pub(crate) sent: Form,
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) agency: String,
    pub(crate) roles: String,
    pub(crate) owes_second_factor: bool,
    pub(crate) factors: Factors,
    pub(crate) passkeys: Vec<PasskeyView>,
    /// What people call the single sign-on, where there is one.
    pub(crate) single_sign_on: Option<String>,
    pub(crate) tied: bool,
    pub(crate) sessions: Vec<SessionView>,
    pub(crate) lendable: Vec<RoleChoice>,
    pub(crate) deputies: Vec<DeputyView>,
    pub(crate) may_read_people: bool,
    pub(crate) may_read_audit: bool,
    pub(crate) may_read_work: bool,
    pub(crate) may_read_others: bool,
    pub(crate) may_manage_register: bool,
    /// The code of the own agency, where the person manages it.
    pub(crate) own_agency: Option<String>,
    pub(crate) may_read_tokens: bool,
    /// Whether the person looks after the mail of the site.
    pub(crate) may_manage_messages: bool,
    pub(crate) may_withdraw: bool,
    pub(crate) may_answer: bool,
    /// Whether the person sees the yearly report.
    pub(crate) may_report: bool,
    pub(crate) may_read_training: bool,
    /// Whether there are cases that the person may list.
    pub(crate) may_list_cases: bool,
    /// Whether the person sees how the site is.
    pub(crate) may_read_published: bool,
}
