//! Days. GB/T 7408 (ISO 8601) writes `2026-11-23`; clerks also write 2026/11/23, 2026年11月23日 and 20261123.

use chrono::{Datelike, NaiveDate};

use super::text;

/// Reads a day in any of the usual forms, also with a time of day behind it as Excel writes it.
pub(crate) fn parse(input: &str) -> Result<NaiveDate, String> {
    if let Some(date) = canonical(input) {
        return in_range(date, input);
    }
    let half = text::half_width(input);
    let (year, month, day) = split(without_time(half.trim())).ok_or_else(|| unreadable(input))?;
    let date = NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| format!("没有“{}”这一天", text::excerpt(input)))?;
    in_range(date, input)
}

/// The canonical form, `YYYY-MM-DD`.
pub(crate) fn write(date: NaiveDate) -> String {
    let mut out = String::with_capacity(10);
    let year = date.year();
    for (value, divisor) in [(year, 1000), (year, 100), (year, 10), (year, 1)] {
        push_digit(&mut out, value / divisor);
    }
    for part in [date.month(), date.day()] {
        out.push('-');
        push_digit(&mut out, (part / 10).cast_signed());
        push_digit(&mut out, part.cast_signed());
    }
    out
}

/// What people read: `2026年11月23日`. Text that is no canonical date stays as it is.
pub(crate) fn display(canonical_text: &str) -> String {
    canonical(canonical_text).map_or_else(
        || canonical_text.to_owned(),
        |date| format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    )
}

fn push_digit(out: &mut String, value: i32) {
    let digit = value.rem_euclid(10).unsigned_abs();
    out.push(char::from_digit(digit, 10).unwrap_or('0'));
}

/// Reads `YYYY-MM-DD` exactly.
pub(crate) fn canonical(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&bytes[..4])?, digits(&bytes[5..7])?, digits(&bytes[8..])?);
    NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
}

/// Whether text is a canonical date that needs no change.
pub(crate) fn is_canonical(text: &str) -> bool {
    canonical(text).is_some_and(|date| (1800..=9999).contains(&date.year()))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// Official papers are dated in this range; `9999-12-31` stands for "without end" in some systems.
fn in_range(date: NaiveDate, input: &str) -> Result<NaiveDate, String> {
    if (1800..=9999).contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!("“{}”的年份不对，应为 1800 到 9999 年", text::excerpt(input)))
    }
}

fn unreadable(input: &str) -> String {
    let shown = text::excerpt(input);
    if shown.len() == 5 && shown.bytes().all(|b| b.is_ascii_digit()) {
        return format!("“{shown}”像是 Excel 的日期序号，请把这一列设为日期格式后重新保存");
    }
    format!("“{shown}”不是日期，请写成 2026-11-23 这样")
}

/// Cuts off ` 00:00:00`, `T09:30`, with fractions of a second and `+08:00`.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.split_once([' ', 'T']) else { return text };
    let time = time.trim();
    let time = time.strip_suffix("+08:00").unwrap_or(time);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let in_time = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let shaped = matches!(parts.len(), 2 | 3) && parts.iter().all(in_time);
    if shaped && fraction.bytes().all(|b| b.is_ascii_digit()) { date } else { text }
}

fn split(text: &str) -> Option<(i32, u32, u32)> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return numbers(&text[..4], &text[4..6], &text[6..]);
    }
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        return numbers(year.trim(), month.trim(), day.trim().strip_suffix(['日', '号'])?.trim());
    }
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.split(separator);
    let numbers = numbers(parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { numbers }
}

fn numbers(year: &str, month: &str, day: &str) -> Option<(i32, u32, u32)> {
    let short = |part: &str| (1..=2).contains(&part.len());
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    let year = digits(year.as_bytes())?.cast_signed();
    Some((year, digits(month.as_bytes())?, digits(day.as_bytes())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_forms_are_one_day() {
        for form in [
            "2026-11-03",
            "2026/11/3",
            "2026年11月3日",
            "2026年11月03日",
            "20261103",
            "2026.11.03",
            "２０２６年１１月３日",
            " 2026-11-03 ",
            "2026-11-03 00:00:00",
            "2026-11-03T09:30:00+08:00",
            "2026/11/3 9:30",
            "2026-11-03 00:00:00.000",
        ] {
            assert_eq!(parse(form).map(write), Ok("2026-11-03".to_owned()), "{form}");
        }
    }

    #[test]
    fn impossible_days_are_refused_with_a_reason() {
        assert!(parse("2026-02-29").unwrap_err().contains("没有“2026-02-29”这一天"));
        assert!(parse("2026/13/1").unwrap_err().contains("没有"));
        assert!(parse("0206-01-01").unwrap_err().contains("年份"));
        assert!(parse("46349").unwrap_err().contains("Excel"));
        for wrong in
            ["", "明天", "2026-11", "2026-11-03-04", "26-11-03", "2026-11-03 下午", "2026-11-03T00:00:00Z"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn text_like_a_date_is_read_or_refused(text in "[0-9年月日/.:T -]{0,24}") {
            if let Ok(date) = parse(&text) {
                prop_assert_eq!(canonical(&write(date)), Some(date));
            }
        }

        #[test]
        fn what_is_shown_reads_back(days in 0i64..2_900_000) {
            let date = NaiveDate::from_ymd_opt(1800, 1, 1).unwrap() + chrono::Days::new(days.unsigned_abs());
            prop_assert_eq!(parse(&display(&write(date))), Ok(date));
        }
    }
}
