//! Credit and lists that change, on the web.

use axum::http::StatusCode;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_testkit::{AGENCY, Database, TestHouse};
use serde_json::{Value, json};

use super::Web;

async fn import(test: &TestHouse, item: &str, rows: Vec<Value>) {
    let rows = rows.into_iter().filter_map(|row| Some((AGENCY.to_owned(), row.as_object()?.clone())));
    let (tally, rejects) = import_values(&test.house, &Officer::operator(), item, "表.csv", rows.collect())
        .await
        .expect("it is read");
    assert_eq!(tally.rejected, 0, "{rejects:?}");
    test.settle().await;
}

fn licence(name: &str, decided_on: &str, status: &str) -> Value {
    json!({
        "decision_no": format!("冀审许〔2026〕{decided_on}号"), "licensee": name, "subject_kind": "法人及非法人组织",
        "uscc": "91350100M000100Y43", "licence_type": "普通", "content": "准予经营", "decided_on": decided_on,
        "status": status,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_is_looked_up() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    assert!(web.text("/credit", StatusCode::OK).await.contains("/i/penalty"), "what there is");
    import(&test, "licence", vec![licence("石家庄恒泰建材厂", "2026-03-02", "有效")]).await;
    import(&test, "licence", vec![licence("石家庄恒泰建材有限公司", "2026-11-20", "有效")]).await;
    import(&test, "licence", vec![licence("石家庄恒泰建材厂", "2026-03-02", "吊销")]).await;
    let found = web.text("/credit?q=%E6%81%92%E6%B3%B0", StatusCode::OK).await;
    assert!(found.contains("<mark>恒泰</mark>建材厂") && found.contains("行政许可 1 条"), "{found}");
    assert!(found.contains("/credit/91350100M000100Y43") && found.contains("共 2 个名称"), "{found}");
    let page = web.text("/credit/91350100m000100y43", StatusCode::OK).await;
    for part in [
        "<h1>石家庄恒泰建材有限公司</h1>",
        "曾用名",
        "有效 → 吊销",
        "公开用时",
        "7 个工作日",
        "行政许可 2 条",
    ] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    assert!(web.text("/credit/91350100M000100Y43?item=licence", StatusCode::OK).await.contains("吊销"));
    web.text("/credit/91110000M000100Y43", StatusCode::NOT_FOUND).await;
    assert!(web.text("/credit?q=%E6%97%A0%E6%AD%A4", StatusCode::OK).await.contains("没有名称或者代码里有"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_shown_on_a_day_and_compared() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let entry = |holder: &str, from: &str| {
        json!({
            "entry_code": "A-1", "name": "安全生产检查", "power_kind": "行政检查", "holder": holder,
            "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": "有效",
            "effective_on": from,
        })
    };
    import(&test, "power-list", vec![entry("甲厅", "2020-01-01")]).await;
    import(&test, "power-list", vec![entry("乙厅", "2023-05-01")]).await;
    assert!(web.text("/i/power-list", StatusCode::OK).await.contains("看某一天的清单"));
    assert!(!web.text("/i/licence", StatusCode::OK).await.contains("看某一天的清单"));
    let then = web.text("/i/power-list?on=2021-01-01", StatusCode::OK).await;
    assert!(then.contains("2021年1月1日") && then.contains("安全生产检查"), "{then}");
    assert!(web.text("/i/power-list?on=2019-01-01", StatusCode::OK).await.contains("没有事项"));
    let both = web.text("/i/power-list?on=2024-01-01&with=2021-01-01", StatusCode::OK).await;
    for part in ["变更", "行使主体", "〔删〕</span>甲", "〔增〕</span>乙"] {
        assert!(both.contains(part), "{part} is missing: {both}");
    }
    assert!(
        web.text("/i/power-list?on=2024-01-01&with=2025-01-01", StatusCode::OK).await.contains("清单相同")
    );
    web.text("/i/power-list?on=2024-13-01", StatusCode::BAD_REQUEST).await;
    let latest = web.text("/i/power-list/changes", StatusCode::OK).await;
    assert!(latest.contains("新增") && latest.contains("变更"), "{latest}");
    let feed = web.text("/i/power-list/changes.atom", StatusCode::OK).await;
    assert!(feed.contains("变更：安全生产检查（A-1）") && feed.contains("自 2023-05-01 起变更"), "{feed}");
    web.text("/i/licence/changes", StatusCode::NOT_FOUND).await;
    web.text("/i/licence/changes.atom", StatusCode::NOT_FOUND).await;
    test.finish().await;
}
