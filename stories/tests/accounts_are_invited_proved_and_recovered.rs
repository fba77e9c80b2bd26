//! Accounts: invited by one-time links, proved by password and second factor, recovered by an administrator.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mingjing_actions::people::{self, NewPerson};
use mingjing_actions::second_factor::{self, Factors};
use mingjing_actions::{
    AccountPolicy, Error, Officer, Owed, Role, links, officer, set_disabled, set_password, sign_in,
};
use mingjing_testkit::{
    AGENCY, Database, OTHER_AGENCY, PASSWORD, People, TestHouse, account, on_both_databases,
};
use totp_rs::{Builder, Secret};

const NEW: &str = "云南的雨和北方的大雪天";

fn person(username: &str, role: Role) -> NewPerson {
    NewPerson { username: username.into(), name: "某人".into(), roles: BTreeSet::from([role]) }
}

fn told(done: Result<impl std::fmt::Debug, Error>) -> String {
    done.unwrap_err().to_string()
}

/// What an authenticator app would show at the house's time, some seconds later.
fn shown(test: &TestHouse, secret: &str, later: i64) -> String {
    let totp = Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .with_account_name("x")
        .build()
        .unwrap();
    totp.generate(u64::try_from(test.house.now().timestamp() + later).unwrap()).to_string()
}

