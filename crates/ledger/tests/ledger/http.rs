//! A log over HTTP, from a server that is not always well.

use crate::fixture::{Office, key};
use mingjing_ledger::{DirSource, Error, HttpSource, LogSource, VerifyOptions, verify_log};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Serves a folder; the first `busy` requests are answered 503.
async fn serve(root: PathBuf, busy: u32) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let busy = Arc::new(AtomicU32::new(busy));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, root.clone(), busy.clone()));
        }
    });
    address
}

async fn answer(mut stream: TcpStream, root: PathBuf, busy: Arc<AtomicU32>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await.unwrap_or(0) == 0 {
            return;
        }
        request.push(byte[0]);
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap().trim_start_matches('/').to_owned();
    let wait = busy.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    let (status, body) = match std::fs::read(root.join(path)) {
        _ if wait => ("503 Service Unavailable", Vec::new()),
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
}

#[tokio::test]
async fn a_log_is_verified_over_http() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::default();
    for n in 0..300 {
        office.publish(n);
    }
    office.write(folder.path()).await;
    let address = serve(folder.path().to_owned(), 3).await;
    for given in
        [address.clone(), format!("{address}/"), format!("{address}/log"), format!("{address}/log/?x#y")]
    {
        let source = HttpSource::new(&given).unwrap();
        let report = verify_log(&source, key().verifier(), VerifyOptions::default(), &|_| ()).await.unwrap();
        assert!(report.is_ok() && report.contents_checked == 300, "{given}: {report:?}");
    }
    let source = HttpSource::new(&address).unwrap();
    assert_eq!(source.get("bundle/007").await.unwrap(), None);
    assert!(matches!(source.get("../secret").await, Err(Error::Path { .. })));
    let local = DirSource::new(folder.path());
    assert_eq!(source.get("checkpoint").await.unwrap(), local.get("checkpoint").await.unwrap());
}

#[tokio::test]
async fn too_large_an_answer_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("log/tile/0")).unwrap();
    std::fs::write(folder.path().join("log/tile/0/000"), vec![0; 8193]).unwrap();
    let source = HttpSource::new(&serve(folder.path().to_owned(), 0).await).unwrap();
    let error = source.get("tile/0/000").await.unwrap_err();
    assert!(error.to_string().contains("8192 字节的上限"), "{error}");
}

#[tokio::test]
async fn an_unreachable_address_is_an_error_not_a_verdict() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let source = HttpSource::new(&address).unwrap();
    let verdict = verify_log(&source, key().verifier(), VerifyOptions::default(), &|_| ()).await;
    assert!(matches!(verdict, Err(Error::Source { .. })), "{verdict:?}");
    for bad in ["", "example.gov.cn", "ftp://example.gov.cn", "file:///etc", "http://"] {
        assert!(HttpSource::new(bad).is_err(), "{bad}");
    }
}
