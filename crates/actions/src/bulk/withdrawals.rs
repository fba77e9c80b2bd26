//! Many withdrawals on one ground: a list is judged line by line, proposed by one person, confirmed by another as a
//! single withdrawal is, and carried out by the worker in small transactions. Stopped, it goes on where it was; what was
//! withdrawn stays so.

use std::collections::BTreeSet;

use mingjing_publication::Ground;
use mingjing_store::bulk_withdrawals::{self as lists, BulkWithdrawalRow, LineRow};
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::{Tx, drafts, withdrawals};
use serde_json::json;

use super::{stale_since, stands_behind};
use crate::publishing::{PUBLISHED, WITHDRAWN};
use crate::trail::{Step, record, record_all};
use crate::withdrawing::{carry_out, must_be_clean, reason_of};
use crate::{Action, Error, House, Officer};

/// Most lines of one list.
pub const MOST_LINES: usize = 5_000;
/// Lines carried out in one transaction: others who publish wait no longer than that takes.
const AT_ONCE: i64 = 50;
/// Newest lists that are shown.
const LISTED: i64 = 100;

/// The two people a withdrawal takes. Only [`Pair::of`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    confirmed_by: String,
    confirmed_for: Option<String>,
}

impl Pair {
    /// # Errors
    /// When the same person, or in whose place somebody acts, is on both sides.
    fn of(row: &BulkWithdrawalRow, by: &str, principal: Option<&str>) -> Result<Self, Error> {
        let before = [Some(row.proposed_by.as_str()), row.in_place_of.as_deref()];
        if std::iter::once(by).chain(principal).any(|who| before.contains(&Some(who))) {
            return Err(Error::Refused("撤回须由两个人办理：您已提出，请由另一位批准人确认".into()));
        }
        Ok(Self { confirmed_by: by.to_owned(), confirmed_for: principal.map(str::to_owned) })
    }
}

/// Where a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WithdrawalStage {
    /// It waits for the second person.
    Proposed,
    /// The worker takes it next.
    Confirmed(Pair),
    /// It is being carried out.
    Running(Pair),
    /// Stopped in the middle.
    Stopped(Pair),
    /// Every line is settled.
    Done(Pair),
}

impl WithdrawalStage {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Proposed => "待确认",
            Self::Confirmed(_) => "已确认，等待撤回",
            Self::Running(_) => "正在撤回",
            Self::Stopped(_) => "已停下",
            Self::Done(_) => "已完成",
        }
    }

    fn load(row: &BulkWithdrawalRow) -> Result<Self, Error> {
        let later = match row.state.as_str() {
            "proposed" => return Ok(Self::Proposed),
            "confirmed" => Self::Confirmed,
            "running" => Self::Running,
            "stopped" => Self::Stopped,
            "done" => Self::Done,
            other => return Err(Error::Corrupt(format!("批量撤回的状态“{other}”"))),
        };
        let by = row.confirmed_by.as_deref();
        let by = by.ok_or_else(|| Error::Corrupt("批量撤回缺少确认记录".into()))?;
        Ok(later(Pair::of(row, by, row.confirmed_for.as_deref())?))
    }

    fn save(&self) -> (&'static str, Option<&Pair>) {
        match self {
            Self::Proposed => ("proposed", None),
            Self::Confirmed(pair) => ("confirmed", Some(pair)),
            Self::Running(pair) => ("running", Some(pair)),
            Self::Stopped(pair) => ("stopped", Some(pair)),
            Self::Done(pair) => ("done", Some(pair)),
        }
    }
}

/// A list of withdrawals.
#[derive(Debug, Clone)]
pub struct BulkWithdrawal {
    /// Where it is.
    pub stage: WithdrawalStage,
    /// Everything else of it.
    pub row: BulkWithdrawalRow,
    /// How many lines are withdrawn.
    pub done: i64,
}

