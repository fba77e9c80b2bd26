//! Copies: whole, resumed, mended, and refused.

use crate::fixture::{Office, files, key, sha256};
use crate::verification::office;
use mingjing_ledger::{DirSource, Error, MirrorOptions, MirrorReport, VerifyOptions, mirror_log, verify_log};
use std::path::Path;

const ALL: MirrorOptions = MirrorOptions { attachments: true };

async fn mirror(from: &Path, to: &Path) -> Result<MirrorReport, Error> {
    mirror_log(&DirSource::new(from), to, key().verifier(), ALL, &|_| ()).await
}

async fn holds(dir: &Path) -> bool {
    let options = VerifyOptions { contents: true, attachments: true };
    let report = verify_log(&DirSource::new(dir), key().verifier(), options, &|_| ()).await.unwrap();
    report.is_ok()
}

struct Folders {
    _root: tempfile::TempDir,
    from: std::path::PathBuf,
    to: std::path::PathBuf,
}

fn folders() -> Folders {
    let root = tempfile::tempdir().unwrap();
    Folders { from: root.path().join("from"), to: root.path().join("to"), _root: root }
}

/// Replaces the source by another state of it.
async fn rewrite(office: &Office, dir: &Path) {
    let _ = std::fs::remove_dir_all(dir);
    office.write(dir).await;
}

#[tokio::test]
async fn a_copy_is_served_and_verified_like_the_original() {
    let f = folders();
    office().write(&f.from).await;
    let report = mirror(&f.from, &f.to).await.unwrap();
    assert_eq!((report.size, report.problems.len(), report.erased), (599, 0, 4));
    assert!(holds(&f.to).await && holds(&f.to.join("log")).await);
    // Of the attachments, 丙 belongs to an erased content and is not copied.
    let expected: Vec<_> =
        files(&f.from).into_iter().map(|file| file.strip_prefix(&f.from).unwrap().to_owned()).collect();
    let copied: Vec<_> =
        files(&f.to).into_iter().map(|file| file.strip_prefix(&f.to).unwrap().to_owned()).collect();
    let gone = Path::new("log/content").join(sha256("丙".as_bytes()));
    assert_eq!(copied, expected.into_iter().filter(|file| *file != gone).collect::<Vec<_>>());
    for file in &copied {
        assert_eq!(
            std::fs::read(f.to.join(file)).unwrap(),
            std::fs::read(f.from.join(file)).unwrap(),
            "{file:?}"
        );
    }
}

/// A copy may do without attachments; then it says so, and holds all the same until it has them.
#[tokio::test]
async fn a_copy_without_attachments_says_so() {
    let f = folders();
    office().write(&f.from).await;
    let without = MirrorOptions { attachments: false };
    let source = DirSource::new(&f.from);
    mirror_log(&source, &f.to, key().verifier(), without, &|_| ()).await.unwrap();
    let options = VerifyOptions { contents: true, attachments: true };
    for dir in [f.to.clone(), f.to.join("log")] {
        let report = verify_log(&DirSource::new(&dir), key().verifier(), options, &|_| ()).await.unwrap();
        assert!(report.is_ok(), "{report:?}");
        assert_eq!((report.attachments_checked, report.attachments_left_out), (0, 2));
    }
    mirror(&f.from, &f.to).await.unwrap();
    let report = verify_log(&DirSource::new(&f.to), key().verifier(), options, &|_| ()).await.unwrap();
    assert_eq!((report.attachments_checked, report.attachments_left_out), (2, 0));
    std::fs::remove_file(f.to.join("log/content").join(sha256("甲".as_bytes()))).unwrap();
    assert!(!holds(&f.to).await, "a whole copy must hold all of them");
}

#[tokio::test]
async fn an_empty_log_is_copied() {
    let f = folders();
    Office::default().write(&f.from).await;
    assert_eq!(mirror(&f.from, &f.to).await.unwrap().size, 0);
    assert!(holds(&f.to).await);
}

/// Whatever file is lost or damaged in the copy, the next run mends it and fetches only that.
#[tokio::test]
async fn a_damaged_copy_is_mended() {
    let f = folders();
    let mut office = Office::default();
    for n in 0..300 {
        office.publish(n);
    }
    office.publish_with(500, &["附件"]);
    office.write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    assert_eq!(mirror(&f.from, &f.to).await.unwrap().fetched, 0);
    for file in files(&f.to).into_iter().filter(|file| !file.ends_with("checkpoint")) {
        let good = std::fs::read(&file).unwrap();
        for damaged in [None, Some(good[..good.len() / 2].to_vec()), Some(Vec::new())] {
            match damaged {
                None => std::fs::remove_file(&file).unwrap(),
                Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            }
            let report = mirror(&f.from, &f.to).await.unwrap();
            assert!(report.fetched <= 1, "{}: {report:?}", file.display());
            assert_eq!(std::fs::read(&file).unwrap(), good, "{}", file.display());
        }
    }
}

