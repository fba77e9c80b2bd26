//! Counts of the index as facets with links, and the names behind codes.

use std::sync::Arc;

use chrono::NaiveDate;
use mingjing_actions::{House, Register};
use mingjing_catalogue::{Area, Catalogue, Field, FieldKind, Item};
use mingjing_design::components::{FacetChoice, FacetGroup};
use mingjing_search::Facet;
use serde_json::Value;

use crate::visit::{Address, Visit};

/// Values of one facet that are shown, most frequent first.
const MOST: usize = 40;

/// Names of agencies, regions and items.
pub(crate) struct Names<'a> {
    catalogue: &'a Catalogue,
    register: Arc<Register>,
}

impl<'a> Names<'a> {
    /// The names that the house knows now.
    pub(crate) fn new(house: &'a House) -> Self {
        Self { catalogue: &house.rules.catalogue, register: house.register() }
    }

    /// Full name of an agency; its code if it is not in the register.
    pub(crate) fn agency(&self, code: &str) -> String {
        self.register.agency_name(code).to_owned()
    }

    /// Full name that an agency had on the day a disclosure bears.
    pub(crate) fn agency_on(&self, code: &str, day: NaiveDate) -> String {
        self.register.agency_name_on(code, day).to_owned()
    }

    /// Name of an administrative division; its code if it is not in the register.
    pub(crate) fn region(&self, code: &str) -> String {
        self.register.region(code).map_or(code, |region| region.name.as_str()).to_owned()
    }

    /// A canonical value in words, codes as names.
    pub(crate) fn display(&self, field: &Field, value: &Value) -> String {
        match (&field.kind, value) {
            (FieldKind::Agency, Value::String(code)) => self.agency(code),
            (FieldKind::Region, Value::String(code)) => self.region(code),
            _ => field.display(value),
        }
    }

    fn value(&self, facet: &Facet, item: Option<&Item>, value: &str) -> String {
        match facet {
            Facet::Item => self.catalogue.item(value).map_or(value, |item| item.title.zh.as_str()).to_owned(),
            Facet::Agency => {
                self.register.agency(value).map_or(value, |agency| agency.short_name.as_str()).to_owned()
            }
            Facet::Region => self.region(value),
            Facet::Year => format!("{value}年"),
            Facet::Area => {
                Area::from_key(value).map_or_else(|| value.to_owned(), |area| area.zh().to_owned())
            }
            Facet::Status => value.to_owned(),
            Facet::Field(key) => match item.and_then(|item| item.field(key)) {
                Some(field) => self.display(field, &Value::String(value.to_owned())),
                None => value.to_owned(),
            },
        }
    }

    /// Whether a region stands directly below the one chosen, or below the whole where none is.
    fn is_next_below(&self, code: &str, chosen: &str) -> bool {
        let Some(region) = self.register.region(code) else { return false };
        match &region.parent_code {
            Some(parent) if chosen.is_empty() => {
                self.register.region(parent).is_some_and(|one| one.parent_code.is_none())
            }
            Some(parent) => parent == chosen,
            None => false,
        }
    }
}

/// Name of the parameter that filters by a facet.
pub(crate) fn parameter(facet: &Facet) -> String {
    match facet {
        Facet::Item => "item".into(),
        Facet::Agency => "agency".into(),
        Facet::Region => "region".into(),
        Facet::Year => "year".into(),
        Facet::Status => "status".into(),
        Facet::Area => "area".into(),
        Facet::Field(key) => format!("f.{key}"),
    }
}

fn title(facet: &Facet, item: Option<&Item>) -> String {
    match facet {
        Facet::Item => "类别".into(),
        Facet::Agency => "机关".into(),
        Facet::Region => "地区".into(),
        Facet::Year => "年份".into(),
        Facet::Status => "状态".into(),
        Facet::Area => "领域".into(),
        Facet::Field(key) => {
            item.and_then(|item| item.field(key)).map_or(key, |field| &field.label.zh).clone()
        }
    }
}

/// One facet with its counts as links; none if there is nothing to choose.
pub(crate) fn group(
    names: &Names<'_>,
    item: Option<&Item>,
    visit: &Visit,
    address: &Address,
    (facet, counts): &(Facet, Vec<(String, u64)>),
) -> Option<FacetGroup> {
    let parameter = parameter(facet);
    let now = visit.param(&parameter);
    let offered = |value: &str| *facet != Facet::Region || value == now || names.is_next_below(value, now);
    let mut choices: Vec<FacetChoice> = counts
        .iter()
        .filter(|(value, _)| !value.is_empty() && offered(value))
        .take(MOST)
        .map(|(value, count)| {
            let chosen = value == now;
            FacetChoice {
                label: names.value(facet, item, value),
                count: *count,
                href: address.with(&parameter, if chosen { "" } else { value }).to_string(),
                chosen,
            }
        })
        .collect();
    if *facet == Facet::Year {
        choices.sort_by(|one, other| other.label.cmp(&one.label));
    }
    let useful = choices.len() > 1 || choices.iter().any(|choice| choice.chosen);
    useful.then(|| FacetGroup { title: title(facet, item), choices })
}
