//! The audit trail: only added to, checked whole, the first wrong row named; searched by those who may, in their reach.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::auditing::{self, AuditSearch, Opens};
use mingjing_actions::{Officer, Role, check_audit, desk_reading};
use mingjing_store::Db;
use mingjing_stories::{hand_in, publish};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

/// Takes the triggers away that keep rows as they are.
async fn unlock(test: &TestHouse) {
    let triggers: &[&str] = match &test.house.db {
        Db::Sqlite { .. } => &["audit_is_not_changed", "audit_is_not_deleted"],
        Db::Postgres { .. } => &["audit_is_not_changed ON audit"],
    };
    for trigger in triggers {
        test.house.db.administer(&format!("DROP TRIGGER {trigger}")).await.unwrap();
    }
}

/// Does to the database what somebody with all rights on it could, past every trigger.
async fn tamper(test: &TestHouse, statement: &str) {
    unlock(test).await;
    test.house.db.administer(statement).await.unwrap();
}

on_both_databases! {
    async fn a_changed_row_is_named(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "窗口公告", "一楼。").await;
        let report = check_audit(&test.house).await.unwrap();
        // Five accounts; begun, saved, handed in, screened, approved, published.
        assert_eq!((report.rows, report.problem), (11, None));
        tamper(&test, "UPDATE audit SET officer_name = '别人' WHERE position = 7").await;
        let report = check_audit(&test.house).await.unwrap();
        assert_eq!(report.rows, 6);
        let problem = report.problem.unwrap();
        assert!(problem.contains("第 7 条") && problem.contains("别人"), "{problem}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_row_taken_out_of_the_middle_or_the_end_is_missed(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "窗口公告", "一楼。").await;
        tamper(&test, "DELETE FROM audit WHERE position = 11").await;
        let end = check_audit(&test.house).await.unwrap().problem.unwrap();
        assert!(end.contains("最后的记录不见了") && end.contains("应有 11 条"), "{end}");
        test.house.db.administer("DELETE FROM audit WHERE position = 3").await.unwrap();
        let middle = check_audit(&test.house).await.unwrap().problem.unwrap();
        assert!(middle.contains("第 3 条不见了"), "{middle}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn the_database_refuses_to_change_rows(test: TestHouse) {
        People::join(&test).await;
        for statement in [
            "UPDATE audit SET reason = 'x'",
            "DELETE FROM audit WHERE position = 1",
        ] {
            let refused = test.house.db.administer(statement).await.unwrap_err();
            assert!(format!("{refused:?}").contains("only added"), "{statement}: {refused:?}");
        }
        assert_eq!(check_audit(&test.house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn rows_from_before_the_chain_are_sealed_by_its_first_row(test: TestHouse) {
        let old = "INSERT INTO audit (id, at, officer_id, officer_name, agency_code, action) \
            VALUES ('01', '2025-01-01T09:00:00+08:00', 'x', '旧人', '130001', 'draft')";
        test.house.db.administer(old).await.unwrap();
        let people = People::join(&test).await;
        hand_in(&test, &people, "公告", "正文。").await;
        assert_eq!(check_audit(&test.house).await.unwrap().problem, None);
        tamper(&test, "UPDATE audit SET action = 'approve' WHERE id = '01'").await;
        let problem = check_audit(&test.house).await.unwrap().problem.unwrap();
        assert!(problem.contains("旧记录"), "{problem}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn two_write_at_once_and_the_chain_does_not_fork(test: TestHouse) {
        let people = People::join(&test).await;
        let before = check_audit(&test.house).await.unwrap().rows;
        let mut writing = Vec::new();
        for n in 0..8 {
            let (house, by) = (std::sync::Arc::clone(&test.house), people.drafter.clone());
            writing.push(tokio::spawn(async move {
                let id = mingjing_actions::start_draft(&house, &by, "notice", AGENCY).await.unwrap();
                let edit = mingjing_actions::Edit { body: Some(format!("第 {n} 份")), ..Default::default() };
                mingjing_actions::save_draft(&house, &by, &id, 0, edit).await.unwrap();
            }));
        }
        for done in writing {
            done.await.unwrap();
        }
        let after = check_audit(&test.house).await.unwrap();
        assert_eq!((after.rows - before, after.problem), (16, None));
        test.finish().await;
    }
}

on_both_databases! {
    async fn the_trail_is_searched_in_ones_reach(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (id, number) = publish(&test, &people, "窗口公告", "一楼。").await;
        let auditor = account(&test, "shenji", "审计", OTHER_AGENCY, vec![Role::Auditor]).await;
        let look = async |by: &Officer, asked: AuditSearch| auditing::search(house, by, &asked, 100).await;
        let all = look(&auditor, AuditSearch::default()).await.unwrap();
        assert_eq!(all.len(), 12, "six accounts and six steps");
        assert!(all.windows(2).all(|w| w[0].id > w[1].id), "newest first");
        let of = |rows: &[mingjing_store::audit::AuditRow]| rows.iter().map(|r| r.action.clone()).collect::<Vec<_>>();
        let steps = ["publish", "approve", "screen", "submit", "edit", "draft"];
        for disclosure in [id, number] {
            let found = look(&auditor, AuditSearch { disclosure, ..Default::default() }).await.unwrap();
            // Approval and publication are of one moment; the order of the two is the chain's.
            assert_eq!(of(&found), steps);
        }
        let found = look(&auditor, AuditSearch { officer: "王起草".into(), action: "edit".into(), ..Default::default() }).await.unwrap();
        assert_eq!(of(&found), ["edit"]);
        let detail = found[0].detail.clone().unwrap();
        assert!(detail.contains("before") && detail.contains("after") && !detail.contains("一楼"), "{detail}");
        let day = |d: &str| Some(d.parse().unwrap());
        let (today, before) = (day("2026-11-24"), day("2026-11-23"));
        assert_eq!(look(&auditor, AuditSearch { from: today, until: today, ..Default::default() }).await.unwrap().len(), 12);
        assert_eq!(look(&auditor, AuditSearch { until: before, ..Default::default() }).await.unwrap().len(), 0);
        let second = look(&auditor, AuditSearch { before: all[3].id.clone(), ..Default::default() }).await.unwrap();
        assert_eq!(second[0].id, all[4].id, "the next page begins behind the last row");

        // Somebody elsewhere sees only the own agency; who may not, nothing.
        let elsewhere = look(&people.stranger, AuditSearch::default()).await.unwrap();
        assert!(elsewhere.iter().all(|r| r.agency_code == OTHER_AGENCY) && elsewhere.len() == 2, "{elsewhere:?}");
        assert!(look(&people.stranger, AuditSearch { agency: AGENCY.into(), ..Default::default() }).await.is_err());
        assert!(look(&people.drafter, AuditSearch::default()).await.is_err());
        let office = account(&test, "zhuguan", "主管", "130101", vec![Role::OpennessOffice]).await;
        let below = look(&office, AuditSearch::default()).await.unwrap();
        assert_eq!(below.len(), 1, "of its region there is only its own account so far: {below:?}");
        let disclosure = all.iter().find_map(|r| r.disclosure_id.clone()).unwrap();
        assert_eq!(desk_reading::trail(house, &auditor, &disclosure).await.unwrap().len(), 6);
        test.finish().await;
    }
}

on_both_databases! {
    async fn disclosures_of_the_trail_are_named_as_far_as_one_may_know(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (public, _) = publish(&test, &people, "窗口公告", "一楼。").await;
        let (waiting, _) = hand_in(&test, &people, "未公开的公告", "正文。").await;
        let auditor = account(&test, "shenji", "审计", OTHER_AGENCY, vec![Role::Auditor]).await;
        let system = account(&test, "xitong", "系统", OTHER_AGENCY, vec![Role::SystemAdministrator]).await;
        let expected = [(&auditor, Some("未公开的公告"), Opens::Desk), (&system, None, Opens::Nowhere)];
        for (by, title, opens) in expected {
            let steps = auditing::search(house, by, &AuditSearch::default(), 100).await.unwrap();
            let names = auditing::names(house, by, &steps).await.unwrap();
            assert_eq!(names.len(), 2);
            assert_eq!((names[&public].title.as_deref(), names[&public].opens), (Some("窗口公告"), Opens::Portal));
            assert_eq!((names[&waiting].title.as_deref(), names[&waiting].opens), (title, opens), "{}", by.name);
        }
        assert!(auditing::names(house, &auditor, &[]).await.unwrap().is_empty());
        test.finish().await;
    }
}
