//! `/desk/case-figures`: how many cases of an agency fell due in a past quarter, how many of them were answered in time, and the
//! disclosure that is drafted of it (《实施意见》二（一）2).

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::case_figures::{self, CaseFigures, CaseKind, MEANINGS, NotCounted, Numbers};
use mingjing_actions::{Action, Error};
use mingjing_design::format::{date, query_value};
use mingjing_design::page::Page;
use mingjing_duties::Period;
use serde::Deserialize;

use crate::Desk;
use crate::form::Form;
use crate::pages::{CaseFiguresPage, NotCountedLine};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Cases without a last day that are named on the page.
const NAMED: usize = 100;

/// Whose, and of which quarter, by its first day; by default one's own agency and the last quarter that is over.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    quarter: String,
}

impl Asked {
    fn which(&self, desk: &Desk, visitor: &Visitor) -> Result<(String, Period), Error> {
        let agency = match self.agency.trim() {
            "" => visitor.officer.agency.clone(),
            agency => agency.to_owned(),
        };
        let offered = case_figures::quarters(desk.house.now().date_naive());
        let quarter = match self.quarter.trim() {
            "" => offered.first(),
            first => offered.iter().find(|quarter| quarter.first().to_string() == first),
        };
        let quarter = quarter
            .ok_or_else(|| Error::Refused("只能统计已经过完的季度，往前最多三年，请从页面上选择".into()))?;
        Ok((agency, *quarter))
    }
}

/// The address of the figures of an agency.
pub(crate) fn address(agency: &str) -> String {
    format!("/desk/case-figures?agency={}", query_value(agency))
}

/// The figures, counted now.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let (agency, quarter) = asked.which(&desk, &visitor)?;
    let CaseFigures { rows, all, not_counted, drafted } =
        case_figures::figures(house, by, &agency, quarter).await?;
    let page = CaseFiguresPage {
        name: house.register().agency_name(&agency).to_owned(),
        quarter: quarter.to_string(),
        chosen: quarter.first().to_string(),
        span: (date(quarter.first()), date(quarter.last())),
        today: date(house.now().date_naive()),
        quarters: case_figures::quarters(house.now().date_naive())
            .into_iter()
            .map(|quarter| (quarter.first().to_string(), quarter.to_string()))
            .collect(),
        rows: rows.into_iter().map(|row| (row.title, row.numbers)).collect(),
        share: share(&all),
        all,
        many: not_counted.len(),
        not_counted: not_counted.iter().take(NAMED).map(named).collect(),
        meanings: MEANINGS.to_vec(),
        may_draft: house.may(by, Action::Draft, &agency),
        oversees: mingjing_actions::in_hand::oversees(house, by),
        drafted,
        agency,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

/// The share of what fell due that was answered in time, with one place, never rounded up; none where nothing fell due.
fn share(all: &Numbers) -> Option<String> {
    let of_thousand = all.in_time.saturating_mul(1_000).checked_div(all.due)?;
    Some(format!("{}.{}%", of_thousand / 10, of_thousand % 10))
}

fn named(one: &NotCounted) -> NotCountedLine {
    let list = match one.kind {
        CaseKind::Request(_) => "requests",
        CaseKind::Appeal(_) => "appeals",
    };
    NotCountedLine {
        href: format!("/desk/{list}/{}", one.id),
        number: one.number.clone(),
        lodged_on: date(one.lodged_on),
        year: one.year,
    }
}

/// Begins the draft of a quarter, or leads to the one that was begun.
pub(crate) async fn begin(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let asked = Asked { agency: form.text("agency").to_owned(), quarter: form.text("quarter").to_owned() };
    let (agency, quarter) = asked.which(&desk, &visitor)?;
    let (id, _) = case_figures::begin_draft(&desk.house, &visitor.officer, &agency, quarter).await?;
    Ok(Redirect::to(&format!("/desk/d/{id}")).into_response())
}
