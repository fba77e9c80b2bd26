//! Markdown and plain text.

use serde_json::Value;

use super::{ReadDocument, front_matter};

/// The title is the front matter's, else the first heading, else the first line; a title that opens the text is not repeated in the body.
pub(super) fn read(text: &str) -> Option<ReadDocument> {
    let (mut fields, text) = front_matter::split(text);
    let named = ["title", "标题"].iter().find_map(|key| fields.shift_remove(*key));
    let text = skip_blank_lines(text);
    let (first, after) = text.split_once('\n').unwrap_or((text, ""));
    let after = skip_blank_lines(after);
    let (title, body) = match named {
        Some(Value::String(title)) if heading(first).unwrap_or(first.trim()) == title => (title, after),
        Some(Value::String(title)) if !title.is_empty() => (title, text),
        _ => match (heading(first), text.lines().find_map(heading)) {
            (Some(title), _) => (title.to_owned(), after),
            (None, Some(title)) => (title.to_owned(), text),
            (None, None) => (first.trim().to_owned(), after),
        },
    };
    Some(ReadDocument { title, fields, body: body.to_owned(), removed: Vec::new() })
}

/// The text of a Markdown heading of the first level.
pub(super) fn heading(line: &str) -> Option<&str> {
    let text = line.trim().strip_prefix("# ")?.trim();
    (!text.is_empty()).then_some(text)
}

/// The text from its first line that is not blank.
pub(super) fn skip_blank_lines(mut text: &str) -> &str {
    while let Some((line, rest)) = text.split_once('\n') {
        if !line.trim().is_empty() {
            break;
        }
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let document = read(text).unwrap();
        (document.title, document.body)
    }

    #[test]
    fn the_title_is_found_and_not_doubled() {
        let body = "一、总则\n正文。\n".to_owned();
        let title = "关于公开的通知".to_owned();
        for text in [
            "# 关于公开的通知\n\n一、总则\n正文。\n",
            "\n关于公开的通知\r\n一、总则\n正文。\n",
            "---\ntitle: 关于公开的通知\n---\n\n一、总则\n正文。\n",
            "---\ntitle: 关于公开的通知\n---\n# 关于公开的通知\n一、总则\n正文。\n",
        ] {
            assert_eq!(parts(text), (title.clone(), body.clone()), "{text}");
        }
        assert_eq!(parts("引言\n# 标题\n正文\n"), ("标题".to_owned(), "引言\n# 标题\n正文\n".to_owned()));
    }
}
