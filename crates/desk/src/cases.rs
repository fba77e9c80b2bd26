//! `/desk/cases`: cases in hand of every procedure by last day, who handles which, and what the agencies of a region have in
//! hand.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::case_figures::may_see;
use mingjing_actions::in_hand::{
    self, AgencyNumbers, Away, Filter, Handler, Kind, Line, Numbers, Order, Waits, When,
};
use mingjing_actions::{Action, Error, House, Officer};
use mingjing_design::components::{ClockBadge, Pagination};
use mingjing_design::format::query_value;
use mingjing_design::page::Page;

use crate::Desk;
use crate::case_figures::address as figures_address;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{AgencyNumbersView, AwayView, CaseOverviewPage, CasesPage, HandlerPart, InHandView};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Cases on one page.
const PAGE: usize = 50;
/// Agencies on one page.
const AGENCIES: usize = 100;

/// The address of a case.
fn address(kind: Kind, id: &str) -> String {
    let part = match kind {
        Kind::Request => "requests",
        Kind::Appeal | Kind::Joint => "appeals",
        Kind::Supervised | Kind::Supervising => "supervisions",
        Kind::Consultation => "consultations",
        Kind::Selection => "hearings",
    };
    format!("/desk/{part}/{id}")
}

/// Whose a case is, in words: who is away is said with who stands in.
fn whose(handler: &Handler) -> String {
    if handler.stand_in.is_empty() {
        return handler.name.clone();
    }
    format!("{}外出，由{}代办", handler.name, handler.stand_in.join("、"))
}

fn line(line: Line) -> InHandView {
    let due = line.due;
    InHandView {
        href: address(line.kind, &line.id),
        kind: line.kind.zh(),
        name: if line.number.is_empty() { line.subject.clone() } else { line.number.clone() },
        subject: if line.number.is_empty() { String::new() } else { line.subject },
        state: line.state,
        for_me: line.for_me,
        outside: line.waits == Waits::Outside,
        handler: line.handler.as_ref().map(whose).unwrap_or_default(),
        clock: line.left.map(|left| ClockBadge { left, due, article: String::new() }),
        due: due.to_string(),
    }
}

fn away(one: Away) -> AwayView {
    let stand_in = one.stand_in.iter().map(|(role, name, until)| format!("{role}由{name}代理，到 {until}"));
    AwayView { stand_in: stand_in.collect::<Vec<_>>().join("；"), name: one.name }
}

fn filter(asked: &Form) -> Filter {
    let when = When::ALL.into_iter().find(|when| when.key() == asked.text("when"));
    Filter {
        kind: Kind::of(asked.text("kind")),
        when: when.unwrap_or_default(),
        mine: asked.text("mine") == "yes",
    }
}

/// Cases in hand of the person's agency, what is due first before all others.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let (house, by) = (&desk.house, &visitor.officer);
    let filter = filter(&asked);
    let place = asked.text("after").split_once('~');
    let found = in_hand::list(house, by, filter, (place, PAGE)).await?;
    let numbers = in_hand::numbers(house, by).await?;
    let (kind, when) = (filter.kind.map_or("", Kind::key), filter.when.key());
    let mine = if filter.mine { "yes" } else { "" };
    let next = found.next.map(|(due, id)| {
        let after = query_value(&format!("{due}~{id}"));
        format!("/desk/cases?kind={kind}&when={when}&mine={mine}&after={after}")
    });
    let page = CasesPage {
        kinds: in_hand::kinds(house, by).into_iter().map(|kind| (kind.key(), kind.zh())).collect(),
        whens: When::ALL.map(|when| (when.key(), when.zh())).to_vec(),
        soon_days: house.rules.warnings.case_soon_working_days,
        oversees: in_hand::oversees(house, by),
        keeps_templates: keeps_templates(house, by),
        sees_figures: may_see(house, by, &by.agency),
        away: in_hand::away_today(house, by).await?.into_iter().map(away).collect(),
        lines: found.lines.into_iter().map(line).collect(),
        first: asked.text("after").is_empty(),
        kind,
        when,
        mine: filter.mine,
        next,
        numbers,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn keeps_templates(house: &House, by: &Officer) -> bool {
    [Action::ReadRequests, Action::ReadAppeals].into_iter().any(|action| house.may(by, action, &by.agency))
}

/// What each agency of the person's region has in hand.
pub(crate) async fn overview(
    State(desk): State<Desk>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let (house, by) = (&desk.house, &visitor.officer);
    let order = Order::ALL.into_iter().find(|order| order.key() == asked.text("order")).unwrap_or_default();
    let found = in_hand::overview(house, by, order).await?;
    let current: usize = asked.text("page").parse().unwrap_or(1).clamp(1, 10_000);
    let many = found.agencies.len();
    let part = found.agencies.into_iter().skip((current - 1) * AGENCIES).take(AGENCIES);
    let page = CaseOverviewPage {
        lines: part.map(|one| agency(house, by, &found.kinds, one)).collect(),
        kinds: found
            .kinds
            .iter()
            .map(|kind| if *kind == Kind::Supervised { "督办" } else { kind.zh() })
            .collect(),
        orders: Order::ALL.map(|order| (order.key(), order.zh())).to_vec(),
        order: order.key(),
        soon_days: house.rules.warnings.case_soon_working_days,
        all: found.all,
        many,
        pagination: Pagination {
            current: current as u64,
            pages: many.div_ceil(AGENCIES).max(1) as u64,
            base: format!("/desk/cases/overview?order={}&page=", order.key()),
        },
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn agency(house: &House, by: &Officer, kinds: &[Kind], one: AgencyNumbers) -> AgencyNumbersView {
    let cell = |(kind, numbers): (&Kind, Numbers)| {
        let (list, action) = match kind {
            Kind::Request => ("requests", Action::ReadRequests),
            Kind::Appeal => ("appeals", Action::ReadAppeals),
            _ => return (String::new(), numbers),
        };
        let opens = numbers.open > 0 && house.may(by, action, &one.agency);
        let href =
            if opens { format!("/desk/{list}?agency={}", query_value(&one.agency)) } else { String::new() };
        (href, numbers)
    };
    AgencyNumbersView {
        name: house.register().agency_name(&one.agency).to_owned(),
        figures: may_see(house, by, &one.agency).then(|| figures_address(&one.agency)),
        each: kinds.iter().zip(one.each.iter().copied()).map(cell).collect(),
        all: one.all,
    }
}

/// The part of a case's page that says who handles it.
pub(crate) async fn handler_part(
    desk: &Desk,
    visitor: &Visitor,
    kind: Kind,
    id: &str,
) -> Result<HandlerPart, Failure> {
    let handled = in_hand::handled(&desk.house, &visitor.officer, kind, id).await?;
    let named = handled.handler.as_ref().map(|one| one.id.clone()).unwrap_or_default();
    Ok(HandlerPart {
        action: format!("/desk/cases/{}/{id}/handler", kind.key()),
        token: visitor.token.clone(),
        handler: handled.handler.as_ref().map(whose),
        people: handled.colleagues.into_iter().map(|one| (one.id == named, one.id, one.name)).collect(),
    })
}

/// Names who handles a case.
pub(crate) async fn assign(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((kind, id)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let kind = Kind::of(&kind).ok_or(Error::NotFound("这类案件"))?;
    in_hand::assign(&desk.house, &visitor.officer, kind, &id, form.text("officer")).await?;
    Ok(Redirect::to(&format!("{}#handler", address(kind, &id))).into_response())
}
