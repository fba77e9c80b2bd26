//! Consultations played through: what the order says; and every valid history, told again, ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, Standing, WorkCalendar};
use mingjing_law::LawFiles;
use mingjing_procedures::consultation::{
    Adoption, AnyConsultation, Event, Question, QuestionKind, Tally, usual_close,
};
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
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn replay(law: &Law, events: &[Event]) -> Result<AnyConsultation, Error> {
    AnyConsultation::replay(&law.rules(), events).map(Option::unwrap)
}

/// The last event is refused with this article or these words, where all before it are taken.
fn refuses(law: &Law, before: &[Event], event: Event, words: &str) {
    let events = [before, &[event]].concat();
    replay(law, before).unwrap();
    let error = replay(law, &events).unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

fn proposed(on: &str, until: &str, reason: &str) -> Event {
    Event::Proposed {
        on: day(on),
        draft: "草案".into(),
        until: day(until),
        short_reason: reason.into(),
        questions: Vec::new(),
        by: "甲".into(),
    }
}

fn opened(on: &str, by: &str) -> Event {
    Event::Opened { on: day(on), by: by.into() }
}

fn closed(on: &str, received: u32) -> Event {
    Event::Closed { on: day(on), received, tally: Tally::default() }
}

fn grouped(on: &str, comments: &[u32]) -> Event {
    Event::Grouped { on: day(on), title: "增加盲道".into(), comments: comments.to_vec() }
}

fn answered(on: &str, group: usize, adoption: Adoption, text: &str) -> Event {
    Event::Answered { on: day(on), group, adoption, text: text.into() }
}

fn prepared(on: &str) -> Event {
    Event::Prepared { on: day(on), outcome: "结果".into() }
}

#[test]
fn thirty_days_or_a_reason_and_a_second_person() {
    let law = Law::read();
    assert_eq!(usual_close(&law.rules(), day("2026-11-02")).unwrap(), day("2026-12-02"));
    let thirty = [proposed("2026-11-02", "2026-12-02", "")];
    replay(&law, &[thirty.as_slice(), &[opened("2026-11-02", "乙")]].concat()).unwrap();
    refuses(&law, &thirty, opened("2026-11-02", "甲"), "另一人");
    refuses(&law, &thirty, opened("2026-11-03", "乙"), "第十五条");
    let short = [proposed("2026-11-02", "2026-11-12", "防汛紧急,须在汛期前施行")];
    replay(&law, &[short.as_slice(), &[opened("2026-11-02", "乙")]].concat()).unwrap();
    refuses(&law, &short, opened("2026-11-12", "乙"), "第十五条");
    let back = Event::SentBack { on: day("2026-11-02"), text: "题目不清".into(), by: "乙".into() };
    let returned = [thirty.as_slice(), &[back]].concat();
    refuses(&law, &returned, opened("2026-11-02", "乙"), "重新提交");
    let again =
        [returned, vec![proposed("2026-11-03", "2026-12-20", ""), opened("2026-11-04", "乙")]].concat();
    replay(&law, &again).unwrap();
}

#[test]
fn it_closes_after_the_last_day_and_goes_on_only_longer() {
    let law = Law::read();
    let mut events = vec![proposed("2026-11-02", "2026-12-10", ""), opened("2026-11-02", "乙")];
    refuses(&law, &events, closed("2026-12-10", 0), "第十五条");
    refuses(&law, &events, Event::Prolonged { on: day("2026-11-20"), until: day("2026-12-10") }, "往后延");
    events.push(Event::Prolonged { on: day("2026-11-20"), until: day("2026-12-20") });
    refuses(&law, &events, closed("2026-12-11", 0), "2026-12-20");
    let state = replay(&law, &events).unwrap();
    let clock = state.clock(&law.rules(), day("2026-12-01")).unwrap().unwrap();
    assert_eq!((clock.due, clock.standing), (Some(day("2026-12-20")), None));
    events.push(closed("2026-12-21", 0));
    refuses(&law, &events, closed("2026-12-22", 0), "第十八条");
}

#[test]
fn every_comment_is_answered_before_there_is_an_outcome() {
    let law = Law::read();
    // Closes before the National Day holiday: the outcome's working days go around it.
    let mut events =
        vec![proposed("2026-08-20", "2026-09-25", ""), opened("2026-08-20", "乙"), closed("2026-09-28", 3)];
    refuses(&law, &events, prepared("2026-09-29"), "3 条意见没有归类");
    refuses(&law, &events, grouped("2026-09-29", &[4]), "没有第 4 号");
    refuses(&law, &events, grouped("2026-09-29", &[]), "勾选");
    events.push(grouped("2026-09-29", &[1, 2, 3]));
    refuses(&law, &events, prepared("2026-09-29"), "还没有答复");
    refuses(&law, &events, answered("2026-09-29", 0, Adoption::Not, " "), "第十八条");
    events.push(answered("2026-09-29", 0, Adoption::Partly, "已写入第三条"));
    events.push(grouped("2026-09-30", &[3]));
    refuses(&law, &events, prepared("2026-09-30"), "还没有答复");
    events.push(Event::Put { on: day("2026-09-30"), group: 0, comments: vec![3] });
    let due = law.calendar.add_working_days(day("2026-09-25"), 20).unwrap();
    let state = replay(&law, &events).unwrap();
    let late = state.clock(&law.rules(), due + Days::new(5)).unwrap().unwrap();
    assert!(matches!(late.standing, Some(Standing::Overdue(_))) && late.due == Some(due));
    events.push(prepared("2026-10-09"));
    let dropped = [events.as_slice(), &[Event::Dropped { on: day("2026-10-10") }]].concat();
    assert_eq!(replay(&law, &dropped).unwrap().key(), "closed");
    for (on, is_late) in [(due, false), (due + Days::new(1), true)] {
        let done = replay(&law, &[events.as_slice(), &[Event::Published { on }]].concat()).unwrap();
        assert!(matches!(done, AnyConsultation::Published(c) if c.state().late == is_late));
    }
}

#[test]
fn an_outcome_in_time_needs_no_calendar_that_is_not_announced() {
    let law = Law::read();
    let far = day("2030-01-15");
    assert!(law.calendar.is_working_day(far).is_err(), "nobody knows the holidays of 2030");
    let events = [
        proposed("2029-11-20", "2030-01-10", ""),
        opened("2029-11-20", "乙"),
        closed("2030-01-11", 0),
        prepared("2030-01-12"),
    ];
    let state = replay(&law, &events).unwrap();
    let done = state.clone().apply(&law.rules(), &Event::Published { on: day("2030-01-30") }).unwrap();
    assert!(matches!(done, AnyConsultation::Published(c) if !c.state().late));
    let late = state.apply(&law.rules(), &Event::Published { on: day("2030-01-31") }).unwrap_err();
    assert!(matches!(late, Error::Calendar(_)), "{late}");
}

#[test]
fn a_comment_is_withheld_by_two_people_and_stays_a_comment() {
    let law = Law::read();
    let mut events = vec![proposed("2026-08-20", "2026-09-25", ""), opened("2026-08-20", "乙")];
    let propose = |text: &str| Event::WithholdingProposed {
        on: day("2026-08-21"),
        comment: 1,
        text: text.into(),
        by: "甲".into(),
    };
    let agree = |by: &str| Event::Withheld { on: day("2026-08-22"), comment: 1, by: by.into() };
    refuses(&law, &events, propose(""), "理由");
    refuses(&law, &events, agree("乙"), "没有待审核");
    events.push(propose("写有他人身份证号(条例第十五条)"));
    refuses(&law, &events, agree("甲"), "另一人");
    let waiting = [events.as_slice(), &[closed("2026-09-26", 1), grouped("2026-09-26", &[1])]].concat();
    let waiting = [waiting.as_slice(), &[answered("2026-09-26", 0, Adoption::Adopted, "")]].concat();
    refuses(&law, &waiting, prepared("2026-09-26"), "另一人审核");
    let no = Event::WithholdingRefused { on: day("2026-08-22"), comment: 1, by: "乙".into() };
    assert!(replay(&law, &[events.as_slice(), &[no]].concat()).unwrap().file().withheld().is_empty());
    events.push(agree("乙"));
    assert!(replay(&law, &events).unwrap().file().is_withheld(1));
    events.push(closed("2026-09-26", 1));
    refuses(&law, &events, prepared("2026-09-26"), "没有归类");
}

/// One step that the state may or may not have.
fn any_event() -> impl Strategy<Value = (u64, Event)> {
    let on = NaiveDate::default();
    let said = || prop_oneof![Just(String::new()), Just("理由".to_owned())];
    let person = || prop_oneof![Just("甲".to_owned()), Just("乙".to_owned())];
    let comments = || prop::collection::vec(0..5u32, 0..4);
    let adoption = prop::sample::select(Adoption::ALL.to_vec());
    let later = move |days: u64| on + Days::new(days);
    let event = prop_oneof![
        2 => (0..60u64, said(), any::<bool>(), person()).prop_map(move |(d, short_reason, asks, by)| {
            let question = Question { title: "是否赞成".into(), kind: QuestionKind::Scale { most: 5 } };
            let questions = if asks { vec![question] } else { Vec::new() };
            Event::Proposed { on, draft: "草案".into(), until: later(d), short_reason, questions, by }
        }),
        1 => (said(), person()).prop_map(move |(text, by)| Event::SentBack { on, text, by }),
        4 => person().prop_map(move |by| Event::Opened { on, by }),
        1 => (0..60u64).prop_map(move |d| Event::Prolonged { on, until: later(d) }),
        3 => (0..4u32).prop_map(move |received| Event::Closed { on, received, tally: Tally::default() }),
        3 => (said(), comments()).prop_map(move |(title, comments)| Event::Grouped { on, title, comments }),
        2 => (0..3usize, comments()).prop_map(move |(group, comments)| Event::Put { on, group, comments }),
        3 => (0..3usize, adoption, said()).prop_map(move |(group, adoption, text)| {
            Event::Answered { on, group, adoption, text }
        }),
        3 => Just(Event::Prepared { on, outcome: "结果".into() }),
        1 => Just(Event::Dropped { on }),
        1 => Just(Event::Published { on }),
        2 => (0..4u32, said(), person()).prop_map(move |(comment, text, by)| {
            Event::WithholdingProposed { on, comment, text, by }
        }),
        2 => (0..4u32, person()).prop_map(move |(comment, by)| Event::Withheld { on, comment, by }),
        1 => (0..4u32, person()).prop_map(move |(comment, by)| Event::WithholdingRefused { on, comment, by }),
    ];
    (0..15u64, event)
}

/// The same event, with its days moved so that it is of `on`.
fn moved(event: Event, on: NaiveDate) -> Event {
    let shift = on - NaiveDate::default();
    let mut value = serde_json::to_value(event).unwrap();
    for name in ["on", "until"] {
        if let Some(text) = value[name].as_str() {
            value[name] = (day(text) + shift).to_string().into();
        }
    }
    serde_json::from_value(value).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_stored_is_read_as_the_same_state(steps in prop::collection::vec(any_event(), 0..80)) {
        let law = Law::read();
        let rules = law.rules();
        let mut today = day("2025-01-02");
        let mut kept = vec![proposed("2025-01-02", "2025-02-20", "")];
        let mut state = AnyConsultation::begin(&kept[0]).unwrap();
        for (days, event) in steps {
            let on = (today + Days::new(days)).min(day("2026-06-30"));
            let event = moved(event, on);
            match state.clone().apply(&rules, &event) {
                Ok(next) => {
                    (state, today) = (next, on);
                    kept.push(event);
                }
                Err(Error::Refused { article, reason }) => {
                    prop_assert!(article.contains("第") && !reason.is_empty(), "{article} {reason}");
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
        let stored = serde_json::to_string(&kept).unwrap();
        let read: Vec<Event> = serde_json::from_str(&stored).unwrap();
        let again = AnyConsultation::replay(&rules, &read).unwrap().unwrap();
        prop_assert_eq!(&again, &state);
        prop_assert_eq!(again.clock(&rules, today).unwrap(), state.clock(&rules, today).unwrap());
        if let Some(found) = state.found() {
            let all: usize = found.groups.iter().map(|group| group.comments.len()).sum();
            prop_assert_eq!(all, found.group_of().len(), "no comment stands in two groups");
        }
        if state.outcome().is_some() {
            prop_assert!(state.found().unwrap().ungrouped().is_empty(), "no outcome leaves a comment out");
        }
    }
}
