//! Looks what waits for each person with a confirmed address, and writes one mail of what the person was not told yet.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use mingjing_duties::Stage;
use mingjing_store::officer_addresses::{self, AddressRow};

use super::{wants, write_letter};
use crate::house::{as_i64, time_text};
use crate::my_work::{self, Filter, View};
use crate::overseeing::{Warning, overview};
use crate::supervisions::Side;
use crate::{
    Action, Error, House, Officer, Role, appeals, clusters, consultations, objections, officer, reading,
    requests, selections, supervisions,
};

/// People looked at in one go.
const BATCH: i64 = 100;
/// Drafts, requests and changes of lists looked at for one person.
const LOOKED_AT: u64 = 50;
/// Days after which it is noted that what somebody was told stands still: not at every look.
const RENEWED_DAYS: u64 = 30;
/// Days after which it is forgotten what somebody was told: at least 90 after it was last seen to stand. What stands is told
/// once (`law/warnings.toml`), however long it stands.
const FORGOTTEN_DAYS: u64 = 90 + RENEWED_DAYS;

/// What a person may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// A draft waits to be screened or approved.
    DraftWaits,
    /// A request for information is due soon, or late.
    RequestDue,
    /// An appeal, or a part in somebody else's, is due soon, or late.
    AppealDue,
    /// Appeals about the same are many, wide or rising, for the openness office.
    ClusterNoticed,
    /// A supervision waits for the agency's answer or mending, or for the office to issue or check it.
    SupervisionWaits,
    /// A list of an agency of the region changed, for the openness office.
    ListChanged,
    /// What the agency owes is due soon, due, or late; for the openness office, what others of the region leave undone.
    DutyDue,
    /// A call for comments or a selection of participants waits to be handled or reviewed.
    ParticipationWaits,
    /// Public opinion has to be judged or answered, step by step as its time goes by. It is looked at by the minute.
    PublicOpinionDue,
    /// An objection to the assessment waits to be decided, or a decision to be agreed to.
    ObjectionWaits,
}

impl Notice {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::DraftWaits,
        Self::RequestDue,
        Self::AppealDue,
        Self::ClusterNoticed,
        Self::SupervisionWaits,
        Self::ListChanged,
        Self::DutyDue,
        Self::ParticipationWaits,
        Self::PublicOpinionDue,
        Self::ObjectionWaits,
    ];

    /// The word in forms and in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::DraftWaits => "draft-waits",
            Self::RequestDue => "request-due",
            Self::AppealDue => "appeal-due",
            Self::ClusterNoticed => "cluster-noticed",
            Self::SupervisionWaits => "supervision-waits",
            Self::ListChanged => "list-changed",
            Self::DutyDue => "duty-due",
            Self::ParticipationWaits => "participation-waits",
            Self::PublicOpinionDue => "public-opinion-due",
            Self::ObjectionWaits => "objection-waits",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::DraftWaits => "有草稿等我审查或批准",
            Self::RequestDue => "公开申请快到期、已逾期",
            Self::AppealDue => "群众诉求快到期、已逾期",
            Self::ClusterNoticed => "本地区有反映集中、涉及面广或者上升较快的诉求",
            Self::SupervisionWaits => "督办等我们办理",
            Self::ListChanged => "本地区单位的清单有变更",
            Self::DutyDue => "应办的公开事项快到期、已逾期",
            Self::ParticipationWaits => "征求意见、听证报名等我们办理",
            Self::PublicOpinionDue => "政务舆情等研判、等回应，快到时限、已超过时限（随时提醒）",
            Self::ObjectionWaits => "考核异议等我们办理、已裁定",
        }
    }

    /// Whether it can ever concern a person.
    #[must_use]
    pub fn concerns(self, house: &House, by: &Officer) -> bool {
        let may = |action| house.may(by, action, &by.agency);
        match self {
            Self::DraftWaits => may(Action::Screen) || may(Action::Approve),
            Self::RequestDue => {
                may(Action::ReadRequests) && (may(Action::HandleRequests) || may(Action::ReviewRequests))
            }
            Self::AppealDue => {
                may(Action::ReadAppeals) && (may(Action::HandleAppeals) || may(Action::ReviewAppeals))
            }
            Self::SupervisionWaits | Self::ObjectionWaits => {
                may(Action::Supervise) || may(Action::AnswerSupervision)
            }
            Self::ParticipationWaits => [
                Action::HandleConsultations,
                Action::ReviewConsultations,
                Action::HandleSelections,
                Action::ReviewSelections,
            ]
            .into_iter()
            .any(may),
            Self::PublicOpinionDue => may(Action::JudgePublicOpinion) || may(Action::AnswerPublicOpinion),
            Self::ClusterNoticed | Self::ListChanged => by.roles.contains(&Role::OpennessOffice),
            Self::DutyDue => [Role::OpennessOffice, Role::Administrator, Role::Approver]
                .iter()
                .any(|role| by.roles.contains(role)),
        }
    }
}

