//! What a draft's text suggests: documents it names by their numbers that are public here, and regions it names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mingjing_catalogue::FieldKind;
use mingjing_search::Query;
use regex::Regex;

use crate::working::Draft;
use crate::{Error, House, Register};

/// Most numbers of one text that are looked up.
const MOST: usize = 30;
/// How much of a text is looked through for regions, in characters.
const READ: usize = 20_000;
/// Regions that are suggested for one field.
const REGIONS: usize = 3;
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

/// A region that the text names, for a field that is still empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionSuggestion {
    /// Key of the field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Division code.
    pub code: String,
    /// The region with the city it belongs to: names of districts come several times.
    pub name: String,
}

/// The regions of the agency's own area that a draft names, for its empty region fields: the most often named first, and
/// of two named as often the smaller one.
#[must_use]
pub fn region_suggestions(house: &House, draft: &Draft) -> Vec<RegionSuggestion> {
    let Ok(item) = house.item(&draft.head.item) else { return Vec::new() };
    let empty = |key: &str| draft.values.get(key).and_then(|v| v.as_str()).unwrap_or_default().is_empty();
    let fields: Vec<_> =
        item.fields.iter().filter(|f| f.kind == FieldKind::Region && empty(&f.key)).collect();
    if fields.is_empty() {
        return Vec::new();
    }
    let words = draft.values.values().filter_map(|v| v.as_str()).chain(draft.body.as_deref());
    let text: String = words.flat_map(|w| w.chars().chain(['\n'])).take(READ).collect();
    let named = named_regions(&house.register(), &draft.head.agency_code, &text);
    fields
        .iter()
        .flat_map(|field| {
            named.iter().map(|(code, name)| RegionSuggestion {
                field: field.key.clone(),
                label: field.label.zh.clone(),
                code: code.clone(),
                name: name.clone(),
            })
        })
        .collect()
}

/// Code and name, with the city before it, of the regions in an agency's area that a text names.
fn named_regions(register: &Register, agency: &str, text: &str) -> Vec<(String, String)> {
    let Some(home) = register.agency(agency).map(|a| a.region_code.clone()) else { return Vec::new() };
    let mut found: Vec<(usize, usize, String, String)> = Vec::new();
    for region in register.regions() {
        let path = register.region_path(&region.code);
        let times = text.matches(&region.name).count();
        if times == 0 || region.valid_until.is_some() || !path.contains(&home) {
            continue;
        }
        // From the city down: every region here is in the province.
        let names = path.iter().rev().skip(1).filter_map(|code| register.region(code));
        let name: String = names.map(|r| r.name.as_str()).collect();
        let name = if name.is_empty() { region.name.clone() } else { name };
        // A district whose city is named too is meant rather than one of the same name elsewhere.
        let cities = path.iter().skip(1).filter_map(|code| register.region(code));
        let with_city = cities.filter(|r| text.contains(&r.name)).count();
        found.push((times + with_city, path.len(), region.code.clone(), name));
    }
    found.sort_by(|a, b| (b.0, b.1, &a.2).cmp(&(a.0, a.1, &b.2)));
    found.into_iter().take(REGIONS).map(|(_, _, code, name)| (code, name)).collect()
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
    use mingjing_store::register::{Agency, Region};

    use super::*;

    #[test]
    fn regions_are_found_in_the_agencys_own_area() {
        let region = |code: &str, name: &str, parent: Option<&str>| Region {
            code: code.into(),
            name: name.into(),
            level: "city".into(),
            parent_code: parent.map(str::to_owned),
            ..Region::default()
        };
        let regions = vec![
            region("130000", "河北省", None),
            region("130100", "石家庄市", Some("130000")),
            region("130104", "桥西区", Some("130100")),
            region("130500", "邢台市", Some("130000")),
            region("130503", "桥西区", Some("130500")),
        ];
        let agency = |code: &str, region: &str| Agency {
            code: code.into(),
            name: "某局".into(),
            short_name: "某局".into(),
            region_code: region.into(),
            level: "province".into(),
            ..Agency::default()
        };
        let register =
            Register::new(regions, vec![agency("130001", "130000"), agency("130101", "130100")], &[])
                .unwrap();
        let found = |agency: &str, text: &str| -> Vec<String> {
            named_regions(&register, agency, text).into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(found("130001", "邢台市桥西区的桥西区政府"), ["邢台市桥西区", "石家庄市桥西区", "邢台市"]);
        assert_eq!(found("130101", "邢台市和桥西区"), ["石家庄市桥西区"], "nothing outside of the own area");
        assert!(found("130001", "没有地名").is_empty());
    }

    #[test]
    fn numbers_are_found_with_the_words_before_them() {
        let found = candidates(
            "根据《意见》（冀政发〔2026〕5号）和国办发〔2016〕80号，参照〔2026〕6号、X〔26〕7号。",
        );
        let found: Vec<String> = found.into_iter().map(|(name, rest)| format!("{name}|{rest}")).collect();
        assert_eq!(found, ["冀政发|〔2026〕5号", "参照|〔2026〕6号", "和国办发|〔2016〕80号"]);
    }
}
