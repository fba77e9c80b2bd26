//! An agency objects to how it was judged, the office above it decides, the decision is public, and the score changes by it: on
//! the site and from any copy of the log. Nobody excuses itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use mingjing_actions::import::import_values;
use mingjing_actions::objections::{
    NewObjection, Side, case, contestable, list, lodge, note_published_decisions, prepare_decision, take_step,
};
use mingjing_actions::overseeing::{self, Roster, agency_findings, offices, this_year};
use mingjing_actions::{Error, Officer, Role, submit_draft};
use mingjing_duties::{Finding, Judge, Record, Score, State, Uncounted};
use mingjing_ledger::read_log;
use mingjing_procedures::objection::{Event, Verdict};
use mingjing_stories::{let_through, notice};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::{Map, Value, json};

const DUTY: &str = "openness-officer-named";

async fn publish(test: &TestHouse, agency: &str, item: &str, values: Map<String, Value>) {
    let rows = vec![(agency.to_owned(), values)];
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), item, "story", rows).await.expect("an import");
    assert_eq!((tally.created, refused), (1, Vec::new()), "{item}");
    test.settle().await;
}

/// A notice with its text, as an import takes it.
fn notice_of(title: &str) -> Map<String, Value> {
    let mut values = notice(title);
    values.insert("body".into(), Value::from("正文。"));
    values
}

/// Brings the site's own judgement forward.
async fn oversee(test: &TestHouse) {
    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");
}

/// Whoever has a copy of the log and the list of agencies.
async fn from_a_mirror(test: &TestHouse, agency: &str) -> (Vec<Finding>, Score) {
    let rules = &test.house.rules;
    let roster = serde_json::to_string(&Roster::of(&test.house.register())).expect("a list");
    let roster: Roster = serde_json::from_str(&roster).expect("the same list");
    let judge =
        Judge::new(&rules.duties, &rules.catalogue, &rules.calendar).with_offices(roster.offices(rules));
    let mut record = Record::default();
    let mut each = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
        judge.take_in(&mut record, leaf, (entry, content)).expect("the next leaf");
    };
    let source = test.house.log_source();
    let report = read_log(&source, &test.house.site.vkey, &|_| {}, &mut each).await.expect("a log");
    assert!(report.is_ok());
    let member = roster.members().into_iter().find(|member| member.code == agency).expect("an agency");
    let findings = judge.findings(&record, &member, this_year(&test.house).expect("a year"));
    let score = rules.scheme.score(&findings);
    (findings, score)
}

/// How the site judges, which is how a mirror does.
async fn judged(test: &TestHouse, agency: &str) -> (Finding, Score) {
    oversee(test).await;
    let (findings, score) = agency_findings(&test.house, agency).expect("an agency").expect("a record");
    assert_eq!(from_a_mirror(test, agency).await, (findings.clone(), score.clone()));
    (findings.into_iter().find(|finding| finding.duty == DUTY).expect("a finding"), score)
}

/// Two agencies that have published, and owe an officer since yesterday.
async fn yesterday(test: &TestHouse) {
    for agency in [AGENCY, OTHER_AGENCY] {
        publish(test, agency, "notice", notice_of("关于停水的公告")).await;
    }
    test.advance(TimeDelta::days(1));
    oversee(test).await;
}

async fn office(test: &TestHouse) -> [Officer; 2] {
    let of = |username: &'static str, name: &'static str| {
        account(test, username, name, AGENCY, vec![Role::OpennessOffice])
    };
    [of("zhuguan", "主管甲").await, of("fuhe2", "主管乙").await]
}

