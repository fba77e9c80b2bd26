//! The growing edge of the tree: for every level the hashes of its unfinished tile, which is all one
//! needs to append leaves and to know the root.

use crate::hash::{HASH_BYTES, Hash};
use crate::path::{FULL, LogPath, Span};

/// The right edge of an RFC 6962 tree in tiles of 256.
#[derive(Clone, Default)]
pub(crate) struct Tree {
    size: u64,
    /// `levels[l]`: hashes of the unfinished tile at level `l`, fewer than 256.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The widths of the unfinished tiles of a tree of `size` leaves, level by level.
    pub(crate) fn edge(size: u64) -> impl Iterator<Item = (u8, Option<Span>)> {
        let rows = (0_u8..).map(move |level| (level, size.checked_shr(8 * u32::from(level)).unwrap_or(0)));
        rows.take_while(|(_, count)| *count > 0).map(|(level, count)| {
            let unfinished = Span::within(count / u64::from(FULL), count);
            (level, unfinished)
        })
    }

    /// The addresses of the unfinished tiles and of the unfinished entry bundle of a tree of `size`.
    pub(crate) fn partials(size: u64) -> impl Iterator<Item = LogPath> {
        let tail = Span::within(size / u64::from(FULL), size).map(LogPath::Entries);
        let tiles = Self::edge(size).filter_map(|(level, span)| Some(LogPath::Tile { level, span: span? }));
        tiles.chain(tail)
    }

    /// Puts a tree together from the hashes of its unfinished tiles (an empty list where none is).
    pub(crate) fn from_edge(size: u64, levels: Vec<Vec<Hash>>) -> Self {
        Self { size, levels }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf; `finished` is given every tile that this completes, lowest first.
    pub(crate) fn append(&mut self, leaf: Hash, finished: &mut impl FnMut(u8, u64, Vec<Hash>)) {
        let mut carry = leaf;
        self.size += 1;
        for level in 0..=u8::MAX {
            let slot = usize::from(level);
            if self.levels.len() == slot {
                self.levels.push(Vec::with_capacity(usize::from(FULL)));
            }
            self.levels[slot].push(carry);
            if self.levels[slot].len() < usize::from(FULL) {
                return;
            }
            let tile = std::mem::replace(&mut self.levels[slot], Vec::with_capacity(usize::from(FULL)));
            carry = perfect_root(&tile);
            finished(level, (self.size >> (8 * (u32::from(level) + 1))) - 1, tile);
        }
    }

    /// The root of the tree (RFC 6962 §2.1): its perfect subtrees joined from the right.
    pub(crate) fn root(&self) -> Hash {
        let mut root = None;
        for hashes in &self.levels {
            let mut end = hashes.len();
            while end > 0 {
                let width = 1 << end.trailing_zeros();
                let left = perfect_root(&hashes[end - width..end]);
                root = Some(root.map_or(left, |right| Hash::node(&left, &right)));
                end -= width;
            }
        }
        root.unwrap_or_else(Hash::empty)
    }

    /// The unfinished tiles with their addresses.
    pub(crate) fn unfinished(&self) -> impl Iterator<Item = (LogPath, &[Hash])> {
        Self::edge(self.size).zip(&self.levels).filter_map(|((level, span), hashes)| {
            Some((LogPath::Tile { level, span: span? }, hashes.as_slice()))
        })
    }
}

/// The root over a power of two of hashes.
fn perfect_root(hashes: &[Hash]) -> Hash {
    let mut row: Vec<Hash> = hashes.to_vec();
    while row.len() > 1 {
        let half = row.len() / 2;
        for at in 0..half {
            row[at] = Hash::node(&row[2 * at], &row[2 * at + 1]);
        }
        row.truncate(half);
    }
    row.first().copied().unwrap_or_else(Hash::empty)
}

/// The bytes of a tile.
pub(crate) fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile; `None` if it is not exactly `span` wide.
pub(crate) fn tile_hashes(span: Span, bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    (rest.is_empty() && hashes.len() == usize::from(span.width()))
        .then(|| hashes.iter().map(|hash| Hash(*hash)).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};
    use std::collections::HashMap;

    /// MTH(D[n]) exactly as RFC 6962 §2.1 defines it, sharing no code with the crate.
    pub(crate) fn naive_root(entries: &[Vec<u8>]) -> [u8; 32] {
        match entries {
            [] => Sha256::digest([]).into(),
            [one] => Sha256::digest([&[0], one.as_slice()].concat()).into(),
            _ => {
                let k = 1 << (entries.len() - 1).ilog2();
                let (left, right) = (naive_root(&entries[..k]), naive_root(&entries[k..]));
                Sha256::digest([&[1], left.as_slice(), &right].concat()).into()
            }
        }
    }

    fn entries(count: usize) -> Vec<Vec<u8>> {
        (0..count).map(|n| format!("entry {n}").into_bytes()).collect()
    }

    #[test]
    fn roots_follow_the_definition() {
        let all = entries(800);
        let mut tree = Tree::default();
        assert_eq!(tree.root().0, naive_root(&[]));
        for (n, entry) in all.iter().enumerate() {
            tree.append(Hash::leaf(entry), &mut |_, _, _| ());
            assert_eq!(tree.root().0, naive_root(&all[..=n]), "size {}", n + 1);
        }
    }

    /// Every tile of a tree of 66,000 leaves holds MTH(D[(n·256+i)·256^l : (n·256+i+1)·256^l]).
    #[test]
    fn tiles_follow_the_definition() {
        let all = entries(66_000);
        let mut tree = Tree::default();
        let mut tiles = HashMap::new();
        for entry in &all {
            tree.append(Hash::leaf(entry), &mut |level, index, tile| {
                assert!(tiles.insert((level, index), tile).is_none());
            });
        }
        assert_eq!(tiles.len(), 257 + 1);
        for (path, hashes) in tree.unfinished() {
            let LogPath::Tile { level, span } = path else { panic!("not a tile") };
            assert_eq!(usize::from(span.width()), hashes.len());
            tiles.insert((level, span.index()), hashes.to_vec());
        }
        for ((level, index), tile) in tiles {
            let unit = 256_usize.pow(u32::from(level));
            for (i, hash) in tile.iter().enumerate().step_by(37) {
                let at = (usize::try_from(index).unwrap() * 256 + i) * unit;
                assert_eq!(hash.0, naive_root(&all[at..at + unit]), "tile {level}/{index}, hash {i}");
            }
        }
    }

    /// The example of tlog-tiles: 70,000 leaves.
    #[test]
    fn edges() {
        let widths =
            |size| -> Vec<_> { Tree::edge(size).map(|(_, s)| s.map(|s| (s.index(), s.width()))).collect() };
        assert_eq!(widths(70_000), [Some((273, 112)), Some((1, 17)), Some((0, 1))]);
        assert_eq!(widths(256), [None, Some((0, 1))]);
        assert_eq!(widths(0), []);
        assert_eq!(widths(u64::MAX).len(), 8);
    }

    proptest! {
        #[test]
        fn tile_bytes_round_trip(raw in prop::collection::vec(any::<[u8; 32]>(), 1..=256)) {
            let hashes: Vec<Hash> = raw.into_iter().map(Hash).collect();
            let span = Span::new(0, u16::try_from(hashes.len()).unwrap()).unwrap();
            let bytes = tile_bytes(&hashes);
            prop_assert_eq!(tile_hashes(span, &bytes).unwrap(), hashes);
            prop_assert!(tile_hashes(span, &bytes[1..]).is_none());
        }
    }
}
