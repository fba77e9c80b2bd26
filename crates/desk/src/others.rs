//! `/desk/others`: what others have in hand, for those who answer for an agency or a region.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use mingjing_actions::{Action, OthersFilter, STAGES, Scope, others_work};
use mingjing_design::format::query_value;
use mingjing_design::page::Page;
use mingjing_publication::life::state_zh;
use mingjing_store::others::OthersRow;
use serde::Deserialize;

use crate::Desk;
use crate::pages::{OthersLine, OthersPage};
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::work::{badge, minute};

/// Lines on one page.
const PAGE: usize = 50;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    late: String,
    #[serde(default)]
    after: String,
}

fn line(desk: &Desk, visitor: &Visitor, row: OthersRow) -> OthersLine {
    let house = &desk.house;
    let due = row.due_on.as_deref().and_then(|day| day.parse().ok());
    OthersLine {
        opens: house.may(&visitor.officer, Action::ReadWork, &row.agency_code),
        item: house.item(&row.item).map(|i| i.title.zh.clone()).unwrap_or_default(),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        clock: due.and_then(|due| badge(house, &row.item, due)),
        state: state_zh(&row.state).to_owned(),
        amends: row.revision > 0,
        person: row.drafter_name.unwrap_or_else(|| "系统操作员".into()),
        updated_at: minute(&row.updated_at),
        id: row.disclosure_id,
        title: row.title,
    }
}

/// The list.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let stage = STAGES.into_iter().find(|stage| *stage == asked.stage).unwrap_or_default();
    let filter = OthersFilter {
        agency: asked.agency.trim().to_owned(),
        person: asked.person.trim().to_owned(),
        stage: stage.to_owned(),
        late: !asked.late.is_empty(),
    };
    let mut rows = others_work(house, by, &filter, (asked.after.split_once('~'), PAGE as u64 + 1)).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| {
        let place = query_value(&format!("{}~{}", row.place, row.disclosure_id));
        let (agency, person) = (query_value(&filter.agency), query_value(&filter.person));
        let late = if filter.late { "yes" } else { "" };
        format!("/desk/others?agency={agency}&person={person}&stage={stage}&late={late}&after={place}")
    });
    let register = house.register();
    let wide = matches!(house.widest(by, Action::ReadOthers), Some((Scope::Region | Scope::All, _)));
    // Own agency, and those it took over from, whose work nobody else has in a list.
    let inherited = register.merged_into(&by.agency).map(|a| (a.code.clone(), a.name.clone()));
    let own = (by.agency.clone(), register.agency_name(&by.agency).to_owned());
    let page = OthersPage {
        agencies: std::iter::once(own).chain(inherited).collect(),
        stages: STAGES.iter().map(|stage| (*stage, state_zh(stage))).collect(),
        lines: rows.into_iter().map(|row| line(&desk, &visitor, row)).collect(),
        first: asked.after.is_empty(),
        wide,
        next,
        filter,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}
