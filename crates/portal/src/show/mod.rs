//! From what the house knows to what pages show.

mod disclosure;
mod facets;
mod hits;

pub(crate) use disclosure::{basis, citation, facts, mark, red_head, related, tombstone_facts, versions};
pub(crate) use facets::{Names, group};
pub(crate) use hits::{entries, latest, records};
