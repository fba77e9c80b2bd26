//! What the sequencer does when nobody kills it.

use crate::fixture::{Memory, ORIGIN, check_whole, key};
use futures::TryStreamExt as _;
use mingjing_ledger::{Error, LogPath, MAX_ENTRY_BYTES, Sequencer, SigningKey, Span, Tiles};
use object_store::ObjectStore as _;
use object_store::memory::InMemory;
use std::sync::Arc;

fn world() -> (Arc<Memory>, Arc<InMemory>, Sequencer) {
    let (memory, store) = (Arc::new(Memory::default()), Arc::new(InMemory::new()));
    let sequencer = Sequencer::new(memory.clone(), store.clone(), key());
    (memory, store, sequencer)
}

#[tokio::test]
async fn a_new_log_signs_the_empty_tree_first() {
    let (memory, store, sequencer) = world();
    memory.add(5);
    let sizes =
        [sequencer.step().await.unwrap(), sequencer.step().await.unwrap(), sequencer.step().await.unwrap()];
    assert_eq!(sizes.map(|step| step.map(|checkpoint| checkpoint.size)), [Some(0), Some(5), None]);
    check_whole(&*store, &memory).await;
}

/// One by one over two tile borders; partial tiles do not pile up behind.
#[tokio::test]
async fn single_publications() {
    let (memory, store, sequencer) = world();
    for _ in 0..530 {
        memory.add(1);
        while sequencer.step().await.unwrap().is_some() {}
    }
    check_whole(&*store, &memory).await;
    let names: Vec<String> =
        store.list(None).map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
    assert!(!names.iter().any(|name| name.contains("/000.p/") && !name.contains("tile/1")), "{names:?}");
    let tiles = Tiles::new(store);
    let partial = LogPath::Tile { level: 0, span: Span::new(0, 7).unwrap() };
    assert_eq!(tiles.read(partial).await.unwrap().unwrap().len(), 7 * 32, "cut from the full tile");
}

/// A bulk import takes several steps, each but the last of whole tiles.
#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_import() {
    let (memory, store, sequencer) = world();
    memory.add(100);
    while sequencer.step().await.unwrap().is_some() {}
    memory.add(131_100);
    let started = std::time::Instant::now();
    let mut sizes = Vec::new();
    while let Some(checkpoint) = sequencer.step().await.unwrap() {
        sizes.push(checkpoint.size);
    }
    println!("131,100 leaves in {:?}", started.elapsed());
    assert_eq!(sizes, [65_536, 131_072, 131_200]);
    check_whole(&*store, &memory).await;
    let again = Sequencer::new(memory.clone(), store.clone(), key());
    memory.add(1);
    assert_eq!(again.step().await.unwrap().unwrap().size, 131_201);
    check_whole(&*store, &memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sequencers_beside_each_other() {
    let (memory, store, _) = world();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let sequencer = Sequencer::new(memory.clone(), store.clone(), key());
            let memory = memory.clone();
            tokio::spawn(async move {
                for n in 0..60 {
                    memory.add(n % 7);
                    sequencer.step().await.unwrap();
                }
                while sequencer.step().await.unwrap().is_some() {}
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    check_whole(&*store, &memory).await;
}

#[tokio::test]
async fn a_database_that_contradicts_the_signature_stops_the_log() {
    let (memory, store, sequencer) = world();
    memory.add(400);
    while sequencer.step().await.unwrap().is_some() {}
    let notes = memory.notes.lock().unwrap().len();

    let removed = memory.entries.lock().unwrap().split_off(399);
    assert!(matches!(sequencer.step().await, Err(Error::Conflict(_))));
    memory.entries.lock().unwrap().extend(removed);
    assert!(sequencer.step().await.unwrap().is_none(), "and goes on when it is whole again");

    // An entry of the unfinished bundle was changed.
    memory.entries.lock().unwrap()[390] = b"forged".to_vec();
    memory.add(1);
    let fresh = Sequencer::new(memory.clone(), store.clone(), key());
    assert!(matches!(fresh.step().await, Err(Error::Conflict(_))));
    assert!(matches!(fresh.rebuild().await, Err(Error::Conflict(_))));
    assert_eq!(memory.notes.lock().unwrap().len(), notes, "nothing was signed");
}

/// Going on from an old backup would fork the log.
#[tokio::test]
async fn a_database_restored_from_an_old_backup_stops_the_log() {
    let (memory, store, sequencer) = world();
    memory.add(10);
    while sequencer.step().await.unwrap().is_some() {}
    let backup = Memory::default();
    *backup.entries.lock().unwrap() = memory.entries.lock().unwrap().clone();
    *backup.notes.lock().unwrap() = memory.notes.lock().unwrap().clone();
    memory.add(1);
    sequencer.step().await.unwrap();

    backup.entries.lock().unwrap().push(b"another entry".to_vec());
    let backup = Arc::new(backup);
    let restored = Sequencer::new(backup.clone(), store.clone(), key());
    let error = restored.step().await.unwrap_err();
    assert!(error.to_string().contains("旧备份"), "{error}");
    let emptied = Sequencer::new(Arc::new(Memory::default()), store.clone(), key());
    assert!(matches!(emptied.step().await, Err(Error::Conflict(_))));

    let other = SigningKey::generate(ORIGIN, [1; 32]).unwrap();
    let begun = Sequencer::new(Arc::new(Memory::signed_by(other.verifier().clone())), store, other)
        .step()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(begun.size, 0, "a new key begins a new log");
}

#[tokio::test]
async fn another_key_does_not_go_on_with_the_log() {
    let (memory, store, sequencer) = world();
    sequencer.step().await.unwrap();
    let other = SigningKey::generate(ORIGIN, [1; 32]).unwrap();
    let error = Sequencer::new(memory, store, other).step().await.unwrap_err();
    assert!(matches!(error, Error::Checkpoint(_)), "{error}");
}

#[tokio::test]
async fn an_entry_that_no_bundle_can_hold_is_named() {
    let (memory, _, sequencer) = world();
    memory.add(2);
    memory.entries.lock().unwrap().push(vec![0; MAX_ENTRY_BYTES + 1]);
    sequencer.step().await.unwrap();
    assert!(matches!(sequencer.step().await, Err(Error::EntryTooLong { index: 2, .. })));
}
