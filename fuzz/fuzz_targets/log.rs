//! A whole log of made-up answers, at the verifier.
#![no_main]

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use mingjing_ledger::{Error, Hash, LogSource, VerifyOptions, verify_log};

/// Gives each address one piece of the input, the same every time.
struct Made {
    checkpoint: String,
    pieces: Vec<Bytes>,
    given: Mutex<BTreeMap<String, Bytes>>,
}

#[async_trait]
impl LogSource for Made {
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error> {
        if path == "checkpoint" {
            return Ok(Some(self.checkpoint.clone().into()));
        }
        let Ok(mut given) = self.given.lock() else { return Ok(None) };
        let next = given.len();
        let Some(piece) = self.pieces.get(next) else { return Ok(given.get(path).cloned()) };
        Ok(Some(given.entry(path.to_owned()).or_insert_with(|| piece.clone()).clone()))
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Unstructured::new(data);
    let Ok((size, root, pieces)) = input.arbitrary::<(u16, [u8; 32], Vec<Vec<u8>>)>() else { return };
    let key = mingjing_fuzz::key();
    let size = u64::from(size % 1_024);
    // Signed rightly, so that what lies behind the signature is reached.
    let checkpoint = mingjing_ledger::Checkpoint { origin: key.origin().to_owned(), size, root: Hash(root) };
    let Ok(checkpoint) = checkpoint.sign(key) else { return };
    let source =
        Made { checkpoint, pieces: pieces.into_iter().map(Bytes::from).collect(), given: Mutex::default() };
    let options = VerifyOptions { contents: true, ..VerifyOptions::default() };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return };
    if let Ok(report) = runtime.block_on(verify_log(&source, key.verifier(), options, &|_| {})) {
        assert_eq!(report.size, size);
    }
});
