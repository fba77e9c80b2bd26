//! Cases of every procedure stand in one list by last day; each may have a handler, for whom a deputy stands in; an office
//! sees how much the agencies of its region have in hand; several appeals go to another agency at once; answers begin with
//! texts that hold nothing of persons.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, TimeDelta};
use mingjing_actions::appeals::{self, hand_on};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::deputies::{self, Deputing};
use mingjing_actions::in_hand::{
    Filter, Kind, Line, Order, Waits, When, assign, handled, list, numbers, overview,
};
use mingjing_actions::reply_templates::{NewTemplate, ReplyKind, Saved, filled, one, remove, save};
use mingjing_actions::requests;
use mingjing_actions::{Error, Officer, Role, officer, reply_templates};
use mingjing_procedures::Channel;
use mingjing_procedures::appeal::{Event, Way};
use mingjing_stories::{appeal_to, proposed_answer, request_to};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

async fn request(test: &TestHouse, by: &Officer, n: u32) -> String {
    let counter = (Channel::Counter, test.house.now().date_naive());
    requests::register(&test.house, by, request_to(&by.agency), counter, &format!("{n:032}"))
        .await
        .unwrap()
        .id
}

async fn appeal(test: &TestHouse, by: &Officer, n: u32) -> String {
    let phone = (Way::Phone, test.house.now().date_naive());
    let new = appeal_to(&by.agency, &format!("第 {n} 件"));
    appeals::register(&test.house, by, new, phone, &format!("{n:032}")).await.unwrap().id
}

async fn lines(test: &TestHouse, by: &Officer, filter: Filter) -> Vec<Line> {
    list(&test.house, by, filter, (None, 100)).await.unwrap().lines
}

fn ids(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.id.as_str()).collect()
}

const ALL: Filter = Filter { kind: None, when: When::Any, mine: false };
const MINE: Filter = Filter { mine: true, ..ALL };

