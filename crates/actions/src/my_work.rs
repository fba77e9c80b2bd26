//! What one person has to do: lists of working versions, their counts, and lists saved under a name.

use std::fmt;

use chrono::TimeDelta;
use mingjing_store::audit;
use mingjing_store::filters::{self, SavedFilter};
use mingjing_store::work::{self, Ask, QueueRow};
use serde_json::Value;

use crate::house::{as_i64, as_u64, time_text};
use crate::working::kept;
use crate::{Action, Error, House, Officer};

/// Most lists one person saves.
const MOST_SAVED: usize = 20;
/// How many of a person's newest steps are looked at for what was drafted last.
const RECENT_STEPS: i64 = 300;
/// Longest name of a saved list, in characters.
const LONGEST_NAME: usize = 30;

/// Which part of the work is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// What this person can take the next step of.
    #[default]
    Waiting,
    /// What should be public by now.
    Late,
    /// What this person wrote on.
    Mine,
    /// What this person wrote and somebody sent back.
    Returned,
    /// What is approved and waits for its time.
    Scheduled,
    /// Everything of the agency.
    All,
}

impl View {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Late, Self::Mine, Self::Returned, Self::Scheduled, Self::All];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Late => "late",
            Self::Mine => "mine",
            Self::Returned => "returned",
            Self::Scheduled => "scheduled",
            Self::All => "all",
        }
    }

    /// The view of a word; none for any other word.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.key() == key)
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "等我办理",
            Self::Late => "超过时限",
            Self::Mine => "我起草的",
            Self::Returned => "退回给我的",
            Self::Scheduled => "定时公开",
            Self::All => "全部在办",
        })
    }
}

/// A list of work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which part.
    pub view: View,
    /// Words that stand in it.
    pub text: String,
    /// Catalogue item; empty for all.
    pub item: String,
}

fn ask(house: &House, by: &Officer, filter: &Filter) -> Ask {
    Ask {
        agency: by.agency.clone(),
        officer: by.id.clone(),
        roles: [Action::Draft, Action::Screen, Action::Approve]
            .map(|action| house.may(by, action, &by.agency)),
        today: house.now().date_naive().to_string(),
        view: filter.view.key(),
        text: filter.text.clone(),
        item: filter.item.clone(),
    }
}

/// `limit` lines of a list behind the first `offset`, what is due first before all others; and how long the list is.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    house: &House,
    by: &Officer,
    filter: &Filter,
    (limit, offset): (u64, u64),
) -> Result<(Vec<QueueRow>, u64), Error> {
    let mut tx = house.db.read().await?;
    let ask = ask(house, by, filter);
    let rows = work::list(&mut tx, &ask, as_i64(limit), as_i64(offset)).await?;
    let total = match rows.first() {
        Some(row) => as_u64(row.total),
        // Behind the end of the list nothing says how long it is.
        None if offset > 0 => {
            work::list(&mut tx, &ask, 1, 0).await?.first().map_or(0, |row| as_u64(row.total))
        }
        None => 0,
    };
    Ok((rows, total))
}

/// How much there is of everything.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(house: &House, by: &Officer) -> Result<[(View, u64); 6], Error> {
    let mut tx = house.db.read().await?;
    let found = work::counts(&mut tx, &ask(house, by, &Filter::default())).await?;
    Ok(View::ALL.map(|view| {
        let count = match view {
            View::Waiting => found.waiting,
            View::Late => found.late,
            View::Mine => found.mine,
            View::Returned => found.returned,
            View::Scheduled => found.scheduled,
            View::All => found.everything,
        };
        (view, as_u64(count))
    }))
}

/// A step that a person has just taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JustDone {
    /// What happened, and who has to do something next.
    pub said: &'static str,
    /// The draft or disclosure.
    pub disclosure: String,
}

