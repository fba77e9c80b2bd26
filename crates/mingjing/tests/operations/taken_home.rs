//! A full file taken home over HTTP is checked offline against the log; one changed byte is found out.

use crate::program::{Server, get, instance, licences, mingjing, out, said};

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let from = text.find(before)? + before.len();
    text[from..].split(after).next()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_file_taken_home_is_checked_without_network() {
    let (folder, dir) = instance();
    let rows = folder.path().join("licences.csv");
    licences(&rows, 1, 40);
    let imported = mingjing(&dir, &["import", "--item", "licence", rows.to_str().unwrap()]);
    assert!(imported.status.success(), "{}", said(&imported));
    let written = mingjing(&dir, &["full-files", "--item", "licence"]);
    assert_eq!(out(&written).lines().last(), Some("写出 3 份,未变 0 份,删去旧的 0 份"), "{}", said(&written));

    let server = Server::start(&dir);
    let (_, page) = get(&format!("{}/data/licence", server.url)).await;
    let csv =
        page.split('"').find(|part| part.starts_with("/data/licence/") && part.ends_with(".csv")).unwrap();
    let id = between(&page, "href=\"/d/", "\"").unwrap();
    let (_, file) = get(&format!("{}{csv}", server.url)).await;
    assert_eq!(file.lines().count(), 41);
    let (_, receipt) = get(&format!("{}/d/{id}/receipt", server.url)).await;
    let (_, record) = get(&format!("{}/api/v1/disclosures/{id}", server.url)).await;
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let digest = record["log"]["digest"].as_str().unwrap();
    let (_, content) = get(&format!("{}/log/content/{digest}", server.url)).await;
    let (_, key) = get(&format!("{}/log/vkey", server.url)).await;

    let kept = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (receipt, content) = (kept("receipt.tlog-proof", &receipt), kept("content.json", &content));
    let key = kept("log.vkey", &key);
    let verify = |file: &str| {
        let args = ["verify", "--receipt", &receipt, "--content", &content, "--file", file, "--key", &key];
        std::process::Command::new(env!("CARGO_BIN_EXE_mingjing")).args(args).output().unwrap()
    };
    let right = verify(&kept("right.csv", &file));
    assert_eq!(right.status.code(), Some(0), "{}", said(&right));
    let wrong = verify(&kept("wrong.csv", &file.replacen('7', "8", 1)));
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
    assert!(out(&wrong).contains("全量文件"), "{}", said(&wrong));
}
