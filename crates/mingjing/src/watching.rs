//! What operators look at: `/metrics` for Prometheus. Labels are patterns and kinds, never what somebody typed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use mingjing_actions::House;
use mingjing_actions::import::Tally;
use mingjing_store::log;
use tokio::net::TcpListener;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context as LayerContext, Layer};

use crate::journal;

/// Upper ends of the classes that durations are counted in, in seconds.
const SECONDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// How long the database may take while metrics are collected.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts errors by the part of the program that reports them; background work reports its failures nowhere else.
pub struct CountErrors;

impl<S: Subscriber> Layer<S> for CountErrors {
    fn on_event(&self, event: &Event<'_>, _: LayerContext<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            counter!("mingjing_errors_total", "part" => event.metadata().target()).increment(1);
        }
    }
}

/// Counts a request and measures the time until its answer begins.
pub async fn measure(request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|m| m.as_str().to_owned());
    let route = route(pattern.as_deref(), request.uri().path());
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    counter!("mingjing_http_requests_total", "route" => route.clone(), "method" => method, "status" => status.as_u16().to_string())
        .increment(1);
    if method == "POST" && route == "/desk/sign-in" {
        let outcome = match status {
            StatusCode::SEE_OTHER => "accepted",
            StatusCode::UNPROCESSABLE_ENTITY => "refused",
            StatusCode::TOO_MANY_REQUESTS => "held_back",
            _ => "failed",
        };
        counter!("mingjing_sign_ins_total", "outcome" => outcome).increment(1);
    }
    histogram!("mingjing_http_request_seconds", "route" => route).record(started.elapsed());
    response
}

/// The pattern of an address. Some patterns answer several kinds of file, which differ in what they cost.
fn route(pattern: Option<&str>, path: &str) -> String {
    const FILES: [&str; 8] = ["json", "md", "csv", "jsonl", "xlsx", "parquet", "atom", "ndjson"];
    let extension = path.rsplit_once('.').map(|(_, e)| e).filter(|e| FILES.contains(e));
    match (pattern, extension) {
        (Some(pattern @ ("/d/{id}" | "/i/{item}")), Some(extension)) => format!("{pattern}.{extension}"),
        // Answered before the pages, whichever of them has such an address.
        _ if path.starts_with("/d/") && path.ends_with("/receipt") => "/d/{id}/receipt".to_owned(),
        (Some(pattern), _) => pattern.to_owned(),
        (None, _) => "none".to_owned(),
    }
}

/// Where metrics are listened for, and what is asked for them.
pub struct Watch {
    listener: TcpListener,
    handle: PrometheusHandle,
}

impl Watch {
    /// Opens the listener and begins to count.
    pub async fn open(listen: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!("不能监听配置中的 metrics_listen = \"{listen}\":应为 地址:端口,且未被占用")
        })?;
        println!("运行指标在 http://{}/metrics", listener.local_addr()?);
        let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
        describe();
        Ok(Self { listener, handle })
    }

    /// Serves what is counted, and what the house says of itself when it is asked.
    pub fn serve(self, house: Arc<House>, dir: &Path) {
        let state = Arc::new(State {
            counted: AtomicU64::new(house.visible().size),
            house,
            dir: dir.to_owned(),
            handle: self.handle,
        });
        let upkeep = Arc::clone(&state);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(10)).await;
                upkeep.handle.run_upkeep();
            }
        });
        let answer = move || async move {
            state.collect().await;
            state.handle.render()
        };
        let router = Router::new().route("/metrics", get(answer));
        tokio::spawn(async move {
            if let Err(e) = axum::serve(self.listener, router).await {
                tracing::error!(error = %e, "the metrics listener ended");
            }
        });
    }
}

struct State {
    house: Arc<House>,
    dir: PathBuf,
    handle: PrometheusHandle,
    /// Leaves whose events were counted.
    counted: AtomicU64,
}

impl State {
    async fn collect(&self) {
        let answered = tokio::time::timeout(PATIENCE, self.ask_database()).await;
        let is_up = matches!(answered, Ok(Ok(())));
        gauge!("mingjing_database_up").set(if is_up { 1.0 } else { 0.0 });
        let connections = self.house.db.connections();
        gauge!("mingjing_database_connections", "state" => "open").set(connections.open);
        gauge!("mingjing_database_connections", "state" => "idle").set(connections.idle);
        gauge!("mingjing_index_watermark").set(self.house.search.watermark() as f64);
        let Tally { created, updated, unchanged, rejected } = journal::total(&self.dir);
        let verdicts =
            [("created", created), ("updated", updated), ("unchanged", unchanged), ("rejected", rejected)];
        for (verdict, rows) in verdicts {
            counter!("mingjing_import_rows_total", "verdict" => verdict).absolute(rows);
        }
    }

    async fn ask_database(&self) -> Result<(), mingjing_store::Error> {
        let mut tx = self.house.db.read().await?;
        let head = log::head(&mut tx).await?;
        gauge!("mingjing_log_assigned").set(head.assigned as f64);
        gauge!("mingjing_log_signed").set(head.size as f64);
        let from = self.counted.load(Ordering::Relaxed);
        let to = u64::try_from(head.size).unwrap_or_default();
        let events = log::count_events(&mut tx, i64::try_from(from).unwrap_or(i64::MAX), head.size).await?;
        // Two who ask at the same time must not count the same leaves twice.
        if to > from && self.counted.compare_exchange(from, to, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            for (event, n) in events {
                counter!("mingjing_log_entries_total", "event" => event)
                    .increment(u64::try_from(n).unwrap_or_default());
            }
        }
        Ok(())
    }
}

fn describe() {
    describe_counter!("mingjing_http_requests_total", "Requests by route, method and status");
    describe_histogram!("mingjing_http_request_seconds", "Time until an answer begins, by route");
    describe_counter!("mingjing_sign_ins_total", "Attempts to sign in, by outcome");
    describe_counter!("mingjing_errors_total", "Errors reported, by part of the program");
    describe_counter!("mingjing_log_entries_total", "Entries made public since the start, by event");
    describe_counter!("mingjing_import_rows_total", "Rows of imports into this folder, by verdict");
    describe_gauge!("mingjing_log_assigned", "Leaves of committed publications");
    describe_gauge!("mingjing_log_signed", "Leaves the signed checkpoint covers");
    describe_gauge!("mingjing_index_watermark", "Leaves the search index of this process holds");
    describe_gauge!("mingjing_database_up", "Whether the database answered just now");
    describe_gauge!("mingjing_database_connections", "Connections of this process, by state");
    // So that they are there before anything happened.
    for event in ["publish", "amend", "withdraw"] {
        counter!("mingjing_log_entries_total", "event" => event).absolute(0);
    }
    for outcome in ["accepted", "refused", "held_back", "failed"] {
        counter!("mingjing_sign_ins_total", "outcome" => outcome).absolute(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_patterns() {
        assert_eq!(route(Some("/d/{id}"), "/d/0192"), "/d/{id}");
        assert_eq!(route(Some("/d/{id}"), "/d/0192.json"), "/d/{id}.json");
        assert_eq!(route(Some("/i/{item}"), "/i/licence.xlsx"), "/i/{item}.xlsx");
        assert_eq!(route(Some("/d/{id}"), "/d/x.张三"), "/d/{id}");
        assert_eq!(route(None, "/d/0192/receipt"), "/d/{id}/receipt");
        assert_eq!(route(None, "/wp-login.php"), "none");
    }
}
