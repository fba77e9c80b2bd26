//! Growing slowly is growing at once, and a past day is judged by what was known then.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::judge::reading::{Facts, Part};

const ITEMS: [&str; 14] = [
    "press-conference",
    "annual-report",
    "policy-document",
    "interpretation",
    "licence",
    "openness-officer",
    "news",
    "audit-notice",
    "rectification",
    "assessment-decision",
    "emergency-response",
    "case-figures",
    "openness-training",
    "power-list",
];
/// What decisions about objections are about.
const MATTERS: [(&str, &str); 6] = [
    ("yearly-report", "year 2023"),
    ("yearly-report", "year 2024"),
    ("press-conference-each-quarter", "period 2024年第一季度"),
    ("press-conference-each-quarter", "period 2024年第二季度"),
    ("openness-officer-named", "item openness-officer 2023-10-15"),
    ("policies-are-interpreted", "disclosure d1"),
];
const EFFECTS: [(&str, Option<State>); 4] = [
    ("不计入考核", Some(State::Excused)),
    ("算按时完成", Some(State::Met)),
    ("算逾期完成", Some(State::Late)),
    ("维持原来的判断", None),
];
const AGENCIES: [(&str, &str); 3] =
    [("130004", "河北省教育厅"), ("130001", "河北省人民政府办公厅"), ("130022", "河北省审计厅")];

/// How many days a story runs.
const DAYS: u64 = 900;

fn begin() -> NaiveDate {
    day("2023-10-15")
}

/// Events in time: disclosures are published, some are amended, some withdrawn.
fn stories() -> impl Strategy<Value = Vec<Fact<'static>>> {
    let one = (
        0..ITEMS.len(),
        0..AGENCIES.len(),
        0..DAYS,
        0u64..40,
        0usize..6,
        prop::option::of(1u64..200),
        any::<bool>(),
    );
    prop::collection::vec(one, 1..40).prop_map(|told| {
        let mut facts = Vec::new();
        for (nth, (item, agency, on, earlier, kind, then, amended)) in told.into_iter().enumerate() {
            let on = begin() + Days::new(on);
            let fact = Fact {
                leaf: 0,
                id: format!("d{nth}").into(),
                index_no: format!("no-{nth}").into(),
                event: Event::Publish,
                item: ITEMS[item].into(),
                agency: AGENCIES[agency].0.into(),
                issued_on: on - Days::new(earlier),
                on,
                at: NaiveTime::MIN + chrono::TimeDelta::minutes(37 * i64::try_from(nth).unwrap()),
                values: values(ITEMS[item], kind, (nth, on - Days::new(earlier))),
            };
            if let Some(then) = then {
                let event = if amended { Event::Amend } else { Event::Withdraw };
                let began = fact.issued_on;
                let values = if amended { values(ITEMS[item], kind + 1, (nth, began)) } else { Map::new() };
                // An entry of a list that changes bears another day.
                let moved = ITEMS[item] == "power-list" && kind.is_multiple_of(2);
                let issued_on = if moved { began + Days::new(then / 2) } else { began };
                facts.push(Fact { on: on + Days::new(then), event, values, issued_on, ..fact.clone() });
            }
            facts.push(fact);
        }
        facts.sort_by_key(|fact| (fact.on, fact.event != Event::Publish));
        (0..).zip(&mut facts).for_each(|(leaf, fact)| fact.leaf = leaf);
        facts
    })
}

