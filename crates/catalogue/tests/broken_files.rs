//! What a broken catalogue file is told.

use mingjing_catalogue::{Catalogue, Problem};
use mingjing_law::LawFiles;

const FORMAT: &str = include_str!("../FORMAT.md");
const PATH: &str = "items/4-service/lantern-permit.toml";

/// The whole example of FORMAT.md.
fn example() -> &'static str {
    let (_, rest) = FORMAT.split_once("```toml\n").expect("an example");
    rest.split_once("```").expect("its end").0
}

fn load(text: &str) -> Result<Catalogue, Vec<Problem>> {
    load_at(PATH, text)
}

fn load_at(path: &str, text: &str) -> Result<Catalogue, Vec<Problem>> {
    let policy = LawFiles::embedded();
    let policy = policy.get("items/1-decision/policy-document.toml").expect("the policy document");
    let policy = policy.replace(", \"normative-document\"", "").replace(", \"notice\"", "");
    // What it joins lies in items that are not here.
    let (head, rest) = policy.split_once("[[page.joined]]").expect("joined groups");
    let policy = format!("{head}{}", &rest[rest.find("[list]").expect("a list")..]);
    Catalogue::load(
        &LawFiles::default()
            .with("limits.toml", "[\"disclosure.proactive\"]\nworking_days = 20\n")
            .with("items/1-decision/policy-document.toml", policy)
            .with(path, text),
    )
}

/// Replaces one place of the example and gives what is reported, as `line: reason`.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(example().contains(from), "the example has no {from}");
    let problems = load(&example().replacen(from, to, 1)).expect_err("should be refused");
    problems.into_iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect()
}

fn line_of(text: &str) -> usize {
    example().lines().position(|line| line.contains(text)).expect("a line with it") + 1
}

#[test]
fn a_way_over_references_that_leads_nowhere_is_named() {
    let way = r#"path = ["rules", "lantern-permit.rules"]"#;
    for broken_way in [
        r#"path = ["rules", "lantern-permit.theme"]"#,
        r#"path = ["theme"]"#,
        r#"path = ["rules", "no-item.rules"]"#,
    ] {
        let told = broken(way, broken_way);
        assert!(
            told[0].contains("走不通") && told[0].starts_with(&line_of("lantern-permit.rules").to_string())
        );
    }
}

#[test]
fn the_documented_example_loads() {
    let catalogue = load(example()).unwrap();
    let item = catalogue.item("lantern-permit").unwrap();
    assert_eq!(item.form.len(), 3);
    assert!(item.timeline);
    assert_eq!((item.charts.len(), item.charts[0].values.as_slice()), (1, &["rent".to_owned()][..]));
    assert_eq!(item.list_fields().count(), 4);
    let values = |kind: &str, more: &str| {
        let text = format!("{{ \"organiser_kind\": \"{kind}\"{more} }}");
        serde_json::from_str(&text).unwrap()
    };
    let missing = item.missing_when_handed_in(&values("法人及非法人组织", ""));
    assert_eq!(missing.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["rules"]);
    assert!(missing[0].message.contains("《灯会管理办法》第三条"), "{missing:?}");
    for (kind, more) in [
        ("自然人", ""),
        ("法人及非法人组织", ", \"body\": \"无\""),
        ("法人及非法人组织", ", \"rules\": [\"x\"]"),
    ] {
        assert!(item.missing_when_handed_in(&values(kind, more)).is_empty(), "{kind}{more}");
    }
    assert!(item.field("permit_no").unwrap().in_list && item.field("fee").unwrap().on_page);
    assert_eq!(item.field("permit_no").unwrap().csv_title, "许可决定文号");
}

