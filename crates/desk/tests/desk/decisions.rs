//! What the desk shows of a major decision to those who prepare its meeting.

use mingjing_actions::import::import_values;
use mingjing_actions::{Edit, Officer, save_draft, start_draft};
use mingjing_search::Query;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use serde_json::json;

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_and_the_checklist_stand_beside_the_draft_of_the_meeting() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let matter = json!({
        "decision_code": "JC-1", "name": "供水<方案>", "kind": "公共政策和措施", "undertaker": "水利厅", "stage": "已启动",
        "initiated_on": "2026-03-02", "drafted_on": "2026-03-05",
    });
    let rows = vec![(AGENCY.to_owned(), matter.as_object().cloned().unwrap_or_default())];
    let by = Officer::operator();
    let (tally, rejects) =
        import_values(&test.house, &by, "major-decision", "表.csv", rows).await.expect("it is read");
    assert_eq!(tally.created, 1, "{rejects:?}");
    test.settle().await;
    let query = Query { item: Some("major-decision".into()), limit: 1, ..Query::default() };
    let decision = test.house.search.search(&query).expect("hits").hits[0].id.clone();
    let draft = start_draft(&test.house, &people.drafter, "decision-meeting", AGENCY)
        .await
        .expect("a draft is begun");
    let meeting = json!({
        "title": "第58次常务会议", "kind": "政府常务会议", "held_on": "2026-11-24", "topics": [{ "topic": "供水" }],
        "decisions": [decision],
    });
    let values = meeting.as_object().cloned().unwrap_or_default();
    let edit = Edit { values, body: None, remove: Vec::new() };
    save_draft(&test.house, &people.drafter, &draft, 0, edit).await.expect("it is saved");
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get(&format!("/desk/d/{draft}")).await;
    sound(&page);
    for part in [
        "决策程序和材料清单：供水&#60;方案&#62;",
        "合法性审查",
        "第二十九条第五项",
        "还缺",
        "现在还有 1 项需要填写或修改",
    ] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    test.finish().await;
}
