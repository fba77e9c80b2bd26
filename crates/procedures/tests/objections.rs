//! Objections played through: two people, limits, taking back; and every history that is possible, told again, ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, WorkCalendar};
use mingjing_law::LawFiles;
use mingjing_procedures::objection::{AnyObjection, Claim, Ending, Event, Verdict};
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

    fn replay(&self, events: &[Event]) -> Result<AnyObjection, Error> {
        AnyObjection::replay(&self.rules(), events).map(Option::unwrap)
    }

    fn due(&self, events: &[Event]) -> NaiveDate {
        let today = events.last().unwrap().on();
        self.replay(events).unwrap().clock(&self.rules(), today).unwrap().unwrap().due
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn claim() -> Claim {
    Claim {
        agency: "教育厅".into(),
        office: "办公厅".into(),
        duty: "press-conference-each-quarter".into(),
        owed: "period 2026年第三季度".into(),
        matter: "每季度至少举办一次新闻发布会：2026年第三季度".into(),
        judged: "逾期未完成".into(),
        ground: "九月的发布会由省政府新闻办统一举办".into(),
        evidence: "会议通知".into(),
    }
}

fn lodged(on: &str) -> Event {
    Event::Lodged { on: day(on), claim: claim() }
}

fn proposed(on: &str, verdict: Verdict) -> Event {
    Event::Proposed { on: day(on), verdict, text: "情况属实".into(), by: "甲".into() }
}

fn decided(on: &str, by: &str) -> Event {
    Event::Decided { on: day(on), by: by.into() }
}

fn prepared(on: &str) -> Event {
    Event::Prepared { on: day(on), disclosure: "1".into() }
}

fn reason(result: Result<AnyObjection, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn two_people_decide_and_it_ends_with_publication() {
    let law = Law::read();
    let mut events = vec![lodged("2026-09-21")];
    // Twenty working days over the National Day holiday of 2026: 1 to 7 October are off; 10 October is worked.
    assert_eq!(law.due(&events), day("2026-10-26"));
    events.push(proposed("2026-10-12", Verdict::Excused));
    assert!(reason(law.replay(&[&events[..], &[decided("2026-10-12", "甲")]].concat())).contains("另一人"));
    assert!(
        reason(law.replay(&[&events[..], &[prepared("2026-10-12")]].concat()))
            .contains("不能“起草公开的裁定”")
    );
    events.push(decided("2026-10-23", "乙"));
    let state = law.replay(&events).unwrap();
    assert_eq!((state.file().late(), state.file().decision().unwrap().verdict), (false, Verdict::Excused));
    assert!(
        reason(law.replay(&[&events[..], &[Event::Published { on: day("2026-10-24") }]].concat()))
            .contains("起草")
    );
    events.push(prepared("2026-10-26"));
    events.push(Event::Published { on: day("2026-10-27") });
    let AnyObjection::Closed(closed) = law.replay(&events).unwrap() else { panic!("not closed") };
    assert_eq!(closed.state().ending, Ending::Published);
}

#[test]
fn what_is_late_is_kept_and_what_was_sent_back_is_proposed_anew() {
    let law = Law::read();
    let begun = [lodged("2026-09-21"), proposed("2026-09-22", Verdict::Met)];
    let with = |more: &[Event]| law.replay(&[&begun[..], more].concat());
    assert!(with(&[decided("2026-10-27", "乙")]).unwrap().file().late());
    let back = Event::SentBack { on: day("2026-09-23"), text: "理由不充分".into(), by: "乙".into() };
    assert!(reason(with(&[back.clone(), decided("2026-09-24", "乙")])).contains("待裁定"));
    let again = with(&[back, proposed("2026-09-24", Verdict::Kept), decided("2026-09-25", "乙")]).unwrap();
    assert_eq!(again.file().decision().unwrap().verdict, Verdict::Kept);
    let taken_back = Event::Withdrawn { on: day("2026-09-23"), text: String::new() };
    assert_eq!(with(std::slice::from_ref(&taken_back)).unwrap().key(), "closed");
    assert!(with(&[decided("2026-09-23", "乙"), taken_back]).is_err(), "what is decided is not taken back");
    assert!(with(&[decided("2026-09-21", "乙")]).is_err(), "no step lies before the last one");
}

#[test]
fn nobody_decides_about_itself_and_nothing_is_lodged_without_a_ground() {
    let law = Law::read();
    let lodge = |claim| law.replay(&[Event::Lodged { on: day("2026-09-21"), claim }]);
    assert!(reason(lodge(Claim { office: "教育厅".into(), ..claim() })).contains("自己"));
    assert!(reason(lodge(Claim { ground: " ".into(), ..claim() })).contains("理由"));
    assert!(reason(lodge(Claim { owed: String::new(), ..claim() })).contains("选择"));
    assert!(law.replay(&[decided("2026-09-21", "乙")]).is_err());
    let silent = Event::Proposed {
        on: day("2026-09-22"),
        verdict: Verdict::Met,
        text: String::new(),
        by: "甲".into(),
    };
    assert!(reason(law.replay(&[lodged("2026-09-21"), silent])).contains("裁定的理由"));
}

/// Any step, on a day so many days after the one before.
fn step() -> impl Strategy<Value = (u64, u8)> {
    (0_u64..20, 0_u8..8)
}

fn made(on: NaiveDate, kind: u8) -> Event {
    let on_text = on.to_string();
    match kind {
        0 => lodged(&on_text),
        1 | 2 => proposed(&on_text, Verdict::ALL[usize::from(kind)]),
        3 => decided(&on_text, "乙"),
        4 => Event::SentBack { on, text: "重写".into(), by: "乙".into() },
        5 => Event::Withdrawn { on, text: String::new() },
        6 => prepared(&on_text),
        _ => Event::Published { on },
    }
}

proptest! {
    #[test]
    fn every_possible_history_ends_the_same_when_told_again(steps in prop::collection::vec(step(), 0..14)) {
        let law = Law::read();
        let mut on = day("2026-03-02");
        let mut events = vec![lodged("2026-03-02")];
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
