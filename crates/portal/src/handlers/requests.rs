//! `/requests/new` and `/track`: asking an agency for information, and seeing what became of it. Nothing here goes through
//! caches, and no receipt code stands in an address.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use mingjing_actions::Error;
use mingjing_actions::appeals;
use mingjing_actions::case_files::{self, FilePart, FilesOf};
use mingjing_actions::consultations;
use mingjing_actions::requests::{self, Applicant, LetterFormat, NewRequest, Wanted};
use mingjing_actions::selections;
use mingjing_design::components::{ClockBadge, ErrorSummary, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::{Page, download};
use mingjing_procedures::{ApplicantKind, Clock, LetterAt, Purpose};

use super::forms::{Form, FormWithFiles, private, refused};
use crate::failure::Failure;
use crate::pages::{
    FileRow, LetterRow, NoticeLine, RequestChoosePage, RequestFormPage, RequestReceiptPage, TrackPage,
    Tracked, Typed,
};
use crate::portal::Portal;
use crate::throttle;
use crate::visit::Visit;

/// Agencies offered for the words looked for.
const AGENCIES: usize = 30;
/// Longest form with files, in bytes.
pub(super) const MAX_WITH_FILES: usize = 16 << 20;
/// Longest form in bytes: every entry at its longest, spelt out.
pub(super) const MAX_FORM: usize = 128 << 10;

pub(super) fn later(mut response: Response) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(throttle::RETRY_AFTER));
    response
}

/// The form for one agency, or the choice of one.
pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    let code = visit.param("agency").to_owned();
    let purpose = Purpose::of_key(visit.param("purpose")).unwrap_or_default();
    let typed = Typed {
        agency: code.clone(),
        purpose: purpose.key().into(),
        kind: ApplicantKind::Person.key().into(),
        ..Typed::default()
    };
    if portal.house.register().open_agency(&code).is_some() {
        let asked = Asked { typed, once: new_once(&portal), files: Vec::new() };
        return form(&portal, &visit, asked, (StatusCode::OK, Vec::new())).await;
    }
    let looked_for: String = visit.param("q").chars().take(40).collect();
    let register = portal.house.register();
    let fits = |name: &str| !looked_for.is_empty() && name.contains(&looked_for);
    let link = |code: &str, name: &str| Link::new(format!("/requests/new?agency={code}"), name);
    let found = register
        .open_agencies()
        .filter(|a| fits(&a.name) || a.parent_code.is_none() && looked_for.is_empty());
    let agencies = found.take(AGENCIES).map(|a| link(&a.code, &a.name)).collect();
    let frame = portal.frame(&visit, Section::Home).await;
    private(Page::ok(RequestChoosePage { frame, looked_for, agencies }))
}

/// A token for one form: sent twice, it makes one case.
pub(super) fn new_once(portal: &Portal) -> String {
    hex::encode(portal.house.random_bytes::<16>())
}

/// What was sent with a form.
struct Asked {
    typed: Typed,
    once: String,
    /// Files that are kept for it.
    files: Vec<case_files::FileLine>,
}

pub(super) fn file_row(file: case_files::FileLine) -> FileRow {
    let of_answer = file.part == FilePart::Answer;
    FileRow { id: file.id, name: file.name, size: format::size(file.size), of_answer }
}

/// The form with what was typed and what is wrong with it.
async fn form(
    portal: &Portal,
    visit: &Visit,
    Asked { typed, once, files }: Asked,
    (status, wrong): (StatusCode, Vec<(String, String)>),
) -> Response {
    let register = portal.house.register();
    let agency = register.agency_name(&typed.agency).to_owned();
    let errors = wrong.iter().map(|(field, text)| Link::new(format!("#{field}"), text.as_str())).collect();
    let page = RequestFormPage {
        sends_mail: portal.house.site.sends_mail,
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary { errors },
        kinds: ApplicantKind::ALL.map(|kind| (kind.key(), kind.zh())).to_vec(),
        purposes: Purpose::ALL.map(|purpose| (purpose.key(), purpose.zh())).to_vec(),
        agency,
        wrong,
        typed,
        once,
        files: files.into_iter().map(file_row).collect(),
    };
    private(Page::with_status(status, page))
}

