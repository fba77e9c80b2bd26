//! `/subscribe` and `/subscription/{token}`: being told by mail, without an account. What is answered says nothing of
//! whether an address is known. The page of a link only shows; what it changes takes a press of a button, since programs
//! that look through mail open links too.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use mingjing_actions::subscriptions::{self, Standing, Topic};
use mingjing_actions::{Error, House};
use mingjing_design::components::{Breadcrumb, ErrorSummary, Link};
use mingjing_design::frame::Section;
use mingjing_design::page::Page;

use super::forms::{Form, Sender, private};
use crate::failure::Failure;
use crate::pages::{SubscribePage, SubscriptionPage};
use crate::portal::{Portal, too_many_requests};
use crate::visit::Visit;

/// Longest form, in bytes.
const MAX_FORM: usize = 16 << 10;
/// What may be asked for, as it stands in addresses of the form.
const KINDS: [&str; 5] = ["item", "agency", "words", "list", "disclosure"];

/// `/subscribe` and `/subscription/{token}`.
pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/subscribe", get(page).post(send))
        .route("/subscription/{token}", get(show).post(act))
        .layer(DefaultBodyLimit::max(MAX_FORM))
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Asked {
    topic: Option<Topic>,
    words: String,
    address: String,
    errors: Vec<Link>,
    sent: bool,
}

async fn form_page(portal: &Portal, visit: &Visit, asked: Asked) -> Result<SubscribePage, Failure> {
    let house = &portal.house;
    let about = match &asked.topic {
        None => None,
        Some(topic) => match subscriptions::title(house, topic).await {
            Ok(title) => Some(Link::new(topic.path(), title)),
            // Words that are too long or too short are mended in the form.
            Err(Error::Refused(_)) => None,
            Err(error) => return Err(error.into()),
        },
    };
    let of_words = matches!(&asked.topic, Some(Topic::Words(_)));
    let topic = asked.topic.as_ref().filter(|_| about.is_some() || of_words);
    let feed = match topic.map(Topic::feed) {
        Some(feed) if feed != "/feed.atom" => Link::new(feed, "它的订阅源（Atom）"),
        _ => Link::new("/feed.atom", "最新公开的订阅源（Atom）"),
    };
    Ok(SubscribePage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: breadcrumb(),
        summary: ErrorSummary { errors: asked.errors },
        sends_mail: house.site.sends_mail,
        kind: topic.map(|topic| topic.kind().to_owned()).unwrap_or_default(),
        topic: topic.map_or(asked.words, |topic| topic.topic().to_owned()),
        address: asked.address,
        hours: house.rules.messages.limits.confirm_hours,
        sent: asked.sent,
        about,
        feed,
    })
}

fn breadcrumb() -> Breadcrumb {
    Breadcrumb { above: vec![Link::new("/", "首页")], here: "邮件订阅".into() }
}

/// The form for what the address names.
async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    let topic = KINDS.into_iter().find_map(|kind| Topic::of(kind, visit.param(kind)));
    answer(&portal, &visit, StatusCode::OK, Asked { topic, ..Asked::default() }).await
}

async fn answer(portal: &Portal, visit: &Visit, status: StatusCode, asked: Asked) -> Response {
    match form_page(portal, visit, asked).await {
        Ok(page) => private(Page::with_status(status, page)),
        Err(failure) => portal.failure(visit, failure).await,
    }
}

/// Takes the form.
async fn send(State(portal): State<Portal>, sender: Sender, visit: Visit, body: Bytes) -> Response {
    if let Some(seconds) = portal.subscriptions.wait(sender.client) {
        return too_many_requests(&portal.house, &visit.path, seconds);
    }
    let sent = Form::read(&body);
    // A field that no person sees, filled in; a form that another site sends: programs.
    if sender.foreign || !sent.text("website").is_empty() {
        let failure =
            Failure::BadRequest("这份表单不是从本站的页面填写的。请打开订阅页面，重新填写。".into());
        return portal.failure(&visit, failure).await;
    }
    let words = sent.text("topic");
    let address = sent.text("address");
    let asked = Asked { topic: Topic::of(&sent.text("kind"), &words), words, address, ..Asked::default() };
    let done = match &asked.topic {
        Some(topic) => subscriptions::ask(&portal.house, &asked.address, topic).await,
        None => Err(Error::Refused("请填写要订阅的字词".into())),
    };
    let wrong = |at: &str, why: String| vec![Link::new(format!("#{at}"), why)];
    let (status, asked) = match done {
        Ok(()) => (StatusCode::OK, Asked { sent: true, ..asked }),
        Err(Error::Invalid(problems)) => {
            let errors =
                problems.into_iter().map(|p| Link::new(format!("#{}", p.field), p.message)).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, Asked { errors, ..asked })
        }
        Err(Error::Refused(why)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Asked { errors: wrong("topic", why), ..asked })
        }
        Err(error) => return portal.failure(&visit, error.into()).await,
    };
    answer(&portal, &visit, status, asked).await
}

/// The token of a link opens what it names, so it stands in no line of a log.
fn hide(mut visit: Visit) -> Visit {
    visit.path = "/subscription".into();
    visit
}

async fn subscription_page(
    portal: &Portal,
    visit: &Visit,
    token: &str,
    (standing, ended): (Option<Standing>, bool),
) -> Response {
    let about = |s: Standing| (Link::new(s.topic.path(), s.title), s.confirmed);
    let page = SubscriptionPage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: breadcrumb(),
        action: format!("/subscription/{token}"),
        standing: standing.map(about),
        ended,
    };
    let status = if page.standing.is_none() && !ended { StatusCode::NOT_FOUND } else { StatusCode::OK };
    private(Page::with_status(status, page))
}

/// What the link of a mail is about. Nothing changes by looking.
async fn show(State(portal): State<Portal>, Path(token): Path<String>, visit: Visit) -> Response {
    let visit = hide(visit);
    match subscriptions::standing(&portal.house, &token).await {
        Ok(standing) => subscription_page(&portal, &visit, &token, (standing, false)).await,
        Err(error) => portal.failure(&visit, error.into()).await,
    }
}

/// Confirms or ends. A program for mail that unsubscribes for its reader sends `List-Unsubscribe=One-Click` (RFC 8058),
/// from wherever it is.
async fn act(State(portal): State<Portal>, Path(token): Path<String>, visit: Visit, body: Bytes) -> Response {
    let visit = hide(visit);
    let form = Form::read(&body);
    let ends = form.text("do") == "end" || form.text("List-Unsubscribe") == "One-Click";
    let done = change(&portal.house, &token, (ends, form.text("do") == "confirm")).await;
    match done {
        Ok(standing) => subscription_page(&portal, &visit, &token, (standing, ends)).await,
        Err(error) => portal.failure(&visit, error.into()).await,
    }
}

async fn change(
    house: &House,
    token: &str,
    (ends, confirms): (bool, bool),
) -> Result<Option<Standing>, Error> {
    if ends {
        subscriptions::end(house, token).await?;
        return Ok(None);
    }
    if confirms {
        subscriptions::confirm(house, token).await?;
    }
    subscriptions::standing(house, token).await
}
