//! The lists of work and of what is public.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};
use crate::editor::begun;

#[tokio::test(flavor = "multi_thread")]
async fn work_is_listed_found_and_saved_under_a_name() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let form = [("token", token.as_str()), ("version", "0"), ("title", "供水<停>通知")];
    clerk.post(&format!("/desk/d/{id}/save"), &form).await;
    let (_, _, page) = clerk.get("/desk").await;
    sound(&page);
    assert!(
        page.contains("等我办理 <span class=\"count\">1") && page.contains("供水&#60;停&#62;通知"),
        "{page}"
    );
    assert!(page.contains("还剩 20 个工作日"), "the time that is left: {page}");
    let (_, _, page) = clerk.get("/desk?view=late").await;
    assert!(page.contains("没有超过时限的稿件") && !page.contains("供水&#60;停&#62;通知"));
    let (_, _, page) = clerk.get("/desk?q=%E4%BE%9B%E6%B0%B4&item=notice&page=999999999999").await;
    sound(&page);
    assert!(page.contains("全部在办（1）") && page.contains("value=\"供水\""), "{page}");
    let (_, _, page) = clerk.get("/desk?q=%E6%B2%A1%E6%9C%89&view=nonsense").await;
    assert!(page.contains("请换个词") && page.contains("本单位已公开的信息里没有这些词"), "{page}");

    let form = [("token", token.as_str()), ("name", "供水的"), ("query", "q=%E4%BE%9B%E6%B0%B4&evil=1")];
    let (status, to, _) = clerk.post("/desk/filters", &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk?view=all&q=%E4%BE%9B%E6%B0%B4"));
    let (_, _, page) = clerk.get("/desk").await;
    assert!(page.contains("<a href=\"/desk?view=all&#38;q=%E4%BE%9B%E6%B0%B4\">供水的</a>"), "{page}");
    let (status, _, page) = clerk.post("/desk/filters", &[("token", token.as_str()), ("name", " ")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("起个名字"), "{page}");
    let (status, ..) =
        clerk.post("/desk/filters/forget", &[("token", token.as_str()), ("name", "供水的")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!clerk.get("/desk").await.2.contains(">供水的</a>"));
    assert_eq!(clerk.post("/desk/filters/forget", &[("name", "x")]).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_goes_on_behind_the_first_page() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    for number in 0..51 {
        crate::writing::published::notice(&test, &people, &format!("第{number}号公告")).await;
    }
    test.settle().await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get("/desk/published").await;
    sound(&page);
    assert!(page.contains("第50号公告") && !page.contains("第0号公告"));
    let older =
        page.split("href=\"/desk/published?after=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (_, _, page) = clerk.get(&format!("/desk/published?after={older}")).await;
    sound(&page);
    assert!(
        page.contains("第0号公告") && !page.contains("第1号公告") && page.contains("回到最新的"),
        "{page}"
    );
    assert!(!page.contains("更早的"));
    let (_, _, page) = clerk.get("/desk/published?q=%E5%85%AC%E5%91%8A").await;
    assert!(page.contains("的共 51 条，下面是最相关的 50 条"), "{page}");
    let (status, ..) = clerk.get("/desk/published?after=nonsense").await;
    assert_eq!(status, StatusCode::OK);
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert!(stranger.get("/desk/published").await.2.contains("还没有公开过信息"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_of_information_is_found_by_its_words() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = drafter.get("/desk/new").await;
    sound(&page);
    assert!(page.contains("<h2 id=\"area-1\">") && page.contains("value=\"notice\""), "{page}");
    let (_, _, page) = drafter.get("/desk/new?q=%E8%AE%B8%E5%8F%AF").await;
    assert!(page.contains("value=\"licence\"") && !page.contains("value=\"notice\""), "{page}");
    let (_, _, page) = drafter.get("/desk/new?q=%3Cb%3E").await;
    assert!(page.contains("没有含“&#60;b&#62;”的信息种类"), "{page}");
    test.finish().await;
}