on_both_databases! {
    async fn an_invitation_is_good_once_and_for_a_time(test: TestHouse) {
        let house = &test.house;
        let admin = account(&test, "guanli", "管理", AGENCY, vec![Role::Administrator]).await;
        let invited = people::invite(house, &admin, AGENCY, vec![person("xin", Role::Drafter)]).await.unwrap();
        let token = &invited[0].link.token;
        assert!(sign_in(house, "xin", "").await.unwrap().is_none(), "without a password nobody signs in");
        assert_eq!(links::owner(house, token).await.unwrap().unwrap().username, "xin");
        assert!(links::owner(house, "0123").await.unwrap().is_none());
        let weak = told(links::use_link(house, token, "1234567890", None).await);
        assert!(weak.contains("常用密码"), "{weak}");
        let named = told(links::use_link(house, token, "xinxinxinxin", None).await);
        assert!(named.contains("不够安全"), "{named}");
        links::use_link(house, token, NEW, Some("10.0.0.9")).await.unwrap();
        assert!(sign_in(house, "xin", NEW).await.unwrap().is_some());
        assert!(matches!(links::use_link(house, token, PASSWORD, None).await, Err(Error::NotFound(_))), "only once");

        let late = people::invite(house, &admin, AGENCY, vec![person("wan", Role::Drafter)]).await.unwrap();
        test.advance(TimeDelta::hours(73));
        assert!(links::owner(house, &late[0].link.token).await.unwrap().is_none(), "too late");
        let id = people::list(house, &admin, AGENCY).await.unwrap().into_iter().find(|p| p.username == "wan").unwrap().id;
        let again = people::reset(house, &admin, &id).await.unwrap();
        links::use_link(house, &again.token, NEW, None).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_pasted_table_invites_all_or_none(test: TestHouse) {
        let house = &test.house;
        let admin = account(&test, "guanli", "管理", AGENCY, vec![Role::Administrator]).await;
        let text = "王晓明,wangxm,起草人\n\n李慎言，lisy，审查人、批准人\n缺角色,que\n赵一\tzhao\t系统管理员\n钱二,wangxm,起草人\n孙三,guanli,起草人\n周四,zhou si,起草人\n吴五,wu,园丁\n";
        let problems = people::read_list(house, &admin, AGENCY, text).await.unwrap().unwrap_err();
        let lines: Vec<(usize, &str)> = problems.iter().map(|p| (p.line, p.reason.as_str())).collect();
        assert_eq!(lines.iter().map(|l| l.0).collect::<Vec<_>>(), [4, 5, 6, 7, 8, 9], "{lines:?}");
        for ((_, reason), part) in lines.iter().zip(["三项", "系统管理员", "已经出现", "已被使用", "用户名只能", "园丁"]) {
            assert!(reason.contains(part), "{reason}");
        }
        assert_eq!(people::list(house, &admin, AGENCY).await.unwrap().len(), 1, "nothing was made");
        let good = "王晓明,wangxm,起草人\n李慎言，lisy，审查人、批准人\n";
        let people_read = people::read_list(house, &admin, AGENCY, good).await.unwrap().unwrap();
        assert_eq!(people_read[1].roles, BTreeSet::from([Role::Screener, Role::Approver]));
        let invited = people::invite(house, &admin, AGENCY, people_read).await.unwrap();
        assert_eq!(invited.len(), 2);
        // One that is wrong in the end undoes those before it.
        let two = vec![person("yi", Role::Drafter), person("lisy", Role::Drafter)];
        assert!(told(people::invite(house, &admin, AGENCY, two).await).contains("已被使用"));
        assert!(people::list(house, &admin, AGENCY).await.unwrap().iter().all(|p| p.username != "yi"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn nobody_manages_who_may_do_more(test: TestHouse) {
        let people_of = People::join(&test).await;
        let house = &test.house;
        let admin = account(&test, "guanli", "管理", AGENCY, vec![Role::Administrator]).await;
        let system = account(&test, "xitong", "系统", AGENCY, vec![Role::SystemAdministrator]).await;
        for done in [
            people::reset(house, &admin, &system.id).await.map(drop),
            people::bar(house, &admin, &system.id, true).await,
            people::change_roles(house, &admin, &system.id, &BTreeSet::from([Role::Drafter])).await,
            people::change_roles(house, &admin, &people_of.drafter.id, &BTreeSet::from([Role::SystemAdministrator])).await,
            people::change_roles(house, &admin, &people_of.stranger.id, &BTreeSet::from([Role::Drafter])).await,
            people::invite(house, &admin, OTHER_AGENCY, vec![person("wai", Role::Drafter)]).await.map(drop),
        ] {
            assert!(matches!(done, Err(Error::Forbidden(_))), "{done:?}");
        }
        for done in [
            people::change_roles(house, &admin, &admin.id, &BTreeSet::from([Role::Drafter])).await,
            people::bar(house, &admin, &admin.id, true).await,
            people::reset(house, &admin, &admin.id).await.map(drop),
        ] {
            assert!(told(done).contains("不能更改自己的账号"));
        }
        let mixed = BTreeSet::from([Role::Drafter, Role::Auditor]);
        let refused = told(people::change_roles(house, &system, &people_of.drafter.id, &mixed).await);
        assert!(refused.contains("不能与其他角色兼任"), "{refused}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn codes_are_taken_once_and_recovery_codes_too(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, who) = (&test.house, &people.drafter);
        let begun = second_factor::begin_totp(house, who).unwrap();
        assert!(begun.url.starts_with("otpauth://totp/"), "{}", begun.url);
        assert!(told(second_factor::confirm_totp(house, who, &begun.sealed, "000000").await).contains("验证码不对"));
        assert!(second_factor::confirm_totp(house, &people.screener, &begun.sealed, &shown(&test, &begun.secret, 0)).await.is_err(),
            "a secret sealed for one person is nothing to another");
        assert_eq!(second_factor::factors(house, &who.id).await.unwrap(), Factors::default());
        let first = shown(&test, &begun.secret, 0);
        let recovery = second_factor::confirm_totp(house, who, &begun.sealed, &first).await.unwrap();
        assert_eq!(recovery.len(), 10);

        let mut tx = house.db.read().await.unwrap();
        let row = mingjing_store::officers::by_id(&mut tx, &who.id).await.unwrap().unwrap();
        drop(tx);
        assert!(!row.totp_secret.unwrap().contains(&begun.secret), "the database does not hold the secret");

        let check = async |code: &str| second_factor::check_code(house, &who.id, code).await.unwrap();
        assert_eq!(check(&first).await, None, "the code that set it up was used");
        test.advance(TimeDelta::seconds(30));
        let next = shown(&test, &begun.secret, 0);
        assert_eq!(check(&format!("{} {}", &next[..3], &next[3..])).await, Some("totp"));
        assert_eq!(check(&next).await, None, "once");
        assert_eq!(check(&first).await, None, "and no earlier one");
        assert_eq!(check(&shown(&test, &begun.secret, 300)).await, None, "nor one of five minutes later");
        assert_eq!(check("123").await, None);
        assert_eq!(check(&recovery[0].to_uppercase()).await, Some("recovery-code"));
        assert_eq!(check(&recovery[0]).await, None, "once");
        assert_eq!(second_factor::check_code(house, &people.screener.id, &recovery[1]).await.unwrap(), None, "not another's");
        assert_eq!(second_factor::factors(house, &who.id).await.unwrap().recovery_codes, 9);

        assert!(told(second_factor::remove_totp(house, who, "wrong").await).contains("现在的密码不对"));
        second_factor::remove_totp(house, who, PASSWORD).await.unwrap();
        assert_eq!(second_factor::factors(house, &who.id).await.unwrap(), Factors::default());
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_administrator_recovers_an_account_and_nothing_old_is_good(test: TestHouse) {
        let people_of = People::join(&test).await;
        let (house, who) = (&test.house, &people_of.drafter);
        let admin = account(&test, "guanli", "管理", AGENCY, vec![Role::Administrator]).await;
        let begun = second_factor::begin_totp(house, who).unwrap();
        let recovery = second_factor::confirm_totp(house, who, &begun.sealed, &shown(&test, &begun.secret, 0)).await.unwrap();
        let link = people::reset(house, &admin, &who.id).await.unwrap();
        assert!(sign_in(house, "qicao", PASSWORD).await.unwrap().is_none());
        test.advance(TimeDelta::seconds(30));
        assert_eq!(second_factor::check_code(house, &who.id, &shown(&test, &begun.secret, 0)).await.unwrap(), None);
        assert_eq!(second_factor::check_code(house, &who.id, &recovery[0]).await.unwrap(), None);
        links::use_link(house, &link.token, NEW, None).await.unwrap();
        assert!(sign_in(house, "qicao", NEW).await.unwrap().unwrap().owes.is_none(), "chosen by the person: nothing is owed");
        set_disabled(house, "qicao", true).await.unwrap();
        assert!(told(people::reset(house, &admin, &who.id).await).contains("先启用"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_password_that_others_know_is_changed_first(test: TestHouse) {
        People::join(&test).await;
        let house = &test.house;
        set_password(house, "qicao", NEW).await.unwrap();
        let who = sign_in(house, "qicao", NEW).await.unwrap().unwrap();
        assert_eq!(who.owes, Some(Owed::NewPassword));
        assert!(told(second_factor::change_password(house, &who, (NEW, NEW)).await).contains("不能与原密码相同"));
        assert!(told(second_factor::change_password(house, &who, ("x", PASSWORD)).await).contains("现在的密码不对"));
        second_factor::change_password(house, &who, (NEW, PASSWORD)).await.unwrap();
        assert_eq!(officer(house, &who.id).await.unwrap().unwrap().owes, None);
        test.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_may_ask_for_more() {
    let policy = AccountPolicy { password_days: Some(90), second_factor_required: true, link_hours: 1 };
    let test = TestHouse::asking(Database::sqlite(), policy).await;
    let people = People::join(&test).await;
    let house = &test.house;
    let owes = async |who: &Officer| officer(house, &who.id).await.unwrap().unwrap().owes;
    assert_eq!(owes(&people.drafter).await, Some(Owed::SecondFactor));
    let begun = second_factor::begin_totp(house, &people.drafter).unwrap();
    second_factor::confirm_totp(house, &people.drafter, &begun.sealed, &shown(&test, &begun.secret, 0))
        .await
        .unwrap();
    assert_eq!(owes(&people.drafter).await, None);
    let refused = told(second_factor::remove_totp(house, &people.drafter, PASSWORD).await);
    assert!(refused.contains("要求二次验证"), "{refused}");
    test.advance(TimeDelta::days(91));
    assert_eq!(owes(&people.drafter).await, Some(Owed::NewPassword), "too old");
    second_factor::change_password(house, &people.drafter, (PASSWORD, NEW)).await.unwrap();
    assert_eq!(owes(&people.drafter).await, None);
    test.finish().await;
}
