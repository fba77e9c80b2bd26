//! Everybody who works on openness is trained once within three years: plans and sessions, who was there, certificates that can
//! be checked, who still lacks it; what becomes public is numbers, and names of people without an account go in time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate, TimeDelta};
use mingjing_actions::requests::LetterFormat;
use mingjing_actions::training::{
    NewSession, add_plan, add_session, cancel_session, certificate, check, confirm, coverage, enrol,
    forget_trainees, people, plan, plans, prepare_summary, remove, session,
};
use mingjing_actions::{Error, Officer, Role, desk_reading};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::json;

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

fn on(day: NaiveDate) -> NewSession {
    NewSession {
        held_on: day, hours: 8, place: "省政府会议室".into(), topics: "信息公开条例解读".into()
    }
}

/// A session of the office on this day.
async fn planned(test: &TestHouse, by: &Officer, day: NaiveDate) -> String {
    let year = chrono::Datelike::year(&day);
    let id = add_plan(&test.house, by, AGENCY, (year, "全省政务公开培训")).await.unwrap();
    add_session(&test.house, by, &id, &on(day)).await.unwrap()
}

async fn ids(test: &TestHouse, by: &Officer, id: &str) -> Vec<String> {
    session(&test.house, by, id).await.unwrap().attendees.into_iter().map(|one| one.id).collect()
}

fn told<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    done.unwrap_err().to_string()
}

