//! `/display`: keeps how the reader wants pages shown, and goes back.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, REFERER, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_design::display::safe_back;
use mingjing_design::frame::Section;
use mingjing_design::page::Page;

use crate::pages::DisplayPage;
use crate::portal::Portal;
use crate::visit::Visit;

pub(super) async fn page(
    State(portal): State<Portal>,
    visit: Visit,
    headers: axum::http::HeaderMap,
) -> Response {
    let (size, contrast) = (visit.given("size"), visit.given("contrast"));
    let mut response = if size.is_none() && contrast.is_none() {
        let mut frame = portal.frame(&visit, Section::Home).await;
        frame.path = "/display".to_owned();
        let came_from = headers.get(REFERER).and_then(|value| value.to_str().ok());
        let back = came_from.and_then(|from| from.strip_prefix(frame.site.origin.as_str())).unwrap_or("/");
        Page::ok(DisplayPage { back: safe_back(back).to_owned(), frame }).into_response()
    } else {
        let display = visit.display.with(size.as_deref(), contrast.as_deref());
        let mut response = Redirect::to(safe_back(visit.param("back"))).into_response();
        if let Ok(cookie) =
            HeaderValue::from_str(&display.set_cookie(portal.origin(&visit).starts_with("https:")))
        {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
