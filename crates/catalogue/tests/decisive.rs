//! What may not be mended as a typing error: fields in which another value means other rights or duties.

use mingjing_catalogue::{Catalogue, Field, FieldKind, Item, Visibility};
use mingjing_law::LawFiles;

/// How the Chinese label of a text ends that says who, under which number, on which ground, on which terms or by when.
const ENDINGS: [&str; 25] = [
    "号",
    "代码",
    "编码",
    "证书",
    "依据",
    "条件",
    "标准",
    "时限",
    "期限",
    "渠道",
    "途径",
    "对象",
    "主体",
    "机关",
    "单位",
    "机构",
    "部门",
    "企业",
    "生产者",
    "销售者",
    "方",
    "当事人",
    "法人",
    "代表人",
    "中标人",
];
/// Whom to ring up is no matter of rights: figures in it are held back by `law/minor-changes.toml` anyway.
const TO_ASK: &str = "联系";

fn catalogue() -> Catalogue {
    Catalogue::load(&LawFiles::embedded()).expect("the embedded catalogue is sound")
}

fn public_texts(item: &Item) -> impl Iterator<Item = &Field> {
    let is_text = |field: &&Field| matches!(field.kind, FieldKind::Text { .. });
    item.fields.iter().filter(is_text).filter(|field| field.visibility == Visibility::Public)
}

#[test]
fn days_amounts_numbers_and_codes_are_decisive_in_every_item() {
    for item in catalogue().items() {
        for field in &item.fields {
            let words = matches!(field.kind, FieldKind::Text { .. } | FieldKind::Body);
            assert!(words || item.is_decisive(&field.key), "{} {}", item.key, field.key);
        }
    }
}

#[test]
fn texts_that_say_who_and_on_what_ground_are_decisive() {
    let catalogue = catalogue();
    let says = |field: &&Field| {
        let label = field.label.zh.as_str();
        ENDINGS.iter().any(|end| label.ends_with(end)) && !label.starts_with(TO_ASK)
    };
    let mut asked = 0;
    let mut forgotten = Vec::new();
    for item in catalogue.items() {
        for field in public_texts(item).filter(says) {
            asked += 1;
            if !item.is_decisive(&field.key) {
                forgotten.push(format!("{} {} {}", item.key, field.key, field.label.zh));
            }
        }
    }
    assert!(forgotten.is_empty(), "decisive = true is missing:\n{}", forgotten.join("\n"));
    assert!(asked > 150, "{asked}");
}

/// What is decided about somebody has a number, and says who, what and why in words: these are marked, and not only the
/// number.
#[test]
fn decisions_mark_their_words() {
    let catalogue = catalogue();
    let is_decision = |item: &&Item| {
        let numbered = item.fields.iter().any(|f| matches!(f.kind, FieldKind::DocumentNumber { .. }));
        let about = item.fields.iter().any(|f| matches!(f.kind, FieldKind::CreditCode));
        numbered && about
    };
    let decisions: Vec<&Item> = catalogue.items().iter().filter(is_decision).collect();
    assert!(decisions.len() > 1, "{decisions:?}");
    for item in decisions {
        let marked = public_texts(item).filter(|field| field.decisive).count();
        assert!(marked >= 3, "{} marks {marked} texts", item.key);
    }
}
