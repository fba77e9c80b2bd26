//! The yearly report, from cases and disclosures to the public page: counted, filled in by hand, checked against tables made
//! by hand, departments added up to their government, drafted, published, amended.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_actions::import::import_values;
use mingjing_actions::requests::{self, register};
use mingjing_actions::yearly_report::{
    Edit, MemberState, Narrative, Owing, Progress, Report, Scope, Which, oversees_reports, prepare_draft,
    recount, report, reporting, save,
};
use mingjing_actions::{
    Error, Officer, Role, approve_draft, desk_reading, overseeing, pass_screening, save_draft, screen_draft,
    start_draft, submit_draft,
};
use mingjing_duties::Rule;
use mingjing_procedures::yearly::{
    Cell, Column, DecisionKind, DocumentCount, DocumentKind, Handled, Line, RemedyColumn,
};
use mingjing_procedures::{ApplicantKind, Channel, Event, Outcome, Remedy, RemedyResult};
use mingjing_screening::Disposition;
use mingjing_stories::{proposed_answer, publish, request_to};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::{Value, json};

const PERSON: Column = Column::Of(ApplicantKind::Person);

fn own(year: i32) -> Which {
    Which { agency: AGENCY.into(), year, scope: Scope::Own }
}

fn request(line: Line, column: Column) -> Cell {
    Cell::Request(line, column)
}

async fn seen(test: &TestHouse, by: &Officer, which: &Which) -> Report {
    report(&test.house, by, which).await.unwrap()
}

/// Puts the clock on a day: steps bear the day on which they are noted.
fn turn(test: &TestHouse, day: &str) -> NaiveDate {
    let day: NaiveDate = day.parse().unwrap();
    test.advance(day - test.house.now().date_naive());
    day
}

/// A case that comes in today.
async fn case(test: &TestHouse, people: &People, n: u32, kind: ApplicantKind) -> String {
    let mut new = request_to(AGENCY);
    new.applicant.kind = kind;
    new.applicant.name = format!("某某{n}");
    let counter = (Channel::Counter, test.house.now().date_naive());
    register(&test.house, &people.drafter, new, counter, &format!("{n:032}")).await.unwrap().id
}

/// Answers a case today.
async fn answer(test: &TestHouse, people: &People, id: &str, outcome: Outcome) {
    let on = test.house.now().date_naive();
    let Event::Proposed { text, names, public_interest, by, .. } = proposed_answer(on) else {
        unreachable!()
    };
    let names = if outcome == Outcome::NotOurs { "省教育厅".to_owned() } else { names };
    let proposed = Event::Proposed { on, outcome, text, names, public_interest, by };
    requests::take_step(&test.house, &people.drafter, id, 0, proposed).await.unwrap();
    let approved = Event::Approved { on, by: String::new() };
    requests::take_step(&test.house, &people.approver, id, 1, approved).await.unwrap();
}

/// Everything that has no number is nought.
fn noughts(report: &Report) -> BTreeMap<Cell, String> {
    let empty = Cell::all().into_iter().filter(|cell| !cell.is_sum() && report.shown.get(*cell).is_none());
    empty.map(|cell| (cell, "0".to_owned())).collect()
}

fn words() -> Narrative {
    Narrative {
        overview: "一年来主动公开信息，规范办理申请。\n平台建设有进展。".into(),
        problems: "个别栏目更新不及时，已建立提醒制度。".into(),
        other_matters: "本年度未收取信息处理费。".into(),
    }
}

/// Passes the draft on to the public; answers its values.
async fn let_out(test: &TestHouse, people: &People, id: &str) {
    let draft = desk_reading::draft(&test.house, &people.drafter, id).await.unwrap();
    let version = draft.lock_version;
    submit_draft(&test.house, &people.drafter, id, version).await.unwrap();
    let findings = screen_draft(&test.house, &draft).await.unwrap();
    let keep =
        |f: &mingjing_screening::Finding| (f.id.clone(), Disposition::Keep { ground: "表格里的数".into() });
    let decisions = findings.iter().map(keep).collect();
    pass_screening(&test.house, &people.screener, id, version + 1, &decisions).await.unwrap();
    approve_draft(&test.house, &people.approver, id, version + 2, None).await.unwrap();
    test.settle().await;
}

