//! How an agency stands with each of its duties on a day.

use chrono::{Datelike, Days, NaiveDate};
use mingjing_calendar::Limit;
use mingjing_catalogue::Item;
use serde_json::{Map, Value};

use super::{Judge, references};
use crate::condition::Condition;
use crate::duty::{Duty, Rule, last_day};
use crate::fact::Member;
use crate::finding::{Evidence, Finding, State, Subject};
use crate::period::{Per, Period};
use crate::record::{Record, Revision, Track, is_year};

/// A span of days that findings are asked of: those that fall due in it, and what stands at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The day of the judgement: nothing later is known.
    pub as_of: NaiveDate,
}

impl Judge<'_> {
    /// All findings of one agency, in the order of the duties. An empty log says nothing.
    #[must_use]
    pub fn findings(&self, record: &Record, member: &Member, span: Span) -> Vec<Finding> {
        let Some(began) = record.began else { return Vec::new() };
        let owed = self.duties.all().iter().filter(|duty| duty.from <= span.as_of);
        let found = owed.flat_map(|duty| {
            let as_of = duty.until.map_or(span.as_of, |until| until.min(span.as_of));
            let spoke = record.agencies.get(&member.code).copied().filter(|&day| day <= as_of);
            let view = View { judge: self, record, member, duty, began, spoke, first: span.first, as_of };
            view.judge()
        });
        let mut found: Vec<Finding> =
            found.filter(|f| f.due.is_none_or(|due| due >= span.first) || is_standing(&f.subject)).collect();
        self.apply_rulings(record, member, self.decided_until.unwrap_or(span.as_of), &mut found);
        found
    }
}

fn is_standing(subject: &Subject) -> bool {
    matches!(subject, Subject::Item(_) | Subject::InTime)
}

/// One duty of one agency.
struct View<'a> {
    judge: &'a Judge<'a>,
    record: &'a Record,
    member: &'a Member,
    duty: &'a Duty,
    /// The day the log began.
    began: NaiveDate,
    /// The day the agency first published anything.
    spoke: Option<NaiveDate>,
    first: NaiveDate,
    as_of: NaiveDate,
}

impl<'a> View<'a> {
    fn judge(&self) -> Vec<Finding> {
        let items: Vec<&Item> = self.duty.items_of(self.member, self.judge.catalogue).collect();
        if items.is_empty() {
            return Vec::new();
        }
        match &self.duty.rule {
            Rule::Periodic { per, at_least } => self.periodic(&items, *per, *at_least),
            Rule::Exists => items.iter().map(|item| self.exists(item)).collect(),
            Rule::Fresh => items.iter().filter_map(|item| self.fresh(item)).collect(),
            Rule::Yearly { month, day, year_field } => self.yearly(&items, (*month, *day), year_field),
            Rule::Within { .. } => self.within(),
            Rule::Follows { of, of_where, through, limit } => {
                self.follows(of, of_where, (through, limit.as_ref()))
            }
        }
    }

    fn finding(&self, subject: Subject, since: NaiveDate, due: Option<NaiveDate>, state: State) -> Finding {
        let (duty, agency) = (self.duty.key.clone(), self.member.code.clone());
        Finding {
            duty,
            agency,
            subject,
            since,
            due,
            state,
            count: 1,
            evidence: Vec::new(),
            rulings: Vec::new(),
            before: None,
        }
    }

    /// How something stands that was not done by a last day. An agency that has published nothing at all by then, or of
    /// whose time the log holds only a part, is not accused.
    fn undone(&self, since: NaiveDate, due: NaiveDate) -> State {
        let silent = self.spoke.is_none_or(|day| day > due.max(self.began));
        match (self.as_of <= due, since < self.began || silent) {
            (true, _) => State::Open,
            (false, true) => State::Unknown,
            (false, false) => State::Overdue,
        }
    }

    /// The same of what is owed all the time: nothing of it lies before the log.
    fn missing(&self, due: NaiveDate) -> State {
        match (self.as_of <= due, self.spoke) {
            (true, _) => State::Open,
            (false, None) => State::Unknown,
            (false, Some(_)) => State::Overdue,
        }
    }

