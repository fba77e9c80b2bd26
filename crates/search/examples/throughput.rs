//! Measures the index: documents a second, bytes a document, milliseconds a question.
//!
//! `cargo run --release -p mingjing-search --example throughput -- [licences] [folder of laws]`

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate};
use mingjing_search::{Change, Document, Error, Facet, Keyword, Query, SearchIndex, Sort};

/// Documents a commit.
const CHUNK: u64 = 50_000;
const TYPES: [&str; 5] = ["食品经营许可", "道路运输经营许可", "建筑工程施工许可", "药品经营许可", "排污许可"];
const CITIES: [&str; 4] = ["石家庄", "唐山", "秦皇岛", "邯郸"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    licences(count)?;
    if let Some(folder) = arguments.next() {
        laws(Path::new(&folder))?;
    }
    Ok(())
}

fn licences(count: u64) -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let index = SearchIndex::open(folder.path())?;
    let mut spent = Duration::ZERO;
    for start in (0..count).step_by(usize::try_from(CHUNK)?) {
        let end = (start + CHUNK).min(count);
        let changes = (start..end).map(licence).collect::<Option<Vec<_>>>().ok_or("no such day")?;
        let clock = Instant::now();
        index.apply(changes, end)?;
        spent += clock.elapsed();
    }
    let size: u64 = std::fs::read_dir(folder.path())?
        .flatten()
        .filter_map(|entry| Some(entry.metadata().ok()?.len()))
        .sum();
    println!(
        "{count} licences: {:.0} documents/s, {} bytes/document",
        count as f64 / spent.as_secs_f64(),
        size / count.max(1)
    );
    publications(&index, count)?;
    let list = Query { item: Some("licence".into()), sort: Sort::Newest, limit: 20, ..Query::default() };
    let facets = vec![Facet::Agency, Facet::Field("licence_type".into())];
    let code = vec![("uscc".to_owned(), code(count / 2))];
    measure(&index, "newest 20 of all", &list)?;
    measure(&index, "newest 20 of all, two facets", &Query { facets: facets.clone(), ..list.clone() })?;
    measure(&index, "newest 20 of one agency", &Query { agency: Some("130200-3".into()), ..list.clone() })?;
    measure(&index, "newest 20 by code", &Query { filters: code, ..list.clone() })?;
    whole(&index, "all", &list)?;
    whole(&index, "all of one agency", &Query { agency: Some("130200-3".into()), ..list.clone() })?;
    whole(&index, "all with a word", &Query { text: "唐山".into(), ..list.clone() })?;
    for text in ["许可", "唐山", &self::code(count / 3), "食品经营 邯郸", "5", "建筑工程施工许可"]
    {
        let query = Query { text: text.into(), limit: 20, highlight: true, ..Query::default() };
        measure(&index, &format!("text {text}"), &query)?;
        measure(&index, &format!("text {text}, two facets"), &Query { facets: facets.clone(), ..query })?;
    }
    Ok(())
}

