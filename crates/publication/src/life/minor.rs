//! 文字更正: an amendment that only mends typing, and says so to readers. It takes the same people as any other.
//!
//! Only a [`MinorChange`] may be marked so, and only a comparison of both contents makes one:
//!
//! ```compile_fail
//! let made_up = mingjing_publication::life::MinorChange { changed: 1 };
//! ```

use pinyin::ToPinyinMulti;

use crate::difference::{Change, ChangeKind, fields, words};
use crate::{Content, Error};

/// How much a mended text may differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MinorRule {
    /// Most characters taken out and put in, together.
    pub most_characters: usize,
    /// Characters whose change changes what is said: digits, amounts, negations.
    pub meaningful: String,
    /// Groups of characters that are written alike, such as 已己巳.
    pub alike: Vec<String>,
}

impl MinorRule {
    fn written_alike(&self, a: char, b: char) -> bool {
        self.alike.iter().any(|group| group.contains(a) && group.contains(b))
    }
}

/// The proof that a new content only mends typing in an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinorChange {
    changed: usize,
}

impl MinorChange {
    /// Compares both. `is_text` says which fields hold words that typing errors can stand in.
    ///
    /// # Errors
    /// What goes beyond mending, in words.
    pub fn between(
        before: &Content,
        after: &Content,
        is_text: &dyn Fn(&str) -> bool,
        rule: &MinorRule,
    ) -> Result<Self, Error> {
        let mut changed = 0;
        let mut unlike = None;
        for field in fields(before, after) {
            // A title made of fields changes with them.
            if field.key == "title" && !after.fields.contains_key("title") {
                continue;
            }
            if field.key != "body" && !is_text(&field.key) {
                return Err(too_much("日期、编号、选项、金额或附件也变了"));
            }
            let text = |value: &Option<serde_json::Value>| {
                value.as_ref().and_then(|v| v.as_str()).unwrap_or_default().to_owned()
            };
            for place in places(&words(&text(&field.before), &text(&field.after))) {
                let Place { out, new, .. } = &place;
                if let Some(sign) = out.chars().chain(new.chars()).find(|c| rule.meaningful.contains(*c)) {
                    return Err(too_much(&format!("改动涉及“{sign}”，可能改变原意")));
                }
                changed += out.chars().count() + new.chars().count();
                if unlike.is_none() && !place.is_slip(rule) {
                    unlike = Some(place);
                }
            }
        }
        if changed == 0 {
            return Err(Error::Refused("没有改动，不用更正".to_owned()));
        }
        if changed > rule.most_characters {
            let most = rule.most_characters;
            return Err(too_much(&format!("一共改了 {changed} 个字，文字更正最多 {most} 个(增、删各算)")));
        }
        match unlike {
            Some(Place { out, new, .. }) if out.is_empty() => {
                Err(too_much(&format!("添了“{new}”，不是漏了一个字")))
            }
            Some(Place { out, new, .. }) if new.is_empty() => {
                Err(too_much(&format!("删了“{out}”，不是多了一个字")))
            }
            Some(Place { out, new, .. }) => {
                Err(too_much(&format!("“{out}”改成了“{new}”，读音和字形都不相近")))
            }
            None => Ok(Self { changed }),
        }
    }

    /// Characters taken out and put in.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.changed
    }
}

fn too_much(why: &str) -> Error {
    Error::Refused(format!(
        "这不只是改错别字：{why}。请放弃这份文字更正，在“已公开”里改用“更新”，写明更新理由"
    ))
}

/// What was taken out and what was put in its place, without what both begin or end with; and what stands around it.
#[derive(Debug, Default)]
struct Place {
    ahead: String,
    out: String,
    new: String,
    behind: String,
}