on_both_databases! {
    async fn what_waits_stands_in_one_list_by_last_day(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let clerk = &people.drafter;
        let asked = request(&test, clerk, 1).await;
        let first = appeal(&test, clerk, 2).await;
        let second = appeal(&test, clerk, 3).await;
        appeal(&test, &people.stranger, 4).await;
        let all = lines(&test, clerk, ALL).await;
        assert_eq!(all.len(), 3, "nothing of another agency: {all:?}");
        assert!(all.is_sorted_by_key(|line| (line.due, line.id.clone())));
        assert!(all.iter().all(|line| line.for_me && line.handler.is_none() && line.left.is_some()));
        let subjects: Vec<&str> = all.iter().map(|line| line.subject.as_str()).collect();
        assert!(subjects.contains(&"某文件") && subjects.contains(&"第 2 件"), "{subjects:?}");
        assert_eq!(numbers(house, clerk).await.unwrap().open, 3);
        let only = Filter { kind: Some(Kind::Request), ..ALL };
        assert_eq!(ids(&lines(&test, clerk, only).await), [asked.as_str()]);

        // Page by page, each case once.
        let (mut place, mut seen) = (None::<(String, String)>, Vec::new());
        loop {
            let after = place.as_ref().map(|(due, id)| (due.as_str(), id.as_str()));
            let part = list(house, clerk, ALL, (after, 1)).await.unwrap();
            seen.extend(part.lines.into_iter().map(|line| line.id));
            place = part.next;
            if place.is_none() {
                break;
            }
        }
        assert_eq!(seen, ids(&all));

        // Whoever reviews waits for nothing before something is proposed; then the clerk does.
        let on = house.now().date_naive();
        assert!(lines(&test, &people.approver, ALL).await.iter().all(|line| !line.for_me));
        requests::take_step(house, clerk, &asked, 0, proposed_answer(on)).await.unwrap();
        let reviewed = lines(&test, &people.approver, only).await;
        assert!(reviewed[0].for_me && reviewed[0].waits == Waits::Reviewer, "{reviewed:?}");
        assert!(!lines(&test, clerk, only).await[0].for_me);

        // Partners have their part in the list.
        appeals::take_step(house, clerk, &first, 0, Event::Accepted { on }).await.unwrap();
        let joined = Event::Joined { on, agencies: vec![OTHER_AGENCY.into()], text: "请核实".into() };
        appeals::take_step(house, clerk, &first, 1, joined).await.unwrap();
        let of_partner = lines(&test, &people.stranger, Filter { kind: Some(Kind::Joint), ..ALL }).await;
        assert_eq!(ids(&of_partner), [first.as_str()]);
        assert!(of_partner[0].for_me, "{of_partner:?}");

        // Late and soon are told apart; what is over is no longer soon.
        assert!(lines(&test, clerk, Filter { when: When::Overdue, ..ALL }).await.is_empty());
        test.advance(TimeDelta::days(34));
        let late = lines(&test, clerk, Filter { when: When::Overdue, ..ALL }).await;
        assert!(ids(&late).contains(&second.as_str()) && late.iter().all(|line| line.left.unwrap() < 0), "{late:?}");
        assert_eq!(numbers(house, clerk).await.unwrap().overdue, late.len() as u64);
        assert!(lines(&test, clerk, Filter { when: When::Soon, ..ALL }).await.iter().all(|line| line.left.unwrap() >= 0));

        let refused = list(house, &people.screener, ALL, (None, 10)).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_case_has_a_handler_and_a_deputy_stands_in(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let clerk = &people.drafter;
        let colleague = account(&test, "tongshi", "周同事", AGENCY, vec![Role::Drafter]).await;
        let id = appeal(&test, clerk, 1).await;
        let asked = request(&test, clerk, 2).await;
        assign(house, clerk, Kind::Appeal, &id, &colleague.id).await.unwrap();
        assert_eq!(ids(&lines(&test, &colleague, MINE).await), [id.as_str()]);
        assert!(lines(&test, clerk, MINE).await.is_empty());
        let of_appeal = |lines: Vec<Line>| lines.into_iter().find(|line| line.kind == Kind::Appeal).unwrap();
        assert!(!of_appeal(lines(&test, clerk, ALL).await).for_me, "somebody else was named");
        let seen = handled(house, clerk, Kind::Appeal, &id).await.unwrap();
        assert_eq!(seen.handler.unwrap().name, "周同事");
        assert_eq!(seen.colleagues.len(), 2, "the two who may handle it");
        assert!(handled(house, &people.approver, Kind::Request, &asked).await.unwrap().colleagues.is_empty());

        let told = |done: Result<(), Error>| done.unwrap_err().to_string();
        assert!(told(assign(house, clerk, Kind::Appeal, &id, &people.approver.id).await).contains("经办人须是"));
        assert!(told(assign(house, clerk, Kind::Appeal, &id, &people.stranger.id).await).contains("经办人须是"));
        for by in [&people.approver, &people.stranger] {
            assert!(matches!(assign(house, by, Kind::Appeal, &id, "").await, Err(Error::Forbidden(_))));
        }
        let unknown = assign(house, clerk, Kind::Supervised, &id, &colleague.id).await;
        assert!(matches!(unknown, Err(Error::NotFound(_))));

        // Who is away has lent the role; the case is also the deputy's, who takes its steps.
        let today = house.now().date_naive();
        let new = Deputing {
            officer: &colleague.id,
            deputy: &people.screener.username,
            role: Role::Drafter,
            starts_on: today,
            ends_on: today + Days::new(3),
        };
        deputies::name(house, &colleague, &new).await.unwrap();
        let deputy = officer(house, &people.screener.id).await.unwrap().unwrap();
        let mine = lines(&test, &deputy, MINE).await;
        assert_eq!(ids(&mine), [id.as_str()]);
        assert!(mine[0].for_me);
        assert_eq!(mine[0].handler.as_ref().unwrap().stand_in, ["李审查"]);
        appeals::take_step(house, &deputy, &id, 0, Event::Accepted { on: today }).await.unwrap();

        // Another agency that gets the case does not get its handler, and anybody may be taken out again.
        let transferred = Event::Transferred { on: today, to: OTHER_AGENCY.into(), text: "由你们办理".into() };
        appeals::take_step(house, clerk, &id, 1, transferred).await.unwrap();
        let theirs = lines(&test, &people.stranger, ALL).await;
        assert!(theirs[0].id == id && theirs[0].handler.is_none(), "{theirs:?}");
        assert!(lines(&test, &colleague, MINE).await.is_empty());
        assign(house, clerk, Kind::Request, &asked, &clerk.id).await.unwrap();
        assign(house, clerk, Kind::Request, &asked, "").await.unwrap();
        assert!(handled(house, clerk, Kind::Request, &asked).await.unwrap().handler.is_none());

        let administrator = account(&test, "guanli", "管理员", AGENCY, vec![Role::Administrator]).await;
        let search = AuditSearch { action: "case-assign".into(), ..AuditSearch::default() };
        let trail = auditing::search(house, &administrator, &search, 10).await.unwrap();
        assert_eq!(trail.len(), 3);
        assert!(trail.iter().any(|row| row.detail.as_deref().unwrap_or_default().contains("周同事")), "{trail:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_office_sees_what_its_region_has_in_hand(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let province = account(&test, "sheng", "省办", AGENCY, vec![Role::OpennessOffice]).await;
        let city = account(&test, "shi", "市办", "130101", vec![Role::OpennessOffice]).await;
        let of_city = account(&test, "shiqicao", "市起草", "130109", vec![Role::Drafter]).await;
        for n in 0..3 {
            appeal(&test, &people.stranger, n).await;
        }
        appeal(&test, &people.drafter, 10).await;
        request(&test, &people.drafter, 11).await;
        request(&test, &of_city, 12).await;
        let found = overview(house, &province, Order::Open).await.unwrap();
        assert_eq!(found.all.open, 6);
        let agencies: Vec<&str> = found.agencies.iter().map(|one| one.agency.as_str()).collect();
        assert_eq!(agencies, [OTHER_AGENCY, AGENCY, "130109"]);
        let at = |kind: Kind| found.kinds.iter().position(|one| *one == kind).unwrap();
        assert_eq!(found.agencies[0].each[at(Kind::Appeal)].open, 3);
        assert_eq!(found.agencies[1].each[at(Kind::Request)].open, 1);
        let by_code = overview(house, &province, Order::Agency).await.unwrap();
        assert_eq!(by_code.agencies[0].agency, AGENCY);
        let below = overview(house, &city, Order::Overdue).await.unwrap();
        assert_eq!((below.all.open, below.agencies.len()), (1, 1), "{below:?}");

        test.advance(TimeDelta::days(34));
        let late = overview(house, &province, Order::Overdue).await.unwrap();
        assert_eq!(late.agencies[0].agency, OTHER_AGENCY);
        assert_eq!(late.agencies[0].all.overdue, 3, "{late:?}");
        for by in [&people.drafter, &people.approver, &people.screener] {
            assert!(matches!(overview(house, by, Order::Overdue).await, Err(Error::Forbidden(_))));
        }

        let view = (appeals::View::Open, (10, 0));
        assert_eq!(appeals::list_of(house, &province, OTHER_AGENCY, view).await.unwrap().total, 3);
        assert_eq!(requests::list_of(house, &city, "130109", (true, (10, 0))).await.unwrap().total, 1);
        for (by, agency) in [(&city, AGENCY), (&people.drafter, OTHER_AGENCY), (&people.stranger, AGENCY)] {
            assert!(matches!(appeals::list_of(house, by, agency, view).await, Err(Error::Forbidden(_))));
            assert!(matches!(requests::list_of(house, by, agency, (true, (10, 0))).await, Err(Error::Forbidden(_))));
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn several_appeals_are_handed_on_and_each_stands_for_itself(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let clerk = &people.drafter;
        let mut ids = Vec::new();
        for n in 0..4 {
            ids.push(appeal(&test, clerk, n).await);
        }
        let on = house.now().date_naive();
        appeals::take_step(house, clerk, &ids[1], 0, Event::Accepted { on }).await.unwrap();
        let gone = Event::Transferred { on, to: "130109".into(), text: "由市里办理".into() };
        appeals::take_step(house, clerk, &ids[2], 0, gone).await.unwrap();
        // The second was seen before it was accepted, the third is not ours any more.
        let ticked: Vec<(String, i64)> = ids.iter().map(|id| (id.clone(), 0)).collect();
        let handed = hand_on(house, clerk, &ticked, (OTHER_AGENCY, "归你们管")).await.unwrap();
        let done: Vec<bool> = handed.iter().map(|one| one.done.is_ok()).collect();
        assert_eq!(done, [true, false, false, true]);
        assert!(matches!(handed[1].done, Err(Error::Conflict)));
        assert!(matches!(handed[2].done, Err(Error::Forbidden(_))));
        assert!(handed.iter().all(|one| !one.number.is_empty()));
        assert_eq!(lines(&test, &people.stranger, ALL).await.len(), 2);
        assert_eq!(lines(&test, clerk, ALL).await.len(), 1);
        let text = &appeals::case(house, &people.stranger, &ids[0]).await.unwrap().steps;
        assert!(text.iter().any(|step| step.event.text() == "归你们管"));
        let none = hand_on(house, clerk, &[], (OTHER_AGENCY, "x")).await.unwrap_err().to_string();
        assert!(none.contains("没有选中"));
        let many: Vec<(String, i64)> = (0..51).map(|n| (format!("{n}"), 0)).collect();
        assert!(hand_on(house, clerk, &many, (OTHER_AGENCY, "x")).await.unwrap_err().to_string().contains("50"));
        test.finish().await;
    }
}

fn template(title: &str, text: &str) -> NewTemplate {
    NewTemplate { kind: ReplyKind::Request, title: title.into(), text: text.into(), looked_at: false }
}

on_both_databases! {
    async fn answers_begin_with_texts_that_hold_nothing_of_persons(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let clerk = &people.drafter;
        let told = |done: Result<Saved, Error>| done.unwrap_err().to_string();
        assert!(told(save(house, clerk, None, &template("予以公开", "您好，{姓名}")).await).contains("{姓名}"));
        assert!(told(save(house, clerk, None, &template(" ", "正文")).await).contains("名称"));
        assert!(told(save(house, clerk, None, &template("空的", " ")).await).contains("内容"));
        let text = "{单位}：您于{提出日期}提出的申请（{编号}）收悉。";
        let Saved::Kept(id) = save(house, clerk, None, &template("予以公开", text)).await.unwrap() else {
            panic!("nothing in it is doubtful");
        };

        // What looks like somebody's telephone is looked at by a person first.
        let doubtful = template("联系人", "请拨打 13812345678 咨询");
        let Saved::Doubtful(doubts) = save(house, clerk, None, &doubtful).await.unwrap() else {
            panic!("a telephone number is doubtful");
        };
        assert!(doubts.iter().any(|doubt| doubt.text.contains("13812345678")), "{doubts:?}");
        assert_eq!(reply_templates::list(house, clerk, ReplyKind::Request).await.unwrap().len(), 1);
        let looked_at = NewTemplate { looked_at: true, ..doubtful };
        assert!(matches!(save(house, clerk, None, &looked_at).await.unwrap(), Saved::Kept(_)));

        let asked = request(&test, clerk, 1).await;
        let filled_in = filled(house, clerk, (ReplyKind::Request, &asked), &id).await.unwrap();
        assert!(filled_in.contains("2026年11月24日") && !filled_in.contains('{'), "{filled_in}");
        let number = requests::case(house, clerk, &asked).await.unwrap().row.number;
        assert!(filled_in.contains(&number), "{filled_in}");
        let of_appeal = appeal(&test, clerk, 2).await;
        for (case, template) in [((ReplyKind::Appeal, of_appeal.as_str()), id.as_str()), ((ReplyKind::Request, asked.as_str()), "")] {
            assert!(filled(house, clerk, case, template).await.is_err(), "{case:?}");
        }
        let theirs = request(&test, &people.stranger, 3).await;
        let refused = filled(house, &people.stranger, (ReplyKind::Request, &theirs), &id).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "of another agency: {refused:?}");

        // Whoever reviews reads them; who handles keeps them; two who change at once are told.
        assert_eq!(one(house, &people.approver, &id).await.unwrap().text, text);
        let other = template("予以公开", "改过的");
        for by in [&people.approver, &people.screener, &people.stranger] {
            let done = save(house, by, Some((&id, 0)), &other).await;
            assert!(matches!(done, Err(Error::Forbidden(_))), "{}: {done:?}", by.name);
        }
        save(house, clerk, Some((&id, 0)), &other).await.unwrap();
        assert!(matches!(save(house, clerk, Some((&id, 0)), &other).await, Err(Error::Conflict)));
        assert!(matches!(remove(house, clerk, &id, 0).await, Err(Error::Conflict)));
        assert!(matches!(remove(house, &people.stranger, &id, 1).await, Err(Error::Forbidden(_))));
        remove(house, clerk, &id, 1).await.unwrap();
        assert!(matches!(one(house, clerk, &id).await, Err(Error::NotFound(_))));
        test.finish().await;
    }
}
