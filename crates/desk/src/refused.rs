//! Forms of the organisation: what they say of documents and days, and what becomes of them when an action is done or
//! refused.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use chrono::NaiveDate;
use mingjing_actions::Error;
use mingjing_actions::reorganising::Decree;
use mingjing_catalogue::FieldProblem;
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::failure::Failure;
use crate::form::Form;
use crate::pages::Fields;
use crate::steps::{Answer, refusal};

/// What is wrong with a form, and how the ids of its inputs begin.
pub(crate) struct Refused {
    pub(crate) fields: Fields,
    pub(crate) prefix: &'static str,
    pub(crate) other: Option<String>,
}

impl Refused {
    /// What an action refused; what the person cannot mend on the page becomes a page of its own.
    pub(crate) fn by(e: Error, form: Form, prefix: &'static str) -> Result<Self, Failure> {
        let (problems, other) = match e {
            Error::Invalid(problems) => (problems, None),
            e => (Vec::new(), Some(refusal(e)?)),
        };
        Ok(Self { fields: Fields { form, problems }, prefix, other })
    }

    /// Everything that is wrong, at the top of the page.
    pub(crate) fn summary(&self) -> ErrorSummary {
        let anchor = |field: &str| match field {
            "basis" | "takes_effect" => format!("#{}{field}", self.prefix),
            _ => format!("#{field}"),
        };
        let link = |p: &FieldProblem| Link::new(anchor(&p.field), format!("{}：{}", p.label, p.message));
        let other = self.other.iter().map(|text| Link::new("#main", text.clone()));
        ErrorSummary { errors: self.fields.problems.iter().map(link).chain(other).collect() }
    }
}

/// The document and the day of a form.
pub(crate) fn decree(form: &Form) -> Result<Decree, Error> {
    let takes_effect = form.text("takes_effect").parse::<NaiveDate>().map_err(|_| {
        let message = "请填写年月日，例:2026-11-24".to_owned();
        Error::Invalid(vec![FieldProblem {
            field: "takes_effect".into(), label: "生效日期".into(), message
        }])
    })?;
    Ok(Decree { basis: form.text("basis").to_owned(), takes_effect })
}

/// The successor that a form for closing names, if it names one.
pub(crate) fn successor(form: &Form) -> Option<String> {
    Some(form.text("into").trim().to_owned()).filter(|into| !into.is_empty())
}

/// Goes on to an address, or shows the page that `again` makes, with what was sent and why it was refused.
pub(crate) async fn finish<P, F>(
    to: String,
    (form, prefix): (Form, &'static str),
    done: Result<(), Error>,
    again: impl FnOnce(Refused) -> F,
) -> Answer
where
    P: Template,
    F: Future<Output = Result<P, Failure>>,
{
    match done {
        Ok(()) => Ok(Redirect::to(&to).into_response()),
        Err(e) => {
            let page = again(Refused::by(e, form, prefix)?).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
