//! `/desk/public-opinions`: public opinion that has to be judged and answered, on clocks of hours.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::public_opinions::{self, Case, CaseLine, Command, NewOpinion, Running, side_of};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{HourBadge, Link, hours_and_minutes};
use mingjing_design::page::Page;
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event, Judgement, Meeting};

use crate::Desk;
use crate::appeals::agency_named;
use crate::case_views::SidedList;
use crate::form::{Form, day};
use crate::pages::{
    CaseStepView, LevelView, OpinionClockView, OpinionLineView, OpinionNewPage, OpinionPage, OpinionSteps,
    OpinionsPage,
};
use crate::steps::{Answer, time};
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// As people read moments.
const MINUTE: &str = "%Y-%m-%d %H:%M";

/// Cases by urgency: those the office judges, or that are the business of the agency.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let asked = SidedList::read(query, side_of(house, by));
    let (lines, total) = public_opinions::list(house, by, (asked.side, asked.open), asked.window()).await?;
    let page = OpinionsPage {
        office: house.may(by, Action::JudgePublicOpinion, &by.agency),
        may_note: house.may(by, Action::NotePublicOpinion, &by.agency),
        side: asked.side_key(),
        open: asked.open,
        total,
        lines: lines.into_iter().map(line).collect(),
        pagination: asked.pagination("/desk/public-opinions", total),
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn line(line: CaseLine) -> OpinionLineView {
    let row = line.row;
    OpinionLineView {
        late: row.late || line.next.as_ref().is_some_and(|next| next.late),
        next: line.next.map(|next| (next.clock.waits_for.zh(), next.reached.clone(), badge(&next))),
        id: row.id,
        number: row.number,
        title: row.title,
        level: line.level,
        agency: line.agency,
        state: line.state,
        closed_at: row.closed_at.as_deref().map(minute).unwrap_or_default(),
    }
}

fn badge(running: &Running) -> HourBadge {
    let span = (running.clock.due - running.clock.from).num_minutes();
    HourBadge {
        minutes_left: running.minutes_left,
        // Less than half of the time is left.
        short: running.minutes_left * 2 <= span,
        due: running.clock.due,
    }
}

/// The form for what was seen.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    new_page(&desk, visitor, Tried::default())
}

