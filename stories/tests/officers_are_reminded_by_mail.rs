//! People of the desk are reminded by mail: an address of their own, confirmed by a code; of each thing once; of what they
//! chose; how much waits and where, and nothing of what stands in it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};
use mingjing_actions::appeals;
use mingjing_actions::consultations::{self, Command};
use mingjing_actions::import::import_values;
use mingjing_actions::outbox::Letter;
use mingjing_actions::requests::lodge;
use mingjing_actions::staff_mail::{
    Notice, address, choose, confirm_address, forget_address, set_address, write_due,
};
use mingjing_actions::supervisions::{NewSupervision, propose, take_step};
use mingjing_actions::{Error, Officer, Role, check_audit, overseeing, set_disabled};
use mingjing_procedures::supervision::Event;
use mingjing_stories::{appeal_to, draft_for_comment, hand_in, let_through, publish, request_to};
use mingjing_testkit::{AGENCY, Mailbox, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::json;

/// Gives and confirms an address.
async fn reachable(test: &TestHouse, server: &Mailbox, by: &Officer, at: &str) {
    set_address(&test.house, by, at).await.unwrap();
    let letter = server.collect(test).await.remove(0);
    assert_eq!(letter.to, at);
    confirm_address(&test.house, by, &code(&letter)).await.unwrap();
}

/// The code in a letter.
fn code(letter: &Letter) -> String {
    let line =
        letter.body.lines().map(str::trim).find(|line| line.len() == 23 && line.matches('-').count() == 3);
    line.unwrap_or_else(|| panic!("{}", letter.body)).to_owned()
}

/// Goes on by an hour and does what the worker does.
async fn an_hour_later(test: &TestHouse, server: &Mailbox) -> Vec<Letter> {
    test.settle().await;
    test.advance(TimeDelta::minutes(60));
    write_due(&test.house).await.unwrap();
    server.collect(test).await
}

on_both_databases! {
    async fn an_address_is_confirmed_by_the_code_that_comes_there(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let (house, by) = (&test.house, &people.screener);
        assert_eq!(address(house, by).await.unwrap(), None);
        assert!(matches!(set_address(house, by, "shencha@").await, Err(Error::Refused(_))));
        assert!(matches!(set_address(&test.without_mail(), by, "a@b.cn").await, Err(Error::Refused(_))));
        set_address(house, by, "shencha@example.com").await.unwrap();
        assert!(!address(house, by).await.unwrap().unwrap().confirmed);
        let letter = server.collect(&test).await.remove(0);
        assert!(!letter.subject.contains(&code(&letter)));
        assert!(matches!(set_address(house, by, "else@example.com").await, Err(Error::Refused(_))), "just now");
        hand_in(&test, &people, "甲公告", "正文").await;
        assert!(an_hour_later(&test, &server).await.is_empty(), "it is not confirmed");
        assert!(matches!(confirm_address(house, by, "00000-00000-00000-00000").await, Err(Error::Refused(_))));
        let other = confirm_address(house, &people.approver, &code(&letter)).await;
        assert!(matches!(other, Err(Error::NotFound(_))), "somebody else's code: {other:?}");
        confirm_address(house, by, &code(&letter).to_lowercase()).await.unwrap();
        assert!(matches!(confirm_address(house, by, &code(&letter)).await, Err(Error::Refused(_))), "good once");
        set_address(house, by, "new@example.com").await.unwrap();
        let letter = server.collect(&test).await.remove(0);
        test.advance(TimeDelta::hours(49));
        assert!(matches!(confirm_address(house, by, &code(&letter)).await, Err(Error::Refused(_))), "too late");
        forget_address(house, by).await.unwrap();
        assert_eq!(address(house, by).await.unwrap(), None);
        assert_eq!(check_audit(house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_screens_and_who_approves_hear_of_drafts_once(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let house = &test.house;
        reachable(&test, &server, &people.drafter, "qicao@example.com").await;
        reachable(&test, &server, &people.screener, "shencha@example.com").await;
        reachable(&test, &server, &people.approver, "pizhun@example.com").await;
        let (id, version) = hand_in(&test, &people, "某某人的甲公告", "正文").await;
        let told = an_hour_later(&test, &server).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let mail = &told[0];
        assert_eq!(mail.to, "shencha@example.com");
        assert!(mail.body.contains("1 份草稿等您审查") && mail.body.contains("https://test.example.gov.cn/desk"));
        assert!(!mail.body.contains("甲公告") && !mail.subject.contains("公告"), "{mail:?} {}", mail.body);
        assert!(mail.body.contains("/desk/me/mail"), "how to switch it off: {}", mail.body);
        assert!(an_hour_later(&test, &server).await.is_empty(), "once");
        let_through(&test, &people, &id, version).await;
        hand_in(&test, &people, "乙公告", "正文").await;
        hand_in(&test, &people, "丙公告", "正文").await;
        let told = an_hour_later(&test, &server).await;
        assert!(told.len() == 1 && told[0].body.contains("2 份草稿等您审查"), "{told:?}");

        choose(house, &people.screener, &BTreeSet::from([Notice::RequestDue])).await.unwrap();
        hand_in(&test, &people, "丁公告", "正文").await;
        assert!(an_hour_later(&test, &server).await.is_empty(), "switched off");
        choose(house, &people.screener, &Notice::ALL.into_iter().collect()).await.unwrap();
        set_disabled(house, &people.screener.username, true).await.unwrap();
        assert!(an_hour_later(&test, &server).await.is_empty(), "who is barred is told nothing");
        test.finish().await;
    }
}

on_both_databases! {
    async fn calls_for_comments_are_told_to_who_reviews_and_who_handles_them(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let house = &test.house;
        let draft = draft_for_comment(&test, AGENCY, "城市更新条例（草案）").await;
        reachable(&test, &server, &people.drafter, "qicao@example.com").await;
        reachable(&test, &server, &people.approver, "pizhun@example.com").await;
        let call = consultations::propose(house, &people.drafter, &draft, Vec::new()).await.unwrap();
        let told = an_hour_later(&test, &server).await;
        assert!(told.len() == 1 && told[0].to == "pizhun@example.com", "{told:?}");
        assert!(told[0].body.contains("1 次征求意见等您审核"), "{}", told[0].body);
        let version = consultations::desk_call(house, &people.approver, &call).await.unwrap().row.lock_version;
        consultations::take_step(house, &people.approver, &call, version, Command::Open).await.unwrap();
        assert!(an_hour_later(&test, &server).await.is_empty(), "comments come");
        test.advance(TimeDelta::days(60));
        let told = an_hour_later(&test, &server).await;
        let handles: Vec<_> = told.iter().filter(|letter| letter.body.contains("1 次征求意见等您办理")).collect();
        assert!(handles.len() == 1 && handles[0].to == "qicao@example.com", "{told:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn requests_that_are_due_and_lists_that_change_are_told(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let office = account(&test, "zhuguan", "吴主管", AGENCY, vec![Role::OpennessOffice]).await;
        reachable(&test, &server, &people.drafter, "qicao@example.com").await;
        reachable(&test, &server, &office, "zhuguan@example.com").await;
        lodge(&test.house, request_to(AGENCY), &"1".repeat(32)).await.unwrap();
        let soon = an_hour_later(&test, &server).await;
        // The applicant is asked within three days whether it has come; then the twenty days begin.
        assert!(soon.len() == 1 && soon[0].body.contains("1 件公开申请 3 个工作日内到期"), "{soon:?}");
        test.advance(TimeDelta::days(60));
        let late = an_hour_later(&test, &server).await;
        assert!(late.len() == 1 && late[0].body.contains("1 件公开申请已逾期"), "{late:?}");
        assert!(late[0].to == "qicao@example.com" && !late[0].body.contains("某人"), "{}", late[0].body);
        assert!(an_hour_later(&test, &server).await.is_empty(), "once");

        let values = json!({
            "entry_code": "A-1", "name": "权力一", "power_kind": "行政检查", "holder": "甲厅",
            "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": "有效",
            "effective_on": "2026-01-01",
        });
        let rows = vec![(OTHER_AGENCY.to_owned(), values.as_object().unwrap().clone())];
        import_values(&test.house, &Officer::operator(), "power-list", "清单.csv", rows).await.unwrap();
        let told = an_hour_later(&test, &server).await;
        assert!(told.len() == 1 && told[0].to == "zhuguan@example.com", "{told:?}");
        assert!(told[0].body.contains("1 处清单变更"), "{}", told[0].body);
        assert!(an_hour_later(&test, &server).await.is_empty());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_stands_is_told_once_however_long_it_stands(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        reachable(&test, &server, &people.drafter, "qicao@example.com").await;
        appeals::lodge(&test.house, appeal_to(AGENCY, "路灯"), &"1".repeat(32)).await.unwrap();
        an_hour_later(&test, &server).await;
        test.advance(TimeDelta::days(20));
        let late = an_hour_later(&test, &server).await;
        assert!(late.len() == 1 && late[0].body.contains("1 件群众诉求已逾期"), "{late:?}");
        // Looked at all the time, and once with a long pause: nobody changed anything, and nothing is new.
        for days in [29, 45, 45, 45, 100, 60, 60] {
            test.advance(TimeDelta::days(days));
            let told = an_hour_later(&test, &server).await;
            assert!(told.is_empty(), "told again: {told:?}");
        }
        // What no longer stood for as long as it is remembered is something new when it comes back.
        choose(&test.house, &people.drafter, &BTreeSet::new()).await.unwrap();
        test.advance(TimeDelta::days(130));
        assert!(an_hour_later(&test, &server).await.is_empty(), "silenced");
        choose(&test.house, &people.drafter, &Notice::ALL.into_iter().collect()).await.unwrap();
        let again = an_hour_later(&test, &server).await;
        assert!(again.len() == 1 && again[0].body.contains("1 件群众诉求已逾期"), "{again:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn appeals_that_are_due_are_told(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        reachable(&test, &server, &people.drafter, "qicao@example.com").await;
        appeals::lodge(&test.house, appeal_to(AGENCY, "路灯"), &"1".repeat(32)).await.unwrap();
        let soon = an_hour_later(&test, &server).await;
        assert!(soon.len() == 1 && soon[0].body.contains("1 件群众诉求 3 个工作日内到期"), "{soon:?}");
        test.advance(TimeDelta::days(20));
        let late = an_hour_later(&test, &server).await;
        assert!(late.len() == 1 && late[0].body.contains("1 件群众诉求已逾期"), "{late:?}");
        assert!(late[0].body.contains("/desk/appeals") && !late[0].body.contains("路灯"), "{}", late[0].body);
        assert!(an_hour_later(&test, &server).await.is_empty(), "once");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_an_agency_owes_is_told_before_its_last_day_and_after(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let office = account(&test, "zhuguan", "吴主管", "130101", vec![Role::OpennessOffice]).await;
        // Before its log begins nothing is known of anybody.
        publish(&test, &people, "关于停水的公告", "正文").await;
        test.settle().await;
        reachable(&test, &server, &people.approver, "pizhun@example.com").await;
        reachable(&test, &server, &office, "zhuguan@example.com").await;
        let told = |letters: &[Letter], to: &str| {
            letters.iter().filter(|letter| letter.to == to).map(|letter| letter.body.clone()).collect::<String>()
        };
        overseeing::catch_up(&test.house).await.unwrap();
        overseeing::score(&test.house).unwrap();
        let early = told(&an_hour_later(&test, &server).await, "pizhun@example.com");
        assert!(!early.contains("快到期"), "{early}");
        test.advance(TimeDelta::days(30));
        overseeing::score(&test.house).unwrap();
        let letters = an_hour_later(&test, &server).await;
        let soon = told(&letters, "pizhun@example.com");
        assert!(soon.contains("项应办的公开事项快到期") && soon.contains("/desk/warnings"), "{soon}");
        let office = told(&letters, "zhuguan@example.com");
        assert!(office.contains("项应办的公开事项快到期"), "its own agency owes as well: {office}");
        assert!(!office.contains("项本地区单位长期逾期"), "nothing is overdue for long yet: {office}");
        assert!(an_hour_later(&test, &server).await.is_empty(), "once");
        // The year is not over yet: its last day is told, then nothing more of this year.
        test.advance(TimeDelta::days(7));
        overseeing::score(&test.house).unwrap();
        let last = told(&an_hour_later(&test, &server).await, "pizhun@example.com");
        assert!(last.contains("今天到期"), "{last}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn supervisions_that_wait_are_told(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let office = |username: &'static str| account(&test, username, username, AGENCY, vec![Role::OpennessOffice]);
        let [first, second] = [office("zhuguan").await, office("zhuguan-fu").await];
        reachable(&test, &server, &second, "fu@example.com").await;
        reachable(&test, &server, &people.stranger, "lujia@example.com").await;
        let today = || test.house.now().date_naive();
        let new = NewSupervision {
            agency: OTHER_AGENCY.into(),
            cluster: None,
            title: "室温不达标".into(),
            problem: "一周十二件诉求".into(),
            demand: "逐户测温".into(),
            until: today().checked_add_days(Days::new(20)).unwrap(),
        };
        let id = propose(&test.house, &first, new).await.unwrap();
        let told = an_hour_later(&test, &server).await;
        assert!(told.len() == 1 && told[0].to == "fu@example.com", "{told:?}");
        assert!(told[0].body.contains("1 件督办通知等签发") && !told[0].body.contains("室温"), "{told:?}");
        let issue = Event::Issued { on: today(), by: String::new() };
        take_step(&test.house, &second, &id, 0, issue).await.unwrap();
        let told = an_hour_later(&test, &server).await;
        assert!(told.len() == 1 && told[0].to == "lujia@example.com", "{told:?}");
        assert!(told[0].body.contains("1 件督办等本单位答复"), "{}", told[0].body);
        assert!(an_hour_later(&test, &server).await.is_empty(), "once");
        test.advance(TimeDelta::days(16));
        let told = an_hour_later(&test, &server).await;
        let of = |to: &str| told.iter().find(|one| one.to == to).map(|one| one.body.as_str()).unwrap_or_default();
        assert!(of("lujia@example.com").contains("1 件督办已逾期"), "{told:?}");
        assert!(of("fu@example.com").contains("1 件督办对方已逾期"), "{told:?}");
        test.finish().await;
    }
}
