use chrono::NaiveDate;
use mingjing_calendar::Limits;
use mingjing_catalogue::{Catalogue, Clauses};

use super::*;
use crate::finding::Subject;

fn duties() -> Duties {
    let files = LawFiles::embedded();
    let catalogue = Catalogue::load(&files).unwrap();
    let clauses = Clauses::load(&files, &catalogue).unwrap();
    Duties::load(&files, &catalogue, &clauses, &Limits::load(&files).unwrap()).unwrap()
}

fn finding(duty: &str, state: State, count: u64) -> Finding {
    Finding {
        duty: duty.into(),
        agency: "130004".into(),
        subject: Subject::InTime,
        since: NaiveDate::MIN,
        due: None,
        due_at: None,
        state,
        count,
        evidence: Vec::new(),
        rulings: Vec::new(),
        before: None,
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn the_scheme_of_the_law_reads_and_gives_a_hundred_points() {
    let scheme = Scheme::load(&LawFiles::embedded(), &duties()).unwrap();
    let points: Decimal = scheme.indicators.iter().map(|indicator| indicator.points).sum();
    assert_eq!(points, Decimal::ONE_HUNDRED);
    assert!(scheme.performance_percent >= decimal("4"));
}

#[test]
fn a_weight_below_four_per_cent_and_a_forgotten_duty_are_refused() {
    let text =
        LawFiles::embedded().get("assessment.toml").unwrap().replace("percent = \"4\"", "percent = \"3.9\"");
    let text = text.replace("\"columns-are-fresh\"", "\"nothing\"");
    let problems = Scheme::load(&LawFiles::default().with("assessment.toml", text), &duties()).unwrap_err();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let names = |word: &str| problems.iter().any(|problem| problem.contains(word));
    assert!(
        names("不能少于4%") && names("没有义务“nothing”") && names("“columns-are-fresh”不在任何指标里"),
        "{problems:?}"
    );
}

#[test]
fn a_score_is_computed_as_the_scheme_says() {
    let scheme = Scheme::load(&LawFiles::embedded(), &duties()).unwrap();
    // 完成率: (2 + 0.5 × 1) ÷ 4 = 0.625 with weight 3; 1 with weight 3 → 30 × (1.875 + 3) ÷ 6 = 24.375
    let found = [
        finding("disclosure-within-20-working-days", State::Met, 2),
        finding("disclosure-within-20-working-days", State::Late, 1),
        finding("disclosure-within-20-working-days", State::Overdue, 1),
        finding("licences-penalties-within-7-working-days", State::Met, 1000),
        finding("columns-are-fresh", State::Overdue, 1),
        finding("columns-are-fresh", State::Open, 5),
        finding("openness-officer-named", State::Unknown, 1),
    ];
    let score = scheme.score(&found);
    let reached = |key: &str| score.indicators.iter().find(|i| i.key == key).unwrap().reached;
    assert_eq!(reached("in-time"), Some(decimal("24.38")));
    assert_eq!(reached("fresh"), Some(decimal("0.00")));
    assert_eq!(reached("complete"), None);
    // 100 × 24.375 ÷ (30 + 15)
    assert_eq!(score.total, Some(decimal("54.17")));
    assert_eq!(score.tally, Tally { met: 1002, late: 1, open: 5, overdue: 2, unknown: 1, excused: 0 });
    assert_eq!(scheme.score(&[]).total, None);
}

#[test]
fn what_cannot_be_judged_is_neither_kept_nor_averaged() {
    let tally = Tally { met: 2, late: 1, open: 7, overdue: 0, unknown: 9, excused: 4 };
    assert_eq!(tally.kept(), Some(decimal("66.7")));
    assert_eq!(Tally { met: 0, ..tally }.kept(), Some(decimal("0")));
    assert_eq!(Tally { open: 3, unknown: 9, ..Tally::default() }.kept(), None, "unknown is never met");
    let mut mean = Mean::default();
    assert_eq!(mean.value(), None);
    for total in [Some(decimal("90")), None, Some(decimal("80.01"))] {
        mean.add(total);
    }
    assert_eq!((mean.value(), mean.judged()), (Some(decimal("85.01")), 2));
}

/// 三个三分之一和一个八分之一: 100 × 1.125 ÷ 4 = 28.125.
#[test]
fn half_a_hundredth_made_of_thirds_is_rounded_up() {
    let scheme = Scheme::load(&LawFiles::embedded(), &duties()).unwrap();
    let thirds = ["open-meeting-each-year", "inspections-published-each-year", "audits-published-each-year"];
    let of_three = thirds.iter().map(|duty| (*duty, 2));
    let all = of_three.chain([("inspections-are-rectified", 7)]);
    let findings: Vec<Finding> = all
        .flat_map(|(duty, missing)| [finding(duty, State::Met, 1), finding(duty, State::Overdue, missing)])
        .collect();
    assert_eq!(scheme.score(&findings).total, Some(decimal("28.13")));
}
