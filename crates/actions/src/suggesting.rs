//! What a draft's text suggests: documents it names by their numbers that are public here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mingjing_catalogue::FieldKind;
use mingjing_search::Query;
use regex::Regex;

use crate::working::Draft;
use crate::{Error, House};

/// Most numbers of one text that are looked up.
const MOST: usize = 30;
/// Longest name before the year of a number, in characters: 冀政办字 and the like.
const LONGEST_NAME: usize = 12;

/// Year and serial of a 发文字号 (GB/T 9704-2012, 7.2.5).
#[expect(clippy::unwrap_used, reason = "the pattern is part of the program and tested")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"〔[12][0-9]{3}〕[0-9]{1,5}号").unwrap());

/// A public document that the text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its number, as it stands in the text.
    pub number: String,
    /// Its identity.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its 索引号.
    pub index_no: String,
    /// Reference fields of the draft's item that may name it and do not yet: key and title.
    pub fields: Vec<(String, String)>,
    /// Whether the text links to it already.
    pub linked: bool,
}

/// The public documents that a draft names by their numbers.
///
/// # Errors
/// When the index fails.
pub fn suggestions(house: &House, draft: &Draft) -> Result<Vec<Suggestion>, Error> {
    let item = house.item(&draft.head.item)?;
    let Some(body) = draft.body.as_deref() else { return Ok(Vec::new()) };
    let mut found: Vec<Suggestion> = Vec::new();
    for number in candidates(body).into_iter().take(MOST) {
        let Some((name, hit)) = look_up(house, &number)? else { continue };
        if hit.id == draft.head.id || found.iter().any(|known| known.id == hit.id) {
            continue;
        }
        let free = |key: &str| {
            let value = draft.values.get(key).map(ToString::to_string).unwrap_or_default();
            !value.contains(&hit.index_no) && !value.contains(&hit.id)
        };
        let takes = item.fields.iter().filter(|f| match &f.kind {
            FieldKind::Reference { items, .. } => items.contains(&hit.item) && free(&f.key),
            _ => false,
        });
        found.push(Suggestion {
            fields: takes.map(|f| (f.key.clone(), f.label.zh.clone())).collect(),
            linked: body.contains(&format!("](/d/{})", hit.id)),
            number: name,
            id: hit.id,
            title: hit.title,
            index_no: hit.index_no,
        });
    }
    Ok(found)
}

/// Everything that may be a number: the Chinese characters before the year, with year and serial.
fn candidates(text: &str) -> BTreeSet<(String, String)> {
    let before = |start: usize| {
        let name = text[..start].chars().rev().take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        name.take(LONGEST_NAME).collect::<Vec<_>>().into_iter().rev().collect::<String>()
    };
    NUMBER.find_iter(text).map(|m| (before(m.start()), m.as_str().to_owned())).collect()
}

/// The document with the longest name that is known, and that name. Where the words before a number begin, only the
/// index can tell.
fn look_up(
    house: &House,
    (name, rest): &(String, String),
) -> Result<Option<(String, mingjing_search::Hit)>, Error> {
    let keys: BTreeSet<&str> = house
        .rules
        .catalogue
        .items()
        .iter()
        .flat_map(|item| &item.fields)
        .filter(|f| f.indexed && matches!(f.kind, FieldKind::DocumentNumber { any_form: false }))
        .map(|f| f.key.as_str())
        .collect();
    for (start, _) in name.char_indices() {
        let number = format!("{}{rest}", &name[start..]);
        for key in &keys {
            let filters = vec![((*key).to_owned(), number.clone())];
            let query = Query { filters, limit: 1, ..Query::default() };
            if let Some(hit) = house.search.search(&query)?.hits.into_iter().next() {
                return Ok(Some((number, hit)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_with_the_words_before_them() {
        let found = candidates(
            "根据《意见》（冀政发〔2026〕5号）和国办发〔2016〕80号，参照〔2026〕6号、X〔26〕7号。",
        );
        let found: Vec<String> = found.into_iter().map(|(name, rest)| format!("{name}|{rest}")).collect();
        assert_eq!(found, ["冀政发|〔2026〕5号", "参照|〔2026〕6号", "和国办发|〔2016〕80号"]);
    }
}
