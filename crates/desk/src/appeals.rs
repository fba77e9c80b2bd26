//! Appeals at the desk: cases by urgency, one case with the steps its state has, letters, calls and visits noted.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::appeals::{self, AlikeCase, AlikeStep, Case, NewAppeal, Said, View, Writer};
use mingjing_actions::in_hand::Kind as InHand;
use mingjing_actions::reply_templates::ReplyKind;
use mingjing_actions::{Action, Error, Register};
use mingjing_design::components::{ClockBadge, ErrorSummary, Link, Pagination};
use mingjing_design::page::Page;
use mingjing_procedures::appeal::{AnyAppeal, Ending, Event, Kind, Publicity, Way};

use crate::case_views::running;
use crate::form::{Form, day, word};
use crate::pages::{
    AlikeView, AppealLineView, AppealNewPage, AppealPage, AppealRegisteredPage, AppealSteps, AppealsPage,
    CaseStepView, PartnerView, WriterPage,
};
use crate::requests::asked_agency;
use crate::steps::{Answer, refusal};
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;
use crate::{Desk, case_files, cases, reply_templates};

/// Cases on one page.
const PAGE: u64 = 50;
/// Agencies named where a name fits several.
const NAMED: usize = 5;

fn to_case(id: &str) -> Response {
    Redirect::to(&format!("/desk/appeals/{id}")).into_response()
}

/// Cases in hand by urgency, those of others in which the agency has a part, or those that were answered.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let (view, name) = match asked.text("view") {
        "closed" => (View::Closed, "closed"),
        "joint" => (View::Joint, "joint"),
        _ => (View::Open, "open"),
    };
    let page: u64 = asked.text("page").parse().unwrap_or(1).max(1);
    let window = (PAGE, (page - 1).saturating_mul(PAGE));
    let (house, by) = (&desk.house, &visitor.officer);
    let (agency, other) = asked_agency(&desk, &visitor, &asked);
    let listing = appeals::list_of(house, by, &agency, (view, window)).await?;
    let may_handle = other.is_none() && house.may(by, Action::HandleAppeals, &agency);
    let tick = may_handle && view == View::Open;
    let of = other.as_ref().map(|(part, _)| part.clone()).unwrap_or_default();
    Ok(Page::ok(AppealsPage {
        may_handle,
        other,
        token: visitor.token,
        frame: visitor.frame,
        view: name,
        total: listing.total,
        lines: listing.lines.into_iter().map(|one| line(one, tick)).collect(),
        pagination: Pagination {
            current: page,
            pages: listing.total.div_ceil(PAGE).max(1),
            base: format!("/desk/appeals?view={name}{of}&page="),
        },
    })
    .into_response())
}

fn line(line: appeals::CaseLine, tick: bool) -> AppealLineView {
    let row = line.row;
    let ticked = format!("{}:{}", row.id, row.lock_version);
    let closed = row.closed_on.is_some();
    let badge = |left| ClockBadge { left, due: line.due, article: line.article.clone() };
    AppealLineView {
        ticked: Some(ticked).filter(|_| tick && appeals::may_be_handed_on(&row.state)),
        id: row.id,
        number: row.number,
        kind: line.kind,
        subject: line.subject,
        state: line.state,
        urged: row.urged,
        late: row.late,
        satisfied: row.satisfied,
        clock: line.left.filter(|_| !closed).map(badge),
        closed_on: row.closed_on.unwrap_or_default(),
    }
}

