//! Measures the log: seconds to bring leaves under a checkpoint in one batch, and to verify the log just written.
//!
//! `cargo run --release -p mingjing-ledger --example batch -- LEAVES FOLDER`
//!
//! The root is compared with the one `tlog_tiles` computes from the same leaves, whose time is given as well. Answers
//! with one JSON object; times in seconds.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use mingjing_ledger::{
    Checkpoint, DirSource, Error, Hash, LogBackend, Sequencer, SigningKey, VerifyOptions, verify_log,
};
use object_store::local::LocalFileSystem;
use serde_json::json;
use tlog_tiles::{Hash as PeerHash, HashReader, stored_hashes, tree_hash};

type Failure = Box<dyn std::error::Error>;

/// A database in memory: what is measured is what comes after it.
struct Memory {
    entries: Vec<Vec<u8>>,
    note: Mutex<Option<String>>,
}

impl Memory {
    fn note(&self) -> Option<String> {
        self.note.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl LogBackend for Memory {
    async fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        Ok(self.entries.iter().skip(from).take(limit).cloned().collect())
    }

    async fn assigned(&self) -> Result<u64, Error> {
        Ok(self.entries.len() as u64)
    }

    async fn checkpoint(&self) -> Result<Option<String>, Error> {
        Ok(self.note())
    }

    async fn swap_checkpoint(&self, old: Option<&str>, new: &str, _size: u64) -> Result<bool, Error> {
        let mut note = self.note.lock().unwrap_or_else(PoisonError::into_inner);
        if note.as_deref() != old {
            return Ok(false);
        }
        *note = Some(new.to_owned());
        Ok(true)
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [leaves, folder] = arguments.as_slice() else { return Err("give LEAVES and FOLDER".into()) };
    let (leaves, folder) = (leaves.parse()?, Path::new(folder));
    std::fs::create_dir_all(folder)?;
    let key = SigningKey::generate("bench.example/log", [1; 32])?;
    let vkey = key.verifier().clone();
    let memory = Arc::new(Memory { entries: (0..leaves).map(entry).collect(), note: Mutex::default() });

    let clock = Instant::now();
    let peer_root = hash_all(&memory.entries)?;
    let peer = clock.elapsed().as_secs_f64();

    let store = Arc::new(LocalFileSystem::new_with_prefix(folder)?);
    let sequencer = Sequencer::new(Arc::clone(&memory) as Arc<dyn LogBackend>, store, key);
    let clock = Instant::now();
    while sequencer.step().await?.is_some() {}
    let append = clock.elapsed().as_secs_f64();

    let clock = Instant::now();
    let options = VerifyOptions { contents: false, attachments: false };
    let report = verify_log(&DirSource::new(folder), &vkey, options, &|_| {}).await?;
    let verify = clock.elapsed().as_secs_f64();
    let checkpoint = Checkpoint::open(&memory.note().unwrap_or_default(), &vkey)?;
    let answer = json!({
        "leaves": leaves,
        "append": append,
        "peer": peer,
        "same_root": checkpoint.size == leaves && checkpoint.root == Hash(peer_root.0),
        "verify": verify,
        "verified": report.entries,
        "problems": report.problems.len(),
    });
    println!("{answer}");
    Ok(())
}

/// The entry of a licence's publication, in canonical JSON.
fn entry(n: u64) -> Vec<u8> {
    let digest = Hash::of(&n.to_be_bytes());
    let entry = format!(
        r#"{{"agency":"1301{:02}","at":"2026-01-31T08:00:00+08:00","digest":"{}","event":"publish","id":"{n:032x}","index_no":"130100/2026-{n:07}","issued_on":"2026-01-31","item":"licence","revision":1,"v":1}}"#,
        n % 40 + 1,
        digest.to_hex()
    );
    entry.into_bytes()
}

/// Hashes in memory, where `tlog_tiles` looks for them.
struct Stored(Vec<PeerHash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<PeerHash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap_or(usize::MAX)]).collect())
    }
}

/// The root by `tlog_tiles` alone: no tiles, no signature, no disk.
fn hash_all(entries: &[Vec<u8>]) -> Result<PeerHash, Failure> {
    let mut stored = Stored(Vec::with_capacity(entries.len() * 2));
    for (n, entry) in (0..).zip(entries) {
        let new = stored_hashes(n, entry, &stored)?;
        stored.0.extend(new);
    }
    Ok(tree_hash(entries.len() as u64, &stored)?)
}
