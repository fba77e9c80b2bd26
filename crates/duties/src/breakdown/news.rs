//! What stands around a date and makes it no limit: news (截止到6月底，共办结200件), a stretch of time (从1月到6月底), and words that only
//! begin with 前.

use std::sync::LazyLock;

use regex::Regex;

/// So many characters before a date may say from when.
const FARTHEST: usize = 30;

static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "[从自](?:[0-9０-９〇○零一二三四五六七八九十年月份日号初底末今本去明上中下旬半第季度 ]+|即日|现在|(?:印发|发布|公布|施行)之日)(?:起|开始)?$",
    )
    .ok()
});

/// Whether a date after this text tells until when something was counted: 截至, 截止到.
pub(super) fn is_told(before: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix(['到', '至']).unwrap_or(before);
    before.ends_with('截') || before.ends_with("截止") || before.ends_with("截至")
}

/// Whether a date after this text ends a stretch of time, behind 到 or 至: 从1月 before 到6月底.
pub(super) fn begins_stretch(before: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix(['到', '至']).unwrap_or(before).trim_end();
    let from = before.char_indices().rev().nth(FARTHEST).map_or(0, |(at, _)| at);
    FROM.as_ref().is_some_and(|regex| regex.is_match(&before[from..]))
}

/// Whether 前 means before where this follows it. 前后, 前期, 前夕 and 前任 are no limits, and neither is what was done (前已…) or
/// left undone (前未…).
pub(super) fn ends_so(after: &str) -> bool {
    let of_office = after.strip_prefix('任').is_some_and(|rest| !rest.starts_with(['务', '何', '意']));
    !of_office && !after.starts_with(['后', '期', '夕', '述', '已', '未', '往', '沿'])
}
