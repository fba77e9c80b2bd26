use proptest::prelude::*;

use super::*;
use crate::tests::package;

const NAMESPACES: &str = "xmlns:w=\"w\" xmlns:mc=\"mc\"";

fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn document(body: &str) -> Vec<u8> {
    package(&[
        ("word/document.xml", &format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            "<w:styles><w:style w:styleId=\"a\"><w:name w:val=\"heading 2\"/></w:style>\
             <w:style w:styleId=\"b\"><w:name w:val=\"小节\"/><w:basedOn w:val=\"a\"/></w:style>\
             <w:style w:styleId=\"loop\"><w:basedOn w:val=\"loop\"/></w:style>\
             <w:style w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style></w:styles>",
        ),
        (
            "word/numbering.xml",
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
             <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
             <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
             <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"●\"/></w:lvl></w:abstractNum>\
             <w:num w:numId=\"7\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>见《条例》&amp;解释。</w:t></w:r></w:p></w:footnote></w:footnotes>",
        ),
    ])
}

fn read_of(body: &str) -> Manuscript {
    manuscript("稿.docx", &document(body), &Limits::default()).unwrap()
}

fn listed(level: usize) -> String {
    format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr>")
}

#[test]
fn the_only_heading_above_all_is_the_title_and_links_lead_where_they_led() {
    let heading = |text: &str| p("<w:outlineLvl w:val=\"0\"/>", text);
    let found = read_of(&[heading("关于供暖的通知"), p("", "正文")].concat());
    assert_eq!((found.title.as_deref(), found.html.as_str()), (Some("关于供暖的通知"), "<p>正文</p>\n"));
    let parts = read_of(&[heading("总则"), p("", "正文"), heading("附则")].concat());
    assert!(parts.title.is_none() && parts.html.starts_with("<h1>总则</h1>"), "{}", parts.html);

    let link =
        |id: &str| format!("<w:p><w:hyperlink r:id=\"{id}\"><w:r><w:t>条例</w:t></w:r></w:hyperlink></w:p>");
    let body = [link("r1"), link("r2"), link("none")].concat();
    let bytes = package(&[
        (
            "word/document.xml",
            &format!("<w:document {NAMESPACES} xmlns:r=\"r\"><w:body>{body}</w:body></w:document>"),
        ),
        (
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Target=\"https://www.gov.cn/a?b=1&amp;c=2\" TargetMode=\"External\"/>\
             <Relationship Id=\"r2\" Target=\"javascript:alert(1)\" TargetMode=\"External\"/></Relationships>",
        ),
    ]);
    let html = manuscript("稿.docx", &bytes, &Limits::default()).unwrap().html;
    let linked = "<p><a href=\"https://www.gov.cn/a?b=1&amp;c=2\">条例</a></p>\n";
    assert_eq!(html, format!("{linked}<p>条例</p>\n<p>条例</p>\n"));
}

#[test]
fn headings_numbers_and_bullets_are_kept() {
    let body = [
        p("<w:jc w:val=\"center\"/>", "关于供暖的"),
        p("<w:jc w:val=\"center\"/>", "通知"),
        p("", "冀建〔2026〕5号"),
        p("<w:pStyle w:val=\"b\"/>", "总则"),
        p(&listed(0), "准备"),
        p(&listed(1), "检修"),
        p(&listed(1), "储煤"),
        p(&listed(2), "每天&lt;一次&gt;"),
        p(&listed(0), "供暖"),
        p(&listed(1), "启动"),
    ];
    let found = read_of(&body.concat());
    assert_eq!(found.title.as_deref(), Some("关于供暖的通知"));
    assert_eq!(found.document_no.as_deref(), Some("冀建〔2026〕5号"));
    assert!(found.html.starts_with("<h2>总则</h2>"), "{}", found.html);
    for part in [
        ">一、</span>准备",
        ">（一）</span>检修",
        ">（二）</span>储煤",
        ">·</span>每天&lt;一次&gt;",
        ">二、</span>供暖",
        ">（一）</span>启动",
    ] {
        assert!(found.html.contains(part), "{part}: {}", found.html);
    }
}

#[test]
fn tables_notes_and_breaks_are_kept() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", text));
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl><w:p><w:r><w:t>末</w:t><w:footnoteReference w:id=\"2\"/><w:br/><w:t>行</w:t></w:r></w:p>",
        p("", "前"),
        cell("<w:vMerge w:val=\"restart\"/>", "单位"),
        cell("", "数"),
        cell("<w:vMerge/>", ""),
        cell("", "三"),
        cell("<w:gridSpan w:val=\"2\"/>", "合计"),
    );
    let html = read_of(&body).html;
    assert!(
        html.contains("<tr><td><p>单位</p>\n</td><td><p>数</p>\n</td></tr><tr><td><p>单位</p>"),
        "{html}"
    );
    assert!(html.contains("<td><p>合计</p>\n</td><td></td>"), "{html}");
    assert!(html.contains("末<a href=\"#_ftn1\">[1]</a><br>行"), "{html}");
    assert!(html.ends_with("<div id=\"ftn1\"><p>见《条例》&amp;解释。</p></div>\n"), "{html}");
}

#[test]
fn what_was_deleted_hidden_or_repeated_is_left_out() {
    let body = "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r>\
        <mc:AlternateContent><mc:Choice><w:r><w:drawing/></w:r></mc:Choice><mc:Fallback><w:r><w:pict/><w:t>重</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>";
    let found = read_of(body);
    assert_eq!((found.html.as_str(), found.pictures), ("<p>增显</p>\n", 1));
    assert_eq!(read_of(&p("<w:pStyle w:val=\"loop\"/>", "环")).html, "<p>环</p>\n");
}

#[test]
fn only_word_documents_are_read() {
    let said =
        |name: &str, bytes: &[u8]| manuscript(name, bytes, &Limits::default()).unwrap_err().to_string();
    assert!(said("稿.txt", "正文".as_bytes()).contains("不是 Word 文档"));
    assert!(said("稿.docx", &package(&[("word/document.xml", "<w:p>")][..0])).contains("稿.docx"));
    assert!(said("稿.docx", b"").contains("空的"));
}

proptest! {
    #[test]
    fn no_markup_panics(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:r>", "<w:t>字", "</w:t>",
        "<w:gridSpan w:val=\"99999999\"/>", "<w:vMerge/>", "<w:del>", "</w:del>", "<w:numId w:val=\"7\"/>",
        "<w:ilvl w:val=\"88\"/>", "<w:footnoteReference w:id=\"2\"/>", "<w:outlineLvl w:val=\"200\"/>", "&#0;", "&lt;",
    ]), 0..60)) {
        let _ = manuscript("稿.docx", &document(&parts.concat()), &Limits::default());
    }
}
