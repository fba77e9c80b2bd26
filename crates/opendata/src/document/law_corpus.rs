//! Laws as collected in Markdown: the title as a heading, one line for each promulgation or revision, `<!-- INFO END -->`, the text.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;
use serde_json::{Map, Value};

use super::plain::{heading, skip_blank_lines};
use super::{ReadDocument, date, front_matter, number};

const END: &str = "<!-- INFO END -->";

static FILE_DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[(（](\d{4}-\d{2}-\d{2})[)）]\.[a-z]+$").expect("the pattern is right"));
static CONGRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(全国人民代表大会(?:常务委员会)?)第.{1,4}次会议").expect("the pattern is right")
});
static DECISION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^《(国务院(?:、中央(?:军委|军事委员会))?)关于").expect("the pattern is right")
});
static ISSUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([\p{Han}、]{2,60}?)(?:修正|修订)?(?:批准|公布|发布|颁布)").expect("the pattern is right")
});

/// One line of the header: what happened to the law, and when.
struct Step {
    date: Option<NaiveDate>,
    /// The line without its date.
    what: String,
}

pub(super) fn read(name: &str, text: &str) -> Option<ReadDocument> {
    let (_, text) = front_matter::split(text);
    let (header, body) = split(text);
    let mut lines = header.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let title = heading(first).unwrap_or(first);
    let lines: Vec<&str> = lines.collect();
    let steps = steps(&lines);
    let named = file_date(name);
    let mut fields = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.insert(key.to_owned(), Value::from(value));
        }
    };
    let relevant =
        || steps.iter().rev().filter(|step| step.date.is_none() || named.is_none() || step.date <= named);
    put("document_no", relevant().find_map(Step::number));
    put("issued_on", named.or_else(|| last_change(&steps)).map(|date| date.to_string()));
    put("issuer", relevant().find_map(Step::issuer).or_else(|| issuer_of_path(name)));
    put("effective_on", effective(&steps).map(|date| date.to_string()));
    put("promulgation", (!lines.is_empty()).then(|| lines.join("\n")));
    put("kind", kind_of_path(name));
    Some(ReadDocument { title: title.to_owned(), fields, body: body.to_owned(), removed: Vec::new() })
}

/// Header and text. Where the end mark is missing, the header is the title and what looks like promulgation lines.
fn split(text: &str) -> (&str, &str) {
    if let Some((header, body)) = text.split_once(END) {
        return (header, skip_blank_lines(body.strip_prefix('\r').unwrap_or(body)));
    }
    let text = skip_blank_lines(text);
    let mut end = 0;
    for (position, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim().trim_start_matches(['(', '（']);
        if position > 0
            && !bare.is_empty()
            && date::leading(bare).is_none()
            && number::document(bare).is_none()
        {
            break;
        }
        end += line.len();
    }
    text.split_at(end)
}

/// The lines as steps; a line without a date goes on the one before it, as long names are broken over several.
fn steps(lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        let bare = line.trim_start_matches(['(', '（']).trim_end_matches([')', '）']);
        match (date::leading(bare), steps.last_mut()) {
            (Some((date, what)), _) => steps.push(Step { date: Some(date), what }),
            (None, Some(last)) if last.date.is_some() && !stands_alone(bare) => {
                // Several issuers, a line each.
                last.what.push_str(if last.what.ends_with(['部', '会', '局', '署', '院']) {
                    "、"
                } else {
                    ""
                });
                last.what.push_str(bare);
            }
            (None, _) => steps.push(Step { date: None, what: bare.to_owned() }),
        }
    }
    steps
}

fn stands_alone(line: &str) -> bool {
    line.ends_with("施行") || number::document(line).is_some()
}

impl Step {
    fn is_start(&self) -> bool {
        self.what.ends_with("施行")
    }

    fn number(&self) -> Option<String> {
        number::order(&self.what).map(|(_, number)| number).or_else(|| number::document(&self.what))
    }

    fn issuer(&self) -> Option<String> {
        if let Some((issuer, _)) = number::order(&self.what) {
            return issuer;
        }
        let named = |pattern: &Regex| pattern.captures(&self.what).map(|found| number::short(&found[1]));
        named(&CONGRESS).or_else(|| named(&DECISION)).or_else(|| {
            let cabinet = self.what.starts_with("国务院第") && self.what.contains("常务会议");
            if cabinet {
                Some("国务院".to_owned())
            } else {
                named(&ISSUED).filter(|name| name != "经国务院")
            }
        })
    }
}

/// The date of the last step that made or changed the text.
fn last_change(steps: &[Step]) -> Option<NaiveDate> {
    steps.iter().filter(|step| !step.is_start()).filter_map(|step| step.date).max()
}

/// The date from which it is in force: its own line, or the day of promulgation where the line says “from the day of promulgation”.
fn effective(steps: &[Step]) -> Option<NaiveDate> {
    let start = steps.iter().rposition(Step::is_start)?;
    steps[start].date.or_else(|| last_change(&steps[..start]))
}

/// The date of the text, which the collection writes into the file's name.
fn file_date(name: &str) -> Option<NaiveDate> {
    FILE_DATE.captures(name).and_then(|found| found[1].parse().ok())
}

fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.split(['/', '\\']).rev().skip(1)
}

/// The kind of law that a folder of the collection stands for (立法法 第二章至第四章).
fn kind_of_path(name: &str) -> Option<String> {
    let kind = folders(name).find_map(|folder| match folder {
        "宪法"
        | "宪法相关法"
        | "民法典"
        | "民法商法"
        | "行政法"
        | "经济法"
        | "社会法"
        | "刑法"
        | "诉讼与非诉讼程序法" => Some("法律"),
        "行政法规" => Some("行政法规"),
        "部门规章" => Some("部门规章"),
        _ => None,
    });
    kind.map(str::to_owned)
}

/// The maker of a text without promulgation lines, as far as its folder tells it.
fn issuer_of_path(name: &str) -> Option<String> {
    let mut folders = folders(name);
    match (folders.next()?, folders.next()) {
        ("行政法规", _) => Some("国务院".to_owned()),
        (ministry, Some("部门规章")) => Some(ministry.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
