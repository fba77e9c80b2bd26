//! A whole record: every value checked, then title, date, natural key, and public kept apart from internal.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::field::{Field, FieldKind, Presence, Visibility};
use crate::item::Item;
use crate::known::Known;
use crate::title::TitlePart;
use crate::values::date;

/// Parts the values of a natural key made of several fields; no value can hold it.
const KEY_SEPARATOR: char = '\u{1f}';

/// Longest title, in characters.
const MAX_TITLE_CHARS: usize = 300;

/// A checked record, ready to become a disclosure.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// Made by the item's title pattern.
    pub title: String,
    /// The day the information bears.
    pub issued_on: NaiveDate,
    /// Public values in field order; empty fields are absent. Body and attachments are not in it.
    pub public: Map<String, Value>,
    /// Values that are never published.
    pub internal: Map<String, Value>,
    /// The Markdown body.
    pub body: Option<String>,
    /// Identifies the record within its agency; `None` where the item has no natural key or its fields are empty.
    pub natural_key: Option<String>,
}

impl Composed {
    /// All values in one, the body among them, as [`Item::compose`] takes them.
    #[must_use]
    pub fn into_values(self) -> Map<String, Value> {
        let mut values = self.public;
        values.extend(self.internal);
        values.extend(self.body.map(|body| ("body".to_owned(), Value::String(body))));
        values
    }
}

/// What is wrong with one field of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{label}：{message}")]
pub struct FieldProblem {
    /// Key of the field, or the unknown key that was given.
    pub field: String,
    /// Its Chinese label (the key itself where unknown).
    pub label: String,
    /// What is wrong and how to mend it, in Chinese.
    pub message: String,
}

impl FieldProblem {
    fn new(field: &Field, message: impl Into<String>) -> Self {
        Self { field: field.key.clone(), label: field.label.zh.clone(), message: message.into() }
    }
}

/// How far ahead a day of issue may lie.
const MOST_AHEAD: chrono::Months = chrono::Months::new(12);

