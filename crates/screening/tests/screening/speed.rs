//! A million clean rows are looked at in seconds: a generous bound for an unoptimised build.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::screen;

const ROWS: u32 = 20_000;

#[test]
fn clean_rows_cost_little() {
    let row = json!({
        "licensee": "石家庄某某科技有限公司", "code": "91130100MA0CXXXX1X", "licence_type": "普通",
        "document": "冀市监许〔2019〕第0005号", "decided_on": "2019-05-12", "from": "2019-05-12", "until": "2024-05-11",
        "content": "准予从事预包装食品销售，有效期五年，经营场所见许可证副本所载明的范围。",
    });
    let map = row.as_object().unwrap();
    let screen = screen();
    let start = Instant::now();
    for _ in 0..ROWS {
        assert!(screen.values(map, &|_| false).is_empty());
    }
    let taken = start.elapsed();
    println!("{:.2} µs a row", taken.as_secs_f64() * 1e6 / f64::from(ROWS));
    assert!(taken < Duration::from_secs(10), "{taken:?}");
}

#[test]
fn hostile_texts_take_linear_time() {
    let screen = screen();
    let start = Instant::now();
    for unit in [
        "秘密",
        "密",
        "住址",
        "住址：",
        "1 ",
        "1-",
        "a@",
        "@",
        "*",
        "13800138000 ",
        "138 ",
        "账号",
        " 密级",
        "诊断：",
    ] {
        let text = unit.repeat(20_000);
        let _ = screen.text("body", &text);
    }
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}