/// One thing to be told: what kind, which one, and the line of the mail for several of the same kind and word.
struct Found {
    notice: Notice,
    subject: String,
    what: String,
}

/// Writes to everybody whose time has come what there is to tell; how many mails.
///
/// # Errors
/// When the database refuses.
pub async fn write_due(house: &House) -> Result<u64, Error> {
    let mut written = 0;
    loop {
        let rows = officer_addresses::due(&mut house.db.read().await?, &house.now_text(), BATCH).await?;
        if rows.is_empty() {
            return Ok(written);
        }
        let mut failed = Ok(());
        for row in rows {
            match look(house, row).await {
                Ok(one) => written += u64::from(one),
                // One that cannot be written keeps nobody else waiting.
                Err(error) => failed = Err(error),
            }
        }
        failed?;
    }
}

async fn look(house: &House, row: AddressRow) -> Result<bool, Error> {
    let by = officer(house, &row.officer_id).await?;
    let found = match &by {
        Some(by) => found(house, by, &row).await?,
        None => Vec::new(),
    };
    let limits = &house.rules.messages.limits;
    let next = time_text(house.now() + TimeDelta::minutes(limits.staff_minutes.into()));
    let mut tx = house.db.begin().await?;
    match officer_addresses::looked(&mut tx, &row.officer_id, (&row.next_at, &next)).await {
        Err(mingjing_store::Error::Conflict) => return Ok(false),
        done => done?,
    }
    let told = officer_addresses::told(&mut tx, &row.officer_id).await?;
    let known: BTreeMap<(String, String), String> =
        told.into_iter().map(|row| ((row.notice, row.subject), row.told_at)).collect();
    let before = |days: u64| house.now().checked_sub_days(Days::new(days)).map(time_text).unwrap_or_default();
    let (renewed, now) = (before(RENEWED_DAYS), house.now_text());
    let mut fresh = Vec::new();
    for one in found {
        match known.get(&(one.notice.key().to_owned(), one.subject.clone())) {
            None => fresh.push(one),
            Some(at) if *at < renewed => {
                let what = (one.notice.key(), one.subject.as_str());
                officer_addresses::add_told(&mut tx, &row.officer_id, what, &now).await?;
            }
            Some(_) => {}
        }
    }
    let tells = !fresh.is_empty();
    if tells {
        let told: Vec<_> = fresh.iter().map(|one| (one.notice, one.subject.as_str())).collect();
        write_letter(house, &mut tx, &row, (fresh.len(), &list(house, &fresh)), &told).await?;
    }
    officer_addresses::forget_told(&mut tx, &row.officer_id, &before(FORGOTTEN_DAYS)).await?;
    tx.commit().await?;
    Ok(tells)
}

