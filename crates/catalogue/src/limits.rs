//! Which statutory limits exist, so that an item may name one.

use std::collections::BTreeSet;

use mingjing_law::LawFiles;

/// The keys of `law/limits.toml`: each limit is one table named by its key, e.g. `["disclosure.proactive"]`.
///
/// `None` where the file is absent or is no TOML; whoever reads limits in earnest reports that.
#[must_use]
pub fn limit_keys(files: &LawFiles) -> Option<BTreeSet<String>> {
    let table: toml::Table = files.get("limits.toml")?.parse().ok()?;
    Some(table.into_iter().filter(|(_, value)| value.is_table()).map(|(key, _)| key).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_table_at_the_top() {
        let files =
            LawFiles::default().with("limits.toml", "[\"disclosure.proactive\"]\nworking_days = 20\n");
        assert!(limit_keys(&files).unwrap().contains("disclosure.proactive"));
        assert_eq!(limit_keys(&LawFiles::default()), None);
        assert_eq!(limit_keys(&LawFiles::default().with("limits.toml", "[[")), None);
    }
}
