//! Looks for words in articles: which articles hold each, and how long an answer takes on one thread.
//!
//! `cargo run --release -p mingjing-search --example articles -- ARTICLES WORDS ROUNDS`
//!
//! ARTICLES has one article a line, as a JSON string; WORDS one word a line. Answers with one JSON object a word.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use mingjing_search::{Change, Document, Error, Query, SearchIndex, Sort};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [articles, words, rounds] = arguments.as_slice() else {
        return Err("give ARTICLES, WORDS and ROUNDS".into());
    };
    let folder = tempfile::tempdir()?;
    let index = SearchIndex::open(folder.path())?;
    let mut changes = Vec::new();
    for (number, line) in (0..).zip(std::fs::read_to_string(articles)?.lines()) {
        changes.push(article(number, serde_json::from_str(line)?)?);
    }
    let count = changes.len() as u64;
    index.apply(changes, count)?;
    let words = std::fs::read_to_string(words)?;
    let mut times: BTreeMap<&str, Vec<u128>> = BTreeMap::new();
    // The first round warms up. Words take turns, so that none meets its own traces.
    for round in 0..=rounds.parse()? {
        for word in words.lines() {
            let clock = Instant::now();
            index.search(&best(word))?;
            let spent = clock.elapsed().as_micros();
            if round > 0 {
                times.entry(word).or_default().push(spent);
            }
        }
    }
    let mut out = std::io::stdout().lock();
    for (word, microseconds) in times {
        let found = all(&index, word)?;
        writeln!(out, "{}", json!({ "word": word, "found": found, "microseconds": microseconds }))?;
    }
    Ok(())
}

/// What a reader asks: the best 20, with marked passages.
fn best(word: &str) -> Query {
    Query { text: word.to_owned(), limit: 20, highlight: true, ..Query::default() }
}

/// The numbers of all articles that hold the word; none if only looser matches were found.
fn all(index: &SearchIndex, word: &str) -> Result<Vec<u64>, Error> {
    let mut query = Query { text: word.to_owned(), sort: Sort::Oldest, limit: 1_000, ..Query::default() };
    let mut found = Vec::new();
    loop {
        let page = index.search(&query)?;
        if page.relaxed {
            return Ok(Vec::new());
        }
        found.extend(page.hits.iter().map(|hit| hit.leaf_index));
        query.after = page.next;
        if query.after.is_none() {
            return Ok(found);
        }
    }
}

fn article(number: u64, body: String) -> Result<Change, Failure> {
    Ok(Change::Put(Box::new(Document {
        id: format!("{number:032x}"),
        item: "normative-document".into(),
        agency: "130001".into(),
        agency_name: String::new(),
        regions: vec!["130000".into()],
        year: 2026,
        status: "有效".into(),
        area: "result".into(),
        title: String::new(),
        index_no: String::new(),
        document_no: None,
        body,
        full_text: true,
        issued_on: NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("no such day")?,
        published_at: DateTime::parse_from_rfc3339("2026-01-02T09:00:00+08:00")?,
        revision: 1,
        leaf_index: number,
        keywords: Vec::new(),
        columns: "{}".into(),
    })))
}
