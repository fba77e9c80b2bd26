//! Routes of the public web.

mod agency;
mod appeals;
mod area;
mod clause;
mod clauses;
mod columns;
mod commenting;
mod consultations;
mod credit;
mod data;
mod decisions;
mod disclosure;
mod display;
mod download;
mod duty_calendar;
mod files;
mod forms;
mod front;
mod fulfilment;
mod hearings;
mod history;
mod list;
mod log;
mod oversight;
mod oversight_regions;
mod report;
mod requests;
mod sampling;
mod search;
mod services;
mod signing_up;
mod sitemap;
mod subscribe;

use std::sync::Arc;

pub(crate) use agency::draw as draw_agency;
pub(crate) use disclosure::preview;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use mingjing_actions::House;
use mingjing_design::assets;
use mingjing_design::frame::Section;
use mingjing_design::gallery::Gallery;
use mingjing_search::{Query, Results};

use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// Disclosures on one page of a list.
const PAGE: u64 = 20;
/// Pages of a list that can be leafed through; what lies behind is found with filters or in the files.
const LAST_PAGE: u64 = 500;

/// The public web on a house, with its own answer for addresses nobody knows. `/d/{id}.json`, `/d/{id}.md` and
/// `/d/{id}/receipt` are answered by the interface for programs, which stands before these routes.
pub fn routes(house: Arc<House>) -> Router {
    Router::new()
        .route("/", get(front::page))
        .route("/search", get(search::page))
        .route("/d/{id}", get(disclosure::page))
        .route("/d/{agency}/{serial}", get(disclosure::cited))
        .route("/d/{id}/files/{number}", get(files::attachment))
        .route("/d/{id}/tasks", get(fulfilment::page))
        .route("/i/{item}", get(list::page))
        .route("/i/{item}/changes", get(history::changes))
        .route("/i/{item}/changes.atom", get(history::feed))
        .route("/a/{agency}", get(agency::page))
        .route("/agencies", get(agency::all))
        .route("/areas/{area}", get(area::page))
        .route("/clauses", get(clauses::page))
        .route("/clauses/{clause}", get(clause::page))
        .route("/oversight", get(oversight::page))
        .route("/oversight/agencies.json", get(oversight::roster))
        .route("/oversight/{agency}", get(oversight::agency))
        .route("/oversight/samples/{id}", get(sampling::page))
        .route("/oversight/{agency}/calendar.ics", get(duty_calendar::calendar))
        .route("/services", get(services::page))
        .route("/decisions", get(decisions::all))
        .route("/decisions/{id}", get(decisions::one))
        .route("/data", get(data::all))
        .route("/data/{item}", get(data::page))
        .route("/data/{item}/{file}", get(data::file))
        .route("/credit", get(credit::lookup))
        .route("/credit/{uscc}", get(credit::enterprise))
        .route(
            "/requests/new",
            get(requests::page).post(requests::send).layer(DefaultBodyLimit::max(requests::MAX_WITH_FILES)),
        )
        .route("/appeals", get(appeals::page))
        .route(
            "/appeals/new",
            get(appeals::new).post(appeals::send).layer(DefaultBodyLimit::max(requests::MAX_WITH_FILES)),
        )
        .route("/track/appeal", post(appeals::step))
        .route("/consultations", get(consultations::list))
        .route("/consultations/{id}", get(consultations::page))
        .route("/consultations/{id}/comment", get(commenting::form).post(commenting::send))
        .route("/consultations/{id}/questionnaire", get(commenting::questionnaire).post(commenting::answer))
        .route("/hearings", get(hearings::list))
        .route("/hearings/{id}", get(hearings::page))
        .route("/hearings/{id}/check", get(hearings::check))
        .route("/hearings/{id}/sign-up", get(signing_up::form).post(signing_up::send))
        .route("/track/sign-up", post(signing_up::take_back))
        .route("/track", get(requests::track).post(requests::found))
        .route("/track/export", post(requests::export))
        .route("/track/letter", post(requests::letter))
        .route("/track/file", post(requests::file))
        .route("/track/publicity", post(requests::wish))
        .route("/log", get(log::page))
        .route("/display", get(display::page))
        .route("/design", get(design))
        .route("/feed.atom", get(download::feed))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/robots.txt", get(sitemap::robots))
        .merge(assets::routes())
        .merge(report::routes())
        .merge(subscribe::routes())
        .layer(DefaultBodyLimit::max(requests::MAX_FORM))
        .fallback(unknown)
        .with_state(Portal::new(house))
}

/// `/design`: every component in every state.
async fn design(State(portal): State<Portal>, visit: Visit) -> Response {
    let frame = portal.frame(&visit, Section::Home).await;
    portal.page(&visit, async { render(StatusCode::OK, &Gallery::new(frame)) }).await
}

async fn unknown(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.failure(&visit, Failure::NotFound).await
}

/// Asks the index off the threads that answer requests.
async fn find(portal: &Portal, query: Query) -> Result<Results, Failure> {
    let house = Arc::clone(&portal.house);
    Ok(tokio::task::spawn_blocking(move || house.search.search(&query)).await??)
}

fn render(status: StatusCode, page: &impl Template) -> Result<(StatusCode, String), Failure> {
    Ok((status, page.render()?))
}
