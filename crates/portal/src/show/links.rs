//! Disclosures linked to one: in groups, or as one timeline.

use std::collections::BTreeMap;

use mingjing_actions::House;
use mingjing_actions::reading::PublicDisclosure;
use mingjing_catalogue::{FieldKind, Item};
use mingjing_design::components::Link;
use mingjing_design::format;

use crate::pages::{RelatedGroup, TimelineStep};

/// What a link is called from where the reader stands.
fn title(house: &House, disclosure: &PublicDisclosure, link: &mingjing_actions::reading::Link) -> String {
    let owner = if link.inbound { &link.item } else { &disclosure.item };
    let field = house.rules.catalogue.item(owner).and_then(|item| item.field(&link.field));
    match field.map(|field| (&field.kind, &field.label)) {
        Some((FieldKind::Reference { inverse: Some(inverse), .. }, _)) if link.inbound => inverse.zh.clone(),
        Some((_, label)) if !link.inbound => label.zh.clone(),
        _ => "相关信息".to_owned(),
    }
}

fn day(link: &mingjing_actions::reading::Link) -> String {
    link.issued_on.parse().map_or_else(|_| link.issued_on.clone(), format::date)
}

/// Whether a link belongs to the timeline: what refers to a disclosure that gathers it.
fn is_step(item: Option<&Item>, link: &mingjing_actions::reading::Link) -> bool {
    link.inbound && item.is_some_and(|item| item.timeline)
}

/// Linked disclosures by the name of the link.
pub(crate) fn related(
    house: &House,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
) -> Vec<RelatedGroup> {
    let mut groups: BTreeMap<(bool, String), Vec<(Link, String)>> = BTreeMap::new();
    for link in disclosure.links.iter().filter(|link| !is_step(item, link)) {
        groups
            .entry((link.inbound, title(house, disclosure, link)))
            .or_default()
            .push((Link::new(format!("/d/{}", link.id), link.title.clone()), day(link)));
    }
    groups.into_iter().map(|((_, title), links)| RelatedGroup { title, links }).collect()
}

/// What refers to a disclosure that gathers it, earliest first.
pub(crate) fn timeline(
    house: &House,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
) -> Vec<TimelineStep> {
    let mut links: Vec<_> = disclosure.links.iter().filter(|link| is_step(item, link)).collect();
    links.sort_by(|one, other| (&one.issued_on, &one.id).cmp(&(&other.issued_on, &other.id)));
    links
        .into_iter()
        .map(|link| TimelineStep {
            day: day(link),
            what: title(house, disclosure, link),
            link: Link::new(format!("/d/{}", link.id), link.title.clone()),
        })
        .collect()
}
