//! Appeals played through: limits by kind, handing on, joint handling, one extension, one reopening; and every valid
//! history, told again, ends the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, WorkCalendar};
use mingjing_law::LawFiles;
use mingjing_procedures::appeal::{
    AnyAppeal, AppealRules, Ending, Event, Kind, Lodging, Publicity, Rules, Way,
};
use mingjing_procedures::{Error, Rules as Time};
use proptest::prelude::*;

struct Law {
    calendar: WorkCalendar,
    limits: Limits,
    appeals: AppealRules,
}

impl Law {
    fn read() -> Self {
        let files = LawFiles::embedded();
        let limits = Limits::load(&files).unwrap();
        let appeals = AppealRules::load(&files, &limits).unwrap();
        Self { calendar: WorkCalendar::load(&files).unwrap(), limits, appeals }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { time: Time { calendar: &self.calendar, limits: &self.limits }, appeals: &self.appeals }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn replay(law: &Law, events: &[Event]) -> Result<AnyAppeal, Error> {
    AnyAppeal::replay(&law.rules(), events).map(Option::unwrap)
}

fn due(law: &Law, events: &[Event]) -> NaiveDate {
    let today = events.last().unwrap().on();
    replay(law, events).unwrap().clock(&law.rules(), today).unwrap().unwrap().due
}

fn lodged(on: &str, kind: Kind) -> Event {
    let lodging = Lodging { way: Way::Online, kind, agency: "甲局".into(), consent: true };
    Event::Lodged { on: day(on), lodging }
}

fn accepted(on: &str) -> Event {
    Event::Accepted { on: day(on) }
}

fn transferred(on: &str, to: &str) -> Event {
    Event::Transferred { on: day(on), to: to.into(), text: "属于它的职责".into() }
}

fn answer(on: &str, ending: Ending) -> Event {
    Event::Proposed {
        on: day(on),
        ending,
        text: "已经核实".into(),
        question: "怎样办理".into(),
        withheld: String::new(),
        by: "子".into(),
    }
}

fn approved(on: &str, by: &str) -> Event {
    Event::Approved { on: day(on), by: by.into() }
}

fn rated(on: &str, satisfied: bool) -> Event {
    Event::Rated { on: day(on), satisfied, text: String::new() }
}

fn reopened(on: &str) -> Event {
    Event::Reopened { on: day(on), text: "没有解决".into() }
}

/// Refused with this article.
fn refuses(law: &Law, events: &[Event], article: &str) {
    replay(law, &events[..events.len() - 1]).unwrap();
    let error = replay(law, events).unwrap_err().to_string();
    assert!(error.contains(article), "{error}");
}

#[test]
fn each_kind_has_its_limits() {
    let law = Law::read();
    let rules = law.rules();
    // A consultation: two working days to be accepted, five to be answered, both from the day it came.
    let consult = [lodged("2026-11-02", Kind::Consult), accepted("2026-11-04")];
    assert_eq!(due(&law, &consult[..1]), day("2026-11-04"));
    assert_eq!(due(&law, &consult), day("2026-11-09"));
    // A complaint: fifteen days to be accepted, sixty from the acceptance.
    let complaint = [lodged("2026-09-01", Kind::Complaint), accepted("2026-09-10")];
    assert_eq!(due(&law, &complaint[..1]), day("2026-09-16"));
    assert_eq!(due(&law, &complaint), law.calendar.end_of_days(day("2026-09-10"), 60).unwrap());
    let late =
        [&complaint[..], &[answer("2026-11-20", Ending::Resolved), approved("2026-11-20", "丑")]].concat();
    assert!(replay(&law, &late).unwrap().answered().unwrap().late);
    assert!(replay(&law, &late).unwrap().clock(&rules, day("2026-12-01")).unwrap().is_none());
}

#[test]
fn handing_on_begins_only_what_the_rule_says_anew() {
    let law = Law::read();
    let complaint =
        [lodged("2026-09-01", Kind::Complaint), accepted("2026-09-02"), transferred("2026-09-14", "乙局")];
    assert_eq!(due(&law, &complaint), law.calendar.end_of_days(day("2026-09-14"), 15).unwrap());
    let again = [&complaint[..], &[accepted("2026-09-16")]].concat();
    let expected = law.calendar.end_of_days(day("2026-09-02"), 60).unwrap();
    assert_eq!(due(&law, &again), expected, "the answer is still due from the first acceptance");
    refuses(&law, &[&again[..], &[transferred("2026-09-17", "甲局")]].concat(), "第二十四条");
    let consult = [lodged("2026-11-02", Kind::Consult), transferred("2026-11-03", "乙局")];
    assert_eq!(due(&law, &consult), day("2026-11-04"), "no delay of an agency is the citizen's");
}

#[test]
fn an_objection_comes_in_time_and_the_office_decides() {
    let law = Law::read();
    let back =
        |on: &str| Event::Returned { on: day(on), to: "办公室".into(), text: "不属于本局".into() };
    let start = vec![lodged("2026-11-02", Kind::Complaint), transferred("2026-11-03", "乙局")];
    refuses(&law, &[start.clone(), vec![back("2026-11-11")]].concat(), "第二十三条");
    let routed = Event::Routed { on: day("2026-11-10"), to: "甲局".into(), text: "三定规定".into() };
    let decided = [start, vec![back("2026-11-10"), routed]].concat();
    assert_eq!(replay(&law, &decided).unwrap().file().agency(), "甲局");
    refuses(&law, &[decided.clone(), vec![transferred("2026-11-11", "丙局")]].concat(), "第二十四条");
    refuses(&law, &[decided, vec![back("2026-11-11")]].concat(), "第二十四条");
}

#[test]
fn others_say_their_part_while_the_clock_goes_on() {
    let law = Law::read();
    let joined = |agencies: &[&str]| Event::Joined {
        on: day("2026-11-03"),
        agencies: agencies.iter().map(|a| (*a).to_owned()).collect(),
        text: "请核实管网".into(),
    };
    let start = vec![lodged("2026-11-02", Kind::Help), accepted("2026-11-03")];
    refuses(&law, &[start.clone(), vec![joined(&["甲局"])]].concat(), "第二十四条");
    let both = [start.clone(), vec![joined(&["乙局", "丙局"])]].concat();
    assert_eq!(due(&law, &both), due(&law, &start));
    refuses(&law, &[both.clone(), vec![answer("2026-11-04", Ending::Resolved)]].concat(), "第二十三条");
    let part = |agency: &str| Event::Contributed {
        on: day("2026-11-05"),
        agency: agency.into(),
        text: "已修复".into(),
    };
    refuses(&law, &[both.clone(), vec![part("丁局")]].concat(), "第二十四条");
    let without = |on: &str| Event::WentOn { on: day(on), agency: "丙局".into() };
    refuses(&law, &[both.clone(), vec![part("乙局"), without("2026-11-17")]].concat(), "第二十四条");
    let done =
        [both, vec![part("乙局"), without("2026-11-18"), answer("2026-11-18", Ending::Resolved)]].concat();
    replay(&law, &done).unwrap();
}

#[test]
fn one_extension_by_another_person_before_the_limit_is_over() {
    let law = Law::read();
    let wish =
        |on: &str, days| Event::ExtensionAsked {
            on: day(on), days, text: "要检测".into(), by: "子".into()
        };
    let agreed = |on: &str, by: &str| Event::Extended { on: day(on), by: by.into() };
    let start = vec![lodged("2026-09-01", Kind::Complaint), accepted("2026-09-01")];
    refuses(&law, &[start.clone(), vec![wish("2026-09-02", 31)]].concat(), "第三十四条");
    let asked = [start, vec![wish("2026-09-02", 30)]].concat();
    refuses(&law, &[asked.clone(), vec![agreed("2026-09-03", "子")]].concat(), "第三十四条");
    refuses(&law, &[asked.clone(), vec![agreed("2026-11-05", "丑")]].concat(), "第三十四条");
    let extended = [asked.clone(), vec![agreed("2026-09-03", "丑")]].concat();
    assert_eq!(due(&law, &extended), law.calendar.end_of_days(due(&law, &asked), 30).unwrap());
    refuses(&law, &[extended, vec![wish("2026-09-04", 1)]].concat(), "第三十四条");
}

#[test]
fn it_is_rated_and_reopened_once() {
    let law = Law::read();
    let start = vec![
        lodged("2026-11-02", Kind::Consult),
        accepted("2026-11-02"),
        answer("2026-11-04", Ending::Explained),
        approved("2026-11-05", "丑"),
    ];
    refuses(&law, &[start[..3].to_vec(), vec![approved("2026-11-05", "子")]].concat(), "第十七条");
    let content = [start.clone(), vec![rated("2026-11-06", true)]].concat();
    assert_eq!(replay(&law, &content).unwrap().key(), "closed");
    let not = [start.clone(), vec![rated("2026-11-06", false)]].concat();
    refuses(&law, &[not.clone(), vec![rated("2026-11-06", true)]].concat(), "第三十五条");
    refuses(&law, &[not.clone(), vec![reopened("2026-12-08")]].concat(), "第三十五条");
    let again = [not, vec![reopened("2026-11-09")]].concat();
    assert_eq!(due(&law, &again), day("2026-11-16"), "the limit begins anew");
    let second =
        [again, vec![answer("2026-11-10", Ending::Explained), approved("2026-11-10", "丑")]].concat();
    refuses(&law, &[second.clone(), vec![reopened("2026-11-11")]].concat(), "第三十五条");
    let ended = [second, vec![rated("2026-11-11", false)]].concat();
    assert_eq!(replay(&law, &ended).unwrap().key(), "closed");
}

#[test]
fn it_is_urged_not_every_day_and_taken_back() {
    let law = Law::read();
    let urged = |on: &str| Event::Urged { on: day(on), text: String::new() };
    let start = vec![lodged("2026-11-02", Kind::Help), urged("2026-11-03")];
    refuses(&law, &[start.clone(), vec![urged("2026-11-06")]].concat(), "appeal.urging");
    let back = [start, vec![urged("2026-11-09"), Event::Withdrawn { on: day("2026-11-09") }]].concat();
    assert!(replay(&law, &back).unwrap().answered().is_none());
    refuses(&law, &[back, vec![urged("2026-11-30")]].concat(), "第二十三条");
}

#[test]
fn only_what_its_writer_agrees_to_becomes_public_and_a_report_never() {
    let law = Law::read();
    let report = vec![
        lodged("2026-11-02", Kind::Report),
        accepted("2026-11-02"),
        answer("2026-11-03", Ending::Resolved),
    ];
    refuses(&law, &[report.clone(), vec![approved("2026-11-03", "丑")]].concat(), "第三十条");
    let lodging = Lodging { way: Way::Online, kind: Kind::Help, agency: "甲局".into(), consent: false };
    let silent = vec![
        Event::Lodged { on: day("2026-11-02"), lodging },
        accepted("2026-11-02"),
        answer("2026-11-03", Ending::Resolved),
    ];
    refuses(&law, &[silent, vec![approved("2026-11-03", "丑")]].concat(), "个人信息保护法");
    let mut kept = answer("2026-11-03", Ending::Resolved);
    if let Event::Proposed { withheld, .. } = &mut kept {
        *withheld = "举报不公开".into();
    }
    let done = [report[..2].to_vec(), vec![kept, approved("2026-11-03", "丑")]].concat();
    let state = replay(&law, &done).unwrap();
    assert!(matches!(&state.answered().unwrap().publicity, Publicity::Withheld(why) if why.contains("举报")));
    let prepared = Event::Prepared { on: day("2026-11-04"), disclosure: "d".into() };
    refuses(&law, &[done, vec![prepared]].concat(), "第三十条");
    let early = [lodged("2026-11-02", Kind::Help), answer("2026-11-03", Ending::Resolved)];
    refuses(&law, &early, "第二十三条");
    let unfit =
        [lodged("2026-11-02", Kind::Help), accepted("2026-11-02"), answer("2026-11-03", Ending::Adopted)];
    refuses(&law, &unfit, "第二十九条");
}

/// One step that the state may or may not have.
fn any_event() -> impl Strategy<Value = (u64, Event)> {
    let on = NaiveDate::default();
    let said = || prop_oneof![1 => Just(String::new()), 3 => Just("理由".to_owned())];
    let person = || prop_oneof![Just("子".to_owned()), Just("丑".to_owned())];
    let agency = || prop::sample::select(vec!["甲局", "乙局", "丙局", "办公室"]).prop_map(str::to_owned);
    let ending = prop::sample::select(Ending::ALL.to_vec());
    let event = prop_oneof![
        4 => Just(Event::Accepted { on }),
        1 => (agency(), said()).prop_map(move |(to, text)| Event::Transferred { on, to, text }),
        1 => (agency(), said()).prop_map(move |(to, text)| Event::Returned { on, to, text }),
        2 => (agency(), said()).prop_map(move |(to, text)| Event::Routed { on, to, text }),
        1 => (prop::collection::vec(agency(), 0..3), said())
            .prop_map(move |(agencies, text)| Event::Joined { on, agencies, text }),
        3 => (agency(), said()).prop_map(move |(agency, text)| Event::Contributed { on, agency, text }),
        2 => agency().prop_map(move |agency| Event::WentOn { on, agency }),
        1 => (0..40u32, said(), person())
            .prop_map(move |(days, text, by)| Event::ExtensionAsked { on, days, text, by }),
        2 => person().prop_map(move |by| Event::Extended { on, by }),
        1 => said().prop_map(move |text| Event::Urged { on, text }),
        4 => (ending, said(), said(), said(), person()).prop_map(move |(ending, text, question, withheld, by)| {
            Event::Proposed { on, ending, text, question, withheld, by }
        }),
        4 => person().prop_map(move |by| Event::Approved { on, by }),
        1 => (said(), person()).prop_map(move |(text, by)| Event::SentBack { on, text, by }),
        1 => (any::<bool>(), said()).prop_map(move |(satisfied, text)| Event::Rated { on, satisfied, text }),
        1 => said().prop_map(move |text| Event::Reopened { on, text }),
        1 => Just(Event::Prepared { on, disclosure: "d".into() }),
        1 => Just(Event::Withdrawn { on }),
    ];
    (0..12u64, event)
}

/// The same event on another day.
fn moved(event: Event, on: NaiveDate) -> Event {
    let mut value = serde_json::to_value(event).unwrap();
    value["on"] = on.to_string().into();
    serde_json::from_value(value).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_stored_is_read_as_the_same_state(
        kind in prop::sample::select(Kind::ALL.to_vec()),
        consent in any::<bool>(),
        steps in prop::collection::vec(any_event(), 0..60),
    ) {
        let law = Law::read();
        let rules = law.rules();
        let mut today = day("2025-01-02");
        let lodging = Lodging { way: Way::Hotline, kind, agency: "甲局".into(), consent };
        let mut kept = vec![Event::Lodged { on: today, lodging: lodging.clone() }];
        let mut state = AnyAppeal::lodge(today, &lodging);
        for (days, event) in steps {
            let on = (today + Days::new(days)).min(day("2026-06-30"));
            let event = moved(event, on);
            match state.clone().apply(&rules, &event) {
                Ok(next) => {
                    (state, today) = (next, on);
                    kept.push(event);
                }
                Err(Error::Refused { article, reason }) => {
                    prop_assert!((article.contains("第") || article.contains("law/")) && !reason.is_empty(), "{article} {reason}");
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
        // Through the form in which they are stored.
        let stored = serde_json::to_string(&kept).unwrap();
        let read: Vec<Event> = serde_json::from_str(&stored).unwrap();
        let again = AnyAppeal::replay(&rules, &read).unwrap().unwrap();
        prop_assert_eq!(&again, &state);
        prop_assert_eq!(again.clock(&rules, today).unwrap(), state.clock(&rules, today).unwrap());
        let anonymous: Vec<Event> = kept.into_iter().map(|e| e.anonymous("(略)")).collect();
        let without_words = AnyAppeal::replay(&rules, &anonymous).unwrap().unwrap();
        prop_assert_eq!(without_words.key(), state.key(), "what is anonymous is still a history");
    }
}
