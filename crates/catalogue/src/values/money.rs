//! Amounts: kept as decimal yuan with two places, read in 元, 万元 or 亿元.

use rust_decimal::Decimal;
use serde_json::Value;

use super::{number, text};

/// Ten thousand million million yuan: more is a slip of the unit.
const MAX_YUAN: i64 = 10_000_000_000_000_000;

/// Reads an amount; without a unit behind it the number counts `default_yuan` yuan each.
pub(crate) fn parse(input: &str, default_yuan: u32, negative: bool) -> Result<Value, String> {
    if text::clean(input, false)?.is_empty() {
        return Ok(Value::Null);
    }
    yuan(input, default_yuan, negative).map(|amount| Value::String(write(amount)))
}

fn yuan(input: &str, default_yuan: u32, negative: bool) -> Result<Decimal, String> {
    let compact = text::compact(input);
    let figure = compact.trim_start_matches(['¥', '￥']).trim_start_matches("人民币");
    let (figure, unit) = split_unit(figure, default_yuan);
    let figure = number::without_thousands(figure)
        .and_then(|plain| Decimal::from_str_exact(&plain).ok())
        .ok_or_else(|| format!("“{}”不是金额，请写成 1234.50 或 1.2万元 这样", text::excerpt(input)))?;
    let limit = Decimal::from(MAX_YUAN);
    let amount = figure
        .checked_mul(Decimal::from(unit))
        .filter(|amount| amount.abs() <= limit)
        .ok_or_else(|| format!("金额“{}”太大，请核对单位", text::excerpt(input)))?
        .normalize();
    if amount.scale() > 2 {
        return Err(format!("金额“{}”细于一分，最多写到分", text::excerpt(input)));
    }
    if amount.is_sign_negative() && !amount.is_zero() && !negative {
        return Err("金额不能是负数".to_owned());
    }
    Ok(if amount.is_zero() { Decimal::ZERO } else { amount })
}

fn split_unit(figure: &str, default_yuan: u32) -> (&str, u32) {
    let figure = figure.strip_suffix('整').unwrap_or(figure);
    for (suffix, yuan) in
        [("亿元", 100_000_000), ("万元", 10_000), ("元", 1), ("亿", 100_000_000), ("万", 10_000)]
    {
        if let Some(rest) = figure.strip_suffix(suffix) {
            return (rest, yuan);
        }
    }
    (figure, default_yuan)
}

fn write(amount: Decimal) -> String {
    format!("{amount:.2}")
}

/// `1,234.50元`; a canonical value reads back.
pub(crate) fn display(canonical: &str) -> String {
    let (sign, rest) = canonical.strip_prefix('-').map_or(("", canonical), |rest| ("-", rest));
    let (whole, cents) = rest.split_once('.').unwrap_or((rest, "00"));
    let mut grouped = String::with_capacity(canonical.len() + 8);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{cents}元")
}

/// `罚款金额(万元)` → `罚款金额`, 10 000. The title is half-width already.
pub(crate) fn split_title_unit(title: &str) -> Option<(&str, u32)> {
    let (name, unit) = title.strip_suffix(')')?.rsplit_once('(')?;
    let yuan = match unit.trim_start_matches("单位:").trim_start_matches("人民币") {
        "元" => 1,
        "万元" => 10_000,
        "亿元" => 100_000_000,
        _ => return None,
    };
    Some((name, yuan))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(input: &str) -> Result<String, String> {
        parse(input, 1, false).map(|value| value.as_str().unwrap_or_default().to_owned())
    }

    #[test]
    fn units_and_separators() {
        for (input, yuan) in [
            ("1234.5", "1234.50"),
            ("1,234.50元", "1234.50"),
            ("1.2万元", "12000.00"),
            ("¥ 1，000", "1000.00"),
            ("0.000001万元", "0.01"),
            ("人民币壹", ""),
            ("3亿", "300000000.00"),
            ("５００元整", "500.00"),
            ("-0", "0.00"),
        ] {
            assert_eq!(read(input).unwrap_or_default(), yuan, "{input}");
        }
        assert_eq!(parse("3.5", 10_000, false), Ok(Value::String("35000.00".into())));
        assert_eq!(parse("3.5元", 10_000, false), Ok(Value::String("3.50".into())));
    }

    #[test]
    fn wrong_amounts_say_what_is_wrong() {
        assert!(read("一千").unwrap_err().contains("不是金额"));
        assert!(read("1,23").unwrap_err().contains("不是金额"));
        assert!(read("0.001").unwrap_err().contains("一分"));
        assert!(read("-5").unwrap_err().contains("负数"));
        assert!(read("99999999999亿").unwrap_err().contains("太大"));
        assert!(read("1e5").is_err());
    }

    #[test]
    fn a_column_title_may_name_the_unit() {
        assert_eq!(split_title_unit("罚款金额(万元)"), Some(("罚款金额", 10_000)));
        assert_eq!(split_title_unit("罚款金额(单位:元)"), Some(("罚款金额", 1)));
        assert_eq!(split_title_unit("名称(全称)"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text, 10_000, true);
        }

        #[test]
        fn what_is_shown_reads_back(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            let canonical = write(Decimal::new(cents, 2));
            prop_assert_eq!(parse(&display(&canonical), 1, true), Ok(Value::String(canonical)));
        }
    }
}
