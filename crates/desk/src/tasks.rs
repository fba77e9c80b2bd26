//! `/desk/tasks`: a document is read into tasks, and those that are ticked become drafts.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use mingjing_actions::tasks::{self, Confirmed, Document, Row};
use mingjing_actions::{Action, Error};
use mingjing_design::page::{Page, download};
use mingjing_duties::Measure;

use crate::Desk;
use crate::form::{Form, day};
use crate::pages::{TaskView, TasksPage};
use crate::steps::Answer;
use crate::tried::Tried;
use crate::visitor::Visitor;

/// Longest text that may be pasted, in characters.
const LONGEST: usize = 200_000;
/// Tasks that one page shows.
const SHOWN: usize = 400;

/// The form; with the tasks of a public document where the address names one.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    desk.house.must(&visitor.officer, Action::Draft, &visitor.officer.agency)?;
    if asked.text("document").trim().is_empty() {
        return show(&desk, visitor, (None, String::new()), Tried::default()).await;
    }
    match public(&desk, asked.text("document")).await {
        Ok(document) => show(&desk, visitor, (Some(document), String::new()), Tried::asked(asked)).await,
        Err(e) => {
            let tried = Tried::refused("read", asked, e)?;
            show(&desk, visitor, (None, String::new()), tried).await
        }
    }
}

async fn show(
    desk: &Desk,
    visitor: Visitor,
    (document, done): (Option<Document>, String),
    tried: Tried,
) -> Answer {
    let rows = match &document {
        Some(document) => tasks::rows(&desk.house, &visitor.officer, document).await?,
        None => Vec::new(),
    };
    let read = document.is_some();
    let (index_no, title, text) = match document {
        Some(Document { index_no, title, text, .. }) if index_no.is_empty() => (index_no, title, text),
        Some(document) => (document.index_no, document.title, String::new()),
        None => (String::new(), tried.form.text("title").to_owned(), tried.form.text("text").to_owned()),
    };
    let page = TasksPage {
        summary: tried.summary("#tasks"),
        done,
        read,
        asked: if read { index_no.clone() } else { tried.form.text("document").to_owned() },
        index_no,
        title,
        text,
        left_out: rows.len().saturating_sub(SHOWN),
        rows: rows.into_iter().take(SHOWN).map(|row| view(row, &tried)).collect(),
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn view(row: Row, tried: &Tried) -> TaskView {
    let typed = |name: &str, stands: String| {
        if tried.refuses("draft") {
            tried.form.text(&format!("{name}-{}", row.code)).to_owned()
        } else {
            stands
        }
    };
    let measures: Vec<&str> = row.task.measures.iter().map(Measure::text).collect();
    let undated = row.task.measures.iter().filter(|one| matches!(one, Measure::Undated { .. }));
    let undated = undated.filter(|_| row.due.is_none()).map(Measure::shown);
    let several = row.latest.map(|day| format!("文中有几个日期，最后一个是 {day}"));
    let undated: Vec<String> = several.into_iter().chain(undated).collect();
    TaskView {
        undated: undated.join("；"),
        lead: typed("lead", row.lead.clone()),
        due: typed("due", row.due.map(|due| due.to_string()).unwrap_or_default()),
        ticked: tried.refuses("draft") && tried.form.all("task").any(|code| code == row.code),
        written: row.task.leads.join("、"),
        known: row.known,
        supports: row.task.supports.join("、"),
        measures: measures.join("、"),
        became: row.became.map(|id| format!("/desk/d/{id}")),
        title: row.title,
        text: row.task.text,
        code: row.code,
    }
}

/// A public document; a number that is typed wrong is told on the page.
async fn public(desk: &Desk, number: &str) -> Result<Document, Error> {
    match tasks::document(&desk.house, number).await {
        Err(Error::NotFound(_)) => Err(Error::Refused("没有公开的文件是这个索引号，请核对".into())),
        other => other,
    }
}

/// The document that a form is about: a public one, or what was pasted.
async fn asked(desk: &Desk, form: &Form) -> Result<Document, Error> {
    if !form.text("document").trim().is_empty() {
        return public(desk, form.text("document")).await;
    }
    let (title, text) = (form.text("title").trim().to_owned(), form.text("text").replace("\r\n", "\n"));
    if text.trim().is_empty() {
        return Err(Error::Refused("请写索引号，或者贴上文字".into()));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::Refused(format!("文字最多 {LONGEST} 字")));
    }
    if title.is_empty() {
        return Err(Error::Refused("贴上文字的，请写文件标题".into()));
    }
    Ok(Document { index_no: String::new(), title, on: desk.house.now().date_naive(), text })
}

/// Reads what was pasted, makes drafts of what was ticked, or gives the draft of a rule file.
pub(crate) async fn act(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::Draft, &by.agency)?;
    let step = form.text("step").to_owned();
    let document = match asked(&desk, &form).await {
        Ok(document) => document,
        Err(e) => return show(&desk, visitor, (None, String::new()), Tried::refused("read", form, e)?).await,
    };
    match step.as_str() {
        "duties" => {
            let file = tasks::duties_proposed(house, by, &document)?;
            let mut response: Response =
                download("application/toml; charset=utf-8", "拟定的义务.toml", file.into());
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        "draft" => {
            let begun = match confirmed(&form) {
                Ok(confirmed) => tasks::begin_drafts(house, by, (&document, &confirmed)).await,
                Err(e) => Err(e),
            };
            match begun {
                Ok((begun, there)) => {
                    let done = format!("起草了 {begun} 件，{there} 件以前已经起草。到“我的工作”补充后提交。");
                    show(&desk, visitor, (Some(document), done), Tried::default()).await
                }
                Err(e) => {
                    let tried = Tried::refused("draft", form, e)?;
                    show(&desk, visitor, (Some(document), String::new()), tried).await
                }
            }
        }
        _ => show(&desk, visitor, (Some(document), String::new()), Tried::asked(form)).await,
    }
}

fn confirmed(form: &Form) -> Result<Vec<Confirmed>, Error> {
    let ticked = form.all("task").map(|code| {
        let due = format!("due-{code}");
        Ok(Confirmed {
            code: code.to_owned(),
            lead: form.text(&format!("lead-{code}")).trim().to_owned(),
            due: if form.text(&due).is_empty() { None } else { Some(day(form, &due, "完成期限")?) },
        })
    });
    ticked.collect()
}
