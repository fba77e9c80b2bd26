//! Counts and measures.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Number, Value};

use super::text;

/// Whole numbers beyond this are not exact in JSON readers (2⁵³).
const MAX_EXACT: i64 = 9_007_199_254_740_992;
const MAX_PLACES: u32 = 6;

/// The limits of one number field.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    pub(crate) min: Option<Decimal>,
    pub(crate) max: Option<Decimal>,
    pub(crate) unit: Option<&'a str>,
    pub(crate) integer: bool,
}

/// Reads a number, with or without thousands separators and the field's unit.
pub(crate) fn parse(input: &str, bounds: Bounds<'_>) -> Result<Value, String> {
    if text::clean(input, false)?.is_empty() {
        return Ok(Value::Null);
    }
    let compact = text::compact(input);
    let unit = bounds.unit.map(text::compact).unwrap_or_default();
    let figure = compact.strip_suffix(unit.as_str()).unwrap_or(&compact);
    let number = without_thousands(figure)
        .and_then(|plain| Decimal::from_str_exact(&plain).ok())
        .ok_or_else(|| format!("“{}”不是数", text::excerpt(input)))?;
    check(number, bounds)
}

/// Checks a JSON number.
pub(crate) fn check_json(number: &Number, bounds: Bounds<'_>) -> Result<Value, String> {
    let text = match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(float)) => float.to_string(),
        (None, None) => number.to_string(),
    };
    let number =
        Decimal::from_str_exact(&text).map_err(|_| format!("“{}”不是能用的数", text::excerpt(&text)))?;
    check(number, bounds)
}

fn check(number: Decimal, bounds: Bounds<'_>) -> Result<Value, String> {
    let number = number.normalize();
    if bounds.integer && number.scale() > 0 {
        return Err("应为整数".to_owned());
    }
    if number.scale() > MAX_PLACES {
        return Err(format!("最多写到小数点后 {MAX_PLACES} 位"));
    }
    if let Some(min) = bounds.min.filter(|min| number < *min) {
        return Err(format!("不能小于 {min}"));
    }
    if let Some(max) = bounds.max.filter(|max| number > *max) {
        return Err(format!("不能大于 {max}"));
    }
    if number.abs() > Decimal::from(MAX_EXACT) {
        return Err("数太大".to_owned());
    }
    if number.scale() == 0 {
        return Ok(Value::from(number.to_i64().unwrap_or_default()));
    }
    number.to_f64().and_then(Number::from_f64).map(Value::Number).ok_or_else(|| "不是能用的数".to_owned())
}

/// `1234.5件`; reads back.
pub(crate) fn display(number: &Number, unit: Option<&str>) -> String {
    let figure = match (number.as_i64(), number.as_f64()) {
        (None, Some(float)) => float.to_string(),
        _ => number.to_string(),
    };
    format!("{figure}{}", unit.unwrap_or_default())
}

/// Takes out thousands separators, if they stand where they belong; only digits, one point and a sign remain.
pub(crate) fn without_thousands(figure: &str) -> Option<String> {
    let unsigned = figure.trim_start_matches(['-', '+']);
    let plain = unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    if !plain || figure.len() - unsigned.len() > 1 || !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let sign = if figure.starts_with('-') { "-" } else { "" };
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
    if fraction.is_some_and(|fraction| fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    let digits = if grouped { whole.replace(',', "") } else { whole.to_owned() };
    Some(match fraction {
        Some(fraction) => format!("{sign}{digits}.{fraction}"),
        None => format!("{sign}{digits}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const FREE: Bounds<'static> = Bounds { min: None, max: None, unit: Some("件"), integer: false };

    #[test]
    fn separators_and_units() {
        assert_eq!(parse("1,234 件", FREE), Ok(json!(1234)));
        assert_eq!(parse("１２.５０", FREE), Ok(json!(12.5)));
        assert_eq!(parse("-3.0", FREE), Ok(json!(-3)));
        assert_eq!(parse("  ", FREE), Ok(Value::Null));
        for wrong in ["一", "1e3", "--1", "1,2", ".5", "5.", "NaN", "1.2.3"] {
            assert!(parse(wrong, FREE).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_are_kept() {
        let bounds =
            Bounds { min: Some(Decimal::ZERO), max: Some(Decimal::from(100)), unit: None, integer: true };
        assert_eq!(parse("-1", bounds), Err("不能小于 0".into()));
        assert_eq!(parse("101", bounds), Err("不能大于 100".into()));
        assert_eq!(parse("1.5", bounds), Err("应为整数".into()));
        assert_eq!(check_json(&Number::from(7), bounds), Ok(json!(7)));
        assert!(check_json(&Number::from_f64(1e300).unwrap(), FREE).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text, FREE);
        }

        #[test]
        fn what_is_shown_reads_back(figure in "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{0,5}[1-9])?") {
            if let Ok(Value::Number(number)) = parse(&figure, FREE) {
                prop_assert_eq!(parse(&display(&number, FREE.unit), FREE), Ok(Value::Number(number)));
            }
        }
    }
}
