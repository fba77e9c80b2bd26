//! Writing tables row by row.

mod delimited;
mod json_lines;
mod parquet;
mod workbook;

use std::io::Write;

use serde_json::{Map, Value};

use crate::{Cell, Column, Error, Format};

/// What may differ between two files of the same format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// CSV: begin with a byte-order mark, so that Excel takes the file for UTF-8.
    pub byte_order_mark: bool,
    /// CSV and XLSX: Chinese titles in the header instead of keys.
    pub titles: bool,
}

/// Writes a table into a sink, in constant memory whatever the number of rows (XLSX keeps what is not yet written in temporary files).
///
/// ```
/// use mingjing_opendata::{Cell, Column, ColumnKind, Format, Style, TableWriter};
///
/// let columns = vec![Column::new("licensee", "被许可人", ColumnKind::Text), Column::new("amount", "金额", ColumnKind::Money)];
/// let mut table = TableWriter::new(Format::Csv, columns, Style::default(), Vec::new())?;
/// table.row(&[Cell::Text("=恶意公式"), Cell::Text("-12.50")])?;
/// assert_eq!(String::from_utf8_lossy(&table.finish()?), "licensee,amount\n'=恶意公式,-12.50\n");
/// # Ok::<(), mingjing_opendata::Error>(())
/// ```
pub struct TableWriter<W: Write + Send> {
    columns: Vec<Column>,
    rows: u64,
    sink: Sink<W>,
}

enum Sink<W: Write + Send> {
    Delimited(Box<delimited::Delimited<W>>),
    JsonLines(json_lines::JsonLines<W>),
    Workbook(Box<workbook::Workbook<W>>),
    Parquet(Box<parquet::Parquet<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Starts a table; CSV sends its header at once.
    ///
    /// # Errors
    /// The sink refuses, or no temporary file can be made.
    pub fn new(format: Format, columns: Vec<Column>, style: Style, sink: W) -> Result<Self, Error> {
        let sink = match format {
            Format::Csv => Sink::Delimited(Box::new(delimited::Delimited::start(&columns, style, sink)?)),
            Format::JsonLines => Sink::JsonLines(json_lines::JsonLines::start(&columns, sink)),
            Format::Xlsx => Sink::Workbook(Box::new(workbook::Workbook::start(&columns, style, sink)?)),
            Format::Parquet => Sink::Parquet(Box::new(parquet::Parquet::start(&columns, sink)?)),
        };
        Ok(TableWriter { columns, rows: 0, sink })
    }

    /// Writes one row: a cell for each column, in order.
    ///
    /// # Errors
    /// Too many or too few cells; a value that does not fit its column in a format with typed columns; the sink refuses.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        self.rows += 1;
        if cells.len() != self.columns.len() {
            return Err(Error::Width { row: self.rows, found: cells.len(), expected: self.columns.len() });
        }
        match &mut self.sink {
            Sink::Delimited(sink) => sink.row(cells),
            Sink::JsonLines(sink) => sink.row(cells),
            Sink::Workbook(sink) => sink.row(&self.columns, cells),
            Sink::Parquet(sink) => sink.row(&self.columns, cells, self.rows),
        }
    }

    /// Writes one row whose values stand under the columns' keys.
    ///
    /// # Errors
    /// As [`TableWriter::row`].
    pub fn record(&mut self, record: &Map<String, Value>) -> Result<(), Error> {
        let cells: Vec<Cell<'_>> = self
            .columns
            .iter()
            .map(|column| record.get(&column.key).map_or(Cell::Missing, Cell::Json))
            .collect();
        self.row(&cells)
    }

    /// Writes what is left and gives the sink back.
    ///
    /// # Errors
    /// The sink refuses.
    pub fn finish(self) -> Result<W, Error> {
        match self.sink {
            Sink::Delimited(sink) => sink.finish(),
            Sink::JsonLines(sink) => sink.finish(),
            Sink::Workbook(sink) => sink.finish(),
            Sink::Parquet(sink) => sink.finish(),
        }
    }
}

/// What may part several values in one cell; a word with one of them is not joined with others.
const PARTING: [char; 8] = [';', '；', ',', '，', '、', '\n', '\r', '|'];

/// A cell as text, written into `buffer` if it is not text already; `None` for nothing.
fn text_of<'c>(cell: Cell<'c>, buffer: &'c mut String) -> Option<&'c str> {
    use std::fmt::Write;
    match cell {
        Cell::Missing | Cell::Json(Value::Null) => None,
        Cell::Text(text) => Some(text),
        Cell::Json(Value::String(text)) => Some(text),
        Cell::Json(value) => {
            buffer.clear();
            // Writing into a String does not fail.
            let _ = write!(buffer, "{value}");
            Some(buffer)
        }
    }
}

/// A cell as people read it: several words as `警告、罚款`, which is read in again as they were.
fn shown_of<'c>(cell: Cell<'c>, buffer: &'c mut String) -> Option<&'c str> {
    let Cell::Json(Value::Array(values)) = cell else { return text_of(cell, buffer) };
    let words: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
    match words {
        Some(words) if words.iter().all(|word| !word.contains(PARTING) && !word.is_empty()) => {
            buffer.clear();
            buffer.push_str(&words.join("、"));
            Some(buffer).filter(|text| !text.is_empty()).map(|text| text.as_str())
        }
        _ => text_of(cell, buffer),
    }
}

/// A value that does not fit its column.
fn misfit(row: u64, column: &Column, value: &str, expected: &'static str) -> Error {
    let value = value.chars().take(40).collect();
    Error::Value { row, column: column.title.clone(), value, expected }
}
