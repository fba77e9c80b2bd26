//! A document to be printed and filed: headings, texts, and tables whose headings span several rows and columns. The same
//! parts are written as DOCX (ECMA-376, WordprocessingML) and as XLSX.

mod grid;
mod word;
mod workbook;

pub use grid::{Grid, GridCell};

use crate::Error;

/// One part of a document, from above to below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The title of the whole.
    Title(String),
    /// The heading of a section; in a workbook a sheet begins with it.
    Heading(String),
    /// A heading below it.
    Subheading(String),
    /// Text; each line is a paragraph.
    Text(String),
    /// A table.
    Table(Grid),
}

/// The document as DOCX. The same parts make the same bytes.
///
/// # Errors
/// When the package cannot be written.
pub fn docx(parts: &[Part]) -> Result<Vec<u8>, Error> {
    word::write(parts)
}

/// The document as XLSX, a sheet for each section. The same parts make the same bytes.
///
/// # Errors
/// When the workbook cannot be written.
pub fn xlsx(parts: &[Part]) -> Result<Vec<u8>, Error> {
    workbook::write(parts)
}
