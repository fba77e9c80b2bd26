use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use mingjing_publication::Ground;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn rules() -> SamplingRules {
    let files = LawFiles::embedded();
    SamplingRules::load(&files, &Catalogue::load(&files).unwrap()).unwrap()
}

fn values() -> Map<String, Value> {
    let values = json!({
        "kinds": [{ "kind": "licence", "kind_title": "行政许可决定" }, { "kind": "penalty" }],
        "agencies": [{ "unit_code": "130001" }],
        "covers": { "from": "2026-01-01", "until": "2026-06-30" },
        "size": 3,
    });
    values.as_object().unwrap().clone()
}

fn terms() -> Terms {
    Terms::read(&rules(), &values()).unwrap()
}

/// The entry of a publication, and that of its withdrawal.
fn entries(id: &str, item: &str, agency: &str, on: &str) -> (Vec<u8>, Vec<u8>) {
    let content = Content {
        id: id.into(),
        item: item.into(),
        agency: agency.into(),
        revision: 1,
        index_no: format!("no-{id}"),
        title: "一件".into(),
        issued_on: on.parse().unwrap(),
        fields: Map::new(),
        body: None,
        attachments: Vec::new(),
        kind: None,
        salt: "0".repeat(32),
    };
    let bytes = content.to_bytes().unwrap();
    let at = format!("{on}T09:00:00+08:00");
    let entry = Entry::of_content(Event::Publish, &content, &at, mingjing_publication::Digest::of(&bytes));
    let ground = Ground::new("条例第十四条", "不应公开").unwrap();
    (entry.to_bytes().unwrap(), Entry::withdrawal(&entry, &at, ground).to_bytes().unwrap())
}

fn publication(id: &str, item: &str, agency: &str, on: &str) -> Vec<u8> {
    entries(id, item, agency, on).0
}

/// The log in front of a plan, and the twenty leaves behind it, which are made of a word.
fn log(word: &str) -> (Vec<Vec<u8>>, u64) {
    let mut log = vec![
        publication("a", "licence", "130001", "2026-01-01"),
        publication("b", "notice", "130001", "2026-02-01"),
        publication("c", "licence", "130002", "2026-02-01"),
        publication("d", "licence", "130001", "2025-12-31"),
        publication("e", "penalty", "130001", "2026-06-30"),
    ];
    for n in 0..6 {
        let (published, withdrawn) = entries(&format!("f{n}"), "licence", "130001", "2026-03-01");
        log.push(published);
        if n == 2 {
            log.push(withdrawn);
        }
    }
    let plan = log.len() as u64;
    log.push(publication("plan", "sampling-plan", "130001", "2026-07-01"));
    log.extend((0..25).map(|n| publication(&format!("{word}{n}"), "notice", "130001", "2026-07-02")));
    (log, plan)
}

fn drawn(log: &[Vec<u8>], plan: u64) -> Option<Sample> {
    let mut sampler = Sampler::new(&rules(), terms(), plan);
    for (leaf, entry) in (0..).zip(log) {
        sampler.take(leaf, entry).unwrap();
    }
    sampler.draw()
}

#[test]
fn it_is_drawn_from_what_was_public_and_not_withdrawn_before_the_plan() {
    let (log, plan) = log("x");
    let sample = drawn(&log, plan).unwrap();
    // a, e, and six licences less the one that was withdrawn; another item, agency or day is not among them.
    assert_eq!((sample.population, sample.drawn.len()), (7, 3));
    for one in &sample.drawn {
        assert!(["a", "e", "f0", "f1", "f3", "f4", "f5"].contains(&one.id.as_str()), "{one:?}");
        assert!(one.leaf < plan && one.rank.len() == 64);
    }
    assert!(sample.drawn.is_sorted_by_key(|one| one.rank.clone()));
    assert_eq!(sample.last_leaf, plan + 20);
    // As `sha256sum` computes it.
    let lines: String = log[plan as usize + 1..=plan as usize + 20]
        .iter()
        .map(|entry| format!("{}\n", hex::encode(Sha256::digest([&[0][..], entry].concat()))))
        .collect();
    assert_eq!(sample.seed, hex::encode(Sha256::digest(lines)));
    let first = &sample.drawn[0];
    assert_eq!(first.rank, hex::encode(Sha256::digest(format!("{}\n\n{}", sample.seed, first.id))));
}

#[test]
fn nothing_is_drawn_before_what_decides_is_public() {
    let (log, plan) = log("x");
    let enough = plan as usize + 21;
    assert_eq!(drawn(&log[..enough - 1], plan), None);
    assert_eq!(drawn(&log[..enough], plan), drawn(&log, plan), "what comes later changes nothing");
    let (other, _) = self::log("y");
    assert_ne!(drawn(&other, plan).unwrap().seed, drawn(&log, plan).unwrap().seed);
}

#[test]
fn a_plan_says_from_what_and_how_many() {
    let broken = |key: &str, value: Value| {
        let mut values = values();
        values.insert(key.into(), value);
        Terms::read(&rules(), &values).unwrap_err().to_string()
    };
    assert!(broken("kinds", json!([])).contains("公开事项"));
    assert!(broken("covers", json!({ "from": "2026-01-01", "until": null })).contains("起止"));
    assert!(broken("size", json!(0)).contains("多少件") && broken("size", json!(201)).contains("多少件"));
    let mut everybody = values();
    everybody.remove("agencies");
    assert!(Terms::read(&rules(), &everybody).unwrap().agencies.is_empty());
}

proptest! {
    /// However many leaves come behind it, and whatever they are, the sample is part of the population, without doubles.
    #[test]
    fn a_sample_is_part_of_the_population(word in "[a-z]{1,8}", more in 0usize..5) {
        let (log, plan) = log(&word);
        let sample = drawn(&log[..plan as usize + 21 + more], plan).unwrap();
        let ids: BTreeSet<&str> = sample.drawn.iter().map(|one| one.id.as_str()).collect();
        prop_assert_eq!(ids.len(), 3);
        prop_assert_eq!(sample.population, 7);
    }
}
