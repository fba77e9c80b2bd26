//! `/clauses`: each clause of the Opinion, what carries it, and how much is open under it.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_catalogue::OpinionClause;
use mingjing_design::components::{Breadcrumb, Link, Tag, TagKind};
use mingjing_design::format::thousands;
use mingjing_design::frame::Section;
use mingjing_search::{Facet, Query};

use super::{find, render};
use crate::failure::Failure;
use crate::pages::{ClauseCarrier, ClauseLine, ClauseSection, ClausesPage};
use crate::portal::Portal;
use crate::visit::Visit;

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit)).await
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let found = find(portal, Query { facets: vec![Facet::Item], ..Query::default() }).await?;
    let counts: HashMap<String, u64> = found.facets.into_iter().flat_map(|(_, counts)| counts).collect();
    let rules = &portal.house.rules;
    let mut sections: Vec<ClauseSection> = Vec::new();
    for clause in &rules.clauses.clauses {
        let heading = rules.clauses.section(clause);
        let heading = heading.map_or("督导", |section| section.title.as_str());
        let line = line(portal, clause, &counts);
        match sections.last_mut().filter(|section| section.title == heading) {
            Some(section) => section.clauses.push(line),
            None => sections.push(ClauseSection { title: heading.to_owned(), clauses: vec![line] }),
        }
    }
    let page = ClausesPage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/", "首页")], here: "意见逐条对照".to_owned()
        },
        source: rules.clauses.source.clone(),
        summary: format!(
            "共 {} 条，{} 个公开事项，已公开 {} 条信息。",
            rules.clauses.clauses.len(),
            rules.catalogue.items().len(),
            thousands(found.total)
        ),
        sections,
    };
    render(StatusCode::OK, &page)
}

/// The number of a clause without brackets, for addresses.
pub(super) fn key(clause: &OpinionClause) -> String {
    clause.number.replace(['(', ')'], "-")
}

/// Where a clause stands on the page.
fn anchor(clause: &OpinionClause) -> String {
    format!("clause-{}", key(clause))
}

/// The page of how a clause is being met.
pub(super) fn address(clause: &OpinionClause) -> String {
    format!("/clauses/{}", key(clause))
}

fn line(portal: &Portal, clause: &OpinionClause, counts: &HashMap<String, u64>) -> ClauseLine {
    let catalogue = &portal.house.rules.catalogue;
    let items = clause.items.iter().filter_map(|key| catalogue.item(key)).map(|item| {
        let count = counts.get(&item.key).copied().unwrap_or_default();
        let link = Link::new(format!("/i/{}", item.key), item.title.zh.clone());
        (link, format!("{} 条", thousands(count)))
    });
    let carried = clause.carried.iter().map(|carrier| ClauseCarrier {
        name: format!("{}：{}", carrier.kind.zh(), carrier.name),
        state: if carrier.planned {
            Tag::new(TagKind::Soon, "计划中")
        } else {
            Tag::new(TagKind::Good, "已有")
        },
    });
    ClauseLine {
        id: anchor(clause),
        number: clause.number.clone(),
        title: clause.title.clone(),
        lead: clause.lead.clone(),
        items: items.collect(),
        carried: carried.collect(),
        met: address(clause),
    }
}
