//! What is wrong with a rule file, and where.

/// One mistake in one rule file. Displayed as `law/screening/personal-data.toml:12: 原因`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct Problem {
    /// Path from the repository's root.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and how to mend it, in Chinese.
    pub reason: String,
}
