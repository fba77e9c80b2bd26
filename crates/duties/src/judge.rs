//! From leaves to findings.

mod findings;
mod reading;
mod rulings;

pub use findings::Span;
pub use reading::LeafBytes;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mingjing_calendar::{Limit, WorkCalendar};
use mingjing_catalogue::Catalogue;
use mingjing_publication::Event;
use serde_json::{Map, Value};

use crate::duty::{Duties, Duty, Rule};
use crate::fact::{Fact, FactError};
use crate::moment::{Due, Moment, When};
use crate::objection::Offices;
use crate::record::{Late, Record, Revision, Track};

/// The law, made ready to judge by. Judging is a function of this, a record, an agency and a day, and of nothing else.
pub struct Judge<'a> {
    pub(crate) duties: &'a Duties,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) calendar: &'a WorkCalendar,
    /// Whose decisions about objections count.
    offices: Offices,
    /// The last day on which a decision became public that counts; none where it is the day of the judgement.
    decided_until: Option<NaiveDate>,
    /// Items of which days are counted.
    columns: BTreeSet<&'a str>,
    /// Items whose disclosures are followed, with the fields that are looked at.
    tracked: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Items that refer to others, with the fields by which.
    referring: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Items that others refer to.
    referred: BTreeSet<&'a str>,
    /// Items with a limit.
    timed: BTreeMap<&'a str, Vec<Timing<'a>>>,
    /// Items of which changes have one: what day each disclosure bears is remembered.
    changing: BTreeSet<&'a str>,
}

/// A limit of an item.
struct Timing<'a> {
    duty: &'a Duty,
    limit: &'a Limit,
    /// From what it is counted, where not from the day that the disclosure bears.
    at: Option<&'a When>,
    /// Whether it is of changes.
    changes: bool,
}

impl Timing<'_> {
    /// From when it is counted; nothing where the duty is not about such a disclosure.
    fn start(&self, values: &Map<String, Value>, issued_on: NaiveDate) -> Option<Moment> {
        let counts = self.duty.evidence.is_empty() || self.duty.evidence.holds(values);
        let start = self.at.and_then(|at| at.read(values)).unwrap_or(issued_on.into());
        (counts && start.day >= self.duty.from).then_some(start)
    }

    /// Whether it has to know what is in a disclosure.
    fn asks_contents(&self) -> bool {
        !self.changes && (self.at.is_some() || !self.duty.evidence.is_empty())
    }
}

impl<'a> Judge<'a> {
    /// Looks through the duties for what they ask of the log.
    #[must_use]
    pub fn new(duties: &'a Duties, catalogue: &'a Catalogue, calendar: &'a WorkCalendar) -> Self {
        let mut judge = Self {
            duties,
            catalogue,
            calendar,
            offices: Offices::default(),
            decided_until: None,
            columns: BTreeSet::new(),
            tracked: BTreeMap::new(),
            referring: BTreeMap::new(),
            referred: BTreeSet::new(),
            timed: BTreeMap::new(),
            changing: BTreeSet::new(),
        };
        duties.all().iter().for_each(|duty| judge.ask(duty));
        if let Some(rules) = duties.objections() {
            judge.tracked.entry(&rules.decision.item).or_default().extend(rules.decision.looked_at());
        }
        judge
    }

    /// Knows whose decisions about objections count. Without offices none does.
    #[must_use]
    pub fn with_offices(self, offices: Offices) -> Self {
        Self { offices, ..self }
    }

    /// Counts decisions about objections until a day, also where a day before is judged: the assessment of a year is made,
    /// and objected to, in the next one.
    #[must_use]
    pub fn with_decisions_until(self, day: NaiveDate) -> Self {
        Self { decided_until: Some(day), ..self }
    }

