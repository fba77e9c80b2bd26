//! Generated disclosures of every item of the catalogue, out of the item's own definition and sentences for it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::NaiveDate;
use mingjing_actions::import::import_values;
use mingjing_actions::{House, Officer};
use mingjing_catalogue::{FieldKind, Item};
use mingjing_procedures::Step;
use mingjing_store::versions;

use super::filling::{Disclosures, Filling, Made};
use super::material::{Material, Sheet};
use super::row::Row;
use super::{Rows, SOURCE};

/// More than the demonstration has of any item.
pub(super) const MOST: i64 = 10_000;

/// Makes the rows of all sheets, targets of references first.
pub(super) async fn fill(house: &House, by: &Officer, today: NaiveDate) -> anyhow::Result<()> {
    let material = Material::read()?;
    let mut made = Disclosures::new();
    for key in order(house, &material)? {
        let item = house.item(&key)?;
        if let Some(sheet) = material.sheets.get(&key) {
            let ids =
                add(house, by, item, sheet, (&material, &made, today)).await.with_context(|| key.clone())?;
            made.insert(key, ids);
        } else {
            let rows = newest(house, &key).await?;
            let rows = rows.into_iter().enumerate();
            made.insert(key, rows.map(|(at, id)| Made { id, of: None, at }).collect());
        }
    }
    Ok(())
}

/// Rows of one item. An item that refers to itself gets its first row alone, so that the others can refer to it.
async fn add(
    house: &House,
    by: &Officer,
    item: &Item,
    sheet: &Sheet,
    (material, made, today): (&Material, &Disclosures, NaiveDate),
) -> anyhow::Result<Vec<Made>> {
    let register = house.register();
    let rows = Row::all(material, &register, sheet, today)?;
    let known: BTreeSet<String> = newest(house, &item.key).await?.into_iter().collect();
    let first = if targets(item).any(|target| target == item.key) { 1 } else { rows.len() };
    let (first, rest) = rows.split_at(first.min(rows.len()));
    put(house, by, item, first, &Filling { item, sheet, made }).await?;
    if !rest.is_empty() {
        let mut made_before = BTreeMap::new();
        for target in targets(item) {
            let ids = newest(house, target).await?.into_iter().enumerate();
            made_before
                .insert(target.to_owned(), ids.map(|(at, id)| Made { id, of: None, at }).collect::<Vec<_>>());
        }
        put(house, by, item, rest, &Filling { item, sheet, made: &made_before }).await?;
    }
    // Identities sort in the order in which they were made.
    let ids = newest(house, &item.key).await?.into_iter().filter(|id| !known.contains(id));
    let made = ids.zip(&rows).map(|(id, row)| Made { id, of: sheet.of.clone(), at: row.at });
    Ok(made.collect())
}

async fn put(
    house: &House,
    by: &Officer,
    item: &Item,
    rows: &[Row<'_>],
    filling: &Filling<'_>,
) -> anyhow::Result<()> {
    let rows: anyhow::Result<Rows> =
        rows.iter().map(|row| Ok((row.agency.clone(), filling.fill(row)?))).collect();
    let (_, refused) = import_values(house, by, &item.key, SOURCE, rows?).await?;
    for (row, reason) in refused {
        tracing::warn!(item = item.key, row, reason, "a generated row was not taken");
    }
    Ok(())
}

/// Identities of what is published of an item, oldest first.
async fn newest(house: &House, item: &str) -> anyhow::Result<Vec<String>> {
    let mut tx = house.db.read().await?;
    let rows = versions::newest_of_item(&mut tx, item, "", MOST).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The items that an item's fields may point to.
fn targets(item: &Item) -> impl Iterator<Item = &str> {
    let references = item.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Reference { items, .. } => Some(items),
        _ => None,
    });
    references.flatten().map(String::as_str)
}

/// The items that a procedure wants published before this one: those of the steps before its own.
fn steps_before<'a>(house: &'a House, key: &'a str) -> impl Iterator<Item = &'a str> {
    let procedure = &house.rules.decisions;
    let shows = |step: &Step| step.evidence.iter().any(|one| one.item == key);
    let step = procedure.steps.iter().position(shows).filter(|_| key != procedure.item);
    let before = procedure.steps.iter().take(step.unwrap_or_default()).flat_map(|step| &step.evidence);
    before.map(|evidence| evidence.item.as_str()).filter(move |item| *item != procedure.item && *item != key)
}

/// All items, what is referred to before what refers to it, and procedures step by step.
fn order(house: &House, material: &Material) -> anyhow::Result<Vec<String>> {
    for key in material.sheets.keys() {
        house.item(key).with_context(|| format!("演示材料里的“{key}”"))?;
    }
    let mut ordered = Vec::new();
    let mut begun = BTreeSet::new();
    for item in house.rules.catalogue.items() {
        visit(house, item, &mut begun, &mut ordered)?;
    }
    Ok(ordered)
}

fn visit(
    house: &House,
    item: &Item,
    begun: &mut BTreeSet<String>,
    ordered: &mut Vec<String>,
) -> anyhow::Result<()> {
    if !begun.insert(item.key.clone()) {
        return Ok(());
    }
    for target in targets(item).chain(steps_before(house, &item.key)) {
        visit(house, house.item(target)?, begun, ordered)?;
    }
    ordered.push(item.key.clone());
    Ok(())
}
