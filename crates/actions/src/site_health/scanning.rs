//! Background work: texts are looked through in the order of the log, so many entries at once and then a rest. Where it stopped
//! it goes on; position and findings are one transaction. With another list of words it begins anew.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use mingjing_publication::{Content, Event};
use mingjing_store::Tx;
use mingjing_store::text_findings::{self, NewFinding, Position, TextRow};
use sha2::{Digest, Sha256};

use super::texts::{Found, look, short};
use super::{batch, leads_nowhere};
use crate::house::as_i64;
use crate::{Error, House};

/// How long to wait when there is nothing to look through.
const IDLE: Duration = Duration::from_secs(30);

/// An entry that was looked through.
struct Looked {
    row: TextRow,
    /// What is to be kept of it.
    found: Vec<NewFinding>,
    /// Whether readers no longer get to the disclosure.
    gone: bool,
}

/// Looks through the next entries of the log that are public; whether there may be more.
///
/// # Errors
/// When the database refuses; the next call goes on behind what was looked through.
pub async fn scan_some(house: &House) -> Result<bool, Error> {
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let before = text_findings::position(&mut tx).await?;
    let rules = digest(&house.rules.health.words);
    // Under other rules everything is looked through once more.
    let from = if before.rules == rules { before.leaves } else { 0 };
    if from >= visible {
        return Ok(false);
    }
    let to = visible.min(from.saturating_add(batch(house)));
    // Everything is read and looked at before the one who writes is held up. What a link leads to may change meanwhile:
    // the entry that says so comes later and is looked through then.
    let mut looked = Vec::new();
    for row in text_findings::versions(&mut tx, from, to).await? {
        looked.push(scan(house, &mut tx, row).await?);
    }
    drop(tx);
    let mut tx = house.db.begin().await?;
    // First of all: of two processes one waits here, and then finds that the other was quicker.
    match text_findings::advance(&mut tx, &before, &Position { leaves: to, rules }).await {
        Ok(()) => {}
        Err(mingjing_store::Error::Conflict) => return Ok(true),
        Err(error) => return Err(error.into()),
    }
    for Looked { row, found, gone } in looked {
        text_findings::replace(&mut tx, (&row.disclosure_id, &row.agency_code), &found).await?;
        text_findings::mark_target(&mut tx, &row.disclosure_id, gone).await?;
    }
    tx.commit().await?;
    Ok(to < visible)
}

async fn scan(house: &House, tx: &mut Tx, row: TextRow) -> Result<Looked, Error> {
    let content = row.content.as_ref().filter(|_| row.event != Event::Withdraw.as_str());
    let Some(content) = content else { return Ok(Looked { row, found: Vec::new(), gone: true }) };
    let content = Content::from_bytes(content.as_bytes())?;
    let known = |item: &str| house.rules.catalogue.item(item).is_some();
    let found = match &content.body {
        Some(body) => look(body, &house.site.base_url, &house.rules.health.words, known),
        None => Vec::new(),
    };
    let mut kept = Vec::with_capacity(found.len());
    for one in found {
        kept.push(match one {
            Found::Link(named) => {
                let (target, standing) = leads_nowhere(tx, &named).await?;
                let said = short(&format!("链接 /d/{named} 打不开：没有这条信息，或者已经撤回"));
                NewFinding { kind: "dead_link", said, target: Some(target), standing }
            }
            Found::NoPage(said) => plain("dead_link", &said),
            Found::Barrier(said) => plain("accessibility", &said),
            Found::Word(said) => plain("word", &said),
        });
    }
    Ok(Looked { found: kept, gone: false, row })
}

/// What the look depends on: the words, and how texts are looked through.
fn digest(words: &BTreeMap<String, String>) -> String {
    const LOOK: &str = "1";
    let mut digest = Sha256::new_with_prefix(LOOK);
    for (wrong, right) in words {
        digest.update(format!("\n{wrong}\t{right}"));
    }
    hex::encode(digest.finalize())
}

fn plain(kind: &'static str, said: &str) -> NewFinding {
    NewFinding { kind, said: short(said), target: None, standing: true }
}

/// Runs for ever, with a rest after every look.
pub async fn run(house: Arc<House>) {
    let rest = Duration::from_secs(house.rules.health.pause_seconds.into());
    loop {
        let wait = match scan_some(&house).await {
            Ok(true) => rest,
            Ok(false) => IDLE,
            Err(e) => {
                tracing::error!(error = %e, "texts could not be looked through; trying again");
                IDLE
            }
        };
        tokio::time::sleep(wait).await;
    }
}
