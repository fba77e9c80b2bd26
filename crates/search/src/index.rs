//! The index on disk or in memory: opening, following, answering.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, SegmentReader, TERMINATED, Term};

use crate::begun::Begun;
use crate::find::Source;
use crate::gather::Memory;
use crate::record::engine_document;
use crate::schema::{Fields, KEY, Payload, VERSION, leaf, register, schema};
use crate::{Change, Cursor, Document, Error, Query, Results, Selection, word};

const WRITER_THREADS: usize = 1;
/// One thread makes segments twice as large, which need less merging; a second core has other work meanwhile.
/// Bytes it may fill.
const WRITER_HEAP: usize = 96 << 20;
/// Changes handed to a writer thread at once. The engine lets 10,000 hand-overs wait whatever their size, so that this
/// bounds how many documents lie in memory.
const BATCH: usize = 2;
/// Segments of about one size that are merged into one.
const MERGED_AT_ONCE: usize = 8;
/// Share of deleted documents from which a segment is written anew.
const MOST_DELETED: f32 = 0.3;

/// The search index of one instance. Cheap to share behind an `Arc`; reading never waits for writing.
pub struct SearchIndex {
    index: Index,
    pub(crate) fields: Fields,
    pub(crate) reader: IndexReader,
    memory: Memory,
    /// The index as it was when lists by relevance were begun.
    begun: Begun,
    watermark: AtomicU64,
    /// Opened with the first change, so that several processes may read one folder. After an error it
    /// is given up, and with it all that was not committed.
    writing: Mutex<Option<Writing>>,
}

