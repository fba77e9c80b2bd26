//! `/desk/objections`: an agency objects to how the assessment judged it, and the office above it decides.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::objections::{self, CaseLine, Contested, NewObjection, Side};
use mingjing_actions::overseeing::office_over;
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ClockBadge, Link};
use mingjing_design::format;
use mingjing_design::page::Page;
use mingjing_procedures::objection::{AnyObjection, Event, Verdict};

use crate::Desk;
use crate::case_views::{SidedList, running};
use crate::form::{Form, word};
use crate::pages::{
    CaseStepView, ContestedView, ObjectionLineView, ObjectionNewPage, ObjectionPage, ObjectionSteps,
    ObjectionsPage,
};
use crate::steps::Answer;
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// What is judged late that one page offers to object to.
const OFFERED: usize = 200;

/// Cases by urgency: those the agency decides, or those it lodged.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let office = house.may(by, Action::Supervise, &by.agency);
    let asked = SidedList::read(query, if office { Side::Office } else { Side::Agency });
    let (lines, total) = objections::list(house, by, (asked.side, asked.open), asked.window()).await?;
    let page = ObjectionsPage {
        may_lodge: house.may(by, Action::AnswerSupervision, &by.agency),
        frame: visitor.frame,
        office,
        side: asked.side_key(),
        open: asked.open,
        total,
        lines: lines.into_iter().map(line).collect(),
        pagination: asked.pagination("/desk/objections", total),
    };
    Ok(Page::ok(page).into_response())
}

fn line(line: CaseLine) -> ObjectionLineView {
    let row = line.row;
    let badge = |left| ClockBadge { left, due: line.due, article: String::new() };
    ObjectionLineView {
        clock: line.left.filter(|_| row.closed_on.is_none()).map(badge),
        id: row.id,
        number: row.number,
        matter: line.matter,
        other: line.other,
        state: line.state,
        late: row.late,
        closed_on: row.closed_on.unwrap_or_default(),
    }
}

/// What the person's agency may object to; the form where an address names one of it.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    new_page(&desk, visitor, Tried::asked(asked))
}

