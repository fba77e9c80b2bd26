//! Pages on texts that answers begin with.

use askama::Template;
use mingjing_actions::reply_templates::Doubt;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use crate::form::Form;

/// Texts for one kind of answer.
pub(crate) struct TemplatesOfKind {
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    pub(crate) may_keep: bool,
    /// Identity and title.
    pub(crate) templates: Vec<(String, String)>,
}

/// Texts of an agency.
#[derive(Template)]
#[template(path = "reply_templates.html")]
pub(crate) struct TemplatesPage {
    pub(crate) frame: Frame,
    pub(crate) kinds: Vec<TemplatesOfKind>,
}

/// One text.
#[derive(Template)]
#[template(path = "reply_template.html")]
pub(crate) struct TemplatePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) action: String,
    /// At which version it was read; none for a new one.
    pub(crate) version: Option<i64>,
    pub(crate) kind: &'static str,
    pub(crate) may_keep: bool,
    pub(crate) sent: Form,
    /// What a person looks at before it is kept.
    pub(crate) doubts: Vec<Doubt>,
    /// What can stand in it, and what is filled in.
    pub(crate) placeholders: Vec<(String, &'static str)>,
}