async fn load(tx: &mut Tx, id: &str) -> Result<BulkWithdrawal, Error> {
    let row = lists::get(tx, id).await?.ok_or(Error::NotFound("这份批量撤回"))?;
    let done = lists::count_done(tx, id).await?;
    Ok(BulkWithdrawal { stage: WithdrawalStage::load(&row)?, row, done })
}

async fn load_at(tx: &mut Tx, id: &str, lock_version: i64) -> Result<BulkWithdrawal, Error> {
    let list = load(tx, id).await?;
    if list.row.lock_version == lock_version { Ok(list) } else { Err(Error::Conflict) }
}

async fn save(house: &House, tx: &mut Tx, list: &BulkWithdrawal) -> Result<(), Error> {
    let (state, pair) = list.stage.save();
    let running = matches!(list.stage, WithdrawalStage::Running(_));
    let row = BulkWithdrawalRow {
        state: state.to_owned(),
        confirmed_by: pair.map(|p| p.confirmed_by.clone()),
        confirmed_for: pair.and_then(|p| p.confirmed_for.clone()),
        claimed_at: running.then(|| house.now_text()),
        updated_at: house.now_text(),
        ..list.row.clone()
    };
    Ok(lists::save(tx, &row).await?)
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    list: &BulkWithdrawal,
    action: &'static str,
) -> Result<(), Error> {
    let row = &list.row;
    let reason = format!("{}:{}", row.article, row.reason);
    let detail =
        Some(json!({ "bulk": row.id, "ready": row.ready, "refused": row.refused, "done": list.done }));
    let step = Step { action, disclosure: None, agency: &row.agency_code, reason: Some(&reason), detail };
    record(house, tx, by, step).await
}

/// The index numbers or identities in a list as people send it: one a line, or the first cell of each line of a CSV file.
/// A line that names the column is left out.
#[must_use]
pub fn named_in(text: &str) -> Vec<String> {
    let cell = |line: &str| {
        let first = line.split([',', '\t', '，']).next().unwrap_or_default();
        first.trim().trim_matches(['"', '\u{feff}']).trim().to_owned()
    };
    let is_head = |name: &String| matches!(name.as_str(), "索引号" | "编号" | "index_no" | "id");
    text.lines().map(cell).filter(|name| !name.is_empty() && !is_head(name)).collect()
}

/// Judges a list and proposes its withdrawal; answers its identity. Nothing is withdrawn before somebody else confirms.
///
/// # Errors
/// When the person may not withdraw for the agency, the list is empty or too long, no line of it can be withdrawn, or
/// the ground holds what must not be open.
pub async fn propose_bulk_withdrawal(
    house: &House,
    by: &Officer,
    named: &[String],
    ground: Ground,
) -> Result<String, Error> {
    let by = &house.must(by, Action::Withdraw, &by.agency)?;
    must_be_clean(house, &ground)?;
    if named.is_empty() {
        return Err(Error::Refused("没有选中要撤回的信息：请勾选，或者上传一行一个索引号的文件".into()));
    }
    if named.len() > MOST_LINES {
        return Err(Error::Refused(format!("一次最多 {MOST_LINES} 条，现有 {} 条，请分几次", named.len())));
    }
    // Judged before the transaction: a long list must not hold up everybody else's saves. Each line is looked at again
    // when it is withdrawn.
    let lines = judge(&mut house.db.read().await?, by, named).await?;
    let refused = lines.iter().filter(|line| line.problem.is_some()).count();
    let ready = lines.len() - refused;
    if let Some(first) = lines.iter().find_map(|line| line.problem.as_deref()).filter(|_| ready == 0) {
        return Err(Error::Refused(format!("没有一条可以撤回。第一条的问题：{first}")));
    }
    let row = BulkWithdrawalRow {
        id: house.new_id(),
        agency_code: by.agency.clone(),
        article: ground.article,
        reason: ground.reason,
        state: "proposed".into(),
        proposed_by: by.id.clone(),
        proposed_by_name: by.name.clone(),
        in_place_of: by.in_place_of().map(str::to_owned),
        ready: i64::try_from(ready).unwrap_or(i64::MAX),
        refused: i64::try_from(refused).unwrap_or(i64::MAX),
        updated_at: house.now_text(),
        ..BulkWithdrawalRow::default()
    };
    let mut tx = house.db.begin().await?;
    lists::insert(&mut tx, &row).await?;
    for line in &lines {
        lists::insert_line(&mut tx, &row.id, line).await?;
    }
    let list = BulkWithdrawal { stage: WithdrawalStage::Proposed, row, done: 0 };
    tell(house, &mut tx, by, &list, "bulk-withdraw-propose").await?;
    tx.commit().await?;
    Ok(list.row.id)
}

