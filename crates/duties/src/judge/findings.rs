//! How an agency stands with each of its duties on a day.

use chrono::{Datelike, Days, NaiveDate};
use mingjing_catalogue::Item;
use serde_json::{Map, Value};

use super::{Judge, references};
use crate::condition::Condition;
use crate::duty::{Duty, Rule, Who};
use crate::fact::Member;
use crate::finding::{Evidence, Finding, State, Subject};
use crate::moment::{Due, Moment};
use crate::period::{Per, Period};
use crate::record::{Column, Gap, Late, Record, Revision, Timed, Track, is_year};
use crate::share::Share;

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
        let of_agency = record.agencies.get(&member.code);
        let over = self.decided_until.is_some_and(|until| until > span.as_of);
        let ended = |duty: &Duty| duty.until.is_some_and(|until| until < span.first);
        let owed = self.duties.all().iter().filter(|duty| duty.from <= span.as_of && !ended(duty));
        let found = owed.flat_map(|duty| {
            let as_of = duty.until.map_or(span.as_of, |until| until.min(span.as_of));
            let spoke = of_agency.and_then(|agency| agency.spoke).filter(|&day| day <= as_of);
            let view =
                View { judge: self, record, member, duty, began, spoke, first: span.first, as_of, over };
            view.judge()
                .into_iter()
                .map(move |finding| view.doubted(finding))
                .filter(move |finding| view.is_asked(finding) && !view.is_excepted(finding))
        });
        let mut found: Vec<Finding> = found.collect();
        self.apply_rulings(record, member, self.decided_until.unwrap_or(span.as_of), &mut found);
        found
    }
}

