use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Postgres, Sqlite, Transaction};

use crate::Result;

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
    Postgres(PgPool),
}

/// An open transaction; dropped without [`Tx::commit`], nothing of it happened.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression on whichever connection the transaction holds: the only seam between the databases.
macro_rules! on {
    ($tx:expr, |$c:ident| $e:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $e
            }
            $crate::Tx::Postgres(t) => {
                let $c = &mut **t;
                $e
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

/// Most values one statement may bind: SQLite's limit, the smaller of the two.
pub(crate) const MAX_BINDS: usize = 32_000;

impl Db {
    /// Opens (and makes, if absent) the SQLite file and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or migrated.
    pub async fn open_sqlite(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .foreign_keys(true)
            // Takes effect in a new file only: a row of two kilobytes fits, and fewer pages are written.
            .page_size(8192);
        // The writer keeps inner pages of its indexes in memory, and folds its log back after 64 MB instead of 8: pages
        // that many batches touch are then written once.
        let writing = options.clone().pragma("cache_size", "-65536").pragma("wal_autocheckpoint", "8192");
        let options = options.pragma("cache_size", "-8192");
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(writing).await?;
        sqlx::migrate!("migrations/sqlite").run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(8).connect_with(options).await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// Connects to PostgreSQL and brings the schema up to date.
    ///
    /// # Errors
    /// When the server cannot be reached or migrated.
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(16).connect(url).await?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        Ok(Self::Postgres(pool))
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

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that only reads; it never waits for writers.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
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
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything done in this transaction durable.
    ///
    /// # Errors
    /// When the database could not write; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }
}
