//! CSV (RFC 4180, lines end with a line feed).

use std::io::Write;

use crate::guard;
use crate::rejects::csv_failure;
use crate::{Cell, Column, Error};

use super::{Style, shown_of};

pub(super) struct Delimited<W: Write> {
    writer: csv::Writer<W>,
    value: String,
    field: String,
}

impl<W: Write> Delimited<W> {
    pub(super) fn start(columns: &[Column], style: Style, mut sink: W) -> Result<Self, Error> {
        if style.byte_order_mark {
            sink.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new().buffer_capacity(64 * 1024).from_writer(sink);
        let names = columns.iter().map(|column| if style.titles { &column.title } else { &column.key });
        writer.write_record(names).map_err(csv_failure)?;
        // The reader sees at once that something comes.
        writer.flush()?;
        Ok(Delimited { writer, value: String::new(), field: String::new() })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        let Delimited { writer, value, field } = self;
        for cell in cells {
            let text = shown_of(*cell, value).unwrap_or_default();
            guard::escaped(text, field, |text| writer.write_field(text)).map_err(csv_failure)?;
        }
        writer.write_record(None::<&[u8]>).map_err(csv_failure)
    }

    pub(super) fn finish(self) -> Result<W, Error> {
        self.writer.into_inner().map_err(|error| Error::Write { source: error.into_error() })
    }
}
