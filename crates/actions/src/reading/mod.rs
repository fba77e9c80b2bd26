//! What the public sees: only what a signed checkpoint covers.

mod disclosure;
mod receipt;

pub use disclosure::{Link, PublicDisclosure, Revision, disclosure, resolve};
pub use receipt::receipt;
