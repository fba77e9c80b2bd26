//! Sign-ups for hearings and meetings at the desk: who signed up, masked; who is left out, by two; the list of entries and
//! the lot, each drafted as a version of the notice.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::selections::{
    self, Command, DeskPerson, DeskSelection, LONGEST_REASON, NewSignUp, Person, SelectionLine,
};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{DaysBadge, ErrorSummary, Link, Pagination};
use mingjing_design::page::Page;
use mingjing_procedures::selection::{AnySelection, Event};

use crate::Desk;
use crate::form::Form;
use crate::pages::{
    ApplicantView, HearingLineView, HearingPage, HearingStepView, HearingsPage, ObjectionView, SignUpNewPage,
    SignUpPage, SignUpRegisteredPage,
};
use crate::steps::{Answer, refusal};
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// Selections or people on one page.
const PAGE: u64 = 50;

/// Selections in hand by urgency, or those whose participants are public.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let done = asked.text("view") == "done";
    let page: u64 = asked.text("page").parse().unwrap_or(1).max(1);
    let (house, by) = (&desk.house, &visitor.officer);
    let window = (PAGE, (page - 1).saturating_mul(PAGE));
    let (lines, total) = selections::desk_selections(house, by, done, window).await?;
    let base = if done { "/desk/hearings?view=done&page=" } else { "/desk/hearings?page=" };
    Ok(Page::ok(HearingsPage {
        done,
        total,
        lines: lines.into_iter().map(|one| line(&desk, one)).collect(),
        items: house.rules.lots.items.iter().map(|one| one.what.clone()).collect::<Vec<_>>().join("、"),
        pagination: Pagination { current: page, pages: total.div_ceil(PAGE).max(1), base: base.into() },
        frame: visitor.frame,
    })
    .into_response())
}

fn line(desk: &Desk, line: SelectionLine) -> HearingLineView {
    let today = desk.house.now().date_naive();
    let row = line.row;
    let state = match row.state.as_str() {
        "signing-up" if today < line.opens_on => "等报名开始",
        "signing-up" if today <= line.closes_on => "正在报名",
        "signing-up" => "已到期，待截止登记",
        "closed" => "核对报名，公开名单",
        _ if row.settled_on.is_some() => "参加人已公布",
        "listed" => "名单已公开，待抽签",
        _ => "已抽签，结果待公开",
    };
    let until =
        if row.state == "signing-up" && today <= line.closes_on { line.closes_on } else { line.known_by };
    HearingLineView {
        id: row.id,
        title: row.title,
        what: line.what,
        state,
        sign_ups: row.sign_ups,
        held_on: line.held_on.to_string(),
        days: row.settled_on.is_none().then_some(DaysBadge { left: (until - today).num_days(), until }),
        settled_on: row.settled_on.unwrap_or_default(),
        late: line.late,
        to_review: row.to_review,
    }
}

