//! `/desk/training`: plans and sessions, who takes part, certificates, whom training has not reached yet.

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::requests::LetterFormat;
use mingjing_actions::training::{self, AgencyCoverage, Attendee, NewSession, PersonCoverage};
use mingjing_actions::{Action, Error};

use mingjing_design::format::{date, query_value};
use mingjing_design::page::{Page, download};

use crate::Desk;
use crate::form::{Form, day};
use crate::pages::{
    AttendeeView, CertificateCheckPage, CoverageView, PersonCoverageView, SessionLineView,
    TrainingCoveragePage, TrainingPage, TrainingPlanPage, TrainingSessionPage,
};
use crate::requests::asked_agency;
use crate::steps::Answer;
use crate::tried::Tried;
use crate::visitor::Visitor;

/// Agencies in the list of coverage.
const AGENCIES: usize = 500;

fn asked(query: Option<String>) -> Form {
    Form::read_unchecked(&Bytes::from(query.unwrap_or_default()))
}

/// Plans of an agency, and whom training has not reached there.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    show(&desk, visitor, &asked(query), Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, asked: &Form, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let (agency, other) = asked_agency(desk, &visitor, asked);
    let plans = training::plans(house, by, &agency).await?;
    let people = training::people(house, by, &agency).await?;
    let covered = people.iter().filter(|one| one.covered).count();
    let ((first, last), trained) = training::told(house, by, &agency).await?;
    let page = TrainingPage {
        summary: tried.summary("#plan-title"),
        tried,
        plans: plans.into_iter().map(|plan| (plan.id, plan.title, plan.year)).collect(),
        staff: people.len(),
        covered,
        told: (date(first), date(last), trained),
        people: people.into_iter().map(person).collect(),
        window: training::window(house)?,
        year: chrono::Datelike::year(&house.now()),
        may_manage: house.may(by, Action::ManageTraining, &agency),
        may_draft: other.is_none() && house.may(by, Action::Draft, &agency),
        agency_name: house.register().agency_name(&agency).to_owned(),
        agency,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn person(one: PersonCoverage) -> PersonCoverageView {
    PersonCoverageView {
        name: one.name,
        trained_on: one.trained_on.map(|day| day.to_string()),
        until: one.until.to_string(),
        covered: one.covered,
        overdue: one.overdue,
    }
}

/// Makes a plan, or drafts the numbers of a year.
pub(crate) async fn act(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    let agency = match form.text("agency") {
        "" => by.agency.clone(),
        code => code.to_owned(),
    };
    let year = form.text("year").trim().parse().map_err(|_| Error::Refused("年度应是四位数字".into()));
    let (step, done) = match (form.text("do"), year) {
        ("summary", Ok(year)) => {
            let drafted = training::prepare_summary(house, by, &agency, year).await;
            ("summary", drafted.map(|draft| format!("/desk/d/{draft}")))
        }
        ("summary", Err(e)) => ("summary", Err(e)),
        (_, Err(e)) => ("plan", Err(e)),
        (_, Ok(year)) => {
            let made = training::add_plan(house, by, &agency, (year, form.text("title"))).await;
            ("plan", made.map(|plan| format!("/desk/training/plans/{plan}")))
        }
    };
    match done {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(e) => {
            let asked = Form::of([("agency", agency)]);
            show(&desk, visitor, &asked, Tried::refused(step, form, e)?).await
        }
    }
}

/// How far training has come in each agency that the person sees.
pub(crate) async fn coverage(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let found = training::coverage(&desk.house, &visitor.officer).await?;
    let register = desk.house.register();
    let sum = |of: fn(&AgencyCoverage) -> u64| found.iter().map(of).sum::<u64>();
    let page = TrainingCoveragePage {
        staff: sum(|one| one.staff),
        covered: sum(|one| one.covered),
        overdue: sum(|one| one.overdue),
        window: training::window(&desk.house)?,
        many: found.len(),
        lines: found
            .into_iter()
            .take(AGENCIES)
            .map(|one| CoverageView {
                href: format!("/desk/training?agency={}", query_value(&one.agency)),
                name: register.agency_name(&one.agency).to_owned(),
                percent: one.percent().unwrap_or_default(),
                staff: one.staff,
                covered: one.covered,
                overdue: one.overdue,
            })
            .collect(),
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

/// Whether a certificate is right.
pub(crate) async fn check(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = asked(query);
    let (number, code) = (asked.text("number"), asked.text("code"));
    let found = training::check(&desk.house, &visitor.officer, (number, code)).await?;
    let page = CertificateCheckPage { wanted: !number.is_empty(), asked, found, frame: visitor.frame };
    Ok(Page::ok(page).into_response())
}

/// One plan with its sessions.
pub(crate) async fn plan(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show_plan(&desk, visitor, &id, Tried::default()).await
}

async fn show_plan(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let house = &desk.house;
    let (row, sessions) = training::plan(house, &visitor.officer, id).await?;
    let page = TrainingPlanPage {
        summary: tried.summary("#held-on"),
        tried,
        title: row.title,
        year: row.year,
        may_manage: house.may(&visitor.officer, Action::ManageTraining, &row.agency_code),
        agency_name: house.register().agency_name(&row.agency_code).to_owned(),
        agency: row.agency_code,
        sessions: sessions
            .into_iter()
            .map(|one| SessionLineView {
                id: one.id,
                held_on: one.held_on,
                hours: one.hours,
                place: one.place,
                topics: one.topics,
                cancelled: one.cancelled,
            })
            .collect(),
        id: id.to_owned(),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn new_session(form: &Form) -> Result<NewSession, Error> {
    let hours = form.text("hours").trim().parse();
    Ok(NewSession {
        held_on: day(form, "held_on", "培训日期")?,
        hours: hours.map_err(|_| Error::Refused("学时应是数字".into()))?,
        place: form.text("place").to_owned(),
        topics: form.text("topics").to_owned(),
    })
}

/// Puts a session into a plan.
pub(crate) async fn add_session(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let added = match new_session(&form) {
        Ok(new) => training::add_session(&desk.house, &visitor.officer, &id, &new).await,
        Err(e) => Err(e),
    };
    match added {
        Ok(session) => Ok(to_session(&session)),
        Err(e) => show_plan(&desk, visitor, &id, Tried::refused("session", form, e)?).await,
    }
}

fn to_session(id: &str) -> Response {
    Redirect::to(&format!("/desk/training/sessions/{id}")).into_response()
}

/// One session with who takes part.
pub(crate) async fn session(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show_session(&desk, visitor, &id, Tried::default()).await
}

async fn show_session(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let house = &desk.house;
    let found = training::session(house, &visitor.officer, id).await?;
    let row = found.row;
    let may_manage = !row.cancelled && house.may(&visitor.officer, Action::ManageTraining, &row.agency_code);
    let page = TrainingSessionPage {
        summary: tried.summary(if tried.refuses("enrol") { "#people" } else { "#attendees" }),
        tried,
        plan: (found.plan.id, found.plan.title),
        may_confirm: may_manage && found.may_confirm && found.attendees.iter().any(|one| !one.confirmed),
        confirmed: found.attendees.iter().filter(|one| one.confirmed).count(),
        attendees: found.attendees.into_iter().map(attendee).collect(),
        may_manage,
        held_on: row.held_on,
        hours: row.hours,
        place: row.place,
        topics: row.topics,
        cancelled: row.cancelled,
        id: row.id,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn attendee(one: Attendee) -> AttendeeView {
    AttendeeView {
        name: if one.name.is_empty() { "（保存期限已满）".into() } else { one.name },
        unit: one.unit,
        confirmed: one.confirmed,
        certificate: one.certificate,
        id: one.id,
    }
}

/// Enters, confirms or takes out people, or cancels the session.
pub(crate) async fn act_on_session(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    let done = match step.as_str() {
        "enrol" => training::enrol(house, by, &id, form.text("people")).await.map(drop),
        "confirm" => {
            let there: Vec<&str> = form.all("attendee").collect();
            training::confirm(house, by, &id, &there).await.map(drop)
        }
        "remove" => training::remove(house, by, &id, form.text("attendee")).await,
        "cancel" => training::cancel_session(house, by, &id).await,
        _ => Err(Error::NotFound("这一步")),
    };
    match done {
        Ok(()) => Ok(to_session(&id)),
        Err(e) => show_session(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
    }
}

/// A certificate as a file; that it was taken out is written down.
pub(crate) async fn certificate(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let format = LetterFormat::of_ending(form.text("format")).ok_or(Error::NotFound("这种文件"))?;
    let file = training::certificate(&desk.house, &visitor.officer, &id, format).await?;
    Ok(download(file.media_type, &file.name, Body::from(file.bytes)))
}