impl Item {
    /// Checks a record's values and puts them into canonical form. Text is read as in a spreadsheet cell; null and
    /// blank text mean "not filled in".
    ///
    /// # Errors
    /// Every problem of every field; unknown keys are problems.
    pub fn compose(
        &self,
        values: Map<String, Value>,
        known: &dyn Known,
    ) -> Result<Composed, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let slots = self.slots(values, known, &mut problems);
        self.check_presence(&slots, &mut problems);
        self.check_rules(&slots, &mut problems);
        let closed = self.must_be_closed(&slots).into_iter();
        problems.extend(closed.map(|(at, why)| FieldProblem::new(&self.fields[at], why)));
        let title = self.title_of(&slots);
        let issued_on = self.issued_on_of(&slots);
        self.check_issue(&slots, known, &mut problems);
        match (issued_on, title.is_empty()) {
            (Some(issued_on), false) if problems.is_empty() => Ok(self.assemble(title, issued_on, slots)),
            (issued_on, untitled) => {
                if problems.is_empty() {
                    self.explain_gap(issued_on.is_none(), untitled, &mut problems);
                }
                Err(problems)
            }
        }
    }

    /// One canonical value a field, in field order; null for what is empty or wrong.
    fn slots(
        &self,
        values: Map<String, Value>,
        known: &dyn Known,
        problems: &mut Vec<FieldProblem>,
    ) -> Vec<Value> {
        let mut slots = vec![Value::Null; self.fields.len()];
        let mut unknown = Vec::new();
        for (key, value) in values {
            match self.index(&key) {
                Some(index) => slots[index] = value,
                None => unknown.push(key),
            }
        }
        for (field, slot) in self.fields.iter().zip(&mut slots).filter(|(_, slot)| !slot.is_null()) {
            match field.normalise(slot.take(), known) {
                Ok(value) => *slot = value,
                Err(message) => problems.push(FieldProblem::new(field, message)),
            }
        }
        for key in unknown {
            let message = format!("“{}”没有这一项，请核对名称", self.title.zh);
            problems.push(FieldProblem { field: key.clone(), label: key, message });
        }
        slots
    }

    fn check_presence(&self, slots: &[Value], problems: &mut Vec<FieldProblem>) {
        for (field, _) in self.fields.iter().zip(slots).filter(|(_, value)| value.is_null()) {
            let message = match &field.presence {
                Presence::Optional => continue,
                Presence::Required => "必填，不能为空".to_owned(),
                Presence::When { field: other, equals } => {
                    let Some(at) = self.index(other) else { continue };
                    if !is_or_holds(&slots[at], equals) {
                        continue;
                    }
                    format!("“{}”为“{equals}”时必填", self.fields[at].label.zh)
                }
            };
            if !problems.iter().any(|problem| problem.field == field.key) {
                problems.push(FieldProblem::new(field, message));
            }
        }
    }

    fn check_rules(&self, slots: &[Value], problems: &mut Vec<FieldProblem>) {
        for rule in &self.rules {
            if !rule.holds(&slots[rule.first_index], &slots[rule.second_index]) {
                problems.push(FieldProblem::new(&self.fields[rule.second_index], rule.message.as_str()));
            }
        }
    }

    /// A day of issue far ahead is a mistyped year, and would stand on top of every list until it comes. Other days may
    /// be: something may hold until 2099, or come into force in two years.
    fn check_issue(&self, slots: &[Value], known: &dyn Known, problems: &mut Vec<FieldProblem>) {
        let latest = known.today().and_then(|today| today.checked_add_months(MOST_AHEAD));
        let at = self.issued_on.first().and_then(|key| self.index(key));
        let (Some(latest), Some(at)) = (latest, at) else { return };
        let day = slots[at].as_str().and_then(date::canonical);
        if day.is_some_and(|day| day > latest) {
            let message = "比今天晚一年以上，请核对年份";
            problems.push(FieldProblem::new(&self.fields[at], message));
        }
    }

    fn title_of(&self, slots: &[Value]) -> String {
        let mut title = String::new();
        let mut filled = false;
        for part in &self.title_pattern.parts {
            match part {
                TitlePart::Literal(text) => title.push_str(text),
                TitlePart::Field { index, .. } => match (&self.fields[*index].kind, &slots[*index]) {
                    (_, Value::Null) => {}
                    (FieldKind::Text { .. } | FieldKind::DocumentNumber { .. }, Value::String(text)) => {
                        filled = true;
                        title.push_str(text);
                    }
                    (_, value) => {
                        filled = true;
                        title.push_str(&self.fields[*index].display(value));
                    }
                },
            }
        }
        if !filled {
            return String::new();
        }
        match title.char_indices().nth(MAX_TITLE_CHARS) {
            Some((cut, _)) => format!("{}…", &title[..cut]),
            None => title,
        }
    }

    fn issued_on_of(&self, slots: &[Value]) -> Option<NaiveDate> {
        self.issued_on.iter().find_map(|key| {
            let at = self.index(key)?;
            date::canonical(slots[at].as_str()?)
        })
    }

    /// The title or the date is missing although no single field is wrong.
    fn explain_gap(&self, undated: bool, untitled: bool, problems: &mut Vec<FieldProblem>) {
        let labels = |keys: &mut dyn Iterator<Item = &str>| {
            let labels: Vec<&str> =
                keys.filter_map(|key| self.field(key)).map(|f| f.label.zh.as_str()).collect();
            labels.join("、")
        };
        if undated && let Some(field) = self.issued_on.first().and_then(|key| self.field(key)) {
            let dates = labels(&mut self.issued_on.iter().map(String::as_str));
            problems.push(FieldProblem::new(field, format!("缺少日期，请填写：{dates}（至少一项）")));
        }
        if untitled && let Some(field) = self.title_pattern.fields().next().and_then(|key| self.field(key)) {
            let parts = labels(&mut self.title_pattern.fields());
            problems.push(FieldProblem::new(field, format!("标题为空，请填写：{parts}（至少一项）")));
        }
    }

    fn natural_key_of(&self, slots: &[Value]) -> Option<String> {
        let mut key = String::new();
        let mut filled = false;
        for (at, name) in self.natural_key.iter().enumerate() {
            if at > 0 {
                key.push(KEY_SEPARATOR);
            }
            let Some(index) = self.index(name) else { continue };
            match &slots[index] {
                Value::Null => {}
                Value::String(text) => {
                    filled = true;
                    key.push_str(text);
                }
                other => {
                    filled = true;
                    key.push_str(&other.to_string());
                }
            }
        }
        filled.then_some(key)
    }

    fn assemble(&self, title: String, issued_on: NaiveDate, slots: Vec<Value>) -> Composed {
        let natural_key = self.natural_key_of(&slots);
        let mut public = Map::with_capacity(slots.iter().filter(|value| !value.is_null()).count());
        let mut internal = Map::new();
        let mut body = None;
        for (field, value) in self.fields.iter().zip(slots).filter(|(_, value)| !value.is_null()) {
            match (&field.kind, field.visibility, value) {
                (FieldKind::Body, _, Value::String(text)) => body = Some(text),
                (FieldKind::Body | FieldKind::Files, ..) => {}
                (_, Visibility::Public, value) => {
                    public.insert(field.key.clone(), value);
                }
                (_, Visibility::Internal, value) => {
                    internal.insert(field.key.clone(), value);
                }
            }
        }
        Composed { title, issued_on, public, internal, body, natural_key }
    }
}

/// Whether a value is `wanted`, or a list that has it.
pub(crate) fn is_or_holds(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Array(values) => values.iter().any(|value| value.as_str() == Some(wanted)),
        _ => false,
    }
}
