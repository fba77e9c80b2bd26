//! Requests played through: what the articles say, across holidays; and every valid history, told again, ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, Standing, WorkCalendar};
use mingjing_law::LawFiles;
use mingjing_procedures::{
    AnyRequest, Channel, Error, Event, FeeBasis, Group, Outcome, Party, Purpose, Remedy, RemedyResult, Reply,
    Rules,
};
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

fn replay(law: &Law, events: &[Event]) -> Result<AnyRequest, Error> {
    AnyRequest::replay(&law.rules(), events).map(Option::unwrap)
}

fn due(law: &Law, events: &[Event], today: &str) -> Option<NaiveDate> {
    replay(law, events).unwrap().clock(&law.rules(), day(today)).unwrap().and_then(|clock| clock.due)
}

fn counter(on: &str) -> Event {
    Event::Lodged { on: day(on), channel: Channel::Counter, purpose: Purpose::Information }
}

fn correction(on: &str, until: &str) -> Event {
    Event::CorrectionAsked { on: day(on), until: day(until), text: "请写明文号".into() }
}

fn letter(on: &str, party: Party) -> Event {
    Event::Consulted { on: day(on), party, text: "某公司:是否同意公开合同".into() }
}

fn wished(on: &str, working_days: u32) -> Event {
    Event::ExtensionAsked { on: day(on), working_days, text: "案情复杂".into(), by: "甲".into() }
}

fn extended(on: &str, by: &str) -> Event {
    Event::Extended { on: day(on), by: by.into() }
}

fn answer(on: &str, outcome: Outcome) -> Event {
    let text = "见附件".into();
    Event::Proposed {
        on: day(on),
        outcome,
        text,
        names: String::new(),
        public_interest: String::new(),
        by: "甲".into(),
    }
}

fn approved(on: &str, by: &str) -> Event {
    Event::Approved { on: day(on), by: by.into() }
}

/// Refused with this article.
fn refuses(law: &Law, events: &[Event], article: &str) {
    let before = &events[..events.len() - 1];
    replay(law, before).unwrap();
    let error = replay(law, events).unwrap_err().to_string();
    assert!(error.contains(article), "{error}");
}

#[test]
fn the_clock_runs_over_spring_festival_and_is_extended_once() {
    let law = Law::read();
    // Spring Festival 2026: off from 15 to 23 February, 14 and 28 February worked.
    let mut events = vec![counter("2026-02-13")];
    assert_eq!(due(&law, &events, "2026-02-13"), Some(day("2026-03-19")));
    refuses(&law, &[events[0].clone(), wished("2026-03-18", 21)], "第三十三条");
    refuses(&law, &[events[0].clone(), extended("2026-03-18", "乙")], "第三十三条");
    events.push(wished("2026-03-18", 20));
    refuses(&law, &[events.clone(), vec![extended("2026-03-20", "乙")]].concat(), "第三十三条");
    refuses(&law, &[events.clone(), vec![extended("2026-03-19", "甲")]].concat(), "第三十三条");
    assert_eq!(due(&law, &events, "2026-03-18"), Some(day("2026-03-19")), "asking alone gives no time");
    events.push(extended("2026-03-19", "乙"));
    let expected = law.calendar.add_working_days(day("2026-02-13"), 40).unwrap();
    assert_eq!(due(&law, &events, "2026-03-19"), Some(expected));
    events.push(wished("2026-03-20", 1));
    refuses(&law, &events, "第三十三条");
}

#[test]
fn a_correction_is_asked_once_in_seven_working_days_and_begins_the_clock_anew() {
    let law = Law::read();
    let lodged = counter("2026-09-21");
    // Seven working days: 20 September worked before it, Mid-autumn 25 to 27 September off, then 1 October.
    refuses(&law, &[lodged.clone(), correction("2026-10-20", "2026-10-30")], "第三十条");
    let mut events = vec![lodged, correction("2026-09-24", "2026-10-12")];
    let early = [events.clone(), vec![Event::Abandoned { on: day("2026-10-12") }]].concat();
    refuses(&law, &early, "第三十条");
    let late = Event::Corrected { on: day("2026-10-13"), text: String::new() };
    refuses(&law, &[events.clone(), vec![late]].concat(), "第三十条");
    let given_up = [events.clone(), vec![Event::Abandoned { on: day("2026-10-13") }]].concat();
    assert!(
        matches!(replay(&law, &given_up).unwrap(), AnyRequest::Closed(r) if r.state().outcome == Outcome::Abandoned)
    );
    events.push(Event::Corrected { on: day("2026-10-12"), text: String::new() });
    let expected = law.calendar.add_working_days(day("2026-10-12"), 20).unwrap();
    assert_eq!(due(&law, &events, "2026-10-12"), Some(expected));
    events.push(correction("2026-10-13", "2026-10-20"));
    refuses(&law, &events, "第三十条");
}

