//! From leaves to findings.

mod findings;
mod reading;
mod rulings;
mod taking;

pub use findings::Span;
pub use reading::{Facts, LeafBytes};

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use mingjing_calendar::{Limit, WorkCalendar};
use mingjing_catalogue::Catalogue;
use serde_json::{Map, Value};

use crate::duty::{Duties, Duty, Rule};
use crate::moment::{Moment, When};
use crate::objection::Offices;

/// The law, made ready to judge by. Judging is a function of this, a record, an agency and a day, and of nothing else.
pub struct Judge<'a> {
    pub(crate) duties: &'a Duties,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) calendar: &'a WorkCalendar,
    /// Whose decisions about objections count.
    offices: Offices,
    /// The last day on which a decision became public that counts; none where it is the day of the judgement.
    decided_until: Option<NaiveDate>,
    /// By item.
    asked: HashMap<&'a str, Asked<'a>>,
}

/// What the duties ask of the disclosures of an item.
#[derive(Default)]
struct Asked<'a> {
    /// Whether the days are counted on which there was something new.
    column: bool,
    /// The fields that are looked at, where each disclosure is followed.
    fields: Option<BTreeSet<&'a str>>,
    /// Fields by which they refer to others.
    referring: BTreeSet<&'a str>,
    /// Whether others refer to them.
    referred: bool,
    /// The limits they have.
    timed: Vec<Timing<'a>>,
    /// Whether changes have one: what day each disclosure bears is remembered.
    changing: bool,
}

impl<'a> Asked<'a> {
    fn look_at(&mut self, fields: impl IntoIterator<Item = &'a str>) {
        self.fields.get_or_insert_default().extend(fields);
    }
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
            asked: HashMap::new(),
        };
        duties.all().iter().for_each(|duty| judge.ask(duty));
        if let Some(rules) = duties.objections() {
            judge.asked.entry(&rules.decision.item).or_default().look_at(rules.decision.looked_at());
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
            if let Rule::Follows { of, of_where, at, .. } = &duty.rule {
                let followed = self.asked.entry(of).or_default();
                followed.look_at(of_where.fields().chain(at.iter().flat_map(When::fields)));
                followed.referred = true;
            }
            let asked = self.asked.entry(item).or_default();
            match &duty.rule {
                Rule::Exists | Rule::Fresh if duty.evidence.is_empty() => {
                    asked.column = true;
                    continue;
                }
                Rule::Within { limit, at, changes } => {
                    asked.timed.push(Timing { duty, limit, at: at.as_ref(), changes: *changes });
                    asked.changing |= *changes;
                    if duty.evidence.is_empty() && at.is_none() {
                        continue;
                    }
                    asked.look_at(at.iter().flat_map(When::fields));
                }
                Rule::Follows { through, done, .. } => {
                    asked.look_at(done.iter().flat_map(When::fields).chain([through.as_str()]));
                    asked.referring.insert(through);
                }
                Rule::Yearly { year_field, .. } => asked.look_at([year_field.as_str()]),
                Rule::Share(share) => asked.look_at(share.fields()),
                Rule::Periodic { .. } | Rule::Exists | Rule::Fresh => {}
            }
            asked.look_at(duty.evidence.fields());
        }
    }

    /// Whether an item's contents are looked at.
    fn wants_content(&self, item: &str) -> bool {
        self.asked.get(item).is_some_and(|asked| asked.fields.is_some())
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
