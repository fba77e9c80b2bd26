//! Where a decision stands: a function of the rules, the decision and what refers to it.

use chrono::{Days, NaiveDate};
use mingjing_calendar::Amount;
use serde_json::{Map, Value};

use super::rules::{Condition, DecisionProcedure, Evidence, OmissionGround, Shortest, Step};
use crate::Rules;

/// A public disclosure that refers to the decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its identity.
    pub id: String,
    /// Its item.
    pub item: String,
    /// The field by which it refers to the decision.
    pub field: String,
    /// Its title.
    pub title: String,
    /// Its public fields.
    pub fields: Map<String, Value>,
    /// The day it was first published.
    pub published_on: NaiveDate,
}

/// What a step is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Fields of the decision itself.
    Decision,
    /// A disclosure: its identity and title.
    Disclosure(String, String),
}

/// How one step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// It was taken, and everything before it.
    Done {
        /// By what it is known.
        by: Proof,
        /// Its day.
        on: NaiveDate,
    },
    /// It was left out on a ground that the order gives.
    LeftOut {
        /// The ground.
        ground: OmissionGround,
        /// What the agency says to it.
        explanation: String,
    },
    /// It is known to end or to happen on a day that is not over.
    Awaited {
        /// By what.
        by: Proof,
        /// The day.
        on: NaiveDate,
    },
    /// Something of it is public, and nothing yet that ends it.
    Begun {
        /// By what.
        by: Proof,
        /// Its day.
        on: NaiveDate,
    },
    /// It was taken before a step that must come before it was done.
    OutOfOrder {
        /// By what it is known.
        by: Proof,
        /// Its day.
        on: NaiveDate,
        /// Position of the step that was not done by that day.
        before: usize,
    },
    /// It was taken and does not suffice.
    Unmet {
        /// By what it is known.
        by: Proof,
        /// Why not.
        why: String,
        /// The article.
        article: String,
    },
    /// It is recorded as left out on a ground that the order does not give for it.
    Unlawful {
        /// What is wrong.
        why: String,
        /// The article that asks for the step.
        article: String,
    },
    /// Nothing of it is there.
    Open,
}

impl StepState {
    /// Whether the step is done or lawfully left out.
    #[must_use]
    pub fn is_met(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::LeftOut { .. })
    }
}

/// What is said beside a step and stops nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What.
    pub text: String,
    /// The article; with its source where that is another one.
    pub article: String,
}

/// One step with everything public that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStanding {
    /// How it stands.
    pub state: StepState,
    /// Its documents by day: day, title of the reference, identity and title.
    pub documents: Vec<Document>,
    /// What is said beside.
    pub remarks: Vec<Remark>,
    /// Since when it was possible to take it: everything before it was done. None while something is not.
    pub ready: Option<NaiveDate>,
}

/// A document of a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// The day it bears; for a period its last one.
    pub on: NaiveDate,
    /// Its item.
    pub item: String,
    /// Its identity.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// One of the materials of the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaterialState {
    /// It is there, by these disclosures.
    There(Vec<Document>),
    /// It is not asked for: the step was lawfully left out.
    NotAsked,
    /// It is missing.
    Missing,
}

/// Where a decision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The steps, in the order of the rules.
    pub steps: Vec<StepStanding>,
    /// The materials, in the order of the rules.
    pub materials: Vec<MaterialState>,
    /// Steps that can be taken now.
    pub next: Vec<usize>,
    /// Whether the order applies: the decision was initiated after it came into force.
    pub applies: bool,
}

impl Standing {
    /// Whether the step at a position is done or lawfully left out, and everything that must come before it.
    #[must_use]
    pub fn is_met(&self, step: usize) -> bool {
        self.steps.get(step).is_some_and(|step| step.state.is_met())
    }

    /// The position of the last step that is done or left out; none before the first.
    #[must_use]
    pub fn reached(&self) -> Option<usize> {
        self.steps.iter().rposition(|step| step.state.is_met())
    }
}

/// A decision: the day of looking, its own public fields, and what refers to it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The day of looking.
    pub today: NaiveDate,
    /// Public fields of the decision.
    pub decision: &'a Map<String, Value>,
    /// What refers to it.
    pub records: &'a [Record],
}

