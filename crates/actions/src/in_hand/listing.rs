//! What waits for an agency, by last day.

use chrono::{Days, NaiveDate};
use mingjing_procedures::{appeal, supervision};
use mingjing_store::cases::{self, Asked, WaitingRow};

use super::handlers::{Away, away, identities, standing_in};
use super::{Handler, Kind, Numbers, kinds, soon};
use crate::house::as_i64;
use crate::requests::{left, read_day};
use crate::{Action, Error, House, Officer, appeals, requests};

/// Characters of a title in a list.
const SHORT: usize = 60;
/// Behind the last day of every case.
const END: &str = "9999-12-31";

/// Which last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// Any, also of cases that wait for somebody outside.
    #[default]
    Any,
    /// Soon, and not over yet.
    Soon,
    /// Over.
    Overdue,
}

impl When {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Any, Self::Soon, Self::Overdue];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Any => "全部在办",
            Self::Soon => "快到期",
            Self::Overdue => "已逾期",
        }
    }
}

/// Which cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of one kind; none for all.
    pub kind: Option<Kind>,
    /// By last day.
    pub when: When,
    /// Only what the person handles, or somebody in whose place the person acts.
    pub mine: bool,
}

/// For whose step a case waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For whoever handles it.
    Handler,
    /// For somebody who agrees to what was proposed.
    Reviewer,
    /// For somebody outside: applicant, third party, the public, the supervised agency.
    Outside,
}

/// A case in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
    /// What people call it; empty where it has a title only.
    pub number: String,
    /// What it is about; empty once the time to keep it is over.
    pub subject: String,
    /// State in words.
    pub state: &'static str,
    /// Whose step is waited for.
    pub waits: Waits,
    /// Whether this person may take that step, and nobody else was named for it.
    pub for_me: bool,
    /// Last day of what is waited for.
    pub due: NaiveDate,
    /// Working days until then, negative when it is over; none where days are not known or the limit stands still.
    pub left: Option<i64>,
    /// Who handles it; none where nobody was named.
    pub handler: Option<Handler>,
}

/// Part of the list.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The cases.
    pub lines: Vec<Line>,
    /// The place behind them, where there are more: last day and identity.
    pub next: Option<(String, String)>,
}

/// `limit` cases of a person's agency behind a place, what is due first before all others. Only kinds of which the person
/// may list cases.
///
/// # Errors
/// When the person may list none at all.
pub async fn list(
    house: &House,
    by: &Officer,
    filter: Filter,
    (after, limit): (Option<(&str, &str)>, usize),
) -> Result<Listing, Error> {
    let mut wanted = kinds(house, by);
    if wanted.is_empty() {
        return Err(Error::Forbidden("您没有查看在办案件的权限，请联系本单位管理员".into()));
    }
    wanted.retain(|kind| filter.kind.is_none_or(|only| only == *kind));
    let today = house.now().date_naive();
    let (from, until) = match filter.when {
        When::Any => (String::new(), END.to_owned()),
        When::Soon => (today.to_string(), soon(house)),
        When::Overdue => ("0001-01-01".to_owned(), (today - Days::new(1)).to_string()),
    };
    let (due, id) = after.unwrap_or_default();
    let mut asked = Asked {
        agency: by.agency.clone(),
        from,
        until,
        after: (due.to_owned(), id.to_owned()),
        handlers: Vec::new(),
        limit: as_i64(limit as u64 + 1),
    };
    let mut tx = house.db.read().await?;
    let mut rows: Vec<(Kind, WaitingRow)> = Vec::new();
    for kind in wanted {
        asked.handlers = if filter.mine { identities(house, by, kind) } else { Vec::new() };
        let found = cases::waiting(&mut tx, kind.stored(), &asked).await?;
        rows.extend(found.into_iter().map(|row| (kind, row)));
    }
    rows.sort_by(|(_, a), (_, b)| (&a.due_on, &a.id).cmp(&(&b.due_on, &b.id)));
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(_, row)| (row.due_on.clone(), row.id.clone()));
    let away = away(house, &mut tx, &by.agency).await?;
    let lines = rows.into_iter().map(|(kind, row)| line(house, by, (kind, row), &away));
    Ok(Listing { lines: lines.collect::<Result<_, _>>()?, next })
}

