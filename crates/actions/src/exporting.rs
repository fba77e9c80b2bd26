//! Taking data away: the public disclosures of an item, all or those that were asked for, streamed.

use std::io::Write;

use mingjing_catalogue::{FieldKind, Item};
use mingjing_opendata::{Column, ColumnKind, Format, Style, TableWriter};
use mingjing_publication::{Content, Event};
use mingjing_search::Query;
use mingjing_store::{Tx, versions};
use serde_json::{Map, Value};

use crate::house::{as_i64, as_u64};
use crate::{Error, House};

/// Disclosures read in one go.
const PAGE: u64 = 2_000;

/// The columns of an item's files: what identifies a disclosure, then its public fields.
#[must_use]
pub fn columns(item: &Item) -> Vec<Column> {
    let mut columns = vec![
        Column::new("id", "编号", ColumnKind::Text),
        Column::new("index_no", "索引号", ColumnKind::Text),
        Column::new("agency_code", "机构代码", ColumnKind::Text),
        Column::new("agency_name", "公开机构", ColumnKind::Text),
        Column::new("revision", "版本", ColumnKind::Integer),
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
    columns
}

/// Writes the public disclosures of an item in the order of their identities: all of them, or `only` those that the
/// search index finds for a question, in the versions it found. Answers how many.
///
/// # Errors
/// When the database, the index or the sink refuses.
pub async fn export<W: Write + Send>(
    house: &House,
    item: &str,
    only: Option<&Query>,
    format: Format,
    style: Style,
    sink: W,
) -> Result<u64, Error> {
    let item = house.item(item)?;
    let register = house.register();
    let only = only.map(|query| Query { item: Some(item.key.clone()), ..query.clone() });
    let selection = only.map(|query| house.search.select(&query)).transpose()?;
    let mut writer = TableWriter::new(format, columns(item), style, sink)?;
    let mut after = String::new();
    let mut count = 0;
    loop {
        // Anew for every page: what is withdrawn while a slow reader takes the file is in none of its later pages.
        let visible = house.visible().size;
        let mut tx = house.db.read().await?;
        let (rows, before) = match &selection {
            None => {
                let rows = versions::newest_of_item(&mut tx, &item.key, &after, as_i64(PAGE)).await?;
                let Some((last, ..)) = rows.last() else { break };
                after.clone_from(last);
                (rows, visible)
            }
            Some(selection) => {
                let ids = selection.after(&after, usize::try_from(PAGE).unwrap_or(usize::MAX))?;
                let Some(last) = ids.last() else { break };
                after.clone_from(last);
                (versions::newest_of(&mut tx, &ids).await?, visible.min(selection.watermark()))
            }
        };
        for (id, leaf, content) in rows {
            let newest = as_u64(leaf) < before;
            let content = if newest { content } else { earlier(&mut tx, &id, before, visible).await? };
            let Some(content) = content else { continue };
            let content = Content::from_bytes(content.as_bytes())?;
            let agency_name = register.agency_name(&content.agency).to_owned();
            writer.record(&record(content, agency_name))?;
            count += 1;
        }
    }
    writer.finish()?;
    Ok(count)
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
