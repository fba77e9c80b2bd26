//! What a person is offered: the menu by role, what was drafted last, names in the trail, what an approver knows first.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use mingjing_actions::{Edit, Role, pass_screening, save_draft, screen_draft, start_draft, submit_draft};
use mingjing_screening::Disposition;
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

/// The addresses of the menu.
fn menu(page: &str) -> Vec<&str> {
    let nav = page.split_once("aria-label=\"工作台\"").unwrap().1.split_once("</nav>").unwrap().0;
    nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_offers_what_a_person_may_do_or_look_at() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let others = [
        ("shenji", Role::Auditor),
        ("zhuguan", Role::OpennessOffice),
        ("guanli", Role::Administrator),
        ("pinggu", Role::Evaluator),
    ];
    for (username, role) in others {
        account(&test, username, username, AGENCY, vec![role]).await;
    }
    let (new, bulk) = ("/desk/new", "/desk/bulk");
    let (requests, appeals, calls) = ("/desk/requests", "/desk/appeals", "/desk/consultations");
    let (hearings, clusters, supervisions) = ("/desk/hearings", "/desk/clusters", "/desk/supervisions");
    let opinions = "/desk/public-opinions";
    let offered: [(&str, Vec<&str>); 7] = [
        ("qicao", vec![new, bulk, requests, appeals, calls, supervisions, hearings, opinions]),
        ("shencha", vec![bulk]),
        ("pizhun", vec![bulk, requests, appeals, calls, supervisions, hearings, opinions]),
        ("shenji", vec![bulk]),
        ("zhuguan", vec![bulk, requests, appeals, calls, clusters, hearings, opinions]),
        ("guanli", Vec::new()),
        ("pinggu", vec!["/desk/samples"]),
    ];
    for (username, entries) in offered {
        let mut browser = Browser::sign_in(&test, username).await;
        let (_, _, page) = browser.get("/desk").await;
        sound(&page);
        let expected: Vec<&str> =
            ["/desk"].into_iter().chain(entries).chain(["/desk/published", "/desk/me", "/"]).collect();
        assert_eq!(menu(&page), expected, "{username}");
        for path in expected.into_iter().filter(|path| *path != "/") {
            assert_eq!(browser.get(path).await.0, StatusCode::OK, "{username} opens {path}");
        }
        let may_draft = browser.get(new).await.0 == StatusCode::OK;
        assert_eq!(page.contains(">起草</a>"), may_draft, "{username}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_drafted_last_stands_first() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = drafter.get("/desk/new").await;
    assert!(!page.contains("最近用过") && page.contains(" autofocus>"), "{page}");
    for item in ["licence", "notice", "licence"] {
        start_draft(&test.house, &people.drafter, item, AGENCY).await.unwrap();
        test.advance(chrono::TimeDelta::seconds(1));
    }
    let (_, _, page) = drafter.get("/desk/new").await;
    sound(&page);
    let first = page.split_once("最近用过").unwrap().1.split_once("</ul>").unwrap().0;
    let items: Vec<&str> =
        first.split("name=\"item\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(items, ["licence", "notice"]);
    let (_, _, page) = drafter.get("/desk/new?q=%E8%AE%B8%E5%8F%AF").await;
    assert!(
        !page.contains("最近用过") && !page.contains("autofocus"),
        "who looks for words gets those: {page}"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_names_disclosures_and_hides_what_few_ask() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "shenji", "韩审计", AGENCY, vec![Role::Auditor]).await;
    account(&test, "xitong", "系统", AGENCY, vec![Role::SystemAdministrator]).await;
    let (public, _) = mingjing_stories::publish(&test, &people, "窗口公告", "一楼。").await;
    test.settle().await;
    let (waiting, _) = mingjing_stories::hand_in(&test, &people, "还没有公开的公告", "正文。").await;
    let given_up = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
    mingjing_actions::discard_draft(&test.house, &people.drafter, &given_up, 0).await.unwrap();

    let mut auditor = Browser::sign_in(&test, "shenji").await;
    let (_, _, page) = auditor.get("/desk/audit").await;
    sound(&page);
    assert!(page.contains(&format!("<a href=\"/d/{public}\">窗口公告</a>")), "{page}");
    assert!(page.contains(&format!("<a href=\"/desk/d/{waiting}\">还没有公开的公告</a>")), "{page}");
    assert!(page.contains(&format!("编号 {waiting}")) && page.contains("已放弃的稿件"), "{page}");
    assert!(!page.contains(" open><summary>更多条件"), "{page}");
    let (_, _, page) = auditor.get("/desk/audit?agency=130001").await;
    assert!(page.contains(" open><summary>更多条件"), "what is asked is shown: {page}");

    let mut system = Browser::sign_in(&test, "xitong").await;
    let (_, _, page) = system.get("/desk/audit").await;
    assert!(page.contains("未公开的稿件") && !page.contains("还没有公开的公告"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_sees_in_the_list_what_was_kept() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let house = &test.house;
    let id = start_draft(house, &people.drafter, "licence", AGENCY).await.unwrap();
    let values = serde_json::json!({
        "decision_no": "冀审许〔2026〕1号", "licensee": "石家庄恒泰建材有限公司", "licence_type": "普通",
        "content": "准予经营，电话13812345678", "decided_on": "2026-11-02", "status": "有效",
    });
    let edit = Edit { values: values.as_object().unwrap().clone(), body: None, remove: Vec::new() };
    save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
    submit_draft(house, &people.drafter, &id, 1).await.unwrap();
    let draft = mingjing_actions::desk_reading::draft(house, &people.screener, &id).await.unwrap();
    let found = screen_draft(house, &draft).await.unwrap();
    let kept = found.len();
    let decisions: BTreeMap<String, Disposition> =
        found.into_iter().map(|f| (f.id, Disposition::Keep { ground: "本人同意".into() })).collect();
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    assert!(!approver.get("/desk?view=all").await.2.contains("<strong>保留"), "nothing is decided yet");
    pass_screening(house, &people.screener, &id, 2, &decisions).await.unwrap();
    let (_, _, page) = approver.get("/desk").await;
    sound(&page);
    assert!(kept > 0 && page.contains(&format!("<strong>保留 {kept} 处</strong>")), "{page}");
    assert!(!page.contains("批准选中的"), "what was kept is approved one by one: {page}");
    test.finish().await;
}
