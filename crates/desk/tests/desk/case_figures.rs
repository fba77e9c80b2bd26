//! Figures of cases at the desk: counted for a quarter, drafted once, linked from the cases of a region.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_is_counted_and_drafted_once() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/cases").await;
    assert!(page.contains("/desk/case-figures"), "{page}");
    let (status, _, page) = clerk.get("/desk/case-figures").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("2026年第三季度办件情况") && page.contains("依申请公开"), "{page}");
    assert!(page.contains("各项的含义") && page.contains("起草这个季度的办件情况"), "{page}");
    assert!(!page.contains("2026年第四季度"), "it is not over: {page}");

    let form = [("token", token.as_str()), ("agency", AGENCY), ("quarter", "2026-07-01")];
    let (status, first, _) = clerk.post("/desk/case-figures", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, second, _) = clerk.post("/desk/case-figures", &form).await;
    assert_eq!((status, &second), (StatusCode::SEE_OTHER, &first), "pressed twice");
    let (_, _, page) = clerk.get(&first).await;
    assert!(page.contains("2026年第三季度办件情况"), "{page}");
    let (_, _, page) = clerk.get("/desk/case-figures?quarter=2026-07-01").await;
    assert!(page.contains("已经起草") && !page.contains("起草这个季度的办件情况"), "{page}");
    sound(&page);
    for quarter in ["2026-10-01", "2026-07-02", "x"] {
        let (status, ..) = clerk.get(&format!("/desk/case-figures?quarter={quarter}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{quarter}");
    }
    let other = format!("/desk/case-figures?agency={OTHER_AGENCY}");
    assert_eq!(clerk.get(&other).await.0, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get("/desk/case-figures?agency=none").await.0, StatusCode::NOT_FOUND);
    let form = [("token", token.as_str()), ("agency", OTHER_AGENCY), ("quarter", "2026-07-01")];
    assert_eq!(clerk.post("/desk/case-figures", &form).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sees_the_figures_of_its_region() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "zhuguan", "杨主管", AGENCY, vec![Role::OpennessOffice]).await;
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (_, _, page) = office.get("/desk/cases/overview").await;
    assert!(page.contains("/desk/case-figures"), "{page}");
    let (status, _, page) = office.get(&format!("/desk/case-figures?agency={OTHER_AGENCY}")).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("由办理单位的起草人起草") && page.contains("各单位在办情况"), "{page}");
    let mut screener = Browser::sign_in(&test, "shencha").await;
    assert_eq!(screener.get("/desk/case-figures").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
