//! Every database column is public, internal or personal.

use std::collections::BTreeMap;

use mingjing_tidy::{none, read, sources};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Visibility {
    Public,
    Internal,
    Personal,
}

type Columns = Vec<(String, String)>;

/// What a line of a table definition starts with when it is not a column.
const CONSTRAINTS: [&str; 5] = ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"];

/// Table and column of every `CREATE TABLE` and `ALTER TABLE … ADD COLUMN`, without those of `… DROP COLUMN`, under the names
/// that `… RENAME TO` and `… RENAME COLUMN … TO` gave last.
fn columns(database: &str) -> Columns {
    let mut found = Columns::new();
    for file in sources(&format!("crates/store/migrations/{database}")) {
        let mut table = None;
        for line in file.text.lines().map(str::trim) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => table = Some((*name).to_owned()),
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, ..] => {
                    found.push(((*name).to_owned(), (*column).to_owned()));
                }
                ["ALTER", "TABLE", name, "DROP", "COLUMN", column] => {
                    let column = column.trim_end_matches(';');
                    found.retain(|(t, c)| t != name || c != column);
                }
                ["ALTER", "TABLE", name, "RENAME", "TO", to] => {
                    let to = to.trim_end_matches(';');
                    found.iter_mut().filter(|(t, _)| t == name).for_each(|(t, _)| to.clone_into(t));
                }
                ["ALTER", "TABLE", name, "RENAME", "COLUMN", column, "TO", to] => {
                    let to = to.trim_end_matches(';');
                    let renamed = found.iter_mut().filter(|(t, c)| t == name && c == column);
                    renamed.for_each(|(_, c)| to.clone_into(c));
                }
                [end, ..] if end.starts_with(')') => table = None,
                [first, ..] if !CONSTRAINTS.contains(first) && !first.starts_with("--") => {
                    found.extend(table.clone().map(|t| (t, (*first).to_owned())));
                }
                _ => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn both_databases_have_the_same_columns() {
    let sqlite = columns("sqlite");
    assert!(sqlite.len() > 50, "the migrations were not understood: {sqlite:?}");
    assert_eq!(sqlite, columns("postgres"));
    let names = |database: &str| {
        let files = sources(&format!("crates/store/migrations/{database}"));
        files.into_iter().filter_map(|f| f.path.rsplit('/').next().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(names("sqlite"), names("postgres"), "both databases take the same steps");
}

#[test]
fn every_column_is_public_internal_or_personal() {
    let text = read("law/visibility.toml");
    let said: BTreeMap<String, BTreeMap<String, Visibility>> =
        toml::from_str(&text).unwrap_or_else(|e| panic!("law/visibility.toml: {e}"));
    let columns = columns("sqlite");
    let is_said =
        |(table, column): &&(String, String)| said.get(table).is_some_and(|t| t.contains_key(column));
    let mut problems: Vec<String> = columns
        .iter()
        .filter(|c| !is_said(c))
        .map(|(table, column)| format!("law/visibility.toml: [{table}] {column} is missing"))
        .collect();
    for (table, said) in &said {
        for column in said.keys().filter(|c| !columns.contains(&(table.clone(), (*c).clone()))) {
            problems.push(format!("law/visibility.toml: [{table}] {column} is in no migration"));
        }
    }
    none(&problems);
}

#[test]
fn accounts_hold_nothing_public() {
    let said: BTreeMap<String, BTreeMap<String, Visibility>> =
        toml::from_str(&read("law/visibility.toml")).expect("law/visibility.toml");
    for table in [
        "officers",
        "sessions",
        "invitations",
        "recovery_codes",
        "passkeys",
        "identities",
        "deputies",
        "audit",
    ] {
        assert!(
            said[table].values().all(|v| *v != Visibility::Public),
            "[{table}] is never shown to the public"
        );
    }
}
