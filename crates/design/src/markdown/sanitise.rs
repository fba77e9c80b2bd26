//! Last wall against markup that is not ours: a list of allowed elements and attributes.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["section"])
        .add_generic_attributes(["id"])
        .add_tag_attributes("a", ["aria-label"])
        .add_tag_attributes("section", ["data-footnotes"])
        .rm_tags(["img", "map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .allowed_classes(classes())
        .link_rel(Some("noopener noreferrer"));
    builder
});

fn classes() -> HashMap<&'static str, HashSet<&'static str>> {
    let clause = HashSet::from(["clause", "article", "heading"]);
    let mut classes = HashMap::from([
        ("a", HashSet::from(["anchor", "footnote-backref"])),
        ("span", HashSet::from(["label", "lead"])),
        ("sup", HashSet::from(["footnote-ref"])),
        ("section", HashSet::from(["footnotes"])),
    ]);
    for tag in ["p", "h2", "h3", "h4", "h5", "h6"] {
        classes.insert(tag, clause.clone());
    }
    classes
}

/// Keeps what is allowed; wide tables scroll inside themselves.
pub(super) fn clean(html: &str) -> String {
    let clean = BUILDER.clean(html).to_string();
    let open =
        "<div class=\"scroll\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table class=\"grid\">";
    clean.replace("<table>", open).replace("</table>", "</table></div>")
}