impl Place {
    /// Whether it looks like a slip: one character left out or too much; characters in another order; others that are read
    /// or written alike, as input methods offer them; a word written twice; signs and spaces.
    fn is_slip(&self, rule: &MinorRule) -> bool {
        let plain = |text: &str| -> Vec<char> {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let (out, new) = (plain(&self.out), plain(&self.new));
        match (out.len(), new.len()) {
            (0, 0 | 1) | (1, 0) => true,
            (_, 0) => self.ahead.ends_with(&self.out) || self.behind.starts_with(&self.out),
            (m, n) if m == n => {
                let sorted = |chars: &[char]| {
                    let mut chars = chars.to_vec();
                    chars.sort_unstable();
                    chars
                };
                sorted(&out) == sorted(&new)
                    || out
                        .iter()
                        .zip(&new)
                        .all(|(a, b)| a == b || read_alike(*a, *b) || rule.written_alike(*a, *b))
            }
            _ => false,
        }
    }
}

/// Whether two characters have a reading in common, whatever the tone; zh and z, ing and in are taken for the same, as
/// speakers of many dialects type them.
fn read_alike(a: char, b: char) -> bool {
    let readings = |c: char| -> Vec<String> {
        let all = c.to_pinyin_multi();
        all.into_iter().flatten().map(|one| one.plain().replace('h', "").replace("ng", "n")).collect()
    };
    let of_b = readings(b);
    readings(a).iter().any(|reading| of_b.contains(reading))
}

fn places(changes: &[Change]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut ahead = "";
    let mut open = false;
    for change in changes {
        match (change.kind, places.last_mut()) {
            (ChangeKind::Same, last) => {
                if let Some(place) = last.filter(|_| open) {
                    place.behind = change.text.clone();
                }
                ahead = &change.text;
                open = false;
                continue;
            }
            (_, Some(_)) if open => {}
            _ => places.push(Place { ahead: ahead.to_owned(), ..Place::default() }),
        }
        open = true;
        if let Some(place) = places.last_mut() {
            let side = if change.kind == ChangeKind::Deleted { &mut place.out } else { &mut place.new };
            side.push_str(&change.text);
        }
    }
    places.into_iter().map(trimmed).collect()
}

fn trimmed(place: Place) -> Place {
    let (out, new): (Vec<char>, Vec<char>) = (place.out.chars().collect(), place.new.chars().collect());
    let start = out.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = out.len().min(new.len()) - start;
    let end = out.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let text = |chars: &[char]| chars.iter().collect::<String>();
    Place {
        ahead: place.ahead + &text(&out[..start]),
        behind: text(&out[out.len() - end..]) + &place.behind,
        out: text(&out[start..out.len() - end]),
        new: text(&new[start..new.len() - end]),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn content(kind: &str, body: &str) -> Content {
        Content {
            id: "0".into(),
            item: "notice".into(),
            agency: "130001".into(),
            revision: 1,
            index_no: "130001/2026-00001".into(),
            title: "公告".into(),
            issued_on: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            fields: json!({ "title": "公告", "kind": kind }).as_object().cloned().unwrap(),
            body: Some(body.into()),
            attachments: Vec::new(),
            kind: None,
            salt: "00".into(),
        }
    }

    fn rule() -> MinorRule {
        MinorRule { most_characters: 8, meaningful: "0123456789不".into(), alike: vec!["已己巳".into()] }
    }

    fn between(before: &str, after: &str) -> Result<usize, String> {
        let is_text = |key: &str| key == "title";
        let found =
            MinorChange::between(&content("公告", before), &content("公告", after), &is_text, &rule());
        found.map(|c| c.changed()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_wrong_character_is_minor_and_counted() {
        assert_eq!(between("请到窗口办里。", "请到窗口办理。"), Ok(2));
        assert_eq!(between("请到到窗口办理。", "请到窗口办理。"), Ok(1));
        assert_eq!(between("甲里。\n\n乙里。", "甲理。\n\n乙理。"), Ok(4));
    }

    #[test]
    fn a_title_is_counted_like_any_other_text() {
        let mut mended = content("公告", "一");
        mended.title = "公吿甲乙丙丁戊己庚辛".into();
        mended.fields.insert("title".into(), mended.title.clone().into());
        let is_text = |key: &str| key == "title";
        let found = MinorChange::between(&content("公告", "一"), &mended, &is_text, &rule());
        assert!(found.unwrap_err().to_string().contains("最多 8 个"));
    }

    #[test]
    fn slips_of_any_kind_are_minor() {
        for (wrong, right) in [
            ("各单为要认真落实", "各单位要认真落实"),
            ("请在截止日期钱反应", "请在截止日期前反映"),
            ("请到口窗办理", "请到窗口办理"),
            ("请办理办理登记", "请办理登记"),
            ("自己经办理", "自已经办理"),
            ("联系人王某,地址", "联系人：王某，地址"),
            ("app登录", "APP登录"),
        ] {
            assert!(between(wrong, right).is_ok(), "{wrong}: {:?}", between(wrong, right));
        }
    }

    #[test]
    fn another_word_is_not() {
        for (before, after) in [
            ("封闭人民路", "开放人民路"),
            ("封闭人民路", "封闭新华路"),
            ("由甲公司承建", "由乙工厂承建"),
            ("张伟", "王伟"),
            ("开放", "关放"),
        ] {
            assert!(between(before, after).unwrap_err().contains("读音和字形都不相近"), "{before}");
        }
        assert!(between("请到窗口办理", "请到西侧窗口办理").unwrap_err().contains("漏了一个字"));
        assert!(between("请到西侧窗口办理", "请到窗口办理").unwrap_err().contains("多了一个字"));
    }

    #[test]
    fn what_changes_the_meaning_is_not() {
        assert!(between("20日前办理。", "25日前办理。").unwrap_err().contains("改变原意"));
        assert!(between("可以办理。", "不可以办理。").unwrap_err().contains("“不”"));
        assert!(between("请到窗口办理。", "请先网上预约再到大厅的窗口。").unwrap_err().contains("最多 8 个"));
        assert!(between("同", "同").unwrap_err().contains("没有改动"));
        let other = MinorChange::between(&content("公告", "一"), &content("通知", "一"), &|_| false, &rule());
        assert!(other.unwrap_err().to_string().contains("选项"));
    }

    proptest! {
        #[test]
        fn nothing_meaningful_and_nothing_long_gets_through(before in "[甲乙丙0-9不\n]{0,30}", after in "[甲乙丙0-9不\n]{0,30}") {
            if let Ok(changed) = between(&before, &after) {
                prop_assert!((1..=8).contains(&changed));
                let signs = |text: &str| text.chars().filter(|c| "0123456789不".contains(*c)).collect::<String>();
                prop_assert_eq!(signs(&before), signs(&after));
            }
        }
    }
}
