use mingjing_catalogue::{Catalogue, Item, KnowsAll};
use mingjing_law::LawFiles;
use serde_json::json;

use super::*;

const ITEM: &str = r#"
key = "sample"
title = { zh = "样例", en = "Sample" }
summary = "每种字段各一个。"
area = "decision"
clauses = ["一(一)1"]
basis = [{ law = "中华人民共和国政府信息公开条例", article = "第二十条" }]
responsible = "样例机关"
levels = ["province"]
title_pattern = "{title}"
issued_on = ["made_on"]

[[fields]]
key = "title"
label = { zh = "标题", en = "Title" }
kind = "text"
required = true
help = "与正文一致"
[[fields]]
key = "made_on"
label = { zh = "成文日期", en = "Made on" }
kind = "date"
required = true
[[fields]]
key = "valid"
label = { zh = "有效期", en = "Valid" }
kind = "period"
[[fields]]
key = "status"
label = { zh = "状态", en = "Status" }
kind = "enumeration"
options = ["有效", "已修改", "已废止"]
[[fields]]
key = "topics"
label = { zh = "主题", en = "Topics" }
kind = "enumeration"
many = true
options = ["财政", "教育"]
[[fields]]
key = "amount"
label = { zh = "金额", en = "Amount" }
kind = "money"
[[fields]]
key = "members"
label = { zh = "名单", en = "Members" }
kind = "table"
columns = [
  { key = "name", label = { zh = "姓名", en = "Name" }, kind = "official_name", required = true },
  { key = "since", label = { zh = "任职日期", en = "Since" }, kind = "date" },
]
[[fields]]
key = "memo"
label = { zh = "内部备注", en = "Memo" }
kind = "text"
visibility = "internal"
[[fields]]
key = "body"
label = { zh = "正文", en = "Body" }
kind = "body"
"#;

fn item() -> Item {
    let files = LawFiles::default().with("items/1-decision/sample.toml", ITEM);
    let catalogue = Catalogue::load(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
    catalogue.item("sample").unwrap().clone()
}

fn entries(pairs: &[(&str, &str)]) -> Entries {
    Entries::from_pairs(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

fn filled() -> Entries {
    entries(&[
        ("title", "关于<政务公开>的意见"),
        ("made_on", "2026-11-23"),
        ("valid.from", "2026-12-01"),
        ("valid.until", ""),
        ("status", "有效"),
        ("topics", "财政"),
        ("topics", "教育"),
        ("amount", "1234.5"),
        ("members.0.name", "张三"),
        ("members.0.since", "2020-01-02"),
        ("members.1.name", ""),
        ("members.2.name", "李四"),
        ("memo", "内部"),
        ("body", "一、总则\r\n\r\n正文"),
    ])
}

#[test]
fn a_form_becomes_values() {
    let (values, problems) = read(&item(), &filled(), &KnowsAll);
    assert_eq!(problems, []);
    assert_eq!(values["valid"], json!({"from": "2026-12-01", "until": null}));
    assert_eq!(values["topics"], json!(["财政", "教育"]));
    assert_eq!(values["members"][1], json!({"name": "李四"}), "the blank row is left out");
    assert_eq!(values["body"], json!("一、总则\n\n正文"));
    let composed = compose(&item(), &filled(), &KnowsAll).unwrap();
    assert_eq!(composed.title, "关于<政务公开>的意见");
    assert_eq!(composed.internal["memo"], json!("内部"));
    assert_eq!(composed.public["amount"], json!("1234.50"));
}

#[test]
fn stored_values_fill_the_form_and_come_back_the_same() {
    let item = item();
    let composed = compose(&item, &filled(), &KnowsAll).unwrap();
    let mut values = composed.public.clone();
    values.extend(composed.internal.clone());
    let again = Entries::from_values(&item, &values, composed.body.as_deref());
    assert_eq!(compose(&item, &again, &KnowsAll).unwrap(), composed);
}

#[test]
fn what_was_typed_wrongly_stays_with_its_error() {
    let wrong =
        entries(&[("title", ""), ("made_on", "昨天"), ("members.0.name", "王五"), ("members.0.since", "x")]);
    let problems = compose(&item(), &wrong, &KnowsAll).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["title", "made_on", "members.0.since"], "{problems:?}");
    let html = ItemForm::new(&item(), &wrong, &problems, Choices::default()).to_string();
    assert!(html.contains("value=\"昨天\"") && html.contains("id=\"f-made_on-error\""), "{html}");
    assert!(html.contains("id=\"f-members-0-since-error\""), "{html}");
    let summary = ItemForm::summary(&problems).to_string();
    assert!(summary.contains("href=\"#f-members-0-since\"") && summary.contains("有 3 处要改"), "{summary}");
}

#[test]
fn every_input_has_a_label() {
    let html = ItemForm::new(&item(), &filled(), &[], Choices::default()).to_string();
    for id in ids_of_inputs(&html) {
        assert!(html.contains(&format!("for=\"{id}\"")), "{id} has no label");
    }
    assert!(html.contains("关于&#60;政务公开&#62;的意见"), "escaped");
    assert!(html.contains("（不公开）") && html.contains("（选填）"));
}

fn ids_of_inputs(html: &str) -> Vec<&str> {
    let tags = html
        .split('<')
        .filter(|tag| tag.starts_with("input") || tag.starts_with("select") || tag.starts_with("textarea"));
    tags.filter_map(|tag| tag.split(" id=\"").nth(1)?.split('"').next()).collect()
}

#[test]
fn a_number_of_rows_from_outside_is_bounded() {
    let entries = entries(&[("members.99999999.name", "x"), ("members.-1.name", "y"), ("members", "z")]);
    assert_eq!(entries.rows("members"), 0);
}
