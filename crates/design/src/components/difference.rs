//! What changed between two versions, by mark and word, not by colour alone.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_catalogue::Item;
use mingjing_publication::Content;
use mingjing_publication::difference::{self, ChangeKind};
use serde_json::Value;

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The same in both.
    Same(String),
    /// Only in the newer.
    Added(String),
    /// Only in the older.
    Removed(String),
    /// Unchanged paragraphs left out, with their number.
    Skipped(usize),
}

/// What changed in one field or in the text.
#[derive(Debug, Clone)]
pub struct FieldChange {
    /// Title of the field, or `正文`.
    pub label: String,
    /// Paragraphs, each a list of stretches.
    pub paragraphs: Vec<Vec<Change>>,
}

/// Differences between two versions of a disclosure.
#[derive(Debug, Clone, Template)]
#[template(path = "components/difference.html")]
pub struct Difference {
    /// What stands over it; the two numbers unless given.
    pub title: Option<String>,
    /// The older version's number.
    pub from: u64,
    /// The newer version's number.
    pub to: u64,
    /// Why it was changed, as the officer gave it.
    pub reason: Option<String>,
    /// What changed, field by field.
    pub fields: Vec<FieldChange>,
}

impl HtmlSafe for Difference {}

impl Difference {
    /// Compares two versions; `item` gives the titles of fields and how their values are shown.
    pub fn between(item: Option<&Item>, before: &Content, after: &Content, reason: Option<String>) -> Self {
        let changes = difference::fields(before, after);
        let fields = changes.iter().map(|change| {
            let text = |value: &Option<Value>| {
                value.as_ref().map_or_else(String::new, |value| shown(item, &change.key, value))
            };
            FieldChange {
                label: label(item, &change.key),
                paragraphs: paragraphs(&text(&change.before), &text(&change.after)),
            }
        });
        Self { title: None, from: before.revision, to: after.revision, reason, fields: fields.collect() }
    }
}

fn label(item: Option<&Item>, key: &str) -> String {
    let known = item.and_then(|item| item.field(key)).map(|field| field.label.zh.clone());
    known.unwrap_or_else(|| match key {
        "body" => "正文".to_owned(),
        "attachments" => "附件".to_owned(),
        other => other.to_owned(),
    })
}

fn shown(item: Option<&Item>, key: &str, value: &Value) -> String {
    match (key, value, item.and_then(|item| item.field(key))) {
        ("attachments", Value::Array(files), _) => {
            let file = |file: &Value| {
                let part = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                format!("{}（指纹 {}）", part("name"), part("sha256").chars().take(12).collect::<String>())
            };
            files.iter().map(file).collect::<Vec<_>>().join("\n")
        }
        (_, Value::String(text), _) if key == "body" => text.clone(),
        (_, value, Some(field)) => field.display(value),
        (_, Value::String(text), None) => text.clone(),
        (_, value, None) => value.to_string(),
    }
}

/// The changed paragraphs, each with its neighbours; longer stretches without a change are left out.
fn paragraphs(before: &str, after: &str) -> Vec<Vec<Change>> {
    let mut all = vec![Vec::new()];
    for change in difference::words(before, after) {
        for (at, line) in change.text.split('\n').enumerate() {
            if at > 0 {
                all.push(Vec::new());
            }
            if let Some(paragraph) = all.last_mut().filter(|_| !line.is_empty()) {
                paragraph.push(match change.kind {
                    ChangeKind::Same => Change::Same(line.to_owned()),
                    ChangeKind::Inserted => Change::Added(line.to_owned()),
                    ChangeKind::Deleted => Change::Removed(line.to_owned()),
                });
            }
        }
    }
    all.retain(|paragraph| !paragraph.is_empty());
    with_gaps(all)
}

fn with_gaps(all: Vec<Vec<Change>>) -> Vec<Vec<Change>> {
    let changed: Vec<bool> = all
        .iter()
        .map(|paragraph| paragraph.iter().any(|change| !matches!(change, Change::Same(_))))
        .collect();
    let near = |at: usize| {
        let neighbours = at.saturating_sub(1)..=at.saturating_add(1).min(changed.len() - 1);
        changed[neighbours].contains(&true)
    };
    let keep: Vec<bool> = (0..all.len()).map(near).collect();
    let mut shown = Vec::new();
    let mut skipped = 0;
    for (paragraph, keep) in all.into_iter().zip(keep) {
        if !keep {
            skipped += 1;
            continue;
        }
        push_gap(&mut shown, &mut skipped);
        shown.push(paragraph);
    }
    push_gap(&mut shown, &mut skipped);
    shown
}

fn push_gap(shown: &mut Vec<Vec<Change>>, skipped: &mut usize) {
    if *skipped > 0 {
        shown.push(vec![Change::Skipped(std::mem::take(skipped))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_and_its_neighbours_are_shown() {
        let before = "一\n二\n三\n四\n由省法制办牵头\n六\n七\n八";
        let after = "一\n二\n三\n四\n由省司法厅牵头\n六\n七\n八";
        let shown = paragraphs(before, after);
        assert_eq!(shown[0], [Change::Skipped(3)]);
        assert_eq!(shown[1], [Change::Same("四".into())]);
        assert!(
            shown[2].iter().any(|change| matches!(change, Change::Removed(text) if text.contains("法制办")))
        );
        assert!(
            shown[2].iter().any(|change| matches!(change, Change::Added(text) if text.contains("司法厅")))
        );
        assert_eq!(shown[4], [Change::Skipped(2)]);
        assert!(paragraphs("", "").is_empty());
    }

    #[test]
    fn changes_are_told_in_words() {
        let fields = vec![FieldChange {
            label: "正文".into(),
            paragraphs: vec![vec![Change::Removed("旧".into()), Change::Added("<新>".into())]],
        }];
        let html =
            Difference { title: None, from: 1, to: 2, reason: Some("更正".into()), fields }.to_string();
        assert!(
            html.contains("〔删〕") && html.contains("〔增〕") && html.contains("&#60;新&#62;"),
            "{html}"
        );
    }
}
