//! JSON Lines: one object a line, every column in every line.

use std::io::Write;

use crate::{Cell, Column, Error};

const BUFFER: usize = 64 * 1024;

pub(super) struct JsonLines<W: Write> {
    sink: W,
    /// What stands before each value: `{"key":` or `,"key":`.
    before: Vec<Vec<u8>>,
    buffer: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    pub(super) fn start(columns: &[Column], sink: W) -> Self {
        let before = columns.iter().enumerate().map(|(position, column)| {
            let mark = if position == 0 { '{' } else { ',' };
            format!("{mark}{}:", serde_json::Value::from(column.key.as_str())).into_bytes()
        });
        JsonLines { sink, before: before.collect(), buffer: Vec::with_capacity(2 * BUFFER) }
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        for (before, cell) in self.before.iter().zip(cells) {
            self.buffer.extend_from_slice(before);
            match cell {
                Cell::Text(text) => serde_json::to_writer(&mut self.buffer, text),
                Cell::Json(value) => serde_json::to_writer(&mut self.buffer, value),
                Cell::Missing => serde_json::to_writer(&mut self.buffer, &()),
            }
            .map_err(std::io::Error::from)?;
        }
        self.buffer.extend_from_slice(if self.before.is_empty() { b"{}\n" } else { b"}\n" });
        if self.buffer.len() >= BUFFER {
            self.sink.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        self.sink.write_all(&self.buffer)?;
        self.sink.flush()?;
        Ok(self.sink)
    }
}
