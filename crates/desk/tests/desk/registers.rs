//! Lists that change and credit at the desk: what the platform refused, and repair by two people.

use axum::http::StatusCode;
use mingjing_actions::Officer;
use mingjing_actions::exchange::take_receipt;
use mingjing_actions::import::import_values;
use mingjing_opendata::{Format, Rows};
use mingjing_search::Query;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse};
use serde_json::{Value, json};

use crate::browser::{Browser, sound};

async fn import(test: &TestHouse, item: &str, agency: &str, row: Value) {
    let rows = vec![(agency.to_owned(), row.as_object().unwrap().clone())];
    let (tally, rejects) =
        import_values(&test.house, &Officer::operator(), item, "表.csv", rows).await.unwrap();
    assert_eq!(tally.rejected, 0, "{rejects:?}");
    test.settle().await;
}

fn penalty(number: &str, decided_on: &str) -> Value {
    json!({
        "decision_no": number, "party": "石家庄恒泰建材有限公司", "subject_kind": "法人及非法人组织",
        "uscc": "91350100M000100Y43", "violation_type": "未明码标价", "facts": "经查属实",
        "legal_ground": "《中华人民共和国价格法》第四十二条", "penalty_types": "警告", "content": "警告",
        "decided_on": decided_on, "status": "有效",
    })
}

fn entry(holder: &str) -> Value {
    json!({
        "entry_code": "A-1", "name": "安全生产检查", "power_kind": "行政检查", "holder": holder,
        "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": "有效",
        "effective_on": "2023-05-01",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_sees_its_lists_change_and_what_was_refused() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get("/desk/registers").await;
    sound(&page);
    assert!(page.contains("没有退回的记录") && page.contains("还没有变更"), "{page}");
    import(&test, "power-list", AGENCY, entry("甲厅")).await;
    import(&test, "power-list", OTHER_AGENCY, json!({ "name": "别家的事项", "entry_code": "B-1", "power_kind": "行政检查",
        "holder": "乙厅", "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": "有效",
        "effective_on": "2023-05-01" })).await;
    import(&test, "penalty", AGENCY, penalty("冀市监罚〔2026〕1号", "2026-11-02")).await;
    let receipt = "行政处罚决定书文号,错误原因\n冀市监罚(2026)1号,处罚机关代码缺失\n没有这个号,缺\n";
    let rows = Rows::from_reader("回执.csv", Format::Csv, Box::new(receipt.as_bytes()), None).unwrap();
    let tally = take_receipt(&test.house, &Officer::operator(), "penalty", rows).await.unwrap();
    assert_eq!((tally.refused, tally.unknown), (1, 1));
    let (_, _, page) = clerk.get("/desk/registers").await;
    sound(&page);
    assert!(page.contains("安全生产检查") && page.contains("新增,自 2023-05-01 起"), "{page}");
    assert!(!page.contains("别家的事项"), "another agency's");
    assert!(page.contains("处罚机关代码缺失") && page.contains("未明码标价行政处罚"), "{page}");
    let mut other = Browser::sign_in(&test, "lujia").await;
    let (_, _, page) = other.get("/desk/registers").await;
    assert!(page.contains("别家的事项") && !page.contains("处罚机关代码缺失"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_takes_time_and_two_people() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    import(&test, "penalty", AGENCY, penalty("冀市监罚〔2026〕1号", "2026-11-02")).await;
    import(&test, "penalty", AGENCY, penalty("冀市监罚〔2026〕2号", "2026-06-02")).await;
    let query = Query { item: Some("penalty".into()), limit: 2, ..Query::default() };
    let hits = test.house.search.search(&query).unwrap().hits;
    let (new, old) = (&hits[0].id, &hits[1].id);
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let form = [("token", token.as_str()), ("reason", "已履行处罚决定")];
    assert!(approver.get("/desk/published").await.2.contains("信用修复"));
    let repair = format!("/desk/d/{new}/repair");
    let (status, _, page) = approver.post(&repair, &form).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("2027-02-02"), "{page}");
    assert!(page.contains("value=\"已履行处罚决定\""), "what was typed is there: {page}");
    let repair = format!("/desk/d/{old}/repair");
    assert_eq!(approver.post(&repair, &form).await.0, StatusCode::SEE_OTHER);
    let mut second = Browser::sign_in(&test, "fuhe").await;
    let token = second.token().await;
    assert!(second.get("/desk/withdrawals").await.2.contains("信用修复，提前终止公示：已履行处罚决定"));
    let confirmed = second.post(&format!("/desk/d/{old}/withdraw/confirm"), &[("token", &token)]).await;
    assert_eq!(confirmed.0, StatusCode::SEE_OTHER);
    test.settle().await;
    assert_eq!(test.house.search.search(&query).unwrap().total, 1);
    test.finish().await;
}
