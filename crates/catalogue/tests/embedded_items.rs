//! The items this repository ships: that they load, and that real records pass them.

use mingjing_catalogue::{Area, Catalogue, Clauses, FieldKind, Item, KnowsAll, Publishers, Visibility};
use mingjing_law::LawFiles;
use serde_json::{Map, Value, json};

/// Keys that clients know.
const FIRST_KEYS: [&str; 9] = [
    "policy-document",
    "normative-document",
    "interpretation",
    "news",
    "notice",
    "agency-guide",
    "agency-rule",
    "licence",
    "penalty",
];

fn catalogue() -> Catalogue {
    Catalogue::load(&LawFiles::embedded()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

/// The columns that `shared/peers/licences.py` writes, `agency_code` apart.
fn licence_row() -> Map<String, Value> {
    object(json!({
        "decision_no": "冀审许〔2020〕17号",
        "licensee": "唐山恒瑞建材有限公司",
        "uscc": "91350100M000100Y43",
        "licence_type": "普通",
        "content": "准予唐山恒瑞建材有限公司从事建材生产经营活动。",
        "decided_on": "2020-03-05",
        "valid_until": "2025-03-05",
        "status": "有效",
    }))
}

#[test]
fn every_item_loads() {
    let catalogue = catalogue();
    let of = |area| catalogue.items().iter().filter(|item| item.area == area).count();
    let counts: Vec<usize> = Area::ALL.map(of).to_vec();
    assert!(counts.iter().all(|count| *count >= 7), "every area is described: {counts:?}");
    for key in FIRST_KEYS {
        assert!(catalogue.item(key).is_some(), "{key} is missing");
    }
    let areas: Vec<_> = catalogue.items().iter().map(|item| item.area).collect();
    assert!(areas.is_sorted(), "items come in the order of their areas");
}

#[test]
fn every_item_can_be_told_and_found() {
    for item in catalogue().items() {
        assert!(!item.basis.is_empty(), "{}", item.key);
        assert!(item.list_fields().next().is_some(), "{} has no list column", item.key);
        assert!(item.fields.iter().any(|field| field.indexed), "{} has no filter", item.key);
        for field in &item.fields {
            assert_eq!(item.field_by_title(&field.csv_title), Some(field), "{}.{}", item.key, field.key);
            assert_eq!(item.field_by_title(&field.key), Some(field));
        }
    }
}

/// A link leads both ways, and by different names.
#[test]
fn every_reference_has_a_name_from_either_side() {
    for item in catalogue().items() {
        for field in &item.fields {
            if let FieldKind::Reference { inverse, .. } = &field.kind {
                let inverse = inverse.as_ref().map(|label| label.zh.as_str());
                assert!(
                    inverse.is_some_and(|zh| zh != field.label.zh),
                    "{}.{}: {inverse:?}",
                    item.key,
                    field.key
                );
            }
        }
    }
}

/// What nobody must publish and what has no limit would never be missed.
#[test]
fn every_clause_is_carried_and_every_item_serves_one() {
    let law = LawFiles::embedded();
    let catalogue = catalogue();
    let clauses = Clauses::load(&law, &catalogue).unwrap();
    assert_eq!(clauses.clauses.len(), 36, "the Opinion has so many");
    for item in catalogue.items() {
        assert!(!item.clauses.is_empty(), "{} serves no clause", item.key);
    }
    let expected = catalogue.items().iter().filter(|item| item.publishers != Publishers::WhenThereIs);
    assert!(expected.count() > 40);
    let text = law.get("clauses.toml").unwrap();
    let told = |text: String| {
        let law = LawFiles::embedded().with("clauses.toml", text);
        Clauses::load(&law, &catalogue)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let renamed = told(text.replace("number = \"一(五)3\"", "number = \"一(五)9\""));
    assert!(renamed.contains("事项“document-cleanup”写的条款“一(五)3”不在这个文件里"), "{renamed}");
    let bare = told(format!("{text}\n[[clauses]]\nnumber = \"四(一)\"\ntitle = \"无\"\nlead = \"无\"\n"));
    assert!(bare.contains("条款“四(一)”没有任何公开事项"), "{bare}");
    let twice = told(format!("{text}\n[[clauses]]\nnumber = \"一(五)2\"\ntitle = \"无\"\nlead = \"无\"\n"));
    assert!(twice.contains("条款“一(五)2”写了两次"), "{twice}");
}

#[test]
fn a_licence_row_is_complete() {
    let catalogue = catalogue();
    let licence = catalogue.item("licence").unwrap();
    let composed = licence.compose(licence_row(), &KnowsAll).unwrap();
    assert_eq!(composed.title, "唐山恒瑞建材有限公司普通许可");
    assert_eq!(composed.issued_on.to_string(), "2020-03-05");
    assert_eq!(composed.natural_key.as_deref(), Some("冀审许〔2020〕17号"));
    assert_eq!(composed.public.len(), 8);
    assert!(composed.internal.is_empty() && composed.body.is_none());
}

#[test]
fn composing_again_changes_nothing() {
    let catalogue = catalogue();
    let licence = catalogue.item("licence").unwrap();
    let once = licence.compose(licence_row(), &KnowsAll).unwrap();
    assert_eq!(licence.compose(once.public.clone(), &KnowsAll).unwrap(), once);
}

#[test]
fn a_wrong_row_names_each_field() {
    let catalogue = catalogue();
    let licence = catalogue.item("licence").unwrap();
    let mut row = licence_row();
    row.insert("uscc".into(), json!("91350100M000100Y44"));
    row.insert("decided_on".into(), json!("2026-02-30"));
    row.insert("licence_type".into(), json!("一般"));
    row.insert("colour".into(), json!("红"));
    row.shift_remove("status");
    let problems = licence.compose(row, &KnowsAll).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "统一社会信用代码：统一社会信用代码校验位不对，请核对是否抄错",
            "许可类别：“一般”不在可选范围内，可选：普通、特许、认可、核准、登记、其他",
            "许可决定日期：没有“2026-02-30”这一天",
            "colour：“行政许可”没有这一项，请核对名称",
            "当前状态：必填，不能为空",
        ]
    );
}

#[test]
fn a_code_is_needed_for_organisations_only() {
    let catalogue = catalogue();
    let licence = catalogue.item("licence").unwrap();
    let mut row = licence_row();
    row.shift_remove("uscc");
    row.insert("subject_kind".into(), json!("自然人"));
    assert!(licence.compose(row.clone(), &KnowsAll).is_ok());
    row.insert("subject_kind".into(), json!("法人及非法人组织"));
    let problems = licence.compose(row, &KnowsAll).unwrap_err();
    assert_eq!(problems[0].message, "“行政相对人类别”为“法人及非法人组织”时必填");
}

#[test]
fn dates_keep_their_order() {
    let catalogue = catalogue();
    let licence = catalogue.item("licence").unwrap();
    let mut row = licence_row();
    row.insert("valid_from".into(), json!("2025/3/6"));
    let problems = licence.compose(row, &KnowsAll).unwrap_err();
    assert_eq!((problems[0].field.as_str(), problems.len()), ("valid_until", 1));
    assert_eq!(problems[0].message, "有效期至不能早于有效期自");
}

#[test]
fn numbers_of_persons_stay_inside() {
    let catalogue = catalogue();
    for item in [catalogue.item("licence").unwrap(), catalogue.item("penalty").unwrap()] {
        let inside: Vec<&str> = item
            .fields
            .iter()
            .filter(|field| field.visibility == Visibility::Internal)
            .map(|field| field.key.as_str())
            .collect();
        assert!(inside.contains(&"legal_representative_id_no") && inside.len() == 5, "{inside:?}");
        let schema = item.json_schema().to_string();
        assert!(inside.iter().all(|key| !schema.contains(&format!("\"{key}\""))));
    }
    let licence = catalogue.item("licence").unwrap();
    let mut row = licence_row();
    row.insert("licensee_id_no".into(), json!("130102199003070012"));
    let composed = licence.compose(row, &KnowsAll).unwrap();
    assert!(!composed.public.contains_key("licensee_id_no") && composed.internal.len() == 1);
}

#[test]
fn a_column_in_ten_thousands_is_read_as_such() {
    let catalogue = catalogue();
    let penalty = catalogue.item("penalty").unwrap();
    let column = penalty.column("罚款金额(万元)").unwrap();
    assert_eq!(column.field.key, "fine");
    assert_eq!(column.parse("1.5", &KnowsAll), Ok(json!("15000.00")));
    assert_eq!(penalty.column("没收违法所得、没收非法财物的金额（万元）").unwrap().yuan, 10_000);
    assert_eq!(penalty.column("罚款金额").unwrap().parse("1.5", &KnowsAll), Ok(json!("1.50")));
    assert!(penalty.field_by_title("罚款金额(万元)").is_none(), "the unit must not be lost");
    assert!(penalty.column("处罚内容(万元)").is_none());
}

#[test]
fn a_fine_needs_its_amount() {
    let catalogue = catalogue();
    let penalty = catalogue.item("penalty").unwrap();
    let mut row = object(json!({
        "decision_no": "冀市监罚〔2026〕3号",
        "party": "某某食品店",
        "violation_type": "销售过期食品",
        "facts": "销售超过保质期的食品。",
        "legal_ground": "食品安全法第一百二十四条",
        "penalty_types": "罚款；警告",
        "content": "警告，罚款五千元。",
        "decided_on": "2026年11月3日",
    }));
    let problems = penalty.compose(row.clone(), &KnowsAll).unwrap_err();
    assert_eq!(problems[0].to_string(), "罚款金额：“处罚类别”为“罚款”时必填");
    row.insert("fine".into(), json!("0.5万元"));
    let composed = penalty.compose(row, &KnowsAll).unwrap();
    assert_eq!(composed.public["penalty_types"], json!(["警告", "罚款"]));
    assert_eq!(composed.public["fine"], json!("5000.00"));
    assert_eq!(composed.title, "某某食品店销售过期食品行政处罚");
}

#[test]
fn a_law_with_only_a_date_of_effect_has_a_date() {
    let catalogue = catalogue();
    let item = catalogue.item("policy-document").unwrap();
    let row = object(json!({ "title": "道路交通安全法", "effective_on": "2004-05-01", "body": "第一条" }));
    assert_eq!(item.compose(row, &KnowsAll).unwrap().issued_on.to_string(), "2004-05-01");
    let row = object(json!({ "title": "道路交通安全法", "body": "第一条" }));
    let problems = item.compose(row, &KnowsAll).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "成文日期：缺少日期，请填写：成文日期、公布日期、施行日期（至少一项）"
    );
}

