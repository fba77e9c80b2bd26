//! Texts that answers to requests and appeals begin with, kept by each agency: with placeholders that are filled from the
//! case, and without data of persons, as far as screening can tell.

mod placeholders;

use mingjing_store::reply_templates::{self, TemplateRow};
use mingjing_store::{appeals, requests};
use serde_json::json;

pub use placeholders::{Filling, Placeholder};

use crate::requests::lodging::clean;
use crate::requests::read_day;
use crate::trail::{Step, changed, record};
use crate::{Action, Error, House, Officer};

/// Most texts of one agency for one kind of answer.
const MOST: usize = 200;
/// Longest title, in characters.
const LONGEST_TITLE: usize = 40;
/// Longest text, in characters: an answer takes no more.
const LONGEST_TEXT: usize = 5_000;

/// What a text answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// 公开申请
    Request,
    /// 群众诉求
    Appeal,
}

impl ReplyKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Request, Self::Appeal];

    /// The word in the database and in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Appeal => "appeal",
        }
    }

    /// The kind of a word; none for any other word.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Request => "答复公开申请",
            Self::Appeal => "答复群众诉求",
        }
    }

    /// Whoever handles such cases keeps the texts.
    #[must_use]
    pub fn handle(self) -> Action {
        match self {
            Self::Request => Action::HandleRequests,
            Self::Appeal => Action::HandleAppeals,
        }
    }

    fn read(self) -> Action {
        match self {
            Self::Request => Action::ReadRequests,
            Self::Appeal => Action::ReadAppeals,
        }
    }
}

/// A text to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// What it answers.
    pub kind: ReplyKind,
    /// What people call it.
    pub title: String,
    /// The text.
    pub text: String,
    /// Whether the person looked at what screening found and keeps it.
    pub looked_at: bool,
}

/// Something in a text that may say something of a person, or must not be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What it is.
    pub label: String,
    /// As it stands in the text.
    pub text: String,
    /// Where the law says so.
    pub article: String,
}

/// What became of a text that was to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, under this identity.
    Kept(String),
    /// It is not kept yet: a person looks at this first.
    Doubtful(Vec<Doubt>),
}

/// Texts of a person's agency for one kind of answer.
///
/// # Errors
/// When the person may not see such cases.
pub async fn list(house: &House, by: &Officer, kind: ReplyKind) -> Result<Vec<TemplateRow>, Error> {
    house.must(by, kind.read(), &by.agency)?;
    Ok(reply_templates::of_agency(&mut house.db.read().await?, &by.agency, kind.key()).await?)
}

/// One text.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn one(house: &House, by: &Officer, id: &str) -> Result<TemplateRow, Error> {
    let row = reply_templates::one(&mut house.db.read().await?, id).await?.ok_or(NONE)?;
    house.must(by, kind_of(&row)?.read(), &row.agency_code)?;
    Ok(row)
}

const NONE: Error = Error::NotFound("这个答复模板");

fn kind_of(row: &TemplateRow) -> Result<ReplyKind, Error> {
    ReplyKind::of(&row.kind).ok_or_else(|| Error::Corrupt(format!("答复模板的种类“{}”", row.kind)))
}

/// Title and text as they are kept, or why not.
fn checked(new: &NewTemplate) -> Result<(String, String), Error> {
    let (title, text) = (clean(&new.title), clean(&new.text));
    let told = |what: &str, most: usize| Err(Error::Refused(format!("请写{what}，最多 {most} 字")));
    if title.is_empty() || title.contains('\n') || title.chars().count() > LONGEST_TITLE {
        return told("模板的名称，一行以内", LONGEST_TITLE);
    }
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        return told("模板的内容", LONGEST_TEXT);
    }
    placeholders::check(&text)?;
    Ok((title, text))
}

/// What screening finds in title and text.
fn doubts(house: &House, (title, text): (&str, &str)) -> Vec<Doubt> {
    let screen = &house.rules.screen;
    let found = screen.text("title", title).into_iter().chain(screen.text("text", text));
    found.map(|one| Doubt { label: one.label, text: one.text, article: one.article }).collect()
}

