//! Limits that name no year (6月底前, 年底前, 第三季度末前) and such as come again (每年3月底前).
//!
//! The year is that of the document, where its day is known and nothing in the text speaks against it: neither another year
//! before the limit in its sentence, nor one in the headings above it. What would be over by then has no day unless the text
//! says 次年. Nothing is guessed: a limit without a day says why it has none, and a person fills it in.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use mingjing_publication::structure::chinese_number;
use regex::{Captures, Regex};
use serde::Serialize;

use super::measures::{Measure, Unit, last_day, last_of_third};
use super::news::{begins_stretch, ends_so, is_told};

/// Why a limit has no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The document's own day is not known.
    NoDay,
    /// It would be over on the document's own day, and nothing says that the next year is meant.
    Over,
    /// Another year may be meant than the document's own.
    OtherYear,
    /// It stands in a column of limits, and no date can be read in it.
    Unread,
}

impl Doubt {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::NoDay => "不知道文件的成文日期，定不了年份",
            Self::Over => "早于文件的成文日期，又没有写次年",
            Self::OtherYear => "看不准是哪一年",
            Self::Unread => "读不出日期",
        }
    }
}

/// What is known of the year where a limit stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// The document's own day.
    pub(super) on: Option<NaiveDate>,
    /// Whether title or headings name years, and not the document's own.
    pub(super) elsewhere: bool,
}

impl Known {
    /// Under these headings.
    pub(super) fn under(on: Option<NaiveDate>, headings: &[&str]) -> Self {
        let years: Vec<i32> = headings.iter().flat_map(|heading| years(heading)).collect();
        let elsewhere = on.is_some_and(|on| !years.is_empty() && !years.contains(&on.year()));
        Self { on, elsewhere }
    }
}

/// What says in which year, before a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Own,
    Next,
    Every,
    Year(i32),
    Other,
}

/// Words before a month or 年底; those of one character stand before 年底 only.
const SAID: [(&str, Said); 23] = [
    ("今年度", Said::Own),
    ("本年度", Said::Own),
    ("今年", Said::Own),
    ("本年", Said::Own),
    ("明年度", Said::Next),
    ("次年度", Said::Next),
    ("明年", Said::Next),
    ("次年", Said::Next),
    ("翌年", Said::Next),
    ("来年", Said::Next),
    ("每年度", Said::Every),
    ("每年", Said::Every),
    ("逐年", Said::Every),
    ("今", Said::Own),
    ("本", Said::Own),
    ("明", Said::Next),
    ("次", Said::Next),
    ("翌", Said::Next),
    ("来", Said::Next),
    ("每", Said::Every),
    ("当", Said::Other),
    ("同", Said::Other),
    ("后", Said::Other),
];

/// Words that make all limits of their sentence such as come again.
const AGAIN: [&str; 7] = ["每年", "逐年", "每半年", "每季", "每月", "每学年", "各年度"];

/// A word for each year so many characters before its limit still belongs to it: 每年3月底、9月底前.
const FARTHEST: usize = 20;

/// So many characters of a sentence before a limit are read.
const LONGEST_SENTENCE: usize = 300;

/// What a sentence ends in.
const ENDS: [char; 8] = ['。', '；', ';', '！', '？', '\n', '\t', '|'];

static LIMIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const NUMBER: &str = "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})";
    Regex::new(&format!(
        r"(?P<label>(?:完成)?(?:时限|时间|期限)[：:]|时间节点[：:])?(?P<until>到|至)?(?:(?P<month>{NUMBER}) ?月份?(?: ?(?P<day>{NUMBER}) ?[日号]|(?P<third>[上中下]旬|初))?|(?P<half>[上下]半年)|(?P<quarter>第?[一二三四1-4]季度)|(?P<within>年内)|(?P<year>年))(?P<edge>底|末)?(?P<before>之前|以前|前)?(?P<inside>之内|以内|内)?(?P<done>完成)?"
    ))
    .ok()
});

static AGAIN_BY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"每个?(?P<per>半年|季度|季|月|周)的?(?:(?:第[一二三1-3]个?月|首月|末月|次月)?(?:[0-9]{1,2}[日号]|[一二三四五六七八九十]{1,3}[日号]|底|末|周?[一二三四五六日])|第[一二三1-3]个?月|首月|次月)(?:之前|以前|前)",
    )
    .ok()
});

static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?P<year>(?:19|20)[0-9]{2}) ?[年—–~～-]").ok());

fn years(text: &str) -> Vec<i32> {
    let Some(regex) = YEAR.as_ref() else { return Vec::new() };
    regex.captures_iter(text).filter_map(|captures| captures.name("year")?.as_str().parse().ok()).collect()
}