#[test]
fn every_mistake_has_its_line() {
    for (from, to, reason) in [
        ("key = \"lantern-permit\" ", "key = \"lantern\" ", "条目键“lantern”要和文件名“lantern-permit”一样"),
        ("area = \"service\"", "area = \"result\"", "items/5-result/"),
        ("area = \"service\"", "area = \"services\"", "“services”不是可用的值，可用：decision"),
        ("publishers = [\"行政审批\", \"公安\"]", "publishers = \"some\"", "“publishers”要写 \"all\""),
        ("publishers = [\"行政审批\", \"公安\"]", "publishers = []", "“publishers”要写 \"all\""),
        ("key = \"visitors\"", "key = \"agency_name\"", "字段键“agency_name”由系统使用"),
        ("aliases = [\"文号\"]", "aliases = [\"网址\"]", "列名“网址”是导出文件自己的列"),
        ("elements = [\"theme\"", "elements = [\"themes\"", "elements里的字段“themes”不存在"),
        (
            "elements = [\"theme\"",
            "elements = [\"organiser_phone\"",
            "内部字段“organiser_phone”不能用在elements里",
        ),
        ("table = \"stalls\"", "table = \"stall\"", "图表里的字段“stall”不存在"),
        ("table = \"stalls\"", "table = \"fee\"", "“fee”不是表格"),
        ("label = \"name\" ", "label = \"names\" ", "表格里没有列“names”"),
        ("values = [\"rent\"]", "values = [\"name\"]", "“name”不是"),
        ("values = [\"rent\"]", "values = []", "要写 1 至 3 列"),
        ("title = \"摊位租金\"", "title = \" \"", "图表的标题"),
        ("needs = [\"rules\"]", "needs = [\"rule\"]", "“handing_in”里的字段“rule”不存在"),
        ("needs = [\"rules\"]", "needs = []", "要写明需要的字段"),
        ("unless = \"body\"", "unless = \"why\"", "“handing_in”里的字段“why”不存在"),
        ("is = [\"法人及非法人组织\"]", "is = [\"单位\"]", "“单位”不是字段“organiser_kind”的可选值"),
        ("when = { field = \"organiser_kind\"", "when = { field = \"fee\"", "“when”里的“fee”不是可选值字段"),
        ("summary = \"举办灯会的许可决定。\"", "summary = \" \"", "说明“summary”不能为空"),
        ("\"一(四)1\"", "\"四(一)1\"", "不是《意见》的条目编号"),
        (
            "time_limit = \"disclosure.proactive\"",
            "time_limit = \"soon\"",
            "law/limits.toml 里没有期限“soon”",
        ),
        ("days = 180", "days = 0", "天数"),
        ("\"{organiser}举办{theme}灯会\"", "\"{organizer}灯会\"", "标题格式里的字段“organizer”不存在"),
        (
            "\"{organiser}举办{theme}灯会\"",
            "\"{organiser_phone}灯会\"",
            "内部字段“organiser_phone”不能用在标题里",
        ),
        ("\"{organiser}举办{theme}灯会\"", "\"灯会\"", "没有字段"),
        ("[\"decided_on\", \"starts_on\"]", "[\"decided\"]", "“issued_on”里的字段“decided”不存在"),
        ("[\"decided_on\", \"starts_on\"]", "[\"theme\"]", "不是日期"),
        ("natural_key = [\"permit_no\"]", "natural_key = [\"no\"]", "自然键里的字段“no”不存在"),
        ("status_field = \"status\"", "status_field = \"organiser\"", "要是单选的枚举"),
        ("check = \"starts_on <= ends_on\"", "check = \"starts_on = ends_on\"", "规则要写成"),
        ("check = \"starts_on <= ends_on\"", "check = \"starts_on <= fee\"", "规则只能比较"),
        ("check = \"starts_on <= ends_on\"", "check = \"starts_on <= end\"", "规则里的字段“end”不存在"),
        ("kind = \"document_number\"", "kind = \"number_of_document\"", "“number_of_document”不是可用的值"),
        ("max_chars = 100", "max_chars = \"100\"", "类型不对：这里应当是整数，写的却是文字"),
        ("visibility = \"internal\" ", "visibility = \"internal\"\nindexed = true", "内部字段不能进入检索"),
        ("equals = \"有效\"", "equals = \"生效\"", "“生效”不是字段“status”的可选值"),
        ("field = \"status\", equals", "field = \"state\", equals", "“required_when”里的字段“state”不存在"),
        ("options = [\"有效\", \"撤销\"]", "options = [\"有效\", \"有效\"]", "可选值“有效”写了两次"),
        ("items = [\"policy-document\"]", "items = [\"policy\"]", "没有条目“policy”"),
        ("aliases = [\"文号\"]", "aliases = [\"主题\"]", "列名“主题”也是另一个字段的"),
        ("unit = \"人\"", "colour = \"红\"", "不认识的项“colour”"),
        ("integer = true", "integer = true\nmany = true", "这种类型的字段没有“many”"),
        ("max = 1000000", "max = 0", "最大值“max”小于最小值“min”"),
        ("facet = true", "facet = 1", "true 或 false"),
    ] {
        let reported = broken(from, to);
        assert!(reported.iter().any(|line| line.contains(reason)), "{to}: {reported:?}");
    }
}

