/// What can be wrong with a disclosure's files or with a step of its life.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A content file or log entry is not what it must be.
    #[error("{what}不合规范：{reason}")]
    Malformed {
        /// Which kind of text.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A step that the rules of publication do not allow.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    pub(crate) fn malformed(what: &'static str, reason: impl ToString) -> Self {
        Self::Malformed { what, reason: reason.to_string() }
    }
}
