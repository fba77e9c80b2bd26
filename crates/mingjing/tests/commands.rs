//! The program as an operator runs it: commands, exit codes, last lines, and `kill -9` in the middle.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn mingjing(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().unwrap()
}

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(args).arg("--dir").arg(dir).stdin(Stdio::null());
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn instance() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("实例");
    let made = mingjing(&dir, &["init"]);
    assert!(made.status.success(), "{}", err(&made));
    (folder, dir)
}

fn licences(file: &Path, rows: usize) {
    let mut text = "decision_no,licensee,licence_type,content,decided_on,agency_code,status\n".to_owned();
    for n in 1..=rows {
        text += &format!(
            "石审许〔2026〕{n}号,石家庄恒泰建材有限公司,普通,准予经营第{n}项,2026-11-02,130130,有效\n"
        );
    }
    std::fs::File::create(file).unwrap().write_all(text.as_bytes()).unwrap();
}

#[test]
fn an_instance_is_made_filled_checked_copied_and_restored() {
    let (folder, dir) = instance();
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(dir.join("keys/log.key")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "the key is the operator's alone");
    assert_eq!(mingjing(&dir, &["init"]).status.code(), Some(2), "an instance is not made twice");

    let file = folder.path().join("licences.csv");
    licences(&file, 300);
    let import = ["import", "--item", "licence", file.to_str().unwrap()];
    let first = mingjing(&dir, &import);
    assert!(first.status.success(), "{}", err(&first));
    assert_eq!(out(&first).lines().last(), Some("导入 300 条,更新 0 条,未变 0 条,拒绝 0 条"));
    let second = mingjing(&dir, &import);
    assert_eq!(out(&second).lines().last(), Some("导入 0 条,更新 0 条,未变 300 条,拒绝 0 条"));

    let exported = mingjing(&dir, &["export", "--item", "licence", "--format", "csv"]);
    assert_eq!(out(&exported).lines().count(), 301);
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(0), "{}", out(&checked));
    let doctor = mingjing(&dir, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}{}", out(&doctor), err(&doctor));

    let mirror = folder.path().join("mirror");
    let copied = mingjing(&dir, &["mirror", dir.to_str().unwrap(), mirror.to_str().unwrap()]);
    assert_eq!(copied.status.code(), Some(0), "{}", err(&copied));
    assert_eq!(mingjing(&dir, &["verify", mirror.to_str().unwrap()]).status.code(), Some(0));
    let entries = mirror.join("log/tile/entries/000");
    let mut bytes = std::fs::read(&entries).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&entries, bytes).unwrap();
    let found = mingjing(&dir, &["verify", mirror.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(1), "one changed byte is found out");

    let backup = folder.path().join("backup.tar");
    assert!(mingjing(&dir, &["backup", backup.to_str().unwrap()]).status.success());
    let again = folder.path().join("again");
    assert!(mingjing(&again, &["restore", backup.to_str().unwrap()]).status.success());
    assert_eq!(mingjing(&again, &["verify", again.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(mingjing(&again, &["doctor"]).status.code(), Some(0));
}

#[test]
fn bad_input_is_refused_in_words_with_the_right_exit_code() {
    let (folder, dir) = instance();
    assert_eq!(mingjing(&dir, &["import"]).status.code(), Some(64), "a wrong command line");
    let nowhere = mingjing(&folder.path().join("nowhere"), &["doctor"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(err(&nowhere).contains("mingjing init"), "{}", err(&nowhere));

    let file = folder.path().join("wrong.csv");
    std::fs::write(&file, "decision_no,colour\n1,红\n").unwrap();
    let refused =
        mingjing(&dir, &["import", "--item", "licence", "--agency", "130130", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("colour"), "{}", err(&refused));

    let law = folder.path().join("law/items/1-decision");
    std::fs::create_dir_all(&law).unwrap();
    std::fs::write(law.join("broken.toml"), "key = \"broken\"\ntitle = 3\n").unwrap();
    let broken = mingjing(&dir, &["catalogue", "check", folder.path().join("law").to_str().unwrap()]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(err(&broken).contains("law/items/1-decision/broken.toml:"), "{}", err(&broken));
    assert_eq!(mingjing(&dir, &["catalogue", "check"]).status.code(), Some(0));

    let config = dir.join("mingjing.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("law_dir = \"{}\"\n{text}", folder.path().join("law").display()))
        .unwrap();
    let served = mingjing(&dir, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.status.code(), Some(2), "a broken rule file is refused at start");
    assert!(err(&served).contains("broken.toml"), "{}", err(&served));
}

#[test]
fn an_import_killed_again_and_again_loses_and_doubles_nothing() {
    const ROWS: usize = 12_000;
    let (folder, dir) = instance();
    let file = folder.path().join("licences.csv");
    licences(&file, ROWS);
    let args = ["import", "--item", "licence", file.to_str().unwrap()];
    let mut finished = None;
    for attempt in 0u64..40 {
        let mut child = command(&dir, &args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Ever later, so that every stage is hit and the last attempts come through.
        std::thread::sleep(Duration::from_millis(150 + attempt * attempt * 20));
        if child.try_wait().unwrap().is_some() {
            finished = Some(child.wait_with_output().unwrap());
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
        assert!(checked.status.success(), "{}{}", out(&checked), err(&checked));
    }
    let finished = finished.expect("an attempt comes through");
    assert!(finished.status.success());
    let last = out(&finished).lines().last().unwrap_or_default().to_owned();
    // Killed between the last row and the last signature, the next attempt finds nothing to change and signs.
    let whole = [
        format!("导入 {ROWS} 条,更新 0 条,未变 0 条,拒绝 0 条"),
        format!("导入 0 条,更新 0 条,未变 {ROWS} 条,拒绝 0 条"),
    ];
    assert!(whole.contains(&last), "{last}");
    let again = mingjing(&dir, &args);
    assert_eq!(out(&again).lines().last().unwrap(), format!("导入 0 条,更新 0 条,未变 {ROWS} 条,拒绝 0 条"));
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", out(&checked));
    assert!(out(&checked).contains(&format!("共 {ROWS} 条")), "{}", out(&checked));
}

#[test]
fn an_opinion_is_broken_down_into_tasks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("意见.txt");
    std::fs::write(&file, "一、强化解读\n(一)新闻发布。每季度至少举办1次新闻发布会。(省委宣传部牵头,省教育厅配合)\n(二)培训。办好培训。\n")
        .unwrap();
    let tasks = |format: &str| {
        let output = mingjing(folder.path(), &["tasks", file.to_str().unwrap(), "--format", format]);
        assert!(output.status.success(), "{}", err(&output));
        (out(&output), err(&output))
    };
    let (text, sum) = tasks("text");
    assert!(
        text.contains("一(一) 新闻发布")
            && text.contains("牵头:省委宣传部")
            && text.contains("每季度至少举办1次"),
        "{text}"
    );
    assert_eq!(sum.trim(), "2 项任务,1 项写明责任单位,1 项没有写明");
    let json: serde_json::Value = serde_json::from_str(&tasks("json").0).unwrap();
    assert_eq!(json["tasks"][0]["supports"][0], "省教育厅");
    assert_eq!(json["tasks"][0]["measures"][0]["per"], "quarter");
    let csv = tasks("csv").0;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.starts_with("number,section,title,text,leads,supports,measures,line\n"), "{csv}");

    std::fs::write(&file, "序号\t任务\t责任单位\t完成时限\n1\t办好培训\t省教育厅\t6月底前\n").unwrap();
    let (table, sum) = tasks("text");
    assert!(table.contains("牵头:省教育厅") && table.contains("6月底前（不知道文件的成文日期"), "{table}");
    assert_eq!(sum.trim(), "1 项任务,1 项写明责任单位,0 项没有写明");
    let on = ["tasks", file.to_str().unwrap(), "--format", "json", "--on", "2026-03-01"];
    let json: serde_json::Value = serde_json::from_str(&out(&mingjing(folder.path(), &on))).unwrap();
    assert_eq!(json["tasks"][0]["measures"][0]["day"], "2026-06-30");

    std::fs::write(&file, "没有条目的文字").unwrap();
    let nothing = mingjing(folder.path(), &["tasks", file.to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(2), "{}", err(&nothing));
}
