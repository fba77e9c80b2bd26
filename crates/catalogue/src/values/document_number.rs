//! 发文字号. GB/T 9704-2012 7.2.5: agency's sign, year in 〔 〕, serial number, 号 — `冀政办发〔2019〕5号`. Orders and
//! announcements are numbered `…令第711号`, `…公告2021年第5号`.

use std::sync::LazyLock;

use regex::Regex;

use super::text;

const MAX_CHARS: usize = 100;

/// The number inside 〔 〕 may have 第 before it and a part behind it (`5-1`), as older papers have.
static STANDARD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let sign = r"[\p{Han}A-Za-z()·、]{1,80}";
    let number = r"(?:[0-9]{1,6}(?:-[0-9]{1,4})?|[〇零一二三四五六七八九十百千]{1,9})";
    Regex::new(&format!(r"^{sign}(?:〔[0-9]{{4}}〕第?{number}号|(?:[0-9]{{4}}年)?第{number}号)$")).ok()
});

/// Reads a document number and writes it the standard way: year in 〔 〕, digits half-width, no spaces.
///
/// With `any_form` numbers of other forms pass too, as on certificates of some trades.
pub(crate) fn parse(input: &str, any_form: bool) -> Result<String, String> {
    let cleaned = text::clean(input, false)?;
    let number = normalise(&cleaned);
    let length = number.chars().count();
    if length > MAX_CHARS {
        return Err(format!("文号有 {length} 个字，最多 {MAX_CHARS} 个字"));
    }
    if any_form {
        return Ok(number);
    }
    if let Some(year) = year_of(&number)
        && !(1900..=2200).contains(&year)
    {
        return Err(format!("文号“{}”的年份不对", text::excerpt(input)));
    }
    if STANDARD.as_ref().is_some_and(|pattern| pattern.is_match(&number)) {
        Ok(number)
    } else {
        Err(format!("“{}”不是发文字号，请写成“冀政办发〔2019〕5号”这样", text::excerpt(input)))
    }
}

/// Half-width digits and letters, no spaces, and whatever brackets stand around a year as 〔 〕.
fn normalise(input: &str) -> String {
    if is_normal(input) {
        return input.to_owned();
    }
    let chars: Vec<char> = input.chars().map(text::half_width_char).filter(|c| !c.is_whitespace()).collect();
    let mut out = String::with_capacity(input.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some(year) = bracketed_year(&chars[at..]) {
            out.push('〔');
            out.extend(year);
            out.push('〕');
            at += 6;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

/// The four digits of `[2019]` at the start, whatever the brackets.
fn bracketed_year(chars: &[char]) -> Option<&[char]> {
    let [open, year @ .., close] = chars.get(..6)? else { return None };
    let open = matches!(open, '〔' | '[' | '(' | '【' | '﹝' | '［' | '（' | '{' | '「' | '<' | '〈' | '《');
    let close =
        matches!(close, '〕' | ']' | ')' | '】' | '﹞' | '］' | '）' | '}' | '」' | '>' | '〉' | '》');
    (open && close && year.iter().all(char::is_ascii_digit)).then_some(year)
}

/// Whether nothing needs changing, so that clean bulk data is copied once: Chinese, letters, digits, 〔 〕 and `-`.
fn is_normal(input: &str) -> bool {
    input.chars().all(|c| {
        c.is_ascii_alphanumeric()
            || c == '-'
            || ('\u{4e00}'..='\u{9fff}').contains(&c)
            || matches!(c, '〔' | '〕')
    })
}

fn year_of(number: &str) -> Option<u32> {
    let (_, rest) = number.split_once('〔')?;
    rest.split_once('〕')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_bracket_becomes_the_standard_one() {
        for form in [
            "冀政办发〔2019〕5号",
            "冀政办发[2019]5号",
            "冀政办发（2019）5号",
            "冀政办发【2019】5号",
            "冀政办发［２０１９］５号",
            " 冀政办发 (2019) 5 号 ",
        ] {
            assert_eq!(parse(form, false), Ok("冀政办发〔2019〕5号".to_owned()), "{form}");
        }
    }

    #[test]
    fn orders_and_announcements_are_numbers_too() {
        for form in [
            "中华人民共和国国务院令第711号",
            "中华人民共和国主席令第五十四号",
            "国家税务总局公告2021年第5号",
            "国办公开办函〔2021〕30号",
            "冀审许〔2020〕17号",
            "冀政办字〔2019〕第05号",
            "国家计划委员会、水利部令第1号",
        ] {
            assert_eq!(parse(form, false), Ok(form.to_owned()));
        }
    }

    #[test]
    fn other_forms_pass_only_where_they_may() {
        assert!(parse("冀政办发2019年5号文", false).unwrap_err().contains("发文字号"));
        assert!(parse("冀政办发〔2019〕5", false).is_err());
        assert!(parse("冀政办发〔2019〕5号、冀政办发〔2019〕6号", false).is_err());
        assert!(parse("冀政办发〔0019〕5号", false).unwrap_err().contains("年份"));
        assert_eq!(
            parse("(冀)FM安许证字[2020]石350002", true),
            Ok("(冀)FM安许证字〔2020〕石350002".to_owned())
        );
        assert!(parse(&"号".repeat(101), true).unwrap_err().contains("101"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*", any_form: bool) {
            if let Ok(number) = parse(&text, any_form) {
                prop_assert_eq!(parse(&number, any_form), Ok(number.clone()));
            }
        }

        #[test]
        fn standard_numbers_stay(year in 1900u32..2200, serial in 1u32..999_999) {
            let number = format!("冀政字〔{year}〕{serial}号");
            prop_assert_eq!(parse(&number, false), Ok(number));
        }
    }
}