/// A limit found, and where it stands.
pub(super) type Placed = (Range<usize>, Measure);

/// All limits of a text that name no year; where dates with their year stand is in `dated`, in their order.
pub(super) fn find(text: &str, known: Known, dated: &[Range<usize>]) -> Vec<Placed> {
    let mut found = again(text);
    let again: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
    for captures in LIMIT.iter().flat_map(|regex| regex.captures_iter(text)) {
        let whole = captures.get(0).map_or(0..0, |whole| whole.range());
        if !overlap(dated, &whole) && !overlap(&again, &whole) {
            found.extend(read(text, &captures, known));
        }
    }
    found
}

/// Whether one of the ranges, which follow each other, overlaps with another.
fn overlap(ranges: &[Range<usize>], other: &Range<usize>) -> bool {
    let at = ranges.partition_point(|range| range.end <= other.start);
    ranges.get(at).is_some_and(|range| range.start < other.end)
}

/// Whether a text begins with a limit that names no year.
pub(super) fn begins(text: &str) -> bool {
    find(text, Known::default(), &[]).iter().any(|(range, _)| range.start == 0)
}

fn again(text: &str) -> Vec<Placed> {
    let Some(regex) = AGAIN_BY.as_ref() else { return Vec::new() };
    let found = regex.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let per = Unit::read(captures.name("per")?.as_str())?;
        ends_so(&text[whole.end()..])
            .then(|| (whole.range(), Measure::Every { text: whole.as_str().to_owned(), per }))
    });
    found.collect()
}

fn read(text: &str, captures: &Captures<'_>, known: Known) -> Option<Placed> {
    let whole = captures.get(0)?;
    let label = captures.name("label").map_or(0, |label| label.len());
    let (from, end) = (whole.start() + label, whole.end());
    let before = text[..from].trim_end();
    let before = before.strip_suffix(['的', '于', '在', '到', '至']).unwrap_or(before).trim_end();
    let of_year = captures.name("year").is_some() || captures.name("within").is_some();
    let (said, start) = said(before, of_year)?;
    // 截至6月底 tells news; 从1月到6月底 is a stretch of time.
    let until = captures.name("until").is_some();
    let to = if said == Said::Nothing { from } else { start };
    let to = until || text[..to].trim_end().ends_with(['到', '至']);
    let stretch = to && captures.name("before").is_none() && begins_stretch(&text[..start]);
    if stretch || is_told(&text[..start]) {
        return None;
    }
    if !is_limit(captures, (said, until), &text[end..]) {
        return None;
    }
    let start = if said == Said::Nothing { from } else { start };
    let (month, day) = end_of(captures)?;
    let done = captures.name("done").map_or(0, |done| done.len());
    let stretch = |start: usize| (start..end, text[start..end - done].to_owned());
    // A sentence may speak of another year before.
    let sentence = &text[far_before(text, start)..start];
    let sentence = sentence.rsplit(ENDS).next().unwrap_or(sentence);
    let segment = sentence.rsplit(['，', ',']).next().unwrap_or(sentence);
    let again = |text: &str| AGAIN.iter().filter_map(|word| text.rfind(word)).max();
    if said == Said::Every || (said == Said::Nothing && again(segment).is_some()) {
        let first = again(segment).filter(|_| said == Said::Nothing).map(|at| start - segment.len() + at);
        let near = first.filter(|first| text[*first..start].chars().count() <= FARTHEST);
        let (range, text) = stretch(near.unwrap_or(start));
        return Some((range, Measure::Every { text, per: Unit::Year }));
    }
    let (range, text) = stretch(start);
    let measure = match year(said, sentence, known).and_then(|year| on_time(year, (month, day), said, known))
    {
        Ok(day) => Measure::By { text, day },
        Err(why) => Measure::Undated { text, why },
    };
    Some((range, measure))
}

/// Where that is looked for which a sentence says before a place in it.
fn far_before(text: &str, at: usize) -> usize {
    text[..at].char_indices().rev().nth(LONGEST_SENTENCE).map_or(0, |(far, _)| far)
}

/// The year that is meant.
fn year(said: Said, sentence: &str, known: Known) -> Result<i32, Doubt> {
    if let Said::Year(year) = said {
        return Ok(year);
    }
    let own = known.on.ok_or(Doubt::NoDay)?.year();
    let another = years(sentence).last().is_some_and(|year| *year != own)
        || AGAIN.iter().any(|word| sentence.contains(word))
        || (said != Said::Next
            && ["明年", "次年", "翌年", "来年"].iter().any(|word| sentence.contains(word)));
    match said {
        Said::Own => Ok(own),
        Said::Other => Err(Doubt::OtherYear),
        _ if another => Err(Doubt::OtherYear),
        Said::Next => Ok(own + 1),
        _ if known.elsewhere => Err(Doubt::OtherYear),
        _ => Ok(own),
    }
}