fn values(item: &str, kind: usize, (nth, began): (usize, NaiveDate)) -> Map<String, Value> {
    let rank = ["部门主要负责人", "部门其他负责人", "新闻发言人"][kind % 3];
    let value = match item {
        "press-conference" => json!({
            "speakers": [{ "rank": rank }], "held_on": began.to_string(), "starts_at": "10:30",
            "emergencies": [format!("no-{}", nth.saturating_sub(1 + kind))],
        }),
        "emergency-response" => {
            let stated = kind.is_multiple_of(2);
            json!({ "grade": "重大", "stage": if kind.is_multiple_of(3) { "续报" } else { "初报" },
                "happened_on": began.to_string(), "happened_at": stated.then_some("09:15") })
        }
        "case-figures" => {
            let quarter = crate::Period::of(crate::Per::Quarter, began).unwrap();
            json!({ "covers": { "from": quarter.first().to_string(), "until": quarter.last().to_string() },
                "due": 10, "in_time": 10 - kind % 3 })
        }
        "openness-training" => {
            json!({ "kind": if kind.is_multiple_of(2) { "轮训总结" } else { "培训班" }, "staff": 100,
                "trained": 98 + kind % 3, "covers": { "from": "2022-04-05", "until": began.to_string() } })
        }
        "annual-report" => {
            json!({ "year": 2023 + (kind % 3), "scope": if nth.is_multiple_of(3) { "本级政府" } else { "本机关" } })
        }
        "policy-document" => json!({ "kind": if kind.is_multiple_of(2) { "政府文件" } else { "其他" } }),
        "interpretation" => json!({ "interprets": [format!("no-{}", nth.saturating_sub(1 + kind))] }),
        "rectification" => json!({ "source": format!("no-{}", nth.saturating_sub(1 + kind)) }),
        "assessment-decision" => {
            let (duty, owed) = MATTERS[(nth + kind) % MATTERS.len()];
            let agency = AGENCIES[nth % AGENCIES.len()].0;
            json!({ "objector": agency, "duty": duty, "owed": owed, "effect": EFFECTS[(nth / 2 + kind) % 4].0 })
        }
        _ => json!({}),
    };
    value.as_object().cloned().unwrap_or_default()
}

