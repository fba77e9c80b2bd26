//! Looking at an index without changing it, to compare it with the log.

use std::path::Path;

use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, Searcher, TERMINATED, TantivyDocument, Term};

use crate::record::Record;
use crate::{Error, SearchIndex};

impl SearchIndex {
    /// Opens the index in `dir` to look at it; `None` if there is none. Nothing is made, emptied or written, so a
    /// serving process may go on with it.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be used, or a file of it is not as it was written.
    pub fn inspect(dir: &Path) -> Result<Option<Self>, Error> {
        if !dir.join("meta.json").exists() {
            return Ok(None);
        }
        let opened = Self::load(dir).map_err(Error::Damaged)?;
        match opened.is_intact() {
            Ok(true) => Ok(Some(opened)),
            Ok(false) => Err(Error::Damaged("文件校验和不符".to_owned())),
            Err(error) => Err(Error::Damaged(error.to_string())),
        }
    }

    /// The newest leaf of each of these disclosures that the index knows of; `None` where it has none.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder cannot be read, [`Error::Record`] if what it holds cannot.
    pub fn newest_leaves(&self, ids: &[&str]) -> Result<Vec<Option<u64>>, Error> {
        let searcher = self.reader.searcher();
        ids.iter().map(|id| self.newest_leaf(&searcher, id)).collect()
    }

    fn newest_leaf(&self, searcher: &Searcher, id: &str) -> Result<Option<u64>, Error> {
        let term = Term::from_field_text(self.fields.id, id);
        for (segment, ordinal) in searcher.segment_readers().iter().zip(0..) {
            let index = segment.inverted_index(self.fields.id)?;
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let stored: TantivyDocument = searcher.doc(tantivy::DocAddress::new(ordinal, doc))?;
                    let text = stored.get_first(self.fields.record).and_then(|value| value.as_str());
                    let record: Record<'_> = serde_json::from_str(text.unwrap_or_default())?;
                    return Ok(Some(record.leaf_index));
                }
                postings.advance();
            }
        }
        Ok(None)
    }
}
