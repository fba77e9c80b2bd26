//! Lets known elements and attributes of pasted HTML through, and nothing else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// What a span is marked with that holds the number of a list paragraph.
pub(super) const LABEL_STYLE: &str = "mso-list:Ignore";
/// The paragraph that Word calls the title.
pub(super) const TITLE_CLASS: &str = "MsoTitle";

const ELEMENTS: [&str; 26] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "ul",
    "ol",
    "li",
    "a",
    "br",
    "span",
    "div",
    "blockquote",
    "dl",
    "dt",
    "dd",
];
/// Their content says nothing to readers.
const WITHOUT_CONTENT: [&str; 13] = [
    // What was deleted with changes tracked.
    "del", "script", "style", "title", "noscript", "template", "svg", "math", "select", "button", "textarea",
    "iframe", "xml",
];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(HashSet::from(ELEMENTS))
        .clean_content_tags(HashSet::from(WITHOUT_CONTENT))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("p", HashSet::from(["style", "class"])),
            ("span", HashSet::from(["style"])),
            ("div", HashSet::from(["id"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("ol", HashSet::from(["start"])),
        ]))
        // Word writes the address of its temporary file before the name of a footnote; nothing else of it is kept.
        .url_schemes(HashSet::from(["http", "https", "mailto", "file"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(kept);
    builder
});

/// The attribute as it is kept, or nothing.
fn kept<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let number = || value.trim().parse::<u32>().ok().filter(|n| (1..=999).contains(n));
    match (element, attribute) {
        ("a", "href") => {
            let fragment = value.split_once('#').map(|(_, fragment)| fragment);
            if let Some(fragment) = fragment.filter(|fragment| note(fragment).is_some()) {
                return Some(format!("#{fragment}").into());
            }
            let abroad = ["http://", "https://", "mailto:"];
            abroad.iter().any(|start| value.starts_with(start)).then(|| value.into())
        }
        ("p", "style") => {
            let list = value.split_once("mso-list:").map(|(_, list)| list)?;
            let level: u8 = list.split_once("level")?.1.chars().next()?.to_digit(10)?.try_into().ok()?;
            Some(format!("mso-list:level{level}").into())
        }
        ("p", "class") => (value == TITLE_CLASS).then_some(TITLE_CLASS.into()),
        ("span", "style") => {
            let plain: String = value.split_whitespace().collect::<String>().to_ascii_lowercase();
            plain.contains("mso-list:ignore").then_some(LABEL_STYLE.into())
        }
        ("div", "id") => note(value).map(|_| value.into()),
        _ => number().map(|n| n.to_string().into()),
    }
}

/// The name of a footnote in our Markdown, and whether the reference leads back from it: `_ftn1` and `ftn1` of Word,
/// `sdfootnote1sym` of LibreOffice, the same for endnotes.
pub(super) fn note(fragment: &str) -> Option<(String, bool)> {
    let bare = fragment.trim_start_matches('_');
    let kinds = [
        ("ftnref", "", true),
        ("ednref", "e", true),
        ("ftn", "", false),
        ("edn", "e", false),
        ("sdfootnote", "", false),
        ("sdendnote", "e", false),
    ];
    let (rest, mark, back) =
        kinds.iter().find_map(|(start, mark, back)| Some((bare.strip_prefix(start)?, mark, *back)))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let back = match &rest[digits.len()..] {
        "" | "sym" => back,
        "anc" => true,
        _ => return None,
    };
    (!digits.is_empty() && digits.len() < 6).then(|| (format!("{mark}{digits}"), back))
}

/// HTML of these elements alone, well formed.
pub(super) fn clean(html: &str) -> String {
    let html: String = html.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    BUILDER.clean(&joined(&html)).to_string()
}

/// Word breaks its lines in the midst of sentences; between two Chinese characters that is no space.
fn joined(html: &str) -> String {
    let wide = |c: Option<char>| c.is_some_and(|c| c > '\u{2e7f}');
    let mut out = String::with_capacity(html.len());
    for line in html.split('\n') {
        let line = line.trim_end_matches('\r');
        let within = wide(out.chars().next_back()) && wide(line.chars().next());
        if !out.is_empty() && !within {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}
