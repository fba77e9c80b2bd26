//! What many appeal for is found among everything, told to the office, followed up with the agency, and its end becomes public.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate, TimeDelta};
use mingjing_actions::appeals::{NewAppeal, Receipt, Said, Writer, lodge};
use mingjing_actions::clusters::{Cluster, Grouper, cluster, list};
use mingjing_actions::supervisions::{
    Case, NewSupervision, Side, case, of_cluster, prepare_notice, propose, published, take_step,
};
use mingjing_actions::{Error, Officer, Role, submit_draft};
use mingjing_procedures::appeal::Kind;
use mingjing_procedures::supervision::Event;
use mingjing_stories::let_through;
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

const HEATING: [&str; 5] = [
    "供暖半个月了，家里暖气不热，室温只有十五度",
    "暖气不热，供热公司说压力正常，室温一直上不去",
    "小区暖气不热，室温不达标，老人受不了",
    "暖气不热，多次打供热公司电话没有人管，室温上不去",
    "室温不达标，暖气不热，要求供热公司退还取暖费",
];
const OTHERS: [&str; 6] = [
    "公交改线以后门口没有车了",
    "身份证丢了怎么补办",
    "路灯坏了没人换，晚上走路害怕",
    "想咨询一下公积金提取需要什么材料",
    "楼下烧烤店油烟直排",
    "孩子户口在这里，属于哪个小学的学区",
];

fn appeal(region: &str, agency: &str, text: &str) -> NewAppeal {
    NewAppeal {
        kind: Kind::Complaint,
        region: region.into(),
        agency: agency.into(),
        said: Said { title: text.chars().take(8).collect(), text: text.into() },
        writer: Writer::default(),
        consent: false,
    }
}

async fn sent(test: &TestHouse, n: u32, (region, agency): (&str, &str), text: &str) -> Receipt {
    lodge(&test.house, appeal(region, agency, text), &format!("{n:032}")).await.unwrap()
}

/// Twelve people of three regions are cold, and six want other things.
async fn winter(test: &TestHouse) {
    let places = [("130100", AGENCY), ("130200", OTHER_AGENCY), ("130300", AGENCY)];
    for n in 0_u32..12 {
        let n_ = n as usize;
        sent(test, n, places[n_ % 3], HEATING[n_ % 5]).await;
    }
    for (n, text) in (100_u32..).zip(OTHERS) {
        sent(test, n, places[0], text).await;
    }
}

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

async fn office(test: &TestHouse) -> [Officer; 2] {
    let of = |username: &'static str, name: &'static str| {
        account(test, username, name, AGENCY, vec![Role::OpennessOffice])
    };
    [of("zhuguan", "主管甲").await, of("fuhe2", "主管乙").await]
}

