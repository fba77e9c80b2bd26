//! The one error type of this crate. Texts are for operators and clerks.

/// Any cause an underlying store or database may give.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What can go wrong while writing, reading or copying a log.
///
/// A log that was read and found to be wrong is not an error but a [`crate::Problem`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The origin cannot be the name of a log or of a key.
    #[error("日志名称“{origin}”不能用:{reason}")]
    Origin {
        /// The refused name.
        origin: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// The key file cannot be made or read.
    #[error("密钥文件 {path}:{reason}")]
    KeyFile {
        /// Where the file is or should be.
        path: String,
        /// What happened, and how to mend it.
        reason: String,
    },
    /// The text is not a signed-note verifier key.
    #[error("验证公钥不合格式:{reason};应形如“名称+8位十六进制+Base64”")]
    VerifierKey {
        /// What is wrong with it.
        reason: String,
    },
    /// The checkpoint is malformed, or is not signed by the expected key.
    #[error("检查点(checkpoint)不可信:{0}")]
    Checkpoint(String),
    /// The text is no address of a log.
    #[error("日志地址“{path}”不合规定:{reason}")]
    Path {
        /// The refused text, shortened.
        path: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// A bundle of entries or contents, or a tile, does not have the form it must have.
    #[error("{place} 内容不合格式:{reason}")]
    Malformed {
        /// The address in the log.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// An entry is longer than a bundle can hold.
    #[error("第 {index} 条日志条目有 {bytes} 字节,超过上限 65535 字节")]
    EntryTooLong {
        /// The leaf index.
        index: u64,
        /// The length of the entry.
        bytes: usize,
    },
    /// The object store failed.
    #[error("读写日志存储中的 {key} 失败:{cause};请检查磁盘空间和存储服务")]
    Store {
        /// The object.
        key: String,
        /// What the store said.
        cause: Cause,
    },
    /// The database behind a [`crate::LogBackend`] failed.
    #[error("读写日志数据库失败:{0}")]
    Backend(Cause),
    /// The database does not hold what the signed checkpoint says it does.
    #[error("日志数据库与已签名的检查点不符:{0};已停止签名;请恢复最近的备份,没有则须换新密钥另起日志")]
    Conflict(String),
    /// A log could not be read (network or disk); it may well be right.
    #[error("读取 {place} 失败:{reason}")]
    Source {
        /// The URL or file.
        place: String,
        /// What happened.
        reason: String,
    },
    /// The source lacks something its checkpoint says it has.
    #[error("日志缺少 {0}")]
    Missing(String),
    /// Tiles do not lead to the signed root.
    #[error("散列块与检查点不符:{0}")]
    Proof(String),
    /// The source shows another history than the one copied before.
    #[error("拒绝更新镜像:{0}")]
    Fork(String),
    /// The mirror folder cannot be written.
    #[error("写入 {path} 失败:{reason}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
}
