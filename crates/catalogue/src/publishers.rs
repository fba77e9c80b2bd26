//! Which agencies must have something under an item, whatever happens.

use crate::item::Level;

/// Who must have at least one disclosure of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publishers {
    /// Nobody: there is something only when something happened, such as a hearing.
    WhenThereIs,
    /// Every agency of the item's levels.
    All,
    /// Agencies of the item's levels whose name holds one of these words.
    Named(Vec<String>),
}

impl Publishers {
    /// Whether an agency with this name is one of them.
    #[must_use]
    pub fn include(&self, agency_name: &str) -> bool {
        match self {
            Self::WhenThereIs => false,
            Self::All => true,
            Self::Named(words) => words.iter().any(|word| agency_name.contains(word.as_str())),
        }
    }
}

impl crate::Item {
    /// Whether an agency of this level and name must have something under this item.
    #[must_use]
    pub fn is_expected_of(&self, level: Level, agency_name: &str) -> bool {
        self.levels.contains(&level) && self.publishers.include(agency_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_the_name_is_enough() {
        let finance = Publishers::Named(vec!["财政".into(), "审计".into()]);
        assert!(finance.include("河北省财政厅") && finance.include("长安区审计局"));
        assert!(!finance.include("河北省教育厅"));
        assert!(Publishers::All.include("河北省教育厅"));
        assert!(!Publishers::WhenThereIs.include("河北省教育厅"));
    }
}
