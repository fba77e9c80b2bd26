//! Requests for information at the desk: cases by urgency, one case with the steps its state has, letters and visits noted.

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::in_hand::Kind;
use mingjing_actions::reply_templates::ReplyKind;
use mingjing_actions::requests::{self, Applicant, LetterFormat, NewRequest, Wanted};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::format::query_value;
use mingjing_design::page::{Page, download};
use mingjing_procedures::{
    AnyRequest, ApplicantKind, Channel, Clock, Event, FeeBasis, LetterAt, Outcome, Party, Purpose, Remedy,
    RemedyResult, Reply,
};

use crate::form::{Form, day, word};
use crate::pages::{
    ApplicantPage, CaseLineView, CasePage, CaseStepView, LetterPage, OpenLetter, RegisteredPage,
    RequestsPage, Steps,
};
use crate::steps::{Answer, refusal};
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;
use crate::{Desk, case_files, cases, reply_templates};

/// Cases on one page.
const PAGE: u64 = 50;

fn to_case(id: &str) -> Response {
    Redirect::to(&format!("/desk/requests/{id}")).into_response()
}

/// Open cases by urgency, or closed ones.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let open = asked.text("view") != "closed";
    let page: u64 = asked.text("page").parse().unwrap_or(1).max(1);
    let (house, by) = (&desk.house, &visitor.officer);
    let (agency, other) = asked_agency(&desk, &visitor, &asked);
    let window = (PAGE, (page - 1).saturating_mul(PAGE));
    let listing = requests::list_of(house, by, &agency, (open, window)).await?;
    let view = if open { "open" } else { "closed" };
    let of = other.as_ref().map(|(part, _)| part.as_str()).unwrap_or_default();
    let base = format!("/desk/requests?view={view}{of}&page=");
    Ok(Page::ok(RequestsPage {
        may_handle: other.is_none() && house.may(by, Action::HandleRequests, &agency),
        other,
        frame: visitor.frame,
        open,
        total: listing.total,
        lines: listing.lines.into_iter().map(line).collect(),
        pagination: Pagination { current: page, pages: listing.total.div_ceil(PAGE).max(1), base },
    })
    .into_response())
}

/// The agency whose cases are asked for, and where it is not the person's own, how addresses say so and its name.
pub(crate) fn asked_agency(
    desk: &Desk,
    visitor: &Visitor,
    asked: &Form,
) -> (String, Option<(String, String)>) {
    let own = visitor.officer.agency.clone();
    match asked.text("agency").trim() {
        code if code.is_empty() || code == own => (own, None),
        code => {
            let name = desk.house.register().agency_name(code).to_owned();
            (code.to_owned(), Some((format!("&agency={}", query_value(code)), name)))
        }
    }
}

fn line(line: requests::CaseLine) -> CaseLineView {
    let row = line.row;
    let (state, article) = match row.state.as_str() {
        "submitted" => ("待确认收到", "条例第三十一条"),
        "handling" => ("办理中", "条例第三十三条"),
        "correcting" => ("待申请人补正", "条例第三十条"),
        "consulting" => ("征求意见中，期限暂停计算", "条例第三十三条"),
        "explaining" => ("待说明理由", "条例第三十五条"),
        "charged" => ("待缴费，期限不计", "条例第四十二条"),
        "publicity" => ("待答复主动公开的建议", "条例第四十四条"),
        "proposed" => ("待审核", "条例第三十三条"),
        _ => ("已办结", ""),
    };
    let is_record = row.purpose == Purpose::Record.key();
    let article =
        if is_record && article == "条例第三十三条" { "条例第四十一条" } else { article };
    let outcome = row.outcome.as_deref().and_then(Outcome::of_key).filter(|_| row.state != "publicity");
    let closed = row.closed_on.is_some() && row.state != "publicity";
    let badge = |left| ClockBadge { left, due: line.due, article: article.to_owned() };
    CaseLineView {
        id: row.id,
        number: row.number,
        applicant: row.applicant_mask,
        subject: if is_record { format!("更正记录：{}", line.subject) } else { line.subject },
        state: outcome.map_or(state, Outcome::zh),
        late: row.late,
        clock: line.left.filter(|_| !closed).map(badge),
        closed_on: row.closed_on.unwrap_or_default(),
    }
}

