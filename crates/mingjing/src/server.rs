//! The web server and the background work beside it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use mingjing_actions::appeals::forget_writers;
use mingjing_actions::bulk::{run_next_bulk, run_next_withdrawals};
use mingjing_actions::consultations::{forget_commenters, note_published_outcomes, tell_outcomes};
use mingjing_actions::objections::note_published_decisions;
use mingjing_actions::outbox::{Carrier, carry_due};
use mingjing_actions::requests::forget_what_was_kept_too_long;
use mingjing_actions::sampling::draw_due;
use mingjing_actions::training::forget_trainees;
use mingjing_actions::{
    House, clusters, following, gathering, overseeing, public_opinions, publish_due, selections, sequencing,
    site_health, staff_mail, subscriptions,
};
use mingjing_desk::{DeskSettings, SingleSignOn};
use mingjing_ledger::Sequencer;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::cli::RunRole;
use crate::limits::{self, Limits};
use crate::watching;

/// Longest time a request may take before it is given up, uploads and downloads of large files included.
const TIMEOUT: Duration = Duration::from_secs(600);

/// How often it is looked for personal data whose time is over.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// How often it is looked for what subscribers are to be told.
const NOTIFY_EVERY: Duration = Duration::from_secs(5);

/// How often it is looked for letters to be sent.
const SEND_EVERY: Duration = Duration::from_secs(1);

/// What of the service runs in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    portal: bool,
    desk: bool,
    worker: bool,
}

impl Roles {
    /// Whether background work runs in this process.
    pub fn works(self) -> bool {
        self.worker
    }

    /// One part, or all.
    pub fn of(role: Option<RunRole>) -> Self {
        let is = |r| role.is_none_or(|given| given == r);
        Self { portal: is(RunRole::Portal), desk: is(RunRole::Desk), worker: is(RunRole::Worker) }
    }
}

/// All pages and interfaces of these roles.
pub fn router(
    house: &Arc<House>,
    roles: Roles,
    (settings, single_sign_on): (DeskSettings, Option<Arc<SingleSignOn>>),
    limits: &Arc<Limits>,
) -> Router {
    let mut router = Router::new();
    if roles.portal {
        let api = mingjing_api::Api::new(Arc::clone(house));
        router = router.merge(api.before(mingjing_portal::routes(Arc::clone(house)))).merge(api.router());
    } else {
        router = router.merge(mingjing_design::assets::routes());
    }
    if roles.desk {
        router = router.merge(mingjing_desk::router_with(Arc::clone(house), settings, single_sign_on));
    }
    router
        .layer(middleware::from_fn_with_state((Arc::clone(limits), Arc::clone(house)), limits::hold_back))
        .layer(middleware::from_fn_with_state(settings.https, security_headers))
        .layer(middleware::from_fn(watching::measure))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::new())
}

