use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, Transaction};

use crate::connecting::{self, within};
use crate::{Error, Result};

/// The database of an instance. SQLite has one writer and many readers, as the file format wants it.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded database.
    Sqlite {
        /// One connection: writers queue here instead of failing with "busy".
        writer: SqlitePool,
        /// Connections that only read.
        readers: SqlitePool,
    },
    /// A PostgreSQL server.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// How long it may take for one statement before it counts as lost.
        patience: Duration,
    },
}

/// Connections to the database at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Those nobody uses.
    pub idle: u32,
}

/// An open transaction; dropped without [`Tx::commit`], nothing of it happened.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL, with the time one statement may take.
    Postgres(Transaction<'static, Postgres>, Duration),
}

/// Runs one expression on whichever connection the transaction holds: the only seam between the databases.
macro_rules! on {
    ($tx:expr, |$c:ident| $e:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $e
            }
            $crate::Tx::Postgres(t, patience) => {
                let $c = &mut **t;
                $crate::connecting::within(*patience, async { $e }).await
            }
        }
    };
}
pub(crate) use on;

/// The text of a query file below `sql/`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// What an update found that names the version it was read at: its row, or nothing, when somebody else saved in between.
pub(crate) fn not_overtaken(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Most values one statement may bind: SQLite's limit, the smaller of the two.
pub(crate) const MAX_BINDS: usize = 32_000;

impl Db {
    /// Opens (and makes, if absent) the SQLite file and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or migrated.
    pub async fn open_sqlite(file: &Path) -> Result<Self> {
        let (writer, readers) = connecting::sqlite(file).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Connects to PostgreSQL and brings the schema up to date. A statement that takes longer than `patience` counts
    /// as lost, and its connection with it: a network that swallows everything must not stop the house for ever.
    ///
    /// # Errors
    /// When the server cannot be reached or migrated.
    pub async fn open_postgres(url: &str, patience: Duration) -> Result<Self> {
        let pool = connecting::postgres(url, patience).await?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(Self::Postgres { pool, patience })
    }

    /// Connects to PostgreSQL and leaves the schema as it is, to look at a database before it is taken.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn look_at_postgres(url: &str, patience: Duration) -> Result<Self> {
        Ok(Self::Postgres { pool: connecting::postgres(url, patience).await?, patience })
    }

    /// Runs one administrative statement on a PostgreSQL server, such as `CREATE DATABASE`.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn administer_postgres(url: &str, statement: &str) -> Result<()> {
        use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr};
        let mut connection = sqlx::PgConnection::connect(url).await?;
        connection.execute(AssertSqlSafe(statement.to_owned()).into_sql_str()).await?;
        connection.close().await?;
        Ok(())
    }

    /// Runs one administrative statement on this database, past everything that the rest of this crate promises: so that
    /// a test can do what somebody with all rights on the database could.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn administer(&self, statement: &str) -> Result<()> {
        use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
        let statement = AssertSqlSafe(statement.to_owned()).into_sql_str();
        match self {
            Self::Sqlite { writer, .. } => writer.execute(statement).await.map(drop)?,
            Self::Postgres { pool, .. } => pool.execute(statement).await.map(drop)?,
        }
        Ok(())
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, patience } => {
                Tx::Postgres(within(*patience, pool.begin()).await?, *patience)
            }
        })
    }

    /// Begins a transaction that only reads; it never waits for writers.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres { pool, patience } => {
                Tx::Postgres(within(*patience, pool.begin()).await?, *patience)
            }
        })
    }

    /// Writes a whole copy of the SQLite database into `file`; `false` on PostgreSQL, whose own tools do this.
    ///
    /// # Errors
    /// When the copy cannot be written.
    pub async fn copy_into(&self, file: &Path) -> Result<bool> {
        let Self::Sqlite { readers, .. } = self else { return Ok(false) };
        sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy().into_owned()).execute(readers).await?;
        Ok(true)
    }

    /// Closes all connections; on SQLite this folds the write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }

    /// How many connections there are, and how many wait for work.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let count = |open: u32, idle: usize| Connections { open, idle: u32::try_from(idle).unwrap_or(open) };
        match self {
            Self::Sqlite { writer, readers } => {
                count(writer.size() + readers.size(), writer.num_idle() + readers.num_idle())
            }
            Self::Postgres { pool, .. } => count(pool.size(), pool.num_idle()),
        }
    }
}

impl Tx {
    /// Makes everything done in this transaction durable.
    ///
    /// # Errors
    /// When the database could not write; then nothing happened. [`Error::Uncertain`] when it was lost before it
    /// answered; then it happened or not.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t, patience) => {
                within(patience, t.commit()).await.map_err(Error::of_commit)?;
            }
        }
        Ok(())
    }
}
