//! `/desk/supervisions`: what an openness office asks of agencies, and what they do about it.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::supervisions::{self, CaseLine, NewSupervision, Side};
use mingjing_actions::{Action, Error, clusters};
use mingjing_design::components::{ClockBadge, Link};
use mingjing_design::page::Page;
use mingjing_procedures::supervision::{AnySupervision, Event, Notice};

use crate::Desk;
use crate::appeals::agency_named;
use crate::case_views::{SidedList, running};
use crate::clusters::name;
use crate::form::{Form, day};
use crate::pages::{
    CaseStepView, SupervisionLineView, SupervisionNewPage, SupervisionPage, SupervisionSteps,
    SupervisionsPage,
};
use crate::steps::Answer;
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// Cases by urgency: those the agency supervises, or in which it is supervised.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let office = house.may(by, Action::Supervise, &by.agency);
    let asked = SidedList::read(query, if office { Side::Office } else { Side::Agency });
    let (lines, total) = supervisions::list(house, by, (asked.side, asked.open), asked.window()).await?;
    let page = SupervisionsPage {
        frame: visitor.frame,
        office,
        side: asked.side_key(),
        open: asked.open,
        total,
        lines: lines.into_iter().map(line).collect(),
        pagination: asked.pagination("/desk/supervisions", total),
    };
    Ok(Page::ok(page).into_response())
}

pub(crate) fn line(line: CaseLine) -> SupervisionLineView {
    let row = line.row;
    let runs = row.closed_on.is_none() && !matches!(row.state.as_str(), "proposed" | "returned");
    let badge = |left| ClockBadge { left, due: line.due, article: String::new() };
    SupervisionLineView {
        clock: line.left.filter(|_| runs).map(badge),
        id: row.id,
        number: row.number,
        title: row.title,
        other: line.other,
        state: line.state,
        late: row.late,
        closed_on: row.closed_on.unwrap_or_default(),
    }
}

/// The form for a notice; about a group of appeals where the address names one.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    new_page(&desk, visitor, Tried::asked(asked)).await
}

async fn new_page(desk: &Desk, visitor: Visitor, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::Supervise, &by.agency)?;
    let about = match tried.form.text("cluster") {
        "" => None,
        id => Some(clusters::cluster(house, by, id).await?),
    };
    let page = SupervisionNewPage {
        summary: tried.summary("#notice"),
        about: about.map(|found| (name(&found.words), found.numbers.cases)),
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// Proposes a notice; refused, the form comes back with what was typed.
pub(crate) async fn propose(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let cluster = Some(form.text("cluster").to_owned()).filter(|id| !id.is_empty());
    let proposed = match typed(&desk, &form) {
        Ok(notice) => {
            let Notice { agency, title, problem, demand, until, .. } = notice;
            let new = NewSupervision { agency, cluster, title, problem, demand, until };
            supervisions::propose(&desk.house, &visitor.officer, new).await
        }
        Err(e) => Err(e),
    };
    match proposed {
        Ok(id) => Ok(to_case(&id)),
        Err(e) => new_page(&desk, visitor, Tried::refused("propose", form, e)?).await,
    }
}

/// The notice that a form holds; whose it is is known where it is proposed.
fn typed(desk: &Desk, form: &Form) -> Result<Notice, Error> {
    Ok(Notice {
        office: String::new(),
        agency: agency_named(&desk.house.register(), form.text("to"))?,
        title: form.text("title").trim().to_owned(),
        problem: form.text("problem").trim().to_owned(),
        demand: form.text("demand").trim().to_owned(),
        until: day(form, "until", "整改期限")?,
    })
}

fn to_case(id: &str) -> Response {
    Redirect::to(&format!("/desk/supervisions/{id}")).into_response()
}

/// One case.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let case = supervisions::case(house, by, id).await?;
    let register = house.register();
    let (clock, waits) = match &case.clock {
        // The day that a notice sets is known, also where working days until then are not.
        Err(words) if matches!(case.state, AnySupervision::Mending(_)) => {
            let until = case.state.file().until();
            (None, Some(format!("被督办单位报送整改结果，{until} 以前；还剩几个工作日暂时算不出来：{words}")))
        }
        clock => running(clock),
    };
    let history = case.steps.iter().map(|step| CaseStepView {
        at: minute(&step.at),
        by: step.by.clone(),
        on: step.event.on().to_string(),
        title: step.event.zh(),
        text: words(&step.event),
    });
    let file = case.state.file();
    let notice = file.notice();
    let (office, agency) = (&case.row.office_code, &case.row.agency_code);
    let steps = SupervisionSteps {
        state: case.state.key(),
        office: house.may(by, Action::Supervise, office),
        agency: house.may(by, Action::AnswerSupervision, agency),
        prepare: file.issued_on().is_some() && !case.drafted && house.may(by, Action::Draft, office),
    };
    let page = SupervisionPage {
        summary: tried.summary("#steps"),
        tried,
        id: id.to_owned(),
        version: case.row.lock_version,
        number: case.row.number.clone(),
        notice: notice.clone(),
        until: file.until().to_string(),
        office: register.agency_name(office).to_owned(),
        agency: register.agency_name(agency).to_owned(),
        cluster: case.row.cluster_id.clone().filter(|_| clusters::region_of(house, by).is_ok()),
        appeals: case.row.appeals,
        state: case.state.zh(),
        ending: match &case.state {
            AnySupervision::Closed(closed) => Some(closed.state().ending.zh()),
            _ => None,
        },
        late: case.row.late,
        clock,
        waits,
        history: history.collect(),
        steps,
        draft: match (&case.public, case.drafted, &case.row.disclosure_id) {
            (Some(public), ..) => Some(Link::new(format!("/d/{public}"), "看公开的督查公告")),
            (None, true, Some(drafted)) => {
                Some(Link::new(format!("/desk/d/{drafted}"), "督查公告正在起草、审查"))
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
        Event::Proposed { notice, .. } => {
            format!(
                "{}\n问题：{}\n要求：{}\n期限：{}",
                notice.title, notice.problem, notice.demand, notice.until
            )
        }
        Event::NotYet { text, until, .. } => format!("{text}\n新的整改期限：{until}"),
        Event::Escalated { to, text, .. } => format!("上报给：{to}\n{text}"),
        other => other.text().to_owned(),
    }
}

/// The event that a form asks for.
fn event(desk: &Desk, step: &str, form: &Form, on: NaiveDate) -> Result<Event, Error> {
    let by = String::new();
    let text = form.text("text").trim().to_owned();
    Ok(match step {
        "propose" => Event::Proposed { on, notice: typed(desk, form)?, by },
        "issue" => Event::Issued { on, by },
        "send-back" => Event::SentBack { on, text, by },
        "drop" => Event::Dropped { on },
        "answer" => Event::Answered { on, text },
        "report" => Event::Reported { on, text },
        "accept" => Event::Accepted { on, text },
        "not-yet" => Event::NotYet { on, text, until: day(form, "until", "新的整改期限")? },
        "escalate" => Event::Escalated { on, to: form.text("to").trim().to_owned(), text },
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
        match supervisions::prepare_notice(house, by, &id, version).await {
            Ok(draft) => return Ok(Redirect::to(&format!("/desk/d/{draft}")).into_response()),
            Err(e) => Err(e),
        }
    } else {
        match event(&desk, &step, &form, house.now().date_naive()) {
            Ok(event) => supervisions::take_step(house, by, &id, version, event).await,
            Err(e) => Err(e),
        }
    };
    match taken {
        Ok(()) => Ok(to_case(&id)),
        Err(e) => show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
    }
}
