//! `/oversight/samples/{id}`: what a sample was drawn from, what was drawn, and how anybody draws it again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::House;
use mingjing_actions::sampling::{PublicSample, public_sample};
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;

use super::render;
use crate::failure::Failure;
use crate::pages::{DrawnLine, SamplePage};
use crate::portal::Portal;
use crate::visit::Visit;

/// Names of agencies that are shown; all of them are in the plan.
const NAMED: usize = 10;

pub(super) async fn page(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit) -> Response {
    portal.fresh(&visit, make(&portal, &visit, &id)).await
}

async fn make(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let house = &portal.house;
    let found = public_sample(house, id).await?.ok_or(Failure::NotFound)?;
    let drawn = found.drawn.iter().map(|(row, title)| DrawnLine {
        disclosure: Link::new(format!("/d/{}", row.disclosure_id), title.clone()),
        id: row.disclosure_id.clone(),
        leaf: u64::try_from(row.leaf).unwrap_or_default(),
        rank: row.draw_rank.clone(),
    });
    let page = SamplePage {
        frame: portal.frame(visit, Section::Agencies).await,
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/", "首页"), Link::new("/oversight", "政务公开监督")],
            here: found.title.clone(),
        },
        plan: Link::new(format!("/d/{id}"), found.title.clone()),
        agency: house.register().agency_name(&found.agency).to_owned(),
        terms: terms(house, &found),
        leaf: found.leaf,
        first: found.leaf + 1,
        last: found.leaf + house.rules.sampling.wait,
        missing: found.missing,
        seed: found.sample.as_ref().map(|sample| sample.seed.clone()),
        population: found
            .sample
            .as_ref()
            .map_or(0, |sample| u64::try_from(sample.population).unwrap_or_default()),
        drawn: drawn.collect(),
        id: id.to_owned(),
    };
    render(StatusCode::OK, &page)
}

/// What it is drawn from, in words.
fn terms(house: &House, found: &PublicSample) -> Vec<(&'static str, String)> {
    let (terms, register) = (&found.terms, house.register());
    let title = |key: &String| {
        house.rules.catalogue.item(key).map_or_else(|| key.clone(), |item| item.title.zh.clone())
    };
    let items: Vec<String> = terms.items.iter().map(title).collect();
    let named = terms.agencies.iter().take(NAMED).map(|code| register.agency_name(code).to_owned());
    let mut agencies = named.collect::<Vec<_>>().join("、");
    if terms.agencies.is_empty() {
        agencies = "全部机关".to_owned();
    } else if terms.agencies.len() > NAMED {
        agencies = format!("{agencies}等 {} 个机关，全部列在方案里", terms.agencies.len());
    }
    let (from, until) = terms.between;
    vec![
        ("公开事项", items.join("、")),
        ("机关", agencies),
        ("公开日期", format!("{} 至 {}", format::date(from), format::date(until))),
        ("抽多少件", format!("{} 件", terms.size)),
    ]
}
