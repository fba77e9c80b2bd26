//! XLSX: a sheet for each section, its tables one below the other.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Grid, Part};
use crate::Error;

/// Columns that a line of text is joined over.
const LINE: u16 = 7;
/// Longest name of a sheet (Excel specifications and limits).
const NAME: usize = 31;

pub(super) fn write(parts: &[Part]) -> Result<Vec<u8>, Error> {
    compose(parts).map_err(|e| Error::Encode { format: "XLSX", reason: e.to_string() })
}

struct Looks {
    title: Format,
    heading: Format,
    text: Format,
    head: Format,
    value: Format,
}

fn looks() -> Looks {
    let table = || {
        Format::new()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
    };
    Looks {
        title: Format::new().set_bold().set_font_size(16),
        heading: Format::new().set_bold(),
        text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        head: table().set_bold(),
        value: table(),
    }
}

fn compose(parts: &[Part]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Without a moment of its own, so that the same report is the same file.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let looks = looks();
    let mut title = None;
    let mut sections: Vec<(&str, Vec<&Part>)> = Vec::new();
    for part in parts {
        match part {
            Part::Title(text) => title = Some(text),
            Part::Heading(text) => sections.push((text, Vec::new())),
            other => match sections.last_mut() {
                Some((_, inside)) => inside.push(other),
                None => sections.push(("正文", vec![other])),
            },
        }
    }
    for (at, (heading, inside)) in sections.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(at, heading))?;
        sheet.set_column_range_width(0, 15, 14)?;
        let mut row = 0;
        if let Some(title) = title.filter(|_| at == 0) {
            sheet.write_string_with_format(row, 0, title, &looks.title)?;
            row += 1;
        }
        sheet.write_string_with_format(row, 0, *heading, &looks.heading)?;
        row += 1;
        for part in inside {
            row = place(sheet, row, part, &looks)?;
        }
    }
    book.save_to_buffer()
}

/// The heading, without what a sheet may not be called, and with its number where it would be called as another.
fn sheet_name(at: usize, heading: &str) -> String {
    let plain: String = heading.chars().filter(|c| !r"[]:*?/\'".contains(*c)).take(NAME - 4).collect();
    if plain.is_empty() { format!("第{}页", at + 1) } else { plain }
}

fn place(sheet: &mut Worksheet, row: u32, part: &Part, looks: &Looks) -> Result<u32, XlsxError> {
    match part {
        Part::Table(grid) => table(sheet, row, grid, looks),
        Part::Text(text) => {
            let mut row = row;
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                sheet.merge_range(row, 0, row, LINE, line, &looks.text)?;
                row += 1;
            }
            Ok(row)
        }
        Part::Title(text) | Part::Heading(text) | Part::Subheading(text) => {
            sheet.write_string_with_format(row, 0, text, &looks.heading)?;
            Ok(row + 1)
        }
    }
}

fn table(sheet: &mut Worksheet, from: u32, grid: &Grid, looks: &Looks) -> Result<u32, XlsxError> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let column = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    for cell in &grid.cells {
        let look = if cell.head { &looks.head } else { &looks.value };
        let (row, at) = (from + number(cell.row), column(cell.column));
        let value: Option<f64> = cell.text.parse().ok().filter(|_| !cell.head && cell.text.len() <= 15);
        if cell.tall > 1 || cell.wide > 1 {
            let (last, end) = (row + number(cell.tall - 1), at + column(cell.wide - 1));
            sheet.merge_range(row, at, last, end, &cell.text, look)?;
        } else if let Some(value) = value {
            sheet.write_number_with_format(row, at, value, look)?;
        } else {
            sheet.write_string_with_format(row, at, &cell.text, look)?;
        }
    }
    Ok(from + number(grid.rows) + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

    use super::*;

    #[test]
    fn sections_are_sheets_and_numbers_are_numbers() {
        let path = |text: &str| vec![text.to_owned()];
        let grid =
            Grid::new("内容", &[path("数"), path("字")], &[(path("甲"), vec!["3".into(), "无".into()])]);
        let parts = [
            Part::Title("报告".into()),
            Part::Heading("一、总体情况".into()),
            Part::Text("正文".into()),
            Part::Heading("二、表".into()),
            Part::Subheading("第一项".into()),
            Part::Table(grid),
        ];
        let bytes = write(&parts).unwrap();
        assert_eq!(bytes, write(&parts).unwrap());
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["一、总体情况", "二、表"]);
        let sheet = book.worksheet_range("二、表").unwrap();
        let at = |row, column| sheet.get_value((row, column)).cloned();
        assert_eq!(at(3, 1), Some(Data::Float(3.0)));
        assert_eq!(at(3, 2), Some(Data::String("无".into())));
    }
}