/// One case.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let case = requests::case(&desk.house, &visitor.officer, id).await?;
    let may = |action| desk.house.may(&visitor.officer, action, &case.row.agency_code);
    let (clock, waits) = match &case.clock {
        Ok(Some(clock)) => (badge(clock), Some(clock.waits_for.to_owned())),
        Ok(None) => (None, None),
        Err(words) => (None, Some(format!("期限暂时算不出来：{words}"))),
    };
    let steps = case.steps.iter().map(|step| CaseStepView {
        at: minute(&step.at),
        by: step.by.clone().unwrap_or_else(|| "申请人".into()),
        on: step.event.on().to_string(),
        title: step.event.zh(),
        text: words(&step.event),
    });
    let may_handle = may(Action::HandleRequests);
    let opens = case.row.outcome.as_deref().and_then(Outcome::of_key).is_some_and(Outcome::opens);
    let kinds = if (opens || case.same > 1) && may(Action::Draft) {
        crate::work::choices(desk, &visitor.officer)
    } else {
        Vec::new()
    };
    let steps_here = Steps {
        state: case.request.key(),
        record: case.request.file().purpose() == Purpose::Record,
        handle: may_handle && case.wanted.is_some(),
        review: may(Action::ReviewRequests) && case.wanted.is_some(),
        extension_asked: case.request.file().extension_asked(),
        extended: case.request.file().extended_by().is_some(),
        correction_asked: case.request.file().correction_asked(),
        reason_asked: case.request.file().reason_asked(),
        charged: case.request.file().charged(),
        fee: match &case.request {
            AnyRequest::Charged(charged) => Some((charged.state().yuan, charged.state().told_on.is_some())),
            _ => None,
        },
        letters: letters(&case.request),
    };
    let handler = cases::handler_part(desk, &visitor, Kind::Request, id).await?;
    let templates =
        reply_templates::offered(desk, &visitor, (ReplyKind::Request, &case.row.agency_code)).await?;
    let page = CasePage {
        handler,
        templates,
        summary: tried.summary(if tried.refuses("files") { "#files" } else { "#steps" }),
        tried,
        today: desk.house.now().date_naive().to_string(),
        id: id.to_owned(),
        version: case.row.lock_version,
        number: case.row.number,
        applicant: case.row.applicant_mask,
        channel: case.request.file().channel().zh(),
        state: case.request.zh(),
        outcome: case.row.outcome.as_deref().and_then(Outcome::of_key).map(Outcome::zh),
        late: case.row.late,
        clock,
        waits,
        description: case.wanted.as_ref().map(|w| w.description.clone()),
        evidence: case.wanted.as_ref().map(|w| w.evidence.clone()).unwrap_or_default(),
        form: case.wanted.map(|w| w.form).unwrap_or_default(),
        same: case.same,
        notice: case.notice,
        history: steps.collect(),
        steps: steps_here,
        kinds,
        files: case.files.into_iter().map(|file| case_files::row(file, may_handle)).collect(),
        letters: if may_handle { case.letters } else { Vec::new() },
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// What was said in a step, with what belongs to it.
fn words(event: &Event) -> String {
    match event {
        Event::Proposed { outcome, text, names, public_interest, .. } => {
            let more = [names, public_interest].into_iter().filter(|t| !t.is_empty());
            let more: String = more.map(|t| format!("\n{t}")).collect();
            format!("{}（{}）\n{text}{more}", outcome.zh(), outcome.article())
        }
        Event::CorrectionAsked { until, text, .. } | Event::Delayed { until, text, .. } => {
            format!("{text}\n期限：{until}")
        }
        Event::FeeAsked { basis, count, yuan, text, .. } => {
            let unit = if *basis == FeeBasis::Pages {
                format!("{count} 页")
            } else {
                format!("本月第 {count} 件")
            };
            format!("{}，{unit}，应缴纳 {yuan} 元\n{text}", basis.zh())
        }
        Event::ExtensionAsked { working_days, text, .. } => format!("{working_days} 个工作日：{text}"),
        Event::Contested { remedy, result, text, .. } => format!("{}：{}\n{text}", remedy.zh(), result.zh()),
        other => other.text().to_owned(),
    }
}

/// Letters that still wait for a reply.
fn letters(request: &AnyRequest) -> Vec<OpenLetter> {
    let AnyRequest::Consulting(request) = request else { return Vec::new() };
    let asked = request.state().asked.iter().enumerate().filter(|(_, one)| one.ended_on.is_none());
    asked
        .map(|(number, one)| OpenLetter {
            number,
            party: one.party.zh(),
            asked_on: one.asked_on.to_string(),
            delivered_on: one.delivered_on.map(|day| day.to_string()),
        })
        .collect()
}

fn badge(clock: &Clock) -> Option<ClockBadge> {
    Some(ClockBadge { left: clock.standing?.days()?, due: clock.due?, article: clock.article.to_owned() })
}

fn refuse<T>(text: impl Into<String>) -> Result<T, Error> {
    Err(Error::Refused(text.into()))
}

fn number<T: std::str::FromStr>(form: &Form, name: &str, label: &str) -> Result<T, Error> {
    form.text(name).trim().parse().or_else(|_| refuse(format!("{label}应是数字")))
}

/// The event that a form asks for.
fn event(step: &str, form: &Form, today: NaiveDate) -> Result<Event, Error> {
    let (on, by) = (today, String::new());
    let text = || form.text("text").trim().to_owned();
    let day_of = || day(form, "on", "日期");
    Ok(match step {
        "confirm" => Event::Confirmed { on },
        "ask-correction" => {
            Event::CorrectionAsked { on, until: day(form, "until", "补正期限")?, text: text() }
        }
        "corrected" => Event::Corrected { on: day_of()?, text: text() },
        "abandon" => Event::Abandoned { on },
        "consult" => {
            Event::Consulted { on, party: word::<Party>(form, "party", "征求谁的意见")?, text: text() }
        }
        "delivered" => Event::Delivered { on: day_of()?, number: number(form, "number", "编号")? },
        "replied" => Event::Replied {
            on: day_of()?,
            number: number(form, "number", "编号")?,
            reply: word::<Reply>(form, "reply", "对方的意见")?,
            text: text(),
        },
        "silent" => Event::Silent { on, number: number(form, "number", "编号")? },
        "ask-reason" => Event::ReasonAsked { on, text: text() },
        "explained" => {
            Event::Explained { on: day_of()?, reasonable: form.text("reasonable") == "yes", text: text() }
        }
        "delay" => Event::Delayed { on, until: day(form, "until", "答复日期")?, text: text() },
        "ask-extension" => Event::ExtensionAsked {
            on,
            working_days: number(form, "days", "延长的工作日")?,
            text: text(),
            by,
        },
        "extend" => Event::Extended { on, by },
        "propose" => Event::Proposed {
            on,
            outcome: word::<Outcome>(form, "outcome", "答复类型")?,
            text: text(),
            names: form.text("names").trim().to_owned(),
            public_interest: form.text("public-interest").trim().to_owned(),
            by,
        },
        "charge" => Event::FeeAsked {
            on,
            basis: word::<FeeBasis>(form, "basis", "按件还是按量")?,
            count: if form.text("pages").is_empty() { 0 } else { number(form, "pages", "页数")? },
            yuan: 0,
            text: text(),
        },
        "fee-told" => Event::FeeTold { on: day_of()? },
        "fee-paid" => Event::FeePaid { on: day_of()? },
        "fee-unpaid" => Event::FeeUnpaid { on },
        "publicity" => Event::PublicityDecided { on, agreed: form.text("agreed") == "yes", text: text() },
        "approve" => Event::Approved { on, by },
        "send-back" => Event::SentBack { on, text: text(), by },
        "withdraw" => Event::Withdrawn { on: day_of()? },
        "contest" => Event::Contested {
            on: day_of()?,
            remedy: word::<Remedy>(form, "remedy", "复议还是诉讼")?,
            result: word::<RemedyResult>(form, "result", "结果")?,
            text: text(),
        },
        _ => return Err(Error::NotFound("这一步")),
    })
}

/// Takes a step; refused, the case comes back with why, and with what was typed.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    if step == "fill" {
        let tried = reply_templates::fill(&desk, &visitor, (ReplyKind::Request, &id), form).await?;
        return show(&desk, visitor, &id, tried).await;
    }
    let version = form.version()?;
    let taken = match event(&step, &form, desk.house.now().date_naive()) {
        Ok(event) => requests::take_step(&desk.house, &visitor.officer, &id, version, event).await,
        Err(e) => Err(e),
    };
    let e = match taken {
        Ok(()) => return Ok(to_case(&id)),
        Err(e) => e,
    };
    show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await
}