/// One case.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let mut case = appeals::case(&desk.house, &visitor.officer, id).await?;
    let files = std::mem::take(&mut case.files);
    let alike = match case.same.0 {
        0 | 1 => Vec::new(),
        _ => appeals::alike(&desk.house, &visitor.officer, id).await.or_else(none_for_partners)?,
    };
    let handles = desk.house.may(&visitor.officer, Action::HandleAppeals, &case.row.agency_code);
    let (clock, waits) = running(&case.clock);
    let register = desk.house.register();
    let history = case.steps.iter().map(|step| CaseStepView {
        at: minute(&step.at),
        by: step.by.clone().unwrap_or_else(|| "提出人".into()),
        on: step.event.on().to_string(),
        title: step.event.zh(),
        text: words(&register, &step.event),
    });
    let file = case.appeal.file();
    let region = register.region(&case.row.region_code);
    let handler = cases::handler_part(desk, &visitor, InHand::Appeal, id).await?;
    let templates =
        reply_templates::offered(desk, &visitor, (ReplyKind::Appeal, &case.row.agency_code)).await?;
    let page = AppealPage {
        handler,
        templates,
        summary: tried.summary(anchor(&tried)),
        tried,
        id: id.to_owned(),
        version: case.row.lock_version,
        number: case.row.number.clone(),
        kind: file.kind(),
        kind_title: case.kind.clone(),
        agency: register.agency_name(&case.row.agency_code).to_owned(),
        region: region.map_or_else(String::new, |region| region.name.clone()),
        way: file.way().zh(),
        state: case.appeal.zh(),
        ending: case.row.ending.as_deref().and_then(Ending::of_key).map(Ending::zh),
        late: case.row.late,
        satisfied: case.row.satisfied,
        urged: file.urged_on().len(),
        reopened: file.reopened(),
        clock,
        waits,
        named: case.named,
        not_public: not_public(&case),
        same: case.same.0,
        others: case
            .same
            .1
            .iter()
            .map(|other| Link::new(format!("/desk/appeals/{}", other.id), other.number.as_str()))
            .collect(),
        history: history.collect(),
        steps: steps(desk, &visitor, &register, &case),
        draft: draft(&case),
        alike: alike.into_iter().map(alike_line).collect(),
        open: case.row.closed_on.is_none(),
        files: files.into_iter().map(|file| case_files::row(file, handles)).collect(),
        said: case.said.map(|said| (said.title, said.text)),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// Where on the page the step is that was refused.
fn anchor(tried: &Tried) -> &'static str {
    if tried.refuses("files") {
        "#files"
    } else if tried.refuses("alike") {
        "#alike"
    } else {
        "#steps"
    }
}

/// Why the answer to this case is never published.
fn not_public(case: &Case) -> &'static str {
    if !case.publishable {
        "举报的办理结果不公开（信访工作条例第三十条）"
    } else if !case.appeal.file().consent() {
        "提出人不同意公开（个人信息保护法第十三条）"
    } else {
        ""
    }
}

/// Whoever has only a part in a case answers none.
fn none_for_partners(e: Error) -> Result<Vec<AlikeCase>, Error> {
    if matches!(e, Error::Forbidden(_)) { Ok(Vec::new()) } else { Err(e) }
}

fn alike_line(one: AlikeCase) -> AlikeView {
    let does = match one.step {
        AlikeStep::Propose => "提交审核",
        AlikeStep::Approve => "审核通过",
    };
    AlikeView { id: one.id, number: one.number, state: one.state, does }
}

/// Where the public answer is.
fn draft(case: &Case) -> Option<Link> {
    let drafted = case.row.disclosure_id.as_ref().filter(|_| case.drafted)?;
    Some(match &case.public_answer {
        Some(id) => Link::new(format!("/d/{id}"), "看公开的办理结果"),
        None => Link::new(format!("/desk/d/{drafted}"), "公开的办理结果正在起草、审查"),
    })
}

fn steps(desk: &Desk, visitor: &Visitor, register: &Register, case: &Case) -> AppealSteps {
    let may = |action, agency: &str| desk.house.may(&visitor.officer, action, agency);
    let kept = case.said.is_some();
    let (agency, file) = (&case.row.agency_code, case.appeal.file());
    let partners = match &case.appeal {
        AnyAppeal::Joint(joint) => joint.state().partners.as_slice(),
        _ => &[],
    };
    let owed = case.appeal.answered().is_some_and(|answered| answered.publicity == Publicity::Owed);
    AppealSteps {
        state: case.appeal.key(),
        handle: kept && may(Action::HandleAppeals, agency),
        review: kept && may(Action::ReviewAppeals, agency),
        decided: file.decided(),
        extension_asked: file.extension_asked(),
        extended: file.extended_by().is_some(),
        partners: partners
            .iter()
            .map(|one| PartnerView {
                name: register.agency_name(&one.agency).to_owned(),
                asked_on: one.asked_on.to_string(),
                ended_on: one.ended_on.map(|day| day.to_string()),
                own: kept && may(Action::HandleAppeals, &one.agency),
                code: one.agency.clone(),
            })
            .collect(),
        prepare: kept && owed && !case.drafted && may(Action::Draft, agency),
    }
}

