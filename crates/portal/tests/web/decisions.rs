//! Major decisions and what is joined by a code, on the web.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_search::Query;
use mingjing_testkit::{AGENCY, Database, TestHouse};
use serde_json::{Value, json};

use super::Web;

/// Imports one disclosure and answers its identity.
pub(super) async fn import(test: &TestHouse, item: &str, values: Value) -> String {
    let rows = vec![(AGENCY.to_owned(), values.as_object().cloned().unwrap_or_default())];
    let (tally, rejects) =
        import_values(&test.house, &Officer::operator(), item, "表.csv", rows).await.expect("it is read");
    assert_eq!(tally.created, 1, "{item}: {rejects:?}");
    test.settle().await;
    let query = Query { item: Some(item.to_owned()), limit: 50, ..Query::default() };
    let found = test.house.search.search(&query).expect("hits").hits;
    found.into_iter().map(|hit| hit.id).max().unwrap_or_default()
}

async fn decision(test: &TestHouse, code: &str, name: &str, omissions: Value) -> String {
    let values = json!({
        "decision_code": code, "name": name, "kind": "公共政策和措施", "undertaker": "水利厅", "stage": "公众参与",
        "initiated_on": "2026-03-02", "omissions": omissions,
    });
    import(test, "major-decision", values).await
}

