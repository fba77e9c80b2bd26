//! Taking data away: every public disclosure of an item, streamed.

use std::io::Write;

use mingjing_catalogue::{FieldKind, Item};
use mingjing_opendata::{Column, ColumnKind, Format, Style, TableWriter};
use mingjing_publication::Content;
use mingjing_store::versions;
use serde_json::{Map, Value};

use crate::house::as_u64;
use crate::{Error, House};

/// Disclosures read in one go.
const PAGE: i64 = 2_000;

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

/// Writes every public disclosure of an item, in the order of their identities; answers how many.
///
/// # Errors
/// When the database or the sink refuses.
pub async fn export<W: Write + Send>(
    house: &House,
    item: &str,
    format: Format,
    style: Style,
    sink: W,
) -> Result<u64, Error> {
    let item = house.item(item)?;
    let register = house.register();
    let visible = house.visible().size;
    let mut writer = TableWriter::new(format, columns(item), style, sink)?;
    let mut after = String::new();
    let mut count = 0;
    loop {
        let mut tx = house.db.read().await?;
        let rows = versions::newest_of_item(&mut tx, &item.key, &after, PAGE).await?;
        let Some((last, ..)) = rows.last() else { break };
        after.clone_from(last);
        for (id, leaf, content) in rows {
            let content = if as_u64(leaf) < visible {
                content
            } else {
                // Amended this very second: the newest public version is the one before.
                let older = versions::of_disclosure(&mut tx, &id).await?;
                older.into_iter().rfind(|v| as_u64(v.leaf_index) < visible).and_then(|v| v.content)
            };
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
