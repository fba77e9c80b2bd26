//! A major decision takes every statutory step, or says openly on which ground of the order one was left out
//! (重大行政决策程序暂行条例).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use mingjing_actions::decisions::{Decision, decision};
use mingjing_actions::import::import_values;
use mingjing_actions::{
    Edit, Error, Officer, approve_draft, pass_screening, publish_due, save_draft, start_amendment,
    start_draft, submit_draft,
};
use mingjing_procedures::{MaterialState, StepState};
use mingjing_stories::withdraw_by_two;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

const WITHDRAWAL: (&str, &str) = ("《政府信息公开条例》第十五条", "审查部门更正");

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Writes, hands in, screens and approves at the desk; answers the identity, or why it was refused.
async fn publish(test: &TestHouse, people: &People, item: &str, values: Value) -> Result<String, Error> {
    let (house, mut values) = (&test.house, map(values));
    let body = values.remove("body").and_then(|body| body.as_str().map(str::to_owned));
    let id = start_draft(house, &people.drafter, item, AGENCY).await?;
    let edit = Edit { values, body, remove: Vec::new() };
    let version = save_draft(house, &people.drafter, &id, 0, edit).await?;
    submit_draft(house, &people.drafter, &id, version).await?;
    pass_screening(house, &people.screener, &id, version + 1, &BTreeMap::new()).await?;
    approve_draft(house, &people.approver, &id, version + 2, None).await?;
    test.settle().await;
    Ok(id)
}

/// What was said field by field.
fn told(refused: Error) -> String {
    match refused {
        Error::Invalid(problems) => {
            problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join("\n")
        }
        other => panic!("not for its values: {other}"),
    }
}

fn matter(more: Value) -> Value {
    let mut values = map(json!({
        "decision_code": "JC-2026-001", "name": "城乡供水一体化方案", "kind": "公共政策和措施", "undertaker": "水利厅",
        "stage": "已启动", "initiated_on": "2026-01-05", "fair_competition": "不涉及市场主体经济活动",
    }));
    values.extend(map(more));
    Value::Object(values)
}

fn call(id: &str) -> Value {
    json!({ "title": "公开征求意见", "decision": id, "kind": "重大行政决策", "issued_on": "2026-01-20", "channels": ["网上留言"],
        "comment_period": { "from": "2026-01-20", "until": "2026-02-28" }, "explanation": "说明制定的背景。",
        "body": "一、总体要求" })
}

fn outcome(draft: &str, id: &str) -> Value {
    json!({ "title": "征求意见情况", "draft": draft, "decision": id, "issued_on": "2026-03-04", "received": 12, "adopted": 5 })
}

fn experts(id: &str, declared: Option<&str>) -> Value {
    let mut expert = map(json!({ "name": "某研究院", "field": "水利工程" }));
    expert.extend(declared.map(|word| ("independence".to_owned(), Value::from(word))));
    json!({ "title": "专家论证意见", "decision": id, "form": "论证会", "argued_on": "2026-03-05", "issued_on": "2026-03-06",
        "experts": [expert], "conclusion": "可行", "adoption": "全部采纳" })
}

fn risk(id: &str) -> Value {
    json!({ "title": "风险评估", "decision": id, "assessor": "某评估公司", "assessed_on": "2026-03-06", "issued_on": "2026-03-09",
        "level": "低风险", "controllable": "可控", "risks": [{ "risk": "施工扰民", "measure": "错峰施工" }] })
}

fn review(id: &str, on: &str) -> Value {
    json!({ "title": format!("合法性审查{on}"), "decision": id, "reviewer": "司法厅", "submitted_on": "2026-03-10", "reviewed_on": on,
        "issued_on": on, "powers": "符合", "procedure": "符合", "substance": "符合", "conclusion": "合法" })
}

fn meeting(id: &str) -> Value {
    json!({ "title": "第58次常务会议", "kind": "政府常务会议", "held_on": "2026-04-01", "topics": [{ "topic": "审议供水方案" }],
        "decisions": [id] })
}

fn decided(id: &str) -> Value {
    json!({ "title": "关于供水方案的决定", "decision": id, "decided_by": "省人民政府", "decided_on": "2026-04-01", "result": "原则通过",
        "body": "会议原则通过。" })
}

fn task(id: &str) -> Value {
    json!({ "task_code": "RW-1", "title": "落实供水方案", "source": "政府常务会议", "decision": id, "goal": "通水", "measures": "分年实施",
        "unit": "水利厅", "supervision": "督查", "started_on": "2026-04-10", "due_on": "2027-04-10", "status": "进行中" })
}

