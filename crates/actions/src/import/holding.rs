//! Rows that screening holds back: into the queue, unless a person has decided about the same values; and out of it
//! again, when the source was mended.

use std::collections::{BTreeMap, HashSet};

use mingjing_store::Tx;
use mingjing_store::drafts;
use mingjing_store::held::{self, HeldRow};
use serde_json::json;

use super::batch::{Origin, Told, WITHDRAWN_KEY};
use super::judge::{Good, Held, held_reason};
use super::{Reject, Tally};
use crate::held::DROPPED;
use crate::publishing::WITHDRAWN;
use crate::{Error, House};

/// A row to be held, with its number and, where each file is one row, its own file.
pub(super) struct Doubtful {
    pub(super) number: u64,
    pub(super) file: Option<String>,
    pub(super) held: Held,
}

/// Holds rows. What a screener has decided about before, in these very values, is not asked again.
pub(super) async fn hold_back(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    rows: Vec<Doubtful>,
    tally: &mut Tally,
    rejects: &mut Vec<(u64, Reject)>,
) -> Result<Vec<Told>, Error> {
    let keys: Vec<&str> = rows.iter().map(|row| row.held.natural_key.as_str()).collect();
    let heads = drafts::disclosures_by_natural_keys(tx, origin.item, &keys).await?;
    let withdrawn: HashSet<(String, String)> = heads
        .into_iter()
        .filter(|head| head.status == WITHDRAWN)
        .filter_map(|head| Some((head.agency_code, head.natural_key?)))
        .collect();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for Doubtful { number, file, held } in rows {
        if withdrawn.contains(&(held.agency.clone(), held.natural_key.clone())) {
            rejects.push((number, Reject::new(WITHDRAWN_KEY)));
            continue;
        }
        let decided = held::decision(tx, origin.item, &held.natural_key, &held.agency).await?;
        match decided.filter(|d| d.fingerprint == held.fingerprint) {
            Some(d) if d.decision == DROPPED => {
                rejects.push((number, Reject::new("审查人已决定这一行不公开；内容改正后可以重新导入")));
            }
            Some(_) => tally.unchanged += 1,
            None => {
                let waits = Reject { held: true, ..Reject::new(held_reason(&held.findings)) };
                rejects.push((number, waits));
                *counts.entry(held.agency.clone()).or_default() += 1;
                held::hold(tx, &row_of(house, origin, number, file, held)?).await?;
            }
        }
    }
    let told = |(agency, rows)| Told {
        action: "hold",
        agency,
        detail: json!({ "file": origin.name, "item": origin.item, "rows": rows }),
    };
    Ok(counts.into_iter().map(told).collect())
}

fn row_of(
    house: &House,
    origin: &Origin<'_>,
    number: u64,
    file: Option<String>,
    held: Held,
) -> Result<HeldRow, Error> {
    let (source, row_number) = match &file {
        Some(name) => (format!("{name}/{}/{}", origin.item, held.agency), 0),
        None => (origin.source.to_owned(), i64::try_from(number).unwrap_or(i64::MAX)),
    };
    // The folder it lay in says nothing to people at the desk.
    let path = file.as_deref().unwrap_or(origin.name);
    Ok(HeldRow {
        id: house.new_id(),
        item: origin.item.to_owned(),
        agency_code: held.agency,
        natural_key: Some(held.natural_key),
        fingerprint: held.fingerprint,
        source,
        file: path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned(),
        row_number,
        values_json: serde_json::to_string(&held.values)?,
        findings: serde_json::to_string(&held.findings)?,
        imported_by: origin.by.id.clone(),
        lock_version: 0,
        held_at: house.now_text(),
    })
}

/// Takes out of the queue what these rows, in which screening found nothing, say better.
pub(super) async fn supersede(
    tx: &mut Tx,
    origin: &Origin<'_>,
    good: &[(u64, Good)],
) -> Result<Vec<Told>, Error> {
    if good.is_empty() || !held::any_of_item(tx, origin.item).await? {
        return Ok(Vec::new());
    }
    let key = |g: &Good| Some((g.agency.clone(), g.composed.natural_key.clone()?));
    let mended: HashSet<(String, String)> = good.iter().filter_map(|(_, g)| key(g)).collect();
    let keys: Vec<&str> = mended.iter().map(|(_, key)| key.as_str()).collect();
    let mut rows: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for place in held::by_natural_keys(tx, origin.item, &keys).await? {
        let key = (place.agency_code, place.natural_key);
        if !mended.contains(&key) {
            continue;
        }
        match held::release(tx, &place.id, place.lock_version).await {
            // A screener was quicker.
            Err(mingjing_store::Error::Conflict) => {}
            done => {
                done?;
                rows.entry(key.0).or_default().push(json!({ "file": place.file, "row": place.row_number }));
            }
        }
    }
    let told = |(agency, rows)| Told {
        action: "supersede",
        agency,
        detail: json!({ "file": origin.name, "item": origin.item, "held": rows }),
    };
    Ok(rows.into_iter().map(told).collect())
}
