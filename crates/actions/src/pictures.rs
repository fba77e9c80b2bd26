//! Pictures in the text of a draft: each is one of its attachments, and says in words what it shows.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use mingjing_catalogue::{FieldKind, FieldProblem, Item};
use mingjing_publication::Attachment;
use percent_encoding::percent_decode_str;

/// What is wrong with the pictures of a text: without an alternative text (WCAG 2.2, 1.1.1; GB/T 37668-2019), or not
/// attached.
pub(crate) fn problems(item: &Item, body: Option<&str>, files: &[Attachment]) -> Vec<FieldProblem> {
    let Some(field) = item.fields.iter().find(|f| f.kind == FieldKind::Body) else { return Vec::new() };
    let Some(body) = body.filter(|body| body.contains("![")) else { return Vec::new() };
    let arena = Arena::new();
    let root = parse_document(&arena, body, &Options::default());
    let mut number = 0;
    let mut wrong = Vec::new();
    for node in root.descendants() {
        let NodeValue::Image(link) = &node.data().value else { continue };
        number += 1;
        let says = node.descendants().skip(1).any(|inner| match &inner.data().value {
            NodeValue::Text(text) => !text.trim().is_empty(),
            _ => false,
        });
        let name = decoded(&link.url);
        let message = if !says {
            format!("第 {number} 张图片没有替代文字：请在方括号里写明图里有什么，看不见图的人靠它了解内容")
        } else if !files.iter().any(|f| f.name == name && is_picture(f)) {
            format!("第 {number} 张图片“{name}”不在附件里：请先上传这张图片，再插入正文")
        } else {
            continue;
        };
        wrong.push(FieldProblem { field: field.key.clone(), label: field.label.zh.clone(), message });
    }
    wrong
}

/// Whether browsers show the file as a picture.
#[must_use]
pub fn is_picture(file: &Attachment) -> bool {
    file.media_type.starts_with("image/")
}

/// The name of a file as it stands in an address.
fn decoded(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_addresses_are_read() {
        assert_eq!(decoded("%E7%8E%B0%E5%9C%BA%20a+b&c=d.png"), "现场 a+b&c=d.png");
        assert_eq!(decoded("现场.png"), "现场.png");
    }
}
