//! Background work on what is gathered from the log: lists day by day, and until when records of credit are shown.

use mingjing_catalogue::{History, Item};
use mingjing_publication::{Content, Event};
use mingjing_store::gathered::{self, GatherRow};
use mingjing_store::lists::{self, SpanRow};
use mingjing_store::{Tx, drafts};

use crate::credit::publicity_term;
use crate::house::as_i64;
use crate::withdrawing::end_publicity;
use crate::{Error, House};

/// Leaves gathered in one transaction.
const BATCH: i64 = 20_000;

/// `list_spans.valid_until` of what holds until further notice: behind every day.
pub(crate) const OPEN: &str = "9999-12-31";

/// Gathers up to the newest public leaf.
///
/// # Errors
/// When the database refuses; the next call goes on behind what was gathered.
pub async fn catch_up(house: &House) -> Result<(), Error> {
    let visible = as_i64(house.visible().size);
    let watched = |item: &&Item| {
        item.history.is_some() || item.credit.as_ref().is_some_and(|credit| credit.publicity.is_some())
    };
    let items: Vec<&str> =
        house.rules.catalogue.items().iter().filter(watched).map(|item| item.key.as_str()).collect();
    loop {
        let mut tx = house.db.read().await?;
        let from = gathered::leaves(&mut tx).await?;
        if from >= visible {
            return Ok(());
        }
        let to = visible.min(from + BATCH);
        let rows = gathered::of_items(&mut tx, from, to, &items).await?;
        drop(tx);
        let mut tx = house.db.begin().await?;
        for row in rows {
            gather(house, &mut tx, row).await?;
        }
        match gathered::advance(&mut tx, from, to).await {
            Ok(()) => tx.commit().await?,
            // Another process was quicker: what it gathered is the same.
            Err(mingjing_store::Error::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn gather(house: &House, tx: &mut Tx, row: GatherRow) -> Result<(), Error> {
    let content = row.content.as_ref().map(|text| Content::from_bytes(text.as_bytes())).transpose()?;
    let Some(content) = content.filter(|_| row.event != Event::Withdraw.as_str()) else {
        gathered::delete_end(tx, &row.disclosure_id).await?;
        return Ok(lists::set_spans(tx, &row.disclosure_id, &[]).await?);
    };
    if let Some(term) = publicity_term(house, &content)? {
        gathered::put_end(tx, &row.disclosure_id, &term.ends_on.to_string()).await?;
    }
    let Some(item) = house.rules.catalogue.item(&row.item) else { return Ok(()) };
    let Some(history) = &item.history else { return Ok(()) };
    let mut spans = lists::spans(tx, &row.disclosure_id).await?;
    for (day, present) in says(item, history, &content, spans.is_empty()) {
        fold(&mut spans, span(&row, day, present));
    }
    Ok(lists::set_spans(tx, &row.disclosure_id, &spans).await?)
}

/// What a version says: the days from which the entry is in the list, or is not. A version that ends an entry does not
/// change what the one before it said of the days until then.
fn says(item: &Item, history: &History, content: &Content, is_first: bool) -> Vec<(String, bool)> {
    let validity = history.validity(item.status_field.as_deref(), &content.fields, content.issued_on);
    let from = (validity.from.to_string(), true);
    match validity.ended {
        None => vec![from],
        Some(end) if is_first && validity.from < end => vec![from, (end.to_string(), false)],
        Some(end) => vec![(end.to_string(), false)],
    }
}

fn span(row: &GatherRow, valid_from: String, present: bool) -> SpanRow {
    // Several fields of a key are kept apart by a character that nobody can read.
    let entry = row.natural_key.as_deref().unwrap_or(&row.disclosure_id).replace('\u{1f}', " ");
    SpanRow {
        disclosure_id: row.disclosure_id.clone(),
        valid_from,
        valid_until: OPEN.to_owned(),
        item: row.item.clone(),
        agency_code: row.agency_code.clone(),
        entry,
        leaf_index: row.leaf_index,
        present,
    }
}

/// Adds what a later version says: it holds from its day on, whatever was said of these days before.
fn fold(spans: &mut Vec<SpanRow>, new: SpanRow) {
    spans.retain(|span| span.valid_from < new.valid_from);
    if let Some(last) = spans.last_mut() {
        last.valid_until.clone_from(&new.valid_from);
    }
    spans.push(new);
}

/// Takes out the records whose publicity has ended; how many.
///
/// # Errors
/// When the database refuses.
pub async fn end_publicities(house: &House) -> Result<usize, Error> {
    /// Records taken out before something else has its turn.
    const AT_ONCE: i64 = 100;
    let today = house.now().date_naive().to_string();
    let ended = {
        let mut tx = house.db.read().await?;
        gathered::ended(&mut tx, &today, AT_ONCE).await?
    };
    let mut done = 0;
    for id in ended {
        let mut tx = house.db.begin().await?;
        // What the log says of it meanwhile comes with the next gathering.
        gathered::delete_end(&mut tx, &id).await?;
        let head = drafts::disclosure(&mut tx, &id).await?;
        done += usize::from(end_publicity(house, &mut tx, head).await?);
        tx.commit().await?;
        house.announce_append();
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(leaf: i64) -> GatherRow {
        GatherRow {
            leaf_index: leaf,
            disclosure_id: "a".into(),
            revision: leaf + 1,
            event: "amend".into(),
            item: "power-list".into(),
            agency_code: "130001".into(),
            natural_key: Some("甲-1".into()),
            content: None,
        }
    }

    fn day(n: u32) -> String {
        format!("2026-01-{n:02}")
    }

    proptest! {
        /// The list at a day is the fold of all changes up to that day: of those whose day has come, the last one said.
        #[test]
        fn a_list_at_a_day_is_the_fold_of_the_changes_up_to_it(
            changes in proptest::collection::vec((1u32..29, any::<bool>()), 0..30),
        ) {
            let mut spans = Vec::new();
            for (leaf, (from, present)) in changes.iter().enumerate() {
                fold(&mut spans, span(&row(i64::try_from(leaf).unwrap()), day(*from), *present));
            }
            for on in 1..30 {
                let said = changes.iter().enumerate().rfind(|(_, (from, _))| *from <= on);
                let holding: Vec<_> =
                    spans.iter().filter(|s| s.valid_from <= day(on) && day(on) < s.valid_until).collect();
                prop_assert!(holding.len() <= 1, "two versions hold on one day");
                let held = holding.first().map(|s| (s.leaf_index, s.present));
                let wanted = said.map(|(leaf, (_, present))| (i64::try_from(leaf).unwrap(), *present));
                prop_assert_eq!(held, wanted);
            }
        }
    }
}
