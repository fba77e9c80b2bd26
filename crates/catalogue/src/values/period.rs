//! From a day until a day.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{date, text};

/// Reads `2026-01-01至2026-12-31`, with `~`, `到` or a long dash too, and `2026-01-01起` for an open end.
pub(crate) fn parse(input: &str) -> Result<Value, String> {
    let text = text::half_width(input);
    let text = text.trim();
    let parted = ["至", "到", "~", "—", "–", " - "].iter().find_map(|separator| text.split_once(separator));
    let (from, until) = match parted {
        Some((from, until)) => (from, until.trim_start_matches(['—', '–', '~'])),
        None => (text.trim_end_matches("长期有效").trim_end_matches("长期"), ""),
    };
    let open = matches!(until.trim(), "" | "今" | "长期" | "长期有效");
    if parted.is_none() && !from.trim_end().ends_with('起') {
        return Err(format!("“{}”不是起止日期，请写成 2026-01-01至2026-12-31 这样", text::excerpt(input)));
    }
    let from = date::parse(from.trim().trim_end_matches('起'))?;
    write(from, if open { None } else { Some(date::parse(until.trim().trim_end_matches('止'))?) })
}

/// Checks a JSON object and puts it into canonical form.
pub(crate) fn check(value: &Value) -> Result<Value, String> {
    let object = value.as_object().ok_or("起止日期要写成 {\"from\": …, \"until\": …}")?;
    if let Some(key) = object.keys().find(|key| !matches!(key.as_str(), "from" | "until")) {
        return Err(format!("起止日期里没有“{key}”这一项"));
    }
    let day = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => date::parse(text).map(Some),
        Some(_) => Err(format!("起止日期的“{key}”不是日期")),
    };
    let from = day("from")?.ok_or("缺少开始日期")?;
    write(from, day("until")?)
}

fn write(from: NaiveDate, until: Option<NaiveDate>) -> Result<Value, String> {
    if until.is_some_and(|until| until < from) {
        return Err("开始日期晚于结束日期".to_owned());
    }
    Ok(json!({ "from": date::write(from), "until": until.map(date::write) }))
}

/// `2026年1月1日至2026年12月31日`, or `2026年1月1日起长期`.
pub(crate) fn display(value: &Value) -> String {
    let from = date::display(value["from"].as_str().unwrap_or_default());
    match value["until"].as_str() {
        Some(until) => format!("{from}至{}", date::display(until)),
        None => format!("{from}起长期"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ends_or_an_open_one() {
        let year = json!({"from": "2026-01-01", "until": "2026-12-31"});
        for form in [
            "2026-01-01至2026-12-31",
            "2026/1/1 ~ 2026/12/31",
            "20260101—20261231",
            "2026年1月1日起至2026年12月31日止",
        ] {
            assert_eq!(parse(form), Ok(year.clone()), "{form}");
        }
        let open = json!({"from": "2026-01-01", "until": null});
        assert_eq!(parse("2026-01-01至长期"), Ok(open.clone()));
        assert_eq!(parse("2026-01-01起"), Ok(open.clone()));
        assert_eq!(parse(&display(&open)), Ok(open.clone()));
        assert_eq!(check(&open), Ok(open));
        assert_eq!(parse(&display(&year)), Ok(year));
    }

    #[test]
    fn the_end_is_not_before_the_start() {
        assert!(parse("2026-12-31至2026-01-01").unwrap_err().contains("晚于"));
        assert!(check(&json!({"until": "2026-01-01"})).unwrap_err().contains("开始"));
        assert!(check(&json!({"from": "2026-01-01", "to": 1})).unwrap_err().contains("to"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*", dates in "[0-9年月日起至止~ -]{0,30}") {
            let _ = parse(&text);
            if let Ok(value) = parse(&dates) {
                prop_assert_eq!(parse(&display(&value)), Ok(value));
            }
        }
    }
}
