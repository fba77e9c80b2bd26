//! Taking data away: the public disclosures of an item, all or those that were asked for, streamed.

use std::io::Write;
use std::sync::Arc;

use mingjing_catalogue::{FieldKind, Item};
use mingjing_opendata::{AGENCY_COLUMN, Column, ColumnKind, EXPORT_COLUMNS, Format, Style, TableWriter};
use mingjing_publication::{Content, Event};
use mingjing_search::{Query, Selection};
use mingjing_store::{Tx, versions};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use crate::house::{as_i64, as_u64};
use crate::{Error, House};

/// Disclosures read in one go.
const PAGE: u64 = 2_000;

/// The columns of an item's files: what identifies a disclosure, its public fields, when it was published and where it is.
#[must_use]
pub fn columns(item: &Item) -> Vec<Column> {
    let [id, index_no, agency_name, revision, published_at, _, url] = EXPORT_COLUMNS;
    let text = |(key, title): (&str, &str)| Column::new(key, title, ColumnKind::Text);
    let mut columns = vec![
        text(id),
        text(index_no),
        text((AGENCY_COLUMN, "机构代码")),
        text(agency_name),
        Column::new(revision.0, revision.1, ColumnKind::Integer),
    ];
    for field in item.public_fields().filter(|f| f.kind != FieldKind::Files) {
        let kind = match &field.kind {
            FieldKind::Date => ColumnKind::Date,
            FieldKind::Money { .. } => ColumnKind::Money,
            FieldKind::Number { integer: true, .. } => ColumnKind::Integer,
            FieldKind::Number { .. } => ColumnKind::Number,
            _ => ColumnKind::Text,
        };
        columns.push(Column::new(&field.key, &field.csv_title, kind));
    }
    columns.extend([text(published_at), text(url)]);
    columns
}

/// Writes the public disclosures of an item in the order of their identities: all of them, or `only` those that the
/// search index finds for a question, in the versions it found. `origin` is the address of the site, for theirs. Answers
/// how many.
///
/// # Errors
/// When the database, the index or the sink refuses.
pub async fn export<W: Write + Send>(
    house: &Arc<House>,
    item: &str,
    only: Option<&Query>,
    origin: &str,
    format: Format,
    style: Style,
    sink: W,
) -> Result<u64, Error> {
    let item = house.item(item)?;
    let register = house.register();
    let only = only.map(|query| Query { item: Some(item.key.clone()), ..query.clone() });
    let selection = only.map(|query| house.search.select(&query)).transpose()?;
    let mut writer = TableWriter::new(format, columns(item), style, sink)?;
    // One task reads the next page while this one writes the last, and holds no transaction while a reader is slow.
    let (sender, mut pages) = mpsc::channel(1);
    let reading = tokio::spawn(read_pages(Arc::clone(house), item.key.clone(), selection, sender));
    let mut count = 0;
    while let Some(page) = pages.recv().await {
        for Public { content, published_at } in page {
            let content = Content::from_bytes(content.as_bytes())?;
            let agency_name = register.agency_name_on(&content.agency, content.issued_on).to_owned();
            let url = format!("{origin}/d/{}", content.id);
            let mut record = record(content, agency_name);
            record.insert("url".into(), Value::String(url));
            record.insert("published_at".into(), published_at.map_or(Value::Null, Value::String));
            writer.record(&record)?;
            count += 1;
        }
    }
    reading.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))??;
    writer.finish()?;
    Ok(count)
}

/// What a file says of one disclosure.
struct Public {
    content: String,
    /// When it was first published.
    published_at: Option<String>,
}

/// Sends the contents of an item's public disclosures, page by page, until there are no more or nobody takes them.
async fn read_pages(
    house: Arc<House>,
    item: String,
    selection: Option<Selection>,
    sender: mpsc::Sender<Vec<Public>>,
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        // Anew for every page: what is withdrawn while a slow reader takes the file is in none of its later pages.
        let visible = house.visible().size;
        let mut tx = house.db.read().await?;
        let (rows, before) = match &selection {
            None => {
                let rows = versions::newest_of_item(&mut tx, &item, &after, as_i64(PAGE)).await?;
                let Some(last) = rows.last() else { return Ok(()) };
                after.clone_from(&last.id);
                (rows, visible)
            }
            Some(selection) => {
                let ids = selection.after(&after, usize::try_from(PAGE).unwrap_or(usize::MAX))?;
                let Some(last) = ids.last() else { return Ok(()) };
                after.clone_from(last);
                (versions::newest_of(&mut tx, &ids).await?, visible.min(selection.watermark()))
            }
        };
        let mut page = Vec::with_capacity(rows.len());
        for row in rows {
            let newest = as_u64(row.leaf_index) < before;
            let content =
                if newest { row.content } else { earlier(&mut tx, &row.id, before, visible).await? };
            page.extend(content.map(|content| Public { content, published_at: row.published_at }));
        }
        drop(tx);
        if sender.send(page).await.is_err() {
            return Ok(());
        }
    }
}

/// The content of the newest version below the leaf `before`, or, where there is none yet, of the newest that is public;
/// none once a public leaf withdrew the disclosure.
async fn earlier(tx: &mut Tx, id: &str, before: u64, visible: u64) -> Result<Option<String>, Error> {
    let mut public = versions::of_disclosure(tx, id).await?;
    public.retain(|version| as_u64(version.leaf_index) < visible);
    if public.last().is_some_and(|newest| newest.event == Event::Withdraw.as_str()) {
        return Ok(None);
    }
    let found = public.iter().rposition(|version| as_u64(version.leaf_index) < before);
    let found = found.or(public.len().checked_sub(1));
    Ok(found.map(|at| public.swap_remove(at)).and_then(|version| version.content))
}

fn record(content: Content, agency_name: String) -> Map<String, Value> {
    let mut record = content.fields;
    record.insert("id".into(), Value::String(content.id));
    record.insert("index_no".into(), Value::String(content.index_no));
    record.insert("agency_code".into(), Value::String(content.agency));
    record.insert("agency_name".into(), Value::String(agency_name));
    record.insert("revision".into(), Value::from(content.revision));
    if let Some(body) = content.body {
        record.insert("body".into(), Value::String(body));
    }
    record
}
