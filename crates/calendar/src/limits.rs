//! Statutory limits, as data with their articles.

use std::collections::BTreeMap;
use std::fmt;

use mingjing_law::LawFiles;
use serde::Deserialize;

use crate::Error;

/// How long a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Working days by the State Council's calendar.
    WorkingDays(u32),
    /// Calendar days.
    Days(u32),
    /// Months.
    Months(u32),
    /// Hours, day and night.
    Hours(u32),
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(n) => write!(f, "{n} 个工作日"),
            Self::Days(n) => write!(f, "{n} 天"),
            Self::Months(n) => write!(f, "{n} 个月"),
            Self::Hours(n) => write!(f, "{n} 小时"),
        }
    }
}

/// A limit that a law sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Name in rule files, e.g. `request.answer`.
    pub key: String,
    /// What people read.
    pub title: String,
    /// How long.
    pub amount: Amount,
    /// The article.
    pub article: String,
    /// The law or notice.
    pub source: String,
}

/// All limits of `law/limits.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits(BTreeMap<String, Limit>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    amount: u32,
    unit: Unit,
    article: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    WorkingDays,
    Days,
    Months,
    Hours,
}

const FILE: &str = "limits.toml";

impl Limits {
    /// Reads `law/limits.toml`.
    ///
    /// # Errors
    /// When it is missing or does not read, with line and reason.
    pub fn load(files: &LawFiles) -> Result<Self, Error> {
        let missing = || Error::File { file: FILE.into(), line: 1, reason: "没有这个文件".into() };
        let text = files.get(FILE).ok_or_else(missing)?;
        let raw: BTreeMap<String, Raw> = toml::from_str(text).map_err(|e| Error::toml(FILE, text, &e))?;
        let limits = raw.into_iter().map(|(key, r)| {
            let amount = match r.unit {
                Unit::WorkingDays => Amount::WorkingDays(r.amount),
                Unit::Days => Amount::Days(r.amount),
                Unit::Months => Amount::Months(r.amount),
                Unit::Hours => Amount::Hours(r.amount),
            };
            (key.clone(), Limit { key, title: r.title, amount, article: r.article, source: r.source })
        });
        Ok(Self(limits.collect()))
    }

    /// The limit with this key.
    ///
    /// # Errors
    /// [`Error::NoLimit`].
    pub fn get(&self, key: &str) -> Result<&Limit, Error> {
        self.0.get(key).ok_or_else(|| Error::NoLimit(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_cites_its_article() {
        let limits = Limits::load(&LawFiles::embedded()).unwrap();
        assert!(
            limits.0.values().all(|l| !l.article.is_empty() && !l.source.is_empty() && !l.title.is_empty())
        );
        assert_eq!(limits.get("request.answer").unwrap().amount, Amount::WorkingDays(20));
        assert_eq!(limits.get("release.urgent_review").unwrap().amount.to_string(), "24 小时");
        assert!(limits.get("request.reply").unwrap_err().to_string().contains("request.reply"));
    }

    #[test]
    fn a_broken_limit_is_named_with_its_line() {
        let files = LawFiles::default().with(FILE, "[\"a\"]\ntitle = \"甲\"\namount = -1\n");
        assert!(Limits::load(&files).unwrap_err().to_string().starts_with("law/limits.toml:3:"));
    }
}
