//! The day a document says it is from (成文日期).

use std::sync::LazyLock;

use chrono::NaiveDate;
use mingjing_publication::structure::{Clause, chinese_number};
use regex::Regex;

use super::lines::{closes, signs};

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const NUMBER: &str = "[0-9０-９〇○零一二三四五六七八九十]";
    Regex::new(&format!(
        r"^(?P<by>\p{{Han}}+\s+)?[（(]?(?P<year>{NUMBER}{{4}})\s*年\s*(?P<month>{NUMBER}{{1,3}})\s*月\s*(?P<day>{NUMBER}{{1,3}})\s*日[)）]?$"
    ))
    .ok()
});

/// A line that holds a day and nothing else but perhaps who signed.
pub(super) fn on_line(line: &str) -> Option<NaiveDate> {
    let captures = DAY.as_ref()?.captures(line.trim())?;
    if captures.name("by").is_some_and(|by| !signs(by.as_str().trim())) {
        return None;
    }
    let number = |name: &str| chinese_number(&captures.name(name)?.as_str().replace('○', "〇"));
    NaiveDate::from_ymd_opt(i32::try_from(number("year")?).ok()?, number("month")?, number("day")?)
}

/// The day at the end of a text or of the notice above it. Of several in one year it is the last; where they are of different
/// years, none is taken.
pub(super) fn of(lines: &[&str], clauses: &[Clause]) -> Option<NaiveDate> {
    let first = clauses.first().map_or(usize::MAX, |clause| clause.line - 1);
    let filled: Vec<(usize, &str)> =
        lines.iter().copied().enumerate().filter(|(_, line)| !line.is_empty()).collect();
    let days = filled.iter().enumerate().filter_map(|(nth, (at, line))| {
        let day = on_line(line)?;
        let signed = nth.checked_sub(1).is_some_and(|above| signs(filled[above].1));
        let last = filled.get(nth + 1).is_none_or(|(_, below)| closes(below));
        (signed || last || *at < first).then_some(day)
    });
    let days: Vec<NaiveDate> = days.collect();
    let year = |day: &NaiveDate| chrono::Datelike::year(day);
    days.windows(2).all(|two| year(&two[0]) == year(&two[1])).then(|| days.iter().max().copied()).flatten()
}

#[cfg(test)]
mod tests {
    use mingjing_publication::structure::outline;

    use super::*;

    fn own(text: &str) -> Option<String> {
        let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
        of(&lines, &outline(text)).map(|day| day.to_string())
    }

    #[test]
    fn the_day_below_a_text_is_its_own() {
        for text in [
            "一、公开。\n某省人民政府\n2026年3月5日\n",
            "一、公开。\n某省人民政府 ２０２６年３月５日\n（此件公开发布）\n",
            "一、公开。\n\n二〇二六年三月五日\n\n附件\n表\n",
            "通知如下。\n某省人民政府办公厅\n二○二六年三月五日\n意见\n一、公开。\n",
            "意见\n（2026 年 3 月 5 日）\n一、公开。\n",
            "一、公开。\n某省人民政府\n2026年3月1日\n附件\n方案\n某市人民政府\n2026年3月5日\n",
        ] {
            assert_eq!(own(text).as_deref(), Some("2026-03-05"), "{text}");
        }
    }

    #[test]
    fn other_days_are_not() {
        for text in [
            "一、公开。自2026年3月5日起施行。\n",
            "一、进度\n2026年3月5日\n完成摸底。\n",
            "一、公开。\n某省人民政府办公厅2026年3月5日印发\n",
            "一、公开。\n某省人民政府\n2025年12月30日\n方案\n某市人民政府\n2026年3月5日\n",
            "一、公开。\n2026年13月5日\n",
        ] {
            assert_eq!(own(text), None, "{text}");
        }
    }
}
