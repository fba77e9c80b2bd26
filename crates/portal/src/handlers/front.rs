//! `/`: the front page, or the page of the agency whose host name readers came by.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::reading;
use mingjing_design::components::Link;
use mingjing_design::frame::Section;
use mingjing_search::{Facet, Query};

use super::{agency, consultations, find, render};
use crate::failure::Failure;
use crate::pages::FrontPage;
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Disclosures and items on the front page.
const LATEST: usize = 12;
const COMMON: usize = 8;
/// Calls for comments on the front page.
const CALLS: u64 = 5;

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    match portal.own_host(&visit) {
        Some(agency) => agency::front(&portal, &visit, &agency).await,
        None => portal.page(&visit, make(&portal, &visit)).await,
    }
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let found = find(portal, Query { facets: vec![Facet::Item], ..Query::default() }).await?;
    let latest = reading::latest(&portal.house, None, LATEST).await?;
    let catalogue = &portal.house.rules.catalogue;
    let counted = found.facets.iter().flat_map(|(_, counts)| counts);
    let common = counted
        .filter_map(|(key, _)| catalogue.item(key))
        .take(COMMON)
        .map(|item| Link::new(format!("/i/{}", item.key), item.title.zh.clone()))
        .collect();
    let page = FrontPage {
        frame: portal.frame(visit, Section::Home).await,
        latest: show::latest(&portal.house, &latest),
        total: found.total,
        common,
        open_calls: consultations::open_now(portal, CALLS).await?,
        overdue: Vec::new(),
    };
    render(StatusCode::OK, &page)
}
