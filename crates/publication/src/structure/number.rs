//! Numbers as official texts write them.

/// The number that Chinese numerals write: `二十六` → 26, `一百零三` → 103, `二〇一九` → 2019; ASCII and full-width
/// digits are read too. `None` for anything else, and for what has two readings, such as `一百二`.
#[must_use]
pub fn chinese_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    let units = text.chars().any(|c| unit(c).is_some());
    if units { with_units(text) } else { positional(text) }
}

/// Whether a character can be part of a Chinese number.
pub(super) fn is_chinese_numeral(c: char) -> bool {
    unit(c).is_some() || (digit(c).is_some() && !is_figure(c))
}

/// Whether a character is an Arabic figure, of half or full width.
pub(super) fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn positional(text: &str) -> Option<u32> {
    text.chars().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
}

/// Reads loosely, then takes only what is written as the number is written.
fn with_units(text: &str) -> Option<u32> {
    let text = text.replace('〇', "零").replace('两', "二").replace("百十", "百一十");
    let text = if text.starts_with('十') { format!("一{text}") } else { text };
    let (mut sum, mut count) = (0, 0);
    for c in text.chars() {
        match unit(c) {
            Some(unit) => sum += std::mem::take(&mut count) * unit,
            None => count = digit(c)?,
        }
    }
    let number = sum + count;
    (write(number) == text).then_some(number)
}

/// A number below 10,000 with its units; what is left out in between is marked by 零.
fn write(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut text = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let count = number / unit % 10;
        if count == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        text.extend(DIGITS.get(count as usize));
        text.push_str(name);
    }
    text
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => return c.to_digit(10),
    })
}

fn unit(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_reads_back(n in 1u32..10_000) {
            let written = write(n);
            let usual = written.strip_prefix("一").filter(|t| t.starts_with('十')).unwrap_or(&written);
            prop_assert_eq!(chinese_number(&written), Some(n), "{}", written);
            prop_assert_eq!(chinese_number(usual), Some(n), "{}", usual);
            prop_assert_eq!(chinese_number(&n.to_string()), Some(n));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[〇零一二两三九十百千0９第]{0,12}") {
            let _ = chinese_number(&text);
        }
    }

    #[test]
    fn what_has_no_single_reading_is_refused() {
        for text in [
            "",
            "百二",
            "一百二",
            "十百",
            "一十百",
            "一二十",
            "一百零",
            "零十",
            "十零一",
            "一千零",
            "法",
            "九九九九九九九九九九",
        ] {
            assert_eq!(chinese_number(text), None, "{text}");
        }
        assert_eq!(chinese_number("一百十一"), Some(111));
        assert_eq!(chinese_number("二〇一九"), Some(2019));
        assert_eq!(chinese_number("１２"), Some(12));
    }
}
