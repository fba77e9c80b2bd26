//! The mark at the beginning of a line that says which level of an official text begins there.

use super::Kind;
use super::number::{chinese_number, is_chinese_numeral, is_figure};

/// Longest title of a chapter or annex, in characters; a longer line is text that mentions one.
const LONGEST_TITLE: usize = 50;

/// A line's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    pub(super) kind: Kind,
    /// 0 for an annex without a number.
    pub(super) number: u32,
    /// N in 第二十六条之N.
    pub(super) sub: Option<u32>,
    /// As written, e.g. `第二十六条`, `（三）`, `一、`.
    pub(super) label: &'a str,
    /// What follows on the line.
    pub(super) rest: &'a str,
    /// Whether the mark stands apart from what follows, so that it cannot be the beginning of a sentence.
    pub(super) apart: bool,
}

/// The mark of a line whose surrounding white space and `#` are gone.
pub(super) fn read(line: &str) -> Option<Marker<'_>> {
    let line = line.trim_start_matches("**");
    match line.chars().next()? {
        '第' => ordinal(line),
        '附' => annex(line),
        '(' | '（' => bracketed(line),
        c if is_figure(c) => figure(line),
        c if is_chinese_numeral(c) => counted(line),
        _ => None,
    }
}

/// 第N编, 第N分编, 第N章, 第N节, 第N条, 第N条之N.
fn ordinal(line: &str) -> Option<Marker<'_>> {
    let after = line.strip_prefix('第')?.trim_start();
    let (numerals, after) = split(after, |c| is_chinese_numeral(c) || is_figure(c));
    let number = chinese_number(numerals)?;
    let after = after.trim_start_matches(' ');
    let units = [
        ("分编", Kind::Subpart),
        ("编", Kind::Part),
        ("章", Kind::Chapter),
        ("节", Kind::Section),
        ("条", Kind::Article),
    ];
    let (rest, kind) = units.iter().find_map(|(unit, kind)| Some((after.strip_prefix(unit)?, *kind)))?;
    let (sub, rest) = if kind == Kind::Article { inserted(rest) } else { (None, rest) };
    let label = &line[..line.len() - rest.len()];
    let apart = rest.is_empty()
        || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '【' | '：' | ':' | '*'));
    let marker = Marker { kind, number, sub, label, rest: tidy(rest), apart };
    let titled = kind == Kind::Article || is_title(marker.rest);
    (titled && (apart || !is_reference(marker.rest))).then_some(marker)
}

/// 之一, 之二 … of an article inserted later.
fn inserted(rest: &str) -> (Option<u32>, &str) {
    let Some(after) = rest.strip_prefix('之') else { return (None, rest) };
    let (numerals, after) = split(after, is_chinese_numeral);
    chinese_number(numerals).map_or((None, rest), |n| (Some(n), after))
}

/// 附件, 附件1, 附录二: an annex begins; a line that lists several annexes does not.
fn annex(line: &str) -> Option<Marker<'_>> {
    let after = ["附件", "附录", "附表"].iter().find_map(|name| line.strip_prefix(name))?;
    let (numerals, rest) = split(after, |c| is_chinese_numeral(c) || is_figure(c));
    let number = if numerals.is_empty() { 0 } else { chinese_number(numerals)? };
    let apart = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '：' | ':'));
    let title = tidy(rest.trim_start_matches(['：', ':']));
    let lists = title.starts_with(is_figure);
    let label = line[..line.len() - rest.len()].trim_end();
    (apart && !lists && is_title(title)).then_some(Marker {
        kind: Kind::Annex,
        number,
        sub: None,
        label,
        rest: title,
        apart,
    })
}

/// (一), （1）.
fn bracketed(line: &str) -> Option<Marker<'_>> {
    let after = line.strip_prefix(['(', '（'])?;
    let (numerals, after) = split(after, |c| is_chinese_numeral(c) || is_figure(c));
    let rest = after.strip_prefix([')', '）'])?;
    let level = if numerals.starts_with(is_figure) { 4 } else { 2 };
    item(line, rest, level, numerals)
}

/// `1.`, `1．`, `1、`; not `1.5`, and no year.
fn figure(line: &str) -> Option<Marker<'_>> {
    let (figures, after) = split(line, is_figure);
    let rest = after.trim_start_matches('\\').strip_prefix(['.', '．', '、'])?;
    if rest.starts_with(is_figure) || figures.chars().count() > 3 {
        return None;
    }
    item(line, rest, 3, figures)
}

