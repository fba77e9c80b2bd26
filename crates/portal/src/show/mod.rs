//! From what the house knows to what pages show.

pub(crate) mod decisions;
mod disclosure;
mod facets;
mod hits;
mod links;
mod tables;

pub(crate) use decisions::{
    call as open_call, materials, materials_article, next as next_steps, steps as decision_steps,
    tag as step_tag,
};
pub(crate) use disclosure::{basis, citation, facts, mark, red_head, timeliness, tombstone_facts, versions};
pub(crate) use facets::{Names, group};
pub(crate) use hits::{entries, latest, records, rows};
pub(crate) use links::{all_related, join, related, shared, shared_groups, timeline};
pub(crate) use tables::tables;