async fn judge(tx: &mut Tx, by: &Officer, named: &[String]) -> Result<Vec<LineRow>, Error> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::with_capacity(named.len());
    for (name, position) in named.iter().zip(1..) {
        let head = match drafts::disclosure(tx, name).await? {
            Some(head) => Some(head),
            None => drafts::disclosure_by_index_no(tx, name).await?,
        };
        let own = head.filter(|head| head.agency_code == by.agency && head.revision > 0);
        let problem = match &own {
            None => Some("本单位没有这个索引号的公开信息".to_owned()),
            Some(head) if !seen.insert(head.id.clone()) => Some("和前面的一行相同".to_owned()),
            Some(head) => cannot_withdraw(tx, head).await?,
        };
        lines.push(LineRow {
            position,
            named: own
                .as_ref()
                .and_then(|h| h.index_no.clone())
                .unwrap_or_else(|| name.chars().take(60).collect()),
            title: own.as_ref().map(|h| h.title.clone()).unwrap_or_default(),
            disclosure_id: own.map(|h| h.id),
            problem,
            done_at: None,
        });
    }
    Ok(lines)
}

/// Why a disclosure of the agency cannot be withdrawn, if it cannot.
async fn cannot_withdraw(tx: &mut Tx, head: &DisclosureRow) -> Result<Option<String>, Error> {
    if head.status == WITHDRAWN {
        return Ok(Some("已经撤回".into()));
    }
    if head.status != PUBLISHED {
        return Ok(Some("没有公开".into()));
    }
    let proposed = withdrawals::get(tx, &head.id).await?;
    Ok(proposed.map(|p| format!("{} 已经单独提出撤回，请在“待确认的撤回”里办理", p.proposed_by_name)))
}

/// Confirms what somebody else proposed: the worker carries it out.
///
/// # Errors
/// When the person proposed it or may not withdraw for the agency; [`Error::Conflict`].
pub async fn confirm_bulk_withdrawal(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut list = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Withdraw, &list.row.agency_code)?;
    let WithdrawalStage::Proposed = list.stage else { return Err(wrong_stage(&list)) };
    list.stage = WithdrawalStage::Confirmed(Pair::of(&list.row, &by.id, by.in_place_of())?);
    settle(house, tx, by, &list, "bulk-withdraw-confirm").await
}

/// Drops a list that was not confirmed yet; what is public stays so.
///
/// # Errors
/// When the person may not withdraw for the agency, or it was confirmed; [`Error::Conflict`].
pub async fn cancel_bulk_withdrawal(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let list = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Withdraw, &list.row.agency_code)?;
    let WithdrawalStage::Proposed = list.stage else { return Err(wrong_stage(&list)) };
    lists::delete(&mut tx, id, lock_version).await?;
    tell(house, &mut tx, by, &list, "bulk-withdraw-cancel").await?;
    tx.commit().await?;
    Ok(())
}

/// Stops a list that is being carried out; what is withdrawn stays so, and the rest can go on later.
///
/// # Errors
/// When the person may not withdraw for the agency, or it does not run; [`Error::Conflict`].
pub async fn stop_bulk_withdrawal(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut list = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Withdraw, &list.row.agency_code)?;
    let (WithdrawalStage::Confirmed(pair) | WithdrawalStage::Running(pair)) = list.stage.clone() else {
        return Err(wrong_stage(&list));
    };
    list.stage = WithdrawalStage::Stopped(pair);
    settle(house, tx, by, &list, "bulk-withdraw-stop").await
}

