use proptest::prelude::*;

use super::*;

fn refusal(name: &str, bytes: &[u8]) -> String {
    look(name, bytes).unwrap_err().to_string()
}

#[test]
fn what_could_harm_is_refused_with_the_reason() {
    for (name, bytes, says) in [
        ("a.html", b"<!DOCTYPE html><p>x".as_slice(), "网页或脚本"),
        ("a.svg", b"<svg xmlns='x'/>", "网页或脚本"),
        ("a.txt", b"#!/bin/sh\nrm", "网页或脚本"),
        ("a.pdf", b"<html>%PDF-1.4", "网页或脚本"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "不能作为附件"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00\x00\x00", "旧版 Office"),
        ("a.txt", b"{\\rtf1 hello}", "不能作为附件"),
        ("a.zip", &package(&[("a.txt", "x")]), "压缩包"),
        ("a.rar", b"Rar!\x1a\x07\x00\x00", "不能作为附件"),
        ("a.pdf", b"plain text", "与扩展名不符"),
        ("a.txt", b"%PDF-1.4", "与扩展名不符"),
        ("a.pdf.txt", &pdf("x"), "与扩展名不符"),
        ("没有扩展名", b"text", "与扩展名不符"),
        ("a.txt", b"", "是空的"),
        ("a.bin", b"\x00\x01\x02\x03", "无法识别"),
    ] {
        let refused = refusal(name, bytes);
        assert!(refused.contains(says), "{name}: {refused}");
    }
}

#[test]
fn active_documents_are_refused_however_they_are_named() {
    let main = ("word/document.xml", "<a/>");
    for parts in [
        vec![main, ("word/vbaProject.bin", "x")],
        vec![main, ("word/VBAPROJECT.BIN", "x")],
        vec![main, ("word/activeX/activeX1.xml", "<a/>")],
        vec![
            main,
            ("[Content_Types].xml", "<T C=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>"),
        ],
        vec![("xl/workbook.xml", "<a/>"), ("xl/macrosheets/sheet1.xml", "<a/>")],
    ] {
        let refused = refusal("a.docx", &package(&parts));
        assert!(refused.contains("含宏"), "{refused}");
    }
}

#[test]
fn packages_that_would_unpack_elsewhere_are_refused() {
    for name in ["../evil.xml", "/etc/evil.xml", "word\\..\\..\\evil.xml", "C:evil.xml"] {
        let refused = refusal("a.docx", &package(&[("word/document.xml", "<a/>"), (name, "x")]));
        assert!(refused.contains("已损坏"), "{name}: {refused}");
    }
}

#[test]
fn texts_that_begin_like_programs_are_texts() {
    for text in ["BMI 指数说明", "MZ 系列设备清单", "BC 省", "ID3 决策树算法", "GIF 格式说明", "FWS,CWS"]
    {
        assert_eq!(look("a.txt", text.as_bytes()).unwrap().text.as_deref(), Some(text));
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let limits = Limits { max_bytes: 1 << 20, ..Limits::default() };
    let refused = inspect("a.txt", &vec![b'a'; (1 << 20) + 1], &limits).unwrap_err();
    assert!(refused.to_string().contains("超过 1 MB"));
}

#[test]
fn names_are_made_harmless() {
    assert_eq!(name::sanitise("../../etc/passwd.txt"), "passwd.txt");
    assert_eq!(name::sanitise("C:\\文件\\通知\u{202e}.pdf"), "通知.pdf");
    assert_eq!(name::sanitise("a\u{2066}\u{200f}b.pdf. "), "ab.pdf");
    assert_eq!(name::sanitise("...."), "未命名");
    assert!(name::sanitise(&("长".repeat(300) + ".pdf")).ends_with(".pdf"));
}

#[test]
fn chinese_text_of_older_systems_is_read() {
    let (gb, _, _) = encoding_rs::GB18030.encode("政务公开");
    assert_eq!(look("a.txt", &gb).unwrap().text.as_deref(), Some("政务公开"));
    let found = look("a.csv", "\u{feff}编号,名称\n1,甲\n".as_bytes()).unwrap();
    assert_eq!((found.text.as_deref(), found.media_type.as_str()), (Some("编号,名称\n1,甲\n"), "text/csv"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(
        start in prop_oneof![Just(&b""[..]), Just(&b"%PDF-1.7\n"[..]), Just(&b"PK\x03\x04"[..]), Just(&b"ID3"[..])],
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        name in "\\PC{0,20}\\.(txt|pdf|docx|xlsx|mp3)",
    ) {
        let _ = look(&name, &[start, &bytes].concat());
    }

    #[test]
    fn any_name_becomes_a_file_name(name in any::<String>()) {
        let clean = name::sanitise(&name);
        prop_assert!(!clean.is_empty() && clean.chars().count() <= 120);
        prop_assert!(!clean.contains(['/', '\\', '\0', '\n']) && !clean.starts_with('.'));
    }
}
