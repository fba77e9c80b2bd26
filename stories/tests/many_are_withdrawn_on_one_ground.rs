//! Many withdrawals on one ground: judged line by line, proposed by one, confirmed by another, stopped and gone on with.
//! And what refers to something public is begun with the reference filled in.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::bulk::{
    WithdrawalStage, bulk_withdrawal, bulk_withdrawals, cancel_bulk_withdrawal, confirm_bulk_withdrawal,
    propose_bulk_withdrawal, resume_bulk_withdrawal, run_next_withdrawals, stop_bulk_withdrawal,
    withdrawal_lines,
};
use mingjing_actions::reading::disclosure;
use mingjing_actions::{Error, check_audit, desk_reading, follow_ups, propose_withdrawal, start_follow_up};
use mingjing_publication::Ground;
use mingjing_stories::{publish, withdraw_by_two};
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};

fn ground() -> Ground {
    Ground::new("政府信息公开条例第十五条", "涉及第三方商业秘密").unwrap()
}

/// Publishes so many notices; answers their index numbers.
async fn notices(test: &TestHouse, people: &People, count: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for n in 0..count {
        numbers.push(publish(test, people, &format!("第 {n} 号公告"), "正文。").await.1);
    }
    test.settle().await;
    numbers
}

async fn is_public(test: &TestHouse, number: &str) -> bool {
    let id = mingjing_actions::reading::resolve(&test.house, number).await.unwrap().unwrap();
    disclosure(&test.house, &id).await.unwrap().unwrap().withdrawn.is_none()
}

