//! `/desk`: what this person has to do, and what can be begun.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::bulk::bulk_waiting;
use mingjing_actions::consultations::calls_waiting;
use mingjing_actions::in_hand;
use mingjing_actions::my_work::{self, Filter, Hints, View};
use mingjing_actions::public_opinions::opinions_waiting;
use mingjing_actions::reports::reports_waiting;
use mingjing_actions::selections::selections_waiting;
use mingjing_actions::tokens::tokens_waiting;
use mingjing_actions::{
    Action, Error, House, Officer, desk_reading, start_draft, urgent_waiting, withdrawals_waiting,
};
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::format::query_value;
use mingjing_design::page::Page;
use mingjing_publication::life::state_zh;
use mingjing_search::Query;
use mingjing_store::work::QueueRow;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{ChoosePage, ItemArea, ItemChoice, MinePage, SavedList, ViewLink, WorkRow};
use crate::public_list::{published_row, row_of_hit};
use crate::steps::refusal;
use crate::urgent;
use crate::visitor::Visitor;

/// Lines on one page.
const PAGE: u64 = 50;
/// How many public disclosures stand below the work.
const NEWEST: u64 = 5;
/// How many kinds of information stand first that the person drafted last.
const RECENT: usize = 6;
/// How many public disclosures are shown that hold the words looked for.
const FOUND: usize = 10;

/// What waits for this person, and everything else there is to do, as a list.
pub(crate) async fn mine(
    State(desk): State<Desk>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    let page = work_page(&desk, visitor, &asked, Vec::new()).await?;
    Ok(Page::ok(page).into_response())
}

fn filter(asked: &Form) -> Filter {
    let text = asked.text("q").trim().to_owned();
    // Who looks for words looks for them everywhere, unless said otherwise.
    let usual = if text.is_empty() { View::Waiting } else { View::All };
    let view = View::of(asked.text("view")).unwrap_or(usual);
    Filter { view, text, item: asked.text("item").to_owned() }
}

/// The address of a list, without its page.
fn address(filter: &Filter) -> String {
    let mut address = format!("view={}", filter.view.key());
    for (name, value) in [("q", &filter.text), ("item", &filter.item)] {
        if !value.is_empty() {
            address.push_str(&format!("&{name}={}", query_value(value)));
        }
    }
    address
}