#[test]
fn asking_a_third_party_stops_the_clock_and_silence_ends_it_on_the_last_day() {
    let law = Law::read();
    let mut events = vec![counter("2026-11-02"), letter("2026-11-04", Party::ThirdParty)];
    let waiting = replay(&law, &events).unwrap().clock(&law.rules(), day("2026-12-30")).unwrap().unwrap();
    assert_eq!(
        (waiting.standing, waiting.due),
        (Some(Standing::Suspended), None),
        "no limit before delivery"
    );
    events.push(Event::Delivered { on: day("2026-11-06"), number: 0 });
    let last = law.calendar.add_working_days(day("2026-11-06"), 15).unwrap();
    let early = [events.clone(), vec![Event::Silent { on: last, number: 0 }]].concat();
    refuses(&law, &early, "第三十二条");
    // Noted a week late: the clock went on after the last day all the same.
    events.push(Event::Silent { on: last + Days::new(7), number: 0 });
    let expected = law.calendar.add_working_days(last, 18).unwrap();
    assert_eq!(due(&law, &events, "2026-12-05"), Some(expected));
}

#[test]
fn an_objection_is_overridden_only_for_the_public_interest() {
    let law = Law::read();
    let replied =
        |reply| Event::Replied { on: day("2026-11-10"), number: 0, reply, text: "涉及商业秘密".into() };
    let asked = vec![counter("2026-11-02"), letter("2026-11-04", Party::ThirdParty)];
    let objects = [asked.clone(), vec![replied(Reply::Objects)]].concat();
    refuses(&law, &[objects.clone(), vec![answer("2026-11-11", Outcome::Granted)]].concat(), "第三十二条");
    let mut weighty = answer("2026-11-11", Outcome::Granted);
    if let Event::Proposed { public_interest, .. } = &mut weighty {
        *public_interest = "关系公共安全".into();
    }
    replay(&law, &[objects.clone(), vec![weighty]].concat()).unwrap();
    replay(&law, &[objects, vec![answer("2026-11-11", Outcome::ThirdParty)]].concat()).unwrap();
    let groundless =
        [asked, vec![replied(Reply::ObjectsGroundlessly), answer("2026-11-11", Outcome::Granted)]];
    replay(&law, &groundless.concat()).unwrap();
    refuses(&law, &[counter("2026-11-02"), answer("2026-11-03", Outcome::ThirdParty)], "第三十二条");
}

#[test]
fn answers_rest_on_the_steps_before_them_and_on_a_second_person() {
    let law = Law::read();
    let lodged = counter("2026-11-02");
    refuses(&law, &[lodged.clone(), answer("2026-11-03", Outcome::Excessive)], "第三十五条");
    refuses(&law, &[lodged.clone(), answer("2026-11-03", Outcome::StillUnclear)], "第三十条");
    refuses(&law, &[lodged.clone(), answer("2026-11-03", Outcome::Withdrawn)], "第四十五条");
    let proposed = vec![lodged, answer("2026-11-03", Outcome::NotHeld)];
    refuses(&law, &[proposed.clone(), vec![approved("2026-11-03", "甲")]].concat(), "第四十五条");
    let done = [proposed.clone(), vec![approved("2026-12-31", "乙")]].concat();
    assert!(matches!(replay(&law, &done).unwrap(), AnyRequest::Closed(r) if r.state().late));
    let done = [proposed, vec![approved("2026-11-30", "乙")]].concat();
    assert!(matches!(replay(&law, &done).unwrap(), AnyRequest::Closed(r) if !r.state().late));
}