/// What was said in a step, with what belongs to it.
fn words(register: &Register, event: &Event) -> String {
    match event {
        Event::Proposed { ending, text, question, withheld, .. } => {
            let public = if withheld.is_empty() {
                format!("公开时概括为：{question}")
            } else {
                format!("不公开，理由：{withheld}")
            };
            format!("{}（{}）\n{text}\n{public}", ending.zh(), ending.article())
        }
        Event::Transferred { to, text, .. }
        | Event::Returned { to, text, .. }
        | Event::Routed { to, text, .. } => {
            format!("{}\n{text}", register.agency_name(to))
        }
        Event::Joined { agencies, text, .. } => {
            let names: Vec<&str> = agencies.iter().map(|code| register.agency_name(code)).collect();
            format!("{}\n{text}", names.join("、"))
        }
        Event::Contributed { agency, text, .. } => format!("{}\n{text}", register.agency_name(agency)),
        Event::WentOn { agency, .. } => register.agency_name(agency).to_owned(),
        Event::ExtensionAsked { days, text, .. } => format!("{days} 天：{text}"),
        other => other.text().to_owned(),
    }
}

fn refuse<T>(text: impl Into<String>) -> Result<T, Error> {
    Err(Error::Refused(text.into()))
}

/// The agency that somebody means by a code, a name, or a part of one.
pub(crate) fn agency_named(register: &Register, typed: &str) -> Result<String, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return refuse("请写明单位");
    }
    if let Some(agency) = register.open_agency(typed) {
        return Ok(agency.code.clone());
    }
    if let Some(agency) = register.open_agencies().find(|agency| agency.name == typed) {
        return Ok(agency.code.clone());
    }
    let found: Vec<_> = register.open_agencies().filter(|agency| agency.name.contains(typed)).collect();
    match found.as_slice() {
        [one] => Ok(one.code.clone()),
        [] => refuse(format!("名册里没有名称含“{typed}”的单位，请核对，或者写单位代码")),
        several => {
            let names: Vec<String> =
                several.iter().take(NAMED).map(|one| format!("{}({})", one.name, one.code)).collect();
            refuse(format!(
                "名称含“{typed}”的单位有 {} 个：{} 等，请写全名或者代码",
                several.len(),
                names.join("、")
            ))
        }
    }
}

/// The event that a form asks for.
fn event(register: &Register, step: &str, form: &Form, on: NaiveDate) -> Result<Event, Error> {
    let by = String::new();
    let text = form.text("text").trim().to_owned();
    let to = || agency_named(register, form.text("to"));
    let agency = || form.text("agency").to_owned();
    Ok(match step {
        "accept" => Event::Accepted { on },
        "transfer" => Event::Transferred { on, to: to()?, text },
        // The office above is looked up where the step is taken.
        "give-back" => Event::Returned { on, to: String::new(), text },
        "route" => Event::Routed { on, to: to()?, text },
        "join" => {
            let typed = form.text("to").lines().filter(|line| !line.trim().is_empty());
            let agencies: Result<Vec<String>, Error> =
                typed.map(|line| agency_named(register, line)).collect();
            Event::Joined { on, agencies: agencies?, text }
        }
        "contribute" => Event::Contributed { on, agency: agency(), text },
        "go-on" => Event::WentOn { on, agency: agency() },
        "ask-extension" => {
            let days = form.text("days").trim().parse();
            let days = days.or_else(|_| refuse("延长的天数应是数字"))?;
            Event::ExtensionAsked { on, days, text, by }
        }
        "extend" => Event::Extended { on, by },
        "propose" => Event::Proposed {
            on,
            ending: word::<Ending>(form, "ending", "办理结果")?,
            text,
            question: form.text("question").trim().to_owned(),
            withheld: form.text("withheld").trim().to_owned(),
            by,
        },
        "approve" => Event::Approved { on, by },
        "send-back" => Event::SentBack { on, text, by },
        _ => return Err(Error::NotFound("这一步")),
    })
}

/// Takes a step; refused, the case comes back with why, and with what was typed. Whoever hands it on sees the list again.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    if step == "fill" {
        let tried = reply_templates::fill(&desk, &visitor, (ReplyKind::Appeal, &id), form).await?;
        return show(&desk, visitor, &id, tried).await;
    }
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    if step == "prepare" {
        return match appeals::prepare_answer(house, by, &id, version).await {
            Ok(draft) => Ok(Redirect::to(&format!("/desk/d/{draft}")).into_response()),
            Err(e) => again(&desk, visitor, (&id, &step), form, e).await,
        };
    }
    let taken = match event(&house.register(), &step, &form, house.now().date_naive()) {
        Ok(event) => appeals::take_step(house, by, &id, version, event).await,
        Err(e) => Err(e),
    };
    match taken {
        Ok(()) if appeals::case(house, by, &id).await.is_ok() => Ok(to_case(&id)),
        Ok(()) => Ok(Redirect::to("/desk/appeals").into_response()),
        Err(e) => again(&desk, visitor, (&id, &step), form, e).await,
    }
}