/// Takes the form. A failing one comes back with everything that was typed.
pub(super) async fn send(
    State(portal): State<Portal>,
    visit: Visit,
    parts: Parts,
    request: Request,
) -> Response {
    let FormWithFiles { form: sent, files } = match FormWithFiles::read(&portal, &parts, request).await {
        Ok(read) => read,
        Err(failure) => return portal.failure(&visit, failure).await,
    };
    let once = sent.text("once");
    let typed = Typed {
        agency: sent.text("agency"),
        purpose: sent.text("purpose"),
        kind: sent.text("kind"),
        name: sent.text("name"),
        identity: sent.text("identity"),
        contact: sent.text("contact"),
        address: sent.text("address"),
        mail: sent.text("mail"),
        description: sent.text("description"),
        form: sent.text("form"),
        evidence: sent.text("evidence"),
    };
    let asked = Asked { typed, once, files: Vec::new() };
    if !portal.forms.allows(&parts) {
        let words = "您所在的网络地址一分钟内提交太多，请一分钟后再按一次“提交申请”".to_owned();
        let wrong = vec![("send".to_owned(), words)];
        return later(form(&portal, &visit, asked, (StatusCode::TOO_MANY_REQUESTS, wrong)).await);
    }
    let unwanted: Vec<String> = sent.all("remove").map(str::to_owned).collect();
    let (kept, refused) = match FilesOf::Request.keep(&portal.house, &asked.once, files, &unwanted).await {
        Ok(found) => found,
        Err(e) => return unsure(&portal, &visit, asked, e).await,
    };
    let asked = Asked { files: kept, ..asked };
    if !refused.is_empty() {
        let wrong = refused.into_iter().map(|words| ("files".to_owned(), words)).collect();
        return form(&portal, &visit, asked, (StatusCode::UNPROCESSABLE_ENTITY, wrong)).await;
    }
    lodge(&portal, &visit, asked).await
}

async fn lodge(portal: &Portal, visit: &Visit, asked: Asked) -> Response {
    let typed = &asked.typed;
    let new = NewRequest {
        agency: typed.agency.clone(),
        purpose: Purpose::of_key(&typed.purpose).unwrap_or_default(),
        applicant: Applicant {
            kind: ApplicantKind::of_key(&typed.kind).unwrap_or(ApplicantKind::Other),
            name: typed.name.clone(),
            identity: typed.identity.clone(),
            contact: typed.contact.clone(),
            address: typed.address.clone(),
            mail: typed.mail.clone(),
        },
        wanted: Wanted {
            description: typed.description.clone(),
            form: typed.form.clone(),
            evidence: typed.evidence.clone(),
        },
    };
    let wrong = match requests::lodge(&portal.house, new, &asked.once).await {
        Ok(receipt) => {
            let page = RequestReceiptPage {
                frame: portal.frame(visit, Section::Home).await,
                record: Purpose::of_key(&typed.purpose) == Some(Purpose::Record),
                code: receipt.code,
                number: receipt.number,
                agency: receipt.agency,
                lodged_on: format::date(receipt.lodged_on),
                again: receipt.again,
            };
            return private(Page::with_status(StatusCode::CREATED, page));
        }
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| (p.field, p.message)).collect(),
        Err(Error::Refused(words)) => vec![("send".to_owned(), words)],
        Err(other) => return unsure(portal, visit, asked, other).await,
    };
    form(portal, visit, asked, (StatusCode::UNPROCESSABLE_ENTITY, wrong)).await
}

/// The form again where it is not known whether it was taken.
async fn unsure(portal: &Portal, visit: &Visit, asked: Asked, error: Error) -> Response {
    let words =
        "系统暂时连不上，不能确定申请是否收到。填写的内容都在，请过几分钟再按一次“提交申请”，不会重复登记";
    match refused(error, words) {
        Ok(wrong) => later(form(portal, visit, asked, wrong).await),
        Err(failure) => portal.failure(visit, failure).await,
    }
}

