#![doc = include_str!("../README.md")]

mod agencies;
mod appeals;
mod appeals_transfer;
mod attachments;
mod audit;
mod bring;
mod bulk;
mod bulk_withdrawals;
mod case_figures;
mod case_files;
mod case_views;
mod cases;
mod clusters;
mod completeness;
mod conflict;
mod consultations;
mod draft;
mod editor;
mod failure;
mod form;
mod health;
mod hearings;
mod held;
mod judging;
mod links;
mod me;
mod me_mail;
mod merging;
mod messages;
mod objections;
mod others;
mod pages;
mod passkey_sign_in;
mod people;
mod permissions;
mod preview;
mod public_list;
mod public_opinions;
mod public_steps;
mod refused;
mod regions;
mod registers;
mod reply_templates;
mod reporting;
mod reports;
mod requests;
mod samples;
mod session;
mod sign_in;
mod single_sign_on;
mod site;
mod steps;
mod supervisions;
mod tasks;
mod tokens;
mod training;
mod tried;
mod urgent;
mod visitor;
mod wanted;
mod warnings;
mod withdrawals;
mod withheld;
mod work;
mod yearly_report;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use mingjing_actions::{House, Outage};
use mingjing_portal::Previews;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

use failure::Failure;
use session::StoredSessions;
use sign_in::Throttle;

pub use single_sign_on::SingleSignOn;

/// Longest form, in bytes: a long document, typed.
const MAX_FORM: usize = 4 << 20;
/// Longest upload, in bytes; the file itself may be a little shorter.
const MAX_UPLOAD: usize = 56 << 20;
/// Longest piece of a page that is pasted, in bytes: Word sends much more markup than text, and a form spells it out.
const MAX_PASTE: usize = 24 << 20;
/// A session ends after this long without a request.
const SESSION_HOURS: i64 = 12;

/// How the desk is run.
#[derive(Debug, Clone, Copy)]
pub struct DeskSettings {
    /// Whether cookies go over HTTPS only.
    pub https: bool,
}

/// What every handler has.
#[derive(Clone)]
pub(crate) struct Desk {
    house: Arc<House>,
    throttle: Throttle,
    single_sign_on: Option<Arc<SingleSignOn>>,
    site: Arc<mingjing_design::frame::Site>,
    previews: Previews,
}

/// The desk on a house, without single sign-on.
pub fn router(house: Arc<House>, settings: DeskSettings) -> Router {
    router_with(house, settings, None)
}

