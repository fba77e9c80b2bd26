//! Pages of agencies as they arranged them, and by host names of their own.

use axum::http::StatusCode;
use axum::http::header::HOST;
use http_body_util::BodyExt;
use mingjing_actions::reorganising::{ColumnForm, PartForm, Shown, arrange_site, name_host};
use mingjing_actions::{Officer, Role};
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::{Web, publish};

async fn arrange(test: &TestHouse, by: &Officer, title: &str, shows: &[Shown]) {
    let own = PartForm::Own(ColumnForm { title: title.into(), shows: shows.to_vec(), newest: Some(2) });
    let seen = (AGENCY, test.house.register().site_version(AGENCY));
    arrange_site(&test.house, by, seen, &[own, PartForm::Statutory]).await.expect("the page is arranged");
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_of_its_own_stand_where_the_agency_put_them() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let admin = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let web = Web::of(&test);
    let address = format!("/a/{AGENCY}");
    let before = web.text(&address, StatusCode::OK).await;
    assert_eq!(before.matches("class=\"quad\"").count(), 4);
    let item = |key: &str| Shown::Item(key.into());
    arrange(&test, &admin, "要闻和公告", &[item("notice"), item("news")]).await;
    let empty = web.text(&address, StatusCode::OK).await;
    assert!(empty.contains("2026年11月24日设置本栏目，现在没有公开的内容"), "at once, and honestly: {empty}");
    for title in ["第一件公告", "第二件公告", "第三件公告"] {
        publish(&test, &people, title).await;
    }
    let page = web.text(&address, StatusCode::OK).await;
    let column = page.split("id=\"quad-1\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(column.starts_with(">要闻和公告<"), "{column}");
    assert_eq!(column.matches("件公告").count(), 2, "as many as were asked for: {column}");
    assert!(column.contains("/i/notice?agency=130001") && column.contains("3 条"), "{column}");
    assert!(!column.contains("/i/news?"), "what has nothing is not offered: {column}");
    assert_eq!(page.matches("class=\"quad\"").count(), 5);
    arrange(&test, &admin, "参与", &[Shown::Area("participation".into())]).await;
    let page = web.text(&address, StatusCode::OK).await;
    let column = page.split("id=\"quad-1\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(column.contains("area=participation"), "{column}");
    assert!(column.contains("全部 3 条"), "{column}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_of_its_own_leads_to_the_agency() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let system = account(&test, "xitong", "系统", AGENCY, vec![Role::SystemAdministrator]).await;
    publish(&test, &people, "关于营商环境的公告").await;
    let web = Web::of(&test);
    let at = async |host: &str, path: &str| {
        let response = web.get(path, &[(HOST.as_str(), host)]).await;
        assert_eq!(response.status(), StatusCode::OK, "{host}{path}");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let is_agency = |page: &str| page.contains("机关代码") && page.contains("政府信息公开指南");
    let name = "xn--fiqs8s.example.gov.cn";
    assert!(!is_agency(&at(name, "/").await), "nobody has it yet");
    name_host(&test.house, &system, (AGENCY, 0), "中国.example.gov.cn").await.unwrap();
    let other = at("open.example.gov.cn", "/").await;
    assert!(!is_agency(&other), "unknown hosts lead to the front page");
    for host in [name, "XN--FIQS8S.example.gov.cn:8080", "xn--fiqs8s.example.gov.cn."] {
        let page = at(host, "/").await;
        assert!(is_agency(&page), "{host}: {page}");
        assert!(page.contains(&format!("/a/{AGENCY}\">")) && page.contains("rel=\"canonical\""), "{page}");
    }
    assert!(is_agency(&at(name, "/?x=1").await));
    assert!(!is_agency(&at("open.example.gov.cn", "/").await), "not the page that another host was answered");
    let search = at(name, "/search?q=%E8%90%A5%E5%95%86").await;
    assert!(search.contains("环境的公告"), "everything else is as ever: {search}");
    assert!(is_agency(&at("open.example.gov.cn", &format!("/a/{AGENCY}")).await));
    name_host(&test.house, &system, (AGENCY, test.house.register().site_version(AGENCY)), "").await.unwrap();
    assert!(!is_agency(&at(name, "/").await), "at once");
    test.finish().await;
}
