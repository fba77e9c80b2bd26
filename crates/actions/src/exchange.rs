//! Files to and from the national credit platform. Which columns a file has, and in which order, the catalogue says
//! (`[credit.exchange]`). What comes back as records is imported like any file with the same columns.

use std::io::Write;

use mingjing_catalogue::{Exchange, Field, FieldKind, Item};
use mingjing_opendata::{Column, ColumnKind, Format, Reading, Row, Rows, Style, TableWriter};
use mingjing_publication::Content;
use mingjing_store::exchange::{self, RefusalRow, Upload};
use mingjing_store::{Tx, drafts};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::house::{as_i64, as_u64};
use crate::publishing::PUBLISHED;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Leaves read in one go.
const PAGE: i64 = 5_000;
/// Refusals shown at the desk.
const MOST_REFUSALS: i64 = 200;
/// Rows of a receipt taken in one go.
const RECEIPT_BATCH: usize = 500;
/// Longest reason kept, in characters.
const LONGEST_REASON: usize = 500;

/// A file that was written, to be noted once it is safe.
#[derive(Debug)]
pub struct Written {
    upload: Upload,
    ids: Vec<String>,
}

impl Written {
    /// Rows in the file.
    #[must_use]
    pub fn rows(&self) -> u64 {
        as_u64(self.upload.rows_written)
    }
}

/// What a receipt said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiptTally {
    /// Rows refused by the platform, of records that are public here.
    pub refused: u64,
    /// Rows with a number that nothing public has.
    pub unknown: u64,
}

fn exchange_of(item: &Item) -> Result<&Exchange, Error> {
    let exchange = item.credit.as_ref().and_then(|credit| credit.exchange.as_ref());
    exchange.ok_or_else(|| Error::Refused(format!("“{}”不和国家平台交换，请换一个事项", item.title.zh)))
}

/// The columns of a file, in the national order.
fn columns(item: &Item, exchange: &Exchange) -> Vec<(Column, bool)> {
    let column = |key: &String| {
        let field = item.field(key)?;
        let in_wan = exchange.in_wan.contains(key);
        let title = if in_wan { format!("{}（万元）", field.label.zh) } else { field.csv_title.clone() };
        Some((Column::new(&field.key, &title, ColumnKind::Text), in_wan))
    };
    exchange.columns.iter().filter_map(column).collect()
}

/// Writes the records of an item that became public or changed since the last file, at most as many as one file may
/// have, in the national order of columns. None if there are none. The file holds numbers of persons, which the platform
/// asks for and the public never sees: whoever calls this keeps it from others.
///
/// # Errors
/// When the item is not exchanged; when the database or the sink refuses.
pub async fn write_upload<W: Write + Send>(
    house: &House,
    item: &str,
    sink: W,
) -> Result<Option<Written>, Error> {
    let item = house.item(item)?;
    let exchange = exchange_of(item)?;
    let columns = columns(item, exchange);
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let from_leaf = exchange::position(&mut tx, &item.key).await?;
    let (head, in_wan): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let keys: Vec<String> = head.iter().map(|column| column.key.clone()).collect();
    let style = Style { byte_order_mark: true, titles: true };
    let mut table = TableWriter::new(Format::Csv, head, style, sink)?;
    let (mut at, mut ids) = (from_leaf, Vec::new());
    while at < visible && ids.len() < exchange.most_rows {
        let to = visible.min(at + PAGE);
        let rows = exchange::rows(&mut tx, &item.key, (at, to), visible).await?;
        at = to;
        for row in rows {
            let content = Content::from_bytes(row.content.as_bytes())?;
            let internal: Map<String, Value> = serde_json::from_str(&row.internal)?;
            let mut values = Map::new();
            for (key, wan) in keys.iter().zip(&in_wan) {
                let value = content.fields.get(key).or_else(|| internal.get(key));
                if let Some((field, value)) = item.field(key).zip(value) {
                    values.insert(key.clone(), Value::String(cell(field, value, *wan)));
                }
            }
            table.record(&values)?;
            ids.push(row.disclosure_id);
            if ids.len() == exchange.most_rows {
                at = row.leaf_index + 1;
                break;
            }
        }
    }
    table.finish()?.flush()?;
    if ids.is_empty() {
        return Ok(None);
    }
    let upload = Upload {
        id: house.new_id(),
        item: item.key.clone(),
        from_leaf,
        to_leaf: at,
        rows_written: as_i64(ids.len() as u64),
        made_at: house.now_text(),
    };
    Ok(Some(Written { upload, ids }))
}

/// A value as the platform takes it.
fn cell(field: &Field, value: &Value, in_wan: bool) -> String {
    match (&field.kind, value) {
        (FieldKind::Money { .. }, Value::String(yuan)) if in_wan => yuan
            .parse::<Decimal>()
            .map_or_else(|_| yuan.clone(), |yuan| (yuan / Decimal::from(10_000)).normalize().to_string()),
        (FieldKind::Date | FieldKind::CreditCode | FieldKind::Money { .. }, Value::String(text)) => {
            text.clone()
        }
        _ => field.display(value),
    }
}

