#![doc = include_str!("../README.md")]

mod block;
mod checkpoint;
mod contents;
mod entries;
mod error;
mod hash;
mod history;
mod http;
mod key;
mod leaf;
mod mirror;
mod path;
mod proof;
mod reading;
mod receipt;
mod recovery;
mod sequencer;
mod source;
mod tiles;
mod tree;
mod verify;

pub use checkpoint::Checkpoint;
pub use contents::encode_contents;
pub use entries::MAX_ENTRY_BYTES;
pub use error::Error;
pub use hash::Hash;
pub use http::HttpSource;
pub use key::{SigningKey, VerifierKey};
pub use mirror::{MirrorOptions, MirrorReport, mirror_log};
pub use path::{LogPath, Span};
pub use reading::{LeafReader, read_leaves};
pub use receipt::{Receipt, ReceiptError, VerifiedReceipt, make_receipt};
pub use sequencer::{LogBackend, Sequencer};
pub use source::{DirSource, LogSource, fetch_verifier_key};
pub use tiles::Tiles;
pub use verify::{Problem, Progress, Report, VerifyOptions, read_log, verify_log};
