//! An honest log passes; whoever changes one byte is found out.

use crate::fixture::{Office, files, key, sha256};
use mingjing_ledger::{DirSource, Report, SigningKey, VerifyOptions, fetch_verifier_key, verify_log};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

const ALL: VerifyOptions = VerifyOptions { contents: true, attachments: true };

async fn verify(dir: &Path) -> Report {
    verify_log(&DirSource::new(dir), key().verifier(), ALL, &|_| ()).await.unwrap()
}

fn reasons(report: &Report) -> String {
    report.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// 600 entries and more: amendments, withdrawals with and without erasure, attachments.
pub fn office() -> Office {
    let mut office = Office::default();
    for n in 0..590 {
        office.publish(n);
    }
    office.publish_with(600, &["甲", "乙"]).publish_with(600, &["甲"]).publish_with(601, &["丙"]);
    office.publish(5).publish(5).publish(300);
    office.withdraw(5, true).withdraw(7, false).withdraw(601, true);
    office
}

#[tokio::test]
async fn an_honest_log_passes() {
    let folder = tempfile::tempdir().unwrap();
    let office = office();
    office.write(folder.path()).await;
    let done = AtomicU64::new(0);
    let source = DirSource::new(folder.path());
    assert_eq!(fetch_verifier_key(&source).await.unwrap(), *key().verifier());
    let report = verify_log(&source, key().verifier(), ALL, &|progress| {
        assert!(done.swap(progress.done, Ordering::SeqCst) < progress.done);
        assert_eq!(progress.total, office.entries.len() as u64);
    })
    .await
    .unwrap();
    assert!(report.is_ok(), "{}", reasons(&report));
    assert_eq!((report.size, report.entries), (599, 599));
    assert_eq!((report.contents_checked, report.erased, report.attachments_checked), (592, 4, 2));
    assert_eq!(done.load(Ordering::SeqCst), 599);
}

#[tokio::test]
async fn an_empty_log_passes() {
    let folder = tempfile::tempdir().unwrap();
    Office::default().write(folder.path()).await;
    assert!(verify(folder.path()).await.is_ok());
}

/// Every file of the log, changed in one byte, cut short, made longer, or removed.
#[tokio::test]
async fn every_damaged_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::default();
    for n in 0..260 {
        office.publish(n);
    }
    office.publish_with(300, &["附件"]).withdraw(4, true);
    office.write(folder.path()).await;
    let log = folder.path().join("log");
    for file in files(&log).into_iter().filter(|file| !file.ends_with("vkey")) {
        let good = std::fs::read(&file).unwrap();
        let flipped = |at: usize| {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            bytes
        };
        let mut damaged: Vec<Vec<u8>> = (0..good.len()).step_by(1 + good.len() / 12).map(flipped).collect();
        damaged.push(flipped(good.len() - 1));
        damaged.push(good[..good.len() - 1].to_vec());
        damaged.push([good.as_slice(), b"x"].concat());
        damaged.push(Vec::new());
        for bytes in damaged {
            std::fs::write(&file, bytes).unwrap();
            assert!(!verify(folder.path()).await.is_ok(), "{}", file.display());
        }
        std::fs::remove_file(&file).unwrap();
        assert!(!verify(folder.path()).await.is_ok(), "{} removed", file.display());
        std::fs::write(&file, good).unwrap();
    }
    assert!(verify(folder.path()).await.is_ok());
}

#[tokio::test]
async fn another_key_is_named() {
    let folder = tempfile::tempdir().unwrap();
    office().write(folder.path()).await;
    let other = SigningKey::generate("other", [9; 32]).unwrap();
    let report = verify_log(&DirSource::new(folder.path()), other.verifier(), ALL, &|_| ()).await.unwrap();
    assert!(reasons(&report).contains("没有公钥“other”的签名"), "{}", reasons(&report));
}

/// Signs a log with odd entries, and says what the verifier makes of it.
async fn told(make: impl FnOnce(&mut Office)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::default();
    office.publish(1).publish(2);
    make(&mut office);
    office.write(folder.path()).await;
    reasons(&verify(folder.path()).await)
}

#[tokio::test]
async fn erased_without_a_withdrawal() {
    let told = told(|office| office.contents[1] = None).await;
    assert_eq!(told, "条目 1:内容缺失,且没有撤回登记");
}

#[tokio::test]
async fn a_withdrawal_does_not_cover_other_disclosures_or_later_contents() {
    let told = told(|office| {
        office.withdraw(1, true);
        office.contents[1] = None;
    })
    .await;
    assert_eq!(told, "条目 1:内容缺失,且没有撤回登记");
}

