//! `/i/{item}` and the files beside it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_catalogue::{FieldKind, Item};
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::frame::Section;
use mingjing_opendata::Format;
use mingjing_search::{Facet, Query};

use super::search::{filters, pagination, sorts};
use super::{download, find, history, render};
use crate::failure::Failure;
use crate::pages::{ListPage, Within};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Parameters of every list. A field of the same name has the prefix.
const OWN: [&str; 11] =
    ["q", "item", "agency", "region", "year", "status", "area", "from", "to", "sort", "page"];
/// Prefix of the parameters that filter by a field of the item.
const FIELD: &str = "f.";

pub(super) async fn page(State(portal): State<Portal>, Path(name): Path<String>, visit: Visit) -> Response {
    if let Some((item, extension)) = name.split_once('.') {
        return download::item(&portal, &visit, item, extension).await;
    }
    match portal.house.item(&name) {
        Ok(item) if history::asks(item, &visit) => {
            portal.fresh(&visit, history::make(&portal, &visit, item)).await
        }
        _ => portal.page(&visit, make(&portal, &visit, &name)).await,
    }
}

async fn make(portal: &Portal, visit: &Visit, key: &str) -> Result<(StatusCode, String), Failure> {
    let item = portal.house.item(key)?;
    let visit = &named(visit, item);
    let query = query(visit, item)?;
    let filtered = narrows(&query);
    let found = find(portal, query).await?;
    let names = show::Names::new(&portal.house);
    let path = format!("/i/{key}");
    let address = visit.address(&path);
    let group = |counts| show::group(&names, Some(item), visit, &address, counts);
    let (columns, rows, entries) = if item.document {
        (Vec::new(), Vec::new(), show::entries(&portal.house, &found.hits))
    } else {
        let (columns, rows) = show::records(&portal.house, item, &found.hits);
        (columns, rows, Vec::new())
    };
    let mut frame = portal.frame(visit, Section::Area(item.area.key())).await;
    frame.query.clear();
    let page = ListPage {
        frame,
        breadcrumb: Breadcrumb { above: above(item), here: item.title.zh.clone() },
        title: item.title.zh.clone(),
        summary: item.summary.clone(),
        basis: item.basis.iter().map(show::basis).collect(),
        within: Within {
            query: visit.param("q").to_owned(),
            from: visit.param("from").to_owned(),
            to: visit.param("to").to_owned(),
            kept: address.others(&["q", "from", "to"]),
        },
        filtered,
        total: found.total,
        facets: found.facets.iter().filter_map(group).collect(),
        sorts: sorts(visit, &address),
        columns,
        rows,
        entries,
        downloads: downloads(visit, &path),
        has_history: item.history.is_some(),
        today: portal.house.now().date_naive().to_string(),
        pagination: pagination(visit, &address, found.total)?,
        path,
    };
    render(StatusCode::OK, &page)
}

/// The visit with the item's fields under the names that the page's own links have: programs ask for
/// `licence_type=…` as they do of the JSON API, the page for `f.licence_type=…`.
pub(super) fn named(visit: &Visit, item: &Item) -> Visit {
    let is_field = |name: &str| !OWN.contains(&name) && item.field(name).is_some();
    visit.renamed(|name| is_field(name).then(|| format!("{FIELD}{name}")))
}

/// Whether a question asks for less than the whole item.
pub(super) fn narrows(query: &Query) -> bool {
    let exact = [&query.agency, &query.region, &query.status, &query.area];
    !query.text.is_empty()
        || exact.into_iter().any(Option::is_some)
        || query.year.is_some()
        || query.from.is_some()
        || query.to.is_some()
        || !query.filters.is_empty()
}

/// What a list of an item asks the index.
///
/// # Errors
/// When a parameter cannot be understood.
pub(super) fn query(visit: &Visit, item: &Item) -> Result<Query, Failure> {
    let own = |field: &&mingjing_catalogue::Field| {
        field.facet && matches!(field.kind, FieldKind::Enumeration { .. })
    };
    let fields: Vec<&str> = item.public_fields().filter(own).map(|field| field.key.as_str()).collect();
    let mut facets = vec![Facet::Year];
    facets.extend(fields.iter().map(|key| Facet::Field((*key).to_owned())));
    facets.extend([Facet::Agency, Facet::Region]);
    let searchable = item.public_fields().filter(|field| field.facet || field.indexed);
    let chosen = searchable
        .filter_map(|field| Some((field.key.clone(), visit.given(&format!("{FIELD}{}", field.key))?)));
    Ok(Query { item: Some(item.key.clone()), filters: chosen.collect(), facets, ..filters(visit)? })
}

/// The pages above an item's.
pub(super) fn above(item: &Item) -> Vec<Link> {
    vec![Link::new("/", "首页"), Link::new(format!("/areas/{}", item.area.key()), item.area.zh())]
}

/// Files of what the list shows, whatever its order and page.
fn downloads(visit: &Visit, path: &str) -> Vec<Link> {
    let address =
        |extension: &str| visit.address(&format!("{path}.{extension}")).with("sort", "").to_string();
    let name = |format: Format| match format {
        Format::Csv => "CSV",
        Format::Xlsx => "Excel",
        Format::JsonLines => "JSON Lines",
        Format::Parquet => "Parquet",
    };
    let mut links: Vec<Link> =
        Format::ALL.into_iter().map(|format| Link::new(address(format.extension()), name(format))).collect();
    links.push(Link::new(address("atom"), "订阅（Atom）"));
    links
}
