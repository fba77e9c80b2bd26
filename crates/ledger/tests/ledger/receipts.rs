//! Receipts, checked by the crate and by the definitions of RFC 6962.

use crate::fixture::{Memory, ORIGIN, key};
use crate::naive;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mingjing_ledger::{Checkpoint, Error, Receipt, ReceiptError, Sequencer, SigningKey, Tiles, make_receipt};
use object_store::memory::InMemory;
use proptest::prelude::*;
use std::sync::Arc;

async fn log(size: usize) -> (Arc<Memory>, Tiles, String) {
    let (memory, store) = (Arc::new(Memory::default()), Arc::new(InMemory::new()));
    memory.add(size);
    let sequencer = Sequencer::new(memory.clone(), store.clone(), key());
    while sequencer.step().await.unwrap().is_some() {}
    let note = memory.note().unwrap();
    (memory, Tiles::new(store), note)
}

async fn receipt(size: usize, index: usize) -> Receipt {
    let (memory, tiles, note) = log(size).await;
    let entry = memory.entries.lock().unwrap()[index].clone();
    make_receipt(&tiles, &note, index as u64, &entry).await.unwrap()
}

/// The whole text, line by line, against PATH of §2.1.1.
#[tokio::test]
async fn receipts_follow_the_definition() {
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 513, 700] {
        let (memory, tiles, note) = log(size).await;
        let entries = memory.entries.lock().unwrap().clone();
        let leaves: Vec<_> = entries.iter().map(|entry| naive::leaf(entry)).collect();
        for index in (0..size).step_by(1 + size / 40).chain([size - 1]) {
            let receipt = make_receipt(&tiles, &note, index as u64, &entries[index]).await.unwrap();
            let mut expected = format!(
                "c2sp.org/tlog-proof@v1\nextra {}\nindex {index}\n",
                STANDARD.encode(&entries[index])
            );
            for hash in naive::path(index, &leaves) {
                expected += &format!("{}\n", STANDARD.encode(hash));
            }
            assert_eq!(receipt.to_string(), format!("{expected}\n{note}"));
            let verified = Receipt::parse(&receipt.to_string()).unwrap().verify(key().verifier()).unwrap();
            assert_eq!((verified.entry, verified.index), (entries[index].clone(), index as u64));
            assert_eq!(verified.size, size as u64);
        }
    }
}

#[tokio::test]
async fn an_older_receipt_stays_valid() {
    let (memory, tiles, note) = log(300).await;
    let entry = memory.entries.lock().unwrap()[299].clone();
    let old = make_receipt(&tiles, &note, 299, &entry).await.unwrap();
    assert_eq!(old.origin(), ORIGIN);
    assert_eq!(Checkpoint::open(&note, key().verifier()).unwrap().size, 300);
    assert!(old.verify(key().verifier()).is_ok());
}

#[tokio::test]
async fn every_changed_byte_is_found_out() {
    let text = receipt(300, 123).await.to_string();
    for at in 0..text.len() {
        for change in [1, 2, 16, 128] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= change;
            let verdict = Receipt::from_bytes(&bytes).and_then(|receipt| receipt.verify(key().verifier()));
            assert!(verdict.is_err(), "byte {at} ^ {change}");
        }
        let shortened = format!("{}{}", text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
        if shortened.len() + 1 == text.len() {
            let verdict = Receipt::parse(&shortened).and_then(|receipt| receipt.verify(key().verifier()));
            assert!(verdict.is_err(), "byte {at} left out");
        }
    }
}

#[tokio::test]
async fn the_failed_check_is_named() {
    let text = receipt(300, 123).await.to_string();
    let verdict = |text: &str| Receipt::parse(text).and_then(|r| r.verify(key().verifier())).unwrap_err();
    let without_extra: String =
        text.split_inclusive('\n').filter(|line| !line.starts_with("extra ")).collect();
    assert_eq!(verdict(&without_extra), ReceiptError::NoEntry);
    assert_eq!(
        verdict(&text.replace("index 123", "index 300")),
        ReceiptError::Index { index: 300, size: 300 }
    );
    assert_eq!(verdict(&text.replace("index 123", "index 124")), ReceiptError::Root);
    let forged = STANDARD.encode("forged");
    let line = text.lines().nth(1).unwrap();
    assert_eq!(verdict(&text.replace(line, &format!("extra {forged}"))), ReceiptError::Root);
    let hash = text.lines().nth(4).unwrap();
    let shorter = text.replace(&format!("{hash}\n"), "");
    assert!(matches!(verdict(&shorter), ReceiptError::ProofLength { expected: 9, found: 8 }));
    let other = SigningKey::generate(ORIGIN, [1; 32]).unwrap();
    let error = Receipt::parse(&text).unwrap().verify(other.verifier()).unwrap_err();
    assert!(matches!(error, ReceiptError::Signature(_)), "{error}");
    let broken = |at: usize| {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 128;
        Receipt::from_bytes(&bytes).unwrap_err().to_string()
    };
    assert!(broken(30).contains("格式") && broken(30).contains("第 2 行"), "{}", broken(30));
    assert!(broken(text.len() - 2).contains("签名核验未通过"), "{}", broken(text.len() - 2));
    assert!(matches!(verdict(""), ReceiptError::Format { .. }));
    assert!(matches!(verdict("c2sp.org/tlog-proof@v1\nindex 01\n\nx"), ReceiptError::Format { line: 2, .. }));
}

#[tokio::test]
async fn no_receipt_for_what_is_not_there() {
    let (memory, tiles, note) = log(10).await;
    let entry = memory.entries.lock().unwrap()[3].clone();
    for (index, entry) in [(4, entry.as_slice()), (10, b"x"), (u64::MAX, b"x")] {
        let error = make_receipt(&tiles, &note, index, entry).await.unwrap_err();
        assert!(matches!(error, Error::Proof(_)), "{error}");
    }
    let (_, tiles, note) = log(0).await;
    assert!(make_receipt(&tiles, &note, 0, b"x").await.is_err());
}

/// Tiles that do not lead to the signed root give no proof, and no panic.
#[tokio::test]
async fn damaged_tiles_give_no_receipt() {
    let (memory, _, note) = log(300).await;
    let entry = memory.entries.lock().unwrap()[3].clone();
    let (_, other, _) = log(299).await;
    let error = make_receipt(&other, &note, 3, &entry).await.unwrap_err();
    assert!(matches!(error, Error::Missing(_)), "{error}");
    let store = Arc::new(InMemory::new());
    for path in ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"] {
        let key = object_store::path::Path::from(format!("log/{path}"));
        object_store::ObjectStoreExt::put(&*store, &key, vec![7; 32].into()).await.unwrap();
    }
    let error = make_receipt(&Tiles::new(store), &note, 3, &entry).await.unwrap_err();
    assert!(matches!(error, Error::Proof(_)), "{error}");
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "(c2sp.org/tlog-proof@v1\n)?(extra [A-Za-z=]{0,9}\n)?(index [0-9]{0,30}\n)?[\\PC\n]{0,200}") {
        if let Ok(receipt) = Receipt::parse(&text) {
            let _ = receipt.verify(key().verifier());
        }
    }
}
