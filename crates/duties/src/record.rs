//! What the log says so far, as far as duties ask: grows leaf by leaf, and is the same whether it grew at once or slowly.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeBounds;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate, NaiveDateTime};
use mingjing_publication::Event;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::by_day::ByDay;
use crate::fact::Fact;
use crate::finding::Evidence;

/// Everything the duties ask of the log. The days in it are those on which something became public, so that it answers
/// for any past day what was known then, but for what was withdrawn since: its contents are erased, and where conditions ask
/// for them it answers as if they had never been known, like a record that is made anew.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub(crate) leaves: u64,
    /// The day of the first leaf.
    pub(crate) began: Option<NaiveDate>,
    /// By code.
    pub(crate) agencies: HashMap<String, AgencyRecord>,
    /// By item and the index number or identity referred to: agency and disclosure that refers.
    pub(crate) referring: BTreeMap<String, HashMap<String, BTreeSet<(String, String)>>>,
    /// Whose disclosure bears an index number or identity that others may refer to.
    pub(crate) owners: HashMap<String, String>,
}

/// What one agency published, and what concerns it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AgencyRecord {
    /// The day it first published anything; none of one that others only wrote about.
    pub(crate) spoke: Option<NaiveDate>,
    /// The last leaf that can have changed how it stands.
    pub(crate) touched: u64,
    /// By key.
    pub(crate) items: HashMap<String, ItemRecord>,
    /// Who decided about objections of it, and in which disclosure.
    pub(crate) rulings: BTreeSet<(String, String)>,
}

/// What an agency published of one item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ItemRecord {
    pub(crate) column: Column,
    /// By disclosure.
    pub(crate) tracks: BTreeMap<String, Track>,
    /// By disclosure: the latest day it bore, where changes of that have a limit.
    pub(crate) borne: BTreeMap<String, NaiveDate>,
    /// By duty; one or two.
    timed: Vec<(String, Timed)>,
}

impl ItemRecord {
    /// How a limit is kept, where it was asked.
    pub(crate) fn timed(&self, duty: &str) -> Option<&Timed> {
        self.timed.iter().find(|(key, _)| key == duty).map(|(_, timed)| timed)
    }

    /// The same, made where it was not asked yet.
    pub(crate) fn timed_mut(&mut self, duty: &str) -> &mut Timed {
        let at = self.timed.iter().position(|(key, _)| key == duty).unwrap_or_else(|| {
            self.timed.push((duty.to_owned(), Timed::default()));
            self.timed.len() - 1
        });
        &mut self.timed[at].1
    }
}

impl Record {
    /// The form in which it is written. What is stored in another form is made anew from the log.
    pub const FORM: u32 = 3;

    /// Leaves it has taken in: the next one it wants.
    #[must_use]
    pub fn leaves(&self) -> u64 {
        self.leaves
    }

    /// That of an agency, made where there is none.
    pub(crate) fn agency(&mut self, code: &str) -> &mut AgencyRecord {
        self.agencies.entry(code.to_owned()).or_default()
    }

    /// What a disclosure that is followed said in all its versions.
    pub(crate) fn said(&self, fact: &Fact<'_>) -> impl Iterator<Item = &Map<String, Value>> {
        let track = self.tracks(&fact.item, &fact.agency).and_then(|tracks| tracks.get(&*fact.id));
        let revisions = track.map(|track| track.revisions.as_slice()).unwrap_or_default();
        revisions.iter().filter_map(|revision| revision.values.as_ref())
    }

    /// What an agency published of an item.
    pub(crate) fn item(&self, item: &str, agency: &str) -> Option<&ItemRecord> {
        self.agencies.get(agency)?.items.get(item)
    }

    /// The disclosures of an item and an agency.
    pub(crate) fn tracks(&self, item: &str, agency: &str) -> Option<&BTreeMap<String, Track>> {
        Some(&self.item(item, agency)?.tracks)
    }

    /// Whether how an agency stands on a day may be another than it was when the record had so many leaves.
    #[must_use]
    pub fn changed_since(&self, agency: &str, leaves: u64) -> bool {
        leaves == 0
            || leaves > self.leaves
            || self.agencies.get(agency).is_some_and(|agency| agency.touched >= leaves)
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
        let of_agency = self.tracks(item, agency);
        let says = |_: &Revision, values: &Map<String, Value>| {
            values.get(field).is_some_and(|value| is_year(value, year))
        };
        let found = of_agency.into_iter().flatten().filter_map(|(id, track)| {
            let (first, _) = track.since(on, says)?;
            Some(Evidence { id: id.clone(), leaf: first.leaf, on: first.on })
        });
        let mut found: Vec<Evidence> = found.collect();
        found.sort_by_key(|evidence| evidence.leaf);
        found
    }
}

