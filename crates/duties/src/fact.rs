//! What duties are judged by: the leaves of the log, and who the agencies are.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime};
use mingjing_catalogue::Level;
use mingjing_publication::{Content, EntryRef, Event};
use serde_json::{Map, Value};

/// An agency that owes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its code in the log.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Its level of government.
    pub level: Level,
    /// The code of its region.
    pub region: String,
}

/// One leaf of the log. Of many that are read at once, the words stay where they were read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'a> {
    /// Position in the log.
    pub leaf: u64,
    /// The disclosure.
    pub id: Cow<'a, str>,
    /// 索引号, by which others refer to it.
    pub index_no: Cow<'a, str>,
    /// What happened.
    pub event: Event,
    /// Catalogue item.
    pub item: Cow<'a, str>,
    /// Agency code.
    pub agency: Cow<'a, str>,
    /// 成文日期
    pub issued_on: NaiveDate,
    /// The day it became public, in China.
    pub on: NaiveDate,
    /// At what time of that day.
    pub at: NaiveTime,
    /// The public fields; empty for a withdrawal, and where the content was erased or is not asked for.
    pub values: Map<String, Value>,
}

/// A leaf that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// Entry or content is not what the format says.
    #[error("日志第 {leaf} 条读不懂:{source}")]
    Malformed {
        /// Position in the log.
        leaf: u64,
        /// Why.
        source: mingjing_publication::Error,
    },
    /// The time of the event is none.
    #[error("日志第 {leaf} 条的时间“{at}”读不懂")]
    Time {
        /// Position in the log.
        leaf: u64,
        /// What stands there.
        at: String,
    },
    /// It is not the next leaf.
    #[error("日志应当接着读第 {expected} 条,读到的却是第 {found} 条")]
    Order {
        /// The leaf that is wanted.
        expected: u64,
        /// The leaf that came.
        found: u64,
    },
}

impl<'a> Fact<'a> {
    /// Whether it is the leaf that is wanted next.
    pub(crate) fn must_be(&self, expected: u64) -> Result<(), FactError> {
        if self.leaf == expected { Ok(()) } else { Err(FactError::Order { expected, found: self.leaf }) }
    }

    /// Reads a leaf: its entry, and its content file where there is one. The content is read only if `wanted` says so of
    /// the item. How an entry is written is asked when it comes into the log, and when a log is verified, not here.
    ///
    /// # Errors
    /// When either is not what the format says.
    pub fn read(
        leaf: u64,
        entry: &'a [u8],
        content: Option<&'a [u8]>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, FactError> {
        let malformed = |source| FactError::Malformed { leaf, source };
        let entry = EntryRef::from_bytes(entry).map_err(malformed)?;
        let content = content.filter(|_| wanted(&entry.item)).map(Content::from_bytes);
        let content = content.transpose().map_err(malformed)?;
        let at = DateTime::parse_from_rfc3339(&entry.at)
            .map_err(|_| FactError::Time { leaf, at: entry.at.to_string() })?;
        Ok(Self {
            leaf,
            id: entry.id,
            index_no: entry.index_no,
            event: entry.event,
            item: entry.item,
            agency: entry.agency,
            issued_on: entry.issued_on,
            // Entries are written with China's offset (interface, "Dates").
            on: at.date_naive(),
            at: at.time(),
            values: content.map(|content| content.fields).unwrap_or_default(),
        })
    }
}
