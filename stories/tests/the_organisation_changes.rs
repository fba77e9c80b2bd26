//! Agencies are set up with their people, renamed, merged and closed; what they published keeps the name of the time,
//! and every process on the database knows at once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use mingjing_actions::reorganising::{
    self, AgencyForm, AgencyKind, Decree, NewAgency, RegionForm, add_agency, add_region, change_agency,
    change_region, close_agency, close_region, history,
};
use mingjing_actions::{
    Action, Error, Officer, Role, auditing, check_audit, officer, people, start_amendment, start_draft,
};
use mingjing_stories::publish;
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

fn decree(on: &str) -> Decree {
    Decree { basis: "冀编办〔2026〕12号".into(), takes_effect: on.parse().unwrap() }
}

fn bureau(name: &str) -> AgencyForm {
    AgencyForm {
        name: name.into(),
        short_name: "市数据局".into(),
        kind: Some(AgencyKind::Department),
        tags: vec!["便民服务".into()],
        region: "130100".into(),
        parent: "130101".into(),
    }
}

async fn system(test: &TestHouse) -> Officer {
    account(test, "xitong", "系统", AGENCY, vec![Role::SystemAdministrator]).await
}

/// What the register says of all agencies that were ever changed is what folding their events says.
async fn register_is_the_fold_of_events(test: &TestHouse) {
    let mut tx = test.house.db.read().await.unwrap();
    let rows = mingjing_store::register::all_agencies(&mut tx).await.unwrap();
    for event in mingjing_store::register::events(&mut tx).await.unwrap() {
        if event.subject != "agency" {
            continue;
        }
        let events = mingjing_store::register::events_of(&mut tx, "agency", &event.code).await.unwrap();
        for pair in events.windows(2) {
            assert_eq!(pair[1].state_before.as_ref(), Some(&pair[0].state_after), "no gap in the history");
        }
        let last: mingjing_actions::Agency =
            serde_json::from_str(&events.last().unwrap().state_after).unwrap();
        assert_eq!(test.house.register().agency(&event.code), Some(&last));
        let row = rows.iter().find(|row| row.code == event.code).unwrap();
        assert_eq!(
            (&row.name, &row.parent_code, &row.region_code),
            (&last.name, &last.parent_code, &last.region_code)
        );
    }
}