/// The case, with why its files were not changed.
pub(crate) async fn refused_files(desk: &Desk, visitor: Visitor, id: &str, e: Error) -> Answer {
    let tried = Tried::refused("files", Form::default(), e)?;
    show(desk, visitor, id, tried).await
}

/// Who asks; that it was looked at is written down.
pub(crate) async fn reveal(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    let found = requests::reveal(&desk.house, &visitor.officer, &id).await?;
    let page = ApplicantPage {
        frame: visitor.frame,
        id,
        kind: found.kind.zh(),
        name: found.name,
        identity: found.identity,
        contact: found.contact,
        address: found.address,
        mail: found.mail,
    };
    Ok(Page::ok(page).into_response())
}

/// A letter of the case as a file; that it was taken out is written down.
pub(crate) async fn written(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let which = form.text("letter").parse::<LetterAt>().ok();
    let which = which.zip(LetterFormat::of_ending(form.text("format")));
    let which = which.ok_or(Error::NotFound("这份文书"))?;
    let file = requests::letter(&desk.house, &visitor.officer, &id, which).await?;
    Ok(download(file.media_type, &file.name, Body::from(file.bytes)))
}

/// The form for a letter or a visit.
pub(crate) async fn letter(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    desk.house.must(&visitor.officer, Action::HandleRequests, &visitor.officer.agency)?;
    let once = hex::encode(desk.house.random_bytes::<16>());
    Ok(letter_page(&desk, visitor, (StatusCode::OK, once), Form::default(), Vec::new()))
}

