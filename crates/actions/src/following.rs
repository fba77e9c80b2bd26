//! Background work on the search index: follows the log, leaf by leaf.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate};
use mingjing_catalogue::{FieldKind, Item, Visibility};
use mingjing_publication::{Content, Entry};
use mingjing_search::{Change, Document};
use mingjing_store::versions::VersionRow;
use mingjing_store::{attachments, versions};
use serde_json::Value;

use crate::house::{as_i64, as_u64};
use crate::{Error, House, Register};

/// Leaves indexed in one go.
const BATCH: u64 = 20_000;

/// Brings the index to the newest public leaf.
///
/// # Errors
/// When the database or the index refuses; the next call goes on where this one stopped.
pub async fn catch_up(house: &House) -> Result<(), Error> {
    loop {
        let visible = house.visible().size;
        let from = house.search.watermark();
        if from > visible {
            tracing::warn!("the search index is ahead of the log; building it anew");
            house.search.clear()?;
            continue;
        }
        if from == visible {
            return Ok(());
        }
        let to = visible.min(from + BATCH);
        let changes = read_changes(house, from, to).await?;
        tokio::task::block_in_place(|| house.search.apply(changes, to))?;
    }
}

/// Runs for ever, whenever more becomes public.
pub async fn run(house: Arc<House>) {
    let mut visible = house.watch_visible();
    loop {
        if let Err(e) = catch_up(&house).await {
            tracing::error!(error = %e, "the search index could not be brought forward; trying again");
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        if visible.changed().await.is_err() {
            return;
        }
    }
}

async fn read_changes(house: &House, from: u64, to: u64) -> Result<Vec<Change>, Error> {
    let mut tx = house.db.read().await?;
    let rows = versions::range(&mut tx, as_i64(from), as_i64(to)).await?;
    if rows.len() as u64 != to - from {
        return Err(Error::Corrupt(format!("日志第 {from} 至 {to} 条在数据库中不全")));
    }
    let register = house.register();
    let mut newest: HashMap<String, Change> = HashMap::with_capacity(rows.len());
    let mut order = Vec::with_capacity(rows.len());
    for row in rows {
        let change = match &row.content {
            Some(content) => {
                let content = Content::from_bytes(content.as_bytes())?;
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
                Change::Put(Box::new(document(house, &register, &row, content, &texts)?))
            }
            // Withdrawn, or erased since: either way nothing of it is to be found.
            None => Change::Remove { id: row.disclosure_id.clone() },
        };
        if newest.insert(row.disclosure_id.clone(), change).is_none() {
            order.push(row.disclosure_id);
        }
    }
    Ok(order.iter().filter_map(|id| newest.remove(id)).collect())
}

fn document(
    house: &House,
    register: &Register,
    row: &VersionRow,
    content: Content,
    attachment_texts: &str,
) -> Result<Document, Error> {
    let entry = Entry::from_bytes(row.entry.as_bytes())?;
    let item = house.rules.catalogue.item(&content.item);
    let agency = register.agency(&content.agency);
    let issued_on = content.issued_on;
    let mut text = String::new();
    let mut keywords = BTreeMap::new();
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
    Ok(Document {
        agency_name: register.agency_name(&content.agency).to_owned(),
        regions: agency.map(|a| register.region_path(&a.region_code)).unwrap_or_default(),
        year: issued_on.year(),
        status: status.unwrap_or("已公开").to_owned(),
        area: item.map(|i| i.area.key().to_owned()).unwrap_or_default(),
        document_no: content.fields.get("document_no").and_then(Value::as_str).map(str::to_owned),
        columns: list_columns(item, &content),
        full_text: item.is_none_or(|i| i.document),
        published_at: published_at(&entry, issued_on),
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
    })
}

fn published_at(entry: &Entry, issued_on: NaiveDate) -> DateTime<chrono::FixedOffset> {
    DateTime::parse_from_rfc3339(&entry.at).unwrap_or_else(|_| {
        issued_on.and_time(chrono::NaiveTime::MIN).and_utc().with_timezone(&mingjing_calendar::china())
    })
}

/// Text of the public fields for full-text search, and exact values for filters.
fn describe_fields(
    item: &Item,
    content: &Content,
    text: &mut String,
    keywords: &mut BTreeMap<String, String>,
) {
    for field in item.fields.iter().filter(|f| f.visibility == Visibility::Public) {
        let Some(value) = content.fields.get(&field.key).filter(|v| !v.is_null()) else { continue };
        if (field.indexed || field.facet)
            && let Some(exact) = value.as_str()
        {
            keywords.insert(field.key.clone(), exact.to_owned());
        }
        let in_title = value.as_str().is_some_and(|v| content.title == v);
        if !in_title && !matches!(field.kind, FieldKind::Date | FieldKind::Reference { .. }) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&field.display(value));
        }
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
    Value::Object(columns).to_string()
}