#[tokio::test]
async fn lives_out_of_order() {
    let digest = sha256(b"x");
    for (event, n, revision, expected) in [
        ("publish", 1, 1, "重复公开"),
        ("amend", 1, 3, "修订号应为 2,实为 3"),
        ("amend", 1, 1, "修订号应为 2,实为 1"),
        ("amend", 9, 1, "第一次登记应是 publish"),
        ("publish", 9, 2, "第一次登记应是 publish"),
    ] {
        let told = told(|office| {
            office.entries.push(Office::canonical(&Office::entry(n, event, revision, &digest)));
            office.contents.push(None);
        })
        .await;
        assert!(told.contains(expected), "{event} {n} {revision}: {told}");
    }
    let told = told(|office| {
        office.withdraw(1, false);
        office.entries.push(Office::canonical(&Office::entry(1, "amend", 3, &digest)));
        office.contents.push(None);
    })
    .await;
    assert!(told.contains("撤回之后不应再有登记"), "{told}");
}

#[tokio::test]
async fn a_withdrawal_names_what_it_withdraws() {
    let told = told(|office| {
        let mut entry = Office::entry(1, "withdraw", 2, &sha256(b"something else"));
        entry["ground"] = json!({ "article": "条例第十五条", "reason": "理由" });
        office.entries.push(Office::canonical(&entry));
        office.contents.push(None);
    })
    .await;
    assert!(told.contains("没有写上被撤回内容的摘要"), "{told}");
}

#[tokio::test]
async fn entries_are_read_strictly() {
    let good = Office::entry(9, "publish", 1, &sha256(b"x"));
    let with = |field: &str, value: serde_json::Value| {
        let mut entry = good.clone();
        entry[field] = value;
        Office::canonical(&entry)
    };
    let withdrawn = |ground: serde_json::Value| {
        let mut entry = Office::entry(9, "withdraw", 1, &sha256(b"x"));
        entry["ground"] = ground;
        Office::canonical(&entry)
    };
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("item");
    let text = String::from_utf8(Office::canonical(&good)).unwrap();
    for bad in [
        b"".to_vec(),
        b"{}".to_vec(),
        b"\xff\xfe".to_vec(),
        Office::canonical(&without),
        text.replace(",", ", ").into_bytes(),
        format!("{text}\n").into_bytes(),
        text.replace("licence", "lic\\u0065nce").into_bytes(),
        text.replacen("{", "{\"agency\":\"130000\",", 1).into_bytes(),
        with("extra", json!(1)),
        with("v", json!(2)),
        with("event", json!("delete")),
        with("revision", json!(-1)),
        with("revision", json!("1")),
        with("id", json!("0")),
        with("id", json!(Office::id(9).replace('9', "A"))),
        with("digest", json!("00")),
        with("issued_on", json!("2026-02-30")),
        with("issued_on", json!("2026-2-3")),
        with("at", json!("2026-01-31T00:00:00Z")),
        with("at", json!("2026-01-31 08:00:00+08:00")),
        with("at", json!("2026-01-31T08:00:00.5+08:00")),
        with("ground", json!({ "article": "x", "reason": "y" })),
        with("agency", json!("")),
        with("event", json!("withdraw")),
        withdrawn(json!("x")),
        withdrawn(json!({ "article": "x", "reason": "" })),
        withdrawn(json!({ "article": "x", "reason": "y", "z": 1 })),
    ] {
        let shown = String::from_utf8_lossy(&bad).into_owned();
        let told = told(|office| {
            office.entries.push(bad);
            office.contents.push(None);
        })
        .await;
        assert!(told.contains("条目 2:"), "{shown}: {told}");
        assert!(!told.contains("根"), "{shown}: {told}");
    }
}

#[tokio::test]
async fn a_content_of_another_disclosure() {
    let told = told(|office| {
        office.publish(3);
        let stray = office.contents[0].clone().unwrap();
        office.entries.push(Office::canonical(&Office::entry(4, "publish", 1, &sha256(&stray))));
        office.contents.push(Some(stray));
    })
    .await;
    assert_eq!(told, "条目 3:内容的 id 或修订号与登记不同");
}

/// A changed tile and a changed entry are told apart: only the entry moves the root.
#[tokio::test]
async fn the_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    office().write(folder.path()).await;
    let change = |name: &str, at: usize| {
        let file = folder.path().join("log").join(name);
        let good = std::fs::read(&file).unwrap();
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        (file, good)
    };
    let (file, good) = change("tile/0/001", 32 * 3);
    assert_eq!(reasons(&verify(folder.path()).await), "条目 259:与散列块不符,条目或散列块被改动");
    std::fs::write(file, good).unwrap();
    let (file, good) = change("tile/1/000.p/2", 0);
    assert_eq!(reasons(&verify(folder.path()).await), "tile/1/000.p/2:与下层的散列不符");
    std::fs::write(file, good).unwrap();
    change("tile/entries/001", 40);
    let told = reasons(&verify(folder.path()).await);
    assert!(told.contains("条目 256:") && told.contains("checkpoint:由全部条目算出的根"), "{told}");
}
