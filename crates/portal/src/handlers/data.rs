//! `/data`, `/data/{item}` and `/data/{item}/{file}`: whole items to take home.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use mingjing_actions::full_files::full_file_name;
use mingjing_actions::{columns, reading};
use mingjing_catalogue::{Area, Item};
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::download;
use mingjing_opendata::{ColumnKind, Format};
use mingjing_search::{Facet, Query};

use super::{find, render};
use crate::failure::Failure;
use crate::pages::{DataArea, DataColumn, DataItemPage, DataLine, DataPage, FullFileLine};
use crate::portal::Portal;
use crate::visit::Visit;

pub(super) async fn all(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make_all(&portal, &visit)).await
}

async fn make_all(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let found = find(portal, Query { facets: vec![Facet::Item], ..Query::default() }).await?;
    let counts: HashMap<String, u64> = found.facets.into_iter().flat_map(|(_, counts)| counts).collect();
    let mut newest: HashMap<String, (String, Vec<String>)> = HashMap::new();
    for row in reading::newest_full_files(&portal.house).await? {
        let (made_on, sizes) = newest.entry(row.item).or_default();
        made_on.clone_from(&row.made_on);
        sizes.push(format!("{} {}", row.format.to_uppercase(), format::size(unsigned(row.size))));
    }
    let line = |item: &Item| DataLine {
        item: Link::new(format!("/data/{}", item.key), item.title.zh.clone()),
        summary: item.summary.clone(),
        count: format!("{} 条", format::thousands(counts.get(&item.key).copied().unwrap_or_default())),
        file: newest
            .get(&item.key)
            .map(|(made_on, sizes)| format!("全量文件 {made_on}：{}", sizes.join("、")))
            .unwrap_or_default(),
    };
    let items = portal.house.rules.catalogue.items();
    let of_area = |area: Area| DataArea {
        title: area.zh(),
        lines: items.iter().filter(|item| item.area == area).map(line).collect(),
    };
    let page = DataPage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "开放数据".to_owned() },
        areas: Area::ALL.into_iter().map(of_area).filter(|area| !area.lines.is_empty()).collect(),
    };
    render(StatusCode::OK, &page)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

pub(super) async fn page(State(portal): State<Portal>, Path(key): Path<String>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit, &key)).await
}

async fn make(portal: &Portal, visit: &Visit, key: &str) -> Result<(StatusCode, String), Failure> {
    let item = portal.house.item(key)?;
    let files = reading::full_files_of(&portal.house, key).await?;
    let proof = reading::telling_of_files(&portal.house, key).await?;
    let now = |extension: &str, name: &str| Link::new(format!("/i/{key}.{extension}"), name);
    let page = DataItemPage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/", "首页"), Link::new("/data", "开放数据")],
            here: item.title.zh.clone(),
        },
        title: item.title.zh.clone(),
        summary: item.summary.clone(),
        now: vec![
            now("csv", "CSV"),
            now("xlsx", "Excel"),
            now("jsonl", "JSON Lines"),
            now("parquet", "Parquet"),
            now("atom", "订阅（Atom）"),
        ],
        files: files
            .into_iter()
            .map(|row| FullFileLine {
                file: Link::new(format!("/data/{key}/{}.{}", row.made_on, row.format), full_file_name(&row)),
                rows: format::thousands(unsigned(row.rows)),
                size: format::size(unsigned(row.size)),
                made_on: row.made_on,
                sha256: row.sha256,
            })
            .collect(),
        proof: proof.map(|(id, index_no)| Link::new(format!("/d/{id}"), index_no)),
        columns: columns(item)
            .into_iter()
            .map(|column| DataColumn { kind: kind_zh(column.kind), key: column.key, title: column.title })
            .collect(),
        schema: format!("/api/v1/items/{key}/schema.json"),
    };
    render(StatusCode::OK, &page)
}

fn kind_zh(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "文字",
        ColumnKind::Date => "日期",
        ColumnKind::Money => "金额（元）",
        ColumnKind::Integer => "整数",
        ColumnKind::Number => "数",
    }
}

/// A full file, as it was written.
pub(super) async fn file(
    State(portal): State<Portal>,
    Path((key, file)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    match read_file(&portal, &key, &file).await {
        Ok(response) => response,
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn read_file(portal: &Portal, key: &str, file: &str) -> Result<Response, Failure> {
    let (made_on, extension) = file.split_once('.').ok_or(Failure::NotFound)?;
    let format: Format = extension.parse().map_err(|_| Failure::NotFound)?;
    let found = reading::full_file(&portal.house, key, (extension, made_on)).await?;
    let (row, pieces) = found.ok_or(Failure::NotFound)?;
    let mut response = download(format.media_type(), &full_file_name(&row), Body::from_stream(pieces));
    response.headers_mut().insert(CONTENT_LENGTH, unsigned(row.size).into());
    Ok(response)
}
