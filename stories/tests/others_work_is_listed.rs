//! Who answers for an agency or a region sees what others have in hand there, by person, stage and lateness; nobody
//! sees what is not theirs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mingjing_actions::{
    Error, Officer, OthersFilter, Role, approve_draft, others_work, pass_screening, start_draft,
};
use mingjing_stories::hand_in;
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

async fn titles(test: &TestHouse, by: &Officer, filter: &OthersFilter) -> Vec<String> {
    let rows = others_work(&test.house, by, filter, (None, 100)).await.unwrap();
    let mut titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

on_both_databases! {
    async fn others_work_is_listed_for_who_answers_for_it(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let person = async |name: &str, agency: &str, role| account(&test, name, name, agency, vec![role]).await;
        let office = person("zhuguan", "130101", Role::OpennessOffice).await;
        let administrator = person("guanli", AGENCY, Role::Administrator).await;
        let auditor = person("shenji", AGENCY, Role::Auditor).await;
        let city = person("shiqicao", "130109", Role::Drafter).await;
        start_draft(house, &city, "notice", "130109").await.unwrap();
        let (first, version) = hand_in(&test, &people, "甲", "正文。").await;
        hand_in(&test, &people, "乙", "正文。").await;
        let (third, at) = hand_in(&test, &people, "丙", "正文。").await;
        pass_screening(house, &people.screener, &first, version, &BTreeMap::new()).await.unwrap();
        pass_screening(house, &people.screener, &third, at, &BTreeMap::new()).await.unwrap();
        approve_draft(house, &people.approver, &third, at + 1, Some(house.now() + TimeDelta::days(90))).await.unwrap();

        let all = OthersFilter::default();
        for by in [&people.screener, &people.approver, &administrator] {
            assert_eq!(titles(&test, by, &all).await, ["丙", "乙", "甲"], "{}", by.name);
        }
        assert_eq!(titles(&test, &auditor, &all).await.len(), 4, "an auditor sees everything");
        assert_eq!(titles(&test, &office, &all).await.len(), 1, "the city's office sees its region");
        let of = |agency: &str| OthersFilter { agency: agency.into(), ..OthersFilter::default() };
        assert_eq!(titles(&test, &office, &of("130109")).await.len(), 1);
        assert!(titles(&test, &people.stranger, &all).await.is_empty(), "nothing of another agency");
        for (by, agency) in [(&office, AGENCY), (&people.stranger, AGENCY), (&people.approver, OTHER_AGENCY)] {
            let refused = others_work(house, by, &of(agency), (None, 10)).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{}", by.name);
        }
        let refused = others_work(house, &people.drafter, &all, (None, 10)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "who drafts only has an own list");

        let by = &people.approver;
        let staged = |stage: &str| OthersFilter { stage: stage.into(), ..OthersFilter::default() };
        assert_eq!(titles(&test, by, &staged("screened")).await, ["甲"]);
        assert_eq!(titles(&test, by, &staged("scheduled")).await, ["丙"]);
        let begun = |person: &str| OthersFilter { person: person.into(), ..OthersFilter::default() };
        assert_eq!(titles(&test, by, &begun("王起草")).await.len(), 3);
        assert!(titles(&test, by, &begun("王")).await.is_empty());
        let late = OthersFilter { late: true, ..OthersFilter::default() };
        assert!(titles(&test, by, &late).await.is_empty());
        test.advance(TimeDelta::days(60));
        assert_eq!(titles(&test, by, &late).await, ["乙", "甲"], "what waits for its time is not late");

        let mut seen = Vec::new();
        let mut after: Option<(String, String)> = None;
        loop {
            let place = after.as_ref().map(|(place, id)| (place.as_str(), id.as_str()));
            let rows = others_work(house, &auditor, &all, (place, 1)).await.unwrap();
            let Some(row) = rows.into_iter().next() else { break };
            after = Some((row.place.clone(), row.disclosure_id.clone()));
            seen.push(row.disclosure_id);
        }
        assert_eq!(seen.len(), 4, "every line once, page by page");
        seen.dedup();
        assert_eq!(seen.len(), 4);
        test.finish().await;
    }
}