impl AgencyRecord {
    /// Notes that a leaf can have changed how it stands.
    pub(crate) fn touch(&mut self, leaf: u64) {
        self.touched = self.touched.max(leaf);
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
pub(crate) struct Column(ByDay<Touch>);

/// What happened on one day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Touch {
    /// Published less withdrawn.
    pub(crate) more: i64,
    /// The last disclosure published or amended, and its leaf.
    pub(crate) newest: Option<(String, u64)>,
}

impl Column {
    /// Takes in what happened to a disclosure.
    pub(crate) fn touch(&mut self, fact: &Fact<'_>) {
        let day = self.0.at(fact.on);
        match fact.event {
            Event::Publish => day.more += 1,
            Event::Amend => {}
            Event::Withdraw => {
                day.more -= 1;
                return;
            }
        }
        day.newest = Some((fact.id.to_string(), fact.leaf));
    }

    /// How many there were at the end of a day.
    pub(crate) fn count(&self, on: NaiveDate) -> i64 {
        self.0.range(..=on).iter().map(|(_, touch)| touch.more).sum()
    }

    /// The last publication or amendment up to a day.
    pub(crate) fn newest(&self, on: NaiveDate) -> Option<Evidence> {
        self.news(..=on).next_back()
    }

    /// The last publication or amendment of each day that had one.
    fn news(&self, days: impl RangeBounds<NaiveDate>) -> impl DoubleEndedIterator<Item = Evidence> {
        self.0.range(days).iter().filter_map(|(on, touch)| {
            touch.newest.as_ref().map(|(id, leaf)| Evidence { id: id.clone(), leaf: *leaf, on: *on })
        })
    }

    /// Where more than so many days lay between something new and the next, which came in a span: since when, the last day, and
    /// what came.
    pub(crate) fn gaps(&self, (first, last): (NaiveDate, NaiveDate), days: Days) -> Vec<Gap> {
        if first > last {
            return Vec::new();
        }
        let mut before = first.pred_opt().and_then(|day| self.newest(day)).map(|newest| newest.on);
        let found = self.news(first..=last).filter_map(|next| {
            let since = before.replace(next.on)?;
            let due = since.checked_add_days(days).filter(|due| *due < next.on)?;
            Some(Gap { since, due, next })
        });
        found.collect()
    }
}

/// A time in which nothing new came for too long.
#[derive(Debug)]
pub(crate) struct Gap {
    pub(crate) since: NaiveDate,
    pub(crate) due: NaiveDate,
    /// What ended it.
    pub(crate) next: Evidence,
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

    /// Whether it was public at the end of a day, and is no longer.
    pub(crate) fn was_withdrawn_after(&self, on: NaiveDate) -> bool {
        self.is_withdrawn() && self.known(on).last().is_some_and(|revision| revision.values.is_some())
    }

    fn is_withdrawn(&self) -> bool {
        self.revisions.last().is_some_and(|last| last.values.is_none())
    }

    /// What a revision says. What was withdrawn says nothing any more, for the days before either: its contents are erased,
    /// and whoever reads the log anew does not know them.
    pub(crate) fn says<'t>(&'t self, revision: &'t Revision) -> Option<&'t Map<String, Value>> {
        static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        revision.values.as_ref().map(|values| if self.is_withdrawn() { &NOTHING } else { values })
    }

    /// The first revision of which something is true, if it is true of the last one known on a day, with what it says.
    pub(crate) fn since(
        &self,
        on: NaiveDate,
        holds: impl Fn(&Revision, &Map<String, Value>) -> bool,
    ) -> Option<(&Revision, &Map<String, Value>)> {
        let holds = |revision: &&Revision| self.says(revision).is_some_and(|values| holds(revision, values));
        self.known(on).last().filter(&holds)?;
        let first = self.known(on).find(holds)?;
        Some((first, self.says(first)?))
    }
}

/// How an agency keeps a limit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Timed {
    /// Public in time, by the day they became public.
    pub(crate) in_time: ByDay<u64>,
    /// In the order of the log.
    pub(crate) late: Vec<Late>,
    /// Those whose last day no announced calendar says, by the day they became public.
    pub(crate) unknown: ByDay<u64>,
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
