//! What all handlers share: the house, the frame of pages, and pages rendered before.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, RETRY_AFTER, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use mingjing_actions::{House, is_picture};
use mingjing_design::display::Display;
use mingjing_design::frame::{Frame, LogState, Section, Site};
use mingjing_design::markdown;
use mingjing_design::page::{Page, secure};
use mingjing_publication::Content;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::log_entries;
use crate::pages::ErrorPage;
use crate::throttle::Throttle;
use crate::visit::Visit;

/// Memory for rendered pages, in bytes.
const CACHE_BYTES: u64 = 48 << 20;
/// Memory for rendered texts, in bytes.
const TEXT_BYTES: u64 = 24 << 20;
/// How long a text is remembered: an erased one should not stay in memory for ever, although nobody is answered with it.
const TEXT_TIME: Duration = Duration::from_secs(600);
/// How long a page may be served from memory: erased contents change without a new checkpoint.
const CACHE_TIME: Duration = Duration::from_secs(30);
/// Requests for information that one address may send in a minute: an office or a library has many readers.
const FORMS: u32 = 20;
/// Forms with files that are read for one address in a minute; more are refused before they are read, since they fill memory.
const UPLOADS: u32 = 20;
/// Reports of errors, and questions after them, that one address may send at once; after that, one a minute.
const REPORTS: u32 = 10;
/// Comments that one address may send in a minute when its browser did some work for each.
const COMMENTS: u32 = 20;
/// Comments that one address may send at once without any work; after that, one a minute.
const UNPROVED: u32 = 5;
/// Receipt codes that one address may try in a minute. Of 100 bits none is ever guessed.
const CODES: u32 = 20;
/// Subscriptions that one address may ask for at once; after that, one a minute.
const SUBSCRIPTIONS: u32 = 5;
/// Downloads of whole items written at the same time.
const DOWNLOADS: usize = 8;

/// State of the portal's routes.
#[derive(Clone)]
pub struct Portal {
    pub(crate) house: Arc<House>,
    pub(crate) downloads: Arc<Semaphore>,
    /// How often one address may send a request for information.
    pub(crate) forms: Arc<Throttle>,
    /// Forms with files, before they are read.
    pub(crate) uploads: Arc<Throttle>,
    /// How often one address may report an error, or ask what became of the report.
    pub(crate) reports: Arc<Throttle>,
    /// How often one address may comment in the quick lane.
    pub(crate) comments: Arc<Throttle>,
    /// And in the slow one.
    pub(crate) unproved: Arc<Throttle>,
    /// How often one address may try a receipt code.
    pub(crate) codes: Arc<Throttle>,
    /// How often one address may ask for a subscription.
    pub(crate) subscriptions: Arc<Throttle>,
    pages: Cache<String, Rendered>,
    /// Official texts as HTML, by the digest of their content file. A text outlives the checkpoint: every publication
    /// makes all pages anew, and the text is the dearest part of a page.
    texts: Cache<String, Arc<markdown::Rendered>>,
    log: Arc<Mutex<(u64, Option<LogState>)>>,
}

/// A page as it was answered.
#[derive(Clone)]
struct Rendered {
    status: StatusCode,
    html: Bytes,
    etag: HeaderValue,
}

