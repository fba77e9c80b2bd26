#![doc = include_str!("../README.md")]

mod connecting;
pub mod credentials;
mod db;
mod error;

pub mod appeals;
pub mod attachments;
pub mod audit;
pub mod blobs;
pub mod bulk;
pub mod bulk_withdrawals;
mod case_events;
pub mod case_files;
pub mod cases;
pub mod clusters;
pub mod consultations;
pub mod deputies;
pub mod drafted_once;
pub mod drafts;
pub mod exchange;
pub mod filters;
pub mod full_files;
pub mod gathered;
pub mod held;
pub mod imports;
pub mod lists;
pub mod log;
pub mod looks;
pub mod message_texts;
pub mod objections;
pub mod officer_addresses;
pub mod officers;
pub mod opinions;
pub mod others;
pub mod outbox;
pub mod public_opinions;
pub mod published;
pub mod register;
pub mod reply_templates;
pub mod reports;
pub mod requests;
pub mod samples;
pub mod screening_decisions;
pub mod selections;
pub mod sessions;
pub mod subscriptions;
pub mod supervisions;
pub mod text_findings;
pub mod tokens;
pub mod training;
pub mod uploads;
pub mod urgent;
pub mod versions;
pub mod withdrawals;
pub mod withheld;
pub mod work;
pub mod yearly_reports;

pub use db::{Connections, Db, Tx};
pub use error::{Error, Outage};

/// What every function of this crate answers.
pub type Result<T> = std::result::Result<T, Error>;
