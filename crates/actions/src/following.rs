//! Background work on the search index: follows the log, leaf by leaf.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, NaiveDate};
use mingjing_catalogue::{FieldKind, Item, Visibility};
use mingjing_publication::Content;
use mingjing_search::{Change, Document, Keyword};
use mingjing_store::versions::IndexRow;
use mingjing_store::{attachments, versions};
use serde_json::Value;

use crate::credit::Names;
use crate::house::{as_i64, as_u64};
use crate::{Error, House, Register};

/// Leaves read in one go.
const BATCH: u64 = 5_000;

/// Leaves that may wait for one commit of the index. Fewer commits make larger segments, which need less merging.
const COMMIT: u64 = 200_000;

/// Where the columns of a hit say how many elements it has, and how many it should have; no field has this key.
pub const ELEMENTS: &str = "+elements";

/// How long what is public may stay unfound while more is being read.
const PATIENCE: Duration = Duration::from_millis(500);

/// Reads the log into the index. What it has read is found once it is committed.
pub struct Follower<'a> {
    house: &'a House,
    read: u64,
    committed: u64,
    names: Names,
}

impl<'a> Follower<'a> {
    /// Goes on where the index stands.
    ///
    /// # Errors
    /// When the index refuses.
    pub fn new(house: &'a House) -> Result<Self, Error> {
        let mut committed = house.search.watermark();
        let names = house.names.watermark();
        // Names are committed first: fewer of them than of the rest means that their folder is new.
        if committed > house.visible().size || names < committed {
            tracing::warn!("the search index does not fit the log; building it anew");
            tokio::task::block_in_place(|| house.names.clear().and_then(|()| house.search.clear()))?;
            committed = 0;
        }
        Ok(Self { house, read: committed, committed, names: Names::default() })
    }

    /// Reads the next public leaves, and commits when very many wait for it. Whether there may be more to read.
    ///
    /// # Errors
    /// When the database or the index refuses; a new follower goes on from the last commit.
    pub async fn read_on(&mut self) -> Result<bool, Error> {
        let visible = self.house.visible().size;
        if self.read >= visible {
            return Ok(false);
        }
        let to = visible.min(self.read + BATCH);
        let (changes, names) = read_changes(self.house, &mut self.names, self.read, to).await?;
        // The index first: who writes it may write the names.
        tokio::task::block_in_place(|| {
            self.house.search.stage(changes)?;
            self.house.names.stage(names)
        })?;
        self.read = to;
        if self.read - self.committed >= COMMIT {
            self.commit()?;
        }
        Ok(true)
    }

    /// Shows what was read.
    ///
    /// # Errors
    /// When the index refuses.
    pub fn commit(&mut self) -> Result<(), Error> {
        if self.read > self.committed {
            tokio::task::block_in_place(|| {
                self.house.names.commit(self.read)?;
                self.house.search.commit(self.read)
            })?;
            self.committed = self.read;
        }
        Ok(())
    }
}

/// Brings the index to the newest public leaf. What is public can be found after half a second at the latest,
/// however much there is to read.
///
/// # Errors
/// When the database or the index refuses; the next call goes on where this one stopped.
pub async fn catch_up(house: &House) -> Result<(), Error> {
    let mut follower = Follower::new(house)?;
    let mut since = Instant::now();
    while follower.read_on().await? {
        if since.elapsed() >= PATIENCE {
            follower.commit()?;
            since = Instant::now();
        }
    }
    follower.commit()
}