async fn seen(test: &TestHouse, id: &str) -> Decision {
    decision(&test.house, id).await.unwrap().unwrap().1
}

fn state<'a>(test: &TestHouse, decision: &'a Decision, step: &str) -> &'a StepState {
    &decision.standing.steps[test.house.rules.decisions.position(step).unwrap()].state
}

/// Everything up to the legality review, by the desk.
async fn prepare(test: &TestHouse, people: &People, id: &str) -> String {
    let draft = publish(test, people, "draft-for-comment", call(id)).await.unwrap();
    publish(test, people, "consultation-outcome", outcome(&draft, id)).await.unwrap();
    publish(test, people, "expert-opinion", experts(id, Some("声明与决策事项没有直接利害关系")))
        .await
        .unwrap();
    publish(test, people, "risk-assessment", risk(id)).await.unwrap();
    publish(test, people, "legality-review", review(id, "2026-03-20")).await.unwrap()
}

on_both_databases! {
    async fn a_decision_takes_all_its_steps(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish(&test, &people, "major-decision", matter(json!({}))).await.unwrap();
        let begun = seen(&test, &id).await;
        assert!(state(&test, &begun, "initiation").is_met());
        assert_eq!(begun.standing.next, [test.house.rules.decisions.position("drafting").unwrap()]);
        prepare(&test, &people, &id).await;
        let ready = seen(&test, &id).await;
        assert!(ready.standing.materials.iter().all(|one| matches!(one, MaterialState::There(_))), "{:?}", ready.standing.materials);
        publish(&test, &people, "decision-meeting", meeting(&id)).await.unwrap();
        publish(&test, &people, "decided-matter", decided(&id)).await.unwrap();
        publish(&test, &people, "execution-task", task(&id)).await.unwrap();

        start_amendment(&test.house, &people.drafter, &id, "决策已经作出").await.unwrap();
        let edit = Edit { values: map(matter(json!({ "stage": "执行中", "decided_on": "2026-04-01" }))), body: None, remove: Vec::new() };
        let version = save_draft(&test.house, &people.drafter, &id, 0, edit).await.unwrap();
        submit_draft(&test.house, &people.drafter, &id, version).await.unwrap();
        let done = seen(&test, &id).await;
        for step in ["participation", "experts", "risk", "legality", "discussion", "publication"] {
            assert!(state(&test, &done, step).is_met(), "{step}");
        }
        assert!(matches!(state(&test, &done, "execution"), StepState::Begun { .. }));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_skipped_step_is_refused_at_every_place(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish(&test, &people, "major-decision", matter(json!({ "drafted_on": "2026-01-10" }))).await.unwrap();
        let refused = told(publish(&test, &people, "decision-meeting", meeting(&id)).await.unwrap_err());
        assert!(refused.contains("公众参与") && refused.contains("《重大行政决策程序暂行条例》第十四条第一款"), "{refused}");
        let refused = told(publish(&test, &people, "decided-matter", decided(&id)).await.unwrap_err());
        assert!(refused.contains("不能公开“决策公布”") && refused.contains("公众参与"), "{refused}");
        let refused = told(publish(&test, &people, "execution-task", task(&id)).await.unwrap_err());
        assert!(refused.contains("不能公开“决策执行”"), "{refused}");
        let claims = matter(json!({ "decision_code": "JC-2026-002", "stage": "已决定" }));
        let refused = told(publish(&test, &people, "major-decision", claims).await.unwrap_err());
        assert!(refused.contains("不能写“已决定”"), "{refused}");

        let reviewed = prepare(&test, &people, &id).await;
        withdraw_by_two(&test.house, (&people.approver, &people.second), &reviewed, WITHDRAWAL).await;
        test.settle().await;
        let refused = told(publish(&test, &people, "decision-meeting", meeting(&id)).await.unwrap_err());
        assert!(refused.contains("合法性审查") && refused.contains("第二十五条") && refused.contains("不能省略"), "{refused}");

        // The same on import, and nothing is published of it.
        let rows = vec![(AGENCY.to_owned(), map(meeting(&id)))];
        let (tally, rejects) = import_values(&test.house, &Officer::operator(), "decision-meeting", "会议.csv", rows).await.unwrap();
        assert_eq!((tally.created, tally.rejected), (0, 1));
        assert!(rejects[0].1.contains("合法性审查") && rejects[0].1.contains("第二十五条"), "{rejects:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_was_handed_in_is_judged_again_when_it_is_released(test: TestHouse) {
        let (people, house) = (People::join(&test).await, &test.house);
        let id = publish(&test, &people, "major-decision", matter(json!({}))).await.unwrap();
        let reviewed = prepare(&test, &people, &id).await;
        let mut drafts = Vec::new();
        for title in ["一", "二"] {
            let draft = start_draft(house, &people.drafter, "decision-meeting", AGENCY).await.unwrap();
            let mut values = map(meeting(&id));
            values.insert("title".into(), title.into());
            save_draft(house, &people.drafter, &draft, 0, Edit { values, body: None, remove: Vec::new() }).await.unwrap();
            submit_draft(house, &people.drafter, &draft, 1).await.unwrap();
            pass_screening(house, &people.screener, &draft, 2, &BTreeMap::new()).await.unwrap();
            drafts.push(draft);
        }
        let at = house.now() + chrono::TimeDelta::hours(1);
        approve_draft(house, &people.approver, &drafts[1], 3, Some(at)).await.unwrap();
        withdraw_by_two(house, (&people.approver, &people.second), &reviewed, WITHDRAWAL).await;
        let refused = told(approve_draft(house, &people.approver, &drafts[0], 3, None).await.unwrap_err());
        assert!(refused.contains("第二十五条"), "{refused}");
        test.advance(chrono::TimeDelta::hours(2));
        assert_eq!(publish_due(house).await.unwrap(), 0, "the scheduled one goes back to its drafter");
        publish(&test, &people, "legality-review", review(&id, "2026-03-23")).await.unwrap();
        approve_draft(house, &people.approver, &drafts[0], 3, None).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_step_is_left_out_on_a_ground_of_the_order_and_on_no_other(test: TestHouse) {
        let people = People::join(&test).await;
        let omitting = |step: &str, ground: &str| {
            matter(json!({ "omissions": [{ "step": step, "ground": ground, "explanation": "只涉及网点选址" }] }))
        };
        for (step, ground, article) in [
            ("experts", "no-adverse-effect", "第十九条第一款"),
            ("participation", "not-technical", "第十四条第一款"),
            ("risk", "not-disclosed", "第二十二条第一款"),
        ] {
            let refused = told(publish(&test, &people, "major-decision", omitting(step, ground)).await.unwrap_err());
            assert!(refused.contains(article) && refused.contains("可以不履行的情形只有"), "{refused}");
            let rows = vec![(AGENCY.to_owned(), map(omitting(step, ground)))];
            let (_, rejects) = import_values(&test.house, &Officer::operator(), "major-decision", "表", rows).await.unwrap();
            assert!(rejects[0].1.contains(article), "{rejects:?}");
        }
        let refused = told(publish(&test, &people, "major-decision", omitting("legality", "other-law")).await.unwrap_err());
        assert!(refused.contains("步骤"), "a review is never left out: {refused}");

        let id = publish(&test, &people, "major-decision", omitting("experts", "not-technical")).await.unwrap();
        let draft = publish(&test, &people, "draft-for-comment", call(&id)).await.unwrap();
        publish(&test, &people, "consultation-outcome", outcome(&draft, &id)).await.unwrap();
        publish(&test, &people, "risk-assessment", risk(&id)).await.unwrap();
        publish(&test, &people, "legality-review", review(&id, "2026-03-20")).await.unwrap();
        publish(&test, &people, "decision-meeting", meeting(&id)).await.unwrap();
        let shown = seen(&test, &id).await;
        let StepState::LeftOut { ground, explanation } = state(&test, &shown, "experts") else { panic!("left out") };
        assert_eq!((ground.article.as_str(), explanation.as_str()), ("第十九条第一款", "只涉及网点选址"));
        assert!(shown.standing.materials.contains(&MaterialState::NotAsked));
        test.finish().await;
    }
}

on_both_databases! {
    async fn experts_declare_that_they_have_no_interest(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish(&test, &people, "major-decision", matter(json!({}))).await.unwrap();
        let refused = told(publish(&test, &people, "expert-opinion", experts(&id, None)).await.unwrap_err());
        assert!(refused.contains("独立性声明"), "{refused}");
        publish(&test, &people, "expert-opinion", experts(&id, Some("有利害关系"))).await.unwrap_err();
        let mut short = map(call(&id));
        short.insert("comment_period".into(), json!({ "from": "2026-01-20", "until": "2026-02-03" }));
        let refused = told(publish(&test, &people, "draft-for-comment", Value::Object(short.clone())).await.unwrap_err());
        assert!(refused.contains("15 天") && refused.contains("第十五条第一款"), "{refused}");
        short.insert("short_reason".into(), "汛期将至".into());
        publish(&test, &people, "draft-for-comment", Value::Object(short)).await.unwrap();
        test.finish().await;
    }
}