/// The group that is about heating, as the office sees it.
async fn heating(test: &TestHouse, by: &Officer) -> Cluster {
    let (lines, total) = list(&test.house, by, true, (10, 0)).await.unwrap();
    assert_eq!((lines.len(), total), (1, 1), "{lines:?}");
    cluster(&test.house, by, &lines[0].id).await.unwrap()
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

async fn seen(test: &TestHouse, by: &Officer, id: &str) -> Case {
    case(&test.house, by, id).await.unwrap()
}

fn notice(test: &TestHouse, cluster: Option<&Cluster>) -> NewSupervision {
    NewSupervision {
        agency: OTHER_AGENCY.into(),
        cluster: cluster.map(|found| found.id.clone()),
        title: "冬季室温不达标".into(),
        problem: "一周内十二件诉求反映室温不达标。".into(),
        demand: "查明原因，逐户测温，按规定减免热费。".into(),
        until: today(test).checked_add_days(Days::new(20)).unwrap(),
    }
}

on_both_databases! {
    async fn what_many_say_is_found_and_what_one_says_is_not(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        winter(&test).await;
        let mut grouper = Grouper::default();
        assert!(grouper.catch_up(&test.house).await.unwrap());
        assert!(!grouper.catch_up(&test.house).await.unwrap(), "nothing came in since");
        let found = heating(&test, &by).await;
        assert_eq!((found.numbers.cases, found.numbers.regions, found.numbers.agencies), (12, 3, 2));
        assert_eq!(found.numbers.attention, ["反映集中", "涉及面广", "上升较快"]);
        assert!(found.words.iter().any(|word| word == "室温"), "{:?}", found.words);
        assert_eq!(found.below.iter().map(|one| one.cases).collect::<Vec<_>>(), [4, 4, 4]);
        assert_eq!(found.cases.len(), 12);
        // Who drafts sees cases and no groups; the others are too few to be listed at all.
        assert!(matches!(list(&test.house, &people.drafter, true, (10, 0)).await, Err(Error::Forbidden(_))));
        assert_eq!(list(&test.house, &by, false, (10, 0)).await.unwrap().1, 0);
        test.finish().await;
    }
}

on_both_databases! {
    async fn another_process_goes_on_where_one_stopped(test: TestHouse) {
        let [by, _] = office(&test).await;
        winter(&test).await;
        Grouper::default().catch_up(&test.house).await.unwrap();
        let before = heating(&test, &by).await;
        sent(&test, 200, ("130100", AGENCY), HEATING[0]).await;
        Grouper::default().catch_up(&test.house).await.unwrap();
        let after = heating(&test, &by).await;
        assert_eq!((after.id, after.numbers.cases), (before.id, 13));
        // A year later nothing of it lies within the window.
        test.advance(TimeDelta::days(400));
        Grouper::default().catch_up(&test.house).await.unwrap();
        assert_eq!(list(&test.house, &by, true, (10, 0)).await.unwrap().1, 0);
        test.finish().await;
    }
}

on_both_databases! {
    async fn the_office_follows_it_up_until_it_is_mended(test: TestHouse) {
        let people = People::join(&test).await;
        let [first, second] = office(&test).await;
        winter(&test).await;
        let mut grouper = Grouper::default();
        grouper.catch_up(&test.house).await.unwrap();
        let found = heating(&test, &first).await;
        let id = propose(&test.house, &first, notice(&test, Some(&found))).await.unwrap();
        let on = today(&test);
        let issue = |on| Event::Issued { on, by: String::new() };
        // Whoever proposes does not issue, and the agency sees nothing before it is issued.
        assert!(matches!(step(&test, &first, &id, issue(on)).await, Err(Error::Refused(_))));
        assert!(case(&test.house, &people.stranger, &id).await.is_err());
        step(&test, &second, &id, issue(on)).await.unwrap();
        let waiting = seen(&test, &people.stranger, &id).await;
        assert_eq!(waiting.clock.unwrap().unwrap().due.to_string(), "2026-12-08");
        assert_eq!(waiting.row.appeals, Some(12));
        // The group is kept as it is, and says what was done about it.
        assert!(cluster(&test.house, &first, &found.id).await.unwrap().pinned);
        assert_eq!(of_cluster(&test.house, &first, &found.id).await.unwrap().len(), 1);
        // The notice becomes public like anything else: drafted, screened and approved by three.
        let version = seen(&test, &people.drafter, &id).await.row.lock_version;
        let draft = prepare_notice(&test.house, &people.drafter, &id, version).await.unwrap();
        assert_eq!(published(&test.house, 10).await.unwrap(), []);
        submit_draft(&test.house, &people.drafter, &draft, 0).await.unwrap();
        let_through(&test, &people, &draft, 1).await;
        test.settle().await;
        let public = published(&test.house, 10).await.unwrap();
        assert_eq!((public[0].appeals, public[0].state, public[0].overdue), (Some(12), "待答复", false));
        // The agency answers and mends; the office is not content at first.
        let text = "逐户测温，更换阀门".to_owned();
        step(&test, &people.stranger, &id, Event::Answered { on, text: text.clone() }).await.unwrap();
        step(&test, &people.stranger, &id, Event::Reported { on, text }).await.unwrap();
        let until = on.checked_add_days(Days::new(10)).unwrap();
        let not_yet = Event::NotYet { on, text: "还有两栋楼".into(), until };
        assert!(step(&test, &people.stranger, &id, not_yet.clone()).await.is_err(), "it does not check itself");
        step(&test, &first, &id, not_yet).await.unwrap();
        let again = Event::Reported { on, text: "两栋楼也换了".into() };
        step(&test, &people.stranger, &id, again).await.unwrap();
        let accepted = Event::Accepted { on, text: "入户抽查十户，全部达标".into() };
        step(&test, &first, &id, accepted).await.unwrap();
        let public = published(&test.house, 10).await.unwrap();
        assert_eq!((public[0].state, public[0].due), ("整改到位", None));
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_nobody_answers_is_late_and_reported(test: TestHouse) {
        let people = People::join(&test).await;
        let [first, second] = office(&test).await;
        let mut own = notice(&test, None);
        own.agency = AGENCY.into();
        assert!(matches!(propose(&test.house, &first, own).await, Err(Error::Refused(_))), "not itself");
        let id = propose(&test.house, &first, notice(&test, None)).await.unwrap();
        let on = today(&test);
        step(&test, &second, &id, Event::Issued { on, by: String::new() }).await.unwrap();
        let report = |on| Event::Escalated { on, to: "省政府办公厅".into(), text: "逾期不答复".into() };
        assert!(step(&test, &first, &id, report(on)).await.is_err(), "it has ten working days");
        test.advance(TimeDelta::days(15));
        let (lines, _) =
            mingjing_actions::supervisions::list(&test.house, &people.stranger, (Side::Agency, true), (10, 0))
                .await
                .unwrap();
        assert!(lines[0].left.unwrap() < 0, "its agency sees that it is late");
        // Two people at once: one of them is told to look again.
        let version = seen(&test, &first, &id).await.row.lock_version;
        take_step(&test.house, &first, &id, version, report(today(&test))).await.unwrap();
        let other = take_step(&test.house, &second, &id, version, report(today(&test))).await;
        assert!(matches!(other, Err(Error::Conflict)));
        let closed = seen(&test, &first, &id).await;
        assert_eq!((closed.row.ending.as_deref(), closed.row.late), (Some("escalated"), true));
        test.finish().await;
    }
}
