//! The file of rows that could not be taken.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::column::REJECT_COLUMNS;
use crate::guard;
use crate::{Error, Row};

/// Writes `FILE.rejects.csv`: the row's number, the column, the reason, then the original cells under their own header. The file opens
/// in a spreadsheet as it is (UTF-8 with a byte-order mark, no cell is a formula) and may be mended and imported again.
/// It is made with the first reject; without one there is no file.
pub struct Rejects {
    path: PathBuf,
    header: Vec<String>,
    /// Leading cells of a row that are not original ones.
    skipped: usize,
    /// Of the file as it was last flushed.
    length: u64,
    writer: Option<csv::Writer<File>>,
    count: u64,
    field: String,
}

impl Rejects {
    /// Rejects of the file at `input`, whose header is `header`, go beside it. A rejects file of an earlier run is removed,
    /// unless this run goes on with that one: then its first `resumed` bytes stay, and what was written behind them by a
    /// batch that was not committed goes.
    ///
    /// # Errors
    /// The old file cannot be removed or cut.
    pub fn beside(input: &Path, header: &[String], resumed: Option<u64>) -> Result<Rejects, Error> {
        let mut name = input.as_os_str().to_owned();
        name.push(".rejects.csv");
        let path = PathBuf::from(name);
        let kept = resumed.unwrap_or(0);
        if path.exists() {
            if kept == 0 {
                fs::remove_file(&path)?;
            } else if fs::metadata(&path)?.len() > kept {
                OpenOptions::new().write(true).open(&path)?.set_len(kept)?;
            }
        }
        // A rejects file that is imported again has the three columns already.
        let again = header.len() >= REJECT_COLUMNS.len() && header[..REJECT_COLUMNS.len()] == REJECT_COLUMNS;
        let skipped = if again { REJECT_COLUMNS.len() } else { 0 };
        let header = header[skipped..].to_vec();
        Ok(Rejects { path, header, skipped, length: kept, writer: None, count: 0, field: String::new() })
    }

    /// The rejects file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many rows were rejected in this run.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds a row: `column` is the column's name if it is one column's fault, `reason` is in Chinese.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&mut self, row: &Row, column: Option<&str>, reason: &str) -> Result<(), Error> {
        self.count += 1;
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.start()?,
        };
        let number = row.number().to_string();
        for text in [number.as_str(), column.unwrap_or_default(), reason] {
            guard::escaped(text, &mut self.field, |text| writer.write_field(text)).map_err(csv_failure)?;
        }
        for text in row.texts(&self.header, self.skipped) {
            guard::escaped(&text, &mut self.field, |text| writer.write_field(text)).map_err(csv_failure)?;
        }
        writer.write_record(None::<&[u8]>).map_err(csv_failure)?;
        self.writer = Some(writer);
        Ok(())
    }

    /// Makes sure that everything is in the file, and answers its length.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn flush(&mut self) -> Result<u64, Error> {
        if let Some(writer) = &mut self.writer {
            writer.flush()?;
            self.length = writer.get_ref().metadata()?.len();
        }
        Ok(self.length)
    }

    fn start(&self) -> Result<csv::Writer<File>, Error> {
        let goes_on = self.length > 0 && self.path.exists();
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        if !goes_on {
            file.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        if !goes_on {
            writer
                .write_record(REJECT_COLUMNS.into_iter().chain(self.header.iter().map(String::as_str)))
                .map_err(csv_failure)?;
        }
        Ok(writer)
    }
}

/// A failed write through the csv crate is a failed write.
pub(crate) fn csv_failure(error: csv::Error) -> Error {
    Error::Write { source: error.into() }
}
