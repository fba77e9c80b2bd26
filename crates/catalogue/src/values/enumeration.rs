//! One of some values, or several.

use serde_json::Value;

use super::text;
use crate::field::Choice;

/// What parts several values in one cell.
const SEPARATORS: [char; 8] = [';', '；', ',', '，', '、', '\n', '\r', '|'];

/// Whether a value could not be told apart in a list of values.
pub(crate) fn has_separator(value: &str) -> bool {
    value.contains(SEPARATORS)
}

/// Finds the choice whose value or label this is.
pub(crate) fn choose<'o>(input: &str, options: &'o [Choice]) -> Result<&'o str, String> {
    let wanted = input.trim();
    options
        .iter()
        .find(|choice| choice.value == wanted || choice.label == wanted)
        .map(|choice| choice.value.as_str())
        .ok_or_else(|| {
            let labels: Vec<&str> = options.iter().map(|choice| choice.label.as_str()).collect();
            format!("“{}”不在可选范围内，可选：{}", text::excerpt(input), labels.join("、"))
        })
}

/// Reads several values out of one cell.
pub(crate) fn parse_many(input: &str, options: &[Choice]) -> Result<Value, String> {
    let parts = input.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty());
    collect(parts, options)
}

/// Checks a JSON array of values; kept in the order of the options, each once.
pub(crate) fn check_many(values: &[Value], options: &[Choice]) -> Result<Value, String> {
    let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
    collect(texts.ok_or("每个值都要是文字")?.into_iter(), options)
}

fn collect<'t>(parts: impl Iterator<Item = &'t str>, options: &[Choice]) -> Result<Value, String> {
    let chosen = parts.map(|part| choose(part, options)).collect::<Result<Vec<_>, _>>()?;
    if chosen.is_empty() {
        return Ok(Value::Null);
    }
    let in_order = options.iter().filter(|option| chosen.contains(&option.value.as_str()));
    Ok(in_order.map(|option| Value::String(option.value.clone())).collect())
}

/// The label of a value.
pub(crate) fn label<'t>(value: &'t str, options: &'t [Choice]) -> &'t str {
    options.iter().find(|choice| choice.value == value).map_or(value, |choice| choice.label.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn options() -> Vec<Choice> {
        [("warn", "警告"), ("fine", "罚款")]
            .map(|(v, l)| Choice { value: v.into(), label: l.into() })
            .to_vec()
    }

    #[test]
    fn a_value_or_its_label_is_taken() {
        assert_eq!(choose(" 罚款", &options()), Ok("fine"));
        assert_eq!(choose("warn", &options()), Ok("warn"));
        assert_eq!(choose("拘留", &options()), Err("“拘留”不在可选范围内，可选：警告、罚款".into()));
    }

    #[test]
    fn several_values_stand_in_the_order_of_the_options() {
        assert_eq!(parse_many("罚款；警告;罚款", &options()), Ok(json!(["warn", "fine"])));
        assert_eq!(parse_many(" ; ", &options()), Ok(Value::Null));
        assert_eq!(check_many(&[json!("fine")], &options()), Ok(json!(["fine"])));
        assert!(check_many(&[json!(1)], &options()).is_err());
    }
}
