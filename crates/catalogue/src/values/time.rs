//! Times of day, to the minute. GB/T 7408 (ISO 8601) writes `09:30`; clerks also write 9:30, 9时30分, 9点 and 下午3:30.

use chrono::NaiveTime;

use super::text;

/// Reads a time of day in any of the usual forms; seconds, as spreadsheets write them, go.
pub(crate) fn parse(input: &str) -> Result<NaiveTime, String> {
    read(&text::compact(input))
        .ok_or_else(|| format!("“{}”不是时间，请写成 09:30 这样", text::excerpt(input)))
}

/// The canonical form, `HH:MM`.
pub(crate) fn write(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn read(text: &str) -> Option<NaiveTime> {
    let (afternoon, clock) = match text.strip_prefix("下午").or_else(|| text.strip_prefix("晚上")) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix("上午").or_else(|| text.strip_prefix("凌晨")).unwrap_or(text)),
    };
    let (hour, minute, second) = match clock.split_once(['时', '点']) {
        Some((hour, "")) => (hour, "0", "0"),
        Some((hour, "半")) => (hour, "30", "0"),
        Some((hour, rest)) => (hour, rest.strip_suffix('分')?, "0"),
        None => {
            let mut parts = clock.splitn(3, ':');
            (parts.next()?, parts.next()?, parts.next().unwrap_or("0"))
        }
    };
    let hour = number(hour)?;
    number(second).filter(|second| *second < 60)?;
    let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
    NaiveTime::from_hms_opt(hour, number(minute)?, 0)
}

fn number(part: &str) -> Option<u32> {
    let shaped = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| part.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_forms_are_one_time() {
        for form in [
            "15:05",
            "15:5",
            "15：05",
            "15:05:59",
            "15时05分",
            "15点5分",
            "下午3:05",
            "下午 3时5分",
            "１５:０５",
        ] {
            assert_eq!(parse(form).map(write), Ok("15:05".to_owned()), "{form}");
        }
        assert_eq!(parse("9点半").map(write), Ok("09:30".to_owned()));
        assert_eq!(parse("上午9时").map(write), Ok("09:00".to_owned()));
        assert_eq!(parse("下午12:10").map(write), Ok("12:10".to_owned()));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [
            "",
            "24:00",
            "12:60",
            "12:00:60",
            "9",
            "上午",
            "12:30分",
            "9时30",
            "12:30:00:00",
            "-1:00",
            "明天",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("25:00").unwrap_err().contains("25:00"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*", times in "[0-9上下午时点分半: ]{0,12}") {
            let _ = parse(&text);
            if let Ok(time) = parse(&times) {
                prop_assert_eq!(parse(&write(time)), Ok(time));
            }
        }
    }
}
