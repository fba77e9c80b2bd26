//! `/display`: how the reader wants pages shown.

use askama::Template;
use mingjing_design::frame::Frame;

/// The settings as a plain form.
#[derive(Debug, Clone, Template)]
#[template(path = "display.html")]
pub struct DisplayPage {
    /// Around the page; its `display` is what is set now.
    pub frame: Frame,
    /// Path to come back to.
    pub back: String,
}
