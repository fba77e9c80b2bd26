//! What anybody can check of a lot from what is published alone: the commitment, the entries, the seed, and that they give
//! the people who were drawn.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{DrawnItem, Entry, LotRules, Side};
use crate::lot::Seed;

/// Something that does not fit: field, and what is wrong.
pub type LotProblem = (String, String);

/// Draws: of each side, in the order of the sides, as many as it has places, the first drawn first.
#[must_use]
pub fn draw(seed: &Seed, number: &str, sides: &[Side], entries: &[Entry]) -> Vec<String> {
    let mut chosen = Vec::new();
    for side in sides {
        let of_side: Vec<&str> =
            entries.iter().filter(|e| e.side == side.name).map(|e| e.code.as_str()).collect();
        let order = seed.draw(number, &of_side);
        let places = usize::try_from(side.places).unwrap_or(usize::MAX);
        chosen.extend(order.into_iter().take(places).map(|at| of_side[at].to_owned()));
    }
    chosen
}

/// A lot as it stands in values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The promise; empty where none was made.
    pub commitment: String,
    /// The sides with their places.
    pub sides: Vec<Side>,
    /// Entries, numbered as they stand.
    pub entries: Vec<Entry>,
    /// The public number; empty where there is none.
    pub number: String,
    /// The seed, once it is opened.
    pub seed: Option<Seed>,
    /// Codes in the table of people, in its order.
    pub people: Vec<String>,
}

impl Lot {
    /// Reads what is published.
    ///
    /// # Errors
    /// What cannot be read, or does not agree with the rest.
    pub fn read(
        rules: &LotRules,
        drawn: &DrawnItem,
        values: &Map<String, Value>,
    ) -> Result<Self, Vec<LotProblem>> {
        let f = &rules.fields;
        let rows = |key: &str| values.get(key).and_then(Value::as_array).into_iter().flatten();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let entries = (1..)
            .zip(rows(&f.entries))
            .map(|(number, row)| Entry { number, code: text(row, &f.code), side: text(row, &f.side) })
            .collect();
        let mut problems = Vec::new();
        let seed = rules.text(values, &f.seed);
        if !seed.is_empty() && Seed::parse(seed).is_none() {
            problems.push((f.seed.clone(), "抽签种子应当是 64 位小写十六进制字符".to_owned()));
        }
        for row in rows(&drawn.people) {
            if text(row, &f.code).is_empty() && text(row, &f.name).is_empty() {
                problems.push((drawn.people.clone(), "每个人要有姓名，或者有抽签编号".to_owned()));
                break;
            }
        }
        let lot = Self {
            commitment: rules.text(values, &f.commitment).to_owned(),
            sides: rules.sides(values),
            entries,
            number: rules.text(values, &f.number).to_owned(),
            seed: Seed::parse(seed),
            people: rows(&drawn.people).map(|row| text(row, &f.code)).filter(|c| !c.is_empty()).collect(),
        };
        problems.extend(lot.problems(rules, drawn));
        if problems.is_empty() { Ok(lot) } else { Err(problems) }
    }

    fn problems(&self, rules: &LotRules, drawn: &DrawnItem) -> Vec<LotProblem> {
        let f = &rules.fields;
        let mut found = Vec::new();
        let mut wrong = |field: &str, words: &str| found.push((field.to_owned(), words.to_owned()));
        let codes: BTreeSet<&str> = self.entries.iter().map(|e| e.code.as_str()).collect();
        let sides: BTreeMap<&str, u32> = self.sides.iter().map(|s| (s.name.as_str(), s.places)).collect();
        if sides.len() != self.sides.len() {
            wrong(&f.quotas, "同一个方面只写一行");
        }
        if codes.len() != self.entries.len() {
            wrong(&f.entries, "抽签编号不能重复");
        }
        if self.entries.iter().any(|e| !sides.contains_key(e.side.as_str())) {
            wrong(&f.entries, "名单里有公告没有写名额的方面");
        }
        match &self.seed {
            None if !self.number.is_empty() => wrong(&f.number, "公共数字和种子一起公开"),
            None => {
                let more = self.sides.iter().any(|side| {
                    let of_side = self.entries.iter().filter(|e| e.side == side.name).count();
                    of_side > usize::try_from(side.places).unwrap_or(usize::MAX)
                });
                let all = self.people.iter().map(String::as_str).collect::<BTreeSet<_>>() == codes;
                if !self.people.is_empty() && more {
                    wrong(&drawn.people, "报名超过名额的，抽签以后才有参加人");
                } else if !more && !all {
                    wrong(&drawn.people, "报名没有超过名额，名单里的人全部参加");
                }
            }
            Some(_) if self.entries.is_empty() => wrong(&f.seed, "名单公开以后才能开封种子"),
            Some(seed) if seed.commitment() != self.commitment => {
                wrong(&f.seed, "种子的 SHA-256 和公告里的承诺值不一样");
            }
            Some(_) => {}
        }
        found
    }

    /// Whether the people who are named are those that the lot gives. Asked of the version that opens the seed: later ones
    /// may say who could not come.
    #[must_use]
    pub fn is_drawn_right(&self) -> bool {
        self.seed
            .as_ref()
            .is_none_or(|seed| draw(seed, &self.number, &self.sides, &self.entries) == self.people)
    }
}
