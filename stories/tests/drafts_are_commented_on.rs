//! Calls for comments, from the draft to the outcome: thirty days or a published reason, a second person, comments on the
//! whole and on a clause, a campaign counted as what it is, every group answered, the outcome a disclosure of its own; and
//! what is refused.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::consultations::{
    Command, CommentReceipt, Commenter, NewComment, Part, Which, answer_questionnaire, calls_waiting,
    comment, comments, desk_call, desk_calls, export_of, forget_commenters, free_drafts,
    note_published_outcomes, prepare_outcome, propose, public_call, public_calls, reveal_commenter,
    take_step, tell_outcomes, track,
};
use mingjing_actions::{
    Error, Officer, approve_draft, check_audit, desk_reading, discard_draft, pass_screening, reading,
    submit_draft,
};
use mingjing_procedures::consultation::{Adoption, Given, Question, QuestionKind};
use mingjing_store::consultations as rows;
use mingjing_stories::{draft_for_comment, draft_until, withdraw_by_two};
use mingjing_testkit::{AGENCY, Mailbox, People, TestHouse, on_both_databases};

/// What must stand nowhere in the open.
const PHONE: &str = "13812345678";
const MAIL: &str = "wangxiaoming@example.com";

fn new(clause: &str, text: &str) -> NewComment {
    let commenter = Commenter { name: "王小明".into(), contact: PHONE.into(), mail: MAIL.into() };
    NewComment { clause: clause.into(), text: text.into(), commenter }
}

async fn say(test: &TestHouse, id: &str, n: u32, clause: &str, text: &str) -> CommentReceipt {
    comment(&test.house, id, new(clause, text), &format!("{n:032}")).await.unwrap()
}

/// Takes a step on the call as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, command: Command) -> Result<(), Error> {
    let version = desk_call(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, command).await
}