async fn found(house: &House, by: &Officer, row: &AddressRow) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for notice in wants(row).into_iter().filter(|notice| notice.concerns(house, by)) {
        let mut add = |subject: String, what: String| found.push(Found { notice, subject, what });
        match notice {
            Notice::DraftWaits => {
                let filter = Filter { view: View::Waiting, ..Filter::default() };
                for one in my_work::list(house, by, &filter, (LOOKED_AT, 0)).await?.0 {
                    let what = match one.state.as_str() {
                        "submitted" => "份草稿等您审查",
                        "screened" => "份草稿等您批准",
                        _ => continue,
                    };
                    let subject = format!("{} {} {}", one.disclosure_id, one.state, one.lock_version);
                    add(subject, what.to_owned());
                }
            }
            Notice::RequestDue => {
                let soon = i64::from(house.rules.messages.limits.request_days);
                let today = house.now().date_naive();
                for one in requests::list(house, by, true, (LOOKED_AT, 0)).await?.lines {
                    // That a day is over is known also where the working days since then are not.
                    let (what, when) = match one.left {
                        _ if one.due < today => ("件公开申请已逾期".to_owned(), "late"),
                        Some(left) if left <= soon => (format!("件公开申请 {soon} 个工作日内到期"), "soon"),
                        _ => continue,
                    };
                    add(format!("{} {} {when}", one.row.id, one.due), what);
                }
            }
            Notice::AppealDue => appeals_due(house, by, &mut add).await?,
            Notice::ClusterNoticed => {
                for one in clusters::list(house, by, true, (LOOKED_AT, 0)).await?.0 {
                    add(
                        format!("{} {}", one.id, one.numbers.attention.join(",")),
                        "类诉求值得注意".to_owned(),
                    );
                }
            }
            Notice::SupervisionWaits => supervisions_waiting(house, by, &mut add).await?,
            Notice::ListChanged => {
                for one in reading::changes_for(house, by).await? {
                    if as_i64(one.leaf_index) >= row.from_leaf {
                        add(one.leaf_index.to_string(), "处清单变更".to_owned());
                    }
                }
            }
            Notice::DutyDue => duties_due(house, by, &mut add),
            Notice::ParticipationWaits => participation_waits(house, by, &mut add).await?,
            // An hour is too long for it: `public_opinions` tells of it.
            Notice::PublicOpinionDue => {}
            Notice::ObjectionWaits => objections_waiting(house, by, &mut add).await?,
        }
    }
    Ok(found)
}

/// Appeals that the person's agency has in hand or has a part in, near or behind their last day.
async fn appeals_due(
    house: &House,
    by: &Officer,
    add: &mut (dyn FnMut(String, String) + Send),
) -> Result<(), Error> {
    let soon = i64::from(house.rules.messages.limits.request_days);
    let today = house.now().date_naive();
    for view in [appeals::View::Open, appeals::View::Joint] {
        for one in appeals::list(house, by, view, (LOOKED_AT, 0)).await?.lines {
            let (what, when) = match one.left {
                _ if one.due < today => ("件群众诉求已逾期".to_owned(), "late"),
                Some(left) if left <= soon => (format!("件群众诉求 {soon} 个工作日内到期"), "soon"),
                _ => continue,
            };
            add(format!("{} {} {when}", one.row.id, one.due), what);
        }
    }
    Ok(())
}

/// Supervisions that wait for something the person may do: of the agency, once it is told and again once it is late; of the
/// office, what is to be issued or checked.
async fn supervisions_waiting(
    house: &House,
    by: &Officer,
    add: &mut (dyn FnMut(String, String) + Send),
) -> Result<(), Error> {
    let today = house.now().date_naive();
    for (side, action) in [(Side::Agency, Action::AnswerSupervision), (Side::Office, Action::Supervise)] {
        if !house.may(by, action, &by.agency) {
            continue;
        }
        for one in supervisions::list(house, by, (side, true), (LOOKED_AT, 0)).await?.0 {
            let late = one.due < today;
            let what = match (side, one.row.state.as_str()) {
                (Side::Agency, "issued" | "mending") if late => "件督办已逾期",
                (Side::Agency, "issued") => "件督办等本单位答复",
                (Side::Agency, "mending") => "件督办等本单位整改",
                (Side::Office, "proposed") => "件督办通知等签发",
                (Side::Office, "reported") => "件督办等核查",
                (Side::Office, "issued" | "mending") if late => "件督办对方已逾期",
                _ => continue,
            };
            add(format!("{} {} {late}", one.row.id, one.row.lock_version), what.to_owned());
        }
    }
    Ok(())
}