on_both_databases! {
    async fn people_are_entered_confirmed_and_get_certificates(test: TestHouse) {
        let staff = People::join(&test).await;
        let house = &test.house;
        let office = account(&test, "zhuguan", "主管", AGENCY, vec![Role::OpennessOffice]).await;
        let administrator = account(&test, "guanli", "管理员", OTHER_AGENCY, vec![Role::Administrator]).await;
        let held = planned(&test, &office, today(&test)).await;
        assert_eq!(plans(house, &staff.drafter, AGENCY).await.unwrap().len(), 1);

        // Plans and sessions that cannot be.
        assert!(told(add_plan(house, &office, AGENCY, (2020, "旧账")).await).contains("年度"));
        assert!(told(add_plan(house, &office, AGENCY, (2026, " ")).await).contains("名称"));
        let of = session(house, &office, &held).await.unwrap().plan;
        let next_year = on(today(&test) + Days::new(60));
        assert!(told(add_session(house, &office, &of.id, &next_year).await).contains("2026"));
        let endless = NewSession { hours: 0, ..on(today(&test)) };
        assert!(told(add_session(house, &office, &of.id, &endless).await).contains("学时"));
        for by in [&staff.drafter, &staff.approver, &administrator] {
            let refused = add_session(house, by, &of.id, &on(today(&test))).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{}", by.name);
            assert!(matches!(add_plan(house, by, AGENCY, (2026, "计划")).await, Err(Error::Forbidden(_))));
        }

        // All of a list or nobody.
        assert!(told(enrol(house, &office, &held, "qicao\nmeiyouren").await).contains("第 2 行“meiyouren”"));
        assert!(told(enrol(house, &office, &held, "王小明，").await).contains("姓名和单位"));
        assert!(ids(&test, &office, &held).await.is_empty());
        assert_eq!(enrol(house, &office, &held, "qicao\n\nlujia\n王小明，某街道办\nqicao").await.unwrap(), 3);
        assert_eq!(enrol(house, &office, &held, "shencha\nlujia").await.unwrap(), 1);
        assert!(told(enrol(house, &office, &held, "qicao").await).contains("已有的不用再写"));
        let seen = session(house, &office, &held).await.unwrap();
        let names: Vec<&str> = seen.attendees.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["王起草", "陆佳", "王小明", "李审查"]);
        let by_reader = session(house, &staff.drafter, &held).await.unwrap();
        assert_eq!(by_reader.attendees[2].name, "王**", "who only looks sees no name without an account");

        // An administrator of an agency trains the own people, and nobody else's.
        let own = add_plan(house, &administrator, OTHER_AGENCY, (2026, "本单位培训")).await.unwrap();
        let theirs = add_session(house, &administrator, &own, &on(today(&test) + Days::new(3))).await.unwrap();
        assert!(told(enrol(house, &administrator, &theirs, "qicao").await).contains("不归您管"));
        enrol(house, &administrator, &theirs, "lujia").await.unwrap();
        let waiting = ids(&test, &administrator, &theirs).await;
        let before = confirm(house, &administrator, &theirs, &[waiting[0].as_str()]).await;
        assert!(told(before).contains("还没有到"));
        remove(house, &administrator, &theirs, &waiting[0]).await.unwrap();
        cancel_session(house, &administrator, &theirs).await.unwrap();
        assert!(told(enrol(house, &administrator, &theirs, "lujia").await).contains("已经取消"));
        assert!(told(cancel_session(house, &administrator, &theirs).await).contains("已经取消"));
        assert!(plan(house, &administrator, &own).await.unwrap().1[0].cancelled);

        let there: Vec<&str> = seen.attendees.iter().take(3).map(|one| one.id.as_str()).collect();
        assert!(told(certificate(house, &office, there[0], LetterFormat::Pdf).await).contains("没有确认"));
        assert_eq!(confirm(house, &office, &held, &there).await.unwrap(), 3);
        assert!(told(confirm(house, &office, &held, &there).await).contains("没有选中"));
        assert!(told(remove(house, &office, &held, there[0]).await).contains("不能移出"));
        assert!(told(cancel_session(house, &office, &held).await).contains("不能取消"));
        let seen = session(house, &office, &held).await.unwrap();
        let numbers: Vec<String> = seen.attendees.iter().filter_map(|one| one.certificate.clone()).collect();
        assert_eq!(numbers, ["130001-PX-2026-1", "130001-PX-2026-2", "130001-PX-2026-3"]);

        // The certificate says who, and its code is right for its number only.
        let pdf = certificate(house, &office, there[0], LetterFormat::Pdf).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF") && pdf.name.ends_with("130001-PX-2026-1.pdf"));
        assert!(!pdf.name.contains("王起草"));
        let docx = certificate(house, &office, there[0], LetterFormat::Docx).await.unwrap();
        let text = mingjing_attachments::inspect(&docx.name, &docx.bytes, &mingjing_attachments::Limits::default()).unwrap().text.unwrap();
        assert!(text.contains("王起草") && text.contains("信息公开条例解读") && text.contains("8学时"), "{text}");
        let code: String = text.split("校验码：").nth(1).unwrap().split('。').next().unwrap().into();
        let right = check(house, &staff.drafter, ("130001-PX-2026-1", &code.to_lowercase())).await.unwrap();
        assert_eq!(right.unwrap().name, "王起草");
        assert!(check(house, &staff.drafter, ("130001-PX-2026-2", &code)).await.unwrap().is_none());
        assert!(check(house, &staff.drafter, ("130001-PX-2026-9", &code)).await.unwrap().is_none());
        let refused = check(house, &staff.screener, ("130001-PX-2026-1", &code)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let refused = certificate(house, &staff.drafter, there[1], LetterFormat::Pdf).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));

        // Who has no account is forgotten in time, and the count stays.
        assert_eq!(forget_trainees(house).await.unwrap(), 0);
        test.advance(TimeDelta::days(366 * 6));
        assert_eq!(forget_trainees(house).await.unwrap(), 1);
        let seen = session(house, &office, &held).await.unwrap();
        assert!(seen.attendees[2].name.is_empty() && seen.attendees[2].confirmed, "{seen:?}");
        assert_eq!(seen.attendees[0].name, "王起草");
        assert!(told(certificate(house, &office, there[2], LetterFormat::Pdf).await).contains("保存期限"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_lacks_training_is_known_and_only_numbers_become_public(test: TestHouse) {
        let staff = People::join(&test).await;
        let house = &test.house;
        let office = account(&test, "zhuguan", "主管", AGENCY, vec![Role::OpennessOffice]).await;
        account(&test, "shenji", "审计", AGENCY, vec![Role::Auditor]).await;
        let city = account(&test, "shi", "市办", "130101", vec![Role::OpennessOffice]).await;
        let own = |found: &[mingjing_actions::training::AgencyCoverage]| {
            found.iter().find(|one| one.agency == AGENCY).cloned().unwrap()
        };
        let before = own(&coverage(house, &office).await.unwrap());
        assert_eq!((before.staff, before.covered, before.overdue), (5, 0, 0), "an auditor is not among them");
        let held = planned(&test, &office, today(&test)).await;
        enrol(house, &office, &held, "qicao\nshencha\n王小明，某街道办").await.unwrap();
        assert!(told(prepare_summary(house, &staff.drafter, AGENCY, 2027).await).contains("以前的年度"));
        assert!(told(prepare_summary(house, &staff.drafter, AGENCY, 2025).await).contains("还没有办过"));
        let all = ids(&test, &office, &held).await;
        let there: Vec<&str> = all.iter().take(2).map(String::as_str).collect();
        assert_eq!(own(&coverage(house, &office).await.unwrap()).covered, 0, "not before it is confirmed");
        confirm(house, &office, &held, &there).await.unwrap();
        let after = own(&coverage(house, &office).await.unwrap());
        assert_eq!((after.covered, after.percent()), (2, Some(40)));
        let of_agency = people(house, &staff.drafter, AGENCY).await.unwrap();
        assert_eq!(of_agency.len(), 5);
        assert!(!of_agency[0].covered && of_agency[4].covered, "who lacks it stands first: {of_agency:?}");
        let trained = of_agency.iter().find(|one| one.name == "王起草").unwrap();
        assert_eq!(trained.until.to_string(), "2029-11-24");
        let seen = coverage(house, &city).await.unwrap();
        assert!(seen.iter().all(|one| one.agency == "130101"), "the city sees its region: {seen:?}");
        assert!(matches!(people(house, &city, AGENCY).await, Err(Error::Forbidden(_))));
        assert!(matches!(coverage(house, &staff.screener).await, Err(Error::Forbidden(_))));

        let drafted = prepare_summary(house, &staff.drafter, AGENCY, 2026).await.unwrap();
        let draft = desk_reading::draft(house, &staff.drafter, &drafted).await.unwrap();
        assert_eq!(draft.values["planned"], 3);
        assert_eq!(draft.values["attended"], 2);
        assert_eq!(draft.values["coverage"], 40);
        assert_eq!((&draft.values["staff"], &draft.values["trained"]), (&5.into(), &2.into()));
        let covers = json!({ "from": "2025-04-05", "until": "2026-11-24" });
        assert_eq!(draft.values["covers"], covers, "since the three years began that run now");
        assert_eq!(draft.values["title"], "2026年度政务公开培训情况");
        let written = serde_json::to_string(&draft.values).unwrap();
        for name in ["王起草", "李审查", "王小明"] {
            assert!(!written.contains(name), "{written}");
        }
        mingjing_actions::submit_draft(house, &staff.drafter, &drafted, draft.lock_version).await.unwrap();
        let refused = prepare_summary(house, &staff.approver, AGENCY, 2026).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));

        // Three years later everybody is due again.
        test.advance(TimeDelta::days(366 * 3 + 1));
        let late = own(&coverage(house, &office).await.unwrap());
        assert_eq!((late.covered, late.overdue), (0, 5));
        test.finish().await;
    }
}