/// One selection.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    show(&desk, visitor, &id, Tried::asked(asked)).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let house = &desk.house;
    let current: u64 = tried.form.text("page").parse().unwrap_or(1).clamp(1, 10_000);
    let window = (PAGE, (current - 1) * PAGE);
    let found = selections::desk_selection(house, &visitor.officer, id, window).await?;
    let today = house.now().date_naive();
    let file = found.state.file();
    let terms = file.terms();
    let may = |action| house.may(&visitor.officer, action, &found.line.row.agency_code);
    let due = found.clock.as_ref().and_then(|clock| clock.due);
    let total = u64::try_from(found.line.row.sign_ups).unwrap_or(0);
    let number = match &found.state {
        AnySelection::Drawn(s) => s.state().number.clone(),
        _ => String::new(),
    };
    let page = HearingPage {
        summary: tried.summary("#steps"),
        id: id.to_owned(),
        version: found.line.row.lock_version,
        title: found.line.row.title.clone(),
        what: found.line.what.clone(),
        key: found.state.key().to_owned(),
        state: found.state.zh(),
        settled: found.state.settled_on().is_some(),
        is_over: today > terms.closes,
        needs_draw: !matches!(&found.state, AnySelection::Listed(s) if !s.needs_draw()),
        prepared: found.state.entries().is_some(),
        period: format!("{} 至 {}", terms.opens, terms.closes),
        held_on: terms.held_on.to_string(),
        known_by: found.line.known_by.to_string(),
        late: found.line.late,
        sides: terms.sides.iter().map(|side| format!("{} {} 人", side.name, side.places)).collect(),
        number_source: terms.number_source.clone(),
        number,
        waits: found.clock.as_ref().map(|clock| clock.waits_for),
        days: due.map(|until| DaysBadge { left: (until - today).num_days(), until }),
        handle: may(Action::HandleSelections),
        review: may(Action::ReviewSelections),
        objections: objections(&found),
        may_register: may(Action::HandleSelections)
            && matches!(&found.state, AnySelection::SigningUp(_))
            && (terms.opens..=terms.closes).contains(&today),
        may_object: matches!(found.state, AnySelection::SigningUp(_) | AnySelection::Closed(_)),
        people: found.people.iter().map(|one| person(&found, one)).collect(),
        total,
        pagination: Pagination {
            current,
            pages: total.div_ceil(PAGE).max(1),
            base: format!("/desk/hearings/{id}?page="),
        },
        history: found.steps.iter().map(step).collect(),
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn objections(found: &DeskSelection) -> Vec<ObjectionView> {
    let view = |(number, one): (&u32, &mingjing_procedures::selection::Objection)| ObjectionView {
        number: *number,
        reason: one.reason.clone(),
        agreed: one.agreed_on.is_some(),
    };
    found.state.file().objections().iter().map(view).collect()
}

fn person(found: &DeskSelection, one: &DeskPerson) -> ApplicantView {
    let file = found.state.file();
    let standing = match found.state.result_of(one.number) {
        _ if file.withdrawn().contains(&one.number) => "已退出",
        _ if file.is_left_out(one.number) => "不接受",
        _ if file.objections().contains_key(&one.number) => "等另一人审核",
        Some(true) => "参加",
        Some(false) => "没有抽中",
        None => "有效",
    };
    ApplicantView {
        number: one.number,
        at: minute(&one.at),
        mask: if one.mask.is_empty() { "已删除".into() } else { one.mask.clone() },
        side: one.side.clone(),
        code: one.code.clone(),
        same_phone: one.same_phone,
        standing,
        registered_by: one.registered_by.clone(),
    }
}

fn step(step: &selections::DeskStep) -> HearingStepView {
    let text = match &step.event {
        Event::Published { terms, .. } => {
            format!("报名 {} 至 {}，{} 召开", terms.opens, terms.closes, terms.held_on)
        }
        Event::Objected { number, text, .. } => format!("第 {number} 号：{text}"),
        Event::Withdrawn { number, .. } | Event::LeftOut { number, .. } | Event::Kept { number, .. } => {
            format!("第 {number} 号")
        }
        Event::Prepared { entries, .. } => format!("{} 个编号", entries.len()),
        Event::Drawn { number, chosen, .. } if number.is_empty() => format!("抽出 {} 人", chosen.len()),
        Event::Drawn { number, chosen, .. } => format!("公共数字 {number}，抽出 {} 人", chosen.len()),
        Event::Corrected { number, text, .. } => format!("公共数字改为 {number}：{text}"),
        Event::Closed { .. } | Event::Listed { .. } | Event::Announced { .. } => String::new(),
    };
    let by = step.by.clone().unwrap_or_else(|| match step.event {
        Event::Withdrawn { .. } => "报名人".to_owned(),
        _ => "系统按公开日志登记".to_owned(),
    });
    HearingStepView { at: minute(&step.at), by, title: step.event.zh(), text }
}

fn number(form: &Form) -> Result<u32, Error> {
    form.text("number").trim().parse().map_err(|_| Error::Refused("请填写报名的编号".into()))
}

/// What a form asks for.
fn command(step: &str, form: &Form) -> Result<Command, Error> {
    let text = || form.text("text").trim().to_owned();
    Ok(match step {
        "object" => Command::Object { number: number(form)?, text: text() },
        "leave-out" => Command::LeaveOut { number: number(form)? },
        "keep" => Command::Keep { number: number(form)? },
        "close" => Command::Close,
        "correct" => Command::Correct { number: form.text("public").trim().to_owned(), text: text() },
        _ => return Err(Error::NotFound("这一步")),
    })
}

/// Takes a step; refused, the selection comes back with why, and with what was typed.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let to_draft = |id: String| -> Response { Redirect::to(&format!("/desk/d/{id}")).into_response() };
    let taken = match (step.as_str(), command(&step, &form)) {
        ("prepare", _) => match selections::prepare_list(house, by, &id, version).await {
            Ok(draft) => return Ok(to_draft(draft)),
            Err(e) => Err(e),
        },
        ("draw", _) => {
            match selections::draw_lot(house, by, &id, (version, form.text("public").trim())).await {
                Ok(draft) => return Ok(to_draft(draft)),
                Err(e) => Err(e),
            }
        }
        (_, Ok(command)) => selections::take_step(house, by, &id, version, command).await,
        (_, Err(e)) => Err(e),
    };
    let e = match taken {
        Ok(()) => return Ok(Redirect::to(&format!("/desk/hearings/{id}")).into_response()),
        Err(e) => e,
    };
    show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await
}

