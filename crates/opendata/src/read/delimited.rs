//! CSV and its cousins: values separated by comma, semicolon or tab.

use std::io::{self, BufRead, Read};

use crate::Error;
use crate::encoding::Utf8Reader;

use super::row::Cells;
use super::{MAX_ROW, Reading, Row, RowProblem};

pub(super) struct Delimited {
    name: String,
    reader: csv::Reader<Metered>,
    header: Vec<String>,
    numbering: Numbering,
}

impl Delimited {
    pub(super) fn open(name: &str, source: Box<dyn Read + Send>) -> Result<Self, Error> {
        let mut text = Utf8Reader::new(source);
        let start = text.fill_buf().map_err(|source| Error::Read { name: name.to_owned(), source })?;
        let dialect = Dialect::sniff(start);
        let reader = csv::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(128 * 1024)
            .from_reader(Metered { text, left: MAX_ROW, close: !dialect.crlf, last: b'\n' });
        let numbering = Numbering { crlf: dialect.crlf, embedded: 0, last: 0 };
        let mut rows = Delimited { name: name.to_owned(), reader, header: Vec::new(), numbering };
        let mut first = csv::ByteRecord::new();
        if !rows.next_record(&mut first)? {
            return Err(Error::NoHeader { name: rows.name });
        }
        let names = first.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
        rows.header = names.collect();
        while rows.header.last().is_some_and(String::is_empty) {
            rows.header.pop();
        }
        if rows.header.is_empty() { Err(Error::NoHeader { name: rows.name }) } else { Ok(rows) }
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let encoding = self.reader.get_ref().text.foreign_encoding();
        encoding.map(|name| format!("文件编码为 {name}，已转为 UTF-8 读取")).into_iter().collect()
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<Reading, Error> {
        let mut record = row.take_record();
        loop {
            if !self.next_record(&mut record)? {
                return Ok(Reading::End);
            }
            if record.iter().any(|cell| !cell.is_empty()) {
                break;
            }
        }
        row.number = self.numbering.last;
        let width = self.header.len();
        let found = record.len();
        let extra = found > width && record.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty());
        let foreign = self.reader.get_ref().text.foreign_encoding();
        let replaced = foreign.is_some() && contains_replacement(record.as_slice());
        let (record, damaged) = match csv::StringRecord::from_byte_record(record) {
            Ok(record) => (record, replaced),
            Err(error) => (csv::StringRecord::from_byte_record_lossy(error.into_byte_record()), true),
        };
        let problem = if damaged {
            let at = record.iter().position(|cell| cell.contains('\u{FFFD}'));
            let encoding = foreign.unwrap_or("UTF-8");
            Some(RowProblem {
                column: at.and_then(|at| self.header.get(at).cloned()),
                reason: format!("这一行有不是 {encoding} 的字符（乱码），请在原系统中重新导出或改正该行"),
            })
        } else if extra || found < width {
            Some(RowProblem::new(format!("这一行有 {found} 格，表头有 {width} 列，请检查该行的分隔符和引号")))
        } else {
            None
        };
        row.cells = Cells::Record(record);
        Ok(problem.map_or(Reading::Row, Reading::Rejected))
    }

    pub(super) fn skip_to(&mut self, number: u64) -> Result<(), Error> {
        let mut record = csv::ByteRecord::new();
        while self.numbering.last < number && self.next_record(&mut record)? {}
        Ok(())
    }

    fn next_record(&mut self, record: &mut csv::ByteRecord) -> Result<bool, Error> {
        self.reader.get_mut().left = MAX_ROW;
        match self.reader.read_byte_record(record) {
            Ok(true) => {
                self.numbering.advance(self.reader.position().line(), record);
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(error) => Err(self.failure(error)),
        }
    }

    fn failure(&self, error: csv::Error) -> Error {
        let name = self.name.clone();
        match error.into_kind() {
            csv::ErrorKind::Io(source) if source.get_ref().is_some_and(|inner| inner.is::<RowTooLong>()) => {
                Error::RowTooLong { name, row: self.numbering.last + 1 }
            }
            csv::ErrorKind::Io(source) => Error::Read { name, source },
            other => Error::Read { name, source: io::Error::other(format!("{other:?}")) },
        }
    }
}

fn contains_replacement(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|window| window == "\u{FFFD}".as_bytes())
}

/// Row numbers as a spreadsheet shows them: line breaks inside quotation marks do not count, empty lines do.
struct Numbering {
    crlf: bool,
    /// Line breaks inside cells so far.
    embedded: u64,
    last: u64,
}

impl Numbering {
    /// `line` is the parser's line counter behind the record. It counts line feeds, and leaves the one of a CR LF to the next record.
    fn advance(&mut self, line: u64, record: &csv::ByteRecord) {
        self.embedded += count_breaks(record);
        let rows = line.saturating_sub(self.embedded);
        let number = if self.crlf { rows } else { rows.saturating_sub(1) };
        self.last = number.max(self.last + 1);
    }
}

fn count_breaks(record: &csv::ByteRecord) -> u64 {
    record.as_slice().iter().fold(0, |count, byte| count + u64::from(*byte == b'\n'))
}

/// How the file is written, told by its first line.
struct Dialect {
    delimiter: u8,
    crlf: bool,
}

impl Dialect {
    fn sniff(start: &[u8]) -> Dialect {
        let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
        let mut quoted = false;
        let mut end = None;
        let blank = start.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        for (position, &byte) in start.iter().enumerate().skip(blank) {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    end = Some(position);
                    break;
                }
                _ if quoted => {}
                _ => counts
                    .iter_mut()
                    .filter(|(delimiter, _)| *delimiter == byte)
                    .for_each(|(_, count)| *count += 1),
            }
        }
        // The first of equals: a comma.
        let (delimiter, _) = counts.into_iter().rev().max_by_key(|(_, count)| *count).unwrap_or((b',', 0));
        let crlf = end.and_then(|end| end.checked_sub(1)).is_some_and(|before| start[before] == b'\r');
        Dialect { delimiter, crlf }
    }
}

/// Stops a row that does not end, and ends the last one.
struct Metered {
    text: Utf8Reader<Box<dyn Read + Send>>,
    left: usize,
    /// A line feed is still to be added if the text ends without one.
    close: bool,
    last: u8,
}

#[derive(Debug, thiserror::Error)]
#[error("row too long")]
struct RowTooLong;

impl Read for Metered {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(RowTooLong));
        }
        let count = self.text.read(out)?;
        if count == 0 && self.close && self.last != b'\n' && !out.is_empty() {
            self.close = false;
            out[0] = b'\n';
            return Ok(1);
        }
        self.last = out[..count].last().copied().unwrap_or(self.last);
        self.left = self.left.saturating_sub(count);
        Ok(count)
    }
}