#[test]
fn what_came_online_counts_from_the_confirmation() {
    let law = Law::read();
    let mut events = vec![Event::Lodged {
        on: day("2026-11-02"),
        channel: Channel::Online,
        purpose: Purpose::Information,
    }];
    assert_eq!(due(&law, &events, "2026-11-02"), Some(day("2026-11-02")));
    refuses(&law, &[events[0].clone(), answer("2026-11-03", Outcome::Granted)], "第四十五条");
    events.push(Event::Confirmed { on: day("2026-11-03") });
    let expected = law.calendar.add_working_days(day("2026-11-03"), 20).unwrap();
    assert_eq!(due(&law, &events, "2026-11-03"), Some(expected));
}

#[test]
fn so_many_requests_are_asked_about_and_put_off_by_agreement() {
    let law = Law::read();
    let asked = Event::ReasonAsked { on: day("2026-11-03"), text: "一周内已提出四十件".into() };
    let delayed =
        Event::Delayed { on: day("2026-11-05"), until: day("2026-12-31"), text: "分批答复".into() };
    refuses(&law, &[counter("2026-11-02"), delayed.clone()], "第三十五条");
    let reason = Event::Explained { on: day("2026-11-05"), reasonable: true, text: "学术研究".into() };
    let events = [counter("2026-11-02"), asked, reason, delayed];
    assert_eq!(due(&law, &events, "2026-11-05"), Some(day("2026-12-31")));
}

fn charge(on: &str, yuan: u32) -> Event {
    Event::FeeAsked { on: day(on), basis: FeeBasis::Cases, count: 12, yuan, text: "缴至国库".into() }
}

#[test]
fn a_fee_stops_the_limit_until_it_is_paid_and_then_the_limit_begins_anew() {
    let law = Law::read();
    let mut events = vec![counter("2026-11-02"), charge("2026-11-04", 100)];
    assert_eq!(due(&law, &events, "2026-11-04"), None, "nobody knows when the notice arrives");
    events.push(Event::FeeTold { on: day("2026-11-05") });
    let last = law.calendar.add_working_days(day("2026-11-05"), 20).unwrap();
    assert_eq!(due(&law, &events, "2026-11-05"), Some(last));
    let mut late = events.clone();
    late.push(Event::FeePaid { on: last + Days::new(1) });
    refuses(&law, &late, "第四十二条");
    events.push(Event::FeePaid { on: day("2026-11-10") });
    let anew = law.calendar.add_working_days(day("2026-11-10"), 20).unwrap();
    assert_eq!(due(&law, &events, "2026-11-10"), Some(anew));
    events.push(charge("2026-11-11", 100));
    refuses(&law, &events, "第四十二条");
}

#[test]
fn a_fee_that_is_not_paid_in_time_ends_the_request() {
    let law = Law::read();
    let told = Event::FeeTold { on: day("2026-11-05") };
    let begun = [counter("2026-11-02"), charge("2026-11-04", 100)];
    let unpaid = |on: &str| Event::FeeUnpaid { on: day(on) };
    refuses(&law, &[begun[0].clone(), charge("2026-11-04", 0)], "第四十二条");
    refuses(&law, &[begun[0].clone(), charge("2026-12-28", 100)], "第四十二条");
    refuses(&law, &[begun[0].clone(), begun[1].clone(), unpaid("2026-12-28")], "第四十二条");
    refuses(&law, &[begun[0].clone(), begun[1].clone(), told.clone(), unpaid("2026-11-30")], "第四十二条");
    refuses(&law, &[begun[0].clone(), answer("2026-11-03", Outcome::FeeUnpaid)], "第四十二条");
    let events = [begun[0].clone(), begun[1].clone(), told, unpaid("2026-12-28")];
    let AnyRequest::Closed(closed) = AnyRequest::replay(&law.rules(), &events).unwrap().unwrap() else {
        panic!("it has ended")
    };
    assert_eq!((closed.state().outcome, closed.state().late), (Outcome::FeeUnpaid, false));
}