fn grown(facts: &[Fact<'_>]) -> Record {
    let mut record = Record::default();
    facts.iter().for_each(|fact| judge().add(&mut record, fact).unwrap());
    record
}

fn of_one(record: &Record, code: &str, name: &str, as_of: NaiveDate) -> Vec<Finding> {
    judge().findings(record, &member(code, name), Span { first: day("2023-01-01"), as_of })
}

fn all(record: &Record, as_of: NaiveDate) -> Vec<Finding> {
    AGENCIES.iter().flat_map(|(code, name)| of_one(record, code, name, as_of)).collect()
}

/// What the province's office says last of an obligation that is late, told in the plainest way.
fn decided(facts: &[Fact<'_>], finding: &Finding, as_of: NaiveDate) -> Option<State> {
    let gone: BTreeSet<&str> = facts.iter().filter(|f| f.event == Event::Withdraw).map(|f| &*f.id).collect();
    let of_office =
        |fact: &&Fact<'_>| fact.on <= as_of && fact.item == "assessment-decision" && fact.agency == "130001";
    let stays = |fact: &&Fact<'_>| !gone.contains(&*fact.id);
    let live: BTreeMap<&str, &Fact<'_>> =
        facts.iter().filter(of_office).filter(stays).map(|fact| (&*fact.id, fact)).collect();
    let about = |fact: &&&Fact<'_>| {
        fact.values["objector"] == finding.agency.as_str()
            && fact.values["duty"] == finding.duty.as_str()
            && finding.owed().is_some_and(|owed| fact.values["owed"] == owed.as_str())
    };
    let last = live.values().filter(about).max_by_key(|fact| fact.leaf)?;
    EFFECTS.iter().find(|(word, _)| last.values["effect"] == *word)?.1
}

/// Quarters with a press conference, counted in the plainest way.
fn quarters_held(facts: &[Fact<'_>], agency: &str, as_of: NaiveDate) -> BTreeSet<String> {
    let mut live: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for fact in facts.iter().filter(|f| f.on <= as_of && f.item == "press-conference" && f.agency == agency) {
        match fact.event {
            Event::Withdraw => live.remove(&*fact.id),
            _ => live.insert(&fact.id, fact.issued_on),
        };
    }
    live.values().map(|on| crate::Period::of(crate::Per::Quarter, *on).unwrap().to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn growing_slowly_with_stops_is_growing_at_once(facts in stories(), stop in 0usize..40, asked in 0..DAYS) {
        let mut slow = Record::default();
        for (nth, fact) in facts.iter().enumerate() {
            if nth == stop {
                // Asking changes nothing, and neither does being stored.
                let _ = all(&slow, begin() + Days::new(asked));
                slow = serde_json::from_str(&serde_json::to_string(&slow).unwrap()).unwrap();
            }
            judge().add(&mut slow, fact).unwrap();
        }
        prop_assert_eq!(slow, grown(&facts));
    }

    /// Also where later leaves of an agency are known before others are told of the earlier ones.
    #[test]
    fn many_at_once_are_the_same_as_one_after_the_other(facts in stories(), at_once in 1usize..40) {
        let mut record = Record::default();
        for facts in facts.chunks(at_once) {
            let halves = facts.chunks(facts.len().div_ceil(2)).map(|half| Part::of(&judge(), half.iter().cloned().map(Ok)));
            judge().add_all(&mut record, Facts(halves.collect())).unwrap();
        }
        prop_assert_eq!(record, grown(&facts));
    }

    #[test]
    fn who_was_not_touched_stands_as_before(facts in stories(), stop in 1usize..40, asked in 0..DAYS + 300) {
        let stop = stop.min(facts.len());
        let (before, after) = (grown(&facts[..stop]), grown(&facts));
        let as_of = begin() + Days::new(asked);
        for (code, name) in AGENCIES {
            if !after.changed_since(code, before.leaves()) {
                prop_assert_eq!(of_one(&before, code, name, as_of), of_one(&after, code, name, as_of), "{}", code);
            }
        }
    }

    /// What is withdrawn has no contents any more in a log that is read anew.
    #[test]
    fn a_log_whose_withdrawn_contents_are_erased_is_judged_the_same(facts in stories(), asked in 0..DAYS + 300) {
        let gone: BTreeSet<&str> = facts.iter().filter(|f| f.event == Event::Withdraw).map(|f| &*f.id).collect();
        let values = |fact: &Fact<'_>| if gone.contains(&*fact.id) { Map::new() } else { fact.values.clone() };
        let erased: Vec<Fact<'_>> = facts.iter().map(|fact| Fact { values: values(fact), ..fact.clone() }).collect();
        let as_of = begin() + Days::new(asked);
        prop_assert_eq!(all(&grown(&facts), as_of), all(&grown(&erased), as_of));
    }

    /// But for contents that went since: under a condition, no copy of the log knows what they said (docs/duties.md).
    #[test]
    fn a_past_day_is_judged_by_what_was_known_then(facts in stories(), asked in 0..DAYS + 300) {
        let as_of = begin() + Days::new(asked);
        let stays = |fact: &&Fact<'_>| fact.on <= as_of || fact.event != Event::Withdraw || !judge().wants_content(&fact.item);
        let facts = facts.iter().filter(stays).zip(0..);
        let facts: Vec<Fact<'_>> = facts.map(|(fact, leaf)| Fact { leaf, ..fact.clone() }).collect();
        let then: Vec<Fact<'_>> = facts.iter().filter(|fact| fact.on <= as_of).cloned().collect();
        let now = grown(&facts);
        if !then.is_empty() {
            prop_assert_eq!(all(&now, as_of), all(&grown(&then), as_of));
        }
    }

    #[test]
    fn what_the_office_decided_counts_and_nothing_else_does(facts in stories(), asked in 0..DAYS + 300) {
        let as_of = begin() + Days::new(asked);
        let (record, span) = (grown(&facts), Span { first: day("2023-01-01"), as_of });
        let alone = Judge::new(&LAW.duties, &LAW.catalogue, &LAW.calendar);
        for (code, name) in AGENCIES {
            let member = member(code, name);
            let (with, without) = (judge().findings(&record, &member, span), alone.findings(&record, &member, span));
            prop_assert_eq!(with.len(), without.len());
            for (with, without) in with.iter().zip(&without) {
                prop_assert!(without.rulings.iter().all(|ruling| ruling.uncounted.is_some()), "nobody is known to decide");
                let late = matches!(without.state, State::Late | State::Overdue);
                let decided = decided(&facts, with, as_of).filter(|_| late && code != "130001");
                prop_assert_eq!(with.state, decided.unwrap_or(without.state), "{:?}", with);
                prop_assert_eq!(with.before, (with.state != without.state).then_some(without.state));
            }
        }
    }

    #[test]
    fn quarters_are_met_just_where_a_conference_was_held(facts in stories(), asked in 0..DAYS) {
        let as_of = begin() + Days::new(asked);
        let held = quarters_held(&facts, "130004", as_of);
        let found = all(&grown(&facts), as_of);
        for finding in found.iter().filter(|f| f.duty == "press-conference-each-quarter" && f.agency == "130004") {
            let Subject::Period(name) = &finding.subject else { panic!("{finding:?}") };
            // As it stood before somebody decided about it.
            let judged = finding.before.unwrap_or(finding.state);
            prop_assert_eq!(held.contains(name), judged == State::Met, "{:?}", finding);
        }
    }

    #[test]
    fn a_quarter_of_cases_is_kept_just_where_figures_say_so(facts in stories(), asked in 0..DAYS) {
        let as_of = begin() + Days::new(asked);
        let mut told: BTreeMap<&str, &Fact<'_>> = BTreeMap::new();
        let of_agency = |f: &&Fact<'_>| f.on <= as_of && f.item == "case-figures" && f.agency == "130004";
        // What is withdrawn at any time is erased, and proves nothing on any day.
        let gone: BTreeSet<&str> =
            facts.iter().filter(|f| f.event == Event::Withdraw).map(|f| &*f.id).collect();
        for fact in facts.iter().filter(of_agency).filter(|f| !gone.contains(&*f.id)) {
            match fact.event {
                Event::Withdraw => told.remove(&*fact.id),
                _ => told.insert(&fact.id, fact),
            };
        }
        for finding in all(&grown(&facts), as_of) {
            if finding.duty != "cases-answered-in-time" || finding.agency != "130004" {
                continue;
            }
            let of_quarter = |f: &&&Fact<'_>| f.values["covers"]["from"] == finding.since.to_string().as_str();
            let is_over = |f: &&&Fact<'_>| f.values["covers"]["until"].as_str() <= Some(f.on.to_string().as_str());
            let figures: Vec<u64> =
                told.values().filter(of_quarter).filter(is_over).filter_map(|f| f.values["in_time"].as_u64()).collect();
            let kept = matches!(finding.state, State::Met | State::Late);
            prop_assert_eq!(figures.contains(&10), kept, "{:?} {:?}", figures, finding);
            let spoke = facts.iter().any(|f| of_agency(&f));
            prop_assert!(spoke || finding.state == State::Unknown, "{:?}", finding);
        }
    }

    #[test]
    fn every_licence_of_the_time_of_the_log_is_judged_once(facts in stories()) {
        let as_of = begin() + Days::new(DAYS + 300);
        let began = facts[0].on;
        let published = facts.iter().filter(|f| f.item == "licence" && f.event == Event::Publish && f.issued_on >= began);
        let found = all(&grown(&facts), as_of);
        let judged: u64 = found
            .iter()
            .filter(|f| f.duty == "licences-penalties-within-7-working-days")
            .map(|f| f.count)
            .sum();
        prop_assert_eq!(judged, published.count() as u64);
    }
}
