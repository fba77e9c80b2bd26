//! Full files of every item, written at night: anyone may take them home, and check them by the digests that stand in
//! the log.
//!
//! What a file is, is told by a disclosure like any other, of the item that the catalogue marks with `full_files`: its
//! content holds the digests of the files, and the leaf covers the content. A file that came out the same is not told
//! again. A night that was interrupted goes on behind the last file that was written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use mingjing_catalogue::Item;
use mingjing_opendata::{Format, Style};
use mingjing_publication::life::Release;
use mingjing_store::full_files::{self as store, FullFileRow};
use mingjing_store::{Tx, blobs, drafts, versions};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use crate::accounts::step;
use crate::house::{as_i64, time_text};
use crate::publishing::{self, Mark, Publication, WITHDRAWN, fingerprint, new_head, take_over_key};
use crate::trail::record;
use crate::{Error, House, Officer, export};

/// The formats of full files.
const FORMATS: [Format; 3] = [Format::Csv, Format::JsonLines, Format::Parquet];
/// A night whose process has written no file for so long is taken over, in minutes.
const STALE: i64 = 30;

/// How the files of a night are written.
#[derive(Debug, Clone)]
pub struct Night {
    /// The day it belongs to.
    pub date: NaiveDate,
    /// A folder for files that are not whole yet.
    pub scratch: PathBuf,
    /// How many files of each item and format are kept, the newest among them.
    pub keep: usize,
}

/// What was done in a night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NightWork {
    /// Files that are new or changed.
    pub written: u64,
    /// Files that came out as before.
    pub unchanged: u64,
    /// Old ones taken away.
    pub removed: u64,
}

/// Writes the files of a night, unless they are written or another process is at it.
///
/// # Errors
/// When the database, the folder or the blob store refuses; the next call goes on.
pub async fn write_night(house: &Arc<House>, night: &Night) -> Result<Option<NightWork>, Error> {
    let date = night.date.to_string();
    let stale = time_text(house.now() - TimeDelta::minutes(STALE));
    let mut tx = house.db.begin().await?;
    let ours = store::claim(&mut tx, &date, &house.now_text(), &stale).await?;
    tx.commit().await?;
    if !ours {
        return Ok(None);
    }
    let work = write_full_files(house, night, None).await?;
    let mut tx = house.db.begin().await?;
    store::done(&mut tx, &date, &house.now_text()).await?;
    tx.commit().await?;
    Ok(Some(work))
}

/// The newest night that was begun, and whether it is done.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_night(house: &House) -> Result<Option<(NaiveDate, bool)>, Error> {
    let last = store::last_night(&mut house.db.read().await?).await?;
    let read = |(night, done_at): (String, Option<String>)| {
        let night = night.parse().map_err(|_| Error::Corrupt("全量文件的日期".into()))?;
        Ok((night, done_at.is_some()))
    };
    last.map(read).transpose()
}

/// Writes the files of all items, or of one, as far as they are not written in this night; tells their digests in the
/// log; takes old ones away.
///
/// # Errors
/// When there is no such item; when the database, the folder or the blob store refuses. What was told stays.
pub async fn write_full_files(
    house: &Arc<House>,
    night: &Night,
    only: Option<&str>,
) -> Result<NightWork, Error> {
    if let Some(key) = only {
        house.item(key)?;
    }
    std::fs::create_dir_all(&night.scratch)?;
    let mut work = NightWork { removed: take_down(house).await?, ..NightWork::default() };
    let items = house.rules.catalogue.items().iter();
    for item in items.filter(|item| !item.full_files && only.is_none_or(|key| key == item.key)) {
        let known = store::of_item(&mut house.db.read().await?, &item.key).await?;
        let newest = versions::newest_of_item(&mut house.db.read().await?, &item.key, "", 1).await?;
        // Where there never was anything, there is no file.
        if known.is_empty() && newest.is_empty() {
            continue;
        }
        for format in FORMATS {
            let before = known.iter().find(|row| row.format == format.extension());
            if before.is_some_and(|row| row.checked_on >= night.date.to_string()) {
                continue;
            }
            match write(house, night, item, (format, before)).await? {
                true => work.written += 1,
                false => work.unchanged += 1,
            }
        }
        tell(house, item).await?;
        work.removed += thin_out(house, &item.key, night.keep).await?;
    }
    Ok(work)
}

