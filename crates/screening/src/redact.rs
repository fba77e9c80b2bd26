//! Real redaction: the text itself is replaced, nothing is merely covered.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::finding::Finding;
use crate::overlap::MASK;

/// A shorter text is replaced only where it was found: 秘密 as a mark must not tear 商业秘密 apart.
const SHORTEST_REPEATED: usize = 4;

/// The text without what was found: every occurrence of each finding's text is replaced.
///
/// Findings must be of the place this text stands in. A number or a word that merely contains a
/// finding's text goes as a whole, so that no rest of it can be read as another number.
#[must_use]
pub fn redact_text(text: &str, findings: &[&Finding]) -> String {
    let mut cuts: Vec<Cut<'_>> = findings.iter().flat_map(|finding| cuts(text, finding)).collect();
    cuts.sort_by_key(|cut| (cut.range.start, std::cmp::Reverse(cut.range.end)));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for cut in join(cuts) {
        out.push_str(&text[done..cut.range.start]);
        out.push_str(cut.replacement);
        done = cut.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// Redacts every string of the fields that the findings name in `place`, nested ones as well.
pub fn redact_values(values: &mut Map<String, Value>, findings: &[&Finding]) {
    for (key, value) in values {
        let here: Vec<&Finding> = findings.iter().copied().filter(|finding| finding.place == *key).collect();
        if !here.is_empty() {
            redact_value(value, &here);
        }
    }
}

fn redact_value(value: &mut Value, findings: &[&Finding]) {
    match value {
        Value::String(text) => *text = redact_text(text, findings),
        Value::Array(rows) => rows.iter_mut().for_each(|row| redact_value(row, findings)),
        Value::Object(columns) => columns.values_mut().for_each(|column| redact_value(column, findings)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

struct Cut<'a> {
    range: Range<usize>,
    replacement: &'a str,
}

fn cuts<'a>(text: &str, finding: &'a Finding) -> Vec<Cut<'a>> {
    let own = finding.start..finding.end;
    let mut cuts = Vec::new();
    if finding.text.is_empty() {
        return cuts;
    }
    if text.get(own.clone()) == Some(finding.text.as_str()) {
        cuts.push(Cut { range: own.clone(), replacement: &finding.replacement });
    }
    if finding.text.chars().count() < SHORTEST_REPEATED {
        return cuts;
    }
    for (start, found) in text.match_indices(&finding.text).filter(|(start, _)| *start != own.start) {
        let exact = start..start + found.len();
        let whole = widen(text, &exact);
        let replacement = if whole == exact { finding.replacement.as_str() } else { MASK };
        cuts.push(Cut { range: whole, replacement });
    }
    cuts
}

/// The whole number or word around a range that begins or ends within one.
fn widen(text: &str, range: &Range<usize>) -> Range<usize> {
    let mut wide = range.clone();
    let inside = &text[range.clone()];
    if let Some(first) = inside.chars().next() {
        wide.start = text[..range.start].trim_end_matches(|c| is_same_kind(first, c)).len();
    }
    if let Some(last) = inside.chars().next_back() {
        wide.end = text.len() - text[range.end..].trim_start_matches(|c| is_same_kind(last, c)).len();
    }
    wide
}

fn is_same_kind(edge: char, beside: char) -> bool {
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    (is_digit(edge) && is_digit(beside)) || (edge.is_ascii_alphabetic() && beside.is_ascii_alphanumeric())
}

/// Cuts that overlap become one, in order.
fn join(cuts: Vec<Cut<'_>>) -> Vec<Cut<'_>> {
    let mut joined: Vec<Cut<'_>> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match joined.last_mut() {
            Some(last) if cut.range == last.range => {}
            Some(last) if cut.range.start < last.range.end => {
                last.range.end = last.range.end.max(cut.range.end);
                last.replacement = MASK;
            }
            _ => joined.push(cut),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Kind, Treatment};
    use serde_json::json;

    fn finding(place: &str, at: usize, text: &str, replacement: &str) -> Finding {
        Finding {
            id: String::new(),
            place: place.to_owned(),
            rule: String::new(),
            label: String::new(),
            kind: Kind::Personal,
            treatment: Treatment::Redact,
            start: at,
            end: at + text.len(),
            text: text.to_owned(),
            replacement: replacement.to_owned(),
            ground: String::new(),
            article: String::new(),
        }
    }

    #[test]
    fn every_occurrence_goes() {
        let found = finding("body", 3, "13800138000", "138****8000");
        let text = "电13800138000，再打13800138000，编号9913800138000";
        assert_eq!(redact_text(text, &[&found]), "电138****8000，再打138****8000，编号****");
    }

    #[test]
    fn a_short_mark_goes_only_where_it_was_found() {
        let found = finding("body", 0, "秘密", "****");
        assert_eq!(redact_text("秘密\n商业秘密", &[&found]), "****\n商业秘密");
    }

    #[test]
    fn overlapping_and_foreign_findings_do_no_harm() {
        let one = finding("body", 0, "abcd1234", "a****");
        let two = finding("body", 4, "1234567", "1****");
        let foreign = finding("body", 500, "not there", "****");
        assert_eq!(redact_text("abcd1234567", &[&two, &one, &foreign]), "****");
        assert_eq!(redact_text("", &[&one]), "");
    }

    #[test]
    fn only_the_named_field_is_touched_down_to_its_nested_strings() {
        let mut values = json!({
            "contact": [{"phone": "13800138000"}, {"phone": ["x 13800138000"], "count": 1}],
            "code": "13800138000",
        });
        let found = finding("contact", 0, "13800138000", "138****8000");
        redact_values(values.as_object_mut().unwrap(), &[&found]);
        let expected = json!({
            "contact": [{"phone": "138****8000"}, {"phone": ["x 138****8000"], "count": 1}],
            "code": "13800138000",
        });
        assert_eq!(values, expected);
    }
}
