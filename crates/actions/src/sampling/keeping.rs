//! Drawing, once what decides is public.

use mingjing_ledger::read_leaves;
use mingjing_store::samples::{self, SampleRow, SampledRow};

use super::{Sample, Sampler, plan};
use crate::house::as_i64;
use crate::{Error, House};

/// Plans looked at in one go.
const BATCH: i64 = 50;

/// Draws the sample of every plan behind which enough has become public. Answers how many.
///
/// # Errors
/// When the database or the log cannot be read, or the database not written.
pub async fn draw_due(house: &House) -> Result<u64, Error> {
    let item = &house.rules.sampling.plan.item;
    let found = samples::undrawn(&mut house.db.read().await?, item, BATCH).await?;
    let mut done = 0;
    for (id, agency) in found {
        // A plan that says too little is never drawn, and holds no other one up.
        let Ok(Some(plan)) = plan(house, &id).await else { continue };
        let mut sampler = Sampler::new(&house.rules.sampling, plan.terms, plan.leaf);
        let visible = house.visible().size;
        if visible < sampler.leaves() {
            continue;
        }
        let mut failure = None;
        let mut each = |leaf: u64, entry: &[u8], _: Option<&[u8]>| {
            if let Err(error) = sampler.take(leaf, entry) {
                failure.get_or_insert(error);
            }
        };
        read_leaves(&house.log_source(), 0, visible, &mut each).await?;
        failure.map_or(Ok(()), Err)?;
        let Some(sample) = sampler.draw() else { continue };
        done += u64::from(keep(house, (id, agency), sample).await?);
    }
    Ok(done)
}

async fn keep(
    house: &House,
    (plan_id, agency_code): (String, String),
    sample: Sample,
) -> Result<bool, Error> {
    let row = SampleRow {
        plan_id,
        agency_code,
        plan_leaf: as_i64(sample.plan_leaf),
        last_leaf: as_i64(sample.last_leaf),
        seed: sample.seed,
        population: as_i64(sample.population),
        drawn_at: house.now_text(),
    };
    let rows: Vec<SampledRow> = (1..)
        .zip(sample.drawn)
        .map(|(position, one)| SampledRow {
            position,
            disclosure_id: one.id,
            leaf: as_i64(one.leaf),
            draw_rank: one.rank,
            result: None,
            finding: None,
            officer_name: None,
            checked_at: None,
            lock_version: 0,
        })
        .collect();
    let mut tx = house.db.begin().await?;
    // Whatever another process draws is the same.
    let added = samples::add(&mut tx, &row, &rows).await?;
    tx.commit().await?;
    Ok(added)
}