/// Runs for ever, whenever more becomes public.
pub async fn run(house: Arc<House>) {
    let mut visible = house.watch_visible();
    loop {
        match catch_up(&house).await {
            Ok(()) => {}
            Err(Error::Search(mingjing_search::Error::Busy)) => {
                // An import in another process writes the same index: what it does there shows here.
                tokio::time::sleep(Duration::from_millis(200)).await;
                let reload = || house.names.reload().and_then(|()| house.search.reload());
                if let Err(e) = tokio::task::block_in_place(reload) {
                    tracing::error!(error = %e, "the search index could not be read anew; trying again");
                }
                continue;
            }
            Err(e) => {
                tracing::error!(error = %e, "the search index could not be brought forward; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        }
        if visible.changed().await.is_err() {
            return;
        }
    }
}

/// What the index, and what the index of names is to be told of the leaves `from..to`.
async fn read_changes(
    house: &House,
    known: &mut Names,
    from: u64,
    to: u64,
) -> Result<(Vec<Change>, Vec<Change>), Error> {
    let mut tx = house.db.read().await?;
    let rows = versions::to_index(&mut tx, as_i64(from), as_i64(to)).await?;
    if rows.len() as u64 != to - from {
        return Err(Error::Corrupt(format!("日志第 {from} 至 {to} 条在数据库中不全")));
    }
    let register = house.register();
    let mut newest: HashMap<String, Change> = HashMap::with_capacity(rows.len());
    let mut order = Vec::with_capacity(rows.len());
    let mut names = Vec::new();
    for row in rows {
        let change = match &row.content {
            Some(content) => {
                let content = Content::from_bytes(content.as_bytes())?;
                let item = house.rules.catalogue.item(&content.item);
                names.extend(item.and_then(|item| known.of(item, &content, as_u64(row.leaf_index))));
                let mut texts = String::new();
                for file in &content.attachments {
                    if let Some(found) = attachments::get(&mut tx, &file.sha256).await? {
                        // A blank line, so that no term matches across the border of two texts.
                        texts.push_str("\n\n");
                        texts.push_str(&file.name);
                        texts.push_str("\n\n");
                        texts.push_str(found.content_text.as_deref().unwrap_or_default());
                    }
                }
                Change::Put(Box::new(document(house, &register, &row, content, &texts)))
            }
            // Withdrawn, or erased since: either way nothing of it is to be found.
            None => Change::Remove { id: row.disclosure_id.clone() },
        };
        if newest.insert(row.disclosure_id.clone(), change).is_none() {
            order.push(row.disclosure_id);
        }
    }
    Ok((order.iter().filter_map(|id| newest.remove(id)).collect(), names))
}

fn document(
    house: &House,
    register: &Register,
    row: &IndexRow,
    content: Content,
    attachment_texts: &str,
) -> Document {
    let item = house.rules.catalogue.item(&content.item);
    let agency = register.agency(&content.agency);
    let issued_on = content.issued_on;
    let mut text = String::new();
    let mut keywords = Vec::new();
    if let Some(item) = item {
        describe_fields(item, &content, &mut text, &mut keywords);
    }
    if let Some(body) = &content.body {
        text.push_str("\n\n");
        text.push_str(body);
    }
    text.push_str(attachment_texts);
    let status = item
        .and_then(|i| i.status_field.as_deref())
        .and_then(|f| content.fields.get(f))
        .and_then(Value::as_str);
    Document {
        agency_name: register.agency_name(&content.agency).to_owned(),
        regions: agency.map(|a| register.region_path(&a.region_code)).unwrap_or_default(),
        year: issued_on.year(),
        status: status.unwrap_or("已公开").to_owned(),
        area: item.map(|i| i.area.key().to_owned()).unwrap_or_default(),
        document_no: content.fields.get("document_no").and_then(Value::as_str).map(str::to_owned),
        columns: list_columns(item, &content),
        full_text: item.is_none_or(|i| i.document),
        published_at: published_at(&row.published_at, issued_on),
        revision: row.revision,
        leaf_index: as_u64(row.leaf_index),
        body: text,
        keywords,
        issued_on,
        id: content.id,
        item: content.item,
        agency: content.agency,
        title: content.title,
        index_no: content.index_no,
    }
}

fn published_at(at: &str, issued_on: NaiveDate) -> DateTime<chrono::FixedOffset> {
    DateTime::parse_from_rfc3339(at).unwrap_or_else(|_| {
        issued_on.and_time(chrono::NaiveTime::MIN).and_utc().with_timezone(&mingjing_calendar::china())
    })
}

/// Text of the public fields for full-text search, and exact values for filters.
fn describe_fields(item: &Item, content: &Content, text: &mut String, keywords: &mut Vec<Keyword>) {
    for field in item.fields.iter().filter(|f| f.visibility == Visibility::Public) {
        let Some(value) = content.fields.get(&field.key).filter(|v| !v.is_null()) else { continue };
        if field.indexed || field.facet {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            keywords.extend(values.iter().filter_map(exact).map(|value| Keyword {
                key: field.key.clone(),
                value,
                facet: field.facet,
            }));
        }
        let in_title = value.as_str().is_some_and(|v| content.title.contains(v));
        if !in_title && !matches!(field.kind, FieldKind::Date | FieldKind::Reference { .. }) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&field.display(value));
        }
    }
}

/// What a filter by this value asks for; none for what is no single value.
fn exact(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What a list shows of it, so that a page of a list needs no read of the store.
fn list_columns(item: Option<&Item>, content: &Content) -> String {
    let mut columns = serde_json::Map::new();
    for field in item.into_iter().flat_map(Item::list_fields) {
        if let Some(value) = content.fields.get(&field.key).filter(|v| !v.is_null()) {
            columns.insert(field.key.clone(), value.clone());
        }
    }
    if let Some(found) = item.and_then(|item| item.completeness(&content.fields)) {
        let has = found.asked - found.missing.len();
        columns.insert(ELEMENTS.to_owned(), serde_json::json!([has, found.asked]));
    }
    Value::Object(columns).to_string()
}
