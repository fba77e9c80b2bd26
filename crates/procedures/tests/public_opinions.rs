//! Public opinion played through: hours to the minute, day and night, over days off; judged anew; met, answered, reviewed; and
//! every history that is possible, told again, ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, TimeDelta};
use mingjing_calendar::Limits;
use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use mingjing_procedures::Error;
use mingjing_procedures::public_opinion::{
    AnyPublicOpinion, Event, Judgement, Matter, PublicOpinionRules, WaitsFor, Whom,
};
use proptest::prelude::*;

static LAW: LazyLock<PublicOpinionRules> = LazyLock::new(|| {
    let files = LawFiles::embedded();
    let (limits, catalogue) = (Limits::load(&files).unwrap(), Catalogue::load(&files).unwrap());
    PublicOpinionRules::load(&files, &limits, &catalogue).unwrap()
});

/// A moment of this story: day and time in November 2026.
fn at(text: &str) -> DateTime<FixedOffset> {
    format!("2026-11-{text}:00+08:00").replace(' ', "T").parse().unwrap()
}

fn noted(found: &str, happened: Option<&str>) -> Event {
    let matter = Matter {
        title: "某大桥垮塌".into(),
        text: "网上说大桥垮了".into(),
        seen: "微博".into(),
        agency: "交通厅".into(),
        found: at(found),
        happened: happened.map(at),
    };
    Event::Noted { at: at(found), matter, by: "甲".into() }
}

fn judgement(level: &str) -> Judgement {
    Judgement { level: level.into(), agency: "交通厅".into(), ground: "有人员伤亡".into() }
}

fn judged(when: &str, level: &str) -> Event {
    Event::Judged { at: at(when), judgement: judgement(level), by: "乙".into() }
}

fn rejudged(when: &str, level: &str) -> Event {
    Event::Rejudged { at: at(when), judgement: judgement(level), by: "乙".into() }
}

fn met(when: &str) -> Event {
    let on = at(when).date_naive();
    Event::Met { at: at(when), on, people: "宣传部、网信办".into(), decided: "统一口径".into() }
}

fn released(when: &str) -> Event {
    Event::Released { at: at(when), disclosure: "1".into() }
}

fn conferred(held: &str) -> Event {
    Event::Conferred { at: at(held), disclosure: "2".into(), held: at(held) }
}

fn reviewed(when: &str) -> Event {
    Event::Reviewed { at: at(when), text: "以后先发声".into() }
}

fn not_needed(when: &str, by: &str) -> Event {
    Event::NotNeeded { at: at(when), text: "谣言已经自行删除".into(), by: by.into() }
}

fn told(events: &[Event]) -> Result<AnyPublicOpinion, Error> {
    AnyPublicOpinion::replay(&LAW, events).map(Option::unwrap)
}

fn late(events: &[Event], now: &str) -> bool {
    told(events).unwrap().file().is_late(&LAW, at(now)).unwrap()
}

fn reason(events: &[Event]) -> String {
    told(events).unwrap_err().to_string()
}

#[test]
fn a_grave_emergency_is_answered_in_five_hours_and_conferred_in_a_day() {
    let begun = [noted("24 09:10", Some("24 09:00")), judged("24 09:30", "major-emergency")];
    let with = |more: &[Event]| [&begun[..], more].concat();
    assert!(!late(&with(&[released("24 13:59")]), "24 14:00"));
    assert!(!late(&with(&[released("24 14:00")]), "24 20:00"), "at the last minute");
    assert!(late(&with(&[released("24 14:01")]), "24 14:01"));
    let in_time = with(&[released("24 13:59"), conferred("25 09:00")]);
    assert!(!late(&in_time, "28 09:00"));
    assert!(late(&with(&[released("24 13:59"), conferred("25 09:01")]), "28 09:00"));
    // It is answered, and still not closed before the meeting that its level wants.
    assert_eq!(told(&in_time).unwrap().key(), "responded");
    let closing = |more: &[Event]| [&in_time[..], more].concat();
    assert!(reason(&closing(&[reviewed("26 09:00")])).contains("要先会商"));
    assert_eq!(told(&closing(&[met("26 09:00"), reviewed("26 09:30")])).unwrap().key(), "closed");
    assert!(reason(&with(&[released("24 13:59"), reviewed("24 15:00")])).contains("还没有全部回应"));
}