/// The last day, if it is not over when the document says so.
fn on_time(
    year: i32,
    (month, day): (u32, Option<u32>),
    said: Said,
    known: Known,
) -> Result<NaiveDate, Doubt> {
    let found = match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| last_day(first, 1)),
    };
    let found = found.ok_or(Doubt::OtherYear)?;
    let over = !matches!(said, Said::Year(_)) && known.on.is_some_and(|on| found < on);
    if over { Err(Doubt::Over) } else { Ok(found) }
}

/// What the text says before a limit, and where that begins; none where the limit is of something else: 3个月底前, 学年底前,
/// 去年底前.
fn said(before: &str, of_year: bool) -> Option<(Said, usize)> {
    let of = |words: &&(&str, Said)| before.ends_with(words.0) && (of_year || words.0.chars().count() > 1);
    if let Some((words, said)) = SAID.iter().find(of) {
        return Some((*said, before.len() - words.len()));
    }
    if let Some((at, year)) = written_year(before) {
        return Some((Said::Year(year), at));
    }
    let last = before.chars().next_back().unwrap_or('。');
    let counted = last.is_ascii_digit() || ('０'..='９').contains(&last) || "个半数几多".contains(last);
    let of_another = "一二三四五六七八九十百两〇零学财度代近全整该去上前期自".contains(last);
    if counted || last == '.' || (of_year && of_another) || before.ends_with(['去', '上', '前']) {
        return None;
    }
    if ["去年", "上年", "上一年", "往年"].iter().any(|past| before.ends_with(past)) {
        return None;
    }
    let other = before.ends_with('年') || before.ends_with("年度");
    Some((if other { Said::Other } else { Said::Nothing }, before.len()))
}

/// A year right before: 二〇二六年, 2026 年.
fn written_year(before: &str) -> Option<(usize, i32)> {
    let rest = before.strip_suffix('年').unwrap_or(before).trim_end();
    let from = rest.char_indices().rev().nth(3).map(|(at, _)| at)?;
    let year = i32::try_from(chinese_number(&rest[from..])?).ok()?;
    let alone = !rest[..from].ends_with(|c: char| c.is_ascii_digit());
    (alone && (1949..2100).contains(&year)).then_some((from, year))
}

/// 6月底前, 到6月底, 第三季度完成, 年内; what only says 6月底 may be news, unless it is of the next year.
fn is_limit(captures: &Captures<'_>, (said, until): (Said, bool), after: &str) -> bool {
    let has = |name: &str| captures.name(name).is_some();
    let part = has("half") || has("quarter") || has("third");
    if has("within") {
        let boundary = said != Said::Nothing || until || has("label");
        return !has("edge") && !has("before") && (boundary || has("done"));
    }
    if has("year") && !has("edge") {
        return false;
    }
    if has("before") {
        return !has("inside") && (has("done") || ends_so(after));
    }
    let inside = has("inside") && !has("edge");
    if inside {
        // 三季度内 counts quarters.
        return has("half")
            || captures.name("quarter").is_some_and(|quarter| quarter.as_str().starts_with('第'));
    }
    let ahead = until || has("done") || matches!(said, Said::Next | Said::Every | Said::Year(_));
    has("label") || (has("edge") && ahead && !after.starts_with(['已', '、'])) || (part && has("done"))
}

