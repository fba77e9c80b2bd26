//! The audit trail: searched, and taken away as a file.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use futures::stream;
use mingjing_actions::auditing::{self, AuditSearch, Named, Opens};
use mingjing_actions::{ACTIONS, House, Officer, action_zh};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::{Page, download};
use mingjing_store::audit::AuditRow;
use serde::Deserialize;
use serde_json::json;

use crate::Desk;
use crate::failure::Failure;
use crate::pages::{AuditLine, AuditPage, TrailTarget};
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::work::minute;

/// Steps on one page.
const PAGE: u32 = 50;
/// Steps read at once for a file.
const BATCH: u32 = 1_000;

/// What the form asks for, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) agency: String,
    pub(crate) officer: String,
    pub(crate) action: String,
    pub(crate) disclosure: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) before: String,
}

impl Asked {
    /// What is looked for; days that are none are told and left out.
    fn read(&self) -> (AuditSearch, Vec<Link>) {
        let mut errors = Vec::new();
        let mut day = |name: &str, text: &str| {
            if text.trim().is_empty() {
                return None;
            }
            let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
            if day.is_none() {
                errors.push(Link::new(format!("#{name}"), format!("“{text}”不是日期，应写作 2026-11-24")));
            }
            day
        };
        let (from, until) = (day("from", &self.from), day("until", &self.until));
        let search = AuditSearch {
            agency: self.agency.clone(),
            officer: self.officer.clone(),
            action: self.action.clone(),
            disclosure: self.disclosure.clone(),
            from,
            until,
            before: self.before.clone(),
        };
        (search, errors)
    }

    /// Whether anything is asked that few ask: the form shows it at once.
    pub(crate) fn is_special(&self) -> bool {
        [&self.disclosure, &self.agency, &self.from, &self.until].iter().any(|text| !text.trim().is_empty())
    }

