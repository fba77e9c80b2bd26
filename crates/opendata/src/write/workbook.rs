//! XLSX. Cells are typed: dates are dates, amounts and numbers are numbers, everything else is text (never a formula).

use std::io::Write;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book, Worksheet, XlsxError};

use crate::{Cell, Column, ColumnKind, Error};

use super::{Style, shown_of};

/// Rows of one sheet, the header among them (Excel specifications and limits).
const MAX_ROWS: u32 = 1_048_576;
/// Characters of one cell, in UTF-16 units (Excel specifications and limits).
const MAX_TEXT: usize = 32_767;
const CUT: &str = "……（此格超过 Excel 单元格的 32767 字上限，后文从略；全文请用 CSV 或 JSON Lines 格式下载）";
/// Excel keeps fifteen digits; an amount with more is written as text.
const MAX_DIGITS: usize = 15;

pub(super) struct Workbook<W: Write + Send> {
    sink: W,
    book: Book,
    header: Vec<String>,
    /// Sheets so far, and rows in the last one.
    sheets: usize,
    rows: u32,
    date: Format,
    money: Format,
    text: Format,
    max_rows: u32,
}

impl<W: Write + Send> Workbook<W> {
    pub(super) fn start(columns: &[Column], style: Style, sink: W) -> Result<Self, Error> {
        let name = |column: &Column| if style.titles { column.title.clone() } else { column.key.clone() };
        let mut workbook = Workbook {
            sink,
            book: Book::new(),
            header: columns.iter().map(name).collect(),
            sheets: 0,
            rows: 0,
            date: Format::new().set_num_format("yyyy-mm-dd"),
            money: Format::new().set_num_format("0.00"),
            text: Format::new().set_num_format("@"),
            max_rows: MAX_ROWS,
        };
        workbook.add_sheet().map_err(failure)?;
        Ok(workbook)
    }

    /// Begins a sheet with the header; a table longer than one sheet goes on in the next.
    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        self.sheets += 1;
        sheet.set_name(format!("数据{}", self.sheets))?;
        sheet.set_freeze_panes(1, 0)?;
        for (position, name) in (0_u16..).zip(&self.header) {
            sheet.set_column_width(position, 18)?;
            sheet.write_string_with_format(0, position, name, &bold)?;
        }
        self.rows = 1;
        Ok(())
    }

    pub(super) fn row(&mut self, columns: &[Column], cells: &[Cell<'_>]) -> Result<(), Error> {
        if self.rows == self.max_rows {
            self.add_sheet().map_err(failure)?;
        }
        let row = self.rows;
        let (date, money, plain) = (&self.date, &self.money, &self.text);
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failure)?;
        let mut buffer = String::new();
        for (position, (column, cell)) in (0_u16..).zip(columns.iter().zip(cells)) {
            let Some(text) = shown_of(*cell, &mut buffer) else { continue };
            let written =
                match column.kind {
                    ColumnKind::Date => excel_date(text)
                        .map(|day| sheet.write_datetime_with_format(row, position, &day, date)),
                    ColumnKind::Money => excel_number(text)
                        .map(|yuan| sheet.write_number_with_format(row, position, yuan, money)),
                    ColumnKind::Integer | ColumnKind::Number => {
                        excel_number(text).map(|number| sheet.write_number(row, position, number))
                    }
                    ColumnKind::Text => None,
                };
            match written {
                Some(result) => result.map(|_| ()),
                None => write_text(sheet, row, position, text, plain),
            }
            .map_err(failure)?;
        }
        self.rows += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        self.book.save_to_writer(&mut self.sink).map_err(failure)?;
        self.sink.flush()?;
        Ok(self.sink)
    }
}

fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // A UTF-16 unit takes at least one byte of UTF-8.
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        sheet.write_string_with_format(row, column, text, format)?;
        return Ok(());
    }
    let room = MAX_TEXT - CUT.encode_utf16().count();
    let mut units = 0;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= room
        })
        .collect();
    cut.push_str(CUT);
    sheet.write_string_with_format(row, column, cut, format)?;
    Ok(())
}

/// A date that Excel has (from 1900 on), otherwise it stays text.
fn excel_date(text: &str) -> Option<ExcelDateTime> {
    let day: NaiveDate = text.parse().ok()?;
    ExcelDateTime::from_ymd(
        u16::try_from(day.year()).ok()?,
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    )
    .ok()
}

/// A number that Excel keeps exactly, otherwise it stays text.
fn excel_number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && digits > 0 && digits <= MAX_DIGITS).then_some(number)
}

fn failure(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => Error::Write { source },
        other => Error::Encode { format: "XLSX", reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format as FileFormat, Reading, Row, Rows, match_header};
    use std::io::Cursor;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("name", "名称", ColumnKind::Text),
            Column::new("day", "日期", ColumnKind::Date),
            Column::new("yuan", "金额", ColumnKind::Money),
        ]
    }

    fn read_back(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<String>> {
        let reader = Box::new(Cursor::new(bytes));
        let mut rows = Rows::from_reader("表.xlsx", FileFormat::Xlsx, reader, Some(sheet)).unwrap();
        let mapping = match_header(rows.header(), &columns()).unwrap();
        let mut row = Row::default();
        let mut all = Vec::new();
        while rows.read(&mut row).unwrap() == Reading::Row {
            let texts = (0..3).map(|at| match mapping.cell(&row, at) {
                Cell::Text(text) => text.to_owned(),
                other => format!("{other:?}"),
            });
            all.push(texts.collect());
        }
        all
    }

    #[test]
    fn typed_cells_come_back_as_written_and_long_tables_go_on_in_further_sheets() {
        let columns = columns();
        let mut book =
            Workbook::start(&columns, Style { titles: true, ..Style::default() }, Vec::new()).unwrap();
        book.max_rows = 3;
        for row in [
            ["=1+1", "2026-02-03", "1234.50"],
            ["许可", "1899-01-01", "123456789012345.67"],
            ["三", "", "-0.01"],
        ] {
            book.row(&columns, &row.map(Cell::Text)).unwrap();
        }
        let bytes = book.finish().unwrap();
        let first = [["=1+1", "2026-02-03", "1234.5"], ["许可", "1899-01-01", "123456789012345.67"]];
        assert_eq!(read_back(bytes.clone(), "数据1"), first);
        assert_eq!(read_back(bytes, "数据2"), [["三", "", "-0.01"]]);
    }

    #[test]
    fn a_text_beyond_the_limit_of_a_cell_says_that_it_is_cut() {
        let columns = columns();
        let mut book = Workbook::start(&columns, Style::default(), Vec::new()).unwrap();
        book.row(&columns, &[Cell::Text(&"政".repeat(40_000)), Cell::Missing, Cell::Missing]).unwrap();
        let text = read_back(book.finish().unwrap(), "数据1").remove(0).remove(0);
        assert_eq!(text.encode_utf16().count(), MAX_TEXT);
        assert!(text.ends_with(CUT));
    }
}
