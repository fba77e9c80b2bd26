use proptest::prelude::*;

use super::*;

fn text_of(name: &str, file: &[u8]) -> String {
    look(name, file).unwrap().text.unwrap_or_default()
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
fn rows_of_a_word_table_are_lines() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
    let file = docx(&format!("<w:tbl>{}{}</w:tbl>", row("姓名", "住址"), row("张某", "桥西区")));
    assert_eq!(text_of("a.docx", &file), "姓名\t住址\t\n张某\t桥西区\t\n");
}

#[test]
fn what_a_reader_overlooks_is_taken_out_as_well() {
    let part = |text: &str| format!("<w:x xmlns:w=\"x\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:x>");
    let file = package(&[
        (
            "word/document.xml",
            "<w:d xmlns:w=\"x\"><w:p><w:del><w:r><w:delText>已删</w:delText></w:r></w:del></w:p></w:d>",
        ),
        ("word/header1.xml", &part("机密★20年")),
        ("word/footnotes.xml", &part("脚注")),
        ("word/comments.xml", &part("批注")),
        ("word/settings.xml", &part("设置")),
    ]);
    let text = text_of("a.docx", &file);
    for wanted in ["已删", "机密★20年", "脚注", "批注"] {
        assert!(text.contains(wanted), "{text}");
    }
    assert!(!text.contains("设置"));
}

#[test]
fn fallbacks_are_not_read_twice() {
    let file = docx(
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>一次</w:t></w:r></w:p></mc:Choice>\
         <mc:Fallback><w:p><w:r><w:t>一次</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>",
    );
    assert_eq!(text_of("a.docx", &file), "一次\n");
}

#[test]
fn slides_are_read_in_their_order() {
    let slide = |text: &str| {
        format!("<p:sld xmlns:a=\"a\" xmlns:p=\"p\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>")
    };
    let file = package(&[
        ("ppt/presentation.xml", "<p/>"),
        ("ppt/slides/slide10.xml", &slide("十")),
        ("ppt/slides/slide2.xml", &slide("二")),
        ("ppt/slides/slide1.xml", &slide("一")),
    ]);
    assert_eq!(text_of("a.pptx", &file), "一\n二\n十\n");
}

#[test]
fn cells_of_a_sheet_stand_side_by_side() {
    let file = package(&[
        ("xl/workbook.xml", "<w/>"),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>姓名</t></si><si><r><t>手</t></r><r><t>机</t></r><rPh><t>x</t></rPh></si></sst>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<s><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>\
             <row><c t=\"inlineStr\"><is><t>张&amp;某</t></is></c><c><v>13812345678</v></c><c/></row></s>",
        ),
    ]);
    assert_eq!(text_of("a.xlsx", &file), "姓名\t手机\n张&某\t13812345678\n");
}

#[test]
fn cells_of_a_sheet_stand_in_their_columns() {
    let file = package(&[
        ("xl/workbook.xml", "<w/>"),
        ("xl/sharedStrings.xml", "<sst><si><t>省教育厅&#10;省财政厅</t></si></sst>"),
        (
            "xl/worksheets/sheet1.xml",
            "<s><row><c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"2\"/><c r=\"C1\" t=\"s\"><v>0</v></c></row>\
             <row><c r=\"C2\"><v>3</v></c><c r=\"B2\"><v>4</v></c><c r=\"XFD2\"><v>5</v></c></row></s>",
        ),
    ]);
    assert_eq!(text_of("a.xlsx", &file), "1\t\t省教育厅 省财政厅\n\t\t3\t4\t5\n");
}

#[test]
fn the_text_of_an_ofd_document_is_found() {
    let file = package(&[
        ("OFD.xml", "<ofd:OFD/>"),
        (
            "Doc_0/Pages/Page_0/Content.xml",
            "<ofd:Page><ofd:TextObject><ofd:TextCode X=\"1\">政务公开</ofd:TextCode></ofd:TextObject></ofd:Page>",
        ),
    ]);
    let found = look("a.ofd", &file).unwrap();
    assert_eq!((found.text.as_deref(), found.media_type.as_str()), (Some("政务公开\n"), "application/ofd"));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let file = docx(&"<w:p><w:r><w:t>零零零零</w:t></w:r></w:p>".repeat(100_000));
    let limits = Limits { max_unpacked: 1 << 20, ..Limits::default() };
    assert!(matches!(inspect("a.docx", &file, &limits), Err(Refused::Damaged { .. })));
}

#[test]
fn a_long_text_is_cut() {
    let limits = Limits { max_text: 10, ..Limits::default() };
    let file = docx(&"<w:p><w:r><w:t>一二三四五六七八九</w:t></w:r></w:p>".repeat(1_000));
    let long = inspect("a.docx", &file, &limits).unwrap();
    assert_eq!((long.text.unwrap().chars().count(), long.text_whole), (10, false), "and it says so");
    assert!(inspect("a.docx", &file, &Limits::default()).unwrap().text_whole);
    assert!(!inspect("a.txt", "一二三四五六七八九十一".as_bytes(), &limits).unwrap().text_whole);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_package_does_not_make_it_panic(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let mut file = docx("<w:p><w:r><w:t>第一条</w:t></w:r></w:p>");
        let len = file.len();
        for (at, with) in changes {
            file[at % len] = with;
        }
        let _ = look("a.docx", &file);
    }

    #[test]
    fn any_xml_in_a_package_is_borne(xml in "(<w:(t|p|tc|tr|v|c|si)>|</w:(t|p|tc|tr|v|c|si)>|&#?[a-z0-9]{1,3};|[一二]|<|>|\\PC){0,20}") {
        let _ = look("a.docx", &docx(&xml));
        let file = package(&[
            ("xl/workbook.xml", "<w/>"),
            ("xl/sharedStrings.xml", &xml),
            ("xl/worksheets/sheet1.xml", &xml),
        ]);
        let _ = look("a.xlsx", &file);
    }
}
