//! Broken rule files are refused with file, line and reason.

use mingjing_law::LawFiles;
use mingjing_screening::Screen;

const GOOD: &str = r#"source = "《条例》第十五条"
[[rule]]
key = "word"
title = "词"
kind = "withheld"
words = ["某个词"]
treatment = "ask"
ground = "理由"
article = "《条例》第十六条"
"#;

fn reasons(text: &str) -> Vec<String> {
    let files = LawFiles::default().with("screening/x.toml", text);
    match Screen::load(&files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_small_rule_file_works() {
    let files = LawFiles::default().with("screening/x.toml", GOOD);
    let screen = Screen::load(&files).unwrap();
    let findings = screen.text("title", "有某个词。");
    assert_eq!((findings[0].rule.as_str(), findings[0].text.as_str()), ("word", "某个词"));
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    let cases = [
        (GOOD.replace("ground = \"理由\"\n", ""), "law/screening/x.toml:2: 缺少“ground”"),
        (GOOD.replace("\"ask\"", "\"hide\""), "law/screening/x.toml:7: “hide”不是可用的值"),
        (
            GOOD.replace("words = [\"某个词\"]", "detector = \"phone\""),
            "law/screening/x.toml:6: “phone”不是可用的值",
        ),
        (
            GOOD.replace("words = [\"某个词\"]", "pattern = '('\ntriggers = [\"词\"]"),
            "law/screening/x.toml:6: pattern 不是正确的正则表达式",
        ),
        (
            GOOD.replace("words = [\"某个词\"]", "pattern = '词'"),
            "law/screening/x.toml:6: 用 pattern 的规则要有“triggers”",
        ),
        (
            GOOD.replace("words = [\"某个词\"]\n", ""),
            "law/screening/x.toml:3: 每条规则要写 detector、pattern、words 三者之一",
        ),
        (GOOD.replace("第十六条", ""), "law/screening/x.toml:9: “article”要写明法律名称和第几条"),
        (
            GOOD.replace("[\"某个词\"]", "[\"某个词\"]\nkeep = { first = 1, last = 1 }"),
            "law/screening/x.toml:7: “keep”只用于号码和邮箱",
        ),
        (
            GOOD.replace(
                "words = [\"某个词\"]",
                "detector = \"mobile-number\"\nkeep = { first = 4, last = 4 }",
            ),
            "law/screening/x.toml:7: “keep”留得太多",
        ),
        (format!("{GOOD}{}", &GOOD[GOOD.find("[[").unwrap()..]), "law/screening/x.toml:11: 规则“word”已在"),
        ("source = ".to_owned(), "law/screening/x.toml:1: TOML 语法错误"),
        ("source = \"《条例》\"".to_owned(), "law/screening/:1: 没有审查规则"),
    ];
    for (text, expected) in cases {
        let reasons = reasons(&text);
        assert!(reasons.iter().any(|r| r.starts_with(expected)), "expected {expected}, got {reasons:?}");
    }
    assert!(Screen::load(&LawFiles::default()).is_err());
}
