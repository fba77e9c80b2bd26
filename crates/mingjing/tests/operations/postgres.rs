//! An instance on PostgreSQL, from `init` on.

use std::os::unix::fs::PermissionsExt;

use mingjing_testkit::Database;

use crate::program::{command, err, licences, mingjing, out, said};

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_is_made_filled_and_checked_on_postgres() {
    let Some(database) = Database::postgres().await else {
        eprintln!("skipped: MINGJING_TEST_POSTGRES is not set");
        return;
    };
    let url = database.url().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("instance");
    let init = |dir: &std::path::Path, more: &[&str]| {
        let mut args = vec!["init"];
        args.extend(more);
        command(dir, &args).env("MINGJING_DATABASE", &url).output().unwrap()
    };

    // An attempt that fails halfway leaves the database to be taken by another.
    let failed = init(&folder.path().join("first"), &["--agency", "999"]);
    assert_eq!(failed.status.code(), Some(2), "{}", said(&failed));
    assert!(err(&failed).contains("999") && !folder.path().join("first/mingjing.toml").exists());
    let again = init(&folder.path().join("first"), &["--agency", "999"]);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));

    let made = init(&dir, &[]);
    assert!(made.status.success(), "{}", said(&made));
    let config = dir.join("mingjing.toml");
    assert_eq!(
        std::fs::metadata(&config).unwrap().permissions().mode() & 0o777,
        0o600,
        "it holds a password"
    );
    assert!(std::fs::read_to_string(&config).unwrap().contains(&url));
    assert!(!dir.join("house.db").exists());

    let taken = init(&folder.path().join("second"), &[]);
    assert_eq!(taken.status.code(), Some(2), "{}", said(&taken));
    assert!(err(&taken).contains("已经有一个政务公开实例"), "{}", said(&taken));
    assert!(!folder.path().join("second").exists(), "nothing is left of it");
    let still = init(&folder.path().join("first"), &[]);
    assert_eq!(still.status.code(), Some(2), "the first attempt has lost it: {}", said(&still));

    let file = folder.path().join("licences.csv");
    licences(&file, 1, 300);
    let import = ["import", "--item", "licence", file.to_str().unwrap()];
    let first = mingjing(&dir, &import);
    assert_eq!(
        out(&first).lines().last(),
        Some("导入 300 条,更新 0 条,未变 0 条,拒绝 0 条"),
        "{}",
        said(&first)
    );
    let exported = mingjing(&dir, &["export", "--item", "licence", "--format", "csv"]);
    assert_eq!(out(&exported).lines().count(), 301);
    for check in [vec!["verify", dir.to_str().unwrap()], vec!["doctor"]] {
        let checked = mingjing(&dir, &check);
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    }
    let backup = mingjing(&dir, &["backup", folder.path().join("b.tar").to_str().unwrap()]);
    assert!(backup.status.code() == Some(2) && err(&backup).contains("pg_dump"), "{}", said(&backup));
    database.remove().await;
}

#[test]
fn a_database_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("instance");
    let wrong = mingjing(&dir, &["init", "--database", "mysql://root:hush@127.0.0.1/open"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("postgres://") && !err(&wrong).contains("hush"), "{}", said(&wrong));
    let nowhere = mingjing(&dir, &["init", "--database", "postgres://open:hush@127.0.0.1:1/open"]);
    assert_eq!(nowhere.status.code(), Some(70));
    assert!(err(&nowhere).contains("数据库") && !err(&nowhere).contains("hush"), "{}", said(&nowhere));
    assert!(!dir.exists(), "nothing is left of it");
}
