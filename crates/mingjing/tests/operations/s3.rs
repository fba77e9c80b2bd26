//! Attachments and tiles in an S3-compatible store.

use std::path::{Path, PathBuf};

use mingjing_store::Outage;
use mingjing_store::blobs::{self, S3};

use object_store::ObjectStoreExt;
use object_store::path::Path as Key;

use crate::program::{
    Server, client, configure, err, eventually, get, instance, licences, mingjing, out, said,
};

/// A bucket of one test's own, on the server of `MINGJING_TEST_S3`.
#[expect(clippy::disallowed_methods, reason = "the test run says where its S3 is")]
async fn bucket(name: &str) -> Option<S3> {
    let Ok(endpoint) = std::env::var("MINGJING_TEST_S3") else {
        eprintln!("skipped: MINGJING_TEST_S3 is not set");
        return None;
    };
    let bucket = format!("mingjing-{name}-{}", std::process::id());
    let made = client().put(format!("{endpoint}/{bucket}")).send().await.unwrap();
    assert!(made.status().is_success(), "{}", made.text().await.unwrap());
    let (access_key, secret_key) = ("test".to_owned(), "test".to_owned());
    Some(S3 { bucket, endpoint, region: "us-east-1".into(), access_key, secret_key })
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_are_put_read_and_erased() {
    let Some(s3) = bucket("attachments").await else { return };
    let store = blobs::open_s3(&s3).unwrap();
    let digest = "ab".repeat(32);
    assert!(blobs::attachment(store.as_ref(), &digest).await.unwrap().is_none());
    blobs::erase_attachment(store.as_ref(), &digest).await.unwrap();
    let bytes = vec![7u8; 6 << 20];
    for _ in 0..2 {
        blobs::put_attachment(store.as_ref(), &digest, bytes.clone().into()).await.unwrap();
        assert_eq!(blobs::attachment(store.as_ref(), &digest).await.unwrap().unwrap(), bytes);
    }
    blobs::erase_attachment(store.as_ref(), &digest).await.unwrap();
    assert!(blobs::attachment(store.as_ref(), &digest).await.unwrap().is_none());

    let nowhere = blobs::open_s3(&S3 { endpoint: "http://127.0.0.1:1".into(), ..s3 }).unwrap();
    let lost = blobs::attachment(nowhere.as_ref(), &digest).await.unwrap_err();
    assert_eq!(lost.outage(), Some(Outage::Unreachable), "{lost}");
}

fn on_s3(s3: &S3) -> (tempfile::TempDir, PathBuf) {
    let (folder, dir) = instance();
    let S3 { bucket, endpoint, region, access_key, secret_key } = s3;
    let table = format!(
        "s3 = {{ bucket = \"{bucket}\", endpoint = \"{endpoint}\", region = \"{region}\", \
         access_key = \"{access_key}\", secret_key = \"{secret_key}\" }}"
    );
    configure(&dir, |text| text.replace("folder = \"blobs\"", &table));
    std::fs::remove_dir_all(dir.join("blobs")).unwrap();
    (folder, dir)
}

fn import(dir: &Path, folder: &Path, first: usize, rows: usize) {
    let file = folder.join(format!("from-{first}.csv"));
    licences(&file, first, rows);
    let done = mingjing(dir, &["import", "--item", "licence", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_on_s3_is_sequenced_verified_and_mirrored() {
    let Some(s3) = bucket("log").await else { return };
    let (folder, dir) = on_s3(&s3);
    let server = Server::start(&dir);
    // Partial tiles that fill up, and are then forgotten.
    for (first, rows) in [(1, 100), (101, 100), (201, 500)] {
        import(&dir, folder.path(), first, rows);
    }
    let checkpoint = format!("{}/log/checkpoint", server.url);
    assert_eq!(get(&checkpoint).await.1.lines().nth(1), Some("700"));
    let listed = get(&format!("{}/{}?list-type=2", s3.endpoint, s3.bucket)).await.1;
    assert!(listed.contains("log/tile/entries/000<") && listed.contains("log/checkpoint"), "{listed}");
    assert!(
        !listed.contains("tile/0/000.p/") && !listed.contains("entries/000.p/"),
        "what is full has no partial form left: {listed}"
    );

    let mirror = folder.path().join("mirror");
    for args in [
        vec!["verify", &server.url],
        vec!["verify", dir.to_str().unwrap()],
        vec!["mirror", &server.url, mirror.to_str().unwrap()],
        vec!["verify", mirror.to_str().unwrap()],
        vec!["doctor"],
    ] {
        let done = mingjing(&dir, &args);
        assert_eq!(done.status.code(), Some(0), "{args:?}: {}", said(&done));
    }

    // A tile that is lost or changed in the store is found out, and made again from the database.
    let store = blobs::open_s3(&s3).unwrap();
    store.put(&Key::from("log/tile/0/001"), "changed".into()).await.unwrap();
    store.delete(&Key::from("log/tile/entries/000")).await.unwrap();
    let found = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(1), "{}", said(&found));
    assert!(
        out(&found).contains("tile/0/001") && out(&found).contains("tile/entries/000"),
        "{}",
        said(&found)
    );
    let mended = mingjing(&dir, &["doctor"]);
    assert_eq!(mended.status.code(), Some(0), "{}", said(&mended));
    let backup = mingjing(&dir, &["backup", folder.path().join("b.tar").to_str().unwrap()]);
    assert!(backup.status.code() == Some(2) && err(&backup).contains("对象存储"), "{}", said(&backup));
}

/// Two sequencers beside each other write the same tiles; one of them wins each swap of the checkpoint.
#[tokio::test(flavor = "multi_thread")]
async fn several_sequencers_share_a_bucket() {
    let Some(s3) = bucket("several").await else { return };
    let (folder, dir) = on_s3(&s3);
    let servers = [Server::start(&dir)];
    std::thread::scope(|scope| {
        for n in 0..4usize {
            let (dir, folder) = (&dir, folder.path());
            scope.spawn(move || import(dir, folder, 1 + n * 300, 300));
        }
    });
    let checkpoint = format!("{}/log/checkpoint", servers[0].url);
    eventually("all is signed", || async { get(&checkpoint).await.1.lines().nth(1) == Some("1200") }).await;
    let done = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_public_while_the_bucket_is_away() {
    let Some(s3) = bucket("away").await else { return };
    let (folder, dir) = on_s3(&S3 { bucket: format!("{}-later", s3.bucket), ..s3.clone() });
    let server = Server::start(&dir);
    let file = folder.path().join("licences.csv");
    licences(&file, 1, 30);
    let args = ["import", "--item", "licence", file.to_str().unwrap()];
    let failed = mingjing(&dir, &args);
    assert_eq!(failed.status.code(), Some(70), "{}", said(&failed));
    let search = format!("{}/api/v1/disclosures", server.url);
    assert!(get(&search).await.1.contains("\"total\":0"));
    let made = client().put(format!("{}/{}-later", s3.endpoint, s3.bucket)).send().await.unwrap();
    assert!(made.status().is_success());
    eventually("it goes on by itself", || async { get(&search).await.1.contains("\"total\":30") }).await;
    let done = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
}