#[test]
fn what_was_given_to_one_can_be_wished_open_to_all_once() {
    let law = Law::read();
    let wish = |text: &str| Event::PublicityWished { on: day("2026-11-05"), text: text.into() };
    let ended = |outcome| {
        let approved = Event::Approved { on: day("2026-11-04"), by: "乙".into() };
        vec![counter("2026-11-02"), answer("2026-11-03", outcome), approved]
    };
    let with = |outcome, more: &[Event]| [ended(outcome), more.to_vec()].concat();
    refuses(&law, &with(Outcome::NotHeld, &[wish("事关饮水")]), "第四十四条");
    refuses(&law, &with(Outcome::Granted, &[wish(" ")]), "第四十四条");
    refuses(&law, &with(Outcome::Granted, &[wish("事关饮水"), wish("事关饮水")]), "第四十四条");
    let waiting = with(Outcome::Granted, &[wish("事关饮水")]);
    let limit = law.calendar.add_working_days(day("2026-11-05"), 20).unwrap();
    assert_eq!(due(&law, &waiting, "2026-11-05"), Some(limit));
    let told =
        |text: &str| Event::PublicityDecided { on: day("2026-11-06"), agreed: true, text: text.into() };
    refuses(&law, &with(Outcome::Granted, &[told("在门户公开")]), "第四十四条");
    refuses(&law, &with(Outcome::Granted, &[wish("事关饮水"), told("")]), "第四十四条");
    let done = with(Outcome::Granted, &[wish("事关饮水"), told("在门户公开")]);
    let request = AnyRequest::replay(&law.rules(), &done).unwrap().unwrap();
    assert_eq!((request.key(), request.clock(&law.rules(), day("2026-11-06")).unwrap()), ("closed", None));
}

/// One step that the state may or may not have.
fn any_event() -> impl Strategy<Value = (u64, Event)> {
    let on = NaiveDate::default();
    let said = || prop_oneof![Just(String::new()), Just("理由".to_owned())];
    let person = || prop_oneof![Just("甲".to_owned()), Just("乙".to_owned())];
    let party = prop_oneof![Just(Party::ThirdParty), Just(Party::Agency)];
    let reply = prop_oneof![Just(Reply::Consents), Just(Reply::Objects), Just(Reply::ObjectsGroundlessly)];
    let outcome = prop::sample::select(Outcome::ALL);
    let remedy = prop::sample::select(Remedy::ALL.to_vec());
    let result = prop::sample::select(RemedyResult::ALL.to_vec());
    let later = move |days: u64| on + Days::new(days);
    let event = prop_oneof![
        2 => Just(Event::Confirmed { on }),
        2 => (0..20u64, said()).prop_map(move |(d, text)| Event::CorrectionAsked { on, until: later(d), text }),
        2 => said().prop_map(move |text| Event::Corrected { on, text }),
        1 => Just(Event::Abandoned { on }),
        2 => (party, said()).prop_map(move |(party, text)| Event::Consulted { on, party, text }),
        2 => (0..3usize).prop_map(move |number| Event::Delivered { on, number }),
        2 => (0..3usize, reply, said()).prop_map(move |(number, reply, text)| Event::Replied { on, number, reply, text }),
        2 => (0..3usize).prop_map(move |number| Event::Silent { on, number }),
        1 => said().prop_map(move |text| Event::ReasonAsked { on, text }),
        1 => (any::<bool>(), said()).prop_map(move |(reasonable, text)| Event::Explained { on, reasonable, text }),
        1 => (0..90u64, said()).prop_map(move |(d, text)| Event::Delayed { on, until: later(d), text }),
        2 => (0..25u32, said(), person()).prop_map(move |(working_days, text, by)| {
            Event::ExtensionAsked { on, working_days, text, by }
        }),
        2 => person().prop_map(move |by| Event::Extended { on, by }),
        2 => (outcome, said(), said(), person()).prop_map(move |(outcome, text, public_interest, by)| {
            Event::Proposed { on, outcome, text, names: String::new(), public_interest, by }
        }),
        2 => person().prop_map(move |by| Event::Approved { on, by }),
        1 => (said(), person()).prop_map(move |(text, by)| Event::SentBack { on, text, by }),
        2 => (prop_oneof![Just(FeeBasis::Cases), Just(FeeBasis::Pages)], 0..50u32, said()).prop_map(move |(basis, yuan, text)| {
            Event::FeeAsked { on, basis, count: yuan, yuan, text }
        }),
        2 => Just(Event::FeeTold { on }),
        1 => Just(Event::FeePaid { on }),
        1 => Just(Event::FeeUnpaid { on }),
        2 => said().prop_map(move |text| Event::PublicityWished { on, text }),
        2 => (any::<bool>(), said()).prop_map(move |(agreed, text)| Event::PublicityDecided { on, agreed, text }),
        1 => Just(Event::Withdrawn { on }),
        1 => (remedy, result, said()).prop_map(move |(remedy, result, text)| Event::Contested { on, remedy, result, text }),
    ];
    (0..30u64, event)
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
    fn what_was_stored_is_read_as_the_same_state(
        channel in prop::sample::select(Channel::ALL.to_vec()),
        steps in prop::collection::vec(any_event(), 0..60),
    ) {
        let law = Law::read();
        let rules = law.rules();
        let mut today = day("2025-01-02");
        let mut kept = vec![Event::Lodged { on: today, channel, purpose: Purpose::Information }];
        let mut state = AnyRequest::lodge(&rules, (Purpose::Information, channel), today).unwrap();
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
        // Through the form in which they are stored.
        let stored = serde_json::to_string(&kept).unwrap();
        let read: Vec<Event> = serde_json::from_str(&stored).unwrap();
        let again = AnyRequest::replay(&rules, &read).unwrap().unwrap();
        prop_assert_eq!(&again, &state);
        prop_assert_eq!(again.clock(&rules, today).unwrap(), state.clock(&rules, today).unwrap());
        let anonymous: Vec<Event> = kept.into_iter().map(|e| e.anonymous("(略)")).collect();
        let without_words = AnyRequest::replay(&rules, &anonymous).unwrap().unwrap();
        prop_assert_eq!(without_words.key(), state.key(), "what is anonymous is still a history");
    }
}

