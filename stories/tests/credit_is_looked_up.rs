//! Credit: an enterprise is found by part of its name or code, its records make one page, and they are shown as long as
//! the rules say and no longer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use mingjing_actions::import::import_values;
use mingjing_actions::reading::{self, PublicDisclosure};
use mingjing_actions::{Officer, confirm_withdrawal, credit, gathering, propose_repair, withdraw_urgently};
use mingjing_publication::Ground;
use mingjing_search::Query;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

const CODE: &str = "91350100M000100Y43";

fn licence(no: &str, name: &str, decided_on: &str, status: &str) -> Map<String, Value> {
    let values = json!({
        "decision_no": format!("冀审许〔2026〕{no}号"), "licensee": name, "subject_kind": "法人及非法人组织",
        "uscc": CODE, "licence_type": "普通", "content": "准予经营", "decided_on": decided_on, "status": status,
    });
    values.as_object().unwrap().clone()
}

fn penalty(no: &str, violation: &str, decided_on: &str) -> Map<String, Value> {
    let values = json!({
        "decision_no": format!("冀市监罚〔2026〕{no}号"), "party": "石家庄恒泰建材有限公司",
        "subject_kind": "法人及非法人组织", "uscc": CODE, "violation_type": violation, "facts": "经查属实",
        "legal_ground": "《中华人民共和国价格法》第四十二条", "penalty_types": "警告", "content": "警告",
        "decided_on": decided_on, "status": "有效",
    });
    values.as_object().unwrap().clone()
}

/// Imports rows; how many were refused.
async fn import(test: &TestHouse, item: &str, rows: Vec<Map<String, Value>>) -> u64 {
    let rows = rows.into_iter().map(|row| (AGENCY.to_owned(), row)).collect();
    let (tally, _) = import_values(&test.house, &Officer::operator(), item, "记录.csv", rows).await.unwrap();
    test.settle().await;
    tally.rejected
}

/// Names that a lookup finds, with their numbers of records.
fn lookup(test: &TestHouse, text: &str) -> Vec<(String, u64)> {
    let (found, _) = credit::find(&test.house, text, 0, 20).unwrap();
    let name = |one: &credit::FoundName| one.name.iter().map(|span| span.text.as_str()).collect::<String>();
    let records = |one: &credit::FoundName| one.records.iter().map(|(_, count)| count).sum();
    found.iter().map(|one| (name(one), records(one))).collect()
}

async fn page(test: &TestHouse) -> Option<credit::Enterprise> {
    credit::enterprise(&test.house, CODE, None, (0, 20)).await.unwrap()
}

async fn id_of(test: &TestHouse, item: &str) -> String {
    let query = Query { item: Some(item.into()), limit: 1, ..Query::default() };
    test.house.search.search(&query).unwrap().hits[0].id.clone()
}

async fn withdrawn(test: &TestHouse, id: &str) -> Option<Ground> {
    let found: PublicDisclosure = reading::disclosure(&test.house, id).await.unwrap().unwrap();
    found.withdrawn
}

