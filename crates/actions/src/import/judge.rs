//! One row, judged: a publication, a row to be held, or a reject with its reason.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use mingjing_catalogue::{Composed, Item};
use mingjing_screening::Finding;
use serde_json::{Map, Value};

use super::Reject;
use crate::working::Knowledge;
use crate::{Error, House, Register, credit, publishing, screening};

/// Natural keys met so far, by their hash: the row each stood in and a hash of its values.
pub(super) type Seen = HashMap<u64, (u64, u64)>;

/// A row that may become a disclosure.
pub(crate) struct Good {
    pub(crate) agency: String,
    pub(crate) composed: Composed,
    pub(crate) fingerprint: String,
}

/// A row in which screening found something.
pub(crate) struct Held {
    pub(crate) agency: String,
    pub(crate) natural_key: String,
    pub(crate) fingerprint: String,
    pub(crate) values: Map<String, Value>,
    pub(crate) findings: Vec<Finding>,
}

/// What became of a row.
pub(crate) enum Verdict {
    Good(Box<Good>),
    Held(Box<Held>),
    /// An earlier row of this import says the same.
    Same,
    Bad(Reject),
}

/// Judges the rows of one import.
pub(super) struct Judge<'a> {
    house: &'a House,
    item: &'a Item,
    register: Arc<Register>,
    known: Knowledge,
    seen: Seen,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(house: &'a House, item: &'a Item, seen: Seen) -> Self {
        let register = house.register();
        let known = Knowledge { register: Arc::clone(&register), today: house.now().date_naive() };
        Self { house, item, register, known, seen, hasher: BuildHasherDefault::new() }
    }

    /// What the rows are checked against.
    pub(super) fn known(&self) -> &Knowledge {
        &self.known
    }

    pub(super) fn into_seen(self) -> Seen {
        self.seen
    }

    /// Judges one row's values for an agency. `number` is the row's number as its reader sees it.
    pub(super) fn judge(
        &mut self,
        number: u64,
        agency: &str,
        values: Map<String, Value>,
    ) -> Result<Verdict, Error> {
        let Some(known) = self.register.agency(agency) else {
            let reason = format!("没有代码为“{agency}”的单位，请核对单位代码");
            return Ok(Verdict::Bad(Reject::in_column(Some("agency_code".into()), reason)));
        };
        if !self.item.levels.iter().any(|l| l.key() == known.level) {
            return Ok(Verdict::Bad(Reject::new(format!(
                "“{}”不由“{}”这一级的单位公开",
                self.item.title.zh, known.name
            ))));
        }
        let mut composed = match self.item.compose(values, &self.known) {
            Ok(composed) => composed,
            Err(problems) => return Ok(Verdict::Bad(Reject::of(&problems))),
        };
        if let Some(problem) = credit::is_over(self.house, self.item, &composed, self.known.today)? {
            return Ok(Verdict::Bad(Reject::of(&[problem])));
        }
        let fingerprint = publishing::fingerprint(&composed)?;
        // Without a natural key the values themselves are the key: a second import finds them again.
        let key = composed.natural_key.get_or_insert_with(|| format!("#{fingerprint}")).clone();
        let place = self.hasher.hash_one((agency, key.as_str()));
        let values = self.hasher.hash_one(&fingerprint);
        match self.seen.insert(place, (number, values)) {
            None => {}
            Some((_, same)) if same == values => return Ok(Verdict::Same),
            Some((first, _)) => {
                return Ok(Verdict::Bad(Reject::new(format!(
                    "与本次导入的第 {first} 行编号重复而内容不同，请只保留一行"
                ))));
            }
        }
        let findings = screening::findings(
            &self.house.screen_of(agency),
            self.item,
            &composed.public,
            composed.body.as_deref(),
        );
        if findings.is_empty() {
            return Ok(Verdict::Good(Box::new(Good { agency: agency.to_owned(), composed, fingerprint })));
        }
        Ok(Verdict::Held(Box::new(Held {
            agency: agency.to_owned(),
            natural_key: key,
            fingerprint,
            values: composed.into_values(),
            findings,
        })))
    }
}

/// What was found in a held row, each kind once. The found text itself is not repeated.
pub(crate) fn kinds(findings: &[Finding]) -> String {
    let mut kinds: Vec<&str> = findings.iter().map(|f| f.label.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join("、")
}

/// Why a held row is in the rejects file as well.
pub(super) fn held_reason(findings: &[Finding]) -> String {
    format!("发现可能不宜公开的内容({})，已转工作台“待人工审查”，由审查人决定", kinds(findings))
}
