//! Where a major decision stands, for single cases and for any history.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use mingjing_calendar::{Limits, WorkCalendar};
use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use mingjing_procedures::{
    Candidate, Case, DecisionProcedure, MaterialState, Record, Rules, Skipped, Standing, StepState,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const FILE: &str = "procedures/major-decision.toml";

static LAW: LazyLock<Law> = LazyLock::new(Law::embedded);

struct Law {
    procedure: DecisionProcedure,
    calendar: WorkCalendar,
    limits: Limits,
}

impl Law {
    fn embedded() -> Self {
        let law = LawFiles::embedded();
        let (catalogue, limits) = (Catalogue::load(&law).unwrap(), Limits::load(&law).unwrap());
        let procedure = DecisionProcedure::load(&law, &catalogue, &limits).unwrap();
        Self { procedure, calendar: WorkCalendar::load(&law).unwrap(), limits }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { calendar: &self.calendar, limits: &self.limits }
    }

    fn standing(&self, decision: &Map<String, Value>, records: &[Record]) -> Standing {
        self.procedure.standing(&self.rules(), Case { today: day("2026-11-24"), decision, records })
    }

    fn state(&self, step: &str, decision: &Map<String, Value>, records: &[Record]) -> StepState {
        self.standing(decision, records).steps[self.procedure.position(step).unwrap()].state.clone()
    }

    fn permits(
        &self,
        candidate: &Record,
        decision: &Map<String, Value>,
        records: &[Record],
    ) -> Result<(), Skipped> {
        let Record { item, fields, field, .. } = candidate;
        let case = Case { today: day("2026-11-24"), decision, records };
        self.procedure.permits(&self.rules(), case, Candidate { item, fields, field })
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn decision() -> Map<String, Value> {
    map(
        json!({ "undertaker": "水利厅", "initiated_on": "2026-01-05", "fair_competition": "不涉及市场主体经济活动" }),
    )
}

fn record(item: &str, fields: Value) -> Record {
    let field = if item == "decision-meeting" { "decisions" } else { "decision" };
    let fields = map(fields);
    let id = format!("{item}-{}", fields.values().map(Value::to_string).collect::<String>());
    Record {
        id,
        item: item.into(),
        field: field.into(),
        title: item.into(),
        fields,
        published_on: day("2026-11-20"),
    }
}

fn call(from: &str, until: &str) -> Record {
    record(
        "draft-for-comment",
        json!({ "issued_on": from, "comment_period": { "from": from, "until": until } }),
    )
}

fn outcome() -> Record {
    record("consultation-outcome", json!({ "issued_on": "2026-03-10" }))
}

fn experts(on: &str) -> Record {
    record(
        "expert-opinion",
        json!({ "argued_on": on, "experts": [{ "name": "张教授" }, { "name": "某研究院" }] }),
    )
}

fn risk(on: &str, controllable: &str) -> Record {
    record(
        "risk-assessment",
        json!({ "assessed_on": on, "controllable": controllable, "assessor": "某评估公司" }),
    )
}

fn review(submitted: &str, on: &str, conclusion: &str) -> Record {
    let fields = json!({ "submitted_on": submitted, "reviewed_on": on, "conclusion": conclusion, "substance": "符合" });
    record("legality-review", fields)
}

fn meeting(on: &str, kind: &str) -> Record {
    record("decision-meeting", json!({ "held_on": on, "kind": kind }))
}

fn decided(on: &str, result: &str) -> Record {
    record("decided-matter", json!({ "decided_on": on, "result": result }))
}

/// Everything up to the legality review.
fn prepared() -> Vec<Record> {
    vec![
        call("2026-01-20", "2026-02-28"),
        outcome(),
        experts("2026-03-05"),
        risk("2026-03-06", "可控"),
        review("2026-03-10", "2026-03-20", "合法"),
    ]
}

#[test]
fn a_decision_goes_through_all_its_steps() {
    let law = &*LAW;
    let (decision, mut records) = (decision(), prepared());
    let standing = law.standing(&decision, &records);
    let next: Vec<&str> = standing.next.iter().map(|at| law.procedure.steps[*at].key.as_str()).collect();
    assert_eq!(next, ["discussion"]);
    assert!(standing.materials.iter().all(|state| matches!(state, MaterialState::There(_))), "{standing:?}");
    for candidate in [
        meeting("2026-04-01", "政府常务会议"),
        decided("2026-04-01", "修改后通过"),
        record("execution-task", json!({ "started_on": "2026-04-10" })),
        record("decision-result", json!({ "issued_on": "2026-10-10" })),
        record("third-party-evaluation", json!({ "issued_on": "2026-11-10", "evaluator": "某大学" })),
    ] {
        assert_eq!(law.permits(&candidate, &decision, &records), Ok(()), "{}", candidate.item);
        records.push(candidate);
    }
    let standing = law.standing(&decision, &records);
    assert!(standing.next.is_empty(), "{:?}", standing.next);
    assert_eq!(standing.reached(), law.procedure.position("evaluation"));
    let publication = &standing.steps[law.procedure.position("publication").unwrap()];
    assert!(publication.remarks[0].text.contains("超期"), "published in November: {:?}", publication.remarks);
}

#[test]
fn a_skipped_step_is_named_with_its_article() {
    let law = &*LAW;
    let decision = decision();
    let cases = [
        ("draft-for-comment", "公众参与", "第十四条第一款"),
        ("expert-opinion", "专家论证", "第十九条第一款"),
        ("risk-assessment", "风险评估", "第二十二条第一款"),
        ("legality-review", "合法性审查", "第二十五条"),
        ("consultation-outcome", "公众意见的研究采纳情况", "第二十九条第二项"),
    ];
    for (left_out, step, article) in cases {
        let mut records = prepared();
        records.retain(|record| record.item != left_out);
        let mut own = decision.clone();
        own.insert("drafted_on".into(), "2026-01-10".into());
        let refused = law.permits(&meeting("2026-04-01", "政府常务会议"), &own, &records).unwrap_err();
        assert!(refused.reason.contains(step) && refused.article.ends_with(article), "{left_out}: {refused}");
        assert_eq!(
            law.permits(&meeting("2026-04-01", "政府专题会议"), &own, &records),
            Ok(()),
            "no such meeting"
        );
        let refused = law.permits(&decided("2026-04-01", "修改后通过"), &own, &records).unwrap_err();
        assert!(refused.reason.contains("还没有履行"), "{left_out}: {refused}");
    }
    let mut without = decision.clone();
    without.remove("fair_competition");
    let refused = law.permits(&meeting("2026-04-01", "政府常务会议"), &without, &prepared()).unwrap_err();
    assert!(refused.article.ends_with("第二十九条第一项"), "{refused}");
    let early = law.permits(&meeting("2026-03-19", "政府全体会议"), &decision, &prepared()).unwrap_err();
    assert!(early.reason.contains("早于“合法性审查”完成的日期 2026-03-20"), "{early}");
}

#[test]
fn what_failed_stops_until_it_is_made_good() {
    let law = &*LAW;
    let decision = decision();
    let with = |more: Record| {
        let mut records = prepared();
        records.push(more);
        records
    };
    let unlawful = with(review("2026-03-10", "2026-03-25", "不合法"));
    assert!(matches!(law.state("legality", &decision, &unlawful), StepState::Unmet { .. }));
    let refused = law.permits(&meeting("2026-04-01", "政府常务会议"), &decision, &unlawful).unwrap_err();
    assert!(refused.article.ends_with("第二十五条第二款"), "{refused}");
    let mut again = unlawful;
    again.push(review("2026-03-26", "2026-04-20", "修改后合法"));
    assert!(law.state("legality", &decision, &again).is_met());
    let risky = with(risk("2026-03-09", "不可控"));
    let refused = law.permits(&meeting("2026-04-01", "政府常务会议"), &decision, &risky).unwrap_err();
    assert!(refused.article.ends_with("第二十四条"), "{refused}");
    let mut omitted = decision.clone();
    omitted.insert(
        "omissions".into(),
        json!([{ "step": "risk", "ground": "no-adverse-effect", "explanation": "无" }]),
    );
    assert!(
        law.permits(&meeting("2026-04-01", "政府常务会议"), &omitted, &risky).is_err(),
        "no way around it"
    );
    // Of an innovation that no law settles the risk is said, and it may be discussed (第二十五条第二款).
    let mut told = review("2026-03-21", "2026-03-30", "不合法");
    told.fields.insert("substance".into(), "明示法律风险".into());
    assert!(law.state("legality", &decision, &with(told)).is_met());
    let mut later = prepared();
    later.extend([meeting("2026-04-01", "政府常务会议"), risk("2026-08-01", "不可控")]);
    assert!(law.state("discussion", &decision, &later).is_met(), "what is found later undoes nothing");
}

#[test]
fn opinions_are_heard_long_enough_and_to_the_end() {
    let law = &*LAW;
    let decision = decision();
    let short = call("2026-03-01", "2026-03-29");
    let refused = law.permits(&short, &decision, &[]).unwrap_err();
    assert!(refused.reason.contains("29 天") && refused.article.ends_with("第十五条第一款"), "{refused}");
    assert_eq!(law.permits(&call("2026-03-01", "2026-03-30"), &decision, &[]), Ok(()), "thirty days");
    let mut excused = short;
    excused.fields.insert("short_reason".into(), "汛期将至，情况紧急".into());
    assert_eq!(law.permits(&excused, &decision, &[]), Ok(()));
    let standing = law.standing(&decision, &[excused]);
    let participation = &standing.steps[law.procedure.position("participation").unwrap()];
    assert!(
        participation.state.is_met() && participation.remarks[0].text.contains("情况紧急"),
        "{participation:?}"
    );
    let running = law.state("participation", &decision, &[call("2026-11-01", "2026-11-30")]);
    assert!(matches!(running, StepState::Awaited { on, .. } if on == day("2026-11-30")), "{running:?}");
    let mut again = prepared();
    again.push(call("2026-11-01", "2026-11-30"));
    assert!(
        law.permits(&meeting("2026-11-24", "政府常务会议"), &decision, &again).is_err(),
        "a second call runs"
    );
    let mut met_again = prepared();
    met_again.push(meeting("2026-03-20", "政府常务会议"));
    met_again.push(meeting("2026-11-30", "政府常务会议"));
    let discussed = law.state("discussion", &decision, &met_again);
    assert!(matches!(discussed, StepState::Done { on, .. } if on == day("2026-03-20")), "{discussed:?}");
    met_again.remove(prepared().len());
    let ahead = law.state("discussion", &decision, &met_again);
    assert!(matches!(ahead, StepState::Awaited { on, .. } if on == day("2026-11-30")), "{ahead:?}");
    let early = [
        call("2026-01-20", "2026-02-28"),
        outcome(),
        experts("2026-02-01"),
        risk("2026-02-01", "可控"),
        review("2026-02-10", "2026-02-28", "合法"),
    ];
    let state = law.state("legality", &decision, &early);
    assert!(matches!(state, StepState::OutOfOrder { .. }), "reviewed while opinions came in: {state:?}");
}

#[test]
fn a_quick_review_is_said_and_stops_nothing() {
    let law = &*LAW;
    let mut records = prepared();
    records.retain(|record| record.item != "legality-review");
    // Over the days off of early May 2026 these are fewer working days than days.
    records.push(review("2026-04-29", "2026-05-08", "合法"));
    let standing = law.standing(&decision(), &records);
    let legality = &standing.steps[law.procedure.position("legality").unwrap()];
    assert!(legality.state.is_met());
    assert!(legality.remarks[0].text.contains("个工作日，少于 7 个工作日"), "{:?}", legality.remarks);
    assert_eq!(legality.remarks[0].article, "第二十六条第二款");
    assert!(
        law.standing(&decision(), &prepared())
            .steps
            .iter()
            .all(|step| step.remarks.iter().all(|r| !r.text.contains("工作日，少于")))
    );
}

#[test]
fn only_the_grounds_of_the_order_count() {
    let law = &*LAW;
    let omit = |step: &str, ground: &str| {
        let mut decision = decision();
        let row = json!({ "step": step, "ground": ground, "explanation": "事实理由" });
        decision.insert("omissions".into(), json!([row]));
        decision
    };
    for step in &law.procedure.steps {
        for ground in ["not-disclosed", "not-technical", "no-adverse-effect", "already-assessed", "other-law"]
        {
            let decision = omit(&step.key, ground);
            let given = step.grounds.iter().any(|one| one.key == ground);
            let allowed = law.procedure.allows(&law.rules(), (day("2026-11-24"), &decision), &[]);
            assert_eq!(allowed.is_ok(), given, "{} {ground}: {allowed:?}", step.key);
            if let Err(refused) = allowed {
                assert!(refused.article.ends_with(&step.article), "{refused}");
            }
        }
    }
    assert!(law.procedure.steps[law.procedure.position("legality").unwrap()].grounds.is_empty());
    let mut records = prepared();
    records.retain(|record| record.item != "expert-opinion");
    let left_out = omit("experts", "not-technical");
    assert!(matches!(law.state("experts", &left_out, &records), StepState::LeftOut { .. }));
    assert_eq!(law.permits(&meeting("2026-04-01", "政府常务会议"), &left_out, &records), Ok(()));
    let materials = law.standing(&left_out, &records).materials;
    assert_eq!(materials[2], MaterialState::NotAsked);
    assert!(
        law.permits(&meeting("2026-04-01", "政府常务会议"), &omit("experts", "already-assessed"), &records)
            .is_err()
    );
}

#[test]
fn who_prepared_a_decision_does_not_evaluate_it() {
    let law = &*LAW;
    let mut records = prepared();
    records.extend([meeting("2026-04-01", "政府常务会议"), decided("2026-04-01", "原则通过")]);
    for (evaluator, refused) in [("某评估公司", true), ("某研究院", true), ("某大学", false)] {
        let fields = json!({ "issued_on": "2026-11-10", "evaluator": evaluator });
        let answer = law.permits(&record("third-party-evaluation", fields), &decision(), &records);
        assert_eq!(answer.is_err(), refused, "{evaluator}: {answer:?}");
        assert!(answer.err().is_none_or(|e| e.article.ends_with("第三十六条第二款")));
    }
}

#[test]
fn what_the_agency_says_needs_the_steps() {
    let law = &*LAW;
    let says = |stage: &str, records: &[Record]| {
        let mut decision = decision();
        decision.insert("stage".into(), stage.into());
        law.procedure.allows(&law.rules(), (day("2026-11-24"), &decision), records)
    };
    let mut records = prepared();
    assert!(says("公众参与", &[]).is_ok() && says("集体讨论决定", &records).is_ok());
    assert!(says("集体讨论决定", &records[..4]).unwrap_err().article.ends_with("第二十五条"));
    assert!(says("已决定", &records).unwrap_err().reason.contains("集体讨论决定"));
    records.push(meeting("2026-04-01", "政府常务会议"));
    assert!(says("已决定", &records).is_ok() && says("执行中", &records).is_err());
    records.push(decided("2026-04-01", "暂缓"));
    assert!(says("执行中", &records).unwrap_err().reason.contains("再次集体讨论"));
    let mut old = decision();
    old.insert("initiated_on".into(), "2019-08-30".into());
    old.insert("stage".into(), "执行中".into());
    assert!(law.procedure.allows(&law.rules(), (day("2026-11-24"), &old), &[]).is_ok(), "before the order");
}

#[test]
fn mistakes_in_the_file_are_named_with_their_line() {
    let law = LawFiles::embedded();
    let (catalogue, limits) = (Catalogue::load(&law).unwrap(), Limits::load(&law).unwrap());
    let text = law.get(FILE).unwrap();
    for (from, to, reason) in [
        ("after = [\"drafting\"]", "after = [\"legality\"]", "要写在前面"),
        ("item = \"legality-review\"", "item = \"legal-review\"", "没有公开事项“legal-review”"),
        ("field = \"decisions\"", "field = \"title\"", "要是引用“major-decision”的字段"),
        ("on = \"held_on\"\n  only", "on = \"kind\"\n  only", "要是日期或者期限字段"),
        ("values = [\"原则通过\", \"修改后通过\"]", "values = [\"通过\"]", "“通过”不是"),
        ("limit = \"decision.public_call\"", "limit = \"decision.call\"", "没有期限“decision.call”"),
        ("key = \"not-technical\"", "key = \"too-easy\"", "情形“too-easy”"),
        ("gated = true\noptional", "gates = true\noptional", "不认识的项“gates”"),
        ("of = \"risk\"", "of = \"risks\"", "没有步骤“risks”"),
        ("stage = \"已决定\", met", "stage = \"完成\", met", "“完成”不是"),
        ("begun = \"initiated_on\"", "begun = \"started\"", "的“started”要是日期"),
        ("article = \"第二十五条\"\nsays", "article = \"\"\nsays", "都要写明条文"),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = law.clone().with(FILE, text.replacen(from, to, 1));
        let problems = DecisionProcedure::load(&changed, &catalogue, &limits).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|one| one.contains(reason) && one.starts_with("law/procedures/")),
            "{from}: {told:?}"
        );
        let line: usize = told[0].split(':').nth(1).unwrap().parse().unwrap();
        assert!(line > 0 && line <= text.lines().count(), "{told:?}");
    }
    assert!(DecisionProcedure::load(&LawFiles::default(), &catalogue, &limits).is_err());
}

/// Any disclosures on any days, good and bad.
fn any_record() -> impl Strategy<Value = Record> {
    let on = (0u64..330).prop_map(|n| day("2026-01-01").checked_add_days(Days::new(n)).unwrap());
    (0usize..8, on, 0u64..45, any::<bool>()).prop_map(|(kind, on, length, good)| {
        let until = on.checked_add_days(Days::new(length)).unwrap().to_string();
        let on = on.to_string();
        match kind {
            0 => call(&on, &until),
            1 => outcome(),
            2 => experts(&on),
            3 => risk(&on, if good { "采取措施后可控" } else { "不可控" }),
            4 => review(&on, &until, if good { "合法" } else { "不合法" }),
            5 => meeting(&on, if good { "政府常务会议" } else { "政府专题会议" }),
            6 => decided(&on, if good { "原则通过" } else { "暂缓" }),
            _ => record("hearing-record", json!({ "held_on": on })),
        }
    })
}

fn any_omissions() -> impl Strategy<Value = Value> {
    let steps = prop::sample::select(vec!["participation", "experts", "risk", "legality", "publication"]);
    let grounds = prop::sample::select(vec![
        "not-disclosed",
        "not-technical",
        "no-adverse-effect",
        "already-assessed",
        "other-law",
    ]);
    let row = (steps, grounds, any::<bool>()).prop_map(|(step, ground, said)| {
        json!({ "step": step, "ground": ground, "explanation": if said { "理由" } else { "" } })
    });
    prop::collection::vec(row, 0..4).prop_map(Value::Array)
}

/// In plain words, apart from the code under test: whether a legality review may rest on this step.
fn heard(records: &[Record], omissions: &Value, step: &str, by: &str) -> bool {
    let lawful = |row: &Value| {
        let pair = (row["step"].as_str().unwrap(), row["ground"].as_str().unwrap());
        let lawful = [
            ("participation", "not-disclosed"),
            ("participation", "other-law"),
            ("experts", "not-technical"),
            ("experts", "other-law"),
            ("risk", "no-adverse-effect"),
            ("risk", "already-assessed"),
            ("risk", "other-law"),
        ];
        pair.0 == step && lawful.contains(&pair) && row["explanation"] != ""
    };
    let done = |record: &Record| {
        let fields = &record.fields;
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match (step, record.item.as_str()) {
            ("participation", "draft-for-comment") => {
                let period = &fields["comment_period"];
                let (from, until) =
                    (day(period["from"].as_str().unwrap()), day(period["until"].as_str().unwrap()));
                (until - from).num_days() >= 29 && until.to_string().as_str() < by
            }
            ("participation", "hearing-record") => text("held_on").as_str() <= by,
            ("experts", "expert-opinion") => text("argued_on").as_str() <= by,
            ("risk", "risk-assessment") => {
                text("assessed_on").as_str() <= by && text("controllable") != "不可控"
            }
            _ => false,
        }
    };
    records.iter().any(done) || omissions.as_array().unwrap().iter().any(lawful)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Nothing is decided with a step that was neither done nor lawfully left out, whatever is public.
    #[test]
    fn no_decision_skips_a_step(mut records in prop::collection::vec(any_record(), 0..14), omissions in any_omissions(), whole in any::<bool>()) {
        let law = &*LAW;
        if whole {
            records.extend(prepared());
        }
        let mut decision = decision();
        decision.insert("drafted_on".into(), "2026-01-10".into());
        decision.insert("omissions".into(), omissions.clone());
        let standing = law.standing(&decision, &records);
        let met = |step: &str| standing.is_met(law.procedure.position(step).unwrap());
        for (at, step) in law.procedure.steps.iter().enumerate() {
            prop_assert!(!standing.is_met(at) || step.after.iter().all(|before| standing.is_met(*before)), "{}", step.key);
        }
        if met("discussion") {
            let sound = records.iter().filter(|r| r.item == "decision-meeting" && r.fields["kind"] == "政府常务会议").any(|meeting| {
                let held = meeting.fields["held_on"].as_str().unwrap();
                records.iter().filter(|r| r.item == "legality-review" && r.fields["conclusion"] == "合法").any(|review| {
                    let reviewed = review.fields["reviewed_on"].as_str().unwrap();
                    reviewed <= held && ["participation", "experts", "risk"].iter().all(|step| heard(&records, &omissions, step, reviewed))
                })
            });
            prop_assert!(sound, "decided by {records:#?} with {omissions}");
        }
        if met("publication") {
            prop_assert!(met("discussion"));
        }
        // What is permitted next leads to a step that is met.
        let late = meeting("2026-11-24", "政府常务会议");
        if law.permits(&late, &decision, &records).is_ok() {
            records.push(late);
            let standing = law.standing(&decision, &records);
            prop_assert!(standing.is_met(law.procedure.position("discussion").unwrap()), "{standing:#?}");
        }
    }
}