/// Calls for comments and selections of participants in which something waits for the person: what time or a second person
/// has brought to its next step.
async fn participation_waits(
    house: &House,
    by: &Officer,
    add: &mut (dyn FnMut(String, String) + Send),
) -> Result<(), Error> {
    let may = |action| house.may(by, action, &by.agency);
    let today = house.now().date_naive();
    if may(Action::ReadConsultations) {
        let (handles, reviews) = (may(Action::HandleConsultations), may(Action::ReviewConsultations));
        for one in consultations::desk_calls(house, by, false, (LOOKED_AT, 0)).await?.0 {
            let (row, over) = (&one.row, one.closes_on < today);
            if handles && (matches!(row.state.as_str(), "returned" | "closed") || row.state == "open" && over)
            {
                add(format!("{} {} {over}", row.id, row.state), "次征求意见等您办理".to_owned());
            }
            if reviews && row.to_review {
                add(format!("{} review {}", row.id, row.lock_version), "次征求意见等您审核".to_owned());
            }
        }
    }
    if may(Action::ReadSelections) {
        let (handles, reviews) = (may(Action::HandleSelections), may(Action::ReviewSelections));
        for one in selections::desk_selections(house, by, false, (LOOKED_AT, 0)).await?.0 {
            let row = &one.row;
            let over = row.state == "signing-up" && one.closes_on < today;
            if handles && (over || matches!(row.state.as_str(), "closed" | "listed" | "drawn")) {
                add(format!("{} {} {over}", row.id, row.state), "次报名和抽签等您办理".to_owned());
            }
            if reviews && row.to_review {
                add(format!("{} review {}", row.id, row.lock_version), "次报名等您审核".to_owned());
            }
        }
    }
    Ok(())
}

/// Objections that wait for something the office may do, and those of the agency that were decided.
async fn objections_waiting(
    house: &House,
    by: &Officer,
    add: &mut (dyn FnMut(String, String) + Send),
) -> Result<(), Error> {
    let today = house.now().date_naive();
    for (side, action) in [(Side::Agency, Action::AnswerSupervision), (Side::Office, Action::Supervise)] {
        if !house.may(by, action, &by.agency) {
            continue;
        }
        for one in objections::list(house, by, (side, true), (LOOKED_AT, 0)).await?.0 {
            let late = one.due < today;
            let what = match (side, one.row.state.as_str()) {
                (Side::Agency, "decided") => "件考核异议已裁定",
                (Side::Office, "lodged" | "proposed") if late => "件考核异议逾期没有裁定",
                (Side::Office, "lodged") => "件考核异议等裁定",
                (Side::Office, "proposed") => "件考核异议的裁定等审核",
                (Side::Office, "decided") if late => "件考核异议的裁定逾期没有公开",
                _ => continue,
            };
            add(format!("{} {} {late}", one.row.id, one.row.lock_version), what.to_owned());
        }
    }
    Ok(())
}

/// What the person's agency owes, by how near its last day is, and what agencies of the region have left undone for long.
fn duties_due(house: &House, by: &Officer, add: &mut dyn FnMut(String, String)) {
    let Some(overview) = overview(house) else { return };
    let office = by.roles.contains(&Role::OpennessOffice);
    for Warning { stage, finding } in &overview.warnings {
        let what = if finding.agency == by.agency {
            format!("项应办的公开事项{}", stage.zh())
        } else if office
            && *stage == Stage::Escalated
            && house.may(by, Action::ReadPublished, &finding.agency)
        {
            "项本地区单位长期逾期的公开事项".to_owned()
        } else {
            continue;
        };
        let of = format!("{:?} {}", finding.subject, finding.due.unwrap_or_default());
        add(format!("{} {} {of} {}", finding.agency, finding.duty, stage.key()), what);
    }
}

/// One line for all of a kind, with the page where they are.
fn list(house: &House, fresh: &[Found]) -> String {
    let mut lines: Vec<(Notice, &str, usize)> = Vec::new();
    for one in fresh {
        match lines.iter_mut().find(|(notice, what, _)| (*notice, *what) == (one.notice, one.what.as_str())) {
            Some((_, _, number)) => *number += 1,
            None => lines.push((one.notice, &one.what, 1)),
        }
    }
    let line = |(notice, what, number): &(Notice, &str, usize)| {
        let page = match notice {
            Notice::DraftWaits => "/desk",
            Notice::RequestDue => "/desk/requests",
            Notice::AppealDue => "/desk/appeals",
            Notice::ClusterNoticed => "/desk/clusters",
            Notice::SupervisionWaits => "/desk/supervisions",
            Notice::ListChanged => "/desk/registers",
            Notice::DutyDue => "/desk/warnings",
            Notice::ParticipationWaits => "/desk",
            Notice::PublicOpinionDue => "/desk/public-opinions",
            Notice::ObjectionWaits => "/desk/objections",
        };
        format!("{number} {what}\n   {}{page}", house.site.base_url)
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n\n")
}
