//! Attachments, and what search engines read.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use mingjing_design::format::query_value;
use mingjing_design::frame::AREAS;
use mingjing_design::page::secure;
use mingjing_ledger::LogSource;
use mingjing_search::{Facet, Query};

use super::disclosure::read;
use super::find;
use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// `/d/{id}/files/{number}`: an attachment of the newest version, numbered from 1.
pub(super) async fn attachment(
    State(portal): State<Portal>,
    Path((id, number)): Path<(String, usize)>,
    visit: Visit,
) -> Response {
    match read_attachment(&portal, &id, number).await {
        Ok(response) => response,
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn read_attachment(portal: &Portal, id: &str, number: usize) -> Result<Response, Failure> {
    let disclosure = read(portal, id).await?;
    let files = disclosure.content().map(|content| &content.attachments).ok_or(Failure::NotFound)?;
    let file = number.checked_sub(1).and_then(|at| files.get(at)).ok_or(Failure::NotFound)?;
    let bytes = portal.house.log_source().get(&format!("content/{}", file.sha256)).await?;
    Ok(download(&file.media_type, &file.name, bytes.ok_or(Failure::NotFound)?.into()))
}

/// A file that browsers save and never run (RFC 6266 for its name).
pub(super) fn download(kind: &str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", query_value(name));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    secure(headers);
    response
}

/// `/robots.txt`
pub(super) async fn robots(State(portal): State<Portal>) -> Response {
    let origin = &portal.house.site.base_url;
    let text = format!(
        "User-agent: *\nDisallow: /desk\nDisallow: /display\nDisallow: /search\nSitemap: {origin}/sitemap.xml\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `/sitemap.xml`: the pages from which all others are reached, up to agencies with disclosures.
pub(super) async fn sitemap(State(portal): State<Portal>, visit: Visit) -> Response {
    match make_sitemap(&portal).await {
        Ok(text) => ([(CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response(),
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn make_sitemap(portal: &Portal) -> Result<String, Failure> {
    let query = Query { facets: vec![Facet::Item, Facet::Agency], ..Query::default() };
    let found = find(portal, query).await?;
    let mut paths: Vec<String> = ["/", "/agencies", "/log"].map(str::to_owned).to_vec();
    paths.extend(AREAS.iter().map(|area| format!("/areas/{}", area.slug)));
    for (facet, counts) in &found.facets {
        let folder = if *facet == Facet::Item { "i" } else { "a" };
        paths.extend(counts.iter().map(|(key, _)| format!("/{folder}/{key}")));
    }
    let origin = &portal.house.site.base_url;
    let urls: String = paths.iter().map(|path| format!("<url><loc>{origin}{path}</loc></url>\n")).collect();
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    ))
}