/// One duty of one agency.
#[derive(Clone, Copy)]
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
    /// Whether the day of the judgement is over, as is that of a year judged later: what fell due on it is not open.
    over: bool,
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
            Rule::Fresh => items.iter().flat_map(|item| self.fresh(item)).collect(),
            Rule::Yearly { month, day, year_field } => self.yearly(&items, (*month, *day), year_field),
            Rule::Within { .. } => self.within(),
            Rule::Follows { of, of_where, .. } => self.follows(of, of_where),
            Rule::Share(share) => self.share(&items, share),
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
            due_at: None,
            state,
            count: 1,
            evidence: Vec::new(),
            rulings: Vec::new(),
            before: None,
        }
    }

    /// Nobody is accused of what may have been done: where contents prove it, and the agency had something public on the day that
    /// was withdrawn since, nobody knows any more what that said.
    fn doubted(&self, finding: Finding) -> Finding {
        let by_contents = match self.duty.rule {
            Rule::Exists | Rule::Periodic { .. } => !self.duty.evidence.is_empty(),
            Rule::Yearly { .. } | Rule::Share(_) => true,
            Rule::Fresh | Rule::Within { .. } | Rule::Follows { .. } => false,
        };
        if !by_contents || finding.state != State::Overdue {
            return finding;
        }
        let mut tracks = self.duty.items.iter().flat_map(|item| self.tracks(item));
        let lost = tracks.any(|(_, track)| track.was_withdrawn_after(self.as_of));
        if lost { Finding { state: State::Unknown, ..finding } } else { finding }
    }

    /// Whether a finding belongs to the span: what is owed once to that in which it falls due, or without a last day is
    /// done; what is owed all the time to all; and what was published to that in which it became public, which `within`
    /// has looked at, though its last day may lie before.
    fn is_asked(&self, finding: &Finding) -> bool {
        match (&self.duty.rule, &finding.subject, finding.due) {
            (Rule::Within { .. }, ..) | (_, Subject::Item(_) | Subject::Gap(_), _) => true,
            (_, _, Some(due)) => due >= self.first,
            (_, _, None) => finding.evidence.iter().all(|evidence| evidence.on >= self.first),
        }
    }

    /// Whether a last day is not over yet.
    fn is_open(&self, due: NaiveDate) -> bool {
        self.as_of < due || (self.as_of == due && !self.over)
    }

    /// Whether an exception frees the agency of something: of what falls due in its days, of what is owed all the time while
    /// it holds. Those counted together are left out one by one.
    fn is_excepted(&self, finding: &Finding) -> bool {
        let day = match (&finding.subject, finding.due) {
            (Subject::InTime, _) => return false,
            (Subject::Item(_), _) => self.as_of,
            (_, due) => due.unwrap_or(finding.since),
        };
        self.duty.excepts(self.member, day)
    }

    /// How something stands that was not done by a last day. An agency that has published nothing at all by then, or of
    /// whose time the log holds only a part, is not accused.
    fn undone(&self, since: NaiveDate, due: NaiveDate) -> State {
        self.undone_by(self.spoke, since, due)
    }

    fn undone_by(&self, spoke: Option<NaiveDate>, since: NaiveDate, due: NaiveDate) -> State {
        let silent = spoke.is_none_or(|day| day > due.max(self.began));
        match (self.is_open(due), since < self.began || silent) {
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
        let of_agency = self.record.tracks(item, &self.member.code);
        of_agency.into_iter().flatten().map(|(id, track)| (id.as_str(), track))
    }

    /// Those that count, with the revision since which they do.
    fn counting(&self, items: &[&Item]) -> Vec<(&'a str, &'a Revision)> {
        let mut found: Vec<(&str, &Revision)> = items
            .iter()
            .flat_map(|item| self.tracks(&item.key))
            .filter_map(|(id, track)| {
                Some((id, track.since(self.as_of, |_, values| self.duty.evidence.holds(values))?.0))
            })
            .collect();
        found.sort_by_key(|(_, revision)| revision.leaf);
        found
    }

    /// A period is owed whole: the one in which the duty began is not. What ended before the log began is not in it.
    fn periods(&self, per: Per) -> impl Iterator<Item = Period> + use<> {
        let began = self.began;
        Period::since(per, self.duty.from, self.as_of).filter(move |period| period.last() >= began)
    }

    fn periodic(&self, items: &[&Item], per: Per, at_least: u32) -> Vec<Finding> {
        let counting = self.counting(items);
        let judged = self.periods(per).map(|period| {
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

    /// How much of an item the agency has, day by day.
    fn column(&self, item: &Item) -> Option<&'a Column> {
        Some(&self.record.item(&item.key, &self.member.code)?.column)
    }

    /// The newest of an item, if there is any that counts.
    fn newest(&self, item: &Item) -> Option<Evidence> {
        if self.duty.evidence.is_empty() {
            let column = self.column(item)?;
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

    /// How new an item is on the day of the judgement, and where it was not in the span.
    fn fresh(&self, item: &Item) -> Vec<Finding> {
        let Some(freshness) = &item.freshness else { return Vec::new() };
        let days = Days::new(freshness.days.into());
        let newest = self.newest(item);
        let since = newest.as_ref().map_or(self.duty.from.max(self.began), |newest| newest.on);
        let Some(due) = since.checked_add_days(days) else { return Vec::new() };
        let state = match (&newest, self.as_of <= due) {
            (Some(_), true) => State::Met,
            (Some(_), false) => State::Overdue,
            (None, _) => self.missing(due),
        };
        let finding = self.finding(Subject::Item(item.key.clone()), since, Some(due), state);
        let now = Finding { evidence: newest.into_iter().collect(), ..finding };
        self.gaps(item, days).chain([now]).collect()
    }

    /// The times in which an item was not new enough, ended by something new that came in the span.
    fn gaps(&self, item: &Item, days: Days) -> impl Iterator<Item = Finding> {
        let gaps =
            self.column(item).map(|column| column.gaps((self.first, self.as_of), days)).unwrap_or_default();
        gaps.into_iter().filter(|gap| gap.due >= self.duty.from).map(|Gap { since, due, next }| {
            let finding = self.finding(Subject::Gap(item.key.clone()), since, Some(due), State::Late);
            Finding { evidence: vec![next], ..finding }
        })
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
                .filter_map(|(id, track)| Some((id, track.since(self.as_of, |_, values| is_on(values))?.0)));
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

    /// Whom neither duty nor catalogue obliges to publish figures may have nothing to tell of: until it has told of some, nothing
    /// is known of it.
    fn share(&self, items: &[&Item], share: &Share) -> Vec<Finding> {
        let tracks: Vec<(&str, &Track)> = items.iter().flat_map(|item| self.tracks(&item.key)).collect();
        let expected = |item: &&Item| item.is_expected_of(self.member.level, &self.member.name);
        let obliged = matches!(self.duty.who, Who::Named { .. }) || items.iter().any(expected);
        let told = tracks.iter().filter_map(|(_, track)| Some(track.known(self.as_of).next()?.on)).min();
        let spoke = if obliged { self.spoke } else { told };
        let periods = self.periods(share.per);
        let judged = periods.filter_map(|period| {
            let finding = self.share_of(&tracks, (share, &period), spoke);
            let silent = !obliged && told.is_none();
            let state = if silent { State::Unknown } else { finding.state };
            // Without a last day that a calendar says, it belongs to the year in which its period ends.
            let is_asked = finding.due.unwrap_or(period.last()) >= self.first;
            is_asked.then_some(Finding { state, ..finding })
        });
        judged.collect()
    }

    /// One period of a share.
    fn share_of(
        &self,
        tracks: &[(&str, &Track)],
        (share, period): (&Share, &Period),
        spoke: Option<NaiveDate>,
    ) -> Finding {
        let end = period.last();
        let due = share.due(period, self.judge.calendar);
        // Where no announced calendar says the last day, it is none of those of the period.
        let (last, unsaid) = (due.unwrap_or(end), due.is_none() && !self.is_open(end));
        let first = |holds: &dyn Fn(&Revision, &Map<String, Value>) -> bool| {
            let found = tracks.iter().filter_map(|(id, track)| {
                let (revision, _) = track.since(self.as_of, holds)?;
                Some(evidence(id, revision, revision.on))
            });
            found.min_by_key(|evidence| evidence.leaf)
        };
        let tells = |revision: &Revision, values: &Map<String, Value>| {
            self.duty.evidence.holds(values) && share.tells_of(values, period, revision.on)
        };
        let reached = first(&|revision, values| tells(revision, values) && share.is_reached(values));
        let fallen_short = reached.is_none().then(|| first(&tells)).flatten();
        let state = match &reached {
            Some(proof) if proof.on <= last => State::Met,
            _ if unsaid => State::Unknown,
            Some(_) => State::Late,
            None if fallen_short.is_some() && !self.is_open(last) && period.first() >= self.began => {
                State::Overdue
            }
            None => self.undone_by(spoke, period.first(), last),
        };
        let subject = Subject::Period(period.to_string());
        let evidence = reached.or(fallen_short).into_iter().collect();
        Finding { evidence, ..self.finding(subject, period.first(), due, state) }
    }

    fn within(&self) -> Vec<Finding> {
        let of_item = |item: &String| self.record.item(item, &self.member.code)?.timed(&self.duty.key);
        let timed: Vec<&Timed> = self.duty.items.iter().filter_map(of_item).collect();
        let days = self.first..=self.as_of;
        if days.is_empty() {
            return Vec::new();
        }
        let changes = matches!(self.duty.rule, Rule::Within { changes: true, .. });
        let owed = |on: NaiveDate| !self.duty.excepts(self.member, on);
        let mut found = Vec::new();
        for state in [State::Met, State::Unknown] {
            let counts = timed.iter().map(|of| if state == State::Met { &of.in_time } else { &of.unknown });
            let counts = counts.flat_map(|counts| counts.range(days.clone())).filter(|(on, _)| owed(*on));
            let count: u64 = counts.map(|(_, count)| count).sum();
            if count > 0 {
                let since = self.first.max(self.began);
                found.push(Finding { count, ..self.finding(Subject::InTime, since, None, state) });
            }
        }
        let late = timed.iter().flat_map(|of| &of.late);
        let mut late: Vec<&Late> = late.filter(|late| days.contains(&late.on) && owed(late.on)).collect();
        late.sort_by_key(|late| late.leaf);
        found.extend(late.into_iter().map(|late| {
            let (id, leaf) = (late.id.clone(), late.leaf);
            let subject =
                if changes { Subject::Change { id, leaf } } else { Subject::Disclosure { id, leaf } };
            let evidence = vec![Evidence { id: late.id.clone(), leaf: late.leaf, on: late.on }];
            let finding = self.finding(subject, late.since, Some(late.due), State::Late);
            Finding { evidence, due_at: late.due_at, ..finding }
        }));
        found
    }

    /// What begins before the log began is history that is brought in, and owes nothing.
    fn follows(&self, of: &str, of_where: &Condition) -> Vec<Finding> {
        let Rule::Follows { limit, at, .. } = &self.duty.rule else { return Vec::new() };
        let from = self.duty.from.max(self.began);
        let owing = self.tracks(of).filter_map(|(id, track)| {
            let (revision, values) = track.since(self.as_of, |_, values| of_where.holds(values))?;
            let said = at.as_ref().and_then(|at| at.read(values));
            let owed = revision.issued_on >= from && said.is_none_or(|said| said.day >= from);
            owed.then_some((id, track, revision, said.unwrap_or(revision.on.into())))
        });
        let judged = owing.map(|(id, track, revision, start)| {
            let due = limit.as_ref().map(|limit| Due::of(limit, start, self.judge.calendar));
            let kept = |done: Moment| !matches!(&due, Some(Ok(due)) if !due.is_kept(done));
            let answers = self.referring([&track.index_no, id]);
            let answer = answers.iter().find(|(_, done)| kept(*done)).or(answers.first());
            let state = match (&due, answer) {
                (Some(Err(_)), _) => State::Unknown,
                (_, Some((_, done))) if kept(*done) => State::Met,
                (_, Some(_)) => State::Late,
                (Some(Ok(due)), None) if !self.is_open(due.day) => State::Overdue,
                (_, None) => State::Open,
            };
            let subject = Subject::Disclosure { id: id.to_owned(), leaf: revision.leaf };
            let due = due.and_then(Result::ok);
            let finding = self.finding(subject, start.day, due.map(|due| due.day), state);
            let evidence = answer.map(|(evidence, _)| evidence.clone()).into_iter().collect();
            Finding { evidence, due_at: due.and_then(|due| due.minute), ..finding }
        });
        let mut judged: Vec<Finding> = judged.collect();
        judged.sort_by(|a, b| a.subject.cmp(&b.subject));
        judged
    }

    /// The disclosures of the evidence that refer to another by one of its names, index number and identity, and when each was done, in the order of the log.
    fn referring(&self, names: [&str; 2]) -> Vec<(Evidence, Moment)> {
        let Rule::Follows { through, done, .. } = &self.duty.rule else { return Vec::new() };
        let items = self.duty.items.iter();
        let found = items.flat_map(|item| {
            let referring = self.record.referring.get(item);
            let referring = names.into_iter().filter_map(move |name| referring?.get(name));
            referring.flatten().filter_map(move |(agency, id)| {
                let track = self.record.tracks(item, agency)?.get(id)?;
                let refers = |values: &Map<String, Value>| {
                    references(values.get(through)).any(|name| names.contains(&name))
                        && self.duty.evidence.holds(values)
                };
                let (revision, values) = track.since(self.as_of, |_, values| refers(values))?;
                let said = done.as_ref().and_then(|done| done.read(values));
                Some((evidence(id, revision, revision.on), said.unwrap_or(revision.on.into())))
            })
        });
        let mut found: Vec<(Evidence, Moment)> = found.collect();
        found.sort_by_key(|(evidence, _)| evidence.leaf);
        found
    }
}

fn evidence(id: &str, revision: &Revision, on: NaiveDate) -> Evidence {
    Evidence { id: id.to_owned(), leaf: revision.leaf, on }
}
