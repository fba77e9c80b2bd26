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
    served.kill().unwrap();
    served.wait().unwrap();
    assert!(!std::fs::read_to_string(dir.join("mingjing.toml")).unwrap().contains("http://0.0.0.0"));
}
