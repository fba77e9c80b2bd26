//! A document to be printed and filed: headings, texts, and tables whose headings span several rows and columns, written as
//! DOCX (ECMA-376, WordprocessingML) and as XLSX; and a letter, written as DOCX and as PDF (ISO 32000-1).

mod grid;
mod pdf;
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

/// A letter of an agency to somebody (GB/T 9704-2012).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is.
    pub title: String,
    /// Its number.
    pub number: String,
    /// To whom, with the colon.
    pub to: String,
    /// What it says; each line is a paragraph.
    pub text: String,
    /// Name of the agency.
    pub from: String,
    /// The day, as people write it.
    pub on: String,
}

impl Letter {
    /// The letter as DOCX. The same letter makes the same bytes.
    ///
    /// # Errors
    /// When the package cannot be written.
    pub fn docx(&self) -> Result<Vec<u8>, Error> {
        word::letter(self)
    }

    /// The letter as PDF, in a face that whoever opens it has. The same letter makes the same bytes.
    #[must_use]
    pub fn pdf(&self) -> Vec<u8> {
        pdf::write(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sample() -> Letter {
        Letter {
            title: "政府信息公开申请答复书".into(),
            number: "130001-2026-00001-03".into(),
            to: "王小明：".into(),
            text: "您于 2026年11月2日 提出的政府信息公开申请收悉。\n现提供如下。".into(),
            from: "某省厅".into(),
            on: "2026年11月24日".into(),
        }
    }
}
