//! Rows that screening holds back during an import: a screener decides, an approver approves, nobody asks twice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use mingjing_actions::import::{Tally, import_values};
use mingjing_actions::{
    Error, HeldRecord, Officer, Passed, approve_draft, desk_reading, discard_draft, drop_held_file,
    drop_held_row, pass_held_row, reading, return_draft, withdraw_urgently,
};
use mingjing_publication::{Event, Ground};
use mingjing_screening::Disposition;
use mingjing_stories::search;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

const NUMBER: &str = "11010519491231002X";

fn licence(n: usize, content: &str) -> (String, Map<String, Value>) {
    let values = json!({
        "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": "石家庄恒泰建材有限公司", "licence_type": "普通",
        "content": content, "decided_on": "2026-11-02", "status": "有效",
    });
    (AGENCY.to_owned(), values.as_object().unwrap().clone())
}

fn with_number(n: usize) -> (String, Map<String, Value>) {
    licence(n, &format!("准予经营,联系人身份证号 {NUMBER}"))
}

async fn import(
    test: &TestHouse,
    file: &str,
    rows: Vec<(String, Map<String, Value>)>,
) -> (Tally, Vec<String>) {
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), "licence", file, rows).await.unwrap();
    (tally, refused.into_iter().map(|(_, why)| why).collect())
}

/// Everything that waits, as the screener finds it.
async fn waiting(test: &TestHouse, people: &People) -> Vec<HeldRecord> {
    let lines = desk_reading::held_rows(&test.house, &people.screener, 100, 0).await.unwrap();
    let mut records = Vec::new();
    for line in lines {
        records.push(desk_reading::held_row(&test.house, &people.screener, &line.id).await.unwrap());
    }
    records
}

async fn only_one(test: &TestHouse, people: &People) -> HeldRecord {
    let mut records = waiting(test, people).await;
    assert_eq!(records.len(), 1);
    records.remove(0)
}

fn all(record: &HeldRecord, disposition: &Disposition) -> BTreeMap<String, Disposition> {
    record.findings.iter().map(|f| (f.id.clone(), disposition.clone())).collect()
}

/// The screener redacts what was found; answers the disclosure that waits for the approver.
async fn pass(test: &TestHouse, people: &People, record: &HeldRecord) -> Result<Passed, Error> {
    let redact = all(record, &Disposition::Redact);
    pass_held_row(&test.house, &people.screener, &record.row.id, record.row.lock_version, &redact).await
}

fn draft_of(passed: Passed) -> String {
    match passed {
        Passed::Draft(id) => id,
        Passed::Unchanged(id) => panic!("{id} is not a draft"),
    }
}