/// Entries and leaf tile forged together agree with each other, but not with the root.
#[tokio::test]
async fn a_forged_copy_is_fetched_again() {
    let f = folders();
    office().write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    let mut forged = office();
    forged.entries[3] = Office::canonical(&Office::entry(3, "publish", 1, &sha256(b"forged")));
    let other = folders();
    forged.write(&other.from).await;
    for name in ["log/tile/0/000", "log/tile/entries/000"] {
        std::fs::copy(other.from.join(name), f.to.join(name)).unwrap();
    }
    assert!(!holds(&f.to).await);
    mirror(&f.from, &f.to).await.unwrap();
    assert!(holds(&f.to).await);
}

#[tokio::test]
async fn growth_and_erasure_reach_the_copy() {
    let f = folders();
    let mut office = office();
    office.publish_with(700, &["甲", "丁"]);
    office.write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    let attachment = |text: &str| f.to.join("log/content").join(sha256(text.as_bytes())).exists();
    assert!(attachment("甲") && attachment("丁"));

    for n in 1000..1100 {
        office.publish(n);
    }
    office.withdraw(700, true).withdraw(2, true);
    rewrite(&office, &f.from).await;
    let report = mirror(&f.from, &f.to).await.unwrap();
    assert_eq!((report.problems.len(), report.erased), (0, 6));
    assert!(holds(&f.to).await);
    assert!(attachment("甲") && !attachment("丁"), "only what no other content names is deleted");
    let id = format!("\"id\":\"{}\"", Office::id(2));
    for file in files(&f.to.join("log/bundle")) {
        assert!(!std::fs::read_to_string(&file).unwrap().contains(&id), "{}", file.display());
    }
    let old: Vec<_> =
        files(&f.to).into_iter().filter(|file| file.to_string_lossy().contains("002.p/")).collect();
    assert_eq!(old.len(), 3, "stale partial tiles and bundles are gone: {old:?}");
}

#[tokio::test]
async fn what_the_source_loses_is_kept_and_reported() {
    let f = folders();
    let mut office = office();
    office.write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    // A withdrawal makes the copy look at the bundle again; entry 3 is lost beside it.
    office.withdraw(2, true);
    office.contents[3] = None;
    rewrite(&office, &f.from).await;
    let report = mirror(&f.from, &f.to).await.unwrap();
    let told: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["条目 3:内容缺失,且没有撤回登记"]);
    assert!(holds(&f.to).await, "the copy still has it");
    std::fs::remove_file(f.from.join("log/bundle/001")).unwrap();
    std::fs::remove_file(f.to.join("log/bundle/001")).unwrap();
    let report = mirror(&f.from, &f.to).await.unwrap();
    assert!(report.problems.iter().any(|problem| problem.to_string() == "bundle/001:缺失"));
}

/// Also where the bundle was narrower at the time of the copy.
#[tokio::test]
async fn what_the_source_loses_while_growing_is_kept() {
    let f = folders();
    let mut office = Office::default();
    office.publish(1).publish(2).write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    office.publish(3).contents[0] = None;
    rewrite(&office, &f.from).await;
    let report = mirror(&f.from, &f.to).await.unwrap();
    assert_eq!(report.problems.len(), 1);
    assert!(holds(&f.to).await);
}

/// An attachment whose content was erased goes, even if the copy was stopped right after the content.
#[tokio::test]
async fn forgotten_attachments_are_swept() {
    let f = folders();
    office().write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    let stray = f.to.join("log/content").join(sha256("丙".as_bytes()));
    std::fs::write(&stray, "丙").unwrap();
    mirror(&f.from, &f.to).await.unwrap();
    assert!(!stray.exists());
}

#[tokio::test]
async fn rollbacks_and_forks_are_refused() {
    let f = folders();
    let full = office();
    full.write(&f.from).await;
    mirror(&f.from, &f.to).await.unwrap();
    let before: Vec<_> = files(&f.to).iter().map(|file| std::fs::read(file).unwrap()).collect();

    let mut shorter = Office::default();
    shorter.publish(0);
    rewrite(&shorter, &f.from).await;
    assert!(matches!(mirror(&f.from, &f.to).await, Err(Error::Fork(reason)) if reason.contains("回退")));

    for more in [0, 1, 400] {
        let mut fork = full.clone();
        fork.entries[0] = Office::canonical(&Office::entry(0, "publish", 1, &sha256(b"another past")));
        for n in 0..more {
            fork.publish(5000 + n);
        }
        rewrite(&fork, &f.from).await;
        let refused = mirror(&f.from, &f.to).await;
        assert!(matches!(refused, Err(Error::Fork(ref reason)) if reason.contains("分叉")), "{refused:?}");
    }
    let after: Vec<_> = files(&f.to).iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert_eq!(before, after, "nothing was touched");
}

#[tokio::test]
async fn a_wrong_source_is_not_copied() {
    let f = folders();
    office().write(&f.from).await;
    let file = f.from.join("log/tile/entries/001");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[500] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let error = mirror(&f.from, &f.to).await.unwrap_err();
    assert!(error.to_string().contains("条目"), "{error}");
    assert!(!f.to.join("log/checkpoint").exists());
    std::fs::write(f.from.join("log/checkpoint"), "no note").unwrap();
    assert!(matches!(mirror(&f.from, &f.to).await, Err(Error::Checkpoint(_))));
}
