//! A small office that publishes into a log, and the memory behind it.

use crate::naive;
use async_trait::async_trait;
use mingjing_ledger::{Checkpoint, Error, LogBackend, Sequencer, SigningKey, VerifierKey, encode_contents};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path as Key};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const ORIGIN: &str = "example.gov.cn/log";

pub fn key() -> SigningKey {
    SigningKey::generate(ORIGIN, [42; 32]).unwrap()
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A database in memory. Keeps every checkpoint it was ever given.
#[derive(Default)]
pub struct Memory {
    pub entries: Mutex<Vec<Vec<u8>>>,
    pub notes: Mutex<Vec<String>>,
    /// Whose checkpoints these are, if not [`key`]'s.
    signer: Option<VerifierKey>,
}

impl Memory {
    pub fn signed_by(signer: VerifierKey) -> Self {
        Self { signer: Some(signer), ..Self::default() }
    }

    pub fn add(&self, count: usize) {
        let mut entries = self.entries.lock().unwrap();
        for _ in 0..count {
            let entry = format!("entry number {}", entries.len());
            entries.push(entry.into_bytes());
        }
    }

    pub fn note(&self) -> Option<String> {
        self.notes.lock().unwrap().last().cloned()
    }
}

#[async_trait]
impl LogBackend for Memory {
    async fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
        let entries = self.entries.lock().unwrap();
        // Short answers are allowed, so they must be met with.
        let limit = if limit > 1 && limit < 1000 { limit.div_ceil(2) } else { limit };
        Ok(entries.iter().skip(usize::try_from(from).unwrap()).take(limit).cloned().collect())
    }

    async fn assigned(&self) -> Result<u64, Error> {
        Ok(self.entries.lock().unwrap().len() as u64)
    }

    async fn checkpoint(&self) -> Result<Option<String>, Error> {
        Ok(self.note())
    }

    async fn swap_checkpoint(&self, old: Option<&str>, new: &str, size: u64) -> Result<bool, Error> {
        let signer = self.signer.clone().unwrap_or_else(|| key().verifier().clone());
        assert_eq!(Checkpoint::open(new, &signer).unwrap().size, size);
        let mut notes = self.notes.lock().unwrap();
        if notes.last().map(String::as_str) != old {
            return Ok(false);
        }
        notes.push(new.to_owned());
        Ok(true)
    }
}

/// Checks a store against the definitions alone: the signature, every tile, every entry, and that all
/// checkpoints ever signed are of one history.
pub async fn check_whole(store: &dyn ObjectStore, memory: &Memory) {
    let entries = memory.entries.lock().unwrap().clone();
    let notes = memory.notes.lock().unwrap().clone();
    let leaves: Vec<_> = entries.iter().map(|entry| naive::leaf(entry)).collect();
    let mut last = 0;
    for note in &notes {
        let checkpoint = Checkpoint::open(note, key().verifier()).unwrap();
        let size = usize::try_from(checkpoint.size).unwrap();
        assert!(size >= last, "the log shrank from {last} to {size}");
        assert_eq!(checkpoint.root.0, naive::root(&leaves[..size]), "size {size}");
        last = size;
    }
    let read = async |path: String| {
        let key = Key::from(format!("log/{path}"));
        let found = store.get(&key).await.unwrap_or_else(|error| panic!("{path} of {last}: {error}"));
        found.bytes().await.unwrap()
    };
    for at in (0..last).step_by(256) {
        let width = (last - at).min(256);
        let bundle = read(format!("tile/entries/{}", naive::number(at / 256, width))).await;
        let expected: Vec<u8> = entries[at..at + width]
            .iter()
            .flat_map(|entry| [&u16::try_from(entry.len()).unwrap().to_be_bytes(), entry.as_slice()].concat())
            .collect();
        assert!(bundle == expected, "entries from {at}");
    }
    for level in 0.. {
        let unit = 256_usize.pow(level);
        let row = last / unit;
        if row == 0 {
            break;
        }
        for at in (0..row).step_by(256) {
            let width = (row - at).min(256);
            let tile = read(format!("tile/{level}/{}", naive::number(at / 256, width))).await;
            let hashes = (at..at + width).map(|n| naive::root(&leaves[n * unit..(n + 1) * unit]));
            assert!(tile == hashes.flatten().collect::<Vec<u8>>(), "tile {level}, {at} of {row}");
        }
    }
}

