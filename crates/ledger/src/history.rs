//! The lives of all disclosures, followed through the log: revisions without gaps, and nothing erased
//! that was not withdrawn.
//!
//! Memory grows with the number of disclosures (about 30 bytes each), not with contents.

use crate::hash::Hash;
use crate::leaf::{Event, Leaf};
use std::collections::HashMap;

type Id = [u8; 16];

/// The last event of a disclosure. Of the digest its beginning is kept: a mistake cannot hit it, and
/// whoever forges one is found by the content's own check.
struct Last {
    digest: [u8; 8],
    revision: u32,
    withdrawn: bool,
}

/// All disclosures seen so far.
#[derive(Default)]
pub(crate) struct History {
    last: HashMap<Id, Last>,
    /// Entries whose content is gone and that no withdrawal has explained yet.
    erased: HashMap<Id, Vec<u64>>,
    /// An entry could not be read: sequences that seem broken may not be.
    gap: bool,
}

impl History {
    /// Follows one entry; the error says how it does not fit what came before.
    pub(crate) fn follow(&mut self, leaf: &Leaf) -> Result<(), String> {
        let digest = beginning(&leaf.digest);
        let withdrawn = leaf.event == Event::Withdraw;
        if withdrawn {
            self.erased.remove(&leaf.id);
        }
        let last = self.last.insert(leaf.id, Last { digest, revision: leaf.revision, withdrawn });
        if self.gap {
            return Ok(());
        }
        let id = hex::encode(leaf.id);
        let Some(last) = last else {
            return if leaf.revision == 1 && leaf.event == Event::Publish {
                Ok(())
            } else {
                Err(format!("{id} 的第一次登记应是 publish、修订号 1"))
            };
        };
        if last.withdrawn {
            return Err(format!("{id} 撤回之后不应再有登记"));
        }
        if leaf.event == Event::Publish {
            return Err(format!("{id} 重复公开"));
        }
        if u64::from(leaf.revision) != u64::from(last.revision) + 1 {
            return Err(format!("{id} 的修订号应为 {},实为 {}", u64::from(last.revision) + 1, leaf.revision));
        }
        if withdrawn && digest != last.digest {
            return Err(format!("{id} 的撤回没有写上被撤回内容的摘要"));
        }
        Ok(())
    }

    /// Notes that an entry could not be read.
    pub(crate) fn skip(&mut self) {
        self.gap = true;
    }

    /// Notes that the content of entry `index` is gone. To be called before any later entry is followed.
    pub(crate) fn erased(&mut self, index: u64, leaf: &Leaf) {
        self.erased.entry(leaf.id).or_default().push(index);
    }

    /// The entries whose content is gone without a withdrawal, in order.
    pub(crate) fn unexplained(self) -> Vec<u64> {
        let mut indexes: Vec<u64> = self.erased.into_values().flatten().collect();
        indexes.sort_unstable();
        indexes
    }
}

fn beginning(digest: &Hash) -> [u8; 8] {
    let mut start = [0; 8];
    start.copy_from_slice(&digest.0[..8]);
    start
}