/// The newest step of a person, as long as it was the last thing the person did and not more than two minutes ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn just_done(house: &House, by: &Officer) -> Result<Option<JustDone>, Error> {
    let row = audit::newest_of(&mut house.db.read().await?, &by.id).await?;
    let since = time_text(house.now() - TimeDelta::minutes(2));
    let Some(row) = row.filter(|row| row.at >= since) else { return Ok(None) };
    let said = match row.action.as_str() {
        "submit" => "已提交审查，接下来由审查人办理。",
        "decide" => "审查决定已存下，稿件还在等您审查。",
        "screen" => "审查已通过，接下来由批准人办理。",
        "return" => "已退回起草人，退回的理由也告诉了起草人。",
        "approve" | "publish" => "已批准，马上公开。",
        "schedule" => "已批准，到时自动公开。",
        "consult" => "已请求第二意见，答复以后再审查；您的决定已存下。",
        "opine" => "第二意见已答复，接下来由审查人办理。",
        "withdraw-propose" => "已提出撤回，等另一位批准人在“待确认的撤回”里确认。",
        _ => return Ok(None),
    };
    Ok(row.disclosure_id.map(|disclosure| JustDone { said, disclosure }))
}

/// The kinds of information that a person drafted last, the last one first, `most` of them at most: keys of the
/// catalogue, as far as they are among the person's newest steps.
///
/// # Errors
/// When the database cannot be read.
pub async fn recent_items(house: &House, by: &Officer, most: usize) -> Result<Vec<String>, Error> {
    let begun = audit::begun_by(&mut house.db.read().await?, &by.id, RECENT_STEPS).await?;
    let mut items: Vec<String> = Vec::new();
    for detail in begun.into_iter().flatten() {
        let detail: Value = serde_json::from_str(&detail)?;
        match detail["item"].as_str() {
            Some(item) if items.iter().all(|known| known != item) => items.push(item.to_owned()),
            _ => {}
        }
    }
    items.truncate(most);
    Ok(items)
}

/// What an approver should know before opening a version that waits for approval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints {
    /// Findings that the screener kept, with a ground.
    pub kept: usize,
    /// Attachments.
    pub attachments: usize,
}

/// What is known of a line of the list; nothing while it does not wait for approval.
///
/// # Errors
/// When the database holds something else than this program writes.
pub fn hints(row: &QueueRow) -> Result<Hints, Error> {
    let read = |text: Option<&str>| text.map(serde_json::from_str::<Value>).transpose();
    let (screening, attachments) = (read(row.screening.as_deref())?, read(row.attachments.as_deref())?);
    Ok(Hints {
        kept: screening.as_ref().map_or(0, kept),
        attachments: attachments.as_ref().and_then(Value::as_array).map_or(0, Vec::len),
    })
}

/// The lists a person saved.
///
/// # Errors
/// When the database cannot be read.
pub async fn saved(house: &House, by: &Officer) -> Result<Vec<SavedFilter>, Error> {
    Ok(filters::of_officer(&mut house.db.read().await?, &by.id).await?)
}

/// Saves a list under a name; one of the same name is replaced.
///
/// # Errors
/// When the name is empty or too long, or there are too many.
pub async fn save(house: &House, by: &Officer, name: &str, query: &str) -> Result<(), Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::Refused(format!("请给这个列表起个名字，不超过 {LONGEST_NAME} 个字")));
    }
    let mut tx = house.db.begin().await?;
    let known = filters::of_officer(&mut tx, &by.id).await?;
    if known.len() >= MOST_SAVED && known.iter().all(|filter| filter.name != name) {
        return Err(Error::Refused(format!("最多存 {MOST_SAVED} 个列表，请先删去不用的")));
    }
    let filter = SavedFilter { name: name.to_owned(), query: query.to_owned() };
    filters::put(&mut tx, &by.id, &filter, &house.now_text()).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets a saved list.
///
/// # Errors
/// When the database refuses.
pub async fn forget(house: &House, by: &Officer, name: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    filters::delete(&mut tx, &by.id, name).await?;
    tx.commit().await?;
    Ok(())
}
