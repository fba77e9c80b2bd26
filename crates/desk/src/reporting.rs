//! `/desk/yearly-report/overview`: who of the agencies of a region has reported of a year, for its openness office (条例
//! 第四十九条).

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use mingjing_actions::yearly_report::{self, Owing, Progress, Scope};
use mingjing_actions::{Action, House, Officer};
use mingjing_design::components::{Pagination, Tag, TagKind};
use mingjing_design::format::{self, query_value};
use mingjing_design::page::Page;
use serde::Deserialize;

use crate::Desk;
use crate::pages::{OwingLine, ReportingPage};
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::yearly_report::address;

/// Reports on one page.
const PAGE: u64 = 100;
/// Last page that can be asked for.
const LAST_PAGE: u64 = 10_000;

/// Which year, which of the reports, and which page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    year: String,
    #[serde(default)]
    missing: String,
    #[serde(default)]
    page: String,
}

/// Region by region, each government before its departments.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let today = house.now().date_naive();
    let year = asked.year.trim().parse().unwrap_or_else(|_| yearly_report::year_of(today));
    let missing = asked.missing == "yes";
    let current = asked.page.trim().parse().unwrap_or(1).clamp(1, LAST_PAGE);
    let window = (PAGE, (current - 1) * PAGE);
    let found = yearly_report::reporting(house, by, year, (missing, window)).await?;
    let last = house.rules.yearly.last_days;
    let day = |day: mingjing_procedures::yearly::DayOfYear| format::date(day.of(year + 1));
    let page = ReportingPage {
        year,
        years: yearly_report::years(today),
        last_days: (day(last.own), day(last.government)),
        missing,
        numbers: found.numbers,
        total: found.total,
        ready: found.ready,
        since: found.since.filter(|since| *since > last.own.of(year + 1)).map(format::date),
        lines: lines(house, by, found.lines),
        pagination: Pagination {
            current,
            pages: found.total.div_ceil(PAGE).max(1),
            base: format!(
                "/desk/yearly-report/overview?year={year}&missing={}&page=",
                if missing { "yes" } else { "" }
            ),
        },
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn lines(house: &House, by: &Officer, owing: Vec<Owing>) -> Vec<OwingLine> {
    let today = house.now().date_naive();
    let mut before = None;
    let mut lines = Vec::with_capacity(owing.len());
    for one in owing {
        let region = (before.as_ref() != Some(&one.region)).then(|| one.region.clone());
        before = Some(one.region.clone());
        lines.push(OwingLine { region, ..line(house, by, &one, today) });
    }
    lines
}

fn line(house: &House, by: &Officer, one: &Owing, today: NaiveDate) -> OwingLine {
    let late = one.is_late(today);
    let agency = &one.which.agency;
    let supervised = late && !one.is_public() && *agency != by.agency;
    let public = match (one.progress, &one.disclosure) {
        (Progress::Public(on), Some(id)) => Some((format::date(on), format!("/d/{id}"))),
        _ => None,
    };
    OwingLine {
        region: None,
        organ: one.organ.clone(),
        whole: one.which.scope == Scope::Government,
        href: address(&one.which),
        due: format::date(one.due),
        state: state(one.progress, late),
        public,
        supervise: (supervised && house.may(by, Action::Supervise, agency)).then(|| {
            let title = format!("{}年政府信息公开工作年度报告逾期没有公布", one.which.year);
            format!("/desk/supervisions/new?to={}&title={}", query_value(agency), query_value(&title))
        }),
    }
}

/// How far a report is, in words and never by colour alone.
fn state(progress: Progress, late: bool) -> Tag {
    let (kind, words) = match (progress, late) {
        (Progress::Public(_), false) => (TagKind::Good, "按时公布"),
        (Progress::Public(_), true) => (TagKind::Bad, "逾期公布"),
        (Progress::InReview, false) => (TagKind::Soon, "审查中"),
        (Progress::InReview, true) => (TagKind::Bad, "审查中，已逾期"),
        (Progress::Drafted, false) => (TagKind::Soon, "编制中"),
        (Progress::Drafted, true) => (TagKind::Bad, "编制中，已逾期"),
        (Progress::NotBegun, false) => (TagKind::Plain, "未编制"),
        (Progress::NotBegun, true) => (TagKind::Bad, "未编制，已逾期"),
    };
    Tag::new(kind, words)
}
