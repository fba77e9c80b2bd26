//! Files of a whole item, and feeds.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use mingjing_actions::reading::{self, Latest};
use mingjing_design::page::download;
use mingjing_opendata::{Entry, Feed, Format, Style};
use mingjing_search::{Query, Sort};
use tokio::runtime::Handle;

use super::{find, list};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::portal::Portal;
use crate::show::Names;
use crate::visit::Visit;

/// Entries of a feed.
const FEED: usize = 50;
/// Disclosures looked at for a feed with filters: those issued last, of which the last published are shown.
const NARROWED: usize = 1_000;
/// Pieces of a file that wait for a slow reader, and the size of one in bytes.
const PIECES: usize = 4;
const PIECE: usize = 64 << 10;

/// `/i/{item}.{csv|jsonl|xlsx|parquet|atom}`, narrowed by the filters of the list.
pub(super) async fn item(portal: &Portal, visit: &Visit, item: &str, extension: &str) -> Response {
    let answer = match extension {
        "atom" => item_feed(portal, visit, item).await,
        _ => export(portal, visit, item, extension),
    };
    match answer {
        Ok(response) => response,
        Err(failure) => portal.failure(visit, failure).await,
    }
}

/// Streams the file while it is written; a reader who goes away ends the writing.
fn export(portal: &Portal, visit: &Visit, key: &str, extension: &str) -> Result<Response, Failure> {
    let format: Format = extension.parse().map_err(|_| Failure::NotFound)?;
    let item = portal.house.item(key)?;
    let query = list::query(&list::named(visit, item), item)?;
    // Without a filter the file comes from the store alone, which is faster and knows what is not indexed yet.
    let only = list::narrows(&query).then_some(query);
    let item = item.key.clone();
    let permit = Arc::clone(&portal.downloads).try_acquire_owned().map_err(|_| Failure::Busy)?;
    let (sender, receiver) = sync_channel(PIECES);
    let (house, runtime) = (Arc::clone(&portal.house), Handle::current());
    let origin = portal.origin(visit);
    let style = Style { byte_order_mark: true, titles: true };
    let part = if only.is_some() { "-筛选" } else { "" };
    let name = format!("{item}{part}.{}", format.extension());
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let sink = io::BufWriter::with_capacity(PIECE, Pieces(sender.clone()));
        let export = mingjing_actions::export(&house, &item, only.as_ref(), &origin, format, style, sink);
        let done = runtime.block_on(export);
        if let Err(error) = done {
            // The reader must not take a file that broke off for the whole.
            let _ = sender.send(Err(io::Error::other(error.to_string())));
        }
    });
    // Compression asks once more after the end, which an unfolded stream does not forgive.
    let pieces = futures::stream::unfold(receiver, next_piece).fuse();
    Ok(download(format.media_type(), &name, Body::from_stream(pieces)))
}

type Piece = io::Result<Bytes>;

async fn next_piece(receiver: Receiver<Piece>) -> Option<(Piece, Receiver<Piece>)> {
    let waiting = tokio::task::spawn_blocking(move || receiver.recv().ok().map(|piece| (piece, receiver)));
    waiting.await.ok().flatten()
}

/// Hands on what is written, waiting while the reader is slow.
struct Pieces(SyncSender<Piece>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn item_feed(portal: &Portal, visit: &Visit, key: &str) -> Result<Response, Failure> {
    let item = portal.house.item(key)?;
    let visit = list::named(visit, item);
    let query = list::query(&visit, item)?;
    let found = if list::narrows(&query) {
        let query = Query { offset: 0, highlight: false, facets: Vec::new(), ..query };
        let query = Query { limit: NARROWED, sort: Sort::Newest, ..query };
        let ids: Vec<String> = find(portal, query).await?.hits.into_iter().map(|hit| hit.id).collect();
        reading::latest_of(&portal.house, &ids, FEED).await?
    } else {
        reading::latest(&portal.house, Some(&item.key), FEED).await?
    };
    let address = |path: String| visit.address(&path).with("sort", "").to_string();
    let (feed, page) = (address(format!("/i/{key}.atom")), address(format!("/i/{key}")));
    Ok(make_feed(portal, &visit, &found, (&feed, &page), &item.title.zh))
}

/// `/feed.atom`: the newest disclosures of all items.
pub(super) async fn feed(State(portal): State<Portal>, visit: Visit) -> Response {
    match reading::latest(&portal.house, None, FEED).await {
        Ok(found) => make_feed(&portal, &visit, &found, ("/feed.atom", "/"), "最新公开"),
        Err(error) => portal.failure(&visit, error.into()).await,
    }
}

/// `paths` are those of the feed and of the page it stands for.
fn make_feed(portal: &Portal, visit: &Visit, found: &[Latest], paths: (&str, &str), title: &str) -> Response {
    let house = &portal.house;
    let (origin, names) = (portal.origin(visit), Names::new(house));
    let entry = |one: &Latest| Entry {
        id: format!("urn:uuid:{}", hyphenated(&one.content.id)),
        title: one.content.title.clone(),
        url: format!("{origin}/d/{}", one.content.id),
        summary: None,
        author: names.agency_on(&one.content.agency, one.content.issued_on),
        category: house
            .rules
            .catalogue
            .item(&one.content.item)
            .map_or(&one.content.item, |item| &item.title.zh)
            .clone(),
        published: moment(&one.published_at),
        updated: moment(&one.updated_at),
    };
    let entries: Vec<Entry> = found.iter().map(entry).collect();
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_else(|| house.now());
    let feed = Feed {
        id: format!("{origin}{}", paths.0),
        title: format!("{title} - {}", house.site.name),
        feed_url: format!("{origin}{}", paths.0),
        page_url: format!("{origin}{}", paths.1),
        author: house.site.name.clone(),
        updated,
        entries,
    };
    ([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.to_xml()).into_response()
}

/// A UUID of 32 digits as RFC 9562 writes it.
fn hyphenated(id: &str) -> String {
    let part = |from, to| id.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, id.len())].join("-")
}