struct Writing {
    writer: IndexWriter,
    /// Identifiers put since the last commit, with the leaf they are sorted by.
    added: HashMap<String, u64>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex").field("watermark", &self.watermark()).finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Opens the index in `dir`, which is made if absent. An index that is damaged or of another
    /// version is emptied with a warning and begins at watermark 0: the log has it all.
    ///
    /// # Errors
    /// [`Error::Folder`] if the folder cannot be read or written.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let folder = |source| Error::Folder { folder: dir.to_owned(), source };
        // The first reader should not wait for the dictionary.
        std::thread::spawn(word::load);
        std::fs::create_dir_all(dir).map_err(folder)?;
        if dir.join("meta.json").exists() {
            match Self::load(dir) {
                Ok(index) => return Ok(index),
                Err(reason) => tracing::warn!(
                    folder = %dir.display(), %reason,
                    "检索索引已损坏或版本不符，已清空，将按公开日志重建"
                ),
            }
        }
        remove_index_files(dir).map_err(folder)?;
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir, schema)?;
        Self::new(index, fields)
    }

    /// An empty index in memory.
    ///
    /// # Errors
    /// [`Error::Engine`] if the engine cannot start.
    pub fn in_memory() -> Result<Self, Error> {
        let (schema, fields) = schema();
        Self::new(Index::create_in_ram(schema), fields)
    }

    pub(crate) fn load(dir: &Path) -> Result<Self, String> {
        let index = Index::open_in_dir(dir).map_err(|error| error.to_string())?;
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err("字段与本版本不同".to_owned());
        }
        let opened = Self::new(index, fields).map_err(|error| error.to_string())?;
        match opened.payload() {
            Ok(Some(payload)) if payload.version == VERSION => Ok(opened),
            Ok(None) if opened.is_empty() => Ok(opened),
            Ok(_) => Err("版本与本版本不同".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn new(index: Index, fields: Fields) -> Result<Self, Error> {
        register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let new = Self {
            index,
            fields,
            reader,
            memory: Memory::default(),
            begun: Begun::default(),
            watermark: AtomicU64::new(0),
            writing: Mutex::new(None),
        };
        new.reload()?;
        Ok(new)
    }

    fn payload(&self) -> Result<Option<Payload>, Error> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Makes `changes`, in their order, and says that `watermark` leaves of the log are followed
    /// (every `leaf_index` so far is below it): all of it or, on an error, nothing. A change made
    /// twice is made once. What is made is found when this returns.
    ///
    /// # Errors
    /// [`Error::Busy`] if another process writes, [`Error::Engine`] if the disk fails.
    pub fn apply(&self, changes: Vec<Change>, watermark: u64) -> Result<(), Error> {
        self.stage(changes)?;
        self.commit(watermark)
    }

    /// Makes `changes` without showing them: [`SearchIndex::commit`] does, for all that was staged
    /// before. Few commits of many changes make large segments, which are merged less often.
    ///
    /// # Errors
    /// As [`SearchIndex::apply`]; then everything staged is given up.
    pub fn stage(&self, changes: Vec<Change>) -> Result<(), Error> {
        let searcher = self.reader.searcher();
        let mut held = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let staged = self.add(&mut held, searcher.segment_readers(), changes);
        if staged.is_err() {
            *held = None;
        }
        staged
    }

    fn add(
        &self,
        held: &mut Option<Writing>,
        segments: &[SegmentReader],
        changes: Vec<Change>,
    ) -> Result<(), Error> {
        let Writing { writer, added } = self.writing(held)?;
        let mut known = Known::new(self.fields, segments, added)?;
        let mut batch = Vec::with_capacity(BATCH);
        for change in changes {
            match change {
                Change::Put(document) => {
                    let old_leaf = known.leaf(&document)?;
                    if old_leaf.is_some() {
                        batch.push(UserOperation::Delete(self.id_term(&document.id)));
                    }
                    let leaf = old_leaf.unwrap_or(document.leaf_index);
                    batch.push(UserOperation::Add(engine_document(&document, leaf, &self.fields)?));
                }
                Change::Remove { id } => batch.push(UserOperation::Delete(self.id_term(&id))),
            }
            if batch.len() >= BATCH {
                writer.run(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))?;
            }
        }
        writer.run(batch)?;
        Ok(())
    }

    /// Shows everything staged, and says that `watermark` leaves of the log are followed.
    ///
    /// # Errors
    /// As [`SearchIndex::apply`]; then everything staged is given up.
    pub fn commit(&self, watermark: u64) -> Result<(), Error> {
        let mut held = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let committed = self.write_out(&mut held, watermark);
        if committed.is_err() {
            *held = None;
        }
        drop(held);
        committed?;
        self.reload()
    }

    fn write_out(&self, held: &mut Option<Writing>, watermark: u64) -> Result<(), Error> {
        let writing = self.writing(held)?;
        let mut commit = writing.writer.prepare_commit()?;
        commit.set_payload(&Payload::text(watermark)?);
        commit.commit()?;
        writing.added.clear();
        Ok(())
    }

    /// Takes everything out; the watermark is 0 again.
    ///
    /// # Errors
    /// As [`SearchIndex::apply`].
    pub fn clear(&self) -> Result<(), Error> {
        let mut held = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.writing(&mut held)?.writer.delete_all_documents()?;
        drop(held);
        self.commit(0)
    }

    fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.fields.id, id)
    }

    fn writing<'a>(&self, held: &'a mut Option<Writing>) -> Result<&'a mut Writing, Error> {
        match held {
            Some(writing) => Ok(writing),
            empty => {
                let writer = self.open_writer()?;
                // Until now another process could write. What it committed is not in what the caller has read: he has to
                // begin again behind it, or it would be there twice.
                let known = self.watermark();
                self.reload()?;
                if self.watermark() != known {
                    return Err(Error::Busy);
                }
                Ok(empty.insert(Writing { writer, added: HashMap::new() }))
            }
        }
    }

    fn open_writer(&self) -> Result<IndexWriter, Error> {
        let writer = self.index.writer_with_num_threads(WRITER_THREADS, WRITER_HEAP)?;
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(MERGED_AT_ONCE);
        merging.set_del_docs_ratio_before_merge(MOST_DELETED);
        writer.set_merge_policy(Box::new(merging));
        Ok(writer)
    }

    /// Shows what another process has committed to the folder. What this process commits shows by itself.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder cannot be read.
    pub fn reload(&self) -> Result<(), Error> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        self.memory.orders.refresh(searcher.segment_readers())?;
        self.memory.tallies.retain(searcher.segment_readers());
        let watermark = self.payload()?.map_or(0, |payload| payload.watermark);
        self.watermark.store(watermark, Ordering::Release);
        Ok(())
    }

    /// Number of leaves of the log followed.
    pub fn watermark(&self) -> u64 {
        self.watermark.load(Ordering::Acquire)
    }

    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every file of the index is as it was written. Reads all of them.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder cannot be read.
    pub fn is_intact(&self) -> Result<bool, Error> {
        Ok(self.index.validate_checksum()?.is_empty())
    }

    /// Answers a question. The work is done on the calling thread.
    ///
    /// The pages of a list by relevance are all taken from the index as it was for the first one, as long as that is
    /// remembered: what is published meanwhile changes every rank. What was taken out meanwhile is not shown.
    ///
    /// # Errors
    /// [`Error::CursorOrder`] if `after` belongs to another order; otherwise only what the disk does.
    pub fn search(&self, query: &Query) -> Result<Results, Error> {
        let leaves = self.watermark();
        let now = self.reader.searcher();
        let begun = query.after.and_then(Cursor::leaves).and_then(|leaves| self.begun.get(leaves));
        let searcher = begun.as_ref().unwrap_or(&now);
        let mut results =
            Source { searcher, fields: &self.fields, memory: &self.memory, leaves }.search(query)?;
        if let Some(leaves) = results.next.and_then(Cursor::leaves) {
            self.begun.keep(leaves, searcher);
        }
        if begun.is_some() {
            let mut added = HashMap::new();
            let known = Known::new(self.fields, now.segment_readers(), &mut added)?;
            let mut there = Vec::with_capacity(results.hits.len());
            for hit in results.hits {
                if known.committed_leaf(&hit.id)?.is_some() {
                    there.push(hit);
                }
            }
            results.hits = there;
        }
        Ok(results)
    }

    /// All that a question finds, to be gone through whole. The work is done on the calling thread.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder cannot be read.
    pub fn select(&self, query: &Query) -> Result<Selection, Error> {
        Selection::of(query, self.reader.searcher(), &self.fields, self.watermark())
    }
}

