//! Receipts, keys, notes and addresses of a log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mingjing_ledger::{Checkpoint, LogPath, Receipt, VerifierKey};

fuzz_target!(|data: &[u8]| {
    let key = mingjing_fuzz::key();
    if let Ok(receipt) = Receipt::from_bytes(data) {
        let again = receipt.to_string();
        assert_eq!(Receipt::parse(&again).map(|r| r.to_string()).ok(), Some(again));
        assert!(receipt.verify(key.verifier()).is_err(), "nobody has this key");
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    assert!(Checkpoint::open(text, key.verifier()).is_err(), "nobody has this key");
    if let Ok(vkey) = VerifierKey::parse(text) {
        assert_eq!(VerifierKey::parse(&vkey.to_string()).ok().map(|k| k.to_string()), Some(vkey.to_string()));
    }
    if let Ok(path) = text.parse::<LogPath>() {
        assert_eq!(path.to_string(), text, "an address is written in one way");
    }
});