/// Month and day; without a day it is the month's last.
fn end_of(captures: &Captures<'_>) -> Option<(u32, Option<u32>)> {
    let number = |name: &str| captures.name(name).map(|found| chinese_number(found.as_str()));
    if let Some(month) = number("month") {
        let month = month.filter(|month| (1..=12).contains(month))?;
        let third = captures.name("third").map_or("", |third| third.as_str());
        let Some(day) = number("day") else { return Some((month, last_of_third(third)?)) };
        // 2月29日 is a day of some years.
        return NaiveDate::from_ymd_opt(2024, month, day?).map(|_| (month, day));
    }
    let part = captures.name("half").or_else(|| captures.name("quarter")).map_or("", |part| part.as_str());
    let month = match part.trim_start_matches('第') {
        "上半年" => 6,
        "一季度" | "1季度" => 3,
        "二季度" | "2季度" => 6,
        "三季度" | "3季度" => 9,
        _ => 12,
    };
    Some((month, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in a text of a document of 2026-05-10.
    fn found(text: &str) -> String {
        let known = Known { on: NaiveDate::from_ymd_opt(2026, 5, 10), elsewhere: false };
        let found = find(text, known, &[]).into_iter().map(|(range, measure)| {
            assert_eq!(&text[range].trim_end_matches("完成"), &measure.text());
            match measure {
                Measure::By { text, day } => format!("{text}={day}"),
                Measure::Every { text, per } => format!("{text}=每{}", per.zh()),
                Measure::Undated { text, why } => format!("{text}={why:?}"),
                other => panic!("{other:?}"),
            }
        });
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_year_is_the_documents_own() {
        for (text, limits) in [
            ("6月底前完成", "6月底前=2026-06-30"),
            ("6月底前任务清零", "6月底前=2026-06-30"),
            ("6月底前完成后续工作", "6月底前=2026-06-30"),
            ("从即日起至6月底前排查", "至6月底前=2026-06-30"),
            ("从严整治，到6月底见效", "到6月底=2026-06-30"),
            ("力争10月15日前报送", "10月15日前=2026-10-15"),
            ("六月底以前", "六月底以前=2026-06-30"),
            ("于今年年底前建成", "今年年底前=2026-12-31"),
            ("确保年底前建成", "年底前=2026-12-31"),
            ("本年度12月1日之前", "本年度12月1日之前=2026-12-01"),
            ("第三季度末前", "第三季度末前=2026-09-30"),
            ("第三季度内完成", "第三季度内=2026-09-30"),
            ("二季度完成", "二季度=2026-06-30"),
            ("到6月底，形成目录", "到6月底=2026-06-30"),
            ("年内完成", "年内=2026-12-31"),
            ("6月上旬前、7月中旬完成", "6月上旬前=2026-06-10 7月中旬=2026-07-20"),
            ("完成时限：6月下旬", "6月下旬=2026-06-30"),
            ("完成时限：7月", "7月=2026-07-31"),
            ("次年3月底前、明年底前", "次年3月底前=2027-03-31 明年底前=2027-12-31"),
            ("二〇二七年6月底前", "二〇二七年6月底前=2027-06-30"),
            ("2027 年 6 月底前", "2027 年 6 月底前=2027-06-30"),
        ] {
            assert_eq!(found(text), limits, "{text}");
        }
    }

    #[test]
    fn a_limit_that_is_over_or_of_another_year_has_no_day() {
        for (text, limits) in [
            ("3月底前完成", "3月底前=Over"),
            ("今年5月9日前", "今年5月9日前=Over"),
            ("2027年起试点，6月底前推广", "6月底前=OtherYear"),
            ("明年3月启动，6月底前推广", "6月底前=OtherYear"),
            ("受理当年12月底前", "12月底前=OtherYear"),
            ("每年检查两次，6月底前报送", "6月底前=OtherYear"),
        ] {
            assert_eq!(found(text), limits, "{text}");
        }
        assert_eq!(
            find("6月底前", Known::default(), &[])[0].1.shown(),
            "6月底前（不知道文件的成文日期，定不了年份）"
        );
    }

    #[test]
    fn a_limit_that_comes_again_is_no_day() {
        for (text, limits) in [
            ("每年3月底前公布", "每年3月底前=每年"),
            ("每年的1月31日前", "每年的1月31日前=每年"),
            ("每年底前", "每年底前=每年"),
            ("每年3月底、9月底前", "每年3月底、9月底前=每年"),
            ("每月10日前", "每月10日前=每个月"),
            ("每季度末前", "每季度末前=每季度"),
            ("每季度第一个月15日前", "每季度第一个月15日前=每季度"),
        ] {
            assert_eq!(found(text), limits, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_limits() {
        for text in [
            "10月1日前后",
            "年底前后",
            "6月底前已完成",
            "截至6月底共办理200件",
            "截止到6月底，全省共办结200件",
            "截止到二〇二五年底，已建成30个",
            "从1月到6月底组织三次检查",
            "自今年1月起至6月底开展检查",
            "3月前任领导离任",
            "对12月底前未完成的通报批评",
            "6月底，全省共有",
            "3年内",
            "三年内",
            "3个月内",
            "学年底前",
            "去年底前",
            "去年6月底前",
            "三季度内",
            "前三季度完成",
            "13月底前",
            "6月31日前",
            "6月初前",
            "6月上旬召开",
            "每季度前10日",
            "6月5日环境日",
            "年底考核",
        ] {
            assert_eq!(found(text), "", "{text}");
        }
    }

    #[test]
    fn headings_that_name_another_year_leave_it_open() {
        let on = NaiveDate::from_ymd_opt(2026, 12, 20);
        for (title, elsewhere) in
            [("2027年工作要点", true), ("2026—2028年行动计划", false), ("行动计划", false)]
        {
            assert_eq!(Known::under(on, &[title]).elsewhere, elsewhere, "{title}");
        }
    }
}
