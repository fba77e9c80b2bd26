//! Rules are read anew while the program runs.

use std::path::Path;
use std::process::Command;

use crate::program::{Server, configure, eventually, get, instance};

#[tokio::test(flavor = "multi_thread")]
async fn good_rules_replace_the_running_ones_and_broken_ones_do_not() {
    let (_folder, dir) = instance();
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    assert!(Command::new("cp").arg("-r").arg(law).arg(dir.join("law")).status().unwrap().success());
    configure(&dir, |text| text.replace("# law_dir", "law_dir"));
    let notice = dir.join("law/items/6-participation/notice.toml");
    let text = std::fs::read_to_string(&notice).unwrap();
    assert!(text.contains("公告公示"), "{text}");
    let server = Server::start(&dir);
    let list = format!("{}/i/notice", server.url);
    assert!(get(&list).await.1.contains("公告公示"));

    std::fs::write(&notice, text.replace("公告公示", "告示一览")).unwrap();
    server.signal("HUP");
    eventually("the new title is shown", || async { get(&list).await.1.contains("告示一览") }).await;

    std::fs::write(&notice, text.replace("key = \"notice\"", "key = \"notice\"\ncolour = 3")).unwrap();
    server.signal("HUP");
    eventually("the mistake is told", || async { server.errors().contains("notice.toml:") }).await;
    let told = server.errors();
    assert!(told.contains("colour") && told.contains("仍按原来的规则运行"), "{told}");
    assert!(get(&list).await.1.contains("告示一览"), "the running rules stay");
    assert_eq!(get(&format!("{}/readyz", server.url)).await.0, 200);

    std::fs::write(&notice, &text).unwrap();
    server.signal("HUP");
    eventually("the title is the former one", || async { get(&list).await.1.contains("公告公示") }).await;
}