#[test]
fn an_interpretation_and_its_policy_are_linked_both_ways() {
    let catalogue = catalogue();
    let field = catalogue.item("interpretation").unwrap().field("interprets").unwrap();
    let FieldKind::Reference { items, inverse, .. } = &field.kind else { panic!("no reference") };
    assert!(items.contains(&"policy-document".to_owned()));
    assert_eq!(inverse.as_ref().unwrap().zh, "政策解读");
}

/// Every text of the corpus becomes a policy document, number and dates as its heading gives them.
#[test]
fn every_law_of_the_corpus_passes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !root.is_dir() {
        eprintln!("skipped: no corpus at {}", root.display());
        return;
    }
    let catalogue = catalogue();
    let item = catalogue.item("policy-document").unwrap();
    let (mut passed, mut refused) = (0, Vec::new());
    for path in markdown_below(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        match item.compose(law(&path, &text), &KnowsAll) {
            Ok(_) => passed += 1,
            Err(problems) => refused.push(format!("{}: {}", path.display(), problems[0])),
        }
    }
    assert!(refused.is_empty(), "{} of {passed}:\n{}", refused.len(), refused.join("\n"));
    assert!(passed > 1000);
}

fn markdown_below(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(markdown_below(&path));
        } else if path.extension().is_some_and(|e| e == "md")
            && path.file_name().is_some_and(|n| n != "_index.md")
        {
            found.push(path);
        }
    }
    found
}

