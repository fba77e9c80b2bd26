//! A restored backup does not go on from an older state than readers have seen.

use std::path::Path;

use crate::program::{Server, command, configure, err, get, instance, licences, mingjing, said};

fn import(dir: &Path, folder: &Path, first: usize) {
    let file = folder.join(format!("from-{first}.csv"));
    licences(&file, first, 20);
    let done = mingjing(dir, &["import", "--item", "licence", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_instance_is_compared_before_it_publishes() {
    let (folder, dir) = instance();
    import(&dir, folder.path(), 1);
    let mirror = |name: &str| {
        let place = folder.path().join(name);
        let done = mingjing(&dir, &["mirror", dir.to_str().unwrap(), place.to_str().unwrap()]);
        assert!(done.status.success(), "{}", said(&done));
        place.to_str().unwrap().to_owned()
    };
    let equal = mirror("equal");
    let backup = folder.path().join("backup.tar");
    assert!(mingjing(&dir, &["backup", backup.to_str().unwrap()]).status.success());
    import(&dir, folder.path(), 21);
    let further = mirror("further");

    let restored = folder.path().join("restored");
    let done = mingjing(&restored, &["restore", backup.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(mingjing(&restored, &["doctor"]).status.success(), "looking is allowed");
    let serve = |more: &[&str]| {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        args.extend(more);
        command(&restored, &args)
    };
    let refused = serve(&[]).output().unwrap();
    assert!(refused.status.code() == Some(2) && err(&refused).contains("--compare"), "{}", said(&refused));
    let file = folder.path().join("from-21.csv");
    let refused = mingjing(&restored, &["import", "--item", "licence", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    let refused = serve(&["--compare", &further]).output().unwrap();
    assert!(refused.status.code() == Some(2), "{}", said(&refused));
    assert!(err(&refused).contains("公开过 20 条"), "{}", said(&refused));

    let server = Server::run(serve(&["--compare", &equal]));
    assert_eq!(get(&format!("{}/readyz", server.url)).await.0, 200);
    drop(server);
    import(&restored, folder.path(), 41);
    drop(Server::run(serve(&[])));
}

#[test]
fn an_operator_may_vouch_that_nothing_is_missing() {
    let (folder, dir) = instance();
    let backup = folder.path().join("backup.tar");
    assert!(mingjing(&dir, &["backup", backup.to_str().unwrap()]).status.success());
    let restored = folder.path().join("restored");
    assert!(mingjing(&restored, &["restore", backup.to_str().unwrap()]).status.success());
    configure(&restored, |text| text.replace("127.0.0.1:8080", "127.0.0.1:0"));
    drop(Server::run(command(&restored, &["serve", "--accept-shorter-log"])));
    import(&restored, folder.path(), 1);
}
