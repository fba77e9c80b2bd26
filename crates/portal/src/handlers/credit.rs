//! `/credit?q=` and `/credit/{uscc}?item=`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::House;
use mingjing_actions::credit::{self, FoundName};
use mingjing_actions::reading::PublicDisclosure;
use mingjing_catalogue::{Field, FieldKind, Item};
use mingjing_design::components::{Breadcrumb, Fact, FactTable, Link, Pagination, Tag};
use mingjing_design::format;
use mingjing_design::frame::Section;
use serde_json::Value;

use super::{LAST_PAGE, PAGE, render};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::pages::{CreditLine, CreditPage, EnterprisePage, FoundEnterprise, SortLink, Stretch};
use crate::portal::Portal;
use crate::show;
use crate::visit::Visit;

/// Longest text that is looked for, in characters.
const LONGEST: usize = 100;

pub(super) async fn lookup(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, find(&portal, &visit)).await
}

pub(super) async fn enterprise(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
) -> Response {
    portal.page(&visit, make(&portal, &visit, &code)).await
}

fn title(house: &House, key: &str) -> String {
    house.rules.catalogue.item(key).map_or_else(|| key.to_owned(), |item| item.title.zh.clone())
}

/// Names on the pages before, and on one page.
fn place(visit: &Visit) -> (usize, usize) {
    let offset = (visit.page(LAST_PAGE) - 1) * PAGE;
    (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(PAGE).unwrap_or(usize::MAX))
}

async fn find(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let question: String = visit.param("q").chars().take(LONGEST).collect();
    let (house, text, (offset, limit)) = (Arc::clone(&portal.house), question.clone(), place(visit));
    let (found, total) =
        tokio::task::spawn_blocking(move || credit::find(&house, &text, offset, limit)).await??;
    let mut frame = portal.frame(visit, Section::Area("management")).await;
    frame.query.clear();
    let kind = |item: &Item| Link::new(format!("/i/{}", item.key), item.title.zh.clone());
    let page = CreditPage {
        frame,
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "企业信用".to_owned() },
        found: found.into_iter().map(|name| entry(&portal.house, name)).collect(),
        kinds: credit::items(&portal.house).map(|(item, _)| kind(item)).collect(),
        pagination: pages(visit, "/credit", total),
        question,
        total,
    };
    render(StatusCode::OK, &page)
}

fn pages(visit: &Visit, path: &str, total: u64) -> Pagination {
    let pages = total.div_ceil(PAGE).clamp(1, LAST_PAGE);
    Pagination { current: visit.page(pages), pages, base: visit.address(path).before_page() }
}

fn entry(house: &House, found: FoundName) -> FoundEnterprise {
    let records = found.records.iter().map(|(key, count)| format!("{} {count} 条", title(house, key)));
    FoundEnterprise {
        href: format!("/credit/{}", found.code),
        name: found.name.into_iter().map(|span| Stretch { text: span.text, marked: span.marked }).collect(),
        records: records.collect(),
        code: found.code,
    }
}

async fn make(portal: &Portal, visit: &Visit, code: &str) -> Result<(StatusCode, String), Failure> {
    let house = &portal.house;
    let code = code.trim().to_uppercase();
    let item = visit.given("item");
    let found = credit::enterprise(house, &code, item.clone(), place(visit)).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let path = format!("/credit/{code}");
    let mut facts = vec![Fact::text("统一社会信用代码", code.clone())];
    if !found.former_names.is_empty() {
        facts.push(Fact::text("曾用名", found.former_names.join("\n")));
    }
    let whole: u64 = found.counts.iter().map(|(_, count)| count).sum();
    let all = SortLink { label: format!("全部 {whole} 条"), href: path.clone(), current: item.is_none() };
    let kind = |(key, count): &(String, u64)| SortLink {
        label: format!("{} {count} 条", title(house, key)),
        href: format!("{path}?item={key}"),
        current: item.as_ref() == Some(key),
    };
    let mut frame = portal.frame(visit, Section::Area("management")).await;
    frame.query.clear();
    let above = vec![Link::new("/", "首页"), Link::new("/credit", "企业信用")];
    let mut lines = Vec::with_capacity(found.records.len());
    for record in &found.records {
        lines.extend(line(house, record)?);
    }
    let page = EnterprisePage {
        frame,
        breadcrumb: Breadcrumb { above, here: found.name.clone() },
        name: found.name,
        facts: FactTable { caption: "企业信息".into(), facts },
        kinds: std::iter::once(all).chain(found.counts.iter().map(kind)).collect(),
        lines,
        pagination: pages(visit, &path, found.total),
    };
    render(StatusCode::OK, &page)
}

fn line(house: &House, disclosure: &PublicDisclosure) -> Result<Option<CreditLine>, Failure> {
    let Some((content, item)) = disclosure.content().zip(house.rules.catalogue.item(&disclosure.item)) else {
        return Ok(None);
    };
    let value = |key: &str| content.fields.get(key).and_then(Value::as_str);
    let is_number = |field: &&Field| matches!(field.kind, FieldKind::DocumentNumber { .. });
    let mut facts = Vec::new();
    if let Some((field, number)) =
        item.public_fields().find(is_number).and_then(|field| Some((field, value(&field.key)?)))
    {
        facts.push(Fact::text(field.label.zh.clone(), number));
    }
    facts.push(Fact::text("机关", show::Names::new(house).agency(&disclosure.agency)));
    // What came with an archive was public elsewhere before: nobody knows how long that took.
    let unknown = || Fact::text("公开用时", "随历史数据公开，用时不计");
    facts.push(show::timeliness(house, item, disclosure).unwrap_or_else(unknown));
    if let Some(term) = credit::publicity_term(house, content)? {
        let until = format!(
            "公示到 {}，{} 起可以申请提前终止",
            format::date(term.ends_on),
            format::date(term.repair_from)
        );
        facts.push(Fact::text("公示期", until).noted(term.longest.source));
    }
    Ok(Some(CreditLine {
        day: format::date(disclosure.issued_on),
        kind: item.title.zh.clone(),
        link: Link::new(format!("/d/{}", disclosure.id), content.title.clone()),
        status: item.status_field.as_deref().and_then(value).map(Tag::status),
        facts,
        changes: changes(item, disclosure),
    }))
}

/// When the state became another: a licence renewed or revoked, a breach mended.
fn changes(item: &Item, disclosure: &PublicDisclosure) -> Vec<String> {
    let Some(key) = item.status_field.as_deref() else { return Vec::new() };
    let states = disclosure.revisions.iter().filter_map(|revision| {
        let state = revision.content.as_ref()?.fields.get(key)?.as_str()?;
        Some((moment(&revision.at).date_naive(), state))
    });
    let mut changes = Vec::new();
    let mut before: Option<&str> = None;
    for (day, state) in states {
        if let Some(before) = before.filter(|before| *before != state) {
            changes.push(format!("{}　{before} → {state}", format::date(day)));
        }
        before = Some(state);
    }
    changes
}
