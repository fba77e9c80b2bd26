//! An agency's own system pushes rows by a token: made, screened and approved by three people, used within its scope, and
//! answered row by row; sent twice, done once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::import::{Change, RowResult};
use mingjing_actions::tokens::{
    NewToken, Push, PushFormat, Pushed, TokenProblem, TokenStage, approve_token, make_token, push,
    revoke_token, screen_token, tokens,
};
use mingjing_actions::{Error, Officer, Role, desk_reading, pass_held_row};
use mingjing_screening::Disposition;
use mingjing_testkit::{AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::{Value, json};

async fn administrator(test: &TestHouse) -> Officer {
    account(test, "guanli", "孙管理", AGENCY, vec![Role::Administrator, Role::Screener, Role::Approver]).await
}

fn new_token(test: &TestHouse) -> NewToken {
    NewToken {
        name: "许可系统".into(),
        appeals: false,
        public_opinions: false,
        agency: AGENCY.into(),
        items: BTreeSet::from(["licence".to_owned()]),
        expires_on: test.house.now().date_naive() + TimeDelta::days(90),
    }
}

/// A token that is good.
async fn good_token(test: &TestHouse, people: &People, by: &Officer) -> (String, String) {
    let (id, token) = make_token(&test.house, by, new_token(test)).await.unwrap();
    screen_token(&test.house, &people.screener, &id, 0).await.unwrap();
    approve_token(&test.house, &people.approver, &id, 1).await.unwrap();
    (id, token)
}

fn row(n: u32, content: &str) -> Value {
    json!({ "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": "某公司", "licence_type": "普通", "content": content,
        "decided_on": "2026-11-02", "status": "有效" })
}

async fn send(test: &TestHouse, token: &str, item: &str, key: &str, rows: &Value) -> Result<Pushed, Error> {
    let body = rows.to_string();
    let sent = Push {
        token,
        address: Some("10.0.0.9"),
        item,
        key,
        format: PushFormat::Array,
        body: body.as_bytes(),
    };
    push(&test.house, &sent).await
}

fn problem(result: Result<Pushed, Error>) -> TokenProblem {
    match result {
        Err(Error::Token(problem)) => problem,
        other => panic!("the token should not have opened it: {other:?}"),
    }
}

/// The newest steps of the agency's trail: action and detail.
async fn trail(test: &TestHouse, action: &str) -> Vec<(String, String)> {
    let asked = AuditSearch { agency: AGENCY.into(), action: action.into(), ..AuditSearch::default() };
    let found = auditing::search(&test.house, &Officer::operator(), &asked, 50).await.unwrap();
    found.into_iter().map(|row| (row.officer_name, row.detail.unwrap_or_default())).collect()
}

on_both_databases! {
    async fn each_row_has_its_answer(test: TestHouse) {
        let people = People::join(&test).await;
        let admin = administrator(&test).await;
        let (_, token) = good_token(&test, &people, &admin).await;
        let mut other_agency = row(4, "准予经营");
        other_agency["agency_code"] = "130008".into();
        let mut unknown = row(5, "准予经营");
        unknown["colour"] = "红".into();
        let mut bad_day = row(6, "准予经营");
        bad_day["decided_on"] = "2026-02-30".into();
        let rows = json!([row(1, "准予经营"), row(2, "联系人身份证号 11010519491231002X"), row(1, "同一编号不同内容"),
            other_agency, unknown, bad_day, 7]);
        let done = send(&test, &token, "licence", "first", &rows).await.unwrap();
        assert!(!done.again);
        let results: Vec<_> = done.answer.rows.iter().map(|row| (row.row, &row.result)).collect();
        assert_eq!(results.len(), 7);
        let (1, RowResult::Accepted { change: Change::Created, id: Some(id), index_no: Some(_) }) = results[0] else {
            panic!("{results:?}");
        };
        assert!(matches!(results[1].1, RowResult::Held { reason } if reason.contains("身份证")), "{results:?}");
        let refused = |n: usize, at: Option<&str>, says: &str| match results[n].1 {
            RowResult::Refused { field, reason } => {
                assert_eq!(field.as_deref(), at, "{reason}");
                assert!(reason.contains(says), "{reason}");
            }
            other => panic!("row {n}: {other:?}"),
        };
        refused(2, None, "编号重复");
        refused(3, Some("agency_code"), "130008");
        refused(4, Some("colour"), "不认识");
        refused(5, Some("decided_on"), "2026-02-30");
        refused(6, None, "JSON 对象");
        assert_eq!((done.answer.tally.created, done.answer.tally.rejected), (1, 6));

        let amended = send(&test, &token, "licence", "second", &json!([row(1, "准予从事食品经营")])).await.unwrap();
        let RowResult::Accepted { change: Change::Updated, id: Some(same), .. } = &amended.answer.rows[0].result else {
            panic!("{amended:?}");
        };
        assert_eq!(same, id);
        let again = send(&test, &token, "licence", "third", &json!([row(1, "准予从事食品经营")])).await.unwrap();
        assert!(matches!(again.answer.rows[0].result, RowResult::Accepted { change: Change::Unchanged, .. }));
        test.settle().await;
        assert_eq!(test.house.visible().size, 2, "one publication and one amendment");

        // The row held waits at the desk; who made the token is its drafter and cannot let it pass.
        let mut tx = test.house.db.read().await.unwrap();
        let held = mingjing_store::held::page(&mut tx, AGENCY, 10, 0).await.unwrap();
        drop(tx);
        assert_eq!(held[0].file, "接口令牌“许可系统”");
        let seen = desk_reading::held_row(&test.house, &people.screener, &held[0].id).await.unwrap();
        let redact = seen.findings.into_iter().map(|f| (f.id, Disposition::Redact)).collect();
        let own = pass_held_row(&test.house, &admin, &held[0].id, 0, &redact).await;
        assert!(own.is_err(), "{own:?}");
        pass_held_row(&test.house, &people.screener, &held[0].id, 0, &redact).await.unwrap();

        let told = trail(&test, "push").await;
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|(who, detail)| who == "接口令牌“许可系统”" && !detail.contains(&token)), "{told:?}");
        let used = tokens(&test.house, &admin, AGENCY).await.unwrap();
        assert_eq!(used[0].used_at, Some(test.house.now_text()));
        test.finish().await;
    }
}

