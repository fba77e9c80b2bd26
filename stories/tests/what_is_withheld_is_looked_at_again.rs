//! What an agency withholds has a ground and a day on which that is looked at again; screening finds its words in
//! drafts and in imported rows, until it may be published.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mingjing_actions::import::import_values;
use mingjing_actions::{
    Error, NewMatter, Officer, Review, check_audit, desk_reading, pass_screening, review_withheld,
    screen_draft, withheld_list, withhold,
};
use mingjing_stories::hand_in;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Value, json};

fn matter(test: &TestHouse) -> NewMatter {
    NewMatter {
        title: "未公布的征收评估底价".into(),
        words: vec!["评估底价".into()],
        ground: "过程性信息".into(),
        article: "《政府信息公开条例》第十六条第二款".into(),
        review_on: Some(test.house.now().date_naive() + TimeDelta::days(90)),
    }
}

on_both_databases! {
    async fn words_of_the_list_are_found_until_it_may_be_published(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        let (before, version) = hand_in(&test, &people, "甲", "公布评估底价的公告。").await;
        let seen = async |id: &str| {
            let draft = desk_reading::draft(house, screener, id).await.unwrap();
            screen_draft(house, &draft).await.unwrap()
        };
        assert!(seen(&before).await.is_empty());
        let refused = withhold(house, &people.drafter, AGENCY, &matter(&test)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let wrong = NewMatter { title: " ".into(), review_on: None, words: vec!["价".into()], ..matter(&test) };
        let Err(Error::Invalid(problems)) = withhold(house, screener, AGENCY, &wrong).await else { panic!() };
        let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["title", "review_on", "words"], "all at once");
        let far = NewMatter { review_on: Some(house.now().date_naive() + TimeDelta::days(367)), ..matter(&test) };
        assert!(matches!(withhold(house, screener, AGENCY, &far).await, Err(Error::Invalid(_))), "within a year");
        let id = withhold(house, screener, AGENCY, &matter(&test)).await.unwrap();

        let found = seen(&before).await;
        assert_eq!(found.len(), 1, "also in what was handed in before");
        assert_eq!((found[0].text.as_str(), found[0].ground.as_str()), ("评估底价", "过程性信息"));
        assert!(found[0].article.contains("第十六条") && found[0].label.contains("征收评估底价"));
        let open = pass_screening(house, screener, &before, version, &BTreeMap::new()).await;
        assert!(open.is_err(), "every finding wants a decision: {open:?}");
        let mut stranger = hand_in_elsewhere(&test, &people.stranger).await;
        assert!(stranger.pop().is_none(), "the list of one agency is not that of another");

        let row = json!({ "decision_no": "许〔2026〕1号", "licensee": "某公司", "licence_type": "普通",
            "content": "按评估底价准予", "decided_on": "2026-11-02", "status": "有效" });
        let Value::Object(values) = row else { unreachable!() };
        let rows = vec![(AGENCY.to_owned(), values)];
        import_values(house, &Officer::operator(), "licence", "许可.csv", rows).await.unwrap();
        assert_eq!(desk_reading::held_count(house, screener).await.unwrap(), 1, "the row is held");

        assert_eq!(house.withheld_due(AGENCY), 0);
        test.advance(TimeDelta::days(90));
        assert_eq!(house.withheld_due(AGENCY), 1, "its day has come");
        let at = withheld_list(house, &people.drafter, AGENCY).await.unwrap()[0].changed;
        let next = Some(house.now().date_naive() + TimeDelta::days(30));
        let review = async |by: &Officer, at, review, why: &str| review_withheld(house, by, (&id, at), (review, why)).await;
        assert!(matches!(review(&people.drafter, at, Review::Opens, "可以").await, Err(Error::Forbidden(_))));
        assert!(matches!(review(screener, at, Review::Stays(next), " ").await, Err(Error::Invalid(_))));
        review(screener, at, Review::Stays(next), "征收还没有结束").await.unwrap();
        assert_eq!(house.withheld_due(AGENCY), 0);
        assert!(matches!(review(screener, at, Review::Opens, "可以").await, Err(Error::Conflict)), "an old page");
        let at = withheld_list(house, screener, AGENCY).await.unwrap()[0].changed;
        review(screener, at, Review::Opens, "征收已经结束").await.unwrap();
        assert!(seen(&before).await.is_empty(), "what may be published is not found");
        assert!(matches!(review(screener, at, Review::Opens, "再次").await, Err(Error::Refused(_))));
        let refused = withheld_list(house, &people.stranger, AGENCY).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        assert!(check_audit(house).await.unwrap().problem.is_none());
        test.finish().await;
    }
}

/// What screening finds in the same text of another agency.
async fn hand_in_elsewhere(test: &TestHouse, by: &Officer) -> Vec<mingjing_screening::Finding> {
    let id = mingjing_actions::start_draft(&test.house, by, "notice", &by.agency).await.unwrap();
    let edit = mingjing_actions::Edit {
        values: mingjing_stories::notice("乙"),
        body: Some("公布评估底价的公告。".into()),
        remove: Vec::new(),
    };
    mingjing_actions::save_draft(&test.house, by, &id, 0, edit).await.unwrap();
    let draft = desk_reading::draft(&test.house, by, &id).await.unwrap();
    screen_draft(&test.house, &draft).await.unwrap()
}
