//! A source that is imported again and again, and people who correct, withdraw and erase at the desk: neither
//! silently undoes what the other did.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use bytes::Bytes;
use mingjing_actions::import::{Tally, import_values};
use mingjing_actions::{
    Edit, Officer, approve_draft, attach_file, discard_draft, erase, pass_screening, publish_due, reading,
    save_draft, start_amendment, start_draft, submit_draft, withdraw_urgently,
};
use mingjing_publication::Ground;
use mingjing_stories::{hand_in, let_through, notice, publish, search, withdraw_by_two};
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::Value;

/// The source says this of one notice.
async fn import(test: &TestHouse, title: &str, body: &str) -> (Tally, Vec<(u64, String)>) {
    let mut values = notice(title);
    values.insert("body".into(), Value::from(body));
    import_values(&test.house, &Officer::operator(), "notice", "来源", vec![(AGENCY.into(), values)])
        .await
        .unwrap()
}

/// The identity of the only disclosure found by these words.
fn found(test: &TestHouse, words: &str) -> String {
    let hits = search(test, words).hits;
    assert_eq!(hits.len(), 1, "{words}");
    hits[0].id.clone()
}

fn edit(title: &str, body: &str) -> Edit {
    Edit { values: notice(title), body: Some(body.into()), remove: Vec::new() }
}