on_both_databases! {
    async fn an_agency_is_set_up_with_three_people_at_once(test: TestHouse) {
        let (house, by) = (&test.house, system(&test).await);
        let table = "王晓明,wangxm@example.gov.cn,起草人\n李慎言,lisy,园丁\n赵批准,zhaopz,批准人";
        let new = |people: &str| NewAgency {
            form: bureau("石家庄市数据局"), decree: decree("2026-11-24"), people: people.into(),
        };
        let trouble = add_agency(house, &by, new(table)).await.unwrap().unwrap_err();
        assert!(trouble.fields.is_empty() && trouble.lines.len() == 1 && trouble.lines[0].line == 2, "{trouble:?}");
        let before = house.register().agencies().count();
        assert_eq!(house.register().agencies().count(), before, "nothing was half made");

        let made = add_agency(house, &by, new(&table.replace("园丁", "审查人"))).await.unwrap().unwrap();
        assert_eq!((made.code.len(), made.invited.len()), (6, 3));
        assert_eq!(people::list(house, &by, &made.code).await.unwrap().len(), 3);
        let agency = house.register().agency(&made.code).unwrap().clone();
        assert_eq!((agency.level.as_str(), agency.valid_from.as_deref()), ("city", Some("2026-11-24")));

        let again = add_agency(house, &by, new("")).await.unwrap().unwrap_err();
        assert!(again.fields[0].message.contains(&made.code), "the name is taken: {again:?}");
        let mut wrong = new("");
        wrong.form = AgencyForm { name: " ".into(), parent: "130201".into(), ..bureau("") };
        wrong.decree = Decree { basis: String::new(), takes_effect: house.now().date_naive() + TimeDelta::days(1) };
        let told = add_agency(house, &by, wrong).await.unwrap().unwrap_err();
        let fields: BTreeSet<&str> = told.fields.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, BTreeSet::from(["name", "parent", "basis", "takes_effect"]), "all at once");
        register_is_the_fold_of_events(&test).await;
        assert!(check_audit(house).await.unwrap().problem.is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_was_published_keeps_the_name_of_the_time(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, by) = (&test.house, system(&test).await);
        let (id, _) = publish(&test, &people, "改名前的公告", "正文。").await;
        test.settle().await;
        let old = house.register().agency_name(AGENCY).to_owned();
        test.advance(TimeDelta::days(10));
        let form = AgencyForm { name: "新名称办公厅".into(), ..AgencyForm::of(house.register().agency(AGENCY).unwrap()) };
        let to = async |version, on: &str| change_agency(house, &by, (AGENCY, version), (&form, &decree(on))).await;
        assert!(matches!(to(7, "2026-12-01").await, Err(Error::Conflict)), "somebody else changed it");
        to(0, "2026-12-01").await.unwrap();
        let register = house.register();
        assert_eq!(register.agency_name(AGENCY), "新名称办公厅");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(register.agency_name_on(AGENCY, day("2026-11-30")), old);
        assert_eq!(register.agency_name_on(AGENCY, day("2026-12-01")), "新名称办公厅");
        let early = to(register.agency_version(AGENCY), "2026-11-30").await;
        assert!(matches!(&early, Err(Error::Invalid(p)) if p[0].message.contains("2026-12-01")), "{early:?}");
        let same = to(register.agency_version(AGENCY), "2026-12-02").await;
        assert!(matches!(same, Err(Error::Refused(_))), "nothing was changed");
        assert_eq!(history(house, &by, AGENCY).await.unwrap().len(), 1);
        assert!(mingjing_actions::reading::disclosure(house, &id).await.unwrap().is_some());

        register_is_the_fold_of_events(&test).await;
        let refused = house.db.administer("UPDATE register_events SET basis = 'x'").await;
        assert!(refused.is_err(), "what was entered is not changed");
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_agency_goes_up_in_another_which_answers_for_it(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, by) = (&test.house, system(&test).await);
        let new = NewAgency {
            form: AgencyForm { region: "130000".into(), parent: AGENCY.into(), ..bureau("省数据局") },
            decree: decree("2026-11-24"),
            people: String::new(),
        };
        let old = add_agency(house, &by, new).await.unwrap().unwrap().code;
        let roles = || vec![Role::Drafter, Role::Screener, Role::Approver];
        let three = People {
            drafter: account(&test, "jiu-a", "旧起草", &old, roles()).await,
            screener: account(&test, "jiu-b", "旧审查", &old, roles()).await,
            approver: account(&test, "jiu-c", "旧批准", &old, roles()).await,
            ..people.clone()
        };
        let draft = start_draft(house, &three.drafter, "notice", &old).await.unwrap();
        let at = house.register().agency_version(&old);
        let day = decree("2026-11-24");
        let close = |into| close_agency(house, &by, (&old, at), (into, &day));
        let busy = close(Some(OTHER_AGENCY)).await.unwrap_err().to_string();
        assert!(busy.contains("还有 1 件在办"), "{busy}");
        mingjing_actions::discard_draft(house, &three.drafter, &draft, 0).await.unwrap();
        let (id, _) = publish(&test, &three, "旧局的公告", "正文。").await;
        assert!(!house.may(&people.stranger, Action::Draft, &old));
        let unknown = close(Some("999999")).await;
        assert!(matches!(unknown, Err(Error::Invalid(_))), "{unknown:?}");
        close(Some(OTHER_AGENCY)).await.unwrap();

        let register = house.register();
        assert!(register.open_agency(&old).is_none() && register.agency(&old).is_some());
        assert_eq!(register.heir(&old).map(|a| a.code.as_str()), Some(OTHER_AGENCY));
        assert_eq!(register.merged_into(OTHER_AGENCY).count(), 1);
        let moved = officer(house, &three.drafter.id).await.unwrap().unwrap();
        assert_eq!(moved.agency, OTHER_AGENCY, "its people work for the one that took over");
        start_amendment(house, &people.stranger, &id, "由承接单位更新").await.unwrap();
        let refused = start_draft(house, &people.stranger, "notice", &old).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "nothing new under a closed agency");
        assert!(!house.may(&people.drafter, Action::Draft, &old), "nobody else");
        let last = close_agency(house, &by, (AGENCY, 0), (None, &decree("2026-11-24"))).await;
        assert!(matches!(last, Err(Error::Refused(_))), "not the one above all");
        let asked = auditing::AuditSearch { agency: old.clone(), ..auditing::AuditSearch::default() };
        let trail = auditing::search(house, &by, &asked, 50).await.unwrap();
        assert!(format!("{trail:?}").contains("agency-close"), "it is in the trail");
        register_is_the_fold_of_events(&test).await;
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_agency_without_successor_bars_its_people(test: TestHouse) {
        let (house, by) = (&test.house, system(&test).await);
        let new = NewAgency {
            form: bureau("石家庄市临时指挥部"), decree: decree("2026-11-24"), people: "甲,jia,起草人".into(),
        };
        let made = add_agency(house, &by, new).await.unwrap().unwrap();
        let at = house.register().agency_version(&made.code);
        close_agency(house, &by, (&made.code, at), (None, &decree("2026-11-24"))).await.unwrap();
        let list = people::list(house, &by, &made.code).await.unwrap();
        assert!(list[0].disabled && list[0].link_until.is_none(), "{list:?}");
        let invited = people::invite(house, &by, &made.code, vec![people::NewPerson {
            username: "yi".into(), name: "乙".into(), roles: BTreeSet::from([Role::Drafter]),
        }]).await;
        assert!(matches!(invited, Err(Error::Refused(_))), "nobody is invited to a closed agency");
        test.finish().await;
    }
}

