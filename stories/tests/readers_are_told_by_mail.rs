//! Readers are told by mail what becomes public: asked first, told once, several things in one mail, and forgotten when they
//! leave. Servers that refuse, and a crash between sending a letter and noting it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use chrono::TimeDelta;
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::import::import_values;
use mingjing_actions::messages::{self, Message};
use mingjing_actions::outbox::{Carried, Letter, NotCarried, carry_due, standing};
use mingjing_actions::subscriptions::{self, Topic, ask, confirm, end};
use mingjing_actions::{
    Edit, Error, House, Officer, Role, save_draft, start_amendment, submit_draft, withdraw_urgently,
};
use mingjing_publication::Ground;
use mingjing_stories::{let_through, notice, publish};
use mingjing_testkit::{AGENCY, Mailbox, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::json;

const READER: &str = "reader@example.com";

/// Does what the worker does; the letters that came.
async fn work(test: &TestHouse, server: &Mailbox) -> Vec<Letter> {
    test.settle().await;
    subscriptions::catch_up(&test.house).await.unwrap();
    subscriptions::write_due(&test.house).await.unwrap();
    server.collect(test).await
}

fn token(letter: &Letter) -> String {
    let link = letter.body.split("/subscription/").nth(1).unwrap();
    link.split_whitespace().next().unwrap().to_owned()
}

/// Subscribes an address and confirms it; the token of its link.
async fn subscribe(test: &TestHouse, server: &Mailbox, address: &str, topic: Topic) -> String {
    ask(&test.house, address, &topic).await.unwrap();
    let mut letters = server.collect(test).await;
    assert_eq!(letters.len(), 1, "one mail asks");
    let letter = letters.remove(0);
    assert_eq!((letter.to.as_str(), letter.unsubscribe.as_deref()), (address, None));
    assert!(confirm(&test.house, &token(&letter)).await.unwrap());
    token(&letter)
}

fn notices() -> Topic {
    Topic::Item("notice".into())
}

on_both_databases! {
    async fn nobody_is_told_who_has_not_confirmed(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        ask(&test.house, " Reader@Example.com", &notices()).await.unwrap();
        let letter = server.collect(&test).await.remove(0);
        assert_eq!((letter.to.as_str(), letter.subject.contains("确认")), ("Reader@example.com", true));
        assert!(letter.body.contains("“公告公示”新公开的信息") && letter.body.contains("48 小时"), "{}", letter.body);
        publish(&test, &people, "甲公告", "正文").await;
        assert!(work(&test, &server).await.is_empty(), "nobody confirmed");
        // Asked again at once, nothing is sent again; the answer is the same. After an hour it is.
        ask(&test.house, READER, &notices()).await.unwrap();
        assert!(server.collect(&test).await.is_empty());
        test.advance(TimeDelta::minutes(61));
        ask(&test.house, READER, &notices()).await.unwrap();
        let again = server.collect(&test).await.remove(0);
        assert_eq!(token(&again), token(&letter), "the same subscription");
        assert_ne!(again.id, letter.id);
        // In time no more: the address is forgotten.
        test.advance(TimeDelta::hours(49));
        assert!(!confirm(&test.house, &token(&letter)).await.unwrap());
        assert_eq!(subscriptions::forget_unconfirmed(&test.house).await.unwrap(), 1);
        assert!(subscriptions::standing(&test.house, &token(&letter)).await.unwrap().is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn everything_since_the_last_mail_comes_in_one(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        publish(&test, &people, "早先的公告", "正文").await;
        test.settle().await;
        let token = subscribe(&test, &server, READER, notices()).await;
        assert!(work(&test, &server).await.is_empty(), "what was public before is not told");
        for title in ["甲公告", "乙公告"] {
            publish(&test, &people, title, "正文").await;
        }
        let told = work(&test, &server).await;
        assert_eq!(told.len(), 1);
        let mail = &told[0];
        assert!(mail.subject.contains("2 条更新") && !mail.subject.contains("公告"), "{}", mail.subject);
        assert!(mail.body.contains("1. 公开：甲公告") && mail.body.contains("2. 公开：乙公告"), "{}", mail.body);
        assert!(!mail.body.contains("早先"), "{}", mail.body);
        let link = format!("https://test.example.gov.cn/subscription/{token}");
        assert!(mail.body.contains(&link) && mail.unsubscribe.as_deref() == Some(link.as_str()));
        assert!(work(&test, &server).await.is_empty(), "each leaf once");

        // Not before a quarter of an hour has passed, and then all of it.
        publish(&test, &people, "丙公告", "正文").await;
        assert!(work(&test, &server).await.is_empty());
        test.advance(TimeDelta::minutes(14));
        publish(&test, &people, "丁公告", "正文").await;
        assert!(work(&test, &server).await.is_empty());
        test.advance(TimeDelta::minutes(1));
        let told = work(&test, &server).await;
        assert!(told[0].body.contains("1. 公开：丙公告") && told[0].body.contains("2. 公开：丁公告"));

        // What was withdrawn before the mail went is not named in it.
        test.advance(TimeDelta::minutes(1));
        let (id, number) = publish(&test, &people, "戊公告", "正文").await;
        assert!(work(&test, &server).await.is_empty());
        let ground = Ground::new("条例第十五条", "涉及个人隐私").unwrap();
        withdraw_urgently(&test.house, &people.approver, &id, ground).await.unwrap();
        test.advance(TimeDelta::minutes(15));
        let told = work(&test, &server).await;
        assert!(!told[0].body.contains("戊公告") && told[0].body.contains(&number), "{}", told[0].body);

        end(&test.house, &token).await.unwrap();
        end(&test.house, &token).await.unwrap();
        publish(&test, &people, "己公告", "正文").await;
        assert!(work(&test, &server).await.is_empty(), "who left is told nothing");
        assert!(!confirm(&test.house, &token).await.unwrap(), "an old link brings nothing back");
        test.finish().await;
    }
}

on_both_databases! {
    async fn each_is_told_of_what_was_asked_for(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let (watched, _) = publish(&test, &people, "城市更新条例公告", "一九").await;
        test.settle().await;
        let topics = [
            ("agency@example.com", Topic::Agency(AGENCY.into())),
            ("elsewhere@example.com", Topic::Agency(OTHER_AGENCY.into())),
            ("words@example.com", Topic::of("words", "城市更新  長安区").unwrap()),
            ("half@example.com", Topic::Words("长安区 地铁".into())),
            ("list@example.com", Topic::List("power-list".into())),
            ("entries@example.com", Topic::Item("power-list".into())),
            ("one@example.com", Topic::Disclosure(watched.clone())),
        ];
        for (address, topic) in topics {
            subscribe(&test, &server, address, topic).await;
        }
        let told = async |server: &Mailbox| {
            let mut to: Vec<_> = work(&test, server).await.into_iter().map(|letter| letter.to).collect();
            to.sort();
            test.advance(TimeDelta::minutes(15));
            to
        };
        publish(&test, &people, "关于某事的公告", "城市更新在长安区进行。").await;
        assert_eq!(told(&server).await, ["agency@example.com", "words@example.com"]);

        let entry = |status: &str| {
            let values = json!({
                "entry_code": "A-1", "name": "权力一", "power_kind": "行政检查", "holder": "甲厅",
                "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": status,
                "effective_on": "2026-01-01",
            });
            vec![(OTHER_AGENCY.to_owned(), values.as_object().unwrap().clone())]
        };
        let by = Officer::operator();
        import_values(&test.house, &by, "power-list", "清单.csv", entry("有效")).await.unwrap();
        assert_eq!(told(&server).await, ["elsewhere@example.com", "entries@example.com", "list@example.com"]);
        import_values(&test.house, &by, "power-list", "清单.csv", entry("调整")).await.unwrap();
        assert_eq!(told(&server).await, ["list@example.com"], "a change of an entry is nothing newly published");

        start_amendment(&test.house, &people.drafter, &watched, "改正年份").await.unwrap();
        let edit = Edit { values: notice("城市更新条例公告（修订）"), body: Some("二〇".into()), remove: Vec::new() };
        let version = save_draft(&test.house, &people.drafter, &watched, 0, edit).await.unwrap();
        submit_draft(&test.house, &people.drafter, &watched, version).await.unwrap();
        let_through(&test, &people, &watched, version + 1).await;
        assert_eq!(told(&server).await, ["one@example.com"]);
        let ground = Ground::new("条例第十五条", "涉及个人隐私").unwrap();
        withdraw_urgently(&test.house, &people.approver, &watched, ground).await.unwrap();
        test.settle().await;
        subscriptions::catch_up(&test.house).await.unwrap();
        subscriptions::write_due(&test.house).await.unwrap();
        let letter = server.collect(&test).await.remove(0);
        assert!(letter.to == "one@example.com" && letter.body.contains("1. 撤回：索引号"), "{}", letter.body);
        assert!(!letter.body.contains("城市更新"), "the title is withdrawn too: {}", letter.body);
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_address_is_asked_no_more_than_the_rules_allow(test: TestHouse) {
        let server = Mailbox::default();
        for words in ["甲甲", "乙乙", "丙丙", "丁丁", "戊戊"] {
            ask(&test.house, READER, &Topic::Words(words.into())).await.unwrap();
        }
        assert_eq!(server.collect(&test).await.len(), 3, "nobody fills a stranger's letter box");
        for wrong in ["", "name", "a@b", "a b@c.cn", "a@b.cn\r\nBcc: c@d.cn"] {
            assert!(matches!(ask(&test.house, wrong, &notices()).await, Err(Error::Invalid(_))), "{wrong}");
        }
        let nothing = [Topic::Item("nothing".into()), Topic::List("notice".into()), Topic::Agency("9".into())];
        for topic in nothing {
            assert!(matches!(ask(&test.house, READER, &topic).await, Err(Error::NotFound(_))), "{topic:?}");
        }
        assert!(matches!(ask(&test.house, READER, &Topic::Words("长".repeat(61))).await, Err(Error::Refused(_))));
        let refused = ask(&test.without_mail(), READER, &notices()).await.unwrap_err();
        assert!(refused.to_string().contains("订阅源"), "{refused}");
        assert!(server.collect(&test).await.is_empty());
        test.finish().await;
    }
}

async fn sent(house: &House, server: &Mailbox) -> Carried {
    carry_due(house, server).await.unwrap()
}

on_both_databases! {
    async fn a_letter_is_tried_again_and_given_up_in_the_end(test: TestHouse) {
        let admin = account(&test, "xitong", "周系统", AGENCY, vec![Role::SystemAdministrator]).await;
        let drafter = account(&test, "qicao", "王起草", AGENCY, vec![Role::Drafter]).await;
        let (house, server) = (&test.house, Mailbox::default());
        let is = |sent, again, given_up| Carried { sent, again, given_up };
        ask(house, READER, &notices()).await.unwrap();
        server.refuse(Some(NotCarried::Later("连不上邮件服务器".into())));
        assert_eq!(sent(house, &server).await, is(0, 1, 0));
        assert_eq!(sent(house, &server).await, is(0, 0, 0), "not before its time");
        let (waiting, failed) = standing(house, &admin).await.unwrap();
        assert_eq!((waiting.number, waiting.problem.as_deref(), failed.len()), (1, Some("连不上邮件服务器"), 0));
        assert!(matches!(standing(house, &drafter).await, Err(Error::Forbidden(_))));
        test.advance(TimeDelta::minutes(1));
        server.refuse(None);
        assert_eq!(sent(house, &server).await, is(1, 0, 0));
        assert_eq!(standing(house, &admin).await.unwrap().0.number, 0);

        ask(house, READER, &Topic::Words("地铁".into())).await.unwrap();
        server.refuse(Some(NotCarried::Later("邮件服务器没有回应".into())));
        for minutes in [1, 5, 30, 120, 360, 720] {
            assert_eq!(sent(house, &server).await, is(0, 1, 0));
            test.advance(TimeDelta::minutes(minutes));
        }
        assert_eq!(sent(house, &server).await, is(0, 0, 1), "that was the last try");
        let (_, failed) = standing(house, &admin).await.unwrap();
        assert_eq!(failed[0].problem.as_deref(), Some("邮件服务器没有回应"));
        assert_eq!(failed[0].letter, None, "the address is forgotten");
        ask(house, READER, &Topic::Words("公交".into())).await.unwrap();
        server.refuse(Some(NotCarried::Never("邮件服务器不收这封邮件（550）".into())));
        assert_eq!(sent(house, &server).await, is(0, 0, 1), "no other try would do it");
        assert_eq!(standing(house, &admin).await.unwrap().1.len(), 2);
        test.advance(TimeDelta::days(31));
        sent(house, &server).await;
        assert!(standing(house, &admin).await.unwrap().1.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_crash_between_sending_and_noting_sends_the_same_letter_again(test: TestHouse) {
        ask(&test.house, READER, &notices()).await.unwrap();
        let hangs = Mailbox::hanging();
        // The server has the letter; whoever sent it is gone before the answer.
        let cut = tokio::time::timeout(Duration::from_secs(3), carry_due(&test.house, &hangs)).await;
        assert!(cut.is_err());
        let first = hangs.take();
        let server = Mailbox::default();
        assert!(server.collect(&test).await.is_empty(), "the one who sends it may still be there");
        test.advance(TimeDelta::minutes(1));
        assert_eq!(server.collect(&test).await, first, "the same letter with the same Message-ID");
        assert!(server.collect(&test).await.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_administrator_writes_other_words(test: TestHouse) {
        let admin = account(&test, "xitong", "周系统", AGENCY, vec![Role::SystemAdministrator]).await;
        let manager = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
        let (house, server, message) = (&test.house, Mailbox::default(), Message::SubscriptionConfirm);
        let words = ("请确认 - {站名}", "{订阅内容}：{确认链接}");
        let refused = messages::change(house, &manager, message, "", words).await.unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)), "{refused}");
        for (subject, body, told) in [
            ("{订阅内容}", "{订阅内容}{确认链接}", "主题里不能有 {订阅内容}"),
            ("确认", "第一行\n{姓名}", "正文第 2 行：没有 {姓名}"),
            ("确认", "{订阅内容}", "正文缺少 {确认链接}"),
            ("", "{订阅内容}{确认链接}", "主题须有"),
            ("确认", "{订阅内容}{确认链接", "没有成对"),
        ] {
            let refused = messages::change(house, &admin, message, "", (subject, body)).await.unwrap_err();
            assert!(refused.to_string().contains(told), "{refused}");
        }
        messages::change(house, &admin, message, "", words).await.unwrap();
        let twice = messages::change(house, &admin, message, "", words).await;
        assert!(matches!(twice, Err(Error::Conflict)), "somebody wrote another one: {twice:?}");
        ask(house, READER, &notices()).await.unwrap();
        let letter = server.collect(&test).await.remove(0);
        assert_eq!(letter.subject, "请确认 - 测试省政务公开");
        assert!(letter.body.starts_with("“公告公示”新公开的信息：https://"), "{}", letter.body);
        messages::reset(house, &admin, message).await.unwrap();
        ask(house, "other@example.com", &notices()).await.unwrap();
        assert!(server.collect(&test).await.remove(0).subject.contains("请确认邮件订阅"));
        let search = AuditSearch { action: "message-change".into(), ..AuditSearch::default() };
        let trail = auditing::search(house, &admin, &search, 9).await.unwrap();
        assert!(trail[0].detail.as_deref().unwrap().contains("请确认邮件订阅"), "before and after: {trail:?}");
        test.finish().await;
    }
}
