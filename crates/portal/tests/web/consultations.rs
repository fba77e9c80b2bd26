//! A citizen comments on a draft on the web, and tracks the comment.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use chrono::TimeDelta;
use mingjing_actions::consultations::{Command, desk_call, propose, take_step};
use mingjing_actions::{House, Officer};
use mingjing_procedures::consultation::{Question, QuestionKind};
use mingjing_stories::{draft_for_comment, draft_until};
use mingjing_testkit::{AGENCY, Database, People, TestHouse};

use crate::Web;
use crate::requests::{between, post};

/// An open call with a questionnaire; answers its identity.
async fn open(test: &TestHouse, people: &People) -> String {
    let draft = draft_for_comment(test, AGENCY, "上学路办法（草案）").await;
    test.settle().await;
    let options = vec!["赞成".to_owned(), "反对".to_owned()];
    let questions = vec![
        Question { title: "是否赞成".into(), kind: QuestionKind::Single { options } },
        Question { title: "还想说什么".into(), kind: QuestionKind::Text },
    ];
    let id = propose(&test.house, &people.drafter, &draft, questions).await.expect("a call");
    step(&test.house, &people.approver, &id, Command::Open).await;
    id
}

async fn step(house: &House, by: &Officer, id: &str, command: Command) {
    let version = desk_call(house, by, id).await.expect("the call").row.lock_version;
    take_step(house, by, id, version, command).await.expect("the step");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_comments_on_a_clause_and_tracks_it() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    assert!(web.text("/consultations", StatusCode::OK).await.contains("没有正在征求意见的草案"));
    assert!(web.text("/consultations/nothing", StatusCode::NOT_FOUND).await.contains("没有"));
    let id = open(&test, &people).await;
    let list = web.text("/consultations", StatusCode::OK).await;
    assert!(list.contains("上学路办法（草案）") && list.contains("还剩 40 天"), "{list}");
    assert!(
        web.text("/", StatusCode::OK).await.contains(&format!("/consultations/{id}")),
        "on the front page"
    );
    let page = web.text(&format!("/consultations/{id}"), StatusCode::OK).await;
    let link = format!("/consultations/{id}/comment?clause=art-2-1");
    assert!(page.contains(&format!("href=\"{link}\"")) && page.contains("群众反映强烈"), "{page}");
    assert!(!page.contains("问卷结果"), "nothing is told before the close");

    let form = web.text(&link, StatusCode::OK).await;
    assert!(form.contains("人行横道") && !form.contains("限速标志</p>"), "{form}");
    let once = between(&form, "name=\"once\" value=\"", "\"").to_owned();
    let path = format!("/consultations/{id}/comment");
    let mut sent = vec![
        ("once", once.as_str()),
        ("clause", "art-2-1"),
        ("text", ""),
        ("name", "王<b>小明"),
        ("contact", "13812345678"),
    ];
    let (status, answer, page) = post(&web, &path, &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert!(page.contains("id=\"text-error\"") && page.contains("href=\"#text\""), "{page}");
    for kept in ["王&#60;b&#62;小明", "13812345678", &once, "value=\"art-2-1\" selected"] {
        assert!(page.contains(kept), "{kept} is lost: {page}");
    }
    sent[2].1 = "请增加盲道";
    let (status, _, receipt) = post(&web, &path, &sent).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, again) = post(&web, &path, &sent).await;
    assert!(again.contains(&code) && again.contains("没有重复登记"), "{again}");

    let (status, _, page) = post(&web, "/track", &[("code", &code.to_lowercase())]).await;
    assert!(
        status == StatusCode::OK && page.contains("请增加盲道") && page.contains("第 1 号意见"),
        "{page}"
    );
    assert!(!page.contains("13812345678"), "a code found by somebody else tells no contact at a glance");
    let (status, _, file) = post(&web, "/track/export", &[("code", &code)]).await;
    assert!(status == StatusCode::OK && file.contains("13812345678"), "{file}");
    let page = web.text(&format!("/consultations/{id}"), StatusCode::OK).await;
    assert!(
        page.contains("1 条") && !page.contains("请增加盲道"),
        "nothing anybody wrote stands in the open"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_questionnaire_is_answered_once_and_its_results_are_drawn_after_the_close() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = open(&test, &people).await;
    let path = format!("/consultations/{id}/questionnaire");
    let form = web.text(&path, StatusCode::OK).await;
    let once = between(&form, "name=\"once\" value=\"", "\"").to_owned();
    let (status, _, page) = post(&web, &path, &[("once", &once), ("q-1-text", " ")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("至少回答一题"), "{page}");
    let wrong = [("once", once.as_str()), ("q-0", "7"), ("q-1-text", "写了很久")];
    let (status, _, page) = post(&web, &path, &wrong).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("写了很久"), "{page}");
    let sent = [("once", once.as_str()), ("q-0", "1"), ("q-1-text", "写了很久")];
    assert_eq!(post(&web, &path, &sent).await.0, StatusCode::CREATED);
    assert!(post(&web, &path, &sent).await.2.contains("没有重复计算"));

    test.advance(TimeDelta::days(41));
    let form = web.text(&format!("/consultations/{id}/comment"), StatusCode::OK).await;
    assert!(form.contains("已经截止"), "{form}");
    let late = [("once", once.as_str()), ("text", "晚来的话")];
    let (status, _, page) = post(&web, &format!("/consultations/{id}/comment"), &late).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("晚来的话"), "{page}");
    step(&test.house, &people.drafter, &id, Command::Close).await;
    let page = web.text(&format!("/consultations/{id}"), StatusCode::OK).await;
    assert!(page.contains("问卷结果（1 份）") && page.contains("class=\"chart\""), "{page}");
    assert!(page.contains("<th scope=\"row\">反对</th><td>1</td><td>100%</td>"), "{page}");
    assert!(page.contains("1 份写了文字") && !page.contains("写了很久"), "{page}");
    assert!(!page.contains("comment-here"), "closed");
    assert!(web.text("/consultations", StatusCode::OK).await.contains("等结果的"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_is_late_is_shown_as_late() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let until = test.house.now().date_naive() + chrono::Days::new(2);
    let draft = draft_until(&test, AGENCY, ("防汛办法（草案）", "汛期将至"), until).await;
    test.settle().await;
    let id = propose(&test.house, &people.drafter, &draft, Vec::new()).await.expect("a call");
    step(&test.house, &people.approver, &id, Command::Open).await;
    let page = web.text(&format!("/consultations/{id}"), StatusCode::OK).await;
    assert!(page.contains("期限少于三十日的理由") && page.contains("汛期将至"), "{page}");
    test.advance(TimeDelta::days(20));
    let list = web.text("/consultations", StatusCode::OK).await;
    assert!(list.contains("等结果的") && list.contains("个工作日") && !list.contains("▲ 已逾期"), "{list}");
    test.advance(TimeDelta::days(14));
    for path in ["/consultations".to_owned(), format!("/consultations/{id}")] {
        let page = web.text(&path, StatusCode::OK).await;
        assert!(page.contains("▲ 已逾期") && page.contains("第十八条"), "{page}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_are_not_poured_in_and_work_opens_the_quick_lane() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = open(&test, &people).await;
    let path = format!("/consultations/{id}/comment");
    let mut held_back = None;
    for n in 0..10 {
        let once = format!("{n:032}");
        let (status, answer, page) = post(&web, &path, &[("once", &once), ("text", "很多很多")]).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers().contains_key(RETRY_AFTER) && page.contains("很多很多"), "{page}");
            held_back = Some(n);
            break;
        }
        assert_eq!(status, StatusCode::CREATED);
    }
    assert_eq!(held_back, Some(5));
    // SHA-256 of this once and number begins with fourteen zero bits.
    let once = "0123456789abcdef0123456789abcdef";
    let proved = |n: &u32| {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(format!("{once}:{n}"));
        digest[0] == 0 && digest[1] < 4
    };
    let work = (0..).find(proved).expect("a number").to_string();
    let quick = [("once", once), ("work", work.as_str()), ("text", "算过的")];
    assert_eq!(post(&web, &path, &quick).await.0, StatusCode::CREATED);
    let (status, ..) = post(&web, &path, &[("text", &"长".repeat(100_000))]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    test.finish().await;
}
