//! Times of day, to the minute. GB/T 7408 (ISO 8601) writes `09:30`; clerks also write 9:30, 9时30分, 9点 and 下午3:30.

use std::ops::RangeInclusive;

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

/// A part of the day that clerks name before an hour.
struct Part {
    name: &'static str,
    /// The hours that are said with it, on a dial of twelve; what does not belong to it, as 晚上12点, may mean either end of the
    /// day and is no time.
    said: RangeInclusive<u32>,
    /// What is added to them.
    add: u32,
}

const PARTS: [Part; 4] = [
    Part { name: "凌晨", said: 0..=6, add: 0 },
    Part { name: "上午", said: 5..=12, add: 0 },
    Part { name: "下午", said: 1..=7, add: 12 },
    Part { name: "晚上", said: 5..=11, add: 12 },
];

impl Part {
    /// The hour of the day. 12 in the afternoon is noon; hours of twenty-four stay.
    fn hour(&self, said: u32) -> Option<u32> {
        if self.said.contains(&said) {
            return Some(said + self.add);
        }
        let whole = self.add == 12
            && (self.said.contains(&said.checked_sub(12)?) || (self.name == "下午" && said == 12));
        whole.then_some(said)
    }
}

fn read(text: &str) -> Option<NaiveTime> {
    let named = PARTS.iter().find_map(|part| Some((part, text.strip_prefix(part.name)?)));
    let (part, clock) = named.map_or((None, text), |(part, rest)| (Some(part), rest));
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
    let hour = part.map_or(Some(hour), |part| part.hour(hour))?;
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
        assert_eq!(parse("晚上11:10").map(write), Ok("23:10".to_owned()));
        assert_eq!(parse("晚上20时").map(write), Ok("20:00".to_owned()));
        assert_eq!(parse("凌晨0:30").map(write), Ok("00:30".to_owned()));
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
            "晚上12:10",
            "晚上0:30",
            "晚上1点",
            "凌晨12:30",
            "下午0:30",
            "上午15:00",
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
