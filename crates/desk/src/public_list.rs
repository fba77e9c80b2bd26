//! `/desk/published`: what of the agency is public, page by page.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use mingjing_actions::{Action, credit, desk_reading, follow_ups, waiting_withdrawals};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::format::query_value;
use mingjing_design::page::Page;
use mingjing_search::{Hit, Query};
use mingjing_store::drafts::DisclosureRow;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{PublishedPage, PublishedRow, RefusedStep};
use crate::visitor::Visitor;

/// Lines on one page.
const PAGE: usize = 50;

/// What is public, newest first, or what holds the words looked for.
pub(crate) async fn published(
    State(desk): State<Desk>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    let page = published_page(&desk, visitor, &asked, None, Vec::new()).await?;
    Ok(Page::ok(page).into_response())
}

/// The list of what is public: as it is, or with a step that was refused and why.
pub(crate) async fn published_page(
    desk: &Desk,
    visitor: Visitor,
    asked: &Form,
    refused: Option<RefusedStep>,
    errors: Vec<Link>,
) -> Result<PublishedPage, Failure> {
    let text = asked.text("q").trim().to_owned();
    let after = asked.text("after").to_owned();
    let (mut rows, older, total) = if text.is_empty() {
        let (rows, older) = page_of(desk, &visitor, &after).await?;
        (rows, older, None)
    } else {
        let (rows, total) = found(desk, &visitor, &text)?;
        (rows, None, Some(total))
    };
    let proposed = waiting_withdrawals(&desk.house, &visitor.officer).await?;
    for row in &mut rows {
        row.proposed = proposed.iter().any(|p| p.disclosure_id == row.id);
    }
    Ok(PublishedPage {
        rows,
        older,
        total,
        first: after.is_empty(),
        text,
        summary: ErrorSummary { errors },
        refused,
        may_draft: desk.house.may(&visitor.officer, Action::Draft, &visitor.officer.agency),
        may_withdraw: desk.house.may(&visitor.officer, Action::Withdraw, &visitor.officer.agency),
        repairable: credit::items(&desk.house)
            .filter(|(_, credit)| credit.publicity.is_some())
            .map(|(item, _)| item.key.clone())
            .collect(),
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The lines behind a place, and the address of those behind them. A place is the time of publication and the
/// identity of the last line before it, so that what is published meanwhile moves nothing.
async fn page_of(
    desk: &Desk,
    visitor: &Visitor,
    after: &str,
) -> Result<(Vec<PublishedRow>, Option<String>), Failure> {
    let limit = PAGE as u64 + 1;
    let after = after.split_once('~');
    let mut rows = desk_reading::published(&desk.house, &visitor.officer, after, limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| more);
    let older = last.map(|row| {
        let place = format!("{}~{}", row.first_published_at.as_deref().unwrap_or_default(), row.id);
        format!("/desk/published?after={}", query_value(&place))
    });
    let house = &desk.house;
    let row = |r: DisclosureRow| {
        let follow_ups = follow_ups(house, &r.item, &r.agency_code);
        PublishedRow { follow_ups, ..published_row(r) }
    };
    Ok((rows.into_iter().map(row).collect(), older))
}

fn found(desk: &Desk, visitor: &Visitor, text: &str) -> Result<(Vec<PublishedRow>, u64), Failure> {
    let agency = Some(visitor.officer.agency.clone());
    let query = Query { text: text.to_owned(), agency, limit: PAGE, ..Query::default() };
    let results = desk.house.search.search(&query).map_err(mingjing_actions::Error::from)?;
    let row = |hit: Hit| {
        let follow_ups = follow_ups(&desk.house, &hit.item, &visitor.officer.agency);
        PublishedRow { follow_ups, ..row_of_hit(hit) }
    };
    Ok((results.hits.into_iter().map(row).collect(), results.total))
}

pub(crate) fn published_row(r: DisclosureRow) -> PublishedRow {
    PublishedRow {
        withdrawn: r.status == "withdrawn",
        proposed: false,
        title: if r.title.is_empty() { "(内容已删除)".into() } else { r.title },
        index_no: r.index_no.unwrap_or_default(),
        id: r.id,
        item: r.item,
        issued_on: r.issued_on,
        follow_ups: Vec::new(),
    }
}

/// What is withdrawn is not in the index.
pub(crate) fn row_of_hit(hit: Hit) -> PublishedRow {
    PublishedRow {
        withdrawn: false,
        proposed: false,
        title: hit.title,
        index_no: hit.index_no,
        id: hit.id,
        item: hit.item,
        issued_on: hit.issued_on.to_string(),
        follow_ups: Vec::new(),
    }
}