#[test]
fn what_is_no_emergency_has_two_days_over_a_weekend_from_when_it_was_found() {
    // A Friday evening.
    let begun = [noted("27 18:00", Some("20 08:00")), judged("27 18:30", "ordinary")];
    let with = |when| [&begun[..], &[released(when)]].concat();
    assert!(!late(&with("29 17:59"), "30 09:00"));
    assert!(late(&with("29 18:01"), "30 09:00"));
    assert!(!late(&begun, "29 18:00") && late(&begun, "29 18:01"));
    let clocks = told(&begun).unwrap().clocks(&LAW).unwrap();
    assert_eq!((clocks.len(), clocks[0].waits_for, clocks[0].due), (1, WaitsFor::Release, at("29 18:00")));
    assert_eq!(clocks[0].minutes_left(at("29 14:48")), 192);
    assert_eq!(clocks[0].minutes_left(at("29 18:03")), -3);
}

#[test]
fn judged_up_the_first_moment_stays_and_judged_down_late_stays_late() {
    let begun = [noted("24 09:00", None), judged("24 09:30", "ordinary")];
    let up = [&begun[..], &[rejudged("24 13:00", "major-emergency")]].concat();
    let clocks = told(&up).unwrap().clocks(&LAW).unwrap();
    assert_eq!(clocks.iter().map(|c| c.due).collect::<Vec<_>>(), [at("24 14:00"), at("25 09:00")]);
    assert!(!late(&up, "24 14:00"));
    let down = [&up[..], &[rejudged("24 14:30", "ordinary"), released("24 15:00")]].concat();
    assert!(late(&down, "24 15:00"));
    let same = [&begun[..], &[rejudged("24 10:00", "ordinary")]].concat();
    assert!(reason(&same).contains("没有变"));
    // What was answered is not answered any more where a conference is wanted.
    let answered = [&begun[..], &[released("24 10:00")]].concat();
    assert_eq!(told(&answered).unwrap().key(), "responded");
    let again = [&answered[..], &[rejudged("24 11:00", "major-emergency")]].concat();
    assert_eq!(told(&again).unwrap().key(), "responding");
}

#[test]
fn a_grave_matter_is_met_about_before_it_is_answered() {
    let begun = [noted("24 09:00", None), judged("24 09:30", "major")];
    let draft = Event::Prepared { at: at("24 10:30"), disclosure: "1".into() };
    assert!(reason(&[&begun[..], std::slice::from_ref(&draft)].concat()).contains("要先会商"));
    let done = [&begun[..], &[met("24 10:00"), draft, released("24 11:00")]].concat();
    let state = told(&done).unwrap();
    assert_eq!((state.key(), state.file().draft()), ("responded", None));
    assert!(reason(&[&begun[..], &[released("24 08:59")]].concat()).contains("早于事情"));
    let tomorrow = Event::Met {
        at: at("24 10:00"),
        on: at("25 10:00").date_naive(),
        people: "甲".into(),
        decided: "乙".into(),
    };
    assert!(reason(&[&begun[..], &[tomorrow]].concat()).contains("会商的日期"));
}

#[test]
fn no_answer_needs_a_ground_and_another_person() {
    let begun = [noted("24 09:00", None)];
    let with = |more: &[Event]| [&begun[..], more].concat();
    assert!(reason(&with(&[not_needed("24 09:30", "甲")])).contains("另一人"));
    assert!(reason(&with(&[not_needed("24 09:30", "丁,甲")])).contains("另一人"), "nor by a deputy");
    let silent = Event::NotNeeded { at: at("24 09:30"), text: " ".into(), by: "丙".into() };
    assert!(reason(&with(&[silent])).contains("理由"));
    assert!(
        reason(&with(&[judged("24 09:20", "ordinary"), not_needed("24 09:30", "乙")])).contains("另一人")
    );
    let closed = told(&with(&[not_needed("24 09:30", "丙")])).unwrap();
    assert_eq!((closed.key(), closed.clocks(&LAW).unwrap()), ("closed", Vec::new()));
    let public = [judged("24 09:20", "ordinary"), released("24 09:25"), not_needed("24 09:30", "丙")];
    assert!(reason(&with(&public)).contains("已经公开回应"));
}

