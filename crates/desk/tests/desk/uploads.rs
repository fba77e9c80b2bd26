//! Attachments that come in pieces.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use mingjing_testkit::{Database, People, TestHouse};
use tower::ServiceExt;

use crate::browser::Browser;
use crate::editor::begun;

/// Sends a request with the headers of an upload; answers status, offset and body.
async fn send(
    browser: &Browser,
    (method, path): (Method, &str),
    (token, offset): (&str, usize),
    piece: &[u8],
) -> (StatusCode, String, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, &browser.cookie)
        .header("mingjing-token", token)
        .header("upload-offset", offset.to_string())
        .body(Body::from(piece.to_vec()))
        .unwrap();
    let response = browser.desk.clone().oneshot(request).await.unwrap();
    let offset = response.headers().get("upload-offset").map(|v| v.to_str().unwrap().to_owned());
    let status = response.status();
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    (status, offset.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
}

/// Begins an upload; answers its address and how much of it is here.
async fn begin(
    browser: &mut Browser,
    (token, id): (&str, &str),
    (name, size): (&str, &str),
) -> (String, i64) {
    let form = [("token", token), ("name", name), ("size", size)];
    let (status, to, told) = browser.post(&format!("/desk/d/{id}/uploads"), &form).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let upload = to.rsplit('/').next().unwrap();
    assert_eq!(to, format!("/desk/d/{id}/uploads/{upload}"));
    (to, told["offset"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_pieces_and_goes_on_where_it_stopped() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let text = "线路一览\n".repeat(40);
    let (bytes, size) = (text.as_bytes(), text.len().to_string());
    let (at, here) = begin(&mut clerk, (&token, &id), ("线路.txt", &size)).await;
    assert_eq!(here, 0);
    let (status, offset, _) = send(&clerk, (Method::PATCH, &at), (&token, 0), &bytes[..100]).await;
    assert_eq!((status, offset.as_str()), (StatusCode::NO_CONTENT, "100"));
    // The answer was lost: the same piece once more is refused with what is here.
    let (status, offset, _) = send(&clerk, (Method::PATCH, &at), (&token, 0), &bytes[..100]).await;
    assert_eq!((status, offset.as_str()), (StatusCode::CONFLICT, "100"));
    assert_eq!(begin(&mut clerk, (&token, &id), ("线路.txt", &size)).await, (at.clone(), 100), "found again");
    let (status, offset, _) = send(&clerk, (Method::HEAD, &at), (&token, 0), b"").await;
    assert_eq!((status, offset.as_str()), (StatusCode::NO_CONTENT, "100"));

    // Somebody saves meanwhile: the file goes to the draft as it is then.
    let save = [("token", token.as_str()), ("version", "0"), ("title", "停水公告")];
    assert_eq!(clerk.post(&format!("/desk/d/{id}/autosave"), &save).await.0, StatusCode::OK);
    let (status, _, told) = send(&clerk, (Method::PATCH, &at), (&token, 100), &bytes[100..]).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["before"], &told["version"]), (&1.into(), &2.into()));
    assert!(told["files"].as_str().unwrap().contains("线路.txt"));
    let (_, _, page) = clerk.get(&format!("/desk/d/{id}")).await;
    let file =
        page.split(&format!("/desk/d/{id}/files/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(clerk.get(&format!("/desk/d/{id}/files/{file}")).await.2, text);
    assert_eq!(
        send(&clerk, (Method::HEAD, &at), (&token, 0), b"").await.0,
        StatusCode::NOT_FOUND,
        "done with"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_others_and_nothing_that_may_not_be_attached_comes_in() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    for (name, size, words) in [("空.txt", "0", "是空的"), ("大.pdf", "60000000", "超过 50 MB")] {
        let form = [("token", token.as_str()), ("name", name), ("size", size)];
        let (status, _, told) = clerk.post(&format!("/desk/d/{id}/uploads"), &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.contains(words), "{told}");
    }
    let (at, _) = begin(&mut clerk, (&token, &id), ("程序.exe", "4")).await;
    let (status, ..) = send(&clerk, (Method::PATCH, &at), ("x", 0), b"MZ\0\0").await;
    assert_eq!(status, StatusCode::FORBIDDEN, "without the token of the form");
    let (status, _, told) = send(&clerk, (Method::PATCH, &at), (&token, 0), b"MZ\0\0\0").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "longer than it said: {told}");

    let mut stranger = Browser::sign_in(&test, "lujia").await;
    let foreign = stranger.token().await;
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        assert_eq!(send(&stranger, (method, &at), (&foreign, 0), b"MZ\0\0").await.0, StatusCode::NOT_FOUND);
    }
    let form = [("token", foreign.as_str()), ("name", "一.txt"), ("size", "3")];
    assert_eq!(stranger.post(&format!("/desk/d/{id}/uploads"), &form).await.0, StatusCode::FORBIDDEN);

    let (status, _, told) = send(&clerk, (Method::PATCH, &at), (&token, 0), b"MZ\0\0").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    assert!(told.contains("可以上传 PDF"), "{told}");
    let (at, _) = begin(&mut clerk, (&token, &id), ("二.txt", "6")).await;
    assert_eq!(send(&clerk, (Method::DELETE, &at), (&token, 0), b"").await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&clerk, (Method::PATCH, &at), (&token, 0), b"abc").await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}