on_both_databases! {
    async fn tables_are_counted_as_a_clerk_counts_them_by_hand(test: TestHouse) {
        let people = People::join(&test).await;
        // The year before: one answered then, one carried on and answered this year, one carried on for good.
        turn(&test, "2025-11-03");
        let first = case(&test, &people, 1, ApplicantKind::Person).await;
        answer(&test, &people, &first, Outcome::Granted).await;
        turn(&test, "2025-12-29");
        let late = case(&test, &people, 2, ApplicantKind::Company).await;
        case(&test, &people, 3, ApplicantKind::Person).await;
        turn(&test, "2026-01-12");
        answer(&test, &people, &late, Outcome::Granted).await;
        // This year: what was open already is granted, what others hold is not held.
        turn(&test, "2026-03-02");
        let open = case(&test, &people, 4, ApplicantKind::Person).await;
        answer(&test, &people, &open, Outcome::AlreadyPublic).await;
        let refused = case(&test, &people, 5, ApplicantKind::Person).await;
        answer(&test, &people, &refused, Outcome::NotOurs).await;
        let on = turn(&test, "2026-04-01");
        let contested = Event::Contested { on, remedy: Remedy::Reconsideration, result: RemedyResult::Open, text: String::new() };
        requests::take_step(&test.house, &people.drafter, &refused, 2, contested).await.unwrap();
        turn(&test, "2026-10-12");
        case(&test, &people, 6, ApplicantKind::Research).await;
        turn(&test, "2026-11-24");
        publish(&test, &people, "关于停水的公告", "正文。").await;
        test.settle().await;

        let now = seen(&test, &people.drafter, &own(2026)).await;
        let of = |line, column| now.shown.get(request(line, column));
        assert_eq!((of(Line::New, PERSON), of(Line::New, Column::Total)), (Some(2), Some(3)));
        assert_eq!((of(Line::CarriedOver, PERSON), of(Line::CarriedOver, Column::Total)), (Some(1), Some(2)));
        assert_eq!(of(Line::Result(Handled::Granted), PERSON), Some(1));
        assert_eq!(of(Line::Result(Handled::Granted), Column::Total), Some(2));
        assert_eq!(of(Line::Result(Handled::NotHeld), PERSON), Some(1));
        assert_eq!((of(Line::Total, Column::Total), of(Line::CarriedOn, Column::Total)), (Some(3), Some(2)));
        let open = Cell::Remedy(Remedy::Reconsideration, RemedyColumn::Of(RemedyResult::Open));
        assert_eq!((now.shown.get(open), now.shown.get(Cell::Disclosed)), (Some(1), Some(1)));
        assert_eq!(now.shown.get(Cell::Decision(DecisionKind::Licence)), Some(0));
        assert_eq!(now.shown.get(Cell::Fees), None, "nobody can count what was taken in fees");
        let asked: Vec<_> = now.findings.iter().filter(|f| f.wrong).map(|f| f.message.as_str()).collect();
        assert!(asked.iter().all(|m| m.contains("还没有填")) && asked.len() == 2, "{asked:?}");
        let before = seen(&test, &people.drafter, &own(2025)).await;
        assert_eq!(before.shown.get(request(Line::CarriedOn, Column::Total)), Some(2));
        assert_eq!(before.shown.get(request(Line::Result(Handled::Granted), PERSON)), Some(1));
        let next = Which { year: 2027, ..own(2026) };
        assert!(matches!(report(&test.house, &people.drafter, &next).await, Err(Error::Refused(_))));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_report_is_filled_in_checked_and_published(test: TestHouse) {
        let people = People::join(&test).await;
        let which = own(2025);
        let empty = seen(&test, &people.drafter, &which).await;
        let mut edit = Edit { cells: noughts(&empty), narrative: words() };
        // Cases from before the system: somebody forgot one that was answered.
        edit.cells.insert(request(Line::New, PERSON), "12".into());
        edit.cells.insert(request(Line::Result(Handled::Granted), PERSON), "11".into());
        edit.cells.insert(Cell::Fees, "1.5".into());
        save(&test.house, &people.drafter, (&which, 0), &edit).await.unwrap();
        let saved = seen(&test, &people.drafter, &which).await;
        assert_eq!((saved.lock_version, saved.wrong()), (1, 2), "{:?}", saved.findings);
        assert!(saved.findings[0].message.contains("差 1"), "{:?}", saved.findings);
        let refused = prepare_draft(&test.house, &people.drafter, (&which, 1), "").await.unwrap_err();
        assert!(refused.to_string().contains("2 处要改"), "{refused}");
        let overtaken = save(&test.house, &people.drafter, (&which, 0), &edit).await.unwrap_err();
        assert!(matches!(overtaken, Error::Conflict), "{overtaken}");
        let typed = Edit { cells: BTreeMap::from([(request(Line::CarriedOn, PERSON), "一件".to_owned())]), narrative: words() };
        let Error::Invalid(problems) = save(&test.house, &people.drafter, (&which, 1), &typed).await.unwrap_err() else {
            panic!("what cannot be read is named")
        };
        assert_eq!(problems[0].field, "cell.request.carried_on.person");

        let mend = Edit { cells: BTreeMap::from([(request(Line::CarriedOn, PERSON), "1".to_owned())]), narrative: words() };
        save(&test.house, &people.drafter, (&which, 1), &mend).await.unwrap();
        recount(&test.house, &people.drafter, (&which, 2)).await.unwrap();
        let sound = seen(&test, &people.drafter, &which).await;
        assert_eq!(sound.findings, [], "what was filled in stays over what is counted");
        let id = prepare_draft(&test.house, &people.drafter, (&which, 3), "").await.unwrap();
        let draft = desk_reading::draft(&test.house, &people.drafter, &id).await.unwrap();
        assert_eq!((&draft.values["fees"], &draft.values["requests_all"]), (&"15000.00".into(), &12.into()));
        let body = draft.body.clone().unwrap();
        assert!(body.contains("## 三、收到和处理政府信息公开申请情况") && body.contains("| 三、（一）予以公开 | 11 |"), "{body}");
        let names: Vec<_> = draft.attachments.iter().map(|file| file.name.as_str()).collect();
        assert!(names.len() == 3 && names[0].ends_with("2025年政府信息公开工作年度报告.docx") && names[2].ends_with(".json"), "{names:?}");
        // Made again, the same draft is written anew.
        assert_eq!(prepare_draft(&test.house, &people.drafter, (&which, 4), "").await.unwrap(), id);
        let again = desk_reading::draft(&test.house, &people.drafter, &id).await.unwrap();
        assert_eq!(again.attachments.len(), 3, "no file is there twice");
        let_out(&test, &people, &id).await;
        let now = seen(&test, &people.drafter, &which).await;
        assert!(now.begun.as_ref().is_some_and(|begun| begun.public && begun.working.is_none()));

        let reason = prepare_draft(&test.house, &people.drafter, (&which, 5), "").await.unwrap_err();
        assert!(reason.to_string().contains("理由"), "{reason}");
        assert_eq!(prepare_draft(&test.house, &people.drafter, (&which, 5), "更正总体情况").await.unwrap(), id);
        let_out(&test, &people, &id).await;
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_changed_in_the_draft_must_still_add_up(test: TestHouse) {
        let people = People::join(&test).await;
        let which = own(2025);
        let empty = seen(&test, &people.drafter, &which).await;
        let edit = Edit { cells: noughts(&empty), narrative: words() };
        save(&test.house, &people.drafter, (&which, 0), &edit).await.unwrap();
        let id = prepare_draft(&test.house, &people.drafter, (&which, 1), "").await.unwrap();
        let draft = desk_reading::draft(&test.house, &people.drafter, &id).await.unwrap();
        let mut values = draft.values.clone();
        values.insert("requests".into(), 3.into());
        values["request_results"][0]["total"] = 2.into();
        let edit = mingjing_actions::Edit { values, body: draft.body, remove: Vec::new() };
        let version = save_draft(&test.house, &people.drafter, &id, draft.lock_version, edit).await.unwrap();
        let Error::Invalid(problems) = submit_draft(&test.house, &people.drafter, &id, version).await.unwrap_err() else {
            panic!("what does not add up is named")
        };
        let told: Vec<_> = problems.iter().map(|p| p.message.as_str()).collect();
        assert!(told.iter().any(|m| m.contains("本年新收加上年结转是 3")), "{told:?}");
        assert!(told.iter().any(|m| m.contains("“予以公开”一行自然人加法人或其他组织是 0")), "{told:?}");
        assert!(told.iter().any(|m| m.contains("处理结果各行的合计相加是 2")), "{told:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn departments_are_added_up_to_their_government(test: TestHouse) {
        let people = People::join(&test).await;
        let other = Which { agency: OTHER_AGENCY.into(), ..own(2025) };
        let education = seen(&test, &people.stranger, &other).await;
        let mut edit = Edit { cells: noughts(&education), narrative: words() };
        edit.cells.insert(request(Line::New, PERSON), "5".into());
        edit.cells.insert(request(Line::Result(Handled::Granted), PERSON), "5".into());
        // A wrong sum of a department does not go up.
        edit.cells.insert(request(Line::New, Column::Total), "500".into());
        edit.cells.insert(Cell::Fees, "0.25".into());
        save(&test.house, &people.stranger, (&other, 0), &edit).await.unwrap();
        let city_office = account(&test, "shizf", "石主任", "130101", vec![Role::Drafter]).await;
        let city = Which { agency: "130101".into(), year: 2025, scope: Scope::Government };
        let below = seen(&test, &city_office, &city).await;
        let mut edit = Edit { cells: noughts(&below), narrative: words() };
        edit.cells.insert(request(Line::New, PERSON), "7".into());
        edit.cells.insert(request(Line::CarriedOn, PERSON), "7".into());
        save(&test.house, &city_office, (&city, 0), &edit).await.unwrap();

        let government = Which { scope: Scope::Government, ..own(2025) };
        save(&test.house, &people.drafter, (&government, 0), &Edit::default()).await.unwrap();
        recount(&test.house, &people.drafter, (&government, 1)).await.unwrap();
        let sum = seen(&test, &people.drafter, &government).await;
        assert!(sum.organ.ends_with("省人民政府"), "{}", sum.organ);
        let of = |line, column| sum.shown.get(request(line, column));
        assert_eq!((of(Line::New, PERSON), of(Line::New, Column::Total)), (Some(12), Some(12)));
        assert_eq!((of(Line::Total, PERSON), of(Line::CarriedOn, PERSON)), (Some(5), Some(7)));
        assert_eq!(sum.shown.get(Cell::Fees), Some(250_000));
        assert_eq!(sum.shown.get(Cell::Document(DocumentKind::Normative, DocumentCount::Made)), Some(0));
        let state = |agency: &str, scope| {
            sum.members.iter().find(|m| m.agency == agency && m.scope == scope).map(|m| m.state)
        };
        assert_eq!(state(OTHER_AGENCY, Scope::Own), Some(MemberState::Saved));
        assert_eq!(state(AGENCY, Scope::Own), Some(MemberState::Counted));
        assert_eq!(state("130101", Scope::Government), Some(MemberState::Saved));
        assert_eq!(state("130201", Scope::Government), Some(MemberState::Missing));
        assert_eq!(state("130101", Scope::Own), None, "a city's departments are in the city's own report");
        assert!(sum.remarks.iter().any(|r| r.contains("下级政府还没有编制")), "{:?}", sum.remarks);
        let department = Which { scope: Scope::Government, ..other };
        let refused = report(&test.house, &people.stranger, &department).await.unwrap_err();
        assert!(refused.to_string().contains("办公厅"), "{refused}");
        assert!(matches!(report(&test.house, &people.stranger, &own(2025)).await, Err(Error::Forbidden(_))));
        test.finish().await;
    }
}

/// A report that was made elsewhere, as it is imported.
fn made_elsewhere(organ: &str, year: i32) -> serde_json::Map<String, Value> {
    let remedies = ["行政复议", "未经复议直接起诉", "复议后起诉"];
    let results = ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"];
    let scope = if organ.ends_with("人民政府") { "本级政府" } else { "本机关" };
    let values = json!({
        "organ_name": organ, "scope": scope, "year": year, "issued_on": "2026-02-03", "overview": "总体平稳。", "proactive": 3,
        "requests": 0, "requests_all": 0, "answered": 0, "problems": "无。", "other_matters": "无。",
        "request_results": results.map(|result| json!({ "result": result, "persons": 0, "organisations": 0, "total": 0 })),
        "disputes": remedies.map(|kind| json!({ "kind": kind, "upheld": 0 })),
    });
    values.as_object().unwrap().clone()
}

/// Saves a report in which everything that nobody knows is nought.
async fn saved_with_noughts(test: &TestHouse, by: &Officer, which: &Which) {
    let empty = seen(test, by, which).await;
    let edit = Edit { cells: noughts(&empty), narrative: words() };
    save(&test.house, by, (which, 0), &edit).await.unwrap();
}

/// Reports of 2025 in every state on 3 February; answers that of the province's office.
async fn reports_of_all_kinds(test: &TestHouse, people: &People) -> String {
    let house = &test.house;
    let city = account(test, "shizf", "石主任", "130101", vec![Role::Drafter]).await;
    let bureau = account(test, "shijiaoyu", "石教育", "130103", vec![Role::Drafter]).await;
    turn(test, "2026-01-20");
    // In time: of the province's office itself.
    saved_with_noughts(test, &people.drafter, &own(2025)).await;
    let id = prepare_draft(house, &people.drafter, (&own(2025), 1), "").await.unwrap();
    let_out(test, people, &id).await;
    // Handed in, not public: the other department.
    let other = Which { agency: OTHER_AGENCY.into(), ..own(2025) };
    saved_with_noughts(test, &people.stranger, &other).await;
    let waits = prepare_draft(house, &people.stranger, (&other, 1), "").await.unwrap();
    let version = desk_reading::draft(house, &people.stranger, &waits).await.unwrap().lock_version;
    submit_draft(house, &people.stranger, &waits, version).await.unwrap();
    // Saved only: the city's government. Written by hand, and of another year: a bureau.
    let of_city = Which { agency: "130101".into(), year: 2025, scope: Scope::Government };
    saved_with_noughts(test, &city, &of_city).await;
    for year in [2024, 2025] {
        let draft = start_draft(house, &bureau, "annual-report", "130103").await.unwrap();
        let values = json!({ "organ_name": "石家庄市教育局", "year": year }).as_object().unwrap().clone();
        let edit = mingjing_actions::Edit { values, ..Default::default() };
        save_draft(house, &bureau, &draft, 0, edit).await.unwrap();
    }
    // Made elsewhere and imported in February: late for a department, in time for a government.
    turn(test, "2026-02-03");
    let imported = vec![
        (AGENCY.to_owned(), made_elsewhere("河北省人民政府", 2025)),
        ("130109".to_owned(), made_elsewhere("石家庄市某局", 2025)),
        ("130110".to_owned(), made_elsewhere("石家庄市另一局", 2024)),
    ];
    let (tally, refused) =
        import_values(house, &Officer::operator(), "annual-report", "年报.csv", imported).await.unwrap();
    assert_eq!((tally.created, refused.len()), (3, 0), "{refused:?}");
    test.settle().await;
    id
}

on_both_databases! {
    async fn the_office_sees_who_has_reported(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let office = account(&test, "zhuguan", "吴主管", AGENCY, vec![Role::OpennessOffice]).await;
        let id = reports_of_all_kinds(&test, &people).await;
        let early = reporting(house, &office, 2025, (false, (1_000, 0))).await.unwrap();
        assert!(!early.ready && early.numbers.in_time == 1, "what was made here is known: {:?}", early.numbers);
        overseeing::catch_up(house).await.unwrap();
        overseeing::score(house).unwrap();

        let found = reporting(house, &office, 2025, (false, (1_000, 0))).await.unwrap();
        let today = house.now().date_naive();
        let one = |agency: &str, scope| -> &Owing {
            found.lines.iter().find(|one| one.which.agency == agency && one.which.scope == scope).unwrap()
        };
        let stands = |agency: &str, scope| (one(agency, scope).progress, one(agency, scope).is_late(today));
        let day = |text: &str| Progress::Public(text.parse().unwrap());
        assert_eq!(stands(AGENCY, Scope::Own), (day("2026-01-20"), false));
        assert_eq!(stands(AGENCY, Scope::Government), (day("2026-02-03"), false));
        assert_eq!(stands("130109", Scope::Own), (day("2026-02-03"), true));
        assert_eq!(stands(OTHER_AGENCY, Scope::Own), (Progress::InReview, true));
        assert_eq!(stands("130101", Scope::Government), (Progress::Drafted, false));
        assert_eq!(stands("130103", Scope::Own), (Progress::Drafted, true));
        assert_eq!(stands("130110", Scope::Own), (Progress::NotBegun, true), "it reported of another year");
        assert_eq!(stands("130201", Scope::Government), (Progress::NotBegun, false));
        assert_eq!(one(AGENCY, Scope::Own).disclosure.as_deref(), Some(id.as_str()));
        let numbers = found.numbers;
        let owed = found.lines.len() as u64;
        assert_eq!((numbers.owed, found.total, found.ready), (owed, owed, true));
        assert_eq!((numbers.in_time, numbers.late, numbers.in_review, numbers.drafted), (2, 1, 1, 2));
        assert_eq!(numbers.missing(), owed - 3);
        let governments = found.lines.iter().filter(|one| one.which.scope == Scope::Government).count() as u64;
        assert_eq!(numbers.overdue, owed - governments - 2, "all departments but those two that are public");
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_has_reported_is_listed_region_by_region(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let office = account(&test, "zhuguan", "吴主管", AGENCY, vec![Role::OpennessOffice]).await;
        let city_office = account(&test, "shiban", "石主管", "130101", vec![Role::OpennessOffice]).await;
        reports_of_all_kinds(&test, &people).await;
        overseeing::catch_up(house).await.unwrap();
        overseeing::score(house).unwrap();
        let found = reporting(house, &office, 2025, (false, (1_000, 0))).await.unwrap();
        let (owed, numbers) = (found.total, found.numbers);
        // A government before its departments, region by region.
        assert_eq!((found.lines[0].organ.as_str(), found.lines[0].which.scope), ("河北省人民政府", Scope::Government));
        let mut regions: Vec<&str> = found.lines.iter().map(|one| one.region.as_str()).collect();
        regions.dedup();
        let each: std::collections::BTreeSet<&str> = regions.iter().copied().collect();
        assert_eq!(regions.len(), each.len(), "each region in one piece: {regions:?}");

        let missing = reporting(house, &office, 2025, (true, (1_000, 0))).await.unwrap();
        assert_eq!((missing.total, missing.numbers), (owed - 3, numbers));
        assert!(missing.lines.iter().all(|one| !one.is_public()));
        let mut paged = Vec::new();
        for offset in (0..owed).step_by(7) {
            paged.extend(reporting(house, &office, 2025, (false, (7, offset))).await.unwrap().lines);
        }
        assert_eq!(paged, found.lines);
        let below = reporting(house, &city_office, 2025, (false, (1_000, 0))).await.unwrap();
        assert!(below.numbers.owed < owed && below.lines.iter().all(|one| one.which.agency != AGENCY));
        assert!(below.lines.iter().any(|one| one.region == "长安区"), "and what lies below: {:?}", below.lines);
        for by in [&people.drafter, &people.approver] {
            assert!(!oversees_reports(house, by));
            let refused = reporting(house, by, 2025, (false, (10, 0))).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        assert!(matches!(reporting(house, &office, 2030, (false, (10, 0))).await, Err(Error::Refused(_))));
        let duty = &house.rules.duties.get("yearly-report").unwrap().rule;
        let last = house.rules.yearly.last_days.own;
        assert!(matches!(duty, Rule::Yearly { month, day, .. } if (*month, *day) == (last.month, last.day)), "one law");
        test.finish().await;
    }
}
