/// Why a step of a procedure was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The law does not allow it, or asks for more.
    #[error("{reason}({article})")]
    Refused {
        /// The article, as people cite it.
        article: &'static str,
        /// What is wrong, and how to mend it.
        reason: String,
    },
    /// Working days or limits that are not known.
    #[error(transparent)]
    Calendar(#[from] mingjing_calendar::Error),
}

pub(crate) fn refused<T>(article: &'static str, reason: impl Into<String>) -> Result<T, Error> {
    Err(Error::Refused { article, reason: reason.into() })
}
