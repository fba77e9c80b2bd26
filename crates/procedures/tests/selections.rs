//! Selections played through: what the order says; every valid history, told again, ends the same; and what is drawn is
//! what anybody draws from what is published.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::Limits;
use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use mingjing_procedures::Error;
use mingjing_procedures::lot::Seed;
use mingjing_procedures::selection::{
    AnySelection, Entry, Event, Lot, LotRules, Side, Terms, draw, last_day,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn terms(source: &str) -> Terms {
    let side = |name: &str, places| Side { name: name.into(), places };
    Terms {
        opens: day("2026-11-02"),
        closes: day("2026-11-10"),
        held_on: day("2026-12-01"),
        sides: vec![side("居民", 2), side("商户", 1)],
        number_source: source.into(),
    }
}

fn published(on: &str) -> Event {
    Event::Published { on: day(on), terms: terms("") }
}

fn entry(number: u32, side: &str) -> Entry {
    Entry { number, code: format!("C{number}"), side: side.into() }
}

fn closed(on: &str) -> Event {
    Event::Closed { on: day(on) }
}

fn prepared(on: &str, entries: &[Entry]) -> Event {
    Event::Prepared { on: day(on), entries: entries.to_vec() }
}

fn listed(on: &str) -> Event {
    Event::Listed { on: day(on) }
}

fn drawn(on: &str, number: &str, chosen: &[&str]) -> Event {
    let chosen = chosen.iter().map(|code| (*code).to_owned()).collect();
    Event::Drawn { on: day(on), number: number.into(), chosen, by: "甲".into() }
}

fn objected(on: &str, number: u32, text: &str) -> Event {
    Event::Objected { on: day(on), number, text: text.into(), by: "甲".into() }
}

fn left_out(on: &str, number: u32, by: &str) -> Event {
    Event::LeftOut { on: day(on), number, by: by.into() }
}

fn replay(events: &[Event]) -> Result<AnySelection, Error> {
    AnySelection::replay(events).map(Option::unwrap)
}

/// The last event is refused with these words and the article, where all before it are taken.
fn refuses(before: &[Event], event: Event, words: &str) {
    replay(before).unwrap();
    let error = replay(&[before, &[event]].concat()).unwrap_err().to_string();
    assert!(error.contains(words) && error.contains("第十六条"), "{error}");
}

#[test]
fn the_list_is_public_before_anything_is_drawn() {
    let four = [entry(1, "居民"), entry(2, "居民"), entry(3, "居民"), entry(4, "商户")];
    let mut past = vec![published("2026-11-01")];
    refuses(&past, closed("2026-11-10"), "过了这一天");
    refuses(&past, drawn("2026-11-11", "", &["C1"]), "现在是“报名”");
    past.push(closed("2026-11-11"));
    refuses(&past, listed("2026-11-11"), "还没有起草");
    refuses(&past, prepared("2026-11-11", &[]), "没有人报名");
    refuses(&past, prepared("2026-11-11", &[entry(1, "外地")]), "没有“外地”");
    refuses(&past, prepared("2026-11-11", &[entry(1, "居民"), entry(1, "居民")]), "不能重复");
    past.push(prepared("2026-11-11", &four));
    refuses(&past, drawn("2026-11-12", "", &["C1"]), "名单待公开");
    past.push(listed("2026-11-12"));
    refuses(&past, objected("2026-11-12", 1, "不住这里"), "不能“提出不接受");
    refuses(&past, drawn("2026-11-12", "", &["C1", "C4"]), "“居民”应当抽出 2 人");
    refuses(&past, drawn("2026-11-12", "", &["C1", "C1", "C4"]), "出现了两次");
    refuses(&past, drawn("2026-11-12", "", &["C1", "C9", "C4"]), "不在名单里");
    refuses(&past, drawn("2026-11-12", "7", &["C1", "C2", "C4"]), "没有说要用公共数字");
    past.push(drawn("2026-11-12", "", &["C3", "C1", "C4"]));
    let state = replay(&past).unwrap();
    assert_eq!((state.result_of(3), state.settled_on()), (None, None), "nobody is told before it is public");
    past.push(Event::Announced { on: day("2026-11-13") });
    let state = replay(&past).unwrap();
    assert_eq!(
        (state.result_of(3), state.result_of(2), state.result_of(9)),
        (Some(true), Some(false), Some(false))
    );
    refuses(&past, Event::Announced { on: day("2026-11-13") }, "已经公开");
    refuses(&past, closed("2026-11-14"), "不能“报名截止登记”");
}

#[test]
fn a_public_number_is_written_one_way_and_corrected_by_another_person() {
    let terms = terms("某日开奖号码");
    let mut past = vec![Event::Published { on: day("2026-11-01"), terms }];
    let three = [entry(1, "居民"), entry(2, "居民"), entry(3, "居民")];
    past.extend([closed("2026-11-11"), prepared("2026-11-11", &three), listed("2026-11-11")]);
    refuses(&past, drawn("2026-11-12", "", &["C1", "C2"]), "请填写公告所说的公共数字");
    refuses(&past, drawn("2026-11-12", "01 02", &["C1", "C2"]), "只写数字");
    past.push(drawn("2026-11-12", "0102", &["C1", "C2"]));
    let correct = |by: &str, text: &str| Event::Corrected {
        on: day("2026-11-12"),
        number: "0103".into(),
        text: text.into(),
        chosen: vec!["C2".into(), "C3".into()],
        by: by.into(),
    };
    refuses(&past, correct("甲", "抄错一位"), "另一人");
    refuses(&past, correct("乙", " "), "错在哪里");
    past.push(correct("乙", "抄错一位"));
    past.push(Event::Announced { on: day("2026-11-13") });
    assert_eq!(replay(&past).unwrap().result_of(3), Some(true));
    refuses(&past, correct("乙", "再改"), "已经公开");
}

#[test]
fn two_people_leave_somebody_out_and_a_drafted_list_is_made_anew() {
    let mut past = vec![published("2026-11-01"), objected("2026-11-03", 2, "不是本区居民")];
    refuses(&past[..1], objected("2026-11-03", 2, " "), "写明不接受");
    refuses(&past, objected("2026-11-03", 2, "又一次"), "已经有人提出");
    refuses(&past, left_out("2026-11-03", 2, "甲"), "另一人");
    refuses(&past, left_out("2026-11-03", 3, "乙"), "没有人提出");
    past.push(closed("2026-11-11"));
    refuses(&past, prepared("2026-11-11", &[entry(1, "居民")]), "等另一人审核");
    past.push(left_out("2026-11-11", 2, "乙"));
    refuses(&past, prepared("2026-11-11", &[entry(2, "居民")]), "没有被接受");
    past.push(prepared("2026-11-11", &[entry(1, "居民"), entry(3, "商户")]));
    assert!(replay(&past).unwrap().entries().is_some());
    past.push(objected("2026-11-12", 3, "不是商户"));
    assert!(replay(&past).unwrap().entries().is_none(), "the drafted list does not hold any more");
    past.push(Event::Kept { on: day("2026-11-12"), number: 3, by: "乙".into() });
    refuses(&past, listed("2026-11-12"), "还没有起草");
    past.push(prepared("2026-11-12", &[entry(1, "居民"), entry(3, "商户")]));
    past.push(listed("2026-11-12"));
    let state = replay(&past).unwrap();
    assert_eq!(
        (state.zh(), state.result_of(1), state.result_of(2)),
        ("报名未超过名额，全部参加", Some(true), Some(false))
    );
    assert_eq!(state.settled_on(), Some(day("2026-11-12")));
    refuses(&past, drawn("2026-11-13", "", &["C1", "C3"]), "不用抽签");
}

#[test]
fn who_took_a_sign_up_back_takes_no_part_and_more_time_opens_it_again() {
    let mut past = vec![published("2026-11-01"), Event::Withdrawn { on: day("2026-11-04"), number: 1 }];
    refuses(&past, Event::Withdrawn { on: day("2026-11-04"), number: 1 }, "已经退出");
    refuses(&past, objected("2026-11-04", 1, "晚了"), "已经退出");
    past.push(closed("2026-11-11"));
    refuses(&past, Event::Withdrawn { on: day("2026-11-11"), number: 2 }, "不能“报名人退出”");
    let later = Terms { closes: day("2026-11-20"), ..terms("") };
    past.push(Event::Published { on: day("2026-11-12"), terms: later });
    let AnySelection::SigningUp(open) = replay(&past).unwrap() else { panic!("people sign up again") };
    assert!(open.takes(day("2026-11-20")) && !open.takes(day("2026-11-21")) && !open.file().takes_part(1));
    let other = Terms { sides: vec![Side { name: "居民".into(), places: 9 }], ..terms("") };
    refuses(&past, Event::Published { on: day("2026-11-13"), terms: other }, "名额");
    let never = Terms { closes: day("2026-11-01"), ..terms("") };
    assert!(replay(&[Event::Published { on: day("2026-11-01"), terms: never }]).is_err());
}

#[test]
fn the_last_day_leaves_seven_days_for_the_materials() {
    let limits = Limits::load(&LawFiles::embedded()).unwrap();
    let lead = "hearing.materials";
    assert_eq!(last_day(&limits, lead, day("2026-12-01")).unwrap(), day("2026-11-24"));
    let mut past = vec![published("2026-11-01")];
    let clock = |past: &[Event], today: &str| {
        replay(past).unwrap().clock(&limits, lead, day(today)).unwrap().map(|c| (c.waits_for, c.due.unwrap()))
    };
    assert_eq!(clock(&past, "2026-11-01"), Some(("等报名开始", day("2026-11-02"))));
    assert_eq!(clock(&past, "2026-11-10"), Some(("公众报名", day("2026-11-10"))));
    assert_eq!(clock(&past, "2026-11-11"), Some(("报名截止登记", day("2026-11-24"))));
    past.extend([closed("2026-11-11"), prepared("2026-11-11", &[entry(1, "居民")]), listed("2026-11-24")]);
    assert_eq!(clock(&past, "2026-11-30"), None);
    assert!(!replay(&past).unwrap().is_late(&limits, lead, day("2026-11-30")).unwrap());
    past.pop();
    assert!(
        replay(&past).unwrap().is_late(&limits, lead, day("2026-11-25")).unwrap(),
        "late while it is not known"
    );
    past.push(listed("2026-11-25"));
    assert!(replay(&past).unwrap().is_late(&limits, lead, day("2026-11-25")).unwrap(), "and for ever");
}

/// Values of a notice whose lot was drawn.
fn notice(seed: &Seed, entries: &[Entry], number: &str) -> Value {
    let sides = terms("").sides;
    let code = |e: &Entry| json!({ "code": e.code, "side": e.side });
    let people: Vec<Value> = draw(seed, number, &sides, entries)
        .iter()
        .map(|code| json!({ "code": code, "side": "居民" }))
        .collect();
    json!({
        "lot_commitment": seed.commitment(),
        "lot_quotas": sides.iter().map(|s| json!({ "side": s.name, "places": s.places })).collect::<Vec<_>>(),
        "lot_entries": entries.iter().map(code).collect::<Vec<_>>(),
        "lot_number": number, "lot_seed": seed.text(), "participants": people,
    })
}

#[test]
fn what_is_published_is_checked_without_the_desk() {
    let files = LawFiles::embedded();
    let rules = LotRules::load(&files, &Catalogue::load(&files).unwrap()).unwrap();
    let of = rules.of("hearing-notice").unwrap();
    let entries: Vec<Entry> = (1..9).map(|n| entry(n, if n < 6 { "居民" } else { "商户" })).collect();
    let seed = Seed::new([7; 32]);
    let whole = notice(&seed, &entries, "12");
    let read = |value: &Value| Lot::read(&rules, of, value.as_object().unwrap());
    assert!(read(&whole).unwrap().is_drawn_right());
    let with = |key: &str, value: Value| {
        let mut changed = whole.clone();
        changed[key] = value;
        changed
    };
    let wrong = |value: Value, field: &str, words: &str| {
        let problems = read(&value).unwrap_err();
        assert!(problems.iter().any(|(f, w)| f == field && w.contains(words)), "{problems:?}");
    };
    wrong(with("lot_seed", json!("7")), "lot_seed", "64 位");
    wrong(with("lot_seed", json!(Seed::new([8; 32]).text())), "lot_seed", "承诺值不一样");
    wrong(with("lot_entries", json!([])), "lot_seed", "名单公开以后");
    wrong(with("lot_entries", json!([{ "code": "C1", "side": "外地" }])), "lot_entries", "没有写名额");
    wrong(with("participants", json!([{ "side": "居民" }])), "participants", "抽签编号");
    assert!(!read(&with("lot_number", json!("13"))).unwrap().is_drawn_right(), "another number, another lot");
    let mut early = with("participants", json!([{ "code": "C1", "side": "居民" }]));
    early["lot_seed"] = json!("");
    early["lot_number"] = json!("");
    wrong(early, "participants", "抽签以后");
}

/// What may be tried in any state, on the day that many days after the notice.
fn attempts() -> impl Strategy<Value = Vec<(u8, u32, u64)>> {
    prop::collection::vec((0..10u8, 1..6u32, 0..3u64), 0..40)
}

fn attempt(kind: u8, number: u32, on: NaiveDate) -> Event {
    let entries: Vec<Entry> =
        (1..=number).map(|n| entry(n, if n % 2 == 0 { "商户" } else { "居民" })).collect();
    let chosen = draw(&Seed::new([1; 32]), "", &terms("").sides, &entries);
    let by = if number == 1 { "甲" } else { "乙" }.to_owned();
    match kind {
        0 => Event::Published {
            on,
            terms: Terms { closes: on + Days::new(2), held_on: on + Days::new(20), ..terms("") },
        },
        1 => Event::Withdrawn { on, number },
        2 => Event::Objected { on, number, text: "理由".into(), by },
        3 => Event::LeftOut { on, number, by },
        4 => Event::Kept { on, number, by },
        5 => Event::Closed { on },
        6 => Event::Prepared { on, entries },
        7 => Event::Listed { on },
        8 => Event::Drawn { on, number: String::new(), chosen, by },
        _ => Event::Announced { on },
    }
}

proptest! {
    #[test]
    fn told_again_it_ends_the_same_and_never_draws_before_the_list(steps in attempts()) {
        let mut taken = vec![published("2026-11-01")];
        let mut state = replay(&taken).unwrap();
        let mut on = day("2026-11-01");
        for (kind, number, days) in steps {
            on = on + Days::new(days);
            let event = attempt(kind, number, on);
            match state.clone().apply(&event) {
                Ok(next) => {
                    taken.push(event);
                    state = next;
                }
                Err(error) => prop_assert!(error.to_string().contains("第十六条"), "{error}"),
            }
        }
        prop_assert_eq!(&replay(&taken).unwrap(), &state);
        let stored: Vec<Event> =
            taken.iter().map(|e| serde_json::from_str(&serde_json::to_string(e).unwrap()).unwrap()).collect();
        prop_assert_eq!(&replay(&stored).unwrap(), &state);
        let at = |wanted: fn(&Event) -> bool| taken.iter().position(wanted);
        if let Some(drawn) = at(|e| matches!(e, Event::Drawn { .. })) {
            let listed = at(|e| matches!(e, Event::Listed { .. }));
            prop_assert!(listed.is_some_and(|listed| listed < drawn));
        }
        for entry in state.entries().unwrap_or_default() {
            prop_assert!(state.file().takes_part(entry.number), "who left takes no part");
        }
    }

    #[test]
    fn every_side_gets_its_places_and_nobody_two(seed in any::<[u8; 32]>(), sides in prop::collection::vec(0..2u8, 0..30)) {
        let entries: Vec<Entry> =
            (1..).zip(&sides).map(|(n, s)| entry(n, ["居民", "商户"][usize::from(*s)])).collect();
        let sides = terms("").sides;
        let chosen = draw(&Seed::new(seed), "", &sides, &entries);
        for side in &sides {
            let of_side = entries.iter().filter(|e| e.side == side.name);
            let got = of_side.clone().filter(|e| chosen.contains(&e.code)).count();
            prop_assert_eq!(got, of_side.count().min(side.places as usize));
        }
        prop_assert_eq!(chosen.iter().collect::<std::collections::BTreeSet<_>>().len(), chosen.len());
    }
}
