//! Why there is no page.

/// What a reader is told instead of a page.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing at this address.
    #[error("没有找到这个页面")]
    NotFound,
    /// The address cannot be understood; the text says which part.
    #[error("{0}")]
    BadRequest(String),
    /// Too many downloads at the same time.
    #[error("现在下载的人太多")]
    Busy,
    /// One address sends too many large forms.
    #[error("一分钟内上传太多")]
    TooOften,
    /// What is computed from the log alone is being read from it, soon after the start.
    #[error("正在从公开日志读取，请过一会儿再来。")]
    Unready,
    /// The database or the blob store is out of order; the text is for the log only.
    #[error("{0}")]
    Unavailable(String),
    /// Our fault; the text is for the log only.
    #[error("{0}")]
    Internal(String),
}

impl From<mingjing_actions::Error> for Failure {
    fn from(error: mingjing_actions::Error) -> Self {
        match error {
            mingjing_actions::Error::NotFound(_) => Self::NotFound,
            other if other.outage().is_some() => Self::Unavailable(other.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<mingjing_search::Error> for Failure {
    fn from(error: mingjing_search::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<mingjing_ledger::Error> for Failure {
    fn from(error: mingjing_ledger::Error) -> Self {
        mingjing_actions::Error::from(error).into()
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(error.to_string())
    }
}