on_both_databases! {
    async fn an_enterprise_is_found_by_part_of_name_or_code_under_all_its_names(test: TestHouse) {
        let people = People::join(&test).await;
        let rows = vec![
            licence("1", "石家庄恒泰建材厂", "2026-03-02", "变更"),
            licence("2", "石家庄恒泰建材有限公司", "2026-11-02", "有效"),
        ];
        assert_eq!(import(&test, "licence", rows).await, 0);
        assert_eq!(import(&test, "penalty", vec![penalty("1", "未明码标价", "2026-11-10")]).await, 0);

        let mut found = lookup(&test, "恒泰建材");
        found.sort();
        assert_eq!(found, [("石家庄恒泰建材厂".to_owned(), 1), ("石家庄恒泰建材有限公司".to_owned(), 2)]);
        assert_eq!(lookup(&test, "M000100Y").len(), 2, "by the middle of the code");
        assert_eq!(lookup(&test, "建材厂").len(), 1);
        for nothing in ["恒泰食品", "", "  ", "准予经营"] {
            assert!(lookup(&test, nothing).is_empty(), "{nothing}");
        }
        let enterprise = page(&test).await.unwrap();
        assert_eq!(enterprise.name, "石家庄恒泰建材有限公司");
        assert_eq!(enterprise.former_names, ["石家庄恒泰建材厂"]);
        let days: Vec<String> = enterprise.records.iter().map(|one| one.issued_on.to_string()).collect();
        assert_eq!(days, ["2026-11-10", "2026-11-02", "2026-03-02"], "newest first");

        // Revoked: the page tells the change of state.
        let rows = vec![licence("2", "石家庄恒泰建材有限公司", "2026-11-02", "吊销")];
        assert_eq!(import(&test, "licence", rows).await, 0);
        let revoked = &page(&test).await.unwrap().records[1];
        assert_eq!((revoked.revisions.len(), revoked.content().unwrap().fields["status"].as_str()), (2, Some("吊销")));

        // What is withdrawn no longer makes its name known.
        let first = page(&test).await.unwrap().records[2].id.clone();
        let ground = Ground::new("条例第四十一条", "不是这家企业的记录").unwrap();
        withdraw_urgently(&test.house, &people.approver, &first, ground).await.unwrap();
        test.settle().await;
        assert!(lookup(&test, "建材厂").is_empty());
        assert!(page(&test).await.unwrap().former_names.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_persons_codes_are_refused_and_nobody_finds_a_person(test: TestHouse) {
        let person = |no: &str| {
            let mut row = licence(no, "张三", "2026-11-02", "有效");
            row.insert("subject_kind".into(), "自然人".into());
            row
        };
        assert_eq!(import(&test, "licence", vec![person("1")]).await, 1, "the code must be empty");
        let mut without = person("2");
        without.remove("uscc");
        assert_eq!(import(&test, "licence", vec![without.clone()]).await, 0);
        without.insert("tax_no".into(), "130102199001011234".into());
        without.insert("decision_no".into(), "冀审许〔2026〕3号".into());
        assert_eq!(import(&test, "licence", vec![without]).await, 1, "nor any other number");
        assert!(lookup(&test, "张三").is_empty());
        assert_eq!(page(&test).await, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_penalty_is_shown_until_its_publicity_ends(test: TestHouse) {
        let people = People::join(&test).await;
        import(&test, "penalty", vec![penalty("1", "未明码标价", "2023-11-30")]).await;
        let id = id_of(&test, "penalty").await;
        assert_eq!(gathering::end_publicities(&test.house).await.unwrap(), 0, "three years are not over");
        test.advance(TimeDelta::days(10));
        assert_eq!(gathering::end_publicities(&test.house).await.unwrap(), 1);
        assert_eq!(gathering::end_publicities(&test.house).await.unwrap(), 0, "once");
        test.settle().await;
        let ground = withdrawn(&test, &id).await.unwrap();
        assert!(ground.article.contains("第58号") && ground.reason.contains("2026-11-30"), "{ground:?}");
        assert!(lookup(&test, "恒泰").is_empty());

        // Repair: not before the shortest time, and by two people.
        import(&test, "penalty", vec![penalty("2", "食品添加剂超标", "2026-06-01")]).await;
        import(&test, "penalty", vec![penalty("3", "未明码标价", "2026-06-02")]).await;
        let records = page(&test).await.unwrap().records;
        let (mild, food) = (&records[0].id, &records[1].id);
        let why = "已履行处罚决定,已作出信用承诺";
        let early = propose_repair(&test.house, &people.approver, food, why).await.unwrap_err();
        assert!(early.to_string().contains("2027-06-01"), "a year for food: {early}");
        assert!(propose_repair(&test.house, &people.drafter, mild, why).await.is_err(), "not by a drafter");
        assert!(propose_repair(&test.house, &people.approver, mild, " ").await.is_err(), "not without a reason");
        propose_repair(&test.house, &people.approver, mild, why).await.unwrap();
        assert!(confirm_withdrawal(&test.house, &people.approver, mild).await.is_err(), "not by the same person");
        confirm_withdrawal(&test.house, &people.second, mild).await.unwrap();
        test.settle().await;
        assert!(withdrawn(&test, mild).await.unwrap().reason.contains("信用修复"));
        assert_eq!(page(&test).await.unwrap().total, 1);
        test.finish().await;
    }
}