/// Headers on every answer: only our own styles, scripts and images; no framing; nothing guessed from content.
/// Where the site is reached by HTTPS, browsers are told to stay there (RFC 6797).
async fn security_headers(State(https): State<bool>, request: Request, next: Next) -> Response {
    const HEADERS: [(HeaderName, &str); 6] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let strict = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let mut response = next.run(request).await;
    for (name, value) in HEADERS.into_iter().chain(strict) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers with the router of the moment: requests in hand end with the one they began with.
pub fn changing(routers: watch::Receiver<Router>) -> Router {
    Router::new().fallback(move |request: Request| {
        let router = routers.borrow().clone();
        async move { router.oneshot(request).await.into_response() }
    })
}

/// Starts the background work of these roles, under the rules of whichever house is the newest. It ends with the set: what
/// was under way goes on at the next start, as after a crash.
pub fn start_background(
    houses: &watch::Sender<Arc<House>>,
    roles: Roles,
    sequencer: Sequencer,
    carrier: Option<Box<dyn Carrier>>,
) -> JoinSet<()> {
    let mut background = JoinSet::new();
    // The log knows no rules.
    let house = Arc::clone(&houses.borrow());
    if roles.worker {
        background.spawn(sequencing::run(house, sequencer));
        background.spawn(publish_scheduled(houses.subscribe()));
        background.spawn(publish_bulk(houses.subscribe()));
        background.spawn(withdraw_bulk(houses.subscribe()));
        background.spawn(gather(houses.subscribe()));
        background.spawn(forget(houses.subscribe()));
        if let Some(carrier) = carrier {
            background.spawn(notify(houses.subscribe()));
            background.spawn(send_mail(houses.subscribe(), carrier));
        }
        background.spawn(end_consultations(houses.subscribe()));
        background.spawn(follow_selections(houses.subscribe()));
        background.spawn(follow_public_opinion(houses.subscribe()));
        background.spawn(end_objections(houses.subscribe()));
        background.spawn(draw_samples(houses.subscribe()));
        background.spawn(under_the_newest(houses.subscribe(), site_health::run));
        background.spawn(under_the_newest(houses.subscribe(), clusters::run));
    } else {
        background.spawn(sequencing::watch(house));
    }
    if roles.portal {
        background.spawn(under_the_newest(houses.subscribe(), following::run));
    }
    // Pages of the portal and the desk show how agencies stand, and the worker tells them by mail.
    background.spawn(under_the_newest(houses.subscribe(), overseeing::run));
    background
}

/// Work that goes on for ever, begun anew whenever the rules change.
async fn under_the_newest<F: Future<Output = ()>>(
    mut houses: watch::Receiver<Arc<House>>,
    work: fn(Arc<House>) -> F,
) {
    loop {
        let house = Arc::clone(&houses.borrow_and_update());
        tokio::select! {
            () = work(house) => return,
            changed = houses.changed() => if changed.is_err() { return },
        }
    }
}

async fn gather(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = gathering::catch_up(&house).await {
            tracing::error!(error = %e, "lists could not be gathered; trying again");
        } else if let Err(e) = gathering::end_publicities(&house).await {
            tracing::error!(error = %e, "records whose publicity has ended could not be taken out; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn publish_scheduled(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = publish_due(&house).await {
            tracing::error!(error = %e, "scheduled publications could not be looked for");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn publish_bulk(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        match run_next_bulk(&house).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(e) => tracing::error!(error = %e, "a bulk import could not go on; trying again"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn withdraw_bulk(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        match run_next_withdrawals(&house).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(e) => tracing::error!(error = %e, "a bulk withdrawal could not go on; trying again"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Notes of calls for comments that their outcome has become public.
async fn end_consultations(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = note_published_outcomes(&house).await {
            tracing::error!(error = %e, "published outcomes could not be noted; trying again");
        }
        if let Err(e) = tell_outcomes(&house).await {
            tracing::error!(error = %e, "outcomes could not be told; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Notes of objections that the decision about them has become public.
async fn end_objections(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = note_published_decisions(&house).await {
            tracing::error!(error = %e, "published decisions could not be noted; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Draws samples once what decides is public.
async fn draw_samples(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = draw_due(&house).await {
            tracing::error!(error = %e, "samples could not be drawn; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Brings selections of participants up to what is public of their notices, and tells whoever signed up of the result.
async fn follow_selections(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = selections::catch_up(&house).await {
            tracing::error!(error = %e, "notices with sign-ups could not be followed; trying again");
        }
        if let Err(e) = selections::tell_results(&house).await {
            tracing::error!(error = %e, "results of lots could not be told; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Notes when answers to public opinion became public, and tells people as its hours go by.
async fn follow_public_opinion(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = public_opinions::follow(&house).await {
            tracing::error!(error = %e, "answers to public opinion could not be noted; trying again");
        }
        if let Err(e) = staff_mail::write_public_opinions(&house).await {
            tracing::error!(error = %e, "people could not be told of public opinion; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Takes personal data of cases and of training away whose time is over, soon after the start and then every hour.
async fn forget(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        match forget_what_was_kept_too_long(&house).await {
            Ok(0) => {}
            Ok(cases) => tracing::info!(cases, "personal data of requests were taken away"),
            Err(e) => tracing::error!(error = %e, "personal data of requests could not be taken away"),
        }
        match forget_writers(&house).await {
            Ok(0) => {}
            Ok(cases) => tracing::info!(cases, "personal data of appeals were taken away"),
            Err(e) => tracing::error!(error = %e, "personal data of appeals could not be taken away"),
        }
        match forget_commenters(&house).await {
            Ok(0) => {}
            Ok(comments) => tracing::info!(comments, "who wrote comments was taken away"),
            Err(e) => tracing::error!(error = %e, "who wrote comments could not be taken away"),
        }
        match selections::forget_people(&house).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "who signed up was taken away"),
            Err(e) => tracing::error!(error = %e, "who signed up could not be taken away"),
        }
        match public_opinions::forget_texts(&house).await {
            Ok(0) => {}
            Ok(cases) => tracing::info!(cases, "what was said in public opinion was taken away"),
            Err(e) => tracing::error!(error = %e, "what was said in public opinion could not be taken away"),
        }
        match forget_trainees(&house).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "who was trained without an account was taken away"),
            Err(e) => tracing::error!(error = %e, "who was trained could not be taken away"),
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

/// Writes to subscribers what became public, and to people of the desk what waits for them.
async fn notify(houses: watch::Receiver<Arc<House>>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        let done = async {
            subscriptions::forget_unconfirmed(&house).await?;
            subscriptions::catch_up(&house).await?;
            subscriptions::write_due(&house).await?;
            staff_mail::write_due(&house).await
        };
        if let Err(e) = done.await {
            tracing::error!(error = %e, "mail could not be written; trying again");
        }
        tokio::time::sleep(NOTIFY_EVERY).await;
    }
}

/// Sends what was written.
async fn send_mail(houses: watch::Receiver<Arc<House>>, carrier: Box<dyn Carrier>) {
    loop {
        let house = Arc::clone(&houses.borrow());
        match carry_due(&house, carrier.as_ref()).await {
            Ok(done) if done.sent > 0 => tracing::info!(letters = done.sent, "mail was sent"),
            Ok(_) => {}
            Err(e) => tracing::error!(error = %e, "mail could not be sent; trying again"),
        }
        tokio::time::sleep(SEND_EVERY).await;
    }
}

/// Binds the address.
pub async fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("不能监听 {listen}:地址可能已被占用,请换一个端口(--listen)"))
}

/// Serves until Ctrl-C or a termination signal; requests in hand are finished.
pub async fn serve(listener: TcpListener, router: Router) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped()).await.context("服务中断")
}

async fn stopped() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
