//! Last wall against markup that is not ours: a list of allowed elements and attributes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["section"])
        .add_generic_attributes(["id"])
        .rm_tags(["map", "area"])
        .tag_attributes(attributes())
        .attribute_filter(own_pictures)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .allowed_classes(classes())
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// The usual attributes, and of pictures only address and alternative text.
fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    let mut attributes = Builder::default().clone_tag_attributes();
    attributes.insert("img", HashSet::from(["src", "alt"]));
    attributes.entry("a").or_default().insert("aria-label");
    attributes.entry("section").or_default().insert("data-footnotes");
    attributes
}

/// Pictures come from disclosures and drafts of this site, and from nowhere else.
fn own_pictures<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let own = ["/d/", "/desk/d/"].iter().any(|start| value.starts_with(start)) && !value.contains("..");
    ((element, attribute) != ("img", "src") || own).then_some(Cow::Borrowed(value))
}

fn classes() -> HashMap<&'static str, HashSet<&'static str>> {
    let clause = HashSet::from(["clause", "article", "heading"]);
    let mut classes = HashMap::from([
        ("a", HashSet::from(["anchor", "comment-here", "footnote-backref"])),
        ("span", HashSet::from(["label", "lead"])),
        ("sup", HashSet::from(["footnote-ref"])),
        ("section", HashSet::from(["footnotes"])),
    ]);
    for tag in ["p", "h2", "h3", "h4", "h5", "h6"] {
        classes.insert(tag, clause.clone());
    }
    classes.entry("p").or_default().insert("comment-here");
    classes
}

/// Keeps what is allowed; wide tables scroll inside themselves.
pub(super) fn clean(html: &str) -> String {
    let clean = BUILDER.clean(html).to_string();
    let open =
        "<div class=\"scroll\" role=\"region\" aria-label=\"表格\" tabindex=\"0\"><table class=\"grid\">";
    clean.replace("<table>", open).replace("</table>", "</table></div>")
}
