//! Short text, names, bodies; and the half-width form that codes and figures are read in.

use std::borrow::Cow;

/// Longest body, in bytes: ten times the longest code of law.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Cleans one value: spaces around it go, line breaks become `\n` (or a space in single-line text), characters
/// that cannot be seen are refused.
pub(crate) fn clean(input: &str, multiline: bool) -> Result<Cow<'_, str>, String> {
    let trimmed = input.trim_matches(is_margin);
    if !trimmed.chars().any(needs_care) {
        return Ok(Cow::Borrowed(trimmed));
    }
    let mut out = String::with_capacity(trimmed.len());
    let mut chars = trimmed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if multiline => out.push('\n'),
            '\t' if multiline => out.push('\t'),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{200b}' | '\u{feff}' => {}
            other if needs_care(other) => return Err(invisible(other)),
            other => out.push(other),
        }
    }
    Ok(Cow::Owned(out))
}

/// Short text of at most `max_chars` characters.
pub(crate) fn check(input: &str, max_chars: usize, multiline: bool) -> Result<Cow<'_, str>, String> {
    let text = clean(input, multiline)?;
    if text.len() > max_chars {
        let length = text.chars().count();
        if length > max_chars {
            return Err(format!("有 {length} 个字，最多 {max_chars} 个字，请缩短"));
        }
    }
    Ok(text)
}

/// A Markdown body: kept as it is but for line ends; `None` when nothing is in it.
pub(crate) fn body(input: String) -> Result<Option<String>, String> {
    if input.trim_matches(is_margin).is_empty() {
        return Ok(None);
    }
    if input.len() > MAX_BODY_BYTES {
        return Err("正文太长（超过 10 MB），请作为附件上传".to_owned());
    }
    let text = if input.contains('\r') { input.replace("\r\n", "\n").replace('\r', "\n") } else { input };
    let unseen = |c: char| c.is_control() && c != '\n' && c != '\t';
    match text.find(unseen) {
        Some(at) => {
            let line = text[..at].matches('\n').count() + 1;
            let c = text[at..].chars().next().unwrap_or_default();
            Err(format!("正文第 {line} 行{}", invisible(c)))
        }
        None => Ok(Some(text)),
    }
}

/// An official's name: 2 to 50 letters, `·` between the parts of a name; `张 三` becomes `张三`.
pub(crate) fn official_name(input: &str) -> Result<String, String> {
    let text = clean(input, false)?;
    let chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || c as u32 >= 0x20000;
    let all_chinese = text.chars().all(|c| chinese(c) || is_margin(c));
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '•' | '・' | '‧' | '∙' | '．' => name.push('·'),
            c if is_margin(c) && all_chinese => {}
            '\u{3000}' => name.push(' '),
            c if c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '\'' | '.') => name.push(c),
            other => return Err(format!("姓名里不能有“{other}”")),
        }
    }
    match name.chars().count() {
        2..=50 => Ok(name),
        _ => Err("姓名应为 2 到 50 个字".to_owned()),
    }
}

/// A code of ASCII letters, digits, `-`, `_` and `.`, at most 64 long.
pub(crate) fn code(input: &str) -> Result<String, String> {
    let code = compact(input);
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if code.len() > 64 || !code.bytes().all(allowed) {
        return Err(format!("“{}”不是代码：代码只有字母、数字和连字符", excerpt(input)));
    }
    Ok(code)
}

/// A column title in the form titles are compared in: half-width, without spaces, `*` and a byte-order mark.
pub(crate) fn column_title(input: &str) -> String {
    compact(input).chars().filter(|c| *c != '*').flat_map(char::to_lowercase).collect()
}

/// Half-width, without any spaces.
pub(crate) fn compact(input: &str) -> String {
    half_width(input).chars().filter(|c| !is_margin(*c)).collect()
}

/// Full-width letters, digits and signs as ASCII: `２０１９` → `2019`.
pub(crate) fn half_width(input: &str) -> Cow<'_, str> {
    if input.is_ascii() {
        return Cow::Borrowed(input);
    }
    Cow::Owned(input.chars().map(half_width_char).collect())
}

pub(crate) fn half_width_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// The first characters of a wrong value, for a message.
pub(crate) fn excerpt(input: &str) -> String {
    let shown: String = input.trim().chars().filter(|c| !c.is_control()).take(30).collect();
    if input.trim().chars().count() > 30 { format!("{shown}…") } else { shown }
}

/// Spaces and marks without width that stand around copied text.
pub(crate) fn is_margin(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Control characters, and marks that turn the direction of text (they can make a text read as another).
fn needs_care(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn invisible(c: char) -> String {
    format!("含有看不见的控制字符（U+{:04X}），请删去后重新粘贴", c as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_go_and_line_breaks_become_spaces() {
        assert_eq!(clean("\u{feff} 石家庄\u{3000}", false).unwrap(), "石家庄");
        assert_eq!(clean("甲\r\n乙", false).unwrap(), "甲 乙");
        assert_eq!(clean("甲\r\n乙", true).unwrap(), "甲\n乙");
    }

    #[test]
    fn unseen_characters_are_refused() {
        assert!(clean("甲\u{7}乙", false).unwrap_err().contains("U+0007"));
        assert!(clean("甲\u{202e}乙", true).unwrap_err().contains("U+202E"));
        assert!(body("一\n二\u{0}".into()).unwrap_err().contains("第 2 行"));
    }

    #[test]
    fn length_counts_characters() {
        assert!(check("四个汉字", 4, false).is_ok());
        assert!(check("五个汉字呀", 4, false).unwrap_err().contains("有 5 个字"));
    }

    #[test]
    fn names_lose_the_space_between_characters() {
        assert_eq!(official_name("张 三").unwrap(), "张三");
        assert_eq!(official_name("阿凡提•买买提").unwrap(), "阿凡提·买买提");
        assert!(official_name("张3").is_err());
        assert!(official_name("张").is_err());
    }
}