fn new_page(desk: &Desk, visitor: Visitor, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::AnswerSupervision, &by.agency)?;
    let office = office_over(house, &by.agency);
    let known = objections::contestable(house, &by.agency)?;
    let ready = known.is_some();
    let known = known.unwrap_or_default();
    let asked = (tried.form.text("duty"), tried.form.text("owed"));
    let chosen = known.iter().find(|one| (one.finding.duty.as_str(), one.owed.as_str()) == asked);
    let page = ObjectionNewPage {
        summary: tried.summary("#objection"),
        office: office.map(|code| house.register().agency_name(&code).to_owned()),
        chosen: chosen.map(contested),
        left_out: known.len().saturating_sub(OFFERED),
        offered: known.iter().take(OFFERED).map(contested).collect(),
        ready,
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn contested(one: &Contested) -> ContestedView {
    let finding = &one.finding;
    let judged = finding.before.unwrap_or(finding.state);
    ContestedView {
        href: address(&finding.duty, &one.owed),
        duty: finding.duty.clone(),
        owed: one.owed.clone(),
        matter: one.matter.clone(),
        judged: judged.zh(),
        due: finding.due.map(format::date).unwrap_or_default(),
    }
}

/// The form about one thing that is owed.
pub(crate) fn address(duty: &str, owed: &str) -> String {
    format!("/desk/objections/new?duty={}&owed={}", format::query_value(duty), format::query_value(owed))
}

/// Lodges an objection; refused, the form comes back with what was typed.
pub(crate) async fn lodge(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let text = |name: &str| form.text(name).to_owned();
    let new = NewObjection {
        duty: text("duty"),
        owed: text("owed"),
        ground: text("ground"),
        evidence: text("evidence"),
    };
    match objections::lodge(&desk.house, &visitor.officer, new).await {
        Ok(id) => Ok(to_case(&id)),
        Err(e) => new_page(&desk, visitor, Tried::refused("lodge", form, e)?),
    }
}

fn to_case(id: &str) -> Response {
    Redirect::to(&format!("/desk/objections/{id}")).into_response()
}

/// One case.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let case = objections::case(house, by, id).await?;
    let register = house.register();
    let (clock, waits) = running(&case.clock);
    let history = case.steps.iter().map(|step| CaseStepView {
        at: minute(&step.at),
        by: step.by.clone(),
        on: step.event.on().to_string(),
        title: step.event.zh(),
        text: words(&step.event),
    });
    let file = case.state.file();
    let (office, agency) = (&case.row.office_code, &case.row.agency_code);
    let decides = by.agency == *office && house.may(by, Action::Supervise, office);
    let steps = ObjectionSteps {
        state: case.state.key(),
        office: decides,
        agency: house.may(by, Action::AnswerSupervision, agency),
        prepare: file.decision().is_some() && !case.drafted && house.may(by, Action::Draft, office),
    };
    let proposed = match &case.state {
        AnyObjection::Proposed(s) if decides => Some((s.state().verdict.zh(), s.state().reason.clone())),
        _ => None,
    };
    let page = ObjectionPage {
        summary: tried.summary("#steps"),
        tried,
        id: id.to_owned(),
        version: case.row.lock_version,
        number: case.row.number.clone(),
        claim: file.claim().clone(),
        office: register.agency_name(office).to_owned(),
        agency: Link::new(format!("/oversight/{agency}"), register.agency_name(agency)),
        state: case.state.zh(),
        ending: match &case.state {
            AnyObjection::Closed(closed) => Some(closed.state().ending.zh()),
            _ => None,
        },
        late: case.row.late,
        proposed,
        decision: file.decision().map(|decision| (decision.verdict.zh(), decision.reason.clone())),
        verdicts: Verdict::ALL.map(|verdict| (verdict.key(), verdict.zh())),
        clock,
        waits,
        history: history.collect(),
        steps,
        draft: match (&case.public, case.drafted, &case.row.disclosure_id) {
            (Some(public), ..) => Some(Link::new(format!("/d/{public}"), "看公开的裁定")),
            (None, true, Some(drafted)) if decides || house.may(by, Action::ReadWork, office) => {
                Some(Link::new(format!("/desk/d/{drafted}"), "裁定正在起草、审查"))
            }
            _ => None,
        },
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// What was said in a step, with what belongs to it.
fn words(event: &Event) -> String {
    match event {
        Event::Proposed { verdict, text, .. } => format!("{}\n理由：{text}", verdict.zh()),
        Event::Lodged { claim, .. } if !claim.evidence.is_empty() => {
            format!("{}\n证据：{}", claim.ground, claim.evidence)
        }
        other => other.text().to_owned(),
    }
}

/// The event that a form asks for.
fn event(step: &str, form: &Form, on: NaiveDate) -> Result<Event, Error> {
    let by = String::new();
    let text = form.text("text").trim().to_owned();
    Ok(match step {
        "propose" => Event::Proposed { on, verdict: word(form, "verdict", "怎么裁定")?, text, by },
        "decide" => Event::Decided { on, by },
        "send-back" => Event::SentBack { on, text, by },
        "withdraw" => Event::Withdrawn { on, text },
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
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let taken = if step == "prepare" {
        match objections::prepare_decision(house, by, &id, version).await {
            Ok(draft) => return Ok(Redirect::to(&format!("/desk/d/{draft}")).into_response()),
            Err(e) => Err(e),
        }
    } else {
        match event(&step, &form, house.now().date_naive()) {
            Ok(event) => objections::take_step(house, by, &id, version, event).await,
            Err(e) => Err(e),
        }
    };
    match taken {
        Ok(()) => Ok(to_case(&id)),
        Err(e) => show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
    }
}
