//! Makes the tree one paragraph a line, and sets labels and run-in headings of clauses apart.

use std::collections::HashMap;

use comrak::Arena;
use comrak::nodes::{Ast, AstNode, NodeValue};

use super::clauses::{Mark, Shape};
use super::escape;

/// Changes the top level of `root`.
pub(super) fn arrange<'a>(root: &'a AstNode<'a>, arena: &'a Arena<'a>, marks: &HashMap<usize, Mark>) {
    let blocks: Vec<_> = root.children().collect();
    for block in blocks {
        if is_comment(block) {
            block.detach();
            continue;
        }
        if !matches!(block.data().value, NodeValue::Paragraph) {
            continue;
        }
        for paragraph in split(block, arena) {
            let line = paragraph.data().sourcepos.start.line;
            if let Some(mark) = marks.get(&line) {
                label(paragraph, arena, mark);
            }
        }
    }
}

/// `<!-- … -->` on lines of its own says nothing to readers.
fn is_comment<'a>(block: &'a AstNode<'a>) -> bool {
    match &block.data().value {
        NodeValue::HtmlBlock(html) => {
            let text = html.literal.trim();
            text.starts_with("<!--") && text.ends_with("-->") && text.matches("-->").count() == 1
        }
        _ => false,
    }
}

/// One paragraph for each line; a paragraph of one line stays as it is.
fn split<'a>(block: &'a AstNode<'a>, arena: &'a Arena<'a>) -> Vec<&'a AstNode<'a>> {
    let children: Vec<_> = block.children().collect();
    if !children.iter().any(|child| is_break(child)) {
        return vec![block];
    }
    let mut paragraphs = Vec::new();
    for line in children.split(|child| is_break(child)).filter(|line| !line.is_empty()) {
        let start = line[0].data().sourcepos.start;
        let paragraph: &AstNode<'_> = arena.alloc(Ast::new(NodeValue::Paragraph, start).into());
        for child in line {
            child.detach();
            paragraph.append(child);
        }
        block.insert_before(paragraph);
        paragraphs.push(paragraph);
    }
    block.detach();
    paragraphs
}

fn is_break<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

/// `第九条` is set as a label; the heading that a paragraph begins with as a run-in heading.
fn label<'a>(paragraph: &'a AstNode<'a>, arena: &'a Arena<'a>, mark: &Mark) {
    let Some(first) = paragraph.first_child() else { return };
    let text = match &first.data().value {
        NodeValue::Text(text) => text.to_string(),
        _ => return,
    };
    let (class, head) = match mark.shape {
        Shape::Article if text.starts_with(&mark.label) => ("label", mark.label.as_str()),
        Shape::RunIn => match run_in(&text, &mark.heading) {
            Some(head) => ("lead", head),
            None => return,
        },
        _ => return,
    };
    let rest = text[head.len()..].trim_start_matches([' ', '\u{3000}']).to_owned();
    let space = if class == "label" { "\u{3000}" } else { "" };
    let span = format!("<span class=\"{class}\">{}</span>{space}", escape(head));
    first.data_mut().value = NodeValue::Text(rest.into());
    first.insert_before(arena.alloc(NodeValue::Raw(span).into()));
}

/// The beginning of the text up to the end of its heading, with the full stop.
fn run_in<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let end = text.find(heading)? + heading.len();
    let stop = text[end..].chars().next().filter(|next| matches!(next, '。' | '：' | '．'));
    Some(&text[..end + stop.map_or(0, char::len_utf8)])
}
