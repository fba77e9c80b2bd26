//! A clerk puts a file of rows in, others screen and approve it, and the worker publishes it row by row.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use bytes::Bytes;
use mingjing_actions::bulk::{
    self, BulkJob, BulkStage, Counts, RowVerdict, approve_bulk, begin_bulk, bulk_job, check_bulk,
    choose_columns, discard_bulk, resume_bulk, return_bulk, run_next_bulk, screen_bulk, stop_bulk,
    submit_bulk,
};
use mingjing_actions::{Error, desk_reading, reading};
use mingjing_publication::life::AnyWorking;
use mingjing_search::Query;
use mingjing_store::blobs;
use mingjing_testkit::{People, TestHouse, on_both_databases};

const HEADER: &str = "文号,企业名称,许可类别,许可内容,作出日期,状态,经办人\n";

fn row(n: usize, content: &str, day: &str) -> String {
    format!("冀审许〔2026〕{n}号,石家庄恒泰建材有限公司,普通,{content},{day},有效,内部备注{n}\n")
}

/// Two good rows, one with an identity number, one with an impossible day.
fn mixed() -> Bytes {
    let rows = [
        row(1, "准予经营", "2026-11-02"),
        row(2, "准予经营二", "2026-11-03"),
        row(3, "联系人身份证号 11010519491231002X", "2026-11-03"),
        row(4, "准予经营四", "2026-02-30"),
    ];
    (HEADER.to_owned() + &rows.concat()).into()
}

async fn put_in(test: &TestHouse, people: &People, bytes: Bytes) -> BulkJob {
    let id = begin_bulk(&test.house, &people.drafter, "licence", ("许可.csv", bytes)).await.unwrap();
    bulk_job(&test.house, &people.drafter, &id).await.unwrap()
}

/// Chooses for the columns whose titles the catalogue does not know.
async fn choose(test: &TestHouse, people: &People, job: &BulkJob) -> BulkJob {
    let fields = job.columns.iter().map(|c| match c.title.as_str() {
        "文号" => Some("decision_no".to_owned()),
        "作出日期" => Some("decided_on".to_owned()),
        _ => c.field.clone(),
    });
    choose_columns(&test.house, &people.drafter, &job.id, job.lock_version, fields.collect()).await.unwrap();
    bulk_job(&test.house, &people.drafter, &job.id).await.unwrap()
}

async fn submitted(test: &TestHouse, people: &People, bytes: Bytes) -> BulkJob {
    let job = put_in(test, people, bytes).await;
    let job = choose(test, people, &job).await;
    submit_bulk(&test.house, &people.drafter, &job.id, job.lock_version).await.unwrap();
    bulk_job(&test.house, &people.drafter, &job.id).await.unwrap()
}

async fn approved(test: &TestHouse, people: &People, bytes: Bytes) -> BulkJob {
    let job = submitted(test, people, bytes).await;
    screen_bulk(&test.house, &people.screener, &job.id, job.lock_version).await.unwrap();
    approve_bulk(&test.house, &people.approver, &job.id, job.lock_version + 1).await.unwrap();
    bulk_job(&test.house, &people.drafter, &job.id).await.unwrap()
}

