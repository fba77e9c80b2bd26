//! Home addresses: a label such as 家庭住址, then an address down to the door.

use std::ops::Range;

use crate::label::is_label_gap;
use crate::overlap::MASK;

/// How far after its label an address is looked for, in characters.
const REACH: usize = 80;
/// Words an address ends with. 村 and the like count only after a place of a higher level.
const DOORS: [&str; 14] =
    ["号", "室", "组", "栋", "幢", "座", "单元", "楼", "户", "巷", "队", "弄", "胡同", "排"];
const SETTLEMENTS: [&str; 9] = ["村", "屯", "庄", "小区", "家园", "花园", "公寓", "苑", "社区"];
const PLACES: [char; 11] = ['省', '市', '区', '县', '旗', '州', '镇', '乡', '街', '路', '道'];

/// The address that follows a label ending at byte `at`.
///
/// Without a colon between them the address must name a place and a numbered door, so that
/// sentences about addresses (“住址变动的情况”) are no findings.
pub(crate) fn after_label(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let value = rest.trim_start_matches(|c| is_label_gap(c) && c != '\n');
    let start = text.len() - value.len();
    let gap = &text[at..start];
    let label = match gap {
        gap if gap.contains(['：', ':']) => Label::Colon,
        gap if gap.contains(['|', '\t']) => Label::Cell,
        _ => Label::Sentence,
    };
    if gap.contains(MASK) || !value.starts_with(char::is_alphanumeric) {
        return None;
    }
    let segment = segment(value);
    let end = last_marker(segment, label)?;
    Some(start..start + end)
}

/// How sure it is that an address follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// `住址：…`
    Colon,
    /// `| 住址 | … |`; the next cell may be another heading.
    Cell,
    /// `现住…`
    Sentence,
}

/// The text up to a mask, the end of the sentence part, the line, the table cell or the next label.
fn segment(value: &str) -> &str {
    let end = value
        .char_indices()
        .enumerate()
        .find(|(count, (_, c))| *count >= REACH || is_stop(*c))
        .map_or(value.len(), |(_, (at, _))| at);
    value[..end].split(MASK).next().unwrap_or_default()
}

fn is_stop(c: char) -> bool {
    matches!(c, '\n' | '\r') || "|（）()，,。；;、：:！？".contains(c)
}

/// Where the last sign of a door or settlement ends, with the numbers that follow it (`3单元501`).
fn last_marker(segment: &str, label: Label) -> Option<usize> {
    let place = segment.find(PLACES);
    let is_below_place = |at: usize| place.is_some_and(|place| place < at);
    let doors = DOORS
        .iter()
        .flat_map(|door| segment.match_indices(door))
        .filter(|(at, _)| is_numbered(&segment[..*at]) && (label != Label::Sentence || is_below_place(*at)));
    let settlements = SETTLEMENTS
        .iter()
        .flat_map(|name| segment.match_indices(name))
        .filter(|(at, name)| is_settlement(segment, *at, name, label, is_below_place(*at)));
    let end = doors.chain(settlements).map(|(at, marker)| at + marker.len()).max()?;
    let tail = &segment[end..];
    let more = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && !('０'..='９').contains(&c));
    Some(end + more.unwrap_or(tail.len()))
}

/// After a colon `李家村` alone will do; 石家庄市 is no hamlet.
fn is_settlement(segment: &str, at: usize, name: &str, label: Label, below_place: bool) -> bool {
    let is_city = segment[at + name.len()..].starts_with('市');
    let is_village = name == "村" && segment[..at].chars().nth(1).is_some();
    !is_city
        && match label {
            Label::Colon => below_place || is_village,
            Label::Cell => below_place,
            Label::Sentence => false,
        }
}

fn is_numbered(before: &str) -> bool {
    before.ends_with(|c: char| {
        c.is_ascii_alphanumeric()
            || ('０'..='９').contains(&c)
            || "一二三四五六七八九十百零〇甲乙丙丁东西南北".contains(c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, label: &str) -> Option<&'a str> {
        let at = text.find(label).unwrap() + label.len();
        after_label(text, at).map(|range| &text[range])
    }

    #[test]
    fn an_address_reaches_down_to_the_door() {
        let cases = [
            (
                "住址：河北省石家庄市桥西区中山西路108号3单元501室。",
                "河北省石家庄市桥西区中山西路108号3单元501室",
            ),
            ("住址:正定县城关镇东门里村", "正定县城关镇东门里村"),
            ("**住址**：灵寿县某乡某村第三组 联系电话：略", "灵寿县某乡某村第三组"),
            ("| 住址 | 裕华区槐安东路１２号２栋３０２ |", "裕华区槐安东路１２号２栋３０２"),
            ("住址：李家村", "李家村"),
            ("住址为保定市竞秀区七一西路甲5号，无业", "保定市竞秀区七一西路甲5号"),
        ];
        for (text, address) in cases {
            assert_eq!(found(text, "住址"), Some(address), "{text}");
        }
    }

    #[test]
    fn sentences_about_addresses_are_left_alone() {
        let cases = [
            "住址变动的情况，并告知本人。",
            "住址、工作单位和联系方式发生变动的",
            "住址：（住址不公开）",
            "住址：",
            "住址：河北省石家庄市",
            "住址：****中山路5号",
            "| 住址 | 行政村 | 备注 |",
            "住址登记地的村民委员会应当在一号前报告",
            "住址\n第一条 河北省某县某村1号",
        ];
        for text in cases {
            assert_eq!(found(text, "住址"), None, "{text}");
        }
    }
}