fn law(path: &std::path::Path, text: &str) -> Map<String, Value> {
    let (head, body) = text.split_once("<!-- INFO END -->").unwrap_or(("", text));
    let title = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let dated = name.rsplit_once('(').map(|(_, date)| date.trim_end_matches(')').to_owned());
    let number = head.lines().rev().find_map(|line| {
        let line = line.trim();
        let number = &line[line.find(' ')?..line.find("号公布")? + "号".len()];
        number.contains('令').then(|| number.to_owned())
    });
    let promulgation: Vec<&str> = head.lines().skip(1).filter(|line| !line.trim().is_empty()).collect();
    object(json!({
        "title": title,
        "issued_on": dated,
        "document_no": number,
        "promulgation": promulgation.join("\n"),
        "body": body,
    }))
}

#[test]
fn the_schema_of_an_interpretation() {
    let catalogue = catalogue();
    let item: &Item = catalogue.item("interpretation").unwrap();
    insta::assert_json_snapshot!(item.json_schema());
}

struct On(chrono::NaiveDate);

impl mingjing_catalogue::Known for On {
    fn region(&self, _: &str) -> bool {
        true
    }

    fn agency(&self, _: &str) -> bool {
        true
    }

    fn disclosure(&self, _: &str) -> bool {
        true
    }

    fn today(&self) -> Option<chrono::NaiveDate> {
        Some(self.0)
    }
}

#[test]
fn a_day_of_issue_far_ahead_is_a_mistyped_year() {
    let catalogue = catalogue();
    let on = On("2026-11-24".parse().unwrap());
    let licence = |decided_on: &str, valid_until: &str| {
        let values = serde_json::json!({
            "decision_no": "冀审许〔2026〕1号", "licensee": "石家庄恒泰建材有限公司", "licence_type": "普通",
            "content": "准予经营", "status": "有效", "decided_on": decided_on, "valid_until": valid_until,
        });
        let serde_json::Value::Object(values) = values else { panic!("an object") };
        catalogue.item("licence").unwrap().compose(values, &on)
    };
    assert!(licence("2026-11-02", "2099-12-31").is_ok(), "something may hold for long");
    assert!(licence("2027-11-24", "2099-12-31").is_ok(), "a year ahead");
    let problems = licence("2099-11-02", "2099-12-31").unwrap_err();
    assert_eq!((problems.len(), problems[0].field.as_str()), (1, "decided_on"));
    assert!(problems[0].message.contains("一年以上"), "{problems:?}");
}