#[test]
fn a_record_is_mended_handed_on_or_upheld_and_nothing_else() {
    let law = Law::read();
    let rules = law.rules();
    let lodged = Event::Lodged { on: day("2026-11-02"), channel: Channel::Counter, purpose: Purpose::Record };
    let proposed = |outcome, names: &str| Event::Proposed {
        on: day("2026-11-04"),
        outcome,
        text: "如此".into(),
        names: names.into(),
        public_interest: String::new(),
        by: "甲".into(),
    };
    let replay = |events: &[Event]| AnyRequest::replay(&rules, events).map(Option::unwrap);
    let with = |event: Event| replay(&[lodged.clone(), event]);
    let why = |event: Event| with(event).unwrap_err().to_string();
    let on = day("2026-11-03");
    assert!(why(Event::ReasonAsked { on, text: "为何".into() }).contains("条例第四十一条"));
    let fee = Event::FeeAsked { on, basis: FeeBasis::Cases, count: 11, yuan: 100, text: "转账".into() };
    assert!(why(fee).contains("没有“发出收费通知”这一步"));
    assert!(why(proposed(Outcome::Granted, "")).contains("与申请的事项不符"));
    assert!(why(proposed(Outcome::RecordForwarded, " ")).contains("有权更正的机关"));
    assert!(with(proposed(Outcome::RecordElsewhere, "某局，电话 0311-1")).is_ok());
    let asked = Event::CorrectionAsked { on, until: day("2026-11-20"), text: "请补证据".into() };
    assert!(with(asked).is_ok(), "once it may be asked what is missing");
    let clock = replay(std::slice::from_ref(&lodged)).unwrap().clock(&rules, on).unwrap().unwrap();
    assert!(clock.article.contains("第四十一条") && clock.due == Some(day("2026-11-30")), "{clock:?}");
    let done = [lodged.clone(), proposed(Outcome::RecordCorrected, ""), approved("2026-11-05", "乙")];
    let AnyRequest::Closed(closed) = replay(&done).unwrap() else { panic!("not closed") };
    assert_eq!((closed.state().outcome.group(), closed.state().late), (Group::Record, false));
    let wish = Event::PublicityWished { on: day("2026-11-06"), text: "公众关心".into() };
    assert!(replay(&[&done[..], &[wish]].concat()).is_err());
    // Who asks for information gets none of these answers.
    let information = [counter("2026-11-02"), proposed(Outcome::RecordUpheld, "")];
    assert!(replay(&information).unwrap_err().to_string().contains("与申请的事项不符"));
    // What was stored before there were two purposes is a request for information.
    let old: Event =
        serde_json::from_str("{\"kind\":\"lodged\",\"on\":\"2026-11-02\",\"channel\":\"counter\"}").unwrap();
    assert_eq!(old, counter("2026-11-02"));
}