on_both_databases! {
    async fn a_file_with_other_titles_becomes_public_row_by_row(test: TestHouse) {
        let people = People::join(&test).await;
        let job = put_in(&test, &people, mixed()).await;
        let item = test.house.item("licence").unwrap();
        let missing = job.missing(item);
        assert!(missing.contains(&"行政许可决定日期") || missing.contains(&"许可决定日期"), "{missing:?}");
        let refused = submit_bulk(&test.house, &people.drafter, &job.id, 0).await.unwrap_err();
        assert!(refused.to_string().contains("还没有对应的列"), "{refused}");

        let job = choose(&test, &people, &job).await;
        assert!(job.missing(item).is_empty());
        let check = check_bulk(&test.house, &job, true).await.unwrap();
        assert_eq!(check.counts, Counts { good: 2, held: 1, bad: 1, same: 0 });
        assert!(matches!(&check.first[0].verdict, RowVerdict::Good(title) if title.contains("恒泰")));
        assert_eq!(check.first[3].number, 5, "rows are numbered as a spreadsheet does");
        let file = bulk::refused_file(&test.house, &people.drafter, &job).await.unwrap();
        let file = String::from_utf8(file).unwrap();
        assert!(file.contains("\n5,许可决定日期,") && file.contains("row,column,reason,文号"), "{file}");

        submit_bulk(&test.house, &people.drafter, &job.id, job.lock_version).await.unwrap();
        let version = job.lock_version + 1;
        screen_bulk(&test.house, &people.screener, &job.id, version).await.unwrap();
        assert!(!run_next_bulk(&test.house).await.unwrap(), "nothing runs before the approval");
        approve_bulk(&test.house, &people.approver, &job.id, version + 1).await.unwrap();
        assert!(run_next_bulk(&test.house).await.unwrap());
        test.settle().await;

        let job = bulk_job(&test.house, &people.drafter, &job.id).await.unwrap();
        assert!(matches!(job.stage, BulkStage::Done(_)), "{:?}", job.stage);
        let done = job.done.unwrap();
        assert_eq!((done.created, done.rejected), (2, 2), "{done}");
        let found = test.house.search.search(&Query { item: Some("licence".into()), limit: 9, ..Query::default() });
        let hits = found.unwrap().hits;
        assert_eq!(hits.len(), 2);
        let shown = reading::disclosure(&test.house, &hits[0].id).await.unwrap().unwrap();
        let fields = &shown.newest().unwrap().content.as_ref().unwrap().fields;
        assert!(!serde_json::to_string(fields).unwrap().contains("内部备注"), "a column that is left out stays out");
        let held = desk_reading::held_rows(&test.house, &people.screener, 9, 0).await.unwrap();
        assert_eq!(held.len(), 1);
        let file = bulk::refused_file(&test.house, &people.drafter, &job).await.unwrap();
        assert!(String::from_utf8(file).unwrap().contains("待人工审查"));
        assert!(blobs::bulk(test.house.blobs.as_ref(), &job.id).await.unwrap().is_none(), "the file is erased");
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_put_a_file_in_neither_screens_nor_approves_it(test: TestHouse) {
        let people = People::join(&test).await;
        let job = submitted(&test, &people, mixed()).await;
        let (id, version) = (job.id.as_str(), job.lock_version);
        let mut everything = people.drafter.clone();
        everything.roles.extend([mingjing_actions::Role::Screener, mingjing_actions::Role::Approver]);
        assert!(screen_bulk(&test.house, &everything, id, version).await.is_err());
        let early = approve_bulk(&test.house, &people.approver, id, version).await.unwrap_err();
        assert!(early.to_string().contains("待审查"), "{early}");
        screen_bulk(&test.house, &people.screener, id, version).await.unwrap();
        assert!(approve_bulk(&test.house, &everything, id, version + 1).await.is_err());
        assert!(matches!(approve_bulk(&test.house, &people.approver, id, version).await, Err(Error::Conflict)));
        return_bulk(&test.house, &people.approver, id, version + 1, "少了一列").await.unwrap();
        let job = bulk_job(&test.house, &people.drafter, id).await.unwrap();
        assert!(matches!(job.stage, BulkStage::Open(AnyWorking::Drafting(_))));
        assert_eq!(job.returned_reason.as_deref(), Some("少了一列"));
        discard_bulk(&test.house, &people.drafter, id, job.lock_version).await.unwrap();
        assert!(matches!(bulk_job(&test.house, &people.drafter, id).await, Err(Error::NotFound(_))));
        assert!(!run_next_bulk(&test.house).await.unwrap());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_stopped_file_goes_on_where_it_stopped(test: TestHouse) {
        let people = People::join(&test).await;
        let rows: String = (0..5_000).map(|n| row(n, "准予经营", "2026-11-02")).collect();
        let job = approved(&test, &people, (HEADER.to_owned() + &rows).into()).await;
        stop_bulk(&test.house, &people.drafter, &job.id, job.lock_version).await.unwrap();
        assert!(!run_next_bulk(&test.house).await.unwrap(), "a stopped file does not run");
        let again = resume_bulk(&test.house, &people.drafter, &job.id, job.lock_version + 1).await;
        assert!(matches!(again, Err(Error::Forbidden(_))), "going on is the approver's");
        resume_bulk(&test.house, &people.approver, &job.id, job.lock_version + 1).await.unwrap();
        assert!(run_next_bulk(&test.house).await.unwrap());
        let job = bulk_job(&test.house, &people.drafter, &job.id).await.unwrap();
        assert_eq!(job.done.unwrap().created, 5_000);
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_no_table_is_refused_in_words(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, by) = (&test.house, &people.drafter);
        let words = begin_bulk(house, by, "licence", ("许可.pdf", "x".into())).await.unwrap_err().to_string();
        assert!(words.contains("CSV、XLSX 或 JSONL"), "{words}");
        assert!(begin_bulk(house, by, "licence", ("许可.xlsx", "x".into())).await.is_err());
        assert!(begin_bulk(house, &people.screener, "licence", ("许可.csv", mixed())).await.is_err());
        let job = put_in(&test, &people, (HEADER.to_owned() + &row(1, "坏", "没有日期")).into()).await;
        let job = choose(&test, &people, &job).await;
        let none = submit_bulk(house, by, &job.id, job.lock_version).await.unwrap_err().to_string();
        assert!(none.contains("没有一行可以导入"), "{none}");
        let twice = vec![Some("decision_no".to_owned()); job.columns.len()];
        let words = choose_columns(house, by, &job.id, job.lock_version, twice).await.unwrap_err().to_string();
        assert!(words.contains("两列都选了"), "{words}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_file_whose_worker_died_is_taken_over(test: TestHouse) {
        let people = People::join(&test).await;
        let job = approved(&test, &people, mixed()).await;
        let mut tx = test.house.db.begin().await.unwrap();
        let mut row = mingjing_store::bulk::job(&mut tx, &job.id).await.unwrap().unwrap();
        row.state = "running".into();
        row.claimed_at = Some(test.house.now_text());
        mingjing_store::bulk::save(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!run_next_bulk(&test.house).await.unwrap(), "its worker may still be there");
        test.clock.advance(chrono::TimeDelta::seconds(90));
        assert!(run_next_bulk(&test.house).await.unwrap());
        let job = bulk_job(&test.house, &people.drafter, &job.id).await.unwrap();
        assert!(matches!(job.stage, BulkStage::Done(_)));
        test.finish().await;
    }
}
