//! Marks of state secrets.
//!
//! 《保守国家秘密法》（2024）第十条 names three classes, 绝密, 机密 and 秘密; 第二十二条 and 实施条例
//! 第二十一条 ask for a mark with class and period on every carrier. By 《国家秘密载体保密管理的规定》
//! and GB/T 9704-2012 7.2.2 it reads class, ★, period. A class in running text is no mark.

use std::ops::Range;

use crate::overlap::MASK;

const STARS: [char; 5] = ['★', '☆', '✩', '⭐', '✭'];
const PERIODS: [&str; 12] = [
    "长期",
    "永久",
    "启封前",
    "启用前",
    "公布前",
    "解密前",
    "公开前",
    "发布前",
    "考试前",
    "开考前",
    "实施前",
    "使用前",
];

/// The mark around the character 密 at byte `at`, if there is one.
pub(crate) fn around(text: &str, at: usize) -> Option<Range<usize>> {
    let class = class_around(text, at)?;
    starred(text, &class).or_else(|| labelled(text, &class)).or_else(|| bare_line(text, &class))
}

/// 绝密, 机密 or 秘密 ending in the character 密 at `at`; blanks between the two are usual in print.
fn class_around(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches(is_gap);
    if text[before.len()..at].chars().count() > 4 {
        return None;
    }
    let first =
        before.chars().next_back().filter(|c| matches!(c, '绝' | '絕' | '机' | '機' | '秘' | '祕'))?;
    Some(before.len() - first.len_utf8()..at + '密'.len_utf8())
}

/// `机密★20年`, `秘密 ★ 启封前`, `★绝密`.
fn starred(text: &str, class: &Range<usize>) -> Option<Range<usize>> {
    let after = text[class.end..].trim_start_matches(is_gap);
    if let Some(rest) = after.strip_prefix(STARS) {
        let star_end = text.len() - rest.len();
        return Some(class.start..period_end(text, star_end).unwrap_or(star_end));
    }
    let before = text[..class.start].trim_end_matches(is_gap);
    let star = before.chars().next_back().filter(|c| STARS.contains(c))?;
    Some(before.len() - star.len_utf8()..class.end)
}

/// `密级：机密`.
fn labelled(text: &str, class: &Range<usize>) -> Option<Range<usize>> {
    let before =
        text[..class.start].trim_end_matches(|c| is_gap(c) || matches!(c, '*' | '|' | '【' | '（' | '('));
    let before = before.strip_suffix(['：', ':']).or_else(|| {
        // In a table the cell border stands for the colon.
        text[before.len()..class.start].contains('|').then_some(before)
    })?;
    let before = before.trim_end_matches(|c| is_gap(c) || c == '*');
    let label = ["密级", "秘密等级", "保密等级", "密 级", "密　级", "涉密等级", "保密级别"]
        .into_iter()
        .find(|label| before.ends_with(label))?;
    let masked = text[before.len()..class.start].contains(MASK);
    (!masked).then(|| before.len() - label.len()..class.end)
}

/// A class (and a period) alone on a line: `绝密`, `【机密】`, `秘密 10年`, `机密件`.
fn bare_line(text: &str, class: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..class.start].trim_end_matches(is_frame);
    let after = &text[class.end..];
    if !(before.is_empty() || before.ends_with(['\n', '\r']))
        || text[before.len()..class.start].contains(MASK)
    {
        return None;
    }
    let after_kind = after.trim_start_matches(is_frame);
    let after_kind = after_kind.strip_prefix(['级', '件']).unwrap_or(after_kind);
    let mut end = text.len() - after_kind.trim_start_matches(is_frame).len();
    if !is_line_end(text, end) {
        end = period_end(text, end)?;
    }
    let line_end = text.len() - text[end..].trim_start_matches(is_frame).len();
    let furniture = &text[class.end..line_end];
    let bare = is_line_end(text, line_end) && !furniture.contains(MASK);
    bare.then(|| class.start..class.end + furniture.trim_end_matches(is_frame).len())
}

/// What Markdown and brackets put around a line. Four stars or more are a mask, not emphasis.
fn is_frame(c: char) -> bool {
    is_gap(c) || "*#_>【】[]（）()〔〕\u{feff}".contains(c)
}

fn is_line_end(text: &str, at: usize) -> bool {
    text[at..].is_empty() || text[at..].starts_with(['\n', '\r'])
}

/// Where a period of secrecy that starts at `from` ends.
fn period_end(text: &str, from: usize) -> Option<usize> {
    let rest = text[from..].trim_start_matches(is_gap);
    let start = text.len() - rest.len();
    if let Some(word) = PERIODS.iter().find(|word| rest.starts_with(**word)) {
        return Some(start + word.len());
    }
    let number = rest
        .find(|c: char| !(c.is_numeric() || "一二三四五六七八九十".contains(c)))
        .filter(|length| *length > 0)?;
    let unit_text = rest[number..].trim_start_matches(is_gap);
    let unit = ["个月", "年", "月", "天", "日"].into_iter().find(|unit| unit_text.starts_with(unit))?;
    Some(text.len() - unit_text.len() + unit.len())
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r' || c == '\u{200b}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        text.match_indices('密').filter_map(|(at, _)| around(text, at)).map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_are_found_as_they_are_printed() {
        let cases = [
            ("机密★20年", "机密★20年"),
            ("本件为秘密★启封前，注意保管", "秘密★启封前"),
            ("机　密 ★ １０ 年", "机　密 ★ １０ 年"),
            ("绝密★长期", "绝密★长期"),
            ("绝密★", "绝密★"),
            ("绝密★十年", "绝密★十年"),
            ("★机密", "★机密"),
            ("密级：机密", "密级：机密"),
            ("| **密级** | 秘密 |", "密级** | 秘密"),
            ("绝密\n\n关于某事的通知", "绝密"),
            ("000001\n机密 20年\n特急\n某某文件", "机密 20年"),
            ("【秘密】\n正文", "秘密】"),
            ("# 绝密件\n", "绝密件"),
            ("機密★5年", "機密★5年"),
            ("秘密★6个月", "秘密★6个月"),
        ];
        for (text, mark) in cases {
            let first = found(text);
            assert_eq!(
                first.first().map(|m| m.trim_end_matches('】')),
                Some(mark.trim_end_matches('】')),
                "{text}"
            );
        }
    }

    #[test]
    fn ordinary_words_are_no_marks() {
        let cases = [
            "中华人民共和国保守国家秘密法",
            "商业秘密",
            "选举采用秘密投票的方法",
            "第十条 国家秘密的密级分为绝密、机密、秘密三级。",
            "绝密级国家秘密是最重要的国家秘密",
            "密级和保密期限",
            "秘密****",
            "秘密写票处",
            "密码",
            "密",
        ];
        for text in cases {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
