//! Fields as forms and imports use them: any input is read or refused, and what is read stays.

use mingjing_catalogue::{Catalogue, Field, Item, Known, KnowsAll};
use mingjing_law::LawFiles;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const FORMAT: &str = include_str!("../FORMAT.md");

/// An item with a field of every kind.
fn item() -> Item {
    let fields = [
        ("title", "text", "required = true\nmax_chars = 50"),
        ("note", "text", "multiline = true"),
        ("body", "body", ""),
        ("attachments", "files", ""),
        ("day", "date", ""),
        ("hour", "time", ""),
        ("open", "period", ""),
        ("one", "enumeration", "options = [{ value = \"a\", label = \"甲\" }, \"乙\"]"),
        ("several", "enumeration", "many = true\noptions = [{ value = \"a\", label = \"甲\" }, \"乙\"]"),
        ("amount", "money", "negative = true"),
        ("count", "number", "unit = \"件\""),
        ("region", "region", ""),
        ("unit_code", "agency", ""),
        ("number", "document_number", ""),
        ("code", "credit_code", ""),
        ("officer", "official_name", ""),
        ("link", "url", ""),
        (
            "rows",
            "table",
            "columns = [{ key = \"name\", label = { zh = \"名\", en = \"n\" }, kind = \"text\", required = true }, { key = \"price\", label = { zh = \"价\", en = \"p\" }, kind = \"money\" }]",
        ),
        ("reference", "reference", "items = [\"all-kinds\"]"),
        ("references", "reference", "items = [\"all-kinds\"]\nmany = true"),
    ];
    let mut text = String::from(
        "key = \"all-kinds\"\ntitle = { zh = \"各类\", en = \"All\" }\nsummary = \"一\"\narea = \"result\"\nclauses = []\n\
         basis = [{ law = \"某法\" }]\nresponsible = \"机关\"\nlevels = [\"city\"]\ntitle_pattern = \"{title}\"\n\
         issued_on = [\"day\"]\nnatural_key = [\"title\", \"day\"]\n",
    );
    for (key, kind, more) in fields {
        text.push_str(&format!(
            "[[fields]]\nkey = \"{key}\"\nlabel = {{ zh = \"{key}项\", en = \"{key}\" }}\nkind = \"{kind}\"\n{more}\n"
        ));
    }
    let files = LawFiles::default().with("items/5-result/all-kinds.toml", text);
    Catalogue::load(&files).expect("an item of all kinds").items()[0].clone()
}

fn field<'a>(item: &'a Item, key: &str) -> &'a Field {
    item.field(key).expect(key)
}

#[test]
fn the_example_reads_as_documented() {
    let table = FORMAT.split("## Kinds of fields").nth(1).unwrap();
    let item = item();
    for field in &item.fields {
        assert!(
            table.contains(&format!("| `{}` |", field.kind.name())),
            "{} is not documented",
            field.kind.name()
        );
    }
}

#[test]
fn a_record_of_every_kind() {
    let item = item();
    let values = json!({
        "title": " 各类\n字段 ",
        "note": "一\r\n二",
        "body": "# 正文\r\n\r\n内容",
        "attachments": [],
        "day": "2026/11/3",
        "hour": "下午3点半",
        "open": { "from": "20260101" },
        "one": "甲",
        "several": ["乙", "甲"],
        "amount": -12,
        "count": "1,000件",
        "region": "130100",
        "unit_code": "130000-01",
        "number": "冀政办发[2019]5号",
        "code": "91350100m000100y43",
        "officer": "张 三",
        "link": "https://www.hebei.gov.cn",
        "rows": [{ "名": "桥", "price": "1万元" }],
        "reference": "130000-01/2026-00001",
        "references": "x；y",
    });
    let Value::Object(values) = values else { panic!("no object") };
    let composed = item.compose(values, &KnowsAll).unwrap();
    assert_eq!(composed.title, "各类 字段");
    assert_eq!(composed.body.as_deref(), Some("# 正文\n\n内容"));
    assert_eq!(composed.natural_key.as_deref(), Some("各类 字段\u{1f}2026-11-03"));
    let expected = json!({
        "title": "各类 字段",
        "note": "一\n二",
        "day": "2026-11-03",
        "hour": "15:30",
        "open": { "from": "2026-01-01", "until": null },
        "one": "a",
        "several": ["a", "乙"],
        "amount": "-12.00",
        "count": 1000,
        "region": "130100",
        "unit_code": "130000-01",
        "number": "冀政办发〔2019〕5号",
        "code": "91350100M000100Y43",
        "officer": "张三",
        "link": "https://www.hebei.gov.cn/",
        "rows": [{ "name": "桥", "price": "10000.00" }],
        "reference": "130000-01/2026-00001",
        "references": ["x", "y"],
    });
    assert_eq!(Value::Object(composed.public.clone()), expected);
    let mut again = composed.public.clone();
    again.insert("body".into(), json!(composed.body));
    assert_eq!(item.compose(again, &KnowsAll).unwrap(), composed);
    assert_eq!(field(&item, "rows").display(&expected["rows"]), "名：桥；价：10,000.00元");
    assert_eq!(field(&item, "several").display(&expected["several"]), "甲、乙");
    assert_eq!(field(&item, "open").display(&expected["open"]), "2026年1月1日起长期");
}

