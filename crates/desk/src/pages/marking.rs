//! Texts in which findings are marked where they stand.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_design::markdown::render_with;

use super::FindingView;
use super::rendered;
use crate::failure::Failure;

/// Stand around a finding while the text is rendered: characters for private use, which no text holds.
const OPEN: char = '\u{f0000}';
const NUMBERED: char = '\u{f0001}';
const CLOSE: char = '\u{f0002}';

/// One finding where it stands.
#[derive(Clone, Template)]
#[template(path = "draft/spot.html")]
pub(crate) struct Spot {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) advice: &'static str,
    pub(crate) article: String,
    pub(crate) text: String,
    pub(crate) refused: bool,
}

impl HtmlSafe for Spot {}

impl Spot {
    fn new(f: &FindingView) -> Self {
        Self {
            number: f.number,
            id: f.id.clone(),
            label: f.label.clone(),
            advice: f.advice,
            article: f.article.clone(),
            text: f.text.clone(),
            refused: f.refused,
        }
    }
}

/// A piece of a text.
pub(crate) enum Piece {
    Text(String),
    Spot(Spot),
}

/// A text in pieces.
#[derive(Template)]
#[template(path = "draft/marked.html")]
pub(crate) struct MarkedText {
    pub(crate) pieces: Vec<Piece>,
}

impl HtmlSafe for MarkedText {}

impl MarkedText {
    /// A text as it is shown, every occurrence of what was found in it marked.
    pub(crate) fn new(text: &str, found: &[&FindingView]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        let next = |rest: &str| {
            let places = found.iter().filter(|f| !f.text.is_empty());
            let places = places.filter_map(|f| Some((rest.find(&f.text)?, *f)));
            places.min_by_key(|(start, f)| (*start, std::cmp::Reverse(f.text.len())))
        };
        while let Some((start, f)) = next(rest) {
            let (before, from) = rest.split_at(start);
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Spot(Spot::new(f)));
            rest = &from[f.text.len()..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self { pieces }
    }
}

/// Markdown as the public will see it, with every finding marked where it stands. A finding that goes over the end of
/// a paragraph or into a link is in the list alone.
pub(crate) fn marked_body(
    body: &str,
    found: &[&FindingView],
    picture: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Failure> {
    let mut ordered: Vec<&&FindingView> = found
        .iter()
        .filter(|f| body.get(f.start..f.end) == Some(f.text.as_str()) && !f.text.is_empty())
        .collect();
    ordered.sort_by_key(|f| f.start);
    let (mut source, mut done) = (String::with_capacity(body.len()), 0);
    for f in ordered {
        if f.start < done {
            continue;
        }
        source.push_str(&body[done..f.start]);
        source.push_str(&format!("{OPEN}{}{NUMBERED}{}{CLOSE}", f.number, &body[f.start..f.end]));
        done = f.end;
    }
    source.push_str(&body[done..]);
    let html = render_with(&source, picture).html;
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some((before, from)) = rest.split_once(OPEN) {
        out.push_str(before);
        let Some((number, after)) = from.split_once(NUMBERED) else { break };
        let Some((inner, after)) = after.split_once(CLOSE) else {
            rest = after;
            continue;
        };
        let spot = found.iter().find(|f| f.number.to_string() == number);
        match spot.filter(|_| !inner.contains('<')) {
            Some(f) => out.push_str(&rendered(&Spot::new(f))?),
            None => out.push_str(inner),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out.replace([OPEN, NUMBERED, CLOSE], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(number: usize, body: &str, text: &str) -> FindingView {
        let start = body.find(text).unwrap();
        FindingView { number, text: text.into(), start, end: start + text.len(), ..FindingView::default() }
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands_and_nothing_is_lost() {
        let body = "一、联系\n\n电话 13812345678，**证号 110105**，<script>1</script>";
        let (phone, id) = (finding(1, body, "13812345678"), finding(2, body, "110105"));
        let html = marked_body(body, &[&phone, &id], &|_| None).unwrap();
        assert_eq!(html.matches("<mark").count(), 2, "{html}");
        assert!(
            html.contains("13812345678<a") && html.contains("110105<a") && !html.contains("<script"),
            "{html}"
        );
        assert!(!html.contains(['\u{f0000}', '\u{f0001}', '\u{f0002}']), "{html}");
        let across = finding(3, body, "电话 13812345678，**证号");
        let html = marked_body(body, &[&across], &|_| None).unwrap();
        assert!(!html.contains("<mark") && html.contains("13812345678"), "{html}");
    }

    #[test]
    fn values_are_marked_as_they_are_shown() {
        let one = finding(1, "甲13812345678乙", "13812345678");
        let html = MarkedText::new("甲13812345678乙13812345678<", &[&one]).to_string();
        assert!(html.matches("<mark").count() == 2 && html.ends_with("&#60;"), "{html}");
    }
}