/// The form for a receipt code.
pub(super) async fn track(State(portal): State<Portal>, visit: Visit) -> Response {
    asked(&portal, &visit, StatusCode::OK, None).await
}

pub(super) async fn asked(
    portal: &Portal,
    visit: &Visit,
    status: StatusCode,
    told: Option<&str>,
) -> Response {
    let errors = told.map(|words| Link::new("#code", words)).into_iter().collect();
    let frame = portal.frame(visit, Section::Home).await;
    let page = TrackPage {
        frame,
        summary: ErrorSummary { errors },
        code: String::new(),
        tracked: None,
        comment: None,
    };
    private(Page::with_status(status, page))
}

/// Where codes are tried too often from an address: what it is answered.
pub(super) async fn too_often(portal: &Portal, visit: &Visit, parts: &Parts) -> Option<Response> {
    if portal.codes.allows(parts) {
        return None;
    }
    Some(later(asked(portal, visit, StatusCode::TOO_MANY_REQUESTS, Some(TOO_OFTEN)).await))
}

/// What a code opened, or that it opens nothing.
pub(super) async fn or_unknown(
    portal: &Portal,
    visit: &Visit,
    found: Result<Option<Response>, Error>,
) -> Response {
    match found {
        Ok(Some(response)) => response,
        Ok(None) => asked(portal, visit, StatusCode::NOT_FOUND, Some(UNKNOWN)).await,
        Err(e) => portal.failure(visit, e.into()).await,
    }
}

pub(super) const TOO_OFTEN: &str = "您所在的网络地址一分钟内查询太多，请一分钟后再查";
const UNKNOWN: &str = "没有找到这个查询码。请对照回执逐位核对，字母大小写和短横线都不影响";

/// What became of the case of a code. A wrong one is told nothing but that it is wrong.
pub(super) async fn found(State(portal): State<Portal>, visit: Visit, parts: Parts, body: Bytes) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    shown(&portal, &visit, Form::read(&body).text("code"), (None, String::new())).await
}

/// The case of a code, with why a step on it was refused and what was written for it.
async fn shown(
    portal: &Portal,
    visit: &Visit,
    code: String,
    (refused, wish): (Option<String>, String),
) -> Response {
    let applied = match requests::track(&portal.house, &code).await {
        Ok(Some(applied)) => applied,
        Ok(None) => return commented(portal, visit, code).await,
        Err(e) => return portal.failure(visit, e.into()).await,
    };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (clock, waits) = match applied.clock {
        Ok(Some(clock)) => (badge(&clock), Some(clock.waits_for.to_owned())),
        Ok(None) => (None, None),
        Err(words) => (None, Some(format!("答复期限暂时算不出来：{words}"))),
    };
    let line = |notice: requests::Notice| NoticeLine {
        on: format::date(notice.on),
        title: notice.title,
        text: notice.text,
    };
    let tracked = Tracked {
        number: applied.number,
        agency: applied.agency,
        description: applied.wanted.description,
        form: applied.wanted.form,
        record: applied.purpose == Purpose::Record,
        evidence: applied.wanted.evidence,
        state: applied.state,
        outcome: applied.outcome.map(|outcome| outcome.zh()),
        waits,
        clock,
        notices: applied.notices.into_iter().map(line).collect(),
        letters: applied.letters.into_iter().map(letter_row).collect(),
        files: applied.files.into_iter().map(file_row).collect(),
        may_wish: applied.may_wish_publicity,
        wish: if refused.is_some() { wish } else { String::new() },
    };
    let frame = portal.frame(visit, Section::Home).await;
    let summary =
        ErrorSummary { errors: refused.map(|words| Link::new("#wish", words)).into_iter().collect() };
    let page = TrackPage { frame, summary, code, tracked: Some(tracked), comment: None };
    private(Page::with_status(status, page))
}

