//! What stands before a numbered or bulleted paragraph (ECMA-376 part 1, 17.9).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{attribute, number};

/// Levels of a list, of which there are never more (17.9.3).
const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: Option<u32>,
}

/// All lists of a document, with how far each has been counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, [Level; LEVELS]>,
    /// The list that a `numId` names, and where it begins to count anew.
    instances: HashMap<String, (String, [Option<u32>; LEVELS])>,
    counted: HashMap<String, [u32; LEVELS]>,
}

impl Numbering {
    /// Counts one paragraph on; answers what stands before it, `·` for a bullet, nothing where there is no such list.
    pub(super) fn next(&mut self, num_id: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let (list, anew) = self.instances.get_mut(num_id)?;
        let levels = self.lists.get(list)?;
        let counted = self.counted.entry(list.clone()).or_default();
        if let Some(start) = anew[level].take() {
            counted[level] = start.saturating_sub(1);
        } else if counted[level] == 0 {
            counted[level] = levels[level].start.unwrap_or(1).saturating_sub(1);
        }
        counted[level] = counted[level].saturating_add(1);
        counted[level + 1..].fill(0);
        let own = &levels[level];
        match own.format.as_str() {
            "none" => return None,
            "bullet" => return Some("·".to_owned()),
            _ => {}
        }
        let mut label = own.text.clone();
        for (at, one) in levels.iter().enumerate().take(level + 1) {
            let count = counted[at].max(one.start.unwrap_or(1));
            label = label.replace(&format!("%{}", at + 1), &written(&one.format, count));
        }
        Some(label).filter(|label| !label.trim().is_empty())
    }
}

pub(super) fn read(xml: &str) -> Option<Numbering> {
    let mut reader = Reader::from_str(xml);
    let mut found = Numbering::default();
    let mut at = At::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) => at.open(&e, &mut found),
            Event::Empty(e) => at.value(&e, &mut found),
            Event::End(e) => at.close(e.local_name().as_ref()),
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// Where in the part the reader is.
#[derive(Default)]
struct At {
    list: Option<String>,
    instance: Option<String>,
    level: usize,
}

impl At {
    fn open(&mut self, e: &BytesStart<'_>, found: &mut Numbering) {
        match e.local_name().as_ref() {
            "abstractNum" => {
                self.list = attribute(e, "abstractNumId");
                found.lists.extend(self.list.clone().map(|id| (id, <[Level; LEVELS]>::default())));
            }
            "num" => self.instance = attribute(e, "numId"),
            "lvl" | "lvlOverride" => {
                self.level = number::<usize>(e, "ilvl").unwrap_or_default().min(LEVELS - 1);
            }
            _ => self.value(e, found),
        }
    }

    fn value(&mut self, e: &BytesStart<'_>, found: &mut Numbering) {
        let value = || attribute(e, "val").unwrap_or_default();
        let name = e.local_name();
        if let Some(instance) = &self.instance {
            match name.as_ref() {
                "abstractNumId" => {
                    found.instances.insert(instance.clone(), (value(), [None; LEVELS]));
                }
                "startOverride" => {
                    if let Some((_, anew)) = found.instances.get_mut(instance) {
                        anew[self.level] = number(e, "val");
                    }
                }
                _ => {}
            }
            return;
        }
        let Some(list) = self.list.as_ref().and_then(|list| found.lists.get_mut(list)) else { return };
        match name.as_ref() {
            "numFmt" => list[self.level].format = value(),
            "lvlText" => list[self.level].text = value(),
            "start" => list[self.level].start = number(e, "val"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "abstractNum" => self.list = None,
            "num" => self.instance = None,
            _ => {}
        }
    }
}

/// A count in one of the number formats (17.18.59).
fn written(format: &str, count: u32) -> String {
    let nth = |first: char| char::from_u32(u32::from(first) + (count.max(1) - 1) % 26).unwrap_or(first);
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(count),
        "ideographTraditional" => "甲乙丙丁戊己庚辛壬癸"
            .chars()
            .nth(count.max(1) as usize - 1)
            .map_or_else(|| count.to_string(), String::from),
        "upperLetter" => nth('A').to_string(),
        "lowerLetter" => nth('a').to_string(),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&count) => {
            char::from_u32(u32::from('①') + count - 1).map_or_else(String::new, String::from)
        }
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

/// Chinese numerals below ten thousand; greater ones stay in digits.
fn chinese(count: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if count == 0 || count >= 10_000 {
        return count.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = count / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        if !(unit == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

fn roman(count: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count >= 4000 {
        return count.to_string();
    }
    let mut rest = count;
    let mut out = String::new();
    for (value, letters) in STEPS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_word_writes_them() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1004, "一千零四"),
        ];
        for (count, text) in cases {
            assert_eq!(written("chineseCounting", count), text);
        }
        assert_eq!(written("upperRoman", 14), "XIV");
        assert_eq!(written("decimalEnclosedCircle", 3), "③");
        assert_eq!(written("ideographTraditional", 2), "乙");
        assert_eq!(written("decimal", u32::MAX), "4294967295");
    }
}
