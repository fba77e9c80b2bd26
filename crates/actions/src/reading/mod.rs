//! What the public sees: only what a signed checkpoint covers.

mod completeness;
pub(crate) mod disclosure;
mod lists;
mod published;
mod receipt;

pub use completeness::{Expected, Standing, completeness};
pub use disclosure::{Link, PublicDisclosure, Revision, disclosure, resolve};
pub use lists::{Behind, BehindChange, EntryChange, Part, changes_for, list_between, list_changes, list_on};
pub use published::{Latest, latest, latest_of, published_between};
pub use receipt::receipt;
