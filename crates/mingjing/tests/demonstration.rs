//! A demonstration that was killed while it was being made is made anew.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn demo(dir: &Path, listen: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(["demo", "--listen", listen, "--dir"]).arg(dir).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_demonstration_killed_while_it_is_filled_is_full_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let mut killed = demo(&dir, "127.0.0.1:0");
    while !dir.join("mingjing.toml").exists() {
        assert!(killed.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(dir.join("demo-unfinished").exists());

    let mut served = demo(&dir, "0.0.0.0:0");
    let mut lines = BufReader::new(served.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find(|line| line.contains("门户")).unwrap();
    let address = address.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let verify = Command::new(env!("CARGO_BIN_EXE_mingjing")).args(["verify", &address, "--json"]).output();
    let report: serde_json::Value = serde_json::from_slice(&verify.unwrap().stdout).unwrap();
    assert!(report["size"].as_u64().unwrap() > 200, "{report}");
    assert_eq!(report["problems"].as_array().unwrap().len(), 0, "{report}");
    assert!(!dir.join("demo-unfinished").exists());
    scores_of_a_mirror_are_those_of_another_program(&address, &folder.path().join("mirror"));
    served.kill().unwrap();
    served.wait().unwrap();
    assert!(!std::fs::read_to_string(dir.join("mingjing.toml")).unwrap().contains("http://0.0.0.0"));
}

/// `tools/recompute.py` is written apart from the program; `recomputed.rs` sees to it that the gate has a Python.
fn scores_of_a_mirror_are_those_of_another_program(address: &str, mirror: &Path) {
    let mingjing = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_mingjing")).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let place = mirror.to_str().unwrap();
    mingjing(&["mirror", address, place]);
    let assessed = mingjing(&["assess", "--log", place, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&assessed).unwrap();
    let day = report["as_of"].as_str().unwrap();
    assert!(report["agencies"].as_array().unwrap().iter().any(|agency| !agency["total"].is_null()));
    let file = mirror.join("assess.json");
    std::fs::write(&file, &assessed).unwrap();
    if Command::new("python3")
        .args(["-c", "import tomllib"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/recompute.py");
        let mut recompute = Command::new("python3");
        recompute
            .arg(script)
            .arg(mirror)
            .args(["--period", &day[..4], "--as-of", day, "--compare"])
            .arg(&file);
        let compared = recompute.output().unwrap();
        assert!(compared.status.success(), "{}", String::from_utf8_lossy(&compared.stdout));
    }
}
