//! `/decisions` and `/decisions/{id}`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::decisions::{self, Decision};
use mingjing_design::components::{Breadcrumb, Link, Notice, NoticeKind, Tag};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_search::Hit;
use serde_json::Value;

use super::search::{pagination, sorts};
use super::{disclosure, find, list, render};
use crate::failure::Failure;
use crate::pages::{DecisionLine, DecisionPage, DecisionsPage, Within};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

const PATH: &str = "/decisions";

pub(super) async fn all(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, every(&portal, &visit)).await
}

pub(super) async fn one(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit) -> Response {
    match disclosure::elsewhere(&portal, &visit, &id, |id| format!("{PATH}/{id}")).await {
        Some(response) => response,
        None => portal.page(&visit, make(&portal, &visit, &id)).await,
    }
}

async fn every(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let (house, procedure) = (&portal.house, &portal.house.rules.decisions);
    let item = house.item(&procedure.item)?;
    let visit = &list::named(visit, item);
    let query = list::query(visit, item)?;
    let filtered = list::narrows(&query);
    let found = find(portal, query).await?;
    let ids: Vec<String> = found.hits.iter().map(|hit| hit.id.clone()).collect();
    let decisions = decisions::decisions(house, &ids).await?;
    let names = show::Names::new(house);
    let address = visit.address(PATH);
    let of = |decision: &Decision| found.hits.iter().find(|hit| hit.id == decision.id).cloned();
    let lines =
        decisions.iter().filter_map(|decision| Some(line(portal, &of(decision)?, decision))).collect();
    let mut frame = portal.frame(visit, Section::Area(item.area.key())).await;
    frame.query.clear();
    let page = DecisionsPage {
        frame,
        breadcrumb: Breadcrumb { above: area(portal), here: "重大行政决策".to_owned() },
        source: procedure.source.clone(),
        steps: procedure.steps.iter().map(|step| step.title.clone()).collect(),
        within: Within {
            query: visit.param("q").to_owned(),
            from: visit.param("from").to_owned(),
            to: visit.param("to").to_owned(),
            kept: address.others(&["q", "from", "to"]),
        },
        filtered,
        total: found.total,
        facets: found
            .facets
            .iter()
            .filter_map(|counts| show::group(&names, Some(item), visit, &address, counts))
            .collect(),
        sorts: sorts(visit, &address),
        lines,
        data: Link::new(format!("/i/{}", item.key), "列表和数据下载"),
        pagination: pagination(visit, &address, found.total)?,
    };
    render(StatusCode::OK, &page)
}

/// The pages above.
fn area(portal: &Portal) -> Vec<Link> {
    let item = portal.house.rules.catalogue.item(&portal.house.rules.decisions.item);
    item.map(list::above).unwrap_or_default()
}

fn line(portal: &Portal, hit: &Hit, decision: &Decision) -> DecisionLine {
    let house = &portal.house;
    let procedure = &house.rules.decisions;
    let item = house.rules.catalogue.item(&hit.item);
    let names = show::Names::new(house);
    let shown = |key: &str| {
        let field = item.and_then(|item| item.field(key))?;
        Some(names.display(field, decision.fields.get(key)?))
    };
    let next = decision.standing.next.iter().map(|at| {
        let (step, standing) = (&procedure.steps[*at], &decision.standing.steps[*at]);
        let open = matches!(standing.state, mingjing_procedures::StepState::Open);
        (step.title.clone(), (!open).then(|| show::step_tag(&standing.state, step.optional)))
    });
    DecisionLine {
        link: Link::new(format!("{PATH}/{}", decision.id), decision.title.clone()),
        agency: Link::new(format!("/a/{}", hit.agency), names.agency_on(&hit.agency, hit.issued_on)),
        kind: shown("kind").unwrap_or_default(),
        begun: format::date(hit.issued_on),
        reached: decision.standing.reached().map(|at| procedure.steps[at].title.clone()),
        next: next.collect(),
        call: show::open_call(decision),
    }
}

async fn make(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let (house, procedure) = (&portal.house, &portal.house.rules.decisions);
    let (disclosure, decision) = decisions::decision(house, id).await?.ok_or(Failure::NotFound)?;
    let content = disclosure.content().ok_or(Failure::NotFound)?;
    let item = house.rules.catalogue.item(&disclosure.item);
    let frame = portal.frame(visit, Section::Area(item.map_or("", |item| item.area.key()))).await;
    let mut above = area(portal);
    above.push(Link::new(PATH, "重大行政决策"));
    // What belongs to a step stands there; the rest by the name of its link.
    let mut others = disclosure.clone();
    let in_steps = |id: &str| decision.standing.steps.iter().any(|s| s.documents.iter().any(|d| d.id == id));
    others.links.retain(|link| !in_steps(&link.id));
    let page = DecisionPage {
        frame,
        breadcrumb: Breadcrumb { above, here: decision.title.clone() },
        status: decision.fields.get(&procedure.stage).and_then(Value::as_str).map(Tag::status),
        disclosure: Link::new(format!("/d/{id}"), "这一事项的公开信息：附件、版本、公开回执"),
        notices: notices(portal, &decision),
        facts: show::facts(house, item, &disclosure, content),
        next: show::next_steps(house, &decision),
        call: show::open_call(&decision),
        steps: show::decision_steps(house, &decision),
        materials_article: show::materials_article(house),
        materials: show::materials(house, &decision),
        related: show::all_related(house, &others),
        title: decision.title.clone(),
    };
    render(StatusCode::OK, &page)
}

fn notices(portal: &Portal, decision: &Decision) -> Vec<Notice> {
    let procedure = &portal.house.rules.decisions;
    let mut notices = Vec::new();
    if !decision.standing.applies {
        let words =
            format!("{}{}起施行，这项决策在此前启动。", procedure.source, format::date(procedure.in_force));
        notices.push(Notice::new(NoticeKind::Info, "程序条例施行前启动的决策", words));
    }
    let wrong = procedure.steps.iter().zip(&decision.standing.steps).filter(|(_, standing)| {
        use mingjing_procedures::StepState::{OutOfOrder, Unlawful, Unmet};
        matches!(standing.state, OutOfOrder { .. } | Unlawful { .. } | Unmet { .. })
    });
    let wrong: Vec<&str> = wrong.map(|(step, _)| step.title.as_str()).collect();
    if decision.standing.applies && !wrong.is_empty() {
        let words = format!("{}：见下面的步骤。", wrong.join("、"));
        notices.push(Notice::new(NoticeKind::Warning, "有步骤没有按规定完成", words));
    }
    notices
}
