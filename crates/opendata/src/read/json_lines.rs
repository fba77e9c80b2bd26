//! JSON Lines: one object a line.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use serde_json::Value;

use crate::Error;
use crate::encoding::Utf8Reader;

use super::row::Cells;
use super::{MAX_ROW, Reading, Row, RowProblem};

/// The keys of this many lines (or this many bytes of them) make the header.
const AHEAD_LINES: usize = 100;
const AHEAD_BYTES: usize = 1024 * 1024;
/// How much of a line that cannot be parsed goes to the rejects file, in characters.
const EXCERPT: usize = 2000;

pub(super) struct JsonLines {
    name: String,
    text: Utf8Reader<Box<dyn Read + Send>>,
    /// Lines that were read for the header.
    ahead: VecDeque<Line>,
    header: Vec<String>,
    line: u64,
    buffer: Vec<u8>,
}

struct Line {
    number: u64,
    bytes: Vec<u8>,
}

impl JsonLines {
    pub(super) fn open(name: &str, source: Box<dyn Read + Send>) -> Result<Self, Error> {
        let text = Utf8Reader::new(source);
        let mut rows = JsonLines {
            name: name.to_owned(),
            text,
            ahead: VecDeque::new(),
            header: Vec::new(),
            line: 0,
            buffer: Vec::new(),
        };
        let mut size = 0;
        while rows.ahead.len() < AHEAD_LINES && size < AHEAD_BYTES && rows.next_line()? {
            let line = Line { number: rows.line, bytes: std::mem::take(&mut rows.buffer) };
            size += line.bytes.len();
            rows.note_keys(&line.bytes)?;
            rows.ahead.push_back(line);
        }
        Ok(rows)
    }

    /// Adds the line's keys to the header.
    fn note_keys(&mut self, line: &[u8]) -> Result<(), Error> {
        match serde_json::from_slice(line) {
            Ok(Value::Object(object)) => {
                for (key, _) in object {
                    if !self.header.contains(&key) {
                        self.header.push(key);
                    }
                }
            }
            _ if self.ahead.is_empty() && line.trim_ascii_start().starts_with(b"[") => {
                return Err(Error::NotJsonLines { name: self.name.clone() });
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<Reading, Error> {
        let line = match self.ahead.pop_front() {
            Some(line) => line,
            None if self.next_line()? => Line { number: self.line, bytes: std::mem::take(&mut self.buffer) },
            None => return Ok(Reading::End),
        };
        row.number = line.number;
        let problem = match serde_json::from_slice(&line.bytes) {
            Ok(Value::Object(object)) => {
                row.cells = Cells::Json(object);
                None
            }
            Ok(_) => Some(RowProblem::new("这一行不是 JSON 对象，请写成 {\"列\":值,…}")),
            Err(error) => {
                let column = error.column();
                Some(RowProblem::new(format!(
                    "这一行不是正确的 JSON（第 {column} 个字节附近），请改正后重新导入"
                )))
            }
        };
        if problem.is_some() {
            let start = &line.bytes[..line.bytes.len().min(4 * EXCERPT)];
            row.cells =
                Cells::Line(String::from_utf8_lossy(start).trim_end().chars().take(EXCERPT).collect());
        }
        self.buffer = line.bytes;
        Ok(problem.map_or(Reading::Row, Reading::Rejected))
    }

    pub(super) fn skip_to(&mut self, number: u64) -> Result<(), Error> {
        while self.ahead.front().is_some_and(|line| line.number <= number) {
            self.ahead.pop_front();
        }
        while self.line < number && self.next_line()? {}
        Ok(())
    }

    /// Reads the next line that is not blank into the buffer; false at the end.
    fn next_line(&mut self) -> Result<bool, Error> {
        loop {
            self.buffer.clear();
            let mut limited = (&mut self.text).take(MAX_ROW as u64);
            let result = limited.read_until(b'\n', &mut self.buffer);
            let count = result.map_err(|source| Error::Read { name: self.name.clone(), source })?;
            if count == 0 {
                return Ok(false);
            }
            self.line += 1;
            if count == MAX_ROW && !self.buffer.ends_with(b"\n") {
                return Err(Error::RowTooLong { name: self.name.clone(), row: self.line });
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }
}
