//! What a first version needs that is handed in at the desk, and an import of what was published elsewhere does not: a plan
//! of what is to come with it.

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_spanned::Spanned;

use crate::compose::FieldProblem;
use crate::field::FieldKind;
use crate::item::Basis;
use crate::problem::Reporter;
use crate::read_field::ReadField;

/// One demand: these fields, in these cases, unless another one is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandingIn {
    /// Fields that must be filled in.
    pub needs: Vec<String>,
    /// The field that says whether they must, with its values; none: always.
    pub when: Option<(String, Vec<String>)>,
    /// The field that says in words why they need not be.
    pub unless: Option<String>,
    /// What is told where one is missing.
    pub message: String,
    /// By which law.
    pub basis: Basis,
}

/// As it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHandingIn {
    needs: Vec<Spanned<String>>,
    when: Option<Spanned<RawWhen>>,
    unless: Option<Spanned<String>>,
    message: Spanned<String>,
    basis: Basis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen {
    field: String,
    is: Vec<String>,
}

/// Checks that the fields are there, and the values among their options.
pub(crate) fn read(
    raw: Vec<Spanned<RawHandingIn>>,
    fields: &[ReadField],
    reporter: &mut Reporter<'_>,
) -> Vec<HandingIn> {
    let known = |key: &str| fields.iter().find(|read| read.field.key == key);
    let mut all = Vec::new();
    for one in raw {
        let RawHandingIn { needs, when, unless, message, basis } = one.into_inner();
        for key in needs.iter().chain(&unless) {
            if known(key.get_ref()).is_none() {
                reporter.add(key.span(), format!("“handing_in”里的字段“{}”不存在", key.get_ref()));
            }
        }
        if needs.is_empty() || message.get_ref().trim().is_empty() {
            reporter.add(message.span(), "“handing_in”要写明需要的字段（needs）和提示（message）");
        }
        if let Some(when) = &when {
            let RawWhen { field, is } = when.get_ref();
            match known(field).map(|read| &read.field.kind) {
                Some(FieldKind::Enumeration { options, .. }) => {
                    let stranger = is.iter().find(|value| options.iter().all(|o| &o.value != *value));
                    if let Some(value) = stranger {
                        reporter.add(when.span(), format!("“{value}”不是字段“{field}”的可选值"));
                    }
                }
                _ => reporter.add(when.span(), format!("“when”里的“{field}”不是可选值字段")),
            }
        }
        all.push(HandingIn {
            needs: needs.into_iter().map(Spanned::into_inner).collect(),
            when: when.map(|when| {
                let RawWhen { field, is } = when.into_inner();
                (field, is)
            }),
            unless: unless.map(Spanned::into_inner),
            message: message.into_inner(),
            basis,
        });
    }
    all
}

impl HandingIn {
    fn applies(&self, values: &Map<String, Value>) -> bool {
        let is_in_case = self.when.as_ref().is_none_or(|(field, is)| match values.get(field) {
            Some(Value::Array(many)) => many.iter().any(|one| is.iter().any(|value| one == value)),
            Some(one) => is.iter().any(|value| one == value),
            None => false,
        });
        is_in_case && !self.unless.as_ref().is_some_and(|field| is_filled(values.get(field)))
    }

    /// What is missing in these values; `label` gives the title of a field.
    pub(crate) fn problems(
        &self,
        values: &Map<String, Value>,
        label: &dyn Fn(&str) -> String,
    ) -> Vec<FieldProblem> {
        if !self.applies(values) {
            return Vec::new();
        }
        let missing = self.needs.iter().filter(|key| !is_filled(values.get(*key)));
        let told = |key: &String| FieldProblem {
            field: key.clone(),
            label: label(key),
            message: format!("{}（{}）", self.message, self.basis),
        };
        missing.map(told).collect()
    }
}

fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(many)) => !many.is_empty(),
        Some(_) => true,
    }
}
