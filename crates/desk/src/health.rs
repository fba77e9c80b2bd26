//! `/desk/health`: how an agency's site is by the national indicators (国办秘函〔2019〕19号).

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use mingjing_actions::site_health::{Checked, site_health};
use mingjing_actions::{Action, Scope};
use mingjing_design::components::{Pagination, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::page::Page;
use serde::Deserialize;

use crate::Desk;
use crate::pages::{HealthLine, HealthPage, HealthText};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Agencies on one page.
const PAGE: usize = 50;

/// Which agency, and which page of the others.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    page: String,
}

/// What fails the site first.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let agency = asked.agency.trim();
    let agency = if agency.is_empty() { by.agency.clone() } else { agency.to_owned() };
    let mut health = site_health(house, by, &agency).await?;
    health.checked.sort_by_key(|one| (!one.fails, one.found == 0));
    let register = house.register();
    let wide = matches!(house.widest(by, Action::ReadPublished), Some((Scope::Region | Scope::All, _)));
    let others: Vec<(String, String)> = register
        .open_agencies()
        .filter(|other| wide && house.may(by, Action::ReadPublished, &other.code))
        .map(|other| (other.code.clone(), other.name.clone()))
        .collect();
    let pages = others.len().div_ceil(PAGE).max(1);
    let current = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let page = HealthPage {
        agency_name: register.agency_name(&agency).to_owned(),
        fails: health.fails(),
        scanned: format::thousands(health.scanned),
        visible: format::thousands(health.visible),
        behind: health.scanned < health.visible,
        lines: health.checked.into_iter().map(line).collect(),
        others: others.into_iter().skip((current - 1) * PAGE).take(PAGE).collect(),
        pagination: Pagination {
            current: current as u64,
            pages: pages as u64,
            base: format!("/desk/health?agency={agency}&page="),
        },
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn line(one: Checked) -> HealthLine {
    let state = match (one.fails, one.found) {
        (true, _) => Tag::new(TagKind::Bad, "单项否决"),
        (false, 0) => Tag::new(TagKind::Good, "没有发现问题"),
        (false, _) => Tag::new(TagKind::Soon, "要整改"),
    };
    let text = |row: mingjing_store::text_findings::FindingRow| HealthText {
        id: row.disclosure_id,
        title: row.title,
        said: row.said,
    };
    HealthLine {
        title: one.indicator.title,
        article: one.indicator.article,
        mend: one.indicator.mend,
        found: one.found,
        state,
        details: one.details,
        texts: one.texts.into_iter().map(text).collect(),
    }
}
