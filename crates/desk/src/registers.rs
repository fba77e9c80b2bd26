//! What changed in lists of the agencies a person may see, and what the national credit platform refused.

use axum::extract::State;
use axum::response::IntoResponse;
use mingjing_actions::exchange;
use mingjing_actions::reading::{EntryChange, changes_for};
use mingjing_design::page::Page;

use crate::Desk;
use crate::pages::{ChangeLine, RefusalLine, RegistersPage};
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::work::minute;

/// The page.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let title = |key: &str| house.item(key).map_or_else(|_| key.to_owned(), |item| item.title.zh.clone());
    let register = house.register();
    let change = |one: EntryChange| {
        let kind = one.kind();
        let content = one.after.or(one.before)?;
        Some(ChangeLine {
            title: content.title,
            list: title(&one.item),
            agency: register.agency_name(&one.agency).to_owned(),
            kind,
            at: minute(&one.published_at),
            day: one.day,
            id: one.id,
        })
    };
    let changes = changes_for(house, by).await?;
    let refusals = exchange::refusals(house, by).await?;
    let page = RegistersPage {
        changes: changes.into_iter().filter_map(change).collect(),
        refusals: refusals
            .into_iter()
            .map(|row| RefusalLine {
                item: title(&row.item),
                at: minute(&row.received_at),
                id: row.disclosure_id,
                title: row.title,
                reason: row.reason,
            })
            .collect(),
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}
