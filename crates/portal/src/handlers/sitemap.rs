//! What search engines read (sitemaps.org, protocol 0.9).

use std::fmt::Write;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use mingjing_actions::{House, reading};
use mingjing_design::frame::AREAS;
use mingjing_search::{Facet, Query};

use super::find;
use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// Leaves of the log behind one part: a part may name 50,000 addresses, and a leaf publishes one at most.
const PART: u64 = 50_000;
/// Leaves read in one go.
const STEP: u64 = 2_000;
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/robots.txt`
pub(super) async fn robots(State(portal): State<Portal>, visit: Visit) -> Response {
    let origin = portal.origin(&visit);
    let text = format!(
        "User-agent: *\nDisallow: /desk\nDisallow: /display\nDisallow: /design\nDisallow: /search\nSitemap: {origin}/sitemap.xml\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `/sitemap.xml`: its parts; `?part=pages` the pages from which all others are reached; `?part=3` the disclosures
/// first published by a stretch of the log.
pub(super) async fn sitemap(State(portal): State<Portal>, visit: Visit) -> Response {
    let origin = portal.origin(&visit);
    let made = match visit.param("part") {
        "" => Ok(index(&origin, portal.house.visible().size).into()),
        "pages" => pages(&portal, &origin).await.map(Body::from),
        part => disclosures(&portal, origin, part),
    };
    match made {
        Ok(body) => ([(CONTENT_TYPE, "application/xml; charset=utf-8")], body).into_response(),
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

fn index(origin: &str, leaves: u64) -> String {
    let parts = std::iter::once("pages".to_owned()).chain((0..leaves.div_ceil(PART)).map(|n| n.to_string()));
    let parts: String = parts
        .map(|part| format!("<sitemap><loc>{origin}/sitemap.xml?part={part}</loc></sitemap>\n"))
        .collect();
    format!("{XML}<sitemapindex xmlns=\"{SPACE}\">\n{parts}</sitemapindex>\n")
}

async fn pages(portal: &Portal, origin: &str) -> Result<String, Failure> {
    let query = Query { facets: vec![Facet::Item, Facet::Agency], ..Query::default() };
    let found = find(portal, query).await?;
    let mut paths: Vec<String> = ["/", "/agencies", "/decisions", "/log"].map(str::to_owned).to_vec();
    paths.extend(AREAS.iter().map(|area| format!("/areas/{}", area.slug)));
    for (facet, counts) in &found.facets {
        let folder = if *facet == Facet::Item { "i" } else { "a" };
        paths.extend(counts.iter().map(|(key, _)| format!("/{folder}/{key}")));
    }
    let urls: String = paths.iter().map(|path| format!("<url><loc>{origin}{path}</loc></url>\n")).collect();
    Ok(format!("{XML}<urlset xmlns=\"{SPACE}\">\n{urls}</urlset>\n"))
}

/// One part, written while it is read.
fn disclosures(portal: &Portal, origin: String, part: &str) -> Result<Body, Failure> {
    let leaves = portal.house.visible().size;
    let part: u64 = part.parse().map_err(|_| Failure::NotFound)?;
    let first = part.checked_mul(PART).filter(|first| *first < leaves).ok_or(Failure::NotFound)?;
    let end = (first + PART).min(leaves);
    let house = Arc::clone(&portal.house);
    let steps = stream::unfold(Some(first), move |at| {
        let (house, origin) = (Arc::clone(&house), origin.clone());
        async move {
            let at = at?;
            let step = Stretch { from: at, to: (at + STEP).min(end), first, end };
            let text = step.text(&house, &origin).await;
            let next = Some(step.to).filter(|to| *to < end && text.is_ok());
            Some((text.map_err(|error| io::Error::other(error.to_string())), next))
        }
    });
    Ok(Body::from_stream(steps))
}

/// The leaves `from..to` of the part `first..end`.
struct Stretch {
    from: u64,
    to: u64,
    first: u64,
    end: u64,
}

impl Stretch {
    async fn text(&self, house: &House, origin: &str) -> Result<String, mingjing_actions::Error> {
        let mut text = String::new();
        if self.from == self.first {
            text = format!("{XML}<urlset xmlns=\"{SPACE}\">\n");
        }
        for (id, at) in reading::published_between(house, self.from, self.to).await? {
            let changed = at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
            // Writing to a string never fails.
            let _ = writeln!(text, "<url><loc>{origin}/d/{id}</loc>{changed}</url>");
        }
        if self.to == self.end {
            text.push_str("</urlset>\n");
        }
        Ok(text)
    }
}
