//! Dates as official texts write them.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9〇○零一二三四五六七八九]{4})\s*年\s*([0-9一二三四五六七八九十]{1,3})\s*月\s*([0-9一二三四五六七八九十]{1,3})\s*日")
        .expect("the pattern is right")
});
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})").expect("the pattern is right")
});

/// The date at the start of the text (2019年4月5日 or 二〇一九年四月五日, also in full-width digits) and what stands behind it.
pub(super) fn leading(text: &str) -> Option<(NaiveDate, String)> {
    let text: String = text.nfkc().collect();
    let start = text.trim_start();
    let found = CHINESE.captures(start)?;
    let whole = found.get(0)?;
    if whole.start() != 0 {
        return None;
    }
    Some((value(&found)?, start[whole.end()..].trim().to_owned()))
}

/// The date if the text is nothing but a date in Chinese writing.
pub(super) fn alone(text: &str) -> Option<NaiveDate> {
    leading(text).filter(|(_, rest)| rest.is_empty()).map(|(date, _)| date)
}

/// The first date in the text, in Chinese or numeric writing.
pub(super) fn anywhere(text: &str) -> Option<NaiveDate> {
    let text: String = text.nfkc().collect();
    CHINESE.captures(&text).or_else(|| NUMERIC.captures(&text)).and_then(|found| value(&found))
}

fn value(found: &Captures<'_>) -> Option<NaiveDate> {
    let year = number(&found[1])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(&found[2])?, number(&found[3])?)
}

/// A number in Arabic or Chinese digits: 2019, 二〇一九, 十二, 二十一.
fn number(text: &str) -> Option<u32> {
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() { 1 } else { number(tens)? };
        let ones = if ones.is_empty() { 0 } else { number(ones)? };
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0_u32, |value, c| {
        let digit = c.to_digit(10).or_else(|| match c {
            '〇' | '○' | '零' => Some(0),
            c => "一二三四五六七八九"
                .chars()
                .position(|digit| digit == c)
                .and_then(|at| u32::try_from(at + 1).ok()),
        })?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_in_every_writing() {
        assert_eq!(leading("2019年4月5日 公布").unwrap(), (day("2019-04-05"), "公布".to_owned()));
        assert_eq!(alone("二〇一九年十二月二十一日").unwrap(), day("2019-12-21"));
        assert_eq!(alone("一九九八年十月三十日").unwrap(), day("1998-10-30"));
        assert_eq!(alone("２０１９年４月５日　").unwrap(), day("2019-04-05"));
        assert_eq!(anywhere("发布时间:2019-04-05 10:12").unwrap(), day("2019-04-05"));
        assert_eq!(alone("2019年4月5日印发"), None);
        assert_eq!(leading("自2019年4月5日起"), None);
        assert_eq!(alone("2019年2月30日"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at(text in "[0-9一十〇年月日 -]{0,30}") {
            let _ = (leading(&text), alone(&text), anywhere(&text));
        }
    }
}
