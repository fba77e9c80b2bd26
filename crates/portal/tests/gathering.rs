//! Pages that bring much together: timelines, tables with charts, what agencies owe, the clauses of the Opinion.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_search::Query;
use mingjing_testkit::{TestHouse, on_both_databases};
use serde_json::{Value, json};
use tower::ServiceExt;

async fn text(test: &TestHouse, path: &str) -> String {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = mingjing_portal::routes(Arc::clone(&test.house)).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Publishes one disclosure and answers its identity.
async fn publish(test: &TestHouse, item: &str, agency: &str, values: Value) -> String {
    let Value::Object(values) = values else { panic!("an object") };
    let rows = vec![(agency.to_owned(), values)];
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), item, "test", rows).await.unwrap();
    assert_eq!((tally.created, refused), (1, Vec::new()), "{item}");
    test.settle().await;
    let query = Query { item: Some(item.to_owned()), limit: 1, ..Query::default() };
    test.house.search.search(&query).unwrap().hits[0].id.clone()
}

on_both_databases! {
    async fn what_refers_to_a_decision_stands_in_its_timeline(test: TestHouse) {
        let decision = json!({
            "decision_code": "JC-1", "name": "城市供水方案", "kind": "公共政策和措施", "undertaker": "水利厅",
            "stage": "公众参与", "initiated_on": "2026-03-02",
        });
        let decision = publish(&test, "major-decision", "130015", decision).await;
        let hearing = json!({
            "title": "关于召开听证会的公告", "decision": decision, "issued_on": "2026-05-06", "held_on": "2026-05-20",
            "place": "三层", "seats": "20", "selection": "报名抽签", "sign_up_period": "2026-05-06至2026-05-12", "body": "定于近期听证。",
        });
        publish(&test, "hearing-notice", "130015", hearing).await;
        let draft = json!({
            "title": "公开征求意见", "decision": decision, "kind": "重大行政决策", "issued_on": "2026-04-01", "channels": "网上留言",
            "comment_period": "2026-04-01至2026-05-01", "explanation": "说明制定的背景。", "body": "一、总体要求",
        });
        let draft = publish(&test, "draft-for-comment", "130015", draft).await;
        let page = text(&test, &format!("/d/{decision}")).await;
        let timeline = &page[page.find("class=\"timeline\"").unwrap()..];
        let timeline = &timeline[..timeline.find("</ol>").unwrap()];
        let (first, then) = (timeline.find("公开征求意见").unwrap(), timeline.find("关于召开听证会的公告").unwrap());
        assert!(first < then && timeline.contains("决策草案征求意见") && timeline.contains("2026年5月6日"), "{timeline}");
        let back = text(&test, &format!("/d/{draft}")).await;
        assert!(!back.contains("class=\"timeline\"") && back.contains("所属决策事项") && back.contains("城市供水方案"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_table_stands_beside_its_chart(test: TestHouse) {
        let statistics = json!({
            "title": "居民人均可支配收入", "kind": "季度数据", "topic": "居民收入", "period_name": "2026年第三季度",
            "issued_on": "2026-10-20", "series_name": "居民人均可支配收入", "unit": "元",
            "series": [{ "period": "第二季度", "value": "17940" }, { "period": "第三季度", "value": "35880", "growth": "5.3" }],
        });
        let id = publish(&test, "statistics", "130027", statistics).await;
        let page = text(&test, &format!("/d/{id}")).await;
        assert!(page.contains("<rect width=\"50.0%\"") && page.contains("<rect width=\"100.0%\""), "{page}");
        assert!(page.contains("<th scope=\"row\">第二季度</th>") && page.contains("35880"), "{page}");
        assert!(!page.contains("style="), "the policy allows no style in the page");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_guide_is_found_by_everyday_words_and_says_what_it_lacks(test: TestHouse) {
        let nothing = text(&test, "/services?q=%E6%8A%A4%E7%85%A7").await;
        assert!(nothing.contains("没有找到"), "{nothing}");
        let guide = json!({
            "matter_code": "1113", "name": "出生登记（新生儿落户）", "matter_kind": "行政确认", "audience_kind": "自然人",
            "theme": "户籍办理；生育收养", "undertaker": "公安局", "status": "在用", "basis_text": "《户口登记条例》第七条",
            "conditions": "出生后一个月内申报", "materials": [{ "name": "出生医学证明" }], "steps": [{ "step": "申请" }],
            "statutory": "当场", "promised": "当场", "fee_charged": "不收费", "result_name": "户口簿", "place": "派出所",
            "hours": "工作日", "phone": "0311-12345", "complaint_phone": "12345", "updated_on": "2026-11-02",
        });
        let id = publish(&test, "service-guide", "130106", guide).await;
        // 孩子怎么上户口
        let found = text(&test, "/services?q=%E5%AD%A9%E5%AD%90%E6%80%8E%E4%B9%88%E4%B8%8A%E6%88%B7%E5%8F%A3").await;
        assert!(found.contains(&format!("/d/{id}")) && found.contains("户籍办理"), "{found}");
        assert!(found.contains("按主题找") && found.contains("f.theme=%E6%88%B7%E7%B1%8D"), "{found}");
        let themed = text(&test, "/i/service-guide?f.theme=%E7%94%9F%E8%82%B2%E6%94%B6%E5%85%BB").await;
        assert!(themed.contains(&format!("/d/{id}")) && themed.contains("共 1 条"), "{themed}");
        let page = text(&test, &format!("/d/{id}")).await;
        assert!(page.contains("要素完整度") && page.contains("还缺：") && page.contains("网上办理入口"), "{page}");
        assert!(!page.contains("收费标准和依据、"), "what is free needs no rate");
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_agency_shows_what_it_owes_and_the_opinion_what_carries_it(test: TestHouse) {
        let before = text(&test, "/a/130009").await;
        assert!(before.contains("应当公开的信息") && before.contains("还没有公开") && !before.contains("已公开 1 项"));
        let fee = json!({
            "fee_code": "SF-1", "name": "不动产登记费", "fee_kind": "行政事业性收费", "department": "自然资源部门",
            "payers": "申请人", "standard": "每件 80 元", "basis_text": "《不动产登记暂行条例》", "managed": "缴入国库",
            "from_enterprises": "涉企", "status": "执行中", "effective_on": "2026-11-02",
        });
        publish(&test, "fee-item", "130009", fee).await;
        let after = text(&test, "/a/130009").await;
        assert!(after.contains("已公开 1 项") && after.contains("/i/fee-item?agency=130009"), "{after}");

        let clauses = text(&test, "/clauses").await;
        assert!(clauses.contains("推进重点领域信息公开") && clauses.contains("/i/fee-item"), "{clauses}");
        let fees = &clauses[clauses.find("/i/fee-item").unwrap()..];
        assert!(fees[..fees.find("</li>").unwrap()].contains("1 条"), "{fees}");
        assert!(clauses.contains("计划中"), "what is not there yet says so");
        test.finish().await;
    }
}
