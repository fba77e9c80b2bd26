//! What each person has to do: every draft stands in the right lists of the right people, and the counts are right.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use mingjing_actions::my_work::{self, Filter, View};
use mingjing_actions::{
    Edit, Officer, Role, approve_draft, desk_reading, pass_screening, return_draft, save_draft, start_draft,
    tokens,
};
use mingjing_stories::{hand_in, notice, publish};
use mingjing_testkit::{AGENCY, People, TestHouse, account, on_both_databases};

/// The titles of a person's list.
async fn titles(test: &TestHouse, by: &Officer, view: View) -> Vec<String> {
    let filter = Filter { view, ..Filter::default() };
    let (rows, total) = my_work::list(&test.house, by, &filter, (100, 0)).await.unwrap();
    assert_eq!(rows.len() as u64, total);
    let mut titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

/// The counts of every list are the lengths of these lists.
async fn counts_are_right(test: &TestHouse, people: &People) {
    for by in [&people.drafter, &people.screener, &people.approver, &people.stranger] {
        for (view, count) in my_work::counts(&test.house, by).await.unwrap() {
            assert_eq!(titles(test, by, view).await.len() as u64, count, "{}: {view}", by.name);
        }
    }
}

on_both_databases! {
    async fn every_draft_waits_for_who_takes_the_next_step(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, drafter, screener, approver) = (&test.house, &people.drafter, &people.screener, &people.approver);
        let begun = start_draft(house, drafter, "notice", AGENCY).await.unwrap();
        let edit = Edit { values: notice("起草中"), body: Some("百分之50%的_字".into()), remove: Vec::new() };
        save_draft(house, drafter, &begun, 0, edit).await.unwrap();
        hand_in(&test, &people, "待审查", "正文。").await;
        let (screened, version) = hand_in(&test, &people, "待批准", "正文。").await;
        pass_screening(house, screener, &screened, version, &BTreeMap::new()).await.unwrap();
        let (returned, version) = hand_in(&test, &people, "被退回", "正文。").await;
        return_draft(house, screener, &returned, version, "请补充日期").await.unwrap();
        let (scheduled, version) = hand_in(&test, &people, "定时", "正文。").await;
        pass_screening(house, screener, &scheduled, version, &BTreeMap::new()).await.unwrap();
        approve_draft(house, approver, &scheduled, version + 1, Some(house.now() + TimeDelta::days(1))).await.unwrap();

        assert_eq!(titles(&test, drafter, View::Waiting).await, ["被退回", "起草中"]);
        assert_eq!(titles(&test, screener, View::Waiting).await, ["待审查"]);
        assert_eq!(titles(&test, approver, View::Waiting).await, ["待批准"]);
        assert_eq!(titles(&test, drafter, View::Returned).await, ["被退回"]);
        assert_eq!(titles(&test, drafter, View::Mine).await.len(), 5);
        assert!(titles(&test, screener, View::Mine).await.is_empty());
        assert_eq!(titles(&test, screener, View::Scheduled).await, ["定时"]);
        assert_eq!(titles(&test, approver, View::All).await.len(), 5);
        for view in View::ALL {
            assert!(titles(&test, &people.stranger, view).await.is_empty(), "another agency's {view}");
        }
        let mut jack = drafter.clone();
        jack.roles = mingjing_actions::Role::ALL.into_iter().collect();
        assert_eq!(titles(&test, &jack, View::Waiting).await, ["被退回", "起草中"], "nobody judges what is his own");
        counts_are_right(&test, &people).await;
        assert_eq!(my_work::recent_items(house, drafter, 6).await.unwrap(), ["notice"], "each kind once");
        assert!(my_work::recent_items(house, screener, 6).await.unwrap().is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_has_to_be_public_by_now_is_late(test: TestHouse) {
        let people = People::join(&test).await;
        hand_in(&test, &people, "二十日的公告", "正文。").await;
        let (rows, _) = my_work::list(&test.house, &people.drafter, &Filter::default(), (10, 0)).await.unwrap();
        assert!(rows.is_empty(), "handed in, it waits for the screener");
        let all = Filter { view: View::All, ..Filter::default() };
        let (rows, _) = my_work::list(&test.house, &people.drafter, &all, (10, 0)).await.unwrap();
        // Made on Friday 2026-11-20, 20 working days by article 26.
        assert_eq!(rows[0].due_on.as_deref(), Some("2026-12-18"));
        assert!(titles(&test, &people.screener, View::Late).await.is_empty());
        test.advance(TimeDelta::days(24));
        assert!(titles(&test, &people.screener, View::Late).await.is_empty(), "the last day is in time");
        test.advance(TimeDelta::days(1));
        assert_eq!(titles(&test, &people.screener, View::Late).await, ["二十日的公告"]);
        counts_are_right(&test, &people).await;
        test.finish().await;
    }
}

on_both_databases! {
    async fn words_are_found_as_they_stand_and_long_lists_have_pages(test: TestHouse) {
        let people = People::join(&test).await;
        for (title, body) in [("供水甲", "率为50%。"), ("供水乙", "率为500。"), ("供电丙", "A_B")] {
            hand_in(&test, &people, title, body).await;
        }
        let find = async |text: &str, item: &str| {
            let filter = Filter { view: View::All, text: text.into(), item: item.into() };
            my_work::list(&test.house, &people.screener, &filter, (10, 0)).await.unwrap().1
        };
        assert_eq!((find("供水", "").await, find("50%", "").await, find("a_b", "").await), (2, 1, 1));
        assert_eq!((find("A%B", "").await, find("供水", "notice").await, find("供水", "news").await), (0, 2, 0));
        let all = Filter { view: View::All, ..Filter::default() };
        let mut seen = Vec::new();
        for page in 0..3 {
            let (rows, total) = my_work::list(&test.house, &people.screener, &all, (1, page)).await.unwrap();
            assert_eq!((rows.len(), total), (1, 3));
            seen.extend(rows.into_iter().map(|row| row.disclosure_id));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 3, "no line twice");
        let behind = my_work::list(&test.house, &people.screener, &all, (1, 9)).await.unwrap();
        assert_eq!((behind.0.len(), behind.1), (0, 3));
        test.finish().await;
    }
}

on_both_databases! {
    async fn everything_public_is_reached_page_by_page(test: TestHouse) {
        let people = People::join(&test).await;
        let mut made = Vec::new();
        for number in 0..5 {
            // Two of a moment: the place of the last line tells them apart.
            made.push(publish(&test, &people, &format!("第{number}号公告"), "正文。").await.0);
            test.advance(TimeDelta::seconds(number % 2));
        }
        let mut seen: Vec<(String, String)> = Vec::new();
        loop {
            let after = seen.last().map(|(at, id)| (at.as_str(), id.as_str()));
            let rows = desk_reading::published(&test.house, &people.drafter, after, 2).await.unwrap();
            if rows.is_empty() {
                break;
            }
            seen.extend(rows.into_iter().map(|row| (row.first_published_at.unwrap(), row.id)));
        }
        made.reverse();
        let ids: Vec<String> = seen.into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids, made, "newest first, none twice, none left out");
        assert!(desk_reading::published(&test.house, &people.stranger, None, 9).await.unwrap().is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn lists_are_saved_under_a_name_and_are_ones_own(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        my_work::save(house, &people.drafter, " 许可 ", "view=all&item=licence").await.unwrap();
        my_work::save(house, &people.drafter, "许可", "view=late&item=licence").await.unwrap();
        let saved = my_work::saved(house, &people.drafter).await.unwrap();
        assert_eq!(saved.iter().map(|f| (f.name.as_str(), f.query.as_str())).collect::<Vec<_>>(), [("许可", "view=late&item=licence")]);
        assert!(my_work::saved(house, &people.screener).await.unwrap().is_empty());
        assert!(my_work::save(house, &people.drafter, "  ", "").await.is_err());
        for number in 0..19 {
            my_work::save(house, &people.drafter, &format!("列表{number}"), "view=all").await.unwrap();
        }
        let refused = my_work::save(house, &people.drafter, "再来一个", "view=all").await.unwrap_err();
        assert!(refused.to_string().contains("最多存 20 个"));
        my_work::forget(house, &people.screener, "许可").await.unwrap();
        assert_eq!(my_work::saved(house, &people.drafter).await.unwrap().len(), 20);
        my_work::forget(house, &people.drafter, "许可").await.unwrap();
        assert_eq!(my_work::saved(house, &people.drafter).await.unwrap().len(), 19);
        test.finish().await;
    }
}

on_both_databases! {
    async fn tokens_wait_for_a_second_and_a_third_person(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener, approver) = (&test.house, &people.screener, &people.approver);
        let admin = account(&test, "guanli", "孙管理", AGENCY, Role::ALL[..4].to_vec()).await;
        let waiting = async || {
            let mut counts = Vec::new();
            for by in [screener, approver, &admin, &people.drafter, &people.stranger] {
                counts.push(tokens::tokens_waiting(house, by).await.unwrap());
            }
            counts
        };
        assert_eq!(waiting().await, [0, 0, 0, 0, 0]);
        let make = async |name: &str, days: i64| {
            let (items, agency) = (BTreeSet::from(["licence".to_owned()]), AGENCY.to_owned());
            let expires_on = house.now().date_naive() + TimeDelta::days(days);
            let (appeals, public_opinions) = (false, false);
            let new =
                tokens::NewToken { name: name.into(), agency, items, appeals, public_opinions, expires_on };
            tokens::make_token(house, &admin, new).await.unwrap().0
        };
        let (first, second, short) = (make("许可系统", 90).await, make("处罚系统", 90).await, make("短", 2).await);
        assert_eq!(waiting().await, [3, 0, 0, 0, 0], "not for who made them, whatever roles the person has");
        tokens::screen_token(house, screener, &first, 0).await.unwrap();
        tokens::screen_token(house, screener, &short, 0).await.unwrap();
        assert_eq!(waiting().await, [1, 2, 0, 0, 0]);
        tokens::approve_token(house, approver, &first, 1).await.unwrap();
        tokens::revoke_token(house, &admin, &second).await.unwrap();
        assert_eq!(waiting().await, [0, 1, 0, 0, 0], "what is in force or revoked waits for nobody");
        test.advance(TimeDelta::days(3));
        assert_eq!(waiting().await, [0, 0, 0, 0, 0], "nor what has expired");
        test.finish().await;
    }
}
