//! A lot that anyone can draw again: the seed is promised by its digest before entries come, and opened after they are fixed.
//!
//! Everything is text, so that `sha256sum` is enough to check it: the commitment is the SHA-256 of the seed as 64 lower-case
//! hexadecimal characters; entries are ordered by the SHA-256 of seed, public number and entry, each but the last followed by
//! a line feed. Whoever knows the seed beforehand could try entries until the right one wins; a public number that nobody
//! knows before entries are fixed (a lottery's draw, say) takes that away, and is named beforehand with the commitment.

use sha2::{Digest, Sha256};

/// 32 random bytes that decide a lot, kept secret until entries are fixed.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(String);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl Seed {
    /// A seed of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(hex::encode(bytes))
    }

    /// Reads a seed as it is published; nothing where it is not 64 lower-case hexadecimal characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let right = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        right.then(|| Self(text.to_owned()))
    }

    /// As it is published.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is published of it beforehand.
    #[must_use]
    pub fn commitment(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    /// Draws: positions of the entries, the first drawn first. `public` is the public number mixed in, empty where none was
    /// named. Entries must differ, else equal ones keep the order in which they stand.
    #[must_use]
    pub fn draw(&self, public: &str, entries: &[&str]) -> Vec<usize> {
        let mut order: Vec<(String, usize)> =
            entries.iter().enumerate().map(|(at, entry)| (self.rank(public, entry), at)).collect();
        order.sort();
        order.into_iter().map(|(_, at)| at).collect()
    }

    /// The digest by which an entry is ordered.
    #[must_use]
    pub fn rank(&self, public: &str, entry: &str) -> String {
        hex::encode(Sha256::digest(format!("{}\n{public}\n{entry}", self.0).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Computed with `printf … | sha256sum`.
    #[test]
    fn a_lot_is_what_sha256sum_says() {
        let seed = Seed::new([0x11; 32]);
        assert_eq!(seed.text(), "11".repeat(32));
        assert_eq!(seed.commitment(), "3138bb9bc78df27c473ecfd1410f7bd45ebac1f59cf3ff9cfe4db77aab7aedd3");
        assert_eq!(
            seed.rank("20261101", "A-1"),
            "9bb257493166be15e18ded61d0648e9d0e4279b21b5cccdf0676ad6dddc7355b"
        );
        assert_eq!(Seed::parse(seed.text()), Some(seed.clone()));
        assert_eq!(Seed::parse(&"1A".repeat(32)), None);
        assert_eq!(format!("{seed:?}"), "Seed(..)");
    }

    proptest! {
        #[test]
        fn everybody_is_drawn_once_and_the_order_of_entering_does_not_matter(
            seed in any::<[u8; 32]>(),
            public in "[0-9]{0,8}",
            entries in prop::collection::btree_set("[A-Z0-9]{1,6}", 0..30),
        ) {
            let seed = Seed::new(seed);
            let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
            let drawn: Vec<&str> = seed.draw(&public, &entries).into_iter().map(|at| entries[at]).collect();
            let mut sorted = drawn.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&sorted, &entries);
            let turned: Vec<&str> = entries.iter().rev().copied().collect();
            let again: Vec<&str> = seed.draw(&public, &turned).into_iter().map(|at| turned[at]).collect();
            prop_assert_eq!(drawn, again);
        }
    }
}
