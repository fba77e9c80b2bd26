//! Emergencies and concerns, answered within hours; and entries of lists that change.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use mingjing_calendar::Amount;
use mingjing_catalogue::Item;
use mingjing_duties::Rule;
use mingjing_publication::Event;
use serde_json::{Value, json};

use super::Agency;
use crate::simulated::{day, last_day};

/// Something that begins the hours.
struct Start {
    day: NaiveDate,
    /// Its minute, where the disclosure says it.
    minute: Option<NaiveDateTime>,
}

impl Start {
    /// The last moment of so many hours: a minute, or the end of the last day begun.
    fn last(&self, hours: u32) -> NaiveDateTime {
        let end_of_day = NaiveTime::from_hms_opt(23, 59, 59).expect("a time");
        match self.minute {
            Some(minute) => minute + TimeDelta::hours(hours.into()),
            None => (self.day + Days::new(u64::from(hours).div_ceil(24))).and_time(end_of_day),
        }
    }

    fn time(&self) -> Option<String> {
        self.minute.map(|minute| minute.format("%H:%M").to_string())
    }
}

impl Agency<'_, '_> {
    /// One of several of a moment.
    fn say_at(&mut self, item: &str, at: NaiveDateTime, values: Value, nth: u32) -> String {
        let id = self.say_again(item, (at.date(), at.date()), values, nth.into());
        if let Some(fact) = self.province.facts.last_mut() {
            fact.at = at.time();
        }
        id
    }

    /// Answers within hours: at the last moment, or a minute after it.
    pub(super) fn hours(&mut self, spoke: NaiveDate) {
        let law = self.province.law;
        let mut owed = law
            .duties
            .all()
            .iter()
            .filter(|duty| !matches!(duty.rule, Rule::Within { .. } | Rule::Follows { .. }));
        // Another press conference would count for whoever owes them anyhow.
        if owed.any(|d| d.items_of(&self.member, &law.catalogue).any(|item| item.key == "press-conference")) {
            return;
        }
        for (nr, duty) in (0u32..).zip(law.duties.all()) {
            let Rule::Within { limit, at: Some(_), .. } = &duty.rule else { continue };
            let Amount::Hours(hours) = limit.amount else { continue };
            let item = duty.items[0].as_str();
            for nth in 0..6u32 {
                let luck = self.nth * 17 + nr + nth;
                let on = spoke + Days::new(u64::from(luck * 13 + nth * 89) % 540);
                let minute = on.and_hms_opt(luck % 24, luck * 7 % 60, 0);
                let start = Start { day: on, minute: minute.filter(|_| nth % 2 == 0) };
                let late = luck.is_multiple_of(7);
                let told = start.last(hours) + if late { TimeDelta::minutes(1) } else { TimeDelta::zero() };
                let id = self.say_at(item, told, grave(item, &start), nr * 10 + nth);
                if late {
                    self.plant_as("late", duty, &id, (told.date(), None));
                }
                if item == "emergency-response" {
                    self.conference((&id, told.date()), &start, (nr * 10 + nth, luck));
                }
            }
            self.small_ones(item, spoke, nr);
        }
    }

    /// What the conditions leave out, and what happened before the log began: nothing is owed for it.
    fn small_ones(&mut self, item: &str, spoke: NaiveDate, nr: u32) {
        let long_ago = Start { day: day("2021-03-01"), minute: None };
        let then = (spoke + Days::new(90)).and_time(NaiveTime::MIN);
        self.say_at(item, then, grave(item, &long_ago), nr * 10 + 7);
        let happened = spoke + Days::new(40);
        let small = if item == "emergency-response" {
            json!({ "grade": "重大", "stage": "终报", "happened_on": happened.to_string() })
        } else {
            json!({ "kind": "热点解答", "noticed_on": happened.to_string() })
        };
        self.say_at(item, then, small, nr * 10 + 8);
        self.province.lookalikes += 2;
    }

    /// The press conference after an emergency: in time for most, too late for some, never for others.
    fn conference(&mut self, (emergency, known): (&str, NaiveDate), start: &Start, (nr, luck): (u32, u32)) {
        let law = self.province.law;
        let duty = law.duties.get("emergencies-have-a-press-conference").expect("a duty");
        let Rule::Follows { through, limit: Some(limit), .. } = &duty.rule else { return };
        let Amount::Hours(hours) = limit.amount else { return };
        let last = start.last(hours);
        let overdue = known.max(last.date() + Days::new(1));
        let late = (luck / 3) % 6 == 1;
        if (luck / 3).is_multiple_of(6) {
            return self.plant(duty, emergency, overdue, None);
        }
        let held = last + if late { TimeDelta::minutes(1) } else { TimeDelta::zero() };
        // Told of a week after it was held: when it was held counts.
        let told = held + TimeDelta::days(7);
        let values = json!({ through.as_str(): [format!("no-{emergency}")], "held_on": held.date().to_string(),
            "starts_at": held.format("%H:%M").to_string() });
        self.say_at("press-conference", told, values, nr);
        self.plant(duty, emergency, overdue, told.date().pred_opt());
        if late {
            self.plant_as("late", duty, emergency, (known.max(told.date()), None));
        }
    }

    /// Entries of a list: mended words, a change in time, a change too late.
    pub(super) fn changes(&mut self, spoke: NaiveDate) {
        let law = self.province.law;
        let duty = law.duties.get("list-changes-within-20-working-days").expect("a duty");
        let Rule::Within { limit, .. } = &duty.rule else { return };
        let items = duty.items.iter().filter_map(|key| law.catalogue.item(key));
        let plain: Vec<&Item> = items.filter(|item| self.province.is_plain(&self.member, item)).collect();
        for nth in 0..4u32 {
            let luck = self.nth * 19 + nth;
            let Some(item) = plain.get(luck as usize % plain.len().max(1)) else { return };
            let begun = spoke + Days::new(u64::from(luck * 23) % 200);
            let id = self.say_again(&item.key, (begun, begun), json!({}), (200 + nth).into());
            let mended = begun + Days::new(60);
            self.tell(id.clone(), &item.key, Event::Amend, (begun, mended), json!({}));
            self.province.lookalikes += 1;
            let changed = begun + Days::new(70);
            let due = last_day(&limit.amount, changed, &law.calendar);
            let late = luck.is_multiple_of(11);
            let on = if late { due + Days::new(1 + u64::from(luck % 9)) } else { due };
            self.tell(id.clone(), &item.key, Event::Amend, (changed, on), json!({}));
            if late {
                self.plant_as("late", duty, id, (on, None));
            }
        }
    }
}

/// Fields that oblige.
fn grave(item: &str, start: &Start) -> Value {
    let (on, time) = (start.day.to_string(), start.time());
    if item == "emergency-response" {
        json!({ "grade": "重大", "stage": "初报", "happened_on": on, "happened_at": time })
    } else {
        json!({ "kind": "政务舆情回应", "noticed_on": on, "noticed_at": time })
    }
}
