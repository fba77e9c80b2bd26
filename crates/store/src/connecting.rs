//! Connections that notice when their database is lost, and make room for new ones.

use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection, Executor};

use crate::Result;

/// A connection that was not used for a moment must answer within this time, or another one is opened.
const PING: Duration = Duration::from_secs(2);

/// Longest wait for a connection, all attempts to open one included.
const ACQUIRE: Duration = Duration::from_secs(10);

/// So that the server forgets soon whom it no longer reaches: an open transaction holds the counter of the log, and
/// nobody else could publish.
const SESSION: &str = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; \
                       SET idle_in_transaction_session_timeout = '300s'";

/// Writer and readers of a SQLite file with an up-to-date schema.
pub(crate) async fn sqlite(file: &Path) -> Result<(SqlitePool, SqlitePool)> {
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
    let writing = options.clone().pragma("cache_size", "-49152").pragma("wal_autocheckpoint", "8192");
    // Rows cross from the driver's thread in fewer hand-overs than the fifty it would take.
    let options = options.pragma("cache_size", "-8192").row_buffer_size(1_024);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_outside_transaction(connection)))
        .connect_with(writing)
        .await?;
    sqlx::migrate!("migrations/sqlite").run(&writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_outside_transaction(connection)))
        .connect_with(options)
        .await?;
    Ok((writer, readers))
}

/// When a disk is full, SQLite ends the transaction by itself (<https://www.sqlite.org/lang_transaction.html>, section
/// 2.1), while the driver still counts it as open and would never begin another one. Such a connection is given up.
///
/// The pool has waited for the rollback of a dropped transaction when it took the connection back.
async fn is_outside_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    Ok(!connection.is_in_transaction())
}

/// Connections to a PostgreSQL server.
pub(crate) async fn postgres(url: &str, patience: Duration) -> Result<PgPool> {
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(ACQUIRE.min(patience))
        // The driver's own tests wait as long as the network does.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(answers(connection)))
        .after_release(|connection, _| Box::pin(answers(connection)))
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                Ok(())
            })
        })
        .connect(url)
        .await?;
    Ok(pool)
}

async fn answers(connection: &mut PgConnection) -> sqlx::Result<bool> {
    within(PING, connection.ping()).await.map(|()| true)
}

/// Waits no longer than this.
pub(crate) async fn within<T>(
    patience: Duration,
    answer: impl Future<Output = sqlx::Result<T>>,
) -> sqlx::Result<T> {
    tokio::time::timeout(patience, answer).await.unwrap_or_else(|_| {
        let words = format!("no answer from the database in {} s", patience.as_secs());
        Err(sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, words)))
    })
}
