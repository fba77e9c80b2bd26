//! The seal-like mark beside a title: this disclosure stands in the public log.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, FixedOffset};

use crate::format;

/// 已入公开日志 第 12,345 条; opens to say what that means and how to check it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/log_mark.html")]
pub struct LogMark {
    /// Index of the leaf in the log, from 0.
    pub index: u64,
    /// SHA-256 of the content file, 64 hexadecimal digits.
    pub digest: String,
    /// When the entry was made.
    pub at: DateTime<FixedOffset>,
    /// Address of the receipt.
    pub receipt: String,
    /// Address of the content file in the log; none where the content was erased.
    pub content: Option<String>,
}

impl HtmlSafe for LogMark {}

impl LogMark {
    /// Ordinal for people, from 1, with thousands separators.
    fn ordinal(&self) -> String {
        format::thousands(self.index.saturating_add(1))
    }

    fn when(&self) -> String {
        format::moment(self.at)
    }
}
