//! Numbers, dates and sizes as readers of Chinese expect them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

/// Decimal digits in groups of three: `12,345`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `2026年11月23日`, as GB/T 9704 writes dates: Arabic digits, no leading zeros.
pub fn date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2026年11月23日 14:05`, in the offset that `time` carries.
pub fn moment(time: DateTime<FixedOffset>) -> String {
    format!("{} {:02}:{:02}", date(time.date_naive()), time.hour(), time.minute())
}

/// A size in bytes for people: `812 字节`, `24 KB`, `1.6 MB` (1 KB = 1024 bytes).
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * 1024;
    const GB: u64 = MB * 1024;
    match bytes {
        0..KB => format!("{bytes} 字节"),
        KB..MB => format!("{} KB", bytes.div_ceil(KB)),
        MB..GB => tenths(bytes, MB, "MB"),
        _ => tenths(bytes, GB, "GB"),
    }
}

fn tenths(bytes: u64, unit: u64, name: &str) -> String {
    let tenths = bytes / (unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// An amount of yuan as people say it: `132 亿元`, `86.5 万元`, `850 元`. For charts; a table has it exactly.
pub fn rounded_yuan(yuan: f64) -> String {
    let (amount, unit) = match yuan.abs() {
        size if size >= 1e8 => (yuan / 1e8, "亿元"),
        size if size >= 1e4 => (yuan / 1e4, "万元"),
        _ => (yuan, "元"),
    };
    let text = format!("{amount:.2}");
    format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Percent-encodes everything but RFC 3986 unreserved characters, for a value in a query string.
pub fn query_value(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn amounts_are_said_in_large_units() {
        assert_eq!(rounded_yuan(13_200_000_000.0), "132 亿元");
        assert_eq!(rounded_yuan(865_000.0), "86.5 万元");
        assert_eq!(rounded_yuan(-850.5), "-850.5 元");
        assert_eq!(rounded_yuan(0.0), "0 元");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn dates_have_no_leading_zeros() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        assert_eq!(date(day), "2026年3月5日");
        let zone = FixedOffset::east_opt(8 * 3600).unwrap();
        assert_eq!(moment(zone.with_ymd_and_hms(2026, 11, 23, 9, 5, 59).unwrap()), "2026年11月23日 09:05");
    }

    #[test]
    fn sizes_are_rounded_for_people() {
        assert_eq!(size(812), "812 字节");
        assert_eq!(size(1025), "2 KB");
        assert_eq!(size(1_677_722), "1.6 MB");
        assert_eq!(size(3 << 30), "3.0 GB");
    }

    #[test]
    fn query_values_are_encoded() {
        assert_eq!(query_value("财政 a&b"), "%E8%B4%A2%E6%94%BF%20a%26b");
    }
}
