//! `/log`: the log in plain words.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_design::components::Link;
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_publication::Entry;

use super::render;
use crate::failure::Failure;
use crate::log_entries;
use crate::pages::{LogLine, LogPage};
use crate::portal::Portal;
use crate::visit::Visit;

/// Entries shown.
const LATEST: usize = 20;

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit)).await
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let house = &portal.house;
    let line = |(index, entry): (u64, Entry)| {
        let item = house.rules.catalogue.item(&entry.item).map_or(&entry.item, |item| &item.title.zh);
        LogLine {
            index,
            event: entry.event.zh().to_owned(),
            what: Link::new(format!("/d/{}", entry.id), format!("{item} {}", entry.index_no)),
            at: format::moment(log_entries::time(&entry)),
        }
    };
    let page = LogPage {
        frame: portal.frame(visit, Section::Log).await,
        vkey: house.site.vkey.to_string(),
        checkpoint: house.visible().checkpoint.to_string(),
        latest: log_entries::newest(house, LATEST).await?.into_iter().map(line).collect(),
    };
    render(StatusCode::OK, &page)
}
