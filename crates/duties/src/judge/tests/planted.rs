//! A province of 3,000 agencies over three years, with known violations planted: each is found, and no other.

use chrono::{Datelike, Days};

use super::*;

const AGENCIES: u32 = 3_000;

struct Province {
    facts: Vec<Fact>,
    /// Duty, agency, what.
    planted: BTreeSet<(String, String, String)>,
}

impl Province {
    fn say(&mut self, agency: &str, item: &str, on: NaiveDate, values: Value) -> String {
        let id = format!("{agency}-{item}-{on}");
        self.facts.push(Fact {
            leaf: 0,
            id: id.clone(),
            index_no: format!("no-{id}"),
            event: Event::Publish,
            item: item.into(),
            agency: agency.into(),
            issued_on: on,
            on,
            values: values.as_object().cloned().unwrap_or_default(),
        });
        id
    }

    fn plant(&mut self, duty: &str, agency: &str, what: impl Into<String>) {
        self.planted.insert((duty.into(), agency.into(), what.into()));
    }
}

fn province() -> Province {
    let mut province = Province { facts: Vec::new(), planted: BTreeSet::new() };
    let begin = day("2023-01-01");
    for nth in 0..AGENCIES {
        let agency = format!("{:06}", 200_000 + nth);
        province.say(&agency, "news", begin, json!({}));
        for (quarter, period) in
            crate::Period::between(crate::Per::Quarter, begin, day("2025-12-31")).enumerate()
        {
            // A prime, so that who fails when has no period that the code could share.
            if (nth as usize * 12 + quarter).is_multiple_of(97) {
                province.plant("press-conference-each-quarter", &agency, period.to_string());
            } else {
                province.say(
                    &agency,
                    "press-conference",
                    period.first() + Days::new(20),
                    json!({ "speakers": [{ "rank": "部门主要负责人" }] }),
                );
            }
            let decided = period.first() + Days::new(u64::from(nth % 60));
            let late = (nth as usize + quarter).is_multiple_of(89);
            let days = if late { 8 } else { nth % 8 };
            let on = LAW.calendar.add_working_days(decided, days).unwrap();
            let id = province.say(&agency, "licence", on, json!({}));
            if let Some(last) = province.facts.last_mut() {
                last.issued_on = decided;
            }
            if late {
                province.plant("licences-penalties-within-7-working-days", &agency, id);
            }
        }
        for year in [2022, 2023, 2024] {
            let missing = (nth + u32::try_from(year).unwrap()).is_multiple_of(83);
            if missing {
                province.plant("yearly-report", &agency, year.to_string());
            } else {
                let on = NaiveDate::from_ymd_opt(year + 1, 1, 5 + nth % 20).unwrap();
                province.say(&agency, "annual-report", on, json!({ "year": year }));
            }
        }
    }
    province.facts.sort_by_key(|fact| fact.on);
    (0..).zip(&mut province.facts).for_each(|(leaf, fact)| fact.leaf = leaf);
    province
}

#[test]
fn every_planted_violation_is_found_and_none_is_invented() {
    let province = province();
    let judge = judge();
    let mut record = Record::default();
    province.facts.iter().for_each(|fact| judge.add(&mut record, fact).unwrap());
    let duties =
        ["press-conference-each-quarter", "licences-penalties-within-7-working-days", "yearly-report"];
    let span = Span { first: day("2023-01-01"), as_of: day("2025-12-31") };
    let mut found = BTreeSet::new();
    for nth in 0..AGENCIES {
        let agency = format!("{:06}", 200_000 + nth);
        for finding in judge.findings(&record, &member(&agency, "某省民政厅"), span) {
            if !duties.contains(&finding.duty.as_str())
                || !matches!(finding.state, State::Late | State::Overdue)
            {
                continue;
            }
            let what = match finding.subject {
                Subject::Period(name) => name,
                Subject::Year(year) => year.to_string(),
                Subject::Disclosure { id, .. } => id,
                Subject::Item(_) | Subject::InTime => continue,
            };
            found.insert((finding.duty, agency.clone(), what));
        }
    }
    assert!(province.planted.len() > 500, "{}", province.planted.len());
    assert_eq!(found.difference(&province.planted).next(), None, "invented");
    // The last quarter ends with the day of the judgement, and is not late yet.
    let missed: Vec<_> = province.planted.difference(&found).collect();
    assert!(missed.iter().all(|(_, _, what)| what == "2025年第四季度"), "{missed:?}");
    assert_eq!(span.as_of.month(), 12);
}
