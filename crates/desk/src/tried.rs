//! A step of a case that was tried: what was typed for it, and why it was refused.

use axum::http::StatusCode;
use mingjing_actions::Error;
use mingjing_design::components::{ErrorSummary, Link};

use crate::failure::Failure;
use crate::form::Form;
use crate::steps::refusal;

/// A step of a case, or only what an address asks for.
#[derive(Default)]
pub(crate) struct Tried {
    /// The step; empty where none was tried.
    step: String,
    /// What was typed.
    pub(crate) form: Form,
    refused: Option<(StatusCode, String)>,
}

impl Tried {
    /// What an address asks for.
    pub(crate) fn asked(form: Form) -> Self {
        Self { form, ..Self::default() }
    }

    /// A step that was refused, where the person can do something about it on the same page.
    pub(crate) fn refused(step: &str, form: Form, e: Error) -> Result<Self, Failure> {
        let status = if matches!(e, Error::Conflict) {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        Ok(Self { step: step.to_owned(), form, refused: Some((status, refusal(e)?)) })
    }

    /// A step that is not taken yet: its form with something filled in.
    pub(crate) fn filled(step: &str, form: Form) -> Self {
        Self { step: step.to_owned(), form, refused: None }
    }

    /// Whether something was filled in.
    pub(crate) fn is_filled(&self) -> bool {
        !self.step.is_empty() && self.refused.is_none()
    }

    /// Whether something was refused.
    pub(crate) fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// The status of the page.
    pub(crate) fn status(&self) -> StatusCode {
        self.refused.as_ref().map_or(StatusCode::OK, |(status, _)| *status)
    }

    /// Why it was refused, leading to a place on the page.
    pub(crate) fn summary(&self, at: &str) -> ErrorSummary {
        ErrorSummary { errors: self.refused.iter().map(|(_, words)| Link::new(at, words.as_str())).collect() }
    }

    /// Whether this step was refused, or its form was filled.
    pub(crate) fn refuses(&self, step: &str) -> bool {
        self.step == step
    }

    /// What was typed for a step that was refused, or was filled in.
    pub(crate) fn typed(&self, step: &str, name: &str) -> &str {
        if self.refuses(step) { self.form.text(name) } else { "" }
    }

    /// Whether this was chosen for a step that was refused.
    pub(crate) fn chosen(&self, step: &str, name: &str, value: &str) -> bool {
        self.typed(step, name) == value
    }
}
