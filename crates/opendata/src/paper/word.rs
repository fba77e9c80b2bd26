//! DOCX: what a word processor opens. Faces and sizes are those of official documents (GB/T 9704-2012): 小标宋 for the
//! title, 黑体 and 楷体 for headings, 仿宋 for text.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run, RunFonts,
    SpecialIndentType, Style, StyleType, Table, TableCell, TableRow, VAlignType, VMergeType, WidthType,
};

use super::{Grid, Letter, Part};
use crate::Error;

/// A4 with the margins of official documents, in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: PageMargin =
    PageMargin { top: 2_098, left: 1_587, bottom: 1_984, right: 1_474, header: 851, footer: 992, gutter: 0 };
/// What the page leaves for a table, in the same unit, and all of it in fiftieths of a percent.
const WIDTH: usize = 8_845;
const WHOLE: usize = 5_000;
/// Two characters of text.
const INDENT: i32 = 640;

const TITLE: &str = "Title";
const HEADING: &str = "Heading1";
const SUBHEADING: &str = "Heading2";
const TEXT: &str = "BodyText";
const CELL: &str = "TableText";
const ADDRESSEE: &str = "Salutation";
const SIGNED: &str = "Signature";

/// Paragraphs and tables in their order. Each paragraph has a number of its own, so that the same parts make the same bytes.
struct Sheet {
    docx: Docx,
    numbered: u32,
}

pub(super) fn write(parts: &[Part]) -> Result<Vec<u8>, Error> {
    let mut sheet = Sheet::new();
    for part in parts {
        sheet = match part {
            Part::Title(title) => sheet.lines(TITLE, title),
            Part::Heading(heading) => sheet.lines(HEADING, heading),
            Part::Subheading(heading) => sheet.lines(SUBHEADING, heading),
            Part::Text(text) => sheet.lines(TEXT, text),
            Part::Table(grid) => sheet.table(grid),
        };
    }
    sheet.packed()
}

pub(super) fn letter(letter: &Letter) -> Result<Vec<u8>, Error> {
    Sheet::new()
        .lines(TITLE, &letter.title)
        .lines(SIGNED, &letter.number)
        .lines(ADDRESSEE, &letter.to)
        .lines(TEXT, &letter.text)
        .lines(SIGNED, &letter.from)
        .lines(SIGNED, &letter.on)
        .packed()
}

/// A style: identity, name, face, half points.
fn style(id: &str, name: &str, face: &str, size: usize) -> Style {
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(face);
    Style::new(id, StyleType::Paragraph).name(name).q_format(true).size(size).fonts(fonts)
}

fn indented(style: Style) -> Style {
    style.indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
}

/// A heading that stays with what comes after it.
fn heading(style: Style, level: usize) -> Style {
    let mut style = indented(style).outline_lvl(level);
    style.paragraph_property = style.paragraph_property.keep_next(true);
    style
}

fn styles() -> [Style; 7] {
    let narrow = LineSpacing::new().line(240).line_rule(LineSpacingType::Auto);
    [
        style(TITLE, "Title", "方正小标宋简体", 44).align(AlignmentType::Center),
        heading(style(HEADING, "heading 1", "黑体", 32), 0),
        heading(style(SUBHEADING, "heading 2", "楷体", 32), 1),
        indented(style(TEXT, "Body Text", "仿宋", 32)),
        style(CELL, "Table Text", "宋体", 18).line_spacing(narrow).align(AlignmentType::Center),
        style(ADDRESSEE, "Salutation", "仿宋", 32),
        style(SIGNED, "Signature", "仿宋", 32).align(AlignmentType::Right),
    ]
}

impl Sheet {
    fn new() -> Self {
        let empty = Docx::new().page_size(PAGE.0, PAGE.1).page_margin(MARGIN);
        Self { docx: styles().into_iter().fold(empty, Docx::add_style), numbered: 0 }
    }

    fn paragraph(&mut self, style: &str, text: &str) -> Paragraph {
        self.numbered += 1;
        let paragraph = Paragraph::new().id(format!("{:08x}", self.numbered)).style(style);
        let text: String = text.chars().filter(|c| sayable(*c)).collect();
        if text.is_empty() { paragraph } else { paragraph.add_run(Run::new().add_text(text)) }
    }

    /// A paragraph for each line that says something.
    fn lines(mut self, style: &str, text: &str) -> Self {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let paragraph = self.paragraph(style, line);
            self.docx = self.docx.add_paragraph(paragraph);
        }
        self
    }

    fn table(mut self, grid: &Grid) -> Self {
        let width = WIDTH / grid.columns.max(1);
        let rows = (0..grid.rows).map(|row| TableRow::new(self.cells(grid, row, width))).collect();
        let table = Table::new(rows).set_grid(vec![width; grid.columns]).width(WHOLE, WidthType::Pct);
        // Two tables that touch are one to a word processor.
        let after = self.paragraph(CELL, "");
        self.docx = self.docx.add_table(table).add_paragraph(after);
        self
    }

    fn cells(&mut self, grid: &Grid, row: usize, width: usize) -> Vec<TableCell> {
        let (mut cells, mut column) = (Vec::new(), 0);
        while column < grid.columns {
            let over = grid.over(row, column);
            let wide = over.map_or(1, |cell| cell.wide.max(1));
            let begins = over.is_none_or(|cell| cell.row == row);
            let mut cell =
                TableCell::new().width(width * wide, WidthType::Dxa).vertical_align(VAlignType::Center);
            if wide > 1 {
                cell = cell.grid_span(wide);
            }
            if over.is_some_and(|cell| cell.tall > 1) {
                cell = cell.vertical_merge(if begins { VMergeType::Restart } else { VMergeType::Continue });
            }
            let text = over.filter(|_| begins).map_or("", |cell| &cell.text);
            cells.push(cell.add_paragraph(self.paragraph(CELL, text)));
            column += wide;
        }
        cells
    }

    fn packed(self) -> Result<Vec<u8>, Error> {
        let mut file = Cursor::new(Vec::new());
        let packed = self.docx.build().pack(&mut file);
        packed.map_err(|e| Error::Encode { format: "DOCX", reason: e.to_string() })?;
        Ok(file.into_inner())
    }
}

/// Whether XML can say it.
fn sayable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn document(bytes: Vec<u8>) -> String {
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        package.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_package_holds_what_was_said_and_the_same_parts_make_the_same_bytes() {
        let path = |text: &str| vec![text.to_owned()];
        let grid = Grid::new("内容", &[path("数")], &[(path("甲 & 乙"), path("3"))]);
        let parts =
            [Part::Title("报告".into()), Part::Text("一行\n\n二行 <b>\u{1}".into()), Part::Table(grid)];
        let bytes = write(&parts).unwrap();
        assert_eq!(bytes, write(&parts).unwrap());
        let text = document(bytes);
        for wanted in ["报告", "二行 &lt;b&gt;<", "甲 &amp; 乙", "<w:gridCol w:w=\"4422\""] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.contains('\u{1}'));
        assert_eq!(text.matches("<w:tc>").count(), 4);
    }

    #[test]
    fn a_letter_has_its_parts_in_order() {
        let letter = super::super::tests::sample();
        let text = document(super::letter(&letter).unwrap());
        let mut from = 0;
        for wanted in ["答复书", "130001-2026-00001-03", "王小明：", "收悉。", "某省厅", "2026年11月24日"]
        {
            from += text[from..].find(wanted).unwrap_or_else(|| panic!("{wanted}: {text}"));
        }
    }
}
