//! `/i/{item}?on=`, `/i/{item}?on=&with=`, `/i/{item}/changes` and `/i/{item}/changes.atom`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use mingjing_actions::reading::{self, Behind, EntryChange};
use mingjing_catalogue::Item;
use mingjing_design::components::{Breadcrumb, Difference, Link, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_opendata::{Entry, Feed};

use super::{list, render};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::pages::{DaysAsked, EntryChange as Shown, ListChangesPage, ListOnDayPage};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Entries of one page.
const ENTRIES: usize = 50;
/// Changes of the feed and of the page of the latest ones.
const CHANGES: usize = 50;
/// More agencies than this are not offered to choose from.
const MOST_AGENCIES: usize = 80;

/// Whether a visit asks for a list as it was, and of what item.
pub(super) fn asks(item: &Item, visit: &Visit) -> bool {
    item.history.is_some() && !visit.param("on").is_empty()
}

fn day(visit: &Visit, name: &str) -> Result<Option<NaiveDate>, Failure> {
    let Some(text) = visit.given(name) else { return Ok(None) };
    let wrong = |_| Failure::BadRequest(format!("“{text}”不是日期，应写成 2026-11-24 这样。"));
    text.parse().map(Some).map_err(wrong)
}

fn days_asked(portal: &Portal, visit: &Visit, item: &Item) -> DaysAsked {
    let register = portal.house.register();
    let agencies: Vec<(String, String)> = register
        .agencies()
        .take(MOST_AGENCIES + 1)
        .map(|agency| (agency.code.clone(), agency.name.clone()))
        .collect();
    DaysAsked {
        path: format!("/i/{}", item.key),
        on: visit.param("on").to_owned(),
        with: visit.param("with").to_owned(),
        agency: visit.param("agency").to_owned(),
        agencies: if agencies.len() > MOST_AGENCIES { Vec::new() } else { agencies },
    }
}

fn above(item: &Item) -> Vec<Link> {
    let mut above = list::above(item);
    above.push(Link::new(format!("/i/{}", item.key), item.title.zh.clone()));
    above
}

/// The list on one day, or two days side by side.
pub(super) async fn make(
    portal: &Portal,
    visit: &Visit,
    item: &Item,
) -> Result<(StatusCode, String), Failure> {
    let on = day(visit, "on")?.ok_or(Failure::NotFound)?;
    match day(visit, "with")? {
        Some(with) => between(portal, visit, item, (on.min(with), on.max(with))).await,
        None => on_day(portal, visit, item, on).await,
    }
}

async fn on_day(
    portal: &Portal,
    visit: &Visit,
    item: &Item,
    on: NaiveDate,
) -> Result<(StatusCode, String), Failure> {
    let behind = visit.given("id").map(|id| Behind {
        agency: visit.param("behind").to_owned(),
        entry: visit.param("entry").to_owned(),
        id,
    });
    let agency = visit.param("agency");
    let part = reading::list_on(&portal.house, &item.key, agency, on, behind, ENTRIES).await?;
    let address = visit.address(&format!("/i/{}", item.key));
    let next = part.next.map(|behind| {
        let address = address.with("behind", &behind.agency).with("entry", &behind.entry);
        Link::new(address.with("id", &behind.id).to_string(), "后面的事项")
    });
    let (columns, rows) = show::rows(&portal.house, item, &part.shown);
    let mut frame = portal.frame(visit, Section::Area(item.area.key())).await;
    frame.query.clear();
    let day = format::date(on);
    let page = ListOnDayPage {
        frame,
        breadcrumb: Breadcrumb { above: above(item), here: day.clone() },
        title: item.title.zh.clone(),
        day,
        asked: days_asked(portal, visit, item),
        columns,
        rows,
        next,
    };
    render(StatusCode::OK, &page)
}

async fn between(
    portal: &Portal,
    visit: &Visit,
    item: &Item,
    days: (NaiveDate, NaiveDate),
) -> Result<(StatusCode, String), Failure> {
    let behind = visit.given("day").zip(visit.given("id"));
    let agency = visit.param("agency");
    let part = reading::list_between(&portal.house, &item.key, agency, days, behind, CHANGES).await?;
    let address = visit.address(&format!("/i/{}", item.key));
    let next = part
        .next
        .map(|(day, id)| Link::new(address.with("day", &day).with("id", &id).to_string(), "更早的不同"));
    let days = Some((format::date(days.0), format::date(days.1)));
    changes_page(portal, visit, item, (days, part.shown, next)).await
}

/// Days, changes and the next page.
type Changes = (Option<(String, String)>, Vec<EntryChange>, Option<Link>);

async fn changes_page(
    portal: &Portal,
    visit: &Visit,
    item: &Item,
    (days, changes, next): Changes,
) -> Result<(StatusCode, String), Failure> {
    let mut frame = portal.frame(visit, Section::Area(item.area.key())).await;
    frame.query.clear();
    let page = ListChangesPage {
        frame,
        breadcrumb: Breadcrumb { above: above(item), here: "变更".to_owned() },
        title: item.title.zh.clone(),
        days,
        asked: days_asked(portal, visit, item),
        changes: changes.iter().filter_map(|change| shown(portal, item, change)).collect(),
        feed: feed_address(visit, item),
        next,
    };
    render(StatusCode::OK, &page)
}

fn feed_address(visit: &Visit, item: &Item) -> String {
    let agency = visit.param("agency");
    let of =
        if agency.is_empty() { String::new() } else { format!("?agency={}", format::query_value(agency)) };
    format!("/i/{}/changes.atom{of}", item.key)
}

fn shown(portal: &Portal, item: &Item, change: &EntryChange) -> Option<Shown> {
    let content = change.after.as_ref().or(change.before.as_ref())?;
    let kind = match change.kind() {
        "新增" => Tag::new(TagKind::Good, "新增"),
        "移出" => Tag::new(TagKind::Ended, "移出"),
        other => Tag::new(TagKind::Soon, other),
    };
    let both = change.before.as_ref().zip(change.after.as_ref());
    Some(Shown {
        day: change.day.parse().map_or_else(|_| change.day.clone(), format::date),
        kind,
        entry: change.entry.clone(),
        link: Link::new(format!("/d/{}", change.id), content.title.clone()),
        agency: Link::new(
            format!("/a/{}", change.agency),
            show::Names::new(&portal.house).agency(&change.agency),
        ),
        difference: both.map(|(before, after)| Difference::between(Some(item), before, after, None)),
    })
}

/// `/i/{item}/changes`
pub(super) async fn changes(State(portal): State<Portal>, Path(key): Path<String>, visit: Visit) -> Response {
    portal.fresh(&visit, latest(&portal, &visit, &key)).await
}

async fn latest(portal: &Portal, visit: &Visit, key: &str) -> Result<(StatusCode, String), Failure> {
    let item = portal.house.item(key)?;
    if item.history.is_none() {
        return Err(Failure::NotFound);
    }
    let found = reading::list_changes(&portal.house, key, visit.param("agency"), CHANGES).await?;
    changes_page(portal, visit, item, (None, found, None)).await
}

/// `/i/{item}/changes.atom`
pub(super) async fn feed(State(portal): State<Portal>, Path(key): Path<String>, visit: Visit) -> Response {
    match make_feed(&portal, &visit, &key).await {
        Ok(response) => response,
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn make_feed(portal: &Portal, visit: &Visit, key: &str) -> Result<Response, Failure> {
    let house = &portal.house;
    let item = house.item(key)?;
    if item.history.is_none() {
        return Err(Failure::NotFound);
    }
    let found = reading::list_changes(house, key, visit.param("agency"), CHANGES).await?;
    let (origin, names) = (portal.origin(visit), show::Names::new(house));
    let entry = |change: &EntryChange| {
        let content = change.after.as_ref().or(change.before.as_ref())?;
        let at = moment(&change.published_at);
        Some(Entry {
            id: format!("{origin}/i/{key}/changes#{}", change.leaf_index),
            title: format!("{}：{}（{}）", change.kind(), content.title, change.entry),
            url: format!("{origin}/d/{}", change.id),
            summary: Some(format!("自 {} 起{}", change.day, change.kind())),
            author: names.agency(&change.agency),
            category: item.title.zh.clone(),
            published: at,
            updated: at,
        })
    };
    let entries: Vec<Entry> = found.iter().filter_map(entry).collect();
    let address = format!("{origin}{}", feed_address(visit, item));
    let feed = Feed {
        title: format!("{}的变更 - {}", item.title.zh, house.site.name),
        page_url: format!("{origin}/i/{key}/changes"),
        author: house.site.name.clone(),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_else(|| house.now()),
        id: address.clone(),
        feed_url: address,
        entries,
    };
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.to_xml()).into_response())
}
