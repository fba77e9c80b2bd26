//! Full files of whole items: written at night, told in the log, checked by whoever takes them home, kept for a while,
//! taken down when something in them is withdrawn, and gone on with after an interruption.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::TimeDelta;
use futures::TryStreamExt;
use mingjing_actions::full_files::{Night, NightWork, last_night, take_down, write_full_files, write_night};
use mingjing_actions::reading::{self, full_file, full_files_of};
use mingjing_publication::Digest;
use mingjing_stories::{publish, withdraw_by_two};
use mingjing_testkit::{People, TestHouse, on_both_databases};

fn night(test: &TestHouse) -> Night {
    Night { date: test.house.now().date_naive(), scratch: test.dir.path().join("scratch"), keep: 2 }
}

async fn write(test: &TestHouse) -> NightWork {
    let work = write_full_files(&test.house, &night(test), None).await.unwrap();
    test.settle().await;
    work
}

async fn bytes(test: &TestHouse, format: &str, made_on: &str) -> Option<Vec<u8>> {
    let (_, pieces) = full_file(&test.house, "notice", (format, made_on)).await.unwrap()?;
    Some(pieces.try_collect::<Vec<_>>().await.unwrap().concat())
}

on_both_databases! {
    async fn a_file_is_what_the_log_says(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "第一号公告", "正文。").await;
        test.settle().await;
        let work = write_full_files(&test.house, &night(&test), None).await.unwrap();
        assert_eq!(work, NightWork { written: 3, ..NightWork::default() });
        assert!(full_files_of(&test.house, "notice").await.unwrap().is_empty(), "no checkpoint covers what tells of them");
        assert!(bytes(&test, "csv", "2026-11-24").await.is_none());
        test.settle().await;
        let files = full_files_of(&test.house, "notice").await.unwrap();
        assert_eq!(files.len(), 3);
        let (id, _) = reading::telling_of_files(&test.house, "notice").await.unwrap().unwrap();
        let told = reading::disclosure(&test.house, &id).await.unwrap().unwrap();
        let content = told.content().unwrap();
        assert_eq!(content.fields["of_item"], "notice");
        for file in &files {
            let taken = bytes(&test, &file.format, &file.made_on).await.unwrap();
            let digest = Digest::of(&taken).to_string();
            assert_eq!((&digest, taken.len()), (&file.sha256, usize::try_from(file.size).unwrap()));
            let told = content.fields["files"].as_array().unwrap();
            let named = told.iter().find(|one| one["format"] == *file.format).unwrap();
            assert_eq!((named["sha256"].as_str(), named["rows"].as_u64()), (Some(digest.as_str()), Some(1)));
        }
        let csv = String::from_utf8(bytes(&test, "csv", "2026-11-24").await.unwrap()).unwrap();
        assert!(csv.starts_with('\u{FEFF}') && csv.contains("第一号公告"), "{csv}");
        assert!(std::fs::read_dir(night(&test).scratch).unwrap().next().is_none(), "nothing is left lying around");

        // The same night again: nothing to do; the next one: the same bytes, so nothing to tell.
        assert_eq!(write(&test).await, NightWork::default());
        let leaves = test.house.visible().size;
        test.advance(TimeDelta::days(1));
        assert_eq!(write(&test).await, NightWork { unchanged: 3, ..NightWork::default() });
        assert_eq!((test.house.visible().size, full_files_of(&test.house, "notice").await.unwrap().len()), (leaves, 3));
        test.finish().await;
    }
}

on_both_databases! {
    async fn the_newest_are_kept_and_what_is_withdrawn_is_in_none(test: TestHouse) {
        let people = People::join(&test).await;
        let mut first = String::new();
        for n in 1..=3 {
            let (id, _) = publish(&test, &people, &format!("第 {n} 号公告"), "正文。").await;
            first = if n == 1 { id } else { first };
            test.settle().await;
            let work = write(&test).await;
            assert_eq!((work.written, work.removed), (3, if n == 3 { 3 } else { 0 }), "{n}");
            test.advance(TimeDelta::days(1));
        }
        let days: Vec<String> = full_files_of(&test.house, "notice").await.unwrap().into_iter().map(|f| f.made_on).collect();
        assert_eq!(days, ["2026-11-26", "2026-11-26", "2026-11-26", "2026-11-25", "2026-11-25", "2026-11-25"]);
        assert!(bytes(&test, "jsonl", "2026-11-24").await.is_none());
        assert!(bytes(&test, "jsonl", "2026-11-25").await.is_some());

        withdraw_by_two(&test.house, (&people.approver, &people.second), &first, ("条例第十五条", "涉及个人隐私")).await;
        assert!(bytes(&test, "jsonl", "2026-11-26").await.is_none(), "from the withdrawal on, before any checkpoint");
        assert!(full_files_of(&test.house, "notice").await.unwrap().is_empty());
        assert_eq!(take_down(&test.house).await.unwrap(), 6);
        assert_eq!(take_down(&test.house).await.unwrap(), 0);
        test.settle().await;
        assert_eq!(write(&test).await.written, 3);
        let now = String::from_utf8(bytes(&test, "jsonl", "2026-11-27").await.unwrap()).unwrap();
        assert!(!now.contains("第 1 号公告") && now.contains("第 2 号公告"), "{now}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_night_is_done_once_and_gone_on_with(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "第一号公告", "正文。").await;
        test.settle().await;
        assert_eq!(last_night(&test.house).await.unwrap(), None);
        let night = night(&test);
        // A process took the night, and could not go on.
        let in_the_way = test.dir.path().join("in-the-way");
        std::fs::write(&in_the_way, "a file and no folder").unwrap();
        let broken = Night { scratch: in_the_way.join("scratch"), ..night.clone() };
        assert!(write_night(&test.house, &broken).await.is_err());
        assert_eq!(last_night(&test.house).await.unwrap(), Some((night.date, false)));
        assert_eq!(write_night(&test.house, &night).await.unwrap(), None, "another process may be at it");
        test.advance(TimeDelta::minutes(31));
        assert_eq!(write_night(&test.house, &night).await.unwrap().map(|work| work.written), Some(3));
        assert_eq!(last_night(&test.house).await.unwrap(), Some((night.date, true)));
        test.advance(TimeDelta::minutes(31));
        assert_eq!(write_night(&test.house, &night).await.unwrap(), None, "it is done");
        test.finish().await;
    }
}
