//! Sizes, names, leftovers.

use mingjing_tidy::{Source, none, sources};

/// Lines of a file that a reader can still keep in mind.
const MOST_LINES: usize = 600;

/// Modules that say nothing of what is in them.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];

fn code() -> Vec<Source> {
    sources("").into_iter().filter(|f| f.is(&["rs"])).collect()
}

#[test]
fn no_file_is_too_long() {
    let long = sources("").into_iter().filter(|f| f.is(&["rs", "html", "css", "js", "mjs"]));
    let long = long.map(|f| (f.text.lines().count(), f.path)).filter(|(lines, _)| *lines > MOST_LINES);
    none(
        &long
            .map(|(lines, path)| format!("{path}: {lines} lines, split it at {MOST_LINES}"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_module_is_named_for_what_is_in_it() {
    let mut problems = Vec::new();
    // Cargo makes a test of every file beside it, so what tests share in tests/<name>/ has no other reader.
    for file in code().into_iter().filter(|f| !f.path.contains("/tests/")) {
        let mut parts = file.path.split(['/', '.']);
        if parts.any(|part| EMPTY_NAMES.contains(&part)) {
            problems.push(format!("{}: name it for what is in it", file.path));
        }
    }
    none(&problems);
}

#[test]
fn nothing_is_left_undone() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let mut problems = Vec::new();
    for file in sources("").into_iter().filter(|f| f.is(&["rs", "sql", "html", "css", "js", "mjs", "md"])) {
        problems
            .extend(marks.iter().filter(|m| file.text.contains(**m)).map(|m| format!("{}: {m}", file.path)));
    }
    none(&problems);
}

#[test]
fn files_name_no_folder_of_somebodys_machine() {
    let folders = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/t", "mp/"),
    ];
    let mut problems = Vec::new();
    // The scripts of .ci and the tests of e2e may put throwaway things where the system wants them.
    for file in sources("") {
        for folder in folders.iter().filter(|f| file.text.contains(**f)) {
            let throwaway =
                *folder == folders[4] && (file.path.starts_with(".ci/") || file.path.starts_with("e2e/"));
            // The path of an address, such as example.org/home/.
            let in_address = file.text.match_indices(*folder).all(|(at, _)| {
                file.text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '}')
            });
            if !throwaway && !in_address {
                problems.push(format!("{}: names {folder}", file.path));
            }
        }
    }
    none(&problems);
}

#[test]
fn packages_come_from_the_public_registries() {
    let mut problems = Vec::new();
    for file in sources("") {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if [".npmrc", "pip.conf"].contains(&name) || file.path.ends_with(".cargo/config.toml") {
            problems.push(format!("{}: where packages come from is each machine's own setting", file.path));
        }
        let (from, wanted) = match name {
            "Cargo.lock" => ("source = \"", "registry+https://github.com/rust-lang/crates.io-index\""),
            "package-lock.json" => ("\"resolved\": \"", "https://registry.npmjs.org/"),
            _ => continue,
        };
        for source in file.text.split(from).skip(1).filter(|source| !source.starts_with(wanted)) {
            problems.push(format!("{}: {}", file.path, source.lines().next().unwrap_or_default()));
        }
    }
    none(&problems);
}

/// A snapshot lies beside the test that makes it and is named after it: `<crate>__<modules>__<name>.snap`.
#[test]
fn every_snapshot_has_a_test() {
    let all = sources("");
    let mut problems = Vec::new();
    for snapshot in all.iter().filter(|f| f.is(&["snap"])) {
        let made_by = snapshot.text.lines().find_map(|l| l.strip_prefix("source: ")).unwrap_or_default();
        let stem = snapshot.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".snap");
        let name = stem.rsplit("__").next().unwrap_or_default();
        let by_number = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
        let test = all.iter().find(|f| f.path == made_by);
        let named =
            |text: &str| text.contains(&format!("\"{name}\"")) || text.contains(&format!("fn {by_number}("));
        if !test.is_some_and(|t| named(&t.text)) {
            problems.push(format!("{}: no test in {made_by} makes it; delete it", snapshot.path));
        }
    }
    none(&problems);
}