    /// The same as an address, without the place in the list.
    fn query(&self) -> String {
        let pairs = [
            ("agency", &self.agency),
            ("officer", &self.officer),
            ("action", &self.action),
            ("disclosure", &self.disclosure),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let said = pairs.into_iter().filter(|(_, text)| !text.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish()
    }
}

/// The steps that were looked for, newest first.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (search, errors) = asked.read();
    let mut rows = auditing::search(&desk.house, &visitor.officer, &search, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let named = auditing::names(&desk.house, &visitor.officer, &rows).await?;
    let query = asked.query();
    let last = rows.last().map(|row| row.id.clone()).unwrap_or_default();
    let page = AuditPage {
        next: more.then(|| format!("/desk/audit?{query}&before={last}")),
        lines: rows.into_iter().map(|row| line(&desk.house, &named, row)).collect(),
        actions: ACTIONS.iter().map(|(key, zh)| (*key, *zh, *key == asked.action)).collect(),
        summary: ErrorSummary { errors },
        asked,
        query,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

/// What a step was about: its title, and where it can be read.
fn target(named: &HashMap<String, Named>, id: String) -> TrailTarget {
    let Some(known) = named.get(&id) else {
        return TrailTarget { id, title: "已放弃的稿件".into(), href: None };
    };
    let title = match known.title.as_deref() {
        Some("") => "标题已删除的公开信息",
        Some(title) => title,
        None => "未公开的稿件",
    };
    let href = match known.opens {
        Opens::Desk => Some(format!("/desk/d/{id}")),
        Opens::Portal => Some(format!("/d/{id}")),
        Opens::Nowhere => None,
    };
    TrailTarget { title: title.to_owned(), href, id }
}

fn line(house: &House, named: &HashMap<String, Named>, row: AuditRow) -> AuditLine {
    AuditLine {
        at: minute(&row.at),
        who: row.officer_name,
        acting_for: row.acting_for_name,
        action: action_zh(&row.action),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        disclosure: row.disclosure_id.map(|id| target(named, id)),
        reason: row.reason.unwrap_or_default(),
        detail: row.detail.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        position: row.position,
    }
}

/// The columns for programs.
const COLUMNS: [&str; 14] = [
    "position",
    "id",
    "at",
    "officer_id",
    "officer",
    "acting_for_id",
    "acting_for",
    "agency_code",
    "action",
    "disclosure_id",
    "reason",
    "detail",
    "address",
    "hash",
];

/// The columns for people.
const TITLES: [&str; 14] = [
    "序号",
    "编号",
    "时间",
    "办理人编号",
    "办理人",
    "代谁办理（编号）",
    "代谁办理",
    "单位代码",
    "做了什么",
    "公开信息编号",
    "理由",
    "前后情况",
    "从哪里",
    "校验值",
];

/// A row as the cells of [`COLUMNS`].
fn cells(row: AuditRow) -> [String; 14] {
    let text = Option::unwrap_or_default;
    [
        row.position.map(|p| p.to_string()).unwrap_or_default(),
        row.id,
        row.at,
        row.officer_id,
        row.officer_name,
        text(row.acting_for_id),
        text(row.acting_for_name),
        row.agency_code,
        row.action,
        text(row.disclosure_id),
        text(row.reason),
        text(row.detail),
        text(row.address),
        text(row.hash),
    ]
}

fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    // A spreadsheet must not take what somebody typed for a formula.
    let cell = |text: &str| {
        let armed = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        format!("\"{}{}\"", if armed { "'" } else { "" }, text.replace('"', "\"\""))
    };
    let mut line = cells.into_iter().map(cell).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn json_line(row: AuditRow) -> String {
    let cells = cells(row);
    let object: serde_json::Map<String, serde_json::Value> =
        COLUMNS.iter().zip(cells).map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
    format!("{}\n", serde_json::Value::Object(object))
}

/// Reads the trail in batches, newest first, and writes each as it comes.
fn body(
    house: Arc<House>,
    by: Officer,
    search: AuditSearch,
    head: String,
    write: fn(AuditRow) -> String,
) -> Body {
    let start = (Some(search), head);
    let batches = stream::try_unfold(start, move |(search, text)| {
        let (house, by) = (Arc::clone(&house), by.clone());
        async move {
            let Some(search) = search else { return Ok(None) };
            let rows = auditing::search(&house, &by, &search, BATCH).await.map_err(std::io::Error::other)?;
            let last = rows.last().map(|row| row.id.clone());
            let next = last.filter(|_| rows.len() == BATCH as usize);
            let next = next.map(|before| AuditSearch { before, ..search });
            let text: String = std::iter::once(text).chain(rows.into_iter().map(write)).collect();
            Ok::<_, std::io::Error>(Some((Bytes::from(text), (next, String::new()))))
        }
    });
    Body::from_stream(batches)
}

async fn export(
    desk: &Desk,
    visitor: Visitor,
    asked: &Asked,
    (kind, name, head): (&str, &str, String),
    write: fn(AuditRow) -> String,
) -> Result<Response, Failure> {
    let (search, errors) = asked.read();
    if let Some(wrong) = errors.into_iter().next() {
        return Err(Failure::Request(wrong.text));
    }
    let search = AuditSearch { before: String::new(), ..search };
    auditing::record_export(&desk.house, &visitor.officer, &search).await?;
    let body = body(Arc::clone(&desk.house), visitor.officer, search, head, write);
    Ok(download(kind, name, body))
}

/// What was looked for as CSV, with the mark that makes spreadsheets read UTF-8.
pub(crate) async fn csv(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let head = format!("\u{feff}{}", csv_line(TITLES));
    let write = |row: AuditRow| {
        let action = action_zh(&row.action).to_owned();
        csv_line(cells(AuditRow { action, ..row }).iter().map(String::as_str))
    };
    export(&desk, visitor, &asked, ("text/csv; charset=utf-8", "操作记录.csv", head), write).await
}

/// The same as JSON Lines.
pub(crate) async fn jsonl(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let kind = ("application/jsonl; charset=utf-8", "操作记录.jsonl", String::new());
    export(&desk, visitor, &asked, kind, json_line).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_is_no_formula() {
        assert_eq!(csv_line(["a\"b", "=1+1", ""]), "\"a\"\"b\",\"'=1+1\",\"\"\r\n");
    }
}
