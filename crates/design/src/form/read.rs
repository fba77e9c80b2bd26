//! A submitted form as JSON values for `Item::compose`.

use mingjing_catalogue::{Composed, Field, FieldKind, FieldProblem, Item, Known};
use serde_json::{Map, Value};

use super::Entries;

/// Reads what was typed. Empty inputs give no value; `body` is read like any other field, attachments are not in
/// the form. Inputs of other names are ignored.
///
/// Returns the values that could be read, and a problem for each that could not, its `field` being the input's
/// name (`members.0.name`). Whether all that is needed is there is for `Item::compose` to say.
pub fn read(item: &Item, entries: &Entries, known: &dyn Known) -> (Map<String, Value>, Vec<FieldProblem>) {
    let mut reader = Reader { entries, known, problems: Vec::new() };
    let mut values = Map::new();
    for field in &item.fields {
        let value = reader.field(field, &field.key);
        if !value.is_null() {
            values.insert(field.key.clone(), value);
        }
    }
    (values, reader.problems)
}

/// Reads a form and checks it as a whole record.
///
/// # Errors
/// Every problem, each field once: what is wrong inside an input comes before what is wrong with the record.
pub fn compose(item: &Item, entries: &Entries, known: &dyn Known) -> Result<Composed, Vec<FieldProblem>> {
    let (values, mut problems) = read(item, entries, known);
    match item.compose(values, known) {
        Ok(composed) if problems.is_empty() => Ok(composed),
        Ok(_) => Err(problems),
        Err(more) => {
            let is_told = |problem: &FieldProblem, told: &[FieldProblem]| {
                told.iter().any(|one| one.field.split('.').next() == Some(problem.field.as_str()))
            };
            let more: Vec<_> = more.into_iter().filter(|problem| !is_told(problem, &problems)).collect();
            problems.extend(more);
            let place = |problem: &FieldProblem| {
                let key = problem.field.split('.').next().unwrap_or_default();
                item.fields.iter().position(|field| field.key == key)
            };
            problems.sort_by_key(place);
            Err(problems)
        }
    }
}

struct Reader<'a> {
    entries: &'a Entries,
    known: &'a dyn Known,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn field(&mut self, field: &Field, name: &str) -> Value {
        match &field.kind {
            FieldKind::Files => Value::Null,
            FieldKind::Body => body(self.entries.text(name)),
            FieldKind::Period => self.period(field, name),
            FieldKind::Table { columns } => self.table(columns, name),
            FieldKind::Enumeration { many: true, .. } => {
                list(self.entries.all(name).iter().map(String::as_str))
            }
            FieldKind::Reference { many: true, .. } => list(self.entries.text(name).lines()),
            _ => self.parse(field, name),
        }
    }

    fn parse(&mut self, field: &Field, name: &str) -> Value {
        let text = self.entries.text(name);
        if text.trim().is_empty() {
            return Value::Null;
        }
        field.parse(text, self.known).unwrap_or_else(|message| {
            let label = field.label.zh.clone();
            self.problems.push(FieldProblem { field: name.to_owned(), label, message });
            Value::Null
        })
    }

    fn period(&mut self, field: &Field, name: &str) -> Value {
        let day = Field { kind: FieldKind::Date, ..field.clone() };
        let from = self.parse(&day, &format!("{name}.from"));
        let until = self.parse(&day, &format!("{name}.until"));
        if from.is_null() && until.is_null() {
            return Value::Null;
        }
        Value::Object(Map::from_iter([("from".to_owned(), from), ("until".to_owned(), until)]))
    }

    fn table(&mut self, columns: &[Field], name: &str) -> Value {
        let mut rows = Vec::new();
        for number in 0..self.entries.rows(name) {
            let mut row = Map::new();
            for column in columns {
                let value = self.field(column, &format!("{name}.{number}.{}", column.key));
                if !value.is_null() {
                    row.insert(column.key.clone(), value);
                }
            }
            if !row.is_empty() {
                rows.push(Value::Object(row));
            }
        }
        if rows.is_empty() { Value::Null } else { Value::Array(rows) }
    }
}

/// Browsers send `\r\n` for line breaks.
fn body(text: &str) -> Value {
    if text.trim().is_empty() { Value::Null } else { Value::String(text.replace("\r\n", "\n")) }
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Value {
    let values: Vec<Value> = texts
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| Value::String(text.to_owned()))
        .collect();
    if values.is_empty() { Value::Null } else { Value::Array(values) }
}
