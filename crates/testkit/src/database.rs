//! The two databases a test runs on.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mingjing_store::Db;

/// A database of one test's own.
#[derive(Debug, Clone)]
pub struct Database(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Sqlite,
    Postgres { base: String, name: String, reached: Option<(String, Duration)> },
}

/// How long a statement may take in a test.
const PATIENCE: Duration = Duration::from_secs(30);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// A SQLite file in the test's folder.
    #[must_use]
    pub fn sqlite() -> Self {
        Self(Kind::Sqlite)
    }

    /// A new PostgreSQL database on the server of `MINGJING_TEST_POSTGRES`; none where that is not set.
    #[expect(clippy::disallowed_methods, reason = "the test run says where its PostgreSQL is")]
    pub async fn postgres() -> Option<Self> {
        let base = std::env::var("MINGJING_TEST_POSTGRES").ok()?;
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mingjing_test_{}_{n}", std::process::id());
        Db::administer_postgres(&base, &format!("CREATE DATABASE {name}")).await.expect("a test database");
        Some(Self(Kind::Postgres { base, name, reached: None }))
    }

    /// The same database, which the house reaches at another address and waits for no longer than this.
    #[must_use]
    pub fn reached_at(self, address: &str, patience: Duration) -> Self {
        match self.0 {
            Kind::Postgres { base, name, .. } => {
                Self(Kind::Postgres { base, name, reached: Some((address.to_owned(), patience)) })
            }
            Kind::Sqlite => self,
        }
    }

    /// Opens it, with an up-to-date schema.
    pub async fn open(&self, dir: &Path) -> Db {
        match &self.0 {
            Kind::Sqlite => Db::open_sqlite(&dir.join("house.db")).await.expect("a SQLite file"),
            Kind::Postgres { reached, .. } => {
                let usual = || (self.url().unwrap_or_default(), PATIENCE);
                let (url, patience) = reached.clone().unwrap_or_else(usual);
                Db::open_postgres(&url, patience).await.expect("a PostgreSQL database")
            }
        }
    }

    /// Its address, for PostgreSQL.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match &self.0 {
            Kind::Sqlite => None,
            Kind::Postgres { base, name, .. } => {
                let server = base.rsplit_once('/').map_or(base.as_str(), |(server, _)| server);
                Some(format!("{server}/{name}"))
            }
        }
    }

    /// Takes it away.
    pub async fn remove(&self) {
        if let Kind::Postgres { base, name, .. } = &self.0 {
            Db::administer_postgres(base, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await
                .expect("the test database is dropped");
        }
    }
}
