//! Reads the pages of a PDF file that has been made safe.

use std::io;
use std::time::Instant;

use pdf_extract::{
    ColorSpace, Document, MediaBox, OutputDev, OutputError, Path, PlainTextOutput, Transform, output_doc,
};

use super::guard;
use super::radicals::unify;
use crate::Limits;

/// The text of all pages and true; what was read so far and false when the time or the room runs out.
pub(super) fn read(bytes: &[u8], limits: &Limits, deadline: Instant) -> Option<(String, bool)> {
    if !guard::unpacks_within(bytes, limits.max_unpacked) {
        return None;
    }
    let mut document = Document::load_mem(bytes).ok()?;
    if document.is_encrypted() {
        document.decrypt("").ok()?;
    }
    guard::drop_images(&mut document);
    if !guard::is_safe(&document, limits.max_unpacked) {
        return None;
    }
    let mut text = String::new();
    let plain = PlainTextOutput::new(&mut text);
    let finished = output_doc(&document, &mut Watched { plain, deadline, left: limits.max_text }).is_ok();
    (finished || !text.is_empty()).then(|| (unify(&text), finished))
}

/// Plain text that stops when the time or the room runs out.
struct Watched<'a> {
    plain: PlainTextOutput<&'a mut String>,
    deadline: Instant,
    /// Characters that may still be written.
    left: usize,
}

impl Watched<'_> {
    fn check(&self) -> Result<(), OutputError> {
        if self.left == 0 || Instant::now() > self.deadline {
            return Err(OutputError::IoError(io::ErrorKind::TimedOut.into()));
        }
        Ok(())
    }
}

impl OutputDev for Watched<'_> {
    fn begin_page(
        &mut self,
        page: u32,
        media_box: &MediaBox,
        art_box: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.check()?;
        self.plain.begin_page(page, media_box, art_box)
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.plain.end_page()
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        char: &str,
    ) -> Result<(), OutputError> {
        self.check()?;
        self.left = self.left.saturating_sub(char.chars().count());
        self.plain.output_character(trm, width, spacing, font_size, char)
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.check()?;
        self.plain.begin_word()
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        self.plain.end_word()
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        self.plain.end_line()
    }

    fn stroke(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        self.check()
    }

    fn fill(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        self.check()
    }
}
