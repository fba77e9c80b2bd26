//! Drafts and pages of agencies as the public will see them.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};
use mingjing_actions::House;
use mingjing_actions::reading::PublicDisclosure;
use mingjing_actions::reorganising::AgencySite;
use mingjing_design::components::Link;
use mingjing_design::frame::{Frame, Section};
use mingjing_design::page::{frame_in_own_pages, secure};

use crate::handlers::{draw_agency, preview};
use crate::portal::Portal;

/// Makes the pages that drafts would have. The portal itself never serves them.
#[derive(Clone)]
pub struct Previews(Portal);

impl Previews {
    /// On a house.
    #[must_use]
    pub fn new(house: Arc<House>) -> Self {
        Self(Portal::new(house))
    }

    /// The page of a disclosure that is not public yet, in the frame of a page of the portal; pages of this site may
    /// show it within themselves. None where it cannot be made.
    pub async fn page(&self, frame: Frame, upcoming: PublicDisclosure) -> Option<Response> {
        let area = self.0.house.rules.catalogue.item(&upcoming.item).map(|item| item.area.key());
        let frame = Frame { section: area.map_or(Section::Home, Section::Area), ..frame };
        let portal = self.0.clone();
        let made = tokio::task::spawn_blocking(move || preview(&portal, frame, &upcoming)).await.ok()?;
        let html = made.inspect_err(|e| tracing::error!(error = ?e, "a preview was not made")).ok()?;
        let mut response = page_of(html);
        frame_in_own_pages(response.headers_mut());
        response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
        Some(response)
    }

    /// The page of an agency as it would be arranged, in the frame of a page of the portal. None where it cannot be
    /// made.
    pub async fn site(&self, frame: Frame, code: &str, site: &AgencySite) -> Option<Response> {
        let frame = Frame { section: Section::Agencies, path: format!("/a/{code}"), ..frame };
        let register = self.0.house.register();
        let agency = register.agency(code)?;
        let made = draw_agency(&self.0, frame, (agency, site), Link::new("/", "首页")).await;
        let (_, html) = made.inspect_err(|e| tracing::error!(error = ?e, "a preview was not made")).ok()?;
        Some(page_of(html))
    }
}

fn page_of(html: String) -> Response {
    let mut response =
        ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response();
    secure(response.headers_mut());
    response
}