async fn again(desk: &Desk, visitor: Visitor, (id, step): (&str, &str), form: Form, e: Error) -> Answer {
    show(desk, visitor, id, Tried::refused(step, form, e)?).await
}

/// Gives cases that say the same the answer of this one; what was refused is said on its page.
pub(crate) async fn answer_alike(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let others: Vec<String> = form.all("also").map(str::to_owned).collect();
    if others.is_empty() {
        let e = Error::Refused("请先勾选要一并答复的诉求".into());
        return show(&desk, visitor, &id, Tried::refused("alike", form, e)?).await;
    }
    let done = appeals::answer_alike(&desk.house, &visitor.officer, &id, &others).await?;
    let refused: Vec<String> = done
        .into_iter()
        .filter_map(|one| Some(format!("{} 没有一并答复：{}", one.number, one.refused?)))
        .collect();
    if refused.is_empty() {
        return Ok(to_case(&id));
    }
    let e = Error::Refused(refused.join("；"));
    show(&desk, visitor, &id, Tried::refused("alike", form, e)?).await
}

/// The case, with why its files were not changed.
pub(crate) async fn refused_files(desk: &Desk, visitor: Visitor, id: &str, e: Error) -> Answer {
    show(desk, visitor, id, Tried::refused("files", Form::default(), e)?).await
}

/// Who appeals; that it was looked at is written down.
pub(crate) async fn reveal(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    let Writer { name, contact, address, mail } = appeals::reveal(&desk.house, &visitor.officer, &id).await?;
    Ok(Page::ok(WriterPage { frame: visitor.frame, id, name, contact, address, mail }).into_response())
}

/// The form for a letter, a call or a visit.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    desk.house.must(&visitor.officer, Action::HandleAppeals, &visitor.officer.agency)?;
    let once = hex::encode(desk.house.random_bytes::<16>());
    Ok(new_page(&desk, visitor, (StatusCode::OK, once), Form::default(), Vec::new()))
}

fn new_page(
    desk: &Desk,
    visitor: Visitor,
    (status, once): (StatusCode, String),
    sent: Form,
    errors: Vec<Link>,
) -> Response {
    let rules = &desk.house.rules.appeals;
    let register = desk.house.register();
    let own = register.agency(&visitor.officer.agency).map(|agency| agency.region_code.clone());
    let own = own.and_then(|code| register.region(&code).cloned());
    let pair = |region: &mingjing_actions::Region| (region.code.clone(), region.name.clone());
    let mut regions: Vec<_> = own.iter().map(pair).collect();
    if let Some(region) = &own {
        for below in register.regions_below(&region.code) {
            regions.push(pair(below));
            regions.extend(register.regions_below(&below.code).map(pair));
        }
    }
    let title = |kind: Kind| Some((kind.key(), rules.of(kind).ok()?.title.clone()));
    let page = AppealNewPage {
        summary: ErrorSummary { errors },
        today: desk.house.now().date_naive().to_string(),
        kinds: Kind::ALL.into_iter().filter_map(title).collect(),
        ways: Way::ALL.into_iter().filter(|w| *w != Way::Online).map(|w| (w.key(), w.zh())).collect(),
        regions,
        once,
        sent,
        token: visitor.token,
        frame: visitor.frame,
    };
    Page::with_status(status, page).into_response()
}

/// Notes a letter, a call or a visit, and shows the receipt once.
pub(crate) async fn register(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let once = form.text("once").to_owned();
    let registered = match arrival(&form) {
        Ok((way, on, new)) => {
            let new = NewAppeal { agency: visitor.officer.agency.clone(), ..new };
            appeals::register(&desk.house, &visitor.officer, new, (way, on), &once).await
        }
        Err(e) => Err(e),
    };
    let errors = match registered {
        Ok(receipt) => {
            let page = AppealRegisteredPage {
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
    Ok(new_page(&desk, visitor, (StatusCode::UNPROCESSABLE_ENTITY, once), form, errors))
}

fn arrival(form: &Form) -> Result<(Way, NaiveDate, NewAppeal), Error> {
    let text = |name: &str| form.text(name).to_owned();
    let on = day(form, "on", "收到日期")?;
    let new = NewAppeal {
        kind: word::<Kind>(form, "kind", "类别")?,
        region: text("region"),
        agency: String::new(),
        said: Said { title: text("title"), text: text("text") },
        writer: Writer {
            name: text("name"),
            contact: text("contact"),
            address: text("address"),
            mail: text("mail"),
        },
        consent: form.text("consent") == "yes",
    };
    Ok((word::<Way>(form, "way", "怎样收到的")?, on, new))
}
