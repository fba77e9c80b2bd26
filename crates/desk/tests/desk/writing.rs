//! Text from elsewhere, pictures, suggestions, and the preview.

use std::io::{Cursor, Write};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use mingjing_testkit::{Database, People, TestHouse};
use tower::ServiceExt;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::browser::{Browser, sound};
use crate::editor::begun;

/// The smallest picture: one pixel of GIF.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn docx(body: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

/// The Markdown in the editor.
async fn text(clerk: &mut Browser, to: &str) -> String {
    let (_, _, page) = clerk.get(to).await;
    sound(&page);
    let area = page.split("name=\"body\"").nth(1).unwrap();
    area.split_once('>').unwrap().1.split("</textarea>").next().unwrap().trim_start().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pasted_comes_back_as_markdown() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let html =
        "<h2>标题</h2><script>1</script><p>见<a href=\"https://www.gov.cn/\"><b>网站</b></a></p><img src=x>";
    let (status, _, told) =
        clerk.post(&format!("/desk/d/{id}/paste"), &[("token", &token), ("html", html)]).await;
    let expected = "{\"markdown\":\"## 标题\\n\\n见[网站](https://www.gov.cn/)\",\"pictures\":1}";
    assert_eq!((status, told.as_str()), (StatusCode::OK, expected));
    let deep = "<div>".repeat(2000);
    let (status, _, told) =
        clerk.post(&format!("/desk/d/{id}/paste"), &[("token", token.as_str()), ("html", &deep)]).await;
    assert!(status == StatusCode::BAD_REQUEST && told.contains("格式太复杂"));
    let (status, ..) = clerk.post(&format!("/desk/d/{id}/paste"), &[("html", html)]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_document_becomes_a_draft() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let to = format!("/desk/d/{id}");
    let centred = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t>关于供暖的公告</w:t></w:r></w:p>";
    let body = format!(
        "{centred}<w:p><w:r><w:t>冀建〔2026〕5号</w:t></w:r></w:p><w:p><w:r><w:t>现公告如下。</w:t><w:drawing/></w:r></w:p>"
    );
    let path = format!("/desk/d/{id}/import");
    let (status, next, _) = clerk.attach(&path, &token, "0", ("稿.docx", docx(&body))).await;
    assert_eq!((status, next), (StatusCode::SEE_OTHER, format!("{to}?pictures=1")));
    let (_, _, page) = clerk.get(&format!("{to}?pictures=1")).await;
    assert!(page.contains("1 张图片没有带入") && page.contains("value=\"关于供暖的公告\""), "{page}");
    assert!(page.contains("value=\"冀建〔2026〕5号\""), "{page}");
    assert_eq!(text(&mut clerk, &to).await, "现公告如下。");

    let (status, ..) = clerk
        .attach(&path, &token, "1", ("稿.docx", docx("<w:p><w:r><w:t>另一段。</w:t></w:r></w:p>")))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(text(&mut clerk, &to).await, "现公告如下。\n\n另一段。", "what was there stays");
    let (status, _, page) = clerk.attach(&path, &token, "2", ("稿.docx", "不是文档")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("不是 Word 文档"), "{page}");
    let (status, ..) = clerk.attach(&path, "x", "2", ("稿.docx", docx(""))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_say_what_they_show_and_the_preview_shows_them() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let (status, ..) = clerk.attach(&format!("/desk/d/{id}/attach"), &token, "0", ("现 场.gif", PIXEL)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let form = |body: &'static str, version: &'static str| {
        [
            ("token", ""),
            ("version", version),
            ("title", "施工公告"),
            ("kind", "公告"),
            ("issued_on", "2026-11-24"),
            ("body", body),
        ]
    };
    let submit = format!("/desk/d/{id}/submit");
    let mut wrong = form("![](现%20场.gif)\n\n![井盖](别处.png)\n\n![远处](https://example.com/a.png)", "1");
    wrong[0].1 = &token;
    let (status, _, page) = clerk.post(&submit, &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "第 1 张图片没有替代文字",
        "第 2 张图片“别处.png”不在附件里",
        "第 3 张图片“https://example.com/a.png”不在附件里",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let mut right = form("正文。\n\n![工人正在更换井盖](现%20场.gif)\n\n<script>alert(1)</script>", "2");
    right[0].1 = &token;
    clerk.post(&format!("/desk/d/{id}/save"), &right).await;

    let (status, _, page) = clerk.get(&format!("/desk/d/{id}/preview")).await;
    sound(&page);
    assert!(status == StatusCode::OK && page.contains(&format!("src=\"/desk/d/{id}/preview/page\"")));
    let request = Request::get(format!("/desk/d/{id}/preview/page")).header(header::COOKIE, &clerk.cookie);
    let answer = clerk.desk.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'self'"));
    assert_eq!(answer.headers()["x-frame-options"], "SAMEORIGIN");
    let (_, _, page) = clerk.get(&format!("/desk/d/{id}/preview/page")).await;
    sound(&page);
    assert!(page.contains("<img src=\"/desk/d/") && page.contains("alt=\"工人正在更换井盖\""), "{page}");
    assert!(
        page.contains("这是预览，还没有公开") && page.contains("施工公告") && page.contains("公开时编定")
    );
    assert!(!page.contains("<script>alert") && !page.contains("已入公开日志"), "{page}");
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    for page in ["preview", "preview/page"] {
        assert_eq!(stranger.get(&format!("/desk/d/{id}/{page}")).await.0, StatusCode::FORBIDDEN);
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_in_the_text_are_offered_and_a_public_one_is_copied() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let policy = published::policy(&test, &people).await;
    let (mut clerk, token, _) = begun(&test).await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "interpretation")]).await;
    let id = to.rsplit('/').next().unwrap();
    let form = [
        ("token", token.as_str()),
        ("version", "0"),
        ("body", "根据《办法》（冀政发〔2026〕5号）和国发〔1999〕1号，解读如下。"),
    ];
    let (status, _, told) = clerk.post(&format!("/desk/d/{id}/autosave"), &form).await;
    assert_eq!(status, StatusCode::OK);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let offered = told["suggestions"].as_str().unwrap();
    assert!(
        offered.contains(&format!("data-to=\"/d/{policy}\""))
            && offered.contains("data-link=\"冀政发〔2026〕5号\""),
        "{offered}"
    );
    assert!(offered.contains("data-refer=\"interprets\"") && !offered.contains("1999"), "{offered}");
    let (_, _, page) = clerk.get(&to).await;
    assert!(page.contains("正文提到的文件"));

    let (status, copy, _) = clerk.post(&format!("/desk/d/{policy}/copy"), &[("token", &token)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_ne!(copy, format!("/desk/d/{policy}"));
    assert_eq!(text(&mut clerk, &copy).await, "第一条　为了供暖，制定本办法。");
    let (_, _, page) = clerk.get(&copy).await;
    assert!(
        page.contains("value=\"供暖管理办法\"") && !page.contains("冀政发〔2026〕5号"),
        "a number is one document's own"
    );
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    let foreign = stranger.token().await;
    let (status, ..) = stranger.post(&format!("/desk/d/{policy}/copy"), &[("token", &foreign)]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    test.finish().await;
}

/// Public disclosures, by three people.
pub(crate) mod published {
    use std::collections::BTreeMap;

    use mingjing_actions::{Edit, approve_draft, pass_screening, save_draft, start_draft, submit_draft};
    use mingjing_testkit::{AGENCY, People, TestHouse};

    pub(crate) async fn notice(test: &TestHouse, people: &People, title: &str) -> String {
        let values = serde_json::json!({ "title": title, "kind": "公告", "issued_on": "2026-11-20" });
        disclosure(test, people, ("notice", values), "正文。").await
    }

    pub(super) async fn policy(test: &TestHouse, people: &People) -> String {
        let values = serde_json::json!({
            "title": "供暖管理办法", "document_no": "冀政发〔2026〕5号", "issuer": "河北省人民政府", "issued_on": "2026-11-20",
            "status": "有效",
        });
        let id =
            disclosure(test, people, ("policy-document", values), "第一条　为了供暖，制定本办法。").await;
        test.settle().await;
        id
    }

    async fn disclosure(
        test: &TestHouse,
        people: &People,
        (item, values): (&str, serde_json::Value),
        body: &str,
    ) -> String {
        let house = &test.house;
        let id = start_draft(house, &people.drafter, item, AGENCY).await.unwrap();
        let values = values.as_object().unwrap().clone();
        let edit = Edit { values, body: Some(body.into()), remove: Vec::new() };
        save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
        submit_draft(house, &people.drafter, &id, 1).await.unwrap();
        pass_screening(house, &people.screener, &id, 2, &BTreeMap::new()).await.unwrap();
        approve_draft(house, &people.approver, &id, 3, None).await.unwrap();
        id
    }
}
