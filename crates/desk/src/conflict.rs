//! Two people changed the same draft: what the other saved beside what this person typed.

use mingjing_actions::{Draft, House, Officer, desk_reading};
use mingjing_catalogue::{FieldKind, Item};
use mingjing_design::form::{self, Entries};
use mingjing_publication::difference::{Change, ChangeKind, words};
use mingjing_publication::life::AnyWorking;
use serde_json::Value;

use crate::failure::Failure;
use crate::pages::ConflictPart;
use crate::work::minute;

/// Unchanged stretches longer than this, in characters, are shortened.
const LONGEST_SAME: usize = 80;
/// How many characters of a shortened stretch are shown at either end.
const SHOWN: usize = 30;

/// One field that differs.
#[derive(Debug)]
pub(crate) struct FieldDifference {
    /// Key of the field.
    pub(crate) key: String,
    /// What is saved, as the inputs of the form hold it, urlencoded.
    pub(crate) inputs: String,
    /// Title of the field.
    pub(crate) label: String,
    /// What is saved, with what the person does not have marked.
    pub(crate) saved: Vec<Change>,
    /// What was typed, with what is not saved marked.
    pub(crate) typed: Vec<Change>,
}

/// The whole message: who saved when, and the fields that differ.
/// `open` are the fields that the person has to decide about, where the others are put together already.
pub(crate) async fn part(
    house: &House,
    officer: &Officer,
    draft: &Draft,
    (typed, open): (&Entries, Option<&[String]>),
) -> Result<ConflictPart, Failure> {
    let item = house.item(&draft.head.item)?;
    let mut fields = between(house, item, draft, typed);
    fields.retain(|field| open.is_none_or(|open| open.contains(&field.key)));
    let newest = desk_reading::trail(house, officer, &draft.head.id).await?.pop();
    Ok(ConflictPart {
        id: draft.head.id.clone(),
        by: newest.map(|row| row.officer_name).unwrap_or_default(),
        at: minute(&draft.updated_at),
        editable: matches!(draft.life, AnyWorking::Drafting(_)),
        merged: open.is_some(),
        fields,
    })
}

/// The fields in which what was typed differs from what is saved.
fn between(house: &House, item: &Item, saved: &Draft, typed: &Entries) -> Vec<FieldDifference> {
    let (typed_values, problems) = form::read(item, typed, &house.knowledge());
    let saved_values = saved.all_values();
    let saved_inputs = Entries::from_values(item, &saved.values, saved.body.as_deref());
    let fields = item.fields.iter().filter(|f| !matches!(f.kind, FieldKind::Files));
    fields
        .filter_map(|field| {
            let shown = |value: Option<&Value>| match value {
                Some(Value::String(text)) if matches!(field.kind, FieldKind::Body) => text.clone(),
                Some(value) => field.display(value),
                None => String::new(),
            };
            // What cannot be read has no value; it is shown as it was typed.
            let unreadable = problems.iter().any(|p| p.field == field.key);
            let after = if unreadable {
                typed.text(&field.key).to_owned()
            } else {
                shown(typed_values.get(&field.key))
            };
            let before = shown(saved_values.get(&field.key));
            let changed = before.trim() != after.trim();
            changed.then(|| {
                let changes: Vec<Change> = words(&before, &after).into_iter().map(shortened).collect();
                let but = |kind| changes.iter().filter(|c| c.kind != kind).cloned().collect();
                FieldDifference {
                    key: field.key.clone(),
                    inputs: encoded(saved_inputs.of_field(&field.key)),
                    label: field.label.zh.clone(),
                    saved: but(ChangeKind::Inserted),
                    typed: but(ChangeKind::Deleted),
                }
            })
        })
        .collect()
}

/// Inputs with their texts, as a form sends them.
pub(crate) fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn shortened(change: Change) -> Change {
    let length = change.text.chars().count();
    if change.kind != ChangeKind::Same || length <= LONGEST_SAME {
        return change;
    }
    let head: String = change.text.chars().take(SHOWN).collect();
    let tail: String = change.text.chars().skip(length - SHOWN).collect();
    Change { text: format!("{head}……{tail}"), ..change }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_unchanged_stretches_are_shortened() {
        let change = |kind, n| Change { kind, text: "文".repeat(n) };
        assert_eq!(shortened(change(ChangeKind::Same, 80)).text.chars().count(), 80);
        assert_eq!(shortened(change(ChangeKind::Same, 81)).text.chars().count(), 62);
        assert_eq!(shortened(change(ChangeKind::Deleted, 500)).text.chars().count(), 500);
    }
}