/// Lets a stopped list go on where it stopped.
///
/// # Errors
/// When the person may not withdraw for the agency, or it was not stopped; [`Error::Conflict`].
pub async fn resume_bulk_withdrawal(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut list = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Withdraw, &list.row.agency_code)?;
    let WithdrawalStage::Stopped(pair) = list.stage.clone() else { return Err(wrong_stage(&list)) };
    list.stage = WithdrawalStage::Confirmed(pair);
    list.row.stopped_reason = None;
    settle(house, tx, by, &list, "bulk-withdraw-resume").await
}

fn wrong_stage(list: &BulkWithdrawal) -> Error {
    Error::Refused(format!("这份批量撤回现在是“{}”，不能这样办理", list.stage.zh()))
}

async fn settle(
    house: &House,
    mut tx: Tx,
    by: &Officer,
    list: &BulkWithdrawal,
    action: &'static str,
) -> Result<(), Error> {
    save(house, &mut tx, list).await?;
    tell(house, &mut tx, by, list, action).await?;
    Ok(tx.commit().await?)
}

/// One list of the person's agency.
///
/// # Errors
/// When there is none, or it belongs to another agency.
pub async fn bulk_withdrawal(house: &House, by: &Officer, id: &str) -> Result<BulkWithdrawal, Error> {
    let list = load(&mut house.db.read().await?, id).await?;
    house.must(by, Action::ReadWork, &list.row.agency_code)?;
    Ok(list)
}

/// Its lines behind this place.
///
/// # Errors
/// As [`bulk_withdrawal`].
pub async fn withdrawal_lines(
    house: &House,
    by: &Officer,
    id: &str,
    (after, limit): (i64, i64),
) -> Result<Vec<LineRow>, Error> {
    bulk_withdrawal(house, by, id).await?;
    Ok(lists::lines(&mut house.db.read().await?, id, after, limit).await?)
}

/// The newest lists of the person's agency.
///
/// # Errors
/// When the person may not see its work.
pub async fn bulk_withdrawals(house: &House, by: &Officer) -> Result<Vec<BulkWithdrawal>, Error> {
    house.must(by, Action::ReadWork, &by.agency)?;
    let mut tx = house.db.read().await?;
    let rows = lists::of_agency(&mut tx, &by.agency, LISTED).await?;
    rows.into_iter()
        .map(|row| Ok(BulkWithdrawal { stage: WithdrawalStage::load(&row)?, row, done: 0 }))
        .collect()
}

/// Carries out the next confirmed list, or goes on with one that another worker left. Answers whether there was one.
///
/// # Errors
/// When the database refuses; the list is taken up again.
pub async fn run_next_withdrawals(house: &House) -> Result<bool, Error> {
    let next = lists::next(&mut house.db.read().await?, &stale_since(house)).await?;
    let Some(id) = next else { return Ok(false) };
    let pair = match claim(house, &id).await {
        Ok(pair) => pair,
        // Another worker was quicker, or somebody stopped it.
        Err(Error::Conflict) => return Ok(true),
        Err(e) => return Err(e),
    };
    let by = stands_behind(&mut house.db.read().await?, &pair.confirmed_by, "确认人的账号").await?;
    loop {
        match carry_on(house, &by, &id).await {
            Ok(true) => {}
            Ok(false) => return Ok(true),
            Err(e) if e.outage().is_some() => return Err(e),
            Err(Error::Conflict) => tracing::info!(bulk = id, "a bulk withdrawal met somebody else's step"),
            Err(e) => {
                halt(house, &id, &e).await?;
                return Ok(true);
            }
        }
    }
}