/// Which documents there are already, so that new ones need no delete: looking for a million of
/// them in every segment would cost more than indexing them.
struct Known<'a> {
    fields: Fields,
    /// Segments with their first and last identifier.
    segments: Vec<(&'a SegmentReader, Vec<u8>, Vec<u8>)>,
    added: &'a mut HashMap<String, u64>,
}

impl<'a> Known<'a> {
    fn new(
        fields: Fields,
        segments: &'a [SegmentReader],
        added: &'a mut HashMap<String, u64>,
    ) -> tantivy::Result<Self> {
        let mut ranges = Vec::with_capacity(segments.len());
        for segment in segments {
            let index = segment.inverted_index(fields.id)?;
            let ids = index.terms();
            let (mut first, mut last) = (Vec::new(), Vec::new());
            let count = ids.num_terms() as u64;
            if count > 0 && ids.ord_to_term(0, &mut first)? && ids.ord_to_term(count - 1, &mut last)? {
                ranges.push((segment, first, last));
            }
        }
        Ok(Self { fields, segments: ranges, added })
    }

    /// The leaf a document that is there already is sorted by; `None` for a new one. An amended
    /// document keeps the place of its first revision among those of its day, so that it is neither
    /// missed nor met twice by who is turning pages.
    fn leaf(&mut self, document: &Document) -> tantivy::Result<Option<u64>> {
        if let Some(leaf) = self.added.get(&document.id) {
            return Ok(Some(*leaf));
        }
        let found = self.committed_leaf(&document.id)?;
        self.added.insert(document.id.clone(), found.unwrap_or(document.leaf_index));
        Ok(found)
    }

    fn committed_leaf(&self, id: &str) -> tantivy::Result<Option<u64>> {
        for (segment, first, last) in &self.segments {
            if !(first.as_slice()..=last.as_slice()).contains(&id.as_bytes()) {
                continue;
            }
            let index = segment.inverted_index(self.fields.id)?;
            let term = Term::from_field_text(self.fields.id, id);
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                    let key = segment.fast_fields().u64(KEY)?.first(postings.doc());
                    return Ok(key.map(leaf));
                }
                postings.advance();
            }
        }
        Ok(None)
    }
}

/// Removes the files of an index and nothing else that may lie in the folder.
fn remove_index_files(dir: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let segment = name
            .split('.')
            .next()
            .is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if segment || name == "meta.json" || name == ".managed.json" {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
