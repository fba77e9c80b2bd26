use mingjing_catalogue::FieldProblem;
use mingjing_store::Outage;

/// Why an action did not happen. The text is for the person who asked for it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// What was asked for does not exist.
    #[error("没有找到{0},请核对后重试")]
    NotFound(&'static str),
    /// Somebody else changed it meanwhile.
    #[error("这份内容已被别人改动。您填写的内容仍在页面上，请打开最新版本核对后再保存")]
    Conflict,
    /// The values do not satisfy the catalogue.
    #[error("有 {} 处需要修改", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// The step is not possible in this state, or misses something.
    #[error("{0}")]
    Refused(String),
    /// A token that does not open what was asked for.
    #[error("{0}")]
    Token(crate::tokens::TokenProblem),
    /// The database or the files.
    #[error(transparent)]
    Store(mingjing_store::Error),
    /// The log.
    #[error(transparent)]
    Ledger(#[from] mingjing_ledger::Error),
    /// The search index.
    #[error(transparent)]
    Search(#[from] mingjing_search::Error),
    /// A file that is read or written.
    #[error(transparent)]
    OpenData(#[from] mingjing_opendata::Error),
    /// A step of the life cycle that the rules do not allow, or a content that cannot be written.
    #[error(transparent)]
    Publication(#[from] mingjing_publication::Error),
    /// A file of the system could not be read or written.
    #[error("读写文件失败：{0}")]
    Io(#[from] std::io::Error),
    /// Stored data that does not parse.
    #[error("系统数据不合规范({0})，请运行 mingjing doctor")]
    Corrupt(String),
}

impl Error {
    /// What is out of order outside the program, if that is behind this error.
    #[must_use]
    pub fn outage(&self) -> Option<Outage> {
        use mingjing_ledger::Error as Log;
        match self {
            Self::Store(e) => e.outage(),
            Self::Io(e) => Outage::of_io(e),
            Self::Ledger(Log::Backend(cause)) => {
                cause.downcast_ref::<mingjing_store::Error>().and_then(mingjing_store::Error::outage)
            }
            Self::Ledger(Log::Store { cause, .. }) => Some(Outage::of_cause(cause.as_ref())),
            _ => None,
        }
    }

    /// Two who change something in the same moment take the same place in its order; the second is told.
    pub(crate) fn of_place(e: mingjing_store::Error) -> Self {
        if e.is_duplicate() { Self::Conflict } else { e.into() }
    }
}

impl From<mingjing_store::Error> for Error {
    /// That somebody was quicker is for the person to know, not for the operator.
    fn from(e: mingjing_store::Error) -> Self {
        if matches!(e, mingjing_store::Error::Conflict) { Self::Conflict } else { Self::Store(e) }
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Self::Corrupt(e.to_string())
    }
}
