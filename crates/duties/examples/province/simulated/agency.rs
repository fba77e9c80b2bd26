//! One agency: what it publishes, and what is planted in that.

mod figures;
mod hours;

use chrono::{Days, NaiveDate, NaiveTime};
use mingjing_catalogue::Item;
use mingjing_duties::{Duty, Fact, Member, Per, Period, Rule};
use mingjing_publication::Event;
use serde_json::{Map, Value, json};

use super::{Planted, Province, Violation, day, last_day};

/// Whoever bears it came to the log in its second year.
const NEWCOMER: u32 = 31;

/// What of an item's life is planted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// There is nothing until a day, or ever.
    Absent(Option<NaiveDate>),
    /// The only one is withdrawn.
    Withdrawn(NaiveDate),
    /// It says something that does not count.
    Unfit,
    /// Nothing new from one day to another, or ever.
    Stale(NaiveDate, Option<NaiveDate>),
}

/// One agency while it is made up.
pub struct Agency<'p, 'a> {
    pub province: &'p mut Province<'a>,
    pub member: Member,
    pub nth: u32,
}

impl Agency<'_, '_> {
    /// Its whole life, with so many permits beyond what duties ask for.
    pub fn live(&mut self, licences: u64) {
        let spoke = if self.nth % NEWCOMER == NEWCOMER - 1 { day("2024-05-17") } else { self.province.first };
        self.say("notice", Event::Publish, (spoke, spoke), json!({}));
        let law = self.province.law;
        for (at, item) in (0u32..).zip(law.catalogue.items()) {
            let owed: Vec<&Duty> = law
                .duties
                .all()
                .iter()
                .filter(|duty| {
                    !matches!(duty.rule, Rule::Within { .. } | Rule::Follows { .. } | Rule::Share(_))
                })
                .filter(|duty| !duty.excepts(&self.member, self.province.last))
                .filter(|duty| duty.items_of(&self.member, &law.catalogue).any(|owed| owed.key == item.key))
                .collect();
            if !owed.is_empty() {
                self.keep(item, &owed, spoke, self.nth * 97 + at);
            }
        }
        self.deadlines(spoke);
        self.changes(spoke);
        self.hours(spoke);
        self.cases(spoke);
        self.answers(spoke);
        for one in 0..licences {
            let on = spoke + Days::new(one * 37 % (self.province.last - spoke).num_days().unsigned_abs());
            self.say_again("licence", (on, on), json!({}), one);
        }
    }

    fn say(
        &mut self,
        item: &str,
        event: Event,
        (issued_on, on): (NaiveDate, NaiveDate),
        values: Value,
    ) -> String {
        let id = format!("{}-{item}-{issued_on}", self.member.code);
        self.tell(id, item, event, (issued_on, on), values)
    }

    /// One of several of a day.
    fn say_again(&mut self, item: &str, days: (NaiveDate, NaiveDate), values: Value, nth: u64) -> String {
        let id = format!("{}-{item}-{}-{nth}", self.member.code, days.0);
        self.tell(id, item, Event::Publish, days, values)
    }

    fn tell(
        &mut self,
        id: String,
        item: &str,
        event: Event,
        (issued_on, on): (NaiveDate, NaiveDate),
        values: Value,
    ) -> String {
        let values = if let Value::Object(values) = values { values } else { Map::new() };
        self.province.facts.push(Fact {
            leaf: 0,
            index_no: format!("no-{id}").into(),
            id: id.clone().into(),
            event,
            item: item.to_owned().into(),
            agency: self.member.code.clone().into(),
            issued_on,
            on,
            at: NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock"),
            values,
        });
        id
    }

    fn plant(&mut self, duty: &Duty, what: impl Into<String>, from: NaiveDate, until: Option<NaiveDate>) {
        self.plant_as("overdue", duty, what, (from, until));
    }

    fn plant_as(
        &mut self,
        state: &'static str,
        duty: &Duty,
        what: impl Into<String>,
        (from, until): (NaiveDate, Option<NaiveDate>),
    ) {
        if until.is_some_and(|until| until < from) {
            return;
        }
        let rule = match duty.rule {
            Rule::Periodic { .. } => "periodic",
            Rule::Exists => "exists",
            Rule::Fresh => "fresh",
            Rule::Yearly { .. } => "yearly",
            Rule::Within { .. } => "within",
            Rule::Follows { .. } => "follows",
            Rule::Share(_) => "share",
        };
        let (duty, agency, what) = (duty.key.clone(), self.member.code.clone(), what.into());
        let violation = Violation { duty, agency, what, state };
        self.province.planted.push(Planted { violation, from, until, rule });
    }

