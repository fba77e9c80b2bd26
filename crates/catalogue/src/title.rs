//! How a disclosure gets its title out of its fields: `{licensee}{licence_type}许可`.

/// A title with places for fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitlePattern {
    pub(crate) parts: Vec<TitlePart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TitlePart {
    Literal(String),
    /// Key of a field, and its index once the fields are known.
    Field {
        key: String,
        index: usize,
    },
}

impl TitlePattern {
    /// Reads a pattern; the indexes are filled in by [`TitlePattern::resolve`].
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(open);
            if after.starts_with('}') {
                return Err(format!("标题格式“{text}”里的“}}”没有对应的“{{”"));
            }
            let close = after.find('}').ok_or_else(|| format!("标题格式“{text}”里的“{{”没有对应的“}}”"))?;
            if !before.is_empty() {
                parts.push(TitlePart::Literal(before.to_owned()));
            }
            parts.push(TitlePart::Field { key: after[1..close].trim().to_owned(), index: 0 });
            rest = &after[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(TitlePart::Literal(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, TitlePart::Field { .. })) {
            return Err(format!("标题格式“{text}”里没有字段，请写成“{{title}}”这样"));
        }
        Ok(Self { parts })
    }

    /// The keys of the fields it names.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TitlePart::Field { key, .. } => Some(key.as_str()),
            TitlePart::Literal(_) => None,
        })
    }

    /// Sets the field indexes; `find` gives the index of a key. Returns the keys it does not find.
    pub(crate) fn resolve(&mut self, find: impl Fn(&str) -> Option<usize>) -> Vec<String> {
        let mut missing = Vec::new();
        for part in &mut self.parts {
            if let TitlePart::Field { key, index } = part {
                match find(key) {
                    Some(found) => *index = found,
                    None => missing.push(key.clone()),
                }
            }
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_its_fields() {
        let pattern = TitlePattern::read("{licensee}{ licence_type }许可").unwrap();
        assert_eq!(pattern.fields().collect::<Vec<_>>(), ["licensee", "licence_type"]);
        assert_eq!(pattern.parts.len(), 3);
    }

    #[test]
    fn a_broken_pattern_says_what_is_wrong() {
        assert!(TitlePattern::read("{a").unwrap_err().contains("没有对应"));
        assert!(TitlePattern::read("a}").unwrap_err().contains("没有对应"));
        assert!(TitlePattern::read("许可").unwrap_err().contains("没有字段"));
    }
}
