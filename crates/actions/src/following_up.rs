//! What may be written that refers to something public: the interpretation of a document, the result of a call. Which item
//! refers to which, and by what field, says the catalogue.

use mingjing_catalogue::{FieldKind, Item};
use mingjing_store::drafts;
use serde_json::{Map, Value};

use crate::drafting::begin;
use crate::publishing::PUBLISHED;
use crate::{Action, Error, House, Officer};

/// One kind of follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Key of the item to be written.
    pub item: String,
    /// Key of its field that refers.
    pub field: String,
    /// What people read.
    pub title: String,
}

/// The reference fields of an item that may name one of another item.
fn referring<'a>(item: &'a Item, to: &'a str) -> impl Iterator<Item = &'a mingjing_catalogue::Field> {
    item.fields.iter().filter(
        move |field| matches!(&field.kind, FieldKind::Reference { items, .. } if items.iter().any(|i| i == to)),
    )
}

/// What an agency may write that refers to a disclosure of this item.
#[must_use]
pub fn follow_ups(house: &House, to: &str, agency: &str) -> Vec<FollowUp> {
    let register = house.register();
    let Some(agency) = register.agency(agency) else { return Vec::new() };
    let items = house.rules.catalogue.items().iter();
    let own = items.filter(|item| item.levels.iter().any(|level| level.key() == agency.level));
    own.flat_map(|item| {
        referring(item, to).map(|field| FollowUp {
            item: item.key.clone(),
            field: field.key.clone(),
            title: format!("{}（{}）", item.title.zh, field.label.zh),
        })
    })
    .collect()
}

/// Begins a follow-up of a public disclosure, for the person's own agency, with the reference filled in; answers its
/// identity.
///
/// # Errors
/// When the person may not draft, the disclosure is not public, or the item does not refer to such by that field.
pub async fn start_follow_up(
    house: &House,
    by: &Officer,
    id: &str,
    (item, field): (&str, &str),
) -> Result<String, Error> {
    let by = &house.must(by, Action::Draft, &by.agency)?;
    let head = {
        let mut tx = house.db.read().await?;
        drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?
    };
    if head.status != PUBLISHED {
        return Err(Error::Refused("只能为正在公开的信息写后续".into()));
    }
    let kinds = follow_ups(house, &head.item, &by.agency);
    if !kinds.iter().any(|kind| kind.item == item && kind.field == field) {
        return Err(Error::Refused("这种信息不能这样引用这一条，请在列表里选择".into()));
    }
    let item = house.item(item)?;
    let named = Value::String(head.index_no.unwrap_or(head.id));
    let many = matches!(item.field(field).map(|f| &f.kind), Some(FieldKind::Reference { many: true, .. }));
    let value = if many { Value::Array(vec![named]) } else { named };
    let values = Map::from_iter([(field.to_owned(), value)]);
    begin(house, by, item, &by.agency, (values, None)).await
}
