//! Files of rows. One thread reads and judges while another writes: three batches are in hand at most.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use mingjing_catalogue::{Column as ItemColumn, FieldKind, Item, Known};
use mingjing_opendata::{Cell, Column, ColumnKind, Mapping, Reading, Rejects, Row, Rows, match_header};
use mingjing_store::imports::{self, PositionRow};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::batch::{Judged, Origin, publish_batch};
use super::judge::{Judge, Seen, Verdict};
use super::{Progress, Reject, Tally};
use crate::house::{as_i64, as_u64};
use crate::{Error, House, Officer};

/// Rows of one transaction: enough to be quick, few enough that others wait only a moment.
const BATCH: usize = 4_000;

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct TableImport {
    /// Catalogue item.
    pub item: String,
    /// Agency for all rows; otherwise each row names its own.
    pub agency: Option<String>,
    /// File name, for messages and the rejects file beside it.
    pub name: String,
    /// Digest of the file's bytes, by which an interrupted import is found again; none for a stream.
    pub digest: Option<String>,
}

struct Batch {
    rows: Vec<(Row, Judged)>,
    last: u64,
}

/// Imports a table. Bad rows go into the rejects file beside it, the rest is published; an import that was
/// interrupted goes on where it stopped.
///
/// # Errors
/// When the header does not fit (then nothing is imported), the file cannot be read on, or the database refuses; what
/// was committed before stays.
pub async fn import_table(
    house: &Arc<House>,
    by: &Officer,
    import: TableImport,
    mut rows: Rows,
    progress: &dyn Progress,
) -> Result<Tally, Error> {
    let item = house.item(&import.item)?;
    let header = rows.header().to_vec();
    let columns = columns_for(item, &header);
    let mapping = match_header(&header, &columns.described).map_err(mingjing_opendata::Error::from)?;
    let said = columns.said.clone();
    let has_agency = header.iter().any(|h| ["agency_code", "机构代码"].contains(&h.trim()));
    if import.agency.is_none() && !has_agency {
        return Err(Error::Refused(
            "没有说明由哪个单位公开:请加 --agency 单位代码,或在文件中加一列 agency_code".into(),
        ));
    }
    rows.notes().iter().for_each(|n| progress.note(n));
    let source = source_of(&import);
    let mut position = resume(house, &source, &import, &mut rows, progress).await?;
    let kept = (position.position > 0).then(|| as_u64(position.rejects_bytes));
    let mut rejects = Rejects::beside(Path::new(&import.name), &header, kept)?;
    let (to_writer, mut from_reader) = mpsc::channel(1);
    let reader = spawn_reader(house, &import, rows, Mapped { mapping, fields: columns.fields }, to_writer);
    let origin = Origin { item: &import.item, source: &source, name: &import.name, by, columns: Some(&said) };
    let mut tally = tally_of(&position);
    while let Some(batch) = from_reader.recv().await {
        let batch: Batch = batch;
        tally.add(write(house, &origin, batch, &mut rejects, &mut position).await?);
        house.announce_append();
        progress.done(tally);
        if progress.stop() {
            progress.note("已停下;再次运行同一命令会接着做");
            return Ok(tally);
        }
    }
    reader.await.map_err(|e| Error::Refused(format!("读取中断:{e}")))??;
    let mut tx = house.db.begin().await?;
    imports::forget_position(&mut tx, &source).await?;
    tx.commit().await?;
    if rejects.count() > 0 {
        progress.note(&format!("{} 行没有导入,原因见 {}", rejects.count(), rejects.path().display()));
    }
    Ok(tally)
}

/// One transaction: the batch and how far the file is done. Rejects are on disk before it commits.
async fn write(
    house: &House,
    origin: &Origin<'_>,
    batch: Batch,
    rejects: &mut Rejects,
    position: &mut PositionRow,
) -> Result<Tally, Error> {
    let mut files: HashMap<u64, Row> = HashMap::with_capacity(batch.rows.len());
    let mut judged = Vec::with_capacity(batch.rows.len());
    for (row, verdict) in batch.rows {
        files.insert(verdict.number, row);
        judged.push(verdict);
    }
    let mut tx = house.db.begin().await?;
    let (tally, refused) = publish_batch(house, &mut tx, origin, judged).await?;
    for (number, reject) in &refused {
        if let Some(row) = files.get(number) {
            rejects.add(row, reject.column.as_deref(), &reject.reason)?;
        }
    }
    position.rejects_bytes = as_i64(rejects.flush()?);
    position.position = as_i64(batch.last);
    position.created += as_i64(tally.created);
    position.updated += as_i64(tally.updated);
    position.unchanged += as_i64(tally.unchanged);
    position.rejected += as_i64(tally.rejected);
    imports::put_position(&mut tx, position, &house.now_text()).await?;
    tx.commit().await?;
    Ok(tally)
}

async fn resume(
    house: &House,
    source: &str,
    import: &TableImport,
    rows: &mut Rows,
    progress: &dyn Progress,
) -> Result<PositionRow, Error> {
    let fresh = PositionRow { source: source.to_owned(), ..PositionRow::default() };
    if import.digest.is_none() {
        return Ok(fresh);
    }
    let mut tx = house.db.read().await?;
    let Some(position) = imports::position(&mut tx, source).await? else { return Ok(fresh) };
    progress.note(&format!("上次做到第 {} 行,接着做", position.position));
    rows.skip_to(as_u64(position.position))?;
    Ok(position)
}

