//! The list of what an agency does not publish: each matter with its ground, the article, words that screening looks
//! for, and the day on which it is looked at again (条例 第十八条:对不予公开的政府信息进行定期评估审查,对因情势变化可以
//! 公开的应当公开). All lists are in memory, since every screening asks; they change a few times a year.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use chrono::{Days, NaiveDate};
use mingjing_catalogue::FieldProblem;
use mingjing_screening::{Listed, Screen};
use mingjing_store::withheld::{self, WithheldRow};
use serde_json::json;

use crate::accounts::step;
use crate::trail::record;
use crate::{Action, Error, House, Officer};

/// The item whose freshness says how far ahead the next review may lie.
const ITEM: &str = "non-disclosure-list";
/// Most words of one matter.
const MOST_WORDS: usize = 50;

/// The lists of all agencies as they are in force.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    version: i64,
    by_agency: HashMap<String, Vec<WithheldRow>>,
}

/// A matter to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMatter {
    /// The matter.
    pub title: String,
    /// Words that screening looks for.
    pub words: Vec<String>,
    /// Why it is not published.
    pub ground: String,
    /// Law and article.
    pub article: String,
    /// Day on which it has to be looked at again.
    pub review_on: Option<NaiveDate>,
}

/// What a review of a matter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// It stays on the list and is looked at again on that day.
    Stays(Option<NaiveDate>),
    /// It may be published from now on.
    Opens,
}

impl House {
    /// What texts of an agency are screened with: the rules, and the words of its own list.
    #[must_use]
    pub fn screen_of(&self, agency: &str) -> Arc<Screen> {
        let lists = self.withheld();
        let Some(rows) = lists.by_agency.get(agency) else { return Arc::clone(&self.rules.screen) };
        let mut screens = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
        if screens.0 != lists.version {
            *screens = (lists.version, HashMap::new());
        }
        let made = || {
            let listed = rows.iter().map(|row| Listed {
                key: format!("withheld-{}", row.id),
                title: format!("不予公开清单：{}", row.title),
                words: row.words.lines().map(str::to_owned).collect(),
                ground: row.ground.clone(),
                article: row.article.clone(),
            });
            match self.rules.screen.with(listed) {
                Ok(screen) => Arc::new(screen),
                Err(problem) => {
                    tracing::error!(agency, ?problem, "an agency's list cannot be screened with");
                    Arc::clone(&self.rules.screen)
                }
            }
        };
        Arc::clone(screens.1.entry(agency.to_owned()).or_insert_with(made))
    }

    /// Reads the lists anew if they were changed here or by another process on the same database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_withheld(&self) -> Result<(), Error> {
        let mut tx = self.db.read().await?;
        let version = withheld::newest(&mut tx).await?;
        if version == self.withheld().version {
            return Ok(());
        }
        let mut by_agency: HashMap<String, Vec<WithheldRow>> = HashMap::new();
        for row in withheld::in_force(&mut tx).await? {
            by_agency.entry(row.agency_code.clone()).or_default().push(row);
        }
        self.set_withheld(Lists { version, by_agency });
        Ok(())
    }

    /// How many matters of an agency's list have to be looked at again by now.
    #[must_use]
    pub fn withheld_due(&self, agency: &str) -> usize {
        let today = self.now().date_naive().to_string();
        let lists = self.withheld();
        lists.by_agency.get(agency).map_or(0, |rows| rows.iter().filter(|r| r.review_on <= today).count())
    }
}

/// The list of an agency, what is due first before all others; what was taken off stands last.
///
/// # Errors
/// When the person may not see the agency's work.
pub async fn withheld_list(house: &House, by: &Officer, agency: &str) -> Result<Vec<WithheldRow>, Error> {
    house.must(by, Action::ReadWork, agency)?;
    Ok(withheld::of_agency(&mut house.db.read().await?, agency).await?)
}

fn problem(field: &str, label: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem { field: field.into(), label: label.into(), message: message.into() }
}

fn judge_text((field, label): (&str, &str), text: &str, most: usize) -> Option<FieldProblem> {
    let length = text.trim().chars().count();
    (length == 0 || length > most).then(|| problem(field, label, format!("不能为空，最多 {most} 个字")))
}

