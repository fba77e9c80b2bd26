//! The newest entries of the log, read from its own tiles.

use chrono::{DateTime, FixedOffset};
use mingjing_actions::House;
use mingjing_ledger::{LogPath, LogSource, Span};
use mingjing_publication::Entry;

use crate::failure::Failure;

/// Entries of one tile (C2SP tlog-tiles: a tile is 256 wide).
const TILE: u64 = 256;

/// Up to `count` of the newest public entries with their leaf indexes, newest first; fewer right after a tile was filled.
///
/// # Errors
/// When a tile is missing or does not parse.
pub(crate) async fn newest(house: &House, count: usize) -> Result<Vec<(u64, Entry)>, Failure> {
    let size = house.visible().size;
    let Some(last) = size.checked_sub(1) else { return Ok(Vec::new()) };
    let first = last / TILE * TILE;
    let broken = || Failure::Internal(format!("日志条目 {first}–{last} 读不出来"));
    let span = Span::within(last / TILE, size).ok_or_else(broken)?;
    let tile = house.log_source().get(&LogPath::Entries(span).to_string()).await?.ok_or_else(broken)?;
    let mut entries = Vec::new();
    let mut rest = &tile[..];
    for index in first..=last {
        let (length, tail) = rest.split_first_chunk::<2>().ok_or_else(broken)?;
        let (entry, tail) =
            tail.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(broken)?;
        entries.push((index, entry));
        rest = tail;
    }
    let newest = entries.into_iter().rev().take(count);
    newest.map(|(index, bytes)| Ok((index, Entry::from_bytes(bytes).map_err(|_| broken())?))).collect()
}

/// When an entry was made.
pub(crate) fn time(entry: &Entry) -> DateTime<FixedOffset> {
    moment(&entry.at)
}

/// A time as the log writes it (RFC 3339); the beginning of the epoch if it is none, which no entry that was checked is.
pub(crate) fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap_or_default()
}
