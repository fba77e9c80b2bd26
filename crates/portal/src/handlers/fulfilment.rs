//! `/d/{id}/tasks`: how a document is carried out, clause by clause.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use mingjing_actions::tasks::{self, FulfilledClause, Fulfilment, PublicTask, State as Standing, TaskRules};
use mingjing_design::components::{Breadcrumb, Link, Notice, NoticeKind, Pagination, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_duties::Measure;
use serde_json::Value;

use super::{disclosure, list, render};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::pages::{FulfilledLine, FulfilmentPage, StandingCount, TaskLine};
use crate::portal::Portal;
use crate::visit::Visit;

/// Clauses on one page.
const CLAUSES: usize = 50;
/// Tasks of one clause that are shown, and tasks of none.
const OF_ONE: usize = 8;
const OF_NONE: usize = 100;
/// Longest text of a clause or goal, in characters: all of it stands in the document.
const LONGEST: usize = 140;

pub(super) async fn page(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit) -> Response {
    match disclosure::elsewhere(&portal, &visit, &id, |id| format!("/d/{id}/tasks")).await {
        Some(response) => response,
        None => portal.page(&visit, make(&portal, &visit, &id)).await,
    }
}

async fn make(portal: &Portal, visit: &Visit, id: &str) -> Result<(StatusCode, String), Failure> {
    let house = &portal.house;
    let found = tasks::fulfilment(house, id).await?.ok_or(Failure::NotFound)?;
    let content = found.document.content().ok_or(Failure::NotFound)?;
    let newest = found.document.newest().ok_or(Failure::NotFound)?;
    let item = house.rules.catalogue.item(&found.document.item);
    let mut above = item.map_or_else(|| vec![Link::new("/", "首页")], list::above);
    above.extend(item.map(|item| Link::new(format!("/i/{}", item.key), item.title.zh.clone())));
    above.push(Link::new(format!("/d/{id}"), content.title.clone()));
    let path = format!("/d/{id}/tasks");
    let asked = asked(visit)?;
    let chosen: Vec<&FulfilledClause> =
        found.clauses.iter().filter(|clause| asked.is_none_or(|state| clause.state == state)).collect();
    let pages = u64::try_from(chosen.len().div_ceil(CLAUSES).max(1)).unwrap_or(u64::MAX);
    let current = visit.page(u64::MAX);
    if current > pages {
        return Err(Failure::NotFound);
    }
    let from = usize::try_from(current - 1).unwrap_or(usize::MAX).saturating_mul(CLAUSES);
    let shown = &chosen[from.min(chosen.len())..chosen.len().min(from.saturating_add(CLAUSES))];
    let day = format::date(moment(&newest.at).date_naive());
    let today = house.now().date_naive();
    let page = FulfilmentPage {
        frame: portal.frame(visit, item.map_or(Section::Home, |item| Section::Area(item.area.key()))).await,
        breadcrumb: Breadcrumb { above, here: "逐条落实情况".to_owned() },
        document: Link::new(format!("/d/{id}"), content.title.clone()),
        version: format!("按{day}公开的第 {} 版分解。", found.document.revisions.len()),
        notices: notices(&found),
        total: found.clauses.len(),
        all: Link::new(path.clone(), "全部"),
        counts: counts(&found, &path, asked),
        lines: lines(&house.rules.tasks, (id, shown), today),
        pagination: Pagination { current, pages, base: visit.address(&path).before_page() },
        json: format!("/api/v1/disclosures/{id}/tasks"),
        changed: loose(&found.changed, today),
        others: loose(&found.others, today),
        left_out: found.changed.len().saturating_sub(OF_NONE) + found.others.len().saturating_sub(OF_NONE),
    };
    render(StatusCode::OK, &page)
}

/// Which clauses are asked for.
fn asked(visit: &Visit) -> Result<Option<Standing>, Failure> {
    let Some(word) = visit.given("state") else { return Ok(None) };
    let found = Standing::ALL.into_iter().find(|state| state.key() == word);
    found.map(Some).ok_or_else(|| Failure::BadRequest(format!("没有“{word}”这种落实情况。")))
}

fn counts(found: &Fulfilment, path: &str, asked: Option<Standing>) -> Vec<StandingCount> {
    let count = |state: Standing| StandingCount {
        tag: tag(state),
        count: found.count(state),
        href: format!("{path}?state={}", state.key()),
        current: asked == Some(state),
    };
    // Few tasks are ever adjusted.
    let told =
        |state: &Standing| *state != Standing::Adjusted || found.count(*state) > 0 || asked == Some(*state);
    Standing::ALL.into_iter().filter(told).map(count).collect()
}

fn notices(found: &Fulfilment) -> Vec<Notice> {
    let words = "这里只读了成文日期最近的任务，下面的情况可能不全。";
    let cut = found.cut.then(|| Notice::new(NoticeKind::Warning, "引用这份文件的任务太多", words));
    cut.into_iter().collect()
}

/// A state by word and shape.
fn tag(state: Standing) -> Tag {
    match state {
        Standing::Finished => Tag::new(TagKind::Good, "已完成"),
        Standing::Going => Tag::new(TagKind::Soon, "进行中"),
        Standing::NotBegun => Tag::new(TagKind::Plain, "未开始"),
        Standing::Overdue => Tag::new(TagKind::Bad, "逾期"),
        Standing::Unpublished => Tag::new(TagKind::Plain, "没有公布"),
        Standing::Adjusted => Tag::new(TagKind::Ended, "已调整"),
    }
}

fn lines(
    rules: &TaskRules,
    (document, clauses): (&str, &[&FulfilledClause]),
    today: NaiveDate,
) -> Vec<FulfilledLine> {
    let mut before = None;
    let mut lines = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let section = Some(&clause.task.section).filter(|section| before.replace(*section) != Some(*section));
        let many = clause.tasks.len() > OF_ONE;
        let every = || {
            let list = format!("/i/{}?{}={}", rules.item, rules.code, clause.code);
            Link::new(list, format!("全部 {} 件任务", clause.tasks.len()))
        };
        lines.push(FulfilledLine {
            code: clause.code.clone(),
            section: section.filter(|section| !section.is_empty()).cloned(),
            number: clause.task.number.clone(),
            title: clause.task.title.clone(),
            text: cut(&clause.task.text),
            original: format!("/d/{document}#{}", clause.task.anchor),
            tag: tag(clause.state),
            terms: terms(clause),
            tasks: clause.tasks.iter().take(OF_ONE).map(|task| line(task, today)).collect(),
            all: many.then(every),
        });
    }
    lines
}

