//! Signing in by a passkey alone, as far as it goes without a device; with one, see `e2e/accounts.test.mjs`.

use axum::http::StatusCode;
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::{Officer, people};
use mingjing_desk::{DeskSettings, router};
use mingjing_testkit::{Database, People, TestHouse};
use serde_json::{Value, json};

use crate::browser::{Browser, sound};

/// The identity of a person as devices keep it: its 16 bytes in base64url.
fn handle(id: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String =
        id.chars().filter_map(|c| c.to_digit(16)).map(|digit| format!("{digit:04b}")).collect();
    let sextets = bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", String::from_utf8_lossy(six)));
    sextets.map(|six| char::from(SIGNS[usize::from_str_radix(&six, 2).unwrap()])).collect()
}

/// An answer that claims to be of a person and proves nothing.
fn claim(id: &str) -> String {
    json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "extensions": {}, "response": {
        "clientDataJSON": "e30", "authenticatorData": "A".repeat(50), "signature": "AAAA", "userHandle": handle(id) } })
    .to_string()
}

async fn refusals(test: &TestHouse) -> Vec<String> {
    let asked = AuditSearch { action: "sign-in-refused".into(), ..AuditSearch::default() };
    let rows = auditing::search(&test.house, &Officer::operator(), &asked, 10).await.unwrap();
    rows.into_iter().map(|row| row.officer_name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_claims_to_have_a_passkey_stays_outside_and_learns_nothing() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let desk = router(std::sync::Arc::clone(&test.house), DeskSettings { https: false });
    let mut stranger = Browser { desk, cookie: String::new() };
    let (_, _, page) = stranger.get("/desk/sign-in").await;
    sound(&page);
    assert!(page.contains("用通行密钥登录") && page.contains("autocomplete=\"username webauthn\""), "{page}");
    assert!(stranger.cookie.is_empty(), "who only looks leaves nothing behind");

    let (status, _, question) = stranger.post("/desk/sign-in/passkey/question", &[]).await;
    assert_eq!(status, StatusCode::OK);
    let question: Value = serde_json::from_str(&question).unwrap();
    let asked = &question["publicKey"];
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(
        asked["allowCredentials"].as_array().map_or(0, Vec::len),
        0,
        "no account is told of: {question}"
    );
    assert_eq!(asked["rpId"], "test.example.gov.cn");

    let someone = claim(&people.drafter.id);
    let nobody = claim("01900000-0000-7000-8000-000000000000");
    let mut told = Vec::new();
    for credential in [someone.as_str(), someone.as_str(), nobody.as_str(), "", "{}"] {
        stranger.post("/desk/sign-in/passkey/question", &[]).await;
        let (status, _, page) = stranger.post("/desk/sign-in/passkey", &[("credential", credential)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        sound(&page);
        told.push(page);
    }
    assert!(told[0].contains("通行密钥没有通过验证"), "{}", told[0]);
    assert!(told.iter().all(|page| *page == told[0]), "the same for everybody");
    let (status, _, _) = stranger.post("/desk/sign-in/passkey", &[("credential", &someone)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "without a question nothing is answered");
    let names = refusals(&test).await;
    assert_eq!(names.iter().filter(|name| **name == people.drafter.name).count(), 3, "{names:?}");
    assert_eq!(names.len(), 6);
    let (mut status, mut page) = (StatusCode::OK, String::new());
    for _ in 0..50 {
        (status, _, page) = stranger.post("/desk/sign-in/passkey", &[("credential", &someone)]).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert!(status == StatusCode::TOO_MANY_REQUESTS && page.contains("尝试次数过多"), "{page}");
    assert_eq!(stranger.get("/desk").await.0, StatusCode::SEE_OTHER, "still outside");

    people::bar(&test.house, &Officer::operator(), &people.screener.id, true).await.unwrap();
    let (_, _, page) =
        stranger.post("/desk/sign-in/passkey", &[("credential", &claim(&people.screener.id))]).await;
    assert!(page.contains("通行密钥没有通过验证"), "{page}");
    assert_eq!(refusals(&test).await[0], "(没有这个账号)", "a barred account counts as none");
    test.finish().await;
}
