//! An evaluator plans a sample of what is public, the log decides what is drawn, whoever has a copy of the log draws the same, and
//! what was found ends in a published evaluation.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mingjing_actions::import::import_values;
use mingjing_actions::sampling::{
    Check, NewPlan, PlanFinder, Sample, Sampler, check, checklist, checklist_file, draw_due, plans,
    prepare_evaluation, propose_plan, public_sample,
};
use mingjing_actions::{Error, Officer, Role, submit_draft};
use mingjing_ledger::read_log;
use mingjing_stories::{let_through, notice, withdraw_by_two};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::{Map, Value, json};

async fn publish(test: &TestHouse, agency: &str, titles: impl Iterator<Item = String>) {
    let rows = titles.map(|title| (agency.to_owned(), notice_of(&title))).collect();
    let (_, refused) =
        import_values(&test.house, &Officer::operator(), "notice", "story", rows).await.expect("an import");
    assert_eq!(refused, Vec::new());
    test.settle().await;
}

/// A notice with its text, as an import takes it.
fn notice_of(title: &str) -> Map<String, Value> {
    let mut values = notice(title);
    values.insert("body".into(), Value::from("正文。"));
    values
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn plan() -> NewPlan {
    NewPlan {
        title: "公告质量抽查方案".into(),
        evaluator: "某评估中心".into(),
        purpose: "看公告写得清不清楚。".into(),
        items: vec!["notice".into()],
        region: String::new(),
        between: (day("2026-11-01"), day("2026-11-30")),
        size: 5,
    }
}

/// Whoever has a copy of the log.
async fn from_a_mirror(test: &TestHouse, plan: &str) -> Option<Sample> {
    let (rules, source) = (&test.house.rules.sampling, test.house.log_source());
    let mut finder = PlanFinder::new(rules, plan);
    let mut look = |leaf: u64, entry: &[u8], content: Option<&[u8]>| {
        finder.look(leaf, entry, content).expect("a leaf");
    };
    let report = read_log(&source, &test.house.site.vkey, &|_| {}, &mut look).await.expect("a log");
    assert!(report.is_ok());
    let (terms, leaf) = finder.found().expect("the plan");
    let mut sampler = Sampler::new(rules, terms, leaf);
    let mut take = |leaf: u64, entry: &[u8], _: Option<&[u8]>| sampler.take(leaf, entry).expect("a leaf");
    read_log(&source, &test.house.site.vkey, &|_| {}, &mut take).await.expect("a log");
    sampler.draw()
}

on_both_databases! {
    async fn a_sample_is_planned_drawn_checked_and_reported(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let evaluator = account(&test, "pinggu", "吴评估", AGENCY, vec![Role::Evaluator]).await;
        publish(&test, AGENCY, (0..12).map(|n| format!("第 {n} 号公告"))).await;
        publish(&test, OTHER_AGENCY, (0..3).map(|n| format!("另一单位第 {n} 号公告"))).await;
        let mut tx = house.db.read().await.unwrap();
        let rows = mingjing_store::drafts::published_of_agency(&mut tx, AGENCY, mingjing_store::drafts::NEWEST, 1);
        let gone = rows.await.unwrap().remove(0).id;
        drop(tx);
        withdraw_by_two(house, (&people.approver, &people.second), &gone, ("条例第十四条", "写错了")).await;

        // Only evaluators plan, and a plan says enough.
        assert!(matches!(propose_plan(house, &people.drafter, plan()).await, Err(Error::Forbidden(_))));
        let nothing = NewPlan { items: Vec::new(), ..plan() };
        assert!(matches!(propose_plan(house, &evaluator, nothing).await, Err(Error::Refused(_))));
        let many = NewPlan { size: 201, ..plan() };
        assert!(matches!(propose_plan(house, &evaluator, many).await, Err(Error::Refused(_))));
        let id = propose_plan(house, &evaluator, plan()).await.unwrap();
        submit_draft(house, &people.drafter, &id, 0).await.unwrap();
        let_through(&test, &people, &id, 1).await;
        test.settle().await;

        // Nothing is drawn before what decides is public.
        assert_eq!(draw_due(house).await.unwrap(), 0);
        assert_eq!(checklist(house, &evaluator, &id).await.unwrap().missing, Some(20));
        assert_eq!(from_a_mirror(&test, &id).await, None);
        publish(&test, OTHER_AGENCY, (0..20).map(|n| format!("后来的第 {n} 号公告"))).await;
        assert_eq!(draw_due(house).await.unwrap(), 1);
        assert_eq!(draw_due(house).await.unwrap(), 0);
        let sample = from_a_mirror(&test, &id).await.unwrap();
        // Twelve and three less the one that was withdrawn; what came after the plan is not among them.
        assert_eq!((sample.population, sample.drawn.len()), (14, 5));
        let public = public_sample(house, &id).await.unwrap().unwrap();
        let stored = public.sample.unwrap();
        assert_eq!((stored.seed, stored.population), (sample.seed.clone(), 14));
        let drawn: Vec<(String, String)> =
            public.drawn.iter().map(|(row, _)| (row.disclosure_id.clone(), row.draw_rank.clone())).collect();
        let again: Vec<(String, String)> = sample.drawn.iter().map(|one| (one.id.clone(), one.rank.clone())).collect();
        assert_eq!(drawn, again);
        assert!(drawn.iter().all(|(id, _)| *id != gone));
        let different: BTreeSet<&String> = drawn.iter().map(|(id, _)| id).collect();
        assert_eq!(different.len(), 5);

        // Everything drawn is looked at before the evaluation begins.
        assert!(matches!(checklist(house, &people.stranger, &id).await, Err(Error::NotFound(_))));
        assert!(matches!(prepare_evaluation(house, &evaluator, &id).await, Err(Error::Refused(_))));
        for position in 1..=5 {
            let finding = if position == 2 { "没有写办公电话" } else { "" };
            let one = Check { position, lock_version: 0, finding: finding.into() };
            check(house, &evaluator, &id, one.clone()).await.unwrap();
            assert!(matches!(check(house, &evaluator, &id, one).await, Err(Error::Conflict)));
        }
        let file = String::from_utf8(checklist_file(house, &evaluator, &id).await.unwrap()).unwrap();
        assert!(file.contains("没有写办公电话") && file.matches("合格").count() == 4, "{file}");
        let listed = plans(house, &evaluator, AGENCY).await.unwrap();
        assert_eq!((listed.len(), listed[0].drawn, listed[0].checked), (1, 5, 5));

        // The evaluation refers to the plan; its drafters fill in the rest, and others let it through.
        let draft = prepare_evaluation(house, &evaluator, &id).await.unwrap();
        let begun = mingjing_actions::desk_reading::draft(house, &people.drafter, &draft).await.unwrap();
        let problems = begun.values["problems"].as_str().unwrap();
        assert!(problems.contains("1 件有问题") && problems.contains("没有写办公电话"), "{problems}");
        let Value::Object(more) = json!({ "evaluator_kind": "专业评估公司", "advice": "补上办公电话。" }) else {
            panic!("an object")
        };
        let values: Map<String, Value> = begun.values.clone().into_iter().chain(more).collect();
        let edit = mingjing_actions::Edit { values, body: None, remove: Vec::new() };
        mingjing_actions::save_draft(house, &people.drafter, &draft, 0, edit).await.unwrap();
        submit_draft(house, &people.drafter, &draft, 1).await.unwrap();
        let_through(&test, &people, &draft, 2).await;
        test.settle().await;
        let plan = mingjing_actions::reading::disclosure(house, &id).await.unwrap().unwrap();
        assert!(plan.links.iter().any(|link| link.inbound && link.id == draft), "{:?}", plan.links);
        test.finish().await;
    }
}
