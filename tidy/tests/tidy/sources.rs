//! Every rule says where it comes from.

use mingjing_tidy::{none, sources};
use toml::{Table, Value};

/// Keys that name a source; a source is a text, or a list that is not empty.
const CITES: [&str; 3] = ["basis", "source", "article"];

fn cites(table: &Table) -> bool {
    CITES.iter().any(|key| match table.get(*key) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        _ => false,
    })
}

fn law_files(prefix: &str) -> Vec<(String, Table)> {
    let files = sources("law").into_iter().filter(|f| f.is(&["toml"]) && f.path.starts_with(prefix));
    let parsed: Vec<_> = files
        .map(|f| {
            let table = f.text.parse().unwrap_or_else(|e| panic!("{}: {e}", f.path));
            (f.path, table)
        })
        .collect();
    assert!(!parsed.is_empty(), "no rule files at {prefix}");
    parsed
}

#[test]
fn files_cite_their_source() {
    let mut problems = Vec::new();
    for prefix in
        ["law/items/", "law/screening/", "law/calendars/", "law/organisation.toml", "law/roles.toml"]
    {
        for (path, table) in law_files(prefix) {
            if !cites(&table) {
                problems.push(format!("{path}: name the source (basis, source or article)"));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_limit_has_an_article_and_a_source() {
    let mut problems = Vec::new();
    for (path, limits) in law_files("law/limits.toml") {
        for (key, limit) in limits {
            for part in ["article", "source", "title"] {
                if limit.get(part).and_then(Value::as_str).is_none_or(str::is_empty) {
                    problems.push(format!("{path}: {key} has no {part}"));
                }
            }
        }
    }
    none(&problems);
}

#[test]
fn every_screening_rule_has_a_ground_and_an_article() {
    let mut problems = Vec::new();
    for (path, file) in law_files("law/screening/") {
        for rule in file.get("rule").and_then(Value::as_array).into_iter().flatten() {
            for part in ["ground", "article"] {
                if rule.get(part).and_then(Value::as_str).is_none_or(str::is_empty) {
                    problems.push(format!("{path}: rule {:?} has no {part}", rule.get("key")));
                }
            }
        }
    }
    none(&problems);
}
