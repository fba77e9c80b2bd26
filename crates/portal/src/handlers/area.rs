//! `/areas/{area}`

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::House;
use mingjing_calendar::Amount;
use mingjing_catalogue::{Area, Item};
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::frame::{AREAS, Section};
use mingjing_search::{Facet, Query, Sort};

use super::{find, render};
use crate::failure::Failure;
use crate::pages::{AreaItem, AreaPage};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Disclosures beside the items.
const LATEST: usize = 10;
/// What a citizen finds in the areas beside the five.
const OTHER_SUMMARY: &str = "怎样知道、怎样参与、谁来负责";

pub(super) async fn page(State(portal): State<Portal>, Path(key): Path<String>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit, &key)).await
}

async fn make(portal: &Portal, visit: &Visit, key: &str) -> Result<(StatusCode, String), Failure> {
    let area = Area::from_key(key).ok_or(Failure::NotFound)?;
    let query = Query {
        area: Some(key.to_owned()),
        sort: Sort::Newest,
        limit: LATEST,
        facets: vec![Facet::Item],
        ..Query::default()
    };
    let found = find(portal, query).await?;
    let counts: HashMap<String, u64> = found.facets.into_iter().flat_map(|(_, counts)| counts).collect();
    let items = portal.house.rules.catalogue.items().iter().filter(|item| item.area == area);
    let summary = AREAS.iter().find(|entry| entry.slug == key).map_or(OTHER_SUMMARY, |entry| entry.summary);
    let page = AreaPage {
        frame: portal.frame(visit, Section::Area(area.key())).await,
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: area.zh().to_owned() },
        title: area.zh().to_owned(),
        summary: format!("{summary}。"),
        items: items.map(|item| entry(&portal.house, item, &counts)).collect(),
        latest: show::entries(&portal.house, &found.hits),
    };
    render(StatusCode::OK, &page)
}

fn entry(house: &House, item: &Item, counts: &HashMap<String, u64>) -> AreaItem {
    AreaItem {
        item: Link::new(format!("/i/{}", item.key), item.title.zh.clone()),
        summary: item.summary.clone(),
        count: counts.get(&item.key).copied().unwrap_or_default(),
        responsible: item.responsible.clone(),
        limit: item.time_limit.as_deref().map(|key| limit(house, key)).unwrap_or_default(),
    }
}

/// A limit in words, with its article.
fn limit(house: &House, key: &str) -> String {
    let Ok(limit) = house.rules.limits.get(key) else { return String::new() };
    let amount = match limit.amount {
        Amount::WorkingDays(days) => format!("{days} 个工作日内"),
        Amount::Days(days) => format!("{days} 天内"),
        Amount::Months(months) => format!("{months} 个月内"),
        Amount::Hours(hours) => format!("{hours} 小时内"),
    };
    format!("{amount}（{}{}）", limit.source, limit.article)
}