async fn claim(house: &House, id: &str) -> Result<Pair, Error> {
    let mut tx = house.db.begin().await?;
    let mut list = load(&mut tx, id).await?;
    let (WithdrawalStage::Confirmed(pair) | WithdrawalStage::Running(pair)) = list.stage.clone() else {
        return Err(Error::Conflict);
    };
    list.stage = WithdrawalStage::Running(pair.clone());
    save(house, &mut tx, &list).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Carries out the next lines, in one transaction; answers whether there may be more. Nothing, when somebody stopped it.
async fn carry_on(house: &House, by: &Officer, id: &str) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let mut list = load(&mut tx, id).await?;
    let WithdrawalStage::Running(pair) = list.stage.clone() else { return Ok(false) };
    let lines = lists::open_lines(&mut tx, id, AT_ONCE).await?;
    if lines.is_empty() {
        list.stage = WithdrawalStage::Done(pair);
        settle(house, tx, &Officer::operator(), &list, "bulk-withdraw-done").await?;
        return Ok(false);
    }
    let ground = Ground::new(&list.row.article, &list.row.reason)?;
    let reason = reason_of(&ground);
    let mut withdrawn = Vec::new();
    for line in lines {
        let disclosure = line.disclosure_id.clone().unwrap_or_default();
        let head = drafts::disclosure(&mut tx, &disclosure).await?;
        let problem = match &head {
            Some(head) => cannot_withdraw(&mut tx, head).await?,
            None => Some("没有这条信息".to_owned()),
        };
        let done_at = problem.is_none().then(|| house.now_text());
        if let Some(head) = head.filter(|_| problem.is_none()) {
            carry_out(house, &mut tx, head, ground.clone()).await?;
            withdrawn.push(disclosure);
        }
        lists::settle_line(&mut tx, id, &LineRow { problem, done_at, ..line }).await?;
    }
    // Says that the worker is still there, and finds out whether somebody stopped the list.
    save(house, &mut tx, &list).await?;
    let detail = json!({ "bulk": id, "proposed_by": list.row.proposed_by });
    let agency = list.row.agency_code.as_str();
    let steps = withdrawn
        .iter()
        .map(|disclosure| Step {
            action: "withdraw",
            disclosure: Some(disclosure),
            agency,
            reason: Some(&reason),
            detail: Some(detail.clone()),
        })
        .collect();
    record_all(house, &mut tx, by, steps).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(true)
}

/// It cannot be gone on with: people have to know why.
async fn halt(house: &House, id: &str, why: &Error) -> Result<(), Error> {
    tracing::warn!(error = %why, bulk = id, "a bulk withdrawal stopped");
    let mut tx = house.db.begin().await?;
    let mut list = load(&mut tx, id).await?;
    let WithdrawalStage::Running(pair) = list.stage.clone() else { return Ok(()) };
    list.stage = WithdrawalStage::Stopped(pair);
    list.row.stopped_reason = Some(why.to_string());
    save(house, &mut tx, &list).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_send_them() {
        let text =
            "\u{feff}索引号,标题\r\n130001/2026-00001,甲\n\n \"130001/2026-00002\"\t乙\n130001/2026-00003\n";
        assert_eq!(named_in(text), ["130001/2026-00001", "130001/2026-00002", "130001/2026-00003"]);
        assert!(named_in("索引号\n").is_empty());
    }

    #[test]
    fn the_same_person_is_not_two() {
        let row = BulkWithdrawalRow {
            proposed_by: "甲".into(),
            in_place_of: Some("乙".into()),
            ..BulkWithdrawalRow::default()
        };
        assert!(Pair::of(&row, "甲", None).is_err() && Pair::of(&row, "乙", None).is_err());
        assert!(Pair::of(&row, "丙", Some("乙")).is_err());
        assert!(Pair::of(&row, "丙", None).is_ok());
        let forged = BulkWithdrawalRow { state: "confirmed".into(), confirmed_by: Some("甲".into()), ..row };
        assert!(WithdrawalStage::load(&forged).is_err(), "such a row is not believed");
    }
}
