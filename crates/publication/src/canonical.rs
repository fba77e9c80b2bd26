//! RFC 8785 canonical JSON of values, quickly: a million rows of an import are written with it.

use std::cmp::Ordering;
use std::io::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Error;

/// Integers up to this size are the same in JSON as in the IEEE 754 doubles that RFC 8785 writes.
const EXACT: u64 = 1 << 53;

/// Writes an object of a fixed form, member by member, in the order of its keys.
pub(crate) struct ObjectWriter {
    out: Vec<u8>,
}

impl ObjectWriter {
    /// With room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    /// A member that is a string.
    pub(crate) fn text(&mut self, key: &str, value: &str) -> Result<(), Error> {
        self.key(key)?;
        string(&mut self.out, value)
    }

    /// A member that is a number.
    pub(crate) fn number(&mut self, key: &str, value: u64) -> Result<(), Error> {
        self.key(key)?;
        write(&mut self.out, &Value::from(value))
    }

    /// A member that is an object.
    pub(crate) fn object(&mut self, key: &str, value: &Map<String, Value>) -> Result<(), Error> {
        self.key(key)?;
        object(&mut self.out, value)
    }

    /// A member of any other kind.
    pub(crate) fn value(&mut self, key: &str, value: &impl Serialize) -> Result<(), Error> {
        self.key(key)?;
        serde_json_canonicalizer::to_writer(value, &mut self.out).map_err(refuse)
    }

    /// Ends the object.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.out.push(b'}');
        self.out
    }

    fn key(&mut self, key: &str) -> Result<(), Error> {
        self.out.push(if self.out.is_empty() { b'{' } else { b',' });
        string(&mut self.out, key)?;
        self.out.push(b':');
        Ok(())
    }
}

/// Appends the canonical form of a value.
fn write(out: &mut Vec<u8>, value: &Value) -> Result<(), Error> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::String(text) => string(out, text)?,
        Value::Number(number) => match number.as_u64() {
            Some(exact) if exact <= EXACT => write!(out, "{exact}").map_err(refuse)?,
            _ => serde_json_canonicalizer::to_writer(number, out).map_err(refuse)?,
        },
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(out, item)?;
            }
            out.push(b']');
        }
        Value::Object(map) => object(out, map)?,
    }
    Ok(())
}

/// Appends an object, its keys in the order of their UTF-16 code units (RFC 8785, 3.2.3).
fn object(out: &mut Vec<u8>, map: &Map<String, Value>) -> Result<(), Error> {
    let mut pairs: Vec<(&String, &Value)> = map.iter().collect();
    pairs.sort_unstable_by(|a, b| by_code_units(a.0, b.0));
    out.push(b'{');
    for (at, (key, value)) in pairs.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(out, key)?;
        out.push(b':');
        write(out, value)?;
    }
    out.push(b'}');
    Ok(())
}

/// Appends a string; `serde_json` escapes as RFC 8785, 3.2.2.2, asks for. Most have nothing to escape.
fn string(out: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    serde_json::to_writer(out, text).map_err(refuse)
}

fn by_code_units(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

fn refuse(e: impl ToString) -> Error {
    Error::malformed("规范 JSON", e)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(value: &Value) -> String {
        let mut out = Vec::new();
        write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\u{0}-\u{7f}\u{e000}\u{ffff}😀]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[a-c\u{e000}\u{ffff}😀\"\n]{0,3}", inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_writes_what_the_reference_writes(value in values()) {
            prop_assert_eq!(written(&value), serde_json_canonicalizer::to_string(&value).unwrap());
        }
    }

    /// The example of RFC 8785, 3.2.2 and the sorting example of 3.2.3.
    #[test]
    fn the_examples_of_the_rfc_come_out() {
        let value: Value = serde_json::from_str(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
        )
        .unwrap();
        let wanted = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(written(&value), wanted);
        let keys =
            json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        let sorted =
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(written(&keys), sorted);
    }
}
