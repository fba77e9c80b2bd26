//! Sites are checked in the background and by the national indicators: what is wrong in texts is found bit by bit, comes and
//! goes with what links lead to, and an agency without anything new fails outright.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use mingjing_actions::site_health::{Checked, scan_some, site_health};
use mingjing_actions::{Error, Officer, Rules};
use mingjing_duties::HealthMeasure;
use mingjing_law::LawFiles;
use mingjing_stories::{publish, withdraw_by_two};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, on_both_databases};

/// Article and reason of a withdrawal.
const GROUND: (&str, &str) = ("《政府信息公开条例》第十四条", "内容有误");

async fn scan(test: &TestHouse) {
    test.settle().await;
    while scan_some(&test.house).await.unwrap() {}
}

async fn checked(test: &TestHouse, by: &Officer, measure: HealthMeasure) -> Checked {
    let health = site_health(&test.house, by, AGENCY).await.unwrap();
    assert_eq!(health.scanned, health.visible);
    health.checked.into_iter().find(|one| one.indicator.measure == measure).unwrap()
}

on_both_databases! {
    async fn links_die_with_what_they_lead_to(test: TestHouse) {
        let people = People::join(&test).await;
        let by = &people.drafter;
        let (target, index_no) = publish(&test, &people, "停水安排", "安排如下。").await;
        let body = format!("见[安排](/d/{target})和[同一份](/d/{index_no})、[没有的](/i/nothing)。");
        publish(&test, &people, "关于停水的公告", &body).await;
        scan(&test).await;
        let links = checked(&test, by, HealthMeasure::DeadLinks).await;
        assert_eq!((links.found, links.fails), (1, false), "{links:?}");
        assert!(links.texts[0].title.contains("关于停水的公告") && links.texts[0].said.contains("/i/nothing"));
        withdraw_by_two(&test.house, (&people.approver, &people.second), &target, GROUND).await;
        scan(&test).await;
        assert_eq!(checked(&test, by, HealthMeasure::DeadLinks).await.found, 3);
        assert!(matches!(site_health(&test.house, &people.stranger, AGENCY).await, Err(Error::Forbidden(_))));
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_mended_is_no_longer_found(test: TestHouse) {
        let people = People::join(&test).await;
        let by = &people.drafter;
        let (id, _) = publish(&test, &people, "关于路灯的公告", "负责按装路灯，截止目前已完成。").await;
        scan(&test).await;
        let words = checked(&test, by, HealthMeasure::WrongWords).await;
        assert_eq!(words.found, 2, "{words:?}");
        assert!(words.texts.iter().any(|text| text.said.contains("应为“安装”")), "{words:?}");
        withdraw_by_two(&test.house, (&people.approver, &people.second), &id, GROUND).await;
        scan(&test).await;
        assert_eq!(checked(&test, by, HealthMeasure::WrongWords).await.found, 0, "nobody reads it any more");
        test.finish().await;
    }
}

on_both_databases! {
    async fn another_list_of_words_is_looked_for_in_all_texts(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "关于路灯的公告", "负责按装路灯，确保亮化。").await;
        scan(&test).await;
        let files = LawFiles::embedded();
        let list = files.get("site-health.toml").unwrap().replace("\"按装\" = \"安装\"", "\"亮化\" = \"照亮\"");
        let rules = Rules::load(&files.with("site-health.toml", list)).unwrap();
        let changed = test.house.under(rules);
        while scan_some(&changed).await.unwrap() {}
        let health = site_health(&changed, &people.drafter, AGENCY).await.unwrap();
        let said: Vec<_> = health.checked.iter().flat_map(|one| &one.texts).map(|text| text.said.as_str()).collect();
        assert!(matches!(said[..], [one] if one.contains("应为“照亮”")), "{said:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_site_without_anything_new_fails_outright(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "关于停水的公告", "正文。").await;
        scan(&test).await;
        let front = checked(&test, &people.drafter, HealthMeasure::Front).await;
        assert_eq!((front.found, front.fails), (0, false), "{front:?}");
        let empty = checked(&test, &people.drafter, HealthMeasure::EmptyColumns).await;
        assert!(empty.fails && empty.details.iter().any(|line| line.contains("指南")), "{empty:?}");
        test.advance(TimeDelta::days(30));
        assert!(checked(&test, &people.drafter, HealthMeasure::Front).await.fails);
        let other = site_health(&test.house, &people.stranger, OTHER_AGENCY).await.unwrap();
        assert!(other.fails() >= 2, "an agency that never published: {other:?}");
        test.finish().await;
    }
}