on_both_databases! {
    async fn a_held_row_is_screened_approved_and_public(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        let (tally, refused) = import(&test, "folder/许可.csv", vec![with_number(1)]).await;
        assert_eq!((tally.created, tally.rejected), (0, 1));
        assert!(refused[0].contains("待人工审查") && !refused[0].contains(NUMBER), "{refused:?}");
        let held = only_one(&test, &people).await;
        assert_eq!((held.row.file.as_str(), held.row.row_number), ("许可.csv", 1));
        assert_eq!(held.imported_by, "系统操作员");
        assert_eq!(held.findings[0].text, NUMBER);

        let id = &held.row.id;
        let open = pass_held_row(house, screener, id, 0, &BTreeMap::new()).await.unwrap_err();
        assert!(open.to_string().contains("还有 1 处"), "{open}");
        let refuse = pass_held_row(house, screener, id, 0, &all(&held, &Disposition::Refuse)).await.unwrap_err();
        assert!(refuse.to_string().contains("写明理由"), "{refuse}");
        for other in [&people.drafter, &people.approver, &people.stranger] {
            let refused = pass_held_row(house, other, id, 0, &all(&held, &Disposition::Redact)).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{} may not screen this", other.name);
            assert!(desk_reading::held_row(house, other, id).await.is_err(), "{} may not see this", other.name);
        }

        let disclosure = draft_of(pass(&test, &people, &held).await.unwrap());
        assert!(waiting(&test, &people).await.is_empty());
        let draft = desk_reading::draft(house, &people.approver, &disclosure).await.unwrap();
        assert_eq!((draft.life.save().state.as_str(), draft.drafter.as_str()), ("screened", "operator"));
        test.settle().await;
        assert_eq!(test.house.visible().size, 0, "nothing is public before a second person approves");
        approve_draft(house, &people.approver, &disclosure, 0, None).await.unwrap().unwrap();
        test.settle().await;
        let shown = reading::disclosure(house, &disclosure).await.unwrap().unwrap();
        let content = shown.content().unwrap();
        let text = content.fields["content"].as_str().unwrap();
        assert!(!text.contains(NUMBER) && text.contains("准予经营"), "{text}");
        assert_eq!(search(&test, NUMBER).total, 0);
        let trail = desk_reading::trail(house, &people.approver, &disclosure).await.unwrap();
        let steps: Vec<_> = trail.iter().map(|row| (row.action.as_str(), row.officer_name.as_str())).collect();
        assert_eq!(steps, [("screen", "李审查"), ("approve", "赵批准"), ("publish", "赵批准")]);
        assert!(trail[0].reason.as_deref().unwrap().contains("“许可.csv”第 1 行,由系统操作员导入"));
        assert!(!trail[0].detail.as_deref().unwrap().contains(NUMBER));

        let (again, _) = import(&test, "folder/许可.csv", vec![with_number(1)]).await;
        assert_eq!((again.unchanged, again.rejected), (1, 0), "what was decided is not asked again");
        assert!(waiting(&test, &people).await.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_dropped_row_is_forgotten_and_not_asked_about_again_until_it_changes(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        import(&test, "许可.csv", vec![with_number(1)]).await;
        let held = only_one(&test, &people).await;
        assert!(drop_held_row(house, screener, &held.row.id, 0, " ").await.is_err(), "a reason is asked for");
        assert!(drop_held_row(house, &people.drafter, &held.row.id, 0, "含个人信息").await.is_err());
        drop_held_row(house, screener, &held.row.id, 0, "含个人信息").await.unwrap();
        assert!(waiting(&test, &people).await.is_empty());
        let gone = desk_reading::held_row(house, screener, &held.row.id).await.unwrap_err();
        assert!(matches!(gone, Error::NotFound(_)), "{gone}");

        let (again, refused) = import(&test, "许可.csv", vec![with_number(1)]).await;
        assert_eq!((again.rejected, again.unchanged), (1, 0));
        assert!(refused[0].contains("已决定这一行不公开"), "{refused:?}");
        assert!(waiting(&test, &people).await.is_empty());
        let changed = licence(1, &format!("准予扩大经营,联系人身份证号 {NUMBER}"));
        import(&test, "许可.csv", vec![changed]).await;
        only_one(&test, &people).await;
        test.settle().await;
        assert_eq!(house.visible().size, 0);
        test.finish().await;
    }
}

on_both_databases! {
    async fn of_two_screeners_at_once_one_decides(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        import(&test, "许可.csv", vec![with_number(1)]).await;
        let held = only_one(&test, &people).await;
        let (passed, dropped) = tokio::join!(
            pass(&test, &people, &held),
            drop_held_row(house, screener, &held.row.id, 0, "含个人信息"),
        );
        assert!(passed.is_ok() != dropped.is_ok(), "{passed:?} {dropped:?}");
        let late = passed.map(drop).err().or(dropped.err()).unwrap();
        assert!(matches!(late, Error::Conflict | Error::NotFound(_)), "{late}");
        let drafts = mingjing_actions::my_work::list(house, &people.approver, &mingjing_actions::my_work::Filter { view: mingjing_actions::my_work::View::All, ..Default::default() }, (50, 0)).await.unwrap().0;
        assert!(drafts.len() <= 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_later_import_takes_the_place_of_a_held_row(test: TestHouse) {
        let people = People::join(&test).await;
        import(&test, "一月.csv", vec![with_number(1), with_number(2)]).await;
        let before = waiting(&test, &people).await;
        assert_eq!(before.len(), 2);
        import(&test, "一月.csv", vec![with_number(1), with_number(2)]).await;
        let again = waiting(&test, &people).await;
        assert_eq!(again.len(), 2, "the same file twice is held once");
        assert_eq!(again[0].row.lock_version, 0, "and who is deciding goes on");

        let changed = licence(1, &format!("准予扩大经营,联系人身份证号 {NUMBER}"));
        import(&test, "二月.csv", vec![changed]).await;
        let old = before.iter().find(|h| h.row.row_number == 1).unwrap();
        let late = pass(&test, &people, old).await.unwrap_err();
        assert!(matches!(late, Error::Conflict), "what was not seen is not decided: {late}");
        let now = waiting(&test, &people).await;
        assert_eq!(now.len(), 2);
        assert!(now.iter().any(|h| h.row.file == "二月.csv" && h.row.id == old.row.id));

        let (tally, _) = import(&test, "三月.csv", vec![licence(1, "准予扩大经营")]).await;
        assert_eq!(tally.created, 1, "the source was mended");
        let left = only_one(&test, &people).await;
        assert_eq!(left.row.row_number, 2);
        test.settle().await;
        assert_eq!(search(&test, "准予扩大经营").total, 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_held_row_of_what_is_public_becomes_its_amendment(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        import(&test, "一月.csv", vec![licence(1, "准予经营")]).await;
        test.settle().await;
        import(&test, "二月.csv", vec![with_number(1)]).await;
        let held = only_one(&test, &people).await;
        let head = held.head.clone().unwrap();
        assert_eq!(draft_of(pass(&test, &people, &held).await.unwrap()), head.id);

        let other = licence(1, &format!("准予扩大经营,联系人身份证号 {NUMBER}"));
        import(&test, "三月.csv", vec![other]).await;
        let second = only_one(&test, &people).await;
        let refused = pass(&test, &people, &second).await.unwrap_err();
        assert!(refused.to_string().contains("已有一份稿件在办理"), "{refused}");

        approve_draft(house, &people.approver, &head.id, 0, None).await.unwrap().unwrap();
        test.settle().await;
        let shown = reading::disclosure(house, &head.id).await.unwrap().unwrap();
        assert_eq!(shown.revisions.len(), 2);
        let newest = shown.newest().unwrap();
        assert_eq!((newest.event, newest.reason.as_deref()), (Event::Amend, Some("数据源更新")));
        assert_eq!(draft_of(pass(&test, &people, &second).await.unwrap()), head.id, "now it can go on");

        let ground = Ground::new("条例第十五条", "含有个人信息").unwrap();
        withdraw_urgently(house, &people.approver, &head.id, ground).await.unwrap();
        let (tally, refused) = import(&test, "四月.csv", vec![licence(1, &format!("号码 {NUMBER}"))]).await;
        assert_eq!(tally.rejected, 1);
        assert!(refused[0].contains("已经撤回"), "{refused:?}");
        assert!(waiting(&test, &people).await.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_row_that_says_nothing_new_needs_no_approver(test: TestHouse) {
        let people = People::join(&test).await;
        import(&test, "一月.csv", vec![with_number(1)]).await;
        let id = draft_of(pass(&test, &people, &only_one(&test, &people).await).await.unwrap());
        approve_draft(&test.house, &people.approver, &id, 0, None).await.unwrap();
        // Another number is other values, and the same once it is covered.
        let other = licence(1, "准予经营,联系人身份证号 110105194912310038");
        import(&test, "二月.csv", vec![other]).await;
        let held = waiting(&test, &people).await;
        for record in held {
            let passed = pass(&test, &people, &record).await.unwrap();
            assert!(matches!(&passed, Passed::Draft(d) | Passed::Unchanged(d) if *d == id), "{passed:?}");
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_comes_back_from_the_approver_is_for_whoever_drafts(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        import(&test, "许可.csv", vec![with_number(1)]).await;
        let id = draft_of(pass(&test, &people, &only_one(&test, &people).await).await.unwrap());
        return_draft(house, &people.approver, &id, 0, "许可内容不完整").await.unwrap();
        let (tally, _) = import(&test, "许可.csv", vec![with_number(1)]).await;
        assert_eq!(tally.unchanged, 1, "it is in hand");
        discard_draft(house, &people.drafter, &id, 1).await.unwrap();
        import(&test, "许可.csv", vec![with_number(1)]).await;
        only_one(&test, &people).await;
        test.finish().await;
    }
}

on_both_databases! {
    async fn ten_thousand_held_rows_are_dropped_with_one_reason(test: TestHouse) {
        const ROWS: usize = 10_000;
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        let rows = || (1..=ROWS).map(with_number).collect::<Vec<_>>();
        import(&test, "选错的文件.csv", rows()).await;
        import(&test, "另一个.csv", vec![with_number(ROWS + 1)]).await;
        assert_eq!(desk_reading::held_count(house, screener).await.unwrap(), ROWS as u64 + 1);
        let page = desk_reading::held_rows(house, screener, 50, 9_990).await.unwrap();
        assert_eq!(page.len(), 11, "the last page");
        let files = desk_reading::held_files(house, screener, 20).await.unwrap();
        assert_eq!(files.len(), 1, "one row alone is no file to drop: {files:?}");
        let (source, held) = (&files[0].source, u64::try_from(files[0].held).unwrap());
        assert!(drop_held_file(house, &people.drafter, source, held, "选错了").await.is_err());
        assert!(drop_held_file(house, screener, source, held, "").await.is_err());
        let other = drop_held_file(house, screener, source, held - 1, "选错了").await.unwrap_err();
        assert!(matches!(other, Error::Conflict), "what was not seen is not dropped: {other}");
        drop_held_file(house, screener, source, held, "选错了").await.unwrap();
        assert_eq!(desk_reading::held_count(house, screener).await.unwrap(), 1);
        let (again, _) = import(&test, "选错的文件.csv", rows()).await;
        assert_eq!((again.rejected, again.created), (ROWS as u64, 0));
        assert_eq!(desk_reading::held_count(house, screener).await.unwrap(), 1, "nobody is asked again");
        test.finish().await;
    }
}
