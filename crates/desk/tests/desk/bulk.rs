//! Files of rows at the desk, from outside.

use axum::http::StatusCode;
use mingjing_actions::bulk::run_next_bulk;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

const FILE: &str = "文号,被许可人,许可类别,许可内容,许可决定日期,状态\n\
    冀审许〔2026〕1号,石家庄恒泰建材有限公司,普通,准予经营,2026-11-02,有效\n\
    冀审许〔2026〕2号,石家庄恒泰建材有限公司,普通,身份证号 11010519491231002X,2026-11-02,有效\n\
    =1+1,石家庄恒泰建材有限公司,普通,准予经营,2026-02-30,有效\n";

#[tokio::test(flavor = "multi_thread")]
async fn three_people_publish_a_file() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let token = drafter.token().await;
    let (status, _, page) = drafter.get("/desk/bulk").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("还没有上传过文件") && page.contains("行政许可"), "{page}");

    let fields = [("token", token.as_str()), ("item", "licence")];
    let (status, _, page) = drafter.upload("/desk/bulk", &fields, ("许可.pdf", "x")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请用 CSV、XLSX 或 JSONL"), "{page}");
    let foreign = [("token", "another"), ("item", "licence")];
    assert_eq!(drafter.upload("/desk/bulk", &foreign, ("许可.csv", FILE)).await.0, StatusCode::FORBIDDEN);
    let (status, job, _) = drafter.upload("/desk/bulk", &fields, ("许可.csv", FILE)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let id = job.strip_prefix("/desk/bulk/").unwrap();

    let (_, _, page) = drafter.get(&format!("/desk/bulk/{id}")).await;
    sound(&page);
    assert!(page.contains("还缺：") && page.contains("<label for=\"column-0\">文号</label>"), "{page}");
    assert!(page.contains("石家庄恒泰建材有限公司</td>"), "examples help to tell columns apart: {page}");
    let sent = [
        ("token", token.as_str()),
        ("version", "0"),
        ("column-0", "decision_no"),
        ("column-1", "licensee"),
        ("column-2", "licence_type"),
        ("column-3", "content"),
        ("column-4", "decided_on"),
        ("column-5", "status"),
    ];
    assert_eq!(drafter.post(&format!("/desk/bulk/{id}/columns"), &sent).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = drafter.get(&job).await;
    assert!(page.contains("可以公开：") && page.contains("待审查。") && page.contains("有问题。"), "{page}");
    let (status, _, file) = drafter.get(&format!("/desk/bulk/{id}/refused.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(file.contains("'=1+1"), "no cell is a formula: {file}");

    let sent = [("token", token.as_str()), ("version", "1")];
    assert_eq!(drafter.post(&format!("/desk/bulk/{id}/submit"), &sent).await.0, StatusCode::SEE_OTHER);
    assert_eq!(drafter.post(&format!("/desk/bulk/{id}/submit"), &sent).await.0, StatusCode::CONFLICT);
    assert_eq!(drafter.post(&format!("/desk/bulk/{id}/explode"), &sent).await.0, StatusCode::NOT_FOUND);

    assert!(!drafter.get("/desk").await.2.contains("批量导入（1）"), "it waits for others");
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    assert!(screener.get("/desk").await.2.contains("批量导入（1）等您审查或批准"));
    let (_, _, page) = screener.get(&job).await;
    sound(&page);
    assert!(page.contains("审查通过") && page.contains("待人工审查</dt><dd>1 行"), "{page}");
    let sent = [("token", token.as_str()), ("version", "2"), ("reason", "")];
    let (status, _, page) = screener.post(&format!("/desk/bulk/{id}/return"), &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("退回须写明理由"), "{page}");
    assert_eq!(screener.post(&format!("/desk/bulk/{id}/screen"), &sent).await.0, StatusCode::SEE_OTHER);

    assert!(!screener.get("/desk").await.2.contains("批量导入（1）"), "it waits for the approver");
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    assert!(approver.get("/desk").await.2.contains("批量导入（1）等您审查或批准"));
    let sent = [("token", token.as_str()), ("version", "3")];
    assert_eq!(approver.post(&format!("/desk/bulk/{id}/approve"), &sent).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = approver.get(&job).await;
    assert!(page.contains("已批准，等待导入") && page.contains("停下"), "{page}");
    let sent = [("token", token.as_str()), ("version", "4")];
    assert_eq!(approver.post(&format!("/desk/bulk/{id}/stop"), &sent).await.0, StatusCode::SEE_OTHER);
    let sent = [("token", token.as_str()), ("version", "5")];
    assert_eq!(approver.post(&format!("/desk/bulk/{id}/resume"), &sent).await.0, StatusCode::SEE_OTHER);
    assert!(run_next_bulk(&test.house).await.unwrap());
    let (_, _, page) = approver.get(&job).await;
    sound(&page);
    assert!(page.contains("已完成") && page.contains("新公开</dt><dd>1 条"), "{page}");
    test.settle().await;
    test.finish().await;
}