/// A review lies ahead, but not further than the list's own limit.
fn judge_day(house: &House, day: Option<NaiveDate>) -> Option<FieldProblem> {
    let told = |message: String| Some(problem("review_on", "复审日期", message));
    let Some(day) = day else { return told("请填写年月日，例:2027-06-30".into()) };
    let today = house.now().date_naive();
    if day <= today {
        return told("须在今天之后".into());
    }
    let freshness = house.item(ITEM).ok()?.freshness.as_ref()?;
    let last = today.checked_add_days(Days::new(freshness.days.into()))?;
    if day > last { told(format!("不能晚于 {last}({})", freshness.source)) } else { None }
}

/// Puts a matter on the list of an agency; answers its identity.
///
/// # Errors
/// When the person may not screen there, something is wrong with it, or a list was changed in the same moment.
pub async fn withhold(house: &House, by: &Officer, agency: &str, new: &NewMatter) -> Result<String, Error> {
    let acting = house.must(by, Action::Withhold, agency)?;
    let mut problems: Vec<FieldProblem> = [
        judge_text(("title", "事项"), &new.title, 100),
        judge_text(("ground", "理由"), &new.ground, 300),
        judge_text(("article", "法律和条款"), &new.article, 200),
        judge_day(house, new.review_on),
    ]
    .into_iter()
    .flatten()
    .collect();
    let odd =
        |word: &&String| !(2..=50).contains(&word.chars().count()) || word.chars().any(char::is_control);
    if new.words.len() > MOST_WORDS {
        problems.push(problem("words", "审查时查找的词", format!("最多 {MOST_WORDS} 个")));
    } else if let Some(word) = new.words.iter().find(odd) {
        problems.push(problem("words", "审查时查找的词", format!("“{word}”应为 2 至 50 个字")));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let mut tx = house.db.begin().await?;
    let row = WithheldRow {
        id: house.new_id(),
        agency_code: agency.to_owned(),
        title: new.title.trim().to_owned(),
        words: new.words.join("\n"),
        ground: new.ground.trim().to_owned(),
        article: new.article.trim().to_owned(),
        listed_on: house.now().date_naive().to_string(),
        review_on: new.review_on.map(|day| day.to_string()).unwrap_or_default(),
        officer_name: acting.name.clone(),
        changed: withheld::newest(&mut tx).await? + 1,
        ..WithheldRow::default()
    };
    withheld::insert(&mut tx, &row).await.map_err(Error::of_place)?;
    let detail = json!({ "matter": row.id, "after": { "title": row.title, "article": row.article, "review_on": row.review_on } });
    record(house, &mut tx, &acting, step("withhold", agency, Some(detail))).await?;
    tx.commit().await?;
    refresh(house).await;
    Ok(row.id)
}

async fn refresh(house: &House) {
    if let Err(e) = house.refresh_withheld().await {
        // It is done; the background work tries again.
        tracing::error!(error = %e, "the lists of what is withheld could not be read after a change");
    }
}

/// Looks at a matter again: it stays until another day, or may be published. `seen` is its version.
///
/// # Errors
/// When the person may not screen there, the reason or day is missing, it is off the list, or somebody was quicker.
pub async fn review_withheld(
    house: &House,
    by: &Officer,
    (id, seen): (&str, i64),
    (review, reason): (Review, &str),
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut row = withheld::one(&mut tx, id).await?.ok_or(Error::NotFound("这个事项"))?;
    let acting = house.must(by, Action::Withhold, &row.agency_code)?;
    if row.removed_on.is_some() {
        return Err(Error::Refused("这个事项已移出清单".into()));
    }
    let mut problems: Vec<FieldProblem> =
        judge_text(("reason", "复审意见"), reason, 500).into_iter().collect();
    let before = row.review_on.clone();
    match review {
        Review::Opens => row.removed_on = Some(house.now().date_naive().to_string()),
        Review::Stays(day) => {
            problems.extend(judge_day(house, day));
            row.review_on = day.map(|day| day.to_string()).unwrap_or_default();
        }
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    row.reason = Some(reason.trim().to_owned());
    row.officer_name.clone_from(&acting.name);
    row.changed = withheld::newest(&mut tx).await? + 1;
    withheld::review(&mut tx, &row, seen).await.map_err(Error::of_place)?;
    let action = if row.removed_on.is_some() { "withheld-open" } else { "withheld-review" };
    let agency = row.agency_code.as_str();
    let detail = json!({ "matter": id, "title": row.title, "before": { "review_on": before }, "after": { "review_on": row.review_on, "removed_on": row.removed_on } });
    let step = crate::trail::Step { reason: row.reason.as_deref(), ..step(action, agency, Some(detail)) };
    record(house, &mut tx, &acting, step).await?;
    tx.commit().await?;
    refresh(house).await;
    Ok(())
}
