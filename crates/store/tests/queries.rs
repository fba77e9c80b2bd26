//! Every query file is used, and prepares on both migrated databases: what compile-time checking would do for
//! one database, done for two.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn crate_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_query_file_is_used() {
    let source: String =
        files(&crate_dir().join("src"), "rs").iter().map(|f| std::fs::read_to_string(f).unwrap()).collect();
    for file in files(&crate_dir().join("sql"), "sql") {
        let name = file.strip_prefix(crate_dir().join("sql")).unwrap().with_extension("");
        let used = format!("sql!(\"{}\")", name.display());
        assert!(source.contains(&used), "{} is used nowhere", file.display());
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |kind: &str| -> Vec<_> {
        files(&crate_dir().join("migrations").join(kind), "sql")
            .iter()
            .map(|f| f.file_name().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn every_query_prepares_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let db = mingjing_store::Db::open_sqlite(&dir.path().join("house.db")).await.unwrap();
    let mingjing_store::Db::Sqlite { writer, .. } = &db else { unreachable!() };
    for file in files(&crate_dir().join("sql"), "sql") {
        let text = std::fs::read_to_string(&file).unwrap();
        let prepared = writer.prepare(AssertSqlSafe(text).into_sql_str()).await;
        assert!(prepared.is_ok(), "{}: {:?}", file.display(), prepared.err());
    }
}

#[tokio::test]
async fn every_query_prepares_on_postgres() {
    let Some(base) = option_env_postgres() else {
        eprintln!("skipped: MINGJING_TEST_POSTGRES is not set");
        return;
    };
    let admin = sqlx::PgPool::connect(&base).await.unwrap();
    let name = format!("mingjing_prepare_{}", std::process::id());
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}")).into_sql_str()).await.unwrap();
    let url = format!("{}/{name}", base.rsplit_once('/').unwrap().0);
    let db = mingjing_store::Db::open_postgres(&url, PATIENCE).await.unwrap();
    let mingjing_store::Db::Postgres { pool, .. } = &db else { unreachable!() };
    for file in files(&crate_dir().join("sql"), "sql") {
        let text = std::fs::read_to_string(&file).unwrap();
        let prepared = pool.prepare(AssertSqlSafe(text).into_sql_str()).await;
        assert!(prepared.is_ok(), "{}: {:?}", file.display(), prepared.err());
    }
    db.close().await;
    admin.execute(AssertSqlSafe(format!("DROP DATABASE {name}")).into_sql_str()).await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the test run says where its PostgreSQL is")]
fn option_env_postgres() -> Option<String> {
    std::env::var("MINGJING_TEST_POSTGRES").ok()
}
