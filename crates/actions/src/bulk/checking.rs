//! What would become of a file's rows, without doing anything.

use std::sync::Arc;

use mingjing_opendata::{Cell, Column, ColumnKind, Format, REJECT_COLUMNS, Reading, Row, Style, TableWriter};
use mingjing_store::bulk::{self, RejectRow};
use serde::{Deserialize, Serialize};

use super::job::BulkJob;
use crate::import::{Fit, Judging, Verdict, kinds};
use crate::{Error, House, Officer};

/// Rows that are shown one by one.
const SHOWN: usize = 50;
/// Refused rows of one read.
const REFUSED_PAGE: i64 = 1_000;

/// How many rows of a file would be published, held or refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Can be published.
    pub good: u64,
    /// Wait for a screener of their own.
    pub held: u64,
    /// Refused.
    pub bad: u64,
    /// Say the same as an earlier row.
    pub same: u64,
}

impl Counts {
    /// All rows.
    #[must_use]
    pub fn total(self) -> u64 {
        self.good + self.held + self.bad + self.same
    }
}

/// What would become of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowVerdict {
    /// It becomes the disclosure with this title.
    Good(String),
    /// Why it waits for a screener.
    Held(String),
    /// The column at fault, if it is one, and the reason.
    Bad(Option<String>, String),
    /// An earlier row says the same.
    Same,
}

/// One of the first rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What would become of it.
    pub verdict: RowVerdict,
}

/// A row that is or would be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// The column at fault, if it is one.
    pub column: Option<String>,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A file looked through.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// All rows, counted.
    pub counts: Counts,
    /// The first ones.
    pub first: Vec<CheckedRow>,
    /// Those that would be refused or held.
    pub refused: Vec<RefusedRow>,
}

impl Check {
    fn take(&mut self, number: u64, cells: Vec<String>, verdict: RowVerdict) {
        let count = match &verdict {
            RowVerdict::Good(_) => &mut self.counts.good,
            RowVerdict::Held(_) => &mut self.counts.held,
            RowVerdict::Bad(..) => &mut self.counts.bad,
            RowVerdict::Same => &mut self.counts.same,
        };
        *count += 1;
        let refused = match &verdict {
            RowVerdict::Held(reason) => Some((None, reason.clone())),
            RowVerdict::Bad(column, reason) => Some((column.clone(), reason.clone())),
            _ => None,
        };
        if let Some((column, reason)) = refused {
            self.refused.push(RefusedRow { number, column, reason, cells: cells.clone() });
        }
        if self.first.len() < SHOWN {
            self.first.push(CheckedRow { number, cells, verdict });
        }
    }
}

/// Looks a file through with the columns as they are chosen now: all of it, or only the rows that are shown one by one.
///
/// # Errors
/// When a required column is missing, or the file cannot be read.
pub async fn check_bulk(house: &Arc<House>, job: &BulkJob, whole: bool) -> Result<Check, Error> {
    let rows = job.rows(house).await?;
    let (house, job) = (Arc::clone(house), job.clone());
    let checking = tokio::task::spawn_blocking(move || {
        let item = house.item(&job.item)?;
        let header = rows.header().to_vec();
        let fit = Fit::new(item, &header, Some(&job.columns))?;
        let mut judging = Judging::new(&house, item, Some(&job.agency), &fit, rows);
        let mut check = Check::default();
        while whole || check.first.len() < SHOWN {
            let Some((row, judged)) = judging.next()? else { break };
            let verdict = match judged.verdict {
                Verdict::Good(good) => RowVerdict::Good(good.composed.title),
                Verdict::Held(held) => RowVerdict::Held(format!(
                    "发现可能不宜公开的内容({})，由审查人逐行决定",
                    kinds(&held.findings)
                )),
                Verdict::Bad(reject) => RowVerdict::Bad(reject.column, reject.reason),
                Verdict::Same => RowVerdict::Same,
            };
            let wanted = check.first.len() < SHOWN || !matches!(verdict, RowVerdict::Good(_));
            let cells = if wanted { row.texts(&header, 0) } else { Vec::new() };
            check.take(judged.number, cells.into_iter().map(Into::into).collect(), verdict);
        }
        Ok(check)
    });
    checking.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))?
}

/// The cells of the first rows of a file, whatever its columns hold.
///
/// # Errors
/// When the file cannot be read.
pub async fn first_cells(house: &House, job: &BulkJob) -> Result<Vec<Vec<String>>, Error> {
    let mut rows = job.rows(house).await?;
    let reading = tokio::task::spawn_blocking(move || {
        let header = rows.header().to_vec();
        let (mut cells, mut row) = (Vec::new(), Row::default());
        while cells.len() < SHOWN && rows.read(&mut row)? != Reading::End {
            cells.push(row.texts(&header, 0).into_iter().map(Into::into).collect());
        }
        Ok(cells)
    });
    reading.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))?
}

/// The rows of a job that are or would be refused as a CSV file that opens in a spreadsheet, and can be mended and put in
/// again.
///
/// # Errors
/// When the file or the database cannot be read.
pub async fn refused_file(house: &Arc<House>, by: &Officer, job: &BulkJob) -> Result<Vec<u8>, Error> {
    let rows = refused_rows(house, by, job).await?;
    let titles = job.columns.iter().map(|column| column.title.clone()).collect();
    let written = tokio::task::spawn_blocking(move || write_refused(titles, &rows));
    written.await.map_err(|e| Error::Refused(format!("写文件中断：{e}")))?
}

fn write_refused(titles: Vec<String>, rows: &[RefusedRow]) -> Result<Vec<u8>, Error> {
    // The leading columns of a rejects file: an import passes over them.
    let all = REJECT_COLUMNS.map(str::to_owned).into_iter().chain(titles);
    let columns: Vec<Column> = all.map(|t| Column::new(t.clone(), t, ColumnKind::Text)).collect();
    let width = columns.len();
    let style = Style { byte_order_mark: true, titles: true };
    let mut table = TableWriter::new(Format::Csv, columns, style, Vec::new())?;
    for row in rows {
        let number = row.number.to_string();
        let leading = [number.as_str(), row.column.as_deref().unwrap_or_default(), row.reason.as_str()];
        let all = leading.into_iter().chain(row.cells.iter().map(String::as_str));
        let mut cells: Vec<Cell<'_>> = all.map(Cell::Text).take(width).collect();
        cells.resize(width, Cell::Text(""));
        table.row(&cells)?;
    }
    Ok(table.finish()?)
}

/// The rows of a job that are refused: of one that has run those that were, otherwise those that would be.
///
/// # Errors
/// When the file or the database cannot be read.
pub async fn refused_rows(house: &Arc<House>, by: &Officer, job: &BulkJob) -> Result<Vec<RefusedRow>, Error> {
    house.must(by, crate::Action::ReadWork, &job.agency)?;
    if matches!(job.stage, super::BulkStage::Open(_)) {
        return Ok(check_bulk(house, job, true).await?.refused);
    }
    let mut found: Vec<RefusedRow> = Vec::new();
    let mut after = 0;
    let mut tx = house.db.read().await?;
    loop {
        let page = bulk::rejects(&mut tx, &job.id, after, REFUSED_PAGE).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.row_number;
        for row in page {
            found.push(refused_row(row)?);
        }
    }
}

fn refused_row(row: RejectRow) -> Result<RefusedRow, Error> {
    Ok(RefusedRow {
        number: crate::house::as_u64(row.row_number),
        column: row.column_title,
        reason: row.reason,
        cells: serde_json::from_str(&row.cells)?,
    })
}
