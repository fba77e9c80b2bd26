//! Major decisions of the demonstration: once their steps are public, they say how far they are.

use mingjing_actions::import::import_values;
use mingjing_actions::{House, Officer};
use mingjing_publication::Content;
use mingjing_store::versions;
use serde_json::Value;

use super::material::Material;
use super::{Rows, SOURCE};

/// Sets what the subjects say of the stage of each decision.
pub(super) async fn advance(house: &House, by: &Officer) -> anyhow::Result<()> {
    let (material, procedure) = (Material::read()?, &house.rules.decisions);
    let subjects = material.subjects.get("decisions").map(Vec::as_slice).unwrap_or_default();
    let mut tx = house.db.read().await?;
    let newest = versions::newest_of_item(&mut tx, &procedure.item, "", super::items::MOST).await?;
    drop(tx);
    let mut rows = Rows::new();
    for row in newest {
        let Some(text) = &row.content else { continue };
        let content = Content::from_bytes(text.as_bytes())?;
        let subject = subjects.iter().find(|subject| subject.get("s") == Some(&content.title));
        let Some(stage) = subject.and_then(|subject| subject.get("stage")) else { continue };
        let mut values = content.fields;
        values.insert(procedure.stage.clone(), Value::String(stage.clone()));
        rows.push((content.agency, values));
    }
    let (_, refused) = import_values(house, by, &procedure.item, SOURCE, rows).await?;
    for (row, reason) in refused {
        tracing::warn!(row, reason, "the stage of a generated decision was not taken");
    }
    Ok(())
}
