//! What agencies owe is judged from the log, and whoever has a copy of the log judges the same.

use chrono::TimeDelta;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_actions::overseeing::{self, agency_findings, members, overview, this_year};
use mingjing_duties::{Finding, Judge, Mean, Record, Span, State};
use mingjing_ledger::read_log;
use mingjing_testkit::{TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

/// 河北省教育厅
const EDUCATION: &str = "130003";

fn conference(held_on: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({
        "title": "义务教育招生工作新闻发布会", "host": "河北省教育厅", "topic": "义务教育招生", "kind": "例行发布会",
        "held_on": held_on, "held_at": "上午10时，省政府新闻发布厅",
        "speakers": [{ "name": "李明", "post": "厅长", "rank": "部门主要负责人" }],
    }) else {
        return Map::new();
    };
    values
}

async fn publish(test: &TestHouse, item: &str, values: Map<String, Value>) {
    let rows = vec![(EDUCATION.to_owned(), values)];
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), item, "story", rows).await.expect("an import");
    assert_eq!((tally.created, refused), (1, Vec::new()), "{item}");
    test.settle().await;
}

/// Brings the site's own judgement forward.
async fn oversee(test: &TestHouse) {
    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");
}

fn findings(test: &TestHouse) -> Vec<Finding> {
    agency_findings(&test.house, EDUCATION).expect("an agency").expect("a record").0
}

fn state(findings: &[Finding], duty: &str) -> Option<State> {
    findings.iter().find(|finding| finding.duty == duty).map(|finding| finding.state)
}

on_both_databases! {
    async fn a_mirror_judges_as_the_site_does(test: TestHouse) {
        assert!(overview(&test.house).is_none(), "nothing is said before the log was read");
        oversee(&test).await;
        let nothing = overview(&test.house).expect("an overview");
        assert!(nothing.agencies.iter().all(|(_, score)| score.total.is_none()), "an empty log says nothing");

        publish(&test, "press-conference", conference("2026-11-23")).await;
        oversee(&test).await;
        let found = findings(&test);
        assert_eq!(state(&found, "press-conference-each-quarter"), Some(State::Met));
        assert_eq!(state(&found, "openness-officer-named"), Some(State::Open), "the first day has not ended");
        test.advance(TimeDelta::days(1));
        oversee(&test).await;
        let found = findings(&test);
        assert_eq!(state(&found, "openness-officer-named"), Some(State::Overdue));
        let proof = &found.iter().find(|f| f.duty == "press-conference-each-quarter").expect("a finding").evidence[0];
        assert_eq!(proof.leaf, 0);

        let (rules, span) = (&test.house.rules, this_year(&test.house).expect("a year"));
        let judge = Judge::new(&rules.duties, &rules.catalogue, &rules.calendar);
        let mut record = Record::default();
        let mut each = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
            judge.take_in(&mut record, leaf, (entry, content)).expect("the next leaf");
        };
        let source = test.house.log_source();
        let report = read_log(&source, &test.house.site.vkey, &|_| {}, &mut each).await.expect("a log");
        assert!(report.is_ok() && report.size == 1);
        let all = members(&test.house.register());
        let site = overview(&test.house).expect("an overview");
        assert_eq!(site.agencies.len(), all.len());
        for (member, (listed, score)) in all.iter().zip(&site.agencies) {
            let found = judge.findings(&record, member, span);
            assert_eq!((member, &rules.scheme.score(&found)), (listed, score));
        }
        test.finish().await;
    }
}

on_both_databases! {
    /// What falls due on its last day is open on that day, and is not in the year.
    async fn a_year_that_is_over_is_told_as_it_came_out(test: TestHouse) {
        test.advance(TimeDelta::days(-790));
        // What is announced counts in its quarter: of 2025 only the last one is without.
        for held_on in ["2025-02-10", "2025-05-10", "2025-08-10"] {
            publish(&test, "press-conference", conference(held_on)).await;
        }
        test.advance(TimeDelta::days(790));
        publish(&test, "press-conference", conference("2026-11-23")).await;
        oversee(&test).await;
        let trend = &overview(&test.house).expect("an overview").trend;
        let days = |points: &[std::sync::Arc<overseeing::Point>]| -> Vec<String> {
            points.iter().map(|point| point.as_of.to_string()).collect()
        };
        assert_eq!(days(&trend.years), ["2024-12-31", "2025-12-31", "2026-11-24"]);
        assert_eq!(days(&trend.months)[0], "2025-12-31");
        let (then, year) = (trend.months[0].agencies.get(EDUCATION), trend.years[1].agencies.get(EDUCATION));
        assert!(year.is_some() && year < then, "{year:?} {then:?}: the last quarter was over");

        let (rules, source) = (&test.house.rules, test.house.log_source());
        let judge = Judge::new(&rules.duties, &rules.catalogue, &rules.calendar);
        let judge = judge.with_decisions_until("2026-11-24".parse().expect("a day"));
        let mut record = Record::default();
        let mut each = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
            judge.take_in(&mut record, leaf, (entry, content)).expect("the next leaf");
        };
        read_log(&source, &test.house.site.vkey, &|_| {}, &mut each).await.expect("a log");
        let day = |text: &str| text.parse().expect("a day");
        let span = Span { first: day("2025-01-01"), as_of: day("2025-12-31") };
        for member in members(&test.house.register()) {
            let score = rules.scheme.score(&judge.findings(&record, &member, span)).total;
            assert_eq!(trend.years[1].agencies.get(&member.code).copied(), score, "{}", member.name);
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_trend_is_what_was_known_on_each_day(test: TestHouse) {
        test.advance(TimeDelta::days(-100));
        publish(&test, "press-conference", conference("2026-08-16")).await;
        oversee(&test).await;
        assert_eq!(overview(&test.house).expect("an overview").trend.months.len(), 1, "there is nothing before today");
        test.advance(TimeDelta::days(100));
        publish(&test, "press-conference", conference("2026-11-23")).await;
        oversee(&test).await;
        let all = overview(&test.house).expect("an overview");
        let days: Vec<String> = all.trend.months.iter().map(|point| point.as_of.to_string()).collect();
        assert_eq!(days, ["2026-08-31", "2026-09-30", "2026-10-31", "2026-11-24"]);

        let (rules, source) = (&test.house.rules, test.house.log_source());
        let judge = Judge::new(&rules.duties, &rules.catalogue, &rules.calendar);
        let mut then = Record::default();
        let mut first = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
            if leaf == 0 {
                judge.take_in(&mut then, leaf, (entry, content)).expect("the next leaf");
            }
        };
        read_log(&source, &test.house.site.vkey, &|_| {}, &mut first).await.expect("a log");
        for point in &all.trend.months[..3] {
            let span = Span { first: all.span.first, as_of: point.as_of };
            let mut province = Mean::default();
            for member in members(&test.house.register()) {
                let score = rules.scheme.score(&judge.findings(&then, &member, span)).total;
                assert_eq!(point.agencies.get(&member.code).copied(), score, "{} on {}", member.name, point.as_of);
                province.add(score);
            }
            assert_eq!(point.regions["130000"], province);
            assert_eq!(province.judged(), 1, "of whom nothing is known, nothing is said");
        }
        let today = all.agencies.iter().find(|(member, _)| member.code == EDUCATION).expect("an agency");
        assert_eq!(all.trend.months[3].agencies.get(EDUCATION).copied(), today.1.total);
        assert_eq!(all.regions["130000"].all.mean.value(), today.1.total, "the average of one");
        assert_eq!(all.regions["130100"].all.mean.value(), None);
        test.finish().await;
    }
}
