//! Canonical values as people read them.

use serde_json::Value;

use crate::field::{Field, FieldKind};
use crate::values::{date, enumeration, money, number, period, table};

impl Field {
    /// A canonical value in Chinese: `2026年11月23日`, `1,234.50元`; nothing for null. Codes of regions and agencies
    /// stay codes: whoever shows them knows the names.
    ///
    /// Except for tables, what is shown reads back through [`Field::parse`] to the same value.
    #[must_use]
    pub fn display(&self, value: &Value) -> String {
        match (&self.kind, value) {
            (_, Value::Null) => String::new(),
            (FieldKind::Date, Value::String(text)) => date::display(text),
            (FieldKind::Period, Value::Object(_)) => period::display(value),
            (FieldKind::Money { .. }, Value::String(text)) => money::display(text),
            (FieldKind::Number { unit, .. }, Value::Number(value)) => number::display(value, unit.as_deref()),
            (FieldKind::Enumeration { options, .. }, Value::String(text)) => {
                enumeration::label(text, options).to_owned()
            }
            (FieldKind::Enumeration { options, .. }, Value::Array(values)) => {
                join(values, |text| enumeration::label(text, options).to_owned())
            }
            (FieldKind::Table { columns }, Value::Array(rows)) => table::display(rows, columns),
            (_, Value::Array(values)) => join(values, str::to_owned),
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }
}

fn join(values: &[Value], show: impl Fn(&str) -> String) -> String {
    values.iter().filter_map(Value::as_str).map(show).collect::<Vec<_>>().join("、")
}
