#![doc = include_str!("../README.md")]

mod address;
mod email;
mod finding;
mod label;
mod marks;
mod numbers;
mod overlap;
mod prefilter;
mod problem;
mod redact;
mod rule;
mod rule_file;
mod screen;
mod values;

pub use finding::{Disposition, Finding, Kind, Treatment};
pub use problem::Problem;
pub use redact::{redact_text, redact_values};
pub use screen::{Listed, Screen};
