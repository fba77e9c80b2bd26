//! Disclosures linked to one: in groups, or as one timeline.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_actions::House;
use mingjing_actions::reading::PublicDisclosure;
use mingjing_catalogue::{FieldKind, Item};
use mingjing_design::components::Link;
use mingjing_design::format;
use mingjing_search::{Hit, Query, Sort};
use serde_json::Value;

use crate::pages::{RelatedGroup, TimelineStep};

/// Disclosures with the same code that a page shows.
const MOST_SHARED: usize = 200;

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
    groups(house, disclosure, |link| !is_step(item, link))
}

/// All linked disclosures by the name of the link.
pub(crate) fn all_related(house: &House, disclosure: &PublicDisclosure) -> Vec<RelatedGroup> {
    groups(house, disclosure, |_| true)
}

/// Adds what is reached over several references to the groups: to the one of the same title, or behind them.
pub(crate) fn join(
    groups: &mut Vec<RelatedGroup>,
    joined: Vec<(String, Vec<mingjing_actions::reading::Link>)>,
) {
    for (title, links) in joined {
        let at = groups.iter().position(|group| group.title == title).unwrap_or_else(|| {
            groups.push(RelatedGroup { title, links: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[at];
        for link in links {
            let href = format!("/d/{}", link.id);
            if !group.links.iter().any(|(known, _)| known.href == href) {
                group.links.push((Link::new(href, link.title.clone()), day(&link)));
            }
        }
    }
}

fn groups(
    house: &House,
    disclosure: &PublicDisclosure,
    shown: impl Fn(&mingjing_actions::reading::Link) -> bool,
) -> Vec<RelatedGroup> {
    let mut groups: BTreeMap<(bool, String), Vec<(Link, String)>> = BTreeMap::new();
    for link in disclosure.links.iter().filter(|link| shown(link)) {
        groups
            .entry((link.inbound, title(house, disclosure, link)))
            .or_default()
            .push((Link::new(format!("/d/{}", link.id), link.title.clone()), day(link)));
    }
    groups.into_iter().map(|((_, title), links)| RelatedGroup { title, links }).collect()
}

/// Disclosures of any item that have the same code as this one, by the fields that the item shares.
///
/// # Errors
/// When the index fails.
pub(crate) fn shared(
    house: &House,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
) -> Result<Vec<SharedCode>, mingjing_search::Error> {
    let mut found = Vec::new();
    let content = disclosure.content();
    for key in item.into_iter().flat_map(|item| &item.shared) {
        let field = item.and_then(|item| item.field(key));
        let value = content.and_then(|content| content.fields.get(key)).and_then(Value::as_str);
        let Some((field, value)) = field.zip(value) else { continue };
        let filters = vec![(key.clone(), value.to_owned())];
        let query = Query { filters, sort: Sort::Oldest, limit: MOST_SHARED, ..Query::default() };
        let hits = house.search.search(&query)?.hits;
        let known =
            |hit: &Hit| hit.id == disclosure.id || disclosure.links.iter().any(|link| link.id == hit.id);
        let steps = hits.into_iter().filter(|hit| !known(hit)).map(|hit| SharedStep {
            day: hit.issued_on,
            what: house.rules.catalogue.item(&hit.item).map_or(hit.item, |item| item.title.zh.clone()),
            link: Link::new(format!("/d/{}", hit.id), hit.title),
        });
        found.push(SharedCode { label: field.label.zh.clone(), steps: steps.collect() });
    }
    Ok(found)
}

/// What has one code in common with a disclosure.
pub(crate) struct SharedCode {
    /// Title of the code.
    label: String,
    /// The disclosures, by day.
    steps: Vec<SharedStep>,
}

struct SharedStep {
    day: NaiveDate,
    what: String,
    link: Link,
}

/// Groups of what has a code in common, where there is no timeline for it.
pub(crate) fn shared_groups(item: Option<&Item>, shared: &[SharedCode]) -> Vec<RelatedGroup> {
    if item.is_some_and(|item| item.timeline) {
        return Vec::new();
    }
    let filled = shared.iter().filter(|code| !code.steps.is_empty());
    filled
        .map(|code| RelatedGroup {
            title: format!("{}相同的信息", code.label),
            links: code.steps.iter().map(|step| (step.link.clone(), format::date(step.day))).collect(),
        })
        .collect()
}

/// What refers to a disclosure that gathers it, and what has its codes, earliest first.
pub(crate) fn timeline(
    house: &House,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
    shared: Vec<SharedCode>,
) -> Vec<TimelineStep> {
    let links = disclosure.links.iter().filter(|link| is_step(item, link)).map(|link| {
        let step = TimelineStep {
            day: day(link),
            what: title(house, disclosure, link),
            link: Link::new(format!("/d/{}", link.id), link.title.clone()),
        };
        (link.issued_on.clone(), step)
    });
    let gathers = item.is_some_and(|item| item.timeline);
    let shared = shared.into_iter().filter(|_| gathers).flat_map(|code| code.steps).map(|step| {
        let line = TimelineStep { day: format::date(step.day), what: step.what, link: step.link };
        (step.day.to_string(), line)
    });
    let mut steps: Vec<(String, TimelineStep)> = links.chain(shared).collect();
    steps.sort_by(|(one, a), (other, b)| (one, &a.link.href).cmp(&(other, &b.link.href)));
    steps.into_iter().map(|(_, step)| step).collect()
}
