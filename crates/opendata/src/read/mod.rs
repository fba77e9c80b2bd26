//! Reading tables row by row.

mod delimited;
mod json_lines;
mod row;
mod sheet;
mod sheet_cell;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{Error, Format};

use delimited::Delimited;
use json_lines::JsonLines;
pub use row::{Cell, Reading, Row, RowProblem};
use sheet::Sheet;

/// The longest row that is read, in bytes; longer ones are quotation marks that do not close.
const MAX_ROW: usize = 16 * 1024 * 1024;

/// A table that is read row by row.
///
/// ```
/// use mingjing_opendata::{Cell, Column, ColumnKind, Format, Reading, Row, Rows, match_header};
///
/// let file = "许可文书号,被许可人\n冀许〔2026〕1号,石家庄恒泰建材有限公司\n";
/// let columns = [Column::new("decision_no", "许可文书号", ColumnKind::Text).required(), Column::new("licensee", "被许可人", ColumnKind::Text)];
/// let mut rows = Rows::from_reader("许可.csv", Format::Csv, Box::new(file.as_bytes()), None)?;
/// let mapping = match_header(rows.header(), &columns)?;
/// let mut row = Row::default();
/// assert!(matches!(rows.read(&mut row)?, Reading::Row));
/// assert_eq!(row.number(), 2);
/// assert_eq!(mapping.cell(&row, 1), Cell::Text("石家庄恒泰建材有限公司"));
/// # Ok::<(), mingjing_opendata::Error>(())
/// ```
pub struct Rows(Source);

enum Source {
    Delimited(Box<Delimited>),
    JsonLines(Box<JsonLines>),
    Sheet(Sheet),
}

impl Rows {
    /// Opens a file; its extension tells the format. `sheet` names the worksheet of a workbook, otherwise its first visible one is read.
    ///
    /// # Errors
    /// No such file, no such format or sheet, no header, a broken workbook.
    pub fn open(path: &Path, sheet: Option<&str>) -> Result<Rows, Error> {
        let name = path.display().to_string();
        let format = Format::of_name(&name).ok_or_else(|| Error::UnknownFormat { name: name.clone() })?;
        let file = File::open(path).map_err(|source| Error::Read { name: name.clone(), source })?;
        match format {
            Format::Xlsx => Ok(Rows(Source::Sheet(Sheet::open(&name, file, sheet)?))),
            Format::Csv | Format::JsonLines | Format::Parquet => {
                Rows::from_reader(&name, format, Box::new(file), None)
            }
        }
    }

    /// Reads from a stream. `name` stands in messages. A workbook is first copied to a temporary file, as it must be read from its end.
    ///
    /// # Errors
    /// As [`Rows::open`].
    pub fn from_reader(
        name: &str,
        format: Format,
        reader: Box<dyn Read + Send>,
        sheet: Option<&str>,
    ) -> Result<Rows, Error> {
        Ok(Rows(match format {
            Format::Csv => Source::Delimited(Box::new(Delimited::open(name, reader)?)),
            Format::JsonLines => Source::JsonLines(Box::new(JsonLines::open(name, reader)?)),
            Format::Xlsx => Source::Sheet(Sheet::open(name, sheet::spool(name, reader)?, sheet)?),
            Format::Parquet => return Err(Error::UnknownFormat { name: name.to_owned() }),
        }))
    }

    /// The names of the columns; for JSON Lines the keys of the first hundred objects.
    pub fn header(&self) -> &[String] {
        match &self.0 {
            Source::Delimited(rows) => rows.header(),
            Source::JsonLines(rows) => rows.header(),
            Source::Sheet(rows) => rows.header(),
        }
    }

    /// What the person who imports should know: the encoding if it is not UTF-8, the sheet that was read, merged cells. In Chinese.
    pub fn notes(&self) -> Vec<String> {
        match &self.0 {
            Source::Delimited(rows) => rows.notes(),
            Source::JsonLines(_) => Vec::new(),
            Source::Sheet(rows) => rows.notes().to_vec(),
        }
    }

    /// Reads the next row into `row`, whose memory is used again. After [`Reading::Rejected`] the row holds the number and,
    /// as far as they could be read, the cells.
    ///
    /// # Errors
    /// The file cannot be read on; everything up to the last row was right.
    pub fn read(&mut self, row: &mut Row) -> Result<Reading, Error> {
        match &mut self.0 {
            Source::Delimited(rows) => rows.read(row),
            Source::JsonLines(rows) => rows.read(row),
            Source::Sheet(rows) => rows.read(row),
        }
    }

    /// Goes on behind the row of this number, for resuming: the next row that is read has a higher one.
    ///
    /// # Errors
    /// As [`Rows::read`].
    pub fn skip_to(&mut self, number: u64) -> Result<(), Error> {
        match &mut self.0 {
            Source::Delimited(rows) => rows.skip_to(number),
            Source::JsonLines(rows) => rows.skip_to(number),
            Source::Sheet(rows) => rows.skip_to(number),
        }
    }
}