/// A piece of evidence for a step: what, on which day, from when on the next step may be taken, and its flaw.
struct Piece {
    by: Proof,
    on: NaiveDate,
    /// The day from which it counts: the one behind the last of a period.
    counts: NaiveDate,
    flaw: Option<(String, String)>,
}

impl DecisionProcedure {
    /// Whether the order applies to a decision.
    #[must_use]
    pub fn applies(&self, decision: &Map<String, Value>) -> bool {
        date(decision, &self.begun).is_none_or(|day| day >= self.in_force)
    }

    /// Where a decision stands. Days of a year whose calendar is not announced cannot be judged in working days: then
    /// nothing is remarked.
    #[must_use]
    pub fn standing(&self, rules: &Rules<'_>, case: Case<'_>) -> Standing {
        let mut steps: Vec<StepStanding> = Vec::with_capacity(self.steps.len());
        // From when on each step counts as met.
        let mut met: Vec<Option<NaiveDate>> = Vec::with_capacity(self.steps.len());
        let meeting = self.pieces(rules, case, &self.steps[self.materials.before]);
        let meeting = meeting.iter().filter(|piece| piece.flaw.is_none()).map(|piece| piece.counts).min();
        let behind = self.before(self.materials.before);
        for (at, step) in self.steps.iter().enumerate() {
            // The day on which what prepares the meeting is closed; none for what comes with and after it.
            let until = behind.contains(&at).then(|| meeting.unwrap_or(NaiveDate::MAX));
            let (standing, counts) = self.step(rules, case, (step, until), &met);
            steps.push(standing);
            met.push(counts);
        }
        let open = |(_, (step, standing)): &(usize, (&Step, &StepStanding))| {
            !step.optional && !standing.state.is_met() && standing.ready.is_some()
        };
        let next = self.steps.iter().zip(&steps).enumerate().filter(open).map(|(at, _)| at).collect();
        let materials = self.materials(case, &steps);
        Standing { materials, next, applies: self.applies(case.decision), steps }
    }

    fn step(
        &self,
        rules: &Rules<'_>,
        case: Case<'_>,
        (step, until): (&Step, Option<NaiveDate>),
        met: &[Option<NaiveDate>],
    ) -> (StepStanding, Option<NaiveDate>) {
        let waits = step.after.iter().copied().find(|at| met[*at].is_none());
        let floor = NaiveDate::MIN;
        let latest = step.after.iter().copied().max_by_key(|at| met[*at].unwrap_or(floor));
        let ready = match waits {
            Some(_) => None,
            None => Some(latest.and_then(|at| met[at]).unwrap_or(floor)),
        };
        let mut pieces = self.pieces(rules, case, step);
        // What was found only after the meeting does not undo what the meeting had before it.
        pieces.retain(|piece| piece.flaw.is_none() || until.is_none_or(|until| piece.counts <= until));
        pieces.sort_by_key(|piece| piece.counts);
        let documents = documents(case, step);
        // A second call for opinions reopens the step; a second meeting does not undo what the first one discussed.
        let done =
            |piece: &Piece| ready.is_some_and(|ready| piece.counts >= ready) && piece.counts <= case.today;
        if until.is_none() && pieces.iter().any(|piece| piece.flaw.is_none() && done(piece)) {
            pieces.retain(|piece| piece.counts <= case.today);
        }
        let (state, counts) = self.state(case, (step, ready), (waits.or(latest), &pieces), &documents);
        let remarks = self.remarks(rules, case, step, (&state, ready));
        (StepStanding { state, documents, remarks, ready }, counts)
    }

