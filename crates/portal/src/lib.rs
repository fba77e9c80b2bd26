#![doc = include_str!("../README.md")]

mod failure;
mod handlers;
mod log_entries;
pub mod pages;
mod portal;
mod preview;
mod show;
mod throttle;
mod visit;

pub use handlers::routes;
pub use portal::too_many_requests;
pub use preview::Previews;
pub use show::decisions::decision_part;
