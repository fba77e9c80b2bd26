//! Where one year ends and the next begins: everything owed once is judged in exactly one of them.

use super::*;

const YEARS: [i32; 3] = [2024, 2025, 2026];

/// How a duty stands in each year, judged when all are over.
fn by_year(record: &Record, duty: &str) -> Vec<Vec<(String, State)>> {
    let judge = judge().with_decisions_until(day("2027-01-15"));
    let years = YEARS.iter().map(|year| {
        let span = Span { first: day(&format!("{year}-01-01")), as_of: day(&format!("{year}-12-31")) };
        let all = judge.findings(record, &member("130004", "河北省教育厅"), span);
        states(&all.into_iter().filter(|finding| finding.duty == duty).collect::<Vec<_>>())
    });
    years.collect()
}

fn begin() -> Said<'static> {
    said("2023-12-01", "n1", "news", "2023-12-01", json!({}))
}

#[test]
fn what_falls_due_on_the_last_day_of_a_year_is_judged_once_it_is_over() {
    let record = record(&[begin(), conference("2025-11-03", "p1", "2025-11-02", "部门主要负责人")]);
    let all = by_year(&record, "principal-attends-each-year");
    assert_eq!(all[0], named(&[("2024年", State::Overdue)]));
    assert_eq!(all[1], named(&[("2025年", State::Met)]));
    let quarters = by_year(&record, "press-conference-each-quarter");
    assert_eq!(quarters[2][3], ("2026年第四季度".to_owned(), State::Overdue));
    let on_the_day = findings(&record, "principal-attends-each-year", "2024-01-01", "2024-12-31");
    assert_eq!(states(&on_the_day), named(&[("2024年", State::Open)]), "the last day itself is not over");
}

#[test]
fn what_became_public_too_late_in_the_next_year_is_judged_in_that() {
    let record = record(&[begin(), said("2026-01-05", "l1", "licence", "2025-12-10", json!({}))]);
    let all = by_year(&record, "licences-penalties-within-7-working-days");
    assert_eq!(all, [vec![], vec![], named(&[("l1", State::Late)])]);
}

#[test]
fn what_has_no_last_day_counts_in_the_year_in_which_it_is_done() {
    let record = record(&[
        begin(),
        said("2024-03-04", "d1", "draft-for-comment", "2024-03-04", json!({})),
        said("2025-03-05", "o1", "consultation-outcome", "2025-03-05", json!({ "draft": "no-d1" })),
    ]);
    let all = by_year(&record, "consultations-have-an-outcome");
    assert_eq!(all, [named(&[("d1", State::Open)]), named(&[("d1", State::Met)]), vec![]]);
}

#[test]
fn another_disclosure_is_referred_to_by_its_index_number_or_its_identity() {
    for name in ["no-d1", "d1"] {
        let drafted = || said("2024-03-04", "d1", "draft-for-comment", "2024-03-04", json!({}));
        let outcome =
            said("2024-05-06", "o1", "consultation-outcome", "2024-05-06", json!({ "draft": name }));
        let record = record(&[begin(), drafted(), outcome]);
        assert_eq!(
            by_year(&record, "consultations-have-an-outcome")[0],
            named(&[("d1", State::Met)]),
            "{name}"
        );
        assert!(record.changed_since("130004", 2), "{name}");
    }
}

/// A mirror made after a withdrawal has no contents of what was withdrawn; the site read them while they were there.
#[test]
fn what_is_withdrawn_is_judged_as_whoever_reads_the_log_anew_judges_it() {
    let told = || json!({ "grade": "重大", "stage": "初报", "happened_on": "2024-03-04" });
    let all: Vec<_> = [told(), json!({})]
        .into_iter()
        .map(|values| {
            let withdrawn = |on, id| Said {
                event: Event::Withdraw,
                ..said(on, id, "emergency-response", "2024-03-04", json!({}))
            };
            let record = record(&[
                begin(),
                said("2024-03-04", "e1", "emergency-response", "2024-03-04", values.clone()),
                said("2024-03-09", "e2", "emergency-response", "2024-03-09", values),
                said("2024-03-09", "e3", "emergency-response", "2024-03-09", told()),
                withdrawn("2024-04-01", "e1"),
                withdrawn("2024-04-01", "e2"),
            ]);
            by_year(&record, "emergencies-are-answered-in-time")
        })
        .collect();
    assert_eq!(all[0][0], named(&[("e3", State::Late)]));
    assert_eq!(all[0], all[1]);
}
