//! `/desk/warnings`: what is due soon, due, or late: one's own agency's, and for who sees a region, all of the region.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use mingjing_actions::overseeing::{Warning, overview, owed};
use mingjing_actions::{Action, House, Officer, Scope};
use mingjing_design::components::{Link, Pagination, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::page::Page;
use mingjing_duties::Stage;
use serde::Deserialize;

use crate::Desk;
use crate::objections;
use crate::pages::{StageLink, WarningLine, WarningsPage};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Lines on one page.
const PAGE: usize = 50;

/// Which stage, and which page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    page: String,
}

/// The longest overdue first.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::ReadPublished, &by.agency)?;
    let wide = matches!(house.widest(by, Action::ReadPublished), Some((Scope::Region | Scope::All, _)));
    let known = overview(house);
    let seen: Vec<&Warning> = known.iter().flat_map(|known| seen(house, by, wide, &known.warnings)).collect();
    let chosen = Stage::ALL.into_iter().find(|stage| stage.key() == asked.stage);
    let stages = stages(&seen, chosen);
    let of_stage = |warning: &&&Warning| chosen.is_none_or(|stage| warning.stage == stage);
    let total = seen.iter().filter(of_stage).count();
    let pages = total.div_ceil(PAGE).max(1);
    let current = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let shown = seen.iter().filter(of_stage).skip((current - 1) * PAGE).take(PAGE);
    let may_object = house.may(by, Action::AnswerSupervision, &by.agency);
    let page = WarningsPage {
        may_object,
        sees_objections: house.may(by, Action::ReadWork, &by.agency),
        ready: known.is_some(),
        wide,
        stages,
        total,
        lines: shown
            .map(|warning| {
                let own = may_object && warning.finding.agency == by.agency;
                line(house, warning, own)
            })
            .collect(),
        soon_days: house.rules.warnings.soon_days,
        calendar: format!("/oversight/{}/calendar.ics", by.agency),
        pagination: Pagination {
            current: current as u64,
            pages: pages as u64,
            base: format!("/desk/warnings?stage={}&page=", chosen.map_or("", Stage::key)),
        },
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

/// The warnings that concern a person.
fn seen<'a>(house: &House, by: &Officer, wide: bool, warnings: &'a [Warning]) -> Vec<&'a Warning> {
    let may = |code: &str| {
        if wide { house.may(by, Action::ReadPublished, code) } else { code == by.agency }
    };
    let mut asked: HashMap<&str, bool> = HashMap::new();
    let mut seen = Vec::new();
    for warning in warnings {
        let code = warning.finding.agency.as_str();
        if *asked.entry(code).or_insert_with(|| may(code)) {
            seen.push(warning);
        }
    }
    seen
}

/// How many there are of each stage.
fn stages(seen: &[&Warning], chosen: Option<Stage>) -> Vec<StageLink> {
    let one = |stage: Option<Stage>| StageLink {
        href: format!("/desk/warnings?stage={}", stage.map_or("", Stage::key)),
        title: stage.map_or("全部", Stage::zh),
        number: seen.iter().filter(|warning| stage.is_none_or(|stage| warning.stage == stage)).count(),
        chosen: stage == chosen,
    };
    std::iter::once(None).chain(Stage::ALL.into_iter().rev().map(Some)).map(one).collect()
}

fn line(house: &House, warning: &Warning, may_object: bool) -> WarningLine {
    let finding = &warning.finding;
    let kind = if warning.stage >= Stage::Overdue { TagKind::Bad } else { TagKind::Soon };
    let name = house.register().agency(&finding.agency).map(|agency| agency.name.clone());
    let owed = owed(house, finding);
    WarningLine {
        duty: owed.duty,
        article: owed.article,
        what: owed.what,
        about: owed.about,
        agency: Link::new(
            format!("/oversight/{}", finding.agency),
            name.unwrap_or_else(|| finding.agency.clone()),
        ),
        due: finding.due.map(format::date).unwrap_or_default(),
        stage: Tag::new(kind, warning.stage.zh()),
        object: finding
            .owed()
            .filter(|_| may_object && finding.is_objectionable())
            .map(|owed| objections::address(&finding.duty, &owed)),
    }
}