/// Notes a file that is safe: the next one begins behind it. What was refused before and is in it waits for a new answer.
///
/// # Errors
/// When another file was written meanwhile, or the database refuses.
pub async fn note_upload(house: &House, by: &Officer, written: Written) -> Result<(), Error> {
    let Written { upload, ids } = written;
    let mut tx = house.db.begin().await?;
    match exchange::insert_upload(&mut tx, &upload).await {
        Err(e) if e.is_duplicate() => return Err(Error::Conflict),
        other => other?,
    }
    for id in &ids {
        exchange::delete_refusal(&mut tx, id).await?;
    }
    let detail = json!({
        "item": upload.item, "rows": upload.rows_written, "leaves": [upload.from_leaf, upload.to_leaf],
    });
    tell(house, &mut tx, by, ("credit-upload", detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads a receipt: a table with the number of each refused record and why. Its agencies see it at the desk.
///
/// # Errors
/// When a column is missing, with the names it may have; when the file or the database cannot be read. Then nothing of it
/// was taken.
pub async fn take_receipt(
    house: &House,
    by: &Officer,
    item: &str,
    mut rows: Rows,
) -> Result<ReceiptTally, Error> {
    let item = house.item(item)?;
    let exchange = exchange_of(item)?;
    let number_key = item.natural_key.first().map(String::as_str).unwrap_or_default();
    let header = rows.header().to_vec();
    let numbers = header
        .iter()
        .position(|title| item.column(title).is_some_and(|column| column.field.key == number_key));
    let reasons =
        header.iter().position(|title| exchange.reason_titles.iter().any(|known| known == title.trim()));
    let Some((number_at, reason_at)) = numbers.zip(reasons) else {
        let label = item.field(number_key).map(|field| field.label.zh.as_str()).unwrap_or_default();
        return Err(Error::Refused(format!(
            "回执要有“{label}”一列和原因一列({})，请核对文件的表头",
            exchange.reason_titles.join("、")
        )));
    };
    let mut tally = ReceiptTally::default();
    let mut tx = house.db.begin().await?;
    let mut batch: Vec<(String, String)> = Vec::new();
    let mut row = Row::default();
    loop {
        match rows.read(&mut row)? {
            Reading::End => break,
            Reading::Row => {}
            Reading::Rejected(why) => {
                return Err(Error::Refused(format!(
                    "回执第 {} 行读不懂：{},整份没有收下",
                    row.number(),
                    why.reason
                )));
            }
        }
        let texts = row.texts(&header, 0);
        let text = |at: usize| texts.get(at).map(|text| text.trim().to_owned()).unwrap_or_default();
        let (number, reason) = (text(number_at), text(reason_at));
        if number.is_empty() || reason.is_empty() {
            continue;
        }
        batch.push((number, reason.chars().take(LONGEST_REASON).collect()));
        if batch.len() == RECEIPT_BATCH {
            refuse(house, &mut tx, item, std::mem::take(&mut batch), &mut tally).await?;
        }
    }
    refuse(house, &mut tx, item, batch, &mut tally).await?;
    let detail = json!({ "item": item.key, "refused": tally.refused, "unknown": tally.unknown });
    tell(house, &mut tx, by, ("credit-receipt", detail)).await?;
    tx.commit().await?;
    Ok(tally)
}

async fn refuse(
    house: &House,
    tx: &mut Tx,
    item: &Item,
    batch: Vec<(String, String)>,
    tally: &mut ReceiptTally,
) -> Result<(), Error> {
    let field = item.natural_key.first().and_then(|key| item.field(key));
    let knowledge = house.knowledge();
    // A receipt writes brackets and digits as it likes; keys are kept in one form.
    let canonical = |number: &String| {
        let parsed = field.and_then(|field| field.parse(number, &knowledge).ok());
        parsed.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_else(|| number.clone())
    };
    let batch: Vec<(String, String)> =
        batch.into_iter().map(|(number, reason)| (canonical(&number), reason)).collect();
    let keys: Vec<&str> = batch.iter().map(|(number, _)| number.as_str()).collect();
    let heads = drafts::disclosures_by_natural_keys(tx, &item.key, &keys).await?;
    let at = house.now_text();
    for (number, reason) in &batch {
        let mut known = false;
        let same = |head: &&drafts::DisclosureRow| head.natural_key.as_deref() == Some(number.as_str());
        for head in heads.iter().filter(same).filter(|head| head.status == PUBLISHED) {
            exchange::put_refusal(tx, (&head.id, &head.agency_code), reason, &at).await?;
            known = true;
        }
        let counted = if known { &mut tally.refused } else { &mut tally.unknown };
        *counted += 1;
    }
    Ok(())
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (action, detail): (&'static str, Value),
) -> Result<(), Error> {
    let step = Step { action, disclosure: None, agency: &by.agency, reason: None, detail: Some(detail) };
    record(house, tx, by, step).await
}

/// Records of the person's agency that the platform refused, the newest first.
///
/// # Errors
/// When the person may not see what the agency has published; when the database cannot be read.
pub async fn refusals(house: &House, by: &Officer) -> Result<Vec<RefusalRow>, Error> {
    house.must(by, Action::ReadPublished, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(exchange::refusals(&mut tx, &by.agency, MOST_REFUSALS).await?)
}
