//! Texts as they are written, and what is found in them.

use mingjing_screening::{Finding, Kind, Treatment, redact_text, redact_values};
use serde_json::json;

use crate::screen;

fn shown(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    findings.iter().map(|f| (f.label.as_str(), f.text.as_str(), f.replacement.as_str())).collect()
}

#[test]
fn personal_data_is_found_and_masked() {
    let cases = [
        ("身份证11010519491231002X。", "身份证号码", "11010519491231002X", "110***********002X"),
        ("11010519491231002x", "身份证号码", "11010519491231002x", "110***********002X"),
        ("号码：110105194912310 02X", "身份证号码", "110105194912310 02X", "110***********002X"),
        (
            "１１０１０５１９４９１２３１００２Ｘ",
            "身份证号码",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110***********002X",
        ),
        ("旧证110105491231002号", "身份证号码", "110105491231002", "110********1002"),
        ("电话13800138000", "手机号码", "13800138000", "138****8000"),
        ("Tel:+8613800138000", "手机号码", "13800138000", "138****8000"),
        ("+86 138-0013-8000", "手机号码", "138-0013-8000", "138****8000"),
        ("**138 0013 8000**", "手机号码", "138 0013 8000", "138****8000"),
        ("１３８００１３８０００", "手机号码", "１３８００１３８０００", "138****8000"),
        ("卡号4111111111111111", "银行卡号", "4111111111111111", "4111********1111"),
        ("6222 0200 0000 0000 000", "银行卡号", "6222 0200 0000 0000 000", "6222***********0000"),
        ("邮箱zhang.san@163.com。", "电子邮箱地址", "zhang.san@163.com", "z****@163.com"),
        ("家庭住址：桥西区中山西路108号2单元。", "家庭住址", "桥西区中山西路108号2单元", "****"),
        ("户籍地址:正定县城关镇东门里村", "家庭住址", "正定县城关镇东门里村", "****"),
        ("现住灵寿县某乡某村3组，务农", "家庭住址", "灵寿县某乡某村3组", "****"),
        ("肇事车辆冀A12345逃逸", "机动车号牌", "冀A12345", "****"),
        ("新能源车冀A·D12345", "机动车号牌", "冀A·D12345", "****"),
        ("身份证号13010219900307123X", "像是身份证号码的数字", "13010219900307123X", "****"),
        ("微信号：abc12345。", "微信号", "abc12345", "****"),
        ("银行卡6222021234567890123", "银行账号", "6222021234567890123", "****"),
        ("护照号码：E12345678", "护照和通行证号码", "E12345678", "****"),
    ];
    let screen = screen();
    for (text, label, found, replacement) in cases {
        let findings = screen.text("body", text);
        assert_eq!(shown(&findings), [(label, found, replacement)], "{text}");
        assert_eq!(findings[0].kind, Kind::Personal);
        assert_eq!(&text[findings[0].start..findings[0].end], found);
    }
}

#[test]
fn marks_are_refused_and_other_words_are_asked_about() {
    let screen = screen();
    for (text, found) in [
        ("机密★20年", "机密★20年"),
        ("秘密★启封前\n关于……的通知", "秘密★启封前"),
        ("第一页\n\n绝密\n\n第二页", "绝密"),
        ("密级：机密", "密级：机密"),
    ] {
        let findings = screen.text("body", text);
        assert_eq!(findings.len(), 1, "{text}");
        assert_eq!((findings[0].text.as_str(), findings[0].treatment), (found, Treatment::Refuse));
        assert_eq!(findings[0].kind, Kind::StateSecret);
        assert!(findings[0].article.contains("第十四条"));
    }
    for text in ["内部资料，请勿外传", "妥否，请批示。", "（讨论稿）", "公开方式：不予公开", "【商业秘密】"]
    {
        let findings = screen.text("body", text);
        assert_eq!(findings.len(), 1, "{text}: {findings:?}");
        assert_eq!((findings[0].kind, findings[0].treatment), (Kind::Withheld, Treatment::Ask), "{text}");
    }
}

#[test]
fn ordinary_texts_have_no_findings() {
    let screen = screen();
    for text in [
        "",
        "保守国家秘密，保护商业秘密，采取秘密投票的方式。国家秘密分为绝密、机密、秘密三级。",
        "河北省人民政府办公厅，统一社会信用代码 11130000000217345E",
        "社会组织统一社会信用代码511300005000000019",
        "110105194912310021",
        "编号A11010519491231002X",
        "11010519491331002X",
        "9911010519491231002X",
        "订单138001380001",
        "中标金额13800138000元",
        "比值0.13800138000",
        "卡号4111111111111112",
        "固定电话0311-87906000",
        "邮箱zwgk@hebei.gov.cn，xxgk@sub.Example.GOV.CN",
        "机关地址：石家庄市长安区裕华东路113号",
        "当事人的住址、工作单位发生变动的，应当在五日内报告居住地的村民委员会。",
        "冀政办字〔2019〕5号，2019-01-15 10:30:00，项目2019-130102-48-03-000123",
        "已遮盖：130***********1234，138****1234",
    ] {
        assert_eq!(shown(&screen.text("body", text)), [], "{text}");
    }
}

#[test]
fn a_credit_code_in_digits_is_not_a_bank_card() {
    // Passes Luhn and the check character of GB 32100-2015 alike.
    let code = (0..10_000_000_u64)
        .map(|serial| format!("5113000050{serial:07}"))
        .flat_map(|stem| (0..10).map(move |check| format!("{stem}{check}")))
        .find(|code| is_credit_code(code) && luhn(code))
        .unwrap();
    assert_eq!(shown(&screen().text("body", &format!("甲{code}乙"))), [], "{code}");
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits.bytes().rev().enumerate().fold(0, |sum, (place, digit)| {
        let value = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
        sum + value / 10 + value % 10
    });
    sum.is_multiple_of(10)
}

fn is_credit_code(code: &str) -> bool {
    let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let sum: u32 = code.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    u32::from(code.as_bytes()[17] - b'0') == (31 - sum % 31) % 31
}

#[test]
fn values_are_screened_to_their_depth_and_redacted() {
    let mut values = json!({
        "title": "关于某事的公示",
        "code": "13800138000",
        "people": [{"name": "张某", "phone": "13800138000"}, {"name": "李某", "phone": "电话13800138000", "no": "13900139000"}],
        "amount": 13800138000_i64,
    });
    let screen = screen();
    let skip = |field: &str| matches!(field, "code" | "people.no");
    let map = values.as_object_mut().unwrap();
    let findings = screen.values(map, &skip);
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|f| f.place == "people"));
    assert_ne!(findings[0].id, findings[1].id);
    assert_eq!(findings, screen.values(map, &skip), "ids are stable");
    redact_values(map, &findings.iter().collect::<Vec<_>>());
    assert_eq!(map["people"][1]["phone"], "电话138****8000");
    assert_eq!(map["code"], "13800138000");
    assert_eq!(screen.values(map, &skip), []);
}

#[test]
fn a_kept_finding_stays_while_the_others_go() {
    let text = "甲13800138000乙13900139000";
    let findings = screen().text("body", text);
    assert_eq!(redact_text(text, &[&findings[1]]), "甲13800138000乙139****9000");
}

#[test]
fn overlapping_findings_are_one_and_show_nothing() {
    let findings = screen().text("body", "13800138000@qq.com");
    assert_eq!(shown(&findings), [("电子邮箱地址", "13800138000@qq.com", "****")]);
}