async fn refused(test: &TestHouse, by: &Officer, id: &str, command: Command, words: &str) {
    let error = step(test, by, id, command).await.unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

fn questions() -> Vec<Question> {
    let options = vec!["赞成".to_owned(), "反对".to_owned()];
    vec![
        Question { title: "是否赞成".into(), kind: QuestionKind::Single { options } },
        Question { title: "还想说什么".into(), kind: QuestionKind::Text },
    ]
}

/// An open call; answers its identity.
async fn open(test: &TestHouse, people: &People, title: &str) -> String {
    let draft = draft_for_comment(test, AGENCY, title).await;
    test.settle().await;
    let id = propose(&test.house, &people.drafter, &draft, questions()).await.unwrap();
    step(test, &people.approver, &id, Command::Open).await.unwrap();
    id
}

fn group(title: &str, comments: &[u32]) -> Command {
    Command::Group { title: title.into(), comments: comments.to_vec(), alone: false }
}

fn answer(group: usize, adoption: Adoption, text: &str) -> Command {
    Command::Answer { group, adoption, text: text.into() }
}

on_both_databases! {
    async fn people_comment_and_every_group_is_answered_in_public(test: TestHouse) {
        let people = People::join(&test).await;
        let id = open(&test, &people, "上学路办法").await;
        let first = say(&test, &id, 1, "art-2-1", "第二条第一项请增加盲道。").await;
        for (n, who) in (2..).zip(["", "三年级家长", "!!", "(五年级家长)"]) {
            say(&test, &id, n, "art-3", &format!("请写明疏导人员的值守时段,并向家长公布值守电话和负责人。{who}")).await;
        }
        say(&test, &id, 6, "", "全省一律限速。").await;
        let given = |option: usize| [Given { chosen: vec![option], text: String::new() }, Given::default()];
        for (n, option) in (1..).zip([0, 0, 1]) {
            let once = format!("{n:032}");
            assert!(!answer_questionnaire(&test.house, &id, &given(option), &once).await.unwrap());
            assert!(answer_questionnaire(&test.house, &id, &given(option), &once).await.unwrap(), "counted once");
        }
        let open_now = public_calls(&test.house, Part::Open, (10, 0)).await.unwrap();
        assert_eq!((open_now.len(), open_now[0].row.comments), (1, 6));
        refused(&test, &people.drafter, &id, Command::Close, "第十五条").await;
        assert_eq!(calls_waiting(&test.house, &people.drafter).await.unwrap(), 0);

        test.advance(TimeDelta::days(41));
        assert_eq!(calls_waiting(&test.house, &people.drafter).await.unwrap(), 1);
        let late = comment(&test.house, &id, new("", "晚了"), &format!("{:032}", 99)).await.unwrap_err();
        assert!(late.to_string().contains("已经截止"), "{late}");
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        let call = desk_call(&test.house, &people.drafter, &id).await.unwrap();
        let all = comments(&test.house, &people.drafter, &call, &Which::default(), (50, 0)).await.unwrap();
        assert_eq!(all.total, 3, "the campaign is one line");
        assert_eq!(all.lines[1].others, 3);
        let alike = Which { like: Some(2), ..Which::default() };
        assert_eq!(comments(&test.house, &people.drafter, &call, &alike, (50, 0)).await.unwrap().total, 4, "none is lost");
        assert_eq!(call.state.found().unwrap().tally.counts[0], [2, 1]);

        refused(&test, &people.drafter, &id, group("无", &[]), "勾选").await;
        step(&test, &people.drafter, &id, group("增加盲道", &[1])).await.unwrap();
        step(&test, &people.drafter, &id, group("写明值守时段", &[2])).await.unwrap();
        let early = prepare_outcome(&test.house, &people.drafter, &id, 4).await.unwrap_err();
        assert!(early.to_string().contains("1 条意见没有归类"), "{early}");
        step(&test, &people.drafter, &id, group("一律限速", &[6])).await.unwrap();
        step(&test, &people.drafter, &id, answer(0, Adoption::Adopted, "")).await.unwrap();
        step(&test, &people.drafter, &id, answer(1, Adoption::Partly, "时段由学校公布")).await.unwrap();
        refused(&test, &people.drafter, &id, answer(2, Adoption::Not, ""), "第十八条").await;
        step(&test, &people.drafter, &id, answer(2, Adoption::Not, "超出适用范围")).await.unwrap();
        let told = track(&test.house, &first.code).await.unwrap().unwrap();
        assert!(told.answer.is_none(), "nothing is told before the outcome is public");

        let version = desk_call(&test.house, &people.drafter, &id).await.unwrap().row.lock_version;
        let outcome = prepare_outcome(&test.house, &people.drafter, &id, version).await.unwrap();
        let draft = desk_reading::draft(&test.house, &people.drafter, &outcome).await.unwrap();
        assert_eq!((&draft.values["received"], &draft.values["adopted"]), (&6.into(), &5.into()));
        assert!(draft.body.as_deref().unwrap().contains("| 赞成 | 2 |"), "{:?}", draft.body);
        assert_eq!(draft.attachments.len(), 1);
        let again = prepare_outcome(&test.house, &people.drafter, &id, version).await.unwrap_err();
        assert!(matches!(again, Error::Conflict), "{again}");
        let at = draft.lock_version;
        submit_draft(&test.house, &people.drafter, &outcome, at).await.unwrap();
        pass_screening(&test.house, &people.screener, &outcome, at + 1, &BTreeMap::new()).await.unwrap();
        assert_eq!(note_published_outcomes(&test.house).await.unwrap(), 0, "it is not public yet");
        approve_draft(&test.house, &people.approver, &outcome, at + 2, None).await.unwrap();
        assert_eq!(tell_outcomes(&test.house).await.unwrap(), 0, "not before it is noted");
        assert_eq!(note_published_outcomes(&test.house).await.unwrap(), 1);
        test.settle().await;
        let commented = tell_outcomes(&test.house).await.unwrap();
        assert_eq!(tell_outcomes(&test.house).await.unwrap(), 0, "each is told once");
        let letters = Mailbox::default().collect(&test).await;
        assert_eq!(letters.len() as u64, commented);
        assert!(letters.iter().all(|letter| letter.to == MAIL && letter.body.contains("号意见")), "{letters:?}");

        let told = track(&test.house, &first.code.to_lowercase()).await.unwrap().unwrap();
        let (title, given) = told.answer.unwrap();
        assert_eq!((title.as_str(), given.adoption), ("增加盲道", Adoption::Adopted));
        assert_eq!(told.outcome.as_deref(), Some(outcome.as_str()));
        let public = reading::disclosure(&test.house, &outcome).await.unwrap().unwrap();
        assert!(public.links.iter().any(|link| link.item == "draft-for-comment"), "{:?}", public.links);
        let done = public_calls(&test.house, Part::Published, (10, 0)).await.unwrap();
        assert!(done.len() == 1 && !done[0].row.late);
        assert!(public_calls(&test.house, Part::Ended, (10, 0)).await.unwrap().is_empty());
        assert_eq!(desk_calls(&test.house, &people.drafter, true, (10, 0)).await.unwrap().1, 1);
        assert_eq!(check_audit(&test.house).await.unwrap().problem, None);
        let approvers = (&people.approver, &people.second);
        withdraw_by_two(&test.house, approvers, &outcome, ("条例第十五条", "附件中有个人信息")).await;
        test.settle().await;
        let told = track(&test.house, &first.code).await.unwrap().unwrap();
        assert!(told.answer.is_none() && told.outcome.is_none(), "what is withdrawn stands nowhere else");
        test.finish().await;
    }
}

on_both_databases! {
    async fn less_than_thirty_days_needs_a_reason_that_is_published(test: TestHouse) {
        let people = People::join(&test).await;
        let today = test.house.now().date_naive();
        let short = draft_until(&test, AGENCY, ("短的", ""), today + Days::new(29)).await;
        let with_reason = draft_until(&test, AGENCY, ("急的", "汛期将至"), today + Days::new(10)).await;
        assert_eq!(free_drafts(&test.house, &people.drafter).await.unwrap().len(), 2);
        let id = propose(&test.house, &people.drafter, &short, Vec::new()).await.unwrap();
        refused(&test, &people.approver, &id, Command::Open, "第十五条").await;
        refused(&test, &people.drafter, &id, Command::Open, "权限").await;
        assert!(public_call(&test.house, &id).await.unwrap().is_none(), "nobody sees what is not open");
        let unseen = comment(&test.house, &id, new("", "看得见吗"), &format!("{:032}", 1)).await.unwrap_err();
        assert!(matches!(unseen, Error::NotFound(_)), "{unseen}");
        let back = Command::SendBack { text: "期限太短".into() };
        step(&test, &people.approver, &id, back).await.unwrap();
        refused(&test, &people.approver, &id, Command::Open, "退回").await;
        let again = propose(&test.house, &people.drafter, &short, questions()).await.unwrap();
        assert_eq!(again, id, "one call on one draft");
        let urgent = propose(&test.house, &people.drafter, &with_reason, Vec::new()).await.unwrap();
        step(&test, &people.approver, &urgent, Command::Open).await.unwrap();
        test.settle().await;
        let seen = public_call(&test.house, &urgent).await.unwrap().unwrap();
        assert_eq!(seen.state.file().call().short_reason(), "汛期将至");
        assert!(seen.is_open);
        refused(&test, &people.drafter, &urgent, Command::Prolong, "往后延").await;
        let notice = mingjing_stories::publish(&test, &people, "一份公告", "正文").await.0;
        let other = propose(&test.house, &people.drafter, &notice, Vec::new()).await.unwrap_err();
        assert!(other.to_string().contains("决策草案征求意见"), "{other}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn one_form_is_one_comment_and_what_does_not_fit_is_named(test: TestHouse) {
        let people = People::join(&test).await;
        let id = open(&test, &people, "一份草案").await;
        let once = format!("{:032}", 7);
        let send = || comment(&test.house, &id, new("art-1", "很好"), &once);
        let (one, two) = tokio::join!(send(), send());
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((one.number, &one.code), (two.number, &two.code));
        assert!(one.again != two.again, "one of them is the first");
        let next = say(&test, &id, 8, "", "也好").await;
        assert_eq!(next.number, 2, "no number is lost");
        let wrong = comment(&test.house, &id, new("art-99", " \u{202e} "), &format!("{:032}", 9)).await;
        let Error::Invalid(problems) = wrong.unwrap_err() else { panic!("it is refused field by field") };
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["clause", "text"]);
        let option = [Given { chosen: vec![2], text: String::new() }, Given::default()];
        let wrong = answer_questionnaire(&test.house, &id, &option, &once).await.unwrap_err();
        assert!(wrong.to_string().contains("不在选项里"), "{wrong}");
        let nothing = [Given::default(), Given::default()];
        assert!(answer_questionnaire(&test.house, &id, &nothing, &once).await.is_err());
        assert!(track(&test.house, "00000-00000-00000-00000").await.unwrap().is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_comment_is_withheld_by_two_people_and_never_changed(test: TestHouse) {
        let people = People::join(&test).await;
        let id = open(&test, &people, "一份草案").await;
        let said = say(&test, &id, 1, "", &format!("张三的电话是 {PHONE}")).await;
        say(&test, &id, 2, "", "赞成。").await;
        let ground = "写有他人电话(条例第十五条)";
        let withhold = |comment| Command::Withhold { comment, text: ground.into() };
        refused(&test, &people.drafter, &id, withhold(3), "没有找到").await;
        step(&test, &people.drafter, &id, withhold(1)).await.unwrap();
        let agree = Command::AgreeWithholding { comment: 1 };
        refused(&test, &people.drafter, &id, agree.clone(), "权限").await;
        step(&test, &people.approver, &id, agree).await.unwrap();
        let told = track(&test.house, &said.code).await.unwrap().unwrap();
        assert_eq!(told.withheld.as_deref(), Some(ground));
        assert!(told.text.contains(PHONE), "its writer still sees it");

        test.advance(TimeDelta::days(41));
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        step(&test, &people.drafter, &id, group("意见", &[1, 2])).await.unwrap();
        step(&test, &people.drafter, &id, answer(0, Adoption::Adopted, "")).await.unwrap();
        let version = desk_call(&test.house, &people.drafter, &id).await.unwrap().row.lock_version;
        let outcome = prepare_outcome(&test.house, &people.drafter, &id, version).await.unwrap();
        let draft = desk_reading::draft(&test.house, &people.drafter, &outcome).await.unwrap();
        let file = &draft.attachments[0].sha256;
        let mut tx = test.house.db.read().await.unwrap();
        let list = mingjing_store::attachments::get(&mut tx, file).await.unwrap().unwrap().content_text.unwrap();
        assert!(!list.contains(PHONE) && list.contains("写有他人电话") && list.contains("赞成"), "{list}");
        let kept = rows::comments(&mut tx, &id, 0, 10).await.unwrap();
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|row| !row.said.contains("赞成") && !row.said.contains(PHONE)), "sealed");
        drop(tx);
        discard_draft(&test.house, &people.drafter, &outcome, draft.lock_version).await.unwrap();
        step(&test, &people.drafter, &id, Command::DropOutcome).await.unwrap();
        assert_eq!(desk_call(&test.house, &people.drafter, &id).await.unwrap().row.state, "closed");
        let touched = test.house.db.administer("UPDATE comments SET said = 'x'").await;
        assert!(touched.is_err(), "not even somebody with the database changes what was said");
        assert!(test.house.db.administer("DELETE FROM comments").await.is_err());
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_wrote_is_shown_to_the_handler_only_and_forgotten(test: TestHouse) {
        let people = People::join(&test).await;
        let id = open(&test, &people, "一份草案").await;
        let said = say(&test, &id, 1, "", "赞成").await;
        for by in [&people.approver, &people.stranger] {
            let error = reveal_commenter(&test.house, by, &id, 1).await.unwrap_err();
            assert!(matches!(error, Error::Forbidden(_)), "{error}");
        }
        assert_eq!(reveal_commenter(&test.house, &people.drafter, &id, 1).await.unwrap().contact, PHONE);
        let search = AuditSearch { action: "comment-reveal".into(), agency: AGENCY.into(), ..AuditSearch::default() };
        let found = auditing::search(&test.house, &Officer::operator(), &search, 10).await.unwrap();
        assert!(!format!("{found:?}").contains(PHONE) && format!("{found:?}").contains("comment-reveal"));
        let own = export_of(&test.house, &said.code).await.unwrap().unwrap();
        assert_eq!(own["联系方式"], PHONE);
        test.advance(TimeDelta::days(41));
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        assert_eq!(forget_commenters(&test.house).await.unwrap(), 0, "there is time");
        test.advance(TimeDelta::days(370));
        assert_eq!(forget_commenters(&test.house).await.unwrap(), 1);
        assert!(reveal_commenter(&test.house, &people.drafter, &id, 1).await.is_err());
        let told = track(&test.house, &said.code).await.unwrap().unwrap();
        assert!(told.text == "赞成" && told.commenter.is_none(), "what was said stays");
        let ended = public_calls(&test.house, Part::Ended, (10, 0)).await.unwrap();
        assert_eq!(ended.len(), 1, "no outcome, and everybody sees it");
        test.finish().await;
    }
}