/// Behind a second, greater numeral, what is counted by both: 一、二审, 三、四线城市. A greater numeral alone may begin
/// a heading as well: 三、四川省概况.
const COUNTED: [char; 12] = ['、', '级', '类', '等', '期', '线', '审', '季', '手', '层', '楼', '档'];

/// 一、; not 一、二级; but 三、一级目录.
fn counted(line: &str) -> Option<Marker<'_>> {
    let (numerals, after) = split(line, is_chinese_numeral);
    let rest = after.strip_prefix(['、', '．', '.'])?;
    let (more, then) = split(rest, is_chinese_numeral);
    let both = chinese_number(more).is_some_and(|second| chinese_number(numerals) < Some(second));
    if both && then.starts_with(COUNTED) {
        return None;
    }
    item(line, rest, 1, numerals)
}

fn item<'a>(line: &'a str, rest: &'a str, level: u8, numerals: &str) -> Option<Marker<'a>> {
    let number = chinese_number(numerals)?;
    let label = &line[..line.len() - rest.len()];
    Some(Marker { kind: Kind::Item(level), number, sub: None, label, rest: tidy(rest), apart: true })
}

/// Splits behind the longest beginning whose characters all hold.
fn split(text: &str, holds: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !holds(c)).unwrap_or(text.len()))
}

fn tidy(rest: &str) -> &str {
    rest.trim_start_matches("**").trim()
}

fn is_title(text: &str) -> bool {
    !text.ends_with(['。', '；', '，', ';', ',']) && text.chars().count() <= LONGEST_TITLE
}

/// Whether a sentence goes on that began by naming an article or chapter: 第三条的规定, 第三章和第四章 ….
fn is_reference(rest: &str) -> bool {
    rest.starts_with([
        '的', '第', '、', '，', '和', '或', '至', '到', '及', '与', '所', '中', '规', '款', '项', '修', '改',
        '删', '》', '”',
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_told_from_sentences() {
        for (line, kind, number, label) in [
            ("第二十六条 属于主动公开范围的", Kind::Article, 26, "第二十六条"),
            ("**第一条** 为了", Kind::Article, 1, "第一条"),
            ("第三章 主动公开", Kind::Chapter, 3, "第三章"),
            ("第二分编 典型合同", Kind::Subpart, 2, "第二分编"),
            ("一、明确政务公开内容", Kind::Item(1), 1, "一、"),
            ("三、四川省概况", Kind::Item(1), 3, "三、"),
            ("三、一级目录", Kind::Item(1), 3, "三、"),
            ("一、二〇二六年工作要点", Kind::Item(1), 1, "一、"),
            ("（十五）法律", Kind::Item(2), 15, "（十五）"),
            ("(三)强化", Kind::Item(2), 3, "(三)"),
            ("12．打造", Kind::Item(3), 12, "12．"),
            ("1\\. 打造", Kind::Item(3), 1, "1\\."),
            ("（1）打造", Kind::Item(4), 1, "（1）"),
            ("附件2", Kind::Annex, 2, "附件2"),
            ("附件：印章规格式样(略)", Kind::Annex, 0, "附件"),
        ] {
            let marker = read(line).unwrap();
            assert_eq!((marker.kind, marker.number, marker.label), (kind, number, label), "{line}");
        }
        assert_eq!(read("第二十六条之一 单位犯前款罪的").unwrap().sub, Some(1));
        for line in [
            "第三十一条的决定》第一次修正",
            "第三章和第四章规定的",
            "1.5亿元",
            "2019.5",
            "2019年",
            "一、二级保护动物",
            "一、二审均由其审理",
            "一、二、三产业",
            "第三方应当",
            "第一次会议",
            "一般规定",
            "附件：1.清单",
            "附件三所列全国性法律",
            "(甲)",
            "（一",
            "第条",
            "第三次",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_a_panic(line in "[第一十百条章之节附件（）()、.１2 \\\\*的a]{0,20}|\\PC{0,20}") {
            if let Some(marker) = read(&line) {
                prop_assert!(line.contains(marker.label) && line.contains(marker.rest));
            }
        }
    }
}
