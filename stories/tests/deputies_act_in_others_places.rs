//! A deputy acts in somebody's place from one day to another, and the trail says so. What the principal could not do, no
//! deputy does; what nobody may do alone, no combination of roles, deputies and administrators makes possible.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, TimeDelta};
use mingjing_actions::deputies::{self, Deputing};
use mingjing_actions::{
    Action, Error, Officer, Role, approve_draft, desk_reading, officer, pass_screening, people,
    propose_withdrawal, return_draft,
};
use mingjing_publication::Ground;
use mingjing_stories::{hand_in, publish};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

/// Names a deputy for so many days from today, and reads the deputy anew.
async fn lend(
    test: &TestHouse,
    by: &Officer,
    (from, to): (&Officer, &Officer),
    role: Role,
    days: u64,
) -> Result<Officer, Error> {
    let today = test.house.now().date_naive();
    let new = Deputing {
        officer: &from.id,
        deputy: &to.username,
        role,
        starts_on: today,
        ends_on: today.checked_add_days(Days::new(days)).unwrap(),
    };
    deputies::name(&test.house, by, &new).await?;
    Ok(again(test, to).await)
}

/// The same person, read anew as every request does.
async fn again(test: &TestHouse, who: &Officer) -> Officer {
    officer(&test.house, &who.id).await.unwrap().unwrap()
}

fn told(done: Result<impl std::fmt::Debug, Error>) -> String {
    done.unwrap_err().to_string()
}

