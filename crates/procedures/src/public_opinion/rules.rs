//! Levels of public opinion, their hours, and who is told when: `law/public-opinion.toml`.

use std::collections::{BTreeMap, BTreeSet};

use mingjing_calendar::{Amount, Limits};
use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;
use serde::Deserialize;

use super::ARTICLE;
use crate::Result;
use crate::error::refused;

/// Path of the file below `law/`.
const FILE: &str = "public-opinion.toml";

/// From which moment hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// When it happened; where nobody knows, when it was found.
    Happened,
    /// When it was found.
    Found,
    /// When it was noted at the desk.
    Noted,
}

impl CountsFrom {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Happened => "从发生时起算",
            Self::Found => "从发现时起算",
            Self::Noted => "从登记时起算",
        }
    }
}

/// When a level wants a joint meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// Before an answer is drafted.
    BeforeResponse,
    /// Before the case is closed: the first word is not kept waiting.
    BeforeClosing,
}

/// So many hours, from a moment, by a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// How many.
    pub hours: u32,
    /// From when.
    pub from: CountsFrom,
    /// Where they stand.
    pub source: String,
}

/// A level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The word that is stored.
    pub key: String,
    /// What people read.
    pub title: String,
    /// What it means.
    pub summary: String,
    /// Item of the disclosure that answers.
    pub item: String,
    /// Whether and when a joint meeting is wanted.
    pub meeting: Option<Meeting>,
    /// Until when an answer is published.
    pub release: Hours,
    /// Until when a press conference is held; none where it need not be.
    pub conference: Option<Hours>,
}

/// Fields of a disclosure that answers, as far as a draft is filled from the case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseFields {
    /// The item.
    pub item: String,
    /// Field of the title.
    pub title: String,
    /// Field of the day on which it began.
    pub began: String,
    /// Field of the time of that day.
    pub began_at: Option<String>,
    /// Which beginning that is.
    pub from: CountsFrom,
    /// Field of the day of publication.
    pub issued_on: String,
    /// Field with the name of the agency.
    pub unit: Option<String>,
    /// Fields that always hold the same.
    #[serde(default)]
    pub preset: BTreeMap<String, String>,
}

/// The disclosure of a press conference.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConferenceFields {
    /// The item.
    pub item: String,
    /// Field with the day.
    pub held_on: String,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// The agency that answers.
    Agency,
    /// The openness office.
    Office,
}

/// When somebody is told that time goes by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The word that is stored.
    pub key: String,
    /// What people read.
    pub title: String,
    /// Once so many hundredths of the time are over.
    pub percent: u32,
    /// Who.
    pub tell: BTreeSet<Whom>,
}