/// The desk on a house; people may also sign in by this provider.
pub fn router_with(
    house: Arc<House>,
    settings: DeskSettings,
    single_sign_on: Option<Arc<SingleSignOn>>,
) -> Router {
    let sessions = SessionManagerLayer::new(StoredSessions::new(Arc::clone(&house)))
        .with_name("mingjing_desk")
        .with_path("/desk")
        .with_http_only(true)
        .with_secure(settings.https)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::hours(SESSION_HOURS)));
    let site = mingjing_design::frame::Site {
        name: house.site.name.clone(),
        operator: String::new(),
        origin: house.site.base_url.clone(),
        demo: house.site.demo,
    };
    let own_address: Arc<str> = house.site.base_url.as_str().into();
    let previews = Previews::new(Arc::clone(&house));
    let desk = Desk { house, throttle: Throttle::new(), single_sign_on, site: Arc::new(site), previews };
    Router::new()
        .merge(accounts())
        .merge(organisation())
        .merge(queues())
        .merge(in_hand())
        .merge(trained())
        .merge(disclosures())
        .route("/desk", get(work::mine))
        .route("/desk/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/desk/sign-in/second", get(sign_in::second).post(sign_in::second_enter))
        .route("/desk/sign-in/passkey", post(passkey_sign_in::enter))
        .route("/desk/sign-in/passkey/question", post(passkey_sign_in::question))
        .route("/desk/sign-in/sso", get(single_sign_on::begin))
        .route("/desk/sign-in/sso/callback", get(single_sign_on::callback))
        .route("/desk/link/{token}", get(links::page).post(links::choose))
        .route("/desk/sign-out", post(sign_in::leave))
        .route("/desk/new", get(work::choose).post(work::begin))
        .route("/desk/tasks", get(tasks::page).post(tasks::act))
        .route("/desk/filters", post(work::save_filter))
        .route("/desk/filters/forget", post(work::forget_filter))
        .route("/desk/completeness", get(completeness::page))
        .route("/desk/health", get(health::page))
        .route("/desk/warnings", get(warnings::page))
        .route("/desk/published", get(public_list::published))
        .route("/desk/approve", post(work::approve_many))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .route("/desk/bulk", get(bulk::list).post(bulk::begin).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .route("/desk/d/{id}/paste", post(bring::paste).layer(DefaultBodyLimit::max(MAX_PASTE)))
        .route(
            "/desk/requests/{id}/files",
            post(case_files::add_to_request).layer(DefaultBodyLimit::max(MAX_UPLOAD)),
        )
        .route("/desk/d/{id}/attach", post(steps::attach).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .route("/desk/d/{id}/import", post(bring::import).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .method_not_allowed_fallback(back_to_draft)
        .layer(sessions)
        .layer(middleware::from_fn_with_state((own_address, settings.https), guard))
        .with_state(desk)
}

/// A page that came back from a step bears the step's address; who opens that address again gets the draft.
async fn back_to_draft(method: Method, uri: Uri) -> Response {
    match wanted::draft_of_step(uri.path()) {
        Some(draft) if method == Method::GET => Redirect::to(&draft).into_response(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// What waits to be decided, one queue after the other.
fn queues() -> Router<Desk> {
    Router::new()
        .route("/desk/held", get(held::list))
        .route("/desk/held/drop", post(held::drop_file))
        .route("/desk/held/{id}", get(held::one))
        .route("/desk/held/{id}/screen", post(held::screen))
        .route("/desk/held/{id}/drop", post(held::drop_row))
        .route("/desk/appeals", get(appeals::list))
        .route("/desk/appeals/new", get(appeals::new).post(appeals::register))
        .route("/desk/appeals/transfer", post(appeals_transfer::act))
        .route("/desk/appeals/{id}", get(appeals::one))
        .route("/desk/appeals/{id}/writer", post(appeals::reveal))
        .route("/desk/appeals/{id}/alike", post(appeals::answer_alike))
        .route(
            "/desk/appeals/{id}/files",
            post(case_files::add_to_appeal).layer(DefaultBodyLimit::max(MAX_UPLOAD)),
        )
        .route("/desk/appeals/{id}/files/{file}", post(case_files::take_of_appeal))
        .route("/desk/appeals/{id}/{step}", post(appeals::act))
        .route("/desk/clusters", get(clusters::list))
        .route("/desk/clusters/{id}", get(clusters::one))
        .route("/desk/supervisions", get(supervisions::list))
        .route("/desk/supervisions/new", get(supervisions::new).post(supervisions::propose))
        .route("/desk/supervisions/{id}", get(supervisions::one))
        .route("/desk/supervisions/{id}/{step}", post(supervisions::act))
        .route("/desk/public-opinions", get(public_opinions::list))
        .route("/desk/public-opinions/new", get(public_opinions::new).post(public_opinions::note))
        .route("/desk/public-opinions/{id}", get(public_opinions::one))
        .route("/desk/public-opinions/{id}/{step}", post(public_opinions::act))
        .route("/desk/objections", get(objections::list))
        .route("/desk/objections/new", get(objections::new).post(objections::lodge))
        .route("/desk/objections/{id}", get(objections::one))
        .route("/desk/objections/{id}/{step}", post(objections::act))
        .route("/desk/samples", get(samples::list))
        .route("/desk/samples/new", get(samples::new).post(samples::propose))
        .route("/desk/samples/{id}", get(samples::one))
        .route("/desk/samples/{id}/rows.csv", get(samples::csv))
        .route("/desk/samples/{id}/{step}", post(samples::act))
        .route("/desk/requests", get(requests::list))
        .route("/desk/requests/new", get(requests::letter).post(requests::register))
        .route("/desk/requests/{id}", get(requests::one))
        .route("/desk/requests/{id}/applicant", post(requests::reveal))
        .route("/desk/requests/{id}/letter", post(requests::written))
        .route("/desk/requests/{id}/files/{file}", post(case_files::take_of_request))
        .route("/desk/requests/{id}/{step}", post(requests::act))
        .route("/desk/consultations", get(consultations::list))
        .route("/desk/consultations/new", get(consultations::new).post(consultations::propose))
        .route("/desk/consultations/{id}", get(consultations::one))
        .route("/desk/consultations/{id}/commenter", post(consultations::commenter))
        .route("/desk/consultations/{id}/{step}", post(consultations::act))
        .route("/desk/hearings", get(hearings::list))
        .route("/desk/hearings/{id}", get(hearings::one))
        .route("/desk/hearings/{id}/new", get(hearings::new).post(hearings::register))
        .route("/desk/hearings/{id}/person", post(hearings::reveal))
        .route("/desk/hearings/{id}/{step}", post(hearings::act))
        .route("/desk/bulk/{id}", get(bulk::one))
        .route("/desk/bulk/{id}/refused.csv", get(bulk::refused))
        .route("/desk/bulk/{id}/columns", post(bulk::choose))
        .route("/desk/bulk/{id}/{step}", post(bulk::act))
        .route("/desk/urgent", get(urgent::page))
        .route("/desk/urgent/{leaf}/review", post(urgent::review))
        .route("/desk/reports", get(reports::page))
        .route("/desk/reports/{id}/contact", post(reports::contact))
        .route("/desk/reports/{id}/answer", post(reports::answer))
        .route("/desk/registers", get(registers::page))
        .route("/desk/yearly-report", get(yearly_report::page).post(yearly_report::act))
        .route("/desk/yearly-report/overview", get(reporting::page))
        .route("/desk/withdrawals", get(withdrawals::page))
        .route("/desk/bulk-withdrawals", get(bulk_withdrawals::list).post(bulk_withdrawals::begin))
        .route("/desk/bulk-withdrawals/{id}", get(bulk_withdrawals::one))
        .route("/desk/bulk-withdrawals/{id}/{step}", post(bulk_withdrawals::act))
}

/// Cases in hand of every procedure, and texts that answers begin with.
fn in_hand() -> Router<Desk> {
    Router::new()
        .route("/desk/cases", get(cases::list))
        .route("/desk/cases/overview", get(cases::overview))
        .route("/desk/case-figures", get(case_figures::page).post(case_figures::begin))
        .route("/desk/cases/{kind}/{id}/handler", post(cases::assign))
        .route("/desk/templates", get(reply_templates::list))
        .route("/desk/templates/new", get(reply_templates::new).post(reply_templates::add))
        .route("/desk/templates/{id}", get(reply_templates::one).post(reply_templates::act))
}

/// Plans and sessions of training, certificates, coverage.
fn trained() -> Router<Desk> {
    Router::new()
        .route("/desk/training", get(training::page).post(training::act))
        .route("/desk/training/coverage", get(training::coverage))
        .route("/desk/training/check", get(training::check))
        .route("/desk/training/plans/{id}", get(training::plan).post(training::add_session))
        .route("/desk/training/sessions/{id}", get(training::session))
        .route("/desk/training/sessions/{id}/{step}", post(training::act_on_session))
        .route("/desk/training/certificates/{id}", post(training::certificate))
}

/// The steps of one disclosure.
fn disclosures() -> Router<Desk> {
    Router::new()
        .route("/desk/d/{id}", get(draft::one))
        .route("/desk/d/{id}/files/{sha256}", get(attachments::one))
        .route("/desk/d/{id}/uploads", post(attachments::begin))
        .route(
            "/desk/d/{id}/uploads/{upload}",
            get(attachments::offset).patch(attachments::append).delete(attachments::cancel),
        )
        .route("/desk/d/{id}/save", post(steps::save))
        .route("/desk/d/{id}/autosave", post(editor::autosave))
        .route("/desk/d/{id}/merge", post(editor::merge))
        .route("/desk/d/{id}/check", post(editor::check))
        .route("/desk/d/{id}/preview", get(preview::beside))
        .route("/desk/d/{id}/preview/page", get(preview::page))
        .route("/desk/d/{id}/copy", post(bring::copy))
        .route("/desk/d/{id}/submit", post(steps::submit))
        .route("/desk/d/{id}/screen", post(steps::screen))
        .route("/desk/d/{id}/consult", post(judging::consult))
        .route("/desk/d/{id}/opinion", post(judging::opinion))
        .route("/desk/d/{id}/return", post(steps::send_back))
        .route("/desk/d/{id}/approve", post(steps::approve))
        .route("/desk/d/{id}/discard", post(steps::discard))
        .route("/desk/d/{id}/amend", post(public_steps::amend))
        .route("/desk/d/{id}/correct", post(public_steps::correct))
        .route("/desk/d/{id}/urgent", post(urgent::release))
        .route("/desk/d/{id}/withdraw", post(public_steps::withdraw))
        .route("/desk/d/{id}/withdraw/confirm", post(withdrawals::confirm))
        .route("/desk/d/{id}/withdraw/cancel", post(withdrawals::cancel))
        .route("/desk/d/{id}/withdraw/review", post(withdrawals::review))
        .route("/desk/d/{id}/erase", post(public_steps::erase))
        .route("/desk/d/{id}/repair", post(public_steps::repair))
        .route("/desk/d/{id}/follow-up", post(public_steps::follow_up))
}

/// One's own account, people, permissions and the audit trail.
fn accounts() -> Router<Desk> {
    Router::new()
        .route("/desk/me", get(me::page))
        .route("/desk/me/mail", get(me_mail::page).post(me_mail::act))
        .route("/desk/me/password", get(me::password).post(me::change_password))
        .route("/desk/me/totp", get(me::totp).post(me::confirm_totp))
        .route("/desk/me/totp/remove", post(me::remove_totp))
        .route("/desk/me/recovery-codes", post(me::recovery_codes))
        .route("/desk/me/passkeys", get(me::passkey).post(me::add_passkey))
        .route("/desk/me/passkeys/remove", post(me::remove_passkey))
        .route("/desk/me/single-sign-on", post(single_sign_on::tie))
        .route("/desk/me/single-sign-on/remove", post(me::untie))
        .route("/desk/me/sessions/end", post(me::end_session))
        .route("/desk/me/deputies", post(me::name_deputy))
        .route("/desk/me/deputies/end", post(me::end_deputy))
        .route("/desk/people", get(people::list))
        .route("/desk/people/invite", post(people::invite))
        .route("/desk/people/{id}", get(people::one))
        .route("/desk/people/{id}/roles", post(people::roles))
        .route("/desk/people/{id}/bar", post(people::bar))
        .route("/desk/people/{id}/reset", post(people::reset))
        .route("/desk/people/{id}/sessions/end", post(people::end_session))
        .route("/desk/people/{id}/deputies", post(people::name_deputy))
        .route("/desk/people/{id}/deputies/end", post(people::end_deputy))
        .route("/desk/tokens", get(tokens::list).post(tokens::make))
        .route("/desk/tokens/{id}/{step}", post(tokens::act))
        .route("/desk/permissions", get(permissions::page))
        .route("/desk/messages", get(messages::list))
        .route("/desk/messages/{key}", get(messages::one).post(messages::act))
        .route("/desk/audit", get(audit::page))
        .route("/desk/audit.csv", get(audit::csv))
        .route("/desk/audit.jsonl", get(audit::jsonl))
}

/// Agencies and regions.
fn organisation() -> Router<Desk> {
    Router::new()
        .route("/desk/agencies", get(agencies::list))
        .route("/desk/agencies/new", get(agencies::new).post(agencies::add))
        .route("/desk/agencies/{code}", get(agencies::one))
        .route("/desk/agencies/{code}/change", post(agencies::change))
        .route("/desk/agencies/{code}/close", post(agencies::close))
        .route("/desk/site", get(site::page).post(site::arrange))
        .route("/desk/site/preview", post(site::preview))
        .route("/desk/site/host", post(site::host))
        .route("/desk/withheld", get(withheld::page).post(withheld::add))
        .route("/desk/withheld/{id}/review", post(withheld::review))
        .route("/desk/others", get(others::page))
        .route("/desk/regions", get(regions::page))
        .route("/desk/regions/add", post(regions::add))
        .route("/desk/regions/{code}/change", post(regions::change))
        .route("/desk/regions/{code}/close", post(regions::close))
}

/// Refuses forms that other sites send, answers unreadable requests with a page that people understand, and keeps
/// every page of the desk out of caches.
async fn guard(
    State((own_address, https)): State<(Arc<str>, bool)>,
    request: Request,
    next: Next,
) -> Response {
    let wanted = wanted::of(&request, https);
    let mut response = if request.method().is_safe() || is_own(request.headers(), &own_address) {
        next.run(request).await
    } else {
        Failure::Foreign.into_response()
    };
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        [b"text/html".as_slice(), b"application/json"].iter().any(|known| kind.as_bytes().starts_with(known))
    });
    if response.status().is_client_error() && !is_page {
        response = Failure::Unreadable(response.status()).into_response();
    } else if response.status().is_server_error() && !is_page {
        // The session of somebody who signs in could not be stored.
        response = Failure::Outage(Outage::Unreachable).into_response();
    }
    if let Some(wanted) = wanted.filter(|_| wanted::asks_to_sign_in(&response)) {
        response.headers_mut().append(header::SET_COOKIE, wanted);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether a page of this site sent the form, as far as the browser says so: by `Sec-Fetch-Site`, or by `Origin` where
/// the connection is not one that browsers send the former on.
fn is_own(headers: &HeaderMap, own_address: &str) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = origin.to_str().ok().and_then(|o| o.split_once("://")).map(|(_, host)| host);
    host.is_some() && (host == text(header::HOST) || origin == own_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_send_forms() {
        let asked = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(n, v)| (n.parse().unwrap(), HeaderValue::from_static(v)));
            is_own(&headers.collect(), "https://open.example.gov.cn")
        };
        assert!(asked(&[]), "a program without a browser; the token still holds it off");
        assert!(asked(&[("sec-fetch-site", "same-origin")]) && asked(&[("sec-fetch-site", "none")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]) && !asked(&[("sec-fetch-site", "same-site")]));
        assert!(asked(&[("origin", "http://10.0.0.8:8080"), ("host", "10.0.0.8:8080")]));
        assert!(asked(&[("origin", "https://open.example.gov.cn"), ("host", "127.0.0.1:8080")]));
        assert!(!asked(&[("origin", "https://evil.example"), ("host", "open.example.gov.cn")]));
        assert!(!asked(&[("origin", "null"), ("host", "open.example.gov.cn")]));
    }
}