on_both_databases! {
    /// 2022-04-04 is the last day of three years, and figures of it may come for twenty working days.
    async fn while_the_limit_runs_the_three_years_before_are_told(test: TestHouse) {
        let turn = |day: &str| test.advance(day.parse::<NaiveDate>().unwrap() - today(&test));
        turn("2022-03-10");
        let staff = People::join(&test).await;
        let house = &test.house;
        let office = account(&test, "zhuguan", "主管", AGENCY, vec![Role::OpennessOffice]).await;
        let held = planned(&test, &office, today(&test)).await;
        enrol(house, &office, &held, "qicao").await.unwrap();
        confirm(house, &office, &held, &ids(&test, &office, &held).await.iter().map(String::as_str).collect::<Vec<_>>())
            .await
            .unwrap();
        for (day, covers, trained) in [
            ("2022-04-01", ("2019-04-05", "2022-04-01"), 1),
            ("2022-04-08", ("2019-04-05", "2022-04-04"), 1),
            ("2022-06-10", ("2022-04-05", "2022-06-10"), 0),
        ] {
            turn(day);
            let drafted = prepare_summary(house, &staff.drafter, AGENCY, 2022).await.unwrap();
            let draft = desk_reading::draft(house, &staff.drafter, &drafted).await.unwrap();
            assert_eq!(draft.values["covers"], json!({ "from": covers.0, "until": covers.1 }), "{day}");
            assert_eq!(draft.values["trained"], trained, "{day}");
        }
        test.finish().await;
    }
}
