//! No text makes screening panic, and what is redacted is not found again.

use std::sync::LazyLock;

use mingjing_screening::{Finding, Screen, redact_text};
use proptest::prelude::*;

static SCREEN: LazyLock<Screen> = LazyLock::new(crate::screen);

const PIECES: [&str; 50] = [
    "11010519491231002X",
    "110105491231002",
    "13800138000",
    "139 0013 9000",
    "+8613700137000",
    "4111111111111111",
    "4111 1111 1111 1111",
    "6222020000000000000",
    "zhang@163.com",
    "a.b@sub.gov.cn",
    "@",
    "＠",
    "住址：",
    "现住",
    "家庭住址",
    "石家庄市桥西区",
    "中山路5号",
    "3组",
    "李家村",
    "机密★20年",
    "秘密",
    "绝密\n",
    "\n",
    "★",
    "密级：",
    " ",
    "-",
    "*",
    "**",
    "****",
    "，",
    "。",
    "|",
    "1",
    "138",
    "0013",
    "8000",
    "１３８",
    "0",
    "X",
    "a",
    "编号",
    "元",
    "0.",
    "账号：",
    "护照",
    "E1234567",
    "内部资料，请勿外传",
    "讨论稿",
    "（",
];

fn check(text: &str) -> Result<(), TestCaseError> {
    let findings = SCREEN.text("body", text);
    let mut end = 0;
    for finding in &findings {
        prop_assert!(finding.start >= end && finding.start < finding.end, "in order, apart");
        prop_assert_eq!(text.get(finding.start..finding.end), Some(finding.text.as_str()));
        end = finding.end;
    }
    let all: Vec<&Finding> = findings.iter().collect();
    let redacted = redact_text(text, &all);
    let left = SCREEN.text("body", &redacted);
    prop_assert!(left.is_empty(), "{text:?} became {redacted:?} with {left:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_in_pieced_texts(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)) {
        check(&pieces.concat())?;
    }

    #[test]
    fn nothing_is_left_in_digits_and_joints(text in "[0-9１２ X*@.\\-a-c]{0,60}") {
        check(&text)?;
    }

    #[test]
    fn any_text_is_looked_at(text in "\\PC{0,80}") {
        check(&text)?;
    }
}
