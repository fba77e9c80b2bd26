//! The demonstration: a small province with generated data, marked as such on every page.

mod appeals;
mod clusters;
mod consultations;
mod decisions;
mod documents;
mod filling;
mod hearings;
mod items;
mod material;
mod orders;
mod past;
mod people;
mod public_opinions;
#[cfg(test)]
mod questions;
mod records;
mod requests;
mod row;
mod site;
#[cfg(test)]
mod tests;
mod training;
pub mod unfinished;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use mingjing_actions::full_files::{Night, write_full_files};
use mingjing_actions::import::import_values;
use mingjing_actions::tokens::{self, NewToken};
use mingjing_actions::{
    Edit, House, Officer, approve_draft, confirm_withdrawal, pass_screening, propose_withdrawal, save_draft,
    start_amendment, submit_draft,
};
use mingjing_publication::Ground;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value};

pub use hearings::hold as hold_hearings;
pub use people::{ACCOUNTS, PASSWORD};
pub use site::HOST;

/// What the audit trail calls the source of generated rows.
const SOURCE: &str = "演示数据";

/// Rows of one item: agency and values.
type Rows = Vec<(String, Map<String, Value>)>;

/// Makes the same data for the same day.
struct Generator {
    random: StdRng,
    today: NaiveDate,
}

impl Generator {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.random.random_range(0..from.len())]
    }

    fn number(&mut self, below: u32) -> u32 {
        self.random.random_range(0..below)
    }

    /// A day in the two years before today.
    fn day(&mut self) -> NaiveDate {
        let back = self.number(700);
        self.today.checked_sub_days(Days::new(back.into())).unwrap_or(self.today)
    }
}

fn values<const N: usize>(pairs: [(&str, String); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(k, v)| (k.to_owned(), Value::String(v))).collect()
}

/// Fills a house: accounts for each role, some 700 disclosures of all items, one amended, one withdrawn, a few requests
/// for information, appeals and calls for comments, a session of training.
pub async fn fill(house: &House) -> anyhow::Result<()> {
    people::join(house).await?;
    let mut g = Generator { random: StdRng::seed_from_u64(2019), today: house.now().date_naive() };
    let operator = Officer::operator();
    past::fill(house, &operator, g.today).await?;
    let documents = documents::all(&mut g);
    let records = records::all(&mut g);
    for (item, rows) in documents.into_iter().chain(records) {
        let (_, refused) = import_values(house, &operator, item, SOURCE, rows).await?;
        for (row, reason) in refused {
            tracing::warn!(item, row, reason, "a generated row was not taken");
        }
    }
    items::fill(house, &operator, g.today).await?;
    decisions::advance(house, &operator).await?;
    orders::fill(house, &operator, g.today).await?;
    change_a_list(house, &operator, g.today).await?;
    amend_one(house).await?;
    withdraw_one(house).await?;
    requests::fill(house, g.today).await?;
    appeals::fill(house, g.today).await?;
    clusters::fill(house, g.today).await?;
    public_opinions::fill(house).await?;
    site::arrange(house).await?;
    consultations::fill(house, g.today).await?;
    training::fill(house, g.today).await?;
    Ok(())
}

/// Writes the full files of all items, as happens every night; what is public has to be signed before.
pub async fn write_files(house: &Arc<House>) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    let night = Night { date: house.now().date_naive(), scratch: scratch.path().to_owned(), keep: 7 };
    write_full_files(house, &night, None).await?;
    Ok(())
}

/// A token of the office that may push licences and notices, good after three people looked at it.
pub async fn make_token(house: &House) -> anyhow::Result<String> {
    let [_, screener, approver, _] = people::office(house).await?;
    let administrator = people::administrator(house).await?;
    let new = NewToken {
        name: "演示系统".into(),
        agency: people::OFFICE.into(),
        items: BTreeSet::from(["licence".to_owned(), "notice".to_owned()]),
        appeals: true,
        public_opinions: true,
        expires_on: house.now().date_naive().checked_add_days(Days::new(90)).unwrap_or_default(),
    };
    let (id, token) = tokens::make_token(house, &administrator, new).await?;
    tokens::screen_token(house, &screener, &id, 0).await?;
    tokens::approve_token(house, &approver, &id, 1).await?;
    Ok(token)
}

/// Changes entries of the power list, so that it has a history: one passes to another unit, one is repealed.
async fn change_a_list(house: &House, by: &Officer, today: NaiveDate) -> anyhow::Result<()> {
    const LIST: &str = "power-list";
    let mut tx = house.db.read().await?;
    let entries = mingjing_store::versions::newest_of_item(&mut tx, LIST, "", 2).await?;
    drop(tx);
    let changes = [
        vec![
            ("status", "调整".to_owned()),
            ("undertaker", "行政审批处".into()),
            ("effective_on", today.to_string()),
        ],
        vec![("status", "取消".to_owned()), ("repealed_on", today.to_string())],
    ];
    let mut rows = Rows::new();
    for (entry, changes) in entries.iter().zip(changes) {
        let Some(text) = &entry.content else { continue };
        let content = mingjing_publication::Content::from_bytes(text.as_bytes())?;
        let mut values = content.fields;
        values.extend(changes.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))));
        values.insert("change_reason".into(), Value::String("机构职责调整（演示）".into()));
        rows.push((content.agency, values));
    }
    let (_, refused) = import_values(house, by, LIST, SOURCE, rows).await?;
    for (row, reason) in refused {
        tracing::warn!(row, reason, "a change of the generated list was not taken");
    }
    Ok(())
}

/// The whole way of an amendment, by three people.
async fn amend_one(house: &House) -> anyhow::Result<()> {
    let [drafter, screener, approver, _] = people::office(house).await?;
    let found = published(house, documents::AMENDED).await?;
    start_amendment(house, &drafter, &found, "补充服务热线和办理时限").await?;
    let draft = mingjing_actions::desk_reading::draft(house, &drafter, &found).await?;
    let body = draft.body.clone().unwrap_or_default().replace("5 个工作日", "3 个工作日");
    let edit = Edit {
        values: draft.values.clone(),
        body: Some(format!("{body}\n\n咨询电话:0311-12345。\n")),
        remove: Vec::new(),
    };
    let version = save_draft(house, &drafter, &found, draft.lock_version, edit).await?;
    submit_draft(house, &drafter, &found, version).await?;
    pass_screening(house, &screener, &found, version + 1, &BTreeMap::new()).await?;
    approve_draft(house, &approver, &found, version + 2, None).await?;
    Ok(())
}

async fn withdraw_one(house: &House) -> anyhow::Result<()> {
    let [_, _, approver, second] = people::office(house).await?;
    let found = published(house, documents::WITHDRAWN).await?;
    let ground =
        Ground::new("《政府信息公开条例》第十五条", "公示名单中有一处个人信息未作处理,更正后另行公开")?;
    propose_withdrawal(house, &approver, &found, ground).await?;
    confirm_withdrawal(house, &second, &found).await?;
    Ok(())
}

/// The identity of the generated notice with this title.
async fn published(house: &House, title: &str) -> anyhow::Result<String> {
    let mut tx = house.db.read().await?;
    let rows = mingjing_store::drafts::published_of_agency(
        &mut tx,
        people::OFFICE,
        mingjing_store::drafts::NEWEST,
        100,
    )
    .await?;
    let found = rows.into_iter().find(|r| r.title == title).map(|r| r.id);
    found.ok_or_else(|| anyhow::anyhow!("演示数据中没有“{title}”"))
}
