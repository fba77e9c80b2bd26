//! What operators and those who ask too often see.

use crate::desk::Clerk;
use crate::program::{
    Server, account, client, configure, eventually, get, instance, licences, mingjing, said,
};

async fn value(server: &Server, series: &str) -> f64 {
    let (status, text) = get(&server.metrics).await;
    assert_eq!(status, 200);
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.map_or(f64::NAN, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_and_tell_nothing_personal() {
    let (folder, dir) = instance();
    for (name, role) in [("drafter", "drafter"), ("screener", "screener"), ("approver", "approver")] {
        account(&dir, name, role);
    }
    configure(&dir, |text| {
        text.replace("# metrics_listen = \"127.0.0.1:9090\"", "metrics_listen = \"127.0.0.1:0\"")
    });
    let server = Server::start(&dir);
    let mut drafter = Clerk::sign_in(&server.url, "drafter").await;
    let mut screener = Clerk::sign_in(&server.url, "screener").await;
    let mut approver = Clerk::sign_in(&server.url, "approver").await;
    let wrong = format!("{}/desk/sign-in", server.url);
    client().post(&wrong).body("username=drafter&password=wrong").send().await.unwrap();
    let draft = drafter.draft("停水通知").await;
    screener.screen(&draft).await;
    assert_eq!(approver.approve(&draft).await.status, 303);
    let id = draft.rsplit('/').next().unwrap().to_owned();
    let file = folder.path().join("licences.csv");
    licences(&file, 1, 30);
    std::fs::write(&file, format!("{}坏,,,,,130130,\n", std::fs::read_to_string(&file).unwrap())).unwrap();
    let done = mingjing(&dir, &["import", "--item", "licence", file.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    let reason = [("version", "0"), ("article", "条例第十五条"), ("reason", "更正"), ("urgent", "yes")];
    eventually("it can be withdrawn", || async { get(&format!("{}/d/{id}", server.url)).await.0 == 200 })
        .await;
    assert_eq!(approver.post(&format!("{draft}/withdraw"), &reason).await.status, 303);
    for path in ["/search?q=张三", "/d/张三", "/wp-login.php?user=张三", "/i/licence.csv"] {
        get(&format!("{}{path}", server.url)).await;
    }
    get(&format!("{}/d/{id}/receipt", server.url)).await;

    eventually("all is signed", || async { value(&server, "mingjing_log_signed").await == 32.0 }).await;
    eventually("all is indexed", || async { value(&server, "mingjing_index_watermark").await == 32.0 }).await;
    for (series, expected) in [
        ("mingjing_log_assigned", 32.0),
        ("mingjing_log_entries_total{event=\"publish\"}", 31.0),
        ("mingjing_log_entries_total{event=\"amend\"}", 0.0),
        ("mingjing_log_entries_total{event=\"withdraw\"}", 1.0),
        ("mingjing_import_rows_total{verdict=\"created\"}", 30.0),
        ("mingjing_import_rows_total{verdict=\"rejected\"}", 1.0),
        ("mingjing_sign_ins_total{outcome=\"accepted\"}", 3.0),
        ("mingjing_sign_ins_total{outcome=\"refused\"}", 1.0),
        ("mingjing_database_up", 1.0),
        ("mingjing_http_requests_total{route=\"/search\",method=\"GET\",status=\"200\"}", 1.0),
        ("mingjing_http_requests_total{route=\"/i/{item}.csv\",method=\"GET\",status=\"200\"}", 1.0),
        ("mingjing_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"}", 1.0),
    ] {
        assert_eq!(value(&server, series).await, expected, "{series}\n{}", get(&server.metrics).await.1);
    }
    let text = get(&server.metrics).await.1;
    assert!(text.contains("mingjing_http_request_seconds_bucket{route=\"/d/{id}/receipt\""), "{text}");
    for secret in ["张三", "drafter", &id, "停水", "wp-login", "%E5"] {
        assert!(!text.contains(secret), "{secret} is in the metrics:\n{text}");
    }
}

/// Browsers ask for compressed files, and what compresses them asks for more than there is.
#[tokio::test(flavor = "multi_thread")]
async fn files_arrive_whole_when_they_are_compressed() {
    let (folder, dir) = instance();
    let file = folder.path().join("licences.csv");
    licences(&file, 1, 300);
    assert!(mingjing(&dir, &["import", "--item", "licence", file.to_str().unwrap()]).status.success());
    let server = Server::start(&dir);
    for encoding in ["gzip", "br", "zstd", "identity"] {
        for extension in ["csv", "jsonl", "xlsx", "parquet"] {
            let request = client().get(format!("{}/i/licence.{extension}", server.url));
            let answer = request.header("accept-encoding", encoding).send().await.unwrap();
            assert!(answer.bytes().await.is_ok_and(|b| b.len() > 500), "{extension} as {encoding}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_held_back() {
    let (_folder, dir) = instance();
    configure(&dir, |text| {
        text.replace("# per_minute = 600", "per_minute = 5").replace("# trusted_proxies", "trusted_proxies")
    });
    let server = Server::start(&dir);
    let ask = async |path: &str, address: &str| {
        let request = client().get(format!("{}{path}", server.url)).header("x-forwarded-for", address);
        request.send().await.unwrap()
    };
    for _ in 0..5 {
        assert_eq!(ask("/search?q=公告", "203.0.113.7").await.status(), 200);
    }
    let held = ask("/search?q=公告", "203.0.113.7").await;
    assert_eq!(held.status(), 429);
    let wait: u64 = held.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait) && held.headers().contains_key("content-security-policy"));
    assert!(held.text().await.unwrap().contains("请求太频繁"));
    let program = ask("/api/v1/disclosures", "203.0.113.7").await;
    assert_eq!(program.status(), 429);
    assert_eq!(program.headers()["content-type"], "application/problem+json");
    assert_eq!(ask("/search?q=公告", "203.0.113.8").await.status(), 200, "another client");
    for _ in 0..50 {
        assert_eq!(ask("/log/checkpoint", "203.0.113.7").await.status(), 200, "mirrors go on");
    }
    assert_eq!(ask("/", "203.0.113.7").await.status(), 200);
}
