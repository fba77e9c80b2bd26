//! One row of a table.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::guard;

/// A row with the number under which its reader sees it: the spreadsheet's row number (the header of a CSV file is row 1), the line of
/// JSON Lines. Reuse one for a whole file.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub(super) number: u64,
    pub(super) cells: Cells,
}

#[derive(Debug, Clone, Default)]
pub(super) enum Cells {
    #[default]
    Empty,
    Record(csv::StringRecord),
    Sheet(Vec<String>),
    Json(Map<String, Value>),
    /// A line that could not be parsed.
    Line(String),
}

/// One cell, read or to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text as it stands in the file.
    Text(&'a str),
    /// A JSON value.
    Json(&'a Value),
    /// Nothing: no such column in this file, or no such key in this row.
    Missing,
}

/// What one reading step gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A row.
    Row,
    /// A row that cannot be taken as it is; reading goes on behind it.
    Rejected(RowProblem),
    /// The end of the table.
    End,
}

/// Why one row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The column's name in the file, if it is one column's fault.
    pub column: Option<String>,
    /// What is wrong and how to mend it, in Chinese.
    pub reason: String,
}

impl RowProblem {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        RowProblem { column: None, reason: reason.into() }
    }
}

impl Row {
    /// The row's number as its reader sees it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The cell at a position of the header, or under one of these keys if the row is a JSON object.
    pub(crate) fn find(&self, position: Option<usize>, names: &[String]) -> Cell<'_> {
        let text = match &self.cells {
            Cells::Json(object) => {
                return names.iter().find_map(|name| object.get(name)).map_or(Cell::Missing, Cell::Json);
            }
            Cells::Record(record) => position.and_then(|at| record.get(at)).map(guard::without_apostrophe),
            Cells::Sheet(cells) => position.and_then(|at| cells.get(at)).map(String::as_str),
            Cells::Empty | Cells::Line(_) => None,
        };
        text.map_or(Cell::Missing, Cell::Text)
    }

    /// The keys of a JSON object; nothing for other rows.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let object = if let Cells::Json(object) = &self.cells { Some(object) } else { None };
        object.into_iter().flat_map(|object| object.keys().map(String::as_str))
    }

    /// The cells from position `skipped` on as texts, those of a JSON object in the order of the header, to show or keep a
    /// row that was refused. A line that could not be parsed is one text.
    pub fn texts<'r>(&'r self, header: &'r [String], skipped: usize) -> Vec<Cow<'r, str>> {
        match &self.cells {
            Cells::Empty => Vec::new(),
            Cells::Line(line) => vec![Cow::Borrowed(line)],
            Cells::Record(record) => record
                .iter()
                .skip(skipped)
                .map(|text| Cow::Borrowed(guard::without_apostrophe(text)))
                .collect(),
            Cells::Sheet(cells) => {
                cells.iter().skip(skipped).map(|text| Cow::Borrowed(text.as_str())).collect()
            }
            Cells::Json(object) => header.iter().map(|name| text_of(object.get(name))).collect(),
        }
    }

    /// Takes the row's CSV record out, to read the next one into it.
    pub(super) fn take_record(&mut self) -> csv::ByteRecord {
        match std::mem::take(&mut self.cells) {
            Cells::Record(record) => record.into_byte_record(),
            _ => csv::ByteRecord::new(),
        }
    }
}

fn text_of(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(value) => Cow::Owned(value.to_string()),
    }
}
