//! What comes from outside: from where, unchanged, and under which licence. Advisories about holes in it need a network;
//! docs/threats.md says who looks at them.

use std::collections::BTreeSet;
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};
use mingjing_tidy::{none, root};
use serde::Deserialize;
use spdx::{Expression, ParseMode};

/// Where crates come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Lock files: of the program, and of what throws bytes at it.
const LOCKS: [&str; 2] = ["Cargo.lock", "fuzz/Cargo.lock"];
/// Licences under which code may be linked into a program under Apache-2.0. MPL-2.0 binds the files that bear it only
/// (its section 3.3).
const LICENCES: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

fn locked(text: &str) -> Vec<Locked> {
    toml::from_str::<Lock>(text).expect("a lock file").package
}

/// What is wrong with where a crate comes from.
fn stray(one: &Locked) -> Option<String> {
    let digest = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let ours = one.name.starts_with("mingjing");
    match &one.source {
        None if ours => None,
        None => Some("lies in a folder".to_owned()),
        Some(source) if source != REGISTRY => Some(format!("comes from {source}")),
        Some(_) if !one.checksum.as_deref().is_some_and(digest) => Some("has no checksum".to_owned()),
        Some(_) => None,
    }
}

/// Whether one of the ways in which a crate is licensed asks for nothing but these licences.
fn is_allowed(licence: &str) -> bool {
    let read = Expression::parse_mode(licence, ParseMode::LAX);
    read.is_ok_and(|expression| {
        expression.evaluate(|asked| asked.license.id().is_some_and(|id| LICENCES.contains(&id.name)))
    })
}

/// What is built on this machine: crates for other systems are not downloaded where nothing needs them.
fn metadata() -> Metadata {
    let told = Command::new("rustc").arg("-vV").output().expect("rustc").stdout;
    let told = String::from_utf8(told).expect("text");
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).expect("the host");
    let options = ["--offline", "--locked", "--filter-platform", host].map(str::to_owned).to_vec();
    let manifest = root().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).other_options(options).exec().expect("cargo metadata")
}

#[test]
fn every_crate_comes_unchanged_from_the_registry() {
    let mut strays = Vec::new();
    for path in LOCKS {
        let text = std::fs::read_to_string(root().join(path)).expect("a lock file");
        let all = locked(&text);
        assert!(all.len() > 50, "{path}: {}", all.len());
        let told = |one: &Locked| Some(format!("{path}: {} {} {}", one.name, one.version, stray(one)?));
        strays.extend(all.iter().filter_map(told));
    }
    none(&strays);
}

#[test]
fn every_crate_has_a_licence_that_goes_with_ours() {
    let metadata = metadata();
    assert!(metadata.packages.len() > 100);
    let wrong = metadata
        .packages
        .iter()
        .filter(|package| !is_allowed(package.license.as_deref().unwrap_or_default()));
    let told = wrong.map(|p| format!("{} {}: licence {:?} is not allowed", p.name, p.version, p.license));
    none(&told.collect::<Vec<_>>());
    let used: BTreeSet<&str> = metadata.packages.iter().filter_map(|p| p.license.as_deref()).collect();
    let idle = LICENCES.iter().filter(|licence| used.iter().all(|text| !text.contains(**licence)));
    none(&idle.map(|licence| format!("no crate has the licence {licence}")).collect::<Vec<_>>());
}

#[test]
fn strays_are_found() {
    let lock = |rest: &str| locked(&format!("[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n{rest}"));
    let checksum = format!("checksum = \"{}\"", "0".repeat(64));
    let registry = format!("source = \"{REGISTRY}\"\n");
    assert!(stray(&lock(&format!("{registry}{checksum}"))[0]).is_none());
    assert!(stray(&lock(&registry)[0]).expect("a stray").contains("checksum"));
    let elsewhere = lock(&format!("source = \"git+https://example.org/a\"\n{checksum}"));
    assert!(stray(&elsewhere[0]).expect("a stray").contains("git+"));
    assert!(stray(&lock("")[0]).expect("a stray").contains("folder"));
    for good in ["MIT/Apache-2.0", "(GPL-3.0 OR MIT) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND AGPL-3.0", "nonsense"] {
        assert!(!is_allowed(bad), "{bad}");
    }
}
