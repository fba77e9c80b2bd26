//! A published document is read into tasks; those an official confirms become drafts that refer to it, once each, and a page shows
//! clause by clause what became of them, also after the document was amended.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::import::import_values;
use mingjing_actions::tasks::{Confirmed, State, begin_drafts, document, duties_proposed, fulfilment, rows};
use mingjing_actions::{
    Edit, Error, Officer, desk_reading, discard_draft, reading, save_draft, start_amendment, submit_draft,
};
use mingjing_stories::let_through;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

const BODY: &str = "一、加强公开\n\n(一)办好新闻发布会。每季度至少举办1次新闻发布会。(省教育厅牵头,省财政厅配合)\n\n(二)建好目录。2027年6月底前完成。(各级各部门负责)\n\n二、保障措施\n\n(一)加强领导。明确一名负责人。\n";

/// A document of the drafter's agency, published; answers its index number.
async fn published(test: &TestHouse) -> String {
    let Value::Object(values) = json!({
        "title": "关于全面推进政务公开工作的实施意见", "kind": "政府文件", "document_number": "冀政办发〔2026〕5号",
        "issued_on": "2026-11-20", "status": "有效", "body": BODY,
    }) else {
        panic!("an object")
    };
    let item = test.house.rules.catalogue.item("policy-document").expect("an item");
    let known: Map<String, Value> =
        values.into_iter().filter(|(key, _)| key == "body" || item.field(key).is_some()).collect();
    let rows = vec![(AGENCY.to_owned(), known)];
    let (_, refused) = import_values(&test.house, &Officer::operator(), "policy-document", "story", rows)
        .await
        .expect("an import");
    assert_eq!(refused, Vec::new());
    test.settle().await;
    let mut tx = test.house.db.read().await.expect("a transaction");
    let rows =
        mingjing_store::drafts::published_of_agency(&mut tx, AGENCY, mingjing_store::drafts::NEWEST, 1);
    rows.await.expect("rows").remove(0).index_no.expect("a number")
}

/// The document with another text, by the way of an amendment.
async fn amend(test: &TestHouse, people: &People, id: &str, body: String) {
    start_amendment(&test.house, &people.drafter, id, "完善条款").await.expect("an amendment is begun");
    let draft = desk_reading::draft(&test.house, &people.drafter, id).await.expect("a draft");
    let edit = Edit { values: draft.values.clone(), body: Some(body), remove: Vec::new() };
    let version =
        save_draft(&test.house, &people.drafter, id, draft.lock_version, edit).await.expect("it is saved");
    submit_draft(&test.house, &people.drafter, id, version).await.expect("it is handed in");
    let_through(test, people, id, version + 1).await;
    test.settle().await;
}

