//! A citizen asks, complains, urges, rates and asks again on the web; everybody sees what is overdue.

use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use chrono::TimeDelta;
use mingjing_actions::Officer;
use mingjing_actions::appeals;
use mingjing_procedures::appeal::{Ending, Event};
use mingjing_testkit::{AGENCY, Database, People, TestHouse};

use crate::Web;
use crate::requests::{between, post, post_with_files};

/// Takes a step at the desk on the case as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) {
    let version = appeals::case(&test.house, by, id).await.expect("a case").row.lock_version;
    appeals::take_step(&test.house, by, id, version, event).await.expect("a step");
}

async fn answer(test: &TestHouse, people: &People, id: &str) {
    let on = test.house.now().date_naive();
    let proposed = Event::Proposed {
        on,
        ending: Ending::Explained,
        text: "三层以上的楼，按办法申请补助。".into(),
        question: "老楼加装电梯怎样申请补助".into(),
        withheld: String::new(),
        by: String::new(),
    };
    step(test, &people.drafter, id, proposed).await;
    step(test, &people.approver, id, Event::Approved { on, by: String::new() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_appeals_sees_advice_urges_and_rates() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let page = web.text("/appeals/new", StatusCode::OK).await;
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut form = vec![
        ("once", once.as_str()),
        ("kind", "consult"),
        ("region", "130000"),
        ("title", ""),
        ("text", "孩子入学，学区和学位<b>怎么定"),
        ("name", "王小明"),
        ("contact", "13812345678"),
        ("consent", "yes"),
        ("step", "advise"),
    ];
    let (status, response, page) = post(&web, "/appeals/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    assert!(
        page.contains("学位&#60;b&#62;怎么定") && page.contains("13812345678"),
        "what was typed is kept: {page}"
    );
    form[3].1 = "学区怎么划";
    let (status, _, page) = post(&web, "/appeals/new", &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("教育厅") && page.contains("分办") && page.contains("提交诉求"), "{page}");
    form[8].1 = "send";
    form.push(("agency", ""));
    let (status, _, receipt) = post(&web, "/appeals/new", &form).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, again) = post(&web, "/appeals/new", &form).await;
    assert!(again.contains(&code) && again.contains("没有重复登记"), "{again}");
    form[8].1 = "advise";
    let (_, _, page) = post(&web, "/appeals/new", &form).await;
    assert!(page.contains("已经有 1 件差不多的诉求"), "{page}");

    let (status, _, page) = post(&web, "/track", &[("code", &code.to_lowercase())]).await;
    assert!(status == StatusCode::OK && page.contains("待受理") && page.contains("学区怎么划"), "{page}");
    assert!(!page.contains("13812345678"), "a code found by somebody else tells no telephone at a glance");
    let (_, _, file) = post(&web, "/track/export", &[("code", &code)]).await;
    assert!(file.contains("13812345678"), "{file}");
    let urge = [("code", code.as_str()), ("step", "urge"), ("text", "很急")];
    let (status, _, page) = post(&web, "/track/appeal", &urge).await;
    assert!(status == StatusCode::OK && page.contains("已经催办"), "{page}");
    let (status, _, page) = post(&web, "/track/appeal", &urge).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已经催办过"), "{page}");
    let other = [("code", "0"), ("step", "urge")];
    assert_eq!(post(&web, "/track/appeal", &other).await.0, StatusCode::NOT_FOUND);

    let open =
        appeals::list(&test.house, &people.drafter, appeals::View::Open, (10, 0)).await.expect("a list");
    let id = open.lines[0].row.id.clone();
    assert_eq!(open.lines[0].row.agency_code, AGENCY);
    test.advance(TimeDelta::days(20));
    let numbers = web.text("/appeals", StatusCode::OK).await;
    assert!(numbers.contains("▲ 其中 1 件已经逾期") && numbers.contains("▲ 逾期 1 件"), "{numbers}");
    let on = test.house.now().date_naive();
    step(&test, &people.drafter, &id, Event::Accepted { on }).await;
    answer(&test, &people, &id).await;
    let (_, _, page) = post(&web, "/track", &[("code", &code)]).await;
    assert!(
        page.contains("解释说明") && page.contains("▲ 逾期答复") && page.contains("按办法申请补助"),
        "{page}"
    );
    let rate = [("code", code.as_str()), ("step", "rate"), ("satisfied", "no")];
    let (status, _, page) = post(&web, "/track/appeal", &rate).await;
    assert!(status == StatusCode::OK && page.contains("评价已经记下"), "{page}");
    let reopen = [("code", code.as_str()), ("step", "reopen"), ("text", "没有说补多少")];
    let (status, _, page) = post(&web, "/track/appeal", &reopen).await;
    assert!(status == StatusCode::OK && page.contains("办理中"), "{page}");
    answer(&test, &people, &id).await;
    let (status, _, page) = post(&web, "/track/appeal", &reopen).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("第三十五条"), "{page}");
    let numbers = web.text("/appeals?region=130000", StatusCode::OK).await;
    assert!(numbers.contains("没有逾期未办的诉求") && numbers.contains("逾期答复 1 件"), "{numbers}");
    web.text("/appeals?region=990000", StatusCode::NOT_FOUND).await;
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn photographs_come_with_an_appeal_and_large_forms_are_held_back_before_they_are_read() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let page = web.text("/appeals/new", StatusCode::OK).await;
    assert!(page.contains("照片、材料") && page.contains("name=\"mail\""), "{page}");
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut form = vec![
        ("once", once.as_str()),
        ("kind", "help"),
        ("region", "130000"),
        ("agency", AGENCY),
        ("title", "路灯坏了"),
        ("text", "晚上看不见"),
        ("mail", "不是邮箱"),
        ("step", "send"),
    ];
    let (status, page) = post_with_files((&web, "/appeals/new"), &form, &[("现场.txt", "照片")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("不要这个：现场.txt") && page.contains("id=\"mail-error\""), "{page}");
    form[6].1 = "wang@example.com";
    let (status, receipt) = post_with_files((&web, "/appeals/new"), &form, &[]).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, page) = post(&web, "/track", &[("code", &code)]).await;
    assert!(page.contains("您的材料：现场.txt"), "{page}");
    let file = between(&page, "name=\"file\" value=\"", "\"").to_owned();
    let (status, _, text) = post(&web, "/track/file", &[("code", &code), ("file", &file)]).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "照片"));

    let large = "长".repeat(50_000);
    let mut last = (StatusCode::OK, String::new());
    for _ in 0..21 {
        last = post_with_files((&web, "/appeals/new"), &form, &[("大.txt", &large)]).await;
    }
    assert!(last.0 == StatusCode::TOO_MANY_REQUESTS && last.1.contains("提交得太频繁"), "{}", last.1);
    test.finish().await;
}