fn line(house: &House, by: &Officer, (kind, row): (Kind, WaitingRow), away: &[Away]) -> Result<Line, Error> {
    let today = house.now().date_naive();
    let due = read_day(&row.due_on)?;
    let subject = match &row.sealed {
        Some(sealed) if kind == Kind::Request => requests::subject(house, &row.id, sealed)?,
        Some(sealed) => appeals::subject(house, &row.id, sealed)?,
        None => row.title,
    };
    let (state, waits) = stage(kind, &row.state);
    let handler = row.handler_id.zip(row.handler_name).map(|(id, name)| Handler {
        stand_in: standing_in(house, away, &id, kind),
        id,
        name,
    });
    let mine = handler.as_ref().is_none_or(|one| identities(house, by, kind).contains(&one.id));
    let may = |action: Action| house.may(by, action, &by.agency);
    let stands_still = kind == Kind::Request && row.state == "consulting";
    Ok(Line {
        kind,
        subject: subject.chars().take(SHORT).collect(),
        state,
        for_me: match waits {
            Waits::Handler => mine && may(kind.handle()),
            Waits::Reviewer => may(kind.review()),
            Waits::Outside => false,
        },
        waits,
        left: if stands_still { None } else { left(house, today, due) },
        due,
        id: row.id,
        number: row.number,
        handler,
    })
}

/// A stored state in words, and whose step it waits for.
fn stage(kind: Kind, state: &str) -> (&'static str, Waits) {
    match kind {
        Kind::Request => match state {
            "submitted" => ("待确认收到", Waits::Handler),
            "correcting" => ("待申请人补正", Waits::Outside),
            "consulting" => ("征求意见中，期限暂停计算", Waits::Outside),
            "explaining" => ("待说明理由", Waits::Outside),
            "charged" => ("待缴费，期限不计", Waits::Outside),
            "publicity" => ("待答复主动公开的建议", Waits::Handler),
            "proposed" => ("待审核", Waits::Reviewer),
            _ => ("办理中", Waits::Handler),
        },
        Kind::Appeal => match state {
            "proposed" => (appeal::state_zh(state), Waits::Reviewer),
            "joint" => (appeal::state_zh(state), Waits::Outside),
            _ => (appeal::state_zh(state), Waits::Handler),
        },
        Kind::Joint => ("待本单位提出意见", Waits::Handler),
        Kind::Supervised => (supervision::state_zh(state), Waits::Handler),
        Kind::Supervising => match state {
            "proposed" => (supervision::state_zh(state), Waits::Reviewer),
            "issued" | "mending" => (supervision::state_zh(state), Waits::Outside),
            _ => (supervision::state_zh(state), Waits::Handler),
        },
        Kind::Consultation => match state {
            "proposed" => ("待审核", Waits::Reviewer),
            "returned" => ("已退回，待修改", Waits::Handler),
            "open" => ("征求意见，到期后截止登记", Waits::Outside),
            "closed" => ("整理意见，逐类答复", Waits::Handler),
            _ => ("结果待公布", Waits::Handler),
        },
        Kind::Selection => match state {
            "signing-up" => ("报名，到期后截止登记", Waits::Outside),
            "closed" => ("核对报名，公开名单", Waits::Handler),
            "listed" => ("名单已公开，待抽签", Waits::Handler),
            _ => ("已抽签，结果待公开", Waits::Handler),
        },
    }
}

/// How much a person's agency has in hand, of the kinds that the person may list.
///
/// # Errors
/// When the database cannot be read.
pub async fn numbers(house: &House, by: &Officer) -> Result<Numbers, Error> {
    let today = house.now().date_naive().to_string();
    let soon = soon(house);
    let mut tx = house.db.read().await?;
    let mut all = Numbers::default();
    for kind in kinds(house, by) {
        let days = (today.as_str(), soon.as_str());
        for row in cases::in_hand(&mut tx, kind.stored(), (&by.agency, ""), days).await? {
            all.add(&Numbers::of(&row));
        }
    }
    Ok(all)
}
