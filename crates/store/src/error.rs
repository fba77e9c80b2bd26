use std::error::Error as Cause;
use std::io;

use sqlx::sqlite::SqliteError;

/// What can go wrong between the house and its memory.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or was lost; the transaction it happened in has no effect.
    #[error("数据库出错,本次操作没有生效。请检查数据库连接与磁盘空间后重试({0})")]
    Database(#[from] sqlx::Error),
    /// The database was lost while it committed: the transaction has all its effects, or none.
    #[error(
        "提交时与数据库的连接中断,本次操作可能已经生效,也可能没有。请在数据库恢复后核对,再决定是否重做({0})"
    )]
    Uncertain(#[source] sqlx::Error),
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

/// What is out of order outside the program, as far as it matters to somebody who waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// There is no room to write, or writing is not allowed.
    Full,
    /// The database or the blob store does not answer, or not now.
    Unreachable,
    /// The database was lost while it committed.
    Uncertain,
}

impl Error {
    /// Whether a unique constraint refused the row.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }

    /// Whether PostgreSQL knows no such table (SQLSTATE 42P01): the database was never migrated.
    #[must_use]
    pub fn is_missing_table(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.code().is_some_and(|code| code == "42P01"))
    }

    /// A commit that the database refused did not happen; one it did not answer happened or not.
    pub(crate) fn of_commit(e: sqlx::Error) -> Self {
        match &e {
            // A server that is shutting down may say so after the commit (class 57, operator intervention).
            sqlx::Error::Database(refusal) if !refusal.code().is_some_and(|code| code.starts_with("57")) => {
                Self::Database(e)
            }
            _ => Self::Uncertain(e),
        }
    }

    /// The outage behind this error, if it is one.
    #[must_use]
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Database(e) => of_database(e),
            Self::Uncertain(_) => Some(Outage::Uncertain),
            Self::Blob(e) => Some(Outage::of_cause(e)),
            Self::Migrate(_) | Self::Conflict | Self::Inconsistent { .. } => None,
        }
    }
}

impl Outage {
    /// What happened and what to do, for the person whose request it stopped.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Full => {
                "系统的存储空间不足或不能写入,本次操作没有生效,原来的内容没有变化。请告知系统管理员腾出空间,之后再操作一次。"
            }
            Self::Unreachable => {
                "系统暂时连不上数据库或文件存储,本次操作没有生效,原来的内容没有变化。请过几分钟再操作一次;仍不行请告知系统管理员。"
            }
            Self::Uncertain => {
                "系统在保存时与数据库断开,本次操作可能已经生效,也可能没有。请过几分钟重新打开核对,再决定是否重做。"
            }
        }
    }

    /// What a file system says of itself.
    #[must_use]
    pub fn of_io(e: &io::Error) -> Option<Self> {
        use io::ErrorKind as Kind;
        match e.kind() {
            Kind::StorageFull
            | Kind::QuotaExceeded
            | Kind::FileTooLarge
            | Kind::ReadOnlyFilesystem
            | Kind::PermissionDenied => Some(Self::Full),
            Kind::TimedOut | Kind::ConnectionRefused | Kind::ConnectionReset | Kind::NotConnected => {
                Some(Self::Unreachable)
            }
            _ => None,
        }
    }

    /// What is behind the error of a blob store: the file system if it is a folder, or else the network.
    #[must_use]
    pub fn of_cause(e: &(dyn Cause + 'static)) -> Self {
        let mut cause = Some(e);
        while let Some(e) = cause {
            if let Some(found) = e.downcast_ref::<io::Error>().and_then(Self::of_io) {
                return found;
            }
            cause = e.source();
        }
        Self::Unreachable
    }
}

fn of_database(e: &sqlx::Error) -> Option<Outage> {
    match e {
        sqlx::Error::Database(refusal) => {
            let code = refusal.code().unwrap_or_default();
            if refusal.try_downcast_ref::<SqliteError>().is_some() {
                return of_sqlite(code.parse().unwrap_or_default());
            }
            of_postgres(&code)
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(Outage::Unreachable),
        _ => None,
    }
}

/// By primary result code, the lowest byte: <https://www.sqlite.org/rescode.html>.
fn of_sqlite(code: u32) -> Option<Outage> {
    match code & 0xff {
        // READONLY, IOERR, FULL
        8 | 10 | 13 => Some(Outage::Full),
        // BUSY, LOCKED, CANTOPEN
        5 | 6 | 14 => Some(Outage::Unreachable),
        _ => None,
    }
}

/// By SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn of_postgres(code: &str) -> Option<Outage> {
    match code {
        // disk_full, io_error
        "53100" | "58030" => Some(Outage::Full),
        // read_only_sql_transaction: the server became a replica
        "25006" | "25P03" => Some(Outage::Unreachable),
        // connection, transaction rollback (deadlock), insufficient resources, operator intervention
        _ if ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) => {
            Some(Outage::Unreachable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_disks_and_lost_servers_are_told_apart() {
        assert_eq!(of_sqlite(13), Some(Outage::Full));
        assert_eq!(of_sqlite(778), Some(Outage::Full), "SQLITE_IOERR_WRITE");
        assert_eq!(of_sqlite(2067), None, "SQLITE_CONSTRAINT_UNIQUE");
        assert_eq!(of_postgres("53100"), Some(Outage::Full));
        assert_eq!(of_postgres("57P01"), Some(Outage::Unreachable));
        assert_eq!(of_postgres("23505"), None, "unique_violation");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let blob = object_store::Error::Generic { store: "folder", source: Box::new(full) };
        assert_eq!(Error::from(blob).outage(), Some(Outage::Full));
        let lost = sqlx::Error::Io(io::ErrorKind::ConnectionReset.into());
        assert!(matches!(Error::of_commit(lost), Error::Uncertain(_)));
    }
}
