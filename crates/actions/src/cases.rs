//! What the procedures of people without an account share: parts of a case that are sealed each for its place, steps that
//! are noted and forgotten, and how long that takes.

use chrono::{Months, NaiveDate};
use mingjing_calendar::Amount;
use mingjing_store::cases::{self, CaseStepRow, Counting};
use mingjing_store::requests::EventRow;
use mingjing_store::{Tx, drafts};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::messages::Message;
use crate::{Error, House, Officer, discard_draft, outbox, reading, subscriptions};

/// What stands for every text once the time to keep it is over.
pub(crate) const GONE: &str = "(保存期限已满，内容已删除)";

/// Cases whose steps are read at once.
const BATCH: i64 = 500;

/// Does something with the steps of each case, requests for information or appeals, that is counted in a span of days.
pub(crate) async fn each_case(
    house: &House,
    kind: cases::Kind,
    counting: Counting<'_>,
    mut take: impl FnMut(&[CaseStepRow]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut tx = house.db.read().await?;
    let mut after = String::new();
    loop {
        let rows = cases::steps(&mut tx, kind, counting, (&after, BATCH)).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        after.clone_from(&row.id);
        // Opening steps takes time in which others are answered.
        tokio::task::block_in_place(|| {
            rows.chunk_by(|one, other| one.id == other.id).try_for_each(&mut take)
        })?;
    }
}

/// A case of a procedure: what its parts are sealed for, so that none can stand in the place of another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CaseKey<'a> {
    /// The procedure, such as `request`.
    pub(crate) of: &'static str,
    /// Identity of the case.
    pub(crate) id: &'a str,
}

impl CaseKey<'_> {
    fn owner(self, part: &str) -> String {
        format!("{} {} {part}", self.of, self.id)
    }

    /// Seals a part.
    pub(crate) fn seal<T: Serialize>(self, house: &House, part: &str, what: &T) -> Result<String, Error> {
        house.seal.seal(house.random_bytes(), &self.owner(part), &serde_json::to_vec(what)?)
    }

    /// Opens what was sealed for this part.
    pub(crate) fn open<T: DeserializeOwned>(
        self,
        house: &House,
        part: &str,
        sealed: &str,
    ) -> Result<T, Error> {
        Ok(serde_json::from_slice(&house.seal.open(&self.owner(part), sealed)?)?)
    }

    /// Seals a file.
    pub(crate) fn seal_bytes(self, house: &House, part: &str, bytes: &[u8]) -> Result<String, Error> {
        house.seal.seal(house.random_bytes(), &self.owner(part), bytes)
    }

    /// Opens a file that was sealed for this part.
    pub(crate) fn open_bytes(self, house: &House, part: &str, sealed: &str) -> Result<Vec<u8>, Error> {
        house.seal.open(&self.owner(part), sealed)
    }

    /// Opens steps, in their order.
    pub(crate) fn open_events<E: DeserializeOwned>(
        self,
        house: &House,
        rows: &[EventRow],
    ) -> Result<Vec<E>, Error> {
        rows.iter().map(|row| self.open(house, &event_part(row.position), &row.event)).collect()
    }

    /// Opens steps that were read to be counted.
    pub(crate) fn open_steps<E: DeserializeOwned>(
        self,
        house: &House,
        rows: &[CaseStepRow],
    ) -> Result<Vec<E>, Error> {
        rows.iter().map(|row| self.open(house, &event_part(row.position), &row.event)).collect()
    }

    /// Steps made other ones and sealed anew, each with its place.
    pub(crate) fn rewritten<E: Serialize + DeserializeOwned>(
        self,
        house: &House,
        rows: &[EventRow],
        into: impl Fn(E) -> E,
    ) -> Result<Vec<(i64, String)>, Error> {
        let events = self.open_events(house, rows)?;
        let each = rows.iter().zip(events).map(|(row, event)| {
            Ok((row.position, self.seal(house, &event_part(row.position), &into(event))?))
        });
        each.collect()
    }

    /// A step as it is noted now; by nobody where whoever has the receipt code took it.
    pub(crate) fn noted<E: Serialize>(
        self,
        house: &House,
        by: Option<&Officer>,
        (position, event): (i64, &E),
    ) -> Result<EventRow, Error> {
        Ok(EventRow {
            case_id: self.id.to_owned(),
            position,
            at: house.now_text(),
            officer_id: by.map(|by| by.id.clone()),
            officer_name: by.map(|by| by.name.clone()),
            event: self.seal(house, &event_part(position), event)?,
        })
    }
}

fn event_part(position: i64) -> String {
    format!("event {position}")
}

