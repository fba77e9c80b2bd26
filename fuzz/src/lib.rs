#![doc = include_str!("../README.md")]

use std::sync::LazyLock;

use mingjing_ledger::SigningKey;

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate("fuzz.example/log", [7; 32]).expect("a good name"));

/// A key whose signatures no input can guess.
#[must_use]
pub fn key() -> &'static SigningKey {
    &KEY
}
