//! Calls for comments at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_actions::consultations::{Commenter, NewComment, comment};
use mingjing_stories::draft_for_comment;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};

use crate::browser::{Browser, sound};

async fn say(test: &TestHouse, id: &str, n: u32, text: &str) {
    let commenter =
        Commenter { name: "某甲".into(), contact: "13812345678".into(), ..Commenter::default() };
    let new = NewComment { clause: "art-3".into(), text: text.into(), commenter };
    comment(&test.house, id, new, &format!("{n:032}")).await.unwrap();
}

/// Proposes a call by the form and opens it as another person; answers its address.
async fn opened(test: &TestHouse, clerk: &mut Browser, approver: &mut Browser) -> String {
    let draft = draft_for_comment(test, AGENCY, "上学路办法（草案）").await;
    test.settle().await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/consultations").await;
    sound(&page);
    let new = format!("/desk/consultations/new?draft={draft}");
    assert!(page.contains(&format!("href=\"{new}\"")), "{page}");
    let (_, _, page) = clerk.get(&new).await;
    sound(&page);
    let mut form = vec![
        ("token", token.as_str()),
        ("draft", draft.as_str()),
        ("q0-kind", "single"),
        ("q0-title", "是否赞成"),
        ("q0-options", "赞成"),
    ];
    let (status, _, page) = clerk.post("/desk/consultations/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("是否赞成") && page.contains("不同的选项"), "{page}");
    form[4].1 = "赞成\n反对";
    let (status, call, _) = clerk.post("/desk/consultations/new", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&call).await;
    sound(&page);
    assert!(page.contains("等本单位批准人审核") && page.contains("是否赞成"), "{page}");
    let (_, _, page) = approver.get("/desk").await;
    assert!(page.contains("征求意见（1）"), "my work says so: {page}");
    let token = approver.token().await;
    let step = [("token", token.as_str()), ("version", "0"), ("text", "")];
    let (status, _, page) = approver.post(&format!("{call}/send-back"), &step).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("退回的理由"), "{page}");
    let id = call.rsplit('/').next().unwrap();
    let (status, ..) = approver.post(&format!("/desk/consultations/{id}/open"), &step).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _, page) = approver.post(&format!("{call}/open"), &step).await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    call
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_opened_by_two_and_nothing_is_skipped() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let call = opened(&test, &mut clerk, &mut approver).await;
    let id = call.rsplit('/').next().unwrap().to_owned();
    say(&test, &id, 1, "请写明疏导人员的值守时段,并向家长公布电话。").await;
    say(&test, &id, 2, "请写明疏导人员的值守时段,并向家长公布电话!!").await;
    say(&test, &id, 3, "某某是骗子<script>").await;
    let token = clerk.token().await;
    let token = token.as_str();
    let (_, _, page) = clerk.get(&format!("{call}?clause=art-3")).await;
    sound(&page);
    assert!(
        page.contains("&#60;script&#62;") && page.contains("第三条") && !page.contains("13812345678"),
        "{page}"
    );
    let form =
        [("token", token), ("version", "1"), ("number", "3"), ("text", "侮辱他人(民法典第一千零二十四条)")];
    assert_eq!(clerk.post(&format!("{call}/withhold"), &form).await.0, StatusCode::SEE_OTHER);
    let (status, _, page) = clerk
        .post(&format!("/desk/consultations/{id}/commenter"), &[("token", token), ("number", "1")])
        .await;
    sound(&page);
    assert!(status == StatusCode::OK && page.contains("13812345678"), "{page}");
    let theirs = approver.token().await;
    let form = [("token", theirs.as_str()), ("version", "2"), ("number", "3")];
    assert_eq!(approver.post(&format!("{call}/agree-withholding"), &form).await.0, StatusCode::SEE_OTHER);

    let (_, _, page) = clerk.get(&call).await;
    sound(&page);
    assert!(page.contains("不公开原文") && page.contains("两人已同意"), "{page}");
    let form = [("token", token), ("version", "3")];
    let (status, _, page) = clerk.post(&format!("{call}/close"), &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("第十五条"), "{page}");
    let (status, _, page) = clerk.post(&format!("{call}/prepare"), &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("不能起草结果"), "{page}");
    let (_, _, page) = clerk.get("/desk/consultations?view=done").await;
    sound(&page);
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(&call).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
