//! Two people changed the same draft: what each changed alone is taken from each, and a text in which they changed different
//! lines is put together (three-way merge: Khanna, Kunal, Pierce, A Formal Investigation of Diff3, 2007). What both changed
//! stays for the person to decide.

use mingjing_catalogue::{Field, FieldKind, Item, Known};
use mingjing_design::form::{self, Entries};
use serde_json::{Map, Value};

/// A form put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merged {
    /// All inputs; where both changed a field, what this person typed.
    pub(crate) entries: Entries,
    /// Keys of the fields that both changed, each in another way.
    pub(crate) open: Vec<String>,
}

/// One of the three forms, as typed and as values.
struct Side<'a> {
    entries: &'a Entries,
    values: Map<String, Value>,
    /// Fields in which something cannot be read, and was never saved.
    unread: Vec<String>,
}

impl<'a> Side<'a> {
    fn of(item: &Item, entries: &'a Entries, known: &dyn Known) -> Self {
        let (values, problems) = form::read(item, entries, known);
        let unread = problems.iter().map(|p| p.field.split('.').next().unwrap_or_default().to_owned());
        Self { entries, values, unread: unread.collect() }
    }

    /// The inputs of a field, as they stand.
    fn inputs(&self, key: &'a str) -> impl Iterator<Item = (String, String)> {
        self.entries.of_field(key).map(|(name, text)| (name.to_owned(), text.to_owned()))
    }

    fn is_read(&self, key: &str) -> bool {
        !self.unread.iter().any(|name| name == key)
    }

    fn holds_the_same(&self, other: &Side<'_>, key: &str) -> bool {
        self.values.get(key) == other.values.get(key)
    }
}

/// Puts together what was `typed` and what is `saved`; both began from `base`.
pub(crate) fn merge(item: &Item, known: &dyn Known, base: &Entries, [typed, saved]: [&Entries; 2]) -> Merged {
    let [base, typed, saved] = [base, typed, saved].map(|entries| Side::of(item, entries, known));
    let mut pairs = Vec::new();
    let mut open = Vec::new();
    for Field { key, kind, .. } in item.fields.iter().filter(|f| !matches!(f.kind, FieldKind::Files)) {
        let is_read = typed.is_read(key);
        if saved.holds_the_same(&base, key) || is_read && typed.holds_the_same(&saved, key) {
            pairs.extend(typed.inputs(key));
        } else if is_read && typed.holds_the_same(&base, key) {
            pairs.extend(saved.inputs(key));
        } else if let Some(text) = both(kind, [&base, &typed, &saved].map(|side| side.entries.text(key))) {
            pairs.push((key.clone(), text));
        } else {
            pairs.extend(typed.inputs(key));
            open.push(key.clone());
        }
    }
    Merged { entries: Entries::from_pairs(pairs), open }
}

/// A text with the changes of both, where they changed different lines.
fn both(kind: &FieldKind, texts: [&str; 3]) -> Option<String> {
    if !matches!(kind, FieldKind::Body) {
        return None;
    }
    let [base, typed, saved] = texts.map(|text| text.replace("\r\n", "\n"));
    diffy::merge(&base, &typed, &saved).ok()
}

#[cfg(test)]
mod tests {
    use mingjing_catalogue::{Catalogue, KnowsAll};
    use mingjing_law::LawFiles;
    use proptest::prelude::*;

    use super::*;

    const BODY: &str = "第一段。\n\n第二段。\n\n第三段。\n";

    fn form(title: &str, number: &str, body: &str) -> Entries {
        let pair = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Entries::from_pairs([("title", title), ("document_no", number), ("body", body)].map(pair).to_vec())
    }

    fn merged(base: &Entries, typed: &Entries, saved: &Entries) -> Merged {
        let catalogue = Catalogue::load(&LawFiles::embedded()).unwrap();
        merge(catalogue.item("notice").unwrap(), &KnowsAll, base, [typed, saved])
    }

    #[test]
    fn different_fields_and_different_lines_are_put_together() {
        let base = form("公告", "", BODY);
        let typed = form("施工公告", "", &BODY.replace("第一段", "开头").replace('\n', "\r\n"));
        let saved = form("公告", "公告2026年第5号", &BODY.replace("第三段", "结尾"));
        let found = merged(&base, &typed, &saved);
        assert_eq!(found.open, Vec::<String>::new());
        assert_eq!(found.entries.text("title"), "施工公告");
        assert_eq!(found.entries.text("document_no"), "公告2026年第5号");
        assert_eq!(found.entries.text("body"), "开头。\n\n第二段。\n\n结尾。\n");
    }

    #[test]
    fn what_both_changed_stays_open_with_what_was_typed() {
        let base = form("公告", "", BODY);
        let typed = form("施工公告", "", &BODY.replace("第二段", "甲"));
        let saved = form("停水公告", "", &BODY.replace("第二段", "乙"));
        let found = merged(&base, &typed, &saved);
        assert_eq!(found.open, ["title", "body"]);
        assert_eq!(found.entries.text("title"), "施工公告");
        assert!(found.entries.text("body").contains("甲"));
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_it_was_typed() {
        let date = |day: &str| Entries::from_pairs(vec![("issued_on".into(), day.into())]);
        let found = merged(&date(""), &date("下周三"), &date(""));
        assert_eq!((found.entries.text("issued_on"), found.open.len()), ("下周三", 0));
        let both = merged(&date(""), &date("下周三"), &date("2026-11-24"));
        assert_eq!((both.entries.text("issued_on"), both.open), ("下周三", vec!["issued_on".to_owned()]));
    }

    proptest! {
        #[test]
        fn who_changed_nothing_takes_nothing_back(title in "[甲乙]{0,3}", body in "([甲乙]{1,3}\n){0,4}", other in "([甲乙丙]{1,3}\n){0,4}") {
            let base = form(&title, "", &body);
            let changed = form("丙", "公告2026年第5号", &other);
            for (typed, saved) in [(&base, &changed), (&changed, &base)] {
                let found = merged(&base, typed, saved);
                prop_assert!(found.open.is_empty());
                prop_assert_eq!(found.entries.text("title"), "丙");
                prop_assert_eq!(found.entries.text("body").trim_end(), other.trim_end());
            }
        }
    }
}
