//! A policy is handed in together with the plan of its interpretation (国办发〔2016〕80号).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::{Edit, Error, save_draft, start_draft, submit_draft};
use mingjing_stories::draft_for_comment;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Value, json};

/// Hands a draft in; answers the fields that something is wrong with.
async fn hand_in(test: &TestHouse, people: &People, item: &str, values: Value) -> Vec<String> {
    let (house, by) = (&test.house, &people.drafter);
    let id = start_draft(house, by, item, AGENCY).await.unwrap();
    let Value::Object(values) = values else { panic!("an object") };
    let edit = Edit { values, body: Some("正文。".into()), remove: Vec::new() };
    let version = save_draft(house, by, &id, 0, edit).await.unwrap();
    match submit_draft(house, by, &id, version).await {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| p.field).collect(),
        Err(e) => panic!("{e}"),
    }
}

fn policy(more: Value) -> Value {
    let mut values = json!({
        "title": "供暖管理办法", "document_no": "冀政发〔2026〕5号", "issuer": "河北省人民政府", "issued_on": "2026-11-20",
        "status": "有效", "kind": "政府文件",
    });
    if let (Value::Object(values), Value::Object(more)) = (&mut values, more) {
        values.extend(more);
    }
    values
}

on_both_databases! {
    async fn a_policy_of_the_marked_kinds_needs_the_plan(test: TestHouse) {
        let people = People::join(&test).await;
        let wanted = ["interpretation_forms", "interpretation_by"];
        assert_eq!(hand_in(&test, &people, "policy-document", policy(json!({}))).await, wanted);
        let half = json!({ "interpretation_forms": ["文字"] });
        assert_eq!(hand_in(&test, &people, "policy-document", policy(half)).await, ["interpretation_by"]);
        let whole = json!({ "interpretation_forms": ["文字", "图表"], "interpretation_by": "城建处" });
        assert!(hand_in(&test, &people, "policy-document", policy(whole)).await.is_empty());
        let waived = json!({ "interpretation_waived": "只调整附件中的电话号码" });
        assert!(hand_in(&test, &people, "policy-document", policy(waived)).await.is_empty());
        let other = json!({ "kind": "党政文件" });
        assert!(hand_in(&test, &people, "policy-document", policy(other)).await.is_empty(), "not of a marked kind");
        test.finish().await;
    }
}

on_both_databases! {
    async fn film_comes_with_captions_and_sound_with_a_transcript(test: TestHouse) {
        let people = People::join(&test).await;
        let draft = draft_for_comment(&test, AGENCY, "管理办法征求意见稿").await;
        let interpretation = |media: &[&str], more: Value| {
            let mut values = json!({ "title": "一图读懂", "interprets": [draft.clone()], "media": media, "issued_on": "2026-11-20" });
            if let (Value::Object(values), Value::Object(more)) = (&mut values, more) {
                values.extend(more);
            }
            values
        };
        let missing = hand_in(&test, &people, "interpretation", interpretation(&["文字", "视频"], json!({}))).await;
        assert!(missing.contains(&"transcript".to_owned()) && missing.contains(&"captioned".to_owned()), "{missing:?}");
        let sound = json!({ "transcript": "主持人：请介绍。" });
        assert!(hand_in(&test, &people, "interpretation", interpretation(&["音频"], sound)).await.is_empty());
        assert!(hand_in(&test, &people, "interpretation", interpretation(&["文字"], json!({}))).await.is_empty());
        test.finish().await;
    }
}
