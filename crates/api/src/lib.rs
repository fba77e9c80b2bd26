#![doc = include_str!("../README.md")]

mod answer;
mod appeals;
mod asking;
mod disclosures;
mod documentation;
mod files;
mod fulfilment;
mod handing_in;
mod health;
mod items;
mod log;
mod markdown;
mod parameters;
mod problem;
mod public_opinions;
mod pushing;
mod records;
mod register;
#[cfg(test)]
mod tests;
mod views;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::http::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use axum::middleware;
use axum::routing::{Router, get, post};
use mingjing_actions::House;
use mingjing_design::origin::Reached;
use tower_http::cors::{Any, CorsLayer};

pub use crate::problem::too_many_requests;

use crate::problem::{no_such_address, no_such_method};
use crate::records::Records;

/// The interfaces for programs, on a house.
#[derive(Clone)]
pub struct Api {
    house: Arc<House>,
    records: Records,
}

impl Api {
    /// The interfaces of this house.
    #[must_use]
    pub fn new(house: Arc<House>) -> Self {
        Self { house, records: Records::new() }
    }

    /// The address of this site in what a request is answered.
    fn origin(&self, reached: &Reached) -> String {
        reached.origin(&self.house.site.base_url, self.house.site.https)
    }

    /// The routes `/api/…`, `/log/{path}`, `/healthz` and `/readyz`, without a fallback of their own.
    pub fn router(&self) -> Router {
        let api = Router::new()
            .route("/v1/disclosures", get(disclosures::list))
            .route("/v1/disclosures/{id}", get(disclosures::one))
            .route("/v1/disclosures/{id}/tasks", get(fulfilment::one))
            .route("/v1/items", get(items::list))
            .route("/v1/items/{key}", get(items::one))
            .route("/v1/items/{key}/schema.json", get(items::schema))
            .route(
                "/v1/items/{key}/rows",
                post(pushing::push).layer(DefaultBodyLimit::max(pushing::MAX_BODY)),
            )
            .route("/v1/appeals", post(appeals::take).layer(DefaultBodyLimit::max(appeals::MAX_BODY)))
            .route(
                "/v1/public-opinions",
                post(public_opinions::take).layer(DefaultBodyLimit::max(public_opinions::MAX_BODY)),
            )
            .route("/v1/agencies", get(register::agencies))
            .route("/v1/regions", get(register::regions))
            .route("/openapi.json", get(documentation::openapi))
            .route("/docs", get(documentation::page))
            .fallback(no_such_address)
            .method_not_allowed_fallback(no_such_method)
            .layer(cors());
        let log = Router::new()
            .route("/log/{*path}", get(log::file))
            .method_not_allowed_fallback(no_such_method)
            .layer(cors());
        Router::new()
            .nest("/api", api)
            .merge(log)
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .with_state(self.clone())
    }

    /// Puts `/d/{id}.json`, `/d/{id}.md` and `/d/{id}/receipt` before the pages, which own `/d/{id}`.
    pub fn before(&self, pages: Router) -> Router {
        pages.layer(middleware::from_fn_with_state(files::routes(self.clone()), files::before_pages))
    }
}

/// Any page may read what is public; nothing is sent along.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([ACCEPT, IF_NONE_MATCH])
        .expose_headers([ETAG])
}
