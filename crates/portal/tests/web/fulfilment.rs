//! How a document is carried out, clause by clause.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_actions::tasks::{document, read};
use mingjing_testkit::{AGENCY, Database, TestHouse};
use serde_json::{Value, json};

use super::Web;
use super::decisions::import;

const BODY: &str = "一、加强公开\n\n(一)办好新闻发布会。每季度至少举办1次新闻发布会。(省教育厅牵头,省财政厅配合)\n\n(二)建好目录。2026年6月底前完成。(各级各部门负责)\n\n(三)接听热线。24小时内答复<b>来电</b>。(各市政府负责)\n\n(四)办结诉求。(各市政府负责)\n";

fn order(body: &str) -> Value {
    json!({
        "title": "关于推进公开的实施意见", "kind": "政府文件", "issued_on": "2026-01-20", "status": "有效", "body": body,
        "document_no": "冀政办发〔2026〕5号",
    })
}

fn task(documents: &str, code: &str, unit: &str, (due, status): (&str, &str)) -> Value {
    json!({
        "task_code": code, "title": format!("{unit}的任务"), "source": "政府文件", "documents": [documents], "goal": "办到。",
        "measures": "按季调度。", "unit": unit, "supervision": "督查。", "started_on": "2026-02-01", "due_on": due, "status": status,
        "percent": 60, "progress": [{ "on": "2026-03-05", "done": "摸清底数" }, { "on": "2026-09-10", "done": "过半" }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_followed_clause_by_clause() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let id = import(&test, "policy-document", order(BODY)).await;
    let path = format!("/d/{id}/tasks");
    let none = web.text(&path, StatusCode::OK).await;
    assert_eq!(none.matches("还没有公布任务").count(), 4, "{none}");
    assert!(
        !web.text(&format!("/d/{id}"), StatusCode::OK).await.contains(&path),
        "there is nothing to see yet"
    );

    let clauses = read(&document(&test.house, &id).await.expect("the document"));
    let code = |at: usize| clauses[at].0.clone();
    let number = document(&test.house, &id).await.expect("the document").index_no;
    import(&test, "execution-task", task(&number, &code(0), "省教育厅", ("2027-01-31", "进行中"))).await;
    let late =
        import(&test, "execution-task", task(&id, &code(1), "省数据局", ("2026-06-30", "进度滞后"))).await;
    import(&test, "execution-task", task(&id, &code(3), "石家庄市政府", ("2026-06-30", "已完成"))).await;
    import(&test, "execution-task", task(&id, "RW-2026-018", "省审计厅", ("2027-06-30", "进行中"))).await;

    let page = web.text(&path, StatusCode::OK).await;
    for part in [
        "全部 4 条",
        "<dt>牵头</dt><dd>省教育厅</dd>",
        "<dt>配合</dt><dd>省财政厅</dd>",
        "<dt>要求</dt><dd>每季度至少举办1次</dd>",
        "<dt>期限</dt><dd>2026年6月30日</dd>",
        &format!("/d/{id}#c-1-2"),
        &format!("/d/{late}"),
        "逾期 ",
        "状态：进度滞后",
        "60%",
        "2026年9月10日</span>过半",
        "24小时内答复&#60;b&#62;来电",
        "没有写明是哪一条的任务",
        "省审计厅：省审计厅的任务",
        "加强公开",
    ] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    assert_eq!(page.matches("还没有公布任务").count(), 1, "{page}");
    assert!(!page.contains("摸清底数"), "only the newest progress");
    let overdue = web.text(&format!("{path}?state=overdue"), StatusCode::OK).await;
    assert!(
        overdue.contains("逾期的 1 条") && overdue.contains("建好目录") && !overdue.contains("接听热线"),
        "{overdue}"
    );
    let finished = web.text(&format!("{path}?state=finished"), StatusCode::OK).await;
    assert!(finished.contains("办结诉求") && !finished.contains("建好目录"), "{finished}");
    web.text(&format!("{path}?state=x"), StatusCode::BAD_REQUEST).await;
    web.text(&format!("{path}?page=2"), StatusCode::NOT_FOUND).await;

    assert!(web.text(&format!("/d/{id}"), StatusCode::OK).await.contains(&format!("href=\"{path}\"")));
    let back = format!("href=\"{path}#{}\"", code(1));
    assert!(
        web.text(&format!("/d/{late}"), StatusCode::OK).await.contains(&back),
        "the task leads to its clause"
    );
    let cited = web.get(&format!("/d/{}/tasks", number.replace('/', "%2F")), &[]).await;
    assert_eq!(cited.headers()[LOCATION], path);
    for strange in
        [format!("/d/{late}/tasks"), format!("/d/{}/tasks", "0".repeat(32)), "/d/none/tasks".to_owned()]
    {
        web.text(&strange, StatusCode::NOT_FOUND).await;
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mended_clause_leaves_its_task_at_the_end_and_long_orders_have_pages() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let id = import(&test, "policy-document", order(BODY)).await;
    let clauses = read(&document(&test.house, &id).await.expect("the document"));
    let told = task(&id, &clauses[0].0, "省教育厅", ("2027-01-31", "进行中"));
    let task = import(&test, "execution-task", told).await;
    let more: String = (5..=60).map(|n| format!("\n({n})第{n}项工作。按期完成。(省教育厅负责)\n")).collect();
    let body = format!("{}{more}", BODY.replace("至少举办1次", "至少举办2次"));
    let rows = vec![(AGENCY.to_owned(), order(&body).as_object().cloned().unwrap_or_default())];
    let amended = import_values(&test.house, &Officer::operator(), "policy-document", "表.csv", rows).await;
    assert_eq!(amended.expect("it is read").0.updated, 1);
    test.settle().await;

    let page = web.text(&format!("/d/{id}/tasks"), StatusCode::OK).await;
    let end = page.split("对应的条款已经修改").nth(1).expect("an end");
    assert!(end.contains(&format!("/d/{task}")) && end.contains("办到。"), "{page}");
    assert!(
        page.contains("全部 60 条") && page.contains("第 2 版") && !page.contains("第60项工作"),
        "{page}"
    );
    let second = web.text(&format!("/d/{id}/tasks?page=2"), StatusCode::OK).await;
    assert!(second.contains("第60项工作") && second.contains("rel=\"prev\""), "{second}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_without_a_year_is_of_the_documents_own() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let body = "一、加强公开\n\n(一)建好目录。6月底前完成。(省教育厅负责)\n\n(二)清理存量。1月10日前完成。(省教育厅负责)\n\n| 任务 | 责任单位 | 完成时限 |\n| --- | --- | --- |\n| 办好培训 | 省财政厅 | 年底前 |\n";
    let id = import(&test, "policy-document", order(body)).await;
    let page = web.text(&format!("/d/{id}/tasks"), StatusCode::OK).await;
    for part in ["2026年6月30日", "1月10日前", "2026年12月31日"] {
        assert!(page.contains(&format!("<dt>期限</dt><dd>{part}</dd>")), "{part}: {page}");
    }
    assert!(page.contains("<dt>牵头</dt><dd>省财政厅</dd>"), "{page}");
    test.finish().await;
}