    fn ask(&mut self, duty: &'a Duty) {
        for item in duty.items.iter().map(String::as_str) {
            match &duty.rule {
                Rule::Exists | Rule::Fresh if duty.evidence.is_empty() => {
                    self.columns.insert(item);
                    continue;
                }
                Rule::Within { limit, at, changes } => {
                    let timing = Timing { duty, limit, at: at.as_ref(), changes: *changes };
                    self.timed.entry(item).or_default().push(timing);
                    if *changes {
                        self.changing.insert(item);
                    }
                    if duty.evidence.is_empty() && at.is_none() {
                        continue;
                    }
                    let fields = at.iter().flat_map(When::fields);
                    self.tracked.entry(item).or_default().extend(fields);
                }
                Rule::Follows { of, of_where, through, at, done, .. } => {
                    let of_fields = of_where.fields().chain(at.iter().flat_map(When::fields));
                    self.tracked.entry(of).or_default().extend(of_fields);
                    self.referred.insert(of);
                    let fields = done.iter().flat_map(When::fields).chain([through.as_str()]);
                    self.tracked.entry(item).or_default().extend(fields);
                    self.referring.entry(item).or_default().insert(through);
                }
                Rule::Yearly { year_field, .. } => {
                    self.tracked.entry(item).or_default().insert(year_field);
                }
                Rule::Share(share) => {
                    self.tracked.entry(item).or_default().extend(share.fields());
                }
                Rule::Periodic { .. } | Rule::Exists | Rule::Fresh => {}
            }
            self.tracked.entry(item).or_default().extend(duty.evidence.fields());
        }
    }

    /// Whether an item's contents are looked at.
    fn wants_content(&self, item: &str) -> bool {
        self.tracked.contains_key(item)
    }

    /// Reads the next leaf, its entry and its content file where there is one, and takes it into a record.
    ///
    /// # Errors
    /// When either is not what the format says, or it is not the next one; nothing was taken then.
    pub fn take_in(
        &self,
        record: &mut Record,
        leaf: u64,
        (entry, content): (&[u8], Option<&[u8]>),
    ) -> Result<(), FactError> {
        let fact = self.read(leaf, (entry, content))?;
        self.add(record, &fact)
    }

    fn read(&self, leaf: u64, (entry, content): (&[u8], Option<&[u8]>)) -> Result<Fact, FactError> {
        Fact::read(leaf, entry, content, |item| self.wants_content(item))
    }

    /// Takes the next leaf into a record.
    ///
    /// # Errors
    /// [`FactError::Order`] for a leaf that is not the next.
    pub fn add(&self, record: &mut Record, fact: &Fact) -> Result<(), FactError> {
        if fact.leaf != record.leaves {
            return Err(FactError::Order { expected: record.leaves, found: fact.leaf });
        }
        record.leaves += 1;
        let began = *record.began.get_or_insert(fact.on);
        record.agencies.entry(fact.agency.clone()).or_insert(fact.on);
        record.touched.insert(fact.agency.clone(), fact.leaf);
        if self.columns.contains(fact.item.as_str()) {
            touch(record, fact);
        }
        self.time(record, fact, began);
        if fact.event == Event::Withdraw {
            self.forget(record, fact, began);
        }
        if let Some(fields) = self.tracked.get(fact.item.as_str()) {
            if self.referred.contains(fact.item.as_str()) {
                for name in [&fact.index_no, &fact.id] {
                    record.owners.insert(name.clone(), fact.agency.clone());
                }
            }
            for field in self.referring.get(fact.item.as_str()).into_iter().flatten() {
                touch_referred(record, fact, field);
            }
            self.rule(record, fact);
            track(record, fact, fields);
            for field in self.referring.get(fact.item.as_str()).into_iter().flatten() {
                refer(record, fact, field);
            }
        }
        Ok(())
    }

    /// What begins before the log began is history that is brought in, and was not late.
    fn time(&self, record: &mut Record, fact: &Fact, began: NaiveDate) {
        let changed = self.is_changed(record, fact);
        for timing in self.timed.get(fact.item.as_str()).into_iter().flatten() {
            let asked = if timing.changes { changed } else { fact.event == Event::Publish };
            let start =
                timing.start(&fact.values, fact.issued_on).filter(|start| asked && start.day >= began);
            let Some(start) = start else { continue };
            let timed = record.timed.entry(timing.duty.key.clone()).or_default();
            let timed = timed.entry(fact.agency.clone()).or_default();
            match Due::of(timing.limit, start, self.calendar) {
                Err(_) => *timed.unknown.entry(fact.on).or_default() += 1,
                Ok(due) if due.is_kept(Moment::at(fact.on, fact.at)) => {
                    *timed.in_time.entry(fact.on).or_default() += 1;
                }
                Ok(due) => timed.late.push(Late {
                    id: fact.id.clone(),
                    leaf: fact.leaf,
                    since: start.day,
                    due: due.day,
                    due_at: due.minute,
                    on: fact.on,
                }),
            }
        }
    }

