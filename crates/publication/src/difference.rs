//! What changed between two revisions: word by word in a text, field by field in contents.

use std::sync::LazyLock;

use jieba_rs::Jieba;
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::{Attachment, Content};

/// Bytes of a changed passage, older and newer together, beyond which its lines are shown as a whole: nobody reads
/// such a passage by words.
const LARGEST_PASSAGE: usize = 200_000;

/// Bytes of all passages that are compared by words; later ones are shown as a whole. A limit by size rather than by
/// time, so that the same two texts always give the same answer.
const LARGEST_SUM: usize = 2_000_000;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// In both.
    Same,
    /// Only in the newer.
    Inserted,
    /// Only in the older.
    Deleted,
}

/// A stretch of text. Those that are [`Same`](ChangeKind::Same) or [`Deleted`](ChangeKind::Deleted) make up the older
/// text, those that are `Same` or [`Inserted`](ChangeKind::Inserted) the newer; what is deleted comes before what
/// stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The stretch; never empty.
    pub text: String,
}

/// Compares two texts: by lines first, then within changed lines by words as a reader of Chinese sees them.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Change> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let mut script = Script::default();
    let mut left = LARGEST_SUM;
    compare(&old, &new, &mut script, |old, new, script| {
        let (old, new) = (old.concat(), new.concat());
        let size = old.len() + new.len();
        if old.is_empty() || new.is_empty() || size > LARGEST_PASSAGE.min(left) {
            return script.change(&old, &new);
        }
        left -= size;
        compare(&cut(&old), &cut(&new), script, |old, new, script| {
            script.change(&old.concat(), &new.concat())
        });
    });
    script.finish()
}

fn cut(text: &str) -> Vec<&str> {
    JIEBA.cut(text, false).into_iter().map(|token| token.word).collect()
}

/// Writes what two sequences have in common, and hands on the passages in which they differ.
fn compare(
    old: &[&str],
    new: &[&str],
    script: &mut Script,
    mut differ: impl FnMut(&[&str], &[&str], &mut Script),
) {
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        match op {
            DiffOp::Equal { .. } => old[op.old_range()].iter().for_each(|text| script.same(text)),
            _ => differ(&old[op.old_range()], &new[op.new_range()], script),
        }
    }
}

/// Changes in the making: neighbours are joined, and a single character that two changes have between them goes
/// with them, because 「的」 kept from the old text within a new sentence only hinders reading.
#[derive(Default)]
struct Script {
    changes: Vec<Change>,
    deleted: String,
    inserted: String,
    /// Kept back until it is known whether another change follows.
    bridge: String,
    same: String,
}

impl Script {
    fn same(&mut self, text: &str) {
        let pending = !(self.deleted.is_empty() && self.inserted.is_empty());
        if pending {
            self.bridge.push_str(text);
            if self.bridge.chars().count() > 1 || self.bridge == "\n" {
                self.flush();
            }
        } else {
            self.same.push_str(text);
        }
    }

    fn change(&mut self, deleted: &str, inserted: &str) {
        self.deleted.push_str(&self.bridge);
        self.inserted.push_str(&std::mem::take(&mut self.bridge));
        self.deleted.push_str(deleted);
        self.inserted.push_str(inserted);
    }

    /// Ends the pending change; what was kept back begins the next common stretch.
    fn flush(&mut self) {
        let same = std::mem::replace(&mut self.same, std::mem::take(&mut self.bridge));
        self.push(ChangeKind::Same, same);
        let (deleted, inserted) = (std::mem::take(&mut self.deleted), std::mem::take(&mut self.inserted));
        self.push(ChangeKind::Deleted, deleted);
        self.push(ChangeKind::Inserted, inserted);
    }

    fn push(&mut self, kind: ChangeKind, text: String) {
        if !text.is_empty() {
            self.changes.push(Change { kind, text });
        }
    }

    fn finish(mut self) -> Vec<Change> {
        self.flush();
        let same = std::mem::take(&mut self.same);
        self.push(ChangeKind::Same, same);
        self.changes
    }
}

/// A field whose value is not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Key of the field; `title`, `issued_on`, `body` and `attachments` for what stands beside the fields.
    pub key: String,
    /// The older value; none where the field is new.
    pub before: Option<Value>,
    /// The newer value; none where the field is gone.
    pub after: Option<Value>,
}

/// What two revisions differ in: title and date of issue, the fields in the older one's order with new ones behind
/// them, then text and files. Title and date are left out where a field shows the very same change.
#[must_use]
pub fn fields(before: &Content, after: &Content) -> Vec<FieldChange> {
    let change = |key: &str, value: &dyn Fn(&Content) -> Option<Value>| {
        let change = FieldChange { key: key.to_owned(), before: value(before), after: value(after) };
        (change.before != change.after).then_some(change)
    };
    let added = after.fields.keys().filter(|key| !before.fields.contains_key(*key));
    let keys = before.fields.keys().chain(added);
    let own: Vec<_> = keys
        .filter_map(|key| change(key, &|c| c.fields.get(key).filter(|value| !value.is_null()).cloned()))
        .collect();
    let shown = |c: &FieldChange| own.iter().any(|o| o.before == c.before && o.after == c.after);
    let head = [
        change("title", &|c| Some(c.title.as_str().into())),
        change("issued_on", &|c| Some(c.issued_on.to_string().into())),
    ];
    let mut all: Vec<_> = head.into_iter().flatten().filter(|c| !shown(c)).collect();
    all.extend(own);
    all.extend(change("body", &|c| c.body.clone().map(Value::String)));
    all.extend(change("attachments", &|c| files(&c.attachments)));
    all
}