async fn work_page(
    desk: &Desk,
    visitor: Visitor,
    asked: &Form,
    refused: Vec<Link>,
) -> Result<MinePage, Failure> {
    let (house, officer) = (&desk.house, &visitor.officer);
    let filter = filter(asked);
    let current = asked.text("page").parse::<u64>().unwrap_or(1).clamp(1, 10_000);
    let (rows, total) = my_work::list(house, officer, &filter, (PAGE, (current - 1) * PAGE)).await?;
    let counts = my_work::counts(house, officer).await?;
    let may = |action| house.may(officer, action, &officer.agency);
    let held = if may(Action::Screen) { desk_reading::held_count(house, officer).await? } else { 0 };
    let newest = desk_reading::published(house, officer, None, NEWEST).await?;
    let saved = my_work::saved(house, officer).await?;
    let urgent = urgent_waiting(house, officer).await?;
    let urgent = urgent.into_iter().map(|row| urgent::view(desk, &visitor, row)).collect();
    let reports = reports_waiting(house, officer).await?;
    let tokens = tokens_waiting(house, officer).await?;
    let calls = calls_waiting(house, officer).await?;
    let opinions = opinions_waiting(house, officer).await?;
    let hearings = selections_waiting(house, officer).await?;
    let cases = in_hand::numbers(house, officer).await?;
    let (bulk, bulk_withdrawals) = bulk_waiting(house, officer).await?;
    let approved = asked.text("approved").parse().ok().filter(|many| (1..=PAGE).contains(many));
    let just_done = if approved.is_some() { None } else { my_work::just_done(house, officer).await? };
    let withdrawals = withdrawals_waiting(house, officer).await?;
    let approving = filter.view == View::Waiting && may(Action::Approve);
    let view = |(view, count): (View, u64)| ViewLink {
        href: format!("/desk?view={}", view.key()),
        title: view.to_string(),
        count,
        current: view == filter.view && filter.text.is_empty() && filter.item.is_empty(),
    };
    let found = if filter.text.is_empty() { (Vec::new(), 0) } else { public(house, &visitor, &filter)? };
    Ok(MinePage {
        found: found.0.into_iter().take(FOUND).collect(),
        found_total: found.1,
        newest: newest.into_iter().map(published_row).collect(),
        agency: house.register().agency_name(&officer.agency).to_owned(),
        roles: officer.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        views: counts.into_iter().map(view).collect(),
        items: choices(desk, officer),
        rows: rows.into_iter().map(|row| line(house, row, approving)).collect::<Result<_, _>>()?,
        pagination: Pagination {
            current,
            pages: total.div_ceil(PAGE).max(1),
            base: format!("/desk?{}&page=", address(&filter)),
        },
        total,
        query: address(&filter),
        empty: empty(&filter, may(Action::Draft)),
        title: filter.view.to_string(),
        saved: saved
            .into_iter()
            .map(|f| SavedList { name: f.name, href: format!("/desk?{}", f.query) })
            .collect(),
        summary: ErrorSummary { errors: refused },
        filter,
        may_draft: may(Action::Draft),
        held,
        withheld_due: if may(Action::Withhold) { house.withheld_due(&officer.agency) } else { 0 },
        urgent,
        reports,
        tokens,
        calls,
        opinions,
        hearings,
        cases,
        bulk,
        bulk_withdrawals,
        withdrawals,
        approved,
        just_done,
        person: visitor.officer.name,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// What the public sees of the agency with the words looked for, and how much of it there is.
fn public(
    house: &House,
    visitor: &Visitor,
    filter: &Filter,
) -> Result<(Vec<crate::pages::PublishedRow>, u64), Failure> {
    let query = Query {
        text: filter.text.clone(),
        agency: Some(visitor.officer.agency.clone()),
        item: Some(filter.item.clone()).filter(|item| !item.is_empty()),
        limit: FOUND,
        ..Query::default()
    };
    let results = house.search.search(&query).map_err(mingjing_actions::Error::from)?;
    Ok((results.hits.into_iter().map(row_of_hit).collect(), results.total))
}

/// What to do where nothing stands in a list.
fn empty(filter: &Filter, may_draft: bool) -> &'static str {
    if !filter.text.is_empty() || !filter.item.is_empty() {
        return "没有符合条件的稿件。请换个词，或者去掉筛选条件。";
    }
    match filter.view {
        View::Waiting if !may_draft => "现在没有等您办理的稿件。其他稿件在“全部在办”里。",
        View::Waiting => "现在没有等您办理的稿件。要公开新的信息，请点“起草新信息”；其他稿件在“全部在办”里。",
        View::Late => "没有超过时限的稿件。",
        View::Mine if !may_draft => "您没有在办的稿件。",
        View::Mine => "您没有在办的稿件。要公开新的信息，请点“起草新信息”。",
        View::Returned => "没有退回给您的稿件。被退回的稿件和理由会显示在这里。",
        View::Scheduled => "没有定时公开的稿件。批准人批准时可以填写公开的时间。",
        View::All => "本单位没有在办的稿件。",
    }
}

fn line(house: &House, row: QueueRow, may_approve: bool) -> Result<WorkRow, Error> {
    let Hints { kept, attachments } = my_work::hints(&row)?;
    let among_many = may_approve
        && row.state == "screened"
        && kept == 0
        && house.item(&row.item).is_ok_and(|item| item.bulk_approval);
    Ok(WorkRow {
        kept,
        attachments,
        item: house.item(&row.item).map(|i| i.title.zh.clone()).unwrap_or_default(),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        clock: clock(house, &row),
        state: state_zh(&row.state).to_owned(),
        id: row.disclosure_id.clone(),
        title: row.title,
        amends: row.revision > 0,
        among_many: among_many.then(|| format!("{}:{}", row.disclosure_id, row.lock_version)),
        returned: row.returned_reason.filter(|_| row.state == "drafting"),
        scheduled: row.scheduled_for.as_deref().map(minute),
        updated_at: minute(&row.updated_at),
    })
}

/// How much time is left until it has to be public; none where no limit is known, or the calendar is not announced.
pub(crate) fn clock(house: &House, row: &QueueRow) -> Option<ClockBadge> {
    let due: NaiveDate = row.due_on.as_deref()?.parse().ok()?;
    badge(house, &row.item, due)
}

/// The clock of an item's limit that ends on a day.
pub(crate) fn badge(house: &House, item: &str, due: NaiveDate) -> Option<ClockBadge> {
    let limit = house.rules.limits.get(house.item(item).ok()?.time_limit.as_deref()?).ok()?;
    let today = house.now().date_naive();
    let left = house.rules.calendar.standing(due, today).ok()?.days()?;
    Some(ClockBadge { left, due, article: format!("{}{}", limit.source, limit.article) })
}

/// A stored time, to the minute, for people.
pub(crate) fn minute(at: &str) -> String {
    at.get(..16).unwrap_or_default().replace('T', " ")
}

/// Approves everything that is ticked, as far as it may be approved as one of many.
pub(crate) async fn approve_many(
    State(desk): State<Desk>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read(&visitor, &body)?;
    let ticked = form.all("draft").filter_map(|one| {
        let (id, version) = one.split_once(':')?;
        Some((id.to_owned(), version.parse().ok()?))
    });
    let ticked: Vec<(String, i64)> = ticked.take(PAGE as usize).collect();
    let mut refused = Vec::new();
    if ticked.is_empty() {
        refused.push(Link::new("#work", "没有选中稿件，请先勾选"));
    }
    for (id, done) in mingjing_actions::approve_many(&desk.house, &visitor.officer, &ticked).await {
        if let Err(e) = done {
            refused.push(Link::new(format!("/desk/d/{id}"), refusal(e)?));
        }
    }
    if refused.is_empty() {
        return Ok(Redirect::to(&format!("/desk?approved={}", ticked.len())).into_response());
    }
    let page = work_page(&desk, visitor, &Form::default(), refused).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Saves a list under a name.
pub(crate) async fn save_filter(
    State(desk): State<Desk>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read(&visitor, &body)?;
    // The address is read and written anew: nothing of it but a list is kept.
    let asked = Form::read_unchecked(&Bytes::from(form.text("query").to_owned()));
    let query = address(&filter(&asked));
    match my_work::save(&desk.house, &visitor.officer, form.text("name"), &query).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk?{query}")).into_response()),
        Err(e) => {
            let refused = Link::new("#filter-name", refusal(e)?);
            let page = work_page(&desk, visitor, &asked, vec![refused]).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Forgets a saved list.
pub(crate) async fn forget_filter(
    State(desk): State<Desk>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read(&visitor, &body)?;
    my_work::forget(&desk.house, &visitor.officer, form.text("name")).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// What kinds of information the person's agency publishes.
pub(crate) async fn choose(
    State(desk): State<Desk>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    desk.house.must(&visitor.officer, Action::Draft, &visitor.officer.agency)?;
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    let text = asked.text("q").trim().to_owned();
    // Who looks for words has not found it among these.
    let recent = if text.is_empty() { recent(&desk, &visitor.officer).await? } else { Vec::new() };
    let mut areas: Vec<ItemArea> = Vec::new();
    for item in choices(&desk, &visitor.officer).into_iter().filter(|item| item.says(&text)) {
        match areas.last_mut() {
            Some(area) if area.title == item.area => area.items.push(item),
            _ => areas.push(ItemArea { title: item.area, items: vec![item] }),
        }
    }
    let page = ChoosePage { recent, areas, text, token: visitor.token, frame: visitor.frame };
    Ok(Page::ok(page).into_response())
}

/// The kinds that this person drafted last, as far as the agency still publishes them.
async fn recent(desk: &Desk, officer: &Officer) -> Result<Vec<ItemChoice>, Failure> {
    let mut known = choices(desk, officer);
    let keys = my_work::recent_items(&desk.house, officer, RECENT).await?;
    let take = |key: String| {
        let place = known.iter().position(|item| item.key == key)?;
        Some(known.swap_remove(place))
    };
    Ok(keys.into_iter().filter_map(take).collect())
}

/// The kinds of information that the person's agency publishes.
pub(crate) fn choices(desk: &Desk, officer: &Officer) -> Vec<ItemChoice> {
    let register = desk.house.register();
    let level = register.agency(&officer.agency).map(|a| a.level.clone()).unwrap_or_default();
    let items =
        desk.house.rules.catalogue.items().iter().filter(|i| i.levels.iter().any(|l| l.key() == level));
    let choice = |i: &mingjing_catalogue::Item| ItemChoice {
        key: i.key.clone(),
        title: i.title.zh.clone(),
        summary: i.summary.clone(),
        area: i.area.zh(),
    };
    items.map(choice).collect()
}

/// Begins a draft.
pub(crate) async fn begin(
    State(desk): State<Desk>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Redirect, Failure> {
    let form = Form::read(&visitor, &body)?;
    let id = start_draft(&desk.house, &visitor.officer, form.text("item"), &visitor.officer.agency).await?;
    Ok(Redirect::to(&format!("/desk/d/{id}")))
}
