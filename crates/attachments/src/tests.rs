use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    package(&[(
        "word/document.xml",
        &format!("<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>"),
    )])
}

fn pdf(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let start = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for at in offsets {
        out += &format!("{at:010} 00000 n \n");
    }
    out += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

fn look(name: &str, bytes: &[u8]) -> Result<Inspected, Refused> {
    inspect(name, bytes, &Limits::default())
}

#[test]
fn the_text_of_a_word_document_is_found() {
    let file = docx(
        "<w:p><w:r><w:t>第一条 为了&amp;规范</w:t></w:r><w:r><w:t>管理</w:t></w:r></w:p><w:p><w:r><w:t>第二条</w:t></w:r></w:p>",
    );
    let found = look("办法.docx", &file).unwrap();
    assert_eq!(found.text.as_deref(), Some("第一条 为了&规范管理\n第二条\n"));
    assert!(found.media_type.contains("wordprocessingml"));
}

#[test]
fn the_text_of_a_pdf_is_found() {
    let found = look("notice.pdf", &pdf("Hello openness")).unwrap();
    assert!(found.text.unwrap().contains("Hello openness"));
    assert_eq!(found.media_type, "application/pdf");
}

#[test]
fn a_broken_pdf_is_a_file_without_text() {
    assert_eq!(look("a.pdf", b"%PDF-1.7\n1 0 obj << /Type /Catalog").unwrap().text, None);
}

#[test]
fn what_could_harm_is_refused_with_the_reason() {
    let macros = package(&[("word/document.xml", "<a/>"), ("word/vbaProject.bin", "x")]);
    for (name, bytes, says) in [
        ("a.html", b"<!DOCTYPE html><p>x".as_slice(), "网页或脚本"),
        ("a.svg", b"<svg xmlns='x'/>", "网页或脚本"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "不能作为附件"),
        ("a.zip", &package(&[("a.txt", "x")]), "压缩包"),
        ("a.docx", &macros, "含宏"),
        ("a.pdf", b"plain text", "与扩展名不符"),
        ("a.txt", b"", "是空的"),
        ("a.bin", b"\x00\x01\x02\x03", "无法识别"),
    ] {
        let refused = look(name, bytes).unwrap_err().to_string();
        assert!(refused.contains(says), "{name}: {refused}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let file = docx(&"<w:p><w:r><w:t>零零零零</w:t></w:r></w:p>".repeat(100_000));
    let limits = Limits { max_unpacked: 1 << 20, ..Limits::default() };
    assert!(matches!(inspect("a.docx", &file, &limits), Err(Refused::Damaged { .. })));
}

#[test]
fn names_are_made_harmless() {
    assert_eq!(name::sanitise("../../etc/passwd.txt"), "passwd.txt");
    assert_eq!(name::sanitise("C:\\文件\\通知\u{202e}.pdf"), "通知.pdf");
    assert_eq!(name::sanitise("...."), "未命名");
    assert!(name::sanitise(&("长".repeat(300) + ".pdf")).ends_with(".pdf"));
}

#[test]
fn chinese_text_of_older_systems_is_read() {
    let (gb, _, _) = encoding_rs::GB18030.encode("政务公开");
    assert_eq!(look("a.txt", &gb).unwrap().text.as_deref(), Some("政务公开"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in "\\PC{0,20}\\.(txt|pdf|docx)") {
        let _ = look(&name, &bytes);
    }

    #[test]
    fn a_damaged_document_does_not_make_it_panic(at in 0usize..1000, with in any::<u8>()) {
        let mut file = docx("<w:p><w:r><w:t>第一条</w:t></w:r></w:p>");
        let len = file.len();
        file[at % len] = with;
        let _ = look("a.docx", &file);
        let mut file = pdf("Hello");
        let len = file.len();
        file[at % len] = with;
        let _ = look("a.pdf", &file);
    }
}
