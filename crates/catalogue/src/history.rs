//! `[list.history]`: an item whose disclosures are the entries of a list that changes, such as a power list.

use serde_json::{Map, Value};
use serde_spanned::Spanned;

use chrono::NaiveDate;

use crate::field::{FieldKind, Visibility};
use crate::problem::Reporter;
use crate::raw::RawHistory;
use crate::read_field::ReadField;
use crate::values::date;

/// From when an entry of a list holds, and when it no longer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Date field: the day from which a version of the entry holds.
    pub valid_from: String,
    /// Date field: the day on which an entry that has ended left the list; without it, `valid_from` says so.
    pub ends_on: Option<String>,
    /// Values of the status field with which an entry is no longer in the list.
    pub ended: Vec<String>,
}

/// What one version of an entry says: from which day on it is in the list, and from which day on no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The first day on which the entry is not in the list.
    pub ended: Option<NaiveDate>,
}

impl History {
    /// What a version with these values says; `issued_on` stands for a date that is not filled in.
    #[must_use]
    pub fn validity(
        &self,
        status_field: Option<&str>,
        fields: &Map<String, Value>,
        issued_on: NaiveDate,
    ) -> Validity {
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        let day = |key: &str| text(key).and_then(date::canonical);
        let from = day(&self.valid_from).unwrap_or(issued_on);
        let status = status_field.and_then(text).unwrap_or_default();
        let ended = self.ended.iter().any(|word| word == status);
        let end = || self.ends_on.as_deref().and_then(day).unwrap_or(from);
        Validity { from, ended: ended.then(end) }
    }
}

/// Checks `[list.history]`; what is wrong goes to the reporter.
pub(crate) fn read(
    raw: Option<Spanned<RawHistory>>,
    natural_key: &[Spanned<String>],
    status_field: Option<&Spanned<String>>,
    fields: &[ReadField],
    reporter: &mut Reporter<'_>,
) -> Option<History> {
    let raw = raw?;
    let span = raw.span();
    let raw = raw.into_inner();
    let mut wrong = |reason: String| reporter.add(span.clone(), reason);
    let field = |key: &str| fields.iter().map(|read| &read.field).find(|field| field.key == key);
    if natural_key.is_empty() {
        wrong("有 [list.history] 的条目要有自然键（natural_key）：清单事项按编码比较".to_owned());
    }
    for key in std::iter::once(&raw.valid_from).chain(&raw.ends_on) {
        let fits = field(key)
            .is_some_and(|field| field.kind == FieldKind::Date && field.visibility == Visibility::Public);
        if !fits {
            wrong(format!("[list.history] 的“{key}”要是公开的日期字段"));
        }
    }
    let options = match status_field.and_then(|key| field(key.get_ref())).map(|field| &field.kind) {
        Some(FieldKind::Enumeration { options, .. }) => options.as_slice(),
        _ => &[],
    };
    for word in &raw.ended {
        if !options.iter().any(|option| &option.value == word) {
            wrong(format!("[list.history] 的“ended”：“{word}”不是状态字段的可选值"));
        }
    }
    Some(History { valid_from: raw.valid_from, ends_on: raw.ends_on, ended: raw.ended })
}