/// Keeps a text of the person's agency: a new one, or another wording of one that was read at a version. Where screening
/// finds something, a person looks at it first.
///
/// # Errors
/// When the person may not; when it has no title or text, is too long, or has a placeholder that nothing is filled into;
/// [`Error::Conflict`] when somebody else changed it in between.
pub async fn save(
    house: &House,
    by: &Officer,
    known: Option<(&str, i64)>,
    new: &NewTemplate,
) -> Result<Saved, Error> {
    let (title, text) = checked(new)?;
    let mut tx = house.db.begin().await?;
    let before = match known {
        Some((id, _)) => Some(reply_templates::one(&mut tx, id).await?.ok_or(NONE)?),
        None => None,
    };
    let agency = before.as_ref().map_or(by.agency.as_str(), |row| row.agency_code.as_str()).to_owned();
    let kind = before.as_ref().map_or(Ok(new.kind), kind_of)?;
    let by = &house.must(by, kind.handle(), &agency)?;
    let doubts = doubts(house, (&title, &text));
    if !doubts.is_empty() && !new.looked_at {
        return Ok(Saved::Doubtful(doubts));
    }
    let row = TemplateRow {
        id: before.as_ref().map_or_else(|| house.new_id(), |row| row.id.clone()),
        kind: kind.key().to_owned(),
        title,
        text,
        changed_by: by.id.clone(),
        changed_at: house.now_text(),
        lock_version: known.map_or(0, |(_, version)| version),
        agency_code: agency,
    };
    // The text stays out of the trail, where nobody could take out what should not stand in it.
    let told = |row: &TemplateRow| json!({ "template": row.id, "title": row.title });
    let (action, detail) = match &before {
        Some(before) => {
            reply_templates::change(&mut tx, &row).await?;
            ("template-change", changed(told(before), told(&row)))
        }
        None => {
            if reply_templates::of_agency(&mut tx, &row.agency_code, &row.kind).await?.len() >= MOST {
                return Err(Error::Refused(format!("最多 {MOST} 个模板，请先删去不用的")));
            }
            reply_templates::add(&mut tx, &row).await?;
            ("template-add", Some(told(&row)))
        }
    };
    let step = Step { action, disclosure: None, agency: &row.agency_code, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(Saved::Kept(row.id))
}

/// Takes a text away that was read at a version.
///
/// # Errors
/// When there is none, or the person may not; [`Error::Conflict`] when somebody else changed it in between.
pub async fn remove(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = reply_templates::one(&mut tx, id).await?.ok_or(NONE)?;
    let by = &house.must(by, kind_of(&row)?.handle(), &row.agency_code)?;
    reply_templates::remove(&mut tx, id, lock_version).await?;
    let detail = Some(json!({ "template": row.id, "title": row.title }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "template-remove", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// A text filled for a case of its agency, for whoever handles it.
///
/// # Errors
/// When there is no such text or case, the person may not handle it, or the text is not for it.
pub async fn filled(
    house: &House,
    by: &Officer,
    (kind, case): (ReplyKind, &str),
    template: &str,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let found = match kind {
        ReplyKind::Request => {
            requests::one(&mut tx, case).await?.map(|row| (row.number, row.agency_code, row.lodged_on))
        }
        ReplyKind::Appeal => {
            appeals::one(&mut tx, case).await?.map(|row| (row.number, row.agency_code, row.lodged_on))
        }
    };
    let (number, agency, lodged_on) = found.ok_or(Error::NotFound("这件案件"))?;
    house.must(by, kind.handle(), &agency)?;
    if template.is_empty() {
        return Err(Error::Refused("请先选择模板".into()));
    }
    let row = reply_templates::one(&mut tx, template).await?.ok_or(NONE)?;
    if row.agency_code != agency || row.kind != kind.key() {
        return Err(NONE);
    }
    let register = house.register();
    let filling = Filling {
        number: &number,
        agency: register.agency_name(&agency),
        lodged_on: read_day(&lodged_on)?,
        today: house.now().date_naive(),
    };
    Ok(placeholders::fill(&row.text, &filling))
}
