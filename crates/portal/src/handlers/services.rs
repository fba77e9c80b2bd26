//! `/services?q=`: service guides by everyday words.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::find_guides;
use mingjing_catalogue::FieldKind;
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::format::query_value;
use mingjing_design::frame::Section;
use mingjing_search::{Facet, Query};

use super::{find, list, render};
use crate::failure::Failure;
use crate::pages::ServicesPage;
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Guides for one question.
const MOST: usize = 10;
/// Longest question that is looked at, in characters.
const LONGEST: usize = 100;

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit)).await
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let item = portal.house.item(portal.house.rules.synonyms.item())?;
    let question: String = visit.param("q").trim().chars().take(LONGEST).collect();
    let guides = if question.is_empty() {
        Vec::new()
    } else {
        let (house, asked) = (Arc::clone(&portal.house), question.clone());
        let hits = tokio::task::spawn_blocking(move || find_guides(&house, &asked, MOST)).await??;
        show::entries(&portal.house, &hits)
    };
    // Guides are told apart by the first choice of several values that the item counts.
    let theme = item.fields.iter().find(|field| {
        field.facet && field.indexed && matches!(field.kind, FieldKind::Enumeration { many: true, .. })
    });
    let facets = theme.map(|field| Facet::Field(field.key.clone())).into_iter().collect();
    let found = find(portal, Query { item: Some(item.key.clone()), facets, ..Query::default() }).await?;
    let counts = found.facets.into_iter().flat_map(|(_, counts)| counts);
    let themes = counts.zip(std::iter::repeat(theme)).filter_map(|((value, count), field)| {
        let address = format!("/i/{}?f.{}={}", item.key, field?.key, query_value(&value));
        Some((Link::new(address, value), count))
    });
    let mut frame = portal.frame(visit, Section::Area(item.area.key())).await;
    frame.query.clear();
    let page = ServicesPage {
        frame,
        breadcrumb: Breadcrumb { above: list::above(item), here: "办事查找".to_owned() },
        question,
        guides,
        themes: themes.collect(),
        all: Link::new(format!("/i/{}", item.key), format!("全部 {} 份办事指南", found.total)),
    };
    render(StatusCode::OK, &page)
}
