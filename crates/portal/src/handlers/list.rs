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
use super::{download, find, render};
use crate::failure::Failure;
use crate::pages::{ListPage, Within};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Prefix of the parameters that filter by a field of the item.
const FIELD: &str = "f.";

pub(super) async fn page(State(portal): State<Portal>, Path(name): Path<String>, visit: Visit) -> Response {
    if let Some((item, extension)) = name.split_once('.') {
        return download::item(&portal, &visit, item, extension).await;
    }
    portal.page(&visit, make(&portal, &visit, &name)).await
}

async fn make(portal: &Portal, visit: &Visit, key: &str) -> Result<(StatusCode, String), Failure> {
    let item = portal.house.item(key)?;
    let found = find(portal, query(visit, item)?).await?;
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
        within: Within { query: visit.param("q").to_owned(), kept: address.others("q") },
        total: found.total,
        facets: found.facets.iter().filter_map(group).collect(),
        sorts: sorts(visit, &address),
        columns,
        rows,
        entries,
        downloads: downloads(&path),
        pagination: pagination(visit, &address, found.total)?,
        path,
    };
    render(StatusCode::OK, &page)
}

fn query(visit: &Visit, item: &Item) -> Result<Query, Failure> {
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

fn downloads(path: &str) -> Vec<Link> {
    let name = |format: Format| match format {
        Format::Csv => "CSV",
        Format::Xlsx => "Excel",
        Format::JsonLines => "JSON Lines",
        Format::Parquet => "Parquet",
    };
    let mut links: Vec<Link> = Format::ALL
        .into_iter()
        .map(|format| Link::new(format!("{path}.{}", format.extension()), name(format)))
        .collect();
    links.push(Link::new(format!("{path}.atom"), "订阅（Atom）"));
    links
}
