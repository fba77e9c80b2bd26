//! One batch of judged rows in one transaction: all of it, and how far the file is done, or nothing.

use std::collections::HashMap;

use mingjing_publication::life::Release;
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::{Tx, drafts};
use serde_json::json;

use super::holding::{Doubtful, hold_back, supersede};
use super::judge::{Good, Verdict};
use super::{Reject, Tally};
use crate::held::SOURCE_CHANGED;
use crate::publishing::{self, PUBLISHED, Publication, WITHDRAWN, new_head};
use crate::trail::{Step, record};
use crate::{Error, House, Officer};

/// Why a row is refused whose natural key was withdrawn.
pub(super) const WITHDRAWN_KEY: &str = "这一编号的信息已经撤回,不能重新导入;确需再公开请在工作台办理";

/// A judged row with its number in the file.
pub(super) struct Judged {
    pub(super) number: u64,
    /// The row's own file, where each file is one row.
    pub(super) file: Option<String>,
    pub(super) verdict: Verdict,
}

/// Where a batch comes from.
pub(super) struct Origin<'a> {
    /// Catalogue item.
    pub(super) item: &'a str,
    /// Digest of file, item and agency.
    pub(super) source: &'a str,
    /// File name for the audit trail.
    pub(super) name: &'a str,
    /// Who runs the import.
    pub(super) by: &'a Officer,
}

/// Publishes the good rows and holds the doubtful ones. Answers the tally and the rejects by row number. The
/// caller commits.
pub(super) async fn publish_batch(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    rows: Vec<Judged>,
) -> Result<(Tally, Vec<(u64, Reject)>), Error> {
    let mut tally = Tally::default();
    let mut rejects = Vec::new();
    let mut good = Vec::with_capacity(rows.len());
    let mut doubtful = Vec::new();
    for row in rows {
        match row.verdict {
            Verdict::Good(g) => good.push((row.number, *g)),
            Verdict::Held(held) => {
                doubtful.push(Doubtful { number: row.number, file: row.file, held: *held });
            }
            Verdict::Same => tally.unchanged += 1,
            Verdict::Bad(reject) => rejects.push((row.number, reject)),
        }
    }
    if !doubtful.is_empty() {
        hold_back(house, tx, origin, doubtful, &mut tally, &mut rejects).await?;
    }
    supersede(house, tx, origin, &good).await?;
    let publications = sort_out(house, tx, origin, good, &mut tally, &mut rejects).await?;
    if !publications.is_empty() {
        let release = Release::by_operator(&origin.by.id);
        let agency = publications[0].head.agency_code.clone();
        let published = publishing::publish(house, tx, &release, publications).await?;
        let leaves =
            (published.first().and_then(|h| h.leaf_index), published.last().and_then(|h| h.leaf_index));
        let detail = json!({ "file": origin.name, "item": origin.item, "leaves": [leaves.0, leaves.1], "stands_for": ["起草", "审查", "批准"] });
        let step =
            Step { action: "import", disclosure: None, agency: &agency, reason: None, detail: Some(detail) };
        record(house, tx, origin.by, step).await?;
    }
    rejects.sort_by_key(|(number, _)| *number);
    tally.rejected = rejects.len() as u64;
    Ok((tally, rejects))
}

/// Tells new rows, changed ones, unchanged ones and those that may not come back.
async fn sort_out(
    house: &House,
    tx: &mut Tx,
    origin: &Origin<'_>,
    good: Vec<(u64, Good)>,
    tally: &mut Tally,
    rejects: &mut Vec<(u64, Reject)>,
) -> Result<Vec<Publication>, Error> {
    let item = house.item(origin.item)?;
    let keys: Vec<&str> = good.iter().filter_map(|(_, g)| g.composed.natural_key.as_deref()).collect();
    let mut known: HashMap<(String, String), DisclosureRow> =
        drafts::disclosures_by_natural_keys(tx, origin.item, &keys)
            .await?
            .into_iter()
            .filter_map(|row| Some(((row.agency_code.clone(), row.natural_key.clone()?), row)))
            .collect();
    let mut publications = Vec::new();
    for (number, g) in good {
        let key = (g.agency, g.composed.natural_key.clone().unwrap_or_default());
        let head = known.remove(&key);
        let is_new = head.is_none();
        let head = match head {
            None => new_head(house, item, &key.0),
            Some(head) if head.status == WITHDRAWN => {
                rejects.push((number, Reject::new(WITHDRAWN_KEY)));
                continue;
            }
            Some(head) if head.status == PUBLISHED && head.fingerprint.as_ref() == Some(&g.fingerprint) => {
                tally.unchanged += 1;
                continue;
            }
            Some(head) => head,
        };
        if is_new {
            tally.created += 1
        } else {
            tally.updated += 1
        }
        publications.push(Publication {
            links: publishing::links(item, &g.composed.public),
            fingerprint: g.fingerprint,
            composed: g.composed,
            attachments: Vec::new(),
            reason: (head.revision > 0).then(|| SOURCE_CHANGED.to_owned()),
            is_new,
            head,
        });
    }
    Ok(publications)
}
