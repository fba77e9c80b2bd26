//! How much time is left: 还剩 N 个工作日.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::format;

/// The clock of an open case or duty. Whoever makes it has counted with the working-day calendar.
#[derive(Debug, Clone, Template)]
#[template(path = "components/clock.html")]
pub struct ClockBadge {
    /// Working days left; 0 on the last day, negative when overdue.
    pub left: i64,
    /// Last day.
    pub due: NaiveDate,
    /// Article of the limit, e.g. `政府信息公开条例第三十三条`.
    pub article: String,
}

impl HtmlSafe for ClockBadge {}

/// From this many working days left, the badge says that time is short.
const SOON: i64 = 3;

impl ClockBadge {
    fn class(&self) -> &'static str {
        match self.left {
            ..0 => "clock bad",
            0..=SOON => "clock soon",
            _ => "clock",
        }
    }

    fn words(&self) -> String {
        match self.left {
            ..0 => format!("▲ 已逾期 {} 个工作日", self.left.unsigned_abs()),
            0 => "◐ 今天到期".to_owned(),
            left => format!("还剩 {left} 个工作日"),
        }
    }

    fn until(&self) -> String {
        let day = format::date(self.due);
        if self.left < 0 { format!("应于{day}前办结") } else { format!("{day}到期") }
    }
}

/// How many days something is still open to everybody.
#[derive(Debug, Clone, Template)]
#[template(path = "components/days.html")]
pub struct DaysBadge {
    /// Calendar days left; 0 on the last day.
    pub left: i64,
    /// Last day.
    pub until: NaiveDate,
}

impl HtmlSafe for DaysBadge {}

impl DaysBadge {
    fn class(&self) -> &'static str {
        if self.left <= SOON { "clock soon" } else { "clock" }
    }

    fn words(&self) -> String {
        if self.left > 0 { format!("还剩 {} 天", self.left) } else { "◐ 今天截止".to_owned() }
    }

    fn day(&self) -> String {
        format::date(self.until)
    }
}

/// The clock of what is counted in hours, day and night.
#[derive(Debug, Clone, Template)]
#[template(path = "components/hours.html")]
pub struct HourBadge {
    /// Minutes left, negative when it is over.
    pub minutes_left: i64,
    /// Whether time is short.
    pub short: bool,
    /// Until when.
    pub due: DateTime<FixedOffset>,
}

impl HtmlSafe for HourBadge {}

impl HourBadge {
    fn class(&self) -> &'static str {
        match self.minutes_left {
            ..0 => "clock bad",
            _ if self.short => "clock soon",
            _ => "clock",
        }
    }

    fn words(&self) -> String {
        let span = hours_and_minutes(self.minutes_left.unsigned_abs());
        match self.minutes_left {
            ..0 => format!("▲ 已超过 {span}"),
            _ if self.short => format!("◐ 还剩 {span}"),
            _ => format!("还剩 {span}"),
        }
    }

    fn machine(&self) -> String {
        self.due.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    fn until(&self) -> String {
        format!("{} {}", format::date(self.due.date_naive()), self.due.format("%H:%M"))
    }
}

/// A span of time in words: `3 小时 12 分`.
#[must_use]
pub fn hours_and_minutes(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} 分"),
        (hours, 0) => format!("{hours} 小时"),
        (hours, minutes) => format!("{hours} 小时 {minutes} 分"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_counted_to_the_minute() {
        let due = DateTime::parse_from_rfc3339("2026-11-24T14:00:00+08:00").unwrap();
        let badge = |minutes_left, short| HourBadge { minutes_left, short, due }.to_string();
        let calm = badge(192, false);
        assert!(calm.contains("还剩 3 小时 12 分") && calm.contains("2026年11月24日 14:00"), "{calm}");
        assert!(calm.contains("datetime=\"2026-11-24T14:00:00+08:00\""), "{calm}");
        let short = badge(60, true);
        assert!(short.contains("◐ 还剩 1 小时") && short.contains("soon"), "{short}");
        let late = badge(-1, true);
        assert!(late.contains("▲ 已超过 1 分") && late.contains("clock bad"), "{late}");
    }

    #[test]
    fn days_are_counted_until_the_last_one() {
        let until = NaiveDate::from_ymd_opt(2026, 12, 30).unwrap();
        let badge = |left| DaysBadge { left, until }.to_string();
        assert!(badge(12).contains("还剩 12 天") && badge(12).contains("2026年12月30日截止"));
        assert!(badge(0).contains("今天截止") && badge(2).contains("soon"));
    }

    #[test]
    fn the_badge_says_what_is_left_and_since_when_it_is_late() {
        let due = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let badge = |left| ClockBadge { left, due, article: "条例第三十三条".into() }.to_string();
        assert!(badge(5).contains("还剩 5 个工作日") && badge(5).contains("2026年11月30日到期"));
        assert!(badge(0).contains("今天到期") && badge(0).contains("soon"));
        assert!(badge(-2).contains("已逾期 2 个工作日") && badge(-2).contains("应于2026年11月30日前办结"));
    }
}