on_both_databases! {
    async fn sent_again_it_is_answered_the_same_and_done_once(test: TestHouse) {
        let people = People::join(&test).await;
        let admin = administrator(&test).await;
        let (_, token) = good_token(&test, &people, &admin).await;
        let rows = json!([row(1, "准予经营"), row(2, "联系人身份证号 11010519491231002X")]);
        let (one, two, three) = tokio::join!(
            send(&test, &token, "licence", "k-1", &rows),
            send(&test, &token, "licence", "k-1", &rows),
            send(&test, &token, "licence", "k-1", &rows),
        );
        let all = [one.unwrap(), two.unwrap(), three.unwrap()];
        assert!(all.iter().all(|done| done.answer == all[0].answer), "{all:?}");
        assert_eq!(all.iter().filter(|done| !done.again).count(), 1);
        test.settle().await;
        assert_eq!(test.house.visible().size, 1);
        let other = send(&test, &token, "licence", "k-1", &json!([row(3, "准予经营")])).await;
        assert_eq!(problem(other), TokenProblem::KeyReused);
        test.advance(TimeDelta::days(40));
        send(&test, &token, "licence", "k-2", &json!([row(3, "准予经营")])).await.unwrap();
        let late = send(&test, &token, "licence", "k-1", &rows).await.unwrap();
        assert!(!late.again, "forgotten after its days, and still nothing is published twice");
        assert!(matches!(late.answer.rows[0].result, RowResult::Accepted { change: Change::Unchanged, .. }));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_token_opens_what_it_is_for_and_nothing_else(test: TestHouse) {
        let people = People::join(&test).await;
        let admin = administrator(&test).await;
        let house = &test.house;
        let rows = json!([row(1, "准予经营")]);
        let (id, token) = make_token(house, &admin, new_token(&test)).await.unwrap();
        assert_eq!(problem(send(&test, &token, "licence", "k", &rows).await), TokenProblem::Waiting("待审查"));
        assert!(screen_token(house, &admin, &id, 0).await.is_err(), "who made it does not screen it");
        assert!(matches!(screen_token(house, &people.screener, &id, 7).await, Err(Error::Conflict)));
        assert!(matches!(approve_token(house, &people.approver, &id, 0).await, Err(Error::Refused(_))));
        screen_token(house, &people.screener, &id, 0).await.unwrap();
        assert!(approve_token(house, &admin, &id, 1).await.is_err(), "nor approves it");
        assert_eq!(problem(send(&test, &token, "licence", "k", &rows).await), TokenProblem::Waiting("待批准"));
        approve_token(house, &people.approver, &id, 1).await.unwrap();
        send(&test, &token, "licence", "k", &rows).await.unwrap();
        assert!(matches!(
            problem(send(&test, &token, "penalty", "k2", &rows).await),
            TokenProblem::OutOfScope(why) if why.contains("licence")
        ));
        assert!(matches!(send(&test, &token, "no-such-item", "k2", &rows).await, Err(Error::NotFound(_))));
        assert_eq!(problem(send(&test, "mingjing_00", "licence", "k2", &rows).await), TokenProblem::Unknown);
        assert!(matches!(send(&test, &token, "licence", "k2", &json!({})).await, Err(Error::Refused(_))));
        assert!(matches!(send(&test, &token, "licence", "k2", &json!([])).await, Err(Error::Refused(_))));
        let many: Vec<Value> = (0..1_001).map(|n| row(n, "准予经营")).collect();
        let many = send(&test, &token, "licence", "k2", &many.into()).await.unwrap_err();
        assert!(many.to_string().contains("1000 行"), "{many}");

        test.advance(TimeDelta::days(91));
        assert!(matches!(problem(send(&test, &token, "licence", "k3", &rows).await), TokenProblem::Expired(_)));
        let (id, token) = good_token(&test, &people, &admin).await;
        revoke_token(house, &admin, &id).await.unwrap();
        assert_eq!(problem(send(&test, &token, "licence", "k3", &rows).await), TokenProblem::Revoked);
        assert!(matches!(revoke_token(house, &admin, &id).await, Err(Error::Refused(_))));
        assert_eq!(tokens(house, &admin, AGENCY).await.unwrap()[0].stage, TokenStage::Revoked);

        let refused = trail(&test, "push-refused").await;
        let whys = |why: &str| refused.iter().filter(|(_, detail)| detail.contains(&format!("\"why\":\"{why}\""))).count();
        assert_eq!([whys("waiting"), whys("out-of-scope"), whys("expired"), whys("revoked")], [2, 1, 1, 1], "{refused:?}");
        assert_eq!(whys("unreadable"), 4, "{refused:?}");
        test.settle().await;
        assert_eq!(house.visible().size, 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_token_is_made_within_limits(test: TestHouse) {
        let admin = administrator(&test).await;
        let told = async |new: NewToken| make_token(&test.house, &admin, new).await.unwrap_err().to_string();
        let today = test.house.now().date_naive();
        assert!(told(NewToken { name: " ".into(), ..new_token(&test) }).await.contains("给哪个系统用"));
        assert!(told(NewToken { items: BTreeSet::new(), ..new_token(&test) }).await.contains("至少选择一个"));
        for days in [-1, 400] {
            let new = NewToken { expires_on: today + TimeDelta::days(days), ..new_token(&test) };
            assert!(told(new).await.contains("到期日期"), "{days}");
        }
        let other = NewToken { agency: "130008".into(), ..new_token(&test) };
        assert!(matches!(make_token(&test.house, &admin, other).await, Err(Error::Forbidden(_))));
        test.finish().await;
    }
}