on_both_databases! {
    async fn a_correction_and_its_attachment_survive_the_next_import(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        assert_eq!(import(&test, "停水公告", "明日停水。").await.0.created, 1);
        test.settle().await;
        let id = found(&test, "停水公告");
        start_amendment(house, &people.drafter, &id, "补充时间").await.unwrap();
        save_draft(house, &people.drafter, &id, 0, edit("停水公告", "明日八时停水。")).await.unwrap();
        attach_file(house, &people.drafter, &id, 1, ("范围.txt", Bytes::from_static("东城".as_bytes()))).await.unwrap();
        submit_draft(house, &people.drafter, &id, 2).await.unwrap();
        let_through(&test, &people, &id, 3).await;

        let again = import(&test, "停水公告", "明日停水。").await.0;
        assert_eq!((again.unchanged, again.updated), (1, 0), "the source says nothing new");
        let changed = import(&test, "停水公告", "后日停水。").await.0;
        assert_eq!(changed.updated, 1, "the source changed");
        test.settle().await;
        let shown = reading::disclosure(house, &id).await.unwrap().unwrap();
        assert_eq!(shown.revisions.len(), 3);
        let content = shown.content().unwrap();
        assert_eq!(content.body.as_deref(), Some("后日停水。"));
        assert_eq!(content.attachments.len(), 1, "the source knows of no attachments, so they stay");
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_amendment_does_not_overwrite_what_an_import_published_meanwhile(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        import(&test, "停电公告", "明日停电。").await;
        test.settle().await;
        let id = found(&test, "停电公告");
        start_amendment(house, &people.drafter, &id, "补充时间").await.unwrap();
        save_draft(house, &people.drafter, &id, 0, edit("停电公告", "明日八时停电。")).await.unwrap();
        submit_draft(house, &people.drafter, &id, 1).await.unwrap();
        pass_screening(house, &people.screener, &id, 2, &BTreeMap::new()).await.unwrap();
        assert_eq!(import(&test, "停电公告", "后日停电。").await.0.updated, 1);
        let refused = approve_draft(house, &people.approver, &id, 3, None).await.unwrap_err().to_string();
        assert!(refused.contains("第 1 版") && refused.contains("第 2 版"), "{refused}");
        test.settle().await;
        let shown = reading::disclosure(house, &id).await.unwrap().unwrap();
        assert_eq!(shown.content().unwrap().body.as_deref(), Some("后日停电。"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_was_withdrawn_comes_back_only_by_people(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        import(&test, "处罚名单", "第一名。").await;
        test.settle().await;
        let id = found(&test, "处罚名单");
        withdraw_by_two(house, (&people.approver, &people.second), &id, ("条例第十五条", "须核实")).await;
        let refused = import(&test, "处罚名单", "第一名。").await.1;
        assert!(refused[0].1.contains("已经撤回"), "{refused:?}");
        erase(house, &people.approver, &id, "须彻底删除").await.unwrap();
        let mut tx = house.db.read().await.unwrap();
        let head = mingjing_store::drafts::disclosure(&mut tx, &id).await.unwrap().unwrap();
        drop(tx);
        assert!(!head.natural_key.unwrap().contains("处罚名单"), "the key holds the title and is erased too");
        let refused = import(&test, "处罚名单", "第一名。").await.1;
        assert!(refused[0].1.contains("已经撤回"), "the source may not bring back what was erased: {refused:?}");
        let (again, number) = publish(&test, &people, "处罚名单", "核实后的名单。").await;
        assert_ne!(again, id);
        test.settle().await;
        let shown = reading::disclosure(house, &again).await.unwrap().unwrap();
        assert_eq!(shown.index_no, number, "people published it again, under a number of its own");
        assert!(reading::disclosure(house, &id).await.unwrap().unwrap().withdrawn.is_some(), "the tombstone stays");
        test.finish().await;
    }
}

on_both_databases! {
    async fn erasing_one_disclosure_leaves_the_file_that_a_draft_needs(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let file = || ("附表.txt", Bytes::from_static("同一份附表".as_bytes()));
        let mut drafted = Vec::new();
        for title in ["甲公告", "乙公告"] {
            let id = start_draft(house, &people.drafter, "notice", AGENCY).await.unwrap();
            save_draft(house, &people.drafter, &id, 0, edit(title, "见附表。")).await.unwrap();
            attach_file(house, &people.drafter, &id, 1, file()).await.unwrap();
            submit_draft(house, &people.drafter, &id, 2).await.unwrap();
            drafted.push(id);
        }
        let_through(&test, &people, &drafted[1], 3).await;
        test.settle().await;
        withdraw_by_two(house, (&people.approver, &people.second), &drafted[1], ("条例第十五条", "有误")).await;
        erase(house, &people.approver, &drafted[1], "有误").await.unwrap();
        let_through(&test, &people, &drafted[0], 3).await;
        test.settle().await;
        let shown = reading::disclosure(house, &drafted[0]).await.unwrap().unwrap();
        let sha256 = &shown.content().unwrap().attachments[0].sha256;
        assert!(mingjing_store::blobs::attachment(house.blobs.as_ref(), sha256).await.unwrap().is_some());
        test.finish().await;
    }
}

on_both_databases! {
    async fn everything_that_becomes_public_is_screened(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, _) = publish(&test, &people, "更正公告", "内容。").await;
        let ground = Ground::new("条例第十五条", "张某某电话 13812345678 有误").unwrap();
        let refused = withdraw_urgently(house, &people.approver, &id, ground).await.unwrap_err().to_string();
        assert!(refused.contains("永久公开"), "{refused}");
        start_amendment(house, &people.drafter, &id, "删去张某某 13812345678").await.unwrap();
        save_draft(house, &people.drafter, &id, 0, edit("更正公告", "新内容。")).await.unwrap();
        attach_file(house, &people.drafter, &id, 1, ("张某某13912345678.txt", Bytes::from_static(b"x"))).await.unwrap();
        submit_draft(house, &people.drafter, &id, 2).await.unwrap();
        let open = pass_screening(house, &people.screener, &id, 3, &BTreeMap::new()).await.unwrap_err().to_string();
        assert!(open.contains("2 处"), "reason and file name are both found: {open}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_reason_too_long_for_the_log_is_refused_before_it_gets_there(test: TestHouse) {
        assert!(Ground::new("条例第十五条", &"长".repeat(30_000)).unwrap_err().to_string().contains("请缩短"));
        let people = People::join(&test).await;
        let (id, _) = publish(&test, &people, "长理由公告", "内容。").await;
        assert!(start_amendment(&test.house, &people.drafter, &id, &"长".repeat(3_000)).await.is_err());
        let ground = Ground::new(&"条".repeat(2_000), &"\u{1}".repeat(2_000)).unwrap();
        withdraw_urgently(&test.house, &people.approver, &id, ground).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_cannot_be_published_at_its_time_goes_back_to_its_drafter(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (late, version) = hand_in(&test, &people, "同名公告", "甲。").await;
        pass_screening(house, &people.screener, &late, version, &BTreeMap::new()).await.unwrap();
        let at = house.now() + chrono::TimeDelta::hours(1);
        approve_draft(house, &people.approver, &late, version + 1, Some(at)).await.unwrap();
        let (other, version) = hand_in(&test, &people, "另一公告", "乙。").await;
        pass_screening(house, &people.screener, &other, version, &BTreeMap::new()).await.unwrap();
        approve_draft(house, &people.approver, &other, version + 1, Some(at)).await.unwrap();
        publish(&test, &people, "同名公告", "先公开的。").await;
        test.advance(chrono::TimeDelta::hours(2));
        assert_eq!(publish_due(house).await.unwrap(), 1, "the other one is not held up");
        let draft = mingjing_actions::desk_reading::draft(house, &people.drafter, &late).await.unwrap();
        assert!(draft.returned_reason.as_deref().unwrap().contains("同一编号"), "{:?}", draft.returned_reason);
        discard_draft(house, &people.drafter, &late, draft.lock_version).await.unwrap();
        assert_eq!(publish_due(house).await.unwrap(), 0);
        test.finish().await;
    }
}
