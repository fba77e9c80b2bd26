//! What screening found, with its surroundings.

use mingjing_actions::desk_reading::ReadFile;
use mingjing_actions::{FILE_NAME, UNREAD};
use mingjing_catalogue::Item;
use mingjing_publication::Attachment;
use mingjing_screening::{Finding, Treatment};
use serde_json::{Map, Value};

use crate::form::Form;

/// The texts that findings stand in.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    pub(crate) values: &'a Map<String, Value>,
    pub(crate) body: Option<&'a str>,
    pub(crate) files: &'a [Attachment],
    /// What was read of the files, in their order.
    pub(crate) read: &'a [ReadFile],
}

impl<'a> Texts<'a> {
    fn of(self, place: &str) -> &'a str {
        match place {
            "body" => self.body.unwrap_or_default(),
            key => match self.files.iter().zip(self.read).find(|(file, _)| file.name == key) {
                Some((_, read)) => &read.text,
                None => self.values.get(key).and_then(Value::as_str).unwrap_or_default(),
            },
        }
    }
}

/// A finding with its surroundings.
#[derive(Default)]
pub(crate) struct FindingView {
    /// Its place in the list, from 1.
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) label: String,
    /// The field or file it stands in, as data have it.
    pub(crate) key: String,
    pub(crate) place: String,
    /// Line and character; empty where they are not known.
    pub(crate) position: String,
    pub(crate) before: String,
    pub(crate) text: String,
    pub(crate) after: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) ground: String,
    pub(crate) article: String,
    pub(crate) replacement: String,
    pub(crate) may_redact: bool,
    /// It stands in an attachment or in the name of one.
    pub(crate) in_file: bool,
    /// Nothing was found: the file has to be looked at by a person.
    pub(crate) unread: bool,
    pub(crate) refused: bool,
    pub(crate) advice: &'static str,
    pub(crate) decision: String,
    pub(crate) kept_ground: String,
    /// What was decided about the same in an earlier version.
    pub(crate) earlier: Option<String>,
    /// The number of an equal one before it, whose decision holds for this one too.
    pub(crate) same_as: Option<usize>,
    /// What is wrong with the decision that was sent; empty when nothing is.
    pub(crate) error: &'static str,
}

/// The first of those findings that are decided together with this one: the same text, by the same rule, in the same
/// place.
pub(crate) fn first_like<'a>(all: &'a [Finding], one: &'a Finding) -> &'a Finding {
    let is_like =
        |f: &&Finding| !f.text.is_empty() && f.text == one.text && f.rule == one.rule && f.place == one.place;
    all.iter().find(is_like).unwrap_or(one)
}

/// Whether the text can be taken away here: not in a file, and not a mark that says something of the whole.
pub(crate) fn may_redact(f: &Finding, files: &[Attachment]) -> bool {
    !is_in_file(f, files) && f.treatment != Treatment::Refuse
}

fn is_in_file(f: &Finding, files: &[Attachment]) -> bool {
    f.place == FILE_NAME || files.iter().any(|a| a.name == f.place)
}

/// All findings, numbered from 1, with the decisions that were sent.
pub(crate) fn views(found: Vec<Finding>, texts: Texts<'_>, item: &Item, sent: &Form) -> Vec<FindingView> {
    let first = |f: &Finding| {
        let first = &first_like(&found, f).id;
        found.iter().position(|other| other.id == *first)
    };
    let view = |(at, f): (usize, &Finding)| FindingView {
        number: at + 1,
        same_as: first(f).filter(|first| *first != at).map(|first| first + 1),
        ..FindingView::new(f.clone(), texts, item, sent)
    };
    found.iter().enumerate().map(view).collect()
}

impl FindingView {
    /// A finding with the decision that was sent for it, if one was.
    fn new(f: Finding, texts: Texts<'_>, item: &Item, sent: &Form) -> Self {
        let in_file = is_in_file(&f, texts.files);
        let unread = f.rule == UNREAD;
        let source = texts.of(&f.place);
        let before: String = source.get(..f.start).unwrap_or_default().chars().rev().take(24).collect();
        let after = source.get(f.end..).unwrap_or_default().chars().take(24).collect();
        let decision = sent.text(&format!("decision-{}", f.id)).to_owned();
        let judged = sent.text("all").is_empty() && !sent.text("version").is_empty();
        let error = match (decision.as_str(), sent.text(&format!("ground-{}", f.id)).trim()) {
            ("keep", "") => "请写明保留的依据",
            ("", _) if judged => "请决定这一处怎么办",
            ("refuse", _) if judged => "不予公开的，不能审查通过",
            _ => "",
        };
        let kept_ground = match sent.text(&format!("ground-{}", f.id)) {
            "" if unread && decision.is_empty() => "已打开原件查看，没有不宜公开的内容".to_owned(),
            ground => ground.to_owned(),
        };
        Self {
            number: 0,
            position: position(source, &f),
            place: place_zh(item, texts.files, &f.place),
            before: before.chars().rev().collect(),
            after,
            may_redact: may_redact(&f, texts.files),
            refused: f.treatment == Treatment::Refuse,
            advice: f.treatment.label(),
            earlier: None,
            same_as: None,
            error,
            key: f.place,
            id: f.id,
            rule: f.rule,
            label: f.label,
            text: f.text,
            start: f.start,
            end: f.end,
            ground: f.ground,
            article: f.article,
            replacement: f.replacement,
            in_file,
            unread,
            decision,
            kept_ground,
        }
    }
}

/// What people call the place of a finding.
pub(crate) fn place_zh(item: &Item, files: &[Attachment], place: &str) -> String {
    match item.field(place) {
        Some(field) => field.label.zh.clone(),
        None if files.iter().any(|a| a.name == place) => format!("附件 {place}"),
        None => place.to_owned(),
    }
}

/// Where in a text a finding stands; empty where it stands in a part of a table or in a file.
fn position(source: &str, f: &Finding) -> String {
    if source.get(f.start..f.end) != Some(f.text.as_str()) {
        return String::new();
    }
    let before = source.get(..f.start).unwrap_or_default();
    let character = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    if source.contains('\n') {
        format!("，第 {} 行第 {character} 字", before.matches('\n').count() + 1)
    } else {
        format!("，第 {character} 字")
    }
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// A text in pieces, marked where one of these stands in it.
pub(crate) fn marked(text: &str, found: &[&str]) -> Vec<Stretch> {
    let piece = |text: &str, marked| Stretch { text: text.to_owned(), marked };
    let mut pieces = Vec::new();
    let mut rest = text;
    let next = |rest: &str| {
        let places = found.iter().filter(|f| !f.is_empty()).filter_map(|f| Some((rest.find(f)?, f.len())));
        places.min_by_key(|(start, length)| (*start, std::cmp::Reverse(*length)))
    };
    while let Some((start, length)) = next(rest) {
        let (before, from) = rest.split_at(start);
        let (hit, after) = from.split_at(length);
        if !before.is_empty() {
            pieces.push(piece(before, false));
        }
        pieces.push(piece(hit, true));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(piece(rest, false));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_is_marked_and_nothing_is_lost() {
        let text = "电话13812345678,再打13812345678,证号11010519491231002X";
        let pieces = marked(text, &["13812345678", "11010519491231002X", ""]);
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        assert_eq!(pieces.iter().filter(|p| p.marked).count(), 3);
        assert_eq!(marked("", &["甲"]), []);
        assert_eq!(marked("甲乙", &["甲", "甲乙"]), [Stretch { text: "甲乙".into(), marked: true }]);
    }
}