    /// How a step stands, and from when on it counts as met.
    fn state(
        &self,
        case: Case<'_>,
        (step, ready): (&Step, Option<NaiveDate>),
        (before, pieces): (Option<usize>, &[Piece]),
        documents: &[Document],
    ) -> (StepState, Option<NaiveDate>) {
        let good = || pieces.iter().filter(|piece| piece.flaw.is_none());
        // What still runs or lies ahead decides.
        if let Some(ahead) = good().find(|piece| piece.counts > case.today) {
            return (StepState::Awaited { by: ahead.by.clone(), on: ahead.on }, None);
        }
        // What failed last counts, until it is made good.
        let failed = pieces.iter().filter(|piece| piece.flaw.is_some()).map(|piece| piece.counts).max();
        let stands = |piece: &&Piece| failed.is_none_or(|failed| piece.counts >= failed);
        // The earliest that lies behind everything before it: whatever order there is, this finds it.
        let in_order = ready.and_then(|ready| good().filter(stands).find(|piece| piece.counts >= ready));
        if let Some(piece) = in_order {
            return (StepState::Done { by: piece.by.clone(), on: piece.on }, Some(piece.counts));
        }
        // Nobody leaves out what was done, whatever came of it.
        if let Some(omission) = self.omission(case.decision, step).filter(|_| pieces.is_empty()) {
            return match (omission, ready) {
                (Ok((ground, explanation)), Some(ready)) => {
                    (StepState::LeftOut { ground: ground.clone(), explanation }, Some(ready))
                }
                // What comes before is open: this one waits with it.
                (Ok(_), None) => (StepState::Open, None),
                (Err(why), _) => (StepState::Unlawful { why, article: step.article.clone() }, None),
            };
        }
        if let (Some(piece), Some(before)) = (good().rfind(stands), before) {
            return (StepState::OutOfOrder { by: piece.by.clone(), on: piece.on, before }, None);
        }
        if let Some(piece) = pieces.iter().rev().find(|piece| piece.flaw.is_some()) {
            let (why, article) = piece.flaw.clone().unwrap_or_default();
            return (StepState::Unmet { by: piece.by.clone(), why, article }, None);
        }
        match documents.first() {
            Some(first) => {
                let by = Proof::Disclosure(first.id.clone(), first.title.clone());
                (StepState::Begun { by, on: first.on }, None)
            }
            None => (StepState::Open, None),
        }
    }