/// Everything a question finds, as files are made of it.
fn whole(index: &SearchIndex, name: &str, query: &Query) -> Result<(), Box<dyn std::error::Error>> {
    let clock = Instant::now();
    let selection = index.select(query)?;
    let mut last = String::new();
    while let Some(id) = selection.after(&last, 2_000)?.pop() {
        last = id;
    }
    println!("{name}, whole: {} in {:.0} ms", selection.total(), clock.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

/// Single publications, each visible before the next.
fn publications(index: &SearchIndex, count: u64) -> Result<(), Box<dyn std::error::Error>> {
    let mut times = Vec::new();
    for n in count..count + 50 {
        let change = licence(n).ok_or("no such day")?;
        let clock = Instant::now();
        index.apply(vec![change], n + 1)?;
        times.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_unstable_by(f64::total_cmp);
    println!("one publication: p50 {:.1} ms, p98 {:.1} ms", times[25], times[48]);
    Ok(())
}

fn code(n: u64) -> String {
    format!("91130{}00MA{:08X}", n % 9, n.wrapping_mul(2_654_435_761) % 0xFFFF_FFFF)
}

fn licence(n: u64) -> Option<Change> {
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let kind = TYPES[usize::try_from(mixed % 5).ok()?];
    let city = CITIES[usize::try_from(mixed / 5 % 4).ok()?];
    let decided = NaiveDate::from_ymd_opt(2016, 1, 1)? + Days::new(mixed % 3650);
    let uscc = code(n);
    let number = format!("冀{city}市监许〔{}〕{n}号", 2016 + mixed % 10);
    Some(Change::Put(Box::new(Document {
        id: format!("0192{n:028x}"),
        item: "licence".into(),
        agency: format!("130{}00-{}", mixed / 5 % 4, mixed % 50),
        agency_name: format!("{city}市市场监督管理局"),
        regions: vec![format!("130{}00", mixed / 5 % 4), "130000".into()],
        year: i32::try_from(2016 + mixed % 10).ok()?,
        status: "有效".into(),
        area: "result".into(),
        title: format!("{city}第{}商贸有限公司{kind}", mixed % 100_000),
        index_no: format!("00001434{}/2026-{n:07}", n % 10),
        document_no: None,
        body: format!(
            "{number} {city}第{}商贸有限公司 {uscc} {kind} 准予{kind}，有效期五年 {decided}",
            mixed % 100_000
        ),
        full_text: false,
        issued_on: decided,
        published_at: DateTime::parse_from_rfc3339("2026-01-02T09:00:00+08:00").ok()?,
        revision: 1,
        leaf_index: n,
        keywords: vec![
            Keyword { key: "decision_no".into(), value: number, facet: false },
            Keyword { key: "uscc".into(), value: uscc, facet: false },
            Keyword { key: "licence_type".into(), value: kind.into(), facet: true },
        ],
        columns: format!("{{\"decided_on\":\"{decided}\",\"licence_type\":\"{kind}\"}}"),
    })))
}

fn laws(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut articles = Vec::new();
    for kind in std::fs::read_dir(folder)?.flatten() {
        for law in std::fs::read_dir(kind.path())?.flatten() {
            let Ok(text) = std::fs::read_to_string(law.path()) else { continue };
            articles.extend(text.split("\n\n").map(str::to_owned));
        }
    }
    let bytes: usize = articles.iter().map(String::len).sum();
    let index = SearchIndex::in_memory()?;
    let mut changes = Vec::new();
    for (n, article) in (0..).zip(articles) {
        if let Some(Change::Put(mut document)) = licence(n) {
            document.body = article;
            document.full_text = true;
            changes.push(Change::Put(document));
        }
    }
    let count = changes.len();
    let clock = Instant::now();
    index.apply(changes, count as u64)?;
    let spent = clock.elapsed().as_secs_f64();
    println!("{count} paragraphs: {:.0}/s, {:.1} MB/s", count as f64 / spent, bytes as f64 / spent / 1e6);
    for text in ["公民", "行政", "行政处罚", "县级以上人民政府", "处罚 听证", "罚", "企业怎么申请听证"]
    {
        let query = Query { text: text.into(), limit: 20, highlight: true, ..Query::default() };
        measure(&index, &format!("text {text}"), &query)?;
    }
    Ok(())
}

fn measure(index: &SearchIndex, name: &str, query: &Query) -> Result<(), Error> {
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..50 {
        let clock = Instant::now();
        total = index.search(query)?.total;
        times.push(clock.elapsed());
    }
    let first = times[0];
    times.sort_unstable();
    println!(
        "{name}: {total} found, first {:.2} ms, p50 {:.2} ms, p98 {:.2} ms",
        first.as_secs_f64() * 1e3,
        times[25].as_secs_f64() * 1e3,
        times[48].as_secs_f64() * 1e3
    );
    Ok(())
}