    /// Publishes what is owed of an item, but for what is planted.
    fn keep(&mut self, item: &Item, owed: &[&Duty], spoke: NaiveDate, luck: u32) {
        let repeated = owed.iter().any(|d| matches!(d.rule, Rule::Periodic { .. } | Rule::Yearly { .. }));
        let fault = if repeated { Fault::None } else { fault(item, spoke, luck) };
        let fault = if fault == Fault::Unfit && unfit(&item.key).is_none() { Fault::None } else { fault };
        let begin = match fault {
            Fault::Absent(None) => None,
            Fault::Absent(until) => until,
            _ => Some(spoke),
        };
        if let Some(begin) = begin {
            let values = if fault == Fault::Unfit { unfit(&item.key) } else { None };
            let values = values.unwrap_or_else(|| standing(&item.key));
            self.say(&item.key, Event::Publish, (begin, begin), values.clone());
            self.refresh(item, begin, values, (fault, repeated));
        }
        if let Fault::Withdrawn(on) = fault {
            self.say(&item.key, Event::Withdraw, (spoke, on), json!({}));
        }
        self.plant_fault(item, owed, spoke, fault);
        for duty in owed {
            match &duty.rule {
                Rule::Yearly { month, day, .. } => self.years(item, duty, (*month, *day), (spoke, luck)),
                Rule::Periodic { per: Per::Year, .. } if item.key != "press-conference" => {
                    self.each_year(item, duty, spoke, luck);
                }
                _ => {}
            }
        }
        if repeated && item.key == "press-conference" {
            self.conferences(owed, spoke, luck);
        }
    }

    /// Keeps an item new enough: by amendments, and by more of it where that means nothing else.
    fn refresh(&mut self, item: &Item, begin: NaiveDate, values: Value, (fault, repeated): (Fault, bool)) {
        let Some(freshness) = &item.freshness else { return };
        let mut on = begin;
        for nth in 0.. {
            on = on + Days::new((freshness.days - nth % 3).into());
            match fault {
                Fault::Withdrawn(last) if on >= last => return,
                Fault::Stale(stop, resume) if on > stop => match resume {
                    Some(resume) if on < resume => on = resume,
                    Some(_) => {}
                    None => return,
                },
                _ => {}
            }
            if on > self.province.last {
                return;
            }
            if nth % 2 == 1 && !repeated && fault != Fault::Unfit && !matches!(fault, Fault::Withdrawn(_)) {
                self.say(&item.key, Event::Publish, (on, on), values.clone());
            } else {
                self.say(&item.key, Event::Amend, (begin, on), values.clone());
            }
        }
    }

    fn plant_fault(&mut self, item: &Item, owed: &[&Duty], spoke: NaiveDate, fault: Fault) {
        let began = self.province.first;
        let days = Days::new(item.freshness.as_ref().map_or(0, |freshness| freshness.days).into());
        for duty in owed {
            match (fault, &duty.rule) {
                (Fault::Absent(until), Rule::Exists) => {
                    let from = spoke.max(began + Days::new(1));
                    self.plant(duty, &item.key, from, until.and_then(|until| until.pred_opt()));
                }
                (Fault::Absent(until), Rule::Fresh) => {
                    let due = began + days;
                    let from = spoke.max(due + Days::new(1));
                    self.plant(duty, &item.key, from, until.and_then(|until| until.pred_opt()));
                }
                (Fault::Withdrawn(on), Rule::Exists) => self.plant(duty, &item.key, on, None),
                (Fault::Withdrawn(on), Rule::Fresh) => {
                    let due = began + days;
                    self.plant(duty, &item.key, on.max(due + Days::new(1)), None);
                }
                (Fault::Unfit, Rule::Exists) if duty.key != "everything-owed-is-there" => {
                    self.plant(duty, &item.key, spoke.max(began + Days::new(1)), None);
                }
                (Fault::Stale(_, resume), Rule::Fresh) => {
                    let touched = self.touched(item, resume);
                    let from = touched + days + Days::new(1);
                    self.plant(duty, &item.key, from, resume.and_then(|resume| resume.pred_opt()));
                    if let Some(resume) = resume.filter(|resume| *resume >= from) {
                        self.plant_as("late", duty, &item.key, (resume, None));
                    }
                }
                _ => {}
            }
        }
    }