fn objection(finding: &Finding) -> NewObjection {
    NewObjection {
        duty: finding.duty.clone(),
        owed: finding.owed().expect("a finding of its own"),
        ground: "机构正在组建，人员尚未到位，省编办已书面说明。".into(),
        evidence: "冀编办函第12号".into(),
    }
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

on_both_databases! {
    async fn what_the_office_grants_changes_the_score_here_and_from_a_mirror(test: TestHouse) {
        let people = People::join(&test).await;
        let [first, second] = office(&test).await;
        yesterday(&test).await;
        let (finding, before) = judged(&test, OTHER_AGENCY).await;
        assert_eq!(finding.state, State::Overdue);
        let on = test.house.now().date_naive();
        let house = &test.house;

        // The agency objects once; what is not judged late cannot be objected to.
        let mut nothing = objection(&finding);
        nothing.owed = "period 2026年第一季度".into();
        assert!(matches!(lodge(house, &people.stranger, nothing).await, Err(Error::Refused(_))));
        let offered = contestable(house, OTHER_AGENCY).unwrap().unwrap();
        assert!(offered.iter().any(|one| one.finding == finding), "{offered:?}");
        let id = lodge(house, &people.stranger, objection(&finding)).await.unwrap();
        assert!(matches!(lodge(house, &people.stranger, objection(&finding)).await, Err(Error::Refused(_))));
        assert_eq!(list(house, &first, (Side::Office, true), (10, 0)).await.unwrap().1, 1);

        // Two people of the office decide, and nobody of the agency does.
        let proposed =
            Event::Proposed { on, verdict: Verdict::Met, text: "情况属实。".into(), by: String::new() };
        assert!(matches!(step(&test, &people.stranger, &id, proposed.clone()).await, Err(Error::Forbidden(_))));
        step(&test, &first, &id, proposed).await.unwrap();
        let agree = Event::Decided { on, by: String::new() };
        assert!(matches!(step(&test, &first, &id, agree.clone()).await, Err(Error::Refused(_))));
        let seen = case(house, &people.stranger, &id).await.unwrap();
        assert_eq!(seen.steps.len(), 1, "what the office ponders is the office's");
        step(&test, &second, &id, agree).await.unwrap();
        assert_eq!(judged(&test, OTHER_AGENCY).await.1, before, "what is not public changes nothing");

        // The decision becomes public like anything else, and then it counts.
        let version = case(house, &people.drafter, &id).await.unwrap().row.lock_version;
        let draft = prepare_decision(house, &people.drafter, &id, version).await.unwrap();
        submit_draft(house, &people.drafter, &draft, 0).await.unwrap();
        let_through(&test, &people, &draft, 1).await;
        test.settle().await;
        let (decided, after) = judged(&test, OTHER_AGENCY).await;
        assert_eq!((decided.state, decided.before), (State::Met, Some(State::Overdue)));
        assert_eq!((decided.rulings[0].id.as_str(), decided.rulings[0].uncounted), (draft.as_str(), None));
        assert_eq!(after.tally.overdue + 1, before.tally.overdue);
        // What it owes of itself counts apart from that the decision itself was public in time.
        let complete = |score: &Score| score.indicators[0].reached;
        assert!(complete(&after) > complete(&before), "{before:?} {after:?}");

        assert_eq!(note_published_decisions(house).await.unwrap(), 1);
        assert_eq!(note_published_decisions(house).await.unwrap(), 0);
        let closed = case(house, &people.stranger, &id).await.unwrap();
        assert_eq!((closed.state.key(), closed.row.ending.as_deref()), ("closed", Some("published")));
        assert_eq!(closed.public.as_deref(), Some(draft.as_str()));
        assert!(matches!(lodge(house, &people.stranger, objection(&finding)).await, Err(Error::Refused(_))));
        test.finish().await;
    }
}

fn decision(about: &str, finding: &Finding) -> Map<String, Value> {
    let Value::Object(values) = json!({
        "title": "考核异议裁定", "objector": about, "duty": finding.duty, "owed": finding.owed(),
        "matter": "指定政务公开负责人", "judged": "逾期未完成", "ground": "人员未到位", "result": "异议成立",
        "effect": "不计入考核", "reason": "情况属实", "decided_on": "2026-11-24",
    }) else {
        return Map::new();
    };
    values
}

on_both_databases! {
    async fn nobody_excuses_itself(test: TestHouse) {
        yesterday(&test).await;
        let (finding, before) = judged(&test, OTHER_AGENCY).await;
        publish(&test, OTHER_AGENCY, "assessment-decision", decision(OTHER_AGENCY, &finding)).await;
        publish(&test, "130003", "assessment-decision", decision(OTHER_AGENCY, &finding)).await;
        let (after, score) = judged(&test, OTHER_AGENCY).await;
        assert_eq!((after.state, &score.indicators[0]), (State::Overdue, &before.indicators[0]));
        let why: Vec<_> = after.rulings.iter().map(|ruling| ruling.uncounted).collect();
        assert_eq!(why, [Some(Uncounted::OfItself), Some(Uncounted::NotTheOffice)]);
        // The office of the province decides about the others, and nobody here about it.
        let (own, before) = judged(&test, AGENCY).await;
        publish(&test, AGENCY, "assessment-decision", decision(AGENCY, &own)).await;
        let (after, score) = judged(&test, AGENCY).await;
        assert_eq!((after.state, &score.indicators[0]), (State::Overdue, &before.indicators[0]));
        let clerk = account(&test, "shengban", "周省办", AGENCY, vec![Role::Drafter]).await;
        let refused = lodge(&test.house, &clerk, objection(&own)).await;
        assert!(matches!(refused, Err(Error::Refused(ref why)) if why.contains("上级")), "{refused:?}");
        let of_city = test.house.register().agency("130102").map(|_| ()).is_some();
        let city = overseeing::office_over(&test.house, "130101");
        assert_eq!((of_city, city.as_deref()), (true, Some(AGENCY)), "the province decides about the city's office");
        assert_eq!(overseeing::office_over(&test.house, "130102").as_deref(), Some("130101"));
        assert_eq!(offices(&test.house), Roster::of(&test.house.register()).offices(&test.house.rules));
        test.finish().await;
    }
}
