//! The yearly report at the desk: counted, filled in, checked beside the cells, and made a draft.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_actions::import::import_values;
use mingjing_actions::{Officer, Role, overseeing};
use mingjing_stories::notice;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

/// The cells that the system cannot know, with their names.
const BY_HAND: [&str; 2] = ["cell.document.regulation.repealed", "cell.fees"];

#[tokio::test(flavor = "multi_thread")]
async fn cells_are_filled_in_and_what_does_not_agree_stands_beside_them() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let address = format!("/desk/yearly-report?agency={AGENCY}&year=2025&scope=own");
    let (status, _, page) = clerk.get(&address).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(
        page.contains("三、收到和处理政府信息公开申请情况")
            && page.contains("（三）不予公开：1.属于国家秘密"),
        "{page}"
    );
    assert!(page.contains("系统无法得知，请填") && page.contains("本级政府（汇总）"), "{page}");
    assert!(page.len() < 200_000, "{}", page.len());

    let fixed =
        [("token", token.as_str()), ("agency", AGENCY), ("year", "2025"), ("scope", "own"), ("do", "save")];
    let form = |version: &'static str, more: &[(&'static str, &'static str)]| {
        let typed = [
            ("version", version),
            ("overview", "总体平稳。"),
            ("problems", "无。"),
            ("other_matters", "未收费。"),
        ];
        fixed
            .iter()
            .chain(&typed)
            .chain(more)
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect::<Vec<_>>()
    };
    let as_pairs =
        |form: &[(String, String)]| form.iter().map(|(n, v)| (n.clone(), v.clone())).collect::<Vec<_>>();
    let send = async |clerk: &mut Browser, form: Vec<(String, String)>| {
        let pairs = as_pairs(&form);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        clerk.post("/desk/yearly-report", &pairs).await
    };
    let (status, _, page) =
        send(&mut clerk, form("0", &[("cell.fees", "很多"), ("cell.request.new.person", "3")])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("以万元为单位") && page.contains("value=\"很多\"") && page.contains("value=\"3\""),
        "{page}"
    );
    sound(&page);

    let (status, to, _) = send(
        &mut clerk,
        form("0", &[(BY_HAND[0], "0"), (BY_HAND[1], "0"), ("cell.request.new.person", "3")]),
    )
    .await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, address.as_str()));
    let (_, _, page) = clerk.get(&address).await;
    assert!(
        page.contains("“自然人”一列：一（3）加二（0）是 3") && page.contains("手填，系统记录 0"),
        "{page}"
    );
    assert!(page.contains("aria-invalid=\"true\"") && page.contains("href=\"#finding-1\""), "{page}");
    sound(&page);

    let mut draft = form("1", &[("cell.request.granted.person", "3")]);
    draft[4].1 = "draft".into();
    let (status, to, page) = send(&mut clerk, draft).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(to.starts_with("/desk/d/"), "{to}");
    let (_, _, page) = clerk.get(&to).await;
    assert!(page.contains("2025年政府信息公开工作年度报告.docx") && page.contains("总体平稳。"), "{page}");
    let (_, _, page) = clerk.get(&address).await;
    assert!(page.contains("已生成稿件") && page.contains("各格之间没有对不上的"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_read_and_only_who_may() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "zhuguan", "杨主管", AGENCY, vec![Role::OpennessOffice]).await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (status, _, page) = approver.get("/desk/yearly-report?year=x").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        !page.contains("name=\"cell.fees\"") && page.contains("2025 年政府信息公开工作年度报告"),
        "{page}"
    );
    sound(&page);
    let other = format!("/desk/yearly-report?agency={OTHER_AGENCY}");
    assert_eq!(approver.get(&other).await.0, StatusCode::FORBIDDEN);
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    assert_eq!(office.get(&other).await.0, StatusCode::OK);
    let mut screener = Browser::sign_in(&test, "shencha").await;
    assert_eq!(screener.get("/desk/yearly-report").await.0, StatusCode::FORBIDDEN);
    let (_, _, me) = approver.get("/desk/me").await;
    assert!(me.contains("/desk/yearly-report"), "{me}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sees_who_has_reported_and_who_is_late() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "zhuguan", "杨主管", AGENCY, vec![Role::OpennessOffice]).await;
    let overview = "/desk/yearly-report/overview";
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    assert_eq!(clerk.get(overview).await.0, StatusCode::FORBIDDEN);
    let (_, _, page) = clerk.get("/desk/yearly-report").await;
    assert!(!page.contains(overview), "{page}");

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (_, _, page) = office.get("/desk/yearly-report").await;
    assert!(page.contains(overview), "{page}");
    let (status, _, page) = office.get(&format!("{overview}?year=2025&missing=yes")).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("未编制") && !page.contains("已逾期"), "no log says so: {page}");
    test.advance(TimeDelta::days(-308));
    let mut values = notice("年度报告以外的公告");
    values.insert("body".into(), "正文。".into());
    values.insert("issued_on".into(), "2026-01-20".into());
    let rows = vec![(AGENCY.to_owned(), values)];
    let imported = import_values(&test.house, &Officer::operator(), "notice", "公告", rows).await.unwrap();
    assert_eq!((test.house.now().date_naive().to_string().as_str(), imported.0.created), ("2026-01-20", 1));
    test.settle().await;
    test.advance(TimeDelta::days(14));
    overseeing::catch_up(&test.house).await.unwrap();
    overseeing::score(&test.house).unwrap();
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (status, _, page) = office.get(&format!("{overview}?year=2025&missing=yes")).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("未编制，已逾期") && page.contains("河北省人民政府</a>（政府汇总）"), "{page}");
    assert!(page.contains("部门 2026年1月31日，政府 2026年3月31日"), "{page}");
    let supervise = format!("/desk/supervisions/new?to={OTHER_AGENCY}&#38;title=2025");
    assert!(page.contains(&supervise), "{page}");
    assert!(page.contains("missing=yes&#38;page=2"), "paged: {page}");
    let (_, _, page) = office.get(&format!("{overview}?year=2025&page=99999999")).await;
    sound(&page);
    let (status, ..) = office.get(&format!("{overview}?year=1999")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    test.finish().await;
}