async fn call(test: &TestHouse, decision: &str, title: &str, period: &str) -> String {
    let values = json!({
        "title": title, "decision": decision, "kind": "重大行政决策", "issued_on": &period[..10], "channels": "网上留言",
        "comment_period": period, "explanation": "说明制定的背景。", "body": "一、总体要求",
    });
    import(test, "draft-for-comment", values).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_where_a_decision_stands() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    assert!(web.text("/decisions", StatusCode::OK).await.contains("还没有公开重大行政决策事项"));
    let omitted = json!([{ "step": "experts", "ground": "not-technical", "explanation": "只涉及网点选址" }]);
    let running = decision(&test, "JC-1", "城市供水方案", omitted).await;
    let draft = call(&test, &running, "公开征求供水方案意见", "2026-10-30至2026-12-05").await;
    let started = decision(&test, "JC-2", "早餐网点方案", json!([])).await;

    let list = web.text("/decisions", StatusCode::OK).await;
    for part in [
        &format!("/decisions/{running}"),
        &format!("/decisions/{started}"),
        &format!("/d/{draft}"),
        "下一步：公众参与",
        "下一步：拟订草案",
        "到2026年12月5日",
        "共 2 项",
    ] {
        assert!(list.contains(part), "{part} is missing: {list}");
    }
    let searched = web.text("/decisions?q=%E4%BE%9B%E6%B0%B4", StatusCode::OK).await;
    assert!(
        searched.contains(&running) && !searched.contains(&format!("/decisions/{started}")),
        "{searched}"
    );
    assert!(web.text("/decisions?year=2025", StatusCode::OK).await.contains("没有符合这些条件的决策"));
    assert!(web.text("/decisions?region=130000&agency=130001", StatusCode::OK).await.contains("共 2 项"));
    web.text("/decisions?year=x", StatusCode::BAD_REQUEST).await;
    web.text("/decisions?page=9", StatusCode::NOT_FOUND).await;

    let page = web.text(&format!("/decisions/{running}"), StatusCode::OK).await;
    let steps = &page[page.find("<ol class=\"timeline steps\"").expect("the steps")..];
    let steps = &steps[..steps.find("</ol>").expect("an end")];
    let mut last = 0;
    for step in &test.house.rules.decisions.steps {
        let at = steps
            .find(&format!("</span> {}", step.title))
            .unwrap_or_else(|| panic!("{}: {steps}", step.title));
        assert!(at > last, "{} comes in its order", step.title);
        last = at;
    }
    for part in [
        "依法未履行",
        "不属于专业性、技术性较强的决策事项",
        "第十九条第一款",
        "只涉及网点选址",
        "aria-current=\"step\"",
        "进行中",
    ] {
        assert!(steps.contains(part), "{part} is missing: {steps}");
    }
    assert!(
        page.contains("正在征求意见，到2026年12月5日") && page.contains(&format!("/d/{draft}")),
        "{page}"
    );
    assert!(page.contains("提交集体讨论的材料") && page.contains("第二十九条第二项"), "{page}");

    let disclosure = web.text(&format!("/d/{running}"), StatusCode::OK).await;
    assert!(disclosure.contains(&format!("/decisions/{running}")), "the disclosure leads to it");
    web.text(&format!("/decisions/{draft}"), StatusCode::NOT_FOUND).await;
    web.text("/decisions/none", StatusCode::NOT_FOUND).await;
    let number = test.house.search.search(&Query {
        item: Some("major-decision".into()),
        limit: 9,
        ..Query::default()
    });
    let hit = number.expect("hits").hits.into_iter().find(|hit| hit.id == running).expect("it is found");
    let cited = web.get(&format!("/decisions/{}", hit.index_no.replace('/', "%2F")), &[]).await;
    assert_eq!(cited.headers()[LOCATION], format!("/decisions/{running}"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_out_of_order_is_said_first() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let id = decision(&test, "JC-1", "城市供水方案", json!([])).await;
    call(&test, &id, "公开征求供水方案意见", "2026-03-10至2026-04-20").await;
    let review = json!({
        "title": "合法性审查", "decision": id, "reviewer": "司法厅", "submitted_on": "2026-03-12", "reviewed_on": "2026-03-16",
        "issued_on": "2026-03-17", "powers": "符合", "procedure": "符合", "substance": "符合", "conclusion": "不合法",
    });
    import(&test, "legality-review", review).await;
    let page = web.text(&format!("/decisions/{id}"), StatusCode::OK).await;
    for part in
        ["有步骤没有按规定完成", "没有通过", "审查结论是不合法", "少于 7 个工作日", "第二十六条第二款"]
    {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_code_of_a_project_stands_on_its_page() {
    const CODE: &str = "2503-130600-54-01-318820";
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let project = json!({
        "project_code": CODE, "name": "白洋淀快速路", "kind": "交通", "investor": "交通运输局", "content": "全长 42 公里",
        "total_investment": "41亿元", "stage": "在建", "approved_on": "2026-01-04", "started_on": "2026-02-03",
    });
    let project = import(&test, "construction-project", project).await;
    let other = json!({
        "project_code": "2503-130600-54-01-000000", "name": "另一条路", "kind": "交通", "investor": "交通运输局", "content": "全长 1 公里",
        "total_investment": "1亿元", "stage": "在建", "approved_on": "2026-01-04", "started_on": "2026-02-03",
    });
    import(&test, "construction-project", other).await;
    let tender = json!({
        "project_code": CODE, "project_name": "白洋淀快速路", "kind": "招标公告", "tender_no": "ZB-1", "tenderer": "交通运输局",
        "issued_on": "2026-03-09", "bid_deadline": "2026-04-09", "section": "一标段", "budget": "3.2亿元",
    });
    let tender = import(&test, "project-tender", tender).await;
    let approval = json!({
        "project_code": CODE, "project_name": "白洋淀快速路", "kind": "施工许可", "document_no": "冀建许〔2026〕3号",
        "approving_agency": "住房城乡建设厅", "applicant": "交通运输局", "content": "同意施工", "approved_on": "2026-02-01",
    });
    import(&test, "project-approval", approval).await;
    let franchise = json!({
        "project_code": CODE, "name": "白洋淀快速路特许经营", "list_kind": "示范项目", "sector": "交通运输", "content": "建设和养护",
        "implementer": "交通运输局", "investment": "41亿元", "mode": "BOT", "return_mode": "使用者付费", "years": "30", "stage": "执行",
        "listed_on": "2026-05-06",
    });
    let franchise = import(&test, "ppp-project", franchise).await;
    let page = web.text(&format!("/d/{project}"), StatusCode::OK).await;
    let timeline = &page[page.find("class=\"timeline\"").expect("a timeline")..];
    let timeline = &timeline[..timeline.find("</ol>").expect("an end")];
    let at = |part: &str| timeline.find(part).unwrap_or_else(|| panic!("{part} is missing: {timeline}"));
    assert!(at("2026年2月1日") < at("2026年3月9日") && at("2026年3月9日") < at("2026年5月6日"), "by day");
    assert!(
        timeline.contains("招标")
            && !timeline.contains("另一条路")
            && !timeline.contains(&format!("/d/{project}"))
    );
    let beside = web.text(&format!("/d/{tender}"), StatusCode::OK).await;
    assert!(!beside.contains("class=\"timeline\"") && beside.contains("项目代码相同的信息"), "{beside}");
    assert!(
        beside.contains(&format!("/d/{project}")) && beside.contains(&format!("/d/{franchise}")),
        "{beside}"
    );
    assert!(web.text(&format!("/d/{franchise}"), StatusCode::OK).await.contains(&format!("/d/{tender}")));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_shows_where_it_comes_from_and_what_came_of_it() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let id = decision(&test, "JC-1", "城市供水方案", json!([])).await;
    let draft = call(&test, &id, "公开征求供水方案意见", "2026-03-10至2026-04-20").await;
    let policy =
        json!({ "title": "城市供水管理办法", "issued_on": "2026-06-01", "body": "第一条 依法供水。" });
    let policy = import(&test, "policy-document", policy).await;
    assert!(
        !web.text(&format!("/d/{policy}"), StatusCode::OK).await.contains(&draft),
        "nothing joins them yet"
    );
    let steps = [
        (
            "consultation-outcome",
            json!({ "title": "征求意见情况", "draft": draft, "decision": id, "issued_on": "2026-04-22", "received": "9", "adopted": "3" }),
        ),
        (
            "expert-opinion",
            json!({ "title": "专家论证", "decision": id, "form": "论证会", "argued_on": "2026-04-23", "issued_on": "2026-04-24",
            "experts": [{ "name": "某研究院", "independence": "声明与决策事项没有直接利害关系" }], "conclusion": "可行", "adoption": "采纳" }),
        ),
        (
            "risk-assessment",
            json!({ "title": "风险评估", "decision": id, "assessor": "某公司", "assessed_on": "2026-04-24", "issued_on": "2026-04-25",
            "level": "低风险", "controllable": "可控", "risks": [{ "risk": "扰民", "measure": "错峰" }] }),
        ),
        (
            "legality-review",
            json!({ "title": "合法性审查", "decision": id, "reviewer": "司法厅", "submitted_on": "2026-04-27", "reviewed_on": "2026-05-15",
            "issued_on": "2026-05-16", "powers": "符合", "procedure": "符合", "substance": "符合", "conclusion": "合法" }),
        ),
    ];
    for (item, values) in steps {
        import(&test, item, values).await;
    }
    let fair = json!({ "decision_code": "JC-1", "name": "城市供水方案", "kind": "公共政策和措施", "undertaker": "水利厅", "stage": "合法性审查",
        "initiated_on": "2026-03-02", "fair_competition": "不涉及市场主体经济活动" });
    let rows = vec![(AGENCY.to_owned(), fair.as_object().cloned().unwrap_or_default())];
    let (tally, rejects) = import_values(&test.house, &Officer::operator(), "major-decision", "表.csv", rows)
        .await
        .expect("it is read");
    assert_eq!(tally.updated, 1, "{rejects:?}");
    let meeting = json!({ "title": "常务会议", "kind": "政府常务会议", "held_on": "2026-05-20", "topics": [{ "topic": "供水" }], "decisions": [id] });
    import(&test, "decision-meeting", meeting).await;
    let decided = json!({ "title": "供水的决定", "decision": id, "decided_by": "省人民政府", "decided_on": "2026-05-20", "result": "原则通过",
        "documents": [policy], "body": "原则通过。" });
    import(&test, "decided-matter", decided).await;
    let result = json!({ "title": "供水落实结果", "source": "政府决定事项", "decision": id, "issued_on": "2026-11-01", "status": "基本完成",
        "indicators": [{ "name": "通水率", "goal": 99, "result": 98 }] });
    let result = import(&test, "decision-result", result).await;
    let page = web.text(&format!("/d/{policy}"), StatusCode::OK).await;
    for part in [
        "草案和征求意见",
        "意见征集结果",
        "落实结果",
        "作出本文件的决策进程",
        &draft,
        &result,
        &format!("/d/{id}"),
    ] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    test.finish().await;
}