#[test]
fn who_is_told_when_follows_the_share_of_the_time() {
    let waiting = told(&[noted("24 09:00", None)]).unwrap().clocks(&LAW).unwrap();
    let step = |clock, now: &str| LAW.reached(clock, at(now)).unwrap();
    assert_eq!(step(&waiting[0], "24 09:00").key, "begun");
    assert!(!LAW.tells(&waiting[0], step(&waiting[0], "24 09:00"), Whom::Agency), "only the office judges");
    let events = [noted("24 09:00", None), judged("24 09:10", "major-emergency")];
    let clocks = told(&events).unwrap().clocks(&LAW).unwrap();
    let reached: Vec<&str> = ["24 11:29", "24 11:30", "24 13:00", "24 14:00", "24 14:01", "24 16:31"]
        .iter()
        .map(|now| step(&clocks[0], now).key.as_str())
        .collect();
    assert_eq!(reached, ["begun", "half", "soon", "soon", "overdue", "long-overdue"]);
    assert!(LAW.tells(&clocks[0], step(&clocks[0], "24 14:01"), Whom::Agency));
    assert_eq!(LAW.next_step(&clocks, at("24 10:00")), Some(at("24 11:30")));
    let over = [&events[..], &[released("24 10:00"), conferred("24 11:00")]].concat();
    let done = told(&over).unwrap().clocks(&LAW).unwrap();
    assert!(
        LAW.next_step(&done, at("24 12:00")).is_none() && LAW.reached(&done[0], at("30 12:00")).is_none()
    );
}

/// Any step, so many minutes after the one before.
fn step() -> impl Strategy<Value = (i64, u8, u8)> {
    (0_i64..900, 0_u8..10, 0_u8..4)
}

fn made(now: DateTime<FixedOffset>, kind: u8, which: u8) -> Event {
    let level = ["major-emergency", "emergency", "major", "ordinary"][usize::from(which)];
    let text = "如此".to_owned();
    let by = ["甲", "乙", "丙", "丁"][usize::from(which)].to_owned();
    match kind {
        0 | 1 => Event::Judged { at: now, judgement: judgement(level), by },
        2 => Event::Rejudged { at: now, judgement: judgement(level), by },
        3 => Event::Met { at: now, on: now.date_naive(), people: text.clone(), decided: text },
        4 => Event::Handled { at: now, text },
        5 => Event::Prepared { at: now, disclosure: which.to_string() },
        6 => Event::Released { at: now - TimeDelta::minutes(which.into()), disclosure: which.to_string() },
        7 => {
            Event::Conferred { at: now, disclosure: "9".into(), held: now - TimeDelta::minutes(which.into()) }
        }
        8 => Event::NotNeeded { at: now, text, by },
        _ => Event::Reviewed { at: now, text },
    }
}

proptest! {
    #[test]
    fn every_possible_history_ends_the_same_when_told_again(steps in prop::collection::vec(step(), 0..16)) {
            let mut now = at("24 09:00");
        let mut events = vec![noted("24 09:00", None)];
        let mut state = told(&events).unwrap();
        for (minutes, kind, which) in steps {
            let next = now + TimeDelta::minutes(minutes);
            let event = made(next, kind, which);
            let before = state.file().is_late(&LAW, next).unwrap();
            // What a state does not have is refused and changes nothing.
            if let Ok(after) = state.clone().apply(&LAW, &event) {
                now = next;
                events.push(event);
                state = after;
                // Late under one level stays late under any other; only what was published before can show that it was not.
                let published = matches!(events.last(), Some(Event::Released { .. } | Event::Conferred { .. }));
                prop_assert!(published || !before || state.key() == "closed" || state.file().is_late(&LAW, now).unwrap());
            }
        }
        prop_assert_eq!(&AnyPublicOpinion::replay(&LAW, &events).unwrap().unwrap(), &state);
        let written = serde_json::to_string(&events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(AnyPublicOpinion::replay(&LAW, &read).unwrap().unwrap(), state);
    }
}
