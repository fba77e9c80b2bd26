//! From what the house knows to what pages show.

mod disclosure;
mod facets;
mod hits;
mod links;
mod tables;

pub(crate) use disclosure::{basis, citation, facts, mark, red_head, timeliness, tombstone_facts, versions};
pub(crate) use facets::{Names, group};
pub(crate) use hits::{entries, latest, records, rows};
pub(crate) use links::{related, shared, shared_groups, timeline};
pub(crate) use tables::tables;
