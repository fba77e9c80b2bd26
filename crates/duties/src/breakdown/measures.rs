//! What a text can be measured by: how often, within how long, what share, by which day.

use std::sync::LazyLock;

use chrono::{Days, Months, NaiveDate};
use mingjing_publication::structure::chinese_number;
use regex::{Captures, Regex};
use serde::Serialize;

use super::limits::{self, Doubt, Known, Placed};
use super::news::{begins_stretch, ends_so, is_told};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 小时
    Hour,
    /// 日, 天
    Day,
    /// 工作日
    WorkingDay,
    /// 周
    Week,
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 半年
    HalfYear,
    /// 年
    Year,
}

impl Unit {
    pub(super) fn read(text: &str) -> Option<Self> {
        Some(match text {
            "小时" => Self::Hour,
            "日" | "天" => Self::Day,
            "工作日" => Self::WorkingDay,
            "周" | "星期" => Self::Week,
            "月" => Self::Month,
            "季度" | "季" => Self::Quarter,
            "半年" => Self::HalfYear,
            "年" | "年度" => Self::Year,
            _ => return None,
        })
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Hour => "小时",
            Self::Day => "天",
            Self::WorkingDay => "个工作日",
            Self::Week => "周",
            Self::Month => "个月",
            Self::Quarter => "季度",
            Self::HalfYear => "半年",
            Self::Year => "年",
        }
    }
}

/// One number or date in a text that can be checked later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Measure {
    /// 每季度至少举办1次
    Often {
        /// As written.
        text: String,
        /// Each of these.
        per: Unit,
        /// At least so many times.
        times: u32,
    },
    /// 24小时内
    Within {
        /// As written.
        text: String,
        /// So many.
        amount: u32,
        /// Of these.
        unit: Unit,
    },
    /// 不少于4%
    Share {
        /// As written.
        text: String,
        /// Per cent, as a decimal.
        percent: String,
        /// Whether it is the most, not the least.
        at_most: bool,
    },
    /// 2020年底前
    By {
        /// As written.
        text: String,
        /// The last day.
        day: NaiveDate,
    },
    /// 每年3月底前
    Every {
        /// As written.
        text: String,
        /// Each of these.
        per: Unit,
    },
    /// 6月底前, where the year is not certain
    Undated {
        /// As written.
        text: String,
        /// Why.
        why: Doubt,
    },
}

impl Measure {
    /// The stretch of the text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Often { text, .. }
            | Self::Within { text, .. }
            | Self::Share { text, .. }
            | Self::By { text, .. }
            | Self::Every { text, .. }
            | Self::Undated { text, .. } => text,
        }
    }

    /// What people read: the stretch of the text, with why it has no day where it should have one.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Undated { text, why } => format!("{text}（{}）", why.zh()),
            other => other.text().to_owned(),
        }
    }
}

const NUMBER: &str = "[0-9０-９一二两三四五六七八九十百]+";

/// What a place in a text means.
type Read = fn(&Captures<'_>) -> Option<Measure>;

/// A rule of this file: a pattern, and what it means.
struct Pattern {
    regex: Regex,
    read: Read,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let sources: [(String, Read); 4] = [
        (
            format!(
                r"(?:(?:至少|最少)?每(?:个)?(?P<per>季度|半年|年度|年|月|周|工作日|日|天|季)(?:至少|不少于|最少|确保)?[\p{{Han}}]{{0,10}}?(?:至少|不少于|不低于|最少)?(?P<verb>[\p{{Han}}]{{0,4}}?)(?P<times>{NUMBER})(?:次|期|场|篇|批|轮))"
            ),
            often,
        ),
        (format!(r"(?P<amount>{NUMBER}|半)个?(?P<unit>小时|工作日|日|天|周|月|季度|年)(?:之|以)?内"), within),
        (
            format!(
                r"(?:不超过|不多于|不得超过)(?P<amount>{NUMBER})个?(?P<unit>小时|工作日)(?P<inside>(?:之|以)?内)?"
            ),
            at_most,
        ),
        (
            format!(
                r"(?P<sign>不少于|不低于|不高于|不超过|达到|超过|控制在|以上)?(?:百分之(?P<words>{NUMBER})|(?P<percent>[0-9]+(?:\.[0-9]+)?)[%％])(?P<tail>以上|以下|以内)?"
            ),
            share,
        ),
    ];
    let compiled = sources
        .into_iter()
        .filter_map(|(source, read)| Some(Pattern { regex: Regex::new(&source).ok()?, read }));
    compiled.collect()
});

/// A date with its year, of a range its end.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?P<until>到|至|(?:(?:完成)?(?:时限|时间|期限)|时间节点)[：:](?:[0-9年月日底初]+[—–~～至到-]+)?)?(?P<year>(?:19|20)[0-9]{2})年(?:(?:[0-9]{1,2}月?[—–~～至到-]+)?(?P<month>[0-9]{1,2})月|(?P<part>上半年|第?[一二三四]季度))?(?:(?P<day>[0-9]{1,2})日|(?P<third>[上中下]旬|初))?(?P<tail>年底前|年底|底之?前|底以前|末前|之前|以前|前|底|末|内)?(?P<done>完成)?",
    )
    .ok()
});

