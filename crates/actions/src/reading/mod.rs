//! What the public sees: only what a signed checkpoint covers.

pub(crate) mod disclosure;
mod published;
mod receipt;

pub use disclosure::{Link, PublicDisclosure, Revision, disclosure, resolve};
pub use published::{Latest, latest, latest_of, published_between};
pub use receipt::receipt;
