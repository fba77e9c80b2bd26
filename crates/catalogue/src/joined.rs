//! Groups of a page that are reached over more than one reference, e.g. the drafts of the decision behind a policy.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::catalogue::Catalogue;
use crate::field::FieldKind;
use crate::problem::{Problem, Reporter};

/// A group of disclosures on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// What people read.
    pub title: String,
    /// How they are reached.
    pub hops: Vec<Hop>,
}

/// One reference on the way, from where the way has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    /// To what refers here.
    From {
        /// Its item.
        item: String,
        /// Its field.
        field: String,
    },
    /// To what this refers to.
    To {
        /// Its field.
        field: String,
    },
}

/// `[[page.joined]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawJoined {
    pub(crate) title: String,
    pub(crate) path: Vec<Spanned<String>>,
}

impl RawJoined {
    pub(crate) fn read(self) -> Joined {
        Joined { title: self.title, hops: self.path.iter().map(|hop| Hop::read(hop.get_ref())).collect() }
    }
}

impl Hop {
    /// `item.field` comes from there, `field` goes there.
    fn read(text: &str) -> Self {
        match text.split_once('.') {
            Some((item, field)) => Self::From { item: item.to_owned(), field: field.to_owned() },
            None => Self::To { field: text.to_owned() },
        }
    }
}

/// As much of an item file as says how groups are reached.
#[derive(Deserialize)]
struct Head {
    key: String,
    #[serde(default)]
    page: Page,
}

#[derive(Deserialize, Default)]
struct Page {
    #[serde(default)]
    joined: Vec<RawJoined>,
}

/// Whether every way leads from reference to reference, once all items are known.
pub(crate) fn check<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    catalogue: &Catalogue,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in files {
        let Ok(head) = toml::from_str::<Head>(text) else { continue };
        let mut reporter = Reporter::new(path, text);
        for joined in &head.page.joined {
            let mut here = BTreeSet::from([head.key.clone()]);
            for hop in &joined.path {
                here = next(catalogue, &here, &Hop::read(hop.get_ref()));
                if here.is_empty() {
                    let reason = format!("page.joined 的“{}”走不通：没有这样的引用字段", hop.get_ref());
                    reporter.add(hop.span(), reason);
                    break;
                }
            }
        }
        problems.extend(reporter.finish());
    }
    problems
}

/// The items where a hop leads; none where there is no such reference.
fn next(catalogue: &Catalogue, here: &BTreeSet<String>, hop: &Hop) -> BTreeSet<String> {
    let targets = |item: &str, field: &str| match catalogue.item(item)?.field(field).map(|f| &f.kind) {
        Some(FieldKind::Reference { items, .. }) => Some(items.clone()),
        _ => None,
    };
    match hop {
        Hop::From { item, field } => {
            let points_here =
                targets(item, field).is_some_and(|items| items.iter().any(|i| here.contains(i)));
            points_here.then(|| item.clone()).into_iter().collect()
        }
        Hop::To { field } => here.iter().filter_map(|item| targets(item, field)).flatten().collect(),
    }
}