/// What became of the comment, or of the appeal, of a code.
async fn commented(portal: &Portal, visit: &Visit, code: String) -> Response {
    let comment = match consultations::track(&portal.house, &code).await {
        Ok(Some(comment)) => Some(super::commenting::tracked(comment)),
        Ok(None) => {
            return match super::appeals::tracked(portal, visit, &code).await {
                Ok(Some(page)) => page,
                Ok(None) => signed_up(portal, visit, &code).await,
                Err(e) => portal.failure(visit, e.into()).await,
            };
        }
        Err(e) => return portal.failure(visit, e.into()).await,
    };
    let frame = portal.frame(visit, Section::Home).await;
    let summary = ErrorSummary { errors: Vec::new() };
    private(Page::ok(TrackPage { frame, summary, code, tracked: None, comment }))
}

/// What became of the sign-up of a code.
async fn signed_up(portal: &Portal, visit: &Visit, code: &str) -> Response {
    or_unknown(portal, visit, super::signing_up::tracked(portal, visit, code).await).await
}

/// A file of the case: the applicant's own, or one of the answer that was given.
pub(super) async fn file(State(portal): State<Portal>, visit: Visit, parts: Parts, body: Bytes) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    let sent = Form::read(&body);
    let (code, file) = (sent.text("code"), sent.text("file"));
    let found = match FilesOf::Request.by_code(&portal.house, &code, &file).await {
        Ok(None) => FilesOf::Appeal.by_code(&portal.house, &code, &file).await,
        found => found,
    };
    let given =
        |file: case_files::CaseFile| private(download(&file.media_type, &file.name, Body::from(file.bytes)));
    or_unknown(&portal, &visit, found.map(|found| found.map(given))).await
}

/// The applicant wishes that what was given should be open to all; refused, the case comes back with why.
pub(super) async fn wish(State(portal): State<Portal>, visit: Visit, parts: Parts, body: Bytes) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    let sent = Form::read(&body);
    let (code, text) = (sent.text("code"), sent.text("text"));
    let told = match requests::wish_publicity(&portal.house, &code, &text).await {
        Ok(true) => None,
        Ok(false) => return or_unknown(&portal, &visit, Ok(None)).await,
        Err(Error::Refused(words)) => Some(words),
        Err(e) => return portal.failure(&visit, e.into()).await,
    };
    shown(&portal, &visit, code, (told, text)).await
}

fn letter_row(letter: requests::LetterLine) -> LetterRow {
    LetterRow { at: letter.at.to_string(), title: letter.title, number: letter.number }
}

/// A letter that went to the applicant, as a file.
pub(super) async fn letter(
    State(portal): State<Portal>,
    visit: Visit,
    parts: Parts,
    body: Bytes,
) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    let sent = Form::read(&body);
    let which = sent.text("letter").parse::<LetterAt>().ok();
    let Some(which) = which.zip(LetterFormat::of_ending(&sent.text("format"))) else {
        return portal.failure(&visit, Failure::NotFound).await;
    };
    let found = requests::letter_of(&portal.house, &sent.text("code"), which).await;
    let given =
        |file: requests::LetterFile| private(download(file.media_type, &file.name, Body::from(file.bytes)));
    or_unknown(&portal, &visit, found.map(|found| found.map(given))).await
}

/// The clock of a case, where days are counted.
fn badge(clock: &Clock) -> Option<ClockBadge> {
    Some(ClockBadge { left: clock.standing?.days()?, due: clock.due?, article: clock.article.to_owned() })
}

/// Everything kept of a case, as a file for its applicant.
pub(super) async fn export(
    State(portal): State<Portal>,
    visit: Visit,
    parts: Parts,
    body: Bytes,
) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    let code = Form::read(&body).text("code");
    let kept = match requests::export_of(&portal.house, &code).await {
        Ok(None) => consultations::export_of(&portal.house, &code).await,
        kept => kept,
    };
    let kept = match kept {
        Ok(None) => appeals::export_of(&portal.house, &code).await,
        kept => kept,
    };
    let kept = match kept {
        Ok(None) => selections::export_of(&portal.house, &code).await,
        kept => kept,
    };
    let given = |value: serde_json::Value| {
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        private(download("application/json; charset=utf-8", "我的资料.json", Body::from(text)))
    };
    or_unknown(&portal, &visit, kept.map(|kept| kept.map(given))).await
}