/// What the document says of a clause.
fn terms(clause: &FulfilledClause) -> Vec<(&'static str, String)> {
    let task = &clause.task;
    let is_day = |measure: &&Measure| matches!(measure, Measure::By { .. } | Measure::Undated { .. });
    let numbers: Vec<&str> = task.measures.iter().filter(|one| !is_day(one)).map(Measure::text).collect();
    // A limit whose year is not certain stands there in its own words.
    let words = || task.measures.iter().filter(is_day).map(Measure::text).collect::<Vec<_>>().join("、");
    let due = clause.due.map_or_else(words, format::date);
    let all = [
        ("牵头", task.leads.join("、")),
        ("配合", task.supports.join("、")),
        ("期限", due),
        ("要求", numbers.join("、")),
    ];
    all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

fn line(task: &PublicTask, today: NaiveDate) -> TaskLine {
    let mut tag = tag(task.state);
    if let Some(due) = task.due.filter(|_| task.state == Standing::Overdue) {
        tag.text = format!("逾期 {} 天", (today - due).num_days());
    }
    TaskLine {
        link: Link::new(
            format!("/d/{}", task.id),
            if task.unit.is_empty() { &task.title } else { &task.unit },
        ),
        status: Some(task.status.clone()).filter(|status| !status.is_empty() && *status != tag.text),
        percent: task.percent.as_ref().map(Value::to_string),
        due: task.due.map(format::date).unwrap_or_default(),
        progress: task.progress.as_ref().map(|(on, done)| (format::date(*on), cut(done))),
        goal: String::new(),
        tag,
    }
}

/// Tasks that belong to no clause say themselves what they are.
fn loose(tasks: &[PublicTask], today: NaiveDate) -> Vec<TaskLine> {
    let one = |task: &PublicTask| TaskLine {
        link: Link::new(format!("/d/{}", task.id), format!("{}：{}", task.unit, task.title)),
        goal: cut(&task.goal),
        ..line(task, today)
    };
    tasks.iter().take(OF_NONE).map(one).collect()
}

fn cut(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() { format!("{short}……") } else { short }
}
