//! What is left when a disk is full: the state before, and a house that goes on once there is room.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_store::{Db, Outage, Tx, log, register};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

async fn limit_pages(db: &Db, pages: u32) {
    let Db::Sqlite { writer, .. } = db else { unreachable!() };
    let pragma = format!("PRAGMA max_page_count = {pages}");
    writer.execute(AssertSqlSafe(pragma).into_sql_str()).await.unwrap();
}

async fn fill(tx: &mut Tx, rows: u32) -> mingjing_store::Result<()> {
    for n in 0..rows {
        let region = register::Region {
            code: n.to_string(),
            name: "x".repeat(2000),
            level: "county".into(),
            parent_code: None,
            ..register::Region::default()
        };
        register::put_region(tx, &region).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_full_disk_ends_the_transaction_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&dir.path().join("house.db")).await.unwrap();
    limit_pages(&db, 100).await;
    let mut tx = db.begin().await.unwrap();
    log::assign(&mut tx, 3).await.unwrap();
    let error = fill(&mut tx, 2000).await.unwrap_err();
    assert_eq!(error.outage(), Some(Outage::Full), "{error}");
    drop(tx);

    limit_pages(&db, u32::MAX - 1).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(log::head(&mut tx).await.unwrap().assigned, 0, "nothing of it happened");
    fill(&mut tx, 2000).await.unwrap();
    log::assign(&mut tx, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(log::head(&mut tx).await.unwrap().assigned, 1);
    assert_eq!(register::all_regions(&mut tx).await.unwrap().len(), 2000);
}
