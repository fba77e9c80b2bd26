//! The index asked as readers and lists ask it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;
mod laws;
mod lists;
mod selections;
mod text;