    /// The last day something was said of an item before a day.
    fn touched(&self, item: &Item, before: Option<NaiveDate>) -> NaiveDate {
        let said = self.province.facts.iter().rev().take_while(|fact| fact.agency == self.member.code);
        let said = said.filter(|fact| fact.item == item.key && before.is_none_or(|before| fact.on < before));
        said.map(|fact| fact.on).max().unwrap_or(self.province.first)
    }

    /// The reports on years; what stands there already is about long ago.
    fn years(
        &mut self,
        item: &Item,
        duty: &Duty,
        (month, of_month): (u32, u32),
        (spoke, luck): (NaiveDate, u32),
    ) {
        for (nth, year) in (0u32..).zip([2022, 2023, 2024]) {
            let due = NaiveDate::from_ymd_opt(year + 1, month, of_month).expect("a last day");
            if spoke > due {
                continue;
            }
            let in_time = due - Days::new((luck % 20).into());
            let late = due + Days::new(u64::from(luck % 50) + 1);
            let values = reported(duty, year);
            match (luck + nth) % 17 {
                0 => self.plant(duty, year.to_string(), due + Days::new(1), None),
                1 => {
                    self.say(&item.key, Event::Publish, (late, late), values);
                    self.plant(duty, year.to_string(), due + Days::new(1), late.pred_opt());
                    self.plant_as("late", duty, year.to_string(), (late, None));
                }
                _ => {
                    self.say(&item.key, Event::Publish, (in_time, in_time), values);
                }
            }
        }
    }

    /// Something in each year; what stands there already counts for the first.
    fn each_year(&mut self, item: &Item, duty: &Duty, spoke: NaiveDate, luck: u32) {
        let periods: Vec<Period> = Period::between(Per::Year, spoke, self.province.last).skip(1).collect();
        for (nth, period) in (0u32..).zip(periods) {
            if (luck + nth).is_multiple_of(13) {
                self.plant(duty, period.to_string(), period.last() + Days::new(1), None);
            } else {
                let on = period.first() + Days::new((luck % 300).into());
                self.say(&item.key, Event::Publish, (on, on), standing(&item.key));
            }
        }
    }

    /// A press conference in each quarter, some of them without the officials who should attend.
    fn conferences(&mut self, owed: &[&Duty], spoke: NaiveDate, luck: u32) {
        // What stands there already is one of the first quarter, by the principal.
        let quarters: Vec<Period> = Period::between(Per::Quarter, spoke, self.province.last).collect();
        let mut held: Vec<(NaiveDate, u32)> = vec![(spoke, 0)];
        for (nth, quarter) in (0u32..).zip(&quarters).skip(1) {
            let kind = (luck / 7 + nth * nth) % 4;
            if kind < 3 {
                let on = quarter.first() + Days::new((luck % 80).into());
                let rank = ["部门主要负责人", "部门其他负责人", "新闻发言人"][kind as usize];
                let values = json!({ "speakers": [{ "rank": rank }] });
                self.say("press-conference", Event::Publish, (on, on), values);
                held.push((on, kind));
            }
        }
        for duty in owed {
            let Rule::Periodic { per, .. } = duty.rule else { continue };
            let counts = match duty.key.as_str() {
                "principal-attends-each-year" => 0,
                "responsible-official-attends-each-half-year" => 1,
                _ => 2,
            };
            for period in Period::between(per, spoke, self.province.last) {
                if !held.iter().any(|(on, kind)| *kind <= counts && period.holds(*on)) {
                    self.plant(duty, period.to_string(), period.last() + Days::new(1), None);
                }
            }
        }
    }

    /// Disclosures with a limit: in time, on its last day, and after it.
    fn deadlines(&mut self, spoke: NaiveDate) {
        let law = self.province.law;
        for (at, duty) in (0u32..).zip(law.duties.all()) {
            let Rule::Within { limit, at: None, changes: false } = &duty.rule else { continue };
            let luck = self.nth * 31 + at;
            let items = duty.items.iter().filter_map(|key| law.catalogue.item(key));
            let plain: Vec<&Item> = items.filter(|item| self.province.is_plain(&self.member, item)).collect();
            let Some(item) = plain.get(luck as usize % plain.len().max(1)) else { continue };
            for nth in 0..4u32 {
                let issued_on = spoke + Days::new(u64::from(luck * 7 + nth * 131) % 560);
                let due = last_day(&limit.amount, issued_on, &law.calendar);
                let late = (luck + nth).is_multiple_of(11);
                let on = if late { due + Days::new(1 + u64::from(luck % 9)) } else { due };
                let id = self.say_again(&item.key, (issued_on, on), json!({}), (at * 10 + nth).into());
                if late {
                    self.plant_as("late", duty, id, (on, None));
                }
            }
            // Brought in from before the log began: not late.
            if luck.is_multiple_of(5) {
                self.say_again(
                    &item.key,
                    (day("2021-03-01"), spoke + Days::new(9)),
                    json!({}),
                    (at * 10 + 8).into(),
                );
                self.province.lookalikes += 1;
            }
        }
    }