#[test]
fn every_mistake_in_lists_and_credit_has_its_line() {
    for (from, to, reason) in [
        (
            "valid_from = \"starts_on\"",
            "valid_from = \"theme\"",
            "[list.history] 的“theme”要是公开的日期字段",
        ),
        ("ended = [\"撤销\"]", "ended = [\"停止\"]", "“停止”不是状态字段的可选值"),
        ("natural_key = [\"permit_no\"]", "natural_key = []", "要有自然键"),
        ("name = \"organiser\" ", "name = \"theme\" ", "“theme”要是公开、indexed 的文本字段"),
        ("closed = [\"uscc\"]", "closed = []", "“person”和“closed”要一起写"),
        ("closed = [\"uscc\"]", "closed = [\"tax_no\"]", "字段“tax_no”不存在"),
        (
            "equals = \"自然人\" }  #",
            "equals = \"个人\" }  #",
            "“organiser_kind”要是有可选值“个人”的公开枚举字段",
        ),
        ("until = \"ends_on\"", "until = \"theme\"", "“theme”要是公开的日期字段"),
        ("longest = \"disclosure.proactive\"", "longest = \"soon\"", "law/limits.toml 里没有期限“soon”"),
        (
            "columns = [\"organiser\", \"uscc\"",
            "columns = [\"host\", \"uscc\"",
            "[credit.exchange] 里的字段“host”不存在",
        ),
        ("in_wan = [\"fee\"]", "in_wan = [\"theme\"]", "“theme”要是金额"),
        ("most_rows = 10000", "most_rows = 0", "每份行数"),
        ("shared = [\"permit_no\"]", "shared = [\"fee\"]", "page.shared 里的字段“fee”要公开"),
    ] {
        let reported = broken(from, to);
        assert!(reported.iter().any(|line| line.contains(reason)), "{to}: {reported:?}");
    }
}

#[test]
fn the_line_is_the_one_with_the_mistake() {
    let reported =
        broken("[\"permit_no\", \"organiser\", \"decided_on\", \"status\"]", "[\"permit_no\", \"fees\"]");
    assert_eq!(
        reported,
        [format!("{}: list.columns里的字段“fees”不存在", line_of("columns = [\"permit_no\""))]
    );
}

#[test]
fn a_field_left_out_of_the_form_is_found() {
    let reported = broken("\"fee\", \"visitors\", \"stalls\"] },", "\"fee\", \"visitors\"] },");
    assert!(reported[0].contains("字段“stalls”没有放进表单的任何一组"), "{reported:?}");
}

#[test]
fn a_source_is_necessary() {
    let text = example();
    let (before, rest) = text.split_once("basis = [").unwrap();
    let (_, after) = rest.split_once("]\nresponsible").unwrap();
    let empty = load(&format!("{before}basis = []\nresponsible{after}")).unwrap_err();
    assert!(empty[0].reason.contains("每个条目都要说明出处"));
    let missing = load(&format!("{before}responsible{after}")).unwrap_err();
    assert_eq!(missing[0].reason, "缺少“basis”");
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = example()
        .replacen("area = \"service\"", "area = \"result\"", 1)
        .replacen("kind = \"money\"", "kind = \"cash\"", 1)
        .replacen("integer = true", "integer = 3", 1)
        .replacen("equals = \"有效\"", "equals = \"生效\"", 1);
    let problems = load(&text).unwrap_err();
    for reason in ["items/5-result/", "“cash”", "true 或 false", "“生效”"] {
        assert!(problems.iter().any(|problem| problem.reason.contains(reason)), "{reason}: {problems:?}");
    }
    assert!(problems.is_sorted_by_key(|problem| problem.line));
}

#[test]
fn all_files_are_told_at_once() {
    let files = LawFiles::default()
        .with("items/1-decision/a.toml", "key = ")
        .with("items/1-decision/b.toml", "key = \"b\"\ncolour = 1\n");
    let problems = Catalogue::load(&files).unwrap_err();
    let mut named: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    named.dedup();
    assert_eq!(named, ["law/items/1-decision/a.toml", "law/items/1-decision/b.toml"]);
    assert!(problems[0].to_string().starts_with("law/items/1-decision/a.toml:1: TOML 语法错误"));
}

#[test]
fn a_key_belongs_to_one_file() {
    let text = example().replacen("area = \"service\"", "area = \"result\"", 1);
    let files = LawFiles::default()
        .with(PATH, example().replace("[\"policy-document\"]", "[\"lantern-permit\"]"))
        .with(
            "items/5-result/lantern-permit.toml",
            text.replace("[\"policy-document\"]", "[\"lantern-permit\"]"),
        );
    let problems = Catalogue::load(&files).unwrap_err();
    assert!(problems[0].reason.contains("在另一个文件里已经有了"));
}

#[test]
fn an_empty_catalogue_is_no_catalogue() {
    assert!(Catalogue::load(&LawFiles::default()).unwrap_err()[0].reason.contains("没有任何条目文件"));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(cut in 0usize..6000, inserted in "[ -~中\n]{0,12}") {
        let mut at = cut.min(example().len());
        while !example().is_char_boundary(at) {
            at -= 1;
        }
        let (before, after) = example().split_at(at);
        let _ = load(&format!("{before}{inserted}{after}"));
        let _ = load(before);
    }
}
