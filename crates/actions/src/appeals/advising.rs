//! What is offered before an appeal is sent: whose business it probably is, what was answered to others, and whether others
//! say the same. Nothing of what was typed is kept.

use std::collections::HashMap;
use std::sync::Arc;

use mingjing_procedures::consultation;
use mingjing_search::{Hit, Query};
use mingjing_store::Tx;
use mingjing_store::appeals;

use super::Said;
use crate::cases::public_of;
use crate::house::as_u64;
use crate::{Error, House, Register, find_guides};

/// Agencies that are offered.
const AGENCIES: usize = 4;
/// Published answers and guides that are offered.
const ANSWERS: usize = 3;
/// Marks by which a text is known among others.
const MARKS: usize = 16;
/// Two texts are alike when they have this share of their marks in common, in percent.
const ALIKE: usize = 60;
/// First cases looked at that share one mark: common words have many.
const SHARING: i64 = 50;
/// Cases of the same like looked at for a published answer.
const LIKE: i64 = 20;
/// Characters of a mark: 128 bits.
const MARK_CHARS: usize = 32;

/// What is offered before an appeal is sent.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// Agencies whose business it may be, code and name, the likeliest first.
    pub agencies: Vec<(String, String)>,
    /// The office that decides where nobody knows.
    pub office: Option<(String, String)>,
    /// Published answers to appeals about something like it.
    pub answers: Vec<Hit>,
    /// Guides to services that may be what is asked for.
    pub guides: Vec<Hit>,
    /// How many appeals say almost the same.
    pub same: u64,
    /// The published answer to one of them.
    pub same_answer: Option<String>,
}

/// What to offer to somebody who wants to say this about a region.
///
/// # Errors
/// When the database or the index fails.
pub async fn advise(house: &Arc<House>, region: &str, said: &Said) -> Result<Advice, Error> {
    let register = house.register();
    let named = |code: &str| (code.to_owned(), register.agency_name(code).to_owned());
    let text = format!("{}\n{}", said.title, said.text);
    let agencies = likely(house, &register, region, &text);
    let office = register.office_of(region).map(named);
    let (same, same_answer) = same(house, said).await?;
    let asked = (Arc::clone(house), said.title.clone());
    let found = tokio::task::spawn_blocking(move || {
        let (house, title) = asked;
        let item = Some(house.rules.appeals.item.clone());
        let query = Query { text: title.clone(), item, limit: ANSWERS, highlight: true, ..Query::default() };
        let answers = if title.trim().is_empty() { Vec::new() } else { house.search.search(&query)?.hits };
        Ok::<_, Error>((answers, find_guides(&house, &title, ANSWERS)?))
    });
    let (answers, guides) =
        found.await.map_err(|e| Error::Refused(format!("查找已有的答复时中断：{e}")))??;
    Ok(Advice {
        agencies: agencies.iter().map(|code| named(code)).collect(),
        office,
        answers,
        guides,
        same,
        same_answer,
    })
}

/// Agencies of the region, and of those above it, whose names the words of the text lead to.
fn likely(house: &House, register: &Register, region: &str, text: &str) -> Vec<String> {
    let path = register.region_path(region);
    let mut found: Vec<String> = Vec::new();
    for words in house.rules.appeals.suggest(text) {
        for word in words {
            let at = path.iter().find_map(|region| {
                register.agencies_of(region).find(|agency| agency.name.contains(word.as_str()))
            });
            if let Some(agency) = at.filter(|agency| !found.contains(&agency.code)) {
                found.push(agency.code.clone());
                break;
            }
        }
        if found.len() == AGENCIES {
            break;
        }
    }
    found
}

async fn same(house: &House, said: &Said) -> Result<(u64, Option<String>), Error> {
    let marks = marks(house, said);
    let mut tx = house.db.read().await?;
    let Some(first) = first_alike(&mut tx, &marks).await? else { return Ok((0, None)) };
    let same = as_u64(appeals::count_alike(&mut tx, &first).await?);
    let drafted: Vec<String> = appeals::alike(&mut tx, &first, LIKE)
        .await?
        .into_iter()
        .filter_map(|row| row.disclosure_id)
        .collect();
    drop(tx);
    for id in drafted {
        if public_of(house, Some(&id)).await?.is_some() {
            return Ok((same, Some(id)));
        }
    }
    Ok((same, None))
}

/// Keyed marks of what is said: they say nothing to whoever has only the database. A text too short for all of them has none:
/// by a few characters nobody finds out what others wrote.
pub(super) fn marks(house: &House, said: &Said) -> Vec<String> {
    let text = format!("{}{}", said.title, said.text);
    let mut marks: Vec<String> = consultation::marks(&text, MARKS)
        .into_iter()
        .map(|mark| {
            let mut digest = house.seal.digest("appeal mark", &mark.to_string());
            digest.truncate(MARK_CHARS);
            digest
        })
        .collect();
    marks.dedup();
    if marks.len() < MARKS { Vec::new() } else { marks }
}

/// The first case that says almost the same; none where nobody did.
pub(super) async fn first_alike(tx: &mut Tx, marks: &[String]) -> Result<Option<String>, Error> {
    let mut shared: HashMap<String, usize> = HashMap::new();
    for mark in marks {
        for id in appeals::marked(tx, mark, SHARING).await? {
            *shared.entry(id).or_default() += 1;
        }
    }
    // Of several the oldest: identities sort by time.
    let mut best: Vec<(usize, String)> =
        shared.into_iter().filter(|(_, n)| n * 100 >= ALIKE * marks.len()).map(|(id, n)| (n, id)).collect();
    best.sort_by(|(n, id), (m, other)| m.cmp(n).then_with(|| id.cmp(other)));
    Ok(best.into_iter().next().map(|(_, id)| id))
}
