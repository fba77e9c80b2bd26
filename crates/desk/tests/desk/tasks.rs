//! A document read into tasks at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

const TEXT: &str = "一、加强公开\n(一)办好发布会。每季度至少举办1次新闻发布会。(省教育厅牵头)\n(二)建好目录。2027年6月底前完成。(各级各部门负责)\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_read_ticked_and_drafted() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let token = drafter.token().await;
    let (status, _, page) = drafter.get("/desk/tasks").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    let (status, _, page) = drafter.get("/desk/tasks?document=nothing").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("请核对") && page.contains("value=\"nothing\""), "{page}");
    let pasted = [("token", token.as_str()), ("title", "实施意见"), ("text", TEXT)];
    let (status, _, page) = drafter.post("/desk/tasks", &pasted[..2]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("贴上文字"), "{page}");
    let (status, _, page) = drafter.post("/desk/tasks", &pasted).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(
        page.contains("河北省教育厅") && page.contains("2027-06-30") && page.contains("各级各部门"),
        "{page}"
    );
    let code = page.split("name=\"task\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (lead, due) = (format!("lead-{code}"), format!("due-{code}"));
    let mut form = pasted.to_vec();
    form.push(("step", "draft"));
    let (status, _, page) = drafter.post("/desk/tasks", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("请勾选要起草的任务"), "{page}");
    form.extend([("task", code.as_str()), (lead.as_str(), "河北省教育厅"), (due.as_str(), "2027-12-31")]);
    let (status, _, page) = drafter.post("/desk/tasks", &form).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("起草了 1 件，0 件以前已经起草") && page.contains("已起草"), "{page}");
    let (_, _, page) = drafter.post("/desk/tasks", &form).await;
    assert!(page.contains("起草了 0 件，1 件以前已经起草"), "{page}");
    form[3] = ("step", "duties");
    let (status, _, file) = drafter.post("/desk/tasks", &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(file.contains("[[duties]]") && file.contains("press-conference"), "{file}");
    let table = "序号\t任务\t责任单位\t完成时限\n1\t办好培训\t省教育厅、省财政厅\t6月底前\n";
    let pasted = [("token", token.as_str()), ("title", "分工表"), ("text", table)];
    let (_, _, page) = drafter.post("/desk/tasks", &pasted).await;
    sound(&page);
    assert!(
        page.contains("请核对后填写：6月底前（不知道文件的成文日期"),
        "nobody knows the day of a pasted text: {page}"
    );
    let several = "一、建库。2026年6月底前试点，2026年12月底前建成。\n";
    let pasted = [("token", token.as_str()), ("title", "方案"), ("text", several)];
    let (_, _, page) = drafter.post("/desk/tasks", &pasted).await;
    sound(&page);
    assert!(
        page.contains("请核对后填写：文中有几个日期，最后一个是 2026-12-31")
            && !page.contains("value=\"2026-06-30\""),
        "nobody knows which of them is meant: {page}"
    );
    let mut screener = Browser::sign_in(&test, "shencha").await;
    assert_eq!(screener.get("/desk/tasks").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
