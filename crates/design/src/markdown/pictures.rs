//! Pictures: an attachment of the disclosure with its alternative text, or the alternative text alone.

use comrak::Arena;
use comrak::nodes::{AstNode, NodeValue};
use percent_encoding::percent_decode_str;

use super::{escape, text_of};

/// Puts an element in place of every picture whose file is known, and its alternative text in place of all others.
pub(super) fn place<'a>(
    root: &'a AstNode<'a>,
    arena: &'a Arena<'a>,
    picture: &dyn Fn(&str) -> Option<String>,
) {
    let pictures: Vec<_> =
        root.descendants().filter(|node| matches!(node.data().value, NodeValue::Image(_))).collect();
    for node in pictures {
        let NodeValue::Image(link) = &node.data().value.clone() else { continue };
        let alt = text_of(node);
        let shown = match picture(&percent_decode_str(&link.url).decode_utf8_lossy())
            .filter(|_| !alt.trim().is_empty())
        {
            Some(address) => {
                NodeValue::Raw(format!("<img src=\"{}\" alt=\"{}\">", escape(&address), escape(&alt)))
            }
            None => NodeValue::Text(alt.into()),
        };
        node.insert_before(arena.alloc(shown.into()));
        node.detach();
    }
}