    /// Documents and their interpretation, drafts and their outcome.
    fn answers(&mut self, spoke: NaiveDate) {
        let law = self.province.law;
        for (at, duty) in (0u32..).zip(law.duties.all()) {
            let Rule::Follows { of, through, limit, at: None, .. } = &duty.rule else { continue };
            let owes = |duty: &Duty| duty.items_of(&self.member, &law.catalogue).any(|item| item.key == *of);
            if law
                .duties
                .all()
                .iter()
                .any(|d| !matches!(d.rule, Rule::Within { .. } | Rule::Follows { .. }) && owes(d))
            {
                continue;
            }
            let luck = self.nth * 41 + at;
            for nth in 0..3u32 {
                let on = spoke + Days::new(u64::from(luck * 11 + nth * 171) % 550);
                let id = self.say_again(of, (on, on), json!({ "kind": "政府文件" }), (at * 10 + nth).into());
                let Some(limit) = limit else { continue };
                let due = last_day(&limit.amount, on, &law.calendar);
                let answer = match (luck + nth) % 9 {
                    0 => None,
                    1 => Some(due + Days::new(1 + u64::from(luck % 40))),
                    _ => Some(due),
                };
                if let Some(on) = answer {
                    let about = json!({ through.as_str(): [format!("no-{id}")] });
                    self.say_again(&duty.items[0], (on, on), about, (at * 10 + nth).into());
                }
                if answer.is_none_or(|on| on > due) {
                    self.plant(duty, id.clone(), due + Days::new(1), answer.and_then(|on| on.pred_opt()));
                }
                if let Some(on) = answer.filter(|on| *on > due) {
                    self.plant_as("late", duty, id, (on, None));
                }
            }
        }
    }
}

/// What goes wrong with an item of one agency: with most of them nothing.
fn fault(item: &Item, spoke: NaiveDate, luck: u32) -> Fault {
    let some = Days::new(u64::from(luck) * 13 % 400 + 20);
    let more = Days::new(u64::from(luck) * 29 % 150 + 5);
    match luck % 23 {
        3 => Fault::Absent(None),
        7 => Fault::Absent(Some(spoke + some)),
        11 => Fault::Withdrawn(spoke + some),
        15 | 16 => Fault::Unfit,
        19 if item.freshness.is_some() => Fault::Stale(spoke + some, None),
        21 | 22 if item.freshness.is_some() => {
            let days = item.freshness.as_ref().map_or(0, |freshness| freshness.days);
            Fault::Stale(spoke + some, Some(spoke + some + Days::new(days.into()) + more))
        }
        _ => Fault::None,
    }
}

/// Fields that count for every duty of an item, and oblige to nothing.
fn standing(item: &str) -> Value {
    match item {
        "spokesperson" => json!({ "status": "在任" }),
        "non-disclosure-list" => json!({ "status": "有效" }),
        "press-conference" => json!({ "speakers": [{ "rank": "部门主要负责人" }] }),
        "decision-meeting" => json!({ "open_to": ["公众代表"] }),
        "openness-assessment" => json!({ "kind": "年度考核" }),
        "openness-training" => json!({ "kind": "培训班" }),
        "policy-document" => json!({ "kind": "其他" }),
        "annual-report" => json!({ "year": 2000, "scope": "本机关" }),
        "enforcement-report" => json!({ "year": 2000 }),
        _ => json!({}),
    }
}

/// A report on a year, as a duty wants it.
fn reported(duty: &Duty, year: i32) -> Value {
    match duty.key.as_str() {
        "yearly-report" => json!({ "year": year, "scope": "本机关" }),
        "governments-yearly-report" => json!({ "year": year, "scope": "本级政府" }),
        _ => json!({ "year": year }),
    }
}

/// Fields that do not count.
fn unfit(item: &str) -> Option<Value> {
    match item {
        "spokesperson" => Some(json!({ "status": "离任" })),
        "non-disclosure-list" => Some(json!({ "status": "废止" })),
        _ => None,
    }
}