    fn pieces(&self, rules: &Rules<'_>, case: Case<'_>, step: &Step) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if let Some(own) = &step.own
            && let Some(on) = date(case.decision, &own.on)
            && own.needs.iter().all(|key| is_filled(case.decision.get(key)))
        {
            pieces.push(Piece { by: Proof::Decision, on, counts: on, flaw: None });
        }
        for (evidence, record) in belonging(case, step).filter(|(evidence, _)| evidence.proves) {
            let Some(on) = end(&record.fields, &evidence.on) else { continue };
            let over = record.fields.get(&evidence.on).is_some_and(Value::is_object);
            pieces.push(Piece {
                by: Proof::Disclosure(record.id.clone(), record.title.clone()),
                on,
                counts: if over { on.checked_add_days(Days::new(1)).unwrap_or(on) } else { on },
                flaw: unaccepted(evidence, &record.fields)
                    .or_else(|| self.flaw(rules, case.records, (evidence, &record.fields))),
            });
        }
        pieces
    }

    /// Why a disclosure should not have been published like this; with the article.
    pub(super) fn flaw(
        &self,
        rules: &Rules<'_>,
        records: &[Record],
        (evidence, fields): (&Evidence, &Map<String, Value>),
    ) -> Option<(String, String)> {
        let short = evidence.shortest.as_ref().filter(|shortest| !shortest.advisory).and_then(|shortest| {
            let text = too_short(rules, shortest, (&evidence.on, fields))?;
            let unless = shortest.unless.as_ref()?;
            let excused = is_filled(fields.get(unless));
            (!excused).then(|| (format!("{text}，须写明理由"), shortest.article.clone()))
        });
        short.or_else(|| {
            let independent = evidence.independent.as_ref()?;
            let who = fields.get(&independent.field)?.as_str()?.trim();
            let took_part = independent.of.iter().any(|place| names(records, place).any(|name| name == who));
            let why = || format!("“{who}”在决策作出前承担了论证评估工作，不得参加决策后评估");
            took_part.then(|| (why(), independent.article.clone()))
        })
    }

    /// What is recorded of a step left out: the ground and what is said to it, or what is wrong with it.
    fn omission<'a>(
        &self,
        decision: &Map<String, Value>,
        step: &'a Step,
    ) -> Option<Result<(&'a OmissionGround, String), String>> {
        let rows = decision.get(&self.omissions).and_then(Value::as_array)?;
        let mut of_step = rows.iter().filter(|row| row["step"].as_str() == Some(&step.key));
        let row = of_step.next()?;
        if of_step.next().is_some() {
            return Some(Err(format!("“{}”写了两次", step.title)));
        }
        let key = row["ground"].as_str().unwrap_or_default();
        let explanation = row["explanation"].as_str().unwrap_or_default().trim().to_owned();
        Some(match step.grounds.iter().find(|ground| ground.key == key) {
            Some(_) if explanation.is_empty() => Err(format!("没有说明“{}”为什么不履行", step.title)),
            Some(ground) => Ok((ground, explanation)),
            None => Err(format!("所写的情形不是可以不履行“{}”的情形", step.title)),
        })
    }

    /// What is wrong with the steps recorded as left out: title of the step, why, and the article.
    #[must_use]
    pub fn unlawful_omissions(&self, decision: &Map<String, Value>) -> Vec<(&Step, String)> {
        let wrong = |step: &'_ Step| self.omission(decision, step)?.err();
        self.steps.iter().filter_map(|step| Some((step, wrong(step)?))).collect()
    }

    fn remarks(
        &self,
        rules: &Rules<'_>,
        case: Case<'_>,
        step: &Step,
        (state, ready): (&StepState, Option<NaiveDate>),
    ) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (evidence, record) in belonging(case, step) {
            let Some(shortest) = &evidence.shortest else { continue };
            let Some(text) = too_short(rules, shortest, (&evidence.on, &record.fields)) else { continue };
            let reason = shortest.unless.as_ref().and_then(|key| record.fields.get(key)?.as_str());
            let text = match reason {
                Some(reason) => format!("{text}，理由：{reason}"),
                None => text,
            };
            remarks.push(Remark { text, article: shortest.article.clone() });
        }
        let limit = step.due.as_deref().and_then(|key| rules.limits.get(key).ok());
        let Some((limit, Amount::WorkingDays(days))) = limit.map(|limit| (limit, limit.amount)) else {
            return remarks;
        };
        let article = format!("{}{}", limit.source, limit.article);
        let due = |from: NaiveDate| rules.calendar.add_working_days(from, days).ok();
        match state {
            StepState::Done { by: Proof::Disclosure(id, _), on } => {
                let published = case.records.iter().find(|record| record.id == *id).map(|r| r.published_on);
                if let Some((due, published)) = due(*on).zip(published).filter(|(due, on)| on > due) {
                    let text = format!("应当在 {due} 前公布，{published} 才公布，超期");
                    remarks.push(Remark { text, article });
                }
            }
            StepState::Open | StepState::Begun { .. } => {
                if let Some(due) = ready.and_then(due) {
                    let late = if case.today > due { "，已经超期" } else { "" };
                    remarks.push(Remark { text: format!("应当在 {due} 前公布{late}"), article });
                }
            }
            _ => {}
        }
        remarks
    }

    fn materials(&self, case: Case<'_>, steps: &[StepStanding]) -> Vec<MaterialState> {
        let mut states = Vec::with_capacity(self.materials.list.len());
        for material in &self.materials.list {
            let step = &steps[material.of];
            if matches!(step.state, StepState::LeftOut { .. }) {
                states.push(MaterialState::NotAsked);
                continue;
            }
            let own = material.own.iter().all(|key| is_filled(case.decision.get(key)));
            let is_it = |record: &&Record| {
                material.by.iter().any(|(item, field)| *item == record.item && *field == record.field)
            };
            let mut found: Vec<Document> = case
                .records
                .iter()
                .filter(is_it)
                .map(|record| Document {
                    on: record.published_on,
                    item: record.item.clone(),
                    id: record.id.clone(),
                    title: record.title.clone(),
                })
                .collect();
            found.sort();
            let there = own && if material.by.is_empty() { step.state.is_met() } else { !found.is_empty() };
            let by_step = material.by.is_empty();
            let shown = if by_step { step.documents.clone() } else { found };
            states.push(if there { MaterialState::There(shown) } else { MaterialState::Missing });
        }
        states
    }
}