    /// The agency's disclosures of an item.
    fn tracks(&self, item: &str) -> impl Iterator<Item = (&'a str, &'a Track)> + use<'a> {
        let of_agency = self.record.tracks.get(item).and_then(|agencies| agencies.get(&self.member.code));
        of_agency.into_iter().flatten().map(|(id, track)| (id.as_str(), track))
    }

    /// Those that count, with the revision since which they do.
    fn counting(&self, items: &[&Item]) -> Vec<(&'a str, &'a Revision)> {
        let mut found: Vec<(&str, &Revision)> = items
            .iter()
            .flat_map(|item| self.tracks(&item.key))
            .filter_map(|(id, track)| {
                Some((id, track.since(self.as_of, |_, values| self.duty.evidence.holds(values))?))
            })
            .collect();
        found.sort_by_key(|(_, revision)| revision.leaf);
        found
    }

    /// A period is owed whole: the one in which the duty began is not.
    fn periodic(&self, items: &[&Item], per: Per, at_least: u32) -> Vec<Finding> {
        let counting = self.counting(items);
        let from = self.duty.from.max(self.began);
        let periods =
            Period::between(per, from, self.as_of).filter(|period| period.first() >= self.duty.from);
        let judged = periods.map(|period| {
            let held = counting.iter().filter(|(_, revision)| period.holds(revision.issued_on));
            let evidence: Vec<Evidence> =
                held.map(|(id, revision)| evidence(id, revision, revision.issued_on)).collect();
            let done = evidence.len() >= at_least as usize;
            let state = if done { State::Met } else { self.undone(period.first(), period.last()) };
            let finding =
                self.finding(Subject::Period(period.to_string()), period.first(), Some(period.last()), state);
            Finding { evidence, ..finding }
        });
        judged.collect()
    }

    /// The newest of an item, if there is any that counts.
    fn newest(&self, item: &Item) -> Option<Evidence> {
        if self.duty.evidence.is_empty() {
            let column = self.record.columns.get(&item.key)?.get(&self.member.code)?;
            return if column.count(self.as_of) > 0 { column.newest(self.as_of) } else { None };
        }
        let counting = self.counting(&[item]);
        let (id, revision) = counting.last()?;
        Some(evidence(id, revision, revision.on))
    }

    fn exists(&self, item: &Item) -> Finding {
        let since = self.duty.from.max(self.began);
        let newest = self.newest(item);
        let state = if newest.is_some() { State::Met } else { self.missing(since) };
        let finding = self.finding(Subject::Item(item.key.clone()), since, Some(since), state);
        Finding { evidence: newest.into_iter().collect(), ..finding }
    }

    fn fresh(&self, item: &Item) -> Option<Finding> {
        let days = Days::new(item.freshness.as_ref()?.days.into());
        let newest = self.newest(item);
        let since = newest.as_ref().map_or(self.duty.from.max(self.began), |newest| newest.on);
        let due = since.checked_add_days(days)?;
        let state = match (&newest, self.as_of <= due) {
            (Some(_), true) => State::Met,
            (Some(_), false) => State::Overdue,
            (None, _) => self.missing(due),
        };
        let finding = self.finding(Subject::Item(item.key.clone()), since, Some(due), state);
        Some(Finding { evidence: newest.into_iter().collect(), ..finding })
    }

    fn yearly(&self, items: &[&Item], (month, day): (u32, u32), year_field: &str) -> Vec<Finding> {
        let from = self.duty.from.max(self.began);
        let years = from.year() - 1..self.as_of.year();
        let judged = years.filter_map(|year| {
            let since = NaiveDate::from_ymd_opt(year + 1, 1, 1)?;
            let due = NaiveDate::from_ymd_opt(year + 1, month, day).filter(|due| *due >= from)?;
            let is_on = |values: &Map<String, Value>| {
                values.get(year_field).is_some_and(|value| is_year(value, year))
                    && self.duty.evidence.holds(values)
            };
            let tracks = items.iter().flat_map(|item| self.tracks(&item.key));
            let reports = tracks
                .filter_map(|(id, track)| Some((id, track.since(self.as_of, |_, values| is_on(values))?)));
            let first = reports.min_by_key(|(_, revision)| revision.leaf);
            let state = match first {
                Some((_, revision)) if revision.on <= due => State::Met,
                Some(_) => State::Late,
                None => self.undone(since, due),
            };
            let evidence =
                first.map(|(id, revision)| evidence(id, revision, revision.on)).into_iter().collect();
            Some(Finding { evidence, ..self.finding(Subject::Year(year), since, Some(due), state) })
        });
        judged.collect()
    }

    fn within(&self) -> Vec<Finding> {
        let timed =
            self.record.timed.get(&self.duty.key).and_then(|agencies| agencies.get(&self.member.code));
        let Some(timed) = timed else { return Vec::new() };
        let days = self.first..=self.as_of;
        if days.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (counts, state) in [(&timed.in_time, State::Met), (&timed.unknown, State::Unknown)] {
            let count: u64 = counts.range(days.clone()).map(|(_, count)| count).sum();
            if count > 0 {
                let since = self.first.max(self.began);
                found.push(Finding { count, ..self.finding(Subject::InTime, since, None, state) });
            }
        }
        for late in timed.late.iter().filter(|late| days.contains(&late.on)) {
            let subject = Subject::Disclosure { id: late.id.clone(), leaf: late.leaf };
            let evidence = vec![Evidence { id: late.id.clone(), leaf: late.leaf, on: late.on }];
            let finding = self.finding(subject, late.issued_on, Some(late.due), State::Late);
            found.push(Finding { evidence, ..finding });
        }
        found
    }

    /// What bears a day before the log began is history that is brought in, and owes nothing.
    fn follows(
        &self,
        of: &str,
        of_where: &Condition,
        (through, limit): (&str, Option<&Limit>),
    ) -> Vec<Finding> {
        let from = self.duty.from.max(self.began);
        let owing = self.tracks(of).filter_map(|(id, track)| {
            let revision = track.since(self.as_of, |_, values| of_where.holds(values))?;
            (revision.issued_on >= from).then_some((id, track, revision))
        });
        let judged = owing.map(|(id, track, revision)| {
            let due = limit.map(|limit| last_day(limit, revision.on, self.judge.calendar));
            let answer = self.referring(&track.index_no, through);
            let state = match (&due, &answer) {
                (Some(Err(_)), _) => State::Unknown,
                (Some(Ok(due)), Some(answer)) if answer.on > *due => State::Late,
                (_, Some(_)) => State::Met,
                (Some(Ok(due)), None) if self.as_of > *due => State::Overdue,
                (_, None) => State::Open,
            };
            let subject = Subject::Disclosure { id: id.to_owned(), leaf: revision.leaf };
            let finding = self.finding(subject, revision.on, due.and_then(Result::ok), state);
            Finding { evidence: answer.into_iter().collect(), ..finding }
        });
        let mut judged: Vec<Finding> = judged.collect();
        judged.sort_by(|a, b| a.subject.cmp(&b.subject));
        judged
    }

    /// The first disclosure of the evidence that refers to an index number.
    fn referring(&self, index_no: &str, through: &str) -> Option<Evidence> {
        let items = self.duty.items.iter();
        let found = items.flat_map(|item| {
            let referring = self.record.referring.get(item).and_then(|numbers| numbers.get(index_no));
            referring.into_iter().flatten().filter_map(move |(agency, id)| {
                let track = self.record.tracks.get(item)?.get(agency)?.get(id)?;
                let refers = |values: &Map<String, Value>| {
                    references(values.get(through)).any(|number| number == index_no)
                        && self.duty.evidence.holds(values)
                };
                let revision = track.since(self.as_of, |_, values| refers(values))?;
                Some(evidence(id, revision, revision.on))
            })
        });
        found.min_by_key(|evidence| evidence.leaf)
    }
}

fn evidence(id: &str, revision: &Revision, on: NaiveDate) -> Evidence {
    Evidence { id: id.to_owned(), leaf: revision.leaf, on }
}
