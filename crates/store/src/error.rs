/// What can go wrong between the house and its memory.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or was lost; the transaction it happened in has no effect.
    #[error("数据库出错,本次操作没有生效。请检查数据库连接与磁盘空间后重试({0})")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("数据库结构升级失败,请确认程序版本不低于数据库版本({0})")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The blob store refused or was lost.
    #[error("文件存储出错,请检查存储目录或对象存储配置({0})")]
    Blob(#[from] object_store::Error),
    /// Somebody else changed the row since it was read.
    #[error("这份内容已被别人改动,请重新打开后再操作")]
    Conflict,
    /// A row does not hold what the schema promises.
    #[error("数据库中 {table} 的一行数据不合规范({reason}),请运行 mingjing doctor")]
    Inconsistent {
        /// The table it was found in.
        table: &'static str,
        /// What was wrong with it.
        reason: String,
    },
}

impl Error {
    /// Whether a unique constraint refused the row.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }
}