    /// Where contents are asked for, what is withdrawn is judged no longer: its contents are erased, and whoever reads the log
    /// anew does not know them.
    fn forget(&self, record: &mut Record, fact: &Fact, began: NaiveDate) {
        let track =
            record.tracks.get(&fact.item).and_then(|agencies| agencies.get(&fact.agency)?.get(&fact.id));
        let Some(track) = track.filter(|track| track.revisions.iter().all(|one| one.values.is_some())) else {
            return;
        };
        let Some((first, values)) = track.revisions.first().and_then(|one| Some((one, one.values.as_ref()?)))
        else {
            return;
        };
        for timing in
            self.timed.get(fact.item.as_str()).into_iter().flatten().filter(|one| one.asks_contents())
        {
            let timed = record.timed.get_mut(&timing.duty.key);
            let Some(timed) = timed.and_then(|agencies| agencies.get_mut(&fact.agency)) else { continue };
            let before = timed.late.len();
            timed.late.retain(|late| late.id != fact.id);
            let start = timing.start(values, first.issued_on).filter(|start| start.day >= began);
            let (Some(start), true) = (start, timed.late.len() == before) else { continue };
            let is_known = Due::of(timing.limit, start, self.calendar).is_ok();
            let counts = if is_known { &mut timed.in_time } else { &mut timed.unknown };
            if let Some(count) = counts.get_mut(&first.on) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Whether an amendment bears a later day than any version before: words that are mended, and a wrong day put back, are no
    /// change of the matter.
    fn is_changed(&self, record: &mut Record, fact: &Fact) -> bool {
        if fact.event == Event::Withdraw || !self.changing.contains(fact.item.as_str()) {
            return false;
        }
        let borne = record.borne.entry(fact.item.clone()).or_default();
        let latest = borne.entry(fact.id.clone()).or_insert(fact.issued_on);
        let before = *latest;
        *latest = before.max(fact.issued_on);
        fact.event == Event::Amend && before < fact.issued_on
    }
}

fn touch(record: &mut Record, fact: &Fact) {
    let column = record.columns.entry(fact.item.clone()).or_default().entry(fact.agency.clone()).or_default();
    let day = column.0.entry(fact.on).or_default();
    match fact.event {
        Event::Publish => day.more += 1,
        Event::Amend => {}
        Event::Withdraw => {
            day.more -= 1;
            return;
        }
    }
    day.newest = Some((fact.id.clone(), fact.leaf));
}

fn track(record: &mut Record, fact: &Fact, fields: &BTreeSet<&str>) {
    let values = || -> Map<String, Value> {
        let looked_at = fact.values.iter().filter(|(key, _)| fields.contains(key.as_str()));
        looked_at.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let revision = Revision {
        on: fact.on,
        leaf: fact.leaf,
        issued_on: fact.issued_on,
        values: (fact.event != Event::Withdraw).then(values),
    };
    let of_agency =
        record.tracks.entry(fact.item.clone()).or_default().entry(fact.agency.clone()).or_default();
    let new = || Track { index_no: fact.index_no.clone(), revisions: Vec::new() };
    of_agency.entry(fact.id.clone()).or_insert_with(new).revisions.push(revision);
}

/// Whom a disclosure answered, or answers now, may stand otherwise.
fn touch_referred(record: &mut Record, fact: &Fact, field: &str) {
    let of_agency = record.tracks.get(&fact.item).and_then(|agencies| agencies.get(&fact.agency));
    let before = of_agency.and_then(|tracks| tracks.get(&fact.id)).map(|track| track.revisions.as_slice());
    let before = before.unwrap_or_default().iter().filter_map(|revision| revision.values.as_ref());
    let values = before.chain(Some(&fact.values)).filter_map(|values| values.get(field));
    let owners = values.flat_map(|value| references(Some(value))).filter_map(|no| record.owners.get(no));
    let owners: BTreeSet<String> = owners.cloned().collect();
    record.touched.extend(owners.into_iter().map(|owner| (owner, fact.leaf)));
}

fn refer(record: &mut Record, fact: &Fact, field: &str) {
    for index_no in references(fact.values.get(field)) {
        let referring = record.referring.entry(fact.item.clone()).or_default();
        referring.entry(index_no.to_owned()).or_default().insert((fact.agency.clone(), fact.id.clone()));
    }
}

/// The index numbers and identities in a reference field: the catalogue takes either.
fn references(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Some(Value::String(text)) => (Some(text.as_str()), &[][..]),
        Some(Value::Array(values)) => (None, values.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

#[cfg(test)]
mod tests;
