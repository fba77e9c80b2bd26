//! Credit: an enterprise is found by part of its name or code, its records make one page, and they are shown as long as
//! the rules say and no longer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use mingjing_actions::import::{Progress, TableImport, Tally, import_table, import_values};
use mingjing_actions::reading::{self, PublicDisclosure};
use mingjing_actions::{
    Officer, confirm_withdrawal, credit, exchange, gathering, propose_repair, withdraw_urgently,
};
use mingjing_opendata::{Format, Rows};
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

/// Says nothing and never stops.
struct Quiet;

impl Progress for Quiet {
    fn done(&self, _: Tally) {}

    fn note(&self, _: &str) {}

    fn stop(&self) -> bool {
        false
    }
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

        // Nor does an archive bring back what is over.
        assert_eq!(import(&test, "penalty", vec![penalty("9", "未明码标价", "2022-05-06")]).await, 1);

        // Repair: not before the shortest time, and by two people.
        import(&test, "penalty", vec![penalty("2", "食品添加剂超标", "2026-06-01")]).await;
        import(&test, "penalty", vec![penalty("3", "未明码标价", "2026-06-02")]).await;
        let records = page(&test).await.unwrap().records;
        let (mild, food) = (&records[0].id, &records[1].id);
        let why = "已履行处罚决定，已作出信用承诺";
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

/// The next upload file, and how many rows it has; noted as sent.
async fn upload(test: &TestHouse, item: &str) -> (String, u64) {
    let mut file = Vec::new();
    let written = exchange::write_upload(&test.house, item, &mut file).await.unwrap();
    let rows = written.as_ref().map_or(0, exchange::Written::rows);
    if let Some(written) = written {
        exchange::note_upload(&test.house, &Officer::operator(), written).await.unwrap();
    }
    (String::from_utf8(file).unwrap(), rows)
}

on_both_databases! {
    async fn records_go_to_the_national_platform_and_come_back(test: TestHouse) {
        let people = People::join(&test).await;
        let mut person = licence("1", "李某某", "2026-11-02", "有效");
        person.insert("subject_kind".into(), "自然人".into());
        person.insert("licensee_id_type".into(), "身份证".into());
        person.insert("licensee_id_no".into(), "13010219900101123X".into());
        person.remove("uscc");
        import(&test, "licence", vec![person, licence("2", "石家庄恒泰建材厂", "2026-11-03", "有效")]).await;
        let mut fined = penalty("1", "未明码标价", "2026-11-10");
        fined.insert("penalty_types".into(), "罚款".into());
        fined.insert("fine".into(), "15000".into());
        import(&test, "penalty", vec![fined, penalty("2", "未明码标价", "2026-11-11")]).await;

        let (file, rows) = upload(&test, "licence").await;
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(rows, 2, "{file}");
        let order = "行政相对人名称,行政相对人类别,行政相对人代码_1（统一社会信用代码）,行政相对人代码_2（工商注册号）";
        assert!(lines[0].trim_start_matches('\u{feff}').starts_with(order), "{}", lines[0]);
        assert!(lines[1].contains("13010219900101123X"), "the platform gets what the public does not: {file}");
        let (file, rows) = upload(&test, "penalty").await;
        assert_eq!(rows, 2);
        assert!(file.contains("罚款金额（万元）") && file.contains(",1.5,"), "amounts travel in 万元: {file}");
        assert_eq!(upload(&test, "penalty").await.1, 0, "what was sent is not sent again");

        // What comes back changes nothing.
        let rows = Rows::from_reader("回来的.csv", Format::Csv, Box::new(std::io::Cursor::new(file)), None).unwrap();
        let again = TableImport {
            item: "penalty".into(),
            agency: Some(AGENCY.into()),
            name: "回来的.csv".into(),
            digest: None,
        };
        let tally = import_table(&test.house, &Officer::operator(), again, rows, &Quiet).await.unwrap();
        assert_eq!((tally.rejected, tally.created, tally.unchanged + tally.updated), (0, 0, 2), "{tally:?}");
        test.settle().await;

        // A receipt: brackets and digits of the number as the platform writes them.
        let receipt = "文书号,错误原因\n冀市监罚（2026）2号,处罚机关代码缺失\n冀市监罚〔1999〕1号,查无此人\n";
        let read = |text: &'static str| {
            Rows::from_reader("回执.csv", Format::Csv, Box::new(text.as_bytes()), None).unwrap()
        };
        let operator = Officer::operator();
        let refused = exchange::take_receipt(&test.house, &operator, "penalty", read(receipt)).await;
        assert!(refused.unwrap_err().to_string().contains("行政处罚决定书文号"), "which column is missing");
        let receipt = "行政处罚决定书文号,错误原因\n冀市监罚（2026）2号,处罚机关代码缺失\n冀市监罚〔1999〕1号,查无此号\n";
        let tally = exchange::take_receipt(&test.house, &operator, "penalty", read(receipt)).await.unwrap();
        assert_eq!((tally.refused, tally.unknown), (1, 1));
        let waiting = exchange::refusals(&test.house, &people.drafter).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].reason, "处罚机关代码缺失");
        assert!(exchange::refusals(&test.house, &people.stranger).await.unwrap().is_empty());

        // Mended, it goes up again, and no longer counts as refused.
        let mut mended = penalty("2", "未明码标价", "2026-11-11");
        mended.insert("punishing_agency".into(), "省市场监督管理局".into());
        import(&test, "penalty", vec![mended]).await;
        let (file, rows) = upload(&test, "penalty").await;
        assert!(rows >= 1 && file.contains("省市场监督管理局"), "{file}");
        assert!(exchange::refusals(&test.house, &people.drafter).await.unwrap().is_empty());
        assert!(exchange::write_upload(&test.house, "notice", Vec::new()).await.is_err(), "not exchanged");
        test.finish().await;
    }
}