#[test]
fn tables_say_which_row() {
    let item = item();
    let parse = |text: &str| field(&item, "rows").parse(text, &KnowsAll).unwrap_err();
    assert_eq!(parse("[{\"name\": \"桥\"}, {\"price\": \"1\"}]"), "第 2 行缺少“名”");
    assert_eq!(
        parse("[{\"name\": \"桥\", \"price\": \"贵\"}]"),
        "第 1 行“价”：“贵”不是金额，请写成 1234.50 或 1.2万元 这样"
    );
    assert_eq!(parse("[{\"name\": \"桥\", \"size\": 1}]"), "第 1 行里没有“size”这一列");
    assert!(parse("桥").contains("JSON"));
}

struct KnowsNothing;

impl Known for KnowsNothing {
    fn region(&self, _: &str) -> bool {
        false
    }
    fn agency(&self, _: &str) -> bool {
        false
    }
    fn disclosure(&self, _: &str) -> bool {
        false
    }
}

#[test]
fn codes_must_exist() {
    let item = item();
    let parse = |key: &str, text: &str| field(&item, key).parse(text, &KnowsNothing).unwrap_err();
    assert_eq!(parse("region", "139999"), "没有行政区划代码“139999”");
    assert_eq!(parse("unit_code", "x1"), "没有代码为“x1”的机关");
    assert_eq!(parse("reference", "甲"), "没有找到索引号为“甲”的信息");
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    let item = item();
    for (key, value) in
        [("title", json!(5)), ("day", json!([])), ("rows", json!({})), ("attachments", json!(["a"]))]
    {
        let mut values = Map::new();
        values.insert("title".into(), json!("甲"));
        values.insert("day".into(), json!("2026-11-03"));
        values.insert(key.to_owned(), value);
        let problems = item.compose(values, &KnowsAll).unwrap_err();
        assert_eq!((problems.len(), problems[0].field.as_str()), (1, key));
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        "[0-9年月日.,元万-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("from|until|name|price|x", inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No cell breaks a field; what is read is a fixed point of composing and, but for tables, of showing.
    #[test]
    fn any_cell_is_read_or_refused(text in prop_oneof!["\\PC*", "(?s).{0,20}", "[0-9年月日至.,:元万/ -]{0,20}"]) {
        for field in &item().fields {
            let Ok(value) = field.parse(&text, &KnowsAll) else { continue };
            let shown = field.display(&value);
            if !matches!(field.kind.name(), "table" | "body") {
                prop_assert_eq!(field.parse(&shown, &KnowsAll), Ok(value), "{}", field.key);
            }
        }
    }

    /// No JSON breaks a record.
    #[test]
    fn any_record_is_read_or_refused(value in any_json()) {
        let item = item();
        for field in &item.fields {
            let mut values = Map::new();
            values.insert("title".into(), json!("甲"));
            values.insert("day".into(), json!("2026-11-03"));
            values.insert(field.key.clone(), value.clone());
            if let Ok(composed) = item.compose(values, &KnowsAll) {
                let mut again = composed.public.clone();
                again.insert("body".into(), json!(composed.body));
                prop_assert_eq!(item.compose(again, &KnowsAll).unwrap(), composed);
            }
        }
    }
}
