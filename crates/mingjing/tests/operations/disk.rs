//! The disk is full in the middle of publishing: a clear error, nothing half published, and it goes on once there is
//! room. A limit on the size of files stands for the full disk: it needs no privilege, and comes and goes at once.

use crate::desk::Clerk;
use crate::program::{
    Server, account, command, err, eventually, get, instance, licences, mingjing, out, said,
};

/// Writing beyond the first bytes of any file fails.
const NO_ROOM: Option<u64> = Some(1);

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_says_that_the_disk_is_full_and_goes_on_when_it_is_not() {
    let (_folder, dir) = instance();
    for (name, role) in [("drafter", "drafter"), ("screener", "screener"), ("approver", "approver")] {
        account(&dir, name, role);
    }
    let server = Server::start_limitable(&dir);
    let mut drafter = Clerk::sign_in(&server.url, "drafter").await;
    let mut screener = Clerk::sign_in(&server.url, "screener").await;
    let mut approver = Clerk::sign_in(&server.url, "approver").await;
    let draft = drafter.draft("停水通知").await;
    screener.screen(&draft).await;

    server.limit_files(NO_ROOM);
    for _ in 0..3 {
        let refused = approver.approve(&draft).await;
        assert_eq!(refused.status, 507, "{}", refused.page);
        assert!(
            refused.page.contains("存储空间不足") && refused.page.contains("没有生效"),
            "{}",
            refused.page
        );
    }
    let refused = drafter.post("/desk/new", &[("item", "notice")]).await;
    assert_eq!(refused.status, 507, "{}", refused.page);
    let (status, page) = get(&format!("{}/", server.url)).await;
    assert!(status == 200 && !page.contains("停水通知"), "readers are served, and see nothing of it");
    assert_eq!(get(&format!("{}/readyz", server.url)).await.0, 200, "it can be read");

    server.limit_files(None);
    let approved = approver.approve(&draft).await;
    assert_eq!(approved.status, 303, "the state before was kept: {}", approved.page);
    eventually("the notice is public", || async {
        get(&format!("{}/search?q=停水通知", server.url)).await.1.contains("/d/")
    })
    .await;
    drop(server);
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert!(checked.status.success() && out(&checked).contains("共 1 条"), "{}", said(&checked));
    let doctor = mingjing(&dir, &["doctor"]);
    assert!(doctor.status.success(), "{}", said(&doctor));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_public_without_its_tiles() {
    let (folder, dir) = instance();
    let server = Server::start_limitable(&dir);
    // Another process appends leaves; the serving one, which has no room, sees them and cannot write their tiles.
    server.limit_files(NO_ROOM);
    let file = folder.path().join("licences.csv");
    licences(&file, 1, 40);
    let mut import = command(&dir, &["import", "--item", "licence", file.to_str().unwrap()]);
    let blobs = dir.join("blobs");
    std::fs::rename(&blobs, dir.join("blobs.away")).unwrap();
    std::fs::write(&blobs, "not a folder").unwrap();
    let broken = import.output().unwrap();
    assert!(!broken.status.success(), "{}", said(&broken));
    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(dir.join("blobs.away"), &blobs).unwrap();

    let done = command(&dir, &["import", "--item", "licence", file.to_str().unwrap()]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let (status, checkpoint) = get(&format!("{}/log/checkpoint", server.url)).await;
    assert_eq!(status, 200);
    assert_eq!(checkpoint.lines().nth(1), Some("40"));
    drop(server);
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert!(checked.status.success() && out(&checked).contains("共 40 条"), "{}", said(&checked));
}

/// The file grows until the disk is full: what was committed stays, and the same command goes on where it stopped.
#[test]
fn an_import_meets_a_full_disk_and_goes_on() {
    const ROWS: usize = 9_000;
    let (folder, dir) = instance();
    let file = folder.path().join("licences.csv");
    licences(&file, 1, ROWS);
    let size = std::fs::metadata(dir.join("house.db")).unwrap().len();
    let mut stopped = 0;
    for more in [1u64, 3, 5, 200] {
        let mut shell = std::process::Command::new("sh");
        let limit = size + (more << 20);
        let script = format!(
            "trap '' XFSZ; exec prlimit --fsize={limit} \"$0\" import --item licence \"$1\" --dir \"$2\""
        );
        let run = shell.args(["-c", &script, env!("CARGO_BIN_EXE_mingjing")]).arg(&file).arg(&dir).output();
        let run = run.unwrap();
        if run.status.success() {
            let last = out(&run).lines().last().unwrap_or_default().to_owned();
            assert_eq!(last, format!("导入 {ROWS} 条,更新 0 条,未变 0 条,拒绝 0 条"));
        } else {
            stopped += 1;
            assert_eq!(run.status.code(), Some(70), "{}", said(&run));
            assert!(err(&run).contains("磁盘空间") && err(&run).contains("没有生效"), "{}", said(&run));
        }
        let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
        assert!(checked.status.success(), "{}", said(&checked));
    }
    assert!(stopped > 0, "the disk was never full");
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert!(out(&checked).contains(&format!("共 {ROWS} 条")), "{}", said(&checked));
}
