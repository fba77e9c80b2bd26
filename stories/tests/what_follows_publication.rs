//! After publication: one person releases in an emergency and another reviews it, typing is mended and nothing more,
//! readers report errors and learn what became of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mingjing_actions::reading::disclosure;
use mingjing_actions::reports::{
    Report, answer_report, report_contact, report_of, reports_to, reports_waiting, send_report,
};
use mingjing_actions::{
    Edit, Error, Officer, UrgentReview, check_audit, desk_reading, may_release_urgently, may_review_urgent,
    release_urgently, review_urgent, save_draft, start_correction, start_draft, submit_draft, urgent_waiting,
};
use mingjing_publication::{Ground, Kind};
use mingjing_screening::Disposition;
use mingjing_stories::{emergency, hand_in, let_through, notice, publish};
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};

/// An emergency's first report, handed in.
async fn emergency_handed_in(test: &TestHouse, people: &People, measures: &str) -> (String, i64) {
    let house = &test.house;
    let id = start_draft(house, &people.drafter, "emergency-response", AGENCY).await.unwrap();
    let mut values = emergency("某河漫堤险情");
    values.insert("measures".into(), measures.into());
    let version = save_draft(house, &people.drafter, &id, 0, Edit { values, body: None, remove: Vec::new() });
    let version = version.await.unwrap();
    submit_draft(house, &people.drafter, &id, version).await.unwrap();
    (id, version + 1)
}

/// What the newest revision says of itself.
async fn marked(test: &TestHouse, id: &str) -> Option<Kind> {
    let shown = disclosure(&test.house, id).await.unwrap().unwrap();
    shown.newest().unwrap().kind
}

async fn steps(test: &TestHouse, by: &Officer, id: &str) -> Vec<String> {
    let trail = desk_reading::trail(&test.house, by, id).await.unwrap();
    trail.into_iter().map(|row| row.action).collect()
}

