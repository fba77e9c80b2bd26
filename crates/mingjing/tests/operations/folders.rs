//! Watched folders: files are taken whole, once, and whatever kills the program on the way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::program::{configure, instance, licences, mingjing, out, said};

/// An instance with a watched folder.
fn watched() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (folder, dir) = instance();
    let incoming = folder.path().join("incoming");
    std::fs::create_dir(&incoming).unwrap();
    let path = incoming.display();
    configure(&dir, |text| format!("{text}\n[[folders]]\npath = \"{path}\"\nitem = \"licence\"\n"));
    (folder, dir, incoming)
}

/// Names in a folder that end so.
fn names(folder: &Path, end: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.map(|e| e.unwrap().path()).filter(|p| p.to_string_lossy().ends_with(end)).collect();
    found.sort();
    found
}

fn report(folder: &Path) -> String {
    names(folder, ".report.txt").iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

#[test]
fn files_go_where_they_belong() {
    let (_folder, dir, incoming) = watched();
    licences(&incoming.join("good.csv"), 1, 3);
    licences(&incoming.join("half.csv.part"), 10, 3);
    std::fs::write(incoming.join("wrong.csv"), "一,二\n三,四\n").unwrap();
    let mixed = "decision_no,licensee,licence_type,content,decided_on,agency_code,status\n\
        石审许〔2026〕20号,某公司,普通,准予经营,2026-11-02,130130,有效\n\
        石审许〔2026〕21号,某公司,普通,准予经营,2026-02-30,130130,有效\n";
    std::fs::write(incoming.join("mixed.csv"), mixed).unwrap();
    let looked = mingjing(&dir, &["folders"]);
    assert_eq!(looked.status.code(), Some(2), "{}", said(&looked));
    assert!(out(&looked).ends_with("处理文件 3 个\n"), "{}", said(&looked));
    assert_eq!(names(&incoming, "half.csv.part").len(), 1, "it is still being written");
    assert_eq!(names(&incoming, ".csv"), Vec::<PathBuf>::new());
    let (done, refused) = (incoming.join("done"), incoming.join("refused"));
    assert_eq!((names(&done, "-good.csv").len(), names(&done, "-mixed.csv").len()), (1, 1));
    assert_eq!(names(&done, "-mixed.csv.rejects.csv").len(), 1);
    assert_eq!(names(&refused, "-wrong.csv").len(), 1);
    assert!(report(&done).contains("导入 3 条,更新 0 条,未变 0 条,拒绝 0 条"), "{}", report(&done));
    assert!(report(&refused).contains("没有导入:表头不符"), "{}", report(&refused));

    // The same bytes once more, under another name: known.
    std::fs::copy(&names(&done, "-good.csv")[0], incoming.join("again.csv")).unwrap();
    let looked = mingjing(&dir, &["folders"]);
    assert_eq!(looked.status.code(), Some(0), "{}", said(&looked));
    assert!(report(&done).contains("同样的文件以前导入过"), "{}", report(&done));
    let doctor = mingjing(&dir, &["doctor"]);
    assert!(out(&doctor).contains("日志:共 4 条"), "{}", said(&doctor));
}

#[test]
fn killed_on_the_way_nothing_is_lost_or_doubled() {
    let (_folder, dir, incoming) = watched();
    licences(&incoming.join("long.csv"), 1, 9_000);
    let mut killed = 0;
    // Later and later, until it is done before it is killed.
    for wait in (5_000..).step_by(400).take(40) {
        let mut child =
            crate::program::command(&dir, &["folders"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
        if names(&incoming.join("done"), "-long.csv").len() == 1 {
            break;
        }
    }
    assert!(killed > 0, "it was never killed on the way");
    let looked = mingjing(&dir, &["folders"]);
    assert_eq!(looked.status.code(), Some(0), "{}", said(&looked));
    assert_eq!(names(&incoming.join("done"), "-long.csv").len(), 1);
    assert_eq!(names(&incoming, ".csv"), Vec::<PathBuf>::new());
    let doctor = mingjing(&dir, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", said(&doctor));
    assert!(out(&doctor).contains("日志:共 9000 条"), "{}", said(&doctor));
}
