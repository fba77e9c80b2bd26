//! Limits in the cells of a table, whose heading says that they are limits: whatever a cell says is kept.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::limits::{Doubt, Known};
use super::measures::{self, Measure, last_day};

/// So many characters of a cell are kept in which no date is found.
const LONGEST: usize = 60;

/// 2026.6, 2026-06-30, 2026/6/30前, 2026.1-6, 2026.1—2026.6
static SPELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:19|20)[0-9]{2}[0-9./．／-]{2,6} ?[—–~～至到-]+ ?)?(?P<year>(?:19|20)[0-9]{2}) ?(?P<one>[.．/／-]) ?(?P<first>[0-9]{1,2})(?: ?(?P<two>[.．/／—–~～至到-]) ?(?P<second>[0-9]{1,2}))?(?:月份?|日|号)?(?:底|末)?(?:之前|以前|前)?(?:完成)?$",
    )
    .ok()
});

/// What a cell says. One in which nothing can be read is a limit without a day: nothing is lost without a word.
pub(super) fn read(cell: &str, known: Known) -> Vec<Measure> {
    let cell = cell.trim().trim_end_matches(['。', '；', ';']);
    if !cell.chars().any(char::is_alphanumeric) || cell == "无" {
        return Vec::new();
    }
    if let Some(day) = spelled(cell) {
        return vec![Measure::By { text: cell.to_owned(), day }];
    }
    let found = measures::find(&format!("完成时限：{cell}"), known);
    if !found.is_empty() {
        return found;
    }
    vec![Measure::Undated { text: cell.chars().take(LONGEST).collect(), why: Doubt::Unread }]
}

/// The last day of a cell that is nothing but a date with its year in figures.
fn spelled(cell: &str) -> Option<NaiveDate> {
    let captures = SPELLED.as_ref()?.captures(cell)?;
    let text = |name: &str| captures.name(name).map_or("", |found| found.as_str());
    let year = text("year").parse().ok()?;
    let (first, second) = (text("first").parse().ok()?, text("second").parse().ok());
    let (month, day) = match (text("one"), text("two")) {
        (one, two) if one == two => (first, second),
        (_, "") => (first, None),
        (_, "." | "．" | "/" | "／") => return None,
        // 2026.1-6
        _ => (second.filter(|month| *month >= first)?, None),
    };
    match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => last_day(NaiveDate::from_ymd_opt(year, month, 1)?, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str) -> String {
        let known = Known { on: NaiveDate::from_ymd_opt(2026, 3, 1), elsewhere: false };
        let found = read(cell, known).into_iter().map(|measure| match measure {
            Measure::By { text, day } => format!("{text}={day}"),
            other => other.shown(),
        });
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn dates_in_figures_are_read() {
        for (cell, day) in [
            ("2026.6", "2026-06-30"),
            ("2026.06.15", "2026-06-15"),
            ("2026-06-30", "2026-06-30"),
            ("2026/6/30", "2026-06-30"),
            ("2026/6", "2026-06-30"),
            ("2027.6月底前", "2027-06-30"),
            ("2026.1-6", "2026-06-30"),
            ("2026.1—2026.6", "2026-06-30"),
            ("2026/1/1-2026/6/30", "2026-06-30"),
            ("2026-01-06", "2026-01-06"),
        ] {
            assert_eq!(shown(cell), format!("{cell}={day}"));
        }
        assert_eq!(shown("6月底前。"), "6月底前=2026-06-30");
    }

    #[test]
    fn what_cannot_be_read_is_kept_with_a_doubt() {
        for cell in ["全年", "长期", "持续推进", "46203", "2026.13", "2026-2028", "从1月到6月底"]
        {
            assert_eq!(shown(cell), format!("{cell}（读不出日期）"));
        }
        for nothing in ["", "—", "/", "无"] {
            assert_eq!(shown(nothing), "", "{nothing}");
        }
    }
}
