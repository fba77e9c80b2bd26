//! Values that a program already has, such as the demonstration's generator.

use mingjing_catalogue::Item;
use mingjing_publication::life::Release;
use serde_json::{Map, Value};

use super::batch::{Judged, Origin, publish_batch};
use super::judge::{Judge, Seen};
use super::{Reject, Tally};
use crate::{Error, House, Officer};

/// Imports values of one item, each for an agency. Answers the tally and why rows were refused, by their number
/// from 1.
///
/// # Errors
/// When there is no such item or the database refuses; then nothing was imported.
pub async fn import_values(
    house: &House,
    by: &Officer,
    item: &str,
    source: &str,
    rows: Vec<(String, Map<String, Value>)>,
) -> Result<(Tally, Vec<(u64, String)>), Error> {
    let item: &Item = house.item(item)?;
    let mut judge = Judge::new(house, item, Seen::new());
    let mut judged = Vec::with_capacity(rows.len());
    for (number, (agency, values)) in (1..).zip(rows) {
        judged.push(Judged { number, file: None, verdict: judge.judge(number, &agency, values)? });
    }
    let release = Release::by_operator(&by.id);
    let origin = Origin { item: &item.key, source, name: source, by, release: &release, columns: None };
    let mut tx = house.db.begin().await?;
    let done = publish_batch(house, &mut tx, &origin, judged).await?;
    tx.commit().await?;
    house.announce_append();
    let told = |(n, r): (u64, Reject)| (n, format!("{}:{}", r.column.unwrap_or_default(), r.reason));
    Ok((done.tally, done.rejects.into_iter().map(told).collect()))
}