/// All that can be measured in a text, in its order.
pub(super) fn find(text: &str, known: Known) -> Vec<Measure> {
    let mut dates = Vec::new();
    let mut limits: Vec<Placed> = Vec::new();
    for captures in DATED.iter().flat_map(|regex| regex.captures_iter(text)) {
        let range = captures.get(0).map_or(0..0, |whole| whole.range());
        limits.extend(
            by(&captures, (&text[..range.start], &text[range.end..])).map(|measure| (range.clone(), measure)),
        );
        dates.push(range);
    }
    limits.extend(limits::find(text, known, &dates));
    limits.sort_by_key(|(range, _)| range.end);
    let mut found: Vec<Placed> = Vec::new();
    for pattern in PATTERNS.iter() {
        for captures in pattern.regex.captures_iter(text) {
            let range = captures.get(0).map_or(0..0, |whole| whole.range());
            // 第三季度内 is a day, and no three quarters.
            let at = limits.partition_point(|(limit, _)| limit.end < range.end);
            let dated = limits.get(at).is_some_and(|(limit, _)| limit.start < range.start);
            let counted = |measure: &Measure| matches!(measure, Measure::Within { .. });
            let measure = (pattern.read)(&captures).filter(|measure| !dated || !counted(measure));
            found.extend(measure.map(|measure| (range, measure)));
        }
    }
    found.extend(limits);
    found.sort_by_key(|(range, _)| range.start);
    found.into_iter().map(|(_, measure)| measure).collect()
}

fn text(captures: &Captures<'_>, name: &str) -> String {
    captures.name(name).map_or_else(String::new, |found| found.as_str().to_owned())
}

fn whole(captures: &Captures<'_>) -> String {
    captures.get(0).map_or_else(String::new, |found| found.as_str().to_owned())
}

fn often(captures: &Captures<'_>) -> Option<Measure> {
    let per = Unit::read(&text(captures, "per"))?;
    Some(Measure::Often { text: whole(captures), per, times: chinese_number(&text(captures, "times"))? })
}

fn within(captures: &Captures<'_>) -> Option<Measure> {
    let (amount, unit) = (text(captures, "amount"), Unit::read(&text(captures, "unit"))?);
    let (amount, unit) = match (amount.as_str(), unit) {
        ("半", Unit::Year) => (1, Unit::HalfYear),
        ("半", Unit::Month) => (15, Unit::Day),
        ("半", _) => return None,
        (number, unit) => (chinese_number(number)?, unit),
    };
    // 2020年内 names a year, it does not count years.
    (amount < 1000).then(|| Measure::Within { text: whole(captures), amount, unit })
}

/// 不超过5个工作日; what says 内 besides is found as 5个工作日内.
fn at_most(captures: &Captures<'_>) -> Option<Measure> {
    captures.name("inside").is_none().then(|| within(captures)).flatten()
}

/// A share counts only where the text says at least or at most: 同比增长4% is news, no duty.
fn share(captures: &Captures<'_>) -> Option<Measure> {
    let (sign, tail) = (text(captures, "sign"), text(captures, "tail"));
    if sign.is_empty() && tail.is_empty() {
        return None;
    }
    let words = text(captures, "words");
    let percent =
        if words.is_empty() { text(captures, "percent") } else { chinese_number(&words)?.to_string() };
    let at_most =
        matches!(sign.as_str(), "不高于" | "不超过" | "控制在") || matches!(tail.as_str(), "以下" | "以内");
    Some(Measure::Share { text: whole(captures), percent, at_most })
}

/// A date is a limit where the text says 到, 前 or 底, or that something is done within a part of a year; other dates only
/// tell when something was, and so does 截至 before one, or 从 before a stretch of time.
fn by(captures: &Captures<'_>, (before, after): (&str, &str)) -> Option<Measure> {
    let (until, tail) = (text(captures, "until"), text(captures, "tail"));
    let (number, part) = (|name: &str| text(captures, name).parse::<u32>().ok(), text(captures, "part"));
    let year = i32::try_from(number("year")?).ok()?;
    let third = text(captures, "third");
    let done = (!part.is_empty() || !third.is_empty()) && captures.name("done").is_some();
    if until.is_empty() && tail.is_empty() && !done {
        return None;
    }
    let ahead = tail.ends_with('前');
    if ahead && captures.name("done").is_none() && !ends_so(after) {
        return None;
    }
    let labelled = until.contains(['：', ':']);
    // 自2026年6月至9月底
    let within = before.ends_with(['从', '自']) && whole(captures).contains(['到', '至']);
    let stretch = within || (matches!(until.as_str(), "到" | "至") && begins_stretch(before));
    if !labelled && ((stretch && !ahead) || is_told(before)) {
        return None;
    }
    let third = last_of_third(&third)?;
    let day = match (number("month").or_else(|| last_month(&part)), number("day").or(third)) {
        (Some(month), Some(day)) => NaiveDate::from_ymd_opt(year, month, day)?,
        (Some(month), None) => last_day(NaiveDate::from_ymd_opt(year, month, 1)?, 1)?,
        _ => last_day(NaiveDate::from_ymd_opt(year, 1, 1)?, 12)?,
    };
    let written = whole(captures);
    let written = written.rsplit(['：', ':']).next().unwrap_or_default().trim_end_matches("完成");
    Some(Measure::By { text: written.to_owned(), day })
}

/// The day on which a third of a month ends, where it is not the month's last. Nobody can say when its beginning (初) ends.
pub(super) fn last_of_third(third: &str) -> Option<Option<u32>> {
    match third {
        "上旬" => Some(Some(10)),
        "中旬" => Some(Some(20)),
        "初" => None,
        _ => Some(None),
    }
}

/// Of a part of a year.
fn last_month(part: &str) -> Option<u32> {
    match part.trim_start_matches('第') {
        "一季度" => Some(3),
        "上半年" | "二季度" => Some(6),
        "三季度" => Some(9),
        "四季度" => Some(12),
        _ => None,
    }
}

/// Of so many months from a first day.
pub(super) fn last_day(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))
}