/// Whoever is behind what was proposed, as person or as principal, does not agree to it. `proposed` names them, parted by
/// commas.
pub(crate) fn must_be_another(by: &Officer, proposed: &str, article: &str) -> Result<(), Error> {
    let behind: Vec<&str> = proposed.split(',').collect();
    if by.identities().any(|who| behind.contains(&who)) {
        return Err(Error::Refused(format!("须由另一人审核，不能自己审核自己提出的{article}")));
    }
    Ok(())
}

/// How many months a limit of keeping gives.
pub(crate) fn months(house: &House, limit: &str) -> Result<Months, Error> {
    let found = house.rules.limits.get(limit).map_err(|e| Error::Refused(e.to_string()))?;
    match found.amount {
        Amount::Months(months) => Ok(Months::new(months)),
        _ => Err(Error::Refused(format!("law/limits.toml 中 {limit} 须以月计"))),
    }
}

/// The last day on which personal data of a case are kept whose last step was on a day.
pub(crate) fn keep_until(house: &House, limit: &str, from: NaiveDate) -> Result<NaiveDate, Error> {
    from.checked_add_months(months(house, limit)?)
        .ok_or_else(|| Error::Refused("保存期限超出可计算的范围".into()))
}

/// What depends on working days; none where they cannot be counted yet, because a year's holidays are not announced.
pub(crate) fn countable<T>(found: mingjing_procedures::Result<Option<T>>) -> Result<Option<T>, Error> {
    match found {
        Err(mingjing_procedures::Error::Calendar(mingjing_calendar::Error::NoCalendar { .. })) => Ok(None),
        other => Ok(other?),
    }
}

/// In the place of a last day that cannot be counted yet: it lies after the years whose holidays are announced.
pub(crate) fn uncountable(house: &House) -> NaiveDate {
    let today = house.now().date_naive();
    house.rules.calendar.last_day().unwrap_or(today).max(today)
}

/// The draft that a step of a case noted. Where it could not be noted, because somebody else was quicker, the draft is of no use
/// and goes.
pub(crate) async fn noted_draft(
    house: &House,
    by: &Officer,
    (drafted, lock_version): (String, i64),
    noted: Result<(), Error>,
) -> Result<String, Error> {
    if noted.is_err() {
        discard_draft(house, by, &drafted, lock_version).await?;
    }
    noted.map(|()| drafted)
}

/// Whether the disclosure of a case has a draft or a page.
pub(crate) async fn is_drafted(tx: &mut Tx, disclosure: Option<&str>) -> Result<bool, Error> {
    match disclosure {
        Some(id) => Ok(drafts::disclosure(tx, id).await?.is_some()),
        None => Ok(false),
    }
}

/// The disclosure of a case, as long as it is public.
pub(crate) async fn public_of(house: &House, disclosure: Option<&str>) -> Result<Option<String>, Error> {
    let Some(id) = disclosure else { return Ok(None) };
    let found = reading::disclosure(house, id).await?;
    Ok(found.filter(|found| found.content().is_some()).map(|found| found.id))
}

/// A text of a step fits.
pub(crate) fn must_be_short(what: &str, text: &str, most: usize) -> Result<(), Error> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(Error::Refused(format!("{what}最多 {most} 字，现在有 {length} 字")))
}

/// What is wrong with an address for mail that may be left out.
pub(crate) fn wrong_mail(mail: &str) -> Option<String> {
    let fits = mail.is_empty() || subscriptions::read_address(mail).is_some();
    (!fits).then(|| "请填写邮箱，如 name@example.com；不要邮件通知的可以不填".into())
}

/// What somebody without an account is told of a case: which kind, its number, how far it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress<'a> {
    /// Which kind of thing.
    pub(crate) what: &'a str,
    /// Its number.
    pub(crate) number: &'a str,
    /// What happened, in a few words that say nothing of the content.
    pub(crate) step: &'a str,
}

/// Tells by mail whoever left an address that the case went on, in the transaction of the step. What the case is about never
/// stands in a mail.
pub(crate) async fn tell(
    house: &House,
    tx: &mut Tx,
    mail: &str,
    progress: Progress<'_>,
) -> Result<(), Error> {
    if mail.is_empty() || !house.site.sends_mail {
        return Ok(());
    }
    let page = format!("{}/track", house.site.base_url);
    let texts = house.rules.messages.current(tx, Message::CaseProgress).await?;
    let values = [
        ("站名", house.site.name.as_str()),
        ("事项", progress.what),
        ("编号", progress.number),
        ("进展", progress.step),
        ("网页", &page),
    ];
    outbox::write(house, tx, Message::CaseProgress, mail.to_owned(), (texts.fill(&values), None)).await
}