on_both_databases! {
    async fn regions_are_added_renamed_and_closed(test: TestHouse) {
        let (house, by) = (&test.house, system(&test).await);
        let city = account(&test, "shi", "市主管", "130101", vec![Role::OpennessOffice]).await;
        let new = RegionForm { code: "130199".into(), name: "新区".into(), parent: "130100".into() };
        add_region(house, &city, &new, &decree("2026-11-24")).await.unwrap();
        assert_eq!(house.register().region("130199").unwrap().level, "county");
        let elsewhere = RegionForm { code: "130299".into(), name: "新区".into(), parent: "130200".into() };
        assert!(matches!(add_region(house, &city, &elsewhere, &decree("2026-11-24")).await, Err(Error::Forbidden(_))));
        let bad = RegionForm { code: "13x".into(), ..new.clone() };
        assert!(matches!(add_region(house, &by, &bad, &decree("2026-11-24")).await, Err(Error::Invalid(_))));
        let at = house.register().region_version("130199");
        let renamed = RegionForm { name: "正定新区".into(), ..new.clone() };
        change_region(house, &city, (&renamed, at), &decree("2026-11-24")).await.unwrap();
        assert!(matches!(change_region(house, &city, (&renamed, at), &decree("2026-11-24")).await, Err(Error::Refused(_) | Error::Conflict)));
        let at = house.register().region_version("130199");
        close_region(house, &city, ("130199", at), (Some("130102"), &decree("2026-11-24"))).await.unwrap();
        assert!(house.register().open_region("130199").is_none());
        let full = close_region(house, &city, ("130102", 0), (None, &decree("2026-11-24"))).await;
        assert!(matches!(&full, Err(Error::Refused(why)) if why.contains("还在这个区划里")), "{full:?}");
        let own = close_region(house, &city, ("130100", 0), (None, &decree("2026-11-24"))).await;
        assert!(matches!(own, Err(Error::Forbidden(_))), "not the own region");
        assert_eq!(reorganising::region_history(house, &city, "130199").await.unwrap().len(), 3);
        test.finish().await;
    }
}
