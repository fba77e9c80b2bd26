//! The clock of a case: what is waited for, until when, by which article.

use chrono::NaiveDate;
use mingjing_calendar::Standing;

use super::{AnyRequest, File, Publicity, Rules};
use crate::Result;

/// What a case waits for on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What is waited for.
    pub waits_for: &'static str,
    /// Its last day; none where no day is set.
    pub due: Option<NaiveDate>,
    /// How it stands: working days left or overdue; standing still while others are asked.
    pub standing: Option<Standing>,
    /// The article that sets it.
    pub article: &'static str,
}

impl AnyRequest {
    /// What the case waits for on a day; none when it is closed.
    ///
    /// # Errors
    /// When working days are not known.
    pub fn clock(&self, rules: &Rules<'_>, today: NaiveDate) -> Result<Option<Clock>> {
        Ok(match self {
            Self::Submitted(r) => {
                let due = r.file().submitted_on;
                Some(clock(rules, today, ("本机关与申请人确认收到", "条例第三十一条"), Some(due))?)
            }
            Self::Handling(r) => Some(answer(r.file(), rules, today, "本机关答复")?),
            Self::Explaining(r) => Some(answer(r.file(), rules, today, "申请人说明理由，答复期限照常计算")?),
            Self::Proposed(r) => Some(answer(r.file(), rules, today, "审核拟答复")?),
            Self::Correcting(r) => {
                Some(clock(rules, today, ("申请人补正", "条例第三十条"), Some(r.state().until))?)
            }
            Self::Consulting(r) => {
                let open = r.state().asked.iter().filter(|one| one.ended_on.is_none());
                let mut next = None;
                for one in open {
                    let due = one.due(rules)?;
                    if next.is_none_or(|(known, _): (Option<NaiveDate>, _)| {
                        due.is_some() && (known.is_none() || due < known)
                    }) {
                        next = Some((due, one.party));
                    }
                }
                let (due, article, waits_for) = match next {
                    Some((due, party)) => (due, party.article(), party.waits_for()),
                    None => (None, "条例第三十三条", "征求意见"),
                };
                Some(Clock { waits_for, due, standing: Some(Standing::Suspended), article })
            }
            Self::Charged(r) => {
                let due = r.state().due(rules)?;
                let waits = if due.is_some() {
                    "申请人缴纳信息处理费"
                } else {
                    "收费通知送达申请人"
                };
                let known = clock(rules, today, (waits, "条例第四十二条"), due)?;
                Some(Clock { standing: known.standing.or(Some(Standing::Suspended)), ..known })
            }
            Self::Closed(r) => match r.state().publicity {
                Some(Publicity::Wished(on)) => {
                    let due = rules.end("request.publicity", on).map(Some)?;
                    Some(clock(rules, today, ("本机关答复主动公开的建议", "条例第四十四条"), due)?)
                }
                _ => None,
            },
        })
    }
}

impl super::Party {
    fn waits_for(self) -> &'static str {
        match self {
            Self::ThirdParty => "第三方提出意见，答复期限暂停计算",
            Self::Agency => "共同制作机关提出意见，答复期限暂停计算",
        }
    }
}

fn answer(file: &File, rules: &Rules<'_>, today: NaiveDate, waits_for: &'static str) -> Result<Clock> {
    let article = if file.agreed_until.is_some() { "条例第三十五条" } else { file.purpose.article() };
    clock(rules, today, (waits_for, article), file.due(rules)?)
}

fn clock(
    rules: &Rules<'_>,
    today: NaiveDate,
    (waits_for, article): (&'static str, &'static str),
    due: Option<NaiveDate>,
) -> Result<Clock> {
    let standing = due.map(|due| rules.calendar.standing(due, today)).transpose()?;
    Ok(Clock { waits_for, due, standing, article })
}
