//! What a screener has decided of a draft that does not pass yet: kept when the draft goes back to its drafter, or when the
//! screener goes on later, so that nothing is decided twice.

use std::collections::BTreeMap;

use mingjing_publication::life::AnyWorking;
use mingjing_screening::Disposition;
use mingjing_store::screening_decisions;
use serde_json::json;

use crate::trail::{Step, record};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// Keeps the decisions of this screener on a submitted draft, and leaves the draft where it is.
///
/// # Errors
/// When the person may not screen the draft, or it does not wait for screening; [`Error::Conflict`].
pub async fn keep_decisions(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    decisions: &BTreeMap<String, Disposition>,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &draft.head.agency_code)?;
    if !matches!(draft.life, AnyWorking::Submitted(_)) {
        return Err(Error::Refused("这份稿件不在待审查状态".into()));
    }
    let text = serde_json::to_string(decisions)?;
    screening_decisions::keep(&mut tx, id, &by.id, (&text, &house.now_text())).await?;
    let detail = Some(json!({ "decided": decisions.len() }));
    let agency = draft.head.agency_code.as_str();
    record(house, &mut tx, by, Step { action: "decide", disclosure: Some(id), agency, reason: None, detail })
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What was decided before, by the identity of each finding: by this person, or else by another screener.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_decisions(
    house: &House,
    by: &Officer,
    draft: &Draft,
) -> Result<BTreeMap<String, Disposition>, Error> {
    let mut tx = house.db.read().await?;
    let mut kept = screening_decisions::of_disclosure(&mut tx, &draft.head.id).await?;
    kept.sort_by_key(|(officer, _)| *officer == by.id);
    let mut all = BTreeMap::new();
    for (_, decisions) in kept {
        let decisions: BTreeMap<String, Disposition> = serde_json::from_str(&decisions)?;
        all.extend(decisions);
    }
    Ok(all)
}
