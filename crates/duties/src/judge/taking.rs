//! From leaves to the record: what concerns the agency alone that published something, and what concerns others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mingjing_publication::Event;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::reading::Facts;
use super::{Asked, Judge, references};
use crate::fact::{Fact, FactError};
use crate::moment::{Due, Moment};
use crate::record::{AgencyRecord, ItemRecord, Late, Record, Revision, Track};

impl Judge<'_> {
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

    /// Takes the next leaf into a record.
    ///
    /// # Errors
    /// [`FactError::Order`] for a leaf that is not the next.
    pub fn add(&self, record: &mut Record, fact: &Fact<'_>) -> Result<(), FactError> {
        fact.must_be(record.leaves)?;
        record.leaves += 1;
        let began = *record.began.get_or_insert(fact.on);
        self.add_own(record.agency(&fact.agency), fact, began);
        self.add_shared(record, fact);
        Ok(())
    }

    /// Takes what was read into a record: the same as [`add`](Self::add) for one leaf after the other. What concerns each agency
    /// alone is taken in side by side.
    ///
    /// # Errors
    /// When one is not what the format says, or not the next one; those before it were taken in then, and none behind it.
    pub fn add_all(&self, record: &mut Record, Facts(mut parts): Facts<'_>) -> Result<(), FactError> {
        if let Some(broken) = parts.iter().position(|part| part.stopped.is_some()) {
            parts.truncate(broken + 1);
        }
        let Some(first) = parts.iter().find_map(|part| part.facts.first()) else {
            return parts.pop().and_then(|part| part.stopped).map_or(Ok(()), Err);
        };
        first.must_be(record.leaves)?;
        let began = *record.began.get_or_insert(first.on);
        record.leaves += parts.iter().map(|part| part.facts.len() as u64).sum::<u64>();
        let codes: BTreeSet<&str> =
            parts.iter().flat_map(|part| part.by_agency.keys()).map(|key| &**key).collect();
        // Only the agencies that said something are looked at: mostly a few leaves come at a time.
        let own = codes.into_iter().map(|code| {
            record.agencies.remove_entry(code).unwrap_or_else(|| (code.to_owned(), AgencyRecord::default()))
        });
        let mut own: Vec<(String, AgencyRecord)> = own.collect();
        own.par_iter_mut().for_each(|(code, agency)| {
            let facts = parts.iter().flat_map(|part| part.of_agency(code));
            facts.for_each(|fact| self.add_own(agency, fact, began));
        });
        record.agencies.extend(own);
        for part in &parts {
            let shared = part.shared.iter().filter_map(|at| part.facts.get(*at));
            shared.for_each(|fact| self.add_shared(record, fact));
        }
        parts.pop().and_then(|part| part.stopped).map_or(Ok(()), Err)
    }

    /// What concerns the agency alone that published something.
    fn add_own(&self, agency: &mut AgencyRecord, fact: &Fact<'_>, began: NaiveDate) {
        agency.spoke.get_or_insert(fact.on);
        agency.touch(fact.leaf);
        let Some(asked) = self.asked.get(&*fact.item) else { return };
        let item = agency.items.entry(fact.item.to_string()).or_default();
        if asked.column {
            item.column.touch(fact);
        }
        let changed = asked.changing && is_changed(&mut item.borne, fact);
        self.time(item, (fact, asked), (began, changed));
        if fact.event == Event::Withdraw {
            self.forget(item, (fact, asked), began);
        }
        if let Some(fields) = &asked.fields {
            track(&mut item.tracks, fact, fields);
        }
    }

    /// What concerns others: whom it answers, and about whom it decides. Comes after what concerns the agency alone, perhaps of
    /// later leaves too: what these say is noted once more at their turn.
    fn add_shared(&self, record: &mut Record, fact: &Fact<'_>) {
        let Some(asked) = self.asked.get(&*fact.item).filter(|asked| asked.fields.is_some()) else { return };
        if asked.referred {
            for name in [&fact.index_no, &fact.id] {
                record.owners.insert(name.to_string(), fact.agency.to_string());
            }
        }
        asked.referring.iter().for_each(|field| touch_referred(record, fact, field));
        self.rule(record, fact);
        asked.referring.iter().for_each(|field| refer(record, fact, field));
    }

    /// What begins before the log began is history that is brought in, and was not late.
    fn time(
        &self,
        item: &mut ItemRecord,
        (fact, asked): (&Fact<'_>, &Asked<'_>),
        (began, changed): (NaiveDate, bool),
    ) {
        for timing in &asked.timed {
            let asked = if timing.changes { changed } else { fact.event == Event::Publish };
            if !asked {
                continue;
            }
            let start = timing.start(&fact.values, fact.issued_on).filter(|start| start.day >= began);
            let Some(start) = start else { continue };
            let timed = item.timed_mut(&timing.duty.key);
            match Due::of(timing.limit, start, self.calendar) {
                Err(_) => *timed.unknown.at(fact.on) += 1,
                Ok(due) if due.is_kept(Moment::at(fact.on, fact.at)) => *timed.in_time.at(fact.on) += 1,
                Ok(due) => timed.late.push(Late {
                    id: fact.id.to_string(),
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
    fn forget(&self, item: &mut ItemRecord, (fact, asked): (&Fact<'_>, &Asked<'_>), began: NaiveDate) {
        let track = item.tracks.get(&*fact.id);
        let Some(track) = track.filter(|track| track.revisions.iter().all(|one| one.values.is_some())) else {
            return;
        };
        let Some((first, values)) = track.revisions.first().and_then(|one| Some((one, one.values.as_ref()?)))
        else {
            return;
        };
        let asking = asked.timed.iter().filter(|one| one.asks_contents());
        let starts =
            asking.map(|one| (one, one.start(values, first.issued_on).filter(|start| start.day >= began)));
        let (starts, on): (Vec<_>, NaiveDate) = (starts.collect(), first.on);
        for (timing, start) in starts {
            let timed = item.timed_mut(&timing.duty.key);
            let before = timed.late.len();
            timed.late.retain(|late| late.id != fact.id);
            let (Some(start), true) = (start, timed.late.len() == before) else { continue };
            let is_known = Due::of(timing.limit, start, self.calendar).is_ok();
            let counts = if is_known { &mut timed.in_time } else { &mut timed.unknown };
            if let Some(count) = counts.get_mut(on) {
                *count = count.saturating_sub(1);
            }
        }
    }
}

/// Whether an amendment bears a later day than any version before: words that are mended, and a wrong day put back, are no
/// change of the matter.
fn is_changed(borne: &mut BTreeMap<String, NaiveDate>, fact: &Fact<'_>) -> bool {
    if fact.event == Event::Withdraw {
        return false;
    }
    let latest = borne.entry(fact.id.to_string()).or_insert(fact.issued_on);
    let before = *latest;
    *latest = before.max(fact.issued_on);
    fact.event == Event::Amend && before < fact.issued_on
}

fn track(tracks: &mut BTreeMap<String, Track>, fact: &Fact<'_>, fields: &BTreeSet<&str>) {
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
    let new = || Track { index_no: fact.index_no.to_string(), revisions: Vec::new() };
    tracks.entry(fact.id.to_string()).or_insert_with(new).revisions.push(revision);
}

/// Whom a disclosure answered, or answers now, may stand otherwise.
fn touch_referred(record: &mut Record, fact: &Fact<'_>, field: &str) {
    let values = record.said(fact).filter_map(|values| values.get(field));
    let owners = values.flat_map(|value| references(Some(value))).filter_map(|no| record.owners.get(no));
    let owners: BTreeSet<String> = owners.cloned().collect();
    owners.iter().for_each(|owner| record.agency(owner).touch(fact.leaf));
}

fn refer(record: &mut Record, fact: &Fact<'_>, field: &str) {
    for index_no in references(fact.values.get(field)) {
        let referring = record.referring.entry(fact.item.to_string()).or_default();
        let by = (fact.agency.to_string(), fact.id.to_string());
        referring.entry(index_no.to_owned()).or_default().insert(by);
    }
}
