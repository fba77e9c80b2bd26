//! Pages of the tokens by which an agency's own systems push rows.

use askama::Template;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use crate::form::Form;

/// One token.
pub(crate) struct TokenView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) items: String,
    pub(crate) actions: String,
    pub(crate) state: &'static str,
    pub(crate) made_at: String,
    pub(crate) expires_on: String,
    pub(crate) used_at: Option<String>,
    pub(crate) version: i64,
    pub(crate) may_screen: bool,
    pub(crate) may_approve: bool,
    pub(crate) may_revoke: bool,
}

/// An item that may be ticked.
pub(crate) struct ItemTick {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// The tokens of an agency.
#[derive(Template)]
#[template(path = "tokens.html")]
pub(crate) struct TokensPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    /// Whether the person sees more than one agency.
    pub(crate) wide: bool,
    pub(crate) may_manage: bool,
    pub(crate) tokens: Vec<TokenView>,
    pub(crate) items: Vec<ItemTick>,
    pub(crate) today: String,
    pub(crate) latest: String,
    pub(crate) form: Form,
}

/// A token, shown once.
#[derive(Template)]
#[template(path = "token_made.html")]
pub(crate) struct TokenMadePage {
    pub(crate) frame: Frame,
    pub(crate) agency: String,
    pub(crate) name: String,
    pub(crate) secret: String,
}
