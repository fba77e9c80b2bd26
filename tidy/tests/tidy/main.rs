//! Tests on the repository itself; see the crate's README.

mod dependencies;
mod documents;
mod files;
mod rooms;
mod routes;
mod sources;
mod visibility;