on_both_databases! {
    async fn one_approver_releases_in_an_emergency_and_another_lets_it_stand(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let (id, version) = emergency_handed_in(&test, &people, "已转移群众，联系人电话 13812345678。").await;
        let draft = desk_reading::draft(house, &people.approver, &id).await.unwrap();
        assert!(may_release_urgently(house, &people.approver, &draft));
        assert!(!may_release_urgently(house, &people.drafter, &draft));
        let found = mingjing_actions::screen_draft(house, &draft).await.unwrap();
        let redact: BTreeMap<_, _> = found.iter().map(|f| (f.id.clone(), Disposition::Redact)).collect();

        let none = BTreeMap::new();
        let undecided = release_urgently(house, &people.approver, &id, version, ("洪水漫堤", &none)).await;
        assert!(undecided.unwrap_err().to_string().contains("没有处理"), "an emergency excuses no finding");
        let silent = release_urgently(house, &people.approver, &id, version, (" ", &redact)).await;
        assert!(silent.unwrap_err().to_string().contains("为什么不能等"));
        let telling = release_urgently(house, &people.approver, &id, version, ("问 13912345678", &redact)).await;
        assert!(telling.unwrap_err().to_string().contains("会公开"), "the reason is screened too");
        release_urgently(house, &people.approver, &id, version, ("洪水漫堤", &redact)).await.unwrap().unwrap();
        test.settle().await;

        assert_eq!(marked(&test, &id).await, Some(Kind::Urgent));
        let shown = disclosure(house, &id).await.unwrap().unwrap();
        assert!(!shown.content().unwrap().fields["measures"].to_string().contains("13812345678"), "it was redacted");
        assert_eq!(shown.urgent[0].reviewed, None);
        assert_eq!(shown.urgent[0].due_at, "2026-11-25T09:00:00+08:00");
        assert!(shown.urgent[0].basis.contains("突发事件应对法"));

        let waiting = urgent_waiting(house, &people.second).await.unwrap();
        let leaf = waiting[0].release.leaf_index;
        assert!(may_review_urgent(house, &people.second, &waiting[0].release));
        assert!(!may_review_urgent(house, &people.approver, &waiting[0].release), "who released it does not review it");
        let upheld = || UrgentReview::Upheld("属实，同意发布".into());
        let own = review_urgent(house, &people.approver, leaf, upheld()).await;
        assert!(own.unwrap_err().to_string().contains("没有参与的人"));
        assert!(matches!(review_urgent(house, &people.stranger, leaf, upheld()).await, Err(Error::Forbidden(_))));
        test.advance(TimeDelta::hours(30));
        review_urgent(house, &people.second, leaf, upheld()).await.unwrap();
        assert!(matches!(review_urgent(house, &people.second, leaf, upheld()).await, Err(Error::NotFound(_))));
        assert!(urgent_waiting(house, &people.second).await.unwrap().is_empty());
        let shown = disclosure(house, &id).await.unwrap().unwrap();
        assert_eq!(shown.urgent[0].reviewed, Some(("2026-11-25T15:00:00+08:00".into(), true)));
        let trail = desk_reading::trail(house, &people.second, &id).await.unwrap();
        let review = trail.iter().find(|row| row.action == "urgent-review").unwrap();
        assert!(review.detail.as_deref().unwrap().contains("\"late\":true"), "{review:?}");
        assert!(steps(&test, &people.second, &id).await.ends_with(
            &["screen", "release-urgently", "publish", "urgent-review"].map(str::to_owned)
        ));
        assert_eq!(check_audit(house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_was_wrong_is_withdrawn_by_the_reviewer(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let (id, version) = emergency_handed_in(&test, &people, "已转移群众。").await;
        release_urgently(house, &people.approver, &id, version, ("洪水漫堤", &BTreeMap::new())).await.unwrap();
        test.settle().await;
        let leaf = urgent_waiting(house, &people.second).await.unwrap()[0].release.leaf_index;
        let ground = Ground::new("政府信息公开条例第六条", "险情不实").unwrap();
        review_urgent(house, &people.second, leaf, UrgentReview::Withdrawn(ground)).await.unwrap();
        test.settle().await;
        let shown = disclosure(house, &id).await.unwrap().unwrap();
        assert_eq!(shown.withdrawn.unwrap().reason, "险情不实");
        assert_eq!(marked(&test, &id).await, None, "the withdrawal itself is an ordinary entry");
        assert!(steps(&test, &people.second, &id).await.ends_with(&["urgent-review", "withdraw"].map(str::to_owned)));
        test.finish().await;
    }
}

on_both_databases! {
    async fn nobody_releases_alone_what_the_catalogue_does_not_name_or_what_he_wrote(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let (id, version) = hand_in(&test, &people, "停水公告", "明日停水。").await;
        let refused = release_urgently(house, &people.approver, &id, version, ("急", &BTreeMap::new())).await;
        assert!(refused.unwrap_err().to_string().contains("不能紧急公开"));
        let (id, version) = emergency_handed_in(&test, &people, "已转移群众。").await;
        let mut jack = people.drafter.clone();
        jack.roles = people.approver.roles.clone();
        let refused = release_urgently(house, &jack, &id, version, ("洪水", &BTreeMap::new())).await;
        assert!(refused.unwrap_err().to_string().contains("另一位同事"));
        test.finish().await;
    }
}

/// Begins to mend typing, saves this text and hands it in; the refusal where it goes beyond.
async fn mend(test: &TestHouse, people: &People, id: &str, title: &str, body: &str) -> Result<i64, Error> {
    let house = &test.house;
    let version = match desk_reading::draft(house, &people.drafter, id).await {
        Ok(draft) => draft.lock_version,
        Err(_) => {
            start_correction(house, &people.drafter, id, "更正错别字").await.unwrap();
            0
        }
    };
    let edit = Edit { values: notice(title), body: Some(body.into()), remove: Vec::new() };
    let version = save_draft(house, &people.drafter, id, version, edit).await.unwrap();
    submit_draft(house, &people.drafter, id, version).await.map(|()| version + 1)
}

on_both_databases! {
    async fn typing_is_mended_and_nothing_more(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, _) = publish(&test, &people, "办事公告", "请于20日前到窗口办里，不收费。").await;
        test.settle().await;
        let refused = |done: Result<i64, Error>| done.unwrap_err().to_string();
        let figure = refused(mend(&test, &people, &id, "办事公告", "请于25日前到窗口办理，不收费。").await);
        assert!(figure.contains("改变原意") && figure.contains("改用“更新”"), "{figure}");
        let negation = refused(mend(&test, &people, &id, "办事公告", "请于20日前到窗口办理，收费。").await);
        assert!(negation.contains("“不”"), "{negation}");
        let long = "请于20日前到窗口办理，逾期请与窗口工作人员联系另行安排办理并携带全部材料，不收费。";
        assert!(refused(mend(&test, &people, &id, "办事公告", long).await).contains("最多 20 个"));
        let same = "请于20日前到窗口办里，不收费。";
        assert!(refused(mend(&test, &people, &id, "办事公告", same).await).contains("没有改动"));

        let version = mend(&test, &people, &id, "办事公告", "请于20日前到窗口办理，不收费。").await.unwrap();
        let_through(&test, &people, &id, version).await;
        test.settle().await;
        assert_eq!(marked(&test, &id).await, Some(Kind::Minor));
        let shown = disclosure(&test.house, &id).await.unwrap().unwrap();
        assert_eq!(shown.newest().unwrap().revision, 2);
        assert!(shown.content().unwrap().body.as_deref().unwrap().contains("办理"));
        assert!(steps(&test, &people.drafter, &id).await.contains(&"correct".to_owned()));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_reader_reports_an_error_and_learns_what_became_of_it(test: TestHouse) {
        let (house, people) = (&test.house, People::join(&test).await);
        let (id, _) = publish(&test, &people, "办事公告", "请到窗口办里。").await;
        let said = Report { disclosure: &id, said: "“办里”应为“办理”", contact: "13812345678" };
        assert!(matches!(send_report(house, &said).await, Err(Error::NotFound(_))), "not before it is public");
        test.settle().await;
        assert!(send_report(house, &Report { said: " ", ..said.clone() }).await.unwrap_err().to_string().contains("哪里有错"));
        let code = send_report(house, &said).await.unwrap();
        let other = send_report(house, &Report { contact: "", ..said.clone() }).await.unwrap();
        assert_ne!(code, other);
        assert_eq!(report_of(house, "00000-00000-00000-00000").await.unwrap(), None);
        let written_down = code.to_lowercase().replace('-', " ");
        let found = report_of(house, &written_down).await.unwrap().unwrap();
        assert_eq!(found.answer, None);
        assert!(!format!("{found:?}").contains("138"), "how the reader is reached is sealed");

        assert_eq!(reports_waiting(house, &people.drafter).await.unwrap(), 2);
        assert_eq!(reports_waiting(house, &people.screener).await.unwrap(), 0);
        assert!(matches!(reports_to(house, &people.screener, (true, ""), 9).await, Err(Error::Forbidden(_))));
        let waiting = reports_to(house, &people.drafter, (true, ""), 9).await.unwrap();
        let (first, second) = (&waiting[0].id, &waiting[1].id);
        assert_eq!(report_contact(house, &people.drafter, first).await.unwrap(), "13812345678");
        assert!(report_contact(house, &people.drafter, second).await.is_err(), "nothing was given");

        let early = answer_report(house, &people.drafter, first, (Some(2), "已改正。")).await.unwrap_err();
        assert!(early.to_string().contains("不是报告以后更新的版本"), "{early}");
        let version = mend(&test, &people, &id, "办事公告", "请到窗口办理。").await.unwrap();
        let_through(&test, &people, &id, version).await;
        test.settle().await;
        let leaking = answer_report(house, &people.drafter, first, (Some(2), "已电话 13812345678 告知")).await;
        assert!(leaking.is_err(), "an answer is screened");
        answer_report(house, &people.drafter, first, (Some(2), "已改正，谢谢。")).await.unwrap();
        let again = answer_report(house, &people.approver, first, (None, "重复")).await;
        assert!(matches!(again, Err(Error::Conflict)));
        answer_report(house, &people.approver, second, (None, "同一处，已由另一份报告改正。")).await.unwrap();
        let found = report_of(house, &code).await.unwrap().unwrap();
        assert_eq!((found.corrected_in, found.answer.as_deref()), (Some(2), Some("已改正，谢谢。")));
        assert_eq!(found.contact, None, "it is forgotten with the answer");
        assert_eq!(reports_to(house, &people.drafter, (false, ""), 9).await.unwrap().len(), 2);
        let steps = steps(&test, &people.drafter, &id).await;
        assert_eq!(steps.iter().filter(|step| step.starts_with("report-")).count(), 3, "{steps:?}");
        assert_eq!(check_audit(house).await.unwrap().problem, None);
        test.finish().await;
    }
}
