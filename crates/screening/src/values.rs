//! Screening of the values of a disclosure: every string, also inside tables.

use serde_json::{Map, Value};

use crate::finding::{Finding, name};
use crate::screen::Screen;

impl Screen {
    /// All findings in the strings of `values`, in the order of the fields; the place of a finding
    /// is the key of its field, also where the string stands deep in a table.
    ///
    /// `skip` is asked for every field (`code`) and every column of a table (`subjects.code`) and
    /// names those not to be looked at, because their kind already says what they hold. Numbers and
    /// booleans are not screened.
    #[must_use]
    pub fn values(&self, values: &Map<String, Value>, skip: &dyn Fn(&str) -> bool) -> Vec<Finding> {
        let mut walk = Walk { screen: self, skip, findings: Vec::new() };
        for (key, value) in values.iter().filter(|(key, _)| !skip(key)) {
            walk.value(key, value);
        }
        name(&mut walk.findings);
        walk.findings
    }
}

struct Walk<'a> {
    screen: &'a Screen,
    skip: &'a dyn Fn(&str) -> bool,
    findings: Vec<Finding>,
}

impl Walk<'_> {
    fn value(&mut self, field: &str, value: &Value) {
        match value {
            Value::String(text) => self.screen.look(field, text, &mut self.findings),
            Value::Array(rows) => rows.iter().for_each(|row| self.value(field, row)),
            Value::Object(columns) => {
                for (column, value) in columns {
                    if !(self.skip)(&format!("{field}.{column}")) {
                        self.value(field, value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
