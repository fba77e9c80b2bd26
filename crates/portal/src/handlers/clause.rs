//! `/clauses/{clause}`: how one clause of the Opinion is being met, by region.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::overseeing::{Group, Overview, overview};
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_duties::{Duty, Tally};

use super::clauses::key;
use super::render;
use crate::failure::Failure;
use crate::pages::{ClauseDuty, ClauseGroup, ClausePage};
use crate::portal::Portal;
use crate::visit::Visit;

pub(super) async fn page(State(portal): State<Portal>, Path(clause): Path<String>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit, &clause)).await
}

async fn make(portal: &Portal, visit: &Visit, asked: &str) -> Result<(StatusCode, String), Failure> {
    let rules = &portal.house.rules;
    let clause = rules.clauses.clauses.iter().find(|clause| key(clause) == asked).ok_or(Failure::NotFound)?;
    let Some(overview) = overview(&portal.house) else {
        return Err(Failure::Unready);
    };
    let duties = rules.duties.all().iter().filter(|duty| duty.clause == clause.number);
    let above = vec![Link::new("/", "首页"), Link::new("/clauses", "意见逐条对照")];
    let page = ClausePage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb { above, here: clause.number.clone() },
        title: format!("{}　{}", clause.number, clause.title),
        lead: clause.lead.clone(),
        summary: format!(
            "截至{}，按公开日志前 {} 条判断今年应办的事。",
            format::date(overview.span.as_of),
            format::thousands(overview.leaves)
        ),
        duties: duties.map(duty_line).collect(),
        groups: groups(portal, &overview, &clause.number),
    };
    render(StatusCode::OK, &page)
}

fn duty_line(duty: &Duty) -> ClauseDuty {
    let exceptions = duty.exceptions.iter();
    ClauseDuty {
        title: duty.title.clone(),
        article: duty.article.clone(),
        exceptions: exceptions.map(|e| (e.whom(), e.ground.clone(), e.article.clone())).collect(),
    }
}

/// The whole province, its own agencies, then each region below.
fn groups(portal: &Portal, overview: &Overview, clause: &str) -> Vec<ClauseGroup> {
    let register = portal.house.register();
    let Some(root) = register.regions().find(|region| region.parent_code.is_none()) else {
        return Vec::new();
    };
    let address = |code: &str| format!("/oversight?region={code}");
    let whole = overview.regions.get(&root.code).into_iter();
    let whole = whole.flat_map(|region| {
        let own = format!("{}&level={}", address(&root.code), root.level);
        [(Link::new(address(&root.code), "全省"), &region.all), (Link::new(own, "省级机关"), &region.own)]
    });
    let below = register.regions_below(&root.code).filter_map(|region| {
        Some((
            Link::new(address(&region.code), region.name.clone()),
            &overview.regions.get(&region.code)?.all,
        ))
    });
    whole.chain(below).map(|(name, group)| line(name, group, clause)).collect()
}

fn line(name: Link, group: &Group, clause: &str) -> ClauseGroup {
    let tally: Tally = group.clauses.get(clause).copied().unwrap_or_default();
    let kept = tally.kept().map_or_else(|| "无法判断".to_owned(), |share| format!("{share}%"));
    ClauseGroup { name, kept, tally }
}
