//! The main job: drafted, screened, approved, public, found, cited, proved.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use mingjing_actions::{Edit, approve_draft, pass_screening, reading, save_draft, start_draft, submit_draft};
use mingjing_ledger::Receipt;
use mingjing_publication::{Digest, Entry};
use mingjing_stories::{hand_in, notice, publish, search};
use mingjing_testkit::{AGENCY, People, on_both_databases};

on_both_databases! {
    async fn three_people_publish_a_notice_and_anyone_can_prove_it(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, number) = publish(&test, &people, "关于城市更新条例征求意见的公告", "现公开征求意见。").await;
        assert_eq!(number, "130001/2026-00001");
        assert!(reading::disclosure(&test.house, &id).await.unwrap().is_none(), "nothing shows before a checkpoint covers it");
        test.settle().await;

        let shown = reading::disclosure(&test.house, &id).await.unwrap().unwrap();
        assert_eq!(shown.content().unwrap().title, "关于城市更新条例征求意见的公告");
        assert_eq!(reading::resolve(&test.house, &number).await.unwrap().as_deref(), Some(id.as_str()));
        for words in ["城市更新", "更新", "征求意见", "公告"] {
            assert_eq!(search(&test, words).hits[0].id, id, "{words}");
        }

        let receipt = reading::receipt(&test.house, shown.newest().unwrap().leaf_index).await.unwrap().unwrap();
        let proved = Receipt::parse(&receipt.to_string()).unwrap().verify(&test.house.site.vkey).unwrap();
        let entry = Entry::from_bytes(&proved.entry).unwrap();
        let content = shown.content().unwrap().to_bytes().unwrap();
        assert_eq!(entry.digest, Digest::of(&content), "the receipt covers what is shown");
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_drafts_neither_screens_nor_approves_and_strangers_do_nothing(test: TestHouse) {
        let people = People::join(&test).await;
        let mut jack = people.drafter.clone();
        jack.roles = mingjing_actions::Role::ALL.into_iter().collect();
        let id = start_draft(&test.house, &jack, "notice", AGENCY).await.unwrap();
        let edit = Edit { values: notice("万能先生的公告"), body: Some("正文。".into()), remove: Vec::new() };
        save_draft(&test.house, &jack, &id, 0, edit).await.unwrap();
        submit_draft(&test.house, &jack, &id, 1).await.unwrap();
        let refused = pass_screening(&test.house, &jack, &id, 2, &BTreeMap::new()).await.unwrap_err();
        assert!(refused.to_string().contains("另一位同事"), "{refused}");
        pass_screening(&test.house, &people.screener, &id, 2, &BTreeMap::new()).await.unwrap();
        let refused = approve_draft(&test.house, &jack, &id, 3, None).await.unwrap_err();
        assert!(refused.to_string().contains("另一位同事"), "{refused}");
        for refused in [
            start_draft(&test.house, &people.stranger, "notice", AGENCY).await.map(drop),
            approve_draft(&test.house, &people.stranger, &id, 3, None).await.map(drop),
            approve_draft(&test.house, &people.drafter, &id, 3, None).await.map(drop),
        ] {
            assert!(matches!(refused, Err(mingjing_actions::Error::Forbidden(_))));
        }
        approve_draft(&test.house, &people.approver, &id, 3, None).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn two_editors_cannot_overwrite_each_other(test: TestHouse) {
        let people = People::join(&test).await;
        let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
        let edit = |title: &str| Edit { values: notice(title), body: None, remove: Vec::new() };
        save_draft(&test.house, &people.drafter, &id, 0, edit("甲的标题")).await.unwrap();
        let refused = save_draft(&test.house, &people.drafter, &id, 0, edit("乙的标题")).await;
        assert!(matches!(refused, Err(mingjing_actions::Error::Conflict)));
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_missing_is_said_field_by_field(test: TestHouse) {
        let people = People::join(&test).await;
        let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
        let Err(mingjing_actions::Error::Invalid(problems)) = submit_draft(&test.house, &people.drafter, &id, 0).await else {
            panic!("an empty draft was taken")
        };
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert!(["title", "kind", "issued_on", "body"].iter().all(|f| fields.contains(f)), "{fields:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_scheduled_notice_waits_for_its_time(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, version) = hand_in(&test, &people, "定时公告", "明天见。").await;
        pass_screening(&test.house, &people.screener, &id, version, &BTreeMap::new()).await.unwrap();
        let at = test.house.now() + chrono::TimeDelta::hours(2);
        assert_eq!(approve_draft(&test.house, &people.approver, &id, version + 1, Some(at)).await.unwrap(), None);
        test.advance(chrono::TimeDelta::hours(1));
        assert_eq!(mingjing_actions::publish_due(&test.house).await.unwrap(), 0);
        test.advance(chrono::TimeDelta::hours(1));
        assert_eq!(mingjing_actions::publish_due(&test.house).await.unwrap(), 1);
        test.settle().await;
        assert!(reading::disclosure(&test.house, &id).await.unwrap().is_some());
        test.finish().await;
    }
}

on_both_databases! {
    async fn saves_of_one_sitting_are_one_step_of_the_trail(test: TestHouse) {
        let people = People::join(&test).await;
        let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
        let mut other = people.drafter.clone();
        other.id = "another".into();
        let mut version = 0;
        let edits = |rows: &[mingjing_store::audit::AuditRow]| rows.iter().filter(|r| r.action == "edit").count();
        for (by, minutes, steps) in [(&people.drafter, 1, 1), (&people.drafter, 1, 1), (&other, 1, 2), (&people.drafter, 1, 3), (&people.drafter, 30, 3), (&people.drafter, 0, 4)] {
            let edit = Edit { values: notice("公告"), body: None, remove: Vec::new() };
            version = save_draft(&test.house, by, &id, version, edit).await.unwrap();
            test.advance(chrono::TimeDelta::minutes(minutes));
            let trail = mingjing_actions::desk_reading::trail(&test.house, &people.drafter, &id).await.unwrap();
            assert_eq!(edits(&trail), steps);
        }
        test.finish().await;
    }
}