fn files(attachments: &[Attachment]) -> Option<Value> {
    serde_json::to_value(attachments).ok().filter(|_| !attachments.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    fn show(changes: &[Change]) -> String {
        let mark = |c: &Change| match c.kind {
            ChangeKind::Same => c.text.clone(),
            ChangeKind::Inserted => format!("[+{}+]", c.text),
            ChangeKind::Deleted => format!("[-{}-]", c.text),
        };
        changes.iter().map(mark).collect()
    }

    fn side(changes: &[Change], without: ChangeKind) -> String {
        changes.iter().filter(|c| c.kind != without).map(|c| c.text.as_str()).collect()
    }

    fn fields_of(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn content(fields: Map<String, Value>, body: Option<&str>) -> Content {
        Content {
            id: "0".into(),
            item: "licence".into(),
            agency: "130000".into(),
            revision: 1,
            index_no: "130000/2026-00001".into(),
            title: "甲".into(),
            issued_on: "2026-11-24".parse().unwrap(),
            fields,
            body: body.map(str::to_owned),
            attachments: Vec::new(),
            kind: None,
            salt: String::new(),
        }
    }

    #[test]
    fn chinese_is_compared_by_words() {
        for (before, after, shown) in [
            (
                "应当在20个工作日内予以答复。",
                "应当在15个工作日内予以答复。",
                "应当在[-20-][+15+]个工作日内予以答复。",
            ),
            (
                "省工商局负责。\n第二段不变。\n",
                "省市场监督管理局负责。\n第二段不变。\n",
                "[-省工商局-][+省市场监督管理局+]负责。\n第二段不变。\n",
            ),
            ("甲\n", "甲\n乙\n", "甲\n[+乙\n+]"),
            ("甲\n乙\n", "乙\n", "[-甲\n-]乙\n"),
            ("", "", ""),
            ("有效", "", "[-有效-]"),
        ] {
            assert_eq!(show(&words(before, after)), shown);
        }
    }

    #[test]
    fn a_huge_text_is_compared_in_time() {
        let line = |n: usize| format!("第{n}项 推进行政决策公开、执行公开、管理公开、服务公开和结果公开。\n");
        let before: String = (0..20_000).map(line).collect();
        let after: String =
            (0..20_000).map(|n| if n % 5000 == 0 { "改了。\n".into() } else { line(n) }).collect();
        assert_eq!(words(&before, &after).iter().filter(|c| c.kind == ChangeKind::Inserted).count(), 4);
        let other: String = (0..20_000).map(|n| format!("{} 完全不同的另一份文件\n", n * 7)).collect();
        assert_eq!(side(&words(&before, &other), ChangeKind::Deleted), other);
        let shuffled = |by: usize| -> String {
            let words = |page: usize| (0..3000).map(move |n| format!("{} ", (n + page) * by % 7919));
            (0..200).map(|page| words(page).collect::<String>() + &format!("\n第{page}页\n")).collect()
        };
        let (before, after) = (shuffled(3), shuffled(5));
        let changes = words(&before, &after);
        assert_eq!(side(&changes, ChangeKind::Inserted), before);
        assert_eq!(side(&changes, ChangeKind::Deleted), after);
    }

    #[test]
    fn fields_are_compared_by_value() {
        let before = content(fields_of(json!({"status": "有效", "licensee": "甲公司", "note": null})), None);
        let after = content(
            fields_of(json!({"licensee": "甲公司", "status": "撤销", "until": "2027-01-01"})),
            Some("文"),
        );
        let changed: Vec<_> =
            fields(&before, &after).into_iter().map(|c| (c.key, c.before, c.after)).collect();
        let wanted = [
            ("status".to_owned(), Some(json!("有效")), Some(json!("撤销"))),
            ("until".to_owned(), None, Some(json!("2027-01-01"))),
            ("body".to_owned(), None, Some(json!("文"))),
        ];
        assert_eq!(changed, wanted);
        assert!(fields(&before, &before).is_empty());
    }

    #[test]
    fn title_and_date_are_told_once() {
        let before = content(Map::new(), None);
        let after =
            Content { title: "乙".into(), issued_on: "2026-11-25".parse().unwrap(), ..before.clone() };
        let keys = |before: &Content, after: &Content| -> Vec<String> {
            fields(before, after).into_iter().map(|change| change.key).collect()
        };
        assert_eq!(keys(&before, &after), ["title", "issued_on"]);
        let with = |content: &Content, title: &str, date: &str| {
            let fields = fields_of(json!({"title": title, "decided_on": date}));
            Content { fields, ..content.clone() }
        };
        let (before, after) = (with(&before, "甲", "2026-11-24"), with(&after, "乙", "2026-11-25"));
        assert_eq!(keys(&before, &after), ["title", "decided_on"]);
    }

    proptest! {
        #[test]
        fn both_texts_are_kept_whole(before in "[政务公开的。\n ]{0,40}", after in "[政务公开的。\n ]{0,40}|\\PC{0,30}") {
            let changes = words(&before, &after);
            prop_assert_eq!(side(&changes, ChangeKind::Inserted), before);
            prop_assert_eq!(side(&changes, ChangeKind::Deleted), after);
            prop_assert!(changes.iter().all(|c| !c.text.is_empty()));
            prop_assert!(changes.windows(2).all(|w| w[0].kind != w[1].kind));
        }
    }
}
