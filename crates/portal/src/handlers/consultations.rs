//! `/consultations`: drafts on which people comment, open ones first, and one of them with its text, its questionnaire's
//! results and its outcome. Nothing that people wrote stands here before the outcome is public.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use mingjing_actions::consultations::{self, CallLine, Part, PublicCall};
use mingjing_actions::{House, is_picture};
use mingjing_calendar::Standing;
use mingjing_design::components::{
    Bar, BarChart, BarRow, Breadcrumb, ClockBadge, DaysBadge, Link, Pagination,
};
use mingjing_design::frame::Section;
use mingjing_design::{format, markdown};
use mingjing_procedures::consultation::{AnyConsultation, Question};
use mingjing_publication::Content;

use super::disclosure::attachments;
use super::render;
use crate::failure::Failure;
use crate::pages::{CallEntry, ConsultationPage, ConsultationsPage, GroupLine, QuestionResult};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Calls on one page of each list.
const PAGE: u64 = 30;
/// Pages of calls with an outcome that can be leafed through.
const LAST_PAGE: u64 = 200;
/// Whose limit the outcome has.
const STUDY: &str = "重大行政决策程序暂行条例第十八条";

pub(super) async fn list(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.fresh(&visit, all(&portal, &visit)).await
}

async fn all(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let current = visit.page(LAST_PAGE);
    let house = &portal.house;
    // One more than is shown tells whether there is another page.
    let window = (PAGE + 1, (current - 1) * PAGE);
    let mut published = consultations::public_calls(house, Part::Published, window).await?;
    let more = published.len() as u64 > PAGE;
    published.truncate(PAGE as usize);
    let first = |part| consultations::public_calls(house, part, (PAGE, 0));
    let (open, ended) = if current == 1 {
        (first(Part::Open).await?, first(Part::Ended).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let entries = |lines: Vec<CallLine>| lines.into_iter().map(|line| entry(house, line)).collect();
    let page = ConsultationsPage {
        frame: portal.frame(visit, Section::Home).await,
        open: entries(open),
        ended: entries(ended),
        published: entries(published),
        pagination: Pagination {
            current,
            pages: current + u64::from(more),
            base: "/consultations?page=".into(),
        },
    };
    render(StatusCode::OK, &page)
}

/// Calls that are open, those that end first before the others.
pub(super) async fn open_now(portal: &Portal, most: u64) -> Result<Vec<CallEntry>, Failure> {
    let lines = consultations::public_calls(&portal.house, Part::Open, (most, 0)).await?;
    Ok(lines.into_iter().map(|line| entry(&portal.house, line)).collect())
}

fn entry(house: &House, line: CallLine) -> CallEntry {
    let CallLine { row, closes_on, outcome } = line;
    let left = (closes_on - house.now().date_naive()).num_days();
    let is_open = row.state == "open" && left >= 0;
    let clock = |(due, left)| ClockBadge { left, due, article: STUDY.to_owned() };
    let published = row.published_on.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
    CallEntry {
        what: Link::new(format!("/consultations/{}", row.id), row.title),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        days: is_open.then_some(DaysBadge { left, until: closes_on }),
        outcome: outcome.map(clock),
        note: match published {
            Some(day) => format!("{}公布结果", format::date(day)),
            None if is_open => String::new(),
            None => format!("{}截止", format::date(closes_on)),
        },
        comments: row.comments,
        late: row.late,
    }
}

pub(super) async fn page(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    portal.fresh(&visit, one(&portal, &visit, &id)).await
}

/// The call with this identity.
///
/// # Errors
/// [`Failure::NotFound`] where none was opened, or its draft is not public any more.
pub(super) async fn read(portal: &Portal, id: &str) -> Result<PublicCall, Failure> {
    consultations::public_call(&portal.house, id).await?.ok_or(Failure::NotFound)
}

async fn one(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let call = read(portal, id).await?;
    let frame = portal.frame(visit, Section::Home).await;
    let portal = portal.clone();
    // A draft is long: rendering it must not hold up other requests.
    tokio::task::spawn_blocking(move || {
        let house = &portal.house;
        let content = call.draft.content().ok_or(Failure::NotFound)?;
        let item = house.rules.catalogue.item(&call.draft.item);
        let file = call.state.file();
        let outcome = call.outcome.as_ref().map(|outcome| format!("/d/{outcome}"));
        let page = ConsultationPage {
            breadcrumb: Breadcrumb {
                above: vec![Link::new("/", "首页"), Link::new("/consultations", "征求意见")],
                here: content.title.clone(),
            },
            title: content.title.clone(),
            state: state(&call),
            entry: shown(house, &call),
            opened_on: file.opened_on().map(format::date).unwrap_or_default(),
            closes_on: format::date(file.closes_on()),
            short_reason: file.call().short_reason().to_owned(),
            is_open: call.is_open,
            questions: file.call().questions().len(),
            questionnaires: call.row.questionnaires,
            facts: show::facts(house, item, &call.draft, content),
            draft: format!("/d/{}", call.draft.id),
            body: content.body.as_deref().map(|body| Arc::new(text(&call, content, body))),
            attachments: attachments(&call.draft.id, content),
            related: show::related(house, item, &call.draft),
            results: results(&call.state),
            groups: groups(&call),
            outcome,
            id: call.row.id.clone(),
            frame,
        };
        render(StatusCode::OK, &page)
    })
    .await?
}

fn state(call: &PublicCall) -> &'static str {
    match &call.state {
        AnyConsultation::Open(_) if !call.is_open => "已截止，正在整理意见",
        state => state.zh(),
    }
}

fn shown(house: &House, call: &PublicCall) -> CallEntry {
    let closes_on = call.state.file().closes_on();
    let outcome = match &call.clock {
        Ok(Some(clock)) => clock.due.zip(clock.standing.and_then(Standing::days)),
        _ => None,
    };
    entry(house, CallLine { row: call.row.clone(), closes_on, outcome })
}

/// The text of the draft; with a link behind each clause while comments are taken.
fn text(call: &PublicCall, content: &Content, body: &str) -> markdown::Rendered {
    let picture = |name: &str| {
        let at = content.attachments.iter().position(|file| file.name == name && is_picture(file))?;
        Some(format!("/d/{}/files/{}", call.draft.id, at + 1))
    };
    if call.is_open {
        let address = format!("/consultations/{}/comment?clause=", call.row.id);
        markdown::render_for_comments(body, &picture, &address)
    } else {
        markdown::render_with(body, &picture)
    }
}

/// What the questionnaire gave, once it is closed: a chart, and the numbers in a table.
fn results(state: &AnyConsultation) -> Vec<QuestionResult> {
    let Some(found) = state.found() else { return Vec::new() };
    let questions = state.file().call().questions();
    questions
        .iter()
        .zip(&found.tally.counts)
        .map(|(question, counts)| result(question, counts, found.tally.received))
        .collect()
}

fn result(question: &Question, counts: &[u32], received: u32) -> QuestionResult {
    let options = question.options();
    let share = |count: u32| {
        if received == 0 {
            "0%".to_owned()
        } else {
            format!("{:.0}%", f64::from(count) / f64::from(received) * 100.0)
        }
    };
    let rows: Vec<(String, u32, String)> =
        options.into_iter().zip(counts).map(|(option, count)| (option, *count, share(*count))).collect();
    let bar = |(option, count, _): &(String, u32, String)| BarRow {
        label: option.clone(),
        bars: vec![Bar { series: String::new(), text: format!("{count} 份"), value: f64::from(*count) }],
    };
    let chart =
        BarChart { title: question.title.clone(), rows: rows.iter().map(bar).collect(), by_row: false };
    QuestionResult {
        title: question.title.clone(),
        written: if rows.is_empty() { counts.first().copied().unwrap_or(0) } else { 0 },
        chart: (!rows.is_empty()).then_some(chart),
        rows,
    }
}

/// Groups with their answers, as long as the outcome is public.
fn groups(call: &PublicCall) -> Vec<GroupLine> {
    let Some(found) = call.state.found().filter(|_| call.outcome.is_some()) else { return Vec::new() };
    let groups = found.groups.iter().filter(|group| !group.comments.is_empty());
    groups
        .filter_map(|group| {
            let answer = group.answer.as_ref()?;
            Some(GroupLine {
                title: group.title.clone(),
                comments: group.comments.len(),
                result: answer.adoption.zh(),
                reason: answer.text.clone(),
            })
        })
        .collect()
}
