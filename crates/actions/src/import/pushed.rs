//! Rows that an agency's own system sends: judged like those of a file, and published in one transaction, each with what
//! became of it.

use mingjing_catalogue::Item;
use mingjing_opendata::{Row, Rows};
use mingjing_store::Tx;
use serde::{Deserialize, Serialize};

use super::batch::{Done, Judged, Origin, publish_batch};
use super::judge::Verdict;
use super::reading::{Fit, Judging};
use super::table::Mandate;
use super::{Reject, Tally};
use crate::{Error, House};

/// Most rows of one push: they are one transaction, and others wait for it.
pub(crate) const MAX_ROWS: usize = 1_000;

/// Rows that were read and judged.
pub(crate) struct PushedRows {
    rows: Vec<Judged>,
    said: Vec<String>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedRow {
    /// Its number: the place in the array, or the line; from 1.
    pub row: u64,
    /// What became of it.
    #[serde(flatten)]
    pub result: RowResult,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase")]
pub enum RowResult {
    /// It is published, or says what is published already.
    Accepted {
        /// What it changed.
        change: Change,
        /// The disclosure it became.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Its index number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_no: Option<String>,
    },
    /// It waits for a screener.
    Held {
        /// What was found.
        reason: String,
    },
    /// It is not taken.
    Refused {
        /// Key of the field at fault, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// What is wrong and how to mend it.
        reason: String,
    },
}

/// What an accepted row changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// A new disclosure.
    Created,
    /// An amendment of one.
    Updated,
    /// Nothing.
    Unchanged,
}

/// Reads and judges rows for one agency. It may take a moment, so not on the threads that answer requests.
///
/// # Errors
/// When no row has a field that every one needs, or there are too many.
pub(crate) fn read_pushed(house: &House, item: &Item, agency: &str, rows: Rows) -> Result<PushedRows, Error> {
    let fit = fit(item, rows.header())?;
    let mut judging = Judging::new(house, item, Some(agency), &fit, rows);
    let mut judged = Vec::new();
    while let Some((row, mut one)) = judging.next()? {
        if judged.len() == MAX_ROWS {
            return Err(Error::Refused(format!(
                "一次最多推送 {MAX_ROWS} 行，请分几次推送；没有推送任何数据"
            )));
        }
        if let Some(reject) = names_another(&fit, &row, agency) {
            one.verdict = Verdict::Bad(reject);
        }
        judged.push(one);
    }
    if judged.is_empty() {
        return Err(Error::Refused("请求里没有数据：请发送 JSON 数组，或每行一个 JSON 对象".into()));
    }
    drop(judging);
    Ok(PushedRows { rows: judged, said: fit.said })
}

/// A key that belongs to no field is told with the rows that have it.
fn fit(item: &Item, header: &[String]) -> Result<Fit, Error> {
    let problem = match Fit::new(item, header, None) {
        Err(Error::OpenData(mingjing_opendata::Error::Header(problem))) => problem,
        other => return other,
    };
    let known: Vec<String> =
        header.iter().filter(|name| !problem.unknown.contains(&name.trim().to_owned())).cloned().collect();
    match Fit::new(item, &known, None) {
        Err(Error::OpenData(mingjing_opendata::Error::Header(problem))) => {
            let told = |what: &str, names: &[String]| match names {
                [] => String::new(),
                names => format!("{what}:{}。", names.join("、")),
            };
            let (missing, repeated) = (told("缺少", &problem.missing), told("重复", &problem.repeated));
            Err(Error::Refused(format!(
                "数据项不符。{missing}{repeated}请按 /api/v1/items/{}/schema.json 改正；没有推送任何数据",
                item.key
            )))
        }
        other => other,
    }
}

fn names_another(fit: &Fit, row: &Row, agency: &str) -> Option<Reject> {
    let own = fit.agency_of(row).filter(|own| !own.is_empty() && own != agency)?;
    let reason = format!("令牌只能为单位 {agency} 推送，这一行写的是 {own};请删去这一项或改用该单位的令牌");
    Some(Reject::in_column(Some("agency_code".into()), reason))
}

/// Publishes the good rows and holds the doubtful ones. The caller commits, and takes nothing into the transaction
/// afterwards that others may hold.
pub(crate) async fn publish_pushed(
    house: &House,
    tx: &mut Tx,
    mandate: &Mandate<'_>,
    (item, name): (&Item, &str),
    pushed: PushedRows,
) -> Result<(Tally, Vec<PushedRow>), Error> {
    let origin = Origin {
        item: &item.key,
        source: name,
        name,
        by: mandate.by,
        release: &mandate.release,
        columns: Some(&pushed.said),
    };
    let numbers: Vec<u64> = pushed.rows.iter().map(|row| row.number).collect();
    let Done { tally, rejects, published } = publish_batch(house, tx, &origin, pushed.rows).await?;
    let mut results: std::collections::BTreeMap<u64, RowResult> = numbers
        .into_iter()
        .map(|number| (number, RowResult::Accepted { change: Change::Unchanged, id: None, index_no: None }))
        .collect();
    for (number, head) in published {
        let change = if head.revision == 1 { Change::Created } else { Change::Updated };
        let result = RowResult::Accepted { change, id: Some(head.id), index_no: head.index_no };
        results.insert(number, result);
    }
    for (number, reject) in rejects {
        results.insert(number, refusal(item, reject));
    }
    Ok((tally, results.into_iter().map(|(row, result)| PushedRow { row, result }).collect()))
}

fn refusal(item: &Item, Reject { column, reason, held }: Reject) -> RowResult {
    if held {
        return RowResult::Held { reason };
    }
    let key = |name: String| item.column(&name).map_or(name, |column| column.field.key.clone());
    RowResult::Refused { field: column.map(key), reason }
}
