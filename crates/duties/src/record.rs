//! What the log says so far, as far as duties ask: grows leaf by leaf, and is the same whether it grew at once or slowly.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::finding::Evidence;

/// Everything the duties ask of the log. The days in it are those on which something became public, so that it answers
/// for any past day what was known then. What was erased is not in it when it is made anew; as only what is withdrawn is
/// erased, today's answer stays the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub(crate) leaves: u64,
    /// The day of the first leaf.
    pub(crate) began: Option<NaiveDate>,
    /// The day each agency first published anything.
    pub(crate) agencies: BTreeMap<String, NaiveDate>,
    /// By item and agency.
    pub(crate) columns: BTreeMap<String, BTreeMap<String, Column>>,
    /// By item, agency and disclosure.
    pub(crate) tracks: BTreeMap<String, BTreeMap<String, BTreeMap<String, Track>>>,
    /// By item and the index number or identity referred to: agency and disclosure that refers.
    pub(crate) referring: BTreeMap<String, BTreeMap<String, BTreeSet<(String, String)>>>,
    /// By item and disclosure: the day it bears, where changes of that have a limit.
    pub(crate) borne: BTreeMap<String, BTreeMap<String, NaiveDate>>,
    /// By duty and agency.
    pub(crate) timed: BTreeMap<String, BTreeMap<String, Timed>>,
    /// Whose disclosure bears an index number or identity that others may refer to.
    pub(crate) owners: BTreeMap<String, String>,
    /// By agency: who decided about objections of it, and in which disclosure.
    #[serde(default)]
    pub(crate) rulings: BTreeMap<String, BTreeSet<(String, String)>>,
    /// The last leaf that can have changed how an agency stands.
    pub(crate) touched: BTreeMap<String, u64>,
}

impl Record {
    /// The form in which it is written. What is stored in another form is made anew from the log.
    pub const FORM: u32 = 2;

    /// Leaves it has taken in: the next one it wants.
    #[must_use]
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// Whether how an agency stands on a day may be another than it was when the record had so many leaves.
    #[must_use]
    pub fn changed_since(&self, agency: &str, leaves: u64) -> bool {
        leaves == 0 || leaves > self.leaves || self.touched.get(agency).is_some_and(|leaf| *leaf >= leaves)
    }

    /// The day of the first leaf; none of an empty log.
    #[must_use]
    pub fn began(&self) -> Option<NaiveDate> {
        self.began
    }

    /// Disclosures of an item and an agency that stand at the end of a day and say in a field that they are about a year,
    /// each with when it said so first, the first before all others. Of a field that no duty looks at nothing is known.
    #[must_use]
    pub fn of_year(
        &self,
        (item, agency): (&str, &str),
        (field, year): (&str, i32),
        on: NaiveDate,
    ) -> Vec<Evidence> {
        let of_agency = self.tracks.get(item).and_then(|agencies| agencies.get(agency));
        let says = |_: &Revision, values: &Map<String, Value>| {
            values.get(field).is_some_and(|value| is_year(value, year))
        };
        let found = of_agency.into_iter().flatten().filter_map(|(id, track)| {
            let first = track.since(on, says)?;
            Some(Evidence { id: id.clone(), leaf: first.leaf, on: first.on })
        });
        let mut found: Vec<Evidence> = found.collect();
        found.sort_by_key(|evidence| evidence.leaf);
        found
    }
}

/// Whether a value is this year.
pub(crate) fn is_year(value: &Value, year: i32) -> bool {
    match value {
        Value::Number(number) => number.as_i64() == Some(year.into()),
        Value::String(text) => text.parse() == Ok(year),
        _ => false,
    }
}

/// How much of one item an agency has, day by day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Column(pub(crate) BTreeMap<NaiveDate, Touch>);

/// What happened on one day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Touch {
    /// Published less withdrawn.
    pub(crate) more: i64,
    /// The last disclosure published or amended, and its leaf.
    pub(crate) newest: Option<(String, u64)>,
}

impl Column {
    /// How many there were at the end of a day.
    pub(crate) fn count(&self, on: NaiveDate) -> i64 {
        self.0.range(..=on).map(|(_, touch)| touch.more).sum()
    }

    /// The last publication or amendment up to a day.
    pub(crate) fn newest(&self, on: NaiveDate) -> Option<Evidence> {
        self.0.range(..=on).rev().find_map(|(&day, touch)| {
            touch.newest.as_ref().map(|(id, leaf)| Evidence { id: id.clone(), leaf: *leaf, on: day })
        })
    }
}

/// The life of one disclosure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Track {
    pub(crate) index_no: String,
    /// In the order of the log.
    pub(crate) revisions: Vec<Revision>,
}

/// One event of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Revision {
    /// When it became public.
    pub(crate) on: NaiveDate,
    pub(crate) leaf: u64,
    /// The day it bears.
    pub(crate) issued_on: NaiveDate,
    /// The fields that duties look at; none once it is withdrawn.
    pub(crate) values: Option<Map<String, Value>>,
}

impl Track {
    /// What was known of it at the end of a day.
    pub(crate) fn known(&self, on: NaiveDate) -> impl Iterator<Item = &Revision> {
        self.revisions.iter().take_while(move |revision| revision.on <= on)
    }

    /// The first revision of which something is true, if it is true of the last one known on a day.
    pub(crate) fn since(
        &self,
        on: NaiveDate,
        holds: impl Fn(&Revision, &Map<String, Value>) -> bool,
    ) -> Option<&Revision> {
        let holds =
            |revision: &&Revision| revision.values.as_ref().is_some_and(|values| holds(revision, values));
        self.known(on).last().filter(&holds)?;
        self.known(on).find(holds)
    }
}

/// How an agency keeps a limit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Timed {
    /// Public in time, by the day they became public.
    pub(crate) in_time: BTreeMap<NaiveDate, u64>,
    /// In the order of the log.
    pub(crate) late: Vec<Late>,
    /// Those whose last day no announced calendar says, by the day they became public.
    pub(crate) unknown: BTreeMap<NaiveDate, u64>,
}

/// One that was public too late.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Late {
    pub(crate) id: String,
    pub(crate) leaf: u64,
    /// Since when the limit runs.
    pub(crate) since: NaiveDate,
    pub(crate) due: NaiveDate,
    /// The last minute of that day, where hours are counted to the minute.
    pub(crate) due_at: Option<NaiveDateTime>,
    pub(crate) on: NaiveDate,
}
