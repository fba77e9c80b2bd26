//! Groups of a page that the catalogue reaches over several references.

use std::collections::BTreeSet;

use mingjing_catalogue::Hop;
use mingjing_publication::Content;
use mingjing_store::{Tx, drafts, versions};

use super::disclosure::{Link, PublicDisclosure, outbound};
use crate::house::{as_i64, as_u64};
use crate::publishing::{PUBLISHED, WITHDRAWN};
use crate::{Error, House};

/// Disclosures that one hop goes on from, and that a group shows.
const MOST: usize = 100;

/// The groups of this disclosure's page, each with its title; those that lead nowhere are not there.
///
/// # Errors
/// When the database cannot be read.
pub async fn joined(house: &House, disclosure: &PublicDisclosure) -> Result<Vec<(String, Vec<Link>)>, Error> {
    let mut groups = Vec::new();
    let Some(item) = house.rules.catalogue.item(&disclosure.item).filter(|item| !item.joined.is_empty())
    else {
        return Ok(groups);
    };
    let mut tx = house.db.read().await?;
    for joined in &item.joined {
        let mut here = vec![disclosure.id.clone()];
        let mut found = Vec::new();
        for hop in &joined.hops {
            found = step(house, &mut tx, &here, hop).await?;
            here = found.iter().map(|link: &Link| link.id.clone()).collect();
        }
        found.retain(|link| link.id != disclosure.id);
        found.sort_by(|one, other| (&one.issued_on, &one.id).cmp(&(&other.issued_on, &other.id)));
        if !found.is_empty() {
            groups.push((joined.title.clone(), found));
        }
    }
    Ok(groups)
}

/// Where a hop leads from these disclosures, each once.
async fn step(house: &House, tx: &mut Tx, here: &[String], hop: &Hop) -> Result<Vec<Link>, Error> {
    let visible = house.visible().size;
    let mut found = Vec::new();
    let mut met = BTreeSet::new();
    for id in here {
        let Some(head) = drafts::disclosure(tx, id).await?.filter(|head| head.status == PUBLISHED) else {
            continue;
        };
        let links = match hop {
            Hop::From { item, field } => {
                let number = head.index_no.as_deref().unwrap_or_default();
                let rows = versions::links_to(tx, id, number).await?;
                let fits = rows.into_iter().filter(|row| {
                    row.item == *item
                        && row.field == *field
                        && row.status != WITHDRAWN
                        && row.leaf_index < as_i64(visible)
                });
                fits.map(|row| Link {
                    field: row.field,
                    inbound: true,
                    id: row.id,
                    item: row.item,
                    title: row.title,
                    issued_on: row.issued_on,
                })
                .collect()
            }
            Hop::To { field } => {
                let leaf = head.leaf_index.filter(|leaf| as_u64(*leaf) < visible);
                let Some(leaf) = leaf else { continue };
                let content = versions::at_leaf(tx, leaf).await?.and_then(|version| version.content);
                let Some(content) = content else { continue };
                let mut links = outbound(house, tx, &Content::from_bytes(content.as_bytes())?).await?;
                links.retain(|link| link.field == *field);
                links
            }
        };
        found.extend(links.into_iter().filter(|link| met.insert(link.id.clone())));
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    Ok(found)
}