/// Who signed up; that it was looked at is written down.
pub(crate) async fn reveal(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let asked = number(&form)?;
    let person = selections::reveal_person(&desk.house, &visitor.officer, &id, asked).await?;
    Ok(Page::ok(SignUpPage { frame: visitor.frame, id, number: asked, person }).into_response())
}

/// The form for somebody who called, wrote or came.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let once = hex::encode(desk.house.random_bytes::<16>());
    let shown = (StatusCode::OK, once);
    new_page(&desk, visitor, &id, shown, (Form::default(), Vec::new())).await
}

async fn new_page(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    (status, once): (StatusCode, String),
    (sent, errors): (Form, Vec<Link>),
) -> Answer {
    let found = selections::desk_selection(&desk.house, &visitor.officer, id, (1, 0)).await?;
    desk.house.must(&visitor.officer, Action::HandleSelections, &found.line.row.agency_code)?;
    let terms = found.state.file().terms();
    let page = SignUpNewPage {
        summary: ErrorSummary { errors },
        once,
        id: id.to_owned(),
        title: found.line.row.title.clone(),
        period: format!("{} 至 {}", terms.opens, terms.closes),
        sides: terms.sides.iter().map(|side| side.name.clone()).collect(),
        longest: LONGEST_REASON,
        sent,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(status, page).into_response())
}

/// Writes somebody in, and shows the receipt once.
pub(crate) async fn register(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let once = form.text("once").to_owned();
    let text = |name: &str| form.text(name).to_owned();
    let person = Person {
        name: text("name"),
        phone: text("phone"),
        mail: text("mail"),
        reason: text("reason"),
        publish_name: form.text("publish_name") == "yes",
    };
    let new = NewSignUp { side: text("side"), person };
    let errors = match selections::register(&desk.house, &visitor.officer, &id, new, &once).await {
        Ok(receipt) => {
            let page = SignUpRegisteredPage {
                frame: visitor.frame,
                id,
                title: receipt.title,
                number: receipt.number,
                code: receipt.code,
                entry: receipt.entry,
            };
            return Ok(Page::with_status(StatusCode::CREATED, page).into_response());
        }
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|p| Link::new(format!("#{}", p.field), p.message)).collect()
        }
        Err(e) => vec![Link::new("#side", refusal(e)?)],
    };
    new_page(&desk, visitor, &id, (StatusCode::UNPROCESSABLE_ENTITY, once), (form, errors)).await
}
