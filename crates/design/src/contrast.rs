//! Every pair of text and ground in the stylesheet is readable in every mode (WCAG 2.2, 1.4.3: 4.5 : 1).

use std::collections::HashMap;

use crate::assets::CSS;

/// Text colour, and the grounds it stands on.
const PAIRS: [(&str, &[&str]); 10] = [
    ("ink", &["paper", "sheet", "tint", "mark", "add", "cut"]),
    ("soft", &["paper", "sheet", "tint", "add", "cut"]),
    ("voice", &["paper", "sheet", "tint"]),
    ("link", &["paper", "sheet", "tint"]),
    ("visited", &["paper", "sheet", "tint"]),
    ("good", &["paper", "sheet"]),
    ("soon", &["paper", "sheet"]),
    ("bad", &["paper", "sheet"]),
    ("on-band", &["band"]),
    ("on-focus", &["focus"]),
];

fn tokens(mode: &str) -> HashMap<&'static str, [u8; 3]> {
    let start = CSS.find(&format!("/* mode: {mode} */")).unwrap();
    let block = &CSS[start..];
    let body = &block[block.find("--").unwrap()..block.find('}').unwrap()];
    let mut found = HashMap::new();
    for (name, value) in body.split(';').filter_map(|line| line.trim().split_once(": #")) {
        let value = u32::from_str_radix(value, 16).unwrap().to_be_bytes();
        found.insert(name.trim_start_matches("--"), [value[1], value[2], value[3]]);
    }
    found
}

/// Relative luminance as WCAG defines it.
fn luminance(color: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2])
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn black_on_white_is_twenty_one() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn every_pair_is_readable_in_every_mode() {
    let mut faults = Vec::new();
    for (mode, least) in [("light", 4.5), ("dark", 4.5), ("contrast", 7.0), ("contrast dark", 7.0)] {
        let tokens = tokens(mode);
        for (text, grounds) in PAIRS {
            for ground in grounds {
                let ratio = contrast(tokens[text], tokens[ground]);
                if ratio < least {
                    faults.push(format!("{mode}: {text} on {ground} {ratio:.2}"));
                }
            }
        }
        let edge = contrast(tokens["line"], tokens["sheet"]);
        if edge < 3.0 {
            faults.push(format!("{mode}: edge of inputs {edge:.2}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
