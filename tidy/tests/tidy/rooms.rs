//! Which crate may depend on which.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use mingjing_tidy::{none, root};

/// Where a crate stands: it may depend on crates that stand lower, and on no others.
const HEIGHTS: [(&str, u8); 21] = [
    ("law", 0),
    ("calendar", 1),
    ("catalogue", 2),
    // rules about single disclosures
    ("screening", 3),
    ("publication", 3),
    // rules about many
    ("duties", 4),
    // rules about single cases
    ("procedures", 3),
    // engines: own formats, know no table
    ("ledger", 3),
    ("search", 3),
    ("opendata", 3),
    ("attachments", 3),
    ("clusters", 3),
    // memory, verbs, looks
    ("store", 4),
    ("design", 4),
    ("actions", 5),
    // faces
    ("portal", 6),
    ("api", 6),
    // shows drafts as the portal will
    ("desk", 7),
    ("mingjing", 8),
    // tests
    ("testkit", 8),
    ("stories", 9),
];

/// Libraries that only some crates may name, tests included.
const OWNERS: [(&str, &[&str]); 7] = [
    ("axum", &["portal", "desk", "api", "design", "mingjing"]),
    ("askama", &["portal", "desk", "design"]),
    ("sqlx", &["store"]),
    ("tlog_tiles", &["ledger"]),
    ("signed_note", &["ledger"]),
    ("tantivy", &["search"]),
    ("clap", &["mingjing"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata")
}

fn bare(package: &str) -> &str {
    package.strip_prefix("mingjing-").unwrap_or(package)
}

fn height(name: &str) -> Option<u8> {
    HEIGHTS.iter().find(|(crate_name, _)| *crate_name == name).map(|(_, height)| *height)
}

fn check_rooms(package: &Package, problems: &mut Vec<String>) {
    let name = bare(&package.name);
    let Some(own) = height(name) else {
        problems.push(format!("{name}: say in tidy/tests/tidy/rooms.rs where this crate stands"));
        return;
    };
    for dependency in package.dependencies.iter().filter(|d| d.path.is_some()) {
        let other = bare(&dependency.name);
        let is_test = dependency.kind == DependencyKind::Development;
        if other == "testkit" && !is_test && name != "stories" {
            problems.push(format!("{name} → testkit: test code belongs under [dev-dependencies]"));
        }
        if !is_test && height(other).is_none_or(|h| h >= own) {
            problems.push(format!(
                "{name} → {other}: a crate depends only on crates below it, see ARCHITECTURE.md"
            ));
        }
    }
}

#[test]
fn crates_depend_only_on_crates_below_them() {
    let mut problems = Vec::new();
    for package in metadata().packages.iter().filter(|p| p.name.as_str() != "mingjing-tidy") {
        check_rooms(package, &mut problems);
    }
    none(&problems);
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut problems = Vec::new();
    for package in &metadata().packages {
        let name = bare(&package.name);
        for dependency in &package.dependencies {
            if let Some((library, owners)) = OWNERS.iter().find(|(library, _)| *library == dependency.name)
                && !owners.contains(&name)
            {
                problems.push(format!("{name} names {library}, which belongs to {}", owners.join(", ")));
            }
        }
    }
    none(&problems);
}

#[test]
fn shared_settings_come_from_the_workspace() {
    let mut problems = Vec::new();
    for package in &metadata().packages {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        if !manifest.contains("[lints]\nworkspace = true") {
            problems.push(format!("{}: add [lints] workspace = true", package.manifest_path));
        }
        if package.name.as_str() != "mingjing" && !package.name.starts_with("mingjing-") {
            problems.push(format!("{}: packages are called mingjing-<folder>", package.manifest_path));
        }
    }
    none(&problems);
}

#[test]
fn no_dependency_is_declared_and_used_by_nobody() {
    let root_manifest: toml::Table = mingjing_tidy::read("Cargo.toml").parse().expect("Cargo.toml");
    let declared = root_manifest["workspace"]["dependencies"].as_table().expect("dependencies");
    let metadata = metadata();
    let used: BTreeSet<&str> =
        metadata.packages.iter().flat_map(|p| &p.dependencies).map(|d| d.name.as_str()).collect();
    let unused: Vec<String> = declared
        .keys()
        .filter(|name| !used.contains(name.as_str()))
        .map(|name| format!("Cargo.toml: no crate uses {name}; delete the line"))
        .collect();
    none(&unused);
}
