#![doc = include_str!("../README.md")]

use mingjing_ledger::SigningKey;

/// A key whose signatures no input can guess.
///
/// # Panics
/// Never: the name and the seed are good ones.
#[must_use]
pub fn key() -> SigningKey {
    SigningKey::generate("fuzz.example/log", [7; 32]).expect("a good name")
}