/// The page for a reader who asks too often, and may come again after this many seconds.
#[must_use]
pub fn too_many_requests(house: &House, path: &str, seconds: u64) -> Response {
    let site = Site {
        name: house.site.name.clone(),
        operator: String::new(),
        origin: house.site.base_url.clone(),
        demo: house.site.demo,
    };
    let frame = Frame {
        site: Arc::new(site),
        display: Display::default(),
        path: path.to_owned(),
        section: Section::Home,
        query: String::new(),
        log: None,
        desk: Vec::new(),
    };
    let page = Page::with_status(StatusCode::TOO_MANY_REQUESTS, ErrorPage::too_many(frame, seconds));
    let mut response = page.into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Portal {
    /// A portal on a house.
    pub fn new(house: Arc<House>) -> Self {
        let pages = Cache::builder()
            .weigher(|key: &String, page: &Rendered| {
                u32::try_from(key.len() + page.html.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(CACHE_BYTES)
            .time_to_live(CACHE_TIME)
            .build();
        let texts = Cache::builder()
            .weigher(|key: &String, text: &Arc<markdown::Rendered>| {
                u32::try_from(key.len() + text.html.len() + 64 * text.toc.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(TEXT_BYTES)
            .time_to_live(TEXT_TIME)
            .build();
        Self {
            house,
            texts,
            downloads: Arc::new(Semaphore::new(DOWNLOADS)),
            forms: Arc::new(Throttle::per_minute(FORMS)),
            uploads: Arc::new(Throttle::per_minute(UPLOADS)),
            reports: Arc::new(Throttle::at_once(REPORTS)),
            comments: Arc::new(Throttle::per_minute(COMMENTS)),
            unproved: Arc::new(Throttle::at_once(UNPROVED)),
            codes: Arc::new(Throttle::per_minute(CODES)),
            subscriptions: Arc::new(Throttle::at_once(SUBSCRIPTIONS)),
            pages,
            log: Arc::default(),
        }
    }

    /// The address of this site in what a visit is answered, without a slash at the end.
    pub(crate) fn origin(&self, visit: &Visit) -> String {
        visit.reached.origin(&self.house.site.base_url, self.house.site.https)
    }

    /// The agency whose page stands at `/` of the host that a reader came by; none on every other host and path.
    pub(crate) fn own_host(&self, visit: &Visit) -> Option<String> {
        if visit.path.split('?').next() != Some("/") {
            return None;
        }
        self.house.register().agency_of_host(visit.reached.name()?).map(str::to_owned)
    }

    /// The text of the content file with this digest as HTML.
    pub(crate) fn text(
        &self,
        digest: &str,
        id: &str,
        content: &Content,
        body: &str,
    ) -> Arc<markdown::Rendered> {
        if let Some(text) = self.texts.get(digest) {
            return text;
        }
        let picture = |name: &str| {
            let at = content.attachments.iter().position(|file| file.name == name && is_picture(file))?;
            Some(format!("/d/{id}/files/{}", at + 1))
        };
        let text = Arc::new(markdown::render_with(body, &picture));
        self.texts.insert(digest.to_owned(), Arc::clone(&text));
        text
    }

    /// The frame around a page of `visit`.
    pub(crate) async fn frame(&self, visit: &Visit, section: Section) -> Frame {
        let register = self.house.register();
        let operator = register.agencies().find(|agency| agency.parent_code.is_none());
        let site = Site {
            name: self.house.site.name.clone(),
            operator: operator.map(|agency| format!("{}主办", agency.name)).unwrap_or_default(),
            origin: self.origin(visit),
            demo: self.house.site.demo,
        };
        Frame {
            site: Arc::new(site),
            display: visit.display,
            path: visit.path.clone(),
            section,
            query: visit.param("q").to_owned(),
            log: self.log_state().await,
            desk: Vec::new(),
        }
    }

    /// How long the log is, and when its newest public entry was made.
    async fn log_state(&self) -> Option<LogState> {
        let size = self.house.visible().size;
        let known = *self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == size {
            return known.1;
        }
        let newest = log_entries::newest(&self.house, 1).await.ok()?;
        let state = newest.first().map(|(_, entry)| LogState { size, at: log_entries::time(entry) });
        *self.log.lock().unwrap_or_else(PoisonError::into_inner) = (size, state);
        state
    }

    /// Answers a visit with the page that `make` renders, or with the same page rendered before. Pages depend on the
    /// address and the host it was asked of, the display, the checkpoint, the state of the index, the register and the
    /// day, and on nothing else.
    pub(crate) async fn page<F>(&self, visit: &Visit, make: F) -> Response
    where
        F: Future<Output = Result<(StatusCode, String), Failure>>,
    {
        let visible = self.house.visible().size;
        let indexed = self.house.search.watermark();
        let today = self.house.now().date_naive();
        let (origin, display) = (self.origin(visit), visit.display.classes());
        let register = self.house.register().version();
        // The same path is another page on the host of an agency, and the origin may be configured for all hosts.
        let host = self.own_host(visit).unwrap_or_default();
        let key = format!("{visible} {indexed} {register} {today} {origin} {host} {display} {}", visit.path);
        if let Some(page) = self.pages.get(&key) {
            return answer(visit, &page);
        }
        match make.await {
            Ok((status, html)) => {
                let page = rendered(status, html);
                self.pages.insert(key, page.clone());
                answer(visit, &page)
            }
            Err(failure) => self.failure(visit, failure).await,
        }
    }

    /// Answers with a page that depends on more than [`Self::page`] knows of, so that none is kept.
    pub(crate) async fn fresh<F>(&self, visit: &Visit, make: F) -> Response
    where
        F: Future<Output = Result<(StatusCode, String), Failure>>,
    {
        match make.await {
            Ok((status, html)) => answer(visit, &rendered(status, html)),
            Err(failure) => self.failure(visit, failure).await,
        }
    }

    /// The page that says what went wrong.
    pub(crate) async fn failure(&self, visit: &Visit, failure: Failure) -> Response {
        let frame = self.frame(visit, Section::Home).await;
        let page = match failure {
            Failure::NotFound => ErrorPage::not_found(frame),
            Failure::BadRequest(what) => ErrorPage::bad_request(frame, what),
            Failure::Busy => ErrorPage::busy(frame),
            Failure::TooOften => ErrorPage::too_often(frame),
            Failure::Unready => {
                tracing::info!(path = %visit.path, "a page waits until the log is read");
                ErrorPage::unavailable(frame)
            }
            Failure::Unavailable(reason) => {
                tracing::error!(path = %visit.path, %reason, "a page could not be made for the moment");
                ErrorPage::unavailable(frame)
            }
            Failure::Internal(reason) => {
                tracing::error!(path = %visit.path, %reason, "a page could not be made");
                ErrorPage::internal(frame)
            }
        };
        let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Page::with_status(status, page).into_response();
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

fn rendered(status: StatusCode, html: String) -> Rendered {
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(html.as_bytes())[..12]));
    let etag = HeaderValue::from_str(&etag).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    Rendered { status, html: html.into(), etag }
}

fn answer(visit: &Visit, page: &Rendered) -> Response {
    let unchanged = page.status == StatusCode::OK && visit.has(&page.etag);
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = (page.status, Body::from(page.html.clone())).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, page.etag.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Cookie"));
    secure(headers);
    response
}
