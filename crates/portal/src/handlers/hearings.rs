//! `/hearings`: hearings and meetings for which people sign up, one of them with who takes part, and how anybody draws its
//! lot again. All of it stands in the public log already.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::House;
use mingjing_actions::selections::{self, Part, PublicSelection, SelectionLine};
use mingjing_design::components::{Breadcrumb, DaysBadge, Link, Pagination};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_procedures::selection::Side;
use serde_json::Value;

use super::render;
use crate::failure::Failure;
use crate::pages::{
    HearingCheckPage, HearingEntry, HearingPage, HearingsPage, LotStep, Participant, RankedEntry, RankedSide,
};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Entries on one page of each list.
const PAGE: u64 = 30;
/// Pages of settled ones that can be leafed through.
const LAST_PAGE: u64 = 200;
/// Entries of a side that are shown; all of them are in the notice.
const RANKED: usize = 300;

pub(super) async fn list(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.fresh(&visit, all(&portal, &visit)).await
}

async fn all(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let current = visit.page(LAST_PAGE);
    let house = &portal.house;
    // One more than is shown tells whether there is another page.
    let window = (PAGE + 1, (current - 1) * PAGE);
    let mut settled = selections::public_selections(house, Part::Settled, window).await?;
    let more = settled.len() as u64 > PAGE;
    settled.truncate(PAGE as usize);
    let first = |part| selections::public_selections(house, part, (PAGE, 0));
    let (open, waiting) = if current == 1 {
        (first(Part::Open).await?, first(Part::Waiting).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let entries = |lines: Vec<SelectionLine>| lines.into_iter().map(|line| entry(house, &line)).collect();
    let page = HearingsPage {
        frame: portal.frame(visit, Section::Home).await,
        open: entries(open),
        waiting: entries(waiting),
        settled: entries(settled),
        pagination: Pagination { current, pages: current + u64::from(more), base: "/hearings?page=".into() },
    };
    render(StatusCode::OK, &page)
}

fn entry(house: &House, line: &SelectionLine) -> HearingEntry {
    let today = house.now().date_naive();
    let row = &line.row;
    let is_open = row.state == "signing-up" && (line.opens_on..=line.closes_on).contains(&today);
    let left = (line.closes_on - today).num_days();
    let mut note = format!("{}，{}召开", line.what, format::date(line.held_on));
    if row.state == "signing-up" && today < line.opens_on {
        note.push_str(&format!("，{}开始报名", format::date(line.opens_on)));
    }
    HearingEntry {
        what: Link::new(format!("/hearings/{}", row.id), row.title.clone()),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        days: is_open.then_some(DaysBadge { left, until: line.closes_on }),
        note,
        sign_ups: row.sign_ups,
        late: line.late,
    }
}

/// The selection with this identity.
///
/// # Errors
/// [`Failure::NotFound`] where nobody signs up for a disclosure, or it is not public any more.
pub(super) async fn read(portal: &Portal, id: &str) -> Result<PublicSelection, Failure> {
    selections::public_selection(&portal.house, id).await?.ok_or(Failure::NotFound)
}

pub(super) async fn page(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    portal.fresh(&visit, one(&portal, &visit, &id)).await
}

async fn one(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let found = read(portal, id).await?;
    let frame = portal.frame(visit, Section::Home).await;
    let line = &found.line;
    let title = line.row.title.clone();
    let page = HearingPage {
        breadcrumb: Breadcrumb { above: above(), here: title.clone() },
        what: line.what.clone(),
        state: state(&portal.house, &found),
        entry: entry(&portal.house, line),
        period: (format::date(line.opens_on), format::date(line.closes_on)),
        held_on: format::date(line.held_on),
        known_by: format::date(line.known_by),
        sides: sides(&found.lot.sides),
        number_source: found.state.file().terms().number_source.clone(),
        is_open: found.is_open,
        people: people(&portal.house, &found),
        steps: steps(&found),
        related: show::all_related(&portal.house, &found.notice),
        id: id.to_owned(),
        title,
        frame,
    };
    render(StatusCode::OK, &page)
}

fn above() -> Vec<Link> {
    vec![Link::new("/", "首页"), Link::new("/hearings", "听证和列席报名")]
}

fn state(house: &House, found: &PublicSelection) -> &'static str {
    match found.state.key() {
        "signing-up" if found.is_open => "正在报名",
        "signing-up" if house.now().date_naive() < found.line.opens_on => "等待报名开始",
        "signing-up" => "报名已截止，名单待公开",
        _ => found.state.zh(),
    }
}

pub(super) fn sides(sides: &[Side]) -> Vec<(String, u32)> {
    sides.iter().map(|side| (side.name.clone(), side.places)).collect()
}

/// Whoever the newest version of the notice names.
fn people(house: &House, found: &PublicSelection) -> Vec<Participant> {
    let lots = &house.rules.lots;
    let (Some(drawn), Some(content)) = (lots.of(&found.notice.item), found.notice.content()) else {
        return Vec::new();
    };
    let rows = content.fields.get(&drawn.people).and_then(Value::as_array);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let person = |row: &Value| Participant {
        code: text(row, &lots.fields.code),
        side: text(row, &lots.fields.side),
        name: text(row, &lots.fields.name),
    };
    rows.into_iter().flatten().map(person).collect()
}

/// A version of the notice by its number.
fn version(found: &PublicSelection, number: Option<u64>) -> Option<Link> {
    let number = number?;
    let id = &found.notice.id;
    let href = match number {
        1 => format!("/d/{id}#versions"),
        _ => format!("/d/{id}?diff={}..{number}#difference-title", number - 1),
    };
    Some(Link::new(href, format!("公告第 {number} 版")))
}

fn steps(found: &PublicSelection) -> Vec<LotStep> {
    let id = &found.notice.id;
    let at = |number: Option<u64>| {
        let receipt = Link::new(format!("/d/{id}/receipt?revision={}", number?), "公开日志的回执");
        Some((version(found, number)?, receipt))
    };
    let [promise, list, seed] = found.brought;
    let drawn = found.state.settled_on().is_none() || seed.is_some();
    let step = |title, words, value: &str, number| LotStep {
        title,
        words,
        value: value.to_owned(),
        version: at(number),
    };
    let mut steps = vec![
        step(
            "先公开承诺值",
            "系统随机产生一个种子，密封起来，只公开它的 SHA-256。以后换一个种子，承诺值就对不上。",
            &found.lot.commitment,
            promise,
        ),
        step("报名截止，公开抽签编号名单", "名单进了公开日志，谁也不能再加人、换人。", "", list),
    ];
    if drawn {
        let opened = found.lot.seed.as_ref().map_or("", |seed| seed.text());
        steps.push(step("开封种子，公开结果", "种子和名单一起决定结果，谁都可以重新算一遍。", opened, seed));
    }
    steps
}

pub(super) async fn check(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    portal.fresh(&visit, checked(&portal, &visit, &id)).await
}

async fn checked(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let found = read(portal, id).await?;
    let frame = portal.frame(visit, Section::Home).await;
    let lot = &found.lot;
    let mut above = above();
    above.push(Link::new(format!("/hearings/{id}"), found.line.row.title.clone()));
    let page = HearingCheckPage {
        breadcrumb: Breadcrumb { above, here: "自己核对".into() },
        id: id.to_owned(),
        commitment: lot.commitment.clone(),
        seed: lot.seed.as_ref().map(|seed| seed.text().to_owned()),
        number: lot.number.clone(),
        number_source: found.state.file().terms().number_source.clone(),
        versions: found.brought.map(|number| version(&found, number)),
        sides: if lot.entries.is_empty() {
            Vec::new()
        } else {
            lot.sides.iter().map(|side| ranked(&found, side)).collect()
        },
        frame,
    };
    render(StatusCode::OK, &page)
}

/// The entries of a side, as the lot orders them.
fn ranked(found: &PublicSelection, side: &Side) -> RankedSide {
    let lot = &found.lot;
    let of_side: Vec<&str> =
        lot.entries.iter().filter(|e| e.side == side.name).map(|e| e.code.as_str()).collect();
    let order: Vec<usize> = match &lot.seed {
        Some(seed) => seed.draw(&lot.number, &of_side),
        None => (0..of_side.len()).collect(),
    };
    let entry = |at: usize| RankedEntry {
        code: of_side[at].to_owned(),
        rank: lot.seed.as_ref().map(|seed| seed.rank(&lot.number, of_side[at])).unwrap_or_default(),
        chosen: lot.people.iter().any(|code| code == of_side[at]),
    };
    RankedSide {
        name: side.name.clone(),
        places: side.places,
        total: of_side.len(),
        entries: order.into_iter().take(RANKED).map(entry).collect(),
    }
}