/// One disclosure's state, and all entries and contents of the office.
#[derive(Default, Clone)]
pub struct Office {
    pub entries: Vec<Vec<u8>>,
    pub contents: Vec<Option<Vec<u8>>>,
    pub attachments: Vec<Vec<u8>>,
    last: std::collections::HashMap<u32, (u32, String)>,
}

impl Office {
    /// 16 bytes in hexadecimal.
    pub fn id(n: u32) -> String {
        format!("{n:032x}")
    }

    pub fn canonical(value: &Value) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(value).unwrap()
    }

    pub fn entry(n: u32, event: &str, revision: u32, digest: &str) -> Value {
        json!({
            "v": 1, "event": event, "id": Self::id(n), "revision": revision, "item": "licence",
            "agency": "130000", "index_no": format!("130000/2026-{n:06}"), "issued_on": "2026-01-31",
            "at": "2026-01-31T08:00:00+08:00", "digest": digest,
        })
    }

    /// Publishes disclosure `n`, or amends it if it is public already.
    pub fn publish(&mut self, n: u32) -> &mut Self {
        self.publish_with(n, &[])
    }

    pub fn publish_with(&mut self, n: u32, attachments: &[&str]) -> &mut Self {
        let revision = self.last.get(&n).map_or(1, |(revision, _)| revision + 1);
        let event = if revision == 1 { "publish" } else { "amend" };
        let files: Vec<_> = attachments
            .iter()
            .map(|text| {
                json!({ "name": "附件.txt", "media_type": "text/plain", "size": text.len(), "sha256": sha256(text.as_bytes()) })
            })
            .collect();
        self.attachments.extend(attachments.iter().map(|text| text.as_bytes().to_vec()));
        let content = Self::canonical(&json!({
            "v": 1, "id": Self::id(n), "revision": revision, "title": format!("许可\n“{n}”"), "attachments": files,
            "salt": sha256(&n.to_be_bytes())[..32],
        }));
        let digest = sha256(&content);
        self.entries.push(Self::canonical(&Self::entry(n, event, revision, &digest)));
        self.contents.push(Some(content));
        self.last.insert(n, (revision, digest));
        self
    }

    /// Withdraws disclosure `n` and erases all its contents if asked to.
    pub fn withdraw(&mut self, n: u32, erase: bool) -> &mut Self {
        let (revision, digest) = self.last[&n].clone();
        let mut entry = Self::entry(n, "withdraw", revision + 1, &digest);
        entry["ground"] = json!({ "article": "条例第十五条", "reason": "涉及个人隐私" });
        self.entries.push(Self::canonical(&entry));
        self.contents.push(None);
        self.last.insert(n, (revision + 1, digest));
        if erase {
            let id = format!("\"id\":\"{}\"", Self::id(n));
            for content in &mut self.contents {
                content.take_if(|content| String::from_utf8_lossy(content).contains(&id));
            }
        }
        self
    }

    /// Writes the whole log into `dir`, as a web server would show it.
    pub async fn write(&self, dir: &Path) {
        std::fs::create_dir_all(dir).unwrap();
        let store = Arc::new(LocalFileSystem::new_with_prefix(dir).unwrap());
        let memory = Arc::new(Memory::default());
        *memory.entries.lock().unwrap() = self.entries.clone();
        let sequencer = Sequencer::new(memory.clone(), store, key());
        while sequencer.step().await.unwrap().is_some() {}
        let log = dir.join("log");
        std::fs::create_dir_all(log.join("content")).unwrap();
        std::fs::write(log.join("checkpoint"), memory.note().unwrap()).unwrap();
        std::fs::write(log.join("vkey"), format!("{}\n", key().verifier())).unwrap();
        for (n, part) in self.contents.chunks(256).enumerate() {
            let file = log.join("bundle").join(naive::number(n, part.len()));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, encode_contents(part).unwrap()).unwrap();
        }
        for bytes in &self.attachments {
            std::fs::write(log.join("content").join(sha256(bytes)), bytes).unwrap();
        }
    }
}

/// All files under `dir`.
pub fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