on_both_databases! {
    async fn what_is_confirmed_becomes_a_draft_once(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let number = published(&test).await;
        assert!(matches!(document(house, "没有").await, Err(Error::NotFound(_))));
        let read = document(house, &number).await.unwrap();
        let tasks = rows(house, &people.drafter, &read).await.unwrap();
        assert!(matches!(rows(house, &people.screener, &read).await, Err(Error::Forbidden(_))));
        let titles: Vec<&str> = tasks.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles.len(), 3, "{titles:?}");
        assert_eq!((tasks[0].lead.as_str(), tasks[0].known), ("河北省教育厅", true));
        assert!(!tasks[1].known && tasks[1].due.unwrap().to_string() == "2027-06-30", "{:?}", tasks[1]);

        let confirm = |at: usize| Confirmed {
            code: tasks[at].code.clone(),
            lead: tasks[at].lead.clone(),
            due: Some("2027-12-31".parse().unwrap()),
        };
        let nothing = begin_drafts(house, &people.drafter, (&read, &[])).await;
        assert!(matches!(nothing, Err(Error::Refused(_))));
        let strange = Confirmed { code: "RW-x".into(), ..confirm(0) };
        assert!(matches!(begin_drafts(house, &people.drafter, (&read, &[strange])).await, Err(Error::Refused(_))));
        let two = [confirm(0), confirm(1)];
        assert_eq!(begin_drafts(house, &people.drafter, (&read, &two)).await.unwrap(), (2, 0));
        // Pressed twice, and pressed with one more.
        assert_eq!(begin_drafts(house, &people.drafter, (&read, &two)).await.unwrap(), (0, 2));
        let three = [confirm(0), confirm(1), confirm(2)];
        let (one, other) = tokio::join!(
            begin_drafts(house, &people.drafter, (&read, &three)),
            begin_drafts(house, &people.drafter, (&read, &three)),
        );
        assert_eq!(one.unwrap().0 + other.unwrap().0, 1, "two at the same moment begin one");
        let again = rows(house, &people.drafter, &read).await.unwrap();
        assert!(again.iter().all(|row| row.became.is_some()));

        // A draft that was given up is begun again.
        let given_up = again[1].became.clone().unwrap();
        discard_draft(house, &people.drafter, &given_up, 0).await.unwrap();
        assert_eq!(begin_drafts(house, &people.drafter, (&read, &three)).await.unwrap(), (1, 2));

        // Filled in and published, it stands on the page of the document.
        let first = again[0].became.clone().unwrap();
        let draft = desk_reading::draft(house, &people.drafter, &first).await.unwrap();
        assert_eq!(draft.values["unit"], "河北省教育厅");
        assert_eq!(draft.values["partners"], "省财政厅");
        let Value::Object(more) = json!({ "supervision": "年底督查。", "measures": "每季度一次。" }) else {
            panic!("an object")
        };
        let values: Map<String, Value> = draft.values.clone().into_iter().chain(more).collect();
        save_draft(house, &people.drafter, &first, 0, Edit { values, body: None, remove: Vec::new() }).await.unwrap();
        submit_draft(house, &people.drafter, &first, 1).await.unwrap();
        let_through(&test, &people, &first, 2).await;
        test.settle().await;
        let id = reading::resolve(house, &number).await.unwrap().unwrap();
        let page = reading::disclosure(house, &id).await.unwrap().unwrap();
        assert!(page.links.iter().any(|link| link.inbound && link.id == first), "{:?}", page.links);
        assert_eq!(begin_drafts(house, &people.drafter, (&read, &three)).await.unwrap(), (0, 3));
        let followed = fulfilment(house, &id).await.unwrap().unwrap();
        let stand: Vec<State> = followed.clauses.iter().map(|clause| clause.state).collect();
        assert_eq!(stand, [State::NotBegun, State::Unpublished, State::Unpublished]);
        let task = &followed.clauses[0].tasks[0];
        assert_eq!((task.id.as_str(), task.unit.as_str()), (first.as_str(), "河北省教育厅"));
        assert!(fulfilment(house, &first).await.unwrap().is_none(), "a task is no document");

        // A clause that only moves keeps its task; one whose words change is told apart.
        amend(&test, &people, &id, BODY.replacen("(一)办好", "(一)先行。摸清底数。\n\n(二)办好", 1)).await;
        let moved = fulfilment(house, &id).await.unwrap().unwrap();
        assert_eq!((moved.clauses.len(), moved.clauses[1].tasks.len(), moved.changed.len()), (4, 1, 0));
        amend(&test, &people, &id, BODY.replace("至少举办1次", "至少举办2次")).await;
        let changed = fulfilment(house, &id).await.unwrap().unwrap();
        assert_eq!(changed.count(State::Unpublished), 3);
        assert_eq!(changed.changed.iter().map(|task| task.id.as_str()).collect::<Vec<_>>(), [first.as_str()]);

        let file = duties_proposed(house, &people.drafter, &read).unwrap();
        assert!(file.contains("item = \"press-conference\"") && file.contains("per = \"quarter\""), "{file}");
        test.finish().await;
    }
}
