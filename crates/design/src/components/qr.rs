//! 二维码 of an address, drawn as SVG.

use std::fmt;

use askama::FastWritable;
use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode as Matrix};

/// A QR code with a title for screen readers.
#[derive(Debug, Clone)]
pub struct QrCode {
    svg: String,
}

impl HtmlSafe for QrCode {}

const QUIET: usize = 4;

impl QrCode {
    /// Draws the address of a page; none if it is too long for a QR code (more than some 2,300 bytes).
    pub fn new(address: &str) -> Option<Self> {
        Self::titled(address, "二维码：用手机扫一扫打开本页")
    }

    /// Draws any text, with what screen readers say of it.
    pub fn titled(address: &str, title: &'static str) -> Option<Self> {
        let matrix = Matrix::with_error_correction_level(address, EcLevel::M).ok()?;
        let width = matrix.width();
        let side = width + 2 * QUIET;
        let mut path = String::new();
        for (row, cells) in matrix.to_colors().chunks(width).enumerate() {
            for (start, length) in runs(cells) {
                path.push_str(&format!("M{} {}h{length}v1h-{length}z", start + QUIET, row + QUIET));
            }
        }
        let svg = format!(
            "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <title>{title}</title>\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
        );
        Some(Self { svg })
    }
}

/// Runs of dark cells in a row: start and length.
fn runs(cells: &[Color]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (column, _) in cells.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == column => *length += 1,
            _ => runs.push((column, 1)),
        }
    }
    runs
}

impl fmt::Display for QrCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.svg)
    }
}

impl FastWritable for QrCode {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(out.write_str(&self.svg)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_title_and_a_quiet_zone() {
        let code = QrCode::new("https://open.example.gov.cn/d/0123").unwrap().to_string();
        assert!(code.contains("<title>") && code.contains("role=\"img\"") && code.contains("M4 4h7v1h-7z"));
        assert!(!code.contains("style="));
        assert!(QrCode::new(&"长".repeat(3000)).is_none());
    }
}
