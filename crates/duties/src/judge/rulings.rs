//! Decisions about objections: taken into the record, and applied to findings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::Judge;
use crate::fact::{Fact, Member};
use crate::finding::{Finding, State};
use crate::objection::{DecisionItem, Effect, Ruling, Uncounted};
use crate::record::Record;

impl Judge<'_> {
    /// Notes whom a decision is about, and was about: these may stand otherwise now.
    pub(super) fn rule(&self, record: &mut Record, fact: &Fact<'_>) {
        let rules = self.duties.objections().map(|rules| &rules.decision);
        let Some(rules) = rules.filter(|rules| rules.item == fact.item) else { return };
        let about: BTreeSet<String> =
            record.said(fact).filter_map(|values| text(values, &rules.agency).map(str::to_owned)).collect();
        for agency in about {
            let agency = record.agency(&agency);
            agency.touch(fact.leaf);
            agency.rulings.insert((fact.agency.to_string(), fact.id.to_string()));
        }
    }

    /// Lets the decisions public until a day change findings, and says of each whether it counts.
    pub(super) fn apply_rulings(
        &self,
        record: &Record,
        member: &Member,
        until: NaiveDate,
        findings: &mut [Finding],
    ) {
        let Some(rules) = self.duties.objections().map(|rules| &rules.decision) else { return };
        let known = self.known(record, rules, (member, until));
        if known.is_empty() {
            return;
        }
        for finding in findings {
            let Some(owed) = finding.owed() else { continue };
            if let Some(rulings) = known.get(&(finding.duty.as_str(), owed.as_str())) {
                apply(finding, rulings.clone());
            }
        }
    }

    /// The decisions about one agency public until a day, by duty and what is owed, each list in the order of the log.
    fn known<'a>(
        &self,
        record: &'a Record,
        rules: &DecisionItem,
        (member, until): (&Member, NaiveDate),
    ) -> BTreeMap<(&'a str, &'a str), Vec<Ruling>> {
        let mut known: BTreeMap<(&str, &str), Vec<Ruling>> = BTreeMap::new();
        let offices = self.offices.over(member);
        for (by, id) in record.agencies.get(&member.code).into_iter().flat_map(|agency| &agency.rulings) {
            let track = record.tracks(&rules.item, by).and_then(|tracks| tracks.get(id));
            let Some((track, revision)) = track.and_then(|track| Some((track, track.known(until).last()?)))
            else {
                continue;
            };
            let said = track.says(revision).and_then(|values| said(values, rules, &member.code));
            let Some((duty, owed, effect)) = said else { continue };
            let uncounted = if *by == member.code {
                Some(Uncounted::OfItself)
            } else if offices.is_some_and(|offices| offices.contains(by)) {
                None
            } else {
                Some(Uncounted::NotTheOffice)
            };
            let ruling = Ruling {
                id: id.clone(),
                leaf: revision.leaf,
                on: revision.on,
                by: by.clone(),
                effect,
                uncounted,
            };
            known.entry((duty, owed)).or_default().push(ruling);
        }
        known.values_mut().for_each(|rulings| rulings.sort_by_key(|ruling| ruling.leaf));
        known
    }
}

/// What a decision says now about an agency; nothing once it is withdrawn, or is about another one.
fn said<'a>(
    values: &'a Map<String, Value>,
    rules: &DecisionItem,
    agency: &str,
) -> Option<(&'a str, &'a str, Effect)> {
    text(values, &rules.agency).filter(|about| *about == agency)?;
    let effect = rules.effects.get(text(values, &rules.effect)?)?;
    Some((text(values, &rules.duty)?, text(values, &rules.owed)?, *effect))
}

fn text<'a>(values: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    values.get(field).and_then(Value::as_str)
}

/// The newest decision that counts changes what is late; all of them stay beside the finding.
fn apply(finding: &mut Finding, mut rulings: Vec<Ruling>) {
    let counting = rulings.iter().rposition(|ruling| ruling.uncounted.is_none());
    let late = matches!(finding.state, State::Late | State::Overdue);
    for (at, ruling) in rulings.iter_mut().enumerate().filter(|(_, ruling)| ruling.uncounted.is_none()) {
        if Some(at) != counting {
            ruling.uncounted = Some(Uncounted::Replaced);
        } else if !late {
            ruling.uncounted = Some(Uncounted::NothingLate);
        } else {
            let judged = match ruling.effect {
                Effect::Excused => State::Excused,
                Effect::Met => State::Met,
                Effect::Late => State::Late,
                Effect::Kept => finding.state,
            };
            finding.before = (judged != finding.state).then_some(finding.state);
            finding.state = judged;
        }
    }
    finding.rulings = rulings;
}