on_both_databases! {
    async fn a_deputy_acts_between_the_days_and_the_trail_says_for_whom(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, version) = hand_in(&test, &people, "停水公告", "明日停水。").await;
        let second = again(&test, &people.second).await;
        assert!(pass_screening(house, &second, &id, version, &BTreeMap::new()).await.is_err(), "not yet");
        let deputy = lend(&test, &people.screener, (&people.screener, &people.second), Role::Screener, 2).await.unwrap();
        pass_screening(house, &deputy, &id, version, &BTreeMap::new()).await.unwrap();
        let trail = desk_reading::trail(house, &deputy, &id).await.unwrap();
        let last = trail.last().unwrap();
        assert_eq!((last.action.as_str(), last.officer_id.as_str()), ("screen", deputy.id.as_str()));
        assert_eq!(last.acting_for_name.as_deref(), Some("李审查"));
        assert_eq!(last.acting_for_id.as_deref(), Some(people.screener.id.as_str()));

        test.advance(TimeDelta::days(2));
        assert!(house.may(&again(&test, &people.second).await, Action::Screen, AGENCY), "the last day counts");
        test.advance(TimeDelta::days(1));
        assert!(!house.may(&again(&test, &people.second).await, Action::Screen, AGENCY), "and the day after does not");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_the_drafter_could_not_do_no_deputy_does(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let both = account(&test, "liangxiang", "双角", AGENCY, vec![Role::Drafter, Role::Approver, Role::Screener]).await;
        let two = People { drafter: both.clone(), ..people.clone() };
        let (id, version) = hand_in(&test, &two, "补贴公告", "名单。").await;
        // The drafter is also screener and approver, and lends both roles to somebody who has neither.
        let helper = account(&test, "bangshou", "帮手", AGENCY, vec![Role::Administrator]).await;
        lend(&test, &both, (&both, &helper), Role::Screener, 1).await.unwrap();
        let helper = lend(&test, &both, (&both, &helper), Role::Approver, 1).await.unwrap();
        let refused = told(pass_screening(house, &helper, &id, version, &BTreeMap::new()).await);
        assert!(refused.contains("您代理的人参与了起草"), "{refused}");
        pass_screening(house, &people.screener, &id, version, &BTreeMap::new()).await.unwrap();
        let refused = told(approve_draft(house, &helper, &id, version + 1, None).await);
        assert!(refused.contains("您代理的人参与了起草"), "{refused}");

        // An administrator gives the drafter every working role there is: it changes nothing.
        let roles = BTreeSet::from([Role::Drafter, Role::Screener, Role::Approver, Role::Administrator]);
        people::change_roles(house, &Officer::operator(), &both.id, &roles).await.unwrap();
        let all = again(&test, &both).await;
        let refused = told(approve_draft(house, &all, &id, version + 1, None).await);
        assert!(refused.contains("您参与了起草"), "{refused}");

        // Who drafts as a deputy is a drafter, and so is the principal.
        return_draft(house, &people.approver, &id, version + 1, "请改").await.unwrap();
        let pen = account(&test, "daibi", "代笔", AGENCY, vec![Role::Screener]).await;
        let pen = lend(&test, &all, (&all, &pen), Role::Drafter, 1).await.unwrap();
        let draft = mingjing_actions::start_draft(house, &pen, "notice", AGENCY).await.unwrap();
        let drafted = desk_reading::draft(house, &pen, &draft).await.unwrap().life.save().drafted_by;
        assert_eq!(drafted, BTreeSet::from([pen.id.clone(), all.id.clone()]));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_withdrawal_takes_two_people_behind_whatever_names(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, _) = publish(&test, &people, "窗口公告", "一楼。").await;
        let ground = Ground::new("条例第十五条", "有误").unwrap();
        propose_withdrawal(house, &people.approver, &id, ground).await.unwrap();
        // The proposer's deputy would be the proposer twice.
        let deputy = lend(&test, &people.approver, (&people.approver, &people.drafter), Role::Approver, 1).await.unwrap();
        let refused = told(mingjing_actions::confirm_withdrawal(house, &deputy, &id).await);
        assert!(refused.contains("另一位批准人"), "{refused}");
        // And the proposer himself cannot come back as somebody's deputy.
        let back = lend(&test, &people.second, (&people.second, &people.approver), Role::Approver, 1).await.unwrap();
        assert!(mingjing_actions::confirm_withdrawal(house, &back, &id).await.is_err());
        mingjing_actions::confirm_withdrawal(house, &people.second, &id).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn only_who_has_a_role_lends_it_and_only_to_colleagues(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let own = (&people.screener, &people.drafter);
        let refused = told(lend(&test, &people.screener, own, Role::Approver, 1).await);
        assert!(refused.contains("没有“批准人”的角色"), "{refused}");
        let refused = told(lend(&test, &people.drafter, own, Role::Screener, 1).await);
        assert!(refused.contains("没有“管账号”的权限"), "{refused}");
        let refused = told(lend(&test, &people.screener, (&people.screener, &people.stranger), Role::Screener, 1).await);
        assert!(refused.contains("同一单位"), "{refused}");
        let refused = told(lend(&test, &people.screener, (&people.screener, &people.screener), Role::Screener, 1).await);
        assert!(refused.contains("不能代理自己"), "{refused}");
        let refused = told(lend(&test, &people.screener, own, Role::Screener, 400).await);
        assert!(refused.contains("最长一年"), "{refused}");
        let auditor = account(&test, "shenji", "审计", AGENCY, vec![Role::Auditor]).await;
        let refused = told(lend(&test, &auditor, (&auditor, &people.drafter), Role::Auditor, 1).await);
        assert!(refused.contains("没有“管账号”的权限"), "an auditor changes nothing: {refused}");
        let refused = told(lend(&test, &Officer::operator(), (&auditor, &people.drafter), Role::Auditor, 1).await);
        assert!(refused.contains("不能与其他角色兼任"), "{refused}");

        // A role that is lost, or a barred principal, lends nothing; a deputy lends nothing on.
        let deputy = lend(&test, &people.screener, own, Role::Screener, 9).await.unwrap();
        let refused = told(lend(&test, &deputy, (&deputy, &people.second), Role::Screener, 1).await);
        assert!(refused.contains("没有“审查人”的角色"), "{refused}");
        people::bar(house, &Officer::operator(), &people.screener.id, true).await.unwrap();
        assert!(!house.may(&again(&test, &deputy).await, Action::Screen, AGENCY));
        people::bar(house, &Officer::operator(), &people.screener.id, false).await.unwrap();
        assert!(house.may(&again(&test, &deputy).await, Action::Screen, AGENCY));
        assert!(!house.may(&again(&test, &deputy).await, Action::Screen, OTHER_AGENCY));
        people::change_roles(house, &Officer::operator(), &people.screener.id, &BTreeSet::from([Role::Drafter])).await.unwrap();
        assert!(!house.may(&again(&test, &deputy).await, Action::Screen, AGENCY));
        test.finish().await;
    }
}