/// `law/public-opinion.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicOpinionRules {
    /// Until when a matter is judged.
    pub judging: Hours,
    /// The levels, the gravest first.
    pub levels: Vec<Level>,
    /// The press conference.
    pub conference: ConferenceFields,
    /// Who is told when, in the order of time.
    pub escalation: Vec<Escalation>,
    responses: Vec<ResponseFields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    judging: String,
    levels: Vec<RawLevel>,
    responses: Vec<ResponseFields>,
    conference: ConferenceFields,
    escalation: Vec<Escalation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLevel {
    key: String,
    title: String,
    summary: String,
    item: String,
    meeting: Option<Meeting>,
    release: RawHours,
    conference: Option<RawHours>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHours {
    limit: String,
    from: CountsFrom,
}

impl RawHours {
    fn read(&self, limits: &Limits) -> std::result::Result<Hours, String> {
        let limit = limits.get(&self.limit).map_err(|e| e.to_string())?;
        let Amount::Hours(hours) = limit.amount else {
            return Err(format!("law/limits.toml 中 {} 须以小时计", self.limit));
        };
        Ok(Hours { hours, from: self.from, source: limit.source.clone() })
    }
}

impl PublicOpinionRules {
    /// Reads `law/public-opinion.toml`, with the hours of its limits, and checks its fields against the catalogue.
    ///
    /// # Errors
    /// When it is missing, does not read, or names a limit, an item or a field that does not exist.
    pub fn load(
        files: &LawFiles,
        limits: &Limits,
        catalogue: &Catalogue,
    ) -> std::result::Result<Self, String> {
        let raw: Raw = files.read(FILE)?;
        let told = |what: String| format!("law/{FILE}:1: {what}");
        check(&raw, catalogue).map_err(told)?;
        let judging = RawHours { limit: raw.judging, from: CountsFrom::Noted };
        let levels = raw.levels.into_iter().map(|level| {
            Ok(Level {
                release: level.release.read(limits)?,
                conference: level.conference.as_ref().map(|hours| hours.read(limits)).transpose()?,
                key: level.key,
                title: level.title,
                summary: level.summary,
                item: level.item,
                meeting: level.meeting,
            })
        });
        Ok(Self {
            judging: judging.read(limits).map_err(told)?,
            levels: levels.collect::<std::result::Result<_, String>>().map_err(told)?,
            conference: raw.conference,
            escalation: raw.escalation,
            responses: raw.responses,
        })
    }

    /// The level of a word.
    ///
    /// # Errors
    /// When there is none.
    pub fn level(&self, key: &str) -> Result<&Level> {
        match self.levels.iter().find(|level| level.key == key) {
            Some(level) => Ok(level),
            None => refused(ARTICLE, "请选择级别"),
        }
    }

    /// How a draft of an item is filled; none where the item answers nothing.
    #[must_use]
    pub fn response(&self, item: &str) -> Option<&ResponseFields> {
        self.responses.iter().find(|response| response.item == item)
    }
}

fn check(raw: &Raw, catalogue: &Catalogue) -> std::result::Result<(), String> {
    if raw.source.trim().is_empty() {
        return Err("source 不能为空：请写明依据".into());
    }
    let keys: BTreeSet<&str> = raw.levels.iter().map(|level| level.key.as_str()).collect();
    if keys.is_empty() || keys.len() != raw.levels.len() {
        return Err("要有 [[levels]]，key 不能重复".into());
    }
    if let Some(level) = raw.levels.iter().find(|level| !raw.responses.iter().any(|r| r.item == level.item)) {
        return Err(format!("级别 {} 的 {} 没有 [[responses]]", level.key, level.item));
    }
    for r in &raw.responses {
        let optional = r.began_at.iter().chain(&r.unit);
        let fields = [&r.title, &r.began, &r.issued_on].into_iter().chain(optional).chain(r.preset.keys());
        has_fields(catalogue, &r.item, fields)?;
    }
    has_fields(catalogue, &raw.conference.item, [&raw.conference.held_on])?;
    if !raw.escalation.is_sorted_by(|one, next| one.percent < next.percent) {
        return Err("[[escalation]] 的 percent 要从小到大".into());
    }
    Ok(())
}

fn has_fields<'a>(
    catalogue: &Catalogue,
    item: &str,
    fields: impl IntoIterator<Item = &'a String>,
) -> std::result::Result<(), String> {
    let known = catalogue.item(item).ok_or_else(|| format!("目录里没有“{item}”"))?;
    match fields.into_iter().find(|key| known.field(key).is_none()) {
        Some(key) => Err(format!("{item} 没有字段 {key}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_what_is_wrong_is_named() {
        let files = LawFiles::embedded();
        let (limits, catalogue) = (Limits::load(&files).unwrap(), Catalogue::load(&files).unwrap());
        let rules = PublicOpinionRules::load(&files, &limits, &catalogue).unwrap();
        let gravest = rules.level("major-emergency").unwrap();
        assert_eq!((gravest.release.hours, gravest.release.from), (5, CountsFrom::Happened));
        assert_eq!(gravest.conference.as_ref().unwrap().hours, 24);
        assert_eq!(rules.level("ordinary").unwrap().release.hours, 48);
        assert!(rules.level("unheard-of").is_err());
        let text = files.get(FILE).unwrap().to_owned();
        let wrong = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            let files = LawFiles::embedded().with(FILE, text.replace(from, to));
            PublicOpinionRules::load(&files, &limits, &catalogue).unwrap_err()
        };
        assert!(wrong("\"opinion.judging\"", "\"request.answer\"").contains("以小时计"));
        assert!(wrong("opinion.emergency_release", "opinion.nothing").contains("opinion.nothing"));
        assert!(wrong("unit = \"unit\"", "unit = \"agency\"").contains("public-response 没有字段 agency"));
        assert!(wrong("\"noticed_at\"", "\"at\"").contains("public-response 没有字段 at"));
        assert!(wrong("percent = 80", "percent = 30").contains("从小到大"));
        assert!(wrong("key = \"major\"", "key = \"ordinary\"").contains("不能重复"));
        assert!(wrong("item = \"press-conference\"", "item = \"party\"").contains("目录里没有“party”"));
    }
}
