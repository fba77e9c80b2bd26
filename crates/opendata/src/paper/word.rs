//! DOCX: the few parts of a package that every word processor reads. Faces and sizes are those of official documents
//! (GB/T 9704-2012): 小标宋 for the title, 黑体 and 楷体 for headings, 仿宋 for text.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Grid, Part};
use crate::Error;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
/// A4 with the margins of official documents, in twentieths of a point.
const END: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>"#;
/// What the page leaves for a table, in the same unit.
const WIDTH: usize = 8845;

/// Styles: identity, name, face, half points, and what else the paragraph has.
const STYLES: [(&str, &str, &str, u8, &str); 5] = [
    ("Title", "Title", "方正小标宋简体", 44, r#"<w:jc w:val="center"/>"#),
    (
        "Heading1",
        "heading 1",
        "黑体",
        32,
        r#"<w:keepNext/><w:ind w:firstLine="640"/><w:outlineLvl w:val="0"/>"#,
    ),
    (
        "Heading2",
        "heading 2",
        "楷体",
        32,
        r#"<w:keepNext/><w:ind w:firstLine="640"/><w:outlineLvl w:val="1"/>"#,
    ),
    ("BodyText", "Body Text", "仿宋", 32, r#"<w:ind w:firstLine="640"/>"#),
    (
        "TableText",
        "Table Text",
        "宋体",
        18,
        r#"<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>"#,
    ),
];

pub(super) fn write(parts: &[Part]) -> Result<Vec<u8>, Error> {
    let mut text = String::from(BEGIN);
    for part in parts {
        match part {
            Part::Title(title) => paragraph(&mut text, "Title", title),
            Part::Heading(heading) => paragraph(&mut text, "Heading1", heading),
            Part::Subheading(heading) => paragraph(&mut text, "Heading2", heading),
            Part::Text(lines) => {
                let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
                lines.for_each(|line| paragraph(&mut text, "BodyText", line));
            }
            Part::Table(grid) => table(&mut text, grid),
        }
    }
    text.push_str(END);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let files = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &text),
        ("word/styles.xml", &styles()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
    ];
    for (name, content) in files {
        package.start_file(name, SimpleFileOptions::default()).map_err(failure)?;
        package.write_all(content.as_bytes())?;
    }
    Ok(package.finish().map_err(failure)?.into_inner())
}

fn failure(error: zip::result::ZipError) -> Error {
    Error::Encode { format: "DOCX", reason: error.to_string() }
}

fn styles() -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    );
    for (id, name, face, size, more) in STYLES {
        // Writing into a String does not fail.
        let _ = write!(
            text,
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:qFormat/><w:pPr>{more}</w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"#
        );
    }
    text.push_str("</w:styles>");
    text
}

/// Text as XML takes it: marks escaped, control characters left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

fn paragraph(out: &mut String, style: &str, text: &str) {
    let text = escaped(text);
    let _ = write!(
        out,
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#
    );
}

fn table(out: &mut String, grid: &Grid) {
    let width = WIDTH / grid.columns.max(1);
    out.push_str(r#"<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>"#);
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(out, r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    }
    out.push_str("</w:tblBorders></w:tblPr><w:tblGrid>");
    for _ in 0..grid.columns {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    for row in 0..grid.rows {
        out.push_str("<w:tr>");
        let mut column = 0;
        while column < grid.columns {
            let cell = grid.over(row, column);
            let wide = cell.map_or(1, |cell| cell.wide.max(1));
            out.push_str("<w:tc><w:tcPr>");
            let _ = write!(out, r#"<w:tcW w:w="{}" w:type="dxa"/>"#, width * wide);
            if wide > 1 {
                let _ = write!(out, r#"<w:gridSpan w:val="{wide}"/>"#);
            }
            let begins = cell.is_none_or(|cell| cell.row == row);
            if cell.is_some_and(|cell| cell.tall > 1) {
                out.push_str(if begins { r#"<w:vMerge w:val="restart"/>"# } else { "<w:vMerge/>" });
            }
            out.push_str(r#"<w:vAlign w:val="center"/></w:tcPr>"#);
            paragraph(out, "TableText", cell.filter(|_| begins).map_or("", |cell| &cell.text));
            out.push_str("</w:tc>");
            column += wide;
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    // Two tables that touch are one to a word processor.
    paragraph(out, "TableText", "");
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_package_holds_what_was_said_and_the_same_parts_make_the_same_bytes() {
        let path = |text: &str| vec![text.to_owned()];
        let grid = Grid::new("内容", &[path("数")], &[(path("甲 & 乙"), path("3"))]);
        let parts =
            [Part::Title("报告".into()), Part::Text("一行\n\n二行 <b>\u{1}".into()), Part::Table(grid)];
        let bytes = write(&parts).unwrap();
        assert_eq!(bytes, write(&parts).unwrap());
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        package.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        for wanted in ["报告", "二行 &lt;b&gt;<", "甲 &amp; 乙", "<w:gridCol w:w=\"4422\"/>"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.contains('\u{1}'));
        assert_eq!(text.matches("<w:tc>").count(), 4);
    }
}
