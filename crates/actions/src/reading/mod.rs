//! What the public sees: only what a signed checkpoint covers.

mod completeness;
pub(crate) mod disclosure;
mod full_files;
mod joined;
mod lists;
mod published;
mod receipt;

pub use completeness::{Coverage, Expected, Standing, completeness, coverage};
pub use disclosure::{Link, PublicDisclosure, Revision, UrgentMark, disclosure, resolve};
pub use full_files::{full_file, full_files_of, newest_full_files, telling_of_files};
pub use joined::joined;
pub use lists::{Behind, BehindChange, EntryChange, Part, changes_for, list_between, list_changes, list_on};
pub use published::{Latest, latest, latest_of, published_between};
pub use receipt::receipt;
