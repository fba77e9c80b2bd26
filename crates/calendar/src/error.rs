use chrono::NaiveDate;

/// What can be wrong with dates and limits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The holidays of a year are not known, so its working days are not either.
    #[error(
        "缺少 {year} 年的节假日安排,无法计算 {date} 前后的工作日;请按国务院办公厅通知补充 law/calendars/{year}.toml"
    )]
    NoCalendar {
        /// The year that has no file.
        year: i32,
        /// The date that was asked for.
        date: NaiveDate,
    },
    /// A rule file does not read.
    #[error("law/{file}:{line}: {reason}")]
    File {
        /// Path below `law/`.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong, and how to mend it.
        reason: String,
    },
    /// A limit that no rule file has.
    #[error("law/limits.toml 中没有“{0}”这个时限")]
    NoLimit(String),
    /// A date beyond what the calendar can count.
    #[error("日期超出可计算的范围")]
    OutOfRange,
    /// A step of a term that does not fit its state.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    pub(crate) fn toml(file: &str, text: &str, e: &toml::de::Error) -> Self {
        let at = e.span().map_or(0, |s| s.start).min(text.len());
        let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        Self::File { file: file.to_owned(), line, reason: format!("格式有误({})", e.message()) }
    }
}
