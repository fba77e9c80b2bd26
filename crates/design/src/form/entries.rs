//! What stands in the inputs of a form, as text.

use std::collections::BTreeMap;

use mingjing_catalogue::{Field, FieldKind, Item};
use serde_json::{Map, Value};

/// Text of inputs by name; a name may have several texts (check boxes).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    texts: BTreeMap<String, Vec<String>>,
}

impl Entries {
    /// What a submitted form holds.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut entries = Self::default();
        for (name, text) in pairs {
            entries.add(name, text);
        }
        entries
    }

    /// What canonical values of a stored draft look like in the form; `body` is the Markdown text.
    pub fn from_values(item: &Item, values: &Map<String, Value>, body: Option<&str>) -> Self {
        let mut entries = Self::default();
        for field in &item.fields {
            if let Some(value) = values.get(&field.key) {
                entries.add_value(field, &field.key, value);
            }
        }
        if let Some(body) = body {
            entries.add("body".to_owned(), body.to_owned());
        }
        entries
    }

    /// The only or first text under `name`; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).and_then(|texts| texts.first()).map_or("", String::as_str)
    }

    /// All texts under `name`.
    pub fn all(&self, name: &str) -> &[String] {
        self.texts.get(name).map_or(&[], Vec::as_slice)
    }

    /// All inputs of one field with their texts, parts of tables and periods among them, but for empty ones.
    pub fn of_field<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let is_of = move |name: &str| {
            name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.pairs().filter(move |(name, text)| is_of(name) && !text.is_empty())
    }

    /// All inputs with their texts.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().flat_map(|(name, texts)| texts.iter().map(|text| (name.as_str(), text.as_str())))
    }

    /// Number of rows that a table has inputs for: the greatest row number with any text in it, plus one.
    pub fn rows(&self, key: &str) -> usize {
        let prefix = format!("{key}.");
        let row =
            |name: &str| -> Option<usize> { name.strip_prefix(&prefix)?.split('.').next()?.parse().ok() };
        let filled = self.texts.iter().filter(|(_, texts)| texts.iter().any(|text| !text.trim().is_empty()));
        let rows = filled.filter_map(|(name, _)| row(name)).filter(|row| *row < MAX_ROWS);
        rows.max().map_or(0, |last| last + 1)
    }

    fn add(&mut self, name: String, text: String) {
        self.texts.entry(name).or_default().push(text);
    }

    fn add_value(&mut self, field: &Field, name: &str, value: &Value) {
        match (&field.kind, value) {
            (_, Value::Null) => {}
            (FieldKind::Period, Value::Object(period)) => {
                for end in ["from", "until"] {
                    self.add(format!("{name}.{end}"), plain(period.get(end)));
                }
            }
            (FieldKind::Table { columns }, Value::Array(rows)) => {
                for (number, row) in rows.iter().enumerate() {
                    for column in columns {
                        let cell = row.get(&column.key).unwrap_or(&Value::Null);
                        self.add_value(column, &format!("{name}.{number}.{}", column.key), cell);
                    }
                }
            }
            (FieldKind::Enumeration { .. }, Value::Array(values)) => {
                for value in values {
                    self.add(name.to_owned(), plain(Some(value)));
                }
            }
            (_, Value::Array(values)) => {
                let lines: Vec<String> = values.iter().map(|value| plain(Some(value))).collect();
                self.add(name.to_owned(), lines.join("\n"));
            }
            (_, value) => self.add(name.to_owned(), plain(Some(value))),
        }
    }
}

/// Rows of a table that one form takes; more come by import.
const MAX_ROWS: usize = 500;

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
