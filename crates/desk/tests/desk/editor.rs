//! What the script of the editor asks for.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};
use serde_json::Value;

use crate::browser::{Browser, sound};

/// A clerk with a new notice: the browser, its token, the identity of the draft.
pub(crate) async fn begun(test: &TestHouse) -> (Browser, String, String) {
    let mut clerk = Browser::sign_in(test, "qicao").await;
    let token = clerk.token().await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    let id = to.rsplit('/').next().unwrap().to_owned();
    (clerk, token, id)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The message an answer has for an input.
fn message<'a>(told: &'a Value, id: &str) -> Option<&'a str> {
    told["problems"].as_array()?.iter().find(|p| p["id"] == id)?["message"].as_str()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_saved_and_judged_as_a_hand_in_would() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let to = format!("/desk/d/{id}");
    let form = [("token", token.as_str()), ("version", "0"), ("title", "停水通知"), ("issued_on", "明天")];
    let (status, _, told) = clerk.post(&format!("/desk/d/{id}/autosave"), &form).await;
    let told = json(&told);
    assert_eq!((status, &told["version"], &told["at"]), (StatusCode::OK, &1.into(), &"09:00".into()));
    assert_eq!(
        told["unread"],
        Value::from(vec!["f-issued_on"]),
        "what cannot be read is said not to be saved"
    );

    let (_, _, page) = clerk
        .post(
            &format!("/desk/d/{id}/submit"),
            &[("token", token.as_str()), ("version", "1"), ("title", "停水通知"), ("issued_on", "明天")],
        )
        .await;
    for id in ["f-issued_on", "f-kind", "f-body"] {
        let words = message(&told, id).unwrap_or_else(|| panic!("{id}: {told}"));
        assert!(page.contains(words), "a hand-in says the same of {id}: {words}");
    }
    assert_eq!(message(&told, "f-title"), None);

    let form = [
        ("token", token.as_str()),
        ("title", "停水通知"),
        ("kind", "通知"),
        ("issued_on", "2026-11-24"),
        ("body", "停水。"),
    ];
    let (status, _, told) = clerk.post(&format!("/desk/d/{id}/check"), &form).await;
    assert_eq!((status, told.as_str()), (StatusCode::OK, r#"{"problems":[]}"#));
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    assert!(!page.contains("停水。"), "a check saves nothing");
    assert!(page.contains("data-editor=") && page.contains("id=\"save-state\""));

    let (status, ..) = clerk.post(&format!("/desk/d/{id}/check"), &[("title", "无令牌")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, ..) =
        clerk.post(&format!("/desk/d/{id}/autosave"), &[("token", "x"), ("version", "2")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    let foreign = stranger.token().await;
    for step in ["check", "autosave"] {
        let form = [("token", foreign.as_str()), ("version", "2"), ("title", "别单位的")];
        assert_eq!(
            stranger.post(&format!("/desk/d/{id}/{step}"), &form).await.0,
            StatusCode::FORBIDDEN,
            "{step}"
        );
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_others_text_stands_beside_what_was_typed() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let save = |title: &'static str, version: &'static str| [("version", version), ("title", title)];
    let path = format!("/desk/d/{id}/autosave");
    let with = |form: [(&'static str, &'static str); 2]| {
        let mut all = vec![("token", token.as_str())];
        all.extend(form);
        all
    };
    assert_eq!(clerk.post(&path, &with(save("甲的<标题>", "0"))).await.0, StatusCode::OK);
    let (status, _, told) = clerk.post(&path, &with(save("乙的标题", "0"))).await;
    let told = json(&told);
    assert_eq!((status, &told["version"]), (StatusCode::CONFLICT, &1.into()));
    let part = told["conflict"].as_str().unwrap();
    assert!(part.contains("王起草") && part.contains("已保存的") && part.contains("您填写的"), "{part}");
    assert!(
        part.contains("〔删〕</span>甲") && part.contains("〔增〕</span>乙") && !part.contains("<标题>"),
        "{part}"
    );
    let (status, ..) = clerk.post(&path, &with(save("乙的标题", "1"))).await;
    assert_eq!(status, StatusCode::OK, "with the newest version it is taken");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_people_changed_in_different_places_is_put_together() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let draft = format!("/desk/d/{id}");
    const BODY: &str = "第一段。\n\n第二段。\n\n第三段。";
    let form = |version: &'static str, title: &'static str, phone: &'static str, body: String| {
        [
            ("version", version.to_owned()),
            ("title", title.into()),
            ("contact_phone", phone.into()),
            ("body", body),
        ]
    };
    let send = |form: &[(&'static str, String)]| -> Vec<(&'static str, String)> {
        let mut all = vec![("token", token.clone())];
        all.extend(form.iter().cloned());
        all
    };
    fn pairs<'a>(all: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
        all.iter().map(|(name, text)| (*name, text.as_str())).collect()
    }
    let base = form("0", "公告", "", BODY.into());
    let others = form("1", "公告", "0311-00000000", BODY.replace("第三段", "结尾"));
    for saved in [&base, &others] {
        let all = send(saved);
        assert_eq!(clerk.post(&format!("{draft}/autosave"), &pairs(&all)).await.0, StatusCode::OK);
    }

    let began: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&base[1..]).finish();
    let mut all = send(&form("1", "停水公告", "", BODY.replace("第一段", "开头")));
    all.push(("base", began.clone()));
    let (status, _, told) = clerk.post(&format!("/desk/d/{id}/merge"), &pairs(&all)).await;
    let told = json(&told);
    assert_eq!((status, &told["version"]), (StatusCode::OK, &3.into()), "{told}");
    let (_, _, page) = clerk.get(&draft).await;
    assert!(page.contains("value=\"停水公告\"") && page.contains("value=\"0311-00000000\""), "{page}");
    assert!(page.contains("开头。\n\n第二段。\n\n结尾。"), "{page}");

    let mut all = send(&form("1", "停电公告", "", BODY.into()));
    all.push(("base", began));
    let (status, _, told) = clerk.post(&format!("/desk/d/{id}/merge"), &pairs(&all)).await;
    let told = json(&told);
    assert_eq!((status, &told["version"]), (StatusCode::CONFLICT, &3.into()));
    let part = told["conflict"].as_str().unwrap();
    assert!(part.contains("data-field=\"title\"") && part.contains("用已保存的"), "{part}");
    assert_eq!(part.matches("data-field").count(), 1, "the phone number is the other's alone: {part}");
    let inputs = told["inputs"].as_str().unwrap();
    assert!(inputs.contains("0311-00000000"), "{inputs}");
    let (_, _, page) = clerk.get(&draft).await;
    assert!(page.contains("value=\"停水公告\""), "nothing is saved before one decides");
    test.finish().await;
}
