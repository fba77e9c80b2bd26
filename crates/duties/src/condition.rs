//! What a disclosure must say to count.

use std::collections::BTreeMap;

use mingjing_catalogue::{FieldKind, Item};
use serde_json::{Map, Value};

/// Fields, and the values of which each must have one. A path `speakers.rank` looks into every row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition(pub(crate) BTreeMap<String, Vec<String>>);

impl Condition {
    /// Whether these values fulfil it.
    #[must_use]
    pub fn holds(&self, values: &Map<String, Value>) -> bool {
        self.0.iter().all(|(path, wanted)| at(values, path).iter().any(|value| is_one_of(value, wanted)))
    }

    /// Whether everything fulfils it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields it looks at.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|path| path.split_once('.').map_or(path.as_str(), |(key, _)| key))
    }

    /// What is wrong with it for an item; none when the item has all its fields and values.
    pub(crate) fn fault(&self, item: &Item) -> Option<String> {
        self.0.iter().find_map(|(path, wanted)| fault(item, path, wanted))
    }
}

fn fault(item: &Item, path: &str, wanted: &[String]) -> Option<String> {
    let (key, column) = path.split_once('.').map_or((path, None), |(key, column)| (key, Some(column)));
    let missing = || Some(format!("事项“{}”没有字段“{path}”", item.key));
    let Some(field) = item.field(key) else { return missing() };
    let field = match (column, &field.kind) {
        (None, _) => field,
        (Some(column), FieldKind::Table { columns }) => match columns.iter().find(|c| c.key == column) {
            Some(found) => found,
            None => return missing(),
        },
        (Some(_), _) => return missing(),
    };
    let FieldKind::Enumeration { options, .. } = &field.kind else { return None };
    let unknown = wanted.iter().find(|value| options.iter().all(|option| option.value != **value))?;
    Some(format!("事项“{}”的字段“{path}”没有“{unknown}”这个值", item.key))
}

fn at<'a>(values: &'a Map<String, Value>, path: &str) -> Vec<&'a Value> {
    match path.split_once('.') {
        None => values.get(path).into_iter().collect(),
        Some((table, column)) => {
            let rows = values.get(table).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            rows.iter().filter_map(|row| row.get(column)).collect()
        }
    }
}

fn is_one_of(value: &Value, wanted: &[String]) -> bool {
    match value {
        Value::String(text) => wanted.contains(text),
        Value::Number(number) => wanted.contains(&number.to_string()),
        Value::Bool(flag) => wanted.contains(&flag.to_string()),
        Value::Array(values) => values.iter().any(|value| is_one_of(value, wanted)),
        Value::Null | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_row_of_a_table_is_enough() {
        let values =
            json!({ "speakers": [{ "rank": "专家" }, { "rank": "部门主要负责人" }], "kind": "专题" });
        let values = values.as_object().unwrap();
        let holds =
            |path: &str, wanted: &str| Condition([(path.into(), vec![wanted.into()])].into()).holds(values);
        assert!(holds("speakers.rank", "部门主要负责人") && holds("kind", "专题"));
        assert!(
            !holds("speakers.rank", "新闻发言人") && !holds("speakers.post", "专家") && !holds("other", "")
        );
        assert!(Condition::default().holds(values));
    }
}
