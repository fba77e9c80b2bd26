//! What the program answers when something is checked: logs, copies, receipts, the index.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use mingjing_actions::{
    Edit, approve_draft, attach_file, check_index, pass_screening, reading, save_draft, start_draft,
    submit_draft,
};
use mingjing_ledger::{MirrorOptions, mirror_log};
use mingjing_search::SearchIndex;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use serde_json::{Value, json};

fn mingjing(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingjing")).args(args).stdin(Stdio::null()).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(output)))
}

/// A house with one notice that has an attachment, its log copied into `log`, its key in `key`.
struct Scene {
    test: TestHouse,
    id: String,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let test = TestHouse::new(Database::sqlite()).await;
        let people = People::join(&test).await;
        let house = &test.house;
        let id = start_draft(house, &people.drafter, "notice", AGENCY).await.unwrap();
        let Value::Object(values) =
            json!({ "title": "关于公示名单的公告", "kind": "公告", "issued_on": "2026-11-20" })
        else {
            panic!("values")
        };
        let edit = Edit { values, body: Some("现予公示。".into()), remove: Vec::new() };
        let version = save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
        let file = "附件内容".as_bytes().to_vec();
        attach_file(house, &people.drafter, &id, version, ("名单.txt", file.into())).await.unwrap();
        submit_draft(house, &people.drafter, &id, version + 1).await.unwrap();
        pass_screening(house, &people.screener, &id, version + 2, &Default::default()).await.unwrap();
        approve_draft(house, &people.approver, &id, version + 3, None).await.unwrap();
        test.settle().await;
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { test, id, folder };
        let (key, all) = (&scene.test.house.site.vkey, MirrorOptions { attachments: true });
        let source = scene.test.house.log_source();
        mirror_log(&source, &scene.path("log"), key, all, &|_| {}).await.unwrap();
        std::fs::write(scene.path("key"), format!("{key}\n")).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_has_the_attachments_or_says_that_it_has_not() {
    let scene = Scene::new().await;
    let (log, copy, bare) = (scene.text("log"), scene.text("copy"), scene.text("bare"));
    let copied = mingjing(&["mirror", &log, &copy, "--json"]);
    assert_eq!(code(&copied), 0, "{}", said(&copied));
    assert_eq!(json_of(&copied)["size"], 1);
    let whole = mingjing(&["verify", &copy, "--json"]);
    assert_eq!((code(&whole), &json_of(&whole)["attachments_checked"]), (0, &json!(1)));

    let copied = mingjing(&["mirror", &log, &bare, "--no-attachments"]);
    assert!(said(&copied).contains("附件未复制"), "{}", said(&copied));
    let checked = mingjing(&["verify", &bare]);
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    assert!(said(&checked).contains("附件未复制"), "{}", said(&checked));

    let held = std::fs::read_dir(scene.path("copy/log/content")).unwrap().next().unwrap().unwrap();
    std::fs::remove_file(held.path()).unwrap();
    let lost = mingjing(&["verify", &copy]);
    assert_eq!(code(&lost), 1, "{}", said(&lost));
    scene.test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_receipt_fails_its_check_whatever_the_byte() {
    let scene = Scene::new().await;
    let leaf =
        reading::disclosure(&scene.test.house, &scene.id).await.unwrap().unwrap().revisions[0].leaf_index;
    let text = reading::receipt(&scene.test.house, leaf).await.unwrap().unwrap().to_string();
    let (receipt, key) = (scene.text("receipt"), scene.text("key"));
    std::fs::write(&receipt, &text).unwrap();
    let right = mingjing(&["verify", "--receipt", &receipt, "--key", &key, "--json"]);
    assert_eq!((code(&right), &json_of(&right)["ok"]), (0, &json!(true)), "{}", said(&right));
    assert_eq!(json_of(&right)["entry"]["id"], json!(scene.id));
    for (at, change) in [(3, 128), (30, 128), (30, 1), (text.len() - 3, 128), (text.len() - 3, 1)] {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= change;
        std::fs::write(&receipt, bytes).unwrap();
        let wrong = mingjing(&["verify", "--receipt", &receipt, "--key", &key]);
        assert_eq!(code(&wrong), 1, "byte {at}: {}", said(&wrong));
        assert!(said(&wrong).contains("核验未通过") || said(&wrong).contains("格式不对"), "{}", said(&wrong));
        let wrong = mingjing(&["verify", "--receipt", &receipt, "--key", &key, "--json"]);
        assert_eq!((code(&wrong), &json_of(&wrong)["ok"]), (1, &json!(false)));
    }
    scene.test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_checked_is_told_from_a_wrong_command_line() {
    let scene = Scene::new().await;
    assert_eq!(code(&mingjing(&["verify"])), 64);
    let no_key = mingjing(&["verify", "--receipt", &scene.text("key")]);
    assert_eq!(code(&no_key), 64, "{}", said(&no_key));
    assert!(said(&no_key).contains("--key"), "{}", said(&no_key));

    let nobody = mingjing(&["verify", "http://127.0.0.1:1", "--json"]);
    assert_eq!(code(&nobody), 1, "{}", said(&nobody));
    let reason = json_of(&nobody)["problems"][0]["reason"].to_string();
    assert!(reason.contains("连接不上"), "{reason}");
    let copied = mingjing(&["mirror", "http://127.0.0.1:1", &scene.text("never"), "--json"]);
    assert_eq!((code(&copied), json_of(&copied)["problems"].as_array().unwrap().len()), (1, 1));

    std::fs::write(scene.path("log/log/vkey"), b"test+00000000+\xff\n").unwrap();
    let forged = mingjing(&["verify", &scene.text("log")]);
    assert_eq!(code(&forged), 1, "{}", said(&forged));
    assert!(said(&forged).contains("公钥"), "{}", said(&forged));
    std::fs::write(scene.path("key"), "nonsense").unwrap();
    let forged = mingjing(&["verify", &scene.text("log"), "--key", &scene.text("key")]);
    assert_eq!(code(&forged), 1, "{}", said(&forged));
    assert_eq!(code(&mingjing(&["verify", &scene.text("nothing here")])), 2);
    let rules = mingjing(&["catalogue", "check", "--json"]);
    assert_eq!(json_of(&rules)["ok"], json!(true));
    scene.test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_compared_with_the_log() {
    let scene = Scene::new().await;
    let house = Arc::clone(&scene.test.house);
    let right = check_index(&house, &house.search).await.unwrap();
    assert_eq!((right.compared, right.problems), (1, Vec::<String>::new()));
    let other = SearchIndex::in_memory().unwrap();
    other.apply(Vec::new(), 1).unwrap();
    let wrong = check_index(&house, &other).await.unwrap();
    assert_eq!(wrong.problems, [format!("{} 不在索引中", scene.id)]);
    other.apply(Vec::new(), 9).unwrap();
    assert_eq!(check_index(&house, &other).await.unwrap().problems.len(), 1, "ahead of the log");
    scene.test.finish().await;
}

#[test]
fn the_doctor_sees_a_damaged_index_and_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("instance");
    let dir = dir.to_str().unwrap();
    assert_eq!(code(&mingjing(&["init", dir])), 0);
    let well = mingjing(&["doctor", "--dir", dir, "--json"]);
    assert_eq!((code(&well), &json_of(&well)["ok"]), (0, &json!(true)), "{}", said(&well));
    drop(SearchIndex::open(&Path::new(dir).join("index")).unwrap());
    let meta = Path::new(dir).join("index/meta.json");
    assert_eq!(code(&mingjing(&["doctor", "--dir", dir])), 0, "an empty index is right for an empty log");
    std::fs::write(&meta, "{}").unwrap();
    let ill = mingjing(&["doctor", "--dir", dir]);
    assert_eq!(code(&ill), 1, "{}", said(&ill));
    assert!(said(&ill).contains("已损坏"), "{}", said(&ill));
    assert_eq!(std::fs::read_to_string(&meta).unwrap(), "{}", "nothing was emptied");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_the_first_row_of_the_trail_that_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("instance");
    let dir = path.to_str().unwrap();
    assert_eq!(code(&mingjing(&["init", dir])), 0);
    assert_eq!(code(&mingjing(&["account", "disable", "admin", "--dir", dir])), 0);
    let well = json_of(&mingjing(&["doctor", "--dir", dir, "--json"]));
    assert_eq!((&well["ok"], &well["audit"]["rows"]), (&json!(true), &json!(2)), "{well}");
    let db = mingjing_store::Db::open_sqlite(&path.join("house.db")).await.unwrap();
    db.administer("DROP TRIGGER audit_is_not_changed").await.unwrap();
    db.administer("UPDATE audit SET address = '10.0.0.66' WHERE position = 2").await.unwrap();
    db.close().await;
    let ill = mingjing(&["doctor", "--dir", dir]);
    assert_eq!(code(&ill), 1, "{}", said(&ill));
    assert!(said(&ill).contains("第 2 条被改动过") && said(&ill).contains("停用账号"), "{}", said(&ill));
}