fn letter_page(
    desk: &Desk,
    visitor: Visitor,
    (status, once): (StatusCode, String),
    sent: Form,
    errors: Vec<Link>,
) -> Response {
    let page = LetterPage {
        summary: ErrorSummary { errors },
        today: desk.house.now().date_naive().to_string(),
        kinds: ApplicantKind::ALL.map(|kind| (kind.key(), kind.zh())).to_vec(),
        purposes: Purpose::ALL.map(|purpose| (purpose.key(), purpose.zh())).to_vec(),
        channels: Channel::ALL
            .into_iter()
            .filter(|c| *c != Channel::Online)
            .map(|c| (c.key(), c.zh()))
            .collect(),
        once,
        sent,
        token: visitor.token,
        frame: visitor.frame,
    };
    Page::with_status(status, page).into_response()
}

/// Notes a letter or a visit, and shows the receipt once.
pub(crate) async fn register(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let once = form.text("once").to_owned();
    let registered = match arrival(&form) {
        Ok((channel, on, new)) => {
            let new = NewRequest { agency: visitor.officer.agency.clone(), ..new };
            requests::register(&desk.house, &visitor.officer, new, (channel, on), &once).await
        }
        Err(e) => Err(e),
    };
    let errors = match registered {
        Ok(receipt) => {
            let page = RegisteredPage {
                frame: visitor.frame,
                id: receipt.id,
                code: receipt.code,
                number: receipt.number,
                lodged_on: receipt.lodged_on.to_string(),
            };
            return Ok(Page::with_status(StatusCode::CREATED, page).into_response());
        }
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|p| Link::new(format!("#{}", p.field), p.message)).collect()
        }
        Err(e) => vec![Link::new("#on", refusal(e)?)],
    };
    Ok(letter_page(&desk, visitor, (StatusCode::UNPROCESSABLE_ENTITY, once), form, errors))
}

fn arrival(form: &Form) -> Result<(Channel, NaiveDate, NewRequest), Error> {
    let text = |name: &str| form.text(name).to_owned();
    let applicant = Applicant {
        kind: word::<ApplicantKind>(form, "kind", "申请人的类别")?,
        name: text("name"),
        identity: text("identity"),
        contact: text("contact"),
        address: text("address"),
        mail: text("mail"),
    };
    let wanted = Wanted { description: text("description"), form: text("form"), evidence: text("evidence") };
    let purpose = match form.text("purpose") {
        "" => Purpose::default(),
        _ => word::<Purpose>(form, "purpose", "申请什么")?,
    };
    let new = NewRequest { agency: String::new(), purpose, applicant, wanted };
    Ok((word::<Channel>(form, "channel", "怎样收到的")?, day(form, "on", "收到日期")?, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::read_unchecked(&Bytes::from(text.to_owned()))
    }

    #[test]
    fn what_a_form_lacks_is_told() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let told = |step: &str, text: &str| event(step, &form(text), today).unwrap_err().to_string();
        assert!(told("ask-correction", "until=soon").contains("soon"));
        assert!(told("propose", "outcome=nothing").contains("答复类型"));
        assert!(told("fly", "").contains("这一步"));
        assert!(told("replied", "on=2026-11-24&number=x").contains("数字"));
        assert!(event("approve", &form(""), today).is_ok());
    }
}
