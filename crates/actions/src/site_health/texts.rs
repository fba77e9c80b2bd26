//! What is wrong in one text: links inside the site, what people who cannot see meet, words of the list.

use std::collections::BTreeMap;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use percent_encoding::percent_decode_str;

/// Characters around a wrong word that are shown with it.
const AROUND: usize = 10;
/// Longest words about one finding, in characters.
const LONGEST: usize = 200;
/// Findings kept of one text.
const MOST: usize = 50;
/// Texts of links that say nothing of where they lead (GB/T 37668-2019; WCAG 2.2, 2.4.4).
const SAYS_NOTHING: [&str; 8] = ["这里", "点这里", "点击这里", "点击", "链接", "更多", "查看", "详情"];

/// Something in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A link to a disclosure, by identity or index number.
    Link(String),
    /// A page of the site that the catalogue has not.
    NoPage(String),
    /// Something that people who cannot see stumble over.
    Barrier(String),
    /// A wrong word.
    Word(String),
}

/// Looks through a text.
pub(super) fn look(
    body: &str,
    base: &str,
    words: &BTreeMap<String, String>,
    known: impl Fn(&str) -> bool,
) -> Vec<Found> {
    let arena = Arena::new();
    let root = parse_document(&arena, body, &Options::default());
    let (mut found, mut level) = (Vec::new(), 1);
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Link(link) => {
                let (text, url) = (text_of(node), link.url.clone());
                if SAYS_NOTHING.contains(&text.trim()) {
                    found.push(Found::Barrier(format!("链接“{}”没有说去哪里", text.trim())));
                }
                found.extend(inside(&url, base, &known));
            }
            NodeValue::Image(link) if text_of(node).trim().is_empty() => {
                found.push(Found::Barrier(format!("图片“{}”没有替代文字", decoded(&link.url))));
            }
            NodeValue::Heading(heading) => {
                if heading.level > level + 1 {
                    found.push(Found::Barrier(format!(
                        "标题“{}”从第 {level} 级跳到第 {} 级",
                        text_of(node).trim(),
                        heading.level
                    )));
                }
                level = heading.level;
            }
            NodeValue::Text(text) => found.extend(wrong_words(text, words)),
            _ => {}
        }
    }
    found.truncate(MOST);
    found
}

fn text_of<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants().skip(1) {
        if let NodeValue::Text(part) = &inner.data().value {
            text.push_str(part);
        }
    }
    text
}

fn decoded(url: &str) -> String {
    percent_decode_str(url).decode_utf8_lossy().into_owned()
}

/// Where a link leads inside the site, as far as that can be told.
fn inside(url: &str, base: &str, known: &impl Fn(&str) -> bool) -> Option<Found> {
    let path = if url.starts_with('/') && !url.starts_with("//") {
        url
    } else if base.is_empty() {
        return None;
    } else {
        url.strip_prefix(base).filter(|path| path.starts_with('/'))?
    };
    let path = decoded(path.split(['?', '#']).next()?);
    let mut steps = path.split('/').skip(1);
    match (steps.next()?, steps.next(), steps.next()) {
        ("d", Some(first), second) => {
            let plain = |step: &str| step.rsplit_once('.').map_or(step, |(stem, _)| stem).to_owned();
            let is_id = first.len() >= 32;
            match second.filter(|_| !is_id) {
                Some(serial) => Some(Found::Link(format!("{first}/{}", plain(serial)))),
                None => Some(Found::Link(plain(first))),
            }
        }
        ("i", Some(item), _) if !known(item.split('.').next().unwrap_or_default()) => {
            Some(Found::NoPage(format!("链接 {path} 打不开：没有这个事项")))
        }
        _ => None,
    }
}

fn wrong_words(text: &str, words: &BTreeMap<String, String>) -> Vec<Found> {
    let mut found = Vec::new();
    for (wrong, right) in words {
        let Some(at) = text.find(wrong.as_str()) else { continue };
        let before: String =
            text[..at].chars().rev().take(AROUND).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = text[at + wrong.len()..].chars().take(AROUND).collect();
        found.push(Found::Word(format!("“{before}{wrong}{after}”里的“{wrong}”应为“{right}”")));
    }
    found
}

/// Words about a finding, no longer than they are kept.
pub(super) fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(body: &str) -> Vec<Found> {
        let words = BTreeMap::from([("按装".to_owned(), "安装".to_owned())]);
        look(body, "https://open.example.gov.cn", &words, |item| item == "notice")
    }

    #[test]
    fn links_inside_the_site_are_told_from_others() {
        let id = "01a20b111a8071be982637933bcc4cfb";
        let body = format!(
            "见[公告](/d/{id}#c-1)、[决定](https://open.example.gov.cn/d/130001/2026-00001.json)、[别处](https://e.cn/d/1)、\
             [列表](/i/notice?year=2026)、[没有](/i/nothing)。"
        );
        assert_eq!(
            found(&body),
            [
                Found::Link(id.into()),
                Found::Link("130001/2026-00001".into()),
                Found::NoPage("链接 /i/nothing 打不开：没有这个事项".into()),
            ]
        );
    }

    #[test]
    fn barriers_and_words_are_found_where_people_read_them() {
        let body = "## 一\n\n#### 二\n\n![](图.png) ![桥](桥.png) [点击这里](https://e.cn)\n\n负责按装路灯。\n\n`按装`";
        let said: Vec<String> = found(body)
            .into_iter()
            .map(|one| match one {
                Found::Link(text) | Found::NoPage(text) | Found::Barrier(text) | Found::Word(text) => text,
            })
            .collect();
        assert_eq!(
            said,
            [
                "标题“二”从第 2 级跳到第 4 级",
                "图片“图.png”没有替代文字",
                "链接“点击这里”没有说去哪里",
                "“负责按装路灯。”里的“按装”应为“安装”",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(body in ".{0,200}", url in "[/a-z0-9.%#?]{0,30}") {
            found(&body);
            found(&format!("[{body}]({url}) 按装"));
        }
    }
}
