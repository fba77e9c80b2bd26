//! However an import ends, it says what was done, and what was committed is public.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(args).arg("--dir").arg(dir).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().unwrap()
}

fn last_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).lines().last().unwrap_or_default().to_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn instance() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("实例");
    assert!(run(&dir, &["init"]).status.success());
    (folder, dir)
}

fn licences(folder: &Path, name: &str, rows: usize) -> String {
    let file = folder.join(name);
    let mut text = "decision_no,licensee,licence_type,content,decided_on,agency_code,status\n".to_owned();
    for n in 1..=rows {
        text += &format!(
            "石审许〔2026〕{n}号,石家庄恒泰建材有限公司,普通,准予经营第{n}项,2026-11-02,130130,有效\n"
        );
    }
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn an_error_in_a_later_file_leaves_what_was_done_before_public() {
    let (folder, dir) = instance();
    let good = licences(folder.path(), "good.csv", 30);
    let wrong = folder.path().join("wrong.csv");
    std::fs::write(&wrong, "decision_no,colour\n1,红\n").unwrap();
    let done = run(&dir, &["import", "--item", "licence", &good, wrong.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(2), "{}", err(&done));
    assert_eq!(last_line(&done), "导入 30 条,更新 0 条,未变 0 条,拒绝 0 条");
    assert!(err(&done).contains("wrong.csv") && err(&done).contains("colour"), "{}", err(&done));
    let checked = run(&dir, &["verify", dir.to_str().unwrap(), "--json"]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("\"size\":30"), "signed: {}", err(&checked));

    let none = run(&dir, &["import", "--item", "nothing", &good]);
    assert_eq!(last_line(&none), "导入 0 条,更新 0 条,未变 0 条,拒绝 0 条");
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn an_import_that_is_stopped_says_that_it_is_not_done() {
    const ROWS: usize = 40_000;
    let (folder, dir) = instance();
    let file = licences(folder.path(), "many.csv", ROWS);
    let args = ["import", "--item", "licence", &file];
    let child = command(&dir, &args).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let stopped = child.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(2), "{}", err(&stopped));
    assert!(err(&stopped).contains("未做完,再次运行同一命令接着做"), "{}", err(&stopped));
    assert!(last_line(&stopped).starts_with("导入 "), "{}", last_line(&stopped));
    let rest = run(&dir, &args);
    assert_eq!(rest.status.code(), Some(0), "{}", err(&rest));
    assert_eq!(last_line(&rest), format!("导入 {ROWS} 条,更新 0 条,未变 0 条,拒绝 0 条"));
}

#[test]
fn an_export_that_cannot_be_made_leaves_the_file_as_it_was() {
    let (folder, dir) = instance();
    let file = folder.path().join("out.csv");
    std::fs::write(&file, "the file before").unwrap();
    let out = file.to_str().unwrap();
    let refused = run(&dir, &["export", "--item", "nothing", "-o", out]);
    assert_eq!(refused.status.code(), Some(2), "{}", err(&refused));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "the file before");
    let done = run(&dir, &["export", "--item", "licence", "-o", out]);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("id,index_no,"));
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!(run(&dir, &["export", "--item", "licence", "-o", "/dev/null"]).status.code(), Some(0));
}
