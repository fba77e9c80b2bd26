//! Supervisions played through: two people, limits, trying again, reporting; and every history that is possible, told again,
//! ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, WorkCalendar};
use mingjing_law::LawFiles;
use mingjing_procedures::supervision::{AnySupervision, Ending, Event, Notice};
use mingjing_procedures::{Error, Rules};
use proptest::prelude::*;

struct Law {
    calendar: WorkCalendar,
    limits: Limits,
}

impl Law {
    fn read() -> Self {
        let files = LawFiles::embedded();
        Self { calendar: WorkCalendar::load(&files).unwrap(), limits: Limits::load(&files).unwrap() }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { calendar: &self.calendar, limits: &self.limits }
    }

    fn replay(&self, events: &[Event]) -> Result<AnySupervision, Error> {
        AnySupervision::replay(&self.rules(), events).map(Option::unwrap)
    }

    fn due(&self, events: &[Event]) -> NaiveDate {
        let today = events.last().unwrap().on();
        self.replay(events).unwrap().clock(&self.rules(), today).unwrap().unwrap().due
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn proposed(on: &str, until: &str) -> Event {
    let notice = Notice {
        office: "办公厅".into(),
        agency: "住建局".into(),
        title: "供暖温度不达标".into(),
        problem: "一个月三十件".into(),
        demand: "查明原因".into(),
        until: day(until),
    };
    Event::Proposed { on: day(on), notice, by: "甲".into() }
}

fn issued(on: &str, by: &str) -> Event {
    Event::Issued { on: day(on), by: by.into() }
}

fn answered(on: &str) -> Event {
    Event::Answered { on: day(on), text: "马上整改".into() }
}

fn reported(on: &str) -> Event {
    Event::Reported { on: day(on), text: "换了阀门".into() }
}

fn not_yet(on: &str, until: &str) -> Event {
    Event::NotYet { on: day(on), text: "还有两栋楼".into(), until: day(until) }
}

fn escalated(on: &str) -> Event {
    Event::Escalated { on: day(on), to: "省政府".into(), text: "逾期没有整改".into() }
}

fn reason(result: Result<AnySupervision, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_notice_is_signed_by_two_answered_mended_and_checked() {
    let law = Law::read();
    let mut events = vec![proposed("2026-09-21", "2026-11-20")];
    assert!(reason(law.replay(&[events[0].clone(), issued("2026-09-21", "甲")])).contains("一"));
    events.push(issued("2026-09-22", "乙"));
    // Ten working days over the National Day holiday of 2026: 1 to 7 October are off; 20 September and 10 October are worked.
    assert_eq!(law.due(&events), day("2026-10-13"));
    events.push(answered("2026-10-13"));
    assert_eq!(law.due(&events), day("2026-11-20"));
    events.push(reported("2026-11-20"));
    assert!(!law.replay(&events).unwrap().file().late());
    assert_eq!(law.due(&events), day("2026-12-04"));
    events.push(Event::Accepted { on: day("2026-11-24"), text: "入户看了".into() });
    let AnySupervision::Closed(closed) = law.replay(&events).unwrap() else { panic!("not closed") };
    assert_eq!(closed.state().ending, Ending::Mended);
}

#[test]
fn what_is_late_is_kept_and_reported_and_nothing_before() {
    let law = Law::read();
    let issued = [proposed("2026-09-21", "2026-11-20"), issued("2026-09-22", "乙")];
    let with = |more: &[Event]| law.replay(&[&issued[..], more].concat());
    assert!(reason(with(&[escalated("2026-10-13")])).contains("期限还没有到"));
    assert!(with(&[escalated("2026-10-14")]).unwrap().file().late());
    assert!(with(&[answered("2026-10-14")]).unwrap().file().late());
    assert!(reason(with(&[answered("2026-10-08"), escalated("2026-11-20")])).contains("不能上报"));
    assert!(with(&[answered("2026-10-08"), escalated("2026-11-21")]).unwrap().file().late());
    let again = [reported("2026-10-20"), not_yet("2026-10-21", "2026-12-01")];
    let tried = [
        &[answered("2026-10-08")][..],
        &again,
        &[reported("2026-10-22"), not_yet("2026-10-23", "2026-12-10")],
    ]
    .concat();
    let with_tried = |event| with(&[&tried[..], &[event]].concat());
    assert!(!with_tried(escalated("2026-10-24")).unwrap().file().late(), "tried twice, and nothing is late");
    assert!(
        reason(with(&[answered("2026-10-08"), again[0].clone(), not_yet("2026-10-21", "2026-10-21")]))
            .contains("晚于今天")
    );
}

#[test]
fn what_was_sent_back_is_mended_before_it_is_issued() {
    let law = Law::read();
    let back = Event::SentBack {
        on: day("2026-09-22"), text: "写清楚是哪几个小区".into(), by: "乙".into()
    };
    let begun = [proposed("2026-09-21", "2026-11-20"), back];
    assert!(reason(law.replay(&[&begun[..], &[issued("2026-09-23", "乙")]].concat())).contains("退回"));
    let again = [&begun[..], &[proposed("2026-09-23", "2026-11-30"), issued("2026-09-24", "乙")]].concat();
    assert_eq!(law.replay(&again).unwrap().file().until(), day("2026-11-30"));
    let dropped = [&begun[..], &[Event::Dropped { on: day("2026-09-23") }]].concat();
    assert_eq!(law.replay(&dropped).unwrap().key(), "closed");
    let draft = Event::Prepared { on: day("2026-09-22"), disclosure: "1".into() };
    assert!(reason(law.replay(&[proposed("2026-09-21", "2026-11-20"), draft])).contains("签发以后"));
    assert!(law.replay(&[proposed("2026-09-21", "2026-09-21")]).is_err());
    assert!(law.replay(&[answered("2026-09-21")]).is_err());
}

/// Any step, on a day so many days after the one before.
fn step() -> impl Strategy<Value = (u64, u8)> {
    (0_u64..20, 0_u8..9)
}

fn made(on: NaiveDate, kind: u8) -> Event {
    let on_text = on.to_string();
    let later = on.checked_add_days(Days::new(9)).unwrap().to_string();
    match kind {
        0 => proposed(&on_text, &later),
        1 => issued(&on_text, "乙"),
        2 => Event::SentBack { on, text: "重写".into(), by: "乙".into() },
        3 => answered(&on_text),
        4 => reported(&on_text),
        5 => not_yet(&on_text, &later),
        6 => Event::Accepted { on, text: "好了".into() },
        7 => escalated(&on_text),
        _ => Event::Prepared { on, disclosure: "1".into() },
    }
}

proptest! {
    #[test]
    fn every_possible_history_ends_the_same_when_told_again(steps in prop::collection::vec(step(), 0..14)) {
        let law = Law::read();
        let mut on = day("2026-03-02");
        let mut events = vec![proposed("2026-03-02", "2026-04-30")];
        let mut state = law.replay(&events).unwrap();
        for (days, kind) in steps {
            let next = on.checked_add_days(Days::new(days)).unwrap();
            let event = made(next, kind);
            // What a state does not have is refused and changes nothing.
            if let Ok(after) = state.clone().apply(&law.rules(), &event) {
                on = next;
                events.push(event);
                state = after;
            }
        }
        prop_assert_eq!(&law.replay(&events).unwrap(), &state);
        let written = serde_json::to_string(&events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(law.replay(&read).unwrap(), state);
    }
}
