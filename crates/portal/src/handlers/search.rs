//! `/search?q=&item=&agency=&region=&year=&from=&to=&status=&area=&sort=&page=`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use mingjing_design::components::Pagination;
use mingjing_design::frame::Section;
use mingjing_search::{Facet, Query, Sort};

use super::{LAST_PAGE, PAGE, find, render};
use crate::failure::Failure;
use crate::pages::{SearchPage, SortLink};
use crate::portal::Portal;
use crate::show;
use crate::visit::{Address, Visit};

const FACETS: [Facet; 5] = [Facet::Item, Facet::Year, Facet::Agency, Facet::Region, Facet::Status];

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit)).await
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let query = Query { item: visit.given("item"), facets: FACETS.to_vec(), ..filters(visit)? };
    let found = find(portal, query).await?;
    let names = show::Names::new(&portal.house);
    let address = visit.address("/search");
    let facets =
        found.facets.iter().filter_map(|counts| show::group(&names, None, visit, &address, counts)).collect();
    let page = SearchPage {
        frame: portal.frame(visit, Section::Home).await,
        total: found.total,
        relaxed: found.relaxed,
        results: show::entries(&portal.house, &found.hits),
        facets,
        sorts: sorts(visit, &address),
        pagination: pagination(visit, &address, found.total)?,
    };
    render(StatusCode::OK, &page)
}

/// What search and lists have in common: text, agency, region, year, days, status, area, order, page. Orders are named as in
/// the interface for programs; `date` stood for `newest` before.
///
/// # Errors
/// When the year is no number, or a day no day.
pub(super) fn filters(visit: &Visit) -> Result<Query, Failure> {
    let year = match visit.given("year") {
        Some(year) => Some(year.parse().map_err(|_| Failure::BadRequest(format!("年份“{year}”不是数字。")))?),
        None => None,
    };
    let text = visit.param("q").to_owned();
    let sort = match visit.param("sort") {
        "newest" | "date" => Sort::Newest,
        "oldest" => Sort::Oldest,
        _ => Sort::Relevance,
    };
    let page = visit.page(LAST_PAGE);
    Ok(Query {
        highlight: !text.is_empty(),
        text,
        agency: visit.given("agency"),
        region: visit.given("region"),
        year,
        status: visit.given("status"),
        area: visit.given("area"),
        from: day(visit, "from")?,
        to: day(visit, "to")?,
        sort,
        offset: usize::try_from((page - 1) * PAGE).unwrap_or(usize::MAX),
        limit: usize::try_from(PAGE).unwrap_or(usize::MAX),
        ..Query::default()
    })
}

fn day(visit: &Visit, name: &str) -> Result<Option<NaiveDate>, Failure> {
    let Some(text) = visit.given(name) else { return Ok(None) };
    let wrong = |_| Failure::BadRequest(format!("“{text}”不是日期，应写成 2026-11-24 这样。"));
    text.parse().map(Some).map_err(wrong)
}

/// Ways to sort; by relevance only where there is a text.
pub(super) fn sorts(visit: &Visit, address: &Address) -> Vec<SortLink> {
    let has_text = !visit.param("q").is_empty();
    let sort = visit.param("sort");
    let newest = matches!(sort, "newest" | "date") || (!has_text && sort != "oldest");
    let mut links = Vec::new();
    if has_text {
        links.push(("相关度", address.with("sort", ""), !newest && sort != "oldest"));
    }
    links.push(("日期从新到旧", address.with("sort", "newest"), newest));
    links.push(("从旧到新", address.with("sort", "oldest"), sort == "oldest"));
    let link = |(label, href, current): (&str, Address, bool)| SortLink {
        label: label.to_owned(),
        href: href.to_string(),
        current,
    };
    links.into_iter().map(link).collect()
}

/// # Errors
/// [`Failure::NotFound`] for a page behind the last.
pub(super) fn pagination(visit: &Visit, address: &Address, total: u64) -> Result<Pagination, Failure> {
    let pages = total.div_ceil(PAGE).clamp(1, LAST_PAGE);
    let current = visit.page(LAST_PAGE);
    if current > pages {
        return Err(Failure::NotFound);
    }
    Ok(Pagination { current, pages, base: address.before_page() })
}
