//! What screeners and approvers decide: attachments that cannot be redacted, second opinions, what changed, many at once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use bytes::Bytes;
use mingjing_actions::my_work::{self, Filter};
use mingjing_actions::{
    Draft, Edit, Error, Officer, Role, UNREAD, answer_opinion, approve_draft, approve_many, ask_opinion,
    attach_file, desk_reading, look, opinions_on, pass_screening, return_draft, save_draft, screen_draft,
    start_draft, submit_draft,
};
use mingjing_screening::{Disposition, Finding};
use mingjing_stories::{hand_in, notice};
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::json;

/// A PDF of one page with this text, in the text layer.
fn pdf(text: &str) -> Bytes {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    out.into()
}

/// The smallest picture.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

async fn draft(test: &TestHouse, by: &Officer, id: &str) -> Draft {
    desk_reading::draft(&test.house, by, id).await.unwrap()
}

async fn found(test: &TestHouse, by: &Officer, id: &str) -> Vec<Finding> {
    screen_draft(&test.house, &draft(test, by, id).await).await.unwrap()
}

/// A notice with a file, handed in; answers its identity and lock version.
async fn with_file(test: &TestHouse, people: &People, name: &str, bytes: Bytes) -> (String, i64) {
    let house = &test.house;
    let id = start_draft(house, &people.drafter, "notice", AGENCY).await.unwrap();
    let edit =
        Edit { values: notice("带附件的公告"), body: Some("见附件。".into()), remove: Vec::new() };
    let version = save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
    let version = attach_file(house, &people.drafter, &id, version, (name, bytes)).await.unwrap();
    submit_draft(house, &people.drafter, &id, version).await.unwrap();
    (id, version + 1)
}

