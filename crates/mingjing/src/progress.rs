//! How far a check or a copy has come, on a terminal and nowhere else.

use indicatif::{ProgressBar, ProgressStyle};
use mingjing_ledger::Progress;

/// A bar that goes away when the work is done.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar; `what` is being done.
    pub fn new(what: &'static str) -> Self {
        let bar = ProgressBar::new(0).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {percent}% 剩余 {eta}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Shows how far it is.
    pub fn show(&self, progress: Progress) {
        self.0.set_length(progress.total);
        self.0.set_position(progress.done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