/// A sink that counts and digests what goes through.
struct Digesting {
    file: BufWriter<File>,
    digest: Sha256,
    size: u64,
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What a file under work came out as.
struct Exported {
    rows: u64,
    size: u64,
    sha256: String,
}

/// Writes one item into a local file, in the memory of a few pages whatever its size.
async fn export_into(
    house: &Arc<House>,
    item: &Item,
    format: Format,
    part: &Path,
) -> Result<Exported, Error> {
    let (house, key, part, runtime) =
        (Arc::clone(house), item.key.clone(), part.to_owned(), Handle::current());
    let written = tokio::task::spawn_blocking(move || {
        let file = BufWriter::with_capacity(1 << 20, File::create(&part)?);
        let mut sink = Digesting { file, digest: Sha256::new(), size: 0 };
        // As on the pages: spreadsheets take the file for what it is.
        let style = Style { byte_order_mark: true, titles: true };
        let origin = house.site.base_url.clone();
        let rows = runtime.block_on(export(&house, &key, None, &origin, format, style, &mut sink))?;
        sink.flush()?;
        Ok::<_, Error>(Exported { rows, size: sink.size, sha256: hex::encode(sink.digest.finalize()) })
    });
    written.await.map_err(|e| Error::Refused(format!("写出中断：{e}")))?
}

/// Writes one file of an item; whether it differs from the one before.
async fn write(
    house: &Arc<House>,
    night: &Night,
    item: &Item,
    (format, before): (Format, Option<&FullFileRow>),
) -> Result<bool, Error> {
    let log_size = as_i64(house.visible().size);
    let part = night.scratch.join(format!("{}.{}", item.key, format.extension()));
    let Exported { rows, size, sha256 } = export_into(house, item, format, &part).await?;
    let date = night.date.to_string();
    let same = before.filter(|row| row.sha256 == sha256);
    let row = match same {
        Some(row) => FullFileRow { checked_on: date.clone(), log_size, ..row.clone() },
        None => FullFileRow {
            item: item.key.clone(),
            format: format.extension().to_owned(),
            made_on: date.clone(),
            checked_on: date.clone(),
            rows: as_i64(rows),
            size: as_i64(size),
            sha256,
            log_size,
            leaf_index: None,
        },
    };
    if same.is_none() {
        blobs::put_full_file(&house.blobs, &item.key, &blob_name(&row), &part).await?;
    }
    std::fs::remove_file(&part)?;
    // A second run of the same night replaces the first one's file, whose blob nobody could find any more.
    let replaced = before.filter(|old| same.is_none() && old.made_on == row.made_on);
    let mut tx = house.db.begin().await?;
    store::put(&mut tx, &row).await?;
    store::touch(&mut tx, &date, &house.now_text()).await?;
    tx.commit().await?;
    if let Some(old) = replaced {
        blobs::erase_full_file(house.blobs.as_ref(), &old.item, &blob_name(old)).await?;
    }
    Ok(same.is_none())
}

/// Where the bytes of a file are; other bytes are elsewhere.
pub(crate) fn blob_name(row: &FullFileRow) -> String {
    format!("{}-{}.{}", row.made_on, row.sha256.get(..16).unwrap_or_default(), row.format)
}

/// What people call a file.
#[must_use]
pub fn full_file_name(row: &FullFileRow) -> String {
    format!("{}-{}.{}", row.item, row.made_on, row.format)
}

/// Publishes what the newest files of an item are, if one of them is not told yet.
async fn tell(house: &House, item: &Item) -> Result<(), Error> {
    let Some(telling) = house.rules.catalogue.of_full_files() else {
        return Err(Error::Refused("规则文件中没有标有 full_files 的事项，全量文件的摘要不能公开".into()));
    };
    let register = house.register();
    let agency = register.open_agencies().find(|agency| agency.parent_code.is_none());
    let agency = agency.ok_or(Error::NotFound("主办单位"))?.code.clone();
    let mut tx = house.db.begin().await?;
    let rows = store::of_item(&mut tx, &item.key).await?;
    let newest = |format: &Format| rows.iter().find(|row| row.format == format.extension());
    let newest: Vec<&FullFileRow> = FORMATS.iter().filter_map(newest).collect();
    if newest.iter().all(|row| row.leaf_index.is_some()) {
        return Ok(());
    }
    let made_on = newest.iter().map(|row| row.made_on.as_str()).max().unwrap_or_default();
    let values = values(item, made_on, &newest);
    let leaf = publish(house, &mut tx, (telling, &agency), values).await?;
    store::published(&mut tx, &item.key, leaf).await?;
    let files: Vec<String> = newest.iter().map(|row| full_file_name(row)).collect();
    let detail = json!({ "item": item.key, "files": files, "leaf": leaf });
    record(house, &mut tx, &Officer::operator(), step("full-files", &agency, Some(detail))).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

fn values(item: &Item, made_on: &str, newest: &[&FullFileRow]) -> Map<String, Value> {
    let file = |row: &&FullFileRow| json!({ "format": row.format, "name": full_file_name(row), "rows": row.rows, "size": row.size, "sha256": row.sha256 });
    let files: Vec<Value> = newest.iter().map(file).collect();
    let pairs = [
        ("of_item", Value::from(item.key.clone())),
        ("of_item_title", item.title.zh.clone().into()),
        ("made_on", made_on.into()),
        ("files", files.into()),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Publishes or amends the disclosure that tells of an item's files; answers its leaf. The operator stands for the three
/// people: nothing of it was written by a person.
async fn publish(
    house: &House,
    tx: &mut Tx,
    (telling, agency): (&Item, &str),
    values: Map<String, Value>,
) -> Result<i64, Error> {
    let composed = telling.compose(values, &house.knowledge()).map_err(Error::Invalid)?;
    let mark = fingerprint(&composed)?;
    let key = composed.natural_key.clone().unwrap_or_default();
    let known = drafts::disclosure_by_natural_key(tx, &telling.key, &key, agency).await?;
    let known = known.filter(|head| head.status != WITHDRAWN);
    if let Some(leaf) =
        known.as_ref().filter(|head| head.fingerprint.as_ref() == Some(&mark)).and_then(|h| h.leaf_index)
    {
        return Ok(leaf);
    }
    let is_new = known.is_none();
    let head = known.unwrap_or_else(|| new_head(house, telling, agency));
    if is_new {
        take_over_key(tx, &head, &key).await?;
    }
    let reason = (!is_new).then(|| "按最新公开的信息重新生成".to_owned());
    let publication = Publication {
        head,
        is_new,
        composed,
        fingerprint: Some(mark),
        attachments: Vec::new(),
        links: Vec::new(),
        reason,
        mark: Mark::Usual,
    };
    let release = Release::by_operator(&Officer::operator().id);
    let heads = publishing::publish(house, tx, &release, vec![publication]).await?;
    heads.first().and_then(|head| head.leaf_index).ok_or(Error::NotFound("全量文件的登记"))
}

/// Takes away the files of an item beyond the newest `keep` of each format.
async fn thin_out(house: &House, item: &str, keep: usize) -> Result<u64, Error> {
    let rows = store::of_item(&mut house.db.read().await?, item).await?;
    let mut removed = 0;
    for format in FORMATS {
        let of_format = rows.iter().filter(|row| row.format == format.extension());
        for row in of_format.skip(keep.max(1)) {
            remove(house, row).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Takes away files that may hold what was withdrawn since; answers how many. From the withdrawal on no address answers
/// with them anyway.
///
/// # Errors
/// When the database or the blob store refuses; the rest is taken away by the next call.
pub async fn take_down(house: &House) -> Result<u64, Error> {
    let stale = store::stale(&mut house.db.read().await?).await?;
    for row in &stale {
        remove(house, row).await?;
    }
    Ok(stale.len() as u64)
}

/// The bytes go first: as long as they are there, the row says so.
async fn remove(house: &House, row: &FullFileRow) -> Result<(), Error> {
    blobs::erase_full_file(house.blobs.as_ref(), &row.item, &blob_name(row)).await?;
    let mut tx = house.db.begin().await?;
    store::delete(&mut tx, row).await?;
    tx.commit().await?;
    Ok(())
}
