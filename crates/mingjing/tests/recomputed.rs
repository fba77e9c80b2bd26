//! Scores are the same, to the last digit, in a program that was written apart from this one.

use std::path::Path;
use std::process::Command;

/// Whether there is a Python that reads TOML. The gate has to have one.
#[expect(clippy::disallowed_methods, reason = "the test run says whether it is the gate")]
fn has_python() -> bool {
    let found = Command::new("python3").args(["-c", "import tomllib"]).output();
    let has = found.is_ok_and(|output| output.status.success());
    let gate = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(has || !gate, "python3 (3.11 or newer) is missing");
    has
}

#[test]
fn logs_made_up_at_random_score_the_same_in_another_program() {
    if !has_python() {
        return;
    }
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools");
    let mut compare = Command::new("python3");
    compare.arg(tools.join("compare.py")).arg(env!("CARGO_BIN_EXE_mingjing")).args(["--logs", "6"]);
    let compared = compare.output().unwrap();
    let said = String::from_utf8_lossy(&compared.stdout) + String::from_utf8_lossy(&compared.stderr);
    assert!(compared.status.success(), "{said}");
    assert!(said.contains("6 logs, 0 comparisons differ"), "{said}");
}
