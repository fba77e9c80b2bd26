//! Pointing to other disclosures, by index number (索引号) or id.

use serde_json::Value;

use super::text;
use crate::known::Known;

const SEPARATORS: [char; 8] = [';', '；', ',', '，', '、', '\n', '\r', '|'];
const MAX_BYTES: usize = 128;

/// Reads one reference, or with `many` a list.
pub(crate) fn parse(input: &str, many: bool, known: &dyn Known) -> Result<Value, String> {
    if !many {
        return one(input, known);
    }
    let parts = input.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty());
    collect(parts, known)
}

/// Checks a JSON array of references.
pub(crate) fn check_many(values: &[Value], known: &dyn Known) -> Result<Value, String> {
    let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
    collect(texts.ok_or("每个引用都要是索引号")?.into_iter(), known)
}

fn collect<'t>(parts: impl Iterator<Item = &'t str>, known: &dyn Known) -> Result<Value, String> {
    let mut found: Vec<Value> = Vec::new();
    for part in parts {
        let reference = one(part, known)?;
        if !found.contains(&reference) && !reference.is_null() {
            found.push(reference);
        }
    }
    Ok(if found.is_empty() { Value::Null } else { Value::Array(found) })
}

fn one(input: &str, known: &dyn Known) -> Result<Value, String> {
    let reference = text::clean(input, false)?;
    if reference.is_empty() {
        return Ok(Value::Null);
    }
    if reference.len() > MAX_BYTES || !known.disclosure(&reference) {
        return Err(format!("没有找到索引号为“{}”的信息", text::excerpt(input)));
    }
    Ok(Value::String(reference.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::known::KnowsAll;
    use serde_json::json;

    struct Nothing;
    impl Known for Nothing {
        fn region(&self, _: &str) -> bool {
            false
        }
        fn agency(&self, _: &str) -> bool {
            false
        }
        fn disclosure(&self, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn one_or_several() {
        assert_eq!(parse(" 130000-01/2026-00001 ", false, &KnowsAll), Ok(json!("130000-01/2026-00001")));
        assert_eq!(parse("a；b\na", true, &KnowsAll), Ok(json!(["a", "b"])));
        assert_eq!(parse("  ", true, &KnowsAll), Ok(Value::Null));
        assert!(parse("a", false, &Nothing).unwrap_err().contains("没有找到"));
    }
}
