//! Documents that stay true.

use std::collections::BTreeSet;

use mingjing_tidy::{none, read, root, sources};

/// The folders of all crates.
fn crates() -> Vec<String> {
    let mut folders: Vec<String> = sources("")
        .into_iter()
        .filter_map(|f| f.path.strip_suffix("/Cargo.toml").map(str::to_owned))
        .collect();
    folders.sort();
    assert!(folders.len() > 15, "{folders:?}");
    folders
}

#[test]
fn every_crate_has_a_readme_that_is_its_crate_docs() {
    let mut problems = Vec::new();
    for folder in crates() {
        let Ok(readme) = std::fs::read_to_string(root().join(&folder).join("README.md")) else {
            problems.push(format!("{folder}: write a README.md"));
            continue;
        };
        for part in ["What it is", "In scope", "Out of scope", "## Invariants"] {
            if !readme.contains(part) {
                problems.push(format!("{folder}/README.md: say its “{part}”"));
            }
        }
        let src = root().join(&folder).join("src");
        let entry = ["lib.rs", "main.rs"].into_iter().find_map(|f| std::fs::read_to_string(src.join(f)).ok());
        if !entry.is_some_and(|text| text.starts_with("#![doc = include_str!(\"../README.md\")]")) {
            problems.push(format!("{folder}/src: begin with #![doc = include_str!(\"../README.md\")]"));
        }
    }
    none(&problems);
}

#[test]
fn the_code_map_names_every_crate() {
    let map = read("ARCHITECTURE.md");
    let missing = crates().into_iter().filter(|folder| !map.contains(&format!("`{folder}/`")));
    none(&missing.map(|folder| format!("ARCHITECTURE.md: say what `{folder}/` is")).collect::<Vec<_>>());
}

#[test]
fn the_architecture_says_why_each_dependency_is_there() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml");
    let map = read("ARCHITECTURE.md");
    let missing = manifest["workspace"]["dependencies"]
        .as_table()
        .expect("dependencies")
        .keys()
        .filter(|name| !name.starts_with("mingjing-") && !map.contains(&format!("`{name}`")));
    none(&missing.map(|name| format!("ARCHITECTURE.md: say why `{name}` is there")).collect::<Vec<_>>());
}

#[test]
fn the_test_command_is_the_one_that_runs() {
    const COMMAND: &str = "cargo test --workspace";
    let missing = ["README.md", "README.zh.md", "CONTRIBUTING.md", ".ci/run"]
        .into_iter()
        .filter(|file| !read(file).contains(COMMAND));
    none(&missing.map(|file| format!("{file}: the test command is `{COMMAND}`")).collect::<Vec<_>>());
}

#[test]
fn commands_in_the_readme_exist() {
    let cli = read("crates/mingjing/src/cli.rs").to_lowercase();
    let mut problems = Vec::new();
    for file in ["README.md", "README.zh.md", "docs/operating.md"] {
        for line in read(file).lines().filter_map(|l| l.trim().strip_prefix("mingjing ").map(str::to_owned)) {
            let mut words = line.split_whitespace();
            let command = words.next().unwrap_or_default();
            if !cli.contains(&format!("    {}", command.replace('-', ""))) {
                problems.push(format!("{file}: there is no command mingjing {command}"));
            }
            for option in words.filter_map(|w| w.strip_prefix("--")) {
                let field = format!(" {}:", option.replace('-', "_"));
                if !cli.contains(&field) {
                    problems.push(format!("{file}: mingjing {command} has no option --{option}"));
                }
            }
        }
    }
    none(&problems);
}

/// Words of the code and the rules, cut at everything that cannot be in an identifier.
fn words_of_the_code() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let files = sources("crates").into_iter().chain(sources("law"));
    for file in files.filter(|f| f.is(&["rs", "toml", "sql", "csv"])) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        words.extend(file.text.split(|c| !is_word(c)).map(str::to_owned));
    }
    words
}

#[test]
fn identifiers_of_the_glossary_exist() {
    let words = words_of_the_code();
    let mut problems = Vec::new();
    let mut rows = 0;
    for line in read("GLOSSARY.md").lines().filter(|l| l.starts_with("| ") && l.contains('`')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [chinese, _, identifiers] = cells.as_slice() else {
            problems.push(format!("GLOSSARY.md: not three columns: {line}"));
            continue;
        };
        rows += 1;
        for identifier in identifiers.split('`').skip(1).step_by(2) {
            let mut parts = identifier.split([':', '.']).filter(|p| !p.is_empty());
            if !parts.all(|part| words.contains(part)) {
                problems.push(format!("GLOSSARY.md: {chinese}: `{identifier}` is not in the code"));
            }
        }
    }
    assert!(rows > 40, "the glossary was not understood");
    none(&problems);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut problems = Vec::new();
    for file in sources("")
        .into_iter()
        .filter(|f| f.is(&["md"]) && !f.path.contains("/src/") && !f.path.contains("/samples/"))
    {
        let folder = root().join(&file.path).parent().map(std::path::Path::to_owned).unwrap_or_default();
        for target in file.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !outside && !folder.join(target).exists() {
                problems.push(format!("{}: the link to {target} leads nowhere", file.path));
            }
        }
    }
    none(&problems);
}

/// Files of this workspace that the architecture names in code font, such as `actions/src/publishing.rs`.
#[test]
fn files_named_in_the_architecture_exist() {
    let mut problems = Vec::new();
    let documents = sources("docs").into_iter().map(|f| f.path).chain(["ARCHITECTURE.md".to_owned()]);
    for path in documents {
        for name in read(&path).split('`').skip(1).step_by(2) {
            let is_file =
                name.contains('/') && [".rs", ".toml", ".sql", ".md"].iter().any(|e| name.ends_with(e));
            let made_up =
                name.contains(['<', '*', ' ', '{']) || name.contains("YYYY") || name.contains("NNNN");
            let found = ["", "crates"].iter().any(|below| root().join(below).join(name).exists());
            if is_file && !made_up && !found {
                problems.push(format!("{path}: there is no file {name}"));
            }
        }
    }
    none(&problems);
}