on_both_databases! {
    async fn what_a_pdf_holds_is_refused_or_replaced_and_never_covered(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, version) = with_file(&test, &people, "名单.pdf", pdf("ID 11010519491231002X")).await;
        let findings = found(&test, &people.screener, &id).await;
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].place, "名单.pdf");
        for decision in [Disposition::Redact, Disposition::Refuse] {
            let decisions = BTreeMap::from([(findings[0].id.clone(), decision)]);
            let refused = pass_screening(&test.house, &people.screener, &id, version, &decisions).await.unwrap_err();
            assert!(refused.to_string().contains("退回起草人"), "{refused}");
        }
        assert_eq!(draft(&test, &people.screener, &id).await.lock_version, version, "nothing half done");
        return_draft(&test.house, &people.screener, &id, version, "请更换附件").await.unwrap();
        let old = draft(&test, &people.drafter, &id).await.attachments[0].sha256.clone();
        let edit = Edit { values: notice("带附件的公告"), body: Some("见附件。".into()), remove: vec![old] };
        let version = save_draft(&test.house, &people.drafter, &id, version + 1, edit).await.unwrap();
        let version = attach_file(&test.house, &people.drafter, &id, version, ("名单.pdf", pdf("List of streets"))).await.unwrap();
        submit_draft(&test.house, &people.drafter, &id, version).await.unwrap();
        pass_screening(&test.house, &people.screener, &id, version + 1, &BTreeMap::new()).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_named_person_looks_at_what_no_program_can_read(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, version) = with_file(&test, &people, "现场.gif", Bytes::from_static(PIXEL)).await;
        let findings = found(&test, &people.screener, &id).await;
        assert_eq!(findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), [UNREAD]);
        let refused = pass_screening(&test.house, &people.screener, &id, version, &BTreeMap::new()).await.unwrap_err();
        assert!(refused.to_string().contains("还有 1 处"), "{refused}");
        let seen = Disposition::Keep { ground: "已打开原件查看".into() };
        let decisions = BTreeMap::from([(findings[0].id.clone(), seen)]);
        pass_screening(&test.house, &people.screener, &id, version, &decisions).await.unwrap();
        assert_eq!(draft(&test, &people.approver, &id).await.kept(), 1, "the approver is told");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_draft_waits_for_the_second_opinion_of_somebody_else(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, screener) = (&test.house, &people.screener);
        let mut other = screener.clone();
        (other.id, other.name) = ("second-screener".into(), "钱复核".into());
        let (id, version) = hand_in(&test, &people, "拿不准的公告", "正文。").await;
        for (by, question) in [(&people.stranger, "?"), (&people.drafter, "?"), (screener, " ")] {
            assert!(ask_opinion(house, by, &id, version, question).await.is_err(), "{}", by.name);
        }
        ask_opinion(house, screener, &id, version, "第三段是否涉密").await.unwrap();
        assert!(ask_opinion(house, screener, &id, version, "再问").await.is_err(), "one at a time");
        let refused = pass_screening(house, screener, &id, version, &BTreeMap::new()).await.unwrap_err();
        assert!(refused.to_string().contains("正在等第二意见"), "{refused}");
        let waits = async |by: &Officer| my_work::list(house, by, &Filter::default(), (9, 0)).await.unwrap().1;
        assert_eq!((waits(screener).await, waits(&other).await), (0, 1), "it waits for the other one");

        for (by, reason) in [(screener, "可以"), (&people.drafter, "可以"), (&people.stranger, "可以"), (&other, " ")] {
            assert!(answer_opinion(house, by, &id, true, reason).await.is_err(), "{}", by.name);
        }
        answer_opinion(house, &other, &id, false, "第三段属于内部事项").await.unwrap();
        assert!(answer_opinion(house, &other, &id, true, "改主意").await.is_err(), "answered once");
        let refused = pass_screening(house, screener, &id, version, &BTreeMap::new()).await.unwrap_err();
        assert!(refused.to_string().contains("第三段属于内部事项"), "{refused}");

        return_draft(house, screener, &id, version, "删去第三段").await.unwrap();
        submit_draft(house, &people.drafter, &id, version + 1).await.unwrap();
        assert!(opinions_on(house, &draft(&test, screener, &id).await).await.unwrap().is_empty(), "handed in anew");
        ask_opinion(house, screener, &id, version + 2, "现在可以了吗").await.unwrap();
        answer_opinion(house, &other, &id, true, "已删去").await.unwrap();
        pass_screening(house, screener, &id, version + 2, &BTreeMap::new()).await.unwrap();
        let trail = desk_reading::trail(house, screener, &id).await.unwrap();
        let said: Vec<(&str, Option<&str>)> = trail.iter().filter(|r| ["consult", "opine"].contains(&r.action.as_str())).map(|r| (r.officer_name.as_str(), r.reason.as_deref())).collect();
        assert_eq!(said, [("李审查", Some("第三段是否涉密")), ("钱复核", Some("不能公开：第三段属于内部事项")), ("李审查", Some("现在可以了吗")), ("钱复核", Some("可以公开：已删去"))]);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_screener_of_the_agency_above_answers_and_sees_it_until_then(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let register = house.register();
        let below = register.agencies().find(|a| a.parent_code.is_some()).expect("an agency below another").clone();
        let mut drafter = people.drafter.clone();
        drafter.agency = below.code.clone();
        let mut screener = people.screener.clone();
        screener.agency = below.code.clone();
        let mut above = people.stranger.clone();
        (above.agency, above.roles) = (below.parent_code.clone().unwrap(), [Role::Screener].into());
        let id = start_draft(house, &drafter, "notice", &below.code).await.unwrap();
        let edit = Edit { values: notice("下级的公告"), body: Some("正文。".into()), remove: Vec::new() };
        save_draft(house, &drafter, &id, 0, edit).await.unwrap();
        submit_draft(house, &drafter, &id, 1).await.unwrap();
        assert!(matches!(desk_reading::draft(house, &above, &id).await, Err(Error::Forbidden(_))));
        ask_opinion(house, &screener, &id, 2, "是否涉密").await.unwrap();
        let (rows, _) = my_work::list(house, &above, &Filter::default(), (9, 0)).await.unwrap();
        assert_eq!(rows.iter().map(|r| r.disclosure_id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
        desk_reading::draft(house, &above, &id).await.unwrap();
        answer_opinion(house, &above, &id, true, "不涉密").await.unwrap();
        assert!(matches!(desk_reading::draft(house, &above, &id).await, Err(Error::Forbidden(_))), "answered, it is no longer theirs");
        pass_screening(house, &screener, &id, 2, &BTreeMap::new()).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_approver_reads_only_what_changed_since(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, approver) = (&test.house, &people.approver);
        let (id, version) = hand_in(&test, &people, "供水公告", "十日停水。").await;
        pass_screening(house, &people.screener, &id, version, &BTreeMap::new()).await.unwrap();
        assert_eq!(look(house, approver, &draft(&test, approver, &id).await).await.unwrap(), None, "the first look");
        assert_eq!(look(house, approver, &draft(&test, approver, &id).await).await.unwrap(), None, "the same again");
        return_draft(house, approver, &id, version + 1, "日期不对").await.unwrap();
        let edit = Edit { values: notice("供水公告"), body: Some("十一日停水。".into()), remove: Vec::new() };
        let version = save_draft(house, &people.drafter, &id, version + 2, edit).await.unwrap();
        submit_draft(house, &people.drafter, &id, version).await.unwrap();
        pass_screening(house, &people.screener, &id, version + 1, &BTreeMap::new()).await.unwrap();
        let now = draft(&test, approver, &id).await;
        let (_, before, after) = look(house, approver, &now).await.unwrap().unwrap();
        assert_eq!((before.body.as_deref(), after.body.as_deref()), (Some("十日停水。"), Some("十一日停水。")));
        let mut second = approver.clone();
        second.id = "another-approver".into();
        assert_eq!(look(house, &second, &now).await.unwrap(), None, "another has his own looks");
        approve_draft(house, approver, &id, now.lock_version, None).await.unwrap();
        test.finish().await;
    }
}

/// A licence that passed screening; answers its identity and lock version.
async fn licence(test: &TestHouse, people: &People, n: usize, content: &str) -> (String, i64) {
    let house = &test.house;
    let id = start_draft(house, &people.drafter, "licence", AGENCY).await.unwrap();
    let values = json!({
        "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": "石家庄恒泰建材有限公司", "licence_type": "普通",
        "content": content, "decided_on": "2026-11-02", "status": "有效",
    });
    let edit = Edit { values: values.as_object().unwrap().clone(), body: None, remove: Vec::new() };
    save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
    submit_draft(house, &people.drafter, &id, 1).await.unwrap();
    let keep = |f: Finding| (f.id, Disposition::Keep { ground: "本人同意".into() });
    let decisions = found(test, &people.screener, &id).await.into_iter().map(keep).collect();
    pass_screening(house, &people.screener, &id, 2, &decisions).await.unwrap();
    (id, 3)
}

on_both_databases! {
    async fn many_are_approved_at_once_where_their_file_allows_it(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (plain, kept) = (licence(&test, &people, 1, "准予经营").await, licence(&test, &people, 2, "电话13812345678").await);
        let (unlike, version) = hand_in(&test, &people, "公告不能批量", "正文。").await;
        pass_screening(house, &people.screener, &unlike, version, &BTreeMap::new()).await.unwrap();
        let stale = (licence(&test, &people, 3, "准予经营").await.0, 2);
        let (rows, _) = my_work::list(house, &people.approver, &Filter::default(), (9, 0)).await.unwrap();
        let hints = |id: &str| my_work::hints(rows.iter().find(|row| row.disclosure_id == id).unwrap()).unwrap();
        assert!(hints(&plain.0).kept == 0 && hints(&kept.0).kept > 0, "the list says what was kept: {rows:?}");
        let all = [plain.clone(), kept, (unlike, version + 1), stale];
        let done = approve_many(house, &people.drafter, &all).await;
        assert!(done.iter().all(|(_, one)| one.is_err()), "who may not approve, may not approve many");
        let done = approve_many(house, &people.approver, &all).await;
        let words: Vec<String> = done.iter().map(|(_, one)| one.as_ref().map_or_else(ToString::to_string, |()| "批准".into())).collect();
        assert_eq!(words[0], "批准");
        assert!(words[1].contains("有保留的内容") && words[2].contains("须逐件批准") && words[3].contains("已被别人改动"), "{words:?}");
        test.settle().await;
        assert!(mingjing_actions::reading::disclosure(house, &plain.0).await.unwrap().is_some());
        test.finish().await;
    }
}