fn source_of(import: &TableImport) -> String {
    let file = import.digest.as_deref().unwrap_or(&import.name);
    format!("{file}/{}/{}", import.item, import.agency.as_deref().unwrap_or_default())
}

fn tally_of(p: &PositionRow) -> Tally {
    Tally {
        created: as_u64(p.created),
        updated: as_u64(p.updated),
        unchanged: as_u64(p.unchanged),
        rejected: as_u64(p.rejected),
    }
}

struct Columns {
    described: Vec<Column>,
    /// Key of the field each described column fills, and the title it stands under.
    fields: Vec<(String, String)>,
    /// Keys of the fields the file has a column for.
    said: Vec<String>,
}

struct Mapped {
    mapping: Mapping,
    fields: Vec<(String, String)>,
}

/// The file's columns as the item knows them, under whichever of their titles; then what it lacks.
fn columns_for(item: &Item, header: &[String]) -> Columns {
    let mut columns = Columns { described: Vec::new(), fields: Vec::new(), said: Vec::new() };
    let mut push = |key: &str, title: &str, required: bool| {
        let column = Column::new(key, title, ColumnKind::Text);
        columns.described.push(if required { column.required() } else { column });
        columns.fields.push((key.to_owned(), title.to_owned()));
    };
    let mut found = Vec::new();
    for name in header {
        if let Some(column) = item.column(name).filter(|c| c.field.kind != FieldKind::Files) {
            push(&column.field.key, name, false);
            found.push(column.field.key.as_str());
        }
    }
    for field in item.fields.iter().filter(|f| f.kind != FieldKind::Files && !found.contains(&f.key.as_str()))
    {
        push(&field.key, &field.csv_title, field.presence == mingjing_catalogue::Presence::Required);
    }
    columns.said = found.into_iter().map(str::to_owned).collect();
    columns
}

fn spawn_reader(
    house: &Arc<House>,
    import: &TableImport,
    mut rows: Rows,
    mapped: Mapped,
    to_writer: mpsc::Sender<Batch>,
) -> tokio::task::JoinHandle<Result<(), Error>> {
    let house = Arc::clone(house);
    let import = import.clone();
    tokio::task::spawn_blocking(move || {
        let known = house.knowledge();
        let item = house.item(&import.item)?;
        let columns: Vec<Option<ItemColumn<'_>>> = mapped
            .fields
            .iter()
            .map(|(key, title)| item.column(title).or_else(|| item.column(key)))
            .collect();
        let mut judge = Judge::new(&house, item, Seen::new());
        loop {
            let mut batch = Batch { rows: Vec::with_capacity(BATCH), last: 0 };
            while batch.rows.len() < BATCH {
                let mut row = Row::default();
                let verdict = match rows.read(&mut row)? {
                    Reading::End => break,
                    Reading::Rejected(problem) => {
                        Verdict::Bad(Reject { column: problem.column, reason: problem.reason })
                    }
                    Reading::Row => match values_of(&row, &mapped.mapping, &columns, &known) {
                        Err(reject) => Verdict::Bad(reject),
                        Ok(values) => {
                            let own = text_of(mapped.mapping.agency(&row));
                            let agency = import.agency.as_deref().or(own.as_deref()).unwrap_or_default();
                            judge.judge(row.number(), agency, values)?
                        }
                    },
                };
                batch.last = row.number();
                let number = row.number();
                batch.rows.push((row, Judged { number, file: None, verdict }));
            }
            let ended = batch.rows.len() < BATCH;
            // The writer is gone when the operator stopped or the database refused; it says so itself.
            if (!batch.rows.is_empty() && to_writer.blocking_send(batch).is_err()) || ended {
                return Ok(());
            }
        }
    })
}

fn text_of(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(t) => Some(t.trim().to_owned()),
        Cell::Json(Value::String(t)) => Some(t.trim().to_owned()),
        Cell::Json(v) => Some(v.to_string()),
        Cell::Missing => None,
    }
}

/// The row's cells as catalogue values, or the first cell that cannot be one.
fn values_of(
    row: &Row,
    mapping: &Mapping,
    columns: &[Option<ItemColumn<'_>>],
    known: &dyn Known,
) -> Result<Map<String, Value>, Reject> {
    let mut values = Map::new();
    if let Some(unknown) = mapping.unknown(row).first() {
        return Err(Reject {
            column: Some((*unknown).to_owned()),
            reason: "不认识这一项,请删去或改正名称".into(),
        });
    }
    for (index, column) in columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let field = column.field;
        let parsed = match mapping.cell(row, index) {
            Cell::Missing | Cell::Json(Value::Null) => continue,
            Cell::Text(text) => column.parse(text, known),
            Cell::Json(Value::String(text)) => column.parse(text, known),
            Cell::Json(value) => Ok(value.clone()),
        };
        match parsed {
            Ok(Value::Null) => {}
            Ok(value) => {
                values.insert(field.key.clone(), value);
            }
            Err(reason) => return Err(Reject { column: Some(field.label.zh.clone()), reason }),
        }
    }
    Ok(values)
}