/// What belongs to a step, with the rule by which it does.
fn belonging<'a>(case: Case<'a>, step: &'a Step) -> impl Iterator<Item = (&'a Evidence, &'a Record)> {
    step.evidence.iter().flat_map(move |evidence| {
        let is_it = move |record: &&Record| {
            record.item == evidence.item
                && record.field == evidence.field
                && evidence.only.as_ref().is_none_or(|only| has(&record.fields, only))
        };
        case.records.iter().filter(is_it).map(move |record| (evidence, record))
    })
}

fn documents(case: Case<'_>, step: &Step) -> Vec<Document> {
    let mut documents: Vec<Document> = belonging(case, step)
        .map(|(evidence, record)| Document {
            on: end(&record.fields, &evidence.on).unwrap_or(record.published_on),
            item: record.item.clone(),
            id: record.id.clone(),
            title: record.title.clone(),
        })
        .collect();
    documents.sort();
    documents.dedup_by(|one, other| one.id == other.id);
    documents
}

/// Why a disclosure does not end its step although it belongs to it.
fn unaccepted(evidence: &Evidence, fields: &Map<String, Value>) -> Option<(String, String)> {
    let refused = evidence.accepts.iter().find(|accepts| {
        let condition = Condition { field: accepts.field.clone(), values: accepts.values.clone() };
        !has(fields, &condition) && !accepts.or.as_ref().is_some_and(|or| has(fields, or))
    })?;
    Some((refused.why.clone(), refused.article.clone()))
}

/// What took less time than it should have, in words; none where it took long enough, or cannot be told.
fn too_short(
    rules: &Rules<'_>,
    shortest: &Shortest,
    (on, fields): (&str, &Map<String, Value>),
) -> Option<String> {
    let (from, until) = (start(fields, &shortest.from)?, end(fields, on)?);
    let limit = rules.limits.get(&shortest.limit).ok()?;
    let took = match limit.amount {
        // A period's first and last day are both open for comment.
        Amount::Days(_) => i64::from(shortest.from == on) + (until - from).num_days(),
        Amount::WorkingDays(_) => i64::from(rules.calendar.working_days_between(from, until).ok()?),
        _ => return None,
    };
    let (Amount::Days(least) | Amount::WorkingDays(least)) = limit.amount else { return None };
    let unit = if matches!(limit.amount, Amount::Days(_)) { "天" } else { "个工作日" };
    (took < i64::from(least)).then(|| format!("{}只有 {took} {unit}，少于 {}", limit.title, limit.amount))
}

/// Names at `item.field` or `item.table.column` of these records.
fn names<'a>(records: &'a [Record], place: &'a str) -> impl Iterator<Item = &'a str> {
    let mut parts = place.split('.');
    let (item, field, column) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    records.iter().filter(move |record| record.item == item).flat_map(move |record| {
        let value = record.fields.get(field);
        let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let cells = rows.iter().filter_map(move |row| row.get(column?)?.as_str());
        value.and_then(Value::as_str).into_iter().chain(cells).map(str::trim)
    })
}

fn has(fields: &Map<String, Value>, condition: &Condition) -> bool {
    let is_one = |value: &Value| value.as_str().is_some_and(|v| condition.values.iter().any(|w| w == v));
    match fields.get(&condition.field) {
        Some(Value::Array(values)) => values.iter().any(is_one),
        Some(value) => is_one(value),
        None => false,
    }
}

fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}

fn parse(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

fn date(fields: &Map<String, Value>, key: &str) -> Option<NaiveDate> {
    fields.get(key).and_then(parse)
}

/// A date, or the first day of a period.
fn start(fields: &Map<String, Value>, key: &str) -> Option<NaiveDate> {
    let value = fields.get(key)?;
    parse(value).or_else(|| parse(value.get("from")?))
}

/// A date, or the last day of a period; none while the period has no end.
pub(super) fn end(fields: &Map<String, Value>, key: &str) -> Option<NaiveDate> {
    let value = fields.get(key)?;
    parse(value).or_else(|| parse(value.get("until")?))
}
