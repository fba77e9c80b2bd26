//! Amended with a reason, withdrawn with a ground, erased without a trace of the content; never changed in place.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use mingjing_actions::{
    Edit, attach_file, confirm_withdrawal, erase, pass_screening, propose_withdrawal, reading,
    review_withdrawal, save_draft, start_amendment, start_draft, submit_draft, withdraw_urgently,
};
use mingjing_ledger::LogSource;
use mingjing_publication::{Event, Ground};
use mingjing_stories::{let_through, notice, publish, search};
use mingjing_testkit::{AGENCY, People, on_both_databases};

on_both_databases! {
    async fn an_amendment_is_a_new_version_with_its_reason(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, number) = publish(&test, &people, "窗口调整公告", "即日起在一楼办理。").await;
        test.settle().await;
        start_amendment(&test.house, &people.drafter, &id, "地点有误").await.unwrap();
        let again = start_amendment(&test.house, &people.drafter, &id, "再改").await.unwrap_err();
        assert!(again.to_string().contains("已有一份更新稿"), "{again}");
        let edit = Edit { values: notice("窗口调整公告"), body: Some("即日起在二楼办理。".into()), remove: Vec::new() };
        save_draft(&test.house, &people.drafter, &id, 0, edit).await.unwrap();
        submit_draft(&test.house, &people.drafter, &id, 1).await.unwrap();
        assert_eq!(let_through(&test, &people, &id, 2).await, number, "the index number stays");
        test.settle().await;
        let shown = reading::disclosure(&test.house, &id).await.unwrap().unwrap();
        assert_eq!(shown.revisions.len(), 2);
        assert_eq!(shown.newest().unwrap().event, Event::Amend);
        assert_eq!(shown.newest().unwrap().reason.as_deref(), Some("地点有误"));
        assert!(shown.first().unwrap().content.as_ref().unwrap().body.as_ref().unwrap().contains("一楼"));
        assert_eq!(search(&test, "二楼").total, 1);
        assert!(search(&test, "\"一楼办理\"").hits.iter().all(|h| h.revision == 2), "the index holds the newest version");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_withdrawal_leaves_a_tombstone_and_erasure_leaves_no_content(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let id = start_draft(house, &people.drafter, "notice", AGENCY).await.unwrap();
        let edit = Edit { values: notice("名单公示"), body: Some("名单见附件。".into()), remove: Vec::new() };
        save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
        let file = bytes::Bytes::from_static("第一名 某某\n".as_bytes());
        attach_file(house, &people.drafter, &id, 1, ("名单.txt", file)).await.unwrap();
        submit_draft(house, &people.drafter, &id, 2).await.unwrap();
        let_through(&test, &people, &id, 3).await;
        test.settle().await;
        assert_eq!(search(&test, "某某").total, 1, "text in attachments is found");
        let shown = reading::disclosure(house, &id).await.unwrap().unwrap();
        let digest = shown.newest().unwrap().digest.clone();
        let file = shown.content().unwrap().attachments[0].sha256.clone();
        let log = house.log_source();
        assert!(log.get(&format!("content/{digest}")).await.unwrap().is_some());
        assert!(log.get(&format!("content/{file}")).await.unwrap().is_some());

        let ground = Ground::new("条例第十五条", "含有个人信息").unwrap();
        let by_drafter = propose_withdrawal(house, &people.drafter, &id, ground.clone()).await;
        assert!(by_drafter.is_err(), "a drafter may not withdraw");
        assert!(erase(house, &people.approver, &id, "先撤回").await.is_err(), "what is public is not erased");
        propose_withdrawal(house, &people.approver, &id, ground.clone()).await.unwrap();
        test.settle().await;
        assert!(reading::disclosure(house, &id).await.unwrap().unwrap().withdrawn.is_none(), "one person is not enough");
        let alone = confirm_withdrawal(house, &people.approver, &id).await.unwrap_err().to_string();
        assert!(alone.contains("另一位批准人"), "{alone}");
        confirm_withdrawal(house, &people.second, &id).await.unwrap();
        test.settle().await;
        let tombstone = reading::disclosure(house, &id).await.unwrap().unwrap();
        assert_eq!(tombstone.withdrawn, Some(ground));
        assert!(tombstone.revisions.iter().all(|r| r.content.is_none()));
        assert_eq!(search(&test, "名单").total, 0);
        assert!(log.get(&format!("content/{digest}")).await.unwrap().is_none());
        assert!(log.get(&format!("content/{file}")).await.unwrap().is_none());
        assert!(test.check_log().await.is_ok(), "the leaves stay, and the log holds");

        erase(house, &people.approver, &id, "个人信息须彻底删除").await.unwrap();
        let mut tx = house.db.read().await.unwrap();
        let rows = mingjing_store::versions::of_disclosure(&mut tx, &id).await.unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|r| r.content.is_none()));
        drop(tx);
        assert!(mingjing_store::blobs::attachment(house.blobs.as_ref(), &file).await.unwrap().is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_cannot_wait_is_withdrawn_by_one_and_reviewed_by_another(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, _) = publish(&test, &people, "名单公示", "名单。").await;
        test.settle().await;
        let ground = Ground::new("条例第十五条", "含有个人信息").unwrap();
        withdraw_urgently(house, &people.approver, &id, ground).await.unwrap();
        test.settle().await;
        assert!(reading::disclosure(house, &id).await.unwrap().unwrap().withdrawn.is_some());
        let waiting = mingjing_actions::waiting_withdrawals(house, &people.second).await.unwrap();
        assert!(waiting.len() == 1 && waiting[0].urgent && waiting[0].proposed_by_name == "赵批准", "{waiting:?}");
        let early = erase(house, &people.second, &id, "彻底删除").await.unwrap_err().to_string();
        assert!(early.contains("复核"), "{early}");
        let own = review_withdrawal(house, &people.approver, &id, "同意").await.unwrap_err().to_string();
        assert!(own.contains("另一位批准人"), "{own}");
        assert!(review_withdrawal(house, &people.second, &id, " ").await.is_err(), "an opinion is asked for");
        review_withdrawal(house, &people.second, &id, "同意撤回").await.unwrap();
        erase(house, &people.approver, &id, "彻底删除").await.unwrap();
        let trail: Vec<String> = mingjing_actions::desk_reading::trail(house, &people.second, &id)
            .await.unwrap().into_iter().map(|row| row.action).collect();
        assert!(trail.ends_with(&["withdraw".into(), "withdraw-review".into(), "erase".into()]), "{trail:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_proposal_to_withdraw_can_be_dropped(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, _) = publish(&test, &people, "窗口公告", "一楼办理。").await;
        let ground = || Ground::new("条例第十五条", "地点有误").unwrap();
        propose_withdrawal(house, &people.approver, &id, ground()).await.unwrap();
        let twice = propose_withdrawal(house, &people.second, &id, ground()).await.unwrap_err().to_string();
        assert!(twice.contains("已经有人提出"), "{twice}");
        mingjing_actions::cancel_withdrawal(house, &people.second, &id).await.unwrap();
        assert!(confirm_withdrawal(house, &people.second, &id).await.is_err(), "nothing is proposed any more");
        test.settle().await;
        assert!(reading::disclosure(house, &id).await.unwrap().unwrap().withdrawn.is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn personal_data_does_not_slip_through(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let body = "联系人张三,身份证号 11010519491231002X,电话 13812345678。";
        let (id, version) = mingjing_stories::hand_in(&test, &people, "救助公示", body).await;
        let refused = pass_screening(house, &people.screener, &id, version, &BTreeMap::new()).await.unwrap_err();
        assert!(refused.to_string().contains("还有 2 处"), "{refused}");
        let draft = mingjing_actions::desk_reading::draft(house, &people.screener, &id).await.unwrap();
        let found = mingjing_actions::screen_draft(house, &draft).await.unwrap();
        let decisions =
            found.iter().map(|f| (f.id.clone(), mingjing_screening::Disposition::Redact)).collect::<BTreeMap<_, _>>();
        pass_screening(house, &people.screener, &id, version, &decisions).await.unwrap();
        mingjing_actions::approve_draft(house, &people.approver, &id, version + 1, None).await.unwrap();
        test.settle().await;
        let shown = reading::disclosure(house, &id).await.unwrap().unwrap();
        let body = shown.content().unwrap().body.clone().unwrap();
        assert!(!body.contains("11010519491231002X") && !body.contains("13812345678"), "{body}");
        assert!(body.contains("138****5678"), "{body}");
        test.finish().await;
    }
}