on_both_databases! {
    async fn two_people_withdraw_a_list(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let numbers = notices(&test, &people, 5).await;
        let gone = mingjing_actions::reading::resolve(house, &numbers[3]).await.unwrap().unwrap();
        withdraw_by_two(house, (&people.approver, &people.second), &gone, ("条例第十五条", "单独撤回")).await;
        let proposed = mingjing_actions::reading::resolve(house, &numbers[4]).await.unwrap().unwrap();
        propose_withdrawal(house, &people.approver, &proposed, ground()).await.unwrap();
        let mut named = numbers.clone();
        named.extend([numbers[0].clone(), "130001/2026-99999".into()]);
        assert!(matches!(propose_bulk_withdrawal(house, &people.drafter, &named, ground()).await, Err(Error::Forbidden(_))));
        let leaking = Ground::new("条例第十五条", "当事人电话 13812345678").unwrap();
        assert!(propose_bulk_withdrawal(house, &people.approver, &named, leaking).await.is_err());
        assert!(propose_bulk_withdrawal(house, &people.approver, &[], ground()).await.is_err());
        let foreign = propose_bulk_withdrawal(house, &people.stranger, &named, ground()).await.unwrap_err();
        assert!(foreign.to_string().contains("没有一条可以撤回"), "{foreign}");

        let id = propose_bulk_withdrawal(house, &people.approver, &named, ground()).await.unwrap();
        let list = bulk_withdrawal(house, &people.second, &id).await.unwrap();
        assert_eq!((list.row.ready, list.row.refused), (3, 4));
        let lines = withdrawal_lines(house, &people.second, &id, (0, 100)).await.unwrap();
        let problems: Vec<_> = lines.iter().filter_map(|l| l.problem.as_deref()).collect();
        for (problem, words) in problems.iter().zip(["已经撤回", "单独提出撤回", "前面的一行相同", "没有这个索引号"]) {
            assert!(problem.contains(words), "{problem}");
        }
        assert!(!run_next_withdrawals(house).await.unwrap(), "nothing runs before somebody confirms");
        let own = confirm_bulk_withdrawal(house, &people.approver, &id, 0).await.unwrap_err();
        assert!(own.to_string().contains("两个人"), "{own}");
        assert!(matches!(confirm_bulk_withdrawal(house, &people.stranger, &id, 0).await, Err(Error::Forbidden(_))));
        assert!(matches!(confirm_bulk_withdrawal(house, &people.second, &id, 7).await, Err(Error::Conflict)));
        confirm_bulk_withdrawal(house, &people.second, &id, 0).await.unwrap();
        assert!(cancel_bulk_withdrawal(house, &people.approver, &id, 1).await.is_err(), "it is too late");

        stop_bulk_withdrawal(house, &people.second, &id, 1).await.unwrap();
        assert!(!run_next_withdrawals(house).await.unwrap());
        assert!(is_public(&test, &numbers[0]).await, "stopped before it began");
        resume_bulk_withdrawal(house, &people.second, &id, 2).await.unwrap();
        assert!(run_next_withdrawals(house).await.unwrap());
        test.settle().await;
        let list = bulk_withdrawal(house, &people.second, &id).await.unwrap();
        assert!(matches!(list.stage, WithdrawalStage::Done(_)), "{list:?}");
        assert_eq!(list.done, 3);
        for (number, public) in numbers.iter().zip([false, false, false, false, true]) {
            assert_eq!(is_public(&test, number).await, public, "{number}");
        }
        let first = mingjing_actions::reading::resolve(house, &numbers[0]).await.unwrap().unwrap();
        let shown = disclosure(house, &first).await.unwrap().unwrap();
        assert_eq!(shown.withdrawn.unwrap(), ground());
        let trail = desk_reading::trail(house, &people.second, &first).await.unwrap();
        let step = trail.iter().find(|row| row.action == "withdraw").unwrap();
        assert_eq!(step.officer_name, people.second.name);
        assert!(step.detail.as_deref().unwrap().contains(&people.approver.id), "who proposed it is told: {step:?}");
        assert_eq!(check_audit(house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_worker_that_died_is_followed_by_another(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let numbers = notices(&test, &people, 2).await;
        let id = propose_bulk_withdrawal(house, &people.approver, &numbers, ground()).await.unwrap();
        confirm_bulk_withdrawal(house, &people.second, &id, 0).await.unwrap();
        // As a worker leaves it that is killed between two transactions.
        let mut tx = house.db.begin().await.unwrap();
        let row = mingjing_store::bulk_withdrawals::get(&mut tx, &id).await.unwrap().unwrap();
        let claimed = mingjing_store::bulk_withdrawals::BulkWithdrawalRow {
            state: "running".into(), claimed_at: Some(house.now_text()), ..row
        };
        mingjing_store::bulk_withdrawals::save(&mut tx, &claimed).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!run_next_withdrawals(house).await.unwrap(), "it may still be there");
        test.advance(chrono::TimeDelta::minutes(5));
        assert!(run_next_withdrawals(house).await.unwrap());
        test.settle().await;
        assert!(!is_public(&test, &numbers[0]).await && !is_public(&test, &numbers[1]).await);
        assert_eq!(bulk_withdrawals(house, &people.approver).await.unwrap().len(), 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_follow_up_begins_with_the_reference(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let catalogue = &house.rules.catalogue;
        let kinds: Vec<_> =
            catalogue.items().iter().flat_map(|item| follow_ups(house, &item.key, AGENCY)).collect();
        assert!(kinds.iter().any(|kind| kind.title.contains("解读")), "{kinds:?}");
        let (id, number) = publish(&test, &people, "公告", "正文。").await;
        let own = follow_ups(house, "notice", AGENCY);
        assert!(!own.is_empty());
        let refused = start_follow_up(house, &people.drafter, &id, ("notice", "title")).await.unwrap_err();
        assert!(refused.to_string().contains("不能这样引用"), "{refused}");
        assert!(matches!(start_follow_up(house, &people.screener, &id, ("notice", "title")).await, Err(Error::Forbidden(_))));
        for kind in own {
            let begun = start_follow_up(house, &people.drafter, &id, (&kind.item, &kind.field)).await.unwrap();
            let draft = desk_reading::draft(house, &people.drafter, &begun).await.unwrap();
            assert!(draft.values[&kind.field].to_string().contains(&number), "{kind:?}");
        }
        test.finish().await;
    }
}