fn new_page(desk: &Desk, visitor: Visitor, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::NotePublicOpinion, &by.agency)?;
    let page = OpinionNewPage {
        summary: tried.summary("#opinion"),
        tried,
        agency: house.register().agency_name(&by.agency).to_owned(),
        now: house.now().format("%Y-%m-%dT%H:%M").to_string(),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// Notes what was seen; refused, the form comes back with what was typed.
pub(crate) async fn note(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let noted = match typed(&desk, &form) {
        Ok(new) => public_opinions::note(&desk.house, &visitor.officer, new).await,
        Err(e) => Err(e),
    };
    match noted.map_err(in_words) {
        Ok(id) => Ok(to_case(&id)),
        Err(e) => new_page(&desk, visitor, Tried::refused("note", form, e)?),
    }
}

/// What is wrong with several entries, in one sentence.
fn in_words(e: Error) -> Error {
    match e {
        Error::Invalid(problems) => {
            let told: Vec<String> = problems.iter().map(|p| format!("{}：{}", p.label, p.message)).collect();
            Error::Refused(told.join("；"))
        }
        other => other,
    }
}

fn typed(desk: &Desk, form: &Form) -> Result<NewOpinion, Error> {
    let text = |name: &str| form.text(name).trim().to_owned();
    let happened = form.text("happened").trim();
    Ok(NewOpinion {
        title: text("title"),
        text: text("text"),
        seen: text("seen"),
        agency: agency_named(&desk.house.register(), form.text("to"))?,
        found: time(desk, form.text("found").trim())?,
        happened: (!happened.is_empty()).then(|| time(desk, happened)).transpose()?,
    })
}

fn to_case(id: &str) -> Response {
    Redirect::to(&format!("/desk/public-opinions/{id}")).into_response()
}

/// One case.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let case = public_opinions::case(house, by, id).await?;
    let (rules, register) = (&house.rules.public_opinion, house.register());
    let file = case.state.file();
    let matter = file.matter();
    let agency = &case.row.agency_code;
    let level = case.row.level.as_deref().and_then(|key| rules.level(key).ok());
    let steps = OpinionSteps {
        state: case.state.key(),
        office: house.may(by, Action::JudgePublicOpinion, agency),
        agency: house.may(by, Action::AnswerPublicOpinion, agency),
        prepare: !case.drafted && house.may(by, Action::Draft, agency),
        answered: file.is_answered() || file.conferred().is_some(),
    };
    let choice = |level: &mingjing_procedures::public_opinion::Level| LevelView {
        key: level.key.clone(),
        title: level.title.clone(),
        summary: level.summary.clone(),
    };
    let page = OpinionPage {
        summary: tried.summary("#steps"),
        tried,
        id: id.to_owned(),
        version: case.row.lock_version,
        number: case.row.number.clone(),
        title: matter.title.clone(),
        text: matter.text.clone(),
        seen: matter.seen.clone(),
        found: matter.found.format(MINUTE).to_string(),
        happened: matter.happened.map(|at| at.format(MINUTE).to_string()).unwrap_or_default(),
        source: if case.row.source == "api" { "监测系统转来" } else { "人工登记" },
        office: register.agency_name(&case.row.office_code).to_owned(),
        agency: register.agency_name(agency).to_owned(),
        agency_code: agency.clone(),
        level: level.map(|level| level.title.clone()).unwrap_or_default(),
        level_key: case.row.level.clone().unwrap_or_default(),
        levels: rules.levels.iter().map(choice).collect(),
        meeting: match level.and_then(|level| level.meeting) {
            _ if file.met() => "已经会商",
            Some(Meeting::BeforeResponse) => "先会商，再起草回应",
            Some(Meeting::BeforeClosing) => "先发布权威信息，办结以前会商",
            None => "可以不会商",
        },
        state: case.state.zh(),
        ending: match &case.state {
            AnyPublicOpinion::Closed(closed) => Some(closed.state().ending.zh()),
            _ => None,
        },
        late: case.row.late || case.clocks.iter().any(|clock| clock.late),
        clocks: clocks(&case),
        links: links(&case),
        history: history(desk, &case),
        steps,
        today: house.now().date_naive().to_string(),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn clocks(case: &Case) -> Vec<OpinionClockView> {
    let closed = matches!(case.state, AnyPublicOpinion::Closed(_));
    let view = |running: &Running| {
        let clock = &running.clock;
        OpinionClockView {
            waits_for: clock.waits_for.zh(),
            basis: format!("{} {}；{}", clock.counts_from.zh(), clock.from.format(MINUTE), clock.source),
            due: clock.due.format(MINUTE).to_string(),
            running: (clock.done.is_none() && !closed).then(|| badge(running)),
            reached: if closed { String::new() } else { running.reached.clone() },
            done: clock.done.map(|done| when_done(done, clock.due)).unwrap_or_default(),
        }
    };
    case.clocks.iter().map(view).collect()
}

type Moment = chrono::DateTime<chrono::FixedOffset>;

fn when_done(done: Moment, due: Moment) -> String {
    let over = (done - due).num_seconds();
    let how = match u64::try_from(over) {
        Ok(over) if over > 0 => format!("▲ 超过 {}", hours_and_minutes(over.div_ceil(60))),
        _ => "按时".to_owned(),
    };
    format!("{} 完成，{how}", done.format(MINUTE))
}

fn links(case: &Case) -> Vec<Link> {
    let draft = case.row.draft_id.as_ref().filter(|_| case.drafted);
    let draft = draft.map(|id| Link::new(format!("/desk/d/{id}"), "回应正在起草、审查"));
    let answer = case.answer.as_ref().map(|id| Link::new(format!("/d/{id}"), "看公开的回应"));
    let held = case.conference.as_ref().map(|id| Link::new(format!("/d/{id}"), "看公开的新闻发布会"));
    draft.into_iter().chain(answer).chain(held).collect()
}

fn history(desk: &Desk, case: &Case) -> Vec<CaseStepView> {
    let view = |step: &public_opinions::CaseStep| CaseStepView {
        at: minute(&step.at),
        by: step.by.clone(),
        on: step.event.at().format(MINUTE).to_string(),
        title: step.event.zh(),
        text: words(desk, &step.event),
    };
    case.steps.iter().map(view).collect()
}

/// What was said in a step, with what belongs to it.
fn words(desk: &Desk, event: &Event) -> String {
    match event {
        Event::Judged { judgement, .. } | Event::Rejudged { judgement, .. } => {
            let rules = &desk.house.rules.public_opinion;
            let level = rules.level(&judgement.level).map_or(judgement.level.as_str(), |level| &level.title);
            let agency = desk.house.register().agency_name(&judgement.agency).to_owned();
            format!("{level}，由{agency}回应\n{}", judgement.ground)
        }
        Event::Met { on, people, decided, .. } => format!("{on}，{people}\n{decided}"),
        Event::Conferred { held, .. } => format!("{} 举行", held.format(MINUTE)),
        Event::Handled { text, .. } | Event::NotNeeded { text, .. } | Event::Reviewed { text, .. } => {
            text.clone()
        }
        Event::Noted { .. } | Event::Prepared { .. } | Event::Released { .. } => String::new(),
    }
}

/// The step that a form asks for.
fn command(desk: &Desk, step: &str, form: &Form) -> Result<Command, Error> {
    let text = |name: &str| form.text(name).trim().to_owned();
    Ok(match step {
        "judge" => Command::Judge(Judgement {
            level: text("level"),
            agency: agency_named(&desk.house.register(), form.text("to"))?,
            ground: text("ground"),
        }),
        "meet" => Command::Meet {
            on: day(form, "on", "会商日期")?,
            people: text("people"),
            decided: text("decided"),
        },
        "handle" => Command::Handle(text("text")),
        "release" => Command::NameRelease(text("index_no")),
        "conference" => Command::NameConference {
            index_no: text("index_no"),
            held: time(desk, form.text("held").trim())?,
        },
        "not-needed" => Command::NotNeeded(text("text")),
        "review" => Command::Review(text("text")),
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
        match public_opinions::prepare_response(house, by, &id, version).await {
            Ok(draft) => return Ok(Redirect::to(&format!("/desk/d/{draft}")).into_response()),
            Err(e) => Err(e),
        }
    } else {
        match command(&desk, &step, &form) {
            Ok(command) => public_opinions::take_step(house, by, &id, version, command).await,
            Err(e) => Err(e),
        }
    };
    match taken {
        Ok(()) => Ok(to_case(&id)),
        Err(e) => show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
    }
}
